//! The Merkle tree of RFC 6962 section 2.1, over stored complete nodes.
//!
//! Node `(level, index)` covers leaves `index << level` to
//! `((index + 1) << level) - 1`; it is complete once all of them exist, and
//! never changes after. Roots and proofs are computed from complete nodes alone.

use openssl::sha::{Sha256, sha256};

/// A SHA-256 value.
pub type Hash = [u8; 32];

/// One complete node of the tree, to be stored once and never changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Node {
    /// Height above the leaves; 0 is a leaf hash.
    pub level: u8,
    /// Position within the level, from the left, from 0.
    pub index: u64,
    /// The node's hash.
    pub hash: Hash,
}

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

/// The nodes that become complete when leaf number `index` is appended, lowest
/// first; the first is the leaf hash itself. `lookup(level, index)` fetches
/// nodes that were complete before; it is called at most 64 times.
pub fn appended_nodes<E>(
    index: u64,
    leaf_hash: Hash,
    mut lookup: impl FnMut(u8, u64) -> Result<Hash, E>,
) -> Result<Vec<Node>, E> {
    let mut node = Node {
        level: 0,
        index,
        hash: leaf_hash,
    };
    let mut nodes = vec![node];
    // A right child completes its parent.
    while node.index & 1 == 1 {
        let left = lookup(node.level, node.index - 1)?;
        node = Node {
            level: node.level + 1,
            index: node.index >> 1,
            hash: node_hash(&left, &node.hash),
        };
        nodes.push(node);
    }
    Ok(nodes)
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
