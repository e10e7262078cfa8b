//! The promise: where every film is, who held it, and that two people opened the archive,
//! can be told at any time; and a scan that must not count does not.

#![expect(clippy::unwrap_used, reason = "tests")]

use doublelock_domain::time::Span;
use doublelock_testkit::browser::{Answer, Browser};
use doublelock_testkit::people::{ALEX, KARIM, NADIA, SOPHIE, StaffMember};
use doublelock_testkit::{TestAppliance, appliance};

/// Somebody at the scan station: every code is one POST of the station's only field.
struct Clerk {
    browser: Browser,
    page: Answer,
    scans: u32,
}

impl Clerk {
    async fn at_the_station(app: &TestAppliance, who: StaffMember) -> Self {
        let mut browser = app.signed_in(who).await;
        let page = browser.get("/station").await.unwrap();
        Self {
            browser,
            page,
            scans: 0,
        }
    }

    async fn scans(&mut self, code: &str) -> &mut Self {
        self.scans += 1;
        let form = self.page.form("/station/scan").unwrap();
        self.page = self.browser.submit(&form, &[("scan", code)]).await.unwrap();
        self
    }

    /// Tone of the banner: `ready`, `ok`, `attention`, `refused`.
    fn tone(&self) -> String {
        let html = self.page.text();
        let from = html.find("data-state=\"").unwrap() + 12;
        html[from..].split('"').next().unwrap().to_owned()
    }

    fn says(&self, words: &str) -> &Self {
        let said = self.page.words();
        assert!(said.contains(words), "expected « {words} » in: {said}");
        self
    }

    fn is(&self, tone: &str) -> &Self {
        assert_eq!(self.tone(), tone, "{}", self.page.words());
        self
    }

    async fn opens_a_case(&mut self) -> String {
        let new = self.browser.get("/cases/new").await.unwrap();
        let filled = [
            ("family-name", "<script>alert('Roy')</script>"),
            ("given-names", "Élodie"),
            ("birth-date", "1984-02-29"),
            ("sex", "F"),
            ("language", "fr"),
        ];
        let case = self
            .browser
            .submit(&new.form("/cases").unwrap(), &filled)
            .await
            .unwrap();
        assert!(case.path.starts_with("/cases/"), "{}", case.words());
        assert!(!case.text().contains("<script>alert('Roy')"));
        let text = case.words();
        let at = text.find("2026-").unwrap();
        text[at..at + 9].to_owned()
    }

    async fn announces(&mut self, case: &str, waybill: &str, films: &str) -> Answer {
        let page = self
            .browser
            .get(&format!("/shipments/announce?case={case}"))
            .await
            .unwrap();
        let filled = [
            ("sender", "Clinique <b>du Fjord</b>"),
            ("carrier", "Express Boréal"),
            ("waybill", waybill),
            ("eta", "2026-11-23"),
            ("count[film_sheet]", films),
        ];
        let form = page.form("/shipments/announce").unwrap();
        self.browser.submit(&form, &filled).await.unwrap()
    }

    /// Labels (`I`) or seals (`S`) from a fresh batch, as printed.
    async fn prints(&mut self, class: &str, count: &str) -> Vec<String> {
        let page = self.browser.get("/labels").await.unwrap();
        let filled = [("class", class), ("count", count)];
        let batch = self
            .browser
            .submit(&page.form("/labels").unwrap(), &filled)
            .await
            .unwrap();
        assert!(
            batch.path.starts_with("/label-batches/"),
            "{}: {}",
            batch.path,
            batch.words()
        );
        codes(&batch.text(), &format!("D{class}"))
    }

    /// The label of the place with this name.
    async fn place(&mut self, name: &str) -> String {
        let html = self.browser.get("/archive").await.unwrap().text();
        let at = html.find(&format!("{name}</span>")).unwrap();
        codes(&html[at..], "DL").remove(0)
    }

    async fn enters_the_archive(&mut self, first: StaffMember, second: StaffMember) -> Answer {
        self.enters_with(first.login, first.password, second.login, second.password)
            .await
    }

    async fn enters_with(&mut self, one: &str, word: &str, two: &str, other: &str) -> Answer {
        let page = self.browser.get("/archive/open").await.unwrap();
        let mut form = page.form("/archive/open").unwrap();
        let html = page.text();
        // What a browser sends of choices left as they are.
        form.fields
            .retain(|(name, _)| !["items", "archive", "purpose"].contains(&name.as_str()));
        for id in values(&html, "name=\"items\"") {
            form.fields.push(("items".into(), id));
        }
        let from = html.find("<option").unwrap();
        let archive = html[from..]
            .split("value=\"")
            .nth(1)
            .unwrap()
            .split('"')
            .next()
            .unwrap();
        let filled = [
            ("archive", archive),
            ("purpose", "put_away"),
            ("first-username", one),
            ("first-password", word),
            ("second-username", two),
            ("second-password", other),
        ];
        self.browser.submit(&form, &filled).await.unwrap()
    }

    async fn closes(&mut self, visit: &str, locks: &[(&str, &str)]) -> Answer {
        let page = self.browser.get(visit).await.unwrap();
        let mut form = page.form(&format!("{visit}/close")).unwrap();
        form.fields.retain(|(name, _)| name == "csrf");
        self.browser.submit(&form, locks).await.unwrap()
    }

    /// Five films received and lying on the dock; their labels.
    async fn receives_five(&mut self) -> Vec<String> {
        let case = self.opens_a_case().await;
        let shipment = self.announces(&case, "EB 4471 0083", "5").await;
        assert!(
            shipment.path.starts_with("/shipments/"),
            "{}",
            shipment.words()
        );
        let labels = self.prints("I", "5").await;
        let quay = self.place("Quai de réception").await;
        self.page = self.browser.get("/station").await.unwrap();
        self.scans = 0;
        self.scans("EB44710083").await.is("ok");
        for label in &labels {
            self.scans(label).await.is("ok");
        }
        self.scans(&quay).await.is("ok").says("complet");
        assert_eq!(self.scans, 7, "scans for five films, nothing typed");
        labels
    }
}

/// Twelve-character identifiers of a class on a page, in order, each once.
fn codes(html: &str, class: &str) -> Vec<String> {
    let mut found: Vec<String> = Vec::new();
    for (at, _) in html.match_indices(class) {
        let code: String = html[at..]
            .chars()
            .filter(|c| !c.is_whitespace())
            .take(12)
            .collect();
        let shaped = code.len() == 12 && code[2..].bytes().all(|b| b.is_ascii_digit());
        if shaped && !found.contains(&code) {
            found.push(code);
        }
    }
    found
}

/// The `value` of every input that has `mark`.
fn values(html: &str, mark: &str) -> Vec<String> {
    html.split("<input")
        .skip(1)
        .map(|rest| rest.split('>').next().unwrap())
        .filter(|tag| tag.contains(mark))
        .map(|tag| {
            tag.split("value=\"")
                .nth(1)
                .unwrap()
                .split('"')
                .next()
                .unwrap()
                .to_owned()
        })
        .collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn five_films_come_by_courier_and_go_into_the_archive_under_double_lock() {
    let app = appliance!();
    let mut nadia = Clerk::at_the_station(&app, NADIA).await;
    let labels = nadia.receives_five().await;
    // The shipment says so, with every line.
    let shipments = nadia.browser.get("/shipments?view=all").await.unwrap();
    assert!(
        !shipments.text().contains("<b>du Fjord"),
        "markup in a name is text"
    );
    let page = nadia
        .browser
        .get(&shipments.links("/shipments/2026-")[0])
        .await
        .unwrap();
    assert_eq!(page.text().matches("/items/DI").count(), 5);
    // Two people, their own passwords, one shelf, five films.
    let shelf = nadia.place("Tablette 1-A").await;
    let visit = nadia.enters_the_archive(NADIA, KARIM).await;
    assert!(
        visit.path.starts_with("/archive/visits/"),
        "{}",
        visit.words()
    );
    nadia.scans = 0;
    nadia.scans(&shelf).await.is("ok");
    for label in &labels {
        nadia.scans(label).await.is("ok");
    }
    nadia.scans("DXDONE").await;
    assert_eq!(nadia.scans, 7);
    let refused = nadia.closes(&visit.path, &[("outer", "yes")]).await;
    assert_eq!(refused.status.as_u16(), 422, "one lock is not two");
    let closed = nadia
        .closes(&visit.path, &[("outer", "yes"), ("inner", "yes")])
        .await;
    assert!(closed.words().contains("Fermée"), "{}", closed.words());
    // Where is it? One scan.
    nadia.scans = 0;
    nadia
        .scans(&labels[3])
        .await
        .is("ready")
        .says("Archives › Armoire 1 › Tablette 1-A");
    assert_eq!(nadia.scans, 1);
    let item = nadia
        .browser
        .get(&format!("/items/{}", labels[3]))
        .await
        .unwrap();
    for words in [
        "Rangé aux archives",
        "Reçu à l’unité",
        "avec Karim Benali",
        "2 barrières",
    ] {
        assert!(item.words().contains(words), "{words}: {}", item.words());
    }
    app.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn codes_that_must_not_count_are_refused_with_the_way_on() {
    let app = appliance!();
    let mut nadia = Clerk::at_the_station(&app, NADIA).await;
    for (code, words) in [
        ("4006381333931", "Code non reconnu"),
        ("<script>alert(1)</script>", "Code non reconnu"),
        ("DI1234567812", "jamais imprimée ici"),
        ("DXDESTROY", "Carte inconnue"),
        ("DXDONE", "ne sert pas à cette étape"),
        ("DXTEST àéèç", "disposition de clavier"),
    ] {
        nadia.scans(code).await.is("refused").says(words);
    }
    assert!(!nadia.page.text().contains("<SCRIPT>"));
    let labels = nadia.receives_five().await;
    let fresh = nadia.prints("I", "2").await;
    nadia.page = nadia.browser.get("/station").await.unwrap();
    nadia
        .scans(&fresh[0])
        .await
        .is("refused")
        .says("n’est apposée à aucun article");
    // A worn label is replaced; the old one never acts again and names the new one.
    nadia.scans("DXREPRINT").await;
    nadia.scans(&labels[0]).await;
    nadia.scans(&fresh[0]).await.is("ok");
    nadia
        .scans(&labels[0])
        .await
        .is("refused")
        .says("a été remplacée");
    assert!(codes(&nadia.page.text(), "DI").contains(&fresh[0]));
    let old = nadia
        .browser
        .get(&format!("/items/{}", labels[0]))
        .await
        .unwrap();
    assert_eq!(
        old.status.as_u16(),
        200,
        "old paper still leads to the article"
    );
    // The same parcel does not come twice.
    nadia
        .scans("EB44710083")
        .await
        .is("refused")
        .says("déjà reçu");
    app.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_same_reading_posted_twice_is_recorded_once_and_a_restart_loses_nothing() {
    let app = appliance!();
    let mut nadia = Clerk::at_the_station(&app, NADIA).await;
    let case = nadia.opens_a_case().await;
    nadia.announces(&case, "EB44710083", "3").await;
    let labels = nadia.prints("I", "3").await;
    nadia.page = nadia.browser.get("/station").await.unwrap();
    nadia.scans("EB44710083").await;
    let form = nadia.page.form("/station/scan").unwrap();
    for _ in 0..2 {
        nadia.page = nadia
            .browser
            .submit(&form, &[("scan", &labels[0])])
            .await
            .unwrap();
        nadia.is("ok").says("1 sur 3");
    }
    let story = nadia
        .browser
        .get(&format!("/items/{}", labels[0]))
        .await
        .unwrap();
    assert_eq!(story.text().matches("class=\"event ").count(), 1);
    let app = app.restarted().await;
    let mut nadia = Clerk::at_the_station(&app, NADIA).await;
    nadia.says("Recevoir un colis");
    nadia.scans(&labels[1]).await.is("ok").says("2 sur 3");
    app.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn short_extra_and_damaged_films_are_exceptions_that_the_shipment_shows() {
    let app = appliance!();
    let mut nadia = Clerk::at_the_station(&app, NADIA).await;
    let case = nadia.opens_a_case().await;
    nadia.announces(&case, "EB44710083", "3").await;
    let labels = nadia.prints("I", "3").await;
    let quay = nadia.place("Quai de réception").await;
    nadia.page = nadia.browser.get("/station").await.unwrap();
    nadia.scans("EB44710083").await;
    nadia.scans(&labels[0]).await;
    nadia.scans("DXDAMAGED").await;
    nadia
        .scans(&labels[1])
        .await
        .is("attention")
        .says("endommagé");
    nadia.scans("DXEXTRA").await;
    nadia
        .scans(&labels[2])
        .await
        .is("attention")
        .says("non annoncé");
    nadia
        .scans(&quay)
        .await
        .is("attention")
        .says("Il manque 1 article");
    nadia
        .scans("DXMISSING")
        .await
        .is("attention")
        .says("3 écarts");
    let page = nadia.browser.get("/shipments?view=all").await.unwrap();
    let page = nadia
        .browser
        .get(&page.links("/shipments/2026-")[0])
        .await
        .unwrap();
    for words in ["reçu avec 3 écarts", "Manquant", "En trop", "Endommagé"] {
        assert!(page.words().contains(words), "{words}: {}", page.words());
    }
    app.close().await;
}

#[expect(
    clippy::too_many_lines,
    reason = "one visit, told from its opening to its close"
)]
#[tokio::test(flavor = "multi_thread")]
async fn the_archive_opens_for_two_different_people_and_not_for_long() {
    let app = appliance!();
    let mut nadia = Clerk::at_the_station(&app, NADIA).await;
    let labels = nadia.receives_five().await;
    let shelf = nadia.place("Tablette 1-A").await;
    let trolley = nadia.place("Chariot des archives").await;
    nadia.page = nadia.browser.get("/station").await.unwrap();
    nadia
        .scans(&shelf)
        .await
        .is("refused")
        .says("à deux personnes");
    for (one, word, two, other, words) in [
        (
            "nadia",
            "demo-nadia",
            "nadia",
            "demo-nadia",
            "Il faut deux personnes différentes",
        ),
        (
            "nadia",
            "demo-nadia",
            "karim",
            "wrong",
            "Vérifiez le nom d’utilisateur",
        ),
        (
            "karim",
            "demo-karim",
            "nadia",
            "demo-nadia",
            "n’est pas celui de la session ouverte",
        ),
        (
            "nadia",
            "demo-nadia",
            "alex",
            ALEX.password,
            "aucune fonction qui ouvre les archives",
        ),
        (
            "nadia",
            "",
            "karim",
            "demo-karim",
            "Vérifiez le nom d’utilisateur",
        ),
    ] {
        let page = nadia.enters_with(one, word, two, other).await;
        assert_eq!(page.status.as_u16(), 422, "{}", page.words());
        assert!(page.words().contains(words), "{words}: {}", page.words());
        assert!(
            !page.text().contains("demo-nadia"),
            "a password never comes back"
        );
    }
    let visit = nadia.enters_the_archive(NADIA, SOPHIE).await;
    assert!(
        visit.path.starts_with("/archive/visits/"),
        "{}",
        visit.words()
    );
    nadia.page = nadia.browser.get("/station").await.unwrap();
    nadia
        .scans(&trolley)
        .await
        .is("refused")
        .says("qu’une barrière");
    nadia.scans(&shelf).await.is("ok");
    nadia.scans(&labels[0]).await.is("ok");
    // Karim is not one of the two.
    let mut karim = Clerk::at_the_station(&app, KARIM).await;
    karim.scans(&shelf).await.is("refused");
    // Half an hour later her session is over too; the job at the station is not.
    app.later(Span::minutes(31));
    let mut nadia = Clerk::at_the_station(&app, NADIA).await;
    nadia
        .scans(&labels[1])
        .await
        .is("refused")
        .says("Temps écoulé");
    let second = nadia.enters_the_archive(NADIA, KARIM).await;
    assert!(
        second.words().contains("attend son rapprochement"),
        "{}",
        second.words()
    );
    let refused = nadia
        .closes(&visit.path, &[("outer", "yes"), ("inner", "yes")])
        .await;
    assert_eq!(refused.status.as_u16(), 422, "four films have no verdict");
    let account = format!("{}/account", visit.path);
    for verdict in ["left", "left", "left", "missing"] {
        let page = nadia.browser.get(&visit.path).await.unwrap();
        let mut form = page.form(&account).unwrap();
        form.fields.retain(|(name, _)| name != "verdict");
        nadia
            .browser
            .submit(&form, &[("verdict", verdict)])
            .await
            .unwrap();
    }
    let closed = nadia
        .closes(&visit.path, &[("outer", "yes"), ("inner", "yes")])
        .await;
    assert!(
        closed.words().contains("Fermée avec écart"),
        "{}",
        closed.words()
    );
    app.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_parcel_leaves_with_seal_and_waybill_and_a_sticker_of_another_hospital_finds_its_film() {
    let app = appliance!();
    let mut nadia = Clerk::at_the_station(&app, NADIA).await;
    let case = nadia.opens_a_case().await;
    nadia.announces(&case, "EB44710083", "2").await;
    let labels = nadia.prints("I", "2").await;
    let seals = nadia.prints("S", "1").await;
    let quay = nadia.place("Quai de réception").await;
    nadia.page = nadia.browser.get("/station").await.unwrap();
    nadia.scans("EB44710083").await;
    nadia.scans(&labels[0]).await;
    nadia.scans("DXLINK").await;
    nadia
        .scans("crf-2026-118840")
        .await
        .is("ok")
        .says("liée à l’article");
    nadia.scans(&labels[1]).await;
    nadia.scans(&quay).await.is("ok");
    nadia
        .scans("CRF-2026-118840")
        .await
        .is("ready")
        .says("Quai de réception");
    let page = nadia.browser.get("/shipments/prepare").await.unwrap();
    let mut form = page.form("/shipments/prepare").unwrap();
    form.fields.retain(|(name, _)| name != "items");
    for id in values(&page.text(), "name=\"items\"") {
        form.fields.push(("items".into(), id));
    }
    let empty = nadia.browser.submit(&form, &[]).await.unwrap();
    assert_eq!(empty.status.as_u16(), 422, "no recipient");
    let filled = [
        ("recipient", "Clinique du Fjord"),
        ("address", "1, rue du Port, Chicoutimi"),
        ("carrier", "Express Boréal"),
    ];
    let ready = nadia.browser.submit(&form, &filled).await.unwrap();
    let sheet = codes(&ready.text(), "DH").remove(0);
    nadia.page = nadia.browser.get("/station").await.unwrap();
    nadia.scans = 0;
    nadia.scans(&sheet).await.is("ok");
    nadia.scans(&labels[0]).await.is("ok");
    nadia.scans(&labels[1]).await.is("ok");
    nadia.scans(&seals[0]).await.is("ok");
    nadia
        .scans("EB99887766")
        .await
        .is("ok")
        .says("remis au transporteur");
    assert_eq!(nadia.scans, 5, "sheet, two films, seal, waybill");
    nadia
        .scans(&seals[0])
        .await
        .is("refused")
        .says("a déjà servi");
    let page = nadia.browser.get(&ready.path).await.unwrap();
    let action = page
        .forms()
        .into_iter()
        .find(|f| f.action.ends_with("/confirm"))
        .unwrap();
    let confirmed = nadia.browser.submit(&action, &[]).await.unwrap();
    assert!(
        confirmed.words().contains("Réception confirmée"),
        "{}",
        confirmed.words()
    );
    app.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn labels_and_cards_come_as_pictures_and_paper_and_only_for_custody() {
    let app = appliance!();
    let mut nadia = Clerk::at_the_station(&app, NADIA).await;
    let labels = nadia.prints("I", "3").await;
    let svg = nadia
        .browser
        .get(&format!("/labels/{}/label.svg", labels[0]))
        .await
        .unwrap();
    assert!(
        svg.text().starts_with("<svg") || svg.text().starts_with("<?xml"),
        "{}",
        svg.text()
    );
    for path in ["/labels/cards.pdf", "/labels/places.pdf"] {
        let pdf = nadia.browser.get(path).await.unwrap();
        assert!(pdf.body.starts_with(b"%PDF-"), "{path}");
    }
    let unknown = nadia
        .browser
        .get("/labels/DI1234567812/label.svg")
        .await
        .unwrap();
    assert_eq!(unknown.status.as_u16(), 404);
    let page = nadia.browser.get("/labels").await.unwrap();
    let form = page.form("/labels").unwrap();
    for count in ["0", "301", "-1", "x", "99999999999999999999"] {
        let filled = [("class", "I"), ("count", count)];
        let refused = nadia.browser.submit(&form, &filled).await.unwrap();
        assert_eq!(refused.status.as_u16(), 422, "{count}");
    }
    // Another duty does not even learn that the pages exist.
    let mut sophie = app.signed_in(SOPHIE).await;
    for path in [
        "/station",
        "/items",
        "/shipments",
        "/archive",
        "/labels",
        "/labels/cards.pdf",
    ] {
        assert_eq!(
            sophie.get(path).await.unwrap().status.as_u16(),
            404,
            "{path}"
        );
    }
    app.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_clock_set_back_does_not_keep_two_people_out_of_the_archive() {
    let app = appliance!();
    // The journal has an entry of an hour that the machine's clock then takes back.
    app.later(Span::hours(1));
    drop(app.signed_in(NADIA).await);
    app.clock.set(doublelock_testkit::MORNING);
    let mut karim = app.signed_in(KARIM).await;
    let page = karim.get("/archive/open").await.unwrap();
    let form = page.form("/archive/open").unwrap();
    let two = [
        ("first-username", KARIM.login),
        ("first-password", KARIM.password),
        ("second-username", NADIA.login),
        ("second-password", NADIA.password),
    ];
    let visit = karim.submit(&form, &two).await.unwrap();
    assert!(
        visit.path.starts_with("/archive/visits/"),
        "{}",
        visit.words()
    );
    app.close().await;
}
