//! What nobody saw yet of a parcel that came back opened.

use diesel::prelude::*;
use doublelock_domain::access::Duty;
use doublelock_domain::custody::holder::Holder;
use doublelock_domain::custody::shipment::LineOutcome;
use doublelock_domain::ids::ShipmentId;
use doublelock_domain::label::Label;

use crate::columns::stored;
use crate::error::Result;
use crate::schema::custody::{item, shipment_line};
use crate::unit::Sight;

/// Articles of a parcel that is here and that the carrier still answers for: it came back with its seal broken, and
/// nobody saw them in it yet, nor said that they are not.
pub(super) fn unseen<D: Duty>(
    unit: &mut Sight<'_, D>,
    shipment: &ShipmentId,
) -> Result<Vec<Label>> {
    let carried = Holder::Carrier(shipment.clone());
    let labels: Vec<String> = shipment_line::table
        .inner_join(item::table.on(shipment_line::item_id.eq(item::id.nullable())))
        .filter(shipment_line::shipment_id.eq(shipment.as_str()))
        .filter(shipment_line::outcome.eq(LineOutcome::Expected.as_str()))
        .filter(item::holder_kind.eq(carried.kind().as_str()))
        .filter(item::holder_id.eq(carried.reference()))
        .order(shipment_line::position)
        .select(item::label)
        .load(unit.conn())?;
    labels.iter().map(|label| stored(label)).collect()
}
