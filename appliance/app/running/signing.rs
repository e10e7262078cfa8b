//! The key that signs checkpoints of the journal: made on first start, then kept. Beside
//! it lies the last checkpoint that it signed.

use std::fs::{File, Permissions};
use std::io::{ErrorKind, Read as _, Write as _};
use std::os::unix::fs::{OpenOptionsExt as _, PermissionsExt as _};
use std::path::{Path, PathBuf};

use doublelock_domain::time::Entropy;
use doublelock_ledger::{NOTE_MAX, SigningKey, VerifyingKey};
use doublelock_store::journal::KeptCheckpoint;

/// Its file in the data directory.
pub(super) const KEY_FILE: &str = "journal-key.pem";
/// The key that takes its place.
const NEXT_KEY_FILE: &str = "journal-key.pem.next";
/// The last checkpoint of a key that is in force no more.
const CHECKPOINT_OF_BEFORE: &str = "journal-checkpoint.before.note";
/// The file beside it with the last checkpoint.
pub const CHECKPOINT_FILE: &str = "journal-checkpoint.note";

/// The key cannot be had, or cannot be kept.
#[derive(Debug, thiserror::Error)]
#[error("the journal's signing key: {0}")]
pub struct SigningFault(String);

/// The last checkpoint, in its file beside the key.
///
/// A missing file is a key that has signed nothing yet, or a file that was lost; then the
/// database's own last checkpoint, which the key signed too, is what is held to. Whoever
/// can take the file away can read the key, so nothing is lost by going on.
#[derive(Debug)]
pub struct CheckpointFile {
    data: PathBuf,
}

impl CheckpointFile {
    /// The one of a data directory.
    pub fn in_data(data: &Path) -> Self {
        Self {
            data: data.to_owned(),
        }
    }

    fn path(&self) -> PathBuf {
        self.data.join(CHECKPOINT_FILE)
    }
}

impl KeptCheckpoint for CheckpointFile {
    fn read(&self) -> std::io::Result<Option<String>> {
        let file = match File::open(self.path()) {
            Ok(file) => file,
            Err(error) if error.kind() == ErrorKind::NotFound => return Ok(None),
            Err(error) => return Err(error),
        };
        let mut note = String::new();
        file.take(NOTE_MAX as u64 + 1).read_to_string(&mut note)?;
        Ok(Some(note))
    }

    fn keep(&mut self, note: &str) -> std::io::Result<()> {
        keep(&self.data, &self.path(), note.as_bytes())
    }
}

/// Reads the key in `data`, or makes one if there is none yet.
///
/// A key is written beside its place, synced, and then given its name: a power cut in
/// between leaves no key or a whole one, never a torn one. Call it with the data
/// directory taken.
pub fn load_or_make(
    data: &Path,
    origin: &str,
    entropy: &dyn Entropy,
) -> Result<SigningKey, SigningFault> {
    let fault = |error: &dyn std::fmt::Display| SigningFault(error.to_string());
    let path = data.join(KEY_FILE);
    match std::fs::read(&path) {
        Ok(pem) => SigningKey::from_pem(origin, &pem).map_err(|e| fault(&e)),
        Err(error) if error.kind() == ErrorKind::NotFound => {
            let mut seed = [0; 32];
            entropy.fill(&mut seed);
            let key = SigningKey::from_seed(origin, &seed).map_err(|e| fault(&e))?;
            let pem = key.to_pem().map_err(|e| fault(&e))?;
            keep(data, &path, pem.as_bytes()).map_err(|e| fault(&e))?;
            Ok(key)
        }
        Err(error) => Err(fault(&error)),
    }
}

/// Reads the key in `data`, which must be there.
pub(crate) fn load(data: &Path, origin: &str) -> Result<SigningKey, SigningFault> {
    let fault = |error: &dyn std::fmt::Display| SigningFault(error.to_string());
    let pem = std::fs::read(data.join(KEY_FILE)).map_err(|e| fault(&e))?;
    SigningKey::from_pem(origin, &pem).map_err(|e| fault(&e))
}

/// Makes the key that is to sign from now on, beside the one in force.
pub(crate) fn make_next(
    data: &Path,
    origin: &str,
    entropy: &dyn Entropy,
) -> Result<SigningKey, SigningFault> {
    let fault = |error: &dyn std::fmt::Display| SigningFault(error.to_string());
    let mut seed = [0; 32];
    entropy.fill(&mut seed);
    let key = SigningKey::from_seed(origin, &seed).map_err(|e| fault(&e))?;
    let pem = key.to_pem().map_err(|e| fault(&e))?;
    keep(data, &data.join(NEXT_KEY_FILE), pem.as_bytes()).map_err(|e| fault(&e))?;
    Ok(key)
}

/// Whether the key beside the one in force is this one: the journal names it already.
pub(crate) fn next_is(data: &Path, current: &VerifyingKey) -> Result<bool, SigningFault> {
    let fault = |error: &dyn std::fmt::Display| SigningFault(error.to_string());
    let pem = match std::fs::read(data.join(NEXT_KEY_FILE)) {
        Ok(pem) => pem,
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(false),
        Err(error) => return Err(fault(&error)),
    };
    let next = SigningKey::from_pem(current.name(), &pem).map_err(|e| fault(&e))?;
    Ok(next.verifying_key() == *current)
}

/// Puts the next key in the place of the one in force, which signs nothing any more and goes; its
/// last checkpoint stays, beside. Cut off, it is begun again.
pub(crate) fn change_keys(data: &Path) -> Result<(), SigningFault> {
    let fault = |error: &dyn std::fmt::Display| SigningFault(error.to_string());
    let note = data.join(CHECKPOINT_FILE);
    match std::fs::rename(&note, data.join(CHECKPOINT_OF_BEFORE)) {
        Err(error) if error.kind() != ErrorKind::NotFound => return Err(fault(&error)),
        _ => {}
    }
    // The note of before never stands beside the new key, whatever a power cut leaves.
    let sync = || File::open(data).and_then(|folder| folder.sync_all());
    sync().map_err(|e| fault(&e))?;
    std::fs::rename(data.join(NEXT_KEY_FILE), data.join(KEY_FILE)).map_err(|e| fault(&e))?;
    sync().map_err(|e| fault(&e))
}

/// Writes a file of the data directory, for its owner alone, whole or not at all.
fn keep(data: &Path, path: &Path, text: &[u8]) -> std::io::Result<()> {
    let mut beside = path.as_os_str().to_owned();
    beside.push(".new");
    let beside = PathBuf::from(beside);
    let mut file = File::options()
        .write(true)
        .create(true)
        .truncate(true)
        .mode(0o600)
        .open(&beside)?;
    // One that was left behind may have been anybody's to read.
    file.set_permissions(Permissions::from_mode(0o600))?;
    file.write_all(text)?;
    file.sync_all()?;
    std::fs::rename(&beside, path)?;
    File::open(data)?.sync_all()
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests")]
    use super::*;
    use crate::machine::MachineEntropy;

    #[test]
    fn what_a_torn_first_start_left_is_in_nobodys_way() {
        let data = tempfile::tempdir().unwrap();
        let beside = data.path().join("journal-key.pem.new");
        std::fs::write(&beside, "-----BEGIN PRIV").unwrap();
        let made = load_or_make(data.path(), "journal.example", &MachineEntropy).unwrap();
        assert!(!beside.exists());
        let read = load_or_make(data.path(), "journal.example", &MachineEntropy).unwrap();
        assert_eq!(
            made.verifying_key().to_string(),
            read.verifying_key().to_string()
        );
        let bits = std::fs::metadata(data.path().join(KEY_FILE))
            .unwrap()
            .permissions()
            .mode();
        assert_eq!(bits & 0o777, 0o600);
    }

    #[test]
    fn a_checkpoint_takes_the_place_of_the_one_before_at_once() {
        let data = tempfile::tempdir().unwrap();
        let mut file = CheckpointFile::in_data(data.path());
        assert_eq!(file.read().unwrap(), None);
        file.keep("first\n").unwrap();
        std::fs::write(data.path().join("journal-checkpoint.note.new"), "torn").unwrap();
        assert_eq!(file.read().unwrap().as_deref(), Some("first\n"));
        file.keep("second\n").unwrap();
        assert_eq!(file.read().unwrap().as_deref(), Some("second\n"));
        let names = std::fs::read_dir(data.path()).unwrap().count();
        assert_eq!(names, 1, "nothing is left beside it");
    }

    #[test]
    fn a_broken_key_is_refused_and_kept_as_it_is() {
        let data = tempfile::tempdir().unwrap();
        let path = data.path().join(KEY_FILE);
        std::fs::write(&path, "-----BEGIN PRIV").unwrap();
        assert!(load_or_make(data.path(), "journal.example", &MachineEntropy).is_err());
        assert_eq!(std::fs::read(&path).unwrap(), b"-----BEGIN PRIV");
    }
}
