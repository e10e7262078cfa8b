//! The promise: a day at the custody desk is worked in a browser with a keyboard and a
//! barcode reader, with and without the pages' scripts; what a person could enter to harm
//! is shown as the text it is.

#![expect(clippy::unwrap_used, reason = "tests")]

use doublelock_testkit::chromium::{Chromium, ENTER, TAB};
use doublelock_testkit::clerk::Clerk;
use doublelock_testkit::people::{KARIM, MARC, NADIA, StaffMember};
use doublelock_testkit::records::{Ground, Officer, number_of};
use doublelock_testkit::{TestAppliance, appliance};

#[path = "browser/morning.rs"]
mod morning;
use morning::{FAMILY_NAME, GIVEN_NAMES, Morning, SENDER, WAYBILL};

/// Counts on the page itself what a person does to it.
const TALLY: &str = "window.tally = { keys: 0, enters: 0, pointers: 0, alerts: 0 };
    window.alert = () => { window.tally.alerts += 1; };
    addEventListener('keydown', (event) => {
      window.tally.keys += 1;
      window.tally.enters += event.key === 'Enter';
    }, true);
    addEventListener('pointerdown', () => { window.tally.pointers += 1; }, true);";

/// Somebody in front of the screen, with a keyboard and a barcode reader.
struct Desk<'a> {
    chromium: &'a Chromium,
    origin: String,
    scans: u32,
}

impl<'a> Desk<'a> {
    fn at(chromium: &'a Chromium, app: &TestAppliance) -> Self {
        let origin = format!("https://localhost:{}", app.running.web[0].port());
        Self {
            chromium,
            origin,
            scans: 0,
        }
    }

    async fn opens(&self, path: &str) {
        self.chromium.goto(&format!("{}{path}", self.origin)).await;
    }

    /// Types a name and a password into the sign-in page as it stands, and presses Enter.
    async fn signs_in(&self, person: StaffMember) {
        self.opens("/sign-in").await;
        self.types(&format!("{}{TAB}{}{ENTER}", person.login, person.password))
            .await;
        self.chromium
            .until("the first page", "return location.pathname === '/';")
            .await;
    }

    async fn types(&self, keys: &str) {
        self.chromium.keys(keys).await;
    }

    /// Presses Tab until the focus is on what `selector` names.
    async fn tabs_to(&self, selector: &str) {
        let there = format!("return document.activeElement.matches({selector:?});");
        for _ in 0..80 {
            if self.chromium.script(&there).await == true {
                return;
            }
            self.types(&TAB.to_string()).await;
        }
        panic!(
            "Tab never came to {selector} on {}",
            self.chromium.path().await
        );
    }

    /// One reading: the reader types the code and Enter. Ends when the page has answered.
    async fn scans(&mut self, code: &str) -> &Self {
        self.reads(&format!("{code}{ENTER}")).await
    }

    async fn reads(&mut self, keys: &str) -> &Self {
        let nonce = "document.querySelector('[data-sink] input[name=nonce]')?.value";
        let before = self.chromium.script(&format!("return {nonce};")).await;
        self.scans += 1;
        self.types(keys).await;
        let answered = format!("return ({nonce} ?? {before}) !== {before};");
        self.chromium.until("the answer to a scan", &answered).await;
        self
    }

    /// Asserts the state of the banner, what it says in big, and part of the rest.
    async fn shown(&self, state: &str, word: &str, part: &str) {
        let body = "return document.querySelector('[data-state]').dataset.state;";
        let said = self.chromium.words("[data-state]").await.unwrap();
        assert_eq!(self.chromium.script(body).await, state, "{said}");
        assert_eq!(
            self.chromium.words(".say-word").await.unwrap(),
            word,
            "{said}"
        );
        assert!(said.contains(part), "« {part} » is not in: {said}");
    }

    async fn tally(&self, name: &str) -> u64 {
        self.chromium
            .script(&format!("return window.tally.{name};"))
            .await
            .as_u64()
            .unwrap()
    }
}

/// The first number that a query answers.
fn number(app: &TestAppliance, query: &str) -> u64 {
    app.sql(query).unwrap()[0][0].parse().unwrap()
}

/// Labels of the articles that lie in the place with this label.
fn lying_in(app: &TestAppliance, place: &str) -> Vec<String> {
    let rows = app
        .sql(&format!(
            "SELECT item.label FROM item JOIN location ON location.id = item.holder_id \
             WHERE item.holder_kind = 'location' AND location.label = '{place}' ORDER BY item.label"
        ))
        .unwrap();
    rows.into_iter().map(|mut row| row.remove(0)).collect()
}

fn sorted(labels: &[String]) -> Vec<String> {
    let mut sorted = labels.to_vec();
    sorted.sort();
    sorted
}

#[tokio::test(flavor = "multi_thread")]
async fn browser_is_signed_in_switched_and_signed_out_by_keyboard_alone() {
    let Some(chromium) = Chromium::start().await else {
        return;
    };
    let app = appliance!();
    chromium.on_every_page(TALLY).await;
    let nadia = Desk::at(&chromium, &app);
    // A wrong password: the message has the focus, and the way on is two keys away.
    nadia.opens("/").await;
    assert!(
        chromium.path().await.starts_with("/sign-in"),
        "{}",
        chromium.path().await
    );
    nadia.types(&format!("nadia{TAB}wrong{ENTER}")).await;
    chromium
        .until(
            "a refusal",
            "return document.activeElement.role === 'alert';",
        )
        .await;
    nadia.signs_in(NADIA).await;
    // The first stop is the way past the navigation.
    nadia.types(&TAB.to_string()).await;
    assert_eq!(
        chromium.script("return document.activeElement.hash;").await,
        "#main"
    );
    nadia.tabs_to("a[hreflang=en]").await;
    let ring = chromium
        .script("return getComputedStyle(document.activeElement).outlineWidth;")
        .await;
    assert_eq!(ring, "3px", "the focus is seen");
    nadia.types(&ENTER.to_string()).await;
    chromium
        .until(
            "English",
            "return document.documentElement.lang === 'en-CA';",
        )
        .await;
    assert_eq!(chromium.path().await, "/");
    nadia.tabs_to("form[action='/sign-out'] button").await;
    nadia.types(&ENTER.to_string()).await;
    chromium
        .until("the door", "return location.pathname === '/sign-in';")
        .await;
    assert_eq!(nadia.tally("pointers").await, 0);
    nadia.opens("/cases").await;
    assert!(
        chromium.path().await.starts_with("/sign-in"),
        "the session is over"
    );
    chromium.close().await;
    app.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn browser_receives_five_films_in_seven_scans_and_nothing_else() {
    let Some(chromium) = Chromium::start().await else {
        return;
    };
    let app = appliance!();
    let morning = Morning::of(&app).await;
    chromium.on_every_page(TALLY).await;
    let mut nadia = Desk::at(&chromium, &app);
    nadia.signs_in(NADIA).await;
    nadia.opens("/station").await;
    nadia.shown("ready", "PRÊT", "").await;
    let codes = morning.receiving();
    for code in &codes {
        let state = "return document.querySelector('[data-state]').dataset.state;";
        nadia.scans(code).await;
        assert_eq!(
            chromium.script(state).await,
            "ok",
            "{:?}",
            chromium.words("[data-state]").await
        );
    }
    assert_eq!(nadia.scans, 7);
    let typed: usize = codes.iter().map(|code| code.len() + 1).sum();
    assert_eq!(nadia.tally("keys").await, u64::try_from(typed).unwrap());
    assert_eq!(nadia.tally("enters").await, 7);
    assert_eq!(nadia.tally("pointers").await, 0);
    assert_eq!(lying_in(&app, &morning.quay), sorted(&morning.labels));
    assert_eq!(
        app.sql("SELECT state FROM shipment").unwrap(),
        [["received"]]
    );
    // A code that nobody knows: refused, in words, and nothing was recorded.
    let events = number(&app, "SELECT count(*) FROM custody_event");
    nadia
        .scans("BONJOUR")
        .await
        .shown("refused", "REFUSÉ", "Rien n’a été inscrit")
        .await;
    assert_eq!(number(&app, "SELECT count(*) FROM custody_event"), events);
    assert_eq!(number(&app, "SELECT count(*) FROM item"), 5);
    assert_eq!(chromium.complaints().await, [""; 0]);
    chromium.close().await;
    app.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn browser_takes_codes_in_one_breath_without_enter_and_beside_the_field() {
    let Some(chromium) = Chromium::start().await else {
        return;
    };
    let app = appliance!();
    let morning = Morning::of(&app).await;
    let mut nadia = Desk::at(&chromium, &app);
    nadia.signs_in(NADIA).await;
    nadia.opens("/station").await;
    let [first, second, third, fourth, fifth] = morning.labels.as_slice() else {
        panic!("five labels")
    };
    // The reader ends with nothing.
    nadia.reads(WAYBILL).await.shown("ok", "COMMENCÉ", "").await;
    // What stands above the banner, and in the title, is of the job that it speaks of.
    let head = "return [document.querySelector('.job').textContent, document.title, \
                document.querySelector('.job-facts').textContent].join('|');";
    let during = chromium.script(head).await;
    let during = during.as_str().unwrap();
    assert!(
        during.starts_with("Recevoir un colis|Commencé · Recevoir un colis ·"),
        "{during}"
    );
    assert!(during.contains("|Envoi 2026"), "{during}");
    // Two films before the page had a chance to answer.
    nadia
        .scans(&format!("{first}{second}"))
        .await
        .shown("ok", "REÇU", "2/ sur 5")
        .await;
    // Something else has the focus.
    chromium.script("document.activeElement.blur();").await;
    nadia
        .scans(third)
        .await
        .shown("ok", "REÇU", "3/ sur 5")
        .await;
    // It ends with Tab.
    nadia
        .reads(&format!("{fourth}{TAB}"))
        .await
        .shown("ok", "REÇU", "4/ sur 5")
        .await;
    nadia
        .scans(&format!("{fifth}{}", morning.quay))
        .await
        .shown("ok", "REÇU", "complet")
        .await;
    let after = chromium.script(head).await;
    let after = after.as_str().unwrap();
    assert!(
        after.starts_with("Poste de scan|Reçu · Poste de scan ·") && after.ends_with('|'),
        "{after}"
    );
    assert_eq!(lying_in(&app, &morning.quay), sorted(&morning.labels));
    chromium.close().await;
    app.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn browser_without_scripts_receives_the_same_parcel() {
    let Some(chromium) = Chromium::start().await else {
        return;
    };
    let app = appliance!();
    let morning = Morning::of(&app).await;
    chromium.without_scripts().await;
    let mut nadia = Desk::at(&chromium, &app);
    nadia.signs_in(NADIA).await;
    nadia.opens("/station").await;
    assert_eq!(
        chromium
            .script("return typeof window.doublelockSound;")
            .await,
        "undefined"
    );
    for code in morning.receiving() {
        nadia.scans(code).await;
    }
    nadia.shown("ok", "REÇU", "complet").await;
    assert_eq!(nadia.scans, 7);
    nadia
        .scans("BONJOUR")
        .await
        .shown("refused", "REFUSÉ", "Rien n’a été inscrit")
        .await;
    assert_eq!(lying_in(&app, &morning.quay), sorted(&morning.labels));
    chromium.close().await;
    app.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn browser_puts_five_films_away_under_double_lock() {
    let Some(chromium) = Chromium::start().await else {
        return;
    };
    let app = appliance!();
    let morning = Morning::of(&app).await;
    chromium.on_every_page(TALLY).await;
    let mut nadia = Desk::at(&chromium, &app);
    nadia.signs_in(NADIA).await;
    nadia.opens("/station").await;
    for code in morning.receiving() {
        nadia.scans(code).await;
    }
    // Two people, each with their own password.
    nadia.opens("/archive/open").await;
    nadia.tabs_to("[name='gather.do'][value=all]").await;
    nadia.types(&ENTER.to_string()).await;
    chromium
        .until(
            "five films",
            "return document.querySelectorAll(\"[name='gather.items']\").length === 5;",
        )
        .await;
    nadia.tabs_to("[name=first-username]").await;
    nadia
        .types(&format!("{}{TAB}{}{TAB}", NADIA.login, NADIA.password))
        .await;
    nadia
        .types(&format!("{}{TAB}{}{ENTER}", KARIM.login, KARIM.password))
        .await;
    chromium
        .until(
            "a visit",
            "return location.pathname.startsWith('/archive/visits/');",
        )
        .await;
    let visit = chromium.path().await;
    nadia.opens("/station").await;
    nadia.scans = 0;
    nadia
        .scans(&morning.shelf)
        .await
        .shown("ok", "TABLETTE", "")
        .await;
    for label in &morning.labels {
        nadia.scans(label).await.shown("ok", "RANGÉ", "").await;
    }
    assert_eq!(nadia.scans, 6);
    assert_eq!(lying_in(&app, &morning.shelf), sorted(&morning.labels));
    // Each their password and their lock, then the books are closed.
    nadia.opens(&format!("{visit}/close")).await;
    nadia.tabs_to("[name=first-username]").await;
    nadia
        .types(&format!(
            "{}{TAB}{}{TAB} {TAB}",
            NADIA.login, NADIA.password
        ))
        .await;
    nadia
        .types(&format!("{}{TAB}{}{TAB} ", KARIM.login, KARIM.password))
        .await;
    nadia.tabs_to("form[action$='/close'] button").await;
    nadia.types(&ENTER.to_string()).await;
    chromium
        .until(
            "the end of the visit",
            "return !document.querySelector(\"form[action$='/close']\");",
        )
        .await;
    assert_eq!(
        app.sql("SELECT state FROM access_visit").unwrap(),
        [["closed"]]
    );
    assert_eq!(nadia.tally("pointers").await, 0);
    chromium.close().await;
    app.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn browser_back_and_sent_again_leads_to_the_case_that_is_open() {
    let Some(chromium) = Chromium::start().await else {
        return;
    };
    let app = appliance!();
    let nadia = Desk::at(&chromium, &app);
    nadia.signs_in(NADIA).await;
    let fill = "const value = { 'family-name': 'Roy', 'given-names': 'Élodie', 'birth-date': \
                '1984-02-29', sex: 'F', language: 'fr' };
        const form = document.querySelector('form[action=\"/cases\"]');
        for (const [name, text] of Object.entries(value)) {
          const field = form.elements[name];
          if (field.value !== text) field.value = text;
        }
        form.requestSubmit();";
    let opened = "return location.pathname.startsWith('/cases/0');";
    nadia.opens("/cases/new").await;
    chromium.script(fill).await;
    chromium.until("the case", opened).await;
    let case = chromium.path().await;
    chromium.script("history.back();").await;
    let form = "return location.pathname === '/cases/new' && document.readyState === 'complete';";
    chromium.until("the form again", form).await;
    chromium.script(fill).await;
    chromium.until("the case again", opened).await;
    let page = |path: &str| path.split('?').next().unwrap().to_owned();
    assert_eq!(page(&chromium.path().await), page(&case));
    let entries = app.entries();
    let opened = entries.iter().filter(|entry| entry.act == "case.opened");
    assert_eq!(opened.count(), 1);
    chromium.close().await;
    app.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn browser_is_offered_to_hand_over_what_it_downloaded_without_asking_again() {
    let Some(chromium) = Chromium::start().await else {
        return;
    };
    let app = appliance!();
    let case = Ground::of(&app).opens_case(&app, "Bergeron-Aubé", "Luc");
    let mut officer = Officer::of(&app).await;
    let seen = [("identity", "enclosed_copy")];
    let no = number_of(&officer.logs(&case.to_string(), "2026-11-20", &seen).await);
    officer.builds(&app, &no).await;
    let marc = Desk::at(&chromium, &app);
    marc.signs_in(MARC).await;
    marc.opens(&format!("/requests/{no}")).await;
    let handing = "return document.querySelector('[name=handed-to]') !== null;";
    assert_eq!(chromium.script(handing).await, false);
    // Nothing was downloaded: no look is written down again and again.
    let looks = || app.entries_of("record.opened").len();
    let before = looks();
    tokio::time::sleep(std::time::Duration::from_secs(4)).await;
    assert_eq!(looks(), before);
    chromium
        .script("document.querySelector('a[download]').click();")
        .await;
    chromium.until("the form of a hand-over", handing).await;
    assert_eq!(chromium.complaints().await, [""; 0]);
    chromium.close().await;
    app.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn browser_shows_hostile_names_as_text() {
    let Some(chromium) = Chromium::start().await else {
        return;
    };
    let app = appliance!();
    let morning = Morning::of(&app).await;
    chromium.on_every_page(TALLY).await;
    let mut nadia = Desk::at(&chromium, &app);
    nadia.signs_in(NADIA).await;
    let mut clerk = Clerk::at_the_station(&app, NADIA).await;
    for code in morning.receiving() {
        clerk.scans(code).await.is("ok");
    }
    let item = format!("/items/{}", morning.labels[0]);
    let search = "<script>alert(3)</script>";
    let patient = [FAMILY_NAME, GIVEN_NAMES];
    for (page, names) in [
        ("/", &[][..]),
        ("/cases", &patient),
        (morning.case.as_str(), &patient),
        ("/shipments?view=all", &[SENDER]),
        (morning.shipment.as_str(), &[SENDER]),
        ("/items", &[]),
        (item.as_str(), &[SENDER]),
        ("/station", &[]),
        ("/archive/open", &[]),
        ("/find", &[search]),
    ] {
        nadia.opens(page).await;
        if page == "/find" {
            // The field has the keyboard's every word, like the reader's.
            nadia.types(&format!("{search}{ENTER}")).await;
            chromium
                .until(
                    "the answer",
                    "return !!document.querySelector('[role=status]');",
                )
                .await;
        }
        let words = chromium.words("body").await.unwrap();
        for name in names {
            assert!(words.contains(name), "{page} does not show {name}: {words}");
        }
        let body =
            "return document.querySelectorAll('script:not([src]), [onerror], img[src=x]').length;";
        assert_eq!(chromium.script(body).await, 0, "{page}");
        assert_eq!(nadia.tally("alerts").await, 0, "{page}");
        assert_eq!(chromium.complaints().await, [""; 0], "{page}");
        let title = chromium.script("return document.title;").await;
        let title = title.as_str().unwrap();
        assert!(
            !title.contains("Roy") && !title.contains("Étoile"),
            "{page}: {title}"
        );
    }
    // A second click, or an Enter too many, sends nothing a second time.
    nadia.opens("/cases/new").await;
    let twice = "let sent = 0; const form = document.querySelector('form[action=\"/cases\"]'); \
                 addEventListener('submit', (e) => { if (!e.defaultPrevented) sent += 1; e.preventDefault(); }); \
                 form.noValidate = true; form.requestSubmit(); form.requestSubmit(); return sent;";
    assert_eq!(chromium.script(twice).await, 1);
    // A scan is entered too.
    nadia.opens("/station").await;
    nadia
        .scans("<script>alert(4)</script>")
        .await
        .shown("refused", "REFUSÉ", "")
        .await;
    assert_eq!(nadia.tally("alerts").await, 0);
    chromium.close().await;
    app.close().await;
}
