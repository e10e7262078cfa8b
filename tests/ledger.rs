//! Promise: the journal is complete, in one order, the same on both databases, and nobody
//! changes it unseen: not through the database, and not with the file in hand.

#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::print_stdout,
    reason = "tests"
)]

use std::path::{Path, PathBuf};
use std::process::Command;

use doublelock_domain::access::{Actor, DutyName};
use doublelock_domain::access::{Coordination, FrontDoor, Purpose, Warrant};
use doublelock_domain::case::NewCaseForm;
use doublelock_domain::patient::Answer;
use doublelock_domain::session::EndReason;
use doublelock_domain::time::{Clock as _, SiteZone, Span};
use doublelock_store::front_door::{KnownPlace, SignedInPerson};
use doublelock_testkit::verify::{self, Report, Request};
use doublelock_testkit::{TestArchive, golden};

/// Tables of the journal: their rows never change.
const JOURNAL: [&str; 6] = [
    "ledger_entry",
    "ledger_payload",
    "ledger_section",
    "ledger_tile",
    "ledger_checkpoint",
    "ledger_identity",
];

const PLACE: KnownPlace = KnownPlace {
    pair: [3; 32],
    place: [4; 32],
};

fn nadia() -> SignedInPerson {
    SignedInPerson {
        stable_id: "entryUUID:11111111-2222-3333-4444-555555555555".into(),
        display_name: "Nadia Tremblay-Roy".into(),
        language: Some("fr-CA".into()),
        duties: [DutyName::Coordination].into(),
    }
}

/// `count` entries that say nothing in particular.
fn write_entries(archive: &TestArchive, count: u64) {
    for number in 0..count {
        archive
            .store
            .write(&archive.clockwork(), |unit| {
                unit.note_started(&format!("entry {number}"), 0)
            })
            .unwrap();
    }
}

/// A morning at the front door, through the store's own verbs.
fn a_morning(archive: &TestArchive) {
    let store = &archive.store;
    let door = || archive.warrant::<FrontDoor>(Purpose::SignIn);
    store
        .write(&door(), |unit| {
            unit.note_sign_in_refused("wrong_password", "192.0.2.7")
        })
        .unwrap();
    let session = store
        .write(&door(), |unit| {
            unit.open_session(&nadia(), &[1; 32], "token", "192.0.2.8", &PLACE)
        })
        .unwrap();
    let person = store
        .read(&door(), |unit| unit.session(&[1; 32]))
        .unwrap()
        .unwrap();
    let actor = Actor::person(person.person_id.clone(), [DutyName::Coordination]);
    let case_work: Warrant<Coordination> = actor
        .take_up(Purpose::CaseWork, archive.clock.now())
        .unwrap();
    store
        .write(&case_work, |unit| {
            let form = NewCaseForm {
                family_name: "Œuvre",
                given_names: "長",
                birth_date: "1984-02-29",
                sex: "F",
                language: "fr",
                ..NewCaseForm::default()
            };
            let today = unit.now().date_in(SiteZone::MONTREAL);
            let new = form.check(today).unwrap();
            unit.open_case(&new, &Answer::NotAsked, SiteZone::MONTREAL)?;
            unit.list_cases(None, 10)
        })
        .unwrap();
    store
        .write(&door(), |unit| {
            unit.note_access_refused(&person.person_id, "GET /requests", None)
        })
        .unwrap();
    archive.clock.advance(Span::minutes(5));
    store.write(&door(), |unit| unit.vouch(&nadia())).unwrap();
    store
        .write(&door(), |unit| {
            unit.end_session(&session, EndReason::SignedOut)
        })
        .unwrap();
}

#[test]
fn thirty_two_writers_at_once_make_one_journal_without_a_gap() {
    const EACH: usize = 6;
    let archive = TestArchive::new();
    std::thread::scope(|threads| {
        for writer in 0..32 {
            let archive = &archive;
            threads.spawn(move || {
                for turn in 0..EACH {
                    archive
                        .store
                        .write(&archive.clockwork(), |unit| {
                            unit.note_started(&writer.to_string(), turn)
                        })
                        .unwrap();
                }
            });
        }
    });
    let entries = archive.entries();
    assert_eq!(entries.len(), 1 + 32 * EACH);
    for (number, entry) in (0u64..).zip(&entries) {
        assert_eq!(entry.sequence, number);
    }
    // Each writer's own turns stand in its own order.
    for writer in 0..32 {
        let said = writer.to_string();
        let turns: Vec<usize> = entries
            .iter()
            .filter(|entry| entry.payload["version"] == said)
            .map(|entry| usize::try_from(entry.payload["migrations"].as_u64().unwrap()).unwrap())
            .collect();
        assert_eq!(turns, (0..EACH).collect::<Vec<_>>());
    }
    assert!(entries.is_sorted_by_key(|entry| entry.at));
    archive.close();
}

#[test]
fn a_unit_that_fails_leaves_neither_its_work_nor_its_entry() {
    let archive = TestArchive::new();
    write_entries(&archive, 1);
    let door = archive.warrant::<FrontDoor>(Purpose::SignIn);
    let outcome: Result<(), _> = archive.store.write(&door, |unit| {
        unit.open_session(&nadia(), &[2; 32], "token", "192.0.2.8", &PLACE)?;
        Err(doublelock_store::Error::NotFound)
    });
    assert!(outcome.is_err());
    assert!(
        archive
            .store
            .read(&door, |unit| unit.session(&[2; 32]))
            .unwrap()
            .is_none()
    );
    assert_eq!(archive.entries().len(), 2);
    write_entries(&archive, 1);
    archive.close();
}

#[test]
fn both_databases_write_the_same_bytes() {
    let archive = TestArchive::new();
    a_morning(&archive);
    let leaves = archive
        .entries()
        .iter()
        .map(|entry| format!("{}\n", entry.leaf))
        .collect::<Vec<_>>()
        .concat();
    // The run on SQLite and the run on PostgreSQL both compare with this one file.
    golden::compare("leaves-of-a-morning.txt", &leaves);
    archive.close();
}

#[test]
fn what_was_written_reads_back_the_same_after_a_restart() {
    let archive = TestArchive::new();
    a_morning(&archive);
    let before = archive.entries();
    for entry in &before {
        // Microseconds go in and come out: a rounded date would change the leaf.
        assert!(entry.leaf.contains(&format!("\"at\":{}", entry.at)));
    }
    archive.store.migrate().unwrap();
    assert_eq!(archive.entries(), before);
    archive.close();
}

#[test]
fn the_database_refuses_to_change_replace_or_remove_what_was_written() {
    let archive = TestArchive::new();
    a_morning(&archive);
    archive.write_at_once(260);
    archive.sign().unwrap();
    let sqlite = archive.home().join("doublelock.sqlite").exists();
    let rows = |table: &str| archive.sql(&format!("SELECT * FROM {table}")).unwrap();
    for table in JOURNAL {
        let before = rows(table);
        assert!(
            !before.is_empty(),
            "{table} is empty: nothing would be refused"
        );
        let (key, other) = match table {
            "ledger_entry" => ("sequence", "leaf_hash"),
            "ledger_payload" => ("sequence", "salt"),
            "ledger_section" => ("section", "sealed"),
            "ledger_tile" => ("level, tile_index", "root"),
            "ledger_checkpoint" => ("size", "note"),
            _ => ("origin", "verifying_key"),
        };
        let mut acts = vec![
            format!("UPDATE {table} SET {other} = {other}"),
            format!("DELETE FROM {table}"),
            format!(
                "INSERT INTO {table} SELECT * FROM {table} WHERE true \
                 ON CONFLICT ({key}) DO UPDATE SET {other} = excluded.{other}"
            ),
        ];
        if sqlite {
            // REPLACE deletes without asking the triggers on DELETE.
            acts.extend([
                format!("INSERT OR REPLACE INTO {table} SELECT * FROM {table}"),
                format!("REPLACE INTO {table} SELECT * FROM {table} LIMIT 1"),
                format!("INSERT OR IGNORE INTO {table} SELECT * FROM {table} LIMIT 1"),
                format!("UPDATE OR REPLACE {table} SET {other} = {other}"),
            ]);
        } else {
            acts.extend([
                format!("TRUNCATE {table} CASCADE"),
                format!(
                    "MERGE INTO {table} t USING {table} s ON t.{other} = s.{other} \
                     WHEN MATCHED THEN DELETE"
                ),
            ]);
        }
        for act in acts {
            let said = archive.sql(&act).unwrap_err();
            assert!(said.contains("append-only"), "{act}: {said}");
        }
        assert_eq!(rows(table), before, "{table}");
    }
    archive.close();
}

#[test]
fn a_clock_set_back_is_written_down_and_the_order_stays() {
    let archive = TestArchive::new();
    write_entries(&archive, 2);
    let before = archive.clock.now();
    archive.clock.set(before.plus(Span::hours(-1)));
    write_entries(&archive, 3);
    // Forward again, by a year: nothing to write down.
    archive.clock.set(before.plus(Span::hours(24 * 365)));
    write_entries(&archive, 1);

    let entries = archive.entries();
    let stepped: Vec<_> = entries
        .iter()
        .filter(|e| e.act == "clock.stepped_back")
        .collect();
    assert_eq!(stepped.len(), 1, "one step back, one entry");
    assert_eq!(
        stepped[0].sequence, 3,
        "before what was done under the wrong clock"
    );
    let seconds = stepped[0].payload["seconds"].as_i64().unwrap();
    assert!((3599..=3600).contains(&seconds), "{seconds}");
    assert!(
        entries.is_sorted_by_key(|entry| entry.at),
        "no entry is dated before the one it follows"
    );
    assert!(entries.last().unwrap().at > entries[0].at + Span::hours(24 * 364).micros());
    archive.close();
}

#[test]
fn a_checkpoint_is_signed_once_and_every_later_one_extends_it() {
    let archive = TestArchive::new();
    write_entries(&archive, 4);
    let first = archive.sign().unwrap();
    assert!(archive.sign().is_none(), "nothing new to sign");
    write_entries(&archive, 8);
    let second = archive.sign().unwrap();

    let key = archive.key.verifying_key();
    let (first_read, second_read) = (key.verify(&first).unwrap(), key.verify(&second).unwrap());
    assert_eq!((first_read.size, second_read.size), (5, 13));
    assert_ne!(first_read.root, second_read.root);

    // Both were printed; a stranger holds the journal against the paper.
    let paper = |name: &str, note: &str| {
        let file = archive.home().join(name);
        std::fs::write(&file, note).unwrap();
        file
    };
    let request = Request {
        path: archive.bundle(),
        outside: vec![paper("first.txt", &first), paper("second.txt", &second)],
        key: Some(key.to_string()),
    };
    let report = verify::verify(&request).unwrap();
    assert!(report.is_whole(), "{:?}", report.lines());
    assert_eq!(report.outside, 2);

    // A checkpoint of another journal's key is not a witness.
    let forged = first.replace("\n5\n", "\n6\n");
    let request = Request {
        outside: vec![paper("forged.txt", &forged)],
        ..request
    };
    let report = verify::verify(&request).unwrap();
    assert_eq!(
        report.findings[0].reason.code(),
        "outside-checkpoint-signature"
    );
    archive.close();
}

// ---- With the file in hand -------------------------------------------------------------------

/// Entries of the journal that is tampered with; its checkpoints are at 12 and at the end.
const ENTRIES: u64 = 20;

/// A closed day: twenty entries, two checkpoints, the first of them printed.
struct ClosedDay {
    archive: TestArchive,
    paper: PathBuf,
}

impl ClosedDay {
    fn new() -> Self {
        let archive = TestArchive::in_a_file();
        write_entries(&archive, 11);
        archive.sign().unwrap();
        write_entries(&archive, ENTRIES - 12);
        let note = archive.sign().unwrap();
        let paper = archive.home().join("closing-sheet.txt");
        std::fs::write(&paper, note).unwrap();
        // Everything into the one file, as after a clean stop.
        archive.sql("PRAGMA wal_checkpoint(TRUNCATE)").unwrap();
        Self { archive, paper }
    }

    /// What the stranger finds after somebody ran `statements` on a copy of the file.
    fn after(&self, statements: &str) -> Found {
        let copy = tempfile_dir(self.archive.home());
        std::fs::copy(
            self.archive.home().join("doublelock.sqlite"),
            copy.join("doublelock.sqlite"),
        )
        .unwrap();
        doublelock_testkit::tamper(&copy.join("doublelock.sqlite"), statements);
        let request = Request {
            path: copy,
            outside: vec![self.paper.clone()],
            key: Some(self.archive.key.verifying_key().to_string()),
        };
        Found {
            report: verify::verify(&request).unwrap(),
            program: by_program(&request),
        }
    }
}

struct Found {
    report: Report,
    /// Exit code and words of the real program, if it is built.
    program: Option<(i32, String)>,
}

impl Found {
    /// The first bad entry and why; the program must have said the same.
    fn first(&self) -> (u64, &'static str) {
        let first = self
            .report
            .findings
            .first()
            .expect("the alteration was not found");
        if let Some((code, said)) = &self.program {
            assert_eq!(*code, 1, "{said}");
            assert!(said.contains(first.reason.code()), "{said}");
            assert!(
                said.contains(&format!("\"entry\":{}", first.entry)),
                "{said}"
            );
        }
        (first.entry, first.reason.code())
    }

    fn codes(&self) -> Vec<&'static str> {
        self.report
            .findings
            .iter()
            .map(|finding| finding.reason.code())
            .collect()
    }
}

fn tempfile_dir(home: &Path) -> PathBuf {
    let number = std::fs::read_dir(home).unwrap().count();
    let copy = home.join(format!("copy-{number}"));
    std::fs::create_dir(&copy).unwrap();
    copy
}

/// The real `doublelock-verify`, if cargo built it beside us (`tests/run` does).
fn by_program(request: &Request) -> Option<(i32, String)> {
    let program = Path::new(env!("CARGO_BIN_EXE_doublelock")).with_file_name("doublelock-verify");
    if !program.exists() {
        println!("skipped: doublelock-verify is not built (cargo build -p doublelock-verify)");
        return None;
    }
    let mut command = Command::new(program);
    command.arg(&request.path).arg("--json");
    for paper in &request.outside {
        command.arg("--checkpoint").arg(paper);
    }
    if let Some(key) = &request.key {
        command.arg("--key").arg(key);
    }
    let out = command.output().unwrap();
    let said = String::from_utf8_lossy(&out.stdout).replace("\": ", "\":");
    Some((out.status.code().unwrap(), said))
}

#[test]
fn an_untouched_file_is_whole() {
    let found = ClosedDay::new().after("");
    assert!(found.report.is_whole(), "{:?}", found.report.lines());
    assert_eq!(
        (
            found.report.entries,
            found.report.checkpoints,
            found.report.outside
        ),
        (ENTRIES, 2, 1)
    );
    if let Some((code, said)) = found.program {
        assert_eq!(code, 0, "{said}");
    }
}

#[test]
fn one_flipped_byte_is_found_wherever_it_is() {
    let day = ClosedDay::new();
    let flip = |table: &str, column: &str, at: &str| {
        // The last byte of the value is replaced by another one.
        format!(
            "UPDATE {table} SET {column} = CAST(substr({column}, 1, length({column}) - 1) || \
             CASE WHEN substr({column}, -1) = x'00' THEN x'01' ELSE x'00' END AS BLOB) WHERE {at}"
        )
    };
    let places = [
        (flip("ledger_entry", "leaf", "sequence = 7"), 7, "leaf-hash"),
        (
            flip("ledger_entry", "leaf_hash", "sequence = 7"),
            7,
            "leaf-hash",
        ),
        (
            flip("ledger_payload", "salt", "sequence = 9"),
            9,
            "commitment",
        ),
        (
            "UPDATE ledger_payload SET payload = replace(payload, '3', '4') WHERE sequence = 4"
                .into(),
            4,
            "commitment",
        ),
        (
            "UPDATE ledger_checkpoint SET note = replace(note, 'test.', 'tess.') WHERE size = 12"
                .into(),
            0,
            "",
        ),
        (
            "UPDATE ledger_entry SET recorded_at = recorded_at - 1000 WHERE sequence = 5".into(),
            5,
            "re-dated",
        ),
    ];
    for (statement, entry, code) in places {
        let found = day.after(&statement);
        let (first, reason) = found.first();
        if code.is_empty() {
            assert!(reason.starts_with("checkpoint-"), "{statement}: {reason}");
        } else {
            assert_eq!((first, reason), (entry, code), "{statement}");
        }
    }
    // No entry is out of reach.
    for number in 0..ENTRIES {
        let at = format!("sequence = {number}");
        for (table, column) in [("ledger_entry", "leaf"), ("ledger_payload", "salt")] {
            assert_eq!(
                day.after(&flip(table, column, &at)).first().0,
                number,
                "{table}.{column} {number}"
            );
        }
    }
}

#[test]
fn an_entry_that_was_taken_out_is_missed() {
    let day = ClosedDay::new();
    let found = day.after("DELETE FROM ledger_payload WHERE sequence = 6; DELETE FROM ledger_entry WHERE sequence = 6");
    assert_eq!(found.first(), (6, "entry-missing"));
    // The others moved up to close the gap.
    let found = day.after(
        "DELETE FROM ledger_payload WHERE sequence = 6; DELETE FROM ledger_entry WHERE sequence = 6; \
         UPDATE ledger_entry SET sequence = -sequence WHERE sequence > 6; \
         UPDATE ledger_entry SET sequence = -sequence - 1 WHERE sequence < 0; \
         UPDATE ledger_payload SET sequence = -sequence WHERE sequence > 6; \
         UPDATE ledger_payload SET sequence = -sequence - 1 WHERE sequence < 0",
    );
    assert_eq!(found.first(), (6, "leaf-of-another-entry"));
    // Only the content is gone, and no entry says it was erased.
    let found = day.after("DELETE FROM ledger_payload WHERE sequence = 6");
    assert_eq!(found.first(), (6, "erased-without-entry"));
}

#[test]
fn two_entries_that_changed_places_are_found() {
    let found = ClosedDay::new().after(
        "UPDATE ledger_entry SET sequence = -1 WHERE sequence = 4; \
         UPDATE ledger_entry SET sequence = 4 WHERE sequence = 11; \
         UPDATE ledger_entry SET sequence = 11 WHERE sequence = -1",
    );
    assert_eq!(found.first().0, 4);
    assert!(
        found.codes().contains(&"leaf-of-another-entry"),
        "{:?}",
        found.codes()
    );
}

#[test]
fn a_tail_that_was_cut_off_is_missed_by_the_paper() {
    let day = ClosedDay::new();
    let cut = "DELETE FROM ledger_payload WHERE sequence >= 15; DELETE FROM ledger_entry WHERE sequence >= 15; \
               ";
    assert!(day.after(cut).codes().contains(&"checkpoint-beyond-end"));
    // The checkpoint of the end goes too: only the closing sheet remembers.
    let found = day.after(&format!(
        "{cut} DELETE FROM ledger_checkpoint WHERE size > 15;"
    ));
    assert_eq!(found.first(), (15, "outside-checkpoint-beyond-end"));
    assert_eq!(
        found.codes().len(),
        1,
        "nothing in the file itself shows it: {:?}",
        found.codes()
    );
}

#[test]
fn a_journal_written_anew_with_the_stolen_key_does_not_fit_the_paper() {
    let day = ClosedDay::new();
    // The thief has the key, and writes as many acts, some of them others.
    let thief = TestArchive::in_a_file();
    write_entries(&thief, 3);
    write_entries(&thief, ENTRIES - 4);
    thief.sign().unwrap();
    let request = |outside: Vec<PathBuf>| Request {
        path: thief.bundle(),
        outside,
        key: Some(day.archive.key.verifying_key().to_string()),
    };
    let alone = verify::verify(&request(Vec::new())).unwrap();
    assert!(
        alone.is_whole(),
        "without paper it looks whole: {:?}",
        alone.lines()
    );
    let held_against_paper = verify::verify(&request(vec![day.paper.clone()])).unwrap();
    assert_eq!(
        held_against_paper.findings[0].reason.code(),
        "outside-checkpoint-root"
    );
}
