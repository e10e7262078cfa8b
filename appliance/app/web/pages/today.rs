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
    /// What is asked for, a word of the closed list.
    pub what: Phrase,
    /// Day of the limit reached today, and its last day, counted as the law counts.
    pub day: u32,
    /// Days in the limit.
    pub of: u32,
    /// Days left; negative when late.
    pub left: i64,
    /// Last day, `2026-11-25`.
    pub due: String,
}

impl StatutoryClock {
    /// Amber from seven days left, red from two.
    pub const fn kind(left: i64) -> &'static str {
        match left {
            ..=2 => "refused",
            3..=7 => "attention",
            _ => "done",
        }
    }
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
            samples::coordinator(),
            samples::radiology(),
            samples::privacy(),
            samples::operator(),
            samples::auditor(),
            samples::quiet_morning(),
        ]
    }
}

mod samples;
