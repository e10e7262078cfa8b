//! What an exam is called, and when it was made.
//!
//! The lists are short on purpose: they are what tells films apart on a light box, and what an exam is asked for by.
//! Their names are those of DICOM: modality (PS3.3 C.7.3.1.1.1), body part examined (PS3.16 Annex L), laterality
//! (PS3.3 C.7.3.1).

use std::fmt;
use std::str::FromStr;

use chrono::{Datelike as _, NaiveDate};
use serde::{Deserialize, Serialize};
use thiserror::Error;

use crate::refusal::Refusal;
use crate::text_enum;
use crate::typed::plain;

/// Most sheets that one exam, or one article, can have: a jacket of a whole life has some hundred.
pub const SHEET_LIMIT: u16 = 999;

/// No exam is older than the first radiograph.
const FIRST_YEAR: i32 = 1895;

text_enum! {
    /// How the exam was made (DICOM Modality).
    pub enum Modality {
        /// Plain radiograph (CR, DX).
        Radiograph = "dx",
        /// Computed tomography.
        Ct = "ct",
        /// Magnetic resonance.
        Mr = "mr",
        /// Ultrasound.
        Us = "us",
        /// Mammography.
        Mg = "mg",
        /// Fluoroscopy.
        Rf = "rf",
        /// Angiography.
        Xa = "xa",
        /// Nuclear medicine.
        Nm = "nm",
        /// Positron emission tomography.
        Pt = "pt",
        /// Bone densitometry.
        Bmd = "bmd",
        /// Pathology: slides and blocks.
        Sm = "sm",
        /// Any other.
        Other = "ot",
    }
}

text_enum! {
    /// Which part of the body (DICOM Body Part Examined).
    pub enum BodyPart {
        /// Skull.
        Skull = "skull",
        /// Brain.
        Brain = "brain",
        /// Sinuses.
        Sinuses = "sinuses",
        /// Face and jaw.
        Face = "face",
        /// Neck.
        Neck = "neck",
        /// Cervical spine.
        CervicalSpine = "cspine",
        /// Thoracic spine.
        ThoracicSpine = "tspine",
        /// Lumbar spine.
        LumbarSpine = "lspine",
        /// Sacrum and coccyx.
        Sacrum = "sacrum",
        /// Whole spine.
        WholeSpine = "wspine",
        /// Chest.
        Chest = "chest",
        /// Ribs.
        Ribs = "ribs",
        /// Breast.
        Breast = "breast",
        /// Heart.
        Heart = "heart",
        /// Abdomen.
        Abdomen = "abdomen",
        /// Pelvis.
        Pelvis = "pelvis",
        /// Clavicle.
        Clavicle = "clavicle",
        /// Shoulder.
        Shoulder = "shoulder",
        /// Upper arm.
        UpperArm = "humerus",
        /// Elbow.
        Elbow = "elbow",
        /// Forearm.
        Forearm = "forearm",
        /// Wrist.
        Wrist = "wrist",
        /// Hand.
        Hand = "hand",
        /// Hip.
        Hip = "hip",
        /// Thigh.
        Thigh = "thigh",
        /// Knee.
        Knee = "knee",
        /// Lower leg.
        LowerLeg = "leg",
        /// Ankle.
        Ankle = "ankle",
        /// Foot.
        Foot = "foot",
        /// Whole body.
        WholeBody = "wholebody",
        /// Any other.
        Other = "other",
    }
}

text_enum! {
    /// Which side (DICOM Laterality).
    pub enum Side {
        /// Right.
        Right = "r",
        /// Left.
        Left = "l",
        /// Both.
        Both = "b",
    }
}

impl Modality {
    /// What a device calls it: a defined term of (0008,0060), in DICOM's capitals; retired ones too, which old discs hold.
    /// None for what is no exam of its own (a report, a presentation state).
    pub fn of_dicom(term: &str) -> Option<Self> {
        Some(match term.trim() {
            "CR" | "DX" | "RG" | "IO" | "PX" => Self::Radiograph,
            "CT" => Self::Ct,
            "MR" | "MA" | "MS" => Self::Mr,
            "US" | "IVUS" | "EC" | "DD" => Self::Us,
            "MG" => Self::Mg,
            "RF" | "DF" => Self::Rf,
            "XA" | "DS" => Self::Xa,
            "NM" | "ST" => Self::Nm,
            "PT" => Self::Pt,
            "BMD" => Self::Bmd,
            "SM" | "GM" => Self::Sm,
            "SR" | "PR" | "KO" | "SEG" | "DOC" | "REG" | "" => return None,
            _ => Self::Other,
        })
    }
}

/// A word of a closed list, as a form sends it; empty is not said.
pub(crate) fn chosen<T: std::str::FromStr>(
    field: &'static str,
    text: &str,
) -> Result<Option<T>, Refusal> {
    if text.is_empty() {
        return Ok(None);
    }
    let word = text.parse().map_err(|_| Refusal::FieldChoice { field })?;
    Ok(Some(word))
}

/// The day of an exam, as far as it is known: `2026-10-28`, `2026-10` or `2026`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct ExamDay {
    /// The day, or the first of what it may be.
    first: NaiveDate,
    known: Known,
}

/// From the least to the most.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
enum Known {
    Year,
    Month,
    Day,
}

/// A text that is no day of an exam.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
#[error("not the day of an exam")]
pub struct NotAnExamDay;

impl ExamDay {
    /// Reads what was typed into `field`; empty is not said. `today` is the day at the site: no exam was made later, nor
    /// before the first radiograph.
    pub fn entered(
        field: &'static str,
        text: &str,
        today: NaiveDate,
    ) -> Result<Option<Self>, Refusal> {
        let text = plain(text);
        let text = text.trim();
        if text.is_empty() {
            return Ok(None);
        }
        let day: Self = text.parse().map_err(|_| Refusal::NotADate { field })?;
        if day.first > today {
            return Err(Refusal::DateInFuture { field });
        }
        if day.first.year() < FIRST_YEAR {
            return Err(Refusal::DateTooOld { field });
        }
        Ok(Some(day))
    }

    /// The two may be one day: they agree as far as both are known.
    pub fn may_be(self, other: Self) -> bool {
        let known = self.known.min(other.known);
        let (one, other) = (self.first, other.first);
        one.year() == other.year()
            && (known == Known::Year || one.month() == other.month())
            && (known != Known::Day || one.day() == other.day())
    }
}

impl From<NaiveDate> for ExamDay {
    fn from(first: NaiveDate) -> Self {
        let known = Known::Day;
        Self { first, known }
    }
}

impl FromStr for ExamDay {
    type Err = NotAnExamDay;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let (known, whole) = match text.len() {
            4 => (Known::Year, format!("{text}-01-01")),
            7 => (Known::Month, format!("{text}-01")),
            10 => (Known::Day, text.to_owned()),
            _ => return Err(NotAnExamDay),
        };
        let shaped = whole.bytes().enumerate().all(|(at, byte)| match at {
            4 | 7 => byte == b'-',
            _ => byte.is_ascii_digit(),
        });
        let first = NaiveDate::parse_from_str(&whole, "%Y-%m-%d");
        match (shaped, first) {
            (true, Ok(first)) => Ok(Self { first, known }),
            _ => Err(NotAnExamDay),
        }
    }
}

impl fmt::Display for ExamDay {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let shape = match self.known {
            Known::Year => "%Y",
            Known::Month => "%Y-%m",
            Known::Day => "%Y-%m-%d",
        };
        write!(f, "{}", self.first.format(shape))
    }
}

impl TryFrom<String> for ExamDay {
    type Error = NotAnExamDay;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        text.parse()
    }
}

impl From<ExamDay> for String {
    fn from(day: ExamDay) -> Self {
        day.to_string()
    }
}
