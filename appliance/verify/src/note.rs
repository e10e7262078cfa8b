//! Signed notes (C2SP signed-note) that carry checkpoints (C2SP tlog-checkpoint).

use openssl::base64::{decode_block, encode_block};
use openssl::pkey::{Id, PKey};
use openssl::sign::Verifier;

use crate::tree::{Hash, digest};

/// Longest note read.
pub(crate) const NOTE_MAX: usize = 128 << 10;
const SIGNATURES_MAX: usize = 16;
const ED25519: u8 = 0x01;

/// An Ed25519 verifying key with its name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Key {
    pub(crate) name: String,
    pub(crate) text: String,
    id: [u8; 4],
    public: [u8; 32],
}

/// What a checkpoint says.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Checkpoint {
    pub(crate) size: u64,
    pub(crate) root: Hash,
}

/// Why a note is no checkpoint of this journal.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Refused {
    /// Not a signed note, or its text is not a checkpoint.
    Form,
    /// Not signed by the key, or the signature is not valid.
    Signature,
}

impl Key {
    /// Reads `name+hash+base64`; the hash must be the key's own.
    pub(crate) fn parse(text: &str) -> Option<Self> {
        let (name, rest) = text.split_once('+')?;
        let (id, encoded) = rest.split_once('+')?;
        let typed = base64(encoded, 33)?;
        let public: [u8; 32] = typed.strip_prefix(&[ED25519])?.try_into().ok()?;
        let hash = digest(&[name.as_bytes(), b"\n", &[ED25519], &public]);
        let own = hash.first_chunk::<4>()?;
        let named = id == format!("{:08x}", u32::from_be_bytes(*own));
        (named && is_name(name)).then(|| Self {
            name: name.to_owned(),
            text: text.to_owned(),
            id: *own,
            public,
        })
    }

    /// The checkpoint, if this key signed it for the journal of its name.
    pub(crate) fn open(&self, note: &str) -> Result<Checkpoint, Refused> {
        let (text, signatures) = split(note).ok_or(Refused::Form)?;
        let mut signed = false;
        for line in signatures {
            let (name, id, signature) = signature_line(line).ok_or(Refused::Form)?;
            if name != self.name || id != self.id {
                continue; // Another key's line: C2SP signed-note says to leave it alone.
            }
            if !self.signed(text, &signature) {
                return Err(Refused::Signature);
            }
            signed = true;
        }
        if !signed {
            return Err(Refused::Signature);
        }
        match body(text) {
            Some((origin, checkpoint)) if origin == self.name => Ok(checkpoint),
            _ => Err(Refused::Form),
        }
    }

    fn signed(&self, text: &str, signature: &[u8]) -> bool {
        let check = || {
            let key = PKey::public_key_from_raw_bytes(&self.public, Id::ED25519)?;
            Verifier::new_without_digest(&key)?.verify_oneshot(signature, text.as_bytes())
        };
        signature.len() == 64 && check().unwrap_or(false)
    }
}

/// Whether the text has the shape of a signed checkpoint, whoever signed it.
pub(crate) fn is_note(note: &str) -> bool {
    let shaped = |(text, lines): (&str, Vec<&str>)| {
        body(text).is_some() && lines.iter().all(|l| signature_line(l).is_some())
    };
    split(note).is_some_and(shaped)
}

/// The size a note claims, signed or not: where to place what is wrong with it.
pub(crate) fn claimed_size(note: &str) -> Option<u64> {
    let (text, _) = split(note)?;
    Some(body(text)?.1.size)
}

/// The signed text with its final newline, and the signature lines.
fn split(note: &str) -> Option<(&str, Vec<&str>)> {
    if note.len() > NOTE_MAX || note.bytes().any(|b| b < b' ' && b != b'\n') {
        return None;
    }
    let blank = note.rfind("\n\n")?;
    let (text, signatures) = (note.get(..=blank)?, note.get(blank + 2..)?);
    let lines: Vec<&str> = signatures.strip_suffix('\n')?.split('\n').collect();
    (lines.len() <= SIGNATURES_MAX).then_some((text, lines))
}

/// Key name, key id, signature.
fn signature_line(line: &str) -> Option<(&str, [u8; 4], Vec<u8>)> {
    let (name, encoded) = line.strip_prefix("\u{2014} ")?.split_once(' ')?;
    let bytes = base64(encoded, NOTE_MAX)?;
    let (id, signature) = bytes.split_first_chunk::<4>()?;
    Some((name, *id, signature.to_vec()))
}

/// Exactly three lines: origin, size, root.
fn body(text: &str) -> Option<(&str, Checkpoint)> {
    let lines: Vec<&str> = text.strip_suffix('\n')?.splitn(4, '\n').collect();
    let [origin, digits, encoded] = lines[..] else {
        return None;
    };
    let size: u64 = digits.parse().ok()?;
    let root: Hash = base64(encoded, 32)?.try_into().ok()?;
    (is_name(origin) && size.to_string() == digits).then_some((origin, Checkpoint { size, root }))
}

/// 1 to 128 characters of `[A-Za-z0-9._:/-]`.
pub(crate) fn is_name(name: &str) -> bool {
    let allowed = |b: u8| b.is_ascii_alphanumeric() || b"._:/-".contains(&b);
    (1..=128).contains(&name.len()) && name.bytes().all(allowed)
}

/// RFC 4648 section 4, at most `max` bytes, canonical spelling only.
pub(crate) fn base64(text: &str, max: usize) -> Option<Vec<u8>> {
    if text.len() > max.div_ceil(3) * 4 {
        return None;
    }
    let bytes = decode_block(text).ok()?;
    (bytes.len() <= max && encode_block(&bytes) == text).then_some(bytes)
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests")]
    use super::*;

    /// The golden key and note; the writer's crate asserts the same text, written separately.
    const KEY: &str =
        "clinic.example/journal+6ac727ac+AepKbGPinFIKvvVQexMuxfmVR3auvr57kkIe6mkURtIs";
    const NOTE: &str = "clinic.example/journal\n18\nLjKrDVhqK0Trv8FNvfXJENgfBwgDcI3iNKDK2Y2T4B0=\n\n\
        — clinic.example/journal ascnrAjDNrXwuD3TkDu75gbUJggRUkEv+eco3ADF+/QVLPXxIsy3lqi3cWp1m3gML4NfdpiQKyJpFNQA2J1smc83Hwo=\n";

    #[test]
    fn the_golden_note_is_opened() {
        let root = digest(&[&[0], b"golden"]);
        assert_eq!(
            Key::parse(KEY).unwrap().open(NOTE),
            Ok(Checkpoint { size: 18, root })
        );
        assert!(is_note(NOTE));
    }

    #[test]
    fn no_byte_of_a_note_can_change() {
        let key = Key::parse(KEY).unwrap();
        for position in 0..NOTE.len() {
            let mut bytes = NOTE.as_bytes().to_vec();
            bytes[position] ^= 1;
            if let Ok(text) = String::from_utf8(bytes) {
                assert!(key.open(&text).is_err(), "byte {position}");
            }
        }
    }

    #[test]
    fn an_extension_line_is_refused() {
        let extended = NOTE.replacen("\n\n", "\nextension\n\n", 1);
        assert!(!is_note(&extended));
    }

    #[test]
    fn no_byte_of_a_key_can_change() {
        for position in 0..KEY.len() {
            let mut bytes = KEY.as_bytes().to_vec();
            bytes[position] ^= 1;
            assert_eq!(
                Key::parse(std::str::from_utf8(&bytes).unwrap()),
                None,
                "byte {position}"
            );
        }
    }
}
