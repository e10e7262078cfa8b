//! The house itself: jobs, checkpoints, the journal's copy, sessions; and what a month of silence
//! does.

use doublelock_domain::time::Span;
use doublelock_testkit::people::{ALEX, KARIM, MARC, NADIA};

use crate::day::Day;
use crate::privacy::Requests;

pub(crate) async fn signs_and_exports_the_journal(day: &mut Day) {
    let mut alex = day.signs_in(ALEX).await;
    day.looks(&mut alex, "jobs-before-any-ran", "/jobs").await;
    day.looks(&mut alex, "journal-unsigned", "/journal").await;
    day.looks(&mut alex, "entry-not-covered", "/journal/3")
        .await;
    for job in ["checkpoint", "verify", "overdue"] {
        let ran = day
            .sends(&mut alex, "/jobs", &format!("/jobs/{job}/run"), &[])
            .await;
        day.shows(&format!("jobs-ran-{job}"), &ran);
    }
    let copy = day
        .sends(&mut alex, "/journal", "/journal/export", &[])
        .await;
    assert_eq!(copy.status.as_u16(), 200);
    assert!(copy.text().starts_with('{'), "a bundle of lines");
}

pub(crate) async fn ends_sessions(day: &mut Day) {
    // Three of Nadia's: one ends the others.
    let _lost = day.signs_in(NADIA).await;
    let mut nadia = day.signs_in(NADIA).await;
    day.looks(&mut nadia, "sessions-own", "/sessions").await;
    let ended = day
        .sends(&mut nadia, "/sessions", "/sessions/end-others", &[])
        .await;
    day.shows("sessions-others-ended", &ended);
    // One of Karim's is ended by the operator, one ends by itself.
    let mut karim = day.signs_in(KARIM).await;
    let mut alex = day.signs_in(ALEX).await;
    day.pause();
    let people = alex.get("/people").await.unwrap();
    day.shows("people", &people);
    let html = people.text();
    let name = html.find(KARIM.name).unwrap();
    let at = html[name..].find("/people/").unwrap() + name;
    let action = html[at..].split('"').next().unwrap();
    let ended = day.sends(&mut alex, "/people", action, &[]).await;
    day.shows("people-sessions-ended", &ended);
    let out = day
        .looks(&mut karim, "sign-in-after-revoked", "/station")
        .await;
    assert!(out.path.starts_with("/sign-in"), "{}", out.path);
    let mut karim = day.signs_in(KARIM).await;
    day.app.later(Span::minutes(16));
    let out = day
        .looks(&mut karim, "sign-in-after-idle", "/station")
        .await;
    assert!(out.path.starts_with("/sign-in"), "{}", out.path);
    sends_too_late(day).await;
}

/// What somebody sends after their session has ended is kept, and there when they are back.
async fn sends_too_late(day: &mut Day) {
    let mut karim = day.signs_in(KARIM).await;
    let form = karim.get("/labels").await.unwrap();
    let form = form.form("/labels").unwrap();
    day.app.later(Span::minutes(16));
    let filled = [("class", "I"), ("count", "8")];
    let late = karim.submit(&form, &filled).await.unwrap();
    day.shows("sign-in-kept", &late);
    karim.sign_in(KARIM.login, KARIM.password).await.unwrap();
    day.looks(&mut karim, "kept", "/kept").await;
    let left = day.sends(&mut karim, "/kept", "/kept/leave", &[]).await;
    assert_eq!(left.path, "/", "{}", left.words());
}

/// Karim's duty is withdrawn while he is in; then the machine's clock goes back by an hour, and
/// forward again.
pub(crate) async fn has_its_troubles(day: &mut Day) {
    let mut karim = day.signs_in(KARIM).await;
    day.app.centre.directory.set_groups(KARIM.login, &[]);
    day.app.later(Span::minutes(5));
    let out = day
        .looks(&mut karim, "sign-in-after-standing-lost", "/station")
        .await;
    assert!(out.path.starts_with("/sign-in"), "{}", out.path);
    day.app
        .centre
        .directory
        .set_groups(KARIM.login, &["dl-custody"]);
    day.app.later(Span::hours(-1));
    // The jobs notice it first, whether they look by themselves just now or not.
    day.app.running.clockworks.look().await.unwrap();
    let mut alex = day.signs_in(ALEX).await;
    day.looks(&mut alex, "jobs-after-a-step-back", "/jobs")
        .await;
    day.app.later(Span::hours(1));
}

/// A parcel never came, a request was never answered.
pub(crate) async fn a_month_later(day: &mut Day, requests: &Requests) {
    day.app.later(Span::hours(24 * 31));
    let mut alex = day.signs_in(ALEX).await;
    let ran = day
        .sends(&mut alex, "/jobs", "/jobs/overdue/run", &[])
        .await;
    day.shows("month-jobs", &ran);
    day.looks(&mut alex, "month-today-alex", "/").await;
    let mut nadia = day.signs_in(NADIA).await;
    for (name, path) in [
        ("month-today-nadia", "/"),
        ("month-shipments", "/shipments"),
        ("month-station", "/station"),
    ] {
        day.looks(&mut nadia, name, path).await;
    }
    let late = nadia.get("/shipments").await.unwrap();
    let late = late.links("/shipments/2026-").remove(0);
    day.looks(&mut nadia, "month-shipment-late", &late).await;
    let mut marc = day.signs_in(MARC).await;
    let forgotten = format!("/requests/{}", requests.forgotten);
    for (name, path) in [
        ("month-today-marc", "/"),
        ("month-requests", "/requests"),
        ("month-request-deemed-refused", &*forgotten),
    ] {
        day.looks(&mut marc, name, path).await;
    }
}
