//! Base64 with one spelling for one text, so that a signed note cannot be written in two ways.
//!
//! Left out: writing it, which OpenSSL does in the one way that is read here.

use openssl::base64::{decode_block, encode_block};

/// RFC 4648 section 4 base64 of at most `max` bytes; only the one canonical spelling.
pub(crate) fn strict_base64(text: &str, max: usize) -> Option<Vec<u8>> {
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

    #[test]
    fn base64_has_one_spelling() {
        assert_eq!(strict_base64("Zg==", 8).unwrap(), b"f");
        for other in [
            "Zh==", " Zg==", "Zg==\n", "Zg=", "Zg", "====", "Zg==Zg==", "Z",
        ] {
            assert_eq!(strict_base64(other, 8), None, "{other:?}");
        }
    }
}
