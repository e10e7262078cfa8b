//! The parts of a carrier around its files: what may be found altered there, and how it is called.
//!
//! Left out: the files themselves, which the manifest knows, and names that no package has.

use crate::contents::Bilingual;

/// A part of a carrier that is not as the builder writes it. Whoever reads the carrier with another
/// program may be shown something else than what was checked.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum CarrierPart {
    /// ISO: the first 16 sectors are not empty (ECMA-119, 6.2.1): start code, another file system.
    SystemArea,
    /// ISO: the primary volume descriptor (ECMA-119, 8.4).
    VolumeDescriptor,
    /// ISO: something stands where the volume descriptors end (ECMA-119, 8.3): a second tree.
    OtherDescriptor,
    /// ISO: the path tables (ECMA-119, 9.4) show another tree than the directories.
    PathTables,
    /// ISO: a directory, around the records of its files: its own record, its parent's, order, rest.
    Directory(String),
    /// ISO: the Rock Ridge extension record of the root (SUSP, 5.5).
    Extension,
    /// ISO: files or directories share sectors, leave some out, or lie where none should.
    Sectors,
    /// ISO: bytes between the end of this file and the end of its last sector.
    Behind(String),
    /// ISO: sectors that hold nothing are not empty.
    Padding,
    /// ISO: the image is longer or shorter than what it holds.
    Length,
    /// The dates are not that of the manifest.
    Dates,
}

impl CarrierPart {
    /// The part, as a person is told of it.
    pub(crate) fn words(&self) -> Bilingual {
        let words = |fr: &str, en: &str| Bilingual::new(fr, en);
        match self {
            Self::SystemArea => words(
                "les 16 premiers secteurs de l’image",
                "the first 16 sectors of the image",
            ),
            Self::VolumeDescriptor => words(
                "le descripteur de volume de l’image",
                "the volume descriptor of the image",
            ),
            Self::OtherDescriptor => words(
                "un autre descripteur de volume (une seconde arborescence)",
                "another volume descriptor (a second tree)",
            ),
            Self::PathTables => words(
                "les tables des chemins de l’image",
                "the path tables of the image",
            ),
            Self::Directory(path) => Bilingual::new(
                format!("le répertoire {path} de l’image"),
                format!("the directory {path} of the image"),
            ),
            Self::Extension => words(
                "l’extension Rock Ridge de l’image",
                "the Rock Ridge extension of the image",
            ),
            Self::Sectors => words(
                "la place des fichiers dans l’image",
                "where the files lie in the image",
            ),
            Self::Behind(path) => Bilingual::new(
                format!("des octets après la fin de {path}"),
                format!("bytes behind the end of {path}"),
            ),
            Self::Padding => words(
                "des secteurs de l’image qui devraient être vides",
                "sectors of the image that should be empty",
            ),
            Self::Length => words("la longueur de l’image", "the length of the image"),
            Self::Dates => words(
                "les dates (autres que celle du manifeste)",
                "the dates (not that of the manifest)",
            ),
        }
    }
}
