//! Discs that are to leave, with a copy on them that is no answer as it stands.

use std::collections::BTreeMap;

use diesel::prelude::*;
use doublelock_domain::access::Duty;
use doublelock_domain::custody::shipment::{Direction, ShipmentState};
use doublelock_domain::label::Label;

use crate::columns::stored;
use crate::error::Result;
use crate::privacy::troubles::outgrown_discs;
use crate::schema::custody::{item, shipment, shipment_line};
use crate::unit::Sight;

/// By parcel that is here still: its articles that are as [`super::ShipmentLineView::outgrown`] says, with their labels.
/// Parcels without any are left out.
pub(super) fn outgrown_among<D: Duty>(
    unit: &mut Sight<'_, D>,
    which: &[&str],
) -> Result<BTreeMap<String, BTreeMap<String, Label>>> {
    let here = [ShipmentState::Draft, ShipmentState::Sealed].map(ShipmentState::as_str);
    let leaving: Vec<(String, String, String)> = shipment_line::table
        .inner_join(item::table.on(shipment_line::item_id.eq(item::id.nullable())))
        .inner_join(shipment::table)
        .filter(shipment_line::shipment_id.eq_any(which))
        .filter(shipment::direction.eq(Direction::Outbound.as_str()))
        .filter(shipment::state.eq_any(here))
        .filter(item::request_id.is_not_null())
        // Under the seal that it left with, it is the answer that was given.
        .filter(
            shipment::waybill_words
                .is_null()
                .or(shipment::state.ne(ShipmentState::Sealed.as_str())),
        )
        .select((shipment::id, item::id, item::label))
        .load(unit.conn())?;
    let items: Vec<&str> = leaving.iter().map(|(_, item, _)| &**item).collect();
    let outgrown = outgrown_discs(unit.conn(), &items)?;
    let mut all: BTreeMap<String, BTreeMap<String, Label>> = BTreeMap::new();
    for (parcel, item, label) in leaving {
        if outgrown.contains(&item) {
            all.entry(parcel).or_default().insert(item, stored(&label)?);
        }
    }
    Ok(all)
}

/// Those of one parcel.
pub(super) fn outgrown<D: Duty>(
    unit: &mut Sight<'_, D>,
    which: &str,
) -> Result<BTreeMap<String, Label>> {
    let mut all = outgrown_among(unit, &[which])?;
    Ok(all.remove(which).unwrap_or_default())
}
