//! Promise: what came over one association is written down together, one entry for each study;
//! what a sender was told is kept is recorded, whatever happens in between; and a UID says nothing
//! beyond what one sender sent under it.

#![expect(clippy::unwrap_used, reason = "tests")]

use std::io::Read as _;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use doublelock::erasure::{Keys, wait_for_arrivals};
use doublelock::listener::{Association, Receiver, Registrar, recover};
use doublelock::machine::MachineEntropy;
use doublelock::site_keys::SiteKeys;
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
use doublelock_testkit::people::SOPHIE;
use doublelock_testkit::records::{Ground, Officer, number_of};
use doublelock_testkit::verify::{ExtractReport, ExtractRequest, verify_extract};
use doublelock_testkit::{TestAppliance, appliance};
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
    assert_eq!((report.receipts, report.unproven), (8, 0));
    assert_eq!((report.files, report.files_unproven), (8, 0));
    assert!(!report.key_unknown);

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
    // A receipt shown twice proves no second image.
    let mut twice: serde_json::Value = serde_json::from_str(&text).unwrap();
    let first = twice["images"][0].clone();
    twice["images"].as_array_mut().unwrap().push(first);
    assert!(!proves(&rewritten(&app, &twice), None, &[]).is_whole());
    // An entry that nobody signed proves nothing, whoever invented it.
    let mut unsigned: serde_json::Value = serde_json::from_str(&text).unwrap();
    for entry in unsigned["entries"].as_array_mut().unwrap() {
        entry["inclusion"] = serde_json::Value::Null;
    }
    let report = proves(&rewritten(&app, &unsigned), Some(&key.to_string()), &images);
    assert!(report.is_whole() && !report.is_proven());
    assert_eq!((report.receipts, report.files), (0, 0));
    assert_eq!((report.unproven, report.files_unproven), (8, 8));

    let image = std::fs::read(&images[0]).unwrap();
    let mut other_pixels = image.clone();
    *other_pixels.last_mut().unwrap() ^= 1;
    // The same data set behind another one that a reader would show.
    let meta =
        144 + usize::try_from(u32::from_le_bytes(image[140..144].try_into().unwrap())).unwrap();
    let mut hidden = image[..meta].to_vec();
    hidden.extend_from_slice(&image[meta..]);
    hidden.extend_from_slice(&image[meta..]);
    let length = u32::try_from(hidden.len() - 144 - (image.len() - meta)).unwrap();
    hidden[140..144].copy_from_slice(&length.to_le_bytes());
    // The same data set under another transfer syntax.
    let mut renamed = image.clone();
    let syntax = b"1.2.840.10008.1.2.1";
    let at = renamed
        .windows(syntax.len())
        .position(|part| part == syntax)
        .unwrap();
    renamed[at + syntax.len() - 1] = b'2';
    for (what, bytes) in [
        ("other pixels", other_pixels),
        ("a data set in front", hidden),
        ("another transfer syntax", renamed),
    ] {
        let altered = app.home().join("altered.dcm");
        std::fs::write(&altered, bytes).unwrap();
        let report = proves(&extract, None, &[altered]);
        assert_eq!((report.files, report.faults.len()), (0, 1), "{what}");
    }
    app.close().await;
}

fn rewritten(app: &TestAppliance, extract: &serde_json::Value) -> PathBuf {
    let path = app.home().join("rewritten.json");
    std::fs::write(&path, extract.to_string()).unwrap();
    path
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
        &storage.data,
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
    let file = std::fs::read(&files_in(&spool(&app))[0]).unwrap();
    for word in [FIRST, "2.25.", "127.0.0.1", "sha256"] {
        let word = word.as_bytes();
        assert!(!file.windows(word.len()).any(|part| part == word));
    }
    assert_eq!(starts(&app), 0);
    assert_eq!(acts(&app, "study.received"), 1);
    assert_eq!((placed(&app), parts(&app).len()), (3, 0));
    assert!(files_in(&spool(&app)).is_empty());
    assert_eq!(starts(&app), 0);
    // A sender that is not sure sends them again.
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

/// In whichever place a file of the spool is damaged: what can still be read is recorded, what
/// else it named is counted, and no part goes.
#[tokio::test(flavor = "multi_thread")]
async fn a_damaged_spool_costs_only_what_it_named_there_and_throws_no_part_away() {
    let app = appliance!();
    Doomed::of(&app).takes_and_dies(&study("damage", "Un^Un", 3));
    let file = files_in(&spool(&app)).remove(0);
    let bytes = std::fs::read(&file).unwrap();
    let second = parts(&app)[1].file_stem().unwrap().to_owned();
    let name = second.to_str().unwrap().as_bytes();
    let at = bytes
        .windows(name.len())
        .position(|part| part == name)
        .unwrap();
    let aside = file.with_extension("damaged");

    // In the sealed part of the last frame: it still says of which object it is.
    let mut altered = bytes.clone();
    *altered.last_mut().unwrap() ^= 1;
    std::fs::write(&file, altered).unwrap();
    let app = app.restarted().await;
    assert_eq!(one(&app, "SELECT count(*) FROM instance"), "2");
    assert_eq!((placed(&app), parts(&app).len()), (2, 1));
    assert_eq!(files_in(&spool(&app)), std::slice::from_ref(&aside));
    assert_eq!(app.office().vault.unknown(), 1);

    // In the name of the second one: what came after it cannot be named either.
    let mut altered = bytes.clone();
    altered[at] ^= 1;
    std::fs::write(&aside, altered).unwrap();
    let app = app.restarted().await;
    assert_eq!((placed(&app), parts(&app).len()), (2, 1));
    assert_eq!(app.office().vault.unknown(), 1);

    // None of ours any more.
    std::fs::write(&aside, vec![9; 4096]).unwrap();
    let app = app.restarted().await;
    assert_eq!((placed(&app), parts(&app).len()), (2, 1));
    assert_eq!(app.office().vault.unknown(), 1);

    // From a backup, whole: the last one is recorded too.
    std::fs::write(&aside, bytes).unwrap();
    let app = app.restarted().await;
    assert_eq!((placed(&app), parts(&app).len()), (3, 0));
    assert_eq!(app.office().vault.unknown(), 0);
    assert!(files_in(&spool(&app)).is_empty());
    described(&app).await;
    app.close().await;
}

/// The disk does not give an acknowledged part as it was written: it is neither recorded as if
/// it were, nor thrown away.
#[tokio::test(flavor = "multi_thread")]
async fn a_part_that_is_damaged_before_it_was_recorded_is_kept_and_counted() {
    let app = appliance!();
    Doomed::of(&app).takes_and_dies(&study("unsound", "Un^Un", 2));
    let part = parts(&app).remove(0);
    let sound = std::fs::read(&part).unwrap();
    let mut altered = sound.clone();
    altered[1000] ^= 1;
    std::fs::write(&part, altered).unwrap();
    for _ in 0..2 {
        assert_eq!(starts(&app), 1);
        assert_eq!(one(&app, "SELECT count(*) FROM instance"), "1");
        assert_eq!(parts(&app), std::slice::from_ref(&part));
    }
    let app = app.restarted().await;
    assert_eq!((parts(&app).len(), app.office().vault.unknown()), (1, 1));
    std::fs::write(&part, sound).unwrap();
    let app = app.restarted().await;
    assert_eq!((placed(&app), app.office().vault.unknown()), (2, 0));
    described(&app).await;
    app.close().await;
}

/// What waits is recorded before the key that it is sealed to goes; a copy of the spool from
/// before opens nothing afterwards.
#[tokio::test(flavor = "multi_thread")]
async fn keys_wait_for_what_arrived_and_close_every_copy_of_it() {
    let app = appliance!();
    let doomed = Doomed::of(&app);
    for file in &study("rotated", "Un^Un", 2) {
        assert_eq!(doomed.takes(file), Ok(Outcome::Stored));
    }
    let file = files_in(&spool(&app)).remove(0);
    let copy = std::fs::read(&file).unwrap();
    let config = app.office().config.clone();
    let (store, warrant) = (app.office().store.clone(), app.clockwork());
    let rotating = tokio::task::spawn_blocking(move || {
        let storage = &config.storage;
        wait_for_arrivals(&storage.data).unwrap();
        let keys = Keys::take(&store, &warrant, &storage.data, &storage.master_key).unwrap();
        keys.rotate(&MachineEntropy).unwrap().len()
    });
    tokio::time::sleep(Duration::from_secs(2)).await;
    assert!(!rotating.is_finished(), "it waits for what arrived");
    doomed.receiver.end(&doomed.association);
    assert_eq!(rotating.await.unwrap(), 1);
    assert_eq!(one(&app, "SELECT count(*) FROM instance"), "2");
    std::fs::write(&file, copy).unwrap();
    assert_eq!(starts(&app), 2, "neither opens any more");
    assert_eq!(files_in(&spool(&app)), [file.with_extension("damaged")]);
    // What arrives now is sealed to the new one.
    let after = Doomed::of(&app);
    assert_eq!(
        after.takes(&study("after", "Un^Un", 1)[0]),
        Ok(Outcome::Stored)
    );
    drop(after);
    assert_eq!(starts(&app), 2);
    assert_eq!(one(&app, "SELECT count(*) FROM instance"), "3");
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

/// What is held is damaged, and comes again just before the power goes.
#[tokio::test(flavor = "multi_thread")]
async fn what_heals_a_damaged_image_does_so_after_a_crash_too() {
    let app = appliance!();
    let files = study("healed", "Un^Un", 1);
    sends(&app, FIRST, &files).await;
    described(&app).await;
    let id = one(&app, "SELECT object_id FROM instance");
    let objects = app.office().config.storage.data.join("vault/objects");
    let held = objects.join(&id[2..4]).join(&id[4..6]).join(&id);
    let mut bytes = std::fs::read(&held).unwrap();
    bytes[1000] ^= 1;
    std::fs::write(&held, bytes).unwrap();
    let doomed = Doomed::of(&app);
    assert_eq!(doomed.takes(&files[0]), Ok(Outcome::Stored));
    drop(doomed);
    assert_eq!(starts(&app), 0);
    assert_eq!(acts(&app, "instance.healed"), 1);
    assert_ne!(one(&app, "SELECT object_id FROM instance"), id);
    assert_eq!((placed(&app), parts(&app).len()), (1, 0));
    app.close().await;
}

/// Two associations bring one image at one moment: it is kept once, and neither sender is told
/// anything untrue.
#[tokio::test(flavor = "multi_thread")]
async fn one_image_over_two_associations_at_once_is_kept_once() {
    let app = appliance!();
    let files = study("both", "Un^Un", 1);
    let (one_way, other) = (Doomed::of(&app), Doomed::of(&app));
    assert_eq!(one_way.takes(&files[0]), Ok(Outcome::Stored));
    assert_eq!(other.takes(&files[0]), Ok(Outcome::Stored));
    one_way.receiver.end(&one_way.association);
    other.receiver.end(&other.association);
    assert_eq!(one(&app, "SELECT count(*) FROM instance"), "1");
    assert_eq!(acts(&app, "study.received"), 1);
    assert_eq!((placed(&app), parts(&app).len()), (1, 0));
    assert!(files_in(&spool(&app)).is_empty());
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
