//! Time and chance as tests need them.

use std::sync::atomic::{AtomicI64, AtomicU64, Ordering};

use doublelock_domain::time::{Clock, Entropy, Span, Standing, Timestamp, compare};

/// A clock that stands still until a test moves it.
#[derive(Debug)]
pub struct TestClock {
    now: AtomicI64,
    /// By how many microseconds the wall clock differs.
    wall: AtomicI64,
    ticks: AtomicU64,
}

impl TestClock {
    /// Stands at `now`.
    pub const fn at(now: Timestamp) -> Self {
        Self {
            now: AtomicI64::new(now.micros()),
            wall: AtomicI64::new(0),
            ticks: AtomicU64::new(0),
        }
    }

    /// Moves forward.
    pub fn advance(&self, span: Span) {
        self.now.fetch_add(span.micros(), Ordering::SeqCst);
    }

    /// Sets any instant, earlier ones too.
    pub fn set(&self, now: Timestamp) {
        self.now.store(now.micros(), Ordering::SeqCst);
    }

    /// Sets the wall clock of the machine, `by` from ours.
    pub fn set_wall(&self, by: Span) {
        self.wall.store(by.micros(), Ordering::SeqCst);
    }

    /// A number that was not given before.
    pub fn tick(&self) -> u64 {
        self.ticks.fetch_add(1, Ordering::SeqCst)
    }
}

impl Clock for TestClock {
    fn now(&self) -> Timestamp {
        // A microsecond a look: two acts of a test are never quite at once.
        Timestamp::from_micros(self.now.fetch_add(1, Ordering::SeqCst))
    }

    fn compare(&self) -> Standing {
        let own = self.now();
        let wall = own.plus(Span::micros_of(self.wall.load(Ordering::SeqCst)));
        compare(own, wall, Span::seconds(0)).0
    }
}

/// Chance that is the same in every run: SHA-256 of a seed and a counter.
#[derive(Debug, Default)]
pub struct RepeatingChance {
    seed: u64,
    count: AtomicU64,
}

impl RepeatingChance {
    /// Another course of chance.
    pub const fn from_seed(seed: u64) -> Self {
        Self {
            seed: seed + 1,
            count: AtomicU64::new(0),
        }
    }
}

impl Entropy for RepeatingChance {
    fn fill(&self, bytes: &mut [u8]) {
        for chunk in bytes.chunks_mut(32) {
            let count = self.count.fetch_add(1, Ordering::SeqCst);
            let block =
                openssl::sha::sha256(&[self.seed.to_be_bytes(), count.to_be_bytes()].concat());
            chunk.copy_from_slice(&block[..chunk.len()]);
        }
    }
}
