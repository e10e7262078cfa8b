//! A parcel that left came back, or did not: what its seal says, before anything is opened (I9).

use super::effect::Effect;
use super::facts::{Facts, Known, ShipmentFact};
use super::feedback::{Feedback, Said, Tone, Word};
use super::gone::standing;
use super::job::{BackJob, JobState};
use super::ready;
use super::start::ship_job;
use super::step::{Step, calm, on_to};
use crate::custody::delivery::SealVerdict;
use crate::custody::holder::Holder;
use crate::custody::scan::{Card, Scan};

enum Answer {
    /// It is here, and its seal says this.
    Here(SealVerdict),
    /// It is not.
    NotHere,
}

impl Answer {
    fn of(scan: &Scan) -> Option<Self> {
        match scan {
            Scan::Card(Card::SealIntact) => Some(Self::Here(SealVerdict::Intact)),
            Scan::Card(Card::SealBroken) => Some(Self::Here(SealVerdict::NotIntact)),
            Scan::Card(Card::UndoLast | Card::Done) => Some(Self::NotHere),
            Scan::Other(code) => match code.as_str() {
                "1" => Some(Self::Here(SealVerdict::Intact)),
                "2" => Some(Self::Here(SealVerdict::NotIntact)),
                "3" => Some(Self::NotHere),
                _ => None,
            },
            _ => None,
        }
    }
}

pub(super) fn step(state: &JobState, job: &BackJob, scan: &Scan, facts: &Facts) -> Step {
    match (Answer::of(scan), &facts.known) {
        // Written down first: what the station is busy with then is said by [`taken_back`].
        (Some(Answer::Here(verdict)), _) => Step {
            state: state.clone(),
            effect: Effect::ComeBack {
                shipment: job.shipment.clone(),
                verdict,
            },
            feedback: standing(job),
        },
        (Some(Answer::NotHere), _) => {
            let feedback = Feedback::new(Tone::Ready, Word::Done, Said::JobLeft);
            on_to(JobState::default(), Effect::Nothing, feedback)
        }
        // Its label once more, its seal after its label; or its slip, which is in it.
        (None, Known::Shipment(shipment) | Known::Slip(shipment))
            if shipment.id == job.shipment =>
        {
            calm(state, standing(job))
        }
        // Something of it is in hand already: it came back, and its seal is asked about first. What its recipient sends
        // back comes in another parcel.
        (None, Known::Item(item)) if item.state.holder == Holder::Carrier(job.shipment.clone()) => {
            calm(state, standing(job))
        }
        // Anything else counts as it would have; what is refused leaves the question where it was.
        _ => {
            let step = ready::step(&JobState::default(), None, scan, facts);
            if step.feedback.tone == Tone::Refused {
                return calm(state, step.feedback);
            }
            step
        }
    }
}

/// The parcel that came back was written down: it is sealed as it was, and leaves again or is opened; or each of its
/// articles is looked for.
pub fn taken_back(parcel: &ShipmentFact, verdict: SealVerdict) -> Step {
    let said = match verdict {
        SealVerdict::Intact => Said::CameBack,
        SealVerdict::NotIntact => Said::CameBackOpened,
    };
    let job = ship_job(parcel);
    let feedback = Feedback::new(Tone::Attention, Word::CameBack, said)
        .code(Some(parcel.reference.clone()))
        .place(&parcel.party)
        .count(job.open());
    on_to(JobState::Ship(job), Effect::Nothing, feedback)
}
