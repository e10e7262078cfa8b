//! Facts of the appliance itself, and of its journal.

use serde::{Deserialize, Serialize};

use super::people::Staff;
use super::{About, Subject};
use crate::erasure::Authority;
use crate::ids::JobRunId;
use crate::schedule::RunOutcome;

/// The appliance started.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ApplianceStarted {
    /// Version of the program.
    pub version: String,
    /// Steps by which the schema was brought up to date.
    pub migrations: u64,
}

impl About for ApplianceStarted {
    fn subjects(&self) -> Vec<Subject> {
        Vec::new()
    }
}

/// The machine's clock went back.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ClockSteppedBack {
    /// By how much.
    pub seconds: i64,
}

impl About for ClockSteppedBack {
    fn subjects(&self) -> Vec<Subject> {
        Vec::new()
    }
}

/// A job failed, or was started by hand. A run that did its work leaves the entries of
/// its work.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct JobRan {
    /// Which job.
    pub job: String,
    /// The run, once it has ended.
    pub run: Option<JobRunId>,
    /// How it ended.
    pub outcome: Option<RunOutcome>,
    /// A person asked for it outside its schedule.
    pub asked: bool,
}

impl About for JobRan {
    fn subjects(&self) -> Vec<Subject> {
        self.run.iter().map(Into::into).collect()
    }
}

/// Two people accepted a database that was put back from before: the journal goes on from there
/// under another name and another key. Its own key had signed more than that database holds, and
/// never signs again.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct JournalContinued {
    /// What the journal was called, and the key that signed it until then.
    pub before: String,
    /// Its last checkpoint: size and root of what was there, signed.
    pub note: String,
    /// Entries that the database holds: from this number on they are lost.
    pub entries: u64,
    /// Entries that the key had signed. Whether there were more, nobody can say.
    pub signed: u64,
    /// On whose authority.
    pub authority: Authority,
    /// Who accepted it.
    pub first: Staff,
    /// Who was there with them.
    pub second: Staff,
    /// Numbers and labels that may have been given in what is lost, and are given no more.
    pub skipped: Vec<Skipped>,
}

/// Numbers of one counter that are given no more.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Skipped {
    /// The counter: of the references of a series in a year, or of the labels of a class.
    pub counter: String,
    /// What it had reached.
    pub after: u32,
    /// How many are skipped.
    pub by: u32,
}

impl About for JournalContinued {
    fn subjects(&self) -> Vec<Subject> {
        vec![(&self.first.person).into(), (&self.second.person).into()]
    }
}

/// The appliance verified its journal.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct JournalVerified {
    /// Entries there are.
    pub entries: u64,
    /// The first entry that was read: 0 if all were.
    pub from: u64,
    /// First entry that does not hold, if any.
    pub broken_at: Option<u64>,
}

impl About for JournalVerified {
    fn subjects(&self) -> Vec<Subject> {
        Vec::new()
    }
}

/// The appliance compared its tables with its journal.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TablesCompared {
    /// Entries that were folded again.
    pub entries: u64,
    /// Rows that were compared.
    pub rows: u64,
    /// Rows that say something else than the journal, are missing, or too many.
    pub differing: u64,
}

impl About for TablesCompared {
    fn subjects(&self) -> Vec<Subject> {
        Vec::new()
    }
}

/// The tables that follow from the journal were made again from it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TablesRebuilt {
    /// Entries that were folded again.
    pub entries: u64,
}

impl About for TablesRebuilt {
    fn subjects(&self) -> Vec<Subject> {
        Vec::new()
    }
}

/// The journal was exported.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct JournalExported {
    /// Entries.
    pub size: u64,
    /// Form of the bundle (docs/journal-format.md section 6).
    pub form: String,
}

impl About for JournalExported {
    fn subjects(&self) -> Vec<Subject> {
        Vec::new()
    }
}
