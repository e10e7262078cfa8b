//! The door: who may come in, who may not, and what is not open to whom.

use doublelock_testkit::people::{ALEX, KARIM, NADIA, SOPHIE};

use crate::day::Day;

pub(crate) async fn morning(day: &mut Day) {
    let mut nobody = day.app.browser();
    day.looks(&mut nobody, "sign-in", "/sign-in").await;
    day.looks(&mut nobody, "sign-in-expired", "/sign-in?said=expired")
        .await;
    day.looks(&mut nobody, "privacy-notice-at-the-door", "/privacy-notice")
        .await;
    let wrong = nobody.sign_in(NADIA.login, "wrong").await.unwrap();
    assert_eq!(wrong.status.as_u16(), 401, "{}", wrong.words());
    day.shows("sign-in-refused", &wrong);
    day.pause();
    let unknown = nobody.sign_in("personne", "wrong").await.unwrap();
    assert_eq!(unknown.status.as_u16(), 401, "{}", unknown.words());
    let mut tries = 1;
    let tired = loop {
        day.pause();
        let page = nobody.sign_in("personne", "wrong").await.unwrap();
        if page.status.as_u16() != 401 {
            break page;
        }
        tries += 1;
        assert!(tries < 10, "nobody gets tired of guessing");
    };
    assert_eq!(tired.status.as_u16(), 429, "{}", tired.words());
    day.shows("sign-in-too-many-tries", &tired);
    // Signed in without any duty of ours.
    day.pause();
    day.app.centre.directory.set_groups(SOPHIE.login, &[]);
    let idle = nobody.sign_in(SOPHIE.login, SOPHIE.password).await.unwrap();
    assert_eq!(idle.status.as_u16(), 403, "{}", idle.words());
    day.shows("sign-in-without-duty", &idle);
    day.app
        .centre
        .directory
        .set_groups(SOPHIE.login, &["dl-imaging"]);

    // Everybody's first page of an empty day.
    for (who, name) in [
        (NADIA, "today-morning-nadia"),
        (SOPHIE, "today-morning-sophie"),
        (ALEX, "today-morning-alex"),
    ] {
        let mut browser = day.signs_in(who).await;
        day.looks(&mut browser, name, "/").await;
    }
    // What is not open reads like what is not there.
    let mut karim = day.signs_in(KARIM).await;
    for (name, path) in [
        ("refused-another-duty", "/cases"),
        ("refused-not-there", "/items/01JCZ0000000000000000000ND"),
        ("refused-nowhere", "/no-such-page"),
    ] {
        let page = day.looks(&mut karim, name, path).await;
        assert_eq!(page.status.as_u16(), 404, "{path}");
    }
    let out = day.sends(&mut karim, "/", "/sign-out", &[]).await;
    day.shows("sign-in-signed-out", &out);
}
