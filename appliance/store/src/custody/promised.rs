//! What parcels wait for that are prepared: articles that are somewhere else still.

use std::collections::BTreeMap;

use diesel::prelude::*;
use doublelock_domain::access::Duty;
use doublelock_domain::custody::shipment::{LineOutcome, ShipmentState};
use doublelock_domain::ids::{Reference, ShipmentId};

use crate::columns::stored;
use crate::error::Result;
use crate::schema::custody::{shipment, shipment_line};
use crate::unit::Sight;

/// Lines of prepared parcels whose article is not in them yet.
#[diesel::dsl::auto_type]
fn awaited() -> _ {
    let draft: &'static str = ShipmentState::Draft.as_str();
    let expected: &'static str = LineOutcome::Expected.as_str();
    shipment_line::table
        .inner_join(shipment::table)
        .filter(shipment::state.eq(draft))
        .filter(shipment_line::outcome.eq(expected))
        .filter(shipment_line::item_id.is_not_null())
}

/// All articles that a prepared parcel waits for.
#[diesel::dsl::auto_type]
pub(super) fn promised_anywhere() -> _ {
    awaited().select(shipment_line::item_id.assume_not_null())
}

/// Those of some articles that a prepared parcel waits for, each with the number of that.
pub(super) fn promised_among<'i, D: Duty>(
    unit: &mut Sight<'_, D>,
    items: impl IntoIterator<Item = &'i str>,
) -> Result<BTreeMap<String, Reference>> {
    let items: Vec<String> = items.into_iter().map(str::to_owned).collect();
    let found: Vec<(String, String)> = awaited()
        .filter(shipment_line::item_id.assume_not_null().eq_any(items))
        .select((
            shipment_line::item_id.assume_not_null(),
            shipment::reference,
        ))
        .load(unit.conn())?;
    let found = found.into_iter();
    found
        .map(|(item, parcel)| Ok((item, stored(&parcel)?)))
        .collect()
}

/// Articles that this parcel waits for, in its order; none unless it is prepared.
pub(super) fn awaited_by<D: Duty>(
    unit: &mut Sight<'_, D>,
    parcel: &ShipmentId,
) -> Result<Vec<String>> {
    Ok(awaited()
        .filter(shipment::id.eq(parcel.as_str().to_owned()))
        .order(shipment_line::position)
        .select(shipment_line::item_id.assume_not_null())
        .load(unit.conn())?)
}
