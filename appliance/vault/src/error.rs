//! What can go wrong, told apart as far as an operator must act differently.

use std::io;

use crate::key_name::{Fingerprint, KeyId};

/// Why the vault could not store, read or tidy.
#[derive(Debug, thiserror::Error)]
pub enum VaultError {
    /// The text is not an object id (26 characters of `0-9A-Z`).
    #[error("not an object id")]
    NotAnId,
    /// The disk is full, a quota or file-size limit is reached, or free space is below the floor.
    #[error("the vault's disk is full")]
    Full,
    /// The file system refuses writes.
    #[error("the vault's file system is read-only")]
    ReadOnly,
    /// An object, or an unfinished one, has this id already. Nothing was overwritten.
    #[error("an object with this id exists already")]
    AlreadyExists,
    /// No object has this id.
    #[error("no object with this id")]
    NotFound,
    /// Another process, or another handle, is using the vault; a sweep needs it alone.
    #[error("the vault is in use")]
    InUse,
    /// The object was sealed to a vault key that this opener does not hold.
    #[error("sealed to vault key {0}, which is not in the keyring")]
    UnknownKey(KeyId),
    /// The stored bytes are not what was written.
    #[error("the stored object is damaged: {0}")]
    Damaged(Damage),
    /// The source of randomness left its buffer untouched.
    #[error("the source of randomness gave nothing")]
    NoEntropy,
    /// The object is too long for the format (more than 2^32 chunks, 256 TiB).
    #[error("the object is too long")]
    TooLong,
    /// Whoever listened to a reading had heard enough.
    #[error("the reading was stopped")]
    Stopped,
    /// The cipher library refused.
    #[error("the cipher library failed")]
    Cipher(#[from] openssl::error::ErrorStack),
    /// Any other failure of the file system.
    #[error("the vault's disk failed")]
    Io(#[source] io::Error),
}

/// In which way a stored object differs from what was written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Damage {
    /// The file is too short to hold a header and one chunk.
    #[error("cut in the header")]
    Header,
    /// The first bytes are not ours, or name a version that this program does not read.
    #[error("not a sealed object of a known version")]
    Format,
    /// The wrapped data key does not open: header altered, or the file belongs to another id.
    #[error("the data key does not open")]
    DataKey,
    /// This chunk (counted from 0) does not open: altered, moved, doubled, cut or extended.
    #[error("chunk {0} does not open")]
    Chunk(u64),
}

impl VaultError {
    /// Sorts a failure of the file system by what the operator has to do.
    pub(crate) fn from_io(error: io::Error) -> Self {
        match error.kind() {
            io::ErrorKind::StorageFull
            | io::ErrorKind::QuotaExceeded
            | io::ErrorKind::FileTooLarge => Self::Full,
            io::ErrorKind::ReadOnlyFilesystem => Self::ReadOnly,
            io::ErrorKind::NotFound => Self::NotFound,
            io::ErrorKind::AlreadyExists => Self::AlreadyExists,
            _ => Self::Io(error),
        }
    }
}

impl VaultError {
    /// True if the medium itself does not give these bytes any more, as a bad sector does not:
    /// for whoever needs them that is the same as if they were gone. What comes of a machine that
    /// is short of something is not of this kind.
    pub fn is_of_the_medium(&self) -> bool {
        use rustix::io::Errno;
        let Self::Io(error) = self else {
            return false;
        };
        let of_the_medium = [
            Errno::IO,
            Errno::UCLEAN,
            Errno::BADMSG,
            Errno::REMOTEIO,
            Errno::NODATA,
        ];
        of_the_medium
            .iter()
            .any(|errno| error.raw_os_error() == Some(errno.raw_os_error()))
    }
}

impl From<io::Error> for VaultError {
    fn from(error: io::Error) -> Self {
        // A VaultError that travelled inside an io::Error (through `Read`) comes back out whole.
        match error.downcast::<Self>() {
            Ok(inner) => inner,
            Err(error) => Self::from_io(error),
        }
    }
}

/// Why the keyring could not be created, read, opened or rewritten.
#[derive(Debug, thiserror::Error)]
pub enum KeyringError {
    /// The master key is not the one that wraps this keyring.
    #[error("wrong master key: the keyring wants {wanted}, this one is {given}")]
    WrongMasterKey {
        /// Fingerprint of the master key that the keyring was wrapped with.
        wanted: Fingerprint,
        /// Fingerprint of the master key that was offered.
        given: Fingerprint,
    },
    /// The file is not a keyring of a known version, or is larger than a keyring can be.
    #[error("the keyring file is not readable as a keyring")]
    Malformed,
    /// The master key is right, but this vault key does not open: the file was altered.
    #[error("vault key {0} in the keyring is damaged")]
    DamagedKey(KeyId),
    /// The master key is right, but this generation key does not open: the file was altered.
    #[error("generation key {0} in the keyring is damaged")]
    DamagedGeneration(String),
    /// A keyring exists already; it was not overwritten.
    #[error("a keyring exists already")]
    AlreadyExists,
    /// There is no keyring file.
    #[error("no keyring file")]
    NotFound,
    /// The master key file does not hold 32 bytes, or 64 hexadecimal digits.
    #[error("the master key file does not hold 32 bytes or 64 hexadecimal digits")]
    MalformedMasterKey,
    /// The master key file can be read or written by every user of the machine.
    #[error("the master key file is open to every user; remove their access")]
    ExposedMasterKey,
    /// The source of randomness left its buffer untouched.
    #[error("the source of randomness gave nothing")]
    NoEntropy,
    /// The ring holds as many keys as it may (1,024).
    #[error("the keyring is full")]
    TooManyKeys,
    /// The cipher library refused.
    #[error("the cipher library failed")]
    Cipher(#[from] openssl::error::ErrorStack),
    /// Any other failure of the file system.
    #[error("the keyring's disk failed")]
    Io(#[source] io::Error),
}

impl From<io::Error> for KeyringError {
    fn from(error: io::Error) -> Self {
        match error.kind() {
            io::ErrorKind::NotFound => Self::NotFound,
            io::ErrorKind::AlreadyExists => Self::AlreadyExists,
            _ => Self::Io(error),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_disks_own_words_are_understood() {
        let sorted = |number| VaultError::from_io(io::Error::from_raw_os_error(number));
        for (name, number) in [("ENOSPC", 28), ("EDQUOT", 122), ("EFBIG", 27)] {
            assert!(matches!(sorted(number), VaultError::Full), "{name}");
        }
        assert!(matches!(sorted(30), VaultError::ReadOnly), "EROFS");
        assert!(sorted(5).is_of_the_medium(), "EIO");
        for (name, number) in [
            ("EMFILE", 24),
            ("ENOMEM", 12),
            ("EACCES", 13),
            ("ESTALE", 116),
        ] {
            let error = sorted(number);
            assert!(matches!(error, VaultError::Io(_)), "{name}");
            assert!(!error.is_of_the_medium(), "{name}");
        }
    }

    #[test]
    fn a_vault_error_inside_an_io_error_comes_out_whole() {
        let inner = VaultError::Damaged(Damage::Chunk(3));
        let outer = io::Error::new(io::ErrorKind::InvalidData, inner);
        assert!(matches!(
            VaultError::from(outer),
            VaultError::Damaged(Damage::Chunk(3))
        ));
    }
}
