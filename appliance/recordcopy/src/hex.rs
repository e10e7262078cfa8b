//! Digests as the manifest and the list of hashes write them.
//!
//! Left out: reading them back. They are compared as text.

/// Lower-case hexadecimal.
pub(crate) fn hex(bytes: &[u8]) -> String {
    use std::fmt::Write as _;
    bytes.iter().fold(String::new(), |mut text, byte| {
        // Writing to a String cannot fail.
        let _ = write!(text, "{byte:02x}");
        text
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_byte_is_two_small_digits() {
        assert_eq!(hex(&[0x00, 0x0A, 0xFF]), "000aff");
    }
}
