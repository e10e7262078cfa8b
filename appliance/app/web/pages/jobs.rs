//! The page of the operator: the appliance's own jobs, and how the appliance stands.

use serde::Serialize;

use crate::web::i18n::{Arg, Phrase};
use crate::web::page::{Page, SAMPLE_NOW};

/// `GET /jobs`.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Jobs {
    /// What just happened, after a job was run by hand.
    pub notice: Option<Notice>,
    /// How the appliance stands.
    pub appliance: ApplianceState,
    /// Objects that are not in the vault as they were stored, those found first.
    pub damaged: Vec<DamagedObject>,
    /// Every job.
    pub jobs: Vec<JobLine>,
    /// The newest runs.
    pub history: Vec<RunLine>,
}

/// An object that is not in the vault as it was stored.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct DamagedObject {
    /// Where it lies, or should, below the data directory.
    pub place: String,
    /// What it is.
    // keys: object-*
    pub what: Phrase,
    /// What is to be done.
    // keys: object-mend-*
    pub mend: Phrase,
    /// Found at, microseconds UTC.
    pub since: i64,
}

/// What just happened.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Notice {
    /// Kind of state.
    pub kind: &'static str,
    /// The sentence.
    pub text: Phrase,
}

/// How the appliance stands. What was not asked is `None`.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ApplianceState {
    /// The staff directory answers.
    pub directory: Option<bool>,
    /// Room in the vault.
    pub room: Option<Room>,
    /// Bytes of the database's log, if that is longer than it should be.
    pub log: Option<u64>,
    /// Objects whose words wait to be read.
    pub waiting: u32,
    /// The last checkpoint was signed at, microseconds UTC.
    pub checkpoint: Option<i64>,
    /// The last verification that found no alteration ended at, microseconds UTC.
    pub verified: Option<i64>,
    /// The latest verification found an alteration.
    pub broken: bool,
    /// Whole objects in the vault that no record named at the last start.
    pub unknown: u64,
    /// Objects that are not in the vault as they were stored.
    pub damaged: u32,
    /// The machine's clock is ahead of ours or behind it, and by how much.
    // keys: appliance-clock-*
    pub clock: Option<Phrase>,
    /// The version running.
    pub version: &'static str,
}

/// Room where the vault is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Room {
    /// Bytes free.
    pub free: u64,
    /// Bytes that must stay free: below, nothing more is taken in.
    pub floor: u64,
    /// Kind of state.
    pub kind: &'static str,
}

impl Room {
    /// Amber from twice the floor down, red below the floor.
    pub const fn new(free: u64, floor: u64) -> Self {
        let kind = if free < floor {
            "refused"
        } else if free / 2 < floor {
            "attention"
        } else {
            "done"
        };
        Self { free, floor, kind }
    }
}

/// One job.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct JobLine {
    /// Its name, in addresses and ids.
    pub name: &'static str,
    /// Its name for people.
    // keys: job-*
    pub title: Phrase,
    /// What it does.
    pub what: Phrase,
    /// When it runs, in words.
    pub schedule: Phrase,
    /// When it runs next, microseconds UTC.
    pub next: Option<i64>,
    /// Its last run.
    pub last: Option<Run>,
}

/// A run.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Run {
    /// Began at, microseconds UTC.
    pub started: i64,
    /// Seconds it took, once it has ended.
    pub took: Option<i64>,
    /// Kind of state.
    pub kind: &'static str,
    /// The word of its state.
    // keys: run-*
    pub state: Phrase,
    /// What it found.
    pub found: Option<Phrase>,
}

/// A run in the history.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct RunLine {
    /// Which job.
    pub job: Phrase,
    /// The moment it stood for, microseconds UTC.
    pub scheduled: i64,
    /// How it went.
    pub run: Run,
}

impl Page for Jobs {
    const FILE: &'static str = "journal/jobs.html";
    const NAME: &'static str = "nav-jobs";

    fn samples() -> Vec<Self> {
        let calm = Self {
            notice: None,
            appliance: ApplianceState::sample(),
            damaged: Vec::new(),
            jobs: jobs(),
            history: history(),
        };
        let mut troubled = calm.clone();
        troubled.notice = Some(Notice {
            kind: "refused",
            text: Phrase::new("job-run-failed").with("job", Phrase::new("job-verify")),
        });
        troubled.appliance = ApplianceState {
            directory: Some(false),
            room: Some(Room::new(40_000_000, 64_000_000)),
            log: Some(1_400_000_000),
            waiting: 4210,
            checkpoint: None,
            verified: None,
            broken: true,
            unknown: 2,
            damaged: 2,
            clock: Some(Phrase::new("appliance-clock-ahead").with("by", Arg::Seconds(7260))),
            ..ApplianceState::sample()
        };
        troubled.damaged = vec![
            damaged("01JCZ0K9ZQ4T7B8M2N3P5R6S7V", "image"),
            damaged("01JCZ0K9ZQ4T7B8M2N3P5R6S7W", "package"),
        ];
        let fresh = Self {
            notice: None,
            damaged: Vec::new(),
            appliance: ApplianceState {
                room: None,
                checkpoint: None,
                verified: None,
                waiting: 0,
                ..calm.appliance.clone()
            },
            jobs: jobs()
                .into_iter()
                .map(|job| JobLine {
                    last: None,
                    next: None,
                    ..job
                })
                .collect(),
            history: Vec::new(),
        };
        vec![calm, troubled, fresh]
    }
}

impl ApplianceState {
    /// A quiet day, for samples.
    pub(super) fn sample() -> Self {
        Self {
            directory: Some(true),
            room: Some(Room::new(3_100_000_000_000, 5_000_000_000)),
            log: None,
            waiting: 3,
            checkpoint: Some(SAMPLE_NOW - 42 * MINUTE),
            verified: Some(SAMPLE_NOW - 8 * 60 * MINUTE),
            broken: false,
            unknown: 0,
            damaged: 0,
            clock: None,
            version: "0.1.0",
        }
    }
}

const MINUTE: i64 = 60_000_000;

fn damaged(object: &str, kind: &str) -> DamagedObject {
    DamagedObject {
        place: format!("vault/objects/CZ/0K/{object}"),
        what: Phrase::new(format!("object-{kind}")),
        mend: Phrase::new(format!("object-mend-{kind}")),
        since: SAMPLE_NOW - 490 * MINUTE,
    }
}

fn run(
    minutes: i64,
    took: Option<i64>,
    kind: &'static str,
    state: &'static str,
    found: Option<Phrase>,
) -> Run {
    Run {
        started: SAMPLE_NOW - minutes * MINUTE,
        took,
        kind,
        state: Phrase::new(state),
        found,
    }
}

fn jobs() -> Vec<JobLine> {
    let signed = Phrase::new("run-signed").with("n", 184_233_i64);
    let line = |name, title, what, schedule, last| JobLine {
        name,
        title: Phrase::new(title),
        what: Phrase::new(what),
        schedule,
        next: Some(SAMPLE_NOW + 18 * MINUTE),
        last: Some(last),
    };
    vec![
        line(
            "checkpoint",
            "job-checkpoint",
            "job-checkpoint-what",
            Phrase::new("job-hourly").with("minute", Arg::Text("00".into())),
            run(42, Some(0), "done", "run-done", Some(signed)),
        ),
        line(
            "verify",
            "job-verify",
            "job-verify-what",
            Phrase::new("job-daily").with("time", Arg::Text("07:30".into())),
            run(
                490,
                Some(312),
                "refused",
                "run-failed",
                Some(Phrase::new("run-broken").with("at", 88_412_i64)),
            ),
        ),
        line(
            "overdue",
            "job-overdue",
            "job-overdue-what",
            Phrase::new("job-cron").with("cron", Arg::Typed("0 5 8-17 * * Mon-Fri".into())),
            run(1, None, "progress", "run-running", None),
        ),
    ]
}

fn history() -> Vec<RunLine> {
    let line = |job, run: Run| RunLine {
        job: Phrase::new(job),
        scheduled: run.started - 4_000_000,
        run,
    };
    vec![
        line("job-overdue", run(1, None, "progress", "run-running", None)),
        line(
            "job-checkpoint",
            run(
                42,
                Some(0),
                "done",
                "run-done",
                Some(Phrase::new("run-nothing-new")),
            ),
        ),
        line(
            "job-overdue",
            run(
                65,
                Some(1),
                "done",
                "run-done",
                Some(
                    Phrase::new("run-marked")
                        .with("parcels", 1_i64)
                        .with("requests", 0_i64),
                ),
            ),
        ),
        line(
            "job-verify",
            run(
                490,
                Some(312),
                "refused",
                "run-failed",
                Some(Phrase::new("run-broken").with("at", 88_412_i64)),
            ),
        ),
        line(
            "job-verify",
            run(
                1930,
                Some(2),
                "refused",
                "run-failed",
                Some(Phrase::new("run-fault-busy")),
            ),
        ),
        line(
            "job-checkpoint",
            run(1990, Some(300), "attention", "run-cut_off", None),
        ),
    ]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn room_is_amber_before_it_is_red() {
        assert_eq!(Room::new(10, 4).kind, "done");
        assert_eq!(Room::new(8, 4).kind, "done");
        assert_eq!(Room::new(7, 4).kind, "attention");
        assert_eq!(Room::new(4, 4).kind, "attention");
        assert_eq!(Room::new(3, 4).kind, "refused");
        assert_eq!(Room::new(0, 0).kind, "done");
        assert_eq!(Room::new(u64::MAX, u64::MAX).kind, "attention");
    }
}
