//! Somebody at work, and a stranger.

use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::path::Path;
use std::pin::Pin;
use std::time::{Duration, Instant};

use bytes::Bytes;
use http_body_util::{BodyExt as _, Full};
use hyper::Request;
use hyper::client::conn::http2::SendRequest;
use hyper_util::rt::{TokioExecutor, TokioIo};
use openssl::ssl::{SslConnector, SslMethod};
use openssl::x509::X509;
use tokio::net::TcpSocket;
use tokio_openssl::SslStream;

use crate::stage::HOST;

/// The cookie of whoever signed in.
pub(crate) const SESSION: &str = "session=1";
/// Connections of the stranger.
const CONNECTIONS: usize = 64;
/// Streams that it has open on each.
const STREAMS: usize = 32;

/// The house, seen from outside.
pub(crate) struct Place {
    address: SocketAddr,
    authority: X509,
}

/// What became of a person's pages.
pub(crate) struct Asked {
    pub(crate) took: Vec<Duration>,
    pub(crate) refused: usize,
}

impl Asked {
    /// In milliseconds; not a number if nothing was answered.
    pub(crate) fn percentile(&self, percent: usize) -> f64 {
        let mut took = self.took.clone();
        took.sort_unstable();
        let at = took.len().saturating_sub(1) * percent / 100;
        took.get(at)
            .map_or(f64::NAN, |took| took.as_secs_f64() * 1e3)
    }
}

impl Place {
    pub(crate) fn read(home: &Path) -> Self {
        let pem = std::fs::read(home.join("authority")).unwrap();
        Self {
            address: crate::address(home),
            authority: X509::from_pem(&pem).unwrap(),
        }
    }

    async fn connect(&self, from: IpAddr) -> Option<SendRequest<Full<Bytes>>> {
        let socket = TcpSocket::new_v4().unwrap();
        socket.bind((from, 0).into()).unwrap();
        let tcp = socket.connect(self.address).await.ok()?;
        let mut builder = SslConnector::builder(SslMethod::tls_client()).unwrap();
        builder
            .cert_store_mut()
            .add_cert(self.authority.clone())
            .unwrap();
        builder.set_alpn_protos(b"\x02h2").unwrap();
        let ssl = builder.build().configure().unwrap().into_ssl(HOST).unwrap();
        let mut tls = SslStream::new(ssl, tcp).unwrap();
        Pin::new(&mut tls).connect().await.ok()?;
        let (sender, connection) =
            hyper::client::conn::http2::handshake(TokioExecutor::new(), TokioIo::new(tls))
                .await
                .ok()?;
        tokio::spawn(connection);
        Some(sender)
    }
}

fn page(cookie: Option<&str>) -> Request<Full<Bytes>> {
    let mut request = Request::get(format!("https://{HOST}/"));
    if let Some(cookie) = cookie {
        request = request.header("cookie", cookie);
    }
    request.body(Full::default()).unwrap()
}

/// Asks for pages one after another, with a short look at each.
pub(crate) async fn person(place: &Place, pages: usize) -> Asked {
    let mut asked = Asked {
        took: Vec::new(),
        refused: 0,
    };
    let mut connection = None;
    for _ in 0..pages {
        let begun = Instant::now();
        if connection.is_none() {
            connection = place.connect(Ipv4Addr::LOCALHOST.into()).await;
        }
        let Some(sender) = &mut connection else {
            asked.refused += 1;
            continue;
        };
        match sender.send_request(page(Some(SESSION))).await {
            Ok(answer) if answer.status() == 200 => {
                answer.into_body().collect().await.unwrap();
                asked.took.push(begun.elapsed());
            }
            Ok(_) => asked.refused += 1,
            Err(_) => {
                asked.refused += 1;
                connection = None;
            }
        }
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    asked
}

/// Asks and takes back on many connections, until it is killed.
pub(crate) async fn strangers(place: &Place, from: IpAddr) {
    let each = (0..CONNECTIONS).map(|number| stranger(place, from, number));
    let all: Vec<_> = each.map(Box::pin).collect();
    let mut all = all;
    std::future::poll_fn(|cx| {
        for one in &mut all {
            let _ = one.as_mut().poll(cx);
        }
        std::task::Poll::<()>::Pending
    })
    .await;
}

async fn stranger(place: &Place, from: IpAddr, number: usize) {
    loop {
        let Some(sender) = place.connect(from).await else {
            tokio::time::sleep(Duration::from_millis(100)).await;
            continue;
        };
        let mut round = number;
        while !sender.is_closed() {
            let mut asked = Vec::new();
            for _ in 0..STREAMS {
                let mut sender = sender.clone();
                asked.push(tokio::spawn(async move {
                    sender.send_request(page(None)).await.map(|_| ())
                }));
            }
            // Some are taken back at once, some while they wait, some in work.
            round += 1;
            tokio::time::sleep(Duration::from_millis(5 * (round as u64 % 8))).await;
            for one in asked {
                one.abort();
            }
        }
    }
}
