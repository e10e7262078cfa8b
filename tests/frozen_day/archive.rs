//! The archive under double lock: films put away with an extension, some taken out again and
//! one not found.

use doublelock_domain::time::Span;
use doublelock_testkit::browser::Answer;
use doublelock_testkit::clerk::{BOTH_LOCKS, Clerk};
use doublelock_testkit::people::{ALEX, KARIM, NADIA, SOPHIE};

use crate::custody::{Cases, Films, Out, scans};
use crate::day::Day;

pub(crate) async fn puts_films_away(day: &mut Day, films: &Films) {
    let mut nadia = day.clerk(NADIA).await;
    let shelf = nadia.place("Tablette 1-A").await;
    let trolley = nadia.place("Chariot des archives").await;
    nadia.page = nadia.browser.get("/station").await.unwrap();
    scans(day, &mut nadia, &shelf, "refused", "station-archive-shut").await;
    day.looks(&mut nadia.browser, "visit-open-put-away", "/archive/open")
        .await;
    opening_is_refused(day, &mut nadia).await;

    day.pause();
    let visit = nadia.enters_the_archive(NADIA, KARIM).await;
    assert!(
        visit.path.starts_with("/archive/visits/"),
        "{}",
        visit.words()
    );
    day.shows("visit-opened", &visit);
    let address = visit.path;
    day.pause();
    nadia.page = nadia.browser.get("/station").await.unwrap();
    scans(day, &mut nadia, &trolley, "refused", "station-one-barrier").await;
    scans(day, &mut nadia, &shelf, "ok", "station-shelf").await;
    scans(day, &mut nadia, &films.labels[0], "ok", "station-put-away").await;
    scans(
        day,
        &mut nadia,
        "DXUNDOLAST",
        "ok",
        "station-put-away-undone",
    )
    .await;
    scans(day, &mut nadia, &films.labels[0], "ok", "").await;
    extends(day, &mut nadia, &address).await;
    for label in &films.labels[1..] {
        day.pause();
        let page = nadia.scans_in(&address, label).await;
        assert_eq!(page.status.as_u16(), 200, "{}", page.words());
    }
    day.looks(
        &mut nadia.browser,
        "visit-extended",
        &format!("{address}?said"),
    )
    .await;
    day.looks(
        &mut nadia.browser,
        "visit-closing",
        &format!("{address}/close"),
    )
    .await;
    let both = [NADIA, KARIM];
    day.pause();
    let refused = nadia.closes(&address, both, &[("outer", "yes")]).await;
    assert_eq!(refused.status.as_u16(), 422, "one lock is not two");
    day.shows("visit-closing-refused", &refused);
    day.pause();
    let closed = nadia.closes(&address, both, BOTH_LOCKS).await;
    assert!(
        closed.words().contains("Fermée sans écart"),
        "{}",
        closed.words()
    );
    day.shows("visit-closed", &closed);
}

async fn opening_is_refused(day: &mut Day, nadia: &mut Clerk) {
    let (me, other) = (NADIA.password, KARIM.password);
    for (who, name) in [
        (["nadia", me, "nadia", me], "visit-refused-same-person"),
        (
            ["nadia", me, "karim", "wrong"],
            "visit-refused-wrong-password",
        ),
        (["karim", other, "nadia", me], "visit-refused-not-you"),
        (
            ["nadia", me, "alex", ALEX.password],
            "visit-refused-no-duty",
        ),
    ] {
        day.pause();
        let page = nadia.enters_with(who, &[]).await;
        assert_eq!(page.status.as_u16(), 422, "{}", page.words());
        day.shows(name, &page);
    }
}

async fn extends(day: &mut Day, nadia: &mut Clerk, visit: &str) {
    let address = format!("{visit}/extend");
    day.looks(&mut nadia.browser, "visit-extending", &address)
        .await;
    let filled = |reason, password| {
        [
            ("reason", reason),
            ("first-username", NADIA.login),
            ("first-password", NADIA.password),
            ("second-username", KARIM.login),
            ("second-password", password),
        ]
    };
    let wrong = filled("Tablette pleine", "wrong");
    let refused = day
        .sends(&mut nadia.browser, &address, &address, &wrong)
        .await;
    assert_eq!(refused.status.as_u16(), 422, "{}", refused.words());
    day.shows("visit-extending-refused", &refused);
    let right = filled("Tablette pleine <b>à vider</b>", KARIM.password);
    let extended = day
        .sends(&mut nadia.browser, &address, &address, &right)
        .await;
    assert_eq!(extended.path, visit, "{}", extended.words());
    let again = day
        .looks(&mut nadia.browser, "visit-extended-once", &address)
        .await;
    assert!(again.form(&address).is_none(), "once only");
}

/// Two are to be taken out, one is not where it should be; a third person looks on.
pub(crate) async fn takes_films_out(day: &mut Day, cases: &Cases, films: &Films) -> Out {
    let mut nadia = day.clerk(NADIA).await;
    let both = [NADIA, SOPHIE];
    let wanted = &films.labels[..2];
    let open = "/archive/open?purpose=retrieve";
    day.looks(&mut nadia.browser, "visit-open-retrieve", open)
        .await;
    let form = nadia.browser.get(open).await.unwrap();
    let form = form.form("/archive/open").unwrap();
    for (name, read) in [
        ("visit-open-retrieve-case", cases.elodie.as_str()),
        ("visit-open-retrieve-nothing", "2026-9999"),
    ] {
        day.pause();
        let read = [("gather.do", "add"), ("gather.scan", read)];
        let page = nadia.browser.submit(&form, &read).await.unwrap();
        day.shows(name, &page);
    }
    day.pause();
    let forgotten = nadia.enters_to_retrieve(both, &[]).await;
    assert_eq!(forgotten.status.as_u16(), 422, "nothing was planned");
    day.shows("visit-refused-nothing-planned", &forgotten);
    day.pause();
    let visit = nadia.enters_to_retrieve(both, wanted).await;
    assert!(
        visit.path.starts_with("/archive/visits/"),
        "{}",
        visit.words()
    );
    day.shows("visit-to-retrieve", &visit);
    let address = visit.path;
    let mut karim = day.clerk(KARIM).await;
    day.looks(&mut karim.browser, "visit-of-others", &address)
        .await;
    let second: Answer = karim.enters_the_archive(KARIM, NADIA).await;
    assert_eq!(second.status.as_u16(), 422, "{}", second.words());
    day.shows("visit-refused-one-at-a-time", &second);
    for (code, name) in [
        ("DI1234567812", "visit-scan-refused"),
        (&*wanted[0], "visit-scan"),
    ] {
        day.pause();
        let page = nadia.scans_in(&address, code).await;
        day.shows(name, &page);
    }
    day.pause();
    let early = nadia.closes(&address, both, BOTH_LOCKS).await;
    assert_eq!(early.status.as_u16(), 422, "one has no verdict");
    day.pause();
    let accounted = nadia.accounts(&address, "missing").await;
    day.shows("visit-accounted", &accounted);
    day.pause();
    let closed = nadia.closes(&address, both, BOTH_LOCKS).await;
    assert!(closed.words().contains("Fermée avec"), "{}", closed.words());
    day.shows("visit-closed-with-discrepancy", &closed);
    day.pause();
    nadia.page = nadia.browser.get("/station").await.unwrap();
    let page = nadia.page.clone();
    day.shows("station-after-the-archive", &page);
    scans(day, &mut nadia, &films.dock, "ok", "station-set-down").await;
    Out {
        film: wanted[0].clone(),
        seal: films.seal.clone(),
    }
}

/// Two enter without a plan and one of them is called away: when the time is over, others close.
pub(crate) async fn lets_a_visit_run_out(day: &mut Day) {
    let mut nadia = day.clerk(NADIA).await;
    let who = [NADIA.login, NADIA.password, SOPHIE.login, SOPHIE.password];
    day.pause();
    let visit = nadia.enters_with(who, &[("without-plan", "yes")]).await;
    assert!(
        visit.path.starts_with("/archive/visits/"),
        "{}",
        visit.words()
    );
    day.shows("visit-without-plan", &visit);
    let address = visit.path;
    let shelf = nadia.place("Tablette 1-A").await;
    day.app.later(Span::minutes(31));
    let mut nadia = day.clerk(NADIA).await;
    scans(day, &mut nadia, &shelf, "refused", "station-time-is-over").await;
    day.looks(&mut nadia.browser, "visit-time-is-over", &address)
        .await;
    day.looks(&mut nadia.browser, "archive-time-is-over", "/archive")
        .await;
    day.pause();
    let others = nadia.closes(&address, [NADIA, KARIM], BOTH_LOCKS).await;
    assert!(
        others.words().contains("Fermée par d’autres"),
        "{}",
        others.words()
    );
    day.shows("visit-closed-by-others", &others);
}
