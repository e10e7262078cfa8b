//! A visit to the archive: in progress and closed, extending it, reconciling it.

use serde::Serialize;

use super::archive::{VisitRow, visit};
use super::exceptions::{self, ExceptionCard};
use crate::web::i18n::{Arg, Phrase};
use crate::web::page::{FieldError, Page, SAMPLE_NOW};
use crate::web::told::Told;

/// `GET /archive/visits/<id>`.
// keys: planned-*, station-said-*, station-word-*, refusal-*
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
    /// Articles are taken out rather than put away.
    pub retrieve: bool,
    /// When and why it was extended.
    pub extended: Option<(i64, Told)>,
    /// Seconds left.
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
    /// Articles moved that nobody had planned.
    pub unplanned: Vec<PlanRow>,
    /// Articles moved the other way than the purpose says.
    pub against: Vec<PlanRow>,
    /// How it ended.
    pub outcome: Option<Outcome>,
    /// What did not balance, once it is closed.
    pub exceptions: Vec<ExceptionCard>,
    /// Id of the next reading.
    pub nonce: String,
    /// Id of the reading that was answered last; empty before the first.
    pub seen: String,
    /// What the last reading led to.
    pub said: Option<SaidScan>,
    /// Why a reading was refused.
    pub errors: Vec<FieldError>,
}

/// What a reading led to.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct SaidScan {
    /// Kind of state.
    pub kind: &'static str,
    /// It is news.
    pub live: bool,
    /// The word.
    pub word: Phrase,
    /// What happened.
    pub what: Phrase,
    /// Why, and what to do.
    pub note: Option<Phrase>,
}

/// An article of a visit.
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

/// How a visit ended.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Outcome {
    /// Nothing was amiss.
    pub clean: bool,
    /// Articles that do not balance.
    pub discrepancies: u32,
    /// When it was closed, microseconds UTC.
    pub at: Option<i64>,
    /// Who closed it.
    pub by: String,
    /// Who confirmed it with them.
    pub with: String,
    /// Not the two people of the visit.
    pub by_others: bool,
    /// What to do now.
    pub next: Vec<Phrase>,
}

/// `GET /archive/visits/<id>/extend`, and `POST` with faults.
// keys: visit-*
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ExtendPage {
    /// As in a list.
    pub visit: VisitRow,
    /// It can be extended by whoever looks, with the other person.
    pub possible: bool,
    /// Ends at, microseconds UTC.
    pub ends: i64,
    /// Would end at.
    pub until: i64,
    /// Longest reason, in characters.
    pub limit: usize,
    /// The reason, as typed.
    pub reason: String,
    /// User name of the first person, as typed.
    pub first_username: String,
    /// User name of the second person, as typed.
    pub second_username: String,
    /// What is wrong.
    pub errors: Vec<FieldError>,
}

/// `GET /archive/visits/<id>/close`, and `POST` with faults.
// keys: check-*, planned-*, visit-*
#[derive(Debug, Clone, PartialEq, Serialize)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "each shows or hides one thing on the page"
)]
pub struct ReconcilePage {
    /// As in a list.
    pub visit: VisitRow,
    /// It is open: nothing was closed yet.
    pub open: bool,
    /// Its time is over: others may close it too.
    pub expired: bool,
    /// Whoever looks may say what became of articles, and attest.
    pub may_settle: bool,
    /// Independent barriers.
    pub barriers: u32,
    /// Planned articles without a verdict.
    pub unsettled: u32,
    /// Articles that do not balance.
    pub discrepancies: u32,
    /// What was planned and what was done.
    pub checks: Vec<Check>,
    /// The outer lock was ticked.
    pub outer: bool,
    /// The inner lock was ticked.
    pub inner: bool,
    /// User name of the first person, as typed.
    pub first_username: String,
    /// User name of the second person, as typed.
    pub second_username: String,
    /// What is wrong.
    pub errors: Vec<FieldError>,
}

/// A line of the reconciliation: a count, or an article that makes it differ.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Check {
    /// The article, for a line about one.
    pub row: Option<PlanRow>,
    /// What is compared.
    pub title: Phrase,
    /// What should be.
    pub planned: Option<u32>,
    /// What was found; not known yet if absent.
    pub found: Option<u32>,
    /// Kind of its state.
    pub kind: &'static str,
    /// The word of its state.
    pub word: Phrase,
}

fn row(n: u32, kind: &'static str, verdict: &'static str) -> PlanRow {
    PlanRow {
        id: format!("01JCZ0000000000000000000A{n}"),
        code: "DI2041773197".into(),
        what: Phrase::new("item-kind-film_sheet"),
        held: Phrase::new("held-location").with("name", Arg::Typed("Quai de réception".into())),
        kind,
        verdict: Phrase::new(verdict),
        open: kind == "waiting",
    }
}

impl Page for VisitPage {
    const FILE: &'static str = "custody/visit.html";
    const NAME: &'static str = "visit-title";

    fn samples() -> Vec<Self> {
        let open = Self {
            visit: visit("progress", "open"),
            mine: true,
            expired: false,
            open: true,
            retrieve: false,
            extended: None,
            left: 1104,
            granted: 1800,
            ends: SAMPLE_NOW + 1104 * 1_000_000,
            barriers: 2,
            plan: vec![
                row(1, "done", "planned-scanned"),
                row(2, "waiting", "planned-open"),
            ],
            settled: 1,
            scanned: 1,
            unplanned: Vec::new(),
            against: Vec::new(),
            outcome: None,
            exceptions: Vec::new(),
            nonce: "0123456789abcdef".into(),
            seen: "fedcba9876543210".into(),
            said: Some(SaidScan {
                kind: "done",
                live: true,
                word: Phrase::new("station-word-done"),
                what: Phrase::new("station-said-job-left"),
                note: Some(Phrase::new("station-said-job-left-note")),
            }),
            errors: Vec::new(),
        };
        let expired = Self {
            visit: visit("refused", "expired"),
            expired: true,
            left: 0,
            extended: Some((SAMPLE_NOW, "Le chariot est coincé <b>".into())),
            granted: 2700,
            said: None,
            unplanned: vec![row(3, "attention", "check-unplanned-one")],
            errors: vec![FieldError::new("", Phrase::new("refusal-visit-expired"))],
            ..open.clone()
        };
        let closed = Self {
            visit: visit("done", "closed"),
            open: false,
            mine: false,
            retrieve: true,
            plan: vec![row(1, "done", "planned-scanned")],
            settled: 1,
            said: None,
            outcome: Some(Outcome {
                clean: true,
                discrepancies: 0,
                at: Some(SAMPLE_NOW),
                by: "Nadia Tremblay-Roy".into(),
                with: "Karim Benali".into(),
                by_others: false,
                next: Vec::new(),
            }),
            ..open.clone()
        };
        let amiss = Self {
            visit: visit("attention", "closed_with_discrepancy"),
            plan: vec![
                row(1, "done", "planned-scanned"),
                row(2, "attention", "planned-left"),
                row(3, "refused", "planned-missing"),
            ],
            settled: 3,
            unplanned: vec![row(4, "attention", "check-unplanned-one")],
            against: vec![row(5, "attention", "check-against-one")],
            exceptions: vec![exceptions::sample("not_found", "refused")],
            outcome: Some(Outcome {
                clean: false,
                discrepancies: 4,
                at: Some(SAMPLE_NOW),
                by: "Nadia Tremblay-Roy".into(),
                with: "Sophie Lavigne".into(),
                by_others: true,
                next: [
                    "visit-next-missing",
                    "visit-next-left",
                    "visit-next-unplanned",
                    "visit-next-against",
                    "visit-next-by-others",
                ]
                .map(Phrase::new)
                .into(),
            }),
            ..closed.clone()
        };
        let without_plan = Self {
            plan: Vec::new(),
            settled: 0,
            scanned: 0,
            said: None,
            ..open.clone()
        };
        vec![open, expired, closed, amiss, without_plan]
    }
}

impl Page for ExtendPage {
    const FILE: &'static str = "custody/extend_visit.html";
    const NAME: &'static str = "visit-extend-title";

    fn samples() -> Vec<Self> {
        let first = Self {
            visit: visit("progress", "open"),
            possible: true,
            ends: SAMPLE_NOW + 300_000_000,
            until: SAMPLE_NOW + 1_200_000_000,
            limit: 200,
            reason: String::new(),
            first_username: String::new(),
            second_username: String::new(),
            errors: Vec::new(),
        };
        let wrong = Self {
            reason: "Le chariot est coincé".into(),
            first_username: "nadia".into(),
            second_username: "karim".into(),
            errors: vec![
                FieldError::new("reason", Phrase::new("refusal-field-empty")),
                FieldError::new("second-password", Phrase::new("visit-wrong-password")),
            ],
            ..first.clone()
        };
        let over = Self {
            visit: visit("refused", "expired"),
            possible: false,
            ..first.clone()
        };
        vec![first, wrong, over]
    }
}

impl Page for ReconcilePage {
    const FILE: &'static str = "custody/reconcile_visit.html";
    const NAME: &'static str = "visit-reconcile-title";

    fn samples() -> Vec<Self> {
        let whole = |key: &'static str, planned, found, kind, word: Phrase| Check {
            row: None,
            title: Phrase::new(key),
            planned: Some(planned),
            found,
            kind,
            word,
        };
        let one = |row: PlanRow| Check {
            title: row.what.clone(),
            planned: None,
            found: None,
            kind: row.kind,
            word: row.verdict.clone(),
            row: Some(row),
        };
        let locks = || {
            let word = Phrase::new("check-locks-waiting");
            whole("check-locks", 2, None, "waiting", word)
        };
        let none = || Phrase::new("check-none");
        let balanced = Self {
            visit: visit("progress", "open"),
            open: true,
            expired: false,
            may_settle: true,
            barriers: 2,
            unsettled: 0,
            discrepancies: 0,
            checks: vec![
                whole("check-moved-put_away", 5, Some(5), "done", none()),
                whole("check-unplanned", 0, Some(0), "done", none()),
                whole("check-against", 0, Some(0), "done", none()),
                locks(),
            ],
            outer: false,
            inner: false,
            first_username: String::new(),
            second_username: String::new(),
            errors: Vec::new(),
        };
        let amiss = |n: i64| Phrase::new("check-amiss").with("n", n);
        let unsettled = Self {
            visit: visit("refused", "expired"),
            expired: true,
            unsettled: 1,
            discrepancies: 3,
            checks: vec![
                whole(
                    "check-moved-retrieve",
                    3,
                    Some(1),
                    "attention",
                    Phrase::new("check-not-scanned").with("n", 2_i64),
                ),
                one(row(1, "waiting", "planned-open")),
                one(row(2, "refused", "planned-missing")),
                whole("check-unplanned", 0, Some(1), "attention", amiss(1)),
                one(row(3, "attention", "check-unplanned-one")),
                whole("check-against", 0, Some(1), "attention", amiss(1)),
                one(row(4, "attention", "check-against-one")),
                locks(),
            ],
            ..balanced.clone()
        };
        let wrong = Self {
            expired: true,
            first_username: "nadia".into(),
            outer: true,
            errors: vec![
                FieldError::new("locks", Phrase::new("refusal-locks-open")),
                FieldError::new("second-password", Phrase::new("visit-wrong-password")),
            ],
            ..balanced.clone()
        };
        let closed = Self {
            visit: visit("done", "closed"),
            open: false,
            may_settle: false,
            ..balanced.clone()
        };
        vec![balanced, unsettled, wrong, closed]
    }
}
