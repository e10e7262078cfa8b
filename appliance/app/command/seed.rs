//! `doublelock seed --events N --data DIR`: a journal of N entries, to measure with.
//!
//! It is written through the store's own units, as any other, only many entries to a
//! transaction. The directory is marked as a demonstration's: no centre ever works in it.

use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::Arc;
use std::time::Instant;

use anyhow::ensure;
use clap::Args;
use doublelock_domain::access::{Clockwork, Purpose};
use doublelock_store::journal::Reach;
use doublelock_store::{DatabaseUrl, NoKeys, Store};

use crate::machine::{MachineClock, MachineEntropy};
use crate::running::ground::Ground;
use crate::running::signing::{CheckpointFile, load_or_make};

use super::terminal::{complain, say};

/// Entries in one transaction; a checkpoint follows each.
const AT_ONCE: usize = 10_000;
const ORIGIN: &str = "seed.doublelock.example/journal";

/// What is made, and where.
#[derive(Debug, Args)]
pub struct Options {
    /// Entries to write.
    #[arg(long)]
    events: u64,
    /// Directory to make it in; it must not hold a database yet.
    #[arg(long)]
    data: PathBuf,
}

/// Exit 0 once the journal is written and holds.
pub fn run(options: &Options) -> ExitCode {
    match plant(&options.data, options.events) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            complain(&format!("{error:#}"));
            ExitCode::FAILURE
        }
    }
}

fn plant(data: &Path, events: u64) -> anyhow::Result<()> {
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
