//! What each IOD asks for beside the pixels: who, what, when, and how to show it.

use dicom_core::value::PrimitiveValue;
use dicom_core::{DataElement, Tag, VR, dicom_value};
use dicom_dictionary_std::{tags, uids};
use dicom_object::InMemDicomObject;

use super::exam::{Kind, MOST_SLICES, PhantomPatient, Series, uid};
use super::pixels::Grid;

impl Kind {
    const fn sop_class(self) -> &'static str {
        match self {
            Self::Ct => uids::CT_IMAGE_STORAGE,
            Self::Mr => uids::MR_IMAGE_STORAGE,
            Self::Cr => uids::COMPUTED_RADIOGRAPHY_IMAGE_STORAGE,
            Self::Us => uids::ULTRASOUND_IMAGE_STORAGE,
        }
    }

    const fn modality(self) -> &'static str {
        match self {
            Self::Ct => "CT",
            Self::Mr => "MR",
            Self::Cr => "CR",
            Self::Us => "US",
        }
    }

    /// Body Part Examined (PS3.16 Annex L), and Laterality where there are two of it: without the
    /// first a reader cannot tell that the second is not owed (PS3.3 C.7.3.1).
    const fn body_part(self) -> (&'static str, Option<&'static str>) {
        match self {
            Self::Ct => ("CHEST", None),
            Self::Mr => ("BRAIN", None),
            Self::Cr => ("KNEE", Some("L")),
            Self::Us => ("ABDOMEN", None),
        }
    }

    const fn image_type(self) -> &'static str {
        match self {
            Self::Ct => "ORIGINAL\\PRIMARY\\AXIAL",
            Self::Mr => "ORIGINAL\\PRIMARY\\OTHER",
            Self::Cr | Self::Us => "ORIGINAL\\PRIMARY",
        }
    }

    /// Slices lie one behind the other in the room.
    const fn is_sliced(self) -> bool {
        matches!(self, Self::Ct | Self::Mr)
    }
}

fn put(object: &mut InMemDicomObject, tag: Tag, vr: VR, text: &str) {
    object.put(DataElement::new(tag, vr, PrimitiveValue::from(text)));
}

fn put_all(object: &mut InMemDicomObject, elements: &[(Tag, VR, &str)]) {
    for (tag, vr, text) in elements {
        put(object, *tag, *vr, text);
    }
}

/// Patient, study, series, and which image it is.
pub(super) fn identify(
    object: &mut InMemDicomObject,
    seed: &[u8],
    patient: &PhantomPatient,
    series: &Series<'_>,
    number: u16,
) {
    let kind = series.kind;
    let before = series.number - 1;
    let instance = uid(seed, "instance", before * MOST_SLICES + number);
    put_all(
        object,
        &[
            (tags::SPECIFIC_CHARACTER_SET, VR::CS, "ISO_IR 192"),
            (tags::IMAGE_TYPE, VR::CS, kind.image_type()),
            (tags::SOP_CLASS_UID, VR::UI, kind.sop_class()),
            (tags::SOP_INSTANCE_UID, VR::UI, &instance),
            (tags::STUDY_DATE, VR::DA, &patient.study_date),
            (tags::CONTENT_DATE, VR::DA, &patient.study_date),
            (tags::STUDY_TIME, VR::TM, "101500"),
            (tags::CONTENT_TIME, VR::TM, "101500"),
            (tags::ACCESSION_NUMBER, VR::SH, &patient.accession),
            (tags::MODALITY, VR::CS, kind.modality()),
            (tags::MANUFACTURER, VR::LO, "DOUBLELOCK PHANTOM"),
            (tags::REFERRING_PHYSICIAN_NAME, VR::PN, ""),
            (tags::STUDY_DESCRIPTION, VR::LO, &patient.study_description),
            (tags::SERIES_DESCRIPTION, VR::LO, series.description),
            (tags::PATIENT_NAME, VR::PN, &patient.name),
            (tags::PATIENT_ID, VR::LO, &patient.id),
            (tags::ISSUER_OF_PATIENT_ID, VR::LO, &patient.issuer),
            (tags::PATIENT_BIRTH_DATE, VR::DA, &patient.birth_date),
            (tags::PATIENT_SEX, VR::CS, &patient.sex),
            (tags::BODY_PART_EXAMINED, VR::CS, kind.body_part().0),
            (tags::STUDY_INSTANCE_UID, VR::UI, &uid(seed, "study", 0)),
            (
                tags::SERIES_INSTANCE_UID,
                VR::UI,
                &uid(seed, "series", before),
            ),
            (tags::STUDY_ID, VR::SH, "1"),
            (tags::SERIES_NUMBER, VR::IS, &series.number.to_string()),
            (tags::INSTANCE_NUMBER, VR::IS, &(number + 1).to_string()),
        ],
    );
    if let Some(side) = kind.body_part().1 {
        put(object, tags::LATERALITY, VR::CS, side);
    }
    if kind.is_sliced() {
        let frame = uid(seed, "frame of reference", before);
        put_all(
            object,
            &[
                (tags::PATIENT_POSITION, VR::CS, "HFS"),
                (tags::FRAME_OF_REFERENCE_UID, VR::UI, &frame),
                (tags::POSITION_REFERENCE_INDICATOR, VR::LO, ""),
                (tags::ACQUISITION_NUMBER, VR::IS, "1"),
            ],
        );
    }
}

/// What the picture is and how it is shown.
pub(super) fn describe(object: &mut InMemDicomObject, kind: Kind, number: u16) {
    put(
        object,
        tags::PHOTOMETRIC_INTERPRETATION,
        VR::CS,
        "MONOCHROME2",
    );
    match kind {
        Kind::Ct => put_all(
            object,
            &[
                (tags::KVP, VR::DS, "120"),
                (tags::WINDOW_CENTER, VR::DS, "40"),
                (tags::WINDOW_WIDTH, VR::DS, "400"),
                (tags::RESCALE_INTERCEPT, VR::DS, "-1024"),
                (tags::RESCALE_SLOPE, VR::DS, "1"),
                (tags::RESCALE_TYPE, VR::LO, "HU"),
            ],
        ),
        Kind::Mr => put_all(
            object,
            &[
                (tags::SCANNING_SEQUENCE, VR::CS, "SE"),
                (tags::SEQUENCE_VARIANT, VR::CS, "NONE"),
                (tags::SCAN_OPTIONS, VR::CS, ""),
                (tags::MR_ACQUISITION_TYPE, VR::CS, "2D"),
                (tags::REPETITION_TIME, VR::DS, "600"),
                (tags::ECHO_TIME, VR::DS, "15"),
                (tags::ECHO_TRAIN_LENGTH, VR::IS, "1"),
                (tags::WINDOW_CENTER, VR::DS, "450"),
                (tags::WINDOW_WIDTH, VR::DS, "900"),
            ],
        ),
        Kind::Cr => put_all(
            object,
            &[
                (tags::VIEW_POSITION, VR::CS, "AP"),
                (tags::PATIENT_ORIENTATION, VR::CS, "L\\F"),
                (tags::IMAGER_PIXEL_SPACING, VR::DS, "0.8\\0.8"),
                (tags::WINDOW_CENTER, VR::DS, "512"),
                (tags::WINDOW_WIDTH, VR::DS, "1024"),
            ],
        ),
        Kind::Us => put_all(
            object,
            &[
                (tags::PATIENT_ORIENTATION, VR::CS, ""),
                (tags::LOSSY_IMAGE_COMPRESSION, VR::CS, "00"),
            ],
        ),
    }
    if kind.is_sliced() {
        lie_in_room(object, number);
    }
    let grid = Grid::of(kind);
    for (tag, value) in [
        (tags::SAMPLES_PER_PIXEL, 1_u16),
        (tags::ROWS, grid.rows),
        (tags::COLUMNS, grid.columns),
        (tags::BITS_ALLOCATED, grid.allocated()),
        (tags::BITS_STORED, grid.bits),
        (tags::HIGH_BIT, grid.bits - 1),
        (tags::PIXEL_REPRESENTATION, 0),
    ] {
        object.put(DataElement::new(tag, VR::US, dicom_value!(U16, [value])));
    }
}

/// Where a slice lies.
fn lie_in_room(object: &mut InMemDicomObject, number: u16) {
    let depth = format!("{}", i32::from(number) * 5 - 100);
    let corner = format!("-160\\-160\\{depth}");
    put_all(
        object,
        &[
            (tags::SLICE_THICKNESS, VR::DS, "5"),
            (tags::IMAGE_POSITION_PATIENT, VR::DS, &corner),
            (tags::IMAGE_ORIENTATION_PATIENT, VR::DS, "1\\0\\0\\0\\1\\0"),
            (tags::SLICE_LOCATION, VR::DS, &depth),
            (tags::PIXEL_SPACING, VR::DS, "2.5\\2.5"),
        ],
    );
}
