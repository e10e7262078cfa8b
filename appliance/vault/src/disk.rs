//! The vault on a disk: `incoming/` for what is being written, `objects/aa/bb/` for what is whole.
//!
//! An object appears under `objects/` only by a rename of a synced file, and [`Writer::finish`]
//! answers only after the folders are synced too: an id that was answered survives a power cut.

use std::fs::{self, File, OpenOptions};
use std::io::{self, BufReader, Read, Write};
use std::os::unix::fs::{DirBuilderExt, OpenOptionsExt};
use std::path::{Path, PathBuf};

use openssl::sha::Sha256;
use rustix::fs::{CWD, RenameFlags, renameat_with, statvfs};
use zeroize::Zeroizing;

use crate::error::VaultError;
use crate::id::ObjectId;
use crate::keys::Sealer;
use crate::record::RecordKey;
use crate::sealed::{CHUNK, ENVELOPE, HEADER, Reader, SEALED_CHUNK, Sealing};

pub(crate) const PART: &str = "part";

/// What is known of a stored object once every byte of it has passed by.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SealedObject {
    /// Its id.
    pub id: ObjectId,
    /// Bytes of plaintext.
    pub length: u64,
    /// SHA-256 of the plaintext.
    pub sha256: [u8; 32],
    /// Bytes on disk.
    pub stored_length: u64,
}

/// An object that was written, with what opens it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Written {
    /// What it is.
    pub object: SealedObject,
    /// Its data key, sealed to the vault's public key ([`crate::Opener::open_envelope`]). Kept nowhere
    /// by the vault: without it the object is closed for ever.
    pub envelope: [u8; ENVELOPE],
}

/// Objects on disk, written with public keys only.
///
/// Several threads may write and read at once through one `&Vault`. Every handle holds a shared
/// lock on the vault's `lock` file, so that a sweep in another process cannot run meanwhile.
#[derive(Debug)]
pub struct Vault {
    pub(crate) root: PathBuf,
    sealer: Sealer,
    floor: u64,
    pub(crate) lock: File,
}

impl Vault {
    /// Opens the vault in `root`, making its folders (owner only) where they are missing. `floor`:
    /// bytes of free space below which [`Vault::begin`] answers [`VaultError::Full`], so that the
    /// records of a refusal can still be written.
    pub fn at(root: &Path, sealer: Sealer, floor: u64) -> Result<Self, VaultError> {
        for folder in [root.to_owned(), root.join("incoming"), root.join("objects")] {
            make_folder(&folder)?;
        }
        let lock = open_lock(&root.join("lock")).map_err(VaultError::from_io)?;
        match lock.try_lock_shared() {
            Ok(()) => {}
            Err(fs::TryLockError::WouldBlock) => return Err(VaultError::InUse),
            Err(fs::TryLockError::Error(error)) => return Err(VaultError::from_io(error)),
        }
        Ok(Self {
            root: root.to_owned(),
            sealer,
            floor,
            lock,
        })
    }

    /// Bytes that may still be written, as the file system counts them for this user.
    pub fn free_bytes(&self) -> Result<u64, VaultError> {
        let space =
            statvfs(&self.root).map_err(|error| VaultError::from_io(io::Error::from(error)))?;
        Ok(space.f_bavail.saturating_mul(space.f_frsize))
    }

    /// Starts a new object. Refused early when free space is below the floor, and when the id is
    /// taken. Nothing shows under the id until [`Writer::finish`].
    pub fn begin(
        &self,
        id: ObjectId,
        entropy: &mut dyn FnMut(&mut [u8]),
    ) -> Result<Writer, VaultError> {
        if self.floor > 0 && self.free_bytes()? < self.floor {
            return Err(VaultError::Full);
        }
        let target = self.path_of(&id);
        if target.exists() {
            return Err(VaultError::AlreadyExists);
        }
        let (sealing, header, envelope) = Sealing::start(id, &self.sealer, entropy)?;
        let part = self.part_of(&id);
        let file = OpenOptions::new()
            .write(true)
            .create_new(true)
            .mode(0o600)
            .open(&part)
            .map_err(VaultError::from_io)?;
        let mut writer = Writer {
            id,
            file,
            part,
            root: self.root.clone(),
            target,
            sealing,
            envelope,
            plain: Zeroizing::new(Vec::with_capacity(CHUNK)),
            sealed: Vec::with_capacity(SEALED_CHUNK),
            sha256: Sha256::new(),
            length: 0,
            stored: HEADER as u64,
            state: State::Writing,
        };
        writer
            .file
            .write_all(&header)
            .map_err(VaultError::from_io)?;
        Ok(writer)
    }

    /// Opens an object for reading from its start.
    pub fn open(
        &self,
        data_key: &RecordKey,
        id: &ObjectId,
    ) -> Result<Reader<BufReader<File>>, VaultError> {
        let file = File::open(self.path_of(id)).map_err(VaultError::from_io)?;
        let stored = file.metadata().map_err(VaultError::from_io)?.len();
        Reader::start(BufReader::new(file), stored, *id, data_key)
    }

    /// Reads an object to its end and says what it is; any alteration on disk is an error.
    pub fn verify(&self, data_key: &RecordKey, id: &ObjectId) -> Result<SealedObject, VaultError> {
        let mut reader = self.open(data_key, id)?;
        let mut hash = Sha256::new();
        let mut buffer = Zeroizing::new(vec![0; CHUNK]);
        let mut length = 0;
        loop {
            let count = reader.read(&mut buffer)?;
            if count == 0 {
                break;
            }
            hash.update(&buffer[..count]);
            length += count as u64;
        }
        let stored = fs::metadata(self.path_of(id)).map_err(VaultError::from_io)?;
        Ok(SealedObject {
            id: *id,
            length,
            sha256: hash.finish(),
            stored_length: stored.len(),
        })
    }

    /// Removes an object. One that is gone already is no fault: a kill may have come between the
    /// removal and its record.
    pub fn remove(&self, id: &ObjectId) -> Result<(), VaultError> {
        match remove(&self.path_of(id)) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => {
                Err(VaultError::from_io(error))
            }
            _ => Ok(()),
        }
    }

    /// Whether a whole object has this id.
    pub fn contains(&self, id: &ObjectId) -> bool {
        self.path_of(id).exists()
    }

    fn path_of(&self, id: &ObjectId) -> PathBuf {
        let (aa, bb) = id.shelves();
        let mut path = self.root.join("objects");
        path.extend([aa, bb, id.as_str()]);
        path
    }

    fn part_of(&self, id: &ObjectId) -> PathBuf {
        self.root.join("incoming").join(format!("{id}.{PART}"))
    }
}

#[derive(PartialEq, Eq)]
enum State {
    Writing,
    /// A write failed: the part is not usable any more.
    Failed,
    Finished,
}

/// An object being written. Dropped before [`Writer::finish`], it leaves nothing behind.
pub struct Writer {
    id: ObjectId,
    file: File,
    part: PathBuf,
    root: PathBuf,
    target: PathBuf,
    sealing: Sealing,
    envelope: [u8; ENVELOPE],
    plain: Zeroizing<Vec<u8>>,
    sealed: Vec<u8>,
    sha256: Sha256,
    length: u64,
    stored: u64,
    state: State,
}

impl Writer {
    /// The id being written.
    pub fn id(&self) -> ObjectId {
        self.id
    }

    /// Adds bytes to the object. After an error the object can only be dropped.
    pub fn append(&mut self, mut bytes: &[u8]) -> Result<(), VaultError> {
        if self.state != State::Writing {
            return Err(VaultError::Io(io::ErrorKind::BrokenPipe.into()));
        }
        self.sha256.update(bytes);
        self.length += bytes.len() as u64;
        while !bytes.is_empty() {
            // A full chunk is held back until more bytes come: only then is it not the last.
            if self.plain.len() == CHUNK {
                self.put(false)?;
            }
            let (now, later) = bytes.split_at(bytes.len().min(CHUNK - self.plain.len()));
            self.plain.extend_from_slice(now);
            bytes = later;
        }
        Ok(())
    }

    /// Seals what is left, makes it durable, and lets the object appear under its id.
    pub fn finish(mut self) -> Result<Written, VaultError> {
        if self.state != State::Writing {
            return Err(VaultError::Io(io::ErrorKind::BrokenPipe.into()));
        }
        self.put(true)?;
        self.file.sync_all().map_err(VaultError::from_io)?;
        let folder = self.target.parent().unwrap_or(&self.root).to_owned();
        make_shelf(&self.root, &folder)?;
        renameat_with(CWD, &self.part, CWD, &self.target, RenameFlags::NOREPLACE)
            .map_err(|error| VaultError::from_io(error.into()))?;
        // From here on the part is gone; should a sync fail, the sweep at the next start decides.
        self.state = State::Finished;
        sync_folder(&folder)?;
        sync_folder(&self.root.join("incoming"))?;
        let object = SealedObject {
            id: self.id,
            length: self.length,
            sha256: self.sha256.clone().finish(),
            stored_length: self.stored,
        };
        Ok(Written {
            object,
            envelope: self.envelope,
        })
    }

    fn put(&mut self, last: bool) -> Result<(), VaultError> {
        let written = self
            .sealing
            .chunk(&self.plain, last, &mut self.sealed)
            .and_then(|()| {
                self.file
                    .write_all(&self.sealed)
                    .map_err(VaultError::from_io)
            });
        self.plain.clear();
        self.stored += self.sealed.len() as u64;
        if written.is_err() {
            self.state = State::Failed;
        }
        written
    }
}

impl Write for Writer {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.append(bytes).map_err(|error| match error {
            VaultError::Full => io::Error::new(io::ErrorKind::StorageFull, error),
            VaultError::ReadOnly => io::Error::new(io::ErrorKind::ReadOnlyFilesystem, error),
            other => io::Error::other(other),
        })?;
        Ok(bytes.len())
    }

    /// Does nothing: chunks are written when they are full, and made durable by `finish`.
    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl Drop for Writer {
    fn drop(&mut self) {
        if self.state != State::Finished {
            // Should this fail, the sweep at the next start removes the part.
            let _ = remove(&self.part);
        }
    }
}

impl std::fmt::Debug for Writer {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Writer({})", self.id)
    }
}

/// Ends a file of the vault: a part, or an object that no record knows of.
#[expect(
    clippy::disallowed_methods,
    reason = "the vault is where stored bytes end"
)]
pub(crate) fn remove(path: &Path) -> io::Result<()> {
    fs::remove_file(path)
}

/// The lock file; on a read-only file system an existing one is enough, so that reading goes on.
fn open_lock(path: &Path) -> io::Result<File> {
    let made = OpenOptions::new()
        .create(true)
        .truncate(false)
        .write(true)
        .mode(0o600)
        .open(path);
    match made {
        Err(error) if error.kind() == io::ErrorKind::ReadOnlyFilesystem => File::open(path),
        other => other,
    }
}

fn make_folder(path: &Path) -> Result<bool, VaultError> {
    match fs::DirBuilder::new().mode(0o700).create(path) {
        Ok(()) => Ok(true),
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists => Ok(false),
        // A read-only file system says so even when the folder is there.
        Err(_) if path.is_dir() => Ok(false),
        Err(error) => Err(VaultError::from_io(error)),
    }
}

/// Makes `objects/aa/bb` and syncs whichever folder gained an entry.
fn make_shelf(root: &Path, shelf: &Path) -> Result<(), VaultError> {
    if shelf.is_dir() {
        return Ok(());
    }
    let objects = root.join("objects");
    let upper = shelf.parent().unwrap_or(&objects);
    if make_folder(upper)? {
        sync_folder(&objects)?;
    }
    if make_folder(shelf)? {
        sync_folder(upper)?;
    }
    Ok(())
}

fn sync_folder(path: &Path) -> Result<(), VaultError> {
    File::open(path)
        .and_then(|folder| folder.sync_all())
        .map_err(VaultError::from_io)
}
