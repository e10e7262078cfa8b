//! The servers of the directory: which is asked first, which rests, what is told of it.
//!
//! They are asked in the configured order. One that did not serve rests for a minute: it is asked
//! after all others, so that whoever signs in waits for a dead server once a minute at the most,
//! and the configured order comes back by itself. The log gets one line when a server stops
//! serving, one for each other way in which it fails, and one, with the number of failures, when it serves
//! again.
//!
//! Left out: asking, and how long one may take.

use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use tokio::time::Instant;

use crate::failure::Failure;
use crate::wire::Target;

/// How long a server that did not serve is asked last.
const REST: Duration = Duration::from_mins(1);

/// All of them, and what is known of each.
pub(crate) struct Servers {
    targets: Vec<Target>,
    known: Mutex<Vec<Known>>,
}

/// What is known of one.
#[derive(Default)]
struct Known {
    /// Failures since it last served, and the ways that the log knows.
    failures: u64,
    told: Vec<Failure>,
    rests_until: Option<Instant>,
}

impl Servers {
    pub(crate) fn new(targets: Vec<Target>) -> Self {
        let known = targets.iter().map(|_| Known::default()).collect();
        Self {
            targets,
            known: Mutex::new(known),
        }
    }

    fn known(&self) -> MutexGuard<'_, Vec<Known>> {
        self.known.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The server at this place of the configuration.
    pub(crate) fn target(&self, at: usize) -> Option<&Target> {
        self.targets.get(at)
    }

    /// The places of the configuration in the order in which to ask.
    pub(crate) fn order(&self, now: Instant) -> Vec<usize> {
        let known = self.known();
        let rests = |at: &usize| {
            let known = known.get(*at).and_then(|known| known.rests_until);
            known.is_some_and(|until| now < until)
        };
        let mut order: Vec<usize> = (0..self.targets.len()).collect();
        order.sort_by_key(rests);
        order
    }

    /// It answered as it should.
    pub(crate) fn served(&self, at: usize) {
        let mut known = self.known();
        let Some(known) = known.get_mut(at) else {
            return;
        };
        if known.failures > 0 {
            let failures = known.failures;
            tracing::info!(server = at, failures, "a directory server serves again");
        }
        *known = Known::default();
    }

    /// It did not.
    pub(crate) fn failed(&self, at: usize, failure: Failure, now: Instant) {
        let mut known = self.known();
        let Some(known) = known.get_mut(at) else {
            return;
        };
        known.failures = known.failures.saturating_add(1);
        known.rests_until = Some(now + REST);
        if !known.told.contains(&failure) {
            known.told.push(failure);
            tracing::warn!(server = at, %failure, "a directory server does not serve");
        }
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests")]

    use super::*;
    use crate::failure::Silence;

    fn three() -> Servers {
        let targets = [
            "ldaps://one.example",
            "ldaps://two.example",
            "ldaps://three.example",
        ];
        let target = |url: &&str| Target::of(&url.parse().unwrap(), false, false).unwrap();
        Servers::new(targets.iter().map(target).collect())
    }

    #[test]
    fn a_server_that_does_not_serve_is_asked_last_for_a_minute() {
        let (servers, now) = (three(), Instant::now());
        assert_eq!(servers.order(now), [0, 1, 2]);
        servers.failed(0, Silence::Busy.into(), now);
        assert_eq!(servers.order(now), [1, 2, 0]);
        servers.failed(1, Silence::Late.into(), now + REST / 2);
        assert_eq!(servers.order(now + REST / 2), [2, 0, 1]);
        assert_eq!(servers.order(now + REST), [0, 2, 1]);
        assert_eq!(servers.order(now + REST * 2), [0, 1, 2]);
    }

    #[test]
    fn a_server_that_serves_rests_no_longer() {
        let (servers, now) = (three(), Instant::now());
        servers.failed(0, Silence::Broken.into(), now);
        servers.served(0);
        assert_eq!(servers.order(now), [0, 1, 2]);
    }

    #[test]
    fn where_all_fail_the_configured_order_holds() {
        let (servers, now) = (three(), Instant::now());
        for at in [2, 0, 1] {
            servers.failed(at, Silence::NoConnection.into(), now);
        }
        assert_eq!(servers.order(now), [0, 1, 2]);
    }
}
