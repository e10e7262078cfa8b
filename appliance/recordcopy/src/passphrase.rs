//! The passphrase of an encrypted package, made to be read out over the telephone.

use std::fmt::{self, Write as _};

use zeroize::{Zeroize, Zeroizing};

/// Five groups of five digits, for instance `40417-99823-15560-73312-08945`: 83 bits, and the same
/// sounds in French and English, with no letter to spell and no capital to mistake.
#[derive(Clone, PartialEq, Eq)]
pub struct Passphrase(Zeroizing<String>);

impl Passphrase {
    /// Draws a new one. `None` when the source of randomness leaves its buffer untouched.
    pub fn draw(entropy: &mut dyn FnMut(&mut [u8])) -> Option<Self> {
        let mut bytes = [0; 16];
        entropy(&mut bytes);
        if bytes == [0; 16] {
            return None;
        }
        // 2^128 is so much larger than 10^25 that the remainder favours no digit measurably.
        let mut number = u128::from_le_bytes(bytes) % 10_u128.pow(25);
        bytes.zeroize();
        let mut text = Zeroizing::new(String::new());
        for group in 0..5 {
            let digits = number / 100_000_u128.pow(4 - group) % 100_000;
            let hyphen = if group > 0 { "-" } else { "" };
            // Writing to a String cannot fail.
            let _ = write!(text, "{hyphen}{digits:05}");
        }
        number.zeroize();
        Some(Self(text))
    }

    /// Takes a passphrase as typed: spaces around it do not count, and five groups of digits may
    /// be typed with or without hyphens or spaces between them.
    pub fn typed(text: &str) -> Self {
        let digits: Zeroizing<String> = Zeroizing::new(
            text.chars()
                .filter(|c| !matches!(c, ' ' | '-' | '\u{A0}' | '\u{2010}'..='\u{2014}'))
                .collect(),
        );
        if digits.len() == 25 && digits.bytes().all(|b| b.is_ascii_digit()) {
            let groups: Vec<&str> = (0..5)
                .filter_map(|n| digits.get(5 * n..5 * n + 5))
                .collect();
            return Self(Zeroizing::new(groups.join("-")));
        }
        Self(Zeroizing::new(text.trim().to_owned()))
    }

    /// The text, to be shown once and given by another channel than the package.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for Passphrase {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Passphrase(…)")
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests")]
    use super::*;

    #[test]
    fn a_passphrase_is_five_groups_of_five_digits() {
        let drawn = Passphrase::draw(&mut |b| b.fill(0xff)).unwrap();
        assert_eq!(drawn.as_str(), "84634-63374-60743-17682-11455");
        assert_eq!(format!("{drawn:?}"), "Passphrase(…)");
        let small = Passphrase::draw(&mut |b| b[0] = 7).unwrap();
        assert_eq!(small.as_str(), "00000-00000-00000-00000-00007");
    }

    #[test]
    fn it_may_be_typed_as_it_was_heard() {
        let written = "40417-99823-15560-73312-08945";
        for heard in [
            written,
            " 40417 99823 15560 73312 08945\n",
            "4041799823155607331208945",
            "40417\u{2013}99823\u{2013}15560\u{2013}73312\u{2013}08945",
        ] {
            assert_eq!(
                Passphrase::typed(heard.trim_end_matches('\n')).as_str(),
                written
            );
        }
        assert_eq!(Passphrase::typed(" autre phrase ").as_str(), "autre phrase");
    }

    #[test]
    fn only_twenty_five_digits_are_put_into_groups() {
        for other in [
            "1",
            "404179982315560733120894",
            "40417998231556073312089451",
        ] {
            assert_eq!(Passphrase::typed(other).as_str(), other);
        }
        let letters = "4041799823155607331208-94x";
        assert_eq!(Passphrase::typed(letters).as_str(), letters);
    }

    #[test]
    fn silence_is_not_randomness() {
        assert!(Passphrase::draw(&mut |_| ()).is_none());
    }
}
