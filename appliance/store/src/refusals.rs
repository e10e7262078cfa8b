//! Requests that were refused, paced in the journal.
//!
//! The rule is [`doublelock_domain::pacing`]. What is counted and not yet written stands in a
//! table, so that a crash loses none of it and every front end counts on: only who empties the
//! tables that may be thrown away loses what one minute counted.

use diesel::prelude::*;
use doublelock_domain::access::FrontDoor;
use doublelock_domain::fact::people::AccessRefused;
use doublelock_domain::ids::PersonId;
use doublelock_domain::pacing::{Noting, ROUTES, Window, note};
use doublelock_domain::time::Timestamp;

use crate::columns::{counted, stored};
use crate::error::Result;
use crate::schema::people::refused_access;
use crate::unit::{Sight, Unit};

/// Stands where the row says how many entries were written in the present window.
const WINDOW: &str = "";
/// Stands for routes beyond those that are told apart.
const SEVERAL: &str = "*";

/// How a refusal was noted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Noted {
    /// It is in the journal.
    Written,
    /// It will be, with others.
    Counted,
}

/// Which counts are to be written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Counts {
    /// Those whose window is over.
    Over,
    /// All of them: the appliance stops.
    All,
}

impl Sight<'_, FrontDoor> {
    fn refusals_of(&mut self, who: &PersonId) -> Result<Option<Window>> {
        let row: Option<(i64, i64)> = refused_access::table
            .find((who.as_str(), WINDOW))
            .select((refused_access::began_at, refused_access::times))
            .first(self.conn())
            .optional()?;
        row.map(|(began, times)| window_of(began, times))
            .transpose()
    }
}

impl Unit<'_, FrontDoor> {
    /// Writes down, or counts, that somebody tried to open what is not open to them.
    pub fn note_access_refused(
        &mut self,
        who: &PersonId,
        route: &str,
        subject: Option<&str>,
    ) -> Result<Noted> {
        // Along the journal time does not go back, so front ends whose clocks differ don't end
        // each other's windows.
        let now = self.now();
        let window = self.refusals_of(who)?;
        if window.is_some_and(|window| window.is_over(now)) {
            self.write_counted(who)?;
        }
        match note(window, now) {
            Noting::Written(window) => {
                self.set_refused(who, WINDOW, window.began, i64::from(window.written))?;
                self.enact(AccessRefused {
                    person: Some(who.clone()),
                    route: route.to_owned(),
                    subject: subject.map(str::to_owned),
                    count: 1,
                })?;
                Ok(Noted::Written)
            }
            Noting::Counted => {
                self.count_refused(who, route, now)?;
                Ok(Noted::Counted)
            }
        }
    }

    /// Writes what was counted; returns how many entries that took.
    pub fn write_counted_refusals(&mut self, which: Counts) -> Result<usize> {
        let now = self.now();
        let windows: Vec<(String, i64, i64)> = refused_access::table
            .filter(refused_access::route.eq(WINDOW))
            .order(refused_access::person_id)
            .select((
                refused_access::person_id,
                refused_access::began_at,
                refused_access::times,
            ))
            .load(self.conn())?;
        let mut written = 0;
        for (who, began, times) in windows {
            if which == Counts::All || window_of(began, times)?.is_over(now) {
                written += self.write_counted(&stored(&who)?)?;
            }
        }
        Ok(written)
    }

    /// Ends the window of a person: an entry for each route that was counted.
    fn write_counted(&mut self, who: &PersonId) -> Result<usize> {
        let theirs = refused_access::table.filter(refused_access::person_id.eq(who.as_str()));
        let routes: Vec<(String, i64)> = theirs
            .filter(refused_access::route.ne(WINDOW))
            .order(refused_access::route)
            .select((refused_access::route, refused_access::times))
            .load(self.conn())?;
        diesel::delete(theirs).execute(self.conn())?;
        let entries = routes.len();
        for (route, times) in routes {
            self.enact(AccessRefused {
                person: Some(who.clone()),
                route,
                subject: None,
                count: counted(times)?,
            })?;
        }
        Ok(entries)
    }

    fn count_refused(&mut self, who: &PersonId, route: &str, now: Timestamp) -> Result<()> {
        let counted: Vec<(String, i64)> = refused_access::table
            .filter(refused_access::person_id.eq(who.as_str()))
            .filter(refused_access::route.ne(WINDOW))
            .select((refused_access::route, refused_access::times))
            .load(self.conn())?;
        let known = |name: &str| counted.iter().find(|(route, _)| route == name);
        let route = match known(route) {
            None if counted.len() >= ROUTES => SEVERAL,
            _ => route,
        };
        let times = known(route).map_or(0, |(_, times)| *times);
        self.set_refused(who, route, now, times + 1)
    }

    fn set_refused(
        &mut self,
        who: &PersonId,
        route: &str,
        began: Timestamp,
        times: i64,
    ) -> Result<()> {
        diesel::delete(refused_access::table.find((who.as_str(), route))).execute(self.conn())?;
        diesel::insert_into(refused_access::table)
            .values((
                refused_access::person_id.eq(who.as_str()),
                refused_access::route.eq(route),
                refused_access::began_at.eq(began.micros()),
                refused_access::times.eq(times),
            ))
            .execute(self.conn())?;
        Ok(())
    }
}

fn window_of(began: i64, times: i64) -> Result<Window> {
    Ok(Window {
        began: Timestamp::from_micros(began),
        written: counted(times)?,
    })
}
