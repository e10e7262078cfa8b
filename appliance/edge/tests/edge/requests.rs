//! What passes to the backend, and how it comes back.

use std::sync::Arc;
use std::sync::atomic::Ordering;

use bytes::Bytes;
use doublelock_edge::Limits;
use http_body_util::{BodyExt as _, Full};
use hyper::{Request, Version};
use tokio::io::AsyncWriteExt as _;
use tokio::time::timeout;

use crate::stage::{Backend, HOST, MIB, Stage, Upload, get, peak_memory, quick};
use crate::{LONG, reads_to_its_end};

#[tokio::test]
async fn http2_is_negotiated_and_forwarded() {
    let stage = Stage::open(quick()).await;
    let (mut client, _) = stage.h2_client().await;
    let request = Request::builder()
        .uri(format!("https://{HOST}/films?x=1"))
        .header("cookie", "a=1")
        .header("cookie", "b=2")
        .body(Full::<Bytes>::default())
        .unwrap();
    let answer = client.send_request(request).await.unwrap();
    assert_eq!(
        (answer.status().as_u16(), answer.version()),
        (200, Version::HTTP_2)
    );
    assert!(!answer.headers().contains_key("x-hop"));
    let text = answer.into_body().collect().await.unwrap().to_bytes();
    let expected = format!(
        "GET /films?x=1\ncookie: a=1; b=2\nhost: {HOST}\nx-doublelock-edge: {}\nx-doublelock-handler: 1\nx-doublelock-method: GET\nx-real-ip: 127.0.0.1",
        "07".repeat(32)
    );
    assert_eq!(text, expected);
    let foreign = Request::get("https://evil.example/")
        .body(Full::default())
        .unwrap();
    assert_eq!(client.send_request(foreign).await.unwrap().status(), 421);
}

/// Sends raw text on one connection and gives the status lines that come back.
async fn raw(stage: &Stage, text: &str) -> Vec<u16> {
    let mut stream = stage.tls().await;
    stream.write_all(text.as_bytes()).await.unwrap();
    let bytes = reads_to_its_end(stream).await;
    let text = String::from_utf8_lossy(&bytes).into_owned();
    let status = |rest: &str| rest.get(..3)?.parse().ok();
    text.split("HTTP/1.1 ").skip(1).filter_map(status).collect()
}

#[tokio::test]
async fn requests_with_two_meanings_are_refused_or_given_one() {
    let stage = Stage::open(quick()).await;
    let post = format!("POST /count HTTP/1.1\r\nHost: {HOST}\r\n");
    for (tail, why) in [
        (
            "Content-Length: 3\r\nContent-Length: 5\r\n\r\nabcde",
            "two lengths",
        ),
        ("Content-Length: +3\r\n\r\nabc", "a signed length"),
        ("Content-Length: 3, 5\r\n\r\nabcde", "a list of lengths"),
        (
            "Transfer-Encoding: xchunked\r\n\r\n0\r\n\r\n",
            "an unknown encoding",
        ),
        (
            "Transfer-Encoding: chunked, identity\r\n\r\n0\r\n\r\n",
            "chunked not last",
        ),
        ("Content-Length : 3\r\n\r\nabc", "a space before the colon"),
        ("X: a\r\n b\r\n\r\n", "a folded line"),
    ] {
        assert_eq!(raw(&stage, &format!("{post}{tail}")).await, [400], "{why}");
    }
    assert_eq!(stage.backend.requests.load(Ordering::SeqCst), 0);

    // Length and chunks together: chunks count, and the connection ends, so that what follows is
    // never taken for a request.
    let both = format!(
        "{post}Content-Length: 40\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n\
         GET /x HTTP/1.1\r\nHost: {HOST}\r\nConnection: close\r\n\r\n"
    );
    assert_eq!(raw(&stage, &both).await, [200]);
    assert_eq!(stage.backend.requests.load(Ordering::SeqCst), 1);

    let lines = [
        ("GET / HTTP/1.1\r\n\r\n", 400),
        ("GET / HTTP/1.1\r\nHost: evil.example\r\n\r\n", 421),
        (
            "GET https://evil.example/ HTTP/1.1\r\nHost: evil.example\r\n\r\n",
            421,
        ),
        (
            "CONNECT doublelock.example:443 HTTP/1.1\r\nHost: doublelock.example\r\n\r\n",
            405,
        ),
        ("TRACE / HTTP/1.1\r\nHost: doublelock.example\r\n\r\n", 405),
        (
            "OPTIONS * HTTP/1.1\r\nHost: doublelock.example\r\n\r\n",
            400,
        ),
    ];
    for (text, status) in lines {
        assert_eq!(raw(&stage, text).await, [status], "{text}");
    }
    assert_eq!(stage.backend.requests.load(Ordering::SeqCst), 1);
    let large = format!(
        "GET / HTTP/1.1\r\nHost: {HOST}\r\nX: {}\r\n\r\n",
        "a".repeat(40_000)
    );
    assert_eq!(raw(&stage, &large).await, [431]);
}

#[tokio::test]
async fn a_client_cannot_pass_for_the_edge() {
    let stage = Stage::open(quick()).await;
    let mut client = stage.client::<Full<Bytes>>().await;
    let request = Request::get("/who")
        .header("host", HOST)
        .header("x-doublelock-edge", "00".repeat(32))
        .header("x-doublelock-handler", "7")
        .header("x-real-ip", "203.0.113.9")
        .header("x-forwarded-for", "203.0.113.9")
        .header("forwarded", "for=203.0.113.9")
        .header("connection", "x-doublelock-edge, x-real-ip, te")
        .body(Full::default())
        .unwrap();
    let answer = client.send_request(request).await.unwrap();
    let text = answer.into_body().collect().await.unwrap().to_bytes();
    let expected = format!(
        "GET /who\nhost: {HOST}\nx-doublelock-edge: {}\nx-doublelock-handler: 1\nx-doublelock-method: GET\nx-real-ip: 127.0.0.1",
        "07".repeat(32)
    );
    assert_eq!(text, expected);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn sixty_four_mebibytes_pass_both_ways_in_bounded_memory() {
    let limits = Limits {
        body_idle: LONG,
        ..quick()
    };
    let stage = Stage::open(limits).await;
    stage.get("/").await;
    let before = peak_memory();

    let mut client = stage.client::<Upload>().await;
    let upload = Request::post("/count")
        .header("host", HOST)
        .body(Upload::of(64))
        .unwrap();
    let answer = client.send_request(upload).await.unwrap();
    let counted = answer.into_body().collect().await.unwrap().to_bytes();
    assert_eq!(counted, (64 * MIB).to_string());

    let mut client = stage.client::<Full<Bytes>>().await;
    let mut body = client
        .send_request(get("/flood"))
        .await
        .unwrap()
        .into_body();
    let mut received = 0;
    while let Some(frame) = body.frame().await {
        received += frame.unwrap().data_ref().map_or(0, Bytes::len);
    }
    assert_eq!(received, 64 * MIB);
    let grown = peak_memory() - before;
    assert!(grown < 32 * MIB, "grew by {grown} bytes");
}

#[tokio::test]
async fn bodies_over_the_limit_of_their_route_are_refused() {
    let limits = Limits {
        max_body: 1000,
        ..quick()
    };
    let stage = Stage::open(limits).await;
    let head = format!("POST /note HTTP/1.1\r\nHost: {HOST}\r\n");
    assert_eq!(
        raw(&stage, &format!("{head}Content-Length: 1001\r\n\r\n")).await,
        [413]
    );
    assert_eq!(stage.backend.requests.load(Ordering::SeqCst), 0);
    let chunks = format!(
        "POST /wait HTTP/1.1\r\nHost: {HOST}\r\nTransfer-Encoding: chunked\r\n\r\n3e9\r\n{}\r\n0\r\n\r\n",
        "a".repeat(1001)
    );
    assert_eq!(raw(&stage, &chunks).await, [413]);
}

#[tokio::test]
async fn a_dead_backend_gives_the_bilingual_page() {
    let dead = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let address = dead.local_addr().unwrap();
    drop(dead);
    let stage = Stage::before(address, Arc::new(Backend::default()), quick());
    let mut client = stage.client::<Full<Bytes>>().await;
    let answer = client.send_request(get("/")).await.unwrap();
    assert_eq!(answer.status(), 502);
    for (name, value) in [
        ("x-content-type-options", "nosniff"),
        ("strict-transport-security", "max-age=63072000"),
        ("referrer-policy", "no-referrer"),
        ("cache-control", "no-store"),
        ("content-type", "text/html; charset=utf-8"),
        (
            "content-security-policy",
            "default-src 'none'; frame-ancestors 'none'",
        ),
    ] {
        assert_eq!(answer.headers().get(name).unwrap(), value);
    }
    let text = answer.into_body().collect().await.unwrap().to_bytes();
    assert_eq!(text, "<p>Indisponible</p>");
}

#[tokio::test]
async fn events_reach_the_client_as_they_happen() {
    let stage = Stage::open(quick()).await;
    let mut client = stage.client::<Full<Bytes>>().await;
    let mut body = client
        .send_request(get("/events"))
        .await
        .unwrap()
        .into_body();
    let first = timeout(LONG, body.frame()).await.unwrap().unwrap().unwrap();
    assert_eq!(first.into_data().unwrap(), "data: one\n\n");
    stage.backend.release.notify_one();
    let second = timeout(LONG, body.frame()).await.unwrap().unwrap().unwrap();
    assert_eq!(second.into_data().unwrap(), "data: two\n\n");
    assert!(body.frame().await.is_none());
}
