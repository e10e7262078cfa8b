//! Setting right what was entered for a case.

use serde::Serialize;

use super::Patient;
use super::opening::CaseValues;
use crate::web::i18n::Phrase;
use crate::web::page::{FieldError, Page};

/// `GET /cases/<id>/correct`, and `POST` with faults.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct CorrectCase {
    /// Its number.
    pub no: String,
    /// Its page.
    pub case: String,
    /// Which state of it the form shows.
    pub revision: String,
    /// Numbers of other cases of the same person, whose record is set right with it.
    pub others: Vec<String>,
    /// What stands there, or was typed.
    pub values: CaseValues,
    /// What stands there now, if somebody else set it right since the form was opened.
    pub now: Option<CaseNow>,
    /// What is wrong with it.
    pub errors: Vec<FieldError>,
}

/// What stands there now, to be compared with what was typed.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct CaseNow {
    /// Its patient, as entered.
    pub patient: Patient,
    /// The question asked, as entered.
    pub question: Option<String>,
}

impl Page for CorrectCase {
    const FILE: &'static str = "cases/correct.html";
    const NAME: &'static str = "case-correct-title";

    fn samples() -> Vec<Self> {
        let shown = Self {
            no: "2026-0421".into(),
            case: "/cases/01JCZ0000000000000000000CA".into(),
            revision: "4816".into(),
            others: Vec::new(),
            values: CaseValues {
                family_name: "Bélanger-Roy".into(),
                given_names: "Élodie <b>".into(),
                birth_date: "1984-02-29".into(),
                sex: "F".into(),
                language: "fr".into(),
                ..CaseValues::default()
            },
            now: None,
            errors: Vec::new(),
        };
        let changed = Self {
            others: vec!["2024-0007".into()],
            now: Some(CaseNow {
                patient: Patient {
                    name: "Bélanger-Roy, <i>Elodie".into(),
                    birth_date: "1984-02-29".into(),
                    sex: Phrase::new("sex-F"),
                    number: Some(("H-4471".into(), "Hôpital du Belvédère".into())),
                    language: Phrase::new("written-fr"),
                },
                question: Some("Nodule?".into()),
            }),
            errors: vec![FieldError::new(
                "",
                Phrase::new("refusal-changed-meanwhile"),
            )],
            ..shown.clone()
        };
        vec![shown, changed]
    }
}
