//! Personal words of a fact: sealed before the fact is written, and never part of its text.
//!
//! A fact has an open part, which is its JSON, and sealed sections. In the open part a section
//! is only named: `{"of":"case:01JD…","section":0}` says whose key opens it and which of the
//! entry's sections it is. Its bytes lie beside the entry, and the leaf commits to both.
//!
//! Until a fact is written its words are in clear ([`Sealed::new`]); read back from the journal
//! they are closed, and whoever holds the key opens them where they lie. So whatever follows
//! from facts follows without keys, also after an erasure.

use std::fmt;

use serde::de::DeserializeOwned;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::Subject;

/// Sections of one entry, at most.
pub const MOST_SECTIONS: usize = 16;

/// Sealed texts are filled up with blanks to a multiple of this many bytes, so that their
/// length says little about what stands in them.
const FILLED_TO: usize = 256;

/// Words of a person's record: a structure that is sealed as a whole.
pub trait Words: Serialize + DeserializeOwned + Clone + PartialEq + Send + 'static {}

impl<T: Serialize + DeserializeOwned + Clone + PartialEq + Send + 'static> Words for T {}

/// Words that are sealed under the key of a record.
#[derive(Clone, PartialEq, Eq)]
pub struct Sealed<T> {
    of: Subject,
    state: State<T>,
}

#[derive(Clone, PartialEq, Eq)]
enum State<T> {
    Clear(T),
    Closed(u8),
}

impl<T> Sealed<T> {
    /// Words to be sealed under the key of `of` when their fact is written.
    pub fn new(of: impl Into<Subject>, words: T) -> Self {
        Self {
            of: of.into(),
            state: State::Clear(words),
        }
    }

    /// Whose key opens them.
    pub const fn of(&self) -> &Subject {
        &self.of
    }

    /// Which section of their entry they are; none before the fact is written.
    pub const fn section(&self) -> Option<u8> {
        match &self.state {
            State::Clear(_) => None,
            State::Closed(section) => Some(*section),
        }
    }

    /// The words, before the fact is written or once they were opened again.
    pub const fn clear(&self) -> Option<&T> {
        match &self.state {
            State::Clear(words) => Some(words),
            State::Closed(_) => None,
        }
    }
}

/// Says whose words these are, and never the words.
impl<T> fmt::Debug for Sealed<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Sealed(of {})", self.of)
    }
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Named {
    of: Subject,
    section: u8,
}

impl<T> Serialize for Sealed<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let section = self
            .section()
            .ok_or_else(|| serde::ser::Error::custom("words that were not sealed"))?;
        Named {
            of: self.of.clone(),
            section,
        }
        .serialize(serializer)
    }
}

impl<'de, T> Deserialize<'de> for Sealed<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let Named { of, section } = Named::deserialize(deserializer)?;
        Ok(Self {
            of,
            state: State::Closed(section),
        })
    }
}

/// One section of a fact, whatever its words are.
pub trait Section {
    /// Whose key opens it.
    fn of(&self) -> &Subject;

    /// Which section of its entry it is, once it is closed.
    fn number(&self) -> Option<u8>;

    /// What is to be sealed, filled up; none if it is closed already or cannot be written.
    fn text(&self) -> Option<Vec<u8>>;

    /// It was sealed, as this section of its entry.
    fn close(&mut self, number: u8);

    /// Takes the words back from a text that was opened; false if it is not of their shape.
    fn reveal(&mut self, text: &[u8]) -> bool;
}

impl<T: Words> Section for Sealed<T> {
    fn of(&self) -> &Subject {
        &self.of
    }

    fn number(&self) -> Option<u8> {
        self.section()
    }

    fn text(&self) -> Option<Vec<u8>> {
        let mut text = serde_json::to_vec(self.clear()?).ok()?;
        text.resize(text.len().next_multiple_of(FILLED_TO), b' ');
        Some(text)
    }

    fn close(&mut self, number: u8) {
        self.state = State::Closed(number);
    }

    fn reveal(&mut self, text: &[u8]) -> bool {
        match words_of(text) {
            Some(words) => {
                self.state = State::Clear(words);
                true
            }
            None => false,
        }
    }
}

/// The words of an opened text; none if it is not of their shape.
pub fn words_of<T: DeserializeOwned>(text: &[u8]) -> Option<T> {
    serde_json::from_slice(text).ok()
}

/// What opening a section gives. Every page shows each of the three.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Reading<T> {
    /// The words.
    Open(T),
    /// The key was destroyed: by this act of the journal.
    Erased {
        /// Number of its entry.
        by: u64,
    },
    /// They should be there and do not open: damage.
    Missing,
}

impl<T> Reading<T> {
    /// The same of something that is made from the words.
    pub fn map<U>(self, make: impl FnOnce(T) -> U) -> Reading<U> {
        match self {
            Self::Open(words) => Reading::Open(make(words)),
            Self::Erased { by } => Reading::Erased { by },
            Self::Missing => Reading::Missing,
        }
    }

    /// The words, by reference.
    pub const fn as_ref(&self) -> Reading<&T> {
        match self {
            Self::Open(words) => Reading::Open(words),
            Self::Erased { by } => Reading::Erased { by: *by },
            Self::Missing => Reading::Missing,
        }
    }

    /// The words, if they are there.
    pub fn open(self) -> Option<T> {
        match self {
            Self::Open(words) => Some(words),
            Self::Erased { .. } | Self::Missing => None,
        }
    }
}
