//! The copy of the record: one package, three carriers, and a verifier that needs nothing else.
//!
//! [`build_folder`] lays the package out as a folder that is also a DICOM File-set (PS3.10),
//! with a manifest of every file and a CMS signature over that manifest. [`write_iso`] and
//! [`write_zip`] put the folder on the two other carriers. [`verify`] checks any of the three
//! offline, on a machine that has never heard of this appliance: no file is unpacked, no name
//! from a package is ever used as a path, and every length, count and depth is bounded.
//!
//! The same contents and the same signer give the same bytes for the folder and the ISO image,
//! when the signing key is RSA (an ECDSA signature holds a random number of its own). The zip too,
//! when the caller's randomness is the same.

mod builder;
mod calendar;
mod carriers;
mod contents;
mod dicomdir;
mod error;
mod fileset;
mod hex;
mod iso9660;
mod manifest;
mod names;
mod package;
mod pages;
mod part10;
mod passphrase;
mod report;
mod signature;
mod tool;
mod verify;

pub use builder::{Built, build_folder};
pub use carriers::{Carrier, write_iso, write_zip};
pub use contents::{
    Bilingual, Contents, CustodyLine, DisclosureLine, Document, DocumentKind, ImageObject,
    Language, ProducedAt, Withheld,
};
pub use error::{BuildError, SignerError, ToolFailure, VerifyError};
pub use manifest::{Category, Manifest, ManifestEntry, NotIndexed, WithheldEntry};
pub use package::{CarrierKind, ZIP_MAX_BYTES, ZIP_MAX_ENTRIES};
pub use passphrase::Passphrase;
pub use report::{FileSetCheck, Pin, Report, SignatureCheck};
pub use signature::{CertificateFingerprint, Signer};
pub use tool::Tools;
pub use verify::{VerifyOptions, verify};
