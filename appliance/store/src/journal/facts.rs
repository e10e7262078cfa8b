//! Reading facts back from the journal: one, those about a record, a page of all. Only what its
//! leaf commits to is read. Words that were sealed stay closed ([`crate::sections`]).

use diesel::dsl::Nullable;
use diesel::prelude::*;
use doublelock_domain::access::{DutyName, Purpose};
use doublelock_domain::act::Act;
use doublelock_domain::fact::{Fact, Subject};
use doublelock_domain::ids::{PersonId, hex};
use doublelock_domain::time::Timestamp;
use doublelock_ledger as ledger;
use serde::Deserialize;

use crate::columns::{signed, unsigned};
use crate::conn::Conn;
use crate::error::{Error, Result};
use crate::project::{Entry, subjects_of};
use crate::schema::journal::{ledger_entry, ledger_payload};
use crate::schema::subjects::ledger_subject;

/// Entries read at once.
pub(crate) const PAGE: u64 = 500;

/// What lies beside a leaf: salt, content, and the digests of the sealed sections.
type Content = (Vec<u8>, String, Vec<u8>);
/// Number, date, leaf, its hash, content.
type Row = (i64, i64, Vec<u8>, Vec<u8>, Option<Content>);

type Columns = (
    ledger_entry::sequence,
    ledger_entry::recorded_at,
    ledger_entry::leaf,
    ledger_entry::leaf_hash,
    Nullable<(
        ledger_payload::salt,
        ledger_payload::payload,
        ledger_payload::sections,
    )>,
);

/// The columns of a [`Row`].
fn columns() -> Columns {
    let content = (
        ledger_payload::salt,
        ledger_payload::payload,
        ledger_payload::sections,
    );
    (
        ledger_entry::sequence,
        ledger_entry::recorded_at,
        ledger_entry::leaf,
        ledger_entry::leaf_hash,
        content.nullable(),
    )
}

/// What is read of a leaf (docs/journal-format.md).
#[derive(Deserialize)]
struct Leaf {
    act: Act,
    actor: PersonId,
    at: Timestamp,
    commitment: String,
    duty: DutyName,
    purpose: Purpose,
    sequence: u64,
}

/// A fact with its entry.
#[derive(Debug, Clone)]
pub(crate) struct StoredFact {
    pub(crate) sequence: u64,
    pub(crate) at: Timestamp,
    pub(crate) actor: PersonId,
    pub(crate) duty: DutyName,
    pub(crate) purpose: Purpose,
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
fn stored((sequence, at, leaf, hash, content): Row) -> Result<StoredFact> {
    let number = unsigned(sequence)?;
    let broken = || Error::LedgerBroken(number);
    if ledger::leaf_hash(&leaf)[..] != hash[..] {
        return Err(broken());
    }
    let leaf: Leaf = serde_json::from_slice(&leaf).map_err(|_| broken())?;
    let (salt, content, sections) = content.ok_or_else(broken)?;
    let salt: [u8; 32] = salt.as_slice().try_into().map_err(|_| broken())?;
    let commitment = ledger::commitment(&salt, content.as_bytes(), &sections);
    let dated = leaf.at.micros() == at;
    if leaf.sequence != number || leaf.commitment != hex(&commitment) || !dated {
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
        duty: leaf.duty,
        purpose: leaf.purpose,
        fact,
    })
}

/// The fact of one entry; none if there is no such entry.
pub(crate) fn fact_at(conn: &mut Conn, sequence: u64) -> Result<Option<StoredFact>> {
    let row: Option<Row> = ledger_entry::table
        .left_join(ledger_payload::table.on(ledger_payload::sequence.eq(ledger_entry::sequence)))
        .filter(ledger_entry::sequence.eq(signed(sequence)?))
        .select(columns())
        .first(conn)
        .optional()?;
    row.map(stored).transpose()
}

/// The facts that changed a record, in order: what a page that speaks of it holds its tables
/// against. An entry whose leaf, hash and content don't belong together tells nothing, and
/// neither does one that the index names and that is not about the record; whatever stands
/// in a table because of it is not borne out.
pub(crate) fn facts_about(conn: &mut Conn, subject: &Subject) -> Result<Vec<StoredFact>> {
    let rows = rows_about(subject)
        .filter(ledger_subject::only_shown.eq(false))
        .order(ledger_subject::sequence)
        .load(conn)?;
    Ok(of_rows(rows, subject))
}

/// All facts about a record, those too that only show it: newest first, before entry `end`, of at
/// most `limit` entries; and the last entry that was looked at, told or not: none once there is nothing further back.
pub(crate) fn facts_before(
    conn: &mut Conn,
    subject: &Subject,
    end: Option<u64>,
    limit: i64,
) -> Result<(Vec<StoredFact>, Option<u64>)> {
    let end = end.map_or(Ok(i64::MAX), signed)?;
    let rows: Vec<Row> = rows_about(subject)
        .filter(ledger_subject::sequence.lt(end))
        .order(ledger_subject::sequence.desc())
        .limit(limit)
        .load(conn)?;
    let last = rows.last().map(|(sequence, ..)| unsigned(*sequence));
    let last = last.transpose()?;
    Ok((of_rows(rows, subject), last))
}

/// The entries that the index has of a record.
#[diesel::dsl::auto_type]
fn rows_about(subject: &Subject) -> _ {
    let subject: String = subject.to_string();
    let columns: Columns = columns();
    ledger_subject::table
        .inner_join(ledger_entry::table.on(ledger_entry::sequence.eq(ledger_subject::sequence)))
        .left_join(ledger_payload::table.on(ledger_payload::sequence.eq(ledger_subject::sequence)))
        .filter(ledger_subject::subject.eq(subject))
        .select(columns)
}

/// What of these is told by its entry and is about the record.
fn of_rows(rows: Vec<Row>, subject: &Subject) -> Vec<StoredFact> {
    rows.into_iter()
        .filter_map(|row| stored(row).ok())
        .filter(|stored| subjects_of(&stored.fact).contains(subject))
        .collect()
}

fn rows_from(journal: &mut Conn, from: u64, to: u64) -> Result<Vec<Row>> {
    Ok(ledger_entry::table
        .left_join(ledger_payload::table.on(ledger_payload::sequence.eq(ledger_entry::sequence)))
        .filter(ledger_entry::sequence.ge(signed(from)?))
        .filter(ledger_entry::sequence.lt(signed(to)?))
        .order(ledger_entry::sequence)
        .select(columns())
        .load(journal)?)
}

/// The facts of the entries from number `from` to before `to`, each by itself broken or not.
pub(crate) fn every_fact(
    journal: &mut Conn,
    from: u64,
    to: u64,
) -> Result<impl Iterator<Item = Result<StoredFact>> + use<>> {
    Ok(rows_from(journal, from, to)?.into_iter().map(stored))
}

/// The facts of the entries from number `from` to before `to`; broken ones left out.
pub(crate) fn page(journal: &mut Conn, from: u64, to: u64) -> Result<Vec<StoredFact>> {
    Ok(every_fact(journal, from, to)?
        .filter_map(Result::ok)
        .collect())
}

/// The facts of some entries from number `from` on, and the number to go on from: none at
/// the end of the journal.
pub(crate) fn facts_from(journal: &mut Conn, from: u64) -> Result<(Vec<StoredFact>, Option<u64>)> {
    let rows = rows_from(journal, from, from + PAGE)?;
    let next = rows.last().map(|(sequence, ..)| unsigned(*sequence));
    let next = next.transpose()?.map(|last| last + 1);
    let facts = rows.into_iter().filter_map(|row| stored(row).ok());
    Ok((facts.collect(), next))
}
