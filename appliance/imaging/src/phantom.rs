//! Synthetic studies of nobody: CT-like slices drawn in code, for the demonstration and tests.
//!
//! The same seed and the same words give the same bytes. UIDs are derived from the seed
//! (PS3.5 B.2, root 2.25), so two seeds never meet.

use dicom_core::value::PrimitiveValue;
use dicom_core::{DataElement, VR, dicom_value};
use dicom_dictionary_std::{tags, uids};
use dicom_object::{FileMetaTableBuilder, InMemDicomObject};
use openssl::sha::Sha256;

/// Rows and columns of a slice.
pub const SIDE: u16 = 128;

/// Most slices of one study.
pub const MOST_SLICES: u16 = 512;

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
    /// Series Description.
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

/// One study of one series: `slices` CT images (at most [`MOST_SLICES`]), each a whole Part 10 file in Explicit VR
/// Little Endian.
pub fn study(seed: &[u8], patient: &PhantomPatient, slices: u16) -> Result<Vec<Vec<u8>>, NotDrawn> {
    (0..slices.min(MOST_SLICES))
        .map(|number| slice(seed, patient, number))
        .collect()
}

fn slice(seed: &[u8], patient: &PhantomPatient, number: u16) -> Result<Vec<u8>, NotDrawn> {
    let mut object = InMemDicomObject::new_empty();
    identify(&mut object, seed, patient, number);
    describe_image(&mut object, number);
    object.put(DataElement::new(
        tags::PIXEL_DATA,
        VR::OW,
        PrimitiveValue::U16(draw(number).into()),
    ));
    let meta = FileMetaTableBuilder::new()
        .transfer_syntax(uids::EXPLICIT_VR_LITTLE_ENDIAN)
        .implementation_class_uid(crate::IMPLEMENTATION_CLASS_UID)
        .implementation_version_name(crate::IMPLEMENTATION_VERSION_NAME);
    let file = object.with_meta(meta).map_err(|_| NotDrawn)?;
    let mut bytes = Vec::new();
    file.write_all(&mut bytes).map_err(|_| NotDrawn)?;
    Ok(bytes)
}

fn put(object: &mut InMemDicomObject, tag: dicom_core::Tag, vr: VR, text: &str) {
    object.put(DataElement::new(tag, vr, PrimitiveValue::from(text)));
}

fn identify(object: &mut InMemDicomObject, seed: &[u8], patient: &PhantomPatient, number: u16) {
    put(object, tags::SPECIFIC_CHARACTER_SET, VR::CS, "ISO_IR 192");
    put(object, tags::IMAGE_TYPE, VR::CS, "ORIGINAL\\PRIMARY\\AXIAL");
    put(object, tags::SOP_CLASS_UID, VR::UI, uids::CT_IMAGE_STORAGE);
    put(
        object,
        tags::SOP_INSTANCE_UID,
        VR::UI,
        &uid(seed, "instance", number),
    );
    put(object, tags::STUDY_DATE, VR::DA, &patient.study_date);
    put(object, tags::CONTENT_DATE, VR::DA, &patient.study_date);
    put(object, tags::STUDY_TIME, VR::TM, "101500");
    put(object, tags::CONTENT_TIME, VR::TM, "101500");
    put(object, tags::ACCESSION_NUMBER, VR::SH, &patient.accession);
    put(object, tags::MODALITY, VR::CS, "CT");
    put(object, tags::MANUFACTURER, VR::LO, "DOUBLELOCK PHANTOM");
    put(object, tags::REFERRING_PHYSICIAN_NAME, VR::PN, "");
    put(
        object,
        tags::STUDY_DESCRIPTION,
        VR::LO,
        &patient.study_description,
    );
    put(
        object,
        tags::SERIES_DESCRIPTION,
        VR::LO,
        &patient.series_description,
    );
    put(object, tags::PATIENT_NAME, VR::PN, &patient.name);
    put(object, tags::PATIENT_ID, VR::LO, &patient.id);
    put(object, tags::ISSUER_OF_PATIENT_ID, VR::LO, &patient.issuer);
    put(
        object,
        tags::PATIENT_BIRTH_DATE,
        VR::DA,
        &patient.birth_date,
    );
    put(object, tags::PATIENT_SEX, VR::CS, &patient.sex);
    put(object, tags::KVP, VR::DS, "120");
    put(object, tags::PATIENT_POSITION, VR::CS, "HFS");
    put(
        object,
        tags::STUDY_INSTANCE_UID,
        VR::UI,
        &uid(seed, "study", 0),
    );
    put(
        object,
        tags::SERIES_INSTANCE_UID,
        VR::UI,
        &uid(seed, "series", 0),
    );
    put(
        object,
        tags::FRAME_OF_REFERENCE_UID,
        VR::UI,
        &uid(seed, "frame of reference", 0),
    );
    put(object, tags::STUDY_ID, VR::SH, "1");
    put(object, tags::SERIES_NUMBER, VR::IS, "1");
    put(object, tags::ACQUISITION_NUMBER, VR::IS, "1");
    put(
        object,
        tags::INSTANCE_NUMBER,
        VR::IS,
        &(number + 1).to_string(),
    );
    put(object, tags::POSITION_REFERENCE_INDICATOR, VR::LO, "");
}

fn describe_image(object: &mut InMemDicomObject, number: u16) {
    let depth = format!("{}", i32::from(number) * 5 - 100);
    put(object, tags::SLICE_THICKNESS, VR::DS, "5");
    put(
        object,
        tags::IMAGE_POSITION_PATIENT,
        VR::DS,
        &format!("-160\\-160\\{depth}"),
    );
    put(
        object,
        tags::IMAGE_ORIENTATION_PATIENT,
        VR::DS,
        "1\\0\\0\\0\\1\\0",
    );
    put(object, tags::SLICE_LOCATION, VR::DS, &depth);
    put(
        object,
        tags::PHOTOMETRIC_INTERPRETATION,
        VR::CS,
        "MONOCHROME2",
    );
    put(object, tags::PIXEL_SPACING, VR::DS, "2.5\\2.5");
    put(object, tags::WINDOW_CENTER, VR::DS, "40");
    put(object, tags::WINDOW_WIDTH, VR::DS, "400");
    put(object, tags::RESCALE_INTERCEPT, VR::DS, "-1024");
    put(object, tags::RESCALE_SLOPE, VR::DS, "1");
    put(object, tags::RESCALE_TYPE, VR::LO, "HU");
    for (tag, value) in [
        (tags::SAMPLES_PER_PIXEL, 1_u16),
        (tags::ROWS, SIDE),
        (tags::COLUMNS, SIDE),
        (tags::BITS_ALLOCATED, 16),
        (tags::BITS_STORED, 12),
        (tags::HIGH_BIT, 11),
        (tags::PIXEL_REPRESENTATION, 0),
    ] {
        object.put(DataElement::new(tag, VR::US, dicom_value!(U16, [value])));
    }
}

/// One axial slice, stored values (HU + 1024): air, a body of soft tissue, two lungs, a spine,
/// and a nodule that grows and shrinks with the slice number.
fn draw(number: u16) -> Vec<u16> {
    let inside = |x: i32, y: i32, (cx, cy): (i32, i32), (rx, ry): (i32, i32)| {
        let (dx, dy) = (x - cx, y - cy);
        dx * dx * ry * ry + dy * dy * rx * rx <= rx * rx * ry * ry
    };
    let nodule = 2 + i32::from(number % 8);
    let side = i32::from(SIDE);
    let mut pixels = Vec::with_capacity(usize::from(SIDE) * usize::from(SIDE));
    for y in 0..side {
        for x in 0..side {
            let shade = if inside(x, y, (44, 52), (nodule, nodule)) {
                1100
            } else if inside(x, y, (64, 96), (9, 11)) {
                1900
            } else if inside(x, y, (42, 58), (16, 24)) || inside(x, y, (86, 58), (16, 24)) {
                180
            } else if inside(x, y, (64, 64), (56, 44)) {
                1064
            } else {
                0
            };
            // A little texture, so that a decoder which mixes up rows is seen.
            let texture = u16::try_from((x * 7 + y * 13 + i32::from(number) * 5) % 16).unwrap_or(0);
            pixels.push(if shade == 0 { 0 } else { shade + texture });
        }
    }
    pixels
}
