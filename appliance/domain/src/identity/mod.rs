//! Is this the same person? The one comparison of names and identities.
//!
//! A person decides; this says what is equal, what needs a look and what differs, field by field
//! and with the reasons, so that a page can show them (mission 4(c)). It is used wherever people
//! are compared: a study with its case, the images of a study with each other, a new case with the
//! patients on file.
//!
//! | answer | when |
//! |---|---|
//! | *same* | the names are equal in Unicode normal form, case, outer blanks and `^` padding aside, and so are the birth dates |
//! | *needs a look* | equal only after folding: accents, ligatures, ß, ø, þ, hyphens, apostrophes, inner blanks, order or border of components, a middle name, another name on file, a doubtful character set; or a birth date that is missing, a placeholder or written otherwise |
//! | *different* | everything else; another birth date always, by one digit or with day and month exchanged |
//!
//! *Same* is meant within the case that the other identity was expected for; nothing here searches
//! a whole register and calls what it finds the same. **An identifier alone is never *same***, and
//! a hospital file number without its issuer doesn't count at all: two hospitals give the same
//! number to two people (mission P10).
//!
//! Everything received is bounded and nothing panics; what is left out is any guess at
//! misspellings: `MARIO` for `MARIE` is somebody else until two people say otherwise.

mod date;
mod decoding;
mod folding;
mod group;
pub mod index;
mod name;
mod reason;
mod sex;

pub use date::BirthDate;
pub use decoding::guessed_reading;
pub use folding::{folded, words};
pub use name::{CharacterSet, PersonName};
pub use reason::{Likeness, Reason};
pub use sex::Sex;

use crate::text_enum;
use reason::likeness;

text_enum! {
    /// The fields compared, in the order shown.
    pub enum ComparedField {
        /// (0010,0010).
        Name = "name",
        /// (0010,0030).
        BirthDate = "birth_date",
        /// (0010,0040).
        Sex = "sex",
        /// (0010,0020) with (0010,0021).
        HospitalNumber = "hospital_number",
    }
}

/// Somebody, as one source names them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Person {
    /// The name they go by there.
    pub name: PersonName,
    /// Other names of theirs that are on file: of birth, of marriage, of usage.
    pub other_names: Vec<PersonName>,
    /// Date of birth.
    pub birth_date: BirthDate,
    /// Sex, if it is said.
    pub sex: Option<Sex>,
    /// File number, if there is one.
    pub number: Option<FileNumber>,
}

/// A number that an establishment gave. `Debug` prints no value.
#[derive(Clone, PartialEq, Eq)]
pub struct FileNumber {
    /// The number.
    pub value: String,
    /// Who gave it, if that is said.
    pub issuer: Option<String>,
}

impl std::fmt::Debug for FileNumber {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("FileNumber").finish_non_exhaustive()
    }
}

impl FileNumber {
    /// Blank texts are nothing.
    pub fn received(value: &str, issuer: &str) -> Option<Self> {
        let said = |text: &str| {
            let text = text.trim_matches(|c: char| c.is_whitespace() || c == '\0');
            (!text.is_empty()).then(|| text.to_owned())
        };
        Some(Self {
            value: said(value)?,
            issuer: said(issuer),
        })
    }
}

/// One compared field.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FieldVerdict {
    /// Which.
    pub field: ComparedField,
    /// What came out; nothing if the field doesn't count.
    pub likeness: Option<Likeness>,
    /// Why, in the order of [`Reason::ALL`]; empty if it is the same.
    pub reasons: Vec<Reason>,
}

/// The whole comparison.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Comparison {
    /// One verdict per field, in [`ComparedField::ALL`] order.
    pub fields: Vec<FieldVerdict>,
    /// What the fields add up to.
    pub likeness: Likeness,
}

/// Compares two identities, field by field. Which of the two comes first makes no difference.
///
/// *Different* if name, birth date or sex are. *Same* only if all three are the same and the
/// numbers, where they count, are too. A number never does more than ask for a look.
pub fn compare(one: &Person, other: &Person) -> Comparison {
    let fields: Vec<FieldVerdict> = ComparedField::ALL
        .iter()
        .map(|field| {
            let reasons = match field {
                ComparedField::Name => names(one, other),
                ComparedField::BirthDate => one.birth_date.compare(&other.birth_date),
                ComparedField::Sex => sexes(one.sex, other.sex),
                ComparedField::HospitalNumber => {
                    numbers(one.number.as_ref(), other.number.as_ref())
                }
            };
            let counts = reasons.iter().all(|reason| reason.weight().is_some());
            FieldVerdict {
                field: *field,
                likeness: counts.then(|| likeness(&reasons)),
                reasons,
            }
        })
        .collect();
    let likeness = fields
        .iter()
        .filter_map(|verdict| match verdict.field {
            ComparedField::HospitalNumber => verdict
                .likeness
                .map(|found| found.min(Likeness::NeedsALook)),
            _ => verdict.likeness,
        })
        .max()
        .unwrap_or(Likeness::NeedsALook);
    Comparison { fields, likeness }
}

/// The names they go by; if those differ, every other name on file.
fn names(one: &Person, other: &Person) -> Vec<Reason> {
    let reasons = one.name.compare(&other.name);
    if likeness(&reasons) < Likeness::Different {
        return reasons;
    }
    let all = |person: &'_ Person| -> Vec<PersonName> {
        std::iter::once(&person.name)
            .chain(&person.other_names)
            .cloned()
            .collect()
    };
    let theirs = all(other);
    all(one)
        .iter()
        .flat_map(|name| theirs.iter().map(|other| name.compare(other)))
        .filter(|found| likeness(found) < Likeness::Different)
        .filter(|found| !found.contains(&Reason::NameMissing))
        .min_by_key(Vec::len)
        .map_or(reasons, |mut found| {
            found.push(Reason::OtherNameOnFile);
            reason::in_order(found)
        })
}

fn sexes(one: Option<Sex>, other: Option<Sex>) -> Vec<Reason> {
    match (one, other) {
        (None | Some(Sex::Unknown), _) | (_, None | Some(Sex::Unknown)) => {
            vec![Reason::SexMissing]
        }
        (one, other) if one == other => Vec::new(),
        _ => vec![Reason::Sex],
    }
}

fn numbers(one: Option<&FileNumber>, other: Option<&FileNumber>) -> Vec<Reason> {
    let (Some(one), Some(other)) = (one, other) else {
        return vec![Reason::NumberMissing];
    };
    let (Some(ours), Some(theirs)) = (&one.issuer, &other.issuer) else {
        return vec![Reason::NumberWithoutIssuer];
    };
    if folded(ours) != folded(theirs) {
        // Another establishment's number says nothing about ours.
        return vec![Reason::NumberOfOtherIssuer];
    }
    if one.value == other.value {
        Vec::new()
    } else if folded(&one.value) == folded(&other.value) && !folded(&one.value).is_empty() {
        vec![Reason::NumberWrittenOtherwise]
    } else {
        vec![Reason::Number]
    }
}

#[cfg(test)]
mod tests;
