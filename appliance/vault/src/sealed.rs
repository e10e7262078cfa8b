//! The format of a sealed object, version 2, and of its envelope.
//!
//! ```text
//! object    magic "DLSEALED" · version u16 · nonce prefix 7                     = 17 bytes
//!           then chunks: ciphertext of at most 65,536 bytes · tag 16
//! envelope  vault key id 16 · one-time X25519 public key 32 · wrapped data key 48 = 96 bytes
//! ```
//!
//! The envelope holds the data key, sealed to the vault's public key. It is no part of the
//! object: whoever records the object opens it and keeps the data key under the key of the
//! record that the object belongs to. When that key is destroyed, the object is closed in every
//! copy of the vault, whatever vault keys are left.
//!
//! Numbers are big-endian. Every chunk but the last is full; the last may be shorter, and of an
//! empty object it is empty. The nonce of chunk *n* is prefix · *n* as u32 · last flag (the STREAM
//! construction of Hoang, Reyhanitabar, Rogaway and Vizár, 2015): a chunk that was moved, doubled,
//! left out or added does not open, and neither does a file cut at the border of a chunk. Object
//! id, version, number and flag are authenticated beside each chunk, and the id beside the data
//! key: two files swapped on disk do not open.

use std::fmt;
use std::io::{self, Read, Seek, SeekFrom};
use std::sync::Arc;

use zeroize::{Zeroize, Zeroizing};

use crate::cipher::{Gcm, KEY, NONCE, Secret, TAG, draw};
use crate::error::{Damage, VaultError};
use crate::id::ObjectId;
use crate::key_name::KeyId;
use crate::keys::{Opener, Sealer, WRAPPED};
use crate::record::RecordKey;
use crate::shelves::{Shelves, Stored};

/// Bytes of plaintext in every chunk but the last.
pub const CHUNK: usize = 64 * 1024;

const MAGIC: &[u8; 8] = b"DLSEALED";
const VERSION: u16 = 2;
pub(crate) const PREFIX: usize = 7;
/// Key id and one-time public key: what stands before the wrapped data key.
const NAMED: usize = 16 + KEY;
/// Length of an envelope, in bytes.
pub const ENVELOPE: usize = NAMED + WRAPPED;
pub(crate) const HEADER: usize = 8 + 2 + PREFIX;
pub(crate) const SEALED_CHUNK: usize = CHUNK + TAG;

/// Nonce and authenticated data of one chunk.
pub(crate) struct Place {
    pub(crate) nonce: [u8; NONCE],
    pub(crate) aad: [u8; ObjectId::LENGTH + 2 + 4 + 1],
}

impl Place {
    pub(crate) fn of(id: &ObjectId, prefix: [u8; PREFIX], number: u32, last: bool) -> Self {
        let mut nonce = [0; NONCE];
        nonce[..PREFIX].copy_from_slice(&prefix);
        nonce[PREFIX..PREFIX + 4].copy_from_slice(&number.to_be_bytes());
        nonce[NONCE - 1] = u8::from(last);
        let mut aad = [0; ObjectId::LENGTH + 2 + 4 + 1];
        let (name, rest) = aad.split_at_mut(ObjectId::LENGTH);
        name.copy_from_slice(id.as_bytes());
        rest[..2].copy_from_slice(&VERSION.to_be_bytes());
        rest[2..6].copy_from_slice(&number.to_be_bytes());
        rest[6] = u8::from(last);
        Self { nonce, aad }
    }
}

/// What an object begins with.
pub(crate) fn header(prefix: [u8; PREFIX]) -> [u8; HEADER] {
    let mut header = [0; HEADER];
    header[..8].copy_from_slice(MAGIC);
    header[8..10].copy_from_slice(&VERSION.to_be_bytes());
    header[10..].copy_from_slice(&prefix);
    header
}

/// What the wrapped data key is bound to: the object's id, and what stands before it.
fn key_aad(id: &ObjectId, named: &[u8]) -> Vec<u8> {
    let mut aad = Vec::with_capacity(ObjectId::LENGTH + NAMED);
    aad.extend_from_slice(id.as_bytes());
    aad.extend_from_slice(named);
    aad
}

impl Opener {
    /// The data key in an envelope, if it is that object's.
    pub fn open_envelope(&self, id: &ObjectId, envelope: &[u8]) -> Result<RecordKey, VaultError> {
        let envelope: &[u8; ENVELOPE] = envelope
            .try_into()
            .map_err(|_| VaultError::Damaged(Damage::DataKey))?;
        let (named, rest) = envelope.split_at(NAMED);
        let mut key_id = KeyId([0; 16]);
        key_id.0.copy_from_slice(&named[..16]);
        let mut once_public = [0; KEY];
        once_public.copy_from_slice(&named[16..]);
        let mut wrapped = [0; WRAPPED];
        wrapped.copy_from_slice(rest);
        self.unwrap_key(key_id, &once_public, &wrapped, &key_aad(id, named))
            .map(RecordKey::from_secret)
    }
}

/// Seals one object chunk by chunk.
pub(crate) struct Sealing {
    id: ObjectId,
    prefix: [u8; PREFIX],
    number: u32,
    gcm: Gcm,
}

impl Sealing {
    /// Draws a data key and wraps it: what the nonces begin with, and the envelope.
    pub(crate) fn start(
        id: ObjectId,
        sealer: &Sealer,
        entropy: &mut dyn FnMut(&mut [u8]),
    ) -> Result<(Self, [u8; PREFIX], [u8; ENVELOPE]), VaultError> {
        let data_key: Secret = draw(entropy).ok_or(VaultError::NoEntropy)?;
        let seed: Secret = draw(entropy).ok_or(VaultError::NoEntropy)?;
        let prefix = *draw::<PREFIX>(entropy).ok_or(VaultError::NoEntropy)?;
        let once_public = Sealer::once_public(&seed)?;

        let mut envelope = [0; ENVELOPE];
        envelope[..16].copy_from_slice(&sealer.key_id().0);
        envelope[16..NAMED].copy_from_slice(&once_public);
        let wrapped = sealer.wrap(&data_key, &seed, &key_aad(&id, &envelope[..NAMED]))?;
        envelope[NAMED..].copy_from_slice(&wrapped);
        let sealing = Self {
            id,
            prefix,
            number: 0,
            gcm: Gcm::sealing(&data_key)?,
        };
        Ok((sealing, prefix, envelope))
    }

    /// Seals the next chunk into `out`. Of an object every chunk but the last must be full.
    pub(crate) fn chunk(
        &mut self,
        plain: &[u8],
        last: bool,
        out: &mut Vec<u8>,
    ) -> Result<(), VaultError> {
        let place = Place::of(&self.id, self.prefix, self.number, last);
        self.gcm.seal(&place.nonce, &place.aad, plain, out)?;
        if !last {
            self.number = self.number.checked_add(1).ok_or(VaultError::TooLong)?;
        }
        Ok(())
    }
}

/// Reads an object back, from wherever it is asked to. Each chunk is verified before a byte of
/// it is given out; the end of the file is only taken as the end of the object if the last chunk
/// says so. Errors come as [`io::Error`] that hold a [`VaultError`] (`VaultError::from` takes it
/// out again).
pub struct Reader {
    shelves: Arc<dyn Shelves>,
    source: Box<dyn Read + Send>,
    id: ObjectId,
    prefix: [u8; PREFIX],
    gcm: Gcm,
    /// The chunk that comes next.
    number: u64,
    /// Bytes of sealed chunks not yet read.
    left: u64,
    /// Bytes of all sealed chunks.
    chunks: u64,
    sealed: Vec<u8>,
    plain: Zeroizing<Vec<u8>>,
    given: usize,
    length: u64,
    failed: bool,
}

impl Reader {
    /// Reads the header of an object, to be opened with its data key.
    pub(crate) fn start(
        shelves: Arc<dyn Shelves>,
        id: ObjectId,
        data_key: &RecordKey,
    ) -> Result<Self, VaultError> {
        let Stored {
            bytes: mut source,
            length: stored,
        } = shelves.open_at(&id, 0)?;
        let chunks = stored
            .checked_sub(HEADER as u64)
            .ok_or(VaultError::Damaged(Damage::Header))?;
        let mut header = [0; HEADER];
        fill(&mut source, &mut header, Damage::Header)?;
        if &header[..8] != MAGIC || header[8..10] != VERSION.to_be_bytes() {
            return Err(VaultError::Damaged(Damage::Format));
        }
        let mut prefix = [0; PREFIX];
        prefix.copy_from_slice(&header[10..]);
        let length = plaintext_length(chunks).ok_or(VaultError::Damaged(Damage::Header))?;
        Ok(Self {
            shelves,
            source,
            id,
            prefix,
            gcm: Gcm::opening(data_key.secret())?,
            number: 0,
            left: chunks,
            chunks,
            sealed: vec![0; SEALED_CHUNK],
            plain: Zeroizing::new(Vec::with_capacity(CHUNK)),
            given: 0,
            length,
            failed: false,
        })
    }

    /// Bytes of plaintext, as the size of the stored file implies. A cut or extended file is only
    /// found while reading.
    pub fn length(&self) -> u64 {
        self.length
    }

    /// Opens the next chunk; false when the last one has been opened before.
    fn advance(&mut self) -> Result<bool, VaultError> {
        if self.left == 0 {
            return Ok(false);
        }
        let damage = Damage::Chunk(self.number);
        let take = usize::try_from(self.left).map_or(SEALED_CHUNK, |left| left.min(SEALED_CHUNK));
        let sealed = &mut self.sealed[..take];
        fill(&mut self.source, sealed, damage)?;
        self.left -= take as u64;
        let Ok(number) = u32::try_from(self.number) else {
            return Err(VaultError::Damaged(damage));
        };
        let place = Place::of(&self.id, self.prefix, number, self.left == 0);
        if !self
            .gcm
            .open(&place.nonce, &place.aad, sealed, &mut self.plain)?
        {
            return Err(VaultError::Damaged(damage));
        }
        self.number += 1;
        self.given = 0;
        Ok(true)
    }

    /// Stands before byte `position` of the plaintext. Going to the end opens the last chunk:
    /// that it is the end is not believed, but verified.
    fn go_to(&mut self, position: u64) -> Result<(), VaultError> {
        let last = self.length.saturating_sub(1) / CHUNK as u64;
        let chunk = (position / CHUNK as u64).min(last);
        let before = chunk * SEALED_CHUNK as u64;
        let offset = HEADER as u64 + before;
        self.source = self.shelves.open_at(&self.id, offset)?.bytes;
        self.number = chunk;
        self.left = self.chunks - before;
        self.plain.zeroize();
        self.given = 0;
        self.advance()?;
        let within = position.min(self.length) - chunk * CHUNK as u64;
        self.given = usize::try_from(within).map_or(self.plain.len(), |n| n.min(self.plain.len()));
        Ok(())
    }

    /// Byte of the plaintext that comes next.
    fn position(&self) -> u64 {
        let ahead = (self.plain.len() - self.given) as u64;
        let opened = self.number.saturating_mul(CHUNK as u64).min(self.length);
        opened - ahead
    }

    fn fail(&mut self, error: VaultError) -> io::Error {
        self.failed = true;
        self.plain.zeroize();
        self.given = 0;
        io::Error::new(io::ErrorKind::InvalidData, error)
    }

    /// A reader that is asked again after a failure must not look as if it had ended.
    fn usable(&self) -> io::Result<()> {
        if self.failed {
            let number = self.number;
            return Err(io::Error::other(VaultError::Damaged(Damage::Chunk(number))));
        }
        Ok(())
    }
}

impl Read for Reader {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        self.usable()?;
        if buffer.is_empty() {
            return Ok(0);
        }
        while self.given == self.plain.len() {
            match self.advance() {
                Ok(true) => {}
                Ok(false) => return Ok(0),
                Err(error) => return Err(self.fail(error)),
            }
        }
        let ready = &self.plain[self.given..];
        let count = ready.len().min(buffer.len());
        buffer[..count].copy_from_slice(&ready[..count]);
        self.given += count;
        Ok(count)
    }
}

impl Seek for Reader {
    /// Beyond the end there is nothing: it stands at the end then.
    fn seek(&mut self, to: SeekFrom) -> io::Result<u64> {
        self.usable()?;
        let position = match to {
            SeekFrom::Start(position) => Some(position),
            SeekFrom::Current(by) => self.position().checked_add_signed(by),
            SeekFrom::End(by) => self.length.checked_add_signed(by),
        };
        let position = position.ok_or(io::ErrorKind::InvalidInput)?;
        let position = position.min(self.length);
        if position != self.position() {
            self.go_to(position).map_err(|error| self.fail(error))?;
        }
        Ok(position)
    }
}

impl fmt::Debug for Reader {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Reader({}, {} bytes)", self.id, self.length)
    }
}

/// Fills the buffer. A file that ends before it should is damaged; what the disk refuses is not.
fn fill(source: &mut dyn Read, buffer: &mut [u8], damage: Damage) -> Result<(), VaultError> {
    source
        .read_exact(buffer)
        .map_err(|error| match error.kind() {
            io::ErrorKind::UnexpectedEof => VaultError::Damaged(damage),
            _ => VaultError::from_io(error),
        })
}

/// Plaintext bytes in `chunks` bytes of sealed chunks; `None` if no object can have that size.
fn plaintext_length(chunks: u64) -> Option<u64> {
    let full = chunks / SEALED_CHUNK as u64;
    let rest = chunks % SEALED_CHUNK as u64;
    if rest == 0 {
        (full > 0).then(|| full * CHUNK as u64)
    } else {
        Some(full * CHUNK as u64 + rest.checked_sub(TAG as u64)?)
    }
}
