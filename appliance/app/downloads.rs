//! Downloads under way, counted: whoever lets many of them lie takes no place that somebody else needs.
//!
//! An answer keeps its place among the requests in work (`max_handlers` of the edge) until its last byte
//! was taken, and a download may take as long as a slow line needs.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use doublelock_domain::ids::PersonId;

/// Downloads at a time: a quarter of the requests in work.
const MOST: usize = 16;
/// Of one person: more than a browser is asked for by hand.
const EACH: usize = 3;

/// How many there are, by person.
#[derive(Debug, Clone, Default)]
pub struct Downloads(Arc<Mutex<BTreeMap<PersonId, usize>>>);

/// Why one more does not begin.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Crowded {
    /// This person has as many as one may have.
    Yours,
    /// All have.
    All,
}

/// One that is under way, until it is dropped.
#[derive(Debug)]
pub struct UnderWay {
    of: Downloads,
    who: PersonId,
}

impl Downloads {
    /// Counts one more of this person, if there may be one.
    pub fn begin(&self, who: &PersonId) -> Result<UnderWay, Crowded> {
        let mut now = self.lock();
        let theirs = now.get(who).copied().unwrap_or_default();
        if theirs >= EACH {
            return Err(Crowded::Yours);
        }
        if now.values().sum::<usize>() >= MOST {
            return Err(Crowded::All);
        }
        now.insert(who.clone(), theirs + 1);
        Ok(UnderWay {
            of: self.clone(),
            who: who.clone(),
        })
    }

    fn lock(&self) -> MutexGuard<'_, BTreeMap<PersonId, usize>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for UnderWay {
    fn drop(&mut self) {
        let mut now = self.of.lock();
        let left = now.get(&self.who).copied().unwrap_or_default();
        if left > 1 {
            now.insert(self.who.clone(), left - 1);
        } else {
            now.remove(&self.who);
        }
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests")]
    use super::*;

    fn person(number: usize) -> PersonId {
        format!("01JCZ000000000000000000{number:03}")
            .parse()
            .unwrap()
    }

    #[test]
    fn nobody_has_more_than_three_and_all_together_no_more_than_sixteen() {
        let downloads = Downloads::default();
        let three: Vec<_> = (0..3)
            .map(|_| downloads.begin(&person(1)).unwrap())
            .collect();
        assert_eq!(downloads.begin(&person(1)).unwrap_err(), Crowded::Yours);
        let others: Vec<_> = (2..15)
            .map(|n| downloads.begin(&person(n)).unwrap())
            .collect();
        assert_eq!(downloads.begin(&person(99)).unwrap_err(), Crowded::All);
        drop(three);
        let again = downloads.begin(&person(1)).unwrap();
        drop((others, again));
        assert!(downloads.lock().is_empty(), "nothing is kept of anybody");
    }
}
