//! A process that erases a record and dies at one of its steps: before each transaction, and at
//! each byte of chance that it draws within one.

use std::process::Command;
use std::sync::atomic::{AtomicU32, Ordering};

use doublelock::vaults::Vaults;
use doublelock_domain::time::{Clock, Entropy, Timestamp};
use doublelock_testkit::TestClock;

use super::*;

/// Says to this very test that it is the process that dies, and where: fields of [`Orders`].
const DIES: &str = "DOUBLELOCK_TEST_DIES";
const NAME: &str = "killed::killed_at_any_of_its_steps_an_erasure_is_done_at_the_next_start";

/// What the process is told: the database, the data directory, the master key, the case, the
/// time, and at which step it dies.
struct Orders([String; 6]);

impl Orders {
    fn of(centre: &Centre, case: &CaseId, step: u32) -> Self {
        let config = &centre.app.office().config;
        let database = match &config.storage.database {
            DatabaseUrl::Sqlite(path) => format!("sqlite:{}", path.display()),
            DatabaseUrl::Postgres(url) => url.clone(),
        };
        Self([
            database,
            centre.data().display().to_string(),
            config.storage.master_key.display().to_string(),
            case.to_string(),
            centre.app.office().now().micros().to_string(),
            step.to_string(),
        ])
    }

    /// Whether the process came to its end.
    fn are_carried_out(&self) -> bool {
        let done = Command::new(std::env::current_exe().unwrap())
            .args(["--exact", NAME])
            .env(DIES, self.0.join("|"))
            .env("RUST_BACKTRACE", "0")
            .output()
            .unwrap();
        assert!(
            done.status.success() || done.status.code().is_none(),
            "it dies by a signal or not at all: {}",
            String::from_utf8_lossy(&done.stdout)
        );
        done.status.success()
    }
}

/// Time and chance, of which the process asks until it dies.
struct Dying {
    clock: TestClock,
    left: AtomicU32,
}

impl Dying {
    fn step(&self) {
        if self.left.fetch_sub(1, Ordering::SeqCst) == 1 {
            // Nothing is tidied up: what a kill leaves.
            std::process::abort();
        }
    }
}

impl Clock for Dying {
    fn now(&self) -> Timestamp {
        self.step();
        self.clock.now()
    }
}

impl Entropy for Dying {
    fn fill(&self, bytes: &mut [u8]) {
        self.step();
        MachineEntropy.fill(bytes);
    }
}

/// What the process does: `doublelock erase-record`, from the act to its end.
fn erases_and_dies(orders: &str) {
    let orders: Vec<&str> = orders.split('|').collect();
    let [database, data, master, case, now, step] = orders[..] else {
        panic!("{orders:?}");
    };
    let (data, master) = (Path::new(data), Path::new(master));
    let now = Timestamp::from_micros(now.parse().unwrap());
    let dying = Arc::new(Dying {
        clock: TestClock::at(now),
        left: AtomicU32::new(u32::MAX),
    });
    let keys = Arc::new(SiteKeys::of(data, master));
    let store = Store::new(
        &database.parse().unwrap(),
        dying.clone(),
        dying.clone(),
        keys,
    );
    let appliance = store.appliance().unwrap();
    let door = appliance
        .take_up::<FrontDoor>(Purpose::SignIn, now)
        .unwrap();
    let [first, second] = ["first", "second"].map(|name| {
        let who = SignedInPerson {
            stable_id: format!("uuid:{name}"),
            display_name: name.to_owned(),
            language: None,
            duties: [DutyName::Privacy].into(),
        };
        store.write(&door, |unit| unit.vouch(&who)).unwrap()
    });
    let vault = Vaults::open(data, master, 0, Arc::new(MachineEntropy), now).unwrap();
    let people = Erasers::together(&first, &second).unwrap();
    let authority = "CAI:2026-114".parse().unwrap();
    let warrant = first.take_up::<Privacy>(Purpose::Erasure, now).unwrap();
    let work = appliance.take_up(Purpose::Maintenance, now).unwrap();
    let record = Record::Case(case.parse().unwrap());

    dying.left.store(step.parse().unwrap(), Ordering::SeqCst);
    let done = store.write(&warrant, |unit| unit.erase(&record, &authority, &people));
    assert!(matches!(done, Ok(_) | Err(Error::Erased(_))), "{done:?}");
    let keys = Keys::take(&store, &work, data, master, Duration::ZERO).unwrap();
    keys.finish_erasures(&vault, &*dying).unwrap();
}

impl Centre {
    /// One more case of the same person.
    fn another_case(&self) -> CaseId {
        let zone = self.app.office().config.centre.zone;
        let form = NewCaseForm {
            family_name: FAMILY,
            given_names: "Odile",
            birth_date: "1958-06-17",
            sex: "F",
            language: "fr",
            ..NewCaseForm::default()
        };
        let new = form.check(self.app.office().now().date_in(zone)).unwrap();
        let work = self.warrant::<Coordination>(Purpose::CaseWork);
        let same = Answer::OnFile(self.patient.clone());
        let begun = self.store().write(&work, |unit| {
            let begun = unit.open_case(&new, &same, zone)?;
            Ok(begun.opened().unwrap().0)
        });
        begun.unwrap()
    }

    fn opens(&self, case: &CaseId) -> Result<(), Error> {
        let work = self.warrant::<Coordination>(Purpose::CaseWork);
        self.store().write(&work, |unit| unit.open(case).map(drop))
    }

    fn generations(&self) -> usize {
        let storage = &self.app.office().config.storage;
        let master = doublelock_vault::MasterKey::read(&storage.master_key).unwrap();
        let ring = Keyring::load(&storage.data.join("keyring.json")).unwrap();
        ring.generations(&master).unwrap().names().count()
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn killed_at_any_of_its_steps_an_erasure_is_done_at_the_next_start() {
    if let Ok(orders) = std::env::var(DIES) {
        return erases_and_dies(&orders);
    }
    let centre = Centre::new().await;
    let (mut untouched, mut carried_on) = (0, 0);
    for step in 1.. {
        let case = centre.another_case();
        if Orders::of(&centre, &case, step).are_carried_out() {
            assert!(matches!(centre.opens(&case), Err(Error::Erased(_))));
            break;
        }
        // What the next start does.
        let pending = centre.finishes() > 0;
        match centre.opens(&case) {
            Ok(()) => {
                assert!(!pending, "step {step}");
                assert_eq!(
                    carried_on, 0,
                    "before the act is committed, not after: {step}"
                );
                untouched += 1;
            }
            Err(Error::Erased(_)) => carried_on += 1,
            Err(other) => panic!("step {step}: {other}"),
        }
        assert_eq!(centre.finishes(), 0, "step {step}: something is left to do");
        assert_eq!(centre.generations(), 1, "step {step}");
    }
    assert!(
        untouched >= 2 && carried_on >= 10,
        "{untouched}, {carried_on}"
    );

    // The same for a case with images, killed again and again while it is carried on.
    let mut step = 1;
    while !Orders::of(&centre, &centre.case, step).are_carried_out() {
        step += 1;
    }
    assert!(matches!(centre.opens(&centre.case), Err(Error::Erased(_))));
    assert_eq!(centre.finishes(), 0, "nothing is left to do");
    assert_eq!(centre.generations(), 1);
    centre.app.close().await;
}
