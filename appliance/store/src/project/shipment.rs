//! Shipments and their lines.

use diesel::prelude::*;
use doublelock_domain::custody::delivery::{SealVerdict, SignatureLevel};
use doublelock_domain::custody::item::ItemKind;
use doublelock_domain::custody::shipment::{
    ByCourier, Direction, LineOutcome, ReceivedLine, ShipmentState,
};
use doublelock_domain::fact::custody::{
    CarrierClaimed, CustodyEvent, Happening, NewLine, SealApplied, SealBroken, SealInspected,
    ShipmentAnnounced, ShipmentArrived, ShipmentCameBack, ShipmentCancelled,
    ShipmentConfirmationTakenBack, ShipmentConfirmed, ShipmentCorrected, ShipmentDispatched,
    ShipmentIdentified, ShipmentOverdue, ShipmentPrepared, ShipmentReconciled, ShipmentShort,
    ShipmentShortTakenBack, WaybillCorrected,
};
use doublelock_domain::ids::{CaseId, ItemId, RequestId, ShipmentId};

use super::{Entry, label};
use crate::columns::{number, position, stored};
use crate::conn::{Conn, Run};
use crate::error::Result;
use crate::schema::custody::{shipment, shipment_line};

pub(super) fn announced(
    conn: &mut Conn,
    entry: &Entry<'_>,
    fact: &ShipmentAnnounced,
) -> Result<()> {
    diesel::insert_into(shipment::table)
        .values((
            shipment::id.eq(fact.shipment.as_str()),
            shipment::reference.eq(fact.reference.to_string()),
            shipment::direction.eq(Direction::Inbound.as_str()),
            shipment::state.eq(ShipmentState::Announced.as_str()),
            shipment::case_id.eq(fact.case.as_str()),
            shipment::words.eq(entry.section(&fact.words)?),
            shipment::eta.eq(fact.eta.to_string()),
            shipment::late_from.eq(fact.late_from.micros()),
            shipment::round_trip_of.eq(fact.round_trip_of.as_ref().map(ShipmentId::as_str)),
            shipment::created_at.eq(entry.at.micros()),
            shipment::created_by.eq(entry.actor.as_str()),
        ))
        .run(conn)?;
    insert_lines(conn, &fact.shipment, &fact.lines, Direction::Inbound)
}

pub(super) fn arrived(conn: &mut Conn, entry: &Entry<'_>, fact: &ShipmentArrived) -> Result<()> {
    diesel::insert_into(shipment::table)
        .values((
            shipment::id.eq(fact.shipment.as_str()),
            shipment::reference.eq(fact.reference.to_string()),
            shipment::direction.eq(Direction::Inbound.as_str()),
            shipment::state.eq(ShipmentState::Arrived.as_str()),
            shipment::words.eq(entry.section(&fact.words)?),
            shipment::created_at.eq(entry.at.micros()),
            shipment::created_by.eq(entry.actor.as_str()),
        ))
        .run(conn)?;
    Ok(())
}

pub(super) fn identified(conn: &mut Conn, fact: &ShipmentIdentified) -> Result<()> {
    diesel::update(shipment::table.find(fact.shipment.as_str()))
        .set(shipment::case_id.eq(fact.case.as_ref().map(CaseId::as_str)))
        .run(conn)?;
    Ok(())
}

pub(super) fn prepared(conn: &mut Conn, entry: &Entry<'_>, fact: &ShipmentPrepared) -> Result<()> {
    label::insert_active(conn, fact.label, entry.at)?;
    label::insert_active(conn, fact.slip, entry.at)?;
    diesel::insert_into(shipment::table)
        .values((
            shipment::id.eq(fact.shipment.as_str()),
            shipment::reference.eq(fact.reference.to_string()),
            shipment::direction.eq(Direction::Outbound.as_str()),
            shipment::state.eq(ShipmentState::Draft.as_str()),
            shipment::label.eq(fact.label.to_string()),
            shipment::case_id.eq(fact.case.as_ref().map(CaseId::as_str)),
            shipment::request_id.eq(fact.request.as_ref().map(RequestId::as_str)),
            shipment::words.eq(entry.section(&fact.words)?),
            shipment::by_courier.eq(fact.by_courier.map(ByCourier::as_str)),
            shipment::slip.eq(fact.slip.to_string()),
            shipment::signature.eq(fact.service.signature.as_str()),
            shipment::days.eq(i32::from(fact.service.days)),
            shipment::back_by.eq(fact.back_by.map(|day| day.to_string())),
            shipment::created_at.eq(entry.at.micros()),
            shipment::created_by.eq(entry.actor.as_str()),
        ))
        .run(conn)?;
    insert_lines(conn, &fact.shipment, &fact.lines, Direction::Outbound)
}

/// An article of ours leaves in a parcel, or is awaited in one.
fn insert_lines(
    conn: &mut Conn,
    of: &ShipmentId,
    lines: &[NewLine],
    direction: Direction,
) -> Result<()> {
    let bound = |wanted, line: &NewLine| (direction == wanted).then(|| line.item.clone()).flatten();
    for (at, line) in lines.iter().enumerate() {
        let leaves = bound(Direction::Outbound, line);
        let awaited = bound(Direction::Inbound, line);
        diesel::insert_into(shipment_line::table)
            .values((
                shipment_line::shipment_id.eq(of.as_str()),
                shipment_line::position.eq(position(at)),
                shipment_line::kind.eq(line.kind.as_str()),
                shipment_line::item_id.eq(leaves.as_ref().map(ItemId::as_str)),
                shipment_line::awaits.eq(awaited.as_ref().map(ItemId::as_str)),
                shipment_line::outcome.eq(LineOutcome::Expected.as_str()),
            ))
            .run(conn)?;
    }
    Ok(())
}

pub(super) fn short(conn: &mut Conn, entry: &Entry<'_>, fact: &ShipmentShort) -> Result<()> {
    // Which article it is stays known, if it is one of ours.
    for line in &fact.missing {
        diesel::update(shipment_line::table.find((fact.shipment.as_str(), number(*line))))
            .set((
                shipment_line::outcome.eq(LineOutcome::Missing.as_str()),
                shipment_line::noted_at.eq(entry.at.micros()),
                shipment_line::noted_by.eq(entry.actor.as_str()),
            ))
            .run(conn)?;
    }
    Ok(())
}

pub(super) fn short_taken_back(
    conn: &mut Conn,
    entry: &Entry<'_>,
    fact: &ShipmentShortTakenBack,
) -> Result<()> {
    let expected = LineOutcome::Expected;
    note(conn, entry, &fact.shipment, &fact.expected, None, expected)
}

pub(super) fn reconciled(
    conn: &mut Conn,
    entry: &Entry<'_>,
    fact: &ShipmentReconciled,
) -> Result<()> {
    move_on(conn, &fact.shipment, fact.state)?;
    close(conn, entry, &fact.shipment)
}

pub(super) fn overdue(conn: &mut Conn, entry: &Entry<'_>, fact: &ShipmentOverdue) -> Result<()> {
    diesel::update(shipment::table.find(fact.shipment.as_str()))
        .set(shipment::overdue_at.eq(entry.at.micros()))
        .run(conn)?;
    Ok(())
}

pub(super) fn sealed(conn: &mut Conn, entry: &Entry<'_>, fact: &SealApplied) -> Result<()> {
    label::activate(conn, fact.seal, entry.at)?;
    move_on(conn, &fact.shipment, ShipmentState::Sealed)?;
    diesel::update(shipment::table.find(fact.shipment.as_str()))
        .set(shipment::seal.eq(fact.seal.to_string()))
        .run(conn)?;
    Ok(())
}

pub(super) fn seal_broken(conn: &mut Conn, entry: &Entry<'_>, fact: &SealBroken) -> Result<()> {
    label::void(conn, fact.seal, None, entry.at)?;
    move_on(conn, &fact.shipment, ShipmentState::Draft)?;
    diesel::update(shipment::table.find(fact.shipment.as_str()))
        .set(shipment::seal.eq(None::<String>))
        .run(conn)?;
    Ok(())
}

pub(super) fn seal_inspected(conn: &mut Conn, fact: &SealInspected) -> Result<()> {
    diesel::update(shipment::table.find(fact.shipment.as_str()))
        .set(shipment::inspected.eq(fact.verdict.map(SealVerdict::as_str)))
        .run(conn)?;
    Ok(())
}

pub(super) fn dispatched(
    conn: &mut Conn,
    entry: &Entry<'_>,
    fact: &ShipmentDispatched,
) -> Result<()> {
    move_on(conn, &fact.shipment, ShipmentState::InTransit)?;
    diesel::update(shipment::table.find(fact.shipment.as_str()))
        .set((
            shipment::waybill_words.eq(entry.section(&fact.words)?),
            shipment::eta.eq(fact.eta.to_string()),
            shipment::late_from.eq(fact.late_from.micros()),
        ))
        .run(conn)?;
    close(conn, entry, &fact.shipment)
}

pub(super) fn confirmed(conn: &mut Conn, fact: &ShipmentConfirmed) -> Result<()> {
    move_on(conn, &fact.shipment, ShipmentState::ReceiptConfirmed)
}

pub(super) fn confirmation_taken_back(
    conn: &mut Conn,
    fact: &ShipmentConfirmationTakenBack,
) -> Result<()> {
    move_on(conn, &fact.shipment, ShipmentState::InTransit)
}

pub(super) fn claimed(conn: &mut Conn, entry: &Entry<'_>, fact: &CarrierClaimed) -> Result<()> {
    diesel::update(shipment::table.find(fact.shipment.as_str()))
        .set((
            shipment::claim.eq(fact.says.as_str()),
            shipment::claimed_on.eq(fact.on.to_string()),
            shipment::obtained.eq(fact.obtained.map(SignatureLevel::as_str)),
            shipment::claim_words.eq(entry.maybe_section(fact.words.as_ref())?),
        ))
        .run(conn)?;
    Ok(())
}

pub(super) fn came_back(conn: &mut Conn, entry: &Entry<'_>, fact: &ShipmentCameBack) -> Result<()> {
    let which = fact.shipment.as_str();
    // It has not left, and nobody waits for it any more.
    diesel::update(shipment::table.find(which))
        .set((
            shipment::eta.eq(None::<String>),
            shipment::late_from.eq(None::<i64>),
            shipment::overdue_at.eq(None::<i64>),
            shipment::claim.eq(None::<String>),
            shipment::claimed_on.eq(None::<String>),
            shipment::obtained.eq(None::<String>),
            shipment::claim_words.eq(None::<i64>),
            shipment::closed_at.eq(None::<i64>),
            shipment::closed_by.eq(None::<String>),
        ))
        .run(conn)?;
    if fact.verdict == SealVerdict::Intact {
        return move_on(conn, &fact.shipment, ShipmentState::Sealed);
    }
    label::void(conn, fact.seal, None, entry.at)?;
    move_on(conn, &fact.shipment, ShipmentState::Draft)?;
    diesel::update(shipment::table.find(which))
        .set(shipment::seal.eq(None::<String>))
        .run(conn)?;
    if let Some(slip) = fact.slip {
        let before: Option<String> = shipment::table
            .find(which)
            .select(shipment::slip)
            .first(conn)?;
        label::insert_active(conn, slip, entry.at)?;
        if let Some(before) = before {
            label::void(conn, stored(&before)?, Some(slip), entry.at)?;
        }
        diesel::update(shipment::table.find(which))
            .set(shipment::slip.eq(slip.to_string()))
            .run(conn)?;
    }
    // Nobody saw yet what is in it.
    diesel::update(shipment_line::table.filter(shipment_line::shipment_id.eq(which)))
        .filter(shipment_line::outcome.eq(LineOutcome::Packed.as_str()))
        .set((
            shipment_line::outcome.eq(LineOutcome::Expected.as_str()),
            shipment_line::noted_at.eq(None::<i64>),
            shipment_line::noted_by.eq(None::<String>),
        ))
        .run(conn)?;
    Ok(())
}

pub(super) fn cancelled(
    conn: &mut Conn,
    entry: &Entry<'_>,
    fact: &ShipmentCancelled,
) -> Result<()> {
    move_on(conn, &fact.shipment, ShipmentState::Cancelled)?;
    let words = entry.maybe_section(fact.words.as_ref())?;
    diesel::update(shipment::table.find(fact.shipment.as_str()))
        .set(shipment::cancel_words.eq(words))
        .run(conn)?;
    close(conn, entry, &fact.shipment)
}

pub(super) fn corrected(
    conn: &mut Conn,
    entry: &Entry<'_>,
    fact: &ShipmentCorrected,
) -> Result<()> {
    let which = fact.shipment.as_str();
    diesel::update(shipment::table.find(which))
        .set((
            shipment::words.eq(entry.section(&fact.words)?),
            shipment::by_courier.eq(fact.by_courier.map(ByCourier::as_str)),
        ))
        .run(conn)?;
    // The number of one that comes is the one that was said last; one that leaves, and bears one, bore it when it came back.
    if fact.service.is_none() {
        diesel::update(shipment::table.find(which))
            .set(shipment::waybill_words.eq(None::<i64>))
            .run(conn)?;
    }
    if let Some(service) = fact.service {
        diesel::update(shipment::table.find(which))
            .set((
                shipment::signature.eq(service.signature.as_str()),
                shipment::days.eq(i32::from(service.days)),
                shipment::back_by.eq(fact.back_by.map(|day| day.to_string())),
            ))
            .run(conn)?;
    }
    if let (Some(eta), Some(late_from)) = (fact.eta, fact.late_from) {
        // Its clock begins anew.
        diesel::update(shipment::table.find(which))
            .set((
                shipment::eta.eq(eta.to_string()),
                shipment::late_from.eq(late_from.micros()),
                shipment::overdue_at.eq(None::<i64>),
            ))
            .run(conn)?;
    }
    let Some(lines) = &fact.lines else {
        return Ok(());
    };
    diesel::delete(shipment_line::table.filter(shipment_line::shipment_id.eq(which))).run(conn)?;
    // Only of what was announced is it said anew.
    insert_lines(conn, &fact.shipment, lines, Direction::Inbound)
}

pub(super) fn waybill_corrected(
    conn: &mut Conn,
    entry: &Entry<'_>,
    fact: &WaybillCorrected,
) -> Result<()> {
    diesel::update(shipment::table.find(fact.shipment.as_str()))
        .set(shipment::waybill_words.eq(entry.section(&fact.words)?))
        .run(conn)?;
    Ok(())
}

fn move_on(conn: &mut Conn, which: &ShipmentId, state: ShipmentState) -> Result<()> {
    diesel::update(shipment::table.find(which.as_str()))
        .set(shipment::state.eq(state.as_str()))
        .run(conn)?;
    Ok(())
}

/// It came or left, handled by the actor.
fn close(conn: &mut Conn, entry: &Entry<'_>, which: &ShipmentId) -> Result<()> {
    diesel::update(shipment::table.find(which.as_str()))
        .set((
            shipment::closed_at.eq(entry.at.micros()),
            shipment::closed_by.eq(entry.actor.as_str()),
        ))
        .run(conn)?;
    Ok(())
}

/// What an article's movement makes of the lines of its shipment.
pub(super) fn article_moved(conn: &mut Conn, entry: &Entry<'_>, fact: &CustodyEvent) -> Result<()> {
    let item = Some(&fact.item);
    match &fact.what {
        Happening::Received { shipment, line, .. } | Happening::Returned { shipment, line }
            if line.added =>
        {
            add(conn, entry, shipment, *line, &fact.item)
        }
        Happening::Received { shipment, line, .. } | Happening::Returned { shipment, line } => {
            note(conn, entry, shipment, &[line.line], item, line.outcome)
        }
        Happening::ConditionReported {
            shipment,
            lines,
            outcome,
        } => note(conn, entry, shipment, lines, item, *outcome),
        Happening::Packed { shipment, lines } | Happening::CameBack { shipment, lines } => {
            note(conn, entry, shipment, lines, item, LineOutcome::Packed)
        }
        Happening::PackingTakenBack { shipment, lines } => {
            note(conn, entry, shipment, lines, item, LineOutcome::Expected)
        }
        Happening::ReceptionTakenBack {
            shipment,
            expected_again,
            removed,
        } => {
            let expected = LineOutcome::Expected;
            note(conn, entry, shipment, expected_again, None, expected)?;
            for line in removed {
                let line = shipment_line::table.find((shipment.as_str(), number(*line)));
                diesel::delete(line).run(conn)?;
            }
            Ok(())
        }
        _ => Ok(()),
    }
}

fn add(
    conn: &mut Conn,
    entry: &Entry<'_>,
    of: &ShipmentId,
    line: ReceivedLine,
    item: &ItemId,
) -> Result<()> {
    let kind: ItemKind = line.kind;
    diesel::insert_into(shipment_line::table)
        .values((
            shipment_line::shipment_id.eq(of.as_str()),
            shipment_line::position.eq(number(line.line)),
            shipment_line::kind.eq(kind.as_str()),
            shipment_line::item_id.eq(item.as_str()),
            shipment_line::outcome.eq(line.outcome.as_str()),
            shipment_line::noted_at.eq(entry.at.micros()),
            shipment_line::noted_by.eq(entry.actor.as_str()),
        ))
        .run(conn)?;
    Ok(())
}

/// Writes down what became of lines: when and by whom, unless they wait again.
fn note(
    conn: &mut Conn,
    entry: &Entry<'_>,
    of: &ShipmentId,
    lines: &[u32],
    item: Option<&ItemId>,
    outcome: LineOutcome,
) -> Result<()> {
    let noted = outcome != LineOutcome::Expected;
    for line in lines {
        diesel::update(shipment_line::table.find((of.as_str(), number(*line))))
            .set((
                shipment_line::item_id.eq(item.map(ItemId::as_str)),
                shipment_line::outcome.eq(outcome.as_str()),
                shipment_line::noted_at.eq(noted.then_some(entry.at.micros())),
                shipment_line::noted_by.eq(noted.then_some(entry.actor.as_str())),
            ))
            .run(conn)?;
    }
    Ok(())
}
