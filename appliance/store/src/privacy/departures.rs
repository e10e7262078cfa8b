//! Parcels that were prepared for the answer of a request, and do not leave.

use diesel::prelude::*;
use doublelock_domain::access::Privacy;
use doublelock_domain::custody::holder::HolderKind;
use doublelock_domain::custody::shipment::ShipmentState;
use doublelock_domain::fact::custody::ShipmentCancelled;
use doublelock_domain::ids::RequestId;
use doublelock_domain::refusal::Refusal;

use crate::columns::stored;
use crate::error::Result;
use crate::schema::custody::{item, shipment};
use crate::unit::Unit;

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
    for parcel in prepared {
        unit.enact(ShipmentCancelled {
            shipment: stored(&parcel)?,
            request: request.clone(),
        })?;
    }
    Ok(())
}
