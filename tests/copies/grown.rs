//! What was built and what the record holds since.

use super::*;
use doublelock_domain::label::Label;
use doublelock_testkit::clerk::Clerk;

#[tokio::test(flavor = "multi_thread")]
async fn a_copy_of_before_a_study_came_shows_what_it_holds_and_is_no_answer_any_more() {
    let app = appliance!();
    let ground = Ground::of(&app);
    let case = ground.opens_case(&app, "Bergeron-Aubé", "Luc");
    ground
        .attaches_images(&app, case, "Bergeron-Aubé", "Luc", 3)
        .await;
    let mut marc = Officer::of(&app).await;
    let seen = [("identity", "enclosed_copy")];
    let no = number_of(&marc.logs(&case.to_string(), "2026-11-20", &seen).await);
    let built = marc.builds(&app, &no).await;
    assert!(
        built.words().contains("3 images, 1 étude"),
        "{}",
        built.words()
    );
    marc.presses(&no, "passphrase", &[]).await;
    marc.downloads(&app, &no, "disc").await;
    let labelled = marc.presses(&no, "disc", &[]).await;
    assert!(
        labelled.form(&format!("/requests/{no}/deliver")).is_some(),
        "a disc of the copy changes no record: {}",
        labelled.words()
    );
    // The form that Marc has on his screen while the study comes.
    let form = labelled.form(&format!("/requests/{no}/deliver")).unwrap();
    ground.sends(&app, "second", "Bergeron-Aubé^Luc", 2).await;
    ground.attaches_sent(&app, case, "Bergeron-Aubé").await;

    let refused = marc
        .browser
        .submit(&form, &[("method", "handed_over")])
        .await
        .unwrap();
    assert_eq!(refused.status.as_u16(), 409, "{}", refused.words());
    assert!(
        refused.words().contains("Le dossier a changé depuis"),
        "{}",
        refused.words()
    );
    let page = marc.browser.get(&format!("/requests/{no}")).await.unwrap();
    let words = page.words();
    for said in [
        "Le dossier a changé depuis que la copie a été préparée",
        "La copie : 3 images, 1 étude · Aucun article.",
        "Le dossier maintenant : 5 images, 2 études · Aucun article.",
    ] {
        assert!(words.contains(said), "{said}: {words}");
    }
    let earlier = page.form(&format!("/requests/{no}/deliver")).unwrap();
    assert!(
        earlier.fields.iter().any(|(name, _)| name == "earlier"),
        "what had left can be written down: {words}"
    );
    for act in ["disc", "shipment", "passphrase"] {
        let form = page.form(&format!("/requests/{no}/{act}"));
        assert!(form.is_none(), "{act} waits for a new copy");
    }
    let taken = (marc.browser.get(&format!("/packages/{no}/disc")).await).unwrap();
    assert_eq!(taken.status.as_u16(), 409, "nor is it downloaded");

    let again = marc.builds(&app, &no).await;
    assert!(
        again.words().contains("5 images, 2 études"),
        "{}",
        again.words()
    );
    marc.downloads(&app, &no, "disc").await;
    let done = marc
        .presses(&no, "deliver", &[("method", "handed_over")])
        .await;
    assert!(
        done.words().contains("Réponse inscrite"),
        "{}",
        done.words()
    );
    let steps = done.words();
    assert!(
        steps.contains("Réponse donnée") && !steps.contains("Réception confirmée"),
        "nobody confirms what was handed over: {steps}"
    );
    app.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_copy_that_left_before_the_record_changed_can_still_be_written_down() {
    let app = appliance!();
    let ground = Ground::of(&app);
    let case = ground.opens_case(&app, "Bergeron-Aubé", "Luc");
    let mut marc = Officer::of(&app).await;
    let seen = [("identity", "enclosed_copy")];
    let no = number_of(&marc.logs(&case.to_string(), "2026-11-20", &seen).await);
    marc.builds(&app, &no).await;
    marc.downloads(&app, &no, "disc").await;
    ground
        .attaches_images(&app, case, "Bergeron-Aubé", "Luc", 2)
        .await;
    let page = marc.browser.get(&format!("/requests/{no}")).await.unwrap();
    assert!(
        page.words().contains("Déjà remise avant ce changement"),
        "{}",
        page.words()
    );
    let done = marc
        .presses(&no, "deliver", &[("method", "handed_over")])
        .await;
    assert!(
        done.words().contains("Réponse inscrite"),
        "{}",
        done.words()
    );
    assert!(
        !done.words().contains("Partie sans motif"),
        "it had left before"
    );
    let entries = app.entries();
    let told = entries.iter().rfind(|one| one.act == "disclosure.made");
    assert_eq!(told.unwrap().payload["record_then"], "since");
    app.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_encrypted_file_is_no_answer_before_its_passphrase_was_shown() {
    let app = appliance!();
    let ground = Ground::of(&app);
    let case = ground.opens_case(&app, "Bergeron-Aubé", "Luc");
    let mut marc = Officer::of(&app).await;
    let seen = [("identity", "enclosed_copy")];
    let no = number_of(&marc.logs(&case.to_string(), "2026-11-20", &seen).await);
    marc.builds(&app, &no).await;
    marc.downloads(&app, &no, "encrypted_file").await;
    let page = marc.browser.get(&format!("/requests/{no}")).await.unwrap();
    assert!(
        page.words().contains("Affichez d’abord la phrase secrète"),
        "{}",
        page.words()
    );
    let sent = [("method", "encrypted_file"), ("sent-to", "luc@exemple.ca")];
    // The button of the other way stands on the page; what it posts is changed by hand.
    let refused = marc.presses(&no, "deliver", &sent).await;
    assert_eq!(refused.status.as_u16(), 409, "{}", refused.words());
    assert!(
        refused.words().contains("personne ne pourrait l’ouvrir"),
        "{}",
        refused.words()
    );
    marc.presses(&no, "passphrase", &[]).await;
    let done = marc.presses(&no, "deliver", &sent).await;
    assert!(
        done.words().contains("Réponse inscrite"),
        "{}",
        done.words()
    );
    app.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_film_of_another_parcel_by_mistake_is_in_the_copy_of_its_own_case_only() {
    let app = appliance!();
    let mut nadia = Clerk::at_the_station(&app, NADIA).await;
    let (label, first, second) = nadia.receives_from_the_wrong_parcel_first().await;
    let grouped = label.parse::<Label>().unwrap().grouped();
    let mut marc = Officer::of(&app).await;
    let seen = [("identity", "enclosed_copy")];
    let mut articles = Vec::new();
    for case in [&first, &second] {
        let no = number_of(&marc.logs(case, "2026-11-20", &seen).await);
        let built = marc.builds(&app, &no).await;
        assert!(built.words().contains("Copie prête"), "{}", built.words());
        let zip = marc.downloads(&app, &no, "folder").await;
        let file = std::fs::File::open(zip).unwrap();
        let mut zip = zip::ZipArchive::new(file).unwrap();
        let named = (0..zip.len()).any(|place| {
            let mut text = Vec::new();
            zip.by_index(place).unwrap().read_to_end(&mut text).unwrap();
            let text = String::from_utf8_lossy(&text);
            text.contains(&label) || text.contains(&grouped)
        });
        articles.push(named);
    }
    assert_eq!(
        articles,
        [false, true],
        "in the copy of the second case only"
    );
    // Somebody puts the film back into the first case, past the appliance: nothing of it leaves there.
    let back = "UPDATE item SET case_id = (SELECT id FROM case_file WHERE reference = '2026-0001')";
    app.sql(back).unwrap();
    let no = number_of(&marc.logs(&first, "2026-11-20", &seen).await);
    let refused = marc.presses(&no, "build", &[]).await;
    assert_eq!(refused.status.as_u16(), 500, "{}", refused.words());
    app.close_altered().await;
}

/// A text of a copy that was downloaded as a folder.
fn text_of(copy: PathBuf, name: &str) -> String {
    let mut zip = zip::ZipArchive::new(std::fs::File::open(copy).unwrap()).unwrap();
    let mut text = String::new();
    let mut file = zip.by_name(name).unwrap();
    file.read_to_string(&mut text).unwrap();
    text
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_seen_on_a_film_is_in_the_copy_and_another_word_of_it_makes_that_old() {
    let app = appliance!();
    let mut nadia = Clerk::at_the_station(&app, NADIA).await;
    let ground = Ground::of(&app);
    let case = ground.opens_case(&app, "Bergeron-Aubé", "Luc");
    nadia.announces(&case.to_string(), "EB44710083", "1").await;
    let labels = nadia.prints("I", "1").await;
    let quay = nadia.place("Quai de réception").await;
    nadia.page = nadia.browser.get("/station").await.unwrap();
    for code in ["EB44710083", &labels[0], &quay] {
        nadia.scans(code).await.is("ok");
    }
    let path = format!("/items/{}/describe", labels[0]);
    let says = async |nadia: &mut Clerk, field: &str, word: &str| {
        let form = nadia.browser.get(&path).await.unwrap().form(&path).unwrap();
        let said = nadia.browser.submit(&form, &[(field, word)]).await;
        assert_eq!(said.unwrap().status.as_u16(), 200);
    };
    says(&mut nadia, "part", "elbow").await;
    ground
        .attaches_images(&app, case, "Bergeron-Aubé", "Luc", 1)
        .await;
    let mut marc = Officer::of(&app).await;
    let seen = [("identity", "enclosed_copy")];
    let no = number_of(&marc.logs(&case.to_string(), "2026-11-20", &seen).await);
    marc.builds(&app, &no).await;
    let history = text_of(marc.downloads(&app, &no, "folder").await, "DOCS/CHAINE.HTM");
    assert!(history.contains("film, coude"), "{history}");
    assert!(history.contains("film, elbow"), "{history}");
    let changed = "Le dossier a changé depuis que la copie a été préparée";
    let of_it = format!("/requests/{no}");
    for (field, word) in [("part", "forearm"), ("kind", "film_jacket")] {
        says(&mut nadia, field, word).await;
        let page = marc.browser.get(&of_it).await.unwrap();
        assert!(page.words().contains(changed), "{}", page.words());
        // Back to what the copy says of the kind: only another word of it makes the difference then.
        marc.builds(&app, &no).await;
        let page = marc.browser.get(&of_it).await.unwrap();
        assert!(!page.words().contains(changed), "{}", page.words());
    }
    app.close().await;
}
