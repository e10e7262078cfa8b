//! How long an answer is held back, so that the time it took says nothing about it.
//!
//! A directory that hashes slowly takes longer for a name that exists than for one that does not, and
//! the same steps on our side do not hide that. So every refusal is given on a step of time from the
//! beginning of the question: two that took 12 ms and 38 ms are both given after one step.
//! What takes longer than a step is given on the next one; a directory whose hash takes just about a
//! step tells the two apart at that edge, and wants another step.

use std::time::Duration;

/// Counts and spends time; a test spends none.
pub trait Watch {
    /// Since the question was asked.
    fn elapsed(&self) -> Duration;

    /// Lets so much time pass.
    fn wait(&self, time: Duration) -> impl Future<Output = ()> + Send;
}

/// The watch of the machine, from when it was made.
#[derive(Debug, Clone, Copy)]
pub struct MachineWatch(tokio::time::Instant);

impl MachineWatch {
    /// Begins to count.
    pub fn start() -> Self {
        Self(tokio::time::Instant::now())
    }
}

impl Watch for MachineWatch {
    fn elapsed(&self) -> Duration {
        self.0.elapsed()
    }

    fn wait(&self, time: Duration) -> impl Future<Output = ()> + Send {
        tokio::time::sleep(time)
    }
}

/// The steps on which refusals are given.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Pace {
    /// From one to the next. None at all if it is zero.
    pub step: Duration,
    /// Nothing is held back beyond this moment after the question.
    pub latest: Duration,
}

impl Pace {
    /// How much longer to hold back an answer that is ready after `elapsed`: until the next whole step,
    /// and for one step at least.
    pub fn held_back(self, elapsed: Duration) -> Duration {
        let steps = elapsed
            .as_nanos()
            .div_ceil(self.step.as_nanos().max(1))
            .max(1);
        let given =
            u32::try_from(steps).map_or(Duration::MAX, |steps| self.step.saturating_mul(steps));
        given.min(self.latest).saturating_sub(elapsed)
    }

    /// Holds the outcome back if it is one of those that must not be told apart.
    pub async fn keep<T>(
        self,
        watch: &impl Watch,
        outcome: T,
        is_held: impl FnOnce(&T) -> bool,
    ) -> T {
        if is_held(&outcome) {
            watch.wait(self.held_back(watch.elapsed())).await;
        }
        outcome
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests")]

    use proptest::prelude::*;

    use std::sync::Mutex;

    use super::*;

    const PACE: Pace = Pace {
        step: Duration::from_millis(250),
        latest: Duration::from_millis(4750),
    };

    fn given(millis: u64) -> u64 {
        let elapsed = Duration::from_millis(millis);
        let at = elapsed + PACE.held_back(elapsed);
        u64::try_from(at.as_millis()).unwrap_or(u64::MAX)
    }

    #[test]
    fn a_quick_refusal_and_a_slow_one_are_given_on_the_same_step() {
        assert_eq!([0, 1, 12, 38, 250].map(given), [250; 5]);
        assert_eq!([251, 350, 499].map(given), [500; 3]);
    }

    #[test]
    fn nothing_is_held_back_beyond_the_latest_moment() {
        assert_eq!(
            [4600, 4750, 4751, 6000].map(given),
            [4750, 4750, 4751, 6000]
        );
        let none = Pace {
            step: Duration::ZERO,
            ..PACE
        };
        assert_eq!(none.held_back(Duration::from_secs(1)), Duration::ZERO);
    }

    /// A watch on which time stands still until it is asked to wait.
    struct Stopped(Duration, Mutex<Vec<Duration>>);

    impl Watch for Stopped {
        fn elapsed(&self) -> Duration {
            self.0
        }

        async fn wait(&self, time: Duration) {
            self.1.lock().unwrap().push(time);
        }
    }

    #[tokio::test]
    async fn only_what_must_not_be_told_apart_is_held_back() {
        let refused = |outcome: &Result<(), ()>| outcome.is_err();
        let watch = Stopped(Duration::from_millis(38), Mutex::default());
        assert_eq!(PACE.keep(&watch, Ok(()), refused).await, Ok(()));
        assert!(watch.1.lock().unwrap().is_empty());
        assert_eq!(PACE.keep(&watch, Err(()), refused).await, Err(()));
        assert_eq!(*watch.1.lock().unwrap(), [Duration::from_millis(212)]);
    }

    proptest! {
        #[test]
        fn every_refusal_is_given_on_a_step_or_late(elapsed in 0u64..10_000) {
            let at = given(elapsed);
            prop_assert!(at >= elapsed && at - elapsed <= 250);
            prop_assert!(at.is_multiple_of(250) || at > 4750);
        }
    }
}
