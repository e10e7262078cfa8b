//! Whose turn it is to write: one at a time, in lanes, and nobody waits for ever.
//!
//! Only one unit writes at a moment: SQLite has one writer, and appenders to one journal follow
//! each other on PostgreSQL too. The databases' own queues are not fair (SQLite's is none at all),
//! so those of this process queue here first. Each lane has a time by which it hopes to be
//! served; whoever's hope ends first is next. So what stands at a scanner goes before a page,
//! and a page that has waited goes before a scan that has just come: no lane starves another.

use std::collections::BTreeMap;
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use doublelock_domain::access::{Duty, DutyName};

use crate::error::{Error, Result};

/// Longest wait for a turn.
const PATIENCE: Duration = Duration::from_secs(5);

/// What is to be written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Lane {
    /// What arrives over the network, and what stands at a scanner.
    Intake,
    /// Somebody acts at a page.
    Act,
    /// Somebody looked: what they saw is written down before they see it.
    Opening,
    /// Work of the appliance that nobody waits for.
    Upkeep,
}

impl Lane {
    /// The lane of whoever acts under a duty.
    pub(crate) const fn of<D: Duty>() -> Self {
        match D::NAME {
            DutyName::Reception | DutyName::Custody => Self::Intake,
            DutyName::Clockwork => Self::Upkeep,
            _ => Self::Act,
        }
    }

    /// How long it may wait before it goes ahead of everything that comes later.
    const fn hopes(self) -> Duration {
        Duration::from_millis(match self {
            Self::Intake => 0,
            Self::Act => 15,
            Self::Opening => 30,
            Self::Upkeep => 120,
        })
    }
}

#[derive(Debug, Default)]
struct Queue {
    taken: bool,
    tickets: u64,
    /// By ticket: when its hope ends.
    waiting: BTreeMap<u64, Instant>,
}

impl Queue {
    /// Somebody begins to wait in a lane at `now`; their ticket.
    fn enter(&mut self, lane: Lane, now: Instant) -> u64 {
        self.tickets += 1;
        self.waiting.insert(self.tickets, now + lane.hopes());
        self.tickets
    }

    /// The ticket whose hope ends first; of two, the one that was drawn first.
    fn next(&self) -> Option<u64> {
        let by_hope = |(ticket, hope): &(&u64, &Instant)| (**hope, **ticket);
        self.waiting
            .iter()
            .min_by_key(by_hope)
            .map(|(ticket, _)| *ticket)
    }
}

/// The queue of those who write.
#[derive(Debug, Default)]
pub(crate) struct Turns {
    queue: Mutex<Queue>,
    moved: Condvar,
}

/// A turn; given back when it is dropped.
#[derive(Debug)]
pub(crate) struct Turn<'a>(&'a Turns);

impl Turns {
    fn queue(&self) -> MutexGuard<'_, Queue> {
        // Whoever panicked held a number or two: the queue is whole.
        self.queue.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Waits for a turn in a lane. [`Error::Busy`] after five seconds.
    pub(crate) fn wait(&self, lane: Lane) -> Result<Turn<'_>> {
        let begun = Instant::now();
        let mut queue = self.queue();
        let ticket = queue.enter(lane, begun);
        loop {
            if !queue.taken && queue.next() == Some(ticket) {
                queue.taken = true;
                queue.waiting.remove(&ticket);
                return Ok(Turn(self));
            }
            let left = PATIENCE.saturating_sub(begun.elapsed());
            if left.is_zero() {
                queue.waiting.remove(&ticket);
                self.moved.notify_all();
                return Err(Error::Busy);
            }
            queue = self
                .moved
                .wait_timeout(queue, left)
                .unwrap_or_else(PoisonError::into_inner)
                .0;
        }
    }
}

impl Drop for Turn<'_> {
    fn drop(&mut self) {
        self.0.queue().taken = false;
        self.0.moved.notify_all();
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests")]
    use super::*;
    use std::sync::Arc;

    /// In which order those are served who came, each so many milliseconds after the first.
    fn order(came: &[(Lane, &'static str, u64)]) -> Vec<&'static str> {
        let begun = Instant::now();
        let mut queue = Queue::default();
        let mut names = BTreeMap::new();
        for (lane, name, after) in came {
            let ticket = queue.enter(*lane, begun + Duration::from_millis(*after));
            names.insert(ticket, *name);
        }
        let mut served = Vec::new();
        while let Some(ticket) = queue.next() {
            queue.waiting.remove(&ticket);
            served.push(names[&ticket]);
        }
        served
    }

    #[test]
    fn a_scan_goes_before_a_page_and_those_of_one_lane_in_their_order() {
        let came = [
            (Lane::Upkeep, "job", 0),
            (Lane::Opening, "page", 0),
            (Lane::Act, "first", 0),
            (Lane::Act, "second", 0),
            (Lane::Intake, "scan", 10),
        ];
        assert_eq!(order(&came), ["scan", "first", "second", "page", "job"]);
    }

    #[test]
    fn whoever_waited_longer_than_they_hoped_goes_before_what_comes_later() {
        let came = [
            (Lane::Upkeep, "job", 0),
            (Lane::Opening, "page", 0),
            (Lane::Intake, "scan", 60),
            (Lane::Intake, "late scan", 150),
        ];
        assert_eq!(order(&came), ["page", "scan", "job", "late scan"]);
    }

    #[test]
    fn a_turn_is_one_at_a_time_and_never_lost() {
        let turns = Arc::new(Turns::default());
        let inside = Arc::new(Mutex::new(0_u32));
        std::thread::scope(|scope| {
            for n in 0..8 {
                let (turns, inside) = (&turns, &inside);
                scope.spawn(move || {
                    let lane = [Lane::Intake, Lane::Act, Lane::Opening, Lane::Upkeep][n % 4];
                    for _ in 0..200 {
                        let _turn = turns.wait(lane).unwrap();
                        let mut alone = inside.try_lock().unwrap();
                        *alone += 1;
                    }
                });
            }
        });
        assert_eq!(*inside.lock().unwrap(), 1600);
        assert!(turns.queue().waiting.is_empty());
    }

    #[test]
    fn a_scanner_and_what_arrives_go_before_pages_and_pages_before_jobs() {
        use doublelock_domain::access::{Clockwork, Coordination, Custody, Privacy, Reception};
        let lanes = [Lane::of::<Reception>(), Lane::of::<Custody>()];
        assert_eq!(lanes, [Lane::Intake; 2]);
        let lanes = [Lane::of::<Coordination>(), Lane::of::<Privacy>()];
        assert_eq!(lanes, [Lane::Act; 2]);
        assert_eq!(Lane::of::<Clockwork>(), Lane::Upkeep);
        let hopes = [Lane::Intake, Lane::Act, Lane::Opening, Lane::Upkeep].map(Lane::hopes);
        assert!(hopes.is_sorted());
        // An opening waits for 50 ms at most before it goes first.
        assert!(Lane::Opening.hopes() <= Duration::from_millis(50));
    }

    #[test]
    fn a_panic_gives_the_turn_back() {
        let turns = Turns::default();
        let panicked = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| {
            let _turn = turns.wait(Lane::Act).unwrap();
            panic!("in the middle of a unit");
        }));
        assert!(panicked.is_err());
        assert!(turns.wait(Lane::Upkeep).is_ok());
    }
}
