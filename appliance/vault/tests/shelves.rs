//! What the vault asks of its shelves, asked of each kind: a disk, and one in memory.
#![expect(clippy::unwrap_used, reason = "tests")]

use std::collections::BTreeMap;
use std::io::{self, Cursor, Read, Seek, SeekFrom, Write};
use std::ops::ControlFlow;
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Arc, Mutex};

use doublelock_vault::{
    CHUNK, Damage, Disk, Keyring, Lying, MasterKey, ObjectId, Part, RecordKey, Shelves, Stored,
    Vault, VaultError,
};

const ONE: &str = "01K9ZQ4T7B8M2N3P5R6S7V8W9X";
const OTHER: &str = "01K9ZQ4T7B8M2N3P5R6S7V8W9Y";

/// What the shelves of a test have at least.
const ROOM: u64 = 1 << 20;

/// Everything that lies there: in place or not, and its bytes.
type Lot = BTreeMap<ObjectId, (bool, Vec<u8>)>;

/// Shelves without a disk, with as much room as they are told.
#[derive(Debug, Clone)]
struct Memory {
    lot: Arc<Mutex<Lot>>,
    room: u64,
    /// How often somebody looked how much room is left.
    looks: Arc<AtomicU32>,
    /// Where reading ends before the bytes do, and with which error of the disk; 0 for none.
    worn: Option<(u64, i32)>,
}

struct MemoryPart {
    of: Memory,
    id: ObjectId,
    settled: bool,
}

impl Memory {
    fn with_room(room: u64) -> Self {
        Self {
            lot: Arc::default(),
            room,
            looks: Arc::default(),
            worn: None,
        }
    }
}

impl Shelves for Memory {
    fn begin(&self, id: ObjectId) -> Result<Box<dyn Part>, VaultError> {
        let mut lot = self.lot.lock().unwrap();
        if lot.contains_key(&id) {
            return Err(VaultError::AlreadyExists);
        }
        lot.insert(id, (false, Vec::new()));
        Ok(Box::new(MemoryPart {
            of: self.clone(),
            id,
            settled: false,
        }))
    }

    fn place(&self, id: &ObjectId) -> Result<(), VaultError> {
        let mut lot = self.lot.lock().unwrap();
        lot.get_mut(id).ok_or(VaultError::NotFound)?.0 = true;
        Ok(())
    }

    fn open_at(&self, id: &ObjectId, offset: u64) -> Result<Stored, VaultError> {
        let lot = self.lot.lock().unwrap();
        let bytes = lot.get(id).ok_or(VaultError::NotFound)?.1.clone();
        let length = bytes.len() as u64;
        let mut bytes = Cursor::new(bytes);
        bytes.set_position(offset);
        Ok(Stored {
            bytes: match self.worn {
                Some((at, error)) => Box::new(bytes.take(at - offset).chain(Fails(error))),
                None => Box::new(bytes),
            },
            length,
        })
    }

    fn remove(&self, id: &ObjectId) -> Result<(), VaultError> {
        self.lot.lock().unwrap().remove(id);
        Ok(())
    }

    fn discard(&self, id: &ObjectId) -> Result<(), VaultError> {
        let mut lot = self.lot.lock().unwrap();
        if lot.get(id).is_some_and(|(placed, _)| !placed) {
            lot.remove(id);
        }
        Ok(())
    }

    fn list(
        &self,
        each: &mut dyn FnMut(Lying) -> Result<(), VaultError>,
    ) -> Result<(), VaultError> {
        let all: Vec<_> = (self.lot.lock().unwrap().iter())
            .map(|(id, (placed, _))| (*id, *placed))
            .collect();
        for (id, placed) in all {
            each(if placed {
                Lying::Object(id)
            } else {
                Lying::Part(id)
            })?;
        }
        Ok(())
    }

    fn free_bytes(&self) -> Result<u64, VaultError> {
        self.looks.fetch_add(1, Ordering::SeqCst);
        let lot = self.lot.lock().unwrap();
        let taken = lot.values().map(|(_, bytes)| bytes.len() as u64).sum();
        Ok(self.room.saturating_sub(taken))
    }
}

/// Fails once as a disk does, then ends.
struct Fails(i32);

impl Read for Fails {
    fn read(&mut self, _: &mut [u8]) -> io::Result<usize> {
        match std::mem::take(&mut self.0) {
            0 => Ok(0),
            number => Err(io::Error::from_raw_os_error(number)),
        }
    }
}

impl Part for MemoryPart {
    fn append(&mut self, bytes: &[u8]) -> Result<(), VaultError> {
        let mut lot = self.of.lot.lock().unwrap();
        let taken: u64 = lot.values().map(|(_, bytes)| bytes.len() as u64).sum();
        if taken + bytes.len() as u64 > self.of.room {
            return Err(VaultError::Full);
        }
        lot.get_mut(&self.id).unwrap().1.extend_from_slice(bytes);
        Ok(())
    }

    fn settle(&mut self) -> Result<(), VaultError> {
        self.settled = true;
        Ok(())
    }
}

impl Drop for MemoryPart {
    fn drop(&mut self) {
        if !self.settled {
            self.of.lot.lock().unwrap().remove(&self.id);
        }
    }
}

fn id(text: &str) -> ObjectId {
    ObjectId::parse(text).unwrap()
}

fn lying(shelves: &dyn Shelves) -> Vec<Lying> {
    let mut all = Vec::new();
    shelves
        .list(&mut |one| {
            all.push(one);
            Ok(())
        })
        .unwrap();
    all
}

fn read_from(shelves: &dyn Shelves, name: &str, offset: u64) -> io::Result<(Vec<u8>, u64)> {
    let mut stored = shelves
        .open_at(&id(name), offset)
        .map_err(io::Error::other)?;
    let mut bytes = Vec::new();
    stored.bytes.read_to_end(&mut bytes)?;
    Ok((bytes, stored.length))
}

/// What every kind of shelves promises.
fn keeps_its_promises(shelves: &dyn Shelves) {
    // Dropped unsettled, a part leaves nothing; while it is written, its id is taken.
    let mut part = shelves.begin(id(ONE)).unwrap();
    part.append(b"half").unwrap();
    assert!(matches!(
        shelves.begin(id(ONE)).map(|_| ()),
        Err(VaultError::AlreadyExists)
    ));
    drop(part);
    assert_eq!(lying(shelves), []);
    assert!(matches!(shelves.place(&id(ONE)), Err(VaultError::NotFound)));
    assert!(read_from(shelves, ONE, 0).is_err());

    // Settled, it stays, and is read from wherever one likes.
    let mut part = shelves.begin(id(ONE)).unwrap();
    part.append(b"hello ").unwrap();
    part.append(b"world").unwrap();
    part.settle().unwrap();
    drop(part);
    assert_eq!(lying(shelves), [Lying::Part(id(ONE))]);
    for settled in [true, false] {
        if !settled {
            shelves.place(&id(ONE)).unwrap();
            shelves.place(&id(ONE)).unwrap();
        }
        let all = read_from(shelves, ONE, 0).unwrap();
        assert_eq!(all, (b"hello world".to_vec(), 11));
        let tail = read_from(shelves, ONE, 6).unwrap();
        assert_eq!(tail, (b"world".to_vec(), 11));
        assert_eq!(read_from(shelves, ONE, 11).unwrap().0, b"");
        assert!(shelves.begin(id(ONE)).is_err(), "taken for good");
    }
    assert_eq!(lying(shelves), [Lying::Object(id(ONE))]);
    // What is in its place is nobody's part.
    shelves.discard(&id(ONE)).unwrap();
    assert_eq!(lying(shelves), [Lying::Object(id(ONE))]);
    shelves.begin(id(OTHER)).unwrap().settle().unwrap();
    shelves.discard(&id(OTHER)).unwrap();
    assert_eq!(lying(shelves), [Lying::Object(id(ONE))]);
    shelves.begin(id(OTHER)).unwrap().settle().unwrap();
    for name in [ONE, OTHER, ONE] {
        shelves.remove(&id(name)).unwrap();
    }
    assert_eq!(lying(shelves), []);
    let free = shelves.free_bytes().unwrap();
    assert!(free >= ROOM, "in bytes, and a disk has some: {free}");
}

#[test]
fn a_disk_keeps_its_promises() {
    let folder = tempfile::tempdir().unwrap();
    keeps_its_promises(&Disk::open(&folder.path().join("vault")).unwrap());
}

#[test]
fn memory_keeps_its_promises() {
    keeps_its_promises(&Memory::with_room(ROOM));
}

fn chance(bytes: &mut [u8]) {
    bytes.fill(9);
}

fn master() -> MasterKey {
    MasterKey::from_bytes([1; 32])
}

fn ring() -> Keyring {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("keyring.json");
    Keyring::create(&path, &master(), 5, &mut chance).unwrap()
}

/// An object of so many bytes on these shelves, and its key.
fn put(shelves: &Memory, bytes: usize) -> (Vault, RecordKey) {
    let ring = ring();
    let vault = Vault::on(Arc::new(shelves.clone()), ring.sealer().unwrap(), 0);
    let mut writer = vault.begin(id(ONE), &mut chance).unwrap();
    writer.write_all(&vec![5; bytes]).unwrap();
    let envelope = writer.settle().unwrap().envelope;
    let opener = ring.unlock(&master()).unwrap();
    let key = opener.open_envelope(&id(ONE), &envelope).unwrap();
    (vault, key)
}

const HEADER: usize = 17;
const SEALED: usize = CHUNK + 16;

/// Whoever recorded it acts on the difference: what is damaged is damaged for good.
#[test]
fn a_file_that_ends_early_is_damaged_and_a_disk_that_fails_is_not() {
    let memory = Memory::with_room(ROOM);
    let (_, key) = put(&memory, 3 * CHUNK);
    let (bad_sector, out_of_memory) = (5, 12);
    for (at, damage) in [
        (HEADER - 1, Damage::Header),
        (HEADER, Damage::Chunk(0)),
        (HEADER + 2 * SEALED - 1, Damage::Chunk(1)),
        (HEADER + 3 * SEALED - 1, Damage::Chunk(2)),
    ] {
        for error in [0, bad_sector, out_of_memory] {
            let shelves = Memory {
                worn: Some((at as u64, error)),
                ..memory.clone()
            };
            let vault = Vault::on(Arc::new(shelves), ring().sealer().unwrap(), 0);
            let read = vault
                .open(&key, &id(ONE))
                .and_then(|mut reader| Ok(reader.read_to_end(&mut Vec::new())?));
            let fault = read.unwrap_err();
            assert_eq!(
                fault.is_of_the_medium(),
                error == bad_sector,
                "{at}: {fault:?}"
            );
            match fault {
                VaultError::Damaged(found) => assert_eq!((found, 0), (damage, error), "{at}"),
                VaultError::Io(_) => assert_ne!(error, 0, "{at}"),
                other => panic!("{at}: {other:?}"),
            }
        }
    }
}

/// A signal that comes in between is none of either.
#[test]
fn a_measure_is_of_all_that_is_read_or_there_is_none() {
    let memory = Memory::with_room(ROOM);
    put(&memory, 2 * CHUNK);
    let (bad_sector, interrupted) = (5, 4);
    for (error, measured) in [(0, Some(9)), (interrupted, Some(9)), (bad_sector, None)] {
        let shelves = Memory {
            worn: Some((9, error)),
            ..memory.clone()
        };
        let vault = Vault::on(Arc::new(shelves), ring().sealer().unwrap(), 0);
        let measure = vault.measure(&id(ONE), &mut |_| ControlFlow::Continue(()));
        assert_eq!(
            measure.ok().map(|measure| measure.bytes),
            measured,
            "{error}"
        );
    }
}

/// How long an object is says the size of its file alone, until the last chunk says it too.
#[test]
fn the_end_of_an_object_is_not_believed_but_opened() {
    for length in [3 * CHUNK, 3 * CHUNK + 1, 3 * CHUNK - 1] {
        let memory = Memory::with_room(ROOM);
        let (vault, key) = put(&memory, length);
        let to_end = || vault.open(&key, &id(ONE)).unwrap().seek(SeekFrom::End(0));
        assert_eq!(to_end().unwrap(), length as u64);
        // Cut at the border of a chunk.
        let mut lot = memory.lot.lock().unwrap();
        lot.get_mut(&id(ONE))
            .unwrap()
            .1
            .truncate(HEADER + 2 * SEALED);
        drop(lot);
        let error = VaultError::from(to_end().unwrap_err());
        assert!(
            matches!(error, VaultError::Damaged(Damage::Chunk(1))),
            "{error:?}"
        );
    }
}

#[test]
fn an_object_is_begun_as_long_as_the_room_is_not_below_the_floor() {
    let sealer = ring().sealer().unwrap();
    for (room, begun) in [(ROOM, true), (ROOM - 1, false)] {
        let vault = Vault::on(Arc::new(Memory::with_room(room)), sealer.clone(), ROOM);
        assert_eq!(vault.free_bytes().unwrap(), room);
        let writer = vault.begin(id(ONE), &mut chance);
        assert_eq!(writer.is_ok(), begun, "{room}");
    }
}

#[test]
fn an_object_that_grows_below_the_floor_is_refused_on_the_way() {
    let ring = ring();
    let (mebibyte, floor) = (1 << 20, 40 << 20);
    let shelves = Memory::with_room(floor + (32 << 20));
    let vault = Vault::on(Arc::new(shelves.clone()), ring.sealer().unwrap(), floor);
    let mut writer = vault.begin(id(ONE), &mut chance).unwrap();
    let fits = (0..64).find_map(|n| writer.append(&vec![0; mebibyte]).err().map(|e| (n, e)));
    let (written, error) = fits.unwrap();
    assert!(matches!(error, VaultError::Full));
    // It looks every 16 MiB: it went at most that much below the floor.
    assert!((32..=50).contains(&written), "{written}");
    let looks = shelves.looks.load(Ordering::SeqCst);
    assert!(looks <= 5, "a look is a call to the disk: {looks}");
    assert!(writer.append(b"more").is_err(), "it stays refused");
    drop(writer);
    assert_eq!(lying(&shelves), [], "and leaves nothing");
}
