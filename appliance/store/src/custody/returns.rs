//! What is lent comes back: the parcel that is to bring it, awaited from the moment it left.

use chrono::NaiveDate;
use diesel::prelude::*;
use doublelock_domain::access::{Custody, Duty};
use doublelock_domain::custody::exception::ExceptionExit;
use doublelock_domain::custody::item::ItemState;
use doublelock_domain::custody::shipment::{LineOutcome, Shipment, ShipmentState, late_from};
use doublelock_domain::custody::station::ShipmentFact;
use doublelock_domain::fact::custody::{
    NewLine, ShipmentAnnounced, ShipmentCancelled, ShipmentConfirmed, ShipmentShortTakenBack,
    ShipmentWords,
};
use doublelock_domain::fact::{Reading, Sealed};
use doublelock_domain::ids::{CaseId, ItemId, ShipmentId};
use doublelock_domain::refusal::Refusal;
use doublelock_domain::time::SiteZone;

use super::exception;
use super::item as article;
use super::lent::is_partly_back;
use super::shipment as parcel;
use crate::columns::{counted, maybe_stored, stored};
use crate::error::Result;
use crate::schema::custody::{shipment, shipment_line};
use crate::sections;
use crate::unit::{Sight, Unit};

/// The parcel that is to bring an article back which had left, or should have brought it; the one that was announced last.
pub(super) fn leg_of<D: Duty>(
    unit: &mut Sight<'_, D>,
    item: &ItemId,
    state: &ItemState,
) -> Result<Option<ShipmentFact>> {
    let Some(left_in) = state.holder.left_in() else {
        return Ok(None);
    };
    let open = [LineOutcome::Expected, LineOutcome::Missing].map(LineOutcome::as_str);
    let found: Option<String> = shipment_line::table
        .inner_join(shipment::table)
        .filter(shipment_line::awaits.eq(item.as_str()))
        .filter(shipment_line::outcome.eq_any(open))
        .filter(shipment::round_trip_of.eq(left_in.as_str()))
        .filter(shipment::state.ne(ShipmentState::Cancelled.as_str()))
        .order((shipment::created_at.desc(), shipment::id.desc()))
        .select(shipment::id)
        .first(unit.conn())
        .optional()?;
    let Some(id) = found else {
        return Ok(None);
    };
    // What comes back of a record that was erased comes out of any parcel: this one's words are gone with the record.
    let row = parcel::row(unit, &id)?;
    let keys = unit.keys();
    let opened = sections::open_all(unit.conn(), keys, [row.words])?;
    match opened.words::<ShipmentWords>(row.words) {
        Reading::Erased { .. } => Ok(None),
        _ => parcel::fact(unit, &id).map(Some),
    }
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

/// A parcel came back itself: nothing of it is awaited in another any more. Of the one that was to bring it back, somebody may
/// have said already that nothing was in it. If something was, it stays to be closed, and nothing is missing of it.
pub(super) fn call_off_return(unit: &mut Unit<'_, Custody>, left: &ShipmentId) -> Result<()> {
    let awaited: Vec<String> = shipment::table
        .filter(shipment::round_trip_of.eq(left.as_str()))
        .filter(shipment::state.eq(ShipmentState::Announced.as_str()))
        .order(shipment::id)
        .select(shipment::id)
        .load(unit.conn())?;
    for which in awaited {
        let which: ShipmentId = stored(&which)?;
        let parcel = parcel::load(unit, &which)?;
        if parcel.items().next().is_some() {
            continue;
        }
        let expected = parcel.missing();
        if !expected.is_empty() {
            unit.enact(ShipmentShortTakenBack {
                shipment: which.clone(),
                expected,
            })?;
        }
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

/// An article is here with the parcel that it left in, `left`: nothing of it is missing of the one that was to bring it back.
pub(super) fn not_missing_of_return(
    unit: &mut Unit<'_, Custody>,
    left: &ShipmentId,
    item: &ItemId,
) -> Result<()> {
    let missing: Vec<(String, i32)> = shipment_line::table
        .inner_join(shipment::table)
        .filter(shipment_line::awaits.eq(item.as_str()))
        .filter(shipment_line::outcome.eq(LineOutcome::Missing.as_str()))
        .filter(shipment::round_trip_of.eq(left.as_str()))
        .order((shipment_line::shipment_id, shipment_line::position))
        .select((shipment_line::shipment_id, shipment_line::position))
        .load(unit.conn())?;
    for (leg, line) in missing {
        exception::line_found(unit, &stored(&leg)?, counted(line)?)?;
    }
    Ok(())
}

/// Who sent back, in the parcel that was to bring it, all that left in another had it, whether they said so or not. What
/// answers a request is theirs to confirm.
pub(super) fn sender_had_it(unit: &mut Unit<'_, Custody>, came: &ShipmentId) -> Result<()> {
    let row = parcel::row(unit, came.as_str())?;
    let Some(left) = maybe_stored::<ShipmentId>(row.round_trip_of.as_deref())? else {
        return Ok(());
    };
    let gone = parcel::load(unit, &left)?;
    let of_request = parcel::row(unit, left.as_str())?.request()?.is_some();
    if of_request || gone.state != ShipmentState::InTransit {
        return Ok(());
    }
    let rows = article::by_ids(unit, gone.packed_items().map(ToString::to_string))?;
    let holder_of = |item: &ItemId| Some(rows.get(item.as_str())?.state().ok()?.holder);
    if gone.is_all_back(&left, holder_of) {
        unit.enact(ShipmentConfirmed {
            shipment: left.clone(),
        })?;
        exception::parcel_heard_of(unit, &left, ExceptionExit::Confirmed)?;
    }
    Ok(())
}
