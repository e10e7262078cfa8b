//! The archive under double lock: places and visits, opening a visit, a visit.

use serde::Serialize;

use crate::web::i18n::{Arg, Phrase};
use crate::web::page::{FieldError, Page, SAMPLE_NOW};

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
}

/// `GET /archive/open`, and `POST` with faults.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct OpenVisit {
    /// Archives that can be opened: value and name.
    pub archives: Vec<(String, String)>,
    /// The one chosen.
    pub archive: String,
    /// `put_away` or `retrieve`.
    pub purpose: String,
    /// Name of the first person.
    pub first: String,
    /// User name of the first person, as typed.
    pub first_username: String,
    /// User name of the second person, as typed.
    pub second_username: String,
    /// Articles waiting outside, to be planned.
    pub items: Vec<super::shipments::Choice>,
    /// What is wrong.
    pub errors: Vec<FieldError>,
}

/// `GET /archive/visits/<id>`.
// keys: planned-*, station-said-*, station-word-*
#[derive(Debug, Clone, PartialEq, Serialize)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "each shows or hides one thing on the page"
)]
pub struct VisitPage {
    /// As in a list.
    pub visit: VisitRow,
    /// Whoever looks is one of the two.
    pub mine: bool,
    /// Its time is over and it is not reconciled.
    pub expired: bool,
    /// It is open: nothing was closed yet.
    pub open: bool,
    /// It was extended.
    pub extended: bool,
    /// Seconds left, and granted.
    pub left: i64,
    /// Seconds granted.
    pub granted: i64,
    /// Ends at, microseconds UTC.
    pub ends: i64,
    /// Independent barriers.
    pub barriers: u32,
    /// Planned articles.
    pub plan: Vec<PlanRow>,
    /// Planned and accounted for.
    pub settled: u32,
    /// Planned and scanned.
    pub scanned: u32,
    /// Articles that nobody had planned.
    pub unplanned: Vec<PlanRow>,
    /// Id of the next reading.
    pub nonce: String,
    /// What the last reading led to: kind of state, word, sentence.
    pub said: Option<(&'static str, Phrase, Phrase, Phrase)>,
    /// What is wrong with the closing.
    pub errors: Vec<FieldError>,
}

/// A planned article.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct PlanRow {
    /// Its id.
    pub id: String,
    /// Its label.
    pub code: String,
    /// What it is.
    pub what: Phrase,
    /// Where it is now.
    pub held: Phrase,
    /// Kind of its verdict.
    pub kind: &'static str,
    /// The word of its verdict.
    pub verdict: Phrase,
    /// It still needs a verdict.
    pub open: bool,
}

fn visit(kind: &'static str, state: &'static str) -> VisitRow {
    VisitRow {
        href: "/archive/visits/01JCZ0000000000000000000VI".into(),
        no: "2026-0312".into(),
        archive: "Archives".into(),
        first: "Nadia Tremblay-Roy".into(),
        second: "Karim Benali".into(),
        purpose: Phrase::new("visit-purpose-put_away"),
        from: SAMPLE_NOW - 12 * 60_000_000,
        to: (kind == "done").then_some(SAMPLE_NOW),
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
            },
            Self {
                visits: Vec::new(),
                places: Vec::new(),
                waiting: 0,
            },
        ]
    }
}

impl Page for OpenVisit {
    const FILE: &'static str = "custody/open_visit.html";
    const NAME: &'static str = "visit-open-title";

    fn samples() -> Vec<Self> {
        let item = super::shipments::Choice {
            id: "01JCZ0000000000000000000AA".into(),
            code: "DI2041773197".into(),
            what: Phrase::new("item-kind-film_sheet"),
            case: Some("2026-0421".into()),
            held: Phrase::new("held-location").with("name", Arg::Typed("Quai de réception".into())),
            chosen: true,
        };
        let first = Self {
            archives: vec![("01JCZ0000000000000000000LO".into(), "Archives".into())],
            purpose: "put_away".into(),
            first: "Nadia Tremblay-Roy".into(),
            items: vec![item],
            ..Self::default()
        };
        let wrong = Self {
            first_username: "nadia".into(),
            second_username: "nadia".into(),
            items: Vec::new(),
            errors: vec![
                FieldError::new("second-username", Phrase::new("visit-same-person")),
                FieldError::new("first-password", Phrase::new("visit-wrong-password")),
            ],
            ..first.clone()
        };
        vec![first, wrong]
    }
}

impl Page for VisitPage {
    const FILE: &'static str = "custody/visit.html";
    const NAME: &'static str = "visit-title";

    fn samples() -> Vec<Self> {
        let row = |n: u32, kind: &'static str, verdict: &'static str| PlanRow {
            id: format!("01JCZ0000000000000000000A{n}"),
            code: "DI2041773197".into(),
            what: Phrase::new("item-kind-film_sheet"),
            held: Phrase::new("held-location").with("name", Arg::Typed("Quai de réception".into())),
            kind,
            verdict: Phrase::new(format!("planned-{verdict}")),
            open: verdict == "open",
        };
        let open = Self {
            visit: visit("progress", "open"),
            mine: true,
            expired: false,
            open: true,
            extended: false,
            left: 1104,
            granted: 1800,
            ends: SAMPLE_NOW + 1104 * 1_000_000,
            barriers: 2,
            plan: vec![row(1, "done", "scanned"), row(2, "waiting", "open")],
            settled: 1,
            scanned: 1,
            unplanned: Vec::new(),
            nonce: "0123456789abcdef".into(),
            said: Some((
                "done",
                Phrase::new("station-word-done"),
                Phrase::new("station-said-job-left"),
                Phrase::new("station-said-job-left-note"),
            )),
            errors: Vec::new(),
        };
        let expired = Self {
            visit: visit("refused", "expired"),
            expired: true,
            left: 0,
            extended: true,
            granted: 2700,
            said: None,
            unplanned: vec![row(3, "info", "scanned")],
            errors: vec![FieldError::new("locks", Phrase::new("refusal-locks-open"))],
            ..open.clone()
        };
        let closed = Self {
            visit: visit("done", "closed"),
            open: false,
            mine: false,
            plan: vec![
                row(1, "done", "scanned"),
                row(2, "attention", "left"),
                row(3, "refused", "missing"),
            ],
            settled: 3,
            said: None,
            ..open.clone()
        };
        vec![open, expired, closed]
    }
}
