//! Promise: a film that nobody announced is filed under nobody until the coordination desk has said whose it is.

#![expect(clippy::unwrap_used, reason = "tests")]

use doublelock_domain::label::Label;
use doublelock_testkit::browser::Answer;
use doublelock_testkit::clerk::Clerk;
use doublelock_testkit::people::{KARIM, NADIA};
use doublelock_testkit::records::Ground;
use doublelock_testkit::{TestAppliance, appliance};

/// Nadia received one film of a parcel for `case`, and one more that was not announced; where they lie.
async fn finds_one_more(app: &TestAppliance, case: &str) -> (Clerk, [String; 2], String) {
    let mut nadia = Clerk::at_the_station(app, NADIA).await;
    nadia.announces(case, "EB44710083", "1").await;
    let labels = nadia.prints("I", "2").await;
    let quay = nadia.place("Quai de réception").await;
    nadia.page = nadia.browser.get("/station").await.unwrap();
    nadia.scans("EB44710083").await.is("ok");
    nadia.scans(&labels[0]).await.is("ok");
    nadia.scans("DXEXTRA").await;
    nadia.scans(&labels[1]).await.is("attention");
    (nadia, labels.try_into().unwrap(), quay)
}

/// Whether a page shows the label, in groups as people read it.
fn shows(page: &Answer, label: &str) -> bool {
    let label: Label = label.parse().unwrap();
    let words = page.words().replace('\u{a0}', " ");
    words.contains(&label.grouped())
}

/// Presses the button of a candidate on the page of the article.
async fn says(clerk: &mut Clerk, shown: &Answer, case: &str) -> Answer {
    let of_case = |fields: &[(String, String)]| {
        (fields.iter()).any(|(name, value)| name == "case" && value == case)
    };
    let mut forms = shown.forms().into_iter();
    let form =
        forms.find(|form| form.action.starts_with("/unidentified/") && of_case(&form.fields));
    let form = form.unwrap_or_else(|| panic!("no button for {case}: {}", shown.words()));
    clerk.browser.submit(&form, &[]).await.unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn an_extra_film_is_nobodys_until_coordination_says_whose_it_is() {
    let app = appliance!();
    let ground = Ground::of(&app);
    let hers = ground.opens_case(&app, "Lemieux", "Ève").to_string();
    let his = ground.opens_case(&app, "Bergeron-Aubé", "Luc").to_string();
    let (mut nadia, [announced, extra], quay) = finds_one_more(&app, &hers).await;
    nadia.scans(&quay).await.is("attention").says("1 écart");

    // It is of no case, and everybody who looks is told so.
    let case = nadia.sees(&format!("/cases/{hers}")).await;
    assert!(shows(&case, &announced) && !shows(&case, &extra));
    let article = nadia.sees(&format!("/items/{extra}")).await;
    assert!(
        article
            .words()
            .contains("Personne n’a dit de quel dossier vient cet article")
    );
    assert!(
        nadia
            .sees("/")
            .await
            .words()
            .contains("1 article à identifier")
    );
    let mut karim = Clerk::at_the_station(&app, KARIM).await;
    let article = karim.sees(&format!("/items/{extra}")).await;
    assert!(article.words().contains("Personne n’a dit de quel dossier"));
    assert!(
        !article.text().contains("/unidentified/"),
        "that is coordination’s"
    );
    let refused = karim.browser.get("/unidentified").await.unwrap();
    assert_eq!(refused.status.as_u16(), 404);

    // Nor does it go into the archive under anybody.
    let shelf = nadia.place("Tablette 1-A").await;
    let visit = nadia.enters_the_archive(NADIA, KARIM).await;
    assert!(shows(&visit, &announced) && !shows(&visit, &extra));
    nadia.page = nadia.browser.get("/station").await.unwrap();
    nadia.scans(&shelf).await.is("ok");
    nadia
        .scans(&extra)
        .await
        .is("refused")
        .says("dossier inconnu");
    nadia.scans(&announced).await.is("ok");

    // Coordination sees who it may be of, and says it.
    let list = nadia.sees("/unidentified").await;
    assert!(shows(&list, &extra) && !shows(&list, &announced));
    let whose = format!("/unidentified/{extra}");
    let shown = nadia.sees(&whose).await;
    assert!(
        shown.words().contains("Lemieux, Ève"),
        "of the parcel: {}",
        shown.words()
    );
    let none = nadia.sees(&format!("{whose}?case=2026-0999")).await;
    assert!(
        none.words().contains("Ce dossier n’existe pas"),
        "{}",
        none.words()
    );
    let shown = nadia.sees(&format!("{whose}?case={his}")).await;
    assert!(
        shown.words().contains("Bergeron-Aubé, Luc"),
        "{}",
        shown.words()
    );
    assert!(
        app.entries_of("custody.event")
            .iter()
            .all(|event| event.payload["what"]["kind"] != "identified"),
        "looking says nothing"
    );
    let said = says(&mut nadia, &shown, &his).await;
    assert!(
        said.words().contains(&format!(
            "l’article est du dossier {}",
            his.replace('-', "\u{2011}")
        )),
        "{}",
        said.words()
    );

    let case = nadia.sees(&format!("/cases/{his}")).await;
    assert!(shows(&case, &extra));
    let case = nadia.sees(&format!("/cases/{hers}")).await;
    assert!(!shows(&case, &extra));
    assert!(!nadia.sees("/").await.words().contains("à identifier"));
    nadia.page = nadia.browser.get("/station").await.unwrap();
    nadia.scans(&shelf).await.is("ok");
    // The visit was opened before anybody knew.
    let put_away = nadia.scans(&extra).await;
    put_away.is("attention").says("non prévu");
    let events = app.entries_of("custody.event");
    assert_eq!(events.last().unwrap().payload["what"]["kind"], "put_away");
    app.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_said_of_a_film_is_set_right_and_each_word_of_it_stands() {
    let app = appliance!();
    let ground = Ground::of(&app);
    let hers = ground.opens_case(&app, "Lemieux", "Ève").to_string();
    let his = ground.opens_case(&app, "Bergeron-Aubé", "Luc").to_string();
    let (mut nadia, [announced, extra], quay) = finds_one_more(&app, &hers).await;
    let whose = format!("/unidentified/{extra}");
    // Whoever takes it out of the parcel can still take that back: nothing is said of it before it lies somewhere.
    let early = nadia.sees(&whose).await;
    assert!(
        early.words().contains("Déposez-le d’abord") && early.form(&whose).is_none(),
        "{}",
        early.words()
    );
    nadia.page = nadia.browser.get("/station").await.unwrap();
    nadia.scans(&quay).await.is("attention");
    let shown = nadia.sees(&whose).await;
    says(&mut nadia, &shown, &hers).await;
    let shown = nadia.sees(&format!("{whose}?case={his}")).await;
    assert!(
        shown.words().contains("L’article est de ce dossier"),
        "{}",
        shown.words()
    );
    says(&mut nadia, &shown, &his).await;
    let case = nadia.sees(&format!("/cases/{hers}")).await;
    assert!(!shows(&case, &extra), "it is no longer hers");
    let article = nadia.sees(&format!("/items/{extra}")).await.words();
    assert!(article.contains(&format!("Dossier {his}")), "{article}");
    assert_eq!(
        article.matches("Dossier de l’article dit").count(),
        2,
        "{article}"
    );
    let said: Vec<_> = (app.entries_of("custody.event").iter())
        .filter(|event| event.payload["what"]["kind"] == "identified")
        .map(|event| event.subjects.len())
        .collect();
    assert_eq!(said.len(), 2);
    // What was announced has its case from its parcel: nobody says another here.
    let other = nadia
        .browser
        .get(&format!("/unidentified/{announced}"))
        .await
        .unwrap();
    assert_eq!(other.status.as_u16(), 404);
    app.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_film_that_a_prepared_parcel_waits_for_gets_no_case_meanwhile() {
    let app = appliance!();
    let ground = Ground::of(&app);
    let hers = ground.opens_case(&app, "Lemieux", "Ève").to_string();
    let (mut nadia, [_, extra], quay) = finds_one_more(&app, &hers).await;
    nadia.scans(&quay).await;
    let shown = nadia.sees(&format!("/unidentified/{extra}")).await;
    // It goes back to its sender as what it is: nobody's.
    let form = nadia.gathers(&[&extra]).await;
    let to = [
        ("gather.do", "finish"),
        ("by-courier", "original"),
        ("recipient", "Clinique du Fjord"),
        ("address", "1, rue du Port"),
        ("carrier", "Express Boréal"),
    ];
    let ready = nadia.browser.submit(&form, &to).await.unwrap();
    assert!(
        ready.path.starts_with("/shipments/2026-"),
        "{}",
        ready.words()
    );
    let refused = says(&mut nadia, &shown, &hers).await;
    assert!(
        refused.words().contains("attend déjà l’article"),
        "{}",
        refused.words()
    );
    let rows = app.sql("SELECT count(*) FROM custody_event WHERE kind = 'identified'");
    assert_eq!(rows.unwrap(), [["0"]]);
    app.close().await;
}
