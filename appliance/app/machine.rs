//! The one place that reads the machine's clock and its randomness.

use std::time::{Instant, SystemTime, UNIX_EPOCH};

use doublelock_domain::time::{Clock, Entropy, Timestamp};

/// The machine's clock, read once at start and then followed by the monotonic one:
/// setting the wall clock back while the appliance runs prolongs no session and
/// reorders nothing.
#[derive(Debug)]
pub struct MachineClock {
    start: Timestamp,
    since: Instant,
}

impl MachineClock {
    /// Reads the wall clock.
    #[expect(
        clippy::disallowed_methods,
        reason = "the one place that reads the clock"
    )]
    pub fn start() -> Self {
        let since_epoch = SystemTime::now()
            .duration_since(UNIX_EPOCH)
            .unwrap_or_default();
        let micros = i64::try_from(since_epoch.as_micros()).unwrap_or(i64::MAX);
        Self {
            start: Timestamp::from_micros(micros),
            since: Instant::now(),
        }
    }
}

impl Clock for MachineClock {
    fn now(&self) -> Timestamp {
        let elapsed = i64::try_from(self.since.elapsed().as_micros()).unwrap_or(i64::MAX);
        Timestamp::from_micros(self.start.micros().saturating_add(elapsed))
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
