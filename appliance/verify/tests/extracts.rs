//! Whoever has a copy of a record checks its extract of the journal: what holds is counted, what somebody
//! could have invented is kept apart, and each alteration is found.
#![expect(clippy::unwrap_used, reason = "tests")]

mod journal;

use std::path::PathBuf;
use std::process::Command;

use doublelock_verify::{CannotRun, ExtractReport, ExtractRequest, verify_extract};
use serde_json::{Value, json};

use journal::Journal;
use journal::extract::{
    IMAGES, RECEIVED, Scene, UNCOVERED, element, meta, part10, pixels, version,
};

/// Entries 0 to 4 and that of the second images.
const ALL: [usize; 6] = [0, 1, 2, 3, 4, UNCOVERED];

fn checked(scene: &Scene, extract: &Value, key: Option<&str>, images: &[PathBuf]) -> ExtractReport {
    let request = ExtractRequest {
        path: scene.file("extract.json", extract.to_string().as_bytes()),
        key: key.map(str::to_owned),
        images: images.to_vec(),
    };
    verify_extract(&request).unwrap()
}

#[test]
fn what_a_checkpoint_covers_is_told_from_what_could_be_invented() {
    let scene = Scene::new();
    let key = scene.journal.key();
    let extract = scene.extract(&ALL);
    let images = [
        scene.image(RECEIVED, 0),
        scene.image(RECEIVED, 4),
        scene.image(UNCOVERED, 2),
    ];
    let report = checked(&scene, &extract, Some(&key), &images);
    let expected = ExtractReport {
        entries: 5,
        uncovered: 1,
        receipts: IMAGES,
        unproven: IMAGES,
        files: 2,
        files_unproven: 1,
        faults: Vec::new(),
        key_unknown: false,
    };
    assert_eq!(report, expected);
    assert!(report.is_whole() && !report.is_proven());

    let covered = scene.extract(&ALL[..5]);
    let report = checked(&scene, &covered, Some(&format!(" {key}\n")), &images[..2]);
    assert!(report.is_proven(), "{report:?}");
    // Whose key it is, the extract itself cannot say.
    let report = checked(&scene, &covered, None, &images[..2]);
    assert!(report.is_whole() && report.key_unknown && !report.is_proven());
}

/// The value at a place of the extract, with another digit or number.
fn altered(extract: &Value, place: &str) -> Value {
    let mut extract = extract.clone();
    let value = extract
        .pointer_mut(place)
        .unwrap_or_else(|| panic!("{place}"));
    *value = match &*value {
        Value::String(text) => {
            let at = text.find(|c: char| c.is_ascii_digit()).unwrap();
            let digit = if &text[at..=at] == "7" { "8" } else { "7" };
            json!(format!("{}{digit}{}", &text[..at], &text[at + 1..]))
        }
        Value::Number(number) => json!(number.as_u64().unwrap() + 1),
        other => panic!("{place}: {other}"),
    };
    extract
}

#[test]
fn an_alteration_is_found_wherever_it_is() {
    let scene = Scene::new();
    let key = scene.journal.key();
    let extract = scene.extract(&ALL);
    for place in [
        "/entries/1/sequence",
        "/entries/1/leaf",
        "/entries/1/salt",
        "/entries/1/payload",
        "/entries/1/sections/0",
        "/entries/1/inclusion/leaf_hash",
        "/entries/1/inclusion/path/0",
        "/entries/1/inclusion/path/2",
        "/entries/1/inclusion/checkpoint_size",
        "/entries/1/inclusion/checkpoint",
        "/entries/3/payload",
        "/entries/5/payload",
        "/images/1/entry",
        "/images/1/index",
        "/images/1/of",
        "/images/1/path/0",
        "/images/1/path/1",
        "/images/1/receipt",
        "/images/6/receipt",
    ] {
        let report = checked(&scene, &altered(&extract, place), Some(&key), &[]);
        assert!(!report.is_whole(), "{place}");
    }
    for (what, alter) in [
        (
            "an entry twice",
            (|e: &mut Value| copy_of(e, "entries", 1)) as fn(&mut Value),
        ),
        ("a receipt twice", |e| copy_of(e, "images", 1)),
        ("a receipt without its entry", |e| {
            e["entries"].as_array_mut().unwrap().remove(RECEIVED);
        }),
        ("a receipt of an entry that received nothing", |e| {
            e["images"][0]["entry"] = json!(4);
        }),
        ("a path longer than any tree", |e| {
            let step = e["entries"][1]["inclusion"]["path"][0].clone();
            e["entries"][1]["inclusion"]["path"] = json!(vec![step; 65]);
        }),
        ("another journal's name", |e| {
            e["origin"] = json!("other.example/journal");
        }),
    ] {
        let mut extract = extract.clone();
        alter(&mut extract);
        let report = checked(&scene, &extract, Some(&key), &[]);
        assert!(!report.is_whole(), "{what}");
    }
}

fn copy_of(extract: &mut Value, list: &str, which: usize) {
    let one = extract[list][which].clone();
    extract[list].as_array_mut().unwrap().push(one);
}

#[test]
fn an_entry_is_proven_wherever_it_stands_under_the_checkpoint() {
    let scene = Scene::new();
    let report = checked(&scene, &scene.extract(&[0, 1, 2, 3, 4, 5, 6]), None, &[]);
    assert_eq!((report.entries, report.faults), (7, Vec::new()));
}

/// Nothing but its own content proves an entry that no checkpoint covers yet.
#[test]
fn an_entry_has_its_own_number_and_one_object_for_a_payload_covered_or_not() {
    let mut scene = Scene::new();
    // No checkpoint covers the second.
    for entry in [1, UNCOVERED - 1] {
        let mut extract = scene.extract(&[entry]);
        assert!(checked(&scene, &extract, None, &[]).is_whole());
        extract["entries"][0]["sequence"] = json!(entry + 1);
        assert_eq!(checked(&scene, &extract, None, &[]).faults.len(), 1);
        scene.journal.acts[entry].payload = "[1]".into();
        let extract = scene.extract(&[entry]);
        assert_eq!(checked(&scene, &extract, None, &[]).faults.len(), 1);
    }
}

/// An image cannot have been received after its entry was written.
#[test]
fn a_receipt_dated_after_its_entry_does_not_hold() {
    let mut scene = Scene::new();
    let before = checked(&scene, &scene.extract(&ALL), None, &[]);
    assert!(before.is_whole());
    // The entry is older than its receipts say, and its leaf is signed like that.
    let earlier = scene.extract(&ALL);
    scene.journal.acts[RECEIVED].at -= 1;
    let mut later = scene.extract(&ALL);
    later["images"] = earlier["images"].clone();
    let report = checked(&scene, &later, None, &[]);
    assert_eq!((report.receipts, report.faults.len()), (0, IMAGES));
}

#[test]
fn another_key_is_said_and_proves_nothing() {
    let scene = Scene::new();
    let mut thief = Journal::ordinary();
    thief.seed = [9; 32];
    let report = checked(&scene, &scene.extract(&ALL), Some(&thief.key()), &[]);
    assert!(!report.is_whole() && report.entries == 0);
    let request = ExtractRequest {
        path: scene.file("extract.json", scene.extract(&ALL).to_string().as_bytes()),
        key: Some("no key".into()),
        images: Vec::new(),
    };
    assert!(matches!(verify_extract(&request), Err(CannotRun::NotAKey)));
    for (name, bytes) in [
        ("bundle", scene.journal.bundle().join("\n").into_bytes()),
        (
            "older",
            scene
                .extract(&ALL)
                .to_string()
                .replace("\"version\":2", "\"version\":1")
                .into_bytes(),
        ),
    ] {
        let path = scene.file(name, &bytes);
        let request = ExtractRequest {
            path,
            ..ExtractRequest::default()
        };
        assert!(
            matches!(verify_extract(&request), Err(CannotRun::NotAJournal(_))),
            "{name}"
        );
    }
}

#[test]
fn a_file_that_another_reader_would_read_otherwise_is_not_what_was_received() {
    let scene = Scene::new();
    let extract = scene.extract(&ALL);
    let whole = || meta(RECEIVED, 1);
    let data = pixels(RECEIVED, 1);
    let finds = |name: &str, bytes: &[u8]| {
        let file = scene.file(name, bytes);
        let report = checked(&scene, &extract, None, &[file]);
        (report.files, report.faults.len())
    };
    assert_eq!(finds("as received", &part10(&whole(), &data)), (1, 0));
    // A sender may say who it is, or say nothing more than it must.
    let mut said = whole();
    said.insert(4, element(0x0012, *b"UI", "1.2.3"));
    said.push(element(0x0016, *b"AE", "STORESCU"));
    assert_eq!(finds("more said", &part10(&said, &data)), (1, 0));

    let with = |place: usize, element: Vec<u8>| {
        let mut meta = whole();
        meta[place] = element;
        part10(&meta, &data)
    };
    let mut doubled = whole();
    doubled.insert(2, element(0x0002, *b"UI", "1.2.840.10008.5.1.4.1.1.2"));
    let mut group_eight = element(0x0013, *b"SH", "SOMEBODY");
    group_eight[0] = 8;
    let mut long_version = version();
    long_version[6] = 1;
    let mut claims_more = part10(&whole(), &data);
    claims_more[140] += 1;
    let mut in_use = part10(&whole(), &data);
    in_use[5] = b'I';
    let mut other_pixels = part10(&whole(), &data);
    *other_pixels.last_mut().unwrap() ^= 1;
    let cases: Vec<(&str, Vec<u8>)> = vec![
        ("pixels changed", other_pixels),
        (
            "more behind",
            part10(&whole(), &[&data[..], b"\0\0"].concat()),
        ),
        (
            "another syntax",
            with(3, element(0x0010, *b"UI", "1.2.840.10008.1.2.2")),
        ),
        (
            "another class",
            with(1, element(0x0002, *b"UI", "1.2.840.10008.5.1.4.1.1.4")),
        ),
        (
            "another image",
            with(2, element(0x0003, *b"UI", "2.25.999")),
        ),
        (
            "another representation",
            with(4, element(0x0013, *b"LO", "SOMEBODY")),
        ),
        (
            "an unknown element",
            with(4, element(0x0014, *b"UI", "1.2")),
        ),
        ("another group", with(4, group_eight)),
        ("out of order", with(4, element(0x0001, *b"UI", "1.2"))),
        ("twice the same", part10(&doubled, &data)),
        ("reserved bytes in use", with(0, long_version)),
        ("a length that lies", claims_more),
        ("a preamble in use", in_use),
        (
            "cut in its meta group",
            part10(&whole(), &data)[..180].to_vec(),
        ),
        ("too short", vec![0; 100]),
        ("no DICOM file", vec![b'x'; 400]),
    ];
    for (name, bytes) in cases {
        assert_eq!(finds(name, &bytes), (0, 1), "{name}");
    }
    let gone = ExtractRequest {
        path: scene.file("extract.json", extract.to_string().as_bytes()),
        key: None,
        images: vec!["/nowhere/image.dcm".into()],
    };
    assert!(matches!(
        verify_extract(&gone),
        Err(CannotRun::Unreadable(..))
    ));
}

#[test]
fn the_program_says_by_its_exit_whether_it_is_proven_whole_or_altered() {
    let scene = Scene::new();
    let key = scene.journal.key();
    let image = scene.image(RECEIVED, 0);
    let covered = scene.file(
        "covered.json",
        scene.extract(&ALL[..5]).to_string().as_bytes(),
    );
    let some = scene.file("some.json", scene.extract(&ALL).to_string().as_bytes());
    let wrong = altered(&scene.extract(&ALL), "/entries/1/salt");
    let wrong = scene.file("wrong.json", wrong.to_string().as_bytes());
    for (extract, key, expected, words) in [
        (
            &covered,
            Some(&key),
            0,
            "Aucune altération. / No alteration.",
        ),
        (&covered, None, 3, "La clé vient de l’extrait lui-même"),
        (&some, Some(&key), 3, "tout n’est pas prouvé"),
        (&wrong, Some(&key), 1, "ALTÉRATION. / ALTERED."),
    ] {
        let mut command = Command::new(env!("CARGO_BIN_EXE_doublelock-verify"));
        command.arg("--extract").arg(extract);
        if let Some(key) = key {
            command.arg("--key").arg(key);
        }
        let output = command.arg(&image).output().unwrap();
        let said = String::from_utf8(output.stdout).unwrap();
        assert_eq!(output.status.code(), Some(expected), "{said}");
        assert!(said.contains(words), "{said}");
        assert!(said.contains("5 images, 1 files"), "{said}");
    }
    // An option that it does not know is no image.
    let output = Command::new(env!("CARGO_BIN_EXE_doublelock-verify"))
        .arg("--extract")
        .arg(&covered)
        .arg("--other")
        .output()
        .unwrap();
    assert_eq!(output.status.code(), Some(2));
    assert!(
        String::from_utf8(output.stderr)
            .unwrap()
            .starts_with("doublelock-verify CHEMIN")
    );
}
