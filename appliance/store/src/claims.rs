//! Who does a piece of work now, and that it takes effect once.
//!
//! Several front ends may look at one database, and a process may be killed, or stopped for
//! an hour and woken. So work that takes longer than one transaction is **claimed** first: a
//! row names who has it, until when, under a number that goes up each time it changes hands.
//! Whoever does the work renews the row; who falls silent loses it to the next who asks.
//!
//! Work may therefore *start* twice. It **takes effect once**: whatever writes its outcome
//! calls [`Unit::finish`] or [`Unit::hold`] in the same transaction, and these refuse a number
//! that is no longer the present one ([`Error::ClaimLost`]), so that nothing of it is written.
//!
//! Time is the database's ([`crate::backend::database_now`]): a front end whose clock is an
//! hour off neither loses its work nor takes another's. A lease is real time by nature, so a
//! test that stops the appliance's clock passes a short lease.
//!
//! The rows may be thrown away. Then whoever was at work can't finish, and the work is claimed
//! again: numbers come from the clock where no row is left, so an old one never comes back.

use diesel::prelude::*;
use doublelock_domain::access::Duty;
use doublelock_domain::time::Span;

use crate::backend::database_now;
use crate::conn::Conn;
use crate::error::{Error, Result};
use crate::schema::jobs::work_claim;
use crate::unit::Unit;

/// How long a claim holds without being renewed: far longer than a database stays busy, and
/// short enough that what a killed process left is taken up while somebody waits for it.
pub const LEASE: Span = Span::minutes(2);

/// What is claimed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ClaimKind {
    /// A job of the appliance's own; by its name.
    Job,
    /// A copy of a record that is being built; by the package.
    Build,
    /// An object whose words and picture are being read; by the instance.
    Description,
    /// A part of the vault that is being read again; by its name.
    Scrub,
}

impl ClaimKind {
    const fn as_str(self) -> &'static str {
        match self {
            Self::Job => "job",
            Self::Build => "build",
            Self::Description => "description",
            Self::Scrub => "scrub",
        }
    }
}

/// Work that was claimed. Only the store makes one; it proves nothing by itself, since it may
/// have been lost meanwhile.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Claim {
    kind: ClaimKind,
    subject: String,
    number: i64,
}

impl Claim {
    /// Goes up each time the work changes hands.
    pub const fn number(&self) -> i64 {
        self.number
    }
}

/// The row of a claim, as long as its number is the present one.
macro_rules! row_of {
    ($claim:expr) => {
        work_claim::table
            .find(($claim.kind.as_str(), $claim.subject.as_str()))
            .filter(work_claim::claim_number.eq($claim.number))
    };
}

impl<D: Duty> Unit<'_, D> {
    /// Claims work for `lease` if nobody has it, or who had it let their time pass. None while
    /// somebody has it, be it another part of the same `instance`.
    ///
    /// Look in this same unit whether there is still something to do: somebody may have
    /// finished since it was last looked at.
    pub fn claim(
        &mut self,
        kind: ClaimKind,
        subject: &str,
        instance: &str,
        lease: Span,
    ) -> Result<Option<Claim>> {
        let now = database_now(self.conn())?;
        let row = work_claim::table.find((kind.as_str(), subject));
        let last: Option<(i64, i64)> = row
            .select((work_claim::claim_number, work_claim::until))
            .first(self.conn())
            .optional()?;
        if last.is_some_and(|(_, until)| until > now) {
            return Ok(None);
        }
        let number = last.map_or(now, |(number, _)| now.max(number + 1));
        diesel::delete(row).execute(self.conn())?;
        diesel::insert_into(work_claim::table)
            .values((
                work_claim::kind.eq(kind.as_str()),
                work_claim::subject.eq(subject),
                work_claim::instance.eq(instance),
                work_claim::claim_number.eq(number),
                work_claim::until.eq(now + lease.micros()),
            ))
            .execute(self.conn())?;
        Ok(Some(Claim {
            kind,
            subject: subject.to_owned(),
            number,
        }))
    }

    /// Still at work: another `lease` from now, also if the last one is over and nobody came.
    /// False if somebody did, and the work is no longer ours.
    pub fn renew(&mut self, claim: &Claim, lease: Span) -> Result<bool> {
        let until = database_now(self.conn())? + lease.micros();
        let renewed = diesel::update(row_of!(claim))
            .set(work_claim::until.eq(until))
            .execute(self.conn())?;
        Ok(renewed > 0)
    }

    /// The work was not done, and anybody may do it.
    pub fn give_back(&mut self, claim: &Claim) -> Result<()> {
        diesel::delete(row_of!(claim)).execute(self.conn())?;
        Ok(())
    }

    /// Refuses the whole unit unless the work is still ours: for what is written on the way.
    pub fn hold(&mut self, claim: &Claim) -> Result<()> {
        let ours: i64 = row_of!(claim).count().get_result(self.conn())?;
        if ours == 0 {
            return Err(Error::ClaimLost);
        }
        Ok(())
    }

    /// The work is done, once: refuses the whole unit unless it is still ours. Call it in the
    /// unit that writes the outcome.
    pub fn finish(&mut self, claim: &Claim) -> Result<()> {
        let ours = diesel::delete(row_of!(claim)).execute(self.conn())?;
        if ours == 0 {
            return Err(Error::ClaimLost);
        }
        Ok(())
    }

    /// Gives back whatever `instance` had. Call it at start-up: one process runs under this
    /// name at a time, so who had it is gone.
    pub fn abandon_claims(&mut self, instance: &str) -> Result<usize> {
        let theirs = work_claim::table.filter(work_claim::instance.eq(instance));
        Ok(diesel::delete(theirs).execute(self.conn())?)
    }

    /// Takes work from whoever let their time pass, in order to say that it was cut off.
    pub(crate) fn revoke(&mut self, kind: ClaimKind, subject: &str) -> Result<()> {
        diesel::delete(work_claim::table.find((kind.as_str(), subject))).execute(self.conn())?;
        Ok(())
    }
}

/// What of this kind somebody is at work on now.
pub(crate) fn under_way(conn: &mut Conn, kind: ClaimKind) -> Result<Vec<String>> {
    let now = database_now(conn)?;
    Ok(work_claim::table
        .filter(work_claim::kind.eq(kind.as_str()))
        .filter(work_claim::until.gt(now))
        .order(work_claim::subject)
        .select(work_claim::subject)
        .load(conn)?)
}
