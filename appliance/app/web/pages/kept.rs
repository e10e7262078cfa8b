//! A form that was sent after its session had ended.

use serde::Serialize;

use crate::web::page::{Page, SAMPLE_NOW};

/// Fields that a person did not type.
const NOT_TYPED: &[&str] = &[
    "archive",
    "asked",
    "back",
    "class",
    "gather.do",
    "gather.from",
    "gather.in",
    "gather.items",
    "gather.offered",
    "gather.out",
    "lawful",
    "nonce",
    "person",
    "purpose",
    "revision",
    "seen",
    "was",
    "whole",
];

/// `GET /kept`.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Kept {
    /// Where it goes.
    pub action: String,
    /// Its fields: name and value.
    pub fields: Vec<(String, String)>,
    /// What of it was typed, to be recognised by.
    pub typed: Vec<String>,
    /// Since when it is kept, microseconds UTC.
    pub since: i64,
}

impl Kept {
    /// What somebody typed, as they will know it again.
    pub fn typed(fields: &[(String, String)]) -> Vec<String> {
        fields
            .iter()
            .filter(|(name, value)| !value.trim().is_empty() && !NOT_TYPED.contains(&name.as_str()))
            .map(|(_, value)| value.clone())
            .collect()
    }
}

impl Page for Kept {
    const FILE: &'static str = "front/kept.html";
    const NAME: &'static str = "kept-title";

    fn samples() -> Vec<Self> {
        let fields = vec![
            ("family-name".to_owned(), "Bélanger <Roy>".to_owned()),
            ("revision".to_owned(), "4816".to_owned()),
        ];
        vec![Self {
            action: "/cases".into(),
            typed: Self::typed(&fields),
            fields,
            since: SAMPLE_NOW - 300_000_000,
        }]
    }
}
