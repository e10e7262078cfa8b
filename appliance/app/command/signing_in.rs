//! People who sign in at the machine itself: by name and password, on standard input.

use std::io::{BufRead as _, Write as _};
use std::sync::Arc;

use anyhow::{Context as _, anyhow, bail};
use doublelock_directory::Passage;
use doublelock_store::front_door::SignedInPerson;

use crate::config::Config;
use crate::machine::MachineClock;
use crate::staff::Staff;

use super::runtime::runtime;

/// Asks for a name and a password, and the directory for the person. Records nothing.
pub(super) fn signs_in(config: &Config, which: &str) -> anyhow::Result<SignedInPerson> {
    let login = ask(&format!("identifiant / username {which}: "))?;
    let password = ask(&format!("mot de passe / password {which}: "))?;
    let staff = Staff::new(&config.directory, Arc::new(MachineClock::start()))?;
    runtime()?
        .block_on(staff.sign_in(&login, password, |_| std::future::ready(Passage::Ask)))
        .map_err(|refused| anyhow!("personne {which} / person {which}: {refused:?}"))
}

/// One line from whoever started the program.
fn ask(question: &str) -> anyhow::Result<String> {
    let mut out = std::io::stderr();
    write!(out, "{question}").and_then(|()| out.flush())?;
    let mut line = String::new();
    let read = std::io::stdin()
        .lock()
        .read_line(&mut line)
        .context("no answer")?;
    if read == 0 {
        bail!("no answer");
    }
    Ok(line.trim_end_matches(['\r', '\n']).to_owned())
}
