//! Facts of imaging.

use super::{AT, id, sealed, stored};
use crate::fact::imaging::*;
use crate::fact::{Fact, Subject};
use crate::imaging::{Concordance, InstanceState, IntakeKind};

pub(super) fn facts() -> Vec<Fact> {
    let image = |n, state| ImageKept {
        instance: id(n),
        series: id(98),
        object: stored(n),
        state,
        received_at: AT,
        transfer_syntax: "1.2.840.10008.1.2.1".into(),
        sop_class_uid: "1.2.840.10008.5.1.4.1.1.2".into(),
        number: None,
    };
    let words = || ImageWords {
        series_uid: "2.25.2".into(),
        sop_instance_uid: "2.25.3".into(),
        sha256: "00".repeat(32),
        patient_print: "ff".repeat(32),
        bytes: 524_288,
        salt: "07".repeat(32),
    };
    vec![
        StudyReceived {
            study: id(8),
            intake: Intake {
                id: id(96),
                kind: IntakeKind::Association,
                calling_ae: "MODALITY".into(),
            },
            series: vec![SeriesOf {
                id: id(98),
                modality: Some("CT".into()),
                number: Some(-1),
            }],
            images: vec![
                image(9, InstanceState::Held),
                image(19, InstanceState::OtherPatient),
            ],
            root: "0c".repeat(32),
            words: sealed(
                Subject::Study(id(8)),
                ReceivedWords {
                    address: "192.0.2.8".into(),
                    study_uid: "2.25.1".into(),
                    images: vec![words(), words()],
                },
            ),
        }
        .into(),
        InstanceHealed {
            instance: id(9),
            study: id(8),
            object: stored(97),
            replaces: id(9),
            calling_ae: "MODALITY".into(),
        }
        .into(),
        StudyDescribed {
            study: id(8),
            images: vec![
                ImageDescribed {
                    instance: id(9),
                    failed: None,
                    thumbnail: true,
                },
                ImageDescribed {
                    instance: id(19),
                    failed: Some("died".into()),
                    thumbnail: false,
                },
            ],
            words: Some(sealed(
                Subject::Study(id(8)),
                StudyWords {
                    patient_name: Some("BÉLANGER-ROY^ÉLODIE".into()),
                    birth_date: Some(String::new()),
                    ..StudyWords::default()
                },
            )),
        }
        .into(),
        IntakeRefused {
            calling_ae: "STRANGER".into(),
            address: "192.0.2.9".into(),
            reason: "not_listed".into(),
        }
        .into(),
        StudyAttached {
            study: id(8),
            case: id(2),
            patient: id(3),
            concordance: Concordance::Match,
            instances: 3,
        }
        .into(),
        StudyViewed {
            study: id(8),
            instance: id(9),
            case: Some(id(2)),
        }
        .into(),
    ]
}
