//! Proving who one is with a password, at the sign-in page, at the double lock and at the machine
//! alike: the throttle before the directory, the journal after a refusal.

pub mod throttle;

use std::net::IpAddr;
use std::sync::Arc;
use std::time::Duration;

use doublelock_directory::{Gate, MachineWatch, Pace, Passage};
use doublelock_domain::access::{Actor, FrontDoor, Purpose, Warrant};
use doublelock_domain::guessing::{Knock, Mark, Meant, Verdict, Wait, forgiven};
use doublelock_store::front_door::{KnownPlace, SignedInPerson};
use doublelock_store::guessing::{Attempt, ROOM};
use doublelock_store::{Error as StoreError, ReadUnit, Store, Unit};
use openssl::error::ErrorStack;

use crate::blocking::run_blocking;
use crate::staff::{NotSignedIn, Staff};

use self::throttle::Throttle;

/// Refusals are given on these steps after the question: how long one took says neither whether a name
/// is known nor how far its password got. All is over before the 5 s that a sign-in may take.
const PACE: Pace = Pace {
    step: Duration::from_millis(250),
    latest: Duration::from_millis(4750),
};
/// The word of the journal for a directory that does not answer.
const OUTAGE: &str = "directory_unreachable";

/// Why it could not be found out.
#[derive(Debug, thiserror::Error)]
pub enum Fault {
    /// The records.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// No mark could be made.
    #[error("a mark could not be made: {0}")]
    Mark(#[from] ErrorStack),
}

/// Where people prove who they are. Cheap to clone.
#[derive(Clone)]
pub struct Door {
    /// Where tries are counted and refusals written down.
    pub store: Store,
    /// The appliance itself, in whose name that is done.
    pub appliance: Actor,
    /// Whom to ask.
    pub staff: Staff,
    /// Slows guessing down.
    pub throttle: Arc<Throttle>,
    /// The door is the machine itself: only who may start programs on it stands there, so tries are
    /// counted apart from all that strangers use up. `per_pair` of them reach an account, beside
    /// those that [`doublelock_domain::guessing`] speaks of.
    pub at_the_machine: bool,
}

impl Door {
    fn warrant(&self) -> Result<Warrant<FrontDoor>, StoreError> {
        let now = self.store.clock().now();
        Ok(self.appliance.take_up(Purpose::SignIn, now)?)
    }

    async fn write<T: Send + 'static>(
        &self,
        work: impl FnMut(&mut Unit<'_, FrontDoor>) -> Result<T, StoreError> + Send + 'static,
    ) -> Result<T, StoreError> {
        let (store, warrant) = (self.store.clone(), self.warrant()?);
        run_blocking(move || store.write(&warrant, work)).await
    }

    async fn read<T: Send + 'static>(
        &self,
        look: impl FnOnce(&mut ReadUnit<'_, FrontDoor>) -> Result<T, StoreError> + Send + 'static,
    ) -> Result<T, StoreError> {
        let (store, warrant) = (self.store.clone(), self.warrant()?);
        run_blocking(move || store.read(&warrant, look)).await
    }

    /// Writes down that the directory does not answer: whoever meets an outage first does.
    pub async fn note_outage(&self, address: IpAddr) -> Result<(), StoreError> {
        if !self.staff.take_outage() {
            return Ok(());
        }
        let address = address.to_string();
        self.write(move |unit| unit.note_sign_in_refused(OUTAGE, &address))
            .await
    }
}

/// Somebody proved who they are, just now.
pub struct Proof {
    /// Who, as the directory says.
    pub person: SignedInPerson,
    /// Where, for [`doublelock_store::Unit::open_session`] to remember.
    pub place: KnownPlace,
}

/// Why not. What was typed is in none of them, nor in the journal.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NotProved {
    /// Too many tries; seconds to wait.
    Wait(i64),
    /// Name or password is wrong, or the account is not to be used.
    Refused,
    /// Recognised, but no group gives a duty here.
    NoDuty,
    /// The directory does not answer.
    Unreachable,
}

/// Asks the directory whether `password` is that of whoever `login` names, unless too many
/// wrong ones were tried. A refusal is in the journal before it is told, and so is a directory that
/// does not answer, once for each outage; having to wait is not, since nothing was judged.
/// Refusals that must not be told apart are given on steps of time.
pub async fn prove(
    door: &Door,
    login: &str,
    password: &str,
    address: IpAddr,
) -> Result<Result<Proof, NotProved>, Fault> {
    let watch = MachineWatch::start();
    let (why, reason) = match counted(door, login, password, address).await? {
        Ok(proof) => return Ok(Ok(proof)),
        Err((why, reason)) => (why, reason),
    };
    if let Some(reason) = reason {
        let address = address.to_string();
        door.write(move |unit| unit.note_sign_in_refused(reason, &address))
            .await?;
    }
    if why == NotProved::Unreachable {
        door.note_outage(address).await?;
    }
    let is_held = |why: &NotProved| matches!(why, NotProved::Refused | NotProved::NoDuty);
    Ok(Err(PACE.keep(&watch, why, is_held).await))
}

/// The same, and nothing in the journal: for where nothing may be written in it yet. A refusal that
/// the directory judged comes with its word.
pub async fn counted(
    door: &Door,
    login: &str,
    password: &str,
    address: IpAddr,
) -> Result<Result<Proof, (NotProved, Option<&'static str>)>, Fault> {
    let mut attempt = match Try::begin(door, login, address).await? {
        Ok(attempt) => attempt,
        Err(Wait(seconds)) => return Ok(Err((NotProved::Wait(seconds), None))),
    };
    let outcome = door
        .staff
        .sign_in(login, password.to_owned(), &mut attempt)
        .await;
    Ok(match outcome {
        Ok(person) => {
            attempt.succeeded(&person.stable_id).await?;
            let place = door.throttle.places().known(&person.stable_id, address)?;
            Ok(Proof { person, place })
        }
        Err(NotSignedIn::Stopped) => {
            let Wait(seconds) = attempt.stopped?;
            Err((NotProved::Wait(seconds), None))
        }
        Err(NotSignedIn::Unreachable) => {
            attempt.unanswered().await?;
            Err((NotProved::Unreachable, None))
        }
        // The directory may have counted it: so do we.
        Err(NotSignedIn::Unanswered) => Err((NotProved::Unreachable, None)),
        Err(NotSignedIn::NoDuty) => Err((NotProved::NoDuty, Some("no_duty"))),
        Err(NotSignedIn::Refused(reason)) => Err((NotProved::Refused, Some(reason))),
    })
}

/// One try at a password, from the knock to what became of it.
///
/// It counts before the password is sent, and goes on counting when whoever typed hangs up or
/// nobody judges it.
struct Try<'a> {
    door: &'a Door,
    knock: Knock,
    known: Vec<Mark>,
    /// One for each password that the directory may see.
    attempts: Vec<Attempt>,
    /// The first of them is counted, and not asked for yet.
    is_fresh: bool,
    /// Why it was stopped, once it was.
    stopped: Result<Wait, Fault>,
}

impl Gate for Try<'_> {
    /// Decides, now that the directory's search has said who was meant: the stable id of the
    /// one person found, or none. Where that cannot be counted, nothing is asked.
    async fn passage(&mut self, person: Option<String>) -> Passage {
        self.stopped = match self.judge(person).await {
            Ok(Verdict::Ask) => return Passage::Ask,
            Ok(Verdict::Pretend) => return Passage::Pretend,
            Ok(Verdict::Stop(wait)) => Ok(wait),
            Err(error) => Err(error),
        };
        Passage::Stop
    }
}

impl<'a> Try<'a> {
    /// Heard and counted, or sent away to wait.
    async fn begin(
        door: &'a Door,
        login: &str,
        address: IpAddr,
    ) -> Result<Result<Self, Wait>, Fault> {
        let (throttle, now) = (&door.throttle, door.store.clock().now());
        let (place, limits) = (throttle.places().place(address)?, throttle.limits());
        let known = door.read(move |unit| unit.known_at(&place)).await?;
        let mut knock = throttle.knock(login, address, &known)?;
        knock.known_place |= door.at_the_machine;
        let wait = door
            .read(move |unit| unit.must_wait(&limits, &knock, now))
            .await?;
        if let Some(wait) = wait {
            return Ok(Err(wait));
        }
        let mut begun = Self {
            door,
            knock,
            known,
            attempts: Vec::new(),
            is_fresh: true,
            stopped: Ok(Wait(1)),
        };
        Ok(begun.count().await?.map(|()| begun))
    }

    /// One more password at this place.
    async fn count(&mut self) -> Result<Result<(), Wait>, Fault> {
        let (knock, now) = (self.knock, self.door.store.clock().now());
        let limits = self.door.throttle.limits();
        let heard = self
            .door
            .write(move |unit| unit.knock(&limits, &knock, now, ROOM))
            .await?;
        Ok(heard.map(|attempt| self.attempts.push(attempt)))
    }

    fn meant(&self, stable_id: &str) -> Result<Meant, ErrorStack> {
        let throttle = &self.door.throttle;
        if self.door.at_the_machine {
            throttle.meant_at_the_machine(stable_id, &self.knock)
        } else {
            throttle.meant(stable_id, &self.knock, &self.known)
        }
    }

    async fn judge(&mut self, person: Option<String>) -> Result<Verdict, Fault> {
        // The same password in its other spelling is a password of its own.
        if !std::mem::take(&mut self.is_fresh)
            && let Err(wait) = self.count().await?
        {
            return Ok(Verdict::Stop(wait));
        }
        let Some(attempt) = self.attempts.last().cloned() else {
            return Ok(Verdict::Stop(Wait(1)));
        };
        let meant = person.map(|id| self.meant(&id)).transpose()?;
        let limits = self.door.throttle.limits();
        Ok(self
            .door
            .write(move |unit| unit.judge(&limits, &attempt, meant.as_ref()))
            .await?)
    }

    /// The password was right: the try no longer counts, and neither do the person's own
    /// earlier mistakes at this place.
    async fn succeeded(self, stable_id: &str) -> Result<(), Fault> {
        let forgiven = forgiven(&self.knock, &self.meant(stable_id)?);
        let attempts = self.attempts;
        Ok(self
            .door
            .write(move |unit| {
                for attempt in &attempts {
                    unit.take_back(attempt)?;
                }
                unit.forgive(&forgiven)
            })
            .await?)
    }

    /// The directory did not answer, and was shown no password that it could call wrong.
    async fn unanswered(self) -> Result<(), StoreError> {
        let attempts = self.attempts;
        self.door
            .write(move |unit| {
                attempts
                    .iter()
                    .try_for_each(|attempt| unit.take_back(attempt))
            })
            .await
    }
}
