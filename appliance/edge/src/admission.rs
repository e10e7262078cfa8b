//! Who gets a connection: one cap for all, one for each caller.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use tokio::sync::{OwnedSemaphorePermit, Semaphore};

use crate::caller::Caller;
use crate::config::COURTESY;

/// Counts open connections.
pub(crate) struct Admission {
    places: Arc<Semaphore>,
    courtesy: Arc<Semaphore>,
    by_caller: Arc<Mutex<HashMap<Caller, usize>>>,
    max_per_caller: usize,
}

/// What a newly accepted connection gets.
pub(crate) enum Entry {
    /// Served until the pass is dropped.
    Welcome(#[expect(dead_code, reason = "held for its drop")] Pass),
    /// Told to come back later, unless the backend knows them.
    Full(#[expect(dead_code, reason = "held for its drop")] OwnedSemaphorePermit),
    /// Closed at once.
    Shut,
}

/// A place taken; given back on drop.
pub(crate) struct Pass {
    _place: OwnedSemaphorePermit,
    caller: Caller,
    by_caller: Arc<Mutex<HashMap<Caller, usize>>>,
}

impl Admission {
    pub(crate) fn new(max_connections: usize, max_per_caller: usize) -> Self {
        Self {
            places: Arc::new(Semaphore::new(max_connections)),
            courtesy: Arc::new(Semaphore::new(COURTESY)),
            by_caller: Arc::default(),
            max_per_caller,
        }
    }

    pub(crate) fn admit(&self, caller: Caller) -> Entry {
        if let Ok(place) = Arc::clone(&self.places).try_acquire_owned() {
            let mut counts = self
                .by_caller
                .lock()
                .unwrap_or_else(PoisonError::into_inner);
            let count = counts.entry(caller).or_insert(0);
            if *count < self.max_per_caller {
                *count += 1;
                return Entry::Welcome(Pass {
                    _place: place,
                    caller,
                    by_caller: Arc::clone(&self.by_caller),
                });
            }
        }
        match Arc::clone(&self.courtesy).try_acquire_owned() {
            Ok(place) => Entry::Full(place),
            Err(_) => Entry::Shut,
        }
    }
}

impl Drop for Pass {
    fn drop(&mut self) {
        let mut counts = self
            .by_caller
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        if let Some(count) = counts.get_mut(&self.caller) {
            *count -= 1;
            if *count == 0 {
                counts.remove(&self.caller);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn caller(last: u8) -> Caller {
        Caller::at([192, 0, 2, last].into())
    }

    #[test]
    fn one_caller_cannot_take_every_place() {
        let admission = Admission::new(4, 2);
        let _a = admission.admit(caller(1));
        let b = admission.admit(caller(1));
        assert!(matches!(b, Entry::Welcome(_)));
        assert!(matches!(admission.admit(caller(1)), Entry::Full(_)));
        assert!(matches!(admission.admit(caller(2)), Entry::Welcome(_)));
        drop(b);
        assert!(matches!(admission.admit(caller(1)), Entry::Welcome(_)));
    }

    #[test]
    fn many_addresses_of_one_ipv6_subscriber_are_one_caller() {
        let admission = Admission::new(8, 2);
        let entries = [1, 2, 3].map(|last| {
            let address = [0x2001, 0xdb8, 0, 7, 0, 0, 0, last];
            admission.admit(Caller::at(address.into()))
        });
        let welcome = |entry: &&Entry| matches!(entry, Entry::Welcome(_));
        assert_eq!(entries.iter().filter(welcome).count(), 2);
    }

    #[test]
    fn beyond_the_courtesy_places_the_door_is_shut() {
        let admission = Admission::new(1, 1);
        let _served = admission.admit(caller(1));
        let waiting: Vec<_> = (0..COURTESY).map(|_| admission.admit(caller(2))).collect();
        assert!(waiting.iter().all(|entry| matches!(entry, Entry::Full(_))));
        assert!(matches!(admission.admit(caller(3)), Entry::Shut));
        drop(waiting);
        assert!(matches!(admission.admit(caller(3)), Entry::Full(_)));
    }

    #[test]
    fn a_caller_that_left_is_forgotten() {
        let admission = Admission::new(4, 2);
        drop(admission.admit(caller(1)));
        assert!(
            admission
                .by_caller
                .lock()
                .is_ok_and(|counts| counts.is_empty())
        );
    }
}
