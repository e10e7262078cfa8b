//! At the desk: the same person, written otherwise. Each way is said, and a person may go on; what
//! is another person is held, and the page says by how little.

use doublelock_domain::time::Span;

use doublelock::demo::people::{NADIA, SOPHIE};
use doublelock_imaging::phantom::PhantomPatient;
use doublelock_testkit::TestAppliance;
use doublelock_testkit::appliance;
use doublelock_testkit::browser::Browser;

use crate::{described, elodie, only_study, open_case, open_case_of, send, storescu};

/// What the comparison of the newest study with this case says, and whether it may be attached.
async fn compared(sophie: &mut Browser, case: &str) -> (String, bool) {
    let study = only_study(sophie).await;
    let page = sophie
        .get(&format!("{study}/compare?case={case}"))
        .await
        .unwrap();
    assert_eq!(page.status.as_u16(), 200, "{}", page.words());
    let may = page.form(&format!("{study}/attach")).is_some();
    (page.words(), may)
}

/// The studies are listed by when they came, the newest first.
fn later(appliance: &TestAppliance) {
    appliance.clock.advance(Span::seconds(2));
}

#[tokio::test(flavor = "multi_thread")]
async fn each_way_of_writing_a_person_is_said_with_its_reason() {
    let appliance = appliance!();
    let mut nadia = appliance.signed_in(NADIA).await;
    let mut sophie = appliance.signed_in(SOPHIE).await;
    let case = open_case_of(&mut nadia, "Lebœuf", "Agnès").await;
    for (name, birth_date, may_attach, said) in [
        ("Lebœuf^Agnès^^^", "19840229", true, "Concorde"),
        ("LEBOEUF^AGNES", "19840229", true, "Lettre écrite autrement"),
        (
            "Agnès^Lebœuf",
            "19840229",
            true,
            "Noms et prénoms dans un autre ordre",
        ),
        (
            "Lebœuf^Agnès^Anne",
            "19840229",
            true,
            "Deuxième prénom en plus",
        ),
        ("Lebœuf^Agnès", "00000000", true, "Date fictive"),
        ("Lebœuf^Agnès", "1984", true, "Date incomplète"),
        ("Lebœuf^Agnès", "", true, "Date absente d’un côté"),
        ("Lebœuf^Agnès", "19840228", false, "Un seul chiffre diffère"),
        (
            "Lebœuf^Agnès",
            "19842902",
            false,
            "Le jour et le mois sont inversés",
        ),
        ("Lebœuf^Anne", "19840229", false, "Le prénom diffère"),
    ] {
        later(&appliance);
        let patient = PhantomPatient {
            name: name.into(),
            birth_date: birth_date.into(),
            ..elodie()
        };
        send(&appliance, &format!("{name}-{birth_date}"), &patient, 1).await;
        let (words, may) = compared(&mut sophie, &case).await;
        assert!(words.contains(said), "{name} {birth_date}: {words}");
        assert_eq!(may, may_attach, "{name} {birth_date}: {words}");
    }
    let mut alex = appliance.signed_in(SOPHIE).await.speaking("en-CA");
    let (words, _) = compared(&mut alex, &case).await;
    assert!(
        words.contains("The given name differs or is absent"),
        "{words}"
    );
    appliance.close().await;
}

/// Objects as they were sent; the files lie beside this one.
#[tokio::test(flavor = "multi_thread")]
async fn a_name_in_a_doubtful_character_set_is_shown_as_it_was_meant() {
    let appliance = appliance!();
    let mut nadia = appliance.signed_in(NADIA).await;
    let mut sophie = appliance.signed_in(SOPHIE).await;
    let elodies = open_case(&mut nadia).await;
    let objects: [(&str, &[u8], &str, &[&str]); 2] = [
        (
            "utf8-undeclared",
            include_bytes!("objects/utf8-undeclared.dcm"),
            &elodies,
            &["Jeu de caractères déduit", "Lu ainsi : Bélanger-Roy"],
        ),
        (
            "utf8-as-latin1",
            include_bytes!("objects/utf8-as-latin1.dcm"),
            &elodies,
            &["Jeu de caractères déduit", "Lu ainsi : Bélanger-Roy"],
        ),
    ];
    for (name, bytes, case, said) in objects {
        later(&appliance);
        let folder = appliance.home().join(name);
        std::fs::create_dir(&folder).unwrap();
        std::fs::write(folder.join("one.dcm"), bytes).unwrap();
        let sent = storescu(&appliance, "STORESCU", &folder).await;
        assert!(sent.status.success(), "{name}");
        described(&appliance).await;
        let (words, may) = compared(&mut sophie, case).await;
        for said in said {
            assert!(words.contains(said), "{name}, {said}: {words}");
        }
        assert!(may, "{name}: a person may decide: {words}");
    }
    appliance.close().await;
}
