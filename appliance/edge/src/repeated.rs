//! Log lines of one kind, counted instead of repeated.

use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

/// How long a kind is silent after a line.
const SILENCE: Duration = Duration::from_mins(1);

/// One kind of line: the first is said at once, then at most one a minute, with how often it
/// happened since. Whoever logs asks when it happens, and now and then whether something is left
/// to say; the time is theirs.
#[derive(Debug, Default)]
pub struct Repeated(Mutex<Told>);

#[derive(Debug, Default)]
struct Told {
    last: Option<Instant>,
    untold: u64,
}

impl Repeated {
    /// Something of this kind happened. `Some` is the count to log now, this one included.
    pub fn happened(&self, now: Instant) -> Option<u64> {
        self.lock().untold += 1;
        self.due(now)
    }

    /// The count that was held back and may be logged now.
    pub fn due(&self, now: Instant) -> Option<u64> {
        let mut told = self.lock();
        let silent = told
            .last
            .is_some_and(|last| now.saturating_duration_since(last) < SILENCE);
        if silent || told.untold == 0 {
            return None;
        }
        told.last = Some(now);
        Some(std::mem::take(&mut told.untold))
    }

    fn lock(&self) -> MutexGuard<'_, Told> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_is_said_at_once_and_then_once_a_minute_with_its_count() {
        let (repeated, start) = (Repeated::default(), Instant::now());
        let after = |seconds| start + Duration::from_secs(seconds);
        assert_eq!(repeated.due(start), None);
        assert_eq!(repeated.happened(start), Some(1));
        for second in 1..=59 {
            assert_eq!(repeated.happened(after(second)), None);
        }
        assert_eq!(repeated.happened(after(60)), Some(60));
        assert_eq!(repeated.happened(after(61)), None);
        // What was held back is said though nothing more happens.
        assert_eq!(repeated.due(after(119)), None);
        assert_eq!(repeated.due(after(120)), Some(1));
        assert_eq!(repeated.due(after(500)), None);
    }
}
