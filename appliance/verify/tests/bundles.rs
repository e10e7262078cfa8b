//! Exported bundles: whole, altered, and hostile.
#![expect(clippy::unwrap_used, reason = "tests")]

mod journal;

use std::fs;

use doublelock_verify::{CannotRun, Notice, Report, Request, verify};
use journal::{ERASED, Journal, SIZE};
use openssl::base64::encode_block;
use tempfile::TempDir;

fn read(bytes: &[u8], papers: &[usize]) -> Result<Report, CannotRun> {
    let directory = TempDir::new().unwrap();
    let path = directory.path().join("journal.jsonl");
    fs::write(&path, bytes).unwrap();
    let honest = Journal::ordinary();
    let outside = papers
        .iter()
        .map(|size| honest.paper(directory.path(), *size))
        .collect();
    verify(&Request {
        path,
        outside,
        key: Some(honest.key()),
    })
}

fn joined(lines: &[String]) -> Vec<u8> {
    lines
        .iter()
        .flat_map(|line| [line.as_bytes(), b"\n"].concat())
        .collect()
}

fn assert_found(lines: &[String], entry: usize, code: &str) {
    let report = read(&joined(lines), &[]).unwrap();
    let entry = entry as u64;
    assert_eq!(report.first_bad(), Some(entry), "{:?}", report.findings);
    assert!(
        report
            .findings
            .iter()
            .any(|f| f.entry == entry && f.reason.code() == code),
        "{:?}",
        report.findings
    );
}

#[test]
fn an_untouched_bundle_is_whole() {
    let bundle = joined(&Journal::ordinary().bundle());
    let report = read(&bundle, &[0, 7, 40]).unwrap();
    assert_eq!((&report.findings, &report.notices), (&vec![], &vec![]));
    assert_eq!(
        (
            report.entries,
            report.erased,
            report.checkpoints,
            report.outside
        ),
        (SIZE as u64, 1, 3, 3)
    );
    let unended = &bundle[..bundle.len() - 1];
    assert!(
        read(unended, &[]).unwrap().is_whole(),
        "the last newline is not needed"
    );
}

#[test]
fn leaves_alone_are_verified_and_the_report_says_what_was_not_there() {
    let lines = Journal::ordinary().leaves();
    let report = read(&joined(&lines), &[0, 7, 40]).unwrap();
    assert_eq!(report.findings, vec![]);
    assert_eq!(report.notices, vec![Notice::ContentWithheld]);
    assert_eq!((report.entries, report.erased), (SIZE as u64, 0));
    assert_eq!((report.checkpoints, report.outside), (3, 3));

    let mut dropped = lines.clone();
    dropped.remove(1 + 17);
    assert_found(&dropped, 17, "entry-missing");
    let mut cut = lines.clone();
    cut.drain(1 + 35..=SIZE);
    assert_found(&cut, 35, "checkpoint-beyond-end");
    let mut with_content = lines.clone();
    with_content[1 + 4] = Journal::ordinary().bundle()[1 + 4].clone();
    assert_found(&with_content, 4, "unreadable");
    let mut rewritten = lines;
    rewritten[1 + 12] = rewritten[1 + 13].replace("\"sequence\":13", "\"sequence\":12");
    assert_found(&rewritten, 12, "leaf-of-another-entry");
}

/// Header excepted: its damage makes it no bundle. Every changed byte of every
/// line below must show, whatever it does to the JSON.
#[test]
fn any_byte_of_any_line() {
    let lines = Journal::ordinary().bundle();
    let bundle = joined(&lines);
    for position in (lines[0].len() + 1..bundle.len() - 1).step_by(17) {
        let mut changed = bundle.clone();
        changed[position] ^= 1 << (position % 8);
        let report = read(&changed, &[]).unwrap();
        let line = bundle[..position].split(|b| *b == b'\n').count() - 2;
        let found = report.first_bad();
        if line < SIZE {
            // Without stored leaf hashes, a well-formed change shows in the
            // roots only: since the last checkpoint that still holds.
            let vouched = if line < 10 {
                0
            } else if line < 20 {
                10
            } else {
                20
            };
            let found = found.unwrap();
            assert!(
                (vouched..=line as u64).contains(&found),
                "byte {position} {:?}",
                report.findings
            );
        } else {
            assert!(found.is_some(), "byte {position}");
        }
    }
}

#[test]
fn lines_dropped_swapped_doubled_and_cut() {
    let whole = Journal::ordinary().bundle();
    let mut lines = whole.clone();
    lines.remove(1 + 17);
    assert_found(&lines, 17, "entry-missing");
    let report = read(&joined(&lines), &[]).unwrap();
    assert_eq!(
        report.findings.len(),
        1,
        "it explains every checkpoint behind it"
    );
    let mut lines = whole.clone();
    lines.swap(1 + 5, 1 + 23);
    assert_found(&lines, 5, "entry-missing");
    let mut lines = whole.clone();
    lines.insert(1 + 9, whole[1 + 8].clone());
    assert_found(&lines, 9, "entry-missing");
    let mut lines = whole.clone();
    lines.drain(1 + 35..=SIZE);
    assert_found(&lines, 35, "checkpoint-beyond-end");
    let mut lines = whole.clone();
    lines.push(whole[1].clone());
    assert_found(&lines, SIZE, "unreadable");
    let lines = whole[..35].to_vec();
    let report = read(&joined(&lines), &[40]).unwrap();
    assert_eq!(report.first_bad(), Some(34));
    assert_eq!(
        report.findings[0].reason.code(),
        "outside-checkpoint-beyond-end"
    );
}

#[test]
fn content_erased_without_a_word() {
    let mut journal = Journal::ordinary();
    journal.acts[ERASED - 1].kept = false;
    assert_found(&journal.bundle(), ERASED - 1, "erased-without-entry");
}

/// Something lies there, so nothing was erased by half; but it is not what was committed to.
#[test]
fn content_that_cannot_be_what_was_committed_to() {
    for (field, value) in [
        ("salt", serde_json::json!("Ý")),
        ("salt", encode_block(&[7; 33]).into()),
        ("sections", serde_json::json!(["AAA"])),
    ] {
        let mut lines = Journal::ordinary().bundle();
        let mut entry: serde_json::Value = serde_json::from_str(&lines[1 + 4]).unwrap();
        entry[field] = value;
        lines[1 + 4] = entry.to_string();
        assert_found(&lines, 4, "commitment");
    }
}

#[test]
fn fields_given_twice_unknown_or_of_another_type() {
    let whole = Journal::ordinary().bundle();
    for (from, to) in [
        ("{\"", "{\"sequence\":3,\""),
        ("{\"", "{\"more\":3,\""),
        ("\"sequence\":3", "\"sequence\":\"3\""),
        ("\"sequence\":3", "\"sequence\":3.0"),
        ("\"sequence\":3", "\"sequence\":-9223372036854775808"),
        ("\"sequence\":3", "\"sequence\":99999999999999999999999999"),
    ] {
        let mut lines = whole.clone();
        lines[4] = lines[4].replacen(from, to, 1);
        assert_ne!(lines[4], whole[4]);
        let report = read(&joined(&lines), &[]).unwrap();
        assert_eq!(report.first_bad(), Some(3), "{to}");
    }
}

#[test]
fn what_is_no_bundle_is_refused() {
    let random: Vec<u8> = (0..200_000_u32)
        .map(|i| openssl::sha::sha256(&i.to_be_bytes())[0])
        .collect();
    let header = Journal::ordinary().bundle()[0].clone();
    let other_format = header.replace("journal/1", "journal/2");
    let deep = "[".repeat(100_000);
    let inputs: [&[u8]; 8] = [
        b"",
        b"\n",
        b"{}\n",
        &random,
        &[0; 4096],
        &[0xff; 4096],
        other_format.as_bytes(),
        deep.as_bytes(),
    ];
    for input in inputs {
        assert!(matches!(read(input, &[]), Err(CannotRun::NotAJournal(_))));
    }
}

#[test]
fn hostile_lines_after_a_good_header_stop_the_reading() {
    let header = joined(&Journal::ordinary().bundle()[..1]);
    let random: Vec<u8> = (0..200_000_u32)
        .map(|i| openssl::sha::sha256(&i.to_be_bytes())[0])
        .collect();
    let endless = vec![b'a'; (26 << 20) + 2];
    let deep = "{\"sequence\":".repeat(50_000);
    let long_leaf = format!("{{\"sequence\":0,\"leaf\":\"{}\"}}", "AAAA".repeat(1 << 20));
    let inputs: [&[u8]; 6] = [
        &random,
        &[0xff; 4096],
        &[b'\n'; 4096],
        &endless,
        deep.as_bytes(),
        long_leaf.as_bytes(),
    ];
    for input in inputs {
        let report = read(&[&header, input].concat(), &[]).unwrap();
        assert_eq!(report.first_bad(), Some(0));
    }
}

#[test]
fn hostile_keys_and_papers_are_refused() {
    let directory = TempDir::new().unwrap();
    let path = directory.path().join("journal.jsonl");
    fs::write(&path, joined(&Journal::ordinary().bundle())).unwrap();
    let paper = directory.path().join("paper.txt");
    for bytes in [
        b"".as_slice(),
        b"\n\n\n",
        &[0xff; 64],
        &vec![b'\n'; 1 << 20],
        "— a AAAA\n".as_bytes(),
    ] {
        fs::write(&paper, bytes).unwrap();
        let request = Request {
            path: path.clone(),
            outside: vec![paper.clone()],
            key: None,
        };
        assert!(matches!(
            verify(&request),
            Err(CannotRun::NotACheckpoint(_))
        ));
    }
    for key in ["", "+", "a+b+c", "é+00000000+AAAA", &"x".repeat(1 << 20)] {
        let request = Request {
            path: path.clone(),
            outside: vec![],
            key: Some(key.to_owned()),
        };
        assert!(matches!(verify(&request), Err(CannotRun::NotAKey)));
    }
    let absent = Request {
        path: directory.path().join("absent"),
        ..Request::default()
    };
    assert!(matches!(verify(&absent), Err(CannotRun::Unreadable(..))));
}
