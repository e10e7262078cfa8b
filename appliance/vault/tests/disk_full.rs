//! A full disk is said plainly and leaves nothing behind.
//!
//! The limit on file size stands in for the full disk: it needs no privilege. It binds the whole
//! process, so the case runs in a child: this same test program, started through `prlimit` with the
//! signal that goes with the limit ignored.
#![expect(clippy::unwrap_used, reason = "tests")]

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use std::sync::Arc;

use doublelock_vault::spool::left_in;
use doublelock_vault::{CHUNK, Keyring, MasterKey, ObjectId, Spools, Vault, VaultError};

const FOLDER: &str = "DOUBLELOCK_VAULT_TEST_FOLDER";

fn entropy(buffer: &mut [u8]) {
    buffer.fill(9);
}

fn open(folder: &Path) -> (Vault, ObjectId) {
    let ring = Keyring::load(&folder.join("keyring.json")).unwrap();
    let vault = Vault::at(&folder.join("vault"), ring.sealer().unwrap(), 0).unwrap();
    (
        vault,
        ObjectId::parse("01K9ZQ4T7B8M2N3P5R6S7V8W9X").unwrap(),
    )
}

fn left_behind(folder: &Path) -> Vec<PathBuf> {
    let incoming = fs::read_dir(folder.join("vault/incoming")).unwrap();
    let objects = fs::read_dir(folder.join("vault/objects")).unwrap();
    incoming
        .chain(objects)
        .map(|entry| entry.unwrap().path())
        .collect()
}

fn ring_in(folder: &Path) {
    let master = MasterKey::from_bytes([1; 32]);
    Keyring::create(&folder.join("keyring.json"), &master, 5, &mut entropy).unwrap();
}

/// Runs only as the child of `full_is_said_at_every_fill_point`.
#[test]
fn child_that_meets_the_limit() {
    let Some(folder) = std::env::var_os(FOLDER).map(PathBuf::from) else {
        return;
    };
    let (vault, id) = open(&folder);
    let stored = vault.begin(id, &mut entropy).and_then(|mut writer| {
        for _ in 0..4 {
            writer.append(&vec![0x5a; CHUNK])?;
        }
        writer.settle()
    });
    assert!(matches!(stored, Err(VaultError::Full)), "{stored:?}");
    assert!(left_behind(&folder).is_empty());
}

fn spools_in(folder: &Path) -> Spools {
    let ring = Keyring::load(&folder.join("keyring.json")).unwrap();
    let sealer = move || Ok(ring.sealer().unwrap());
    Spools::at(&folder.join("spool"), Arc::new(sealer)).unwrap()
}

/// Runs only as the child of `a_frame_that_found_no_room_is_the_last_of_its_file`.
#[test]
fn child_whose_spool_meets_the_limit() {
    let Some(folder) = std::env::var_os(FOLDER).map(PathBuf::from) else {
        return;
    };
    let (_, id) = open(&folder);
    let mut spool = spools_in(&folder).begin(id, &mut entropy).unwrap();
    spool.append(&id, &[1; 100]).unwrap();
    assert!(!spool.failed());
    let appended = spool.append(&id, &[2; 1000]);
    assert!(matches!(appended, Err(VaultError::Full)), "{appended:?}");
    assert!(spool.failed());
    // What lies at the end is not known: nothing more goes behind it, however small.
    assert!(spool.append(&id, &[]).is_err());
}

/// Runs a case of this program as a child whose files may have `limit` bytes.
fn limited(limit: usize, case: &str, folder: &Path) {
    let child = Command::new("env")
        .args([
            "--ignore-signal=XFSZ",
            "prlimit",
            &format!("--fsize={limit}"),
        ])
        .arg(std::env::current_exe().unwrap())
        .args(["--exact", case])
        .env(FOLDER, folder)
        .output()
        .unwrap();
    // The limit binds the child's report as well, but that goes into a pipe.
    let said = String::from_utf8_lossy(&child.stdout);
    assert!(
        child.status.success() && said.contains("1 passed"),
        "limit {limit}: {said}"
    );
}

#[test]
fn a_frame_that_found_no_room_is_the_last_of_its_file() {
    let folder = tempfile::tempdir().unwrap();
    ring_in(folder.path());
    limited(600, "child_whose_spool_meets_the_limit", folder.path());
    let left = left_in(&folder.path().join("spool")).unwrap();
    assert_eq!(left[0].objects().count(), 1);
    assert!(!left[0].damaged());
}

#[test]
fn full_is_said_at_every_fill_point() {
    // In the header, after it, inside a chunk, at the border of one, in the last chunk.
    let (sealed, header) = (CHUNK + 16, 17);
    for limit in [
        0,
        50,
        header,
        header + 1,
        header + sealed,
        header + 2 * sealed + 77,
        header + 4 * sealed - 1,
    ] {
        let folder = tempfile::tempdir().unwrap();
        ring_in(folder.path());
        limited(limit, "child_that_meets_the_limit", folder.path());
        let (vault, id) = open(folder.path());
        let stored = vault.begin(id, &mut entropy).unwrap().settle();
        assert!(stored.is_ok(), "with room again, it recovers by itself");
    }
}
