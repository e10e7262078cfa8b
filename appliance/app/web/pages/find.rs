//! What the scan-or-find field answers with when it does not lead straight to a page.

use serde::Serialize;

use crate::web::i18n::{Arg, Phrase};
use crate::web::page::Page;

/// `GET /find`, and the answer of `POST /find`.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct Find {
    /// The answer, unless nothing was typed.
    pub answer: Option<Phrase>,
    /// Where the number leads, when it leads to several things.
    pub choices: Vec<Choice>,
    /// Who has such a name, in the order of their names.
    pub people: Vec<PersonFound>,
}

/// Somebody whose name was searched.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct PersonFound {
    /// `Family, Given`, as entered.
    pub name: String,
    /// Date of birth.
    pub birth_date: String,
    /// Number and page of each case, the oldest first.
    pub cases: Vec<(String, String)>,
}

/// One of several things with the same number.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Choice {
    /// Its page.
    pub href: String,
    /// What it is, a word of the closed list.
    // keys: find-kind-*
    pub what: Phrase,
    /// Its number.
    pub no: String,
}

impl Page for Find {
    const FILE: &'static str = "today/find.html";
    const NAME: &'static str = "find-title";

    fn samples() -> Vec<Self> {
        let choice = |href: &str, what| Choice {
            href: href.into(),
            what: Phrase::new(what),
            no: "2026-0421".into(),
        };
        let several = Self {
            answer: Some(Phrase::new("find-several").with("typed", Arg::Typed("2026-0421".into()))),
            choices: vec![
                choice("/cases/01JD2Q9AZT00000000000CASE1", "find-kind-case"),
                choice(
                    "/shipments/01JD2Q9AZT00000000000SHIP1",
                    "find-kind-shipment",
                ),
                choice("/requests/2026-0421", "find-kind-request"),
            ],
            people: Vec::new(),
        };
        let people = Self {
            answer: Some(Phrase::new("find-people-more").with("typed", Arg::Typed("bel".into()))),
            choices: Vec::new(),
            people: vec![PersonFound {
                name: "Bélanger-Roy, Élodie".into(),
                birth_date: "1984-02-29".into(),
                cases: vec![(
                    "2026-0421".into(),
                    "/cases/01JD2Q9AZT00000000000CASE1".into(),
                )],
            }],
        };
        let reading = Self {
            answer: Some(
                Phrase::new("find-people-reading").with("typed", Arg::Typed("bel".into())),
            ),
            ..people.clone()
        };
        let nothing = Self {
            answer: Some(
                Phrase::new("find-nothing").with("typed", Arg::Typed("Tremblay <script>".into())),
            ),
            ..Self::default()
        };
        vec![several, people, reading, nothing, Self::default()]
    }
}
