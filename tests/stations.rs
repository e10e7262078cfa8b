//! Promise: a station shows an alarm to whoever caused it and to nobody else, and takes back nothing that its page did not
//! show.

#![expect(clippy::unwrap_used, reason = "tests")]

use doublelock_domain::time::Span;
use doublelock_testkit::appliance;
use doublelock_testkit::chromium::{Chromium, ENTER, Screen, TAB};
use doublelock_testkit::clerk::Clerk;
use doublelock_testkit::people::{KARIM, NADIA};

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
        .says("Dernière lecture à 10 h")
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
        .says("que cet écran ne montrait pas");
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

/// A browser that reads codes itself, as those of phones do: it sees what `window.seen` says.
const READS_CODES: &str = "window.BarcodeDetector = class {
      static async getSupportedFormats() { return ['code_128', 'qr_code']; }
      async detect() { return window.seen ? [{ rawValue: window.seen }] : []; }
    };";

#[tokio::test(flavor = "multi_thread")]
async fn browser_of_a_phone_reads_with_its_camera_and_shows_a_keyboard_to_whoever_types() {
    let Some(chromium) = Chromium::start().await else {
        return;
    };
    let app = appliance!();
    let mut nadia = Clerk::at_the_station(&app, NADIA).await;
    let case = nadia.opens_a_case().await;
    nadia.announces(&case, "EB44710083", "2").await;
    let labels = nadia.prints("I", "2").await;
    let origin = format!("https://localhost:{}", app.running.web[0].port());
    chromium.screen(Screen::light(390)).await;
    chromium.goto(&format!("{origin}/sign-in")).await;
    let who = format!("{}{TAB}{}{ENTER}", NADIA.login, NADIA.password);
    chromium.keys(&who).await;
    let first = "return location.pathname === '/';";
    chromium.until("the first page", first).await;

    // A browser that reads no codes is offered none.
    chromium.goto(&format!("{origin}/station")).await;
    let shown = "return document.querySelector('[data-camera]').checkVisibility();";
    assert_eq!(chromium.script(shown).await, false);
    let mode = "return document.getElementById('scan').inputMode;";
    assert_eq!(chromium.script(mode).await, "none", "readings need none");
    let touch = "const sink = document.getElementById('scan');
        sink.dispatchEvent(new PointerEvent('pointerdown', { bubbles: true, pointerType: 'touch' }));
        return sink.inputMode;";
    assert_eq!(chromium.script(touch).await, "text");

    chromium.on_every_page(READS_CODES).await;
    chromium.goto(&format!("{origin}/station")).await;
    assert_eq!(chromium.script(shown).await, true);
    // Pressed twice while the browser asks, it films once.
    let press = "document.querySelector('[data-camera]').click();";
    chromium.script(&format!("{press} {press}")).await;
    let films = "return document.querySelector('#camera video')?.videoWidth > 0;";
    chromium.until("a picture", films).await;
    for (code, tone, says) in [
        ("EB44710083", "ok", "à recevoir"),
        (labels[0].as_str(), "ok", "1 sur 2"),
        (labels[1].as_str(), "ok", "2 sur 2"),
    ] {
        chromium.script(&format!("window.seen = '{code}';")).await;
        let said = format!("return document.querySelector('main').textContent.includes('{says}');");
        chromium.until(says, &said).await;
        let state = "return document.querySelector('[data-state]').dataset.state;";
        assert_eq!(chromium.script(state).await, tone, "{code}");
    }
    // Held before the camera it stays one reading, and nobody is filmed any more once the button says so.
    tokio::time::sleep(std::time::Duration::from_millis(700)).await;
    let scans = app.sql("SELECT count(*) FROM station_scan").unwrap();
    assert_eq!(scans, [["3"]]);
    chromium.script(press).await;
    let dark = "return document.getElementById('camera').hidden
        && document.querySelector('#camera video').srcObject === null;";
    assert_eq!(chromium.script(dark).await, true);
    assert_eq!(chromium.complaints().await, [""; 0]);
    chromium.close().await;
    app.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn on_the_page_of_a_visit_correct_takes_back_what_that_page_says() {
    let app = appliance!();
    let mut nadia = Clerk::at_the_station(&app, NADIA).await;
    let (labels, _) = nadia.receives("EB44710083", 3).await;
    let shelf = nadia.place("Tablette 1-A").await;
    let visit = nadia.enters_the_archive(NADIA, KARIM).await.path;
    nadia.scans_in(&visit, &shelf).await;
    nadia.scans_in(&visit, &labels[0]).await;
    let moved = || {
        let rows = app.sql("SELECT count(*) FROM custody_event WHERE kind = 'corrected'");
        rows.unwrap()[0][0].clone()
    };
    // Opened again it says calmly what was read last, and when.
    let here = nadia.browser.get(&visit).await.unwrap();
    assert!(
        here.words().contains("Dernière lecture à 10 h"),
        "{}",
        here.words()
    );
    // Meanwhile another is read at the station.
    nadia.page = nadia.browser.get("/station").await.unwrap();
    nadia.scans(&labels[1]).await.is("ok");
    let scan = format!("{visit}/scan");
    let form = here.form(&scan).unwrap();
    let card = [("scan", "DXUNDOLAST")];
    let asked = nadia.browser.submit(&form, &card).await.unwrap();
    assert_eq!(moved(), "0", "{}", asked.words());
    let told = format!("reprendrait DI {}", &labels[1][2..6]);
    assert!(
        asked.words().replace('\u{a0}', " ").contains(&told),
        "{}",
        asked.words()
    );
    let form = asked.form(&scan).unwrap();
    nadia.browser.submit(&form, &card).await.unwrap();
    assert_eq!(moved(), "1");
    app.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn browser_that_waits_for_no_answer_takes_back_what_it_read() {
    let Some(chromium) = Chromium::start().await else {
        return;
    };
    let app = appliance!();
    let mut nadia = Clerk::at_the_station(&app, NADIA).await;
    let case = nadia.opens_a_case().await;
    nadia.announces(&case, "EB44710083", "2").await;
    let labels = nadia.prints("I", "2").await;
    let origin = format!("https://localhost:{}", app.running.web[0].port());
    chromium.goto(&format!("{origin}/sign-in")).await;
    let who = format!("{}{TAB}{}{ENTER}", NADIA.login, NADIA.password);
    chromium.keys(&who).await;
    let first = "return location.pathname === '/';";
    chromium.until("the first page", first).await;
    chromium.goto(&format!("{origin}/station")).await;
    let codes = ["EB44710083", &labels[0], &labels[1], "DXUNDOLAST"];
    let keys: String = codes.iter().map(|code| format!("{code}{ENTER}")).collect();
    chromium.keys(&keys).await;
    let undone = "return document.querySelector('.say-word').textContent === 'Corrigé';";
    chromium.until("the last one taken back", undone).await;
    let corrected = || {
        let rows = app.sql("SELECT count(*) FROM custody_event WHERE kind = 'corrected'");
        rows.unwrap()[0][0].clone()
    };
    assert_eq!(corrected(), "1");
    // Its button pressed twice at once, or again before the answer was read, takes back one reading.
    let twice = "const press = () => document.querySelector('[value=DXUNDOLAST]').click();
        press(); press(); setTimeout(press, 250);";
    tokio::time::sleep(std::time::Duration::from_millis(1100)).await;
    chromium.keys(&format!("{}{ENTER}", labels[1])).await;
    let both = "return document.querySelector('.say-count').textContent.startsWith('2');";
    chromium.until("both received", both).await;
    chromium.script(twice).await;
    tokio::time::sleep(std::time::Duration::from_millis(900)).await;
    assert_eq!(corrected(), "2");
    chromium.close().await;
    app.close().await;
}
