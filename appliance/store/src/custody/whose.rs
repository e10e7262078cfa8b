//! What follows for a parcel that nobody had announced, and its articles, once something more is known of them.

use diesel::prelude::*;
use doublelock_domain::access::Duty;
use doublelock_domain::custody::exception::ExceptionExit;
use doublelock_domain::custody::holder::HolderKind;
use doublelock_domain::custody::shipment::{LineOutcome, ShipmentState};
use doublelock_domain::fact::custody::{ShipmentIdentified, ShipmentWords};
use doublelock_domain::ids::{CaseId, ItemId, ShipmentId};
use doublelock_domain::label::Label;

use super::exception;
use super::shipment as parcel;
use crate::columns::stored;
use crate::error::Result;
use crate::schema::custody::{item, shipment_line};
use crate::sections;
use crate::unit::{Sight, Unit};

/// What is with somebody else, or is nothing any more, waits for nobody.
pub(super) const HERE: [HolderKind; 3] =
    [HolderKind::Location, HolderKind::Person, HolderKind::Parcel];

/// Labels of the articles of a parcel that nobody had announced of which nobody said yet whose they are.
pub(super) fn waiting_of<D: Duty>(
    unit: &mut Sight<'_, D>,
    which: &ShipmentId,
) -> Result<Vec<Label>> {
    let found: Vec<String> = item::table
        .inner_join(shipment_line::table.on(shipment_line::item_id.eq(item::id.nullable())))
        .filter(shipment_line::shipment_id.eq(which.as_str()))
        .filter(item::case_id.is_null())
        .filter(item::request_id.is_null())
        .filter(item::holder_kind.eq_any(HERE.map(HolderKind::as_str)))
        .order(shipment_line::position)
        .select(item::label)
        .load(unit.conn())?;
    found.iter().map(|label| stored(label)).collect()
}

/// What follows for a parcel that nobody had announced once something more is known of it, and nobody takes articles
/// out of it any more: it belongs to a case if each of its articles does, and nothing is open of it once it is known who
/// sent it and whose each of them is.
pub(super) fn settle<D: Duty>(unit: &mut Unit<'_, D>, which: &ShipmentId) -> Result<()> {
    let row = parcel::row(unit, which.as_str())?;
    if row.was_announced()? || stored::<ShipmentState>(&row.state)?.is_receiving() {
        return Ok(());
    }
    if let Some(case) = the_case_of_all(unit, which)?
        && row.case_id.as_deref() != Some(case.as_str())
    {
        unit.enact(ShipmentIdentified {
            shipment: which.clone(),
            case,
        })?;
    }
    let keys = unit.keys();
    let words: ShipmentWords = sections::open(unit.conn(), keys, row.words)?;
    if words.party.is_none() || !waiting_of(unit, which)?.is_empty() {
        return Ok(());
    }
    exception::parcel_settled(unit, which, ExceptionExit::Identified)
}

/// The case that every article of a parcel belongs to, if there is one.
fn the_case_of_all<D: Duty>(unit: &mut Unit<'_, D>, which: &ShipmentId) -> Result<Option<CaseId>> {
    let cases: Vec<Option<String>> = item::table
        .inner_join(shipment_line::table.on(shipment_line::item_id.eq(item::id.nullable())))
        .filter(shipment_line::shipment_id.eq(which.as_str()))
        .select(item::case_id)
        .distinct()
        .load(unit.conn())?;
    match cases.as_slice() {
        [Some(case)] => Ok(Some(stored(case)?)),
        _ => Ok(None),
    }
}

/// The parcel that nobody had announced and that an article came out of, if it is of one.
pub(super) fn parcel_of<D: Duty>(
    unit: &mut Unit<'_, D>,
    which: &ItemId,
) -> Result<Option<ShipmentId>> {
    let present = [LineOutcome::Received, LineOutcome::Damaged].map(LineOutcome::as_str);
    let found: Vec<String> = shipment_line::table
        .filter(shipment_line::item_id.eq(which.as_str()))
        .filter(shipment_line::outcome.eq_any(present))
        .select(shipment_line::shipment_id)
        .load(unit.conn())?;
    for shipment in found {
        if !parcel::row(unit, &shipment)?.was_announced()? {
            return Ok(Some(stored(&shipment)?));
        }
    }
    Ok(None)
}
