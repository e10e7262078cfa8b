//! The stage of the edge's tests: a small certificate authority, a talkative backend on the
//! loopback, the edge between, and clients.

use std::convert::Infallible;
use std::net::{SocketAddr, TcpListener};
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::task::{Context, Poll};
use std::time::Duration;

use bytes::Bytes;
use doublelock_edge::{
    Allowance, CertificateStore, EdgeConfig, EdgeError, HANDLER_HEADER, Handlers, Limits, Pages,
    RECOGNISED_HEADER, serve,
};
use http_body_util::{BodyExt as _, Full};
use hyper::body::{Body, Frame, Incoming};
use hyper::service::service_fn;
use hyper::{Request, Response};
use hyper_util::rt::{TokioExecutor, TokioIo};
use openssl::asn1::Asn1Time;
use openssl::bn::BigNum;
use openssl::ec::{EcGroup, EcKey};
use openssl::hash::MessageDigest;
use openssl::nid::Nid;
use openssl::pkey::{PKey, Private};
use openssl::ssl::{SslConnector, SslConnectorBuilder, SslMethod};
use openssl::x509::extension::{BasicConstraints, SubjectAlternativeName};
use openssl::x509::{X509, X509NameBuilder};
use tokio::net::TcpStream;
use tokio::sync::{Notify, oneshot};
use tokio::task::JoinHandle;
use tokio_openssl::SslStream;

pub(crate) const HOST: &str = "doublelock.example";
pub(crate) const MIB: usize = 1024 * 1024;

/// Signs the certificates of a test.
pub(crate) struct Authority {
    key: PKey<Private>,
    pub(crate) certificate: X509,
}

pub(crate) struct Pair {
    pub(crate) chain: Vec<u8>,
    pub(crate) key: Vec<u8>,
}

fn ec_key() -> PKey<Private> {
    let group = EcGroup::from_curve_name(Nid::X9_62_PRIME256V1).unwrap();
    PKey::from_ec_key(EcKey::generate(&group).unwrap()).unwrap()
}

impl Authority {
    pub(crate) fn new() -> Self {
        let key = ec_key();
        let certificate = certificate("Test authority", &key, None, 1, (-1, 2));
        Self { key, certificate }
    }

    /// A certificate for [`HOST`] with this common name, valid from and to these days from now.
    pub(crate) fn pair(&self, common_name: &str, serial: u32, days: (i64, i64)) -> Pair {
        let key = ec_key();
        let leaf = certificate(common_name, &key, Some(self), serial, days);
        Pair {
            chain: leaf.to_pem().unwrap(),
            key: key.private_key_to_pem_pkcs8().unwrap(),
        }
    }
}

/// Unix seconds, for the tests' own certificates only.
pub(crate) fn now() -> i64 {
    let since = Asn1Time::from_unix(0)
        .unwrap()
        .diff(&Asn1Time::days_from_now(0).unwrap());
    let since = since.unwrap();
    i64::from(since.days) * 86_400 + i64::from(since.secs)
}

fn certificate(
    common_name: &str,
    key: &PKey<Private>,
    issuer: Option<&Authority>,
    serial: u32,
    days: (i64, i64),
) -> X509 {
    let mut name = X509NameBuilder::new().unwrap();
    name.append_entry_by_nid(Nid::COMMONNAME, common_name)
        .unwrap();
    let name = name.build();
    let mut builder = X509::builder().unwrap();
    builder.set_version(2).unwrap();
    let serial = BigNum::from_u32(serial).unwrap().to_asn1_integer().unwrap();
    builder.set_serial_number(&serial).unwrap();
    builder.set_subject_name(&name).unwrap();
    builder.set_pubkey(key).unwrap();
    let at = |days: i64| Asn1Time::from_unix(now() + days * 86_400).unwrap();
    builder.set_not_before(&at(days.0)).unwrap();
    builder.set_not_after(&at(days.1)).unwrap();
    if let Some(issuer) = issuer {
        builder
            .set_issuer_name(issuer.certificate.subject_name())
            .unwrap();
        let context = builder.x509v3_context(Some(&issuer.certificate), None);
        let names = SubjectAlternativeName::new()
            .dns(HOST)
            .build(&context)
            .unwrap();
        builder.append_extension(names).unwrap();
        builder.sign(&issuer.key, MessageDigest::sha256()).unwrap();
    } else {
        builder.set_issuer_name(&name).unwrap();
        builder
            .append_extension(BasicConstraints::new().critical().ca().build().unwrap())
            .unwrap();
        builder.sign(key, MessageDigest::sha256()).unwrap();
    }
    builder.build()
}

/// What the tests steer and see of the backend.
#[derive(Default)]
pub(crate) struct Backend {
    /// What it claims its work from.
    pub(crate) handlers: Handlers,
    /// Requests that reached it.
    pub(crate) requests: AtomicUsize,
    /// Requests in work, and the most there ever were.
    pub(crate) working: AtomicUsize,
    pub(crate) most_working: AtomicUsize,
    /// Connections that are open, and those that ever were.
    pub(crate) sockets: AtomicUsize,
    pub(crate) sockets_ever: AtomicUsize,
    /// Told when `/wait` is reached.
    pub(crate) arrived: Notify,
    /// Releases `/wait` and the second event of `/events`.
    pub(crate) release: Notify,
}

/// Answer of `/flood` and `/events`.
enum Stream {
    Flood(usize),
    Events(Pin<Box<dyn Future<Output = ()> + Send>>, u8),
    Text(Option<Bytes>),
}

impl Body for Stream {
    type Data = Bytes;
    type Error = Infallible;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, Infallible>>> {
        let next = match &mut *self {
            Self::Flood(0) | Self::Events(_, 2) => None,
            Self::Flood(left) => {
                *left -= 1;
                Some(Bytes::from(vec![0x5a; MIB / 16]))
            }
            Self::Events(_, told @ 0) => {
                *told = 1;
                Some(Bytes::from_static(b"data: one\n\n"))
            }
            Self::Events(release, told) => {
                std::task::ready!(release.as_mut().poll(cx));
                *told = 2;
                Some(Bytes::from_static(b"data: two\n\n"))
            }
            Self::Text(text) => text.take(),
        };
        Poll::Ready(next.map(|bytes| Ok(Frame::data(bytes))))
    }
}

/// Work on a request; counted until dropped.
struct Working(Arc<Backend>);

impl Working {
    fn on(backend: &Arc<Backend>) -> Self {
        let now = backend.working.fetch_add(1, Ordering::SeqCst) + 1;
        backend.most_working.fetch_max(now, Ordering::SeqCst);
        Self(Arc::clone(backend))
    }
}

impl Drop for Working {
    fn drop(&mut self) {
        self.0.working.fetch_sub(1, Ordering::SeqCst);
    }
}

impl Backend {
    /// Works on although the connection may have closed, as Rocket does.
    async fn detached(self: Arc<Self>, request: Request<Incoming>) -> Option<()> {
        let number = request.headers().get(HANDLER_HEADER)?.to_str().ok()?;
        let handler = self.handlers.claim(number)?;
        let work = tokio::spawn(async move {
            let _handler = handler;
            let _working = Working::on(&self);
            self.arrived.notify_one();
            self.release.notified().await;
        });
        work.await.ok()
    }

    async fn answer(self: Arc<Self>, request: Request<Incoming>) -> Response<Stream> {
        self.requests.fetch_add(1, Ordering::SeqCst);
        if request.uri().path() == "/detached" {
            self.detached(request).await;
            return Response::new(Stream::Text(Some("done".into())));
        }
        let _working = Working::on(&self);
        let mut answer = Response::new(Stream::Text(None));
        match request.uri().path() {
            "/count" => {
                let (mut body, mut bytes) = (request.into_body(), 0);
                while let Some(frame) = body.frame().await {
                    let Ok(frame) = frame else { break };
                    bytes += frame.data_ref().map_or(0, Bytes::len);
                }
                *answer.body_mut() = Stream::Text(Some(bytes.to_string().into()));
            }
            "/flood" => *answer.body_mut() = Stream::Flood(64 * 16),
            "/events" => {
                let backend = Arc::clone(&self);
                let release = Box::pin(async move { backend.release.notified().await });
                *answer.body_mut() = Stream::Events(release, 0);
            }
            "/known" | "/unknown" => {
                let known = request.uri().path() == "/known";
                let said = if known { "1" } else { "0" };
                answer
                    .headers_mut()
                    .insert(RECOGNISED_HEADER, said.parse().unwrap());
            }
            "/wait" => {
                self.arrived.notify_one();
                self.release.notified().await;
                *answer.body_mut() = Stream::Text(Some("waited".into()));
            }
            _ => {
                let mut lines: Vec<String> = request
                    .headers()
                    .iter()
                    .map(|(name, value)| format!("{name}: {}", value.to_str().unwrap()))
                    .collect();
                lines.sort_unstable();
                let text = format!(
                    "{} {}\n{}",
                    request.method(),
                    request.uri(),
                    lines.join("\n")
                );
                *answer.body_mut() = Stream::Text(Some(text.into()));
                answer
                    .headers_mut()
                    .insert("connection", "x-hop".parse().unwrap());
                answer.headers_mut().insert("x-hop", "1".parse().unwrap());
            }
        }
        answer
    }
}

pub(crate) struct Stage {
    pub(crate) address: SocketAddr,
    pub(crate) authority: Authority,
    pub(crate) certificates: Arc<CertificateStore>,
    pub(crate) backend: Arc<Backend>,
    pub(crate) edge: JoinHandle<Result<(), EdgeError>>,
    pub(crate) stop: Option<oneshot::Sender<()>>,
}

/// Short enough to test, long enough for a loaded machine.
pub(crate) fn quick() -> Limits {
    Limits {
        handshake: Duration::from_secs(2),
        header: Duration::from_secs(1),
        body_idle: Duration::from_secs(1),
        idle: Duration::from_secs(1),
        max_connections: 400,
        max_per_address: 400,
        ..Limits::default()
    }
}

impl Stage {
    pub(crate) async fn open(limits: Limits) -> Self {
        let backend = Arc::new(Backend::default());
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let shared = Arc::clone(&backend);
        tokio::spawn(async move {
            loop {
                let (stream, _) = listener.accept().await.unwrap();
                let backend = Arc::clone(&shared);
                let service = service_fn(move |request| {
                    let backend = Arc::clone(&backend);
                    async move { Ok::<_, Infallible>(backend.answer(request).await) }
                });
                let backend = Arc::clone(&shared);
                tokio::spawn(async move {
                    backend.sockets.fetch_add(1, Ordering::SeqCst);
                    backend.sockets_ever.fetch_add(1, Ordering::SeqCst);
                    let http = hyper::server::conn::http1::Builder::new();
                    let _ = http.serve_connection(TokioIo::new(stream), service).await;
                    backend.sockets.fetch_sub(1, Ordering::SeqCst);
                });
            }
        });
        Self::before(address, backend, limits)
    }

    /// The edge before a backend address, which may be dead.
    pub(crate) fn before(
        backend_address: SocketAddr,
        backend: Arc<Backend>,
        limits: Limits,
    ) -> Self {
        let authority = Authority::new();
        let pair = authority.pair("first", 2, (-1, 2));
        let certificates = Arc::new(CertificateStore::from_pem(&pair.chain, &pair.key).unwrap());
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap();
        let config = EdgeConfig {
            listeners: vec![listener],
            backend: backend_address,
            secret: [7; 32],
            hosts: vec![HOST.to_owned()],
            limits,
            allowances: vec![Allowance {
                path_prefix: "/count".to_owned(),
                max_body: 80 * MIB as u64,
                request: None,
            }],
            pages: Pages {
                unavailable: Bytes::from_static("<p>Indisponible</p>".as_bytes()),
                refused: Bytes::from_static("<p>Refusé</p>".as_bytes()),
            },
            handlers: backend.handlers.clone(),
        };
        let (stop, stopped) = oneshot::channel();
        let store = Arc::clone(&certificates);
        let edge = tokio::spawn(async move {
            serve(config, store, async move {
                let _ = stopped.await;
            })
            .await
        });
        Self {
            address,
            authority,
            certificates,
            backend,
            edge,
            stop: Some(stop),
        }
    }

    pub(crate) fn connector(&self) -> SslConnectorBuilder {
        let mut builder = SslConnector::builder(SslMethod::tls_client()).unwrap();
        builder
            .cert_store_mut()
            .add_cert(self.authority.certificate.clone())
            .unwrap();
        builder
    }

    pub(crate) async fn tcp(&self) -> TcpStream {
        self.tcp_from([127, 0, 0, 1]).await
    }

    /// A connection of another caller: the whole of 127.0.0.0/8 is this machine.
    async fn tcp_from(&self, address: [u8; 4]) -> TcpStream {
        let socket = tokio::net::TcpSocket::new_v4().unwrap();
        socket.bind((address, 0).into()).unwrap();
        socket.connect(self.address).await.unwrap()
    }

    pub(crate) async fn tls_with(
        &self,
        builder: SslConnectorBuilder,
    ) -> Result<SslStream<TcpStream>, openssl::ssl::Error> {
        Self::tls_over(self.tcp().await, builder).await
    }

    async fn tls_over(
        tcp: TcpStream,
        builder: SslConnectorBuilder,
    ) -> Result<SslStream<TcpStream>, openssl::ssl::Error> {
        let ssl = builder.build().configure().unwrap().into_ssl(HOST).unwrap();
        let mut stream = SslStream::new(ssl, tcp).unwrap();
        Pin::new(&mut stream).connect().await?;
        Ok(stream)
    }

    pub(crate) async fn tls(&self) -> SslStream<TcpStream> {
        self.tls_with(self.connector()).await.unwrap()
    }

    /// A kept HTTP/1.1 connection.
    pub(crate) async fn client<B>(&self) -> hyper::client::conn::http1::SendRequest<B>
    where
        B: Body + Send + 'static,
        B::Data: Send,
        B::Error: Into<Box<dyn std::error::Error + Send + Sync>>,
    {
        let io = TokioIo::new(self.tls().await);
        let (sender, connection) = hyper::client::conn::http1::handshake(io).await.unwrap();
        tokio::spawn(connection);
        sender
    }

    /// An HTTP/2 connection and the task that drives it.
    pub(crate) async fn h2_client<B>(
        &self,
    ) -> (hyper::client::conn::http2::SendRequest<B>, JoinHandle<()>)
    where
        B: Body + Send + Unpin + 'static,
        B::Data: Send,
        B::Error: Into<Box<dyn std::error::Error + Send + Sync>>,
    {
        self.h2_client_from([127, 0, 0, 1]).await
    }

    pub(crate) async fn h2_client_from<B>(
        &self,
        address: [u8; 4],
    ) -> (hyper::client::conn::http2::SendRequest<B>, JoinHandle<()>)
    where
        B: Body + Send + Unpin + 'static,
        B::Data: Send,
        B::Error: Into<Box<dyn std::error::Error + Send + Sync>>,
    {
        let mut connector = self.connector();
        connector.set_alpn_protos(b"\x02h2\x08http/1.1").unwrap();
        let tcp = self.tcp_from(address).await;
        let tls = Self::tls_over(tcp, connector).await.unwrap();
        assert_eq!(tls.ssl().selected_alpn_protocol(), Some(&b"h2"[..]));
        let (sender, connection) =
            hyper::client::conn::http2::handshake(TokioExecutor::new(), TokioIo::new(tls))
                .await
                .unwrap();
        let task = tokio::spawn(async move {
            let _ = connection.await;
        });
        (sender, task)
    }

    /// One GET on a connection of its own: status and text.
    pub(crate) async fn get(&self, path: &str) -> (u16, String) {
        let mut client = self.client::<Full<Bytes>>().await;
        let answer = client.send_request(get(path)).await.unwrap();
        let status = answer.status().as_u16();
        let bytes = answer.into_body().collect().await.unwrap().to_bytes();
        (status, String::from_utf8(bytes.to_vec()).unwrap())
    }
}

/// As [`get`], for HTTP/2 and with a cookie unless it is empty.
pub(crate) fn get2(path: &str, cookie: &str) -> Request<Full<Bytes>> {
    let mut request = Request::builder().uri(format!("https://{HOST}{path}"));
    if !cookie.is_empty() {
        request = request.header("cookie", cookie);
    }
    request.body(Full::default()).unwrap()
}

pub(crate) fn get(path: &str) -> Request<Full<Bytes>> {
    Request::builder()
        .uri(path)
        .header("host", HOST)
        .body(Full::default())
        .unwrap()
}

/// An upload, made as it goes.
pub(crate) struct Upload {
    mebibytes: usize,
    stuck: bool,
}

impl Upload {
    /// So many MiB.
    pub(crate) fn of(mebibytes: usize) -> Self {
        Self {
            mebibytes,
            stuck: false,
        }
    }

    /// One MiB, then nothing and no end.
    pub(crate) fn stuck() -> Self {
        Self {
            mebibytes: 1,
            stuck: true,
        }
    }
}

impl Body for Upload {
    type Data = Bytes;
    type Error = Infallible;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        _: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, Infallible>>> {
        if self.mebibytes == 0 {
            return if self.stuck {
                Poll::Pending
            } else {
                Poll::Ready(None)
            };
        }
        self.mebibytes -= 1;
        Poll::Ready(Some(Ok(Frame::data(Bytes::from(vec![0x5a; MIB])))))
    }

    fn is_end_stream(&self) -> bool {
        self.mebibytes == 0 && !self.stuck
    }
}

/// Largest resident size of this process so far, in bytes.
pub(crate) fn peak_memory() -> usize {
    let status = std::fs::read_to_string("/proc/self/status").unwrap();
    let line = status
        .lines()
        .find(|line| line.starts_with("VmHWM:"))
        .unwrap();
    line.split_whitespace()
        .nth(1)
        .unwrap()
        .parse::<usize>()
        .unwrap()
        * 1024
}
