//! The index: which entries are about a record. What is found through it is read in
//! [`crate::journal::facts`].

use diesel::prelude::*;
use doublelock_domain::fact::{Fact, Subject};

use crate::columns::signed;
use crate::conn::{Conn, Run};
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

/// A row of the index. (Columns that may be left out would make another text of each statement.)
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Insertable)]
#[diesel(table_name = ledger_subject)]
#[diesel(treat_none_as_default_value = false)]
pub(crate) struct IndexRow {
    subject: String,
    sequence: i64,
    only_shown: bool,
}

/// What the index has of one fact.
pub(crate) fn index_rows(sequence: u64, fact: &Fact) -> Result<Vec<IndexRow>> {
    let (sequence, only_shown) = (signed(sequence)?, fact.act().only_shows());
    let subjects = subjects_of(fact).into_iter().map(|subject| IndexRow {
        subject: subject.to_string(),
        sequence,
        only_shown,
    });
    Ok(subjects.collect())
}

/// Writes rows of the index. A list names hundreds: one statement, which diesel writes for each
/// database apart.
pub(super) fn put(conn: &mut Conn, rows: &[IndexRow]) -> Result<()> {
    for some in rows.chunks(INDEXED_AT_ONCE) {
        match conn {
            Conn::Sqlite(conn) => diesel::insert_into(ledger_subject::table)
                .values(some)
                .execute(conn)?,
            Conn::Postgres(conn) => diesel::insert_into(ledger_subject::table)
                .values(some)
                .execute(conn)?,
        };
    }
    Ok(())
}

/// The same for a hundred thousand: SQLite takes a statement for each, prepared once for all,
/// sooner than one that is prepared for so many.
pub(crate) fn put_many(conn: &mut Conn, rows: &[IndexRow]) -> Result<()> {
    if matches!(conn, Conn::Postgres(_)) {
        return put(conn, rows);
    }
    for row in rows {
        diesel::insert_into(ledger_subject::table)
            .values(row)
            .run(conn)?;
    }
    Ok(())
}
