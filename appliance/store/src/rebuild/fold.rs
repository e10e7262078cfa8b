//! Letting tables follow the facts of the journal once more.
//!
//! Two threads: one reads entries, holds them against their leaves and takes them apart, the other
//! writes the tables. What is on its way between them is bounded.

use std::sync::mpsc::{Receiver, SyncSender, sync_channel};

use diesel::prelude::*;

use crate::columns::unsigned;
use crate::conn::Conn;
use crate::error::{Error, Result};
use crate::journal::facts::{PAGE, StoredFact, every_fact, fact_at};
use crate::project::{IndexRow, index_rows, project, project_unindexed, put_index_rows};
use crate::schema::journal::ledger_entry;

/// Pages of entries that were taken apart and wait for their tables.
const AHEAD: usize = 3;

/// Rows of the index that are sorted and written at a time: some 25 MB.
const INDEXED_AT_ONCE: usize = 200_000;

/// An entry that was taken apart.
struct Decoded {
    fact: StoredFact,
    index: Vec<IndexRow>,
}

/// A page of them; the last one ends with an error if the journal does.
type Page = Result<Vec<Decoded>>;

/// Lets the tables of `into` follow every entry of `journal`, another connection, from the first;
/// returns how many there were.
pub(super) fn all(journal: &mut Conn, into: &mut Conn) -> Result<u64> {
    let total: i64 = ledger_entry::table.count().get_result(journal)?;
    let total = unsigned(total)?;
    let (decoded, to_fold) = sync_channel(AHEAD);
    std::thread::scope(|scope| {
        scope.spawn(move || decode(journal, total, &decoded));
        // It takes the other end with it: a fold that fails lets nobody wait for room in it.
        fold(into, total, to_fold)
    })
}

/// Reads and takes apart until there is no more, something is broken, or nobody waits for it.
fn decode(journal: &mut Conn, total: u64, pages: &SyncSender<Page>) {
    let mut next = 0;
    while next < total {
        let page = decoded(journal, next, total);
        let broken = page.is_err();
        if pages.send(page).is_err() || broken {
            return;
        }
        next += PAGE;
    }
}

/// Entries from number `from` on, of a journal of so many: each that there must be.
fn decoded(journal: &mut Conn, from: u64, total: u64) -> Page {
    let end = total.min(from + PAGE);
    let mut page = Vec::new();
    for (number, fact) in (from..end).zip(every_fact(journal, from, end)?) {
        let fact = fact?;
        if fact.sequence != number {
            return Err(Error::LedgerBroken(number));
        }
        let index = index_rows(number, &fact.fact)?;
        page.push(Decoded { fact, index });
    }
    let read = from + page.len() as u64;
    if read < end {
        return Err(Error::LedgerBroken(read));
    }
    Ok(page)
}

#[expect(
    clippy::needless_pass_by_value,
    reason = "the channel is to end with the fold, or its other end would wait for ever"
)]
fn fold(into: &mut Conn, total: u64, pages: Receiver<Page>) -> Result<u64> {
    let mut next = 0;
    let mut index = Vec::new();
    while next < total {
        // Who takes apart ends early only in a panic.
        let page = pages.recv().map_err(|_| Error::LedgerBroken(next))??;
        for Decoded { fact, index: rows } in page {
            project_unindexed(into, &fact.entry(), &fact.fact)?;
            index.extend(rows);
            next += 1;
        }
        if index.len() >= INDEXED_AT_ONCE || next >= total {
            index.sort_unstable();
            put_index_rows(into, &index)?;
            index.clear();
        }
    }
    Ok(next)
}

/// Lets the tables of `into` follow one entry of `journal`.
pub(super) fn one(journal: &mut Conn, into: &mut Conn, number: u64) -> Result<()> {
    let fact = fact_at(journal, number)?.ok_or(Error::LedgerBroken(number))?;
    project(into, &fact.entry(), &fact.fact)
}
