//! What forms and lists of the desk offer to choose from.

use serde::Serialize;

use crate::web::i18n::Phrase;

/// A word of a closed list, to choose.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct WordChoice {
    /// What is sent.
    pub value: &'static str,
    /// What is read.
    pub word: Phrase,
}

/// A view of a list.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct View {
    /// Its address.
    pub href: String,
    /// Its word.
    pub label: Phrase,
    /// How many are in it; none of the one that holds all.
    pub n: Option<u32>,
    /// And more.
    pub more: bool,
    /// Somebody should do something about what is in it.
    pub urgent: bool,
    /// This one is shown.
    pub current: bool,
}
