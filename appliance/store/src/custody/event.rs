//! The chain of events of an article: appending and reading it.

use diesel::prelude::*;
use doublelock_domain::access::Duty;
use doublelock_domain::act::Act;
use doublelock_domain::custody::item::{Condition, EventKind, Holder, Transition};
use doublelock_domain::ids::{EventId, ItemId, PersonId, ShipmentId, VisitId};
use doublelock_domain::refusal::Refusal;
use doublelock_domain::time::Timestamp;
use serde_json::json;

use super::item::{HolderView, ItemRow, Names};
use super::{id, maybe_id, word};
use crate::error::{Error, Result};
use crate::schema::custody::{custody_event, item};
use crate::unit::{Unit, signed, unsigned};

/// Circumstances of an event.
#[derive(Debug, Clone, Default)]
pub(super) struct Circumstances {
    /// Of this shipment.
    pub(super) shipment: Option<ShipmentId>,
    /// During this visit.
    pub(super) visit: Option<VisitId>,
    /// The second person.
    pub(super) witness: Option<PersonId>,
    /// A code that the event speaks of.
    pub(super) detail: Option<String>,
}

/// One event, for reading.
#[derive(Debug, Clone)]
pub struct TimelineEntry {
    /// Its number in the article's chain.
    pub seq: u32,
    /// What happened.
    pub kind: EventKind,
    /// When.
    pub at: Timestamp,
    /// Who did it.
    pub actor: String,
    /// Who else was there.
    pub witness: Option<String>,
    /// Who held it until then.
    pub from: Option<HolderView>,
    /// Who held it from then on.
    pub to: HolderView,
    /// Condition seen.
    pub condition: Condition,
    /// The shipment it happened with.
    pub shipment: Option<ShipmentId>,
    /// Reference of the visit it happened in.
    pub visit: Option<VisitId>,
    /// A code that the event speaks of.
    pub detail: Option<String>,
    /// A later event says that this one was a mistake.
    pub corrected: bool,
    /// Number of its entry in the journal.
    pub sequence: u64,
}

#[derive(Queryable, Selectable, Clone)]
#[diesel(table_name = custody_event)]
pub(super) struct EventRow {
    pub(super) item_seq: i32,
    pub(super) kind: String,
    occurred_at: i64,
    pub(super) actor_id: String,
    witness_id: Option<String>,
    from_kind: Option<String>,
    from_id: Option<String>,
    to_kind: String,
    to_id: String,
    condition: String,
    shipment_id: Option<String>,
    visit_id: Option<String>,
    detail: Option<String>,
    ledger_sequence: i64,
}

impl EventRow {
    pub(super) fn from(&self) -> Result<Option<Holder>> {
        match (&self.from_kind, &self.from_id) {
            (Some(kind), Some(reference)) => holder(kind, reference).map(Some),
            _ => Ok(None),
        }
    }

    pub(super) fn to(&self) -> Result<Holder> {
        holder(&self.to_kind, &self.to_id)
    }
}

/// Reads a stored holder.
pub(super) fn holder(kind: &str, reference: &str) -> Result<Holder> {
    Holder::from_parts(word(kind)?, reference)
        .map_err(|_| Error::Corrupt("a stored holder is malformed"))
}

/// Appends an event: its journal entry, its row, and the article's present state.
/// A chain that moved on meanwhile refuses it.
pub(super) fn append<D: Duty>(
    unit: &mut Unit<'_, D>,
    article: &ItemRow,
    event: &Transition,
    about: &Circumstances,
) -> Result<u64> {
    let item_id: ItemId = id(&article.id)?;
    let payload = json!({
        "item": article.id,
        "label": article.label,
        "seq": event.seq,
        "kind": event.kind,
        "from": event.from,
        "to": event.to,
        "condition": event.condition,
        "shipment": about.shipment,
        "visit": about.visit,
        "witness": about.witness,
        "detail": about.detail,
    });
    let sequence = unit.record(Act::CustodyEvent, &[item_id.as_str()], &payload)?;
    insert(unit, &item_id, event, about, sequence)?;
    let now = unit.now().micros();
    let changed = diesel::update(
        item::table
            .find(item_id.as_str())
            .filter(item::item_seq.eq(stored_seq(event.seq) - 1)),
    )
    .set((
        item::holder_kind.eq(event.to.kind().as_str()),
        item::holder_id.eq(event.to.reference()),
        item::item_seq.eq(stored_seq(event.seq)),
        item::condition.eq(event.condition.as_str()),
        item::seen_at.eq(now),
    ))
    .execute(unit.conn())?;
    if changed == 1 {
        Ok(sequence)
    } else {
        Err(Refusal::HeldElsewhere {
            holder: event.to.kind(),
        }
        .into())
    }
}

fn insert<D: Duty>(
    unit: &mut Unit<'_, D>,
    item_id: &ItemId,
    event: &Transition,
    about: &Circumstances,
    sequence: u64,
) -> Result<()> {
    let now = unit.now();
    let event_id = EventId::new(now, unit.entropy());
    let actor = unit.actor().to_string();
    diesel::insert_into(custody_event::table)
        .values((
            custody_event::id.eq(event_id.as_str()),
            custody_event::item_id.eq(item_id.as_str()),
            custody_event::item_seq.eq(stored_seq(event.seq)),
            custody_event::kind.eq(event.kind.as_str()),
            custody_event::occurred_at.eq(now.micros()),
            custody_event::actor_id.eq(actor),
            custody_event::witness_id.eq(about.witness.as_ref().map(PersonId::as_str)),
            custody_event::from_kind.eq(event.from.as_ref().map(|h| h.kind().as_str())),
            custody_event::from_id.eq(event.from.as_ref().map(Holder::reference)),
            custody_event::to_kind.eq(event.to.kind().as_str()),
            custody_event::to_id.eq(event.to.reference()),
            custody_event::condition.eq(event.condition.as_str()),
            custody_event::shipment_id.eq(about.shipment.as_ref().map(ShipmentId::as_str)),
            custody_event::visit_id.eq(about.visit.as_ref().map(VisitId::as_str)),
            custody_event::detail.eq(about.detail.as_deref()),
            custody_event::ledger_sequence.eq(signed(sequence)?),
        ))
        .execute(unit.conn())?;
    Ok(())
}

fn stored_seq(seq: u32) -> i32 {
    i32::try_from(seq).unwrap_or(i32::MAX)
}

/// Events of an article, newest first.
pub(super) fn chain<D: Duty>(unit: &mut Unit<'_, D>, item_id: &str) -> Result<Vec<EventRow>> {
    Ok(custody_event::table
        .filter(custody_event::item_id.eq(item_id.to_owned()))
        .order(custody_event::item_seq.desc())
        .select(EventRow::as_select())
        .load(unit.conn())?)
}

/// The holder before the latest move, if that move is of `kind` and was made by the
/// person of this unit. What came later may have moved nothing.
pub(super) fn before_latest_move<D: Duty>(
    unit: &mut Unit<'_, D>,
    article: &ItemRow,
    kinds: &[EventKind],
) -> Result<Option<Holder>> {
    let refusal = Refusal::HeldElsewhere {
        holder: word(&article.holder_kind)?,
    };
    for row in chain(unit, &article.id)? {
        let from = row.from()?;
        if from.as_ref() == Some(&row.to()?) {
            continue;
        }
        let mine = row.actor_id == unit.actor().as_str();
        let kind: EventKind = word(&row.kind)?;
        return if mine && kinds.contains(&kind) {
            Ok(from)
        } else {
            Err(refusal.into())
        };
    }
    Err(refusal.into())
}

/// The chain, told to people.
pub(super) fn timeline<D: Duty>(
    unit: &mut Unit<'_, D>,
    item_id: &str,
) -> Result<Vec<TimelineEntry>> {
    let rows = chain(unit, item_id)?;
    let mut names = Names::default();
    let mut entries = Vec::with_capacity(rows.len());
    let mut taken_back = false;
    for row in rows {
        let kind: EventKind = word(&row.kind)?;
        let (from, to) = (row.from()?, row.to()?);
        let moved = from.as_ref() != Some(&to);
        let corrected = taken_back && moved && kind != EventKind::Corrected;
        if corrected {
            taken_back = false;
        }
        if kind == EventKind::Corrected {
            taken_back = true;
        }
        let from = match from {
            Some(holder) => Some(names.view(unit, &holder)?),
            None => None,
        };
        entries.push(TimelineEntry {
            seq: u32::try_from(row.item_seq).unwrap_or(0),
            kind,
            at: Timestamp::from_micros(row.occurred_at),
            actor: names.person(unit, &row.actor_id)?,
            witness: match &row.witness_id {
                Some(person) => Some(names.person(unit, person)?),
                None => None,
            },
            from,
            to: names.view(unit, &to)?,
            condition: word(&row.condition)?,
            shipment: maybe_id(row.shipment_id.as_ref())?,
            visit: maybe_id(row.visit_id.as_ref())?,
            detail: row.detail,
            corrected,
            sequence: unsigned(row.ledger_sequence)?,
        });
    }
    Ok(entries)
}
