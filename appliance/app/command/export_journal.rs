//! `doublelock export-journal --config FILE OUT`: works beside a running appliance.

use std::io::Write as _;
use std::path::Path;
use std::process::ExitCode;
use std::sync::Arc;

use anyhow::Context as _;
use doublelock_domain::access::{Clockwork, Purpose};
use doublelock_ledger::BundleForm;
use doublelock_store::{NoKeys, Store};

use crate::config::{Config, environment};
use crate::machine::{MachineClock, MachineEntropy};

use super::terminal::{complain, say};

/// Writes the bundle; the export is itself an entry of the journal, and in it.
pub fn run(config: &Path, out: &Path) -> ExitCode {
    match export(config, out) {
        Ok(entries) => {
            say(&format!("{entries} inscriptions / entries"));
            ExitCode::SUCCESS
        }
        Err(error) => {
            complain(&format!("{error:#}"));
            ExitCode::FAILURE
        }
    }
}

fn export(config: &Path, out: &Path) -> anyhow::Result<u64> {
    let config = Config::load(config, &environment()).map_err(|faults| {
        anyhow::anyhow!("{} configuration faults; run check-config", faults.len())
    })?;
    let store = Store::new(
        &config.storage.database,
        Arc::new(MachineClock::start()),
        Arc::new(MachineEntropy),
        Arc::new(NoKeys),
    );
    let actor = store.appliance()?;
    let warrant = actor.take_up::<Clockwork>(Purpose::Maintenance, store.clock().now())?;
    store.write(&warrant, |unit| unit.note_export(BundleForm::Whole))?;
    let file =
        std::fs::File::create_new(out).with_context(|| "the output file cannot be created")?;
    let mut writer = std::io::BufWriter::new(file);
    let entries = store.read(&warrant, |unit| unit.export_journal(&mut writer))?;
    writer.flush()?;
    writer.into_inner()?.sync_all()?;
    Ok(entries)
}
