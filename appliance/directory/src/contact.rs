//! How the directory as a whole stood when it was last asked, for the pages and the journal.
//!
//! An outage begins with the first question that no server answered, and ends with the first that one did.
//! It gets one line in the log at its beginning, one at its end with the number of questions that were
//! not answered, and is handed out once to whoever writes it down.

use std::sync::{Mutex, MutexGuard, PoisonError};

/// What became of the last question, a sign-in, a recheck or a probe.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct DirectoryStanding {
    /// The directory answered, whatever it said.
    pub reached: bool,
    /// When, in seconds since 1970-01-01 UTC, by the time that came with the question.
    pub at: i64,
}

/// Remembers it.
#[derive(Default)]
pub(crate) struct Contact(Mutex<Remembered>);

#[derive(Default)]
struct Remembered {
    last: Option<DirectoryStanding>,
    unanswered: u64,
    to_note: bool,
}

impl Contact {
    fn remembered(&self) -> MutexGuard<'_, Remembered> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// A question ended.
    pub(crate) fn note(&self, reached: bool, at: i64) {
        let mut remembered = self.remembered();
        remembered.last = Some(DirectoryStanding { reached, at });
        let unanswered = remembered.unanswered;
        if reached {
            if unanswered > 0 {
                tracing::info!(unanswered, "the staff directory answers again");
            }
            remembered.unanswered = 0;
        } else {
            if unanswered == 0 {
                remembered.to_note = true;
                tracing::error!("the staff directory does not answer: nobody can sign in");
            }
            remembered.unanswered = unanswered.saturating_add(1);
        }
    }

    /// `None` before the first question.
    pub(crate) fn last(&self) -> Option<DirectoryStanding> {
        self.remembered().last
    }

    /// True once for each outage.
    pub(crate) fn take_outage(&self) -> bool {
        std::mem::take(&mut self.remembered().to_note)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_outage_is_handed_out_once_however_many_meet_it() {
        let contact = Contact::default();
        assert_eq!((contact.last(), contact.take_outage()), (None, false));
        contact.note(true, 10);
        assert!(!contact.take_outage());
        for at in [20, 30] {
            contact.note(false, at);
        }
        assert_eq!(
            contact.last(),
            Some(DirectoryStanding {
                reached: false,
                at: 30
            })
        );
        assert!(contact.take_outage());
        contact.note(false, 40);
        assert!(!contact.take_outage());
        // Over, and another.
        contact.note(true, 50);
        assert_eq!(
            contact.last(),
            Some(DirectoryStanding {
                reached: true,
                at: 50
            })
        );
        assert!(!contact.take_outage());
        contact.note(false, 60);
        assert!(contact.take_outage());
    }
}
