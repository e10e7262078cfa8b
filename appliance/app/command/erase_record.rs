//! `doublelock erase-record`: two people destroy the keys of a record, on an authority, beside
//! the running appliance.

use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::Arc;

use anyhow::anyhow;
use clap::Args;
use doublelock_domain::access::{Actor, Clockwork, FrontDoor, Privacy, Purpose};
use doublelock_domain::erasure::{Authority, Erasers, Record};
use doublelock_domain::fact::Subject;
use doublelock_domain::ids::Reference;
use doublelock_domain::refusal::Refusal;
use doublelock_store::front_door::SignedInPerson;
use doublelock_store::{Error as StoreError, Store};

use crate::config::{Config, environment};
use crate::erasure::{Keys, LONGEST_LOOK, wait_for_arrivals};
use crate::machine::MachineEntropy;
use crate::vaults::Vaults;

use super::signing_in::{door_of, signs_in};
use super::site::site_store;
use super::terminal::{ended, say};

/// What is erased.
#[derive(Debug, Args)]
pub struct Options {
    /// `patient:ID`, `case:ID`, or the number of a case.
    record: String,
    /// On whose authority: CODE:REFERENCE, letters, digits and . _ - only.
    #[arg(long)]
    authority: Authority,
    /// The configuration.
    #[arg(long)]
    config: PathBuf,
}

/// Exit status: 0 erased and done; 1 refused, nothing was changed; 2 it could not be done, or
/// could not be carried to its end: the next start does that.
pub fn run(options: &Options) -> ExitCode {
    ended(erase(options))
}

/// Why it was refused, if it was.
fn erase(options: &Options) -> anyhow::Result<Option<String>> {
    let config = Config::load(&options.config, &environment())
        .map_err(|faults| anyhow!("{} configuration faults; run check-config", faults.len()))?;
    let store = site_store(&config);
    let appliance = store.appliance()?;
    let door = door_of(&config, &store, &appliance)?;
    let first = vouched(&store, &appliance, &signs_in(&door, "1", true)?)?;
    let second = vouched(&store, &appliance, &signs_in(&door, "2", true)?)?;
    let people = match Erasers::together(&first, &second) {
        Ok(people) => people,
        Err(refusal) => return Ok(Some(refused(&refusal))),
    };
    wait_for_arrivals(&config.storage.data)?;
    let now = store.clock().now();
    let warrant = first.take_up::<Privacy>(Purpose::Erasure, now)?;
    let outcome = store.write(&warrant, |unit| {
        let record = match options.record.parse::<Subject>() {
            Ok(Subject::Patient(patient)) => Record::Patient(patient),
            Ok(Subject::Case(case)) => Record::Case(case),
            _ => {
                let number: Reference = options.record.parse().map_err(|_| StoreError::NotFound)?;
                Record::Case(unit.case_id(number)?)
            }
        };
        unit.erase(&record, &options.authority, &people)
    });
    let entry = match outcome {
        Ok(entry) => entry,
        Err(StoreError::Refused(refusal)) => return Ok(Some(refused(&refusal))),
        Err(StoreError::NotFound) => {
            return Ok(Some("fiche inconnue / unknown record".to_owned()));
        }
        Err(StoreError::Erased(by)) => {
            return Ok(Some(format!(
                "d\u{e9}j\u{e0} effac\u{e9}e par l\u{2019}inscription {by} / erased already by entry {by}"
            )));
        }
        Err(other) => return Err(other.into()),
    };
    say(&format!("inscription / entry: {entry}"));
    finish(&config, &store, &appliance)?;
    Ok(None)
}

fn finish(config: &Config, store: &Store, appliance: &Actor) -> anyhow::Result<()> {
    let now = store.clock().now();
    let work = appliance.take_up::<Clockwork>(Purpose::Maintenance, now)?;
    let storage = &config.storage;
    let vault = Vaults::open(
        &storage.data,
        &storage.master_key,
        storage.floor_bytes,
        Arc::new(MachineEntropy),
        now,
    )?;
    let keys = Keys::take(
        store,
        &work,
        &storage.data,
        &storage.master_key,
        LONGEST_LOOK,
    )?;
    for tried in keys.finish_erasures(&vault, &MachineEntropy)? {
        say(&format!(
            "sections essay\u{e9}es / sections tried: {}; ouvertes / opened: {}",
            tried.sections, tried.opened
        ));
    }
    Ok(())
}

fn refused(refusal: &Refusal) -> String {
    format!("refus / refused: {refusal}")
}

fn vouched(store: &Store, appliance: &Actor, who: &SignedInPerson) -> anyhow::Result<Actor> {
    let door = appliance.take_up::<FrontDoor>(Purpose::SignIn, store.clock().now())?;
    Ok(store.write(&door, |unit| unit.vouch(who))?)
}
