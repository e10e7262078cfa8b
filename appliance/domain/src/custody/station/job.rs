//! What a station is busy with between two scans, how far it is, and what is to be scanned next.
//!
//! Left out: what a scan changes of it, which each kind of job says in a file of its own.

use serde::{Deserialize, Serialize};

use super::feedback::{Feedback, Next, Said, Tone, Word};
use crate::custody::delivery::SealVerdict;
use crate::custody::item::{Condition, ItemKind};
use crate::custody::location::PlaceFact;
use crate::custody::shipment::{Line, LineOutcome, Waybill};
use crate::custody::visit::VisitPurpose;
use crate::ids::{CaseId, LocationId, ShipmentId, VisitId};
use crate::label::Label;
use crate::time::{Span, Timestamp};

/// What a station is busy with. Stored between scans: nothing confirmed is ever lost.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "job")]
pub enum JobState {
    /// No job: any code says where its thing is, or starts a job.
    Ready {
        /// A worn label is being replaced.
        replacing: Option<Replacing>,
    },
    /// What came, which nobody announced, is asked.
    Ask(AskJob),
    /// Taking articles out of a parcel.
    Receive(ReceiveJob),
    /// In the archive, during a double-lock visit.
    Archive(ArchiveJob),
    /// Packing a parcel for departure.
    Ship(ShipJob),
    /// A parcel that is with its carrier was read: whether it came back is asked.
    Back(BackJob),
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

/// A parcel that nobody announced, or that bears no number: what it is is for a person to say.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AskJob {
    /// The number that was read; none if it bears none.
    pub waybill: Option<Waybill>,
    /// Reference of a parcel that bore this number and has ended: carriers give their numbers again.
    pub before: Option<String>,
    /// It was announced: which one it is comes next.
    pub choosing: bool,
    /// Since when it is asked.
    pub at: Timestamp,
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
    /// Somebody had announced it: what comes out of it beside its lines is extra.
    pub announced: bool,
    /// Its case.
    pub case: Option<CaseId>,
    /// The parcel that what it brings back left in.
    pub round_trip_of: Option<ShipmentId>,
    /// Its lines, extras included.
    pub lines: Vec<Line>,
    /// What was said of the seal on it.
    pub seal: Option<SealVerdict>,
    /// What the articles are that come out next and that nobody had announced, if a card said it.
    pub kind: Option<ItemKind>,
    /// What the last card announced.
    pub armed: Option<Armed>,
    /// The parcel was reconciled before: something of it that was missing is there.
    pub again: bool,
    /// Missing lines of it, in the order in which one that turns up is taken to be one of them: the one that was named,
    /// those that are still looked for, those that were given up.
    pub order: Vec<usize>,
    /// The first of them was named: it is that one.
    pub named: bool,
    /// The place that was scanned while something was still short.
    pub place: Option<PlaceFact>,
    /// What was done in this job, oldest first; what UNDO LAST walks back.
    pub trail: Vec<Done>,
}

/// Something that was done while receiving, as far as taking it back needs it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Done {
    /// This article came out of the parcel.
    Received(Label),
    /// This one, received before, was seen to be damaged.
    Damaged(Label, Condition),
    /// The rest was declared missing.
    Short,
    /// Of its seal this was said, and that before.
    SealInspected(SealVerdict, Option<SealVerdict>),
    /// It came under another number than this one, which it had been announced under.
    Numbered(Waybill),
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
    /// It came back with its seal broken, and these of its articles are still looked for in it.
    pub unseen: Vec<Label>,
    /// A disc of it is no answer as it stands.
    pub outgrown: bool,
    /// Whoever packs it was told so at this station.
    pub told: bool,
    /// The tracking number it was prepared with, if it was.
    pub waybill: Option<Waybill>,
    /// The one that it bore when it left and came back.
    pub bore: Option<Waybill>,
    /// A code that was read as its waybill and is not like a carrier's: whether it is one was asked.
    pub asked: Option<Asked>,
    /// Labels that are packed, oldest first, whoever packed them.
    pub trail: Vec<Label>,
}

/// A parcel that is with its carrier, of which it is asked whether it came back.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct BackJob {
    /// Which shipment.
    pub shipment: ShipmentId,
    /// Its reference.
    pub reference: String,
    /// To whom it went.
    pub party: String,
    /// The number that it left under: under another it left anew.
    pub waybill: Option<Waybill>,
}

/// A question about a code, and since when it stands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Asked {
    /// The code.
    pub waybill: Waybill,
    /// When it was read first.
    pub at: Timestamp,
}

/// A second reading within this time is a trigger that was held, and no answer.
pub(super) const HELD: Span = Span::seconds(2);

impl Default for JobState {
    fn default() -> Self {
        Self::Ready { replacing: None }
    }
}

impl JobState {
    /// Articles done and articles in all, for the counter.
    pub fn counts(&self) -> (u32, u32) {
        match self {
            Self::Ready { .. } | Self::Ask(_) | Self::Back(_) => (0, 0),
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
            Self::Ask(job) => job.next(),
            Self::Receive(job) => job.next(),
            Self::Archive(job) => job.next(),
            Self::Ship(job) => job.next(),
            Self::Back(_) => Next::SealVerdict,
        }
    }
}

impl AskJob {
    const fn next(&self) -> Next {
        match (&self.waybill, self.choosing) {
            (_, true) => Next::AnnouncedParcel,
            (Some(_), false) => Next::Answer,
            (None, false) => Next::WaybillOrAnswer,
        }
    }
}

impl ReceiveJob {
    /// Announced articles nobody has seen yet.
    pub fn expected(&self) -> u32 {
        small(
            self.lines
                .iter()
                .filter(|l| l.outcome == LineOutcome::Expected)
                .count(),
        )
    }

    /// Articles that are looked for: not seen yet, or, once the parcel was reconciled, missing.
    pub(super) fn sought(&self) -> u32 {
        let wanted = if self.again {
            LineOutcome::Missing
        } else {
            LineOutcome::Expected
        };
        let sought = self.lines.iter().filter(|line| line.outcome == wanted);
        small(sought.count())
    }

    /// Something that was received in this job is in hand, and wants its place.
    pub(super) fn in_hand(&self) -> bool {
        let received = |done: &Done| matches!(done, Done::Received(_));
        self.trail.iter().any(received)
    }

    /// What may still come out of it are articles of ours, each with its label, and nothing else.
    pub(super) fn awaits_ours(&self) -> bool {
        let mut open = self
            .lines
            .iter()
            .filter(|line| self.is_open(line))
            .peekable();
        open.peek().is_some() && open.all(|line| line.awaits.is_some())
    }

    /// An article may still turn out to be it.
    pub(super) fn is_open(&self, line: &Line) -> bool {
        match line.outcome {
            LineOutcome::Expected => !self.again,
            LineOutcome::Missing => true,
            _ => false,
        }
    }

    fn next(&self) -> Next {
        match self.armed {
            Some(Armed::Damaged) => Next::DamagedItem,
            Some(Armed::Extra) => Next::ExtraItem,
            Some(Armed::Link) => Next::ForeignLabel,
            None if self.again && !self.in_hand() && self.awaits_ours() => Next::ReturnedItem,
            None if self.again && !self.in_hand() => Next::FoundItem,
            None if !self.announced && self.kind.is_none() => Next::Kind,
            None if !self.announced && self.lines.is_empty() => Next::FirstItem,
            None if !self.announced => Next::ItemOrPlace,
            None if self.expected() == 0 => Next::Place,
            None if self.place.is_some() => Next::ShortOrMissing,
            None if self.awaits_ours() => Next::ReturnedItem,
            None => Next::NextItem,
        }
    }
}

impl ArchiveJob {
    fn next(&self) -> Next {
        match (self.mode, &self.shelf) {
            (VisitPurpose::Retrieve, _) => Next::ItemToRetrieve,
            (VisitPurpose::PutAway, None) => Next::Shelf,
            (VisitPurpose::PutAway, Some(_)) => Next::ItemForShelf,
        }
    }
}

impl ShipJob {
    /// How it stands, for whoever begins with it or asks again.
    pub fn standing(&self) -> Feedback {
        let (tone, said) = if !self.unseen.is_empty() {
            (Tone::Attention, Said::CameBackOpened)
        } else if self.outgrown {
            (Tone::Attention, Said::ShipOutgrown)
        } else if self.seal.is_some() {
            (Tone::Ready, Said::ShipSealed)
        } else if self.open() == 0 && !self.is_empty() {
            (Tone::Ready, Said::ShipPacked)
        } else {
            (Tone::Ready, Said::ShipStarted)
        };
        let mut feedback = Feedback::new(tone, Word::Ready, said)
            .code(Some(self.reference.clone()))
            .place(&self.party)
            .count(self.open());
        feedback.next = self.next();
        (feedback.done, feedback.total) = of(&self.lines);
        feedback
    }

    /// The same, said to whoever would hand it over: from now on they know.
    pub(super) fn told(&self) -> Self {
        Self {
            told: true,
            ..self.clone()
        }
    }

    /// Nothing is in it.
    pub(super) fn is_empty(&self) -> bool {
        let mut lines = self.lines.iter();
        !lines.any(|line| line.outcome == LineOutcome::Packed)
    }

    pub(super) fn open(&self) -> u32 {
        small(
            self.lines
                .iter()
                .filter(|l| l.outcome == LineOutcome::Expected)
                .count(),
        )
    }

    fn next(&self) -> Next {
        match (self.seal, self.open()) {
            (Some(_), _) if self.outgrown => Next::Hold,
            (None, 0) if self.outgrown => Next::TakeOut,
            (None, _) if !self.unseen.is_empty() => Next::ItemInside,
            (None, _) if self.outgrown => Next::SetAside,
            (Some(_), _) => Next::Waybill,
            (None, 0) if self.is_empty() => Next::ItemInside,
            (None, 0) => Next::Seal,
            (None, _) => Next::ItemToPack,
        }
    }
}

/// Articles done and articles in all.
fn of(lines: &[Line]) -> (u32, u32) {
    let done = lines.iter().filter(|l| l.outcome.is_present()).count();
    (small(done), small(lines.len()))
}

/// A number of articles, for the counter.
pub(super) fn small(n: usize) -> u32 {
    u32::try_from(n).unwrap_or(u32::MAX)
}
