//! At each limit of the format the longest is read, and what is one byte longer is found: in a database, in
//! a bundle, in an extract.
#![expect(clippy::unwrap_used, reason = "tests")]

mod journal;

use std::fs;

use doublelock_verify::{ExtractRequest, Report, Request, verify, verify_extract};
use tempfile::TempDir;

use journal::Journal;
use journal::extract::{RECEIVED, Scene, element, meta, part10, pixels};

/// The entry that is as long as it can be.
const LONG: usize = 1;
const LEAF_MAX: usize = 65_535;
const PAYLOAD_MAX: usize = 4 << 20;
const LINE_MAX: usize = 26 << 20;
const META_MAX: usize = 1 << 20;

fn short() -> Journal {
    Journal::short(3)
}

fn in_a_database(journal: &Journal) -> Report {
    let directory = TempDir::new().unwrap();
    drop(journal.write(directory.path()));
    verify(&Request {
        path: directory.path().to_owned(),
        ..Request::default()
    })
    .unwrap()
}

fn in_a_bundle(lines: &[String]) -> Report {
    let directory = TempDir::new().unwrap();
    let path = directory.path().join("journal.jsonl");
    fs::write(&path, lines.join("\n") + "\n").unwrap();
    verify(&Request {
        path,
        ..Request::default()
    })
    .unwrap()
}

/// Code and entry of what was found.
fn found(report: &Report) -> Vec<(&'static str, usize)> {
    let found = report.findings.iter();
    found
        .map(|f| (f.reason.code(), usize::try_from(f.entry).unwrap()))
        .collect()
}

#[test]
fn the_longest_payload_is_read_and_a_longer_one_is_not_what_was_committed_to() {
    for (length, expected) in [(PAYLOAD_MAX, None), (PAYLOAD_MAX + 1, Some("commitment"))] {
        let mut journal = short();
        let words = "x".repeat(length - "{\"note\":\"\"}".len());
        journal.acts[LONG].payload = format!("{{\"note\":\"{words}\"}}");
        let expected: Vec<_> = expected.map(|code| (code, LONG)).into_iter().collect();
        assert_eq!(found(&in_a_database(&journal)), expected, "{length}");
        assert_eq!(found(&in_a_bundle(&journal.bundle())), expected, "{length}");
    }
}

/// A journal with a leaf of this length: all of it subjects.
fn with_leaf(mut journal: Journal, length: usize) -> Journal {
    journal.acts[LONG].subjects.clear();
    let rest = length - journal.leaf(LONG).len() + 1;
    // Each has two quotes, and a comma before the next.
    let count = rest.div_ceil(64 + 3);
    let letters = rest - 3 * count;
    let subject = |i: usize| "s".repeat(letters / count + usize::from(i < letters % count));
    let subjects: Vec<String> = (0..count).map(|i| format!("\"{}\"", subject(i))).collect();
    journal.acts[LONG].subjects = subjects.join(",");
    assert_eq!(journal.leaf(LONG).len(), length);
    journal
}

#[test]
fn the_longest_leaf_is_read_and_a_longer_one_is_none() {
    let journal = with_leaf(short(), LEAF_MAX);
    assert_eq!(found(&in_a_database(&journal)), []);
    assert_eq!(found(&in_a_bundle(&journal.bundle())), []);
    assert_eq!(found(&in_a_bundle(&journal.leaves())), []);
    let journal = with_leaf(short(), LEAF_MAX + 1);
    let report = in_a_database(&journal);
    assert!(found(&report).contains(&("leaf-not-canonical", LONG)));
    assert_eq!(
        found(&in_a_bundle(&journal.bundle())),
        [("unreadable", LONG)]
    );
    assert_eq!(
        found(&in_a_bundle(&journal.leaves())),
        [("unreadable", LONG)]
    );

    for (length, faults) in [(LEAF_MAX, 0), (LEAF_MAX + 1, 1)] {
        let mut scene = Scene::new();
        scene.journal = with_leaf(scene.journal, length);
        let extract = scene.extract(&[LONG]).to_string();
        let request = ExtractRequest {
            path: scene.file("extract.json", extract.as_bytes()),
            ..ExtractRequest::default()
        };
        let report = verify_extract(&request).unwrap();
        assert_eq!(report.faults.len(), faults, "{length}");
    }
}

/// Blanks at its end belong to a line as its last byte does, U+000A.
#[test]
fn the_longest_line_of_a_bundle_is_read_and_a_longer_one_ends_the_reading() {
    for (length, expected) in [(LINE_MAX, &[][..]), (LINE_MAX + 1, &[("unreadable", LONG)])] {
        let mut lines = short().bundle();
        let line = &mut lines[1 + LONG];
        line.push_str(&" ".repeat(length - 1 - line.len()));
        assert_eq!(found(&in_a_bundle(&lines)), expected, "{length}");
    }
}

#[test]
fn the_longest_meta_group_of_an_image_is_read_and_no_longer_one() {
    let scene = Scene::new();
    let extract = scene.extract(&[RECEIVED]).to_string();
    let path = scene.file("extract.json", extract.as_bytes());
    for (length, files) in [(META_MAX, 1), (META_MAX + 1, 0)] {
        let mut meta = meta(RECEIVED, 0);
        meta.push(element(0x0100, *b"UI", "1.2.3"));
        // Information of its creator: (0002,0102), with the longer length.
        let rest = length - meta.concat().len() - 12;
        let head = [
            &b"\x02\0\x02\x01OB\0\0"[..],
            &u32::try_from(rest).unwrap().to_le_bytes(),
        ];
        meta.push([&head.concat()[..], &vec![7; rest]].concat());
        let image = scene.file("image.dcm", &part10(&meta, &pixels(RECEIVED, 0)));
        let report = verify_extract(&ExtractRequest {
            path: path.clone(),
            key: None,
            images: vec![image],
        });
        assert_eq!(report.unwrap().files, files, "{length}");
    }
}
