//! Who waits, who is refused and who is let through.

use std::time::Duration;

use bytes::Bytes;
use doublelock_edge::Limits;
use http_body_util::{BodyExt as _, Full};
use hyper::client::conn::http2::SendRequest;
use tokio::task::JoinHandle;
use tokio::time::{sleep, timeout};

use crate::LONG;
use crate::stage::{Stage, get2, quick};

type Client = SendRequest<Full<Bytes>>;

fn one_at_a_time() -> Limits {
    Limits {
        max_handlers_per_stranger: 1,
        max_waiting: 16,
        idle: LONG,
        wait: LONG,
        ..quick()
    }
}

async fn status(client: &Client, path: &str, cookie: &str) -> u16 {
    let mut client = client.clone();
    let answer = timeout(LONG, client.send_request(get2(path, cookie))).await;
    answer.unwrap().unwrap().status().as_u16()
}

/// Holds the one place of the strangers at this address.
async fn hold(stage: &Stage) -> (Client, JoinHandle<u16>) {
    let (client, _) = stage.h2_client::<Full<Bytes>>().await;
    let holder = client.clone();
    let held = tokio::spawn(async move { status(&holder, "/wait", "").await });
    timeout(LONG, stage.backend.arrived.notified())
        .await
        .unwrap();
    (client, held)
}

#[tokio::test]
async fn a_request_waits_its_turn_and_is_then_answered() {
    let stage = Stage::open(one_at_a_time()).await;
    let (client, held) = hold(&stage).await;
    let next = tokio::spawn(async move { status(&client, "/", "").await });
    sleep(Duration::from_millis(100)).await;
    assert!(!next.is_finished());
    stage.backend.release.notify_waiters();
    assert_eq!((held.await.unwrap(), next.await.unwrap()), (200, 200));
}

#[tokio::test]
async fn whoever_waits_too_long_or_finds_a_crowd_is_asked_to_come_back() {
    let limits = Limits {
        wait: Duration::from_millis(300),
        ..one_at_a_time()
    };
    let stage = Stage::open(limits).await;
    let (client, _held) = hold(&stage).await;
    let mut asked = Vec::new();
    for _ in 0..4 {
        let mut client = client.clone();
        asked.push(tokio::spawn(async move {
            let answer = client.send_request(get2("/", "")).await.unwrap();
            let again = answer.headers().get("retry-after").cloned();
            let status = answer.status().as_u16();
            let page = answer.into_body().collect().await.unwrap().to_bytes();
            (status, again, page)
        }));
    }
    for one in asked {
        let (status, again, page) = timeout(LONG, one).await.unwrap().unwrap();
        assert_eq!((status, &page[..]), (503, "<p>Indisponible</p>".as_bytes()));
        assert_eq!(again.unwrap(), "10");
    }
    assert!(!client.is_closed(), "only the request was refused");
}

#[tokio::test]
async fn the_crowd_on_one_connection_is_bounded() {
    let stage = Stage::open(one_at_a_time()).await;
    let (client, _held) = hold(&stage).await;
    // An eighth of sixteen waits; the third is told at once.
    let waiting: Vec<_> = (0..2)
        .map(|_| {
            let client = client.clone();
            tokio::spawn(async move { status(&client, "/", "").await })
        })
        .collect();
    sleep(Duration::from_millis(100)).await;
    assert_eq!(status(&client, "/", "").await, 503);
    assert!(waiting.iter().all(|one| !one.is_finished()));
}

#[tokio::test]
async fn whoever_was_recognised_is_served_beside_a_crowd_at_the_same_address() {
    let stage = Stage::open(one_at_a_time()).await;
    let (person, _) = stage.h2_client::<Full<Bytes>>().await;
    let mut asks = person.clone();
    let answer = asks
        .send_request(get2("/known", "session=1"))
        .await
        .unwrap();
    assert!(
        !answer
            .headers()
            .contains_key(doublelock_edge::RECOGNISED_HEADER)
    );
    drop(answer);
    let (_, held) = hold(&stage).await;
    // On the same connection, and on another one.
    assert_eq!(status(&person, "/", "session=1").await, 200);
    let (again, _) = stage.h2_client::<Full<Bytes>>().await;
    assert_eq!(status(&again, "/", "session=1").await, 200);
    // A cookie that nobody recognised is a stranger's.
    let other = tokio::spawn({
        let again = again.clone();
        async move { status(&again, "/", "session=2").await }
    });
    sleep(Duration::from_millis(100)).await;
    assert!(!other.is_finished() && !held.is_finished());
    // Signed out.
    assert_eq!(status(&again, "/unknown", "session=1").await, 200);
    let out = tokio::spawn(async move { status(&again, "/", "session=1").await });
    sleep(Duration::from_millis(100)).await;
    assert!(!out.is_finished());
    stage.backend.release.notify_waiters();
    assert_eq!((other.await.unwrap(), out.await.unwrap()), (200, 200));
}

#[tokio::test]
async fn a_stranger_takes_no_connection_from_whoever_was_recognised() {
    let limits = Limits {
        max_per_address: 2,
        ..one_at_a_time()
    };
    let stage = Stage::open(limits).await;
    let (person, connection) = stage.h2_client::<Full<Bytes>>().await;
    assert_eq!(status(&person, "/known", "session=1").await, 200);
    drop(person);
    timeout(LONG, connection).await.unwrap().unwrap();
    sleep(Duration::from_millis(100)).await;
    let _one = stage.h2_client::<Full<Bytes>>().await;
    let _two = stage.h2_client::<Full<Bytes>>().await;
    let (person, connection) = stage.h2_client::<Full<Bytes>>().await;
    assert_eq!(status(&person, "/", "session=1").await, 200);
    let (stranger, shut) = stage.h2_client::<Full<Bytes>>().await;
    assert_eq!(status(&stranger, "/", "session=2").await, 503);
    // A stranger's connection beyond the cap ends, so that the next finds room to be told.
    timeout(LONG, shut).await.unwrap().unwrap();
    assert_eq!(status(&person, "/", "session=1").await, 200);
    assert!(!connection.is_finished());
}

#[tokio::test]
async fn one_connection_to_the_backend_serves_one_request_after_another() {
    let stage = Stage::open(quick()).await;
    let (client, _) = stage.h2_client::<Full<Bytes>>().await;
    for path in ["/", "/known", "/count", "/", "/"].repeat(10) {
        let mut client = client.clone();
        let answer = client.send_request(get2(path, "")).await.unwrap();
        answer.into_body().collect().await.unwrap();
    }
    let ever = stage
        .backend
        .sockets_ever
        .load(std::sync::atomic::Ordering::SeqCst);
    assert!(ever <= 2, "{ever}");
}
