//! Proving who one is with a password, at the sign-in page and at the double lock alike:
//! the throttle before the directory, the journal after a refusal.

use std::net::IpAddr;

use doublelock_directory::Passage;
use doublelock_domain::guessing::{Knock, Mark, Verdict, Wait};
use doublelock_store::Error as StoreError;
use doublelock_store::front_door::{KnownPlace, SignedInPerson};
use doublelock_store::guessing::{Attempt, ROOM};

use crate::office::Office;
use crate::staff::NotSignedIn;
use crate::web::problem::Problem;

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
/// wrong ones were tried. A refusal is in the journal before it is told; having to wait and a
/// directory that does not answer are not, since nothing was judged.
pub async fn prove(
    office: &Office,
    login: &str,
    password: &str,
    address: IpAddr,
) -> Result<Result<Proof, NotProved>, Problem> {
    let mut attempt = match Try::begin(office, login, address).await? {
        Ok(attempt) => attempt,
        Err(Wait(seconds)) => return Ok(Err(NotProved::Wait(seconds))),
    };
    let outcome = office
        .staff
        .sign_in(login, password.to_owned(), |person| attempt.passage(person))
        .await;
    let (why, reason) = match outcome {
        Ok(person) => {
            attempt.succeeded(&person.stable_id).await?;
            let place = office.throttle.places().known(&person.stable_id, address)?;
            return Ok(Ok(Proof { person, place }));
        }
        Err(NotSignedIn::Stopped) => {
            let Wait(seconds) = attempt.stopped?;
            return Ok(Err(NotProved::Wait(seconds)));
        }
        Err(NotSignedIn::Unreachable) => {
            attempt.unanswered().await?;
            return Ok(Err(NotProved::Unreachable));
        }
        Err(NotSignedIn::NoDuty) => (NotProved::NoDuty, "no_duty"),
        Err(NotSignedIn::Refused(reason)) => (NotProved::Refused, reason),
    };
    let address = address.to_string();
    office
        .write(office.front_door()?, move |unit| {
            unit.note_sign_in_refused(reason, &address)
        })
        .await?;
    Ok(Err(why))
}

/// One try at a password, from the knock to what became of it.
struct Try<'a> {
    office: &'a Office,
    knock: Knock,
    known: Vec<Mark>,
    attempt: Attempt,
    /// Why it was stopped, once it was.
    stopped: Result<Wait, Problem>,
}

impl<'a> Try<'a> {
    /// Heard and counted, or sent away to wait.
    async fn begin(
        office: &'a Office,
        login: &str,
        address: IpAddr,
    ) -> Result<Result<Self, Wait>, Problem> {
        let (throttle, now) = (&office.throttle, office.now());
        let (place, limits) = (throttle.places().place(address)?, throttle.limits());
        let known = office
            .read(office.front_door()?, move |unit| unit.known_at(&place))
            .await?;
        let knock = throttle.knock(login, address, &known)?;
        let wait = office
            .read(office.front_door()?, move |unit| {
                unit.must_wait(&limits, &knock, now)
            })
            .await?;
        if let Some(wait) = wait {
            return Ok(Err(wait));
        }
        let heard = office
            .write(office.front_door()?, move |unit| {
                unit.knock(&limits, &knock, now, ROOM)
            })
            .await?;
        Ok(heard.map(|attempt| Self {
            office,
            knock,
            known,
            attempt,
            stopped: Ok(Wait(1)),
        }))
    }

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

    async fn judge(&self, person: Option<String>) -> Result<Verdict, Problem> {
        let throttle = &self.office.throttle;
        let meant = person
            .map(|id| throttle.meant(&id, &self.knock, &self.known))
            .transpose()?;
        let (limits, attempt) = (throttle.limits(), self.attempt.clone());
        Ok(self
            .office
            .write(self.office.front_door()?, move |unit| {
                unit.judge(&limits, &attempt, meant.as_ref())
            })
            .await?)
    }

    /// The password was right: the try no longer counts, and neither do the person's own
    /// earlier mistakes at this place.
    async fn succeeded(self, stable_id: &str) -> Result<(), Problem> {
        let forgiven = self.office.throttle.forgiven(stable_id, &self.knock)?;
        let attempt = self.attempt;
        Ok(self
            .office
            .write(self.office.front_door()?, move |unit| {
                unit.take_back(&attempt)?;
                unit.forgive(&forgiven)
            })
            .await?)
    }

    /// The directory did not answer: nobody guessed anything.
    async fn unanswered(self) -> Result<(), StoreError> {
        let attempt = self.attempt;
        self.office
            .write(self.office.front_door()?, move |unit| {
                unit.take_back(&attempt)
            })
            .await
    }
}
