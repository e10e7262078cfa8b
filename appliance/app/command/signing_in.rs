//! People who sign in at the machine itself: by name and password, typed where the program was
//! started, or on its standard input.

use std::io::{BufRead as _, IsTerminal as _, Write as _};
use std::net::{IpAddr, Ipv4Addr};
use std::sync::Arc;

use anyhow::{Context as _, anyhow, bail};
use doublelock_domain::access::Actor;
use doublelock_store::Store;
use doublelock_store::front_door::SignedInPerson;

use crate::config::Config;
use crate::machine::MachineClock;
use crate::proof::throttle::Throttle;
use crate::proof::{Door, NotProved, counted, prove};
use crate::staff::Staff;

use super::runtime::runtime;

/// Where whoever sits at the machine knocks: guesses are counted as for any other place.
const HERE: IpAddr = IpAddr::V4(Ipv4Addr::LOCALHOST);

/// The door of a site, for a command beside it.
pub(super) fn door_of(config: &Config, store: &Store, appliance: &Actor) -> anyhow::Result<Door> {
    let throttle = Throttle::of_site(&config.storage.master_key, config.sign_in)?;
    Ok(Door {
        store: store.clone(),
        appliance: appliance.clone(),
        staff: Staff::new(&config.directory, Arc::new(MachineClock::start()))?,
        throttle: Arc::new(throttle),
        at_the_machine: true,
    })
}

/// Asks for a name and a password, and the directory for the person. A password that is wrong
/// counts as at the sign-in page; it is written down too, unless nothing may be written in the
/// journal yet.
pub(super) fn signs_in(
    door: &Door,
    which: &str,
    in_journal: bool,
) -> anyhow::Result<SignedInPerson> {
    let login = ask(&format!("identifiant / username {which}: "))?;
    let password = ask_password(&format!("mot de passe / password {which}: "))?;
    let proved = runtime()?.block_on(async {
        if in_journal {
            prove(door, &login, &password, HERE).await
        } else {
            let counted = counted(door, &login, &password, HERE).await?;
            Ok(counted.map_err(|(why, _)| why))
        }
    })?;
    proved
        .map(|proof| proof.person)
        .map_err(|why| anyhow!("personne {which} / person {which}: {}", told(why)))
}

/// Why somebody did not prove who they are, in the words of the terminal.
fn told(why: NotProved) -> String {
    match why {
        NotProved::Wait(seconds) => {
            format!("trop d\u{2019}essais, attendez {seconds} s / too many tries, wait {seconds} s")
        }
        NotProved::Refused => "nom ou mot de passe refus\u{e9} / name or password refused".into(),
        NotProved::NoDuty => "aucune fonction ici / no duty here".into(),
        NotProved::Unreachable => {
            "l\u{2019}annuaire ne r\u{e9}pond pas / the directory does not answer".into()
        }
    }
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

/// The same, not shown while it is typed.
fn ask_password(question: &str) -> anyhow::Result<String> {
    if std::io::stdin().is_terminal() {
        return rpassword::prompt_password(question).context("no answer");
    }
    ask(question)
}
