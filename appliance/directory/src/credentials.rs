//! What a person types: checked before any byte reaches the network.

use std::hint::black_box;

use unicode_normalization::UnicodeNormalization as _;

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

    /// The same text prepared as an OpaqueString (RFC 8265 4.2.2): every kind of space is a space,
    /// letters and their accents are composed. `None` if that is what was typed, or is unusable.
    ///
    /// A keyboard may send `é` as one character or as two; directories compare bytes.
    pub(crate) fn prepared(&self) -> Option<Self> {
        let typed = self.usable()?;
        let spaced = typed
            .chars()
            .map(|letter| if is_space(letter) { ' ' } else { letter });
        let prepared = Self(spaced.nfc().collect::<String>().into_bytes());
        (prepared.0 != self.0 && prepared.usable().is_some()).then_some(prepared)
    }
}

/// A separator of general category Zs.
const fn is_space(letter: char) -> bool {
    matches!(
        letter,
        ' ' | '\u{a0}' | '\u{1680}' | '\u{2000}'
            ..='\u{200a}' | '\u{202f}' | '\u{205f}' | '\u{3000}'
    )
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
    fn a_password_is_prepared_as_the_standard_says() {
        let prepared = |typed: &str| {
            let prepared = Password::new(typed.to_owned()).prepared();
            prepared.and_then(|password| password.usable().map(str::to_owned))
        };
        // Examples 1 to 4 of RFC 8265 4.3, and what a keyboard sends of é.
        assert_eq!(prepared("correct horse battery staple"), None);
        assert_eq!(prepared("Correct Horse Battery Staple"), None);
        assert_eq!(prepared("π\u{df}å"), None);
        assert_eq!(prepared("Jack of \u{2666}s"), None);
        assert_eq!(prepared("foo\u{1680}bar").as_deref(), Some("foo bar"));
        assert_eq!(prepared("le\u{301}a").as_deref(), Some("l\u{e9}a"));
        assert_eq!(
            prepared("mot\u{a0}de passe").as_deref(),
            Some("mot de passe")
        );
        // Width and case are somebody's choice.
        assert_eq!(prepared("ＡＢＣ"), None);
        // A letter that grows when it is prepared does not grow beyond what is sent.
        assert_eq!(prepared(&"\u{fb2c}".repeat(85)), None);
        assert_eq!(prepared(""), None);
    }

    #[test]
    fn logins_are_bounded() {
        for login in ["", "  ", "a\0", "a\nb", &"a".repeat(257)] {
            assert!(!usable_login(login));
        }
        assert!(usable_login("léa.tremblay"));
    }
}
