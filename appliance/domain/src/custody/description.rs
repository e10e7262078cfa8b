//! What is seen on an article: of which exam it is, of which part of the body, on which side.
//!
//! By these words films are told apart on a light box, and an exam that a case waits for is known ([`crate::exam`]). The
//! view is named as in DICOM (PS3.16 CID 4010 and 4014).

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use crate::case::EnteredText;
use crate::custody::item::ItemKind;
use crate::custody::scan::{Scan, parse_scans};
use crate::exam::{BodyPart, ExamDay, ExamSeen, ExpectedExam, Modality, SHEET_LIMIT, Side, chosen};
use crate::refusal::Refusal;
use crate::text_enum;
use crate::typed::{one_line, plain};

/// Most characters of what is said in free words.
pub const NOTE_LIMIT: usize = 120;

text_enum! {
    /// How it was looked at (DICOM View).
    pub enum View {
        /// From the front or the back.
        Frontal = "frontal",
        /// From the side.
        Lateral = "lateral",
        /// Oblique.
        Oblique = "oblique",
        /// Axial.
        Axial = "axial",
        /// Breast, from above.
        Craniocaudal = "cc",
        /// Breast, mediolateral oblique.
        MediolateralOblique = "mlo",
        /// Any other.
        Other = "other",
    }
}

/// What is seen on an article; whatever was not said is none.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Description {
    /// How the exam was made.
    pub modality: Option<Modality>,
    /// Which part of the body.
    pub part: Option<BodyPart>,
    /// Which side.
    pub side: Option<Side>,
    /// How it was looked at.
    pub view: Option<View>,
    /// Day of the exam, as far as it is known.
    pub taken: Option<ExamDay>,
    /// How many sheets it is, as counted.
    pub sheets: Option<u16>,
    /// What else tells it apart.
    pub note: Option<EnteredText>,
}

impl Description {
    /// The same article, of the exam that another is of, as far as that one says it. Its view, what is counted on it and
    /// noted of it stay: by these the films of one exam differ.
    #[must_use]
    pub fn of_exam_of(self, other: &Self) -> Self {
        Self {
            modality: other.modality.or(self.modality),
            part: other.part.or(self.part),
            side: other.side.or(self.side),
            taken: other.taken.or(self.taken),
            ..self
        }
    }

    /// The same article, of the exam that another is of and of no other: whatever is not said of that is not said.
    #[must_use]
    pub fn of_other_exam(self, other: &Self) -> Self {
        Self {
            modality: other.modality,
            part: other.part,
            side: other.side,
            taken: other.taken,
            ..self
        }
    }

    /// What both say of their exam is the same.
    pub fn is_of_same_exam(&self, other: &Self) -> bool {
        (self.modality, self.part, self.side, self.taken)
            == (other.modality, other.part, other.side, other.taken)
    }

    /// The same, of an exam that its case waits for: what is said of the exam is said of the article where nothing was.
    #[must_use]
    pub fn or_of_expected(self, exam: &ExpectedExam) -> Self {
        Self {
            modality: self.modality.or(Some(exam.modality)),
            part: self.part.or(Some(exam.part)),
            side: self.side.or(exam.side),
            taken: self.taken.or(exam.taken),
            ..self
        }
    }

    /// Nothing more has to be said of an article of this kind: films that travel together are counted.
    pub fn suffices(said: Option<&Self>, kind: ItemKind) -> bool {
        said.is_some_and(|said| kind != ItemKind::FilmSet || said.sheets.is_some())
    }

    /// Nothing was said.
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }
}

impl From<&Description> for ExamSeen {
    fn from(said: &Description) -> Self {
        Self {
            modalities: said.modality.into_iter().collect(),
            part: said.part,
            side: said.side,
            taken: said.taken,
        }
    }
}

/// What is filled in, as typed; empty is not said.
#[derive(Debug, Clone, Default)]
pub struct DescriptionForm<'a> {
    /// A word of [`ItemKind`].
    pub kind: &'a str,
    /// A word of [`Modality`].
    pub modality: &'a str,
    /// A word of [`BodyPart`].
    pub part: &'a str,
    /// A word of [`Side`].
    pub side: &'a str,
    /// A word of [`View`].
    pub view: &'a str,
    /// `AAAA-MM-JJ`, `AAAA-MM` or `AAAA`.
    pub taken: &'a str,
    /// A number of sheets.
    pub sheets: &'a str,
    /// Free words.
    pub note: &'a str,
}

impl DescriptionForm<'_> {
    /// Checks every field and returns every fault at once. Of films that travel together the sheets must be counted; what
    /// is one film is one sheet. `today` is the day at the site.
    pub fn check(&self, today: NaiveDate) -> Result<(ItemKind, Description), Vec<Refusal>> {
        let mut faults = Vec::new();
        let kind = chosen("kind", self.kind);
        let kind = kind.and_then(|kind| kind.ok_or(Refusal::FieldEmpty { field: "kind" }));
        let kind: Option<ItemKind> = kind.map_err(|no| faults.push(no)).ok();
        let mut keep = |no: Refusal| faults.push(no);
        let said = Description {
            modality: chosen("modality", self.modality).unwrap_or_else(|no| left(&mut keep, no)),
            part: chosen("part", self.part).unwrap_or_else(|no| left(&mut keep, no)),
            side: chosen("side", self.side).unwrap_or_else(|no| left(&mut keep, no)),
            view: chosen("view", self.view).unwrap_or_else(|no| left(&mut keep, no)),
            taken: ExamDay::entered("taken", self.taken, today)
                .unwrap_or_else(|no| left(&mut keep, no)),
            sheets: sheets(self.sheets, kind).unwrap_or_else(|no| left(&mut keep, no)),
            note: note(self.note).unwrap_or_else(|no| left(&mut keep, no)),
        };
        match kind {
            Some(kind) if faults.is_empty() => Ok((kind, said)),
            _ => Err(faults),
        }
    }
}

/// A field whose fault was kept says nothing.
fn left<T>(keep: &mut impl FnMut(Refusal), no: Refusal) -> Option<T> {
    keep(no);
    None
}

/// A reader whose field it was not types labels: they say nothing of what is seen.
fn note(text: &str) -> Result<Option<EnteredText>, Refusal> {
    let field = "note";
    let text = one_line(text);
    let is_label = |scan: &Scan| matches!(scan, Scan::Label(_) | Scan::Card(_));
    if parse_scans(&text).iter().any(is_label) {
        return Err(Refusal::FieldChoice { field });
    }
    EnteredText::optional(field, &text, NOTE_LIMIT)
}

fn sheets(text: &str, kind: Option<ItemKind>) -> Result<Option<u16>, Refusal> {
    let field = "sheets";
    let text = plain(text);
    let counted = match (text.trim(), kind) {
        ("", Some(ItemKind::FilmSet)) => return Err(Refusal::FieldEmpty { field }),
        ("", _) => None,
        (text, _) => Some(
            (text.parse().ok())
                .filter(|n| (1..=SHEET_LIMIT).contains(n))
                .ok_or(Refusal::NumberOutOfRange { field })?,
        ),
    };
    match kind {
        // What is said of one sheet again is nothing.
        Some(ItemKind::FilmSheet) if counted == Some(1) => Ok(None),
        Some(ItemKind::FilmSheet) if counted.is_some() => Err(Refusal::NumberOutOfRange { field }),
        _ => Ok(counted),
    }
}

#[cfg(test)]
mod tests;
