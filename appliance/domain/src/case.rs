//! A second-opinion case and its patient.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use crate::identity::{BirthDate, FileNumber, Person, PersonName, Sex};
use crate::ids::{CaseId, PatientId, Reference};
use crate::refusal::Refusal;
use crate::text_enum;
use crate::time::Timestamp;
use crate::typed::plain;

/// Most characters in a name of a person or an organisation.
pub const NAME_LIMIT: usize = 120;

/// Oldest birth year that can be entered.
const OLDEST_BIRTH_YEAR: i32 = 1890;

text_enum! {
    /// Where a case stands (mission M7; the later states arrive with the specialists).
    pub enum CaseState {
        /// Records are being gathered.
        Collecting = "collecting",
    }
}

text_enum! {
    /// The language a person is written to in.
    pub enum Language {
        /// French, the first language of the service.
        French = "fr",
        /// English.
        English = "en",
    }
}

/// Text a person typed: trimmed, of bounded length, without control characters or what nobody sees.
///
/// It may hold anything else, markup included: escaping is the page's work.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct EnteredText(String);

impl EnteredText {
    /// Checks `text` for the form field `field`.
    pub fn required(field: &'static str, text: &str, limit: usize) -> Result<Self, Refusal> {
        Self::optional(field, text, limit)?.ok_or(Refusal::FieldEmpty { field })
    }

    /// As [`Self::required`], but empty is nothing rather than a refusal.
    pub fn optional(
        field: &'static str,
        text: &str,
        limit: usize,
    ) -> Result<Option<Self>, Refusal> {
        let text = text.trim();
        if text.is_empty() {
            return Ok(None);
        }
        if text.chars().count() > limit {
            return Err(Refusal::FieldTooLong { field, limit });
        }
        if text.chars().any(is_forbidden) {
            return Err(Refusal::FieldCharacters { field });
        }
        Ok(Some(Self(text.to_owned())))
    }

    /// The text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// Control characters, the marks that turn the direction of a line around (a name could otherwise be made
/// to read as another), and what nobody sees (two names could otherwise look the same and differ). What
/// joins or parts two letters of a script (U+200C, U+200D) stays, and what chooses the form of a sign of
/// Chinese writing (from U+E0100 on).
fn is_forbidden(c: char) -> bool {
    c.is_control()
        || matches!(c,
            '\u{061C}' | '\u{200E}' | '\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}')
        || matches!(c,
            '\u{00AD}' | '\u{034F}' | '\u{115F}' | '\u{1160}' | '\u{17B4}' | '\u{17B5}' | '\u{180B}'..='\u{180F}'
            | '\u{200B}' | '\u{2028}' | '\u{2029}' | '\u{2060}'..='\u{2065}' | '\u{206A}'..='\u{206F}'
            | '\u{2800}' | '\u{3164}' | '\u{FE00}'..='\u{FE0F}' | '\u{FEFF}' | '\u{FFA0}'
            | '\u{FFF0}'..='\u{FFFB}' | '\u{FFFE}' | '\u{FFFF}' | '\u{E0000}'..='\u{E00FF}')
}

/// Reads a civil date typed as `AAAA-MM-JJ`. Impossible dates (31 February) are refused.
pub fn entered_date(field: &'static str, text: &str) -> Result<NaiveDate, Refusal> {
    let text = plain(text);
    let text = text.trim();
    if text.is_empty() {
        return Err(Refusal::FieldEmpty { field });
    }
    let shaped = text.len() == 10
        && text.bytes().enumerate().all(|(i, b)| {
            if i == 4 || i == 7 {
                b == b'-'
            } else {
                b.is_ascii_digit()
            }
        });
    if !shaped {
        return Err(Refusal::NotADate { field });
    }
    NaiveDate::parse_from_str(text, "%Y-%m-%d").map_err(|_| Refusal::NotADate { field })
}

/// Who the record is about.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PatientDetails {
    /// Family name.
    pub family_name: EnteredText,
    /// Given names.
    pub given_names: EnteredText,
    /// Date of birth.
    pub birth_date: NaiveDate,
    /// Sex on record.
    pub sex: Sex,
    /// Hospital file number, with the establishment that issued it: a number
    /// means nothing without its issuer (mission P10).
    pub hospital_number: Option<IssuedIdentifier>,
    /// Language to write in.
    pub language: Language,
}

/// An identifier together with who issued it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct IssuedIdentifier {
    /// The number.
    pub value: EnteredText,
    /// The establishment.
    pub issuer: EnteredText,
}

impl From<&PatientDetails> for Person {
    fn from(patient: &PatientDetails) -> Self {
        Self {
            name: PersonName::entered(patient.family_name.as_str(), patient.given_names.as_str()),
            other_names: Vec::new(),
            birth_date: BirthDate::known(patient.birth_date),
            sex: Some(patient.sex),
            number: patient.hospital_number.as_ref().and_then(|number| {
                FileNumber::received(number.value.as_str(), number.issuer.as_str())
            }),
        }
    }
}

/// What the coordinator fills in to open a case, as typed.
#[derive(Debug, Clone, Default)]
pub struct NewCaseForm<'a> {
    /// Family name.
    pub family_name: &'a str,
    /// Given names.
    pub given_names: &'a str,
    /// `AAAA-MM-JJ`.
    pub birth_date: &'a str,
    /// `F`, `M`, `O`, `U`.
    pub sex: &'a str,
    /// Hospital file number, or empty.
    pub hospital_number: &'a str,
    /// Its issuer, or empty.
    pub hospital_issuer: &'a str,
    /// `fr` or `en`.
    pub language: &'a str,
    /// The question asked of the specialist.
    pub question: &'a str,
}

/// A form that passed.
#[derive(Debug, Clone)]
pub struct NewCase {
    /// The patient.
    pub patient: PatientDetails,
    /// The question asked, if already known.
    pub question: Option<EnteredText>,
}

impl NewCaseForm<'_> {
    /// Checks every field and returns every fault at once.
    pub fn check(&self, today: NaiveDate) -> Result<NewCase, Vec<Refusal>> {
        let mut faults = Vec::new();
        let mut keep = |fault: Refusal| faults.push(fault);

        let family = EnteredText::required("family-name", self.family_name, NAME_LIMIT)
            .map_err(&mut keep)
            .ok();
        let given = EnteredText::required("given-names", self.given_names, NAME_LIMIT)
            .map_err(&mut keep)
            .ok();
        let birth = birth_date(self.birth_date, today).map_err(&mut keep).ok();
        let sex = self
            .sex
            .parse()
            .map_err(|_| keep(Refusal::FieldChoice { field: "sex" }))
            .ok();
        let language = self
            .language
            .parse()
            .map_err(|_| keep(Refusal::FieldChoice { field: "language" }))
            .ok();
        let number = EnteredText::optional("hospital-number", self.hospital_number, 64)
            .map_err(&mut keep)
            .ok();
        let issuer = EnteredText::optional("hospital-issuer", self.hospital_issuer, NAME_LIMIT)
            .map_err(&mut keep)
            .ok();
        let hospital_number = match (number.flatten(), issuer.flatten()) {
            (Some(value), Some(issuer)) => Some(IssuedIdentifier { value, issuer }),
            (Some(_), None) => {
                keep(Refusal::FieldEmpty {
                    field: "hospital-issuer",
                });
                None
            }
            (None, Some(_)) => {
                keep(Refusal::FieldEmpty {
                    field: "hospital-number",
                });
                None
            }
            (None, None) => None,
        };
        let question = EnteredText::optional("question", self.question, 4000)
            .map_err(&mut keep)
            .ok();

        match (family, given, birth, sex, language, question) {
            (
                Some(family_name),
                Some(given_names),
                Some(birth_date),
                Some(sex),
                Some(language),
                Some(question),
            ) if faults.is_empty() => {
                let patient = PatientDetails {
                    family_name,
                    given_names,
                    birth_date,
                    sex,
                    hospital_number,
                    language,
                };
                Ok(NewCase { patient, question })
            }
            _ => Err(faults),
        }
    }
}

fn birth_date(text: &str, today: NaiveDate) -> Result<NaiveDate, Refusal> {
    let field = "birth-date";
    let date = entered_date(field, text)?;
    if date > today {
        return Err(Refusal::DateInFuture { field });
    }
    if chrono::Datelike::year(&date) < OLDEST_BIRTH_YEAR {
        return Err(Refusal::DateTooOld { field });
    }
    Ok(date)
}

/// A case as stored.
#[derive(Debug, Clone)]
pub struct Case {
    /// Opaque id.
    pub id: CaseId,
    /// Number people say.
    pub reference: Reference,
    /// Where it stands.
    pub state: CaseState,
    /// When it was opened.
    pub opened_at: Timestamp,
    /// The patient's record id.
    pub patient_id: PatientId,
    /// The patient.
    pub patient: PatientDetails,
    /// The question asked, if known.
    pub question: Option<EnteredText>,
    /// A number that grows whenever the patient or the question is set right: whose form shows another is of before.
    pub revision: i64,
    /// The same person as entered elsewhere, where another name stands: for another case, in
    /// another record of theirs.
    pub also_known: Vec<PatientDetails>,
    /// Other records of the same person.
    pub linked: Vec<PatientId>,
    /// Other cases of the same person, the oldest first.
    pub others: Vec<OtherCase>,
}

/// Another case of the same person.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OtherCase {
    /// Opaque id.
    pub id: CaseId,
    /// Number people say.
    pub reference: Reference,
}

impl Case {
    /// Who it is about, with every name of theirs that is on file.
    pub fn person(&self) -> Person {
        let mut person = Person::from(&self.patient);
        person.other_names = self
            .also_known
            .iter()
            .map(|known| Person::from(known).name)
            .collect();
        person
    }
}

#[cfg(test)]
mod tests;
