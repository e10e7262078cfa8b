//! Opening a case: the form, and the question whether the person is on file.

use serde::Serialize;

use crate::web::i18n::Phrase;
use crate::web::page::{FieldError, Page};
use crate::web::pages::comparison::ComparedRow;

/// `GET /cases/new`, and `POST /cases` with faults.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct NewCase {
    /// What was typed.
    pub values: CaseValues,
    /// What is wrong with it.
    pub errors: Vec<FieldError>,
}

/// The fields of the form, as typed. Their names in the form are these with hyphens.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct CaseValues {
    /// Family name.
    pub family_name: String,
    /// Given names.
    pub given_names: String,
    /// `AAAA-MM-JJ`.
    pub birth_date: String,
    /// `F`, `M`, `O`, `U`, or empty.
    pub sex: String,
    /// Hospital file number.
    pub hospital_number: String,
    /// Who issued it.
    pub hospital_issuer: String,
    /// `fr`, `en`, or empty.
    pub language: String,
    /// The question asked.
    pub question: String,
}

/// `POST /cases` when somebody on file may be the same person.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct LikelyPage {
    /// What was typed: it goes along with the answer.
    pub values: CaseValues,
    /// Ids of the people below, with blanks between: whom an answer speaks of.
    pub asked: String,
    /// Who it may be, the likeliest first.
    pub people: Vec<LikelyPerson>,
}

/// Somebody on file.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct LikelyPerson {
    /// Their id.
    pub id: String,
    /// `Family, Given`, as entered.
    pub name: String,
    /// Numbers of their cases, the oldest first.
    pub cases: Vec<String>,
    /// They can be taken for the same; if not, the page says why they are shown.
    pub may_be_one: bool,
    /// What was typed beside what is on file.
    pub rows: Vec<ComparedRow>,
}

impl Page for NewCase {
    const FILE: &'static str = "cases/new.html";
    const NAME: &'static str = "case-new-title";

    fn samples() -> Vec<Self> {
        let wrong = |field, key: &'static str| FieldError::new(field, Phrase::new(key));
        vec![
            Self::default(),
            Self {
                values: CaseValues {
                    given_names: "Élodie".into(),
                    birth_date: "1984-02-30".into(),
                    hospital_number: "H-4471".into(),
                    language: "fr".into(),
                    question: "L’intervention proposée est-elle indiquée?".into(),
                    ..CaseValues::default()
                },
                errors: vec![
                    wrong("family-name", "case-missing-family-name"),
                    wrong("birth-date", "refusal-not-a-date"),
                    wrong("sex", "case-missing-sex"),
                    wrong("hospital-issuer", "case-missing-hospital-issuer"),
                ],
            },
        ]
    }
}

impl Page for LikelyPage {
    const FILE: &'static str = "cases/likely.html";
    const NAME: &'static str = "likely-title";

    fn samples() -> Vec<Self> {
        let values = CaseValues {
            family_name: "Belanger Roy".into(),
            given_names: "Elodie".into(),
            birth_date: "1984-02-29".into(),
            sex: "F".into(),
            language: "fr".into(),
            question: "<script>alert(1)</script>".into(),
            ..CaseValues::default()
        };
        let one = LikelyPerson::sample();
        let two = LikelyPerson {
            id: "01JCZ0000000000000000000PB".into(),
            cases: vec!["2024-0007".into(), "2025-0117".into()],
            may_be_one: false,
            rows: vec![
                ComparedRow::sample(
                    "name",
                    ("Belanger Roy, Elodie", "Zonta, Élodie"),
                    ("refused", "compare-verdict-different"),
                    &["compare-reason-family_name"],
                ),
                ComparedRow::sample(
                    "birth_date",
                    ("1984-02-29", "1951-11-03"),
                    ("refused", "compare-verdict-different"),
                    &["compare-reason-date_other"],
                ),
            ],
            name: "Zonta, Élodie".into(),
        };
        vec![
            Self {
                values: values.clone(),
                asked: one.id.clone(),
                people: vec![one.clone()],
            },
            Self {
                values,
                asked: format!("{} {}", one.id, two.id),
                people: vec![one, two],
            },
        ]
    }
}

impl LikelyPerson {
    pub(super) fn sample() -> Self {
        Self {
            id: "01JCZ0000000000000000000PA".into(),
            name: "Bélanger-Roy, Élodie".into(),
            cases: vec!["2026-0421".into()],
            may_be_one: true,
            rows: vec![
                ComparedRow::sample(
                    "name",
                    ("Belanger Roy, Elodie", "Bélanger-Roy, Élodie"),
                    ("attention", "compare-verdict-needs_a_look"),
                    &["compare-reason-accents", "compare-reason-hyphens"],
                ),
                ComparedRow::sample(
                    "birth_date",
                    ("1984-02-29", "1984-02-29"),
                    ("done", "compare-verdict-same"),
                    &[],
                ),
            ],
        }
    }
}
