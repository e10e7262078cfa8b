//! Keeping the vault: removing what was condemned, reading again what was stored.
//!
//! What was condemned is closed since the act that condemned it; its bytes go some time later,
//! when nobody reads them any more, and the journal names each. What was stored is read again,
//! oldest first, and held against the digest in the journal: no key is needed. That goes at a
//! measured pace, slower still while something arrives, and may be stopped at any moment.

use std::ops::ControlFlow;
use std::time::{Duration, Instant};

use doublelock_domain::access::{Clockwork, Warrant};
use doublelock_domain::fact::objects::VaultRead;
use doublelock_domain::object::DUE_SINCE;
use doublelock_domain::time::{Span, Timestamp};
use doublelock_store::claims::Claim;
use doublelock_store::journal::Reach;
use doublelock_store::objects::{DueObject, Reread};
use doublelock_store::{Error as StoreError, ReadUnit, Store};
use doublelock_vault::VaultError;

use crate::vaults::{Condition, Intake, Vaults};

/// What was condemned longer ago than this is removed: whoever began to read it has ended.
pub const GRACE: Span = Span::hours(-1);
/// How long one run reads: half a night.
const LONGEST: Duration = Duration::from_hours(5);
/// While something arrives, the pace is divided by this.
const GIVEN_WAY: u64 = 10;
/// Longest sleep between two looks whether to stop.
const NAP: Duration = Duration::from_millis(200);
/// Bytes that may be read at once before the pace is looked at.
const SIP: u64 = 1024 * 1024;

/// Why the vault could not be kept.
#[derive(Debug, thiserror::Error)]
pub enum UpkeepFault {
    /// The records.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The vault.
    #[error(transparent)]
    Vault(#[from] VaultError),
}

/// Removes the bytes of objects that were condemned before `before`, and writes down which
/// are gone; returns how many. Cut off, it is begun again: what is gone is gone.
pub fn remove_condemned(
    store: &Store,
    warrant: &Warrant<Clockwork>,
    vault: &Vaults,
    before: Timestamp,
) -> Result<u64, UpkeepFault> {
    let mut removed = 0;
    loop {
        let some = store.read(warrant, |unit| unit.objects_to_destroy(before))?;
        if some.is_empty() {
            return Ok(removed);
        }
        for of in &some {
            vault.remove(&of.object)?;
        }
        store.write(warrant, |unit| unit.note_destroyed(&some))?;
        removed += some.len() as u64;
    }
}

/// One reading of the vault.
pub struct Rereading<'a> {
    /// The records.
    pub store: &'a Store,
    /// In whose name.
    pub warrant: &'a Warrant<Clockwork>,
    /// The objects.
    pub vault: Intake,
    /// The claim it is made under.
    pub claim: Claim,
    /// Most bytes in a second.
    pub pace: u64,
    /// Asked all the time: true once it is to stop.
    pub stop: &'a dyn Fn() -> bool,
}

/// How a reading ended.
pub struct Ended {
    /// What it found.
    pub found: VaultRead,
    /// It was stopped: what is left says nothing of the pace.
    pub stopped: bool,
}

/// Which objects come next.
enum Turn {
    /// Damaged ones, after this name: a copy from a backup may have been put in their place.
    Damaged(String),
    /// Those that nobody has read since they were stored, after this name.
    Never(String),
    /// Those that were read longest ago.
    LongAgo,
    /// None.
    Done,
}

impl Rereading<'_> {
    /// Reads what is due, or everything, until there is nothing left, the time is up or it is
    /// to stop; what was found is written down as it goes.
    pub fn run(&self, reach: Reach) -> Result<Ended, UpkeepFault> {
        let began = self.store.clock().now();
        let before = match reach {
            // A moment on: what was stored in this very instant is meant too.
            Reach::Whole => began.plus(Span::seconds(1)),
            Reach::SinceLast => began.plus(DUE_SINCE),
        };
        // What this run reads is due no more.
        let unread_since = before.min(began);
        let mut pace = Pace::new(self.pace, Instant::now());
        let (mut objects, mut damaged) = (0, 0);
        let mut turn = Turn::Damaged(String::new());
        while !pace.is_over() && !(self.stop)() {
            let some = self.next(&mut turn, before, unread_since)?;
            let (read, fault) = self.read_some(some, &mut pace);
            objects += read.len() as u64;
            damaged += read.iter().filter(|one| !one.sound).count() as u64;
            for one in read.iter().filter(|one| !one.sound) {
                tracing::error!(object = %one.object.of.object, "an object is not in the vault as it was stored");
            }
            self.store
                .write(self.warrant, |unit| unit.note_reread(&self.claim, &read))?;
            if let Some(fault) = fault {
                return Err(fault.into());
            }
            if matches!(turn, Turn::Done) {
                break;
            }
        }
        #[expect(
            clippy::redundant_closure_for_method_calls,
            reason = "the method itself is not general enough in the lifetime of the unit"
        )]
        let left = self.store.read(self.warrant, |unit| unit.objects_due())?;
        let found = VaultRead {
            objects,
            damaged,
            left,
        };
        self.store.write(self.warrant, |unit| {
            unit.note_vault_read(&self.claim, found.clone())
        })?;
        Ok(Ended {
            found,
            stopped: (self.stop)(),
        })
    }

    fn next(
        &self,
        turn: &mut Turn,
        before: Timestamp,
        unread_since: Timestamp,
    ) -> Result<Vec<DueObject>, StoreError> {
        let look = |unit: &mut ReadUnit<'_, Clockwork>, turn: &Turn| match turn {
            Turn::Damaged(after) => unit.damaged_due(after),
            Turn::Never(after) => unit.never_read(before, after),
            Turn::LongAgo => unit.read_before(unread_since),
            Turn::Done => Ok(Vec::new()),
        };
        loop {
            let some = self.store.read(self.warrant, |unit| look(unit, turn))?;
            let last = some.last().map(|one| one.of.object.to_string());
            *turn = match (std::mem::replace(turn, Turn::Done), last) {
                (Turn::Damaged(_), Some(last)) => Turn::Damaged(last),
                (Turn::Damaged(_), None) => Turn::Never(String::new()),
                (Turn::Never(_), Some(last)) => Turn::Never(last),
                (Turn::Never(_), None) | (Turn::LongAgo, Some(_)) => Turn::LongAgo,
                (Turn::LongAgo, None) | (Turn::Done, _) => Turn::Done,
            };
            if !some.is_empty() || matches!(turn, Turn::Done) {
                return Ok(some);
            }
        }
    }

    /// Reads some objects, as far as it gets: what was read before the disk refused, or before
    /// it was to stop, was read.
    fn read_some(
        &self,
        some: Vec<DueObject>,
        pace: &mut Pace,
    ) -> (Vec<Reread>, Option<VaultError>) {
        let mut read = Vec::with_capacity(some.len());
        for object in some {
            match self.read(&object, pace) {
                Ok(Some(sound)) => read.push(Reread { object, sound }),
                Ok(None) => break,
                Err(fault) => {
                    tracing::error!(object = %object.of.object, %fault, "an object cannot be read now");
                    return (read, Some(fault));
                }
            }
        }
        (read, None)
    }

    /// Whether an object is sound; none if it is to stop.
    fn read(&self, object: &DueObject, pace: &mut Pace) -> Result<Option<bool>, VaultError> {
        let mut passed = |count: usize| {
            let given_way = self.vault.writing() > 0;
            pace.keep(count as u64, given_way, self.stop)
        };
        let read = self
            .vault
            .condition(&object.of.object, &object.sealed_sha256, &mut passed);
        match read {
            Ok(found) => Ok(Some(found == Condition::Sound)),
            Err(VaultError::Stopped) => Ok(None),
            Err(error) => Err(error),
        }
    }
}

/// Keeps a pace.
struct Pace {
    rate: u64,
    until: Instant,
    /// When the bytes that were read by now may have been.
    earned: Instant,
    /// Bytes since the pace was looked at.
    sip: u64,
}

impl Pace {
    fn new(rate: u64, now: Instant) -> Self {
        Self {
            rate: rate.max(1),
            until: now + LONGEST,
            earned: now,
            sip: 0,
        }
    }

    fn is_over(&self) -> bool {
        Instant::now() >= self.until
    }

    /// Sleeps as long as `bytes` more ask for. Time that was not used is not saved up.
    fn keep(&mut self, bytes: u64, given_way: bool, stop: &dyn Fn() -> bool) -> ControlFlow<()> {
        self.sip += bytes;
        if self.sip >= SIP {
            let rate = if given_way {
                (self.rate / GIVEN_WAY).max(1)
            } else {
                self.rate
            };
            let micros = self.sip.saturating_mul(1_000_000) / rate;
            self.sip = 0;
            self.earned = self.earned.max(Instant::now()) + Duration::from_micros(micros);
        }
        loop {
            if stop() || self.is_over() {
                return ControlFlow::Break(());
            }
            let wait = self.earned.saturating_duration_since(Instant::now());
            if wait.is_zero() {
                return ControlFlow::Continue(());
            }
            std::thread::sleep(wait.min(NAP));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// How many seconds the pace makes `bytes` wait, without waiting them.
    fn asked(pace: &mut Pace, bytes: u64, given_way: bool) -> u64 {
        let before = Instant::now().max(pace.earned);
        let _ = pace.keep(bytes, given_way, &|| true);
        pace.earned.saturating_duration_since(before).as_secs()
    }

    #[test]
    fn the_pace_is_kept_and_gives_way_to_what_arrives() {
        let mut pace = Pace::new(20 << 20, Instant::now());
        assert_eq!(asked(&mut pace, 1 << 10, false), 0, "sips are gathered");
        assert!((9..=10).contains(&asked(&mut pace, 200 << 20, false)));
        assert!((99..=100).contains(&asked(&mut pace, 200 << 20, true)));
    }

    #[test]
    fn whoever_is_to_stop_stops() {
        let mut pace = Pace::new(1, Instant::now());
        assert!(pace.keep(10 << 20, false, &|| true).is_break());
    }
}
