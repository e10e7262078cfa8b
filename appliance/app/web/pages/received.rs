//! Text that was received from outside, as pages show it: a part of several pages.
//!
//! All text of a study comes from outside and is shown with `verbatim`. [`shown`] takes out what
//! would make a line read otherwise than it is stored.

use chrono::NaiveDate;
use serde::Serialize;

use crate::web::i18n::Phrase;

/// A value that is a word of ours, a text from outside, or nothing.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct Said {
    /// A word of ours.
    pub word: Option<Phrase>,
    /// A text from outside.
    pub text: Option<String>,
}

impl Said {
    /// A word of ours.
    pub fn word(key: impl Into<std::borrow::Cow<'static, str>>) -> Self {
        Self {
            word: Some(Phrase::new(key)),
            text: None,
        }
    }

    /// A text from outside; empty is nothing.
    pub fn text(text: &str) -> Self {
        Self {
            word: None,
            text: shown(text),
        }
    }
}

/// Text from outside as it can be shown: trimmed, and with the marks that turn the direction of
/// a line around made visible (a name could be made to read as another). Nothing if it is empty.
pub fn shown(text: &str) -> Option<String> {
    let seen: String = text
        .trim()
        .chars()
        .map(|c| {
            let turns = matches!(c, '\u{061C}' | '\u{200E}' | '\u{200F}' | '\u{2028}'..='\u{202E}' | '\u{2066}'..='\u{2069}');
            if turns || c.is_control() { '\u{FFFD}' } else { c }
        })
        .collect();
    (!seen.is_empty()).then_some(seen)
}

/// A person's name (PS3.5 6.2.1) as people read it: `Family, Given Middle`, its groups in turn.
/// Without a family name there is no comma.
pub fn person_name(received: &str) -> Option<String> {
    let groups: Vec<String> = received
        .split('=')
        .filter_map(|group| {
            let mut parts = group.split('^').map(str::trim);
            let family = parts.next().unwrap_or_default();
            let rest: Vec<&str> = parts.filter(|part| !part.is_empty()).collect();
            match (family, rest.join(" ")) {
                ("", rest) => (!rest.is_empty()).then_some(rest),
                (family, rest) if rest.is_empty() => Some(family.to_owned()),
                (family, rest) => Some(format!("{family}, {rest}")),
            }
        })
        .collect();
    shown(&groups.join(" / "))
}

/// A date (VR DA, PS3.5 6.2) as `2026-10-28` if it is one, else as received: a date that is
/// written otherwise is seen to be.
pub fn day(received: &str) -> Option<String> {
    let text = received.trim();
    let digits = text.len() == 8 && text.bytes().all(|byte| byte.is_ascii_digit());
    match NaiveDate::parse_from_str(text, "%Y%m%d") {
        Ok(date) if digits => Some(date.to_string()),
        _ => shown(text),
    }
}

/// The word for a kind of device (0008,0060), or its code.
pub fn modality(code: &str) -> Said {
    // keys: modality-*
    const NAMED: [&str; 14] = [
        "CR", "CT", "DX", "KO", "MG", "MR", "NM", "OT", "PR", "PT", "RF", "SR", "US", "XA",
    ];
    if NAMED.contains(&code) {
        Said::word(format!("modality-{code}"))
    } else {
        Said::text(code)
    }
}

/// The word for a sex (0010,0040), or what was received.
pub fn sex(code: &str) -> Said {
    match code.trim() {
        code @ ("F" | "M" | "O") => Said::word(format!("sex-{code}")),
        other => Said::text(other),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_read_as_people_write_them() {
        for (received, read) in [
            ("BELANGER-ROY^ELODIE", Some("BELANGER-ROY, ELODIE")),
            ("Roy^Marie^Anne^^", Some("Roy, Marie Anne")),
            ("Yamada^Tarou=山田^太郎", Some("Yamada, Tarou / 山田, 太郎")),
            ("SEUL", Some("SEUL")),
            ("^Roy^Marie", Some("Roy Marie")),
            ("^^^", None),
            ("", None),
            ("abc\u{202E}def", Some("abc\u{FFFD}def")),
        ] {
            assert_eq!(person_name(received).as_deref(), read);
        }
    }

    #[test]
    fn days_that_are_none_are_shown_as_received() {
        for (received, read) in [
            ("19840229", Some("1984-02-29")),
            ("1984.02.29", Some("1984.02.29")),
            ("19840230", Some("19840230")),
            (" ", None),
        ] {
            assert_eq!(day(received).as_deref(), read);
        }
    }
}
