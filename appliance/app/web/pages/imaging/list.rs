//! Studies received.

use doublelock_domain::imaging::Described;
use serde::Serialize;

use super::study::{SAMPLE_HREF, state_of};
use crate::web::i18n::Phrase;
use crate::web::page::{Page, SAMPLE_NOW};
use crate::web::told::Told;

/// `GET /studies`.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct StudyList {
    /// The view of attached studies; else that of studies nobody has attached.
    pub attached: bool,
    /// Studies that wait for somebody to say whose they are.
    pub waiting: u32,
    /// Newest first.
    pub lines: Vec<StudyLine>,
    /// The first page of the view; none when this is it.
    pub first: Option<String>,
    /// The next page, if there is one.
    pub next: Option<String>,
}

/// A study in the list.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct StudyLine {
    /// Its page.
    pub href: String,
    /// The patient as received; none while nothing was read.
    pub patient: Option<Told>,
    /// Description as received.
    pub description: Option<String>,
    /// Day of the exam.
    pub date: Option<String>,
    /// Kinds of devices: `CT, MR`.
    pub modalities: String,
    /// Images held.
    pub images: u32,
    /// AE title it came from.
    pub source: String,
    /// First arrival, microseconds UTC.
    pub received: i64,
    /// Number of its case.
    pub case: Option<String>,
    /// Kind of its state.
    pub kind: &'static str,
    /// The word of its state.
    pub state: Phrase,
}

impl Page for StudyList {
    const FILE: &'static str = "imaging/list.html";
    const NAME: &'static str = "nav-studies";

    fn samples() -> Vec<Self> {
        lists()
    }
}

const HOUR: i64 = 3_600_000_000;

fn line(patient: Option<&str>, modalities: &str, images: u32, hours: i64) -> StudyLine {
    let (kind, state) = state_of(
        false,
        if patient.is_some() {
            Described::Done
        } else {
            Described::Waiting
        },
    );
    StudyLine {
        href: SAMPLE_HREF.into(),
        patient: patient.map(Told::from),
        description: patient.map(|_| "IRM CEREBRALE C-".into()),
        date: patient.map(|_| "2026-10-28".into()),
        modalities: modalities.into(),
        images,
        source: "RIVE_PACS".into(),
        received: SAMPLE_NOW - hours * HOUR,
        case: None,
        kind,
        state,
    }
}

fn lists() -> Vec<StudyList> {
    let mut conflict = line(Some("DESROSIERS LAM, MARGUERITE"), "CT, SR", 1204, 26);
    (conflict.kind, conflict.state) = ("attention", Phrase::new("study-state-conflict"));
    let mut attached = line(Some("BELANGER-ROY, ELODIE"), "MR", 396, 50);
    (attached.kind, attached.state) = state_of(true, Described::Done);
    attached.case = Some("2026-0421".into());
    vec![
        StudyList {
            attached: false,
            waiting: 4,
            lines: vec![
                line(None, "MR", 36, 0),
                line(Some("BELANGER-ROY, ELODIE"), "MR", 396, 2),
                line(Some("<script>alert(1)</script>"), "US", 1, 3),
                conflict,
            ],
            first: None,
            next: None,
        },
        StudyList {
            attached: true,
            waiting: 0,
            lines: vec![attached],
            first: Some("/studies?view=attached".into()),
            next: Some("/studies?view=attached&before=1763566920000000".into()),
        },
        StudyList {
            attached: false,
            waiting: 0,
            lines: Vec::new(),
            first: None,
            next: None,
        },
        StudyList {
            attached: true,
            waiting: 3,
            lines: Vec::new(),
            first: None,
            next: None,
        },
    ]
}
