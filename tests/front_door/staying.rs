//! Who is in stays in for as long as allowed, and no longer.

use super::*;

#[tokio::test(flavor = "multi_thread")]
async fn a_session_given_by_a_stranger_is_never_taken_over() {
    let app = appliance!();
    let wire = app.wire();
    let planted = "A".repeat(43);
    let mut karim = app.browser();
    karim.set_cookie(SESSION, &planted);
    karim.sign_in(KARIM.login, KARIM.password).await.unwrap();
    assert_ne!(karim.cookie(SESSION).unwrap(), planted);
    assert!(!is_in(&today(&wire, &format!("{SESSION}={planted}")).await));
    for odd in [
        "",
        "A",
        &"A".repeat(5000),
        "a b",
        "é",
        &format!("{planted}, x"),
        "\"' OR 1=1 --",
    ] {
        assert!(
            !is_in(&today(&wire, &format!("{SESSION}={odd}")).await),
            "{odd}"
        );
    }
    app.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_cookie_is_worth_nothing_after_signing_out_or_in_again() {
    let app = appliance!();
    let wire = app.wire();
    let mut desk = app.signed_in(NADIA).await;
    let first = format!("{SESSION}={}", desk.cookie(SESSION).unwrap());
    // The phone is another session; it does not end with the one at the desk.
    let phone = session_of(&wire, NADIA).await;

    desk.sign_in(NADIA.login, NADIA.password).await.unwrap();
    let second = format!("{SESSION}={}", desk.cookie(SESSION).unwrap());
    assert_ne!(first, second);
    assert!(
        !is_in(&today(&wire, &first).await),
        "the browser's earlier session is over"
    );
    assert!(is_in(&today(&wire, &second).await));

    let page = desk.get("/").await.unwrap();
    desk.submit(&page.form("/sign-out").unwrap(), &[])
        .await
        .unwrap();
    assert!(
        !is_in(&today(&wire, &second).await),
        "a copied cookie does not outlive the sign-out"
    );
    assert!(is_in(&today(&wire, &phone).await));
    assert_eq!(endings(&app), ["replaced", "signed_out"]);
    app.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn fifteen_minutes_without_a_request_end_a_session() {
    let app = appliance!();
    let wire = app.wire();
    let nadia = session_of(&wire, NADIA).await;
    for _ in 0..3 {
        app.later(Span::minutes(14));
        assert!(is_in(&today(&wire, &nadia).await), "in use");
    }
    app.later(Span::minutes(15));
    assert!(!is_in(&today(&wire, &nadia).await));
    assert!(!is_in(&today(&wire, &nadia).await));
    assert_eq!(endings(&app), ["idle"]);
    app.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn twelve_hours_after_sign_in_it_ends_whatever_happens() {
    let app = appliance!();
    let wire = app.wire();
    let nadia = session_of(&wire, NADIA).await;
    for _ in 0..53 {
        app.later(Span::seconds(13 * 60 + 30));
        assert!(is_in(&today(&wire, &nadia).await));
    }
    app.later(Span::minutes(5));
    assert!(!is_in(&today(&wire, &nadia).await));
    assert_eq!(endings(&app), ["absolute"]);
    app.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_clock_set_back_prolongs_nothing_and_locks_nobody_out() {
    let app = appliance!();
    let wire = app.wire();
    app.later(Span::hours(2));
    let nadia = session_of(&wire, NADIA).await;
    app.clock.set(app.clock.now().plus(Span::hours(-1)));
    assert!(
        !is_in(&today(&wire, &nadia).await),
        "its dates lie in the future: over"
    );
    assert_eq!(endings(&app), ["clock"]);
    // Under the corrected clock she signs in and works as on any day.
    let again = session_of(&wire, NADIA).await;
    assert!(is_in(&today(&wire, &again).await));
    app.later(Span::minutes(10));
    assert!(is_in(&today(&wire, &again).await));
    app.later(Span::minutes(15));
    assert!(!is_in(&today(&wire, &again).await));
    assert_eq!(endings(&app), ["clock", "idle"]);
    app.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_session_outlives_a_restart_and_keeps_its_dates() {
    let app = appliance!();
    let nadia = session_of(&app.wire(), NADIA).await;
    let app = app.restarted().await;
    assert!(is_in(&today(&app.wire(), &nadia).await));
    app.later(Span::minutes(15));
    assert!(!is_in(&today(&app.wire(), &nadia).await));
    app.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn who_leaves_the_directory_is_out_within_five_minutes() {
    let app = appliance!();
    let (wire, directory) = (app.wire(), &app.centre.directory);
    let (nadia, karim, sophie) = (
        session_of(&wire, NADIA).await,
        session_of(&wire, KARIM).await,
        session_of(&wire, SOPHIE).await,
    );
    let marc = session_of(&wire, MARC).await;
    directory.set_state(NADIA.login, AccountState::Disabled);
    directory.remove(KARIM.login);
    directory.set_groups(SOPHIE.login, &[]);
    app.later(Span::minutes(5));
    for gone in [&nadia, &karim, &sophie] {
        assert!(!is_in(&today(&wire, gone).await));
    }
    assert!(is_in(&today(&wire, &marc).await));
    // Back in the directory is not back in the session.
    directory.set_state(NADIA.login, AccountState::Active);
    assert!(!is_in(&today(&wire, &nadia).await));
    assert_eq!(endings(&app), ["standing_lost"; 3]);
    app.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_duty_that_was_taken_away_is_gone_within_five_minutes() {
    let app = appliance!();
    let wire = app.wire();
    let nadia = session_of(&wire, NADIA).await;
    let cases = async || wire.get("/cases", &[("cookie", &nadia)]).await.status;
    assert_eq!(cases().await, 200);
    app.centre
        .directory
        .set_groups(NADIA.login, &["dl-custody"]);
    app.later(Span::minutes(5));
    assert_eq!(cases().await, 404);
    assert!(
        is_in(&today(&wire, &nadia).await),
        "what is left of the duties goes on"
    );
    app.centre
        .directory
        .set_groups(NADIA.login, &["dl-custody", "dl-coordination"]);
    app.later(Span::minutes(5));
    assert_eq!(cases().await, 200);
    app.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_dead_directory_is_not_replaced_by_what_it_said_before() {
    let app = appliance!();
    let wire = app.wire();
    let nadia = session_of(&wire, NADIA).await;
    app.centre.directory.conduct(Conduct::Drop);
    app.later(Span::minutes(3));
    assert!(is_in(&today(&wire, &nadia).await), "not due yet");
    app.later(Span::minutes(2));
    let reply = today(&wire, &nadia).await;
    assert_eq!(reply.status, 503);
    assert!(!reply.text().contains(NADIA.name));
    app.centre.directory.conduct(Conduct::Serve);
    assert!(is_in(&today(&wire, &nadia).await));
    app.close().await;
}
