//! What happened to an article.

use serde::{Deserialize, Serialize};

use crate::custody::description::Description;
use crate::custody::holder::Holder;
use crate::custody::item::{Condition, EventKind, ItemKind, ItemState, Transition};
use crate::custody::shipment::{LineOutcome, ReceivedLine};
use crate::custody::visit::Verdict;
use crate::fact::{About, KeyStep, Sealed, Section, Subject};
use crate::ids::{CaseId, ExceptionId, ItemId, PersonId, RequestId, ShipmentId, VisitId};
use crate::label::Label;

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

/// What an article is and whose, as its first event says it; and again, if its reception was
/// taken back and it comes out of a parcel once more, which may be another one.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NewArticle {
    /// What it is.
    pub kind: ItemKind,
    /// Whose it is; none if it was made here.
    pub words: Option<Sealed<Owner>>,
    /// Its case.
    pub case: Option<CaseId>,
    /// The request it was made for.
    pub request: Option<RequestId>,
}

/// Whose an article is.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Owner {
    /// As the announcement named the sender; none if the parcel did not say.
    pub owner: Option<String>,
}

/// The label that another establishment stuck on an article.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ForeignLabel {
    /// What a scanner reads on it.
    pub code: String,
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
        /// What it is, as this parcel was announced.
        article: NewArticle,
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
    /// Its parcel came back from the carrier, and it is in there.
    CameBack {
        /// The parcel.
        shipment: ShipmentId,
        /// Lines that name it and count as packed again; none while the seal says that all is there.
        lines: Vec<u32>,
    },
    /// It had left, and came out of a parcel that its recipient sent.
    Returned {
        /// The parcel that it came out of.
        shipment: ShipmentId,
        /// The line it is.
        line: ReceivedLine,
    },
    /// That the recipient holds it had been said by mistake.
    ReceiptTakenBack {
        /// The parcel.
        shipment: ShipmentId,
    },
    /// It was given, at the counter, to whoever asked for it.
    HandedOver {
        /// The request that it answers.
        request: RequestId,
    },
    /// A disc that nobody waits for was destroyed.
    Destroyed {
        /// The request that it was made for.
        request: RequestId,
    },
    /// Its condition was looked at.
    ConditionReported {
        /// While receiving this shipment.
        shipment: ShipmentId,
        /// Lines that count otherwise now.
        lines: Vec<u32>,
        /// As what: damaged, or received whole, where it had been said by mistake.
        outcome: LineOutcome,
    },
    /// Another establishment's label was recorded for it.
    ExternalIdLinked {
        /// That label.
        words: Sealed<ForeignLabel>,
    },
    /// Nobody knew whose it is; somebody said it, or set it right.
    Identified {
        /// The case it belongs to from now on.
        case: CaseId,
        /// What it is, as it was received.
        item_kind: ItemKind,
    },
    /// It was said what it is and what is seen on it, or set right.
    Described {
        /// The case it belongs to at that moment.
        case: Option<CaseId>,
        /// What it is from now on.
        item_kind: ItemKind,
        /// What is seen on it; none if nothing is said.
        words: Option<Sealed<Description>>,
    },
    /// It was not where it should be, and was found.
    Found {
        /// The exception that said so.
        exception: ExceptionId,
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
            Self::CameBack { .. } => EventKind::CameBack,
            Self::Returned { .. } => EventKind::Returned,
            Self::HandedOver { .. } => EventKind::HandedOver,
            Self::Destroyed { .. } => EventKind::Destroyed,
            Self::ConditionReported { .. } => EventKind::ConditionReported,
            Self::ExternalIdLinked { .. } => EventKind::ExternalIdLinked,
            Self::Relabelled { .. } => EventKind::Relabelled,
            Self::Identified { .. } => EventKind::Identified,
            Self::Described { .. } => EventKind::Described,
            Self::Found { .. } => EventKind::Found,
            Self::ReceptionTakenBack { .. }
            | Self::MovementTakenBack { .. }
            | Self::PackingTakenBack { .. }
            | Self::ReceiptTakenBack { .. } => EventKind::Corrected,
        }
    }

    /// Of which case it is and what, if this says so.
    pub const fn is_said_to_be(&self) -> Option<(Option<&CaseId>, ItemKind)> {
        match self {
            Self::Identified { case, item_kind } => Some((Some(case), *item_kind)),
            Self::Described {
                case, item_kind, ..
            } => Some((case.as_ref(), *item_kind)),
            Self::Registered { article } | Self::Received { article, .. } => {
                Some((article.case.as_ref(), article.kind))
            }
            _ => None,
        }
    }

    /// It tells where the article was at that moment. What is decided or said of it at a desk does not.
    pub const fn sees_it(&self) -> bool {
        !matches!(self, Self::Described { .. } | Self::Identified { .. })
    }

    /// The shipment it happened with.
    pub const fn shipment(&self) -> Option<&ShipmentId> {
        match self {
            Self::Received { shipment, .. }
            | Self::Packed { shipment, .. }
            | Self::Dispatched { shipment }
            | Self::ReceiptConfirmed { shipment }
            | Self::ReceiptTakenBack { shipment }
            | Self::CameBack { shipment, .. }
            | Self::Returned { shipment, .. }
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

    /// What it is from then on, if this says so.
    pub const fn article(&self) -> Option<&NewArticle> {
        match self {
            Self::Registered { article } | Self::Received { article, .. } => Some(article),
            _ => None,
        }
    }
}

impl Transition {
    /// The fact of it: this transition of this article, with what it changed beside it.
    pub fn fact(self, item: ItemId, label: Label, what: Happening) -> CustodyEvent {
        CustodyEvent {
            item,
            label,
            seq: self.seq,
            from: self.from,
            to: self.to,
            condition: self.condition,
            what,
        }
    }
}

impl ItemState {
    /// The state after an event that was written down.
    pub fn apply(event: &CustodyEvent) -> Self {
        Self {
            holder: event.to.clone(),
            seq: event.seq,
            condition: event.condition,
        }
    }

    /// Whether an event is the next link of this chain (I2).
    pub fn continues(&self, event: &CustodyEvent) -> bool {
        event.seq == self.seq.saturating_add(1) && event.from.as_ref() == Some(&self.holder)
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
        if let Happening::HandedOver { request } | Happening::Destroyed { request } = &self.what {
            about.push(request.into());
        }
        if let Some(within) = self.what.within() {
            about.push((&within.visit).into());
            about.push((&within.witness).into());
        }
        if let Happening::Identified { case, .. }
        | Happening::Described {
            case: Some(case), ..
        } = &self.what
        {
            about.push(case.into());
        }
        if let Happening::Found { exception } = &self.what {
            about.push(exception.into());
        }
        if let Some(article) = self.what.article() {
            about.extend(article.case.iter().map(Into::into));
            about.extend(article.request.iter().map(Into::into));
        }
        about
    }

    fn sections(&mut self) -> Vec<&mut dyn Section> {
        match &mut self.what {
            Happening::Registered { article } | Happening::Received { article, .. } => {
                article.section()
            }
            Happening::ExternalIdLinked { words } => vec![words],
            Happening::Described {
                words: Some(words), ..
            } => vec![words],
            _ => Vec::new(),
        }
    }

    fn keys(&self) -> Vec<KeyStep> {
        // What was said of it while it was nobody's goes with the record that it belongs to.
        if let Happening::Identified { case, .. } = &self.what {
            return vec![KeyStep::Moved {
                of: (&self.item).into(),
                under: Some(case.into()),
            }];
        }
        // What is seen on it is its own, whichever record it turns out to be of.
        if let Happening::Described {
            case,
            words: Some(_),
            ..
        } = &self.what
        {
            return vec![match case {
                Some(case) => KeyStep::part(&self.item, case),
                None => KeyStep::alone(&self.item),
            }];
        }
        let words = match &self.what {
            Happening::ExternalIdLinked { words } => Some(words.of()),
            what => what
                .article()
                .and_then(|article| article.words.as_ref())
                .map(Sealed::of),
        };
        words.map_or_else(Vec::new, |of| KeyStep::alone_if(of, &self.item))
    }
}

impl NewArticle {
    fn section(&mut self) -> Vec<&mut dyn Section> {
        self.words
            .iter_mut()
            .map(|words| words as &mut dyn Section)
            .collect()
    }
}
