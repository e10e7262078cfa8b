#![expect(clippy::unwrap_used, reason = "tests")]
use proptest::prelude::*;

use memchr::memmem;

use super::*;
use crate::case::NewCaseForm;

fn person(family: &str, given: &str, born: &str) -> PatientDetails {
    numbered(family, given, born, "")
}

fn numbered(family: &str, given: &str, born: &str, number: &str) -> PatientDetails {
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

fn on_file() -> NameIndex {
    let mut index = NameIndex::default();
    index.add(
        1,
        &Name::of(&person("Bélanger-Roy", "Élodie", "1984-02-29")),
    );
    index.add(2, &Name::of(&person("Roy", "Bélinda", "1990-05-06")));
    index.add(3, &Name::of(&person("Müller", "Jürgen", "1971-03-04")));
    index.add(
        4,
        &Name::of(&numbered("Tremblay", "Luc", "1950-01-02", "H-7")),
    );
    index
}

#[test]
fn words_are_found_by_their_beginning_whatever_is_written_otherwise() {
    let index = on_file();
    assert!(!index.is_empty() && NameIndex::default().is_empty());
    let found = |text: &str| index.search(text, 10).keys;
    assert_eq!(found("belanger"), [1]);
    assert_eq!(found("ÉLOD"), [1]);
    assert_eq!(found("roy bel"), [1, 2]);
    assert_eq!(found("roy bel 1990-05-06"), [2]);
    assert_eq!(found("1950-01-02"), [4]);
    assert_eq!(found("elanger"), [0; 0], "not from the middle of a word");
    assert_eq!(found("roy luc"), [0; 0], "nobody has both");
    assert_eq!(found(" - "), [0; 0]);
}

#[test]
fn a_search_says_that_there_are_more() {
    let mut index = NameIndex::default();
    for key in 0..5 {
        index.add(key, &Name::of(&person("Roy", "Anne", "1984-02-29")));
    }
    assert_eq!(index.search("roy", 4).keys, [0, 1, 2, 3]);
    assert!(index.search("roy", 4).more);
    assert!(!index.search("roy", 5).more);
}

#[test]
fn who_may_be_the_same_is_a_candidate() {
    let index = on_file();
    let of = |family: &str, given: &str, born: &str| index.candidates(&person(family, given, born));
    assert_eq!(of("Belanger Roy", "Elodie", "1984-02-29"), [1]);
    assert_eq!(of("Roy", "Elodie", "1984-02-28"), [1], "one digit");
    assert_eq!(of("Roy", "Bélinda", "1990-06-05"), [2], "day and month");
    assert_eq!(of("Mueller", "Juergen", "1971-03-04"), [3]);
    assert_eq!(
        of("Belangerroy", "Elo Die", "1984-02-29"),
        [1],
        "no word in common"
    );
    assert_eq!(of("Roy", "Elodie", "1984-03-30"), [0; 0], "two digits");
    assert_eq!(of("Gagnon", "Zoé", "1984-02-29"), [0; 0]);
    let married = numbered("Gagnon", "Lucie", "1999-01-01", "h 7");
    assert_eq!(index.candidates(&married), [4], "the same number");
    let stranger = numbered("Gagnon", "Lucie", "1999-01-01", "H-8");
    assert_eq!(index.candidates(&stranger), [0; 0], "another number");
    let again = numbered("Tremblay", "Luc", "1950-01-02", "H-7");
    assert_eq!(index.candidates(&again), [4], "once, by number and by day");
}

#[test]
fn whoever_has_the_same_number_is_looked_at_before_many_of_the_same_day() {
    let mut index = NameIndex::default();
    for key in 0..500 {
        index.add(key, &Name::of(&person("Roy", "Anne", "1900-01-02")));
    }
    index.add(500, &Name::of(&person("Roy", "Anne", "1900-01-01")));
    index.add(
        501,
        &Name::of(&numbered("Gagnon", "Luc", "1950-03-04", "H-9")),
    );
    let found = index.candidates(&numbered("Roy", "Anne", "1900-01-01", "H-9"));
    assert_eq!(found[..3], [501, 500, 0]);
    assert_eq!(found.len(), MOST_CANDIDATES);
}

#[test]
fn somebody_whose_name_is_no_word_is_forgotten_too() {
    let mut index = NameIndex::default();
    let nameless = numbered("-", ".", "1984-02-29", "H-1");
    index.add(1, &Name::of(&nameless));
    assert_eq!(index.search("1984-02-29", 10).keys, [1]);
    assert_eq!(index.candidates(&nameless), [1]);
    index.forget(&BTreeSet::from([1]));
    assert!(index.is_empty());
    assert_eq!(index.search("1984-02-29", 10).keys, [0; 0]);
    assert_eq!(index.candidates(&nameless), [0; 0]);
    assert!(
        index
            .entries
            .iter()
            .all(|left| left.key == 0 && left.born == 0)
    );
}

#[test]
fn what_is_forgotten_leaves_no_letters() {
    let mut index = on_file();
    index.forget(&BTreeSet::from([1]));
    assert_eq!(index.len(), 3);
    assert_eq!(index.search("belanger", 10).keys, [0; 0]);
    assert!(memmem::find(&index.letters, b"belanger").is_none());
    assert!(memmem::find(&index.letters, b"elodie").is_none());
    assert_eq!(index.search("roy", 10).keys, [2]);
    assert_eq!(index.search("1984-02-29", 10).keys, [0; 0]);
    let again = person("Bélanger Roy", "Élodie", "1984-02-29");
    assert_eq!(index.candidates(&again), [0; 0]);
    index.forget(&BTreeSet::from([1]));
    assert_eq!(index.len(), 3, "twice is once");
    index.add(5, &Name::of(&person("Bélanger", "Ève", "2001-01-01")));
    assert_eq!(index.search("belanger", 10).keys, [5]);
}

proptest! {
    /// The search through one text finds what looking at each name finds.
    #[test]
    fn a_search_is_as_looking_at_each(
        names in proptest::collection::vec("[a-cé]{1,3}( [a-cé]{1,3})?", 1..12),
        gone in proptest::collection::btree_set(0i64..12, 0..3),
        asked in "[a-cé]{1,2}( [a-cé]{1,2})?",
    ) {
        let mut index = NameIndex::default();
        for (key, name) in (0..).zip(&names) {
            index.add(key, &Name::of(&person(name, "Zoé", "1984-02-29")));
        }
        index.forget(&gone);
        let asked_for = words(&asked);
        let expected: Vec<i64> = (0..)
            .zip(&names)
            .filter(|(key, _)| !gone.contains(key))
            .filter(|(_, name)| {
                let theirs = words(&format!("{name} Zoé"));
                asked_for.iter().all(|word| theirs.iter().any(|their| their.starts_with(word.as_str())))
            })
            .map(|(key, _)| key)
            .collect();
        prop_assert_eq!(index.search(&asked, 100).keys, expected);
    }
}
