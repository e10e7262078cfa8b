//! Promise: the first page shows each person what waits for them, and only that.

#![expect(clippy::unwrap_used, reason = "tests")]

use doublelock_domain::time::Span;
use doublelock_testkit::appliance;
use doublelock_testkit::browser::{Answer, Browser};
use doublelock_testkit::people::{ALEX, MARC, NADIA, SOPHIE};

fn says(page: &Answer, words: &str) {
    assert!(page.words().contains(words), "{words}: {}", page.words());
}

/// Nadia opens a case and announces four films for it; the number of the case.
async fn announce(nadia: &mut Browser) -> String {
    let page = nadia.get("/cases/new").await.unwrap();
    let patient = [
        ("family-name", "Bélanger-Roy"),
        ("given-names", "Élodie"),
        ("birth-date", "1984-02-29"),
        ("sex", "F"),
        ("language", "fr"),
    ];
    let words = nadia
        .submit(&page.form("/cases").unwrap(), &patient)
        .await
        .unwrap()
        .words();
    let at = words.find("Dossier 2026-").unwrap() + "Dossier ".len();
    let case = words[at..at + 9].to_owned();
    let form = nadia
        .get("/shipments/announce")
        .await
        .unwrap()
        .form("/shipments/announce")
        .unwrap();
    let count = form
        .fields
        .iter()
        .find(|(name, _)| name.starts_with("count"))
        .unwrap()
        .0
        .clone();
    let parcel = [
        ("case", case.as_str()),
        ("sender", "Clinique des Bouleaux"),
        ("carrier", "Express Boréal"),
        ("waybill", "1Z999AA10123456784"),
        ("eta", "2026-11-23"),
        (count.as_str(), "4"),
    ];
    let announced = nadia.submit(&form, &parcel).await.unwrap();
    assert_eq!(announced.status.as_u16(), 200, "{}", announced.words());
    case
}

#[tokio::test(flavor = "multi_thread")]
async fn a_parcel_is_expected_then_late_and_reading_its_sender_is_written_down() {
    let appliance = appliance!();
    let mut nadia = appliance.signed_in(NADIA).await;
    says(&nadia.get("/").await.unwrap(), "Aucun colis attendu");
    let case = announce(&mut nadia).await;

    let page = nadia.get("/").await.unwrap();
    says(&page, "rien à traiter · 1 colis attendu");
    says(
        &page,
        &format!(
            "Clinique des Bouleaux Envoi 2026-0001 , dossier {case} Express Boréal 23 nov. 4 Annoncé"
        ),
    );
    let read = appliance.entries().pop().unwrap();
    assert_eq!(
        (read.act.as_str(), read.payload["list"].as_str()),
        ("list.read", Some("custody_board"))
    );

    appliance.later(Span::hours(24 * 5));
    let mut nadia = appliance.signed_in(NADIA).await;
    let page = nadia.get("/").await.unwrap();
    says(&page, "1 point à traiter");
    says(&page, "4 articles annoncés. Rien n’est arrivé.");
    says(&page, "23 nov. 4 En retard");
    assert!(
        page.links("/shipments/")
            .contains(&"/shipments/2026-0001".to_owned())
    );
    assert_eq!(
        nadia
            .get("/shipments/2026-0001")
            .await
            .unwrap()
            .status
            .as_u16(),
        200
    );
    appliance.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn everybody_sees_their_own_desk_and_nobody_elses() {
    let appliance = appliance!();
    let mut nadia = appliance.signed_in(NADIA).await;
    announce(&mut nadia).await;
    let sections = [
        "Colis attendus",
        "Études à rattacher",
        "Délais légaux",
        "État de l’appareil",
        "Journal vérifiable",
    ];
    let open = [
        (SOPHIE, vec!["Études à rattacher"]),
        (MARC, vec!["Délais légaux"]),
        (ALEX, vec!["État de l’appareil", "Journal vérifiable"]),
    ];
    for (person, own) in open {
        let mut browser = appliance.signed_in(person).await.speaking("fr-CA");
        let before = appliance.entries().len();
        let page = browser.get("/").await.unwrap();
        for section in sections {
            let heading = page.text().contains(&format!("</span>{section}</h2>"));
            assert_eq!(
                heading,
                own.contains(&section),
                "{section} for {}",
                person.login
            );
        }
        assert!(!page.words().contains("Bouleaux"), "{}", person.login);
        assert_eq!(
            appliance.entries().len(),
            before,
            "figures are no act: {}",
            person.login
        );
    }
    appliance.close().await;
}
