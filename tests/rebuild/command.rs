//! The command, while the appliance is stopped; and what pages show of an altered table.

use std::path::Path;
use std::process::{Command, Output};

use doublelock::clockwork::Job;
use doublelock_domain::schedule::RunOutcome;
use doublelock_domain::time::Clock as _;
use doublelock_store::{DatabaseUrl, tables};
use doublelock_testkit::clerk::Clerk;
use doublelock_testkit::people::{ALEX, NADIA};
use doublelock_testkit::{appliance, sqlite_file, tamper};

fn rebuild(data: &Path, more: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_doublelock"))
        .arg("rebuild")
        .args(more)
        .arg("--data")
        .arg(data)
        .output()
        .unwrap()
}

/// Cuts the journal back, alters an entry, then the name of the signer; puts the records back each time.
fn nothing_is_made_of_a_journal_that_does_not_hold(data: &Path) {
    let file = data.join("doublelock.sqlite");
    let whole = std::fs::read(&file).unwrap();
    let (key, away) = (data.join("journal-key.pem"), data.join("away.pem"));
    for altered in [
        "DELETE FROM ledger_entry WHERE sequence > 1; DELETE FROM ledger_payload WHERE sequence > 1; \
         DELETE FROM ledger_section; DELETE FROM ledger_checkpoint; DELETE FROM ledger_tile",
        "UPDATE ledger_payload SET payload = '{}' WHERE sequence = 3",
        "UPDATE ledger_entry SET leaf_hash = zeroblob(32) WHERE sequence = 3",
        "UPDATE ledger_identity SET verifying_key = \
         'clinic.example/journal+6ac727ac+AepKbGPinFIKvvVQexMuxfmVR3auvr57kkIe6mkURtIs'",
    ] {
        tamper(
            &file,
            &format!("UPDATE person SET display_name = 'Personne'; {altered}"),
        );
        for more in [&["--check"][..], &[]] {
            let refused = rebuild(data, more);
            let told = said(&refused);
            assert_eq!(refused.status.code(), Some(2), "{altered}: {told}");
            assert!(told.contains("nothing was made again"), "{altered}: {told}");
        }
        let names = "SELECT DISTINCT display_name FROM person";
        assert_eq!(
            sqlite_file(&file, names).unwrap(),
            [["Personne"]],
            "{altered}"
        );
        std::fs::write(&file, &whole).unwrap();
    }
    // Without its key nobody can say whether it holds.
    std::fs::rename(&key, &away).unwrap();
    assert_eq!(rebuild(data, &["--check"]).status.code(), Some(2));
    std::fs::rename(&away, &key).unwrap();
}

fn said(output: &Output) -> String {
    String::from_utf8_lossy(&[output.stdout.clone(), output.stderr.clone()].concat()).into_owned()
}

#[tokio::test(flavor = "multi_thread")]
async fn the_command_waits_for_the_appliance_to_stop_then_names_and_mends() {
    let app = appliance!();
    let data = app.centre.config.storage.data.clone();
    if matches!(app.centre.config.storage.database, DatabaseUrl::Postgres(_)) {
        let refused = rebuild(&data, &["--check"]);
        assert_eq!(refused.status.code(), Some(2), "{}", said(&refused));
        assert!(said(&refused).contains("--config"), "{}", said(&refused));
        return app.close().await;
    }
    let refused = rebuild(&data, &["--check"]);
    assert_eq!(refused.status.code(), Some(2), "{}", said(&refused));
    app.running
        .clockworks
        .run(Job::Checkpoint, app.clock.now())
        .await
        .unwrap();
    app.sql("UPDATE person SET display_name = 'Personne' WHERE stable_id = 'appliance'")
        .unwrap();
    let app = app
        .stopped_for(|| {
            let found = rebuild(&data, &["--check"]);
            assert_eq!(found.status.code(), Some(1), "{}", said(&found));
            assert!(said(&found).contains("differs in display_name"));
            let mended = rebuild(&data, &[]);
            assert_eq!(mended.status.code(), Some(0), "{}", said(&mended));
            let found = rebuild(&data, &["--check"]);
            assert_eq!(found.status.code(), Some(0), "{}", said(&found));
            let left: Vec<_> = std::fs::read_dir(&data)
                .unwrap()
                .map(|entry| entry.unwrap().file_name().into_string().unwrap())
                .filter(|name| name.starts_with("scratch"))
                .collect();
            assert_eq!(left, [""; 0], "nothing of the comparison is left");
            nothing_is_made_of_a_journal_that_does_not_hold(&data);
        })
        .await;
    app.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_may_be_thrown_away_is_and_the_appliance_heals() {
    let app = appliance!();
    let mut nadia = Clerk::at_the_station(&app, NADIA).await;
    let labels = nadia.receives_five().await;
    let app = app.restarted().await;
    for table in tables::THROW_AWAY {
        app.sql(&format!("DELETE FROM {table}")).unwrap();
    }
    app.running.clockworks.look().await.unwrap();
    let mut nadia = Clerk::at_the_station(&app, NADIA).await;
    nadia.scans(&labels[0]).await.is("ready").says("Quai");
    let page = nadia
        .browser
        .get(&format!("/items/{}", labels[0]))
        .await
        .unwrap();
    assert_eq!(page.status.as_u16(), 200);
    assert!(!page.words().contains("Altéré"), "{}", page.words());
    app.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_forged_history_is_shown_as_altered_and_never_as_proven() {
    let app = appliance!();
    let mut nadia = Clerk::at_the_station(&app, NADIA).await;
    let labels = nadia.receives_five().await;
    app.running
        .clockworks
        .run(Job::Checkpoint, app.clock.now())
        .await
        .unwrap();
    let mut browser = app.signed_in(NADIA).await.speaking("fr-CA");
    let address = format!("/items/{}", labels[0]);
    let honest = browser.get(&address).await.unwrap();
    assert!(honest.words().contains("Chemin"), "{}", honest.words());
    assert!(!honest.words().contains("Altéré"), "{}", honest.words());

    // One statement, as in the reading that found it: somebody else had it.
    let sqlite = matches!(app.centre.config.storage.database, DatabaseUrl::Sqlite(_));
    let guards = if sqlite {
        "DROP TRIGGER custody_event_refuses_update; DROP TRIGGER custody_event_refuses_delete"
    } else {
        "ALTER TABLE custody_event DISABLE TRIGGER USER"
    };
    app.sql(&format!(
        "{guards}; UPDATE custody_event SET actor_id = \
         (SELECT id FROM person WHERE stable_id = 'appliance') WHERE item_seq = 1"
    ))
    .unwrap();
    let forged = browser.get(&address).await.unwrap();
    for words in ["Altéré", "ne correspond pas au journal", "1 preuve sur 2"] {
        assert!(
            forged.words().contains(words),
            "{words}: {}",
            forged.words()
        );
    }

    // An event that is gone from the table is missed.
    app.sql("DELETE FROM custody_event WHERE item_seq = 2")
        .unwrap();
    let shortened = browser.get(&address).await.unwrap();
    assert!(
        shortened.words().contains("1 événement inscrit au journal"),
        "{}",
        shortened.words()
    );

    // The nightly job says so, and the page of the jobs.
    let outcome = app
        .running
        .clockworks
        .run(Job::Compare, app.clock.now())
        .await
        .unwrap();
    assert_eq!(outcome, Some(RunOutcome::Failed));
    let compared = app
        .entries()
        .into_iter()
        .rfind(|entry| entry.act == "tables.compared")
        .unwrap();
    assert_eq!(compared.payload["differing"].as_u64(), Some(10));
    let mut alex = app.signed_in(ALEX).await.speaking("fr-CA");
    let jobs = alex.get("/jobs").await.unwrap();
    assert!(
        jobs.words()
            .contains("10 lignes ne disent pas ce que dit le journal"),
        "{}",
        jobs.words()
    );
    app.close_altered().await;
}
