//! Tidying at a start: what a crash left is put right, as the records say.

use std::path::Path;
use std::sync::Arc;

use crate::disk::Disk;
use crate::error::VaultError;
use crate::keys::Sealer;
use crate::shelves::Lying;
use crate::vault::Vault;

/// What is to be done with something that lies in the vault.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fate {
    /// It stays as it is.
    Keep,
    /// It goes in its place: the records know it, and a kill came before it was put there.
    Place,
    /// It goes.
    Remove,
}

/// What a sweep did.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Swept {
    /// Left as they were.
    pub kept: u64,
    /// Put in their place.
    pub placed: u64,
    /// Removed.
    pub removed: u64,
    /// Neither, since the disk would not, or since a part and an object have the same id: left
    /// as they were.
    pub failed: u64,
    /// Files or folders that are not ours. Left untouched; an operator should look.
    pub foreign: u64,
}

impl Vault {
    /// A vault in the folder `root` that nobody else has open, to be swept: refused with
    /// [`VaultError::InUse`] otherwise.
    pub fn alone(root: &Path, sealer: Sealer) -> Result<Self, VaultError> {
        Ok(Self::on(Arc::new(Disk::open_alone(root)?), sealer, 0))
    }

    /// Does with each object and part what `fate` says. Only sound while nobody writes, or
    /// what is being written would be taken for what a crash left.
    pub fn sweep(&self, mut fate: impl FnMut(Lying) -> Fate) -> Result<Swept, VaultError> {
        let mut swept = Swept::default();
        self.shelves().list(&mut |lying| {
            let (Lying::Object(id) | Lying::Part(id)) = lying else {
                swept.foreign += 1;
                return Ok(());
            };
            let (done, count) = match (fate(lying), lying) {
                (Fate::Keep, _) => (Ok(()), &mut swept.kept),
                (Fate::Place, _) => (self.place(&id), &mut swept.placed),
                (Fate::Remove, Lying::Part(_)) => (self.discard(&id), &mut swept.removed),
                (Fate::Remove, _) => (self.remove(&id), &mut swept.removed),
            };
            match done {
                Ok(()) => *count += 1,
                // One that cannot be put right keeps nobody from what is.
                Err(_) => swept.failed += 1,
            }
            Ok(())
        })?;
        Ok(swept)
    }
}
