//! Folding the journal again: making the tables that follow from it, and comparing them.
//!
//! What a page shows comes from tables; what is true stands in the journal. Whoever alters
//! a table with a database tool, triggers off, is found here: the same functions that the
//! live path calls ([`crate::project`]) make the tables once more in a scratch database,
//! and every row is compared. [`crate::rebuild::fold`] also checks each content against the
//! commitment in its leaf, so an altered content cannot make a table right.

mod compare;
mod counters;
mod fold;
mod index;
mod records;
mod wraps;

use std::fmt;
use std::path::Path;

use diesel::connection::SimpleConnection;
use diesel::prelude::*;
use diesel::r2d2::ManageConnection as _;
use doublelock_domain::access::Clockwork;
use doublelock_domain::fact::appliance::{TablesCompared, TablesRebuilt};

use crate::backend;
use crate::conn::{Conn, DatabaseUrl, Opener};
use crate::error::{Error, Result};
use crate::tables::FOLLOWS;
use crate::unit::{ReadUnit, Unit};

pub(crate) use fold::{StoredFact, fact_at, facts_about, facts_before, facts_from};
pub use records::Touched;

/// How a row differs from what the journal says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Amiss {
    /// The journal makes it, and it is not there.
    Missing,
    /// It is there, and nothing in the journal makes it.
    Unexplained,
    /// These columns say something else.
    Columns(Vec<String>),
}

/// A row that differs. It names the record, never what stands in it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Difference {
    /// The table.
    pub table: &'static str,
    /// Its key.
    pub row: String,
    /// How it differs.
    pub amiss: Amiss,
}

impl fmt::Display for Difference {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}: ", self.table, self.row)?;
        match &self.amiss {
            Amiss::Missing => f.write_str("missing"),
            Amiss::Unexplained => f.write_str("not made by any entry of the journal"),
            Amiss::Columns(columns) => write!(f, "differs in {}", columns.join(", ")),
        }
    }
}

/// What a comparison looked at, and how many rows differ.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Compared {
    /// Entries folded.
    pub entries: u64,
    /// Rows compared.
    pub rows: u64,
    /// Rows that differ.
    pub differing: u64,
}

impl Compared {
    /// Both together.
    #[must_use]
    pub const fn and(self, other: Self) -> Self {
        Self {
            entries: self.entries + other.entries,
            rows: self.rows + other.rows,
            differing: self.differing + other.differing,
        }
    }
}

/// A database of the same schema, on SQLite, that nothing but a fold writes to.
struct Scratch(Conn);

impl Scratch {
    /// In memory, for the facts of some records.
    fn in_memory() -> Result<Self> {
        Self::open(Path::new(":memory:"))
    }

    /// In a file, for the whole journal. A file of that name is in the way.
    fn open(path: &Path) -> Result<Self> {
        let mut conn = Opener(DatabaseUrl::Sqlite(path.to_owned()))
            .connect()
            .map_err(|_| Error::Full)?;
        backend::migrate(&mut conn)?;
        // References are not followed: facts of some records don't make all that they refer
        // to, and there are no entries here. Nothing needs to outlive the comparison.
        // What two altered rows made possible must not stop the fold: the check is to name them.
        backend::drop_unique_indexes(&mut conn)?;
        conn.batch_execute(
            "PRAGMA foreign_keys = OFF; PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; \
             PRAGMA temp_store = FILE;",
        )?;
        Ok(Self(conn))
    }
}

impl ReadUnit<'_, Clockwork> {
    /// Folds the whole journal into `scratch`, a file that does not exist yet and that the
    /// caller removes, and compares every row of every table that follows. `found` gets each
    /// difference, in order of tables and keys. Holds one snapshot all the while, and a few
    /// megabytes of memory.
    pub fn compare_tables(
        &mut self,
        scratch: &Path,
        found: &mut dyn FnMut(&Difference),
    ) -> Result<Compared> {
        let mut scratch = Scratch::open(scratch)?;
        let mut compared = Compared {
            entries: fold::all(self.conn(), Some(&mut scratch.0))?,
            ..Compared::default()
        };
        for table in FOLLOWS {
            let rows = compare::table(self.conn(), &mut scratch.0, table, None, found)?;
            compared = compared.and(rows);
        }
        let counters = counters::compare(self.conn(), &mut scratch.0, found)?;
        let wraps = wraps::compare(self.conn(), &mut scratch.0, found)?;
        Ok(compared.and(counters).and(wraps))
    }
}

impl Unit<'_, Clockwork> {
    /// Empties every table that follows and makes it again from the journal, all in this
    /// unit: a kill at any moment leaves the tables as they were. Returns the number of
    /// entries folded.
    ///
    /// The guards of append-only tables that follow are off within the unit and nowhere else.
    pub fn rebuild_tables(&mut self) -> Result<u64> {
        let guards = backend::lift_guards(self.conn(), FOLLOWS.iter().map(|table| table.name))?;
        for table in FOLLOWS.iter().rev() {
            diesel::sql_query(format!("DELETE FROM {}", table.name)).execute(self.conn())?;
        }
        let entries = fold::all(self.conn(), None)?;
        backend::set_guards(self.conn(), &guards)?;
        self.enact(TablesRebuilt { entries })?;
        Ok(entries)
    }

    /// Writes down how a comparison of the tables ended.
    pub fn note_comparison(&mut self, found: &Compared) -> Result<u64> {
        self.enact(TablesCompared {
            entries: found.entries,
            rows: found.rows,
            differing: found.differing,
        })
    }
}
