//! The vault as the appliance uses it: who may write, who may read back.

use std::cell::Cell;
use std::collections::BTreeSet;
use std::io::{Read, Seek};
use std::ops::ControlFlow;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use crate::site_keys::{KEYRING, SiteKeys};
use doublelock_domain::access::{Actor, Purpose, Reception, Warrant};
use doublelock_domain::ids::{ObjectId as Name, hex};
use doublelock_domain::object::{ObjectStanding, StoredObject};
use doublelock_domain::time::{Entropy, Timestamp};
use doublelock_store::objects::NewObject;
use doublelock_store::{Error as StoreError, Store};
use doublelock_vault::{
    Fate, KeyId, Keyring, KeyringError, Left, Lying, MasterKey, ObjectId, RecordKey, Spool, Spools,
    Swept, Vault, VaultError, Writer, Written, spool,
};

/// The folder of the spool in a data directory.
const SPOOL: &str = "spool";

/// Both ends of the vault. The DICOM receiver gets only [`Intake`], which cannot read.
#[derive(Clone)]
pub struct Vaults {
    intake: Intake,
    unknown: u64,
}

/// The writing end: of the vault it holds public keys only, and of the spool it is told the newest
/// one when a file is begun. It can say whether an object is what was stored,
/// which needs no key.
#[derive(Clone)]
pub struct Intake {
    vault: Arc<Vault>,
    spools: Spools,
    entropy: Arc<dyn Entropy>,
    /// Objects being written at this moment.
    writing: Arc<AtomicUsize>,
}

/// How an object is found in the vault.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Condition {
    /// As it was stored.
    Sound,
    /// Other than it was stored, or the disk does not give it any more.
    Damaged,
    /// Not there.
    Gone,
}

/// An object on its way into the vault. Dropped, it leaves nothing behind.
pub struct Incoming {
    writer: Writer,
    _writing: Counted,
}

/// An object that is durable in the vault and not recorded yet. Dropped before anybody tried
/// to record it, it leaves nothing behind.
pub struct Settled {
    object: NewObject,
    length: u64,
    vault: Arc<Vault>,
    id: ObjectId,
    /// Somebody tried to record it: whether it stays is for the register to say.
    offered: Cell<bool>,
}

/// Counts an object as being written for as long as it lives.
struct Counted(Arc<AtomicUsize>);

impl Drop for Counted {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::SeqCst);
    }
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
    /// What is to become of an object cannot be asked.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// There are records, or objects in the vault, and the keyring is gone. A new one would leave them
    /// closed for ever: put the old one back from a backup.
    #[error(
        "keyring.json is gone, and there are records or objects that it opened: put it back from a backup"
    )]
    KeyringLost,
    /// The records name objects and the vault holds none. What is sent again would be taken for
    /// lost, and replaced.
    #[error(
        "the records name {0} objects and the vault is empty: mount its disk, or put it back from a \
         backup"
    )]
    Empty(u64),
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
        let key = MasterKey::read(master)?;
        let ring_file = data.join(KEYRING);
        let ring = if ring_file.exists() {
            Keyring::load(&ring_file)?
        } else if holds_anything(&data.join("vault")) {
            return Err(VaultsFault::KeyringLost);
        } else {
            Keyring::create(&ring_file, &key, now.micros(), &mut |bytes| {
                entropy.fill(bytes);
            })?
        };
        // An altered ring is found now, not when something is to be read.
        ring.unlock(&key)?;
        let vault = Vault::at(&data.join("vault"), ring.sealer()?, floor)?;
        Ok(Self {
            intake: Intake {
                vault: Arc::new(vault),
                spools: spools(data, master)?,
                entropy,
                writing: Arc::default(),
            },
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
        self.intake.clone()
    }

    /// Bytes that may still be written where the vault is. Asks the disk: call it off the async
    /// runtime.
    pub fn free_bytes(&self) -> Result<u64, VaultError> {
        self.intake.vault.free_bytes()
    }

    /// Starts an object.
    pub fn begin(&self, id: &Name) -> Result<Incoming, VaultError> {
        self.intake.begin(id)
    }

    /// Removes an object that was condemned. Gone already, it is gone.
    pub fn remove(&self, id: &Name) -> Result<(), VaultError> {
        self.intake.vault.remove(&name(id)?)
    }

    /// Reads an object back with its data key, each chunk checked before it is released.
    pub fn read(
        &self,
        id: &Name,
        data_key: &RecordKey,
    ) -> Result<impl Read + Seek + Send + use<>, VaultError> {
        self.intake.vault.open(data_key, &name(id)?)
    }
}

/// The spool of `data`: its files are sealed to the key of the newest generation.
fn spools(data: &Path, master: &Path) -> Result<Spools, VaultError> {
    let keys = SiteKeys::of(data, master);
    let sealer = move || {
        keys.intake_sealer().map_err(|error| {
            tracing::error!(%error, "the key that arrivals are sealed to cannot be had");
            VaultError::InUse
        })
    };
    Spools::at(&data.join(SPOOL), Arc::new(sealer))
}

/// True if there is anything in a vault's folders.
fn holds_anything(vault: &Path) -> bool {
    ["objects", "incoming"].iter().any(|folder| {
        std::fs::read_dir(vault.join(folder)).is_ok_and(|mut entries| entries.next().is_some())
    })
}

fn name(id: &Name) -> Result<ObjectId, VaultError> {
    ObjectId::parse(id.as_str())
}

impl Intake {
    /// Starts an object.
    pub fn begin(&self, id: &Name) -> Result<Incoming, VaultError> {
        let entropy = Arc::clone(&self.entropy);
        let writer = self
            .vault
            .begin(name(id)?, &mut |bytes| entropy.fill(bytes))?;
        self.writing.fetch_add(1, Ordering::SeqCst);
        Ok(Incoming {
            writer,
            _writing: Counted(Arc::clone(&self.writing)),
        })
    }

    /// Makes an object durable, to be recorded.
    pub fn settle(&self, incoming: Incoming, id: &Name) -> Result<Settled, VaultError> {
        let Written {
            id: within,
            sealed,
            length,
            envelope,
        } = incoming.writer.settle()?;
        Ok(Settled {
            object: NewObject {
                stored: StoredObject {
                    id: id.clone(),
                    sealed_sha256: hex(&sealed.sha256),
                },
                envelope: envelope.to_vec(),
            },
            length,
            vault: Arc::clone(&self.vault),
            id: within,
            offered: Cell::new(false),
        })
    }

    /// Whether an object is in the vault as it was stored: all of its sealed bytes are read.
    /// `passed` hears how many went by, and may stop the reading.
    pub fn condition(
        &self,
        id: &Name,
        sealed_sha256: &str,
        passed: &mut dyn FnMut(usize) -> ControlFlow<()>,
    ) -> Result<Condition, VaultError> {
        match self.vault.measure(&name(id)?, passed) {
            Ok(measure) if hex(&measure.sha256) == sealed_sha256 => Ok(Condition::Sound),
            Ok(_) => Ok(Condition::Damaged),
            Err(VaultError::NotFound) => Ok(Condition::Gone),
            Err(error) if error.is_of_the_medium() => Ok(Condition::Damaged),
            Err(error) => Err(error),
        }
    }

    /// The same, read to its end: true if it is sound.
    pub fn is_sound(&self, stored: &StoredObject) -> Result<bool, VaultError> {
        let go_on = &mut |_| ControlFlow::Continue(());
        let found = self.condition(&stored.id, &stored.sealed_sha256, go_on)?;
        Ok(found == Condition::Sound)
    }

    /// Puts a part in its place that was recorded.
    pub fn place(&self, id: &Name) -> Result<(), VaultError> {
        self.vault.place(&name(id)?)
    }

    /// Removes a part that is not to be.
    pub fn discard(&self, id: &Name) -> Result<(), VaultError> {
        self.vault.discard(&name(id)?)
    }

    /// Starts a file of the spool.
    pub fn spool(&self, id: &Name) -> Result<Spool, VaultError> {
        let entropy = Arc::clone(&self.entropy);
        self.spools
            .begin(name(id)?, &mut |bytes| entropy.fill(bytes))
    }

    /// Names an object in a file of the spool.
    pub fn append_to(
        &self,
        spool: &mut Spool,
        object: &Name,
        content: &[u8],
    ) -> Result<(), VaultError> {
        spool.append(&name(object)?, content)
    }

    /// All that a file of the spool names is recorded. Should it not go, the next start finds
    /// that.
    pub fn end_spool(&self, id: &ObjectId) {
        if let Err(error) = self.spools.remove(id) {
            tracing::warn!(file = %id, %error, "a file of the spool could not be removed");
        }
    }

    /// Not all that a file of the spool names could be recorded.
    pub fn set_spool_aside(&self, id: &ObjectId) -> Result<(), VaultError> {
        self.spools.set_aside(id)
    }

    /// How many objects are being written at this moment.
    pub fn writing(&self) -> usize {
        self.writing.load(Ordering::SeqCst)
    }
}

impl Incoming {
    /// Adds bytes. After an error the object can only be dropped.
    pub fn append(&mut self, bytes: &[u8]) -> Result<(), VaultError> {
        self.writer.append(bytes)
    }
}

impl std::io::Write for Incoming {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.writer.write(bytes)
    }

    fn flush(&mut self) -> std::io::Result<()> {
        self.writer.flush()
    }
}

impl Settled {
    /// What is to be recorded. From here on the register decides over it.
    pub fn offer(&self) -> &NewObject {
        self.offered.set(true);
        &self.object
    }

    /// Its name, and what its sealed bytes are.
    pub const fn stored(&self) -> &StoredObject {
        &self.object.stored
    }

    /// Bytes of plaintext.
    pub const fn length(&self) -> u64 {
        self.length
    }

    /// It was recorded: it goes in its place. Should that fail, it is found where it is, and put
    /// there at the next start.
    pub fn place(&self) {
        if let Err(error) = self.vault.place(&self.id) {
            tracing::error!(object = %self.id, %error, "a recorded object could not be put in its place");
        }
    }

    /// It is not to be.
    pub fn discard(&self) {
        if let Err(error) = self.vault.discard(&self.id) {
            tracing::error!(object = %self.id, %error, "an object that was not recorded could not be removed");
        }
    }

    /// Recording it failed, or so it was said: the register knows. It is asked in its turn, so
    /// that a commit whose answer was lost has ended. Where it cannot be asked, the next start does.
    pub fn doubt(&self, store: &Store, appliance: &Actor) {
        let standing = reception(store, appliance).and_then(|warrant| {
            store.write(&warrant, |unit| unit.object_standing(self.id.as_str()))
        });
        match standing {
            Ok(ObjectStanding::Unknown) => self.discard(),
            Ok(ObjectStanding::Stored) => self.place(),
            Ok(ObjectStanding::Condemned | ObjectStanding::Destroyed) => {}
            Err(error) => {
                tracing::warn!(object = %self.id, %error, "what became of an object is seen at the next start");
            }
        }
    }
}

impl Drop for Settled {
    fn drop(&mut self) {
        if !self.offered.get() {
            self.discard();
        }
    }
}

/// For what is done in the receiver's name.
pub(crate) fn reception(
    store: &Store,
    appliance: &Actor,
) -> Result<Warrant<Reception>, StoreError> {
    Ok(appliance.take_up(Purpose::Import, store.clock().now())?)
}

/// What a crash left in the spool of `data`, and what was put aside there.
pub fn left_in_spool(data: &Path) -> Result<Vec<Left>, VaultError> {
    spool::left_in(&data.join(SPOOL))
}

/// What arrived in `data` and is not recorded yet: file by file, with the key that it is sealed
/// to.
pub fn waiting_in_spool(data: &Path) -> Result<Vec<(ObjectId, Option<KeyId>)>, VaultError> {
    spool::waiting_in(&data.join(SPOOL))
}

/// Puts right what a crash left in the vault of `data`, as the register says, and counts the
/// whole objects that no record names. Must run before anything else opens the vault.
///
/// An object is put in its place after it was recorded, so one in place that no record names
/// was not left by a crash: yesterday's database may have been put back beside today's vault,
/// and to remove it would destroy images. It stays, and the operator's page shows how many
/// there are.
pub fn sweep(data: &Path, store: &Store, appliance: &Actor) -> Result<(Swept, u64), VaultsFault> {
    let ring = Keyring::load(&data.join(KEYRING))?;
    let vault = Vault::alone(&data.join("vault"), ring.sealer()?)?;
    let left = left_in_spool(data)?;
    let spooled: BTreeSet<ObjectId> = left.iter().flat_map(Left::objects).collect();
    let all_known = !left.iter().any(Left::damaged);
    let warrant = reception(store, appliance)?;
    let mut unknown = 0;
    let (swept, recorded) = store.witness(&warrant, |unit| {
        let mut failed = None;
        unknown = 0;
        let swept = vault.sweep(|lying| {
            let (Lying::Object(id) | Lying::Part(id)) = lying else {
                return Fate::Keep;
            };
            let standing = match unit.object_standing(id.as_str()) {
                Ok(standing) => standing,
                Err(error) => {
                    failed = Some(error);
                    return Fate::Keep;
                }
            };
            match (lying, standing) {
                (Lying::Part(_), ObjectStanding::Stored) => Fate::Place,
                (Lying::Part(_), ObjectStanding::Unknown) if spooled.contains(&id) => Fate::Keep,
                (Lying::Part(_), ObjectStanding::Unknown) if !all_known => {
                    unknown += 1;
                    Fate::Keep
                }
                (Lying::Part(_), _) | (_, ObjectStanding::Destroyed) => Fate::Remove,
                (_, ObjectStanding::Unknown) => {
                    unknown += 1;
                    Fate::Keep
                }
                (_, ObjectStanding::Stored | ObjectStanding::Condemned) => Fate::Keep,
            }
        });
        let recorded = unit.stored_objects()?;
        failed.map_or(Ok((swept, recorded)), Err)
    })?;
    let swept = swept?;
    if recorded > 0 && swept.kept + swept.placed + swept.failed == 0 {
        return Err(VaultsFault::Empty(recorded));
    }
    Ok((swept, unknown))
}
