//! Articles and places.

use diesel::prelude::*;
use doublelock_domain::fact::custody::{
    CustodyEvent, Happening, NewArticle, PlaceRenamed, PlaceRetired, PlacesRegistered,
    RegisteredPlace,
};
use doublelock_domain::ids::{CaseId, LocationId, RequestId};

use super::{Entry, label, shipment, visit};
use crate::columns::{number, signed};
use crate::conn::{Conn, Run};
use crate::error::Result;
use crate::schema::custody::{barrier, custody_event, item, item_external_id, location};

/// Something happened to an article: its row, the event, and what it changed beside it.
pub(super) fn event(conn: &mut Conn, entry: &Entry<'_>, fact: &CustodyEvent) -> Result<()> {
    let first = fact.seq == 1;
    match fact.what.article() {
        Some(article) if first => insert_item(conn, entry, fact, article)?,
        Some(article) => {
            is_another(conn, entry, fact, article)?;
            update_item(conn, entry, fact)?;
        }
        None => update_item(conn, entry, fact)?,
    }
    match &fact.what {
        // A label that was drawn for this very article.
        Happening::Registered { .. } => label::insert_active(conn, fact.label, entry.at)?,
        Happening::Received { .. } if first => label::activate(conn, fact.label, entry.at)?,
        Happening::ExternalIdLinked { words } => {
            diesel::insert_into(item_external_id::table)
                .values((
                    item_external_id::item_id.eq(fact.item.as_str()),
                    item_external_id::words.eq(entry.section(words)?),
                    item_external_id::linked_at.eq(entry.at.micros()),
                ))
                .run(conn)?;
        }
        Happening::Identified { case, .. } => {
            diesel::update(item::table.find(fact.item.as_str()))
                .set(item::case_id.eq(case.as_str()))
                .run(conn)?;
        }
        Happening::Described {
            item_kind, words, ..
        } => {
            diesel::update(item::table.find(fact.item.as_str()))
                .set((
                    item::kind.eq(item_kind.as_str()),
                    item::description.eq(entry.maybe_section(words.as_ref())?),
                ))
                .run(conn)?;
        }
        Happening::Relabelled { new } => {
            diesel::update(item::table.find(fact.item.as_str()))
                .set(item::label.eq(new.to_string()))
                .run(conn)?;
        }
        _ => {}
    }
    insert_event(conn, entry, fact)?;
    shipment::article_moved(conn, entry, fact)?;
    visit::article_moved(conn, entry, fact)
}

fn insert_item(
    conn: &mut Conn,
    entry: &Entry<'_>,
    fact: &CustodyEvent,
    new: &NewArticle,
) -> Result<()> {
    diesel::insert_into(item::table)
        .values((
            item::id.eq(fact.item.as_str()),
            item::label.eq(fact.label.to_string()),
            item::kind.eq(new.kind.as_str()),
            item::words.eq(entry.maybe_section(new.words.as_ref())?),
            item::description.eq(None::<i64>),
            item::case_id.eq(new.case.as_ref().map(CaseId::as_str)),
            item::request_id.eq(new.request.as_ref().map(RequestId::as_str)),
            item::holder_kind.eq(fact.to.kind().as_str()),
            item::holder_id.eq(fact.to.reference()),
            item::item_seq.eq(number(fact.seq)),
            item::condition.eq(fact.condition.as_str()),
            item::registered_at.eq(entry.at.micros()),
            item::seen_at.eq(entry.at.micros()),
        ))
        .run(conn)?;
    Ok(())
}

/// It comes out of a parcel once more: what it is and whose is said anew.
fn is_another(
    conn: &mut Conn,
    entry: &Entry<'_>,
    fact: &CustodyEvent,
    new: &NewArticle,
) -> Result<()> {
    diesel::update(item::table.find(fact.item.as_str()))
        .set((
            item::kind.eq(new.kind.as_str()),
            item::words.eq(entry.maybe_section(new.words.as_ref())?),
            item::description.eq(None::<i64>),
            item::case_id.eq(new.case.as_ref().map(CaseId::as_str)),
            item::request_id.eq(new.request.as_ref().map(RequestId::as_str)),
        ))
        .run(conn)?;
    Ok(())
}

fn update_item(conn: &mut Conn, entry: &Entry<'_>, fact: &CustodyEvent) -> Result<()> {
    diesel::update(item::table.find(fact.item.as_str()))
        .set((
            item::holder_kind.eq(fact.to.kind().as_str()),
            item::holder_id.eq(fact.to.reference()),
            item::item_seq.eq(number(fact.seq)),
            item::condition.eq(fact.condition.as_str()),
        ))
        .run(conn)?;
    if fact.what.sees_it() {
        diesel::update(item::table.find(fact.item.as_str()))
            .set(item::seen_at.eq(entry.at.micros()))
            .run(conn)?;
    }
    Ok(())
}

/// A row of `custody_event`, as its fact makes it. The page of an article compares what is
/// stored with it.
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable, Insertable)]
#[diesel(table_name = custody_event)]
#[diesel(treat_none_as_default_value = false)]
pub(crate) struct EventRow {
    pub(crate) item_id: String,
    pub(crate) item_seq: i32,
    pub(crate) kind: String,
    pub(crate) occurred_at: i64,
    pub(crate) actor_id: String,
    pub(crate) witness_id: Option<String>,
    pub(crate) from_kind: Option<String>,
    pub(crate) from_id: Option<String>,
    pub(crate) to_kind: String,
    pub(crate) to_id: String,
    pub(crate) condition: String,
    pub(crate) shipment_id: Option<String>,
    pub(crate) visit_id: Option<String>,
    pub(crate) detail: Option<String>,
    pub(crate) words: Option<i64>,
    pub(crate) ledger_sequence: i64,
}

impl EventRow {
    /// The row of an event.
    pub(crate) fn of(entry: &Entry<'_>, fact: &CustodyEvent) -> Result<Self> {
        let within = fact.what.within();
        let (detail, words) = match &fact.what {
            Happening::ExternalIdLinked { words } => (None, Some(entry.section(words)?)),
            Happening::Described {
                item_kind, words, ..
            } => (
                Some(item_kind.to_string()),
                entry.maybe_section(words.as_ref())?,
            ),
            Happening::Relabelled { .. } => (Some(fact.label.to_string()), None),
            Happening::Identified { case, .. } => (Some(case.to_string()), None),
            _ => (None, None),
        };
        Ok(Self {
            item_id: fact.item.to_string(),
            item_seq: number(fact.seq),
            kind: fact.what.kind().to_string(),
            occurred_at: entry.at.micros(),
            actor_id: entry.actor.to_string(),
            witness_id: within.map(|within| within.witness.to_string()),
            from_kind: fact.from.as_ref().map(|from| from.kind().to_string()),
            from_id: fact.from.as_ref().map(|from| from.reference().to_owned()),
            to_kind: fact.to.kind().to_string(),
            to_id: fact.to.reference().to_owned(),
            condition: fact.condition.to_string(),
            shipment_id: fact.what.shipment().map(ToString::to_string),
            visit_id: within.map(|within| within.visit.to_string()),
            detail,
            words,
            ledger_sequence: signed(entry.sequence)?,
        })
    }
}

fn insert_event(conn: &mut Conn, entry: &Entry<'_>, fact: &CustodyEvent) -> Result<()> {
    diesel::insert_into(custody_event::table)
        .values(EventRow::of(entry, fact)?)
        .run(conn)?;
    Ok(())
}

pub(super) fn places_registered(
    conn: &mut Conn,
    entry: &Entry<'_>,
    fact: &PlacesRegistered,
) -> Result<()> {
    fact.places
        .iter()
        .try_for_each(|new| place_registered(conn, entry, new))
}

fn place_registered(conn: &mut Conn, entry: &Entry<'_>, new: &RegisteredPlace) -> Result<()> {
    label::insert_active(conn, new.label, entry.at)?;
    diesel::insert_into(location::table)
        .values((
            location::id.eq(new.place.as_str()),
            location::label.eq(new.label.to_string()),
            location::parent_id.eq(new.parent.as_ref().map(LocationId::as_str)),
            location::name.eq(&new.name),
            location::kind.eq(new.kind.as_str()),
            location::archive.eq(new.archive),
            location::position.eq(number(new.position)),
        ))
        .run(conn)?;
    let Some(lock) = new.lock else {
        return Ok(());
    };
    if lock.key_is_new {
        label::insert_active(conn, lock.key, entry.at)?;
    }
    diesel::insert_into(barrier::table)
        .values((
            barrier::location_id.eq(new.place.as_str()),
            barrier::kind.eq(lock.kind.as_str()),
            barrier::keys.eq(lock.key.to_string()),
        ))
        .run(conn)?;
    Ok(())
}

pub(super) fn place_renamed(conn: &mut Conn, fact: &PlaceRenamed) -> Result<()> {
    diesel::update(location::table.find(fact.place.as_str()))
        .set(location::name.eq(&fact.after))
        .run(conn)?;
    Ok(())
}

pub(super) fn place_retired(conn: &mut Conn, entry: &Entry<'_>, fact: &PlaceRetired) -> Result<()> {
    diesel::update(location::table.find(fact.place.as_str()))
        .set(location::retired_at.eq(entry.at.micros()))
        .run(conn)?;
    label::void(conn, fact.label, None, entry.at)
}
