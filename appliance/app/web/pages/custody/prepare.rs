//! Preparing a parcel that leaves.

use serde::Serialize;

use super::shipments::Choice;
use crate::web::i18n::{Arg, Phrase};
use crate::web::page::{FieldError, Page};

/// `GET /shipments/prepare`, and `POST` with what was taken in, or with faults.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct Prepare {
    /// Chosen, in the order in which they were.
    pub chosen: Vec<Choice>,
    /// Offered beside these.
    pub offered: Vec<Choice>,
    /// How many more could be.
    pub rest: Option<u32>,
    /// Where they are offered from, as the form sends it.
    pub from: String,
    /// The same in words; none if it is what lies outside the archives.
    pub shown: Option<Phrase>,
    /// What came of what was just read.
    pub read: Vec<ReadLine>,
    /// Recipient, as typed.
    pub recipient: String,
    /// Address, as typed.
    pub address: String,
    /// Carrier, as typed.
    pub carrier: String,
    /// What is wrong.
    pub errors: Vec<FieldError>,
}

/// What came of one reading.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ReadLine {
    /// Kind of it.
    pub kind: &'static str,
    /// In words.
    pub words: Phrase,
}

impl Page for Prepare {
    const FILE: &'static str = "custody/prepare.html";
    const NAME: &'static str = "prepare-title";

    fn samples() -> Vec<Self> {
        let choice = |code: &str| Choice {
            id: "01JCZ0000000000000000000AA".into(),
            code: code.into(),
            what: Phrase::new("item-kind-film_sheet"),
            case: Some("2026-0421".into()),
            unidentified: false,
            held: Phrase::new("held-location").with("name", Arg::Typed("Table de travail".into())),
            chosen: true,
        };
        let code = || Arg::Code("DI2041773197".into());
        let read = vec![
            ReadLine {
                kind: "done",
                words: Phrase::new("prepare-read-added")
                    .with("code", code())
                    .with("what", Phrase::new("item-kind-film_sheet")),
            },
            ReadLine {
                kind: "refused",
                words: Phrase::new("prepare-read-refused")
                    .with("code", code())
                    .with("why", Phrase::new("refusal-case-differs")),
            },
            ReadLine {
                kind: "refused",
                words: Phrase::new("prepare-read-unknown").with("code", Arg::Typed("<b>".into())),
            },
        ];
        let some = Self {
            chosen: vec![choice("DI2041773197")],
            offered: vec![Choice {
                case: None,
                unidentified: true,
                ..choice("DI2041773294")
            }],
            rest: Some(240),
            from: "2026-0421".into(),
            shown: Some(Phrase::new("item-case").with("no", Arg::Ref("2026-0421".into()))),
            read,
            recipient: "Hôpital <i>de la Rive</i>".into(),
            ..Self::default()
        };
        let nothing = Self {
            errors: vec![FieldError::new(
                "items",
                Phrase::new("parcel-missing-items"),
            )],
            ..Self::default()
        };
        vec![some, nothing]
    }
}
