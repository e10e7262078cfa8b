//! Processes that are killed or stopped while they are at work, and what the appliance says of
//! it afterwards.

use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU32, Ordering};
use std::time::{Duration, Instant};

use doublelock::demo::browser::{Answer, Browser};
use doublelock::demo::people::{MARC, NADIA};
use doublelock::machine::MachineClock;
use doublelock_domain::time::Clock as _;
use doublelock_testkit::records::{Officer, number_of};
use doublelock_testkit::site::Served;
use doublelock_vault::{Keyring, MasterKey};

use crate::{PROGRAM, Site};

impl Site {
    /// A coordinator at the browser, and a case that she opened: its address.
    pub(crate) async fn nadia_with_a_case(&self, served: &Served) -> (Browser, String) {
        let mut nadia = self.browser(served).speaking("fr-CA");
        nadia.sign_in(NADIA.login, NADIA.password).await.unwrap();
        let form = nadia.get("/cases/new").await.unwrap();
        let form = form.form("/cases").unwrap();
        let fields = [
            ("family-name", "Zorgluwitz"),
            ("given-names", "Odile"),
            ("birth-date", "1958-06-17"),
            ("sex", "F"),
            ("language", "fr"),
        ];
        let page = nadia.submit(&form, &fields).await.unwrap();
        assert!(page.words().contains("Zorgluwitz"), "{}", page.words());
        (nadia, page.path)
    }

    /// The privacy officer at the browser.
    async fn marc(&self, served: &Served) -> Officer {
        let mut browser = self.browser(served).speaking("fr-CA");
        browser.sign_in(MARC.login, MARC.password).await.unwrap();
        Officer { browser }
    }

    fn begins_to_rotate(&self) -> Child {
        Command::new(PROGRAM)
            .args(["keys", "rotate", "--config"])
            .arg(self.at("doublelock.toml"))
            .stdout(Stdio::null())
            .spawn()
            .unwrap()
    }

    fn generations(&self) -> usize {
        let master = MasterKey::read(&self.hospital.config.storage.master_key).unwrap();
        let ring = Keyring::load(&self.data().join("keyring.json")).unwrap();
        ring.generations(&master).unwrap().names().count()
    }
}

/// How many browsers look, and how often each would: together more than fifty looks a second.
const READERS: u64 = 8;
const EVERY: Duration = Duration::from_millis(100);

#[tokio::test(flavor = "multi_thread")]
async fn keys_are_wrapped_anew_under_load_and_after_two_kills_and_every_look_is_answered() {
    let site = Site::new().await;
    let served = site.serve();
    let (mut nadia, case) = site.nadia_with_a_case(&served).await;
    assert_eq!(nadia.get(&case).await.unwrap().status.as_u16(), 200);
    let (over, looks) = (
        Arc::new(AtomicBool::new(false)),
        Arc::new(AtomicU32::new(0)),
    );
    let mut readers = Vec::new();
    for _ in 0..READERS {
        let (mut reader, case) = (nadia.clone(), case.clone());
        let (over, looks) = (over.clone(), looks.clone());
        readers.push(tokio::spawn(async move {
            let mut pace = tokio::time::interval(EVERY);
            while !over.load(Ordering::SeqCst) {
                pace.tick().await;
                let shown = reader.get(&case).await.unwrap();
                assert_eq!(shown.status.as_u16(), 200, "{}", shown.words());
                assert!(shown.words().contains("Zorgluwitz"), "{}", shown.words());
                looks.fetch_add(1, Ordering::SeqCst);
            }
        }));
    }
    let began = Instant::now();
    // Killed as soon as there is a new generation, and once more while it waits for those who look.
    for longer in [0, 500] {
        let mut rotating = site.begins_to_rotate();
        while site.generations() < 2 {
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
        tokio::time::sleep(Duration::from_millis(longer)).await;
        rotating.kill().unwrap();
        rotating.wait().unwrap();
    }
    assert_eq!(site.generations(), 2, "the older one waits to be destroyed");
    let mut rotating = site.begins_to_rotate();
    let done = tokio::task::spawn_blocking(move || rotating.wait().unwrap());
    assert!(done.await.unwrap().success());
    tokio::time::sleep(Duration::from_millis(500)).await;
    let lasted = began.elapsed();
    over.store(true, Ordering::SeqCst);
    for reader in readers {
        reader.await.unwrap();
    }
    let looks = looks.load(Ordering::SeqCst);
    println!("{looks} looks in {lasted:.1?}");
    assert!(
        looks > u32::try_from(READERS).unwrap(),
        "they looked all the while"
    );
    assert_eq!(site.generations(), 1, "carried on with the one it had made");
    assert!(served.stopped().success());
    assert!(site.is_whole());
}

/// Looks at the page of a request until the build on it has ended.
async fn built(marc: &mut Officer, no: &str) -> Answer {
    for _ in 0..400 {
        let page = marc.browser.get(&format!("/requests/{no}")).await.unwrap();
        if !page.words().contains("En préparation") {
            return page;
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    panic!("the build never ended");
}

fn is_at_work(folder: &Path) -> bool {
    std::fs::read_dir(folder).unwrap().count() > 0
}

/// Waits until a build has its folder; it has it until it is done.
async fn at_work(folder: &Path) {
    for _ in 0..10_000 {
        if is_at_work(folder) {
            return;
        }
        tokio::time::sleep(Duration::from_millis(1)).await;
    }
    panic!("no build is at work");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_build_that_a_kill_cut_off_is_said_and_made_again_and_one_that_was_stopped_goes_on() {
    let site = Site::new().await;
    let served = site.serve();
    let (mut nadia, case) = site.nadia_with_a_case(&served).await;
    let page = nadia.get(&case).await.unwrap().words();
    let number = page.split(' ').find(|word| word.contains("-0001")).unwrap();
    let mut marc = site.marc(&served).await;
    let zone = site.hospital.config.centre.zone;
    let today = MachineClock::start().now().date_in(zone).to_string();
    let seen = [("identity", "enclosed_copy")];
    let no = number_of(&marc.logs(number, &today, &seen).await);

    // Killed with the build in its hands.
    let work = site.data().join("packages").join("work");
    marc.presses(&no, "build", &[]).await;
    at_work(&work).await;
    served.told("KILL");
    drop(served);
    let served = site.serve();
    let mut marc = site.marc(&served).await;
    let page = marc.browser.get(&format!("/requests/{no}")).await.unwrap();
    assert!(
        page.words()
            .contains("interrompue par un arrêt de l’appareil"),
        "{}",
        page.words()
    );
    assert_eq!(std::fs::read_dir(&work).unwrap().count(), 0, "cleared up");

    // Stopped with it, as a machine that sleeps: it goes on where it was.
    marc.presses(&no, "build", &[]).await;
    at_work(&work).await;
    served.told("STOP");
    tokio::time::sleep(Duration::from_secs(2)).await;
    assert!(is_at_work(&work), "it was stopped with the build in hand");
    served.told("CONT");
    let page = built(&mut marc, &no).await;
    assert!(page.words().contains("Copie prête"), "{}", page.words());
    assert!(served.stopped().success());
    assert!(site.is_whole());
}
