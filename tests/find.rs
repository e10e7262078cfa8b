//! Promise: one field on every page leads from a code to the thing, as far as one's
//! duties open it, and keeps what was typed to itself.

#![expect(clippy::unwrap_used, reason = "tests")]

use doublelock_testkit::appliance;
use doublelock_testkit::browser::{Answer, Browser};
use doublelock_testkit::people::{KARIM, MARC, NADIA};

async fn find(browser: &mut Browser, typed: &str) -> Answer {
    let page = browser.get("/find").await.unwrap();
    browser
        .submit(&page.form("/find").unwrap(), &[("q", typed)])
        .await
        .unwrap()
}

/// Nadia opens a case; its number.
async fn open_case(nadia: &mut Browser) -> String {
    let page = nadia.get("/cases/new").await.unwrap();
    let fields = [
        ("family-name", "Bélanger-Roy"),
        ("given-names", "Élodie"),
        ("birth-date", "1984-02-29"),
        ("sex", "F"),
        ("language", "fr"),
    ];
    let opened = nadia
        .submit(&page.form("/cases").unwrap(), &fields)
        .await
        .unwrap();
    let words = opened.words();
    let at = words.find("Dossier 2026-").unwrap() + "Dossier ".len();
    words[at..at + 9].to_owned()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_number_leads_to_its_case_and_only_for_those_who_may_open_it() {
    let appliance = appliance!();
    let mut nadia = appliance.signed_in(NADIA).await;
    let case = open_case(&mut nadia).await;

    let there = find(&mut nadia, &format!(" {case} ")).await;
    assert!(there.path.starts_with("/cases/"), "{}", there.path);
    assert!(
        !there.path.contains(&case),
        "an address holds ids of ours: {}",
        there.path
    );

    for person in [KARIM, MARC] {
        let mut browser = appliance.signed_in(person).await;
        let here = find(&mut browser, &case).await;
        assert_eq!((here.status.as_u16(), here.path.as_str()), (200, "/find"));
        assert!(
            here.words().contains("Rien ne répond à"),
            "{}",
            here.words()
        );
    }
    appliance.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_leads_nowhere_gets_a_calm_page_and_is_kept_nowhere() {
    let appliance = appliance!();
    let mut nadia = appliance.signed_in(NADIA).await;
    let before = appliance.entries().len();
    let long = "x".repeat(5000);
    let tries = [
        "",
        "Bélanger",
        "2026-9999",
        "DI 1234 5678 12",
        "<script>alert(1)</script>",
        "DXRECEIVE",
        "\u{0}\u{7f}",
        &long,
    ];
    for typed in tries {
        let page = find(&mut nadia, typed).await;
        assert_eq!(page.status.as_u16(), 200, "{typed}");
        assert!(
            page.words().contains("Ce que ce champ comprend"),
            "{typed}: {}",
            page.words()
        );
        assert!(!page.text().contains("<script>alert"), "{typed}");
    }
    let by_address = nadia.get("/find?q=Belanger").await.unwrap();
    assert!(
        !by_address.text().contains("Belanger"),
        "an address finds nothing: {}",
        by_address.words()
    );
    assert_eq!(appliance.entries().len(), before, "looking writes nothing");
    let english = appliance.signed_in(NADIA).await;
    let mut english = english.speaking("en-CA");
    let nothing = find(&mut english, "Roy").await;
    assert!(nothing.words().contains("Nothing answers to"));
    appliance.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_place_label_leads_to_the_archives_in_any_spelling() {
    let appliance = appliance!();
    let label = appliance
        .sql("SELECT label FROM location ORDER BY position")
        .unwrap()[0][0]
        .clone();
    let mut karim = appliance.signed_in(KARIM).await;
    let spaced = format!(
        "{} {} {} {}",
        &label[..2],
        &label[2..6],
        &label[6..10],
        &label[10..]
    );
    for typed in [label.clone(), label.to_lowercase(), spaced] {
        assert_eq!(find(&mut karim, &typed).await.path, "/archive", "{typed}");
    }
    let mut marc = appliance.signed_in(MARC).await;
    assert_eq!(find(&mut marc, &label).await.path, "/find");
    appliance.close().await;
}
