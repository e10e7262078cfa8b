//! Promise: the appliance does its own jobs, once, on time or as soon as it can; what a
//! job found is on the operator's page, and an altered journal cannot be overlooked.

#![expect(clippy::unwrap_used, reason = "tests")]

use std::sync::Arc;

use doublelock::clockwork::{Clockworks, Job};
use doublelock::office::Office;
use doublelock_domain::time::Span;
use doublelock_ledger::SigningKey;
use doublelock_testkit::browser::{Answer, Browser};
use doublelock_testkit::people::{ALEX, NADIA};
use doublelock_testkit::{TestAppliance, appliance};
use tokio_util::sync::CancellationToken;

/// How often each job ran, as the database has it: `checkpoint 1`.
fn runs(appliance: &TestAppliance) -> Vec<String> {
    let rows = appliance
        .sql("SELECT job, COUNT(*) FROM job_run GROUP BY job ORDER BY job")
        .unwrap();
    rows.iter().map(|row| row.join(" ")).collect()
}

async fn run_by_hand(alex: &mut Browser, job: &str) -> Answer {
    let page = alex.get("/jobs").await.unwrap();
    let form = page.form(&format!("/jobs/{job}/run")).unwrap();
    alex.submit(&form, &[]).await.unwrap()
}

fn says(page: &Answer, words: &str) {
    assert!(page.words().contains(words), "{words}: {}", page.words());
}

/// A second instance on the same records and with the same key.
fn second_instance(appliance: &TestAppliance) -> Clockworks {
    let config = &appliance.centre.config;
    let pem = std::fs::read(config.storage.data.join("journal-key.pem")).unwrap();
    let key = SigningKey::from_pem(&config.centre.journal_origin, &pem).unwrap();
    let office = Office {
        instance: "second".into(),
        ..appliance.office().clone()
    };
    Clockworks::new(&office, Arc::new(key), CancellationToken::new())
}

#[tokio::test(flavor = "multi_thread")]
async fn jobs_missed_while_the_appliance_was_off_are_caught_up_with_one_run_each() {
    let appliance = appliance!();
    appliance.running.clockworks.look().await.unwrap();
    assert!(
        runs(&appliance).is_empty(),
        "nothing is due yet: {:?}",
        runs(&appliance)
    );
    let mut alex = appliance.signed_in(ALEX).await.speaking("fr-CA");
    says(&alex.get("/jobs").await.unwrap(), "Aucune exécution");

    appliance.later(Span::hours(5));
    let appliance = appliance.restarted().await;
    appliance.running.clockworks.look().await.unwrap();
    // Never run before, so they count from this start.
    assert!(runs(&appliance).is_empty());
    appliance.later(Span::hours(1));
    appliance.running.clockworks.look().await.unwrap();
    assert_eq!(
        runs(&appliance),
        [
            "checkpoint 1",
            "compare 1",
            "overdue 1",
            "remove 1",
            "reread 1",
            "verify 1"
        ]
    );

    appliance.later(Span::hours(26));
    let appliance = appliance.restarted().await;
    appliance.running.clockworks.look().await.unwrap();
    appliance.running.clockworks.look().await.unwrap();
    assert_eq!(
        runs(&appliance),
        [
            "checkpoint 2",
            "compare 2",
            "overdue 2",
            "remove 2",
            "reread 2",
            "verify 2"
        ]
    );

    let mut alex = appliance.signed_in(ALEX).await.speaking("fr-CA");
    let page = alex.get("/jobs").await.unwrap();
    for words in [
        "Signer un point de contrôle",
        "Chaque heure, à la minute 00.",
        "Réussie",
        "aucune altération décelée",
    ] {
        says(&page, words);
    }
    says(&page, "Annuaire du personnel Joint");
    appliance.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn of_two_instances_that_look_at_once_one_runs_each_job() {
    let appliance = appliance!();
    let other = second_instance(&appliance);
    appliance.later(Span::hours(2));
    let (ours, theirs) = tokio::join!(appliance.running.clockworks.look(), other.look());
    ours.unwrap();
    theirs.unwrap();
    appliance.running.clockworks.look().await.unwrap();
    assert_eq!(
        runs(&appliance),
        [
            "checkpoint 1",
            "compare 1",
            "overdue 1",
            "remove 1",
            "reread 1",
            "verify 1"
        ]
    );
    appliance.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_job_that_another_instance_runs_is_not_run_by_hand_beside_it() {
    let appliance = appliance!();
    appliance
        .sql(
            "INSERT INTO work_claim (kind, subject, instance, claim_number, until) \
              VALUES ('job', 'verify', 'other', 1, 9000000000000000)",
        )
        .unwrap();
    let clockworks = &appliance.running.clockworks;
    let now = appliance.office().now();
    assert_eq!(clockworks.run(Job::Verify, now).await.unwrap(), None);
    assert!(runs(&appliance).is_empty());
    assert!(clockworks.run(Job::Overdue, now).await.unwrap().is_some());
    assert_eq!(runs(&appliance), ["overdue 1"]);
    appliance.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_operator_runs_a_job_by_hand_and_the_journal_says_who_asked() {
    let appliance = appliance!();
    let mut alex = appliance.signed_in(ALEX).await.speaking("fr-CA");
    let page = run_by_hand(&mut alex, "checkpoint").await;
    assert_eq!(page.path, "/jobs?ran=checkpoint");
    says(&page, "Signer un point de contrôle : terminé.");
    says(&page, "inscriptions couvertes");
    assert_eq!(runs(&appliance), ["checkpoint 1"]);

    let entries = appliance.entries();
    let asked = entries.iter().find(|entry| entry.act == "job.ran").unwrap();
    assert_eq!(
        (asked.duty.as_str(), asked.payload["job"].as_str()),
        ("operator", Some("checkpoint"))
    );

    // By hand just now: not again before its next hour.
    appliance.running.clockworks.look().await.unwrap();
    assert_eq!(runs(&appliance), ["checkpoint 1"]);
    let next = appliance.running.clockworks.next(Job::Checkpoint).unwrap();
    assert!(next > appliance.office().now());
    appliance.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_unknown_job_is_not_there_and_the_page_is_the_operators_alone() {
    let appliance = appliance!();
    let mut alex = appliance.signed_in(ALEX).await.speaking("fr-CA");
    let page = alex.get("/jobs").await.unwrap();
    let mut form = page.form("/jobs/verify/run").unwrap();
    form.action = "/jobs/erase/run".into();
    assert_eq!(alex.submit(&form, &[]).await.unwrap().status.as_u16(), 404);

    let mut nadia = appliance.signed_in(NADIA).await;
    for path in ["/jobs", "/journal", "/journal/0"] {
        assert_eq!(
            nadia.get(path).await.unwrap().status.as_u16(),
            404,
            "{path}"
        );
    }
    let refused = appliance
        .entries()
        .iter()
        .filter(|entry| entry.act == "access.refused")
        .count();
    assert_eq!(refused, 3);
    assert!(runs(&appliance).is_empty());
    appliance.close().await;
}

/// Somebody with the disk: the triggers go first.
fn open_up(appliance: &TestAppliance) {
    appliance
        .sql("DROP TRIGGER ledger_payload_refuses_update")
        .or_else(|_| appliance.sql("ALTER TABLE ledger_payload DISABLE TRIGGER USER"))
        .unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_verification_that_finds_an_alteration_is_on_every_page_that_should_say_so() {
    let appliance = appliance!();
    let mut alex = appliance.signed_in(ALEX).await.speaking("fr-CA");
    says(
        &run_by_hand(&mut alex, "verify").await,
        "Vérifier le journal : terminé.",
    );

    open_up(&appliance);
    let change = |from: &str, to: &str| {
        let statement = format!(
            "UPDATE ledger_payload SET payload = REPLACE(payload, '{from}', '{to}') WHERE sequence = 1"
        );
        appliance.sql(&statement).unwrap();
    };
    change("{", "{ ");
    let page = run_by_hand(&mut alex, "verify").await;
    says(&page, "Vérifier le journal : échec.");
    says(&page, "La vérification s’est arrêtée à l’inscription 1");
    says(&page, "La dernière vérification s’est arrêtée");
    let journal = alex.get("/journal").await.unwrap();
    says(
        &journal,
        "La vérification s’est arrêtée à l’inscription 1 Cessez d’utiliser ce journal",
    );
    let today = alex.get("/").await.unwrap();
    says(&today, "Vérification arrêtée");
    says(&today, "Arrêtée Vérification du journal");
    let failed = appliance
        .entries()
        .iter()
        .any(|entry| entry.act == "job.ran" && entry.duty == "clockwork");
    assert!(failed, "the failure is an entry of its own");

    change("{ ", "{");
    says(
        &run_by_hand(&mut alex, "verify").await,
        "Vérifier le journal : terminé.",
    );
    says(&alex.get("/").await.unwrap(), "Journal vérifiable Vérifié");
    appliance.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_history_that_the_key_did_not_sign_is_not_signed_and_every_page_says_so() {
    let appliance = appliance!();
    let mut alex = appliance.signed_in(ALEX).await.speaking("fr-CA");
    says(
        &run_by_hand(&mut alex, "checkpoint").await,
        "Signer un point de contrôle : terminé.",
    );
    // The hash of one entry that was signed, as a history written anew has another.
    let other = |prefix: &str| format!("UPDATE ledger_entry SET leaf_hash = {prefix}00'");
    appliance
        .sql(&format!(
            "DROP TRIGGER ledger_entry_refuses_update; {}",
            other(&format!("x'{}", "11".repeat(31)))
        ))
        .or_else(|_| {
            let bytes = other(&format!("'\\x{}", "11".repeat(31)));
            appliance.sql(&format!(
                "ALTER TABLE ledger_entry DISABLE TRIGGER USER; {bytes}"
            ))
        })
        .unwrap();
    let page = run_by_hand(&mut alex, "checkpoint").await;
    says(&page, "Signer un point de contrôle : échec.");
    says(&page, "La dernière vérification s’est arrêtée");
    says(
        &alex.get("/journal").await.unwrap(),
        "Cessez d’utiliser ce journal",
    );
    let today = alex.get("/").await.unwrap();
    says(&today, "Vérification arrêtée");
    let signed = appliance
        .sql("SELECT COUNT(*) FROM ledger_checkpoint")
        .unwrap();
    assert_eq!(signed[0][0], "1", "nothing more was signed");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_start_does_not_touch_what_another_instance_has_under_way() {
    let appliance = appliance!();
    let under_way = "INSERT INTO job_run (id, job, scheduled_for, started_at, outcome) \
        VALUES ('r', 'verify', 1, 1, 'running')";
    let outcome = |appliance: &TestAppliance| {
        let rows = appliance
            .sql("SELECT outcome FROM job_run WHERE id = 'r'")
            .unwrap();
        rows[0][0].clone()
    };
    // Another front end is at work on it, and said so a moment ago.
    appliance
        .sql(
            "INSERT INTO work_claim (kind, subject, instance, claim_number, until) \
              VALUES ('job', 'verify', 'other', 1, 9000000000000000)",
        )
        .unwrap();
    appliance.sql(under_way).unwrap();
    let appliance = appliance.restarted().await;
    assert_eq!(outcome(&appliance), "running");

    // It has been silent for longer than its claim lasts: what it had is cut off.
    appliance.sql("UPDATE work_claim SET until = 1").unwrap();
    let appliance = appliance.restarted().await;
    assert_eq!(outcome(&appliance), "cut_off");
    appliance.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_machine_whose_clock_was_set_is_on_the_operators_pages_until_it_is_right_again() {
    let appliance = appliance!();
    let mut alex = appliance.signed_in(ALEX).await.speaking("fr-CA");
    assert!(!alex.get("/").await.unwrap().words().contains("Horloge"));

    appliance.clock.set_wall(Span::hours(2));
    let today = alex.get("/").await.unwrap();
    says(&today, "Horloge de la machine");
    says(&today, "En avance de 2 h");
    says(&alex.get("/jobs").await.unwrap(), "redémarrez l’appareil");

    appliance.clock.set_wall(Span::minutes(-20));
    says(&alex.get("/jobs").await.unwrap(), "En retard de 20 min");

    appliance.clock.set_wall(Span::seconds(3));
    assert!(!alex.get("/").await.unwrap().words().contains("Horloge"));
    appliance.close().await;
}
