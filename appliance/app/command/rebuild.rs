//! `doublelock rebuild [--check]`: the tables that follow from the journal, made again or
//! compared with it, while no appliance runs on them.

use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::Arc;

use anyhow::{Context as _, bail, ensure};
use clap::Args;
use doublelock_domain::access::{Clockwork, Purpose, Warrant};
use doublelock_store::journal::{Behind, Reach};
use doublelock_store::{DatabaseUrl, Error, NoKeys, Store};

use crate::config::{Config, environment};
use crate::machine::{MachineClock, MachineEntropy};
use crate::running::ground::{Ground, SCRATCH};
use crate::running::signing;

use super::terminal::{complain, say};

/// What is made again or compared.
#[derive(Debug, Args)]
pub struct Options {
    /// Change nothing: name every row that differs from what the journal says.
    #[arg(long)]
    check: bool,
    /// Data directory of an appliance that keeps its records in it (SQLite).
    #[arg(long, value_name = "DIR", required_unless_present = "config")]
    data: Option<PathBuf>,
    /// Configuration of an appliance, wherever it keeps its records.
    #[arg(long, value_name = "FILE", conflicts_with = "data")]
    config: Option<PathBuf>,
}

/// See [`super::Command::Rebuild`].
pub fn run(options: &Options) -> ExitCode {
    match work(options) {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::from(1),
        Err(error) => {
            complain(&format!("{error:#}"));
            ExitCode::from(2)
        }
    }
}

/// The data directory and the database.
fn place(options: &Options) -> anyhow::Result<(PathBuf, DatabaseUrl)> {
    if let Some(file) = &options.config {
        let config = Config::load(file, &environment()).map_err(|faults| {
            anyhow::anyhow!("{} configuration faults; run check-config", faults.len())
        })?;
        return Ok((config.storage.data, config.storage.database));
    }
    let data = options.data.clone().context("no data directory")?;
    let database = data.join("doublelock.sqlite");
    ensure!(
        database.is_file(),
        "{} does not exist: with records on a server, use --config",
        database.display()
    );
    Ok((data, DatabaseUrl::Sqlite(database)))
}

fn work(options: &Options) -> anyhow::Result<bool> {
    let (data, database) = place(options)?;
    let _ground = Ground::take_as_it_is(&data, &MachineEntropy)?;
    let store = Store::new(
        &database,
        Arc::new(MachineClock::start()),
        Arc::new(MachineEntropy),
        Arc::new(NoKeys),
    );
    ensure!(
        !store.needs_migration()?,
        "the schema is another version\u{2019}s: start this version of the appliance once"
    );
    let actor = store.appliance()?;
    let warrant = actor.take_up::<Clockwork>(Purpose::Maintenance, store.clock().now())?;
    check_journal(&store, &warrant, &data)?;
    if options.check {
        return compare(&store, &warrant, &data);
    }
    let entries = store.rebuild_tables(&warrant)?;
    say(&format!(
        "tables refaites d\u{2019}apr\u{e8}s {entries} inscriptions / tables made again from {entries} entries"
    ));
    Ok(true)
}

/// Tables are worth what the journal is: one that does not hold under the key of the data
/// directory makes no table, and is compared with none.
#[expect(
    clippy::redundant_closure_for_method_calls,
    reason = "the method itself is not general enough in the lifetime of the unit"
)]
fn check_journal(store: &Store, warrant: &Warrant<Clockwork>, data: &Path) -> anyhow::Result<()> {
    let said = store.read(warrant, |unit| unit.current_key())?;
    let ours = signing::load(data, said.name())?.verifying_key();
    let broken_at = match store.check_journal(warrant, &ours, Reach::Whole) {
        Ok(found) => found.broken_at,
        Err(Error::LedgerBroken(at)) => Some(at),
        Err(other) => return Err(other.into()),
    };
    if let Some(at) = broken_at {
        bail!(
            "le journal ne tient pas à l\u{2019}inscription {at} : rien n\u{2019}est refait ni comparé / the \
             journal does not hold at entry {at}: nothing was made again or compared \
             (doublelock-verify says more)"
        );
    }
    let kept = signing::CheckpointFile::in_data(data);
    if let Some(Behind {
        entries, signed, ..
    }) = store.is_behind(warrant, &ours, &kept)?
    {
        bail!(
            "le journal s\u{2019}arr\u{ea}te \u{e0} {entries} inscriptions, sa cl\u{e9} en a sign\u{e9} {signed} : \
             rien n\u{2019}est refait ni compar\u{e9} / the journal ends after {entries} entries, and its key has \
             signed {signed}: nothing was made again or compared"
        );
    }
    Ok(())
}

fn compare(store: &Store, warrant: &Warrant<Clockwork>, data: &Path) -> anyhow::Result<bool> {
    // Beside the records, on the same disk: it holds what they hold.
    let scratch = tempfile::Builder::new()
        .prefix(SCRATCH)
        .tempdir_in(data)
        .context("no scratch directory can be made in the data directory")?;
    let file = scratch.path().join("folded.sqlite");
    let found = store.read(warrant, |unit| {
        unit.compare_tables(&file, &mut |differs| say(&differs.to_string()))
    })?;
    say(&format!(
        "{} inscriptions, {} lignes, {} diff\u{e9}rences / {} entries, {} rows, {} differences",
        found.entries, found.rows, found.differing, found.entries, found.rows, found.differing
    ));
    Ok(found.differing == 0)
}
