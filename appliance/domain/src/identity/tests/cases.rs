//! Inputs that real people's tools stumbled over. All persons are fictitious.

use super::*;
use Likeness::{Different, NeedsALook, Same};

#[test]
fn names_as_senders_write_them() {
    for (family, given, name, expected) in [
        ("Lebœuf", "Agnès", "LEBOEUF^AGNES", NeedsALook),
        ("O'Neill", "Seán", "ONEILL^SEAN", NeedsALook),
        ("O'Neill", "Seán", "O NEILL^SEAN", NeedsALook),
        ("O'Neill", "Seán", "O’Neill^Seán", NeedsALook),
        ("O'Neill", "Seán", "O`NEILL^SEAN", NeedsALook),
        ("Weiß", "Jürgen", "WEISS^JURGEN", NeedsALook),
        ("Weiß", "Jürgen", "WEISS^JUERGEN", NeedsALook),
        ("Weiß", "Jürgen", "WEIẞ^JÜRGEN", Same),
        ("Sørensen", "Bjørn", "SORENSEN^BJORN", NeedsALook),
        ("Sørensen", "Bjørn", "SOERENSEN^BJOERN", NeedsALook),
        ("Łukasiewicz", "Michał", "LUKASIEWICZ^MICHAL", NeedsALook),
        ("Đặng", "Thị", "DANG^THI", NeedsALook),
        (
            "Þorsteinsdóttir",
            "Guðrún",
            "THORSTEINSDOTTIR^GUDRUN",
            NeedsALook,
        ),
        ("Roy", "Jean-Pierre", "ROY^JEANPIERRE", NeedsALook),
        ("Roy", "Jean-Pierre", "ROY^JEAN PIERRE", NeedsALook),
        ("Roy", "Jean-Pierre", "ROY^JEAN^PIERRE", NeedsALook),
        ("Roy", "Jean-Pierre", "ROY^JEAN", Different),
        ("Roy", "Élodie", "Roy^Élodie^^^", Same),
        ("Roy", "Élodie", " ROY ^ ÉLODIE ^^^==", Same),
        ("Roy", "Élodie", "Roy^E\u{301}lodie", Same),
        ("Roy", "Élodie", "Roy^Élodie\0", Same),
        ("Roy", "Élodie", "ROY^ELODIE", NeedsALook),
        ("Roy", "Élodie", "ＲＯＹ^ÉLODIE", NeedsALook),
        ("Roy", "Élodie", "Élodie^Roy", NeedsALook),
        ("Roy", "Élodie", "ROY ELODIE", NeedsALook),
        ("Roy", "Élodie", "Élodie Roy", NeedsALook),
        ("Roy", "Élodie", "ROY, ELODIE", NeedsALook),
        ("Roy", "Élodie", "^Roy^Élodie", NeedsALook),
        ("Roy", "Élodie", "ROY^ELODIE^MARIE", NeedsALook),
        ("Roy", "Élodie", "ELODIE^ROY^MARIE", NeedsALook),
        ("Roy", "Élodie", "ROY ELODIE MARIE", NeedsALook),
        ("Roy", "Élodie", "Roy^Élodie^^Mme", NeedsALook),
        ("Roy", "Élodie Marie", "Roy^Élodie", NeedsALook),
        ("Roy", "Élodie Marie", "Roy^Élodie^Marie", NeedsALook),
        ("Roy", "Élodie Marie", "Roy^Élodie^M.", NeedsALook),
        ("Roy", "Élodie Marie", "Roy^Marie^Élodie", NeedsALook),
        ("Roy", "Élodie Marie", "Roy^Élodie^Anne", Different),
        ("Roy", "Élodie", "ROY^E", Different),
        ("Roy", "Élodie", "ROY", Different),
        ("Roy", "Élodie", "ROY^ELOISE", Different),
        ("Tremblay", "Marie", "TREMBLAY^MARIO", Different),
        ("Tremblay", "Marie", "TREMBLAI^MARIE", Different),
        ("Tremblay-Roy", "Marie", "TREMBLAY^MARIE", Different),
        ("Bélanger-Roy", "Élodie", "BELANGER^ROY", Different),
        ("Bélanger-Roy", "Élodie", "ROY BELANGER^ELODIE", NeedsALook),
        ("De la Cruz", "Ana", "CRUZ^ANA DE LA", NeedsALook),
        ("Roy", "Élodie", "", NeedsALook),
        ("Roy", "Élodie", "^^^^", NeedsALook),
        ("Roy", "Élodie", "====", NeedsALook),
        ("Γιάννης", "Νίκος", "ΓΙΆΝΝΗΣ^ΝΊΚΟΣ", Same),
        ("Иванов", "Пётр", "ИВАНОВ^ПЕТР", NeedsALook),
    ] {
        let found = verdict(
            &entered(family, given),
            &received(name),
            ComparedField::Name,
        );
        assert_eq!(
            found.likeness,
            Some(expected),
            "{name}: {:?}",
            found.reasons
        );
    }
}

#[test]
fn groups_of_a_name() {
    for (family, given, name, expected) in [
        (
            "Yamada",
            "Tarou",
            "Yamada^Tarou=山田^太郎=やまだ^たろう",
            Same,
        ),
        (
            "山田",
            "太郎",
            "Yamada^Tarou=山田^太郎=やまだ^たろう",
            NeedsALook,
        ),
        (
            "やまだ",
            "たろう",
            "Yamada^Tarou=山田^太郎=やまだ^たろう",
            NeedsALook,
        ),
        ("山田", "太朗", "Yamada^Tarou=山田^太郎", Different),
        ("Yamada", "Tarou", "=山田^太郎", Different),
        ("Bélanger-Roy", "Élodie", "=Bélanger-Roy^Élodie", NeedsALook),
        ("Lebœuf", "Agnès", "LEBOEUF^AGNES=Lebœuf^Agnès", NeedsALook),
        // Who wrote the second group?
        (
            "Bélanger-Roy",
            "Élodie",
            "TREMBLAY^LOUIS=Bélanger-Roy^Élodie",
            Different,
        ),
        (
            "Bélanger-Roy",
            "Élodie",
            "Bélanger-Roy^Élodie=TREMBLAY^LOUIS",
            NeedsALook,
        ),
    ] {
        let found = verdict(
            &entered(family, given),
            &received(name),
            ComparedField::Name,
        );
        assert_eq!(
            found.likeness,
            Some(expected),
            "{name}: {:?}",
            found.reasons
        );
    }
    let two = |one: &str, other: &str| {
        verdict(&received(one), &received(other), ComparedField::Name).likeness
    };
    assert_eq!(
        two("Yamada^Tarou=山田^太郎", "YAMADA^TAROU=山田^太郎"),
        Some(Same)
    );
    assert_eq!(two("=山田^太郎", "=山田^太郎"), Some(Same));
    assert_eq!(
        two("Yamada^Tarou=山田^太郎", "Yamada^Tarou=山田^太朗"),
        Some(NeedsALook)
    );
    assert_eq!(
        two("Ono^Jirou=小野^二郎", "Ohno^Jiro=小野^二郎"),
        Some(NeedsALook)
    );
}

/// What our decoder makes of the bytes: no set and ISO_IR 100 are read as Latin-1, control
/// characters become U+FFFD, and bytes that are no UTF-8 are written in octal.
#[test]
fn names_in_a_character_set_that_was_not_the_one_declared() {
    for (name, set, expected) in [
        // UTF-8 sent, none declared.
        (
            "BÃ©langer-Roy^Ã\u{FFFD}lodie",
            CharacterSet::Undeclared,
            NeedsALook,
        ),
        // UTF-8 sent, ISO_IR 100 declared.
        (
            "BÃ©langer-Roy^Ã\u{FFFD}lodie",
            CharacterSet::Declared,
            NeedsALook,
        ),
        // Read as Windows-1252 somewhere on the way.
        ("BÃ©langer-Roy^Ã‰lodie", CharacterSet::Declared, NeedsALook),
        // Latin-1 sent, ISO_IR 192 declared.
        (
            r"B\351langer-Roy^\311lodie",
            CharacterSet::Declared,
            NeedsALook,
        ),
        // Latin-1 sent, none declared: read right by luck.
        ("Bélanger-Roy^Élodie", CharacterSet::Undeclared, NeedsALook),
        ("B?langer-Roy^?lodie", CharacterSet::Declared, NeedsALook),
        ("BELANGER-ROY^ELODIE", CharacterSet::Undeclared, NeedsALook),
        ("Bélanger-Roy^Élodie", CharacterSet::Declared, Same),
        ("Bélanger-Roy^Élodie", CharacterSet::NotKept, Same),
        // Another person stays another person.
        (
            "TrÃ©panier^Ã\u{FFFD}lodie",
            CharacterSet::Undeclared,
            Different,
        ),
        (r"Tr\351panier^\311lodie", CharacterSet::Declared, Different),
        ("B?langer-Roy^?loise", CharacterSet::Declared, Different),
    ] {
        let theirs = Person {
            name: PersonName::received(name, set),
            ..received("")
        };
        let found = verdict(
            &entered("Bélanger-Roy", "Élodie"),
            &theirs,
            ComparedField::Name,
        );
        assert_eq!(
            found.likeness,
            Some(expected),
            "{name}: {:?}",
            found.reasons
        );
    }
}

#[test]
fn birth_dates_as_senders_write_them() {
    for (date, expected) in [
        ("19840229", Same),
        (" 19840229 ", Same),
        ("19840229\0", Same),
        ("", NeedsALook),
        ("   ", NeedsALook),
        ("00000000", NeedsALook),
        ("0000-00-00", NeedsALook),
        ("19000101", NeedsALook),
        ("1900-01-01", NeedsALook),
        ("11111111", NeedsALook),
        ("99999999", NeedsALook),
        ("1984", NeedsALook),
        ("198402", NeedsALook),
        ("19840000", NeedsALook),
        ("19840200", NeedsALook),
        ("1984/02/29", NeedsALook),
        ("1984.02.29", NeedsALook),
        ("1984-02-29", NeedsALook),
        ("1984-2-29", NeedsALook),
        ("29/02/1984", NeedsALook),
        ("02/29/1984", NeedsALook),
        ("29021984", NeedsALook),
        ("840229", NeedsALook),
        ("19840229120000.000", NeedsALook),
        ("1984-02-29T00:00:00Z", NeedsALook),
        ("１９８４０２２９", NeedsALook),
        ("inconnue", NeedsALook),
        ("29 FEB 1984", NeedsALook),
        ("19840228", Different),
        ("19840230", Different),
        ("19842902", Different),
        ("19840129", Different),
        ("1984-02-28", Different),
        ("28/02/1984", Different),
        ("1985", Different),
        ("198403", Different),
        ("850229", Different),
        ("19480229", Different),
        ("20260101", Different),
    ] {
        let found = verdict(
            &entered("Roy", "Élodie"),
            &born(date),
            ComparedField::BirthDate,
        );
        assert_eq!(
            found.likeness,
            Some(expected),
            "{date:?}: {:?}",
            found.reasons
        );
    }
}

#[test]
fn the_images_of_one_study_compared_with_each_other() {
    let image = |name: &str, number: &str, issuer: &str| Person {
        number: FileNumber::received(number, issuer),
        ..received(name)
    };
    for (one, other, expected) in [
        (
            image("Miller^Richard", "E-0001", "Hôpital"),
            image("MILLER^RICHARD^^^", "E-0001", "Hôpital"),
            Same,
        ),
        (
            image("Miller^Richard", " E-0001", "Hôpital"),
            image("Miller^Richard", "E-0001", "Hôpital"),
            Same,
        ),
        (
            image("Miller^Richard", "E-0001", "Hôpital"),
            image("Miller^Richard", "E-0001", ""),
            Same,
        ),
        (
            image("GAGNON^LUC", "E-0001", "Hôpital"),
            image("Miller^Richard", "E-0001", "Hôpital"),
            Different,
        ),
        (
            image("Miller^Richard", "E-0001", "Hôpital"),
            Person {
                birth_date: BirthDate::received("19840228"),
                ..image("Miller^Richard", "E-0001", "Hôpital")
            },
            Different,
        ),
    ] {
        assert_eq!(
            compare(&one, &other).likeness,
            expected,
            "{one:?} {other:?}"
        );
    }
}

#[test]
fn an_identifier_alone_is_never_the_same() {
    let nobody = Person {
        name: PersonName::received("", CharacterSet::Declared),
        other_names: Vec::new(),
        birth_date: BirthDate::received(""),
        sex: None,
        number: FileNumber::received("H-4471", "Hôpital du Belvédère"),
    };
    let ours = entered("Roy", "Élodie");
    assert_eq!(
        verdict(&ours, &nobody, ComparedField::HospitalNumber).likeness,
        Some(Same)
    );
    assert_eq!(compare(&ours, &nobody).likeness, NeedsALook);
    let somebody_else = Person {
        number: nobody.number.clone(),
        ..received("Autre^Personne")
    };
    assert_eq!(compare(&ours, &somebody_else).likeness, Different);
    assert_eq!(compare(&nobody, &nobody).likeness, NeedsALook);
}

#[test]
fn a_number_counts_with_its_issuer_only_and_turns_nobody_away() {
    for (number, issuer, field, whole) in [
        ("", "", None, Same),
        ("H-4471", "", None, Same),
        ("H-9999", "Hôpital de la Rive", None, Same),
        ("H-4471", "HOPITAL DU BELVEDERE", Some(Same), Same),
        (
            "h 4471",
            "Hôpital du Belvédère",
            Some(NeedsALook),
            NeedsALook,
        ),
        (
            "H-9999",
            "Hôpital du Belvédère",
            Some(Different),
            NeedsALook,
        ),
    ] {
        let theirs = Person {
            number: FileNumber::received(number, issuer),
            ..received("Roy^Élodie")
        };
        let ours = entered("Roy", "Élodie");
        let found = verdict(&ours, &theirs, ComparedField::HospitalNumber);
        assert_eq!(found.likeness, field, "{number} {issuer}");
        assert_eq!(compare(&ours, &theirs).likeness, whole, "{number} {issuer}");
    }
}

#[test]
fn words_for_the_index_are_those_of_the_comparison() {
    assert_eq!(words("Bélanger-Roy^Élodie"), ["belanger", "roy", "elodie"]);
    assert_eq!(words("  O’Neill, Seán "), ["o", "neill", "sean"]);
    assert_eq!(folded("O’Neill"), folded("ONEILL"));
    assert_eq!(folded("Lebœuf"), "leboeuf");
    assert_eq!(folded("Đặng"), "dang");
    assert_eq!(
        folded("ガガ"),
        "ガガ"
            .chars()
            .flat_map(
                |c| unicode_normalization::UnicodeNormalization::nfkd(std::iter::once(c))
                    .collect::<Vec<_>>()
            )
            .collect::<String>()
    );
    assert!(words("^ - '").is_empty());
}

#[test]
fn no_value_is_printed_for_debugging() {
    let printed = format!("{:?}", entered("Bélanger-Roy", "Élodie"));
    for value in ["langer", "lodie", "1984", "4471", "Belv"] {
        assert!(!printed.contains(value), "{printed}");
    }
}
