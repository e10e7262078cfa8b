//! Articles that nobody had announced: which wait, and whose one is.

use serde::Serialize;

use crate::web::i18n::{Arg, Phrase};
use crate::web::page::{FieldError, Page, SAMPLE_NOW};
use crate::web::told::Told;

/// `GET /unidentified`.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct UnidentifiedList {
    /// Those that wait longest first.
    pub lines: Vec<FoundLine>,
    /// How many there are in all.
    pub total: u32,
}

/// An article as it was found.
// keys: item-kind-*, held-*
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct FoundLine {
    /// Its label.
    pub code: String,
    /// What it is.
    pub what: Phrase,
    /// Who or what holds it.
    pub held: Phrase,
    /// Number of the parcel it came out of.
    pub parcel: String,
    /// Who sent that, as entered.
    pub sender: Told,
    /// When it came out of it, microseconds UTC.
    pub found: i64,
}

/// `GET /unidentified/<label>`.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct WhosePage {
    /// The article.
    pub article: FoundLine,
    /// The page of its parcel, for those who may go there.
    pub parcel_href: Option<String>,
    /// Where it is said what is seen on it, if this person may.
    pub describe: Option<String>,
    /// Nobody had announced its parcel either, and as many of its articles are nobody's, this one among them.
    pub whole: Option<u32>,
    /// It lies somewhere: it can be said whose it is.
    pub lies: bool,
    /// Number of the case it belongs to, once somebody said it.
    pub case: Option<String>,
    /// Cases that it may be of.
    pub candidates: Vec<Candidate>,
    /// A number that was looked for, as typed.
    pub sought: String,
    /// Something that just happened.
    pub notice: Option<Phrase>,
    /// What is wrong.
    pub errors: Vec<FieldError>,
}

/// A case that an article may be of.
// keys: whose-from-*
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Candidate {
    /// Its number.
    pub no: String,
    /// Its patient, as entered.
    pub patient: String,
    /// Born on, `1958-06-17`.
    pub born: String,
    /// Why it is shown.
    pub from: Phrase,
    /// It is this one by now.
    pub is_it: bool,
}

fn found(code: &str) -> FoundLine {
    FoundLine {
        code: code.into(),
        what: Phrase::new("item-kind-film_sheet"),
        held: Phrase::new("held-location").with("name", Arg::Typed("Quai de réception".into())),
        parcel: "2026-0911".into(),
        sender: Told::Text("Clinique <radiologique> du Fjord".into()),
        found: SAMPLE_NOW,
    }
}

fn candidate(no: &str, from: &'static str) -> Candidate {
    Candidate {
        no: no.into(),
        patient: "Bergeron-Aubé, Luc <i>".into(),
        born: "1958-06-17".into(),
        from: Phrase::new(from),
        is_it: false,
    }
}

impl Page for UnidentifiedList {
    const FILE: &'static str = "cases/unidentified.html";
    const NAME: &'static str = "unidentified-title";

    fn samples() -> Vec<Self> {
        vec![
            Self {
                lines: vec![found("DI2042011817"), found("DI2041773391")],
                total: 2,
            },
            Self {
                lines: vec![found("DI2042011817")],
                total: 120,
            },
            Self {
                lines: Vec::new(),
                total: 0,
            },
        ]
    }
}

impl Page for WhosePage {
    const FILE: &'static str = "cases/whose.html";
    const NAME: &'static str = "whose-title";

    fn samples() -> Vec<Self> {
        let asked = Self {
            article: found("DI2042011817"),
            parcel_href: Some("/shipments/2026-0911".into()),
            describe: Some("/items/DI2041773682/describe".into()),
            whole: None,
            lies: true,
            case: None,
            candidates: vec![candidate("2026-0421", "whose-from-parcel")],
            sought: String::new(),
            notice: None,
            errors: Vec::new(),
        };
        let sought = Self {
            candidates: vec![
                candidate("2026-0421", "whose-from-parcel"),
                candidate("2026-0433", "whose-from-search"),
            ],
            sought: "2026-0433".into(),
            ..asked.clone()
        };
        let unknown = Self {
            parcel_href: None,
            describe: None,
            candidates: Vec::new(),
            sought: "0433".into(),
            errors: vec![FieldError::new(
                "case",
                Phrase::new("announce-no-such-case"),
            )],
            ..asked.clone()
        };
        let said = Self {
            case: Some("2026-0421".into()),
            candidates: vec![Candidate {
                is_it: true,
                ..candidate("2026-0421", "whose-from-parcel")
            }],
            notice: Some(Phrase::new("whose-said").with("no", Arg::Ref("2026-0421".into()))),
            ..asked.clone()
        };
        let whole = Self {
            whole: Some(4),
            ..sought.clone()
        };
        let away = Self {
            lies: false,
            ..sought.clone()
        };
        vec![asked, sought, unknown, said, whole, away]
    }
}
