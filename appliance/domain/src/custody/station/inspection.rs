//! What the seal of somebody else says, on a parcel that came, before it is opened (I9).

use super::effect::Effect;
use super::feedback::{Feedback, Said, Tone, Word};
use super::job::{Done, JobState, ReceiveJob};
use super::step::{Step, calm, on_to, refused};
use crate::custody::delivery::SealVerdict;
use crate::custody::scan::{Card, Scan};

impl ReceiveJob {
    /// Something was taken out of it.
    pub fn is_opened(&self) -> bool {
        let mut lines = self.lines.iter();
        lines.any(|line| line.outcome.is_present())
    }

    /// The cards that say what its seal is like can be read, as far as one sees: nothing was taken out of it.
    pub fn asks_for_seal(&self) -> bool {
        !self.again && !self.is_opened()
    }
}

/// What a card says of the seal.
pub(super) const fn verdict_of(card: Card) -> Option<SealVerdict> {
    match card {
        Card::SealIntact => Some(SealVerdict::Intact),
        Card::SealBroken => Some(SealVerdict::NotIntact),
        _ => None,
    }
}

/// That a seal is whole is seen before the parcel is opened, or by nobody. That it was not can be said while the parcel is
/// being emptied: the journal says that it was said afterwards.
pub(super) fn inspected(
    state: &JobState,
    job: &ReceiveJob,
    verdict: SealVerdict,
    scan: &Scan,
) -> Step {
    if job.again {
        return refused(state, Said::CardNotHere, scan);
    }
    let feedback = match verdict {
        SealVerdict::Intact => Feedback::new(Tone::Ok, Word::SealSeen, Said::SealWasIntact),
        SealVerdict::NotIntact => {
            Feedback::new(Tone::Attention, Word::SealSeen, Said::SealWasNotIntact)
        }
    };
    let mut next = ReceiveJob {
        armed: None,
        ..job.clone()
    };
    // Said before, here or at another station.
    if job.seal == Some(verdict) {
        return calm(&JobState::Receive(next), feedback);
    }
    if verdict == SealVerdict::Intact && job.is_opened() {
        return refused(state, Said::SealAfterOpening, scan);
    }
    next.seal = Some(verdict);
    next.trail.push(Done::SealInspected(verdict, job.seal));
    let effect = Effect::InspectSeal {
        shipment: job.shipment.clone(),
        verdict: Some(verdict),
    };
    on_to(JobState::Receive(next), effect, feedback)
}
