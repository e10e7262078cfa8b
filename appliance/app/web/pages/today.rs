//! The board each person starts from: what wants them today, and how the house stands.
//!
//! One template for every duty. A section that is not the business of the duty, or that does not
//! exist yet, is left out with `None`; a section that exists and is empty says so, which is news
//! too.

use serde::Serialize;

use crate::web::i18n::{Arg, Phrase};
use crate::web::page::{Page, SAMPLE_NOW};
use crate::web::pages::jobs::ApplianceState;
use crate::web::told::Told;

/// The board of one person.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct Today {
    /// The line under the date: "7 points à traiter", "3 colis attendus".
    pub facts: Vec<Phrase>,
    /// What the person comes here to do; the first is the main one.
    pub acts: Vec<Act>,
    /// Numbers that lead to the list they count.
    pub tiles: Vec<Tile>,
    /// What to handle first, most pressing on top.
    pub urgent: Option<Urgent>,
    /// Parcels announced and not received (custody).
    pub parcels: Option<Vec<ExpectedParcel>>,
    /// Studies received and waiting for a decision (imaging).
    pub studies: Option<Vec<WaitingStudy>>,
    /// Statutory clocks, nearest first (privacy).
    pub clocks: Option<Vec<StatutoryClock>>,
    /// The archive under double lock (custody).
    pub archive: Option<ArchiveState>,
    /// The verifiable ledger (auditor, operator).
    pub journal: Option<JournalState>,
    /// The appliance itself (operator).
    pub appliance: Option<ApplianceState>,
}

/// A way to start a job.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Act {
    /// Address.
    pub href: String,
    /// Catalogue key: verb and object.
    pub label: &'static str,
    /// Icon name.
    pub icon: &'static str,
}

/// A number that leads to the list it counts.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Tile {
    /// Address of the list.
    pub href: String,
    /// How many.
    pub n: u32,
    /// What they are; given `n` so that it can agree.
    pub word: &'static str,
    /// The line below: since when, how old the oldest is.
    pub sub: Option<Phrase>,
    /// Kind of state, or empty for a plain count.
    pub kind: &'static str,
}

/// What to handle first.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Urgent {
    /// The first of them; ten are enough.
    pub work: Vec<Work>,
    /// How many there are in all.
    pub total: u32,
}

/// One thing to handle: who answers for it, until when, and the way out.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Work {
    /// Kind of its state: done, attention, refused, info, progress, waiting, held.
    pub kind: &'static str,
    /// The word of its state.
    pub state: Phrase,
    /// What it is. Never a patient's name.
    pub title: Phrase,
    /// Its page.
    pub href: String,
    /// One more sentence.
    pub detail: Option<Phrase>,
    /// Who answers for it.
    pub owner: Owner,
    /// Until when, microseconds UTC; shown as an hour when it is today.
    pub due: Option<i64>,
    /// Where the act leads.
    pub act_href: String,
    /// Catalogue key of the act.
    pub act: &'static str,
}

/// Who answers for a piece of work.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(tag = "who", content = "name", rename_all = "snake_case")]
pub enum Owner {
    /// The reader.
    You,
    /// Anyone of the desk.
    Team,
    /// A colleague, by name.
    Person(String),
}

/// A parcel that was announced and has not come.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ExpectedParcel {
    /// Its page.
    pub href: String,
    /// Who sends it, as entered.
    pub sender: Told,
    /// Our shipment number.
    pub no: String,
    /// Number of the case it is for.
    pub case: Option<String>,
    /// Carrier, as entered.
    pub carrier: Told,
    /// Expected on, `2026-11-19`.
    pub expected: Option<String>,
    /// Articles announced.
    pub articles: u32,
    /// Kind of its state.
    pub kind: &'static str,
    /// The word of its state.
    pub state: Phrase,
}

/// A study waiting at the imaging desk.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct WaitingStudy {
    /// Its page.
    pub href: String,
    /// The sender's AE title.
    pub source: String,
    /// Images in it.
    pub images: u32,
    /// Received at, microseconds UTC.
    pub received: i64,
    /// Kind of its state.
    pub kind: &'static str,
    /// The word of its state.
    pub state: Phrase,
}

/// A request under a statutory time limit.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct StatutoryClock {
    /// Its page.
    pub href: String,
    /// Its number.
    pub no: String,
    /// Day of the limit reached today, and its last day, counted as the law counts.
    pub day: u32,
    /// Days in the limit.
    pub of: u32,
    /// Days left; negative when late.
    pub left: i64,
    /// How it looks: `done`, `attention`, `refused`.
    pub kind: &'static str,
    /// Last day, `2026-11-25`.
    pub due: String,
}

/// The archive under double lock.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ArchiveState {
    /// A store access is going on now.
    pub open: bool,
    /// The last one: when, until when, and who.
    pub last: Option<LastAccess>,
    /// Items inside.
    pub items: u32,
}

/// The last store access.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct LastAccess {
    /// Began, microseconds UTC.
    pub from: i64,
    /// Ended, microseconds UTC; none while it goes on.
    pub to: Option<i64>,
    /// First person.
    pub first: String,
    /// Second person.
    pub second: String,
    /// Items planned.
    pub planned: u32,
    /// Items scanned.
    pub scanned: u32,
}

/// The verifiable ledger.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct JournalState {
    /// The latest verification that ended found no alteration; none when none ended.
    pub sound: Option<bool>,
    /// It ended at, microseconds UTC.
    pub verified: Option<i64>,
    /// Entries in all.
    pub entries: i64,
    /// Entries since the last checkpoint.
    pub since: i64,
    /// The last checkpoint was signed at, microseconds UTC.
    pub checkpoint: Option<i64>,
    /// The page of the ledger, if it is open to this person.
    pub href: Option<&'static str>,
}

impl Page for Today {
    const FILE: &'static str = "today/today.html";
    const NAME: &'static str = "nav-today";

    fn samples() -> Vec<Self> {
        vec![
            coordinator(),
            radiology(),
            privacy(),
            operator(),
            auditor(),
            quiet_morning(),
        ]
    }
}

// Boards of the demonstration hospital on Thursday, November 19, 2026. All fictitious.

const MINUTE: i64 = 60_000_000;
const HOUR: i64 = 60 * MINUTE;
const DAY: i64 = 24 * HOUR;

fn act(href: &str, label: &'static str, icon: &'static str) -> Act {
    Act {
        href: href.to_owned(),
        label,
        icon,
    }
}

fn tile(href: &str, n: u32, word: &'static str, sub: Option<Phrase>, kind: &'static str) -> Tile {
    Tile {
        href: href.to_owned(),
        n,
        word,
        sub,
        kind,
    }
}

fn work(
    kind: &'static str,
    state: &'static str,
    title: Phrase,
    href: &str,
    act: &'static str,
) -> Work {
    Work {
        kind,
        state: Phrase::new(state),
        title,
        href: href.into(),
        detail: None,
        owner: Owner::Team,
        due: None,
        act_href: href.into(),
        act,
    }
}

fn no(no: &str) -> Arg {
    Arg::Ref(no.to_owned())
}

fn late_parcel() -> Work {
    let title = Phrase::new("work-parcel-from")
        .with("no", no("2026-0871"))
        .with("from", Arg::Typed("Clinique des Bouleaux".into()));
    Work {
        detail: Some(Phrase::new("work-parcel-late").with("n", 4_i64)),
        due: Some(SAMPLE_NOW - 2 * DAY),
        ..work(
            "refused",
            "state-late",
            title,
            "/shipments/01JD2Q9AZT00000000000SHIP1",
            "act-open-shipment",
        )
    }
}

fn urgent() -> Urgent {
    let work = vec![
        late_parcel(),
        Work {
            owner: Owner::You,
            due: Some(SAMPLE_NOW - 20 * MINUTE),
            ..work(
                "attention",
                "state-to-reconcile",
                Phrase::new("work-visit").with("no", no("2026-0117")),
                "/archive",
                "act-reconcile",
            )
        },
        Work {
            detail: Some(Phrase::new("work-one-barrier").with("since", Arg::Seconds(6600))),
            ..work(
                "progress",
                "state-to-put-away",
                Phrase::new("work-items-on-table").with("n", 9_i64),
                "/archive",
                "act-open-archive",
            )
        },
    ];
    Urgent { total: 3, work }
}

fn parcels() -> Vec<ExpectedParcel> {
    let parcel = |sender: &str, number: &str, day: &str, articles, kind, state| ExpectedParcel {
        href: "/shipments/01JD2Q9AZT00000000000SHIP1".into(),
        sender: sender.into(),
        no: number.into(),
        case: Some("2026-0421".into()),
        carrier: "Express Boréal".into(),
        expected: Some(day.into()),
        articles,
        kind,
        state: Phrase::new(state),
    };
    vec![
        parcel(
            "Centre hospitalier des Aulnaies",
            "2026-0905",
            "2026-11-16",
            1,
            "refused",
            "state-late",
        ),
        parcel(
            "Clinique radiologique du Fjord",
            "2026-0911",
            "2026-11-19",
            5,
            "waiting",
            "state-announced",
        ),
        ExpectedParcel {
            case: None,
            expected: None,
            ..parcel(
                "Hôpital de la Rive",
                "2026-0908",
                "2026-11-20",
                2,
                "waiting",
                "state-announced",
            )
        },
    ]
}

fn clocks() -> Vec<StatutoryClock> {
    let clock = |number: &str, day, left, kind, due: &str| StatutoryClock {
        href: format!("/requests/{number}"),
        no: number.into(),
        day,
        of: 30,
        left,
        kind,
        due: due.into(),
    };
    vec![
        clock("2026-0091", 32, -2, "refused", "2026-11-17"),
        clock("2026-0097", 24, 6, "attention", "2026-11-25"),
        clock("2026-0098", 3, 27, "done", "2026-12-16"),
    ]
}

fn last_access() -> LastAccess {
    LastAccess {
        from: SAMPLE_NOW - 97 * MINUTE,
        to: Some(SAMPLE_NOW - 81 * MINUTE),
        first: "Nadia Tremblay-Roy".into(),
        second: "Karim Benali".into(),
        planned: 11,
        scanned: 11,
    }
}

fn archive() -> ArchiveState {
    ArchiveState {
        open: false,
        last: Some(last_access()),
        items: 1846,
    }
}

fn journal() -> JournalState {
    JournalState {
        sound: Some(true),
        verified: Some(SAMPLE_NOW - 4 * HOUR),
        entries: 184_345,
        since: 112,
        checkpoint: Some(SAMPLE_NOW - 4 * HOUR - 42 * MINUTE),
        href: Some("/journal"),
    }
}

fn studies() -> Vec<WaitingStudy> {
    let study = |source: &str, images, kind, state| WaitingStudy {
        href: "/studies/01JD2Q9AZT000000000STUDY1".into(),
        source: source.into(),
        images,
        received: SAMPLE_NOW - 35 * MINUTE,
        kind,
        state: Phrase::new(state),
    };
    vec![
        study("AULNAIES_CT", 1204, "progress", "state-being-read"),
        study("RIVE_PACS", 396, "attention", "state-to-attach"),
        study("FJORD_CR", 2, "attention", "state-to-attach"),
    ]
}

fn coordinator() -> Today {
    Today {
        facts: vec![
            Phrase::new("today-to-handle").with("n", 3_i64),
            Phrase::new("today-parcels-expected").with("n", 3_i64),
        ],
        acts: vec![
            act("/station", "act-receive-parcel", "scan"),
            act("/cases/new", "act-open-case", "case"),
        ],
        tiles: vec![
            tile("/shipments", 1, "tile-late-shipments", None, "refused"),
            tile("/shipments", 3, "tile-parcels-expected", None, ""),
            tile(
                "/archive",
                9,
                "tile-outside",
                Some(Phrase::new("tile-oldest").with("age", Arg::Seconds(6600))),
                "attention",
            ),
            tile("/cases", 212, "tile-cases", None, ""),
        ],
        urgent: Some(urgent()),
        parcels: Some(parcels()),
        archive: Some(archive()),
        ..Today::default()
    }
}

fn radiology() -> Today {
    Today {
        facts: vec![Phrase::new("today-to-handle").with("n", 0_i64)],
        tiles: vec![tile(
            "/studies",
            3,
            "tile-studies-waiting",
            None,
            "attention",
        )],
        urgent: Some(Urgent {
            work: Vec::new(),
            total: 0,
        }),
        studies: Some(studies()),
        ..Today::default()
    }
}

fn privacy() -> Today {
    let late = Work {
        due: Some(SAMPLE_NOW - 2 * DAY),
        ..work(
            "refused",
            "state-late",
            Phrase::new("work-request").with("no", no("2026-0091")),
            "/requests/2026-0091",
            "act-open-request",
        )
    };
    Today {
        facts: vec![Phrase::new("today-to-handle").with("n", 1_i64)],
        acts: vec![act("/requests/new", "act-register-request", "law")],
        tiles: vec![
            tile("/requests", 1, "tile-late-requests", None, "refused"),
            tile("/requests", 3, "tile-open-requests", None, ""),
        ],
        urgent: Some(Urgent {
            work: vec![late],
            total: 1,
        }),
        clocks: Some(clocks()),
        ..Today::default()
    }
}

fn operator() -> Today {
    Today {
        facts: vec![Phrase::new("today-to-handle").with("n", 1_i64)],
        urgent: Some(Urgent {
            work: vec![work(
                "refused",
                "state-failed",
                Phrase::new("work-job").with("job", Phrase::new("job-overdue")),
                "/jobs",
                "act-open-jobs",
            )],
            total: 1,
        }),
        appliance: Some(ApplianceState {
            directory: None,
            unknown: 1,
            damaged: 1,
            clock: Some(Phrase::new("appliance-clock-behind").with("by", Arg::Seconds(3600))),
            ..ApplianceState::sample()
        }),
        journal: Some(JournalState {
            sound: None,
            verified: None,
            entries: 1,
            since: 1,
            checkpoint: None,
            href: None,
        }),
        ..Today::default()
    }
}

fn auditor() -> Today {
    Today {
        facts: vec![Phrase::new("today-to-handle").with("n", 1_i64)],
        urgent: Some(Urgent {
            work: vec![work(
                "refused",
                "state-stopped",
                Phrase::new("work-journal"),
                "/journal",
                "act-open-journal",
            )],
            total: 1,
        }),
        journal: Some(JournalState {
            sound: Some(false),
            ..journal()
        }),
        ..Today::default()
    }
}

fn quiet_morning() -> Today {
    Today {
        facts: vec![Phrase::new("today-to-handle").with("n", 0_i64)],
        acts: vec![act("/station", "act-receive-parcel", "scan")],
        urgent: Some(Urgent {
            work: Vec::new(),
            total: 0,
        }),
        tiles: vec![tile("/shipments", 0, "tile-late-shipments", None, "done")],
        parcels: Some(Vec::new()),
        studies: Some(Vec::new()),
        clocks: Some(Vec::new()),
        archive: Some(ArchiveState {
            open: true,
            last: Some(LastAccess {
                to: None,
                planned: 5,
                scanned: 2,
                ..last_access()
            }),
            items: 0,
        }),
        journal: Some(journal()),
        ..Today::default()
    }
}
