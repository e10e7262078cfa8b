//! Objects of the vault: what they are, and how they stand.

use crate::text_enum;

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

/// How an object that lies in the vault stands in the register.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ObjectStanding {
    /// No record names it: a crash left it, or an older database was put back.
    Unknown,
    /// A record needs it.
    Stored,
    /// Its key was destroyed: it is closed for ever, and its bytes may go.
    Condemned,
}
