//! The scan station: what one scan does, as a pure function.
//!
//! `step(state, scan, facts)` never panics, is defined for every code in every
//! state (I18), and says at most one change ([`Effect`]). What the store knows about
//! the code comes in as [`Facts`], so that the machine itself reads nothing. A
//! refused scan changes neither the records nor the state, and says what to do next.

mod archive;
mod ask;
mod back;
mod effect;
mod facts;
mod feedback;
mod gone;
mod inspection;
mod job;
mod lines;
mod question;
mod ready;
mod receive;
mod ship;
mod start;
mod step;

pub use back::taken_back;
pub use effect::Effect;
pub use facts::{Facts, Known, ShipmentFact, VisitFact};
pub use feedback::{Feedback, Next, Said, Tone, Word};
pub use job::{ArchiveJob, Armed, AskJob, BackJob, JobState, ReceiveJob, Replacing, ShipJob};
pub use start::{take_up, unannounced};
pub use step::Step;

use crate::custody::scan::{Card, Scan};
use crate::label::Label;
use crate::refusal::Refusal;
use step::{calm, refused};

/// What one scan does. Total: every code in every state has a result.
pub fn step(state: &JobState, scan: &Scan, facts: &Facts) -> Step {
    if let Some(step) = anywhere(state, scan, facts) {
        return step;
    }
    match state {
        JobState::Ready { replacing } => ready::step(state, replacing.as_ref(), scan, facts),
        JobState::Ask(job) => ask::step(state, job, scan, facts),
        JobState::Receive(job) => receive::step(state, job, scan, facts),
        JobState::Archive(job) => archive::step(state, job, scan, facts),
        JobState::Ship(job) => ship::step(state, job, scan, facts),
        JobState::Back(job) => back::step(state, job, scan, facts),
    }
}

/// What is shown when the records said no to a scan that this machine had allowed:
/// somebody else was faster. Nothing was recorded; the state is as before.
pub fn refused_by_rule(state: &JobState, refusal: &Refusal) -> Feedback {
    let mut feedback = Feedback::new(Tone::Refused, Word::Refused, Said::RuleRefused);
    feedback.other = Some(refusal.key().to_owned());
    calm(state, feedback).feedback
}

/// What is shown when something is to be taken back by somebody whose page showed an earlier answer: another device scanned
/// since, or an answer was lost. It names what would be taken back, and takes nothing back; from now on they know.
pub fn not_seen(state: &JobState, facts: &Facts) -> Step {
    let would = step(state, &Scan::Card(Card::UndoLast), facts);
    let said = match &would.effect {
        // A question that is dropped, what a card announced, nothing at all: nothing of the records is taken back.
        Effect::Nothing => return would,
        Effect::UndoReceive { .. }
        | Effect::UndoMove { .. }
        | Effect::UndoPack { .. }
        | Effect::ReportCondition { .. } => Said::NotSeen,
        _ => Said::NotSeenOther,
    };
    let mut feedback = Feedback::new(Tone::Attention, Word::Check, said);
    if said == Said::NotSeen {
        feedback.code = would.feedback.code;
    }
    calm(state, feedback)
}

/// The job with which a scan on the page of a visit is taken: its work as it stands, or as it
/// begins. Refused while the person has a parcel in hand: what they hold is that job's.
pub fn in_visit(job: JobState, visit: &VisitFact) -> Result<JobState, Refusal> {
    match job {
        JobState::Archive(archive) if archive.visit == visit.id => Ok(JobState::Archive(archive)),
        JobState::Archive(_) | JobState::Ready { .. } | JobState::Ask(_) | JobState::Back(_) => {
            Ok(JobState::Archive(ready::job_of(visit)))
        }
        JobState::Receive(_) | JobState::Ship(_) => Err(Refusal::StationBusy),
    }
}

/// What is the same in every state.
fn anywhere(state: &JobState, scan: &Scan, facts: &Facts) -> Option<Step> {
    let said = match (scan, &facts.known) {
        (Scan::Card(Card::Help), _) => {
            return Some(calm(
                state,
                Feedback::new(Tone::Ready, Word::Help, Said::Help),
            ));
        }
        (Scan::SelfTest, _) => {
            return Some(calm(
                state,
                Feedback::new(Tone::Ok, Word::Ready, Said::LayoutRight),
            ));
        }
        // A second touch of an answer that was taken already.
        (Scan::Other(code), Known::Nothing)
            if matches!(code.as_str(), "1" | "2" | "3")
                && !matches!(state, JobState::Ask(_) | JobState::Back(_)) =>
        {
            let feedback = Feedback::new(Tone::Attention, Word::Check, Said::NoQuestion);
            return Some(calm(state, feedback));
        }
        (Scan::WrongLayout, _) => Said::LayoutWrong,
        (Scan::Unreadable, _) => Said::Unreadable,
        (Scan::UnknownCard(_), _) => Said::UnknownCard,
        (Scan::Label(_), Known::NeverIssued) => Said::NeverIssued,
        (Scan::Label(_), Known::Elsewhere) => Said::LabelOfNoUse,
        (Scan::Label(_), Known::Void { current, since }) => {
            let said = match current {
                Some(_) => Said::VoidLabel,
                None => Said::RetiredLabel,
            };
            let mut step = refused(state, said, scan);
            step.feedback.other = current.map(Label::grouped);
            step.feedback.at = Some(*since);
            return Some(step);
        }
        _ => return None,
    };
    Some(refused(state, said, scan))
}

#[cfg(test)]
mod tests;
