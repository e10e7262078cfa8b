//! Carriers' numbers: which shipment bears one, and whether it is free.

use diesel::prelude::*;
use doublelock_domain::access::Duty;
use doublelock_domain::custody::shipment::{ShipmentState, Waybill};
use doublelock_domain::fact::Reading;
use doublelock_domain::ids::ShipmentId;
use doublelock_domain::refusal::Refusal;

use super::exception::count_open;
use super::shipment::ShipmentRow;
use crate::columns::stored;
use crate::error::Result;
use crate::schema::custody::shipment;
use crate::sections;
use crate::tokens::{self, Index};
use crate::unit::Sight;

/// The shipment that bears this code as its carrier's number, the one that is under way first.
pub(super) fn by_waybill<D: Duty>(unit: &mut Sight<'_, D>, code: &str) -> Result<Option<String>> {
    let Ok(waybill) = Waybill::entered("waybill", code) else {
        return Ok(None);
    };
    Ok(under(unit, &waybill)?.into_iter().next().map(|row| row.id))
}

/// The shipments that bear a carrier's number: those that are still under way first, then the newest. A carrier gives
/// its numbers again, and one that was set right is borne no more.
fn under<D: Duty>(unit: &mut Sight<'_, D>, waybill: &Waybill) -> Result<Vec<ShipmentRow>> {
    let keys = unit.keys();
    let found = tokens::find(unit.conn(), keys, Index::Waybill, waybill.as_str())?;
    let mut rows: Vec<ShipmentRow> = shipment::table
        .filter(shipment::id.eq_any(found))
        .select(ShipmentRow::as_select())
        .load(unit.conn())?;
    let words = rows.iter().flat_map(ShipmentRow::sections);
    let opened = sections::open_all(unit.conn(), keys, words)?;
    rows.retain(|row| match row.waybill(&opened) {
        Reading::Open(now) => now.as_ref() == Some(waybill),
        // Of an erased record nobody can say that it is another's by now.
        Reading::Erased { .. } | Reading::Missing => true,
    });
    let mut ranked = rows
        .into_iter()
        .map(|row| Ok((stored::<ShipmentState>(&row.state)?.is_over(), row)))
        .collect::<Result<Vec<_>>>()?;
    ranked.sort_by_key(|(over, row)| (*over, std::cmp::Reverse(row.created_at)));
    Ok(ranked.into_iter().map(|(_, row)| row).collect())
}

/// Refuses a number under which another shipment is still under way, naming that.
pub(super) fn must_be_free<D: Duty>(
    unit: &mut Sight<'_, D>,
    waybill: &Waybill,
    but_for: Option<&ShipmentId>,
) -> Result<()> {
    for row in under(unit, waybill)? {
        let other = but_for.is_none_or(|own| row.id != own.as_str());
        if other && !stored::<ShipmentState>(&row.state)?.is_over() {
            let shipment = stored(&row.reference)?;
            return Err(Refusal::WaybillInUse { shipment }.into());
        }
    }
    Ok(())
}

/// Refuses a number under which a parcel came that nobody had announced and of which something is still to be said,
/// naming it: whoever announces it now would wait for what is here.
pub(super) fn must_not_be_here<D: Duty>(unit: &mut Sight<'_, D>, waybill: &Waybill) -> Result<()> {
    for row in under(unit, waybill)? {
        let open = count_open(unit.conn(), &[&row.id])?;
        if !row.was_announced()? && open.contains_key(&row.id) {
            let shipment = stored(&row.reference)?;
            return Err(Refusal::WaybillInUse { shipment }.into());
        }
    }
    Ok(())
}
