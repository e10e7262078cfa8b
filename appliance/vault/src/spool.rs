//! The spool: what a sender was told is kept, and no record knows yet.
//!
//! What arrives together is recorded together, a moment later. Until then a part in the vault is
//! not enough: nobody would know whose it is. So each part has a **frame** in a file of the
//! spool, appended and synced before the sender is told; the file goes once all that it names is
//! recorded. One that lies there at a start names what a crash left to be recorded.
//!
//! A frame says in clear which object it is of, a name of ours, so that the part is left alone
//! even where the frame does not open any more. The rest is sealed to a public key that goes with
//! the newest generation of the keyring and is destroyed with it: what a copy of the spool says
//! of somebody who was erased since opens no more than their record does.
//!
//! ```text
//! file  = "DLSPOOL" · version (1) · nonce prefix (7) · envelope · frames
//! frame = object id (26) · length of what is sealed (4, big-endian) · check (8) · sealed
//! check = first 8 bytes of SHA-256 of file id · number of the frame (4) · object id · length
//! ```
//!
//! A power cut leaves the beginning of one frame at the end, or zeros. Anything else that is no
//! frame is damage: what it named is not known then, and nobody may take a part for unneeded.

use std::fmt;
use std::fs::{self, File, OpenOptions};
use std::io::{self, Read, Write};
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use openssl::sha::sha256;
use zeroize::Zeroizing;

use crate::cipher::{Gcm, TAG};
use crate::disk::{folder_of, gone, make_folder, remove, sync_folder};
use crate::error::VaultError;
use crate::id::ObjectId;
use crate::key_name::KeyId;
use crate::keys::Sealer;
use crate::record::RecordKey;
use crate::sealed::{CHUNK, ENVELOPE, PREFIX, Place, Sealing};

const MAGIC: &[u8; 7] = b"DLSPOOL";
const VERSION: u8 = 1;
const HEAD: usize = MAGIC.len() + 1 + PREFIX + ENVELOPE;
const CHECK: usize = 8;
/// Fewest zeros that tell room that was never written.
const SECTOR: usize = 512;
const FRAME_HEAD: usize = ObjectId::LENGTH + 4 + CHECK;
/// Longest content of a frame.
const LONGEST: usize = CHUNK;
/// Largest file that is read back: far more than a file is let grow to.
const LARGEST: u64 = 256 * 1024 * 1024;
/// Files that wait to be recorded.
const WAITING: &str = "spool";
/// Files of which not all could be.
const ASIDE: &str = "damaged";
/// How often a key may change while a file is begun.
const TRIES: usize = 4;

/// Tells the public key that a new file is sealed to, as it is at that moment.
pub type SealerOf = dyn Fn() -> Result<Sealer, VaultError> + Send + Sync;

/// The files of a spool, in one folder.
#[derive(Clone)]
pub struct Spools {
    folder: PathBuf,
    sealer: Arc<SealerOf>,
}

/// A file being written, by one hand at a time.
pub struct Spool {
    id: ObjectId,
    file: File,
    sealing: Sealing,
    /// How many frames it has.
    frames: u32,
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
    damaged: bool,
    aside: bool,
}

impl Spools {
    /// The spool in `folder`, which is made (owner only) where it is missing.
    pub fn at(folder: &Path, sealer: Arc<SealerOf>) -> Result<Self, VaultError> {
        make_folder(folder)?;
        sync_folder(folder_of(folder))?;
        Ok(Self {
            folder: folder.to_owned(),
            sealer,
        })
    }

    /// Starts a file. It is durable before this returns, and sealed to a key that was the newest
    /// while it lay there: whoever then adds one sees it.
    pub fn begin(
        &self,
        id: ObjectId,
        entropy: &mut dyn FnMut(&mut [u8]),
    ) -> Result<Spool, VaultError> {
        for _ in 0..TRIES {
            let sealer = (self.sealer)()?;
            let begun = self.begin_for(id, &sealer, entropy);
            match (begun, (self.sealer)()) {
                (Ok(spool), Ok(newest)) if newest.key_id() == sealer.key_id() => return Ok(spool),
                (Ok(_), Ok(_)) => self.remove(&id)?,
                // Somebody else's file stays.
                (Err(VaultError::AlreadyExists), _) => return Err(VaultError::AlreadyExists),
                (Err(error), _) | (Ok(_), Err(error)) => {
                    self.remove(&id)?;
                    return Err(error);
                }
            }
        }
        Err(VaultError::InUse)
    }

    fn begin_for(
        &self,
        id: ObjectId,
        sealer: &Sealer,
        entropy: &mut dyn FnMut(&mut [u8]),
    ) -> Result<Spool, VaultError> {
        let (sealing, prefix, envelope) = Sealing::start(id, sealer, entropy)?;
        let mut file = OpenOptions::new()
            .append(true)
            .create_new(true)
            .mode(0o600)
            .open(self.path_of(&id, WAITING))
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
            frames: 0,
            sealed: Vec::new(),
            failed: false,
        })
    }

    /// Removes a file: all that it names is recorded. Gone already, it is gone.
    pub fn remove(&self, id: &ObjectId) -> Result<(), VaultError> {
        for ending in [WAITING, ASIDE] {
            gone(remove(&self.path_of(id, ending)))?;
        }
        Ok(())
    }

    /// Puts a file aside of which not all could be recorded. It is read again at each start, and
    /// keeps nobody waiting.
    pub fn set_aside(&self, id: &ObjectId) -> Result<(), VaultError> {
        gone(fs::rename(
            self.path_of(id, WAITING),
            self.path_of(id, ASIDE),
        ))?;
        sync_folder(&self.folder)
    }

    fn path_of(&self, id: &ObjectId, ending: &str) -> PathBuf {
        self.folder.join(format!("{id}.{ending}"))
    }
}

/// The files in `folder`, oldest first, those put aside among them; none if there is no such
/// folder. Sound while nobody writes.
pub fn left_in(folder: &Path) -> Result<Vec<Left>, VaultError> {
    let mut all = Vec::new();
    for (id, ending) in files_in(folder)? {
        let path = folder.join(format!("{id}.{ending}"));
        all.extend(gone_meanwhile(read(id, &path, ending == ASIDE))?);
    }
    Ok(all)
}

/// The files in `folder` that wait to be recorded, oldest first, with the key that each is
/// sealed to; somebody may be writing them.
pub fn waiting_in(folder: &Path) -> Result<Vec<(ObjectId, Option<KeyId>)>, VaultError> {
    let mut all = Vec::new();
    for (id, ending) in files_in(folder)? {
        if ending == ASIDE {
            continue;
        }
        let path = folder.join(format!("{id}.{ending}"));
        let left = gone_meanwhile(read(id, &path, false))?;
        all.extend(left.map(|left| (id, left.sealed_to())));
    }
    Ok(all)
}

fn gone_meanwhile(read: Result<Left, VaultError>) -> Result<Option<Left>, VaultError> {
    match read {
        Ok(left) => Ok(Some(left)),
        Err(VaultError::NotFound) => Ok(None),
        Err(other) => Err(other),
    }
}

fn files_in(folder: &Path) -> Result<Vec<(ObjectId, &'static str)>, VaultError> {
    let entries = match fs::read_dir(folder) {
        Ok(entries) => entries,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
        Err(error) => return Err(VaultError::from_io(error)),
    };
    let mut found = Vec::new();
    for entry in entries {
        let entry = entry.map_err(VaultError::from_io)?;
        // Where the disk doesn't say what it is, reading tells: it is gone, or broken.
        let is_other = entry.file_type().is_ok_and(|kind| !kind.is_file());
        let name = entry.file_name();
        let parts = name.to_str().and_then(|name| name.split_once('.'));
        if let (Some((stem, ending)), false) = (parts, is_other)
            && let Some(ending) = [WAITING, ASIDE].into_iter().find(|known| *known == ending)
            && let Ok(id) = ObjectId::parse(stem)
        {
            found.push((id, ending));
        }
    }
    found.sort();
    Ok(found)
}

fn read(id: ObjectId, path: &Path, aside: bool) -> Result<Left, VaultError> {
    let (bytes, whole) = bytes_of(path, LARGEST)?;
    let mut left = Left {
        id,
        prefix: [0; PREFIX],
        envelope: [0; ENVELOPE],
        frames: Vec::new(),
        damaged: !whole,
        aside,
    };
    let known = [&MAGIC[..], &[VERSION]].concat();
    let Some((head, mut rest)) = bytes.split_at_checked(HEAD) else {
        // The beginning of a head, or what a power cut made of it.
        left.damaged |=
            !known.starts_with(bytes.get(..known.len()).unwrap_or(&bytes)) && !is_zero(&bytes);
        return Ok(left);
    };
    let Some(head) = head.strip_prefix(&known[..]) else {
        left.damaged |= !is_zero(&bytes);
        return Ok(left);
    };
    let (prefix, envelope) = head.split_at(PREFIX);
    left.prefix.copy_from_slice(prefix);
    left.envelope.copy_from_slice(envelope);
    for number in 0_u32.. {
        match next_frame(&id, number, rest) {
            Next::Frame(frame, after) => {
                left.frames.push(frame);
                rest = after;
            }
            Next::Torn => break,
            Next::Damage => {
                left.damaged = true;
                break;
            }
        }
    }
    Ok(left)
}

/// The bytes of a file, and whether that is all of them: of one with a bad sector what comes before
/// it is read, and of one with more than `most` not all.
fn bytes_of(path: &Path, most: u64) -> Result<(Vec<u8>, bool), VaultError> {
    let mut bytes = Vec::new();
    let read = match File::open(path) {
        Ok(file) => file.take(most + 1).read_to_end(&mut bytes),
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Err(VaultError::NotFound),
        Err(error) => Err(error),
    };
    let whole = read.is_ok() && bytes.len() as u64 <= most;
    Ok((bytes, whole))
}

/// What stands where a frame begins.
enum Next<'a> {
    Frame(Frame, &'a [u8]),
    /// The end, or what a power cut left.
    Torn,
    Damage,
}

fn next_frame<'a>(file: &ObjectId, number: u32, bytes: &'a [u8]) -> Next<'a> {
    let Some((head, rest)) = bytes.split_at_checked(FRAME_HEAD) else {
        return Next::Torn;
    };
    // Zeros where the disk had made room for more than the beginning of a frame.
    let written = written(bytes);
    let room = bytes.len() - written >= SECTOR;
    if written == 0 || room && written < FRAME_HEAD && begins_a_name(&bytes[..written]) {
        return Next::Torn;
    }
    let (named, check) = head.split_at(FRAME_HEAD - CHECK);
    if *check != check_of(file, number, named) {
        return Next::Damage;
    }
    let Some((object, length)) = frame_head(named) else {
        return Next::Damage;
    };
    // The tag of a whole frame may end in zeros too.
    if room && written + TAG < FRAME_HEAD + length {
        return Next::Torn;
    }
    match rest.split_at_checked(length) {
        Some((sealed, after)) => Next::Frame((object, sealed.to_vec()), after),
        None => Next::Torn,
    }
}

fn frame_head(named: &[u8]) -> Option<(ObjectId, usize)> {
    let (name, length) = named.split_at_checked(ObjectId::LENGTH)?;
    let object = ObjectId::parse(std::str::from_utf8(name).ok()?).ok()?;
    let length = usize::try_from(u32::from_be_bytes(length.try_into().ok()?)).ok()?;
    (length <= LONGEST + TAG).then_some((object, length))
}

fn check_of(file: &ObjectId, number: u32, named: &[u8]) -> [u8; CHECK] {
    let whole = sha256(&[file.as_bytes(), &number.to_be_bytes(), named].concat());
    let mut check = [0; CHECK];
    check.copy_from_slice(&whole[..CHECK]);
    check
}

/// Whether these may be the first bytes of a frame, as far as they go.
fn begins_a_name(bytes: &[u8]) -> bool {
    let mut name = bytes.iter().take(ObjectId::LENGTH);
    name.all(|byte| byte.is_ascii_digit() || byte.is_ascii_uppercase())
}

/// How many bytes there are before the zeros at the end.
fn written(bytes: &[u8]) -> usize {
    let last = bytes.iter().rposition(|byte| *byte != 0);
    last.map_or(0, |at| at + 1)
}

fn is_zero(bytes: &[u8]) -> bool {
    bytes.iter().all(|byte| *byte == 0)
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
        let named = [object.as_bytes(), &length.to_be_bytes()].concat();
        let check = check_of(&self.id, self.frames, &named);
        let frame = [&named[..], &check, &self.sealed].concat();
        self.file
            .write_all(&frame)
            .and_then(|()| self.file.sync_data())
            .map_err(VaultError::from_io)?;
        self.frames += 1;
        self.failed = false;
        Ok(())
    }
}

impl fmt::Debug for Spools {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Spools").field(&self.folder).finish()
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

    /// True if not all of it can be read: what else it named is not known.
    pub const fn damaged(&self) -> bool {
        self.damaged
    }

    /// True if it was put aside before.
    pub const fn aside(&self) -> bool {
        self.aside
    }

    /// The key that it is sealed to; none if its head is gone.
    pub fn sealed_to(&self) -> Option<KeyId> {
        let mut id = [0; 16];
        id.copy_from_slice(&self.envelope[..16]);
        (id != [0; 16]).then_some(KeyId(id))
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

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests")]
    use super::*;

    #[test]
    fn of_a_file_that_is_too_large_or_broken_it_is_said_that_there_was_more() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("file");
        for (content, whole) in [
            ("", true),
            ("1234", true),
            ("12345", false),
            ("123456", false),
        ] {
            fs::write(&file, content).unwrap();
            let (bytes, all) = bytes_of(&file, 4).unwrap();
            assert!(content.as_bytes().starts_with(&bytes), "{content}");
            assert_eq!(all, whole, "{content}");
        }
        // Neither a folder nor what lies beneath a file can be read; what is not there is gone.
        for broken in [folder.path().to_owned(), file.join("beneath")] {
            assert_eq!(bytes_of(&broken, 4).unwrap(), (Vec::new(), false));
        }
        let gone = bytes_of(&folder.path().join("gone"), 4);
        assert!(matches!(gone, Err(VaultError::NotFound)));
    }
}
