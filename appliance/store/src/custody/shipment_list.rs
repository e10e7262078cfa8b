//! Lists of shipments: what is to be received, to be sent, under way; what came and does not balance.

use diesel::prelude::*;
use doublelock_domain::access::Custody;
use doublelock_domain::custody::shipment::{Direction, ShipmentState};
use doublelock_domain::fact::cases::ListName;
use doublelock_domain::ids::ShipmentId;
use doublelock_domain::time::Timestamp;

use super::exception::parcels_with_open;
use super::shipment::ShipmentRow;
use super::shipment_view::{ShipmentHead, heads};
use crate::columns::count;
use crate::conn::Conn;
use crate::error::Result;
use crate::listed::{Counted, MOST_COUNTED};
use crate::schema::custody::shipment;
use crate::unit::Sight;

/// Views of the list of shipments.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ShipmentFilter {
    /// Announced, or there unannounced, and not received: there already, then the most pressing.
    Expected,
    /// Prepared and not dispatched, the oldest first.
    ToSend,
    /// Left, and nobody confirmed that it came; the oldest first.
    UnderWay,
    /// Something of it does not balance yet; the oldest first.
    Unbalanced,
    /// All, newest first.
    All,
}

/// The last shipment of a page of the list, as it stood when it was shown.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LastShipment {
    /// From when it counted as late; none if it was there unannounced, or leaves.
    pub late_from: Option<Timestamp>,
    /// When it was announced or prepared.
    pub created_at: Timestamp,
    /// Its id.
    pub id: ShipmentId,
}

/// Where a parcel stands that articles are to be taken out of.
const TO_RECEIVE: [ShipmentState; 2] = [ShipmentState::Arrived, ShipmentState::Announced];

/// The order of these: there already, then the most pressing. (The word for `Arrived` is the later of the two.)
fn here_first() -> (
    diesel::dsl::Desc<shipment::state>,
    shipment::late_from,
    shipment::id,
) {
    (shipment::state.desc(), shipment::late_from, shipment::id)
}

/// Shipments of a view, before they are ordered.
type Listed = shipment::BoxedQuery<'static, <Conn as Connection>::Backend>;

impl Sight<'_, Custody> {
    /// Shipments of a view, at most `limit`, from the one after `after` on. Recipients can be patients, so the reading
    /// itself is written down.
    pub fn shipments(
        &mut self,
        filter: ShipmentFilter,
        after: Option<&LastShipment>,
        limit: u32,
    ) -> Result<Vec<ShipmentHead>> {
        let mut listed = Self::view(filter);
        if let Some(last) = after {
            listed = from_there_on(listed, filter, last);
        }
        let listed = match filter {
            ShipmentFilter::Expected => listed.order(here_first()),
            ShipmentFilter::ToSend | ShipmentFilter::UnderWay | ShipmentFilter::Unbalanced => {
                listed.order((shipment::created_at.asc(), shipment::id.asc()))
            }
            ShipmentFilter::All => listed.order((shipment::created_at.desc(), shipment::id.desc())),
        };
        let rows: Vec<ShipmentRow> = listed
            .limit(i64::from(limit))
            .select(ShipmentRow::as_select())
            .load(self.conn())?;
        self.shipments_read(&rows)
    }

    /// These shipments, whose reading is written down.
    pub(super) fn shipments_read(&mut self, rows: &[ShipmentRow]) -> Result<Vec<ShipmentHead>> {
        let heads = heads(self, rows)?;
        let mut records = Vec::new();
        for row in rows {
            records.extend(row.subjects()?);
        }
        self.note_list(ListName::Shipments, records);
        Ok(heads)
    }

    /// How many a view holds. Names nobody.
    pub fn count_shipments(&mut self, filter: ShipmentFilter) -> Result<Counted> {
        let ids: Vec<String> = Self::view(filter)
            .limit(i64::from(MOST_COUNTED) + 1)
            .select(shipment::id)
            .load(self.conn())?;
        Ok(Counted::of(count(ids.len())))
    }

    fn view(filter: ShipmentFilter) -> Listed {
        let all = shipment::table.into_boxed();
        match filter {
            ShipmentFilter::Expected => {
                all.filter(shipment::state.eq_any(TO_RECEIVE.map(ShipmentState::as_str)))
            }
            ShipmentFilter::ToSend => all
                .filter(shipment::direction.eq(Direction::Outbound.as_str()))
                .filter(shipment::closed_at.is_null()),
            ShipmentFilter::UnderWay => {
                all.filter(shipment::state.eq(ShipmentState::InTransit.as_str()))
            }
            ShipmentFilter::Unbalanced => all.filter(shipment::id.eq_any(parcels_with_open())),
            ShipmentFilter::All => all,
        }
    }

    /// Parcels that are to be received: those that are there unannounced, then those that are announced, the most
    /// pressing first. Senders of announced ones are establishments; that the others were read is written down.
    pub fn expected_parcels(&mut self, limit: u32) -> Result<Vec<ShipmentHead>> {
        let rows: Vec<ShipmentRow> = shipment::table
            .filter(shipment::state.eq_any(TO_RECEIVE.map(ShipmentState::as_str)))
            .order(here_first())
            .limit(i64::from(limit))
            .select(ShipmentRow::as_select())
            .load(self.conn())?;
        // What came unannounced may be a patient's own, or brought by one.
        let mut records = Vec::new();
        for row in &rows {
            if !row.was_announced()? {
                records.extend(row.subjects()?);
            }
        }
        if !records.is_empty() {
            self.note_list(ListName::Station, records);
        }
        heads(self, &rows)
    }
}

/// Those of a view that come after `last`, as it stood when it was shown.
fn from_there_on(listed: Listed, filter: ShipmentFilter, last: &LastShipment) -> Listed {
    let (at, id) = (last.created_at.micros(), last.id.to_string());
    match (filter, last.late_from.map(Timestamp::micros)) {
        // There unannounced: so are those that follow it, then come the announced ones.
        (ShipmentFilter::Expected, None) => {
            let here = shipment::state.eq(ShipmentState::Arrived.as_str());
            let announced = shipment::state.eq(ShipmentState::Announced.as_str());
            listed.filter(here.and(shipment::id.gt(id)).or(announced))
        }
        (ShipmentFilter::Expected, Some(late_from)) => {
            let not_before = shipment::late_from.assume_not_null().ge(late_from);
            let after = shipment::id.gt(id);
            listed
                .filter(shipment::late_from.is_not_null())
                .filter(not_before)
                .filter(after.or(shipment::late_from.assume_not_null().ne(late_from)))
        }
        (ShipmentFilter::All, _) => listed
            .filter(shipment::created_at.le(at))
            .filter(shipment::created_at.ne(at).or(shipment::id.lt(id))),
        _ => listed
            .filter(shipment::created_at.ge(at))
            .filter(shipment::created_at.ne(at).or(shipment::id.gt(id))),
    }
}
