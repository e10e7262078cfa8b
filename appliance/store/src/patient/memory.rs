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
    /// Which sections were read of patients' records, and of cases.
    pub(super) records: Read,
    pub(super) cases: Read,
    /// Entries of the journal before this one were looked at for erasures.
    pub(super) erasures: i64,
    /// Names that did not open when they were read: damaged, or their keys were being wrapped
    /// anew just then. They are tried again each time.
    pub(super) missing: BTreeSet<i64>,
}

/// How far the sections of one table were read: the newest first, for who was entered last is
/// searched most.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) enum Read {
    /// Nothing of it.
    #[default]
    Nothing,
    /// From one number to before another; what is older is yet to be read.
    Between(i64, i64),
    /// All before a number.
    Before(i64),
}

impl Read {
    /// From which number on nothing was read, if the reading begins at `end` now.
    pub(super) const fn newer(self, end: i64) -> i64 {
        match self {
            Self::Nothing => end,
            Self::Between(_, top) | Self::Before(top) => top,
        }
    }

    /// Before which number nothing was read; none once there is nothing older.
    pub(super) const fn older(self, end: i64) -> Option<i64> {
        match self {
            Self::Nothing => Some(end),
            Self::Between(bottom, _) => Some(bottom),
            Self::Before(_) => None,
        }
    }
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
