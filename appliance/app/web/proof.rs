//! Proving who one is with a password, at the sign-in page and at the double lock alike:
//! the throttle before the directory, the journal after a refusal.

use std::net::IpAddr;

use doublelock_store::front_door::{KnownPlace, SignedInPerson};

use crate::staff::NotSignedIn;
use crate::web::office::Office;
use crate::web::problem::Problem;
use crate::web::throttle::Wait;

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
    let throttle = &office.throttle;
    let place = throttle.places().place(address);
    let known = office
        .read(office.front_door()?, move |unit| unit.known_at(&place))
        .await?;
    let mut attempt = match throttle.knock(login, address, known, office.now()) {
        Ok(attempt) => attempt,
        Err(Wait(seconds)) => return Ok(Err(NotProved::Wait(seconds))),
    };
    let outcome = office
        .staff
        .sign_in(login, password.to_owned(), |person| attempt.passage(person))
        .await;
    let (why, reason) = match outcome {
        Ok(person) => {
            let place = throttle.places().known(&person.stable_id, address);
            attempt.succeeded(&person.stable_id);
            return Ok(Ok(Proof { person, place }));
        }
        Err(NotSignedIn::Stopped) => {
            let seconds = attempt.wait.map_or(1, |Wait(seconds)| seconds);
            return Ok(Err(NotProved::Wait(seconds)));
        }
        Err(NotSignedIn::Unreachable) => {
            attempt.unanswered();
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
