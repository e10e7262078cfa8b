//! What was acknowledged and not recorded is known after a crash, or its part is left alone.
#![expect(clippy::unwrap_used, reason = "tests")]

use std::fs::{self, OpenOptions};
use std::io::Write;
use std::path::PathBuf;

use doublelock_vault::{Keyring, Left, MasterKey, ObjectId, Opener, Spools};

const FILE: &str = "01K9ZQ4T7B8M2N3P5R6S7V8W9X";
const FILMS: [&str; 3] = [
    "01K9ZQ4T7B8M2N3P5R6S7V8W90",
    "01K9ZQ4T7B8M2N3P5R6S7V8W91",
    "01K9ZQ4T7B8M2N3P5R6S7V8W92",
];

/// A counting stand-in for randomness.
fn entropy() -> impl FnMut(&mut [u8]) {
    let mut next = 0_u8;
    move |buffer| {
        for byte in buffer {
            next = next.wrapping_mul(5).wrapping_add(17);
            *byte = next;
        }
    }
}

struct Ground {
    folder: tempfile::TempDir,
    spools: Spools,
    opener: Opener,
}

impl Ground {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let master = MasterKey::from_bytes([7; 32]);
        let ring = folder.path().join("keyring.json");
        let ring = Keyring::create(&ring, &master, 1_000, &mut entropy()).unwrap();
        let spools = Spools::at(&folder.path().join("spool"), ring.sealer().unwrap()).unwrap();
        let opener = ring.unlock(&master).unwrap();
        Self {
            folder,
            spools,
            opener,
        }
    }

    fn path(&self) -> PathBuf {
        self.folder
            .path()
            .join("spool")
            .join(format!("{FILE}.spool"))
    }

    /// Three frames.
    fn written(&self) {
        let mut spool = self.spools.begin(id(FILE), &mut entropy()).unwrap();
        for (film, words) in FILMS
            .iter()
            .zip(["FICTIF^UN", "FICTIF^DEUX", "FICTIF^TROIS"])
        {
            spool.append(&id(film), words.as_bytes()).unwrap();
        }
    }

    fn only(&self) -> Left {
        let mut left = self.spools.left().unwrap();
        assert_eq!(left.len(), 1);
        left.remove(0)
    }

    fn words(&self, left: &Left) -> Vec<Option<String>> {
        let key = self
            .opener
            .open_envelope(&left.id(), left.envelope())
            .unwrap();
        let opened = left.open(&key).unwrap();
        let text = |words: &[u8]| String::from_utf8(words.to_vec()).unwrap();
        opened
            .iter()
            .map(|words| words.as_ref().map(|words| text(words)))
            .collect()
    }
}

fn id(text: &str) -> ObjectId {
    ObjectId::parse(text).unwrap()
}

fn names(left: &Left) -> Vec<String> {
    left.objects().map(|object| object.to_string()).collect()
}

#[test]
fn frames_come_back_in_their_order_and_say_nothing_in_clear() {
    let ground = Ground::new();
    ground.written();
    let left = ground.only();
    assert_eq!(names(&left), FILMS);
    let words = ground.words(&left);
    assert_eq!(words[0].as_deref(), Some("FICTIF^UN"));
    assert_eq!(words[2].as_deref(), Some("FICTIF^TROIS"));
    let bytes = fs::read(ground.path()).unwrap();
    assert!(!bytes.windows(6).any(|part| part == b"FICTIF"));
    // Recorded, it goes; and again, without harm.
    ground.spools.remove(&id(FILE)).unwrap();
    ground.spools.remove(&id(FILE)).unwrap();
    assert!(ground.spools.left().unwrap().is_empty());
}

#[test]
fn a_file_cut_at_any_byte_gives_the_frames_that_were_whole() {
    let ground = Ground::new();
    ground.written();
    let bytes = fs::read(ground.path()).unwrap();
    let mut seen = std::collections::BTreeSet::new();
    for length in 0..bytes.len() {
        fs::write(ground.path(), &bytes[..length]).unwrap();
        let left = ground.only();
        let known = names(&left);
        assert_eq!(known, FILMS[..known.len()]);
        assert!(!left.unreadable());
        if !known.is_empty() {
            assert!(ground.words(&left).iter().all(Option::is_some), "{length}");
        }
        seen.insert(known.len());
    }
    assert_eq!(seen.into_iter().collect::<Vec<_>>(), [0, 1, 2]);
}

#[test]
fn an_altered_frame_does_not_open_and_still_names_its_object() {
    let ground = Ground::new();
    ground.written();
    let mut bytes = fs::read(ground.path()).unwrap();
    let last = bytes.len() - 1;
    bytes[last] ^= 1;
    fs::write(ground.path(), &bytes).unwrap();
    let left = ground.only();
    assert_eq!(names(&left), FILMS);
    let words = ground.words(&left);
    assert_eq!(
        words.iter().map(Option::is_some).collect::<Vec<_>>(),
        [true, true, false]
    );
}

/// Frames are bound to their place: two that were swapped open no more.
#[test]
fn frames_that_changed_places_do_not_open() {
    let ground = Ground::new();
    let mut spool = ground.spools.begin(id(FILE), &mut entropy()).unwrap();
    let head = fs::read(ground.path()).unwrap().len();
    for film in &FILMS[..2] {
        spool.append(&id(film), b"same length").unwrap();
    }
    let bytes = fs::read(ground.path()).unwrap();
    let (head, frames) = bytes.split_at(head);
    let (one, other) = frames.split_at(frames.len() / 2);
    fs::write(ground.path(), [head, other, one].concat()).unwrap();
    let left = ground.only();
    assert_eq!(ground.words(&left), [None, None]);
}

#[test]
fn a_file_that_is_none_of_ours_says_so_and_foreign_names_are_left_alone() {
    let ground = Ground::new();
    ground.written();
    let mut file = OpenOptions::new().write(true).open(ground.path()).unwrap();
    file.write_all(b"another").unwrap();
    fs::write(ground.folder.path().join("spool/notes.txt"), "x").unwrap();
    let left = ground.only();
    assert!(left.unreadable());
    assert!(names(&left).is_empty());
}

#[test]
fn a_name_is_used_once_and_a_frame_is_bounded() {
    let ground = Ground::new();
    let mut spool = ground.spools.begin(id(FILE), &mut entropy()).unwrap();
    assert!(ground.spools.begin(id(FILE), &mut entropy()).is_err());
    assert!(spool.append(&id(FILMS[0]), &vec![0; 64 * 1024]).is_ok());
    assert!(
        spool
            .append(&id(FILMS[1]), &vec![0; 64 * 1024 + 1])
            .is_err()
    );
    assert_eq!(ground.only().objects().count(), 1);
}
