//! The promise: where every film is, and who held it, can be told at any time; and a scan
//! that must not count does not.

#![expect(clippy::unwrap_used, reason = "tests")]

use doublelock_domain::act::Act;
use doublelock_domain::label::Label;
use doublelock_testkit::appliance;
use doublelock_testkit::clerk::{BOTH_LOCKS, Clerk, codes, says};
use doublelock_testkit::people::{KARIM, NADIA, SOPHIE};

#[tokio::test(flavor = "multi_thread")]
async fn five_films_come_by_courier_and_go_into_the_archive_under_double_lock() {
    let app = appliance!();
    let mut nadia = Clerk::at_the_station(&app, NADIA).await;
    let labels = nadia.receives_five().await;
    // The shipment says so, with every line.
    let shipments = nadia.browser.get("/shipments?view=all").await.unwrap();
    assert!(
        !shipments.text().contains("<b>du Fjord"),
        "markup in a name is text"
    );
    let page = nadia
        .browser
        .get(&shipments.links("/shipments/2026-")[0])
        .await
        .unwrap();
    let articles = page.links("/items/DI").into_iter();
    let articles = articles.filter(|link| !link.ends_with("/describe"));
    assert_eq!(articles.count(), 5);
    // Two people, their own passwords, one shelf, five films.
    let shelf = nadia.place("Tablette 1-A").await;
    let visit = nadia.enters_the_archive(NADIA, KARIM).await;
    assert!(
        visit.path.starts_with("/archive/visits/"),
        "{}",
        visit.words()
    );
    nadia.scans = 0;
    nadia.scans(&shelf).await.is("ok");
    for label in &labels {
        nadia.scans(label).await.is("ok");
    }
    nadia.scans("DXDONE").await;
    assert_eq!(nadia.scans, 7);
    let opened = app.entries_of("visit.opened");
    assert_eq!(opened.len(), 1);
    assert!(visit.path.ends_with(&opened[0].subjects[0]), "{opened:?}");
    // Each film: received, laid down, put away; each by a scan.
    let events = app.entries_of("custody.event");
    let kinds: Vec<&str> = events
        .iter()
        .map(|event| event.payload["what"]["kind"].as_str().unwrap())
        .collect();
    let times = |kind: &str| kinds.iter().filter(|known| **known == kind).count();
    for kind in ["received", "set_down", "put_away"] {
        assert_eq!(times(kind), 5, "{kind}: {kinds:?}");
    }
    let both = [NADIA, KARIM];
    let refused = nadia.closes(&visit.path, both, &[("outer", "yes")]).await;
    assert_eq!(refused.status.as_u16(), 422, "one lock is not two");
    let closed = nadia.closes(&visit.path, both, BOTH_LOCKS).await;
    assert!(closed.words().contains("Fermée"), "{}", closed.words());
    // Where is it? One scan.
    nadia.scans = 0;
    nadia
        .scans(&labels[3])
        .await
        .is("ready")
        .says("Archives › Armoire 1 › Tablette 1-A");
    assert_eq!(nadia.scans, 1);
    let item = nadia
        .browser
        .get(&format!("/items/{}", labels[3]))
        .await
        .unwrap();
    for words in [
        "Rangé aux archives",
        "Reçu à l’unité",
        "avec Karim Benali",
        "2 barrières",
    ] {
        assert!(item.words().contains(words), "{words}: {}", item.words());
    }
    app.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn codes_that_must_not_count_are_refused_with_the_way_on() {
    let app = appliance!();
    let mut nadia = Clerk::at_the_station(&app, NADIA).await;
    for (code, words) in [
        ("BONJOUR", "Code non reconnu"),
        ("<script>alert(1)</script>", "Code non reconnu"),
        ("DI1234567812", "jamais imprimée ici"),
        ("DXDESTROY", "Carte inconnue"),
        ("DXDONE", "ne sert pas à cette étape"),
        ("DXTEST àéèç", "disposition de clavier"),
    ] {
        nadia.scans(code).await.is("refused").says(words);
    }
    assert!(!nadia.page.text().contains("<SCRIPT>"));
    let labels = nadia.receives_five().await;
    let fresh = nadia.prints("I", "2").await;
    nadia.page = nadia.browser.get("/station").await.unwrap();
    nadia
        .scans(&fresh[0])
        .await
        .is("refused")
        .says("n’est apposée à aucun article");
    // A worn label is replaced; the old one never acts again and names the new one.
    nadia.scans("DXREPRINT").await;
    nadia.scans(&labels[0]).await;
    nadia.scans(&fresh[0]).await.is("ok");
    nadia
        .scans(&labels[0])
        .await
        .is("refused")
        .says("a été remplacée");
    assert!(codes(&nadia.page.text(), "DI").contains(&fresh[0]));
    let old = nadia
        .browser
        .get(&format!("/items/{}", labels[0]))
        .await
        .unwrap();
    assert_eq!(
        old.status.as_u16(),
        200,
        "old paper still leads to the article"
    );
    // The same parcel does not come twice.
    nadia
        .scans("EB44710083")
        .await
        .is("attention")
        .says("a déjà servi");
    app.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_said_to_be_missing_is_expected_again() {
    let app = appliance!();
    let mut nadia = Clerk::at_the_station(&app, NADIA).await;
    let case = nadia.opens_a_case().await;
    nadia.announces(&case, "EB44710083", "2").await;
    let labels = nadia.prints("I", "2").await;
    let quay = nadia.place("Quai de réception").await;
    nadia.page = nadia.browser.get("/station").await.unwrap();
    nadia.scans("EB44710083").await.is("ok");
    nadia.scans(&labels[0]).await.is("ok");
    nadia.scans("DXMISSING").await.is("attention");
    nadia.scans("DXUNDOLAST").await.is("ok");
    let short = app.entries_of("shipment.short");
    let again = app.entries_of("shipment.short_taken_back");
    assert_eq!((short.len(), again.len()), (1, 1));
    assert_eq!(short[0].payload["shipment"], again[0].payload["shipment"]);
    assert_eq!(short[0].payload["missing"], again[0].payload["expected"]);
    // It was under the wrapping: the parcel is complete after all.
    nadia.scans(&labels[1]).await.is("ok").says("2 sur 2");
    nadia.scans(&quay).await.is("ok").says("complet");
    app.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_comes_back_to_the_station_finds_the_job_again() {
    let app = appliance!();
    let mut nadia = Clerk::at_the_station(&app, NADIA).await;
    let case = nadia.opens_a_case().await;
    nadia.announces(&case, "EB44710083", "2").await;
    let labels = nadia.prints("I", "2").await;
    nadia.page = nadia.browser.get("/station").await.unwrap();
    nadia.scans("EB44710083").await;
    nadia.scans(&labels[0]).await.is("ok").says("1 sur 2");
    let before = app.entries().len();
    nadia.browser.get("/").await.unwrap();
    for entry in &app.entries()[before..] {
        let act: Act = entry.act.parse().unwrap();
        assert!(act.only_shows(), "{entry:?}");
    }
    // What was read last is off the screen; the parcel is in hand as it was.
    nadia.page = nadia.browser.get("/station").await.unwrap();
    nadia
        .is("ready")
        .says("Réception en cours, rien n’est perdu")
        .says("Recevoir un colis")
        .says("1 / sur 2");
    nadia.scans(&labels[1]).await.is("ok").says("2 sur 2");
    app.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_same_reading_posted_twice_is_recorded_once_and_a_restart_loses_nothing() {
    let app = appliance!();
    let mut nadia = Clerk::at_the_station(&app, NADIA).await;
    let case = nadia.opens_a_case().await;
    nadia.announces(&case, "EB44710083", "3").await;
    let labels = nadia.prints("I", "3").await;
    nadia.page = nadia.browser.get("/station").await.unwrap();
    nadia.scans("EB44710083").await;
    let form = nadia.page.form("/station/scan").unwrap();
    for _ in 0..2 {
        nadia.page = nadia
            .browser
            .submit(&form, &[("scan", &labels[0])])
            .await
            .unwrap();
        nadia.is("ok").says("1 sur 3");
    }
    let story = nadia
        .browser
        .get(&format!("/items/{}", labels[0]))
        .await
        .unwrap();
    assert_eq!(story.text().matches("class=\"event ").count(), 1);
    let app = app.restarted().await;
    let mut nadia = Clerk::at_the_station(&app, NADIA).await;
    nadia.says("Recevoir un colis");
    nadia.scans(&labels[1]).await.is("ok").says("2 sur 3");
    app.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_parcel_of_which_some_is_received_is_said_to_be_begun_wherever_it_stands() {
    let app = appliance!();
    let mut nadia = Clerk::at_the_station(&app, NADIA).await;
    let case = nadia.opens_a_case().await;
    let parcel = nadia.announces(&case, "EB44710083", "2").await.path;
    let labels = nadia.prints("I", "2").await;
    let quay = nadia.place("Quai de réception").await;
    let places = [
        "/".to_owned(),
        "/shipments".into(),
        parcel,
        format!("/cases/{case}"),
    ];
    nadia.page = nadia.browser.get("/station").await.unwrap();
    nadia.scans("EB44710083").await.is("ok");
    for (code, begun) in [(&labels[0], true), (&labels[1], true), (&quay, false)] {
        nadia.scans(code).await.is("ok");
        for place in &places {
            let words = nadia.browser.get(place).await.unwrap().words();
            assert_eq!(
                words.contains("Réception commencée"),
                begun,
                "{place}: {words}"
            );
        }
    }
    app.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn short_extra_and_damaged_films_are_exceptions_that_the_shipment_shows() {
    let app = appliance!();
    let mut nadia = Clerk::at_the_station(&app, NADIA).await;
    let case = nadia.opens_a_case().await;
    nadia.announces(&case, "EB44710083", "3").await;
    let labels = nadia.prints("I", "3").await;
    let quay = nadia.place("Quai de réception").await;
    nadia.page = nadia.browser.get("/station").await.unwrap();
    nadia.scans("EB44710083").await;
    nadia.scans(&labels[0]).await;
    nadia.scans("DXDAMAGED").await;
    nadia
        .scans(&labels[1])
        .await
        .is("attention")
        .says("endommagé");
    nadia.scans("DXEXTRA").await;
    nadia
        .scans(&labels[2])
        .await
        .is("attention")
        .says("non annoncé");
    nadia
        .scans(&quay)
        .await
        .is("attention")
        .says("Il manque 1 article");
    nadia
        .scans("DXMISSING")
        .await
        .is("attention")
        .says("3 écarts");
    let page = nadia.browser.get("/shipments?view=all").await.unwrap();
    // Of three one is missing, and one is there beside them.
    says(&page, "2 / 3 1 en trop");
    let page = nadia
        .browser
        .get(&page.links("/shipments/2026-")[0])
        .await
        .unwrap();
    for words in ["reçu avec 3 écarts", "Manquant", "En trop", "Endommagé"] {
        assert!(page.words().contains(words), "{words}: {}", page.words());
    }
    app.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_film_taken_back_and_received_from_another_parcel_belongs_to_that_one() {
    let app = appliance!();
    let mut nadia = Clerk::at_the_station(&app, NADIA).await;
    let (label, first, second) = nadia.receives_from_the_wrong_parcel_first().await;
    let page = (nadia.browser.get(&format!("/items/{label}")).await).unwrap();
    let words = page.words();
    assert!(words.contains(&format!("Dossier {second}")), "{words}");
    assert!(!words.contains(&first), "{words}");
    assert!(
        words.contains("Corrigé"),
        "its whole history is told: {words}"
    );
    assert!(!words.contains("ne correspond pas au journal"), "{words}");
    let grouped = label.parse::<Label>().unwrap().grouped();
    // Both cases, as coordination sees them.
    for (case, holds) in [(&first, false), (&second, true)] {
        let page = (nadia.browser.get(&format!("/cases/{case}")).await).unwrap();
        let shown = page.words().contains(&grouped);
        assert_eq!(shown, holds, "{case}: {}", page.words());
    }
    app.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_label_with_an_external_one_on_it_does_not_go_to_another_case() {
    let app = appliance!();
    let mut nadia = Clerk::at_the_station(&app, NADIA).await;
    let first = nadia.opens_a_case().await;
    nadia.announces(&first, "EB44710083", "1").await;
    let second = nadia.opens_a_case().await;
    nadia.announces(&second, "EB44710091", "1").await;
    let labels = nadia.prints("I", "2").await;
    nadia.page = nadia.browser.get("/station").await.unwrap();
    nadia.scans("EB44710083").await.is("ok");
    nadia.scans(&labels[0]).await.is("ok");
    nadia.scans("DXLINK").await.is("ready");
    nadia.scans("BELV-778").await.is("ok");
    nadia.scans("DXUNDOLAST").await.is("ok");
    nadia.scans("DXDONE").await;
    nadia.scans("EB44710091").await.is("ok");
    nadia
        .scans(&labels[0])
        .await
        .is("refused")
        .says("Collez une étiquette neuve");
    nadia.scans(&labels[1]).await.is("ok");
    app.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_article_whose_case_was_changed_in_the_table_is_shown_as_altered() {
    let app = appliance!();
    let mut nadia = Clerk::at_the_station(&app, NADIA).await;
    let (labels, _) = nadia.receives("EB44710083", 1).await;
    nadia.opens_a_case().await;
    let sound = (nadia.browser.get(&format!("/items/{}", labels[0])).await).unwrap();
    assert!(
        !sound.words().contains("ne correspond pas au journal"),
        "{}",
        sound.words()
    );
    for change in [
        "case_id = (SELECT id FROM case_file WHERE id <> item.case_id)",
        "kind = 'usb'",
    ] {
        app.sql("CREATE TABLE kept AS SELECT * FROM item").unwrap();
        app.sql(&format!("UPDATE item SET {change}")).unwrap();
        let page = (nadia.browser.get(&format!("/items/{}", labels[0])).await).unwrap();
        assert!(
            page.words().contains("ne correspond pas au journal"),
            "{change}: {}",
            page.words()
        );
        app.sql("UPDATE item SET case_id = (SELECT case_id FROM kept), kind = (SELECT kind FROM kept); DROP TABLE kept")
            .unwrap();
    }
    app.close().await;
}

/// Where a parcel goes.
const TO_THE_FJORD: [(&str, &str); 4] = [
    ("by-courier", "original"),
    ("recipient", "Clinique du Fjord"),
    ("address", "1, rue du Port, Chicoutimi"),
    ("carrier", "Express Boréal"),
];

#[tokio::test(flavor = "multi_thread")]
async fn a_parcel_leaves_with_seal_and_waybill_and_a_sticker_of_another_hospital_finds_its_film() {
    let app = appliance!();
    let mut nadia = Clerk::at_the_station(&app, NADIA).await;
    let case = nadia.opens_a_case().await;
    nadia.announces(&case, "EB44710083", "2").await;
    let labels = nadia.prints("I", "2").await;
    let seals = nadia.prints("S", "1").await;
    let quay = nadia.place("Quai de réception").await;
    nadia.page = nadia.browser.get("/station").await.unwrap();
    nadia.scans("EB44710083").await;
    nadia.scans(&labels[0]).await;
    nadia.scans("DXLINK").await;
    nadia
        .scans("crf-2026-118840")
        .await
        .is("ok")
        .says("liée à l’article");
    nadia.scans(&labels[1]).await;
    nadia.scans(&quay).await.is("ok");
    nadia
        .scans("CRF-2026-118840")
        .await
        .is("ready")
        .says("Quai de réception");
    let form = nadia.gathers(&[&labels[0], &labels[1]]).await;
    let empty = nadia.browser.submit(&form, &[]).await.unwrap();
    assert_eq!(empty.status.as_u16(), 422, "no recipient");
    let ready = nadia.browser.submit(&form, &TO_THE_FJORD).await.unwrap();
    assert_eq!(app.entries_of("shipment.prepared").len(), 1);
    let sheet = codes(&ready.text(), "DH").remove(0);
    nadia.page = nadia.browser.get("/station").await.unwrap();
    nadia.scans = 0;
    nadia.scans(&sheet).await.is("ok");
    nadia.scans(&labels[0]).await.is("ok");
    nadia.scans(&labels[1]).await.is("ok");
    nadia.scans(&seals[0]).await.is("ok");
    nadia
        .scans("EB99887766")
        .await
        .is("ok")
        .says("remis au transporteur");
    assert_eq!(nadia.scans, 5, "sheet, two films, seal, waybill");
    nadia
        .scans(&seals[0])
        .await
        .is("attention")
        .says("confié au transporteur");
    let page = nadia.browser.get(&ready.path).await.unwrap();
    let action = page
        .forms()
        .into_iter()
        .find(|f| f.action.ends_with("/confirm"))
        .unwrap();
    let confirmed = nadia.browser.submit(&action, &[]).await.unwrap();
    assert!(
        confirmed.words().contains("Réception confirmée"),
        "{}",
        confirmed.words()
    );
    let told = app.entries_of("shipment.confirmed");
    let left = app.entries_of("shipment.dispatched");
    assert_eq!((told.len(), left.len()), (1, 1));
    assert_eq!(told[0].payload["shipment"], left[0].payload["shipment"]);
    app.close().await;
}

/// A courier who never comes: what was sealed is opened again, taken out, put back and sealed anew.
#[tokio::test(flavor = "multi_thread")]
async fn a_sealed_parcel_that_did_not_leave_is_opened_again_and_its_seal_is_used_no_more() {
    let app = appliance!();
    let mut nadia = Clerk::at_the_station(&app, NADIA).await;
    let (labels, _) = nadia.receives("EB44710083", 2).await;
    let seals = nadia.prints("S", "2").await;
    let form = nadia.gathers(&[&labels[0], &labels[1]]).await;
    let ready = nadia.browser.submit(&form, &TO_THE_FJORD).await.unwrap();
    let sheet = codes(&ready.text(), "DH").remove(0);
    nadia.page = nadia.browser.get("/station").await.unwrap();
    nadia.scans(&sheet).await.is("ok");
    // Not in the order of the sheet.
    nadia.scans(&labels[1]).await.is("ok");
    nadia.scans(&labels[0]).await.is("ok");
    nadia.scans(&seals[0]).await.is("ok");
    nadia.scans("DXDONE").await;

    nadia.scans(&sheet).await.is("ok");
    nadia
        .scans(&labels[0])
        .await
        .is("refused")
        .says("Pour rouvrir le colis");
    nadia
        .scans("DXUNDOLAST")
        .await
        .is("attention")
        .says("retiré");
    nadia.scans(&seals[0]).await.is("refused");
    let last: Label = labels[0].parse().unwrap();
    nadia
        .scans("DXUNDOLAST")
        .await
        .is("ok")
        .says(&format!("{} est sorti du colis", last.grouped()));
    nadia.scans(&seals[1]).await.is("refused").says("1");
    nadia.scans(&labels[0]).await.is("ok");
    nadia.scans(&seals[1]).await.is("ok");
    nadia.scans("EB99887766").await.is("ok");
    let acts: Vec<String> = app.entries().into_iter().map(|one| one.act).collect();
    let of_seals = |act: &&String| act.starts_with("seal.") || *act == "shipment.dispatched";
    assert_eq!(
        acts.iter().filter(of_seals).collect::<Vec<_>>(),
        [
            "seal.applied",
            "seal.broken",
            "seal.applied",
            "shipment.dispatched"
        ]
    );
    app.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn labels_and_cards_come_as_pictures_and_paper_and_only_for_custody() {
    let app = appliance!();
    let mut nadia = Clerk::at_the_station(&app, NADIA).await;
    let labels = nadia.prints("I", "3").await;
    let svg = nadia
        .browser
        .get(&format!("/labels/{}/label.svg", labels[0]))
        .await
        .unwrap();
    assert!(
        svg.text().starts_with("<svg") || svg.text().starts_with("<?xml"),
        "{}",
        svg.text()
    );
    for path in ["/labels/cards.pdf", "/labels/places.pdf"] {
        let pdf = nadia.browser.get(path).await.unwrap();
        assert!(pdf.body.starts_with(b"%PDF-"), "{path}");
    }
    let unknown = nadia
        .browser
        .get("/labels/DI1234567812/label.svg")
        .await
        .unwrap();
    assert_eq!(unknown.status.as_u16(), 404);
    let page = nadia.browser.get("/labels").await.unwrap();
    let form = page.form("/labels").unwrap();
    for count in ["0", "301", "-1", "x", "99999999999999999999"] {
        let filled = [("class", "I"), ("count", count)];
        let refused = nadia.browser.submit(&form, &filled).await.unwrap();
        assert_eq!(refused.status.as_u16(), 422, "{count}");
    }
    // Another duty does not even learn that the pages exist.
    let mut sophie = app.signed_in(SOPHIE).await;
    for path in [
        "/station",
        "/items",
        "/shipments",
        "/archive",
        "/labels",
        "/labels/cards.pdf",
    ] {
        assert_eq!(
            sophie.get(path).await.unwrap().status.as_u16(),
            404,
            "{path}"
        );
    }
    app.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_page_of_a_parcel_says_its_sum_and_what_happened_to_it() {
    let app = appliance!();
    let mut nadia = Clerk::at_the_station(&app, NADIA).await;
    let case = nadia.opens_a_case().await;
    nadia.announces(&case, "EB44710083", "4").await;
    let labels = nadia.prints("I", "4").await;
    let quay = nadia.place("Quai de réception").await;
    nadia.page = nadia.browser.get("/station").await.unwrap();
    for code in ["EB44710083", &labels[0], &labels[1]] {
        nadia.scans(code).await;
    }
    // A colleague takes one out, and says that it is damaged.
    let mut karim = Clerk::at_the_station(&app, KARIM).await;
    karim.page = karim.browser.get("/station").await.unwrap();
    for code in ["EB44710083", "DXDAMAGED", &labels[2]] {
        karim.scans(code).await;
    }
    nadia.page = nadia.browser.get("/station").await.unwrap();
    for code in [&quay, "DXMISSING"] {
        nadia.scans(code).await;
    }
    nadia.is("attention");
    karim.page = karim.browser.get("/station").await.unwrap();
    karim.scans(&quay).await;
    let page = nadia.browser.get("/shipments/2026-0001").await.unwrap();
    let words = page.words().replace('\u{a0}', " ");
    for says in [
        "4 annoncés = égale 2 reçus 1 endommagé 1 manquant",
        "2 écarts · le premier est dû le",
        "Chronologie",
    ] {
        assert!(words.contains(says), "{says}: {words}");
    }
    // Newest first, what one person did in a row in one line.
    let story = &words[words.find("Chronologie").unwrap()..];
    let mut at = 0;
    for says in [
        "Écart ouvert Par Karim",
        "Écart ouvert Par Nadia",
        "Reçu à l’unité : 1 article Par Karim",
        "Reçu à l’unité : 2 articles Par Nadia",
        "Colis annoncé",
    ] {
        at += story[at..]
            .find(says)
            .unwrap_or_else(|| panic!("{says}: {story}"));
    }
    app.close().await;
}
