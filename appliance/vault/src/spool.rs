//! The spool: what a sender was told is kept, and no record knows yet.
//!
//! What arrives together is recorded together, a moment later. Until then a part in the vault is
//! not enough: nobody would know whose it is. So each part has a **frame** in a file of the
//! spool, appended and synced before the sender is told; the file goes once all that it names is
//! recorded. One that lies there at a start names what a crash left to be recorded.
//!
//! A frame says in clear which object it is of, a name of ours, so that the part is left alone
//! even where the frame does not open any more. The rest is sealed to the vault's public key as an
//! object is ([`crate::Vault`]): whoever writes it can read none back.
//!
//! ```text
//! file  = "DLSPOOL" · version (1) · nonce prefix (7) · envelope · frames
//! frame = object id (26) · length of what is sealed (4, big-endian) · sealed
//! ```

use std::fmt;
use std::fs::{self, File, OpenOptions};
use std::io::{Read, Write};
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};

use zeroize::Zeroizing;

use crate::cipher::{Gcm, TAG};
use crate::disk::{make_folder, remove, sync_folder};
use crate::error::VaultError;
use crate::id::ObjectId;
use crate::keys::Sealer;
use crate::record::RecordKey;
use crate::sealed::{CHUNK, ENVELOPE, PREFIX, Place, Sealing};

const MAGIC: &[u8; 7] = b"DLSPOOL";
const VERSION: u8 = 1;
const HEAD: usize = MAGIC.len() + 1 + PREFIX + ENVELOPE;
const FRAME_HEAD: usize = ObjectId::LENGTH + 4;
/// Longest content of a frame.
const LONGEST: usize = CHUNK;
/// Largest file that is read back: far more than a file is let grow to.
const LARGEST: u64 = 256 * 1024 * 1024;
const ENDING: &str = "spool";

/// The files of a spool, in one folder.
#[derive(Debug, Clone)]
pub struct Spools {
    folder: PathBuf,
    sealer: Sealer,
}

/// A file being written, by one hand at a time.
pub struct Spool {
    id: ObjectId,
    file: File,
    sealing: Sealing,
    sealed: Vec<u8>,
    /// An append failed: what lies at the end is not known.
    failed: bool,
}

/// Which object, and what is sealed of it.
type Frame = (ObjectId, Vec<u8>);

/// A file that was found.
pub struct Left {
    id: ObjectId,
    prefix: [u8; PREFIX],
    envelope: [u8; ENVELOPE],
    frames: Vec<Frame>,
    unreadable: bool,
}

impl Spools {
    /// The spool in `folder`, which is made (owner only) where it is missing.
    pub fn at(folder: &Path, sealer: Sealer) -> Result<Self, VaultError> {
        make_folder(folder)?;
        Ok(Self {
            folder: folder.to_owned(),
            sealer,
        })
    }

    /// Starts a file. It is durable before this returns.
    pub fn begin(
        &self,
        id: ObjectId,
        entropy: &mut dyn FnMut(&mut [u8]),
    ) -> Result<Spool, VaultError> {
        let (sealing, prefix, envelope) = Sealing::start(id, &self.sealer, entropy)?;
        let mut file = OpenOptions::new()
            .append(true)
            .create_new(true)
            .mode(0o600)
            .open(self.path_of(&id))
            .map_err(VaultError::from_io)?;
        let head = [&MAGIC[..], &[VERSION], &prefix, &envelope].concat();
        file.write_all(&head)
            .and_then(|()| file.sync_all())
            .map_err(VaultError::from_io)?;
        sync_folder(&self.folder)?;
        Ok(Spool {
            id,
            file,
            sealing,
            sealed: Vec::new(),
            failed: false,
        })
    }

    /// Removes a file: all that it names is recorded. Gone already, it is gone.
    pub fn remove(&self, id: &ObjectId) -> Result<(), VaultError> {
        match remove(&self.path_of(id)) {
            Err(error) if error.kind() != std::io::ErrorKind::NotFound => {
                Err(VaultError::from_io(error))
            }
            _ => Ok(()),
        }
    }

    /// The files that lie there, oldest first: one that was altered is among them. Sound while
    /// nobody writes.
    pub fn left(&self) -> Result<Vec<Left>, VaultError> {
        let mut found = Vec::new();
        for entry in fs::read_dir(&self.folder).map_err(VaultError::from_io)? {
            let entry = entry.map_err(VaultError::from_io)?;
            let name = entry.file_name();
            let id = name
                .to_str()
                .and_then(|name| name.strip_suffix(ENDING)?.strip_suffix('.'))
                .and_then(|stem| ObjectId::parse(stem).ok());
            let kind = entry.file_type().map_err(VaultError::from_io)?;
            if let (Some(id), true) = (id, kind.is_file()) {
                found.push(id);
            }
        }
        found.sort();
        found.into_iter().map(|id| self.read(id)).collect()
    }

    fn path_of(&self, id: &ObjectId) -> PathBuf {
        self.folder.join(format!("{id}.{ENDING}"))
    }

    /// What a power cut left of the last frame, or of the head, is nothing: its sender was not
    /// told.
    fn read(&self, id: ObjectId) -> Result<Left, VaultError> {
        let mut bytes = Vec::new();
        File::open(self.path_of(&id))
            .and_then(|file| file.take(LARGEST).read_to_end(&mut bytes))
            .map_err(VaultError::from_io)?;
        let mut left = Left {
            id,
            prefix: [0; PREFIX],
            envelope: [0; ENVELOPE],
            frames: Vec::new(),
            unreadable: false,
        };
        let Some((head, mut rest)) = bytes.split_at_checked(HEAD) else {
            return Ok(left);
        };
        let known = [&MAGIC[..], &[VERSION]].concat();
        let Some(head) = head.strip_prefix(&known[..]) else {
            left.unreadable = true;
            return Ok(left);
        };
        let (prefix, envelope) = head.split_at(PREFIX);
        left.prefix.copy_from_slice(prefix);
        left.envelope.copy_from_slice(envelope);
        while let Some((frame, after)) = split_frame(rest) {
            left.frames.push(frame);
            rest = after;
        }
        Ok(left)
    }
}

/// The first frame and what comes after it; none where there is no whole one.
fn split_frame(bytes: &[u8]) -> Option<(Frame, &[u8])> {
    let (head, rest) = bytes.split_at_checked(FRAME_HEAD)?;
    let (name, length) = head.split_at(ObjectId::LENGTH);
    let object = ObjectId::parse(std::str::from_utf8(name).ok()?).ok()?;
    let length = usize::try_from(u32::from_be_bytes(length.try_into().ok()?)).ok()?;
    if length > LONGEST + TAG {
        return None;
    }
    let (sealed, after) = rest.split_at_checked(length)?;
    Some(((object, sealed.to_vec()), after))
}

impl Spool {
    /// Which file it is.
    pub const fn id(&self) -> ObjectId {
        self.id
    }

    /// True if an append failed: nothing more can be added.
    pub const fn failed(&self) -> bool {
        self.failed
    }

    /// Adds the frame of an object, at most 64 KiB, and makes it durable. After an error no more
    /// can be added, and the frame may be there or not.
    pub fn append(&mut self, object: &ObjectId, content: &[u8]) -> Result<(), VaultError> {
        if self.failed || content.len() > LONGEST {
            return Err(VaultError::TooLong);
        }
        self.failed = true;
        self.sealing.chunk(content, false, &mut self.sealed)?;
        let length = u32::try_from(self.sealed.len()).map_err(|_| VaultError::TooLong)?;
        let frame = [object.as_bytes(), &length.to_be_bytes(), &self.sealed].concat();
        self.file
            .write_all(&frame)
            .and_then(|()| self.file.sync_data())
            .map_err(VaultError::from_io)?;
        self.failed = false;
        Ok(())
    }
}

impl fmt::Debug for Spool {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Spool({})", self.id)
    }
}

impl Left {
    /// Which file it is.
    pub const fn id(&self) -> ObjectId {
        self.id
    }

    /// True if it is none of ours any more: whatever it named is not known.
    pub const fn unreadable(&self) -> bool {
        self.unreadable
    }

    /// What opens it ([`crate::Opener::open_envelope`], under the file's own id).
    pub const fn envelope(&self) -> &[u8; ENVELOPE] {
        &self.envelope
    }

    /// The objects that it names.
    pub fn objects(&self) -> impl Iterator<Item = ObjectId> + '_ {
        self.frames.iter().map(|(object, _)| *object)
    }

    /// What each frame holds; none for one that was altered.
    pub fn open(&self, key: &RecordKey) -> Result<Vec<Option<Zeroizing<Vec<u8>>>>, VaultError> {
        let mut gcm = Gcm::opening(key.secret())?;
        let mut all = Vec::with_capacity(self.frames.len());
        for (number, (_, sealed)) in (0_u32..).zip(&self.frames) {
            let place = Place::of(&self.id, self.prefix, number, false);
            let mut plain = Zeroizing::new(Vec::new());
            let whole = gcm.open(&place.nonce, &place.aad, sealed, &mut plain)?;
            all.push(whole.then_some(plain));
        }
        Ok(all)
    }
}

impl fmt::Debug for Left {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Left({}, {} frames)", self.id, self.frames.len())
    }
}
