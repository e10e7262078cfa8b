//! Numbers, sizes and days as each language writes them. The spaces inside them never break.

use chrono::{Datelike, NaiveDate};

use crate::contents::Language;

const MONTHS: [(&str, &str); 12] = [
    ("janvier", "January"),
    ("février", "February"),
    ("mars", "March"),
    ("avril", "April"),
    ("mai", "May"),
    ("juin", "June"),
    ("juillet", "July"),
    ("août", "August"),
    ("septembre", "September"),
    ("octobre", "October"),
    ("novembre", "November"),
    ("décembre", "December"),
];

/// The day in text, without article: « 1er mars 2026 »; "March 1, 2026".
pub(super) fn day(language: Language, day: NaiveDate) -> String {
    let (french, english) = MONTHS
        .get(day.month0() as usize)
        .copied()
        .unwrap_or_default();
    match (language, day.day()) {
        (Language::French, 1) => format!("1er\u{A0}{french}\u{A0}{}", day.year()),
        (Language::French, number) => format!("{number}\u{A0}{french}\u{A0}{}", day.year()),
        (Language::English, number) => format!("{english}\u{A0}{number}, {}", day.year()),
    }
}

/// `1 234 567` or `1,234,567`.
pub(super) fn number(language: Language, number: usize) -> String {
    let digits = number.to_string();
    let mut text = String::new();
    for (place, digit) in digits.chars().enumerate() {
        if place > 0 && (digits.len() - place).is_multiple_of(3) {
            text.push(language.say('\u{A0}', ','));
        }
        text.push(digit);
    }
    text
}

/// A number and what it counts. In French, one half is singular and so is nothing.
pub(super) fn counted(
    language: Language,
    count: usize,
    french: [&str; 2],
    english: [&str; 2],
) -> String {
    let one = language.say(count < 2, count == 1);
    let [singular, plural] = language.say(french, english);
    let word = if one { singular } else { plural };
    format!("{}\u{A0}{word}", number(language, count))
}

/// Bytes, in thousands: `4 ko`, `0,3 Mo`, `2.1 GB`.
pub(super) fn size(language: Language, bytes: u64) -> String {
    let tenths = |unit: u64| {
        let tenths = bytes.div_ceil(unit / 10);
        format!("{}{}{}", tenths / 10, language.say(',', '.'), tenths % 10)
    };
    match bytes {
        0..100_000 => format!(
            "{}\u{A0}{}",
            bytes.div_ceil(1_000),
            language.say("ko", "KB")
        ),
        // One more byte would be written as a thousand of this unit.
        100_000..=999_900_000 => {
            format!("{}\u{A0}{}", tenths(1_000_000), language.say("Mo", "MB"))
        }
        _ => format!(
            "{}\u{A0}{}",
            tenths(1_000_000_000),
            language.say("Go", "GB")
        ),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use Language::{English, French};

    #[test]
    fn days_numbers_and_sizes_are_written_as_each_language_writes_them() {
        let of = |month, date| NaiveDate::from_ymd_opt(2026, month, date).unwrap_or_default();
        assert_eq!(day(French, of(3, 1)), "1er\u{A0}mars\u{A0}2026");
        assert_eq!(day(French, of(9, 14)), "14\u{A0}septembre\u{A0}2026");
        assert_eq!(day(English, of(12, 1)), "December\u{A0}1, 2026");
        assert_eq!(number(French, 1_234_567), "1\u{A0}234\u{A0}567");
        assert_eq!(number(English, 9_999), "9,999");
        assert_eq!(number(English, 100), "100");
        assert_eq!(size(French, 250_000), "0,3\u{A0}Mo");
        assert_eq!(size(English, 2_000_000_001), "2.1\u{A0}GB");
        assert_eq!(size(French, 1), "1\u{A0}ko");
        assert_eq!(size(French, 0), "0\u{A0}ko");
    }

    #[test]
    fn the_unit_of_a_size_changes_where_the_next_one_has_a_tenth_to_show() {
        let french = |bytes| size(French, bytes);
        assert_eq!(french(1_000), "1\u{A0}ko");
        assert_eq!(french(1_001), "2\u{A0}ko", "never less than there is");
        assert_eq!(french(99_999), "100\u{A0}ko");
        assert_eq!(french(100_000), "0,1\u{A0}Mo");
        assert_eq!(french(100_001), "0,2\u{A0}Mo");
        assert_eq!(french(999_900_000), "999,9\u{A0}Mo");
        assert_eq!(french(999_900_001), "1,0\u{A0}Go", "not a thousand Mo");
        assert_eq!(french(1_000_000_000), "1,0\u{A0}Go");
        assert_eq!(french(1_000_000_001), "1,1\u{A0}Go");
        assert_eq!(size(English, 1_000), "1\u{A0}KB");
        assert_eq!(size(English, 100_000), "0.1\u{A0}MB");
    }

    #[test]
    fn each_month_has_its_name_in_each_language() {
        let names = |language| -> Vec<String> {
            (1..=12)
                .filter_map(|month| NaiveDate::from_ymd_opt(2026, month, 2))
                .map(|date| day(language, date))
                .collect()
        };
        let french =
            "janvier février mars avril mai juin juillet août septembre octobre novembre décembre";
        let french = french
            .split(' ')
            .map(|name| format!("2\u{A0}{name}\u{A0}2026"));
        assert_eq!(names(French), french.collect::<Vec<_>>());
        let english =
            "January February March April May June July August September October November December";
        let english = english
            .split(' ')
            .map(|name| format!("{name}\u{A0}2, 2026"));
        assert_eq!(names(English), english.collect::<Vec<_>>());
    }

    #[test]
    fn nothing_and_one_are_singular_in_french_and_only_one_in_english() {
        let films =
            |language, count| counted(language, count, ["film", "films"], ["film", "films"]);
        assert_eq!(films(French, 0), "0\u{A0}film");
        assert_eq!(films(English, 0), "0\u{A0}films");
        assert_eq!(films(English, 1), "1\u{A0}film");
        assert_eq!(films(French, 2), "2\u{A0}films");
    }
}
