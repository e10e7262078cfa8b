//! At the desk: who is it, whose is it, and what is not open to whom.

use doublelock::demo::people::{KARIM, MARC, NADIA, SOPHIE};
use doublelock_imaging::phantom::PhantomPatient;
use doublelock_testkit::appliance;

use crate::{elodie, link, only_study, open_case, send};

#[expect(clippy::too_many_lines, reason = "one working day, told in order")]
#[tokio::test(flavor = "multi_thread")]
async fn a_study_sent_over_the_network_is_compared_and_attached() {
    let appliance = appliance!();
    let mut nadia = appliance.signed_in(NADIA).await;
    let mut sophie = appliance.signed_in(SOPHIE).await;
    let case = open_case(&mut nadia).await;
    assert!(
        sophie
            .get("/studies")
            .await
            .unwrap()
            .words()
            .contains("Aucune étude à rattacher")
    );

    send(&appliance, "day", &elodie(), 6).await;

    let list = sophie.get("/studies").await.unwrap();
    for shown in [
        "À rattacher 1",
        "BELANGER ROY, ELODIE",
        "2026-10-28",
        "TDM THORAX",
        "STORESCU",
    ] {
        assert!(list.words().contains(shown), "{shown}: {}", list.words());
    }
    let study = link(&list, "/studies/0");
    let page = sophie.get(&study).await.unwrap();
    for shown in [
        "6 images",
        "1984-02-29",
        "Féminin",
        "0048821",
        "Hôpital de la Rive",
        "Série 1",
        "Tomodensitométrie (CT)",
    ] {
        assert!(page.words().contains(shown), "{shown}: {}", page.words());
    }
    let thumbnail = sophie
        .get(&link(&page, &format!("{study}/images/")))
        .await
        .unwrap();
    assert_eq!(thumbnail.status.as_u16(), 200);
    assert!(thumbnail.body.starts_with(b"\x89PNG"));
    assert_eq!(thumbnail.headers["content-type"], "image/png");
    assert_eq!(thumbnail.headers["cache-control"], "no-store");

    let comparison = sophie
        .get(&format!("{study}/compare?case={case}"))
        .await
        .unwrap();
    for shown in [
        "Est-ce la même personne?",
        "À vérifier",
        "Accents",
        "Trait d’union",
        "Identique",
        "Ne compte pas",
        "Un autre établissement émetteur",
    ] {
        assert!(
            comparison.words().contains(shown),
            "{shown}: {}",
            comparison.words()
        );
    }
    let affirm = comparison.form(&format!("{study}/attach")).unwrap();
    assert!(
        comparison
            .words()
            .contains(&format!("rattacher 6 images au dossier {case}")),
        "{}",
        comparison.words()
    );
    let left_open = sophie
        .get(&format!("{study}/compare?case={case}"))
        .await
        .unwrap();
    let attached = sophie.submit(&affirm, &[]).await.unwrap();
    assert_eq!(attached.status.as_u16(), 200, "{}", attached.words());
    assert!(
        attached
            .words()
            .contains(&format!("6 images rattachées au dossier {case}")),
        "{}",
        attached.words()
    );
    assert!(
        sophie
            .get("/studies")
            .await
            .unwrap()
            .words()
            .contains("Aucune étude à rattacher")
    );
    assert!(
        sophie
            .get("/studies?view=attached")
            .await
            .unwrap()
            .words()
            .contains(&case)
    );

    let told = appliance.entries_of("study.attached");
    assert_eq!(told.len(), 1);
    let of_case = appliance.entries_of("case.opened");
    assert_eq!(told[0].payload["case"], of_case[0].payload["case"]);
    assert!(study.ends_with(told[0].payload["study"].as_str().unwrap()));

    // Twice is refused, and says why.
    let stale = left_open.form(&format!("{study}/attach")).unwrap();
    let again = sophie.submit(&stale, &[]).await.unwrap();
    assert_eq!(again.status.as_u16(), 409);
    assert!(
        again.words().contains("déjà rattachée"),
        "{}",
        again.words()
    );

    // The coordinator sees it in the case, by the number people say.
    let of_case = nadia.get(&format!("/cases/{case}")).await.unwrap();
    assert!(
        of_case.words().contains("TDM THORAX"),
        "{}",
        of_case.words()
    );

    // The same images sent again change nothing.
    send(&appliance, "day", &elodie(), 6).await;
    assert!(
        sophie
            .get(&study)
            .await
            .unwrap()
            .words()
            .contains("6 images")
    );
    appliance.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_study_of_another_person_is_held() {
    let appliance = appliance!();
    let mut nadia = appliance.signed_in(NADIA).await;
    let mut sophie = appliance.signed_in(SOPHIE).await;
    let case = open_case(&mut nadia).await;
    send(
        &appliance,
        "other",
        &PhantomPatient {
            birth_date: "19840228".into(),
            ..elodie()
        },
        1,
    )
    .await;

    let study = only_study(&mut sophie).await;
    let comparison = sophie
        .get(&format!("{study}/compare?case={case}"))
        .await
        .unwrap();
    assert!(
        comparison.words().contains("la date de naissance diffère"),
        "{}",
        comparison.words()
    );
    assert!(comparison.words().contains("Différent"));
    assert!(
        comparison.words().contains("Un seul chiffre diffère"),
        "{}",
        comparison.words()
    );
    assert!(
        comparison.form(&format!("{study}/attach")).is_none(),
        "a held study has no button"
    );

    // A form made by hand comes no further.
    let token = comparison.forms().first().unwrap().fields.clone();
    let by_hand = doublelock_testkit::browser::PageForm {
        action: format!("{study}/attach"),
        fields: token,
    };
    let refused = sophie.submit(&by_hand, &[("case", &case)]).await.unwrap();
    assert_eq!(refused.status.as_u16(), 409);
    assert!(
        refused.words().contains("la date de naissance diffère"),
        "{}",
        refused.words()
    );
    assert!(
        sophie
            .get(&study)
            .await
            .unwrap()
            .words()
            .contains("À rattacher")
    );
    appliance.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_case_number_that_is_none_is_said_at_the_field() {
    let appliance = appliance!();
    let mut sophie = appliance.signed_in(SOPHIE).await;
    send(&appliance, "typed", &elodie(), 1).await;
    let study = only_study(&mut sophie).await;
    for (typed, said) in [
        (
            "2026-4121",
            "Le dossier 2026\u{2011}4121 n’existe pas. Vérifiez le numéro.",
        ),
        // Copied from a sentence, where the hyphen does not break.
        (
            "2026%E2%80%914121",
            "Le dossier 2026\u{2011}4121 n’existe pas.",
        ),
        ("", "Inscrivez le numéro de dossier."),
        ("DI1234567812", "Ce n’est pas un numéro de dossier."),
        ("%3Cscript%3Ealert(1)", "Ce n’est pas un numéro de dossier."),
        ("2026-99999999999", "Ce n’est pas un numéro de dossier."),
    ] {
        let page = sophie
            .get(&format!("{study}/compare?case={typed}"))
            .await
            .unwrap();
        assert_eq!(page.status.as_u16(), 422, "{typed}");
        assert!(page.words().contains(said), "{typed}: {}", page.words());
        assert!(page.text().contains("aria-invalid=\"true\""), "{typed}");
        assert!(!page.text().contains("<script>alert"));
    }
    let page = sophie
        .get(&format!("{study}/compare?case=2026-4121"))
        .await
        .unwrap();
    assert!(
        page.text().contains("value=\"2026-4121\""),
        "what was typed stays"
    );
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
        for path in [
            "/studies",
            &study,
            &thumbnail,
            &format!("{study}/compare?case=2026-0001"),
            &nowhere,
        ] {
            let answer = other.get(path).await.unwrap();
            assert_eq!(answer.status.as_u16(), 404, "{} {path}", person.login);
            assert!(!answer.text().contains("BELANGER"));
        }
    }
    for path in ["/cases", "/cases/new", "/cases/2026-0001", &nowhere] {
        assert_eq!(
            sophie.get(path).await.unwrap().status.as_u16(),
            404,
            "{path}"
        );
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
        assert!(
            !html.contains("<script>alert") && !html.contains("<img src=x"),
            "{path}"
        );
        assert!(
            html.contains("<span translate=\"no\">&lt;script&gt;"),
            "{path}"
        );
        assert!(
            page.words().contains("{{ page }} </td>"),
            "{path}: {}",
            page.words()
        );
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
    send(
        &appliance,
        "mixed",
        &PhantomPatient {
            name: "TREMBLAY^LOUIS".into(),
            ..elodie()
        },
        3,
    )
    .await;
    let study = only_study(&mut sophie).await;
    // Capitals and a name's empty end make nobody another person.
    let written = PhantomPatient {
        name: format!("{}^^", elodie().name.to_lowercase()),
        ..elodie()
    };
    let prints = "SELECT count(*) FROM equality_token WHERE index_name = 'patient_print'";
    let before = appliance.sql(prints).unwrap();
    send(&appliance, "written", &elodie(), 1).await;
    send(&appliance, "written", &written, 2).await;
    let after = appliance.sql(prints).unwrap()[0][0].parse::<u32>().unwrap();
    assert_eq!(after, before[0][0].parse::<u32>().unwrap() + 1);
    let page = sophie.get(&study).await.unwrap();
    assert!(
        page.words()
            .contains("Les images nomment plus d’une personne"),
        "{}",
        page.words()
    );
    assert!(
        page.words().contains("3 images"),
        "the first copies stay, the new one is held"
    );
    let comparison = sophie
        .get(&format!("{study}/compare?case={case}"))
        .await
        .unwrap();
    assert!(comparison.form(&format!("{study}/attach")).is_none());
    assert!(
        comparison.words().contains("plus d’une personne"),
        "{}",
        comparison.words()
    );
    appliance.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_names_somebody_else_stays_out_of_a_study_that_has_its_case() {
    let appliance = appliance!();
    let mut nadia = appliance.signed_in(NADIA).await;
    let mut sophie = appliance.signed_in(SOPHIE).await;
    let case = open_case(&mut nadia).await;
    send(&appliance, "late", &elodie(), 2).await;
    let study = only_study(&mut sophie).await;
    let comparison = sophie
        .get(&format!("{study}/compare?case={case}"))
        .await
        .unwrap();
    let affirm = comparison.form(&format!("{study}/attach")).unwrap();

    // More of the same person's comes while the page is open: it is looked at first.
    send(&appliance, "late", &elodie(), 3).await;
    let again = sophie.submit(&affirm, &[]).await.unwrap();
    assert_eq!(again.status.as_u16(), 409);
    assert!(
        again
            .words()
            .contains("Des images sont arrivées depuis votre comparaison"),
        "{}",
        again.words()
    );
    let affirm = again.form(&format!("{study}/attach")).unwrap();
    let attached = sophie.submit(&affirm, &[]).await.unwrap();
    assert!(
        attached
            .words()
            .contains(&format!("3 images rattachées au dossier {case}")),
        "{}",
        attached.words()
    );

    // Then somebody else's, under the same study.
    let other = PhantomPatient {
        name: "AUTRE^PERSONNE".into(),
        birth_date: "19500101".into(),
        sex: "M".into(),
        ..elodie()
    };
    send(&appliance, "late", &other, 5).await;
    let page = sophie.get(&study).await.unwrap();
    for words in [
        "2 images d’une autre personne, gardées à part",
        "3 images",
        "Appelez l’établissement expéditeur",
    ] {
        assert!(page.words().contains(words), "{words}: {}", page.words());
    }
    let list = sophie.get("/studies?view=attached").await.unwrap();
    assert!(list.words().contains("À vérifier"), "{}", list.words());
    let held = appliance
        .sql("SELECT state, COUNT(*) FROM instance GROUP BY state ORDER BY state")
        .unwrap();
    let held: Vec<(&str, &str)> = held
        .iter()
        .map(|row| (row[0].as_str(), row[1].as_str()))
        .collect();
    assert_eq!(
        held,
        [("conflict", "3"), ("held", "3"), ("other_patient", "2")],
        "under known identifiers they conflict, under new ones they are foreign"
    );
    appliance.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_picture_that_was_thrown_away_is_drawn_again() {
    let app = appliance!();
    send(&app, "drawn", &elodie(), 2).await;
    let drawn = || app.sql("SELECT count(*) FROM thumbnail").unwrap();
    assert_eq!(drawn(), [["2"]]);
    let entries = app.entries().len();
    app.sql("DELETE FROM thumbnail").unwrap();
    app.office().describe_soon.notify_one();
    for _ in 0..600 {
        if drawn() == [["2"]] {
            break;
        }
        tokio::time::sleep(std::time::Duration::from_millis(50)).await;
    }
    assert_eq!(drawn(), [["2"]]);
    assert_eq!(
        app.entries().len(),
        entries,
        "nothing was done that is an act"
    );
    app.close().await;
}
