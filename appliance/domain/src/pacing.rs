//! How much of the journal one person's refusals may fill.
//!
//! An entry stays for ever, and whoever is signed in can be refused a thousand times in a
//! second. So the first refusals of a person within a window are entries of their own, at
//! once; the rest is counted, and written at the window's end as entries that say how many
//! refusals they stand for. None is lost: the counts add up to what was refused.

use crate::time::{Span, Timestamp};

/// Refusals of a person that are entries of their own within a window.
pub const AT_ONCE: u32 = 10;
/// Length of a window, from its first refusal.
pub const WINDOW: Span = Span::minutes(1);
/// Routes that are told apart among what is counted of a person.
pub const ROUTES: usize = 20;

/// What was written of a person's refusals in the present window.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Window {
    /// Its first refusal.
    pub began: Timestamp,
    /// Entries written at once.
    pub written: u32,
}

/// What is done with a refusal.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Noting {
    /// An entry of its own, in this window.
    Written(Window),
    /// Counted, to be written at the window's end.
    Counted,
}

impl Window {
    /// True if what was counted in it is to be written. A clock that was set back ends it too.
    pub fn is_over(&self, now: Timestamp) -> bool {
        let age = now.since(self.began);
        age >= WINDOW || age < Span::seconds(0)
    }
}

/// Decides about a refusal of somebody whose present window, if one is open, is `window`.
pub fn note(window: Option<Window>, now: Timestamp) -> Noting {
    match window.filter(|window| !window.is_over(now)) {
        None => Noting::Written(Window {
            began: now,
            written: 1,
        }),
        Some(window) if window.written < AT_ONCE => Noting::Written(Window {
            written: window.written + 1,
            ..window
        }),
        Some(_) => Noting::Counted,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(seconds: i64) -> Timestamp {
        Timestamp::from_micros(0).plus(Span::seconds(seconds))
    }

    #[test]
    fn the_first_ten_of_a_minute_are_written_and_the_rest_is_counted() {
        let mut window = None;
        let mut written = Vec::new();
        for n in 0..200 {
            let now = at(n / 2);
            if let Noting::Written(next) = note(window, now) {
                written.push(n / 2);
                window = Some(next);
            }
        }
        assert_eq!(
            written,
            [
                0, 0, 1, 1, 2, 2, 3, 3, 4, 4, 60, 60, 61, 61, 62, 62, 63, 63, 64, 64
            ]
        );
    }

    #[test]
    fn a_window_ends_after_a_minute_and_when_the_clock_is_set_back() {
        let window = Window {
            began: at(100),
            written: AT_ONCE,
        };
        assert_eq!(note(Some(window), at(159)), Noting::Counted);
        for later in [at(160), at(99)] {
            let anew = Window {
                began: later,
                written: 1,
            };
            assert_eq!(note(Some(window), later), Noting::Written(anew));
        }
    }
}
