//! `doublelock demo`: a whole appliance with fictitious people, on one machine.

use std::net::{Ipv4Addr, SocketAddr, TcpListener};
use std::os::unix::fs::OpenOptionsExt as _;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};

use anyhow::Context as _;
use clap::Args;
use doublelock_domain::time::Clock as _;
use doublelock_edge::Limits;
use doublelock_store::DatabaseUrl;

use crate::config::Config;
use crate::demo::centre::DemoCentre;
use crate::demo::{living, people, tour};
use crate::machine::{MachineClock, MachineEntropy};
use crate::running::{self, Making};
use crate::web::page::Missing;

use super::runtime::runtime;
use super::serve::{Signals, start_log, this_program};
use super::terminal::{complain, say};

/// How the demonstration is run.
#[derive(Debug, Args)]
pub struct Options {
    /// Directory to keep it in; without it, a temporary one that goes away at the end.
    #[arg(long)]
    data: Option<PathBuf>,
    /// Port of the web pages on this machine.
    #[arg(long, default_value_t = 8443)]
    https: u16,
    /// Port of the DICOM receiver on this machine.
    #[arg(long, default_value_t = 11112)]
    dicom: u16,
    /// Play a case from end to end through the real protocols, then stop.
    #[arg(long)]
    tour: bool,
    /// Start without the two weeks of work that a new demonstration opens on.
    #[arg(long)]
    empty: bool,
    /// On the tour, import the DICOM files of this folder instead of a drawn phantom.
    #[arg(long, requires = "tour")]
    import: Option<PathBuf>,
}

/// Exit 0 after a clean stop; on a tour, only if all of it holds.
pub fn run(options: &Options) -> ExitCode {
    match runtime()
        .context("no runtime")
        .and_then(|runtime| runtime.block_on(demo(options)))
    {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            complain(&format!("{error:#}"));
            ExitCode::FAILURE
        }
    }
}

async fn demo(options: &Options) -> anyhow::Result<()> {
    let temporary = match options.data {
        Some(_) => None,
        None => Some(
            tempfile::Builder::new()
                .prefix("doublelock-demo-")
                .tempdir()?,
        ),
    };
    let home = match (&options.data, &temporary) {
        (Some(data), _) => data.clone(),
        (None, Some(dir)) => dir.path().to_owned(),
        (None, None) => anyhow::bail!("no directory"),
    };
    let web = bind(options.https)?;
    let dicom = bind(options.dicom)?;
    let centre = DemoCentre::prepare(
        &home,
        None,
        Arc::new(MachineClock::start()),
        Arc::new(MachineEntropy),
    )
    .await?;
    let log = Log::in_home(&home)?;
    let shown = show(options, &home, &centre, (web, dicom)).await;
    drop(centre);
    if shown.is_err() {
        log.tell_troubles();
    }
    shown
}

/// Plants the centre if it is new, and runs it until somebody stops it or the tour is over.
async fn show(
    options: &Options,
    home: &Path,
    centre: &DemoCentre,
    (web, dicom): (TcpListener, TcpListener),
) -> anyhow::Result<()> {
    let clock = Arc::new(MachineClock::start());
    let mut signals = Signals::listen()?;
    if !options.empty && !centre.config.storage.data.exists() {
        say("Préparation de deux semaines de travail… / Preparing two weeks of work…");
        let stop = Arc::new(AtomicBool::new(false));
        let mut planting = Box::pin(plant(home, &centre.config, &clock, Arc::clone(&stop)));
        tokio::select! {
            planted = &mut planting => planted?,
            () = signals.told_to_stop() => {
                // What was begun goes with its folder.
                stop.store(true, Ordering::SeqCst);
                let _ = planting.await;
                return Ok(());
            }
        }
    }
    let making = Making {
        clock,
        entropy: Arc::new(MachineEntropy),
        web: vec![web],
        dicom: Some(dicom),
        imaging_child: this_program()?,
        missing: Missing::Show,
        limits: Limits::default(),
    };
    let running = running::start(centre.config.clone(), making).await?;
    announce(&running, options);
    let outcome = if options.tour {
        tour::play(&running, centre, options.import.as_deref()).await
    } else {
        signals.stopped(&running).await;
        Ok(())
    };
    let whole = running.stop().await;
    anyhow::ensure!(whole, "a part of the appliance failed");
    outcome
}

/// Two weeks of work, put in their place whole or not at all: a centre that was half planted would be taken
/// for one that somebody worked in.
async fn plant(
    home: &Path,
    config: &Config,
    clock: &MachineClock,
    stop: Arc<AtomicBool>,
) -> anyhow::Result<()> {
    sweep(home)?;
    let scratch = tempfile::Builder::new().prefix(WEEKS).tempdir_in(home)?;
    let mut aside = config.clone();
    aside.storage.data = scratch.path().join("data");
    aside.storage.database = DatabaseUrl::Sqlite(aside.storage.data.join("doublelock.sqlite"));
    let today = clock.now().date_in(config.centre.zone);
    let chance = Arc::new(MachineEntropy);
    living::plant(&aside, today, chance, this_program()?, stop).await?;
    std::fs::rename(&aside.storage.data, &config.storage.data)?;
    std::fs::File::open(home)?.sync_all()?;
    Ok(())
}

/// How the folder begins in which a centre is planted.
const WEEKS: &str = "weeks-";

/// Removes what was left of a planting that was killed.
#[expect(
    clippy::disallowed_methods,
    reason = "fictitious people, and nobody ever worked there"
)]
fn sweep(home: &Path) -> std::io::Result<()> {
    for entry in std::fs::read_dir(home)? {
        let entry = entry?;
        if entry.file_name().to_string_lossy().starts_with(WEEKS) {
            std::fs::remove_dir_all(entry.path())?;
        }
    }
    Ok(())
}

/// What the appliance logs, kept beside its data: on the terminal stands what whoever started the
/// demonstration is told, and nothing between its lines.
struct Log {
    path: PathBuf,
    /// How long it was: what stands before is of another day.
    begins_at: u64,
}

/// Lines told of a log after something failed.
const LINES_TOLD: usize = 20;

impl Log {
    fn in_home(home: &Path) -> anyhow::Result<Self> {
        let path = home.join("log.jsonl");
        let file = std::fs::OpenOptions::new()
            .create(true)
            .append(true)
            .mode(0o600)
            .open(&path)
            .context("no log can be written")?;
        let begins_at = file.metadata()?.len();
        start_log(Mutex::new(file));
        Ok(Self { path, begins_at })
    }

    /// The last things that were more than news.
    fn tell_troubles(&self) {
        let text = std::fs::read_to_string(&self.path).unwrap_or_default();
        let begins_at = usize::try_from(self.begins_at).unwrap_or_default();
        let text = text.get(begins_at..).unwrap_or_default();
        let troubles = text
            .lines()
            .filter(|line| !line.contains(r#""level":"INFO""#));
        let mut last: Vec<&str> = troubles.rev().take(LINES_TOLD).collect();
        last.reverse();
        for line in last {
            complain(line);
        }
    }
}

fn bind(port: u16) -> anyhow::Result<TcpListener> {
    let address = SocketAddr::from((Ipv4Addr::LOCALHOST, port));
    TcpListener::bind(address).with_context(|| {
        format!("le port {port} est déjà pris / port {port} is taken (--https, --dicom)")
    })
}

/// One line that programs wait for, then the accounts.
fn announce(running: &running::Running, options: &Options) {
    let port = running.web.first().map_or(options.https, SocketAddr::port);
    let dicom = running
        .dicom
        .map_or(options.dicom, |address| address.port());
    let called = &running.office.config.dicom.called_ae;
    say(&format!(
        "ready https://localhost:{port} dicom 127.0.0.1:{dicom} {called}"
    ));
    for person in people::EVERYBODY {
        let duties: Vec<&str> = person.duties.iter().map(|duty| duty.as_str()).collect();
        say(&format!(
            "  {:<8} {:<12} {} ({})",
            person.login,
            person.password,
            person.name,
            duties.join(", ")
        ));
    }
}
