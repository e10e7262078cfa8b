//! A parcel is taken up: to be received, to be searched for what was missing, to be packed.

use super::effect::Effect;
use super::facts::ShipmentFact;
use super::feedback::{Feedback, Said, Tone, Word};
use super::gone;
use super::job::{JobState, ReceiveJob, ShipJob};
use super::step::{Step, calm, on_to, refused};
use crate::custody::scan::Scan;
use crate::custody::shipment::{Direction, ShipmentState};
use crate::label::Label;

pub(super) fn on_shipment(state: &JobState, shipment: &ShipmentFact, scan: &Scan) -> Step {
    let about = |said, tone, word| {
        Feedback::new(tone, word, said)
            .code(Some(shipment.reference.clone()))
            .place(&shipment.party)
    };
    match (shipment.direction, shipment.state) {
        (Direction::Inbound, ShipmentState::Arrived) => unannounced(shipment),
        (Direction::Inbound, ShipmentState::Announced) => {
            let job = receive_job(shipment, None);
            let feedback = about(begins(&job), Tone::Ok, Word::Started).count(job.sought());
            on_to(JobState::Receive(job), Effect::Nothing, feedback)
        }
        (Direction::Inbound, _) if !shipment.missing.is_empty() => {
            let job = receive_job(shipment, Some(shipment.missing.clone()));
            let feedback =
                about(Said::FoundStarted, Tone::Ready, Word::Started).count(job.sought());
            on_to(JobState::Receive(job), Effect::Nothing, feedback)
        }
        (Direction::Outbound, ShipmentState::Draft | ShipmentState::Sealed) => {
            let job = ship_job(shipment);
            let mut feedback = job.standing();
            feedback.word = Word::Started;
            if feedback.tone == Tone::Ready {
                feedback.tone = Tone::Ok;
            }
            on_to(JobState::Ship(job), Effect::Nothing, feedback)
        }
        (Direction::Outbound, ShipmentState::InTransit | ShipmentState::ReceiptConfirmed)
            if shipment.partly_back =>
        {
            calm(state, about(Said::PartlyBack, Tone::Attention, Word::Found))
        }
        (Direction::Outbound, ShipmentState::InTransit) => gone::asked(shipment),
        (Direction::Outbound, ShipmentState::Cancelled) => {
            let mut step = refused(state, Said::ShipmentCancelled, scan);
            step.feedback.place = Some(shipment.reference.clone());
            step
        }
        (Direction::Outbound, ShipmentState::ReceiptConfirmed) => {
            let said = Said::ReceiptAlreadyConfirmed;
            calm(state, about(said, Tone::Ready, Word::Found))
        }
        (Direction::Outbound, _) => {
            calm(state, about(Said::ShipmentFound, Tone::Ready, Word::Found))
        }
        (Direction::Inbound, _) => {
            let mut step = refused(state, Said::ShipmentOver, scan);
            step.feedback.place = Some(shipment.reference.clone());
            step
        }
    }
}

/// A missing line of a parcel that was reconciled is there: the station takes the parcel up for it. Refused while the
/// station is busy with something else, or something is in hand.
pub fn take_up(state: &JobState, shipment: &ShipmentFact, line: usize) -> Step {
    let free = match state {
        JobState::Ready { .. } | JobState::Ask(_) | JobState::Back(_) => true,
        JobState::Receive(job) => job.again && job.shipment == shipment.id && !job.in_hand(),
        JobState::Archive(_) | JobState::Ship(_) => false,
    };
    let awaited = shipment.direction == Direction::Inbound && shipment.missing.contains(&line);
    let refused = match (free, awaited) {
        (false, _) => Some(Said::FinishFirst),
        (true, false) => Some(Said::NotMissing),
        (true, true) => None,
    };
    if let Some(said) = refused {
        return calm(state, Feedback::new(Tone::Refused, Word::Refused, said));
    }
    let job = sought_job(shipment, line);
    let feedback = Feedback::new(Tone::Ready, Word::Started, Said::FoundStarted)
        .code(Some(shipment.reference.clone()))
        .place(&shipment.party)
        .count(job.sought());
    on_to(JobState::Receive(job), Effect::Nothing, feedback)
}

/// What is said as an announced parcel is taken up.
pub(super) fn begins(job: &ReceiveJob) -> Said {
    if job.awaits_ours() {
        Said::ReturnStarted
    } else {
        Said::ReceiveStarted
    }
}

/// A missing line of a parcel that was reconciled is there, and it is that one.
fn sought_job(shipment: &ShipmentFact, line: usize) -> ReceiveJob {
    let others = shipment.missing.iter().filter(|other| **other != line);
    let order = std::iter::once(line).chain(others.copied()).collect();
    ReceiveJob {
        named: true,
        ..receive_job(shipment, Some(order))
    }
}

/// The parcel that is to bring an article back, which was read: it is there. None once nothing of it is awaited.
pub(super) fn return_job(leg: &ShipmentFact, item: Label) -> Option<ReceiveJob> {
    if leg.state.is_receiving() {
        return Some(receive_job(leg, None));
    }
    let awaits = |at: &&usize| {
        let line = leg.lines.get(**at);
        line.is_some_and(|line| line.awaits == Some(item))
    };
    let line = leg.missing.iter().find(awaits)?;
    Some(sought_job(leg, *line))
}

pub(super) fn ship_job(shipment: &ShipmentFact) -> ShipJob {
    ShipJob {
        shipment: shipment.id.clone(),
        reference: shipment.reference.clone(),
        party: shipment.party.clone(),
        lines: shipment.lines.clone(),
        seal: shipment.seal,
        unseen: shipment.unseen.clone(),
        outgrown: shipment.outgrown,
        told: shipment.outgrown,
        waybill: shipment.waybill.clone(),
        bore: shipment.bore.clone(),
        asked: None,
        trail: shipment.packed.clone(),
    }
}

pub(super) fn receive_job(shipment: &ShipmentFact, missing: Option<Vec<usize>>) -> ReceiveJob {
    ReceiveJob {
        shipment: shipment.id.clone(),
        reference: shipment.reference.clone(),
        party: shipment.party.clone(),
        announced: shipment.announced,
        case: shipment.case.clone(),
        round_trip_of: shipment.round_trip_of.clone(),
        lines: shipment.lines.clone(),
        seal: shipment.inspected,
        kind: None,
        armed: None,
        again: missing.is_some(),
        order: missing.unwrap_or_default(),
        named: false,
        place: None,
        trail: Vec::new(),
    }
}

/// The parcel that nobody had announced was written down: the station takes its articles out.
pub fn unannounced(parcel: &ShipmentFact) -> Step {
    let job = receive_job(parcel, None);
    let feedback = Feedback::new(Tone::Attention, Word::Started, Said::ArrivedUnannounced)
        .code(Some(parcel.reference.clone()));
    on_to(JobState::Receive(job), Effect::Nothing, feedback)
}
