//! What a leaf of the journal says, in words.

use std::collections::{BTreeMap, BTreeSet};

use doublelock_domain::access::{DutyName, Purpose};
use doublelock_domain::act::Act;
use doublelock_domain::fact::Subject;
use doublelock_domain::label::Label;
use doublelock_store::journal::{Standing, StoredCheckpoint};
use serde::Deserialize;

use crate::web::i18n::{Arg, Phrase, act};
use crate::web::pages::journal::{About, Actor, Checkpoint, Says};

/// What is read of a leaf (docs/journal-format.md); the rest is shown as it stands.
#[derive(Deserialize)]
struct Leaf {
    act: String,
    actor: String,
    at: i64,
    duty: String,
    purpose: String,
    subjects: Vec<String>,
}

/// Whom and what these leaves name: to be asked together for the words that people say.
pub(super) fn records_of<'l>(leaves: impl IntoIterator<Item = &'l [u8]>) -> BTreeSet<Subject> {
    let mut found = BTreeSet::new();
    for leaf in leaves {
        let Ok(leaf) = serde_json::from_slice::<Leaf>(leaf) else {
            continue;
        };
        found.extend(person(&leaf.actor));
        found.extend(leaf.subjects.iter().filter_map(|text| text.parse().ok()));
    }
    found
}

fn person(id: &str) -> Option<Subject> {
    format!("person:{id}").parse().ok()
}

/// What a leaf says, in words; none if it is not a leaf of a form known here, which
/// may be just what an auditor looks for. `said`: what people say for the records it names.
pub(super) fn says(
    leaf: &[u8],
    times: Option<u32>,
    said: &BTreeMap<Subject, String>,
) -> Option<Says> {
    let leaf: Leaf = serde_json::from_slice(leaf).ok()?;
    Some(Says {
        at: leaf.at,
        act: match leaf.act.parse::<Act>() {
            Ok(known) => act(known),
            Err(_) => other(leaf.act),
        },
        duty: match leaf.duty.parse::<DutyName>() {
            Ok(duty) => Phrase::new(format!("duty-{duty}")),
            Err(_) => other(leaf.duty),
        },
        purpose: match leaf.purpose.parse::<Purpose>() {
            Ok(purpose) => Phrase::new(format!("purpose-{purpose}")),
            Err(_) => other(leaf.purpose),
        },
        actor: Actor {
            name: person(&leaf.actor).and_then(|who| said.get(&who).cloned()),
            id: leaf.actor,
        },
        subjects: leaf.subjects.iter().map(|text| named(text, said)).collect(),
        times,
    })
}

fn named(text: &str, said: &BTreeMap<Subject, String>) -> About {
    match text.parse::<Subject>() {
        Ok(subject) => about(&subject, said),
        Err(_) => About {
            kind: other(text.to_owned()),
            word: None,
            id: String::new(),
            record: None,
        },
    }
}

/// A record, with what people say for it.
pub(super) fn about(subject: &Subject, said: &BTreeMap<Subject, String>) -> About {
    About {
        kind: Phrase::new(format!("subject-{}", subject.kind())),
        word: said.get(subject).map(|word| read_aloud(subject, word)),
        id: subject.id(),
        record: Some(subject.to_string()),
    }
}

/// Labels as they stand on films, in groups.
fn read_aloud(subject: &Subject, word: &str) -> String {
    match (subject, word.parse::<Label>()) {
        (Subject::Item(_) | Subject::Label(_), Ok(label)) => label.grouped(),
        _ => word.to_owned(),
    }
}

/// A word that this version does not know.
fn other(word: String) -> Phrase {
    Phrase::new("journal-word-other").with("word", Arg::Typed(word))
}

/// As pages count.
pub(super) fn number(count: u64) -> i64 {
    i64::try_from(count).unwrap_or(i64::MAX)
}

pub(super) fn checkpoint(stored: &StoredCheckpoint, standing: &Standing) -> Checkpoint {
    Checkpoint {
        at: stored.issued_at.micros(),
        size: number(stored.size),
        since: number(standing.size.saturating_sub(stored.size)),
        note: stored.note.clone(),
    }
}

/// The leaf with line breaks for people; as it stands if it is not JSON.
pub(super) fn indented(leaf: &[u8]) -> String {
    serde_json::from_slice::<serde_json::Value>(leaf)
        .and_then(|value| serde_json::to_string_pretty(&value))
        .unwrap_or_else(|_| String::from_utf8_lossy(leaf).into_owned())
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests")]
    use super::*;
    use crate::web::i18n::Catalogues;
    use crate::web::locale::Locale;

    #[test]
    fn every_word_a_leaf_can_hold_is_in_both_catalogues() {
        let catalogues = Catalogues::embedded().unwrap();
        let acts = Act::ALL.iter().map(|known| act(*known).key().to_owned());
        let duties = DutyName::ALL.iter().map(|duty| format!("duty-{duty}"));
        let purposes = Purpose::ALL
            .iter()
            .map(|purpose| format!("purpose-{purpose}"));
        for key in acts.chain(duties).chain(purposes) {
            for locale in Locale::ALL {
                assert!(
                    catalogues.keys(locale).contains(&key),
                    "{key} in {}",
                    locale.tag()
                );
            }
        }
    }

    #[test]
    fn a_leaf_is_said_in_words_and_an_unknown_word_as_it_stands() {
        let leaf = br#"{"act":"case.opened","actor":"A","at":5,"commitment":"00","duty":"coordination","purpose":"audit_of_2031","sequence":7,"subjects":["B","C"],"v":1}"#;
        let said = says(leaf, Some(7), &BTreeMap::new()).unwrap();
        assert_eq!(
            (said.act.key(), said.duty.key(), said.purpose.key()),
            ("act-case-opened", "duty-coordination", "journal-word-other")
        );
        assert_eq!(
            (
                said.at,
                said.actor.id.as_str(),
                said.subjects.len(),
                said.times
            ),
            (5, "A", 2, Some(7))
        );
        assert!(indented(leaf).contains("\n  \"act\": \"case.opened\""));
    }

    #[test]
    fn a_leaf_that_is_none_is_still_shown() {
        for leaf in [&b""[..], b"{}", b"[1]", b"\xff\xfe", br#"{"act":1}"#] {
            assert!(says(leaf, None, &BTreeMap::new()).is_none());
            let _ = indented(leaf);
        }
        assert_eq!(indented(b"not a leaf"), "not a leaf");
    }

    #[test]
    fn whoever_acted_and_what_was_acted_on_have_the_words_that_people_say() {
        let leaf = br#"{"act":"case.opened","actor":"01JCZ000000000000000000001","at":5,"commitment":"00","duty":"coordination","purpose":"case_work","sequence":7,"subjects":["case:01JCZ000000000000000000002","patient:01JCZ000000000000000000003","nonsense"],"v":1}"#;
        let records = records_of([&leaf[..], b"no leaf"]);
        assert_eq!(records.len(), 3);
        let named = |text: &str, word: &str| (text.parse().unwrap(), word.to_owned());
        let said = [
            named("person:01JCZ000000000000000000001", "Nadia Tremblay-Roy"),
            named("case:01JCZ000000000000000000002", "2026-0042"),
        ];
        let says = says(leaf, None, &said.into()).unwrap();
        assert_eq!(says.actor.name.as_deref(), Some("Nadia Tremblay-Roy"));
        let words: Vec<_> = says
            .subjects
            .iter()
            .map(|about| about.word.as_deref())
            .collect();
        assert_eq!(words, [Some("2026-0042"), None, None]);
        assert_eq!(
            says.subjects[0].record.as_deref(),
            Some("case:01JCZ000000000000000000002")
        );
    }
}
