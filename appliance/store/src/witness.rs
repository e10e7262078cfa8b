//! Looking at records, and having that written down before anybody gets to see them.
//!
//! A page reads one state of the records, which keeps nobody from writing, and lets go of it.
//! Then what it shows is appended to the journal, and only when that is durable the page is handed
//! out. Pages that wait for this together are written in one transaction by whoever of
//! them has the turn first: a busy morning costs one commit for many, and nobody waits for it
//! to fill up.
//!
//! Between looking and writing a record may be erased, or the last session of whoever looks be
//! ended: both are asked again in the transaction that writes. After an erasure the page looks
//! again; somebody who is signed in nowhere any more sees nothing.

use diesel::prelude::*;
use doublelock_domain::access::{Duty, Warrant};
use doublelock_domain::fact::Fact;
use doublelock_domain::refusal::Refusal;

use crate::backend;
use crate::columns::signed;
use crate::conn;
use crate::error::{Error, Result};
use crate::schema::keys::erasure;
use crate::schema::people::session;
use crate::scribe::Written;
use crate::store::{Append, RETRIES, Store, finish};
use crate::turn::Lane;
use crate::unit::{Sight, Unit};

/// Openings written in one transaction.
const TOGETHER: usize = 64;

impl Store {
    /// Looks at records under a warrant; what `look` notes is durable in the journal before its
    /// value is returned. If it returns an error nothing was shown, and nothing is noted.
    ///
    /// `look` sees one state of the records and may run more than once: it must have no effect.
    ///
    /// Blocking: call it off the async runtime.
    pub fn witness<D: Duty, T>(
        &self,
        warrant: &Warrant<D>,
        mut look: impl FnMut(&mut Sight<'_, D>) -> Result<T>,
    ) -> Result<T> {
        for _ in 0..=RETRIES {
            let (value, shown, seen) = self.look(warrant, &mut look)?;
            if shown.is_empty() || self.write_opening(warrant, shown, seen)? == Written::Kept {
                return Ok(value);
            }
        }
        Err(Error::Busy)
    }

    /// One look: its value, what was shown, and how many entries the journal had.
    fn look<D: Duty, T>(
        &self,
        warrant: &Warrant<D>,
        look: &mut impl FnMut(&mut Sight<'_, D>) -> Result<T>,
    ) -> Result<(T, Vec<Fact>, u64)> {
        let _unit = tracing::trace_span!("unit", duty = D::NAME.as_str()).entered();
        let inner = self.inner();
        let mut conn = conn::take(&inner.readers)?;
        backend::begin_read(&mut conn)?;
        let outcome = Sight::begin(
            &mut conn,
            warrant,
            &*inner.clock,
            &*inner.keys,
            &inner.names,
        )
        .and_then(|(mut sight, seen)| {
            let value = look(&mut sight)?;
            Ok((value, sight.take_shown()?, seen))
        });
        finish(&mut conn, outcome)
    }

    fn write_opening<D: Duty>(
        &self,
        warrant: &Warrant<D>,
        shown: Vec<Fact>,
        seen: u64,
    ) -> Result<Written> {
        let warrant = warrant.clone();
        let scribe = &self.inner().scribe;
        let ticket = scribe.put(Box::new(move |conn, inner| {
            let _unit = tracing::trace_span!("unit", duty = D::NAME.as_str()).entered();
            let mut unit = inner.begin(conn, &warrant)?;
            unit.keep_opening(&shown, seen)
        }));
        let turn = match self.inner().turns.wait(Lane::Opening) {
            Ok(turn) => turn,
            Err(busy) => return scribe.give_up(ticket).unwrap_or(Err(busy)),
        };
        let outcome = loop {
            // Whoever had a turn before may have written it along.
            if let Some(done) = scribe.take(ticket) {
                break done;
            }
            if !self.write_together() {
                break Err(Error::Busy);
            }
        };
        drop(turn);
        outcome
    }

    /// Writes openings that wait, in one transaction; false if none do.
    fn write_together(&self) -> bool {
        let scribe = &self.inner().scribe;
        let mut some = scribe.first(TOGETHER);
        if some.is_empty() {
            return false;
        }
        match self.write_or_try_again(&mut some) {
            Ok(all) => {
                for ((ticket, _), written) in some.into_iter().zip(all) {
                    scribe.tell(ticket, written);
                }
            }
            Err(error) if some.len() == 1 => {
                for (ticket, _) in some {
                    scribe.tell(ticket, Err(error.again()));
                }
            }
            // One of them spoiled it for all: each by itself, then.
            Err(_) => {
                for one in some {
                    let (ticket, mut alone) = (one.0, [one]);
                    let written = self.write_or_try_again(&mut alone);
                    scribe.tell(ticket, written.and_then(|mut all| all.remove(0)));
                }
            }
        }
        true
    }

    /// Writes some openings, again where others were in the way.
    fn write_or_try_again(&self, some: &mut [(u64, Append)]) -> Result<Vec<Result<Written>>> {
        let mut tries = 0;
        loop {
            match self.write_all(some) {
                Err(error) if error.is_transient() && tries < RETRIES => tries += 1,
                outcome => return outcome,
            }
        }
    }

    fn write_all(&self, some: &mut [(u64, Append)]) -> Result<Vec<Result<Written>>> {
        let inner = self.inner();
        let mut conn = conn::take(&inner.writers)?;
        backend::begin_write(&mut conn)?;
        let mut all = Vec::with_capacity(some.len());
        let outcome = some.iter_mut().try_for_each(|(_, append)| {
            // What is refused has written nothing of itself; what fails spoils the transaction for
            // all.
            match append(&mut conn, inner) {
                Err(refused @ Error::Refused(_)) => all.push(Err(refused)),
                Err(failed) => return Err(failed),
                Ok(written) => all.push(Ok(written)),
            }
            Ok(())
        });
        finish(&mut conn, outcome).map(|()| all)
    }
}

impl<D: Duty> Unit<'_, D> {
    /// Writes an opening down, unless it is out of date.
    fn keep_opening(&mut self, shown: &[Fact], seen: u64) -> Result<Written> {
        let erased: i64 = erasure::table
            .filter(erasure::entry.ge(signed(seen)?))
            .count()
            .get_result(self.conn())?;
        if erased > 0 {
            return Ok(Written::Stale);
        }
        self.still_signed_in()?;
        for fact in shown {
            self.enact(fact.clone())?;
        }
        Ok(Written::Kept)
    }

    /// Refused if every session of whoever looks has ended. The appliance itself has none.
    fn still_signed_in(&mut self) -> Result<()> {
        let who = self.actor().as_str().to_owned();
        let of = session::table.filter(session::person_id.eq(who));
        let all: i64 = of.clone().count().get_result(self.conn())?;
        if all == 0 {
            return Ok(());
        }
        let living: i64 = of
            .filter(session::ended_at.is_null())
            .count()
            .get_result(self.conn())?;
        if living == 0 {
            return Err(Refusal::DutyNotHeld.into());
        }
        Ok(())
    }
}
