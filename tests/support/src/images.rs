//! Images of nobody: one to send, and received ones as the receiver hands them on.

use doublelock_domain::fact::imaging::Intake;
use doublelock_domain::imaging::IntakeKind;
use doublelock_domain::object::StoredObject;
use doublelock_domain::time::Timestamp;
use doublelock_imaging::phantom::{self, PhantomPatient};
use doublelock_imaging::scu::Outgoing;
use doublelock_store::imaging::{Arrived, Delivery};
use doublelock_store::objects::NewObject;

/// The image of Rosalie Gagné that is drawn from `seed`, to be sent: another seed is another study.
pub fn of_rosalie(seed: &[u8]) -> Outgoing {
    let patient = PhantomPatient {
        name: "Gagné^Rosalie".into(),
        id: "H-1".into(),
        issuer: "Hôpital du Belvédère".into(),
        birth_date: "19720615".into(),
        sex: "F".into(),
        study_date: "20261103".into(),
        accession: "A-1".into(),
        study_description: "TDM thorax".into(),
        series_description: "Axial".into(),
    };
    let files = phantom::study(seed, &patient, 1).unwrap();
    Outgoing::from_part10(&files[0]).unwrap()
}

/// An association of `calling_ae`; its id ends in `number`, two digits.
pub fn association(number: u8, calling_ae: &str) -> Delivery {
    Delivery {
        intake: Intake {
            id: format!("01JCZ00000000000000000AA{number:02}")
                .parse()
                .expect("an id"),
            kind: IntakeKind::Association,
            calling_ae: calling_ae.to_owned(),
        },
        address: "192.0.2.8".to_owned(),
    }
}

/// A CT image of the study `2.25.1` and the series `2.25.2`, by its place in the series: its
/// object's id ends in `number`, two digits. Whatever else two of them differ in is for the
/// test to say.
pub fn image(number: u8, place: i32) -> Arrived {
    Arrived {
        object: NewObject {
            stored: StoredObject {
                id: format!("01JCZ00000000000000000XX{number:02}")
                    .parse()
                    .expect("an id"),
                sealed_sha256: "5e".repeat(32),
            },
            envelope: Vec::new(),
        },
        received_at: Timestamp::from_micros(1_795_273_200_000_000),
        study_uid: "2.25.1".to_owned(),
        series_uid: "2.25.2".to_owned(),
        sop_instance_uid: format!("2.25.3.{place}"),
        sop_class_uid: "1.2.840.10008.5.1.4.1.1.2".to_owned(),
        transfer_syntax: "1.2.840.10008.1.2.1".to_owned(),
        sha256: [1; 32],
        patient_print: [2; 32],
        bytes: 1000,
        modality: Some("CT".to_owned()),
        series_number: Some(1),
        instance_number: Some(place),
        damaged: None,
    }
}
