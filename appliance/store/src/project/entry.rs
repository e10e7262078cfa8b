//! The entry that a fact stands in, as far as tables need it. The fact itself is not in it.

use doublelock_domain::ids::PersonId;
use doublelock_domain::time::Timestamp;

/// What the leaf of a fact says beside its act.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Entry<'a> {
    /// Its number.
    pub(crate) sequence: u64,
    /// When.
    pub(crate) at: Timestamp,
    /// Who.
    pub(crate) actor: &'a PersonId,
}
