//! How the journal stands: how many entries it has, and what was signed last. Whether that is so is
//! held against the tree elsewhere ([`super::signing`], [`super::check`]).

use diesel::prelude::*;
use doublelock_domain::access::Duty;
use doublelock_domain::time::Timestamp;

use crate::columns::unsigned;
use crate::conn::Conn;
use crate::error::Result;
use crate::schema::journal::{ledger_checkpoint, ledger_entry};
use crate::unit::{ReadUnit, Sight};

/// A signed checkpoint as stored.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoredCheckpoint {
    /// Entries it covers.
    pub size: u64,
    /// When it was signed.
    pub issued_at: Timestamp,
    /// The signed note (C2SP tlog-checkpoint).
    pub note: String,
}

/// How the journal stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Standing {
    /// Number of entries.
    pub size: u64,
    /// The latest checkpoint.
    pub checkpoint: Option<StoredCheckpoint>,
}

/// A database that does not hold all that the key signed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Behind {
    /// Entries it holds.
    pub entries: u64,
    /// Entries the key has vouched for.
    pub signed: u64,
    /// The note with which it did, the last one.
    pub note: String,
}

/// How many entries there are.
pub(crate) fn size(conn: &mut Conn) -> Result<u64> {
    let last: Option<i64> = ledger_entry::table
        .select(diesel::dsl::max(ledger_entry::sequence))
        .first(conn)?;
    last.map_or(Ok(0), |sequence| Ok(unsigned(sequence)? + 1))
}

/// The checkpoint of the most entries; none before the first.
pub(super) fn latest_checkpoint(conn: &mut Conn) -> Result<Option<StoredCheckpoint>> {
    let row: Option<(i64, i64, String)> = ledger_checkpoint::table
        .order(ledger_checkpoint::size.desc())
        .first(conn)
        .optional()?;
    row.map(|(size, at, note)| {
        Ok(StoredCheckpoint {
            size: unsigned(size)?,
            issued_at: Timestamp::from_micros(at),
            note,
        })
    })
    .transpose()
}

fn standing(conn: &mut Conn) -> Result<Standing> {
    Ok(Standing {
        size: size(conn)?,
        checkpoint: latest_checkpoint(conn)?,
    })
}

impl<D: Duty> ReadUnit<'_, D> {
    /// How many entries, and the latest checkpoint. Names nobody.
    pub fn journal_standing(&mut self) -> Result<Standing> {
        standing(self.conn())
    }
}

impl<D: Duty> Sight<'_, D> {
    /// How many entries, and the latest checkpoint.
    pub fn journal_standing(&mut self) -> Result<Standing> {
        standing(self.conn())
    }
}
