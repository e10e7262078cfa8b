//! The one place that reads the machine's clock and its randomness.

use std::sync::{Mutex, PoisonError};
use std::time::{Instant, SystemTime, UNIX_EPOCH};

use doublelock_domain::time::{self, Clock, Entropy, Span, Standing, Timestamp};

/// The machine's clock, read at start and then followed by the monotonic one: setting
/// the wall clock while the appliance runs prolongs no session and reorders nothing.
/// A small difference is walked off, a large one is said and not followed
/// ([`time::compare`]).
#[derive(Debug)]
pub struct MachineClock<W = WallClock> {
    wall: W,
    course: Mutex<Course>,
}

/// What a [`MachineClock`] reads.
pub trait Hands: Send + Sync + 'static {
    /// The wall clock, which anybody can set.
    fn wall(&self) -> Timestamp;
    /// Time since some moment; only ever grows.
    fn passed(&self) -> Span;
}

/// The hands of this machine.
#[derive(Debug)]
pub struct WallClock {
    since: Instant,
}

#[derive(Debug)]
struct Course {
    /// Our time when `passed` was nil, as corrected so far.
    start: Timestamp,
    /// `passed` at the last comparison.
    compared: Span,
    /// The latest time that was given out.
    latest: Timestamp,
}

impl Course {
    fn now(&mut self, passed: Span) -> Timestamp {
        self.latest = self.latest.max(self.start.plus(passed));
        self.latest
    }
}

impl MachineClock {
    /// Reads the wall clock.
    pub fn start() -> Self {
        Self::on(WallClock {
            since: Instant::now(),
        })
    }
}

impl<W: Hands> MachineClock<W> {
    /// A clock with these hands.
    pub fn on(wall: W) -> Self {
        let passed = wall.passed();
        let now = wall.wall();
        let start = Timestamp::from_micros(now.micros().saturating_sub(passed.micros()));
        Self {
            wall,
            course: Mutex::new(Course {
                start,
                compared: passed,
                latest: now,
            }),
        }
    }
}

impl<W: Hands> Clock for MachineClock<W> {
    fn now(&self) -> Timestamp {
        let mut course = self.course.lock().unwrap_or_else(PoisonError::into_inner);
        course.now(self.wall.passed())
    }

    fn compare(&self) -> Standing {
        let mut course = self.course.lock().unwrap_or_else(PoisonError::into_inner);
        let passed = self.wall.passed();
        let since = Span::micros_of(passed.micros().saturating_sub(course.compared.micros()));
        let (standing, step) = time::compare(course.now(passed), self.wall.wall(), since);
        course.compared = passed;
        course.start = course.start.plus(step);
        standing
    }
}

impl Hands for WallClock {
    #[expect(
        clippy::disallowed_methods,
        reason = "the one place that reads the clock"
    )]
    fn wall(&self) -> Timestamp {
        let since_epoch = SystemTime::now()
            .duration_since(UNIX_EPOCH)
            .unwrap_or_default();
        Timestamp::from_micros(i64::try_from(since_epoch.as_micros()).unwrap_or(i64::MAX))
    }

    fn passed(&self) -> Span {
        let elapsed = self.since.elapsed().as_micros();
        Span::micros_of(i64::try_from(elapsed).unwrap_or(i64::MAX))
    }
}

/// OpenSSL's random generator, seeded by the kernel.
#[derive(Debug, Clone, Copy)]
pub struct MachineEntropy;

impl Entropy for MachineEntropy {
    fn fill(&self, bytes: &mut [u8]) {
        // Without randomness there are no keys and no sessions: stopping is the only
        // safe answer, and OpenSSL documents that it happens only when the kernel's
        // own generator is unusable.
        #[expect(clippy::expect_used, reason = "no safe way to go on")]
        openssl::rand::rand_bytes(bytes).expect("the kernel gives no randomness");
    }
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicI64, Ordering::SeqCst};

    use super::*;

    /// Hands that a test moves.
    #[derive(Default)]
    struct Moved {
        wall: AtomicI64,
        passed: AtomicI64,
    }

    impl Hands for std::sync::Arc<Moved> {
        fn wall(&self) -> Timestamp {
            Timestamp::from_micros(self.wall.load(SeqCst))
        }

        fn passed(&self) -> Span {
            Span::micros_of(self.passed.load(SeqCst))
        }
    }

    impl Moved {
        fn pass(&self, span: Span) {
            self.wall.fetch_add(span.micros(), SeqCst);
            self.passed.fetch_add(span.micros(), SeqCst);
        }

        fn set(&self, by: Span) {
            self.wall.fetch_add(by.micros(), SeqCst);
        }
    }

    #[test]
    fn a_wrong_clock_at_boot_is_said_and_ends_with_a_new_start() {
        let hands = std::sync::Arc::new(Moved::default());
        let clock = MachineClock::on(hands.clone());
        hands.pass(Span::seconds(15));
        assert_eq!(clock.compare(), Standing::Together);
        // NTP arrives: it is not 1970.
        hands.set(Span::hours(400_000));
        hands.pass(Span::seconds(15));
        assert_eq!(clock.compare(), Standing::WallAhead(Span::hours(400_000)));
        assert_eq!(clock.now(), Timestamp::from_micros(30_000_000));
        let anew = MachineClock::on(hands.clone());
        assert_eq!(anew.compare(), Standing::Together);
        assert_eq!(anew.now(), hands.wall());
    }

    #[test]
    fn a_clock_put_back_never_takes_ours_back_and_both_agree_when_it_returns() {
        let hands = std::sync::Arc::new(Moved::default());
        let clock = MachineClock::on(hands.clone());
        hands.pass(Span::hours(1));
        hands.set(Span::minutes(-30));
        let before = clock.now();
        assert_eq!(clock.compare(), Standing::WallBehind(Span::minutes(30)));
        assert_eq!(clock.now(), before);
        hands.set(Span::minutes(30));
        assert_eq!(clock.compare(), Standing::Together);
        assert_eq!(clock.now(), hands.wall());
    }

    #[test]
    fn a_small_difference_is_walked_off_without_a_step_back() {
        let hands = std::sync::Arc::new(Moved::default());
        let clock = MachineClock::on(hands.clone());
        hands.set(Span::seconds(-2));
        let mut last = clock.now();
        for _ in 0..40 {
            hands.pass(Span::seconds(15));
            assert!(clock.now() > last);
            last = clock.now();
            assert_eq!(clock.compare(), Standing::Together);
            assert!(clock.now() >= last);
        }
        assert_eq!(clock.now(), hands.wall());
    }
}
