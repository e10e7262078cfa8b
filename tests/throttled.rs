//! Promise: tries at a password are counted where every front end sees them and a restart finds
//! them again, under marks that tell nothing, in a table that does not grow without end.

#![expect(clippy::unwrap_used, reason = "tests")]

use std::net::IpAddr;
use std::sync::Arc;
use std::time::Duration;

use doublelock::office::Office;
use doublelock::proof::{self, Door, NotProved};
use doublelock_directory::demo::Conduct;
use doublelock_domain::access::{FrontDoor, Purpose};
use doublelock_domain::guessing::{Knock, Limits, Mark, Meant, Verdict};
use doublelock_domain::time::{Clock as _, Span, Timestamp};
use doublelock_store::Store;
use doublelock_store::guessing::Attempt;
use doublelock_testkit::people::NADIA;
use doublelock_testkit::{RepeatingChance, TestAppliance, TestArchive, TestClock, appliance};

/// What the demonstration's centre lets through from one strange place, and in all.
const HERE: usize = 4;
const IN_ALL: usize = 5;

fn address(last: u8) -> IpAddr {
    IpAddr::from([192, 0, 2, last])
}

async fn guess(office: &Office, login: &str, from: u8) -> NotProved {
    let proved = proof::prove(&office.door(), login, "a guess", address(from)).await;
    proved.unwrap().err().unwrap()
}

fn must_wait(answer: NotProved) -> bool {
    matches!(answer, NotProved::Wait(seconds) if (1..=15 * 60 + 1).contains(&seconds))
}

/// A second front end on the same database, whose clock is `apart` from the first one's.
fn front_end_beside(app: &TestAppliance, apart: Span) -> Office {
    let clock = Arc::new(TestClock::at(app.clock.now().plus(apart)));
    let luck = Arc::new(RepeatingChance::from_seed(7));
    let database = &app.centre.config.storage.database;
    Office {
        store: Store::new(database, clock, luck, Arc::new(doublelock_store::NoKeys)),
        ..app.office().clone()
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_restart_forgets_no_guess() {
    let app = appliance!();
    for _ in 0..HERE {
        assert_eq!(
            guess(app.office(), NADIA.login, 1).await,
            NotProved::Refused
        );
    }
    assert!(must_wait(guess(app.office(), NADIA.login, 1).await));
    let app = app.restarted().await;
    assert!(must_wait(guess(app.office(), NADIA.login, 1).await));
    app.later(Span::minutes(15));
    assert_eq!(
        guess(app.office(), NADIA.login, 1).await,
        NotProved::Refused
    );
    app.close().await;
}

/// Whoever must erase a record can do so whatever strangers try at the page.
#[tokio::test(flavor = "multi_thread")]
async fn strangers_keep_nobody_from_signing_in_at_the_machine() {
    let app = appliance!();
    for n in 0..12 {
        guess(app.office(), NADIA.login, n).await;
    }
    assert!(must_wait(guess(app.office(), NADIA.login, 200).await));
    let machine = Door {
        at_the_machine: true,
        ..app.office().door()
    };
    let here = IpAddr::from([127, 0, 0, 1]);
    let tries = |password: &'static str| proof::prove(&machine, NADIA.login, password, here);
    assert!(tries(NADIA.password).await.unwrap().is_ok());
    for _ in 0..HERE {
        let wrong = tries("a guess").await.unwrap().err();
        assert_eq!(wrong, Some(NotProved::Refused));
    }
    assert!(must_wait(
        tries(NADIA.password).await.unwrap().err().unwrap()
    ));
    app.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn two_front_ends_count_together() {
    let app = appliance!();
    let other = front_end_beside(&app, Span::seconds(3));
    let mut refused = 0;
    for n in 0..12 {
        let office = if n % 2 == 0 { app.office() } else { &other };
        refused += usize::from(guess(office, NADIA.login, n).await == NotProved::Refused);
    }
    assert_eq!(refused, IN_ALL);
    app.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn guesses_at_once_from_two_front_ends_do_not_slip_by_together() {
    let app = appliance!();
    let offices = [
        app.office().clone(),
        front_end_beside(&app, Span::seconds(0)),
    ];
    let mut under_way = tokio::task::JoinSet::new();
    for n in 0..16 {
        let office = offices[usize::from(n) % 2].clone();
        under_way.spawn(async move { guess(&office, NADIA.login, n).await });
    }
    let answers = under_way.join_all().await;
    let refused = answers.iter().filter(|a| **a == NotProved::Refused).count();
    assert_eq!(refused, IN_ALL);
    app.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn spellings_of_a_name_count_as_one_and_the_table_names_nobody() {
    let app = appliance!();
    let wide: String = NADIA
        .login
        .chars()
        .map(|c| match u32::from(c) {
            ascii @ 0x21..=0x7e => char::from_u32(ascii + 0xfee0).unwrap(),
            _ => c,
        })
        .collect();
    let spellings = [
        NADIA.login.to_owned(),
        NADIA.login.to_uppercase(),
        format!("  {} ", NADIA.login),
        wide,
    ];
    for spelling in &spellings {
        assert_eq!(guess(app.office(), spelling, 1).await, NotProved::Refused);
    }
    for spelling in &spellings {
        assert!(
            must_wait(guess(app.office(), spelling, 1).await),
            "{spelling}"
        );
    }
    // An address, a name, that name there, a person, and that person there.
    let marks = app
        .sql("SELECT COUNT(DISTINCT mark) FROM sign_in_try")
        .unwrap();
    assert_eq!(marks, [["5"]]);
    let rows = app.sql("SELECT * FROM sign_in_try").unwrap().concat();
    let hex = doublelock_domain::ids::hex(NADIA.login.as_bytes());
    for value in rows {
        assert!(!value.contains(NADIA.login) && !value.contains(&hex));
        assert!(!value.contains("192.0.2.1") && !value.contains("c0000201"));
    }
    app.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_directory_that_does_not_answer_and_a_right_password_use_up_nothing() {
    let app = appliance!();
    let rows = || app.sql("SELECT COUNT(*) FROM sign_in_try").unwrap()[0][0].clone();
    guess(app.office(), NADIA.login, 1).await;
    assert_eq!(rows(), "5");
    let proved = proof::prove(
        &app.office().door(),
        NADIA.login,
        NADIA.password,
        address(1),
    )
    .await;
    assert!(proved.unwrap().is_ok());
    // The name and the person as strangers may have used them up, and the address.
    assert_eq!(rows(), "3");
    let gone = Office {
        staff: doublelock::staff::Staff::new(
            &doublelock::config::DirectorySettings {
                urls: vec!["ldaps://127.0.0.1:1".into()],
                ..app.centre.config.directory.clone()
            },
            app.clock.clone(),
        )
        .unwrap(),
        ..app.office().clone()
    };
    assert_eq!(guess(&gone, NADIA.login, 2).await, NotProved::Unreachable);
    assert_eq!(rows(), "3");
    app.close().await;
}

/// A directory that judges later than anybody waits has counted all the same.
#[tokio::test(flavor = "multi_thread")]
async fn what_a_slow_directory_did_not_judge_in_time_counts() {
    let app = appliance!();
    let directory = &app.centre.directory;
    directory.conduct(Conduct::Slow(Duration::from_millis(1600)));
    let before = directory.tries();
    for n in 0..10 {
        // Every other client hangs up when its password is on its way.
        let patience = Duration::from_millis(if n % 2 == 0 { 3800 } else { 10_000 });
        let tried = guess(app.office(), NADIA.login, 1);
        let _ = tokio::time::timeout(patience, tried).await;
    }
    let reached = directory.tries() - before;
    assert!(
        (1..=HERE).contains(&reached),
        "{reached} guesses reached her account"
    );
    directory.conduct(Conduct::Serve);
    assert!(must_wait(guess(app.office(), NADIA.login, 1).await));
    app.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_password_in_two_spellings_counts_twice() {
    let app = appliance!();
    let door = app.office().door();
    let before = app.centre.directory.tries();
    for _ in 0..2 {
        let wrong = proof::prove(&door, NADIA.login, "perdue\u{301}", address(1)).await;
        assert_eq!(wrong.unwrap().err(), Some(NotProved::Refused));
    }
    assert_eq!(app.centre.directory.tries() - before, HERE);
    assert!(must_wait(guess(app.office(), NADIA.login, 1).await));
    app.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_outage_is_in_the_journal_once() {
    let app = appliance!();
    let outages = || {
        let entries = app.entries();
        let written = entries
            .iter()
            .filter(|entry| entry.payload["reason"] == "directory_unreachable");
        written.count()
    };
    for conduct in [Conduct::Drop, Conduct::Drop, Conduct::Serve, Conduct::Drop] {
        app.centre.directory.conduct(conduct);
        guess(app.office(), NADIA.login, 1).await;
    }
    assert_eq!(outages(), 2);
    app.centre.directory.conduct(Conduct::Serve);
    app.close().await;
}

const LIMITS: Limits = Limits {
    window: Span::minutes(15),
    per_account: 5,
    per_pair: 4,
    per_address: 30,
};
const ROOM: u32 = 60;

fn mark(kind: u8, number: u16) -> Mark {
    let mut mark = [kind; 32];
    mark[..2].copy_from_slice(&number.to_be_bytes());
    mark
}

/// Somebody at place `n` types a name that nobody else types.
fn knocks(archive: &TestArchive, n: u16, now: Timestamp) -> Attempt {
    let knock = Knock {
        place: mark(1, n),
        name: mark(2, n),
        name_here: mark(3, n),
        known_place: false,
    };
    let door = archive.warrant::<FrontDoor>(Purpose::SignIn);
    let heard = archive
        .store
        .write(&door, |unit| unit.knock(&LIMITS, &knock, now, ROOM));
    heard.unwrap().unwrap()
}

fn judged(archive: &TestArchive, attempt: &Attempt, meant: Option<&Meant>) -> Verdict {
    let door = archive.warrant::<FrontDoor>(Purpose::SignIn);
    archive
        .store
        .write(&door, |unit| unit.judge(&LIMITS, attempt, meant))
        .unwrap()
}

#[test]
fn a_flood_of_names_neither_fills_the_table_nor_washes_out_a_persons_count() {
    let archive = TestArchive::new();
    let doctor = Meant {
        person: mark(4, 0),
        here: mark(5, 0),
        home: mark(6, 0),
        is_home: false,
    };
    let now = archive.clock.now();
    for n in 0..5 {
        let attempt = knocks(&archive, n, now);
        let meant = Meant {
            here: mark(5, n),
            ..doctor
        };
        assert_eq!(judged(&archive, &attempt, Some(&meant)), Verdict::Ask);
    }
    let rows = |of: &str| -> u32 {
        let count = format!("SELECT COUNT(*) FROM sign_in_try WHERE of_person = {of}");
        archive.sql(&count).unwrap()[0][0].parse().unwrap()
    };
    let (strangers, people) = match archive.database() {
        doublelock_store::DatabaseUrl::Sqlite(_) => ("0", "1"),
        doublelock_store::DatabaseUrl::Postgres(_) => ("false", "true"),
    };
    for n in 10..150 {
        let attempt = knocks(&archive, n, now.plus(Span::seconds(n.into())));
        judged(&archive, &attempt, None);
        assert!(rows(strangers) <= ROOM + 3, "{n}");
    }
    assert_eq!(rows(people), 10);
    let later = now.plus(Span::seconds(200));
    let attempt = knocks(&archive, 999, later);
    assert_eq!(
        judged(&archive, &attempt, Some(&doctor)),
        Verdict::Pretend,
        "her own count is not gone"
    );
    // A window later nothing of it is left but the try that asked.
    knocks(
        &archive,
        1000,
        later.plus(LIMITS.window).plus(Span::seconds(1)),
    );
    assert_eq!((rows(strangers), rows(people)), (1, 0));
    archive.close();
}
