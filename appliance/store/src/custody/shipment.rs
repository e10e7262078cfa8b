//! Shipments as they are stored, and as the rules and the station see them.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use diesel::prelude::*;
use doublelock_domain::access::Duty;
use doublelock_domain::custody::delivery::{SealVerdict, Service};
use doublelock_domain::custody::shipment::{
    Direction, Line, LineOutcome, PlacedLine, Shipment, ShipmentState, Waybill,
};
use doublelock_domain::custody::station::ShipmentFact;
use doublelock_domain::fact::custody::{ShipmentWords, WaybillWords};
use doublelock_domain::fact::{Reading, Subject};
use doublelock_domain::ids::{CaseId, Reference, RequestId, ShipmentId};
use doublelock_domain::label::Label;

use super::exception;
use super::lent::{is_partly_back, labels_of};
use super::outgrown::outgrown;
use super::unseen::unseen;
use crate::columns::{counted, maybe_stored, stored};
use crate::conn::Conn;
use crate::error::{Error, Result};
use crate::schema::custody::{item, shipment, shipment_line};
use crate::sections;
use crate::unit::Sight;

#[derive(Queryable, Selectable, Clone)]
#[diesel(table_name = shipment)]
pub(super) struct ShipmentRow {
    pub(super) id: String,
    pub(super) reference: String,
    pub(super) direction: String,
    pub(super) state: String,
    pub(super) label: Option<String>,
    pub(super) case_id: Option<String>,
    pub(super) request_id: Option<String>,
    pub(super) words: i64,
    pub(super) waybill_words: Option<i64>,
    pub(super) eta: Option<String>,
    pub(super) late_from: Option<i64>,
    pub(super) overdue_at: Option<i64>,
    pub(super) seal: Option<String>,
    pub(super) created_at: i64,
    pub(super) created_by: String,
    pub(super) closed_at: Option<i64>,
    pub(super) closed_by: Option<String>,
    pub(super) cancel_words: Option<i64>,
    pub(super) by_courier: Option<String>,
    pub(super) slip: Option<String>,
    pub(super) signature: Option<String>,
    pub(super) days: Option<i32>,
    pub(super) claim: Option<String>,
    pub(super) claimed_on: Option<String>,
    pub(super) obtained: Option<String>,
    pub(super) claim_words: Option<i64>,
    pub(super) back_by: Option<String>,
    pub(super) round_trip_of: Option<String>,
    pub(super) inspected: Option<String>,
}

#[derive(Queryable, Selectable, Clone)]
#[diesel(table_name = shipment_line)]
pub(super) struct LineRow {
    pub(super) position: i32,
    pub(super) kind: String,
    pub(super) item_id: Option<String>,
    pub(super) outcome: String,
    pub(super) noted_at: Option<i64>,
    pub(super) noted_by: Option<String>,
    pub(super) awaits: Option<String>,
}

pub(super) fn row<D: Duty>(unit: &mut Sight<'_, D>, which: &str) -> Result<ShipmentRow> {
    Ok(shipment::table
        .find(which.to_owned())
        .select(ShipmentRow::as_select())
        .first(unit.conn())?)
}

impl ShipmentRow {
    /// The shipment and its case, as a list that shows both names them.
    pub(super) fn subjects(&self) -> Result<Vec<Subject>> {
        let shipment: ShipmentId = stored(&self.id)?;
        let case: Option<CaseId> = maybe_stored(self.case_id.as_deref())?;
        Ok(std::iter::once((&shipment).into())
            .chain(case.as_ref().map(Into::into))
            .collect())
    }

    /// Somebody had said that it comes, or prepared it.
    pub(super) fn was_announced(&self) -> Result<bool> {
        let inbound = stored::<Direction>(&self.direction)? == Direction::Inbound;
        Ok(!inbound || self.late_from.is_some())
    }

    /// Whose key its words are sealed under: of one that came unannounced its own, which hangs on that of its case once
    /// somebody said which it is.
    pub(super) fn key(&self) -> Result<Subject> {
        let case: Option<CaseId> = maybe_stored(self.case_id.as_deref())?;
        match &case {
            Some(case) if self.was_announced()? => Ok(case.into()),
            _ => Ok((&stored::<ShipmentId>(&self.id)?).into()),
        }
    }

    /// Number people say.
    pub(super) fn number(&self) -> Result<Reference> {
        stored(&self.reference)
    }

    /// The sections that its words lie in.
    pub(super) fn sections(&self) -> impl Iterator<Item = i64> + use<> {
        std::iter::once(self.words).chain(self.waybill_words)
    }

    /// The carrier's number: announced, or read when it left.
    pub(super) fn waybill(&self, opened: &sections::Opened) -> Reading<Option<Waybill>> {
        match self.waybill_words {
            Some(left) => (opened.words(left)).map(|words: WaybillWords| Some(words.waybill)),
            None => (opened.words(self.words)).map(|words: ShipmentWords| words.waybill),
        }
    }

    /// The seal on it, or that it left with.
    pub(super) fn seal(&self) -> Result<Option<Label>> {
        maybe_stored(self.seal.as_deref())
    }

    /// What is ordered of the carrier, if it leaves.
    pub(super) fn service(&self) -> Result<Option<Service>> {
        let signature = maybe_stored(self.signature.as_deref())?;
        let days = self.days.and_then(|days| u8::try_from(days).ok());
        let service = signature.zip(days);
        Ok(service.map(|(signature, days)| Service { signature, days }))
    }

    /// It left before and is here again, so that the number it bears is of then.
    pub(super) fn is_back(&self) -> Result<bool> {
        let state: ShipmentState = stored(&self.state)?;
        let here = matches!(state, ShipmentState::Draft | ShipmentState::Sealed);
        Ok(here && self.waybill_words.is_some())
    }

    /// What its sender's seal was like when it came, if somebody said it.
    pub(super) fn inspected(&self) -> Result<Option<SealVerdict>> {
        maybe_stored(self.inspected.as_deref())
    }

    /// By when what leaves in it is to be back, if it is lent.
    pub(super) fn back_by(&self) -> Result<Option<NaiveDate>> {
        maybe_stored(self.back_by.as_deref())
    }

    /// What was said of it last: each correction seals its words anew.
    pub(super) fn revision(&self) -> String {
        format!("{}-{}", self.words, self.waybill_words.unwrap_or_default())
    }

    /// The request it answers.
    pub(super) fn request(&self) -> Result<Option<RequestId>> {
        maybe_stored(self.request_id.as_deref())
    }
}

/// Where a shipment stands.
pub(super) fn state<D: Duty>(unit: &mut Sight<'_, D>, which: &ShipmentId) -> Result<ShipmentState> {
    let found: String = shipment::table
        .find(which.as_str())
        .select(shipment::state)
        .first(unit.conn())?;
    stored(&found)
}

/// A shipment as the rules see it.
pub(super) fn load<D: Duty>(unit: &mut Sight<'_, D>, which: &ShipmentId) -> Result<Shipment> {
    let state = state(unit, which)?;
    let lines = line_rows(unit, which.as_str())?
        .into_iter()
        .map(|line| {
            Ok(PlacedLine {
                position: counted(line.position)?,
                kind: stored(&line.kind)?,
                item: maybe_stored(line.item_id.as_deref())?,
                awaits: maybe_stored(line.awaits.as_deref())?,
                outcome: stored(&line.outcome)?,
            })
        })
        .collect::<Result<_>>()?;
    Ok(Shipment { state, lines })
}

pub(super) fn line_rows<D: Duty>(unit: &mut Sight<'_, D>, which: &str) -> Result<Vec<LineRow>> {
    Ok(shipment_line::table
        .filter(shipment_line::shipment_id.eq(which.to_owned()))
        .order(shipment_line::position)
        .select(LineRow::as_select())
        .load(unit.conn())?)
}

pub(super) fn by_label<D: Duty>(unit: &mut Sight<'_, D>, label: Label) -> Result<Option<String>> {
    Ok(shipment::table
        .filter(shipment::label.eq(label.to_string()))
        .select(shipment::id)
        .first(unit.conn())
        .optional()?)
}

/// The shipment whose recipient signs this slip.
pub(super) fn by_slip<D: Duty>(unit: &mut Sight<'_, D>, slip: Label) -> Result<Option<String>> {
    Ok(shipment::table
        .filter(shipment::slip.eq(slip.to_string()))
        .select(shipment::id)
        .first(unit.conn())
        .optional()?)
}

pub(super) fn by_reference<D: Duty>(
    unit: &mut Sight<'_, D>,
    reference: Reference,
) -> Result<Option<String>> {
    Ok(shipment::table
        .filter(shipment::reference.eq(reference.to_string()))
        .select(shipment::id)
        .first(unit.conn())
        .optional()?)
}

/// The shipment with this number.
pub(super) fn shipment_id_of<D: Duty>(
    unit: &mut Sight<'_, D>,
    reference: Reference,
) -> Result<ShipmentId> {
    let found = by_reference(unit, reference)?.ok_or(Error::NotFound)?;
    stored(&found)
}

/// The parcels that some articles came out of damaged, or too much.
pub(super) fn amiss_with<D: Duty>(
    unit: &mut Sight<'_, D>,
    items: &[String],
) -> Result<Vec<ShipmentId>> {
    let amiss = [LineOutcome::Damaged, LineOutcome::Extra].map(LineOutcome::as_str);
    let found: Vec<String> = shipment_line::table
        .filter(shipment_line::item_id.eq_any(items))
        .filter(shipment_line::outcome.eq_any(amiss))
        .select(shipment_line::shipment_id)
        .distinct()
        .load(unit.conn())?;
    found.iter().map(|id| stored(id)).collect()
}

/// The cases of some shipments.
pub(super) fn cases_of(
    conn: &mut Conn,
    which: &[&str],
) -> Result<BTreeMap<String, Option<String>>> {
    let rows: Vec<(String, Option<String>)> = shipment::table
        .filter(shipment::id.eq_any(which))
        .select((shipment::id, shipment::case_id))
        .load(conn)?;
    Ok(rows.into_iter().collect())
}

/// The shipment that a seal was applied to: its id, its number, where it stands.
pub(super) fn of_seal<D: Duty>(
    unit: &mut Sight<'_, D>,
    seal: Label,
) -> Result<Option<(String, String, ShipmentState)>> {
    let found: Option<(String, String, String)> = shipment::table
        .filter(shipment::seal.eq(seal.to_string()))
        .select((shipment::id, shipment::reference, shipment::state))
        .first(unit.conn())
        .optional()?;
    found
        .map(|(id, number, state)| Ok((id, number, stored(&state)?)))
        .transpose()
}

/// Lines as the rules see them.
pub(super) fn lines<D: Duty>(unit: &mut Sight<'_, D>, which: &str) -> Result<Vec<Line>> {
    let mut all = lines_of(unit, [which.to_owned()])?;
    Ok(all.remove(which).unwrap_or_default())
}

/// The same of some shipments.
pub(super) fn lines_of<D: Duty>(
    unit: &mut Sight<'_, D>,
    which: impl IntoIterator<Item = String>,
) -> Result<BTreeMap<String, Vec<Line>>> {
    type Row = (String, String, String, Option<String>, Option<String>);
    let which: Vec<String> = which.into_iter().collect();
    let rows: Vec<Row> = shipment_line::table
        .left_join(item::table.on(shipment_line::item_id.eq(item::id.nullable())))
        .filter(shipment_line::shipment_id.eq_any(which))
        .order((shipment_line::shipment_id, shipment_line::position))
        .select((
            shipment_line::shipment_id,
            shipment_line::kind,
            shipment_line::outcome,
            item::label.nullable(),
            shipment_line::awaits,
        ))
        .load(unit.conn())?;
    let awaited = labels_of(unit, rows.iter().filter_map(|row| row.4.clone()))?;
    let mut all: BTreeMap<String, Vec<Line>> = BTreeMap::new();
    for (shipment, kind, outcome, label, awaits) in rows {
        all.entry(shipment).or_default().push(Line {
            kind: stored(&kind)?,
            label: maybe_stored(label.as_deref())?,
            awaits: awaits.and_then(|item| awaited.get(&item).copied()),
            outcome: stored(&outcome)?,
        });
    }
    Ok(all)
}

/// The place of a line among those of its shipment, counted from 0.
pub(super) fn place_of_line<D: Duty>(
    unit: &mut Sight<'_, D>,
    which: &str,
    position: i32,
) -> Result<Option<usize>> {
    let rows = line_rows(unit, which)?;
    Ok(rows.iter().position(|row| row.position == position))
}

/// The lines of a shipment that are missing, counted from 0: those that are still looked for, then those that were
/// given up.
fn missing<D: Duty>(unit: &mut Sight<'_, D>, which: &str) -> Result<Vec<usize>> {
    let rows = line_rows(unit, which)?;
    let lines = rows.iter().enumerate();
    let lines = lines.filter(|(_, row)| row.outcome == LineOutcome::Missing.as_str());
    let mut lines: Vec<(usize, i32)> = lines.map(|(at, row)| (at, row.position)).collect();
    if !lines.is_empty() {
        let given_up = exception::given_up(unit, &stored(which)?)?;
        lines.sort_by_key(|(at, position)| (given_up.contains(position), *at));
    }
    Ok(lines.into_iter().map(|(at, _)| at).collect())
}

/// What is packed in a shipment, the latest last.
fn packed<D: Duty>(unit: &mut Sight<'_, D>, which: &str) -> Result<Vec<Label>> {
    let rows: Vec<String> = shipment_line::table
        .inner_join(item::table.on(shipment_line::item_id.eq(item::id.nullable())))
        .filter(shipment_line::shipment_id.eq(which))
        .filter(shipment_line::outcome.eq(LineOutcome::Packed.as_str()))
        .order((shipment_line::noted_at, shipment_line::position))
        .select(item::label)
        .load(unit.conn())?;
    rows.iter().map(|label| stored(label)).collect()
}

/// What the station needs to know about a shipment.
pub(super) fn fact<D: Duty>(unit: &mut Sight<'_, D>, which: &str) -> Result<ShipmentFact> {
    let row = row(unit, which)?;
    let keys = unit.keys();
    let opened = sections::open_all(unit.conn(), keys, row.sections())?;
    // A shipment of an erased record has ended, and a station that still shows it must be able
    // to leave it.
    let (party, waybill) = match opened.words::<ShipmentWords>(row.words) {
        Reading::Erased { .. } => (String::new(), None),
        words => (
            sections::present(words)?.party_or_empty(),
            sections::present(row.waybill(&opened))?,
        ),
    };
    let id = stored(&row.id)?;
    let state = stored(&row.state)?;
    let unseen = match state {
        ShipmentState::Draft => unseen(unit, &id)?,
        _ => Vec::new(),
    };
    let (waybill, bore) = if row.is_back()? {
        (None, waybill)
    } else {
        (waybill, None)
    };
    Ok(ShipmentFact {
        id,
        unseen,
        bore,
        party,
        direction: stored(&row.direction)?,
        state,
        announced: row.was_announced()?,
        case: maybe_stored(row.case_id.as_deref())?,
        inspected: row.inspected()?,
        round_trip_of: maybe_stored(row.round_trip_of.as_deref())?,
        partly_back: is_partly_back(unit, which, state)?,
        lines: lines(unit, which)?,
        missing: missing(unit, which)?,
        packed: packed(unit, which)?,
        seal: maybe_stored(row.seal.as_deref())?,
        outgrown: !outgrown(unit, which)?.is_empty(),
        waybill,
        reference: row.reference,
    })
}
