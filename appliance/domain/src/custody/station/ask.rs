//! A parcel that nobody announced, or that bears no number: one question, three answers by key, card or finger. Nothing
//! is chosen by itself, and nothing is written down before somebody answered.

use super::effect::Effect;
use super::facts::{Facts, Known, ShipmentFact};
use super::feedback::{Feedback, Said, Tone, Word};
use super::job::{AskJob, Done, HELD, JobState};
use super::question::{is_of_before, standing, without_number};
use super::ready;
use super::start::{on_shipment, receive_job, unannounced};
use super::step::{Step, calm, on_to, refused};
use crate::custody::scan::{Card, Scan};
use crate::custody::shipment::{Direction, Waybill};
use crate::ids::Reference;
use crate::time::Span;

/// A card answers a question that was asked within this time; after it, it asks anew.
const STALE: Span = Span::minutes(2);

/// What a code says that is typed in answer.
#[derive(Clone, Copy)]
enum Answer {
    /// It is received although nobody announced it.
    Receive,
    /// It is one of those that were announced.
    Announced,
    /// It is no waybill.
    Dropped,
}

impl Answer {
    fn of(scan: &Scan) -> Option<Self> {
        match scan {
            Scan::Card(Card::Receive) => Some(Self::Receive),
            Scan::Card(Card::UndoLast | Card::Done) => Some(Self::Dropped),
            Scan::Other(code) => match code.as_str() {
                "1" => Some(Self::Receive),
                "2" => Some(Self::Announced),
                "3" => Some(Self::Dropped),
                _ => None,
            },
            _ => None,
        }
    }
}

pub(super) fn step(state: &JobState, job: &AskJob, scan: &Scan, facts: &Facts) -> Step {
    // What is in the parcel says which one it is: the number that was read is its.
    if let (Some(leg), Some(_)) = (&facts.leg, &job.waybill)
        && leg.state.is_receiving()
    {
        return chosen(state, job, leg, scan);
    }
    match (Answer::of(scan), scan, &facts.known) {
        (Some(answer), ..) => answered(state, job, answer, scan, facts),
        (None, Scan::Other(code), Known::Shipment(shipment)) if is_named(code, shipment) => {
            chosen(state, job, shipment, scan)
        }
        // The same label of the carrier, read once more; unless somebody announced it or received it meanwhile.
        (None, Scan::Other(code), known) if is_read_again(job, code) && is_nobodys(code, known) => {
            calm(state, standing(job))
        }
        _ => left(state, job, scan, facts),
    }
}

/// A shipment's own number was typed, or chosen in the list.
fn is_named(code: &str, shipment: &ShipmentFact) -> bool {
    let typed: Option<Reference> = code.parse().ok();
    typed.is_some_and(|typed| typed.to_string() == shipment.reference)
}

fn is_read_again(job: &AskJob, code: &str) -> bool {
    Waybill::entered("waybill", code).is_ok_and(|read| job.waybill.as_ref() == Some(&read))
}

fn is_nobodys(code: &str, known: &Known) -> bool {
    match known {
        Known::Shipment(shipment) => is_of_before(code, shipment),
        known => *known == Known::Nothing,
    }
}

fn answered(state: &JobState, job: &AskJob, answer: Answer, scan: &Scan, facts: &Facts) -> Step {
    let waited = facts.now.since(job.at);
    match answer {
        // Somebody begins their day with the card, and a question of yesterday still stands.
        Answer::Receive if matches!(scan, Scan::Card(_)) && waited > STALE => {
            let mut step = without_number(facts);
            step.feedback.left = job.waybill.as_ref().map(|read| read.as_str().to_owned());
            step
        }
        // The card that asked is read twice when its trigger is held.
        Answer::Receive
            if job.waybill.is_none() && matches!(scan, Scan::Card(_)) && waited < HELD =>
        {
            calm(state, standing(job))
        }
        Answer::Receive => Step {
            state: state.clone(),
            effect: Effect::Arrive {
                waybill: job.waybill.clone(),
            },
            feedback: standing(job),
        },
        Answer::Announced => {
            let next = AskJob {
                choosing: true,
                ..job.clone()
            };
            let feedback = Feedback::new(Tone::Ready, Word::Ready, Said::AskWhich)
                .code(job.waybill.as_ref().map(|read| read.as_str().to_owned()));
            on_to(JobState::Ask(next), Effect::Nothing, feedback)
        }
        Answer::Dropped => {
            let said = if job.waybill.is_some() {
                Said::ReadingDropped
            } else {
                Said::JobLeft
            };
            let feedback = Feedback::new(Tone::Ready, Word::Undone, said)
                .code(job.waybill.as_ref().map(|read| read.as_str().to_owned()));
            on_to(JobState::default(), Effect::Nothing, feedback)
        }
    }
}

/// It is this one, which was announced: its number is the one that was read.
fn chosen(state: &JobState, job: &AskJob, shipment: &ShipmentFact, scan: &Scan) -> Step {
    // One that is there already under a number of its own is another box.
    let awaited = shipment.direction == Direction::Inbound
        && shipment.state.is_receiving()
        && (shipment.announced || shipment.waybill.is_none() || job.waybill.is_none());
    if !awaited {
        let mut step = refused(state, Said::NotAwaited, scan);
        step.feedback.place = Some(shipment.reference.clone());
        return step;
    }
    let Some(waybill) = &job.waybill else {
        return on_shipment(&JobState::default(), shipment, scan);
    };
    let effect = Effect::NoteWaybill {
        shipment: shipment.id.clone(),
        waybill: waybill.clone(),
    };
    if !shipment.announced {
        return Step {
            effect,
            ..unannounced(shipment)
        };
    }
    let mut receive = receive_job(shipment, None);
    // One that was chosen by mistake gets back the number it had.
    let before = shipment.waybill.clone();
    receive.trail.extend(before.map(Done::Numbered));
    let said = if receive.awaits_ours() {
        Said::ReturnNoted
    } else {
        Said::WaybillNoted
    };
    let mut feedback = Feedback::new(Tone::Ok, Word::Started, said)
        .code(Some(shipment.reference.clone()))
        .place(&shipment.party)
        .count(receive.sought());
    feedback.other = Some(waybill.as_str().to_owned());
    on_to(JobState::Receive(receive), effect, feedback)
}

/// Something else was scanned: it counts as it would have, and the question is left, which is said. What is refused
/// leaves the question where it was.
fn left(state: &JobState, job: &AskJob, scan: &Scan, facts: &Facts) -> Step {
    let mut step = ready::step(&JobState::default(), None, scan, facts);
    if step.feedback.tone == Tone::Refused {
        return calm(state, step.feedback);
    }
    step.feedback.left = job.waybill.as_ref().map(|read| read.as_str().to_owned());
    step
}
