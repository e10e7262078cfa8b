//! Facts of erasing records, and of the keys above them.

use serde::{Deserialize, Serialize};

use super::{About, KeyStep, Subject};
use crate::erasure::Authority;
use crate::ids::PersonId;

/// The keys of a record were destroyed: nobody reads it any more, in whatever copy.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RecordErased {
    /// The patient, or the case.
    pub record: Subject,
    /// Whose keys: the record’s own first, then all under it.
    pub keys: Vec<Subject>,
    /// Generations that wrapped them at that moment: until the last of these is destroyed, a
    /// copy of the records from before still opens.
    pub generations: Vec<String>,
    /// On whose authority.
    pub authority: Authority,
    /// The second person; the first acts. None where the appliance erases again what two people had
    /// erased before: in an older copy of the records that was put back.
    pub second: Option<PersonId>,
}

impl About for RecordErased {
    fn subjects(&self) -> Vec<Subject> {
        let second = self.second.iter().map(Into::into);
        std::iter::once(self.record.clone()).chain(second).collect()
    }

    fn mentions(&self) -> Vec<Subject> {
        self.keys.clone()
    }

    fn keys(&self) -> Vec<KeyStep> {
        self.keys
            .iter()
            .cloned()
            .map(|of| KeyStep::Destroyed { of })
            .collect()
    }
}

/// An erasure was carried to its end: every section of the record was tried and none opened,
/// and the generation that had wrapped its keys is gone.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ErasureFinished {
    /// Number of the entry that destroyed the keys.
    pub erasure: u64,
    /// The record.
    pub record: Subject,
    /// Sections of it that were tried.
    pub sections: u64,
    /// Objects of it that are gone from the vault.
    pub objects: u64,
    /// Generations that had wrapped its keys, and are destroyed. A copy of the records made
    /// before opens nothing of it without one of them.
    pub generations: Vec<String>,
}

impl About for ErasureFinished {
    fn subjects(&self) -> Vec<Subject> {
        vec![self.record.clone()]
    }
}

/// The topmost keys of records were wrapped anew, and older generations destroyed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct KeysRotated {
    /// The generation that wraps them now.
    pub generation: String,
    /// Generations that were destroyed.
    pub destroyed: Vec<String>,
}

impl About for KeysRotated {
    fn subjects(&self) -> Vec<Subject> {
        Vec::new()
    }
}
