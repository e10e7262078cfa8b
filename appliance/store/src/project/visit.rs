//! Double-lock visits and their plans.

use diesel::prelude::*;
use doublelock_domain::custody::visit::{Verdict, VisitState};
use doublelock_domain::fact::custody::{
    CustodyEvent, VisitAccounted, VisitClosed, VisitExtended, VisitOpened,
};
use doublelock_domain::ids::{ItemId, VisitId};

use super::Entry;
use crate::columns::position;
use crate::conn::{Conn, Run};
use crate::error::Result;
use crate::schema::custody::{access_visit, visit_line};

pub(super) fn opened(conn: &mut Conn, entry: &Entry<'_>, fact: &VisitOpened) -> Result<()> {
    diesel::insert_into(access_visit::table)
        .values((
            access_visit::id.eq(fact.visit.as_str()),
            access_visit::reference.eq(fact.reference.to_string()),
            access_visit::location_id.eq(fact.archive.as_str()),
            access_visit::first_person.eq(fact.first.as_str()),
            access_visit::second_person.eq(fact.second.as_str()),
            access_visit::purpose.eq(fact.purpose.as_str()),
            access_visit::opened_at.eq(entry.at.micros()),
            access_visit::ends_at.eq(fact.ends_at.micros()),
            access_visit::extended.eq(false),
            access_visit::state.eq(VisitState::Open.as_str()),
        ))
        .run(conn)?;
    for (at, item) in fact.plan.iter().enumerate() {
        diesel::insert_into(visit_line::table)
            .values((
                visit_line::visit_id.eq(fact.visit.as_str()),
                visit_line::position.eq(position(at)),
                visit_line::item_id.eq(item.as_str()),
                visit_line::verdict.eq(Verdict::Open.as_str()),
            ))
            .run(conn)?;
    }
    Ok(())
}

pub(super) fn extended(conn: &mut Conn, entry: &Entry<'_>, fact: &VisitExtended) -> Result<()> {
    diesel::update(access_visit::table.find(fact.visit.as_str()))
        .set((
            access_visit::extended.eq(true),
            access_visit::ends_at.eq(fact.ends_at.micros()),
            access_visit::extended_at.eq(entry.at.micros()),
            access_visit::extension_words.eq(entry.section(&fact.words)?),
        ))
        .run(conn)?;
    Ok(())
}

pub(super) fn accounted(conn: &mut Conn, entry: &Entry<'_>, fact: &VisitAccounted) -> Result<()> {
    judge(conn, entry, &fact.visit, &fact.item, fact.verdict)
}

pub(super) fn closed(conn: &mut Conn, entry: &Entry<'_>, fact: &VisitClosed) -> Result<()> {
    diesel::update(access_visit::table.find(fact.visit.as_str()))
        .set((
            access_visit::state.eq(fact.state.as_str()),
            access_visit::closed_at.eq(entry.at.micros()),
            access_visit::closed_by.eq(fact.first.as_str()),
            access_visit::confirmed_by.eq(fact.second.as_str()),
        ))
        .run(conn)?;
    Ok(())
}

/// What a movement makes of its article in the visit's plan.
pub(super) fn article_moved(conn: &mut Conn, entry: &Entry<'_>, fact: &CustodyEvent) -> Result<()> {
    let judged = fact
        .what
        .within()
        .and_then(|within| within.verdict.map(|verdict| (&within.visit, verdict)));
    match judged {
        Some((visit, verdict)) => judge(conn, entry, visit, &fact.item, verdict),
        None => Ok(()),
    }
}

fn judge(
    conn: &mut Conn,
    entry: &Entry<'_>,
    visit: &VisitId,
    item: &ItemId,
    verdict: Verdict,
) -> Result<()> {
    let at = (verdict != Verdict::Open).then(|| entry.at.micros());
    diesel::update(
        visit_line::table
            .filter(visit_line::visit_id.eq(visit.as_str()))
            .filter(visit_line::item_id.eq(item.as_str())),
    )
    .set((
        visit_line::verdict.eq(verdict.as_str()),
        visit_line::noted_at.eq(at),
    ))
    .run(conn)?;
    Ok(())
}
