//! Promise: what a sender's seal says is written down before the parcel is opened, and whoever says that it is not whole
//! answers for why.

#![expect(clippy::unwrap_used, reason = "tests")]

use doublelock_testkit::clerk::{Clerk, says, says_not};
use doublelock_testkit::people::{KARIM, NADIA};
use doublelock_testkit::{TestAppliance, appliance};

const PAGE: &str = "/shipments/2026-0001";

/// Each discrepancy and its end.
fn discrepancies(app: &TestAppliance) -> Vec<String> {
    let both =
        "SELECT kind || ':' || coalesce(outcome, '') FROM custody_exception ORDER BY opened_at";
    let rows = app.sql(both).unwrap().into_iter();
    rows.map(|mut row| row.remove(0)).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_seal_that_is_not_whole_is_a_discrepancy_of_whoever_says_so_and_a_mistake_is_taken_back()
{
    let app = appliance!();
    let mut nadia = Clerk::at_the_station(&app, NADIA).await;
    let case = nadia.opens_a_case().await;
    nadia.announces(&case, "EB44710083", "2").await;
    let labels = nadia.prints("I", "2").await;
    let quay = nadia.place("Quai de réception").await;
    nadia.goes_back_to_the_station().await;
    nadia
        .scans("EB44710083")
        .await
        .is("ok")
        .says("Scellé intact");
    nadia
        .scans("DXSEALBROKEN")
        .await
        .is("attention")
        .says("Gardez l’emballage");
    assert_eq!(discrepancies(&app), ["seal_not_intact:"]);
    let shown = nadia.sees(PAGE).await;
    says(&shown, "Scellé à l’arrivée");
    says(&shown, "Rompu, absent ou autre");
    says(
        &nadia.sees("/exceptions").await,
        "Colis dont le scellé n’est pas intact",
    );
    nadia.goes_back_to_the_station().await;
    nadia.scans("DXUNDOLAST").await.is("ok");
    assert_eq!(discrepancies(&app), ["seal_not_intact:corrected"]);
    says_not(&nadia.sees(PAGE).await, "Scellé à l’arrivée");
    nadia.goes_back_to_the_station().await;
    nadia.scans("DXSEALINTACT").await.is("ok").says("intact");
    // A colleague at another station sees what was said, and that it was opened.
    nadia.scans(&labels[0]).await.is("ok");
    let mut karim = Clerk::at_the_station(&app, KARIM).await;
    karim.scans("EB44710083").await.is("ok");
    karim.scans("DXSEALINTACT").await.is("ok").says("intact");
    karim.scans("DXSEALBROKEN").await.is("attention");
    nadia
        .scans("DXSEALINTACT")
        .await
        .is("refused")
        .says("déjà ouvert");
    let stands = ["seal_not_intact:corrected", "seal_not_intact:"];
    assert_eq!(discrepancies(&app), stands);
    // What a colleague said since is not hers to take back: UNDO passes her own word over.
    nadia.scans("DXUNDOLAST").await.is("ok").says("annul");
    nadia.scans("DXUNDOLAST").await.is("refused");
    assert_eq!(discrepancies(&app), stands);
    nadia.scans(&labels[0]).await.is("ok");
    nadia.scans(&labels[1]).await.is("ok");
    nadia.scans(&quay).await;
    // Each word of it stands in the journal, in order.
    let said = app.entries_of("seal.inspected").into_iter();
    let said: Vec<_> = said.map(|entry| entry.payload["verdict"].clone()).collect();
    assert_eq!(
        said,
        [
            serde_json::json!("not_intact"),
            serde_json::Value::Null,
            serde_json::json!("intact"),
            serde_json::json!("not_intact")
        ]
    );
    app.close().await;
}
