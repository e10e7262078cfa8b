//! Instants as directories write them: GeneralizedTime (RFC 4517 3.3.13).
//!
//! Left out: local times without a zone, which the standard does not know either.

use chrono::{Datelike as _, NaiveDate};

/// Longest text read, in bytes: a fraction may go on for ever.
const MAX_BYTES: usize = 40;
/// Digits of a fraction that count.
const FRACTION: usize = 9;
/// 1970-01-01, counted from the first day of the year 1.
const EPOCH: i64 = 719_163;

/// Whole seconds since 1970-01-01 UTC, rounded down; `None` if it is not such a time. A leap second
/// is the second after it.
pub(crate) fn seconds(text: &str) -> Option<i64> {
    if text.len() > MAX_BYTES || !text.is_ascii() {
        return None;
    }
    let (year, rest) = number(text, 4)?;
    let (month, rest) = number(rest, 2)?;
    let (day, rest) = number(rest, 2)?;
    let (hour, rest) = number(rest, 2).filter(|(hour, _)| *hour < 24)?;
    let (minute, rest) = optional(rest, 60)?;
    let (second, rest) = match minute {
        Some(_) => optional(rest, 61)?,
        None => (None, rest),
    };
    let unit = match (minute, second) {
        (_, Some(_)) => 1,
        (Some(_), None) => 60,
        (None, None) => 3600,
    };
    let (part, rest) = fraction(rest, unit)?;
    let date = NaiveDate::from_ymd_opt(
        i32::try_from(year).ok()?,
        u32::try_from(month).ok()?,
        u32::try_from(day).ok()?,
    )?;
    let days = i64::from(date.num_days_from_ce()) - EPOCH;
    let time = hour * 3600 + minute.unwrap_or(0) * 60 + second.unwrap_or(0) + part;
    Some(days * 86_400 + time - offset(rest)?)
}

/// So many digits.
fn number(text: &str, digits: usize) -> Option<(i64, &str)> {
    let (digits, rest) = text.split_at_checked(digits)?;
    let plain = digits.bytes().all(|byte| byte.is_ascii_digit());
    plain.then(|| digits.parse().ok())?.map(|n| (n, rest))
}

/// Two digits below `limit`, or none.
fn optional(text: &str, limit: i64) -> Option<(Option<i64>, &str)> {
    if !text.starts_with(|letter: char| letter.is_ascii_digit()) {
        return Some((None, text));
    }
    let (number, rest) = number(text, 2)?;
    (number < limit).then_some((Some(number), rest))
}

/// The fraction of a unit of so many seconds, if there is one.
fn fraction(text: &str, unit: i64) -> Option<(i64, &str)> {
    let Some(after) = text.strip_prefix(['.', ',']) else {
        return Some((0, text));
    };
    let end = after
        .find(|letter: char| !letter.is_ascii_digit())
        .unwrap_or(after.len());
    let (digits, rest) = after.split_at(end);
    let counted = digits.get(..FRACTION.min(digits.len()))?;
    let value: i64 = counted.parse().ok()?;
    let whole = 10_i64.pow(u32::try_from(counted.len()).ok()?);
    Some((unit * value / whole, rest))
}

/// Seconds that the zone is ahead of UTC: `Z`, `+hh`, `-hhmm`.
fn offset(text: &str) -> Option<i64> {
    if text == "Z" {
        return Some(0);
    }
    let (sign, digits) = match text.split_at_checked(1)? {
        ("+", digits) => (1, digits),
        ("-", digits) => (-1, digits),
        _ => return None,
    };
    let (hours, rest) = number(digits, 2).filter(|(hours, _)| *hours < 24)?;
    let (minutes, rest) = optional(rest, 60)?;
    rest.is_empty()
        .then(|| sign * (hours * 3600 + minutes.unwrap_or(0) * 60))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn every_form_of_the_standard_is_read() {
        for (text, expected) in [
            ("19700101000000Z", 0),
            ("20000101000000Z", 946_684_800),
            ("200001010000Z", 946_684_800),
            ("2000010100Z", 946_684_800),
            ("20000101000000.999Z", 946_684_800),
            ("20000101000000,5Z", 946_684_800),
            ("2000010100.5Z", 946_684_800 + 1800),
            ("200001010000.25Z", 946_684_800 + 15),
            ("20000101000000-0500", 946_684_800 + 18_000),
            ("20000101000000+01", 946_684_800 - 3600),
            ("20161231235960Z", 1_483_228_800),
            ("20240229120000Z", 1_709_208_000),
            ("000001010000Z", -62_167_219_200),
        ] {
            assert_eq!(seconds(text), Some(expected), "{text}");
        }
    }

    #[test]
    fn what_is_no_time_is_none() {
        let long = format!("20000101000000.{}Z", "0".repeat(40));
        for text in [
            "",
            "Z",
            "soon",
            "2000",
            "20000101000000",
            "20001301000000Z",
            "20230229000000Z",
            "20000101240000Z",
            "20000101006000Z",
            "20000101000061Z",
            "2000010100000Z",
            "20000101000000.Z",
            "20000101000000ZZ",
            "20000101000000+2400",
            "+0000101000000Z",
            " 20000101000000Z",
            "２０００0101000000Z",
            &long,
        ] {
            assert_eq!(seconds(text), None, "{text}");
        }
    }

    proptest! {
        #[test]
        fn no_text_makes_it_panic(text in "[0-9.,+Z -]{0,45}") {
            let _ = seconds(&text);
        }
    }
}
