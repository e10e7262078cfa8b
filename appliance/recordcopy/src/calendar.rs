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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_date_is_of_the_years_1980_to_2107() {
        let text = |seconds| calendar(seconds).ok().map(|date| date.to_string());
        assert_eq!(
            text(315_532_800).as_deref(),
            Some("1980-01-01 00:00:00 UTC")
        );
        assert_eq!(text(315_532_799), None);
        assert_eq!(
            text(4_354_819_199).as_deref(),
            Some("2107-12-31 23:59:59 UTC")
        );
        assert_eq!(text(4_354_819_200), None);
        assert_eq!(text(i64::MAX), None);
    }
}
