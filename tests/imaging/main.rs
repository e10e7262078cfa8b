//! A working day at the imaging desk: images arrive over the network, somebody says whose they
//! are, and what should not have come goes nowhere.

#![expect(clippy::unwrap_used, clippy::expect_used, reason = "tests")]

mod cases;
mod desk;
mod names;
mod reading;
mod reception;

use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::time::Duration;

use doublelock_imaging::phantom::{self, PhantomPatient};
use doublelock_testkit::TestAppliance;
use doublelock_testkit::browser::{Answer, Browser};

/// Élodie as the hospital next door writes her: no accents, no hyphen.
fn elodie() -> PhantomPatient {
    PhantomPatient {
        name: "BELANGER ROY^ELODIE".into(),
        id: "0048821".into(),
        issuer: "Hôpital de la Rive".into(),
        birth_date: "19840229".into(),
        sex: "F".into(),
        study_date: "20261028".into(),
        accession: "A-1".into(),
        study_description: "TDM THORAX".into(),
        series_description: "AXIAL".into(),
    }
}

/// Writes a study as files, one per image.
fn files(appliance: &TestAppliance, seed: &str, patient: &PhantomPatient, images: u16) -> PathBuf {
    let folder = appliance
        .home()
        .join(format!("sent-{seed}-{}", appliance.clock.tick()));
    std::fs::create_dir(&folder).unwrap();
    for (n, file) in phantom::study(seed.as_bytes(), patient, images)
        .unwrap()
        .iter()
        .enumerate()
    {
        std::fs::write(folder.join(format!("{n:03}.dcm")), file).unwrap();
    }
    folder
}

/// dcmtk's storescu, off the test's own thread.
async fn storescu(appliance: &TestAppliance, calling: &str, folder: &Path) -> Output {
    let port = appliance.running.dicom.unwrap().port().to_string();
    let mut command = Command::new("storescu");
    command
        .args([
            "-v",
            "+sd",
            "-aec",
            "DOUBLELOCK",
            "-aet",
            calling,
            "127.0.0.1",
            &port,
        ])
        .arg(folder);
    run(command).await
}

async fn run(mut command: Command) -> Output {
    tokio::task::spawn_blocking(move || {
        command
            .output()
            .expect("dcmtk is missing (Debian package dcmtk)")
    })
    .await
    .unwrap()
}

async fn send(appliance: &TestAppliance, seed: &str, patient: &PhantomPatient, images: u16) {
    let sent = storescu(
        appliance,
        "STORESCU",
        &files(appliance, seed, patient, images),
    )
    .await;
    let said = String::from_utf8_lossy(&sent.stderr).into_owned();
    assert!(sent.status.success(), "{said}");
    described(appliance).await;
}

/// Waits until nothing is left to describe. The child is a process: there is no clock of ours to
/// move for it.
async fn described(appliance: &TestAppliance) {
    for _ in 0..600 {
        let warrant = appliance.clockwork();
        let done = appliance
            .office()
            .store
            .read(&warrant, |unit| Ok(unit.objects_to_describe()? == 0))
            .unwrap();
        if done {
            return;
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    panic!("the objects were not described");
}

/// Nadia opens Élodie's case; its number.
async fn open_case(nadia: &mut Browser) -> String {
    open_case_of(nadia, "Bélanger-Roy", "Élodie").await
}

/// Nadia opens the case of somebody born on Élodie's day; its number.
async fn open_case_of(nadia: &mut Browser, family: &str, given: &str) -> String {
    let page = nadia.get("/cases/new").await.unwrap();
    let opened = nadia
        .submit(
            &page.form("/cases").unwrap(),
            &[
                ("family-name", family),
                ("given-names", given),
                ("birth-date", "1984-02-29"),
                ("sex", "F"),
                ("hospital-number", "H-4471"),
                ("hospital-issuer", "Hôpital du Belvédère"),
                ("language", "fr"),
                ("question", "L’intervention est-elle indiquée?"),
            ],
        )
        .await
        .unwrap();
    assert_eq!(opened.status.as_u16(), 200, "{}", opened.words());
    // Nobody of those on file, if that is asked.
    let opened = match opened.form("/cases") {
        Some(asked) => nadia.submit(&asked, &[("person", "nobody")]).await.unwrap(),
        None => opened,
    };
    let words = opened.words();
    let at = words.find("Dossier 2026-").unwrap() + "Dossier ".len();
    words[at..at + 9].to_owned()
}

/// The first address on the page that begins so.
fn link(page: &Answer, start: &str) -> String {
    let html = page.text();
    let marked = [
        format!("href=\"{start}"),
        format!("src=\"{start}"),
        format!("action=\"{start}"),
    ];
    let at = marked
        .iter()
        .filter_map(|mark| Some(html.find(mark)? + mark.len() - start.len()))
        .min();
    let at = at.unwrap_or_else(|| panic!("no {start}… on {}", page.path));
    html[at..].split('"').next().unwrap().to_owned()
}

async fn only_study(sophie: &mut Browser) -> String {
    let list = sophie.get("/studies").await.unwrap();
    assert_eq!(list.status.as_u16(), 200);
    link(&list, "/studies/0")
}
