//! A whole appliance for tests, and the people who use it.
//!
//! [`TestAppliance`] is the real thing on loopback ports: TLS edge, Rocket, LDAPS
//! directory, DICOM receiver, jobs; only its clock stands still until a test moves it,
//! and its chance repeats. **Every test ends by running the independent verifier** on
//! what it wrote ([`TestAppliance::close`]).
//!
//! SQLite unless `DOUBLELOCK_TEST_DATABASE=postgres`, which takes a fresh database on
//! the server that `DOUBLELOCK_TEST_POSTGRES` names. `tests/run` does both.

#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::missing_panics_doc,
    reason = "a test support crate: failing is its job"
)]

mod archive;
pub mod chromium;
pub mod clerk;
mod clock;
mod database;
pub mod golden;
pub mod images;
mod journal;
mod log;
mod postgres;
pub mod records;
pub mod site;
mod wire;

use std::net::TcpListener;
use std::path::Path;
use std::sync::Arc;

use doublelock::demo::browser::{Answer, Browser};
use doublelock::demo::centre::DemoCentre;
use doublelock::demo::living;
use doublelock::demo::people::StaffMember;
use doublelock::machine::MachineClock;
use doublelock::office::Office;
use doublelock::running::{self, Making, Running};
use doublelock::web::page::Missing;
use doublelock_domain::access::{Clockwork, Duty, Purpose, Warrant};
use doublelock_domain::time::{Clock as _, Span, Timestamp};
use doublelock_edge::Limits;
use doublelock_imaging::describe::Program;

pub use archive::{ORIGIN, TestArchive};
pub use clock::{RepeatingChance, TestClock};
pub use database::{database_on_the_server, done_with, hold, past_the_store, sqlite_file, tamper};
pub use doublelock::config::Config;
pub use doublelock::demo::browser;
pub use doublelock::demo::people;
pub use doublelock_verify as verify;
pub use journal::Entry;
pub use log::Log;
pub use postgres::PostgresServer;
pub use site::Site;
pub use wire::{Reply, Wire, form_text};

/// Saturday, November 21, 2026, 10:00 in Montréal: when every test begins.
pub const MORNING: Timestamp = Timestamp::from_micros(1_795_273_200_000_000);

/// Starts an appliance for a test of the root package.
#[macro_export]
macro_rules! appliance {
    () => {
        $crate::TestAppliance::start(env!("CARGO_BIN_EXE_doublelock"), |_| {}).await
    };
    (living) => {
        $crate::TestAppliance::living(env!("CARGO_BIN_EXE_doublelock")).await
    };
    ($change:expr) => {
        $crate::TestAppliance::start(env!("CARGO_BIN_EXE_doublelock"), $change).await
    };
}

/// A running appliance.
pub struct TestAppliance {
    /// The appliance.
    pub running: Running,
    /// What a hospital would bring: directory, authority, configuration.
    pub centre: DemoCentre,
    /// Its clock.
    pub clock: Arc<TestClock>,
    program: String,
    home: tempfile::TempDir,
}

impl TestAppliance {
    /// Starts one; `program` is the `doublelock` binary, `change` has a last word on the
    /// configuration.
    pub async fn start(program: &str, change: impl FnOnce(&mut Config)) -> Self {
        let (home, mut centre, luck) = Box::pin(prepared()).await;
        change(&mut centre.config);
        Box::pin(Self::of(program, home, centre, luck)).await
    }

    /// Starts the demonstration's centre as it opens on that morning: with two weeks of work behind it.
    pub async fn living(program: &str) -> Self {
        let (home, centre, luck) = Box::pin(prepared()).await;
        let today = MORNING.date_in(centre.config.centre.zone);
        living::plant(
            &centre.config,
            today,
            luck.clone(),
            imaging_child(program),
            Arc::default(),
        )
        .await
        .unwrap();
        // Another course of chance than the one before the stop.
        let luck = Arc::new(RepeatingChance::from_seed(1));
        Box::pin(Self::of(program, home, centre, luck)).await
    }

    async fn of(
        program: &str,
        home: tempfile::TempDir,
        centre: DemoCentre,
        luck: Arc<RepeatingChance>,
    ) -> Self {
        let clock = Arc::new(TestClock::at(MORNING));
        let running = start(&centre.config, clock.clone(), luck, program).await;
        Self {
            running,
            centre,
            clock,
            program: program.to_owned(),
            home,
        }
    }

    /// Stops the appliance and starts it again on what it kept, as after a power cut in
    /// the night.
    #[must_use]
    pub async fn restarted(self) -> Self {
        self.stopped_for(|| {}).await
    }

    /// As [`Self::restarted`]; in between, `work` is done on what it left.
    #[must_use]
    pub async fn stopped_for(self, work: impl FnOnce()) -> Self {
        let Self {
            running,
            centre,
            clock,
            program,
            home,
        } = self;
        running.stop().await;
        work();
        let luck = Arc::new(RepeatingChance::from_seed(clock.tick()));
        let running = start(&centre.config, clock.clone(), luck, &program).await;
        Self {
            running,
            centre,
            clock,
            program,
            home,
        }
    }

    /// What the routes work with.
    pub const fn office(&self) -> &Office {
        &self.running.office
    }

    /// Lets time pass.
    pub fn later(&self, span: Span) {
        self.clock.advance(span);
    }

    /// The directory everything of this appliance is in.
    pub fn home(&self) -> &Path {
        self.home.path()
    }

    /// A browser of nobody in particular.
    pub fn browser(&self) -> Browser {
        Browser::new(self.running.web[0], &self.centre.authority).unwrap()
    }

    /// A browser in which `person` has signed in.
    pub async fn signed_in(&self, person: StaffMember) -> Browser {
        let mut browser = self.browser();
        let answer: Answer = browser
            .sign_in(person.login, person.password)
            .await
            .unwrap();
        assert_eq!(
            answer.status.as_u16(),
            200,
            "{} could not sign in: {}",
            person.login,
            answer.words()
        );
        assert_eq!(
            answer.path,
            "/",
            "{} could not sign in: {}",
            person.login,
            answer.words()
        );
        browser
    }

    /// Somebody who writes requests by hand.
    pub fn wire(&self) -> Wire {
        Wire::new(self.running.web[0], &self.centre.authority)
    }

    /// Everything the journal says so far.
    pub fn entries(&self) -> Vec<Entry> {
        journal::read(&self.office().store, &self.clockwork())
    }

    /// The entries of one act, oldest first.
    pub fn entries_of(&self, act: &str) -> Vec<Entry> {
        let mut entries = self.entries();
        entries.retain(|entry| entry.act == act);
        entries
    }

    /// Runs statements past the store, as somebody with the disk could; the rows of the
    /// last one as text, or what the database said against it.
    pub fn sql(&self, statements: &str) -> Result<Vec<Vec<String>>, String> {
        database::past_the_store(&self.centre.config.storage.database, statements)
    }

    /// Everything that the centre has written so far, with where it lies: each file under
    /// [`Self::home`], work files included, and the tables of a database server as text, bytes
    /// in hexadecimal.
    pub fn written(&self) -> Vec<(String, Vec<u8>)> {
        let mut found = Vec::new();
        database::files_under(self.home.path(), &mut found);
        found.extend(database::tables_of_server(
            &self.centre.config.storage.database,
        ));
        found
    }

    /// A warrant of the appliance itself.
    pub fn clockwork(&self) -> Warrant<Clockwork> {
        self.warrant(Purpose::Maintenance)
    }

    /// A warrant of the appliance itself under one of its own duties.
    pub fn warrant<D: Duty>(&self, purpose: Purpose) -> Warrant<D> {
        self.office()
            .appliance
            .take_up(purpose, self.clock.now())
            .unwrap()
    }

    /// The journal as a bundle, and what the independent verifier says of it.
    pub fn verified(&self) -> doublelock_verify::Report {
        let file = self
            .home
            .path()
            .join(format!("journal-{}.jsonl", self.clock.tick()));
        let mut out = std::fs::File::create(&file).unwrap();
        let warrant = self.clockwork();
        self.office()
            .store
            .read(&warrant, |unit| unit.export_journal(&mut out))
            .unwrap();
        let request = doublelock_verify::Request {
            path: file,
            ..doublelock_verify::Request::default()
        };
        doublelock_verify::verify(&request).unwrap()
    }

    /// Every row that differs from what the journal says.
    pub fn differing(&self) -> Vec<String> {
        differing(&self.office().store, &self.clockwork(), self.home())
    }

    /// Ends the test: has the independent verifier read what was written, makes the tables
    /// again from the journal and compares every row, then stops everything.
    pub async fn close(self) {
        assert_eq!(self.differing(), [""; 0], "tables differ from the journal");
        self.close_altered().await;
    }

    /// As [`Self::close`], for a test that altered tables past the store: of these it says
    /// itself what was found.
    pub async fn close_altered(self) {
        let report = self.verified();
        assert!(
            report.is_whole(),
            "the journal does not verify: {:?}",
            report.lines()
        );
        assert!(report.entries > 0);
        self.running.stop().await;
        database::done_with(&self.centre.config.storage.database);
    }
}

/// Compares the tables with the journal.
pub(crate) fn differing(
    store: &doublelock_store::Store,
    warrant: &Warrant<Clockwork>,
    home: &Path,
) -> Vec<String> {
    let scratch = tempfile::tempdir_in(home).unwrap();
    let mut found = Vec::new();
    let compared = store
        .read(warrant, |unit| {
            unit.compare_tables(&scratch.path().join("folded.sqlite"), &mut |differs| {
                found.push(differs.to_string());
            })
        })
        .unwrap();
    assert!(compared.entries > 0 && compared.rows > 0);
    assert_eq!(compared.differing, found.len() as u64);
    found
}

/// A centre that nobody works in yet.
async fn prepared() -> (tempfile::TempDir, DemoCentre, Arc<RepeatingChance>) {
    let home = tempfile::Builder::new()
        .prefix("doublelock-test-")
        .tempdir()
        .unwrap();
    let luck = Arc::new(RepeatingChance::default());
    // Certificates are judged by OpenSSL against the machine's own clock.
    let centre = DemoCentre::prepare(
        &home.path().join("centre"),
        database::fresh(),
        Arc::new(MachineClock::start()),
        luck.clone(),
    )
    .await
    .unwrap();
    (home, centre, luck)
}

fn imaging_child(program: &str) -> Program {
    Program {
        path: program.into(),
        arguments: vec!["imaging-child".into()],
    }
}

async fn start(
    config: &Config,
    clock: Arc<TestClock>,
    luck: Arc<RepeatingChance>,
    program: &str,
) -> Running {
    let listen = || TcpListener::bind("127.0.0.1:0").unwrap();
    let making = Making {
        clock,
        entropy: luck,
        web: vec![listen()],
        dicom: Some(listen()),
        imaging_child: imaging_child(program),
        missing: Missing::Refuse,
        limits: Limits::default(),
    };
    running::start(config.clone(), making).await.unwrap()
}
