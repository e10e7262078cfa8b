//! The promise: the archive opens for two different people, for one purpose and not for
//! long; and what two people attest at the end is what was done.

#![expect(clippy::unwrap_used, reason = "tests")]

use doublelock_directory::demo::AccountState;
use doublelock_domain::time::Span;
use doublelock_testkit::clerk::{BOTH_LOCKS, Clerk};
use doublelock_testkit::people::{ALEX, KARIM, NADIA, SOPHIE, StaffMember};
use doublelock_testkit::{Entry, TestAppliance, appliance};

/// Entries of one act, oldest first.
fn entries(app: &TestAppliance, act: &str) -> Vec<Entry> {
    app.entries()
        .into_iter()
        .filter(|entry| entry.act == act)
        .collect()
}

/// The reason in the last refusal of a visit.
fn last_refusal(app: &TestAppliance) -> (String, String) {
    let last = entries(app, "visit.refused").pop().unwrap();
    let word = |name: &str| last.payload[name].as_str().unwrap().to_owned();
    (word("step"), word("reason"))
}

fn id_of(app: &TestAppliance, who: StaffMember) -> String {
    let name = format!("SELECT id FROM person WHERE display_name = '{}'", who.name);
    app.sql(&name).unwrap()[0][0].clone()
}

#[tokio::test(flavor = "multi_thread")]
async fn the_archive_opens_for_two_different_people_and_the_journal_says_who_was_refused() {
    let app = appliance!();
    let mut nadia = Clerk::at_the_station(&app, NADIA).await;
    nadia.receives_five().await;
    let shelf = nadia.place("Tablette 1-A").await;
    let trolley = nadia.place("Chariot des archives").await;
    nadia.page = nadia.browser.get("/station").await.unwrap();
    nadia
        .scans(&shelf)
        .await
        .is("refused")
        .says("à deux personnes");
    let (me, other) = (NADIA.password, KARIM.password);
    for (who, words, reason) in [
        (
            ["nadia", me, "nadia", me],
            "Il faut deux personnes différentes",
            "same-person",
        ),
        (
            ["nadia", me, "karim", "wrong"],
            "Vérifiez le nom d’utilisateur",
            "wrong-password",
        ),
        (
            ["karim", other, "nadia", me],
            "n’est pas celui de la session ouverte",
            "not-you",
        ),
        (
            ["nadia", me, "alex", ALEX.password],
            "aucune fonction qui ouvre les archives",
            "no-duty",
        ),
        (
            ["nadia", "", "karim", other],
            "Vérifiez le nom d’utilisateur",
            "wrong-password",
        ),
    ] {
        let before = entries(&app, "visit.refused").len();
        let page = nadia.enters_with(who, &[]).await;
        assert_eq!(page.status.as_u16(), 422, "{}", page.words());
        assert!(page.words().contains(words), "{words}: {}", page.words());
        assert!(!page.text().contains(me), "a password never comes back");
        assert_eq!(entries(&app, "visit.refused").len(), before + 1);
        assert_eq!(last_refusal(&app), ("open".into(), reason.into()));
    }
    let visit = nadia.enters_the_archive(NADIA, SOPHIE).await;
    assert!(
        visit.path.starts_with("/archive/visits/"),
        "{}",
        visit.words()
    );
    nadia.page = nadia.browser.get("/station").await.unwrap();
    nadia
        .scans(&trolley)
        .await
        .is("refused")
        .says("qu’une barrière");
    // Karim is not one of the two.
    let mut karim = Clerk::at_the_station(&app, KARIM).await;
    karim.scans(&shelf).await.is("refused");
    let page = karim.browser.get(&visit.path).await.unwrap();
    assert!(page.form(&format!("{}/scan", visit.path)).is_none());
    app.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn when_the_time_is_over_a_visit_is_reconciled_before_another_opens() {
    let app = appliance!();
    let mut nadia = Clerk::at_the_station(&app, NADIA).await;
    let labels = nadia.receives_five().await;
    let shelf = nadia.place("Tablette 1-A").await;
    let visit = nadia.enters_the_archive(NADIA, SOPHIE).await.path;
    nadia.page = nadia.browser.get("/station").await.unwrap();
    nadia.scans(&shelf).await.is("ok");
    nadia.scans(&labels[0]).await.is("ok");
    // Half an hour later her session is over too; the job at the station is not.
    app.later(Span::minutes(31));
    let mut nadia = Clerk::at_the_station(&app, NADIA).await;
    nadia
        .scans(&labels[1])
        .await
        .is("refused")
        .says("Temps écoulé");
    let second = nadia.enters_the_archive(NADIA, KARIM).await;
    assert!(
        second
            .words()
            .contains("n’est pas fermée. Fermez-la d’abord"),
        "{}",
        second.words()
    );
    assert_eq!(
        last_refusal(&app),
        ("open".into(), "visit-unreconciled".into())
    );
    let both = [NADIA, SOPHIE];
    let refused = nadia.closes(&visit, both, BOTH_LOCKS).await;
    assert_eq!(refused.status.as_u16(), 422, "four films have no verdict");
    assert_eq!(
        last_refusal(&app),
        ("close".into(), "not-accounted-for".into())
    );
    for verdict in ["left", "left", "left", "missing"] {
        nadia.accounts(&visit, verdict).await;
    }
    let told = entries(&app, "visit.accounted");
    let verdicts: Vec<_> = told.iter().map(|one| &one.payload["verdict"]).collect();
    assert_eq!(verdicts, ["left", "left", "left", "missing"]);
    assert!(told.iter().all(|one| visit.ends_with(&one.subjects[0])));
    let closed = nadia.closes(&visit, both, BOTH_LOCKS).await;
    for words in [
        "Fermée avec 4 écarts",
        "Attestée par Nadia Tremblay-Roy et Sophie Lavigne",
        "Article manquant",
        "Article laissé sur place",
    ] {
        assert!(
            closed.words().contains(words),
            "{words}: {}",
            closed.words()
        );
    }
    app.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn both_people_attest_the_closing_with_their_own_passwords() {
    let app = appliance!();
    let mut nadia = Clerk::at_the_station(&app, NADIA).await;
    let labels = nadia.receives_five().await;
    let shelf = nadia.place("Tablette 1-A").await;
    let visit = nadia.enters_the_archive(NADIA, SOPHIE).await.path;
    for code in std::iter::once(&shelf).chain(&labels) {
        let page = nadia.scans_in(&visit, code).await;
        assert_eq!(page.status.as_u16(), 200, "{}", page.words());
    }
    let (me, other) = (NADIA.password, SOPHIE.password);
    for (who, reason) in [
        (["nadia", me, "nadia", me], "same-person"),
        (["nadia", me, "sophie", "wrong"], "wrong-password"),
        (["nadia", me, "sophie", ""], "wrong-password"),
        (["karim", KARIM.password, "sophie", other], "neither-is-you"),
        (["nadia", me, "karim", KARIM.password], "not-of-this-visit"),
        (["nadia", me, "alex", ALEX.password], "no-duty"),
    ] {
        let page = nadia.closes_with(&visit, who, BOTH_LOCKS).await;
        assert_eq!(page.status.as_u16(), 422, "{}", page.words());
        assert_eq!(last_refusal(&app), ("close".into(), reason.into()));
    }
    // Sophie's duty was withdrawn this morning, then her account was disabled: a
    // password that was right is not enough.
    app.centre
        .directory
        .set_groups(SOPHIE.login, &["dl-operator"]);
    nadia.closes(&visit, [NADIA, SOPHIE], BOTH_LOCKS).await;
    assert_eq!(last_refusal(&app), ("close".into(), "no-duty".into()));
    app.centre
        .directory
        .set_groups(SOPHIE.login, &["dl-imaging"]);
    app.centre
        .directory
        .set_state(SOPHIE.login, AccountState::Disabled);
    nadia.closes(&visit, [NADIA, SOPHIE], BOTH_LOCKS).await;
    assert_eq!(
        last_refusal(&app),
        ("close".into(), "wrong-password".into())
    );
    assert_eq!(entries(&app, "visit.closed").len(), 0);
    // She is not there any more. Nobody attests for her: when the time is over Karim
    // and Nadia close it, and it says so.
    app.later(Span::minutes(31));
    let mut nadia = Clerk::at_the_station(&app, NADIA).await;
    let closed = nadia.closes(&visit, [NADIA, KARIM], BOTH_LOCKS).await;
    for words in [
        "Fermée avec écart",
        "Fermée par d’autres",
        "Attestée par Nadia Tremblay-Roy et Karim Benali",
        "n’a pas attesté",
    ] {
        assert!(
            closed.words().contains(words),
            "{words}: {}",
            closed.words()
        );
    }
    let entry = entries(&app, "visit.closed").pop().unwrap();
    assert!(entry.subjects.contains(&id_of(&app, NADIA)));
    assert!(entry.subjects.contains(&id_of(&app, KARIM)));
    assert!(!entry.subjects.contains(&id_of(&app, SOPHIE)));
    assert!(!entry.payload.to_string().contains("Benali"));
    app.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn it_is_extended_once_by_both_and_for_a_reason() {
    let app = appliance!();
    let mut nadia = Clerk::at_the_station(&app, NADIA).await;
    nadia.receives_five().await;
    let visit = nadia.enters_the_archive(NADIA, KARIM).await.path;
    let address = format!("{visit}/extend");
    let (me, other) = (NADIA.password, KARIM.password);
    let why = "Tablette pleine <b>à vider</b>";
    let long = "x".repeat(201);
    for (reason, password, refusal) in [
        ("", other, "field-empty"),
        (long.as_str(), other, "field-too-long"),
        (why, "wrong", "wrong-password"),
    ] {
        let page = nadia.browser.get(&address).await.unwrap();
        let filled = [
            ("reason", reason),
            ("first-username", "nadia"),
            ("first-password", me),
            ("second-username", "karim"),
            ("second-password", password),
        ];
        let form = page.form(&address).unwrap();
        let page = nadia.browser.submit(&form, &filled).await.unwrap();
        assert_eq!(page.status.as_u16(), 422, "{}", page.words());
        assert_eq!(last_refusal(&app), ("extend".into(), refusal.into()));
    }
    let page = nadia.browser.get(&address).await.unwrap();
    let form = page.form(&address).unwrap();
    let filled = [
        ("reason", why),
        ("first-username", "nadia"),
        ("first-password", me),
        ("second-username", "karim"),
        ("second-password", other),
    ];
    let page = nadia.browser.submit(&form, &filled).await.unwrap();
    assert_eq!(page.path, visit, "{}", page.words());
    assert!(page.words().contains(why), "{}", page.words());
    assert!(!page.text().contains("<b>à vider"), "markup is text");
    let entry = entries(&app, "visit.extended").pop().unwrap();
    assert_eq!(
        entry.payload["words"]["of"],
        entry.payload["visit"]
            .as_str()
            .map(|id| format!("visit:{id}"))
            .unwrap()
    );
    assert!(!entry.payload.to_string().contains(why));
    assert!(!entry.subjects.concat().contains("Tablette"));
    let again = nadia.browser.get(&address).await.unwrap();
    assert!(again.form(&address).is_none(), "once only");
    let again = nadia.browser.submit(&form, &filled).await.unwrap();
    assert_eq!(again.status.as_u16(), 422);
    assert_eq!(
        last_refusal(&app),
        ("extend".into(), "already-extended".into())
    );
    app.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_rests_in_the_archive_is_picked_by_case_and_taken_out() {
    let app = appliance!();
    let mut nadia = Clerk::at_the_station(&app, NADIA).await;
    let labels = nadia.receives_five().await;
    let both = [NADIA, KARIM];
    let shelf = nadia.place("Tablette 1-A").await;
    let quay = nadia.place("Quai de réception").await;
    let empty = nadia.browser.get("/archive/open?purpose=retrieve").await;
    assert!(empty.unwrap().words().contains("ne contiennent aucun"));
    let visit = nadia.enters_the_archive(NADIA, KARIM).await.path;
    for code in std::iter::once(&shelf).chain(&labels) {
        nadia.scans_in(&visit, code).await;
    }
    let closed = nadia.closes(&visit, both, BOTH_LOCKS).await;
    assert!(
        closed.words().contains("Fermée sans écart"),
        "{}",
        closed.words()
    );
    // What was put away last is offered.
    let page = nadia.browser.get("/archive/open?purpose=retrieve").await;
    let offered = page.unwrap().text().matches("name=\"gather.in\"").count();
    assert_eq!(offered, labels.len());
    // A list that was forgotten is asked for.
    let forgotten = nadia.enters_to_retrieve(both, &[]).await;
    assert_eq!(forgotten.status.as_u16(), 422);
    assert_eq!(last_refusal(&app), ("open".into(), "plan-empty".into()));
    let visit = nadia.enters_to_retrieve(both, &labels[..2]).await;
    assert!(
        visit.path.starts_with("/archive/visits/"),
        "{}",
        visit.words()
    );
    let visit = visit.path;
    for label in &labels[..2] {
        nadia.scans_in(&visit, label).await;
    }
    let closed = nadia.closes(&visit, both, BOTH_LOCKS).await;
    assert!(
        closed.words().contains("Fermée sans écart"),
        "{}",
        closed.words()
    );
    // They are in her hands; one scan lays them down. One is planned again by a label
    // typed in groups, and now a film slips back in that nobody had planned.
    nadia.page = nadia.browser.get("/station").await.unwrap();
    nadia.scans(&quay).await.is("ok");
    let third = &labels[2];
    let grouped = format!(
        "{} {} {} {}",
        &third[..2],
        &third[2..6],
        &third[6..10],
        &third[10..]
    );
    let visit = nadia.enters_to_retrieve(both, &[grouped]).await.path;
    nadia.scans_in(&visit, third).await;
    // A shelf read in passing does not turn the visit round; the card does.
    let shelf_read = nadia.scans_in(&visit, &shelf).await;
    assert!(
        shelf_read.words().contains("Vous retirez des articles"),
        "{}",
        shelf_read.words()
    );
    nadia.scans_in(&visit, "DXPUTAWAY").await;
    nadia.scans_in(&visit, &shelf).await;
    nadia.scans_in(&visit, &labels[0]).await;
    let closed = nadia.closes(&visit, both, BOTH_LOCKS).await;
    for words in [
        "Fermée avec 1 écart",
        "Scannés sans être prévus",
        "Rangés pendant un retrait",
    ] {
        assert!(
            closed.words().contains(words),
            "{words}: {}",
            closed.words()
        );
    }
    app.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn behind_two_locks_nobody_changes_a_label_alone() {
    let app = appliance!();
    let mut nadia = Clerk::at_the_station(&app, NADIA).await;
    let labels = nadia.receives_five().await;
    let shelf = nadia.place("Tablette 1-A").await;
    let fresh = nadia.prints("I", "1").await.remove(0);
    let visit = nadia.enters_the_archive(NADIA, KARIM).await.path;
    // An article without its shelf says what comes first.
    let too_early = nadia.scans_in(&visit, &labels[0]).await;
    assert!(
        too_early.words().contains("tablette"),
        "{}",
        too_early.words()
    );
    nadia.scans_in(&visit, &shelf).await;
    for label in &labels {
        nadia.scans_in(&visit, label).await;
    }
    nadia.closes(&visit, [NADIA, KARIM], BOTH_LOCKS).await;

    nadia.page = nadia.browser.get("/station").await.unwrap();
    nadia.scans("DXREPRINT").await;
    nadia
        .scans(&labels[0])
        .await
        .is("refused")
        .says("Les archives s’ouvrent à deux personnes");
    nadia.scans(&fresh).await.is("refused");
    // A torn read is not the last good one again.
    nadia.scans("DXDONE").await;
    nadia.scans(&labels[1]).await.is("ready");
    nadia
        .scans("\u{2}\u{3}")
        .await
        .is("refused")
        .says("Code illisible");
    let label = app
        .sql(&format!(
            "SELECT label FROM item WHERE label = '{}'",
            labels[0]
        ))
        .unwrap();
    assert_eq!(label.len(), 1, "the film is still called what it was");
    app.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_scan_on_the_page_of_a_visit_counts_for_that_visit_or_not_at_all() {
    let app = appliance!();
    let mut nadia = Clerk::at_the_station(&app, NADIA).await;
    let labels = nadia.receives_five().await;
    let shelf = nadia.place("Tablette 1-A").await;
    let visit = nadia.enters_the_archive(NADIA, SOPHIE).await.path;
    let before = entries(&app, "custody.event").len();
    for code in [&shelf, &labels[0]] {
        nadia.scans_in(&visit, code).await;
    }
    let moved = entries(&app, "custody.event");
    assert_eq!(moved.len(), before + 1);
    let what = &moved[before].payload["what"];
    assert_eq!(what["kind"], "put_away");
    assert!(visit.ends_with(what["within"]["visit"].as_str().unwrap()));
    let page = nadia.browser.get(&visit).await.unwrap();
    let form = page.form(&format!("{visit}/scan")).unwrap();
    // Karim writes the address by hand.
    let mut karim = Clerk::at_the_station(&app, KARIM).await;
    let mut by_hand = form.clone();
    by_hand.fields = karim.page.form("/station/scan").unwrap().fields;
    let before = entries(&app, "scan.refused").len();
    let refused = karim
        .browser
        .submit(&by_hand, &[("scan", &shelf)])
        .await
        .unwrap();
    assert_eq!(refused.status.as_u16(), 409);
    assert!(
        refused.words().contains("ouvrez une autre séance"),
        "{}",
        refused.words()
    );
    let noted = entries(&app, "scan.refused");
    assert_eq!(noted.len(), before + 1);
    assert_eq!(noted[before].payload["rule"], "not-of-this-visit");
    assert!(visit.ends_with(&noted[before].subjects[0]));
    // Closed is closed, though Nadia still has the page open in another tab.
    for _ in 0..4 {
        nadia.accounts(&visit, "left").await;
    }
    nadia.closes(&visit, [NADIA, SOPHIE], BOTH_LOCKS).await;
    let late = nadia
        .browser
        .submit(&form, &[("scan", &shelf)])
        .await
        .unwrap();
    assert_eq!(late.status.as_u16(), 409);
    assert!(late.words().contains("est fermée"), "{}", late.words());
    app.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_code_that_names_a_person_is_refused_and_not_kept_in_the_journal() {
    let app = appliance!();
    let mut nadia = Clerk::at_the_station(&app, NADIA).await;
    let before = entries(&app, "scan.refused").len();
    // What could be a carrier's number is asked about, and what was read is put aside.
    nadia.scans("ROY-ELODIE-1984").await.is("attention");
    nadia.scans("3").await.is("ready");
    nadia.scans("ROY-ELODIE").await.is("refused");
    let noted = entries(&app, "scan.refused");
    assert_eq!(noted.len(), before + 1);
    assert_eq!(noted[before].payload["said"], "unknown-code");
    for entry in app.entries() {
        let text = format!("{:?}{}", entry.subjects, entry.payload);
        assert!(!text.contains("ELODIE"), "{text}");
    }
    app.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_clock_set_back_does_not_keep_two_people_out_of_the_archive() {
    let app = appliance!();
    // The journal has an entry of an hour that the machine's clock then takes back.
    app.later(Span::hours(1));
    drop(app.signed_in(NADIA).await);
    app.clock.set(doublelock_testkit::MORNING);
    let mut karim = Clerk::at_the_station(&app, KARIM).await;
    let who = [KARIM.login, KARIM.password, NADIA.login, NADIA.password];
    let visit = karim.enters_with(who, &[("without-plan", "yes")]).await;
    assert!(
        visit.path.starts_with("/archive/visits/"),
        "{}",
        visit.words()
    );
    app.close().await;
}
