//! The exported bundle: the whole journal as JSON Lines, for a checker who has
//! no server. One header, every entry in order, then every checkpoint.
//!
//! It leaves in one of two forms: whole, or leaves only. Leaves and checkpoints prove
//! that nothing was added, dropped, moved or re-dated, and hold nothing personal.

use openssl::base64::encode_block;
use serde_json::{Value, json};

use crate::key::VerifyingKey;

/// What a bundle holds of each entry.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum BundleForm {
    /// Leaf, salt and payload: whoever reads it reads personal data.
    Whole,
    /// The leaf alone.
    Leaves,
}

impl BundleForm {
    /// The format name in the header line.
    pub const fn format(self) -> &'static str {
        match self {
            Self::Whole => "doublelock-journal/1",
            Self::Leaves => "doublelock-journal-leaves/1",
        }
    }
}

/// What lies beside a leaf until it is erased.
#[derive(Clone, Copy)]
pub struct Content<'a> {
    /// The 32 random bytes of the commitment.
    pub salt: &'a [u8; 32],
    /// The payload's JSON text, exactly as committed.
    pub payload: &'a str,
    /// The sealed sections, in their order.
    pub sections: &'a [Vec<u8>],
}

/// The first line, with its newline. The origin is the key's name. `earlier`: the keys before
/// it, where the journal went on from a copy that was put back, each with the first entry of
/// the next.
pub fn bundle_header(
    key: &VerifyingKey,
    earlier: &[(&VerifyingKey, u64)],
    form: BundleForm,
) -> String {
    let mut header =
        json!({ "format": form.format(), "origin": key.name(), "vkey": key.to_string() });
    if !earlier.is_empty() {
        let earlier = earlier.iter().map(|(key, ends_at)| {
            json!({ "origin": key.name(), "vkey": key.to_string(), "ends_at": ends_at })
        });
        header["earlier"] = earlier.collect();
    }
    line(&header)
}

/// The line of one entry of a [`BundleForm::Leaves`] bundle, with its newline.
pub fn bundle_leaf(sequence: u64, leaf: &[u8]) -> String {
    line(&json!({ "sequence": sequence, "leaf": encode_block(leaf) }))
}

/// The line of one entry of a [`BundleForm::Whole`] bundle, with its newline; `content`
/// is `None` once erased.
pub fn bundle_entry(sequence: u64, leaf: &[u8], content: Option<Content<'_>>) -> String {
    line(&json!({
        "sequence": sequence,
        "leaf": encode_block(leaf),
        "salt": content.map(|c| encode_block(c.salt)),
        "payload": content.map(|c| c.payload),
        "sections": content.map(|c| c.sections.iter().map(|sealed| encode_block(sealed)).collect::<Vec<_>>()),
    }))
}

/// The line of one checkpoint, with its newline. Checkpoints follow the entries, smallest first.
pub fn bundle_checkpoint(note: &str) -> String {
    line(&json!({ "note": note }))
}

fn line(value: &Value) -> String {
    format!("{value}\n")
}
