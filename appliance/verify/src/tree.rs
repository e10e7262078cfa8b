//! Hashing as in RFC 6962, and the growing edge of the tree: the roots of the
//! complete subtrees seen so far, at most 64 hashes whatever the journal's size.

use openssl::sha::{Sha256, sha256};

pub(crate) type Hash = [u8; 32];

/// `SHA-256` over the parts, one after the other.
pub(crate) fn digest(parts: &[&[u8]]) -> Hash {
    let mut hasher = Sha256::new();
    for part in parts {
        hasher.update(part);
    }
    hasher.finish()
}

/// Whether a path leads from a leaf to a root: leaf `index` of a tree of `size` leaves (RFC 9162
/// section 2.1.3.2).
pub(crate) fn leads_to(leaf: Hash, (index, size): (u64, u64), path: &[Hash], root: Hash) -> bool {
    let Some(mut last) = size.checked_sub(1).filter(|last| index <= *last) else {
        return false;
    };
    let (mut at, mut hash) = (index, leaf);
    for other in path {
        if last == 0 {
            return false;
        }
        if at % 2 == 1 || at == last {
            hash = digest(&[&[1], other, &hash]);
            while at.is_multiple_of(2) && at != 0 {
                at /= 2;
                last /= 2;
            }
        } else {
            hash = digest(&[&[1], &hash, other]);
        }
        at /= 2;
        last /= 2;
    }
    last == 0 && hash == root
}

/// A node that has just become complete.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Completed {
    pub(crate) level: u8,
    pub(crate) index: u64,
    pub(crate) hash: Hash,
}

/// The roots of the complete subtrees, largest (leftmost) first.
#[derive(Debug, Default)]
pub(crate) struct Edge {
    size: u64,
    subtrees: Vec<(u8, Hash)>,
}

impl Edge {
    /// Adds one leaf; `completed` receives the nodes it completes, lowest first.
    pub(crate) fn append(&mut self, leaf_hash: Hash, completed: &mut Vec<Completed>) {
        let (mut level, mut hash) = (0_u8, leaf_hash);
        completed.clear();
        completed.push(Completed {
            level,
            index: self.size,
            hash,
        });
        while let Some((_, left)) = self.subtrees.pop_if(|(other, _)| *other == level) {
            hash = digest(&[&[1], &left, &hash]);
            level += 1;
            completed.push(Completed {
                level,
                index: self.size >> level,
                hash,
            });
        }
        self.subtrees.push((level, hash));
        self.size += 1;
    }

    /// The root of everything appended so far.
    pub(crate) fn root(&self) -> Hash {
        let mut smallest_first = self.subtrees.iter().rev();
        let Some((_, last)) = smallest_first.next() else {
            return sha256(b"");
        };
        smallest_first.fold(*last, |right, (_, left)| digest(&[&[1], left, &right]))
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests")]
    use super::*;

    /// The root on the page; the writer's crate asserts the same, computed separately.
    #[test]
    fn the_golden_tile_is_node_8_0() {
        let (mut edge, mut completed) = (Edge::default(), Vec::new());
        for byte in 0..=255_u8 {
            edge.append(digest(&[&[0], &[byte]]), &mut completed);
        }
        let tile = completed.last().unwrap();
        assert_eq!((tile.level, tile.index), (8, 0));
        let hex: String = tile.hash.iter().map(|byte| format!("{byte:02x}")).collect();
        let golden = "0387b1bfaad194ad5b534d6a57c9710a83484cb544258df5f4df94bc41820b5f";
        assert_eq!(hex, golden);
        assert_eq!(edge.root(), tile.hash);
    }
}
