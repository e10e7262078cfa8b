//! Promise: the vault knows what it holds. What was recorded is there and is what was stored, or
//! somebody is told; what was condemned goes, by name; what a crash left is put right.

#![expect(clippy::unwrap_used, reason = "tests")]

use std::path::{Path, PathBuf};
use std::time::Duration;

use doublelock::site_keys::SiteKeys;
use doublelock::vaults::{self, VaultsFault};
use doublelock_domain::access::{Privacy, Purpose, Reception};
use doublelock_domain::ids::{ObjectId, Reference};
use doublelock_domain::time::Span;
use doublelock_store::Keyholder as _;
use doublelock_store::imaging::{Arrived, CopiedInstance, Kept, Known};
use doublelock_testkit::browser::Answer;
use doublelock_testkit::images::{association, image};
use doublelock_testkit::people::{ALEX, SOPHIE};
use doublelock_testkit::records::{Ground, Officer, number_of};
use doublelock_testkit::{TestAppliance, TestArchive, appliance};

/// A case with images, and whoever put them there.
struct Archive {
    app: TestAppliance,
    ground: Ground,
    case: Reference,
}

impl Archive {
    async fn with_images(app: TestAppliance, images: u16) -> Self {
        let ground = Ground::of(&app);
        let case = ground.opens_case(&app, "Lavoie", "Jean");
        ground
            .attaches_images(&app, case, "Lavoie", "Jean", images)
            .await;
        Self { app, ground, case }
    }

    /// The images of the case, in the order of their slices.
    fn images(&self) -> Vec<CopiedInstance> {
        let warrant = self
            .ground
            .warrant::<Privacy>(&self.app, Purpose::CopyRequest);
        let store = &self.app.office().store;
        let found = store.write(&warrant, |unit| {
            let case = unit.open_case_by_reference(self.case)?;
            unit.attached_instances(&case)
        });
        found.unwrap()
    }

    /// The sender sends the same images again.
    async fn sends_again(&self, images: u16) {
        self.ground
            .sends(&self.app, "Lavoie", "Lavoie^Jean", images)
            .await;
    }

    /// Every image as it is read with its key; none if it does not open.
    fn read(&self) -> Vec<Option<usize>> {
        let read = |image: &CopiedInstance| {
            let mut reader = self
                .app
                .office()
                .vault
                .read(&image.object, &image.key)
                .ok()?;
            let mut bytes = Vec::new();
            std::io::Read::read_to_end(&mut reader, &mut bytes).ok()?;
            Some(bytes.len())
        };
        self.images().iter().map(read).collect()
    }

    fn vault(&self) -> PathBuf {
        vault_of(&self.app)
    }

    /// Where an object lies.
    fn file(&self, object: &ObjectId) -> PathBuf {
        place(&self.vault(), object)
    }

    /// How many acts of this name there are.
    fn acts(&self, act: &str) -> usize {
        acts(&self.app, act)
    }
}

fn vault_of(app: &TestAppliance) -> PathBuf {
    app.office().config.storage.data.join("vault")
}

fn place(vault: &Path, object: &ObjectId) -> PathBuf {
    let name = object.as_str();
    vault
        .join("objects")
        .join(&name[2..4])
        .join(&name[4..6])
        .join(name)
}

fn acts(app: &TestAppliance, act: &str) -> usize {
    app.entries()
        .iter()
        .filter(|entry| entry.act == act)
        .count()
}

fn flip(file: &Path) {
    let mut bytes = std::fs::read(file).unwrap();
    let middle = bytes.len() / 2;
    bytes[middle] ^= 1;
    std::fs::write(file, bytes).unwrap();
}

#[expect(
    clippy::disallowed_methods,
    reason = "what a failing disk does, past the vault"
)]
fn loses(file: &Path) {
    std::fs::remove_file(file).unwrap();
}

/// Alex runs a job and sees the page of the jobs.
async fn runs(app: &TestAppliance, job: &str) -> Answer {
    let mut alex = app.signed_in(ALEX).await.speaking("fr-CA");
    let page = alex.get("/jobs").await.unwrap();
    let form = page.form(&format!("/jobs/{job}/run")).unwrap();
    alex.submit(&form, &[]).await.unwrap();
    for _ in 0..200 {
        let page = alex.get("/jobs").await.unwrap();
        if !page.words().contains("En cours") {
            return page;
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    panic!("{job} does not end");
}

fn says(page: &Answer, words: &str) {
    assert!(page.words().contains(words), "{words}: {}", page.words());
}

/// An object that was made durable and not recorded: the machine stopped in between.
fn settled(app: &TestAppliance, id: &ObjectId) -> Vec<u8> {
    let intake = app.office().vault.intake();
    let mut incoming = intake.begin(id).unwrap();
    incoming.append(b"pixels").unwrap();
    let settled = intake.settle(incoming, id).unwrap();
    settled.offer().envelope.clone()
}

#[tokio::test(flavor = "multi_thread")]
async fn what_a_crash_left_is_put_right_and_raises_no_alarm() {
    let archive = Archive::with_images(appliance!(), 2).await;
    let vault = archive.vault();
    let image = archive.images().remove(0);
    // One was recorded and the machine stopped before it was put in its place; one was durable
    // and not recorded; one was half written.
    let torn = vault.join("incoming/01JCZ0000000000000000000XX.part");
    let orphan: ObjectId = "01JCZ0000000000000000000XY".parse().unwrap();
    settled(&archive.app, &orphan);
    let part = vault.join(format!("incoming/{}.part", image.object));
    let Archive { app, ground, case } = archive;
    let app = app
        .stopped_for(|| {
            std::fs::rename(place(&vault, &image.object), &part).unwrap();
            std::fs::write(&torn, b"half").unwrap();
        })
        .await;
    let archive = Archive { app, ground, case };
    assert_eq!(
        std::fs::read_dir(vault.join("incoming")).unwrap().count(),
        0
    );
    assert!(place(&vault, &image.object).exists());
    assert!(!place(&vault, &orphan).exists());
    assert!(archive.read().iter().all(Option::is_some));
    let page = runs(&archive.app, "reread").await;
    says(&page, "relus, tels qu’ils ont été déposés");
    assert!(!page.words().contains("Objets sans inscription"));
    archive.app.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_object_that_no_record_names_is_kept_and_the_operator_sees_it() {
    let app = appliance!();
    // As an older database leaves it that was put back beside today's vault.
    let id: ObjectId = "01JCZ0000000000000000000XY".parse().unwrap();
    let envelope = settled(&app, &id);
    let vault = vault_of(&app);
    let file = place(&vault, &id);
    std::fs::create_dir_all(file.parent().unwrap()).unwrap();
    std::fs::rename(vault.join(format!("incoming/{id}.part")), &file).unwrap();
    let app = app.restarted().await.restarted().await;
    let mut alex = app.signed_in(ALEX).await.speaking("fr-CA");
    let jobs = alex.get("/jobs").await.unwrap();
    says(&jobs, "Objets sans inscription");
    says(&jobs, "1 objet");
    // Whoever finds its record again can still open it: nothing was destroyed.
    let config = &app.centre.config;
    let keys = SiteKeys::of(&config.storage.data, &config.storage.master_key);
    let key = keys.data_key(id.as_str(), &envelope).unwrap();
    assert!(app.office().vault.read(&id, &key).is_ok());
    app.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_image_that_comes_again_takes_the_place_of_one_that_is_damaged() {
    let archive = Archive::with_images(appliance!(), 3).await;
    let before = archive.images();
    flip(&archive.file(&before[0].object));
    loses(&archive.file(&before[1].object));
    assert_eq!(
        archive
            .read()
            .iter()
            .map(Option::is_some)
            .collect::<Vec<_>>(),
        [false, false, true]
    );

    archive.sends_again(3).await;
    let after = archive.images();
    let same = |n: usize| before[n].object == after[n].object;
    assert_eq!((same(0), same(1), same(2)), (false, false, true));
    assert!(
        before
            .iter()
            .zip(&after)
            .all(|(one, other)| one.id == other.id),
        "the images are the same images"
    );
    let sizes = archive.read();
    assert!(sizes.iter().all(|size| *size == sizes[2]), "{sizes:?}");
    assert_eq!(archive.acts("instance.healed"), 2);
    assert_eq!(archive.acts("study.received"), 1);

    // All of it is sound now: nothing changes any more, and the copy can be made.
    archive.sends_again(3).await;
    assert_eq!(archive.acts("instance.healed"), 2);
    let mut marc = Officer::of(&archive.app).await;
    let no = number_of(
        &marc
            .logs(&archive.case.to_string(), "2026-11-20", &[])
            .await,
    );
    let page = marc.builds(&archive.app, &no).await;
    says(&page, "Copie prête");

    // What was damaged is condemned, and gone within the hour.
    assert!(archive.file(&before[0].object).exists());
    archive.app.later(Span::minutes(61));
    says(&runs(&archive.app, "remove").await, "2 objets retirés");
    assert!(!archive.file(&before[0].object).exists());
    assert!(archive.read().iter().all(Option::is_some));
    archive.app.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_damaged_object_is_found_named_and_found_sound_again() {
    let archive = Archive::with_images(appliance!(), 3).await;
    let images = archive.images();
    says(&runs(&archive.app, "reread").await, "3 objets relus");
    assert_eq!(archive.acts("vault.read"), 1);

    let (altered, gone) = (&images[0].object, &images[1].object);
    let aside = archive.app.home().join("aside");
    std::fs::copy(archive.file(altered), &aside).unwrap();
    flip(&archive.file(altered));
    loses(&archive.file(gone));
    let page = runs(&archive.app, "reread").await;
    says(&page, "2 objets endommagés ou manquants");
    for object in [altered, gone] {
        let place = archive.file(object);
        let place = place.strip_prefix(&archive.app.centre.config.storage.data);
        // A long name may be broken in two on a narrow screen.
        let shown = page.words().replace(' ', "");
        assert!(shown.contains(place.unwrap().to_str().unwrap()), "{shown}");
    }
    says(&page, "Faites renvoyer l’étude");
    let mut alex = archive.app.signed_in(ALEX).await.speaking("fr-CA");
    let today = alex.get("/").await.unwrap();
    says(&today, "Objets endommagés dans le coffre");
    let study = archive
        .app
        .sql("SELECT id FROM study")
        .unwrap()
        .concat()
        .concat();
    let mut sophie = archive.app.signed_in(SOPHIE).await.speaking("fr-CA");
    let page = sophie.get(&format!("/studies/{study}")).await.unwrap();
    says(&page, "2 images sont endommagées dans le coffre");
    assert_eq!(archive.acts("object.damaged"), 1);
    // Found once, it is not told again and again.
    runs(&archive.app, "reread").await;
    assert_eq!(archive.acts("object.damaged"), 1);

    // One comes back from a backup, the other is sent again.
    std::fs::copy(&aside, archive.file(altered)).unwrap();
    archive.sends_again(3).await;
    let page = runs(&archive.app, "reread").await;
    says(&page, "3 objets relus, tels qu’ils ont été déposés");
    assert!(
        !page.words().contains("Objets endommagés"),
        "{}",
        page.words()
    );
    assert_eq!(archive.acts("object.sound"), 1);
    let today = alex.get("/").await.unwrap();
    assert!(!today.words().contains("Objets endommagés"));
    archive.app.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn by_night_what_was_read_less_than_twenty_days_ago_is_left_alone() {
    let archive = Archive::with_images(appliance!(), 2).await;
    let read = |app: &TestAppliance| {
        let rows = app
            .sql("SELECT COUNT(*) FROM object_read")
            .unwrap()
            .concat()
            .concat();
        rows.parse::<u32>().unwrap()
    };
    let night = |app: &TestAppliance| {
        let (clockworks, before) = (app.running.clockworks.clone(), acts(app, "vault.read"));
        async move {
            clockworks.look().await.unwrap();
            before
        }
    };
    let ended = async |app: &TestAppliance, before: usize| {
        for _ in 0..200 {
            if acts(app, "vault.read") > before {
                return;
            }
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
        panic!("the reading does not end");
    };
    archive.app.later(Span::hours(2));
    let before = night(&archive.app).await;
    ended(&archive.app, before).await;
    assert_eq!(read(&archive.app), 0);
    archive.app.later(Span::hours(20 * 24));
    let before = night(&archive.app).await;
    ended(&archive.app, before).await;
    assert_eq!(read(&archive.app), 2);
    // Thrown away, it is read again.
    archive.app.sql("DELETE FROM object_read").unwrap();
    archive.app.later(Span::hours(2));
    let before = night(&archive.app).await;
    ended(&archive.app, before).await;
    assert_eq!(read(&archive.app), 2);
    archive.app.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_replaced_or_shown_once_goes_and_is_named() {
    let archive = Archive::with_images(appliance!(), 1).await;
    let app = &archive.app;
    let mut marc = Officer::of(app).await;
    let identity = [("identity", "health_card")];
    let no = number_of(
        &marc
            .logs(&archive.case.to_string(), "2026-11-20", &identity)
            .await,
    );
    marc.builds(app, &no).await;
    let lying = || {
        let rows = app
            .sql("SELECT id FROM sealed_object WHERE kind <> 'signer' ORDER BY id")
            .unwrap();
        let all: Vec<ObjectId> = rows.concat().iter().map(|id| id.parse().unwrap()).collect();
        all.into_iter()
            .filter(|id| archive.file(id).exists())
            .count()
    };
    assert_eq!(lying(), 5, "an image, three forms, a passphrase");
    let signer = app
        .sql("SELECT id FROM sealed_object WHERE kind = 'signer'")
        .unwrap();
    let signer: ObjectId = signer.concat().concat().parse().unwrap();
    assert!(archive.file(&signer).exists());
    marc.presses(&no, "passphrase", &[]).await;
    app.later(Span::minutes(30));
    let mut marc = Officer::of(app).await;
    marc.builds(app, &no).await;
    assert_eq!(lying(), 9);
    // The passphrase was condemned over an hour ago, the earlier forms were not.
    app.later(Span::minutes(31));
    says(&runs(app, "remove").await, "1 objet retiré");
    assert_eq!(lying(), 8);
    app.later(Span::minutes(31));
    says(&runs(app, "remove").await, "3 objets retirés");
    assert_eq!(lying(), 5);
    let named: Vec<String> = app
        .entries()
        .iter()
        .filter(|entry| entry.act == "object.destroyed")
        .map(|entry| entry.payload.to_string())
        .collect();
    assert_eq!(named.len(), 2, "{named:?}");
    assert_eq!(named[1].matches("\"object\"").count(), 3, "{}", named[1]);
    assert!(named[1].contains("package:"), "{}", named[1]);
    // A condemned object that somebody puts back goes at the next start.
    let archive_file = {
        let id = app
            .sql("SELECT MIN(id) FROM sealed_object WHERE destroyed_by IS NOT NULL")
            .unwrap()
            .concat()
            .concat();
        archive.file(&id.parse().unwrap())
    };
    std::fs::write(&archive_file, b"put back").unwrap();
    let app = archive.app.restarted().await;
    assert!(!archive_file.exists());
    app.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_nobody_recorded_leaves_nothing_and_what_was_recorded_after_all_stays() {
    let app = appliance!();
    let vault = vault_of(&app);
    let parts = || std::fs::read_dir(vault.join("incoming")).unwrap().count();
    let intake = app.office().vault.intake();
    let settle = |id: &ObjectId| {
        let mut incoming = intake.begin(id).unwrap();
        incoming.append(b"pixels").unwrap();
        intake.settle(incoming, id).unwrap()
    };
    // Nobody came to record it: a build that failed half-way.
    let id: ObjectId = "01JCZ0000000000000000000X1".parse().unwrap();
    let written = intake.begin(&id).unwrap();
    assert_eq!(intake.writing(), 1, "whoever reads again gives way to it");
    drop(written);
    assert_eq!((intake.writing(), parts()), (0, 0));
    drop(settle(&id));
    assert_eq!(intake.writing(), 0);
    assert_eq!(parts(), 0);
    // Recording it failed, and the register does not know it.
    let (store, appliance) = (&app.office().store, &app.office().appliance);
    let part = settle(&id);
    part.offer();
    part.doubt(store, appliance);
    assert_eq!(parts(), 0);
    assert!(!place(&vault, &id).exists());
    // It was said to have failed, and the register knows it.
    let part = settle(&id);
    part.offer();
    app.sql(&format!(
        "INSERT INTO sealed_object (id, kind, record, sealed_sha256, recorded_at) \
         VALUES ('{id}', 'image', 'study:01JCZ0000000000000000000X9', 'x', 0)"
    ))
    .unwrap();
    part.doubt(store, appliance);
    drop(part);
    assert!(place(&vault, &id).exists());
    // The register cannot be asked: it stays for the next start.
    let other: ObjectId = "01JCZ0000000000000000000X2".parse().unwrap();
    let part = settle(&other);
    part.offer();
    app.sql("ALTER TABLE sealed_object RENAME TO elsewhere")
        .unwrap();
    part.doubt(store, appliance);
    drop(part);
    app.sql("ALTER TABLE elsewhere RENAME TO sealed_object")
        .unwrap();
    assert_eq!(parts(), 1);
    assert_eq!(app.differing().len(), 1, "the row that this test put there");
    app.close_altered().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_vault_that_is_empty_though_the_records_name_objects_is_not_opened() {
    let archive = Archive::with_images(appliance!(), 1).await;
    let Archive { app, .. } = archive;
    let vault = vault_of(&app);
    let data = app.office().config.storage.data.clone();
    let (store, appliance) = (app.office().store.clone(), app.office().appliance.clone());
    let aside = app.home().join("another disk");
    let app = app
        .stopped_for(|| {
            // Its disk is not mounted.
            std::fs::rename(vault.join("objects"), &aside).unwrap();
            let opened = vaults::sweep(&data, &store, &appliance);
            assert!(
                matches!(opened, Err(VaultsFault::Empty(1))),
                "{:?}",
                opened.map(|_| ())
            );
            let made = std::fs::read_dir(vault.join("objects")).unwrap().count();
            assert_eq!(made, 0);
            std::fs::rename(&aside, vault.join("objects")).unwrap();
        })
        .await;
    app.close().await;
}

/// Somebody sends an image over two associations at once, and the one that is held is damaged.
#[test]
fn one_of_two_that_come_at_once_takes_the_place_of_what_is_damaged() {
    let archive = TestArchive::new();
    let warrant = archive.warrant::<Reception>(Purpose::Import);
    let intake = association(1, "MODALITY");
    let keep = |objects: &[u8], damaged: Option<u8>| {
        let arrived = objects.iter().map(|number| Arrived {
            damaged: damaged.map(|number| image(number, 1).object.stored.id),
            ..image(*number, 1)
        });
        let arrived: Vec<Arrived> = arrived.collect();
        archive
            .store
            .write(&warrant, |unit| unit.receive(&intake, &arrived))
            .unwrap()
    };
    assert_eq!(keep(&[1, 2], None), [Kept::New, Kept::Already]);
    assert_eq!(keep(&[2], None), [Kept::Already]);
    assert_eq!(keep(&[3, 4], Some(1)), [Kept::Healed, Kept::Already]);
    assert_eq!(keep(&[5], Some(1)), [Kept::Already]);
    // A crash came between the record and whoever waited for it.
    assert_eq!(keep(&[1, 3], None), [Kept::Before; 2]);
    let known = archive
        .store
        .read(&warrant, |unit| {
            unit.known("MODALITY", "2.25.1", "2.25.3.1", &[1; 32])
        })
        .unwrap();
    let Known::These(object) = known else {
        panic!("{known:?}");
    };
    assert_eq!(object.id, image(3, 1).object.stored.id);
    archive.close();
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_read_before_the_disk_refused_stays_read() {
    let archive = Archive::with_images(appliance!(), 3).await;
    let mut objects: Vec<ObjectId> = archive.images().into_iter().map(|one| one.object).collect();
    objects.sort();
    // In the place of the last one lies what can be opened and not be read.
    let last = archive.file(&objects[2]);
    let aside = archive.app.home().join("aside");
    std::fs::rename(&last, &aside).unwrap();
    std::fs::create_dir(&last).unwrap();
    let page = runs(&archive.app, "reread").await;
    says(&page, "Le coffre n’a pas pu être lu ou modifié");
    let read = || {
        let rows = archive.app.sql("SELECT id FROM object_read ORDER BY id");
        rows.unwrap().concat()
    };
    assert_eq!(read(), [objects[0].as_str(), objects[1].as_str()]);
    assert_eq!(archive.acts("object.damaged"), 0);
    // Put right, the rest is read.
    std::fs::remove_dir(&last).unwrap();
    std::fs::rename(&aside, &last).unwrap();
    says(&runs(&archive.app, "reread").await, "3 objets relus");
    assert_eq!(read().len(), 3);
    archive.app.close().await;
}
