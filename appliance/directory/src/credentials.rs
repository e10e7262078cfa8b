//! What a person types: checked before any byte reaches the network.

use std::hint::black_box;

/// Longest login or password in bytes.
const MAX_BYTES: usize = 256;

/// A password on its way to the directory. It is not printed, copied or compared, and its bytes
/// are overwritten when it is dropped (the copies that the protocol library makes are not).
pub struct Password(Vec<u8>);

impl Password {
    /// Takes what was typed; whether it can be used is judged at sign-in.
    pub fn new(typed: String) -> Self {
        Self(typed.into_bytes())
    }

    /// The text, unless empty (a directory would take it for an anonymous bind, RFC 4513 5.1.2),
    /// longer than 256 bytes, or holding a NUL.
    pub(crate) fn usable(&self) -> Option<&str> {
        let text = std::str::from_utf8(&self.0).ok()?;
        (!text.is_empty() && text.len() <= MAX_BYTES && !text.contains('\0')).then_some(text)
    }
}

impl Drop for Password {
    fn drop(&mut self) {
        self.0.fill(0);
        black_box(&self.0);
    }
}

/// Whether a login may be looked up: not empty or blank, at most 256 bytes, no control character.
pub(crate) fn usable_login(login: &str) -> bool {
    !login.trim().is_empty() && login.len() <= MAX_BYTES && !login.chars().any(char::is_control)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn passwords_that_a_directory_could_misread_are_unusable() {
        for typed in [
            String::new(),
            "a\0b".to_owned(),
            "\0".to_owned(),
            "a".repeat(257),
        ] {
            assert!(Password::new(typed).usable().is_none());
        }
        assert_eq!(Password::new(" ".to_owned()).usable(), Some(" "));
        assert_eq!(
            Password::new("é".repeat(128)).usable().map(str::len),
            Some(256)
        );
    }

    #[test]
    fn logins_are_bounded() {
        for login in ["", "  ", "a\0", "a\nb", &"a".repeat(257)] {
            assert!(!usable_login(login));
        }
        assert!(usable_login("léa.tremblay"));
    }
}
