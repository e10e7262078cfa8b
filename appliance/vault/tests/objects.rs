//! What is stored comes back byte for byte, or not at all.
#![expect(clippy::unwrap_used, reason = "tests")]

use std::collections::BTreeMap;
use std::fs;
use std::io::{Read, Seek, SeekFrom, Write};
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};
use std::sync::Mutex;

use doublelock_vault::{
    CHUNK, Damage, Fate, Keyring, Lying, MasterKey, Measure, ObjectId, Opener, RecordKey, Vault,
    VaultError, Written,
};
use proptest::prelude::*;

const HEADER: usize = 17;
const SEALED: usize = CHUNK + 16;
const FILM: &str = "01K9ZQ4T7B8M2N3P5R6S7V8W9X";
const OTHER: &str = "01K9ZQ4T7B8M2N3P5R6S7V8W9Y";

/// A counting stand-in for randomness: every draw differs, every run is the same.
fn entropy(start: u64) -> impl FnMut(&mut [u8]) {
    let mut state = start.wrapping_add(0x9e37_79b9_7f4a_7c15);
    move |buffer| {
        for byte in buffer {
            state ^= state << 13;
            state ^= state >> 7;
            state ^= state << 17;
            *byte = state.to_le_bytes()[3];
        }
    }
}

struct Store {
    _folder: tempfile::TempDir,
    root: PathBuf,
    vault: Vault,
    opener: Opener,
    /// What a record keeps of each object: its data key, and what its sealed bytes are.
    keys: Mutex<BTreeMap<String, (RecordKey, Measure)>>,
}

fn store() -> Store {
    let folder = tempfile::tempdir().unwrap();
    let master = MasterKey::from_bytes([7; 32]);
    let ring = folder.path().join("keyring.json");
    let ring = Keyring::create(&ring, &master, 1_000, &mut entropy(1)).unwrap();
    let root = folder.path().join("vault");
    let vault = Vault::at(&root, ring.sealer().unwrap(), 0).unwrap();
    let opener = ring.unlock(&master).unwrap();
    Store {
        _folder: folder,
        root,
        vault,
        opener,
        keys: Mutex::default(),
    }
}

fn id(text: &str) -> ObjectId {
    ObjectId::parse(text).unwrap()
}

impl Store {
    /// Writes an object as far as a part, and keeps what opens it.
    fn settle(&self, name: &str, bytes: &[u8]) -> Written {
        let mut writer = self
            .vault
            .begin(id(name), &mut entropy(bytes.len() as u64))
            .unwrap();
        writer.append(bytes).unwrap();
        let written = writer.settle().unwrap();
        let key = (self.opener)
            .open_envelope(&id(name), &written.envelope)
            .unwrap();
        let kept = (key, written.sealed);
        self.keys.lock().unwrap().insert(name.to_owned(), kept);
        assert_eq!(written.length, bytes.len() as u64);
        written
    }

    fn put(&self, name: &str, bytes: &[u8]) {
        let written = self.settle(name, bytes);
        self.vault.place(&id(name)).unwrap();
        let stored = fs::read(self.path(name)).unwrap();
        assert_eq!(written.sealed.bytes, stored.len() as u64);
        assert_eq!(written.sealed.sha256, openssl::sha::sha256(&stored));
        assert!(self.is_as_recorded(name));
    }

    /// The data key of an object; of one that never was, any.
    fn key(&self, name: &str) -> RecordKey {
        let keys = self.keys.lock().unwrap();
        let any = || RecordKey::draw(&mut entropy(99)).unwrap();
        keys.get(name).map_or_else(any, |(key, _)| key.clone())
    }

    /// What a scrub finds out, without a key.
    fn is_as_recorded(&self, name: &str) -> bool {
        let measure = (self.vault)
            .measure(&id(name), &mut |_| ControlFlow::Continue(()))
            .unwrap();
        self.keys.lock().unwrap().get(name).map(|kept| kept.1) == Some(measure)
    }

    fn path(&self, name: &str) -> PathBuf {
        self.root
            .join("objects")
            .join(&name[2..4])
            .join(&name[4..6])
            .join(name)
    }

    fn get(&self, name: &str) -> Result<Vec<u8>, VaultError> {
        let mut bytes = Vec::new();
        self.vault
            .open(&self.key(name), &id(name))?
            .read_to_end(&mut bytes)?;
        Ok(bytes)
    }

    /// What the reader gave out before it failed, and how it failed.
    fn get_until_damage(&self, name: &str) -> (Vec<u8>, VaultError) {
        let mut bytes = Vec::new();
        let error = match self.vault.open(&self.key(name), &id(name)) {
            Ok(mut reader) => {
                let error = reader.read_to_end(&mut bytes).unwrap_err();
                assert!(
                    reader.read(&mut [0]).is_err(),
                    "a failed reader stays failed"
                );
                error.into()
            }
            Err(error) => error,
        };
        assert!(!self.is_as_recorded(name));
        (bytes, error)
    }
}

fn pattern(length: usize) -> Vec<u8> {
    (0..length).map(|n| (n % 251).to_le_bytes()[0]).collect()
}

fn files_under(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            found.extend(files_under(&path));
        } else {
            found.push(path);
        }
    }
    found
}

#[test]
fn objects_of_every_awkward_length_come_back() {
    for length in [
        0,
        1,
        CHUNK - 1,
        CHUNK,
        CHUNK + 1,
        2 * CHUNK,
        5 * 1024 * 1024,
    ] {
        let store = store();
        let bytes = pattern(length);
        store.put(FILM, &bytes);
        assert_eq!(store.get(FILM).unwrap(), bytes, "{length}");
        let reader = store.vault.open(&store.key(FILM), &id(FILM)).unwrap();
        assert_eq!(reader.length(), length as u64);
    }
}

#[test]
fn several_threads_store_and_read_through_one_vault() {
    let store = store();
    std::thread::scope(|scope| {
        for n in 0..4_u8 {
            let store = &store;
            scope.spawn(move || {
                let name = format!("{}{n}", &FILM[..25]);
                store.put(&name, &vec![n; CHUNK + 1]);
                assert_eq!(store.get(&name).unwrap(), vec![n; CHUNK + 1]);
            });
        }
    });
    // A writer begun on one thread may be finished on another.
    let writer = store.vault.begin(id(OTHER), &mut entropy(8)).unwrap();
    let settled = std::thread::spawn(move || writer.settle()).join();
    let envelope = settled.unwrap().unwrap().envelope;
    let key = store.opener.open_envelope(&id(OTHER), &envelope).unwrap();
    assert_eq!(store.vault.open(&key, &id(OTHER)).unwrap().length(), 0);
}

#[test]
fn nothing_readable_lies_on_disk() {
    let store = store();
    let marker = b"TREMBLAY^MARIE-MARQUEUR";
    store.put(FILM, &marker.repeat(10_000));
    for file in files_under(&store.root) {
        let bytes = fs::read(&file).unwrap();
        assert!(
            !bytes.windows(8).any(|w| w == &marker[..8]),
            "{}",
            file.display()
        );
    }
}

#[test]
fn a_flipped_byte_is_found_wherever_it_lies() {
    let store = store();
    store.put(FILM, &pattern(2 * CHUNK + 100));
    let path = store.path(FILM);
    let whole = fs::read(&path).unwrap();
    let header: Vec<usize> = (0..HEADER).collect();
    let chunks = [0, 1, 2].into_iter().flat_map(|n| {
        let start = HEADER + n * SEALED;
        let end = (start + SEALED).min(whole.len());
        [
            start,
            usize::midpoint(start, end),
            end - 17,
            end - 16,
            end - 1,
        ]
    });
    for position in header.into_iter().chain(chunks) {
        let mut altered = whole.clone();
        altered[position] ^= 1;
        fs::write(&path, &altered).unwrap();
        let (given, error) = store.get_until_damage(FILM);
        // Bytes given out before the damage are the true ones, whole chunks only.
        assert_eq!(given, pattern(given.len()), "{position}");
        assert_eq!(given.len() % CHUNK, 0);
        let expected = match position {
            0..10 => matches!(error, VaultError::Damaged(Damage::Format)),
            10..HEADER => matches!(error, VaultError::Damaged(Damage::Chunk(0))),
            _ => {
                let chunk = ((position - HEADER) / SEALED) as u64;
                matches!(error, VaultError::Damaged(Damage::Chunk(n)) if n == chunk)
            }
        };
        assert!(expected, "{position}: {error:?}");
    }
}

#[test]
fn a_cut_extended_or_shuffled_file_is_found() {
    let store = store();
    store.put(FILM, &pattern(4 * CHUNK));
    let path = store.path(FILM);
    let whole = fs::read(&path).unwrap();
    let chunk = |n: usize| whole[HEADER + n * SEALED..HEADER + (n + 1) * SEALED].to_vec();
    let with = |chunks: &[usize]| {
        let mut bytes = whole[..HEADER].to_vec();
        for &n in chunks {
            bytes.extend(chunk(n));
        }
        bytes
    };
    let mut extended = whole.clone();
    extended.push(0);
    let mut alterations = vec![
        with(&[0, 1, 2]),       // cut at the border of a chunk
        with(&[0, 2, 1, 3]),    // two chunks exchanged
        with(&[0, 1, 1, 2, 3]), // one doubled
        with(&[0, 2, 3]),       // one left out
        with(&[0, 1, 2, 3, 3]), // the last one doubled
        with(&[3]),             // only the last one
        with(&[0, 1, 2, 3, 0]), // one added after the last
        extended,
    ];
    for cut in [
        0,
        1,
        HEADER - 1,
        HEADER,
        HEADER + 1,
        HEADER + 15,
        HEADER + 16,
        whole.len() - 1,
    ] {
        alterations.push(whole[..cut].to_vec());
    }
    for (n, bytes) in alterations.into_iter().enumerate() {
        fs::write(&path, bytes).unwrap();
        let (given, error) = store.get_until_damage(FILM);
        assert!(matches!(error, VaultError::Damaged(_)), "{n}: {error:?}");
        assert_eq!(given, pattern(given.len()), "{n}");
    }
}

#[test]
fn two_objects_swapped_on_disk_are_found() {
    let store = store();
    store.put(FILM, b"first");
    store.put(OTHER, b"other");
    let (one, two) = (store.path(FILM), store.path(OTHER));
    let aside = store.root.join("aside");
    fs::rename(&one, &aside).unwrap();
    fs::rename(&two, &one).unwrap();
    fs::rename(&aside, &two).unwrap();
    for name in [FILM, OTHER] {
        let (given, error) = store.get_until_damage(name);
        assert!(given.is_empty());
        assert!(
            matches!(error, VaultError::Damaged(Damage::Chunk(0))),
            "{error:?}"
        );
    }
}

#[test]
fn an_envelope_is_of_its_object_and_holds_if_no_byte_of_it_was_altered() {
    let store = store();
    let mut writer = store.vault.begin(id(FILM), &mut entropy(5)).unwrap();
    writer.append(b"film").unwrap();
    let envelope = writer.settle().unwrap().envelope;
    store.vault.place(&id(FILM)).unwrap();
    let open = |name: &str, envelope: &[u8]| store.opener.open_envelope(&id(name), envelope);
    let key = open(FILM, &envelope).unwrap();
    let mut back = Vec::new();
    let mut reader = store.vault.open(&key, &id(FILM)).unwrap();
    reader.read_to_end(&mut back).unwrap();
    assert_eq!(back, b"film");
    assert!(open(OTHER, &envelope).is_err());
    for at in 0..envelope.len() {
        let mut altered = envelope;
        altered[at] ^= 1;
        assert!(open(FILM, &altered).is_err(), "byte {at}");
        assert!(open(FILM, &envelope[..at]).is_err(), "cut at {at}");
    }
    // What lies on the disk does not open without it, whoever holds the vault's keys.
    let stored = fs::read(store.path(FILM)).unwrap();
    assert_eq!(stored.len(), HEADER + 4 + 16);
}

#[test]
fn chunks_of_another_object_do_not_fit() {
    let store = store();
    store.put(FILM, &pattern(2 * CHUNK));
    store.put(OTHER, &pattern(2 * CHUNK + 1));
    let mut mixed = fs::read(store.path(FILM)).unwrap();
    let other = fs::read(store.path(OTHER)).unwrap();
    mixed[HEADER..HEADER + SEALED].copy_from_slice(&other[HEADER..HEADER + SEALED]);
    fs::write(store.path(FILM), mixed).unwrap();
    let (_, error) = store.get_until_damage(FILM);
    assert!(
        matches!(error, VaultError::Damaged(Damage::Chunk(0))),
        "{error:?}"
    );
}

#[test]
fn an_abandoned_object_leaves_nothing() {
    let store = store();
    let mut writer = store.vault.begin(id(FILM), &mut entropy(5)).unwrap();
    writer.write_all(&pattern(3 * CHUNK)).unwrap();
    assert!(matches!(
        store.vault.begin(id(FILM), &mut entropy(6)),
        Err(VaultError::AlreadyExists)
    ));
    drop(writer);
    assert!(files_under(&store.root.join("incoming")).is_empty());
    assert!(matches!(store.get(FILM), Err(VaultError::NotFound)));
}

#[test]
fn an_object_is_never_overwritten() {
    let store = store();
    store.put(FILM, b"first");
    assert!(matches!(
        store.vault.begin(id(FILM), &mut entropy(5)),
        Err(VaultError::AlreadyExists)
    ));
    // Even if the object appears while another is being written.
    store.settle(OTHER, b"came second");
    fs::create_dir_all(store.path(OTHER).parent().unwrap()).unwrap();
    fs::write(store.path(OTHER), b"came first").unwrap();
    let placed = store.vault.place(&id(OTHER));
    assert!(matches!(placed, Err(VaultError::AlreadyExists)));
    assert_eq!(fs::read(store.path(OTHER)).unwrap(), b"came first");
}

#[test]
fn what_was_settled_is_read_before_and_after_it_is_put_in_its_place() {
    let store = store();
    store.settle(FILM, b"settled");
    assert!(!store.path(FILM).exists());
    assert_eq!(store.get(FILM).unwrap(), b"settled");
    // A reader that began before goes on.
    let mut before = store.vault.open(&store.key(FILM), &id(FILM)).unwrap();
    store.vault.place(&id(FILM)).unwrap();
    assert!(store.path(FILM).exists());
    assert!(files_under(&store.root.join("incoming")).is_empty());
    let mut back = Vec::new();
    before.read_to_end(&mut back).unwrap();
    assert_eq!(back, b"settled");
    assert_eq!(store.get(FILM).unwrap(), b"settled");
    // A kill may have come after it was placed and before anybody knew.
    store.vault.place(&id(FILM)).unwrap();
    assert!(matches!(
        store.vault.place(&id(OTHER)),
        Err(VaultError::NotFound)
    ));
}

#[test]
fn a_part_that_is_not_to_be_goes_and_so_does_an_object() {
    let store = store();
    store.settle(FILM, b"rejected");
    store.put(OTHER, b"condemned");
    for name in [FILM, OTHER, FILM] {
        store.vault.remove(&id(name)).unwrap();
        assert!(matches!(store.get(name), Err(VaultError::NotFound)));
    }
    assert_eq!(files_under(&store.root), [store.root.join("lock")]);
}

#[test]
fn only_plain_ids_become_names() {
    for text in [
        "",
        "..",
        "../../../../../etc/passwd0",
        "01K9ZQ4T7B8M2N3P5R6S7V8W9",
        "01k9zq4t7b8m2n3p5r6s7v8w9x",
        "01K9ZQ4T7B8M2N3P5R6S7V8W9XX",
        "01K9ZQ4T7B8M2N3P5R6S7V8W/X",
        "01K9ZQ4T7B8M2N3P5R6S7V8W\0X",
        "01K9ZQ4T7B8M2N3P5R6S7V8WÉ",
        "01K9ZQ4T7B8M2N3P5R6S7V8W9\n",
    ] {
        assert!(
            matches!(ObjectId::parse(text), Err(VaultError::NotAnId)),
            "{text:?}"
        );
    }
    assert_eq!(ObjectId::parse(FILM).unwrap().to_string(), FILM);
}

#[test]
fn a_source_of_randomness_that_gives_nothing_stops_the_write() {
    let store = store();
    let refused = store.vault.begin(id(FILM), &mut |_: &mut [u8]| ());
    assert!(matches!(refused, Err(VaultError::NoEntropy)));
    assert!(files_under(&store.root.join("incoming")).is_empty());
}

#[test]
fn below_the_floor_nothing_is_begun() {
    let store = store();
    let ring = store.root.parent().unwrap().join("keyring.json");
    let sealer = Keyring::load(&ring).unwrap().sealer().unwrap();
    let free = store.vault.free_bytes().unwrap();
    assert!(free > 0);
    let strict = Vault::at(&store.root, sealer, u64::MAX).unwrap();
    assert!(matches!(
        strict.begin(id(FILM), &mut entropy(1)),
        Err(VaultError::Full)
    ));
}

#[test]
fn a_sweep_does_what_the_records_say_and_touches_nothing_else() {
    let store = store();
    store.put(FILM, b"recorded");
    store.put(OTHER, b"condemned");
    let (recorded, torn) = ("01K9ZQ4T7B8M2N3P5R6S7V8W8Z", "01K9ZQ4T7B8M2N3P5R6S7V8W9Z");
    store.settle(recorded, b"recorded, then the power went");
    let part = store.root.join("incoming").join(format!("{torn}.part"));
    fs::write(&part, b"half").unwrap();
    let note = store.root.join("incoming").join("README");
    fs::write(&note, b"left by an operator").unwrap();
    let stray = store.path(FILM).with_file_name("note.txt");
    fs::write(&stray, b"?").unwrap();
    std::os::unix::fs::symlink(
        store.path(FILM),
        store.path(FILM).with_file_name(format!("{}0", &FILM[..25])),
    )
    .unwrap();

    let fate = |lying: Lying| match lying {
        Lying::Part(part) if part == id(recorded) => Fate::Place,
        Lying::Object(object) if object == id(FILM) || object == id(recorded) => Fate::Keep,
        _ => Fate::Remove,
    };
    let swept = store.vault.sweep(fate).unwrap();

    // The object that was placed may be met again in its place.
    assert!((1..=2).contains(&swept.kept), "{swept:?}");
    assert_eq!((swept.placed, swept.removed, swept.foreign), (1, 2, 3));
    assert_eq!(store.get(FILM).unwrap(), b"recorded");
    assert!(store.path(recorded).exists());
    assert!(matches!(store.get(OTHER), Err(VaultError::NotFound)));
    assert!(!part.exists() && note.exists() && stray.exists());
    let again = store.vault.sweep(fate).unwrap();
    assert_eq!((again.kept, again.placed, again.removed), (2, 0, 0));
}

#[test]
fn a_part_beside_an_object_of_the_same_id_costs_the_object_nothing() {
    let store = store();
    store.put(FILM, b"in its place");
    let part = store.root.join("incoming").join(format!("{FILM}.part"));
    let lay = || fs::write(&part, b"from a backup").unwrap();
    lay();
    // Recorded, and there already: both stay, for somebody to look at.
    let recorded = |lying| match lying {
        Lying::Part(_) => Fate::Place,
        _ => Fate::Keep,
    };
    let swept = store.vault.sweep(recorded).unwrap();
    assert_eq!((swept.kept, swept.placed, swept.failed), (1, 0, 1));
    assert!(part.exists());
    // Unknown: the part goes, what is in its place does not.
    let unknown = |lying| match lying {
        Lying::Part(_) => Fate::Remove,
        _ => Fate::Keep,
    };
    let swept = store.vault.sweep(unknown).unwrap();
    assert_eq!((swept.kept, swept.removed), (1, 1));
    assert!(!part.exists());
    assert_eq!(store.get(FILM).unwrap(), b"in its place");
}

#[test]
fn whoever_sweeps_is_alone_with_the_vault() {
    let store = store();
    let ring = store.root.parent().unwrap().join("keyring.json");
    let sealer = || Keyring::load(&ring).unwrap().sealer().unwrap();
    let second = Vault::at(&store.root, sealer(), 0).unwrap();
    assert!(matches!(
        Vault::alone(&store.root, sealer()),
        Err(VaultError::InUse)
    ));
    let Store {
        vault,
        root,
        _folder,
        ..
    } = store;
    drop((vault, second));
    let alone = Vault::alone(&root, sealer()).unwrap();
    assert!(matches!(
        Vault::at(&root, sealer(), 0),
        Err(VaultError::InUse)
    ));
    drop(alone);
    assert!(Vault::at(&root, sealer(), 0).is_ok());
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, failure_persistence: None, ..ProptestConfig::default() })]

    /// However the bytes are cut on their way in and out, the object is the same.
    #[test]
    fn cutting_does_not_matter(
        chunks in 0_usize..4,
        around in -3_isize..4,
        pieces in proptest::collection::vec(1_usize..(CHUNK + CHUNK / 2), 1..8),
        sip in 1_usize..(CHUNK + 7),
    ) {
        let store = store();
        let bytes = pattern((chunks * CHUNK).saturating_add_signed(around));
        let mut writer = store.vault.begin(id(FILM), &mut entropy(3)).unwrap();
        let mut rest = &bytes[..];
        for piece in pieces.iter().cycle() {
            if rest.is_empty() {
                break;
            }
            let (now, later) = rest.split_at(rest.len().min(*piece));
            writer.append(now).unwrap();
            rest = later;
        }
        let sealed = writer.settle().unwrap();
        let key = store.opener.open_envelope(&id(FILM), &sealed.envelope).unwrap();

        let mut reader = store.vault.open(&key, &id(FILM)).unwrap();
        prop_assert_eq!(reader.length(), bytes.len() as u64);
        let mut back = Vec::new();
        let mut buffer = vec![0; sip];
        loop {
            let count = reader.read(&mut buffer).unwrap();
            if count == 0 {
                break;
            }
            back.extend_from_slice(&buffer[..count]);
        }
        prop_assert!(back == bytes);
    }

    /// A reader that jumps about gives the same bytes as one that goes straight on.
    #[test]
    fn jumping_about_does_not_matter(
        length in 0_usize..(3 * CHUNK),
        jumps in proptest::collection::vec((any::<prop::sample::Index>(), 0_usize..(CHUNK + 9), 0_u8..3), 1..12),
    ) {
        let store = store();
        let bytes = pattern(length);
        store.put(FILM, &bytes);
        let mut reader = store.vault.open(&store.key(FILM), &id(FILM)).unwrap();
        let mut here = 0;
        for (to, take, from) in jumps {
            let at = to.index(length + 1);
            let target = at as u64;
            prop_assert_eq!(reader.stream_position().unwrap(), here);
            let jump = match from {
                0 => SeekFrom::Start(target),
                1 => SeekFrom::Current(target.cast_signed() - here.cast_signed()),
                _ => SeekFrom::End(target.cast_signed() - (length as u64).cast_signed()),
            };
            prop_assert_eq!(reader.seek(jump).unwrap(), target);
            let mut back = vec![0; take.min(length - at)];
            reader.read_exact(&mut back).unwrap();
            prop_assert!(back == bytes[at..at + back.len()]);
            here = target + back.len() as u64;
        }
        prop_assert_eq!(reader.seek(SeekFrom::End(9)).unwrap(), length as u64);
        prop_assert_eq!(reader.read(&mut [0; 4]).unwrap(), 0);
        prop_assert!(reader.seek(SeekFrom::Current(-1 - (length as u64).cast_signed())).is_err());
    }

    /// Any one changed byte of the stored file is found.
    #[test]
    fn any_changed_byte_is_found(length in 0_usize..2000, at in any::<prop::sample::Index>(), change in 1_u8..) {
        let store = store();
        store.put(FILM, &pattern(length));
        let mut bytes = fs::read(store.path(FILM)).unwrap();
        let position = at.index(bytes.len());
        bytes[position] ^= change;
        fs::write(store.path(FILM), bytes).unwrap();
        prop_assert!(store.get(FILM).is_err());
    }
}
