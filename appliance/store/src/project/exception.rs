//! What does not balance, and what was done about it.

use diesel::prelude::*;
use doublelock_domain::custody::exception::{ExceptionEventKind, ExceptionExit};
use doublelock_domain::fact::custody::{
    ExceptionAssigned, ExceptionClosed, ExceptionFollowed, ExceptionOpened, ExceptionReopened,
};
use doublelock_domain::ids::{ExceptionId, ItemId, PersonId, ShipmentId, VisitId};
use doublelock_domain::time::Timestamp;

use super::Entry;
use crate::columns::{number, signed};
use crate::conn::{Conn, Run};
use crate::error::Result;
use crate::schema::custody::{custody_exception, exception_event};

/// What an event of an exception says, beside who did it and when.
struct Event<'a> {
    of: &'a ExceptionId,
    kind: ExceptionEventKind,
    detail: Option<&'a str>,
    words: Option<i64>,
}

pub(super) fn opened(conn: &mut Conn, entry: &Entry<'_>, fact: &ExceptionOpened) -> Result<()> {
    let concern = &fact.concern;
    diesel::insert_into(custody_exception::table)
        .values((
            custody_exception::id.eq(fact.exception.as_str()),
            custody_exception::kind.eq(fact.kind.as_str()),
            custody_exception::shipment_id.eq(concern.shipment.as_ref().map(ShipmentId::as_str)),
            custody_exception::line.eq(concern.line.map(number)),
            custody_exception::visit_id.eq(concern.visit.as_ref().map(VisitId::as_str)),
            custody_exception::item_id.eq(concern.item.as_ref().map(ItemId::as_str)),
            custody_exception::owner_id.eq(fact.owner.as_ref().map(PersonId::as_str)),
            custody_exception::opened_at.eq(entry.at.micros()),
            custody_exception::due_at.eq(fact.due.micros()),
            custody_exception::lost_from.eq(fact.lost_from.map(Timestamp::micros)),
        ))
        .run(conn)?;
    let event = Event {
        of: &fact.exception,
        kind: ExceptionEventKind::Opened,
        detail: None,
        words: None,
    };
    happened(conn, entry, &event)
}

pub(super) fn assigned(conn: &mut Conn, entry: &Entry<'_>, fact: &ExceptionAssigned) -> Result<()> {
    let owner = fact.owner.as_ref().map(PersonId::as_str);
    diesel::update(custody_exception::table.find(fact.exception.as_str()))
        .set(custody_exception::owner_id.eq(owner))
        .run(conn)?;
    let event = Event {
        of: &fact.exception,
        kind: ExceptionEventKind::Assigned,
        detail: owner,
        words: None,
    };
    happened(conn, entry, &event)
}

pub(super) fn followed(conn: &mut Conn, entry: &Entry<'_>, fact: &ExceptionFollowed) -> Result<()> {
    diesel::update(custody_exception::table.find(fact.exception.as_str()))
        .set(custody_exception::due_at.eq(fact.due.micros()))
        .run(conn)?;
    let event = Event {
        of: &fact.exception,
        kind: ExceptionEventKind::Followed,
        detail: Some(fact.step.as_str()),
        words: Some(entry.section(&fact.words)?),
    };
    happened(conn, entry, &event)
}

pub(super) fn closed(conn: &mut Conn, entry: &Entry<'_>, fact: &ExceptionClosed) -> Result<()> {
    ended(conn, &fact.exception, Some((fact.exit, entry.at.micros())))?;
    let event = Event {
        of: &fact.exception,
        kind: ExceptionEventKind::Closed,
        detail: Some(fact.exit.as_str()),
        words: entry.maybe_section(fact.words.as_ref())?,
    };
    happened(conn, entry, &event)
}

pub(super) fn reopened(conn: &mut Conn, entry: &Entry<'_>, fact: &ExceptionReopened) -> Result<()> {
    ended(conn, &fact.exception, None)?;
    diesel::update(custody_exception::table.find(fact.exception.as_str()))
        .set(custody_exception::due_at.eq(fact.due.micros()))
        .run(conn)?;
    let event = Event {
        of: &fact.exception,
        kind: ExceptionEventKind::Reopened,
        detail: None,
        words: None,
    };
    happened(conn, entry, &event)
}

fn ended(conn: &mut Conn, of: &ExceptionId, how: Option<(ExceptionExit, i64)>) -> Result<()> {
    diesel::update(custody_exception::table.find(of.as_str()))
        .set((
            custody_exception::outcome.eq(how.map(|(exit, _)| exit.as_str())),
            custody_exception::closed_at.eq(how.map(|(_, at)| at)),
        ))
        .run(conn)?;
    Ok(())
}

fn happened(conn: &mut Conn, entry: &Entry<'_>, event: &Event<'_>) -> Result<()> {
    diesel::insert_into(exception_event::table)
        .values((
            exception_event::exception_id.eq(event.of.as_str()),
            exception_event::ledger_sequence.eq(signed(entry.sequence)?),
            exception_event::kind.eq(event.kind.as_str()),
            exception_event::detail.eq(event.detail),
            exception_event::occurred_at.eq(entry.at.micros()),
            exception_event::actor_id.eq(entry.actor.as_str()),
            exception_event::words.eq(event.words),
        ))
        .run(conn)?;
    Ok(())
}
