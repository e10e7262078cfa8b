//! The verifiable journal: entry encoding, Merkle tree, signed checkpoints.
//!
//! This crate is the pure part: no I/O, no clock, no randomness. Times, salts
//! and key seeds are arguments; stored hashes come through a closure.
//! The byte format is written down in `docs/journal-format.md`, well enough for
//! a stranger to check our files; `doublelock-verify` does so without one line
//! of this code.
//!
//! What is *not* in a leaf: content. A leaf holds opaque identifiers from a
//! closed alphabet and a salted commitment to its payload. The payload and the
//! salt live beside it, so content can be erased while the tree still verifies.

mod base64;
mod bundle;
mod key;
mod leaf;
mod note;
mod origin;
mod proof;
mod tile;
mod tree;

pub use bundle::{
    BundleForm, Content, bundle_checkpoint, bundle_entry, bundle_header, bundle_leaf,
};
pub use key::{KeyError, SigningKey, VerifyingKey};
pub use leaf::{
    Draft, EncodeError, IDENTIFIER_MAX, LEAF_MAX, NUMBER_MAX, PAYLOAD_ERASED, PAYLOAD_MAX,
    SUBJECTS_MAX, commitment, entry_subject, section_hash,
};
pub use note::{Checkpoint, NOTE_MAX, NoteError, SignError};
pub use origin::ORIGIN_MAX;
pub use proof::{
    ProofError, consistency_proof, inclusion_proof, verify_consistency, verify_inclusion,
};
pub use tile::{
    MissingNode, TILE_HEIGHT, TILE_WIDTH, Tile, TileReader, completed_tiles, tile_root,
};
pub use tree::{Frontier, Hash, leaf_hash, node_hash, root};
