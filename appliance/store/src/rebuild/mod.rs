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
mod records;
mod scratch;
mod wraps;

use std::path::Path;

use diesel::prelude::*;
use doublelock_domain::access::Clockwork;
use doublelock_domain::fact::appliance::{TablesCompared, TablesRebuilt};

use crate::backend;
use crate::error::Result;
use crate::tables::FOLLOWS;
use crate::unit::{ReadUnit, Unit};

pub use difference::{Amiss, Compared, Difference};
pub use records::Touched;
use scratch::Scratch;

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
