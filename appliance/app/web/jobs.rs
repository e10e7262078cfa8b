//! Routes of the operator: the appliance's own jobs, and how the appliance stands.
//! Names nobody.

use std::time::Duration;

use doublelock_domain::access::{Duty, Operator, Purpose};
use doublelock_domain::ids::ObjectId;
use doublelock_domain::object::ObjectKind;
use doublelock_domain::schedule::RunOutcome;
use doublelock_domain::time::{Span, Standing, Timestamp};
use doublelock_store::jobs::JobRun;
use doublelock_store::{Error as StoreError, ReadUnit};
use rocket::response::Redirect;
use rocket::{Route, State, get, post, routes};

use crate::clockwork::{Clockworks, Job};
use crate::office::Office;
use crate::web::form::{Confirmed, ProtectedForm};
use crate::web::guard::On;
use crate::web::i18n::{Arg, Phrase};
use crate::web::pages::jobs::{
    ApplianceState, DamagedObject, JobLine, Jobs, Notice, Room, Run, RunLine,
};
use crate::web::problem::Problem;
use crate::web::reply::Html;

/// Runs shown in the history.
const HISTORY: u32 = 50;
/// Damaged objects shown; the figure counts them all.
const DAMAGED: u32 = 50;
/// A job that was started by hand is waited for this long; then it goes on by itself.
/// A log of the database that is longer than this is told, in bytes: twice what it is let be.
const LONG_LOG: u64 = 128 * 1024 * 1024;
const PATIENCE: Duration = Duration::from_secs(5);

/// The routes.
pub fn routes() -> Vec<Route> {
    routes![jobs, run]
}

#[get("/jobs?<ran>")]
async fn jobs(
    on: On<Operator>,
    clockworks: &State<Clockworks>,
    ran: Option<&str>,
) -> Result<Html, Problem> {
    let found = on.read(Purpose::Maintenance, look).await?;
    let directory = on.office().staff.reachable().await;
    let page = Jobs {
        notice: ran.and_then(Job::named).and_then(|job| notice(job, &found)),
        appliance: ApplianceState {
            directory: Some(directory),
            ..appliance(on.office(), &found).await
        },
        damaged: found.damaged_list.iter().map(damaged).collect(),
        jobs: Job::ALL
            .into_iter()
            .map(|job| line(job, clockworks, &found))
            .collect(),
        history: found.history.iter().filter_map(history_line).collect(),
    };
    on.page(&page)
}

#[post("/jobs/<name>/run", data = "<_form>")]
async fn run(
    on: On<Operator>,
    clockworks: &State<Clockworks>,
    name: &str,
    _form: ProtectedForm<Confirmed>,
) -> Result<Redirect, Problem> {
    let job = Job::named(name).ok_or(Problem::NotFound)?;
    on.write(Purpose::Maintenance, move |unit| {
        unit.note_run_asked(job.name())
    })
    .await?;
    let (clockworks, now) = (clockworks.inner().clone(), on.office().now());
    let going = rocket::tokio::spawn(async move { clockworks.run(job, now).await });
    if let Ok(Ok(ended)) = rocket::tokio::time::timeout(PATIENCE, going).await {
        ended?;
    }
    Ok(Redirect::to(format!("/jobs?ran={}", job.name())))
}

/// What the records say of the jobs.
pub struct Found {
    latest: Vec<(Job, Option<JobRun>)>,
    checkpoint: Option<i64>,
    verified: Option<i64>,
    waiting: u32,
    damaged: u64,
    damaged_list: Vec<(ObjectId, ObjectKind, Timestamp)>,
    history: Vec<JobRun>,
}

impl Found {
    fn latest(&self, job: Job) -> Option<&JobRun> {
        self.latest
            .iter()
            .find(|(known, _)| *known == job)
            .and_then(|(_, run)| run.as_ref())
    }

    /// Jobs whose latest run failed or was cut off.
    pub fn troubled(&self) -> impl Iterator<Item = Job> + '_ {
        let bad = |run: &JobRun| matches!(run.outcome, RunOutcome::Failed | RunOutcome::CutOff);
        self.latest
            .iter()
            .filter(move |(_, run)| run.as_ref().is_some_and(bad))
            .map(|(job, _)| *job)
    }
}

/// Reads it.
pub fn look(unit: &mut ReadUnit<'_, Operator>) -> Result<Found, StoreError> {
    let latest = Job::ALL
        .into_iter()
        .map(|job| Ok((job, unit.latest_run(job.name())?)))
        .collect::<Result<_, StoreError>>()?;
    Ok(Found {
        latest,
        checkpoint: unit
            .journal_standing()?
            .checkpoint
            .map(|stored| stored.issued_at.micros()),
        verified: unit
            .latest_success(Job::Verify.name())?
            .and_then(|run| run.ended_at)
            .map(Timestamp::micros),
        waiting: unit.objects_to_describe()?,
        damaged: unit.damaged_objects()?,
        damaged_list: unit.damaged_list(DAMAGED)?,
        history: unit.job_history(HISTORY)?,
    })
}

/// The run that says how the journal stands: the latest verification, unless the key has
/// since refused to sign what does not extend its last checkpoint.
pub fn on_the_journal<D: Duty>(unit: &mut ReadUnit<'_, D>) -> Result<Option<JobRun>, StoreError> {
    let refused = unit
        .latest_run(Job::Checkpoint.name())?
        .filter(|run| shown(run).broken);
    match refused {
        Some(run) => Ok(Some(run)),
        None => unit.latest_run(Job::Verify.name()),
    }
}

/// How the appliance stands, without asking the directory.
pub async fn appliance(office: &Office, found: &Found) -> ApplianceState {
    let vault = office.vault.clone();
    let free = rocket::tokio::task::spawn_blocking(move || vault.free_bytes()).await;
    let room = match free {
        Ok(Ok(free)) => Some(Room::new(free, office.config.storage.floor_bytes)),
        Ok(Err(error)) => {
            tracing::warn!(%error, "the room in the vault could not be measured");
            None
        }
        Err(_) => None,
    };
    ApplianceState {
        directory: None,
        room,
        log: office.store.log_bytes().filter(|bytes| *bytes > LONG_LOG),
        waiting: found.waiting,
        checkpoint: found.checkpoint,
        verified: found.verified,
        broken: [Job::Verify, Job::Checkpoint]
            .into_iter()
            .filter_map(|job| found.latest(job))
            .any(|run| shown(run).broken),
        unknown: office.vault.unknown(),
        damaged: u32::try_from(found.damaged).unwrap_or(u32::MAX),
        clock: clock(office.store.clock().compare()),
        version: env!("CARGO_PKG_VERSION"),
    }
}

/// What there is to say of the machine's clock, once it parted from ours.
fn clock(standing: Standing) -> Option<Phrase> {
    let say = |key, apart: Span| Phrase::new(key).with("by", Arg::Seconds(apart.as_seconds()));
    match standing {
        Standing::Together => None,
        Standing::WallAhead(apart) => Some(say("appliance-clock-ahead", apart)),
        Standing::WallBehind(apart) => Some(say("appliance-clock-behind", apart)),
    }
}

fn line(job: Job, clockworks: &Clockworks, found: &Found) -> JobLine {
    JobLine {
        name: job.name(),
        title: title(job),
        what: Phrase::new(format!("job-{}-what", job.name())),
        schedule: schedule(clockworks.cron(job)),
        next: clockworks.next(job).map(Timestamp::micros),
        last: found.latest(job).map(|run| shown(run).run),
    }
}

fn damaged((object, kind, since): &(ObjectId, ObjectKind, Timestamp)) -> DamagedObject {
    let place = doublelock_vault::ObjectId::parse(object.as_str());
    DamagedObject {
        place: place.map_or_else(|_| object.to_string(), |id| format!("vault/{}", id.path())),
        what: Phrase::new(format!("object-{kind}")),
        mend: Phrase::new(format!("object-mend-{kind}")),
        since: since.micros(),
    }
}

/// A job's name for people.
pub fn title(job: Job) -> Phrase {
    Phrase::new(format!("job-{}", job.name()))
}

/// A run of a job that this version no longer has is left out.
fn history_line(run: &JobRun) -> Option<RunLine> {
    let job = Job::named(&run.job)?;
    Some(RunLine {
        job: title(job),
        scheduled: run.scheduled_for.micros(),
        run: shown(run).run,
    })
}

fn notice(job: Job, found: &Found) -> Option<Notice> {
    let (kind, key) = match found.latest(job)?.outcome {
        RunOutcome::Done => ("done", "job-ran"),
        RunOutcome::Running => ("progress", "job-run-going"),
        RunOutcome::Failed | RunOutcome::CutOff => ("refused", "job-run-failed"),
    };
    Some(Notice {
        kind,
        text: Phrase::new(key).with("job", title(job)),
    })
}

/// A run as pages show it.
#[derive(Debug, PartialEq)]
pub struct Shown {
    /// The run.
    pub run: Run,
    /// It was a verification or a signing, and it found an alteration.
    pub broken: bool,
}

/// A run as pages show it.
pub fn shown(run: &JobRun) -> Shown {
    let kind = match run.outcome {
        RunOutcome::Running => "progress",
        RunOutcome::Done => "done",
        RunOutcome::Failed => "refused",
        RunOutcome::CutOff => "attention",
    };
    let (found, broken) = match run.detail.as_deref() {
        Some(detail) => found(&run.job, run.outcome, detail),
        None => (None, false),
    };
    Shown {
        run: Run {
            started: run.started_at.micros(),
            took: run
                .ended_at
                .map(|ended| ended.since(run.started_at).as_seconds().max(0)),
            kind,
            state: Phrase::new(format!("run-{}", run.outcome)),
            found,
        },
        broken,
    }
}

/// What a run found, from the figures that `clockwork` wrote down; whether that is an
/// alteration of the journal, or of the tables that follow from it.
fn found(job: &str, outcome: RunOutcome, detail: &str) -> (Option<Phrase>, bool) {
    let whole = |text: &str| text.trim().parse::<i64>().ok();
    if let Some(at) = detail.strip_prefix("! ").and_then(whole) {
        return (Some(Phrase::new("run-broken").with("at", at)), true);
    }
    if let Some(n) = detail.strip_prefix("\u{2260} ").and_then(whole) {
        return (Some(Phrase::new("run-differs").with("n", n)), true);
    }
    if let Some(n) = detail.strip_prefix("\u{2020} ").and_then(whole) {
        return (Some(Phrase::new("run-damaged").with("n", n)), false);
    }
    if outcome == RunOutcome::Failed {
        let both = detail.split_once('/');
        if let Some((read, left)) = both.and_then(|(read, left)| whole(read).zip(whole(left))) {
            let late = Phrase::new("run-late")
                .with("read", read)
                .with("left", left);
            return (Some(late), false);
        }
        let cause = if StoreError::CODES.contains(&detail) || detail == "vault" {
            detail
        } else {
            "other"
        };
        return (Some(Phrase::new(format!("run-fault-{cause}"))), false);
    }
    let phrase = match Job::named(job) {
        Some(Job::Checkpoint) if detail == "=" => Some(Phrase::new("run-nothing-new")),
        Some(Job::Checkpoint) => whole(detail).map(|n| Phrase::new("run-signed").with("n", n)),
        Some(Job::Verify) => whole(detail).map(|n| Phrase::new("run-verified").with("n", n)),
        Some(Job::Compare) => whole(detail).map(|n| Phrase::new("run-compared").with("n", n)),
        Some(Job::Remove) => whole(detail).map(|n| Phrase::new("run-removed").with("n", n)),
        Some(Job::Reread) => whole(detail).map(|n| Phrase::new("run-reread").with("n", n)),
        Some(Job::Overdue) => detail.split_once('+').and_then(|(parcels, requests)| {
            Some(
                Phrase::new("run-marked")
                    .with("parcels", whole(parcels)?)
                    .with("requests", whole(requests)?),
            )
        }),
        None => None,
    };
    (phrase, false)
}

/// A cron expression (seconds first, UTC) in words, for the forms that have some.
fn schedule(cron: &str) -> Phrase {
    let fields: Vec<&str> = cron.split_whitespace().collect();
    let in_words = match fields.as_slice() {
        [second, minute, hour, "*" | "?", "*", "*" | "?"] => words(second, minute, hour),
        _ => None,
    };
    in_words.unwrap_or_else(|| Phrase::new("job-cron").with("cron", Arg::Typed(cron.to_owned())))
}

fn words(second: &str, minute: &str, hour: &str) -> Option<Phrase> {
    let below = |text: &str, limit: u32| text.parse::<u32>().ok().filter(|n| *n < limit);
    below(second, 60)?;
    if let (Some(minute), Some(hour)) = (below(minute, 60), below(hour, 24)) {
        return Some(Phrase::new("job-daily").with("time", format!("{hour:02}:{minute:02}")));
    }
    match (hour, minute) {
        ("*", "*") => Some(Phrase::new("job-every-minute")),
        ("*", minute) => match minute
            .strip_prefix("*/")
            .or_else(|| minute.strip_prefix("0/"))
        {
            // Only steps that divide the hour come at even distances.
            Some(step) => {
                let step = below(step, 60).filter(|step| *step > 1 && 60 % step == 0)?;
                Some(Phrase::new("job-minutes").with("n", step))
            }
            None => {
                Some(Phrase::new("job-hourly").with("minute", format!("{:02}", below(minute, 60)?)))
            }
        },
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests")]
    use super::*;
    use crate::web::i18n::Catalogues;
    use crate::web::locale::Locale;
    use proptest::prelude::*;

    const AT: Timestamp = Timestamp::from_micros(1_795_102_920_000_000);

    fn run(job: &str, outcome: RunOutcome, detail: Option<&str>) -> JobRun {
        JobRun {
            job: job.into(),
            scheduled_for: AT,
            started_at: AT,
            ended_at: detail.map(|_| AT.plus(Span::seconds(312))),
            outcome,
            detail: detail.map(str::to_owned),
        }
    }

    fn key(run: &JobRun) -> Option<String> {
        shown(run).run.found.map(|phrase| phrase.key().to_owned())
    }

    #[test]
    fn common_schedules_are_said_in_words_and_others_as_they_stand() {
        let cases = [
            ("0 0 * * * *", "job-hourly"),
            ("0 5 * * * *", "job-hourly"),
            ("30 0 * * * *", "job-hourly"),
            ("0 30 7 * * *", "job-daily"),
            ("0 */15 * * * *", "job-minutes"),
            ("0 0/20 * * * ?", "job-minutes"),
            ("0 * * * * *", "job-every-minute"),
            ("0 */7 * * * *", "job-cron"),
            ("0 5 8-17 * * Mon-Fri", "job-cron"),
            ("* * * * * *", "job-cron"),
            ("0 0 0 1 1 * 2030", "job-cron"),
            ("0 0 0 1 * *", "job-cron"),
            ("@daily", "job-cron"),
            ("", "job-cron"),
        ];
        for (cron, wanted) in cases {
            assert_eq!(schedule(cron).key(), wanted, "{cron}");
        }
        assert_eq!(
            schedule("0 30 7 * * *"),
            Phrase::new("job-daily").with("time", "07:30")
        );
    }

    #[test]
    fn what_each_job_found_is_said() {
        use RunOutcome::{CutOff, Done, Failed, Running};
        assert_eq!(
            key(&run("checkpoint", Done, Some("="))).as_deref(),
            Some("run-nothing-new")
        );
        assert_eq!(
            key(&run("checkpoint", Done, Some("184"))).as_deref(),
            Some("run-signed")
        );
        assert_eq!(
            key(&run("verify", Done, Some("184"))).as_deref(),
            Some("run-verified")
        );
        assert_eq!(
            key(&run("overdue", Done, Some("2 + 1"))).as_deref(),
            Some("run-marked")
        );
        assert_eq!(
            key(&run("overdue", Failed, Some("busy"))).as_deref(),
            Some("run-fault-busy")
        );
        let reread = |outcome, detail| key(&run("reread", outcome, Some(detail)));
        assert_eq!(reread(Done, "40").as_deref(), Some("run-reread"));
        assert_eq!(reread(Failed, "\u{2020} 2").as_deref(), Some("run-damaged"));
        assert_eq!(reread(Failed, "40 / 900").as_deref(), Some("run-late"));
        assert_eq!(reread(Failed, "vault").as_deref(), Some("run-fault-vault"));
        let removed = key(&run("remove", Done, Some("3")));
        assert_eq!(removed.as_deref(), Some("run-removed"));
        assert_eq!(key(&run("verify", Running, None)), None);
        assert_eq!(shown(&run("verify", CutOff, None)).run.kind, "attention");
        assert_eq!(shown(&run("verify", Done, Some("184"))).run.took, Some(312));
    }

    #[test]
    fn every_cause_of_a_failure_is_said_in_both_languages() {
        let catalogues = Catalogues::embedded().unwrap();
        let causes = StoreError::CODES
            .iter()
            .chain(&["of an older version", "vault"]);
        for cause in causes {
            let key = key(&run("overdue", RunOutcome::Failed, Some(cause))).unwrap();
            for locale in Locale::ALL {
                assert!(catalogues.keys(locale).contains(&key), "{key}");
            }
        }
    }

    #[test]
    fn an_alteration_is_told_from_a_verification_that_could_not_run() {
        let broken = shown(&run("verify", RunOutcome::Failed, Some("! 88412")));
        assert!(broken.broken);
        assert_eq!(
            broken.run.found,
            Some(Phrase::new("run-broken").with("at", 88_412_i64))
        );
        assert!(!shown(&run("verify", RunOutcome::Failed, Some("busy"))).broken);
    }

    proptest! {
        #[test]
        fn no_detail_and_no_schedule_panics(text in ".{0,40}") {
            let _ = schedule(&text);
            for job in ["checkpoint", "verify", "overdue", "gone"] {
                for outcome in RunOutcome::ALL {
                    let _ = shown(&run(job, *outcome, Some(&text)));
                }
            }
        }
    }
}
