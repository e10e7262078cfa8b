//! The chain of events of an article: appending and reading it.

use std::collections::{BTreeMap, BTreeSet};

use diesel::prelude::*;
use doublelock_domain::access::Duty;
use doublelock_domain::custody::holder::{Holder, HolderKind};
use doublelock_domain::custody::item::{
    Before, Condition, EventKind, ItemKind, PastEvent, Transition,
};
use doublelock_domain::fact::custody::{ForeignLabel, Happening};
use doublelock_domain::fact::{Fact, Reading, Subject};
use doublelock_domain::ids::{CaseId, ItemId, Reference, ShipmentId, VisitId};
use doublelock_domain::time::Timestamp;

use super::holder::{self, HolderView};
use super::item::ItemRow;
use super::names::Names;
use super::seen::{Seen, seen};
use crate::columns::{count, counted, maybe_stored, stored, unsigned};
use crate::conn::Conn;
use crate::error::{Error, Result};
use crate::exams::arriving::leaves_exams_of_others;
use crate::journal::facts::facts_about;
use crate::project::EventRow;
use crate::schema::custody::custody_event;
use crate::sections;
use crate::unit::{Sight, Unit};

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
    pub detail: Reading<Option<String>>,
    /// The case that it was said to belong to, if the event says that.
    pub case: Option<Reference>,
    /// What it is said to be, and what is seen on it, if the event says that.
    pub described: Option<(ItemKind, Seen)>,
    /// A later event says that this one was a mistake.
    pub corrected: bool,
    /// Number of its entry in the journal.
    pub sequence: u64,
    /// The journal holds this very event, under this number.
    pub borne_out: bool,
}

impl EventRow {
    fn from(&self) -> Result<Option<Holder>> {
        match (&self.from_kind, &self.from_id) {
            (Some(kind), Some(reference)) => holder::read(kind, reference).map(Some),
            _ => Ok(None),
        }
    }

    pub(crate) fn to(&self) -> Result<Holder> {
        holder::read(&self.to_kind, &self.to_id)
    }
}

/// Writes an event of an article down.
pub(super) fn append<D: Duty>(
    unit: &mut Unit<'_, D>,
    article: &ItemRow,
    event: Transition,
    what: Happening,
) -> Result<u64> {
    debug_assert_eq!(
        event.kind,
        what.kind(),
        "an event and what it says happened"
    );
    let fact = event.fact(stored(&article.id)?, article.label()?, what);
    // The rule that made the event was asked with this very state.
    if !article.state()?.continues(&fact) {
        return Err(Error::Corrupt("an event does not continue its chain"));
    }
    // Whose it is from now on, if that may be another's than before.
    let whose = match (&fact.what, fact.to.kind()) {
        _ if fact.seq == 1 => None,
        (_, HolderKind::Withdrawn) => Some(None),
        (Happening::Identified { case, .. }, _) => Some(Some(case.clone())),
        (what, _) => what.article().map(|new| new.case.clone()),
    };
    let of = Subject::from(&fact.item);
    let sequence = unit.enact(fact)?;
    if let Some(case) = whose {
        leaves_exams_of_others(unit, &of, case.as_ref())?;
    }
    Ok(sequence)
}

/// Events of an article, newest first.
pub(super) fn chain<D: Duty>(unit: &mut Sight<'_, D>, item_id: &str) -> Result<Vec<EventRow>> {
    Ok(custody_event::table
        .filter(custody_event::item_id.eq(item_id.to_owned()))
        .order(custody_event::item_seq.desc())
        .select(EventRow::as_select())
        .load(unit.conn())?)
}

/// How an article stood before its latest move, for the person of this unit who takes it back.
pub(super) fn before_latest_move<D: Duty>(
    unit: &mut Sight<'_, D>,
    article: &ItemRow,
    kinds: &[EventKind],
) -> Result<Before> {
    let past = past(unit, article)?;
    let state = article.state()?;
    Ok(state.before_latest_move(past, unit.actor(), kinds)?)
}

/// Who holds an article once the person of this unit takes it out of its parcel.
pub(super) fn before_packing<D: Duty>(
    unit: &mut Sight<'_, D>,
    article: &ItemRow,
) -> Result<Option<Holder>> {
    let past = past(unit, article)?;
    Ok(article.state()?.before_packing(past, unit.actor())?)
}

/// What happened to an article, newest first, as far as taking a move back asks.
fn past<D: Duty>(unit: &mut Sight<'_, D>, article: &ItemRow) -> Result<Vec<PastEvent>> {
    chain(unit, &article.id)?
        .iter()
        .map(|row| {
            Ok(PastEvent {
                kind: stored(&row.kind)?,
                by: stored(&row.actor_id)?,
                from: row.from()?,
                to: row.to()?,
                condition: stored(&row.condition)?,
                at: Timestamp::from_micros(row.occurred_at),
            })
        })
        .collect()
}

/// An article's history, told to people, and how the journal bears it out.
pub(super) struct Timeline {
    /// Newest first.
    pub(super) entries: Vec<TimelineEntry>,
    /// Events that the journal has and the table has not.
    pub(super) missing: u32,
    /// The article's present state is what its last event in the journal says.
    pub(super) present_holds: bool,
}

/// The chain, told to people beside what the journal says of it.
pub(super) fn timeline<D: Duty>(
    unit: &mut Sight<'_, D>,
    article: &ItemRow,
    told: &Told,
) -> Result<Timeline> {
    let rows = chain(unit, &article.id)?;
    let missing = told.missing(&rows).count();
    let present_holds = told.present() == Some(article);
    let keys = unit.keys();
    let words = rows.iter().filter_map(|row| row.words);
    let opened = sections::open_all(unit.conn(), keys, words)?;
    let mut names = Names::default();
    let mut holders = Vec::new();
    for row in &rows {
        holders.extend(row.from()?);
        holders.push(row.to()?);
    }
    let people = (rows.iter())
        .flat_map(|row| std::iter::once(row.actor_id.as_str()).chain(row.witness_id.as_deref()));
    names.learn(unit, &holders, people)?;
    let identified = EventKind::Identified.as_str();
    let filed = rows.iter().filter(|row| row.kind == identified);
    names.learn_cases(unit, filed.filter_map(|row| row.detail.as_deref()))?;
    let mut entries = Vec::with_capacity(rows.len());
    let mut taken_back = false;
    for row in rows {
        let borne_out = told.bears_out(&row);
        let kind: EventKind = stored(&row.kind)?;
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
        let described = match (kind, &row.detail) {
            (EventKind::Described, Some(what)) => Some((stored(what)?, seen(row.words, &opened))),
            _ => None,
        };
        let case = match (kind, &row.detail) {
            (EventKind::Identified, Some(case)) => Some(names.case(unit, &stored(case)?)?),
            _ => None,
        };
        entries.push(TimelineEntry {
            seq: counted(row.item_seq).unwrap_or(0),
            kind,
            at: Timestamp::from_micros(row.occurred_at),
            actor: names.person(unit, &row.actor_id)?,
            witness: match &row.witness_id {
                Some(person) => Some(names.person(unit, person)?),
                None => None,
            },
            from,
            to: names.view(unit, &to)?,
            condition: stored(&row.condition)?,
            shipment: maybe_stored(row.shipment_id.as_deref())?,
            visit: maybe_stored(row.visit_id.as_deref())?,
            detail: match (&described, row.words) {
                _ if case.is_some() => Reading::Open(None),
                (Some(_), _) => Reading::Open(None),
                (None, Some(words)) => {
                    (opened.words(words)).map(|label: ForeignLabel| Some(label.code))
                }
                (None, None) => Reading::Open(row.detail),
            },
            case,
            described,
            corrected,
            sequence: unsigned(row.ledger_sequence)?,
            borne_out,
        });
    }
    Ok(Timeline {
        entries,
        missing: count(missing),
        present_holds,
    })
}

/// What the journal says of an article.
pub(crate) struct Told {
    /// The row of each of its events, by its number in the chain.
    rows: BTreeMap<i32, EventRow>,
    /// Its own row, as these events leave it.
    present: Option<ItemRow>,
    /// The number of the event since which it is of the record that it is of now.
    since: i32,
    /// The cases that it was of, ever.
    cases: BTreeSet<CaseId>,
}

impl Told {
    /// Reads it.
    pub(crate) fn of(conn: &mut Conn, item: &ItemId) -> Result<Self> {
        let mut told = Self {
            rows: BTreeMap::new(),
            present: None,
            since: 0,
            cases: BTreeSet::new(),
        };
        for stored in facts_about(conn, &item.into())? {
            if let Fact::CustodyEvent(event) = &stored.fact
                && event.item == *item
            {
                let entry = stored.entry();
                let row = EventRow::of(&entry, event)?;
                if let Some(case) = event.what.article().and_then(|new| new.case.as_ref()) {
                    told.cases.insert(case.clone());
                }
                if let Happening::Identified { case, .. } = &event.what {
                    told.cases.insert(case.clone());
                }
                let before = told.present.take();
                let was_of = before.as_ref().map(|before| before.case_id.clone());
                told.present = ItemRow::after(before, &entry, event)?;
                let of = told.present.as_ref().map(|now| now.case_id.clone());
                // What was nobody's until somebody said whose it is was theirs all the time.
                if was_of.is_none_or(|was| was.is_some() && Some(was) != of) {
                    told.since = row.item_seq;
                }
                told.rows.insert(row.item_seq, row);
            }
        }
        Ok(told)
    }

    /// Whether the journal holds this very event.
    pub(crate) fn bears_out(&self, row: &EventRow) -> bool {
        self.rows.get(&row.item_seq) == Some(row)
    }

    /// Events that the journal has and these rows have not.
    pub(crate) fn missing(&self, rows: &[EventRow]) -> impl Iterator<Item = &EventRow> {
        (self.rows.iter())
            .filter(|(seq, _)| rows.iter().all(|row| row.item_seq != **seq))
            .map(|(_, row)| row)
    }

    /// Whether this event belongs to the record that the article is of now: one that came out of
    /// a parcel, was taken back, and came out of another, was another's before.
    pub(crate) const fn is_of_present_record(&self, row: &EventRow) -> bool {
        row.item_seq >= self.since
    }

    fn present(&self) -> Option<&ItemRow> {
        self.present.as_ref()
    }

    /// The cases that it was of, ever: its history tells of each.
    pub(super) const fn cases(&self) -> &BTreeSet<CaseId> {
        &self.cases
    }

    /// The case that the article belongs to.
    pub(crate) fn case(&self) -> Option<&str> {
        self.present()?.case_id.as_deref()
    }
}
