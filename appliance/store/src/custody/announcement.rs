//! Parcels that are announced, and those that do not come.

use diesel::prelude::*;
use doublelock_domain::access::{Clockwork, Coordination};
use doublelock_domain::case::Case;
use doublelock_domain::custody::exception::{Concern, ExceptionKind};
use doublelock_domain::custody::parcel_forms::Announcement;
use doublelock_domain::custody::shipment::{ShipmentState, late_from};
use doublelock_domain::fact::Sealed;
use doublelock_domain::fact::custody::{
    NewLine, ShipmentAnnounced, ShipmentOverdue, ShipmentWords,
};
use doublelock_domain::ids::{Reference, ShipmentId};
use doublelock_domain::time::{SiteZone, Timestamp};

use super::exception;
use super::waybill::{must_be_free, must_not_be_here};
use crate::columns::{count, stored};
use crate::error::Result;
use crate::opened::Opened;
use crate::schema::custody::shipment;
use crate::unit::Unit;

impl<'a> Unit<'a, Coordination> {
    /// Announces a parcel for a case: one line per article. A tracking number that
    /// another shipment has that is still under way is refused.
    pub fn announce_shipment(
        &mut self,
        case: &Opened<'a, Case>,
        parcel: &Announcement,
        zone: SiteZone,
    ) -> Result<(ShipmentId, Reference)> {
        if let Some(waybill) = &parcel.waybill {
            must_be_free(self, waybill, None)?;
            must_not_be_here(self, waybill)?;
        }
        let now = self.now();
        let reference = self.next_reference("shipment", zone)?;
        let shipment_id = ShipmentId::new(now, self.entropy());
        let lines = parcel.kinds.iter().map(|kind| NewLine {
            kind: *kind,
            item: None,
        });
        self.enact(ShipmentAnnounced {
            shipment: shipment_id.clone(),
            reference,
            case: case.id.clone(),
            round_trip_of: None,
            words: Sealed::new(
                &case.id,
                ShipmentWords {
                    party: Some(parcel.sender.clone()),
                    address: None,
                    carrier: Some(parcel.carrier.clone()),
                    waybill: parcel.waybill.clone(),
                },
            ),
            eta: parcel.eta,
            late_from: late_from(parcel.eta, zone),
            lines: lines.collect(),
        })?;
        Ok((shipment_id, reference))
    }
}

impl Unit<'_, Clockwork> {
    /// Marks announced shipments that are past their expected arrival and its grace, and those that left and that their
    /// recipient has not confirmed by then, each once, and opens the exception that somebody has to deal with. Returns how many it marked.
    pub fn mark_overdue_shipments(&mut self, zone: SiteZone) -> Result<u32> {
        let now = self.now();
        let awaited = [ShipmentState::Announced, ShipmentState::InTransit];
        let rows: Vec<(String, String, Option<i64>)> = shipment::table
            .filter(shipment::state.eq_any(awaited.map(ShipmentState::as_str)))
            .filter(shipment::overdue_at.is_null())
            .filter(shipment::late_from.lt(now.micros()))
            .order(shipment::id)
            .select((shipment::id, shipment::state, shipment::late_from))
            .load(self.conn())?;
        for (which, state, since) in &rows {
            let which: ShipmentId = stored(which)?;
            self.enact(ShipmentOverdue {
                shipment: which.clone(),
                late_from: Timestamp::from_micros(since.unwrap_or_default()),
            })?;
            if stored::<ShipmentState>(state)? == ShipmentState::InTransit {
                exception::open_of_departure(self, &which, ExceptionKind::Unconfirmed, zone)?;
                continue;
            }
            if exception::is_late(self, &which)? {
                continue;
            }
            let concern = Concern {
                shipment: Some(which),
                ..Concern::default()
            };
            exception::open(self, ExceptionKind::Late, concern, None, zone)?;
        }
        Ok(count(rows.len()))
    }
}
