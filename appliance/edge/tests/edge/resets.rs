//! Requests that their client takes back: their work ends, and the cap holds all the while.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use bytes::Bytes;
use doublelock_edge::Limits;
use http_body_util::{BodyExt as _, Full};
use hyper::Request;
use tokio::time::{sleep, timeout};

use crate::LONG;
use crate::stage::{Backend, HOST, Stage, Upload, get2, quick};

/// Waits until the number is down to this.
async fn falls_to(count: &AtomicUsize, to: usize) {
    let falls = async {
        while count.load(Ordering::SeqCst) > to {
            sleep(Duration::from_millis(5)).await;
        }
    };
    timeout(LONG, falls).await.expect("too many are left");
}

async fn rises_to(count: &AtomicUsize, to: usize) {
    let rises = async {
        while count.load(Ordering::SeqCst) < to {
            sleep(Duration::from_millis(5)).await;
        }
    };
    timeout(LONG, rises).await.expect("too few arrived");
}

/// Nothing is left of what was taken back, but for connections that wait for another request.
async fn nothing_is_left(backend: &Backend) {
    falls_to(&backend.working, 0).await;
    falls_to(&backend.sockets, 0).await;
}

fn narrow() -> Limits {
    Limits {
        max_handlers: 8,
        max_handlers_of_strangers: 6,
        max_handlers_per_stranger: 4,
        max_handlers_per_connection: 2,
        max_fresh_of_strangers: 8,
        max_fresh_per_stranger: 8,
        max_waiting: 512,
        wait: LONG,
        idle: LONG,
        ..quick()
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_flood_of_resets_never_passes_the_cap_ends_in_nothing_and_others_are_answered_meanwhile()
{
    let stage = Arc::new(Stage::open(narrow()).await);
    let (other, _) = stage.h2_client_from::<Full<Bytes>>([127, 0, 0, 2]).await;
    let mut hostile = Vec::new();
    for _ in 0..16 {
        hostile.push(stage.h2_client::<Full<Bytes>>().await.0);
    }
    for round in 0..6 {
        let mut asked = Vec::new();
        for client in &hostile {
            for _ in 0..16 {
                let mut client = client.clone();
                asked.push(tokio::spawn(async move {
                    client.send_request(get2("/wait", "")).await
                }));
            }
        }
        if round % 2 == 0 {
            rises_to(&stage.backend.working, 4).await;
            let mut other = other.clone();
            let answer = timeout(LONG, other.send_request(get2("/", ""))).await;
            assert_eq!(answer.unwrap().unwrap().status(), 200);
        } else {
            tokio::task::yield_now().await;
        }
        for one in asked {
            one.abort();
        }
        falls_to(&stage.backend.working, 0).await;
    }
    nothing_is_left(&stage.backend).await;
    // Four of the crowd's caller, and the other's one.
    assert_eq!(stage.backend.most_working.load(Ordering::SeqCst), 5);
}

#[tokio::test]
async fn work_that_outlives_its_connection_keeps_its_place() {
    let limits = Limits {
        max_handlers_per_stranger: 2,
        wait: Duration::from_millis(200),
        ..narrow()
    };
    let stage = Stage::open(limits).await;
    let (client, _) = stage.h2_client::<Full<Bytes>>().await;
    for _ in 0..2 {
        let mut client = client.clone();
        let asked = tokio::spawn(async move { client.send_request(get2("/detached", "")).await });
        timeout(LONG, stage.backend.arrived.notified())
            .await
            .unwrap();
        asked.abort();
    }
    falls_to(&stage.backend.sockets, 0).await;
    assert_eq!(stage.backend.working.load(Ordering::SeqCst), 2);
    let mut client = client.clone();
    let refused = client.send_request(get2("/detached", "")).await.unwrap();
    assert_eq!(refused.status(), 503);
    assert_eq!(refused.headers().get("retry-after").unwrap(), "10");
    stage.backend.release.notify_waiters();
    falls_to(&stage.backend.working, 0).await;
    let answer = client.send_request(get2("/", "")).await.unwrap();
    assert_eq!(answer.status(), 200);
    assert_eq!(stage.backend.most_working.load(Ordering::SeqCst), 2);
}

#[tokio::test]
async fn a_reset_closes_the_socket_to_the_backend_wherever_the_request_is() {
    let stage = Stage::open(narrow()).await;
    let (client, _) = stage.h2_client::<Full<Bytes>>().await;
    // Before the answer.
    let mut one = client.clone();
    let asked = tokio::spawn(async move { one.send_request(get2("/wait", "")).await });
    stage.backend.arrived.notified().await;
    asked.abort();
    nothing_is_left(&stage.backend).await;
    // In an answer whose next part the backend does not have yet.
    let mut one = client.clone();
    let answer = one.send_request(get2("/events", "")).await.unwrap();
    let mut body = answer.into_body();
    body.frame().await.unwrap().unwrap();
    assert_eq!(stage.backend.sockets.load(Ordering::SeqCst), 1);
    drop(body);
    nothing_is_left(&stage.backend).await;
    // In the body of a request.
    let (mut client, _) = stage.h2_client::<Upload>().await;
    let upload = Request::post(format!("https://{HOST}/count")).body(Upload::stuck());
    let asked = tokio::spawn(async move { client.send_request(upload.unwrap()).await });
    rises_to(&stage.backend.working, 1).await;
    asked.abort();
    nothing_is_left(&stage.backend).await;
}

#[tokio::test]
async fn a_connection_that_takes_most_of_many_requests_back_is_closed() {
    let limits = Limits {
        max_per_address: 1,
        penance: Duration::from_millis(500),
        ..narrow()
    };
    let stage = Stage::open(limits).await;
    let (client, connection) = stage.h2_client::<Full<Bytes>>().await;
    let mut taken_back = 0;
    let wasteful = async {
        while !connection.is_finished() {
            let mut client = client.clone();
            let asked = tokio::spawn(async move { client.send_request(get2("/wait", "")).await });
            tokio::select! {
                () = stage.backend.arrived.notified() => taken_back += 1,
                () = sleep(Duration::from_millis(300)) => {}
            }
            asked.abort();
        }
    };
    timeout(LONG, wasteful).await.expect("still open");
    // The bound, and what had arrived before it was seen.
    assert!((101..120).contains(&taken_back), "{taken_back}");
    // Its place is not free at once.
    assert_eq!(stage.get("/").await.0, 503);
    let served = async { while stage.get("/").await.0 != 200 {} };
    timeout(LONG, served).await.unwrap();
    nothing_is_left(&stage.backend).await;
}

#[tokio::test]
async fn a_reader_that_shuts_its_window_loses_its_answer_and_not_its_connection() {
    let stage = Stage::open(narrow()).await;
    let (mut client, connection) = stage.h2_client::<Full<Bytes>>().await;
    let answer = client.send_request(get2("/flood", "")).await.unwrap();
    let mut body = answer.into_body();
    // The client goes on asking, so that the connection is never quiet.
    let given_up = async {
        while stage.backend.sockets.load(Ordering::SeqCst) > 1 || {
            sleep(Duration::from_millis(100)).await;
            stage.backend.requests.load(Ordering::SeqCst) < 3
        } {
            let small = client.send_request(get2("/", "")).await.unwrap();
            assert_eq!(small.status(), 200);
            small.into_body().collect().await.unwrap();
        }
    };
    timeout(LONG, given_up).await.expect("still held");
    let torn = loop {
        match timeout(LONG, body.frame()).await.unwrap() {
            Some(Ok(_)) => {}
            Some(Err(_)) => break true,
            None => break false,
        }
    };
    assert!(torn, "the answer looks whole");
    assert!(!connection.is_finished());
}
