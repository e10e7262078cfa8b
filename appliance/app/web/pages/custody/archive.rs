//! The archive under double lock: places and visits, opening a visit, a visit.

use serde::Serialize;

use super::gathered::GatheredArticles;
use crate::web::i18n::Phrase;
use crate::web::page::{FieldError, Page, SAMPLE_NOW};
use crate::web::pages::today::Owner;

/// `GET /archive`.
// keys: visit-state-*, visit-purpose-*, location-kind-*
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ArchivePage {
    /// Visits, newest first.
    pub visits: Vec<VisitRow>,
    /// Every place, in the order of the tree.
    pub places: Vec<PlaceRow>,
    /// Articles waiting outside.
    pub waiting: u32,
    /// What people hold in their hands.
    pub hands: Vec<HandRow>,
}

/// What somebody holds.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct HandRow {
    /// Who.
    pub owner: Owner,
    /// How many articles.
    pub articles: u32,
    /// Since when, microseconds UTC.
    pub since: i64,
}

/// A visit in a list.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct VisitRow {
    /// Its page.
    pub href: String,
    /// Its number.
    pub no: String,
    /// Name of the archive, as entered.
    pub archive: String,
    /// First person.
    pub first: String,
    /// Second person.
    pub second: String,
    /// Why.
    pub purpose: Phrase,
    /// Since when, microseconds UTC.
    pub from: i64,
    /// Closed at, microseconds UTC.
    pub to: Option<i64>,
    /// Kind of its state.
    pub kind: &'static str,
    /// The word of its state.
    pub state: Phrase,
}

/// A place in the tree.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct PlaceRow {
    /// Its label.
    pub code: String,
    /// Path of names, as entered.
    pub path: String,
    /// What it is.
    pub what: Phrase,
    /// Independent barriers in front of it.
    pub level: u32,
    /// Articles can be kept there for good.
    pub archive_grade: bool,
    /// It belongs to an archive.
    pub archive: bool,
    /// Articles lie in it, and not only places.
    pub holds: bool,
}

/// `GET /archive/open`, and `POST` with faults.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct OpenVisit {
    /// Archives that can be opened: value and name.
    pub archives: Vec<(String, String)>,
    /// The one chosen.
    pub archive: String,
    /// To take articles out, rather than to put them away.
    pub retrieve: bool,
    /// Name of the first person.
    pub first: String,
    /// User name of the first person, as typed.
    pub first_username: String,
    /// User name of the second person, as typed.
    pub second_username: String,
    /// Page and number of the visit that must be closed before.
    pub before: Option<(String, String)>,
    /// What is to be moved.
    pub gathered: GatheredArticles,
    /// They enter without a list, and say so.
    pub without_plan: bool,
    /// What is wrong.
    pub errors: Vec<FieldError>,
}

/// A visit in a sample.
pub(super) fn visit(kind: &'static str, state: &'static str) -> VisitRow {
    VisitRow {
        href: "/archive/visits/01JCZ0000000000000000000VI".into(),
        no: "2026-0312".into(),
        archive: "Archives".into(),
        first: "Nadia Tremblay-Roy".into(),
        second: "Karim Benali".into(),
        purpose: Phrase::new("visit-purpose-put_away"),
        from: SAMPLE_NOW - 12 * 60_000_000,
        to: matches!(kind, "done" | "attention").then_some(SAMPLE_NOW),
        kind,
        state: Phrase::new(format!("visit-state-{state}")),
    }
}

impl Page for ArchivePage {
    const FILE: &'static str = "custody/archive.html";
    const NAME: &'static str = "archive-title";

    fn samples() -> Vec<Self> {
        let place = |path: &str, kind: &'static str, level, archive| PlaceRow {
            code: "DL0000000136".into(),
            path: path.into(),
            what: Phrase::new(format!("location-kind-{kind}")),
            level,
            archive_grade: archive && level >= 2,
            archive,
            holds: kind != "room",
        };
        vec![
            Self {
                visits: vec![visit("progress", "open"), visit("done", "closed")],
                places: vec![
                    place("Quai de réception", "dock", 0, false),
                    place("Archives", "room", 1, true),
                    place("Archives › Armoire 1 › Tablette 1-A", "shelf", 2, true),
                ],
                waiting: 5,
                hands: vec![
                    HandRow {
                        owner: Owner::You,
                        articles: 2,
                        since: SAMPLE_NOW - 600_000_000,
                    },
                    HandRow {
                        owner: Owner::Person("Karim <Benali>".into()),
                        articles: 1,
                        since: SAMPLE_NOW,
                    },
                ],
            },
            Self {
                visits: Vec::new(),
                places: Vec::new(),
                waiting: 0,
                hands: Vec::new(),
            },
        ]
    }
}

impl Page for OpenVisit {
    const FILE: &'static str = "custody/open_visit.html";
    const NAME: &'static str = "visit-open-title";

    fn samples() -> Vec<Self> {
        let first = Self {
            archives: vec![("01JCZ0000000000000000000LO".into(), "Archives".into())],
            archive: "01JCZ0000000000000000000LO".into(),
            first: "Nadia Tremblay-Roy".into(),
            gathered: GatheredArticles::sample("Quai de réception"),
            ..Self::default()
        };
        let wrong = Self {
            first_username: "nadia".into(),
            second_username: "nadia".into(),
            gathered: GatheredArticles::default(),
            errors: vec![
                FieldError::new("second-username", Phrase::new("visit-same-person")),
                FieldError::new("first-password", Phrase::new("visit-wrong-password")),
                FieldError::new("without-plan", Phrase::new("refusal-plan-empty")),
            ],
            ..first.clone()
        };
        let retrieve = Self {
            archives: vec![
                ("01JCZ0000000000000000000LO".into(), "Archives".into()),
                ("01JCZ0000000000000000000LP".into(), "Voûte B".into()),
            ],
            retrieve: true,
            gathered: GatheredArticles {
                from: String::new(),
                shown: None,
                ..GatheredArticles::sample("Archives › Armoire 1 › Tablette 1-A")
            },
            ..first.clone()
        };
        let not_found = Self {
            retrieve: true,
            gathered: GatheredArticles {
                chosen: Vec::new(),
                offered: Vec::new(),
                rest: None,
                ..GatheredArticles::sample("Archives")
            },
            before: Some((
                "/archive/visits/01JCZ0000000000000000000VI".into(),
                "2026-0312".into(),
            )),
            without_plan: true,
            errors: vec![FieldError::new(
                "plan",
                Phrase::new("refusal-not-in-this-archive").with("label", "DI 2041 7731 97"),
            )],
            ..first.clone()
        };
        vec![first, wrong, retrieve, not_found]
    }
}
