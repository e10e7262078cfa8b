//! Promise: a station shows an alarm to whoever caused it and to nobody else, and takes back nothing that its page did not
//! show.

#![expect(clippy::unwrap_used, reason = "tests")]

use doublelock_domain::time::Span;
use doublelock_testkit::appliance;
use doublelock_testkit::clerk::Clerk;
use doublelock_testkit::people::NADIA;

#[tokio::test(flavor = "multi_thread")]
async fn a_refusal_of_before_is_no_alarm_where_the_station_is_opened_again() {
    let app = appliance!();
    let mut nadia = Clerk::at_the_station(&app, NADIA).await;
    let case = nadia.opens_a_case().await;
    nadia.announces(&case, "EB44710083", "2").await;
    let labels = nadia.prints("I", "2").await;
    nadia.page = nadia.browser.get("/station").await.unwrap();
    nadia.is("ready").says("Prêt");
    nadia.scans("EB44710083").await;
    nadia.scans(&labels[0]).await.is("ok");
    nadia.scans("4006381333931").await.is("refused");
    assert!(nadia.page.text().contains("is-new"));

    // Another device of hers, and the same one loaded again.
    nadia.page = nadia.browser.get("/station").await.unwrap();
    nadia
        .is("ready")
        .says("Réception en cours, rien n’est perdu")
        .says("Dernière lecture à")
        .says("4006381333931");
    assert!(!nadia.page.text().contains("is-new"));
    // The answer itself, asked for again much later: it is no news then.
    let fresh = nadia.browser.get("/station?fresh").await.unwrap();
    assert!(fresh.text().contains("is-new"));
    app.later(Span::seconds(20));
    let stale = nadia.browser.get("/station?fresh").await.unwrap();
    assert!(!stale.text().contains("is-new"), "{}", stale.words());
    nadia.page = stale;
    nadia.is("ready");
    nadia.scans(&labels[1]).await.is("ok").says("2 sur 2");
    app.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn correct_takes_back_only_what_its_page_showed() {
    let app = appliance!();
    let mut nadia = Clerk::at_the_station(&app, NADIA).await;
    let case = nadia.opens_a_case().await;
    nadia.announces(&case, "EB44710083", "3").await;
    let labels = nadia.prints("I", "3").await;
    nadia.page = nadia.browser.get("/station").await.unwrap();
    nadia.scans("EB44710083").await;
    nadia.scans(&labels[0]).await.is("ok");
    let corrected = || {
        let rows = app.sql("SELECT count(*) FROM custody_event WHERE kind = 'corrected'");
        rows.unwrap()[0][0].clone()
    };

    // The other device reads the next one; this page still shows the first.
    let here = nadia.browser.get("/station").await.unwrap();
    nadia.scans(&labels[1]).await.is("ok");
    nadia.page = here;
    nadia
        .scans("DXUNDOLAST")
        .await
        .is("attention")
        .says(&labels[1][2..6])
        .says("lu depuis ce que montrait cet écran");
    assert_eq!(corrected(), "0");
    // Now it was shown.
    nadia
        .scans("DXUNDOLAST")
        .await
        .is("ok")
        .says(&labels[1][2..6]);
    assert_eq!(corrected(), "1");
    // What is read in one breath with the card was made by whoever holds the reader.
    let here = nadia.browser.get("/station").await.unwrap();
    nadia.scans(&labels[1]).await.is("ok");
    nadia.page = here;
    let breath = format!("{}\rDXUNDOLAST", labels[2]);
    nadia.scans(&breath).await.is("ok").says(&labels[2][2..6]);
    assert_eq!(corrected(), "2");
    app.close().await;
}
