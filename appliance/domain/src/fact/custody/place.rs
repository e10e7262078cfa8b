//! Labels, places and their locks.

use serde::{Deserialize, Serialize};

use crate::custody::location::{BarrierKind, LocationKind};
use crate::fact::{About, Subject};
use crate::ids::{LabelBatchId, LocationId};
use crate::label::{Label, LabelClass};

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
