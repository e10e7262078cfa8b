//! Runs of the appliance's own jobs: persistent last run, one leader, history.

use diesel::prelude::*;
use doublelock_domain::access::{Clockwork, Duty, Operator};
use doublelock_domain::fact::appliance::JobRan;
use doublelock_domain::ids::JobRunId;
use doublelock_domain::schedule::RunOutcome;
use doublelock_domain::time::{Span, Timestamp};

use crate::error::{Error, Result};
use crate::schema::jobs::{job_leader, job_run};
use crate::unit::{ReadUnit, Unit};

/// How long a leader stays leader without renewing.
pub const LEADERSHIP: Span = Span::minutes(2);

/// Who runs the jobs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Lead {
    /// The one that asked.
    Ours,
    /// Another instance, which renewed its lead less than [`LEADERSHIP`] ago.
    Another,
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

impl Unit<'_, Clockwork> {
    /// Gives `holder` the lead until [`LEADERSHIP`] from now if it had it already, or if
    /// the last leader let its time pass.
    pub fn lead_jobs(&mut self, holder: &str) -> Result<Lead> {
        let now = self.now();
        let until = now.plus(LEADERSHIP).micros();
        let current: Option<(String, i64)> = job_leader::table
            .find("jobs")
            .select((job_leader::holder, job_leader::until))
            .first(self.conn())
            .optional()?;
        match current {
            None => {
                diesel::insert_into(job_leader::table)
                    .values((
                        job_leader::name.eq("jobs"),
                        job_leader::holder.eq(holder),
                        job_leader::until.eq(until),
                    ))
                    .execute(self.conn())?;
                Ok(Lead::Ours)
            }
            Some((other, end)) if other != holder && end > now.micros() => Ok(Lead::Another),
            Some(_) => {
                diesel::update(job_leader::table.find("jobs"))
                    .set((job_leader::holder.eq(holder), job_leader::until.eq(until)))
                    .execute(self.conn())?;
                Ok(Lead::Ours)
            }
        }
    }

    /// Gives up leading, so that another instance need not wait.
    pub fn stop_leading_jobs(&mut self, holder: &str) -> Result<()> {
        let now = self.now().micros();
        diesel::update(
            job_leader::table
                .find("jobs")
                .filter(job_leader::holder.eq(holder)),
        )
        .set(job_leader::until.eq(now))
        .execute(self.conn())?;
        Ok(())
    }

    /// The schedule's moment of the last run that was begun, cut off or not.
    pub fn last_scheduled(&mut self, job: &str) -> Result<Option<Timestamp>> {
        let last: Option<i64> = job_run::table
            .filter(job_run::job.eq(job))
            .filter(job_run::outcome.ne(RunOutcome::CutOff.as_str()))
            .select(diesel::dsl::max(job_run::scheduled_for))
            .first(self.conn())?;
        Ok(last.map(Timestamp::from_micros))
    }

    /// Runs that were under way when the appliance stopped become `cut_off`, so that
    /// their moment is caught up. Call it at start-up, with the lead in hand: a run under
    /// another instance that leads is not cut off.
    pub fn mark_cut_off_runs(&mut self) -> Result<usize> {
        let now = self.now().micros();
        Ok(
            diesel::update(
                job_run::table.filter(job_run::outcome.eq(RunOutcome::Running.as_str())),
            )
            .set((
                job_run::outcome.eq(RunOutcome::CutOff.as_str()),
                job_run::ended_at.eq(now),
            ))
            .execute(self.conn())?,
        )
    }

    /// A run begins.
    pub fn begin_run(&mut self, job: &str, scheduled_for: Timestamp) -> Result<JobRunId> {
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
        Ok(id)
    }

    /// A run ends. Failures are written into the journal; a run that did its work has
    /// left its own entries already.
    pub fn end_run(
        &mut self,
        id: &JobRunId,
        job: &str,
        outcome: RunOutcome,
        detail: &str,
    ) -> Result<()> {
        let now = self.now().micros();
        diesel::update(job_run::table.find(id.as_str()))
            .set((
                job_run::ended_at.eq(now),
                job_run::outcome.eq(outcome.as_str()),
                job_run::detail.eq(detail),
            ))
            .execute(self.conn())?;
        if outcome == RunOutcome::Failed {
            self.enact(JobRan {
                job: job.to_owned(),
                run: Some(id.clone()),
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
        outcome: outcome
            .parse()
            .map_err(|_| Error::Corrupt("an outcome is malformed"))?,
        detail,
    })
}
