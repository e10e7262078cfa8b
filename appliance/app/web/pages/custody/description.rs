//! Saying what an article is and what is seen on it.

use serde::Serialize;

use super::offered::WordChoice;
use super::shipments::Choice;
use crate::web::i18n::{Arg, Phrase};
use crate::web::page::{FieldError, Page};
use crate::web::pages::cases::exams::OfExam;

/// The fields, as typed.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct Values {
    /// What it is.
    pub kind: String,
    /// How the exam was made.
    pub modality: String,
    /// Which part of the body.
    pub part: String,
    /// Which side.
    pub side: String,
    /// How it was looked at.
    pub view: String,
    /// Day of the exam.
    pub taken: String,
    /// Sheets.
    pub sheets: String,
    /// Free words.
    pub note: String,
}

/// Another article of the same case and parcel.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Beside {
    /// The article.
    pub item: Choice,
    /// What is sent of it.
    pub value: String,
    /// The exam that it is of.
    pub exam: Option<Phrase>,
}

/// `GET /items/<label>/describe`, and `POST` with faults.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct DescribePage {
    /// The article.
    pub article: Choice,
    /// What stands there, to say by it whether somebody changed it since.
    pub version: String,
    /// What stands there now, if that is not what the form was made from.
    pub now: Option<Phrase>,
    /// What it can be.
    pub kinds: Vec<WordChoice>,
    /// How an exam can be made.
    pub modalities: Vec<WordChoice>,
    /// Parts of the body.
    pub parts: Vec<WordChoice>,
    /// Sides.
    pub sides: Vec<WordChoice>,
    /// Views.
    pub views: Vec<WordChoice>,
    /// Others of the same case that came in the same parcel.
    pub beside: Vec<Beside>,
    /// The exams that its case waits for.
    pub exams: Vec<OfExam>,
    /// One of them was described by nobody.
    pub next: bool,
    /// Most characters of the free words.
    pub note_limit: usize,
    /// The fields.
    pub values: Values,
    /// What is wrong.
    pub errors: Vec<FieldError>,
}

impl Page for DescribePage {
    const FILE: &'static str = "custody/describe.html";
    const NAME: &'static str = "describe-title";

    fn samples() -> Vec<Self> {
        let word = |value, key: &'static str| WordChoice {
            value,
            word: Phrase::new(key),
        };
        let article = |code: &str, what: Phrase| Choice {
            id: "01JCZ0000000000000000000AA".into(),
            code: code.into(),
            what,
            case: Some("2026-0421".into()),
            unidentified: false,
            held: Phrase::new("held-location").with("name", Arg::Typed("Table 1".into())),
            chosen: false,
        };
        let film = || Phrase::new("item-kind-film_sheet");
        let empty = Self {
            article: article("DI2041773391", film()),
            version: "film_sheet-0".into(),
            now: None,
            kinds: vec![
                word("film_sheet", "item-kind-film_sheet"),
                word("film_set", "item-kind-film_set"),
            ],
            modalities: vec![word("dx", "seen-modality-dx")],
            parts: vec![word("hip", "seen-part-hip")],
            sides: vec![word("r", "seen-side-r")],
            views: vec![word("lateral", "seen-view-lateral")],
            beside: Vec::new(),
            exams: Vec::new(),
            next: false,
            note_limit: 120,
            values: Values {
                kind: "film_sheet".into(),
                ..Values::default()
            },
            errors: Vec::new(),
        };
        let seen = [
            Phrase::new("seen-part-hip"),
            Phrase::new("seen-taken").with("at", Arg::Ref("2025-03-12".into())),
            Phrase::new("seen-sheets").with("n", 3_u32),
            Phrase::new("seen-note").with("what", Arg::Typed("35 <b>× 43</b> cm".into())),
        ];
        let what = (seen.into_iter()).fold(film(), |all, one| {
            Phrase::new("seen-and").with("all", all).with("one", one)
        });
        let refused = Self {
            now: Some(what.clone()),
            beside: vec![
                Beside {
                    item: article("DI2041773488", what),
                    value: "DI2041773488:film_sheet-7".into(),
                    exam: Some(Phrase::new("seen-part-knee")),
                },
                Beside {
                    item: Choice {
                        chosen: true,
                        ..article("DI2041773585", film())
                    },
                    value: "DI2041773585:film_sheet-0".into(),
                    exam: None,
                },
            ],
            exams: vec![
                OfExam {
                    id: "01JCZ0000000000000000000E1".into(),
                    what: Phrase::new("seen-modality-mr"),
                    detail: Some("Clinique du Fjord <b>, 2026-09".into()),
                    chosen: true,
                },
                OfExam {
                    id: "01JCZ0000000000000000000E2".into(),
                    what: Phrase::new("seen-part-knee"),
                    detail: None,
                    chosen: false,
                },
            ],
            next: true,
            values: Values {
                kind: "film_set".into(),
                note: "<b>x".into(),
                ..Values::default()
            },
            errors: vec![FieldError::new(
                "sheets",
                Phrase::new("parcel-missing-sheets"),
            )],
            ..empty.clone()
        };
        vec![empty, refused]
    }
}
