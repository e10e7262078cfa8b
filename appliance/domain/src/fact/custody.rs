//! Facts of the custody desk: articles, labels, places, shipments, visits.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::{About, Subject};
use crate::case::EnteredText;
use crate::custody::item::{Condition, EventKind, Holder, ItemKind};
use crate::custody::location::{BarrierKind, LocationKind};
use crate::custody::shipment::{LineOutcome, ShipmentState, Waybill};
use crate::custody::station::{Next, Said};
use crate::custody::visit::{Balance, Verdict, VisitPurpose, VisitState, VisitStep};
use crate::ids::{
    CaseId, ItemId, LabelBatchId, LocationId, PersonId, Reference, RequestId, ShipmentId, VisitId,
};
use crate::label::{Label, LabelClass};
use crate::time::Timestamp;

/// Something happened to an article: the next link of its chain.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CustodyEvent {
    /// The article.
    pub item: ItemId,
    /// Its label, before what happened.
    pub label: Label,
    /// Number in the article's chain, from 1.
    pub seq: u32,
    /// Who held it until then.
    pub from: Option<Holder>,
    /// Who holds it from then on.
    pub to: Holder,
    /// Condition seen.
    pub condition: Condition,
    /// What happened.
    pub what: Happening,
}

/// An article as it was first registered.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NewArticle {
    /// What it is.
    pub kind: ItemKind,
    /// Whose it is, as the announcement named the sender; empty if it was made here.
    pub owner: String,
    /// Its case.
    pub case: Option<CaseId>,
    /// The request it was made for.
    pub request: Option<RequestId>,
}

/// The line of a shipment that an article turned out to be.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ReceivedLine {
    /// Its position in the shipment, from 0.
    pub line: u32,
    /// What the article is.
    pub kind: ItemKind,
    /// What became of the line.
    pub outcome: LineOutcome,
    /// Nobody had announced it: the line is added.
    pub added: bool,
}

/// The visit that a movement was made in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct InVisit {
    /// Which.
    pub visit: VisitId,
    /// The second person.
    pub witness: PersonId,
    /// What this makes of the article in the visit's plan; none if it was not planned.
    pub verdict: Option<Verdict>,
}

/// What happened to an article (EPCIS business steps; custody 3.5), with what it changed
/// beside the article.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case", deny_unknown_fields)]
pub enum Happening {
    /// It got its label here.
    Registered {
        /// What it is.
        article: NewArticle,
    },
    /// It came out of a parcel.
    Received {
        /// The parcel.
        shipment: ShipmentId,
        /// The line it is.
        line: ReceivedLine,
        /// What it is, when it got its label with this.
        article: Option<NewArticle>,
    },
    /// It was laid down outside the archive.
    SetDown {
        /// At the end of receiving this shipment.
        shipment: Option<ShipmentId>,
    },
    /// It was put away in the archive.
    PutAway {
        /// In this visit.
        within: InVisit,
    },
    /// It was taken out of the archive.
    Retrieved {
        /// In this visit.
        within: InVisit,
    },
    /// It was packed.
    Packed {
        /// Into this parcel.
        shipment: ShipmentId,
        /// The lines that name it.
        lines: Vec<u32>,
    },
    /// It left with the carrier.
    Dispatched {
        /// In this parcel.
        shipment: ShipmentId,
    },
    /// The recipient confirmed that they hold it.
    ReceiptConfirmed {
        /// The parcel.
        shipment: ShipmentId,
    },
    /// Its condition was looked at.
    ConditionReported {
        /// While receiving this shipment.
        shipment: ShipmentId,
        /// Lines that were received whole and now count as damaged.
        lines: Vec<u32>,
    },
    /// Another establishment's label was recorded for it.
    ExternalIdLinked {
        /// That label.
        code: String,
    },
    /// Its label was replaced.
    Relabelled {
        /// The label that counts from now on.
        new: Label,
    },
    /// The movement before was a mistake, made while receiving.
    ReceptionTakenBack {
        /// The parcel.
        shipment: ShipmentId,
        /// Lines that wait again.
        expected_again: Vec<u32>,
        /// Lines that nobody had announced: gone.
        removed: Vec<u32>,
    },
    /// The movement before was a mistake, made in a visit.
    MovementTakenBack {
        /// In this visit.
        within: InVisit,
    },
    /// The movement before was a mistake, made while packing.
    PackingTakenBack {
        /// The parcel.
        shipment: ShipmentId,
        /// The lines that name it.
        lines: Vec<u32>,
    },
}

impl Happening {
    /// The kind, as the article's history shows it.
    pub const fn kind(&self) -> EventKind {
        match self {
            Self::Registered { .. } => EventKind::Registered,
            Self::Received { .. } => EventKind::Received,
            Self::SetDown { .. } => EventKind::SetDown,
            Self::PutAway { .. } => EventKind::PutAway,
            Self::Retrieved { .. } => EventKind::Retrieved,
            Self::Packed { .. } => EventKind::Packed,
            Self::Dispatched { .. } => EventKind::Dispatched,
            Self::ReceiptConfirmed { .. } => EventKind::ReceiptConfirmed,
            Self::ConditionReported { .. } => EventKind::ConditionReported,
            Self::ExternalIdLinked { .. } => EventKind::ExternalIdLinked,
            Self::Relabelled { .. } => EventKind::Relabelled,
            Self::ReceptionTakenBack { .. }
            | Self::MovementTakenBack { .. }
            | Self::PackingTakenBack { .. } => EventKind::Corrected,
        }
    }

    /// The shipment it happened with.
    pub const fn shipment(&self) -> Option<&ShipmentId> {
        match self {
            Self::Received { shipment, .. }
            | Self::Packed { shipment, .. }
            | Self::Dispatched { shipment }
            | Self::ReceiptConfirmed { shipment }
            | Self::ConditionReported { shipment, .. }
            | Self::ReceptionTakenBack { shipment, .. }
            | Self::PackingTakenBack { shipment, .. } => Some(shipment),
            Self::SetDown { shipment } => shipment.as_ref(),
            _ => None,
        }
    }

    /// The visit it happened in.
    pub const fn within(&self) -> Option<&InVisit> {
        match self {
            Self::PutAway { within }
            | Self::Retrieved { within }
            | Self::MovementTakenBack { within } => Some(within),
            _ => None,
        }
    }

    /// What it is, when it got its label with this.
    pub const fn article(&self) -> Option<&NewArticle> {
        match self {
            Self::Registered { article } => Some(article),
            Self::Received { article, .. } => article.as_ref(),
            _ => None,
        }
    }
}

impl About for CustodyEvent {
    fn subjects(&self) -> Vec<Subject> {
        let mut about: Vec<Subject> = vec![(&self.item).into()];
        if let Happening::Relabelled { new } = &self.what {
            about.push((&self.label).into());
            about.push(new.into());
        } else if self.what.article().is_some() {
            about.push((&self.label).into());
        }
        about.extend(self.what.shipment().map(Into::into));
        if let Some(within) = self.what.within() {
            about.push((&within.visit).into());
            about.push((&within.witness).into());
        }
        if let Some(article) = self.what.article() {
            about.extend(article.case.iter().map(Into::into));
            about.extend(article.request.iter().map(Into::into));
        }
        about
    }
}

/// One line of a shipment that is announced or prepared.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NewLine {
    /// What is expected.
    pub kind: ItemKind,
    /// The article, if it is one of ours already.
    pub item: Option<ItemId>,
}

/// A shipment was announced.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ShipmentAnnounced {
    /// Which.
    pub shipment: ShipmentId,
    /// The number people say.
    pub reference: Reference,
    /// Its case.
    pub case: CaseId,
    /// Who sends it.
    pub sender: EnteredText,
    /// Who carries it.
    pub carrier: EnteredText,
    /// The carrier's number.
    pub waybill: Waybill,
    /// Expected on.
    pub eta: NaiveDate,
    /// From when it counts as late.
    pub late_from: Timestamp,
    /// What it should hold, in order.
    pub lines: Vec<NewLine>,
}

impl About for ShipmentAnnounced {
    fn subjects(&self) -> Vec<Subject> {
        vec![(&self.shipment).into(), (&self.case).into()]
    }
}

/// What was announced and is not there was named while receiving (the MISSING card).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ShipmentShort {
    /// Which.
    pub shipment: ShipmentId,
    /// Lines that are missing.
    pub missing: Vec<u32>,
}

impl About for ShipmentShort {
    fn subjects(&self) -> Vec<Subject> {
        vec![(&self.shipment).into()]
    }
}

/// A shipment's contents were reconciled on arrival.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ShipmentReconciled {
    /// Which.
    pub shipment: ShipmentId,
    /// With or without exceptions.
    pub state: ShipmentState,
    /// Where its articles were laid down.
    pub place: LocationId,
    /// How every line ended.
    pub lines: Vec<ReconciledLine>,
}

/// How a line of a received shipment ended.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ReconciledLine {
    /// What was expected.
    pub kind: ItemKind,
    /// Label of what came.
    pub label: Option<Label>,
    /// How it ended.
    pub outcome: LineOutcome,
}

impl About for ShipmentReconciled {
    fn subjects(&self) -> Vec<Subject> {
        vec![(&self.shipment).into()]
    }
}

/// A shipment is past its expected arrival.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ShipmentOverdue {
    /// Which.
    pub shipment: ShipmentId,
    /// Since when.
    pub late_from: Timestamp,
}

impl About for ShipmentOverdue {
    fn subjects(&self) -> Vec<Subject> {
        vec![(&self.shipment).into()]
    }
}

/// A shipment was prepared for departure.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ShipmentPrepared {
    /// Which.
    pub shipment: ShipmentId,
    /// The number people say.
    pub reference: Reference,
    /// Label of its sheet, in use from now on.
    pub label: Label,
    /// Case of its articles.
    pub case: Option<CaseId>,
    /// The request it answers.
    pub request: Option<RequestId>,
    /// To whom.
    pub recipient: EnteredText,
    /// Where to.
    pub address: EnteredText,
    /// Who carries it.
    pub carrier: EnteredText,
    /// Its articles, in order.
    pub lines: Vec<NewLine>,
}

impl About for ShipmentPrepared {
    fn subjects(&self) -> Vec<Subject> {
        let mut about: Vec<Subject> = vec![(&self.shipment).into(), (&self.label).into()];
        about.extend(self.case.iter().map(Into::into));
        about.extend(self.request.iter().map(Into::into));
        about
    }
}

/// A seal was applied to a parcel.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SealApplied {
    /// The parcel.
    pub shipment: ShipmentId,
    /// The seal, in use from now on.
    pub seal: Label,
}

impl About for SealApplied {
    fn subjects(&self) -> Vec<Subject> {
        vec![(&self.shipment).into(), (&self.seal).into()]
    }
}

/// A parcel left with the carrier.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ShipmentDispatched {
    /// Which.
    pub shipment: ShipmentId,
    /// The carrier's number.
    pub waybill: Waybill,
}

impl About for ShipmentDispatched {
    fn subjects(&self) -> Vec<Subject> {
        vec![(&self.shipment).into()]
    }
}

/// The recipient confirmed, by their own act, that they have it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ShipmentConfirmed {
    /// Which.
    pub shipment: ShipmentId,
}

impl About for ShipmentConfirmed {
    fn subjects(&self) -> Vec<Subject> {
        vec![(&self.shipment).into()]
    }
}

/// Labels were issued for printing.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LabelsIssued {
    /// Those printed together.
    pub batch: LabelBatchId,
    /// What they are for.
    pub class: LabelClass,
    /// The labels, in printing order.
    pub labels: Vec<Label>,
}

impl About for LabelsIssued {
    fn subjects(&self) -> Vec<Subject> {
        vec![(&self.batch).into()]
    }

    fn mentions(&self) -> Vec<Subject> {
        self.labels.iter().map(Into::into).collect()
    }
}

/// A label was replaced and never acts again.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LabelVoided {
    /// The label.
    pub label: Label,
    /// What counts instead, in use from now on.
    pub successor: Label,
}

impl About for LabelVoided {
    fn subjects(&self) -> Vec<Subject> {
        vec![(&self.label).into(), (&self.successor).into()]
    }
}

/// Places of the centre were registered.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PlacesRegistered {
    /// The places, parents before what is in them.
    pub places: Vec<RegisteredPlace>,
}

/// A place as it was registered.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RegisteredPlace {
    /// Its id.
    pub place: LocationId,
    /// Its label, in use from now on.
    pub label: Label,
    /// The place it is in.
    pub parent: Option<LocationId>,
    /// Its name.
    pub name: String,
    /// What it is.
    pub kind: LocationKind,
    /// An archive begins here.
    pub archive: bool,
    /// Its turn among its siblings.
    pub position: u32,
    /// The lock in front of it.
    pub lock: Option<Lock>,
}

/// A lock and the key that opens it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Lock {
    /// What it is.
    pub kind: BarrierKind,
    /// Label of its key.
    pub key: Label,
    /// The key got its label with this.
    pub key_is_new: bool,
}

impl About for PlacesRegistered {
    fn subjects(&self) -> Vec<Subject> {
        self.places.iter().map(|new| (&new.place).into()).collect()
    }

    fn mentions(&self) -> Vec<Subject> {
        let keys = |new: &RegisteredPlace| {
            new.lock
                .filter(|lock| lock.key_is_new)
                .map(|lock| (&lock.key).into())
        };
        self.places
            .iter()
            .flat_map(|new| std::iter::once((&new.label).into()).chain(keys(new)))
            .collect()
    }
}

/// A place of the centre was given another name.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PlaceRenamed {
    /// Which.
    pub place: LocationId,
    /// Its name until then.
    pub before: String,
    /// Its name from then on.
    pub after: String,
}

impl About for PlaceRenamed {
    fn subjects(&self) -> Vec<Subject> {
        vec![(&self.place).into()]
    }
}

/// A place of the centre was given up.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PlaceRetired {
    /// Which.
    pub place: LocationId,
    /// Its label, which never acts again.
    pub label: Label,
    /// Its last name.
    pub name: String,
}

impl About for PlaceRetired {
    fn subjects(&self) -> Vec<Subject> {
        vec![(&self.place).into(), (&self.label).into()]
    }
}

/// A double-lock visit was opened by two people.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct VisitOpened {
    /// Which.
    pub visit: VisitId,
    /// The number people say.
    pub reference: Reference,
    /// Where to.
    pub archive: LocationId,
    /// One of the two.
    pub first: PersonId,
    /// The other.
    pub second: PersonId,
    /// Why.
    pub purpose: VisitPurpose,
    /// Until when scans are accepted.
    pub ends_at: Timestamp,
    /// What is to be moved, in order.
    pub plan: Vec<ItemId>,
}

impl About for VisitOpened {
    fn subjects(&self) -> Vec<Subject> {
        vec![
            (&self.visit).into(),
            (&self.archive).into(),
            (&self.first).into(),
            (&self.second).into(),
        ]
    }

    fn mentions(&self) -> Vec<Subject> {
        self.plan.iter().map(Into::into).collect()
    }
}

/// A double-lock visit was extended.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct VisitExtended {
    /// Which.
    pub visit: VisitId,
    /// One who attested it.
    pub first: PersonId,
    /// The other.
    pub second: PersonId,
    /// Until when scans are accepted now.
    pub ends_at: Timestamp,
    /// Why, as entered.
    pub reason: EnteredText,
}

impl About for VisitExtended {
    fn subjects(&self) -> Vec<Subject> {
        vec![
            (&self.visit).into(),
            (&self.first).into(),
            (&self.second).into(),
        ]
    }
}

/// A planned article of a visit was accounted for without being scanned.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct VisitAccounted {
    /// Which.
    pub visit: VisitId,
    /// The article.
    pub item: ItemId,
    /// Left, or missing.
    pub verdict: Verdict,
}

impl About for VisitAccounted {
    fn subjects(&self) -> Vec<Subject> {
        vec![(&self.visit).into(), (&self.item).into()]
    }
}

/// A double-lock visit was reconciled and closed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct VisitClosed {
    /// Which.
    pub visit: VisitId,
    /// One who attested it.
    pub first: PersonId,
    /// The other.
    pub second: PersonId,
    /// With or without a discrepancy.
    pub state: VisitState,
    /// Locks found closed.
    pub locks_closed: u32,
    /// At least one of them is not one of the two people of the visit.
    pub by_others: bool,
    /// What was planned against what was done.
    pub balance: Balance,
}

impl About for VisitClosed {
    fn subjects(&self) -> Vec<Subject> {
        vec![
            (&self.visit).into(),
            (&self.first).into(),
            (&self.second).into(),
        ]
    }
}

/// A step of a visit was refused.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct VisitRefused {
    /// Which step.
    pub step: VisitStep,
    /// The visit, or the archive that was to be opened.
    pub about: Subject,
    /// A word of ours.
    pub reason: String,
}

impl About for VisitRefused {
    fn subjects(&self) -> Vec<Subject> {
        vec![self.about.clone()]
    }
}

/// A scan was refused. What was read is not kept: a foreign code may say something about
/// a person.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ScanRefused {
    /// The visit it was meant for.
    pub visit: Option<VisitId>,
    /// The label, if it is one that we issued.
    pub label: Option<Label>,
    /// What the station said.
    pub said: Said,
    /// The rule that refused, if the records did.
    pub rule: Option<String>,
    /// What the station waits for.
    pub next: Next,
}

impl About for ScanRefused {
    fn subjects(&self) -> Vec<Subject> {
        let visit = self.visit.iter().map(Into::into);
        visit.chain(self.label.iter().map(Into::into)).collect()
    }
}
