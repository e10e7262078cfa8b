//! `doublelock accept-restore`: two people go on with a database that was put back from before.

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::{anyhow, ensure};
use clap::Args;
use doublelock_domain::access::{Clockwork, Purpose, Warrant};
use doublelock_domain::erasure::Authority;
use doublelock_store::{Error as StoreError, Store};

use crate::config::{Config, environment};
use crate::machine::MachineEntropy;
use crate::running::ground::Ground;
use crate::running::signing::{self, CheckpointFile};

use super::signing_in::{door_of, signs_in};
use super::site::site_store;
use super::terminal::{ended, say};

/// What is accepted.
#[derive(Debug, Args)]
pub struct Options {
    /// On whose authority: CODE:REFERENCE, letters, digits and . _ - only.
    #[arg(long)]
    authority: Authority,
    /// The configuration, in which `centre.journal_origin` is the journal's new name.
    #[arg(long)]
    config: PathBuf,
}

/// Exit status: 0 accepted; 1 refused, nothing was recorded; 2 it could not be done.
pub fn run(options: &Options) -> ExitCode {
    ended(accept(options))
}

/// Why it was refused, if it was.
fn accept(options: &Options) -> anyhow::Result<Option<String>> {
    let config = Config::load(&options.config, &environment())
        .map_err(|faults| anyhow!("{} configuration faults; run check-config", faults.len()))?;
    let (data, origin) = (&config.storage.data, &config.centre.journal_origin);
    let _ground = Ground::take_as_it_is(data, &MachineEntropy)?;
    let store = site_store(&config);
    store.migrate()?;
    let appliance = store.appliance()?;
    let work = appliance.take_up::<Clockwork>(Purpose::Maintenance, store.clock().now())?;
    #[expect(
        clippy::redundant_closure_for_method_calls,
        reason = "the method itself is not general enough in the lifetime of the unit"
    )]
    let current = store.read(&work, |unit| unit.current_key())?;
    // Cut off after it was accepted: what is left is to put the new key in its place.
    if signing::next_is(data, &current)? {
        signing::change_keys(data)?;
        sign(&store, &work, data, current.name())?;
        say("la cl\u{e9} est en place / the key is in its place");
        return Ok(None);
    }
    let old = signing::load(data, current.name())?;
    ensure!(
        old.verifying_key() == current,
        "the key in the data directory is not the one that signs this journal: this copy is older \
         than the last one that was accepted, and the key of that time is gone; put back a copy \
         from after it"
    );
    let kept = CheckpointFile::in_data(data);
    let Some(lost) = store.is_behind(&work, &current, &kept)? else {
        // Cut off just before the new key signed: it does so now.
        sign(&store, &work, data, current.name())?;
        return Ok(Some(
            "rien \u{e0} accepter\u{a0}: la base contient tout ce que la cl\u{e9} a sign\u{e9} / \
             nothing to accept: the database holds all that the key signed"
                .to_owned(),
        ));
    };
    if origin == current.name() {
        return Ok(Some(format!(
            "donnez d\u{2019}abord un autre nom au journal, par exemple {origin}-2, dans \
             centre.journal_origin / give the journal another name first, for example {origin}-2, \
             in centre.journal_origin"
        )));
    }
    say(&format!(
        "la base contient {} inscriptions, la cl\u{e9} en a sign\u{e9} {}\u{a0}: ce qui manque est perdu. \
         Les num\u{e9}ros et les \u{e9}tiquettes qui ont pu \u{ea}tre donn\u{e9}s depuis la copie ne le \
         seront plus. Une \u{e9}tiquette coll\u{e9}e depuis est inconnue ici\u{a0}: collez-en une neuve par-dessus. / \
         the database holds {} entries, the key signed {}: what is missing is lost. Numbers and labels that may have \
         been given since the copy are given no more. A label that was stuck on something since is unknown here: \
         stick a new one over it.",
        lost.entries, lost.signed, lost.entries, lost.signed
    ));
    let door = door_of(&config, &store, &appliance)?;
    let first = signs_in(&door, "1", false)?;
    let second = signs_in(&door, "2", false)?;
    let next = signing::make_next(data, origin, &MachineEntropy)?.verifying_key();
    let accepted = store.write(&work, |unit| {
        unit.continue_journal(&next, &lost, &options.authority, [&first, &second])
    });
    let entry = match accepted {
        Ok(entry) => entry,
        Err(StoreError::Refused(refusal)) => {
            return Ok(Some(format!("refus / refused: {refusal}")));
        }
        Err(other) => return Err(other.into()),
    };
    signing::change_keys(data)?;
    sign(&store, &work, data, origin)?;
    say(&format!("inscription / entry: {entry}"));
    Ok(None)
}

/// The new key vouches for the entry with which it begins, at once.
fn sign(store: &Store, work: &Warrant<Clockwork>, data: &Path, origin: &str) -> anyhow::Result<()> {
    let key = signing::load(data, origin)?;
    store.sign_checkpoint(work, &key, &mut CheckpointFile::in_data(data))?;
    Ok(())
}
