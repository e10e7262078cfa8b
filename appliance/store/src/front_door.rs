//! People and their sessions.

use std::collections::BTreeSet;

use diesel::prelude::*;
use doublelock_domain::access::{Actor, Clockwork, Duty, DutyName, FrontDoor, Purpose};
use doublelock_domain::fact::Fact;
use doublelock_domain::fact::people::{
    ApplianceInstalled, PersonVouched, SessionClosed, SessionEnded, SessionOpened, SignInRefused,
    Staff,
};
use doublelock_domain::ids::{PersonId, SessionId};
use doublelock_domain::session::{EndReason, SessionDates};
use doublelock_domain::time::{Span, Timestamp};

use crate::columns::{maybe_stored, stored, stored_bytes};
use crate::conn::{self, Conn};
use crate::error::{Error, Result};
use crate::journal::facts::{StoredFact, fact_at};
use crate::schema::people::{known_place, person, session};
use crate::store::Store;
use crate::unit::{ReadUnit, Unit};

/// A place stays known this long after the last sign-in from it.
pub const PLACE_KNOWN_FOR: Span = Span::hours(24 * 90);
/// Most places kept; the ones longest unused go first.
const PLACES: i64 = 20_000;
/// Most people known at one place that are looked at.
const PEOPLE_AT_A_PLACE: i64 = 1_000;
/// No session is older (the configuration allows twelve hours): what lies further back holds
/// no address any more, ended or not.
const ADDRESS_KEPT: Span = Span::hours(24);

/// `stable_id` of the appliance's own row.
const APPLIANCE: &str = "appliance";

/// A person as the directory describes them at sign-in.
#[derive(Debug, Clone)]
pub struct SignedInPerson {
    /// entryUUID or objectGUID, prefixed by the kind: never changes, never reused.
    pub stable_id: String,
    /// Name to show.
    pub display_name: String,
    /// Preferred language, if the directory says.
    pub language: Option<String>,
    /// Duties the directory's groups give.
    pub duties: BTreeSet<DutyName>,
}

/// From where somebody signed in, as marks made under a key that is not in the database.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct KnownPlace {
    /// Of the person and the place together.
    pub pair: [u8; 32],
    /// Of the place.
    pub place: [u8; 32],
}

/// A session that was found.
#[derive(Debug, Clone)]
pub struct Session {
    /// Its number in the journal.
    pub id: SessionId,
    /// Who.
    pub person_id: PersonId,
    /// The person's directory id.
    pub stable_id: String,
    /// Name to show.
    pub display_name: String,
    /// Preferred language.
    pub language: Option<String>,
    /// Duties at the last check.
    pub duties: BTreeSet<DutyName>,
    /// Token that every form of this session carries.
    pub csrf: String,
    /// Its dates.
    pub dates: SessionDates,
}

impl Session {
    /// The person as an actor.
    pub fn actor(&self) -> Actor {
        Actor::person(self.person_id.clone(), self.duties.iter().copied())
    }
}

impl Store {
    /// The appliance itself as an actor. On first use it writes down that it begins to
    /// keep this journal: entry 0.
    pub fn appliance(&self) -> Result<Actor> {
        let mut conn = conn::take(self.writers())?;
        let known = first_actor(&mut conn)?;
        drop(conn);
        if let Some(id) = known {
            return Ok(Actor::appliance(id));
        }
        let now = self.clock().now();
        let first = Actor::appliance(PersonId::new(now, &**self.entropy()));
        let warrant = first.take_up::<Clockwork>(Purpose::Maintenance, now)?;
        self.write(&warrant, |unit| {
            // Another instance may have been faster.
            if let Some(id) = first_actor(unit.conn())? {
                return Ok(Actor::appliance(id));
            }
            unit.enact(ApplianceInstalled {
                appliance: Staff {
                    person: first.id().clone(),
                    stable_id: APPLIANCE.to_owned(),
                    name: "Doublelock".to_owned(),
                    language: None,
                },
            })?;
            Ok(first.clone())
        })
    }
}

/// The appliance, as entry 0 of the journal names it: a table may have been altered.
fn first_actor(conn: &mut Conn) -> Result<Option<PersonId>> {
    match fact_at(conn, 0)? {
        None => Ok(None),
        Some(StoredFact {
            fact: Fact::ApplianceInstalled(first),
            ..
        }) => Ok(Some(first.appliance.person)),
        Some(_) => Err(Error::LedgerBroken(0)),
    }
}

/// The id of the person whom the directory knows under `stable_id`.
fn id_of(conn: &mut Conn, stable_id: &str) -> Result<Option<PersonId>> {
    let known: Option<String> = person::table
        .filter(person::stable_id.eq(stable_id))
        .select(person::id)
        .first(conn)
        .optional()?;
    maybe_stored(known.as_deref())
}

impl<D: Duty> Unit<'_, D> {
    /// The person as the directory describes them now, under the id they always had.
    pub(crate) fn staff(&mut self, who: &SignedInPerson) -> Result<Staff> {
        let now = self.now();
        let known = id_of(self.conn(), &who.stable_id)?;
        Ok(Staff {
            person: known.unwrap_or_else(|| PersonId::new(now, self.entropy())),
            stable_id: who.stable_id.clone(),
            name: who.display_name.clone(),
            language: who.language.clone(),
        })
    }
}

impl Unit<'_, FrontDoor> {
    /// Opens a session. `token_hash` is SHA-256 of the cookie's 256 random bits; the
    /// cookie itself is never stored. `address` is kept as long as the session is open, for
    /// the list of who is signed in; `place` is kept for the throttle.
    pub fn open_session(
        &mut self,
        who: &SignedInPerson,
        token_hash: &[u8; 32],
        csrf: &str,
        address: &str,
        place: &KnownPlace,
    ) -> Result<SessionId> {
        let staff = self.staff(who)?;
        // Sessions are judged by the machine's clock, so they are dated by it: dated by
        // the journal, nobody could sign in for as long as that clock was set back.
        let now = self.machine_now();
        let id = SessionId::new(now, self.entropy());
        diesel::insert_into(session::table)
            .values((
                session::id.eq(id.as_str()),
                session::token_hash.eq(&token_hash[..]),
                session::csrf.eq(csrf),
                session::person_id.eq(staff.person.as_str()),
                session::duties.eq(duties_text(&who.duties)),
                session::opened_at.eq(now.micros()),
                session::seen_at.eq(now.micros()),
                session::checked_at.eq(now.micros()),
                session::address.eq(address),
            ))
            .execute(self.conn())?;
        self.forget_addresses(now)?;
        self.remember_place(place, now)?;
        self.enact(SessionOpened {
            who: staff,
            session: id.clone(),
            duties: who.duties.clone(),
        })?;
        Ok(id)
    }

    /// Sessions that nobody came back to are only ended when somebody looks; their addresses
    /// don't wait for that.
    fn forget_addresses(&mut self, now: Timestamp) -> Result<()> {
        let long_ago = now.micros() - ADDRESS_KEPT.micros();
        let old = session::table
            .filter(session::opened_at.lt(long_ago))
            .filter(session::address.is_not_null());
        diesel::update(old)
            .set(session::address.eq(None::<String>))
            .execute(self.conn())?;
        Ok(())
    }

    fn remember_place(&mut self, known: &KnownPlace, now: Timestamp) -> Result<()> {
        let long_ago = now.micros() - PLACE_KNOWN_FOR.micros();
        diesel::delete(known_place::table.filter(known_place::seen_at.lt(long_ago)))
            .execute(self.conn())?;
        let row = known_place::table.find(&known.pair[..]);
        let changed = diesel::update(row)
            .set(known_place::seen_at.eq(now.micros()))
            .execute(self.conn())?;
        if changed > 0 {
            return Ok(());
        }
        let kept: i64 = known_place::table.count().get_result(self.conn())?;
        if kept >= PLACES {
            let oldest: Vec<Vec<u8>> = known_place::table
                .select(known_place::pair)
                .order(known_place::seen_at)
                .limit(kept - PLACES + 1)
                .load(self.conn())?;
            for pair in oldest {
                diesel::delete(known_place::table.find(pair)).execute(self.conn())?;
            }
        }
        diesel::insert_into(known_place::table)
            .values((
                known_place::pair.eq(&known.pair[..]),
                known_place::place.eq(&known.place[..]),
                known_place::seen_at.eq(now.micros()),
            ))
            .execute(self.conn())?;
        Ok(())
    }

    /// A second person proves who they are within somebody else's session (double
    /// lock): same admission and entry, but no session of their own.
    pub fn vouch(&mut self, who: &SignedInPerson) -> Result<Actor> {
        let staff = self.staff(who)?;
        let id = staff.person.clone();
        self.enact(PersonVouched {
            who: staff,
            duties: who.duties.clone(),
        })?;
        Ok(Actor::person(id, who.duties.iter().copied()))
    }

    /// Writes down a refused sign-in. `reason` is a word of ours, never what was typed.
    pub fn note_sign_in_refused(&mut self, reason: &str, address: &str) -> Result<()> {
        self.enact(SignInRefused {
            reason: reason.to_owned(),
            address: address.to_owned(),
        })?;
        Ok(())
    }

    /// Notes that the session is in use. Not an act: no entry.
    pub fn touch(&mut self, id: &SessionId) -> Result<()> {
        let now = self.machine_now().micros();
        diesel::update(
            session::table
                .find(id.as_str())
                .filter(session::ended_at.is_null()),
        )
        .set(session::seen_at.eq(now))
        .execute(self.conn())?;
        Ok(())
    }

    /// The directory answered: the duties as they are now.
    pub fn rechecked(&mut self, id: &SessionId, duties: &BTreeSet<DutyName>) -> Result<()> {
        let now = self.machine_now().micros();
        diesel::update(
            session::table
                .find(id.as_str())
                .filter(session::ended_at.is_null()),
        )
        .set((
            session::checked_at.eq(now),
            session::duties.eq(duties_text(duties)),
        ))
        .execute(self.conn())?;
        Ok(())
    }

    /// Ends a session; once. Ending one that is over already does nothing.
    pub fn end_session(&mut self, id: &SessionId, reason: EndReason) -> Result<()> {
        let open: Option<String> = session::table
            .find(id.as_str())
            .filter(session::ended_at.is_null())
            .select(session::person_id)
            .first(self.conn())
            .optional()?;
        match open {
            Some(person) => {
                let person = stored(&person)?;
                end(self, &person, id, reason)
            }
            None => Ok(()),
        }
    }

    /// Ends the session of this cookie, if it is open: another takes its place.
    pub fn replace_session(&mut self, token_hash: &[u8; 32]) -> Result<()> {
        let open: Option<(String, String)> = session::table
            .filter(session::token_hash.eq(&token_hash[..]))
            .filter(session::ended_at.is_null())
            .select((session::id, session::person_id))
            .first(self.conn())
            .optional()?;
        match open {
            Some((id, person)) => end(self, &stored(&person)?, &stored(&id)?, EndReason::Replaced),
            None => Ok(()),
        }
    }
}

/// One entry for each session, so that the history of a session is whole by itself.
pub(crate) fn end<D: Duty>(
    unit: &mut Unit<'_, D>,
    whose: &PersonId,
    id: &SessionId,
    reason: EndReason,
) -> Result<()> {
    let now = unit.now().micros();
    diesel::update(session::table.find(id.as_str()))
        .set((
            session::ended_at.eq(now),
            session::end_reason.eq(reason.as_str()),
            session::address.eq(None::<String>),
        ))
        .execute(unit.conn())?;
    let (session, person) = (id.clone(), whose.clone());
    if reason == EndReason::SignedOut {
        unit.enact(SessionClosed { session, person })?;
    } else {
        unit.enact(SessionEnded {
            session,
            person,
            reason,
        })?;
    }
    Ok(())
}

/// One row of the join of session and person.
type SessionRow = (
    String,
    String,
    String,
    i64,
    i64,
    i64,
    String,
    String,
    String,
    Option<String>,
);

impl ReadUnit<'_, FrontDoor> {
    /// The pairs of everybody known at this place ([`KnownPlace::pair`]), the latest first.
    pub fn known_at(&mut self, place: &[u8; 32]) -> Result<Vec<[u8; 32]>> {
        let long_ago = self.now().micros() - PLACE_KNOWN_FOR.micros();
        let pairs: Vec<Vec<u8>> = known_place::table
            .filter(known_place::place.eq(&place[..]))
            .filter(known_place::seen_at.ge(long_ago))
            .order(known_place::seen_at.desc())
            .limit(PEOPLE_AT_A_PLACE)
            .select(known_place::pair)
            .load(self.conn())?;
        pairs.into_iter().map(stored_bytes).collect()
    }

    /// The session of this cookie, if it has not been ended. Its dates are for the
    /// caller to judge.
    pub fn session(&mut self, token_hash: &[u8; 32]) -> Result<Option<Session>> {
        let row: Option<SessionRow> = session::table
            .inner_join(person::table)
            .filter(session::token_hash.eq(&token_hash[..]))
            .filter(session::ended_at.is_null())
            .select((
                session::id,
                session::csrf,
                session::duties,
                session::opened_at,
                session::seen_at,
                session::checked_at,
                person::id,
                person::stable_id,
                person::display_name,
                person::language,
            ))
            .first(self.conn())
            .optional()?;
        row.map(session_of).transpose()
    }
}

fn session_of(row: SessionRow) -> Result<Session> {
    let (id, csrf, duties, opened, seen, checked, person_id, stable_id, display_name, language) =
        row;
    let at = Timestamp::from_micros;
    Ok(Session {
        id: stored(&id)?,
        person_id: stored(&person_id)?,
        stable_id,
        display_name,
        language,
        duties: duties
            .split(' ')
            .filter_map(|word| word.parse().ok())
            .collect(),
        csrf,
        dates: SessionDates {
            opened: at(opened),
            seen: at(seen),
            checked: at(checked),
        },
    })
}

fn duties_text(duties: &BTreeSet<DutyName>) -> String {
    duties
        .iter()
        .map(|duty| duty.as_str())
        .collect::<Vec<_>>()
        .join(" ")
}
