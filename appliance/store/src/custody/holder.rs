//! Who or what holds an article, as stored and for people. Who that is by name is looked up in
//! [`super::names`].

use doublelock_domain::custody::holder::{Holder, HolderKind};
use doublelock_domain::fact::Reading;
use doublelock_domain::ids::{Reference, ShipmentId};

use crate::columns::{malformed, stored};
use crate::error::Result;

/// Who or what holds an article, for people.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HolderView {
    /// Kind of holder.
    pub kind: HolderKind,
    /// Path of a place, name of a person, carrier or recipient.
    pub name: Reading<String>,
    /// The shipment, when it is one of its stages.
    pub shipment: Option<(ShipmentId, Reference)>,
}

/// Reads a stored holder.
pub(super) fn read(kind: &str, reference: &str) -> Result<Holder> {
    Holder::from_parts(stored(kind)?, reference).map_err(|_| malformed::<Holder>())
}

/// What is with somebody else, or is nothing any more, waits for nobody.
pub(super) const HERE: [HolderKind; 3] =
    [HolderKind::Location, HolderKind::Person, HolderKind::Parcel];
