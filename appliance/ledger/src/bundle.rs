//! The exported bundle: the whole journal as JSON Lines, for a checker who has
//! no server. One header, every entry in order, then every checkpoint.

use openssl::base64::encode_block;
use serde_json::{Value, json};

use crate::key::VerifyingKey;

/// The format name in the header line.
pub const BUNDLE_FORMAT: &str = "doublelock-journal/1";

/// What lies beside a leaf until it is erased.
#[derive(Clone, Copy)]
pub struct Content<'a> {
    /// The 32 random bytes of the commitment.
    pub salt: &'a [u8; 32],
    /// The payload's JSON text, exactly as committed.
    pub payload: &'a str,
}

/// The first line, with its newline. The origin is the key's name.
pub fn bundle_header(key: &VerifyingKey) -> String {
    line(&json!({ "format": BUNDLE_FORMAT, "origin": key.name(), "vkey": key.to_string() }))
}

/// The line of one entry, with its newline; `content` is `None` once erased.
pub fn bundle_entry(sequence: u64, leaf: &[u8], content: Option<Content<'_>>) -> String {
    line(&json!({
        "sequence": sequence,
        "leaf": encode_block(leaf),
        "salt": content.map(|c| encode_block(c.salt)),
        "payload": content.map(|c| c.payload),
    }))
}

/// The line of one checkpoint, with its newline. Checkpoints follow the entries, smallest first.
pub fn bundle_checkpoint(note: &str) -> String {
    line(&json!({ "note": note }))
}

fn line(value: &Value) -> String {
    format!("{value}\n")
}
