//! Promise: work of the appliance's own is claimed and takes effect once, whatever happens to
//! who claimed it: two that ask at once, one that is stopped past its lease and wakes, one that
//! is killed, one whose clock is an hour off. Two front ends on one database; `tests/run` does
//! it on PostgreSQL too.

#![expect(clippy::unwrap_used, reason = "tests")]

mod process;
mod work;

use std::sync::Barrier;
use std::time::Duration;

use doublelock_domain::fact::objects::VaultRead;
use doublelock_domain::schedule::RunOutcome;
use doublelock_domain::time::{Span, Timestamp};
use doublelock_store::claims::{Claim, ClaimKind, LEASE};
use doublelock_store::jobs::RunUnderWay;
use doublelock_store::{Error, Result, Store};
use doublelock_testkit::{MORNING, TestArchive};

/// As short as a lease can be with a machine that is busy with other tests.
const SHORT: Span = Span::micros_of(400_000);
/// What the moment of the schedule is, that all of them want to run.
const MOMENT: Timestamp = MORNING;

/// Past the end of a short lease, in real time: a lease is nothing else.
fn sleep_past_a_short_lease() {
    std::thread::sleep(Duration::from_millis(600));
}

fn claims(archive: &TestArchive, store: &Store, subject: &str, lease: Span) -> Option<Claim> {
    store
        .write(&archive.clockwork(), |unit| {
            unit.claim(ClaimKind::Scrub, subject, "any", lease)
        })
        .unwrap()
}

fn begins(archive: &TestArchive, store: &Store, who: &str, lease: Span) -> Option<RunUnderWay> {
    store
        .write(&archive.clockwork(), |unit| {
            unit.begin_due_run("verify", MOMENT, who, lease)
        })
        .unwrap()
}

/// A run that failed is in the journal.
fn ends(archive: &TestArchive, store: &Store, run: &RunUnderWay) -> Result<()> {
    store.write(&archive.clockwork(), |unit| {
        unit.end_run(run, RunOutcome::Failed, "!")
    })
}

/// How often `act` is in the journal.
fn times(archive: &TestArchive, act: &str) -> usize {
    let entries = archive.entries();
    entries.iter().filter(|entry| entry.act == act).count()
}

/// How the runs ended, those of one word together.
fn outcomes(archive: &TestArchive) -> Vec<String> {
    let rows = archive
        .sql("SELECT outcome FROM job_run ORDER BY outcome")
        .unwrap();
    rows.into_iter().flatten().collect()
}

#[test]
fn of_two_that_ask_at_once_one_gets_it() {
    let archive = TestArchive::new();
    let other = archive.front_end_beside(Span::seconds(0));
    let start = Barrier::new(2);
    let asks = |store: &Store| -> Vec<bool> {
        (0..25)
            .map(|n| {
                start.wait();
                claims(&archive, store, &n.to_string(), LEASE).is_some()
            })
            .collect()
    };
    let (ours, theirs) = std::thread::scope(|scope| {
        let theirs = scope.spawn(|| asks(&other));
        (asks(&archive.store), theirs.join().unwrap())
    });
    for (n, (one, another)) in ours.iter().zip(&theirs).enumerate() {
        assert!(one ^ another, "piece {n}: {one} and {another}");
    }
    archive.close();
}

#[test]
fn who_is_stopped_past_the_lease_wakes_to_find_the_work_done_by_another() {
    let archive = TestArchive::new();
    let other = archive.front_end_beside(Span::seconds(0));
    let first = begins(&archive, &archive.store, "first", SHORT).unwrap();
    assert!(begins(&archive, &other, "second", SHORT).is_none());

    sleep_past_a_short_lease();
    let second = begins(&archive, &other, "second", LEASE).unwrap();
    assert!(second.claim().number() > first.claim().number());
    // The first wakes while the second is at work: it renews nothing, and writes nothing.
    let before = archive.entries().len();
    let warrant = archive.clockwork();
    let renewed = archive
        .store
        .write(&warrant, |unit| unit.renew(first.claim(), LEASE));
    assert!(!renewed.unwrap());
    let on_the_way = archive.store.write(&warrant, |unit| {
        unit.note_started("9.9.9", 0)?;
        unit.hold(first.claim())
    });
    assert!(matches!(on_the_way, Err(Error::ClaimLost)));
    assert!(matches!(
        ends(&archive, &archive.store, &first),
        Err(Error::ClaimLost)
    ));
    assert_eq!(archive.entries().len(), before);
    assert_eq!(outcomes(&archive), ["cut_off", "running"]);

    ends(&archive, &other, &second).unwrap();
    // It wakes once more, and somebody presses twice.
    for (store, run) in [(&archive.store, &first), (&other, &second)] {
        assert!(matches!(ends(&archive, store, run), Err(Error::ClaimLost)));
    }
    assert_eq!(times(&archive, "job.ran"), 1);
    assert_eq!(outcomes(&archive), ["cut_off", "failed"]);
    // Its moment was run: nobody runs it again.
    assert!(begins(&archive, &archive.store, "first", SHORT).is_none());
    archive.close();
}

#[test]
fn a_reading_of_the_vault_that_was_taken_over_writes_nothing_down() {
    let archive = TestArchive::new();
    let other = archive.front_end_beside(Span::seconds(0));
    let warrant = archive.clockwork();
    let begins = |store: &Store, lease| {
        store
            .write(&warrant, |unit| {
                unit.begin_run("reread", MORNING, "any", lease)
            })
            .unwrap()
    };
    let first = begins(&archive.store, SHORT).unwrap();
    assert!(begins(&other, SHORT).is_none());
    sleep_past_a_short_lease();
    let second = begins(&other, LEASE).unwrap();
    let before = archive.entries().len();
    let ends = |run: &RunUnderWay| {
        let found = VaultRead {
            objects: 1,
            damaged: 0,
            left: 0,
        };
        let read = archive
            .store
            .write(&warrant, |unit| unit.note_reread(run.claim(), &[]));
        let ended = archive.store.write(&warrant, |unit| {
            unit.note_vault_read(run.claim(), found.clone())
        });
        (read, ended)
    };
    assert!(matches!(
        ends(&first),
        (Err(Error::ClaimLost), Err(Error::ClaimLost))
    ));
    assert_eq!(archive.entries().len(), before);
    assert!(matches!(ends(&second), (Ok(()), Ok(()))));
    assert_eq!(times(&archive, "vault.read"), 1);
    archive.close();
}

#[test]
fn clocks_an_hour_off_neither_take_nor_lose_anything() {
    let archive = TestArchive::new();
    let ahead = archive.front_end_beside(Span::hours(1));
    let behind = archive.front_end_beside(Span::hours(-1));
    let of = [&archive.store, &ahead, &behind];
    for (n, holder) in of.iter().enumerate() {
        let subject = format!("held by {n}");
        let first = claims(&archive, holder, &subject, LEASE).unwrap();
        for other in of {
            assert!(claims(&archive, other, &subject, LEASE).is_none());
        }
        let warrant = archive.clockwork();
        let renew = |lease| holder.write(&warrant, |unit| unit.renew(&first, lease));
        assert!(renew(SHORT).unwrap());
        sleep_past_a_short_lease();
        // Over for everybody, whatever their clocks say.
        let next = of[(n + 1) % of.len()];
        let second = claims(&archive, next, &subject, LEASE).unwrap();
        assert!(second.number() > first.number());
        assert!(!renew(LEASE).unwrap());
    }
    archive.close();
}

#[test]
fn work_that_is_given_back_or_was_a_dead_process_s_is_free_at_once() {
    let archive = TestArchive::new();
    let other = archive.front_end_beside(Span::seconds(0));
    let warrant = archive.clockwork();
    let first = claims(&archive, &archive.store, "attic", LEASE).unwrap();
    archive
        .store
        .write(&warrant, |unit| unit.give_back(&first))
        .unwrap();
    let second = claims(&archive, &other, "attic", LEASE).unwrap();
    assert!(second.number() > first.number());
    // Given back again by who no longer has it: nothing.
    archive
        .store
        .write(&warrant, |unit| unit.give_back(&first))
        .unwrap();
    assert!(claims(&archive, &archive.store, "attic", LEASE).is_none());

    let run = begins(&archive, &other, "killed", LEASE).unwrap();
    let starts_again = |name: &str| {
        archive
            .store
            .write(&warrant, |unit| {
                unit.abandon_claims(name)?;
                unit.mark_cut_off_runs()
            })
            .unwrap()
    };
    assert_eq!(starts_again("another"), 0);
    assert_eq!(starts_again("killed"), 1);
    assert!(matches!(
        ends(&archive, &other, &run),
        Err(Error::ClaimLost)
    ));
    archive.close();
}

#[test]
fn claims_that_were_thrown_away_come_back_to_nobody() {
    let archive = TestArchive::new();
    let first = claims(&archive, &archive.store, "attic", LEASE).unwrap();
    archive.sql("DELETE FROM work_claim").unwrap();
    let second = claims(&archive, &archive.store, "attic", LEASE).unwrap();
    assert!(second.number() > first.number());
    let late = archive
        .store
        .write(&archive.clockwork(), |unit| unit.finish(&first));
    assert!(matches!(late, Err(Error::ClaimLost)));
    archive.close();
}
