//! Promise: a centre sets up its own places on a page: each gets a label that can be
//! printed, none is ever deleted, and every change is in the journal.

#![expect(clippy::unwrap_used, reason = "tests")]

use doublelock_testkit::browser::{Answer, Browser};
use doublelock_testkit::people::{ALEX, NADIA};
use doublelock_testkit::{TestAppliance, appliance};

/// What nobody filled in is empty.
async fn adds(browser: &mut Browser, fields: &[(&str, &str)]) -> Answer {
    let page = browser.get("/places").await.unwrap();
    let form = page.form("/places").unwrap();
    browser.submit(&form, fields).await.unwrap()
}

fn says(page: &Answer, words: &str) {
    assert!(page.words().contains(words), "{words}: {}", page.words());
}

/// Id and label of a place, from the database.
fn place(app: &TestAppliance, name: &str) -> (String, String) {
    let rows = app
        .sql(&format!(
            "SELECT id, label FROM location WHERE name = '{name}'"
        ))
        .unwrap();
    (rows[0][0].clone(), rows[0][1].clone())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_new_centre_sets_up_its_places_on_its_first_day() {
    let app = appliance!(|config| config.demo = false);
    let mut nadia = app.signed_in(NADIA).await;
    let today = nadia.get("/").await.unwrap();
    says(&today, "Aménager les emplacements du centre");
    says(
        &nadia.get("/places").await.unwrap(),
        "Le centre n’est pas encore aménagé",
    );

    adds(&mut nadia, &[("name", "Quai Sud"), ("kind", "dock")]).await;
    adds(&mut nadia, &[("name", "Comptoir"), ("kind", "bench")]).await;
    let room = [
        ("name", "Voûte"),
        ("kind", "room"),
        ("lock", "door_lock"),
        ("archive", "yes"),
    ];
    says(&adds(&mut nadia, &room).await, "Emplacement ajouté");
    let (room, _) = place(&app, "Voûte");
    let cabinet = [
        ("name", "Armoire bleue"),
        ("kind", "cabinet"),
        ("parent", &room),
        ("lock", "cabinet_lock"),
    ];
    adds(&mut nadia, &cabinet).await;
    let (cabinet, _) = place(&app, "Armoire bleue");
    let shelf = [
        ("name", "Tablette B-1"),
        ("kind", "shelf"),
        ("parent", &cabinet),
    ];
    let page = adds(&mut nadia, &shelf).await;
    says(&page, "Voûte › Armoire bleue › Tablette B-1");
    says(&page, "Archives, double verrou");
    assert!(!page.words().contains("pas encore aménagé"));
    let today = nadia.get("/").await.unwrap().words();
    assert!(!today.contains("Aménager les emplacements"), "{today}");

    // Its label is printed, and the station knows it.
    let (_, label) = place(&app, "Tablette B-1");
    let paper = nadia
        .get(&format!("/labels/{label}/label.pdf"))
        .await
        .unwrap();
    assert!(paper.body.starts_with(b"%PDF"));
    let station = nadia.get("/station").await.unwrap();
    let form = station.form("/station/scan").unwrap();
    let scanned = nadia.submit(&form, &[("scan", &label)]).await.unwrap();
    says(&scanned, "Les archives s’ouvrent à deux personnes");

    let registered: Vec<_> = app
        .entries()
        .into_iter()
        .filter(|entry| entry.act == "place.registered")
        .collect();
    assert_eq!(registered.len(), 5);
    assert!(registered.iter().all(|entry| entry.duty == "custody"));
    app.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_cannot_be_a_place_is_refused_at_its_field() {
    let app = appliance!();
    let mut nadia = app.signed_in(NADIA).await;
    let (dock, _) = place(&app, "Quai de réception");
    let before = app.entries().len();
    for (fields, words) in [
        (vec![("name", "")], "Le nom manque."),
        (vec![("name", "Cave")], "Choisissez la nature"),
        (
            vec![("name", "书架"), ("kind", "shelf")],
            "Une étiquette ne peut pas porter ce nom",
        ),
        (
            vec![("name", "Tablette"), ("kind", "shelf"), ("parent", &dock)],
            "ne peut pas se trouver là",
        ),
        (
            vec![("name", "Tablette"), ("kind", "shelf"), ("archive", "yes")],
            "Des archives commencent par",
        ),
        (
            vec![("name", "Case"), ("kind", "shelf_slot")],
            "ne peut pas se trouver là",
        ),
        (
            vec![
                ("name", "Local"),
                ("kind", "room"),
                ("lock", "door_lock"),
                ("key", "DK9999999901"),
            ],
            "Choisissez une clé de la liste",
        ),
    ] {
        let page = adds(&mut nadia, &fields).await;
        assert_eq!(page.status.as_u16(), 422, "{fields:?}: {}", page.words());
        says(&page, words);
    }
    let registered = |entries: Vec<doublelock_testkit::Entry>| {
        entries
            .into_iter()
            .skip(before)
            .filter(|entry| entry.act.starts_with("place."))
            .count()
    };
    assert_eq!(registered(app.entries()), 0);
    // Nobody without the duty.
    let mut alex = app.signed_in(ALEX).await;
    assert_eq!(alex.get("/places").await.unwrap().status.as_u16(), 404);
    app.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn two_locks_with_one_key_are_one_barrier() {
    let app = appliance!();
    let mut nadia = app.signed_in(NADIA).await;
    let (room, _) = place(&app, "Archives");
    let keys = format!("SELECT keys FROM barrier WHERE location_id = '{room}'");
    let key = app.sql(&keys).unwrap()[0][0].clone();
    let cabinet = [
        ("name", "Armoire 3"),
        ("kind", "cabinet"),
        ("parent", room.as_str()),
        ("lock", "cabinet_lock"),
        ("key", &key),
    ];
    adds(&mut nadia, &cabinet).await;
    let (cabinet, _) = place(&app, "Armoire 3");
    let shelf = [
        ("name", "Tablette 3-A"),
        ("kind", "shelf"),
        ("parent", cabinet.as_str()),
    ];
    adds(&mut nadia, &shelf).await;
    let (shelf, _) = place(&app, "Tablette 3-A");
    let page = nadia.get(&format!("/places/{shelf}")).await.unwrap();
    says(&page, "1 barrière indépendante");
    app.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_place_is_renamed_or_given_up_when_empty_and_never_deleted() {
    let app = appliance!();
    let mut nadia = app.signed_in(NADIA).await;
    let (cabinet, _) = place(&app, "Armoire 2");
    let (shelf, label) = place(&app, "Tablette 2-B");

    let page = nadia.get(&format!("/places/{shelf}")).await.unwrap();
    let form = page.form(&format!("/places/{shelf}/name")).unwrap();
    let empty = nadia.submit(&form, &[("name", " ")]).await.unwrap();
    assert_eq!(empty.status.as_u16(), 422);
    let renamed = nadia
        .submit(&form, &[("name", "Tablette du bas")])
        .await
        .unwrap();
    says(&renamed, "imprimez-la de nouveau");
    says(&renamed, "Tablette du bas");

    // Not while something stands in it.
    let page = nadia.get(&format!("/places/{cabinet}")).await.unwrap();
    let form = page.form(&format!("/places/{cabinet}/retire")).unwrap();
    let refused = nadia.submit(&form, &[]).await.unwrap();
    assert_eq!(refused.status.as_u16(), 409);
    says(&refused, "2 emplacements s’y trouvent encore");

    let page = nadia.get(&format!("/places/{shelf}")).await.unwrap();
    let form = page.form(&format!("/places/{shelf}/retire")).unwrap();
    let left_open = nadia.get(&format!("/places/{shelf}")).await.unwrap();
    let list = nadia.submit(&form, &[]).await.unwrap();
    says(&list, "Emplacement retiré");
    assert!(!list.words().contains("Tablette du bas"));
    let stale = left_open.form(&format!("/places/{shelf}/retire")).unwrap();
    let twice = nadia.submit(&stale, &[]).await.unwrap();
    assert_eq!(twice.status.as_u16(), 404, "twice");
    let kept = format!("SELECT name FROM location WHERE id = '{shelf}' AND retired_at IS NOT NULL");
    assert_eq!(app.sql(&kept).unwrap(), [["Tablette du bas"]]);

    // Its label never acts again.
    let station = nadia.get("/station").await.unwrap();
    let form = station.form("/station/scan").unwrap();
    let scanned = nadia.submit(&form, &[("scan", &label)]).await.unwrap();
    assert!(
        !scanned.words().contains("Tablette du bas"),
        "{}",
        scanned.words()
    );
    let acts: Vec<String> = app.entries().into_iter().map(|entry| entry.act).collect();
    for act in ["place.renamed", "place.retired"] {
        assert_eq!(acts.iter().filter(|known| *known == act).count(), 1);
    }
    app.close().await;
}
