//! The Merkle tree: the published vectors, and agreement with the recursive definition.
#![expect(clippy::unwrap_used, reason = "tests")]

use std::collections::HashMap;
use std::convert::Infallible;

use doublelock_ledger::{
    Hash, ProofError, appended_nodes, consistency_proof, inclusion_proof, leaf_hash, node_hash,
    root, verify_consistency, verify_inclusion,
};
use proptest::prelude::*;

/// Stored nodes, as the store keeps them.
#[derive(Default)]
struct Nodes {
    size: u64,
    complete: HashMap<(u8, u64), Hash>,
}

impl Nodes {
    fn append(&mut self, leaf: Hash) {
        let nodes = appended_nodes(self.size, leaf, |l, i| self.get(l, i)).unwrap();
        for node in nodes {
            let stored = self.complete.insert((node.level, node.index), node.hash);
            assert_eq!(stored, None, "a complete node is written once");
        }
        self.size += 1;
    }

    fn get(&self, level: u8, index: u64) -> Result<Hash, (u8, u64)> {
        self.complete
            .get(&(level, index))
            .copied()
            .ok_or((level, index))
    }

    fn of(count: u64) -> Self {
        let mut nodes = Self::default();
        (0..count).for_each(|i| nodes.append(leaf_hash(&i.to_be_bytes())));
        nodes
    }

    fn root(&self, size: u64) -> Hash {
        root(size, |l, i| self.get(l, i)).unwrap()
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
    let mut nodes = Nodes::default();
    assert_eq!(nodes.root(0).to_vec(), bytes(roots[0]));
    for (leaf, expected) in leaves.iter().zip(&roots[1..]) {
        nodes.append(leaf_hash(&bytes(leaf)));
        assert_eq!(nodes.root(nodes.size).to_vec(), bytes(expected));
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
fn every_size_to_300_agrees_with_the_definition() {
    let nodes = Nodes::of(300);
    let leaves: Vec<Hash> = (0..300_u64).map(|i| leaf_hash(&i.to_be_bytes())).collect();
    for size in 0..=leaves.len() {
        assert_eq!(
            nodes.root(size as u64),
            definition(&leaves[..size]),
            "size {size}"
        );
    }
}

#[test]
fn every_proof_to_size_70_verifies_and_only_in_its_place() {
    let nodes = Nodes::of(70);
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
    let nodes = Nodes::of(3);
    let get = |l, i| nodes.get(l, i);
    assert_eq!(inclusion_proof(3, 3, get), Err(ProofError::OutOfRange));
    assert_eq!(inclusion_proof(0, 0, get), Err(ProofError::OutOfRange));
    assert_eq!(consistency_proof(4, 3, get), Err(ProofError::OutOfRange));
    assert_eq!(inclusion_proof(0, 4, get), Err(ProofError::Lookup((1, 1))));
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
    let Ok(nodes) = appended_nodes(u64::MAX, [0; 32], get);
    assert_eq!(nodes.len(), 65);
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
    fn changed_proofs_fail(size in 1..300_u64, index in 0..300_u64, place: u16, kind: u8) {
        let nodes = Nodes::of(size);
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
