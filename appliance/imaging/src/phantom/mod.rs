//! Synthetic studies of nobody, drawn in code, for the demonstration and tests: what a CT, an MR, a
//! CR and an ultrasound machine could have sent.
//!
//! The same seed and the same words give the same bytes. UIDs are derived from the seed
//! (PS3.5 B.2, root 2.25), so two seeds never meet.
//!
//! | module | what it does |
//! |---|---|
//! | `exam` | whose and what it is said to be |
//! | `attributes` | what the modules of each IOD (PS3.3) ask for beside the pixels |
//! | `pixels` | the drawings |

mod attributes;
mod exam;
mod pixels;

pub use exam::{Kind, MOST_SERIES, MOST_SLICES, PhantomPatient, Series, uid};

use dicom_dictionary_std::uids;
use dicom_object::{FileMetaTableBuilder, InMemDicomObject};

/// A word of the caller does not fit its attribute, so the object could not be written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the phantom could not be written")]
pub struct NotDrawn;

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
