//! Promise: a form does its work once. Sent twice at one moment, or later from Back, it leads to what
//! it did the first time; sent from a page that was loaded anew, or filled in otherwise, it is a form of
//! its own; one that was refused did nothing and can be sent again.

#![expect(clippy::unwrap_used, reason = "tests")]

use doublelock_testkit::browser::{Answer, Browser};
use doublelock_testkit::people::NADIA;
use doublelock_testkit::records::{Ground, Officer, number_of};
use doublelock_testkit::{TestAppliance, appliance};

const ELODIE: &[(&str, &str)] = &[
    ("family-name", "Roy"),
    ("given-names", "Élodie"),
    ("birth-date", "1984-02-29"),
    ("sex", "F"),
    ("language", "fr"),
    ("question", "L’intervention est-elle indiquée?"),
];

fn count(app: &TestAppliance, act: &str) -> usize {
    app.entries()
        .iter()
        .filter(|entry| entry.act == act)
        .count()
}

/// The form at `action` of the page at `page`, sent three times as it was filled in: twice at one
/// moment, and once more afterwards.
async fn three_times(
    browser: &Browser,
    page: &str,
    action: &str,
    filled: &[(&str, &str)],
) -> [Answer; 3] {
    let mut first = browser.clone();
    let form = first.get(page).await.unwrap().form(action).unwrap();
    let mut second = first.clone();
    let (one, two) = tokio::join!(first.submit(&form, filled), second.submit(&form, filled));
    let three = first.submit(&form, filled).await;
    [one.unwrap(), two.unwrap(), three.unwrap()]
}

/// All three answers are the same page.
fn all_lead_to_one([one, two, three]: &[Answer; 3]) -> String {
    assert!(one.status.is_success(), "{}", one.words());
    let page = |answer: &Answer| answer.path.split('?').next().unwrap().to_owned();
    assert_eq!(page(one), page(two));
    assert_eq!(page(one), page(three));
    // Whoever comes second is told so, and not that it was done now.
    let told = [one, two, three].map(|answer| answer.words().contains("avait déjà été envoyé"));
    assert_eq!(
        told.iter().filter(|told| **told).count(),
        2,
        "{}",
        three.words()
    );
    assert!(told[2] && !three.words().contains("Demande inscrite"));
    page(one)
}

#[tokio::test(flavor = "multi_thread")]
async fn the_form_of_a_new_case_opens_one_case_and_every_answer_leads_to_it() {
    let app = appliance!();
    let nadia = app.signed_in(NADIA).await;
    let answers = three_times(&nadia, "/cases/new", "/cases", ELODIE).await;
    let case = all_lead_to_one(&answers);
    assert!(case.starts_with("/cases/"), "{case}");
    assert_eq!(count(&app, "case.opened"), 1);

    // From a page loaded anew it is another form, whatever is typed: it is asked who it is.
    let mut again = nadia.clone();
    let new = again.get("/cases/new").await.unwrap();
    let asked = again.submit(&new.form("/cases").unwrap(), ELODIE).await;
    assert!(
        asked.unwrap().words().contains("déjà inscrite"),
        "nobody is on file twice unasked"
    );
    assert_eq!(count(&app, "case.opened"), 1);
    app.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_refused_was_not_sent_and_another_answer_is_another_form() {
    let app = appliance!();
    let mut nadia = app.signed_in(NADIA).await;
    let new = nadia.get("/cases/new").await.unwrap();
    let form = new.form("/cases").unwrap();
    let forgotten: Vec<_> = ELODIE
        .iter()
        .copied()
        .filter(|(name, _)| *name != "sex")
        .collect();
    let refused = nadia.submit(&form, &forgotten).await.unwrap();
    assert_eq!(refused.status.as_u16(), 422);
    // The first page again, now filled in.
    let opened = nadia.submit(&form, ELODIE).await.unwrap();
    assert!(opened.path.starts_with("/cases/0"), "{}", opened.words());
    // And once more with another name: nothing that somebody confirmed is lost.
    let mut other = ELODIE.to_vec();
    other[0].1 = "Gagnon";
    other[1].1 = "Luc";
    other[2].1 = "1951-07-03";
    let second = nadia.submit(&form, &other).await.unwrap();
    assert_ne!(second.path, opened.path);
    assert_eq!(count(&app, "case.opened"), 2);
    app.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_parcel_a_sheet_of_labels_and_a_place_are_made_once() {
    let app = appliance!();
    let mut nadia = app.signed_in(NADIA).await;
    let new = nadia.get("/cases/new").await.unwrap();
    let case = nadia.submit(&new.form("/cases").unwrap(), ELODIE).await;
    let words = case.unwrap().words();
    let number = &words[words.find("2026-").unwrap()..][..9];
    let filled = [
        ("sender", "Clinique du Fjord"),
        ("carrier", "Express Boréal"),
        ("waybill", "EB44710083"),
        ("eta", "2026-11-23"),
        ("count[film_sheet]", "5"),
    ];
    let page = format!("/shipments/announce?case={number}");
    let answers = three_times(&nadia, &page, "/shipments/announce", &filled).await;
    all_lead_to_one(&answers);
    assert_eq!(count(&app, "shipment.announced"), 1);

    let sheet = [("class", "I"), ("count", "5")];
    let answers = three_times(&nadia, "/labels", "/labels", &sheet).await;
    all_lead_to_one(&answers);
    assert_eq!(count(&app, "label.issued"), 1);
    // Five more are another sheet.
    let answers = three_times(&nadia, "/labels", "/labels", &sheet).await;
    all_lead_to_one(&answers);
    assert_eq!(count(&app, "label.issued"), 2);

    let shelf = [("name", "Rayon neuf"), ("kind", "shelf")];
    let before = count(&app, "place.registered");
    let answers = three_times(&nadia, "/places", "/places", &shelf).await;
    all_lead_to_one(&answers);
    assert_eq!(count(&app, "place.registered"), before + 1);
    app.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_request_is_logged_once_and_a_disc_has_one_label() {
    let app = appliance!();
    let case = Ground::of(&app).opens_case(&app, "Roy", "Luc").to_string();
    let mut officer = Officer::of(&app).await;
    let filled = [
        ("case", case.as_str()),
        ("channel", "mail"),
        ("received-on", "2026-11-16"),
        ("requester", "patient"),
        ("identity", "health_card"),
        ("carrier", "disc"),
        ("street", "12, rue des Érables"),
        ("locality", "Montréal (Québec)"),
        ("postal-code", "H3A 0G4"),
        ("country", "CA"),
    ];
    let answers = three_times(&officer.browser, "/requests/new", "/requests", &filled).await;
    all_lead_to_one(&answers);
    let no = number_of(&answers[0]);
    assert_eq!(count(&app, "request.logged"), 1);
    officer.builds(&app, &no).await;
    officer.downloads(&app, &no, "disc").await;
    let page = format!("/requests/{no}");
    let label = format!("{page}/disc");
    let answers = three_times(&officer.browser, &page, &label, &[]).await;
    all_lead_to_one(&answers);
    assert_eq!(count(&app, "package.disc_bound"), 1);
    app.close().await;
}
