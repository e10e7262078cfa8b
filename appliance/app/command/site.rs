//! The site that a command works on: its records, opened with its keys. Commands that may do
//! without the keys open the records themselves.

use std::sync::Arc;

use doublelock_store::Store;

use crate::config::Config;
use crate::machine::{MachineClock, MachineEntropy};
use crate::site_keys::SiteKeys;

/// The records of a site, with its keys: for work beside an appliance that may be running.
pub(super) fn site_store(config: &Config) -> Store {
    let storage = &config.storage;
    Store::new(
        &storage.database,
        Arc::new(MachineClock::start()),
        Arc::new(MachineEntropy),
        Arc::new(SiteKeys::of(&storage.data, &storage.master_key)),
    )
}
