//! Whatever is changed in a data directory is found, and the entry is named.
#![expect(clippy::unwrap_used, reason = "tests")]

mod journal;

use doublelock_verify::Notice;
use journal::scene::{Scene, assert_found, codes};
use journal::{ERASED, ERASURE, Journal, SIZE};
use tempfile::TempDir;

#[test]
fn an_untouched_journal_is_whole() {
    let scene = Scene::of(&Journal::ordinary());
    let report = scene.verify();
    assert_eq!(report.findings, []);
    assert_eq!(
        (report.entries, report.erased, report.checkpoints),
        (SIZE as u64, 1, 3)
    );
    assert_eq!(report.notices, [Notice::KeyFromData, Notice::NoWitness]);
}

#[test]
fn an_untouched_journal_agrees_with_key_and_papers() {
    let journal = Journal::ordinary();
    let scene = Scene::of(&journal);
    let papers: Vec<_> = [0, 1, 7, 33, 40]
        .map(|size| journal.paper(scene.directory.path(), size))
        .into();
    let report = scene.verify_with(&papers, Some(&journal.key()));
    assert_eq!(report.findings, []);
    assert_eq!(report.outside, 5);
    assert_eq!(report.notices, []);
}

#[test]
fn an_empty_journal_is_whole() {
    let empty = Journal {
        acts: vec![],
        checkpoints: vec![0],
        ..Journal::ordinary()
    };
    let report = Scene::of(&empty).verify();
    assert_eq!(report.findings, []);
    assert_eq!((report.entries, report.checkpoints), (0, 1));
}

#[test]
fn any_byte_of_any_leaf() {
    let journal = Journal::ordinary();
    let scene = Scene::of(&journal);
    for entry in 0..SIZE {
        let length = journal.leaf(entry).len();
        for position in (entry % 11..length).step_by(11) {
            let mask = 1 << ((position + entry) % 8);
            let report = scene.flip("ledger_entry", "leaf", entry, position, mask);
            assert_found(&report, entry, "leaf-hash");
        }
        let report = scene.flip("ledger_entry", "leaf_hash", entry, entry, 0x10);
        assert_found(&report, entry, "leaf-hash");
        assert_eq!(codes(&report), ["leaf-hash"]);
    }
    assert!(scene.verify().is_whole(), "every change was put back");
}

#[test]
fn any_byte_of_any_payload_and_salt() {
    let scene = Scene::of(&Journal::ordinary());
    let rows: Vec<(u16, u16)> = {
        let mut rows = scene
            .database
            .prepare("SELECT rowid, sequence FROM ledger_payload")
            .unwrap();
        let pairs = rows
            .query_map([], |row| Ok((row.get(0)?, row.get(1)?)))
            .unwrap();
        pairs.map(Result::unwrap).collect()
    };
    for (rowid, entry) in rows {
        let (rowid, entry) = (usize::from(rowid), usize::from(entry));
        for position in (entry % 5..40).step_by(5) {
            let mask = 1 << ((position + entry) % 8);
            assert_found(
                &scene.flip("ledger_payload", "payload", rowid, position, mask),
                entry,
                "commitment",
            );
            assert_found(
                &scene.flip("ledger_payload", "salt", rowid, position, mask),
                entry,
                "commitment",
            );
        }
    }
}

#[test]
fn any_byte_of_any_sealed_section() {
    let journal = Journal::ordinary();
    let scene = Scene::of(&journal);
    for (entry, act) in journal.acts.iter().enumerate() {
        for (place, sealed) in act.sections.iter().enumerate() {
            for position in (entry % 7..sealed.len()).step_by(7) {
                let row = 16 * entry + place;
                let report = scene.flip("ledger_section", "sealed", row, position, 0x04);
                assert_found(&report, entry, "section");
                assert_eq!(codes(&report), ["section"]);
            }
        }
    }
    assert!(scene.verify().is_whole(), "every change was put back");
}

#[test]
fn sections_that_are_gone_moved_or_too_many() {
    for (change, entry, code) in [
        (
            "DELETE FROM ledger_section WHERE section = 80",
            5,
            "section",
        ),
        (
            "DELETE FROM ledger_section WHERE section = 81",
            5,
            "section",
        ),
        (
            "UPDATE ledger_section SET section = 82 WHERE section = 81",
            5,
            "section",
        ),
        (
            "INSERT INTO ledger_section VALUES (82, x'00')",
            5,
            "section",
        ),
        (
            "INSERT INTO ledger_section VALUES (64, x'00')",
            4,
            "section",
        ),
        (
            "UPDATE ledger_payload SET sections = x'' WHERE sequence = 5",
            5,
            "commitment",
        ),
        (
            "UPDATE ledger_payload SET sections = NULL WHERE sequence = 5",
            5,
            "commitment",
        ),
        (
            "UPDATE ledger_section SET sealed = zeroblob(9000000) WHERE section = 80",
            5,
            "section",
        ),
        (
            // The digests are counted to the payload, and the sections taken away.
            "UPDATE ledger_payload SET payload = CAST(CAST(payload AS BLOB) || sections AS TEXT), \
             sections = x'' WHERE sequence = 5; DELETE FROM ledger_section WHERE section / 16 = 5",
            5,
            "commitment",
        ),
        (
            "INSERT INTO ledger_section VALUES (640, x'00')",
            SIZE,
            "content-without-entry",
        ),
        (
            "INSERT INTO ledger_section VALUES (-1, x'00')",
            SIZE,
            "content-without-entry",
        ),
    ] {
        let scene = Scene::of(&Journal::ordinary());
        scene.do_sql(change);
        assert_found(&scene.verify(), entry, code);
    }
}

#[test]
fn any_stored_tile() {
    let journal = Journal::of(600);
    let scene = Scene::of(&journal);
    assert!(scene.verify().is_whole());
    assert_eq!(journal.tiles().len(), 2);
    for (rowid, (level, index)) in (1..).zip(journal.tiles().keys()) {
        assert_eq!(*level, 0);
        let report = scene.flip("ledger_tile", "root", rowid, rowid, 0x40);
        assert_found(&report, usize::try_from(index * 256).unwrap(), "tile");
    }
    scene.do_sql("DELETE FROM ledger_tile WHERE tile_index = 1");
    assert_found(&scene.verify(), 256, "tile");
}

/// 256² entries and some: two turns and more for each thread, and the first tile of level 1.
#[test]
fn a_tile_of_tiles_and_an_entry_far_inside() {
    let journal = Journal::of(65_800);
    let scene = Scene::of(&journal);
    let report = scene.verify();
    assert_eq!((report.findings, report.entries), (vec![], 65_800));
    assert_eq!(journal.tiles().len(), 257 + 1);

    let of_level_1 = "SELECT rowid FROM ledger_tile WHERE level = 1";
    let rowid: u16 = scene
        .database
        .query_row(of_level_1, [], |row| row.get(0))
        .unwrap();
    let report = scene.flip("ledger_tile", "root", rowid.into(), 0, 1);
    assert_found(&report, 0, "tile");
    let report = scene.flip("ledger_entry", "leaf", 41_000, 20, 1);
    assert_found(&report, 41_000, "leaf-hash");
    assert!(codes(&report).contains(&"tile"), "{:?}", codes(&report));
    scene.do_sql("DELETE FROM ledger_entry WHERE sequence = 50000");
    assert_found(&scene.verify(), 50_000, "entry-missing");
}

#[test]
fn tiles_beyond_the_end() {
    for tile in [
        "0, 0", "0, 40", "1, 0", "7, 0", "-1, 0", "70, 0", "'x', 0", "0, 'x'",
    ] {
        let scene = Scene::of(&Journal::ordinary());
        scene.do_sql(&format!(
            "INSERT INTO ledger_tile VALUES ({tile}, zeroblob(32))"
        ));
        assert_found(&scene.verify(), SIZE, "tile-beyond-end");
    }
    let scene = Scene::of(&Journal::of(600));
    scene.do_sql("INSERT INTO ledger_tile VALUES (0, 2, zeroblob(32))");
    assert_found(&scene.verify(), 600, "tile-beyond-end");
}

#[test]
fn rows_that_stand_outside_the_order() {
    for (number, code) in [
        ("-1", "entry-missing"),
        ("40.5", "unreadable"),
        ("1e300", "entry-missing"),
        ("9007199254740993", "entry-missing"),
        ("NULL", "entry-missing"),
        ("'x'", "entry-missing"),
        ("x'00'", "entry-missing"),
    ] {
        let directory = TempDir::new().unwrap();
        let database = Journal::ordinary().write_keyed(directory.path(), "");
        let scene = Scene {
            directory,
            database,
        };
        assert!(scene.verify().is_whole());
        scene.do_sql(&format!(
            "INSERT INTO ledger_entry SELECT {number}, recorded_at, leaf, leaf_hash FROM ledger_entry WHERE sequence = 39"
        ));
        assert_found(&scene.verify(), SIZE, code);
    }
}

#[test]
fn a_row_dropped_from_the_middle() {
    for entry in [0, 1, 17, SIZE - 2] {
        let scene = Scene::of(&Journal::ordinary());
        scene.do_sql(&format!(
            "DELETE FROM ledger_entry WHERE sequence = {entry}"
        ));
        assert_found(&scene.verify(), entry, "entry-missing");
    }
}

#[test]
fn a_row_dropped_and_the_rest_renumbered() {
    let scene = Scene::of(&Journal::ordinary());
    scene.do_sql("DELETE FROM ledger_entry WHERE sequence = 17");
    scene.do_sql("UPDATE ledger_entry SET sequence = -sequence WHERE sequence > 17; UPDATE ledger_entry SET sequence = -sequence - 1 WHERE sequence < 0");
    assert_found(&scene.verify(), 17, "leaf-of-another-entry");
}

#[test]
fn two_rows_swapped() {
    let scene = Scene::of(&Journal::ordinary());
    for table in ["ledger_entry", "ledger_payload"] {
        for (from, to) in [(5, -1), (23, 5), (-1, 23)] {
            scene.do_sql(&format!(
                "UPDATE {table} SET sequence = {to} WHERE sequence = {from}"
            ));
        }
    }
    assert_found(&scene.verify(), 5, "leaf-of-another-entry");
}

#[test]
fn a_row_added_at_the_end() {
    let scene = Scene::of(&Journal::ordinary());
    scene.do_sql("INSERT INTO ledger_entry SELECT 40, recorded_at, leaf, leaf_hash FROM ledger_entry WHERE sequence = 39");
    assert_found(&scene.verify(), 40, "leaf-of-another-entry");
}

fn cut_the_tail(scene: &Scene, end: usize) {
    scene.do_sql(&format!(
        "DELETE FROM ledger_entry WHERE sequence >= {end}; DELETE FROM ledger_payload WHERE sequence >= {end}; DELETE FROM ledger_section WHERE section >= 16 * {end};"
    ));
}

#[test]
fn the_tail_cut_off_is_found_against_the_stored_checkpoint() {
    let scene = Scene::of(&Journal::ordinary());
    cut_the_tail(&scene, 35);
    assert_found(&scene.verify(), 35, "checkpoint-beyond-end");
}

#[test]
fn the_tail_cut_off_with_its_checkpoints_is_found_against_paper() {
    let journal = Journal::ordinary();
    let scene = Scene::of(&journal);
    cut_the_tail(&scene, 35);
    scene.do_sql("DELETE FROM ledger_checkpoint WHERE size > 35");
    let alone = scene.verify();
    assert!(alone.is_whole(), "nothing inside can show it");
    assert!(
        alone.notices.contains(&Notice::NoWitness)
            && alone.notices.contains(&Notice::Uncovered(15))
    );
    let paper = journal.paper(scene.directory.path(), 40);
    assert_found(
        &scene.verify_with(&[paper], None),
        35,
        "outside-checkpoint-beyond-end",
    );
}

#[test]
fn a_tail_cut_off_carelessly_leaves_traces() {
    let scene = Scene::of(&Journal::ordinary());
    scene.do_sql("DELETE FROM ledger_entry WHERE sequence >= 35; DELETE FROM ledger_checkpoint WHERE size > 35");
    let report = scene.verify();
    assert_found(&report, 35, "content-without-entry");
    let scene = Scene::of(&Journal::of(600));
    scene.do_sql("DELETE FROM ledger_entry WHERE sequence >= 500; DELETE FROM ledger_payload WHERE sequence >= 500");
    assert_found(&scene.verify(), 500, "tile-beyond-end");
}

#[test]
fn a_rewrite_from_genesis_with_the_same_key_is_found_against_paper() {
    let honest = Journal::ordinary();
    let mut rewritten = honest.clone();
    rewritten.acts[5].payload = "{\"films\":4}".into();
    let scene = Scene::of(&rewritten);
    let directory = scene.directory.path();
    assert!(
        scene.verify_with(&[], Some(&honest.key())).is_whole(),
        "nothing inside can show it"
    );
    let papers = [honest.paper(directory, 20)];
    assert_found(
        &scene.verify_with(&papers, Some(&honest.key())),
        0,
        "outside-checkpoint-root",
    );
    let papers = [
        honest.paper(directory, 3),
        honest.paper(directory, 20),
        honest.paper(directory, 40),
    ];
    let report = scene.verify_with(&papers, Some(&honest.key()));
    assert_found(&report, 3, "outside-checkpoint-root");
    assert_eq!(
        report.findings[0].others, 1,
        "the paper at 40 disagrees as well"
    );
}

#[test]
fn a_row_re_dated() {
    let scene = Scene::of(&Journal::ordinary());
    scene.do_sql("UPDATE ledger_entry SET recorded_at = recorded_at - 1 WHERE sequence = 22");
    let report = scene.verify();
    assert_found(&report, 22, "re-dated");
    assert_eq!(codes(&report), ["re-dated"]);
}

#[test]
fn an_entry_dated_before_the_one_it_follows() {
    let mut journal = Journal::ordinary();
    journal.acts[22].at = journal.acts[21].at - 1;
    let report = Scene::of(&journal).verify();
    assert_found(&report, 22, "dated-before-previous");
    assert_eq!(codes(&report), ["dated-before-previous"]);
}

#[test]
fn acts_of_one_moment_are_in_order() {
    let mut journal = Journal::ordinary();
    journal.acts[22].at = journal.acts[21].at;
    assert_eq!(Scene::of(&journal).verify().findings, []);
}

#[test]
fn a_payload_that_is_no_object_is_refused_although_it_is_what_was_committed_to() {
    for payload in [
        "",
        "1",
        "[1]",
        "{",
        "{}1",
        " {}",
        "{} ",
        "{}{}",
        "{\"films\":3,}",
        "[{},{}]",
        "{films}",
    ] {
        let mut journal = Journal::ordinary();
        journal.acts[22].payload = payload.into();
        let report = Scene::of(&journal).verify();
        assert_found(&report, 22, "commitment");
        assert_eq!(codes(&report), ["commitment"], "{payload}");
    }
}

#[test]
fn a_journal_signed_by_a_thief_s_key() {
    let honest = Journal::ordinary();
    let thief = Journal {
        seed: [9; 32],
        ..honest.clone()
    };
    let scene = Scene::of(&thief);
    let alone = scene.verify();
    assert!(alone.is_whole() && alone.notices.contains(&Notice::KeyFromData));
    let report = scene.verify_with(&[], Some(&honest.key()));
    assert_found(&report, 0, "other-key");
    assert!(codes(&report).contains(&"checkpoint-signature"));

    let paper = honest.paper(scene.directory.path(), 20);
    assert_found(
        &scene.verify_with(&[paper], None),
        0,
        "outside-checkpoint-signature",
    );

    scene
        .database
        .execute(
            "UPDATE ledger_identity SET verifying_key = ?",
            [honest.key()],
        )
        .unwrap();
    assert_found(&scene.verify(), 0, "checkpoint-signature");
}

#[test]
fn an_identity_missing_doubled_or_at_odds() {
    for change in [
        "DELETE FROM ledger_identity",
        "INSERT INTO ledger_identity SELECT * FROM ledger_identity",
        "UPDATE ledger_identity SET origin = 'elsewhere.example/journal'",
        "UPDATE ledger_identity SET verifying_key = x'00'",
    ] {
        let scene = Scene::of(&Journal::ordinary());
        scene.do_sql(change);
        assert_found(&scene.verify(), 0, "identity");
    }
}

#[test]
fn content_erased_behind_the_journal_s_back() {
    let scene = Scene::of(&Journal::ordinary());
    scene.do_sql("DELETE FROM ledger_payload WHERE sequence = 8");
    let report = scene.verify();
    assert_found(&report, 8, "erased-without-entry");
    assert_eq!((codes(&report).len(), report.erased), (1, 1));
}

/// Only what changes the leaves explains that a root differs, or that no entry is there that says of an erasure.
#[test]
fn one_alteration_does_not_hide_another() {
    let scene = Scene::of(&Journal::ordinary());
    scene.do_sql(
        "DELETE FROM ledger_payload WHERE sequence = 8; \
         UPDATE ledger_payload SET payload = '{}' WHERE sequence = 35",
    );
    let report = scene.verify();
    assert_found(&report, 8, "erased-without-entry");
    assert_eq!(codes(&report), ["erased-without-entry", "commitment"]);

    let honest = Journal::ordinary();
    let mut rewritten = honest.clone();
    rewritten.acts[12].at += 1;
    let scene = Scene::of(&rewritten);
    scene.do_sql("UPDATE ledger_payload SET payload = '{}' WHERE sequence = 15");
    let sql = "UPDATE ledger_checkpoint SET note = ? WHERE size = 20";
    scene.database.execute(sql, [honest.note(20)]).unwrap();
    assert_found(&scene.verify(), 10, "checkpoint-root");
}

/// Sections are looked for before payloads are.
#[test]
fn of_one_kind_the_first_entry_is_named_whichever_was_found_first() {
    let scene = Scene::of(&Journal::ordinary());
    scene.do_sql(
        "INSERT INTO ledger_section VALUES (640, x'00'); \
         INSERT INTO ledger_payload SELECT -1, salt, payload, sections FROM ledger_payload WHERE sequence = 3",
    );
    let report = scene.verify();
    assert_found(&report, 0, "content-without-entry");
    assert_eq!((report.findings.len(), report.findings[0].others), (1, 1));
}

/// A tile is full with its last entry, and is not there before.
#[test]
fn a_journal_is_whole_as_its_first_tile_fills() {
    for (size, tiles) in [(255, 0), (256, 1), (257, 1)] {
        let journal = Journal::of(size);
        assert_eq!(journal.tiles().len(), tiles);
        assert_eq!(Scene::of(&journal).verify().findings, [], "{size}");
    }
}

#[test]
fn the_end_of_a_record_is_named_with_the_record() {
    let mut journal = Journal::ordinary();
    journal.acts[22].code = "record.erased".into();
    journal.acts[22].subjects = "\"case:9\",\"item:DI00000009\"".into();
    let report = Scene::of(&journal).verify();
    assert_eq!(report.findings, []);
    assert_eq!(report.records_erased, [(22, "case:9".to_owned())]);
    let said = "Fiche case:9 effacée par l’inscription 22. / Record case:9 erased by entry 22.";
    assert!(report.lines().iter().any(|line| line == said));
}

#[test]
fn content_erased_by_half() {
    for (column, code) in [("salt", "half-erased"), ("payload", "half-erased")] {
        let scene = Scene::of(&Journal::ordinary());
        scene.do_sql(&format!(
            "UPDATE ledger_payload SET {column} = NULL WHERE sequence = 8"
        ));
        assert_found(&scene.verify(), 8, code);
    }
}

#[test]
fn a_row_of_nulls_is_erased_like_no_row() {
    let scene = Scene::of(&Journal::ordinary());
    scene.do_sql(&format!(
        "INSERT INTO ledger_payload VALUES ({ERASED}, NULL, NULL, NULL)"
    ));
    let report = scene.verify();
    assert_eq!((report.findings, report.erased), (vec![], 1));
}

#[test]
fn an_erasure_cannot_be_declared_before_the_entry() {
    let mut journal = Journal::ordinary();
    journal.acts[ERASURE].kept = false;
    journal.acts[ERASURE].subjects = format!("\"entry:{ERASED}\",\"entry:{ERASURE}\",\"entry:39\"");
    journal.acts[39].kept = false;
    assert_found(
        &Scene::of(&journal).verify(),
        ERASURE,
        "erased-without-entry",
    );
}

#[test]
fn erased_content_that_came_back_is_mentioned() {
    let mut journal = Journal::ordinary();
    journal.acts[ERASED].kept = true;
    let report = Scene::of(&journal).verify();
    assert!(report.is_whole() && report.notices.contains(&Notice::StillThere(1)));
}
