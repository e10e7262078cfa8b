//! What does not balance: the list, and one with what was done about it and its ways out.

use doublelock_domain::custody::exception::ExceptionKind;
use serde::Serialize;

use crate::web::i18n::{Arg, Phrase};
use crate::web::page::{FieldError, Page, SAMPLE_NOW};
use crate::web::pages::today::Owner;
use crate::web::told::Told;

/// `GET /exceptions`.
// keys: exception-view-*
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ExceptionList {
    /// `open`, `closed`.
    pub view: &'static str,
    /// The lines.
    pub lines: Vec<ExceptionCard>,
    /// How many there are in all, of those that are open.
    pub total: Option<u32>,
    /// The first page of those that are closed; none when this is it.
    pub first: Option<String>,
    /// The next, if there is one.
    pub next: Option<String>,
}

/// Something that does not balance, in a list and on the page of its parcel or visit.
// keys: exception-kind-*, exception-title-*, exception-due-*, exception-exit-*
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ExceptionCard {
    /// Its id.
    pub id: String,
    /// Its page.
    pub href: String,
    /// Kind of its state.
    pub kind: &'static str,
    /// The word of its state.
    pub word: Phrase,
    /// What does not balance.
    pub title: Phrase,
    /// The article's label, once known.
    pub code: Option<String>,
    /// Number and page of the parcel.
    pub parcel: Option<(String, String)>,
    /// Who sent that, as entered.
    pub sender: Option<Told>,
    /// Number and page of the visit.
    pub visit: Option<(String, String)>,
    /// Number of its case.
    pub case: Option<String>,
    /// Who holds the article now.
    pub held: Option<Phrase>,
    /// Who answers for it.
    pub owner: Owner,
    /// Since when, microseconds UTC.
    pub since: i64,
    /// Until when the next thing must be done, microseconds UTC; none once it is closed.
    pub due: Option<i64>,
    /// That is over.
    pub overdue: bool,
    /// What is to be done until then.
    pub due_act: Phrase,
    /// From when it is to be treated as lost, microseconds UTC, while it is open.
    pub lost_from: Option<i64>,
    /// That is over.
    pub as_lost: bool,
    /// How it ended.
    pub exit: Option<Phrase>,
    /// When, microseconds UTC.
    pub closed: Option<i64>,
    /// It is received at the station once it is there.
    pub found: bool,
    /// Where it is said whose the article is, for those who may.
    pub whose: Option<String>,
    /// The page where it is said who sent a parcel that nobody had announced, and whose it is.
    pub names: Option<String>,
}

/// `GET /exceptions/<id>`, and `POST` with faults.
// keys: exception-step-*, exception-event-*
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ExceptionPage {
    /// As in a list.
    pub card: ExceptionCard,
    /// What can be done about it.
    pub steps: Vec<Offer>,
    /// What was done, chosen.
    pub step: String,
    /// What was done, as typed.
    pub note: String,
    /// Ways out that are said here.
    pub exits: Vec<Offer>,
    /// The way out, chosen.
    pub exit: String,
    /// Why, as typed.
    pub why: String,
    /// It can be scanned here: it was not where it should be.
    pub finds: bool,
    /// Where the parcel that does not come is announced otherwise, or called off.
    pub cancels: Option<String>,
    /// It was closed by a word that can be taken back.
    pub reopens: bool,
    /// Who it can be given to.
    pub colleagues: Vec<Colleague>,
    /// What happened, newest first.
    pub history: Vec<ExceptionDone>,
    /// Something that just happened.
    pub notice: Option<Phrase>,
    /// What is wrong.
    pub errors: Vec<FieldError>,
}

/// Somebody of the desk.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Colleague {
    /// Their id, as the form sends it.
    pub value: String,
    /// Their name.
    pub label: String,
}

/// One of the answers that a form offers.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Offer {
    /// Its text form.
    pub value: &'static str,
    /// Its words.
    pub label: Phrase,
}

/// Something that happened to it.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ExceptionDone {
    /// When, microseconds UTC.
    pub at: i64,
    /// It is the first in the list of its day.
    pub heads_day: bool,
    /// Icon name.
    pub icon: &'static str,
    /// Kind of state.
    pub kind: &'static str,
    /// What.
    pub title: Phrase,
    /// By whom.
    pub by: String,
    /// What was written.
    pub words: Option<Told>,
    /// Number of its entry in the journal.
    pub sequence: u64,
}

/// One for the pages that show some.
pub(super) fn sample(kind: &'static str, state: &'static str) -> ExceptionCard {
    // Each its own: a page that shows several names each.
    let known = ExceptionKind::ALL.iter();
    let at = known.take_while(|one| one.as_str() != kind).count();
    let id = format!("01JCZ00000000000000000{at:04}");
    ExceptionCard {
        href: format!("/exceptions/{id}"),
        id,
        kind: state,
        word: Phrase::new(format!("exception-kind-{kind}")),
        title: Phrase::new(format!("exception-title-{kind}"))
            .with("what", Arg::Phrase(Phrase::new("item-kind-film_sheet"))),
        code: None,
        parcel: Some(("2026-0902".into(), "/shipments/2026-0902".into())),
        sender: Some("Hôpital régional <des Monts>".into()),
        visit: None,
        case: Some("2026-0409".into()),
        held: None,
        owner: Owner::You,
        since: SAMPLE_NOW - 3_600_000_000,
        due: Some(SAMPLE_NOW + 86_400_000_000),
        overdue: false,
        due_act: Phrase::new(format!("exception-due-{kind}")),
        lost_from: None,
        as_lost: false,
        names: None,
        exit: None,
        closed: None,
        found: false,
        whose: None,
    }
}

fn offer(of: &str, value: &'static str) -> Offer {
    Offer {
        value,
        label: Phrase::new(format!("exception-{of}-{value}")),
    }
}

fn missing() -> ExceptionCard {
    ExceptionCard {
        found: true,
        lost_from: Some(SAMPLE_NOW + 5 * 86_400_000_000),
        ..sample("missing", "refused")
    }
}

fn not_found() -> ExceptionCard {
    ExceptionCard {
        code: Some("DI2041773197".into()),
        parcel: None,
        sender: None,
        visit: Some(("2026-0007".into(), "/archive/visits/1".into())),
        held: Some(Phrase::new("held-location").with("name", Arg::Typed("Tablette <1-A>".into()))),
        owner: Owner::Person("Karim <Benali>".into()),
        overdue: true,
        due: Some(SAMPLE_NOW - 3_600_000_000),
        lost_from: Some(SAMPLE_NOW - 3_600_000_000),
        as_lost: true,
        ..sample("not_found", "refused")
    }
}

fn closed() -> ExceptionCard {
    ExceptionCard {
        exit: Some(Phrase::new("exception-exit-lost")),
        closed: Some(SAMPLE_NOW),
        due: None,
        owner: Owner::Team,
        found: true,
        ..sample("missing", "held")
    }
}

fn extra() -> ExceptionCard {
    ExceptionCard {
        code: Some("DI2041773391".into()),
        case: None,
        whose: Some("/unidentified/DI2041773391".into()),
        ..sample("extra", "attention")
    }
}

impl Page for ExceptionList {
    const FILE: &'static str = "custody/exceptions.html";
    const NAME: &'static str = "exceptions-title";

    fn samples() -> Vec<Self> {
        vec![
            Self {
                view: "open",
                lines: vec![
                    not_found(),
                    missing(),
                    extra(),
                    sample("damaged", "attention"),
                ],
                total: Some(4),
                first: None,
                next: None,
            },
            Self {
                view: "closed",
                lines: vec![closed()],
                total: None,
                first: Some("/exceptions?view=closed".into()),
                next: Some("/exceptions?view=closed&after=1-01JCZ0000000000000000000AA".into()),
            },
            Self {
                view: "open",
                lines: Vec::new(),
                total: Some(0),
                first: None,
                next: None,
            },
        ]
    }
}

impl Page for ExceptionPage {
    const FILE: &'static str = "custody/exception.html";
    const NAME: &'static str = "exception-name";

    fn samples() -> Vec<Self> {
        let done = |kind: &'static str, words: Option<Told>| ExceptionDone {
            at: SAMPLE_NOW,
            heads_day: words.is_some(),
            icon: "flag",
            kind: "",
            title: Phrase::new(kind),
            by: "Nadia <Tremblay-Roy>".into(),
            words,
            sequence: 41,
        };
        let open = Self {
            card: missing(),
            steps: vec![offer("step", "called"), offer("step", "noted")],
            step: "called".into(),
            note: String::new(),
            exits: vec![offer("exit", "not_sent"), offer("exit", "lost")],
            exit: String::new(),
            why: String::new(),
            finds: false,
            cancels: Some("/shipments/2026-0902/correct".into()),
            reopens: false,
            colleagues: vec![Colleague {
                value: "01JCZ0000000000000000000KB".into(),
                label: "Karim <Benali>".into(),
            }],
            history: vec![
                done(
                    "exception-step-called",
                    Some("le <b>centre</b> cherche".into()),
                ),
                done("exception-event-opened", None),
            ],
            notice: Some(Phrase::new("exception-said-followed")),
            errors: Vec::new(),
        };
        vec![
            open.clone(),
            Self {
                card: not_found(),
                finds: true,
                exits: vec![offer("exit", "lost")],
                errors: vec![
                    FieldError::new("label", Phrase::new("refusal-not-that-article")),
                    FieldError::new("note", Phrase::new("refusal-field-empty")),
                    FieldError::new("why", Phrase::new("refusal-field-empty")),
                ],
                notice: None,
                ..open.clone()
            },
            Self {
                card: closed(),
                steps: Vec::new(),
                exits: Vec::new(),
                reopens: true,
                colleagues: vec![Colleague {
                    value: "01JCZ0000000000000000000KB".into(),
                    label: "Karim <Benali>".into(),
                }],
                ..open.clone()
            },
            Self {
                card: extra(),
                exits: Vec::new(),
                ..open
            },
        ]
    }
}
