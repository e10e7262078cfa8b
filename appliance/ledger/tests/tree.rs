//! The Merkle tree: the published vectors, and agreement with the recursive definition.
#![expect(clippy::unwrap_used, reason = "tests")]

use std::collections::HashMap;
use std::convert::Infallible;

use doublelock_ledger::{
    Frontier, Hash, MissingNode, ProofError, TILE_WIDTH, TileReader, completed_tiles,
    consistency_proof, inclusion_proof, leaf_hash, node_hash, root, tile_root, verify_consistency,
    verify_inclusion,
};
use proptest::prelude::*;

/// What the store keeps: leaf hashes, and the roots of full tiles.
#[derive(Default)]
struct Stored {
    leaves: Vec<Hash>,
    tiles: HashMap<(u8, u64), Hash>,
}

impl Stored {
    fn append(&mut self, leaf: Hash) {
        let read = |level, first, count| self.read(level, first, count);
        for tile in completed_tiles(self.size(), leaf, read).unwrap() {
            let stored = self.tiles.insert((tile.level, tile.index), tile.root);
            assert_eq!(stored, None, "a full tile is written once");
        }
        self.leaves.push(leaf);
    }

    fn size(&self) -> u64 {
        self.leaves.len() as u64
    }

    fn read(&self, level: u8, first: u64, count: usize) -> Result<Vec<Hash>, MissingNode> {
        assert!((1..=256).contains(&count), "one tile at a time");
        assert_eq!(
            first / TILE_WIDTH,
            (first + count as u64 - 1) / TILE_WIDTH,
            "from one tile"
        );
        let hash = |index: u64| match level.checked_sub(1) {
            None => self.leaves.get(usize::try_from(index).unwrap()).copied(),
            Some(below) => self.tiles.get(&(below, index)).copied(),
        };
        let missing = |index| MissingNode {
            level: level * 8,
            index,
        };
        (first..first + count as u64)
            .map(|index| hash(index).ok_or(missing(index)))
            .collect()
    }

    fn get(&self, level: u8, index: u64) -> Result<Hash, MissingNode> {
        self.get_in(self.size(), level, index)
    }

    fn get_in(&self, size: u64, level: u8, index: u64) -> Result<Hash, MissingNode> {
        TileReader::new(size, |level, first, count| self.read(level, first, count))
            .node(level, index)
    }

    fn of(count: u64) -> Self {
        let mut stored = Self::default();
        (0..count).for_each(|i| stored.append(leaf_hash(&i.to_be_bytes())));
        stored
    }

    fn root(&self, size: u64) -> Hash {
        let mut tiles = TileReader::new(size, |level, first, count| self.read(level, first, count));
        root(size, |l, i| tiles.node(l, i)).unwrap()
    }
}

/// MTH as RFC 6962 section 2.1 writes it.
fn definition(leaves: &[Hash]) -> Hash {
    match leaves {
        [] => openssl::sha::sha256(b""),
        [leaf] => *leaf,
        _ => {
            let (left, right) = leaves.split_at(leaves.len().next_power_of_two() / 2);
            node_hash(&definition(left), &definition(right))
        }
    }
}

fn bytes(hex: &str) -> Vec<u8> {
    let digits = hex
        .as_bytes()
        .chunks(2)
        .map(|d| std::str::from_utf8(d).unwrap());
    digits.map(|d| u8::from_str_radix(d, 16).unwrap()).collect()
}

/// The reference leaves and tree heads of the Certificate Transparency project.
#[test]
fn certificate_transparency_vectors() {
    let leaves = [
        "",
        "00",
        "10",
        "2021",
        "3031",
        "40414243",
        "5051525354555657",
        "606162636465666768696a6b6c6d6e6f",
    ];
    let roots = [
        "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
        "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
        "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
        "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
        "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
        "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
        "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
        "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
        "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
    ];
    let mut nodes = Stored::default();
    assert_eq!(nodes.root(0).to_vec(), bytes(roots[0]));
    for (leaf, expected) in leaves.iter().zip(&roots[1..]) {
        nodes.append(leaf_hash(&bytes(leaf)));
        assert_eq!(nodes.root(nodes.size()).to_vec(), bytes(expected));
    }
    let proof = inclusion_proof(5, 8, |l, i| nodes.get(l, i)).unwrap();
    let expected = [
        "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b",
        "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
        "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    ];
    assert_eq!(
        proof.iter().map(|h| h.to_vec()).collect::<Vec<_>>(),
        expected.map(bytes)
    );
}

#[test]
fn every_size_to_1500_agrees_with_the_definition() {
    let stored = Stored::of(1500);
    let mut edge = Frontier::default();
    for size in 0..=stored.leaves.len() {
        let expected = definition(&stored.leaves[..size]);
        assert_eq!(stored.root(size as u64), expected, "size {size}");
        assert_eq!(edge.root(), expected, "the edge at {size}");
        let read = Frontier::at(size as u64, |l, i| stored.get_in(size as u64, l, i)).unwrap();
        assert_eq!(read, edge, "the edge read back at {size}");
        if let Some(leaf) = stored.leaves.get(size) {
            edge.push(*leaf, |level, index, hash| {
                assert_eq!(stored.get(level, index), Ok(hash), "{level} {index}");
            });
        }
    }
}

/// The root on the page; the verifier's crate asserts the same, computed separately.
#[test]
fn the_golden_tile_has_this_root() {
    let mut stored = Stored::default();
    (0..=255_u8).for_each(|byte| stored.append(leaf_hash(&[byte])));
    let golden = "0387b1bfaad194ad5b534d6a57c9710a83484cb544258df5f4df94bc41820b5f";
    assert_eq!(stored.tiles[&(0, 0)].to_vec(), bytes(golden));
}

#[test]
fn a_leaf_is_one_row_and_every_256th_one_more() {
    let stored = Stored::of(1500);
    assert_eq!(stored.tiles.len(), 1500 / 256);
    for (index, leaves) in (0..).zip(stored.leaves.chunks_exact(256)) {
        assert_eq!(stored.tiles[&(0, index)], definition(leaves));
        assert_eq!(tile_root(leaves), Some(definition(leaves)));
        assert_eq!(tile_root(&leaves[1..]), None);
    }
}

/// 256² leaves fill the first tile of level 1; what the levels above do at their border
/// is the same code.
#[test]
fn roots_and_proofs_hold_where_tiles_of_level_1_meet() {
    let border = TILE_WIDTH * TILE_WIDTH;
    let mut stored = Stored::of(border - 2);
    for size in border - 2..=border + 258 {
        if stored.size() < size {
            stored.append(leaf_hash(&size.to_be_bytes()));
        }
        if !(size < border + 3 || size > border + 254) {
            continue;
        }
        let whole = definition(&stored.leaves);
        assert_eq!(stored.root(size), whole, "size {size}");
        let mut tiles =
            TileReader::new(size, |level, first, count| stored.read(level, first, count));
        for index in [0, 255, 256, 65_279, 65_280, border - 3, size - 1] {
            let proof = inclusion_proof(index, size, |l, i| tiles.node(l, i)).unwrap();
            let leaf = stored.leaves[usize::try_from(index).unwrap()];
            assert!(
                verify_inclusion(&leaf, index, size, &proof, &whole),
                "{index} in {size}"
            );
        }
        for first in [1, 255, 256, 257, border - 256, border - 2, size] {
            let proof = consistency_proof(first, size, |l, i| tiles.node(l, i)).unwrap();
            let before = (
                first,
                &definition(&stored.leaves[..usize::try_from(first).unwrap()]),
            );
            assert!(
                verify_consistency(before, (size, &whole), &proof),
                "{first} in {size}"
            );
        }
    }
    assert_eq!(
        stored.tiles.len(),
        256 + 1 + 1,
        "256 tiles, the one above, the next begun"
    );
    assert!(stored.tiles.contains_key(&(1, 0)));
}

#[test]
fn subtrees_join_where_they_fit_and_nowhere_else() {
    let stored = Stored::of(1024);
    let mut edge = Frontier::default();
    let mut completed = Vec::new();
    for index in 0..3 {
        let subtree = stored.get(8, index).unwrap();
        assert!(edge.push_subtree(8, subtree, |level, index, _| completed.push((level, index))));
    }
    assert_eq!(completed, [(8, 0), (8, 1), (9, 0), (8, 2)]);
    assert_eq!((edge.size(), edge.root()), (768, stored.root(768)));
    assert_eq!(edge.subtrees().len(), 2);
    edge.push(stored.leaves[768], |_, _, _| ());
    let before = edge.clone();
    assert!(
        !edge.push_subtree(8, [0; 32], |_, _, _| ()),
        "at 769 no tile begins"
    );
    assert!(!edge.push_subtree(64, [0; 32], |_, _, _| ()));
    assert_eq!(edge, before);
}

#[test]
fn a_hash_that_is_not_there_is_named() {
    let mut stored = Stored::of(600);
    stored.tiles.remove(&(0, 1));
    let missing = MissingNode { level: 8, index: 1 };
    assert_eq!(stored.get(8, 1), Err(missing));
    assert_eq!(missing.first_leaf(), 256);
    // One that is short gives no wrong root.
    let short = |_, _, count: usize| Ok::<_, MissingNode>(vec![[1; 32]; count - 1]);
    let mut tiles = TileReader::new(600, short);
    for (index, lacks) in [(0, 255), (300, 511), (599, 599)] {
        let missing = MissingNode {
            level: 0,
            index: lacks,
        };
        assert_eq!(tiles.node(0, index), Err(missing));
    }
    assert!(completed_tiles(255, [0; 32], short).is_err());
    // The first that lacks is named: of the second tile, the last but one leaf.
    assert_eq!(
        completed_tiles(511, [0; 32], short),
        Err(MissingNode {
            level: 0,
            index: 510
        })
    );
    // No node is complete before its leaves are there.
    assert!(stored.get(4, 37).is_err());
    assert!(stored.get_in(15, 4, 0).is_err());
}

/// What it keeps is bounded: 64 tiles, and whatever is asked for, the answer is the same.
#[test]
fn a_reader_reads_a_tile_once_and_forgets_what_it_cannot_keep() {
    let mut reads = 0;
    let mut tiles = TileReader::new(TILE_WIDTH * 100, |_, first, count| {
        reads += 1;
        Ok::<_, MissingNode>((first..first + count as u64).map(leaf).collect())
    });
    for index in [0, 255, 256, 0, 511, 1] {
        assert_eq!(tiles.node(0, index), Ok(leaf(index)));
    }
    for tile in (0..64).chain(0..64) {
        let index = TILE_WIDTH * tile;
        assert_eq!(tiles.node(0, index), Ok(leaf(index)));
    }
    // The next one is one too many.
    for index in [TILE_WIDTH * 64, 0] {
        assert_eq!(tiles.node(0, index), Ok(leaf(index)));
    }
    drop(tiles);
    assert_eq!(reads, 64 + 2);
}

fn leaf(index: u64) -> Hash {
    leaf_hash(&index.to_be_bytes())
}

#[test]
fn every_proof_to_size_70_verifies_and_only_in_its_place() {
    let nodes = Stored::of(70);
    let get = |l, i| nodes.get(l, i);
    for size in 1..=70 {
        let whole = nodes.root(size);
        for index in 0..size {
            let proof = inclusion_proof(index, size, get).unwrap();
            let leaf = nodes.get(0, index).unwrap();
            assert!(
                verify_inclusion(&leaf, index, size, &proof, &whole),
                "{index} in {size}"
            );
            for other in (0..size).filter(|o| *o != index) {
                assert!(
                    !verify_inclusion(&leaf, other, size, &proof, &whole),
                    "{index} as {other} in {size}"
                );
            }
        }
        for first in 0..=size {
            let proof = consistency_proof(first, size, get).unwrap();
            assert!(
                verify_consistency((first, &nodes.root(first)), (size, &whole), &proof),
                "{first} to {size}"
            );
            for other in (0..=size).filter(|o| *o != first) {
                let prefix = (first, &nodes.root(other));
                assert!(
                    !verify_consistency(prefix, (size, &whole), &proof),
                    "root {other} as {first} of {size}"
                );
            }
        }
    }
}

#[test]
fn proofs_outside_the_tree_are_refused() {
    let nodes = Stored::of(3);
    let get = |l, i| nodes.get(l, i);
    assert_eq!(inclusion_proof(3, 3, get), Err(ProofError::OutOfRange));
    assert_eq!(inclusion_proof(0, 0, get), Err(ProofError::OutOfRange));
    assert_eq!(consistency_proof(4, 3, get), Err(ProofError::OutOfRange));
    assert_eq!(
        inclusion_proof(0, 4, get),
        Err(ProofError::Lookup(MissingNode { level: 1, index: 1 }))
    );
    assert!(!verify_inclusion(&[0; 32], 0, 0, &[], &[0; 32]));
    assert!(!verify_consistency((4, &[0; 32]), (3, &[0; 32]), &[]));
    assert!(
        !verify_consistency((0, &[0; 32]), (3, &nodes.root(3)), &[]),
        "only the empty root is the empty tree's"
    );
}

#[test]
fn the_largest_numbers_do_not_overflow() {
    let get = |_, _| Ok::<Hash, Infallible>([1; 32]);
    let read = |_, _, count| Ok::<_, MissingNode>(vec![[1; 32]; count]);
    let tiles = completed_tiles(u64::MAX, [0; 32], read).unwrap();
    assert_eq!(tiles.len(), 8);
    let mut tiles = TileReader::new(u64::MAX, read);
    assert!(root(u64::MAX, |l, i| tiles.node(l, i)).is_ok());
    assert!(tiles.node(255, u64::MAX).is_err());
    let whole = MissingNode {
        level: 70,
        index: 1,
    };
    assert_eq!(whole.first_leaf(), u64::MAX);
    let whole = root(u64::MAX, get).unwrap();
    let proof = inclusion_proof(u64::MAX - 1, u64::MAX, get).unwrap();
    assert!(verify_inclusion(
        &[1; 32],
        u64::MAX - 1,
        u64::MAX,
        &proof,
        &whole
    ));
    assert!(consistency_proof(1, u64::MAX, get).unwrap().len() <= 65);
    let long = vec![[0; 32]; 1000];
    assert!(!verify_inclusion(&[1; 32], 0, u64::MAX, &long, &whole));
    assert!(!verify_consistency(
        (1, &[1; 32]),
        (u64::MAX, &whole),
        &long
    ));
}

/// A change to a proof: one bit, one hash less, one hash more.
fn changed(proof: &[Hash], place: usize, kind: u8) -> Vec<Hash> {
    let mut proof = proof.to_vec();
    match (kind % 3, proof.len()) {
        (0, n) if n > 0 => proof[place % n][place % 32] ^= 1 << (place % 8),
        (1, n) if n > 0 => drop(proof.remove(place % n)),
        (_, n) => proof.insert(place % (n + 1), [0x5a; 32]),
    }
    proof
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn changed_proofs_fail(size in 1..1_500_u64, index in 0..1_500_u64, place: u16, kind: u8) {
        let nodes = Stored::of(size);
        let index = index % size;
        let get = |l, i| nodes.get(l, i);
        let (leaf, whole) = (nodes.get(0, index).unwrap(), nodes.root(size));
        let inclusion = inclusion_proof(index, size, get).unwrap();
        prop_assert!(verify_inclusion(&leaf, index, size, &inclusion, &whole));
        let bad = changed(&inclusion, place.into(), kind);
        prop_assert!(!verify_inclusion(&leaf, index, size, &bad, &whole));

        let old = nodes.root(index);
        let consistency = consistency_proof(index, size, get).unwrap();
        prop_assert!(verify_consistency((index, &old), (size, &whole), &consistency));
        let bad = changed(&consistency, place.into(), kind);
        prop_assert!(!verify_consistency((index, &old), (size, &whole), &bad));
    }

    /// Whatever arrives, an answer comes back.
    #[test]
    fn random_proofs_are_refused(
        index: u64, size: u64, leaf: Hash, whole: Hash,
        path in proptest::collection::vec(any::<Hash>(), 0..80),
    ) {
        prop_assert!(!verify_inclusion(&leaf, index, size, &path, &whole));
        prop_assert!(!verify_consistency((index, &leaf), (size, &whole), &path));
    }
}
