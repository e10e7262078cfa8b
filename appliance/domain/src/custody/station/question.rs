//! What is asked of a parcel that nobody announced, or that bears no number.

use super::effect::Effect;
use super::facts::{Facts, ShipmentFact};
use super::feedback::{Feedback, Said, Tone, Word};
use super::job::{AskJob, JobState};
use super::step::{Step, on_to};
use crate::custody::shipment::{Direction, Waybill};

/// A number of a carrier that a parcel bore which came, or was called off: another one may bear it now.
pub(super) fn is_of_before(code: &str, shipment: &ShipmentFact) -> bool {
    let bears = shipment.waybill.as_ref().map(Waybill::as_str);
    shipment.direction == Direction::Inbound
        && shipment.state.is_over()
        && shipment.missing.is_empty()
        && Waybill::entered("waybill", code).is_ok_and(|read| bears == Some(read.as_str()))
}

/// Asks what came under a code; nothing of a code that no carrier could have written.
pub(super) fn about(code: &str, before: Option<&String>, facts: &Facts) -> Option<Step> {
    let waybill = Waybill::entered("waybill", code).ok()?;
    Some(asked(AskJob {
        waybill: Some(waybill),
        before: before.cloned(),
        choosing: false,
        at: facts.now,
    }))
}

/// Asks for the waybill, and what came if there is none.
pub(super) fn without_number(facts: &Facts) -> Step {
    asked(AskJob {
        waybill: None,
        before: None,
        choosing: false,
        at: facts.now,
    })
}

fn asked(job: AskJob) -> Step {
    let feedback = standing(&job);
    on_to(JobState::Ask(job), Effect::Nothing, feedback)
}

/// The question as it stands.
pub(super) fn standing(job: &AskJob) -> Feedback {
    let Some(waybill) = &job.waybill else {
        return Feedback::new(Tone::Ready, Word::Ready, Said::AskWaybill);
    };
    let (word, said) = match &job.before {
        Some(_) => (Word::Check, Said::NumberOfBefore),
        None if waybill.is_like_a_carriers() => (Word::Unannounced, Said::NotAnnounced),
        None => (Word::Check, Said::NotAnnouncedUnlike),
    };
    let mut feedback =
        Feedback::new(Tone::Attention, word, said).code(Some(waybill.as_str().to_owned()));
    feedback.place.clone_from(&job.before);
    feedback
}
