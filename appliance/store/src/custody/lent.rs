//! What is known of the way home of what a parcel took away.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use diesel::prelude::*;
use doublelock_domain::access::Duty;
use doublelock_domain::custody::holder::HolderKind;
use doublelock_domain::custody::shipment::{LineOutcome, ShipmentState};
use doublelock_domain::ids::{Reference, ShipmentId};
use doublelock_domain::label::Label;

use super::item as article;
use crate::columns::{maybe_stored, stored};
use crate::error::Result;
use crate::schema::custody::{item, shipment, shipment_line};
use crate::unit::Sight;

/// The other way of what a parcel took away, or brings back.
#[derive(Debug, Clone)]
pub struct OtherLeg {
    /// Number of the other parcel.
    pub reference: Reference,
    /// It is the one that brings it back; otherwise the one that it left in.
    pub brings_back: bool,
    /// Where that one stands.
    pub state: ShipmentState,
    /// When it is expected.
    pub eta: Option<NaiveDate>,
}

/// Labels of some articles that parcels are to bring back, by their ids.
pub(super) fn labels_of<D: Duty>(
    unit: &mut Sight<'_, D>,
    items: impl IntoIterator<Item = String>,
) -> Result<BTreeMap<String, Label>> {
    let items: Vec<String> = items.into_iter().collect();
    if items.is_empty() {
        return Ok(BTreeMap::new());
    }
    let rows = article::by_ids(unit, items)?;
    let rows = rows.into_iter();
    rows.map(|(id, row)| Ok((id, row.label()?))).collect()
}

/// Whether something that left in a parcel is neither with its carrier nor with whoever it went to any more.
pub(super) fn is_partly_back<D: Duty>(
    unit: &mut Sight<'_, D>,
    which: &str,
    state: ShipmentState,
) -> Result<bool> {
    if !matches!(
        state,
        ShipmentState::InTransit | ShipmentState::ReceiptConfirmed
    ) {
        return Ok(false);
    }
    let gone = [HolderKind::Carrier, HolderKind::Recipient].map(HolderKind::as_str);
    let there = item::holder_kind
        .eq_any(gone)
        .and(item::holder_id.eq(which.to_owned()));
    let back: i64 = shipment_line::table
        .inner_join(item::table.on(shipment_line::item_id.eq(item::id.nullable())))
        .filter(shipment_line::shipment_id.eq(which.to_owned()))
        .filter(shipment_line::outcome.eq(LineOutcome::Packed.as_str()))
        .filter(diesel::dsl::not(there))
        .count()
        .get_result(unit.conn())?;
    Ok(back > 0)
}

/// The parcel that left with what this one brings back; or the one that brings back what left in it, announced last.
pub(super) fn other_leg<D: Duty>(
    unit: &mut Sight<'_, D>,
    which: &ShipmentId,
    round_trip_of: Option<&str>,
) -> Result<Option<OtherLeg>> {
    let select = (shipment::reference, shipment::state, shipment::eta);
    let found: Option<(String, String, Option<String>)> = match round_trip_of {
        Some(left) => shipment::table
            .find(left.to_owned())
            .select(select)
            .first(unit.conn())
            .optional()?,
        None => shipment::table
            .filter(shipment::round_trip_of.eq(which.as_str()))
            .filter(shipment::state.ne(ShipmentState::Cancelled.as_str()))
            .order((shipment::created_at.desc(), shipment::id.desc()))
            .select(select)
            .first(unit.conn())
            .optional()?,
    };
    found
        .map(|(reference, state, eta)| {
            Ok(OtherLeg {
                reference: stored(&reference)?,
                brings_back: round_trip_of.is_none(),
                state: stored(&state)?,
                eta: maybe_stored(eta.as_deref())?,
            })
        })
        .transpose()
}
