//! Promise: each fact has one JSON shape, held by `snapshots/`, and reads back.

#![expect(clippy::unwrap_used, reason = "tests")]

mod samples;

use std::collections::BTreeSet;

use super::*;
use samples::{in_clear, samples};

#[test]
fn every_fact_has_its_golden_shape() {
    let said: String = samples()
        .iter()
        .map(|fact| {
            let about: Vec<String> = fact.subjects().iter().map(ToString::to_string).collect();
            let more: Vec<String> = fact.mentions().iter().map(ToString::to_string).collect();
            format!(
                "{}\n  {}\n  about: {}\n  mentions: {}\n",
                fact.act(),
                fact.to_json().unwrap(),
                about.join(" "),
                more.join(" ")
            )
        })
        .collect();
    // `INSTA_UPDATE=always` writes it anew; read the difference.
    insta::assert_snapshot!("facts", said);
}

/// What it does to the keys of records, and under whose its sealed words are. Those that are not in the
/// snapshot do nothing to keys and seal nothing.
#[test]
fn every_fact_says_what_it_does_to_keys() {
    let told = |step: &KeyStep| match step {
        KeyStep::Made { of, under: None } => format!("made {of}"),
        KeyStep::Made {
            of,
            under: Some(under),
        } => format!("made {of} under {under}"),
        KeyStep::Moved { of, under: None } => format!("moved {of} out"),
        KeyStep::Moved {
            of,
            under: Some(under),
        } => format!("moved {of} under {under}"),
        KeyStep::Destroyed { of } => format!("destroyed {of}"),
    };
    let mut said = String::new();
    for mut fact in in_clear() {
        let mut lines: Vec<String> = fact.keys().iter().map(told).collect();
        let sections = fact.sections();
        lines.extend(
            sections
                .iter()
                .map(|one| format!("seals under {}", one.of())),
        );
        if !lines.is_empty() {
            said.push_str(&format!("{}\n  {}\n", fact.act(), lines.join("\n  ")));
        }
    }
    insta::assert_snapshot!("keys", said);
}

#[test]
fn a_patient_is_new_with_the_case_whose_words_are_under_their_own_key() {
    let opened: Vec<bool> = samples()
        .iter()
        .filter_map(|fact| match fact {
            Fact::CaseOpened(opened) => Some(opened.patient_is_new()),
            _ => None,
        })
        .collect();
    assert_eq!(opened, [true, false]);
}

#[test]
fn what_an_opened_record_showed_beside_is_found_by_the_index_and_stands_in_no_leaf() {
    let subject = |text: &str| -> Subject { text.parse().unwrap() };
    let case = subject("case:01JCZ000000000000000000002");
    let patient = subject("patient:01JCZ000000000000000000003");
    let film = subject("label:DI0000000797");
    let opened = cases::RecordOpened {
        record: case.clone(),
        of: vec![patient.clone()],
        shown: vec![film.clone()],
    };
    assert_eq!(opened.subjects(), [case, patient]);
    assert_eq!(opened.mentions(), [film]);
}

/// Words under the key of their case need no other; words of something that no case has get one.
#[test]
fn a_record_gets_a_key_of_its_own_only_for_words_of_its_own() {
    let shipment: crate::ids::ShipmentId = "01JCZ000000000000000000006".parse().unwrap();
    let of = Subject::from(&shipment);
    let case: Subject = "case:01JCZ000000000000000000002".parse().unwrap();
    let made = KeyStep::Made {
        of: of.clone(),
        under: None,
    };
    assert_eq!(KeyStep::alone_if(&of, &shipment), [made]);
    assert_eq!(KeyStep::alone_if(&case, &shipment), []);
}

#[test]
fn an_announced_parcel_has_a_key_only_if_its_words_are_its_own() {
    let announced = in_clear().into_iter().find_map(|fact| match fact {
        Fact::ShipmentAnnounced(announced) => Some(announced),
        _ => None,
    });
    let mut announced = announced.unwrap();
    assert_eq!(announced.keys(), []);
    let words = announced.words.clear().unwrap().clone();
    announced.words = Sealed::new(&announced.shipment, words);
    assert_eq!(announced.keys(), [KeyStep::alone(&announced.shipment)]);
}

#[test]
fn a_section_has_its_number_once_it_is_closed() {
    let case: Subject = "case:01JCZ000000000000000000002".parse().unwrap();
    let mut words = Sealed::new(case, "Marie".to_owned());
    assert_eq!(Section::number(&words), None);
    assert_eq!(words.clear().map(String::as_str), Some("Marie"));
    for number in [0, 1, 7] {
        words.close(number);
        assert_eq!(Section::number(&words), Some(number));
        assert_eq!(words.clear(), None);
    }
}

#[test]
fn words_are_read_open_or_said_to_be_erased_or_missing() {
    let erased: Reading<String> = Reading::Erased { by: 7 };
    let open = Reading::Open("Marie".to_owned());
    assert_eq!(open.as_ref(), Reading::Open(&"Marie".to_owned()));
    assert_eq!(open.clone().map(|words| words.len()), Reading::Open(5));
    assert_eq!(open.open(), Some("Marie".to_owned()));
    assert_eq!(erased.as_ref(), Reading::Erased { by: 7 });
    assert_eq!(
        erased.clone().map(|words| words.len()),
        Reading::Erased { by: 7 }
    );
    assert_eq!(erased.open(), None);
    let missing: Reading<String> = Reading::Missing;
    assert_eq!(missing.as_ref(), Reading::Missing);
    assert_eq!(missing.clone().map(|words| words.len()), Reading::Missing);
    assert_eq!(missing.open(), None);
}

/// A receipt says of one image what the entry commits to, in one spelling.
#[test]
fn each_image_of_an_entry_has_its_receipt_while_the_words_are_in_clear() {
    let received = |facts: Vec<Fact>| {
        facts.into_iter().find_map(|fact| match fact {
            Fact::StudyReceived(received) => Some(received),
            _ => None,
        })
    };
    let closed = received(samples()).unwrap();
    assert_eq!(closed.receipts().map(|all| all.len()), None);
    let clear = received(in_clear()).unwrap();
    let receipts = clear.receipts().unwrap();
    assert_eq!(receipts.len(), clear.images.len());
    assert!(!receipts.is_empty());
    let words = clear.words.clear().unwrap();
    for ((receipt, image), of) in receipts.iter().zip(&clear.images).zip(&words.images) {
        assert_eq!(receipt.instance(), &image.instance);
        let expected = format!(
            r#"{{"bytes":{},"instance":"{}","received_at":{},"salt":"{}","sealed_sha256":"{}","series_uid":"{}","sha256":"{}","sop_instance_uid":"{}","study":"{}","study_uid":"{}"}}"#,
            of.bytes,
            image.instance,
            image.received_at.micros(),
            of.salt,
            image.object.sealed_sha256,
            of.series_uid,
            of.sha256,
            of.sop_instance_uid,
            clear.study,
            words.study_uid,
        );
        assert_eq!(receipt.text().unwrap(), expected);
    }
}

#[test]
fn every_act_is_a_fact_and_has_a_sample() {
    let sampled: BTreeSet<Act> = samples().iter().map(Fact::act).collect();
    assert_eq!(sampled, Act::ALL.iter().copied().collect());
}

#[test]
fn what_only_shows_a_record_does_nothing_to_keys_and_seals_nothing() {
    let mut found = 0;
    for mut fact in samples() {
        if fact.act().only_shows() {
            assert_eq!(fact.keys().len(), 0, "{}", fact.act());
            assert_eq!(fact.sections().len(), 0, "{}", fact.act());
            found += 1;
        }
    }
    assert!(found >= 3, "only {found}");
}

#[test]
fn what_is_written_reads_back() {
    for fact in samples() {
        let text = fact.to_json().unwrap();
        assert!(text.starts_with("{\"v\":1,"), "{text}");
        assert_eq!(Fact::from_json(fact.act(), &text).unwrap(), fact);
    }
}

/// What people are called and what they typed, in the samples.
const PLANTED: [&str; 9] = [
    "LANGER",
    "Aubin",
    "Fjord",
    "EB44710083",
    "X-77",
    "beaucoup",
    "2.25.",
    "rue des Pins",
    "524288",
];

#[test]
fn no_word_of_a_person_stands_in_an_open_part_or_is_printed() {
    for (clear, written) in in_clear().into_iter().zip(samples()) {
        let said = format!("{} {clear:?} {written:?}", written.to_json().unwrap());
        for word in PLANTED {
            assert!(!said.contains(word), "{word} in {said}");
        }
    }
}

/// Each field of an open part, with the act that has it.
fn open_fields() -> BTreeSet<(String, String)> {
    fn fields(value: &serde_json::Value, path: &str, found: &mut Vec<String>) {
        match value {
            serde_json::Value::Object(fields_of) => {
                for (name, value) in fields_of {
                    let dot = if path.is_empty() { "" } else { "." };
                    fields(value, &format!("{path}{dot}{name}"), found);
                }
            }
            serde_json::Value::Array(all) => {
                for value in all {
                    fields(value, &format!("{path}[]"), found);
                }
            }
            _ => found.push(path.to_owned()),
        }
    }
    let mut all = BTreeSet::new();
    for fact in samples() {
        let mut found = Vec::new();
        let open = serde_json::from_str(&fact.to_json().unwrap()).unwrap();
        fields(&open, "", &mut found);
        found.retain(|field| field != "v");
        all.extend(
            found
                .into_iter()
                .map(|field| (field, fact.act().to_string())),
        );
    }
    all
}

#[test]
fn every_open_field_is_listed_with_its_reason() {
    let mut listed = BTreeSet::new();
    let mut why = "";
    for line in include_str!("tests/open_fields.txt").lines().skip(3) {
        if let Some(reason) = line.strip_prefix("# ") {
            why = reason;
        } else if let Some((field, acts)) = line.split_once(": ") {
            assert!(!why.is_empty(), "no reason for {field}");
            for act in acts.split(' ') {
                let new = listed.insert((field.to_owned(), act.to_owned()));
                assert!(new, "{field} of {act} stands twice");
            }
        }
    }
    let open = open_fields();
    let new: Vec<_> = open.difference(&listed).collect();
    let gone: Vec<_> = listed.difference(&open).collect();
    assert!(new.is_empty() && gone.is_empty(), "{new:?} {gone:?}");
}

#[test]
fn a_fact_is_not_written_while_its_words_are_in_clear() {
    for mut fact in in_clear() {
        let act = fact.act();
        if !fact.sections().is_empty() {
            assert_eq!(fact.to_json(), Err(NotAFact::Unwritable { act }));
        }
    }
}

#[test]
fn every_section_is_sealed_filled_up_and_comes_back() {
    let mut seen = 0;
    for mut fact in in_clear() {
        let before = fact.clone();
        let mut texts = Vec::new();
        for (number, section) in (0..).zip(fact.sections()) {
            let text = section.text().unwrap();
            assert_eq!(text.len() % 256, 0);
            section.close(number);
            assert_eq!(section.text(), None);
            texts.push(text);
            seen += 1;
        }
        assert_eq!(
            Fact::from_json(fact.act(), &fact.to_json().unwrap()).unwrap(),
            fact
        );
        for (section, text) in fact.sections().into_iter().zip(&texts) {
            assert!(!section.reveal(b"{"));
            assert!(section.reveal(text));
        }
        assert_eq!(fact, before);
    }
    assert!(seen >= 14, "{seen}");
}

#[test]
fn words_are_sealed_under_a_key_that_their_record_has() {
    let mut made: BTreeSet<Subject> = BTreeSet::new();
    for fact in in_clear() {
        for step in fact.keys() {
            match step {
                KeyStep::Made { of, under } => {
                    assert!(under.is_none_or(|under| made.contains(&under)), "{of}");
                    made.insert(of);
                }
                KeyStep::Moved { of, under } => {
                    let is_made = under.is_none_or(|under| made.contains(&under));
                    assert!(made.contains(&of) && is_made, "{of}");
                }
                KeyStep::Destroyed { of } => assert!(made.contains(&of), "{of}"),
            }
        }
    }
    for mut fact in in_clear() {
        for section in fact.sections() {
            assert!(made.contains(section.of()), "{}", section.of());
        }
    }
}

#[test]
fn nothing_but_its_own_shape_and_version_is_read() {
    for fact in samples() {
        let text = fact.to_json().unwrap();
        let act = fact.act();
        let more = text.replacen("{\"v\":1,", "{\"v\":1,\"more\":1,", 1);
        assert_eq!(
            Fact::from_json(act, &more),
            Err(NotAFact::Shape { act }),
            "{act}"
        );
        let later = text.replacen("\"v\":1", "\"v\":2", 1);
        let version = NotAFact::Version { act, version: 2 };
        assert_eq!(Fact::from_json(act, &later), Err(version), "{act}");
        let none = text.replacen("\"v\":1,", "", 1);
        assert_eq!(
            Fact::from_json(act, &none),
            Err(NotAFact::Shape { act }),
            "{act}"
        );
    }
}

#[test]
fn subjects_read_back_and_nothing_else_is_one() {
    for fact in samples() {
        for subject in fact.subjects().into_iter().chain(fact.mentions()) {
            let text = subject.to_string();
            assert!(text.len() <= 64, "an identifier of a leaf: {text}");
            assert_eq!(text.parse::<Subject>().unwrap(), subject);
        }
    }
    for bad in [
        "",
        "case",
        "case:",
        "file:01JCZ000000000000000000001",
        "label:DI1234567813",
    ] {
        assert!(bad.parse::<Subject>().is_err(), "{bad}");
    }
}

#[test]
fn an_event_is_about_every_record_whose_rows_it_changes() {
    for fact in samples() {
        let Fact::CustodyEvent(event) = &fact else {
            continue;
        };
        let about: BTreeSet<Subject> = fact.subjects().into_iter().collect();
        assert!(about.contains(&(&event.item).into()));
        let shipment = event.what.shipment().map(Into::into);
        let visit = event.what.within().map(|within| (&within.visit).into());
        let label = event.what.article().map(|_| (&event.label).into());
        for subject in [shipment, visit, label].into_iter().flatten() {
            assert!(about.contains(&subject), "{subject} of {event:?}");
        }
    }
}
