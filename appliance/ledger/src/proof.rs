//! Inclusion and consistency proofs: made as in RFC 6962 section 2.1,
//! checked as in RFC 9162 sections 2.1.3.2 and 2.1.4.2.

use crate::tree::{Hash, node_hash, span_root};

/// Why no proof could be made.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum ProofError<E> {
    /// The leaf is not in a tree of that size, or the first size exceeds the second.
    #[error("no such leaf or earlier size in a tree of this size")]
    OutOfRange,
    /// A stored node could not be fetched.
    #[error("a stored node could not be fetched")]
    Lookup(#[source] E),
}

/// Largest power of two strictly below `n`; `n` is at least 2.
fn split(n: u64) -> u64 {
    1 << (n - 1).ilog2()
}

/// The path that proves leaf `index` is in the tree of `size` leaves: at most
/// 64 hashes, from the leaf's sibling to the root's child.
pub fn inclusion_proof<E>(
    index: u64,
    size: u64,
    mut lookup: impl FnMut(u8, u64) -> Result<Hash, E>,
) -> Result<Vec<Hash>, ProofError<E>> {
    if index >= size {
        return Err(ProofError::OutOfRange);
    }
    let (mut start, mut end) = (0, size);
    let mut path = Vec::new();
    while end - start > 1 {
        let middle = start + split(end - start);
        let sibling;
        if index < middle {
            sibling = (middle, end);
            end = middle;
        } else {
            sibling = (start, middle);
            start = middle;
        }
        path.push(span_root(sibling.0, sibling.1, &mut lookup).map_err(ProofError::Lookup)?);
    }
    path.reverse();
    Ok(path)
}

/// The path that proves the tree of `first` leaves is a prefix of the tree of
/// `second` leaves: at most 65 hashes. Empty when the sizes are equal or `first` is 0.
pub fn consistency_proof<E>(
    first: u64,
    second: u64,
    mut lookup: impl FnMut(u8, u64) -> Result<Hash, E>,
) -> Result<Vec<Hash>, ProofError<E>> {
    if first > second {
        return Err(ProofError::OutOfRange);
    }
    if first == 0 || first == second {
        return Ok(Vec::new());
    }
    let (mut start, mut end) = (0, second);
    // True while the old tree is itself the left edge of the span: its root is
    // then the one the checker already has, and is not sent.
    let mut known = true;
    let mut path = Vec::new();
    while first != end {
        let middle = start + split(end - start);
        let sibling;
        if first <= middle {
            sibling = (middle, end);
            end = middle;
        } else {
            sibling = (start, middle);
            start = middle;
            known = false;
        }
        path.push(span_root(sibling.0, sibling.1, &mut lookup).map_err(ProofError::Lookup)?);
    }
    if !known {
        path.push(span_root(start, end, &mut lookup).map_err(ProofError::Lookup)?);
    }
    path.reverse();
    Ok(path)
}

/// Whether `path` proves that the leaf with this hash is number `index` of the
/// tree with this size and root.
pub fn verify_inclusion(
    leaf_hash: &Hash,
    index: u64,
    size: u64,
    path: &[Hash],
    root: &Hash,
) -> bool {
    if index >= size {
        return false;
    }
    let (mut node, mut last) = (index, size - 1);
    let mut hash = *leaf_hash;
    for sibling in path {
        if last == 0 {
            return false;
        }
        if node & 1 == 1 || node == last {
            hash = node_hash(sibling, &hash);
            while node & 1 == 0 && node != 0 {
                node >>= 1;
                last >>= 1;
            }
        } else {
            hash = node_hash(&hash, sibling);
        }
        node >>= 1;
        last >>= 1;
    }
    last == 0 && hash == *root
}

/// Whether `path` proves that the tree `(first, first_root)` is a prefix of
/// `(second, second_root)`. The empty tree is a prefix of every tree.
pub fn verify_consistency(
    (first, first_root): (u64, &Hash),
    (second, second_root): (u64, &Hash),
    path: &[Hash],
) -> bool {
    if first > second {
        return false;
    }
    if first == second {
        return path.is_empty() && first_root == second_root;
    }
    if first == 0 {
        return path.is_empty() && *first_root == openssl::sha::sha256(b"");
    }
    // A complete old tree is its own first node.
    let implied = first.is_power_of_two().then_some(first_root);
    let mut hashes = implied.into_iter().chain(path);
    let Some(seed) = hashes.next() else {
        return false;
    };
    let (mut node, mut last) = (first - 1, second - 1);
    while node & 1 == 1 {
        node >>= 1;
        last >>= 1;
    }
    let (mut old, mut new) = (*seed, *seed);
    for hash in hashes {
        if last == 0 {
            return false;
        }
        if node & 1 == 1 || node == last {
            old = node_hash(hash, &old);
            new = node_hash(hash, &new);
            while node & 1 == 0 && node != 0 {
                node >>= 1;
                last >>= 1;
            }
        } else {
            new = node_hash(&new, hash);
        }
        node >>= 1;
        last >>= 1;
    }
    last == 0 && old == *first_root && new == *second_root
}
