//! Reading, proving, signing and exporting the journal.

mod check;
pub(crate) mod facts;
pub(crate) mod identity;
mod list;
mod signing;
pub(crate) mod skipped;
pub(crate) mod standing;
pub(crate) mod tree;

pub use check::{Reach, SelfCheck};
pub use list::{EXPORTED, Listed, Wanted};
pub use signing::KeptCheckpoint;
pub use standing::{Behind, Standing, StoredCheckpoint};

use std::io::Write;

use diesel::prelude::*;
use doublelock_domain::access::{Auditor, Clockwork, Duty};
use doublelock_domain::act::Act;
use doublelock_domain::fact::Fact;
use doublelock_domain::fact::appliance::{ApplianceStarted, JournalExported, JournalVerified};
use doublelock_domain::time::Timestamp;
use doublelock_ledger::{self as ledger, BundleForm, Hash};

use crate::columns::{signed, unsigned};
use crate::conn::Conn;
use crate::error::{Error, Result};
use crate::schema::journal::{ledger_checkpoint, ledger_entry, ledger_payload};
use crate::unit::{ReadUnit, Sight, Unit};
use facts::fact_at;
use identity::Signers;
use standing::{latest_checkpoint, size};

/// One entry, for reading.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// Its number, from 0.
    pub sequence: u64,
    /// The canonical leaf.
    pub leaf: Vec<u8>,
    /// How many refusals it stands for, if more than one.
    pub times: Option<u32>,
}

/// Proof that an entry is covered by the latest checkpoint.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Inclusion {
    /// Hash of the leaf.
    pub leaf_hash: Hash,
    /// Sibling hashes, leaf to root.
    pub path: Vec<Hash>,
    /// The checkpoint they lead to.
    pub checkpoint: StoredCheckpoint,
}

fn inclusion(conn: &mut Conn, sequence: u64) -> Result<Option<Inclusion>> {
    let Some(checkpoint) = latest_checkpoint(conn)?.filter(|c| c.size > sequence) else {
        return Ok(None);
    };
    let found = tree::with(conn, checkpoint.size, |mut node| {
        let leaf_hash = node(0, sequence).map_err(ledger::ProofError::Lookup)?;
        let path = ledger::inclusion_proof(sequence, checkpoint.size, &mut node)?;
        Ok((leaf_hash, path))
    });
    let (leaf_hash, path) = found.map_err(|error| match error {
        ledger::ProofError::Lookup(cause) => cause,
        ledger::ProofError::OutOfRange => Error::LedgerBroken(sequence),
    })?;
    // A path that does not lead to what was signed proves nothing.
    let signed = Signers::of(conn)?
        .verify(checkpoint.size, &checkpoint.note)
        .ok_or(Error::LedgerBroken(sequence))?;
    if !ledger::verify_inclusion(&leaf_hash, sequence, signed.size, &path, &signed.root) {
        return Err(Error::LedgerBroken(sequence));
    }
    Ok(Some(Inclusion {
        leaf_hash,
        path,
        checkpoint,
    }))
}

impl<D: Duty> ReadUnit<'_, D> {
    /// Proof for one entry; none if no checkpoint covers it yet.
    pub fn inclusion_of(&mut self, sequence: u64) -> Result<Option<Inclusion>> {
        inclusion(self.conn(), sequence)
    }
}

impl<D: Duty> Sight<'_, D> {
    /// Proof for one entry; none if no checkpoint covers it yet.
    pub fn inclusion_of(&mut self, sequence: u64) -> Result<Option<Inclusion>> {
        inclusion(self.conn(), sequence)
    }
}

impl ReadUnit<'_, Auditor> {
    /// One entry.
    pub fn entry(&mut self, sequence: u64) -> Result<Entry> {
        let number = i64::try_from(sequence).map_err(|_| Error::NotFound)?;
        let leaf: Vec<u8> = ledger_entry::table
            .find(number)
            .select(ledger_entry::leaf)
            .first(self.conn())?;
        entry_of(self.conn(), sequence, leaf)
    }

    /// The key under which this journal is signed, as text for `doublelock-verify`.
    pub fn verifying_key(&mut self) -> Result<String> {
        Ok(Signers::of(self.conn())?.current().to_string())
    }

    /// Checkpoints, newest first, at most `limit`.
    pub fn checkpoints(&mut self, limit: u32) -> Result<Vec<StoredCheckpoint>> {
        let rows: Vec<(i64, i64, String)> = ledger_checkpoint::table
            .order(ledger_checkpoint::size.desc())
            .limit(i64::from(limit))
            .load(self.conn())?;
        rows.into_iter()
            .map(|(size, at, note)| {
                Ok(StoredCheckpoint {
                    size: unsigned(size)?,
                    issued_at: Timestamp::from_micros(at),
                    note,
                })
            })
            .collect()
    }
}

/// Of what is beside the leaf, only a number is read, and only where there can be one.
fn entry_of(conn: &mut Conn, sequence: u64, leaf: Vec<u8>) -> Result<Entry> {
    let act = format!("\"act\":\"{}\"", Act::AccessRefused);
    let refused = leaf.windows(act.len()).any(|part| part == act.as_bytes());
    let fact = if refused {
        fact_at(conn, sequence)?
    } else {
        None
    };
    let times = match fact.map(|stored| stored.fact) {
        Some(Fact::AccessRefused(refused)) => Some(refused.count).filter(|count| *count > 1),
        _ => None,
    };
    Ok(Entry {
        sequence,
        leaf,
        times,
    })
}

impl<D: Duty> Unit<'_, D> {
    /// Writes down that the journal is about to be exported, and in which form.
    pub fn note_export(&mut self, form: BundleForm) -> Result<u64> {
        let size = size(self.conn())?;
        self.enact(JournalExported {
            size,
            form: form.format().to_owned(),
        })
    }
}

impl ReadUnit<'_, Clockwork> {
    /// Writes the journal as a whole bundle (docs/journal-format.md) that
    /// `doublelock-verify` checks without a server, and returns the number of entries.
    /// Payloads go along, so it holds personal data: only for who runs the machine.
    pub fn export_journal(&mut self, out: &mut dyn Write) -> Result<u64> {
        export(self.conn(), BundleForm::Whole, out)
    }
}

impl ReadUnit<'_, Auditor> {
    /// Writes the journal's leaves and checkpoints as a bundle that `doublelock-verify`
    /// checks without a server, and returns the number of entries. Nobody's name and
    /// nothing that people typed is in it.
    pub fn export_leaves(&mut self, out: &mut dyn Write) -> Result<u64> {
        export(self.conn(), BundleForm::Leaves, out)
    }
}

fn export(conn: &mut Conn, form: BundleForm, out: &mut dyn Write) -> Result<u64> {
    let mut put = |line: String| out.write_all(line.as_bytes()).map_err(|_| Error::Full);
    let signers = Signers::of(conn)?;
    let earlier: Vec<_> = signers.earlier().collect();
    put(ledger::bundle_header(signers.current(), &earlier, form))?;
    let total = size(conn)?;
    let mut next = 0;
    while next < total {
        next = match form {
            BundleForm::Whole => export_whole_entries(conn, next, &mut put)?,
            BundleForm::Leaves => export_leaf_entries(conn, next, &mut put)?,
        };
    }
    let notes: Vec<String> = ledger_checkpoint::table
        .order(ledger_checkpoint::size)
        .select(ledger_checkpoint::note)
        .load(conn)?;
    for note in notes {
        put(ledger::bundle_checkpoint(&note))?;
    }
    Ok(total)
}

/// Entries written from one look at the database.
const EXPORTED_AT_ONCE: i64 = 500;

/// Number, leaf, and salt and payload unless they were erased.
type WholeRow = (i64, Vec<u8>, Option<(Vec<u8>, String)>);

/// Writes some entries from number `from` on; returns the number after the last.
fn export_whole_entries(
    conn: &mut Conn,
    from: u64,
    put: &mut impl FnMut(String) -> Result<()>,
) -> Result<u64> {
    // Erased content has no row (docs/journal-format.md section 5).

    let rows: Vec<WholeRow> = ledger_entry::table
        .left_join(ledger_payload::table.on(ledger_payload::sequence.eq(ledger_entry::sequence)))
        .filter(ledger_entry::sequence.ge(signed(from)?))
        .order(ledger_entry::sequence)
        .limit(EXPORTED_AT_ONCE)
        .select((
            ledger_entry::sequence,
            ledger_entry::leaf,
            (ledger_payload::salt, ledger_payload::payload).nullable(),
        ))
        .load(conn)?;
    let end = rows.last().map_or(Ok(from), |row| unsigned(row.0))? + 1;
    let sealed = crate::sections::of_entries(conn, from, end)?;
    let mut next = None;
    for (sequence, leaf, content) in &rows {
        let sequence = unsigned(*sequence)?;
        let content = match content {
            Some((salt, payload)) => Some(ledger::Content {
                salt: salt
                    .as_slice()
                    .try_into()
                    .map_err(|_| Error::LedgerBroken(sequence))?,
                payload,
                sections: sealed.get(&sequence).map_or(&[][..], Vec::as_slice),
            }),
            None => None,
        };
        put(ledger::bundle_entry(sequence, leaf, content))?;
        next = Some(sequence + 1);
    }
    next.ok_or(Error::LedgerBroken(from))
}

/// Writes some leaves from number `from` on; returns the number after the last.
fn export_leaf_entries(
    conn: &mut Conn,
    from: u64,
    put: &mut impl FnMut(String) -> Result<()>,
) -> Result<u64> {
    let rows: Vec<(i64, Vec<u8>)> = ledger_entry::table
        .filter(ledger_entry::sequence.ge(signed(from)?))
        .order(ledger_entry::sequence)
        .limit(EXPORTED_AT_ONCE)
        .select((ledger_entry::sequence, ledger_entry::leaf))
        .load(conn)?;
    let mut next = None;
    for (sequence, leaf) in &rows {
        let sequence = unsigned(*sequence)?;
        put(ledger::bundle_leaf(sequence, leaf))?;
        next = Some(sequence + 1);
    }
    next.ok_or(Error::LedgerBroken(from))
}

impl Unit<'_, Clockwork> {
    /// Writes down how the journal's own check ended, and where the next may begin.
    pub fn note_self_check(&mut self, found: &SelfCheck) -> Result<u64> {
        self.remember_check(found)?;
        self.enact(JournalVerified {
            entries: found.entries,
            from: found.from,
            broken_at: found.broken_at,
        })
    }

    /// Writes down that the appliance started, and after how many steps of migration.
    pub fn note_started(&mut self, version: &str, migrations: usize) -> Result<u64> {
        self.enact(ApplianceStarted {
            version: version.to_owned(),
            migrations: migrations as u64,
        })
    }
}
