//! Pages of the imaging desk: studies received, one study, the comparison of its patient with a
//! case's.
//!
//! All text of a study comes from outside and is shown with `verbatim`. [`shown`] takes out what
//! would make a line read otherwise than it is stored.

use chrono::NaiveDate;
use doublelock_domain::imaging::Described;
use serde::Serialize;

use crate::web::i18n::Phrase;
use crate::web::page::{FieldError, Page};
use crate::web::pages::comparison::ComparedRow;
use crate::web::told::Told;

/// Thumbnails shown of one series, evenly spread over it.
pub const SHOWN_OF_SERIES: usize = 4;
/// Series whose thumbnails are shown; the others are listed without.
pub const SERIES_WITH_THUMBNAILS: usize = 12;

/// `GET /studies`.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct StudyList {
    /// The view of attached studies; else that of studies nobody has attached.
    pub attached: bool,
    /// Studies that wait for somebody to say whose they are.
    pub waiting: u32,
    /// Newest first.
    pub lines: Vec<StudyLine>,
    /// The first page of the view; none when this is it.
    pub first: Option<String>,
    /// The next page, if there is one.
    pub next: Option<String>,
}

/// A study in the list.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct StudyLine {
    /// Its page.
    pub href: String,
    /// The patient as received; none while nothing was read.
    pub patient: Option<Told>,
    /// Description as received.
    pub description: Option<String>,
    /// Day of the exam.
    pub date: Option<String>,
    /// Kinds of devices: `CT, MR`.
    pub modalities: String,
    /// Images held.
    pub images: u32,
    /// AE title it came from.
    pub source: String,
    /// First arrival, microseconds UTC.
    pub received: i64,
    /// Number of its case.
    pub case: Option<String>,
    /// Kind of its state.
    pub kind: &'static str,
    /// The word of its state.
    pub state: Phrase,
}

/// `GET /studies/<id>`.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct StudyPage {
    /// Its address; acts and thumbnails are below it.
    pub href: String,
    /// AE title it came from.
    pub source: String,
    /// Kind of its state.
    pub kind: &'static str,
    /// The word of its state.
    pub state: Phrase,
    /// First arrival, microseconds UTC.
    pub received: i64,
    /// Images held.
    pub images: u32,
    /// Their bytes.
    pub bytes: u64,
    /// Description as received.
    pub description: Option<String>,
    /// Day of the exam.
    pub date: Option<String>,
    /// Institution as received.
    pub institution: Option<String>,
    /// The patient as received.
    pub patient: Option<ReceivedPatient>,
    /// How far reading its words is: `waiting`, `done` or `failed`.
    pub reading: &'static str,
    /// Images of which no words could be read.
    pub unreadable: u32,
    /// Its images name more than one patient.
    pub several: bool,
    /// Images kept apart because their identifier was taken.
    pub conflicts: u32,
    /// Images kept apart because they name another patient than the study's case.
    pub foreign: u32,
    /// Images that are damaged in the vault, or gone from it.
    pub damaged: u32,
    /// What its images came in, the latest first, a few of them.
    pub arrivals: Vec<Arrival>,
    /// How many more there were.
    pub earlier: u32,
    /// Its series.
    pub series: Vec<Series>,
    /// Number of the case it is attached to.
    pub case: Option<String>,
    /// It was attached a moment ago, by this person.
    pub just_attached: bool,
    /// The case number typed.
    pub typed: String,
    /// What is wrong with it.
    pub errors: Vec<FieldError>,
}

/// A patient as the images name them.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct ReceivedPatient {
    /// Name.
    pub name: Option<String>,
    /// `1984-02-29`, or as received.
    pub birth_date: Option<String>,
    /// Sex: a word of ours, if it is one of the standard's codes.
    pub sex: Said,
    /// Identifier.
    pub number: Option<String>,
    /// Its issuer.
    pub issuer: Option<String>,
}

/// A value that is a word of ours, a text from outside, or nothing.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct Said {
    /// A word of ours.
    pub word: Option<Phrase>,
    /// A text from outside.
    pub text: Option<String>,
}

/// An association over which images of the study came.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Arrival {
    /// When it began to send, microseconds UTC.
    pub received: i64,
    /// Images of the study, held or kept apart.
    pub images: u32,
    /// Where it called from.
    pub address: String,
}

/// A series.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Series {
    /// Its number, if it has one.
    pub no: Option<String>,
    /// Kind of device, a word of ours or the code received.
    pub modality: Said,
    /// Images in it.
    pub images: u32,
    /// Some of them.
    pub shown: Vec<Image>,
}

/// An image of a series.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Image {
    /// Address of its thumbnail; none if there is none.
    pub thumbnail: Option<String>,
    /// Its place in the series, from 1.
    pub place: u32,
}

/// `GET /studies/<id>/compare?case=…`: is it the same person?
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ComparePage {
    /// Address of the study.
    pub href: String,
    /// Number of the case.
    pub no: String,
    /// Images that would be attached.
    pub images: u32,
    /// Kind of the result.
    pub kind: &'static str,
    /// The word of the result.
    pub result: Phrase,
    /// Field by field.
    pub rows: Vec<ComparedRow>,
    /// Why it cannot be attached, and what to do next; none if it can.
    pub held: Option<Held>,
    /// Images kept apart because their identifier was taken: they stay out of the case.
    pub conflicts: u32,
    /// Images arrived since the person looked: this is the comparison again.
    pub grew: bool,
}

/// Why a study cannot be attached.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Held {
    /// Kind of the banner: `refused` where people differ, `info` where it is only too early or
    /// too late.
    pub kind: &'static str,
    /// What stands in the way.
    pub title: Phrase,
    /// What to do next.
    pub next: Phrase,
}

/// The kind and the word of a study's state.
pub fn state_of(attached: bool, reading: Described) -> (&'static str, Phrase) {
    match (attached, reading) {
        (true, _) => ("done", Phrase::new("study-state-attached")),
        (false, Described::Done) => ("waiting", Phrase::new("study-state-unassigned")),
        (false, Described::Waiting) => ("progress", Phrase::new("study-state-reading")),
        (false, Described::Failed) => ("refused", Phrase::new("study-state-unreadable")),
    }
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
            let turns = matches!(c, '\u{200E}' | '\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}');
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

impl Page for StudyList {
    const FILE: &'static str = "imaging/list.html";
    const NAME: &'static str = "nav-studies";

    fn samples() -> Vec<Self> {
        samples::lists()
    }
}

impl Page for StudyPage {
    const FILE: &'static str = "imaging/study.html";
    const NAME: &'static str = "study-title";

    fn samples() -> Vec<Self> {
        samples::studies()
    }
}

impl Page for ComparePage {
    const FILE: &'static str = "imaging/compare.html";
    const NAME: &'static str = "compare-title";

    fn samples() -> Vec<Self> {
        samples::comparisons()
    }
}

mod samples;

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
