//! What the carriers take on one day: the day manifest, which their drivers sign.

use chrono::NaiveDate;
use diesel::prelude::*;
use doublelock_domain::access::Custody;
use doublelock_domain::custody::delivery::Service;
use doublelock_domain::custody::shipment::{Direction, ShipmentState};
use doublelock_domain::label::Label;
use doublelock_domain::time::SiteZone;

use super::shipment::ShipmentRow;
use super::shipment_view::ShipmentHead;
use crate::error::Result;
use crate::schema::custody::shipment;
use crate::unit::Sight;

/// A parcel of a day manifest.
#[derive(Debug, Clone)]
pub struct ManifestParcel {
    /// As in a list.
    pub head: ShipmentHead,
    /// The seal on it.
    pub seal: Option<Label>,
    /// What is ordered of its carrier.
    pub service: Option<Service>,
}

impl Sight<'_, Custody> {
    /// The parcels that were handed to a carrier on this day, and, today, those that wait sealed; at most `limit`, the
    /// oldest first. One that came back since is not among them: it waits again, or is being packed. Carriers and numbers
    /// are read, and nobody's name; that they were read is written down as of any list of parcels.
    pub fn day_manifest(
        &mut self,
        day: NaiveDate,
        zone: SiteZone,
        limit: u32,
    ) -> Result<Vec<ManifestParcel>> {
        let left = [ShipmentState::InTransit, ShipmentState::ReceiptConfirmed];
        let handed_over = shipment::state
            .eq_any(left.map(ShipmentState::as_str))
            .and(
                shipment::closed_at.between(zone.start_of(day).micros(), zone.end_of(day).micros()),
            )
            .assume_not_null();
        let of_today = day == self.now().date_in(zone);
        let waiting = shipment::state
            .eq(ShipmentState::Sealed.as_str())
            .and(of_today.into_sql::<diesel::sql_types::Bool>());
        let rows: Vec<ShipmentRow> = shipment::table
            .filter(shipment::direction.eq(Direction::Outbound.as_str()))
            .filter(handed_over.or(waiting))
            .order((shipment::created_at, shipment::id))
            .limit(i64::from(limit))
            .select(ShipmentRow::as_select())
            .load(self.conn())?;
        let parcels = self.shipments_read(&rows)?.into_iter().zip(&rows);
        parcels
            .map(|(head, row)| {
                Ok(ManifestParcel {
                    head,
                    seal: row.seal()?,
                    service: row.service()?,
                })
            })
            .collect()
    }
}
