//! The promise: a request is answered with a copy of the right record, a stranger can
//! check every file of it, and what left is accounted for.

#![expect(clippy::unwrap_used, reason = "tests")]

use std::io::Read as _;
use std::path::{Path, PathBuf};
use std::process::Output;

use doublelock_domain::access::{Privacy, Purpose, Relation, Warrant};
use doublelock_domain::ids::Reference;
use doublelock_domain::time::Span;
use doublelock_store::claims::LEASE;
use doublelock_testkit::appliance;
use doublelock_testkit::people::{ALEX, NADIA};
use doublelock_testkit::records::{self, Ground, Officer, number_of};

mod described;
mod grown;
mod register;
mod taken;
mod two_patients;

/// `doublelock package verify`, as a stranger runs it.
fn verify(path: &Path, more: &[&str]) -> Output {
    std::process::Command::new(env!("CARGO_BIN_EXE_doublelock"))
        .args(["package", "verify"])
        .arg(path)
        .args(more)
        .output()
        .unwrap()
}

fn said(output: &Output) -> String {
    String::from_utf8_lossy(&output.stdout).into_owned() + &String::from_utf8_lossy(&output.stderr)
}

#[expect(
    clippy::too_many_lines,
    reason = "one request, told from the letter to the answer"
)]
#[tokio::test(flavor = "multi_thread")]
async fn a_letter_is_answered_with_a_copy_that_a_stranger_can_check() {
    let app = appliance!();
    let ground = Ground::of(&app);
    let case = ground.opens_case(&app, "Bergeron-Aubé", "Luc");
    ground
        .attaches_images(&app, case, "Bergeron-Aubé", "Luc", 3)
        .await;
    let mut marc = Officer::of(&app).await;

    // Logged: received on one day, entered on another.
    let page = marc.logs(&case.to_string(), "2026-10-26", &[]).await;
    let no = number_of(&page);
    let words = page.words();
    assert!(
        words.contains("Copie du dossier pour Luc Bergeron-Aubé"),
        "{words}"
    );
    assert!(
        words.contains("2026-10-26") && words.contains("2026-11-21"),
        "{words}"
    );
    assert!(
        words.contains("art.\u{a0}32") || words.contains("art. 32"),
        "{words}"
    );

    // Built; nothing of it can be had before identity is confirmed.
    let page = marc.builds(&app, &no).await;
    assert!(page.words().contains("Copie prête"), "{}", page.words());
    for act in ["deliver", "passphrase"] {
        assert!(
            page.form(&format!("/requests/{no}/{act}")).is_none(),
            "{act} is blocked, with its reason"
        );
    }
    for (act, filled) in [
        (
            "deliver",
            &[("method", "handed_over"), ("handed-to", "Luc")][..],
        ),
        ("passphrase", &[]),
    ] {
        // Written by hand, the form comes no further.
        let mut by_hand = page.form(&format!("/requests/{no}/build")).unwrap();
        by_hand.action = format!("/requests/{no}/{act}");
        let refused = marc.browser.submit(&by_hand, filled).await.unwrap();
        assert_eq!(refused.status.as_u16(), 409, "{act}");
        let words = refused.words();
        assert!(words.contains("L’identité"), "{act}: {words}");
    }
    let early = marc
        .browser
        .get(&format!("/packages/{no}/disc"))
        .await
        .unwrap();
    assert_eq!(early.status.as_u16(), 409);
    assert!(
        early.words().contains("n’est pas encore confirmée"),
        "{}",
        early.words()
    );
    let nothing_seen = marc.presses(&no, "identity", &[]).await;
    assert_eq!(nothing_seen.status.as_u16(), 422);
    assert!(
        nothing_seen.words().contains("Choisissez ce qui a été vu"),
        "{}",
        nothing_seen.words()
    );
    marc.presses(&no, "identity", &[("identity", "photo_document")])
        .await;
    let letter = marc
        .browser
        .get(&format!("/requests/{no}/letter"))
        .await
        .unwrap();
    assert!(
        letter
            .words()
            .contains("comparez l’empreinte du signataire avec celle-ci"),
        "{}",
        letter.words()
    );

    // Checked as a stranger would.
    let iso = marc.downloads(&app, &no, "disc").await;
    let sound = verify(&iso, &[]);
    assert!(sound.status.success(), "{}", said(&sound));

    // One flipped byte is found and its file named.
    let mut bytes = std::fs::read(&iso).unwrap();
    let place = bytes.windows(8).position(|w| w == b"Bergeron").unwrap();
    bytes[place] ^= 1;
    let bad = app.home().join("bad.iso");
    std::fs::write(&bad, bytes).unwrap();
    let found = verify(&bad, &[]);
    assert_eq!(found.status.code(), Some(1), "{}", said(&found));
    assert!(said(&found).contains("Altéré"), "{}", said(&found));

    // The encrypted file opens with the passphrase, which is shown once.
    let shown = marc.presses(&no, "passphrase", &[]).await;
    let phrase: String = shown
        .words()
        .split_whitespace()
        .filter(|w| w.len() == 5 && w.bytes().all(|b| b.is_ascii_digit()))
        .collect::<Vec<_>>()
        .join("-");
    assert_eq!(phrase.len(), 29, "{}", shown.words());
    assert!(shown.headers["cache-control"].contains("no-store"));
    let again = marc.browser.get(&format!("/requests/{no}")).await.unwrap();
    assert!(again.form(&format!("/requests/{no}/passphrase")).is_none());
    let zip = marc.downloads(&app, &no, "encrypted_file").await;
    let file = app.home().join("phrase");
    std::fs::write(&file, &phrase).unwrap();
    let opened = verify(&zip, &["--passphrase-file", file.to_str().unwrap()]);
    assert!(opened.status.success(), "{}", said(&opened));
    std::fs::write(&file, "00000-00000-00000-00000-00000").unwrap();
    assert_eq!(
        verify(&zip, &["--passphrase-file", file.to_str().unwrap()])
            .status
            .code(),
        Some(2)
    );
    assert_eq!(
        verify(&zip, &[]).status.code(),
        Some(2),
        "without a passphrase"
    );
    assert_eq!(
        verify(&iso, &["--fingerprint", &"ab".repeat(32)])
            .status
            .code(),
        Some(1),
        "another signer"
    );

    // It leaves, and is accounted for.
    let left = marc
        .presses(&no, "deliver", &[("method", "handed_over")])
        .await;
    assert!(
        left.words().contains("Réponse donnée dans le délai"),
        "{}",
        left.words()
    );
    let register = marc
        .browser
        .get(&format!("/requests/{no}/communications"))
        .await
        .unwrap()
        .words();
    for part in [
        "Luc Bergeron-Aubé",
        "12, rue des Érables",
        "Remise en mains propres",
        "Réponse à une demande d’accès",
    ] {
        assert!(register.contains(part), "{part} in {register}");
    }
    // Each step is in the journal, once, and says of which request or copy it is.
    let one = |act: &str| {
        let told = app.entries_of(act);
        assert_eq!(told.len(), 1, "{act}: {told:?}");
        told[0].payload.clone()
    };
    let request = one("request.logged")["request"].clone();
    let package = one("package.started")["package"].clone();
    let identity = one("request.identity_confirmed");
    assert_eq!(identity["evidence"], "photo_document");
    let (built, shown) = (one("package.built"), one("package.passphrase_shown"));
    let (disclosed, answered) = (one("disclosure.made"), one("request.answered"));
    for told in [&built, &shown, &disclosed] {
        assert_eq!(told["package"], package);
    }
    for told in [&identity, &built, &shown, &disclosed, &answered] {
        assert_eq!(told["of"]["request"], request, "{told}");
    }
    assert_eq!(disclosed["method"], "handed_over");
    assert_eq!(disclosed["package_sha256"], built["manifest_sha256"]);
    assert_eq!(app.entries_of("package.fetched").len(), 2);
    // What was in clear for the build is gone.
    let work = app.office().config.storage.data.join("packages/work");
    assert_eq!(std::fs::read_dir(work).unwrap().count(), 0);
    app.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn faults_of_the_form_are_named_at_their_fields_and_nothing_is_kept() {
    let app = appliance!();
    let ground = Ground::of(&app);
    let case = ground.opens_case(&app, "Roy", "Mathilde");
    let mut marc = Officer::of(&app).await;
    for (case, received, sentence) in [
        (
            "2026-4121",
            "2026-11-01",
            "Le dossier 2026-4121 n’existe pas",
        ),
        ("<script>", "2026-11-01", "Le dossier <script> n’existe pas"),
        (
            &*case.to_string(),
            "2026-11-22",
            "Cette date est dans le futur",
        ),
        (&*case.to_string(), "1989-12-31", "antérieure à 1990"),
        (&*case.to_string(), "2026-02-30", "Cette date n’existe pas"),
        (&*case.to_string(), "", "Saisissez le jour"),
    ] {
        let page = marc.logs(case, received, &[]).await;
        assert_eq!(page.status.as_u16(), 422);
        assert!(
            page.words().contains(sentence),
            "{sentence} in {}",
            page.words()
        );
        assert!(
            page.text().contains("12, rue des Érables"),
            "what was typed stays"
        );
        assert!(!page.text().contains("<script>alert") && !page.text().contains(" <script> "));
    }
    let list = marc.browser.get("/requests").await.unwrap();
    assert!(
        list.words().contains("Aucune demande en attente"),
        "{}",
        list.words()
    );
    assert_eq!(
        marc.browser
            .get("/requests/2026-0001")
            .await
            .unwrap()
            .status
            .as_u16(),
        404
    );
    app.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_copy_never_holds_an_image_of_another_patient() {
    let app = appliance!();
    let ground = Ground::of(&app);
    let luc = ground.opens_case(&app, "Bergeron", "Luc");
    let theo = ground.opens_case(&app, "Nguyenquoc", "Theo");
    ground
        .attaches_images(&app, luc, "Bergeron", "Luc", 2)
        .await;
    ground
        .attaches_images(&app, theo, "Nguyenquoc", "Theo", 4)
        .await;
    // Somebody else's images come late, under the identifiers of a study that has its case:
    // two that are taken, one that is new.
    ground.sends(&app, "Bergeron", "Nguyenquoc^Theo", 3).await;
    let mut marc = Officer::of(&app).await;
    let page = marc
        .logs(
            &luc.to_string(),
            "2026-11-20",
            &[("identity", "health_card")],
        )
        .await;
    let no = number_of(&page);
    marc.builds(&app, &no).await;
    let folder = marc.downloads(&app, &no, "folder").await;

    let mut zip = zip::ZipArchive::new(std::fs::File::open(folder).unwrap()).unwrap();
    let (mut images, mut index) = (0, false);
    for place in 0..zip.len() {
        let mut file = zip.by_index(place).unwrap();
        let name = file.name().unwrap().into_owned();
        let mut bytes = Vec::new();
        file.read_to_end(&mut bytes).unwrap();
        images += usize::from(bytes.get(128..132) == Some(b"DICM") && name != "DICOMDIR");
        let other = bytes.windows(10).any(|window| window == b"Nguyenquoc");
        assert!(!other, "{name} names the other patient");
        if name == "INDEX.HTM" {
            let page = String::from_utf8(bytes).unwrap();
            for left_out in [
                "2 images gardées à part",
                "1 image gardée à part",
                "Ces images nomment une autre personne",
                "Same identifier as an image of the copy",
            ] {
                assert!(page.contains(left_out), "{left_out}: {page}");
            }
            for held in [
                "Luc Bergeron",
                "1\u{a0}examen, 2\u{a0}images",
                "1\u{a0}exam, 2\u{a0}images",
            ] {
                assert!(page.contains(held), "{held}: {page}");
            }
            index = true;
        }
    }
    assert!(index, "what is left out is said");
    assert_eq!(images, 2);
    app.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_disc_gets_its_label_and_a_parcel_of_its_own() {
    let app = appliance!();
    let ground = Ground::of(&app);
    let case = ground.opens_case(&app, "Lemieux", "Ève");
    let mut marc = Officer::of(&app).await;
    let no = number_of(
        &marc
            .logs(
                &case.to_string(),
                "2026-11-20",
                &[("identity", "photo_document")],
            )
            .await,
    );
    marc.builds(&app, &no).await;
    marc.downloads(&app, &no, "disc").await;

    let page = marc.presses(&no, "disc", &[]).await;
    assert!(page.words().contains("Disque étiqueté"), "{}", page.words());
    let form = page.form(&format!("/requests/{no}/shipment")).unwrap();
    let disc = form
        .fields
        .iter()
        .find(|(name, _)| name == "disc")
        .unwrap()
        .1
        .clone();
    let label = marc
        .browser
        .get(&format!("/requests/{no}/discs/{disc}/label"))
        .await
        .unwrap();
    assert!(label.body.starts_with(b"%PDF"));
    let foreign = marc
        .browser
        .get(&format!("/requests/{no}/discs/DI1234567812/label"))
        .await
        .unwrap();
    assert_eq!(foreign.status.as_u16(), 404);

    let refused = marc
        .browser
        .submit(&form, &[("courier", "  ")])
        .await
        .unwrap();
    assert_eq!(refused.status.as_u16(), 422, "at its field");
    assert!(refused.text().contains("aria-invalid"));
    let page = marc
        .browser
        .submit(&form, &[("courier", "Messagerie du Nord")])
        .await
        .unwrap();
    assert!(
        page.words().contains("emballez-le au poste de scan"),
        "{}",
        page.words()
    );
    // Pressed twice, it still leaves once, and nobody else's shipment takes it along.
    let again = marc
        .browser
        .submit(&form, &[("courier", "Un autre messager")])
        .await
        .unwrap();
    assert!(
        again.words().contains("Ce disque a déjà son envoi"),
        "{}",
        again.words()
    );
    let mut nadia = app.signed_in(NADIA).await;
    let offered = nadia.get("/shipments/prepare").await.unwrap();
    assert!(!offered.text().contains(&disc), "{}", offered.words());
    // What it is, its request says.
    let refused = nadia.get(&format!("/items/{disc}/describe")).await.unwrap();
    assert_eq!(refused.status.as_u16(), 409, "{}", refused.words());
    let bound = app.entries_of("package.disc_bound");
    let prepared = app.entries_of("shipment.prepared");
    assert_eq!((bound.len(), prepared.len()), (1, 1));
    let packed = &prepared[0].payload["lines"][0];
    assert_eq!(packed["item"], bound[0].payload["item"]);
    assert!(app.entries_of("disclosure.made").is_empty());
    // It has not left: the request is not answered yet.
    assert!(page.words().contains("Copie prête"), "{}", page.words());
    app.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn silence_is_a_refusal_and_says_so_until_it_is_answered() {
    let app = appliance!();
    let ground = Ground::of(&app);
    let case = ground.opens_case(&app, "Côté", "Anne");
    let mut marc = Officer::of(&app).await;

    // Found in a drawer after its last day: flagged when it is entered.
    let drawer = marc.logs(&case.to_string(), "2026-10-01", &[]).await;
    assert!(
        drawer.words().contains("saisie après son échéance"),
        "{}",
        drawer.words()
    );

    // In time when it was logged; a month passes; the job of the hour marks it.
    let page = marc
        .logs(
            &case.to_string(),
            "2026-11-20",
            &[("identity", "health_card")],
        )
        .await;
    let no = number_of(&page);
    app.later(Span::hours(24 * 31));
    assert_eq!(app.entries_of("request.overdue").len(), 1, "the drawer's");
    let mut alex = app.signed_in(ALEX).await;
    let jobs = alex.get("/jobs").await.unwrap();
    let run = jobs.form("/jobs/overdue/run").unwrap();
    alex.submit(&run, &[]).await.unwrap();
    assert_eq!(app.entries_of("request.overdue").len(), 2);
    let mut marc = Officer::of(&app).await;
    let page = marc.browser.get(&format!("/requests/{no}")).await.unwrap();
    assert!(
        page.words().contains("Réputée refusée depuis"),
        "{}",
        page.words()
    );
    assert!(
        page.words().contains("Commission d’accès à l’information"),
        "{}",
        page.words()
    );

    // A late answer is still an answer, and is called late.
    marc.builds(&app, &no).await;
    marc.downloads(&app, &no, "encrypted_file").await;
    marc.presses(&no, "passphrase", &[]).await;
    let left = marc
        .presses(
            &no,
            "deliver",
            &[("method", "encrypted_file"), ("sent-to", "luc@exemple.ca")],
        )
        .await;
    assert!(
        left.words().contains("Réponse donnée après l’échéance"),
        "{}",
        left.words()
    );
    app.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_build_that_was_cut_off_is_cleaned_up_and_can_be_repeated() {
    let app = appliance!();
    let ground = Ground::of(&app);
    let case = ground.opens_case(&app, "Gagné", "Paul");
    let mut marc = Officer::of(&app).await;
    let page = marc
        .logs(
            &case.to_string(),
            "2026-11-20",
            &[("identity", "health_card")],
        )
        .await;
    let no = number_of(&page);

    // The appliance stops in the middle: rows say "building", files lie in the work folder.
    let reference: Reference = no.parse().unwrap();
    let warrant: Warrant<Privacy> = ground.warrant(&app, Purpose::CopyRequest);
    let warrant = warrant.within(Relation::OfRequest(reference));
    let office = app.office();
    office
        .store
        .write(&warrant, |unit| {
            let (request, _) = unit.open_request(reference)?;
            unit.start_build(&request, &office.instance, LEASE)
        })
        .unwrap();
    let work = app.office().config.storage.data.join("packages/work");
    std::fs::create_dir_all(work.join("torn")).unwrap();
    std::fs::write(work.join("torn/copy.iso"), b"half a copy").unwrap();

    let app = app.restarted().await;
    assert_eq!(std::fs::read_dir(&work).unwrap().count(), 0);
    let mut marc = Officer::of(&app).await;
    let page = marc.browser.get(&format!("/requests/{no}")).await.unwrap();
    assert!(
        page.words().contains("interrompue par un arrêt"),
        "{}",
        page.words()
    );
    let page = marc.builds(&app, &no).await;
    assert!(page.words().contains("Copie prête"), "{}", page.words());

    // And what was sealed survives another night.
    let app = app.restarted().await;
    let mut marc = Officer::of(&app).await;
    let iso = marc.downloads(&app, &no, "disc").await;
    assert!(verify(&iso, &[]).status.success());
    app.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_image_altered_in_the_vault_stops_the_copy_and_says_so() {
    let app = appliance!();
    let ground = Ground::of(&app);
    let case = ground.opens_case(&app, "Lavoie", "Jean");
    ground
        .attaches_images(&app, case, "Lavoie", "Jean", 2)
        .await;
    let mut marc = Officer::of(&app).await;
    let no = number_of(&marc.logs(&case.to_string(), "2026-11-20", &[]).await);

    let warrant: Warrant<Privacy> = ground.warrant(&app, Purpose::CopyRequest);
    let image = app
        .office()
        .store
        .write(&warrant, |unit| {
            let case = unit.open_case_by_reference(case)?;
            unit.attached_instances(&case)
        })
        .unwrap()
        .remove(0);
    let vault = app.office().config.storage.data.join("vault/objects");
    let file = find(&vault, image.object.as_str()).unwrap();
    let mut bytes = std::fs::read(&file).unwrap();
    let middle = bytes.len() / 2;
    bytes[middle] ^= 1;
    std::fs::write(&file, bytes).unwrap();

    let page = marc.builds(&app, &no).await;
    assert!(
        page.words()
            .contains("introuvable ou altérée dans le coffre"),
        "{}",
        page.words()
    );
    let work = app.office().config.storage.data.join("packages/work");
    assert_eq!(std::fs::read_dir(work).unwrap().count(), 0);
    app.close().await;
}

fn find(folder: &Path, name: &str) -> Option<PathBuf> {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            if let Some(found) = find(&path, name) {
                return Some(found);
            }
        } else if path.file_name().is_some_and(|n| n == name) {
            return Some(path);
        }
    }
    None
}
