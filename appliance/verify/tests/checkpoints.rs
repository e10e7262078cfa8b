//! A checkpoint counts if the journal's key signed exactly it, and is found if anything of it changed: lines of
//! others beside the key's own are left alone, and what another spelling or another journal's name makes of it
//! is none.
#![expect(clippy::unwrap_used, reason = "tests")]

mod journal;

use doublelock_verify::{CannotRun, Report, Request, verify};
use openssl::base64::encode_block;
use rusqlite::params;

use journal::scene::{Scene, assert_found, codes};
use journal::{
    CHECKPOINTS, Journal, ORIGIN, SIZE, key_id, key_of, signature_line, signed, tree_hash,
};

/// Longest note, and most lines under one.
const NOTE_MAX: usize = 128 << 10;
const LINES_MAX: usize = 16;

/// The journal held against this note from outside.
fn held(scene: &Scene, note: &str) -> Result<Report, CannotRun> {
    let paper = scene.directory.path().join("paper.txt");
    std::fs::write(&paper, note).unwrap();
    verify(&Request {
        path: scene.directory.path().to_owned(),
        outside: vec![paper],
        key: None,
    })
}

fn is_witness(scene: &Scene, note: &str) -> bool {
    held(scene, note).is_ok_and(|report| report.is_whole() && report.outside == 1)
}

fn is_no_note(scene: &Scene, note: &str) -> bool {
    matches!(held(scene, note), Err(CannotRun::NotACheckpoint(_)))
}

/// A line of somebody else under a note.
fn witness() -> String {
    signature_line("witness.example/w", &[5; 68])
}

#[test]
fn lines_of_others_are_left_alone_wherever_they_stand() {
    let journal = Journal::ordinary();
    let scene = Scene::of(&journal);
    let note = journal.note(SIZE);
    let (text, own) = note.split_once("\n\n").unwrap();
    for other in [
        witness(),
        // Another key of the same name, and one whose number is the same by chance.
        signature_line(ORIGIN, &[5; 68]),
        signature_line("witness.example/w", &key_id(ORIGIN, journal.seed)),
        signature_line("x", &[5; 4]),
    ] {
        for lines in [format!("{own}{other}"), format!("{other}{own}")] {
            let note = format!("{text}\n\n{lines}");
            assert!(is_witness(&scene, &note), "{note}");
        }
        let without = format!("{text}\n\n{other}");
        let report = held(&scene, &without).unwrap();
        assert_found(&report, 0, "outside-checkpoint-signature");
    }
}

#[test]
fn sixteen_lines_and_the_longest_note_are_read_and_no_more() {
    let journal = Journal::ordinary();
    let scene = Scene::of(&journal);
    let note = journal.note(SIZE);
    let lines = |count: usize| note.clone() + &witness().repeat(count - 1);
    assert!(is_witness(&scene, &lines(LINES_MAX)));
    assert!(is_no_note(&scene, &lines(LINES_MAX + 1)));

    let rest = |length: usize| length - note.len() - signature_line("", &[5; 68]).len();
    let long = |length: usize| note.clone() + &signature_line(&"w".repeat(rest(length)), &[5; 68]);
    assert_eq!(long(NOTE_MAX).len(), NOTE_MAX);
    assert!(is_witness(&scene, &long(NOTE_MAX)));
    assert!(is_no_note(&scene, &long(NOTE_MAX + 1)));
    assert!(
        is_no_note(&scene, &(long(NOTE_MAX) + "x")),
        "nothing is read behind the longest note, and nothing is passed over"
    );
}

/// Base64 of the same 32 bytes, with a bit set that no byte has.
fn other_spelling(root: &str) -> String {
    let (start, last) = root.split_at(root.len() - 2);
    let other = char::from(last.as_bytes()[0] + 1);
    format!("{start}{other}=")
}

/// The key signed each of these; but they are not written as a checkpoint is.
#[test]
fn a_signed_text_of_another_spelling_is_no_checkpoint() {
    let journal = Journal::ordinary();
    let scene = Scene::of(&journal);
    let note = journal.note(SIZE);
    let root = note.lines().nth(2).unwrap();
    let by_key = |text: String| signed(&text, ORIGIN, journal.seed);
    assert_eq!(by_key(format!("{ORIGIN}\n40\n{root}\n")), note);
    let long = "a".repeat(129);
    for text in [
        format!("{ORIGIN}\n040\n{root}\n"),
        format!("{ORIGIN}\n+40\n{root}\n"),
        format!("{ORIGIN}\n40\n{}\n", root.trim_end_matches('=')),
        format!("{ORIGIN}\n40\n{}\n", other_spelling(root)),
        format!("{ORIGIN}\n40\n{}\n", encode_block(&[7; 31])),
        format!("{ORIGIN}\n40\n{root}\nmore\n"),
        format!("of nobody\n40\n{root}\n"),
        format!("\n40\n{root}\n"),
        format!("{long}\n40\n{root}\n"),
    ] {
        assert!(is_no_note(&scene, &by_key(text.clone())), "{text}");
    }
    for control in ['\t', '\r', '\0', '\u{1f}'] {
        let line = witness().replace("witness", &format!("wit{control}ness"));
        assert!(is_no_note(&scene, &format!("{note}{line}")), "{control:?}");
    }
}

/// One key may sign for several journals; what it says of another is no checkpoint of this one.
#[test]
fn a_checkpoint_in_another_journal_s_name_is_found() {
    let journal = Journal::ordinary();
    let scene = Scene::of(&journal);
    let other = journal.note(SIZE).split_once("\n\n").unwrap().0.replacen(
        ORIGIN,
        "other.example/journal",
        1,
    );
    let note = signed(&format!("{other}\n"), ORIGIN, journal.seed);
    let report = held(&scene, &note).unwrap();
    assert_found(&report, 0, "outside-checkpoint-unreadable");
}

#[test]
fn a_key_has_a_name_that_a_journal_can_have() {
    let journal = Journal::short(2);
    let scene = Scene::of(&journal);
    let with_key = |name: &str| {
        verify(&Request {
            path: scene.directory.path().to_owned(),
            key: Some(key_of(name, journal.seed)),
            ..Request::default()
        })
    };
    for name in ["", "of nobody", "clinique.éxample", &"a".repeat(129)] {
        assert!(
            matches!(with_key(name), Err(CannotRun::NotAKey)),
            "{name:?}"
        );
    }
    for name in ["A-z.0_9:/", &"a".repeat(128)] {
        let report = with_key(name).unwrap();
        assert!(codes(&report).contains(&"other-key"), "{name:?}");
    }
}

#[test]
fn a_checkpoint_is_named_by_its_size_and_where_it_was_kept_the_first_for_all() {
    let journal = Journal::ordinary();
    let scene = Scene::of(&journal);
    scene.do_sql("UPDATE ledger_checkpoint SET note = 'none' WHERE size IN (10, 20)");
    let root = encode_block(&tree_hash(&[]));
    let rewritten = signed(&format!("{ORIGIN}\n1234\n{root}\n"), ORIGIN, journal.seed);
    let lines = held(&scene, &rewritten).unwrap().lines();
    assert_eq!(
        lines[..2],
        [
            "Inscription 0\u{a0}: point de contrôle de taille 10 illisible. / \
             Entry 0: checkpoint of size 10 cannot be read. (+1)",
            "Inscription 40\u{a0}: point de contrôle du témoin externe de taille 1\u{a0}234 au-delà de la fin du journal. / \
             Entry 40: outside checkpoint of size 1,234 beyond the end of the log.",
        ]
    );
}

#[test]
fn any_byte_of_any_checkpoint() {
    let journal = Journal::ordinary();
    let scene = Scene::of(&journal);
    let vouched = [0, 10, 20];
    for (place, size) in CHECKPOINTS.into_iter().enumerate() {
        for position in (0..journal.note(size).len()).step_by(3) {
            let report = scene.flip(
                "ledger_checkpoint",
                "note",
                size,
                position,
                1 << (position % 8),
            );
            assert_eq!(
                report.first_bad(),
                Some(vouched[place]),
                "{size} {position}"
            );
        }
    }
}

#[test]
fn a_checkpoint_filed_under_another_size() {
    let scene = Scene::of(&Journal::ordinary());
    scene.do_sql("UPDATE ledger_checkpoint SET size = 21 WHERE size = 20");
    assert_found(&scene.verify(), 10, "checkpoint-unreadable");
}

#[test]
fn a_rewrite_without_the_key_is_found_against_the_stored_checkpoints() {
    let honest = Journal::ordinary();
    let mut rewritten = honest.clone();
    rewritten.acts[15].at += 1;
    let scene = Scene::of(&rewritten);
    for (size, note) in CHECKPOINTS.map(|size| (size, honest.note(size))) {
        let sql = "UPDATE ledger_checkpoint SET note = ? WHERE size = ?";
        scene
            .database
            .execute(sql, params![note, i64::try_from(size).unwrap()])
            .unwrap();
    }
    assert_found(&scene.verify(), 10, "checkpoint-root");
}
