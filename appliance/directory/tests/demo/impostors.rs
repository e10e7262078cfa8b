//! Directories that cannot prove who they are, or answer with malice.

use std::time::Duration;

use doublelock_directory::{Directory, Misconfiguration, RecheckError, SignInError};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpListener;
use tokio::time::timeout;
use url::Url;

use crate::support::{Authority, now};
use crate::{Centre, LONG, PASSWORD, demo_with, enter};

#[tokio::test]
async fn no_password_goes_to_a_directory_that_cannot_prove_itself() {
    let authority = Authority::new();
    let stranger = Authority::new();
    let good = authority.pair(&["127.0.0.1"], (-1, 2));
    let tls = Err(SignInError::Misconfigured(Misconfiguration::Tls));
    for (pair, ca) in [
        (
            &authority.pair(&["192.0.2.1", "directory.example"], (-1, 2)),
            authority.file(),
        ),
        (&authority.pair(&["127.0.0.1"], (-3, -1)), authority.file()),
        (&authority.pair(&["127.0.0.1"], (1, 2)), authority.file()),
        (&good, stranger.file()),
    ] {
        let demo = demo_with(pair).await;
        let directory = Directory::new(demo.config(ca)).unwrap();
        assert_eq!(enter(&directory, "coord1", PASSWORD).await, tls);
        assert_eq!(demo.binds(), 0);
    }
    // Without the centre's own authority, those of the system do not vouch for it either.
    let demo = demo_with(&good).await;
    let mut config = demo.config(authority.file());
    config.ca_file = None;
    assert_eq!(
        enter(&Directory::new(config).unwrap(), "coord1", PASSWORD).await,
        tls
    );
    assert_eq!(demo.binds(), 0);
}

#[tokio::test]
async fn tls_below_1_2_is_refused() {
    use openssl::ssl::{SslAcceptor, SslMethod, SslVersion};
    let authority = Authority::new();
    let pair = authority.pair(&["127.0.0.1"], (-1, 2));
    let mut acceptor = SslAcceptor::mozilla_intermediate(SslMethod::tls_server()).unwrap();
    acceptor.set_cipher_list("ALL:@SECLEVEL=0").unwrap();
    acceptor
        .set_min_proto_version(Some(SslVersion::TLS1))
        .unwrap();
    acceptor
        .set_max_proto_version(Some(SslVersion::TLS1_1))
        .unwrap();
    let certificate = openssl::x509::X509::from_pem(&pair.certificate).unwrap();
    let key = openssl::pkey::PKey::private_key_from_pem(&pair.key).unwrap();
    acceptor.set_certificate(&certificate).unwrap();
    acceptor.set_private_key(&key).unwrap();
    let acceptor = acceptor.build();
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let port = listener.local_addr().unwrap().port();
    let server = std::thread::spawn(move || {
        let (stream, _) = listener.accept().unwrap();
        acceptor.accept(stream).is_ok()
    });
    let centre = Centre::open_with(|config| {
        config.urls = vec![Url::parse(&format!("ldaps://127.0.0.1:{port}")).unwrap()];
    });
    let reached = centre.await.directory.reachable(now()).await;
    assert_eq!(
        reached,
        Err(RecheckError::Misconfigured(Misconfiguration::Tls))
    );
    assert!(!server.join().unwrap());
}

/// Answers each connection on the loopback, in clear, with these bytes after its first request,
/// then waits; gives back what was received on the first connection.
async fn impostor(answer: Vec<u8>) -> (Url, tokio::task::JoinHandle<Vec<u8>>) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("ldap://127.0.0.1:{}", listener.local_addr().unwrap().port());
    let heard = tokio::spawn(async move {
        let (mut stream, _) = listener.accept().await.unwrap();
        // Later connections of the same attempt find the same impostor.
        let more = answer.clone();
        tokio::spawn(async move {
            while let Ok((mut stream, _)) = listener.accept().await {
                let _ = stream.write_all(&more).await;
            }
        });
        let mut received = vec![0; 4096];
        let read = stream.read(&mut received).await.unwrap();
        received.truncate(read);
        let _ = stream.write_all(&answer).await;
        let _ = timeout(LONG, stream.read_to_end(&mut received)).await;
        received
    });
    (Url::parse(&url).unwrap(), heard)
}

/// An `LDAPResult` of this operation, message id 1.
fn result(operation: u8, code: u8) -> Vec<u8> {
    vec![0x30, 12, 2, 1, 1, operation, 7, 10, 1, code, 4, 0, 4, 0]
}

fn nested(levels: usize) -> Vec<u8> {
    let mut bomb = Vec::new();
    for _ in 0..levels {
        let length = u32::try_from(bomb.len()).unwrap().to_be_bytes();
        bomb = [&[0x30, 0x84][..], &length, &bomb].concat();
    }
    bomb
}

#[tokio::test]
async fn hostile_answers_end_in_unreachable_and_harm_nothing() {
    let unreachable = Err(RecheckError::Unreachable);
    let referral = Err(RecheckError::Misconfigured(Misconfiguration::Referral));
    for (what, answer, expected) in [
        (
            "garbage",
            b"HTTP/1.1 400 Bad Request\r\n\r\n".to_vec(),
            unreachable,
        ),
        ("nesting bomb", nested(20_000), unreachable),
        (
            "length bomb",
            vec![0x30, 0x84, 0x7f, 0xff, 0xff, 0xff, 2, 1, 1],
            unreachable,
        ),
        ("indefinite length", vec![0x30, 0x80, 2, 1, 1], unreachable),
        ("empty message", vec![0x30, 0], unreachable),
        (
            "an entry instead of a result",
            vec![0x30, 9, 2, 1, 1, 0x64, 4, 4, 0, 0x30, 0],
            unreachable,
        ),
        ("a search result for a bind", result(0x65, 0), unreachable),
        ("busy", result(0x61, 51), unreachable),
        ("unavailable", result(0x61, 52), unreachable),
        (
            "another message id",
            {
                let mut other = result(0x61, 0);
                other[4] = 9;
                other
            },
            unreachable,
        ),
        ("referral", result(0x61, 10), referral),
    ] {
        let (url, _heard) = impostor(answer).await;
        let centre = Centre::open_with(|config| {
            config.urls = vec![url];
            config.plain_on_loopback = true;
            config.deadline = Duration::from_secs(2);
        });
        assert_eq!(
            centre.await.directory.reachable(now()).await,
            expected,
            "{what}"
        );
    }
}

#[tokio::test]
async fn a_stripped_or_injected_start_tls_sees_no_password() {
    let accepted = result(0x78, 0);
    let injected = [accepted.clone(), result(0x61, 0), result(0x61, 0)].concat();
    let misfit = |fault| Err(SignInError::Misconfigured(fault));
    for (what, answer, expected) in [
        (
            "stripped",
            result(0x78, 2),
            misfit(Misconfiguration::NoStartTls),
        ),
        (
            "answered as a bind",
            result(0x61, 0),
            misfit(Misconfiguration::NoStartTls),
        ),
        ("injected", injected, misfit(Misconfiguration::Tls)),
        (
            "bomb before TLS",
            nested(20_000),
            Err(SignInError::Unreachable),
        ),
    ] {
        let (url, heard) = impostor(answer).await;
        let centre = Centre::open_with(|config| {
            config.urls = vec![url];
            config.start_tls = true;
        });
        assert_eq!(
            centre.await.enter("coord1", PASSWORD).await,
            expected,
            "{what}"
        );
        let received = timeout(LONG, heard).await.unwrap().unwrap();
        for secret in [PASSWORD, "fictitious service", "coord1"] {
            let found = received
                .windows(secret.len())
                .any(|bytes| bytes == secret.as_bytes());
            assert!(!found, "{what}");
        }
    }
}

#[tokio::test]
async fn a_dripping_directory_is_given_up_at_the_deadline() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("ldap://127.0.0.1:{}", listener.local_addr().unwrap().port());
    tokio::spawn(async move {
        let (mut stream, _) = listener.accept().await.unwrap();
        for byte in result(0x61, 0) {
            if stream.write_all(&[byte]).await.is_err() {
                break;
            }
            tokio::time::sleep(Duration::from_millis(200)).await;
        }
    });
    let centre = Centre::open_with(|config| {
        config.urls = vec![Url::parse(&url).unwrap()];
        config.plain_on_loopback = true;
        config.deadline = Duration::from_millis(500);
    });
    let reached = timeout(LONG, async {
        centre.await.directory.reachable(now()).await
    })
    .await;
    assert_eq!(reached.unwrap(), Err(RecheckError::Unreachable));
}
