//! Days on which nobody in Québec is expected to be at work.
//!
//! The holidays of the Interpretation Act (RLRQ, c. I-16, s. 61, par. 23), with the Monday before 25 May
//! for the anniversary of the Sovereign (National Patriots' Day), and Saturdays. Days that a
//! government proclaims are not known here. They move no due date: they only say by which day
//! somebody should aim to be done.

use chrono::{Datelike, Days, NaiveDate, Weekday};

use crate::time::{days_after, is_weekday};

/// Whether somebody is at work on this day.
pub fn is_working_day(date: NaiveDate) -> bool {
    is_weekday(date) && !is_holiday(date)
}

/// `n` working days after a day; with 0 the day itself, or the next working day if it is none.
pub fn working_days_after(date: NaiveDate, n: u32) -> NaiveDate {
    let onward = |mut day: NaiveDate| {
        // It ends: the last day that there is is a Monday, and no holiday.
        while !is_working_day(day) {
            day = days_after(day, 1);
        }
        day
    };
    if n == 0 {
        return onward(date);
    }
    (0..n).fold(date, |day, _| onward(days_after(day, 1)))
}

/// The last working day up to this day.
pub fn working_day_until(date: NaiveDate) -> NaiveDate {
    date.iter_days()
        .rev()
        .find(|day| is_working_day(*day))
        .unwrap_or(date)
}

fn is_holiday(date: NaiveDate) -> bool {
    let monday_within =
        |from: u32| date.weekday() == Weekday::Mon && (from..from + 7).contains(&date.day());
    let fixed = match (date.month(), date.day()) {
        (1 | 7, 1) | (6, 24) | (12, 25) => true,
        // Canada Day on a Sunday is kept the day after.
        (7, 2) => date.weekday() == Weekday::Mon,
        (5, _) => monday_within(18),
        (9, _) => monday_within(1),
        (10, _) => monday_within(8),
        _ => false,
    };
    fixed || is_of_easter(date)
}

/// Good Friday or Easter Monday.
fn is_of_easter(date: NaiveDate) -> bool {
    let Some(easter) = easter(date.year()) else {
        return false;
    };
    easter.checked_sub_days(Days::new(2)) == Some(date)
        || easter.checked_add_days(Days::new(1)) == Some(date)
}

/// Easter Sunday of the Gregorian calendar, by the method that Meeus and others give: the first Sunday after the
/// full moon that the computus reckons on or after 21 March.
fn easter(year: i32) -> Option<NaiveDate> {
    let golden = year.rem_euclid(19);
    let (century, of_century) = (year.div_euclid(100), year.rem_euclid(100));
    let moon_moves = (century + 8).div_euclid(25);
    let sun_moves = (century - moon_moves + 1).div_euclid(3);
    let epact = (19 * golden + century - century.div_euclid(4) - sun_moves + 15).rem_euclid(30);
    let to_sunday = (32 + 2 * century.rem_euclid(4) + 2 * of_century.div_euclid(4)
        - epact
        - of_century.rem_euclid(4))
    .rem_euclid(7);
    let late = (golden + 11 * epact + 22 * to_sunday).div_euclid(451);
    let days = epact + to_sunday - 7 * late + 114;
    let (month, day) = (days.div_euclid(31), days.rem_euclid(31) + 1);
    NaiveDate::from_ymd_opt(year, month.try_into().ok()?, day.try_into().ok()?)
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests")]
    use super::*;
    use proptest::prelude::*;

    fn date(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    #[test]
    fn easter_is_where_the_churches_put_it() {
        for known in [
            "1961-04-02",
            "1818-03-22",
            "1943-04-25",
            "2000-04-23",
            "2024-03-31",
            "2025-04-20",
            "2026-04-05",
            "2027-03-28",
            "2038-04-25",
            // Full moons that the computus moves, and the turns of centuries.
            "1583-04-10",
            "1600-04-02",
            "1699-04-19",
            "1700-04-11",
            "1799-03-24",
            "1800-04-13",
            "1900-04-15",
            "1954-04-18",
            "1981-04-19",
            "1990-04-15",
            "2049-04-18",
            "2076-04-19",
            "2099-04-12",
            "2100-03-28",
            "2199-04-14",
            "2200-04-06",
            "2285-03-22",
            "2300-04-08",
            "2399-03-28",
            "2400-04-16",
            "2500-04-18",
            "2600-03-23",
            "3000-04-13",
            "3400-04-06",
            "4100-04-11",
            "4200-04-20",
            "4300-04-22",
        ] {
            assert_eq!(easter(date(known).year()), Some(date(known)));
        }
    }

    #[test]
    fn the_holidays_of_2026_and_no_other_weekday() {
        let all: Vec<String> = date("2026-01-01")
            .iter_days()
            .take(365)
            .filter(|day| is_weekday(*day) && !is_working_day(*day))
            .map(|day| day.to_string())
            .collect();
        assert_eq!(
            all,
            [
                "2026-01-01",
                "2026-04-03",
                "2026-04-06",
                "2026-05-18",
                "2026-06-24",
                "2026-07-01",
                "2026-09-07",
                "2026-10-12",
                "2026-12-25",
            ]
        );
        // 1 July 2029 is a Sunday.
        assert!(!is_working_day(date("2029-07-02")));
        assert!(is_working_day(date("2026-07-02")));
        // The Monday before 25 May when that is a Monday itself.
        assert!(!is_working_day(date("2027-05-24")) && is_working_day(date("2026-05-25")));
    }

    #[test]
    fn christmas_before_a_weekend_is_no_day_to_aim_for() {
        assert_eq!(working_day_until(date("2026-12-27")), date("2026-12-24"));
        assert_eq!(working_day_until(date("2026-12-24")), date("2026-12-24"));
    }

    proptest! {
        #[test]
        fn no_year_panics_and_easter_is_a_sunday_in_spring(year in -9000_i32..9000) {
            let easter = easter(year).unwrap();
            prop_assert_eq!(easter.weekday(), Weekday::Sun);
            prop_assert!((3..=4).contains(&easter.month()));
        }

        #[test]
        fn a_working_day_is_never_far(days in 0_u64..200_000) {
            let day = date("1900-01-01").checked_add_days(Days::new(days)).unwrap();
            let aim = working_day_until(day);
            prop_assert!(is_working_day(aim) && (day - aim).num_days() < 6);
        }
    }
}
