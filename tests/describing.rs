//! Promise: what is seen on an article can be said and set right at any time, whoever looks reads it, and the words are
//! the record's that the article belongs to.

#![expect(clippy::unwrap_used, reason = "tests")]

use doublelock_domain::ids::Reference;
use doublelock_testkit::browser::{Answer, PageForm};
use doublelock_testkit::clerk::{Clerk, values, words};
use doublelock_testkit::people::{KARIM, NADIA};
use doublelock_testkit::records::Ground;
use doublelock_testkit::{TestAppliance, appliance};

/// Opens the form of an article, fills it in and sends it.
async fn describes(clerk: &mut Clerk, label: &str, filled: &[(&str, &str)]) -> Answer {
    let none: &[&str] = &[];
    describes_also(clerk, label, filled, none).await
}

/// The same, with others of the same exam ticked.
async fn describes_also(
    clerk: &mut Clerk,
    label: &str,
    filled: &[(&str, &str)],
    also: &[&str],
) -> Answer {
    let path = format!("/items/{label}/describe");
    let shown = clerk.sees(&path).await;
    let form = ticked(&shown, &path, also);
    clerk.browser.submit(&form, filled).await.unwrap()
}

/// The form of an article with others ticked.
fn ticked(shown: &Answer, path: &str, also: &[&str]) -> PageForm {
    let mut form = shown.form(path).unwrap();
    for label in also {
        let tick = values(&shown.text(), &format!("id=\"also-{label}\"")).remove(0);
        form.fields.push(("also".into(), tick));
    }
    form
}

/// The facts by which articles were described so far, as the journal has them.
fn described(app: &TestAppliance) -> Vec<serde_json::Value> {
    let events = app.entries_of("custody.event").into_iter();
    let what = events.map(|event| event.payload["what"].clone());
    what.filter(|what| what["kind"] == "described").collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn films_of_one_exam_are_described_together_and_the_next_one_comes_up() {
    let app = appliance!();
    let mut nadia = Clerk::at_the_station(&app, NADIA).await;
    let (labels, parcel) = nadia.receives("EB44710083", 3).await;
    let shown = nadia.sees(&parcel).await;
    let ways = |shown: &Answer| shown.text().matches("/describe\"").count();
    assert_eq!(ways(&shown), 3, "each can be described");

    // Two of the same exam with one form; the third comes up by itself.
    let hip = [
        ("part", "hip"),
        ("side", "r"),
        ("view", "lateral"),
        ("taken", "2025-03-12"),
        ("note", "35 × 43 cm"),
        ("then", "next"),
    ];
    let third = describes_also(&mut nadia, &labels[0], &hip, &[&labels[1]]).await;
    assert_eq!(third.path, format!("/items/{}/describe", labels[2]));
    let form = third
        .form(&third.path)
        .unwrap_or_else(|| panic!("{}", third.words()));
    let chest = [("part", "chest"), ("view", "frontal"), ("modality", "ct")];
    let last = nadia.browser.submit(&form, &chest).await.unwrap();
    assert_eq!(last.path, format!("/items/{}?said=described", labels[2]));
    assert!(words(&last).contains("Description enregistrée"));

    // The parcel, the list, the case and the article tell them apart.
    let lateral = "Film, hanche, côté droit, profil, 2025-03-12, 35 × 43 cm";
    let same_exam = "Film, hanche, côté droit, 2025-03-12";
    let chest = "Film, tomodensitométrie, thorax, face";
    let shown = nadia.sees(&parcel).await;
    assert_eq!(ways(&shown), 0, "nothing is left to describe");
    for path in [parcel.as_str(), "/items", "/cases/2026-0001"] {
        let shown = words(&nadia.sees(path).await);
        for one in [lateral, same_exam, chest] {
            assert_eq!(shown.matches(one).count(), 1, "{path}: {one}: {shown}");
        }
    }

    // To be described is not to be seen: when it was last seen stays.
    let rows = app.sql("SELECT count(*) FROM item WHERE seen_at >= (SELECT max(occurred_at) FROM custody_event WHERE kind = 'described')");
    assert_eq!(rows.unwrap(), [["0"]]);
    let told = described(&app);
    assert_eq!(told.len(), 3);
    let last = app.entries_of("custody.event").pop().unwrap();
    assert_eq!(last.payload["what"]["kind"], "described");
    let open = serde_json::to_string(&told).unwrap();
    assert!(!open.contains("hip") && !open.contains("43"), "{open}");
    app.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_kind_is_set_right_after_its_parcel_is_closed_and_both_versions_stand() {
    let app = appliance!();
    let mut nadia = Clerk::at_the_station(&app, NADIA).await;
    let (labels, parcel) = nadia.receives("EB44710083", 1).await;
    let label = &labels[0];

    // Films that travel together are counted; nothing is written before.
    let uncounted = [("kind", "film_set"), ("part", "knee")];
    let refused = describes(&mut nadia, label, &uncounted).await;
    assert_eq!(refused.status.as_u16(), 422);
    assert!(words(&refused).contains("Comptez les feuilles du lot"));
    let form = refused.form(&format!("/items/{label}/describe")).unwrap();
    let kept = |name: &str| form.fields.iter().find(|(field, _)| field == name).cloned();
    assert_eq!(
        kept("part").unwrap().1,
        "knee",
        "what was typed is still there"
    );
    assert!(described(&app).is_empty());
    let future = [("taken", "2031-01-01")];
    let refused = describes(&mut nadia, label, &future).await;
    assert_eq!(refused.status.as_u16(), 422);
    let same = describes(&mut nadia, label, &[]).await;
    assert_eq!(
        same.status.as_u16(),
        422,
        "nothing to save: {}",
        same.words()
    );

    let counted = [("kind", "film_set"), ("part", "knee"), ("sheets", "4")];
    describes(&mut nadia, label, &counted).await;
    let corrected = [("sheets", "5")];
    describes(&mut nadia, label, &corrected).await;
    assert!(words(&nadia.sees(&parcel).await).contains("Lot de films, genou, 5 feuilles"));
    let article = words(&nadia.sees(&format!("/items/{label}")).await);
    for version in [
        "Lot de films, genou, 4 feuilles",
        "Lot de films, genou, 5 feuilles",
    ] {
        assert!(article.contains(version), "{article}");
    }
    assert_eq!(article.matches("Décrit ").count(), 2, "{article}");

    // Nothing said at all: the words are taken away, the kind stays.
    let nothing = [("kind", "film_jacket"), ("part", ""), ("sheets", "")];
    describes(&mut nadia, label, &nothing).await;
    let told = described(&app);
    assert_eq!(told.last().unwrap()["words"], serde_json::Value::Null);
    let list = words(&nadia.sees("/items").await);
    assert!(
        list.contains("Pochette de films") && !list.contains("genou"),
        "{list}"
    );

    // A scan goes on with it as before.
    let quay = nadia.place("Quai de réception").await;
    nadia.page = nadia.browser.get("/station").await.unwrap();
    nadia.scans(label).await;
    nadia.scans(&quay).await;
    app.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_was_slower_sees_what_a_colleague_said_and_both_are_told() {
    let app = appliance!();
    let mut nadia = Clerk::at_the_station(&app, NADIA).await;
    let mut karim = Clerk::at_the_station(&app, KARIM).await;
    let (labels, _) = nadia.receives("EB44710083", 2).await;
    let path = format!("/items/{}/describe", labels[0]);
    let slower = karim.sees(&path).await.form(&path).unwrap();
    describes(&mut nadia, &labels[0], &[("part", "wrist"), ("side", "l")]).await;
    let filled = [("part", "hand")];
    let told = karim.browser.submit(&slower, &filled).await.unwrap();
    assert_eq!(told.status.as_u16(), 422);
    assert!(
        words(&told).contains("Film, poignet, côté gauche"),
        "{}",
        told.words()
    );
    assert_eq!(described(&app).len(), 1, "the first word stands");

    // He has seen it now, and what he sends counts.
    let form = told.form(&path).unwrap();
    let saved = karim.browser.submit(&form, &[]).await.unwrap();
    assert!(words(&saved).contains("Film, main"), "{}", saved.words());
    // The same holds for those that are ticked: what a colleague said of one meanwhile is not written over.
    let shown = karim.sees(&path).await;
    let slower = ticked(&shown, &path, &[&labels[1]]);
    describes(&mut nadia, &labels[1], &[("part", "skull")]).await;
    let told = karim
        .browser
        .submit(&slower, &[("part", "foot")])
        .await
        .unwrap();
    assert_eq!(told.status.as_u16(), 422, "{}", told.words());
    assert_eq!(described(&app).len(), 3, "nothing of the whole form");
    // What did not come in the same parcel is not offered, nor described along with it.
    let (others, _) = nadia.receives("EB44710091", 1).await;
    let version = karim.sees(&format!("/items/{}/describe", others[0])).await;
    let version = values(&version.text(), "name=\"version\"").remove(0);
    let shown = karim.sees(&path).await;
    assert!(!shown.text().contains(&format!("also-{}", others[0])));
    let mut strange = shown.form(&path).unwrap();
    strange
        .fields
        .push(("also".into(), format!("{}:{version}", others[0])));
    let refused = karim
        .browser
        .submit(&strange, &[("part", "foot")])
        .await
        .unwrap();
    assert_eq!(refused.status.as_u16(), 422);
    assert_eq!(described(&app).len(), 3);
    for path in ["/items/DI0000000797/describe", "/items/nonsense/describe"] {
        let none = karim.browser.get(path).await.unwrap();
        assert_eq!(none.status.as_u16(), 404, "{path}");
    }
    app.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn words_follow_an_article_to_the_record_that_it_turns_out_to_be_of() {
    let app = appliance!();
    let ground = Ground::of(&app);
    let hers = ground.opens_case(&app, "Lemieux", "Ève");
    let his = ground.opens_case(&app, "Bergeron-Aubé", "Luc");
    let mut nadia = Clerk::at_the_station(&app, NADIA).await;
    nadia.announces(&hers.to_string(), "EB44710083", "1").await;
    let labels = nadia.prints("I", "2").await;
    let quay = nadia.place("Quai de réception").await;
    nadia.page = nadia.browser.get("/station").await.unwrap();
    nadia.scans("EB44710083").await.is("ok");
    nadia.scans(&labels[0]).await.is("ok");
    nadia.scans("DXEXTRA").await;
    nadia.scans(&labels[1]).await.is("attention");
    nadia.scans(&quay).await.is("attention");
    let extra = &labels[1];

    describes(&mut nadia, extra, &[("part", "skull")]).await;
    let whose = format!("/unidentified/{extra}");
    let says = async |nadia: &mut Clerk, case: Reference| {
        let shown = nadia.sees(&format!("{whose}?case={case}")).await;
        let mut forms = shown.forms().into_iter();
        let wanted =
            |(name, value): &(String, String)| name == "case" && *value == case.to_string();
        let form = forms.find(|form| form.action == whose && form.fields.iter().any(wanted));
        nadia.browser.submit(&form.unwrap(), &[]).await.unwrap();
    };
    // A form of before it was filed is not taken: it may be about somebody else.
    let path = format!("/items/{extra}/describe");
    let before = nadia.sees(&path).await.form(&path).unwrap();
    let seen = format!("SELECT seen_at FROM item WHERE label = '{extra}'");
    let when = app.sql(&seen).unwrap();
    says(&mut nadia, hers).await;
    let told = nadia
        .browser
        .submit(&before, &[("part", "heart")])
        .await
        .unwrap();
    assert_eq!(told.status.as_u16(), 422, "{}", told.words());
    says(&mut nadia, his).await;
    assert_eq!(
        app.sql(&seen).unwrap(),
        when,
        "to be filed is not to be seen"
    );
    // The words are the article's own: its key hangs on that of the record that it is of now, and of no other.
    let told = described(&app);
    assert_eq!(told.len(), 1, "filing it says nothing of it");
    assert!(
        told[0]["words"]["of"]
            .as_str()
            .unwrap()
            .starts_with("item:")
    );
    let under = app.sql(&format!(
        "SELECT k.under FROM record_key k JOIN item i ON k.subject = 'item:' || i.id WHERE i.label = '{extra}'"
    ));
    let case = app.sql(&format!(
        "SELECT 'case:' || id FROM case_file WHERE reference = '{his}'"
    ));
    assert_eq!(under.unwrap(), case.unwrap());
    for path in [format!("/cases/{his}"), format!("/items/{extra}")] {
        let shown = words(&nadia.sees(&path).await);
        assert!(shown.contains("Film, crâne"), "{shown}");
    }
    let case = words(&nadia.sees(&format!("/cases/{hers}")).await);
    assert!(!case.contains("crâne"), "{case}");
    // Its history says of which case it was said to be.
    let history = words(&nadia.sees(&format!("/items/{extra}")).await);
    for case in [hers, his] {
        assert!(history.contains(&format!("Dossier {case}")), "{history}");
    }
    app.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_described_for_one_record_is_not_received_again_for_another() {
    let app = appliance!();
    let mut nadia = Clerk::at_the_station(&app, NADIA).await;
    let (first, second) = (nadia.opens_a_case().await, nadia.opens_a_case().await);
    nadia.announces(&first, "EB44710083", "1").await;
    nadia.announces(&second, "EB44710091", "1").await;
    let label = nadia.prints("I", "1").await.remove(0);
    nadia.page = nadia.browser.get("/station").await.unwrap();
    nadia.scans("EB44710083").await.is("ok");
    nadia.scans(&label).await.is("ok");
    // In her hand, it can be described; taken back, it is nothing any more, and nothing is said of it.
    describes(&mut nadia, &label, &[("part", "hand")]).await;
    nadia.page = nadia.browser.get("/station").await.unwrap();
    nadia.scans("DXUNDOLAST").await.is("ok");
    let path = format!("/items/{label}/describe");
    let shown = nadia.sees(&path).await;
    let refused = nadia
        .browser
        .submit(&shown.form(&path).unwrap(), &[("part", "foot")])
        .await
        .unwrap();
    assert_eq!(refused.status.as_u16(), 422, "{}", refused.words());
    let list = nadia.sees("/items").await;
    assert!(!list.text().contains(&label), "it is no article");

    nadia.page = nadia.browser.get("/station").await.unwrap();
    nadia.scans("DXDONE").await;
    nadia.scans("EB44710091").await.is("ok");
    let again = nadia.scans(&label).await;
    again
        .is("refused")
        .says("une étiquette externe ou une description");
    app.close().await;
}
