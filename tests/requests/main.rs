//! Promise: what was typed of a request can be set right until it is answered; a request that nobody waits
//! for is withdrawn and access is refused in writing; what is odd is asked about before it is logged; what
//! is written to whoever asked says how the request stands that day.

#![expect(clippy::unwrap_used, reason = "tests")]

use doublelock_domain::privacy::regime::{RegimeId, Regimes};
use doublelock_domain::time::Span;
use doublelock_testkit::browser::Answer;
use doublelock_testkit::people::NADIA;
use doublelock_testkit::records::{Ground, Officer, number_of};
use doublelock_testkit::{Entry, TestAppliance, appliance};

mod discs;

/// A request of the patient of a new case, logged by Marc; its number.
async fn logged(app: &TestAppliance, marc: &mut Officer, received: &str) -> String {
    let case = Ground::of(app).opens_case(app, "Bergeron-Aubé", "Luc");
    let seen = [("identity", "enclosed_copy")];
    number_of(&marc.logs(&case.to_string(), received, &seen).await)
}

async fn page(marc: &mut Officer, no: &str, what: &str) -> Answer {
    marc.browser
        .get(&format!("/requests/{no}{what}"))
        .await
        .unwrap()
}

/// The form of one of the request's pages, filled in and sent.
async fn sends(
    marc: &mut Officer,
    no: &str,
    from: &str,
    act: &str,
    filled: &[(&str, &str)],
) -> Answer {
    let page = page(marc, no, from).await;
    let form = page.form(&format!("/requests/{no}/{act}"));
    let form = form.unwrap_or_else(|| panic!("no {act} on {}", page.words()));
    marc.browser.submit(&form, filled).await.unwrap()
}

fn acts(app: &TestAppliance, act: &str) -> Vec<Entry> {
    let entries = app.entries().into_iter();
    entries.filter(|entry| entry.act == act).collect()
}

fn says(page: &Answer, words: &str) {
    assert!(page.words().contains(words), "{words}: {}", page.words());
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_odd_is_asked_about_and_what_cannot_be_is_refused() {
    let app = appliance!();
    let case = Ground::of(&app)
        .opens_case(&app, "Bergeron-Aubé", "Luc")
        .to_string();
    let mut marc = Officer::of(&app).await;
    let first = number_of(&marc.logs(&case, "2026-11-20", &[]).await);
    for (field, wrong, sentence) in [
        (
            "postal-code",
            "banane",
            "Ce n’est pas un code postal de ce pays",
        ),
        ("postal-code", "", "Saisissez le code postal"),
        ("country", "ZZ", "Saisissez les deux lettres du pays"),
        ("received-on", "2026-11-22", "Cette date est dans le futur"),
    ] {
        let refused = marc.logs(&case, "2026-11-20", &[(field, wrong)]).await;
        assert_eq!(refused.status.as_u16(), 422, "{field}");
        says(&refused, sentence);
    }
    assert_eq!(acts(&app, "request.logged").len(), 1);
    // Thirty-six years before the case, and beside another that waits: both are said, once.
    let form = marc.browser.get("/requests/new").await.unwrap();
    let form = form.form("/requests").unwrap();
    let filled = [
        ("case", case.as_str()),
        ("channel", "mail"),
        ("received-on", "1990-11-20"),
        ("requester", "patient"),
        ("carrier", "disc"),
        ("street", "12, rue des Érables"),
        ("locality", "Montréal (Québec)"),
        ("postal-code", "h3a0g4"),
        ("country", "CA"),
    ];
    let asked = marc.browser.submit(&form, &filled).await.unwrap();
    says(
        &asked,
        &format!("La demande {first} de la même personne attend sa réponse"),
    );
    says(
        &asked,
        "plus de trois mois avant l’ouverture de son dossier",
    );
    assert_eq!(
        acts(&app, "request.logged").len(),
        1,
        "nothing is logged yet"
    );
    let form = asked.form("/requests").unwrap();
    let right = [("received-on", "2026-11-19")];
    let logged = marc.browser.submit(&form, &right).await.unwrap();
    says(&logged, "H3A 0G4");
    assert_eq!(acts(&app, "request.logged").len(), 2);
    app.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_typed_wrongly_is_set_right_and_the_clock_with_it() {
    let app = appliance!();
    let mut marc = Officer::of(&app).await;
    let no = logged(&app, &mut marc, "2026-10-10").await;
    says(&page(&mut marc, &no, "").await, "Réputée refusée depuis");
    let wrong = [("received-on", "2026-11-10"), ("locality", "")];
    let refused = sends(&mut marc, &no, "/correct", "correct", &wrong).await;
    assert_eq!(refused.status.as_u16(), 422);
    says(&refused, "Saisissez la municipalité");
    let unchanged = sends(&mut marc, &no, "/correct", "correct", &[]).await;
    assert_eq!(unchanged.status.as_u16(), 422);
    says(&unchanged, "Rien n’est changé");
    // It was entered that day: it did not come a week later.
    app.later(Span::hours(240));
    let mut marc = Officer::of(&app).await;
    let after = [("received-on", "2026-11-28")];
    let refused = sends(&mut marc, &no, "/correct", "correct", &after).await;
    assert_eq!(refused.status.as_u16(), 422);
    says(&refused, "Cette date suit le jour de la saisie");
    assert!(acts(&app, "request.corrected").is_empty());
    let right = [
        ("received-on", "2026-11-10"),
        ("requester", "representative"),
        ("representative-name", "Me Aubin"),
        ("capacity", "counsel"),
        ("authority-seen", "yes"),
        ("street", "1, rue Neuve"),
    ];
    let corrected = sends(&mut marc, &no, "/correct", "correct", &right).await;
    for words in [
        "Demande corrigée",
        "Me Aubin",
        "1, rue Neuve",
        "10 décembre 2026",
        "Pas encore vérifiée",
    ] {
        says(&corrected, words);
    }
    let told = acts(&app, "request.corrected");
    assert_eq!(told.len(), 1);
    assert_eq!(told[0].payload["due_on"], "2026-12-10");
    assert_eq!(told[0].payload["is_not_late"], true);
    app.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_request_that_is_logged_twice_is_withdrawn_as_the_double_of_the_other() {
    let app = appliance!();
    let case = Ground::of(&app)
        .opens_case(&app, "Bergeron-Aubé", "Luc")
        .to_string();
    let mut marc = Officer::of(&app).await;
    let first = number_of(&marc.logs(&case, "2026-11-20", &[]).await);
    let second = number_of(&marc.logs(&case, "2026-11-20", &[]).await);
    let unknown = [("why", "duplicate"), ("duplicate-of", "2026-9999")];
    let refused = sends(&mut marc, &second, "/close", "withdraw", &unknown).await;
    assert_eq!(refused.status.as_u16(), 422);
    says(&refused, "Aucune autre demande de cette personne");
    let double = [("why", "duplicate"), ("duplicate-of", first.as_str())];
    let gone = sends(&mut marc, &second, "/close", "withdraw", &double).await;
    says(&gone, "Demande retirée");
    says(
        &gone,
        &format!("Elle est aussi inscrite sous le numéro {first}"),
    );
    assert!(gone.form(&format!("/requests/{second}/build")).is_none());
    for wrong in ["Réponse donnée", "Remise ou envoi"] {
        assert!(!gone.words().contains(wrong), "{wrong}: {}", gone.words());
    }
    let letter = page(&mut marc, &second, "/letter").await;
    assert_eq!(letter.status.as_u16(), 404, "there is nothing to write");
    let closed = page(&mut marc, &second, "/correct").await;
    assert!(
        !closed.path.ends_with("/correct"),
        "there is nothing to correct"
    );
    let open = marc.browser.get("/requests").await.unwrap();
    assert!(open.words().contains(&first) && !open.words().contains(&second));
    let closed = marc.browser.get("/requests?list=closed").await.unwrap();
    says(&closed, "Retirée");
    let told = acts(&app, "request.withdrawn");
    assert_eq!(told.len(), 1);
    assert_eq!(told[0].payload["why"], "duplicate");
    app.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_refusal_has_a_letter_with_reason_provision_and_recourse() {
    let app = appliance!();
    let mut marc = Officer::of(&app).await;
    let no = logged(&app, &mut marc, "2026-11-16").await;
    let nothing = sends(&mut marc, &no, "/close", "refuse", &[]).await;
    assert_eq!(nothing.status.as_u16(), 422);
    for missing in [
        "Choisissez le motif du refus",
        "Saisissez la loi et l’article",
        "la lettre ne peut partir sans elle",
    ] {
        says(&nothing, missing);
    }
    let early = [
        ("ground", "other_person"),
        ("provision", "R-22.1, art. 22"),
        ("reasons", "La page 3 parle\r\nd’une autre personne."),
        ("notice-sent-on", "2026-11-15"),
    ];
    let refused = sends(&mut marc, &no, "/close", "refuse", &early).await;
    assert_eq!(refused.status.as_u16(), 422, "before the request came");
    let right: Vec<_> = early[..3]
        .iter()
        .copied()
        .chain([("notice-sent-on", "2026-11-21")])
        .collect();
    let done = sends(&mut marc, &no, "/close", "refuse", &right).await;
    says(&done, "Accès refusé");
    says(&done, "Réponse donnée dans le délai");
    let letter = page(&mut marc, &no, "/letter").await;
    for words in [
        "Nous ne pouvons pas vous communiquer ce que vous demandez",
        "Cela révélerait quelque chose d’une autre personne",
        "R-22.1, art. 22",
        "La page 3 parle",
        "Commission d’accès à l’information, dans les 30 jours suivant ce refus",
    ] {
        says(&letter, words);
    }
    let told = acts(&app, "request.refused");
    assert_eq!(told.len(), 1);
    let open = told[0].payload.to_string();
    assert!(
        !open.contains("other_person") && !open.contains("page 3"),
        "{open}"
    );
    app.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_letter_says_how_the_request_stands_that_day() {
    let app = appliance!();
    let mut marc = Officer::of(&app).await;
    let no = logged(&app, &mut marc, "2026-11-16").await;
    let received = page(&mut marc, &no, "/letter").await;
    says(
        &received,
        "Nous vous répondrons par écrit au plus tard le 16 décembre 2026",
    );
    app.later(Span::hours(24 * 31));
    let mut marc = Officer::of(&app).await;
    let late = page(&mut marc, &no, "/letter").await;
    says(&late, "n’avons pas tenu ce délai");
    says(&late, "Commission d’accès à l’information");
    assert!(
        !late
            .words()
            .contains("au plus tard le 16 décembre 2026. Sans"),
        "{}",
        late.words()
    );
    assert!(
        !late
            .words()
            .contains("Nous vous répondrons par écrit au plus tard"),
        "a day that is past"
    );
    marc.builds(&app, &no).await;
    let with_it = page(&mut marc, &no, "/letter").await;
    says(&with_it, "Voici la copie de votre dossier");
    says(&with_it, "n’avons pas tenu ce délai");
    says(&with_it, "comparez l’empreinte du signataire");
    assert!(
        !with_it.words().contains("répondrons"),
        "it is answered: {}",
        with_it.words()
    );
    app.close().await;
}

/// Whoever does not have the page of the request before them is told that a copy is outgrown, or not.
async fn says_on_both_lists(marc: &mut Officer, outgrown: bool) {
    for list in ["/", "/requests"] {
        let shown = marc.browser.get(list).await.unwrap();
        let said = shown.words().contains("Copie à préparer de nouveau");
        assert_eq!(said, outgrown, "{list}: {}", shown.words());
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_copy_under_a_name_that_was_set_right_since_is_no_answer() {
    let app = appliance!();
    let ground = Ground::of(&app);
    let case = ground.opens_case(&app, "Bergeron-Aubé", "Luc");
    let mut marc = Officer::of(&app).await;
    let seen = [("identity", "enclosed_copy")];
    let no = number_of(&marc.logs(&case.to_string(), "2026-11-20", &seen).await);
    marc.builds(&app, &no).await;
    says_on_both_lists(&mut marc, false).await;
    let mut nadia = app.signed_in(NADIA).await;
    let page = nadia.get(&format!("/cases/{case}")).await.unwrap();
    let correct = format!("{}/correct", page.path);
    let form = nadia.get(&correct).await.unwrap().form(&correct).unwrap();
    let right = [("family-name", "Bergeron-Aubin")];
    nadia.submit(&form, &right).await.unwrap();
    says_on_both_lists(&mut marc, true).await;
    marc.builds(&app, &no).await;
    says_on_both_lists(&mut marc, false).await;
    app.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_copy_that_the_record_outgrew_is_handed_over_for_a_stated_reason() {
    let app = appliance!();
    let ground = Ground::of(&app);
    let case = ground.opens_case(&app, "Bergeron-Aubé", "Luc");
    let mut marc = Officer::of(&app).await;
    let seen = [("identity", "enclosed_copy")];
    let no = number_of(&marc.logs(&case.to_string(), "2026-11-20", &seen).await);
    marc.builds(&app, &no).await;
    says_on_both_lists(&mut marc, false).await;
    ground
        .attaches_images(&app, case, "Bergeron-Aubé", "Luc", 2)
        .await;
    says_on_both_lists(&mut marc, true).await;
    let unsaid = marc.presses(&no, "keep", &[]).await;
    assert_eq!(unsaid.status.as_u16(), 422);
    says(&unsaid, "Dites pourquoi cette copie est la réponse");
    let reason = [("reason", "Les images de juin seulement.")];
    let kept = marc.presses(&no, "keep", &reason).await;
    says(&kept, "Les images de juin seulement.");
    says_on_both_lists(&mut marc, false).await;
    let told = acts(&app, "package.kept");
    assert_eq!(told.len(), 1);
    assert!(
        !told[0].payload.to_string().contains("juin"),
        "it is sealed"
    );
    marc.downloads(&app, &no, "disc").await;
    let nobody = [("method", "handed_over"), ("handed-to", " ")];
    let refused = marc.presses(&no, "deliver", &nobody).await;
    assert_eq!(refused.status.as_u16(), 422);
    says(&refused, "Saisissez qui a pris la copie");
    let hers = [
        ("method", "handed_over"),
        ("handed-to", "Marie Aubé, sa mère"),
    ];
    marc.presses(&no, "deliver", &hers).await;
    let register = page(&mut marc, &no, "/communications").await;
    says(&register, "Remise à Marie Aubé, sa mère");
    says(&register, "Le dossier avait changé depuis; le motif");
    let told = acts(&app, "disclosure.made");
    assert_eq!(told[0].payload["record_then"], "kept");
    app.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_prolongation_is_taken_where_the_law_gives_one_and_the_notice_left_in_time() {
    let app = TestAppliance::start(env!("CARGO_BIN_EXE_doublelock"), |config| {
        config.privacy_laws = Regimes::new([RegimeId::Pipeda]).unwrap();
    })
    .await;
    let mut marc = Officer::of(&app).await;
    let no = logged(&app, &mut marc, "2026-11-01").await;
    let typed = |days, sent| [("extension-days", days), ("notice-sent-on", sent)];
    for (days, sent) in [
        ("31", "2026-11-20"),
        ("0", "2026-11-20"),
        ("10", "2026-10-30"),
        ("10", ""),
    ] {
        let refused = marc.presses(&no, "extension", &typed(days, sent)).await;
        assert_eq!(refused.status.as_u16(), 422, "{days} {sent}");
    }
    assert!(acts(&app, "request.extended").is_empty());
    let taken = marc
        .presses(&no, "extension", &typed("10", "2026-11-20"))
        .await;
    says(&taken, "11 décembre 2026");
    let told = acts(&app, "request.extended");
    assert_eq!(told.len(), 1);
    assert_eq!(told[0].payload["due_on"], "2026-12-11");
    assert!(
        taken.form(&format!("/requests/{no}/extension")).is_none(),
        "once"
    );
    app.close().await;
}
