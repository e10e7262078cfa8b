//! The dates that every carrier of a package can hold.
//!
//! Left out: how each carrier writes one.

use chrono::{DateTime, Datelike, Utc};

use crate::error::BuildError;

/// The date as both formats can hold it.
pub(crate) fn calendar(epoch_seconds: i64) -> Result<DateTime<Utc>, BuildError> {
    DateTime::from_timestamp(epoch_seconds, 0)
        .filter(|date| (1980..=2107).contains(&date.year()))
        .ok_or(BuildError::DateOutOfRange)
}
