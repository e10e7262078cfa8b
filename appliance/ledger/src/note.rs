//! Checkpoints (C2SP tlog-checkpoint) as signed notes (C2SP signed-note).

use openssl::base64::encode_block;
use openssl::error::ErrorStack;

use crate::base64::strict_base64;
use crate::key::{SigningKey, VerifyingKey};
use crate::tree::Hash;

/// Longest signed note in bytes: room for 16 signatures of any kind now defined.
pub const NOTE_MAX: usize = 128 << 10;
/// Most signature lines read; C2SP signed-note asks for at least 16.
const SIGNATURES_MAX: usize = 16;
/// How a signature line begins: em dash, space.
const SIGNATURE_MARK: &str = "\u{2014} ";

/// The journal's size and root at one moment, as it is signed and printed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Checkpoint {
    /// Which journal this is: unique to the appliance and its key's name, for example
    /// `clinic.example/journal`. 1 to 128 characters of `[A-Za-z0-9._:/-]`.
    pub origin: String,
    /// Number of leaves.
    pub size: u64,
    /// RFC 6962 root of those leaves.
    pub root: Hash,
}

/// Why a note was not accepted as a checkpoint.
#[derive(Debug, thiserror::Error)]
pub enum NoteError {
    /// Not a signed note: encoding, blank line or signature lines are wrong, or it is too long.
    #[error("not a signed note")]
    Note,
    /// The key did not sign this note.
    #[error("not signed by this key")]
    Unsigned,
    /// The signature names the key but is not valid for this text.
    #[error("the signature is not valid")]
    Signature,
    /// The signed text is not a checkpoint of three lines, or of another origin than the key's.
    #[error("the signed text is not a checkpoint of this journal")]
    Checkpoint,
    /// OpenSSL could not use the key.
    #[error("the key could not be used")]
    Crypto(#[from] ErrorStack),
}

/// Why a checkpoint was not signed.
#[derive(Debug, thiserror::Error)]
pub enum SignError {
    /// The checkpoint's origin is not the name of the key.
    #[error("the checkpoint belongs to another journal than the key")]
    Origin,
    /// OpenSSL could not sign.
    #[error("the checkpoint could not be signed")]
    Crypto(#[from] ErrorStack),
}

impl SigningKey {
    /// The checkpoint as a signed note. The caller promises never to sign two
    /// checkpoints of which one is not a prefix of the other.
    pub fn sign(&self, checkpoint: &Checkpoint) -> Result<String, SignError> {
        if checkpoint.origin != self.name() {
            return Err(SignError::Origin);
        }
        let root = encode_block(&checkpoint.root);
        Ok(self.sign_text(&format!(
            "{}\n{}\n{root}\n",
            checkpoint.origin, checkpoint.size
        ))?)
    }

    /// `text` ends with a newline.
    pub(crate) fn sign_text(&self, text: &str) -> Result<String, ErrorStack> {
        let mut signature = self.verifying_key().id().to_vec();
        signature.extend(self.signature(text)?);
        Ok(format!(
            "{text}\n{SIGNATURE_MARK}{} {}\n",
            self.name(),
            encode_block(&signature)
        ))
    }
}

impl VerifyingKey {
    /// Checks the note's signature by this key and reads its checkpoint. Other
    /// keys' signature lines (witnesses) are left alone, as C2SP signed-note asks;
    /// extension lines are refused: nobody could audit them.
    pub fn verify(&self, note: &str) -> Result<Checkpoint, NoteError> {
        let text = self.verify_text(note)?;
        let checkpoint = parse_checkpoint(text).ok_or(NoteError::Checkpoint)?;
        if checkpoint.origin != self.name() {
            return Err(NoteError::Checkpoint);
        }
        Ok(checkpoint)
    }

    pub(crate) fn verify_text<'n>(&self, note: &'n str) -> Result<&'n str, NoteError> {
        if note.len() > NOTE_MAX || note.chars().any(|c| c < ' ' && c != '\n') {
            return Err(NoteError::Note);
        }
        let blank = note.rfind("\n\n").ok_or(NoteError::Note)?;
        let (text, signatures) = (&note[..=blank], &note[blank + 2..]);
        let signatures = signatures.strip_suffix('\n').ok_or(NoteError::Note)?;
        let mut signed = false;
        for (position, line) in signatures.split('\n').enumerate() {
            if position >= SIGNATURES_MAX {
                return Err(NoteError::Note);
            }
            let line = line.strip_prefix(SIGNATURE_MARK).ok_or(NoteError::Note)?;
            let (name, encoded) = line.split_once(' ').ok_or(NoteError::Note)?;
            let bytes = strict_base64(encoded, NOTE_MAX).ok_or(NoteError::Note)?;
            let (id, signature) = bytes.split_at_checked(4).ok_or(NoteError::Note)?;
            if name != self.name() || id != self.id() {
                continue;
            }
            if signature.len() != 64 || !self.accepts(text, signature)? {
                return Err(NoteError::Signature);
            }
            signed = true;
        }
        if signed {
            Ok(text)
        } else {
            Err(NoteError::Unsigned)
        }
    }
}

/// Exactly three lines: origin, decimal size, base64 root. Which origins there are, the key's name says.
fn parse_checkpoint(text: &str) -> Option<Checkpoint> {
    let mut lines = text.strip_suffix('\n')?.split('\n');
    let (origin, digits, encoded) = (lines.next()?, lines.next()?, lines.next()?);
    if lines.next().is_some() {
        return None;
    }
    let size: u64 = digits.parse().ok()?;
    if size.to_string() != digits {
        return None;
    }
    let root = strict_base64(encoded, 32)?.try_into().ok()?;
    Some(Checkpoint {
        origin: origin.to_owned(),
        size,
        root,
    })
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests")]
    use super::*;

    /// The example of Go's `sumdb/note`, the reference implementation of signed notes.
    const GO_KEY: &str = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW";
    const GO_PRIVATE: &str = "AYEKFALVFGyNhPJEMzD1QIDr+Y7hfZx09iUvxdXHKDFz";
    const GO_TEXT: &str = "If you think cryptography is the answer to your problem,\n\
        then you don't know what your problem is.\n";
    const GO_NOTE: &str = "If you think cryptography is the answer to your problem,\n\
        then you don't know what your problem is.\n\n\
        — PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=\n";

    #[test]
    fn notes_are_those_of_the_reference_implementation() {
        let key = VerifyingKey::parse(GO_KEY).unwrap();
        assert_eq!(key.to_string(), GO_KEY);
        assert_eq!(key.verify_text(GO_NOTE).unwrap(), GO_TEXT);
        let seed: [u8; 32] = strict_base64(GO_PRIVATE, 33).unwrap()[1..]
            .try_into()
            .unwrap();
        let signing = SigningKey::from_seed("PeterNeumann", &seed).unwrap();
        assert_eq!(signing.verifying_key(), key);
        assert_eq!(signing.sign_text(GO_TEXT).unwrap(), GO_NOTE);
    }

    #[test]
    fn a_signed_text_that_is_no_checkpoint_is_refused() {
        let key = VerifyingKey::parse(GO_KEY).unwrap();
        assert!(matches!(key.verify(GO_NOTE), Err(NoteError::Checkpoint)));
    }

    /// The key signed each of these, which is not enough.
    #[test]
    fn a_checkpoint_has_one_spelling_and_the_key_s_own_origin() {
        let key = SigningKey::from_seed("clinic.example/journal", &[7; 32]).unwrap();
        let root = encode_block(&[5; 32]);
        let read = |text: &str| {
            let note = key.sign_text(text).unwrap();
            key.verifying_key().verify(&note)
        };
        let honest = format!("clinic.example/journal\n18\n{root}\n");
        assert_eq!(read(&honest).unwrap().size, 18);
        for (from, to) in [
            ("18", "018"),
            ("18", "+18"),
            ("18", "18446744073709551616"),
            ("clinic", "other"),
            ("clinic.example/journal", "of nobody"),
            ("clinic.example/journal", ""),
            (&root, &encode_block(&[5; 31])),
            (&root, root.trim_end_matches('=')),
            (&root, &format!("{root}\nmore")),
            ("\n18", ""),
        ] {
            let other = honest.replacen(from, to, 1);
            assert!(
                matches!(read(&other), Err(NoteError::Checkpoint)),
                "{from:?} as {to:?}"
            );
        }
    }
}
