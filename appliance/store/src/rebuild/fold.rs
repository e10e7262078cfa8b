//! Letting tables follow the facts of the journal once more.

use diesel::prelude::*;

use crate::columns::unsigned;
use crate::conn::Conn;
use crate::error::{Error, Result};
use crate::journal::facts::{PAGE, every_fact, fact_at};
use crate::project::project;
use crate::schema::journal::ledger_entry;

/// Lets the tables of `into`, or of the journal's own database, follow every entry, from
/// the first; returns how many there were.
pub(super) fn all(journal: &mut Conn, mut into: Option<&mut Conn>) -> Result<u64> {
    let total: i64 = ledger_entry::table.count().get_result(journal)?;
    let total = unsigned(total)?;
    let mut next = 0u64;
    while next < total {
        let mut facts = every_fact(journal, next, next + PAGE)?.peekable();
        if facts.peek().is_none() {
            return Err(Error::LedgerBroken(next));
        }
        for fact in facts {
            let fact = fact?;
            if fact.sequence != next {
                return Err(Error::LedgerBroken(next));
            }
            let follower = match into.as_deref_mut() {
                Some(scratch) => scratch,
                None => &mut *journal,
            };
            project(follower, &fact.entry(), &fact.fact)?;
            next += 1;
        }
    }
    Ok(next)
}

/// Lets the tables of `into` follow one entry of `journal`.
pub(super) fn one(journal: &mut Conn, into: &mut Conn, number: u64) -> Result<()> {
    let fact = fact_at(journal, number)?.ok_or(Error::LedgerBroken(number))?;
    project(into, &fact.entry(), &fact.fact)
}
