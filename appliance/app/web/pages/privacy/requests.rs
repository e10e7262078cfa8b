//! The worklist: requests with their clocks.

use serde::Serialize;

use crate::web::i18n::Phrase;
use crate::web::page::Page;
use crate::web::told::Told;

/// `GET /requests` and `GET /requests?list=closed`.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct RequestList {
    /// The answered ones; else those that wait.
    pub answered: bool,
    /// The lines of this page, most urgent first (latest first when answered).
    pub lines: Vec<RequestLine>,
    /// Address of the next page, if there is one.
    pub next: Option<String>,
    /// Address of the first page, unless this is it.
    pub first: Option<String>,
}

/// One request.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct RequestLine {
    /// `2026-0097`.
    pub no: String,
    /// What is asked for.
    pub kind: Phrase,
    /// `2026-0388`.
    pub case: String,
    /// Family name, given names.
    pub person: Told,
    /// How it came.
    pub channel: Phrase,
    /// Day of receipt.
    pub received: String,
    /// Last day.
    pub due: String,
    /// Days left, deemed refused, answered in time or late.
    pub clock: Phrase,
    /// Kind of the clock's state: waiting, attention, refused, done.
    pub clock_kind: &'static str,
    /// Where the request stands.
    pub state: Phrase,
    /// Kind of that state.
    pub state_kind: &'static str,
}

impl Page for RequestList {
    const FILE: &'static str = "privacy/requests.html";
    const NAME: &'static str = "requests-title";

    fn samples() -> Vec<Self> {
        let empty = |answered| Self {
            answered,
            lines: Vec::new(),
            next: None,
            first: None,
        };
        let full = Self {
            answered: false,
            lines: lines(),
            next: Some("/requests?after=2026-12-01.01JCZ0000000000000000000RQ".into()),
            first: None,
        };
        vec![full, empty(false), empty(true)]
    }
}

fn lines() -> Vec<RequestLine> {
    let line =
        |no: &str, person: &str, due: &str, clock, clock_kind, state, state_kind| RequestLine {
            no: no.into(),
            kind: Phrase::new("request-kind-access_request"),
            case: "2026-0388".into(),
            person: person.into(),
            channel: Phrase::new("request-channel-mail"),
            received: "2026-10-26".into(),
            due: due.into(),
            clock,
            clock_kind,
            state: Phrase::new(state),
            state_kind,
        };
    let left = |n: i64| Phrase::new("request-days-left").with("n", n);
    let late = Phrase::new("request-deemed-refused-days").with("n", 3_i64);
    vec![
        line(
            "2026-0091",
            "Roy, Mathilde",
            "2026-11-16",
            late,
            "refused",
            "request-state-logged",
            "waiting",
        ),
        line(
            "2026-0095",
            "<b>Côté</b>, Anne",
            "2026-11-20",
            left(1),
            "refused",
            "request-state-ready",
            "done",
        ),
        line(
            "2026-0097",
            "Bergeron-Aubé, Luc",
            "2026-11-25",
            left(6),
            "attention",
            "request-state-building",
            "progress",
        ),
        line(
            "2026-0099",
            "Nguyen, Théo",
            "2026-12-10",
            left(21),
            "waiting",
            "request-state-logged",
            "waiting",
        ),
    ]
}
