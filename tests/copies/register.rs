//! The register of communications, held against the journal.

use super::*;
use doublelock_store::DatabaseUrl;

/// What forges it: one added, one that is said to have gone another way, one that is gone.
const COLUMNS: &str = "made_at, made_by, class, request_id, case_id, patient_id, purpose, authority, \
     method, shipment_id, words, package_id, package_sha256, record_then, contents, ledger_sequence";

#[tokio::test(flavor = "multi_thread")]
async fn a_communication_that_the_journal_does_not_hold_is_shown_as_altered_and_stops_a_copy() {
    let app = appliance!();
    let ground = Ground::of(&app);
    let case = ground.opens_case(&app, "Bergeron-Aubé", "Luc");
    let mut marc = Officer::of(&app).await;
    let seen = [("identity", "enclosed_copy")];
    let no = number_of(&marc.logs(&case.to_string(), "2026-11-20", &seen).await);
    marc.builds(&app, &no).await;
    marc.downloads(&app, &no, "disc").await;
    marc.presses(&no, "deliver", &[("method", "handed_over")])
        .await;
    let next = number_of(&marc.logs(&case.to_string(), "2026-11-21", &seen).await);
    let register = format!("/requests/{no}/communications");
    let honest = marc.browser.get(&register).await.unwrap().words();
    for word in ["altéré", "Altéré", "ne correspond pas au journal"] {
        assert!(!honest.contains(word), "{honest}");
    }

    let guards = if matches!(app.centre.config.storage.database, DatabaseUrl::Sqlite(_)) {
        "DROP TRIGGER disclosure_refuses_update; DROP TRIGGER disclosure_refuses_delete"
    } else {
        "ALTER TABLE disclosure DISABLE TRIGGER USER"
    };
    app.sql(&format!(
        "{guards}; CREATE TABLE honest AS SELECT * FROM disclosure"
    ))
    .unwrap();
    for (forgery, said) in [
        (
            format!(
                "INSERT INTO disclosure (id, {COLUMNS}) \
                 SELECT '01JCZ0000000000000000000ZZ', {COLUMNS} FROM honest"
            ),
            "ne correspond pas au journal",
        ),
        (
            "UPDATE disclosure SET method = 'courier'".into(),
            "ne correspond pas au journal",
        ),
        (
            "DELETE FROM disclosure".into(),
            "1 communication inscrite au journal ne paraît pas ici",
        ),
    ] {
        app.sql(&forgery).unwrap();
        let page = marc.browser.get(&register).await.unwrap().words();
        assert!(page.contains(said), "{forgery}: {page}");
        let refused = marc.presses(&next, "build", &[]).await;
        assert_eq!(refused.status.as_u16(), 500, "{forgery}");
        let said = refused.words();
        assert!(said.contains("ne correspond pas au journal"), "{said}");
        app.sql("DELETE FROM disclosure; INSERT INTO disclosure SELECT * FROM honest")
            .unwrap();
    }
    app.sql("DROP TABLE honest").unwrap();
    marc.builds(&app, &next).await;
    let entries = app.entries();
    let built = entries.iter().filter(|one| one.act == "package.built");
    assert_eq!(built.count(), 2);
    app.close().await;
}
