//! The clock of days that are lived through again.

use std::sync::atomic::{AtomicI64, Ordering};

use doublelock_domain::time::{Clock, Span, Standing, Timestamp};

/// Stands still until it is moved, and only ever forward.
#[derive(Debug)]
pub(super) struct DayClock(AtomicI64);

impl DayClock {
    pub(super) const fn at(now: Timestamp) -> Self {
        Self(AtomicI64::new(now.micros()))
    }

    /// Some time passes.
    pub(super) fn advance(&self, span: Span) {
        self.0.fetch_add(span.micros().max(0), Ordering::SeqCst);
    }

    /// It gets that late; if it is later already, nothing happens.
    pub(super) fn reach(&self, then: Timestamp) {
        self.0.fetch_max(then.micros(), Ordering::SeqCst);
    }
}

impl Clock for DayClock {
    fn now(&self) -> Timestamp {
        // A microsecond a look: no two acts are quite at once.
        Timestamp::from_micros(self.0.fetch_add(1, Ordering::SeqCst))
    }

    /// There is no wall clock beside it.
    fn compare(&self) -> Standing {
        Standing::Together
    }
}
