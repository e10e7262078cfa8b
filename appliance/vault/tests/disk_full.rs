//! A full disk is said plainly and leaves nothing behind.
//!
//! The limit on file size stands in for the full disk: it needs no privilege. It binds the whole
//! process, so the case runs in a child: this same test program, started through `prlimit` with the
//! signal that goes with the limit ignored.
#![expect(clippy::unwrap_used, reason = "tests")]

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use doublelock_vault::{CHUNK, Keyring, MasterKey, ObjectId, Vault, VaultError};

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
        let child = Command::new("env")
            .args([
                "--ignore-signal=XFSZ",
                "prlimit",
                &format!("--fsize={limit}"),
            ])
            .arg(std::env::current_exe().unwrap())
            .args(["--exact", "child_that_meets_the_limit"])
            .env(FOLDER, folder.path())
            .output()
            .unwrap();
        // The limit binds the child's report as well, but that goes into a pipe.
        let said = String::from_utf8_lossy(&child.stdout);
        assert!(
            child.status.success() && said.contains("1 passed"),
            "limit {limit}: {said}"
        );
        let (vault, id) = open(folder.path());
        let stored = vault.begin(id, &mut entropy).unwrap().settle();
        assert!(stored.is_ok(), "with room again, it recovers by itself");
    }
}
