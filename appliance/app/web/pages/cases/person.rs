//! The person a case is about: their records and cases, and who may be the same.

use serde::Serialize;

use super::LikelyPerson;
use crate::web::i18n::Phrase;
use crate::web::page::{FieldError, Page, SAMPLE_NOW};
use crate::web::told::Told;

/// `GET /cases/<id>/person`.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct PersonPage {
    /// Number of the case.
    pub no: String,
    /// Its page.
    pub href: String,
    /// What was done a moment ago.
    // keys: person-said-*
    pub said: Option<Phrase>,
    /// Their records: the one that the others hang on first.
    pub records: Vec<RecordCard>,
    /// Who may be the same; none while the names on file are being read.
    pub likely: Option<Vec<LikelyPerson>>,
    /// What was wrong with the form.
    pub errors: Vec<FieldError>,
}

/// A record of the person.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct RecordCard {
    /// Its id.
    pub id: String,
    /// It hangs on another record, from which it can be taken.
    pub linked: bool,
    /// `Family, Given`, as entered.
    pub name: Told,
    /// Date of birth.
    pub birth_date: Option<String>,
    /// The word of the sex.
    pub sex: Option<Phrase>,
    /// Number and issuer.
    pub number: Option<(String, String)>,
    /// Its cases, the oldest first.
    pub cases: Vec<RecordCase>,
    /// Cases of it can be said to be another person's here.
    pub divisible: bool,
}

/// A case of a record.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct RecordCase {
    /// Its id.
    pub id: String,
    /// Its number.
    pub no: String,
    /// Its page.
    pub href: String,
    /// When it was opened, microseconds UTC.
    pub opened: i64,
    /// The person as entered for this case; none for the one that the record was made with.
    pub entered: Option<Told>,
}

impl Page for PersonPage {
    const FILE: &'static str = "cases/person.html";
    const NAME: &'static str = "person-title";

    fn samples() -> Vec<Self> {
        let case = |no: &str, entered: Option<&str>| RecordCase {
            id: "01JCZ0000000000000000000CA".into(),
            no: no.into(),
            href: "/cases/01JCZ0000000000000000000CA".into(),
            opened: SAMPLE_NOW,
            entered: entered.map(Told::from),
        };
        let record = RecordCard {
            id: "01JCZ0000000000000000000PA".into(),
            linked: false,
            name: "Bélanger-Roy, Élodie".into(),
            birth_date: Some("1984-02-29".into()),
            sex: Some(Phrase::new("sex-F")),
            number: Some(("H-4471".into(), "Hôpital du Belvédère".into())),
            cases: vec![
                case("2025-0117", None),
                case("2026-0421", Some("Belanger, Elodie")),
            ],
            divisible: true,
        };
        let plain = Self {
            no: "2026-0421".into(),
            href: "/cases/01JCZ0000000000000000000CA".into(),
            said: None,
            records: vec![RecordCard {
                cases: vec![case("2026-0421", None)],
                divisible: false,
                number: None,
                ..record.clone()
            }],
            likely: Some(Vec::new()),
            errors: Vec::new(),
        };
        let wrong = FieldError::new("cases", Phrase::new("person-missing-cases"));
        vec![
            plain.clone(),
            Self {
                said: Some(Phrase::new("person-said-linked")),
                records: vec![
                    record.clone(),
                    RecordCard {
                        linked: true,
                        divisible: false,
                        cases: vec![case("2026-0500", None)],
                        ..record
                    },
                ],
                likely: Some(vec![LikelyPerson::sample()]),
                errors: vec![wrong],
                ..plain.clone()
            },
            Self {
                likely: None,
                ..plain
            },
        ]
    }
}
