//! A file that SQLite itself cannot read: a journal in it is called altered, and what never was one is none.
#![expect(clippy::unwrap_used, reason = "tests")]

mod journal;

use std::fs;
use std::path::Path;

use doublelock_verify::{CannotRun, Report, Request, verify};
use tempfile::TempDir;

use journal::Journal;

fn verified(path: &Path) -> Result<Report, CannotRun> {
    verify(&Request {
        path: path.to_owned(),
        ..Request::default()
    })
}

/// The report on a journal in whose file the first page of these tables is overwritten.
fn without(tables: &[&str]) -> Report {
    let directory = TempDir::new().unwrap();
    let database = Journal::ordinary().write(directory.path());
    let number = |sql: &str| -> u16 { database.query_row(sql, [], |row| row.get(0)).unwrap() };
    let page_size = usize::from(number("PRAGMA page_size"));
    let root = "SELECT rootpage FROM sqlite_schema WHERE type = 'table' AND name =";
    let pages: Vec<usize> = tables
        .iter()
        .map(|table| usize::from(number(&format!("{root} '{table}'"))))
        .collect();
    drop(database);
    let file = directory.path().join("doublelock.sqlite");
    let mut bytes = fs::read(&file).unwrap();
    for page in pages {
        bytes[(page - 1) * page_size..page * page_size].fill(0xa5);
    }
    fs::write(&file, bytes).unwrap();
    verified(directory.path()).unwrap()
}

/// Code, entry, and how many more, in the order of the codes.
fn found(report: &Report) -> Vec<(&'static str, u64, u64)> {
    let found = report.findings.iter();
    let mut found: Vec<_> = found
        .map(|f| (f.reason.code(), f.entry, f.others))
        .collect();
    found.sort_unstable();
    found
}

#[test]
fn a_journal_one_of_whose_tables_is_destroyed_is_altered() {
    let storage = ("storage-damaged", 0, 0);
    let unreadable = ("unreadable", 0, 0);
    for (table, expected) in [
        ("ledger_entry", &[unreadable][..]),
        ("ledger_payload", &[storage, unreadable]),
        ("ledger_section", &[storage, unreadable]),
        // What is asked of it stands in its index.
        ("ledger_tile", &[storage]),
        ("ledger_checkpoint", &[storage, unreadable]),
        (
            "ledger_identity",
            // Nobody knows whose the three checkpoints are.
            &[("checkpoint-signature", 0, 2), ("identity", 0, 0), storage],
        ),
    ] {
        assert_eq!(found(&without(&[table])), expected, "{table}");
    }
}

#[test]
fn each_destroyed_table_is_counted() {
    let report = without(&["ledger_tile", "ledger_checkpoint", "ledger_identity"]);
    assert!(found(&report).contains(&("storage-damaged", 0, 2)));
}

#[test]
fn a_file_that_only_begins_like_a_database_is_no_journal() {
    let directory = TempDir::new().unwrap();
    let file = directory.path().join("doublelock.sqlite");
    for rest in [&[0xa5; 4080][..], &[0; 4080], b"", b"more"] {
        fs::write(&file, [b"SQLite format 3\0", rest].concat()).unwrap();
        for path in [directory.path(), &file] {
            let result = verified(path);
            assert!(
                matches!(&result, Err(CannotRun::NotAJournal(named)) if *named == file),
                "{result:?}"
            );
        }
    }
}
