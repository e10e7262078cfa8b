//! Objects that could not be read on our side, and when to try them again.

use std::collections::BTreeMap;

use doublelock_domain::ids::InstanceId;
use doublelock_domain::time::{Span, Timestamp};

/// First wait; doubled with every failure.
const FIRST: Span = Span::seconds(10);
/// Longest wait.
const LONGEST: Span = Span::minutes(10);
/// Objects put off at once. More than that is not a damaged object, it is a vault that is away.
const MOST: usize = 64;

/// What was put off. Forgotten at a restart, when everything is tried again.
#[derive(Debug, Default)]
pub(super) struct Later {
    put_off: BTreeMap<InstanceId, (Span, Timestamp)>,
}

impl Later {
    /// How many are put off: they stand before the others in the list of what waits.
    pub(super) fn known(&self) -> u32 {
        u32::try_from(self.put_off.len()).unwrap_or(u32::MAX)
    }

    /// Whether `id` may be tried.
    pub(super) fn is_due(&self, id: &InstanceId, now: Timestamp) -> bool {
        self.put_off.get(id).is_none_or(|(_, at)| now >= *at)
    }

    /// Puts `id` off, longer each time. False when no more should be tried in this round.
    pub(super) fn put_off(&mut self, id: InstanceId, now: Timestamp) -> bool {
        let wait = match self.put_off.get(&id) {
            Some((before, _)) => Span::seconds(before.as_seconds().saturating_mul(2)).min(LONGEST),
            None => FIRST,
        };
        self.put_off.insert(id, (wait, now.plus(wait)));
        self.put_off.len() < MOST
    }

    /// `id` was dealt with.
    pub(super) fn forget(&mut self, id: &InstanceId) {
        self.put_off.remove(id);
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests")]
    use super::*;

    fn at(seconds: i64) -> Timestamp {
        Timestamp::from_micros(0).plus(Span::seconds(seconds))
    }

    fn object(n: usize) -> InstanceId {
        format!("01JCZ00000000000000000{n:04}").parse().unwrap()
    }

    #[test]
    fn an_object_waits_longer_each_time_and_ten_minutes_at_most() {
        let mut later = Later::default();
        let mut now = 0;
        let mut waits = Vec::new();
        for _ in 0..9 {
            assert!(later.is_due(&object(1), at(now)));
            assert!(later.put_off(object(1), at(now)));
            let wait = (0..1_000_000_000)
                .find(|wait| later.is_due(&object(1), at(now + wait)))
                .unwrap();
            waits.push(wait);
            now += wait;
        }
        assert_eq!(waits, [10, 20, 40, 80, 160, 320, 600, 600, 600]);
        assert!(later.is_due(&object(2), at(0)), "others go on");
        later.forget(&object(1));
        assert_eq!(later.known(), 0);
    }

    #[test]
    fn a_vault_that_is_away_stops_the_round() {
        let mut later = Later::default();
        let tried = (0..1000)
            .take_while(|n| later.put_off(object(*n), at(0)))
            .count();
        assert_eq!(tried, 63);
    }
}
