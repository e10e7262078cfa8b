//! Connections to the directory: TCP, TLS with the checks we want, and a frame check between the
//! network and the protocol library.
//!
//! ldap3 parses nesting by recursion and messages of any size, StartTLS answers included, which
//! come before any proof of who sends them. So TLS is set up here, and ldap3 talks over a socket
//! pair to a relay that lets only small, shallow, well-shaped messages through.

use std::net::IpAddr;
use std::path::Path;
use std::pin::Pin;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use ldap3::{Ldap, LdapConnAsync, LdapConnSettings, StdStream};
use openssl::error::ErrorStack;
use openssl::ssl::{ErrorCode, SslConnector, SslMethod, SslVersion};
use openssl::x509::X509;
use openssl::x509::store::X509StoreBuilder;
use tokio::io::{AsyncRead, AsyncReadExt as _, AsyncWrite, AsyncWriteExt as _};
use tokio::net::{TcpStream, UnixStream};
use tokio::task::AbortHandle;
use tokio_openssl::SslStream;
use url::{Host, Url};

use crate::ber;
use crate::config::ConfigFault;

/// Largest message accepted from the directory, in bytes.
const MAX_MESSAGE: usize = 1024 * 1024;
/// Most bytes accepted from the directory on one connection.
const MAX_RECEIVED: usize = 8 * 1024 * 1024;
/// Largest authorities' file, in bytes.
const MAX_CA: u64 = 4 * 1024 * 1024;
/// End of the first line of a private key in PEM, whatever its kind (RFC 7468 10 and 11).
const KEY: &[u8] = b"PRIVATE KEY-----";
/// Extended request `1.3.6.1.4.1.1466.20037` with message id 1 (RFC 4511 4.14.1).
const START_TLS: &[u8; 31] = b"\x30\x1d\x02\x01\x01\x77\x18\x80\x161.3.6.1.4.1.1466.20037";

/// Where and how to connect.
#[derive(Debug)]
pub(crate) struct Target {
    host: Host<String>,
    port: u16,
    security: Security,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Security {
    Tls,
    StartTls,
    Plain,
}

impl Target {
    /// `plain_on_loopback` allows `ldap://` in clear, to a literal loopback address only.
    pub(crate) fn of(
        url: &Url,
        start_tls: bool,
        plain_on_loopback: bool,
    ) -> Result<Self, ConfigFault> {
        let bare = matches!(url.path(), "" | "/")
            && url.query().is_none()
            && url.fragment().is_none()
            && url.username().is_empty()
            && url.password().is_none();
        let host = url
            .host_str()
            .filter(|host| !host.is_empty())
            .ok_or(ConfigFault::BadUrl)?;
        // The url crate keeps hosts of unknown schemes as opaque text.
        let host = Host::parse(host).map_err(|_| ConfigFault::BadUrl)?;
        let loopback = match &host {
            Host::Ipv4(address) => IpAddr::from(*address).is_loopback(),
            Host::Ipv6(address) => IpAddr::from(*address).is_loopback(),
            Host::Domain(_) => false,
        };
        let security = match url.scheme() {
            "ldaps" => Security::Tls,
            "ldap" if start_tls => Security::StartTls,
            "ldap" if plain_on_loopback && loopback => Security::Plain,
            "ldap" => return Err(ConfigFault::ClearText),
            _ => return Err(ConfigFault::BadUrl),
        };
        let port = url
            .port()
            .unwrap_or(if security == Security::Tls { 636 } else { 389 });
        if bare {
            Ok(Self {
                host,
                port,
                security,
            })
        } else {
            Err(ConfigFault::BadUrl)
        }
    }

    fn host_text(&self) -> String {
        match &self.host {
            Host::Domain(name) => name.clone(),
            Host::Ipv4(address) => address.to_string(),
            Host::Ipv6(address) => address.to_string(),
        }
    }
}

/// TLS 1.2 or later, certificate and host name verified. There is no way to turn that off.
pub(crate) fn connector(ca_file: Option<&Path>) -> Result<SslConnector, ConfigFault> {
    let unusable = ConfigFault::CaUnusable;
    let mut builder = SslConnector::builder(SslMethod::tls_client()).map_err(unusable)?;
    builder
        .set_min_proto_version(Some(SslVersion::TLS1_2))
        .map_err(unusable)?;
    if let Some(path) = ca_file {
        let pem = read_ca(path).map_err(ConfigFault::CaUnreadable)?;
        let authorities = X509::stack_from_pem(&pem).map_err(unusable)?;
        if authorities.is_empty() {
            let key = pem.windows(KEY.len()).any(|bytes| bytes == KEY);
            return Err(if key {
                ConfigFault::CaIsKey
            } else {
                ConfigFault::CaUnusable(ErrorStack::get())
            });
        }
        // A fresh store: the system's authorities must not count beside the centre's own.
        let mut store = X509StoreBuilder::new().map_err(unusable)?;
        for authority in authorities {
            store.add_cert(authority).map_err(unusable)?;
        }
        builder.set_cert_store(store.build());
    }
    Ok(builder.build())
}

fn read_ca(path: &Path) -> std::io::Result<Vec<u8>> {
    use std::io::Read as _;
    let mut pem = Vec::new();
    std::fs::File::open(path)?
        .take(MAX_CA)
        .read_to_end(&mut pem)?;
    Ok(pem)
}

/// Why there is no connection.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum WireFault {
    /// Nobody answers, or not in LDAP, or not in time.
    NoAnswer,
    /// The certificate is not for this host, not from our authorities, or out of date; or TLS
    /// could not be agreed on.
    Tls,
    /// The directory does not offer StartTLS.
    NoStartTls,
}

/// An LDAP connection; everything about it ends when it is dropped.
pub(crate) struct Link {
    pub(crate) ldap: Ldap,
    tasks: Vec<AbortHandle>,
}

impl Drop for Link {
    fn drop(&mut self) {
        for task in &self.tasks {
            task.abort();
        }
    }
}

/// Opens a connection that is ready for the first request.
pub(crate) async fn connect(target: &Target, tls: &SslConnector) -> Result<Link, WireFault> {
    let host = target.host_text();
    let mut tcp = TcpStream::connect((host.as_str(), target.port))
        .await
        .map_err(|_| WireFault::NoAnswer)?;
    // A failure here only costs latency.
    let _ = tcp.set_nodelay(true);
    if target.security == Security::StartTls {
        start_tls(&mut tcp).await?;
    }
    if target.security == Security::Plain {
        return join(tcp).await;
    }
    let ssl = tls
        .configure()
        .and_then(|configuration| configuration.into_ssl(&host))
        .map_err(|_| WireFault::Tls)?;
    let mut stream = SslStream::new(ssl, tcp).map_err(|_| WireFault::Tls)?;
    Pin::new(&mut stream)
        .connect()
        .await
        .map_err(|error| handshake_fault(&error))?;
    join(stream).await
}

/// A connection that just ends is a directory that is down, not one that cannot prove itself.
fn handshake_fault(error: &openssl::ssl::Error) -> WireFault {
    let ended = |stack: &ErrorStack| {
        stack
            .errors()
            .iter()
            .any(|error| error.reason() == Some("unexpected eof while reading"))
    };
    match error.ssl_error() {
        Some(stack) if error.code() == ErrorCode::SSL && !ended(stack) => WireFault::Tls,
        _ => WireFault::NoAnswer,
    }
}

/// Asks for TLS and reads exactly one answer: bytes injected after it would be taken for TLS and
/// fail there.
async fn start_tls(tcp: &mut TcpStream) -> Result<(), WireFault> {
    tcp.write_all(START_TLS)
        .await
        .map_err(|_| WireFault::NoAnswer)?;
    let message = next_message(tcp, 4096)
        .await
        .map_err(|_| WireFault::NoAnswer)?
        .ok_or(WireFault::NoAnswer)?;
    if accepts_start_tls(&message) {
        Ok(())
    } else {
        Err(WireFault::NoStartTls)
    }
}

fn accepts_start_tls(message: &[u8]) -> bool {
    let code = || {
        ber::check_message(message)?;
        let (id, operation) = ber::id_and_operation(message)?;
        let (_, content, _) = ber::element(message)?;
        let (_, _, rest) = ber::element(content)?;
        let (_, result, _) = ber::element(rest)?;
        let (_, code, _) = ber::element(result)?;
        let ours = id == [1] && ber::answers(ber::EXTENDED_REQUEST, operation);
        Ok::<_, ber::Malformed>(ours && code == [0])
    };
    code() == Ok(true)
}

/// Puts the relay and ldap3 to work on a stream that is ready.
async fn join<S>(stream: S) -> Result<Link, WireFault>
where
    S: AsyncRead + AsyncWrite + Send + 'static,
{
    let pair = UnixStream::pair().and_then(|(ours, theirs)| Ok((ours, theirs.into_std()?)));
    let (ours, theirs) = pair.map_err(|_| WireFault::NoAnswer)?;
    let settings = LdapConnSettings::new().set_std_stream(StdStream::Unix(theirs));
    let (driver, ldap) = LdapConnAsync::with_settings(settings, "ldapi://%2f")
        .await
        .map_err(|_| WireFault::NoAnswer)?;
    let conversation = tokio::spawn(async move {
        // Its end is seen by whoever waits for an answer.
        let _ = driver.drive().await;
    });
    let relayed = tokio::spawn(relay(stream, ours));
    Ok(Link {
        ldap,
        tasks: vec![conversation.abort_handle(), relayed.abort_handle()],
    })
}

/// Carries requests out and answers back. An answer passes only if it is well shaped and answers
/// the request sent last: this crate never has two under way, and ldap3 panics on a mismatch.
async fn relay<S: AsyncRead + AsyncWrite>(stream: S, ours: UnixStream) {
    let (mut from_directory, mut to_directory) = tokio::io::split(stream);
    let (mut from_client, mut to_client) = ours.into_split();
    let asked = Mutex::new((Vec::new(), 0));
    let out = async {
        while let Ok(Some(message)) = next_message(&mut from_client, MAX_MESSAGE).await {
            let Ok((id, operation)) = ber::id_and_operation(&message) else {
                break;
            };
            *asked.lock().unwrap_or_else(PoisonError::into_inner) = (id.to_vec(), operation);
            if to_directory.write_all(&message).await.is_err() {
                break;
            }
        }
        // Says goodbye in TLS; nobody waits for an answer.
        let _ = tokio::time::timeout(Duration::from_secs(1), to_directory.shutdown()).await;
    };
    let fits = |message: &[u8]| {
        let asked = asked.lock().unwrap_or_else(PoisonError::into_inner);
        ber::check_message(message).is_ok()
            && ber::id_and_operation(message).is_ok_and(|(id, operation)| {
                id == asked.0.as_slice() && ber::answers(asked.1, operation)
            })
    };
    let back = async {
        let mut received = 0;
        while let Ok(Some(message)) = next_message(&mut from_directory, MAX_MESSAGE).await {
            received += message.len();
            if received > MAX_RECEIVED
                || !fits(&message)
                || to_client.write_all(&message).await.is_err()
            {
                break;
            }
        }
    };
    tokio::select! {
        () = out => {}
        () = back => {}
    }
}

/// Reads one whole message of at most `max` bytes; `None` at the end of the stream. Memory grows
/// with what really arrives, not with what a length claims.
async fn next_message(
    stream: &mut (impl AsyncRead + Unpin),
    max: usize,
) -> std::io::Result<Option<Vec<u8>>> {
    let malformed = || std::io::Error::from(std::io::ErrorKind::InvalidData);
    let mut message = Vec::with_capacity(256);
    let length = loop {
        let mut byte = [0];
        if stream.read(&mut byte).await? == 0 {
            return if message.is_empty() {
                Ok(None)
            } else {
                Err(malformed())
            };
        }
        message.extend(byte);
        if let Some(length) = ber::message_length(&message, max).map_err(|_| malformed())? {
            break length;
        }
    };
    let left = length.saturating_sub(message.len());
    let read = stream.take(left as u64).read_to_end(&mut message).await?;
    if read == left {
        Ok(Some(message))
    } else {
        Err(malformed())
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests")]

    use super::*;

    #[tokio::test]
    async fn messages_are_cut_exactly() {
        let mut stream = &b"\x30\x0c\x02\x01\x01\x78\x07\x0a\x01\x00\x04\x00\x04\x00injected"[..];
        let message = next_message(&mut stream, 4096).await.unwrap().unwrap();
        assert!(accepts_start_tls(&message));
        assert_eq!(stream, b"injected");
    }

    #[tokio::test]
    async fn torn_and_endless_messages_are_refused() {
        assert!(next_message(&mut &b""[..], 100).await.unwrap().is_none());
        for torn in [
            &b"\x30"[..],
            b"\x30\x0c\x02",
            b"\x30\x84\x7f\xff\xff\xff",
            b"HTTP/1.1 400",
        ] {
            assert!(next_message(&mut &torn[..], 100).await.is_err());
        }
    }

    #[test]
    fn only_a_success_for_our_request_starts_tls() {
        for message in [
            &b"\x30\x0c\x02\x01\x02\x78\x07\x0a\x01\x00\x04\x00\x04\x00"[..],
            b"\x30\x0c\x02\x01\x01\x78\x07\x0a\x01\x02\x04\x00\x04\x00",
            b"\x30\x0c\x02\x01\x01\x61\x07\x0a\x01\x00\x04\x00\x04\x00",
            b"\x30\x03\x02\x01\x01",
        ] {
            assert!(!accepts_start_tls(message));
        }
    }
}
