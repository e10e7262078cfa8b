//! The data directory: private, and one appliance's at a time.
//!
//! Whoever starts clears up what the last run left half-done. Done while another
//! instance works on the same directory, that would destroy its work; so the directory
//! is taken with a lock that the system gives back when the process ends, however it
//! ends. The locked file holds this instance's name, the same at every start, so that
//! what it left behind is known as its own.

use std::fs::{File, OpenOptions, TryLockError};
use std::io::{Read as _, Seek as _, Write as _};
use std::os::unix::fs::{DirBuilderExt as _, OpenOptionsExt as _};
use std::path::Path;

use doublelock_domain::ids::hex;
use doublelock_domain::time::Entropy;

/// The locked file.
const INSTANCE: &str = "instance";
/// Begins the name of a directory in which tables are compared.
pub(crate) const SCRATCH: &str = "scratch-";
/// Stands in the data directory of a demonstration.
const MARKER: &str = "DEMONSTRATION";

/// Why the data directory was not taken. Each says what to do.
#[derive(Debug, thiserror::Error)]
pub enum GroundFault {
    /// The file system.
    #[error("it cannot be used: {0}")]
    Io(#[from] std::io::Error),
    /// Another instance runs on it.
    #[error(
        "another Doublelock is running on it: stop that one first, or name another directory in storage.data"
    )]
    InUse,
    /// It holds fictitious people.
    #[error("it is a demonstration’s: a real centre needs a directory of its own in storage.data")]
    Demonstration,
}

/// A data directory in the hands of this process, until dropped.
#[derive(Debug)]
pub(crate) struct Ground {
    instance: String,
    _lock: File,
}

impl Ground {
    /// Takes `data`, which is made if it is not there. `demo` says that the people in it
    /// are fictitious; a directory that once was a demonstration's stays one.
    pub(crate) fn take(
        data: &Path,
        demo: bool,
        entropy: &dyn Entropy,
    ) -> Result<Self, GroundFault> {
        make(data)?;
        let mut file = private(&data.join(INSTANCE))?;
        match file.try_lock() {
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => return Err(GroundFault::InUse),
            Err(TryLockError::Error(error)) => return Err(error.into()),
        }
        sweep_scratch(data)?;
        let marker = data.join(MARKER);
        if demo {
            private(&marker)?;
        } else if marker.exists() {
            return Err(GroundFault::Demonstration);
        }
        let instance = name(&mut file, entropy)?;
        Ok(Self {
            instance,
            _lock: file,
        })
    }

    /// Takes `data` as it is, a demonstration's or a centre's: for work on an appliance that
    /// does not run. It must be there already.
    pub(crate) fn take_as_it_is(data: &Path, entropy: &dyn Entropy) -> Result<Self, GroundFault> {
        std::fs::metadata(data)?;
        Self::take(data, data.join(MARKER).exists(), entropy)
    }

    /// The name of this instance: 16 hexadecimal digits.
    pub(crate) fn instance(&self) -> &str {
        &self.instance
    }
}

/// Makes a folder and those above it, where they are missing. Its name is there after a power cut, or
/// all that is kept in it would be gone with it.
fn make(folder: &Path) -> std::io::Result<()> {
    let above = folder
        .parent()
        .filter(|above| !above.as_os_str().is_empty());
    let made = !folder.is_dir();
    if made {
        if let Some(above) = above {
            make(above)?;
        }
        match std::fs::DirBuilder::new().mode(0o700).create(folder) {
            // Another instance starts at the same moment; the lock says which of them goes on.
            Err(_) if folder.is_dir() => {}
            created => created?,
        }
    }
    // Also where it was there: whoever made it may have been killed before this.
    match File::open(above.unwrap_or(Path::new("."))).and_then(|above| above.sync_all()) {
        // It belongs to somebody else, who made what lies in it.
        Err(_) if !made => Ok(()),
        synced => synced,
    }
}

/// Removes what a comparison of the tables left when it was killed: it holds what the
/// records hold. Nobody else works here.
fn sweep_scratch(data: &Path) -> std::io::Result<()> {
    for entry in std::fs::read_dir(data)? {
        let entry = entry?;
        let scratch = entry.file_name().to_string_lossy().starts_with(SCRATCH);
        if scratch && entry.file_type()?.is_dir() {
            #[expect(
                clippy::disallowed_methods,
                reason = "no stored bytes: tables that a killed comparison made a second time"
            )]
            std::fs::remove_dir_all(entry.path())?;
        }
    }
    Ok(())
}

fn private(path: &Path) -> std::io::Result<File> {
    OpenOptions::new()
        .read(true)
        .write(true)
        .create(true)
        .truncate(false)
        .mode(0o600)
        .open(path)
}

/// The name in the file. A file without a whole one (new, or torn by a power cut) gets
/// a new name: nothing of value hangs on the old one.
fn name(file: &mut File, entropy: &dyn Entropy) -> std::io::Result<String> {
    let mut held = Vec::new();
    file.take(64).read_to_end(&mut held)?;
    let text = String::from_utf8_lossy(&held);
    let text = text.trim_end();
    if text.len() == 16 && text.bytes().all(|byte| byte.is_ascii_hexdigit()) {
        return Ok(text.to_owned());
    }
    let mut bytes = [0; 8];
    entropy.fill(&mut bytes);
    let fresh = hex(&bytes);
    file.set_len(0)?;
    file.rewind()?;
    writeln!(file, "{fresh}")?;
    file.sync_all()?;
    Ok(fresh)
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests")]
    use super::*;
    use crate::machine::MachineEntropy;

    #[test]
    fn one_instance_at_a_time_and_the_same_name_at_every_start() {
        let home = tempfile::tempdir().unwrap();
        let data = home.path().join("data");
        let first = Ground::take(&data, false, &MachineEntropy).unwrap();
        let name = first.instance().to_owned();
        assert_eq!(name.len(), 16);
        assert!(matches!(
            Ground::take(&data, false, &MachineEntropy),
            Err(GroundFault::InUse)
        ));
        drop(first);
        let again = Ground::take(&data, false, &MachineEntropy).unwrap();
        assert_eq!(again.instance(), name);
    }

    #[test]
    fn a_torn_name_is_replaced() {
        let home = tempfile::tempdir().unwrap();
        std::fs::write(home.path().join(INSTANCE), "0123").unwrap();
        let taken = Ground::take(home.path(), false, &MachineEntropy).unwrap();
        assert_eq!(taken.instance().len(), 16);
        let kept = std::fs::read_to_string(home.path().join(INSTANCE)).unwrap();
        assert_eq!(kept, format!("{}\n", taken.instance()));
    }

    #[test]
    fn a_demonstration_never_becomes_a_real_centre() {
        let home = tempfile::tempdir().unwrap();
        drop(Ground::take(home.path(), true, &MachineEntropy).unwrap());
        assert!(matches!(
            Ground::take(home.path(), false, &MachineEntropy),
            Err(GroundFault::Demonstration)
        ));
        assert!(Ground::take(home.path(), true, &MachineEntropy).is_ok());
    }
}
