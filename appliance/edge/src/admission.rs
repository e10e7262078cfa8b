//! Who gets a connection: one cap for all, one for each address.

use std::collections::HashMap;
use std::net::IpAddr;
use std::sync::{Arc, Mutex, PoisonError};

use tokio::sync::{OwnedSemaphorePermit, Semaphore};

/// Connections beyond the caps that still get a handshake and a 503 page. More than these are
/// closed without a word.
const COURTESY: usize = 32;

/// Counts open connections.
pub(crate) struct Admission {
    places: Arc<Semaphore>,
    courtesy: Arc<Semaphore>,
    by_address: Arc<Mutex<HashMap<IpAddr, usize>>>,
    max_per_address: usize,
}

/// What a newly accepted connection gets.
pub(crate) enum Entry {
    /// Served until the pass is dropped.
    Welcome(#[expect(dead_code, reason = "held for its drop")] Pass),
    /// Told to come back later.
    Full(#[expect(dead_code, reason = "held for its drop")] OwnedSemaphorePermit),
    /// Closed at once.
    Shut,
}

/// A place taken; given back on drop.
pub(crate) struct Pass {
    _place: OwnedSemaphorePermit,
    address: IpAddr,
    by_address: Arc<Mutex<HashMap<IpAddr, usize>>>,
}

impl Admission {
    pub(crate) fn new(max_connections: usize, max_per_address: usize) -> Self {
        Self {
            places: Arc::new(Semaphore::new(max_connections)),
            courtesy: Arc::new(Semaphore::new(COURTESY)),
            by_address: Arc::default(),
            max_per_address,
        }
    }

    pub(crate) fn admit(&self, address: IpAddr) -> Entry {
        if let Ok(place) = Arc::clone(&self.places).try_acquire_owned() {
            let mut counts = self
                .by_address
                .lock()
                .unwrap_or_else(PoisonError::into_inner);
            let count = counts.entry(address).or_insert(0);
            if *count < self.max_per_address {
                *count += 1;
                return Entry::Welcome(Pass {
                    _place: place,
                    address,
                    by_address: Arc::clone(&self.by_address),
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
            .by_address
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        if let Some(count) = counts.get_mut(&self.address) {
            *count -= 1;
            if *count == 0 {
                counts.remove(&self.address);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn address(last: u8) -> IpAddr {
        IpAddr::from([192, 0, 2, last])
    }

    #[test]
    fn one_address_cannot_take_every_place() {
        let admission = Admission::new(4, 2);
        let _a = admission.admit(address(1));
        let b = admission.admit(address(1));
        assert!(matches!(b, Entry::Welcome(_)));
        assert!(matches!(admission.admit(address(1)), Entry::Full(_)));
        assert!(matches!(admission.admit(address(2)), Entry::Welcome(_)));
        drop(b);
        assert!(matches!(admission.admit(address(1)), Entry::Welcome(_)));
    }

    #[test]
    fn beyond_the_courtesy_places_the_door_is_shut() {
        let admission = Admission::new(1, 1);
        let _served = admission.admit(address(1));
        let waiting: Vec<_> = (0..COURTESY).map(|_| admission.admit(address(2))).collect();
        assert!(waiting.iter().all(|entry| matches!(entry, Entry::Full(_))));
        assert!(matches!(admission.admit(address(3)), Entry::Shut));
        drop(waiting);
        assert!(matches!(admission.admit(address(3)), Entry::Full(_)));
    }

    #[test]
    fn an_address_that_left_is_forgotten() {
        let admission = Admission::new(4, 2);
        drop(admission.admit(address(1)));
        assert!(
            admission
                .by_address
                .lock()
                .is_ok_and(|counts| counts.is_empty())
        );
    }
}
