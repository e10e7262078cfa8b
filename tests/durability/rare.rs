//! What happens rarely and must not be lost either: a first start, new keys, an erasure, a database
//! that was put back. The power goes at one of their syncs after another, and once they are done.

use doublelock::demo::people::{ALEX, KARIM, MARC, NADIA};
use doublelock::erased::ERASED;
use doublelock_store::DatabaseUrl;
use doublelock_testkit::Site;
use doublelock_testkit::site::{Served, typed};
use doublelock_vault::{Keyring, MasterKey};

use crate::centre::{Centre, copy_of};
use crate::disk::{Disk, Kind};
use crate::hands::{Deed, Told, opens_case};
use crate::{on_a_server, stride};

/// More syncs than any of them makes.
const MOST: u32 = 200;

impl Centre {
    fn generations(&self) -> usize {
        let master = MasterKey::read(&self.site.hospital.config.storage.master_key).unwrap();
        let ring = Keyring::load(&self.site.data.join("keyring.json")).unwrap();
        ring.generations(&master).unwrap().names().count()
    }

    /// So many cases, and images: page and number of each case.
    async fn with_cases(&mut self, served: &Served, count: usize) -> Vec<(String, String)> {
        let (mut forms, _, mut modality) = self.hands(served).await;
        let mut found = Vec::new();
        for number in 0..count {
            let opened = opens_case(&mut forms.nadia, forms.port, number, &self.book).await;
            let number = opened.unwrap().unwrap();
            let Some(Deed::Case(page, _)) = self.book.deeds().pop() else {
                panic!("no case was opened");
            };
            found.push((page, number));
        }
        assert!(matches!(modality.works().await.unwrap(), Told::Done));
        found
    }
}

async fn new_keys(records: Option<DatabaseUrl>) {
    // With the records elsewhere there are few.
    let stride = if records.is_some() { 1 } else { stride() };
    let (mut centre, served) = Centre::new(records, Kind::Forgets).await;
    centre.with_cases(&served, 2).await;
    assert!(served.stopped().success());
    for sync in (0..MOST).step_by(stride) {
        centre.disk.goes_off_after(sync);
        let rotated = centre.site.runs(&["keys", "rotate"]).output().unwrap();
        centre.disk.comes_back();
        if rotated.status.success() {
            println!("done with {sync} syncs");
            assert_eq!(
                centre.generations(),
                1,
                "the older one was said to be destroyed"
            );
            let served = centre.starts();
            centre.closes(served).await;
            return;
        }
        assert!(rotated.status.code().is_none(), "{rotated:?}");
        centre.is_consistent();
        // As whoever comes after a power cut does; it records what had arrived.
        assert!(centre.starts().stopped().success());
    }
    panic!("it never ended");
}

#[tokio::test(flavor = "multi_thread")]
async fn new_keys_hold_through_a_power_cut_at_any_sync() {
    new_keys(None).await;
}

/// Here no database syncs the folder that the keyring is in.
#[tokio::test(flavor = "multi_thread")]
async fn new_keys_hold_through_a_power_cut_at_any_sync_on_postgres() {
    if let Some(url) = on_a_server() {
        new_keys(Some(url)).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_erasure_holds_through_a_power_cut_at_any_sync() {
    const CASES: usize = 60;
    let (mut centre, served) = Centre::new(None, Kind::Forgets).await;
    let cases = centre.with_cases(&served, CASES).await;
    assert!(served.stopped().success());
    let both = typed(NADIA) + &typed(KARIM);
    let mut erased = 0;
    for (sync, (page, number)) in (0..).step_by(stride()).zip(&cases) {
        centre.disk.goes_off_after(sync);
        let (code, said) = centre
            .site
            .with_two_people(&["erase-record", number], &both);
        centre.disk.comes_back();
        assert!(matches!(code, None | Some(0)), "{code:?}: {said}");
        centre.is_consistent();
        if code == Some(0) {
            assert_eq!(
                centre.generations(),
                1,
                "the older one was said to be destroyed"
            );
            let list = std::fs::read_to_string(centre.site.data.join(ERASED)).unwrap();
            assert_eq!(list.lines().count(), erased + 1, "{list}");
        }
        // What was begun is carried to its end by the start.
        let served = centre.starts();
        let mut nadia = centre.signed_in(&served, NADIA).await;
        let status = nadia.get(page).await.unwrap().status.as_u16();
        assert!([200, 410].contains(&status), "{status}");
        erased += usize::from(status == 410);
        assert!(served.stopped().success());
        assert_eq!(centre.generations(), 1);
        if code == Some(0) {
            assert_eq!(status, 410);
            println!("done with {sync} syncs, {erased} erased");
            return;
        }
    }
    panic!("it never ended");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_database_that_is_put_back_is_accepted_through_a_power_cut_at_any_sync() {
    let (mut centre, served) = Centre::new(None, Kind::Forgets).await;
    assert!(served.stopped().success());
    let aside = centre.site.at("aside");
    copy_of(&centre.site.data, &aside);
    let served = centre.starts();
    let mut alex = centre.signed_in(&served, ALEX).await;
    let jobs = alex.get("/jobs").await.unwrap();
    let sign = jobs.form("/jobs/checkpoint/run").unwrap();
    alex.submit(&sign, &[]).await.unwrap();
    assert!(served.stopped().success());
    // The database of before, and all else as it is.
    let database = "doublelock.sqlite";
    std::fs::copy(aside.join(database), centre.site.data.join(database)).unwrap();
    for more in ["-wal", "-shm"] {
        let file = centre.site.data.join(format!("{database}{more}"));
        if file.exists() {
            std::fs::rename(file, aside.join(format!("after{more}"))).unwrap();
        }
    }
    let behind = centre.site.at("behind");
    copy_of(&centre.site.data, &behind);
    let file = std::fs::read_to_string(centre.site.file()).unwrap();
    let renamed = file.replace("journal.fleuve.example", "journal.fleuve.example/2");
    std::fs::write(centre.site.file(), renamed).unwrap();

    let both = typed(ALEX) + &typed(MARC);
    for sync in (0..MOST).step_by(stride()) {
        std::fs::rename(&centre.site.data, centre.site.at(&format!("tried-{sync}"))).unwrap();
        copy_of(&behind, &centre.site.data);
        centre.disk.has_all();
        centre.disk.goes_off_after(sync);
        let (code, said) = centre.site.with_two_people(&["accept-restore"], &both);
        centre.disk.comes_back();
        if code.is_none() {
            // Cut off, it is done again; where it was done already, it says so.
            let (code, said) = centre.site.with_two_people(&["accept-restore"], &both);
            let done = code == Some(0) || said.contains("nothing to accept");
            assert!(done, "{sync}: {said}");
        } else {
            assert_eq!(code, Some(0), "{said}");
        }
        centre.is_consistent();
        let served = centre.starts();
        let mut marc = centre.signed_in(&served, MARC).await;
        let journal = marc.get("/journal").await.unwrap();
        assert!(
            journal.text().contains("journal.fleuve.example/2+"),
            "{sync}"
        );
        assert!(served.stopped().success());
        if code == Some(0) {
            println!("done with {sync} syncs");
            return;
        }
    }
    panic!("it never ended");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_first_start_is_begun_again_after_a_power_cut_at_any_sync() {
    let mut site = Site::of(env!("CARGO_BIN_EXE_doublelock")).await;
    for sync in (0..MOST).step_by(stride()) {
        let disk = Disk::new(
            &site.at(&format!("machine-{sync}")),
            &site.at(&format!("beside-{sync}")),
        );
        site.data = disk.root.join("data");
        site.environment = disk.environment(Kind::Forgets);
        site.configure("[\"127.0.0.1:0\"]", "listen = \"127.0.0.1:0\"", "");
        disk.goes_off_after(sync);
        let mut served = Served::spawned(site.command(), &site.at("log"));
        let ready = served.line();
        served.killed();
        disk.comes_back();
        // Whoever saw it ready was told that there is a centre.
        assert!(ready.is_empty() || site.data.join("doublelock.sqlite").exists());
        let served = site.serve();
        let mut nadia = site.browser(&served);
        let today = nadia.sign_in(NADIA.login, NADIA.password).await.unwrap();
        assert!(today.words().contains(NADIA.name), "{}", today.words());
        assert!(served.stopped().success());
        assert!(site.is_whole());
        if !ready.is_empty() {
            println!("done with {sync} syncs");
            return;
        }
    }
    panic!("it never ended");
}
