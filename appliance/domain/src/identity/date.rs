//! Birth dates as they are written, and what two of them have in common.

use std::fmt;

use chrono::{Datelike, NaiveDate};
use unicode_normalization::UnicodeNormalization;

use super::reason::Reason;

/// Longest text that is read as a date, in characters.
const LONGEST_DATE: usize = 40;
/// Years in which somebody may be born whose pictures are sent.
const YEARS: std::ops::RangeInclusive<u16> = 1800..=2199;
/// What systems write that have no date: nothing, counters, the first and last day they know.
const PLACEHOLDERS: [&str; 19] = [
    "00000000", "11111111", "22222222", "33333333", "44444444", "55555555", "66666666", "77777777",
    "88888888", "99999999", "12345678", "00010101", "16010101", "17530101", "18000101", "18581117",
    "18991230", "19000101", "99991231",
];

/// The digits of `AAAAMMJJ`, as far as they are known.
type Digits = [Option<u8>; 8];

/// A birth date as somebody wrote it. `Debug` prints no value.
#[derive(Clone, PartialEq, Eq)]
pub struct BirthDate(Written);

#[derive(Clone, PartialEq, Eq)]
enum Written {
    Missing,
    Placeholder,
    Unreadable,
    Date {
        /// One for each way in which it can be read: `02/03/1984` has two.
        readings: Vec<Digits>,
        /// As PS3.5 6.2 asks.
        standard: bool,
    },
}

impl BirthDate {
    /// A date that somebody entered and that was checked.
    pub fn known(date: NaiveDate) -> Self {
        let text = date.format("%Y%m%d").to_string();
        Self(Written::Date {
            readings: vec![digits(&text)],
            standard: true,
        })
    }

    /// (0010,0030) as received. VR DA is `AAAAMMJJ` (PS3.5 6.2); people and machines write
    /// years alone, other orders and separators.
    pub fn received(text: &str) -> Self {
        let text = text.trim_matches(|c: char| c.is_whitespace() || c == '\0');
        if text.is_empty() {
            return Self(Written::Missing);
        }
        if text.chars().nth(LONGEST_DATE).is_some() {
            return Self(Written::Unreadable);
        }
        let mut known = text.chars().filter(char::is_ascii_digit).peekable();
        if known.peek().is_some() && known.all(|digit| digit == '0') {
            return Self(Written::Placeholder);
        }
        let (readings, standard) = readings(text);
        Self(if readings.is_empty() {
            Written::Unreadable
        } else if readings.iter().any(is_placeholder) {
            Written::Placeholder
        } else {
            Written::Date { readings, standard }
        })
    }

    /// What stands between the two; nothing if they are the same.
    pub(super) fn compare(&self, other: &Self) -> Vec<Reason> {
        let (
            Written::Date {
                readings: ours,
                standard: a,
            },
            Written::Date {
                readings: theirs,
                standard: b,
            },
        ) = (&self.0, &other.0)
        else {
            return [self, other]
                .into_iter()
                .filter_map(|side| match side.0 {
                    Written::Missing => Some(Reason::DateMissing),
                    Written::Placeholder => Some(Reason::DatePlaceholder),
                    Written::Unreadable => Some(Reason::DateUnreadable),
                    Written::Date { .. } => None,
                })
                .collect();
        };
        let pairs = || {
            ours.iter()
                .flat_map(|one| theirs.iter().map(move |other| (one, other)))
        };
        match pairs().find(|(one, other)| differing(one, other) == 0) {
            Some(_) if *a && *b => Vec::new(),
            Some((one, other)) if one.iter().chain(other).any(Option::is_none) => {
                vec![Reason::DatePartial]
            }
            Some(_) => vec![Reason::DateWrittenOtherwise],
            None if pairs().any(|(one, other)| whole(one, other) && differing(one, other) == 1) => {
                vec![Reason::DateOneDigit]
            }
            None if pairs().any(|(one, other)| {
                whole(one, other) && differing(&exchanged(one), other) == 0
            }) =>
            {
                vec![Reason::DateDayAndMonth]
            }
            None => vec![Reason::DateOther],
        }
    }
}

impl From<NaiveDate> for BirthDate {
    fn from(date: NaiveDate) -> Self {
        Self::known(date)
    }
}

impl fmt::Debug for BirthDate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self.0 {
            Written::Missing => "BirthDate(missing)",
            Written::Placeholder => "BirthDate(placeholder)",
            Written::Unreadable => "BirthDate(unreadable)",
            Written::Date { .. } => "BirthDate(…)",
        })
    }
}

/// All readings, and whether the text is a standard date.
fn readings(text: &str) -> (Vec<Digits>, bool) {
    if text.len() == 8 && text.bytes().all(|byte| byte.is_ascii_digit()) {
        let standard = NaiveDate::parse_from_str(text, "%Y%m%d")
            .is_ok_and(|date| YEARS.contains(&u16::try_from(date.year()).unwrap_or(0)));
        return (eight(text), standard);
    }
    let ascii: String = text.nfkc().collect();
    if ascii
        .chars()
        .any(|c| c.is_alphabetic() && !matches!(c, 'T' | 'Z'))
    {
        return (Vec::new(), false);
    }
    let runs: Vec<&str> = ascii
        .split(|c: char| !c.is_ascii_digit())
        .filter(|run| !run.is_empty())
        .collect();
    (of_runs(&runs), false)
}

fn of_runs(runs: &[&str]) -> Vec<Digits> {
    let lengths: Vec<usize> = runs.iter().map(|run| run.len()).collect();
    let part = |n: usize| runs.get(n).copied().unwrap_or_default();
    let date =
        |year: &str, month: &str, day: &str| digits(&format!("{year:0>4}{month:0>2}{day:0>2}"));
    let short = |year: &str, month: &str, day: &str| {
        let mut all = date(year, month, day);
        all[..2].fill(None);
        all
    };
    match lengths.as_slice() {
        // A date and a time.
        [first, ..] if *first >= 8 => part(0).get(..8).map(eight).unwrap_or_default(),
        [4, 1..=2, 1..=2, ..] => vec![date(part(0), part(1), part(2))],
        [1..=2, 1..=2, 4, ..] => vec![
            date(part(2), part(1), part(0)),
            date(part(2), part(0), part(1)),
        ],
        [2, 2, 2] => vec![
            short(part(0), part(1), part(2)),
            short(part(2), part(1), part(0)),
            short(part(2), part(0), part(1)),
        ],
        [4, 1..=2] => vec![date(part(0), part(1), "00")],
        [1..=2, 4] => vec![date(part(1), part(0), "00")],
        [4] => vec![date(part(0), "00", "00")],
        [6] => six(part(0)),
        _ => Vec::new(),
    }
}

/// `AAAAMMJJ`; if the end can be a year, `JJMMAAAA` or `MMJJAAAA` too: what ends so is neither a date, for want
/// of such a month, nor a placeholder.
fn eight(text: &str) -> Vec<Digits> {
    let mut readings = vec![digits(text)];
    let (first, last) = text.split_at(4);
    if last.parse().is_ok_and(|year: u16| YEARS.contains(&year)) {
        let (one, two) = first.split_at(2);
        readings.push(digits(&format!("{last}{two}{one}")));
        readings.push(digits(&format!("{last}{one}{two}")));
    }
    readings
}

/// `AAAAMM`, or `AAMMJJ` if no year can be that.
fn six(text: &str) -> Vec<Digits> {
    let (year, month) = text.split_at(4);
    let plausible = year.parse().is_ok_and(|year: u16| YEARS.contains(&year))
        && month.parse().is_ok_and(|month: u8| month <= 12);
    if plausible {
        return vec![digits(&format!("{text}00"))];
    }
    let mut short = digits(&format!("00{text}"));
    short[..2].fill(None);
    vec![short]
}

/// A year, a month or a day of zeros only is not known.
fn digits(text: &str) -> Digits {
    let mut all = [None; 8];
    for (place, byte) in all.iter_mut().zip(text.bytes()) {
        *place = byte.is_ascii_digit().then(|| byte - b'0');
    }
    for part in [0..4, 4..6, 6..8] {
        if all[part.clone()].iter().all(|digit| *digit == Some(0)) {
            all[part].fill(None);
        }
    }
    all
}

fn is_placeholder(reading: &Digits) -> bool {
    let text: Option<String> = reading
        .iter()
        .map(|digit| digit.map(|digit| char::from(b'0' + digit)))
        .collect();
    let nothing_known = reading.iter().all(Option::is_none);
    nothing_known || text.is_some_and(|text| PLACEHOLDERS.contains(&text.as_str()))
}

/// How many of the digits that both know differ.
fn differing(one: &Digits, other: &Digits) -> usize {
    one.iter()
        .zip(other)
        .filter(|pair| matches!(pair, (Some(a), Some(b)) if a != b))
        .count()
}

fn whole(one: &Digits, other: &Digits) -> bool {
    one.iter().chain(other).all(Option::is_some)
}

/// The date, and every date that [`BirthDate::compare`] takes for a slip of the pen: one digit is
/// another, or day and month are exchanged.
pub(super) fn near(date: NaiveDate) -> Vec<NaiveDate> {
    let written = date.format("%Y%m%d").to_string();
    let mut all = vec![date];
    let exchanged = NaiveDate::from_ymd_opt(date.year(), date.day(), date.month());
    all.extend(exchanged);
    for place in 0..written.len() {
        for digit in b'0'..=b'9' {
            let mut other = written.clone().into_bytes();
            if let Some(byte) = other.get_mut(place) {
                *byte = digit;
            }
            let text = String::from_utf8(other).unwrap_or_default();
            all.extend(NaiveDate::parse_from_str(&text, "%Y%m%d"));
        }
    }
    all.sort_unstable();
    all.dedup();
    all
}

fn exchanged(date: &Digits) -> Digits {
    let [y1, y2, y3, y4, m1, m2, d1, d2] = *date;
    [y1, y2, y3, y4, d1, d2, m1, m2]
}
