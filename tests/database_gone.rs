//! Promise: a PostgreSQL server that goes away in the middle of the day takes nothing with
//! it: people and senders are told to try again, nothing is half-written, and work goes on by
//! itself when the server is back.

#![expect(clippy::unwrap_used, clippy::print_stdout, reason = "tests")]

use std::time::Duration;

use doublelock_imaging::scu::{self, Answer, Peer};
use doublelock_testkit::images::of_rosalie;
use doublelock_testkit::people::NADIA;
use doublelock_testkit::{PostgresServer, TestAppliance, appliance};

async fn sends(app: &TestAppliance, seed: &[u8]) -> Answer {
    let peer = Peer {
        address: app.running.dicom.unwrap().to_string(),
        called_ae: "DOUBLELOCK".into(),
        calling_ae: "TOUR".into(),
        patience: Duration::from_secs(40),
    };
    scu::store(&peer, vec![of_rosalie(seed)])
        .await
        .unwrap()
        .remove(0)
}

const CASE: [(&str, &str); 5] = [
    ("family-name", "Retour"),
    ("given-names", "Rosalie"),
    ("birth-date", "1972-06-15"),
    ("sex", "F"),
    ("language", "fr"),
];

#[tokio::test(flavor = "multi_thread")]
async fn a_postgres_server_that_goes_away_and_comes_back_loses_nothing() {
    let Some(mut server) = PostgresServer::start() else {
        println!("skipped: a PostgreSQL server that goes away (Debian package postgresql)");
        assert!(std::env::var_os("CI").is_none(), "in CI nothing is skipped");
        return;
    };
    let app = appliance!(|config| config.storage.database = server.url());
    let mut nadia = app.signed_in(NADIA).await;
    let page = nadia.get("/cases/new").await.unwrap();
    let form = page.form("/cases").unwrap();
    assert_eq!(sends(&app, b"before").await, Answer::Status(0));
    let before = app.verified().entries;

    server.stop();
    for _ in 0..2 {
        let answer = nadia.submit(&form, &CASE).await.unwrap();
        assert_eq!(answer.status.as_u16(), 503, "{}", answer.words());
        assert!(answer.headers.contains_key("retry-after"));
        assert!(
            answer.words().contains("Réessayez") || answer.words().contains("réessayez"),
            "{}",
            answer.words()
        );
    }
    match sends(&app, b"during").await {
        Answer::Status(status) => assert_eq!(status & 0xFF00, 0xA700, "{status:04X}"),
        other @ Answer::NotNegotiated => panic!("{other:?}"),
    }
    assert_eq!(
        app.browser().get("/alive").await.unwrap().status.as_u16(),
        200
    );

    server.start_again();
    // The same form, the same session, the same program.
    let answer = nadia.submit(&form, &CASE).await.unwrap();
    assert_eq!(answer.status.as_u16(), 200, "{}", answer.words());
    assert_eq!(sends(&app, b"during").await, Answer::Status(0));
    let cases = nadia.get("/cases").await.unwrap().words();
    assert_eq!(cases.matches("Retour").count(), 1, "{cases}");
    let images = app.sql("SELECT COUNT(*) FROM instance").unwrap();
    assert_eq!(images, [["2"]]);
    app.running.clockworks.look().await.unwrap();
    assert!(app.verified().entries > before);
    app.close().await;
}
