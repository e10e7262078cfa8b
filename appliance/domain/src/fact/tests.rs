//! Promise: each fact has one JSON shape, held by `snapshots/`, and reads back.

#![expect(clippy::unwrap_used, reason = "tests")]

mod samples;

use std::collections::BTreeSet;

use super::*;
use samples::samples;

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

#[test]
fn every_act_is_a_fact_and_has_a_sample() {
    let sampled: BTreeSet<Act> = samples().iter().map(Fact::act).collect();
    assert_eq!(sampled, Act::ALL.iter().copied().collect());
}

#[test]
fn what_is_written_reads_back() {
    for fact in samples() {
        let text = fact.to_json().unwrap();
        assert!(text.starts_with("{\"v\":1,"), "{text}");
        assert_eq!(Fact::from_json(fact.act(), &text).unwrap(), fact);
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
