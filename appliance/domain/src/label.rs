//! The printed identifier: `D` + class letter + 8 digits + 2 check characters.
//!
//! Check characters are ISO 7064 MOD 97-10 over the whole string, letters counted
//! as 10…35 (as in ISO 13616). Of 3,000 ids tried, every single substitution and
//! every transposition was found (design notes, custody section 5.1). A label
//! carries no personal data, and serial numbers are permuted with a keyed Feistel
//! network so that they do not reveal how many labels exist.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use crate::ids::NotAnId;
use crate::text_enum;
use crate::typed::plain;

text_enum! {
    /// What a label is stuck on.
    pub enum LabelClass {
        /// An article.
        Item = "I",
        /// A contenant: box, tray, envelope, parcel.
        Container = "C",
        /// A place.
        Location = "L",
        /// A seal issued by us.
        Seal = "S",
        /// A person's access card.
        Person = "P",
        /// A physical key.
        Key = "K",
        /// A shipment or document.
        Shipment = "H",
    }
}

/// Serial numbers per class: eight digits.
pub const SERIALS: u32 = 100_000_000;

/// A label whose check characters are right. That it *exists* is the register's word.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Label {
    class: LabelClass,
    serial: u32,
}

impl Label {
    /// The label of `class` with this serial; none if the serial has more than eight digits.
    pub const fn new(class: LabelClass, serial: u32) -> Option<Self> {
        if serial < SERIALS {
            Some(Self { class, serial })
        } else {
            None
        }
    }

    /// What it is stuck on.
    pub const fn class(self) -> LabelClass {
        self.class
    }

    /// The eight digits.
    pub const fn serial(self) -> u32 {
        self.serial
    }

    /// Four groups for people: `DI 1234 5678 12`.
    pub fn grouped(self) -> String {
        let text = self.to_string();
        let part = |range| text.get(range).unwrap_or_default();
        format!(
            "{} {} {} {}",
            part(0..2),
            part(2..6),
            part(6..10),
            part(10..12)
        )
    }
}

/// ISO 7064 MOD 97-10 remainder of a string of A–Z and 0–9, letters as 10…35.
fn remainder_97(text: &str) -> u32 {
    text.bytes().fold(0, |sum, byte| {
        let longer = match byte {
            b'0'..=b'9' => sum * 10 + u32::from(byte - b'0'),
            _ => sum * 100 + u32::from(byte.wrapping_sub(b'A')) + 10,
        };
        longer % 97
    })
}

impl fmt::Display for Label {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let body = format!("D{}{:08}", self.class.as_str(), self.serial);
        let check = 98 - remainder_97(&format!("{body}00"));
        write!(f, "{body}{check:02}")
    }
}

impl FromStr for Label {
    type Err = NotAnId;

    /// Reads a label as scanned or typed: spaces are ignored, lower case is accepted.
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let text = plain(text);
        if text.len() > 24 || !text.is_ascii() {
            return Err(NotAnId);
        }
        let code: String = text
            .chars()
            .filter(|c| *c != ' ')
            .map(|c| c.to_ascii_uppercase())
            .collect();
        let class = code
            .get(1..2)
            .ok_or(NotAnId)?
            .parse()
            .map_err(|_| NotAnId)?;
        let serial = code
            .get(2..10)
            .ok_or(NotAnId)?
            .parse()
            .map_err(|_| NotAnId)?;
        // It is one if it is written as that label is: the letters, the digits, and the check characters in the
        // one spelling that is ours (97-10 has two of some: 00 and 97, 01 and 98).
        let label = Self { class, serial };
        if label.to_string() == code {
            Ok(label)
        } else {
            Err(NotAnId)
        }
    }
}

impl TryFrom<String> for Label {
    type Error = NotAnId;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        text.parse()
    }
}

impl From<Label> for String {
    fn from(label: Label) -> Self {
        label.to_string()
    }
}

/// Turns the n-th label of a class into its printed serial: a keyed permutation of
/// 0…99,999,999, so that two labels side by side say nothing about volume.
///
/// `round` must be a pseudo-random function of (round number, half) under the
/// site's label key; it is an argument because ciphers live outside the domain.
pub fn permuted_serial(count: u32, round: impl Fn(u8, u32) -> u32) -> Option<u32> {
    if count >= SERIALS {
        return None;
    }
    // Halves of four decimal digits; eight rounds.
    let (mut left, mut right) = (count / 10_000, count % 10_000);
    for number in 0..8 {
        let mixed = (left + round(number, right) % 10_000) % 10_000;
        left = right;
        right = mixed;
    }
    Some(left * 10_000 + right)
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests")]
    use super::*;
    use proptest::prelude::*;

    fn any_label() -> impl Strategy<Value = Label> {
        (0..LabelClass::ALL.len(), 0..SERIALS)
            .prop_map(|(class, serial)| Label::new(LabelClass::ALL[class], serial).unwrap())
    }

    proptest! {
        #[test]
        fn every_label_reads_back(label in any_label()) {
            prop_assert_eq!(label.to_string().parse::<Label>().unwrap(), label);
            prop_assert_eq!(label.grouped().parse::<Label>().unwrap(), label);
            prop_assert_eq!(label.grouped().to_lowercase().parse::<Label>().unwrap(), label);
            prop_assert_eq!(label.to_string().len(), 12);
        }

        #[test]
        fn one_wrong_digit_is_always_found(label in any_label(), place in 2usize..12, other in 0u8..10) {
            let mut code = label.to_string().into_bytes();
            prop_assume!(code[place] != b'0' + other);
            code[place] = b'0' + other;
            prop_assert!(String::from_utf8(code).unwrap().parse::<Label>().is_err());
        }

        #[test]
        fn two_neighbours_swapped_are_always_found(label in any_label(), place in 2usize..11) {
            let mut code = label.to_string().into_bytes();
            prop_assume!(code[place] != code[place + 1]);
            code.swap(place, place + 1);
            prop_assert!(String::from_utf8(code).unwrap().parse::<Label>().is_err());
        }

        #[test]
        fn no_text_makes_it_panic(text in ".{0,30}") {
            let _ = text.parse::<Label>();
        }
    }

    /// Blanks between the groups are read over; a page of them is no label.
    #[test]
    fn what_is_longer_than_a_label_with_its_blanks_is_none() {
        let label = Label::new(LabelClass::Item, 204_177).unwrap();
        let spread = |blanks: usize| format!("{}{label}", " ".repeat(blanks));
        assert_eq!(spread(12).parse(), Ok(label));
        assert_eq!(spread(13).parse::<Label>(), Err(NotAnId));
        assert_eq!(
            label.to_string().replace('0', "٠").parse::<Label>(),
            Err(NotAnId)
        );
    }

    #[test]
    fn serials_are_a_permutation() {
        let round = |n: u8, half: u32| {
            half.wrapping_mul(2_654_435_761)
                .rotate_left(u32::from(n) + 5)
        };
        let seen: std::collections::BTreeSet<_> = (0..20_000)
            .map(|n| permuted_serial(n, round).unwrap())
            .collect();
        assert_eq!(seen.len(), 20_000);
        assert!(permuted_serial(SERIALS, round).is_none());
        assert!(
            permuted_serial(1, round)
                .unwrap()
                .abs_diff(permuted_serial(2, round).unwrap())
                > 1
        );
    }

    /// Eight rounds that add nothing exchange the halves eight times: the number is what it was. What a
    /// round answers counts by its last four digits.
    #[test]
    fn a_serial_follows_from_its_number_and_the_rounds() {
        let still = |_: u8, _: u32| 0;
        for n in [0, 1, 9_999, 10_000, 12_345_678, 99_999_999] {
            assert_eq!(permuted_serial(n, still), Some(n));
        }
        let huge = |_: u8, _: u32| u32::MAX;
        let short = |_: u8, _: u32| u32::MAX % 10_000;
        for n in [0, 12_345_678, 99_999_999] {
            let serial = permuted_serial(n, huge);
            assert_eq!(serial, permuted_serial(n, short));
            assert!(serial.unwrap() < SERIALS);
        }
        let mixing = |number: u8, half: u32| half / 3 * 31 + u32::from(number) * 7_919;
        for (n, serial) in SERIALS_MIXED {
            assert_eq!(permuted_serial(n, mixing), Some(serial), "{n}");
        }
    }

    /// What the network gives, reckoned elsewhere.
    const SERIALS_MIXED: [(u32, u32); 3] = [
        (1, 99_329_270),
        (12_345_678, 96_948_228),
        (99_999_999, 66_523_778),
    ];

    #[test]
    fn a_label_is_read_only_as_it_is_written() {
        let label = Label::new(LabelClass::Key, 204_177).unwrap();
        assert_eq!((label.class(), label.serial()), (LabelClass::Key, 204_177));
        let code = label.to_string();
        assert_eq!(code.parse(), Ok(label));
        assert_eq!(String::from(label), code);
        assert_eq!(Label::try_from(code.clone()), Ok(label));
        let grouped = format!("DK 0020 4177 {}", &code[10..]);
        assert_eq!(label.grouped(), grouped);
        for other in [
            code.replacen('D', "A", 1),
            code.replacen('K', "X", 1),
            code.replacen("00", "+0", 1),
            code[..11].to_owned(),
            format!("{code}0"),
            code[..10].to_owned(),
            "D".to_owned(),
            String::new(),
        ] {
            assert_eq!(other.parse::<Label>(), Err(NotAnId), "{other}");
        }
        // The other spelling of check characters that are 02 to 98 with us.
        let twice = (0..200).find_map(|n| {
            let code = Label::new(LabelClass::Item, n)?.to_string();
            code.strip_suffix("97").map(|body| format!("{body}00"))
        });
        assert_eq!(twice.unwrap().parse::<Label>(), Err(NotAnId));
    }

    #[test]
    fn a_command_card_is_not_a_label() {
        assert!("DXRECEIVE".parse::<Label>().is_err());
        assert!("DX1234567812".parse::<Label>().is_err());
    }
}
