//! The leaf: one act as canonical bytes, and the commitment to its payload.
//!
//! Canonical JSON in the manner of RFC 8785: keys sorted, no white space,
//! integers only. Because every string comes from `[A-Za-z0-9._:-]`, nothing is
//! ever escaped and one act has exactly one encoding.

use openssl::sha::Sha256;

use crate::tree::Hash;

/// Longest leaf in bytes. C2SP tlog-tiles frames an entry with a 16-bit length.
pub const LEAF_MAX: usize = 65_535;
/// Longest identifier in a leaf, in bytes.
pub const IDENTIFIER_MAX: usize = 64;
/// Most subjects in one leaf (as long as the whole stays within [`LEAF_MAX`]).
pub const SUBJECTS_MAX: usize = 1024;
/// Largest integer in a leaf: 2^53 − 1, the last one every JSON reader holds exactly (RFC 7493 s. 2.2).
pub const NUMBER_MAX: u64 = (1 << 53) - 1;
/// Largest payload in bytes. Photographs and signatures live outside, committed by hash.
pub const PAYLOAD_MAX: usize = 4 << 20;
/// The act of the entry that announces an erasure; its subjects name the erased
/// entries with [`entry_subject`]. A payload that is gone without such a later
/// entry is an alteration.
pub const PAYLOAD_ERASED: &str = "payload_erased";

/// One act, ready to become leaf number `sequence`.
///
/// Every string is 1 to 64 characters of `[A-Za-z0-9._:-]`: an identifier of
/// ours, a code, an account id. There is no field that free text, a name with
/// an accent or a space, or a date of birth as people write it would fit in;
/// anything a person may ask to have erased belongs in the payload.
#[derive(Debug, Clone, Copy)]
pub struct Draft<'a> {
    /// When it was recorded: microseconds since 1970-01-01T00:00:00Z, 0 to [`NUMBER_MAX`].
    pub at: i64,
    /// What was done, as a code (`custody:received`).
    pub act: &'a str,
    /// The duty under which the actor acted.
    pub duty: &'a str,
    /// Why, as a code from the closed list of purposes.
    pub purpose: &'a str,
    /// Opaque id of who acted.
    pub actor: &'a str,
    /// Opaque ids of what was acted on, 0 to 1024, in the order the act gives them.
    pub subjects: &'a [String],
    /// [`commitment`] to the payload.
    pub commitment: Hash,
}

/// Why a draft cannot become a leaf. Never repeats the refused text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum EncodeError {
    /// A string is empty, too long, or holds a character outside the alphabet.
    #[error("{0}: 1 to 64 characters of A-Z a-z 0-9 . _ : - are allowed")]
    Identifier(&'static str),
    /// `at` or `sequence` is negative or above [`NUMBER_MAX`].
    #[error("{0}: outside 0 to 2^53 - 1")]
    Number(&'static str),
    /// More than [`SUBJECTS_MAX`] subjects.
    #[error("too many subjects")]
    Subjects,
    /// The encoding is longer than [`LEAF_MAX`].
    #[error("leaf longer than 65,535 bytes")]
    TooLong,
}

impl Draft<'_> {
    /// The canonical bytes of this act as leaf number `sequence`, at most
    /// [`LEAF_MAX`] bytes. Refuses anything outside the alphabet or the bounds.
    pub fn leaf(&self, sequence: u64) -> Result<Vec<u8>, EncodeError> {
        let at = u64::try_from(self.at).map_err(|_| EncodeError::Number("at"))?;
        let mut json = String::with_capacity(320 + 16 * self.subjects.len());
        json.push('{');
        text(&mut json, "act", self.act)?;
        text(&mut json, "actor", self.actor)?;
        number(&mut json, "at", at)?;
        json.push_str("\"commitment\":\"");
        for byte in self.commitment {
            for nibble in [byte >> 4, byte & 15] {
                json.push(char::from(b"0123456789abcdef"[usize::from(nibble)]));
            }
        }
        json.push_str("\",");
        text(&mut json, "duty", self.duty)?;
        text(&mut json, "purpose", self.purpose)?;
        number(&mut json, "sequence", sequence)?;
        json.push_str("\"subjects\":[");
        if self.subjects.len() > SUBJECTS_MAX {
            return Err(EncodeError::Subjects);
        }
        for (position, subject) in self.subjects.iter().enumerate() {
            if position > 0 {
                json.push(',');
            }
            quoted(&mut json, "subjects", subject)?;
        }
        json.push_str("],\"v\":1}");
        if json.len() > LEAF_MAX {
            return Err(EncodeError::TooLong);
        }
        Ok(json.into_bytes())
    }
}

fn text(json: &mut String, key: &'static str, value: &str) -> Result<(), EncodeError> {
    json.push('"');
    json.push_str(key);
    json.push_str("\":");
    quoted(json, key, value)?;
    json.push(',');
    Ok(())
}

fn quoted(json: &mut String, key: &'static str, value: &str) -> Result<(), EncodeError> {
    let allowed = |b: u8| b.is_ascii_alphanumeric() || matches!(b, b'.' | b'_' | b':' | b'-');
    if value.is_empty() || value.len() > IDENTIFIER_MAX || !value.bytes().all(allowed) {
        return Err(EncodeError::Identifier(key));
    }
    json.push('"');
    json.push_str(value);
    json.push('"');
    Ok(())
}

fn number(json: &mut String, key: &'static str, value: u64) -> Result<(), EncodeError> {
    if value > NUMBER_MAX {
        return Err(EncodeError::Number(key));
    }
    json.push('"');
    json.push_str(key);
    json.push_str("\":");
    json.push_str(&value.to_string());
    json.push(',');
    Ok(())
}

/// SHA-256 of `salt || payload || sections`, the last being the [`section_hash`] of each
/// sealed section of the entry. The salt is 32 fresh random bytes per entry; once it is erased
/// the commitment tells nothing, even of a payload one can guess.
pub fn commitment(salt: &[u8; 32], payload: &[u8], sections: &[u8]) -> Hash {
    let mut hasher = Sha256::new();
    hasher.update(salt);
    hasher.update(payload);
    hasher.update(sections);
    hasher.finish()
}

/// SHA-256 of the sealed bytes of a section.
pub fn section_hash(sealed: &[u8]) -> Hash {
    let mut hasher = Sha256::new();
    hasher.update(sealed);
    hasher.finish()
}

/// How a [`PAYLOAD_ERASED`] entry names the entry whose payload it erases: `entry:17`.
pub fn entry_subject(sequence: u64) -> String {
    format!("entry:{sequence}")
}
