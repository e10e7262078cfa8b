//! Facts of the appliance itself, and of its journal.

use serde::{Deserialize, Serialize};

use super::{About, Subject};
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
