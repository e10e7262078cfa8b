//! Double-lock visits.

use std::collections::BTreeSet;

use diesel::prelude::*;
use doublelock_domain::access::{Custody, Duty};
use doublelock_domain::case::EnteredText;
use doublelock_domain::custody::item::EventKind;
use doublelock_domain::custody::places::PlaceView;
use doublelock_domain::custody::visit::{
    Balance, Closing, Planned, TwoPeople, Verdict, Visit, VisitPurpose, VisitRequest, VisitState,
    VisitStep, standing_movements,
};
use doublelock_domain::fact::cases::{ListName, RecordOpened};
use doublelock_domain::fact::custody::{
    VisitAccounted, VisitClosed, VisitExtended, VisitOpened, VisitRefused,
};
use doublelock_domain::fact::{Reading, Sealed, Subject};
use doublelock_domain::ids::{ItemId, LocationId, PersonId, Reference, VisitId};
use doublelock_domain::refusal::Refusal;
use doublelock_domain::time::{SiteZone, Timestamp};

use super::exception;
use super::item::{self as article, ItemLine};
use super::names::Names;
use super::place;
use crate::columns::stored;
use crate::error::{Error, Result};
use crate::opened::Opened;
use crate::schema::custody::{access_visit, custody_event, visit_line};
use crate::sections;
use crate::unit::{Sight, Unit};

/// A visit in a list.
#[derive(Debug, Clone)]
pub struct VisitHead {
    /// Its id.
    pub id: VisitId,
    /// Number people say.
    pub reference: Reference,
    /// Name of the archive.
    pub archive: String,
    /// First person's name.
    pub first: String,
    /// Second person's name.
    pub second: String,
    /// Why.
    pub purpose: VisitPurpose,
    /// Since when.
    pub opened_at: Timestamp,
    /// Until when scans are accepted.
    pub ends_at: Timestamp,
    /// Where it stands.
    pub state: VisitState,
    /// When it was closed.
    pub closed_at: Option<Timestamp>,
    /// Its time is over and it is not reconciled.
    pub expired: bool,
}

/// One planned article of a visit.
#[derive(Debug, Clone)]
pub struct VisitLineView {
    /// The article, with where it is now.
    pub item: ItemLine,
    /// What became of it.
    pub verdict: Verdict,
    /// When that was noted.
    pub noted_at: Option<Timestamp>,
}

/// Why and when a visit was extended.
#[derive(Debug, Clone)]
pub struct ExtensionView {
    /// When.
    pub at: Timestamp,
    /// Why, as entered.
    pub reason: Reading<String>,
}

/// Who attested the closing of a visit.
#[derive(Debug, Clone)]
pub struct ClosingView {
    /// Name of who closed it.
    pub by: String,
    /// Name of who confirmed it with them.
    pub with: String,
    /// At least one of them is not one of the two people of the visit.
    pub by_others: bool,
}

/// A visit with its plan.
#[derive(Debug, Clone)]
pub struct VisitView {
    /// As in a list.
    pub head: VisitHead,
    /// Its one extension, if it had it.
    pub extension: Option<ExtensionView>,
    /// Who closed it, once it is closed.
    pub closing: Option<ClosingView>,
    /// The archive, with its own barrier.
    pub archive: PlaceView,
    /// Barriers in front of its best guarded shelf.
    pub barriers: u32,
    /// What was planned.
    pub plan: Vec<VisitLineView>,
    /// What was planned against what was done.
    pub balance: Balance,
    /// Articles moved in this visit that nobody had planned.
    pub unplanned: Vec<ItemLine>,
    /// Articles moved the other way than its purpose says.
    pub against_purpose: Vec<ItemLine>,
    /// Whoever looks is one of the two.
    pub mine: bool,
}

#[derive(Queryable, Selectable, Clone)]
#[diesel(table_name = access_visit)]
struct VisitRow {
    id: String,
    reference: String,
    location_id: String,
    first_person: String,
    second_person: String,
    purpose: String,
    opened_at: i64,
    ends_at: i64,
    extended: bool,
    state: String,
    closed_at: Option<i64>,
    closed_by: Option<String>,
    extended_at: Option<i64>,
    extension_words: Option<i64>,
    confirmed_by: Option<String>,
}

pub(super) fn load<D: Duty>(unit: &mut Sight<'_, D>, visit_id: &VisitId) -> Result<Visit> {
    load_with_row(unit, visit_id).map(|(_, visit)| visit)
}

fn load_with_row<D: Duty>(
    unit: &mut Sight<'_, D>,
    visit_id: &VisitId,
) -> Result<(VisitRow, Visit)> {
    let row: VisitRow = access_visit::table
        .find(visit_id.as_str())
        .select(VisitRow::as_select())
        .first(unit.conn())?;
    let plan: Vec<(String, String)> = visit_line::table
        .filter(visit_line::visit_id.eq(visit_id.as_str()))
        .order(visit_line::position)
        .select((visit_line::item_id, visit_line::verdict))
        .load(unit.conn())?;
    let plan = plan
        .iter()
        .map(|(item, verdict)| {
            Ok(Planned {
                item: stored(item)?,
                verdict: stored(verdict)?,
            })
        })
        .collect::<Result<Vec<_>>>()?;
    let events: Vec<(String, String)> = custody_event::table
        .filter(custody_event::visit_id.eq(visit_id.as_str()))
        .order(custody_event::ledger_sequence)
        .select((custody_event::item_id, custody_event::kind))
        .load(unit.conn())?;
    let events = events
        .iter()
        .map(|(item, kind)| Ok((stored(item)?, stored(kind)?)))
        .collect::<Result<Vec<(ItemId, EventKind)>>>()?;
    let visit = Visit {
        id: visit_id.clone(),
        archive: stored(&row.location_id)?,
        first: stored(&row.first_person)?,
        second: stored(&row.second_person)?,
        purpose: stored(&row.purpose)?,
        opened_at: Timestamp::from_micros(row.opened_at),
        ends_at: Timestamp::from_micros(row.ends_at),
        extended: row.extended,
        plan,
        movements: standing_movements(events),
        state: stored(&row.state)?,
    };
    Ok((row, visit))
}

/// The open visit that a person takes part in, expired or not: `which`, or else the
/// latest.
pub(super) fn open_visit_of<D: Duty>(
    unit: &mut Sight<'_, D>,
    who: &PersonId,
    which: Option<&VisitId>,
) -> Result<Option<Visit>> {
    let mut query = access_visit::table
        .filter(access_visit::state.eq(VisitState::Open.as_str()))
        .filter(
            access_visit::first_person
                .eq(who.as_str().to_owned())
                .or(access_visit::second_person.eq(who.as_str().to_owned())),
        )
        .order(access_visit::opened_at.desc())
        .select(access_visit::id)
        .into_boxed();
    if let Some(which) = which {
        query = query.filter(access_visit::id.eq(which.as_str().to_owned()));
    }
    let found: Option<String> = query.first(unit.conn()).optional()?;
    found.map(|visit| load(unit, &stored(&visit)?)).transpose()
}

/// The other person of a visit in which the person of this unit scans now.
pub(super) fn other_person<D: Duty>(unit: &Sight<'_, D>, visit: &Visit) -> Result<PersonId> {
    visit.accepts_scan(unit.actor(), unit.now())?;
    Ok(if visit.first == *unit.actor() {
        visit.second.clone()
    } else {
        visit.first.clone()
    })
}

fn head<D: Duty>(unit: &mut Sight<'_, D>, names: &mut Names, row: &VisitRow) -> Result<VisitHead> {
    let state: VisitState = stored(&row.state)?;
    let ends_at = Timestamp::from_micros(row.ends_at);
    Ok(VisitHead {
        id: stored(&row.id)?,
        reference: stored(&row.reference)?,
        archive: names.places(unit)?.name(&stored(&row.location_id)?),
        first: names.person(unit, &row.first_person)?,
        second: names.person(unit, &row.second_person)?,
        purpose: stored(&row.purpose)?,
        opened_at: Timestamp::from_micros(row.opened_at),
        ends_at,
        state,
        closed_at: row.closed_at.map(Timestamp::from_micros),
        expired: state == VisitState::Open && unit.now() >= ends_at,
    })
}

/// Visits, newest first, at most `limit`; for whoever writes down that they were read.
pub(super) fn latest<D: Duty>(unit: &mut Sight<'_, D>, limit: u32) -> Result<Vec<VisitHead>> {
    let rows: Vec<VisitRow> = access_visit::table
        .order((access_visit::opened_at.desc(), access_visit::id.desc()))
        .limit(i64::from(limit))
        .select(VisitRow::as_select())
        .load(unit.conn())?;
    let mut names = Names::default();
    let people = rows.iter();
    let people = people.flat_map(|row| [row.first_person.as_str(), row.second_person.as_str()]);
    names.learn(unit, [], people)?;
    rows.iter().map(|row| head(unit, &mut names, row)).collect()
}

fn closing<D: Duty>(
    unit: &mut Sight<'_, D>,
    names: &mut Names,
    row: &VisitRow,
) -> Result<Option<ClosingView>> {
    let (Some(by), Some(with)) = (&row.closed_by, &row.confirmed_by) else {
        return Ok(None);
    };
    let people = [&row.first_person, &row.second_person];
    Ok(Some(ClosingView {
        by: names.person(unit, by)?,
        with: names.person(unit, with)?,
        by_others: !(people.contains(&by) && people.contains(&with)),
    }))
}

impl<'a> Sight<'a, Custody> {
    /// Somebody who is not there acts for nobody.
    fn must_be_among(&self, people: &TwoPeople) -> Result<()> {
        if people.includes(self.actor()) {
            Ok(())
        } else {
            Err(Refusal::NotOfThisVisit.into())
        }
    }

    /// Visits, newest first, at most `limit`. Says who entered the archive, so the
    /// reading itself is written down.
    pub fn visits(&mut self, limit: u32) -> Result<Vec<VisitHead>> {
        let heads = latest(self, limit)?;
        let records = heads.iter().map(|head| (&head.id).into()).collect();
        self.note_list(ListName::Visits, records);
        Ok(heads)
    }

    /// The visit to an archive that is not closed yet, with its number: no other opens before it is. Names nobody.
    pub fn open_visit_to(&mut self, archive: &LocationId) -> Result<Option<(VisitId, Reference)>> {
        let found: Option<(String, String)> = access_visit::table
            .filter(access_visit::location_id.eq(archive.as_str().to_owned()))
            .filter(access_visit::state.eq(VisitState::Open.as_str()))
            .select((access_visit::id, access_visit::reference))
            .first(self.conn())
            .optional()?;
        found
            .map(|(visit, number)| Ok((stored(&visit)?, stored(&number)?)))
            .transpose()
    }

    /// A visit with its plan.
    pub fn visit(&mut self, visit_id: &VisitId) -> Result<Opened<'a, VisitView>> {
        let (row, visit) = load_with_row(self, visit_id)?;
        // Its page names each article that was planned or moved, with its case.
        let items: BTreeSet<&ItemId> = visit
            .plan
            .iter()
            .map(|planned| &planned.item)
            .chain(visit.movements.iter().map(|moved| &moved.item))
            .collect();
        let articles = article::by_ids(self, items.iter().map(ToString::to_string))?;
        let mut shown = Vec::new();
        for item in items {
            shown.extend(article::among(&articles, item.as_str())?.subjects()?);
        }
        let opening = RecordOpened {
            record: visit_id.into(),
            of: Vec::new(),
            shown,
        };
        let mut names = Names::default();
        let noted: Vec<(String, Option<i64>)> = visit_line::table
            .filter(visit_line::visit_id.eq(visit_id.as_str()))
            .select((visit_line::item_id, visit_line::noted_at))
            .load(self.conn())?;
        let mut plan = Vec::new();
        let planned = visit.plan.iter().map(|planned| planned.item.as_str());
        let rows = planned
            .map(|item| article::among(&articles, item))
            .collect::<Result<Vec<_>>>()?;
        let lines = article::lines_of(self, &mut names, rows)?;
        for (planned, item) in visit.plan.iter().zip(lines) {
            let at = noted
                .iter()
                .find(|(item, _)| item == planned.item.as_str())
                .and_then(|n| n.1);
            plan.push(VisitLineView {
                item,
                verdict: planned.verdict,
                noted_at: at.map(Timestamp::from_micros),
            });
        }
        let balance = visit.balance();
        let unplanned = self.lines_of(&mut names, &balance.unplanned)?;
        let against_purpose = self.lines_of(&mut names, &balance.against_purpose)?;
        let places = place::all(self)?;
        let keys = self.keys();
        let opened = sections::open_all(self.conn(), keys, row.extension_words)?;
        let extension = match (row.extended_at, row.extension_words) {
            (Some(at), Some(words)) => Some(ExtensionView {
                at: Timestamp::from_micros(at),
                reason: (opened.words(words)).map(|reason: EnteredText| reason.as_str().to_owned()),
            }),
            _ => None,
        };
        let view = VisitView {
            head: head(self, &mut names, &row)?,
            extension,
            closing: closing(self, &mut names, &row)?,
            archive: place::view_of(&places, &visit.archive)?,
            barriers: places.archive_level(&visit.archive),
            plan,
            balance,
            unplanned,
            against_purpose,
            mine: visit.includes(self.actor()),
        };
        Opened::by(self, opening, view)
    }

    fn lines_of(&mut self, names: &mut Names, items: &[ItemId]) -> Result<Vec<ItemLine>> {
        let known = article::by_ids(self, items.iter().map(ToString::to_string))?;
        let rows = items
            .iter()
            .map(|item| article::among(&known, item.as_str()))
            .collect::<Result<Vec<_>>>()?;
        article::lines_of(self, names, rows)
    }
}

impl Unit<'_, Custody> {
    /// Opens a visit for two people, of whom the person of this unit is one.
    pub fn open_visit(
        &mut self,
        archive: &LocationId,
        people: &TwoPeople,
        purpose: VisitPurpose,
        plan: &[ItemId],
        without_plan: bool,
        zone: SiteZone,
    ) -> Result<VisitId> {
        self.must_be_among(people)?;
        let places = place::all(self)?;
        if places.archive_of(archive).as_ref() != Some(archive) {
            return Err(Error::NotFound);
        }
        let unreconciled = self.open_visit_to(archive)?.map(|(visit, _)| visit);
        let known = article::by_ids(self, plan.iter().map(ToString::to_string))?;
        let plan = plan
            .iter()
            .map(|item| article::among(&known, item.as_str())?.plannable(&places))
            .collect::<Result<Vec<_>>>()?;
        let now = self.now();
        let request = VisitRequest {
            id: VisitId::new(now, self.entropy()),
            archive: archive.clone(),
            barriers: places.archive_level(archive),
            unreconciled,
            people: people.clone(),
            purpose,
            plan,
            without_plan,
        };
        let visit = Visit::open(request, now)?;
        let reference = self.next_reference("visit", zone)?;
        self.enact(VisitOpened {
            visit: visit.id.clone(),
            reference,
            archive: visit.archive,
            first: visit.first,
            second: visit.second,
            purpose: visit.purpose,
            ends_at: visit.ends_at,
            plan: visit.plan.into_iter().map(|planned| planned.item).collect(),
        })?;
        Ok(visit.id)
    }

    /// 15 minutes more, once, by both people of the visit.
    pub fn extend_visit(
        &mut self,
        visit_id: &VisitId,
        people: &TwoPeople,
        reason: &EnteredText,
    ) -> Result<()> {
        self.must_be_among(people)?;
        let mut visit = load(self, visit_id)?;
        let now = self.now();
        visit.extend(people, now)?;
        self.enact(VisitExtended {
            visit: visit_id.clone(),
            first: people.first().clone(),
            second: people.second().clone(),
            ends_at: visit.ends_at,
            words: Sealed::new(visit_id, reason.clone()),
        })?;
        Ok(())
    }

    /// A planned article that was not scanned is accounted for: left, or missing.
    pub fn account_for(
        &mut self,
        visit_id: &VisitId,
        item: &ItemId,
        verdict: Verdict,
    ) -> Result<()> {
        let mut visit = load(self, visit_id)?;
        visit.account_for(self.actor(), item, verdict, self.now())?;
        self.enact(VisitAccounted {
            visit: visit_id.clone(),
            item: item.clone(),
            verdict,
        })?;
        Ok(())
    }

    /// Closes a reconciled visit, attested by both. `locks_closed`: how many of its
    /// locks were found closed. Each article that does not balance opens an exception.
    pub fn close_visit(
        &mut self,
        visit_id: &VisitId,
        people: &TwoPeople,
        locks_closed: u32,
        zone: SiteZone,
    ) -> Result<Closing> {
        self.must_be_among(people)?;
        let mut visit = load(self, visit_id)?;
        let now = self.now();
        let closing = visit.close(people, locks_closed, now)?;
        self.enact(VisitClosed {
            visit: visit_id.clone(),
            first: people.first().clone(),
            second: people.second().clone(),
            state: closing.state,
            locks_closed,
            by_others: closing.by_others,
            balance: closing.balance.clone(),
        })?;
        exception::open_of_visit(self, visit_id, &closing.balance, zone)?;
        Ok(closing)
    }

    /// Writes down that a step of a visit was refused, and why: `reason` is a word of
    /// ours. `about` is the visit, or the archive that was to be opened.
    pub fn note_visit_refused(
        &mut self,
        step: VisitStep,
        about: &Subject,
        reason: &'static str,
    ) -> Result<()> {
        self.enact(VisitRefused {
            step,
            about: about.clone(),
            reason: reason.to_owned(),
        })?;
        Ok(())
    }
}
