//! Objects of the vault: what they are, how they stand, and whether all of them are read in time.

use serde::{Deserialize, Serialize};

use crate::ids::ObjectId;
use crate::text_enum;
use crate::time::Span;

/// An object that nobody has read since that long ago is due.
pub const DUE_SINCE: Span = Span::hours(-20 * 24);
/// Nights between the day an object is due and the thirtieth day.
const NIGHTS_OF_GRACE: u64 = 10;

text_enum! {
    /// What an object of the vault is.
    pub enum ObjectKind {
        /// A received image, as a Part 10 file.
        Image = "image",
        /// A form of a record-copy package.
        Package = "package",
        /// The passphrase of a package.
        Passphrase = "passphrase",
        /// The key that signs packages.
        Signer = "signer",
    }
}

/// An object as it was stored: what lies in the vault under this name is these bytes and no
/// others. The digest is of the sealed bytes: it tells nothing of a known file, and holds them
/// without a key.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct StoredObject {
    /// Its name.
    pub id: ObjectId,
    /// SHA-256 of the sealed bytes, in hexadecimal.
    pub sealed_sha256: String,
}

/// How an object that lies in the vault stands in the register.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ObjectStanding {
    /// No record names it. Nothing here leaves such an object: an older database was put back,
    /// or somebody laid it there.
    Unknown,
    /// A record needs it.
    Stored,
    /// Its key was destroyed: it is closed for ever, and its bytes are to go.
    Condemned,
    /// Its bytes went. If some lie there, somebody put them back.
    Destroyed,
}

/// True if, at the pace of a night that read `read` objects and left `left` that were due,
/// some will not have been read on their thirtieth day.
pub const fn will_be_late(read: u64, left: u64) -> bool {
    left > read.saturating_mul(NIGHTS_OF_GRACE)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ten_nights_are_left_for_what_is_due() {
        assert_eq!(DUE_SINCE, Span::hours(-480));
        assert!(!will_be_late(0, 0));
        assert!(will_be_late(0, 1));
        assert!(!will_be_late(100, 1000));
        assert!(will_be_late(100, 1001));
        assert!(!will_be_late(u64::MAX, u64::MAX));
    }
}
