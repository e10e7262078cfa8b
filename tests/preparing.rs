//! Promise: a parcel or a visit with hundreds of candidates is prepared by reading what goes into it, each reading says
//! what came of it, and nothing is written before the parcel or the visit is.

#![expect(clippy::unwrap_used, reason = "tests")]

use doublelock_testkit::appliance;
use doublelock_testkit::browser::{Answer, PageForm};
use doublelock_testkit::chromium::{Chromium, ENTER, TAB};
use doublelock_testkit::clerk::{BOTH_LOCKS, Clerk, words};
use doublelock_testkit::people::{KARIM, NADIA};
use doublelock_testkit::records::Ground;

const PREPARE: &str = "/shipments/prepare";
const OPEN: &str = "/archive/open";

/// What a button sends: its own name, and only the one that was pressed.
const BUTTONS: [&str; 3] = ["gather.do", "gather.in", "gather.out"];

/// What stands in the form as chosen, by their ids, in their order.
fn chosen(form: &PageForm) -> Vec<String> {
    let items = form
        .fields
        .iter()
        .filter(|(name, _)| name == "gather.items");
    items.map(|(_, id)| id.clone()).collect()
}

/// Sends the form of a page with a button pressed and fields filled in.
async fn presses(clerk: &mut Clerk, page: &Answer, filled: &[(&str, &str)]) -> Answer {
    let form = page.form(PREPARE).or_else(|| page.form(OPEN));
    let mut form = form.unwrap();
    form.fields
        .retain(|(name, _)| !BUTTONS.contains(&name.as_str()));
    for (name, value) in filled {
        if BUTTONS.contains(name) {
            form.fields.push(((*name).into(), (*value).into()));
        }
    }
    let filled: Vec<_> = filled
        .iter()
        .filter(|(name, _)| !BUTTONS.contains(name))
        .copied()
        .collect();
    clerk.browser.submit(&form, &filled).await.unwrap()
}

async fn reads(clerk: &mut Clerk, page: &Answer, codes: &str) -> Answer {
    let answer = presses(clerk, page, &[("gather.do", "add"), ("gather.scan", codes)]).await;
    assert_eq!(answer.status.as_u16(), 200, "{}", answer.words());
    answer
}

#[tokio::test(flavor = "multi_thread")]
async fn a_parcel_is_put_together_by_reading_labels_and_left_as_it_was_typed() {
    let app = appliance!();
    let mut nadia = Clerk::at_the_station(&app, NADIA).await;
    let (labels, _) = nadia.receives("EB44710083", 4).await;
    let (others, _) = nadia.receives("EB44710091", 1).await;
    let before = app.entries().len();
    let page = nadia.browser.get(PREPARE).await.unwrap();
    assert!(words(&page).contains("Rien n’est choisi encore"));

    // Two with one burst of the reader, then one more; what was typed meanwhile stays.
    let codes = format!("{}\r{}", labels[0], labels[1]);
    let page = presses(
        &mut nadia,
        &page,
        &[
            ("gather.do", "add"),
            ("gather.scan", &codes),
            ("by-courier", "original"),
            ("recipient", "Hôpital <b>de la Rive"),
        ],
    )
    .await;
    assert_eq!(chosen(&page.form(PREPARE).unwrap()).len(), 2);
    assert!(words(&page).contains("Ajouté : "), "{}", page.words());
    let recipient = |page: &Answer| {
        page.form(PREPARE)
            .unwrap()
            .fields
            .iter()
            .find(|(name, _)| name == "recipient")
            .unwrap()
            .1
            .clone()
    };
    assert_eq!(recipient(&page), "Hôpital <b>de la Rive");
    let page = reads(&mut nadia, &page, &labels[1]).await;
    assert!(words(&page).contains("est déjà choisi"), "{}", page.words());
    // Another case, somebody else's code, a card.
    for (code, says) in [
        (
            others[0].as_str(),
            "un envoi ne contient jamais des articles de deux dossiers",
        ),
        ("4006381333931", "Code non reconnu : 4006381333931"),
        ("DXHELP", "Cette lecture ne dit rien ici"),
    ] {
        let page = reads(&mut nadia, &page, code).await;
        assert!(words(&page).contains(says), "{code}: {}", page.words());
        assert_eq!(chosen(&page.form(PREPARE).unwrap()).len(), 2, "{code}");
    }
    let page = reads(&mut nadia, &page, &labels[2]).await;
    let page = reads(&mut nadia, &page, "DXUNDOLAST").await;
    assert!(words(&page).contains("Retiré : "), "{}", page.words());
    let first = chosen(&page.form(PREPARE).unwrap())[0].clone();
    let page = presses(&mut nadia, &page, &[("gather.out", &first)]).await;
    assert_eq!(chosen(&page.form(PREPARE).unwrap()).len(), 1);
    let page = presses(&mut nadia, &page, &[("gather.in", &first)]).await;
    assert_eq!(chosen(&page.form(PREPARE).unwrap()).len(), 2);
    assert_eq!(recipient(&page), "Hôpital <b>de la Rive");
    let acts = |app: &doublelock_testkit::TestAppliance| {
        app.entries()
            .split_off(before)
            .into_iter()
            .map(|entry| entry.act)
            .collect::<Vec<_>>()
    };
    assert!(
        acts(&app).iter().all(|act| act == "list.read"),
        "{:?}",
        acts(&app)
    );

    // A code that is typed and not added yet is taken in first, whichever button is pressed.
    let to = [
        ("gather.do", "finish"),
        ("address", "1, rue du Port"),
        ("carrier", "Express Boréal"),
    ];
    let filled: Vec<_> = to
        .into_iter()
        .chain([("gather.scan", labels[3].as_str())])
        .collect();
    let page = presses(&mut nadia, &page, &filled).await;
    assert_eq!(chosen(&page.form(PREPARE).unwrap()).len(), 3);
    // Enter in another field, while nothing was read, is the parcel.
    let ready = presses(&mut nadia, &page, &[("gather.do", "add")]).await;
    assert!(
        ready.path.starts_with("/shipments/2026-"),
        "{}",
        ready.words()
    );
    assert!(words(&ready).contains("Hôpital <b>de la Rive"));
    let lines = app.sql("SELECT count(*) FROM shipment_line l JOIN shipment s ON s.id = l.shipment_id WHERE s.direction = 'outbound'");
    assert_eq!(lines.unwrap(), [["3"]]);
    app.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_in_hand_a_case_and_a_place_offer_what_can_leave() {
    let app = appliance!();
    let mut nadia = Clerk::at_the_station(&app, NADIA).await;
    let (labels, _) = nadia.receives("EB44710083", 3).await;
    let shelf = nadia.place("Tablette 1-A").await;
    let quay = nadia.place("Quai de réception").await;
    nadia.enters_the_archive(NADIA, KARIM).await;
    nadia.page = nadia.browser.get("/station").await.unwrap();
    for code in [&shelf, &labels[0], &labels[1]] {
        nadia.scans(code).await.is("ok");
    }
    // What is in hand is to be put away, first of all.
    nadia.scans("DXRETRIEVE").await;
    nadia.scans(&labels[0]).await;
    let page = nadia.browser.get(OPEN).await.unwrap();
    assert_eq!(chosen(&page.form(OPEN).unwrap()).len(), 1);
    nadia.scans("DXPUTAWAY").await;
    nadia.scans(&shelf).await;
    nadia.scans(&labels[0]).await.is("ok");
    let page = nadia.browser.get(PREPARE).await.unwrap();
    let offers = |page: &Answer| page.text().matches("name=\"gather.in\"").count();
    assert_eq!(offers(&page), 1, "what lies outside the archives");

    // Its case offers what rests in the archive too; nothing is added unless somebody says so.
    let page = reads(&mut nadia, &page, "2026-0001").await;
    assert_eq!(
        (offers(&page), chosen(&page.form(PREPARE).unwrap()).len()),
        (3, 0)
    );
    let page = reads(&mut nadia, &page, &shelf).await;
    assert!(words(&page).contains("Tablette 1-A"), "{}", page.words());
    assert_eq!(
        (offers(&page), chosen(&page.form(PREPARE).unwrap()).len()),
        (2, 0)
    );
    let page = presses(&mut nadia, &page, &[("gather.do", "all")]).await;
    assert_eq!(
        (offers(&page), chosen(&page.form(PREPARE).unwrap()).len()),
        (0, 2)
    );
    assert!(words(&page).contains("Rien d’autre à choisir ici"));
    let page = presses(&mut nadia, &page, &[("gather.do", "clear")]).await;
    assert_eq!(
        (offers(&page), chosen(&page.form(PREPARE).unwrap()).len()),
        (1, 2)
    );
    let none = reads(&mut nadia, &page, "2026-0999").await;
    assert!(
        words(&none).contains("Code non reconnu"),
        "{}",
        none.words()
    );
    let _ = quay;

    // Nothing chosen, and nobody named: each is said.
    let page = nadia.browser.get(PREPARE).await.unwrap();
    let refused = presses(&mut nadia, &page, &[("gather.do", "finish")]).await;
    assert_eq!(refused.status.as_u16(), 422);
    let named = [
        ("gather.do", "finish"),
        ("by-courier", "original"),
        ("recipient", "Rive"),
        ("address", "1, rue du Port"),
        ("carrier", "Boréal"),
    ];
    let refused = presses(&mut nadia, &page, &named).await;
    assert_eq!(refused.status.as_u16(), 422);
    assert!(
        words(&refused).contains("Choisissez au moins un article"),
        "{}",
        refused.words()
    );
    app.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn browser_loses_no_label_that_a_reader_types_without_waiting() {
    let Some(chromium) = Chromium::start().await else {
        return;
    };
    let app = appliance!();
    let mut nadia = Clerk::at_the_station(&app, NADIA).await;
    let (labels, _) = nadia.receives("EB44710083", 6).await;
    let origin = format!("https://localhost:{}", app.running.web[0].port());
    chromium.goto(&format!("{origin}/sign-in")).await;
    let who = format!("{}{TAB}{}{ENTER}", NADIA.login, NADIA.password);
    chromium.keys(&who).await;
    let first = "return location.pathname === '/';";
    chromium.until("the first page", first).await;
    chromium.goto(&format!("{origin}{PREPARE}")).await;

    // Six labels and Enter after each, at once; then the recipient, while answers may still be on their way.
    let codes: String = labels
        .iter()
        .map(|label| format!("{label}{ENTER}"))
        .collect();
    chromium.keys(&codes).await;
    chromium
        .script("document.getElementById('recipient').focus();")
        .await;
    chromium.keys("Hôpital de la Rive").await;
    let all = "return document.querySelectorAll('input[name=\"gather.items\"]').length === 6;";
    chromium.until("six labels", all).await;
    let left = "return [document.getElementById('recipient').value, document.getElementById('scan').value, \
                document.activeElement.id].join('|');";
    assert_eq!(chromium.script(left).await, "Hôpital de la Rive||recipient");
    assert_eq!(chromium.complaints().await, [""; 0]);
    chromium.close().await;
    app.close().await;
}

/// A parcel is prepared with these articles; its number.
async fn prepares(clerk: &mut Clerk, labels: &[&str]) -> String {
    let form = clerk.gathers(labels).await;
    let to = [
        ("gather.do", "finish"),
        ("by-courier", "original"),
        ("recipient", "Hôpital de la Rive"),
        ("address", "1, rue du Port"),
        ("carrier", "Express Boréal"),
    ];
    let ready = clerk.browser.submit(&form, &to).await.unwrap();
    let no = ready.path.strip_prefix("/shipments/");
    no.unwrap().split('?').next().unwrap().to_owned()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_visit_is_planned_by_reading_and_says_what_does_not_go_in() {
    let app = appliance!();
    let mut nadia = Clerk::at_the_station(&app, NADIA).await;
    let (labels, _) = nadia.receives("EB44710083", 5).await;
    let parcel = prepares(&mut nadia, &[&labels[4]]).await;
    let shelf = nadia.place("Tablette 1-A").await;
    let visit = nadia.enters_the_archive(NADIA, KARIM).await.path;
    // What a parcel waits for is not put away with the rest.
    assert_eq!(
        app.sql("SELECT count(*) FROM visit_line").unwrap(),
        [["4"]],
        "all that waits, but what leaves"
    );
    for code in [&shelf, &labels[0]] {
        nadia.scans_in(&visit, code).await;
    }
    for _ in 1..4 {
        nadia.accounts(&visit, "left").await;
    }
    nadia.closes(&visit, [NADIA, KARIM], BOTH_LOCKS).await;
    let before = app.entries().len();

    let page = nadia.browser.get(OPEN).await.unwrap();
    let planned = |page: &Answer| chosen(&page.form(OPEN).unwrap()).len();
    assert_eq!(planned(&page), 0, "nothing is in hand");
    let page = reads(&mut nadia, &page, &labels[1]).await;
    assert!(words(&page).contains("Ajouté : "), "{}", page.words());
    let page = reads(&mut nadia, &page, &labels[0]).await;
    assert!(
        words(&page).contains("est déjà rangé aux archives"),
        "{}",
        page.words()
    );
    let promised = reads(&mut nadia, &page, &labels[4]).await;
    let says = format!("L’envoi {parcel} l’attend pourtant");
    assert!(words(&promised).contains(&says), "{}", promised.words());
    assert_eq!(planned(&promised), 2);
    let page = presses(&mut nadia, &page, &[("gather.do", "all")]).await;
    assert_eq!(planned(&page), 3, "but what a parcel waits for");
    let extra: Vec<_> = app.entries().split_off(before);
    assert!(extra.iter().all(|entry| entry.act == "list.read"));

    // It counts nowhere as one that waits to be put away.
    let archive = nadia.browser.get("/archive").await.unwrap();
    assert!(
        words(&archive).contains("3 articles"),
        "{}",
        archive.words()
    );
    let list = nadia.browser.get("/items?view=to-put-away").await.unwrap();
    assert!(!list.text().contains(&format!("/items/{}\"", labels[4])));
    assert!(list.text().contains(&format!("/items/{}\"", labels[3])));
    let today = nadia.browser.get("/").await.unwrap();
    assert!(
        words(&today).contains("3 articles hors des archives"),
        "{}",
        today.words()
    );

    // One parcel only waits for an article.
    let page = nadia.browser.get(PREPARE).await.unwrap();
    let page = reads(&mut nadia, &page, &labels[4]).await;
    let says = format!(
        "L’envoi {parcel} attend déjà l’article DI {}",
        &labels[4][2..6]
    );
    assert!(words(&page).contains(&says), "{}", page.words());
    assert_eq!(chosen(&page.form(PREPARE).unwrap()).len(), 0);
    // Two of the desk put the same film into their parcels: the second is told, and which film it is.
    let [first, second] = [
        nadia.gathers(&[&labels[3]]).await,
        nadia.gathers(&[&labels[3]]).await,
    ];
    let to = [
        ("gather.do", "finish"),
        ("by-courier", "original"),
        ("recipient", "Rive"),
        ("address", "1, rue du Port"),
        ("carrier", "Boréal"),
    ];
    let ready = nadia.browser.submit(&first, &to).await.unwrap();
    assert!(ready.path.starts_with("/shipments/2026-"));
    let refused = nadia.browser.submit(&second, &to).await.unwrap();
    assert_eq!(refused.status.as_u16(), 422);
    let says = format!("attend déjà l’article DI {}", &labels[3][2..6]);
    assert!(words(&refused).contains(&says), "{}", refused.words());
    app.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_a_prepared_parcel_waits_for_is_taken_out_for_it() {
    let app = appliance!();
    let mut nadia = Clerk::at_the_station(&app, NADIA).await;
    let (labels, _) = nadia.receives("EB44710083", 4).await;
    let shelf = nadia.place("Tablette 1-A").await;
    let visit = nadia.enters_the_archive(NADIA, KARIM).await.path;
    for code in std::iter::once(&shelf).chain(&labels[..3]) {
        nadia.scans_in(&visit, code).await;
    }
    nadia.accounts(&visit, "left").await;
    nadia.closes(&visit, [NADIA, KARIM], BOTH_LOCKS).await;
    let leaving = [labels[1].as_str(), &labels[2], &labels[3]];
    let parcel = prepares(&mut nadia, &leaving).await;

    let page = nadia.browser.get(&format!("/shipments/{parcel}")).await;
    let page = page.unwrap();
    assert!(words(&page).contains("reposent aux archives"));
    let door = format!("/archive/open?parcel={parcel}");
    assert!(page.text().contains(&door), "{}", page.words());
    let page = nadia.browser.get(&door).await.unwrap();
    assert_eq!(
        chosen(&page.form(OPEN).unwrap()).len(),
        2,
        "what rests there"
    );
    assert!(words(&page).contains(&format!("Envoi {parcel}")));
    // Its sheet does the same, without an address.
    let sheet = app.sql("SELECT label FROM shipment WHERE label IS NOT NULL");
    let sheet = sheet.unwrap().remove(0).remove(0);
    let plain = nadia.browser.get("/archive/open?purpose=retrieve").await;
    let read = reads(&mut nadia, &plain.unwrap(), &sheet).await;
    assert_eq!(read.text().matches("name=\"gather.in\"").count(), 2);
    let outside = reads(&mut nadia, &page, &labels[3]).await;
    assert!(
        words(&outside).contains("n’est pas dans ces archives"),
        "{}",
        outside.words()
    );

    let both = [
        ("gather.do", "finish"),
        ("first-username", NADIA.login),
        ("first-password", NADIA.password),
        ("second-username", KARIM.login),
        ("second-password", KARIM.password),
    ];
    let visit = presses(&mut nadia, &outside, &both).await.path;
    for label in &labels[1..3] {
        nadia.scans_in(&visit, label).await;
    }
    let closed = nadia.closes(&visit, [NADIA, KARIM], BOTH_LOCKS).await;
    assert!(closed.words().contains("Fermée sans écart"));
    let page = nadia.browser.get(&format!("/shipments/{parcel}")).await;
    assert!(!words(&page.unwrap()).contains("reposent aux archives"));
    // It was prepared, and once it left nobody is sent to pack it.
    nadia.page = nadia.browser.get("/station").await.unwrap();
    let seal = nadia.prints("S", "1").await.remove(0);
    for code in std::iter::once(sheet.as_str()).chain(leaving) {
        nadia.scans(code).await.is("ok");
    }
    let said = format!("/shipments/{parcel}?said=prepared");
    let page = nadia.browser.get(&said).await.unwrap();
    assert!(words(&page).contains("puis emballez"));
    for code in [seal.as_str(), "EB44710125"] {
        nadia.scans(code).await.is("ok");
    }
    let page = nadia.browser.get(&said).await.unwrap();
    assert!(!words(&page).contains("puis emballez"), "{}", page.words());
    app.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn browser_opens_a_visit_with_labels_and_passwords_typed_without_waiting() {
    let Some(chromium) = Chromium::start().await else {
        return;
    };
    let app = appliance!();
    let mut nadia = Clerk::at_the_station(&app, NADIA).await;
    let (labels, _) = nadia.receives("EB44710083", 3).await;
    let shelf = nadia.place("Tablette 1-A").await;
    let visit = nadia.enters_the_archive(NADIA, KARIM).await.path;
    for code in std::iter::once(&shelf).chain(&labels) {
        nadia.scans_in(&visit, code).await;
    }
    nadia.closes(&visit, [NADIA, KARIM], BOTH_LOCKS).await;
    // A second archive stands beside the first, and what is read adds all the same.
    let form = nadia.browser.get("/places").await.unwrap().form("/places");
    let vault = [
        ("name", "Voûte"),
        ("kind", "room"),
        ("lock", "door_lock"),
        ("archive", "yes"),
    ];
    nadia.browser.submit(&form.unwrap(), &vault).await.unwrap();
    let origin = format!("https://localhost:{}", app.running.web[0].port());
    chromium.goto(&format!("{origin}/sign-in")).await;
    let who = format!("{}{TAB}{}{ENTER}", NADIA.login, NADIA.password);
    chromium.keys(&who).await;
    let first = "return location.pathname === '/';";
    chromium.until("the first page", first).await;
    chromium
        .goto(&format!("{origin}{OPEN}?purpose=retrieve"))
        .await;
    let two = "return document.querySelectorAll('select[name=archive] option').length === 2;";
    assert_eq!(chromium.script(two).await, true);
    let codes: String = labels[..2]
        .iter()
        .map(|label| format!("{label}{ENTER}"))
        .collect();
    chromium.keys(&codes).await;
    chromium
        .script("document.querySelector('[name=first-username]').focus();")
        .await;
    // The last label comes while a password is typed: it is no part of that.
    let both = format!(
        "{}{TAB}{}{}{ENTER}{TAB}{}{TAB}{}{ENTER}",
        NADIA.login, NADIA.password, labels[2], KARIM.login, KARIM.password
    );
    chromium.keys(&both).await;
    let visit = "return location.pathname.startsWith('/archive/visits/');";
    chromium.until("a visit", visit).await;
    let lines = "SELECT count(*) FROM visit_line l JOIN access_visit v ON v.id = l.visit_id \
                 WHERE v.purpose = 'retrieve'";
    assert_eq!(app.sql(lines).unwrap(), [["3"]]);
    assert_eq!(chromium.complaints().await, [""; 0]);
    chromium.close().await;
    app.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn browser_keeps_what_was_typed_and_chosen_when_the_language_changes() {
    let Some(chromium) = Chromium::start().await else {
        return;
    };
    let app = appliance!();
    let mut nadia = Clerk::at_the_station(&app, NADIA).await;
    let (labels, _) = nadia.receives("EB44710083", 3).await;
    let origin = format!("https://localhost:{}", app.running.web[0].port());
    chromium.goto(&format!("{origin}/sign-in")).await;
    let who = format!("{}{TAB}{}{ENTER}", NADIA.login, NADIA.password);
    chromium.keys(&who).await;
    let first = "return location.pathname === '/';";
    chromium.until("the first page", first).await;
    let english = "return document.documentElement.lang === 'en-CA';";
    let french = "return document.documentElement.lang === 'fr-CA';";
    let switch = "document.querySelector('[data-language]').click();";

    chromium.goto(&format!("{origin}/shipments/announce")).await;
    let fill = "const form = document.querySelector('form[action=\"/shipments/announce\"]');
        form.elements.sender.value = 'Clinique <b>du Fjord';
        form.elements['count[film_sheet]'].value = '4';";
    chromium.script(fill).await;
    chromium.script(switch).await;
    chromium.until("English", english).await;
    let kept = "const form = document.querySelector('form[action=\"/shipments/announce\"]');
        return [document.querySelector('h1').textContent, form.elements.sender.value,
          form.elements['count[film_sheet]'].value].join('|');";
    assert_eq!(
        chromium.script(kept).await,
        "Announce a parcel|Clinique <b>du Fjord|4"
    );

    // What was chosen for a parcel is there too, and so is what was typed meanwhile.
    chromium.goto(&format!("{origin}{PREPARE}")).await;
    let codes: String = (labels[..2].iter())
        .map(|label| format!("{label}{ENTER}"))
        .collect();
    chromium.keys(&codes).await;
    let two = "return document.querySelectorAll('input[name=\"gather.items\"]').length === 2;";
    chromium.until("two labels", two).await;
    chromium
        .script("document.getElementById('recipient').value = 'Rive';")
        .await;
    chromium.script(switch).await;
    chromium.until("French", french).await;
    let kept = "return [document.querySelectorAll('input[name=\"gather.items\"]').length,
        document.getElementById('recipient').value].join('|');";
    assert_eq!(chromium.script(kept).await, "2|Rive");
    let codes = format!("{}{ENTER}", labels[2]);
    chromium
        .script("document.getElementById('scan').focus();")
        .await;
    chromium.keys(&codes).await;
    let all = "return document.querySelectorAll('input[name=\"gather.items\"]').length === 3;";
    chromium.until("it goes on", all).await;

    // Loaded again, and come back to, it is all there still.
    chromium.script("location.reload();").await;
    let none = "return document.readyState === 'complete'
        && document.querySelectorAll('input[name=\"gather.items\"]').length === 3
        && document.querySelectorAll('[role=status] p').length === 0;";
    chromium.until("the same after a reload", none).await;
    chromium.goto(&format!("{origin}/items")).await;
    chromium.script("history.back();").await;
    let back = format!("return location.pathname === '{PREPARE}' && {}", &all[7..]);
    chromium.until("the same after Back", &back).await;
    assert_eq!(chromium.complaints().await, [""; 0]);
    chromium.close().await;
    app.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_sends_a_parcel_says_why_it_does_not_go_electronically() {
    let app = appliance!();
    let ground = Ground::of(&app);
    let case = ground.opens_case(&app, "Lemieux", "Eve");
    ground
        .attaches_images(&app, case, "Lemieux", "Eve", 3)
        .await;
    let mut nadia = Clerk::at_the_station(&app, NADIA).await;
    nadia.announces(&case.to_string(), "EB44710083", "1").await;
    let label = nadia.prints("I", "1").await.remove(0);
    let quay = nadia.place("Quai de réception").await;
    nadia.page = nadia.browser.get("/station").await.unwrap();
    for code in ["EB44710083", &label, &quay] {
        nadia.scans(code).await;
    }
    // Images of the same case are here already: it is asked whether they will do.
    let page = nadia.browser.get(PREPARE).await.unwrap();
    assert!(words(&page).contains("Ce qui peut partir par voie électronique"));
    let page = reads(&mut nadia, &page, &label).await;
    assert!(
        words(&page).contains("3 images de ce dossier sont déjà ici"),
        "{}",
        page.words()
    );
    let to = [
        ("gather.do", "finish"),
        ("recipient", "Rive"),
        ("address", "1, rue du Port"),
        ("carrier", "Boréal"),
    ];
    for unsaid in ["", "because"] {
        let form = [&to[..], &[("by-courier", unsaid)]].concat();
        let refused = presses(&mut nadia, &page, &form).await;
        assert_eq!(refused.status.as_u16(), 422);
        assert!(words(&refused).contains("Dites pourquoi cela part par messagerie"));
    }
    assert!(app.entries_of("shipment.prepared").is_empty());
    let why = [&to[..], &[("by-courier", "original")]].concat();
    let prepared = presses(&mut nadia, &page, &why).await;
    assert!(
        words(&prepared).contains("Il faut l’original"),
        "{}",
        prepared.words()
    );
    let told = app.entries_of("shipment.prepared").remove(0);
    assert_eq!(told.payload["by_courier"], "original");
    app.close().await;
}
