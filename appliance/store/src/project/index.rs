//! The index: which entries are about a record. What is found through it is read in
//! [`crate::journal::facts`].

use diesel::prelude::*;
use doublelock_domain::fact::{Fact, Subject};

use super::entry::Entry;
use crate::columns::signed;
use crate::conn::Conn;
use crate::error::Result;
use crate::schema::subjects::ledger_subject;

/// Everything that an entry is found by, each once, in order.
pub(crate) fn subjects_of(fact: &Fact) -> Vec<Subject> {
    let mut all = fact.subjects();
    all.extend(fact.mentions());
    // Whose words it holds finds it too: nothing of a person escapes an erasure.
    let mut copy = fact.clone();
    all.extend(copy.sections().iter().map(|section| section.of().clone()));
    all.sort();
    all.dedup();
    all
}

/// Rows of the index written in one statement.
const INDEXED_AT_ONCE: usize = 500;

/// Lets the index follow one fact.
pub(super) fn follow(conn: &mut Conn, entry: &Entry<'_>, fact: &Fact) -> Result<()> {
    let (sequence, only_shown) = (signed(entry.sequence)?, fact.act().only_shows());
    for some in subjects_of(fact).chunks(INDEXED_AT_ONCE) {
        let rows: Vec<_> = some
            .iter()
            .map(|subject| {
                (
                    ledger_subject::subject.eq(subject.to_string()),
                    ledger_subject::sequence.eq(sequence),
                    ledger_subject::only_shown.eq(only_shown),
                )
            })
            .collect();
        // A list names hundreds: one statement, which diesel writes for each database apart.
        match conn {
            Conn::Sqlite(conn) => diesel::insert_into(ledger_subject::table)
                .values(rows)
                .execute(conn)?,
            Conn::Postgres(conn) => diesel::insert_into(ledger_subject::table)
                .values(rows)
                .execute(conn)?,
        };
    }
    Ok(())
}
