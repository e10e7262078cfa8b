//! What a comparison found: rows that differ, and how many were looked at. How they are found is in
//! the files beside it.

use std::fmt;

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
