//! Promise: real peers are served: pynetdicom sends the files that pydicom ships, and
//! what is whole is kept, what is not is refused, and nobody is left without an answer.

#![expect(clippy::unwrap_used, clippy::print_stdout, reason = "tests")]

use std::path::PathBuf;
use std::process::Command;

use doublelock_imaging::part10;
use doublelock_imaging::prescan::Limits;
use doublelock_testkit::appliance;

/// A setting that `tests/run` makes; without it the test says so and, in CI, fails.
fn peer(name: &str, what: &str) -> Option<PathBuf> {
    if let Some(value) = std::env::var_os(name) {
        return Some(PathBuf::from(value));
    }
    println!("skipped: {what} ({name} is not set; tests/run sets it)");
    assert!(std::env::var_os("CI").is_none(), "in CI nothing is skipped");
    None
}

#[tokio::test(flavor = "multi_thread")]
async fn pynetdicom_sends_every_file_that_pydicom_ships() {
    let Some(python) = peer("DOUBLELOCK_PYTHON", "python with pynetdicom") else {
        return;
    };
    let Some(files) = peer("DOUBLELOCK_PYDICOM_FILES", "the files that pydicom ships") else {
        return;
    };
    let app = appliance!();
    let port = app.running.dicom.unwrap().port();
    let script = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/python/store.py");
    let sent = tokio::task::spawn_blocking(move || {
        Command::new(python)
            .arg(script)
            .arg(port.to_string())
            .arg(files)
            .output()
            .unwrap()
    })
    .await
    .unwrap();
    assert!(
        sent.status.success(),
        "{}",
        String::from_utf8_lossy(&sent.stderr)
    );

    let (mut kept, mut refused) = (0, 0);
    for line in String::from_utf8(sent.stdout).unwrap().lines() {
        let (status, path) = line.split_once(' ').unwrap();
        assert_ne!(status, "broken", "no answer for {path}");
        let whole = std::fs::File::open(path)
            .map(|file| {
                part10::scan(std::io::BufReader::new(file), Limits::default(), |_| Ok(())).is_ok()
            })
            .unwrap();
        match status {
            "0000" => kept += 1,
            "unreadable" | "refused" => {}
            _ => {
                assert!(!whole, "{path} is whole and was refused with {status}");
                refused += 1;
            }
        }
    }
    assert!(
        kept >= 60,
        "only {kept} of pydicom's files were kept ({refused} refused)"
    );
    app.close().await;
}
