//! One configuration: a TOML file and the environment, read once, checked once.
//!
//! Every setting stands once in [`keys::KEYS`]: the reader takes its names, needs and
//! defaults from there, and `docs/configuration.md` is printed from there
//! (`doublelock check-config --print-reference`). A file is judged whole: every fault
//! is named, not just the first.
//!
//! **No secret stands in the file.** Secrets are named by path, or as
//! `credential:NAME` for a systemd credential.

mod directory;
mod keys;
mod read;
mod reference;

use std::net::{IpAddr, SocketAddr};
use std::path::{Path, PathBuf};
use std::str::FromStr;

use chrono_tz::Tz;
use cron::Schedule;
use doublelock_domain::guessing::Limits;
use doublelock_domain::privacy::regime::Regimes;
use doublelock_domain::session::SessionLimits;
use doublelock_domain::time::{SiteZone, Span};
use doublelock_store::DatabaseUrl;

pub use directory::{DirectoryFault, DirectorySettings, GroupStrategy};
pub use read::Fault;
use read::Reader;
pub use reference::reference;

/// The whole configuration, checked.
#[derive(Debug, Clone)]
pub struct Config {
    /// True for the demonstration with fictitious people; said on every page.
    pub demo: bool,
    /// Who runs the centre.
    pub centre: Centre,
    /// The web pages.
    pub web: Web,
    /// The DICOM receiver.
    pub dicom: Dicom,
    /// The staff directory.
    pub directory: DirectorySettings,
    /// Where things are kept.
    pub storage: Storage,
    /// How long sessions last.
    pub sessions: SessionLimits,
    /// How many wrong passwords reach the directory.
    pub sign_in: Limits,
    /// When jobs run.
    pub jobs: JobTimes,
    /// The laws that set the clocks of requests; the strictest rules.
    pub privacy_laws: Regimes,
}

/// Who runs the centre; printed on notices, labels and packages.
#[derive(Debug, Clone)]
pub struct Centre {
    /// Name of the coordination centre.
    pub name: String,
    /// The hospital it is in.
    pub hospital: String,
    /// Postal address in one line, for labels.
    pub address: String,
    /// Telephone that answers questions.
    pub phone: String,
    /// The person responsible for the protection of personal information.
    pub privacy_officer: Contact,
    /// The site's time zone.
    pub zone: SiteZone,
    /// Origin of the journal, e.g. `journal.example.org`.
    pub journal_origin: String,
}

/// A named person to write to.
#[derive(Debug, Clone)]
pub struct Contact {
    /// Name.
    pub name: String,
    /// Title.
    pub title: String,
    /// Electronic mail address.
    pub email: String,
}

/// The web pages.
#[derive(Debug, Clone)]
pub struct Web {
    /// Addresses to listen on; empty when systemd hands over the sockets.
    pub listen: Vec<SocketAddr>,
    /// Names that browsers may ask for.
    pub host_names: Vec<String>,
    /// Certificate chain, PEM.
    pub certificate: PathBuf,
    /// Its private key, PEM.
    pub key: PathBuf,
}

/// The DICOM receiver.
#[derive(Debug, Clone)]
pub struct Dicom {
    /// Address to listen on; none when systemd hands over the socket.
    pub listen: Option<SocketAddr>,
    /// Our AE title.
    pub called_ae: String,
    /// Who may call.
    pub callers: Vec<Caller>,
    /// Largest object accepted, in bytes.
    pub max_object_bytes: u64,
}

/// A DICOM node that may call.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Caller {
    /// Its AE title.
    pub ae_title: String,
    /// Addresses it may call from.
    pub addresses: Vec<IpAddr>,
}

/// Where things are kept.
#[derive(Debug, Clone)]
pub struct Storage {
    /// Directory of everything the appliance writes.
    pub data: PathBuf,
    /// The database.
    pub database: DatabaseUrl,
    /// File with the 32-byte master key.
    pub master_key: PathBuf,
    /// Bytes that must stay free; below it nothing more is taken in.
    pub floor_bytes: u64,
    /// Most bytes in a second when objects of the vault are read again.
    pub reread_rate: u64,
}

/// When jobs run.
#[derive(Debug, Clone)]
pub struct JobTimes {
    /// Sign a checkpoint.
    pub checkpoint: Schedule,
    /// Verify the journal.
    pub verify: Schedule,
    /// Mark overdue parcels and requests.
    pub overdue: Schedule,
    /// Read objects of the vault again.
    pub reread: Schedule,
    /// Remove condemned objects.
    pub remove: Schedule,
    /// Compare the tables with the journal.
    pub compare: Schedule,
}

/// The environment. Nothing outside this module reads it.
pub fn environment() -> Vec<(String, String)> {
    std::env::vars().collect()
}

impl Config {
    /// Reads and checks a file; `env` is the environment. Names every fault.
    pub fn load(path: &Path, env: &[(String, String)]) -> Result<Self, Vec<Fault>> {
        let text = std::fs::read_to_string(path)
            .map_err(|error| vec![Fault::file(&error.kind().to_string())])?;
        Self::parse(&text, env)
    }

    /// As [`Config::load`], from text.
    pub fn parse(text: &str, env: &[(String, String)]) -> Result<Self, Vec<Fault>> {
        let mut reader = Reader::new(text, env)?;
        let config = Self {
            demo: false,
            centre: centre(&mut reader),
            web: web(&mut reader),
            dicom: dicom(&mut reader),
            directory: directory::read(&mut reader),
            storage: storage(&mut reader),
            sessions: sessions(&mut reader),
            sign_in: sign_in(&mut reader),
            jobs: JobTimes {
                checkpoint: schedule(&mut reader, "jobs.checkpoint"),
                verify: schedule(&mut reader, "jobs.verify"),
                overdue: schedule(&mut reader, "jobs.overdue"),
                reread: schedule(&mut reader, "jobs.reread"),
                remove: schedule(&mut reader, "jobs.remove"),
                compare: schedule(&mut reader, "jobs.compare"),
            },
            privacy_laws: Regimes::new(
                reader.parsed_list("privacy.laws", |text| text.parse().ok()),
            )
            .unwrap_or_else(Regimes::quebec),
        };
        reader.finish(config)
    }
}

fn centre(reader: &mut Reader) -> Centre {
    Centre {
        name: reader.text("centre.name"),
        hospital: reader.text("centre.hospital"),
        address: reader.text("centre.address"),
        phone: reader.text("centre.phone"),
        privacy_officer: Contact {
            name: reader.text("centre.privacy_officer.name"),
            title: reader.text("centre.privacy_officer.title"),
            email: reader.text("centre.privacy_officer.email"),
        },
        zone: reader
            .parsed("centre.time_zone", |text| {
                text.parse::<Tz>().ok().and(text.parse().ok())
            })
            .unwrap_or(SiteZone::MONTREAL),
        journal_origin: reader
            .parsed("centre.journal_origin", origin)
            .unwrap_or_default(),
    }
}

/// A journal origin: a host name with an optional path, as in C2SP tlog-checkpoint.
fn origin(text: &str) -> Option<String> {
    let ok = (1..=120).contains(&text.len())
        && text
            .bytes()
            .all(|b| b.is_ascii_alphanumeric() || b"._-/".contains(&b));
    ok.then(|| text.to_owned())
}

fn web(reader: &mut Reader) -> Web {
    Web {
        listen: reader.parsed_list("web.listen", |text| text.parse().ok()),
        host_names: reader.parsed_list("web.host_names", host_name),
        certificate: reader.file("web.certificate"),
        key: reader.file("web.key"),
    }
}

fn host_name(text: &str) -> Option<String> {
    let ok = (1..=253).contains(&text.len())
        && text
            .bytes()
            .all(|b| b.is_ascii_alphanumeric() || b".-".contains(&b));
    ok.then(|| text.to_ascii_lowercase())
}

fn dicom(reader: &mut Reader) -> Dicom {
    Dicom {
        listen: reader.optional("dicom.listen").and_then(|text| {
            let address = text.parse().ok();
            if address.is_none() {
                reader.fault_shape("dicom.listen");
            }
            address
        }),
        called_ae: reader
            .parsed("dicom.called_ae", ae_title)
            .unwrap_or_default(),
        callers: reader.parsed_list("dicom.callers", caller),
        max_object_bytes: reader.number("dicom.max_object_bytes", 1 << 20, 64 << 30),
    }
}

/// PS3.5 6.2, VR AE: at most 16 characters of the default repertoire, no backslash.
fn ae_title(text: &str) -> Option<String> {
    let ok = (1..=16).contains(&text.len())
        && text.trim() == text
        && text
            .bytes()
            .all(|b| (0x20..0x7F).contains(&b) && b != b'\\');
    ok.then(|| text.to_owned())
}

/// `AETITLE@address[,address…]`.
fn caller(text: &str) -> Option<Caller> {
    let (ae, addresses) = text.split_once('@')?;
    let addresses = addresses
        .split(',')
        .map(|a| IpAddr::from_str(a.trim()).ok())
        .collect::<Option<Vec<_>>>()?;
    Some(Caller {
        ae_title: ae_title(ae)?,
        addresses,
    })
}

fn storage(reader: &mut Reader) -> Storage {
    let data = reader.path("storage.data");
    let database = match reader.optional("storage.database_url") {
        Some(file) => {
            let url = std::fs::read_to_string(read::secret_path(&file)).unwrap_or_default();
            url.trim().parse().unwrap_or_else(|_| {
                reader.fault_shape("storage.database_url");
                DatabaseUrl::Sqlite(PathBuf::new())
            })
        }
        None => DatabaseUrl::Sqlite(data.join("doublelock.sqlite")),
    };
    Storage {
        data,
        database,
        master_key: reader.file("storage.master_key"),
        floor_bytes: reader.number("storage.floor_bytes", 0, 1 << 40),
        reread_rate: reader.number("storage.reread_rate", 1 << 20, 1 << 40),
    }
}

fn sessions(reader: &mut Reader) -> SessionLimits {
    let mut minutes = |key, least, most| {
        Span::minutes(i64::try_from(reader.number(key, least, most)).unwrap_or(i64::MAX))
    };
    SessionLimits {
        idle: minutes("sessions.idle_minutes", 5, 30),
        absolute: minutes("sessions.absolute_minutes", 60, 720),
        // Five minutes is the promise; the request that asks takes up to 5 s itself.
        recheck: minutes("sessions.recheck_minutes", 1, 4),
    }
}

fn sign_in(reader: &mut Reader) -> Limits {
    let faults = reader.faults();
    let minutes = reader.number("sign_in.window_minutes", 5, 1440);
    let mut tries =
        |key, least, most| usize::try_from(reader.number(key, least, most)).unwrap_or(usize::MAX);
    let limits = Limits {
        window: Span::minutes(i64::try_from(minutes).unwrap_or(i64::MAX)),
        per_account: tries("sign_in.tries_per_account", 2, 50),
        per_pair: tries("sign_in.tries_per_pair", 1, 20),
        per_address: tries("sign_in.tries_per_address", 5, 1000),
    };
    if reader.faults() == faults && limits.per_pair > limits.per_account {
        reader.fault(
            "sign_in.tries_per_pair",
            "ne peut pas dépasser sign_in.tries_per_account",
            "cannot be more than sign_in.tries_per_account",
        );
    }
    limits
}

fn schedule(reader: &mut Reader, key: &'static str) -> Schedule {
    let parsed = reader.parsed(key, |text| {
        let schedule = Schedule::from_str(text).ok()?;
        // 31 February parses and never comes: that is a fault, not a schedule.
        let from = chrono::DateTime::UNIX_EPOCH;
        schedule.after(&from).next().map(|_| schedule.clone())
    });
    parsed.unwrap_or_else(never)
}

/// Stands in for a schedule that is faulty; the configuration is refused anyway.
fn never() -> Schedule {
    #[expect(clippy::expect_used, reason = "a literal that a test parses")]
    Schedule::from_str("@yearly").expect("literal schedule")
}

#[cfg(test)]
mod tests;
