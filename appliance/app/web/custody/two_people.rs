//! Two people, each with a password of their own, asked of the directory now. The one
//! way in which a visit is opened, extended and closed.

use doublelock_domain::access::{Actor, Custody, DutyName, Purpose};
use doublelock_domain::custody::visit::offers::{AtTheKeyboard, NotTogether, first_is, together};
use doublelock_domain::custody::visit::{TwoPeople, VisitStep, may_enter};
use doublelock_domain::fact::Subject;
use doublelock_domain::refusal::Refusal;
use doublelock_domain::time::Timestamp;
use doublelock_store::front_door::SignedInPerson;
use doublelock_store::{Error as StoreError, Unit};

use crate::proof::{self, NotProved};
use crate::web::guard::On;
use crate::web::i18n::Phrase;
use crate::web::page::FieldError;
use crate::web::problem::Problem;

/// What two people typed.
pub(super) struct Typed<'a> {
    pub(super) first_username: &'a str,
    pub(super) first_password: &'a str,
    pub(super) second_username: &'a str,
    pub(super) second_password: &'a str,
}

/// Why two people were not accepted: a field, and a word of ours.
#[derive(Debug, Clone, Copy)]
pub(super) struct Doubt {
    field: &'static str,
    pub(super) reason: &'static str,
}

impl Doubt {
    const fn new(field: &'static str, reason: &'static str) -> Self {
        Self { field, reason }
    }

    /// The sentence at its field.
    pub(super) fn error(self) -> FieldError {
        FieldError::new(self.field, Phrase::new(format!("visit-{}", self.reason)))
    }
}

impl From<NotTogether> for Doubt {
    fn from(why: NotTogether) -> Self {
        match why {
            NotTogether::FirstIsNotYou => Self::new("first-username", "not-you"),
            NotTogether::SamePerson => Self::new("second-username", "same-person"),
            NotTogether::NeitherIsYou => Self::new("first-username", "neither-is-you"),
        }
    }
}

/// Two people who proved it within this request.
#[derive(Debug, Clone)]
pub(super) struct Both {
    first: Actor,
    second: Actor,
}

impl Both {
    /// As the rules want them, at the instant of the unit in which they act: a form is
    /// answered in seconds, and the journal's time may differ from the machine's.
    pub(super) fn at(&self, now: Timestamp) -> Result<TwoPeople, Refusal> {
        TwoPeople::present((&self.first, now), (&self.second, now), now)
    }
}

/// Asks the directory for both, as the sign-in page does for one. Duties are those of
/// this moment: somebody who has lost theirs, or whose account is disabled, is refused
/// even where a session of theirs is still open.
pub(super) async fn two_people(
    on: &On<Custody>,
    typed: &Typed<'_>,
    who: AtTheKeyboard,
) -> Result<Result<Both, Doubt>, Problem> {
    let first = match prove(on, typed.first_username, typed.first_password).await? {
        Ok(person) => person,
        Err(reason) => return Ok(Err(Doubt::new("first-password", reason))),
    };
    let here = &on.signed_in().session.stable_id;
    if let Err(why) = first_is(&first.stable_id, here, who) {
        return Ok(Err(why.into()));
    }
    let second = match prove(on, typed.second_username, typed.second_password).await? {
        Ok(person) => person,
        Err(reason) => return Ok(Err(Doubt::new("second-password", reason))),
    };
    if let Err(why) = together(&first.stable_id, &second.stable_id, here, who) {
        return Ok(Err(why.into()));
    }
    let first = match admitted(on, first, "first-username").await? {
        Ok(person) => person,
        Err(doubt) => return Ok(Err(doubt)),
    };
    let second = match admitted(on, second, "second-username").await? {
        Ok(person) => person,
        Err(doubt) => return Ok(Err(doubt)),
    };
    Ok(Ok(Both { first, second }))
}

/// The person as an actor, if their duties open the archive now.
async fn admitted(
    on: &On<Custody>,
    person: SignedInPerson,
    field: &'static str,
) -> Result<Result<Actor, Doubt>, Problem> {
    let session = &on.signed_in().session;
    let office = on.office();
    let (actor, enters) = if person.stable_id == session.stable_id {
        let actor = Actor::person(session.person_id.clone(), person.duties.iter().copied());
        let enters = person.duties.contains(&DutyName::Custody);
        (actor, enters)
    } else {
        let actor = office
            .write(office.front_door()?, move |unit| unit.vouch(&person))
            .await?;
        let enters = may_enter(&actor);
        (actor, enters)
    };
    Ok(if enters {
        Ok(actor)
    } else {
        Err(Doubt::new(field, "no-duty"))
    })
}

/// Asks the directory, as the sign-in page does; the word says why not.
async fn prove(
    on: &On<Custody>,
    username: &str,
    password: &str,
) -> Result<Result<SignedInPerson, &'static str>, Problem> {
    let address = on.signed_in().visitor.address;
    let proved = proof::prove(&on.office().door(), username, password, address).await?;
    Ok(proved.map(|proof| proof.person).map_err(|why| match why {
        NotProved::Wait(_) => "too-many",
        NotProved::Refused => "wrong-password",
        NotProved::NoDuty => "no-duty",
        NotProved::Unreachable => "directory-down",
    }))
}

/// Does a step of a visit. One that the rules refuse leaves nothing but the entry that says so.
pub(super) async fn attempt<T: Send + 'static>(
    on: &On<Custody>,
    step: VisitStep,
    about: Subject,
    mut work: impl FnMut(&mut Unit<'_, Custody>) -> Result<T, StoreError> + Send + 'static,
) -> Result<Result<T, Refusal>, Problem> {
    Ok(on
        .write(Purpose::Archive, move |unit| {
            let done = unit.attempt(&mut work)?;
            if let Err(refusal) = &done {
                unit.note_visit_refused(step, &about, refusal.key())?;
            }
            Ok(done)
        })
        .await?)
}

/// Writes down that a step of a visit was refused before it was tried: a field, a password.
/// `about`: the visit, or the archive that was to be opened.
pub(super) async fn note_refused(
    on: &On<Custody>,
    step: VisitStep,
    about: Subject,
    reason: &'static str,
) -> Result<(), Problem> {
    let note = move |unit: &mut Unit<'_, Custody>| unit.note_visit_refused(step, &about, reason);
    Ok(on.write(Purpose::Archive, note).await?)
}
