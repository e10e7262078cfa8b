//! The appliance's own jobs: persistent last run, catch-up, each claimed, a history.
//!
//! The `cron` crate says when an expression fires (UTC, so no hour is skipped or
//! doubled by a clock change); [`doublelock_domain::schedule`] says what to do about
//! it. Jobs hold a warrant like everybody else.
//!
//! A job is claimed for as long as it runs ([`doublelock_store::claims`]): of several instances
//! one runs it, and what it found is written only while the claim is its own.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use cron::Schedule;
use doublelock_domain::access::{Clockwork, Purpose, Warrant};
use doublelock_domain::object::will_be_late;
use doublelock_domain::schedule::{Due, RunOutcome, due};
use doublelock_domain::time::{Span, Standing, Timestamp};
use doublelock_ledger::SigningKey;
use doublelock_store::Error;
use doublelock_store::claims::LEASE;
use doublelock_store::jobs::RunUnderWay;
use doublelock_store::journal::Reach;
use doublelock_store::rebuild::{Compared, Difference};
use doublelock_store::refusals::Counts;
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

use crate::keeping::Keeping;
use crate::office::Office;
use crate::running::signing::CheckpointFile;
use crate::upkeep::{self, Ended, Rereading, UpkeepFault};

/// The database's log is emptied once it is longer than this, in bytes.
const LOG_LIMIT: u64 = 64 * 1024 * 1024;
/// How often the runner looks whether something is due.
const LOOK_EVERY: Duration = Duration::from_secs(15);

/// Records touched this long ago are compared with the journal tonight; a little more than
/// a day, since a job may be late.
const TOUCHED_WITHIN: Span = Span::hours(-25);
/// Microseconds of a day.
const A_DAY: i64 = 24 * 60 * 60 * 1_000_000;
/// Entries whose place in the index is looked at in one read.
const ENTRIES_AT_ONCE: usize = 500;
/// Records looked at in one read.
const RECORDS_AT_ONCE: u32 = 200;
/// Rows that differ named in the log by one read; the rest is in the figure.
const DIFFERENCES_TOLD: u32 = 20;

/// A job.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Job {
    /// Sign a checkpoint of the journal.
    Checkpoint,
    /// Verify the journal.
    Verify,
    /// Mark overdue parcels and requests.
    Overdue,
    /// Compare the tables with the journal.
    Compare,
    /// Remove condemned objects from the vault.
    Remove,
    /// Read objects of the vault again.
    Reread,
}

impl Job {
    /// All of them.
    pub const ALL: [Self; 6] = [
        Self::Checkpoint,
        Self::Verify,
        Self::Overdue,
        Self::Compare,
        Self::Remove,
        Self::Reread,
    ];

    /// Its name in the history.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Checkpoint => "checkpoint",
            Self::Verify => "verify",
            Self::Overdue => "overdue",
            Self::Compare => "compare",
            Self::Remove => "remove",
            Self::Reread => "reread",
        }
    }

    /// True if it may take half a night: the others do not wait for it.
    const fn is_long(self) -> bool {
        matches!(self, Self::Reread)
    }

    /// The job with this name.
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|job| job.name() == name)
    }
}

/// Runs jobs.
#[derive(Clone)]
pub struct Clockworks {
    office: Office,
    key: Arc<SigningKey>,
    /// The last checkpoint, beside the key. One signs at a time.
    kept: Arc<Mutex<CheckpointFile>>,
    installed: Timestamp,
    /// One look at a time in this instance; between instances the claims decide.
    looking: Arc<tokio::sync::Mutex<()>>,
    /// What takes long looks at it.
    stop: CancellationToken,
    /// Long jobs under way.
    going: TaskTracker,
}

impl Clockworks {
    /// For the instance that the office is one of. Long jobs end early once `stop` is cancelled.
    pub fn new(office: &Office, key: Arc<SigningKey>, stop: CancellationToken) -> Self {
        Self {
            installed: office.now(),
            kept: Arc::new(Mutex::new(CheckpointFile::in_data(
                &office.config.storage.data,
            ))),
            office: office.clone(),
            key,
            looking: Arc::default(),
            stop,
            going: TaskTracker::new(),
        }
    }

    fn schedule(&self, job: Job) -> &Schedule {
        let times = &self.office.config.jobs;
        match job {
            Job::Checkpoint => &times.checkpoint,
            Job::Verify => &times.verify,
            Job::Overdue => &times.overdue,
            Job::Compare => &times.compare,
            Job::Remove => &times.remove,
            Job::Reread => &times.reread,
        }
    }

    /// The cron expression of a job, as configured: seconds first, UTC.
    pub fn cron(&self, job: Job) -> &str {
        self.schedule(job).source()
    }

    /// When a job fires next.
    pub fn next(&self, job: Job) -> Option<Timestamp> {
        next_after(self.schedule(job), self.office.now())
    }

    fn warrant(&self) -> Result<Warrant<Clockwork>, Error> {
        Ok(self
            .office
            .appliance
            .take_up(Purpose::Maintenance, self.office.now())?)
    }

    /// Pages that overlap for ever, or one that takes long, keep SQLite from writing over its
    /// log. What cannot be emptied now is tried at the next look; the page of jobs says so.
    async fn empty_a_log_that_grew(&self) {
        let store = self.office.store.clone();
        let emptied = tokio::task::spawn_blocking(move || match store.log_bytes() {
            Some(bytes) if bytes > LOG_LIMIT => (bytes, store.empty_log()),
            _ => (0, Ok(())),
        });
        if let Ok((bytes, Err(error))) = emptied.await {
            tracing::warn!(%error, bytes, "the database's log is long and cannot be emptied");
        }
    }

    /// Looks once: clears up what nobody is at work on any more, writes refusals that were
    /// counted, and runs what is due.
    pub async fn look(&self) -> Result<(), Error> {
        let _one = self.looking.lock().await;
        self.office
            .write(self.warrant()?, |unit| {
                unit.mark_cut_off_runs()?;
                unit.fail_cut_off_builds()
            })
            .await?;
        self.office.write_counted_refusals(Counts::Over).await?;
        self.empty_a_log_that_grew().await;
        for job in Job::ALL {
            let last = self
                .office
                .read(self.warrant()?, move |unit| unit.last_scheduled(job.name()))
                .await?;
            let schedule = self.schedule(job);
            let Due::Now { scheduled } = due(last, self.installed, self.office.now(), |after| {
                next_after(schedule, after)
            }) else {
                continue;
            };
            let instance = Arc::clone(&self.office.instance);
            let run = self
                .office
                .write(self.warrant()?, move |unit| {
                    unit.begin_due_run(job.name(), scheduled, &instance, LEASE)
                })
                .await?;
            // What nobody waits for reads what is new; the whole once a week.
            match run {
                Some(run) if job.is_long() => {
                    let this = self.clone();
                    self.going.spawn(async move {
                        if let Err(error) = this.run_claimed(job, run, Reach::SinceLast).await {
                            tracing::error!(job = job.name(), %error, "how a job ended could not be written down");
                        }
                    });
                }
                Some(run) => {
                    self.run_claimed(job, run, Reach::SinceLast).await?;
                }
                None => {}
            }
        }
        Ok(())
    }

    /// Runs a job now and writes down how it ended; none if it runs already, here or
    /// elsewhere. A verification that somebody asks for is of the whole journal.
    pub async fn run(&self, job: Job, scheduled: Timestamp) -> Result<Option<RunOutcome>, Error> {
        let instance = Arc::clone(&self.office.instance);
        let run = self
            .office
            .write(self.warrant()?, move |unit| {
                unit.begin_run(job.name(), scheduled, &instance, LEASE)
            })
            .await?;
        match run {
            Some(run) => self.run_claimed(job, run, Reach::Whole).await,
            None => Ok(None),
        }
    }

    /// None if somebody else took the job over meanwhile: then theirs is the outcome.
    async fn run_claimed(
        &self,
        job: Job,
        run: RunUnderWay,
        reach: Reach,
    ) -> Result<Option<RunOutcome>, Error> {
        let claims = vec![run.claim().clone()];
        let _keeping = Keeping::start(&self.office.store, &self.warrant()?, claims, LEASE);
        let (outcome, detail) = match self.work(job, &run, reach).await {
            Ok(done) => done,
            Err(Error::ClaimLost) => return Ok(taken_over(job)),
            Err(error) => {
                tracing::error!(job = job.name(), %error, "a job failed");
                (RunOutcome::Failed, error.code().to_owned())
            }
        };
        let ended = self
            .office
            .write(self.warrant()?, move |unit| {
                unit.end_run(&run, outcome, &detail)
            })
            .await;
        match ended {
            Ok(()) => Ok(Some(outcome)),
            Err(Error::ClaimLost) => Ok(taken_over(job)),
            Err(error) => Err(error),
        }
    }

    /// The work itself; what it found, in figures only.
    async fn work(
        &self,
        job: Job,
        run: &RunUnderWay,
        reach: Reach,
    ) -> Result<(RunOutcome, String), Error> {
        match job {
            // The same tree is signed with the same note, and each is stored once.
            Job::Checkpoint => self.sign().await,
            Job::Verify => self.verify(run, reach).await,
            Job::Compare => self.compare(run, reach).await,
            Job::Remove => self.remove().await,
            Job::Reread => self.reread(run, reach).await,
            Job::Overdue => {
                let claim = run.claim().clone();
                let zone = self.office.config.centre.zone;
                let marked = self
                    .office
                    .write(self.warrant()?, move |unit| {
                        unit.hold(&claim)?;
                        Ok((
                            unit.mark_overdue_shipments(zone)?,
                            unit.mark_overdue_requests()?,
                        ))
                    })
                    .await?;
                Ok((RunOutcome::Done, format!("{} + {}", marked.0, marked.1)))
            }
        }
    }

    /// Removes what was condemned. Two that do it at once remove the same: it needs no claim.
    async fn remove(&self) -> Result<(RunOutcome, String), Error> {
        let (warrant, vault) = (self.warrant()?, self.office.vault.clone());
        let before = self.office.now().plus(upkeep::GRACE);
        let removed = self
            .office
            .with_store(move |store| Ok(upkeep::remove_condemned(store, &warrant, &vault, before)))
            .await?;
        match removed {
            Ok(removed) => Ok((RunOutcome::Done, removed.to_string())),
            Err(fault) => of_upkeep(fault),
        }
    }

    /// Reads objects of the vault again: those that are due, or all.
    async fn reread(&self, run: &RunUnderWay, reach: Reach) -> Result<(RunOutcome, String), Error> {
        let (warrant, claim) = (self.warrant()?, run.claim().clone());
        let (vault, stop) = (self.office.vault.intake(), self.stop.clone());
        let pace = self.office.config.storage.reread_rate;
        let found = self
            .office
            .with_store(move |store| {
                let rereading = Rereading {
                    store,
                    warrant: &warrant,
                    vault,
                    claim,
                    pace,
                    stop: &|| stop.is_cancelled(),
                };
                Ok(rereading.run(reach))
            })
            .await?;
        Ok(match found {
            Ok(Ended { found, .. }) if found.damaged > 0 => {
                (RunOutcome::Failed, format!("\u{2020} {}", found.damaged))
            }
            Ok(Ended { found, stopped }) if !stopped && will_be_late(found.objects, found.left) => {
                let figures = format!("{} / {}", found.objects, found.left);
                (RunOutcome::Failed, figures)
            }
            Ok(Ended { found, .. }) => (RunOutcome::Done, found.objects.to_string()),
            Err(fault) => return of_upkeep(fault),
        })
    }

    /// Compares tables with the journal, some records at a time, so that no read is long.
    async fn compare(
        &self,
        run: &RunUnderWay,
        reach: Reach,
    ) -> Result<(RunOutcome, String), Error> {
        let yesterday = self.office.now().plus(TOUCHED_WITHIN);
        let since = match reach {
            Reach::Whole => 0,
            Reach::SinceLast => {
                self.office
                    .read(self.warrant()?, move |unit| {
                        unit.first_entry_since(yesterday)
                    })
                    .await?
            }
        };
        let turn = u32::try_from(self.office.now().micros() / A_DAY % 7).unwrap_or(0);
        let mut found = self.compare_index(reach, since, turn).await?;
        let (mut after, mut told) = (String::new(), 0);
        loop {
            let from = after.clone();
            let (compared, next) = self
                .office
                .read(self.warrant()?, move |unit| {
                    let due = unit.records_due(&from, since, turn, RECORDS_AT_ONCE)?;
                    let compared = unit.compare_records(&due.records, &mut |differs| {
                        told += 1;
                        if told <= DIFFERENCES_TOLD {
                            name_difference(differs);
                        }
                    })?;
                    Ok((compared, due.next))
                })
                .await?;
            found = found.and(compared);
            match next {
                Some(last) => after = last,
                None => break,
            }
        }
        let claim = run.claim().clone();
        self.office
            .write(self.warrant()?, move |unit| {
                unit.hold(&claim)?;
                unit.note_comparison(&found)
            })
            .await?;
        Ok(if found.differing == 0 {
            (RunOutcome::Done, found.rows.to_string())
        } else {
            (RunOutcome::Failed, format!("\u{2260} {}", found.differing))
        })
    }

    /// The index of the journal: entries since `since` and the seventh of the rest whose turn
    /// it is, or all; and rows whose record it does not know.
    async fn compare_index(&self, reach: Reach, since: u64, turn: u32) -> Result<Compared, Error> {
        let size = self
            .office
            .read(self.warrant()?, |unit| Ok(unit.journal_standing()?.size))
            .await?;
        let seventh = size.div_ceil(7);
        let first = seventh * u64::from(turn);
        let mut found = Compared::default();
        for from in (0..size).step_by(ENTRIES_AT_ONCE) {
            let to = size.min(from + ENTRIES_AT_ONCE as u64);
            let its_turn = to > first && from < first + seventh;
            if reach != Reach::Whole && to <= since && !its_turn {
                continue;
            }
            let compared = self
                .office
                .read(self.warrant()?, move |unit| {
                    unit.compare_index(from, to, &mut name_difference)
                })
                .await?;
            found = found.and(compared);
        }
        let strays = self
            .office
            .read(self.warrant()?, |unit| {
                unit.rows_of_no_record(&mut name_difference)
            })
            .await?;
        Ok(found.and(strays))
    }

    async fn sign(&self) -> Result<(RunOutcome, String), Error> {
        let (key, kept, warrant) = (
            Arc::clone(&self.key),
            Arc::clone(&self.kept),
            self.warrant()?,
        );
        let signed = self
            .office
            .with_store(move |store| {
                // Whoever panicked with it left a whole file, this one or the one before.
                let mut kept = kept.lock().unwrap_or_else(PoisonError::into_inner);
                store.sign_checkpoint(&warrant, &key, &mut *kept)
            })
            .await;
        match signed {
            Ok(signed) => Ok((
                RunOutcome::Done,
                signed.map_or_else(|| "=".to_owned(), |c| c.size.to_string()),
            )),
            Err(Error::LedgerBroken(at)) => {
                tracing::error!(
                    entry = at,
                    "the journal does not extend what its key signed; nothing was signed"
                );
                Ok((RunOutcome::Failed, format!("! {at}")))
            }
            Err(error) => Err(error),
        }
    }

    async fn verify(&self, run: &RunUnderWay, reach: Reach) -> Result<(RunOutcome, String), Error> {
        let (key, warrant) = (self.key.verifying_key(), self.warrant()?);
        let found = self
            .office
            .with_store(move |store| store.check_journal(&warrant, &key, reach))
            .await?;
        let (noted, claim) = (found.clone(), run.claim().clone());
        self.office
            .write(self.warrant()?, move |unit| {
                unit.hold(&claim)?;
                unit.note_self_check(&noted)
            })
            .await?;
        match found.broken_at {
            None => Ok((RunOutcome::Done, found.entries.to_string())),
            Some(at) => {
                tracing::error!(entry = at, "the journal does not verify");
                Ok((RunOutcome::Failed, format!("! {at}")))
            }
        }
    }
}

/// What failed in the records is the caller's to say; what failed in the vault is said here.
fn of_upkeep(fault: UpkeepFault) -> Result<(RunOutcome, String), Error> {
    match fault {
        UpkeepFault::Store(error) => Err(error),
        UpkeepFault::Vault(error) => {
            tracing::error!(%error, "the vault could not be kept");
            Ok((RunOutcome::Failed, "vault".to_owned()))
        }
    }
}

/// Says in the log that a run came to nothing here.
fn taken_over(job: Job) -> Option<RunOutcome> {
    tracing::warn!(job = job.name(), "a job was taken over by another instance");
    None
}

/// Names a difference in the log: ids and words of ours only.
fn name_difference(differs: &Difference) {
    tracing::error!(%differs, "a table differs from the journal");
}

/// The first moment of a schedule after an instant, in UTC.
fn next_after(schedule: &Schedule, after: Timestamp) -> Option<Timestamp> {
    let after = chrono::DateTime::from_timestamp_micros(after.micros())?;
    schedule
        .after(&after)
        .next()
        .map(|at| Timestamp::from_micros(at.timestamp_micros()))
}

/// Says in the log when our clock and the machine's part, and when they are together again.
fn tell(before: Standing, now: Standing) {
    let parted = |standing| standing != Standing::Together;
    match now {
        Standing::Together if parted(before) => {
            tracing::info!("the machine's clock and the appliance's are together again");
        }
        Standing::WallAhead(apart) if !parted(before) => tracing::error!(
            seconds = apart.as_seconds(),
            "the machine's clock is ahead of the appliance's: check it, then restart the appliance"
        ),
        Standing::WallBehind(apart) if !parted(before) => tracing::error!(
            seconds = apart.as_seconds(),
            "the machine's clock is behind the appliance's: check it, then restart the appliance"
        ),
        _ => {}
    }
}

/// Looks every 15 seconds until told to stop, and ends when the last long job has.
pub async fn run(clockworks: Clockworks, stop: CancellationToken) {
    let mut standing = Standing::default();
    loop {
        let found = clockworks.office.store.clock().compare();
        tell(standing, found);
        standing = found;
        if let Err(error) = clockworks.look().await {
            tracing::warn!(%error, "the jobs could not be looked after; trying again");
        }
        tokio::select! {
            () = stop.cancelled() => break,
            () = tokio::time::sleep(LOOK_EVERY) => {}
        }
    }
    clockworks.going.close();
    clockworks.going.wait().await;
}
