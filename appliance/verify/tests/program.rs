//! The program itself: exit status, what it prints, and reading beside a running appliance.
#![expect(clippy::unwrap_used, reason = "tests")]

mod journal;

use std::ffi::OsStr;
use std::fs;
use std::path::Path;
use std::process::{Command, Output};

use doublelock_verify::{CannotRun, Notice, Request, verify};
use journal::{Journal, SIZE};
use rusqlite::Connection;
use tempfile::TempDir;

fn run(words: &[&OsStr]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_doublelock-verify"))
        .args(words)
        .output()
        .unwrap()
}

fn printed(output: &Output) -> String {
    String::from_utf8(output.stdout.clone()).unwrap()
}

fn request(directory: &Path) -> Request {
    Request {
        path: directory.to_owned(),
        ..Request::default()
    }
}

#[test]
fn a_whole_journal_exits_with_0_and_says_so_in_french_first() {
    let directory = TempDir::new().unwrap();
    let journal = Journal::ordinary();
    drop(journal.write(directory.path()));
    let paper = journal.paper(directory.path(), 40);
    let key = journal.key();
    let path = directory.path().as_os_str();
    let output = run(&[
        path,
        "--checkpoint".as_ref(),
        paper.as_os_str(),
        "--key".as_ref(),
        key.as_ref(),
    ]);
    assert_eq!(output.status.code(), Some(0));
    assert_eq!(
        printed(&output),
        "Contenus effacés, effacement inscrit\u{a0}: 1. / Erased, with an entry that says so: 1.\n\
         Journal vérifié\u{a0}: 40 inscriptions, aucune altération décelée.\n\
         Log verified: 40 entries, no alteration found.\n"
    );
    let output = run(&[path]);
    assert_eq!(output.status.code(), Some(0));
    assert!(
        printed(&output)
            .contains("Key taken from the data itself: pass --key from your closing sheet.")
    );
}

#[test]
fn an_altered_journal_exits_with_1_and_names_the_entry() {
    let directory = TempDir::new().unwrap();
    let database = Journal::ordinary().write(directory.path());
    database
        .execute(
            "UPDATE ledger_payload SET payload = '{}' WHERE sequence IN (17, 19)",
            [],
        )
        .unwrap();
    let output = run(&[directory.path().as_os_str()]);
    assert_eq!(output.status.code(), Some(1));
    let text = printed(&output);
    assert!(text.starts_with("Inscription 17\u{a0}: le contenu ne correspond pas à son engagement cryptographique. / Entry 17: "));
    assert!(text.lines().next().unwrap().ends_with("(+1)"));
    assert!(text.ends_with("Verification stopped at entry 17. Stop work on this log and call the administrator. Nothing was changed.\n"));

    let output = run(&["--json".as_ref(), directory.path().as_os_str()]);
    assert_eq!(output.status.code(), Some(1));
    let report: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(
        (&report["whole"], &report["first_bad"]),
        (&false.into(), &17.into())
    );
    assert_eq!(
        (
            &report["findings"][0]["code"],
            &report["findings"][0]["others"]
        ),
        (&"commitment".into(), &1.into())
    );
    let notices = ["key-from-data", "no-outside-checkpoint"];
    assert_eq!(report["notices"], serde_json::json!(notices));
}

#[test]
fn what_cannot_be_verified_exits_with_2() {
    let (empty, directory) = (TempDir::new().unwrap(), TempDir::new().unwrap());
    let journal = Journal::ordinary();
    drop(journal.write(directory.path()));
    let (whole, key) = (directory.path().as_os_str(), journal.key());
    let key: &OsStr = key.as_ref();
    let odd: &OsStr = std::os::unix::ffi::OsStrExt::from_bytes(b"\xff\xfe");
    for path in [empty.path().as_os_str(), odd] {
        let output = run(&[path]);
        assert_eq!(output.status.code(), Some(2), "{path:?}");
        assert!(output.stdout.is_empty() && !output.stderr.is_empty());
    }
    let (extract, pin) = ("--extract".as_ref(), "--key".as_ref());
    // Whatever was meant, nothing is verified that was not asked for in so many words.
    for words in [
        &[][..],
        &[whole, whole],
        &[pin],
        &["--other".as_ref()],
        &["--other".as_ref(), whole],
        &[whole, "--other".as_ref()],
        &[whole, pin, odd],
        &[whole, pin, key, pin, key],
        &[extract],
        &[extract, whole, pin],
        &[extract, whole, pin, key, pin, key],
        &[extract, whole, "--other".as_ref()],
    ] {
        let output = run(words);
        assert_eq!(output.status.code(), Some(2), "{words:?}");
        let said = String::from_utf8(output.stderr).unwrap();
        assert!(said.starts_with("doublelock-verify CHEMIN"), "{said}");
        assert!(output.stdout.is_empty());
    }
}

#[test]
fn why_nothing_could_be_verified_is_said_in_both_languages() {
    let directory = TempDir::new().unwrap();
    let journal = Journal::short(1);
    drop(journal.write(directory.path()));
    let file = |name: &str, text: &str| {
        let path = directory.path().join(name);
        fs::write(&path, text).unwrap();
        path
    };
    let (whole, text) = (directory.path(), file("text", "Bonjour"));
    let gone = directory.path().join("gone");
    let said = |words: &[&OsStr]| String::from_utf8(run(words).stderr).unwrap();
    let path = text.display();
    assert_eq!(
        said(&[text.as_os_str()]),
        format!("Aucun journal ici\u{a0}: {path} / No log here: {path}\n")
    );
    assert_eq!(
        said(&[whole.as_ref(), "--checkpoint".as_ref(), text.as_os_str()]),
        format!("Ce n’est pas un point de contrôle\u{a0}: {path} / Not a checkpoint: {path}\n")
    );
    assert_eq!(
        said(&[whole.as_ref(), "--key".as_ref(), "none".as_ref()]),
        "La clé fournie est incorrecte. / The key given is not valid.\n"
    );
    let (path, why) = (gone.display(), "No such file or directory (os error 2)");
    assert_eq!(
        said(&[gone.as_os_str()]),
        format!("Lecture impossible\u{a0}: {path} ({why}) / Cannot read: {path} ({why})\n")
    );
}

#[test]
fn it_reads_beside_a_running_appliance_and_after_it_stopped() {
    let directory = TempDir::new().unwrap();
    let database = Journal::ordinary().write(directory.path());
    database
        .execute_batch("PRAGMA journal_mode = WAL; PRAGMA wal_autocheckpoint = 0;")
        .unwrap();
    // Committed into the log only, and an unfinished act beside it.
    database
        .execute("UPDATE ledger_checkpoint SET issued_at = 1", [])
        .unwrap();
    let writer = Connection::open(directory.path().join("doublelock.sqlite")).unwrap();
    writer
        .execute_batch("BEGIN IMMEDIATE; DELETE FROM ledger_entry WHERE sequence = 3;")
        .unwrap();
    let report = verify(&request(directory.path())).unwrap();
    assert_eq!((report.findings, report.entries), (vec![], SIZE as u64));
    writer.execute_batch("COMMIT").unwrap();
    let report = verify(&request(directory.path())).unwrap();
    assert_eq!(
        report.first_bad(),
        Some(3),
        "what is committed is seen at once"
    );
    drop((database, writer));

    let stopped = TempDir::new().unwrap();
    let database = Journal::ordinary().write(stopped.path());
    database.execute_batch("PRAGMA journal_mode = WAL").unwrap();
    drop(database);
    assert!(!stopped.path().join("doublelock.sqlite-wal").exists());
    let report = verify(&request(stopped.path())).unwrap();
    assert_eq!((report.findings, report.entries), (vec![], SIZE as u64));
    let again = Connection::open(stopped.path().join("doublelock.sqlite")).unwrap();
    again
        .execute("UPDATE ledger_checkpoint SET issued_at = 2", [])
        .unwrap();
}

/// A link to nowhere in the place of the shared-memory file stands for a medium
/// on which none can be made.
#[test]
fn it_reads_a_stopped_journal_on_a_read_only_medium() {
    let directory = TempDir::with_prefix("copie ? #1 %").unwrap();
    let database = Journal::ordinary().write(directory.path());
    database.execute_batch("PRAGMA journal_mode = WAL").unwrap();
    drop(database);
    std::os::unix::fs::symlink("nowhere", directory.path().join("doublelock.sqlite-shm")).unwrap();
    let report = verify(&request(directory.path())).unwrap();
    assert_eq!((report.entries, report.is_whole()), (SIZE as u64, true));
    assert!(report.notices.contains(&Notice::ReadOnlyMedium));
    fs::write(directory.path().join("doublelock.sqlite-wal"), [0; 64]).unwrap();
    assert!(
        verify(&request(directory.path())).is_err(),
        "a waiting log must not be passed over"
    );
}

#[test]
fn the_database_file_itself_may_be_named() {
    let directory = TempDir::new().unwrap();
    drop(Journal::ordinary().write(directory.path()));
    let report = verify(&request(&directory.path().join("doublelock.sqlite"))).unwrap();
    assert!(report.is_whole());
}

#[test]
fn a_view_in_place_of_a_table_is_no_journal() {
    let directory = TempDir::new().unwrap();
    let database = Journal::ordinary().write(directory.path());
    let swap = "ALTER TABLE ledger_entry RENAME TO shown; CREATE VIEW ledger_entry AS SELECT * FROM shown;";
    database.execute_batch(swap).unwrap();
    assert!(matches!(
        verify(&request(directory.path())),
        Err(CannotRun::NotAJournal(_))
    ));
}

/// A table without its column is another program's, or a newer one's: that is no alteration, and no proof
/// of anything.
#[test]
fn a_table_that_lacks_a_column_cannot_be_read_and_is_called_neither_whole_nor_altered() {
    for (table, column) in [
        ("ledger_identity", "origin"),
        ("ledger_entry", "leaf"),
        ("ledger_checkpoint", "note"),
    ] {
        let directory = TempDir::new().unwrap();
        let database = Journal::ordinary().write(directory.path());
        let rename = format!("ALTER TABLE {table} RENAME COLUMN {column} TO other");
        database.execute_batch(&rename).unwrap();
        let report = verify(&request(directory.path()));
        assert!(
            matches!(report, Err(CannotRun::Unreadable { .. })),
            "{table}: {report:?}"
        );
    }
}

#[test]
fn values_of_absurd_length_and_type_are_found() {
    for (sql, entry) in [
        (
            "UPDATE ledger_entry SET leaf = zeroblob(90000000) WHERE sequence = 6",
            6,
        ),
        (
            "UPDATE ledger_entry SET leaf_hash = zeroblob(90000000) WHERE sequence = 6",
            6,
        ),
        (
            "UPDATE ledger_entry SET leaf = CAST(leaf AS TEXT) WHERE sequence = 6",
            6,
        ),
        (
            "UPDATE ledger_entry SET recorded_at = 'hier' WHERE sequence = 6",
            6,
        ),
        (
            "UPDATE ledger_entry SET sequence = x'ff' WHERE sequence = 6",
            6,
        ),
        (
            "UPDATE ledger_entry SET sequence = -9223372036854775808 WHERE sequence = 6",
            6,
        ),
        (
            "UPDATE ledger_payload SET payload = zeroblob(90000000) WHERE sequence = 6",
            6,
        ),
        (
            "UPDATE ledger_payload SET payload = CAST(x'fffe' AS TEXT) WHERE sequence = 6",
            6,
        ),
        (
            "UPDATE ledger_payload SET salt = 'sel' WHERE sequence = 6",
            6,
        ),
        (
            "UPDATE ledger_checkpoint SET note = zeroblob(90000000) WHERE size = 20",
            10,
        ),
        (
            "UPDATE ledger_checkpoint SET note = CAST(x'fffe' AS TEXT) WHERE size = 20",
            10,
        ),
        (
            "CREATE TABLE c (size, issued_at, note); INSERT INTO c SELECT * FROM ledger_checkpoint; \
             DROP TABLE ledger_checkpoint; ALTER TABLE c RENAME TO ledger_checkpoint; \
             UPDATE ledger_checkpoint SET size = 'x' WHERE size = 20",
            39,
        ),
        (
            "UPDATE ledger_checkpoint SET size = 9223372036854775807 WHERE size = 40",
            20,
        ),
    ] {
        let directory = TempDir::new().unwrap();
        let database = Journal::ordinary().write_keyed(directory.path(), "BIGINT PRIMARY KEY");
        database.execute_batch(sql).unwrap();
        let report = verify(&request(directory.path())).unwrap();
        assert_eq!(
            report.first_bad(),
            Some(entry),
            "{sql} {:?}",
            report.findings
        );
    }
}

/// The number is in the table's row and in its index. Changed in the row alone, a
/// query by number still shows 23, and any other query shows 22.
#[test]
fn a_row_that_disagrees_with_its_index_is_found() {
    let directory = TempDir::new().unwrap();
    let journal = Journal::ordinary();
    drop(journal.write_keyed(directory.path(), "BIGINT PRIMARY KEY"));
    let file = directory.path().join("doublelock.sqlite");
    let mut bytes = fs::read(&file).unwrap();
    let leaf = journal.leaf(23);
    let place = bytes
        .windows(leaf.len())
        .position(|window| window == leaf)
        .unwrap();
    let number = &mut bytes[place - 9]; // One byte, then eight of `recorded_at`, then the leaf.
    assert_eq!(*number, 23);
    *number = 22;
    fs::write(&file, bytes).unwrap();
    let report = verify(&request(directory.path())).unwrap();
    assert!(
        report
            .findings
            .iter()
            .any(|f| f.reason.code() == "storage-damaged"),
        "{:?}",
        report.findings
    );
}

/// Someone with a hex editor rather than SQL: never a panic, and what is
/// reported whole really has the same rows.
#[test]
fn bytes_of_the_file_changed_directly() {
    let directory = TempDir::new().unwrap();
    drop(Journal::ordinary().write(directory.path()));
    let file = directory.path().join("doublelock.sqlite");
    let honest = fs::read(&file).unwrap();
    let rows = |path: &Path| -> Option<Vec<String>> {
        let database = Connection::open(path).ok()?;
        let mut all = Vec::new();
        for sql in [
            "SELECT sequence || '|' || recorded_at || '|' || hex(leaf) || '|' || hex(leaf_hash) FROM ledger_entry NOT INDEXED",
            "SELECT sequence || '|' || hex(salt) || '|' || hex(payload) FROM ledger_payload NOT INDEXED",
            "SELECT level || '|' || tile_index || '|' || hex(root) FROM ledger_tile NOT INDEXED",
            "SELECT size || '|' || hex(note) FROM ledger_checkpoint NOT INDEXED",
            "SELECT hex(origin) || '|' || hex(verifying_key) FROM ledger_identity",
        ] {
            let mut statement = database.prepare(sql).ok()?;
            let lines = statement.query_map([], |row| row.get(0)).ok()?;
            all.extend(lines.collect::<Result<Vec<String>, _>>().ok()?);
        }
        Some(all)
    };
    let expected = rows(&file).unwrap();
    for position in (0..honest.len()).step_by(61) {
        let mut changed = honest.clone();
        changed[position] ^= 1 << (position % 8);
        fs::write(&file, &changed).unwrap();
        if verify(&request(directory.path())).is_ok_and(|report| report.is_whole()) {
            assert_eq!(rows(&file).as_ref(), Some(&expected), "byte {position}");
        }
    }
}
