//! The copy of the record: one package, three carriers, and a verifier that needs nothing else.
//!
//! [`build_folder`] lays the package out as a folder that is also a DICOM File-set (PS3.10),
//! with a manifest of every file and a CMS signature over that manifest. [`write_iso`] and
//! [`write_zip`] put the folder on the two other carriers. [`verify`] checks any of the three
//! offline, on a machine that has never heard of this appliance: no file is unpacked, no name
//! from a package is ever used as a path, and every length, count and depth is bounded.
//!
//! `INDEX.HTM` is what a person opens: any browser shows it, without a script and without a network. It
//! names the person, lists the exams with a picture of each, the documents, the films that stay behind and
//! what was withheld; a page for each exam shows small pictures drawn from its images. They are PNG files
//! beside the File-set, in `VIEW/`: a medium may hold other files (PS3.10, 8), and none of them has a name
//! that says anything. The images themselves are for a DICOM viewer.
//!
//! A copy may be opened with another program than the one that checked it: a disc that is mounted, a
//! zip on a telephone. So [`verify`] takes a carrier only as it is written here, and accounts for
//! every byte of it: a byte belongs to a file that the manifest lists, or is compared with what has
//! to stand there. Refused are, whoever made them and however well they would open:
//!
//! | Carrier | |
//! |---|---|
//! | ISO | other block sizes; Joliet, El Torito, UDF, HFS, partitions, a start code; path tables, extended attributes or Rock Ridge entries that show another tree; anything in the first 16 sectors, behind a file, behind the files; more or less than 150 empty sectors at the end; dates other than the manifest's |
//! | zip | anything before, between or behind the files, the list and the end, a comment among it; heads that differ from the list; compression, other sealing, a sum that comes later, unknown fields, links, folders; names out of order, twice, or not in capitals; dates other than the manifest's |
//! | folder | links, pipes, sockets; two names that differ in capitals only; folders that the manifest does not know |
//!
//! An image that another version of `xorriso` lays out differently, or a zip of another version of
//! the library, fails when it is written ([`BuildError`]), not when it is checked.
//!
//! The same contents and the same signer give the same bytes for the folder and the ISO image,
//! when the signing key is RSA (an ECDSA signature holds a random number of its own). The zip too,
//! when the caller's randomness is the same.

mod archive;
mod builder;
mod calendar;
mod carriers;
mod contents;
mod dicomdir;
mod error;
mod exams;
mod fileset;
mod folder;
mod hex;
mod iso9660;
mod manifest;
mod names;
mod package;
mod pages;
mod part;
mod part10;
mod passphrase;
mod places;
mod png;
mod report;
mod signature;
mod tool;
mod verify;

pub use archive::{ZIP_MAX_BYTES, ZIP_MAX_ENTRIES};
pub use builder::{Built, build_folder};
pub use carriers::{Carrier, write_iso, write_zip};
pub use contents::{
    Article, Bilingual, Contents, CustodyLine, DisclosureLine, Document, DocumentKind, Exam,
    ExamSeries, ImageObject, Keeper, Language, Person, Preview, ProducedAt, Withheld,
};
pub use error::{BuildError, SignerError, ToolFailure, VerifyError};
pub use manifest::{Category, Manifest, ManifestEntry, NotIndexed, WithheldEntry};
pub use package::CarrierKind;
pub use part::CarrierPart;
pub use passphrase::Passphrase;
pub use report::{FileSetCheck, Pin, Report, SignatureCheck};
pub use signature::{CertificateFingerprint, Signer};
pub use tool::Tools;
pub use verify::{VerifyOptions, verify};
