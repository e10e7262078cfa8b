//! Slow and silent clients end; the others are served.

use std::sync::atomic::Ordering;
use std::time::Duration;

use doublelock_edge::Limits;
use hyper::Request;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::time::timeout;

use crate::stage::{HOST, Stage, Upload, get, quick};
use crate::{LONG, reads_to_its_end};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn two_hundred_slow_clients_are_ended_and_others_are_served_meanwhile() {
    let stage = Stage::open(quick()).await;
    let (mut raw, mut tls) = (Vec::new(), Vec::new());
    for _ in 0..50 {
        raw.push(stage.tcp().await);
        let mut half_hello = stage.tcp().await;
        half_hello
            .write_all(&[0x16, 3, 1, 2, 0, 1, 0, 1])
            .await
            .unwrap();
        raw.push(half_hello);
        let mut half_head = stage.tls().await;
        half_head
            .write_all(b"GET / HTTP/1.1\r\nHost: doub")
            .await
            .unwrap();
        tls.push((half_head, ""));
        let mut half_body = stage.tls().await;
        let post =
            format!("POST /count HTTP/1.1\r\nHost: {HOST}\r\nContent-Length: 1000\r\n\r\nten");
        half_body.write_all(post.as_bytes()).await.unwrap();
        tls.push((half_body, "HTTP/1.1 408 "));
    }
    for _ in 0..20 {
        let (status, _) = timeout(LONG, stage.get("/")).await.unwrap();
        assert_eq!(status, 200);
    }
    for stream in raw {
        reads_to_its_end(stream).await;
    }
    for (stream, answer) in tls {
        let bytes = reads_to_its_end(stream).await;
        assert!(
            bytes.starts_with(answer.as_bytes()),
            "{}",
            String::from_utf8_lossy(&bytes)
        );
    }
    assert_eq!(stage.get("/").await.0, 200);
}

#[tokio::test]
async fn a_dripping_body_is_ended_though_it_is_never_silent() {
    let limits = Limits {
        body_idle: Duration::from_millis(600),
        ..quick()
    };
    let stage = Stage::open(limits).await;
    let (mut reader, mut writer) = tokio::io::split(stage.tls().await);
    let head = format!("POST /count HTTP/1.1\r\nHost: {HOST}\r\nContent-Length: 100000\r\n\r\n");
    writer.write_all(head.as_bytes()).await.unwrap();
    let drip = tokio::spawn(async move {
        while writer.write_all(b"x").await.is_ok() {
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
    });
    let bytes = reads_to_its_end(&mut reader).await;
    assert!(bytes.starts_with(b"HTTP/1.1 408 "));
    drip.abort();
}

#[tokio::test]
async fn an_idle_http2_client_and_one_that_says_nothing_after_the_handshake_are_ended() {
    let stage = Stage::open(quick()).await;
    reads_to_its_end(stage.tls().await).await;
    let preface = b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n";
    let settings = [0, 0, 0, 4, 0, 0, 0, 0, 0];
    // HEADERS of stream 1 without END_HEADERS: a CONTINUATION would have to follow.
    let half_headers = [0, 0, 1, 1, 0, 0, 0, 0, 1, 0x82];
    // A ping is no request.
    let ping = [0, 0, 8, 6, 0, 0, 0, 0, 0, 1, 2, 3, 4, 5, 6, 7, 8];
    let mut clients = Vec::new();
    for said in [
        Vec::new(),
        preface[..10].to_vec(),
        preface.to_vec(),
        [&preface[..], &settings[..]].concat(),
        [&preface[..], &settings[..], &ping[..]].concat(),
        [&preface[..], &settings[..], &half_headers[..]].concat(),
    ] {
        let mut connector = stage.connector();
        connector.set_alpn_protos(b"\x02h2").unwrap();
        let mut client = stage.tls_with(connector).await.unwrap();
        client.write_all(&said).await.unwrap();
        clients.push(client);
    }
    for client in clients {
        reads_to_its_end(client).await;
    }
}

#[tokio::test]
async fn a_client_that_never_reads_is_ended() {
    let limits = Limits {
        stall: Duration::from_secs(1),
        ..quick()
    };
    let stage = Stage::open(limits).await;
    let mut stream = stage.tls().await;
    let request = format!("GET /flood HTTP/1.1\r\nHost: {HOST}\r\n\r\n");
    stream.write_all(request.as_bytes()).await.unwrap();
    // Until the edge gives up, the client does not take a byte; then it finds a torn answer.
    let ended = async {
        while stage.backend.requests.load(Ordering::SeqCst) == 0 {
            tokio::task::yield_now().await;
        }
        let mut probe = [0; 1];
        loop {
            tokio::time::sleep(Duration::from_millis(200)).await;
            if stream.write_all(b"x").await.is_err() {
                break stream.read(&mut probe).await;
            }
        }
    };
    let _ = timeout(LONG, ended)
        .await
        .expect("the edge still holds the connection");
}

#[tokio::test]
async fn a_slow_http2_upload_ends_alone_and_its_neighbours_go_on() {
    let limits = Limits {
        idle: LONG,
        ..quick()
    };
    let stage = Stage::open(limits).await;
    let (client, connection) = stage.h2_client::<Upload>().await;
    let ask = async |path: &str, body: Upload| {
        let request = Request::post(format!("https://{HOST}{path}")).body(body);
        client
            .clone()
            .send_request(request.unwrap())
            .await
            .unwrap()
            .status()
            .as_u16()
    };
    let (slow, quick) = tokio::join!(ask("/count", Upload::stuck()), ask("/count", Upload::of(1)));
    assert_eq!((slow, quick), (408, 200));
    assert_eq!(ask("/", Upload::of(0)).await, 200);
    assert!(!connection.is_finished());
}

#[tokio::test]
async fn beyond_the_cap_newcomers_are_told_and_those_inside_are_unharmed() {
    let limits = Limits {
        max_connections: 2,
        header: LONG,
        idle: LONG,
        ..quick()
    };
    let stage = Stage::open(limits).await;
    let (mut one, mut two) = (stage.client().await, stage.client().await);
    assert_eq!(one.send_request(get("/")).await.unwrap().status(), 200);
    assert_eq!(two.send_request(get("/")).await.unwrap().status(), 200);
    let (status, text) = stage.get("/").await;
    assert_eq!((status, text.as_str()), (503, "<p>Indisponible</p>"));
    assert_eq!(one.send_request(get("/")).await.unwrap().status(), 200);
    drop((one, two));
    // The places come back once the edge has seen both connections close.
    let came_back = async { while stage.get("/").await.0 != 200 {} };
    timeout(LONG, came_back).await.unwrap();
}

#[tokio::test]
async fn a_backend_that_thinks_too_long_is_given_up() {
    let limits = Limits {
        request: Duration::from_millis(200),
        ..quick()
    };
    let stage = Stage::open(limits).await;
    assert_eq!(stage.get("/wait").await.0, 504);
    assert_eq!(stage.get("/").await.0, 200);
}
