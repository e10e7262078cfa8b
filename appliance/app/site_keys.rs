//! The generation keys of this site, from the keyring in the data directory.
//!
//! The keyring is read again whenever its file has changed: a generation that another process
//! added is the one that new keys are wrapped by from then on, and one that was destroyed
//! opens nothing here any more.

use std::io;
use std::os::unix::fs::MetadataExt as _;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

use doublelock_store::{Error, GenerationKeys};
use doublelock_vault::{Generations, Keyring, KeyringError, MasterKey, RecordKey};

/// Name of the keyring in a data directory.
pub const KEYRING: &str = "keyring.json";

/// Reads generation keys from a keyring, as it is at each moment.
pub struct SiteKeys {
    ring: PathBuf,
    master: PathBuf,
    held: Mutex<Option<Held>>,
}

struct Held {
    version: Version,
    keys: Generations,
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

    fn with<T>(&self, look: impl FnOnce(&Generations) -> T) -> Result<T, Error> {
        let mut held = self.held.lock().unwrap_or_else(PoisonError::into_inner);
        let version = version(&self.ring).map_err(|error| closed(&error.into()))?;
        let current = match held.take() {
            Some(known) if known.version == version => known,
            _ => Held {
                version,
                keys: self.read().map_err(|error| closed(&error))?,
            },
        };
        let found = look(&current.keys);
        *held = Some(current);
        Ok(found)
    }

    fn read(&self) -> Result<Generations, KeyringError> {
        let master = MasterKey::read(&self.master)?;
        Keyring::load(&self.ring)?.generations(&master)
    }
}

impl GenerationKeys for SiteKeys {
    fn newest(&self) -> Result<(String, RecordKey), Error> {
        self.with(GenerationKeys::newest)?
    }

    fn find(&self, name: &str) -> Result<Option<RecordKey>, Error> {
        self.with(|keys| GenerationKeys::find(keys, name))?
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
