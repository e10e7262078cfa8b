//! Promise: the auditor reads every entry and its proof without seeing anybody's name,
//! and a stranger can verify the file that leaves by that page.

#![expect(clippy::unwrap_used, reason = "tests")]

use doublelock_domain::time::Span;
use doublelock_testkit::people::ALEX;
use doublelock_testkit::verify::{Notice, Request, verify};
use doublelock_testkit::{TestAppliance, appliance};

/// `count` entries that say nothing in particular.
fn write_entries(appliance: &TestAppliance, count: u32) {
    for _ in 0..count {
        appliance
            .office()
            .store
            .write(&appliance.clockwork(), |unit| unit.note_started("test", 0))
            .unwrap();
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_auditor_reads_back_to_the_first_entry() {
    let appliance = appliance!();
    write_entries(&appliance, 120);
    let mut alex = appliance.signed_in(ALEX).await.speaking("fr-CA");
    let mut path = "/journal".to_owned();
    let mut seen = Vec::new();
    loop {
        let page = alex.get(&path).await.unwrap();
        assert_eq!(page.status.as_u16(), 200, "{}", page.words());
        seen.extend(page.links("/journal/"));
        match page
            .links("/journal?before=")
            .pop()
            .filter(|_| page.words().contains("Suivants"))
        {
            Some(older) if !seen.contains(&"/journal/0".to_owned()) => path = older,
            _ => break,
        }
    }
    let entries = appliance.entries();
    assert_eq!(seen.len(), entries.len(), "each entry once: {seen:?}");
    assert_eq!(seen.last().map(String::as_str), Some("/journal/0"));

    let first = alex.get("/journal/0").await.unwrap();
    assert!(
        first.words().contains("Pas encore couverte"),
        "{}",
        first.words()
    );
    appliance.later(Span::hours(1));
    appliance.running.clockworks.look().await.unwrap();
    let mut alex = appliance.signed_in(ALEX).await.speaking("fr-CA");
    let first = alex.get("/journal/0").await.unwrap();
    for words in [
        "Couverte par le point de contrôle",
        "Preuve d’inclusion",
        "Empreintes voisines",
        "\"sequence\": 0",
    ] {
        assert!(first.words().contains(words), "{words}: {}", first.words());
    }
    let beyond = format!("/journal/{}", appliance.entries().len());
    for nowhere in [
        beyond.as_str(),
        "/journal/-1",
        "/journal/99999999999999999999",
        "/journal/x",
    ] {
        assert_eq!(
            alex.get(nowhere).await.unwrap().status.as_u16(),
            404,
            "{nowhere}"
        );
    }
    appliance.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_file_that_leaves_by_the_page_verifies_elsewhere_and_holds_its_own_export() {
    let appliance = appliance!();
    appliance.later(Span::hours(1));
    appliance.running.clockworks.look().await.unwrap();
    let mut alex = appliance.signed_in(ALEX).await.speaking("fr-CA");
    let page = alex.get("/journal").await.unwrap();
    let answer = alex
        .submit(&page.form("/journal/export").unwrap(), &[])
        .await
        .unwrap();
    assert_eq!(answer.status.as_u16(), 200);
    assert_eq!(
        answer.headers["content-disposition"],
        "attachment; filename=\"journal-20261121.jsonl\""
    );
    assert_eq!(answer.headers["cache-control"], "no-store");

    let file = appliance.home().join("journal-20261121.jsonl");
    std::fs::write(&file, &answer.body).unwrap();
    let command = page.words();
    let key = command
        .split("--key ")
        .nth(1)
        .unwrap()
        .split_whitespace()
        .next()
        .unwrap();
    let report = verify(&Request {
        path: file,
        key: Some(key.to_owned()),
        ..Request::default()
    })
    .unwrap();
    assert!(report.is_whole(), "{:?}", report.lines());
    assert!(
        report.notices.contains(&Notice::ContentWithheld),
        "{:?}",
        report.notices
    );
    let text = String::from_utf8(answer.body.to_vec()).unwrap();
    for kept_back in ["payload", "salt"] {
        assert!(!text.contains(kept_back), "{kept_back} left with the file");
    }
    let exported = appliance.entries().pop().unwrap();
    assert_eq!(
        (exported.act.as_str(), exported.duty.as_str()),
        ("journal.exported", "auditor")
    );
    assert_eq!(report.entries, exported.sequence + 1);
    appliance.close().await;
}
