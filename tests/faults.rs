//! Promise: a full disk, a locked database, a wrong key, a stop in the middle of the day:
//! each says what happened and what to do, nothing is half-written, and work goes on by
//! itself when the cause is gone.

#![expect(clippy::unwrap_used, clippy::print_stdout, reason = "tests")]

use std::io::{BufRead as _, BufReader, Write as _};
use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::pin::Pin;
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::task::{Context, Poll};
use std::time::Duration;

use doublelock::demo::centre::DemoCentre;
use doublelock::machine::{MachineClock, MachineEntropy};
use doublelock::running::{self, Making};
use doublelock::web::page::Missing;
use doublelock_domain::time::{Clock, Timestamp};
use doublelock_edge::Limits;
use doublelock_imaging::describe::Program;
use doublelock_imaging::scu::{self, Answer, Outgoing, Peer};
use doublelock_store::DatabaseUrl;
use doublelock_testkit::browser::Browser;
use doublelock_testkit::images::of_rosalie;
use doublelock_testkit::people::NADIA;
use doublelock_testkit::{Log, MORNING, TestAppliance, appliance};
use tokio::io::{AsyncRead, AsyncReadExt as _, ReadBuf};

const PROGRAM: &str = env!("CARGO_BIN_EXE_doublelock");

async fn opens_a_case(browser: &mut Browser, family_name: &str) -> u16 {
    let page = browser.get("/cases/new").await.unwrap();
    let form = page.form("/cases").unwrap();
    let fields = [
        ("family-name", family_name),
        ("given-names", "Rosalie"),
        ("birth-date", "1972-06-15"),
        ("sex", "F"),
        ("language", "fr"),
    ];
    browser
        .submit(&form, &fields)
        .await
        .unwrap()
        .status
        .as_u16()
}

fn peer(app: &TestAppliance) -> Peer {
    Peer {
        address: app.running.dicom.unwrap().to_string(),
        called_ae: "DOUBLELOCK".into(),
        calling_ae: "TOUR".into(),
        patience: Duration::from_secs(20),
    }
}

async fn sends(app: &TestAppliance, seed: &[u8]) -> Answer {
    scu::store(&peer(app), vec![of_rosalie(seed)])
        .await
        .unwrap()
        .remove(0)
}

/// A file system of its own, unmounted at the end. Needs root.
struct SmallDisk(tempfile::TempDir);

impl SmallDisk {
    fn mount(megabytes: u32) -> Option<Self> {
        let folder = tempfile::tempdir().unwrap();
        let options = format!("size={megabytes}m,mode=0700");
        let mounted = Command::new("mount")
            .args(["-t", "tmpfs", "-o", &options, "tmpfs"])
            .arg(folder.path())
            .status();
        if mounted.is_ok_and(|status| status.success()) {
            return Some(Self(folder));
        }
        println!("skipped: a full disk (mounting a small file system needs root)");
        assert!(std::env::var_os("CI").is_none(), "in CI nothing is skipped");
        None
    }

    /// Fills it to the last block; what is returned frees it again.
    fn fill(&self) -> PathBuf {
        let filler = self.0.path().join("filler");
        let mut file = std::fs::File::create(&filler).unwrap();
        let block = vec![0u8; 4096];
        while file.write_all(&block).is_ok() {}
        filler
    }
}

impl Drop for SmallDisk {
    fn drop(&mut self) {
        let _ = Command::new("umount")
            .arg("--lazy")
            .arg(self.0.path())
            .status();
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_full_disk_refuses_plainly_and_recovers_by_itself() {
    let Some(disk) = SmallDisk::mount(48) else {
        return;
    };
    let log = Log::of_this_process();
    let data = disk.0.path().join("data");
    let app = appliance!(|config| {
        config.storage.database = DatabaseUrl::Sqlite(data.join("doublelock.sqlite"));
        config.storage.data.clone_from(&data);
        config.storage.floor_bytes = 0;
    });
    let mut nadia = app.signed_in(NADIA).await;
    assert_eq!(opens_a_case(&mut nadia, "Avant").await, 200);
    assert_eq!(sends(&app, b"before").await, Answer::Status(0));
    let before = app.verified().entries;

    let filler = disk.fill();
    assert_eq!(opens_a_case(&mut nadia, "Pendant").await, 507);
    match sends(&app, b"during").await {
        Answer::Status(status) => assert_eq!(status & 0xFF00, 0xA700, "{status:04X}"),
        other @ Answer::NotNegotiated => panic!("{other:?}"),
    }
    assert_eq!(nadia.get("/alive").await.unwrap().status.as_u16(), 200);

    std::fs::File::create(&filler).unwrap();
    assert_eq!(opens_a_case(&mut nadia, "Après").await, 200);
    assert_eq!(sends(&app, b"during").await, Answer::Status(0));
    let cases = nadia.get("/cases").await.unwrap().words();
    assert!(
        cases.contains("Après") && !cases.contains("Pendant"),
        "{cases}"
    );
    assert!(app.verified().entries > before);
    app.close().await;
    // And what could not be written names nobody in the log.
    let said = log.text();
    for fault in ["status=507", "the vault's disk is full"] {
        assert!(said.contains(fault), "{fault} is not in the log: {said}");
    }
    for word in ["Avant", "Pendant", "Après", "Gagné", "1972-06-15", "H-1"] {
        let line = said.lines().find(|line| line.contains(word));
        assert!(line.is_none(), "{word}: {}", line.unwrap());
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_locked_database_says_try_again_and_nothing_is_half_written() {
    let mut file = PathBuf::new();
    let app = appliance!(|config| {
        file = config.storage.data.join("doublelock.sqlite");
        config.storage.database = DatabaseUrl::Sqlite(file.clone());
    });
    let mut nadia = app.signed_in(NADIA).await;
    let page = nadia.get("/cases/new").await.unwrap();
    let form = page.form("/cases").unwrap();
    let held = doublelock_testkit::hold(&file);
    let fields = [
        ("family-name", "Verrou"),
        ("given-names", "Rosalie"),
        ("birth-date", "1972-06-15"),
        ("sex", "F"),
        ("language", "fr"),
    ];
    let answer = nadia.submit(&form, &fields).await.unwrap();
    assert_eq!(answer.status.as_u16(), 503, "{}", answer.words());
    assert!(answer.headers.contains_key("retry-after"));
    drop(held);
    assert_eq!(
        nadia.submit(&form, &fields).await.unwrap().status.as_u16(),
        200
    );
    let cases = nadia.get("/cases").await.unwrap().words();
    assert_eq!(cases.matches("Verrou").count(), 1, "{cases}");
    app.close().await;
}

/// The most memory this process (the appliance under test is in it) ever held, in bytes.
fn peak_memory() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap();
    let line = status.lines().find(|line| line.starts_with("VmHWM:"));
    let kib: u64 = line
        .unwrap()
        .split_whitespace()
        .nth(1)
        .unwrap()
        .parse()
        .unwrap();
    kib * 1024
}

/// Bytes of everything in a folder.
fn size_of(folder: &Path) -> u64 {
    std::fs::read_dir(folder)
        .unwrap()
        .map(|entry| {
            let entry = entry.unwrap();
            let facts = entry.metadata().unwrap();
            if facts.is_dir() {
                size_of(&entry.path())
            } else {
                facts.len()
            }
        })
        .sum()
}

/// Counts what was read through it.
struct Counted<R>(R, Arc<AtomicU64>);

impl<R: AsyncRead + Unpin> AsyncRead for Counted<R> {
    fn poll_read(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<std::io::Result<()>> {
        let before = buffer.filled().len();
        let polled = Pin::new(&mut self.0).poll_read(context, buffer);
        let read = buffer.filled().len() - before;
        self.1.fetch_add(read as u64, Ordering::SeqCst);
        polled
    }
}

/// An image whose pixels go on for `bytes`, all of them announced.
async fn endless_image(seed: &[u8], bytes: u32, read: &Arc<AtomicU64>) -> Outgoing {
    let Outgoing {
        sop_class,
        sop_instance,
        transfer_syntax,
        mut data_set,
    } = of_rosalie(seed);
    let mut start = Vec::new();
    data_set.read_to_end(&mut start).await.unwrap();
    let pixels = [0xE0, 0x7F, 0x10, 0x00, b'O', b'W', 0, 0];
    let at = start
        .windows(pixels.len())
        .position(|window| window == pixels);
    start.truncate(at.unwrap() + pixels.len());
    start.extend(bytes.to_le_bytes());
    let stream = std::io::Cursor::new(start).chain(tokio::io::repeat(0).take(bytes.into()));
    Outgoing {
        sop_class,
        sop_instance,
        transfer_syntax,
        data_set: Box::new(Counted(stream, Arc::clone(read))),
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_object_over_the_limit_is_cut_early_and_costs_neither_disk_nor_memory() {
    const LIMIT: u64 = 1 << 20;
    let app = appliance!(|config| config.dicom.max_object_bytes = LIMIT);
    assert_eq!(sends(&app, b"before").await, Answer::Status(0));
    let vault = app.centre.config.storage.data.join("vault");
    let (disk, memory) = (size_of(&vault), peak_memory());

    // A little too long: the sender is told so.
    let read = Arc::new(AtomicU64::new(0));
    let long = endless_image(b"long", 1_200_000, &read).await;
    let told = scu::store(&peer(&app), vec![long]).await.unwrap();
    assert_eq!(told, [Answer::Status(0xA700)]);

    // 2 GB and more: nobody waits for the end of it.
    let read = Arc::new(AtomicU64::new(0));
    let endless = endless_image(b"endless", 2_200_000_000, &read).await;
    assert!(scu::store(&peer(&app), vec![endless]).await.is_err());
    let read = read.load(Ordering::SeqCst);
    assert!(read < 64 * LIMIT, "{read} bytes were taken");
    assert!(peak_memory() - memory < 64 << 20);
    assert_eq!(size_of(&vault), disk, "nothing of it is left");

    assert_eq!(sends(&app, b"after").await, Answer::Status(0));
    app.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_form_over_the_limit_is_refused_whether_it_says_so_or_not() {
    let app = appliance!();
    let mut nadia = app.signed_in(NADIA).await;
    let wire = app.wire();
    let memory = peak_memory();
    let origin = wire.origin();
    let host = origin.trim_start_matches("https://");
    let head = |path: &str, length: &str| {
        format!(
            "POST {path} HTTP/1.1\r\nhost: {host}\r\norigin: {origin}\r\n\
             content-type: application/x-www-form-urlencoded\r\n{length}\r\n\r\n"
        )
    };
    let piece = vec![b'a'; 64 * 1024];
    let chunk = [b"10000\r\n".as_slice(), &piece, b"\r\n"].concat();
    let two_gigabytes = 2_147_483_648 / piece.len() as u64;
    for (what, length, piece) in [
        ("announced", "content-length: 2147483648", &piece),
        ("streamed", "transfer-encoding: chunked", &chunk),
    ] {
        let (reply, poured) = wire
            .pour(&head("/sign-in", length), piece, two_gigabytes)
            .await;
        assert_eq!(reply.status, 413, "{what}: {}", reply.text());
        let said = reply.text();
        assert!(said.contains("ien n’a été inscrit"), "{what}: {said}");
        assert!(
            poured < 1024,
            "{what}: {poured} pieces of 64 KiB were taken"
        );
    }
    assert!(peak_memory() - memory < 64 << 20);
    assert_eq!(opens_a_case(&mut nadia, "Ensuite").await, 200);
    app.close().await;
}

/// A clock that breaks when a test says so, and whatever asks it then.
#[derive(Default)]
struct Breaking(AtomicBool);

impl Clock for Breaking {
    fn now(&self) -> Timestamp {
        assert!(!self.0.load(Ordering::SeqCst), "the clock broke");
        MORNING
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_part_that_fails_stops_the_rest_so_that_systemd_starts_it_again() {
    let home = tempfile::tempdir().unwrap();
    let clock = Arc::new(MachineClock::start());
    let entropy = Arc::new(MachineEntropy);
    let centre = DemoCentre::prepare(&home.path().join("c"), None, clock, entropy.clone())
        .await
        .unwrap();
    let clock = Arc::new(Breaking::default());
    let making = Making {
        clock: clock.clone(),
        entropy,
        web: vec![TcpListener::bind("127.0.0.1:0").unwrap()],
        dicom: Some(TcpListener::bind("127.0.0.1:0").unwrap()),
        imaging_child: Program {
            path: PROGRAM.into(),
            arguments: vec!["imaging-child".into()],
        },
        missing: Missing::Refuse,
        limits: Limits::default(),
    };
    let running = running::start(centre.config.clone(), making).await.unwrap();
    clock.0.store(true, Ordering::SeqCst);
    // Poked, the part that describes images looks at the clock.
    running.office.describe_soon.notify_one();
    let stopping = running.stopping().clone();
    tokio::time::timeout(Duration::from_mins(1), stopping.cancelled())
        .await
        .unwrap();
    assert!(!running.stop().await, "it says that a part failed");
}

#[tokio::test(flavor = "multi_thread")]
async fn where_children_cannot_be_confined_the_appliance_does_not_start() {
    let home = tempfile::tempdir().unwrap();
    let clock = Arc::new(MachineClock::start());
    let entropy = Arc::new(MachineEntropy);
    let place = home.path().join("c");
    let centre = DemoCentre::prepare(&place, None, clock.clone(), entropy.clone())
        .await
        .unwrap();
    let making = Making {
        clock,
        entropy,
        web: vec![TcpListener::bind("127.0.0.1:0").unwrap()],
        dicom: None,
        // A launcher that cannot do it, as on a kernel without Landlock.
        imaging_child: Program {
            path: "/bin/false".into(),
            arguments: vec![],
        },
        missing: Missing::Refuse,
        limits: Limits::default(),
    };
    let Err(fault) = running::start(centre.config.clone(), making).await else {
        panic!("it runs");
    };
    let said = format!("{:#}", anyhow::Error::from(fault));
    assert!(said.contains("cannot be confined"), "{said}");
}

/// A program of ours that says `ready`, and ends when told to.
struct Started(Child);

impl Started {
    fn demo(home: &Path) -> Self {
        let free = || {
            TcpListener::bind("127.0.0.1:0")
                .unwrap()
                .local_addr()
                .unwrap()
                .port()
                .to_string()
        };
        let mut command = Command::new(PROGRAM);
        command
            .args(["demo", "--empty", "--https", &free()])
            .args(["--dicom", &free(), "--data"])
            .arg(home);
        Self::says_ready(command)
    }

    fn says_ready(mut command: Command) -> Self {
        let mut child = command
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let mut line = String::new();
        BufReader::new(child.stdout.as_mut().unwrap())
            .read_line(&mut line)
            .unwrap();
        assert!(line.starts_with("ready https://localhost:"), "{line}");
        Self(child)
    }

    fn told(mut self, signal: &str) -> ExitStatus {
        let told = Command::new("kill")
            .args(["-s", signal, &self.0.id().to_string()])
            .status()
            .unwrap();
        assert!(told.success());
        self.0.wait().unwrap()
    }
}

#[test]
fn the_demonstration_stops_cleanly_and_goes_on_where_it_was() {
    let home = tempfile::tempdir().unwrap();
    let home = home.path().join("centre");
    assert!(Started::demo(&home).told("TERM").success());
    assert!(Started::demo(&home).told("INT").success());
    let data = home.join("data");
    let request = doublelock_testkit::verify::Request {
        path: data,
        ..Default::default()
    };
    assert!(
        doublelock_testkit::verify::verify(&request)
            .unwrap()
            .is_whole()
    );
}

#[test]
fn a_demonstration_without_a_place_leaves_nothing() {
    let temporary = tempfile::tempdir().unwrap();
    let mut command = Command::new(PROGRAM);
    command
        .args(["demo", "--empty", "--https", "0", "--dicom", "0"])
        .env("TMPDIR", temporary.path());
    let started = Started::says_ready(command);
    let within = std::fs::read_dir(temporary.path()).unwrap().count();
    assert!(within > 0, "it does lie there meanwhile");
    assert!(started.told("TERM").success());
    assert_eq!(std::fs::read_dir(temporary.path()).unwrap().count(), 0);
}

/// What the demonstration says first, before it is ready.
fn begins_to_plant(command: &mut Command) -> Child {
    let mut child = command
        .args(["--https", "0", "--dicom", "0"])
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let mut line = String::new();
    let mut byte = [0];
    // To the end of the line and no further: the next one is read by others.
    while std::io::Read::read(child.stdout.as_mut().unwrap(), &mut byte).unwrap() == 1
        && byte != [b'\n']
    {
        line.push(char::from(byte[0]));
    }
    assert!(line.contains("deux semaines"), "{line}");
    child
}

#[test]
fn a_demonstration_that_is_stopped_while_it_is_planted_leaves_nothing() {
    let temporary = tempfile::tempdir().unwrap();
    let mut command = Command::new(PROGRAM);
    command.arg("demo").env("TMPDIR", temporary.path());
    let child = begins_to_plant(&mut command);
    assert!(std::fs::read_dir(temporary.path()).unwrap().count() > 0);
    assert!(Started(child).told("INT").success());
    assert_eq!(std::fs::read_dir(temporary.path()).unwrap().count(), 0);
}

#[test]
fn a_demonstration_that_was_killed_while_it_was_planted_is_planted_whole() {
    let home = tempfile::tempdir().unwrap();
    let home = home.path().join("centre");
    let again = || {
        let mut command = Command::new(PROGRAM);
        command.arg("demo").arg("--data").arg(&home);
        begins_to_plant(&mut command)
    };
    let mut killed = again();
    std::thread::sleep(Duration::from_secs(2));
    killed.kill().unwrap();
    killed.wait().unwrap();
    assert!(
        !home.join("data").exists(),
        "nothing that is taken for a centre"
    );

    let mut planted = again();
    let ready = BufReader::new(planted.stdout.as_mut().unwrap())
        .lines()
        .map_while(Result::ok)
        .any(|line| line.starts_with("ready "));
    assert!(ready);
    assert!(Started(planted).told("TERM").success());
    let url = DatabaseUrl::Sqlite(home.join("data/doublelock.sqlite"));
    let cases = doublelock_testkit::past_the_store(&url, "SELECT count(*) FROM case_file").unwrap();
    assert_eq!(cases[0][0], "41");
    let left = std::fs::read_dir(&home).unwrap();
    let left = left.filter(|entry| {
        let name = entry.as_ref().unwrap().file_name();
        name.to_string_lossy().starts_with("weeks-")
    });
    assert_eq!(left.count(), 0);
}

#[test]
fn a_wrong_master_key_is_refused_and_the_right_one_is_named() {
    let home = tempfile::tempdir().unwrap();
    let home = home.path().join("centre");
    assert!(Started::demo(&home).told("TERM").success());
    std::fs::write(home.join("master.key"), [7u8; 32]).unwrap();
    let refused = Command::new(PROGRAM)
        .args(["demo", "--https", "0", "--dicom", "0", "--data"])
        .arg(&home)
        .output()
        .unwrap();
    assert!(!refused.status.success());
    let said = String::from_utf8(refused.stderr).unwrap();
    assert!(
        said.contains("wrong master key") && said.contains("wants"),
        "{said}"
    );
}

#[test]
fn the_demonstration_refuses_a_directory_that_is_not_its_own() {
    let home = tempfile::tempdir().unwrap();
    std::fs::write(home.path().join("doublelock.toml"), "").unwrap();
    let refused = Command::new(PROGRAM)
        .args(["demo", "--https", "0", "--dicom", "0", "--data"])
        .arg(home.path())
        .output()
        .unwrap();
    assert!(!refused.status.success());
    let said = String::from_utf8(refused.stderr).unwrap();
    assert!(
        said.contains("démonstration") && said.contains("demonstration"),
        "{said}"
    );
}

#[test]
fn a_configuration_with_faults_is_refused_with_all_of_them() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("doublelock.toml");
    std::fs::write(&file, "[web]\nlisten = [\"nowhere\"]\n[colour]\nred = 1\n").unwrap();
    let checked = Command::new(PROGRAM)
        .arg("check-config")
        .arg(&file)
        .output()
        .unwrap();
    assert!(!checked.status.success());
    let said = String::from_utf8(checked.stderr).unwrap();
    for fault in [
        "web.listen",
        "colour.red",
        "centre.name",
        "storage.master_key",
        "directory.urls",
    ] {
        assert!(said.contains(fault), "{fault}: {said}");
    }
}
