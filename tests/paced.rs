//! Promise: whoever is refused thousands of times does not fill the journal, and not one of the
//! refusals is lost from it: a few entries say how often, and their counts add up.

#![expect(clippy::unwrap_used, reason = "tests")]

use std::sync::Arc;

use doublelock::office::Office;
use doublelock_domain::access::{FrontDoor, Purpose};
use doublelock_domain::ids::PersonId;
use doublelock_domain::pacing::{AT_ONCE, ROUTES, WINDOW};
use doublelock_domain::time::{Clock as _, Span};
use doublelock_store::refusals::{Counts, Noted};
use doublelock_store::{DatabaseUrl, Store};
use doublelock_testkit::people::{NADIA, SOPHIE, StaffMember};
use doublelock_testkit::{
    Entry, RepeatingChance, TestAppliance, TestArchive, TestClock, appliance,
};

const SAID: &str = "La tentative a été inscrite au journal.";

/// The cookie of a new session.
async fn session(app: &TestAppliance, person: StaffMember) -> String {
    let reply = app.wire().sign_in(person.login, person.password).await;
    format!("__Host-session={}", reply.cookie("__Host-session").unwrap())
}

fn id_of(app: &TestAppliance, person: StaffMember) -> String {
    let name = person.name.replace('\'', "''");
    let ids = app.sql(&format!(
        "SELECT id FROM person WHERE display_name = '{name}'"
    ));
    ids.unwrap()[0][0].clone()
}

/// `count` requests for a page that is not theirs, some at once; how many answers said that
/// the attempt is in the journal.
async fn is_refused(app: &TestAppliance, cookie: &str, path: &'static str, count: usize) -> usize {
    let mut under_way = tokio::task::JoinSet::new();
    let mut said = 0;
    for _ in 0..count {
        if under_way.len() == 8 {
            said += usize::from(under_way.join_next().await.unwrap().unwrap());
        }
        let (wire, cookie) = (app.wire(), cookie.to_owned());
        under_way.spawn(async move {
            let reply = wire.get(path, &[("cookie", &cookie)]).await;
            assert_eq!(reply.status, 404);
            reply.text().contains(SAID)
        });
    }
    said + under_way
        .join_all()
        .await
        .into_iter()
        .filter(|said| *said)
        .count()
}

/// Entries about refusals of a person, and the refusals that they stand for.
fn noted(entries: &[Entry], person: &str) -> (usize, u64) {
    let counts: Vec<u64> = entries
        .iter()
        .filter(|entry| entry.act == "access.refused" && entry.payload["person"] == person)
        .map(|entry| entry.payload["count"].as_u64().unwrap())
        .collect();
    (counts.len(), counts.iter().sum())
}

#[tokio::test(flavor = "multi_thread")]
async fn what_one_person_is_refused_is_a_few_entries_that_add_up_and_say_so() {
    let app = appliance!();
    let (nadia, sophie) = (session(&app, NADIA).await, session(&app, SOPHIE).await);
    let said = is_refused(&app, &nadia, "/studies", 90).await;
    assert_eq!(
        said, AT_ONCE as usize,
        "only what is in the journal is said to be"
    );
    is_refused(&app, &nadia, "/people", 30).await;
    // Somebody else's refusals are their own.
    assert_eq!(is_refused(&app, &sophie, "/people", 3).await, 3);
    let (hers, theirs) = (id_of(&app, NADIA), id_of(&app, SOPHIE));
    assert_eq!(noted(&app.entries(), &hers), (10, 10));
    assert_eq!(noted(&app.entries(), &theirs), (3, 3));

    // Not yet, then at the window's end, then never again.
    app.running.clockworks.look().await.unwrap();
    assert_eq!(noted(&app.entries(), &hers), (10, 10));
    app.later(WINDOW);
    for _ in 0..2 {
        app.running.clockworks.look().await.unwrap();
        assert_eq!(noted(&app.entries(), &hers), (12, 120));
        assert_eq!(noted(&app.entries(), &theirs), (3, 3));
    }
    is_refused(&app, &nadia, "/studies", 1).await;
    assert_eq!(noted(&app.entries(), &hers), (13, 121));

    // The auditor reads how often.
    let mut alex = app.signed_in(doublelock_testkit::people::ALEX).await;
    for (language, words) in [
        ("fr-CA", "Accès refusé 80 fois"),
        ("en-CA", "Access refused 80 times"),
    ] {
        alex = alex.speaking(language);
        let page = alex.get("/journal").await.unwrap();
        assert!(page.words().contains(words), "{words}: {}", page.words());
        let entries = app.entries();
        let entry = entries
            .iter()
            .find(|entry| entry.payload["count"] == 80)
            .unwrap();
        let page = alex
            .get(&format!("/journal/{}", entry.sequence))
            .await
            .unwrap();
        assert!(page.words().contains(words), "{words}: {}", page.words());
    }
    app.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_counted_is_written_when_the_appliance_stops() {
    let app = appliance!();
    let nadia = session(&app, NADIA).await;
    is_refused(&app, &nadia, "/studies", 40).await;
    let app = app.restarted().await;
    assert_eq!(noted(&app.entries(), &id_of(&app, NADIA)), (11, 40));
    app.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_a_killed_process_counted_is_written_by_whoever_comes_after() {
    let app = appliance!();
    let nadia = session(&app, NADIA).await;
    is_refused(&app, &nadia, "/studies", 40).await;
    // Nothing of it was in the memory of the first.
    let clock = Arc::new(TestClock::at(app.clock.now().plus(WINDOW)));
    let database: &DatabaseUrl = &app.centre.config.storage.database;
    let after = Office {
        store: Store::new(
            database,
            clock,
            Arc::new(RepeatingChance::from_seed(3)),
            Arc::new(doublelock_store::NoKeys),
        ),
        ..app.office().clone()
    };
    assert_eq!(after.write_counted_refusals(Counts::Over).await.unwrap(), 1);
    assert_eq!(noted(&app.entries(), &id_of(&app, NADIA)), (11, 40));
    app.close().await;
}

fn refuse(archive: &TestArchive, store: &Store, who: &PersonId, route: &str) -> Noted {
    let door = archive.warrant::<FrontDoor>(Purpose::SignIn);
    store
        .write(&door, |unit| unit.note_access_refused(who, route, None))
        .unwrap()
}

fn write(archive: &TestArchive, which: Counts) -> usize {
    let door = archive.warrant::<FrontDoor>(Purpose::SignIn);
    archive
        .store
        .write(&door, |unit| unit.write_counted_refusals(which))
        .unwrap()
}

#[test]
fn two_thousand_refusals_of_one_person_are_eleven_entries_and_another_s_are_their_own() {
    let archive = TestArchive::new();
    let (who, other) = (
        archive.appliance.id(),
        &"01JCZ0000000000000000000ND".parse().unwrap(),
    );
    for n in 0..2_000 {
        refuse(&archive, &archive.store, who, "GET /studies");
        if n < 15 {
            refuse(&archive, &archive.store, other, "GET /studies");
        }
    }
    assert_eq!(noted(&archive.entries(), who.as_str()), (10, 10));
    archive.clock.advance(WINDOW);
    assert_eq!(write(&archive, Counts::Over), 2);
    let entries = archive.entries();
    assert_eq!(noted(&entries, who.as_str()), (11, 2_000));
    assert_eq!(noted(&entries, other.as_str()), (11, 15));
    archive.close();
}

#[test]
fn many_routes_are_a_few_entries_too() {
    let archive = TestArchive::new();
    let who = archive.appliance.id().clone();
    for n in 0..200 {
        refuse(&archive, &archive.store, &who, &format!("GET /{}", n % 90));
    }
    assert_eq!(write(&archive, Counts::Over), 0);
    assert_eq!(write(&archive, Counts::All), ROUTES + 1);
    assert_eq!(write(&archive, Counts::All), 0);
    let entries = archive.entries();
    assert_eq!(
        noted(&entries, who.as_str()),
        (AT_ONCE as usize + ROUTES + 1, 200)
    );
    let several = entries
        .iter()
        .find(|entry| entry.payload["route"] == "*")
        .unwrap();
    assert!(several.payload["count"].as_u64().unwrap() > 100);
    archive.close();
}

#[test]
fn front_ends_whose_clocks_are_an_hour_apart_count_in_one_window() {
    let archive = TestArchive::new();
    let ahead = archive.front_end_beside(Span::hours(1));
    let who = archive.appliance.id().clone();
    for n in 0..100 {
        let store = if n % 2 == 0 { &archive.store } else { &ahead };
        refuse(&archive, store, &who, "GET /studies");
    }
    write(&archive, Counts::All);
    let (entries, refused) = noted(&archive.entries(), who.as_str());
    assert_eq!(refused, 100);
    // One window before the hour, one after it.
    assert!(entries <= 2 * (AT_ONCE as usize + 1), "{entries}");
    archive.close();
}

#[test]
fn the_next_minute_s_first_refusal_writes_what_was_counted_before_it() {
    let archive = TestArchive::new();
    let who = archive.appliance.id().clone();
    for _ in 0..AT_ONCE {
        assert_eq!(
            refuse(&archive, &archive.store, &who, "GET /a"),
            Noted::Written
        );
    }
    for _ in 0..5 {
        assert_eq!(
            refuse(&archive, &archive.store, &who, "GET /a"),
            Noted::Counted
        );
    }
    archive.clock.advance(WINDOW);
    assert_eq!(
        refuse(&archive, &archive.store, &who, "GET /b"),
        Noted::Written
    );
    let entries = archive.entries();
    let last: Vec<(&str, u64)> = entries
        .iter()
        .rev()
        .take(2)
        .map(|entry| {
            let payload = &entry.payload;
            (
                payload["route"].as_str().unwrap(),
                payload["count"].as_u64().unwrap(),
            )
        })
        .collect();
    assert_eq!(last, [("GET /b", 1), ("GET /a", 5)]);
    archive.close();
}
