//! What is done at the machine itself, by two people who sign in there.

use std::process::{Command, Output};

use doublelock::demo::people::{ALEX, KARIM, MARC, NADIA, SOPHIE};
use doublelock::erased::ERASED;
use doublelock_domain::access::DutyName;
use doublelock_testkit::site::typed;

use crate::{PROGRAM, Site};

impl Site {
    fn erases(&self, record: &str, typed: &str) -> (Option<i32>, String) {
        self.with_two_people(&["erase-record", record], typed)
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn two_people_erase_a_record_beside_the_running_appliance() {
    let site = Site::new().await;
    // Here whoever keeps the archive answers for privacy as well.
    site.gives(DutyName::Privacy, DutyName::Custody);
    let served = site.serve();
    let (mut nadia, case) = site.nadia_with_a_case(&served).await;

    let (one, other, outsider) = (typed(NADIA), typed(KARIM), typed(SOPHIE));
    for (typed, status, words) in [
        (format!("{one}{one}"), 1, "two different people"),
        (format!("{one}{outsider}"), 1, "duty not held"),
        (format!("{one}{}\nwrong\n", KARIM.login), 2, "person 2"),
        (one.clone(), 2, "no answer"),
    ] {
        let (code, said) = site.erases("2026-0001", &typed);
        assert_eq!(code, Some(status), "{said}");
        assert!(said.contains(words), "{words}: {said}");
    }
    // A wrong password counts as at the sign-in page, until whoever guesses must wait.
    let guessed = format!("{one}{}\nguess\n", ALEX.login);
    let mut tries = (0..6).map(|_| site.erases("2026-0001", &guessed).1);
    let waits = tries.position(|said| said.contains("too many tries"));
    assert_eq!(waits, Some(4), "the fifth is not asked any more");
    let both = format!("{one}{other}");
    let (code, said) = site.erases("2026-0009", &both);
    assert_eq!(code, Some(1), "{said}");
    assert_eq!(nadia.get(&case).await.unwrap().status.as_u16(), 200);

    let (code, said) = site.erases("2026-0001", &both);
    assert_eq!(code, Some(0), "{said}");
    assert!(said.contains("ouvertes / opened: 0"), "{said}");
    assert_eq!(nadia.get(&case).await.unwrap().status.as_u16(), 410);
    let (code, said) = site.erases("2026-0001", &both);
    assert_eq!(code, Some(1), "{said}");
    assert!(said.contains("erased already by entry"), "{said}");

    let rotate = ["keys", "rotate", "--config"];
    let file = site.at("doublelock.toml");
    let rotated = Command::new(PROGRAM).args(rotate).arg(&file).output();
    let rotated = rotated.unwrap();
    assert!(rotated.status.success(), "{rotated:?}");
    assert!(served.stopped().success());
    assert!(site.is_whole());
}

#[tokio::test(flavor = "multi_thread")]
async fn without_the_list_of_erased_records_nothing_is_served() {
    let site = Site::new().await;
    assert!(site.serve().stopped().success());
    let list = site.data().join(ERASED);
    let aside = list.with_extension("aside");
    std::fs::rename(&list, &aside).unwrap();
    let refused = site.refused();
    assert!(
        refused.contains("is not in the data directory"),
        "{refused}"
    );
    // Nor is an empty one made where the keyring is lost too.
    let (ring, ring_aside) = (site.data().join("keyring.json"), site.at("keyring-aside"));
    std::fs::rename(&ring, &ring_aside).unwrap();
    let refused = site.refused();
    assert!(refused.contains("keyring"), "{refused}");
    assert!(!list.exists() && !ring.exists());
    std::fs::rename(&ring_aside, &ring).unwrap();
    std::fs::write(&list, "not a line\n").unwrap();
    let refused = site.refused();
    assert!(refused.contains("line 1 cannot be read"), "{refused}");
    std::fs::rename(&aside, &list).unwrap();
    assert!(site.serve().stopped().success());
    assert!(site.is_whole());
}

/// What lies on the screen while somebody types there can be read by whoever stands behind.
#[tokio::test(flavor = "multi_thread")]
async fn a_password_is_not_shown_while_it_is_typed() {
    let site = Site::new().await;
    assert!(site.serve().stopped().success());
    let answers = site.at("answers");
    std::fs::write(&answers, typed(NADIA) + &typed(SOPHIE)).unwrap();
    let script = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/python/at_a_terminal.py");
    let Output { stdout, .. } = Command::new("python3")
        .args([script, answers.to_str().unwrap(), PROGRAM])
        .args(["erase-record", "2026-0001", "--authority", "CAI:2026-114"])
        .arg("--config")
        .arg(site.at("doublelock.toml"))
        .output()
        .unwrap();
    let screen = String::from_utf8(stdout).unwrap();
    assert!(screen.contains("duty not held"), "{screen}");
    assert!(screen.contains(NADIA.login), "{screen}");
    assert!(!screen.contains(NADIA.password), "{screen}");
}

#[tokio::test(flavor = "multi_thread")]
async fn two_people_accept_a_database_that_was_put_back_and_the_journal_says_what_is_lost() {
    let site = Site::new().await;
    // Here whoever answers for privacy reads the journal as well.
    site.gives(DutyName::Auditor, DutyName::Privacy);
    let files = ["doublelock.sqlite", "doublelock.sqlite-wal"];
    assert!(site.serve().stopped().success());
    let aside = site.at("aside");
    std::fs::create_dir(&aside).unwrap();
    for file in files.iter().filter(|file| site.data().join(file).exists()) {
        std::fs::copy(site.data().join(file), aside.join(file)).unwrap();
    }
    let served = site.serve();
    let mut alex = site.browser(&served);
    alex.sign_in(ALEX.login, ALEX.password).await.unwrap();
    let jobs = alex.get("/jobs").await.unwrap();
    let sign = jobs.form("/jobs/checkpoint/run").unwrap();
    alex.submit(&sign, &[]).await.unwrap();
    assert!(served.stopped().success());
    let accepts = |typed: &str| site.with_two_people(&["accept-restore"], typed);
    let (alex, marc) = (typed(ALEX), typed(MARC));
    let both = format!("{alex}{marc}");
    let (code, said) = accepts(&both);
    assert_eq!(code, Some(1), "{said}");
    assert!(said.contains("nothing to accept"), "{said}");

    for file in files {
        let live = site.data().join(file);
        if live.exists() {
            std::fs::rename(&live, aside.join(format!("after-{file}"))).unwrap();
        }
        if aside.join(file).exists() {
            std::fs::copy(aside.join(file), live).unwrap();
        }
    }
    let refused = site.refused();
    assert!(refused.contains("accept-restore"), "{refused}");
    let (code, said) = accepts(&both);
    assert_eq!(code, Some(1), "{said}");
    assert!(said.contains("another name first"), "{said}");

    let file = site.at("doublelock.toml");
    let text = std::fs::read_to_string(&file).unwrap();
    let renamed = text.replace("journal.fleuve.example", "journal.fleuve.example/2");
    std::fs::write(&file, renamed).unwrap();
    for (typed, status, words) in [
        (format!("{alex}{alex}"), 1, "two different people"),
        (format!("{marc}{alex}"), 1, "duty not held"),
        (format!("{alex}{}", typed(SOPHIE)), 1, "duty not held"),
        (alex.clone(), 2, "no answer"),
    ] {
        let (code, said) = accepts(&typed);
        assert_eq!(code, Some(status), "{said}");
        assert!(said.contains(words), "{words}: {said}");
    }
    let (code, said) = accepts(&both);
    assert_eq!(code, Some(0), "{said}");
    assert!(said.contains("are given no more"), "labels: {said}");
    let served = site.serve();
    let mut alex = site.browser(&served);
    alex.sign_in(ALEX.login, ALEX.password).await.unwrap();
    let journal = alex.get("/journal").await.unwrap();
    assert!(
        journal.text().contains("journal.fleuve.example/2+"),
        "{}",
        journal.words()
    );
    let told = doublelock_testkit::verify::verify(&doublelock_testkit::verify::Request {
        path: site.data(),
        ..doublelock_testkit::verify::Request::default()
    });
    let told = told.unwrap().lines().concat();
    assert!(told.contains("An older copy was put back"), "{told}");
    assert!(told.contains("signed entries, is lost"), "{told}");
    assert!(served.stopped().success());
    assert!(site.is_whole());
}
