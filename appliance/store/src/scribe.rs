//! Openings that wait to be written together, and what became of them. Who writes them, and when, is
//! in [`crate::witness`].

use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::sync::{Mutex, MutexGuard, PoisonError};

use crate::error::Result;

/// What became of an opening.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Written {
    /// It is in the journal.
    Kept,
    /// A record was erased since it was read: to be read again.
    Stale,
}

struct Desk<A> {
    tickets: u64,
    waiting: VecDeque<(u64, A)>,
    done: BTreeMap<u64, Result<Written>>,
    /// Those that nobody waits for any more, and that somebody else has in hand.
    given_up: BTreeSet<u64>,
}

/// Where openings wait to be written together, each with what appends it.
pub(crate) struct Scribe<A>(Mutex<Desk<A>>);

impl<A> Default for Scribe<A> {
    fn default() -> Self {
        Self(Mutex::new(Desk {
            tickets: 0,
            waiting: VecDeque::new(),
            done: BTreeMap::new(),
            given_up: BTreeSet::new(),
        }))
    }
}

impl<A> Scribe<A> {
    fn desk(&self) -> MutexGuard<'_, Desk<A>> {
        // Whoever panicked left whole openings, waiting or done.
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(crate) fn put(&self, append: A) -> u64 {
        let mut desk = self.desk();
        desk.tickets += 1;
        let ticket = desk.tickets;
        desk.waiting.push_back((ticket, append));
        ticket
    }

    /// What became of an opening that somebody else wrote; none if it still waits.
    pub(crate) fn take(&self, ticket: u64) -> Option<Result<Written>> {
        self.desk().done.remove(&ticket)
    }

    /// Waits no longer: takes an opening back that nobody wrote yet. What became of one that was
    /// written meanwhile.
    pub(crate) fn give_up(&self, ticket: u64) -> Option<Result<Written>> {
        let mut desk = self.desk();
        if let Some(done) = desk.done.remove(&ticket) {
            return Some(done);
        }
        let before = desk.waiting.len();
        desk.waiting.retain(|(waits, _)| *waits != ticket);
        if desk.waiting.len() == before {
            desk.given_up.insert(ticket);
        }
        None
    }

    /// Keeps what became of an opening for whoever waits for it.
    pub(crate) fn tell(&self, ticket: u64, written: Result<Written>) {
        let mut desk = self.desk();
        if !desk.given_up.remove(&ticket) {
            desk.done.insert(ticket, written);
        }
    }

    /// The first openings that wait, at most `most`: whoever takes them writes them.
    pub(crate) fn first(&self, most: usize) -> Vec<(u64, A)> {
        let mut desk = self.desk();
        let take = desk.waiting.len().min(most);
        desk.waiting.drain(..take).collect()
    }
}
