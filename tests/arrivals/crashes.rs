//! The power goes between what a sender was told and what the journal says.

use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use doublelock::erasure::{Cut, Keys, wait_for_arrivals};
use doublelock::listener::{Association, Receiver, Registrar, recover};
use doublelock::machine::MachineEntropy;
use doublelock::site_keys::SiteKeys;
use doublelock::vaults;
use doublelock_domain::ids::ObjectId;
use doublelock_imaging::part10;
use doublelock_imaging::prescan::Limits;
use doublelock_imaging::scp::{
    Announced, Caller, IncomingObject as _, Intake as _, IntakeFault, Outcome, Received,
};
use doublelock_store::Keyholder as _;
use doublelock_testkit::{TestAppliance, appliance};
use tokio::sync::Notify;

use crate::{FIRST, acts, described, files_in, one, sends, spool, study};

/// A receiver beside the one that runs, on the same vault, spool and records: what it holds in
/// memory is gone when it is dropped, as in a crash.
pub(crate) struct Doomed<'a> {
    app: &'a TestAppliance,
    pub(crate) receiver: Receiver,
    pub(crate) association: Arc<Association>,
}

impl<'a> Doomed<'a> {
    pub(crate) fn of(app: &'a TestAppliance) -> Self {
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

    pub(crate) fn takes(&self, file: &[u8]) -> Result<Outcome, IntakeFault> {
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

    /// The same, beside what was recorded before.
    fn takes_and_dies_beside(self, files: &[Vec<u8>]) {
        for file in files {
            assert_eq!(self.takes(file), Ok(Outcome::Stored));
        }
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

pub(crate) fn placed(app: &TestAppliance) -> usize {
    let held = app.sql("SELECT object_id FROM instance").unwrap();
    let objects = app.office().config.storage.data.join("vault/objects");
    held.concat()
        .iter()
        .filter(|id| objects.join(&id[2..4]).join(&id[4..6]).join(id).exists())
        .count()
}

pub(crate) fn parts(app: &TestAppliance) -> Vec<PathBuf> {
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
        let keys = Keys::take(
            &store,
            &warrant,
            &storage.data,
            &storage.master_key,
            Duration::ZERO,
        )
        .unwrap();
        keys.rotate(&MachineEntropy).unwrap().len()
    });
    tokio::time::sleep(Duration::from_secs(2)).await;
    assert!(!rotating.is_finished(), "it waits for what arrived");
    doomed.receiver.end(&doomed.association);
    assert_eq!(rotating.await.unwrap(), 1);
    assert_eq!(one(&app, "SELECT count(*) FROM instance"), "2");
    std::fs::write(&file, copy).unwrap();
    let data = app.office().config.storage.data.clone();
    let left = vaults::left_in_spool(&data).unwrap().remove(0);
    let site = SiteKeys::of(&data, &app.office().config.storage.master_key);
    let key = site.data_key(left.id().as_str(), left.envelope());
    assert!(key.is_err(), "nothing opens it any more");
    // What it names is recorded: there is nothing to keep it for.
    assert_eq!(starts(&app), 0);
    assert!(files_in(&spool(&app)).is_empty());
    // What arrives now is sealed to the new one.
    let after = Doomed::of(&app);
    assert_eq!(
        after.takes(&study("after", "Un^Un", 1)[0]),
        Ok(Outcome::Stored)
    );
    drop(after);
    assert_eq!(starts(&app), 0);
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

/// Before a record is erased, what arrived is recorded; and what could not be is not closed for
/// ever unseen.
#[tokio::test(flavor = "multi_thread")]
async fn an_erasure_waits_for_what_arrived_and_is_refused_over_what_was_put_aside() {
    let app = appliance!();
    let doomed = Doomed::of(&app);
    assert_eq!(
        doomed.takes(&study("waits", "Un^Un", 1)[0]),
        Ok(Outcome::Stored)
    );
    let data = app.office().config.storage.data.clone();
    let waiting = {
        let data = data.clone();
        tokio::task::spawn_blocking(move || wait_for_arrivals(&data))
    };
    tokio::time::sleep(Duration::from_secs(1)).await;
    assert!(!waiting.is_finished());
    doomed.receiver.end(&doomed.association);
    waiting.await.unwrap().unwrap();

    Doomed::of(&app).takes_and_dies_beside(&study("aside", "Un^Un", 1));
    let file = files_in(&spool(&app)).remove(0);
    std::fs::rename(&file, file.with_extension("damaged")).unwrap();
    assert!(matches!(wait_for_arrivals(&data), Err(Cut::Aside(1))));
    let (store, warrant) = (app.office().store.clone(), app.clockwork());
    let storage = app.office().config.storage.clone();
    let rotated = tokio::task::spawn_blocking(move || {
        let keys = Keys::take(
            &store,
            &warrant,
            &storage.data,
            &storage.master_key,
            Duration::ZERO,
        )
        .unwrap();
        keys.rotate(&MachineEntropy).map(|older| older.len())
    });
    assert!(matches!(rotated.await.unwrap(), Err(Cut::Aside(1))));
    assert_eq!(starts(&app), 0);
    assert_eq!(one(&app, "SELECT count(*) FROM instance"), "2");
    wait_for_arrivals(&data).unwrap();
    described(&app).await;
    app.close().await;
}
