//! Promise: `doublelock serve --config FILE` is the real thing: it takes its sockets from
//! systemd, reads its certificate again without dropping anybody, stops when it is told to,
//! and starts on nothing that is not whole and its own.

#![expect(clippy::unwrap_used, clippy::print_stdout, reason = "tests")]

mod at_the_machine;
mod cut_off;

use std::net::SocketAddr;
use std::ops::Deref;
use std::pin::Pin;
use std::process::Command;
use std::sync::Arc;
use std::time::Duration;

use doublelock::demo::authority::Authority;
use doublelock::demo::people::NADIA;
use doublelock::machine::{MachineClock, MachineEntropy};
use doublelock::running::signing::CheckpointFile;
use doublelock_domain::access::Purpose;
use doublelock_domain::time::Clock as _;
use doublelock_imaging::scu::{self, Answer, Peer};
use doublelock_ledger::SigningKey;
use doublelock_store::{DatabaseUrl, Store};
use doublelock_testkit::images::of_rosalie;
use doublelock_testkit::site::Served;
use openssl::ssl::{SslConnector, SslMethod};
use openssl::x509::X509;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;
use tokio_openssl::SslStream;

const PROGRAM: &str = env!("CARGO_BIN_EXE_doublelock");

/// The site of these tests.
struct Site(doublelock_testkit::Site);

impl Deref for Site {
    type Target = doublelock_testkit::Site;

    fn deref(&self) -> &Self::Target {
        &self.0
    }
}

impl Site {
    async fn new() -> Self {
        Self(doublelock_testkit::Site::of(PROGRAM).await)
    }
}

async fn sends(to: SocketAddr) -> Answer {
    let peer = Peer {
        address: to.to_string(),
        called_ae: "DOUBLELOCK".into(),
        calling_ae: "TOUR".into(),
        patience: Duration::from_secs(20),
    };
    scu::store(&peer, vec![of_rosalie(b"served")])
        .await
        .unwrap()
        .remove(0)
}

#[tokio::test(flavor = "multi_thread")]
async fn it_serves_signs_people_in_and_stops_when_told() {
    let site = Site::new().await;
    let served = site.serve();
    let mut nadia = site.browser(&served);
    let today = nadia
        .sign_in(NADIA.login, NADIA.password)
        .await
        .unwrap()
        .words();
    assert!(today.contains(NADIA.name), "{today}");
    assert!(!today.contains("Démonstration"), "{today}");
    // A new site has no places: the first page of the custody desk says what to do.
    assert!(
        today.contains("Aménager les emplacements du centre"),
        "{today}"
    );
    assert_eq!(sends(served.dicom.unwrap()).await, Answer::Status(0));

    assert_eq!(served.stopped().code(), Some(0));
    assert!(site.is_whole());

    let again = site.serve();
    assert!(again.stopped().success());
    assert!(site.is_whole());
}

/// What strangers ask for again and again fills no disk with lines.
#[tokio::test(flavor = "multi_thread")]
async fn what_strangers_do_a_hundred_times_is_no_hundred_lines() {
    let site = Site::new().await;
    let served = site.serve();
    let mut nobody = site.browser(&served);
    let lines = || served.logged().lines().count();
    let before = lines();
    for _ in 0..100 {
        let page = nobody.get("/requests/2026-0001").await.unwrap();
        assert!(page.path.starts_with("/sign-in"), "{}", page.path);
    }
    for _ in 0..20 {
        let peer = Peer {
            address: served.dicom.unwrap().to_string(),
            called_ae: "NOPE".into(),
            calling_ae: "TOUR".into(),
            patience: Duration::from_secs(20),
        };
        scu::store(&peer, vec![of_rosalie(b"nope")])
            .await
            .unwrap_err();
    }
    let more = lines() - before;
    assert!(more < 10, "{more} lines: {}", served.logged());
    assert_eq!(served.stopped().code(), Some(0));
}

#[tokio::test(flavor = "multi_thread")]
async fn sockets_of_systemd_are_taken_by_their_names() {
    let site = Site::new().await;
    site.configure("[]", "", "");
    // What systemd does: sockets opened before the program runs, from descriptor 3 on.
    let systemd = "import fcntl, os, socket, sys\n\
        def opened():\n    \
            s = socket.socket(); s.bind(('127.0.0.1', 0)); s.listen(64)\n    \
            return s, fcntl.fcntl(s.fileno(), fcntl.F_DUPFD, 20)\n\
        dicom, https = opened(), opened()\n\
        print(dicom[0].getsockname()[1], https[0].getsockname()[1], flush=True)\n\
        os.dup2(dicom[1], 3); os.dup2(https[1], 4)\n\
        os.environ.update(LISTEN_PID=str(os.getpid()), LISTEN_FDS='2', LISTEN_FDNAMES='dicom:https')\n\
        os.execv(sys.argv[1], sys.argv[1:])\n";
    let mut command = Command::new("python3");
    command.args(["-c", systemd, PROGRAM, "serve", "--config"]);
    command.arg(site.at("doublelock.toml"));
    let mut served = Served::spawned(command, &site.at("log"));
    let ports: Vec<u16> = served
        .line()
        .split_whitespace()
        .map(|port| port.parse().unwrap())
        .collect();
    // Somebody who comes while it still starts waits, and is answered.
    let early = TcpStream::connect(("127.0.0.1", ports[1])).await.unwrap();
    served.wait_until_ready();
    assert_eq!(
        (served.dicom.unwrap().port(), served.web.port()),
        (ports[0], ports[1])
    );
    let mut early = Kept::over(early, &site.hospital.authority).await.unwrap();
    assert_eq!(early.asks().await, 200);
    assert_eq!(sends(served.dicom.unwrap()).await, Answer::Status(0));
    assert!(served.stopped().success());
}

/// A connection that is kept open from one request to the next.
struct Kept(SslStream<TcpStream>);

impl Kept {
    async fn open(to: SocketAddr, authority: &[u8]) -> Option<Self> {
        Self::over(TcpStream::connect(to).await.ok()?, authority).await
    }

    async fn over(tcp: TcpStream, authority: &[u8]) -> Option<Self> {
        let mut connector = SslConnector::builder(SslMethod::tls_client()).unwrap();
        let authority = X509::from_pem(authority).unwrap();
        connector.cert_store_mut().add_cert(authority).unwrap();
        let ssl = connector.build().configure().unwrap();
        let mut stream = SslStream::new(ssl.into_ssl("localhost").unwrap(), tcp).unwrap();
        Pin::new(&mut stream).connect().await.ok()?;
        Some(Self(stream))
    }

    async fn asks(&mut self) -> u16 {
        let port = self.0.get_ref().peer_addr().unwrap().port();
        let request = format!("GET /alive HTTP/1.1\r\nhost: localhost:{port}\r\n\r\n");
        self.0.write_all(request.as_bytes()).await.unwrap();
        let mut answer = Vec::new();
        let mut byte = [0u8; 1];
        while !answer.ends_with(b"\r\n\r\n") {
            assert_eq!(self.0.read(&mut byte).await.unwrap(), 1, "cut off");
            answer.push(byte[0]);
        }
        let head = String::from_utf8(answer).unwrap().to_ascii_lowercase();
        let length = head
            .lines()
            .find_map(|line| line.strip_prefix("content-length: "))
            .unwrap();
        let mut body = vec![0; length.parse().unwrap()];
        self.0.read_exact(&mut body).await.unwrap();
        head.split(' ').nth(1).unwrap().parse().unwrap()
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_new_certificate_is_taken_up_without_dropping_anybody() {
    let site = Site::new().await;
    let served = site.serve();
    let mut open = Kept::open(served.web, &site.hospital.authority)
        .await
        .unwrap();
    assert_eq!(open.asks().await, 200);

    // A faulty one first: the old one stays.
    let certificate = &site.hospital.config.web.certificate;
    let whole = std::fs::read(certificate).unwrap();
    std::fs::write(certificate, &whole[..100]).unwrap();
    served.told("HUP");
    let logged = |words: &str| {
        let log = site.at("log");
        let words = words.to_owned();
        async move {
            for _ in 0..200 {
                if std::fs::read_to_string(&log).unwrap().contains(&words) {
                    return;
                }
                tokio::time::sleep(Duration::from_millis(50)).await;
            }
            panic!("never logged: {words}");
        }
    };
    logged("the new certificate is faulty").await;
    assert!(
        Kept::open(served.web, &site.hospital.authority)
            .await
            .is_some()
    );

    let now = MachineClock::start().now();
    let authority = Authority::new(now, &MachineEntropy).unwrap();
    let fresh = authority
        .server(&["localhost"], now, &MachineEntropy)
        .unwrap();
    std::fs::write(certificate, &fresh.chain).unwrap();
    std::fs::write(&site.hospital.config.web.key, &fresh.key).unwrap();
    served.told("HUP");
    logged("the certificate was reloaded").await;
    let authority = authority.pem().unwrap();
    let mut new = Kept::open(served.web, &authority).await.unwrap();
    assert_eq!(new.asks().await, 200);
    assert!(
        Kept::open(served.web, &site.hospital.authority)
            .await
            .is_none(),
        "the old certificate is still shown"
    );
    assert_eq!(open.asks().await, 200, "whoever was connected still is");
    drop((open, new));
    assert!(served.stopped().success());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_second_instance_on_the_same_data_is_refused_and_the_first_goes_on() {
    let site = Site::new().await;
    let served = site.serve();
    // What is under way there must still be there afterwards.
    let work = site.data().join("packages").join("work").join("build");
    std::fs::create_dir(&work).unwrap();
    let said = site.refused();
    assert!(
        said.contains("another Doublelock is running") && said.contains("storage.data"),
        "{said}"
    );
    assert!(work.exists());
    let mut open = Kept::open(served.web, &site.hospital.authority)
        .await
        .unwrap();
    assert_eq!(open.asks().await, 200);
    drop(open);
    assert!(served.stopped().success());
    assert!(site.serve().stopped().success());
    assert!(!work.exists(), "a start clears up what a stop cut off");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_wrong_master_key_or_a_lost_keyring_is_refused_and_nothing_is_changed() {
    let site = Site::new().await;
    let served = site.serve();
    assert_eq!(sends(served.dicom.unwrap()).await, Answer::Status(0));
    assert!(served.stopped().success());

    let key = &site.hospital.config.storage.master_key;
    let right = std::fs::read(key).unwrap();
    std::fs::write(key, [7u8; 32]).unwrap();
    let said = site.refused();
    assert!(
        said.contains("wrong master key") && said.contains("wants"),
        "{said}"
    );
    std::fs::write(key, right).unwrap();

    let ring = site.data().join("keyring.json");
    std::fs::rename(&ring, site.at("kept")).unwrap();
    let said = site.refused();
    assert!(
        said.contains("keyring.json") && said.contains("backup"),
        "{said}"
    );
    assert!(!ring.exists(), "no new one was made");
    std::fs::rename(site.at("kept"), &ring).unwrap();

    assert!(site.serve().stopped().success());
    assert!(site.is_whole());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_database_from_before_the_last_checkpoint_is_refused_and_nothing_is_written_in_it() {
    let site = Site::new().await;
    assert!(site.serve().stopped().success());
    let database = site.data().join("doublelock.sqlite");
    let backup = site.at("yesterday.sqlite");
    std::fs::copy(&database, &backup).unwrap();
    assert!(site.serve().stopped().success());

    // The hour strikes: what the job does.
    let clock = Arc::new(MachineClock::start());
    let url = DatabaseUrl::Sqlite(database.clone());
    let store = Store::new(
        &url,
        clock.clone(),
        Arc::new(MachineEntropy),
        Arc::new(doublelock_store::NoKeys),
    );
    let work = store
        .appliance()
        .unwrap()
        .take_up(Purpose::Maintenance, clock.now())
        .unwrap();
    let pem = std::fs::read(site.data().join("journal-key.pem")).unwrap();
    let key = SigningKey::from_pem("journal.fleuve.example", &pem).unwrap();
    let mut kept = CheckpointFile::in_data(&site.data());
    let signed = store.sign_checkpoint(&work, &key, &mut kept).unwrap();
    assert_eq!(signed.unwrap().size, 3, "the first entry and two starts");
    drop(store);
    assert!(site.serve().stopped().success(), "what was signed is there");

    let newest = site.at("newest.sqlite");
    std::fs::rename(&database, &newest).unwrap();
    std::fs::copy(&backup, &database).unwrap();
    let said = site.refused();
    for words in [
        "ends after 2 entries",
        "has signed 3",
        "journal-checkpoint.note",
        "doublelock accept-restore",
    ] {
        assert!(said.contains(words), "{words}: {said}");
    }
    let rows = doublelock_testkit::sqlite_file(&database, "SELECT count(*) FROM ledger_entry");
    assert_eq!(rows.unwrap()[0][0], "2", "nothing was recorded");

    std::fs::rename(&newest, &database).unwrap();
    assert!(site.serve().stopped().success());
    assert!(site.is_whole());
}

/// A server for the records of this test alone, if the run has one.
fn database_of_its_own() -> Option<String> {
    let server = std::env::var("DOUBLELOCK_TEST_POSTGRES").ok()?;
    let name = format!("dl_serve_{}", std::process::id());
    let made = Command::new("psql")
        .args([&server, "--quiet", "--command"])
        .arg(format!("CREATE DATABASE {name}"))
        .status()
        .unwrap();
    assert!(made.success());
    let (base, _) = server.rsplit_once('/').unwrap();
    Some(format!("{base}/{name}"))
}

#[tokio::test(flavor = "multi_thread")]
async fn tables_on_a_server_are_compared_and_made_again_by_the_configuration_postgres() {
    let Some(url) = database_of_its_own() else {
        println!("skipped: DOUBLELOCK_TEST_POSTGRES names no server");
        assert!(std::env::var("CI").as_deref() != Ok("true"));
        return;
    };
    let site = Site::new().await;
    let secret = site.at("database-url");
    std::fs::write(&secret, &url).unwrap();
    site.configure(
        "[\"127.0.0.1:0\"]",
        "listen = \"127.0.0.1:0\"",
        &format!("database_url = \"{}\"\n", secret.display()),
    );
    let served = site.serve();
    let mut nadia = site.browser(&served);
    nadia.sign_in(NADIA.login, NADIA.password).await.unwrap();
    let rebuild = |more: &[&str]| {
        let said = Command::new(PROGRAM)
            .arg("rebuild")
            .args(more)
            .arg("--config")
            .arg(site.at("doublelock.toml"))
            .output()
            .unwrap();
        let text = [said.stdout, said.stderr].concat();
        (
            said.status.code(),
            String::from_utf8_lossy(&text).into_owned(),
        )
    };
    assert_eq!(rebuild(&["--check"]).0, Some(2), "while it runs");
    assert!(served.stopped().success());
    let (code, said) = rebuild(&["--check"]);
    assert_eq!(code, Some(0), "{said}");
    let altered = Command::new("psql")
        .args([&url, "--quiet", "--command"])
        .arg("UPDATE person SET display_name = 'Personne'; DELETE FROM ledger_subject")
        .status()
        .unwrap();
    assert!(altered.success());
    let (code, said) = rebuild(&["--check"]);
    assert_eq!(code, Some(1), "{said}");
    assert!(said.contains("differs in display_name"), "{said}");
    assert!(said.contains("ledger_subject person:"), "{said}");
    assert!(!said.contains(NADIA.name), "{said}");
    let (code, said) = rebuild(&[]);
    assert_eq!(code, Some(0), "{said}");
    let (code, said) = rebuild(&["--check"]);
    assert_eq!(code, Some(0), "{said}");
}

#[tokio::test(flavor = "multi_thread")]
async fn every_fault_of_the_configuration_is_named_and_nothing_is_begun() {
    let site = Site::new().await;
    site.configure(
        "[\"everywhere\"]",
        "max_object_bytes = -1",
        "colour = \"red\"\n[jobs]\nverify = \"0 0 0 31 2 *\"\n",
    );
    let said = site.refused();
    for fault in [
        "web.listen",
        "dicom.max_object_bytes",
        "storage.colour",
        "jobs.verify",
    ] {
        assert!(said.contains(fault), "{fault}: {said}");
    }
    assert!(!site.data().exists());
}

#[tokio::test(flavor = "multi_thread")]
async fn the_data_of_a_demonstration_never_becomes_a_real_centres() {
    let site = Site::new().await;
    let home = site.at("demo");
    let mut command = Command::new(PROGRAM);
    command.args(["demo", "--empty", "--https", "0", "--dicom", "0", "--data"]);
    command.arg(&home);
    let mut demo = Served::spawned(command, &site.at("log"));
    assert!(demo.line().starts_with("ready "));
    assert!(demo.stopped().success());

    std::fs::rename(home.join("data"), site.data()).unwrap();
    let said = site.refused();
    assert!(said.contains("demonstration"), "{said}");

    // And a real centre's directory is no place for a demonstration.
    std::fs::rename(site.data(), site.at("set-aside")).unwrap();
    assert!(site.serve().stopped().success());
    let refused = Command::new(PROGRAM)
        .args(["demo", "--https", "0", "--dicom", "0", "--data"])
        .arg(site.data())
        .output()
        .unwrap();
    assert!(!refused.status.success());
    assert!(site.is_whole());
}
