//! Who is signed in now, for whoever keeps the appliance running, and ending sessions of
//! somebody else or one's own elsewhere.

use diesel::prelude::*;
use doublelock_domain::access::{Duty, FrontDoor, Operator};
use doublelock_domain::fact::cases::ListName;
use doublelock_domain::ids::{PersonId, SessionId};
use doublelock_domain::session::{EndReason, SessionDates, SessionLimits, SessionStanding};
use doublelock_domain::time::Timestamp;

use crate::columns::{count, stored};
use crate::conn::Conn;
use crate::error::{Error, Result};
use crate::front_door::end;
use crate::schema::people::{person, session};
use crate::unit::{ReadUnit, Sight, Unit};

/// Most open sessions that are listed; the latest used come first.
const LISTED: i64 = 500;

/// An open session, as the list of who is signed in shows it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OpenSession {
    /// Which.
    pub id: SessionId,
    /// Whose.
    pub person: PersonId,
    /// Name to show.
    pub name: String,
    /// Sign-in.
    pub opened: Timestamp,
    /// Last request that was noted.
    pub seen: Timestamp,
    /// From where, as the edge saw it at sign-in.
    pub address: Option<String>,
}

type Row = (String, String, String, i64, i64, i64, Option<String>);

impl Sight<'_, Operator> {
    /// Everybody's sessions that still live, the latest used first. Names people of the
    /// staff, so the reading is in the journal.
    pub fn open_sessions(&mut self, limits: SessionLimits) -> Result<Vec<OpenSession>> {
        let now = self.machine_now();
        let open = living(self.conn(), now, limits, None)?;
        let records = open
            .iter()
            .flat_map(|open| [(&open.person).into(), (&open.id).into()])
            .collect();
        self.note_list(ListName::OpenSessions, records);
        Ok(open)
    }
}

impl Unit<'_, Operator> {
    /// Ends every open session of a person, and says how many. Their place in the directory
    /// is untouched: they may sign in again. Somebody who never signed in is not found.
    pub fn end_sessions_of(&mut self, whose: &PersonId) -> Result<u32> {
        let there: i64 = person::table
            .filter(person::id.eq(whose.as_str()))
            .count()
            .get_result(self.conn())?;
        if there == 0 {
            return Err(Error::NotFound);
        }
        let open = open_of(self, whose)?;
        for id in &open {
            end(self, whose, id, EndReason::Revoked)?;
        }
        Ok(count(open.len()))
    }
}

impl ReadUnit<'_, FrontDoor> {
    /// One person's sessions that still live at `now`, the latest used first: for that person.
    pub fn sessions_of(
        &mut self,
        whose: &PersonId,
        now: Timestamp,
        limits: SessionLimits,
    ) -> Result<Vec<OpenSession>> {
        living(self.conn(), now, limits, Some(whose))
    }
}

impl Unit<'_, FrontDoor> {
    /// Ends every open session of a person but the one they ask from, and says how many.
    pub fn end_other_sessions(&mut self, whose: &PersonId, kept: &SessionId) -> Result<u32> {
        let mut open = open_of(self, whose)?;
        open.retain(|id| id != kept);
        for id in &open {
            end(self, whose, id, EndReason::Elsewhere)?;
        }
        Ok(count(open.len()))
    }
}

fn living(
    conn: &mut Conn,
    now: Timestamp,
    limits: SessionLimits,
    whose: Option<&PersonId>,
) -> Result<Vec<OpenSession>> {
    let mut query = session::table
        .inner_join(person::table)
        .filter(session::ended_at.is_null())
        .filter(session::opened_at.gt(now.micros() - limits.absolute.micros()))
        .order((session::seen_at.desc(), session::id))
        .limit(LISTED)
        .select((
            session::id,
            person::id,
            person::display_name,
            session::opened_at,
            session::seen_at,
            session::checked_at,
            session::address,
        ))
        .into_boxed();
    if let Some(whose) = whose {
        query = query.filter(session::person_id.eq(whose.as_str()));
    }
    let mut open = Vec::new();
    for (id, person, name, opened, seen, checked, address) in query.load::<Row>(conn)? {
        let dates = SessionDates {
            opened: Timestamp::from_micros(opened),
            seen: Timestamp::from_micros(seen),
            checked: Timestamp::from_micros(checked),
        };
        // What nobody came back to is over, though no request has said so yet.
        if matches!(dates.standing(now, limits), SessionStanding::Over(_)) {
            continue;
        }
        open.push(OpenSession {
            id: stored(&id)?,
            person: stored(&person)?,
            name,
            opened: dates.opened,
            seen: dates.seen,
            address,
        });
    }
    Ok(open)
}

fn open_of<D: Duty>(unit: &mut Sight<'_, D>, whose: &PersonId) -> Result<Vec<SessionId>> {
    let open: Vec<String> = session::table
        .filter(session::person_id.eq(whose.as_str()))
        .filter(session::ended_at.is_null())
        .order(session::id)
        .select(session::id)
        .load(unit.conn())?;
    open.iter().map(|id| stored(id)).collect()
}
