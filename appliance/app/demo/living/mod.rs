//! A centre that has worked for two weeks: what the demonstration opens on.
//!
//! People of the demonstration do what they would have done on the ten weekdays before today, one
//! thing after the other, through the units that their desks use; images come over the network, copies are
//! built by the same tools. So each row has its entry in the journal, and whatever a desk refuses is
//! refused here too: then the demonstration does not start. What happens is the same in every run; days
//! are reckoned from today, so that something is due today, tomorrow, and late. Keys, labels and ids are drawn.
//!
//! | module | what happens there |
//! |---|---|
//! | `house` | the calendar, the people, how time passes |
//! | `cast` | whose records they are |
//! | `cases`, `exams`, `parcels`, `archive`, `imaging`, `requests` | the work of each desk; a later desk adds its own |

mod archive;
mod cases;
mod cast;
mod clock;
mod exams;
mod films;
mod house;
mod imaging;
mod parcels;
mod requests;

use std::net::{Ipv4Addr, TcpListener};
use std::str::FromStr as _;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use anyhow::{Context as _, ensure};
use chrono::NaiveDate;
use cron::Schedule;
use doublelock_domain::schedule::RunOutcome;
use doublelock_domain::time::{Clock, Entropy, Span};
use doublelock_edge::Limits;
use doublelock_imaging::describe::Program;

use archive::{Gets, Return};
use cases::Opened;
use clock::DayClock;
use house::{House, WEEKDAYS, weekdays_before};
use parcels::Rolls;
use requests::Requests;

use crate::clockwork::{Clockworks, Job};
use crate::config::{Config, JobTimes};
use crate::running::{self, Making, Running};
use crate::web::page::Missing;

/// Lives through the two weeks in a centre that nobody has worked in yet. It ends on the evening
/// before `today`, and the appliance is stopped again; earlier, and with an error, once `stop` is set: it is looked at
/// between two days.
pub async fn plant(
    config: &Config,
    today: NaiveDate,
    entropy: Arc<dyn Entropy>,
    imaging_child: Program,
    stop: Arc<AtomicBool>,
) -> anyhow::Result<()> {
    ensure!(
        !config.storage.data.exists(),
        "somebody has worked in that directory"
    );
    let first = *weekdays_before(today).first().context("no weekday")?;
    let zone = config.centre.zone;
    let clock = Arc::new(DayClock::at(zone.start_of(first).plus(Span::hours(7))));
    let here = || TcpListener::bind((Ipv4Addr::LOCALHOST, 0));
    let making = Making {
        clock: Arc::clone(&clock) as Arc<dyn Clock>,
        entropy,
        // It answers while it is planted; nobody is told where.
        web: vec![here()?],
        dicom: Some(here()?),
        imaging_child,
        missing: Missing::Show,
        limits: Limits::default(),
    };
    let running = running::start(without_jobs(config)?, making).await?;
    let lived = lives(&running, clock, today, stop).await;
    let whole = running.stop().await;
    lived.context("two weeks of work could not be planted")?;
    ensure!(whole, "a part of the appliance failed");
    Ok(())
}

/// No job is started by a clock that leaps: each night has its own.
fn without_jobs(config: &Config) -> anyhow::Result<Config> {
    let never = Schedule::from_str("0 0 0 1 1 * 2099")?;
    let mut config = config.clone();
    config.jobs = JobTimes {
        checkpoint: never.clone(),
        verify: never.clone(),
        overdue: never.clone(),
        compare: never.clone(),
        reread: never.clone(),
        remove: never,
    };
    Ok(config)
}

async fn lives(
    running: &Running,
    clock: Arc<DayClock>,
    today: NaiveDate,
    stop: Arc<AtomicBool>,
) -> anyhow::Result<()> {
    let house = House::of(&running.office, clock, today).await?;
    let receiver = running.dicom.context("no receiver")?.to_string();
    let jobs = running.clockworks.clone();
    tokio::task::spawn_blocking(move || {
        let mut weeks = Weeks {
            rolls: Rolls::printed(&house)?,
            house: &house,
            receiver,
            jobs,
            cases: Vec::new(),
            requests: Requests::default(),
        };
        for day in 0..WEEKDAYS {
            ensure!(!stop.load(Ordering::SeqCst), "somebody stopped it");
            weeks.lives(day).with_context(|| format!("weekday {day}"))?;
        }
        requests::leaves_a_build(&house, &weeks.requests)
    })
    .await?
}

/// What the weeks have come to.
struct Weeks<'a> {
    house: &'a House,
    receiver: String,
    jobs: Clockworks,
    rolls: Rolls,
    cases: Vec<Opened>,
    requests: Requests,
}

impl Weeks<'_> {
    fn lives(&mut self, day: usize) -> anyhow::Result<()> {
        let house = self.house;
        let staff = &house.staff;
        house.is(day, 8, 0)?;
        let mut sessions = Vec::new();
        for one in [
            &staff.nadia,
            &staff.sophie,
            &staff.karim,
            &staff.marc,
            &staff.alex,
        ] {
            sessions.push(house.signs_in(one)?);
        }
        house.is(day, 8, 30)?;
        cases::opens(house, day, &mut self.cases)?;
        house.is(day, 9, 10)?;
        exams::works(house, day, &self.cases)?;
        house.is(day, 9, 30)?;
        parcels::announces(house, day, &self.cases)?;
        house.is(day, 10, 30)?;
        parcels::receives(house, day, &mut self.rolls)?;
        house.is(day, 11, 30)?;
        imaging::arrives(house, &self.receiver, day, &self.cases)?;
        house.is(day, 13, 30)?;
        self.archive(day)?;
        house.is(day, 15, 30)?;
        requests::works(house, day, &self.cases, &mut self.requests, &mut self.rolls)?;
        for case in self.cases.iter().rev().take(3) {
            cases::looks_at(house, case)?;
        }
        house.is(day, 17, 0)?;
        for session in &sessions {
            house.signs_out(session)?;
        }
        house.is(day, 22, 0)?;
        self.works_by_night(day)
    }

    /// Two people put away what came; some films are taken out again and go home.
    fn archive(&mut self, day: usize) -> anyhow::Result<()> {
        let house = self.house;
        match day {
            2 => archive::puts_away(house, "Tablette 1-A"),
            4 => archive::puts_away(house, "Tablette 1-B"),
            5 => self.returns(5, 4, false, &HARBOUR),
            6 => archive::puts_away(house, "Tablette 2-A"),
            7 => self.returns(6, 5, true, &RIVE),
            8 => archive::puts_away(house, "Tablette 2-B"),
            9 => {
                self.returns(3, 3, false, &RIVE_TOMORROW)?;
                self.returns(0, 2, false, &FJORD)
            }
            _ => Ok(()),
        }
    }

    /// Films of somebody of the cast are taken out and leave.
    fn returns(
        &mut self,
        whose: usize,
        films: usize,
        one_is_missing: bool,
        to: &Home,
    ) -> anyhow::Result<()> {
        let case = self.cases.get(whose).context("no such case yet")?;
        let films = archive::takes_out(self.house, case, films, one_is_missing)?;
        let leaving = Return {
            films: &films,
            recipient: to.name,
            address: to.address,
            waybill: to.waybill,
            gets: to.gets,
            confirmed: to.confirmed,
            lent_for: to.lent_for,
        };
        archive::sends_back(self.house, &leaving, &mut self.rolls)
    }

    /// What is late is marked, the journal is signed and verified; in the last night all jobs run.
    fn works_by_night(&self, day: usize) -> anyhow::Result<()> {
        let runtime = tokio::runtime::Handle::current();
        let all = [
            Job::Overdue,
            Job::Checkpoint,
            Job::Verify,
            Job::Compare,
            Job::Remove,
            Job::Reread,
        ];
        let tonight = if day + 1 == WEEKDAYS {
            &all[..]
        } else {
            &all[..3]
        };
        for job in tonight.iter().copied() {
            let ended = runtime.block_on(self.jobs.run(job, self.house.office.now()))?;
            ensure!(
                ended == Some(RunOutcome::Done),
                "{job:?} ended as {ended:?}"
            );
        }
        Ok(())
    }
}

/// Where films go home to, and how far they got.
struct Home {
    name: &'static str,
    address: &'static str,
    waybill: &'static str,
    gets: Gets,
    confirmed: bool,
    lent_for: Option<u64>,
}

const HARBOUR: Home = Home {
    name: "Harbour Street Clinic",
    address: "40 Harbour Street, Kingston (Ontario) K7L 2N4",
    waybill: "EB5500417703",
    gets: Gets::Away,
    confirmed: true,
    lent_for: Some(21),
};

const RIVE: Home = Home {
    name: "Hôpital de la Rive",
    address: "8, chemin de la Rive, Rimouski (Québec) G5L 1A1",
    waybill: "EB5500417710",
    gets: Gets::Away,
    confirmed: false,
    lent_for: None,
};

const RIVE_TOMORROW: Home = Home {
    gets: Gets::Sealed,
    waybill: "EB5500417727",
    ..RIVE
};

const FJORD: Home = Home {
    name: "Clinique radiologique du Fjord",
    address: "1, rue du Port, Saguenay (Québec) G7H 1A1",
    waybill: "EB5500417734",
    gets: Gets::Prepared,
    confirmed: false,
    lent_for: None,
};
