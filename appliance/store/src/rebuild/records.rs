//! The nightly comparison: some records at a time, by the entries about them.
//!
//! The whole comparison folds the whole journal and holds one snapshot; every night that
//! would be too long. A record's rows are made by the entries that the index has of it, so
//! a few records can be folded and compared by themselves, in short reads: those touched
//! since yesterday, and a seventh of the rest.
//! What the index itself hides or invents is found by [`super::index`].

use std::collections::BTreeSet;

use diesel::prelude::*;
use diesel::sql_types::{BigInt, Text};
use doublelock_domain::access::Clockwork;
use doublelock_domain::fact::Subject;
use doublelock_domain::time::Timestamp;

use super::difference::{Amiss, Compared, Difference};
use super::scratch::Scratch;
use super::{compare, fold};
use crate::columns::{count, signed, unsigned};
use crate::conn::Conn;
use crate::error::{Error, Result};
use crate::schema::journal::ledger_entry;
use crate::schema::subjects::ledger_subject;
use crate::tables::FOLLOWS;
use crate::unit::ReadUnit;

/// Records that were touched, or whose turn it is: kind and id (`item:01JD…`).
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Touched {
    /// The records, in order.
    pub records: Vec<String>,
    /// Where to go on; none after the last.
    pub next: Option<String>,
}

#[derive(QueryableByName)]
struct Indexed {
    #[diesel(sql_type = Text)]
    subject: String,
    #[diesel(sql_type = BigInt)]
    last: i64,
}

impl ReadUnit<'_, Clockwork> {
    /// The first entry written at or after `since`; the number of entries if there is none.
    pub fn first_entry_since(&mut self, since: Timestamp) -> Result<u64> {
        let found: Option<i64> = ledger_entry::table
            .filter(ledger_entry::recorded_at.lt(since.micros()))
            .select(diesel::dsl::max(ledger_entry::sequence))
            .first(self.conn())?;
        found.map_or(Ok(0), |last| Ok(unsigned(last)? + 1))
    }

    /// Records after `after` in the index, of at most `limit` looked at: those that an entry
    /// from number `since` on changed, and those whose turn `turn` of seven it is.
    pub fn records_due(
        &mut self,
        after: &str,
        since: u64,
        turn: u32,
        limit: u32,
    ) -> Result<Touched> {
        // Neither database's diesel has a grouped keyset of one column that both render.
        let rows: Vec<Indexed> = diesel::sql_query(format!(
            "SELECT subject, max(sequence) AS last FROM ledger_subject WHERE subject > '{}' \
             AND NOT only_shown GROUP BY subject ORDER BY subject LIMIT {limit}",
            after.replace('\'', "''"),
        ))
        .load(self.conn())?;
        let full = count(rows.len()) >= limit;
        let next = rows.last().filter(|_| full).map(|row| row.subject.clone());
        let since = signed(since)?;
        let records = rows
            .into_iter()
            .filter(|row| row.last >= since || turn_of(&row.subject) == turn % 7)
            .map(|row| row.subject)
            .collect();
        Ok(Touched { records, next })
    }

    /// Folds the entries about these records and compares their rows.
    pub fn compare_records(
        &mut self,
        records: &[String],
        found: &mut dyn FnMut(&Difference),
    ) -> Result<Compared> {
        let mut scratch = Scratch::in_memory()?;
        let mut compared = Compared::default();
        let mut known: Vec<Subject> = Vec::new();
        for record in records {
            if let Ok(subject) = record.parse() {
                known.push(subject);
                continue;
            }
            // Somebody wrote it there: no fact has such a subject.
            compared.differing += 1;
            found(&Difference {
                table: "ledger_subject",
                row: "a subject of no known kind".to_owned(),
                amiss: Amiss::Unexplained,
            });
        }
        for number in entries_about(self.conn(), records)? {
            match fold::one(self.conn(), &mut scratch.0, number) {
                Ok(()) => compared.entries += 1,
                Err(Error::LedgerBroken(at)) => {
                    compared.differing += 1;
                    found(&Difference {
                        table: "ledger_entry",
                        row: at.to_string(),
                        amiss: Amiss::Columns(vec!["leaf, hash or content".to_owned()]),
                    });
                }
                Err(other) => return Err(other),
            }
        }
        for table in FOLLOWS {
            let Some(of) = table.of else {
                continue;
            };
            let ids: Vec<String> = known.iter().filter_map(|record| of.value(record)).collect();
            if !ids.is_empty() {
                let (live, folded) = (self.conn(), &mut scratch.0);
                let rows = compare::table(live, folded, table, Some(&ids), found)?;
                compared = compared.and(rows);
            }
        }
        Ok(compared)
    }
}

/// Which of seven nights a record's turn is in.
fn turn_of(record: &str) -> u32 {
    record.bytes().map(u32::from).sum::<u32>() % 7
}

/// The entries that could have changed them.
fn entries_about(conn: &mut Conn, records: &[String]) -> Result<Vec<u64>> {
    let mut entries = BTreeSet::new();
    for record in records {
        let about: Vec<i64> = ledger_subject::table
            .filter(ledger_subject::subject.eq(record))
            .filter(ledger_subject::only_shown.eq(false))
            .select(ledger_subject::sequence)
            .load(conn)?;
        for number in about {
            entries.insert(unsigned(number)?);
        }
    }
    Ok(entries.into_iter().collect())
}
