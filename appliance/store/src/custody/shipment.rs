//! Shipments: announced, received, prepared, dispatched, late.

use chrono::NaiveDate;
use diesel::prelude::*;
use doublelock_domain::access::{Clockwork, Coordination, Custody, Duty};
use doublelock_domain::act::Act;
use doublelock_domain::case::Case;
use doublelock_domain::custody::item::ItemKind;
use doublelock_domain::custody::shipment::{
    Announcement, Direction, Line, LineOutcome, ShipmentState, Waybill, late_from,
};
use doublelock_domain::custody::station::ShipmentFact;
use doublelock_domain::ids::{CaseId, ItemId, RecordId, Reference, RequestId, ShipmentId};
use doublelock_domain::label::Label;
use doublelock_domain::refusal::Refusal;
use doublelock_domain::time::{SiteZone, Timestamp};
use serde_json::json;

use super::item::{self as article, HolderView, Names};
use super::{id, maybe_id, position, word};
use crate::error::{Error, Result};
use crate::schema::custody::{item, shipment, shipment_line};
use crate::store::Opened;
use crate::unit::Unit;

/// A shipment in a list.
#[derive(Debug, Clone)]
pub struct ShipmentHead {
    /// Its id.
    pub id: ShipmentId,
    /// Number people say.
    pub reference: Reference,
    /// In or out.
    pub direction: Direction,
    /// Where it stands.
    pub state: ShipmentState,
    /// Sender or recipient.
    pub party: String,
    /// Who carries it.
    pub carrier: String,
    /// Tracking number.
    pub waybill: Option<String>,
    /// Number of its case.
    pub case: Option<Reference>,
    /// Expected on.
    pub eta: Option<NaiveDate>,
    /// From when it counts as late.
    pub late_from: Option<Timestamp>,
    /// When it was marked late.
    pub overdue_at: Option<Timestamp>,
    /// When it was announced or prepared.
    pub created_at: Timestamp,
    /// When it was received or dispatched.
    pub closed_at: Option<Timestamp>,
    /// Articles in all.
    pub lines: u32,
    /// Articles that are there (received or packed).
    pub present: u32,
    /// Lines that a person must look at.
    pub exceptions: u32,
}

/// One line of a shipment, for reading.
#[derive(Debug, Clone)]
pub struct ShipmentLineView {
    /// What is expected.
    pub kind: ItemKind,
    /// The article, once it is known.
    pub item: Option<(ItemId, Label)>,
    /// What became of it.
    pub outcome: LineOutcome,
    /// When that was noted.
    pub noted_at: Option<Timestamp>,
    /// By whom.
    pub noted_by: Option<String>,
    /// Who holds the article now.
    pub holder: Option<HolderView>,
}

/// A shipment with its lines.
#[derive(Debug, Clone)]
pub struct ShipmentView {
    /// As in a list.
    pub head: ShipmentHead,
    /// Id of its case.
    pub case_id: Option<CaseId>,
    /// The privacy request it answers.
    pub request: Option<RequestId>,
    /// Label of its sheet, for departures.
    pub label: Option<Label>,
    /// Where it goes.
    pub address: Option<String>,
    /// The seal on it.
    pub seal: Option<Label>,
    /// Who announced or prepared it.
    pub created_by: String,
    /// Who received or dispatched it.
    pub closed_by: Option<String>,
    /// Its lines.
    pub lines: Vec<ShipmentLineView>,
}

/// Saved views of the list of shipments.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ShipmentFilter {
    /// Announced and not received.
    Expected,
    /// Prepared and not dispatched.
    ToSend,
    /// All, newest first.
    All,
}

#[derive(Queryable, Selectable, Clone)]
#[diesel(table_name = shipment)]
pub(super) struct ShipmentRow {
    pub(super) id: String,
    pub(super) reference: String,
    pub(super) direction: String,
    pub(super) state: String,
    label: Option<String>,
    pub(super) case_id: Option<String>,
    request_id: Option<String>,
    pub(super) party: String,
    address: Option<String>,
    carrier: String,
    waybill: Option<String>,
    eta: Option<String>,
    late_from: Option<i64>,
    overdue_at: Option<i64>,
    seal: Option<String>,
    created_at: i64,
    created_by: String,
    pub(super) closed_at: Option<i64>,
    closed_by: Option<String>,
}

#[derive(Queryable, Selectable, Clone)]
#[diesel(table_name = shipment_line)]
pub(super) struct LineRow {
    pub(super) id: String,
    pub(super) kind: String,
    pub(super) item_id: Option<String>,
    pub(super) outcome: String,
    noted_at: Option<i64>,
    noted_by: Option<String>,
}

pub(super) fn row<D: Duty>(unit: &mut Unit<'_, D>, which: &str) -> Result<ShipmentRow> {
    Ok(shipment::table
        .find(which.to_owned())
        .select(ShipmentRow::as_select())
        .first(unit.conn())?)
}

pub(super) fn line_rows<D: Duty>(unit: &mut Unit<'_, D>, which: &str) -> Result<Vec<LineRow>> {
    Ok(shipment_line::table
        .filter(shipment_line::shipment_id.eq(which.to_owned()))
        .order(shipment_line::position)
        .select(LineRow::as_select())
        .load(unit.conn())?)
}

pub(super) fn by_label<D: Duty>(unit: &mut Unit<'_, D>, label: Label) -> Result<Option<String>> {
    Ok(shipment::table
        .filter(shipment::label.eq(label.to_string()))
        .select(shipment::id)
        .first(unit.conn())
        .optional()?)
}

pub(super) fn by_waybill<D: Duty>(unit: &mut Unit<'_, D>, code: &str) -> Result<Option<String>> {
    let Ok(waybill) = Waybill::entered("waybill", code) else {
        return Ok(None);
    };
    Ok(shipment::table
        .filter(shipment::waybill.eq(waybill.as_str().to_owned()))
        .select(shipment::id)
        .first(unit.conn())
        .optional()?)
}

pub(super) fn by_reference<D: Duty>(
    unit: &mut Unit<'_, D>,
    reference: Reference,
) -> Result<Option<String>> {
    Ok(shipment::table
        .filter(shipment::reference.eq(reference.to_string()))
        .select(shipment::id)
        .first(unit.conn())
        .optional()?)
}

/// Reference of the shipment that a seal was applied to.
pub(super) fn of_seal<D: Duty>(unit: &mut Unit<'_, D>, seal: Label) -> Result<Option<String>> {
    Ok(shipment::table
        .filter(shipment::seal.eq(seal.to_string()))
        .select(shipment::reference)
        .first(unit.conn())
        .optional()?)
}

/// Lines as the rules see them.
pub(super) fn lines<D: Duty>(unit: &mut Unit<'_, D>, which: &str) -> Result<Vec<Line>> {
    let rows: Vec<(String, String, Option<String>)> = shipment_line::table
        .left_join(item::table.on(shipment_line::item_id.eq(item::id.nullable())))
        .filter(shipment_line::shipment_id.eq(which.to_owned()))
        .order(shipment_line::position)
        .select((
            shipment_line::kind,
            shipment_line::outcome,
            item::label.nullable(),
        ))
        .load(unit.conn())?;
    rows.into_iter()
        .map(|(kind, outcome, label)| {
            Ok(Line {
                kind: word(&kind)?,
                label: maybe_id(label.as_ref())?,
                outcome: word(&outcome)?,
            })
        })
        .collect()
}

/// What the station needs to know about a shipment.
pub(super) fn fact<D: Duty>(unit: &mut Unit<'_, D>, which: &str) -> Result<ShipmentFact> {
    let row = row(unit, which)?;
    let waybill = row.waybill.as_deref().map(|code| {
        Waybill::entered("waybill", code)
            .map_err(|_| Error::Corrupt("a stored waybill is malformed"))
    });
    Ok(ShipmentFact {
        id: id(&row.id)?,
        party: row.party,
        direction: word(&row.direction)?,
        state: word(&row.state)?,
        lines: lines(unit, which)?,
        seal: maybe_id(row.seal.as_ref())?,
        waybill: waybill.transpose()?,
        reference: row.reference,
    })
}

fn head<D: Duty>(unit: &mut Unit<'_, D>, row: &ShipmentRow) -> Result<ShipmentHead> {
    let lines = lines(unit, &row.id)?;
    let case: Option<CaseId> = maybe_id(row.case_id.as_ref())?;
    let eta = row.eta.as_deref().map(|text| {
        NaiveDate::parse_from_str(text, "%Y-%m-%d")
            .map_err(|_| Error::Corrupt("a stored date is malformed"))
    });
    let of = |wanted: fn(LineOutcome) -> bool| {
        super::count(lines.iter().filter(|line| wanted(line.outcome)).count())
    };
    Ok(ShipmentHead {
        id: id(&row.id)?,
        reference: id(&row.reference)?,
        direction: word(&row.direction)?,
        state: word(&row.state)?,
        party: row.party.clone(),
        carrier: row.carrier.clone(),
        waybill: row.waybill.clone(),
        case: match case {
            Some(case) => Some(unit.case_reference(&case)?),
            None => None,
        },
        eta: eta.transpose()?,
        late_from: row.late_from.map(Timestamp::from_micros),
        overdue_at: row.overdue_at.map(Timestamp::from_micros),
        created_at: Timestamp::from_micros(row.created_at),
        closed_at: row.closed_at.map(Timestamp::from_micros),
        lines: super::count(lines.len()),
        present: of(LineOutcome::is_present),
        exceptions: of(LineOutcome::is_exception),
    })
}

fn view<D: Duty>(unit: &mut Unit<'_, D>, row: &ShipmentRow) -> Result<ShipmentView> {
    let mut names = Names::default();
    let mut lines = Vec::new();
    for line in line_rows(unit, &row.id)? {
        let known = match &line.item_id {
            Some(item_id) => Some(article::by_id(unit, item_id)?),
            None => None,
        };
        let holder = match &known {
            Some(known) => Some(names.view(unit, &known.state()?.holder)?),
            None => None,
        };
        lines.push(ShipmentLineView {
            kind: word(&line.kind)?,
            item: known
                .map(|known| Ok::<_, Error>((id(&known.id)?, known.label()?)))
                .transpose()?,
            outcome: word(&line.outcome)?,
            noted_at: line.noted_at.map(Timestamp::from_micros),
            noted_by: match &line.noted_by {
                Some(who) => Some(names.person(unit, who)?),
                None => None,
            },
            holder,
        });
    }
    Ok(ShipmentView {
        head: head(unit, row)?,
        case_id: maybe_id(row.case_id.as_ref())?,
        request: maybe_id(row.request_id.as_ref())?,
        label: maybe_id(row.label.as_ref())?,
        address: row.address.clone(),
        seal: maybe_id(row.seal.as_ref())?,
        created_by: names.person(unit, &row.created_by)?,
        closed_by: match &row.closed_by {
            Some(who) => Some(names.person(unit, who)?),
            None => None,
        },
        lines,
    })
}

impl Unit<'_, Coordination> {
    /// Announces a parcel for a case: one line per article. A tracking number that
    /// another shipment has is refused.
    pub fn announce_shipment(
        &mut self,
        case: &Opened<Case>,
        parcel: &Announcement,
        zone: SiteZone,
    ) -> Result<(ShipmentId, Reference)> {
        if by_waybill(self, parcel.waybill.as_str())?.is_some() {
            return Err(Refusal::WaybillInUse.into());
        }
        let now = self.now();
        let reference = self.next_reference("shipment", zone)?;
        let shipment_id = ShipmentId::new(now, self.entropy());
        let actor = self.actor().to_string();
        diesel::insert_into(shipment::table)
            .values((
                shipment::id.eq(shipment_id.as_str()),
                shipment::reference.eq(reference.to_string()),
                shipment::direction.eq(Direction::Inbound.as_str()),
                shipment::state.eq(ShipmentState::Announced.as_str()),
                shipment::case_id.eq(case.id.as_str()),
                shipment::party.eq(parcel.sender.as_str()),
                shipment::carrier.eq(parcel.carrier.as_str()),
                shipment::waybill.eq(parcel.waybill.as_str()),
                shipment::eta.eq(parcel.eta.to_string()),
                shipment::late_from.eq(late_from(parcel.eta, zone).micros()),
                shipment::created_at.eq(now.micros()),
                shipment::created_by.eq(actor),
            ))
            .execute(self.conn())?;
        for (at, kind) in parcel.kinds.iter().enumerate() {
            insert_line(self, &shipment_id, at, *kind, None, LineOutcome::Expected)?;
        }
        let payload = json!({
            "reference": reference.to_string(),
            "case": case.id,
            "sender": parcel.sender,
            "carrier": parcel.carrier,
            "waybill": parcel.waybill,
            "eta": parcel.eta.to_string(),
            "kinds": parcel.kinds,
        });
        self.record(Act::ShipmentAnnounced, &[shipment_id.as_str()], &payload)?;
        Ok((shipment_id, reference))
    }
}

/// Adds a line at the end of a shipment.
pub(super) fn insert_line<D: Duty>(
    unit: &mut Unit<'_, D>,
    shipment_id: &ShipmentId,
    at: usize,
    kind: ItemKind,
    item_id: Option<&str>,
    outcome: LineOutcome,
) -> Result<()> {
    let now = unit.now();
    let line_id = RecordId::new(now, unit.entropy());
    let noted =
        (outcome != LineOutcome::Expected).then(|| (now.micros(), unit.actor().to_string()));
    let (noted_at, noted_by) = noted.unzip();
    diesel::insert_into(shipment_line::table)
        .values((
            shipment_line::id.eq(line_id.as_str()),
            shipment_line::shipment_id.eq(shipment_id.as_str()),
            shipment_line::position.eq(position(at)),
            shipment_line::kind.eq(kind.as_str()),
            shipment_line::item_id.eq(item_id),
            shipment_line::outcome.eq(outcome.as_str()),
            shipment_line::noted_at.eq(noted_at),
            shipment_line::noted_by.eq(noted_by),
        ))
        .execute(unit.conn())?;
    Ok(())
}

/// Writes down what became of a line.
pub(super) fn note_outcome<D: Duty>(
    unit: &mut Unit<'_, D>,
    line_id: &str,
    item_id: Option<&str>,
    outcome: LineOutcome,
) -> Result<()> {
    let now = unit.now().micros();
    let noted = outcome != LineOutcome::Expected;
    let actor = unit.actor().to_string();
    diesel::update(shipment_line::table.find(line_id.to_owned()))
        .set((
            shipment_line::item_id.eq(item_id),
            shipment_line::outcome.eq(outcome.as_str()),
            shipment_line::noted_at.eq(noted.then_some(now)),
            shipment_line::noted_by.eq(noted.then_some(actor)),
        ))
        .execute(unit.conn())?;
    Ok(())
}

/// Moves a shipment on. `from` is where it must stand.
pub(super) fn move_on<D: Duty>(
    unit: &mut Unit<'_, D>,
    shipment_id: &ShipmentId,
    from: ShipmentState,
    to: ShipmentState,
) -> Result<()> {
    let changed = diesel::update(
        shipment::table
            .find(shipment_id.as_str())
            .filter(shipment::state.eq(from.as_str())),
    )
    .set(shipment::state.eq(to.as_str()))
    .execute(unit.conn())?;
    if changed == 1 {
        Ok(())
    } else {
        Err(Refusal::WrongState { state: to.as_str() }.into())
    }
}

/// Writes down that a shipment came or left, and who handled it.
pub(super) fn note_closed<D: Duty>(unit: &mut Unit<'_, D>, shipment_id: &ShipmentId) -> Result<()> {
    let now = unit.now().micros();
    let actor = unit.actor().to_string();
    diesel::update(shipment::table.find(shipment_id.as_str()))
        .set((shipment::closed_at.eq(now), shipment::closed_by.eq(actor)))
        .execute(unit.conn())?;
    Ok(())
}

/// Applies a seal, once ever.
pub(super) fn note_seal<D: Duty>(
    unit: &mut Unit<'_, D>,
    shipment_id: &ShipmentId,
    seal: Label,
) -> Result<()> {
    diesel::update(shipment::table.find(shipment_id.as_str()))
        .set(shipment::seal.eq(seal.to_string()))
        .execute(unit.conn())?;
    Ok(())
}

/// Writes down the carrier's number.
pub(super) fn note_waybill<D: Duty>(
    unit: &mut Unit<'_, D>,
    shipment_id: &ShipmentId,
    waybill: &Waybill,
) -> Result<()> {
    diesel::update(shipment::table.find(shipment_id.as_str()))
        .set(shipment::waybill.eq(waybill.as_str()))
        .execute(unit.conn())?;
    Ok(())
}

impl Unit<'_, Custody> {
    /// Shipments of a saved view, at most `limit`. Recipients can be patients, so the
    /// reading itself is written down.
    pub fn shipments(&mut self, filter: ShipmentFilter, limit: u32) -> Result<Vec<ShipmentHead>> {
        let query = shipment::table
            .select(ShipmentRow::as_select())
            .limit(i64::from(limit));
        let rows: Vec<ShipmentRow> = match filter {
            ShipmentFilter::Expected => query
                .filter(shipment::state.eq(ShipmentState::Announced.as_str()))
                .order((shipment::late_from, shipment::id))
                .load(self.conn())?,
            ShipmentFilter::ToSend => query
                .filter(shipment::direction.eq(Direction::Outbound.as_str()))
                .filter(shipment::closed_at.is_null())
                .order((shipment::created_at, shipment::id))
                .load(self.conn())?,
            ShipmentFilter::All => query
                .order((shipment::created_at.desc(), shipment::id.desc()))
                .load(self.conn())?,
        };
        let heads: Vec<ShipmentHead> = rows
            .iter()
            .map(|row| head(self, row))
            .collect::<Result<_>>()?;
        let payload = json!({ "list": "shipments", "lines": heads.len() });
        self.record(Act::ListRead, &[], &payload)?;
        Ok(heads)
    }

    /// Parcels that are announced, the most pressing first: their senders are
    /// establishments, so nobody is named.
    pub fn expected_parcels(&mut self, limit: u32) -> Result<Vec<ShipmentHead>> {
        let rows: Vec<ShipmentRow> = shipment::table
            .filter(shipment::state.eq(ShipmentState::Announced.as_str()))
            .order((shipment::late_from, shipment::id))
            .limit(i64::from(limit))
            .select(ShipmentRow::as_select())
            .load(self.conn())?;
        rows.iter().map(|row| head(self, row)).collect()
    }

    /// The shipment with this number.
    pub fn shipment_id(&mut self, reference: Reference) -> Result<ShipmentId> {
        let found = by_reference(self, reference)?.ok_or(Error::NotFound)?;
        id(&found)
    }

    /// Opens a shipment for reading.
    pub fn open_shipment(&mut self, shipment_id: &ShipmentId) -> Result<Opened<ShipmentView>> {
        let row = row(self, shipment_id.as_str())?;
        let payload = json!({ "record": "shipment" });
        let sequence = self.record(Act::RecordOpened, &[shipment_id.as_str()], &payload)?;
        Ok(Opened::new(view(self, &row)?, sequence))
    }
}

impl<D: Duty> Unit<'_, D> {
    /// Shipments of a case, newest first.
    pub fn shipments_of_case(&mut self, case: &CaseId) -> Result<Vec<ShipmentHead>> {
        let rows: Vec<ShipmentRow> = shipment::table
            .filter(shipment::case_id.eq(case.as_str().to_owned()))
            .order((shipment::created_at.desc(), shipment::id.desc()))
            .limit(200)
            .select(ShipmentRow::as_select())
            .load(self.conn())?;
        rows.iter().map(|row| head(self, row)).collect()
    }
}

impl Unit<'_, Clockwork> {
    /// Marks announced shipments that are past their expected arrival and its grace;
    /// each once. Returns how many it marked.
    pub fn mark_overdue_shipments(&mut self) -> Result<u32> {
        let now = self.now();
        let rows: Vec<(String, Option<i64>)> = shipment::table
            .filter(shipment::state.eq(ShipmentState::Announced.as_str()))
            .filter(shipment::overdue_at.is_null())
            .filter(shipment::late_from.lt(now.micros()))
            .order(shipment::id)
            .select((shipment::id, shipment::late_from))
            .load(self.conn())?;
        for (which, since) in &rows {
            diesel::update(shipment::table.find(which.clone()))
                .set(shipment::overdue_at.eq(now.micros()))
                .execute(self.conn())?;
            self.record(
                Act::ShipmentOverdue,
                &[which.as_str()],
                &json!({ "late_from": since }),
            )?;
        }
        Ok(super::count(rows.len()))
    }
}
