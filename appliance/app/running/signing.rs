//! The key that signs checkpoints of the journal: made on first start, then kept.

use std::fs::{File, Permissions};
use std::io::{ErrorKind, Write as _};
use std::os::unix::fs::{OpenOptionsExt as _, PermissionsExt as _};
use std::path::Path;

use doublelock_domain::time::Entropy;
use doublelock_ledger::SigningKey;

use super::StartFault;

/// Its file in the data directory.
pub(super) const KEY_FILE: &str = "journal-key.pem";

/// Reads the key in `data`, or makes one if there is none yet.
///
/// A key is written beside its place, synced, and then given its name: a power cut in
/// between leaves no key or a whole one, never a torn one. Call it with the data
/// directory taken.
pub(super) fn load_or_make(
    data: &Path,
    origin: &str,
    entropy: &dyn Entropy,
) -> Result<SigningKey, StartFault> {
    let fault = |error: &dyn std::fmt::Display| StartFault::SigningKey(error.to_string());
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

fn keep(data: &Path, path: &Path, pem: &[u8]) -> std::io::Result<()> {
    let beside = path.with_extension("pem.new");
    let mut file = File::options()
        .write(true)
        .create(true)
        .truncate(true)
        .mode(0o600)
        .open(&beside)?;
    // One that was left behind may have been anybody's to read.
    file.set_permissions(Permissions::from_mode(0o600))?;
    file.write_all(pem)?;
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
    fn a_broken_key_is_refused_and_kept_as_it_is() {
        let data = tempfile::tempdir().unwrap();
        let path = data.path().join(KEY_FILE);
        std::fs::write(&path, "-----BEGIN PRIV").unwrap();
        assert!(load_or_make(data.path(), "journal.example", &MachineEntropy).is_err());
        assert_eq!(std::fs::read(&path).unwrap(), b"-----BEGIN PRIV");
    }
}
