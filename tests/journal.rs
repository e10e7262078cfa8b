//! Promise: the auditor reads every entry and its proof without seeing a patient's name,
//! and a stranger can verify the file that leaves by that page.

#![expect(clippy::unwrap_used, reason = "tests")]

use doublelock_domain::access::{Auditor, DutyName, Purpose, Warrant};
use doublelock_domain::act::Act;
use doublelock_domain::label::Label;
use doublelock_domain::time::Span;
use doublelock_store::front_door::SignedInPerson;
use doublelock_store::journal::Wanted;
use doublelock_testkit::browser::Answer;
use doublelock_testkit::clerk::Clerk;
use doublelock_testkit::people::{ALEX, NADIA};
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

#[tokio::test(flavor = "multi_thread")]
async fn an_auditor_finds_who_did_what_and_takes_the_list_away() {
    let app = appliance!();
    let mut nadia = Clerk::at_the_station(&app, NADIA).await;
    let (labels, _) = nadia.receives("EB44710083", 2).await;
    let case = nadia.opens_a_case().await;
    let mut alex = app.signed_in(ALEX).await.speaking("fr-CA");

    // Staff, numbers and labels, and nobody's patient.
    let all = alex.get("/journal").await.unwrap();
    for words in [NADIA.name, &case, &grouped(&labels[0]), "Dossier créé"] {
        assert!(all.words().contains(words), "{words}: {}", all.words());
    }
    for hers in ["Élodie", "alert("] {
        assert!(!all.words().contains(hers), "{hers}: {}", all.words());
    }

    // By number, by label as it is read off a film, by act, by person, by day; and together.
    let rows = |page: &Answer| page.text().matches("href=\"/journal/").count();
    let of_case = alex.get(&format!("/journal?about={case}")).await.unwrap();
    let other = if case == "2026-0001" {
        "2026-0002"
    } else {
        "2026-0001"
    };
    assert!(
        rows(&of_case) > 0 && !of_case.words().contains(other),
        "{}",
        of_case.words()
    );
    let label = grouped(&labels[0]).replace(['\u{a0}', ' '], "%20");
    let of_film = alex.get(&format!("/journal?about={label}")).await.unwrap();
    assert!(
        of_film.words().contains(&grouped(&labels[0])),
        "{}",
        of_film.words()
    );
    assert!(
        !of_film.words().contains(&grouped(&labels[1])),
        "{}",
        of_film.words()
    );
    let opened = alex.get("/journal?act=case.opened").await.unwrap();
    assert_eq!(rows(&opened), 2, "{}", opened.words());
    let nobodys = alex
        .get("/journal?act=case.opened&from=2026-11-22")
        .await
        .unwrap();
    assert!(nobodys.words().contains("Aucune inscription de ce genre"));
    let wrong = alex.get("/journal?about=banane&from=hier").await.unwrap();
    for words in ["Rien ne porte ce numéro", "Cette date n’existe pas"] {
        assert!(wrong.words().contains(words), "{}", wrong.words());
    }
    let person = app
        .sql(&format!(
            "SELECT id FROM person WHERE display_name = '{}'",
            NADIA.name
        ))
        .unwrap();
    let hers = format!("/journal?who={}&act=case.opened", person[0][0]);
    let hers = alex.get(&hers).await.unwrap();
    assert_eq!(rows(&hers), 2);

    // A link asks for one record, and stays asked for when more is asked; its name is in no address.
    let record = format!("person:{}", person[0][0]);
    let link = format!("/journal?record={record}");
    assert!(all.links("/journal?record=person:").contains(&link));
    let about_her = alex
        .get(&format!("{link}&act=session.opened"))
        .await
        .unwrap();
    assert!(rows(&about_her) > 0 && about_her.words().contains("Concernant"));
    let kept = format!("name=\"record\" type=\"hidden\" value=\"{record}\"");
    assert_eq!(about_her.text().matches(&kept).count(), 2, "{kept}");
    // What is in no list is said, and then nothing is shown that was not asked for.
    let unknown = alex.get("/journal?act=case.openned").await.unwrap();
    assert!(unknown.words().contains("Ce choix n’est pas dans la liste"));
    assert_eq!(rows(&unknown), 0);

    // What is shown leaves as a table, and that it left is in the journal.
    let form = opened.form("/journal/list").unwrap();
    let table = alex.submit(&form, &[]).await.unwrap();
    let text = table.text();
    let lines: Vec<&str> = text.trim_start_matches('\u{feff}').lines().collect();
    assert_eq!(lines.len(), 3, "{text}");
    assert!(lines[0].starts_with("\"Numéro\";"), "{text}");
    assert!(lines[1].contains(NADIA.name) && lines[1].contains("Dossier créé"));
    assert!(lines[1].contains(&case), "{text}");
    // From a later page of the list, what is shown there and what is older.
    let newest = app
        .entries()
        .iter()
        .rfind(|entry| entry.act == "case.opened")
        .unwrap()
        .sequence;
    let later = format!("/journal?act=case.opened&before={newest}");
    let form = alex.get(&later).await.unwrap().form("/journal/list");
    let table = alex.submit(&form.unwrap(), &[]).await.unwrap();
    assert_eq!(table.text().lines().count(), 2, "{}", table.text());
    let entries = app.entries();
    let told = entries
        .iter()
        .rfind(|entry| entry.act == "journal.exported");
    assert_eq!(told.unwrap().payload["form"], "list");
    app.close().await;
}

fn grouped(label: &str) -> String {
    label.parse::<Label>().unwrap().grouped()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_list_that_finds_little_says_how_far_it_looked_and_goes_on() {
    let app = appliance!();
    write_entries(&app, 130);
    let mut alex = app.signed_in(ALEX).await.speaking("fr-CA");
    let mut path = "/journal?act=appliance.started".to_owned();
    let mut seen = Vec::new();
    loop {
        let page = alex.get(&path).await.unwrap();
        seen.extend(page.links("/journal/"));
        let older = page.links("/journal?act=appliance.started");
        match older.into_iter().find(|link| link.contains("before=")) {
            Some(older) => path = older,
            None => break,
        }
    }
    let started = app
        .entries()
        .iter()
        .filter(|entry| entry.act == "appliance.started")
        .count();
    assert!(started > 130);
    assert_eq!(seen.len(), started, "each once");
    app.close().await;
}

/// What the pages do after twenty thousand entries, after five hundred.
#[tokio::test(flavor = "multi_thread")]
async fn a_list_that_looked_long_and_found_nothing_says_from_where_to_go_on() {
    const PATIENCE: u64 = 500;
    let app = appliance!();
    write_entries(&app, 1100);
    let who = SignedInPerson {
        stable_id: "uuid:auditor".into(),
        display_name: "Alex Chen".into(),
        language: None,
        duties: [DutyName::Auditor].into(),
    };
    let office = app.office();
    let door = office.front_door().unwrap();
    let actor = (office.store.write(&door, |unit| unit.vouch(&who))).unwrap();
    let warrant: Warrant<Auditor> = actor.take_up(Purpose::Audit, office.now()).unwrap();
    let total = u64::try_from(app.entries().len()).unwrap();
    let lists = |act: Act, before| {
        let wanted = Wanted {
            act: Some(act),
            ..Wanted::default()
        };
        let look = office.store.read(&warrant, |unit| {
            unit.entries_wanted_among(&wanted, before, 60, PATIENCE)
        });
        look.unwrap()
    };
    // Nothing in the newest five hundred, nor in the next: each time it says where it stopped.
    let mut before = None;
    for looks in 1..=2 {
        let found = lists(Act::CaseOpened, before);
        assert!(found.entries.is_empty());
        assert_eq!(found.more_before, Some(total - looks * PATIENCE));
        before = found.more_before;
    }
    let last = lists(Act::CaseOpened, before);
    assert_eq!((last.entries.len(), last.more_before), (0, None));
    // What is that far back is found by going on.
    let installed = lists(Act::ApplianceInstalled, before);
    assert_eq!((installed.entries.len(), installed.more_before), (1, None));
    app.close().await;
}
