//! Boards of the demonstration hospital on Thursday, November 19, 2026. All fictitious.

use super::{
    Act, ApplianceState, ArchiveState, Arg, ExpectedParcel, JournalState, LastAccess, Owner,
    Phrase, SAMPLE_NOW, StatutoryClock, Tile, Today, Urgent, WaitingStudy, Work,
};

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
    let clock = |number: &str, day, left, due: &str| StatutoryClock {
        href: format!("/requests/{number}"),
        no: number.into(),
        what: Phrase::new("request-kind-access_request"),
        day,
        of: 30,
        left,
        due: due.into(),
    };
    vec![
        clock("2026-0091", 32, -2, "2026-11-17"),
        clock("2026-0097", 24, 6, "2026-11-25"),
        clock("2026-0098", 3, 27, "2026-12-16"),
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

pub(super) fn coordinator() -> Today {
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

pub(super) fn radiology() -> Today {
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

pub(super) fn privacy() -> Today {
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

pub(super) fn operator() -> Today {
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

pub(super) fn auditor() -> Today {
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

pub(super) fn quiet_morning() -> Today {
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
