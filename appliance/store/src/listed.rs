//! What lists of every desk say of their length.

/// How many there are, counted up to [`MOST_COUNTED`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Counted {
    /// So many.
    pub n: u32,
    /// And more.
    pub more: bool,
}

impl Counted {
    /// Of so many that were looked at, one more than are counted at most.
    pub(crate) fn of(n: u32) -> Self {
        Self {
            n: n.min(MOST_COUNTED),
            more: n > MOST_COUNTED,
        }
    }
}

/// Nobody reads a longer list to its end; whoever looks for one article asks for less.
pub const MOST_COUNTED: u32 = 1000;
