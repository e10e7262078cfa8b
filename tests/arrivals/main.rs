//! Promise: what came over one association is written down together, one entry for each study;
//! what a sender was told is kept is recorded, whatever happens in between; and a UID says nothing
//! beyond what one sender sent under it.

#![expect(clippy::unwrap_used, reason = "tests")]

mod crashes;
mod proofs;

use std::path::{Path, PathBuf};
use std::time::Duration;

use doublelock_domain::time::Span;
use doublelock_imaging::scp::{Intake as _, Outcome};
use doublelock_imaging::scu::{self, Answer, Outgoing, Peer, Sender};
use doublelock_testkit::people::SOPHIE;
use doublelock_testkit::records::files as study;
use doublelock_testkit::{TestAppliance, appliance};

use crashes::{Doomed, parts, placed};

const FIRST: &str = "STORESCU";
const OTHER: &str = "TOUR";

fn objects(files: &[Vec<u8>]) -> Vec<Outgoing> {
    files
        .iter()
        .map(|file| Outgoing::from_part10(file).unwrap())
        .collect()
}

fn peer(app: &TestAppliance, calling: &str) -> Peer {
    Peer {
        address: app.running.dicom.unwrap().to_string(),
        called_ae: app.office().config.dicom.called_ae.clone(),
        calling_ae: calling.into(),
        patience: Duration::from_secs(30),
    }
}

async fn sends(app: &TestAppliance, calling: &str, files: &[Vec<u8>]) {
    let answers = scu::store(&peer(app, calling), objects(files))
        .await
        .unwrap();
    assert!(answers.iter().all(|answer| *answer == Answer::Status(0)));
}

fn acts(app: &TestAppliance, act: &str) -> usize {
    let entries = app.entries();
    entries.iter().filter(|entry| entry.act == act).count()
}

fn one(app: &TestAppliance, query: &str) -> String {
    app.sql(query).unwrap().concat().concat()
}

fn spool(app: &TestAppliance) -> PathBuf {
    app.office().config.storage.data.join("spool")
}

fn files_in(folder: &Path) -> Vec<PathBuf> {
    let mut found: Vec<PathBuf> = std::fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .collect();
    found.sort();
    found
}

/// Waits for what happens in its own time.
async fn until(mut what: impl FnMut() -> bool) {
    for _ in 0..600 {
        if what() {
            return;
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    panic!("it never happened");
}

async fn described(app: &TestAppliance) {
    until(|| {
        one(
            app,
            "SELECT count(*) FROM instance WHERE described = 'waiting'",
        ) == "0"
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn one_association_is_one_entry_for_each_study_in_it() {
    let app = appliance!();
    let (head, knee) = (study("head", "Un^Un", 5), study("knee", "Deux^Deux", 3));
    // As a workstation sends them that sorts by name.
    let mixed: Vec<Vec<u8>> = [&head[..2], &knee[..], &head[2..]].concat();
    sends(&app, FIRST, &mixed).await;
    assert_eq!(acts(&app, "study.received"), 2);
    assert_eq!(one(&app, "SELECT count(*) FROM intake"), "1");
    assert_eq!(one(&app, "SELECT count(*) FROM series"), "2");
    assert_eq!(one(&app, "SELECT count(*) FROM instance"), "8");
    assert!(files_in(&spool(&app)).is_empty());
    let of_intake = "SELECT count(*) FROM ledger_subject WHERE subject LIKE 'intake:%'";
    assert_eq!(one(&app, of_intake), "2");
    // Sent again, nothing is written down.
    sends(&app, FIRST, &mixed).await;
    assert_eq!(acts(&app, "study.received"), 2);
    // What is new of a known study goes to it, over another association.
    sends(&app, FIRST, &study("head", "Un^Un", 7)).await;
    assert_eq!(acts(&app, "study.received"), 3);
    let rows = "SELECT count(*), count(DISTINCT study_id), count(DISTINCT series_id), \
                count(DISTINCT intake_id) FROM instance";
    assert_eq!(app.sql(rows).unwrap(), [["10", "2", "2", "2"]]);
    described(&app).await;
    // What was read together is written down together too.
    let read = acts(&app, "study.described");
    assert!((3..=6).contains(&read), "{read} entries of ten images");
    app.close().await;
}

/// A peer that breaks off has no more to send either.
#[tokio::test(flavor = "multi_thread")]
async fn what_came_before_an_association_broke_off_is_recorded() {
    let app = appliance!();
    let all = objects(&study("broken", "Un^Un", 3));
    let mut sender = Sender::open(&peer(&app, FIRST), &all).await.unwrap();
    for object in all {
        assert_eq!(sender.store(object).await.unwrap(), Answer::Status(0));
    }
    assert_eq!(acts(&app, "study.received"), 0);
    assert_eq!(files_in(&spool(&app)).len(), 1);
    drop(sender);
    until(|| acts(&app, "study.received") == 1).await;
    assert_eq!(one(&app, "SELECT count(*) FROM instance"), "3");
    until(|| files_in(&spool(&app)).is_empty()).await;
    app.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_image_waits_no_longer_than_a_minute_for_its_entry() {
    let app = appliance!();
    let mut all = objects(&study("slow", "Un^Un", 3));
    let mut sender = Sender::open(&peer(&app, FIRST), &all).await.unwrap();
    let last = all.pop().unwrap();
    for object in all {
        assert_eq!(sender.store(object).await.unwrap(), Answer::Status(0));
    }
    app.later(Span::seconds(59));
    tokio::time::sleep(Duration::from_secs(6)).await;
    assert_eq!(acts(&app, "study.received"), 0);
    app.later(Span::seconds(1));
    until(|| acts(&app, "study.received") == 1).await;
    assert_eq!(one(&app, "SELECT count(*) FROM instance"), "2");
    // The association goes on.
    assert_eq!(sender.store(last).await.unwrap(), Answer::Status(0));
    sender.release().await;
    assert_eq!(acts(&app, "study.received"), 2);
    assert_eq!(one(&app, "SELECT count(*) FROM intake"), "1");
    app.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_cannot_be_recorded_waits_in_the_spool_and_is_recorded_later() {
    let app = appliance!();
    let (refuse, allow) = refusing_intakes();
    app.sql(refuse).unwrap();
    // The sender is told the truth: it is kept.
    sends(&app, FIRST, &study("later", "Un^Un", 2)).await;
    assert_eq!(acts(&app, "study.received"), 0);
    assert_eq!(files_in(&spool(&app)).len(), 1);
    app.sql(allow).unwrap();
    until(|| acts(&app, "study.received") == 1).await;
    assert_eq!(one(&app, "SELECT count(*) FROM instance"), "2");
    until(|| files_in(&spool(&app)).is_empty()).await;
    app.close().await;
}

/// What lets no entry of an association be written, and what lets them again.
fn refusing_intakes() -> (&'static str, &'static str) {
    if std::env::var("DOUBLELOCK_TEST_DATABASE").as_deref() == Ok("postgres") {
        (
            "ALTER TABLE intake ADD CONSTRAINT refused CHECK (id = '') NOT VALID",
            "ALTER TABLE intake DROP CONSTRAINT refused",
        )
    } else {
        (
            "CREATE TRIGGER refused BEFORE INSERT ON intake BEGIN SELECT RAISE(ABORT, 'no'); END",
            "DROP TRIGGER refused",
        )
    }
}

/// Two hospitals, one identifier: neither gets into what the other sent, nor keeps it out.
#[tokio::test(flavor = "multi_thread")]
async fn another_sender_neither_adds_to_a_study_nor_keeps_its_images_out() {
    let app = appliance!();
    sends(&app, OTHER, &study("same", "Fantome^Jean", 3)).await;
    sends(&app, FIRST, &study("same", "Lavoie^Jean", 3)).await;
    let rows = "SELECT s.calling_ae, i.state, count(*) FROM instance i JOIN study s \
                ON s.id = i.study_id GROUP BY s.calling_ae, i.state ORDER BY s.calling_ae";
    assert_eq!(
        app.sql(rows).unwrap(),
        [[FIRST, "held", "3"], [OTHER, "held", "3"]]
    );
    described(&app).await;
    let mut sophie = app.signed_in(SOPHIE).await.speaking("fr-CA");
    let list = sophie.get("/studies").await.unwrap();
    for shown in ["Lavoie, Jean", "Fantome, Jean", FIRST, OTHER] {
        assert!(list.words().contains(shown), "{shown}: {}", list.words());
    }
    // Within what one sender sent, other bytes under a known UID are kept apart as before.
    sends(&app, FIRST, &study("same", "Autre^Nom", 1)).await;
    let rows = "SELECT state, count(*) FROM instance GROUP BY state ORDER BY state";
    assert_eq!(app.sql(rows).unwrap(), [["conflict", "1"], ["held", "6"]]);
    app.close().await;
}

/// Sixty studies of one moment, as an archive sends them: the list has every one.
#[tokio::test(flavor = "multi_thread")]
async fn studies_that_came_at_one_moment_are_all_on_the_list() {
    let app = appliance!();
    let many: Vec<Vec<u8>> = (0..60)
        .flat_map(|n| study(&format!("many {n}"), "Un^Un", 1))
        .collect();
    sends(&app, FIRST, &many).await;
    assert_eq!(acts(&app, "study.received"), 60);
    // A clock that is less fine than this test's.
    app.sql("UPDATE study SET first_received_at = 1795273200000000")
        .unwrap();
    let mut sophie = app.signed_in(SOPHIE).await;
    let list = sophie.get("/studies").await.unwrap();
    let next = list
        .links("/studies?")
        .into_iter()
        .find(|link| link.contains("after="));
    let rest = sophie.get(&next.unwrap()).await.unwrap();
    let mut seen: Vec<String> = [list, rest]
        .iter()
        .flat_map(|page| page.links("/studies/0"))
        .collect();
    seen.sort();
    seen.dedup();
    assert_eq!(seen.len(), 60);
    app.close_altered().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_long_association_has_an_entry_for_every_256_images() {
    let app = appliance!();
    let doomed = Doomed::of(&app);
    let files = study("long", "Un^Un", 258);
    for (n, file) in files.iter().enumerate() {
        assert_eq!(doomed.takes(file), Ok(Outcome::Stored));
        let entries = acts(&app, "study.received");
        assert_eq!(entries, usize::from(n >= 255), "after image {n}");
    }
    assert_eq!(files_in(&spool(&app)).len(), 1);
    doomed.receiver.end(&doomed.association);
    assert_eq!(acts(&app, "study.received"), 2);
    let places = "SELECT count(*) FROM instance GROUP BY words ORDER BY 1";
    assert_eq!(app.sql(places).unwrap().concat(), ["2", "256"]);
    assert_eq!((placed(&app), parts(&app).len()), (258, 0));
    app.close().await;
}

/// While nothing can be recorded an association is let wait, and no longer than one entry.
#[tokio::test(flavor = "multi_thread")]
async fn what_cannot_be_recorded_is_taken_up_to_one_entry_and_then_refused() {
    let app = appliance!();
    let (refuse, allow) = refusing_intakes();
    app.sql(refuse).unwrap();
    let doomed = Doomed::of(&app);
    let files = study("full", "Un^Un", 257);
    for file in &files[..256] {
        assert_eq!(doomed.takes(file), Ok(Outcome::Stored));
    }
    assert!(doomed.takes(&files[256]).is_err());
    app.sql(allow).unwrap();
    assert_eq!(doomed.takes(&files[256]), Ok(Outcome::Stored));
    doomed.receiver.end(&doomed.association);
    assert_eq!(placed(&app), 257);
    app.close().await;
}

/// One study's key is damaged: what else came beside its images is recorded, now and after a
/// crash; they wait, are counted, and keep no start from serving.
#[tokio::test(flavor = "multi_thread")]
async fn one_study_that_cannot_be_recorded_keeps_no_other_from_it() {
    let app = appliance!();
    sends(&app, FIRST, &study("ill", "Un^Un", 1)).await;
    described(&app).await;
    let wrap = "SELECT subject FROM key_wrap WHERE subject LIKE 'study:%'";
    let subject = one(&app, wrap);
    let aside = format!("UPDATE key_wrap SET subject = 'aside' WHERE subject = '{subject}'");
    app.sql(&aside).unwrap();
    let doomed = Doomed::of(&app);
    let beside = [
        study("ill", "Un^Un", 2).remove(1),
        study("well", "Deux^Deux", 1).remove(0),
    ];
    for file in &beside {
        assert_eq!(doomed.takes(file), Ok(Outcome::Stored));
    }
    doomed.receiver.end(&doomed.association);
    assert_eq!(one(&app, "SELECT count(*) FROM instance"), "2");
    assert_eq!((parts(&app).len(), files_in(&spool(&app)).len()), (1, 1));
    drop(doomed);
    let app = app.restarted().await;
    assert_eq!(one(&app, "SELECT count(*) FROM instance"), "2");
    assert_eq!(app.office().vault.unknown(), 1);
    assert_eq!(parts(&app).len(), 1);
    // Put right, the next start records it.
    let back = format!("UPDATE key_wrap SET subject = '{subject}' WHERE subject = 'aside'");
    app.sql(&back).unwrap();
    let app = app.restarted().await;
    assert_eq!(one(&app, "SELECT count(*) FROM instance"), "3");
    assert_eq!(app.office().vault.unknown(), 0);
    assert!(files_in(&spool(&app)).is_empty());
    described(&app).await;
    app.close().await;
}
