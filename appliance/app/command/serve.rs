//! `doublelock serve --config FILE`: the real thing.

use std::net::{SocketAddr, TcpListener};
use std::path::Path;
use std::process::ExitCode;
use std::sync::Arc;

use anyhow::Context as _;
use doublelock_edge::Limits;
use doublelock_imaging::describe::Program;
use tokio::signal::unix::{Signal, SignalKind, signal};

use crate::config::{Config, environment};
use crate::machine::{MachineClock, MachineEntropy};
use crate::running::{self, Making, Running};
use crate::web::page::Missing;

use super::runtime::runtime;
use super::terminal::{complain, say};

/// What is logged. ldap3 and its codecs can put parts of entries into their lines; of what a stranger does
/// to a connection h2 says a line each time, where the edge counts.
pub const LOG_FILTER: &str =
    "info,rocket=off,hyper=warn,h2=error,ldap3=off,ldap3_proto=off,lber=off";
/// Name of the socket that systemd hands over for DICOM.
const DICOM_SOCKET: &str = "dicom";

/// Runs until SIGTERM or Ctrl-C.
pub fn run(file: &Path) -> ExitCode {
    start_log(std::io::stderr);
    let config = match Config::load(file, &environment()) {
        Ok(config) => config,
        Err(faults) => {
            for fault in &faults {
                complain(&fault.to_string());
            }
            return ExitCode::FAILURE;
        }
    };
    let served = runtime()
        .context("no runtime")
        .and_then(|runtime| runtime.block_on(serve(config)));
    match served {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            complain(&format!("Doublelock s’est arrêté / has stopped: {error:#}"));
            ExitCode::FAILURE
        }
    }
}

async fn serve(config: Config) -> anyhow::Result<()> {
    let (web, dicom) = sockets(&config)?;
    let clock = Arc::new(MachineClock::start());
    let entropy = Arc::new(MachineEntropy);
    let making = Making {
        clock,
        entropy,
        web,
        dicom,
        imaging_child: this_program()?,
        missing: Missing::Show,
        limits: Limits::default(),
    };
    let signals = Signals::listen()?;
    let running = running::start(config, making).await?;
    announce(&running);
    signals.stopped(&running).await;
    anyhow::ensure!(
        running.stop().await,
        "a part of the appliance failed; what it was stands above"
    );
    Ok(())
}

/// One line that programs wait for: where the pages and the receiver answer.
fn announce(running: &Running) {
    let config = &running.office.config;
    let host = config.web.host_names.first().map_or("", String::as_str);
    let port = running.web.first().map_or(0, SocketAddr::port);
    let dicom = running.dicom.map_or_else(String::new, |address| {
        format!(" dicom {address} {}", config.dicom.called_ae)
    });
    say(&format!("ready https://{host}:{port}{dicom}"));
}

/// Sockets from systemd if it handed any over, else our own.
fn sockets(config: &Config) -> anyhow::Result<(Vec<TcpListener>, Option<TcpListener>)> {
    let names = environment()
        .into_iter()
        .find(|(name, _)| name == "LISTEN_FDNAMES")
        .map(|(_, value)| value);
    let inherited = doublelock_edge::inherited_listeners(names.as_deref())?;
    let (dicom, web): (Vec<_>, Vec<_>) = inherited
        .into_iter()
        .partition(|socket| socket.name.as_deref() == Some(DICOM_SOCKET));
    let mut web: Vec<TcpListener> = web.into_iter().map(|socket| socket.listener).collect();
    let mut dicom = dicom.into_iter().map(|socket| socket.listener).next();
    if web.is_empty() {
        for address in &config.web.listen {
            web.push(TcpListener::bind(address).with_context(|| format!("web.listen {address}"))?);
        }
    }
    if dicom.is_none()
        && let Some(address) = config.dicom.listen
    {
        dicom =
            Some(TcpListener::bind(address).with_context(|| format!("dicom.listen {address}"))?);
    }
    anyhow::ensure!(
        !web.is_empty(),
        "no web socket: set web.listen or use the systemd socket"
    );
    Ok((web, dicom))
}

/// This very program, as the child that reads DICOM words.
pub(super) fn this_program() -> anyhow::Result<Program> {
    Ok(Program {
        path: std::env::current_exe()?,
        arguments: vec!["imaging-child".into()],
    })
}

/// The signals of the machine. Listened to before anybody is told that the appliance
/// answers: a stop asked right then must be a clean one.
pub(super) struct Signals {
    terminate: Signal,
    interrupt: Signal,
    hang_up: Signal,
}

impl Signals {
    /// Begins to listen.
    pub(super) fn listen() -> std::io::Result<Self> {
        Ok(Self {
            terminate: signal(SignalKind::terminate())?,
            interrupt: signal(SignalKind::interrupt())?,
            hang_up: signal(SignalKind::hangup())?,
        })
    }

    /// Waits for SIGTERM or Ctrl-C.
    pub(super) async fn told_to_stop(&mut self) {
        tokio::select! {
            _ = self.terminate.recv() => {}
            _ = self.interrupt.recv() => {}
        }
    }

    /// Waits for SIGTERM or Ctrl-C, or for a part that failed; SIGHUP reloads the
    /// certificate.
    pub(super) async fn stopped(mut self, running: &Running) {
        loop {
            tokio::select! {
                _ = self.terminate.recv() => return,
                _ = self.interrupt.recv() => return,
                _ = self.hang_up.recv() => running.reload_certificate(),
                () = running.stopping().cancelled() => return,
            }
        }
    }
}

/// One JSON object per line, on standard error for the journal of the machine, or wherever else. No
/// personal data: what is logged are words and numbers of ours. Of a panic, where it
/// was: its text can hold whatever the program had in hand.
pub(super) fn start_log<W>(into: W)
where
    W: for<'line> tracing_subscriber::fmt::MakeWriter<'line> + Send + Sync + 'static,
{
    let filter = tracing_subscriber::EnvFilter::new(LOG_FILTER);
    let subscriber = tracing_subscriber::fmt()
        .json()
        .flatten_event(true)
        .with_env_filter(filter)
        .with_writer(into)
        .finish();
    let _ = tracing::subscriber::set_global_default(subscriber);
    // Under our own name `log` has only what Rocket's routes say in our modules: a line for each request
    // that a guard turns away, whoever sends them and however many.
    let _ = tracing_log::LogTracer::builder()
        .ignore_crate("doublelock")
        .init();
    std::panic::set_hook(Box::new(|panic| {
        let (file, line) = panic
            .location()
            .map_or(("", 0), |place| (place.file(), place.line()));
        tracing::error!(file, line, "a panic");
    }));
}
