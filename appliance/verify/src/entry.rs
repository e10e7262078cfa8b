//! An entry as a file or a bundle gives it, before anything was checked.
//!
//! Left out: reading it, which each source does in its own way.

use crate::tree::Hash;

/// One entry as its source gives it. A bundle has no `recorded_at` and `leaf_hash` of its own.
pub(crate) struct Entry<'r> {
    pub(crate) sequence: i64,
    pub(crate) recorded_at: Option<i64>,
    pub(crate) leaf: &'r [u8],
    pub(crate) leaf_hash: Option<&'r [u8]>,
    pub(crate) content: Content<'r>,
}

/// What lies beside the leaf.
#[derive(Clone, Copy)]
pub(crate) enum Content<'r> {
    Kept {
        salt: &'r [u8],
        payload: &'r [u8],
        /// The digests of the sealed sections, as committed to.
        sections: &'r [u8],
        /// The digests of the sealed sections that lie there, in order.
        sealed: &'r [Hash],
    },
    Erased,
    HalfErased,
    /// Too long or of the wrong type: it cannot be what was committed to.
    Foreign,
    /// Not in this bundle, which says so in its header.
    Withheld,
}
