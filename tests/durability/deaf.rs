//! The proof of the proof: where the disk does not hear a sync, something that was acknowledged is
//! gone, and the test of power cuts says so.

use std::process::Command;

use crate::{WITHOUT_POWER, stride};

/// What the disk is deaf to, one at a time: folders have a slash at their end.
const DEAF: &[&str] = &[
    // The image itself, its name, and the shelf that it is put on.
    "data/vault/incoming/*.part",
    "data/vault/incoming/",
    "data/vault/objects/*/*/",
    "data/vault/objects/*/",
    "data/vault/objects/",
    "data/vault/",
    // What names an image until it is recorded.
    "data/spool/*.spool",
    "data/spool/",
    // Records, keys, what the journal's key signed.
    "data/doublelock.sqlite-wal",
    "data/doublelock.sqlite",
    "data/keyring.json.new",
    "data/journal-key.pem.new",
    "data/journal-checkpoint.note.new",
    "data/",
    // The folder of the data itself.
    "",
];

/// So many cuts that the rarest of them, a checkpoint's, is lost: in every tenth life or so one is signed. The
/// first loss ends it.
const ENOUGH: &str = "100";

/// What the test says when it fails for another reason than a loss.
const ACCIDENTS: [&str; 5] = [
    "was not built",
    "a start took",
    "they did not get on",
    "nothing was synced any more",
    "it was not cut off",
];

#[test]
fn a_sync_that_is_not_heard_at_any_moment_is_missed() {
    for deaf in DEAF.iter().step_by(stride() * 2 - 1) {
        let cut = Command::new(std::env::current_exe().unwrap())
            .args(["--exact", WITHOUT_POWER])
            .envs([("DOUBLELOCK_DEAF", deaf), ("DOUBLELOCK_CUTS", &ENOUGH)])
            .env("RUST_BACKTRACE", "0")
            .output()
            .unwrap();
        let said = String::from_utf8_lossy(&cut.stdout);
        assert!(said.contains("1 failed"), "{deaf}: {said}");
        // Something was lost: a machine that is slow, or a library that is not there, is no proof.
        for other in ACCIDENTS {
            assert!(!said.contains(other), "{deaf}: {said}");
        }
    }
}
