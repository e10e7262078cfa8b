//! What holds for every input.

use proptest::prelude::*;

use super::*;

/// Names as people have them, and as hostile senders write them.
fn any_name() -> impl Strategy<Value = String> {
    prop_oneof![
        ".{0,80}",
        "[A-Za-zÉéèœßøłđþÃ©\u{FFFD}?' ^=.-]{0,60}",
        "[ÉéA-C]{1,4}(-[a-c]{1,3})?\\^[A-C]{1,4}( [a-c]{1,3})?(\\^[A-C]{1,2})?",
    ]
}

fn word() -> impl Strategy<Value = String> {
    "[A-Za-zéèçœßøł]{2,8}"
}

fn of_name(one: &str, other: &str) -> Likeness {
    verdict(&received(one), &received(other), ComparedField::Name)
        .likeness
        .unwrap()
}

/// Found by chance: a name that looks as if it was read in the wrong set, and that is damaged.
#[test]
fn a_garbled_name_that_lost_letters_differs_from_itself_by_the_damage_only() {
    for name in ["ß©?", "Ã©?", "Ã©\u{FFFD}"] {
        let found = verdict(&received(name), &received(name), ComparedField::Name).reasons;
        assert_eq!(found, [Reason::DamagedCharacters], "{name}");
    }
}

proptest! {
    #[test]
    fn nothing_received_makes_it_panic(
        name in any_name(), other in any_name(), birth in ".{0,20}", number in ".{0,12}",
    ) {
        let person = |name: &str| Person {
            name: PersonName::received(name, CharacterSet::Undeclared),
            other_names: vec![PersonName::received(&other, CharacterSet::NotKept)],
            birth_date: BirthDate::received(&birth),
            sex: None,
            number: FileNumber::received(&number, &birth),
        };
        let _ = compare(&person(&name), &person(&other));
        let _ = compare(&entered("Roy", "Élodie"), &person(&name));
        let _ = (folded(&name), words(&name), guessed_reading(&name));
    }

    #[test]
    fn which_of_the_two_comes_first_makes_no_difference(one in any_name(), other in any_name()) {
        prop_assert_eq!(of_name(&one, &other), of_name(&other, &one));
        let one = entered("Roy", "Élodie Marie");
        let other = received(&other);
        prop_assert_eq!(compare(&one, &other).likeness, compare(&other, &one).likeness);
    }

    #[test]
    fn a_name_differs_from_itself_by_damage_or_silence_only(name in any_name()) {
        let found = verdict(&received(&name), &received(&name), ComparedField::Name).reasons;
        let allowed = [
            Reason::NameMissing, Reason::DamagedCharacters, Reason::OtherWriting,
        ];
        prop_assert!(found.iter().all(|reason| allowed.contains(reason)), "{:?}", found);
    }

    #[test]
    fn what_is_the_same_is_the_same_folded(one in any_name(), other in any_name()) {
        if of_name(&one, &other) == Likeness::Same {
            prop_assert_eq!(words(&one), words(&other));
        }
    }

    #[test]
    fn case_and_padding_never_matter(family in word(), given in word()) {
        let written = format!("{family}^{given}");
        let other = format!(" {} ^{}^^^ ", family.to_lowercase(), given.to_lowercase());
        prop_assert_eq!(of_name(&written, &other), Likeness::Same);
    }

    #[test]
    fn folding_is_never_more_than_a_reason_to_look(family in word(), given in word()) {
        let written = format!("{family}^{given}");
        let bare = format!("{}^{}", folded(&family), folded(&given));
        let found = of_name(&written, &bare);
        prop_assert!(found < Likeness::Different);
        if folded(&family) != family.to_lowercase() || folded(&given) != given.to_lowercase() {
            prop_assert_eq!(found, Likeness::NeedsALook);
        }
    }

    #[test]
    fn reordered_components_are_never_the_same(family in word(), given in word(), middle in word()) {
        let (f, g, m) = (folded(&family), folded(&given), folded(&middle));
        prop_assume!(f != g && g != m && f != m);
        let right = format!("{family}^{given}^{middle}");
        for wrong in [
            format!("{given}^{family}^{middle}"),
            format!("{middle}^{given}^{family}"),
            format!("{family}^{middle}^{given}"),
            format!("{given}^{middle}^{family}"),
            format!("{middle}^{family}^{given}"),
        ] {
            prop_assert_eq!(of_name(&right, &wrong), Likeness::NeedsALook, "{} {}", right, wrong);
        }
    }

    #[test]
    fn another_birth_date_is_always_different(days in 1_u64..30_000, dashes in any::<bool>()) {
        let other = crate::time::days_after(day(1930, 1, 1), days);
        prop_assume!(other != day(1984, 2, 29));
        let format = if dashes { "%Y-%m-%d" } else { "%Y%m%d" };
        let found = compare(&entered("Roy", "Élodie"), &born(&other.format(format).to_string()));
        prop_assert_eq!(found.likeness, Likeness::Different);
    }

    #[test]
    fn the_same_birth_date_is_the_same_in_its_standard_form(days in 1_u64..30_000) {
        let date = crate::time::days_after(day(1930, 1, 1), days);
        let ours = Person { birth_date: BirthDate::known(date), ..received("Roy^Élodie") };
        let standard = born(&date.format("%Y%m%d").to_string());
        prop_assert_eq!(compare(&ours, &standard).likeness, Likeness::Same);
        for other in ["%Y/%m/%d", "%d.%m.%Y", "%m/%d/%Y", "%Y", "%Y%m", "%d%m%Y"] {
            let found = compare(&ours, &born(&date.format(other).to_string())).likeness;
            prop_assert_eq!(found, Likeness::NeedsALook, "{}", other);
        }
    }

    #[test]
    fn reasons_and_likeness_say_one_thing(name in any_name(), birth in "[0-9/]{0,10}") {
        let theirs = Person { birth_date: BirthDate::received(&birth), ..received(&name) };
        let whole = compare(&entered("Roy", "Élodie"), &theirs);
        for found in &whole.fields {
            let weights = found.reasons.iter().filter_map(|reason| reason.weight());
            if let Some(likeness) = found.likeness {
                prop_assert_eq!(weights.max().unwrap_or(Likeness::Same), likeness);
            }
        }
    }
}

/// A hostile name costs little: 64 KiB of what makes most work.
#[test]
fn the_work_is_bounded() {
    for piece in ["\u{FDFA}", "ä-", "? ", "A ^", "é'", "\u{FFFD}", "M ", "Ã©"] {
        let long = piece.repeat(64 * 1024);
        let mut other = long.clone();
        other.push('x');
        let _ = compare(&received(&long), &received(&other));
        let _ = compare(
            &entered("Élodie Marie Anne", "Roy Tremblay Gagnon"),
            &received(&long),
        );
        assert!(folded(&long).chars().count() <= 256 * 20);
        assert_eq!(
            BirthDate::received(&long)
                .compare(&BirthDate::known(day(1984, 2, 29)))
                .len(),
            1
        );
    }
}
