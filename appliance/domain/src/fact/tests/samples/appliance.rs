//! Facts of the appliance, its journal and its keys.

use super::super::super::appliance::*;
use super::super::super::erasure::*;
use super::super::super::people::Staff;
use super::id;
use crate::fact::{Fact, Subject};
use crate::schedule::RunOutcome;

fn staff(person: u16, name: &str) -> Staff {
    Staff {
        person: id(person),
        stable_id: "entryUUID:7d3f".into(),
        name: name.into(),
        language: None,
    }
}

pub(super) fn facts() -> Vec<Fact> {
    vec![
        ApplianceStarted {
            version: "0.1.0".into(),
            migrations: 7,
        }
        .into(),
        ClockSteppedBack { seconds: 3600 }.into(),
        JobRan {
            job: "verify".into(),
            run: Some(id(17)),
            outcome: Some(RunOutcome::Failed),
            asked: false,
        }
        .into(),
        JournalContinued {
            before: "clinic.example/journal+6ac727ac+AepK".into(),
            note: "clinic.example/journal\n18\nLjKr\n\n\u{2014} clinic.example/journal ascn\n"
                .into(),
            entries: 12,
            signed: 18,
            authority: "incident:2026-7".parse().unwrap(),
            first: staff(1, "Alex Chen"),
            second: staff(11, "Marc Gagnon"),
            skipped: vec![Skipped {
                counter: "reference.case.2026".into(),
                after: 42,
                by: 6,
            }],
        }
        .into(),
        JournalVerified {
            entries: 1000,
            from: 0,
            broken_at: None,
        }
        .into(),
        TablesCompared {
            entries: 1000,
            rows: 4000,
            differing: 0,
        }
        .into(),
        TablesRebuilt { entries: 1000 }.into(),
        RecordErased {
            record: Subject::Patient(id(3)),
            keys: vec![Subject::Patient(id(3)), Subject::Case(id(2))],
            generations: vec!["0a1b2c3d4e5f6071".into()],
            authority: "CAI:2026-114".parse().unwrap(),
            second: Some(id(11)),
        }
        .into(),
        ErasureFinished {
            erasure: 900,
            record: Subject::Patient(id(3)),
            sections: 12,
            objects: 3,
            generations: vec!["0a1b2c3d4e5f6071".into()],
        }
        .into(),
        KeysRotated {
            generation: "8a1b2c3d4e5f6071".into(),
            destroyed: vec!["0a1b2c3d4e5f6071".into()],
        }
        .into(),
        JournalExported {
            size: 1000,
            form: "doublelock-journal-leaves/1".into(),
        }
        .into(),
    ]
}
