//! A whole appliance: started from a configuration, stopped in order.
//!
//! `serve`, the demonstration and the tests all start it here, so what is tested is
//! what runs: the TLS edge, Rocket behind it, the DICOM receiver, the jobs.

pub mod ground;
mod parts;
pub mod signing;

use std::net::{SocketAddr, TcpListener};
use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use doublelock_confine::Launcher;
use doublelock_domain::access::{Actor, Clockwork, Purpose, Warrant};
use doublelock_domain::time::{Clock, Entropy};
use doublelock_edge::{Allowance, CertificateStore, EdgeConfig, Handlers, Limits, Pages};
use doublelock_imaging::describe::Program;
use doublelock_ledger::SigningKey;
use doublelock_recordcopy::Tools;
use doublelock_store::Store;
use doublelock_store::journal::Behind;
use doublelock_store::refusals::Counts;
use tokio::sync::Notify;
use tokio_util::sync::CancellationToken;

use crate::clockwork::{self, Clockworks};
use crate::config::{Config, DirectoryFault};
use crate::copies;
use crate::demo::places::PLACES;
use crate::describing;
use crate::erased::{ErasedFault, ErasedList};
use crate::erasure::{Cut, Keys};
use crate::listener::{self, RecoverFault, recover};
use crate::names;
use crate::office::Office;
use crate::proof::throttle::Throttle;
use crate::site_keys::{KEYRING, SiteKeys};
use crate::staff::Staff;
use crate::vaults::{self, Vaults, VaultsFault};
use crate::web;
use crate::web::page::{Missing, Renderer};
use ground::{Ground, GroundFault};
use nix::sys::resource::{Resource, getrlimit};
use parts::Parts;
use signing::{CheckpointFile, SigningFault};

/// What an appliance is made from, besides its configuration.
pub struct Making {
    /// Its clock.
    pub clock: Arc<dyn Clock>,
    /// Its randomness.
    pub entropy: Arc<dyn Entropy>,
    /// Sockets of the web pages.
    pub web: Vec<TcpListener>,
    /// Socket of the DICOM receiver; none if there is no receiver.
    pub dicom: Option<TcpListener>,
    /// How the child that reads DICOM words is started.
    pub imaging_child: Program,
    /// What happens to a sentence that no catalogue has.
    pub missing: Missing,
    /// Limits of the edge.
    pub limits: Limits,
}

/// Why it did not start. Each says what to do.
#[derive(Debug, thiserror::Error)]
pub enum StartFault {
    /// The data directory.
    #[error("the data directory: {0}")]
    Data(#[from] GroundFault),
    /// The database.
    #[error("the database: {0}")]
    Store(#[from] doublelock_store::Error),
    /// An erasure that was cut off cannot be carried to its end.
    #[error("an erasure cannot be carried to its end: {0}")]
    Erasure(#[from] Cut),
    /// The list of erased records.
    #[error(transparent)]
    Erased(#[from] ErasedFault),
    /// The master key or the vault.
    #[error("the vault: {0}")]
    Vault(#[from] VaultsFault),
    /// Children that read foreign bytes.
    #[error(
        "children that read foreign bytes cannot be confined: {0}. The kernel must offer Landlock \
         (5.13 or later, in the list of `lsm=`) and seccomp, and the unit must allow their calls"
    )]
    Confinement(#[source] doublelock_confine::Fault),
    /// What was received before a crash.
    #[error("what was received before a crash cannot be recorded: {0}")]
    Spool(#[from] RecoverFault),
    /// The key that signs checkpoints.
    #[error(transparent)]
    SigningKey(#[from] SigningFault),
    /// The database holds less than the key signed.
    #[error(
        "the journal: the database ends after {entries} entries, but the journal's key has signed \
         {signed} ({file} in the data directory): this is an older copy of the database, or its \
         end was cut off. Nothing was recorded in it. Put the newest copy back. If there is no newer \
         one, two people accept this one with `doublelock accept-restore`: what came after it is \
         lost, and the journal says so",
        file = signing::CHECKPOINT_FILE
    )]
    Behind {
        /// Entries in the database.
        entries: u64,
        /// Entries that the key has vouched for.
        signed: u64,
    },
    /// The directory's settings.
    #[error("directory settings: {0}")]
    Staff(#[from] DirectoryFault),
    /// Templates or catalogues.
    #[error("pages: {0}")]
    Pages(#[from] web::page::LoadError),
    /// The TLS certificate.
    #[error("the certificate: {0}")]
    Certificate(#[from] doublelock_edge::CertificateError),
    /// The DICOM policy.
    #[error("the DICOM receiver: {0}")]
    Dicom(String),
    /// The web pages behind the edge.
    #[error("the web pages did not start: {0}")]
    Web(String),
}

/// An appliance that answers.
pub struct Running {
    /// What its routes work with.
    pub office: Office,
    /// Where the web pages are.
    pub web: Vec<SocketAddr>,
    /// Where the DICOM receiver is.
    pub dicom: Option<SocketAddr>,
    /// Runs jobs now rather than at their time.
    pub clockworks: Clockworks,
    certificates: Arc<CertificateStore>,
    pages: web::Ending,
    stop: CancellationToken,
    /// Takes connections in; ends before the rest.
    edge: Parts,
    parts: Parts,
    /// Given back when everything has ended.
    _ground: Ground,
}

/// The page of the edge when Rocket cannot answer: it must stand by itself.
const UNAVAILABLE: &str = include_str!("web/edge/unavailable.html");
/// The page of the edge when a request breaks a rule of HTTP.
const REFUSED: &str = include_str!("web/edge/refused.html");

/// Starts everything, in the order in which each part needs the one before.
pub async fn start(config: Config, making: Making) -> Result<Running, StartFault> {
    let config = Arc::new(config);
    let data = config.storage.data.clone();
    let ground = Ground::take(&data, config.demo, &*making.entropy)?;
    let store = Store::new(
        &config.storage.database,
        Arc::clone(&making.clock),
        Arc::clone(&making.entropy),
        Arc::new(SiteKeys::of(&data, &config.storage.master_key)),
    );
    let key = Arc::new(signing::load_or_make(
        &data,
        &config.centre.journal_origin,
        &*making.entropy,
    )?);
    let (appliance, vault) = {
        let (store, config, key) = (store.clone(), Arc::clone(&config), Arc::clone(&key));
        let entropy = Arc::clone(&making.entropy);
        let instance = ground.instance().to_owned();
        blocking(move || prepare(&store, &config, &key, &instance, entropy)).await?
    };
    let throttle = Throttle::of_site(&config.storage.master_key, config.sign_in)
        .map_err(|error| StartFault::Vault(VaultsFault::Keyring(error)))?;
    let tools = Tools::of_debian(launcher(&making.imaging_child)?);
    let copies = copies::Copies::open(&data, tools).map_err(GroundFault::Io)?;
    let office = Office {
        copies,
        staff: Staff::new(&config.directory, Arc::clone(&making.clock))?,
        renderer: Renderer::embedded(making.missing)?,
        throttle: Arc::new(throttle),
        edge_secret: Arc::new(random(&*making.entropy)),
        downloads: crate::downloads::Downloads::default(),
        handlers: Handlers::default(),
        describe_soon: Arc::new(Notify::new()),
        instance: ground.instance().into(),
        store,
        vault,
        appliance,
        config: Arc::clone(&config),
    };
    serve_parts(office, key, ground, making).await
}

/// What programs of others are started with: this executable, by its other hidden subcommand. Tried
/// before anything is served: where it cannot confine, no image is described and no copy is made, and
/// somebody should know that today.
fn launcher(child: &Program) -> Result<Launcher, StartFault> {
    let launcher = Launcher {
        path: child.path.clone(),
        arguments: vec!["confined".into()],
    };
    launcher.try_out().map_err(StartFault::Confinement)?;
    Ok(launcher)
}

/// Everything that must be right before anything listens.
fn prepare(
    store: &Store,
    config: &Config,
    key: &SigningKey,
    instance: &str,
    entropy: Arc<dyn Entropy>,
) -> Result<(Actor, Vaults), StartFault> {
    let steps = store.migrate()?;
    let appliance = store.appliance()?;
    let now = store.clock().now();
    let work = appliance
        .take_up::<Clockwork>(Purpose::Maintenance, now)
        .map_err(doublelock_store::Error::from)?;
    let kept = CheckpointFile::in_data(&config.storage.data);
    if let Some(Behind {
        entries, signed, ..
    }) = store.is_behind(&work, &key.verifying_key(), &kept)?
    {
        return Err(StartFault::Behind { entries, signed });
    }
    let list = ErasedList::of(&config.storage.data);
    if is_new(store, &work)? {
        list.make()?;
    } else if !config.storage.data.join(KEYRING).exists() {
        return Err(VaultsFault::KeyringLost.into());
    }
    #[expect(
        clippy::redundant_closure_for_method_calls,
        reason = "the method itself is not general enough in the lifetime of the unit"
    )]
    let known = store.read(&work, |unit| unit.erased())?;
    list.add(&known)?;
    // Older records that were put back are erased again, before anything of them is looked at.
    for one in list.read()? {
        if let Some(entry) = store.write(&work, |unit| unit.erase_again(&one))? {
            tracing::warn!(entry, "what was erased was erased again in older records");
        }
    }
    let unknown = sweep(store, &appliance, config)?;
    let mut vault = Vaults::open(
        &config.storage.data,
        &config.storage.master_key,
        config.storage.floor_bytes,
        entropy,
        now,
    )?;
    fill_tokens(store, &appliance)?;
    let data = &config.storage.data;
    let keys = SiteKeys::of(data, &config.storage.master_key);
    let unresolved = recover(data, &vault.intake(), store, &appliance, &keys)?;
    vault.note_unknown(unknown + unresolved);
    // Destroys the keys that what arrived before was sealed to.
    finish_erasures(store, config, &vault, &work)?;
    store.write(&work, |unit| {
        unit.establish_identity(&key.verifying_key())?;
        if config.demo {
            unit.establish_places(PLACES)?;
        }
        // What other instances are at work on is theirs; what this one was is cut off.
        unit.abandon_claims(instance)?;
        unit.mark_cut_off_runs()?;
        unit.fail_cut_off_builds()?;
        let version = env!("CARGO_PKG_VERSION");
        unit.note_started(version, steps)
    })?;
    Ok((appliance, vault))
}

/// Whether nobody was ever served from these records: the first start says at its end whose journal
/// this is.
fn is_new(store: &Store, work: &Warrant<Clockwork>) -> Result<bool, StartFault> {
    #[expect(
        clippy::redundant_closure_for_method_calls,
        reason = "the method itself is not general enough in the lifetime of the unit"
    )]
    match store.read(work, |unit| unit.current_key()) {
        Ok(_) => Ok(false),
        Err(doublelock_store::Error::NotFound) => Ok(true),
        Err(other) => Err(other.into()),
    }
}

/// Carries erasures to their end that were cut off, before anybody is served.
fn finish_erasures(
    store: &Store,
    config: &Config,
    vault: &Vaults,
    work: &Warrant<Clockwork>,
) -> Result<(), StartFault> {
    #[expect(
        clippy::redundant_closure_for_method_calls,
        reason = "the method itself is not general enough in the lifetime of the unit"
    )]
    let pending = store.read(work, |unit| unit.pending_erasures())?;
    if pending.is_empty() {
        return Ok(());
    }
    let storage = &config.storage;
    // Somebody may be at it: they end within a moment, or they are gone.
    // Nobody is served yet, and nobody looks.
    let take = || {
        Keys::take(
            store,
            work,
            &storage.data,
            &storage.master_key,
            Duration::ZERO,
        )
    };
    let mut keys = take();
    for _ in 0..30 {
        if !matches!(keys, Err(Cut::Busy)) {
            break;
        }
        std::thread::sleep(Duration::from_secs(1));
        keys = take();
    }
    let keys = keys?;
    match keys.finish_erasures(vault, &**store.entropy()) {
        Ok(done) => {
            tracing::info!(erasures = done.len(), "erasures that were cut off are done");
            Ok(())
        }
        // Their keys are gone; what is left is to close older copies. It is tried again at each
        // start, and keeps nobody from work.
        Err(cut @ (Cut::Aside(_) | Cut::Arriving)) => {
            tracing::error!(%cut, "an erasure cannot be carried to its end yet");
            Ok(())
        }
        Err(other) => Err(other.into()),
    }
}

/// Fills what is found by equality again, where it was thrown away. Before intake opens: an
/// image that is held already must be known.
fn fill_tokens(store: &Store, appliance: &Actor) -> Result<(), StartFault> {
    let warrant = vaults::reception(store, appliance)?;
    #[expect(
        clippy::redundant_closure_for_method_calls,
        reason = "the method itself is not general enough in the lifetime of the unit"
    )]
    let filled = store.read(&warrant, |unit| unit.finds_all())?;
    if filled {
        return Ok(());
    }
    let mut next = Some(0);
    while let Some(from) = next {
        next = store.write(&warrant, |unit| unit.fill_tokens(from))?;
    }
    Ok(())
}

/// Puts right what a crash left in the vault; returns how many whole objects no record names.
fn sweep(store: &Store, appliance: &Actor, config: &Config) -> Result<u64, StartFault> {
    if !config.storage.data.join(KEYRING).exists() {
        return Ok(0);
    }
    let (swept, unknown) = vaults::sweep(&config.storage.data, store, appliance)?;
    tracing::info!(
        kept = swept.kept,
        placed = swept.placed,
        removed = swept.removed,
        failed = swept.failed,
        foreign = swept.foreign,
        unknown,
        "the vault was swept"
    );
    Ok(unknown)
}

async fn serve_parts(
    office: Office,
    key: Arc<SigningKey>,
    ground: Ground,
    making: Making,
) -> Result<Running, StartFault> {
    let stop = CancellationToken::new();
    let mut parts = Parts::new(stop.clone());
    let clockworks = Clockworks::new(&office, key, stop.clone());
    let web::Launched {
        pages,
        address,
        ending,
    } = web::launch(office.clone(), clockworks.clone())
        .await
        .map_err(StartFault::Web)?;
    parts.start("pages", pages);
    let backend = address
        .await
        .map_err(|_| StartFault::Web("no address".into()))?;

    let certificates = Arc::new(CertificateStore::load(
        &office.config.web.certificate,
        &office.config.web.key,
    )?);
    let web = making
        .web
        .iter()
        .filter_map(|listener| listener.local_addr().ok())
        .collect();
    let config = EdgeConfig {
        listeners: making.web,
        backend,
        secret: *office.edge_secret,
        hosts: office.config.web.host_names.clone(),
        limits: making.limits.within(descriptors()),
        allowances: allowances(),
        pages: Pages {
            unavailable: Bytes::from_static(UNAVAILABLE.as_bytes()),
            refused: Bytes::from_static(REFUSED.as_bytes()),
        },
        handlers: office.handlers.clone(),
    };
    let (edge_stop, certs) = (stop.clone(), Arc::clone(&certificates));
    let mut edge = Parts::new(stop.clone());
    edge.start("edge", async move {
        let served = doublelock_edge::serve(config, certs, edge_stop.cancelled_owned()).await;
        if let Err(error) = served {
            tracing::error!(%error, "the TLS edge ended");
        }
    });

    let dicom = match making.dicom {
        Some(socket) => {
            let address = socket.local_addr().ok();
            let policy = listener::policy(&office.config.dicom)
                .map_err(|e| StartFault::Dicom(e.to_string()))?;
            parts.start(
                "receiver",
                listener::serve(office.clone(), policy, socket, stop.clone()),
            );
            address
        }
        None => None,
    };
    parts.start(
        "describing",
        describing::run(office.clone(), making.imaging_child, stop.clone()),
    );
    parts.start("names", names::run(office.clone(), stop.clone()));
    parts.start("jobs", clockwork::run(clockworks.clone(), stop.clone()));
    Ok(Running {
        office,
        web,
        dicom,
        clockworks,
        certificates,
        pages: ending,
        stop,
        edge,
        parts,
        _ground: ground,
    })
}

/// File descriptors that this process may open; where that cannot be told, as few as anywhere.
fn descriptors() -> u64 {
    getrlimit(Resource::RLIMIT_NOFILE).map_or(1_024, |(soft, _)| soft)
}

/// Routes whose answers are long by nature: downloads of packages and of the journal.
fn allowances() -> Vec<Allowance> {
    let long = |path: &str| Allowance {
        path_prefix: path.to_owned(),
        max_body: 64 * 1024,
        request: None,
    };
    vec![long("/packages/"), long(web::journal::EXPORT)]
}

impl Running {
    /// Reads certificate and key again. The old pair stays if the new one is faulty.
    pub fn reload_certificate(&self) {
        match self.certificates.reload(self.office.now().seconds()) {
            Ok(facts) => {
                tracing::info!(not_after = facts.not_after, "the certificate was reloaded");
            }
            Err(error) => {
                tracing::error!(%error, "the new certificate is faulty; the old one stays");
            }
        }
    }

    /// The token that ends everything; cancelled also when a part fails for good.
    pub const fn stopping(&self) -> &CancellationToken {
        &self.stop
    }

    /// Stops: first what comes in from outside, then Rocket, then the jobs. False if a
    /// part had failed by itself.
    pub async fn stop(mut self) -> bool {
        self.stop.cancel();
        // Rocket told to stop while the edge still holds connections to it may wait its
        // whole grace for one that is closed already.
        self.edge.ended().await;
        self.pages.end();
        // A copy that is being built gets a moment to end; what does not is set right at
        // the next start.
        let copies = self.office.copies.clone();
        let _ = tokio::task::spawn_blocking(move || {
            copies.wait_idle(std::time::Duration::from_secs(20))
        })
        .await;
        self.parts.ended().await;
        let whole = !self.edge.failed() && !self.parts.failed();
        // Nobody is refused any more. Where something is broken nothing more is written: what
        // was counted stands in its table, and the next start writes it.
        if whole && let Err(error) = self.office.write_counted_refusals(Counts::All).await {
            tracing::warn!(%error, "counted refusals are written at the next start");
        }
        whole
    }
}

fn random<const N: usize>(entropy: &dyn Entropy) -> [u8; N] {
    let mut bytes = [0; N];
    entropy.fill(&mut bytes);
    bytes
}

async fn blocking<T: Send + 'static>(
    work: impl FnOnce() -> Result<T, StartFault> + Send + 'static,
) -> Result<T, StartFault> {
    match tokio::task::spawn_blocking(work).await {
        Ok(outcome) => outcome,
        Err(_) => Err(StartFault::Web("preparation was cut off".into())),
    }
}
