//! Secrets that a browser is given and gives back: as they stand in a cookie or a form, as they are
//! stored, and compared. Who was given which is the store's to know.

use openssl::base64;
use openssl::memcmp;
use openssl::sha::sha256;

/// The hash under which a session's cookie is stored; none if the cookie does not
/// have the form we give out (43 characters of URL-safe base 64: 256 bits).
pub fn token_hash(cookie: &str) -> Option<[u8; 32]> {
    let shaped = cookie.len() == 43
        && cookie
            .bytes()
            .all(|b| b.is_ascii_alphanumeric() || b == b'-' || b == b'_');
    shaped.then(|| sha256(cookie.as_bytes()))
}

/// 256 random bits as they stand in a cookie or a form.
pub fn token_text(bytes: &[u8; 32]) -> String {
    base64::encode_block(bytes)
        .trim_end_matches('=')
        .replace('+', "-")
        .replace('/', "_")
}

/// Compares without telling by its time how much is equal.
pub fn same(a: &[u8], b: &[u8]) -> bool {
    a.len() == b.len() && memcmp::eq(a, b)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_has_its_form_and_only_it_is_hashed() {
        let text = token_text(&[0xFB; 32]);
        assert_eq!(text.len(), 43);
        assert!(token_hash(&text).is_some());
        for bad in [
            "",
            "x",
            "a b",
            &text[1..],
            &format!("{text}="),
            &"é".repeat(21),
        ] {
            assert!(token_hash(bad).is_none(), "{bad}");
        }
    }
}
