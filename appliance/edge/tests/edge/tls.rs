//! What is shown and spoken before the first request.

use bytes::Bytes;
use doublelock_edge::{CertificateError, CertificateStore, Limits};
use http_body_util::{BodyExt as _, Full};
use openssl::ssl::SslVersion;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::time::timeout;

use crate::LONG;
use crate::stage::{self, HOST, Stage, get, quick};

#[tokio::test]
async fn a_new_certificate_is_shown_at_once_and_open_connections_live_on() {
    let stage = Stage::open(Limits {
        header: LONG,
        idle: LONG,
        ..quick()
    })
    .await;
    let mut kept = stage.client::<Full<Bytes>>().await;
    kept.send_request(get("/"))
        .await
        .unwrap()
        .into_body()
        .collect()
        .await
        .unwrap();
    let serial = async |stage: &Stage| {
        let stream = stage.tls().await;
        let certificate = stream.ssl().peer_certificate().unwrap();
        certificate
            .serial_number()
            .to_bn()
            .unwrap()
            .to_dec_str()
            .unwrap()
            .to_string()
    };
    assert_eq!(serial(&stage).await, "2");

    let second = stage.authority.pair("second", 3, (-1, 2));
    let facts = stage
        .certificates
        .swap(&second.chain, &second.key, stage::now())
        .unwrap();
    assert_eq!(facts, stage.certificates.facts());
    assert_eq!(facts.names, [HOST]);
    assert_eq!(serial(&stage).await, "3");

    let answer = kept.send_request(get("/")).await.unwrap();
    assert_eq!(answer.status(), 200);
}

#[test]
fn a_bad_certificate_is_refused_and_the_old_one_stays() {
    let folder = tempfile::tempdir().unwrap();
    let (chain, key) = (
        folder.path().join("chain.pem"),
        folder.path().join("key.pem"),
    );
    let authority = stage::Authority::new();
    let put = |pair: &stage::Pair| {
        std::fs::write(&chain, &pair.chain).unwrap();
        std::fs::write(&key, &pair.key).unwrap();
    };
    let good = authority.pair("good", 10, (-1, 2));
    put(&good);
    let store = CertificateStore::load(&chain, &key).unwrap();
    let facts = store.facts();
    let now = stage::now();
    assert!(facts.not_before < now && now < facts.not_after);

    put(&authority.pair("expired", 11, (-3, -1)));
    assert!(matches!(
        store.reload(now),
        Err(CertificateError::OutOfDate)
    ));
    put(&stage::Pair {
        chain: good.chain.clone(),
        key: authority.pair("x", 12, (-1, 2)).key,
    });
    assert!(matches!(store.reload(now), Err(CertificateError::Mismatch)));
    put(&stage::Pair {
        chain: b"no certificate".to_vec(),
        key: good.key.clone(),
    });
    assert!(matches!(store.reload(now), Err(CertificateError::BadChain)));
    put(&stage::Pair {
        chain: good.chain.clone(),
        key: b"no key".to_vec(),
    });
    assert!(matches!(store.reload(now), Err(CertificateError::BadKey)));
    let weak = openssl::rsa::Rsa::generate(1024).unwrap();
    put(&stage::Pair {
        chain: good.chain,
        key: weak.private_key_to_pem().unwrap(),
    });
    assert!(matches!(store.reload(now), Err(CertificateError::WeakKey)));
    std::fs::write(&key, vec![b'-'; 300 * 1024]).unwrap();
    assert!(matches!(
        store.reload(now),
        Err(CertificateError::Unreadable(_))
    ));
    assert_eq!(store.facts(), facts);
}

#[test]
fn a_key_with_a_passphrase_is_refused_without_asking_on_the_terminal() {
    let pair = stage::Authority::new().pair("x", 2, (-1, 2));
    let key = openssl::pkey::PKey::private_key_from_pem(&pair.key).unwrap();
    let locked =
        key.private_key_to_pem_pkcs8_passphrase(openssl::symm::Cipher::aes_256_cbc(), b"pass");
    let refused = CertificateStore::from_pem(&pair.chain, &locked.unwrap());
    assert!(matches!(refused, Err(CertificateError::BadKey)));
}

#[tokio::test]
async fn old_protocols_weak_ciphers_and_other_services_are_refused() {
    let stage = Stage::open(quick()).await;
    let tls12 = |ciphers: &str| {
        let mut connector = stage.connector();
        connector
            .set_max_proto_version(Some(SslVersion::TLS1_2))
            .unwrap();
        connector.set_cipher_list(ciphers).unwrap();
        connector
    };
    let good = stage
        .tls_with(tls12("ECDHE-ECDSA-AES128-GCM-SHA256"))
        .await
        .unwrap();
    assert_eq!(good.ssl().version_str(), "TLSv1.2");
    assert_eq!(stage.tls().await.ssl().version_str(), "TLSv1.3");

    for ciphers in [
        "ECDHE-ECDSA-AES128-SHA256:@SECLEVEL=0",
        "ECDHE-ECDSA-AES128-SHA:@SECLEVEL=0",
        "ECDHE-ECDSA-AES128-CCM8:@SECLEVEL=0",
        "AES128-GCM-SHA256:@SECLEVEL=0",
    ] {
        assert!(stage.tls_with(tls12(ciphers)).await.is_err(), "{ciphers}");
    }
    for version in [SslVersion::TLS1, SslVersion::TLS1_1] {
        let mut connector = tls12("ALL:@SECLEVEL=0");
        connector.set_min_proto_version(Some(version)).unwrap();
        connector.set_max_proto_version(Some(version)).unwrap();
        assert!(stage.tls_with(connector).await.is_err());
    }
    let mut mail = stage.connector();
    mail.set_alpn_protos(b"\x04imap").unwrap();
    assert!(stage.tls_with(mail).await.is_err());
}

#[tokio::test]
async fn plain_http_on_the_tls_port_gets_a_clean_end() {
    let stage = Stage::open(quick()).await;
    let mut stream = stage.tcp().await;
    stream
        .write_all(b"GET / HTTP/1.1\r\nHost: doublelock.example\r\n\r\n")
        .await
        .unwrap();
    let mut bytes = Vec::new();
    timeout(LONG, stream.read_to_end(&mut bytes))
        .await
        .unwrap()
        .expect("an end, not a reset");
    assert!(!bytes.starts_with(b"HTTP"));
}
