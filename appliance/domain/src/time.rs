//! Instants, civil dates and the zone of the site.
//!
//! Instants are microseconds since 1970-01-01T00:00:00Z in an `i64`: the same
//! integer in SQLite, in PostgreSQL and in the journal (a nanosecond hashed and a
//! microsecond stored is how another project's chain never verified).

use std::fmt;
use std::str::FromStr;

use chrono::{DateTime, Datelike, Days, Months, NaiveDate, NaiveTime, TimeZone, Weekday};
use chrono_tz::Tz;
use serde::{Deserialize, Serialize};

use crate::refusal::UnknownWord;

/// Microseconds since the Unix epoch, UTC.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Timestamp(i64);

/// A length of time in microseconds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Span(i64);

impl Span {
    /// `n` seconds.
    pub const fn seconds(n: i64) -> Self {
        Self(n.saturating_mul(1_000_000))
    }

    /// `n` minutes.
    pub const fn minutes(n: i64) -> Self {
        Self::seconds(n.saturating_mul(60))
    }

    /// `n` hours.
    pub const fn hours(n: i64) -> Self {
        Self::minutes(n.saturating_mul(60))
    }

    /// Microseconds.
    pub const fn micros(self) -> i64 {
        self.0
    }

    /// Whole seconds, towards zero.
    pub const fn as_seconds(self) -> i64 {
        self.0 / 1_000_000
    }
}

impl Timestamp {
    /// From microseconds since the epoch.
    pub const fn from_micros(micros: i64) -> Self {
        Self(micros)
    }

    /// Microseconds since the epoch.
    pub const fn micros(self) -> i64 {
        self.0
    }

    /// Whole seconds since the epoch, rounded down.
    pub const fn seconds(self) -> i64 {
        self.0.div_euclid(1_000_000)
    }

    /// This instant moved by `span`; saturates at the ends of time.
    #[must_use]
    pub const fn plus(self, span: Span) -> Self {
        Self(self.0.saturating_add(span.0))
    }

    /// Time from `earlier` to this instant; negative if `earlier` is later.
    pub const fn since(self, earlier: Self) -> Span {
        Span(self.0.saturating_sub(earlier.0))
    }

    /// The civil date at the site.
    pub fn date_in(self, zone: SiteZone) -> NaiveDate {
        self.local(zone).date_naive()
    }

    /// The local date and time at the site. Instants outside chrono's range
    /// (about ±262,000 years) are shown as the epoch.
    pub fn local(self, zone: SiteZone) -> DateTime<Tz> {
        DateTime::from_timestamp_micros(self.0)
            .unwrap_or(DateTime::UNIX_EPOCH)
            .with_timezone(&zone.0)
    }
}

/// The IANA time zone the centre works in, e.g. `America/Toronto`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SiteZone(Tz);

impl SiteZone {
    /// Montréal's civil time.
    pub const MONTREAL: Self = Self(Tz::America__Toronto);

    /// The zone itself, for formatting.
    pub const fn tz(self) -> Tz {
        self.0
    }

    /// First instant of a civil date at the site. A midnight skipped by a clock
    /// change gives the first instant that exists after it.
    pub fn start_of(self, date: NaiveDate) -> Timestamp {
        let midnight = date.and_time(NaiveTime::MIN);
        let mut wall = midnight;
        // A gap is at most a few hours: step by 15 minutes until the wall time exists.
        for _ in 0..=96 {
            if let Some(instant) = self.0.from_local_datetime(&wall).earliest() {
                return Timestamp::from_micros(instant.timestamp_micros());
            }
            wall += chrono::TimeDelta::minutes(15);
        }
        Timestamp::from_micros(midnight.and_utc().timestamp_micros())
    }

    /// Last instant of a civil date at the site (one microsecond before the next).
    pub fn end_of(self, date: NaiveDate) -> Timestamp {
        let next = date
            .checked_add_days(Days::new(1))
            .unwrap_or(NaiveDate::MAX);
        Timestamp(self.start_of(next).0.saturating_sub(1))
    }
}

impl FromStr for SiteZone {
    type Err = UnknownWord;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        text.parse()
            .map(Self)
            .map_err(|_| UnknownWord { list: "SiteZone" })
    }
}

impl fmt::Display for SiteZone {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.0.name())
    }
}

/// Where the present comes from. One implementation reads the machine, one is frozen for tests.
pub trait Clock: Send + Sync + 'static {
    /// The present instant. Successive calls never go back.
    fn now(&self) -> Timestamp;
}

/// Where chance comes from.
pub trait Entropy: Send + Sync + 'static {
    /// Fills `bytes` with unpredictable values.
    fn fill(&self, bytes: &mut [u8]);
}

/// `n` days after a civil date.
pub fn days_after(date: NaiveDate, n: u64) -> NaiveDate {
    date.checked_add_days(Days::new(n))
        .unwrap_or(NaiveDate::MAX)
}

/// The same day number `n` months later, else the last day of that month.
pub fn months_after(date: NaiveDate, n: u32) -> NaiveDate {
    date.checked_add_months(Months::new(n))
        .unwrap_or(NaiveDate::MAX)
}

/// Monday to Friday. Holidays are site configuration, not a rule of nature.
pub fn is_weekday(date: NaiveDate) -> bool {
    !matches!(date.weekday(), Weekday::Sat | Weekday::Sun)
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests")]
    use super::*;

    fn date(y: i32, m: u32, d: u32) -> NaiveDate {
        NaiveDate::from_ymd_opt(y, m, d).unwrap()
    }

    #[test]
    fn a_montreal_day_has_23_hours_in_march_and_25_in_november() {
        let zone = SiteZone::MONTREAL;
        let hours = |d: NaiveDate| {
            zone.start_of(days_after(d, 1))
                .since(zone.start_of(d))
                .as_seconds()
                / 3600
        };
        assert_eq!(hours(date(2026, 3, 8)), 23);
        assert_eq!(hours(date(2026, 11, 1)), 25);
        assert_eq!(hours(date(2026, 11, 21)), 24);
    }

    #[test]
    fn a_midnight_that_does_not_exist_starts_at_the_first_moment_that_does() {
        // Brazil skipped midnight of 2018-11-04.
        let zone: SiteZone = "America/Sao_Paulo".parse().unwrap();
        let start = zone.start_of(date(2018, 11, 4)).local(zone);
        assert_eq!(start.format("%F %T").to_string(), "2018-11-04 01:00:00");
    }

    #[test]
    fn the_end_of_a_day_belongs_to_that_day() {
        let zone = SiteZone::MONTREAL;
        let day = date(2026, 11, 1);
        assert_eq!(zone.end_of(day).date_in(zone), day);
        assert_eq!(
            zone.end_of(day).plus(Span(1)).date_in(zone),
            date(2026, 11, 2)
        );
    }

    #[test]
    fn months_end_on_the_last_day_when_the_number_is_missing() {
        assert_eq!(months_after(date(2026, 1, 31), 1), date(2026, 2, 28));
        assert_eq!(months_after(date(2028, 2, 29), 12), date(2029, 2, 28));
    }

    #[test]
    fn impossible_instants_do_not_panic() {
        for micros in [i64::MIN, i64::MAX, 0] {
            let _ = Timestamp::from_micros(micros).date_in(SiteZone::MONTREAL);
        }
    }
}
