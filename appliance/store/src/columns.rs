//! How values are kept in columns, and read out of them.
//!
//! Ids, references, labels and words of closed lists are text; both databases know signed whole
//! numbers only, and what is counted here is not signed. What does not have the shape that the
//! schema promises is [`Error::Corrupt`], under the name of what it should be. Which column holds
//! what is said by `schema`, and where it is read.

use std::any::type_name;
use std::str::FromStr;

use crate::error::{Error, Result};

/// What is stored is no `T`.
pub(crate) fn malformed<T>() -> Error {
    let name = type_name::<T>();
    Error::Corrupt(name.rsplit("::").next().unwrap_or(name))
}

/// A stored text as what it stands for: an id, a label, a reference, a date, a word of a list.
pub(crate) fn stored<T: FromStr>(text: &str) -> Result<T> {
    text.parse().map_err(|_| malformed::<T>())
}

/// The same of one that may be absent.
pub(crate) fn maybe_stored<T: FromStr>(text: Option<&str>) -> Result<Option<T>> {
    text.map(stored).transpose()
}

/// Stored bytes of a fixed length: a digest.
pub(crate) fn stored_bytes<const N: usize>(bytes: Vec<u8>) -> Result<[u8; N]> {
    bytes.try_into().map_err(|_| malformed::<[u8; N]>())
}

/// BIGINT to count.
pub(crate) fn unsigned(number: i64) -> Result<u64> {
    u64::try_from(number).map_err(|_| malformed::<u64>())
}

/// A number of rows, or INTEGER, to a count or a position.
pub(crate) fn counted(number: impl Into<i64>) -> Result<u32> {
    u32::try_from(number.into()).map_err(|_| malformed::<u32>())
}

/// Count to BIGINT.
pub(crate) fn signed(number: u64) -> Result<i64> {
    i64::try_from(number).map_err(|_| malformed::<i64>())
}

/// A position or a count, as stored.
pub(crate) fn number(number: u32) -> i32 {
    i32::try_from(number).unwrap_or(i32::MAX)
}

/// A place in a list, as stored.
pub(crate) fn position(at: usize) -> i32 {
    i32::try_from(at).unwrap_or(i32::MAX)
}

/// How many were read, for people.
pub(crate) fn count(read: usize) -> u32 {
    u32::try_from(read).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests {
    use doublelock_domain::ids::CaseId;

    use super::*;

    fn what<T>(read: &Result<T>) -> Option<&'static str> {
        match read {
            Err(Error::Corrupt(what)) => Some(what),
            _ => None,
        }
    }

    #[test]
    fn what_is_malformed_goes_by_the_name_of_what_it_should_be() {
        assert_eq!(what(&stored::<CaseId>("not an id")), Some("CaseId"));
        assert_eq!(
            what(&maybe_stored::<CaseId>(Some("not an id"))),
            Some("CaseId")
        );
        assert_eq!(what(&stored_bytes::<32>(vec![0; 31])), Some("[u8; 32]"));
        assert_eq!(what(&unsigned(-1)), Some("u64"));
        assert_eq!(what(&counted(-1)), Some("u32"));
        assert_eq!(what(&counted(1_i64 << 32)), Some("u32"));
        assert_eq!(what(&signed(u64::MAX)), Some("i64"));
    }

    #[test]
    fn what_is_there_is_read() {
        assert_eq!(stored::<u32>("7").ok(), Some(7));
        assert_eq!(maybe_stored::<u32>(None).ok(), Some(None));
        assert_eq!(stored_bytes::<2>(vec![1, 2]).ok(), Some([1, 2]));
        assert_eq!(unsigned(i64::MAX).ok(), Some(i64::MAX.unsigned_abs()));
        assert_eq!(counted(i32::MAX).ok(), Some(i32::MAX.unsigned_abs()));
    }
}
