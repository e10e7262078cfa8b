//! Shelves on a disk: `incoming/` for parts, `objects/aa/bb/` for objects in their place.
//!
//! An object appears under `objects/` only by a rename of a synced file. What was settled and
//! what was placed survives a power cut: the folders are synced too, up to the one that the shelves
//! are in.

use std::collections::BTreeSet;
use std::fs::{self, File, OpenOptions};
use std::io::{self, Seek, SeekFrom, Write};
use std::os::unix::fs::{DirBuilderExt, OpenOptionsExt};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

use rustix::fs::{CWD, RenameFlags, renameat_with, statvfs};

use crate::error::VaultError;
use crate::id::ObjectId;
use crate::shelves::{Lying, Part, Shelves, Stored};

const PART: &str = "part";

/// Shelves in a folder.
///
/// Whoever has them open holds a lock on the file `lock`: a shared one to write and read, the
/// only one to tidy.
#[derive(Debug)]
pub struct Disk {
    root: PathBuf,
    /// Folders of two names that are known to be there after a power cut.
    durable: Mutex<BTreeSet<PathBuf>>,
    _lock: File,
}

impl Disk {
    /// Opens the shelves in `root`, making its folders (owner only) where they are missing.
    /// Others may have them open too.
    pub fn open(root: &Path) -> Result<Self, VaultError> {
        Self::locked(root, File::try_lock_shared)
    }

    /// The same, alone: refused with [`VaultError::InUse`] while anybody has them open.
    pub fn open_alone(root: &Path) -> Result<Self, VaultError> {
        Self::locked(root, File::try_lock)
    }

    fn locked(
        root: &Path,
        lock: impl Fn(&File) -> Result<(), fs::TryLockError>,
    ) -> Result<Self, VaultError> {
        for folder in [root.to_owned(), root.join("incoming"), root.join("objects")] {
            make_folder(&folder)?;
        }
        // Also where they were there already: whoever made them may have been killed before this.
        sync_folder(root)?;
        sync_folder(folder_of(root))?;
        let file = open_lock(&root.join("lock")).map_err(VaultError::from_io)?;
        match lock(&file) {
            Ok(()) => {}
            Err(fs::TryLockError::WouldBlock) => return Err(VaultError::InUse),
            Err(fs::TryLockError::Error(error)) => return Err(VaultError::from_io(error)),
        }
        Ok(Self {
            root: root.to_owned(),
            durable: Mutex::default(),
            _lock: file,
        })
    }

    fn incoming(&self) -> PathBuf {
        self.root.join("incoming")
    }

    fn path_of(&self, id: &ObjectId) -> PathBuf {
        self.root.join(id.path())
    }

    fn part_of(&self, id: &ObjectId) -> PathBuf {
        self.incoming().join(format!("{id}.{PART}"))
    }

    /// Makes `objects/aa/bb` and syncs the folders above it. That another thread made it says
    /// nothing: it may not have synced yet.
    fn make_shelf(&self, folder: &Path) -> Result<(), VaultError> {
        let known = |durable: &Mutex<BTreeSet<PathBuf>>| {
            let durable = durable.lock().unwrap_or_else(PoisonError::into_inner);
            durable.contains(folder)
        };
        if known(&self.durable) {
            return Ok(());
        }
        let objects = self.root.join("objects");
        let upper = folder.parent().unwrap_or(&objects);
        make_folder(upper)?;
        sync_folder(&objects)?;
        make_folder(folder)?;
        sync_folder(upper)?;
        let mut durable = self.durable.lock().unwrap_or_else(PoisonError::into_inner);
        durable.insert(folder.to_owned());
        Ok(())
    }
}

impl Shelves for Disk {
    fn begin(&self, id: ObjectId) -> Result<Box<dyn Part>, VaultError> {
        if self.path_of(&id).exists() {
            return Err(VaultError::AlreadyExists);
        }
        let path = self.part_of(&id);
        let file = OpenOptions::new()
            .write(true)
            .create_new(true)
            .mode(0o600)
            .open(&path)
            .map_err(VaultError::from_io)?;
        Ok(Box::new(PartFile {
            file,
            path,
            incoming: self.incoming(),
            settled: false,
        }))
    }

    fn place(&self, id: &ObjectId) -> Result<(), VaultError> {
        let target = self.path_of(id);
        let folder = target.parent().unwrap_or(&self.root);
        self.make_shelf(folder)?;
        let part = self.part_of(id);
        match renameat_with(CWD, &part, CWD, &target, RenameFlags::NOREPLACE) {
            Ok(()) => {}
            Err(rustix::io::Errno::NOENT) if target.exists() => {}
            Err(error) => return Err(VaultError::from_io(error.into())),
        }
        sync_folder(folder)
    }

    fn open_at(&self, id: &ObjectId, offset: u64) -> Result<Stored, VaultError> {
        let opened = match File::open(self.path_of(id)) {
            // Recorded, and not in its place yet. Should it be moved at this moment, it is there.
            Err(error) if error.kind() == io::ErrorKind::NotFound => {
                File::open(self.part_of(id)).or_else(|_| File::open(self.path_of(id)))
            }
            other => other,
        };
        let mut file = opened.map_err(VaultError::from_io)?;
        let length = file.metadata().map_err(VaultError::from_io)?.len();
        file.seek(SeekFrom::Start(offset))
            .map_err(VaultError::from_io)?;
        Ok(Stored {
            bytes: Box::new(file),
            length,
        })
    }

    fn remove(&self, id: &ObjectId) -> Result<(), VaultError> {
        self.discard(id)?;
        gone(remove(&self.path_of(id)))
    }

    fn discard(&self, id: &ObjectId) -> Result<(), VaultError> {
        gone(remove(&self.part_of(id)))
    }

    fn list(
        &self,
        each: &mut dyn FnMut(Lying) -> Result<(), VaultError>,
    ) -> Result<(), VaultError> {
        for entry in entries(&self.incoming())? {
            let name = entry.file_name();
            let id = name
                .to_str()
                .and_then(|name| name.strip_suffix(PART)?.strip_suffix('.'))
                .and_then(|stem| ObjectId::parse(stem).ok());
            each(match id {
                Some(id) if is_file(&entry)? => Lying::Part(id),
                _ => Lying::Foreign,
            })?;
        }
        for upper in folders(&self.root.join("objects"), each)? {
            for shelf in folders(&upper, each)? {
                for entry in entries(&shelf)? {
                    let name = entry.file_name();
                    let id = name.to_str().and_then(|name| ObjectId::parse(name).ok());
                    each(match id {
                        Some(id) if is_file(&entry)? => Lying::Object(id),
                        _ => Lying::Foreign,
                    })?;
                }
            }
        }
        Ok(())
    }

    /// As the file system counts them for this user.
    fn free_bytes(&self) -> Result<u64, VaultError> {
        let space =
            statvfs(&self.root).map_err(|error| VaultError::from_io(io::Error::from(error)))?;
        Ok(space.f_bavail.saturating_mul(space.f_frsize))
    }
}

struct PartFile {
    file: File,
    path: PathBuf,
    incoming: PathBuf,
    settled: bool,
}

impl Part for PartFile {
    fn append(&mut self, bytes: &[u8]) -> Result<(), VaultError> {
        self.file.write_all(bytes).map_err(VaultError::from_io)
    }

    fn settle(&mut self) -> Result<(), VaultError> {
        self.file.sync_all().map_err(VaultError::from_io)?;
        sync_folder(&self.incoming)?;
        self.settled = true;
        Ok(())
    }
}

impl Drop for PartFile {
    fn drop(&mut self) {
        if !self.settled {
            // Should this fail, the sweep at the next start removes the part.
            let _ = remove(&self.path);
        }
    }
}

/// What was gone before is as gone as it should be.
pub(crate) fn gone(removed: io::Result<()>) -> Result<(), VaultError> {
    match removed {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(VaultError::from_io(error)),
        _ => Ok(()),
    }
}

#[expect(
    clippy::disallowed_methods,
    reason = "the vault is where stored bytes end"
)]
pub(crate) fn remove(path: &Path) -> io::Result<()> {
    fs::remove_file(path)
}

/// The lock file; on a read-only file system an existing one is enough, so that reading goes on.
fn open_lock(path: &Path) -> io::Result<File> {
    let made = OpenOptions::new()
        .create(true)
        .truncate(false)
        .write(true)
        .mode(0o600)
        .open(path);
    match made {
        Err(error) if error.kind() == io::ErrorKind::ReadOnlyFilesystem => File::open(path),
        other => other,
    }
}

pub(crate) fn make_folder(path: &Path) -> Result<(), VaultError> {
    match fs::DirBuilder::new().mode(0o700).create(path) {
        Ok(()) => Ok(()),
        // A read-only file system says so even when the folder is there.
        Err(_) if path.is_dir() => Ok(()),
        Err(error) => Err(VaultError::from_io(error)),
    }
}

/// The folder that something lies in: of a bare name, the one that we are in.
pub(crate) fn folder_of(path: &Path) -> &Path {
    match path.parent() {
        Some(above) if above.as_os_str().is_empty() => Path::new("."),
        Some(above) => above,
        None => path,
    }
}

pub(crate) fn sync_folder(path: &Path) -> Result<(), VaultError> {
    File::open(path)
        .and_then(|folder| folder.sync_all())
        .map_err(VaultError::from_io)
}

/// The sub-folders with a two-character name; anything else is told as foreign.
fn folders(
    folder: &Path,
    each: &mut dyn FnMut(Lying) -> Result<(), VaultError>,
) -> Result<Vec<PathBuf>, VaultError> {
    let mut found = Vec::new();
    for entry in entries(folder)? {
        let kind = entry.file_type().map_err(VaultError::from_io)?;
        if kind.is_dir() && entry.file_name().len() == 2 {
            found.push(entry.path());
        } else {
            each(Lying::Foreign)?;
        }
    }
    Ok(found)
}

fn entries(folder: &Path) -> Result<Vec<fs::DirEntry>, VaultError> {
    fs::read_dir(folder)
        .and_then(Iterator::collect)
        .map_err(VaultError::from_io)
}

/// `file_type` does not follow links, so a planted link is foreign, never removed through.
fn is_file(entry: &fs::DirEntry) -> Result<bool, VaultError> {
    Ok(entry.file_type().map_err(VaultError::from_io)?.is_file())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whatever_it_is_called_a_thing_lies_in_a_folder_that_can_be_synced() {
        for (path, folder) in [
            ("a/b", "a"),
            ("/a/b", "/a"),
            ("/a", "/"),
            ("a", "."),
            ("/", "/"),
        ] {
            assert_eq!(folder_of(Path::new(path)), Path::new(folder), "{path}");
        }
    }
}
