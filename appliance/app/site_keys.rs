//! The keys of this site, from the keyring in the data directory.
//!
//! The keyring is read again whenever its file has changed: a generation that another process
//! added is the one that new keys are wrapped by from then on, and one that was destroyed
//! opens nothing here any more.

use std::io;
use std::os::unix::fs::MetadataExt as _;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

use doublelock_store::{Error, Keyholder};
use doublelock_vault::{
    Generations, Keyring, KeyringError, MasterKey, ObjectId, Opener, RecordKey, Sealer,
};

/// Name of the keyring in a data directory.
pub const KEYRING: &str = "keyring.json";

/// Reads the keys of a keyring, as it is at each moment.
pub struct SiteKeys {
    ring: PathBuf,
    master: PathBuf,
    held: Mutex<Option<Held>>,
}

struct Held {
    version: Version,
    keys: Generations,
    opener: Opener,
}

/// What tells one version of the file from the next: it is always replaced as a whole.
type Version = (u64, i64, i64, u64);

impl SiteKeys {
    /// The keyring of `data`, opened with the master key in `master`. Nothing is read yet.
    pub fn of(data: &Path, master: &Path) -> Self {
        Self {
            ring: data.join(KEYRING),
            master: master.to_owned(),
            held: Mutex::new(None),
        }
    }

    fn with<T>(&self, look: impl FnOnce(&Held) -> T) -> Result<T, Error> {
        let mut held = self.held.lock().unwrap_or_else(PoisonError::into_inner);
        let version = version(&self.ring).map_err(|error| closed(&error.into()))?;
        let current = match held.take() {
            Some(known) if known.version == version => known,
            _ => self.read(version).map_err(|error| closed(&error))?,
        };
        let found = look(&current);
        *held = Some(current);
        Ok(found)
    }

    fn read(&self, version: Version) -> Result<Held, KeyringError> {
        let master = MasterKey::read(&self.master)?;
        let ring = Keyring::load(&self.ring)?;
        Ok(Held {
            version,
            keys: ring.generations(&master)?,
            opener: ring.unlock(&master)?,
        })
    }
}

impl SiteKeys {
    /// The public key to which what arrives is sealed until it is recorded. It changes with the
    /// newest generation.
    pub fn intake_sealer(&self) -> Result<Sealer, Error> {
        Ok(self.with(|held| held.keys.intake_sealer())??)
    }
}

impl Keyholder for SiteKeys {
    fn newest(&self) -> Result<(String, RecordKey), Error> {
        self.with(|held| Keyholder::newest(&held.keys))?
    }

    fn find(&self, name: &str) -> Result<Option<RecordKey>, Error> {
        self.with(|held| Keyholder::find(&held.keys, name))?
    }

    fn data_key(&self, object: &str, envelope: &[u8]) -> Result<RecordKey, Error> {
        let id = ObjectId::parse(object)?;
        self.with(|held| held.opener.open_envelope(&id, envelope))?
            .map_err(Error::from)
    }
}

fn version(ring: &Path) -> io::Result<Version> {
    let file = std::fs::metadata(ring)?;
    Ok((file.ino(), file.mtime(), file.mtime_nsec(), file.len()))
}

fn closed(error: &KeyringError) -> Error {
    tracing::error!(%error, "the keyring does not open");
    Error::Keys
}
