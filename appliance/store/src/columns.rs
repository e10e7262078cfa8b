//! How numbers are kept in columns, and read out of them.
//!
//! Both databases know signed whole numbers only; what is counted here is not signed. Which
//! column holds what is said by `schema`, and where it is read.

use crate::error::{Error, Result};

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
