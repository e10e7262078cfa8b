//! Facts of the front door: who came in, who left, what was refused.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use super::{About, Subject};
use crate::access::DutyName;
use crate::ids::{PersonId, SessionId};
use crate::session::EndReason;

/// A person as the staff directory described them. Staff are not patients: their names
/// stay in the journal.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Staff {
    /// Who.
    pub person: PersonId,
    /// entryUUID or objectGUID, prefixed by the kind.
    pub stable_id: String,
    /// Name to show.
    pub name: String,
    /// Preferred language, if the directory says.
    pub language: Option<String>,
}

/// The appliance begins to keep this journal and is its first actor.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ApplianceInstalled {
    /// The appliance as an actor.
    pub appliance: Staff,
}

impl About for ApplianceInstalled {
    fn subjects(&self) -> Vec<Subject> {
        vec![(&self.appliance.person).into()]
    }
}

/// Somebody signed in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SessionOpened {
    /// Who.
    pub who: Staff,
    /// Their session.
    pub session: SessionId,
    /// Duties the directory gives.
    pub duties: BTreeSet<DutyName>,
}

impl About for SessionOpened {
    fn subjects(&self) -> Vec<Subject> {
        vec![(&self.who.person).into(), (&self.session).into()]
    }
}

/// A sign-in was refused.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SignInRefused {
    /// A word of ours, never what was typed.
    pub reason: String,
    /// From where.
    pub address: String,
}

impl About for SignInRefused {
    fn subjects(&self) -> Vec<Subject> {
        Vec::new()
    }
}

/// A second person proved who they are within another's session.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PersonVouched {
    /// Who.
    pub who: Staff,
    /// Duties the directory gives.
    pub duties: BTreeSet<DutyName>,
}

impl About for PersonVouched {
    fn subjects(&self) -> Vec<Subject> {
        vec![(&self.who.person).into()]
    }
}

/// A session was closed by its person.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SessionClosed {
    /// Which.
    pub session: SessionId,
    /// Whose.
    pub person: PersonId,
}

impl About for SessionClosed {
    fn subjects(&self) -> Vec<Subject> {
        vec![(&self.session).into(), (&self.person).into()]
    }
}

/// A session was ended by the appliance, or by somebody else.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SessionEnded {
    /// Which.
    pub session: SessionId,
    /// Whose.
    pub person: PersonId,
    /// Why.
    pub reason: EndReason,
}

impl About for SessionEnded {
    fn subjects(&self) -> Vec<Subject> {
        vec![(&self.session).into(), (&self.person).into()]
    }
}

/// Somebody tried to open what is not open to them, once or often: see [`crate::pacing`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AccessRefused {
    /// Who, if anybody was signed in.
    pub person: Option<PersonId>,
    /// Method and route, without its parameters; `*` if it was several.
    pub route: String,
    /// What was asked for, if it has a shape of ours and is one refusal.
    pub subject: Option<String>,
    /// How many refusals this entry stands for, all within a minute.
    pub count: u32,
}

impl About for AccessRefused {
    fn subjects(&self) -> Vec<Subject> {
        self.person.iter().map(Into::into).collect()
    }
}
