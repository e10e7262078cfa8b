//! Double-lock visits.

use diesel::prelude::*;
use doublelock_domain::access::{Actor, Custody, Duty};
use doublelock_domain::act::Act;
use doublelock_domain::custody::visit::{
    Authenticated, Planned, Verdict, Visit, VisitPurpose, VisitRequest, VisitState, may_enter,
};
use doublelock_domain::ids::{ItemId, LocationId, PersonId, RecordId, Reference, VisitId};
use doublelock_domain::refusal::Refusal;
use doublelock_domain::time::{SiteZone, Timestamp};
use serde_json::json;

use super::item::{self as article, ItemLine, Names};
use super::place::{PlaceView, Places};
use super::{id, position, word};
use crate::error::{Error, Result};
use crate::schema::custody::{access_visit, visit_line};
use crate::store::Opened;
use crate::unit::Unit;

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

/// A visit with its plan.
#[derive(Debug, Clone)]
pub struct VisitView {
    /// As in a list.
    pub head: VisitHead,
    /// It was extended.
    pub extended: bool,
    /// The archive, with its own barrier.
    pub archive: PlaceView,
    /// Barriers in front of its best guarded shelf.
    pub barriers: u32,
    /// What was planned.
    pub plan: Vec<VisitLineView>,
    /// Articles moved in this visit that nobody had planned.
    pub unplanned: Vec<ItemLine>,
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
}

fn load<D: Duty>(unit: &mut Unit<'_, D>, visit_id: &VisitId) -> Result<(VisitRow, Visit)> {
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
                item: id(item)?,
                verdict: word(verdict)?,
            })
        })
        .collect::<Result<Vec<_>>>()?;
    let visit = Visit {
        id: visit_id.clone(),
        archive: id(&row.location_id)?,
        first: id(&row.first_person)?,
        second: id(&row.second_person)?,
        purpose: word(&row.purpose)?,
        opened_at: Timestamp::from_micros(row.opened_at),
        ends_at: Timestamp::from_micros(row.ends_at),
        extended: row.extended,
        plan,
        state: word(&row.state)?,
    };
    Ok((row, visit))
}

/// The open visit that a person takes part in, expired or not.
pub(super) fn open_visit_of<D: Duty>(
    unit: &mut Unit<'_, D>,
    who: &PersonId,
) -> Result<Option<Visit>> {
    let found: Option<String> = access_visit::table
        .filter(access_visit::state.eq(VisitState::Open.as_str()))
        .filter(
            access_visit::first_person
                .eq(who.as_str().to_owned())
                .or(access_visit::second_person.eq(who.as_str().to_owned())),
        )
        .order(access_visit::opened_at.desc())
        .select(access_visit::id)
        .first(unit.conn())
        .optional()?;
    found
        .map(|visit| Ok(load(unit, &id(&visit)?)?.1))
        .transpose()
}

/// The person of this unit may scan in this visit now; returns the other person.
pub(super) fn other_person<D: Duty>(
    unit: &mut Unit<'_, D>,
    visit_id: &VisitId,
) -> Result<PersonId> {
    let (_, visit) = load(unit, visit_id)?;
    visit.accepts_scan(unit.actor(), unit.now())?;
    Ok(if visit.first == *unit.actor() {
        visit.second
    } else {
        visit.first
    })
}

/// Writes down that a planned article was scanned (or its scan taken back).
pub(super) fn note_scan<D: Duty>(
    unit: &mut Unit<'_, D>,
    visit_id: &VisitId,
    item_id: &str,
    verdict: Verdict,
) -> Result<()> {
    let at = (verdict != Verdict::Open).then(|| unit.now().micros());
    diesel::update(
        visit_line::table
            .filter(visit_line::visit_id.eq(visit_id.as_str()))
            .filter(visit_line::item_id.eq(item_id.to_owned())),
    )
    .set((
        visit_line::verdict.eq(verdict.as_str()),
        visit_line::noted_at.eq(at),
    ))
    .execute(unit.conn())?;
    Ok(())
}

fn head<D: Duty>(unit: &mut Unit<'_, D>, names: &mut Names, row: &VisitRow) -> Result<VisitHead> {
    let state: VisitState = word(&row.state)?;
    let ends_at = Timestamp::from_micros(row.ends_at);
    Ok(VisitHead {
        id: id(&row.id)?,
        reference: id(&row.reference)?,
        archive: names.places(unit)?.name(&id(&row.location_id)?),
        first: names.person(unit, &row.first_person)?,
        second: names.person(unit, &row.second_person)?,
        purpose: word(&row.purpose)?,
        opened_at: Timestamp::from_micros(row.opened_at),
        ends_at,
        state,
        closed_at: row.closed_at.map(Timestamp::from_micros),
        expired: state == VisitState::Open && unit.now() >= ends_at,
    })
}

impl Unit<'_, Custody> {
    /// Opens a visit. The first person is who acts; `second` proved who they are at
    /// `second_at` with credentials of their own.
    #[expect(clippy::too_many_arguments, reason = "each is one clause of the rule")]
    pub fn open_visit(
        &mut self,
        archive: &LocationId,
        first_at: Timestamp,
        second: &Actor,
        second_at: Timestamp,
        purpose: VisitPurpose,
        plan: Vec<ItemId>,
        zone: SiteZone,
    ) -> Result<VisitId> {
        if !may_enter(second) {
            return Err(Refusal::DutyNotHeld.into());
        }
        let places = Places::load(self)?;
        if places.archive_of(archive).as_ref() != Some(archive) {
            return Err(Error::NotFound);
        }
        let unreconciled: Option<String> = access_visit::table
            .filter(access_visit::location_id.eq(archive.as_str()))
            .filter(access_visit::state.eq(VisitState::Open.as_str()))
            .select(access_visit::id)
            .first(self.conn())
            .optional()?;
        for item in &plan {
            article::by_id(self, item.as_str())?;
        }
        let now = self.now();
        let request = VisitRequest {
            id: VisitId::new(now, self.entropy()),
            archive: archive.clone(),
            barriers: places.archive_level(archive),
            unreconciled: super::maybe_id(unreconciled.as_ref())?,
            first: Authenticated {
                person: self.actor().clone(),
                at: first_at,
            },
            second: Authenticated {
                person: second.id().clone(),
                at: second_at,
            },
            purpose,
            plan,
        };
        let visit = Visit::open(request, now)?;
        self.insert_visit(&visit, zone)?;
        Ok(visit.id)
    }

    fn insert_visit(&mut self, visit: &Visit, zone: SiteZone) -> Result<()> {
        let now = self.now();
        let reference = self.next_reference("visit", zone)?;
        diesel::insert_into(access_visit::table)
            .values((
                access_visit::id.eq(visit.id.as_str()),
                access_visit::reference.eq(reference.to_string()),
                access_visit::location_id.eq(visit.archive.as_str()),
                access_visit::first_person.eq(visit.first.as_str()),
                access_visit::second_person.eq(visit.second.as_str()),
                access_visit::purpose.eq(visit.purpose.as_str()),
                access_visit::opened_at.eq(visit.opened_at.micros()),
                access_visit::ends_at.eq(visit.ends_at.micros()),
                access_visit::extended.eq(false),
                access_visit::state.eq(visit.state.as_str()),
            ))
            .execute(self.conn())?;
        for (at, planned) in visit.plan.iter().enumerate() {
            let line_id = RecordId::new(now, self.entropy());
            diesel::insert_into(visit_line::table)
                .values((
                    visit_line::id.eq(line_id.as_str()),
                    visit_line::visit_id.eq(visit.id.as_str()),
                    visit_line::position.eq(position(at)),
                    visit_line::item_id.eq(planned.item.as_str()),
                    visit_line::verdict.eq(planned.verdict.as_str()),
                ))
                .execute(self.conn())?;
        }
        let payload = json!({
            "reference": reference.to_string(),
            "archive": visit.archive,
            "first": visit.first,
            "second": visit.second,
            "purpose": visit.purpose,
            "ends_at": visit.ends_at,
            "plan": visit.plan,
        });
        let subjects = [
            visit.id.as_str(),
            visit.first.as_str(),
            visit.second.as_str(),
        ];
        self.record(Act::VisitOpened, &subjects, &payload)?;
        Ok(())
    }

    /// Visits, newest first, at most `limit`.
    pub fn visits(&mut self, limit: u32) -> Result<Vec<VisitHead>> {
        let rows: Vec<VisitRow> = access_visit::table
            .order((access_visit::opened_at.desc(), access_visit::id.desc()))
            .limit(i64::from(limit))
            .select(VisitRow::as_select())
            .load(self.conn())?;
        let mut names = Names::default();
        rows.iter().map(|row| head(self, &mut names, row)).collect()
    }

    /// A visit with its plan.
    pub fn visit(&mut self, visit_id: &VisitId) -> Result<Opened<VisitView>> {
        let (row, visit) = load(self, visit_id)?;
        let payload = json!({ "record": "visit" });
        let sequence = self.record(Act::RecordOpened, &[visit_id.as_str()], &payload)?;
        let mut names = Names::default();
        let noted: Vec<(String, Option<i64>)> = visit_line::table
            .filter(visit_line::visit_id.eq(visit_id.as_str()))
            .select((visit_line::item_id, visit_line::noted_at))
            .load(self.conn())?;
        let mut plan = Vec::new();
        for planned in &visit.plan {
            let item = article::by_id(self, planned.item.as_str())?;
            let at = noted
                .iter()
                .find(|(item, _)| item == planned.item.as_str())
                .and_then(|n| n.1);
            plan.push(VisitLineView {
                item: article::line_of(self, &mut names, &item)?,
                verdict: planned.verdict,
                noted_at: at.map(Timestamp::from_micros),
            });
        }
        let unplanned = self.unplanned(&visit, &mut names)?;
        let places = Places::load(self)?;
        let view = VisitView {
            head: head(self, &mut names, &row)?,
            extended: visit.extended,
            archive: places.view(&visit.archive)?,
            barriers: places.archive_level(&visit.archive),
            plan,
            unplanned,
            mine: visit.includes(self.actor()),
        };
        Ok(Opened::new(view, sequence))
    }

    /// Articles that events of this visit moved though nobody had planned them.
    fn unplanned(&mut self, visit: &Visit, names: &mut Names) -> Result<Vec<ItemLine>> {
        use crate::schema::custody::custody_event;
        let moved: Vec<String> = custody_event::table
            .filter(custody_event::visit_id.eq(visit.id.as_str()))
            .order(custody_event::ledger_sequence)
            .select(custody_event::item_id)
            .load(self.conn())?;
        let mut seen: Vec<String> = Vec::new();
        for item in moved {
            let planned = visit
                .plan
                .iter()
                .any(|planned| planned.item.as_str() == item);
            if !planned && !seen.contains(&item) {
                seen.push(item);
            }
        }
        seen.iter()
            .map(|item| {
                let row = article::by_id(self, item)?;
                article::line_of(self, names, &row)
            })
            .collect()
    }

    /// 15 minutes more, once.
    pub fn extend_visit(&mut self, visit_id: &VisitId) -> Result<()> {
        let (_, mut visit) = load(self, visit_id)?;
        visit.extend(&self.actor().clone(), self.now())?;
        diesel::update(access_visit::table.find(visit_id.as_str()))
            .set((
                access_visit::extended.eq(true),
                access_visit::ends_at.eq(visit.ends_at.micros()),
            ))
            .execute(self.conn())?;
        self.record(
            Act::VisitExtended,
            &[visit_id.as_str()],
            &json!({ "ends_at": visit.ends_at }),
        )?;
        Ok(())
    }

    /// A planned article that was not scanned is accounted for: left, or missing.
    pub fn account_for(
        &mut self,
        visit_id: &VisitId,
        item: &ItemId,
        verdict: Verdict,
    ) -> Result<()> {
        let (_, mut visit) = load(self, visit_id)?;
        visit.account_for(&self.actor().clone(), item, verdict)?;
        note_scan(self, visit_id, item.as_str(), verdict)?;
        let payload = json!({ "item": item, "verdict": verdict });
        self.record(
            Act::VisitAccounted,
            &[visit_id.as_str(), item.as_str()],
            &payload,
        )?;
        Ok(())
    }

    /// Closes a reconciled visit. `locks_closed`: how many of its locks were found closed.
    pub fn close_visit(&mut self, visit_id: &VisitId, locks_closed: u32) -> Result<VisitState> {
        let (_, mut visit) = load(self, visit_id)?;
        let actor = self.actor().clone();
        let state = visit.close(&actor, locks_closed)?;
        let now = self.now().micros();
        diesel::update(access_visit::table.find(visit_id.as_str()))
            .set((
                access_visit::state.eq(state.as_str()),
                access_visit::closed_at.eq(now),
                access_visit::closed_by.eq(actor.as_str()),
            ))
            .execute(self.conn())?;
        let payload = json!({ "state": state, "locks_closed": locks_closed, "plan": visit.plan });
        self.record(Act::VisitClosed, &[visit_id.as_str()], &payload)?;
        Ok(state)
    }
}
