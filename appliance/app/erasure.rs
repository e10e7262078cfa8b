//! Carrying erasures to their end, and wrapping keys anew. Both may be cut off at any moment
//! and begun again.

use std::fs::{File, OpenOptions};
use std::os::unix::fs::OpenOptionsExt as _;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use doublelock_domain::access::{Clockwork, Warrant};
use doublelock_domain::time::{Entropy, Timestamp};
use doublelock_store::erasure::{Tried, Wraps};
use doublelock_store::{Error as StoreError, Store};
use doublelock_vault::{KeyId, Keyring, KeyringError, MasterKey, ObjectId, VaultError};

use crate::erased::{ErasedFault, ErasedList};
use crate::site_keys::KEYRING;
use crate::upkeep::{self, UpkeepFault};
use crate::vaults::{self, Vaults};

/// Why an erasure or a rotation stopped. What was done stays done.
#[derive(Debug, thiserror::Error)]
pub enum Cut {
    /// The records.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The keyring.
    #[error(transparent)]
    Keyring(#[from] KeyringError),
    /// The vault.
    #[error(transparent)]
    Upkeep(#[from] UpkeepFault),
    /// The file that says that somebody works on the keyring.
    #[error("the keyring cannot be taken: {0}")]
    Lock(std::io::Error),
    /// Somebody else wraps keys anew at this moment.
    #[error("another process wraps the keys anew: wait until it is done")]
    Busy,
    /// What arrived before is not recorded yet.
    #[error(
        "what arrived over the network is not recorded yet: start the appliance, or restart it if \
         it runs, and try again"
    )]
    Arriving,
    /// What arrived and could not be recorded opens with the keys that would be destroyed.
    #[error(
        "{0} files of the spool were put aside: they name images that could not be recorded, and \
         would be closed for ever. Put right what keeps them from it (the log says) and restart the \
         appliance, or stop it and delete the files *.damaged of its folder spool if nobody needs them"
    )]
    Aside(usize),
    /// What arrived before cannot be looked at.
    #[error(transparent)]
    Spool(#[from] VaultError),
    /// The list of erased records.
    #[error(transparent)]
    List(#[from] ErasedFault),
    /// Sections of an erased record open.
    #[error("{0} sections of an erased record still open: call technical support")]
    StillOpen(u64),
}

/// Longest to wait for what arrived to be recorded. The receiver does that within a minute.
const LONGEST_WAIT: Duration = Duration::from_secs(100);
const LOOK_EVERY: Duration = Duration::from_millis(200);
/// How long whoever began to look before the last key was wrapped anew has to finish: what they
/// see opens with an older generation only.
pub const LONGEST_LOOK: Duration = Duration::from_secs(3);

/// Waits until what has arrived by now is recorded. Before a record is erased: what arrived of
/// the person is to be erased with it.
pub fn wait_for_arrivals(data: &Path) -> Result<(), Cut> {
    none_aside(data, |_| true)?;
    let before: Vec<ObjectId> = vaults::waiting_in_spool(data)?
        .into_iter()
        .map(|(file, _)| file)
        .collect();
    wait_while(data, |file, _| before.contains(file))
}

/// Refused while files that are sealed to such keys are put aside.
fn none_aside(data: &Path, which: impl Fn(&KeyId) -> bool) -> Result<(), Cut> {
    let aside = vaults::left_in_spool(data)?
        .iter()
        .filter(|left| left.aside() && left.sealed_to().is_some_and(|key| which(&key)))
        .count();
    if aside > 0 {
        Err(Cut::Aside(aside))
    } else {
        Ok(())
    }
}

/// Waits while such files of the spool wait to be recorded.
fn wait_while(data: &Path, which: impl Fn(&ObjectId, Option<&KeyId>) -> bool) -> Result<(), Cut> {
    let began = Instant::now();
    loop {
        let waiting = vaults::waiting_in_spool(data)?;
        if !waiting.iter().any(|(file, key)| which(file, key.as_ref())) {
            return Ok(());
        }
        if began.elapsed() >= LONGEST_WAIT {
            return Err(Cut::Arriving);
        }
        std::thread::sleep(LOOK_EVERY);
    }
}

/// The keyring of a site, in the hands of one process.
pub struct Keys<'a> {
    store: &'a Store,
    warrant: &'a Warrant<Clockwork>,
    data: PathBuf,
    ring: PathBuf,
    master: MasterKey,
    longest_look: Duration,
    _lock: File,
}

impl<'a> Keys<'a> {
    /// Takes the keyring of `data`, beside an appliance that may be running, in which nobody looks
    /// for longer than `longest_look` ([`LONGEST_LOOK`]).
    pub fn take(
        store: &'a Store,
        warrant: &'a Warrant<Clockwork>,
        data: &Path,
        master: &Path,
        longest_look: Duration,
    ) -> Result<Self, Cut> {
        let lock = OpenOptions::new()
            .write(true)
            .create(true)
            .truncate(false)
            .mode(0o600)
            .open(data.join("keyring.lock"))
            .map_err(Cut::Lock)?;
        match lock.try_lock() {
            Ok(()) => {}
            Err(std::fs::TryLockError::WouldBlock) => return Err(Cut::Busy),
            Err(std::fs::TryLockError::Error(error)) => return Err(Cut::Lock(error)),
        }
        Ok(Self {
            store,
            warrant,
            data: data.to_owned(),
            ring: data.join(KEYRING),
            master: MasterKey::read(master)?,
            longest_look,
            _lock: lock,
        })
    }

    /// Wraps every topmost key by a new generation and destroys the older ones; returns their
    /// names. A rotation that was cut off is carried on, with the generation it had made.
    pub fn rotate(&self, entropy: &dyn Entropy) -> Result<Vec<String>, Cut> {
        let cut_off = Keyring::load(&self.ring)?
            .generations(&self.master)?
            .names()
            .count()
            > 1;
        if cut_off {
            self.settle()
        } else {
            self.renew(entropy)
        }
    }

    /// The same with a new generation in any case: one that was there when a key was destroyed
    /// may have wrapped it.
    fn renew(&self, entropy: &dyn Entropy) -> Result<Vec<String>, Cut> {
        let now = self.store.clock().now().micros();
        Keyring::load(&self.ring)?.add_generation(&self.master, now, &mut |bytes| {
            entropy.fill(bytes);
        })?;
        self.settle()
    }

    fn settle(&self) -> Result<Vec<String>, Cut> {
        for what in [Wraps::Keys, Wraps::Objects] {
            let (mut after, mut damaged) = (String::new(), 0);
            loop {
                let done = self
                    .store
                    .write(self.warrant, |unit| unit.wrap_anew(what, &after))?;
                damaged += done.damaged;
                match done.last {
                    Some(last) => after = last,
                    None => break,
                }
            }
            if damaged > 0 {
                tracing::error!(?what, damaged, "keys do not open, and stay as they are");
            }
        }
        let mut ring = Keyring::load(&self.ring)?;
        let generations = ring.generations(&self.master)?;
        // What arrived while an older one was the newest opens with it only.
        let closing = generations.older_intake_keys()?;
        wait_while(&self.data, |_, key| {
            key.is_some_and(|key| closing.contains(key))
        })?;
        none_aside(&self.data, |key| closing.contains(key))?;
        std::thread::sleep(self.longest_look);
        let names: Vec<String> = generations.names().map(str::to_owned).collect();
        let older = names.split_last().map_or(&[][..], |(_, older)| older);
        for name in older {
            ring.destroy_generation(name)?;
        }
        self.store
            .write(self.warrant, |unit| unit.note_rotated(older))?;
        Ok(older.to_vec())
    }

    /// Carries every erasure to its end that is not done; returns what trying its sections
    /// found, for each.
    pub fn finish_erasures(
        &self,
        vault: &Vaults,
        entropy: &dyn Entropy,
    ) -> Result<Vec<Tried>, Cut> {
        #[expect(
            clippy::redundant_closure_for_method_calls,
            reason = "the method itself is not general enough in the lifetime of the unit"
        )]
        let pending = self
            .store
            .read(self.warrant, |unit| unit.pending_erasures())?;
        if pending.is_empty() {
            return Ok(Vec::new());
        }
        // Written down outside before it is said to be done: a copy that is put back is erased again.
        #[expect(
            clippy::redundant_closure_for_method_calls,
            reason = "the method itself is not general enough in the lifetime of the unit"
        )]
        let erased = self.store.read(self.warrant, |unit| unit.erased())?;
        ErasedList::of(&self.data).add(&erased)?;
        // Whatever else is condemned goes with them: there is nothing to wait for.
        let ever = Timestamp::from_micros(i64::MAX);
        upkeep::remove_condemned(self.store, self.warrant, vault, ever)?;
        #[expect(
            clippy::redundant_closure_for_method_calls,
            reason = "the method itself is not general enough in the lifetime of the unit"
        )]
        self.store
            .write(self.warrant, |unit| unit.forget_station_jobs())?;
        self.renew(entropy)?;
        self.store.scrub()?;
        let mut all = Vec::new();
        for one in &pending {
            let (tried, objects) = self.store.read(self.warrant, |unit| {
                Ok((unit.try_sections(one)?, unit.objects_erased(one)?))
            })?;
            if tried.opened > 0 {
                return Err(Cut::StillOpen(tried.opened));
            }
            self.store.write(self.warrant, |unit| {
                unit.finish_erasure(one, tried, objects)
            })?;
            all.push(tried);
        }
        Ok(all)
    }
}
