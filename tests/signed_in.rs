//! Promise: who keeps the appliance running sees who is signed in and can end it at once; a
//! person sees and ends their own; nobody else does either, and each ending is in the journal.

#![expect(clippy::unwrap_used, reason = "tests")]

use doublelock_domain::time::Span;
use doublelock_testkit::people::{ALEX, KARIM, MARC, NADIA, SOPHIE, StaffMember};
use doublelock_testkit::{Entry, TestAppliance, Wire, appliance, form_text};

const SESSION: &str = "__Host-session";

async fn session_of(wire: &Wire, person: StaffMember) -> String {
    let reply = wire.sign_in(person.login, person.password).await;
    assert_eq!(reply.status, 303, "{}", reply.text());
    format!("{SESSION}={}", reply.cookie(SESSION).unwrap())
}

async fn is_in(wire: &Wire, cookie: &str) -> bool {
    wire.get("/", &[("cookie", cookie)]).await.status == 200
}

fn person_id(app: &TestAppliance, person: StaffMember) -> String {
    let rows = app.sql("SELECT display_name, id FROM person").unwrap();
    let row = rows.into_iter().find(|row| row[0] == person.name);
    row.unwrap()[1].clone()
}

fn entries(app: &TestAppliance, act: &str) -> Vec<Entry> {
    let mut all = app.entries();
    all.retain(|entry| entry.act == act);
    all
}

#[tokio::test(flavor = "multi_thread")]
async fn the_operator_ends_the_sessions_of_a_phone_that_was_lost() {
    let app = appliance!();
    let (desk, phone) = (app.wire().at(2), app.wire().at(3));
    let (at_desk, on_phone) = (
        session_of(&desk, NADIA).await,
        session_of(&phone, NADIA).await,
    );
    let karim = session_of(&app.wire().at(4), KARIM).await;
    app.later(Span::minutes(10));
    let mut alex = app.signed_in(ALEX).await;

    let page = alex.get("/people").await.unwrap();
    let words = page.words();
    for shown in [NADIA.name, KARIM.name, ALEX.name, "127.0.0.2", "127.0.0.3"] {
        assert!(words.contains(shown), "{shown}: {words}");
    }
    let read = entries(&app, "list.read").pop().unwrap();
    assert_eq!(
        (read.duty.as_str(), &read.payload["list"]),
        ("operator", &"open_sessions".into())
    );

    let action = format!("/people/{}/end-sessions", person_id(&app, NADIA));
    let form = page.form(&action).unwrap();
    let after = alex.submit(&form, &[]).await.unwrap();
    assert!(after.path.starts_with("/people"), "{}", after.path);
    assert!(!after.words().contains(NADIA.name), "{}", after.words());
    assert!(!is_in(&desk, &at_desk).await && !is_in(&phone, &on_phone).await);
    assert!(is_in(&app.wire(), &karim).await, "nobody else is out");

    // One entry for each session, under the operator's name, saying whose.
    let ended = entries(&app, "session.ended");
    assert_eq!(ended.len(), 2);
    for entry in &ended {
        assert_eq!(entry.payload["reason"], "revoked");
        assert_eq!(
            (entry.duty.as_str(), entry.actor.as_str()),
            ("operator", person_id(&app, ALEX).as_str())
        );
        assert!(entry.subjects.contains(&person_id(&app, NADIA)));
    }
    // Pressed twice, nothing more happens; and her account was not closed.
    alex.submit(&form, &[]).await.unwrap();
    assert_eq!(entries(&app, "session.ended").len(), 2);
    session_of(&desk, NADIA).await;
    app.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn nobody_but_the_operator_sees_or_ends_the_sessions_of_others() {
    let app = appliance!();
    let wire = app.wire();
    let karim = session_of(&wire, KARIM).await;
    let origin = wire.origin();
    let csrf_of = |name: &str| {
        let rows = app
            .sql("SELECT p.display_name, s.csrf FROM session s JOIN person p ON p.id = s.person_id")
            .unwrap();
        rows.into_iter().find(|row| row[0] == name).unwrap()[1].clone()
    };
    let action = format!("/people/{}/end-sessions", person_id(&app, KARIM));
    for person in [NADIA, SOPHIE, MARC] {
        let cookie = session_of(&wire, person).await;
        let page = wire.get("/people", &[("cookie", &cookie)]).await;
        assert_eq!(page.status, 404, "{}", person.name);
        assert!(!page.text().contains(KARIM.name));
        let form = form_text(&[("csrf", &csrf_of(person.name)), ("once", "1")]);
        let headers = [("cookie", cookie.as_str()), ("origin", origin.as_str())];
        assert_eq!(wire.post(&action, &headers, &form).await.status, 404);
    }
    assert!(entries(&app, "access.refused").len() >= 6);

    // The operator's own form has to be the operator's own, and somebody has to be there.
    let alex = session_of(&wire, ALEX).await;
    let headers = [("cookie", alex.as_str()), ("origin", origin.as_str())];
    let (right, wrong) = (csrf_of(ALEX.name), csrf_of(KARIM.name));
    for (why, path, form, status) in [
        ("no token", action.as_str(), String::new(), 403),
        (
            "somebody else's token",
            &action,
            form_text(&[("csrf", &wrong)]),
            403,
        ),
        (
            "nobody",
            "/people/01JCZ0000000000000000000ZZ/end-sessions",
            form_text(&[("csrf", &right), ("once", "1")]),
            404,
        ),
        (
            "not an id",
            "/people/karim/end-sessions",
            form_text(&[("csrf", &right), ("once", "1")]),
            404,
        ),
    ] {
        assert_eq!(
            wire.post(path, &headers, &form).await.status,
            status,
            "{why}"
        );
    }
    assert!(is_in(&wire, &karim).await);
    assert!(entries(&app, "session.ended").is_empty());
    app.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn sessions_that_are_over_are_not_listed() {
    let app = appliance!();
    session_of(&app.wire(), NADIA).await;
    app.later(Span::minutes(16));
    let mut alex = app.signed_in(ALEX).await;
    let words = alex.get("/people").await.unwrap().words();
    assert!(!words.contains(NADIA.name), "{words}");
    assert!(words.contains(ALEX.name), "{words}");
    app.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn somebody_ends_their_own_sessions_elsewhere() {
    let app = appliance!();
    let elsewhere = session_of(&app.wire().at(9), NADIA).await;
    let karim = session_of(&app.wire(), KARIM).await;
    let mut nadia = app.signed_in(NADIA).await;
    let page = nadia.get("/sessions").await.unwrap();
    let words = page.words();
    assert!(
        words.contains("127.0.0.9") && words.contains("127.0.0.1"),
        "{words}"
    );
    let form = page.form("/sessions/end-others").unwrap();
    let after = nadia.submit(&form, &[]).await.unwrap();
    assert!(after.path.starts_with("/sessions"), "{}", after.path);
    assert!(
        after.form("/sessions/end-others").is_none(),
        "only this one is left"
    );
    assert!(!is_in(&app.wire(), &elsewhere).await);
    assert!(is_in(&app.wire(), &karim).await);
    let ended = entries(&app, "session.ended");
    assert_eq!(ended.len(), 1);
    assert_eq!(ended[0].payload["reason"], "elsewhere");
    assert!(ended[0].subjects.contains(&person_id(&app, NADIA)));
    app.close().await;
}
