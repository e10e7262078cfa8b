//! Dates, hours, numbers, sizes and codes, written as the two languages write them.
//!
//! Sources: the measured CLDR data and the OQLF rules gathered in the project's glossary, section 5.
//! Instants are microseconds since 1970-01-01 UTC and are shown in the zone given; calendar days
//! have no zone. The space inside numbers, and before units, is U+00A0 in both languages, so a
//! figure never breaks across lines. Dates in text come without their article: the sentence around
//! them decides it (« reçue le { $date } »).

use chrono::{DateTime, Datelike, NaiveDate, Timelike, Weekday};
use chrono_tz::Tz;

use super::locale::Locale;

const NBSP: char = '\u{a0}';

const FRENCH_MONTHS: [&str; 12] = [
    "janvier",
    "février",
    "mars",
    "avril",
    "mai",
    "juin",
    "juillet",
    "août",
    "septembre",
    "octobre",
    "novembre",
    "décembre",
];
const FRENCH_MONTHS_SHORT: [&str; 12] = [
    "janv.", "févr.", "mars", "avr.", "mai", "juin", "juill.", "août", "sept.", "oct.", "nov.",
    "déc.",
];
const ENGLISH_MONTHS: [&str; 12] = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];

/// The local reading of an instant: what a clock in that zone shows. `None` outside the years that
/// can be written (about ±262 000).
pub fn local(micros: i64, zone: Tz) -> Option<DateTime<Tz>> {
    DateTime::from_timestamp_micros(micros).map(|instant| instant.with_timezone(&zone))
}

/// The date of tables, forms and labels, the same in both languages: `2026-11-21`.
pub fn date(day: NaiveDate) -> String {
    day.format("%Y-%m-%d").to_string()
}

/// The date in text, without article: « 21 novembre 2026 », « 1er mars 2026 »; "November 21, 2026".
pub fn date_text(locale: Locale, day: NaiveDate) -> String {
    match locale {
        Locale::FrCa => format!("{} {}", french_day_month(day), day.year()),
        Locale::EnCa => format!("{}, {}", english_month_day(day), day.year()),
    }
}

/// The weekday and the date without its year: « jeudi 19 novembre »; "Thursday, November 19".
pub fn day_text(locale: Locale, day: NaiveDate) -> String {
    match locale {
        Locale::FrCa => format!(
            "{} {}",
            french_weekday(day.weekday()),
            french_day_month(day)
        ),
        Locale::EnCa => format!(
            "{}, {}",
            english_weekday(day.weekday()),
            english_month_day(day)
        ),
    }
}

/// The short date of narrow cells: « 17 nov. »; "Nov 17".
pub fn day_short(locale: Locale, day: NaiveDate) -> String {
    match locale {
        Locale::FrCa => format!(
            "{}{NBSP}{}",
            french_ordinal(day.day()),
            FRENCH_MONTHS_SHORT[day.month0() as usize]
        ),
        Locale::EnCa => format!(
            "{}{NBSP}{}",
            &ENGLISH_MONTHS[day.month0() as usize][..3],
            day.day()
        ),
    }
}

/// The hour of tables, timelines and stations, the same in both languages: `14:30`.
pub fn time(at: &impl Timelike) -> String {
    format!("{:02}:{:02}", at.hour(), at.minute())
}

/// The hour to the second: `10:42:08`.
pub fn time_seconds(at: &impl Timelike) -> String {
    format!("{:02}:{:02}:{:02}", at.hour(), at.minute(), at.second())
}

/// The hour in text: « 14 h 30 », « 9 h », « 8 h 5 »; "2:30 p.m.".
pub fn time_text(locale: Locale, at: &impl Timelike) -> String {
    match locale {
        Locale::FrCa if at.minute() == 0 => format!("{}{NBSP}h", at.hour()),
        Locale::FrCa => format!("{}{NBSP}h{NBSP}{}", at.hour(), at.minute()),
        Locale::EnCa => {
            let (afternoon, hour) = at.hour12();
            let half = if afternoon { "p.m." } else { "a.m." };
            format!("{hour}:{:02}{NBSP}{half}", at.minute())
        }
    }
}

/// Date and hour in text: « 21 novembre 2026 à 14 h 30 »; "November 21, 2026 at 2:30 p.m.".
pub fn instant_text(locale: Locale, at: &DateTime<Tz>) -> String {
    let joint = match locale {
        Locale::FrCa => "à",
        Locale::EnCa => "at",
    };
    format!(
        "{} {joint} {}",
        date_text(locale, at.date_naive()),
        time_text(locale, at)
    )
}

/// A whole number, grouped: « 1 234 »; "1,234".
pub fn number(locale: Locale, value: i64) -> String {
    group_digits(locale, &value.to_string())
}

/// A number with that many decimals: « 1 234,5 »; "1,234.5". What is not a number gives « – ».
pub fn decimal(locale: Locale, value: f64, places: usize) -> String {
    if !value.is_finite() {
        return "–".to_owned();
    }
    let text = format!("{value:.places$}", places = places.min(6));
    match text.split_once('.') {
        None => group_digits(locale, &text),
        Some((whole, fraction)) => {
            let mut out = group_digits(locale, whole);
            out.push(decimal_mark(locale));
            out.push_str(fraction);
            out
        }
    }
}

/// A percentage: « 12,5 % »; "12.5%".
pub fn percent(locale: Locale, value: f64, places: usize) -> String {
    let mut out = decimal(locale, value, places);
    if locale == Locale::FrCa {
        out.push(NBSP);
    }
    out.push('%');
    out
}

/// A size in decimal units: « 3,1 Mo », « 396 ko », « 512 octets »; "3.1 MB". One decimal under
/// one hundred, none when it is zero.
pub fn size(locale: Locale, bytes: u64) -> String {
    let units = match locale {
        Locale::FrCa => ["octets", "ko", "Mo", "Go", "To", "Po", "Eo"],
        Locale::EnCa => ["bytes", "kB", "MB", "GB", "TB", "PB", "EB"],
    };
    // Tenths of the unit, rounded half up, in whole numbers: no drift at any size.
    let mut unit = 0_usize;
    let mut scale = 1_u128;
    let bytes = u128::from(bytes);
    while unit < 6 && (bytes * 10 + scale / 2) / scale >= 10_000 {
        scale *= 1000;
        unit += 1;
    }
    let tenths = (bytes * 10 + scale / 2) / scale;
    let amount = if unit == 0 {
        group_digits(locale, &bytes.to_string())
    } else if tenths >= 1000 || tenths.is_multiple_of(10) {
        ((tenths + 5) / 10).to_string()
    } else {
        format!("{}{}{}", tenths / 10, decimal_mark(locale), tenths % 10)
    };
    format!("{amount}{NBSP}{}", units[unit])
}

/// A duration: « 45 s », « 11 min », « 4 h 11 min », « 21 j »; days from 48 hours up. A negative
/// duration is written as its length.
pub fn duration(locale: Locale, seconds: i64) -> String {
    let seconds = seconds.unsigned_abs();
    let (minutes, hours) = (seconds / 60, seconds / 3600);
    if hours >= 48 {
        let unit = match locale {
            Locale::FrCa => "j",
            Locale::EnCa => "d",
        };
        let days = i64::try_from(hours / 24).unwrap_or(i64::MAX);
        format!("{}{NBSP}{unit}", number(locale, days))
    } else if hours > 0 && minutes % 60 == 0 {
        format!("{hours}{NBSP}h")
    } else if hours > 0 {
        format!("{hours}{NBSP}h{NBSP}{}{NBSP}min", minutes % 60)
    } else if minutes > 0 {
        format!("{minutes}{NBSP}min")
    } else {
        format!("{seconds}{NBSP}s")
    }
}

/// An identifier of ours in groups that never break: `DI1234567812` becomes « DI 1234 5678 12 ».
/// Anything that does not have the shape of a label (two capitals, ten digits) comes back unchanged.
pub fn label_code(code: &str) -> String {
    let bytes = code.as_bytes();
    let shaped = bytes.len() == 12
        && bytes[..2].iter().all(u8::is_ascii_uppercase)
        && bytes[2..].iter().all(u8::is_ascii_digit);
    if shaped {
        format!(
            "{}{NBSP}{}{NBSP}{}{NBSP}{}",
            &code[..2],
            &code[2..6],
            &code[6..10],
            &code[10..]
        )
    } else {
        code.to_owned()
    }
}

/// A reference whose hyphens must not break: U+2011 instead of `-`. For sentences only; tables and
/// links use the `ref` component, which keeps the text as typed.
pub fn unbroken(reference: &str) -> String {
    reference.replace('-', "\u{2011}")
}

/// Groups the digits of a whole number written with an optional minus sign.
pub(super) fn group_digits(locale: Locale, text: &str) -> String {
    let (sign, digits) = match text.strip_prefix('-') {
        Some(digits) => ("\u{2212}", digits),
        None => ("", text),
    };
    let separator = match locale {
        Locale::FrCa => NBSP,
        Locale::EnCa => ',',
    };
    let mut out = String::from(sign);
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            out.push(separator);
        }
        out.push(digit);
    }
    out
}

pub(super) const fn decimal_mark(locale: Locale) -> char {
    match locale {
        Locale::FrCa => ',',
        Locale::EnCa => '.',
    }
}

fn french_ordinal(day: u32) -> String {
    if day == 1 {
        "1er".to_owned()
    } else {
        day.to_string()
    }
}

fn french_day_month(day: NaiveDate) -> String {
    format!(
        "{}{NBSP}{}",
        french_ordinal(day.day()),
        FRENCH_MONTHS[day.month0() as usize]
    )
}

fn english_month_day(day: NaiveDate) -> String {
    format!(
        "{}{NBSP}{}",
        ENGLISH_MONTHS[day.month0() as usize],
        day.day()
    )
}

const fn french_weekday(weekday: Weekday) -> &'static str {
    match weekday {
        Weekday::Mon => "lundi",
        Weekday::Tue => "mardi",
        Weekday::Wed => "mercredi",
        Weekday::Thu => "jeudi",
        Weekday::Fri => "vendredi",
        Weekday::Sat => "samedi",
        Weekday::Sun => "dimanche",
    }
}

const fn english_weekday(weekday: Weekday) -> &'static str {
    match weekday {
        Weekday::Mon => "Monday",
        Weekday::Tue => "Tuesday",
        Weekday::Wed => "Wednesday",
        Weekday::Thu => "Thursday",
        Weekday::Fri => "Friday",
        Weekday::Sat => "Saturday",
        Weekday::Sun => "Sunday",
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests")]

    use super::*;
    use Locale::{EnCa, FrCa};
    use proptest::prelude::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    fn at(text: &str) -> DateTime<Tz> {
        let instant = DateTime::parse_from_rfc3339(text).unwrap();
        local(instant.timestamp_micros(), chrono_tz::America::Montreal).unwrap()
    }

    #[test]
    fn dates_are_written_as_each_language_writes_them() {
        assert_eq!(date(day("2026-11-21")), "2026-11-21");
        assert_eq!(date_text(FrCa, day("2026-11-21")), "21\u{a0}novembre 2026");
        assert_eq!(date_text(FrCa, day("2026-03-01")), "1er\u{a0}mars 2026");
        assert_eq!(date_text(EnCa, day("2026-11-21")), "November\u{a0}21, 2026");
        assert_eq!(day_text(FrCa, day("2026-11-19")), "jeudi 19\u{a0}novembre");
        assert_eq!(
            day_text(EnCa, day("2026-11-19")),
            "Thursday, November\u{a0}19"
        );
        assert_eq!(day_short(FrCa, day("2026-07-17")), "17\u{a0}juill.");
        assert_eq!(day_short(EnCa, day("2026-11-17")), "Nov\u{a0}17");
    }

    #[test]
    fn french_hours_have_no_zeros_and_english_hours_have_halves() {
        let hour = |text| time_text(FrCa, &at(text));
        assert_eq!(hour("2026-11-21T14:30:00-05:00"), "14\u{a0}h\u{a0}30");
        assert_eq!(hour("2026-11-21T09:00:00-05:00"), "9\u{a0}h");
        assert_eq!(hour("2026-11-21T08:05:00-05:00"), "8\u{a0}h\u{a0}5");
        let hour = |text| time_text(EnCa, &at(text));
        assert_eq!(hour("2026-11-21T14:30:00-05:00"), "2:30\u{a0}p.m.");
        assert_eq!(hour("2026-11-21T00:05:00-05:00"), "12:05\u{a0}a.m.");
        assert_eq!(hour("2026-11-21T12:00:00-05:00"), "12:00\u{a0}p.m.");
    }

    #[test]
    fn tables_show_24_hours_in_the_zone_of_the_site() {
        let summer = at("2026-07-01T18:05:09Z");
        assert_eq!(time(&summer), "14:05");
        assert_eq!(time_seconds(&summer), "14:05:09");
        let winter = at("2026-12-01T03:05:00Z");
        assert_eq!(date(winter.date_naive()), "2026-11-30");
        assert_eq!(time(&winter), "22:05");
        assert_eq!(
            instant_text(FrCa, &at("2026-03-01T14:30:00-05:00")),
            "1er\u{a0}mars 2026 à 14\u{a0}h\u{a0}30"
        );
    }

    #[test]
    fn numbers_sizes_and_percentages() {
        assert_eq!(number(FrCa, 1234), "1\u{a0}234");
        assert_eq!(number(FrCa, 999), "999");
        assert_eq!(number(EnCa, 1_204_332), "1,204,332");
        assert_eq!(number(FrCa, -1234), "\u{2212}1\u{a0}234");
        assert_eq!(decimal(FrCa, 1_234_567.891, 2), "1\u{a0}234\u{a0}567,89");
        assert_eq!(percent(FrCa, 12.5, 1), "12,5\u{a0}%");
        assert_eq!(percent(EnCa, 12.5, 1), "12.5%");
        assert_eq!(decimal(FrCa, f64::NAN, 2), "–");
        assert_eq!(size(FrCa, 512), "512\u{a0}octets");
        assert_eq!(size(FrCa, 3_100_000), "3,1\u{a0}Mo");
        assert_eq!(size(FrCa, 12_500_000), "12,5\u{a0}Mo");
        assert_eq!(size(EnCa, 396_400), "396\u{a0}kB");
        assert_eq!(size(EnCa, 2_000_000_000), "2\u{a0}GB");
        assert_eq!(size(EnCa, 999_999), "1\u{a0}MB");
        assert_eq!(size(FrCa, 999), "999\u{a0}octets");
    }

    #[test]
    fn durations_are_days_from_two_days_up() {
        assert_eq!(duration(FrCa, 45), "45\u{a0}s");
        assert_eq!(duration(FrCa, 11 * 60), "11\u{a0}min");
        assert_eq!(
            duration(FrCa, 4 * 3600 + 11 * 60),
            "4\u{a0}h\u{a0}11\u{a0}min"
        );
        assert_eq!(duration(EnCa, 4 * 3600), "4\u{a0}h");
        assert_eq!(duration(FrCa, 21 * 86_400), "21\u{a0}j");
        assert_eq!(duration(EnCa, 21 * 86_400), "21\u{a0}d");
    }

    #[test]
    fn label_codes_are_grouped_and_anything_else_is_left_alone() {
        assert_eq!(label_code("DI1234567812"), "DI\u{a0}1234\u{a0}5678\u{a0}12");
        assert_eq!(label_code("DXRECEIVE"), "DXRECEIVE");
        assert_eq!(label_code("di1234567812"), "di1234567812");
        assert_eq!(label_code("éé12345678"), "éé12345678");
    }

    proptest! {
        #[test]
        fn no_input_panics_and_grouping_loses_no_digit(micros: i64, n: i64, bytes: u64, text: String) {
            for locale in Locale::ALL {
                if let Some(at) = local(micros, chrono_tz::America::Montreal) {
                    instant_text(locale, &at);
                    day_text(locale, at.date_naive());
                    day_short(locale, at.date_naive());
                }
                size(locale, bytes);
                duration(locale, n);
                label_code(&text);
                let digits: String = number(locale, n).chars().filter(char::is_ascii_digit).collect();
                prop_assert_eq!(digits, n.unsigned_abs().to_string());
            }
        }
    }
}
