//! Whose and what a synthetic exam is said to be.

use openssl::sha::Sha256;

/// Most images of one series.
pub const MOST_SLICES: u16 = 512;

/// Most series of one study.
pub const MOST_SERIES: u16 = 64;

/// The machine that a series could be of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// Slices of a chest, 12 bits.
    Ct,
    /// Slices of a head, 12 bits.
    Mr,
    /// A knee, 10 bits.
    Cr,
    /// A sector of an abdomen, 8 bits.
    Us,
}

/// One series of a study.
#[derive(Debug, Clone, Copy)]
pub struct Series<'a> {
    /// From 1, at most [`MOST_SERIES`]; each of a study has another.
    pub number: u16,
    /// What it looks like.
    pub kind: Kind,
    /// Series Description.
    pub description: &'a str,
    /// How many images, at most [`MOST_SLICES`].
    pub images: u16,
}

/// Who and what the synthetic study says it is. Fictitious words only.
#[derive(Debug, Clone)]
pub struct PhantomPatient {
    /// Patient's Name, DICOM form (`FAMILY^GIVEN`), UTF-8.
    pub name: String,
    /// Patient ID.
    pub id: String,
    /// Issuer of Patient ID.
    pub issuer: String,
    /// Patient's Birth Date, `YYYYMMDD`.
    pub birth_date: String,
    /// Patient's Sex: `F`, `M` or `O`.
    pub sex: String,
    /// Study Date, `YYYYMMDD`.
    pub study_date: String,
    /// Accession Number.
    pub accession: String,
    /// Study Description.
    pub study_description: String,
    /// Series Description of a study of one series.
    pub series_description: String,
}

/// A UID under 2.25, from `seed`, what it names, and a number.
pub fn uid(seed: &[u8], what: &str, number: u16) -> String {
    let mut hash = Sha256::new();
    hash.update(seed);
    hash.update(&[0]);
    hash.update(what.as_bytes());
    hash.update(&number.to_be_bytes());
    let digest = hash.finish();
    let mut bytes = [0_u8; 16];
    bytes.copy_from_slice(&digest[..16]);
    // A UUID of our own making: version 8, variant 10 (RFC 9562 5.8).
    bytes[6] = 0x80 | (bytes[6] & 0x0F);
    bytes[8] = 0x80 | (bytes[8] & 0x3F);
    format!("2.25.{}", u128::from_be_bytes(bytes))
}
