//! What every fact says of itself: what it is about, what of it is sealed, and what it does to
//! keys.
//!
//! Left out: the facts, and how one is written and read back.

use super::sealed::Section;
use super::subject::Subject;

/// What a fact is about.
pub trait About {
    /// What the leaf names: whatever the act changes or discloses, at most 1,024 of them.
    fn subjects(&self) -> Vec<Subject>;

    /// What the index finds the entry by beside its subjects: records that were shown in a
    /// list, labels of a batch. They stand in the content, not in the leaf.
    fn mentions(&self) -> Vec<Subject> {
        Vec::new()
    }

    /// Its sealed sections, in the order of their numbers.
    fn sections(&mut self) -> Vec<&mut dyn Section> {
        Vec::new()
    }

    /// What it does to the keys of records.
    fn keys(&self) -> Vec<KeyStep> {
        Vec::new()
    }
}

/// What an act does to the key of a record.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum KeyStep {
    /// The record gets a key, unless it has or had one: under the key of another, or under
    /// the generation.
    Made {
        /// Whose key.
        of: Subject,
        /// Under whose.
        under: Option<Subject>,
    },
    /// The key goes under another's. What it opens stays what it was.
    Moved {
        /// Whose key.
        of: Subject,
        /// Under whose; none if it hangs on no other any more.
        under: Option<Subject>,
    },
    /// The key is destroyed, for ever: the record never gets another.
    Destroyed {
        /// Whose key.
        of: Subject,
    },
}

impl KeyStep {
    /// A key of a record that hangs on no other.
    pub(crate) fn alone(of: impl Into<Subject>) -> Self {
        Self::Made {
            of: of.into(),
            under: None,
        }
    }

    /// A key of a part of a record.
    pub(crate) fn part(of: impl Into<Subject>, under: impl Into<Subject>) -> Self {
        Self::Made {
            of: of.into(),
            under: Some(under.into()),
        }
    }

    /// If the words are sealed under the key of `own`, and not of the case it belongs to:
    /// that key hangs on no other.
    pub(crate) fn alone_if(words: &Subject, own: impl Into<Subject>) -> Vec<Self> {
        let own = own.into();
        if *words == own {
            vec![Self::alone(own)]
        } else {
            Vec::new()
        }
    }
}
