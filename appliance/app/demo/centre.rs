//! The demonstration centre: a whole [`Config`] and everything it names, in one directory.

use std::io::Write as _;
use std::net::SocketAddr;
use std::os::unix::fs::OpenOptionsExt as _;
use std::path::Path;
use std::str::FromStr as _;
use std::sync::Arc;

use anyhow::Context as _;
use cron::Schedule;
use doublelock_directory::Secret;
use doublelock_directory::demo::DemoDirectory;
use doublelock_domain::access::DutyName;
use doublelock_domain::guessing::Limits;
use doublelock_domain::ids::hex;
use doublelock_domain::session::SessionLimits;
use doublelock_domain::time::{Clock, Entropy, SiteZone, Span};
use doublelock_store::DatabaseUrl;

use crate::config::{
    Caller, Centre, Config, Contact, Dicom, DirectorySettings, GroupStrategy, JobTimes, Storage,
    Web,
};
use crate::demo::authority::Authority;
use crate::demo::people;

/// File that marks a data directory as a demonstration's.
pub const MARKER: &str = "DEMONSTRATION";
/// AE titles that may call the demonstration.
pub const CALLERS: &[&str] = &["MODALITY", "STORESCU", "ECHOSCU", "PYNETDICOM", "TOUR"];
/// File in the demonstration's directory with its authority's certificate.
pub const AUTHORITY: &str = "authority.pem";

/// A demonstration centre, ready to be started.
pub struct DemoCentre {
    /// Its configuration.
    pub config: Config,
    /// Its staff directory; answers until dropped.
    pub directory: DemoDirectory,
    /// Its authority's certificate, PEM.
    pub authority: Vec<u8>,
}

impl DemoCentre {
    /// Prepares `home`: keys, certificates, the embedded directory. A directory that
    /// holds anything but an earlier demonstration is refused.
    pub async fn prepare(
        home: &Path,
        database: Option<DatabaseUrl>,
        clock: Arc<dyn Clock>,
        entropy: Arc<dyn Entropy>,
    ) -> anyhow::Result<Self> {
        claim(home)?;
        let now = clock.now();
        let authority = Authority::new(now, &*entropy)?;
        let server = authority.server(&["localhost"], now, &*entropy)?;
        let pem = authority.pem()?;
        write(&home.join(AUTHORITY), &pem)?;
        write(&home.join("certificate.pem"), &server.chain)?;
        write(&home.join("key.pem"), &server.key)?;
        let mut password = [0u8; 16];
        entropy.fill(&mut password);
        let password = hex(&password);
        write(&home.join("directory-password"), password.as_bytes())?;
        if !home.join("master.key").exists() {
            let mut master = [0u8; 32];
            entropy.fill(&mut master);
            write(&home.join("master.key"), &master)?;
        }
        let directory = DemoDirectory::start(
            &server.chain,
            &server.key,
            Secret::new(&password),
            people::directory_entries(),
        )
        .await
        .context("the embedded staff directory did not start")?;
        let config = config(home, &directory, database)?;
        Ok(Self {
            config,
            directory,
            authority: pem,
        })
    }
}

/// Takes the directory if it is new or an earlier demonstration's.
fn claim(home: &Path) -> anyhow::Result<()> {
    use std::os::unix::fs::DirBuilderExt as _;
    std::fs::DirBuilder::new()
        .recursive(true)
        .mode(0o700)
        .create(home)?;
    let marker = home.join(MARKER);
    let empty = std::fs::read_dir(home)?.next().is_none();
    anyhow::ensure!(
        empty || marker.exists(),
        "ce répertoire n’est pas celui d’une démonstration / this directory is not a demonstration’s"
    );
    write(
        &marker,
        "Personnes, dossiers et images fictifs. / Fictitious people, cases and images.\n"
            .as_bytes(),
    )
}

fn write(path: &Path, bytes: &[u8]) -> anyhow::Result<()> {
    let mut file = std::fs::OpenOptions::new()
        .write(true)
        .create(true)
        .truncate(true)
        .mode(0o600)
        .open(path)?;
    Ok(file.write_all(bytes)?)
}

fn config(
    home: &Path,
    directory: &DemoDirectory,
    database: Option<DatabaseUrl>,
) -> anyhow::Result<Config> {
    let data = home.join("data");
    let every_hour = Schedule::from_str("0 0 * * * *")?;
    Ok(Config {
        demo: true,
        centre: Centre {
            name: "Centre de coordination du Belvédère".into(),
            hospital: "Hôpital du Belvédère".into(),
            address: "100, rue du Belvédère, Montréal (Québec)\u{a0} H3A 0G4".into(),
            phone: "514\u{a0}555-0123".into(),
            privacy_officer: Contact {
                name: people::MARC.name.into(),
                title: "Responsable de la protection des renseignements personnels".into(),
                email: "vie-privee@belvedere.example".into(),
            },
            zone: SiteZone::MONTREAL,
            journal_origin: "demo.doublelock.example/journal".into(),
        },
        web: Web {
            listen: Vec::new(),
            host_names: vec!["localhost".into(), "127.0.0.1".into()],
            certificate: home.join("certificate.pem"),
            key: home.join("key.pem"),
        },
        dicom: Dicom {
            listen: None,
            called_ae: "DOUBLELOCK".into(),
            callers: CALLERS
                .iter()
                .map(|ae| Caller {
                    ae_title: (*ae).to_owned(),
                    addresses: vec![SocketAddr::from(([127, 0, 0, 1], 0)).ip()],
                })
                .collect(),
            max_object_bytes: 1 << 30,
        },
        directory: directory_settings(home, directory),
        storage: Storage {
            database: database
                .unwrap_or_else(|| DatabaseUrl::Sqlite(data.join("doublelock.sqlite"))),
            data,
            master_key: home.join("master.key"),
            floor_bytes: 64 << 20,
            reread_rate: 20 << 20,
        },
        sessions: SessionLimits {
            idle: Span::minutes(15),
            absolute: Span::hours(12),
            recheck: Span::minutes(4),
        },
        sign_in: Limits {
            window: Span::minutes(15),
            per_account: 5,
            per_pair: 4,
            per_address: 30,
        },
        jobs: JobTimes {
            checkpoint: every_hour.clone(),
            verify: every_hour.clone(),
            overdue: every_hour.clone(),
            compare: every_hour.clone(),
            reread: every_hour.clone(),
            remove: every_hour,
        },
        privacy_laws: doublelock_domain::privacy::regime::Regimes::quebec(),
    })
}

fn directory_settings(home: &Path, directory: &DemoDirectory) -> DirectorySettings {
    let wanted = directory.config(home.join(AUTHORITY));
    DirectorySettings {
        urls: wanted.urls.iter().map(ToString::to_string).collect(),
        start_tls: false,
        ca: home.join(AUTHORITY),
        bind_dn: wanted.service.map(|service| service.dn).unwrap_or_default(),
        bind_password: home.join("directory-password"),
        user_base: wanted.user_base,
        user_filter: wanted.user_filter,
        group_base: wanted.group_base,
        groups: GroupStrategy::Walk,
        password_policy: None,
        duties: DutyName::OF_PEOPLE
            .iter()
            .map(|duty| (*duty, people::duty_group(*duty)))
            .collect(),
    }
}
