//! Promise: a case says which exams it waits for; what comes of them is ticked by the desk that takes it in, and what is
//! missing stands on Today until it came, or somebody said why it does not.

#![expect(clippy::unwrap_used, reason = "tests")]

use doublelock_domain::access::{Coordination, Purpose};
use doublelock_domain::time::Span;
use doublelock_testkit::appliance;
use doublelock_testkit::browser::{Answer, PageForm};
use doublelock_testkit::clerk::{Clerk, says, says_not, values, words};
use doublelock_testkit::people::{KARIM, NADIA, SOPHIE};
use doublelock_testkit::records::Ground;

const KNEE: &[(&str, &str)] = &[
    ("modality", "mr"),
    ("part", "knee"),
    ("side", "r"),
    ("taken", "2026-10"),
    ("source", "Hôpital de la Rive"),
    ("note", "contrôle"),
    ("films", "2"),
];
const CHEST: &[(&str, &str)] = &[("modality", "dx"), ("part", "chest")];

/// The page of a case, by its number, and its address.
async fn case_page(clerk: &mut Clerk, no: &str) -> (Answer, String) {
    let page = clerk.sees(&format!("/cases/{no}")).await;
    let path = page.path.clone();
    (page, path)
}

/// Writes an exam down on the page that a case leads to; the page of the case.
async fn expects(clerk: &mut Clerk, no: &str, filled: &[(&str, &str)]) -> Answer {
    let (shown, case) = case_page(clerk, no).await;
    let new = format!("{case}/exams/new");
    assert!(shown.text().contains(&new), "the page leads there");
    let form = clerk.sees(&new).await.form(&new).unwrap();
    let done = clerk.browser.submit(&form, filled).await.unwrap();
    assert_eq!(
        done.path,
        format!("{case}?said=expected"),
        "{}",
        done.words()
    );
    done
}

/// The addresses of the exams of a case, as its page lists them.
fn exams(case: &Answer) -> Vec<String> {
    let path = case.path.split('?').next().unwrap();
    let mut all = case.links(&format!("{path}/exams/"));
    all.retain(|link| !link.ends_with("/new"));
    all.dedup();
    all
}

/// Describes an article: what is filled in, and which exams are ticked.
async fn describes(
    clerk: &mut Clerk,
    label: &str,
    filled: &[(&str, &str)],
    ticked: &[&str],
) -> Answer {
    let path = format!("/items/{label}/describe");
    let form = clerk.sees(&path).await.form(&path).unwrap();
    let form = with(form, "exam", ticked);
    clerk.browser.submit(&form, filled).await.unwrap()
}

/// A form with just these boxes of one name ticked.
fn with(mut form: PageForm, name: &str, ticked: &[&str]) -> PageForm {
    form.fields.retain(|(field, _)| field != name);
    for value in ticked {
        form.fields.push((name.to_owned(), (*value).to_owned()));
    }
    form
}

/// The only study, once it was read, beside a case: its address and the page.
async fn compares(clerk: &mut Clerk, no: &str) -> (String, Answer) {
    for _ in 0..200 {
        let studies = clerk.sees("/studies").await.links("/studies/0");
        if let Some(study) = studies.first() {
            let shown = clerk.sees(&format!("{study}/compare?case={no}")).await;
            if shown.form(&format!("{study}/attach")).is_some() {
                return (study.clone(), shown);
            }
        }
        tokio::time::sleep(std::time::Duration::from_millis(100)).await;
    }
    panic!("the study was never read");
}

fn id_of(exam: &str) -> &str {
    exam.rsplit('/').next().unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn films_tick_the_exams_that_their_case_waits_for_and_what_is_missing_stands_on_today() {
    let app = appliance!();
    let mut nadia = Clerk::at_the_station(&app, NADIA).await;
    let (labels, _) = nadia.receives("EB44710083", 4).await;
    let no = "2026-0001";
    let (empty, _) = case_page(&mut nadia, no).await;
    says(&empty, "Prochaine étape : dire quels examens sont attendus");
    says(&empty, "Aucun examen attendu");

    // Several are written down one after the other; who has them is asked once.
    let (_, case) = case_page(&mut nadia, no).await;
    let new = format!("{case}/exams/new");
    let form = nadia.sees(&new).await.form(&new).unwrap();
    let filled = [KNEE, &[("then", "another")]].concat();
    let another = nadia.browser.submit(&form, &filled).await.unwrap();
    says(&another, "Inscrivez le suivant");
    let form = another.form(&new).unwrap();
    let source = form
        .fields
        .iter()
        .find(|(name, _)| name == "source")
        .unwrap();
    assert_eq!(source.1, "Hôpital de la Rive");
    let listed = nadia.browser.submit(&form, CHEST).await.unwrap();
    says(&listed, "IRM, genou, côté droit, contrôle");
    says(&listed, "Hôpital de la Rive · 2026-10");
    says(&listed, "0 film sur 2");
    says(&listed, "2 absents");
    says(&listed, "dire de quel examen sont 4 articles");
    let all = exams(&listed);
    assert_eq!(all.len(), 2, "{all:?}");
    let knee = all
        .iter()
        .find(|link| listed.text().contains(*link))
        .unwrap();

    // One click says all of a film that its exam says; what is said of it is found without a click.
    let of_knee = describes(
        &mut nadia,
        &labels[0],
        &[("view", "frontal")],
        &[id_of(knee)],
    )
    .await;
    says(&of_knee, "Description enregistrée");
    let film = nadia.sees(&format!("/items/{}", labels[0])).await;
    says(&film, "Film, IRM, genou, côté droit, face, 2026-10");
    let (shown, _) = case_page(&mut nadia, no).await;
    says(&shown, "1 film sur 2");
    says(&shown, "1 incomplet");
    says(&shown, "Film 3");
    let same = [
        ("modality", "mr"),
        ("part", "knee"),
        ("side", "r"),
        ("taken", "2026-10-28"),
    ];
    describes(&mut nadia, &labels[1], &same, &[]).await;
    let (shown, _) = case_page(&mut nadia, no).await;
    says(&shown, "2 films sur 2");
    says(&shown, "1 complet");
    // The other knee is no such exam, and a film that says no part is of none by itself.
    describes(
        &mut nadia,
        &labels[2],
        &[("modality", "mr"), ("part", "knee"), ("side", "l")],
        &[],
    )
    .await;
    describes(&mut nadia, &labels[3], &[("modality", "dx")], &[]).await;
    let (shown, _) = case_page(&mut nadia, no).await;
    says(&shown, "2 films sur 2");
    says(&shown, "1 absent");
    says(&shown, "Film, IRM, genou, côté gauche");

    // What is missing stands on Today from its day on, with whom it is asked from.
    let today = nadia.sees("/").await;
    says(&today, "1 Examen attendu");
    says_not(&today, "Examen attendu : radiographie, thorax");
    app.later(Span::hours(24 * 14));
    let mut nadia = Clerk::at_the_station(&app, NADIA).await;
    let today = nadia.sees("/").await;
    says(&today, "Examen attendu : radiographie, thorax");
    says(&today, "Dossier 2026-0001, Hôpital de la Rive : à relancer");
    says_not(&today, "genou");
    let list = nadia.sees("/exams").await;
    says(&list, "1 examen attendu");
    says(&list, "Radiographie, thorax");
    let read = app.entries_of("list.read").pop().unwrap();
    assert_eq!(read.payload["list"], "expected_exams");
    assert_eq!(read.payload["records"].as_array().unwrap().len(), 1);
    // Of the desk that only keeps articles nobody is told.
    let mut karim = Clerk::at_the_station(&app, KARIM).await;
    says_not(&karim.sees("/").await, "thorax");
    assert_eq!(
        karim.browser.get("/exams").await.unwrap().status.as_u16(),
        404
    );

    // No word of it is in clear.
    let open = app
        .entries_of("exam.expected")
        .remove(0)
        .payload
        .to_string();
    assert!(
        open.contains("wanted") && !open.contains("knee") && !open.contains("Rive"),
        "{open}"
    );
    app.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_exam_is_asked_for_again_given_up_with_a_reason_and_waited_for_once_more() {
    let app = appliance!();
    let mut nadia = Clerk::at_the_station(&app, NADIA).await;
    let no = nadia.opens_a_case().await;
    let listed = expects(&mut nadia, &no, KNEE).await;
    let exam = exams(&listed).remove(0);

    // Nothing is written without a word, on a day that is over, or in a year's time.
    let shown = nadia.sees(&exam).await;
    let follow = shown.form(&format!("{exam}/follow")).unwrap();
    for (note, wanted, fault) in [
        ("", "2026-12-15", "Inscrivez à qui vous l’avez demandé"),
        ("Mme Roy cherche", "2026-11-01", "Cette date est passée"),
        ("Mme Roy cherche", "2029-11-01", "trop"),
        ("Mme Roy cherche", "mardi", "Cette date"),
    ] {
        let filled = [("note", note), ("wanted", wanted)];
        let refused = nadia.browser.submit(&follow, &filled).await.unwrap();
        assert_eq!(refused.status.as_u16(), 422);
        says(&refused, fault);
        if !note.is_empty() {
            assert!(refused.text().contains(note), "what was typed is there");
        }
    }
    assert_eq!(app.entries_of("exam.followed").len(), 0);
    let filled = [("note", "Mme Roy cherche"), ("wanted", "2026-12-15")];
    let followed = nadia.browser.submit(&follow, &filled).await.unwrap();
    says(&followed, "Relance notée");
    says(&followed, "Mme Roy cherche");
    says(&followed, "15 décembre 2026");

    let open = followed.form(&format!("{exam}/follow")).unwrap();

    // Nothing came, so nothing can be enough; it does not come, and why.
    assert!(!followed.text().contains("value=\"enough\""));
    let close = followed.form(&format!("{exam}/close")).unwrap();
    let enough = [("exit", "enough"), ("why", "assez")];
    let refused = nadia.browser.submit(&close, &enough).await.unwrap();
    assert_eq!(refused.status.as_u16(), 422, "{}", refused.words());
    let unsaid = nadia
        .browser
        .submit(&close, &[("exit", "not_coming")])
        .await
        .unwrap();
    says(&unsaid, "Inscrivez pourquoi");
    let gone = [("exit", "not_coming"), ("why", "détruit en 2021")];
    let closed = nadia.browser.submit(&close, &gone).await.unwrap();
    says(&closed, "L’examen est fermé");
    says(&closed, "détruit en 2021");
    assert!(closed.form(&format!("{exam}/follow")).is_none());
    let (case, _) = case_page(&mut nadia, &no).await;
    says(&case, "1 ne viendra pas");
    says(&case, "plus rien n’est attendu");
    // The page that a colleague still has open asks for it no more.
    let late = nadia.browser.submit(&open, &filled).await.unwrap();
    assert_eq!(late.status.as_u16(), 422, "{}", late.words());

    // It was found after all: waited for again, and what stood before stands in the journal.
    let correct = format!("{exam}/correct");
    let shown = nadia.sees(&correct).await;
    let form = shown.form(&correct).unwrap();
    let other = nadia.sees(&correct).await.form(&correct).unwrap();
    let again = nadia
        .browser
        .submit(&form, &[("films", "3")])
        .await
        .unwrap();
    says(&again, "C’est corrigé");
    says(&again, "0 film sur 3");
    assert!(again.form(&format!("{exam}/follow")).is_some());
    // Another tab of before is told what stands there now.
    let stale = nadia
        .browser
        .submit(&other, &[("films", "4")])
        .await
        .unwrap();
    assert_eq!(stale.status.as_u16(), 422);
    says(&stale, "Quelqu’un l’a corrigé entre-temps");
    let acts = [
        "exam.expected",
        "exam.followed",
        "exam.closed",
        "exam.corrected",
    ];
    assert_eq!(acts.map(|act| app.entries_of(act).len()), [1, 1, 1, 1]);
    app.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn coordination_says_what_is_of_an_exam_and_takes_it_back() {
    let app = appliance!();
    let mut nadia = Clerk::at_the_station(&app, NADIA).await;
    let (_, _) = nadia.receives("EB44710083", 2).await;
    let listed = expects(&mut nadia, "2026-0001", KNEE).await;
    let exam = exams(&listed).remove(0);
    let came = format!("{exam}/came");
    let shown = nadia.sees(&exam).await;
    let films = values(&shown.text(), "name=\"came\"");
    assert_eq!(films.len(), 2, "{}", shown.words());
    let form = shown.form(&came).unwrap();
    let other = nadia.sees(&exam).await.form(&came).unwrap();
    let both = with(form, "came", &[&films[0], &films[1]]);
    let done = nadia.browser.submit(&both, &[]).await.unwrap();
    says(&done, "C’est noté");
    says(&done, "2 films sur 2");

    // What a page of before says is not taken for what somebody wants now.
    let stale = with(other, "came", &[&films[0]]);
    let refused = nadia.browser.submit(&stale, &[]).await.unwrap();
    assert_eq!(refused.status.as_u16(), 422, "{}", refused.words());
    // Nor is what is of another case.
    let (others, _) = nadia.receives("EB44710091", 1).await;
    let theirs = app.sql(&format!(
        "SELECT id FROM item WHERE label = '{}'",
        others[0]
    ));
    let theirs = format!("item:{}", theirs.unwrap()[0][0]);
    let fresh = nadia.sees(&exam).await.form(&came).unwrap();
    let another = nadia.sees(&exam).await.form(&came).unwrap();
    let foreign = with(another, "came", &[&films[0], &films[1], &theirs]);
    let refused = nadia.browser.submit(&foreign, &[]).await.unwrap();
    assert_eq!(refused.status.as_u16(), 422, "{}", refused.words());

    let one = with(fresh, "came", &[&films[1]]);
    let done = nadia.browser.submit(&one, &[]).await.unwrap();
    says(&done, "1 film sur 2");
    let told = app.entries_of("exam.came_taken_back");
    assert_eq!(told.len(), 1);
    assert_eq!(told[0].payload["arrival"], films[0]);
    assert_eq!(told[0].payload["state"], "awaited");
    // Under the number of another case it is not there, nor does it take anything in.
    let (_, other) = case_page(&mut nadia, "2026-0002").await;
    let elsewhere = format!("{other}/exams/{}", id_of(&exam));
    let missing = nadia.browser.get(&elsewhere).await.unwrap();
    assert_eq!(missing.status.as_u16(), 404);
    // One of two can be enough.
    let close = done.form(&format!("{exam}/close")).unwrap();
    let enough = [("exit", "enough"), ("why", "la Dre Fortin s’en contente")];
    let closed = nadia.browser.submit(&close, &enough).await.unwrap();
    says(&closed, "Suffisant");
    app.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_study_ticks_the_exam_that_it_can_only_be() {
    let app = appliance!();
    let ground = Ground::of(&app);
    let no = ground.opens_case(&app, "Lemieux", "Eve").to_string();
    let mut nadia = Clerk::at_the_station(&app, NADIA).await;
    let ct = [("modality", "ct"), ("part", "brain"), ("images", "true")];
    let listed = expects(&mut nadia, &no, &ct).await;
    says(&listed, "Aucune étude");
    let listed = expects(&mut nadia, &no, KNEE).await;
    assert_eq!(exams(&listed).len(), 2);

    ground.sends(&app, "one", "Lemieux^Eve", 3).await;
    let mut sophie = Clerk::at_the_station(&app, SOPHIE).await;
    let (study, shown) = compares(&mut sophie, &no).await;
    says(&shown, "Tomodensitométrie, cerveau");
    let form = shown.form(&format!("{study}/attach")).unwrap();
    let ticked = form.fields.iter().filter(|(name, _)| name == "exam");
    assert_eq!(ticked.count(), 1, "the only one of its kind");
    // An exam of another case is none of this one's.
    let other = nadia.opens_a_case().await;
    let theirs = exams(&expects(&mut nadia, &other, KNEE).await).remove(0);
    let (_, foreign) = compares(&mut sophie, &no).await;
    let foreign = foreign.form(&format!("{study}/attach")).unwrap();
    let foreign = with(foreign, "exam", &[id_of(&theirs)]);
    let refused = sophie.browser.submit(&foreign, &[]).await.unwrap();
    assert_eq!(refused.status.as_u16(), 409, "{}", refused.words());
    assert!(app.entries_of("study.attached").is_empty());
    let done = sophie.browser.submit(&form, &[]).await.unwrap();
    says(&done, "rattachées au dossier");

    let (case, _) = case_page(&mut nadia, &no).await;
    says(&case, "1 étude");
    says(&case, "1 complet");
    says(&case, "Tout ce qui est arrivé est d’un examen attendu");
    says(&case, "obtenir 1 examen qui manque");
    let told = app.entries_of("exam.came");
    assert_eq!(told.len(), 1);
    assert_eq!(told[0].payload["came"]["studies"], 1);
    assert_eq!(told[0].payload["state"], "complete");
    app.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_film_that_turns_out_to_be_another_cases_is_missing_again_where_it_was_ticked() {
    let app = appliance!();
    let mut nadia = Clerk::at_the_station(&app, NADIA).await;
    let hers = nadia.opens_a_case().await;
    let his = nadia.opens_a_case().await;
    nadia.announces(&hers, "EB44710083", "1").await;
    let labels = nadia.prints("I", "2").await;
    let quay = nadia.place("Quai de réception").await;
    nadia.page = nadia.browser.get("/station").await.unwrap();
    for code in ["EB44710083", &labels[0], "DXEXTRA", &labels[1], &quay] {
        nadia.scans(code).await;
    }
    let one = [("modality", "mr"), ("part", "knee"), ("films", "1")];
    expects(&mut nadia, &hers, &one).await;
    expects(&mut nadia, &his, &one).await;
    // Of nobody it is of no exam, whatever is seen on it.
    let knee = [("modality", "mr"), ("part", "knee")];
    describes(&mut nadia, &labels[1], &knee, &[]).await;
    assert!(app.entries_of("exam.came").is_empty());
    let files = |no: &str| format!("/unidentified/{}?case={no}", labels[1]);
    let says_whose = async |nadia: &mut Clerk, no: &str| {
        let shown = nadia.sees(&files(no)).await;
        let of_case = |form: &PageForm| {
            form.action.starts_with("/unidentified/")
                && form
                    .fields
                    .iter()
                    .any(|(name, value)| name == "case" && value == no)
        };
        let form = shown.forms().into_iter().find(of_case).unwrap();
        nadia.browser.submit(&form, &[]).await.unwrap()
    };
    says_whose(&mut nadia, &hers).await;
    // Filed, it is of the exam that it can only be.
    let (case, _) = case_page(&mut nadia, &hers).await;
    says(&case, "1 complet");
    let form = format!("/items/{}/describe", labels[1]);
    let shown = nadia.sees(&form).await;
    let exam = values(&shown.text(), "name=\"exam\"").remove(0);

    says_whose(&mut nadia, &his).await;
    let (case, _) = case_page(&mut nadia, &hers).await;
    says(&case, "1 absent");
    says(&case, "0 film sur 1");
    let told = app.entries_of("exam.came_taken_back");
    assert_eq!((told.len(), &told[0].payload["said"]), (1, &false.into()));
    let (case, _) = case_page(&mut nadia, &his).await;
    says(&case, "1 complet");
    // Its exam of hers is none of his.
    let stolen = describes(&mut nadia, &labels[1], &knee, &[&exam]).await;
    assert_eq!(stolen.status.as_u16(), 422, "{}", stolen.words());
    app.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn films_that_were_counted_otherwise_count_otherwise() {
    let app = appliance!();
    let mut nadia = Clerk::at_the_station(&app, NADIA).await;
    let (labels, _) = nadia.receives("EB44710083", 1).await;
    let twelve = [("modality", "mr"), ("part", "knee"), ("films", "12")];
    let listed = expects(&mut nadia, "2026-0001", &twelve).await;
    let exam = exams(&listed).remove(0);
    let set = |n| [("kind", "film_set"), ("sheets", n)];
    describes(&mut nadia, &labels[0], &set("11"), &[id_of(&exam)]).await;
    says(&nadia.sees(&exam).await, "11 films sur 12");
    describes(&mut nadia, &labels[0], &set("12"), &[id_of(&exam)]).await;
    says(&nadia.sees(&exam).await, "12 films sur 12");
    let stands = app.entries_of("exam.came").pop().unwrap();
    assert_eq!(stands.payload["state"], "complete");
    // Taken back by whoever described it.
    describes(&mut nadia, &labels[0], &set("12"), &[]).await;
    says(&nadia.sees(&exam).await, "0 film sur 12");
    app.close().await;
}

/// However many there are, one page after the other shows each once.
#[tokio::test(flavor = "multi_thread")]
async fn the_list_of_what_is_missing_goes_on_to_its_end() {
    let app = appliance!();
    let ground = Ground::of(&app);
    let no = ground.opens_case(&app, "Lemieux", "Eve");
    let zone = app.office().config.centre.zone;
    let today = app.office().now().date_in(zone);
    let warrant = ground.warrant::<Coordination>(&app, Purpose::CaseWork);
    for n in 0..120_u64 {
        let wanted = (today + chrono::Days::new(n % 7)).to_string();
        let note = format!("série {n}");
        let form = doublelock_domain::exam::ExamForm {
            modality: "mr",
            part: "knee",
            wanted: &wanted,
            note: &note,
            ..doublelock_domain::exam::ExamForm::default()
        };
        let new = form.check(today, None).unwrap();
        let store = &app.office().store;
        let done = store.write(&warrant, |unit| {
            let id = unit.case_id(no)?;
            let case = unit.open(&id)?;
            unit.expect_exam(&case, &new)
        });
        done.unwrap();
    }
    let mut nadia = Clerk::at_the_station(&app, NADIA).await;
    let mut next = Some("/exams".to_owned());
    let mut seen = Vec::new();
    while let Some(here) = next {
        let shown = nadia.sees(&here).await;
        says(&shown, "120 examens attendus");
        let links = shown.links("/cases/");
        seen.extend(links.into_iter().filter(|link| link.contains("/exams/")));
        next = shown.links("/exams?after=").pop();
    }
    let each: std::collections::BTreeSet<&String> = seen.iter().collect();
    assert_eq!((seen.len(), each.len()), (120, 120));
    // Today shows the first few, and says how many more press.
    says(&nadia.sees("/").await, "10 autres examens à relancer");
    app.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_somebody_said_of_an_article_stands_and_what_was_found_goes_with_what_is_seen() {
    let app = appliance!();
    let mut nadia = Clerk::at_the_station(&app, NADIA).await;
    let (labels, _) = nadia.receives("EB44710083", 3).await;
    let right = [("modality", "mr"), ("part", "knee"), ("side", "r")];
    // A film that is here already is ticked when its exam is written down.
    describes(&mut nadia, &labels[0], &right, &[]).await;
    let listed = expects(&mut nadia, "2026-0001", &right).await;
    says(&listed, "1 complet");
    let knee = exams(&listed).remove(0);

    // It was the other knee: what was found by a word goes with it.
    let form = format!("/items/{}/describe", labels[0]);
    let shown = nadia.sees(&form).await.form(&form).unwrap();
    nadia
        .browser
        .submit(&shown, &[("side", "l")])
        .await
        .unwrap();
    let (case, _) = case_page(&mut nadia, "2026-0001").await;
    says(&case, "1 absent");
    // It is the right one after all, and somebody says that it is of no exam: it stays so, whatever is seen on it.
    let shown = nadia.sees(&form).await.form(&form).unwrap();
    nadia
        .browser
        .submit(&shown, &[("side", "r")])
        .await
        .unwrap();
    let (case, _) = case_page(&mut nadia, "2026-0001").await;
    says(&case, "1 complet");
    describes(&mut nadia, &labels[0], &[], &[]).await;
    let shown = nadia.sees(&form).await.form(&form).unwrap();
    nadia
        .browser
        .submit(&shown, &[("view", "frontal")])
        .await
        .unwrap();
    let (case, _) = case_page(&mut nadia, "2026-0001").await;
    says(&case, "1 absent");

    // A form that is older than a colleague's tick is refused, and takes nothing back.
    let other = format!("/items/{}/describe", labels[1]);
    let open = nadia.sees(&other).await.form(&other).unwrap();
    let ticks = format!("{knee}/came");
    let films = values(&nadia.sees(&knee).await.text(), "name=\"came\"");
    let of = app.sql(&format!(
        "SELECT id FROM item WHERE label = '{}'",
        labels[1]
    ));
    let second = format!("item:{}", of.unwrap()[0][0]);
    assert!(films.contains(&second));
    let tick = nadia.sees(&knee).await.form(&ticks).unwrap();
    let done = nadia
        .browser
        .submit(&with(tick, "came", &[&second]), &[])
        .await
        .unwrap();
    says(&done, "Complet");
    let stale = nadia
        .browser
        .submit(&open, &[("view", "frontal")])
        .await
        .unwrap();
    assert_eq!(stale.status.as_u16(), 422, "{}", stale.words());
    says(&nadia.sees(&knee).await, "Complet");

    // With two exams that it may be, a film is of neither by itself.
    let again = [&right[..], &[("note", "contrôle")]].concat();
    expects(&mut nadia, "2026-0001", &again).await;
    let ticked = app.entries_of("exam.came").len();
    describes(&mut nadia, &labels[2], &right, &[]).await;
    assert_eq!(app.entries_of("exam.came").len(), ticked);
    app.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_film_that_was_received_by_mistake_is_of_no_exam_any_more() {
    let app = appliance!();
    let mut nadia = Clerk::at_the_station(&app, NADIA).await;
    let case = nadia.opens_a_case().await;
    nadia.announces(&case, "EB44710083", "2").await;
    let labels = nadia.prints("I", "2").await;
    nadia.page = nadia.browser.get("/station").await.unwrap();
    nadia.scans("EB44710083").await.is("ok");
    nadia.scans(&labels[0]).await.is("ok");
    let right = [("modality", "mr"), ("part", "knee"), ("side", "r")];
    expects(&mut nadia, &case, &right).await;
    describes(&mut nadia, &labels[0], &right, &[]).await;
    says(&case_page(&mut nadia, &case).await.0, "1 complet");
    let form = format!("/items/{}/describe", labels[0]);
    let open = nadia.sees(&form).await.form(&form).unwrap();

    nadia.page = nadia.browser.get("/station").await.unwrap();
    nadia.scans("DXUNDOLAST").await.is("ok");
    let (shown, _) = case_page(&mut nadia, &case).await;
    says(&shown, "1 absent");
    says_not(&shown, "Arrivé, et d’aucun");
    let exam = exams(&shown).remove(0);
    says(&nadia.sees(&exam).await, "Rien n’est encore arrivé");
    let late = nadia.browser.submit(&open, &[]).await.unwrap();
    assert_eq!(late.status.as_u16(), 422, "{}", late.words());
    says(&case_page(&mut nadia, &case).await.0, "1 absent");
    app.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_saw_another_state_of_an_exam_ends_nothing_of_it() {
    let app = appliance!();
    let mut nadia = Clerk::at_the_station(&app, NADIA).await;
    let (labels, _) = nadia.receives("EB44710083", 1).await;
    let listed = expects(&mut nadia, "2026-0001", KNEE).await;
    let exam = exams(&listed).remove(0);
    let close = format!("{exam}/close");
    let correct = format!("{exam}/correct");
    let open = nadia.sees(&exam).await.form(&close).unwrap();
    let form = nadia.sees(&correct).await.form(&correct).unwrap();
    // Meanwhile one of the two films comes.
    describes(&mut nadia, &labels[0], &[], &[id_of(&exam)]).await;
    let gone = [("exit", "not_coming"), ("why", "détruit en 2021")];
    let refused = nadia.browser.submit(&open, &gone).await.unwrap();
    assert_eq!(refused.status.as_u16(), 422, "{}", refused.words());
    assert!(
        refused.text().contains("détruit en 2021"),
        "what was typed is there"
    );
    says(&refused, "1 film sur 2");
    // And whoever would write an older day over it sees all that stands there now.
    let refused = nadia
        .browser
        .submit(&form, &[("films", "3")])
        .await
        .unwrap();
    assert_eq!(refused.status.as_u16(), 422, "{}", refused.words());
    says(&refused, "Quelqu’un l’a corrigé entre-temps");
    says(&refused, "1 film sur 2");
    app.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_film_is_of_one_exam_and_says_what_that_exam_says() {
    let app = appliance!();
    let mut nadia = Clerk::at_the_station(&app, NADIA).await;
    let (labels, _) = nadia.receives("EB44710083", 2).await;
    expects(&mut nadia, "2026-0001", KNEE).await;
    let listed = expects(&mut nadia, "2026-0001", CHEST).await;
    let all = exams(&listed);
    let [knee, chest] = all.as_slice() else {
        panic!("{all:?}");
    };
    let (knee, chest) = (id_of(knee), id_of(chest));
    describes(&mut nadia, &labels[0], &[], &[knee]).await;
    describes(&mut nadia, &labels[1], &[], &[knee]).await;

    // One film of two exams, or described as another than it is said to be of, is refused.
    let two = describes(&mut nadia, &labels[0], &[], &[knee, chest]).await;
    assert_eq!(two.status.as_u16(), 422);
    says(&two, "Un film est d’un seul examen");
    let hip = describes(&mut nadia, &labels[0], &[("part", "hip")], &[chest]).await;
    says(&hip, "Un film est d’un seul examen");

    // Moved to the other exam, with another film that was of the first, it says nothing of the first any more.
    let path = format!("/items/{}/describe", labels[0]);
    let shown = nadia.sees(&path).await;
    says(&shown, "examen : IRM, genou");
    let also = values(&shown.text(), &format!("id=\"also-{}\"", labels[1])).remove(0);
    let form = with(shown.form(&path).unwrap(), "exam", &[chest]);
    let form = with(form, "also", &[&also]);
    nadia.browser.submit(&form, &[]).await.unwrap();
    let (case, _) = case_page(&mut nadia, "2026-0001").await;
    assert_eq!(
        words(&case).matches("Film, thorax ").count(),
        2,
        "{}",
        words(&case)
    );
    says(&case, "1 complet");
    says(&case, "1 absent");
    app.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_exam_is_written_down_once_and_one_that_was_a_mistake_leaves_the_case() {
    let app = appliance!();
    let mut nadia = Clerk::at_the_station(&app, NADIA).await;
    let no = nadia.opens_a_case().await;
    expects(&mut nadia, &no, CHEST).await;
    let (_, case) = case_page(&mut nadia, &no).await;
    let new = format!("{case}/exams/new");
    let form = nadia.sees(&new).await.form(&new).unwrap();
    let twice = nadia.browser.submit(&form, CHEST).await.unwrap();
    assert_eq!(twice.status.as_u16(), 422);
    says(&twice, "Cet examen est déjà attendu");
    let form = nadia.sees(&new).await.form(&new).unwrap();
    let other = [
        ("modality", "ct"),
        ("part", "abdomen"),
        ("taken", "10/2026"),
    ];
    let refused = nadia.browser.submit(&form, &other).await.unwrap();
    says(&refused, "AAAA-MM-JJ, AAAA-MM ou AAAA");

    let listed = expects(&mut nadia, &no, KNEE).await;
    let knee = exams(&listed);
    let knee = knee
        .iter()
        .find(|link| listed.text().contains(&format!("{link}\">IRM")));
    let knee = knee.unwrap();
    let close = nadia
        .sees(knee)
        .await
        .form(&format!("{knee}/close"))
        .unwrap();
    let mistake = [("exit", "mistaken"), ("why", "autre personne")];
    let closed = nadia.browser.submit(&close, &mistake).await.unwrap();
    says(&closed, "Inscrit par erreur");
    let (case, _) = case_page(&mut nadia, &no).await;
    says_not(&case, "genou");
    says(&case, "1 absent");
    says(&case, "obtenir 1 examen qui manque");
    app.close().await;
}
