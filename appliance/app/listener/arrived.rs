//! What is kept of a received object's header.

use doublelock_domain::ids::ObjectId;
use doublelock_domain::time::Timestamp;
use doublelock_imaging::prescan::{Attribute, Header};
use doublelock_imaging::scp::Received;
use doublelock_store::imaging::Arrived;
use doublelock_store::objects::NewObject;
use openssl::sha::Sha256;

/// Longest modality kept: VR CS has at most 16 characters (PS3.5 6.2).
const LONGEST_MODALITY: usize = 16;

/// The patient's attributes that tell one patient from another.
const PATIENT: [Attribute; 5] = [
    Attribute::PatientName,
    Attribute::PatientId,
    Attribute::IssuerOfPatientId,
    Attribute::PatientBirthDate,
    Attribute::PatientSex,
];

/// A received object as it is to be recorded.
pub(super) fn arrived(
    object: NewObject,
    received_at: Timestamp,
    received: &Received,
    damaged: Option<ObjectId>,
) -> Arrived {
    let header = &received.header;
    let number = |attribute| {
        header
            .ascii(attribute)
            .and_then(|text| text.trim().parse().ok())
    };
    Arrived {
        object,
        received_at,
        study_uid: header.study().to_owned(),
        series_uid: header.series().to_owned(),
        sop_instance_uid: header.sop_instance().to_owned(),
        sop_class_uid: header.sop_class().to_owned(),
        transfer_syntax: received.announced.transfer_syntax.as_str().to_owned(),
        sha256: received.sha256,
        patient_print: patient_print(header),
        bytes: received.length,
        modality: header
            .ascii(Attribute::Modality)
            .filter(|text| text.len() <= LONGEST_MODALITY)
            .map(str::to_owned),
        series_number: number(Attribute::SeriesNumber),
        instance_number: number(Attribute::InstanceNumber),
        damaged,
    }
}

/// SHA-256 over the patient's attributes as received, 0x1F between: without their padding, and, where
/// every byte is one character of ASCII, without its case and the `^` after the last component of a
/// name (PS3.5 6.2.1), which devices write as they like. An attribute that is absent counts as an
/// empty one.
fn patient_print(header: &Header) -> [u8; 32] {
    let mut hash = Sha256::new();
    for attribute in PATIENT {
        let value = header.raw(attribute).unwrap_or_default();
        // After an escape sequence, letters of ASCII are halves of other characters.
        let plain = value.is_ascii() && !value.contains(&0x1B);
        let padding = |byte: &u8| matches!(byte, b' ' | 0) || plain && *byte == b'^';
        let end = (value.iter())
            .rposition(|byte| !padding(byte))
            .map_or(0, |last| last + 1);
        if plain {
            hash.update(&value[..end].to_ascii_uppercase());
        } else {
            hash.update(&value[..end]);
        }
        hash.update(&[0x1F]);
    }
    hash.finish()
}
