//! What the edge tells the operator, each kind counted instead of repeated. No address and no
//! path: they would be personal data here.

use tokio::time::Instant;

use crate::repeated::Repeated;

/// Kinds of lines.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Notice {
    /// A connection could not be accepted; most likely no descriptor is left.
    Accept,
    /// A connection found no place.
    Full,
    /// The backend accepts no connections.
    NoBackend,
    /// The backend broke an exchange off.
    Broken,
    /// A request found too many others waiting.
    Crowded,
    /// A request waited too long for its turn.
    Waited,
    /// A connection was closed because it took too many requests back.
    Wasteful,
    /// An answer was given up because its client took it too slowly.
    Reader,
}

const ALL: [Notice; 8] = [
    Notice::Accept,
    Notice::Full,
    Notice::NoBackend,
    Notice::Broken,
    Notice::Crowded,
    Notice::Waited,
    Notice::Wasteful,
    Notice::Reader,
];

/// One counter for each kind.
#[derive(Default)]
pub(crate) struct Notices([Repeated; ALL.len()]);

impl Notices {
    /// Something of this kind happened.
    pub(crate) fn note(&self, notice: Notice) {
        let kind = &self.0[notice as usize];
        if let Some(times) = kind.happened(Instant::now().into_std()) {
            notice.say(times);
        }
    }

    /// Says what was held back and is due.
    pub(crate) fn catch_up(&self, now: Instant) {
        for notice in ALL {
            if let Some(times) = self.0[notice as usize].due(now.into_std()) {
                notice.say(times);
            }
        }
    }
}

impl Notice {
    fn say(self, times: u64) {
        match self {
            Self::Accept => tracing::warn!(times, "a connection could not be accepted"),
            Self::Full => tracing::warn!(times, "a connection found no place"),
            Self::NoBackend => tracing::warn!(times, "the backend accepts no connection"),
            Self::Broken => tracing::warn!(times, "the backend broke off before its answer"),
            Self::Crowded => tracing::warn!(times, "a request found too many others waiting"),
            Self::Waited => tracing::warn!(times, "a request waited too long for its turn"),
            Self::Wasteful => {
                tracing::warn!(times, "a connection that took requests back was closed");
            }
            Self::Reader => tracing::info!(times, "an answer was given up: its reader is too slow"),
        }
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;
    use std::sync::atomic::{AtomicUsize, Ordering};

    use tracing::span::{Attributes, Id, Record};
    use tracing::{Event, Metadata, Subscriber};

    use super::*;

    /// Counts lines.
    #[derive(Clone, Default)]
    struct Lines(Arc<AtomicUsize>);

    impl Subscriber for Lines {
        fn enabled(&self, _: &Metadata<'_>) -> bool {
            true
        }

        fn new_span(&self, _: &Attributes<'_>) -> Id {
            Id::from_u64(1)
        }

        fn record(&self, _: &Id, _: &Record<'_>) {}

        fn record_follows_from(&self, _: &Id, _: &Id) {}

        fn event(&self, _: &Event<'_>) {
            self.0.fetch_add(1, Ordering::SeqCst);
        }

        fn enter(&self, _: &Id) {}

        fn exit(&self, _: &Id) {}
    }

    #[test]
    fn fifty_five_thousand_happenings_of_one_kind_are_one_line() {
        let lines = Lines::default();
        tracing::subscriber::with_default(lines.clone(), || {
            let notices = Notices::default();
            for _ in 0..55_000 {
                notices.note(Notice::Broken);
            }
            assert_eq!(lines.0.load(Ordering::SeqCst), 1);
            for notice in ALL {
                notices.note(notice);
            }
        });
        assert_eq!(lines.0.load(Ordering::SeqCst), ALL.len());
    }
}
