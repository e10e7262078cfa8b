//! Start with inherited sockets, end with requests under way.

use std::process::Stdio;
use std::time::Duration;

use bytes::Bytes;
use doublelock_edge::{Limits, inherited_listeners};
use http_body_util::{BodyExt as _, Full};
use hyper::Request;
use tokio::time::timeout;

use crate::LONG;
use crate::stage::{HOST, Stage, get, quick};

#[tokio::test]
async fn a_request_under_way_is_finished_before_shutdown() {
    let mut stage = Stage::open(quick()).await;
    let mut client = stage.client::<Full<Bytes>>().await;
    let asked = tokio::spawn(async move { client.send_request(get("/wait")).await });
    stage.backend.arrived.notified().await;
    stage.stop.take().unwrap().send(()).unwrap();
    // The door is shut before the request is released.
    let shut = async { while tokio::net::TcpStream::connect(stage.address).await.is_ok() {} };
    timeout(LONG, shut).await.unwrap();
    stage.backend.release.notify_one();
    let answer = asked.await.unwrap().unwrap();
    assert_eq!(answer.status(), 200);
    assert_eq!(
        answer.into_body().collect().await.unwrap().to_bytes(),
        "waited"
    );
    timeout(LONG, stage.edge).await.unwrap().unwrap().unwrap();
}

#[tokio::test]
async fn idle_connections_do_not_hold_up_shutdown() {
    let patient = Duration::from_mins(10);
    let limits = Limits {
        header: patient,
        idle: patient,
        grace: patient,
        ..quick()
    };
    let mut stage = Stage::open(limits).await;
    let mut kept = stage.client::<Full<Bytes>>().await;
    kept.send_request(get("/")).await.unwrap();
    let (mut kept_h2, _) = stage.h2_client::<Full<Bytes>>().await;
    let request = Request::get(format!("https://{HOST}/")).body(Full::default());
    kept_h2.send_request(request.unwrap()).await.unwrap();
    let _fresh = stage.tls().await;
    stage.stop.take().unwrap().send(()).unwrap();
    timeout(LONG, stage.edge).await.unwrap().unwrap().unwrap();
}

#[tokio::test]
async fn shutdown_does_not_wait_beyond_its_grace() {
    let mut stage = Stage::open(Limits {
        grace: Duration::from_millis(300),
        ..quick()
    })
    .await;
    let mut client = stage.client::<Full<Bytes>>().await;
    let asked = tokio::spawn(async move { client.send_request(get("/wait")).await });
    stage.backend.arrived.notified().await;
    stage.stop.take().unwrap().send(()).unwrap();
    timeout(LONG, stage.edge).await.unwrap().unwrap().unwrap();
    assert!(asked.await.unwrap().is_err());
}

#[test]
fn a_socket_of_the_service_manager_is_taken_over() {
    use std::io::Read as _;
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    // A shell moves the socket to descriptor 3 and announces it as systemd would.
    let script = "exec 3<&0 </dev/null; LISTEN_FDS=1 LISTEN_PID=$$ exec \"$@\"";
    let mut child = std::process::Command::new("/bin/sh")
        .args(["-c", script, "sh"])
        .arg(std::env::current_exe().unwrap())
        .args(["--exact", "life::the_child_of_the_service_manager"])
        .stdin(Stdio::from(std::os::fd::OwnedFd::from(listener)))
        .stdout(Stdio::null())
        .spawn()
        .unwrap();
    let mut text = String::new();
    std::net::TcpStream::connect(address)
        .unwrap()
        .read_to_string(&mut text)
        .unwrap();
    assert_eq!(text, "https served");
    assert!(child.wait().unwrap().success());
}

/// The child side of the test above: does nothing unless a socket was handed over.
#[test]
fn the_child_of_the_service_manager() {
    use std::io::Write as _;
    if std::env::var_os("LISTEN_FDS").is_none() {
        return;
    }
    let inherited = inherited_listeners(Some("https")).unwrap();
    assert_eq!(inherited.len(), 1);
    let (mut stream, _) = inherited[0].listener.accept().unwrap();
    write!(stream, "{} served", inherited[0].name.as_deref().unwrap()).unwrap();
}
