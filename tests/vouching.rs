//! Promise: the appliance itself notices an altered journal, every day what is new and every
//! week all of it; and its key signs nothing that does not extend what it signed before.

#![expect(clippy::unwrap_used, reason = "tests")]

use std::path::{Path, PathBuf};

use doublelock::running::signing::CheckpointFile;
use doublelock_domain::ids::hex;
use doublelock_domain::time::Span;
use doublelock_ledger::{leaf_hash, tile_root};
use doublelock_store::Error;
use doublelock_store::journal::{Behind, KeptCheckpoint, Reach};
use doublelock_testkit::{TestArchive, tamper};

// ---- The appliance's own check ---------------------------------------------------------------

/// Entries of a journal that is checked in three turns, with tiles and checkpoints in each.
const LONG: u64 = 9000;

fn a_long_journal() -> TestArchive {
    let archive = TestArchive::in_a_file();
    let mut written = 0;
    for size in [100, 256, 5000, LONG] {
        archive.write_at_once(size - written);
        archive.sign().unwrap();
        written = size;
    }
    archive
}

/// Table, alteration, and the entry that the check must name. The copy of before is `aside`.
const ALTERATIONS: [(&str, &str, u64); 16] = [
    // The oldest checkpoint, not only the latest: nothing earlier vouches for anything.
    (
        "checkpoint",
        "UPDATE ledger_checkpoint SET note = replace(note, 'test.', 'tess.') WHERE size = 100",
        0,
    ),
    (
        "checkpoint",
        "UPDATE ledger_checkpoint SET note = replace(note, 'test.', 'tess.') WHERE size = 256",
        100,
    ),
    (
        "checkpoint",
        "UPDATE ledger_checkpoint SET note = replace(note, 'test.', 'tess.') WHERE size = 9000",
        5000,
    ),
    (
        "checkpoint",
        "UPDATE ledger_checkpoint SET note = (SELECT note FROM aside.ledger_checkpoint WHERE size = 256) \
         WHERE size = 5000",
        256,
    ),
    (
        "checkpoint",
        "INSERT INTO ledger_checkpoint VALUES (9001, 0, 'x')",
        LONG,
    ),
    (
        "tile",
        "UPDATE ledger_tile SET root = zeroblob(32) WHERE tile_index = 3",
        768,
    ),
    (
        "tile",
        "DELETE FROM ledger_tile WHERE tile_index = 34",
        8704,
    ),
    (
        "tile",
        "INSERT INTO ledger_tile VALUES (1, 0, zeroblob(32))",
        LONG,
    ),
    (
        "entry",
        "UPDATE ledger_entry SET leaf = CAST(replace(leaf, 'started', 'starred') AS BLOB) WHERE sequence = 8998",
        8998,
    ),
    (
        "entry",
        "UPDATE ledger_entry SET leaf_hash = zeroblob(32) WHERE sequence = 4500",
        4500,
    ),
    (
        "entry",
        "UPDATE ledger_entry SET recorded_at = recorded_at + 1 WHERE sequence = 4096",
        4096,
    ),
    (
        "entry",
        "DELETE FROM ledger_entry WHERE sequence = 255",
        255,
    ),
    (
        "payload",
        "UPDATE ledger_payload SET payload = '{}' WHERE sequence = 4095",
        4095,
    ),
    (
        "payload",
        "UPDATE ledger_payload SET salt = zeroblob(32) WHERE sequence = 0",
        0,
    ),
    (
        "payload",
        "DELETE FROM ledger_payload WHERE sequence = 300",
        300,
    ),
    (
        "payload",
        "INSERT INTO ledger_payload VALUES (9000, zeroblob(32), '', x'')",
        LONG,
    ),
];

#[test]
fn the_appliances_own_check_reads_every_leaf_content_tile_and_checkpoint() {
    let archive = a_long_journal();
    tamper(&archive.home().join("doublelock.sqlite"), "");
    let whole = archive.check(Reach::Whole);
    assert_eq!(
        (whole.entries, whole.from, whole.broken_at),
        (LONG, 0, None)
    );
    let aside = archive.home().join("aside.sqlite");
    archive
        .sql(&format!("VACUUM INTO '{}'", aside.display()))
        .unwrap();
    let begin = format!(
        "PRAGMA foreign_keys = OFF; ATTACH '{}' AS aside;",
        aside.display()
    );
    for (table, change, at) in ALTERATIONS {
        archive.sql(&format!("{begin} {change}")).unwrap();
        assert_eq!(archive.check(Reach::Whole).broken_at, Some(at), "{change}");
        let back = format!(
            "DELETE FROM ledger_{table}; INSERT INTO ledger_{table} SELECT * FROM aside.ledger_{table}"
        );
        archive.sql(&format!("{begin} {back}")).unwrap();
    }
    let again = archive.check(Reach::Whole);
    assert_eq!(again.broken_at, None, "all was put back");
}

/// An entry whose leaf says something else, with hash, date and tile to match.
fn reworded(archive: &TestArchive, sequence: usize, from: &str, to: &str, at: i64) -> String {
    let mut entries = archive.entries();
    let leaf = entries[sequence].leaf.replace(from, to);
    entries[sequence].leaf.clone_from(&leaf);
    let hashes: Vec<_> = entries
        .iter()
        .map(|entry| leaf_hash(entry.leaf.as_bytes()))
        .collect();
    let tile = sequence / 256;
    let root = tile_root(&hashes[tile * 256..][..256]).unwrap();
    format!(
        "UPDATE ledger_entry SET leaf = CAST('{leaf}' AS BLOB), leaf_hash = x'{}', recorded_at = {at} \
         WHERE sequence = {sequence}; UPDATE ledger_tile SET root = x'{}' WHERE tile_index = {tile}",
        hex(&hashes[sequence]),
        hex(&root)
    )
}

#[test]
fn the_appliances_own_check_reads_what_a_leaf_says() {
    let archive = TestArchive::in_a_file();
    archive.write_at_once(4000);
    archive.clock.advance(Span::hours(1));
    archive.write_at_once(1000);
    let entries = archive.entries();
    let (early, late) = (entries[0].at, entries[4999].at);
    assert!(early < late);
    let dated = |at: i64| format!("\"at\":{at}");
    for (sequence, from, to, at) in [
        // Within a turn, and where one turn follows the other.
        (4001, dated(entries[4001].at), dated(early), early),
        (4096, dated(entries[4096].at), dated(early), early),
        // In the row alone.
        (
            4500,
            String::from("started"),
            String::from("starred"),
            early,
        ),
        (
            4500,
            String::from("\"sequence\":4500"),
            String::from("\"sequence\":4501"),
            late,
        ),
        (4500, String::from("\"v\":1"), String::from("\"v\":"), late),
    ] {
        let change = reworded(&archive, sequence, &from, &to, at);
        let back = reworded(&archive, sequence, "", "", entries[sequence].at);
        tamper(&archive.home().join("doublelock.sqlite"), &change);
        let found = archive.check(Reach::Whole).broken_at;
        assert_eq!(found, Some(sequence as u64), "{change}");
        archive.sql(&back).unwrap();
        assert_eq!(archive.check(Reach::Whole).broken_at, None, "{back}");
    }
}

#[test]
fn what_was_checked_is_not_read_again_until_a_week_later() {
    let archive = a_long_journal();
    let noted = |reach| {
        let found = archive.check(reach);
        archive
            .store
            .write(&archive.clockwork(), |unit| unit.note_self_check(&found))
            .unwrap();
        (found.from, found.broken_at)
    };
    let daily = || noted(Reach::SinceLast);
    assert_eq!(daily(), (0, None), "nothing was checked before");
    assert_eq!(
        daily(),
        (8192, None),
        "from where the turn of the last checkpoint begins"
    );
    // An entry that nobody reads again today is found by the check of the week.
    let file = archive.home().join("doublelock.sqlite");
    let seventh = |payload: &str| {
        tamper(
            &file,
            &format!("UPDATE ledger_payload SET payload = '{payload}' WHERE sequence = 7"),
        );
    };
    seventh("{}");
    assert_eq!(daily(), (8192, None));
    archive.clock.advance(Span::hours(6 * 24));
    assert_eq!(daily(), (8192, None), "six days later");
    archive.clock.advance(Span::hours(24));
    assert_eq!(daily(), (0, Some(7)), "a week later");
    seventh("{\"v\":1,\"version\":\"entry 7\",\"migrations\":0}");
    assert_eq!(daily(), (0, None));

    // One that somebody asked for finds it at once, and from then on each does.
    seventh("{}");
    assert_eq!(daily(), (8192, None));
    assert_eq!(noted(Reach::Whole), (0, Some(7)));
    assert_eq!(daily(), (0, Some(7)));
    assert_eq!(daily(), (0, Some(7)));
    seventh("{\"v\":1,\"version\":\"entry 7\",\"migrations\":0}");
    assert_eq!(daily(), (0, None));

    // What is new is read each time.
    tamper(
        &file,
        "UPDATE ledger_payload SET payload = '{}' WHERE sequence = 9002",
    );
    assert_eq!(daily(), (8192, Some(9002)));
}

#[test]
fn a_check_that_cannot_trust_where_it_would_begin_reads_the_whole() {
    let file = |archive: &TestArchive| archive.home().join("doublelock.sqlite");
    let noted = |archive: &TestArchive| {
        let found = archive.check(Reach::SinceLast);
        archive
            .store
            .write(&archive.clockwork(), |unit| unit.note_self_check(&found))
            .unwrap();
    };
    for (change, broken_at) in [
        // The tiles under the checkpoint no longer have its root.
        (
            "UPDATE ledger_tile SET root = zeroblob(32) WHERE tile_index = 2",
            Some(512),
        ),
        ("DELETE FROM ledger_tile WHERE tile_index = 2", Some(512)),
        // The checkpoint is not one, or is gone.
        (
            "UPDATE ledger_checkpoint SET note = 'x' WHERE size = 9000",
            Some(5000),
        ),
        ("DELETE FROM ledger_checkpoint WHERE size = 9000", None),
        // Somebody wrote down that all is well.
        (
            "UPDATE site_value SET value = '9000 00 1795262400000000' WHERE name = 'journal.verified'",
            None,
        ),
        (
            "UPDATE site_value SET value = '99999 x y' WHERE name = 'journal.verified'",
            None,
        ),
    ] {
        let archive = a_long_journal();
        noted(&archive);
        assert_eq!(archive.check(Reach::SinceLast).from, 8192);
        tamper(&file(&archive), change);
        let found = archive.check(Reach::SinceLast);
        assert_eq!((found.from, found.broken_at), (0, broken_at), "{change}");
    }
}

// ---- What the key vouches for ----------------------------------------------------------------

/// Rewrites entry 3 as somebody would who knows the format: content, commitment, leaf,
/// hash, all of it consistent. (The journal is too short for tiles.)
fn rewrite_history(archive: &TestArchive, more: &str) {
    let entry = &archive.entries()[3];
    let salt = [9; 32];
    let payload = "{\"v\":1,\"version\":\"entry 4\",\"migrations\":0}";
    let commitment = doublelock_ledger::commitment(&salt, payload.as_bytes(), b"");
    let said = entry.leaf.split("\"commitment\":\"").nth(1).unwrap();
    let leaf = entry.leaf.replace(&said[..64], &hex(&commitment));
    let hash = leaf_hash(leaf.as_bytes());
    tamper(
        &archive.home().join("doublelock.sqlite"),
        &format!(
            "UPDATE ledger_payload SET payload = '{payload}', salt = x'{}' WHERE sequence = 3; \
             UPDATE ledger_entry SET leaf = CAST('{leaf}' AS BLOB), leaf_hash = x'{}' WHERE sequence = 3; {more}",
            hex(&salt),
            hex(&hash)
        ),
    );
}

fn notes(archive: &TestArchive) -> Vec<Vec<String>> {
    archive
        .sql("SELECT size, note FROM ledger_checkpoint ORDER BY size")
        .unwrap()
}

fn beside_the_key(archive: &TestArchive) -> PathBuf {
    archive.home().join("journal-checkpoint.note")
}

fn lose(file: &Path) {
    std::fs::rename(file, file.with_extension("lost")).unwrap();
}

#[test]
fn history_written_anew_is_not_vouched_for() {
    // With the checkpoints that tell, without them, and without the file beside the key.
    let without = "DELETE FROM ledger_checkpoint;";
    for (more, file) in [("", true), (without, true), ("", false)] {
        let archive = TestArchive::in_a_file();
        archive.write_at_once(12);
        let signed = archive.sign().unwrap();
        assert_eq!(
            std::fs::read_to_string(beside_the_key(&archive)).unwrap(),
            signed
        );
        rewrite_history(&archive, more);
        if !file {
            lose(&beside_the_key(&archive));
        }
        archive.write_at_once(3);
        let before = notes(&archive);
        // Each entry holds by itself: only the tree tells.
        let refused = archive.try_to_sign().unwrap_err();
        assert!(matches!(refused, Error::LedgerBroken(0)), "{refused}");
        assert_eq!(notes(&archive), before, "nothing was signed");
        if file {
            assert_eq!(
                std::fs::read_to_string(beside_the_key(&archive)).unwrap(),
                signed
            );
        }
        // Without a checkpoint in the database, its own check sees nothing; the key does.
        let found = archive.check(Reach::Whole).broken_at;
        assert_eq!(found, more.is_empty().then_some(0));
    }
}

#[test]
fn what_changed_before_it_was_signed_is_not_signed() {
    for (change, at) in [
        (
            "UPDATE ledger_entry SET leaf = CAST(replace(leaf, 'started', 'starred') AS BLOB) WHERE sequence = 290",
            290,
        ),
        (
            "DELETE FROM ledger_payload WHERE sequence = 299; DELETE FROM ledger_entry WHERE sequence = 150",
            150,
        ),
        ("UPDATE ledger_tile SET root = zeroblob(32)", 0),
        ("DELETE FROM ledger_tile", 0),
        ("UPDATE ledger_checkpoint SET note = 'x'", 100),
        ("UPDATE ledger_checkpoint SET size = 301", 301),
    ] {
        let archive = TestArchive::in_a_file();
        archive.write_at_once(100);
        archive.sign().unwrap();
        archive.write_at_once(200);
        tamper(&archive.home().join("doublelock.sqlite"), change);
        let before = notes(&archive);
        match archive.try_to_sign() {
            Err(Error::LedgerBroken(found)) => assert_eq!(found, at, "{change}"),
            other => panic!("{change}: {other:?}"),
        }
        assert_eq!(notes(&archive), before, "{change}");
    }
}

#[test]
fn a_signature_cut_off_before_it_was_stored_is_stored_by_the_next() {
    for more in [0, 4] {
        let archive = TestArchive::in_a_file();
        archive.write_at_once(5);
        let first = archive.sign().unwrap();
        archive.write_at_once(3);
        let second = archive.sign().unwrap();
        // As a power cut leaves it: beside the key, and not in the database.
        tamper(
            &archive.home().join("doublelock.sqlite"),
            "DELETE FROM ledger_checkpoint WHERE size = 8",
        );
        archive.write_at_once(more);
        let third = archive.sign().unwrap();
        let sizes: Vec<_> = notes(&archive)
            .into_iter()
            .map(|row| row[1].clone())
            .collect();
        if more == 0 {
            assert_eq!(third, second, "the same note, not another of the same size");
            assert_eq!(sizes, [first, second]);
        } else {
            assert_eq!(sizes, [first, second, third]);
        }
        assert!(archive.sign().is_none(), "nothing new to sign");
        archive.close();
    }
}

#[test]
fn a_checkpoint_that_cannot_be_kept_beside_the_key_is_not_stored() {
    struct FullDisk;
    impl KeptCheckpoint for FullDisk {
        fn read(&self) -> std::io::Result<Option<String>> {
            Ok(None)
        }
        fn keep(&mut self, _: &str) -> std::io::Result<()> {
            Err(std::io::ErrorKind::StorageFull.into())
        }
    }
    let archive = TestArchive::new();
    archive.write_at_once(3);
    let refused = archive
        .store
        .sign_checkpoint(&archive.clockwork(), &archive.key, &mut FullDisk);
    assert!(matches!(refused, Err(Error::Full)), "{refused:?}");
    assert!(notes(&archive).is_empty());
    assert!(archive.sign().is_some(), "the next one can");
    archive.close();
}

#[test]
fn a_lost_file_beside_the_key_is_made_anew_and_a_foreign_one_is_refused() {
    let archive = TestArchive::new();
    archive.write_at_once(3);
    let signed = archive.sign().unwrap();
    lose(&beside_the_key(&archive));
    assert!(archive.sign().is_none(), "nothing new to sign");
    assert_eq!(
        std::fs::read_to_string(beside_the_key(&archive)).unwrap(),
        signed
    );

    archive.write_at_once(1);
    for foreign in ["", "not a note", &signed.replace("\n3\n", "\n2\n")] {
        std::fs::write(beside_the_key(&archive), foreign).unwrap();
        let refused = archive.try_to_sign();
        assert!(matches!(refused, Err(Error::Corrupt(_))), "{refused:?}");
    }
    let sizes = archive.sql("SELECT size FROM ledger_checkpoint").unwrap();
    assert_eq!(sizes, [["3"]]);
    std::fs::write(beside_the_key(&archive), &signed).unwrap();
    assert!(archive.sign().is_some());
    archive.close();
}

#[test]
fn an_older_copy_of_the_database_is_seen_and_not_signed() {
    let archive = TestArchive::in_a_file();
    let file = archive.home().join("doublelock.sqlite");
    let behind = || {
        let kept = CheckpointFile::in_data(archive.home());
        let key = archive.key.verifying_key();
        archive
            .store
            .is_behind(&archive.clockwork(), &key, &kept)
            .unwrap()
            .map(
                |Behind {
                     entries, signed, ..
                 }| (entries, signed),
            )
    };
    assert_eq!(behind(), None, "nothing was signed yet");
    archive.write_at_once(8);
    archive.sign().unwrap();
    assert_eq!(behind(), None);
    archive.write_at_once(2);
    assert_eq!(behind(), None, "entries after the last checkpoint");
    // The database of before, with which work then went on.
    tamper(
        &file,
        "DELETE FROM ledger_checkpoint; DELETE FROM ledger_payload WHERE sequence > 4; \
         DELETE FROM ledger_entry WHERE sequence > 4;",
    );
    assert_eq!(behind(), Some((5, 8)));
    assert!(matches!(archive.try_to_sign(), Err(Error::LedgerBroken(5))));
    archive.write_at_once(6);
    assert!(
        matches!(archive.try_to_sign(), Err(Error::LedgerBroken(0))),
        "another history"
    );
}
