//! The coordination desk: opening a case, finding it again.

use doublelock::demo::people::NADIA;
use doublelock_testkit::appliance;

use crate::{link, open_case};

#[tokio::test(flavor = "multi_thread")]
async fn every_fault_of_a_new_case_is_said_at_its_field_and_what_was_typed_stays() {
    let appliance = appliance!();
    let mut nadia = appliance.signed_in(NADIA).await;
    let form = nadia
        .get("/cases/new")
        .await
        .unwrap()
        .form("/cases")
        .unwrap();
    let page = nadia
        .submit(
            &form,
            &[
                ("given-names", "Élodie <b>"),
                ("birth-date", "1984-02-30"),
                ("hospital-number", "H-4471"),
                ("language", "de"),
                ("question", "ligne un\r\nligne deux"),
            ],
        )
        .await
        .unwrap();
    assert_eq!(page.status.as_u16(), 422);
    for said in [
        "Inscrivez le nom de famille.",
        "Cette date n’existe pas",
        "Choisissez le sexe",
        "Inscrivez l’établissement qui a émis ce numéro",
        "Choisissez la langue",
    ] {
        assert!(page.words().contains(said), "{said}: {}", page.words());
    }
    assert!(
        page.text().contains("value=\"Élodie &lt;b&gt;\""),
        "what was typed stays, as text"
    );
    assert!(page.text().contains("<title>Erreur"));
    assert!(
        nadia
            .get("/cases")
            .await
            .unwrap()
            .words()
            .contains("Aucun dossier"),
        "nothing was recorded"
    );

    // In English the same faults have their sentences too.
    let mut alex = appliance.signed_in(NADIA).await.speaking("en-CA");
    let form = alex
        .get("/cases/new")
        .await
        .unwrap()
        .form("/cases")
        .unwrap();
    let page = alex.submit(&form, &[]).await.unwrap();
    assert!(
        page.words().contains("Enter the family name."),
        "{}",
        page.words()
    );
    appliance.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_list_of_cases_turns_its_pages() {
    let appliance = appliance!();
    let mut nadia = appliance.signed_in(NADIA).await;
    for _ in 0..52 {
        open_case(&mut nadia).await;
    }
    let first = nadia.get("/cases").await.unwrap();
    assert!(
        first.words().contains("50 dossiers sur cette page"),
        "{}",
        first.words()
    );
    assert!(first.words().contains("2026-0052") && !first.words().contains("2026-0002"));
    let second = nadia.get(&link(&first, "/cases?after=")).await.unwrap();
    assert!(second.words().contains("2 dossiers sur cette page"));
    assert!(second.words().contains("2026-0002") && second.words().contains("2026-0001"));
    let gone = nadia.get("/cases/2026-9999").await.unwrap();
    assert_eq!(gone.status.as_u16(), 404);
    appliance.close().await;
}
