//! Images over the network: how many a second are kept.

use std::time::{Duration, Instant};

use doublelock_imaging::phantom::{self, MOST_SLICES, PhantomPatient};
use doublelock_imaging::scu::{Answer, Outgoing, Peer, store};

use crate::centre::Centre;
use crate::figures::Figures;

/// Images in each measurement.
const IMAGES: u16 = 1_000;

/// One association with a thousand CT images of 128 × 128, then four with a quarter each; from the
/// request to the release.
pub(crate) async fn send(centre: &Centre, found: &mut Figures) {
    for associations in [1, 4] {
        let batches: Vec<Vec<Outgoing>> = (0..associations)
            .map(|number| batch(associations * 10 + number, IMAGES / associations))
            .collect();
        let begun = Instant::now();
        let mut sending = tokio::task::JoinSet::new();
        for batch in batches {
            let peer = Peer {
                address: centre.dicom.to_string(),
                called_ae: "DOUBLELOCK".to_owned(),
                calling_ae: "MODALITY".to_owned(),
                patience: Duration::from_mins(1),
            };
            // What is sent need not be shared between threads.
            let here = tokio::runtime::Handle::current();
            sending.spawn_blocking(move || here.block_on(store(&peer, batch)).unwrap());
        }
        let answers = sending.join_all().await.concat();
        let took = begun.elapsed();
        let kept = answers
            .iter()
            .filter(|answer| **answer == Answer::Status(0));
        assert_eq!(kept.count(), usize::from(IMAGES), "images were not kept");
        let what = format!("C-STORE over {associations}, images a second");
        found.note(&what, f64::from(IMAGES) / took.as_secs_f64());
    }
}

/// So many images of a study of its own.
fn batch(study: u16, images: u16) -> Vec<Outgoing> {
    let patient = PhantomPatient {
        name: "ROY^ANNE".to_owned(),
        id: "M-1".to_owned(),
        issuer: "BELVEDERE".to_owned(),
        birth_date: "19840229".to_owned(),
        sex: "F".to_owned(),
        study_date: "20261128".to_owned(),
        accession: "A-1".to_owned(),
        study_description: "TDM".to_owned(),
        series_description: "Axial".to_owned(),
    };
    let mut files = Vec::new();
    for part in 0..images.div_ceil(MOST_SLICES) {
        let seed = format!("bench {study} {part}");
        let slices = (images - part * MOST_SLICES).min(MOST_SLICES);
        files.extend(phantom::study(seed.as_bytes(), &patient, slices).unwrap());
    }
    files
        .iter()
        .map(|file| Outgoing::from_part10(file).unwrap())
        .collect()
}
