//! Promise: nobody on file gets a second record unasked; records of one person are linked and
//! cases of another are separated, and either can be undone; a name is found by those who may
//! search it, and never on disk.

#![expect(clippy::unwrap_used, reason = "tests")]

use doublelock_domain::time::Span;
use doublelock_testkit::browser::{Answer, Browser};
use doublelock_testkit::people::{KARIM, MARC, NADIA, SOPHIE};
use doublelock_testkit::records::{Officer, number_of};
use doublelock_testkit::{Entry, TestAppliance, appliance};

/// The form of a new case, filled in and sent.
async fn sends(nadia: &mut Browser, family: &str, given: &str, born: &str) -> Answer {
    let page = nadia.get("/cases/new").await.unwrap();
    let fields = [
        ("family-name", family),
        ("given-names", given),
        ("birth-date", born),
        ("sex", "F"),
        ("language", "fr"),
        ("question", "L’intervention est-elle indiquée?"),
    ];
    let form = page.form("/cases").unwrap();
    nadia.submit(&form, &fields).await.unwrap()
}

async fn answers(nadia: &mut Browser, asked: &Answer, person: &str) -> Answer {
    let form = asked.form("/cases").unwrap();
    nadia.submit(&form, &[("person", person)]).await.unwrap()
}

/// A case that nothing is asked about; its page.
async fn opens(nadia: &mut Browser, family: &str, given: &str, born: &str) -> Answer {
    let opened = sends(nadia, family, given, born).await;
    assert!(opened.path.starts_with("/cases/0"), "{}", opened.words());
    opened
}

/// The ids that the page offers as answers, the likeliest first.
fn offered(page: &Answer) -> Vec<String> {
    let html = page.text();
    html.split("name=\"person\" type=\"submit\" value=\"")
        .skip(1)
        .filter_map(|rest| rest.split('"').next())
        .filter(|value| value.len() == 26)
        .map(str::to_owned)
        .collect()
}

fn acts(app: &TestAppliance, act: &str) -> Vec<Entry> {
    let entries = app.entries().into_iter();
    entries.filter(|entry| entry.act == act).collect()
}

/// Where the page of the person is, of the case on this page.
fn person_of(case: &Answer) -> String {
    let id = case.path.split(['/', '?']).nth(2).unwrap();
    format!("/cases/{id}/person")
}

async fn presses(nadia: &mut Browser, page: &str, act: &str, filled: &[(&str, &str)]) -> Answer {
    let shown = nadia.get(page).await.unwrap();
    let form = shown.form(&format!("{page}/{act}"));
    let form = form.unwrap_or_else(|| panic!("no {act}: {}", shown.words()));
    nadia.submit(&form, filled).await.unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn somebody_on_file_is_asked_about_and_gets_a_second_case() {
    let app = appliance!();
    let mut nadia = app.signed_in(NADIA).await;
    let first = opens(&mut nadia, "Bélanger-Roy", "Élodie", "1984-02-29").await;
    opens(&mut nadia, "Gagnon", "Luc", "1984-02-29").await;

    let asked = sends(&mut nadia, "Belanger Roy", "Elodie", "1984-02-29").await;
    assert_eq!(
        (asked.status.as_u16(), asked.path.as_str()),
        (200, "/cases")
    );
    for said in [
        "Cette personne est-elle déjà inscrite?",
        "Rien n’est encore enregistré",
        "Bélanger-Roy, Élodie",
        "Accents",
        "Trait d’union",
    ] {
        assert!(asked.words().contains(said), "{said}: {}", asked.words());
    }
    assert!(!asked.words().contains("Gagnon"), "{}", asked.words());
    assert_eq!(acts(&app, "case.opened").len(), 2, "nothing was recorded");
    let people = offered(&asked);
    assert_eq!(people.len(), 1);
    let shown = acts(&app, "list.read").pop().unwrap();
    assert_eq!(shown.payload["list"], "likely_patients");
    assert_eq!(
        shown.payload["records"][0],
        format!("patient:{}", people[0])
    );

    let second = answers(&mut nadia, &asked, &people[0]).await;
    assert!(second.path.starts_with("/cases/0"), "{}", second.words());
    let opened = acts(&app, "case.opened").pop().unwrap();
    assert_eq!(opened.payload["patient"], people[0].as_str());
    assert_eq!(opened.payload["likely"][0], people[0].as_str());
    // One person: the new case hangs on the record, which stays as it was entered.
    let words = second.words();
    for said in ["Bélanger-Roy, Élodie", "Belanger Roy, Elodie", "2026-0001"] {
        assert!(words.contains(said), "{said}: {words}");
    }
    let again = nadia.get(&first.path).await.unwrap();
    assert!(again.words().contains("2026-0003"), "{}", again.words());
    app.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_same_number_alone_makes_nobody_the_same() {
    let app = appliance!();
    let mut nadia = app.signed_in(NADIA).await;
    let mut numbered = async |family: &str, born: &str| {
        let page = nadia.get("/cases/new").await.unwrap();
        let fields = [
            ("family-name", family),
            ("given-names", "Élodie"),
            ("birth-date", born),
            ("sex", "F"),
            ("language", "fr"),
            ("hospital-number", "H-4471"),
            ("hospital-issuer", "Belvedere"),
        ];
        let form = page.form("/cases").unwrap();
        nadia.submit(&form, &fields).await.unwrap()
    };
    let first = numbered("Bélanger-Roy", "1984-02-29").await;
    let married = numbered("Gagnon", "1984-02-29").await;
    assert_eq!(offered(&married).len(), 1, "another name, the same day");
    let asked = numbered("Zonta", "1951-11-03").await;
    assert!(
        asked.words().contains("Même numéro, autre personne"),
        "{}",
        asked.words()
    );
    assert_eq!(offered(&asked), Vec::<String>::new(), "no button for them");
    let patient = acts(&app, "case.opened")[0].payload["patient"].clone();
    let patient = patient.as_str().unwrap();
    let again = answers(&mut nadia, &asked, patient).await;
    assert!(
        again
            .words()
            .contains("Cette personne est-elle déjà inscrite?"),
        "posted by hand, it is asked again: {}",
        again.words()
    );
    let other = answers(&mut nadia, &asked, "nobody").await;
    assert_eq!(acts(&app, "case.opened").len(), 2);

    // Nor are two records linked over a number, whoever posts it.
    let page = nadia.get(&person_of(&other)).await.unwrap();
    assert!(page.words().contains("Même numéro, autre personne"));
    let link = format!("{}/link", person_of(&other));
    assert!(page.form(&link).is_none(), "{}", page.words());
    let mut by_hand = page.forms().remove(0);
    by_hand.action = link;
    by_hand
        .fields
        .retain(|(name, _)| ["csrf", "once"].contains(&name.as_str()));
    let refused = nadia
        .submit(&by_hand, &[("patient", patient)])
        .await
        .unwrap();
    assert_eq!(refused.status.as_u16(), 422, "{}", refused.words());
    assert!(
        refused.words().contains("ne peuvent pas être reliées"),
        "{}",
        refused.words()
    );
    assert_eq!(acts(&app, "patients.linked").len(), 0);
    assert!(first.path.starts_with("/cases/0"));
    app.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn somebody_else_gets_a_record_of_their_own_and_what_was_typed_can_be_corrected() {
    let app = appliance!();
    let mut nadia = app.signed_in(NADIA).await;
    opens(&mut nadia, "Roy", "Anne", "1984-02-29").await;

    let asked = sends(&mut nadia, "Roy", "Anne", "1984-02-28").await;
    assert!(
        asked.words().contains("Un seul chiffre diffère"),
        "{}",
        asked.words()
    );
    let form = answers(&mut nadia, &asked, "correct").await;
    assert!(
        form.text().contains("value=\"1984-02-28\""),
        "what was typed is there"
    );
    assert!(
        form.text().contains("L’intervention est-elle"),
        "{}",
        form.words()
    );
    assert_eq!(acts(&app, "case.opened").len(), 1);

    let other = answers(&mut nadia, &asked, "nobody").await;
    assert!(other.path.starts_with("/cases/0"), "{}", other.words());
    let opened = acts(&app, "case.opened");
    assert_ne!(opened[0].payload["patient"], opened[1].payload["patient"]);
    assert_eq!(opened[1].payload["likely"][0], opened[0].payload["patient"]);
    app.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_answer_about_somebody_who_was_not_shown_is_asked_again() {
    let app = appliance!();
    let mut nadia = app.signed_in(NADIA).await;
    opens(&mut nadia, "Roy", "Anne", "1984-02-29").await;
    opens(&mut nadia, "Gagnon", "Luc", "1950-01-02").await;
    let gagnon = acts(&app, "case.opened").pop().unwrap().payload["patient"].clone();

    let asked = sends(&mut nadia, "Roy", "Anne", "1984-02-29").await;
    for person in [gagnon.as_str().unwrap(), "01JCZ0000000000000000000ZZ", "x"] {
        let again = answers(&mut nadia, &asked, person).await;
        assert_eq!(offered(&again).len(), 1, "{person}: {}", again.words());
    }
    // Another Anne is added while the question stands: the answer does not speak of her.
    let mut sophie = app.signed_in(NADIA).await;
    let meanwhile = sends(&mut sophie, "Roy", "Anne", "1984-02-29").await;
    answers(&mut sophie, &meanwhile, "nobody").await;
    let again = answers(&mut nadia, &asked, "nobody").await;
    assert_eq!(offered(&again).len(), 2, "{}", again.words());
    let opened = answers(&mut nadia, &again, "nobody").await;
    assert!(opened.path.starts_with("/cases/0"), "{}", opened.words());
    assert_eq!(acts(&app, "case.opened").len(), 4);
    app.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn two_records_of_one_person_are_linked_and_taken_apart_again() {
    let app = appliance!();
    let mut nadia = app.signed_in(NADIA).await;
    let first = opens(&mut nadia, "Roy", "Anne", "1984-02-29").await;
    // Not alike enough to be asked about.
    app.later(Span::seconds(1));
    opens(&mut nadia, "Roy", "Ann", "1984-02-29").await;
    app.later(Span::seconds(1));
    let asked = sends(&mut nadia, "Roy", "Anne", "1984-02-28").await;
    let second = answers(&mut nadia, &asked, "nobody").await;
    let (here, there) = (person_of(&first), person_of(&second));

    let linked = presses(&mut nadia, &there, "link", &[]).await;
    assert!(
        linked.words().contains("Les deux fiches sont reliées."),
        "{}",
        linked.words()
    );
    let entry = acts(&app, "patient.linked").pop().unwrap();
    let patients: Vec<_> = (acts(&app, "case.opened").iter())
        .map(|opened| opened.payload["patient"].clone())
        .collect();
    assert_eq!(
        entry.payload["patient"], patients[0],
        "the younger hangs on the older"
    );
    assert_eq!(entry.payload["others"][0], patients[2]);
    assert_eq!(
        entry.payload["likeness"], "different",
        "what the comparison had said"
    );
    let page = nadia.get(&here).await.unwrap();
    assert!(page.words().contains("Fiche reliée"), "{}", page.words());
    assert!(
        page.form(&format!("{here}/link")).is_none(),
        "nobody else is alike"
    );
    let case = nadia.get(&first.path).await.unwrap();
    assert!(case.words().contains("2026-0003"), "{}", case.words());
    // A third case of hers asks about one person, not two.
    let asked = sends(&mut nadia, "Roy", "Anne", "1984-02-28").await;
    assert_eq!(offered(&asked), [patients[0].as_str().unwrap()]);

    let apart = presses(&mut nadia, &here, "unlink", &[]).await;
    assert!(
        apart.words().contains("ne sont plus reliées"),
        "{}",
        apart.words()
    );
    assert_eq!(acts(&app, "patient.unlinked").len(), 1);
    let case = nadia.get(&first.path).await.unwrap();
    assert!(!case.words().contains("2026-0003"), "{}", case.words());
    // Whoever has the old page in front of them is told.
    let form = page.form(&format!("{here}/unlink")).unwrap();
    let late = nadia.submit(&form, &[]).await.unwrap();
    assert_eq!(late.status.as_u16(), 422);
    assert!(
        late.words().contains("n’est plus reliée"),
        "{}",
        late.words()
    );
    app.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_case_of_another_person_is_separated_with_its_request() {
    let app = appliance!();
    let mut nadia = app.signed_in(NADIA).await;
    let first = opens(&mut nadia, "Roy", "Anne", "1984-02-29").await;
    let asked = sends(&mut nadia, "Roy", "Anné", "1984-02-29").await;
    let person = offered(&asked).remove(0);
    let second = answers(&mut nadia, &asked, &person).await;
    let mut marc = Officer::of(&app).await;
    let logged = marc.logs("2026-0002", "2026-11-20", &[]).await;
    let number = number_of(&logged);

    let page = person_of(&second);
    let nothing = presses(&mut nadia, &page, "separate", &[]).await;
    assert_eq!(nothing.status.as_u16(), 422);
    assert!(
        nothing.words().contains("Cochez au moins un dossier"),
        "{}",
        nothing.words()
    );
    let founding = first.path.split(['/', '?']).nth(2).unwrap().to_owned();
    let refused = presses(&mut nadia, &page, "separate", &[("cases", &founding)]).await;
    assert!(
        refused.words().contains("créée avec ce dossier"),
        "{}",
        refused.words()
    );
    assert!(acts(&app, "patient.separated").is_empty());

    let case = second.path.split(['/', '?']).nth(2).unwrap().to_owned();
    let done = presses(&mut nadia, &page, "separate", &[("cases", &case)]).await;
    assert!(
        done.words().contains("ont leur propre fiche"),
        "{}",
        done.words()
    );
    assert!(
        done.words().contains("Roy, Anné"),
        "as entered for that case: {}",
        done.words()
    );
    let entry = acts(&app, "patient.separated").pop().unwrap();
    let own = entry.payload["patient"].as_str().unwrap().to_owned();
    assert_eq!(entry.payload["from"], person.as_str());
    let shown = nadia.get(&first.path).await.unwrap();
    assert!(!shown.words().contains("2026-0002"), "{}", shown.words());
    // The request is the other person's now, for whoever opens it.
    marc.browser
        .get(&format!("/requests/{number}"))
        .await
        .unwrap();
    let opened = acts(&app, "record.opened");
    let of_request = opened.iter().rev().find(|entry| {
        entry.payload["record"]
            .as_str()
            .is_some_and(|record| record.starts_with("request:"))
    });
    assert!(
        of_request.unwrap().subjects.contains(&own),
        "{of_request:?}"
    );
    app.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_name_is_found_by_coordination_and_the_journal_says_who_was_shown() {
    let app = appliance!();
    let mut nadia = app.signed_in(NADIA).await;
    opens(&mut nadia, "Bélanger-Roy", "Élodie", "1984-02-29").await;
    opens(&mut nadia, "Bélanger", "Zoé", "1990-05-06").await;
    let search = async |browser: &mut Browser, typed: &str| {
        let page = browser.get("/find").await.unwrap();
        let form = page.form("/find").unwrap();
        browser.submit(&form, &[("q", typed)]).await.unwrap()
    };
    let before = acts(&app, "list.read").len();
    let found = search(&mut nadia, "belang").await;
    assert!(!found.path.contains("belang"), "{}", found.path);
    let words = found.words();
    let (zoe, elodie) = (
        words.find("Bélanger, Zoé"),
        words.find("Bélanger-Roy, Élodie"),
    );
    assert!(
        zoe.is_some() && zoe < elodie,
        "in the order of names: {words}"
    );
    assert_eq!(found.links("/cases/0").len(), 2);
    let read = acts(&app, "list.read");
    assert_eq!(read.len(), before + 1);
    let shown = &read.last().unwrap().payload;
    assert_eq!(shown["list"], "people");
    assert_eq!(
        shown["records"].as_array().unwrap().len(),
        4,
        "two people, two cases"
    );

    let one = search(&mut nadia, "bel 1990-05-06").await;
    assert!(
        one.words().contains("Zoé") && !one.words().contains("Élodie"),
        "{}",
        one.words()
    );
    let entries = app.entries().len();
    assert!(
        search(&mut nadia, "elanger")
            .await
            .words()
            .contains("Rien ne répond à")
    );
    for person in [KARIM, MARC, SOPHIE] {
        let mut other = app.signed_in(person).await;
        let nothing = search(&mut other, "belang").await;
        assert!(
            nothing.words().contains("Rien ne répond à"),
            "{}",
            nothing.words()
        );
    }
    let shown = acts(&app, "list.read");
    let people = shown.iter().filter(|read| read.payload["list"] == "people");
    let late = people.filter(|read| usize::try_from(read.sequence).unwrap() >= entries);
    assert_eq!(
        late.count(),
        0,
        "what was found for nobody was shown to nobody"
    );
    // After a start the names are read again.
    let app = app.restarted().await;
    let mut nadia = app.signed_in(NADIA).await;
    assert!(
        search(&mut nadia, "zoé")
            .await
            .words()
            .contains("Bélanger, Zoé")
    );
    app.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_typed_for_a_case_is_set_right_and_whoever_was_slower_is_told() {
    let app = appliance!();
    let mut nadia = app.signed_in(NADIA).await;
    let case = opens(&mut nadia, "Belanger Roi", "Élodie", "1984-02-28").await;
    let page = case.path.split('?').next().unwrap().to_owned();
    let correct = format!("{page}/correct");
    assert!(!case.links("/correct").is_empty() || case.text().contains(&correct));
    let early = nadia.get(&correct).await.unwrap();
    let early = early.form(&correct).unwrap();

    // A fault is said at its field, with what was typed; what says the same as before changes nothing.
    let wrong = nadia
        .submit(&early, &[("birth-date", "1984-02-30")])
        .await
        .unwrap();
    assert_eq!(wrong.status.as_u16(), 422);
    assert!(wrong.text().contains("1984-02-30"), "{}", wrong.words());
    let same = nadia.submit(&early, &[]).await.unwrap();
    assert!(
        same.words().contains("Rien n’est changé"),
        "{}",
        same.words()
    );
    assert_eq!(acts(&app, "case.corrected").len(), 0);

    let right = [
        ("family-name", "Bélanger-Roy"),
        ("birth-date", "1984-02-29"),
        ("question", "Nodule?"),
    ];
    let form = nadia.get(&correct).await.unwrap().form(&correct).unwrap();
    let corrected = nadia.submit(&form, &right).await.unwrap();
    let words = corrected.words();
    for said in [
        "C’est corrigé",
        "Bélanger-Roy, Élodie",
        "1984-02-29",
        "Nodule?",
    ] {
        assert!(words.contains(said), "{said}: {words}");
    }
    assert!(!words.contains("Belanger Roi"), "{words}");
    let written = acts(&app, "case.corrected");
    assert_eq!(written.len(), 1);
    let payload = written[0].payload.to_string();
    assert!(
        !payload.contains("Roy") && !payload.contains("1984"),
        "{payload}"
    );
    // It is found by what she is called, and by nothing else.
    for (typed, there) in [("belanger-roy", true), ("roi", false)] {
        let form = nadia.get("/find").await.unwrap().form("/find").unwrap();
        let found = nadia.submit(&form, &[("q", typed)]).await.unwrap();
        let found = found.words();
        assert_eq!(found.contains("Bélanger-Roy, Élodie"), there, "{found}");
    }

    // A form that was opened before does not write over it.
    let slower = nadia
        .submit(&early, &[("given-names", "Elodie")])
        .await
        .unwrap();
    assert_eq!(slower.status.as_u16(), 422);
    assert!(
        slower.words().contains("quelqu’un d’autre a corrigé"),
        "{}",
        slower.words()
    );
    assert_eq!(acts(&app, "case.corrected").len(), 1);
    // What stands there now is beside what was typed: whoever sends it again has seen both.
    assert!(
        slower.words().contains("Bélanger-Roy, Élodie"),
        "{}",
        slower.words()
    );
    let again = slower.form(&correct).unwrap();
    let name = [("family-name", "Bélanger-Roy")];
    let saved = nadia.submit(&again, &name).await.unwrap();
    assert!(
        saved.words().contains("Bélanger-Roy, Elodie"),
        "{}",
        saved.words()
    );
    let mut karim = app.signed_in(KARIM).await;
    let refused = karim.get(&correct).await.unwrap();
    assert_eq!(refused.status.as_u16(), 404);
    app.close().await;
}
