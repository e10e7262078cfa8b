//! How values are kept in columns, and read out of them.
//!
//! Ids, references, labels and words of closed lists are text; both databases know signed whole
//! numbers only, and what is counted here is not signed. What does not have the shape that the
//! schema promises is [`Error::Corrupt`], under the name of what it should be. Which column holds
//! what is said by `schema`, and where it is read.

use std::any::type_name;
use std::str::FromStr;

use crate::error::{Error, Result};

/// Stored data is no `T`.
fn no<T>() -> Error {
    let name = type_name::<T>();
    Error::Corrupt(name.rsplit("::").next().unwrap_or(name))
}

/// A stored text as what it stands for: an id, a label, a reference, a date, a word of a list.
pub(crate) fn stored<T: FromStr>(text: &str) -> Result<T> {
    text.parse().map_err(|_| no::<T>())
}

/// BIGINT to count.
pub(crate) fn unsigned(number: i64) -> Result<u64> {
    u64::try_from(number).map_err(|_| Error::Corrupt("a count is negative"))
}

/// Count to BIGINT.
pub(crate) fn signed(number: u64) -> Result<i64> {
    i64::try_from(number).map_err(|_| Error::Corrupt("a count is too large"))
}

/// A position or a count, as stored.
pub(crate) fn number(number: u32) -> i32 {
    i32::try_from(number).unwrap_or(i32::MAX)
}

/// A place in a list, as stored.
pub(crate) fn position(at: usize) -> i32 {
    i32::try_from(at).unwrap_or(i32::MAX)
}
