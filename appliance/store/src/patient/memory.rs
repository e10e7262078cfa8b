//! Where the names of everybody on file are in memory. Who reads them into it, and searches, is in
//! [`super::names`].

use std::collections::BTreeSet;
use std::sync::{PoisonError, RwLock, RwLockReadGuard, RwLockWriteGuard};

use doublelock_domain::identity::index::NameIndex;

/// Everybody on file, by name.
#[derive(Default)]
pub(crate) struct Names(RwLock<Memory>);

#[derive(Default)]
pub(super) struct Memory {
    pub(super) index: NameIndex,
    /// The last section that was read of a patient's record, and of a case.
    pub(super) records: i64,
    pub(super) cases: i64,
    /// Entries of the journal before this one were looked at for erasures.
    pub(super) erasures: i64,
    /// Names that did not open when they were read: damaged, or their keys were being wrapped
    /// anew just then. They are tried again each time.
    pub(super) missing: BTreeSet<i64>,
}

impl Names {
    pub(super) fn look(&self) -> RwLockReadGuard<'_, Memory> {
        // Whoever panicked left whole names.
        self.0.read().unwrap_or_else(PoisonError::into_inner)
    }

    pub(super) fn change(&self) -> RwLockWriteGuard<'_, Memory> {
        self.0.write().unwrap_or_else(PoisonError::into_inner)
    }
}
