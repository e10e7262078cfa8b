//! Articles that are chosen for a parcel or a visit: a part of the pages of both.

use serde::Serialize;

use super::shipments::Choice;
use crate::web::i18n::{Arg, Phrase};

/// What is chosen, and what more could be.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct GatheredArticles {
    /// Chosen, in the order in which they were.
    pub chosen: Vec<Choice>,
    /// Offered beside these.
    pub offered: Vec<Choice>,
    /// How many more could be.
    pub rest: Option<u32>,
    /// Where they are offered from, as the form sends it.
    pub from: String,
    /// The same in words; none if it is what is at hand.
    pub shown: Option<Phrase>,
    /// What came of what was just read.
    pub read: Vec<ReadLine>,
}

/// What came of one reading.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ReadLine {
    /// Kind of it.
    pub kind: &'static str,
    /// In words.
    pub words: Phrase,
}

impl GatheredArticles {
    /// One chosen, one that nobody identified offered of many, and what came of readings.
    pub(super) fn sample(place: &str) -> Self {
        let candidate = |code: &str| Choice {
            id: "01JCZ0000000000000000000AA".into(),
            code: code.into(),
            what: Phrase::new("item-kind-film_sheet"),
            case: Some("2026-0421".into()),
            unidentified: false,
            held: Phrase::new("held-location").with("name", Arg::Typed(place.into())),
            chosen: false,
        };
        let code = || Arg::Code("DI2041773197".into());
        let read = vec![
            ReadLine {
                kind: "done",
                words: Phrase::new("gather-read-added")
                    .with("code", code())
                    .with("what", Phrase::new("item-kind-film_sheet")),
            },
            ReadLine {
                kind: "refused",
                words: Phrase::new("gather-read-refused")
                    .with("code", code())
                    .with("why", Phrase::new("refusal-case-differs")),
            },
            ReadLine {
                kind: "refused",
                words: Phrase::new("gather-read-unknown").with("code", Arg::Typed("<b>".into())),
            },
        ];
        Self {
            chosen: vec![candidate("DI2041773197")],
            offered: vec![Choice {
                case: None,
                unidentified: true,
                ..candidate("DI2041773294")
            }],
            rest: Some(240),
            from: "2026-0421".into(),
            shown: Some(Phrase::new("item-case").with("no", Arg::Ref("2026-0421".into()))),
            read,
        }
    }
}
