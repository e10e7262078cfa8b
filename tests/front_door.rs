//! Promise: the right person gets in and stays for as long as allowed; nobody else does, and
//! nobody learns anything at the door.

#![expect(clippy::unwrap_used, reason = "tests")]

use std::time::Duration;

use doublelock_directory::demo::{AccountState, Conduct};
use doublelock_domain::time::{Clock as _, Span};
use doublelock_testkit::people::{ALEX, KARIM, MARC, NADIA, SOPHIE, StaffMember};
use doublelock_testkit::{Reply, TestAppliance, Wire, appliance, form_text};

const SESSION: &str = "__Host-session";

/// Signs in and gives back the header that carries the session.
async fn session_of(wire: &Wire, person: StaffMember) -> String {
    let reply = wire.sign_in(person.login, person.password).await;
    assert_eq!(reply.status, 303, "{}", reply.text());
    format!("{SESSION}={}", reply.cookie(SESSION).unwrap())
}

/// The first page with that cookie: 200 in, 303 out.
async fn today(wire: &Wire, cookie: &str) -> Reply {
    wire.get("/", &[("cookie", cookie)]).await
}

fn is_in(reply: &Reply) -> bool {
    assert!(
        [200, 303].contains(&reply.status),
        "{}: {}",
        reply.status,
        reply.text()
    );
    if reply.status == 303 {
        assert!(reply.header("location").unwrap().starts_with("/sign-in"));
    }
    reply.status == 200
}

/// Why sessions ended, oldest first.
fn endings(app: &TestAppliance) -> Vec<String> {
    let ended = ["session.ended", "session.closed"];
    let entries = app.entries();
    let endings = entries
        .iter()
        .filter(|entry| ended.contains(&entry.act.as_str()));
    endings
        .map(|entry| {
            // Only its person closes a session.
            let reason = entry.payload["reason"].as_str();
            reason.unwrap_or("signed_out").to_owned()
        })
        .collect()
}

// ---- Getting in --------------------------------------------------------------------------------

#[tokio::test(flavor = "multi_thread")]
async fn nadia_signs_in_through_the_page_and_out_again() {
    let app = appliance!();
    let mut nadia = app.signed_in(NADIA).await;
    let page = nadia.get("/").await.unwrap();
    assert!(page.words().contains(NADIA.name), "{}", page.words());

    let form = page.form("/sign-out").unwrap();
    let out = nadia.submit(&form, &[]).await.unwrap();
    assert!(out.path.starts_with("/sign-in"), "{}", out.path);
    assert!(nadia.cookie(SESSION).is_none());
    assert!(nadia.get("/").await.unwrap().path.starts_with("/sign-in"));
    assert_eq!(endings(&app), ["signed_out"]);
    app.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_session_cookie_is_guarded_and_kept_nowhere() {
    let app = appliance!();
    let reply = app.wire().sign_in(KARIM.login, KARIM.password).await;
    assert_eq!((reply.status, reply.header("location")), (303, Some("/")));
    let set = reply.cookies_set();
    assert_eq!(set.len(), 1, "{set:?}");
    let mut parts: Vec<&str> = set[0].split("; ").collect();
    let value = parts.remove(0).strip_prefix("__Host-session=").unwrap();
    parts.sort_unstable();
    // No Domain, no date: this host only, gone with the browser.
    assert_eq!(parts, ["HttpOnly", "Path=/", "SameSite=Strict", "Secure"]);
    // 256 bits.
    assert_eq!(
        openssl::base64::decode_block(&format!("{}=", value.replace('-', "+").replace('_', "/")))
            .unwrap()
            .len(),
        32
    );

    let kept = app.sql("SELECT token_hash, csrf FROM session").unwrap();
    assert_eq!(kept.len(), 1);
    let hash = openssl::sha::sha256(value.as_bytes())
        .map(|byte| format!("{byte:02x}"))
        .concat();
    assert_eq!(
        kept[0][0].trim_start_matches("\\x"),
        hash,
        "only the hash is kept"
    );
    assert_ne!(kept[0][1], value);
    assert!(
        app.entries()
            .iter()
            .all(|entry| !entry.payload.to_string().contains(value))
    );
    app.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn every_refusal_reads_the_same() {
    let app = appliance!(|config: &mut doublelock_testkit::Config| {
        // A sloppy filter: by "fr-CA" it finds four people.
        config.directory.user_filter = "(|(uid={login})(preferredLanguage={login}))".into();
    });
    let directory = &app.centre.directory;
    let (mut pages, mut address) = (Vec::new(), 10);
    let mut refused = async |why: &str, login: &str, password: &str| {
        address += 1;
        let reply = app.wire().at(address).sign_in(login, password).await;
        assert_eq!(reply.status, 401, "{why}: {}", reply.text());
        assert!(reply.cookies_set().is_empty(), "{why}");
        let shown = reply.text().replace(&format!(" value=\"{login}\""), "");
        pages.push((why.to_owned(), shown));
    };
    refused("wrong password", "sophie", "demo-nadia").await;
    refused("empty password", "sophie", "").await;
    refused("NUL in the password", "sophie", "demo-sophie\0").await;
    refused("NUL in the name", "sophie\0", "demo-sophie").await;
    refused("unknown", "zebedee", "demo-sophie").await;
    refused("four people", "fr-CA", KARIM.password).await;
    refused("a filter as a name", "*)(uid=sophie", SOPHIE.password).await;
    for (why, state) in [
        ("disabled", AccountState::Disabled),
        ("locked", AccountState::Locked),
        ("must change", AccountState::MustChange),
        ("expired", AccountState::Expired),
    ] {
        for person in [MARC, ALEX] {
            directory.set_state(person.login, state);
            refused(why, person.login, person.password).await;
        }
    }
    // (The field of the name stays empty, which is all that tells this one.)
    let nameless = app.wire().at(9).sign_in("", SOPHIE.password).await;
    assert_eq!((nameless.status, nameless.cookies_set().len()), (401, 0));
    let (_, first) = &pages[0];
    for (why, page) in &pages {
        assert_eq!(page, first, "{why} can be told from a wrong password");
    }
    // The centre's own people can tell: the journal says why, and not what was typed.
    let entries = app.entries();
    let reasons: Vec<&str> = entries
        .iter()
        .filter(|entry| entry.act == "session.refused")
        .map(|entry| entry.payload["reason"].as_str().unwrap())
        .collect();
    assert_eq!(reasons.len(), pages.len() + 1);
    for reason in [
        "wrong_password",
        "unknown",
        "ambiguous",
        "disabled",
        "locked",
        "must_change_password",
    ] {
        assert!(reasons.contains(&reason), "{reason}: {reasons:?}");
    }
    assert!(
        entries
            .iter()
            .all(|entry| !entry.payload.to_string().contains("zebedee"))
    );
    assert_eq!(app.sql("SELECT id FROM session").unwrap().len(), 0);
    app.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_empty_password_never_reaches_the_directory() {
    let app = appliance!();
    let before = app.centre.directory.connections();
    for (login, password) in [
        ("nadia", ""),
        ("nadia", "a\0b"),
        ("na\0dia", "demo-nadia"),
        ("", "demo-nadia"),
    ] {
        assert_eq!(app.wire().sign_in(login, password).await.status, 401);
    }
    assert_eq!(app.centre.directory.connections(), before);
    app.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn somebody_without_a_duty_is_told_so_and_stays_outside() {
    let app = appliance!();
    app.centre
        .directory
        .set_groups(NADIA.login, &["dl-nothing"]);
    let reply = app.wire().sign_in(NADIA.login, NADIA.password).await;
    assert_eq!(reply.status, 403);
    assert!(reply.cookies_set().is_empty());
    app.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_group_in_a_group_gives_the_duty() {
    let app = appliance!();
    app.centre
        .directory
        .set_groups(NADIA.login, &["night-shift"]);
    app.centre
        .directory
        .nest("night-shift", "staff-of-the-archive");
    app.centre
        .directory
        .nest("staff-of-the-archive", "dl-custody");
    let session = session_of(&app.wire(), NADIA).await;
    assert!(is_in(&today(&app.wire(), &session).await));
    let duties = app.sql("SELECT duties FROM session").unwrap();
    assert_eq!(duties, [["custody"]]);
    app.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_hung_directory_is_said_in_time_and_holds_nobody_else_up() {
    let app = appliance!();
    let wire = app.wire();
    let nadia = session_of(&wire, NADIA).await;
    for conduct in [Conduct::Hang, Conduct::Drop] {
        app.centre.directory.conduct(conduct);
        let waiting = tokio::spawn({
            let wire = wire.clone().at(9);
            async move { wire.sign_in(KARIM.login, KARIM.password).await }
        });
        // Nadia works on meanwhile.
        for _ in 0..5 {
            assert!(is_in(&today(&wire, &nadia).await));
        }
        let reply = tokio::time::timeout(Duration::from_secs(7), waiting)
            .await
            .unwrap()
            .unwrap();
        assert_eq!(reply.status, 503, "{conduct:?}");
        assert!(reply.cookies_set().is_empty());
        assert!(reply.text().contains("annuaire"), "{}", reply.text());
    }
    // Nobody guessed anything: the same address gets in as soon as the directory is back.
    app.centre.directory.conduct(Conduct::Serve);
    session_of(&wire.clone().at(9), KARIM).await;
    app.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_way_back_never_leads_elsewhere() {
    let app = appliance!();
    let wire = app.wire();
    let origin = wire.origin();
    for bad in [
        "//evil.example",
        "///evil.example",
        "https://evil.example/",
        "/\\evil.example",
        "\\/evil.example",
        "/\t/evil.example",
        "/%2f/evil.example",
        "javascript:alert(1)",
        "evil.example",
        "/a\r\nset-cookie: x=y",
        "/@evil.example:80",
        "/\u{200b}evil",
        &format!("/{}", "a".repeat(300)),
    ] {
        let asked = wire
            .get(&format!("/sign-in?{}", form_text(&[("back", bad)])), &[])
            .await;
        assert_eq!(asked.status, 200);
        assert!(
            !asked.text().contains("evil") && !asked.text().contains("alert(1)"),
            "{bad:?}"
        );
        let form = form_text(&[
            ("username", NADIA.login),
            ("password", NADIA.password),
            ("back", bad),
        ]);
        let reply = wire.post("/sign-in", &[("origin", &origin)], &form).await;
        assert_eq!(
            (reply.status, reply.header("location")),
            (303, Some("/")),
            "{bad:?}"
        );
        assert!(
            reply
                .headers
                .iter()
                .all(|(name, value)| name != "set-cookie" || value.starts_with("__Host-session="))
        );
        let language = wire
            .get(
                &format!("/language/en?{}", form_text(&[("back", bad)])),
                &[],
            )
            .await;
        assert_eq!(
            (language.status, language.header("location")),
            (303, Some("/")),
            "{bad:?}"
        );
    }
    // A page of ours is where one goes on.
    let sent_away = wire.get("/cases", &[]).await;
    assert_eq!(
        (sent_away.status, sent_away.header("location")),
        (303, Some("/sign-in?back=/cases"))
    );
    let form = form_text(&[
        ("username", NADIA.login),
        ("password", NADIA.password),
        ("back", "/cases"),
    ]);
    let reply = wire.post("/sign-in", &[("origin", &origin)], &form).await;
    assert_eq!(reply.header("location"), Some("/cases"));
    app.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_sign_in_form_of_another_site_is_not_taken() {
    let app = appliance!();
    let wire = app.wire();
    let form = form_text(&[("username", NADIA.login), ("password", NADIA.password)]);
    let before = app.centre.directory.binds();
    for headers in [
        &[][..],
        &[("origin", "https://evil.example")],
        &[("origin", "null")],
        &[("origin", "http://localhost")],
        &[("sec-fetch-site", "cross-site")],
        &[("sec-fetch-site", "same-site")],
    ] {
        let reply = wire.post("/sign-in", headers, &form).await;
        assert_eq!(reply.status, 403, "{headers:?}");
        assert!(reply.cookies_set().is_empty());
    }
    assert_eq!(app.centre.directory.binds(), before);
    app.close().await;
}

// ---- Staying in --------------------------------------------------------------------------------

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

// ---- Guessing ----------------------------------------------------------------------------------

#[tokio::test(flavor = "multi_thread")]
async fn a_guesser_waits_and_the_right_person_gets_in_from_elsewhere() {
    let app = appliance!();
    let (stranger, desk) = (app.wire().at(66), app.wire().at(2));
    for n in 0..4 {
        assert_eq!(
            stranger
                .sign_in(NADIA.login, &format!("guess-{n}"))
                .await
                .status,
            401
        );
    }
    let before = app.centre.directory.binds();
    let reply = stranger.sign_in(NADIA.login, NADIA.password).await;
    assert_eq!(reply.status, 429, "even the right password waits");
    let wait: i64 = reply.header("retry-after").unwrap().parse().unwrap();
    assert!((1..=15 * 60 + 1).contains(&wait), "{wait}");
    assert!(reply.cookies_set().is_empty());
    assert_eq!(
        app.centre.directory.binds(),
        before,
        "the directory is not asked"
    );
    // What to do, and when.
    assert!(reply.text().contains("15\u{a0}min"), "{}", reply.text());
    let language = "__Host-language=en";
    let form = form_text(&[("username", NADIA.login), ("password", "x")]);
    let headers = [
        ("origin", stranger.origin()),
        ("cookie", language.to_owned()),
    ];
    let headers = headers
        .each_ref()
        .map(|(name, value)| (*name, value.as_str()));
    let english = stranger.post("/sign-in", &headers, &form).await;
    assert_eq!(english.status, 429);
    assert!(
        english.text().contains("Wait 15\u{a0}min") && english.text().contains("workstation"),
        "{}",
        english.text()
    );

    session_of(&desk, NADIA).await;
    app.later(Span::minutes(16));
    session_of(&stranger, NADIA).await;
    app.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn guesses_from_everywhere_never_lock_the_account_in_the_directory() {
    let app = appliance!();
    let desk = app.wire().at(2);
    session_of(&desk, NADIA).await;
    let before = app.centre.directory.tries();
    // The directory takes all of these for one person.
    let spellings = [
        "nadia",
        "NADIA",
        " nadia",
        "Nadia ",
        "nadia\u{a0}",
        "ｎａｄｉａ",
    ];
    let mut answers = std::collections::BTreeSet::new();
    for n in 0..60 {
        let from = app.wire().at(100 + n % 20);
        let login = spellings[usize::from(n) % spellings.len()];
        answers.insert(from.sign_in(login, &format!("guess-{n}")).await.status);
    }
    let reached = app.centre.directory.tries() - before;
    assert!(
        (1..=10).contains(&reached),
        "{reached} guesses reached her account"
    );
    assert_eq!(answers, [401, 429].into());
    session_of(&desk, NADIA).await;
    app.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn guesses_under_another_name_of_hers_count_as_hers_and_nobody_can_tell() {
    let app = appliance!(|config: &mut doublelock_testkit::Config| {
        config.directory.user_filter = "(|(uid={login})(cn={login}))".into();
    });
    // Who types her whole name is the same person.
    let reply = app.wire().at(2).sign_in(NADIA.name, NADIA.password).await;
    assert_eq!(reply.status, 303, "{}", reply.text());
    for n in 0..5 {
        app.wire().at(50 + n).sign_in(NADIA.login, "guess").await;
    }
    let before = app.centre.directory.tries();
    let known = app.wire().at(60).sign_in(NADIA.name, "guess").await;
    let unknown = app.wire().at(61).sign_in("Zoé Personne", "guess").await;
    let shown = |reply: &Reply, name: &str| (reply.status, reply.text().replace(name, "…"));
    assert_eq!(
        shown(&known, NADIA.name),
        shown(&unknown, "Zoé Personne"),
        "a name that is somebody's can be told"
    );
    assert_eq!(app.centre.directory.tries(), before);
    let reasons: Vec<String> = app
        .entries()
        .iter()
        .filter(|entry| entry.act == "session.refused")
        .map(|entry| {
            // Only its person closes a session.
            let reason = entry.payload["reason"].as_str();
            reason.unwrap_or("signed_out").to_owned()
        })
        .collect();
    assert_eq!(reasons[5..], ["not_asked", "unknown"]);
    app.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_place_she_signed_in_from_stays_known_over_a_restart_and_is_listed_nowhere() {
    let app = appliance!();
    session_of(&app.wire().at(2), NADIA).await;
    let app = app.restarted().await;
    for n in 0..20 {
        app.wire().at(100 + n).sign_in(NADIA.login, "guess").await;
    }
    let (desk, elsewhere) = (app.wire().at(2), app.wire().at(3));
    assert_eq!(
        elsewhere.sign_in(NADIA.login, NADIA.password).await.status,
        429
    );
    session_of(&desk, NADIA).await;

    // The table says neither who nor where: not even by hashes that could be guessed.
    let known = app
        .sql("SELECT pair, place, seen_at FROM known_place")
        .unwrap();
    assert_eq!(known.len(), 1, "a place is kept once: {known:?}");
    let stable = app
        .sql("SELECT stable_id FROM person WHERE display_name = 'Nadia Tremblay-Roy'")
        .unwrap()[0][0]
        .clone();
    let plain = ["127.0.0.2".to_owned(), format!("{stable}127.0.0.2"), stable];
    for text in plain {
        let hash = openssl::sha::sha256(text.as_bytes())
            .map(|byte| format!("{byte:02x}"))
            .concat();
        for column in &known[0] {
            assert!(!column.contains(&text) && !column.contains(&hash), "{text}");
        }
    }
    // The address itself is kept while the session is open, and no longer.
    let nadia = session_of(&desk, NADIA).await;
    app.later(Span::minutes(15));
    assert!(!is_in(&today(&desk, &nadia).await));
    let with_address = "SELECT address FROM session WHERE address IS NOT NULL";
    assert_eq!(app.sql(with_address).unwrap().len(), 2, "nobody looked yet");
    app.later(Span::hours(25));
    session_of(&desk, NADIA).await;
    assert_eq!(app.sql(with_address).unwrap(), [["127.0.0.2"]]);
    app.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_limits_are_the_operators() {
    let app = appliance!(|config: &mut doublelock_testkit::Config| {
        config.sign_in.per_account = 2;
        config.sign_in.per_pair = 1;
        config.sign_in.window = Span::minutes(60);
    });
    let status = async |last: u8| {
        app.wire()
            .at(last)
            .sign_in(KARIM.login, "guess")
            .await
            .status
    };
    assert_eq!(
        [
            status(5).await,
            status(5).await,
            status(6).await,
            status(7).await
        ],
        [401, 429, 401, 429]
    );
    app.later(Span::minutes(59));
    assert_eq!(status(8).await, 429);
    app.later(Span::minutes(2));
    assert_eq!(status(8).await, 401);
    app.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_typed_as_a_name_is_in_no_entry() {
    let app = appliance!();
    // Passwords end up in the wrong field.
    for (login, password) in [
        ("typed-in-the-wrong-field", ""),
        ("typed-in-the-wrong-field", "x"),
        ("nadia\0typed-in-the-wrong-field", "x"),
        (NADIA.login, "typed-in-the-wrong-field"),
    ] {
        assert_eq!(app.wire().sign_in(login, password).await.status, 401);
    }
    let refused: Vec<_> = app
        .entries()
        .into_iter()
        .filter(|entry| entry.act == "session.refused")
        .collect();
    assert_eq!(refused.len(), 4);
    for entry in refused {
        let fields: Vec<&String> = entry.payload.as_object().unwrap().keys().collect();
        assert_eq!(fields, ["address", "reason", "v"]);
        assert!(entry.subjects.is_empty());
        let text = entry.payload.to_string();
        assert!(
            !text.contains("typed") && !text.contains(NADIA.login),
            "{text}"
        );
    }
    app.close().await;
}
