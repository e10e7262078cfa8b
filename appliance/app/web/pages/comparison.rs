//! Two people side by side, field by field: a part of several pages.

use serde::Serialize;

use crate::web::i18n::Phrase;
use crate::web::pages::received::Said;

/// One compared field.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ComparedRow {
    /// Its name.
    pub field: Phrase,
    /// What is compared.
    pub one: Side,
    /// What is on file.
    pub other: Side,
    /// Kind of the verdict.
    pub kind: &'static str,
    /// The word of the verdict.
    pub verdict: Phrase,
    /// Why, one sentence each.
    pub reasons: Vec<Phrase>,
}

/// One side of a compared field.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct Side {
    /// The value.
    pub value: Said,
    /// The issuer of a number, or that there is none.
    pub issuer: Said,
    /// How it was read, if its character set had to be guessed.
    pub guess: Option<String>,
}

impl ComparedRow {
    /// A fictitious one.
    pub(super) fn sample(
        field: &'static str,
        (one, other): (&str, &str),
        (kind, verdict): (&'static str, &'static str),
        reasons: &[&'static str],
    ) -> Self {
        let side = |text: &str| Side {
            value: Said::text(text),
            ..Side::default()
        };
        Self {
            field: Phrase::new(format!("compare-{field}")),
            one: side(one),
            other: side(other),
            kind,
            verdict: Phrase::new(verdict),
            reasons: reasons.iter().map(|key| Phrase::new(*key)).collect(),
        }
    }
}
