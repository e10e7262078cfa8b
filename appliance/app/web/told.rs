//! Words about people as a page shows them: in full, erased, or missing.

use doublelock_domain::case::PatientDetails;
use doublelock_domain::fact::Reading;
use serde::Serialize;

use super::i18n::{Arg, Phrase};

/// A text that a record holds sealed; the component `told` shows it.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(untagged)]
pub enum Told {
    /// It opened.
    Text(String),
    /// It is closed for ever, cannot be read, or was not said yet: a sentence of ours says which.
    Closed(Phrase),
}

impl Told {
    /// What opening gave.
    pub fn of(reading: Reading<String>) -> Self {
        match reading {
            Reading::Open(text) => Self::Text(text),
            Reading::Erased { by } => Self::Closed(erased(by)),
            Reading::Missing => Self::Closed(missing()),
        }
    }

    /// A patient's name as lists show it, family name first.
    pub fn person(patient: &Reading<PatientDetails>) -> Self {
        Self::of(patient.as_ref().map(listed))
    }

    /// The same of a text that may never have been there.
    pub fn maybe(reading: Reading<Option<String>>) -> Option<Self> {
        match reading {
            Reading::Open(text) => text.map(Self::Text),
            Reading::Erased { by } => Some(Self::Closed(erased(by))),
            Reading::Missing => Some(Self::Closed(missing())),
        }
    }
}

impl Told {
    /// The same; `unsaid` is the key of what stands in its place where it was never there.
    pub fn or_unsaid(reading: Reading<Option<String>>, unsaid: &'static str) -> Self {
        Self::maybe(reading).unwrap_or_else(|| Self::Closed(Phrase::new(unsaid)))
    }
}

impl From<&str> for Told {
    fn from(text: &str) -> Self {
        Self::Text(text.to_owned())
    }
}

impl From<Told> for Arg {
    fn from(told: Told) -> Self {
        match told {
            Told::Text(text) => Self::Typed(text),
            Told::Closed(phrase) => Self::Phrase(phrase),
        }
    }
}

/// A patient's name as lists show it, family name first.
pub(super) fn listed(who: &PatientDetails) -> String {
    format!("{}, {}", who.family_name.as_str(), who.given_names.as_str())
}

/// Words that an erasure closed for ever.
pub(super) fn erased(by: u64) -> Phrase {
    Phrase::new("told-erased").with("no", Arg::Ref(by.to_string()))
}

/// Words that should open and do not.
pub(super) fn missing() -> Phrase {
    Phrase::new("told-missing")
}
