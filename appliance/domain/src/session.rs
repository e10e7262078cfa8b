//! When a sign-in session lives and when it ends.
//!
//! All instants come from clocks that never go back while the appliance runs. Two front
//! ends on one database have two clocks, which may differ by a little ([`CLOCK_SKEW`]): what
//! one of them wrote may lie that far ahead for the other, and counts as just now. After a
//! restart with an earlier clock a session lies further ahead, and then it ends: setting the
//! clock back prolongs nothing by more than that tolerance.

use crate::text_enum;
use crate::time::{Span, Timestamp};

/// How long sessions last (OWASP ASVS 5.0 V7.3; figures in the configuration).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SessionLimits {
    /// Ends after this long without a request.
    pub idle: Span,
    /// Ends this long after sign-in, whatever happens.
    pub absolute: Span,
    /// The directory is asked again after this long.
    pub recheck: Span,
}

/// How far ahead a date of a session may lie: more than clocks under NTP differ, and little
/// enough that a person whom the directory no longer knows is still out within five minutes
/// (re-check after four at the most, half a minute of skew, five seconds to ask).
pub const CLOCK_SKEW: Span = Span::seconds(30);

text_enum! {
    /// Why a session ended.
    pub enum EndReason {
        /// The person signed out.
        SignedOut = "signed_out",
        /// No request for too long.
        Idle = "idle",
        /// Too long since sign-in.
        Absolute = "absolute",
        /// The clock was set back.
        Clock = "clock",
        /// The directory no longer gives this person a standing.
        StandingLost = "standing_lost",
        /// Somebody who keeps the appliance running ended it.
        Revoked = "revoked",
        /// The person ended it from another of their sessions.
        Elsewhere = "elsewhere",
        /// Another session of the same browser replaced it.
        Replaced = "replaced",
    }
}

/// What a session's dates say now.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SessionStanding {
    /// It lives.
    Alive,
    /// It lives; the directory must be asked before it goes on.
    RecheckDue,
    /// It is over.
    Over(EndReason),
}

/// The dates of a session.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SessionDates {
    /// Sign-in.
    pub opened: Timestamp,
    /// Last request that was noted.
    pub seen: Timestamp,
    /// Last answer of the directory.
    pub checked: Timestamp,
}

impl SessionDates {
    /// Reads the dates.
    pub fn standing(self, now: Timestamp, limits: SessionLimits) -> SessionStanding {
        let ago = |then: Timestamp| now.since(then);
        if [self.opened, self.seen, self.checked]
            .iter()
            .any(|then| then.since(now) > CLOCK_SKEW)
        {
            SessionStanding::Over(EndReason::Clock)
        } else if ago(self.opened) >= limits.absolute {
            SessionStanding::Over(EndReason::Absolute)
        } else if ago(self.seen) >= limits.idle {
            SessionStanding::Over(EndReason::Idle)
        } else if ago(self.checked) >= limits.recheck {
            SessionStanding::RecheckDue
        } else {
            SessionStanding::Alive
        }
    }

    /// When it ends at the latest.
    pub const fn ends_at(self, limits: SessionLimits) -> Timestamp {
        self.opened.plus(limits.absolute)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const LIMITS: SessionLimits = SessionLimits {
        idle: Span::minutes(15),
        absolute: Span::hours(12),
        recheck: Span::minutes(4),
    };

    fn at(minutes: i64) -> Timestamp {
        Timestamp::from_micros(0).plus(Span::minutes(minutes))
    }

    fn dates(opened: i64, seen: i64, checked: i64) -> SessionDates {
        SessionDates {
            opened: at(opened),
            seen: at(seen),
            checked: at(checked),
        }
    }

    #[test]
    fn a_session_in_use_lives_and_is_rechecked() {
        assert_eq!(
            dates(0, 10, 8).standing(at(11), LIMITS),
            SessionStanding::Alive
        );
        for checked in [6, 7] {
            assert_eq!(
                dates(0, 10, checked).standing(at(11), LIMITS),
                SessionStanding::RecheckDue
            );
        }
        assert_eq!(dates(5, 10, 10).ends_at(LIMITS), at(725));
    }

    #[test]
    fn it_ends_when_idle_and_after_twelve_hours() {
        assert_eq!(
            dates(0, 10, 10).standing(at(25), LIMITS),
            SessionStanding::Over(EndReason::Idle)
        );
        assert_eq!(
            dates(0, 719, 719).standing(at(720), LIMITS),
            SessionStanding::Over(EndReason::Absolute)
        );
    }

    #[test]
    fn a_clock_set_back_ends_it() {
        assert_eq!(
            dates(0, 30, 30).standing(at(20), LIMITS),
            SessionStanding::Over(EndReason::Clock)
        );
    }

    #[test]
    fn two_front_ends_whose_clocks_differ_a_little_keep_it_alive() {
        let ahead = |span: Span| SessionDates {
            opened: at(0),
            seen: at(10).plus(span),
            checked: at(9),
        };
        for span in [Span::seconds(1), CLOCK_SKEW] {
            let standing = ahead(span).standing(at(10), LIMITS);
            assert_eq!(standing, SessionStanding::Alive, "{span:?}");
        }
        let further = CLOCK_SKEW.micros() + 1;
        let seen = Timestamp::from_micros(at(10).micros() + further);
        let standing = SessionDates {
            seen,
            ..ahead(CLOCK_SKEW)
        }
        .standing(at(10), LIMITS);
        assert_eq!(standing, SessionStanding::Over(EndReason::Clock));
    }

    proptest! {
        /// A front end whose clock runs behind the one that wrote the dates, by no more than
        /// the tolerance, ends no session for it, and lets none live longer than that.
        #[test]
        fn a_clock_that_is_a_little_behind_ends_nothing_and_prolongs_by_no_more(
            opened in 0i64..40_000, seen in 0i64..40_000, checked in 0i64..40_000,
            later in 0i64..3_000, behind in 0i64..=30,
        ) {
            let second = |n: i64| Timestamp::from_micros(n * 1_000_000);
            let (seen, checked) = (opened + seen, opened + checked);
            let session = SessionDates {
                opened: second(opened),
                seen: second(seen),
                checked: second(checked),
            };
            let right = seen.max(checked) + later;
            let shown = session.standing(second(right - behind), LIMITS);
            prop_assert_ne!(shown, SessionStanding::Over(EndReason::Clock));
            let tolerance = CLOCK_SKEW.as_seconds();
            if !matches!(shown, SessionStanding::Over(_)) {
                prop_assert!(right - opened < LIMITS.absolute.as_seconds() + tolerance);
                prop_assert!(right - seen < LIMITS.idle.as_seconds() + tolerance);
            }
            if shown == SessionStanding::Alive {
                prop_assert!(right - checked < LIMITS.recheck.as_seconds() + tolerance);
            }
        }

        #[test]
        fn once_over_it_never_comes_back(opened in 0i64..100, seen in 0i64..800, later in 0i64..2000) {
            let session = dates(opened, opened + seen, opened + seen);
            let first = session.standing(at(opened + seen + 16), LIMITS);
            prop_assert!(matches!(first, SessionStanding::Over(_)));
            let second = session.standing(at(opened + seen + 16 + later), LIMITS);
            prop_assert!(matches!(second, SessionStanding::Over(_)));
        }
    }
}
