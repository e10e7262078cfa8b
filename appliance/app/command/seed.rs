//! `doublelock seed`: what it is measured with. `--events N` makes a journal of N entries that
//! change no record; `--cases N --parcels M` a demonstration's centre with as many people on file
//! and parcels received, which `doublelock demo --data DIR` goes on with.
//!
//! All is written through the store's own units, as ever, only much of it to a transaction. The
//! directory is marked as a demonstration's: no centre ever works in it.

use std::net::{Ipv4Addr, TcpListener};
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::Arc;
use std::time::Instant;

use anyhow::ensure;
use clap::Args;
use doublelock_domain::access::{Clockwork, Purpose};
use doublelock_edge::Limits;
use doublelock_store::journal::Reach;
use doublelock_store::{DatabaseUrl, NoKeys, Store};

use crate::demo::busy::{self, Amount};
use crate::demo::centre::DemoCentre;
use crate::machine::{MachineClock, MachineEntropy};
use crate::running::ground::Ground;
use crate::running::signing::{CheckpointFile, load_or_make};
use crate::running::{self, Making};
use crate::web::page::Missing;

use super::runtime::runtime;
use super::serve::this_program;
use super::terminal::{complain, say};

/// Entries in one transaction; a checkpoint follows each.
const AT_ONCE: usize = 10_000;
/// How often it is said how far it is.
const CASES_SAID: usize = 10_000;
const ORIGIN: &str = "seed.doublelock.example/journal";

/// What is made, and where.
#[derive(Debug, Args)]
pub struct Options {
    /// Entries of a bare journal to write.
    #[arg(long, required_unless_present = "cases", conflicts_with = "cases")]
    events: Option<u64>,
    /// Cases to open, each of somebody else.
    #[arg(long)]
    cases: Option<usize>,
    /// Parcels of three films to receive, for the first of those cases.
    #[arg(long, requires = "cases", default_value_t = 0)]
    parcels: usize,
    /// Directory to make it in; it must not hold a database yet.
    #[arg(long)]
    data: PathBuf,
}

/// Exit 0 once all is written.
pub fn run(options: &Options) -> ExitCode {
    let planted = match (options.events, options.cases) {
        (Some(events), _) => journal(&options.data, events),
        (None, cases) => centre(
            &options.data,
            Amount {
                cases: cases.unwrap_or_default(),
                parcels: options.parcels,
            },
        ),
    };
    match planted {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            complain(&format!("{error:#}"));
            ExitCode::FAILURE
        }
    }
}

fn centre(home: &Path, amount: Amount) -> anyhow::Result<()> {
    ensure!(
        amount.parcels <= amount.cases,
        "each parcel is for a case of its own"
    );
    ensure!(
        !home.join("data/doublelock.sqlite").exists(),
        "there is a database in that directory"
    );
    runtime()?.block_on(async {
        let clock = Arc::new(MachineClock::start());
        let entropy = Arc::new(MachineEntropy);
        let centre = DemoCentre::prepare(home, None, clock.clone(), entropy.clone()).await?;
        let making = Making {
            clock,
            entropy,
            // It answers while it plants; nobody is told where.
            web: vec![TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?],
            dicom: None,
            imaging_child: this_program()?,
            missing: Missing::Show,
            limits: Limits::default(),
        };
        let running = running::start(centre.config.clone(), making).await?;
        let begun = Instant::now();
        let told = move |cases: usize| {
            if cases.is_multiple_of(CASES_SAID) {
                let took = begun.elapsed().as_secs_f64();
                say(&format!("{cases} cases after {took:.1} s"));
            }
        };
        let planted = busy::plant(&running.office, amount, told).await;
        let whole = running.stop().await;
        planted?;
        ensure!(whole, "a part of the appliance failed");
        Ok(())
    })
}

fn journal(data: &Path, events: u64) -> anyhow::Result<()> {
    let database = data.join("doublelock.sqlite");
    ensure!(!database.exists(), "there is a database in that directory");
    let _ground = Ground::take(data, true, &MachineEntropy)?;
    let clock = Arc::new(MachineClock::start());
    let store = Store::new(
        &DatabaseUrl::Sqlite(database),
        clock,
        Arc::new(MachineEntropy),
        Arc::new(NoKeys),
    );
    store.migrate()?;
    let work = store
        .appliance()?
        .take_up::<Clockwork>(Purpose::Maintenance, store.clock().now())?;
    let key = load_or_make(data, ORIGIN, &MachineEntropy)?;
    let ours = key.verifying_key();
    let mut kept = CheckpointFile::in_data(data);
    store.write(&work, |unit| unit.establish_identity(&ours))?;

    let begun = Instant::now();
    for from in (0..events).step_by(AT_ONCE) {
        store.write(&work, |unit| {
            for number in from..events.min(from + AT_ONCE as u64) {
                unit.note_started(&format!("seed {number}"), 0)?;
            }
            Ok(())
        })?;
        store.sign_checkpoint(&work, &key, &mut kept)?;
    }
    let written = begun.elapsed();
    let begun = Instant::now();
    let found = store.check_journal(&work, &ours, Reach::Whole)?;
    ensure!(
        found.broken_at.is_none() && found.entries > events,
        "what was written does not hold"
    );
    say(&format!(
        "{events} entries written in {:.1} s, checked in {:.1} s",
        written.as_secs_f64(),
        begun.elapsed().as_secs_f64()
    ));
    Ok(())
}
