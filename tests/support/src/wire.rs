//! One HTTPS request, written out by hand: what a browser would never send, and the
//! headers that a browser hides.

use std::fmt::Write as _;
use std::net::{IpAddr, SocketAddr};
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use openssl::ssl::{SslConnector, SslMethod};
use openssl::x509::X509;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpSocket, TcpStream};
use tokio_openssl::SslStream;

/// Somebody at a loopback address, who can write HTTP.
#[derive(Clone)]
pub struct Wire {
    connector: SslConnector,
    to: SocketAddr,
    from: IpAddr,
}

/// What came back, header for header.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reply {
    /// Status code.
    pub status: u16,
    /// Headers in order; names in lower case.
    pub headers: Vec<(String, String)>,
    /// The body.
    pub body: Vec<u8>,
}

impl Wire {
    pub(crate) fn new(to: SocketAddr, authority: &[u8]) -> Self {
        let mut connector = SslConnector::builder(SslMethod::tls_client()).unwrap();
        connector
            .cert_store_mut()
            .add_cert(X509::from_pem(authority).unwrap())
            .unwrap();
        Self {
            connector: connector.build(),
            to,
            from: IpAddr::from([127, 0, 0, 1]),
        }
    }

    /// The same person at `127.0.0.last`.
    #[must_use]
    pub const fn at(mut self, last: u8) -> Self {
        self.from = IpAddr::V4(std::net::Ipv4Addr::new(127, 0, 0, last));
        self
    }

    /// The origin of our own pages.
    pub fn origin(&self) -> String {
        format!("https://localhost:{}", self.to.port())
    }

    /// Asks for a page.
    pub async fn get(&self, path: &str, headers: &[(&str, &str)]) -> Reply {
        self.ask("GET", path, headers, "").await
    }

    /// Sends form text as it stands; the origin is in `headers` or nowhere.
    pub async fn post(&self, path: &str, headers: &[(&str, &str)], form: &str) -> Reply {
        let mut all = vec![("content-type", "application/x-www-form-urlencoded")];
        all.extend_from_slice(headers);
        self.ask("POST", path, &all, form).await
    }

    /// Fills in the sign-in page and sends it.
    pub async fn sign_in(&self, login: &str, password: &str) -> Reply {
        let form = form_text(&[("username", login), ("password", password)]);
        self.post("/sign-in", &[("origin", &self.origin())], &form)
            .await
    }

    /// One request on a connection of its own.
    pub async fn ask(
        &self,
        method: &str,
        path: &str,
        headers: &[(&str, &str)],
        body: &str,
    ) -> Reply {
        let mut head = format!("{method} {path} HTTP/1.1\r\nconnection: close\r\n");
        if !headers
            .iter()
            .any(|(name, _)| name.eq_ignore_ascii_case("host"))
        {
            let _ = write!(head, "host: localhost:{}\r\n", self.to.port());
        }
        for (name, value) in headers {
            let _ = write!(head, "{name}: {value}\r\n");
        }
        if !body.is_empty() || method == "POST" {
            let _ = write!(head, "content-length: {}\r\n", body.len());
        }
        let answer = self.exchange(format!("{head}\r\n{body}").as_bytes()).await;
        Reply::parse(&answer, method == "HEAD")
    }

    /// Sends `head`, then `piece` up to `times` times for as long as the other side takes it; the
    /// answer, and how many pieces went out.
    pub async fn pour(&self, head: &str, piece: &[u8], times: u64) -> (Reply, u64) {
        let (mut read, mut write) = tokio::io::split(self.connected().await);
        write.write_all(head.as_bytes()).await.unwrap();
        let poured = Arc::new(AtomicU64::new(0));
        let (count, piece) = (Arc::clone(&poured), piece.to_vec());
        let pouring = tokio::spawn(async move {
            for _ in 0..times {
                if write.write_all(&piece).await.is_err() {
                    break;
                }
                count.fetch_add(1, Ordering::SeqCst);
            }
            write
        });
        let mut answer = Vec::new();
        // Whoever was told to stop and goes on may be cut off after the answer.
        let _ = read.read_to_end(&mut answer).await;
        pouring.abort();
        (Reply::parse(&answer, false), poured.load(Ordering::SeqCst))
    }

    /// Asks for a page and reads nothing of it. What is given back holds the connection; dropped,
    /// it hangs up.
    pub async fn asks_and_never_reads(&self, path: &str, cookie: &str) -> impl Send + use<> {
        let mut stream = self.connected().await;
        let port = self.to.port();
        let head =
            format!("GET {path} HTTP/1.1\r\nhost: localhost:{port}\r\ncookie: {cookie}\r\n\r\n");
        stream.write_all(head.as_bytes()).await.unwrap();
        stream
    }

    async fn exchange(&self, request: &[u8]) -> Vec<u8> {
        let mut stream = self.connected().await;
        stream.write_all(request).await.unwrap();
        let mut answer = Vec::new();
        // A peer that ends TLS without saying so is told apart by the length of the answer.
        let _ = stream.read_to_end(&mut answer).await;
        answer
    }

    async fn connected(&self) -> SslStream<TcpStream> {
        let socket = TcpSocket::new_v4().unwrap();
        socket.bind(SocketAddr::new(self.from, 0)).unwrap();
        // Little room for what is not read.
        socket.set_recv_buffer_size(64 * 1024).unwrap();
        let tcp = socket.connect(self.to).await.unwrap();
        let ssl = self
            .connector
            .configure()
            .unwrap()
            .into_ssl("localhost")
            .unwrap();
        let mut stream = SslStream::new(ssl, tcp).unwrap();
        Pin::new(&mut stream).connect().await.unwrap();
        stream
    }
}

impl Reply {
    fn parse(answer: &[u8], head_only: bool) -> Self {
        let end = answer
            .windows(4)
            .position(|w| w == b"\r\n\r\n")
            .expect("no HTTP answer came back");
        let head = String::from_utf8(answer[..end].to_vec()).unwrap();
        let mut lines = head.split("\r\n");
        let status = lines
            .next()
            .unwrap()
            .split(' ')
            .nth(1)
            .unwrap()
            .parse()
            .unwrap();
        let headers: Vec<(String, String)> = lines
            .filter_map(|line| line.split_once(':'))
            .map(|(name, value)| (name.to_ascii_lowercase(), value.trim().to_owned()))
            .collect();
        let mut reply = Self {
            status,
            headers,
            body: answer[end + 4..].to_vec(),
        };
        if reply.header("transfer-encoding") == Some("chunked") {
            reply.body = unchunked(&reply.body);
        } else if let (Some(length), false) = (reply.header("content-length"), head_only) {
            assert_eq!(
                length,
                reply.body.len().to_string(),
                "the answer was cut off"
            );
        }
        reply
    }

    /// The first header of that name.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers
            .iter()
            .find(|(known, _)| known == name)
            .map(|(_, value)| value.as_str())
    }

    /// Every `Set-Cookie`.
    pub fn cookies_set(&self) -> Vec<&str> {
        self.headers
            .iter()
            .filter(|(name, _)| name == "set-cookie")
            .map(|(_, value)| value.as_str())
            .collect()
    }

    /// The value of a cookie that this answer sets.
    pub fn cookie(&self, name: &str) -> Option<&str> {
        self.cookies_set()
            .into_iter()
            .find_map(|set| set.split(';').next()?.strip_prefix(name)?.strip_prefix('='))
    }

    /// The body as text.
    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }
}

/// application/x-www-form-urlencoded.
pub fn form_text(fields: &[(&str, &str)]) -> String {
    let encode = |text: &str| -> String {
        text.bytes()
            .map(|byte| match byte {
                b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'.' | b'_' => {
                    char::from(byte).to_string()
                }
                _ => format!("%{byte:02X}"),
            })
            .collect()
    };
    fields
        .iter()
        .map(|(name, value)| format!("{}={}", encode(name), encode(value)))
        .collect::<Vec<_>>()
        .join("&")
}

fn unchunked(mut rest: &[u8]) -> Vec<u8> {
    let mut whole = Vec::new();
    loop {
        let line = rest
            .windows(2)
            .position(|w| w == b"\r\n")
            .expect("a chunk without a size");
        let size = std::str::from_utf8(&rest[..line]).unwrap();
        let size = usize::from_str_radix(size.split(';').next().unwrap(), 16).unwrap();
        if size == 0 {
            return whole;
        }
        whole.extend_from_slice(&rest[line + 2..line + 2 + size]);
        rest = &rest[line + 2 + size + 2..];
    }
}
