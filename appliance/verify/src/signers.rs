//! The keys that signed a journal, and what the entry says with which another one begins
//! (docs/journal-format.md, section 4).

use std::collections::BTreeSet;

use crate::entry::Content;
use crate::note::Key;
use crate::tree::Hash;

/// What the data says of a key that signed it.
pub(crate) struct Said {
    pub(crate) origin: Option<String>,
    pub(crate) key: Option<String>,
    /// The first entry under it.
    pub(crate) begins_at: Option<u64>,
}

/// A key, and the first entry under it.
pub(crate) struct Signer {
    pub(crate) begins_at: u64,
    pub(crate) key: Key,
}

/// The keys that the data names, if it does so without contradiction: each by its name, the first
/// from the first entry on.
pub(crate) fn signers(said: &[Said]) -> Vec<Signer> {
    let read = |said: &Said| {
        let key = Key::parse(said.key.as_deref()?)?;
        (Some(key.name.as_str()) == said.origin.as_deref()).then_some(())?;
        Some(Signer {
            begins_at: said.begins_at?,
            key,
        })
    };
    let found: Option<Vec<Signer>> = said.iter().map(read).collect();
    let found = found.unwrap_or_default();
    let names: BTreeSet<&str> = found
        .iter()
        .map(|signer| signer.key.name.as_str())
        .collect();
    let in_order = found.first().is_some_and(|first| first.begins_at == 0)
        && names.len() == found.len()
        && found
            .windows(2)
            .all(|pair| pair[0].begins_at < pair[1].begins_at);
    if in_order { found } else { Vec::new() }
}

/// What the entry says with which another key begins.
pub(crate) enum Continues {
    Said(Box<Continued>),
    /// Contents are not in this bundle.
    Withheld,
    /// It says nothing that can be read.
    Silent,
}

/// Its content, as far as it is held against the key before.
#[derive(serde::Deserialize)]
pub(crate) struct Continued {
    /// The key before, as printed.
    pub(crate) before: String,
    /// Its last checkpoint.
    pub(crate) note: String,
    /// Entries that the copy held.
    pub(crate) entries: u64,
    /// Entries that the key before had signed.
    pub(crate) signed: u64,
}

/// What an entry says with which another key begins.
pub(crate) fn continues(content: Content<'_>) -> Continues {
    match content {
        Content::Withheld => Continues::Withheld,
        Content::Kept { payload, .. } => serde_json::from_slice(payload)
            .map_or(Continues::Silent, |said| Continues::Said(Box::new(said))),
        Content::Erased | Content::HalfErased | Content::Foreign => Continues::Silent,
    }
}

/// What of a loss was admitted: how many entries, and their root; or nothing is there to read.
#[derive(Clone, Copy)]
pub(crate) enum Admitted {
    Signed(u64, Hash),
    Unknown,
}
