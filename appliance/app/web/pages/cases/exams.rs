//! The exams that a case waits for: the form of one, one with what came of it, and what is missing of all cases.

use serde::Serialize;

use crate::web::i18n::{Arg, Phrase};
use crate::web::page::{FieldError, Page, SAMPLE_NOW};
use crate::web::pages::custody::offered::WordChoice;
use crate::web::told::Told;

/// An exam, as lists show it.
// keys: exam-balance-*
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ExamLine {
    /// Its page.
    pub href: String,
    /// What it is.
    pub what: Phrase,
    /// When it was made, as far as it is known.
    pub taken: Option<String>,
    /// Who has it.
    pub source: Option<String>,
    /// What came of it, and of how much: films, discs, anything else.
    pub came: Vec<Phrase>,
    /// Images that came, or that are waited for.
    pub images: Option<Phrase>,
    /// Kind of its state.
    pub kind: &'static str,
    /// The word of its state.
    pub state: Phrase,
    /// The day on which it is asked for again, while something is to come.
    pub wanted: Option<String>,
    /// That day is over.
    pub overdue: bool,
    /// Since when it is waited for, microseconds UTC.
    pub since: i64,
}

/// The fields of an exam, as typed.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct ExamValues {
    /// How it was made.
    pub modality: String,
    /// Of which part of the body.
    pub part: String,
    /// Of which side.
    pub side: String,
    /// When.
    pub taken: String,
    /// Who has it.
    pub source: String,
    /// Free words.
    pub note: String,
    /// How many films.
    pub films: String,
    /// How many discs.
    pub discs: String,
    /// Images are to come.
    pub images: bool,
    /// When it is asked for again.
    pub wanted: String,
}

/// `GET /cases/<id>/exams/new`, `GET /cases/<id>/exams/<exam>/correct`, and `POST` with faults.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ExamForm {
    /// Number of the case.
    pub no: String,
    /// Its page.
    pub case: String,
    /// Where the form is sent.
    pub action: String,
    /// Where somebody goes who sends nothing.
    pub back: String,
    /// The exam that is set right, and which state of it the form shows; none if it is new.
    pub corrects: Option<(Phrase, String)>,
    /// What stands there now, if somebody else set it right since the form was opened.
    pub now: Option<ExamLine>,
    /// Something that just happened.
    pub notice: Option<Phrase>,
    /// How an exam can be made.
    pub modalities: Vec<WordChoice>,
    /// Parts of the body.
    pub parts: Vec<WordChoice>,
    /// Sides.
    pub sides: Vec<WordChoice>,
    /// Most characters of the free words.
    pub note_limit: usize,
    /// The fields.
    pub values: ExamValues,
    /// What is wrong.
    pub errors: Vec<FieldError>,
}

/// `GET /cases/<id>/exams/<exam>`, and `POST` with faults.
// keys: exam-event-*
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ExamPage {
    /// Number of the case.
    pub no: String,
    /// Its page.
    pub case: String,
    /// The exam.
    pub line: ExamLine,
    /// What of the case may have come of it.
    pub candidates: Vec<Candidate>,
    /// Which state of it the page shows.
    pub revision: String,
    /// Something of it is to come: it can be asked for, and the waiting can be ended.
    pub awaited: bool,
    /// Something came: it can be said to be enough.
    pub some_came: bool,
    /// What was said, as typed.
    pub note: String,
    /// Until when it is waited for, as typed.
    pub wanted: String,
    /// The way out, chosen.
    pub exit: String,
    /// Why, as typed.
    pub why: String,
    /// What was said of it and done about it, newest first.
    pub history: Vec<ExamDone>,
    /// Something that just happened.
    pub notice: Option<Phrase>,
    /// What is wrong.
    pub errors: Vec<FieldError>,
}

/// An article or a study of the case.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Candidate {
    /// What is sent of it.
    pub value: String,
    /// Its label; none if it is a study.
    pub code: Option<String>,
    /// What it is.
    pub what: Phrase,
    /// What else tells it apart: where it is, where it came from.
    pub detail: Phrase,
    /// It is of this exam.
    pub chosen: bool,
}

/// Something that was said of an exam, or done about it.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ExamDone {
    /// When, microseconds UTC.
    pub at: i64,
    /// It is the first in the list of its day.
    pub heads_day: bool,
    /// What.
    pub title: Phrase,
    /// Icon name.
    pub icon: &'static str,
    /// How the waiting ended, or what came.
    pub what: Option<Phrase>,
    /// The label of what came.
    pub code: Option<String>,
    /// What was written.
    pub words: Option<Told>,
    /// Until when it is waited for from then on.
    pub wanted: Option<String>,
    /// By whom.
    pub by: String,
}

/// An exam that an article or a study may be of.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct OfExam {
    /// What is sent of it.
    pub id: String,
    /// What it is.
    pub what: Phrase,
    /// Who has it, and when it was made.
    pub detail: Option<String>,
    /// It is of it.
    pub chosen: bool,
}

/// `GET /exams`: what is missing, of all cases.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ExamList {
    /// Those to be asked for first, first.
    pub lines: Vec<AwaitedLine>,
    /// How many there are.
    pub total: Phrase,
    /// The first page of the list; none when this is it.
    pub first: Option<String>,
    /// The next page, if there is one.
    pub next: Option<String>,
}

/// An exam in the list of all cases.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct AwaitedLine {
    /// The exam.
    pub exam: ExamLine,
    /// Number and page of its case.
    pub case: (String, String),
}

fn word(value: &'static str, key: &'static str) -> WordChoice {
    WordChoice {
        value,
        word: Phrase::new(key),
    }
}

fn knee() -> Phrase {
    Phrase::new("seen-and")
        .with("all", Phrase::new("seen-modality-mr"))
        .with("one", Phrase::new("seen-part-knee"))
}

/// Three for the pages that show some: complete, incomplete, absent.
pub(super) fn samples() -> [ExamLine; 3] {
    let href =
        |n: u32| format!("/cases/01JCZ0000000000000000000CA/exams/01JCZ000000000000000000{n:03}");
    let count =
        |key: &'static str, came: u32, of: u32| Phrase::new(key).with("came", came).with("of", of);
    let complete = ExamLine {
        href: href(1),
        what: knee(),
        taken: Some("2026-09-14".into()),
        source: Some("Clinique du Fjord".into()),
        came: vec![count("exam-films-of", 3, 3), count("exam-discs-of", 1, 1)],
        images: Some(Phrase::new("exam-studies").with("n", 1_u32)),
        kind: "done",
        state: Phrase::new("exam-balance-complete"),
        wanted: None,
        overdue: false,
        since: SAMPLE_NOW - 30 * 86_400_000_000,
    };
    let incomplete = ExamLine {
        href: href(2),
        what: Phrase::new("seen-and")
            .with("all", Phrase::new("seen-modality-dx"))
            .with(
                "one",
                Phrase::new("seen-note").with("what", Arg::Typed("contrôle <b>".into())),
            ),
        taken: Some("2024-03".into()),
        came: vec![count("exam-films-of", 1, 2)],
        images: Some(Phrase::new("exam-studies-none")),
        kind: "attention",
        state: Phrase::new("exam-balance-incomplete"),
        wanted: Some("2026-11-30".into()),
        ..complete.clone()
    };
    let absent = ExamLine {
        href: href(3),
        taken: None,
        source: None,
        came: Vec::new(),
        images: None,
        kind: "refused",
        state: Phrase::new("exam-balance-absent"),
        wanted: Some("2026-11-10".into()),
        overdue: true,
        ..complete.clone()
    };
    [absent, incomplete, complete]
}

impl Page for ExamForm {
    const FILE: &'static str = "cases/exam_form.html";
    const NAME: &'static str = "exam-title";

    fn samples() -> Vec<Self> {
        let new = Self {
            no: "2026-0421".into(),
            case: "/cases/01JCZ0000000000000000000CA".into(),
            action: "/cases/01JCZ0000000000000000000CA/exams/new".into(),
            back: "/cases/01JCZ0000000000000000000CA".into(),
            corrects: None,
            now: None,
            notice: Some(Phrase::new("exam-said-another")),
            modalities: vec![word("mr", "seen-modality-mr")],
            parts: vec![word("knee", "seen-part-knee")],
            sides: vec![word("r", "seen-side-r")],
            note_limit: 120,
            values: ExamValues {
                wanted: "2026-12-03".into(),
                ..ExamValues::default()
            },
            errors: Vec::new(),
        };
        let [_, incomplete, _] = samples();
        let changed = Self {
            corrects: Some((knee(), "77".into())),
            now: Some(incomplete),
            notice: None,
            values: ExamValues {
                source: "Clinique <b>du Fjord".into(),
                images: true,
                ..new.values.clone()
            },
            errors: vec![
                FieldError::new("modality", Phrase::new("exam-missing-modality")),
                FieldError::new("", Phrase::new("refusal-changed-meanwhile")),
            ],
            ..new.clone()
        };
        vec![new, changed]
    }
}

impl Page for ExamPage {
    const FILE: &'static str = "cases/exam.html";
    const NAME: &'static str = "exam-title";

    fn samples() -> Vec<Self> {
        let [absent, incomplete, complete] = samples();
        let done = |title: &'static str, days: i64| ExamDone {
            at: SAMPLE_NOW - days * 86_400_000_000,
            heads_day: true,
            title: Phrase::new(title),
            icon: "phone",
            what: None,
            code: None,
            words: None,
            wanted: Some("2026-11-30".into()),
            by: "Nadia Tremblay-Roy".into(),
        };
        let waiting = Self {
            no: "2026-0421".into(),
            case: "/cases/01JCZ0000000000000000000CA".into(),
            line: incomplete,
            candidates: vec![
                Candidate {
                    value: "item:01JCZ0000000000000000000IT".into(),
                    code: Some("DI2041773391".into()),
                    what: Phrase::new("item-kind-film_sheet"),
                    detail: Phrase::new("held-location")
                        .with("name", Arg::Typed("Table <1>".into())),
                    chosen: true,
                },
                Candidate {
                    value: "study:01JCZ0000000000000000000ST".into(),
                    code: None,
                    what: Phrase::new("exam-study").with("what", Arg::Typed("GENOU".into())),
                    detail: Phrase::new("exam-study-images").with("n", 390_u32),
                    chosen: false,
                },
            ],
            revision: "78".into(),
            awaited: true,
            some_came: true,
            note: String::new(),
            wanted: "2026-12-03".into(),
            exit: String::new(),
            why: String::new(),
            history: vec![
                ExamDone {
                    what: Some(Phrase::new("item-kind-film_sheet")),
                    code: Some("DI2041773391".into()),
                    icon: "film",
                    wanted: None,
                    ..done("exam-event-came", 0)
                },
                ExamDone {
                    words: Some("Mme Roy les cherche <b>".into()),
                    ..done("exam-event-followed", 1)
                },
                done("exam-event-expected", 12),
            ],
            notice: Some(Phrase::new("exam-said-followed")),
            errors: Vec::new(),
        };
        let refused = Self {
            line: absent,
            candidates: Vec::new(),
            some_came: false,
            note: "x".into(),
            notice: None,
            errors: vec![FieldError::new("why", Phrase::new("exam-missing-why"))],
            ..waiting.clone()
        };
        let over = Self {
            line: complete,
            awaited: false,
            history: vec![ExamDone {
                words: Some(Told::Closed(Phrase::new("told-missing"))),
                wanted: None,
                ..done("exam-event-closed", 0)
            }],
            notice: None,
            ..waiting.clone()
        };
        vec![waiting, refused, over]
    }
}

impl Page for ExamList {
    const FILE: &'static str = "cases/exams.html";
    const NAME: &'static str = "exams-title";

    fn samples() -> Vec<Self> {
        let lines = samples().into_iter().map(|exam| AwaitedLine {
            exam,
            case: (
                "2026-0421".into(),
                "/cases/01JCZ0000000000000000000CA".into(),
            ),
        });
        vec![
            Self {
                lines: lines.collect(),
                total: Phrase::new("exams-total").with("n", 3_u32),
                first: Some("/exams".into()),
                next: Some("/exams?after=2026-11-30-01JCZ0000000000000000000EX".into()),
            },
            Self {
                lines: Vec::new(),
                total: Phrase::new("exams-total").with("n", 0_u32),
                first: None,
                next: None,
            },
        ]
    }
}
