//! Promise: what came over one association is written down together, one entry for each study;
//! what a sender was told is kept is recorded, whatever happens in between; and a UID says nothing
//! beyond what one sender sent under it.

#![expect(clippy::unwrap_used, reason = "tests")]

use std::io::Read as _;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use doublelock::listener::{Association, Receiver, Registrar, recover};
use doublelock::site_keys::SiteKeys;
use doublelock_domain::access::{Purpose, Reception};
use doublelock_domain::ids::ObjectId;
use doublelock_domain::time::Span;
use doublelock_imaging::part10;
use doublelock_imaging::phantom::{self, PhantomPatient};
use doublelock_imaging::prescan::Limits;
use doublelock_imaging::scp::{
    Announced, Caller, IncomingObject as _, Intake as _, IntakeFault, Outcome, Received,
};
use doublelock_imaging::scu::{self, Answer, Outgoing, Peer, Sender};
use doublelock_ledger::SigningKey;
use doublelock_store::imaging::Kept;
use doublelock_testkit::images::{association, image};
use doublelock_testkit::people::SOPHIE;
use doublelock_testkit::records::{Ground, Officer, number_of};
use doublelock_testkit::verify::{ExtractReport, ExtractRequest, verify_extract};
use doublelock_testkit::{TestAppliance, TestArchive, appliance};
use tokio::sync::Notify;

const FIRST: &str = "STORESCU";
const OTHER: &str = "TOUR";

fn patient(name: &str) -> PhantomPatient {
    PhantomPatient {
        name: name.into(),
        id: "H-1".into(),
        issuer: "Belvedere".into(),
        birth_date: "19580617".into(),
        sex: "M".into(),
        study_date: "20261120".into(),
        accession: "A1".into(),
        study_description: "Tete".into(),
        series_description: "Axial".into(),
    }
}

/// The files of a study: `seed` says which UIDs they carry.
fn study(seed: &str, name: &str, images: u16) -> Vec<Vec<u8>> {
    phantom::study(seed.as_bytes(), &patient(name), images).unwrap()
}

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
    let (refuse, allow) = if one(&app, "SELECT count(*) FROM intake").is_empty() {
        unreachable!()
    } else if std::env::var("DOUBLELOCK_TEST_DATABASE").as_deref() == Ok("postgres") {
        (
            "ALTER TABLE intake ADD CONSTRAINT refused CHECK (id = '') NOT VALID",
            "ALTER TABLE intake DROP CONSTRAINT refused",
        )
    } else {
        (
            "CREATE TRIGGER refused BEFORE INSERT ON intake BEGIN SELECT RAISE(ABORT, 'no'); END",
            "DROP TRIGGER refused",
        )
    };
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

/// What a patient has of the copy of a case, as files; the extract of the journal among them.
async fn copied(app: &TestAppliance, case: &str) -> (PathBuf, Vec<PathBuf>) {
    let mut marc = Officer::of(app).await;
    let seen = [("identity", "health_card")];
    let no = number_of(&marc.logs(case, "2026-11-20", &seen).await);
    let page = marc.builds(app, &no).await;
    assert!(page.words().contains("Copie prête"), "{}", page.words());
    let folder = marc.downloads(app, &no, "folder").await;
    let mut zip = zip::ZipArchive::new(std::fs::File::open(folder).unwrap()).unwrap();
    let (mut extract, mut images) = (None, Vec::new());
    for place in 0..zip.len() {
        let mut file = zip.by_index(place).unwrap();
        let name = file.name().unwrap().into_owned();
        let mut bytes = Vec::new();
        file.read_to_end(&mut bytes).unwrap();
        let path = app.home().join(format!("{no}-{}", name.replace('/', "-")));
        std::fs::write(&path, &bytes).unwrap();
        if bytes.get(128..132) == Some(b"DICM") && name != "DICOMDIR" {
            images.push(path);
        } else if String::from_utf8_lossy(&bytes).contains("doublelock-journal-extract\"") {
            extract = Some(path);
        }
    }
    (extract.unwrap(), images)
}

fn proves(extract: &Path, key: Option<&str>, images: &[PathBuf]) -> ExtractReport {
    let request = ExtractRequest {
        path: extract.to_owned(),
        key: key.map(str::to_owned),
        images: images.to_vec(),
    };
    verify_extract(&request).unwrap()
}

/// The same study from the hospital and from its archive, both attached: the copy has both. And
/// whoever has the copy and the key of a closing sheet can say of each image when it was received
/// and that it is what was received, without the appliance.
#[tokio::test(flavor = "multi_thread")]
async fn a_copy_proves_each_of_its_images_to_a_stranger() {
    let app = appliance!();
    let ground = Ground::of(&app);
    let case = ground.opens_case(&app, "Lavoie", "Jean");
    ground
        .attaches_images(&app, case, "Lavoie", "Jean", 3)
        .await;
    sends(&app, OTHER, &study("Lavoie", "Lavoie^Jean", 5)).await;
    ground.attaches_sent(&app, case, "Lavoie").await;
    let attached = "SELECT count(*) FROM study WHERE state = 'attached'";
    assert_eq!(one(&app, attached), "2");
    app.later(Span::hours(25));
    app.running.clockworks.look().await.unwrap();

    let (extract, images) = copied(&app, &case.to_string()).await;
    assert_eq!(images.len(), 8);
    let warrant = app.clockwork();
    let store = &app.office().store;
    #[expect(
        clippy::redundant_closure_for_method_calls,
        reason = "the method itself is not general enough in the lifetime of the unit"
    )]
    let key = store.read(&warrant, |unit| unit.current_key()).unwrap();
    let report = proves(&extract, Some(&key.to_string()), &images);
    assert_eq!(report.faults, [""; 0]);
    assert_eq!((report.receipts, report.files), (8, 8));
    assert!(!report.key_unknown && report.uncovered < report.entries);

    // Each of these would make a lie of it.
    let text = std::fs::read_to_string(&extract).unwrap();
    let receipt = text.find("\\\"sha256\\\":\\\"").unwrap() + 14;
    let root = text.find("\\\"root\\\":\\\"").unwrap() + 12;
    let salt = text.find("\"salt\": \"").unwrap() + 9;
    let index = text.find("\"index\": 1").unwrap() + 9;
    for (what, at) in [
        ("the digest in a receipt", receipt),
        ("the root in an entry", root),
        ("the salt of an entry", salt),
        ("the place of an image", index),
    ] {
        let mut bytes = text.clone().into_bytes();
        bytes[at] = if bytes[at] == b'2' { b'3' } else { b'2' };
        let altered = app.home().join("altered.json");
        std::fs::write(&altered, bytes).unwrap();
        assert!(!proves(&altered, None, &[]).is_whole(), "{what}");
    }
    let other = SigningKey::from_seed("other.example/journal", &[9; 32]).unwrap();
    let other = other.verifying_key().to_string();
    assert!(
        !proves(&extract, Some(&other), &[]).is_whole(),
        "another key"
    );
    let mut image = std::fs::read(&images[0]).unwrap();
    *image.last_mut().unwrap() ^= 1;
    let altered = app.home().join("altered.dcm");
    std::fs::write(&altered, image).unwrap();
    let report = proves(&extract, None, &[altered]);
    assert_eq!((report.files, report.faults.len()), (0, 1));
    app.close().await;
}

#[test]
fn a_long_association_has_an_entry_for_every_256_images() {
    let archive = TestArchive::new();
    let warrant = archive.warrant::<Reception>(Purpose::Import);
    let arrived: Vec<_> = (0..600_u16)
        .map(|n| {
            let mut one = image(0, n.into());
            one.object.stored.id = format!("01JCZ0000000000000000X{n:04}").parse().unwrap();
            one
        })
        .collect();
    let kept = archive
        .store
        .write(&warrant, |unit| {
            unit.receive(&association(1, FIRST), &arrived)
        })
        .unwrap();
    assert!(kept.iter().all(|kept| *kept == Kept::New));
    let entries = archive.entries();
    let received: Vec<_> = entries
        .iter()
        .filter(|entry| entry.act == "study.received")
        .collect();
    assert_eq!(received.len(), 3);
    archive.close();
}

/// A receiver beside the one that runs, on the same vault, spool and records: what it holds in
/// memory is gone when it is dropped, as in a crash.
struct Doomed<'a> {
    app: &'a TestAppliance,
    receiver: Receiver,
    association: Arc<Association>,
}

impl<'a> Doomed<'a> {
    fn of(app: &'a TestAppliance) -> Self {
        let office = app.office();
        let registrar = Registrar::new(
            office.vault.intake(),
            office.store.clone(),
            office.appliance.clone(),
            Arc::new(Notify::new()),
        );
        let receiver = Receiver::new(Arc::new(registrar));
        let association = Arc::new(receiver.accept(&caller()));
        Self {
            app,
            receiver,
            association,
        }
    }

    fn takes(&self, file: &[u8]) -> Result<Outcome, IntakeFault> {
        let mut bytes = Vec::new();
        let scanned = part10::scan(file, Limits::default(), |part| {
            bytes.extend_from_slice(part);
            Ok(())
        })
        .unwrap();
        let announced = Announced {
            sop_class: scanned.meta.sop_class,
            sop_instance: scanned.meta.sop_instance,
            transfer_syntax: scanned.meta.transfer_syntax,
        };
        let mut object = self.receiver.begin(&self.association, &announced)?;
        object.write(&bytes)?;
        object.commit(&Received {
            caller: caller(),
            announced,
            header: scanned.header,
            sha256: scanned.sha256,
            length: scanned.length,
        })
    }

    /// Takes them all, and then the power goes.
    fn takes_and_dies(self, files: &[Vec<u8>]) -> &'a TestAppliance {
        for file in files {
            assert_eq!(self.takes(file), Ok(Outcome::Stored));
        }
        assert_eq!(acts(self.app, "study.received"), 0);
        self.app
    }
}

fn caller() -> Caller {
    Caller {
        calling_ae: FIRST.into(),
        called_ae: "DOUBLELOCK".into(),
        address: [127, 0, 0, 1].into(),
    }
}

/// What the next start does with the spool: how many objects could not be recorded.
fn starts(app: &TestAppliance) -> u64 {
    let office = app.office();
    let storage = &office.config.storage;
    let keys = SiteKeys::of(&storage.data, &storage.master_key);
    recover(
        &office.vault.intake(),
        &office.store,
        &office.appliance,
        &keys,
    )
    .unwrap()
}

fn placed(app: &TestAppliance) -> usize {
    let held = app.sql("SELECT object_id FROM instance").unwrap();
    let objects = app.office().config.storage.data.join("vault/objects");
    held.concat()
        .iter()
        .filter(|id| objects.join(&id[2..4]).join(&id[4..6]).join(id).exists())
        .count()
}

fn parts(app: &TestAppliance) -> Vec<PathBuf> {
    files_in(&app.office().config.storage.data.join("vault/incoming"))
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_acknowledged_before_a_crash_is_recorded_at_the_next_start() {
    let app = appliance!();
    let files = study("crash", "Un^Un", 3);
    Doomed::of(&app).takes_and_dies(&files);
    assert_eq!((parts(&app).len(), files_in(&spool(&app)).len()), (3, 1));
    // A sender that is not sure sends them again to the one that runs: nothing is in the way.
    assert_eq!(starts(&app), 0);
    assert_eq!(acts(&app, "study.received"), 1);
    assert_eq!((placed(&app), parts(&app).len()), (3, 0));
    assert!(files_in(&spool(&app)).is_empty());
    assert_eq!(starts(&app), 0);
    sends(&app, FIRST, &files).await;
    assert_eq!(acts(&app, "study.received"), 1);
    described(&app).await;
    app.close().await;
}

/// The power goes after the entry was written, and before the parts were put in their place and
/// the spool was emptied: nothing is recorded twice, and nothing is thrown away.
#[tokio::test(flavor = "multi_thread")]
async fn a_crash_between_the_entry_and_what_follows_loses_and_doubles_nothing() {
    let app = appliance!();
    Doomed::of(&app).takes_and_dies(&study("between", "Un^Un", 2));
    let file = files_in(&spool(&app)).remove(0);
    let kept = std::fs::read(&file).unwrap();
    let lying = parts(&app);
    assert_eq!(starts(&app), 0);
    std::fs::write(&file, kept).unwrap();
    for part in &lying {
        let id: ObjectId = part.file_stem().unwrap().to_str().unwrap().parse().unwrap();
        let name = id.as_str();
        let vault = app.office().config.storage.data.join("vault/objects");
        let place = vault.join(&name[2..4]).join(&name[4..6]).join(name);
        std::fs::rename(place, part).unwrap();
    }
    let before = app.entries().len();
    assert_eq!(starts(&app), 0);
    assert_eq!(app.entries().len(), before);
    assert_eq!((placed(&app), parts(&app).len()), (2, 0));
    assert!(files_in(&spool(&app)).is_empty());
    described(&app).await;
    app.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_damaged_spool_costs_only_what_it_named_there_and_throws_no_part_away() {
    let app = appliance!();
    Doomed::of(&app).takes_and_dies(&study("damage", "Un^Un", 3));
    let file = files_in(&spool(&app)).remove(0);
    let mut bytes = std::fs::read(&file).unwrap();
    let last = bytes.len() - 1;
    bytes[last] ^= 1;
    std::fs::write(&file, bytes).unwrap();
    // A whole start, with its sweep of the vault.
    let app = app.restarted().await;
    assert_eq!(one(&app, "SELECT count(*) FROM instance"), "2");
    assert_eq!((placed(&app), parts(&app).len()), (2, 1));
    assert_eq!(files_in(&spool(&app)), std::slice::from_ref(&file));
    assert_eq!(app.office().vault.unknown(), 1);
    // It is none of ours any more: whatever it named, no part goes.
    std::fs::write(&file, vec![0; 4096]).unwrap();
    let app = app.restarted().await;
    assert_eq!(parts(&app).len(), 1);
    assert_eq!(app.office().vault.unknown(), 2);
    described(&app).await;
    app.close().await;
}

/// What the disk did not keep of the spool was never acknowledged: its part goes.
#[tokio::test(flavor = "multi_thread")]
async fn a_part_that_no_frame_names_goes_and_its_sender_sends_it_again() {
    let app = appliance!();
    let files = study("torn", "Un^Un", 2);
    Doomed::of(&app).takes_and_dies(&files);
    let file = files_in(&spool(&app)).remove(0);
    let bytes = std::fs::read(&file).unwrap();
    std::fs::write(&file, &bytes[..bytes.len() - 1]).unwrap();
    let app = app.restarted().await;
    assert_eq!(one(&app, "SELECT count(*) FROM instance"), "1");
    assert_eq!((parts(&app).len(), files_in(&spool(&app)).len()), (0, 0));
    assert_eq!(app.office().vault.unknown(), 0);
    sends(&app, FIRST, &files).await;
    assert_eq!(one(&app, "SELECT count(*) FROM instance"), "2");
    described(&app).await;
    app.close().await;
}

/// The same within one association, before anything was recorded.
#[tokio::test(flavor = "multi_thread")]
async fn an_image_sent_twice_over_one_association_is_kept_once() {
    let app = appliance!();
    let doomed = Doomed::of(&app);
    let (one_way, other) = (study("twice", "Un^Un", 1), study("twice", "Deux^Deux", 1));
    assert_eq!(doomed.takes(&one_way[0]), Ok(Outcome::Stored));
    assert_eq!(doomed.takes(&one_way[0]), Ok(Outcome::AlreadyHeld));
    assert_eq!(doomed.takes(&other[0]), Ok(Outcome::ConflictKept));
    doomed.receiver.end(&doomed.association);
    let rows = "SELECT state FROM instance ORDER BY state";
    assert_eq!(app.sql(rows).unwrap().concat(), ["conflict", "held"]);
    assert!(parts(&app).is_empty());
    described(&app).await;
    app.close().await;
}
