//! What a scan leads to, and the ways it can end: something is said, refused, or done.
//!
//! Left out: which scan ends in which way, which each kind of job says in a file of its own.

use super::effect::Effect;
use super::facts::{Facts, Known};
use super::feedback::{Feedback, Said, Tone, Word};
use super::job::JobState;
use crate::custody::item::ItemFact;
use crate::custody::scan::Scan;

/// What a scan leads to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Step {
    /// The state after it.
    pub state: JobState,
    /// The change it makes.
    pub effect: Effect,
    /// What the person sees and hears.
    pub feedback: Feedback,
}

/// Nothing recorded, state as before.
pub(super) fn refused(state: &JobState, said: Said, scan: &Scan) -> Step {
    let mut step = calm(state, Feedback::new(Tone::Refused, Word::Refused, said));
    step.feedback.code = code_of(scan);
    step
}

/// What was scanned last came once more: a trigger that was held, or the same film taken for the next one. Nothing is
/// wrong and nothing is recorded, and it is said so that the second is noticed.
pub(super) fn read_twice(state: &JobState, item: &ItemFact) -> Step {
    let feedback = Feedback::new(Tone::Attention, Word::Check, Said::ReadTwice)
        .code(Some(item.label.grouped()))
        .kind(item.kind);
    calm(state, feedback)
}

/// As [`refused`], naming the article and where it is.
pub(super) fn refused_item(state: &JobState, said: Said, scan: &Scan, item: &ItemFact) -> Step {
    let mut step = refused(state, said, scan);
    step.feedback.item = Some(item.kind);
    step.feedback.holder = Some(item.state.holder.kind());
    step.feedback.place = Some(item.whereabouts.clone());
    step
}

/// No change of records or state; something is said.
pub(super) fn calm(state: &JobState, mut feedback: Feedback) -> Step {
    feedback.next = state.next();
    (feedback.done, feedback.total) = state.counts();
    Step {
        state: state.clone(),
        effect: Effect::Nothing,
        feedback,
    }
}

/// The state moves on; what to do next and the counter follow from it.
pub(super) fn on_to(state: JobState, effect: Effect, mut feedback: Feedback) -> Step {
    feedback.next = state.next();
    if feedback.total == 0 {
        (feedback.done, feedback.total) = state.counts();
    }
    Step {
        state,
        effect,
        feedback,
    }
}

/// The code as people read it.
pub(super) fn code_of(scan: &Scan) -> Option<String> {
    match scan {
        Scan::Label(label) => Some(label.grouped()),
        Scan::Card(card) => Some(card.code()),
        Scan::UnknownCard(code) | Scan::Other(code) => Some(code.clone()),
        Scan::SelfTest | Scan::WrongLayout | Scan::Unreadable => None,
    }
}

/// Why this code cannot be used in this state, when the state has nothing better to say.
pub(super) fn out_of_place(state: &JobState, scan: &Scan, facts: &Facts) -> Step {
    let said = match &facts.known {
        Known::Fresh => Said::UnusedLabel,
        Known::Shipment(_) | Known::Slip(_) => Said::FinishFirst,
        Known::Place(_) => Said::PlaceNotHere,
        Known::Item(item) => return refused_item(state, Said::ItemNotHere, scan, item),
        Known::UsedSeal { shipment } => {
            let mut step = refused(state, Said::SealUsed, scan);
            step.feedback.place = Some(shipment.clone());
            return step;
        }
        _ => Said::UnknownCode,
    };
    refused(state, said, scan)
}
