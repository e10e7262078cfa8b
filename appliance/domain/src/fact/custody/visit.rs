//! Double-lock visits, and what was refused in them or at a station.

use serde::{Deserialize, Serialize};

use crate::case::EnteredText;
use crate::custody::station::{Next, Said};
use crate::custody::visit::{Balance, Verdict, VisitPurpose, VisitState, VisitStep};
use crate::fact::{About, KeyStep, Sealed, Section, Subject};
use crate::ids::{ItemId, LocationId, PersonId, Reference, VisitId};
use crate::label::Label;
use crate::time::Timestamp;

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
    pub words: Sealed<EnteredText>,
}

impl About for VisitExtended {
    fn subjects(&self) -> Vec<Subject> {
        vec![
            (&self.visit).into(),
            (&self.first).into(),
            (&self.second).into(),
        ]
    }

    fn sections(&mut self) -> Vec<&mut dyn Section> {
        vec![&mut self.words]
    }

    fn keys(&self) -> Vec<KeyStep> {
        vec![KeyStep::alone(&self.visit)]
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
