//! What is told of a directory that does not answer: on the pages, in the log, to whoever keeps the
//! journal.

use std::io::{Read as _, Seek as _, SeekFrom};
use std::sync::{Arc, Mutex};

use doublelock_directory::demo::Conduct;
use doublelock_directory::{Directory, DirectoryStanding, RecheckError, SignInError};
use ldap3_proto::proto::LdapResultCode as Code;

use crate::scripted::{Asked, Does, Scripted};
use crate::{Centre, PASSWORD, enter};

#[tokio::test]
async fn the_standing_is_what_the_last_question_met() {
    let centre = Centre::open().await;
    let directory = &centre.directory;
    assert_eq!(directory.standing(), None);
    let coord1 = centre.enter("coord1", PASSWORD).await.unwrap();
    assert!(directory.standing().unwrap().reached);
    assert!(!directory.take_outage());

    centre.demo.conduct(Conduct::Drop);
    let gone = directory.recheck(&coord1.stable_id, 1000).await;
    assert_eq!(gone, Err(RecheckError::Unreachable));
    let standing = DirectoryStanding {
        reached: false,
        at: 1000,
    };
    assert_eq!(directory.standing(), Some(standing));
    assert_eq!(
        centre.enter("coord1", PASSWORD).await,
        Err(SignInError::Unreachable)
    );
    // One outage, however many meet it.
    assert!(directory.take_outage());
    assert!(!directory.take_outage());

    centre.demo.conduct(Conduct::Serve);
    // A refusal is an answer.
    centre.refusal("coord1", "wrong").await;
    assert!(directory.standing().unwrap().reached);
    directory.reachable(2000).await.unwrap();
    assert_eq!(directory.standing().map(|standing| standing.at), Some(2000));
    assert!(!directory.take_outage());
}

#[tokio::test]
async fn a_password_that_nobody_judged_is_an_outage_too() {
    let centre = Centre::open().await;
    let pair = centre.authority.pair(&["127.0.0.1"], (-1, 2));
    let sick = Scripted::start(&pair, |asked| match asked {
        Asked::PersonBind => Does::Code(Code::Unavailable),
        _ => Does::Serve,
    });
    let mut config = centre.demo.config(centre.authority.file());
    config.urls = vec![sick.await.url()];
    let directory = Directory::new(config).unwrap();
    assert_eq!(
        enter(&directory, "coord1", PASSWORD).await,
        Err(SignInError::Unanswered)
    );
    assert!(!directory.standing().unwrap().reached);
    assert!(directory.take_outage());
}

#[tokio::test]
async fn the_log_gets_a_line_for_an_outage_and_one_for_its_end_and_no_name() {
    let mut log = tempfile::tempfile().unwrap();
    let subscriber = tracing_subscriber::fmt()
        .with_max_level(tracing::Level::INFO)
        .with_ansi(false)
        .with_writer(Arc::new(log.try_clone().unwrap()))
        .finish();
    // This runtime has one thread.
    let _guard = tracing::subscriber::set_default(subscriber);
    let centre = Centre::open().await;
    let pair = centre.authority.pair(&["127.0.0.1"], (-1, 2));
    let sound = Arc::new(Mutex::new(false));
    let script = {
        let sound = sound.clone();
        move |asked| match asked {
            Asked::People if !*sound.lock().unwrap() => Does::Code(Code::Busy),
            _ => Does::Serve,
        }
    };
    let mut config = centre.demo.config(centre.authority.file());
    config.urls = vec![Scripted::start(&pair, script).await.url()];
    let directory = Directory::new(config).unwrap();
    for _ in 0..5 {
        assert_eq!(
            enter(&directory, "coord1", PASSWORD).await,
            Err(SignInError::Unreachable)
        );
    }
    *sound.lock().unwrap() = true;
    enter(&directory, "coord1", PASSWORD).await.unwrap();

    let mut text = String::new();
    log.seek(SeekFrom::Start(0)).unwrap();
    log.read_to_string(&mut text).unwrap();
    let ours: Vec<&str> = text
        .lines()
        .filter(|line| line.contains("doublelock_directory"))
        .collect();
    assert_eq!(ours.len(), 4, "{text}");
    assert!(
        ours[0].contains("does not serve") && ours[0].contains("busy"),
        "{text}"
    );
    assert!(ours[1].contains("does not answer"), "{text}");
    assert!(ours[2].contains("failures=5"), "{text}");
    assert!(ours[3].contains("unanswered=5"), "{text}");
    for secret in [PASSWORD, "coord1", "127.0.0.1", "dc=demo"] {
        assert!(!ours.concat().contains(secret), "{secret}");
    }
}
