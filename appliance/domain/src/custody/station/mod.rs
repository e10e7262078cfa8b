//! The scan station: what one scan does, as a pure function.
//!
//! `step(state, scan, facts)` never panics, is defined for every code in every
//! state (I18), and says at most one change ([`Effect`]). What the store knows about
//! the code comes in as [`Facts`], so that the machine itself reads nothing. A
//! refused scan changes neither the records nor the state, and says what to do next.

mod archive;
mod feedback;
mod ready;
mod receive;
mod ship;

use serde::{Deserialize, Serialize};

pub use feedback::{Feedback, Next, Said, Tone, Word};

use crate::custody::item::{Condition, ItemKind, ItemState};
use crate::custody::location::PlaceFact;
use crate::custody::scan::{Card, Scan};
use crate::custody::shipment::{Direction, Line, LineOutcome, ShipmentState, Waybill};
use crate::custody::visit::VisitPurpose;
use crate::ids::{CaseId, ItemId, LocationId, PersonId, ShipmentId, VisitId};
use crate::label::Label;
use crate::refusal::Refusal;
use crate::time::Timestamp;

/// What a station is busy with. Stored between scans: nothing confirmed is ever lost.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "job")]
pub enum JobState {
    /// No job: any code says where its thing is, or starts a job.
    Ready {
        /// A worn label is being replaced.
        replacing: Option<Replacing>,
    },
    /// Taking articles out of a parcel.
    Receive(ReceiveJob),
    /// In the archive, during a double-lock visit.
    Archive(ArchiveJob),
    /// Packing a parcel for departure.
    Ship(ShipJob),
}

/// Steps of replacing a worn label.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Replacing {
    /// The worn label comes next.
    Asked,
    /// The new label for this one comes next.
    Old(Label),
}

/// What a card said about the next scan.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Armed {
    /// It is damaged.
    Damaged,
    /// It was not announced.
    Extra,
    /// It is another site's label on the last article.
    Link,
}

/// A parcel being received.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReceiveJob {
    /// Which shipment.
    pub shipment: ShipmentId,
    /// Its reference.
    pub reference: String,
    /// Who sent it.
    pub party: String,
    /// Its lines, extras included.
    pub lines: Vec<Line>,
    /// What the last card announced.
    pub armed: Option<Armed>,
    /// The place that was scanned while something was still short.
    pub place: Option<PlaceFact>,
    /// Labels received in this job, oldest first; what UNDO LAST walks back.
    pub trail: Vec<Label>,
}

/// Scans inside a double-lock visit.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ArchiveJob {
    /// The visit.
    pub visit: VisitId,
    /// The archive it opened.
    pub archive: LocationId,
    /// In or out.
    pub mode: VisitPurpose,
    /// The shelf that articles go to.
    pub shelf: Option<PlaceFact>,
    /// Labels moved in this job, oldest first.
    pub trail: Vec<Label>,
    /// Planned articles; 0 if nothing was planned.
    pub planned: u32,
}

/// A parcel being packed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ShipJob {
    /// Which shipment.
    pub shipment: ShipmentId,
    /// Its reference.
    pub reference: String,
    /// To whom.
    pub party: String,
    /// Its pick list: every line is bound to an article.
    pub lines: Vec<Line>,
    /// The seal on it.
    pub seal: Option<Label>,
    /// The tracking number it was prepared with, if it was.
    pub waybill: Option<Waybill>,
    /// Labels packed in this job, oldest first.
    pub trail: Vec<Label>,
}

/// What the store knows about the code that was scanned, and about the person.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Facts {
    /// Now.
    pub now: Timestamp,
    /// Who scans.
    pub actor: PersonId,
    /// What the code is.
    pub known: Known,
    /// The open visit this person takes part in, expired or not.
    pub visit: Option<VisitFact>,
    /// Articles in the hands of this person.
    pub in_hands: u32,
}

/// What a code is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Known {
    /// Nothing is known about it (or it is a command card).
    Nothing,
    /// A label of ours that was printed and never used.
    Fresh,
    /// A label whose check characters are right but which was never printed here.
    NeverIssued,
    /// A label that was replaced.
    Void {
        /// The label that counts now.
        current: Option<Label>,
        /// Since when.
        since: Timestamp,
    },
    /// An article, by its label or by another site's label.
    Item(ItemFact),
    /// A place.
    Place(PlaceFact),
    /// A shipment, by its waybill or by its label.
    Shipment(ShipmentFact),
    /// A seal that was applied to a shipment.
    UsedSeal {
        /// Reference of the shipment.
        shipment: String,
    },
    /// A label of ours that has no part at the station (person, key, contenant).
    Elsewhere,
}

/// An article, as far as the station needs it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ItemFact {
    /// Its id.
    pub id: ItemId,
    /// Its label now.
    pub label: Label,
    /// What it is.
    pub kind: ItemKind,
    /// Its state.
    pub state: ItemState,
    /// The case it belongs to.
    pub case: Option<CaseId>,
    /// Name of its holder: the path of a place, a person, a shipment.
    pub whereabouts: String,
    /// The archive it rests in, if it does.
    pub archive: Option<LocationId>,
    /// It was found by another site's label.
    pub by_external: bool,
}

/// A shipment, as far as the station needs it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ShipmentFact {
    /// Its id.
    pub id: ShipmentId,
    /// Its reference.
    pub reference: String,
    /// Sender or recipient.
    pub party: String,
    /// In or out.
    pub direction: Direction,
    /// Where it stands.
    pub state: ShipmentState,
    /// Its lines.
    pub lines: Vec<Line>,
    /// The seal on it.
    pub seal: Option<Label>,
    /// Its tracking number, if known.
    pub waybill: Option<Waybill>,
}

/// A visit, as far as the station needs it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct VisitFact {
    /// Its id.
    pub id: VisitId,
    /// The archive it opened.
    pub archive: LocationId,
    /// Why.
    pub purpose: VisitPurpose,
    /// Until when scans are accepted.
    pub ends_at: Timestamp,
    /// Planned articles.
    pub planned: u32,
}

/// The one change that a scan makes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Effect {
    /// None.
    Nothing,
    /// An article comes out of the parcel: into line `line`, or as an extra one.
    Receive {
        /// Out of this shipment.
        shipment: ShipmentId,
        /// Its label.
        label: Label,
        /// Place of its line in the job's list; none for an extra one.
        line: Option<usize>,
        /// What it is.
        kind: ItemKind,
        /// Condition seen.
        condition: Condition,
        /// Outcome of the line.
        outcome: LineOutcome,
    },
    /// The condition of an article that was already received.
    ReportCondition {
        /// Out of this shipment.
        shipment: ShipmentId,
        /// Which.
        label: Label,
        /// Condition seen.
        condition: Condition,
    },
    /// Another site's label belongs to an article of ours.
    LinkExternal {
        /// Which.
        label: Label,
        /// The other code.
        code: String,
    },
    /// Every line still expected is missing.
    MarkMissing {
        /// Of this shipment.
        shipment: ShipmentId,
    },
    /// The parcel is done: what was received is laid down, the shipment reconciled.
    FinishReceiving {
        /// Which.
        shipment: ShipmentId,
        /// Laid down here.
        place: LocationId,
        /// What is still expected is missing.
        missing: bool,
    },
    /// The last reception was a mistake.
    UndoReceive {
        /// Out of this shipment.
        shipment: ShipmentId,
        /// Which.
        label: Label,
    },
    /// Everything in the person's hands is laid down.
    SetDown {
        /// Here.
        place: LocationId,
    },
    /// Into the archive.
    PutAway {
        /// During this visit.
        visit: VisitId,
        /// Which.
        label: Label,
        /// Where.
        place: LocationId,
        /// Independent barriers in front of it.
        barriers: u32,
    },
    /// Out of the archive, into the hands of who scans.
    Retrieve {
        /// During this visit.
        visit: VisitId,
        /// Which.
        label: Label,
    },
    /// The last move in the archive was a mistake.
    UndoMove {
        /// During this visit.
        visit: VisitId,
        /// Which.
        label: Label,
    },
    /// Into the parcel.
    Pack {
        /// Of this shipment.
        shipment: ShipmentId,
        /// Which.
        label: Label,
    },
    /// Out of the parcel again.
    UndoPack {
        /// Of this shipment.
        shipment: ShipmentId,
        /// Which.
        label: Label,
    },
    /// The parcel is sealed.
    Seal {
        /// Which.
        shipment: ShipmentId,
        /// With this seal.
        seal: Label,
    },
    /// The parcel leaves with the carrier.
    Dispatch {
        /// Which.
        shipment: ShipmentId,
        /// Under this tracking number.
        waybill: Waybill,
    },
    /// A new label counts instead of a worn one.
    Relabel {
        /// The worn one.
        old: Label,
        /// The new one.
        new: Label,
    },
}

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

impl Default for JobState {
    fn default() -> Self {
        Self::Ready { replacing: None }
    }
}

impl JobState {
    /// Articles done and articles in all, for the counter.
    pub fn counts(&self) -> (u32, u32) {
        let of = |lines: &[Line]| {
            let done = lines.iter().filter(|l| l.outcome.is_present()).count();
            (small(done), small(lines.len()))
        };
        match self {
            Self::Ready { .. } => (0, 0),
            Self::Receive(job) => of(&job.lines),
            Self::Ship(job) => of(&job.lines),
            Self::Archive(job) => (small(job.trail.len()), job.planned),
        }
    }

    /// What to do now.
    pub fn next(&self) -> Next {
        match self {
            Self::Ready { replacing: None } => Next::Anything,
            Self::Ready {
                replacing: Some(Replacing::Asked),
            } => Next::WornLabel,
            Self::Ready {
                replacing: Some(Replacing::Old(_)),
            } => Next::NewLabel,
            Self::Receive(job) => job.next(),
            Self::Archive(job) => job.next(),
            Self::Ship(job) => job.next(),
        }
    }
}

/// What one scan does. Total: every code in every state has a result.
pub fn step(state: &JobState, scan: &Scan, facts: &Facts) -> Step {
    if let Some(step) = anywhere(state, scan, facts) {
        return step;
    }
    match state {
        JobState::Ready { replacing } => ready::step(state, replacing.as_ref(), scan, facts),
        JobState::Receive(job) => receive::step(state, job, scan, facts),
        JobState::Archive(job) => archive::step(state, job, scan, facts),
        JobState::Ship(job) => ship::step(state, job, scan, facts),
    }
}

/// What is shown when the records said no to a scan that this machine had allowed:
/// somebody else was faster. Nothing was recorded; the state is as before.
pub fn refused_by_rule(state: &JobState, refusal: &Refusal) -> Feedback {
    let mut feedback = Feedback::new(Tone::Refused, Word::Refused, Said::RuleRefused);
    feedback.other = Some(refusal.key().to_owned());
    calm(state, feedback).feedback
}

/// The work of a visit, as it begins on the page of that visit.
pub fn begin(visit: &VisitFact) -> JobState {
    JobState::Archive(ready::job_of(visit))
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
        (Scan::SelfTest(true), _) => {
            return Some(calm(
                state,
                Feedback::new(Tone::Ok, Word::Ready, Said::LayoutRight),
            ));
        }
        (Scan::SelfTest(false), _) => Said::LayoutWrong,
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

/// Nothing recorded, state as before.
fn refused(state: &JobState, said: Said, scan: &Scan) -> Step {
    let mut step = calm(state, Feedback::new(Tone::Refused, Word::Refused, said));
    step.feedback.code = code_of(scan);
    step
}

/// As [`refused`], naming the article and where it is.
fn refused_item(state: &JobState, said: Said, scan: &Scan, item: &ItemFact) -> Step {
    let mut step = refused(state, said, scan);
    step.feedback.item = Some(item.kind);
    step.feedback.holder = Some(item.state.holder.kind());
    step.feedback.place = Some(item.whereabouts.clone());
    step
}

/// No change of records or state; something is said.
fn calm(state: &JobState, mut feedback: Feedback) -> Step {
    feedback.next = state.next();
    (feedback.done, feedback.total) = state.counts();
    Step {
        state: state.clone(),
        effect: Effect::Nothing,
        feedback,
    }
}

/// The state moves on; what to do next and the counter follow from it.
fn on_to(state: JobState, effect: Effect, mut feedback: Feedback) -> Step {
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
fn code_of(scan: &Scan) -> Option<String> {
    match scan {
        Scan::Label(label) => Some(label.grouped()),
        Scan::Card(card) => Some(card.code()),
        Scan::UnknownCard(code) | Scan::Other(code) => Some(code.clone()),
        Scan::SelfTest(_) | Scan::Unreadable => None,
    }
}

/// Why this code cannot be used in this state, when the state has nothing better to say.
fn out_of_place(state: &JobState, scan: &Scan, facts: &Facts) -> Step {
    let said = match (&facts.known, scan) {
        (_, Scan::Card(_)) => Said::CardNotHere,
        (Known::Fresh, _) => Said::UnusedLabel,
        (Known::Shipment(_), _) => Said::FinishFirst,
        (Known::Place(_), _) => Said::PlaceNotHere,
        (Known::Item(item), _) => return refused_item(state, Said::ItemNotHere, scan, item),
        (Known::UsedSeal { shipment }, _) => {
            let mut step = refused(state, Said::SealUsed, scan);
            step.feedback.place = Some(shipment.clone());
            return step;
        }
        _ => Said::UnknownCode,
    };
    refused(state, said, scan)
}

fn small(n: usize) -> u32 {
    u32::try_from(n).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests;
