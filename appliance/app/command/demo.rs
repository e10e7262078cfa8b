//! `doublelock demo`: a whole appliance with fictitious people, on one machine.

use std::net::{Ipv4Addr, SocketAddr, TcpListener};
use std::os::unix::fs::OpenOptionsExt as _;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::{Arc, Mutex};

use anyhow::Context as _;
use clap::Args;
use doublelock_domain::time::Clock as _;
use doublelock_edge::Limits;

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
    let clock = Arc::new(MachineClock::start());
    let entropy = Arc::new(MachineEntropy);
    let centre = DemoCentre::prepare(&home, None, clock.clone(), entropy.clone()).await?;
    let log = Log::in_home(&home)?;
    let shown = show(options, &centre, (web, dicom), clock, entropy).await;
    drop(centre);
    if shown.is_err() {
        log.tell_troubles();
    }
    shown
}

/// Plants the centre if it is new, and runs it until somebody stops it or the tour is over.
async fn show(
    options: &Options,
    centre: &DemoCentre,
    (web, dicom): (TcpListener, TcpListener),
    clock: Arc<MachineClock>,
    entropy: Arc<MachineEntropy>,
) -> anyhow::Result<()> {
    if !options.empty && !centre.config.storage.data.exists() {
        say("deux semaines de travail sont préparées / two weeks of work are being prepared");
        let today = clock.now().date_in(centre.config.centre.zone);
        living::plant(&centre.config, today, entropy.clone(), this_program()?).await?;
    }
    let making = Making {
        clock,
        entropy,
        web: vec![web],
        dicom: Some(dicom),
        imaging_child: this_program()?,
        missing: Missing::Show,
        limits: Limits::default(),
    };
    let signals = Signals::listen()?;
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

/// What the appliance logs, kept beside its data: on the terminal stands what whoever started the
/// demonstration is told, and nothing between its lines.
struct Log(PathBuf);

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
        start_log(Mutex::new(file));
        Ok(Self(path))
    }

    /// The last things that were more than news.
    fn tell_troubles(&self) {
        let text = std::fs::read_to_string(&self.0).unwrap_or_default();
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
