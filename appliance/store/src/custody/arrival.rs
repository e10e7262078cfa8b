//! Parcels that arrived, as their recipient says.

use doublelock_domain::access::Duty;
use doublelock_domain::custody::exception::ExceptionExit;
use doublelock_domain::custody::holder::Holder;
use doublelock_domain::custody::shipment::ShipmentState;
use doublelock_domain::fact::custody::{Happening, ShipmentConfirmed};
use doublelock_domain::ids::ShipmentId;

use super::event;
use super::exception;
use super::item as article;
use super::shipment::load;
use crate::error::Result;
use crate::unit::Unit;

/// The recipient said that they have the parcel, and each article in it that is not back already. Refused if it is not on its way.
pub(crate) fn arrived<D: Duty>(unit: &mut Unit<'_, D>, shipment: &ShipmentId) -> Result<()> {
    let parcel = load(unit, shipment)?;
    parcel.must_be(ShipmentState::InTransit)?;
    for item in parcel.packed_items() {
        let row = article::by_id(unit, item.as_str())?;
        // What came back in another parcel meanwhile was with them before.
        let carried = Holder::Carrier(shipment.clone());
        if row.state()?.holder != carried {
            continue;
        }
        let event = row.state()?.confirm_receipt(shipment)?;
        let shipment = shipment.clone();
        event::append(unit, &row, event, Happening::ReceiptConfirmed { shipment })?;
    }
    unit.enact(ShipmentConfirmed {
        shipment: shipment.clone(),
    })?;
    exception::parcel_heard_of(unit, shipment, ExceptionExit::Confirmed)
}
