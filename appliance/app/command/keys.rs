//! `doublelock keys rotate`: the keys of records, wrapped by a new generation, while the
//! appliance serves.

use std::path::PathBuf;
use std::process::ExitCode;

use clap::Subcommand;
use doublelock_domain::access::{Clockwork, Purpose};

use crate::config::{Config, environment};
use crate::erasure::{Keys, LONGEST_LOOK};
use crate::machine::MachineEntropy;

use super::site::site_store;
use super::terminal::{complain, say};

/// What is done with keys.
#[derive(Debug, Subcommand)]
pub enum Action {
    /// Wrap the keys of records by a new generation and destroy the older ones. May be run while
    /// the appliance serves, and again if it was cut off.
    Rotate {
        /// The configuration.
        #[arg(long)]
        config: PathBuf,
    },
}

/// See [`super::Command::Keys`].
pub fn run(action: &Action) -> ExitCode {
    let Action::Rotate { config } = action;
    match rotate(config) {
        Ok(destroyed) => {
            say(&format!(
                "g\u{e9}n\u{e9}rations d\u{e9}truites\u{a0}: {destroyed} / generations destroyed: {destroyed}"
            ));
            ExitCode::SUCCESS
        }
        Err(error) => {
            complain(&format!("{error:#}"));
            ExitCode::FAILURE
        }
    }
}

fn rotate(config: &std::path::Path) -> anyhow::Result<usize> {
    let config = Config::load(config, &environment()).map_err(|faults| {
        anyhow::anyhow!("{} configuration faults; run check-config", faults.len())
    })?;
    let store = site_store(&config);
    let appliance = store.appliance()?;
    let warrant = appliance.take_up::<Clockwork>(Purpose::Maintenance, store.clock().now())?;
    let storage = &config.storage;
    let keys = Keys::take(
        &store,
        &warrant,
        &storage.data,
        &storage.master_key,
        LONGEST_LOOK,
    )?;
    Ok(keys.rotate(&MachineEntropy)?.len())
}
