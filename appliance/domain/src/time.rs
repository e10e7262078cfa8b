//! Instants, civil dates and the zone of the site.
//!
//! Instants are microseconds since 1970-01-01T00:00:00Z in an `i64`: the same
//! integer in SQLite, in PostgreSQL and in the journal (a nanosecond hashed and a
//! microsecond stored is how another project's chain never verified).

use std::fmt;
use std::str::FromStr;

use chrono::{DateTime, Datelike, Days, NaiveDate, NaiveTime, TimeZone, Weekday};
use chrono_tz::Tz;
use serde::{Deserialize, Serialize};

use crate::text_enum::UnknownWord;

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

    /// `n` microseconds.
    pub const fn micros_of(n: i64) -> Self {
        Self(n)
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

/// From here on the two clocks have parted: nobody follows the other, and somebody has to look.
///
/// A minute is more than any daemon leaves to slewing, and less than what makes a
/// certificate, a session or a scan (late from two minutes on) look wrong.
pub const PARTED: Span = Span::minutes(1);
/// Below [`PARTED`], our clock walks towards the wall clock by at most one part in this
/// many of the time that passes: a second's difference is gone after 200 s.
const WALK: i64 = 200;

/// How the clock of a running appliance stands to the wall clock of its machine.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Standing {
    /// Less than [`PARTED`] apart.
    #[default]
    Together,
    /// The wall clock is this far ahead: it was put forward, or was wrong at our start.
    WallAhead(Span),
    /// The wall clock is this far behind: it was put back, or was wrong at our start.
    WallBehind(Span),
}

/// One comparison of our clock with the wall clock: how they stand, and by how much ours
/// is to be moved (negative: held back).
///
/// `passed` is the time since the last comparison. While they are together, ours walks:
/// it never moves by more than a two-hundredth of `passed`, so it neither jumps nor goes
/// back. Once they have parted it stays on its own course, because a wall clock that
/// jumped may be wrong, and times that were written cannot be taken back. They come
/// together again when the wall clock returns, or when the appliance is started anew:
/// it then takes the wall clock as it stands (and its records go on from the last time
/// written if that is later).
pub fn compare(own: Timestamp, wall: Timestamp, passed: Span) -> (Standing, Span) {
    let apart = wall.since(own);
    if apart.0 >= PARTED.0 {
        return (Standing::WallAhead(apart), Span(0));
    }
    if apart.0 <= -PARTED.0 {
        return (
            Standing::WallBehind(Span(apart.0.saturating_neg())),
            Span(0),
        );
    }
    let step = passed.0.max(0) / WALK;
    (Standing::Together, Span(apart.0.clamp(-step, step)))
}

/// Where the present comes from. One implementation reads the machine, one is frozen for tests.
pub trait Clock: Send + Sync + 'static {
    /// The present instant. Successive calls never go back.
    fn now(&self) -> Timestamp;

    /// Compares this clock with the wall clock, and lets it walk if it may (see
    /// [`compare`]). A clock that knows no other is together with itself.
    fn compare(&self) -> Standing {
        Standing::Together
    }
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

/// Monday to Friday. Holidays are site configuration, not a rule of nature.
pub fn is_weekday(date: NaiveDate) -> bool {
    !matches!(date.weekday(), Weekday::Sat | Weekday::Sun)
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests")]
    use proptest::prelude::*;

    use super::*;

    fn date(y: i32, m: u32, d: u32) -> NaiveDate {
        NaiveDate::from_ymd_opt(y, m, d).unwrap()
    }

    #[test]
    fn spans_and_instants_are_microseconds() {
        assert_eq!(Span::seconds(2).micros(), 2_000_000);
        assert_eq!(Span::minutes(2), Span::seconds(120));
        assert_eq!(Span::hours(2), Span::minutes(120));
        assert_eq!(Span::micros_of(-1_999_999).as_seconds(), -1);
        let before = Timestamp::from_micros(-1);
        assert_eq!((before.micros(), before.seconds()), (-1, -1));
        let after = before.plus(Span::seconds(3));
        assert_eq!((after.micros(), after.seconds()), (2_999_999, 2));
        assert_eq!(after.since(before), Span::seconds(3));
        assert_eq!(before.since(after), Span::seconds(-3));
    }

    #[test]
    fn the_zone_of_the_site_is_known_by_its_name() {
        let zone: SiteZone = "America/Toronto".parse().unwrap();
        assert_eq!(zone, SiteZone::MONTREAL);
        assert_eq!(zone.to_string(), "America/Toronto");
        assert_eq!(zone.tz(), Tz::America__Toronto);
        let unknown = "America/Montreal-Nord".parse::<SiteZone>();
        assert_eq!(unknown, Err(UnknownWord { list: "SiteZone" }));
        let noon = zone.start_of(date(2026, 11, 21)).plus(Span::hours(12));
        let local = noon.local(zone).format("%F %T %z").to_string();
        assert_eq!(local, "2026-11-21 12:00:00 -0500");
        assert_eq!(noon.date_in(zone), date(2026, 11, 21));
    }

    #[test]
    fn a_week_has_five_working_days_and_days_are_counted_over_months() {
        let monday = date(2026, 11, 23);
        let kept: Vec<bool> = (0..7).map(|n| is_weekday(days_after(monday, n))).collect();
        assert_eq!(kept, [true, true, true, true, true, false, false]);
        assert_eq!(days_after(date(2026, 12, 31), 1), date(2027, 1, 1));
        assert_eq!(days_after(NaiveDate::MAX, 1), NaiveDate::MAX);
    }

    #[test]
    fn a_clock_that_knows_no_other_is_together_with_itself() {
        struct Alone;
        impl Clock for Alone {
            fn now(&self) -> Timestamp {
                Timestamp(0)
            }
        }
        assert_eq!(Clock::compare(&Alone), Standing::Together);
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
    fn a_clock_that_is_a_little_off_walks_and_one_that_jumped_is_not_followed() {
        let own = Timestamp::from_micros(1_795_273_200_000_000);
        let look = |micros: i64| {
            compare(
                own,
                Timestamp(own.0.saturating_add(micros)),
                Span::seconds(15),
            )
        };
        assert_eq!(look(0), (Standing::Together, Span(0)));
        assert_eq!(look(20_000), (Standing::Together, Span(20_000)));
        assert_eq!(look(9_000_000), (Standing::Together, Span(75_000)));
        assert_eq!(look(-9_000_000), (Standing::Together, Span(-75_000)));
        assert_eq!(look(60_000_000), (Standing::WallAhead(PARTED), Span(0)));
        assert_eq!(look(-60_000_000), (Standing::WallBehind(PARTED), Span(0)));
    }

    proptest! {
        #[test]
        fn no_comparison_moves_a_clock_back_or_makes_it_jump(
            looks in prop::collection::vec((0i64..3_600_000_000, -200_000_000i64..200_000_000), 1..60),
        ) {
            // Our clock, and a wall clock that is set again and again.
            let (mut own, mut wall) = (Timestamp(0), Timestamp(0));
            for (passed, set) in looks {
                let before = own;
                own = own.plus(Span(passed));
                wall = wall.plus(Span(passed + set));
                let (standing, step) = compare(own, wall, Span(passed));
                let apart = wall.since(own).0.abs();
                prop_assert_eq!(standing == Standing::Together, apart < PARTED.0);
                prop_assert!(step.0.abs() <= passed / WALK);
                own = own.plus(step);
                prop_assert!(own >= before);
                prop_assert!(wall.since(own).0.abs() <= apart);
            }
        }

        #[test]
        fn two_clocks_that_are_together_come_closer_until_they_agree(
            apart in -59_999_999i64..60_000_000, passed in 1_000_000i64..60_000_000,
        ) {
            let (mut own, mut wall) = (Timestamp(0), Timestamp(apart));
            for _ in 0..=(apart.abs() / (passed / WALK)) {
                (own, wall) = (own.plus(Span(passed)), wall.plus(Span(passed)));
                own = own.plus(compare(own, wall, Span(passed)).1);
            }
            prop_assert_eq!(own, wall);
        }

        #[test]
        fn no_instant_makes_a_comparison_panic(own: i64, wall: i64, passed: i64) {
            let _ = compare(Timestamp(own), Timestamp(wall), Span(passed));
        }
    }

    #[test]
    fn impossible_instants_do_not_panic() {
        for micros in [i64::MIN, i64::MAX, 0] {
            let _ = Timestamp::from_micros(micros).date_in(SiteZone::MONTREAL);
        }
    }
}
