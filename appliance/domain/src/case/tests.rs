#![expect(clippy::unwrap_used, reason = "tests")]
use super::*;

fn today() -> NaiveDate {
    NaiveDate::from_ymd_opt(2026, 11, 21).unwrap()
}

fn filled() -> NewCaseForm<'static> {
    NewCaseForm {
        family_name: " Bélanger-Roy ",
        given_names: "Élodie",
        birth_date: "1984-02-29",
        sex: "F",
        hospital_number: "H-4471",
        hospital_issuer: "Hôpital du Belvédère",
        language: "fr",
        question: "",
    }
}

#[test]
fn a_filled_form_becomes_a_case() {
    let case = filled().check(today()).unwrap();
    assert_eq!(case.patient.family_name.as_str(), "Bélanger-Roy");
    assert!(case.question.is_none());
}

#[test]
fn every_fault_is_named_at_once() {
    let form = NewCaseForm {
        family_name: "",
        birth_date: "1984-02-30",
        sex: "X",
        hospital_issuer: "",
        ..filled()
    };
    let fields: Vec<_> = form
        .check(today())
        .unwrap_err()
        .iter()
        .filter_map(Refusal::field)
        .collect();
    assert_eq!(
        fields,
        ["family-name", "birth-date", "sex", "hospital-issuer"]
    );
}

#[test]
fn dates_that_cannot_be_are_refused() {
    for (text, date) in [
        ("2026-11-21", today()),
        (" 1890-01-01 ", NaiveDate::from_ymd_opt(1890, 1, 1).unwrap()),
    ] {
        assert_eq!(birth_date(text, today()), Ok(date), "{text}");
    }
    for (text, key) in [
        ("1889-12-31", "date-too-old"),
        ("1984/02/29", "not-a-date"),
        ("1984-02/29", "not-a-date"),
        ("1984-0229-", "not-a-date"),
        ("1984-02-2a", "not-a-date"),
        ("1984-02-29 ?", "not-a-date"),
        ("+984-02-29", "not-a-date"),
        ("2026-11-22", "date-in-future"),
        ("1789-07-14", "date-too-old"),
        ("84-2-29", "not-a-date"),
        ("1984-13-01", "not-a-date"),
        ("９９９９-01-01", "not-a-date"),
        ("", "field-empty"),
    ] {
        assert_eq!(birth_date(text, today()).unwrap_err().key(), key, "{text}");
    }
}

#[test]
fn a_name_may_hold_markup_but_no_control_or_direction_marks() {
    assert!(EnteredText::required("name", "<script>alert(1)</script>", 120).is_ok());
    for bad in ["a\u{0}b", "a\nb", "a\u{202E}b"] {
        assert!(EnteredText::required("name", bad, 120).is_err());
    }
    // What nobody sees.
    for bad in [
        "\u{200B}",
        "\u{3164}",
        "Roy\u{AD}",
        "\u{FEFF}Roy",
        "\u{200E}Roy",
        "R\u{E0041}oy",
    ] {
        let refused = EnteredText::required("name", bad, 120);
        assert_eq!(refused, Err(Refusal::FieldCharacters { field: "name" }));
    }
    // Joiners part letters of Persian, and selectors choose the form of a sign; a dash stands for the
    // given name that somebody has not.
    for good in ["می\u{200C}روم", "葛\u{E0100}", "山田", "O’Connor", "-"] {
        assert!(EnteredText::required("name", good, 120).is_ok(), "{good}");
    }
    assert!(EnteredText::required("name", &"é".repeat(121), 120).is_err());
    assert!(EnteredText::required("name", &"é".repeat(120), 120).is_ok());
}

/// A number without its establishment says nothing, nor an establishment without a number: the rest of
/// the form may be as right as it likes.
#[test]
fn a_hospital_number_comes_with_its_issuer_or_not_at_all() {
    let form = |hospital_number, hospital_issuer| {
        NewCaseForm {
            hospital_number,
            hospital_issuer,
            ..filled()
        }
        .check(today())
        .map(|case| case.patient.hospital_number)
    };
    let lacks = |field| vec![Refusal::FieldEmpty { field }];
    assert_eq!(form("H-4471", " "), Err(lacks("hospital-issuer")));
    assert_eq!(form("", "Hôpital"), Err(lacks("hospital-number")));
    assert_eq!(form("", ""), Ok(None));
    let known = form("H-4471", "Hôpital").unwrap().unwrap();
    assert_eq!(
        (known.value.as_str(), known.issuer.as_str()),
        ("H-4471", "Hôpital")
    );
}

#[test]
fn each_field_of_a_case_has_its_length() {
    let text = |n: usize| "é".repeat(n);
    let (name, number, question) = (text(120), text(64), text(4000));
    let full = NewCaseForm {
        family_name: &name,
        given_names: &name,
        hospital_number: &number,
        hospital_issuer: &name,
        question: &question,
        ..filled()
    };
    let case = full.check(today()).unwrap();
    assert_eq!(case.question.unwrap().as_str(), question);
    let (name, number, question) = (text(121), text(65), text(4001));
    let over = NewCaseForm {
        family_name: &name,
        given_names: &name,
        hospital_number: &number,
        hospital_issuer: &name,
        question: &question,
        ..filled()
    };
    let too_long = |field, limit| Refusal::FieldTooLong { field, limit };
    assert_eq!(
        over.check(today()).unwrap_err(),
        [
            too_long("family-name", 120),
            too_long("given-names", 120),
            too_long("hospital-number", 64),
            too_long("hospital-issuer", 120),
            too_long("question", 4000),
        ]
    );
    let wrong = NewCaseForm {
        language: "la",
        question: "a\u{7}b",
        ..filled()
    };
    assert_eq!(
        wrong.check(today()).unwrap_err(),
        [
            Refusal::FieldChoice { field: "language" },
            Refusal::FieldCharacters { field: "question" },
        ]
    );
}

/// The person a case is about goes by the name of this case; names of their other cases are on file.
#[test]
fn a_case_knows_every_name_of_its_patient() {
    let filled = filled().check(today()).unwrap();
    let before_marriage = PatientDetails {
        family_name: EnteredText::required("x", "Gagnon", 120).unwrap(),
        ..filled.patient.clone()
    };
    let case = Case {
        id: "01JCZ000000000000000000001".parse().unwrap(),
        reference: "2026-0001".parse().unwrap(),
        state: CaseState::Collecting,
        opened_at: Timestamp::from_micros(0),
        patient_id: "01JCZ000000000000000000002".parse().unwrap(),
        patient: filled.patient.clone(),
        question: None,
        revision: 1,
        also_known: vec![before_marriage],
        linked: Vec::new(),
        others: Vec::new(),
    };
    let person = case.person();
    assert_eq!(person.name, PersonName::entered("Bélanger-Roy", "Élodie"));
    assert_eq!(
        person.other_names,
        [PersonName::entered("Gagnon", "Élodie")]
    );
    let number = FileNumber::received("H-4471", "Hôpital du Belvédère");
    assert_eq!(person.number, number);
    assert_eq!(person.sex, Some(Sex::Female));
    assert_eq!(
        person.birth_date,
        BirthDate::known(filled.patient.birth_date)
    );
}
