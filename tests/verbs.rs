//! Promise: whoever looks sees nothing that is not written down first, and keeps nobody from
//! writing while they look.

#![expect(clippy::unwrap_used, reason = "tests")]

use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::mpsc::{Sender, channel};

use doublelock_domain::access::{
    Actor, Coordination, DutyName, FrontDoor, Operator, Privacy, Purpose, Warrant,
};
use doublelock_domain::case::NewCaseForm;
use doublelock_domain::erasure::{Erasers, Record};
use doublelock_domain::ids::CaseId;
use doublelock_domain::patient::Answer;
use doublelock_domain::refusal::Refusal;
use doublelock_domain::time::{Clock as _, SiteZone};
use doublelock_store::front_door::SignedInPerson;
use doublelock_store::{Error, Result};
use doublelock_testkit::people::{ALEX, NADIA};
use doublelock_testkit::{TestArchive, appliance};
use tracing::{Event, Subscriber};
use tracing_subscriber::layer::{Context, SubscriberExt as _};

/// Somebody who opens cases, and a case.
struct Desk {
    archive: TestArchive,
    nadia: Actor,
    other: Actor,
    case: CaseId,
}

fn vouched(archive: &TestArchive, name: &str, duties: &[DutyName]) -> Actor {
    let who = SignedInPerson {
        stable_id: format!("uuid:{name}"),
        display_name: name.into(),
        language: None,
        duties: duties.iter().copied().collect(),
    };
    let door = archive.warrant::<FrontDoor>(Purpose::SignIn);
    archive.store.write(&door, |unit| unit.vouch(&who)).unwrap()
}

fn opens_a_case(archive: &TestArchive, nadia: &Actor, family_name: &str) -> CaseId {
    let form = NewCaseForm {
        family_name,
        given_names: "Luc",
        birth_date: "1958-06-17",
        sex: "M",
        language: "fr",
        ..NewCaseForm::default()
    };
    let zone = SiteZone::MONTREAL;
    let new = form.check(archive.clock.now().date_in(zone)).unwrap();
    let work = nadia
        .take_up::<Coordination>(Purpose::CaseWork, archive.clock.now())
        .unwrap();
    let opened = archive
        .store
        .write(&work, |unit| unit.open_case(&new, &Answer::NotAsked, zone));
    opened.unwrap().opened().unwrap().0
}

impl Desk {
    fn new() -> Self {
        let archive = TestArchive::new();
        let duties = [DutyName::Coordination, DutyName::Privacy];
        let nadia = vouched(&archive, "nadia", &duties);
        let other = vouched(&archive, "marc", &duties);
        let case = opens_a_case(&archive, &nadia, "Bergeron");
        Self {
            archive,
            nadia,
            other,
            case,
        }
    }

    fn opens_a_case(&self, family_name: &str) -> CaseId {
        opens_a_case(&self.archive, &self.nadia, family_name)
    }

    fn warrant(&self) -> Warrant<Coordination> {
        let now = self.archive.clock.now();
        self.nadia.take_up(Purpose::CaseWork, now).unwrap()
    }

    /// Opens the case's page: the patient's name.
    fn opens(&self) -> Result<String> {
        self.archive.store.witness(&self.warrant(), |sight| {
            let case = sight.open(&self.case)?;
            Ok(case.patient.family_name.as_str().to_owned())
        })
    }

    /// Opens the page of a case, and says so as soon as it was read.
    fn opens_saying(&self, case: &CaseId, say: &Sender<()>) -> Result<String> {
        self.archive.store.witness(&self.warrant(), |sight| {
            let case = sight.open(case)?;
            let _ = say.send(());
            Ok(case.patient.family_name.as_str().to_owned())
        })
    }

    fn openings(&self) -> usize {
        let entries = self.archive.entries();
        entries.iter().filter(|e| e.act == "record.opened").count()
    }

    fn erases(&self) {
        let people = Erasers::together(&self.nadia, &self.other).unwrap();
        let warrant = self
            .nadia
            .take_up::<Privacy>(Purpose::Erasure, self.archive.clock.now())
            .unwrap();
        let authority = "CAI:2026-114".parse().unwrap();
        let record = Record::Case(self.case.clone());
        self.archive
            .store
            .write(&warrant, |unit| unit.erase(&record, &authority, &people))
            .unwrap();
    }
}

#[test]
fn what_is_shown_is_written_down_and_a_page_that_fails_showed_nothing() {
    let desk = Desk::new();
    assert_eq!(desk.opens().unwrap(), "Bergeron");
    assert_eq!(desk.openings(), 1);
    let failed: Result<()> = desk.archive.store.witness(&desk.warrant(), |sight| {
        sight.open(&desk.case)?;
        Err(Error::NotFound)
    });
    assert!(matches!(failed, Err(Error::NotFound)));
    assert_eq!(desk.openings(), 1);
    // What names nobody is looked at without an entry.
    let before = desk.archive.entries().len();
    let count = |sight: &mut doublelock_store::Sight<'_, Coordination>| {
        sight.case_reference(&desk.case).map(|no| no.number)
    };
    assert_eq!(
        desk.archive.store.witness(&desk.warrant(), count).unwrap(),
        1
    );
    assert_eq!(desk.archive.entries().len(), before);
    desk.archive.close();
}

#[test]
fn a_page_that_cannot_be_written_down_is_not_handed_out() {
    let desk = Desk::new();
    desk.archive
        .sql("ALTER TABLE ledger_payload RENAME TO elsewhere")
        .unwrap();
    assert!(desk.opens().is_err());
    desk.archive
        .sql("ALTER TABLE elsewhere RENAME TO ledger_payload")
        .unwrap();
    assert_eq!(desk.openings(), 0);
    assert_eq!(desk.opens().unwrap(), "Bergeron");
    assert_eq!(desk.openings(), 1);
    desk.archive.close();
}

#[test]
fn a_record_that_is_erased_while_somebody_looks_is_not_shown() {
    let desk = Desk::new();
    let mut looks = 0;
    let seen = desk.archive.store.witness(&desk.warrant(), |sight| {
        looks += 1;
        let case = sight.open(&desk.case)?;
        if looks == 1 {
            desk.erases();
        }
        Ok(case.patient.family_name.as_str().to_owned())
    });
    assert!(matches!(seen, Err(Error::Erased(_))), "{seen:?}");
    assert_eq!(looks, 2);
    assert_eq!(desk.openings(), 0);
    desk.archive.close();
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_is_signed_out_while_they_look_sees_nothing() {
    let app = appliance!();
    let _nadia = app.signed_in(NADIA).await;
    let _alex = app.signed_in(ALEX).await;
    let person = |name: &str| {
        let id = app.sql(&format!(
            "SELECT id FROM person WHERE display_name LIKE '{name}%'"
        ));
        id.unwrap().concat().concat()
    };
    let (nadia, alex) = (person("Nadia"), person("Alex"));
    let session = |who: &str| {
        let id = app.sql(&format!("SELECT id FROM session WHERE person_id = '{who}'"));
        id.unwrap().concat().concat()
    };
    assert!(!session(&nadia).is_empty() && !session(&alex).is_empty());
    // The same people, as the front door knows them.
    let vouches = |staff: doublelock_testkit::people::StaffMember, duty: DutyName| {
        let stable = app
            .sql(&format!(
                "SELECT stable_id FROM person WHERE display_name = '{}'",
                staff.name
            ))
            .unwrap()
            .concat()
            .concat();
        let who = SignedInPerson {
            stable_id: stable,
            display_name: staff.name.into(),
            language: None,
            duties: [duty].into(),
        };
        let door = app.office().front_door().unwrap();
        app.office()
            .store
            .write(&door, |unit| unit.vouch(&who))
            .unwrap()
    };
    let at_the_desk = vouches(NADIA, DutyName::Coordination);
    let operates = vouches(ALEX, DutyName::Operator);
    let looking: Warrant<Coordination> = at_the_desk
        .take_up(Purpose::CaseWork, app.office().now())
        .unwrap();
    let ending: Warrant<Operator> = operates
        .take_up(Purpose::Maintenance, app.office().now())
        .unwrap();
    let lists = app.entries();
    let before = lists
        .iter()
        .filter(|entry| entry.act == "list.read")
        .count();
    let store = app.office().store.clone();
    let whose = nadia.parse().unwrap();
    let ended = tokio::task::spawn_blocking(move || {
        store.witness(&looking, |sight| {
            let seen = sight.list_cases(None, 10)?;
            store.write(&ending, |unit| unit.end_sessions_of(&whose))?;
            Ok(seen.len())
        })
    })
    .await
    .unwrap();
    assert!(
        matches!(ended, Err(Error::Refused(Refusal::DutyNotHeld))),
        "{ended:?}"
    );
    let lists = app.entries();
    let lists = lists
        .iter()
        .filter(|entry| entry.act == "list.read")
        .count();
    assert_eq!(lists, before);
    app.close().await;
}

#[test]
fn a_page_is_read_while_somebody_writes() {
    let desk = Desk::new();
    let ((say_writing, is_writing), (say_read, was_read)) = (channel(), channel());
    let clockwork = desk.archive.clockwork();
    let (archive, work) = (&desk.archive, &clockwork);
    let order = std::thread::scope(|scope| {
        let writer = scope.spawn(move || {
            archive.store.write(work, |unit| {
                say_writing.send(()).unwrap();
                // Until the page was read.
                was_read.recv().unwrap();
                unit.note_started("9.9.9", 0)?;
                Ok(())
            })
        });
        is_writing.recv().unwrap();
        let seen = desk.archive.store.witness(&desk.warrant(), |sight| {
            let case = sight.open(&desk.case)?;
            let _ = say_read.send(());
            Ok(case.patient.family_name.as_str().to_owned())
        });
        writer.join().unwrap().unwrap();
        assert_eq!(seen.unwrap(), "Bergeron");
        let entries = desk.archive.entries();
        let last: Vec<String> = entries
            .iter()
            .rev()
            .take(2)
            .map(|e| e.act.clone())
            .collect();
        last
    });
    assert_eq!(order, ["record.opened", "appliance.started"]);
    desk.archive.close();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_page_that_names_nobody_is_served_while_somebody_writes() {
    let app = appliance!();
    let mut nadia = app.signed_in(NADIA).await;
    let mut alex = app.signed_in(ALEX).await;
    let ((say_writing, is_writing), (say_looked, has_looked)) = (channel(), channel());
    let (store, work) = (app.office().store.clone(), app.clockwork());
    let writer = std::thread::spawn(move || {
        store.write(&work, |_| {
            say_writing.send(()).unwrap();
            // Until every page was seen.
            has_looked.recv().unwrap();
            Ok(())
        })
    });
    is_writing.recv().unwrap();
    let patience = std::time::Duration::from_secs(20);
    let (of_nadia, of_alex) = (
        [
            "/places",
            "/labels",
            "/labels/cards.pdf",
            "/cases/new",
            "/sessions",
        ],
        ["/", "/jobs"],
    );
    for page in of_nadia {
        let seen = tokio::time::timeout(patience, nadia.get(page)).await;
        assert_eq!(seen.unwrap().unwrap().status.as_u16(), 200, "{page}");
    }
    for page in of_alex {
        let seen = tokio::time::timeout(patience, alex.get(page)).await;
        assert_eq!(seen.unwrap().unwrap().status.as_u16(), 200, "{page}");
    }
    say_looked.send(()).unwrap();
    writer.join().unwrap().unwrap();
    app.close().await;
}

static COMMITS: AtomicU64 = AtomicU64::new(0);

struct Counting;

impl<S: Subscriber> tracing_subscriber::Layer<S> for Counting {
    fn on_event(&self, event: &Event<'_>, _: Context<'_, S>) {
        if event.metadata().target() == "doublelock_store::commit" {
            COMMITS.fetch_add(1, Ordering::SeqCst);
        }
    }
}

/// `pages` people look, each once, while somebody writes; they are written down when that is done.
fn while_somebody_writes(desk: &Desk, pages: usize, looks: impl Fn(usize, &Sender<()>) + Sync) {
    let clockwork = desk.archive.clockwork();
    let ((say_writing, is_writing), (say_looked, has_looked)) = (channel(), channel());
    let (archive, work, looks) = (&desk.archive, &clockwork, &looks);
    std::thread::scope(|scope| {
        scope.spawn(move || {
            let kept = archive.store.write(work, |unit| {
                say_writing.send(()).unwrap();
                for _ in 0..pages {
                    has_looked.recv().unwrap();
                }
                // All have looked and wait to be written down, or are about to.
                std::thread::sleep(std::time::Duration::from_millis(200));
                unit.note_started("9.9.9", 0)?;
                Ok(())
            });
            kept.unwrap();
        });
        is_writing.recv().unwrap();
        for n in 0..pages {
            let say = say_looked.clone();
            scope.spawn(move || looks(n, &say));
        }
    });
}

#[test]
fn pages_that_wait_together_are_written_together() {
    const PAGES: usize = 20;
    tracing::subscriber::set_global_default(tracing_subscriber::registry().with(Counting)).unwrap();
    let desk = Desk::new();
    let before = COMMITS.load(Ordering::SeqCst);
    while_somebody_writes(&desk, PAGES, |_, say| {
        assert_eq!(desk.opens_saying(&desk.case, say).unwrap(), "Bergeron");
    });
    assert_eq!(desk.openings(), PAGES);
    // Each page's reading, the act, and what wrote the openings down.
    let commits = usize::try_from(COMMITS.load(Ordering::SeqCst) - before).unwrap();
    assert!(commits > PAGES, "{commits}");
    assert!(commits < PAGES + 1 + PAGES / 2, "{commits}");
    desk.archive.close();
}

/// The database refuses whatever is about this case.
fn refuses(archive: &TestArchive, case: &CaseId) {
    let sqlite = archive.home().join("doublelock.sqlite").exists();
    let trigger = if sqlite {
        format!(
            "CREATE TRIGGER refuses BEFORE INSERT ON ledger_subject \
             WHEN NEW.subject = 'case:{case}' BEGIN SELECT RAISE(ABORT, 'no'); END"
        )
    } else {
        format!(
            "CREATE FUNCTION no() RETURNS trigger AS 'BEGIN RAISE EXCEPTION ''no''; END' \
             LANGUAGE plpgsql; CREATE TRIGGER refuses BEFORE INSERT ON ledger_subject \
             FOR EACH ROW WHEN (NEW.subject = 'case:{case}') EXECUTE FUNCTION no()"
        )
    };
    archive.sql(&trigger).unwrap();
}

#[test]
fn a_page_that_cannot_be_written_down_spoils_none_that_waits_with_it() {
    const PAGES: usize = 6;
    let desk = Desk::new();
    let bad = desk.opens_a_case("Lavoie");
    refuses(&desk.archive, &bad);
    while_somebody_writes(&desk, PAGES, |n, say| {
        if n == 2 {
            assert!(desk.opens_saying(&bad, say).is_err());
        } else {
            assert_eq!(desk.opens_saying(&desk.case, say).unwrap(), "Bergeron");
        }
    });
    assert_eq!(desk.openings(), PAGES - 1);
    desk.archive.close();
}

#[test]
fn a_vacuum_of_the_journal_stops_nobody() {
    let desk = Desk::new();
    let doublelock_store::DatabaseUrl::Postgres(url) = desk.archive.database() else {
        // SQLite has nothing of the kind.
        desk.archive.close();
        return;
    };
    // As long as a vacuum holds it: its lock, for as long as the acts take.
    let mut vacuum = std::process::Command::new("psql")
        .args([url, "--quiet", "--no-psqlrc", "--tuples-only", "--command"])
        .arg(
            "BEGIN; LOCK TABLE ledger_entry, ledger_payload, ledger_tile, ledger_subject \
             IN SHARE UPDATE EXCLUSIVE MODE; SELECT pg_sleep(30)",
        )
        .spawn()
        .unwrap();
    let held = "SELECT COUNT(*) FROM pg_locks WHERE mode = 'ShareUpdateExclusiveLock' AND granted";
    while desk.archive.sql(held).unwrap().concat().concat() == "0" {
        std::thread::sleep(std::time::Duration::from_millis(20));
    }
    assert_eq!(desk.opens().unwrap(), "Bergeron");
    desk.archive.write_at_once(3);
    assert!(vacuum.try_wait().unwrap().is_none(), "it is still at it");
    vacuum.kill().unwrap();
    vacuum.wait().unwrap();
    desk.archive
        .sql("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE query LIKE '%pg_sleep(30)%' AND pid <> pg_backend_pid()")
        .unwrap();
    desk.archive.close();
}

/// Somebody looks for long, and much is written meanwhile. SQLite keeps all of it beside the
/// database: that is told, keeps nobody waiting, and is put right once they are done.
#[tokio::test(flavor = "multi_thread")]
async fn a_long_look_lets_the_log_grow_and_that_is_told() {
    let app = appliance!();
    let store = app.office().store.clone();
    if store.log_bytes().is_none() {
        // PostgreSQL has no such log; a look is a snapshot there too.
        assert!(std::env::var_os("DOUBLELOCK_TEST_DATABASE").is_some());
        app.close().await;
        return;
    }
    let (looking, begun) = channel();
    let (done, wait) = channel::<()>();
    let (reader, warrant) = (store.clone(), app.clockwork());
    let look = std::thread::spawn(move || {
        reader.read(&warrant, |unit| {
            unit.objects_to_describe()?;
            looking.send(()).unwrap();
            wait.recv().unwrap();
            Ok(())
        })
    });
    begun.recv().unwrap();
    // Pictures may be thrown away: one of 160 MB, and it is.
    app.sql("INSERT INTO thumbnail VALUES ('x', zeroblob(160000000)); DELETE FROM thumbnail")
        .unwrap();
    assert!(store.log_bytes().unwrap() > 150_000_000);
    app.running.clockworks.look().await.unwrap();
    let mut alex = app.signed_in(ALEX).await.speaking("fr-CA");
    let page = alex.get("/jobs").await.unwrap().words();
    assert!(page.contains("Journal d’écriture de la base"), "{page}");
    assert!(page.contains("Une lecture qui dure"), "{page}");
    let today = alex.get("/").await.unwrap().words();
    assert!(today.contains("Journal d’écriture de la base"), "{today}");

    done.send(()).unwrap();
    look.join().unwrap().unwrap();
    app.running.clockworks.look().await.unwrap();
    assert!(store.log_bytes().unwrap() < 10_000_000);
    let page = alex.get("/jobs").await.unwrap().words();
    assert!(!page.contains("Journal d’écriture de la base"), "{page}");
    app.close().await;
}
