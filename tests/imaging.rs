//! A working day at the imaging desk: images arrive over the network, somebody says whose they
//! are, and what should not have come goes nowhere.

#![expect(clippy::unwrap_used, clippy::expect_used, reason = "tests")]

use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::time::Duration;

use doublelock::demo::people::{KARIM, MARC, NADIA, SOPHIE};
use doublelock_imaging::phantom::{self, PhantomPatient};
use doublelock_testkit::browser::{Answer, Browser};
use doublelock_testkit::{TestAppliance, appliance};

/// Élodie as the hospital next door writes her: no accents, no hyphen.
fn elodie() -> PhantomPatient {
    PhantomPatient {
        name: "BELANGER ROY^ELODIE".into(),
        id: "0048821".into(),
        issuer: "Hôpital de la Rive".into(),
        birth_date: "19840229".into(),
        sex: "F".into(),
        study_date: "20261028".into(),
        accession: "A-1".into(),
        study_description: "TDM THORAX".into(),
        series_description: "AXIAL".into(),
    }
}

/// Writes a study as files, one per image.
fn files(appliance: &TestAppliance, seed: &str, patient: &PhantomPatient, images: u16) -> PathBuf {
    let folder = appliance.home().join(format!("sent-{seed}-{}", appliance.clock.tick()));
    std::fs::create_dir(&folder).unwrap();
    for (n, file) in phantom::study(seed.as_bytes(), patient, images).unwrap().iter().enumerate() {
        std::fs::write(folder.join(format!("{n:03}.dcm")), file).unwrap();
    }
    folder
}

/// dcmtk's storescu, off the test's own thread.
async fn storescu(appliance: &TestAppliance, calling: &str, folder: &Path) -> Output {
    let port = appliance.running.dicom.unwrap().port().to_string();
    let mut command = Command::new("storescu");
    command.args(["-v", "+sd", "-aec", "DOUBLELOCK", "-aet", calling, "127.0.0.1", &port]).arg(folder);
    run(command).await
}

async fn run(mut command: Command) -> Output {
    tokio::task::spawn_blocking(move || command.output().expect("dcmtk is missing (Debian package dcmtk)"))
        .await
        .unwrap()
}

async fn send(appliance: &TestAppliance, seed: &str, patient: &PhantomPatient, images: u16) {
    let sent = storescu(appliance, "STORESCU", &files(appliance, seed, patient, images)).await;
    let said = String::from_utf8_lossy(&sent.stderr).into_owned();
    assert!(sent.status.success(), "{said}");
    described(appliance).await;
}

/// Waits until nothing is left to describe. The child is a process: there is no clock of ours to
/// move for it.
async fn described(appliance: &TestAppliance) {
    for _ in 0..600 {
        let warrant = appliance.clockwork();
        let left = appliance.office().store.read(&warrant, |unit| unit.instances_to_describe(1)).unwrap();
        if left.is_empty() {
            return;
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    panic!("the objects were not described");
}

/// Nadia opens Élodie's case; its number.
async fn open_case(nadia: &mut Browser) -> String {
    let page = nadia.get("/cases/new").await.unwrap();
    let opened = nadia
        .submit(
            &page.form("/cases").unwrap(),
            &[
                ("family-name", "Bélanger-Roy"),
                ("given-names", "Élodie"),
                ("birth-date", "1984-02-29"),
                ("sex", "F"),
                ("hospital-number", "H-4471"),
                ("hospital-issuer", "Hôpital du Belvédère"),
                ("language", "fr"),
                ("question", "L’intervention est-elle indiquée?"),
            ],
        )
        .await
        .unwrap();
    assert_eq!(opened.status.as_u16(), 200, "{}", opened.words());
    let words = opened.words();
    let at = words.find("Dossier 2026-").unwrap() + "Dossier ".len();
    words[at..at + 9].to_owned()
}

/// The first address on the page that begins so.
fn link(page: &Answer, start: &str) -> String {
    let html = page.text();
    let marked = [format!("href=\"{start}"), format!("src=\"{start}"), format!("action=\"{start}")];
    let at = marked.iter().filter_map(|mark| Some(html.find(mark)? + mark.len() - start.len())).min();
    let at = at.unwrap_or_else(|| panic!("no {start}… on {}", page.path));
    html[at..].split('"').next().unwrap().to_owned()
}

async fn only_study(sophie: &mut Browser) -> String {
    let list = sophie.get("/studies").await.unwrap();
    assert_eq!(list.status.as_u16(), 200);
    link(&list, "/studies/0")
}

#[tokio::test(flavor = "multi_thread")]
async fn a_study_sent_over_the_network_is_compared_and_attached() {
    let appliance = appliance!();
    let mut nadia = appliance.signed_in(NADIA).await;
    let mut sophie = appliance.signed_in(SOPHIE).await;
    let case = open_case(&mut nadia).await;
    assert!(sophie.get("/studies").await.unwrap().words().contains("Aucune étude à rattacher"));

    send(&appliance, "day", &elodie(), 6).await;

    let list = sophie.get("/studies").await.unwrap();
    for shown in ["À rattacher 1", "BELANGER ROY, ELODIE", "2026-10-28", "TDM THORAX", "STORESCU"] {
        assert!(list.words().contains(shown), "{shown}: {}", list.words());
    }
    let study = link(&list, "/studies/0");
    let page = sophie.get(&study).await.unwrap();
    for shown in ["6 images", "1984-02-29", "Féminin", "0048821", "Hôpital de la Rive", "Série 1", "Tomodensitométrie (CT)"] {
        assert!(page.words().contains(shown), "{shown}: {}", page.words());
    }
    let thumbnail = sophie.get(&link(&page, &format!("{study}/images/"))).await.unwrap();
    assert_eq!(thumbnail.status.as_u16(), 200);
    assert!(thumbnail.body.starts_with(b"\x89PNG"));
    assert_eq!(thumbnail.headers["content-type"], "image/png");
    assert_eq!(thumbnail.headers["cache-control"], "no-store");

    let comparison = sophie.get(&format!("{study}/compare?case={case}")).await.unwrap();
    for shown in ["Est-ce la même personne?", "Écrit autrement", "Identique", "Ne compte pas", "À vérifier"] {
        assert!(comparison.words().contains(shown), "{shown}: {}", comparison.words());
    }
    let affirm = comparison.form(&format!("{study}/attach")).unwrap();
    assert!(comparison.words().contains(&format!("rattacher 6 images au dossier {case}")), "{}", comparison.words());
    let attached = sophie.submit(&affirm, &[]).await.unwrap();
    assert_eq!(attached.status.as_u16(), 200, "{}", attached.words());
    assert!(attached.words().contains(&format!("6 images rattachées au dossier {case}")), "{}", attached.words());
    assert!(sophie.get("/studies").await.unwrap().words().contains("Aucune étude à rattacher"));
    assert!(sophie.get("/studies?view=attached").await.unwrap().words().contains(&case));

    // Twice is refused, and says why.
    let again = sophie.submit(&affirm, &[]).await.unwrap();
    assert_eq!(again.status.as_u16(), 409);
    assert!(again.words().contains("déjà rattachée"), "{}", again.words());

    // The coordinator sees it in the case, by the number people say.
    let of_case = nadia.get(&format!("/cases/{case}")).await.unwrap();
    assert!(of_case.words().contains("TDM THORAX"), "{}", of_case.words());

    // The same images sent again change nothing.
    send(&appliance, "day", &elodie(), 6).await;
    assert!(sophie.get(&study).await.unwrap().words().contains("6 images"));
    appliance.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_study_of_another_person_is_held() {
    let appliance = appliance!();
    let mut nadia = appliance.signed_in(NADIA).await;
    let mut sophie = appliance.signed_in(SOPHIE).await;
    let case = open_case(&mut nadia).await;
    send(&appliance, "other", &PhantomPatient { birth_date: "19840228".into(), ..elodie() }, 1).await;

    let study = only_study(&mut sophie).await;
    let comparison = sophie.get(&format!("{study}/compare?case={case}")).await.unwrap();
    assert!(comparison.words().contains("la date de naissance diffère"), "{}", comparison.words());
    assert!(comparison.words().contains("Différent"));
    assert!(comparison.form(&format!("{study}/attach")).is_none(), "a held study has no button");

    // A form made by hand comes no further.
    let token = comparison.forms().first().unwrap().fields.clone();
    let by_hand = doublelock_testkit::browser::PageForm { action: format!("{study}/attach"), fields: token };
    let refused = sophie.submit(&by_hand, &[("case", &case)]).await.unwrap();
    assert_eq!(refused.status.as_u16(), 409);
    assert!(refused.words().contains("la date de naissance diffère"), "{}", refused.words());
    assert!(sophie.get(&study).await.unwrap().words().contains("À rattacher"));
    appliance.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_case_number_that_is_none_is_said_at_the_field() {
    let appliance = appliance!();
    let mut sophie = appliance.signed_in(SOPHIE).await;
    send(&appliance, "typed", &elodie(), 1).await;
    let study = only_study(&mut sophie).await;
    for (typed, said) in [
        ("2026-4121", "Le dossier 2026\u{2011}4121 n’existe pas. Vérifiez le numéro."),
        // Copied from a sentence, where the hyphen does not break.
        ("2026%E2%80%914121", "Le dossier 2026\u{2011}4121 n’existe pas."),
        ("", "Inscrivez le numéro de dossier."),
        ("DI1234567812", "Ce n’est pas un numéro de dossier."),
        ("%3Cscript%3Ealert(1)", "Ce n’est pas un numéro de dossier."),
        ("2026-99999999999", "Ce n’est pas un numéro de dossier."),
    ] {
        let page = sophie.get(&format!("{study}/compare?case={typed}")).await.unwrap();
        assert_eq!(page.status.as_u16(), 422, "{typed}");
        assert!(page.words().contains(said), "{typed}: {}", page.words());
        assert!(page.text().contains("aria-invalid=\"true\""), "{typed}");
        assert!(!page.text().contains("<script>alert"));
    }
    let page = sophie.get(&format!("{study}/compare?case=2026-4121")).await.unwrap();
    assert!(page.text().contains("value=\"2026-4121\""), "what was typed stays");
    appliance.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn other_duties_find_nothing_here() {
    let appliance = appliance!();
    let mut sophie = appliance.signed_in(SOPHIE).await;
    send(&appliance, "walls", &elodie(), 1).await;
    let study = only_study(&mut sophie).await;
    let page = sophie.get(&study).await.unwrap();
    let thumbnail = link(&page, &format!("{study}/images/"));
    let nowhere = study.replace("/studies/0", "/studies/1");
    for person in [NADIA, KARIM, MARC] {
        let mut other = appliance.signed_in(person).await;
        for path in ["/studies", &study, &thumbnail, &format!("{study}/compare?case=2026-0001"), &nowhere] {
            let answer = other.get(path).await.unwrap();
            assert_eq!(answer.status.as_u16(), 404, "{} {path}", person.login);
            assert!(!answer.text().contains("BELANGER"));
        }
    }
    for path in ["/cases", "/cases/new", "/cases/2026-0001", &nowhere] {
        assert_eq!(sophie.get(path).await.unwrap().status.as_u16(), 404, "{path}");
    }
    // One study's thumbnail is not another's.
    let crossed = thumbnail.replace(&study, &nowhere);
    assert_eq!(sophie.get(&crossed).await.unwrap().status.as_u16(), 404);
    appliance.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn words_from_outside_are_shown_as_words() {
    let appliance = appliance!();
    let mut sophie = appliance.signed_in(SOPHIE).await;
    let hostile = PhantomPatient {
        name: "<script>alert(1)</script>^\"onload=x".into(),
        id: "'><img src=x>".into(),
        study_description: "{{ page }} </td>".into(),
        sex: "O".into(),
        ..elodie()
    };
    send(&appliance, "hostile", &hostile, 1).await;
    let study = only_study(&mut sophie).await;
    for path in ["/studies", &study] {
        let page = sophie.get(path).await.unwrap();
        let html = page.text();
        assert_eq!(page.status.as_u16(), 200);
        assert!(!html.contains("<script>alert") && !html.contains("<img src=x"), "{path}");
        assert!(html.contains("<span translate=\"no\">&lt;script&gt;"), "{path}");
        assert!(page.words().contains("{{ page }} </td>"), "{path}: {}", page.words());
    }
    appliance.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn images_of_two_people_in_one_study_are_attached_to_nobody() {
    let appliance = appliance!();
    let mut nadia = appliance.signed_in(NADIA).await;
    let mut sophie = appliance.signed_in(SOPHIE).await;
    let case = open_case(&mut nadia).await;
    send(&appliance, "mixed", &elodie(), 2).await;
    // The first two images carry identifiers that are taken, the third is new.
    send(&appliance, "mixed", &PhantomPatient { name: "TREMBLAY^LOUIS".into(), ..elodie() }, 3).await;
    let study = only_study(&mut sophie).await;
    let page = sophie.get(&study).await.unwrap();
    assert!(page.words().contains("Les images nomment plus d’une personne"), "{}", page.words());
    assert!(page.words().contains("3 images"), "the first copies stay, the new one is held");
    let comparison = sophie.get(&format!("{study}/compare?case={case}")).await.unwrap();
    assert!(comparison.form(&format!("{study}/attach")).is_none());
    assert!(comparison.words().contains("plus d’une personne"), "{}", comparison.words());
    appliance.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_object_that_kills_its_reader_leaves_the_rest_standing() {
    let home = tempfile::tempdir().unwrap();
    let program = home.path().join("reader");
    let once = home.path().join("died");
    // The reader of the first object is killed by it; the others are as usual.
    let script = format!(
        "#!/bin/sh\nif mkdir {} 2>/dev/null; then kill -SEGV $$; fi\nexec {} \"$@\"\n",
        once.display(),
        env!("CARGO_BIN_EXE_doublelock")
    );
    std::fs::write(&program, script).unwrap();
    let mut allowed = std::fs::metadata(&program).unwrap().permissions();
    std::os::unix::fs::PermissionsExt::set_mode(&mut allowed, 0o700);
    std::fs::set_permissions(&program, allowed).unwrap();

    let appliance = TestAppliance::start(program.to_str().unwrap(), |_| {}).await;
    let mut sophie = appliance.signed_in(SOPHIE).await;
    send(&appliance, "deadly", &elodie(), 2).await;
    assert!(once.exists(), "a reader was killed");
    let study = only_study(&mut sophie).await;
    let page = sophie.get(&study).await.unwrap();
    assert!(page.words().contains("2 images"), "{}", page.words());
    assert!(page.words().contains("Pas d’aperçu"), "{}", page.words());
    assert!(page.words().contains("BELANGER ROY, ELODIE"), "the other image was read");
    appliance.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_study_without_a_reader_waits_and_says_so() {
    let appliance = TestAppliance::start("/bin/false", |_| {}).await;
    let mut nadia = appliance.signed_in(NADIA).await;
    let mut sophie = appliance.signed_in(SOPHIE).await;
    let case = open_case(&mut nadia).await;
    send(&appliance, "unread", &elodie(), 1).await;
    let study = only_study(&mut sophie).await;
    let page = sophie.get(&study).await.unwrap();
    assert!(page.words().contains("il n’y a rien à comparer"), "{}", page.words());
    let comparison = sophie.get(&format!("{study}/compare?case={case}")).await.unwrap();
    assert!(comparison.form(&format!("{study}/attach")).is_none(), "nothing was read: nothing is affirmed");
    appliance.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_reader_that_cannot_be_started_is_our_fault_and_not_the_objects() {
    let appliance = TestAppliance::start("/nonexistent/doublelock", |_| {}).await;
    let folder = files(&appliance, "later", &elodie(), 1);
    assert!(storescu(&appliance, "STORESCU", &folder).await.status.success());
    let warrant = appliance.clockwork();
    let left = || appliance.office().store.read(&warrant, |unit| unit.instances_to_describe(9)).unwrap().len();
    // Long enough for several rounds: each poke starts one.
    for _ in 0..5 {
        appliance.office().describe_soon.notify_one();
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    assert_eq!(left(), 1, "it waits for a reader");
    appliance.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn strangers_are_refused_and_do_not_fill_the_journal() {
    let appliance = appliance!();
    let folder = files(&appliance, "stranger", &elodie(), 1);
    let before = appliance.verified().entries;
    for _ in 0..15 {
        let sent = storescu(&appliance, "STRANGER", &folder).await;
        assert!(!sent.status.success());
    }
    let after = appliance.verified().entries;
    assert_eq!(after - before, 10, "ten a minute are written, the others counted");
    let mut sophie = appliance.signed_in(SOPHIE).await;
    assert!(sophie.get("/studies").await.unwrap().words().contains("Aucune étude à rattacher"));
    appliance.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_torn_object_is_refused_and_nothing_of_it_stays() {
    let appliance = appliance!();
    let folder = files(&appliance, "torn", &elodie(), 1);
    let file = folder.join("000.dcm");
    let whole = std::fs::read(&file).unwrap();
    // Cut in the pixels, and the length of the pixels put right by nobody.
    std::fs::write(&file, &whole[..whole.len() - 1000]).unwrap();
    let sent = storescu(&appliance, "STORESCU", &folder).await;
    let said = String::from_utf8_lossy(&sent.stderr).into_owned();
    assert!(!said.contains("0x0000: Success"), "{said}");
    let parts = walk(&appliance.office().config.storage.data.join("vault"));
    assert!(parts.iter().all(|path| path.ends_with("lock")), "{parts:?}");
    let mut sophie = appliance.signed_in(SOPHIE).await;
    assert!(sophie.get("/studies").await.unwrap().words().contains("Aucune étude à rattacher"));
    appliance.close().await;
}

fn walk(folder: &Path) -> Vec<PathBuf> {
    std::fs::read_dir(folder)
        .unwrap()
        .flat_map(|entry| {
            let path = entry.unwrap().path();
            if path.is_dir() { walk(&path) } else { vec![path] }
        })
        .collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn every_fault_of_a_new_case_is_said_at_its_field_and_what_was_typed_stays() {
    let appliance = appliance!();
    let mut nadia = appliance.signed_in(NADIA).await;
    let form = nadia.get("/cases/new").await.unwrap().form("/cases").unwrap();
    let page = nadia
        .submit(
            &form,
            &[
                ("given-names", "Élodie <b>"),
                ("birth-date", "1984-02-30"),
                ("hospital-number", "H-4471"),
                ("language", "de"),
                ("question", "ligne un\r\nligne deux"),
            ],
        )
        .await
        .unwrap();
    assert_eq!(page.status.as_u16(), 422);
    for said in [
        "Inscrivez le nom de famille.",
        "Cette date n’existe pas.",
        "Choisissez le sexe",
        "Inscrivez l’établissement qui a émis ce numéro",
        "Choisissez la langue",
    ] {
        assert!(page.words().contains(said), "{said}: {}", page.words());
    }
    assert!(page.text().contains("value=\"Élodie &lt;b&gt;\""), "what was typed stays, as text");
    assert!(page.text().contains("<title>Erreur"));
    assert!(nadia.get("/cases").await.unwrap().words().contains("Aucun dossier"), "nothing was recorded");

    // In English the same faults have their sentences too.
    let mut alex = appliance.signed_in(NADIA).await.speaking("en-CA");
    let form = alex.get("/cases/new").await.unwrap().form("/cases").unwrap();
    let page = alex.submit(&form, &[]).await.unwrap();
    assert!(page.words().contains("Enter the family name."), "{}", page.words());
    appliance.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_list_of_cases_turns_its_pages() {
    let appliance = appliance!();
    let mut nadia = appliance.signed_in(NADIA).await;
    for _ in 0..52 {
        open_case(&mut nadia).await;
    }
    let first = nadia.get("/cases").await.unwrap();
    assert!(first.words().contains("50 dossiers sur cette page"), "{}", first.words());
    assert!(first.words().contains("2026-0052") && !first.words().contains("2026-0002"));
    let second = nadia.get(&link(&first, "/cases?before=")).await.unwrap();
    assert!(second.words().contains("2 dossiers sur cette page"));
    assert!(second.words().contains("2026-0002") && second.words().contains("2026-0001"));
    let gone = nadia.get("/cases/2026-9999").await.unwrap();
    assert_eq!(gone.status.as_u16(), 404);
    appliance.close().await;
}
