//! The vault: seals what is written, opens what is read, and says what its bytes are.

use std::fmt;
use std::io::{self, Read, Write};
use std::ops::ControlFlow;
use std::path::Path;
use std::sync::Arc;

use openssl::sha::Sha256;
use zeroize::Zeroizing;

use crate::disk::Disk;
use crate::error::VaultError;
use crate::id::ObjectId;
use crate::keys::Sealer;
use crate::record::RecordKey;
use crate::sealed::{CHUNK, ENVELOPE, Reader, SEALED_CHUNK, Sealing, header};
use crate::shelves::{Part, Shelves};

/// Bytes written between two looks at the room that is left.
const LOOK_EVERY: u64 = 16 * 1024 * 1024;

/// What sealed bytes are: told by whoever wrote them, and by whoever reads them again. No key
/// is needed for either.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Measure {
    /// How many.
    pub bytes: u64,
    /// Their SHA-256.
    pub sha256: [u8; 32],
}

/// A part that was settled, with what opens it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Written {
    /// Its id.
    pub id: ObjectId,
    /// The sealed bytes.
    pub sealed: Measure,
    /// Bytes of plaintext.
    pub length: u64,
    /// Its data key, sealed to the vault's public key ([`crate::Opener::open_envelope`]). Kept nowhere
    /// by the vault: without it the object is closed for ever.
    pub envelope: [u8; ENVELOPE],
}

/// Sealed objects, written with public keys only.
///
/// Several threads may write and read at once through one `&Vault`.
#[derive(Debug)]
pub struct Vault {
    shelves: Arc<dyn Shelves>,
    sealer: Sealer,
    floor: u64,
}

impl Vault {
    /// A vault on these shelves. `floor`: bytes of free space below which nothing is written
    /// ([`VaultError::Full`]), so that the records of a refusal can still be.
    pub const fn on(shelves: Arc<dyn Shelves>, sealer: Sealer, floor: u64) -> Self {
        Self {
            shelves,
            sealer,
            floor,
        }
    }

    /// A vault in the folder `root`.
    pub fn at(root: &Path, sealer: Sealer, floor: u64) -> Result<Self, VaultError> {
        Ok(Self::on(Arc::new(Disk::open(root)?), sealer, floor))
    }

    /// Bytes that may still be written.
    pub fn free_bytes(&self) -> Result<u64, VaultError> {
        self.shelves.free_bytes()
    }

    /// Starts a new object. Refused when free space is below the floor, now or while it is
    /// written, and when the id is taken.
    pub fn begin(
        &self,
        id: ObjectId,
        entropy: &mut dyn FnMut(&mut [u8]),
    ) -> Result<Writer, VaultError> {
        above_floor(&*self.shelves, self.floor)?;
        let (sealing, prefix, envelope) = Sealing::start(id, &self.sealer, entropy)?;
        let mut writer = Writer {
            id,
            part: self.shelves.begin(id)?,
            shelves: Arc::clone(&self.shelves),
            floor: self.floor,
            looked_at: 0,
            sealing,
            envelope,
            plain: Zeroizing::new(Vec::with_capacity(CHUNK)),
            sealed: Vec::with_capacity(SEALED_CHUNK),
            sha256: Sha256::new(),
            length: 0,
            stored: 0,
            failed: false,
        };
        writer.sealed.extend_from_slice(&header(prefix));
        writer.store()?;
        Ok(writer)
    }

    /// Puts an object that was settled, and recorded, in its place. In place already, it is.
    pub fn place(&self, id: &ObjectId) -> Result<(), VaultError> {
        self.shelves.place(id)
    }

    /// Opens an object for reading from its start.
    pub fn open(&self, data_key: &RecordKey, id: &ObjectId) -> Result<Reader, VaultError> {
        Reader::start(Arc::clone(&self.shelves), *id, data_key)
    }

    /// Reads the sealed bytes of an object to their end and says what they are; whoever
    /// recorded it knows what they must be. `passed` hears how many went by, each time some
    /// did; it may take its time, and may stop the reading ([`VaultError::Stopped`]).
    pub fn measure(
        &self,
        id: &ObjectId,
        passed: &mut dyn FnMut(usize) -> ControlFlow<()>,
    ) -> Result<Measure, VaultError> {
        let mut stored = self.shelves.open_at(id, 0)?;
        let mut hash = Sha256::new();
        let mut buffer = vec![0; CHUNK];
        let mut bytes = 0;
        loop {
            let count = match stored.bytes.read(&mut buffer) {
                Ok(0) => break,
                Ok(count) => count,
                Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
                Err(error) => return Err(VaultError::from_io(error)),
            };
            hash.update(&buffer[..count]);
            bytes += count as u64;
            if passed(count).is_break() {
                return Err(VaultError::Stopped);
            }
        }
        Ok(Measure {
            bytes,
            sha256: hash.finish(),
        })
    }

    /// Removes an object, or a part of one. Gone already, it is gone.
    pub fn remove(&self, id: &ObjectId) -> Result<(), VaultError> {
        self.shelves.remove(id)
    }

    /// Removes a part that is not to be; never an object in its place.
    pub fn discard(&self, id: &ObjectId) -> Result<(), VaultError> {
        self.shelves.discard(id)
    }

    pub(crate) fn shelves(&self) -> &dyn Shelves {
        &*self.shelves
    }
}

fn above_floor(shelves: &dyn Shelves, floor: u64) -> Result<(), VaultError> {
    if shelves.free_bytes()? < floor {
        Err(VaultError::Full)
    } else {
        Ok(())
    }
}

/// An object being written. Dropped before [`Writer::settle`], it leaves nothing behind.
pub struct Writer {
    id: ObjectId,
    part: Box<dyn Part>,
    shelves: Arc<dyn Shelves>,
    floor: u64,
    /// Bytes there were when the room was last looked at.
    looked_at: u64,
    sealing: Sealing,
    envelope: [u8; ENVELOPE],
    plain: Zeroizing<Vec<u8>>,
    sealed: Vec<u8>,
    sha256: Sha256,
    length: u64,
    stored: u64,
    /// A write failed: what was written is not usable any more.
    failed: bool,
}

impl Writer {
    /// The id being written.
    pub fn id(&self) -> ObjectId {
        self.id
    }

    /// Adds bytes to the object. After an error the object can only be dropped.
    pub fn append(&mut self, mut bytes: &[u8]) -> Result<(), VaultError> {
        self.usable()?;
        self.length += bytes.len() as u64;
        while !bytes.is_empty() {
            // A full chunk is held back until more bytes come: only then is it not the last.
            if self.plain.len() == CHUNK {
                self.seal(false)?;
            }
            let (now, later) = bytes.split_at(bytes.len().min(CHUNK - self.plain.len()));
            self.plain.extend_from_slice(now);
            bytes = later;
        }
        Ok(())
    }

    /// Seals what is left and makes it durable, as a part: [`Vault::place`] it once it is
    /// recorded, [`Vault::discard`] it if it is not to be.
    pub fn settle(mut self) -> Result<Written, VaultError> {
        self.usable()?;
        self.seal(true)?;
        self.part.settle()?;
        Ok(Written {
            id: self.id,
            sealed: Measure {
                bytes: self.stored,
                sha256: self.sha256.finish(),
            },
            length: self.length,
            envelope: self.envelope,
        })
    }

    fn usable(&self) -> Result<(), VaultError> {
        if self.failed {
            return Err(VaultError::Io(io::ErrorKind::BrokenPipe.into()));
        }
        Ok(())
    }

    fn seal(&mut self, last: bool) -> Result<(), VaultError> {
        let sealed = self.sealing.chunk(&self.plain, last, &mut self.sealed);
        self.plain.clear();
        let stored = sealed.and_then(|()| self.store());
        self.failed = stored.is_err();
        stored
    }

    /// Hands on what was sealed.
    fn store(&mut self) -> Result<(), VaultError> {
        if self.stored - self.looked_at >= LOOK_EVERY {
            above_floor(&*self.shelves, self.floor)?;
            self.looked_at = self.stored;
        }
        self.part.append(&self.sealed)?;
        self.sha256.update(&self.sealed);
        self.stored += self.sealed.len() as u64;
        Ok(())
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

    /// Does nothing: chunks are written when they are full, and made durable by `settle`.
    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl fmt::Debug for Writer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Writer({})", self.id)
    }
}
