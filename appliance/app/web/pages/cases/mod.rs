//! Pages of the coordination desk: the list of cases, a case; opening one, the person it is about.

mod correction;
pub mod exams;
mod opening;
mod person;

use serde::Serialize;

use crate::web::i18n::{Arg, Phrase};
use crate::web::page::{Page, SAMPLE_NOW};
use crate::web::told::Told;

pub use correction::{CaseNow, CorrectCase};
pub use opening::{CaseValues, LikelyPage, LikelyPerson, NewCase};
pub use person::{PersonPage, RecordCard, RecordCase};

/// `GET /cases`.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct CaseList {
    /// Newest first.
    pub lines: Vec<CaseLine>,
    /// How many there are.
    pub total: Phrase,
    /// The first page of the list; none when this is it.
    pub first: Option<String>,
    /// The next page, if there is one.
    pub next: Option<String>,
}

/// A case in the list.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct CaseLine {
    /// Its page.
    pub href: String,
    /// Its number.
    pub no: String,
    /// The patient, `Family, Given`, as entered.
    pub patient: Told,
    /// Date of birth, if it can be read.
    pub born: Option<String>,
    /// Opened at, microseconds UTC.
    pub opened: i64,
    /// Kind of its state.
    pub kind: &'static str,
    /// The word of its state.
    pub state: Phrase,
}

/// `GET /cases/<id>`.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct CasePage {
    /// Its number.
    pub no: String,
    /// Kind of its state.
    pub kind: &'static str,
    /// The word of its state.
    pub state: Phrase,
    /// Opened at, microseconds UTC.
    pub opened: i64,
    /// Something that just happened.
    pub notice: Option<Phrase>,
    /// Where what was entered is set right.
    pub correct: String,
    /// The patient.
    pub patient: Patient,
    /// The page of everything on file of them.
    pub person: String,
    /// Other names of theirs on file, `Family, Given`.
    pub also_known: Vec<String>,
    /// Other cases of theirs: number and page.
    pub others: Vec<(String, String)>,
    /// The question asked, as entered.
    pub question: Option<String>,
    /// What is to be done next.
    pub next: NextStep,
    /// The exams that it waits for: what is missing first.
    pub exams: Vec<exams::ExamLine>,
    /// How many of them are in each state, of those that there are: kind, word with its number.
    pub sums: Vec<(&'static str, Phrase)>,
    /// Where another is written down.
    pub expect: String,
    /// What came and is of none of them.
    pub beside: Vec<BesideExams>,
    /// Studies attached, first received first.
    pub studies: Vec<CaseStudy>,
    /// Articles, latest seen first.
    pub items: Vec<CaseItem>,
    /// Shipments, newest first.
    pub shipments: Vec<CaseShipment>,
    /// Who opened this record last, newest first; this time too.
    pub openings: Vec<CaseOpening>,
    /// Where a parcel for this case is announced; none if this person may not.
    pub announce: Option<String>,
}

/// What is to be done next about a case.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct NextStep {
    /// What.
    pub title: Phrase,
    /// Why.
    pub text: Phrase,
    /// The day by which.
    pub due: Option<String>,
    /// That day is over.
    pub overdue: bool,
    /// Where it is done, and the word for it.
    pub act: Option<(String, Phrase)>,
}

/// Something that came and is of no exam that was expected; those that are called alike are one.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct BesideExams {
    /// What it is.
    pub what: Phrase,
    /// How many are called so.
    pub n: usize,
    /// Where it is said what it is of; none if this person may not.
    pub href: Option<String>,
}

/// Somebody opened the record, or read a list that it stood in.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct CaseOpening {
    /// When, microseconds UTC.
    pub at: i64,
    /// Who.
    pub who: String,
    /// What was done.
    pub act: Phrase,
    /// Why.
    pub purpose: Phrase,
    /// How many times in a row; `at` is the last.
    pub times: usize,
}

/// The patient of a case.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Patient {
    /// `Family, Given`, as entered.
    pub name: String,
    /// `1984-02-29`.
    pub birth_date: String,
    /// The word of the sex on record.
    pub sex: Phrase,
    /// Hospital file number and who issued it.
    pub number: Option<(String, String)>,
    /// The language to write in.
    pub language: Phrase,
}

/// A study of the case.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct CaseStudy {
    /// Its page; none if this person may not open it.
    pub href: Option<String>,
    /// Description as received.
    pub description: Option<Told>,
    /// Day of the exam, `2026-10-28`, or as received.
    pub date: Option<String>,
    /// Kinds of devices, codes as received: `CT, MR`.
    pub modalities: String,
    /// Images held.
    pub images: u32,
    /// AE title it came from.
    pub source: String,
    /// Received at, microseconds UTC.
    pub received: i64,
}

/// An article of the case.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct CaseItem {
    /// Its page; none if this person may not open it.
    pub href: Option<String>,
    /// Its label.
    pub code: String,
    /// What it is.
    pub what: Phrase,
    /// Who or what holds it.
    pub held: Phrase,
    /// Last seen at, microseconds UTC.
    pub seen: i64,
}

/// A shipment of the case.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct CaseShipment {
    /// Its page; none if this person may not open it.
    pub href: Option<String>,
    /// Its number.
    pub no: String,
    /// In or out.
    pub direction: Phrase,
    /// Sender or recipient, as entered.
    pub party: Told,
    /// Articles in all.
    pub items: u32,
    /// Kind of its state.
    pub kind: &'static str,
    /// The word of its state.
    pub state: Phrase,
}

impl Page for CaseList {
    const FILE: &'static str = "cases/list.html";
    const NAME: &'static str = "cases-title";

    fn samples() -> Vec<Self> {
        let line = |no: &str, patient: &str, days: i64| CaseLine {
            href: "/cases/01JCZ0000000000000000000CA".into(),
            no: no.into(),
            patient: patient.into(),
            born: Some("1958-06-17".into()),
            opened: SAMPLE_NOW - days * 86_400_000_000,
            kind: "progress",
            state: Phrase::new("case-state-collecting"),
        };
        vec![
            Self {
                lines: vec![
                    line("2026-0421", "Bélanger-Roy, Élodie", 0),
                    line("2026-0420", "<script>alert(1)</script>, O’Neil", 2),
                    line("2026-0419", "Nguyễn, Thị Minh Khai", 9),
                    line(
                        "2026-0418",
                        "Wolfeschlegelsteinhausenbergerdorff-Keihanaikukauakahihuliheekahaunaele",
                        12,
                    ),
                ],
                total: Phrase::new("cases-total").with("n", 4_u32),
                first: None,
                next: Some("/cases?after=1763566920000000-01JCZ0000000000000000000CA".into()),
            },
            Self {
                lines: vec![line("2026-0002", "Desrosiers-Lam, Marguerite", 200)],
                total: Phrase::new("cases-total").with("n", 4_u32),
                first: Some("/cases".into()),
                next: None,
            },
            Self {
                lines: Vec::new(),
                total: Phrase::new("cases-total").with("n", 4_u32),
                first: None,
                next: None,
            },
        ]
    }
}

impl Page for CasePage {
    const FILE: &'static str = "cases/case.html";
    const NAME: &'static str = "case-title";

    fn samples() -> Vec<Self> {
        vec![full_case(), empty_case()]
    }
}

fn empty_case() -> CasePage {
    CasePage {
        no: "2026-0422".into(),
        kind: "progress",
        state: Phrase::new("case-state-collecting"),
        opened: SAMPLE_NOW,
        notice: Some(Phrase::new("case-just-opened")),
        correct: "/cases/01JCZ0000000000000000000CA/correct".into(),
        patient: Patient {
            name: "Gagnon, Luc".into(),
            birth_date: "1950-03-01".into(),
            sex: Phrase::new("sex-U"),
            number: None,
            language: Phrase::new("written-en"),
        },
        person: "/cases/01JCZ0000000000000000000CA/person".into(),
        also_known: Vec::new(),
        others: Vec::new(),
        question: None,
        next: NextStep {
            title: Phrase::new("case-next-list"),
            text: Phrase::new("case-next-list-text"),
            due: None,
            overdue: false,
            act: Some((
                "/cases/01JCZ0000000000000000000CA/exams/new".into(),
                Phrase::new("case-next-list-do"),
            )),
        },
        exams: Vec::new(),
        sums: Vec::new(),
        expect: "/cases/01JCZ0000000000000000000CA/exams/new".into(),
        beside: Vec::new(),
        studies: Vec::new(),
        items: Vec::new(),
        shipments: Vec::new(),
        openings: vec![CaseOpening {
            at: SAMPLE_NOW,
            who: "Nadia Tremblay-Roy".into(),
            act: Phrase::new("act-record-opened"),
            purpose: Phrase::new("purpose-case_work"),
            times: 1,
        }],
        announce: None,
    }
}

fn missing() -> NextStep {
    NextStep {
        title: Phrase::new("case-next-missing").with("n", 2_u32),
        text: Phrase::new("case-next-missing-text").with("what", Phrase::new("seen-modality-mr")),
        due: Some("2026-11-10".into()),
        overdue: true,
        act: Some((
            "/cases/01JCZ0000000000000000000CA/exams/01JCZ000000000000000000003".into(),
            Phrase::new("case-next-missing-do"),
        )),
    }
}

fn full_case() -> CasePage {
    let held =
        |key: &'static str, name: &str| Phrase::new(key).with("name", Arg::Typed(name.into()));
    CasePage {
        no: "2026-0421".into(),
        opened: SAMPLE_NOW - 12 * 86_400_000_000,
        notice: Some(Phrase::new("case-corrected")),
        patient: Patient {
            name: "Bélanger-Roy, Élodie".into(),
            birth_date: "1984-02-29".into(),
            sex: Phrase::new("sex-F"),
            number: Some(("H-4471".into(), "Hôpital du Belvédère".into())),
            language: Phrase::new("written-fr"),
        },
        also_known: vec!["Belanger, Elodie".into()],
        others: vec![(
            "2025-0117".into(),
            "/cases/01JCZ0000000000000000000CB".into(),
        )],
        question: Some("Une deuxième intervention est-elle indiquée, et dans quel délai?".into()),
        next: missing(),
        exams: exams::samples().into(),
        sums: vec![
            ("done", Phrase::new("exam-sum-complete").with("n", 1_u32)),
            (
                "attention",
                Phrase::new("exam-sum-incomplete").with("n", 1_u32),
            ),
            ("refused", Phrase::new("exam-sum-absent").with("n", 1_u32)),
        ],
        beside: vec![
            BesideExams {
                what: Phrase::new("item-kind-film_sheet"),
                n: 20,
                href: Some("/items/DI2041773391/describe".into()),
            },
            BesideExams {
                what: Phrase::new("exam-study").with("what", Arg::Typed("CRANE <b>".into())),
                n: 1,
                href: None,
            },
        ],
        studies: vec![CaseStudy {
            href: Some("/studies/01JCZ0000000000000000000ST".into()),
            description: Some("IRM CEREBRALE <b>C-</b>".into()),
            date: Some("2026-10-28".into()),
            modalities: "MR".into(),
            images: 396,
            source: "RIVE_PACS".into(),
            received: SAMPLE_NOW - 86_400_000_000,
        }],
        items: vec![
            CaseItem {
                href: Some("/items/01JCZ0000000000000000000IT".into()),
                code: "DI1234567812".into(),
                what: Phrase::new("item-kind-film_sheet"),
                held: held("held-location", "Archives › Armoire B2 › Tablette 3"),
                seen: SAMPLE_NOW - 4 * 3_600_000_000,
            },
            CaseItem {
                href: None,
                code: "DI2039881212".into(),
                what: Phrase::new("item-kind-film_jacket"),
                held: held("held-person", "Nadia Tremblay-Roy"),
                seen: SAMPLE_NOW - 60_000_000,
            },
        ],
        shipments: vec![CaseShipment {
            href: Some("/shipments/01JCZ0000000000000000000SH".into()),
            no: "2026-0902".into(),
            direction: Phrase::new("shipment-direction-inbound"),
            party: "Clinique du Fjord".into(),
            items: 5,
            kind: "attention",
            state: Phrase::new("shipment-state-received_with_exceptions"),
        }],
        openings: vec![
            CaseOpening {
                at: SAMPLE_NOW,
                who: "Nadia Tremblay-Roy".into(),
                act: Phrase::new("act-record-opened"),
                purpose: Phrase::new("purpose-case_work"),
                times: 3,
            },
            CaseOpening {
                at: SAMPLE_NOW - 7_200_000_000,
                who: "Marc Gagnon".into(),
                act: Phrase::new("act-list-read"),
                purpose: Phrase::new("purpose-copy_request"),
                times: 1,
            },
        ],
        announce: Some("/shipments/announce?case=2026-0421".into()),
        ..empty_case()
    }
}
