//! One test for each reason, and for what the page is told.

use super::*;

/// Every reason has an input here; a new one without fails.
#[test]
fn every_reason_has_its_input() {
    let mut seen: Vec<Reason> = Vec::new();
    for (family, given, name, expected) in NAMES {
        let found = name_reasons(family, given, name);
        assert_eq!(found, *expected, "{family}, {given} and {name}");
        seen.extend(found);
    }
    for (date, expected) in DATES {
        let found = date_reasons(date);
        assert_eq!(found, [*expected], "{date}");
        seen.extend(found);
    }
    for reasons in [others(), sexes(), numbers()] {
        seen.extend(reasons);
    }
    for reason in Reason::ALL {
        assert!(seen.contains(reason), "{reason} has no input");
    }
}

const NAMES: &[(&str, &str, &str, &[Reason])] = &[
    ("Roy", "Marie", "ROI^MARIE", &[Reason::FamilyName]),
    (
        "Tremblay-Roy",
        "Marie",
        "ROY^MARIE",
        &[Reason::FamilyNamePart],
    ),
    ("Roy", "Élodie", "ROY^ELOISE", &[Reason::GivenNames]),
    (
        "Roy",
        "Marie",
        "ROI^MARIO",
        &[Reason::FamilyName, Reason::GivenNames],
    ),
    ("Yamada", "Tarou", "=山田^太郎", &[Reason::OtherScript]),
    ("Roy", "Élodie", "", &[Reason::NameMissing]),
    ("Roy", "Élodie", "ROY^ELODIE", &[Reason::Accents]),
    ("Weiß", "Jana", "WEISS^JANA", &[Reason::Letters]),
    ("Lebœuf", "Luc", "LEBOEUF^LUC", &[Reason::Letters]),
    ("Müller", "Jana", "MUELLER^JANA", &[Reason::Letters]),
    ("Roy", "Luc", "ＲＯＹ^LUC", &[Reason::Letters]),
    ("Roy", "Jean-Pierre", "ROY^JEANPIERRE", &[Reason::Hyphens]),
    (
        "Roy",
        "Jean-Pierre",
        "ROY^JEAN PIERRE",
        &[Reason::Hyphens, Reason::Blanks],
    ),
    ("O'Neill", "Sean", "ONEILL^SEAN", &[Reason::Apostrophes]),
    ("De Roy", "Luc", "DEROY^LUC", &[Reason::Blanks]),
    ("De Roy", "Luc", "DE\u{200B} ROY^LUC", &[Reason::Blanks]),
    ("St-Roy", "Luc", "ST.-ROY^LUC", &[Reason::Punctuation]),
    ("Roy", "Luc", "LUC^ROY", &[Reason::ComponentOrder]),
    (
        "Roy",
        "Luc Marc",
        "ROY^LUC^MARC",
        &[Reason::ComponentBorder],
    ),
    ("Roy", "Luc", "ROY LUC", &[Reason::ComponentBorder]),
    // Nothing in one of the places is no exchange, whichever side it is on.
    ("Roy", "Luc", "^ROY^LUC", &[Reason::ComponentBorder]),
    ("Luc", "Roy", "^ROY^LUC", &[Reason::ComponentOrder]),
    (
        "Roy",
        "Luc",
        "LUC ROY",
        &[Reason::ComponentOrder, Reason::ComponentBorder],
    ),
    ("Roy", "Luc", "ROY^LUC^MARC", &[Reason::MiddleName]),
    ("Roy", "Luc Marc", "ROY^LUC^M", &[Reason::MiddleName]),
    ("Roy", "Luc", "ROY^LUC^^Dr", &[Reason::Title]),
    ("Roy", "Luc", "ROY^LUC^^^fils", &[Reason::Title]),
    (
        "山田",
        "太郎",
        "Yamada^Tarou=山田^太郎",
        &[Reason::OtherWriting],
    ),
    (
        "Roy",
        "Luc",
        "ROY^LUC=TREMBLAY^LUC",
        &[Reason::WritingsDisagree],
    ),
    (
        "Bélanger",
        "Luc",
        "BÃ©langer^LUC",
        &[Reason::GuessedCharacterSet],
    ),
    (
        "Bélanger",
        "Luc",
        r"B\351langer^LUC",
        &[Reason::GuessedCharacterSet],
    ),
    (
        "Bélanger",
        "Luc",
        "B\u{FFFD}langer^LUC",
        &[Reason::DamagedCharacters],
    ),
    (
        "Bélanger",
        "Élodie",
        "BÃ©langer^Ã\u{FFFD}lodie",
        &[Reason::GuessedCharacterSet, Reason::DamagedCharacters],
    ),
    (
        "Bélanger-Roy",
        "Élodie",
        "ELODIE^BELANGER ROY",
        &[
            Reason::Accents,
            Reason::Hyphens,
            Reason::Blanks,
            Reason::ComponentOrder,
        ],
    ),
];

const DATES: &[(&str, Reason)] = &[
    ("19840228", Reason::DateOneDigit),
    ("19740229", Reason::DateOneDigit),
    ("19842902", Reason::DateDayAndMonth),
    ("19840301", Reason::DateOther),
    ("19840230", Reason::DateOther),
    ("", Reason::DateMissing),
    ("00000000", Reason::DatePlaceholder),
    ("1984", Reason::DatePartial),
    ("1984/02/29", Reason::DateWrittenOtherwise),
    ("vers 1984", Reason::DateUnreadable),
];

#[test]
fn a_real_date_with_day_and_month_exchanged_is_said_to_be_that() {
    let born = |date: &str| Person {
        birth_date: BirthDate::received(date),
        ..received("Roy^Luc")
    };
    let found = verdict(
        &born("19850304"),
        &born("19850403"),
        ComparedField::BirthDate,
    );
    assert_eq!(found.reasons, [Reason::DateDayAndMonth]);
    assert_eq!(found.likeness, Some(Likeness::Different));
}

/// Reasons that are not in how the name is written.
fn others() -> Vec<Reason> {
    let mut seen = Vec::new();
    let undeclared = Person {
        name: PersonName::received("Roy^Élodie", CharacterSet::Undeclared),
        ..received("")
    };
    let found = verdict(&entered("Roy", "Élodie"), &undeclared, ComparedField::Name).reasons;
    assert_eq!(found, [Reason::UndeclaredCharacterSet]);
    seen.extend(found);

    let long = format!("Roy^{}", "Luc ".repeat(100));
    let found = verdict(&received(&long), &received(&long), ComparedField::Name).reasons;
    assert_eq!(found, [Reason::NameTooLong]);
    seen.extend(found);

    let married = Person {
        other_names: vec![PersonName::entered("Tremblay", "Élodie")],
        ..entered("Roy", "Élodie")
    };
    let found = verdict(&married, &received("Tremblay^Élodie"), ComparedField::Name);
    assert_eq!(found.reasons, [Reason::OtherNameOnFile]);
    assert_eq!(found.likeness, Some(Likeness::NeedsALook));
    seen.extend(found.reasons);
    let found = verdict(&married, &received("TREMBLAY^ELODIE"), ComparedField::Name).reasons;
    assert_eq!(found, [Reason::Accents, Reason::OtherNameOnFile]);
    let found = verdict(&married, &received("Gagnon^Élodie"), ComparedField::Name).reasons;
    assert_eq!(found, [Reason::FamilyName]);
    let silent = Person {
        other_names: vec![PersonName::entered("-", "-")],
        ..entered("Roy", "Élodie")
    };
    let found = verdict(&silent, &received("Gagnon^Élodie"), ComparedField::Name).reasons;
    assert_eq!(
        found,
        [Reason::FamilyName],
        "an empty name on file is nobody's"
    );
    seen
}

fn sexes() -> Vec<Reason> {
    let with = |sex| Person {
        sex,
        ..received("Roy^Élodie")
    };
    let of = |sex| verdict(&entered("Roy", "Élodie"), &with(sex), ComparedField::Sex).reasons;
    assert_eq!(of(Some(Sex::Female)), []);
    assert_eq!(of(Some(Sex::Unknown)), [Reason::SexMissing]);
    let (silent, other) = (of(None), of(Some(Sex::Male)));
    assert_eq!(silent, [Reason::SexMissing]);
    assert_eq!(other, [Reason::Sex]);
    [silent, other].concat()
}

fn numbers() -> Vec<Reason> {
    let of = |value: &str, issuer: &str| {
        let theirs = Person {
            number: FileNumber::received(value, issuer),
            ..received("Roy^Élodie")
        };
        verdict(
            &entered("Roy", "Élodie"),
            &theirs,
            ComparedField::HospitalNumber,
        )
        .reasons
    };
    let mut seen = Vec::new();
    for (value, issuer, reason) in [
        ("", "Hôpital du Belvédère", Reason::NumberMissing),
        ("H-4471", "", Reason::NumberWithoutIssuer),
        ("H-4471", "Hôpital de la Rive", Reason::NumberOfOtherIssuer),
        (
            "H4471",
            "Hôpital du Belvédère",
            Reason::NumberWrittenOtherwise,
        ),
        ("H-4472", "Hôpital du Belvédère", Reason::Number),
    ] {
        let found = of(value, issuer);
        assert_eq!(found, [reason], "{value} {issuer}");
        seen.extend(found);
    }
    seen
}
