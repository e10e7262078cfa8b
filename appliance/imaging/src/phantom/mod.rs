//! Synthetic studies of nobody, drawn in code, for the demonstration and tests: what a CT, an MR, a
//! CR and an ultrasound machine could have sent.
//!
//! The same seed and the same words give the same bytes. UIDs are derived from the seed
//! (PS3.5 B.2, root 2.25), so two seeds never meet.
//!
//! | module | what it does |
//! |---|---|
//! | `attributes` | what the modules of each IOD (PS3.3) ask for beside the pixels |
//! | `pixels` | the drawings |

mod attributes;
mod pixels;

use dicom_dictionary_std::uids;
use dicom_object::{FileMetaTableBuilder, InMemDicomObject};
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

/// A word of the caller does not fit its attribute, so the object could not be written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the phantom could not be written")]
pub struct NotDrawn;

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

/// A study of one CT series: `slices` images (at most [`MOST_SLICES`]), each a whole Part 10 file in
/// Explicit VR Little Endian.
pub fn study(seed: &[u8], patient: &PhantomPatient, slices: u16) -> Result<Vec<Vec<u8>>, NotDrawn> {
    let only = Series {
        number: 1,
        kind: Kind::Ct,
        description: &patient.series_description,
        images: slices,
    };
    series(seed, patient, &only)
}

/// One series of the study that `seed` names, each image a whole Part 10 file in Explicit VR Little
/// Endian. Refused if its number is none of a series.
pub fn series(
    seed: &[u8],
    patient: &PhantomPatient,
    series: &Series<'_>,
) -> Result<Vec<Vec<u8>>, NotDrawn> {
    if !(1..=MOST_SERIES).contains(&series.number) {
        return Err(NotDrawn);
    }
    (0..series.images.min(MOST_SLICES))
        .map(|number| image(seed, patient, series, number))
        .collect()
}

fn image(
    seed: &[u8],
    patient: &PhantomPatient,
    series: &Series<'_>,
    number: u16,
) -> Result<Vec<u8>, NotDrawn> {
    let mut object = InMemDicomObject::new_empty();
    attributes::identify(&mut object, seed, patient, series, number);
    attributes::describe(&mut object, series.kind, number);
    object.put(pixels::element(series.kind, number));
    let meta = FileMetaTableBuilder::new()
        .transfer_syntax(uids::EXPLICIT_VR_LITTLE_ENDIAN)
        .implementation_class_uid(crate::IMPLEMENTATION_CLASS_UID)
        .implementation_version_name(crate::IMPLEMENTATION_VERSION_NAME);
    let file = object.with_meta(meta).map_err(|_| NotDrawn)?;
    let mut bytes = Vec::new();
    file.write_all(&mut bytes).map_err(|_| NotDrawn)?;
    Ok(bytes)
}
