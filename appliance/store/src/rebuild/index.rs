//! The index itself, and rows that no entry is about: what a comparison by record cannot see,
//! because it finds its records by the index.

use std::collections::{BTreeMap, BTreeSet};

use diesel::prelude::*;
use diesel::sql_types::Text;
use doublelock_domain::access::Clockwork;

use super::difference::{Amiss, Compared, Difference};
use crate::columns::{signed, unsigned};
use crate::error::Result;
use crate::journal::facts;
use crate::journal::standing::size;
use crate::keys::OF_THE_SITE;
use crate::project::subjects_of;
use crate::schema::subjects::ledger_subject;
use crate::tables::{FOLLOWS, Of};
use crate::unit::ReadUnit;

#[derive(QueryableByName)]
struct Row {
    #[diesel(sql_type = Text)]
    record: String,
}

impl ReadUnit<'_, Clockwork> {
    /// Compares what the index has of the entries from number `from` to before `to` with what
    /// these are about. An entry that is broken is about nothing.
    pub fn compare_index(
        &mut self,
        from: u64,
        to: u64,
        found: &mut dyn FnMut(&Difference),
    ) -> Result<Compared> {
        let mut wanted = BTreeMap::new();
        let facts = facts::page(self.conn(), from, to)?;
        for stored in &facts {
            let subjects = subjects_of(&stored.fact);
            let shown = stored.fact.act().only_shows();
            wanted.extend((subjects.iter()).map(|s| ((s.to_string(), stored.sequence), shown)));
        }
        let rows: Vec<(String, i64, bool)> = ledger_subject::table
            .filter(ledger_subject::sequence.ge(signed(from)?))
            .filter(ledger_subject::sequence.lt(signed(to)?))
            .select(ledger_subject::all_columns)
            .load(self.conn())?;
        let there = rows
            .into_iter()
            .map(|(subject, sequence, shown)| Ok(((subject, unsigned(sequence)?), shown)))
            .collect::<Result<BTreeMap<_, _>>>()?;
        let all: BTreeSet<_> = there.keys().chain(wanted.keys()).collect();
        let mut compared = Compared {
            rows: all.len() as u64,
            ..Compared::default()
        };
        for row @ (subject, sequence) in all {
            let amiss = match (there.get(row), wanted.get(row)) {
                (Some(there), Some(wanted)) if there == wanted => continue,
                (Some(_), Some(_)) => Amiss::Columns(vec!["only_shown".to_owned()]),
                (None, _) => Amiss::Missing,
                (Some(_), None) => Amiss::Unexplained,
            };
            compared.differing += 1;
            found(&Difference {
                table: "ledger_subject",
                // What somebody wrote into the index may be anything.
                row: if amiss == Amiss::Unexplained {
                    format!("of entry {sequence}")
                } else {
                    format!("{subject} {sequence}")
                },
                amiss,
            });
        }
        Ok(compared)
    }

    /// Rows of tables that follow whose record no entry changed, and rows of the index under a number
    /// that no entry has.
    pub fn rows_of_no_record(&mut self, found: &mut dyn FnMut(&Difference)) -> Result<Compared> {
        let mut compared = Compared::default();
        let size = signed(size(self.conn())?)?;
        let beyond: Vec<i64> = ledger_subject::table
            .filter((ledger_subject::sequence.lt(0)).or(ledger_subject::sequence.ge(size)))
            .order(ledger_subject::sequence)
            .limit(100)
            .select(ledger_subject::sequence)
            .load(self.conn())?;
        for sequence in beyond {
            compared.differing += 1;
            found(&Difference {
                table: "ledger_subject",
                row: format!("of entry {sequence}"),
                amiss: Amiss::Unexplained,
            });
        }
        for table in FOLLOWS {
            let Some(of) = table.of else {
                continue;
            };
            let (name, column) = (table.name, of.column());
            let (kind, but) = match of {
                Of::Kind(kind, _) => (format!("'{kind}:' || "), String::new()),
                // What is the site's own belongs to no record.
                Of::Any(_) => (String::new(), format!("{column} <> '{OF_THE_SITE}' AND ")),
            };
            let rows: Vec<Row> = diesel::sql_query(format!(
                "SELECT DISTINCT {column} AS record FROM {name} WHERE {but}NOT EXISTS \
                 (SELECT 1 FROM ledger_subject WHERE subject = {kind}{name}.{column} \
                 AND NOT only_shown) \
                 ORDER BY {column} LIMIT 100"
            ))
            .load(self.conn())?;
            for row in rows {
                compared.differing += 1;
                found(&Difference {
                    table: name,
                    row: row.record,
                    amiss: Amiss::Unexplained,
                });
            }
        }
        Ok(compared)
    }
}
