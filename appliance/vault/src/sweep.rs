//! Tidying after a crash: what no record knows of is removed, and named.

use std::fs;
use std::path::Path;

use crate::disk::{PART, Vault, remove};
use crate::error::VaultError;
use crate::id::ObjectId;

/// What a sweep did.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Swept {
    /// Unfinished objects removed.
    pub parts_removed: Vec<ObjectId>,
    /// Whole objects removed because no record knows of them.
    pub objects_removed: Vec<ObjectId>,
    /// Whole objects left in place.
    pub kept: u64,
    /// Files or folders that are not ours. Left untouched; an operator should look.
    pub foreign: u64,
}

impl Vault {
    /// Removes unfinished objects, and whole objects for which `known` answers false (the machine
    /// stopped between storing the object and recording it). Anything else is left alone.
    ///
    /// Only sound while nobody writes, or an object could go between its storing and its
    /// recording: hence `&mut self`, and [`VaultError::InUse`] when another process, or another
    /// handle, has the vault open. Call it at start-up, before the first writer.
    pub fn sweep(&mut self, known: impl Fn(&ObjectId) -> bool) -> Result<Swept, VaultError> {
        match self.lock.try_lock() {
            Ok(()) => {}
            Err(fs::TryLockError::WouldBlock) => {
                // flock(2): a conversion that fails has let go of the shared lock.
                self.lock.lock_shared().map_err(VaultError::from_io)?;
                return Err(VaultError::InUse);
            }
            Err(fs::TryLockError::Error(error)) => return Err(VaultError::from_io(error)),
        }
        let mut swept = Swept::default();
        let done = sweep_parts(&self.root.join("incoming"), &mut swept)
            .and_then(|()| sweep_objects(&self.root.join("objects"), &known, &mut swept));
        // Back to a shared lock, whatever happened; nobody else can hold an exclusive one now.
        self.lock.lock_shared().map_err(VaultError::from_io)?;
        done.map(|()| swept)
    }
}

fn sweep_parts(incoming: &Path, swept: &mut Swept) -> Result<(), VaultError> {
    for entry in entries(incoming)? {
        let name = entry.file_name();
        let id = name
            .to_str()
            .and_then(|name| name.strip_suffix(PART)?.strip_suffix('.'))
            .and_then(|stem| ObjectId::parse(stem).ok());
        match id {
            Some(id) if is_file(&entry)? => {
                remove(&entry.path()).map_err(VaultError::from_io)?;
                swept.parts_removed.push(id);
            }
            _ => swept.foreign += 1,
        }
    }
    swept.parts_removed.sort_unstable();
    Ok(())
}

fn sweep_objects(
    objects: &Path,
    known: &impl Fn(&ObjectId) -> bool,
    swept: &mut Swept,
) -> Result<(), VaultError> {
    for upper in shelves(objects, swept)? {
        for shelf in shelves(&upper, swept)? {
            for entry in entries(&shelf)? {
                let name = entry.file_name();
                let id = name.to_str().and_then(|name| ObjectId::parse(name).ok());
                match id {
                    Some(id) if is_file(&entry)? => {
                        if known(&id) {
                            swept.kept += 1;
                        } else {
                            remove(&entry.path()).map_err(VaultError::from_io)?;
                            swept.objects_removed.push(id);
                        }
                    }
                    _ => swept.foreign += 1,
                }
            }
        }
    }
    swept.objects_removed.sort_unstable();
    Ok(())
}

/// The sub-folders with a two-character name; anything else is counted as foreign.
fn shelves(folder: &Path, swept: &mut Swept) -> Result<Vec<std::path::PathBuf>, VaultError> {
    let mut found = Vec::new();
    for entry in entries(folder)? {
        let kind = entry.file_type().map_err(VaultError::from_io)?;
        if kind.is_dir() && entry.file_name().len() == 2 {
            found.push(entry.path());
        } else {
            swept.foreign += 1;
        }
    }
    Ok(found)
}

fn entries(folder: &Path) -> Result<Vec<fs::DirEntry>, VaultError> {
    fs::read_dir(folder)
        .and_then(Iterator::collect)
        .map_err(VaultError::from_io)
}

fn is_file(entry: &fs::DirEntry) -> Result<bool, VaultError> {
    // `file_type` does not follow links, so a planted link is foreign, never removed through.
    Ok(entry.file_type().map_err(VaultError::from_io)?.is_file())
}
