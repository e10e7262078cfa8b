//! Unique identifiers, checked when made (PS3.5 section 9.1).
//!
//! A [`Uid`] from the network may end in a path or a query of somebody else's program:
//! only digits and dots ever get through, at most 64 of them.

use std::fmt;
use std::str::FromStr;

/// Longest UID, in characters (PS3.5 9.1).
pub const LONGEST: usize = 64;

/// A UID that obeys PS3.5 9.1: 1 to 64 characters, components of digits joined by single dots,
/// no component with a leading zero unless it is the single digit 0, at least two components.
///
/// `Debug` hides the value: study and instance UIDs lead to a patient.
#[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Uid(String);

/// Why bytes are not a UID. Says nothing of the bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not a UID as PS3.5 9.1 has it")]
pub struct NotAUid;

impl Uid {
    /// Reads a UID as it stands in a data element or a PDU: one trailing NUL (the padding of
    /// PS3.5 9.1) or one trailing space (a common mistake of senders) is taken off, nothing else.
    pub fn from_padded(bytes: &[u8]) -> Result<Self, NotAUid> {
        let padding = bytes.last().is_some_and(|last| matches!(last, 0 | b' '));
        let core = &bytes[..bytes.len() - usize::from(padding)];
        std::str::from_utf8(core).map_err(|_| NotAUid)?.parse()
    }

    /// The characters of the UID: digits and dots only.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for Uid {
    type Err = NotAUid;

    fn from_str(text: &str) -> Result<Self, NotAUid> {
        if text.is_empty() || text.len() > LONGEST {
            return Err(NotAUid);
        }
        let mut components = 0_usize;
        for component in text.split('.') {
            components += 1;
            let bytes = component.as_bytes();
            let leading_zero = bytes.len() > 1 && bytes[0] == b'0';
            if bytes.is_empty() || leading_zero || !bytes.iter().all(u8::is_ascii_digit) {
                return Err(NotAUid);
            }
        }
        if components < 2 {
            return Err(NotAUid);
        }
        Ok(Self(text.to_owned()))
    }
}

impl fmt::Debug for Uid {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Uid(…)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn uids_of_the_standard_are_taken() {
        for text in [
            "1.2.840.10008.1.1",
            "2.25.0",
            "0.0",
            &format!("2.25.{}", "9".repeat(59)),
        ] {
            assert_eq!(
                text.parse::<Uid>().map(|uid| uid.as_str().to_owned()),
                Ok(text.to_owned())
            );
        }
        assert_eq!(Uid::from_padded(b"1.2.3\0"), "1.2.3".parse());
        assert_eq!(Uid::from_padded(b"1.2.3 "), "1.2.3".parse());
    }

    #[test]
    fn paths_markup_and_lookalikes_are_refused() {
        let too_long = format!("2.25.{}", "9".repeat(60));
        for text in [
            "",
            ".",
            "..",
            "1",
            "1.",
            ".1",
            "1..2",
            "1.02",
            "01.2",
            "1.2/../../etc/passwd",
            "../1.2",
            "1.2\0.3",
            "1.2\\1.3",
            "<b>1.2</b>",
            "1.2 ",
            " 1.2",
            "1.2'--",
            "1.2a",
            "１.２",
            &too_long,
        ] {
            assert_eq!(text.parse::<Uid>(), Err(NotAUid), "{text:?}");
        }
        assert_eq!(Uid::from_padded(b"1.2.3\0\0"), Err(NotAUid));
        assert_eq!(Uid::from_padded(b"1.2\xff"), Err(NotAUid));
    }

    #[test]
    fn debug_hides_the_value() {
        let uid: Result<Uid, _> = "1.2.3".parse();
        assert!(!format!("{uid:?}").contains("1.2.3"));
    }
}
