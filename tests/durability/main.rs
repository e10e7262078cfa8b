//! Promise: what somebody was told is done is there, through a kill, through a power cut that
//! leaves only what was synced, and through a disk that was full: each at any moment of scans,
//! forms and images.

#![expect(clippy::unwrap_used, clippy::print_stdout, reason = "tests")]

mod centre;
mod deaf;
mod disk;
mod full;
mod hands;
mod rare;

use std::time::Duration;

use centre::Centre;
use disk::Kind;
use doublelock_store::DatabaseUrl;
use doublelock_testkit::site::Served;
use doublelock_testkit::{PostgresServer, database_on_the_server};
use tokio::task::JoinHandle;

/// How many cuts a test makes: `tests/durability/run` asks for more.
fn cuts() -> u64 {
    let asked = std::env::var("DOUBLELOCK_CUTS").ok();
    asked.map_or(20, |cuts| cuts.parse().unwrap())
}

/// How many of the syncs of something rare are passed over between two cuts: `tests/durability/run`
/// cuts at each.
fn stride() -> usize {
    if cuts() > 100 { 1 } else { 3 }
}

/// Chance that comes again with the same seed.
struct Dice(u64);

impl Dice {
    fn new() -> Self {
        let seed = std::env::var("DOUBLELOCK_SEED").ok();
        let seed = seed.map_or(7, |seed| seed.parse().unwrap());
        println!("DOUBLELOCK_SEED={seed}");
        Self(seed)
    }

    /// A number below `end` (splitmix64).
    fn below(&mut self, end: u32) -> u32 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        u32::try_from((z ^ (z >> 31)) % u64::from(end)).unwrap()
    }
}

/// The server of this run; without one the test says that it is skipped.
fn on_a_server() -> Option<DatabaseUrl> {
    let url = database_on_the_server();
    if url.is_none() {
        println!("skipped: DOUBLELOCK_TEST_POSTGRES names no server");
        assert!(std::env::var("CI").as_deref() != Ok("true"));
    }
    url
}

/// Killed after a few deeds more, somewhere in the middle of the next.
async fn is_killed(centre: &mut Centre, served: Served, dice: &mut Dice) {
    let until = centre.book.len() + 2 + dice.below(8) as usize;
    // Now and then not before a copy is ready, or while one is being built.
    let wish = dice.below(4);
    let copies = centre.book.copies() + usize::from(wish == 0);
    let done = |centre: &Centre| {
        centre.book.len() >= until
            && centre.book.copies() >= copies
            && (wish != 1 || centre.builds("state = 'building'") > 0)
    };
    let work = centre.begins_to_work(&served).await;
    for _ in 0..6000 {
        if done(centre) || work.hands.iter().all(JoinHandle::is_finished) {
            break;
        }
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
    assert!(done(centre), "they did not get on");
    tokio::time::sleep(Duration::from_micros(dice.below(40_000).into())).await;
    work.may_be_cut();
    served.killed();
    work.end().await;
}

async fn killed_again_and_again(records: Option<DatabaseUrl>) {
    let mut dice = Dice::new();
    let (mut centre, mut served) = Centre::new(records, Kind::Plain).await;
    for _ in 0..cuts() {
        is_killed(&mut centre, served, &mut dice).await;
        centre.is_consistent();
        served = centre.starts();
        centre.is_all_there(&served).await;
    }
    assert!(centre.book.copies() > 0, "a copy was ready before a kill");
    assert!(
        centre.builds("fault = 'cut_off'") > 0,
        "and others were not"
    );
    centre.closes(served).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn killed_at_any_moment_it_has_all_that_was_acknowledged() {
    killed_again_and_again(None).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn killed_at_any_moment_it_has_all_that_was_acknowledged_on_postgres() {
    if let Some(url) = on_a_server() {
        killed_again_and_again(Some(url)).await;
    }
}

/// The power goes after a few syncs more, whoever makes them.
async fn loses_power(centre: &mut Centre, mut served: Served, dice: &mut Dice) {
    let work = centre.begins_to_work(&served).await;
    tokio::time::sleep(Duration::from_millis(dice.below(400).into())).await;
    work.may_be_cut();
    centre.disk.goes_off_after(dice.below(40));
    for _ in 0..6000 {
        if served.has_ended() {
            break;
        }
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
    assert!(served.has_ended(), "nothing was synced any more");
    work.end().await;
    centre.disk.comes_back();
}

async fn without_power_again_and_again(records: Option<DatabaseUrl>) {
    let mut dice = Dice::new();
    let (mut centre, mut served) = Centre::new(records, Kind::Forgets).await;
    for _ in 0..cuts() {
        loses_power(&mut centre, served, &mut dice).await;
        centre.is_consistent();
        served = centre.starts();
        centre.is_all_there(&served).await;
    }
    centre.closes(served).await;
}

/// The name of the next test.
const WITHOUT_POWER: &str = "without_power_at_any_moment_it_has_all_that_was_acknowledged";

#[tokio::test(flavor = "multi_thread")]
async fn without_power_at_any_moment_it_has_all_that_was_acknowledged() {
    without_power_again_and_again(None).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn without_power_at_any_moment_it_has_all_that_was_acknowledged_on_postgres() {
    if let Some(url) = on_a_server() {
        without_power_again_and_again(Some(url)).await;
    }
}

/// Here the power goes for the server as well: what it had not written is gone, and by itself it
/// would be in no hurry to write anything.
#[tokio::test(flavor = "multi_thread")]
async fn without_power_at_any_moment_a_server_has_what_was_acknowledged_on_postgres() {
    let lazy = ["synchronous_commit=off", "wal_writer_delay=10s"];
    let Some(mut postgres) = PostgresServer::start_with(&lazy) else {
        println!("skipped: the programs of a PostgreSQL server are not here");
        assert!(std::env::var("CI").as_deref() != Ok("true"));
        return;
    };
    let mut dice = Dice::new();
    let (mut centre, mut served) = Centre::new(Some(postgres.url()), Kind::Forgets).await;
    for _ in 0..cuts() / 4 {
        is_killed(&mut centre, served, &mut dice).await;
        postgres.stop();
        centre.disk.comes_back();
        postgres.start_again();
        centre.is_consistent();
        served = centre.starts();
        centre.is_all_there(&served).await;
    }
    centre.closes(served).await;
}
