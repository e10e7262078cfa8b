//! Promise: the right person gets in and stays for as long as allowed; nobody else does, and
//! nobody learns anything at the door.

#![expect(clippy::unwrap_used, reason = "tests")]

use std::time::Duration;

use doublelock_directory::demo::{AccountState, Conduct};
use doublelock_domain::time::{Clock as _, Span};
use doublelock_testkit::people::{ALEX, KARIM, MARC, NADIA, SOPHIE, StaffMember};
use doublelock_testkit::{Reply, TestAppliance, Wire, appliance, form_text};

mod guessing;
mod staying;

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
