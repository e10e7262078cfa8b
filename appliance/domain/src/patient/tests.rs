#![expect(clippy::unwrap_used, reason = "tests")]
use chrono::NaiveDate;

use super::*;
use crate::case::NewCaseForm;

fn details(family: &str, given: &str, born: &str, number: &str) -> PatientDetails {
    let form = NewCaseForm {
        family_name: family,
        given_names: given,
        birth_date: born,
        sex: "F",
        language: "fr",
        hospital_number: number,
        hospital_issuer: if number.is_empty() { "" } else { "Hôpital A" },
        question: "",
    };
    form.check(NaiveDate::from_ymd_opt(2026, 11, 28).unwrap())
        .unwrap()
        .patient
}

fn id<T: std::str::FromStr>(n: u16) -> T
where
    T::Err: std::fmt::Debug,
{
    format!("01JCZ000000000000000000{n:03}").parse().unwrap()
}

#[test]
fn who_is_likely_the_same_is_shown_and_nobody_else() {
    let known = details("Bélanger-Roy", "Élodie", "1984-02-29", "H-1");
    let verdict = |family: &str, given: &str, born: &str, number: &str| {
        let new = details(family, given, born, number);
        likely(&(&new).into(), &(&known).into()).map(|found| found.likeness)
    };
    let (same, look, different) = (
        Some(Likeness::Same),
        Some(Likeness::NeedsALook),
        Some(Likeness::Different),
    );
    assert_eq!(verdict("Bélanger-Roy", "Élodie", "1984-02-29", "H-1"), same);
    assert_eq!(verdict("Belanger Roy", "Elodie", "1984-02-29", ""), look);
    assert_eq!(
        verdict("Bélanger-Roy", "Élodie", "1984-02-28", ""),
        different
    );
    assert_eq!(verdict("Gagnon", "Zoé", "1999-01-01", "H-1"), different);
    assert_eq!(
        verdict("Gagnon", "Élodie", "1984-02-29", "H-2"),
        None,
        "another name"
    );
    assert_eq!(
        verdict("Bélanger-Roy", "Mégane", "1984-02-29", "H-2"),
        None,
        "a twin"
    );
    assert_eq!(
        verdict("Bélanger-Roy", "Élodie", "1999-01-01", ""),
        None,
        "born years later"
    );
}

#[test]
fn an_answer_holds_only_beside_whom_it_was_given() {
    let (anna, berta): (PatientId, PatientId) = (id(1), id(2));
    let known = details("Bélanger-Roy", "Élodie", "1984-02-29", "H-1");
    let beside = |family: &str, born: &str| {
        let new = details(family, "Élodie", born, "H-1");
        likely(&(&new).into(), &(&known).into()).unwrap()
    };
    let fits = beside("Bélanger-Roy", "1984-02-29");
    let both = [(anna.clone(), &fits), (berta.clone(), &fits)];
    assert_eq!(whose(&[], &Answer::NotAsked), Some(Whose::New));
    assert_eq!(whose(&both, &Answer::NotAsked), None);
    assert_eq!(
        whose(&both, &Answer::OnFile(berta.clone())),
        Some(Whose::OnFile(berta.clone()))
    );
    assert_eq!(whose(&both[..1], &Answer::OnFile(berta.clone())), None);
    assert_eq!(
        whose(&both, &Answer::NoneOf(vec![anna.clone(), berta])),
        Some(Whose::New)
    );
    assert_eq!(whose(&both, &Answer::NoneOf(vec![anna.clone()])), None);
    // The same number: a married name, or another birth date, may be theirs; not both.
    for (family, born, may) in [
        ("Gagnon", "1984-02-29", true),
        ("Gagnon", "1984-02-28", true),
        ("Bélanger-Roy", "1999-01-01", true),
        ("Gagnon", "1999-01-01", false),
    ] {
        let compared = beside(family, born);
        let answer = whose(&[(anna.clone(), &compared)], &Answer::OnFile(anna.clone()));
        assert_eq!(answer.is_some(), may, "{family}, {born}");
        let new = details(family, "Élodie", born, "H-1");
        let (new, known) = (std::slice::from_ref(&new), std::slice::from_ref(&known));
        assert_eq!(nearest(new, known).is_ok(), may);
        assert_eq!(nearest(known, new).is_ok(), may, "from either side");
    }
}

#[test]
fn the_younger_hangs_on_the_older_with_all_that_hang_on_it() {
    let old = Whole {
        patient: id(1),
        linked: vec![id(5)],
    };
    let young = Whole {
        patient: id(2),
        linked: vec![id(4)],
    };
    let link = young.link(&old).unwrap();
    assert_eq!(link, old.link(&young).unwrap(), "from either side");
    assert_eq!(link.patient, id(1));
    assert_eq!(link.others, [id(2), id(4)]);
    assert_eq!(old.link(&old), Err(Refusal::AlreadyOnePerson));
    let many = Whole {
        patient: id(3),
        linked: (10..60).map(id).collect(),
    };
    assert_eq!(old.link(&many), Err(Refusal::TooManyRecords));
}

#[test]
fn cases_are_separated_but_never_the_one_that_the_record_was_made_with() {
    let entered = |given: &str| Some(details("Roy", given, "1984-02-29", ""));
    let cases = [
        CaseOf {
            case: id(1),
            entered: None,
        },
        CaseOf {
            case: id(2),
            entered: entered("Anne"),
        },
        CaseOf {
            case: id(3),
            entered: entered("Ann"),
        },
    ];
    assert_eq!(
        separate(&cases, &[id(3), id(2)]),
        Ok(entered("Anne").unwrap())
    );
    assert_eq!(separate(&cases, &[id(3)]), Ok(entered("Ann").unwrap()));
    assert_eq!(separate(&cases, &[id(1)]), Err(Refusal::FirstCase));
    assert_eq!(separate(&cases, &[id(2), id(1)]), Err(Refusal::FirstCase));
    // Nor all that there are of a record that came of a separation.
    assert_eq!(
        separate(&cases[1..], &[id(2), id(3)]),
        Err(Refusal::FirstCase)
    );
    let field = "cases";
    assert_eq!(separate(&cases, &[]), Err(Refusal::FieldChoice { field }));
    assert_eq!(
        separate(&cases, &[id(9)]),
        Err(Refusal::FieldChoice { field })
    );
}

#[test]
fn a_record_is_taken_out_of_the_person_it_hangs_on_and_of_no_other() {
    let whole = Whole {
        patient: id(1),
        linked: vec![id(2)],
    };
    assert_eq!(whole.unlink(&id(2)), Ok(()));
    for other in [1, 3] {
        assert_eq!(whole.unlink(&id(other)), Err(Refusal::NotLinked));
    }
}

/// The older record carries the younger one and all that hung on that; fifty at the most.
#[test]
fn a_person_has_fifty_records_at_the_most() {
    let whole = |patient: u16, linked: usize| Whole {
        patient: id(patient),
        linked: (100..)
            .take(linked)
            .map(|n| id(n + patient * 100))
            .collect(),
    };
    let most = MOST_LINKED;
    for (ours, theirs, may) in [
        (0, 0, true),
        (10, 10, true),
        (most - 1, 0, true),
        (0, most - 1, true),
        (most, 0, false),
        (most - 1, 1, false),
        (25, 25, false),
    ] {
        let (one, other) = (whole(1, ours), whole(2, theirs));
        for link in [one.link(&other), other.link(&one)] {
            if may {
                let link = link.unwrap();
                assert_eq!(link.patient, one.patient);
                assert_eq!(link.others[0], other.patient);
                assert_eq!(link.others[1..], other.linked);
            } else {
                assert_eq!(link, Err(Refusal::TooManyRecords), "{ours} {theirs}");
            }
        }
        assert_eq!(one.link(&one), Err(Refusal::AlreadyOnePerson));
    }
}

#[test]
fn two_hundred_cases_are_separated_together_at_the_most() {
    let entered = details("Gagnon", "Zoé", "1999-01-01", "");
    let cases: Vec<CaseOf> = (0..300)
        .map(|n| CaseOf {
            case: id(n),
            entered: Some(entered.clone()),
        })
        .collect();
    let chosen = |n: u16| -> Vec<CaseId> { (1..=n).map(id).collect() };
    assert_eq!(separate(&cases, &chosen(200)), Ok(entered));
    let field = "cases";
    let refused = Err(Refusal::FieldChoice { field });
    assert_eq!(separate(&cases, &chosen(201)), refused);
}

#[test]
fn the_same_number_alone_makes_somebody_likely() {
    let known = details("Bélanger-Roy", "Élodie", "1984-02-29", "H-1");
    for (number, likely_one) in [("H-1", true), ("h 1", true), ("H-2", false), ("", false)] {
        let new = details("Gagnon", "Zoé", "1999-01-01", number);
        let found = likely(&(&new).into(), &(&known).into());
        assert_eq!(found.is_some(), likely_one, "{number}");
    }
}

/// Somebody wrote down another sex: that is looked at, not passed over.
#[test]
fn another_sex_alone_keeps_somebody_likely() {
    let known = details("Bélanger-Roy", "Élodie", "1984-02-29", "");
    let new = PatientDetails {
        sex: crate::identity::Sex::Male,
        ..known.clone()
    };
    let found = likely(&(&new).into(), &(&known).into());
    assert_eq!(
        found.map(|compared| compared.likeness),
        Some(Likeness::Different)
    );
}
