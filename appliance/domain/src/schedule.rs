//! When a job is due: persistent last run, catch-up, no double runs.
//!
//! The `cron` crate says when an expression next fires; it lives in the
//! application. The rule here is what to do about it.

use crate::text_enum;
use crate::time::Timestamp;

text_enum! {
    /// How a run ended.
    pub enum RunOutcome {
        /// Under way; a run found in this state after a start was cut off.
        Running = "running",
        /// It did what it is for.
        Done = "done",
        /// It failed; the next due time tries again.
        Failed = "failed",
        /// The appliance stopped while it ran.
        CutOff = "cut_off",
    }
}

/// What to do about a job now.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Due {
    /// Run it: the latest moment it should have run at is `scheduled`.
    Now {
        /// The schedule's moment this run stands for.
        scheduled: Timestamp,
    },
    /// Nothing to do before this moment.
    At(Timestamp),
    /// The schedule never fires again.
    Never,
}

/// Decides from the last run and the schedule.
///
/// `next_after(t)` is the schedule's first moment strictly after `t`. However many
/// moments were missed while the appliance was off, one run catches up for all of
/// them. A last run in the future (the clock was set back) counts as just done.
pub fn due(
    last_scheduled: Option<Timestamp>,
    installed: Timestamp,
    now: Timestamp,
    next_after: impl Fn(Timestamp) -> Option<Timestamp>,
) -> Due {
    let from = last_scheduled.unwrap_or(installed).min(now);
    let Some(first) = next_after(from) else {
        return Due::Never;
    };
    if first > now {
        return Due::At(first);
    }
    // Missed moments collapse into the latest one. Bounded: a schedule of every
    // second that slept a year would otherwise be walked 31 million times.
    let mut latest = first;
    for _ in 0..10_000 {
        match next_after(latest) {
            Some(next) if next <= now && next > latest => latest = next,
            _ => return Due::Now { scheduled: latest },
        }
    }
    Due::Now { scheduled: now }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::time::Span;
    use proptest::prelude::*;

    const HOUR: i64 = 3_600_000_000;

    #[expect(clippy::unnecessary_wraps, reason = "the shape of a schedule")]
    fn hourly(after: Timestamp) -> Option<Timestamp> {
        Some(Timestamp::from_micros(
            (after.micros().div_euclid(HOUR) + 1) * HOUR,
        ))
    }

    fn at(hours: i64, minutes: i64) -> Timestamp {
        Timestamp::from_micros(0).plus(Span::minutes(hours * 60 + minutes))
    }

    #[test]
    fn it_waits_for_its_time_then_runs_once() {
        assert_eq!(due(None, at(8, 10), at(8, 20), hourly), Due::At(at(9, 0)));
        assert_eq!(
            due(None, at(8, 10), at(9, 0), hourly),
            Due::Now {
                scheduled: at(9, 0)
            }
        );
        assert_eq!(
            due(Some(at(9, 0)), at(8, 10), at(9, 5), hourly),
            Due::At(at(10, 0))
        );
    }

    #[test]
    fn a_night_without_power_is_caught_up_by_one_run() {
        assert_eq!(
            due(Some(at(20, 0)), at(0, 0), at(31, 30), hourly),
            Due::Now {
                scheduled: at(31, 0)
            }
        );
        assert_eq!(
            due(Some(at(20, 0)), at(0, 0), at(31, 0), hourly),
            Due::Now {
                scheduled: at(31, 0)
            },
            "the moment itself is one of them"
        );
    }

    #[test]
    fn a_clock_set_back_does_not_run_it_again() {
        assert_eq!(
            due(Some(at(12, 0)), at(0, 0), at(9, 30), hourly),
            Due::At(at(10, 0))
        );
    }

    #[test]
    fn a_schedule_that_never_fires_is_never_due() {
        assert_eq!(due(None, at(0, 0), at(5, 0), |_| None), Due::Never);
    }

    /// Ten thousand missed moments are walked; of more, the run stands for the present.
    #[test]
    fn a_schedule_of_every_second_that_slept_for_hours_is_not_walked_to_its_end() {
        let second = |after: Timestamp| Some(after.plus(Span::seconds(1)));
        let missed = |seconds| {
            let now = at(0, 0)
                .plus(Span::seconds(seconds))
                .plus(Span::micros_of(500));
            (now, due(Some(at(0, 0)), at(0, 0), now, second))
        };
        let (_, walked) = missed(10_000);
        let scheduled = at(0, 0).plus(Span::seconds(10_000));
        assert_eq!(walked, Due::Now { scheduled });
        let (now, present) = missed(20_000);
        assert_eq!(present, Due::Now { scheduled: now });
    }

    #[test]
    fn a_schedule_that_stands_still_does_not_hang() {
        assert_eq!(
            due(None, at(0, 0), at(5, 0), |_| Some(at(1, 0))),
            Due::Now {
                scheduled: at(1, 0)
            }
        );
    }

    proptest! {
        #[test]
        fn after_a_run_it_is_not_due_again_at_once(last in 0i64..1000, gap in 0i64..1000) {
            let now = at(last + gap, 7);
            if let Due::Now { scheduled } = due(Some(at(last, 0)), at(0, 0), now, hourly) {
                prop_assert!(scheduled <= now);
                prop_assert!(matches!(due(Some(scheduled), at(0, 0), now, hourly), Due::At(t) if t > now));
            }
        }
    }
}
