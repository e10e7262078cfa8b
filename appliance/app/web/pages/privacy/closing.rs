//! Ending a request without a copy.

use serde::Serialize;

use crate::web::i18n::Phrase;
use crate::web::page::{FieldError, Page};

/// `GET /requests/<no>/close`, and what was sent from it and refused.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ClosingPage {
    /// `2026-0097`.
    pub no: String,
    /// It can still be withdrawn or refused.
    pub open: bool,
    /// Given and family name of the patient.
    pub person: String,
    /// Today at the site, `AAAA-MM-JJ`.
    pub today: String,
    /// The law that rules.
    pub law: Phrase,
    /// To whom the person turns.
    pub recourse: Phrase,
    /// What was typed.
    pub typed: TypedClosing,
    /// What is wrong.
    // keys: closing-needed-*
    pub errors: Vec<FieldError>,
}

/// The fields of both forms, as typed.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct TypedClosing {
    /// Why it is withdrawn.
    pub why: String,
    /// Number of the request that it doubles.
    pub duplicate_of: String,
    /// Why access is refused.
    pub ground: String,
    /// Law and section.
    pub provision: String,
    /// In words.
    pub reasons: String,
    /// Day of the letter.
    pub notice_sent_on: String,
}

impl Page for ClosingPage {
    const FILE: &'static str = "privacy/closing.html";
    const NAME: &'static str = "closing-title";

    fn samples() -> Vec<Self> {
        let blank = Self {
            no: "2026-0097".into(),
            open: true,
            person: "Luc Bergeron-Aubé".into(),
            today: "2026-11-19".into(),
            law: Phrase::new("law-section")
                .with("law", Phrase::new("law-qc_p39_1"))
                .with("section", "32"),
            recourse: Phrase::new("recourse-cai"),
            typed: TypedClosing::default(),
            errors: Vec::new(),
        };
        let refused = Self {
            typed: TypedClosing {
                why: "duplicate".into(),
                duplicate_of: "2026-9999".into(),
                reasons: "<b>Rien</b>".into(),
                ..TypedClosing::default()
            },
            errors: vec![
                FieldError::new("duplicate-of", Phrase::new("closing-no-such-request")),
                FieldError::new("provision", Phrase::new("closing-needed-provision")),
            ],
            ..blank.clone()
        };
        vec![blank, refused]
    }
}
