//! The name of an object in the vault.

use std::fmt;

use crate::error::VaultError;

/// Name of one object: exactly 26 characters of `0-9` and `A-Z`, so that no name can ever be a
/// path. Chosen by the caller; time-ordered identifiers (ULID) spread best over the folders.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ObjectId([u8; Self::LENGTH]);

impl ObjectId {
    /// Number of characters of every id.
    pub const LENGTH: usize = 26;

    /// Takes the text if it is a well-formed id, refuses everything else.
    pub fn parse(text: &str) -> Result<Self, VaultError> {
        let bytes: [u8; Self::LENGTH] = text
            .as_bytes()
            .try_into()
            .map_err(|_| VaultError::NotAnId)?;
        if bytes
            .iter()
            .all(|b| b.is_ascii_digit() || b.is_ascii_uppercase())
        {
            Ok(Self(bytes))
        } else {
            Err(VaultError::NotAnId)
        }
    }

    /// The id as text.
    pub fn as_str(&self) -> &str {
        // Only ASCII gets in, so this is never the empty fallback.
        std::str::from_utf8(&self.0).unwrap_or_default()
    }

    pub(crate) fn as_bytes(&self) -> &[u8] {
        &self.0
    }

    /// Where the object lies on a disk, below the vault's folder: `objects/aa/bb/ID`.
    pub fn path(&self) -> String {
        let (aa, bb) = self.shelves();
        format!("objects/{aa}/{bb}/{self}")
    }

    /// Two folder names. Characters 3 to 6 of a ULID change every year to every 17 minutes: objects
    /// that arrive together share a folder, so that storing one rarely has to create (and sync) one.
    fn shelves(&self) -> (&str, &str) {
        let text = self.as_str();
        (
            text.get(2..4).unwrap_or_default(),
            text.get(4..6).unwrap_or_default(),
        )
    }
}

impl fmt::Display for ObjectId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl fmt::Debug for ObjectId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl std::str::FromStr for ObjectId {
    type Err = VaultError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Self::parse(text)
    }
}
