//! What is stored comes back byte for byte, or not at all.
#![expect(clippy::unwrap_used, reason = "tests")]

use std::collections::BTreeMap;
use std::fs;
use std::io::{Read, Write};
use std::path::{Path, PathBuf};
use std::sync::Mutex;

use doublelock_vault::{
    CHUNK, Damage, Keyring, MasterKey, ObjectId, Opener, RecordKey, Vault, VaultError,
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
    /// What a record keeps: the data key of each object.
    keys: Mutex<BTreeMap<String, RecordKey>>,
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
    fn put(&self, name: &str, bytes: &[u8]) {
        let mut writer = self
            .vault
            .begin(id(name), &mut entropy(bytes.len() as u64))
            .unwrap();
        writer.append(bytes).unwrap();
        let written = writer.finish().unwrap();
        let key = (self.opener)
            .open_envelope(&id(name), &written.envelope)
            .unwrap();
        self.keys.lock().unwrap().insert(name.to_owned(), key);
        let sealed = written.object;
        assert_eq!(sealed.length, bytes.len() as u64);
        assert_eq!(sealed.sha256, openssl::sha::sha256(bytes));
        assert_eq!(
            sealed.stored_length,
            fs::metadata(self.path(name)).unwrap().len()
        );
    }

    /// The data key of an object; of one that never was, any.
    fn key(&self, name: &str) -> RecordKey {
        let keys = self.keys.lock().unwrap();
        let any = || RecordKey::draw(&mut entropy(99)).unwrap();
        keys.get(name).cloned().unwrap_or_else(any)
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
        assert!(self.vault.verify(&self.key(name), &id(name)).is_err());
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
        let verified = store.vault.verify(&store.key(FILM), &id(FILM)).unwrap();
        assert_eq!(verified.sha256, openssl::sha::sha256(&bytes));
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
    let finished = std::thread::spawn(move || writer.finish()).join();
    let envelope = finished.unwrap().unwrap().envelope;
    let key = store.opener.open_envelope(&id(OTHER), &envelope).unwrap();
    let verified = store.vault.verify(&key, &id(OTHER)).unwrap();
    assert_eq!(verified.length, 0);
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
    let envelope = writer.finish().unwrap().envelope;
    let open = |name: &str, envelope: &[u8]| store.opener.open_envelope(&id(name), envelope);
    let key = open(FILM, &envelope).unwrap();
    assert!(store.vault.verify(&key, &id(FILM)).is_ok());
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
    assert!(!store.vault.contains(&id(FILM)));
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
    let writer = store.vault.begin(id(OTHER), &mut entropy(6)).unwrap();
    fs::create_dir_all(store.path(OTHER).parent().unwrap()).unwrap();
    fs::write(store.path(OTHER), b"came first").unwrap();
    assert!(matches!(writer.finish(), Err(VaultError::AlreadyExists)));
    assert_eq!(fs::read(store.path(OTHER)).unwrap(), b"came first");
    assert!(files_under(&store.root.join("incoming")).is_empty());
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
fn a_sweep_removes_parts_and_unrecorded_objects_and_nothing_else() {
    let mut store = store();
    store.put(FILM, b"recorded");
    store.put(OTHER, b"stored, then the power went");
    let part = store
        .root
        .join("incoming")
        .join("01K9ZQ4T7B8M2N3P5R6S7V8W9Z.part");
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

    let recorded = id(FILM);
    let swept = store.vault.sweep(|object| *object == recorded).unwrap();

    assert_eq!(swept.parts_removed, [id("01K9ZQ4T7B8M2N3P5R6S7V8W9Z")]);
    assert_eq!(swept.objects_removed, [id(OTHER)]);
    assert_eq!((swept.kept, swept.foreign), (1, 3));
    assert_eq!(store.get(FILM).unwrap(), b"recorded");
    assert!(matches!(store.get(OTHER), Err(VaultError::NotFound)));
    assert!(!part.exists() && note.exists() && stray.exists());
    let again = store.vault.sweep(|object| *object == recorded).unwrap();
    assert!(again.parts_removed.is_empty() && again.objects_removed.is_empty());
}

#[test]
fn no_sweep_while_someone_else_has_the_vault_open() {
    let mut store = store();
    store.put(OTHER, b"not recorded yet");
    let ring = store.root.parent().unwrap().join("keyring.json");
    let sealer = Keyring::load(&ring).unwrap().sealer().unwrap();
    let second = Vault::at(&store.root, sealer, 0).unwrap();
    assert!(matches!(
        store.vault.sweep(|_| false),
        Err(VaultError::InUse)
    ));
    assert!(store.vault.contains(&id(OTHER)));
    drop(second);
    assert_eq!(
        store.vault.sweep(|_| false).unwrap().objects_removed,
        [id(OTHER)]
    );
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
        let sealed = writer.finish().unwrap();
        let key = store.opener.open_envelope(&id(FILM), &sealed.envelope).unwrap();
        prop_assert_eq!(sealed.object.sha256, openssl::sha::sha256(&bytes));

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
