//! Promise: a reader's odd settings and a number copied from our own page are read, or the person is told what is odd.

#![expect(clippy::unwrap_used, reason = "tests")]

use doublelock_testkit::appliance;
use doublelock_testkit::clerk::Clerk;
use doublelock_testkit::people::NADIA;

/// What an AZERTY station makes of the keys of a US reader.
fn azerty(typed: &str) -> String {
    let digits: Vec<char> = "à&é\"'(-è_ç".chars().collect();
    typed
        .chars()
        .map(|c| c.to_digit(10).map_or(c, |digit| digits[digit as usize]))
        .collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_courier_who_prints_34_digits_is_received_by_the_12_that_were_announced() {
    let app = appliance!();
    let mut nadia = Clerk::at_the_station(&app, NADIA).await;
    let case = nadia.opens_a_case().await;
    nadia.announces(&case, "920000001234", "1").await;
    let label = nadia.prints("I", "1").await.remove(0);
    let quay = nadia.place("Quai de réception").await;
    nadia.page = nadia.browser.get("/station").await.unwrap();
    nadia.scans("1071804952390002087800920000001234").await;
    nadia.is("ok").says("1 article à recevoir");

    // On a Canadian French station its prefix is mangled, and the label is read; the trigger was held, too.
    nadia.scans(&format!("Ç0{label}Ç0{label}")).await;
    nadia.is("ok").says("Reçu : 1 sur 1");
    nadia.scans(&label).await.is("attention").says("déjà lu");
    let received = |app: &doublelock_testkit::TestAppliance| app.entries_of("custody.event").len();
    assert_eq!(received(&app), 1);
    nadia.scans(&quay).await.is("ok");

    // Its number from our page, with the hyphen that does not break, says how the parcel stands.
    nadia
        .scans("2026\u{2011}0001")
        .await
        .is("refused")
        .says("déjà reçu");
    for number in ["2026\u{2011}0001", "2026\u{2010}0001", "2026\u{2013}0001"] {
        let query = number.replace('\u{2011}', "%E2%80%91");
        let query = query
            .replace('\u{2010}', "%E2%80%90")
            .replace('\u{2013}', "%E2%80%93");
        let page = nadia.browser.get(&format!("/cases/{query}")).await.unwrap();
        assert_eq!(page.status.as_u16(), 200, "{number}");
    }
    app.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_reader_on_another_keyboard_is_said_to_be_and_nothing_is_recorded() {
    let app = appliance!();
    let mut nadia = Clerk::at_the_station(&app, NADIA).await;
    let (labels, _) = nadia.receives("EB44710083", 1).await;
    let before = app.entries_of("custody.event").len();
    for read in [
        azerty(&labels[0]),
        azerty(&format!("$C0{}", labels[0])),
        azerty("EB44710083"),
        "Ç0DXTEST0123456789AZQW".to_owned(),
        "DXDQ?QGED".to_owned(),
    ] {
        nadia.scans(&read).await.is("refused");
        nadia.says("La disposition de clavier du lecteur est incorrecte");
        nadia.says("carte d’essai");
    }
    assert_eq!(app.entries_of("custody.event").len(), before);
    app.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_postal_code_read_as_the_waybill_sends_nothing_away() {
    let app = appliance!();
    let mut nadia = Clerk::at_the_station(&app, NADIA).await;
    let (labels, _) = nadia.receives("EB44710083", 1).await;
    let seal = nadia.prints("S", "1").await.remove(0);
    let form = nadia.gathers(&[&labels[0]]).await;
    let to = [
        ("by-courier", "original"),
        ("recipient", "Clinique du Fjord"),
        ("address", "1, rue du Port, Montréal H2X 1Y4"),
        ("carrier", "Express Boréal"),
    ];
    let prepared = nadia.browser.submit(&form, &to).await.unwrap();
    let sheet = doublelock_testkit::clerk::codes(&prepared.text(), "DH").remove(0);
    nadia.page = nadia.browser.get("/station").await.unwrap();
    for code in [&sheet, &labels[0], &seal] {
        nadia.scans(code).await.is("ok");
    }
    nadia.scans("H2X 1Y4").await.is("attention");
    nadia.says("ne ressemble pas à un numéro de transporteur");
    // The trigger was held.
    nadia.scans("H2X 1Y4").await.is("attention");
    assert!(app.entries_of("shipment.dispatched").is_empty());
    nadia.scans("EB99887766").await.is("ok");
    assert_eq!(app.entries_of("shipment.dispatched").len(), 1);
    app.close().await;
}
