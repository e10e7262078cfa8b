//! Promise: a full disk, a locked database, a wrong key, a stop in the middle of the day:
//! each says what happened and what to do, nothing is half-written, and work goes on by
//! itself when the cause is gone.

#![expect(clippy::unwrap_used, clippy::print_stdout, reason = "tests")]

use std::io::{BufRead as _, BufReader, Write as _};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitStatus, Stdio};
use std::time::Duration;

use doublelock_imaging::phantom::{self, PhantomPatient};
use doublelock_imaging::scu::{self, Answer, Outgoing, Peer};
use doublelock_store::DatabaseUrl;
use doublelock_testkit::browser::Browser;
use doublelock_testkit::people::NADIA;
use doublelock_testkit::{TestAppliance, appliance};

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

async fn sends(app: &TestAppliance, seed: &[u8]) -> Answer {
    let patient = PhantomPatient {
        name: "Gagné^Rosalie".into(),
        id: "H-1".into(),
        issuer: "Hôpital du Belvédère".into(),
        birth_date: "19720615".into(),
        sex: "F".into(),
        study_date: "20261103".into(),
        accession: "A-1".into(),
        study_description: "TDM tête".into(),
        series_description: "Axial".into(),
    };
    let files = phantom::study(seed, &patient, 1).unwrap();
    let peer = Peer {
        address: app.running.dicom.unwrap().to_string(),
        called_ae: "DOUBLELOCK".into(),
        calling_ae: "TOUR".into(),
        patience: Duration::from_secs(20),
    };
    scu::store(&peer, vec![Outgoing::from_part10(&files[0]).unwrap()])
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

/// A program of ours that says `ready`, and ends when told to.
struct Started(Child);

impl Started {
    fn demo(home: &Path) -> Self {
        let free = || {
            std::net::TcpListener::bind("127.0.0.1:0")
                .unwrap()
                .local_addr()
                .unwrap()
                .port()
                .to_string()
        };
        let mut child = Command::new(PROGRAM)
            .args(["demo", "--https", &free(), "--dicom", &free(), "--data"])
            .arg(home)
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
