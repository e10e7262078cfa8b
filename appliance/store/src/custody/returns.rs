//! What is lent comes back: the parcel that is to bring it, awaited from the moment it left.

use chrono::NaiveDate;
use diesel::prelude::*;
use doublelock_domain::access::{Custody, Duty};
use doublelock_domain::custody::exception::ExceptionExit;
use doublelock_domain::custody::holder::Holder;
use doublelock_domain::custody::item::ItemState;
use doublelock_domain::custody::shipment::{
    Direction, LineOutcome, Shipment, ShipmentState, late_from,
};
use doublelock_domain::custody::station::ShipmentFact;
use doublelock_domain::fact::Sealed;
use doublelock_domain::fact::custody::{
    NewLine, ShipmentAnnounced, ShipmentCancelled, ShipmentConfirmed, ShipmentWords,
};
use doublelock_domain::ids::{CaseId, ItemId, ShipmentId};
use doublelock_domain::refusal::Refusal;
use doublelock_domain::time::SiteZone;

use super::exception;
use super::lent::is_partly_back;
use super::shipment as parcel;
use crate::columns::{maybe_stored, stored};
use crate::error::Result;
use crate::schema::custody::{item, shipment, shipment_line};
use crate::sections;
use crate::unit::{Sight, Unit};

/// The parcel that is to bring an article back which had left, or should have brought it; the one that was announced last.
pub(super) fn leg_of<D: Duty>(
    unit: &mut Sight<'_, D>,
    item: &ItemId,
    state: &ItemState,
) -> Result<Option<ShipmentFact>> {
    if !state.has_left() {
        return Ok(None);
    }
    let open = [LineOutcome::Expected, LineOutcome::Missing].map(LineOutcome::as_str);
    let found: Option<String> = shipment_line::table
        .inner_join(shipment::table)
        .filter(shipment_line::awaits.eq(item.as_str()))
        .filter(shipment_line::outcome.eq_any(open))
        .filter(shipment::state.ne(ShipmentState::Cancelled.as_str()))
        .order((shipment::created_at.desc(), shipment::id.desc()))
        .select(shipment::id)
        .first(unit.conn())
        .optional()?;
    found.map(|id| parcel::fact(unit, &id)).transpose()
}

/// Refuses to say of a parcel that it came back unopened, or never arrived, once something of it came back in another.
pub(super) fn must_not_be_partly_back<D: Duty>(
    unit: &mut Sight<'_, D>,
    which: &ShipmentId,
    parcel: &Shipment,
) -> Result<()> {
    if is_partly_back(unit, which.as_str(), parcel.state)? {
        return Err(Refusal::PartlyBack.into());
    }
    Ok(())
}

/// What leaves in a parcel is awaited back by `back_by`: a parcel is announced with a line for each of its articles.
/// Its number is known when its sender says it.
pub(super) fn announce_return(
    unit: &mut Unit<'_, Custody>,
    left: &ShipmentId,
    back_by: NaiveDate,
    zone: SiteZone,
) -> Result<()> {
    let row = parcel::row(unit, left.as_str())?;
    // What is nobody's is not lent.
    let Some(case) = maybe_stored::<CaseId>(row.case_id.as_deref())? else {
        return Ok(());
    };
    let keys = unit.keys();
    let to: ShipmentWords = sections::open(unit.conn(), keys, row.words)?;
    let gone = parcel::load(unit, left)?;
    let packed = gone.lines.iter();
    let packed = packed.filter(|line| line.outcome == LineOutcome::Packed);
    let lines = packed.map(|line| NewLine {
        kind: line.kind,
        item: line.item.clone(),
    });
    let reference = unit.next_reference("shipment", zone)?;
    let shipment = ShipmentId::new(unit.now(), unit.entropy());
    unit.enact(ShipmentAnnounced {
        shipment,
        reference,
        round_trip_of: Some(left.clone()),
        words: Sealed::new(
            &case,
            ShipmentWords {
                party: to.party,
                address: None,
                carrier: to.carrier,
                waybill: None,
            },
        ),
        case,
        eta: back_by,
        late_from: late_from(back_by, zone),
        lines: lines.collect(),
    })?;
    Ok(())
}

/// A parcel came back itself: nothing of it is awaited in another any more.
pub(super) fn call_off_return(unit: &mut Unit<'_, Custody>, left: &ShipmentId) -> Result<()> {
    let awaited: Vec<String> = shipment::table
        .filter(shipment::round_trip_of.eq(left.as_str()))
        .filter(shipment::state.eq(ShipmentState::Announced.as_str()))
        .order(shipment::id)
        .select(shipment::id)
        .load(unit.conn())?;
    for which in awaited {
        let which: ShipmentId = stored(&which)?;
        parcel::load(unit, &which)?.may_be_cancelled()?;
        unit.enact(ShipmentCancelled {
            shipment: which.clone(),
            request: None,
            words: None,
        })?;
        exception::parcel_not_late(unit, &which, ExceptionExit::Cancelled)?;
    }
    Ok(())
}

/// Whoever sent back all that is in a parcel had it, whether they said so or not. What answers a request is theirs to confirm.
pub(super) fn senders_had_it(unit: &mut Unit<'_, Custody>, came: &Shipment) -> Result<()> {
    let items: Vec<String> = came.items().map(ToString::to_string).collect();
    let left: Vec<String> = shipment_line::table
        .inner_join(shipment::table)
        .filter(shipment_line::item_id.eq_any(items))
        .filter(shipment_line::outcome.eq(LineOutcome::Packed.as_str()))
        .filter(shipment::direction.eq(Direction::Outbound.as_str()))
        .filter(shipment::state.eq(ShipmentState::InTransit.as_str()))
        .filter(shipment::request_id.is_null())
        .order(shipment::id)
        .select(shipment::id)
        .distinct()
        .load(unit.conn())?;
    for which in left {
        let which: ShipmentId = stored(&which)?;
        let carrier = Holder::Carrier(which.clone());
        let under_way: i64 = item::table
            .filter(item::holder_kind.eq(carrier.kind().as_str()))
            .filter(item::holder_id.eq(carrier.reference()))
            .count()
            .get_result(unit.conn())?;
        if under_way == 0 {
            unit.enact(ShipmentConfirmed {
                shipment: which.clone(),
            })?;
            exception::parcel_heard_of(unit, &which, ExceptionExit::Confirmed)?;
        }
    }
    Ok(())
}
