//! What a person reads when a page cannot be shown: what happened, what is safe, what to do.
//!
//! A record that does not exist and a record not open to the reader get the same page, word for
//! word: [`Problem::not_found`].

use serde::Serialize;

use crate::web::i18n::{Arg, Phrase};
use crate::web::page::Page;

/// The page of every failure. The route answers with [`Problem::status`].
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Problem {
    /// HTTP status.
    pub status: u16,
    title: Phrase,
    safe: Option<Phrase>,
    text: Phrase,
    steps: Vec<Phrase>,
    /// Where "try again" leads: this page once more, a local path.
    again: Option<String>,
    /// Shows the frame's reference number.
    reference: bool,
    foot: Option<Phrase>,
}

impl Problem {
    fn new(status: u16, title: &'static str, text: &'static str) -> Self {
        Self {
            status,
            title: Phrase::new(title),
            safe: None,
            text: Phrase::new(text),
            steps: Vec::new(),
            again: None,
            reference: false,
            foot: None,
        }
    }

    fn retried_at(mut self, again: Option<String>) -> Self {
        self.again = again;
        self
    }

    /// 404: nothing there, or not open to this person. The same words in both cases. That the
    /// attempt is in the journal is said only if it is.
    pub fn not_found(desk_phone: &str, written_down: bool) -> Self {
        Self {
            steps: vec![
                Phrase::new("problem-check-number"),
                Phrase::new("problem-ask-desk").with("phone", desk_phone),
            ],
            foot: written_down.then(|| Phrase::new("problem-attempt-logged")),
            ..Self::new(404, "problem-not-found", "problem-not-found-text")
        }
    }

    /// 403: a page of another duty than the one taken up.
    pub fn other_duty(desk_phone: &str) -> Self {
        Self {
            steps: vec![Phrase::new("problem-ask-duty").with("phone", desk_phone)],
            ..Self::new(403, "problem-other-duty", "problem-other-duty-text")
        }
    }

    /// 403: the form's token is not the session's: an old tab, or a form from elsewhere.
    pub fn stale_form(again: Option<String>) -> Self {
        Self {
            safe: Some(Phrase::new("problem-nothing-recorded")),
            steps: vec![Phrase::new("problem-reload-form")],
            ..Self::new(403, "problem-stale-form", "problem-stale-form-text")
        }
        .retried_at(again)
    }

    /// 401: the page needs a session.
    pub fn session_needed() -> Self {
        Self::new(401, "problem-session-needed", "problem-session-needed-text")
    }

    /// 429: too many requests; how long to wait, in seconds.
    pub fn too_many(wait_seconds: i64, again: Option<String>) -> Self {
        let mut page = Self::new(429, "problem-too-many", "problem-too-many-text");
        page.text = page.text.with("wait", Arg::Seconds(wait_seconds));
        page.safe = Some(Phrase::new("problem-nothing-recorded"));
        page.retried_at(again)
    }

    /// 400 or 422: the request cannot be read at all. Ordinary mistakes in a form are shown at its
    /// fields instead.
    pub fn unreadable(again: Option<String>) -> Self {
        Self {
            safe: Some(Phrase::new("problem-nothing-recorded")),
            ..Self::new(400, "problem-unreadable", "problem-unreadable-text")
        }
        .retried_at(again)
    }

    /// 413: the file or form is larger than this page takes, in bytes.
    pub fn too_large(limit: u64, again: Option<String>) -> Self {
        let mut page = Self::new(413, "problem-too-large", "problem-too-large-text");
        page.text = page.text.with("limit", Arg::Bytes(limit));
        page.safe = Some(Phrase::new("problem-nothing-recorded"));
        page.retried_at(again)
    }

    /// 500: the server could not finish. The frame carries the reference number. The promise that
    /// nothing was half saved holds because every write is one transaction.
    pub fn failed(again: Option<String>) -> Self {
        Self {
            safe: Some(Phrase::new("problem-nothing-half")),
            reference: true,
            foot: Some(Phrase::new("problem-team-has-number")),
            ..Self::new(500, "problem-failed", "problem-failed-text")
        }
        .retried_at(again)
    }

    /// 503: busy, starting, or under maintenance.
    pub fn busy(again: Option<String>) -> Self {
        Self {
            safe: Some(Phrase::new("problem-nothing-recorded")),
            reference: true,
            ..Self::new(503, "problem-busy", "problem-busy-text")
        }
        .retried_at(again)
    }

    /// 503: the staff directory does not answer.
    pub fn directory_down(again: Option<String>) -> Self {
        Self::new(503, "problem-directory-down", "sign-in-directory-down").retried_at(again)
    }

    /// 409: a rule said no to an act that has no form to show it at.
    pub fn refused(why: Phrase, again: Option<String>) -> Self {
        Self {
            text: why,
            ..Self::new(409, "problem-refused", "problem-nothing-recorded")
        }
        .retried_at(again)
    }

    /// 410: the record was erased, by this entry of the journal.
    pub fn erased(entry: u64) -> Self {
        let mut page = Self::new(410, "problem-erased", "problem-erased-text");
        page.text = page.text.with("no", Arg::Ref(entry.to_string()));
        page
    }

    /// 500: a record says something else than the journal. Nothing is made of it until somebody has
    /// looked.
    pub fn altered() -> Self {
        Self {
            safe: Some(Phrase::new("problem-nothing-recorded")),
            reference: true,
            steps: vec![Phrase::new("problem-altered-step")],
            ..Self::new(500, "problem-altered", "problem-altered-text")
        }
    }

    /// 507: no room left to store anything.
    pub fn storage_full() -> Self {
        Self {
            safe: Some(Phrase::new("problem-nothing-recorded")),
            reference: true,
            steps: vec![Phrase::new("problem-free-space")],
            ..Self::new(507, "problem-storage-full", "problem-storage-full-text")
        }
    }
}

impl Page for Problem {
    const FILE: &'static str = "front/problem.html";
    const NAME: &'static str = "problem-title";

    fn samples() -> Vec<Self> {
        let again = || Some("/shipments/2026-0902".to_owned());
        vec![
            Self::not_found("4360", true),
            Self::not_found("4360", false),
            Self::other_duty("4360"),
            Self::stale_form(again()),
            Self::session_needed(),
            Self::too_many(30, again()),
            Self::unreadable(None),
            Self::too_large(2_000_000_000, again()),
            Self::failed(again()),
            Self::busy(again()),
            Self::directory_down(again()),
            Self::storage_full(),
            Self::erased(48_211),
            Self::altered(),
            // keys: refusal-*
            Self::refused(Phrase::new("refusal-same-person"), again()),
        ]
    }
}

/// The same for somebody who is signed in: their navigation and the field to scan into stay.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ProblemInside {
    /// What it is.
    pub problem: Problem,
}

impl Page for ProblemInside {
    const FILE: &'static str = "front/problem_inside.html";
    const NAME: &'static str = "problem-title";

    fn samples() -> Vec<Self> {
        let problems = Problem::samples().into_iter();
        problems.map(|problem| Self { problem }).collect()
    }
}
