//! One study: whose it is said to be, what it holds, whether it can be attached.

use doublelock_domain::imaging::Described;
use serde::Serialize;

use crate::web::i18n::{Arg, Phrase};
use crate::web::page::{FieldError, Page, SAMPLE_NOW};
use crate::web::pages::received::{Said, modality, sex};

/// Thumbnails shown of one series, evenly spread over it.
pub const SHOWN_OF_SERIES: usize = 4;
/// Series whose thumbnails are shown; the others are listed without.
pub const SERIES_WITH_THUMBNAILS: usize = 12;

/// `GET /studies/<id>`.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct StudyPage {
    /// Its address; acts and thumbnails are below it.
    pub href: String,
    /// AE title it came from.
    pub source: String,
    /// Kind of its state.
    pub kind: &'static str,
    /// The word of its state.
    pub state: Phrase,
    /// First arrival, microseconds UTC.
    pub received: i64,
    /// Images held.
    pub images: u32,
    /// Their bytes.
    pub bytes: u64,
    /// Description as received.
    pub description: Option<String>,
    /// Day of the exam.
    pub date: Option<String>,
    /// Institution as received.
    pub institution: Option<String>,
    /// The patient as received.
    pub patient: Option<ReceivedPatient>,
    /// How far reading its words is: `waiting`, `done` or `failed`.
    pub reading: &'static str,
    /// Images of which no words could be read.
    pub unreadable: u32,
    /// Its images name more than one patient.
    pub several: bool,
    /// Images kept apart because their identifier was taken.
    pub conflicts: u32,
    /// Images kept apart because they name another patient than the study's case.
    pub foreign: u32,
    /// Images that are damaged in the vault, or gone from it.
    pub damaged: u32,
    /// What its images came in, the latest first, a few of them.
    pub arrivals: Vec<Arrival>,
    /// How many more there were.
    pub earlier: u32,
    /// Its series.
    pub series: Vec<Series>,
    /// Number of the case it is attached to.
    pub case: Option<String>,
    /// It was attached a moment ago, by this person.
    pub just_attached: bool,
    /// The case number typed.
    pub typed: String,
    /// What is wrong with it.
    pub errors: Vec<FieldError>,
}

/// A patient as the images name them.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct ReceivedPatient {
    /// Name.
    pub name: Option<String>,
    /// `1984-02-29`, or as received.
    pub birth_date: Option<String>,
    /// Sex: a word of ours, if it is one of the standard's codes.
    pub sex: Said,
    /// Identifier.
    pub number: Option<String>,
    /// Its issuer.
    pub issuer: Option<String>,
}

/// An association over which images of the study came.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Arrival {
    /// When it began to send, microseconds UTC.
    pub received: i64,
    /// Images of the study, held or kept apart.
    pub images: u32,
    /// Where it called from.
    pub address: String,
}

/// A series.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Series {
    /// Its number, if it has one.
    pub no: Option<String>,
    /// Kind of device, a word of ours or the code received.
    pub modality: Said,
    /// Images in it.
    pub images: u32,
    /// Some of them.
    pub shown: Vec<Image>,
}

/// An image of a series.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Image {
    /// Address of its thumbnail; none if there is none.
    pub thumbnail: Option<String>,
    /// Its place in the series, from 1.
    pub place: u32,
}

/// The kind and the word of a study's state.
pub fn state_of(attached: bool, reading: Described) -> (&'static str, Phrase) {
    match (attached, reading) {
        (true, _) => ("done", Phrase::new("study-state-attached")),
        (false, Described::Done) => ("waiting", Phrase::new("study-state-unassigned")),
        (false, Described::Waiting) => ("progress", Phrase::new("study-state-reading")),
        (false, Described::Failed) => ("refused", Phrase::new("study-state-unreadable")),
    }
}

impl Page for StudyPage {
    const FILE: &'static str = "imaging/study.html";
    const NAME: &'static str = "study-title";

    fn samples() -> Vec<Self> {
        studies()
    }
}

/// Address of a fictitious study.
pub(super) const SAMPLE_HREF: &str = "/studies/01JCZ0000000000000000000ST";
const HOUR: i64 = 3_600_000_000;

fn series(no: &str, code: &str, images: u32, with: bool) -> Series {
    let shown = (0..images.min(4))
        .map(|n| Image {
            // No route answers in a sample: the picture stays black, as while it loads.
            thumbnail: with
                .then(|| format!("{SAMPLE_HREF}/images/01JCZ0000000000000000000I{n}/thumbnail")),
            place: n * (images / 4).max(1) + 1,
        })
        .collect();
    Series {
        no: Some(no.into()),
        modality: modality(code),
        images,
        shown,
    }
}

fn whole() -> StudyPage {
    let (kind, state) = state_of(false, Described::Done);
    StudyPage {
        href: SAMPLE_HREF.into(),
        source: "RIVE_PACS".into(),
        kind,
        state,
        received: SAMPLE_NOW - 2 * HOUR,
        images: 396,
        bytes: 1_842_000_000,
        description: Some("IRM CEREBRALE <b>C-</b>".into()),
        date: Some("2026-10-28".into()),
        institution: Some("Hôpital de la Rive".into()),
        patient: Some(ReceivedPatient {
            name: Some("BELANGER-ROY, ELODIE".into()),
            birth_date: Some("1984-02-29".into()),
            sex: sex("F"),
            number: Some("0048821".into()),
            issuer: None,
        }),
        reading: "done",
        unreadable: 0,
        damaged: 0,
        several: false,
        conflicts: 0,
        foreign: 0,
        arrivals: vec![
            arrival(SAMPLE_NOW - HOUR, 5),
            arrival(SAMPLE_NOW - 2 * HOUR, 392),
        ],
        earlier: 0,
        series: vec![
            series("1", "MR", 36, true),
            series("2", "MR", 360, true),
            Series {
                no: None,
                ..series("", "SR", 1, false)
            },
        ],
        case: None,
        just_attached: false,
        typed: String::new(),
        errors: Vec::new(),
    }
}

fn arrival(received: i64, images: u32) -> Arrival {
    Arrival {
        received,
        images,
        address: "192.0.2.14".into(),
    }
}

fn studies() -> Vec<StudyPage> {
    let (reading, reading_state) = state_of(false, Described::Waiting);
    let (unreadable, unreadable_state) = state_of(false, Described::Failed);
    let (attached, attached_state) = state_of(true, Described::Done);
    vec![
        whole(),
        StudyPage {
            kind: reading,
            state: reading_state,
            patient: None,
            reading: "waiting",
            description: None,
            date: None,
            institution: None,
            images: 1,
            arrivals: vec![arrival(SAMPLE_NOW - 2 * HOUR, 1)],
            bytes: 524_288,
            series: vec![series("1", "ZZ", 1, false)],
            ..whole()
        },
        StudyPage {
            kind: unreadable,
            state: unreadable_state,
            patient: None,
            reading: "failed",
            unreadable: 3,
            damaged: 2,
            description: None,
            date: None,
            institution: None,
            images: 3,
            bytes: 1_572_864,
            series: vec![series("1", "OT", 3, false)],
            ..whole()
        },
        StudyPage {
            kind: attached,
            state: attached_state.clone(),
            case: Some("2026-0421".into()),
            foreign: 1,
            ..whole()
        },
        StudyPage {
            several: true,
            conflicts: 2,
            arrivals: vec![arrival(SAMPLE_NOW - HOUR, 1); 4],
            earlier: 394,
            ..whole()
        },
        StudyPage {
            conflicts: 1,
            typed: "2026-4121".into(),
            errors: vec![FieldError::new(
                "case",
                Phrase::new("compare-case-unknown").with("no", Arg::Ref("2026-4121".into())),
            )],
            ..whole()
        },
        StudyPage {
            kind: attached,
            state: attached_state,
            case: Some("2026-0421".into()),
            just_attached: true,
            series: Vec::new(),
            ..whole()
        },
    ]
}
