//! Folding the journal again: making the tables that follow from it, and comparing them.
//!
//! What a page shows comes from tables; what is true stands in the journal. Whoever alters
//! a table with a database tool, triggers off, is found here: the same functions that the
//! live path calls ([`crate::project`]) make the tables once more in a scratch database,
//! and every row is compared. [`crate::journal::facts`] also checks each content against the
//! commitment in its leaf, so an altered content cannot make a table right.

mod compare;
mod counters;
mod difference;
mod fold;
mod index;
mod raw;
mod records;
mod scratch;
mod wraps;

use std::path::Path;

use diesel::prelude::*;
use doublelock_domain::access::{Clockwork, Warrant};
use doublelock_domain::fact::appliance::{TablesCompared, TablesRebuilt};

use crate::backend;
use crate::conn::{self, Conn};
use crate::error::Result;
use crate::project::LOOKED_UP_BY;
use crate::store::Store;
use crate::tables::FOLLOWS;
use crate::unit::{ReadUnit, Unit};

pub use difference::{Amiss, Compared, Difference};
pub use records::Touched;
use scratch::Scratch;

impl ReadUnit<'_, Clockwork> {
    /// Folds the whole journal into `scratch`, a file that does not exist yet and that the
    /// caller removes, and compares every row of every table that follows. `found` gets each
    /// difference, in order of tables and keys. Holds one snapshot all the while, and
    /// some 200 MB of memory at most.
    pub fn compare_tables(
        &mut self,
        scratch: &Path,
        found: &mut dyn FnMut(&Difference),
    ) -> Result<Compared> {
        let mut scratch = Scratch::open(scratch)?;
        let mut compared = Compared {
            entries: fold::all(self.conn(), &mut scratch.0)?,
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

impl Store {
    /// Empties every table that follows and makes it again from the journal, all in one
    /// unit: a kill at any moment leaves the tables as they were. Returns the number of
    /// entries folded. For a store that nobody else writes to.
    pub fn rebuild_tables(&self, warrant: &Warrant<Clockwork>) -> Result<u64> {
        // The journal is read as it stands, on a connection of its own.
        let mut journal = conn::take(self.readers())?;
        self.write_tuned(warrant, backend::tune_for_whole_tables, |unit| {
            unit.rebuild_tables(&mut journal)
        })
    }
}

impl Unit<'_, Clockwork> {
    /// Guards of append-only tables that follow, and indexes, are off within the unit and nowhere else.
    fn rebuild_tables(&mut self, journal: &mut Conn) -> Result<u64> {
        let tables = || FOLLOWS.iter().map(|table| table.name);
        let guards = backend::lift_guards(self.conn(), tables())?;
        for table in tables().rev() {
            diesel::sql_query(format!("DELETE FROM {table}")).execute(self.conn())?;
        }
        let indexes = backend::lift_indexes(self.conn(), tables(), LOOKED_UP_BY)?;
        backend::begin_read(journal)?;
        let folded = fold::all(journal, self.conn());
        backend::rollback(journal);
        let entries = folded?;
        backend::set_again(self.conn(), &indexes)?;
        backend::check_references(self.conn())?;
        backend::set_again(self.conn(), &guards)?;
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
