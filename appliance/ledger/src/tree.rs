//! The Merkle tree of RFC 6962 section 2.1, over complete nodes.
//!
//! Node `(level, index)` covers leaves `index << level` to
//! `((index + 1) << level) - 1`; it is complete once all of them exist, and
//! never changes after. Roots and proofs are computed from complete nodes alone,
//! which come from stored tiles ([`crate::TileReader`]) or from a [`Frontier`].

use openssl::sha::{Sha256, sha256};

/// A SHA-256 value.
pub type Hash = [u8; 32];

/// `SHA-256(0x00 || leaf)`, RFC 6962 section 2.1.
pub fn leaf_hash(leaf: &[u8]) -> Hash {
    let mut hasher = Sha256::new();
    hasher.update(&[0]);
    hasher.update(leaf);
    hasher.finish()
}

/// `SHA-256(0x01 || left || right)`, RFC 6962 section 2.1.
pub fn node_hash(left: &Hash, right: &Hash) -> Hash {
    let mut hasher = Sha256::new();
    hasher.update(&[1]);
    hasher.update(left);
    hasher.update(right);
    hasher.finish()
}

/// The root of the first `size` leaves. The empty tree's is `SHA-256("")`.
pub fn root<E>(size: u64, mut lookup: impl FnMut(u8, u64) -> Result<Hash, E>) -> Result<Hash, E> {
    span_root(0, size, &mut lookup)
}

/// The root over leaves `start..end`, where `start` is a multiple of the
/// smallest power of two not below `end - start` (true of every span that
/// RFC 6962's recursion visits). Its maximal complete subtrees stand side by
/// side, largest first; folding them from the right gives the recursive value.
pub(crate) fn span_root<E>(
    start: u64,
    end: u64,
    lookup: &mut impl FnMut(u8, u64) -> Result<Hash, E>,
) -> Result<Hash, E> {
    let length = end - start;
    let mut folded: Option<Hash> = None;
    let mut right = end;
    for level in 0..64_u8 {
        if (length >> level) & 1 == 1 {
            right -= 1 << level;
            let hash = lookup(level, right >> level)?;
            folded = Some(match folded {
                Some(rest) => node_hash(&hash, &rest),
                None => hash,
            });
        }
    }
    Ok(folded.unwrap_or_else(|| sha256(b"")))
}

/// The edge of a growing tree: the roots of its complete subtrees, largest (leftmost)
/// first. At most 64 hashes, whatever the size.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Frontier {
    size: u64,
    subtrees: Vec<(u8, Hash)>,
}

impl Frontier {
    /// The edge of the tree of `size` leaves, from its complete nodes.
    pub fn at<E>(size: u64, mut lookup: impl FnMut(u8, u64) -> Result<Hash, E>) -> Result<Self, E> {
        let mut subtrees = Vec::new();
        let mut covered: u64 = 0;
        for level in (0..64_u8).rev().filter(|level| (size >> level) & 1 == 1) {
            subtrees.push((level, lookup(level, covered >> level)?));
            covered += 1 << level;
        }
        Ok(Self { size, subtrees })
    }

    /// Number of leaves.
    pub const fn size(&self) -> u64 {
        self.size
    }

    /// Adds a leaf. `completed` is told each node that this completes, lowest first: its
    /// level, its index, its hash.
    pub fn push(&mut self, leaf_hash: Hash, completed: impl FnMut(u8, u64, Hash)) {
        // A leaf fits everywhere.
        let _ = self.push_subtree(0, leaf_hash, completed);
    }

    /// Adds a complete subtree of `1 << level` leaves, as [`Frontier::push`] does a leaf.
    /// False, and nothing is added, if such a subtree cannot begin at this size.
    #[must_use]
    pub fn push_subtree(
        &mut self,
        mut level: u8,
        mut hash: Hash,
        mut completed: impl FnMut(u8, u64, Hash),
    ) -> bool {
        let Some(leaves) = 1_u64.checked_shl(level.into()) else {
            return false;
        };
        let (true, Some(size)) = (
            self.size.is_multiple_of(leaves),
            self.size.checked_add(leaves),
        ) else {
            return false;
        };
        completed(level, self.size >> level, hash);
        while let Some((_, left)) = self.subtrees.pop_if(|(other, _)| *other == level) {
            hash = node_hash(&left, &hash);
            level += 1;
            completed(level, self.size >> level, hash);
        }
        self.subtrees.push((level, hash));
        self.size = size;
        true
    }

    /// The root of everything added so far.
    pub fn root(&self) -> Hash {
        let mut smallest_first = self.subtrees.iter().rev();
        let Some((_, last)) = smallest_first.next() else {
            return sha256(b"");
        };
        smallest_first.fold(*last, |right, (_, left)| node_hash(left, &right))
    }

    /// The complete subtrees, largest first: level and root.
    pub fn subtrees(&self) -> &[(u8, Hash)] {
        &self.subtrees
    }
}
