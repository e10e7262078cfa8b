//! Promise: nobody reaches a page or an act without the duty it asks for, a refusal tells
//! nothing and is written down, and no form works that one of our own pages didn't give.
//!
//! Everything here walks the routes that are really mounted and really asks. The two files
//! it compares with, `tests/output/open-routes.txt` and `who-can-do-what.txt`, are for the
//! privacy officer to read.

#![expect(clippy::unwrap_used, reason = "tests")]

mod acts;
mod forms;
mod notice;
mod shown;

use std::collections::BTreeMap;
use std::fmt::Write as _;

use doublelock_domain::access::DutyName;
use doublelock_domain::label::{Label, LabelClass};
use doublelock_domain::pacing::WINDOW;
use doublelock_testkit::people::{MARC, NADIA, SOPHIE};
use doublelock_testkit::{Entry, Reply, TestAppliance, Wire, appliance, form_text, golden};

const SESSION: &str = "__Host-session";

/// A route, with an address of it that is well-formed but names nothing.
struct Mounted {
    method: String,
    pattern: String,
    address: String,
}

impl Mounted {
    fn name(&self) -> String {
        format!("{} {}", self.method, self.pattern)
    }

    async fn ask(&self, wire: &Wire, headers: &[(&str, &str)], form: &str) -> Reply {
        if self.method == "POST" {
            wire.post(&self.address, headers, form).await
        } else {
            wire.ask(&self.method, &self.address, headers, "").await
        }
    }
}

/// Every route, in the order of its path.
fn mounted() -> Vec<Mounted> {
    let mut all: Vec<Mounted> = doublelock::web::routes()
        .iter()
        .map(|route| {
            let pattern = route.uri.path().to_owned();
            let address = pattern.split('/').map(filled).collect::<Vec<_>>().join("/");
            Mounted {
                method: route.method.to_string(),
                pattern,
                address,
            }
        })
        .collect();
    all.sort_by(|a, b| (&a.pattern, &a.method).cmp(&(&b.pattern, &b.method)));
    all
}

/// A segment of a pattern as somebody could have written it.
fn filled(segment: &str) -> String {
    match segment.trim_matches(['<', '>', '.']) {
        plain if plain == segment => plain.to_owned(),
        "path" => "nothing.css".to_owned(),
        "code" | "label" => Label::new(LabelClass::Item, 99_999_999)
            .unwrap()
            .to_string(),
        "sequence" | "number" | "build" | "file" => "999999".to_owned(),
        "reference" | "no" => "2026-9999".to_owned(),
        "job" | "name" => "checkpoint".to_owned(),
        "carrier" | "form" => "zip".to_owned(),
        _ => "01JCZ0000000000000000000ND".to_owned(),
    }
}

/// A person's session, as a cookie header.
async fn session(wire: &Wire, login: &str, password: &str) -> String {
    let reply = wire.sign_in(login, password).await;
    assert_eq!(reply.status, 303, "{login}: {}", reply.text());
    format!("{SESSION}={}", reply.cookie(SESSION).unwrap())
}

/// Sophie with these duties and no other.
async fn sophie_with(app: &TestAppliance, duties: &[DutyName]) -> String {
    let groups: Vec<String> = duties.iter().map(|duty| format!("dl-{duty}")).collect();
    let groups: Vec<&str> = groups.iter().map(String::as_str).collect();
    app.centre.directory.set_groups(SOPHIE.login, &groups);
    session(&app.wire(), SOPHIE.login, SOPHIE.password).await
}

/// What people did, the appliance's own jobs left out: those run by themselves.
fn acts(app: &TestAppliance) -> Vec<Entry> {
    app.entries()
        .into_iter()
        .filter(|entry| entry.duty != "clockwork")
        .collect()
}

/// True if the request was stopped because the person lacks the duty: what is merely not
/// found names what was looked for.
fn lacks_duty(entry: &Entry) -> bool {
    entry.act == "access.refused" && entry.payload["subject"].is_null()
}

/// Sent to sign in.
fn is_shut(reply: &Reply) -> bool {
    reply.status == 401
        || reply.status == 303
            && reply
                .header("location")
                .is_some_and(|to| to.starts_with("/sign-in"))
}

#[tokio::test(flavor = "multi_thread")]
async fn without_a_session_only_the_listed_routes_answer() {
    let app = appliance!();
    let wire = app.wire();
    let before = acts(&app).len();
    let mut open = String::from(
        "# Routes that answer somebody who has not signed in. This list may only shrink.\n",
    );
    for route in mounted() {
        let reply = route.ask(&wire, &[("origin", &wire.origin())], "").await;
        if is_shut(&reply) {
            assert!(
                reply.body.is_empty(),
                "{} says something on the way",
                route.name()
            );
        } else {
            writeln!(open, "{}", route.name()).unwrap();
        }
        // An invented session is none.
        let invented = format!("{SESSION}={}", "B".repeat(43));
        let again = route
            .ask(
                &wire,
                &[("origin", &wire.origin()), ("cookie", &invented)],
                "",
            )
            .await;
        assert_eq!(again.status, reply.status, "{}", route.name());
    }
    golden::compare("open-routes.txt", &open);
    assert_eq!(
        acts(&app).len(),
        before,
        "a stranger who only looks writes nothing"
    );
    app.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn who_can_do_what_is_what_the_privacy_officer_read() {
    let app = appliance!();
    let wire = app.wire();
    let routes = mounted();
    let mut table: BTreeMap<String, Vec<&str>> = BTreeMap::new();
    for duty in DutyName::OF_PEOPLE {
        let cookie = sophie_with(&app, &[*duty]).await;
        let mut known = app.entries().len();
        for route in &routes {
            let origin = wire.origin();
            let headers = [("origin", origin.as_str()), ("cookie", cookie.as_str())];
            // Refusals of another minute are entries of their own again.
            app.later(WINDOW);
            // Without the form's token nothing can be done, but who may do it shows.
            let reply = route.ask(&wire, &headers, "").await;
            assert!(reply.status < 500, "{}: {}", route.name(), reply.text());
            let entries = app.entries();
            let refused = entries[known..].iter().any(lacks_duty);
            known = entries.len();
            if refused {
                assert_eq!(reply.status, 404, "{} as {duty}", route.name());
            }
            table
                .entry(route.name())
                .or_default()
                .push(if refused { "-" } else { "yes" });
        }
    }
    let mut text = String::from(
        "# Who can do what. Made by asking every route as a person with one duty and no other.\n\
         # yes: the duty opens it (a record must still be there, a form must still be right).\n\
         # -: answered as if it did not exist, and written in the journal.\n\n",
    );
    for duty in DutyName::OF_PEOPLE {
        write!(text, "{:<14}", duty.as_str()).unwrap();
    }
    text.push_str("route\n");
    for (route, answers) in &table {
        for answer in answers {
            write!(text, "{answer:<14}").unwrap();
        }
        writeln!(text, "{route}").unwrap();
    }
    golden::compare("who-can-do-what.txt", &text);
    // Whoever keeps the appliance running or reads its journal opens no record.
    let operator = DutyName::OF_PEOPLE
        .iter()
        .position(|duty| *duty == DutyName::Operator)
        .unwrap();
    let auditor = DutyName::OF_PEOPLE
        .iter()
        .position(|duty| *duty == DutyName::Auditor)
        .unwrap();
    for (route, answers) in &table {
        if [
            "/cases",
            "/studies",
            "/items",
            "/shipments",
            "/requests",
            "/station",
            "/archive",
        ]
        .iter()
        .any(|desk| route.split(' ').nth(1).unwrap().starts_with(desk))
        {
            assert_eq!((answers[operator], answers[auditor]), ("-", "-"), "{route}");
        }
    }
    app.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_navigation_leads_nobody_to_a_closed_door() {
    let app = appliance!();
    for duty in DutyName::OF_PEOPLE {
        let cookie = sophie_with(&app, &[*duty]).await;
        let page = app.wire().get("/", &[("cookie", &cookie)]).await.text();
        let nav = &page[page.find("<nav").unwrap()..page.rfind("</nav>").unwrap()];
        let links: Vec<&str> = nav
            .split("href=\"")
            .skip(1)
            .map(|rest| rest.split('"').next().unwrap())
            .collect();
        assert!(links.contains(&"/"), "{links:?}");
        for link in links {
            let reply = app.wire().get(link, &[("cookie", &cookie)]).await;
            assert!(
                [200, 303].contains(&reply.status),
                "{duty}: {link} answers {}",
                reply.status
            );
        }
    }
    app.close().await;
}

/// Nadia opens a case through its form; the address of its page.
async fn a_case(app: &TestAppliance) -> String {
    let mut nadia = app.signed_in(NADIA).await;
    let form = nadia
        .get("/cases/new")
        .await
        .unwrap()
        .form("/cases")
        .unwrap();
    let fields = [
        ("family-name", "Lapointe"),
        ("given-names", "Émilie"),
        ("birth-date", "1980-02-29"),
        ("sex", "F"),
        ("language", "fr"),
        ("question", "Une seconde lecture."),
    ];
    let page = nadia.submit(&form, &fields).await.unwrap();
    assert!(
        page.path.starts_with("/cases/"),
        "{}: {}",
        page.path,
        page.words()
    );
    page.path.split('?').next().unwrap().to_owned()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_record_that_is_not_hers_reads_like_one_that_is_not_there() {
    let app = appliance!();
    let wire = app.wire();
    let there = a_case(&app).await;
    let missing = "/cases/01JCZ0000000000000000000ND";
    let nowhere = "/cases/01JCZ0000000000000000000ND/no-such-page";
    let sophie = sophie_with(&app, &[DutyName::Imaging]).await;
    let before = acts(&app).len();
    let shown = async |path: &str| {
        let reply = wire.get(path, &[("cookie", &sophie)]).await;
        assert_eq!(reply.status, 404, "{path}");
        // Each page has a number of its own, for its forms.
        let text = reply.text().replace(path, "…");
        let mut parts = text.split("name=\"once\" type=\"hidden\" value=\"");
        let mut page = parts.next().unwrap().to_owned();
        for part in parts {
            page.push_str(part.split_once('"').unwrap().1);
        }
        (
            page,
            reply
                .headers
                .iter()
                .map(|(name, _)| name.clone())
                .collect::<Vec<_>>(),
        )
    };
    let refused = shown(&there).await;
    assert_eq!(refused, shown(missing).await);
    assert_eq!(refused, shown(nowhere).await);
    assert!(!refused.0.contains("Lapointe"));

    // Both attempts are in the journal, under her name and without the patient's.
    let noted: Vec<Entry> = acts(&app).into_iter().skip(before).collect();
    // So is the one at an address that no route has, of which nothing else is known.
    let (nowhere, noted): (Vec<Entry>, Vec<Entry>) = noted
        .into_iter()
        .partition(|entry| entry.payload["route"] == "GET -");
    assert_eq!((nowhere.len(), noted.len()), (1, 2), "{noted:?}");
    let person = app
        .sql("SELECT id FROM person WHERE display_name = 'Sophie Lavigne'")
        .unwrap()[0][0]
        .clone();
    for entry in &noted {
        assert_eq!(
            (entry.act.as_str(), &entry.subjects),
            ("access.refused", &vec![person.clone()])
        );
        assert!(
            entry.payload["route"]
                .as_str()
                .unwrap()
                .starts_with("GET /cases/<id>"),
            "{}",
            entry.payload
        );
    }

    // Nadia holds the duty: what is not there is answered alike, and noted with what she tried.
    let nadia = session(&wire, NADIA.login, NADIA.password).await;
    assert_eq!(wire.get(&there, &[("cookie", &nadia)]).await.status, 200);
    assert_eq!(wire.get(missing, &[("cookie", &nadia)]).await.status, 404);
    let last = acts(&app).pop().unwrap();
    assert_eq!(last.act, "access.refused");
    assert_eq!(last.payload["subject"], missing);
    app.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn opening_a_record_is_written_before_it_is_shown() {
    let app = appliance!();
    let there = a_case(&app).await;
    let id = there.strip_prefix("/cases/").unwrap();
    let nadia = session(&app.wire(), NADIA.login, NADIA.password).await;
    let opened = |app: &TestAppliance| {
        acts(app)
            .iter()
            .filter(|e| e.act == "record.opened" && e.subjects.iter().any(|s| s == id))
            .count()
    };
    let before = opened(&app);
    let reply = app.wire().get(&there, &[("cookie", &nadia)]).await;
    assert!(reply.text().contains("Lapointe"));
    assert_eq!(opened(&app), before + 1);
    // If the entry can't be written, nothing is shown.
    let refuse = match app.centre.config.storage.database {
        doublelock_store::DatabaseUrl::Sqlite(_) => {
            "CREATE TRIGGER full BEFORE INSERT ON ledger_entry BEGIN SELECT RAISE(ABORT, 'no'); END"
        }
        doublelock_store::DatabaseUrl::Postgres(_) => {
            "CREATE TRIGGER full_up BEFORE INSERT ON ledger_entry FOR EACH ROW EXECUTE FUNCTION refuse_change()"
        }
    };
    app.sql(refuse).unwrap();
    let reply = app.wire().get(&there, &[("cookie", &nadia)]).await;
    assert!(reply.status >= 500, "{}", reply.status);
    assert!(!reply.text().contains("Lapointe"));
    app.sql(if refuse.contains("full_up") {
        "DROP TRIGGER full_up ON ledger_entry"
    } else {
        "DROP TRIGGER full"
    })
    .unwrap();
    app.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn no_form_works_without_its_token_or_from_another_site() {
    let app = appliance!();
    let wire = app.wire();
    let everything = sophie_with(&app, DutyName::OF_PEOPLE).await;
    let marc = session(&wire, MARC.login, MARC.password).await;
    let token = |cookie: &str| {
        let hash = openssl::sha::sha256(cookie.split_once('=').unwrap().1.as_bytes());
        let hex = hash.map(|byte| format!("{byte:02x}")).concat();
        let rows = app.sql("SELECT token_hash, csrf FROM session").unwrap();
        rows.iter()
            .find(|row| row[0].trim_start_matches("\\x") == hex)
            .unwrap()[1]
            .clone()
    };
    let (own, foreign) = (token(&everything), token(&marc));
    assert_ne!(own, foreign);
    let origin = wire.origin();
    let before = acts(&app);
    let mut tried = 0;
    for route in mounted() {
        assert!(
            ["GET", "POST"].contains(&route.method.as_str()),
            "{}: pages use GET and POST",
            route.name()
        );
        // The last of all routes is nobody's who is signed in: nothing there. Of whoever is not any more, `kept.rs`.
        let nowhere = route.pattern == "/<_path..>";
        if route.method != "POST" || route.pattern == "/sign-in" || nowhere {
            continue;
        }
        tried += 1;
        let ours = ("origin", origin.as_str());
        let cookie = ("cookie", everything.as_str());
        let genuine = form_text(&[("csrf", &own), ("once", "1")]);
        for (why, headers, form) in [
            ("no token", vec![ours, cookie], String::new()),
            (
                "no number of a page",
                vec![ours, cookie],
                form_text(&[("csrf", &own)]),
            ),
            (
                "an empty token",
                vec![ours, cookie],
                form_text(&[("csrf", "")]),
            ),
            (
                "a token of somebody else's session",
                vec![ours, cookie],
                form_text(&[("csrf", &foreign)]),
            ),
            (
                "the token among the wrong fields",
                vec![ours, cookie],
                form_text(&[("token", &own)]),
            ),
            (
                "another site",
                vec![("origin", "https://evil.example"), cookie],
                genuine.clone(),
            ),
            (
                "a page without an origin",
                vec![("origin", "null"), cookie],
                genuine.clone(),
            ),
            (
                "our name on another port",
                vec![("origin", "https://localhost:1"), cookie],
                genuine.clone(),
            ),
            (
                "our name without TLS",
                vec![("origin", "http://localhost"), cookie],
                genuine.clone(),
            ),
            (
                "neither origin nor anything else",
                vec![cookie],
                genuine.clone(),
            ),
            (
                "another site, says the browser",
                vec![("sec-fetch-site", "cross-site"), cookie],
                genuine.clone(),
            ),
        ] {
            let reply = wire.post(&route.address, &headers, &form).await;
            assert_eq!(reply.status, 403, "{} with {why}", route.name());
        }
    }
    assert!(tried > 5, "the forms of every desk were tried, not {tried}");
    assert_eq!(acts(&app), before, "nothing was written");
    app.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_form_cannot_pretend_to_be_another_method() {
    let app = appliance!();
    let wire = app.wire();
    let nadia = session(&wire, NADIA.login, NADIA.password).await;
    let origin = wire.origin();
    let headers = [("cookie", nadia.as_str()), ("origin", origin.as_str())];
    for form in [
        "_method=GET",
        "_method=get&x=y",
        "_method=PUT",
        "_method=DELETE",
        "_method=HEAD",
        "_method=OPTIONS",
    ] {
        assert_eq!(
            wire.post("/alive", &headers, form).await.status,
            404,
            "{form}: there is no such form"
        );
        assert_eq!(
            wire.post("/cases", &headers, form).await.status,
            403,
            "{form}: a form without its token"
        );
    }
    // Nor can another method pretend to be a form: it stays what it is, and nobody has it.
    let kind = ("content-type", "application/x-www-form-urlencoded");
    let headers = [headers[0], headers[1], kind];
    for method in ["PUT", "PATCH", "DELETE", "OPTIONS"] {
        for form in [
            "_method=POST",
            "_method=PUT",
            "_method=get",
            "_method=",
            "x=y",
        ] {
            let body = format!("{form}&username=nadia&password=demo-nadia");
            let reply = wire.ask(method, "/sign-in", &headers, &body).await;
            assert!(
                [404, 405].contains(&reply.status),
                "{method} {form}: {}",
                reply.status
            );
            assert!(reply.cookies_set().is_empty());
        }
    }
    // A GET with a body is a GET.
    let body = "_method=POST&csrf=x";
    let reply = wire.ask("GET", "/sign-in", &headers, body).await;
    assert_eq!(reply.status, 200);
    app.close().await;
}
