//! What is heard at the station of a parcel that left: the slip that its recipient signed, or the parcel itself, of which
//! it is asked whether it came back.

use super::effect::Effect;
use super::facts::ShipmentFact;
use super::feedback::{Feedback, Said, Tone, Word};
use super::job::{BackJob, JobState};
use super::step::{Step, calm, on_to, refused};
use crate::custody::scan::Scan;
use crate::custody::shipment::ShipmentState;

/// The slip of a parcel was read: whoever has it signed it, or somebody for them.
pub(super) fn on_slip(state: &JobState, shipment: &ShipmentFact, scan: &Scan) -> Step {
    let said = |step: &mut Step| {
        step.feedback.code = Some(shipment.reference.clone());
        // Of one that was called off, the sentence names its number.
        step.feedback.place = Some(match shipment.state {
            ShipmentState::Cancelled => shipment.reference.clone(),
            _ => shipment.party.clone(),
        });
    };
    let mut step = match shipment.state {
        ShipmentState::InTransit => {
            let effect = Effect::ConfirmReceipt {
                shipment: shipment.id.clone(),
            };
            let feedback = Feedback::new(Tone::Ok, Word::Confirmed, Said::ReceiptConfirmed);
            on_to(JobState::default(), effect, feedback)
        }
        ShipmentState::ReceiptConfirmed => {
            let said = Said::ReceiptAlreadyConfirmed;
            calm(state, Feedback::new(Tone::Ready, Word::Found, said))
        }
        ShipmentState::Cancelled => refused(state, Said::ShipmentCancelled, scan),
        _ if shipment.bore.is_some() => refused(state, Said::SlipOfOneThatCameBack, scan),
        _ => refused(state, Said::SlipTooEarly, scan),
    };
    said(&mut step);
    step
}

/// A parcel that is with its carrier was read: its label, its seal, its waybill. It is here, then, unless somebody
/// only wants to know how it stands.
pub(super) fn asked(shipment: &ShipmentFact) -> Step {
    let job = BackJob {
        shipment: shipment.id.clone(),
        reference: shipment.reference.clone(),
        party: shipment.party.clone(),
        waybill: shipment.waybill.clone(),
    };
    let feedback = standing(&job);
    on_to(JobState::Back(job), Effect::Nothing, feedback)
}

/// The question as it stands.
pub(super) fn standing(job: &BackJob) -> Feedback {
    Feedback::new(Tone::Attention, Word::Check, Said::AskCameBack)
        .code(Some(job.reference.clone()))
        .place(&job.party)
}
