//! Facts of the vault: what was kept that is no part of anybody's record, what was found when
//! it was read again, and what went.

use serde::{Deserialize, Serialize};

use super::{About, Subject};
use crate::ids::ObjectId;
use crate::object::StoredObject;

/// An object, and whose it is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ObjectOf {
    /// The object.
    pub object: ObjectId,
    /// The record; none if it is the site's own.
    pub record: Option<Subject>,
}

/// The records of some objects, each once.
fn records(objects: &[ObjectOf]) -> Vec<Subject> {
    let mut all: Vec<Subject> = objects.iter().filter_map(|of| of.record.clone()).collect();
    all.sort();
    all.dedup();
    all
}

/// The key that signs packages was made.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SignerMade {
    /// The object that holds it.
    pub object: StoredObject,
    /// SHA-256 of its certificate, in hexadecimal.
    pub certificate_sha256: String,
}

impl About for SignerMade {
    fn subjects(&self) -> Vec<Subject> {
        Vec::new()
    }
}

/// Objects are not in the vault as they were stored: altered, or gone. At most 500 at once.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ObjectsDamaged {
    /// Which.
    pub objects: Vec<ObjectOf>,
}

impl About for ObjectsDamaged {
    fn subjects(&self) -> Vec<Subject> {
        Vec::new()
    }

    fn mentions(&self) -> Vec<Subject> {
        records(&self.objects)
    }
}

/// Objects that had been damaged are in the vault again as they were stored. At most 500 at
/// once.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ObjectsSound {
    /// Which.
    pub objects: Vec<ObjectOf>,
}

impl About for ObjectsSound {
    fn subjects(&self) -> Vec<Subject> {
        Vec::new()
    }

    fn mentions(&self) -> Vec<Subject> {
        records(&self.objects)
    }
}

/// Objects that had been condemned are gone from the vault. At most 500 at once.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ObjectsDestroyed {
    /// Which.
    pub objects: Vec<ObjectOf>,
}

impl About for ObjectsDestroyed {
    fn subjects(&self) -> Vec<Subject> {
        Vec::new()
    }

    fn mentions(&self) -> Vec<Subject> {
        records(&self.objects)
    }
}

/// The appliance read objects of the vault again and held them against the journal.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct VaultRead {
    /// Objects that were read.
    pub objects: u64,
    /// How many of them are not as they were stored.
    pub damaged: u64,
    /// Objects that were due and were not read this time.
    pub left: u64,
}

impl About for VaultRead {
    fn subjects(&self) -> Vec<Subject> {
        Vec::new()
    }
}
