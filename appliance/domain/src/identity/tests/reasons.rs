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
    // An initial is one letter, and that of the name.
    ("Roy", "Luc Marc", "ROY^LUC^MA", &[Reason::GivenNames]),
    ("Roy", "Luc Marc", "ROY^LUC^P", &[Reason::GivenNames]),
    ("Roy", "Luc 1a", "ROY^LUC^1", &[Reason::GivenNames]),
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
    // Read in another set, it is still another person: nothing is guessed.
    (
        "Tremblay",
        "Élodie",
        "BÃ©langer^Ã‰lodie",
        &[Reason::FamilyName, Reason::GivenNames],
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

/// Whichever of the two has its borders left out.
#[test]
fn one_line_is_divided_as_the_other_side_is() {
    let found = |one: &str, other: &str| {
        let (one, other) = (received(one), received(other));
        verdict(&one, &other, ComparedField::Name).reasons
    };
    for (line, parted, expected) in [
        ("Roy Luc", "ROY^LUC", vec![Reason::ComponentBorder]),
        (
            "Luc Roy",
            "ROY^LUC",
            vec![Reason::ComponentOrder, Reason::ComponentBorder],
        ),
        // Not the same words: only their borders tell whose middle name is more.
        (
            "Roy Luc Marc",
            "ROY^LUC",
            vec![Reason::ComponentBorder, Reason::MiddleName],
        ),
    ] {
        assert_eq!(found(line, parted), expected, "{line}");
        assert_eq!(found(parted, line), expected, "{line}");
    }
}

/// Groups that say nothing, or that are in another script, neither agree nor disagree.
#[test]
fn a_second_writing_counts_where_both_have_one_in_one_script() {
    let found = |one: &str, other: &str| {
        let (one, other) = (received(one), received(other));
        let reasons = |one, other| verdict(one, other, ComparedField::Name).reasons;
        assert_eq!(reasons(&one, &other), reasons(&other, &one));
        reasons(&one, &other)
    };
    let nothing: [Reason; 0] = [];
    for (one, other) in [
        ("ROY^LUC==やまだ", "ROY^LUC=山田^太郎=やまだ"),
        ("ROY^LUC=山田^太郎", "ROY^LUC=Yamada^Tarou"),
        ("ROY^LUC==", "Roy^Luc"),
    ] {
        assert_eq!(found(one, other), nothing, "{one} {other}");
    }
    // Padding is no group: there is one writing, and the second group of the other is another name.
    assert_eq!(
        found("Roy^Luc==", "ROY^LUC=TREMBLAY^LUC"),
        [Reason::WritingsDisagree]
    );
    assert_eq!(
        found("TREMBLAY^LOUIS=Roy^Luc", "Roy^Luc"),
        [Reason::FamilyName, Reason::GivenNames]
    );
    assert_eq!(
        found("TREMBLAY^LOUIS=山田^太郎", "ROY^LUC=山田^太郎"),
        [Reason::OtherWriting]
    );
}

#[test]
fn a_name_too_long_on_one_side_is_enough_to_look() {
    let long = "Luc ".repeat(100);
    let short = || entered("Roy", "Luc");
    let with = |name| Person { name, ..short() };
    for name in [
        PersonName::entered("Roy", &long),
        PersonName::entered(&long, "Luc"),
        PersonName::received(&format!("Roy^{long}"), CharacterSet::Declared),
    ] {
        let long = with(name);
        for (one, other) in [(&long, &short()), (&short(), &long)] {
            let found = verdict(one, other, ComparedField::Name).reasons;
            assert!(found.contains(&Reason::NameTooLong), "{found:?}");
        }
    }
    let fits = with(PersonName::entered("Roy", &"L".repeat(256)));
    let found = verdict(&fits, &short(), ComparedField::Name).reasons;
    assert_eq!(found, [Reason::GivenNames]);
}

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
