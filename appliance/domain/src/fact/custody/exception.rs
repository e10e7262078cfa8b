//! What does not balance: opened, given to somebody, followed, closed, opened again.

use serde::{Deserialize, Serialize};

use crate::case::EnteredText;
use crate::custody::exception::{Concern, ExceptionExit, ExceptionKind, ExceptionStep};
use crate::fact::{About, Sealed, Section, Subject};
use crate::ids::{ExceptionId, PersonId};
use crate::time::Timestamp;

impl Concern {
    /// The exception, with the parcel, the visit and the article that it is about.
    fn subjects(&self, of: &ExceptionId) -> Vec<Subject> {
        let mut about: Vec<Subject> = vec![of.into()];
        about.extend(self.shipment.iter().map(Into::into));
        about.extend(self.visit.iter().map(Into::into));
        about.extend(self.item.iter().map(Into::into));
        about
    }
}

/// Something does not balance.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ExceptionOpened {
    /// Which.
    pub exception: ExceptionId,
    /// What does not balance.
    pub kind: ExceptionKind,
    /// What it is about.
    pub concern: Concern,
    /// Who answers for it; none if it is the desk.
    pub owner: Option<PersonId>,
    /// Until when the next thing must be done.
    pub due: Timestamp,
    /// From when it is to be treated as lost.
    pub lost_from: Option<Timestamp>,
}

impl About for ExceptionOpened {
    fn subjects(&self) -> Vec<Subject> {
        self.concern.subjects(&self.exception)
    }
}

/// Somebody answers for an exception from now on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ExceptionAssigned {
    /// Which.
    pub exception: ExceptionId,
    /// What it is about.
    pub concern: Concern,
    /// Who; none if it is the desk.
    pub owner: Option<PersonId>,
}

impl About for ExceptionAssigned {
    fn subjects(&self) -> Vec<Subject> {
        let mut about = self.concern.subjects(&self.exception);
        about.extend(self.owner.iter().map(Into::into));
        about
    }
}

/// Something was done about an exception, which stays open.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ExceptionFollowed {
    /// Which.
    pub exception: ExceptionId,
    /// What it is about.
    pub concern: Concern,
    /// What was done.
    pub step: ExceptionStep,
    /// Until when the next thing must be done.
    pub due: Timestamp,
    /// Whom, what, with which answer; as entered.
    pub words: Sealed<EnteredText>,
}

impl About for ExceptionFollowed {
    fn subjects(&self) -> Vec<Subject> {
        self.concern.subjects(&self.exception)
    }

    fn sections(&mut self) -> Vec<&mut dyn Section> {
        vec![&mut self.words]
    }
}

/// An exception has its exit.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ExceptionClosed {
    /// Which.
    pub exception: ExceptionId,
    /// What it is about.
    pub concern: Concern,
    /// How it ended.
    pub exit: ExceptionExit,
    /// The reason, as entered; none if an act says it.
    pub words: Option<Sealed<EnteredText>>,
}

impl About for ExceptionClosed {
    fn subjects(&self) -> Vec<Subject> {
        self.concern.subjects(&self.exception)
    }

    fn sections(&mut self) -> Vec<&mut dyn Section> {
        let words = self.words.iter_mut();
        words.map(|words| words as &mut dyn Section).collect()
    }
}

/// The exit of an exception was a mistake, and it is open again.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ExceptionReopened {
    /// Which.
    pub exception: ExceptionId,
    /// What it is about.
    pub concern: Concern,
    /// Until when the next thing must be done.
    pub due: Timestamp,
}

impl About for ExceptionReopened {
    fn subjects(&self) -> Vec<Subject> {
        self.concern.subjects(&self.exception)
    }
}
