//! Reading facts back from the journal, and letting tables follow them.

use diesel::prelude::*;
use doublelock_domain::act::Act;
use doublelock_domain::fact::{Fact, Subject};
use doublelock_domain::ids::{PersonId, hex};
use doublelock_domain::time::Timestamp;
use doublelock_ledger as ledger;
use serde::Deserialize;

use crate::conn::Conn;
use crate::error::{Error, Result};
use crate::project::{Entry, project};
use crate::schema::journal::{ledger_entry, ledger_payload};
use crate::schema::subjects::ledger_subject;
use crate::unit::{signed, unsigned};

/// Entries read at once.
const PAGE: i64 = 500;

/// Number, leaf, salt, content.
type Row = (i64, Vec<u8>, Option<Vec<u8>>, Option<String>);

/// What is read of a leaf (docs/journal-format.md).
#[derive(Deserialize)]
struct Leaf {
    act: Act,
    actor: PersonId,
    at: Timestamp,
    commitment: String,
    sequence: u64,
}

/// A fact with its entry.
#[derive(Debug, Clone)]
pub(crate) struct StoredFact {
    pub(crate) sequence: u64,
    pub(crate) at: Timestamp,
    pub(crate) actor: PersonId,
    pub(crate) fact: Fact,
}

impl StoredFact {
    pub(crate) fn entry(&self) -> Entry<'_> {
        Entry {
            sequence: self.sequence,
            at: self.at,
            actor: &self.actor,
        }
    }
}

/// The fact of a row, if its content is what its leaf commits to.
fn stored((sequence, leaf, salt, content): Row) -> Result<StoredFact> {
    let number = unsigned(sequence)?;
    let broken = || Error::LedgerBroken(number);
    let leaf: Leaf = serde_json::from_slice(&leaf).map_err(|_| broken())?;
    let (Some(salt), Some(content)) = (salt, content) else {
        return Err(broken());
    };
    let salt: [u8; 32] = salt.as_slice().try_into().map_err(|_| broken())?;
    let commitment = ledger::commitment(&salt, content.as_bytes());
    if leaf.sequence != number || leaf.commitment != hex(&commitment) {
        return Err(broken());
    }
    let fact = Fact::from_json(leaf.act, &content).map_err(|error| {
        tracing::error!(%error, entry = number, "an entry is not a fact of this program");
        broken()
    })?;
    Ok(StoredFact {
        sequence: number,
        at: leaf.at,
        actor: leaf.actor,
        fact,
    })
}

fn fact_at(conn: &mut Conn, sequence: u64) -> Result<Option<StoredFact>> {
    let row: Option<Row> = ledger_entry::table
        .left_join(ledger_payload::table.on(ledger_payload::sequence.eq(ledger_entry::sequence)))
        .filter(ledger_entry::sequence.eq(signed(sequence)?))
        .select((
            ledger_entry::sequence,
            ledger_entry::leaf,
            ledger_payload::salt.nullable(),
            ledger_payload::payload.nullable(),
        ))
        .first(conn)
        .optional()?;
    row.map(stored).transpose()
}

/// The facts about a record, in order: what a page that speaks of it holds its tables
/// against. An entry whose leaf, hash and content don't belong together tells nothing, so
/// whatever stands in a table because of it is not borne out.
pub(crate) fn facts_about(conn: &mut Conn, subject: &Subject) -> Result<Vec<StoredFact>> {
    let rows: Vec<(Row, Vec<u8>)> = ledger_subject::table
        .inner_join(ledger_entry::table.on(ledger_entry::sequence.eq(ledger_subject::sequence)))
        .left_join(ledger_payload::table.on(ledger_payload::sequence.eq(ledger_subject::sequence)))
        .filter(ledger_subject::subject.eq(subject.to_string()))
        .order(ledger_subject::sequence)
        .select((
            (
                ledger_entry::sequence,
                ledger_entry::leaf,
                ledger_payload::salt.nullable(),
                ledger_payload::payload.nullable(),
            ),
            ledger_entry::leaf_hash,
        ))
        .load(conn)?;
    Ok(rows
        .into_iter()
        .filter(|((_, leaf, ..), hash)| ledger::leaf_hash(leaf)[..] == hash[..])
        .filter_map(|(row, _)| stored(row).ok())
        .collect())
}

/// Lets the tables of `into`, or of the journal's own database, follow every entry, from
/// the first; returns how many there were.
pub(super) fn all(journal: &mut Conn, mut into: Option<&mut Conn>) -> Result<u64> {
    let mut next = 0u64;
    loop {
        let rows: Vec<Row> = ledger_entry::table
            .left_join(
                ledger_payload::table.on(ledger_payload::sequence.eq(ledger_entry::sequence)),
            )
            .filter(ledger_entry::sequence.ge(signed(next)?))
            .order(ledger_entry::sequence)
            .limit(PAGE)
            .select((
                ledger_entry::sequence,
                ledger_entry::leaf,
                ledger_payload::salt.nullable(),
                ledger_payload::payload.nullable(),
            ))
            .load(journal)?;
        if rows.is_empty() {
            return Ok(next);
        }
        for row in rows {
            let fact = stored(row)?;
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
}

/// Lets the tables of `into` follow these entries of `journal`, which must be in order.
pub(super) fn some(journal: &mut Conn, into: &mut Conn, entries: &[u64]) -> Result<u64> {
    for number in entries {
        let fact = fact_at(journal, *number)?.ok_or(Error::LedgerBroken(*number))?;
        project(into, &fact.entry(), &fact.fact)?;
    }
    Ok(entries.len() as u64)
}
