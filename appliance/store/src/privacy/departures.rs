//! Parcels that were prepared for the answer of a request, and do not leave.

use diesel::prelude::*;
use doublelock_domain::access::Privacy;
use doublelock_domain::custody::holder::HolderKind;
use doublelock_domain::custody::shipment::ShipmentState;
use doublelock_domain::fact::custody::ShipmentCancelled;
use doublelock_domain::ids::{ItemId, RequestId};
use doublelock_domain::refusal::Refusal;

use crate::columns::stored;
use crate::error::Result;
use crate::schema::custody::{item, shipment, shipment_line};
use crate::unit::Unit;

/// What was prepared for this disc of the request, which does not leave any more, is cancelled.
pub(crate) fn cancel_departure_of(
    unit: &mut Unit<'_, Privacy>,
    request: &RequestId,
    disc: &ItemId,
) -> Result<()> {
    let prepared: Vec<String> = shipment_line::table
        .inner_join(shipment::table)
        .filter(shipment_line::item_id.eq(disc.as_str()))
        .filter(shipment::request_id.eq(request.as_str()))
        .filter(shipment::state.eq(ShipmentState::Draft.as_str()))
        .order(shipment::id)
        .select(shipment::id)
        .load(unit.conn())?;
    cancel(unit, request, &prepared)
}

/// What is prepared for this request and empty is cancelled: it bears the address of before, or its answer
/// leaves otherwise, or not at all. Refused while something is packed in it, or it is sealed.
pub(super) fn cancel_departures(unit: &mut Unit<'_, Privacy>, request: &RequestId) -> Result<()> {
    let waits = [ShipmentState::Draft, ShipmentState::Sealed];
    let prepared: Vec<String> = shipment::table
        .filter(shipment::request_id.eq(request.as_str()))
        .filter(shipment::state.eq_any(waits.map(ShipmentState::as_str)))
        .order(shipment::id)
        .select(shipment::id)
        .load(unit.conn())?;
    let packed: i64 = item::table
        .filter(item::holder_kind.eq(HolderKind::Parcel.as_str()))
        .filter(item::holder_id.eq_any(&prepared))
        .count()
        .get_result(unit.conn())?;
    if packed > 0 {
        return Err(Refusal::DiscPacked.into());
    }
    cancel(unit, request, &prepared)
}

fn cancel(unit: &mut Unit<'_, Privacy>, request: &RequestId, parcels: &[String]) -> Result<()> {
    for parcel in parcels {
        unit.enact(ShipmentCancelled {
            shipment: stored(parcel)?,
            request: Some(request.clone()),
            words: None,
        })?;
    }
    Ok(())
}
