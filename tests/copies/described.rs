//! What a copy says of each study, straight from the store.

use doublelock_store::imaging::{CopiedInstance, CopiedStudy};

use super::*;

/// The attached images of a case, and its studies as a copy describes them.
fn described(
    app: &doublelock_testkit::TestAppliance,
    case: Reference,
) -> (Vec<CopiedInstance>, Vec<CopiedStudy>) {
    let warrant: Warrant<Privacy> = Ground::of(app).warrant(app, Purpose::CopyRequest);
    let seen = app.office().store.write(&warrant, |unit| {
        let case = unit.open_case_by_reference(case)?;
        let images = unit.attached_instances(&case)?;
        let studies = unit.described_studies(&case, &images)?;
        Ok((images, studies))
    });
    seen.unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn each_study_has_its_own_words_and_pictures_evenly_chosen() {
    let app = appliance!();
    let ground = Ground::of(&app);
    let luc = ground.opens_case(&app, "Bergeron", "Luc");
    let theo = ground.opens_case(&app, "Nguyenquoc", "Theo");
    ground
        .attaches_images(&app, theo, "Nguyenquoc", "Theo", 2)
        .await;
    // One study with more images than a series shows, one with few.
    ground
        .attaches_images(&app, luc, "Bergeron", "Luc", 30)
        .await;
    ground.sends(&app, "second", "Bergeron^Luc", 3).await;
    ground.attaches_sent(&app, luc, "Bergeron").await;
    let warrant = app.clockwork();
    for _ in 0..600 {
        let left = app
            .office()
            .store
            .read(&warrant, |unit| Ok(unit.objects_to_describe()? == 0));
        if left.unwrap() {
            break;
        }
        tokio::time::sleep(std::time::Duration::from_millis(50)).await;
    }

    let (images, studies) = described(&app, luc);
    assert_eq!((images.len(), studies.len()), (33, 2));
    for study in &studies {
        assert_eq!(study.study_date.as_deref(), Some("20261120"));
        assert_eq!(study.description.as_deref(), Some("Tete"));
        let [series] = &study.series[..] else {
            panic!("one series each: {}", study.series.len());
        };
        assert_eq!(series.modality.as_deref(), Some("CT"));
        // Of its own images, in their order, from the first to the last.
        let own: Vec<_> = (images.iter())
            .filter(|image| image.study_uid == study.study_uid)
            .map(|image| image.id.as_str())
            .collect();
        let drawn: Vec<_> = (series.pictures.iter())
            .map(|(image, _)| image.as_str())
            .collect();
        assert_eq!(drawn.len(), own.len().min(24));
        assert_eq!((drawn.first(), drawn.last()), (own.first(), own.last()));
        let mut places = drawn
            .iter()
            .map(|one| own.iter().position(|own| own == one));
        assert!(places.clone().all(|place| place.is_some()));
        assert!(places.by_ref().is_sorted());
        let png = |picture: &[u8]| picture.starts_with(b"\x89PNG");
        assert!(series.pictures.iter().all(|(_, picture)| png(&picture.0)));
    }
    let (images, studies) = described(&app, theo);
    assert_eq!((images.len(), studies.len()), (2, 1));
    app.close().await;
}
