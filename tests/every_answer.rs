//! Promise: every answer carries the guarding headers, in the reader's language; a local
//! process gets nothing by the back door; the log holds nothing that was typed.

#![expect(clippy::unwrap_used, reason = "tests")]

use std::io::{Read as _, Write as _};
use std::net::{SocketAddr, TcpStream};

use doublelock_directory::demo::{AccountState, Conduct};
use doublelock_domain::time::Span;
use doublelock_testkit::people::{ALEX, KARIM, NADIA, StaffMember};
use doublelock_testkit::{Log, Reply, Wire, appliance, form_text};

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

// ---- What goes with every answer ---------------------------------------------------------------

fn assert_guarded(what: &str, reply: &Reply) {
    let header = |name: &str| {
        let all: Vec<&str> = reply
            .headers
            .iter()
            .filter(|(n, _)| n == name)
            .map(|(_, value)| value.as_str())
            .collect();
        assert_eq!(all.len(), 1, "{what} ({}): {name} {all:?}", reply.status);
        all[0].to_owned()
    };
    let csp = header("content-security-policy");
    assert!(
        csp.contains("default-src 'none'") && csp.contains("frame-ancestors 'none'"),
        "{what}: {csp}"
    );
    assert!(
        !csp.contains("unsafe-") && !csp.contains('*') && !csp.contains("data:"),
        "{what}: {csp}"
    );
    assert!(
        header("strict-transport-security").starts_with("max-age="),
        "{what}"
    );
    assert_eq!(header("x-content-type-options"), "nosniff", "{what}");
    assert_eq!(header("referrer-policy"), "no-referrer", "{what}");
    assert!(header("permissions-policy").contains("camera=()"), "{what}");
    let cache = header("cache-control");
    if !what.starts_with("a file of ours") {
        assert_eq!(cache, "no-store", "{what}");
    }
    assert!(reply.header("server").is_none(), "{what}");
}

#[tokio::test(flavor = "multi_thread")]
async fn every_answer_carries_the_guarding_headers() {
    let app = appliance!();
    let wire = app.wire();
    let origin = wire.origin();
    let nadia = session_of(&wire, NADIA).await;
    let cookie = ("cookie", nadia.as_str());
    let door = wire.get("/sign-in", &[]).await;
    let text = door.text();
    let at = text.find("/static/").unwrap();
    let file: String = text[at..].chars().take_while(|c| *c != '"').collect();
    let big = form_text(&[("username", &"x".repeat(70_000)), ("password", "y")]);

    // Only a station may ask for the camera, and no page for anything else.
    let station = wire.get("/station", &[cookie]).await;
    let may = station.header("permissions-policy").unwrap();
    assert!(
        may.contains("camera=(self)") && may.contains("microphone=()"),
        "{may}"
    );

    let answers = [
        (200, "the sign-in page", door),
        (200, "a file of ours", wire.get(&file, &[]).await),
        (
            404,
            "no file of ours",
            wire.get("/static/nothing.css", &[]).await,
        ),
        (200, "alive", wire.get("/alive", &[]).await),
        (200, "a page", today(&wire, &nadia).await),
        (303, "sent to sign in", wire.get("/cases", &[]).await),
        (404, "nowhere", wire.get("/nowhere", &[]).await),
        (
            404,
            "nowhere, signed in",
            wire.get("/nowhere", &[cookie]).await,
        ),
        (404, "not her duty", wire.get("/studies", &[cookie]).await),
        (
            404,
            "options",
            wire.ask("OPTIONS", "/", &[cookie], "").await,
        ),
        (
            404,
            "a method nobody uses",
            wire.ask("DELETE", "/", &[cookie], "").await,
        ),
        (
            405,
            "a method that is not one",
            wire.ask("BREW", "/", &[], "").await,
        ),
        (
            403,
            "a forged form",
            wire.post("/sign-out", &[cookie], "csrf=x").await,
        ),
        (
            401,
            "a refused sign-in",
            wire.sign_in("nadia", "wrong").await,
        ),
        (
            413,
            "too large",
            wire.post("/sign-in", &[("origin", &origin)], &big).await,
        ),
        (
            400,
            "not a form",
            wire.ask(
                "POST",
                "/sign-in",
                &[("origin", &origin), ("content-type", "text/plain")],
                "x",
            )
            .await,
        ),
        (
            404,
            "a strange host",
            wire.get("/", &[("host", "evil.example")]).await,
        ),
    ];
    for (status, what, reply) in &answers {
        if *what == "a strange host" {
            assert!(
                (400..500).contains(&reply.status),
                "{what}: {}",
                reply.status
            );
        } else {
            assert_eq!(reply.status, *status, "{what}");
        }
        assert_guarded(what, reply);
    }
    app.centre.directory.conduct(Conduct::Drop);
    let reply = wire.sign_in("karim", "demo-karim").await;
    assert_eq!(reply.status, 503);
    assert_guarded("directory down", &reply);
    app.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn each_person_reads_in_their_language() {
    let app = appliance!();
    let wire = app.wire();
    let page = async |headers: &[(&str, &str)]| wire.get("/sign-in", headers).await.text();
    assert!(page(&[]).await.contains("<html lang=\"fr"));
    assert!(
        page(&[("accept-language", "en-CA,en;q=0.9")])
            .await
            .contains("<html lang=\"en")
    );
    assert!(
        page(&[("accept-language", "de-DE")])
            .await
            .contains("<html lang=\"fr")
    );

    let chosen = wire
        .get(
            "/language/en?back=/sign-in",
            &[("accept-language", "fr-CA")],
        )
        .await;
    assert_eq!(
        (chosen.status, chosen.header("location")),
        (303, Some("/sign-in"))
    );
    let cookie = format!(
        "__Host-language={}",
        chosen.cookie("__Host-language").unwrap()
    );
    let headers = [("cookie", cookie.as_str()), ("accept-language", "fr-CA")];
    assert!(
        page(&headers).await.contains("<html lang=\"en"),
        "the choice outranks the browser"
    );
    assert_eq!(wire.get("/language/xx", &[]).await.status, 404);
    // Signed in, the language of the directory counts, unless one was chosen here: a
    // workstation's browser speaks for nobody in particular.
    let shown = async |cookie: &str, accept: &str| {
        let headers = [("cookie", cookie), ("accept-language", accept)];
        let (page, nowhere) = (
            wire.get("/", &headers).await,
            wire.get("/nowhere", &headers).await,
        );
        let language = |reply: &Reply| {
            let text = reply.text();
            let at = text.find("<html lang=\"").unwrap() + 12;
            text[at..at + 2].to_owned()
        };
        assert_eq!(language(&page), language(&nowhere));
        language(&page)
    };
    let (nadia, alex) = (
        session_of(&wire, NADIA).await,
        session_of(&wire, ALEX).await,
    );
    assert_eq!((NADIA.language, ALEX.language), ("fr-CA", "en-CA"));
    assert_eq!(shown(&nadia, "en-CA").await, "fr");
    assert_eq!(shown(&alex, "fr-CA").await, "en");
    let both = format!("{alex}; __Host-language=fr");
    assert_eq!(shown(&both, "en-CA").await, "fr");
    let both = format!("{nadia}; __Host-language=en");
    assert_eq!(shown(&both, "fr-CA").await, "en");
    // An odd cookie is no choice.
    assert!(
        page(&[("cookie", "__Host-language=%3Cscript%3E")])
            .await
            .contains("<html lang=\"fr")
    );
    app.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_page_says_that_the_attempt_is_in_the_journal_only_if_it_is() {
    let app = appliance!();
    let wire = app.wire();
    let said = "La tentative a été inscrite au journal.";
    let nadia = session_of(&wire, NADIA).await;
    let noted = || {
        let entries = app.entries();
        entries.iter().filter(|e| e.act == "access.refused").count()
    };
    let missing = "/cases/01JCZ0000000000000000000ND";
    for (what, path, cookie) in [
        ("a stranger, nowhere", "/nowhere", ""),
        ("a stranger, no file", "/static/nothing.css", ""),
        ("signed in, nowhere", "/nowhere", nadia.as_str()),
        ("signed in, not her duty", "/studies", &nadia),
        ("signed in, not there", missing, &nadia),
        ("signed in, no such number", "/cases/x", &nadia),
        ("signed in, no file", "/static/nothing.css", &nadia),
    ] {
        let before = noted();
        let reply = wire.get(path, &[("cookie", cookie)]).await;
        assert_eq!(reply.status, 404, "{what}");
        let written = noted() - before;
        assert!(written <= 1, "{what}: noted {written} times");
        assert_eq!(reply.text().contains(said), written == 1, "{what}");
        assert!(!what.starts_with("a stranger") || written == 0, "{what}");
    }
    app.close().await;
}

// ---- Round the back ----------------------------------------------------------------------------

/// Ports on which this very process listens, from the kernel.
fn own_ports() -> Vec<u16> {
    let mut sockets = std::collections::BTreeSet::new();
    for entry in std::fs::read_dir("/proc/self/fd").unwrap().flatten() {
        if let Ok(target) = std::fs::read_link(entry.path())
            && let Some(inode) = target.to_string_lossy().strip_prefix("socket:[")
        {
            sockets.insert(inode.trim_end_matches(']').to_owned());
        }
    }
    let table = std::fs::read_to_string("/proc/self/net/tcp").unwrap();
    table
        .lines()
        .skip(1)
        .map(|line| line.split_whitespace().collect::<Vec<_>>())
        .filter(|columns| columns[3] == "0A" && sockets.contains(columns[9]))
        .map(|columns| u16::from_str_radix(columns[1].split(':').nth(1).unwrap(), 16).unwrap())
        .collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_local_process_that_finds_the_plain_port_gets_nothing() {
    let app = appliance!();
    let nadia = session_of(&app.wire(), NADIA).await;
    let known = [
        app.running.web[0].port(),
        app.running.dicom.unwrap().port(),
        app.centre.directory.port(),
    ];
    let hidden: Vec<u16> = own_ports()
        .into_iter()
        .filter(|port| !known.contains(port))
        .collect();
    assert_eq!(hidden.len(), 1, "the pages behind the edge: {hidden:?}");
    let ask = |request: String| {
        let mut socket = TcpStream::connect(SocketAddr::from(([127, 0, 0, 1], hidden[0]))).unwrap();
        socket.write_all(request.as_bytes()).unwrap();
        let mut answer = String::new();
        let _ = socket.read_to_string(&mut answer);
        answer
    };
    let secret = doublelock_edge::SECRET_HEADER;
    for path in ["/alive", "/sign-in", "/", "/cases", "/static/app.css"] {
        for extra in [
            String::new(),
            format!("{secret}: {}\r\n", "0".repeat(64)),
            format!("{secret}:\r\n"),
        ] {
            let answer = ask(format!(
                "GET {path} HTTP/1.1\r\nhost: localhost\r\ncookie: {nadia}\r\n{extra}connection: close\r\n\r\n"
            ));
            assert!(answer.starts_with("HTTP/1.1 404"), "{path}: {answer}");
            assert!(!answer.contains(NADIA.name));
        }
    }
    let form = form_text(&[("username", NADIA.login), ("password", NADIA.password)]);
    let binds = app.centre.directory.binds();
    let answer = ask(format!(
        "POST /sign-in HTTP/1.1\r\nhost: localhost\r\norigin: https://localhost\r\nx-real-ip: 127.0.0.1\r\n\
         content-type: application/x-www-form-urlencoded\r\ncontent-length: {}\r\nconnection: close\r\n\r\n{form}",
        form.len()
    ));
    assert!(answer.starts_with("HTTP/1.1 404"), "{answer}");
    assert_eq!(app.centre.directory.binds(), binds);
    app.close().await;
}

// ---- What the log says -------------------------------------------------------------------------

#[tokio::test(flavor = "multi_thread")]
async fn the_log_holds_no_secret_and_nothing_that_was_typed() {
    let log = Log::of_this_process();

    let app = appliance!();
    let wire = app.wire();
    let session = session_of(&wire, NADIA).await;
    wire.sign_in("typed-name-canary", "typed-password-canary")
        .await;
    wire.sign_in("typed-password-canary", "").await;
    app.centre
        .directory
        .set_state(KARIM.login, AccountState::MustChange);
    wire.sign_in(KARIM.login, KARIM.password).await;
    wire.get("/cases?after=query-canary", &[("cookie", &session)])
        .await;
    wire.get("/path-canary", &[("cookie", &session)]).await;
    wire.post("/sign-out", &[("cookie", &session)], "csrf=token-canary")
        .await;
    app.centre.directory.conduct(Conduct::Drop);
    assert_eq!(
        wire.sign_in("typed-name-canary", "typed-password-canary")
            .await
            .status,
        503
    );
    app.later(Span::minutes(5));
    assert_eq!(today(&wire, &session).await.status, 503);
    app.centre.directory.conduct(Conduct::Serve);
    let csrf = app.sql("SELECT csrf FROM session").unwrap()[0][0].clone();
    app.close().await;

    let text = log.text();
    assert!(
        text.contains("could not be served"),
        "the log was not caught:\n{text}"
    );
    let token = session.split_once('=').unwrap().1;
    for secret in [
        "canary",
        NADIA.password,
        KARIM.password,
        NADIA.name,
        KARIM.name,
        token,
        &csrf,
        "karim",
        "nadia",
    ] {
        assert!(!text.contains(secret), "the log says {secret:?}:\n{text}");
    }
}
