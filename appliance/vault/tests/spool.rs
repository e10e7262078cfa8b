//! What was acknowledged and not recorded is known after a crash, or its part is left alone.
#![expect(clippy::unwrap_used, reason = "tests")]

use std::fs::{self, OpenOptions};
use std::io::Write;
use std::path::PathBuf;

use std::sync::{Arc, Mutex};

use doublelock_vault::spool::{left_in, waiting_in};
use doublelock_vault::{Keyring, Left, MasterKey, ObjectId, Opener, Sealer, Spools, VaultError};

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
    /// The key that new files are sealed to.
    sealer: Arc<Mutex<Sealer>>,
}

const MASTER: [u8; 32] = [7; 32];

impl Ground {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let master = MasterKey::from_bytes(MASTER);
        let ring = folder.path().join("keyring.json");
        let ring = Keyring::create(&ring, &master, 1_000, &mut entropy()).unwrap();
        let newest = ring.generations(&master).unwrap().intake_sealer().unwrap();
        let sealer = Arc::new(Mutex::new(newest));
        let asked = Arc::clone(&sealer);
        let spools = Spools::at(
            &folder.path().join("spool"),
            Arc::new(move || Ok(asked.lock().unwrap().clone())),
        )
        .unwrap();
        Self {
            folder,
            spools,
            sealer,
        }
    }

    fn ring(&self) -> Keyring {
        Keyring::load(&self.folder.path().join("keyring.json")).unwrap()
    }

    fn opener(&self) -> Opener {
        self.ring().unlock(&MasterKey::from_bytes(MASTER)).unwrap()
    }

    fn spool(&self) -> PathBuf {
        self.folder.path().join("spool")
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
        let mut left = left_in(&self.spool()).unwrap();
        assert_eq!(left.len(), 1);
        left.remove(0)
    }

    fn words(&self, left: &Left) -> Vec<Option<String>> {
        let Ok(key) = self.opener().open_envelope(&left.id(), left.envelope()) else {
            return left.objects().map(|_| None).collect();
        };
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

/// Bytes before what is sealed in a frame: name, length and check.
const FRAME_HEAD: usize = 26 + 4 + 8;

fn place_of(bytes: &[u8], film: &str) -> usize {
    let mut parts = bytes.windows(film.len());
    parts.position(|part| part == film.as_bytes()).unwrap()
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
    assert!(left_in(&ground.spool()).unwrap().is_empty());
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
        assert!(!left.damaged());
        if !known.is_empty() {
            assert!(ground.words(&left).iter().all(Option::is_some), "{length}");
        }
        seen.insert(known.len());
    }
    assert_eq!(seen.into_iter().collect::<Vec<_>>(), [0, 1, 2]);
}

/// Whatever byte is altered: either the file says that it is damaged, or every object is still
/// named, and at least one frame does not open. No part is ever taken for unneeded.
#[test]
fn no_altered_byte_hides_an_object() {
    let ground = Ground::new();
    ground.written();
    let bytes = fs::read(ground.path()).unwrap();
    let (mut said, mut closed) = (0, 0);
    for place in 0..bytes.len() {
        let mut altered = bytes.clone();
        altered[place] ^= 0x20;
        fs::write(ground.path(), altered).unwrap();
        let left = ground.only();
        if left.damaged() {
            said += 1;
            continue;
        }
        assert_eq!(names(&left), FILMS, "byte {place}");
        assert!(ground.words(&left).contains(&None), "byte {place}");
        closed += 1;
    }
    assert!(said > 100 && closed > 100, "{said} said, {closed} closed");
}

/// A power cut may leave zeros where the disk had made room.
#[test]
fn zeros_at_the_end_are_nothing() {
    let ground = Ground::new();
    ground.written();
    let mut bytes = fs::read(ground.path()).unwrap();
    bytes.resize(bytes.len() + 4096, 0);
    fs::write(ground.path(), &bytes).unwrap();
    let left = ground.only();
    assert!(!left.damaged());
    assert_eq!(names(&left), FILMS);
    bytes.push(1);
    fs::write(ground.path(), &bytes).unwrap();
    assert!(ground.only().damaged());
}

/// The same where the last frame was written in part: what came before it is known, and it is not
/// taken for damage.
#[test]
fn a_frame_cut_by_zeros_hides_none_before_it() {
    let ground = Ground::new();
    ground.written();
    let bytes = fs::read(ground.path()).unwrap();
    let last = place_of(&bytes, FILMS[2]);
    for length in last..=bytes.len() {
        let mut cut = bytes[..length].to_vec();
        cut.resize(bytes.len() + 4096, 0);
        fs::write(ground.path(), cut).unwrap();
        let left = ground.only();
        assert!(!left.damaged(), "cut at {length}");
        let whole = ground.words(&left).iter().flatten().count();
        assert_eq!(whole, if length == bytes.len() { 3 } else { 2 });
    }
}

/// A power cut leaves room behind a frame, and no frame with another head: one that was altered hides
/// nothing behind room either.
#[test]
fn a_head_that_was_altered_is_damage_with_room_behind_it_too() {
    let ground = Ground::new();
    ground.written();
    let mut bytes = fs::read(ground.path()).unwrap();
    let frames = FILMS.map(|film| place_of(&bytes, film));
    bytes.resize(bytes.len() + 4096, 0);
    for place in frames.iter().flat_map(|frame| *frame..frame + FRAME_HEAD) {
        let mut altered = bytes.clone();
        altered[place] ^= 0x20;
        fs::write(ground.path(), altered).unwrap();
        assert!(ground.only().damaged(), "byte {place}");
    }
}

/// Less than a disk makes room for at once is no room.
#[test]
fn only_a_whole_sector_of_zeros_is_room_that_was_never_written() {
    let ground = Ground::new();
    ground.written();
    let bytes = fs::read(ground.path()).unwrap();
    let last = place_of(&bytes, FILMS[2]);
    // Cut in its name, and in its check.
    for cut in [last + 10, last + FRAME_HEAD - 5] {
        assert_ne!(bytes[cut - 1], 0);
        let read = |name: u8, zeros| {
            let mut torn = bytes[..cut].to_vec();
            torn[last] = name;
            torn.resize(cut + zeros, 0);
            fs::write(ground.path(), torn).unwrap();
            let left = ground.only();
            assert_eq!(names(&left), FILMS[..2]);
            left.damaged()
        };
        assert!(!read(b'0', 512), "cut at {cut}");
        assert!(read(b'0', 511), "cut at {cut}");
        assert!(read(b'a', 512), "no name begins so");
    }
    // A head that is there as a whole is held to its check.
    let mut head = bytes[..last + FRAME_HEAD].to_vec();
    *head.last_mut().unwrap() ^= 0x80;
    assert_ne!(head.last(), Some(&0));
    head.resize(head.len() + 512, 0);
    fs::write(ground.path(), head).unwrap();
    assert!(ground.only().damaged());
}

/// Its bytes may end in zeros: what has all but the tag is named, and does not open.
#[test]
fn a_frame_of_which_no_more_than_the_tag_is_zeros_is_named() {
    let ground = Ground::new();
    ground.written();
    let bytes = fs::read(ground.path()).unwrap();
    for (missing, named) in [(0, 3), (16, 3), (17, 2)] {
        let mut cut = bytes[..bytes.len() - missing].to_vec();
        assert_ne!(cut.last(), Some(&0));
        cut.resize(bytes.len() + 512, 0);
        fs::write(ground.path(), cut).unwrap();
        let left = ground.only();
        assert!(!left.damaged());
        assert_eq!(names(&left), FILMS[..named], "without {missing}");
    }
}

/// Frames are bound to their place.
#[test]
fn frames_that_changed_places_are_damage() {
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
    assert!(ground.only().damaged());
}

#[test]
fn a_file_that_is_none_of_ours_says_so_and_foreign_names_are_left_alone() {
    let ground = Ground::new();
    ground.written();
    let mut file = OpenOptions::new().write(true).open(ground.path()).unwrap();
    file.write_all(b"another").unwrap();
    fs::write(ground.folder.path().join("spool/notes.txt"), "x").unwrap();
    let left = ground.only();
    assert!(left.damaged());
    assert!(names(&left).is_empty());
}

/// A key that is being replaced while a file is begun: whoever destroys the older one after
/// looking at the spool destroys nothing that is needed.
#[test]
fn a_file_is_sealed_to_the_newest_key_and_closed_with_it() {
    let ground = Ground::new();
    ground.written();
    let master = MasterKey::from_bytes(MASTER);
    let mut ring = ground.ring();
    let first = ring.generations(&master).unwrap();
    let first = first.names().next().unwrap().to_owned();
    ring.add_generation(&master, 2_000, &mut |bytes| bytes.fill(3))
        .unwrap();
    let generations = ring.generations(&master).unwrap();
    let older = generations.older_intake_keys().unwrap();
    let waiting = waiting_in(&ground.spool()).unwrap();
    assert_eq!(waiting, [(id(FILE), Some(older[0]))]);
    *ground.sealer.lock().unwrap() = generations.intake_sealer().unwrap();
    let second = "01K9ZQ4T7B8M2N3P5R6S7V8W9Y";
    ground.spools.begin(id(second), &mut entropy()).unwrap();
    let waiting = waiting_in(&ground.spool()).unwrap();
    assert!(
        waiting
            .iter()
            .any(|(file, key)| *file == id(second) && *key != Some(older[0]))
    );
    ground.spools.remove(&id(second)).unwrap();

    let left = ground.only();
    assert!(ground.words(&left).iter().all(Option::is_some));
    ring.destroy_generation(&first).unwrap();
    assert_eq!(ground.words(&left), [None, None, None]);
    // Put aside, it keeps nobody waiting and is still read.
    ground.spools.set_aside(&id(FILE)).unwrap();
    assert!(waiting_in(&ground.spool()).unwrap().is_empty());
    let left = ground.only();
    assert!(left.aside());
    assert_eq!(names(&left), FILMS);
    ground.spools.remove(&id(FILE)).unwrap();
    assert!(left_in(&ground.spool()).unwrap().is_empty());
}

#[test]
fn a_key_that_never_stays_the_same_begins_no_file() {
    let ground = Ground::new();
    let count = Mutex::new(0_u8);
    let spools = Spools::at(
        &ground.spool(),
        Arc::new(move || {
            let mut count = count.lock().unwrap();
            *count += 1;
            Sealer::from_public_key([*count; 32])
        }),
    )
    .unwrap();
    let begun = spools.begin(id(FILE), &mut entropy());
    assert!(matches!(begun, Err(VaultError::InUse)));
    assert!(left_in(&ground.spool()).unwrap().is_empty());
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

/// A head alone asks for no more than a frame may have, whoever wrote it.
#[test]
fn a_frame_longer_than_any_that_is_written_is_damage() {
    let ground = Ground::new();
    drop(ground.spools.begin(id(FILE), &mut entropy()).unwrap());
    let head = fs::read(ground.path()).unwrap();
    let longest = 64 * 1024 + 16;
    for (length, damaged) in [(longest, false), (longest + 1, true)] {
        let named = [FILMS[0].as_bytes(), &u32::to_be_bytes(length)].concat();
        let check = openssl::sha::sha256(&[FILE.as_bytes(), &[0; 4], &named].concat());
        let sealed = vec![7; length as usize];
        let frame = [&head[..], &named, &check[..8], &sealed].concat();
        fs::write(ground.path(), frame).unwrap();
        let left = ground.only();
        assert_eq!(left.damaged(), damaged, "{length}");
        assert_eq!(left.objects().count(), usize::from(!damaged), "{length}");
    }
}

#[test]
fn a_file_of_many_long_frames_is_read_whole() {
    let ground = Ground::new();
    let mut spool = ground.spools.begin(id(FILE), &mut entropy()).unwrap();
    for _ in 0..17 {
        spool.append(&id(FILMS[0]), &vec![1; 64 * 1024]).unwrap();
    }
    let left = ground.only();
    assert!(!left.damaged());
    assert_eq!(left.objects().count(), 17);
}

#[test]
fn what_is_gone_already_is_put_aside_and_removed_without_a_word() {
    let ground = Ground::new();
    ground.written();
    assert!(!ground.only().aside());
    ground.spools.set_aside(&id(FILE)).unwrap();
    assert!(ground.only().aside());
    // Another front end was faster.
    ground.spools.set_aside(&id(FILE)).unwrap();
    ground.spools.remove(&id(FILE)).unwrap();
    ground.spools.remove(&id(FILE)).unwrap();
    assert_eq!(left_in(&ground.spool()).unwrap().len(), 0);
}

/// A power cut may leave zeros in the place of all that was written; anything else is damage.
#[test]
fn a_file_of_zeros_says_nothing_and_a_file_of_anything_else_is_damage() {
    let ground = Ground::new();
    ground.written();
    for length in [0, 1, 10, 4096] {
        fs::write(ground.path(), vec![0; length]).unwrap();
        let left = ground.only();
        assert!(!left.damaged(), "{length} zeros");
        assert_eq!(names(&left), [""; 0]);
        if length > 0 {
            fs::write(ground.path(), vec![7; length]).unwrap();
            assert!(ground.only().damaged(), "{length} of something");
        }
    }
}
