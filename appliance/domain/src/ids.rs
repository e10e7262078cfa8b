//! Opaque record ids and human references.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};
use thiserror::Error;

use crate::time::{Entropy, Timestamp};
use crate::typed::plain;

/// Crockford's base 32: no I, L, O or U.
const ALPHABET: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";

/// Text that does not have the shape of an id.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
#[error("not an identifier")]
pub struct NotAnId;

/// 26 characters: 48 bits of milliseconds, then 80 random bits (the ULID layout).
/// Opaque: it says when a record was made and nothing else.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct RecordId(String);

impl RecordId {
    /// A fresh id, ordered by `now`.
    pub fn new(now: Timestamp, entropy: &dyn Entropy) -> Self {
        let mut random = [0u8; 16];
        if let Some(tail) = random.get_mut(6..) {
            entropy.fill(tail);
        }
        let millis = u128::try_from(now.micros() / 1000).unwrap_or(0) & 0xFFFF_FFFF_FFFF;
        let value = (millis << 80) | (u128::from_be_bytes(random) & ((1 << 80) - 1));
        let text = (0..26u32)
            .rev()
            .map(|place| {
                let digit = usize::try_from((value >> (place * 5)) & 31).unwrap_or(0);
                char::from(ALPHABET[digit])
            })
            .collect();
        Self(text)
    }

    /// The 26 characters.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for RecordId {
    type Err = NotAnId;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let shape = text.len() == 26
            && text.bytes().all(|b| ALPHABET.contains(&b))
            && text.as_bytes().first().is_some_and(|b| *b <= b'7');
        if shape {
            Ok(Self(text.to_owned()))
        } else {
            Err(NotAnId)
        }
    }
}

impl TryFrom<String> for RecordId {
    type Error = NotAnId;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        text.parse()
    }
}

impl From<RecordId> for String {
    fn from(id: RecordId) -> Self {
        id.0
    }
}

impl fmt::Display for RecordId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// Declares a typed [`RecordId`], so that a case id is never passed where an item id is meant.
macro_rules! record_ids {
    ($($(#[$meta:meta])* $name:ident),+ $(,)?) => {$(
        $(#[$meta])*
        #[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(transparent)]
        pub struct $name(RecordId);

        impl $name {
            /// A fresh id, ordered by `now`.
            pub fn new(now: Timestamp, entropy: &dyn Entropy) -> Self {
                Self(RecordId::new(now, entropy))
            }

            /// The 26 characters.
            pub fn as_str(&self) -> &str {
                self.0.as_str()
            }
        }

        impl FromStr for $name {
            type Err = NotAnId;

            fn from_str(text: &str) -> Result<Self, Self::Err> {
                text.parse().map(Self)
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.fmt(f)
            }
        }
    )+};
}

record_ids! {
    /// A member of staff, an appliance of the network, or the appliance itself.
    PersonId,
    /// A second-opinion case.
    CaseId,
    /// A patient of a case.
    PatientId,
    /// A physical article.
    ItemId,
    /// A place where articles rest.
    LocationId,
    /// A shipment, in or out.
    ShipmentId,
    /// A double-lock visit.
    VisitId,
    /// Something that does not balance.
    ExceptionId,
    /// An exam that a case waits for.
    ExamId,
    /// Labels printed together.
    LabelBatchId,
    /// What images came in: one association.
    IntakeId,
    /// A received DICOM study.
    StudyId,
    /// A received DICOM series.
    SeriesId,
    /// A received DICOM instance.
    InstanceId,
    /// A sealed object in the vault.
    ObjectId,
    /// A privacy request.
    RequestId,
    /// A record-copy package.
    PackageId,
    /// A communication of information to somebody.
    DisclosureId,
    /// One run of a job.
    JobRunId,
    /// A sign-in session, as the journal knows it (not the cookie).
    SessionId,
}

/// An image goes by the name of the object that it arrived as.
impl From<&ObjectId> for InstanceId {
    fn from(object: &ObjectId) -> Self {
        Self(object.0.clone())
    }
}

/// Bytes as lower-case hexadecimal digits: hashes, keys' fingerprints, random words.
pub fn hex(bytes: &[u8]) -> String {
    const DIGITS: &[u8; 16] = b"0123456789abcdef";
    bytes
        .iter()
        .flat_map(|byte| {
            [
                DIGITS[usize::from(byte >> 4)],
                DIGITS[usize::from(byte & 15)],
            ]
        })
        .map(char::from)
        .collect()
}

/// The bytes that [`hex`] wrote; none if `text` is not an even number of lower-case digits.
pub fn from_hex(text: &str) -> Option<Vec<u8>> {
    let digit = |byte: u8| match byte {
        b'0'..=b'9' => Some(byte - b'0'),
        b'a'..=b'f' => Some(byte - b'a' + 10),
        _ => None,
    };
    let (pairs, rest) = text.as_bytes().as_chunks::<2>();
    if !rest.is_empty() {
        return None;
    }
    pairs
        .iter()
        .map(|[high, low]| Some(digit(*high)? * 16 + digit(*low)?))
        .collect()
}

/// A reference people say aloud: year and number within it, `2026-0421`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Reference {
    /// Civil year at the site when the record was opened.
    pub year: i32,
    /// Number within the year, from 1.
    pub number: u32,
}

impl fmt::Display for Reference {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}-{:04}", self.year, self.number)
    }
}

impl TryFrom<String> for Reference {
    type Error = NotAnId;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        text.parse()
    }
}

impl From<Reference> for String {
    fn from(reference: Reference) -> Self {
        reference.to_string()
    }
}

impl FromStr for Reference {
    type Err = NotAnId;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let text = plain(text);
        let (year, number) = text.trim().split_once('-').ok_or(NotAnId)?;
        let digits = |s: &str| s.bytes().all(|b| b.is_ascii_digit());
        if year.len() != 4 || !(1..=8).contains(&number.len()) || !digits(year) || !digits(number) {
            return Err(NotAnId);
        }
        let number = number.parse().map_err(|_| NotAnId)?;
        if number == 0 {
            return Err(NotAnId);
        }
        Ok(Self {
            year: year.parse().map_err(|_| NotAnId)?,
            number,
        })
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests")]
    use super::*;
    use proptest::prelude::*;

    struct Same(u8);
    impl Entropy for Same {
        fn fill(&self, bytes: &mut [u8]) {
            bytes.fill(self.0);
        }
    }

    #[test]
    fn ids_are_ordered_by_time_and_read_back() {
        let early = CaseId::new(Timestamp::from_micros(1_000_000), &Same(255));
        let late = CaseId::new(Timestamp::from_micros(2_000_000), &Same(0));
        assert!(early < late);
        assert_eq!(early.as_str().parse::<CaseId>().unwrap(), early);
    }

    proptest! {
        #[test]
        fn nothing_but_26_characters_of_the_alphabet_is_an_id(text in ".{0,40}") {
            let ok = text.parse::<RecordId>().is_ok();
            prop_assert_eq!(ok, text.len() == 26 && text.bytes().all(|b| ALPHABET.contains(&b)) && text.as_bytes()[0] <= b'7');
        }

        #[test]
        fn references_read_back(year in 1990i32..2100, number in 1u32..99_999) {
            let reference = Reference { year, number };
            prop_assert_eq!(reference.to_string().parse::<Reference>().unwrap(), reference);
        }
    }

    #[test]
    fn bytes_are_written_as_two_digits_each() {
        assert_eq!(hex(&[0, 10, 255]), "000aff");
        assert_eq!(from_hex("000aff"), Some(vec![0, 10, 255]));
        assert_eq!(from_hex("1b39"), Some(vec![27, 57]));
        for bad in ["0", "0g", "0A", "é"] {
            assert_eq!(from_hex(bad), None, "{bad}");
        }
    }

    #[test]
    fn a_path_is_not_an_id() {
        for text in [
            "../../etc/passwd",
            "",
            "01J\0",
            "01j0000000000000000000000z",
        ] {
            assert!(text.parse::<CaseId>().is_err(), "{text}");
        }
        for text in [
            "2026-",
            "2026-0",
            "26-1",
            "2026-000000001",
            "2026-1a",
            "+026-12",
        ] {
            assert!(text.parse::<Reference>().is_err(), "{text}");
        }
    }
}
