//! Promise: what does not balance has somebody who answers for it, a clock and a way out, and stays in sight until it
//! has taken one.

#![expect(clippy::unwrap_used, reason = "tests")]

use doublelock_domain::time::Span;
use doublelock_testkit::browser::Answer;
use doublelock_testkit::clerk::{BOTH_LOCKS, Clerk, says, says_not};
use doublelock_testkit::people::{ALEX, KARIM, MARC, NADIA};
use doublelock_testkit::{TestAppliance, appliance};

/// The pages of the discrepancies that a page shows, each once.
fn discrepancies(page: &Answer) -> Vec<String> {
    let html = page.text();
    let mut found: Vec<String> = Vec::new();
    for (at, mark) in html.match_indices("href=\"/exceptions/") {
        let rest = &html[at + mark.len()..];
        let id = rest.split(['"', '/', '?']).next().unwrap();
        let path = format!("/exceptions/{id}");
        if !found.contains(&path) {
            found.push(path);
        }
    }
    found
}

/// The last entry of an act.
fn last(app: &TestAppliance, act: &str) -> serde_json::Value {
    let entries = app.entries_of(act);
    entries.last().unwrap().payload.clone()
}

/// The clock of the late runs, by the hand of whoever looks after the appliance.
async fn marks_what_is_late(app: &TestAppliance) {
    let mut alex = app.signed_in(ALEX).await;
    let page = alex.get("/jobs").await.unwrap();
    let form = page.form("/jobs/overdue/run").unwrap();
    alex.submit(&form, &[]).await.unwrap();
}

/// Two films were announced and one came; where the parcel stands, its labels (one unused), and the dock.
async fn one_of_two(app: &TestAppliance) -> (Clerk, String, Vec<String>, String) {
    let mut nadia = Clerk::at_the_station(app, NADIA).await;
    let case = nadia.opens_a_case().await;
    let announced = nadia.announces(&case, "EB44710083", "2").await;
    let parcel = announced.path.split('?').next().unwrap().to_owned();
    let labels = nadia.prints("I", "3").await;
    let quay = nadia.place("Quai de réception").await;
    nadia.page = nadia.browser.get("/station").await.unwrap();
    nadia.scans("EB44710083").await.is("ok");
    nadia.scans(&labels[0]).await.is("ok");
    nadia.scans(&quay).await.is("attention");
    nadia
        .scans("DXMISSING")
        .await
        .is("attention")
        .says("1 écart");
    (nadia, parcel, labels, quay)
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_missing_has_an_owner_a_clock_and_a_way_out() {
    let app = appliance!();
    let (mut nadia, parcel, _, _) = one_of_two(&app).await;

    // It stands on the first page, in the list and on its parcel, with who closed the parcel and until when.
    let title = "Film : dans l’annonce, pas dans le colis";
    let today = nadia.sees("/").await;
    says(&today, title);
    says(&today, "demander à l’expéditeur");
    let list = nadia.sees("/exceptions").await;
    says(&list, "1 écart à régler");
    let shipment = nadia.sees(&parcel).await;
    says(&shipment, "reçu avec 1 écart");
    let [one] = &discrepancies(&shipment)[..] else {
        panic!("{}", shipment.words())
    };
    assert_eq!(discrepancies(&list), std::slice::from_ref(one));
    let opened = last(&app, "exception.opened");
    assert_eq!(opened["kind"], "missing");
    assert_eq!(opened["concern"]["line"], 1);
    assert!(opened["owner"].is_string() && opened["lost_from"].is_number());
    let shown = nadia.sees(one).await;
    says(&shown, "Responsable Vous");

    // A colleague takes it over, calls, and writes down whom: it stays open, with a new due date.
    let mut karim = Clerk::at_the_station(&app, KARIM).await;
    let shown = karim.sees(one).await;
    says(&shown, "Responsable Nadia Tremblay-Roy");
    let owner = format!("{one}/owner");
    let taken = karim.sends(&shown, &owner, &[]).await;
    says(&taken, "Confié à Karim Benali");
    assert!(last(&app, "exception.assigned")["owner"].is_string());
    let follow = format!("{one}/follow");
    let empty = karim.sends(&taken, &follow, &[("step", "called")]).await;
    assert_eq!(empty.status.as_u16(), 422, "{}", empty.words());
    let words = "Mme Roy, archives du Fjord : elle cherche";
    let noted = karim
        .sends(&empty, &follow, &[("step", "called"), ("note", words)])
        .await;
    says(&noted, "L’écart reste ouvert");
    says(&noted, words);
    let followed = last(&app, "exception.followed");
    assert_eq!(followed["step"], "called");
    assert!(!followed.to_string().contains("Roy"), "{followed}");
    says(&nadia.sees("/").await, "Karim Benali");

    // Nobody did anything more: it is overdue, then to be treated as lost.
    app.later(Span::minutes(60 * 24 * 8));
    let mut nadia = Clerk::at_the_station(&app, NADIA).await;
    let mut karim = Clerk::at_the_station(&app, KARIM).await;
    let noted = karim.sees(one).await;
    let shown = nadia.sees(one).await;
    says(&shown, "Échu");
    says(&shown, "À traiter comme perdu");

    // How it ends needs its reason; the parcel is settled then, and a mistake is set right.
    let close = format!("{one}/close");
    let without = nadia.sends(&shown, &close, &[("exit", "not_sent")]).await;
    assert_eq!(without.status.as_u16(), 422);
    let foreign = nadia
        .sends(&without, &close, &[("exit", "accepted"), ("why", "x")])
        .await;
    assert_eq!(foreign.status.as_u16(), 422, "{}", foreign.words());
    assert!(app.entries_of("exception.closed").is_empty());
    let why = "resté au classeur de la clinique";
    let closed = nadia
        .sends(&without, &close, &[("exit", "not_sent"), ("why", why)])
        .await;
    says(&closed, "Écart réglé");
    says(&closed, why);
    assert_eq!(last(&app, "exception.closed")["exit"], "not_sent");
    says(&nadia.sees(&parcel).await, "Reçu, écarts réglés");
    says_not(&nadia.sees("/").await, title);
    says(&nadia.sees("/exceptions").await, "Aucun écart");
    let ended = nadia.sees("/exceptions?view=closed").await;
    assert_eq!(discrepancies(&ended), std::slice::from_ref(one));
    // What another page still showed is refused, and nothing of it is lost.
    let late = karim
        .sends(&noted, &follow, &[("step", "noted"), ("note", "encore")])
        .await;
    assert_eq!(late.status.as_u16(), 422);
    says(&late, "Cet écart est déjà réglé");
    assert!(
        late.text().contains("encore"),
        "what was typed is still there"
    );

    let reopen = format!("{one}/reopen");
    let reopened = nadia.sends(&closed, &reopen, &[]).await;
    says(&reopened, "Écart rouvert");
    assert_eq!(app.entries_of("exception.reopened").len(), 1);
    says(&nadia.sees(&parcel).await, "reçu avec 1 écart");
    app.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_film_found_later_is_received_in_two_scans_and_settles_its_discrepancy() {
    let app = appliance!();
    let (mut nadia, parcel, labels, quay) = one_of_two(&app).await;
    let shown = nadia.sees(&parcel).await;
    let forms = shown.forms();
    let form = forms.iter().find(|form| form.action.ends_with("/found"));
    let form = form.unwrap();
    nadia.page = nadia.browser.submit(form, &[]).await.unwrap();
    nadia.scans = 0;
    nadia.is("ready").says("1 article manque à cet envoi");
    let looked = last(&app, "record.opened")["record"].to_string();
    assert!(looked.starts_with("\"exception:"), "{looked}");

    // A place says nothing before the film; a film scanned by mistake is taken back, and is missing as before.
    nadia.scans(&quay).await.is("refused");
    nadia.scans(&labels[2]).await.is("ok").says("retrouvé");
    assert_eq!(last(&app, "exception.closed")["exit"], "found");
    nadia.scans("DXUNDOLAST").await.is("ok");
    assert_eq!(app.entries_of("exception.reopened").len(), 1);
    says(&nadia.sees(&parcel).await, "reçu avec 1 écart");

    nadia.page = nadia.browser.get("/station").await.unwrap();
    nadia.scans = 0;
    nadia.scans(&labels[1]).await.is("ok").says("retrouvé");
    nadia
        .scans(&quay)
        .await
        .is("ok")
        .says("Rien ne manque plus");
    assert_eq!(nadia.scans, 2);
    let shown = nadia.sees(&parcel).await;
    says(&shown, "Reçu, écarts réglés");
    says(&shown, "Retrouvé");
    let case = nadia.sees(&format!("/items/{}", labels[1])).await;
    says(&case, "Quai de réception");
    // Nothing is missing any more: its waybill begins nothing by itself.
    nadia.page = nadia.browser.get("/station").await.unwrap();
    nadia
        .scans("EB44710083")
        .await
        .is("attention")
        .says("a déjà servi");
    app.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_damaged_film_and_one_that_nobody_announced_are_settled_each_in_its_way() {
    let app = appliance!();
    let mut nadia = Clerk::at_the_station(&app, NADIA).await;
    let case = nadia.opens_a_case().await;
    nadia.announces(&case, "EB44710083", "1").await;
    let labels = nadia.prints("I", "2").await;
    let quay = nadia.place("Quai de réception").await;
    nadia.page = nadia.browser.get("/station").await.unwrap();
    nadia.scans("EB44710083").await.is("ok");
    nadia.scans("DXDAMAGED").await;
    nadia.scans(&labels[0]).await.is("attention");
    nadia.scans("DXEXTRA").await;
    nadia.scans(&labels[1]).await.is("attention");
    nadia.scans(&quay).await.is("attention").says("2 écarts");
    let list = nadia.sees("/exceptions").await;
    says(&list, "2 écarts à régler");

    // The extra film is settled by saying whose it is.
    let whose = nadia.sees(&format!("/unidentified/{}", labels[1])).await;
    let forms = whose.forms();
    let form = forms
        .iter()
        .find(|form| form.action.starts_with("/unidentified/"));
    nadia.browser.submit(form.unwrap(), &[]).await.unwrap();
    assert_eq!(last(&app, "exception.closed")["exit"], "identified");

    let list = nadia.sees("/exceptions").await;
    let [damaged] = &discrepancies(&list)[..] else {
        panic!("{}", list.words())
    };
    let shown = nadia.sees(damaged).await;
    says(&shown, "dommage à la réception");
    let close = format!("{damaged}/close");
    let why = [("exit", "accepted"), ("why", "coin plié, le film se lit")];
    nadia.sends(&shown, &close, &why).await;
    says(&nadia.sees("/exceptions").await, "Aucun écart");
    app.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_late_parcel_is_somebodys_to_follow_until_it_comes() {
    let app = appliance!();
    let mut nadia = Clerk::at_the_station(&app, NADIA).await;
    let case = nadia.opens_a_case().await;
    nadia.announces(&case, "EB44710083", "1").await;
    let label = nadia.prints("I", "1").await.remove(0);
    let quay = nadia.place("Quai de réception").await;
    app.later(Span::minutes(60 * 24 * 9));
    marks_what_is_late(&app).await;
    let opened = last(&app, "exception.opened");
    assert_eq!(
        (&opened["kind"], &opened["owner"]),
        (&"late".into(), &serde_json::Value::Null)
    );
    marks_what_is_late(&app).await;
    assert_eq!(app.entries_of("exception.opened").len(), 1);

    let mut nadia = Clerk::at_the_station(&app, NADIA).await;
    let list = nadia.sees("/exceptions").await;
    says(&list, "Colis attendu, pas arrivé");
    let [late] = &discrepancies(&list)[..] else {
        panic!("{}", list.words())
    };
    let shown = nadia.sees(late).await;
    says(&shown, "Responsable Équipe");
    let taken = nadia.sends(&shown, &format!("{late}/owner"), &[]).await;
    says(&taken, "Responsable Vous");

    nadia.page = nadia.browser.get("/station").await.unwrap();
    nadia.scans("EB44710083").await.is("ok");
    nadia.scans(&label).await.is("ok");
    nadia.scans(&quay).await.is("ok");
    assert_eq!(last(&app, "exception.closed")["exit"], "arrived");
    says(&nadia.sees("/exceptions").await, "Aucun écart");
    app.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_film_that_was_not_in_its_place_is_found_and_is_in_hand() {
    let app = appliance!();
    let mut nadia = Clerk::at_the_station(&app, NADIA).await;
    let (labels, _) = nadia.receives("EB44710083", 2).await;
    let shelf = nadia.place("Tablette 1-A").await;
    let quay = nadia.place("Quai de réception").await;
    let visit = nadia.enters_the_archive(NADIA, KARIM).await.path;
    for code in [&shelf, &labels[0], &labels[1]] {
        nadia.scans_in(&visit, code).await;
    }
    nadia.closes(&visit, [NADIA, KARIM], BOTH_LOCKS).await;
    says(&nadia.sees("/exceptions").await, "Aucun écart");

    // One of two is not where it should be; a third thing happens that nobody had planned.
    let visit = nadia.enters_to_retrieve([NADIA, KARIM], &labels[..1]).await;
    let visit = visit.path;
    nadia.scans_in(&visit, &labels[1]).await;
    nadia.accounts(&visit, "missing").await;
    nadia.closes(&visit, [NADIA, KARIM], BOTH_LOCKS).await;
    let kinds: Vec<String> = app
        .entries_of("exception.opened")
        .iter()
        .map(|entry| entry.payload["kind"].as_str().unwrap().to_owned())
        .collect();
    assert_eq!(kinds, ["not_found", "unplanned"]);
    let shown = nadia.sees(&visit).await;
    let both = discrepancies(&shown);
    assert_eq!(both.len(), 2, "{}", shown.words());
    let today = nadia.sees("/").await;
    says(&today, "Film : introuvable pendant l’accès");
    says(&today, "1 article entre vos mains");
    says(&nadia.sees("/archive").await, "Vous 1 article");

    // It turns up on a desk. The label of another film is no proof; its own is.
    let mut karim = Clerk::at_the_station(&app, KARIM).await;
    let shown = karim.sees(&both[0]).await;
    let find = format!("{}/find", both[0]);
    let other = karim.sends(&shown, &find, &[("label", &labels[1])]).await;
    assert_eq!(other.status.as_u16(), 422);
    says(&other, "Ce n’est pas l’étiquette de cet article");
    let found = karim.sends(&other, &find, &[("label", &labels[0])]).await;
    says(&found, "L’article est entre vos mains");
    let event = last(&app, "custody.event");
    assert_eq!(event["what"]["kind"], "found");
    assert_eq!(last(&app, "exception.closed")["exit"], "found");
    karim.page = karim.browser.get("/station").await.unwrap();
    karim.says("1 article est entre vos mains");
    karim.scans(&quay).await.is("ok");
    says(
        &karim.sees(&format!("/items/{}", labels[0])).await,
        "Quai de réception",
    );
    app.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_film_that_could_not_be_found_and_is_scanned_in_a_visit_is_found() {
    let app = appliance!();
    let mut nadia = Clerk::at_the_station(&app, NADIA).await;
    let (labels, _) = nadia.receives("EB44710083", 1).await;
    let shelf = nadia.place("Tablette 1-A").await;
    let visit = nadia.enters_the_archive(NADIA, KARIM).await.path;
    nadia.scans_in(&visit, &shelf).await;
    nadia.scans_in(&visit, &labels[0]).await;
    nadia.closes(&visit, [NADIA, KARIM], BOTH_LOCKS).await;
    let visit = nadia.enters_to_retrieve([NADIA, KARIM], &labels).await.path;
    nadia.accounts(&visit, "missing").await;
    nadia.closes(&visit, [NADIA, KARIM], BOTH_LOCKS).await;
    let list = nadia.sees("/exceptions").await;
    let [one] = &discrepancies(&list)[..] else {
        panic!("{}", list.words())
    };
    // Given up, and there all the same.
    let shown = nadia.sees(one).await;
    let given_up = [("exit", "lost"), ("why", "cherché partout")];
    nadia
        .sends(&shown, &format!("{one}/close"), &given_up)
        .await;
    let visit = nadia.enters_to_retrieve([NADIA, KARIM], &labels).await.path;
    nadia.scans_in(&visit, &labels[0]).await;
    assert_eq!(last(&app, "exception.closed")["exit"], "found");
    app.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_turned_up_is_the_article_that_was_named_and_never_another() {
    let app = appliance!();
    let mut nadia = Clerk::at_the_station(&app, NADIA).await;
    let case = nadia.opens_a_case().await;
    let announce = nadia
        .sees(&format!("/shipments/announce?case={case}"))
        .await;
    let contents = [
        ("sender", "Clinique du Fjord"),
        ("carrier", "Express Boréal"),
        ("waybill", "EB44710083"),
        ("eta", "2026-11-23"),
        ("count[film_sheet]", "1"),
        ("count[optical_disc]", "1"),
    ];
    let parcel = nadia
        .sends(&announce, "/shipments/announce", &contents)
        .await;
    let parcel = parcel.path.split('?').next().unwrap().to_owned();
    let labels = nadia.prints("I", "2").await;
    let quay = nadia.place("Quai de réception").await;
    nadia.page = nadia.browser.get("/station").await.unwrap();
    for code in ["EB44710083", &quay, "DXMISSING"] {
        nadia.scans(code).await;
    }
    // The waybill alone does not say which of the two is there.
    nadia.scans("EB44710083").await.is("ready");
    nadia.scans(&labels[0]).await.is("refused");
    nadia.says("Des articles de nature différente manquent");
    nadia.scans("DXDONE").await.is("ready");

    let shown = nadia.sees(&parcel).await;
    let [film, disc] = &discrepancies(&shown)[..] else {
        panic!("{}", shown.words())
    };
    let page_of_disc = nadia.sees(disc).await;
    says(&page_of_disc, "Disque optique : dans l’annonce");
    nadia.page = nadia
        .sends(&page_of_disc, &format!("{disc}/found"), &[])
        .await;
    nadia.is("ready");
    nadia
        .scans(&labels[0])
        .await
        .is("ok")
        .says("Disque optique");
    nadia
        .scans(&quay)
        .await
        .is("ok")
        .says("1 article manque encore");
    says(&nadia.sees(disc).await, "Retrouvé");
    says(&nadia.sees(film).await, "Retrouvé : le recevoir");

    // Given up on one page while another still shows it: found all the same, and said so.
    let page_of_film = nadia.sees(film).await;
    let reason = [("exit", "lost"), ("why", "cherché\r\npartout")];
    let gone = nadia
        .sends(&page_of_film, &format!("{film}/close"), &reason)
        .await;
    says(&gone, "cherché partout");
    nadia.page = nadia
        .sends(&page_of_film, &format!("{film}/found"), &[])
        .await;
    nadia.scans(&labels[1]).await.is("ok").says("Film");
    nadia
        .scans(&quay)
        .await
        .is("ok")
        .says("Rien ne manque plus");
    app.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn two_who_receive_one_parcel_leave_a_discrepancy_for_what_lies_there_and_for_nothing_else() {
    let app = appliance!();
    let mut nadia = Clerk::at_the_station(&app, NADIA).await;
    let case = nadia.opens_a_case().await;
    let announced = nadia.announces(&case, "EB44710083", "2").await;
    let parcel = announced.path.split('?').next().unwrap().to_owned();
    let labels = nadia.prints("I", "4").await;
    let quay = nadia.place("Quai de réception").await;
    let mut karim = Clerk::at_the_station(&app, KARIM).await;
    nadia.page = nadia.browser.get("/station").await.unwrap();
    nadia.scans("EB44710083").await.is("ok");
    karim.scans("EB44710083").await.is("ok");
    // One more, and a damaged one, are in Nadia's hands when Karim closes the parcel.
    nadia.scans("DXEXTRA").await;
    nadia.scans(&labels[0]).await.is("attention");
    nadia.scans("DXDAMAGED").await;
    nadia.scans(&labels[1]).await.is("attention");
    karim.scans(&labels[2]).await.is("ok");
    karim.scans(&quay).await.is("attention");
    let shown = karim.sees(&parcel).await;
    assert_eq!(
        discrepancies(&shown),
        [] as [String; 0],
        "{}",
        shown.words()
    );
    // She lays down what she holds: now it is hers to follow.
    nadia.page = nadia.browser.get("/station").await.unwrap();
    nadia.says("2 articles sont entre vos mains");
    nadia.scans(&quay).await.is("ok");
    let kinds = |app: &TestAppliance| -> Vec<String> {
        let opened = app.entries_of("exception.opened");
        let kind =
            |entry: &doublelock_testkit::Entry| entry.payload["kind"].as_str().unwrap().to_owned();
        opened.iter().map(kind).collect()
    };
    assert_eq!(kinds(&app), ["damaged", "extra"]);
    let hers = app.entries_of("custody.event").pop().unwrap().payload["from"]["id"].clone();
    for opened in app.entries_of("exception.opened") {
        assert_eq!(opened.payload["owner"], hers);
    }
    app.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_film_that_is_looked_for_is_said_to_be_wherever_its_label_is_read() {
    let app = appliance!();
    let mut nadia = Clerk::at_the_station(&app, NADIA).await;
    let (labels, _) = nadia.receives("EB44710083", 2).await;
    let shelf = nadia.place("Tablette 1-A").await;
    let visit = nadia.enters_the_archive(NADIA, KARIM).await.path;
    for code in [&shelf, &labels[0], &labels[1]] {
        nadia.scans_in(&visit, code).await;
    }
    nadia.closes(&visit, [NADIA, KARIM], BOTH_LOCKS).await;
    // Twice it is not there: one looks for it.
    for _ in 0..2 {
        let visit = nadia
            .enters_to_retrieve([NADIA, KARIM], &labels[..1])
            .await
            .path;
        nadia.accounts(&visit, "missing").await;
        nadia.closes(&visit, [NADIA, KARIM], BOTH_LOCKS).await;
    }
    assert_eq!(app.entries_of("exception.opened").len(), 1);
    nadia.page = nadia.browser.get("/station").await.unwrap();
    nadia
        .scans(&labels[0])
        .await
        .is("attention")
        .says("introuvable jusqu’ici");
    let item = nadia.sees(&format!("/items/{}", labels[0])).await;
    says(&item, "Cet article n’a pas été trouvé à sa place");
    let offered = nadia.sees("/archive/open?purpose=retrieve").await;
    says(&offered, "Introuvable, devrait être à");
    says(&nadia.sees("/items").await, "Introuvable, devrait être à");
    let [one] = &discrepancies(&item)[..] else {
        panic!("{}", item.words())
    };

    // Scanned in a visit by mistake, and taken back: somebody looks for it as before.
    let visit = nadia
        .enters_to_retrieve([NADIA, KARIM], &labels[1..])
        .await
        .path;
    nadia.scans_in(&visit, &labels[0]).await;
    assert_eq!(last(&app, "exception.closed")["exit"], "found");
    nadia.scans_in(&visit, "DXUNDOLAST").await;
    assert_eq!(app.entries_of("exception.reopened").len(), 1);
    says(&nadia.sees(one).await, "Je l’ai en main");
    app.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_discrepancy_is_given_to_a_colleague_by_name_and_to_nobody_else() {
    let app = appliance!();
    let mut nadia = Clerk::at_the_station(&app, NADIA).await;
    let case = nadia.opens_a_case().await;
    nadia.announces(&case, "EB44710083", "1").await;
    let quay = nadia.place("Quai de réception").await;
    nadia.page = nadia.browser.get("/station").await.unwrap();
    for code in ["EB44710083", &quay, "DXMISSING"] {
        nadia.scans(code).await;
    }
    let list = nadia.sees("/exceptions").await;
    let one = discrepancies(&list).remove(0);
    // Nobody of the desk was ever here but her; whoever keeps the privacy desk is none of them.
    drop(app.signed_in(MARC).await);
    let alone = nadia.sees(&one).await;
    assert!(!alone.words().contains("Confier à"), "{}", alone.words());
    let mut karim = Clerk::at_the_station(&app, KARIM).await;
    let shown = nadia.sees(&one).await;
    says(&shown, "Confier à");
    assert!(!shown.words().contains(MARC.name));
    let owner = format!("{one}/owner");
    let mut forms = shown.forms().into_iter();
    let give = forms.rfind(|form| form.action == owner).unwrap();
    let given = nadia.browser.submit(&give, &[]).await.unwrap();
    says(&given, &format!("Confié à {}", KARIM.name));
    assert_eq!(
        last(&app, "exception.assigned")["owner"]
            .as_str()
            .map(str::len),
        Some(26)
    );
    says(&karim.sees("/exceptions").await, "Vous");
    says(&nadia.sees("/exceptions").await, KARIM.name);

    // Somebody who is not of the desk is refused, whatever the form says.
    let before = app.entries_of("exception.assigned").len();
    let marc = app.sql(&format!(
        "SELECT id FROM person WHERE display_name = '{}'",
        MARC.name
    ));
    let marc = marc.unwrap()[0][0].clone();
    let refused = nadia
        .browser
        .submit(&give, &[("owner", &marc)])
        .await
        .unwrap();
    assert_eq!(refused.status.as_u16(), 422, "{}", refused.words());
    assert_eq!(app.entries_of("exception.assigned").len(), before);
    app.close().await;
}
