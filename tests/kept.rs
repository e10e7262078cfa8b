//! Promise: a session that ends loses nothing that somebody sent: it is kept sealed for an hour, for the same person,
//! and sent again with one click. Nothing of it is recorded before, and nobody else sees it.

#![expect(clippy::unwrap_used, reason = "tests")]

use doublelock_domain::time::Span;
use doublelock_testkit::browser::{Answer, Browser};
use doublelock_testkit::clerk::Clerk;
use doublelock_testkit::people::{KARIM, NADIA, StaffMember};
use doublelock_testkit::{TestAppliance, appliance};

const TYPED: [(&str, &str); 6] = [
    ("family-name", "Bélanger & Roy"),
    ("given-names", "Élodie"),
    ("birth-date", "1984-02-29"),
    ("sex", "F"),
    ("language", "fr"),
    ("question", "L’intervention est-elle indiquée?"),
];

async fn signs_in_again(browser: &mut Browser, page: &Answer, who: StaffMember) -> Answer {
    let form = page.form("/sign-in").unwrap();
    let filled = [("username", who.login), ("password", who.password)];
    browser.submit(&form, &filled).await.unwrap()
}

/// She fills in a case and is called away; when she sends it, her session has ended.
async fn sends_too_late(app: &TestAppliance) -> (Browser, Answer) {
    let mut nadia = app.signed_in(NADIA).await;
    let form = nadia.get("/cases/new").await.unwrap();
    let form = form.form("/cases").unwrap();
    app.later(Span::minutes(20));
    let late = nadia.submit(&form, &TYPED).await.unwrap();
    assert!(late.path.starts_with("/sign-in"), "{}", late.path);
    assert!(late.words().contains("est gardé"), "{}", late.words());
    assert!(!late.text().contains("Bélanger"));
    assert_eq!(app.entries_of("case.opened").len(), 0);
    (nadia, late)
}

#[tokio::test(flavor = "multi_thread")]
async fn a_form_that_was_sent_too_late_is_sent_again_with_one_click() {
    let app = appliance!();
    let (mut nadia, late) = sends_too_late(&app).await;
    // It lies sealed, and in no address.
    let kept = app.sql("SELECT hex(sealed) FROM kept_form");
    if let Ok(rows) = kept {
        assert_eq!(rows.len(), 1);
        assert!(!rows[0][0].contains("42C3A96C616E676572"), "in clear");
    }
    let again = signs_in_again(&mut nadia, &late, NADIA).await;
    assert_eq!(again.path, "/kept", "{}", again.words());
    let words = again.words();
    for typed in [
        "Bélanger & Roy",
        "Élodie",
        "L’intervention est-elle indiquée?",
    ] {
        assert!(words.contains(typed), "{typed}: {words}");
    }
    let form = again.form("/cases").unwrap();
    let opened = nadia.submit(&form, &[]).await.unwrap();
    assert!(opened.path.starts_with("/cases/0"), "{}", opened.words());
    assert!(opened.words().contains("Bélanger & Roy, Élodie"));
    // An impatient second click opens no second case.
    nadia.submit(&form, &[]).await.unwrap();
    assert_eq!(app.entries_of("case.opened").len(), 1);
    app.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_kept_is_for_the_same_person_and_for_an_hour() {
    let app = appliance!();
    let (mut browser, late) = sends_too_late(&app).await;
    // A colleague signs in at the same place: nothing is there for them.
    let colleague = signs_in_again(&mut browser, &late, KARIM).await;
    assert_eq!(colleague.path, "/", "{}", colleague.words());
    assert!(!colleague.text().contains("Bélanger"));
    let mut nadia = app.signed_in(NADIA).await;
    let hers = nadia.get("/kept").await.unwrap();
    assert_eq!(hers.path, "/kept");
    // She gives it up.
    let form = hers.form("/kept/leave").unwrap();
    nadia.submit(&form, &[]).await.unwrap();
    assert_eq!(nadia.get("/kept").await.unwrap().path, "/");

    let (_, _) = sends_too_late(&app).await;
    app.later(Span::minutes(61));
    let mut nadia = app.signed_in(NADIA).await;
    assert_eq!(nadia.get("/kept").await.unwrap().path, "/");
    app.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn no_form_of_another_site_or_of_a_session_that_was_closed_is_kept() {
    let app = appliance!();
    let mut nadia = app.signed_in(NADIA).await;
    let page = nadia.get("/cases/new").await.unwrap();
    let form = page.form("/cases").unwrap();
    let mut forged = form.clone();
    for (name, value) in &mut forged.fields {
        if name == "csrf" {
            *value = "B".repeat(43);
        }
    }
    app.later(Span::minutes(20));
    let late = nadia.submit(&forged, &TYPED).await.unwrap();
    assert!(!late.words().contains("est gardé"), "{}", late.words());
    assert!(
        late.words().contains("Votre session est terminée"),
        "{}",
        late.words()
    );
    // Whoever signs out leaves nothing behind.
    let mut nadia = app.signed_in(NADIA).await;
    let page = nadia.get("/cases/new").await.unwrap();
    let form = page.form("/cases").unwrap();
    let cookie = nadia.cookie("__Host-session").unwrap().to_owned();
    let out = page.form("/sign-out").unwrap();
    nadia.submit(&out, &[]).await.unwrap();
    nadia.set_cookie("__Host-session", &cookie);
    let late = nadia.submit(&form, &TYPED).await.unwrap();
    assert!(!late.words().contains("est gardé"), "{}", late.words());
    let mut nadia = app.signed_in(NADIA).await;
    assert_eq!(nadia.get("/kept").await.unwrap().path, "/");
    app.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_reading_at_the_station_is_kept_and_recorded_once() {
    let app = appliance!();
    let mut nadia = Clerk::at_the_station(&app, NADIA).await;
    let case = nadia.opens_a_case().await;
    nadia.announces(&case, "EB44710083", "1").await;
    let labels = nadia.prints("I", "1").await;
    nadia.page = nadia.browser.get("/station").await.unwrap();
    nadia.scans("EB44710083").await.is("ok");
    let form = nadia.page.form("/station/scan").unwrap();
    app.later(Span::minutes(20));
    let late = nadia.browser.submit(&form, &[("scan", &labels[0])]).await;
    let late = late.unwrap();
    let again = signs_in_again(&mut nadia.browser, &late, NADIA).await;
    let kept = again.form("/station/scan").unwrap();
    for _ in 0..2 {
        nadia.page = nadia.browser.submit(&kept, &[]).await.unwrap();
        nadia.is("ok");
    }
    let received = app.entries_of("custody.event");
    assert_eq!(received.len(), 1);
    app.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_code_that_is_read_at_the_door_is_said_and_is_no_name() {
    let app = appliance!();
    let before = app.entries().len();
    let mut nadia = app.browser();
    let door = nadia.get("/sign-in?back=/station").await.unwrap();
    let form = door.form("/sign-in").unwrap();
    for code in ["DI1234567812", "]C0DI1234567812", "dxreceive"] {
        let filled = [("username", code), ("password", "DI1234567812")];
        let answer = nadia.submit(&form, &filled).await.unwrap();
        assert_eq!(answer.status.as_u16(), 422, "{code}");
        let words = answer.words();
        assert!(words.contains("Un code a été lu ici"), "{words}");
        assert!(!answer.text().contains("DI1234567812"), "it stays nowhere");
        assert!(answer.text().contains("/station"), "the way back is kept");
    }
    assert_eq!(app.entries().len(), before, "nobody was refused");
    app.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_chosen_for_a_visit_is_kept_and_the_passwords_are_not() {
    let app = appliance!();
    let mut nadia = Clerk::at_the_station(&app, NADIA).await;
    let (labels, _) = nadia.receives("EB44710083", 2).await;
    let open = "/archive/open";
    let form = nadia.browser.get(open).await.unwrap().form(open).unwrap();
    let read = [("gather.do", "add"), ("gather.scan", &labels.join("\r"))];
    let chosen = nadia.browser.submit(&form, &read).await.unwrap();
    let form = chosen.form(open).unwrap();
    app.later(Span::minutes(20));
    let both = [
        ("gather.do", "finish"),
        ("first-username", NADIA.login),
        ("first-password", NADIA.password),
        ("second-username", KARIM.login),
        ("second-password", KARIM.password),
    ];
    let late = nadia.browser.submit(&form, &both).await.unwrap();
    assert!(late.words().contains("est gardé"), "{}", late.words());
    let again = signs_in_again(&mut nadia.browser, &late, NADIA).await;
    assert_eq!(again.path, "/kept", "{}", again.words());
    for secret in [NADIA.password, KARIM.password] {
        assert!(!again.text().contains(secret));
    }
    // Shown is what somebody typed, and no id of ours.
    let id = form.fields.iter().find(|(name, _)| name == "gather.items");
    assert!(!again.words().contains(&id.unwrap().1), "{}", again.words());
    let form = again.form(open).unwrap();
    let back = nadia.browser.submit(&form, &[]).await.unwrap();
    let form = back.form(open).unwrap();
    let items = form
        .fields
        .iter()
        .filter(|(name, _)| name == "gather.items");
    assert_eq!(items.count(), 2, "{}", back.words());
    let opened = nadia.browser.submit(&form, &both).await.unwrap();
    assert!(
        opened.path.starts_with("/archive/visits/"),
        "{}",
        opened.words()
    );
    app.close().await;
}
