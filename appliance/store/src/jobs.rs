//! Runs of the appliance's own jobs: persistent last run, each claimed, a history.

use diesel::prelude::*;
use doublelock_domain::access::{Clockwork, Duty, Operator};
use doublelock_domain::fact::appliance::JobRan;
use doublelock_domain::ids::JobRunId;
use doublelock_domain::schedule::RunOutcome;
use doublelock_domain::time::{Span, Timestamp};

use crate::claims::{Claim, ClaimKind, under_way};
use crate::columns::stored;
use crate::conn::Conn;
use crate::error::Result;
use crate::schema::jobs::job_run;
use crate::unit::{ReadUnit, Unit};

/// A run that is under way, and the claim it is made under.
#[derive(Debug, Clone)]
pub struct RunUnderWay {
    id: JobRunId,
    job: String,
    claim: Claim,
}

impl RunUnderWay {
    /// What to renew while it lasts, and to hold when it writes.
    pub const fn claim(&self) -> &Claim {
        &self.claim
    }
}

/// One run, for the history page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct JobRun {
    /// Which job.
    pub job: String,
    /// The schedule's moment it stood for.
    pub scheduled_for: Timestamp,
    /// When it began.
    pub started_at: Timestamp,
    /// When it ended.
    pub ended_at: Option<Timestamp>,
    /// How it ended.
    pub outcome: RunOutcome,
    /// What it found, in words of ours; names nobody.
    pub detail: Option<String>,
}

impl ReadUnit<'_, Clockwork> {
    /// The schedule's moment of the last run that was begun and not cut off.
    pub fn last_scheduled(&mut self, job: &str) -> Result<Option<Timestamp>> {
        last_scheduled(self.conn(), job)
    }
}

fn last_scheduled(conn: &mut Conn, job: &str) -> Result<Option<Timestamp>> {
    let last: Option<i64> = job_run::table
        .filter(job_run::job.eq(job))
        .filter(job_run::outcome.ne(RunOutcome::CutOff.as_str()))
        .select(diesel::dsl::max(job_run::scheduled_for))
        .first(conn)?;
    Ok(last.map(Timestamp::from_micros))
}

impl Unit<'_, Clockwork> {
    /// Runs that are under way and that nobody is at work on become `cut_off`, so that their
    /// moment is caught up.
    pub fn mark_cut_off_runs(&mut self) -> Result<usize> {
        let at_work = under_way(self.conn(), ClaimKind::Job)?;
        let now = self.now().micros();
        let silent = job_run::table
            .filter(job_run::outcome.eq(RunOutcome::Running.as_str()))
            .filter(job_run::job.ne_all(at_work));
        Ok(diesel::update(silent)
            .set((
                job_run::outcome.eq(RunOutcome::CutOff.as_str()),
                job_run::ended_at.eq(now),
            ))
            .execute(self.conn())?)
    }

    /// A run for a moment of the schedule begins. None if somebody else has the job, or ran
    /// it for that moment.
    pub fn begin_due_run(
        &mut self,
        job: &str,
        scheduled_for: Timestamp,
        instance: &str,
        lease: Span,
    ) -> Result<Option<RunUnderWay>> {
        self.mark_cut_off_runs()?;
        if last_scheduled(self.conn(), job)?.is_some_and(|last| last >= scheduled_for) {
            return Ok(None);
        }
        self.begin_run(job, scheduled_for, instance, lease)
    }

    /// A run begins. None if somebody has the job already.
    pub fn begin_run(
        &mut self,
        job: &str,
        scheduled_for: Timestamp,
        instance: &str,
        lease: Span,
    ) -> Result<Option<RunUnderWay>> {
        self.mark_cut_off_runs()?;
        let Some(claim) = self.claim(ClaimKind::Job, job, instance, lease)? else {
            return Ok(None);
        };
        let now = self.now();
        let id = JobRunId::new(now, self.entropy());
        diesel::insert_into(job_run::table)
            .values((
                job_run::id.eq(id.as_str()),
                job_run::job.eq(job),
                job_run::scheduled_for.eq(scheduled_for.micros()),
                job_run::started_at.eq(now.micros()),
                job_run::outcome.eq(RunOutcome::Running.as_str()),
            ))
            .execute(self.conn())?;
        Ok(Some(RunUnderWay {
            id,
            job: job.to_owned(),
            claim,
        }))
    }

    /// A run ends, unless somebody took the job over. Failures are written into the journal; a
    /// run that did its work has left its own entries already.
    pub fn end_run(&mut self, run: &RunUnderWay, outcome: RunOutcome, detail: &str) -> Result<()> {
        self.finish(&run.claim)?;
        let now = self.now().micros();
        diesel::update(job_run::table.find(run.id.as_str()))
            .set((
                job_run::ended_at.eq(now),
                job_run::outcome.eq(outcome.as_str()),
                job_run::detail.eq(detail),
            ))
            .execute(self.conn())?;
        if outcome == RunOutcome::Failed {
            self.enact(JobRan {
                job: run.job.clone(),
                run: Some(run.id.clone()),
                outcome: Some(outcome),
                asked: false,
            })?;
        }
        Ok(())
    }
}

impl Unit<'_, Operator> {
    /// Writes down that a person had a job run outside its schedule.
    pub fn note_run_asked(&mut self, job: &str) -> Result<()> {
        self.enact(JobRan {
            job: job.to_owned(),
            run: None,
            outcome: None,
            asked: true,
        })?;
        Ok(())
    }
}

type RunRow = (String, i64, i64, Option<i64>, String, Option<String>);

type RunColumns = (
    job_run::job,
    job_run::scheduled_for,
    job_run::started_at,
    job_run::ended_at,
    job_run::outcome,
    job_run::detail,
);

const RUN_COLUMNS: RunColumns = (
    job_run::job,
    job_run::scheduled_for,
    job_run::started_at,
    job_run::ended_at,
    job_run::outcome,
    job_run::detail,
);

impl ReadUnit<'_, Operator> {
    /// Runs, newest first, at most `limit`.
    pub fn job_history(&mut self, limit: u32) -> Result<Vec<JobRun>> {
        let rows: Vec<RunRow> = job_run::table
            .order((job_run::started_at.desc(), job_run::id.desc()))
            .limit(i64::from(limit))
            .select(RUN_COLUMNS)
            .load(self.conn())?;
        rows.into_iter().map(run_of).collect()
    }
}

impl<D: Duty> ReadUnit<'_, D> {
    /// The latest run of one job, under way or ended. Names nobody.
    pub fn latest_run(&mut self, job: &str) -> Result<Option<JobRun>> {
        self.run_where(job, None)
    }

    /// The latest run of one job that did its work.
    pub fn latest_success(&mut self, job: &str) -> Result<Option<JobRun>> {
        self.run_where(job, Some(RunOutcome::Done))
    }

    fn run_where(&mut self, job: &str, outcome: Option<RunOutcome>) -> Result<Option<JobRun>> {
        let mut query = job_run::table
            .filter(job_run::job.eq(job.to_owned()))
            .into_boxed();
        if let Some(outcome) = outcome {
            query = query.filter(job_run::outcome.eq(outcome.as_str()));
        }
        let row: Option<RunRow> = query
            .order((job_run::started_at.desc(), job_run::id.desc()))
            .select(RUN_COLUMNS)
            .first(self.conn())
            .optional()?;
        row.map(run_of).transpose()
    }
}

fn run_of((job, scheduled, started, ended, outcome, detail): RunRow) -> Result<JobRun> {
    Ok(JobRun {
        job,
        scheduled_for: Timestamp::from_micros(scheduled),
        started_at: Timestamp::from_micros(started),
        ended_at: ended.map(Timestamp::from_micros),
        outcome: stored(&outcome)?,
        detail,
    })
}
