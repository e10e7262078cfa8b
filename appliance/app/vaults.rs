//! The vault as the appliance uses it: who may write, who may read back.

use std::io::Read;
use std::path::Path;
use std::sync::Arc;

use crate::site_keys::KEYRING;
use doublelock_domain::time::{Entropy, Timestamp};
use doublelock_vault::{
    Keyring, KeyringError, MasterKey, ObjectId, RecordKey, Swept, Vault, VaultError, Writer,
};

/// Both ends of the vault. The DICOM receiver gets only [`Intake`], which cannot read.
#[derive(Clone)]
pub struct Vaults {
    vault: Arc<Vault>,
    entropy: Arc<dyn Entropy>,
    unknown: u64,
}

/// The writing end: holds public keys only.
#[derive(Clone)]
pub struct Intake {
    vault: Arc<Vault>,
    entropy: Arc<dyn Entropy>,
}

/// Why the vault cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum VaultsFault {
    /// The keyring or the master key.
    #[error(transparent)]
    Keyring(#[from] KeyringError),
    /// The vault itself.
    #[error(transparent)]
    Vault(#[from] VaultError),
    /// The vault holds objects and the keyring is gone. A new one would leave them
    /// closed for ever: put the old one back from a backup.
    #[error("keyring.json is gone and the vault holds objects: put it back from a backup")]
    KeyringLost,
}

impl Vaults {
    /// Opens the vault in `data`, with the master key in `master`. The keyring is made
    /// on first use. A wrong master key is refused with the fingerprint of the right one.
    pub fn open(
        data: &Path,
        master: &Path,
        floor: u64,
        entropy: Arc<dyn Entropy>,
        now: Timestamp,
    ) -> Result<Self, VaultsFault> {
        let master = MasterKey::read(master)?;
        let ring_file = data.join(KEYRING);
        let ring = if ring_file.exists() {
            Keyring::load(&ring_file)?
        } else if holds_objects(&data.join("vault").join("objects")) {
            return Err(VaultsFault::KeyringLost);
        } else {
            Keyring::create(&ring_file, &master, now.micros(), &mut |bytes| {
                entropy.fill(bytes);
            })?
        };
        // An altered ring is found now, not when something is to be read.
        ring.unlock(&master)?;
        let vault = Vault::at(&data.join("vault"), ring.sealer()?, floor)?;
        Ok(Self {
            vault: Arc::new(vault),
            entropy,
            unknown: 0,
        })
    }

    /// Keeps for the operator's page how many whole objects no record named at the start.
    pub const fn note_unknown(&mut self, objects: u64) {
        self.unknown = objects;
    }

    /// Whole objects that no record named when the appliance started.
    pub const fn unknown(&self) -> u64 {
        self.unknown
    }

    /// The writing end alone.
    pub fn intake(&self) -> Intake {
        Intake {
            vault: Arc::clone(&self.vault),
            entropy: Arc::clone(&self.entropy),
        }
    }

    /// Bytes that may still be written where the vault is, as the file system counts
    /// them for this user. Asks the disk: call it off the async runtime.
    pub fn free_bytes(&self) -> Result<u64, VaultError> {
        self.vault.free_bytes()
    }

    /// Starts an object.
    pub fn begin(&self, id: &str) -> Result<Writer, VaultError> {
        self.intake().begin(id)
    }

    /// Removes an object that was condemned.
    pub fn remove(&self, id: &str) -> Result<(), VaultError> {
        self.vault.remove(&ObjectId::parse(id)?)
    }

    /// Reads an object back with its data key, each chunk checked before it is released.
    pub fn read(
        &self,
        id: &str,
        data_key: &RecordKey,
    ) -> Result<impl Read + Send + use<>, VaultError> {
        self.vault.open(data_key, &ObjectId::parse(id)?)
    }
}

/// True if there is anything in the folder of sealed objects.
fn holds_objects(objects: &Path) -> bool {
    std::fs::read_dir(objects).is_ok_and(|mut entries| entries.next().is_some())
}

impl Intake {
    /// Starts an object.
    pub fn begin(&self, id: &str) -> Result<Writer, VaultError> {
        let entropy = Arc::clone(&self.entropy);
        self.vault
            .begin(ObjectId::parse(id)?, &mut |bytes| entropy.fill(bytes))
    }
}

/// Removes what a crash left in the vault of `data`: parts never finished, and whole
/// objects that `known` disowns. Must run before anything else opens the vault.
pub fn sweep(data: &Path, known: impl Fn(&str) -> bool) -> Result<Swept, VaultsFault> {
    let ring = Keyring::load(&data.join(KEYRING))?;
    let mut vault = Vault::at(&data.join("vault"), ring.sealer()?, 0)?;
    Ok(vault.sweep(|id| known(id.as_str()))?)
}
