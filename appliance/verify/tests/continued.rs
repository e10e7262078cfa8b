//! A journal that goes on under another key says so at one place, once, and holds to it: what the key before
//! had signed beyond that is lost as far as the entry says, and no key comes in, or signs, unannounced.
#![expect(clippy::unwrap_used, reason = "tests")]

mod journal;

use std::path::PathBuf;

use doublelock_verify::{Notice, Report, Request, verify};
use rusqlite::{Connection, params};
use serde_json::json;
use tempfile::TempDir;

use journal::{Journal, ORIGIN, key_of};

const OTHER: &str = "clinic.example/journal/2";
const SEED: [u8; 32] = [11; 32];
/// The entry from which on the other key signs, and what the first had signed before the copy was put back.
const FROM: usize = 25;
const SIGNED: usize = 30;

struct Scene {
    directory: TempDir,
    database: Connection,
    journal: Journal,
    /// What was lost: the same up to [`FROM`].
    before: Journal,
}

impl Scene {
    fn new() -> Self {
        Self::with(|_| {})
    }

    /// The entry that says it says what `alter` makes of it.
    fn with(alter: impl FnOnce(&mut serde_json::Value)) -> Self {
        let mut before = Journal::ordinary();
        for act in &mut before.acts[FROM..] {
            act.payload = act.payload.replace("films", "copies");
        }
        let mut journal = Journal::ordinary();
        let mut says = json!({
            "before": journal.key(),
            "note": before.note(SIGNED),
            "entries": FROM,
            "signed": SIGNED,
        });
        alter(&mut says);
        let act = &mut journal.acts[FROM];
        "journal.continued".clone_into(&mut act.code);
        act.payload = says.to_string();
        act.sections.clear();
        let directory = TempDir::new().unwrap();
        let database = journal.write(directory.path());
        let scene = Self {
            directory,
            database,
            journal,
            before,
        };
        scene.key_begins(OTHER, SEED, FROM);
        for size in [10, 20] {
            scene.checkpoint(size, &scene.journal.note(size));
        }
        scene.checkpoint(40, &scene.by_other(40));
        scene
    }

    fn by_other(&self, size: usize) -> String {
        self.journal.note_by(OTHER, SEED, size)
    }

    fn key_begins(&self, origin: &str, seed: [u8; 32], at: usize) {
        let key = "INSERT INTO ledger_identity VALUES (?, ?, ?)";
        let at = i64::try_from(at).unwrap();
        self.database
            .execute(key, params![origin, key_of(origin, seed), at])
            .unwrap();
    }

    fn checkpoint(&self, size: usize, note: &str) {
        let size = i64::try_from(size).unwrap();
        self.database
            .execute(
                "INSERT OR REPLACE INTO ledger_checkpoint VALUES (?, 0, ?)",
                params![size, note],
            )
            .unwrap();
    }

    fn sql(&self, statement: &str) {
        self.database.execute_batch(statement).unwrap();
    }

    fn verified(&self, outside: Vec<PathBuf>) -> Report {
        verify(&Request {
            path: self.directory.path().to_owned(),
            outside,
            ..Request::default()
        })
        .unwrap()
    }

    fn is_whole(&self) -> bool {
        self.verified(Vec::new()).is_whole()
    }

    fn paper(&self, name: &str, note: &str) -> PathBuf {
        let path = self.directory.path().join(name);
        std::fs::write(&path, note).unwrap();
        path
    }
}

#[test]
fn a_journal_that_goes_on_under_another_key_is_whole_and_says_what_is_lost() {
    let scene = Scene::new();
    let report = scene.verified(Vec::new());
    assert_eq!(report.findings, []);
    assert_eq!((report.entries, report.checkpoints), (40, 3));
    let continued = Notice::Continued {
        entry: FROM as u64,
        signed: Some(SIGNED as u64),
    };
    assert!(report.notices.contains(&continued), "{:?}", report.notices);
}

/// A checkpoint is signed by the key under which its last entry lies.
#[test]
fn each_key_signs_what_lies_under_it_and_nothing_else() {
    for (size, by_other, whole) in [
        (FROM, false, true),
        (FROM, true, false),
        (FROM + 1, true, true),
        (FROM + 1, false, false),
        (24, true, false),
        (33, false, false),
    ] {
        let scene = Scene::new();
        let note = if by_other {
            scene.by_other(size)
        } else {
            scene.journal.note(size)
        };
        scene.checkpoint(size, &note);
        assert_eq!(scene.is_whole(), whole, "{size} by the other: {by_other}");
    }
}

#[test]
fn a_key_comes_in_where_the_journal_says_so_and_nowhere_else() {
    for statement in [
        // Nobody knows of it, or the entry that says it is another's.
        "DELETE FROM ledger_identity WHERE begins_at > 0",
        "UPDATE ledger_identity SET begins_at = 24 WHERE begins_at = 25",
        "UPDATE ledger_identity SET begins_at = 26 WHERE begins_at = 25",
        // The first does not begin at the beginning.
        "UPDATE ledger_identity SET begins_at = 1 WHERE begins_at = 0",
        // Not the key's own name.
        "UPDATE ledger_identity SET origin = 'clinic.example/journal/3' WHERE begins_at = 25",
        // It vouches for nothing: it signed nothing.
        "DELETE FROM ledger_checkpoint WHERE size = 40",
    ] {
        let scene = Scene::new();
        scene.sql(statement);
        assert!(!scene.is_whole(), "{statement}");
    }
    let scene = Scene::new();
    scene.sql("DELETE FROM ledger_checkpoint WHERE size = 40");
    scene.checkpoint(FROM, &scene.journal.note(FROM));
    assert!(
        !scene.is_whole(),
        "what the first signed up to there is not signed by the next"
    );
    let scene = Scene::new();
    scene.key_begins("clinic.example/journal/3", [12; 32], FROM);
    let report = scene.verified(Vec::new());
    let found = report
        .findings
        .iter()
        .find(|f| f.reason.code() == "identity");
    assert_eq!(
        found.map(|f| f.entry),
        Some(0),
        "two that begin at one entry: neither is believed"
    );
    let scene = Scene::new();
    scene.key_begins("clinic.example/journal/3", [12; 32], 33);
    assert!(!scene.is_whole(), "a third that no entry announces");
    let scene = Scene::new();
    scene.key_begins(ORIGIN, [12; 32], 33);
    assert!(!scene.is_whole(), "two keys of one name");
    // A journal that goes on by one entry, and no other key.
    let alone = Journal::ordinary();
    let mut acts = alone.clone();
    "journal.continued".clone_into(&mut acts.acts[FROM].code);
    let directory = TempDir::new().unwrap();
    acts.write(directory.path());
    let report = verify(&Request {
        path: directory.path().to_owned(),
        ..Request::default()
    });
    assert!(!report.unwrap().is_whole());
}

/// What somebody makes of the entry.
type Lie = Box<dyn Fn(&mut serde_json::Value)>;

#[test]
fn what_the_entry_says_of_the_key_before_holds() {
    let lost = Scene::new().before;
    let short = lost.note(FROM);
    let foreign = lost.note_by(OTHER, SEED, SIGNED);
    let cases: [(&str, Lie); 6] = [
        (
            "another key",
            Box::new(|says| says["before"] = json!(key_of(OTHER, SEED))),
        ),
        (
            "more entries",
            Box::new(|says| says["entries"] = json!(FROM + 1)),
        ),
        (
            "another size",
            Box::new(|says| says["signed"] = json!(SIGNED + 1)),
        ),
        (
            "a note of another",
            Box::new(move |says| says["note"] = json!(foreign)),
        ),
        (
            "nothing lost",
            Box::new(move |says| {
                says["note"] = json!(short);
                says["signed"] = json!(FROM);
            }),
        ),
        (
            "nothing that can be read",
            Box::new(|says| *says = json!({ "films": 3 })),
        ),
    ];
    for (what, alter) in &cases {
        assert!(!Scene::with(alter).is_whole(), "{what}");
    }
}

/// A closing sheet of the days that were lost.
#[test]
fn a_paper_of_what_is_lost_is_admitted_as_far_as_the_entry_says() {
    let scene = Scene::new();
    let papers = [
        (27, true, "signed before the last"),
        (SIGNED, true, "the last that was signed"),
        (31, false, "more than was admitted"),
    ];
    for (size, told, what) in papers {
        let paper = scene.paper("paper.txt", &scene.before.note(size));
        assert_eq!(scene.verified(vec![paper]).is_whole(), told, "{what}");
    }
    // What it signed of what is left is a witness like any other.
    let paper = scene.paper("paper.txt", &scene.before.note(FROM));
    let report = scene.verified(vec![paper]);
    assert_eq!((report.findings, report.outside), (vec![], 1));
    // As large as the last, and of yet another history.
    let paper = scene.paper("paper.txt", &Journal::ordinary().note(SIGNED));
    assert!(!scene.verified(vec![paper]).is_whole());
}
