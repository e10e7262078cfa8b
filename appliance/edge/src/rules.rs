//! Which requests pass, what is taken from and added to their headers, and which habits of a client
//! are not borne.

use std::net::IpAddr;
use std::time::Duration;

use hyper::header::{
    CONNECTION, CONTENT_LENGTH, COOKIE, EXPECT, FORWARDED, HOST, HeaderMap, HeaderName,
    HeaderValue, PROXY_AUTHENTICATE, PROXY_AUTHORIZATION, TE, TRAILER, TRANSFER_ENCODING, UPGRADE,
};
use hyper::http::request::Parts;
use hyper::http::uri::{Authority, PathAndQuery};
use hyper::{Method, StatusCode, Uri, Version};
use tokio::time::Instant;

use crate::config::{METHOD_HEADER, SECRET_HEADER};

/// Tells the backend the address of the client; any copy sent by the client is removed.
const REAL_ADDRESS: HeaderName = HeaderName::from_static("x-real-ip");
/// Headers of one hop besides those that `Connection` names (RFC 9110 7.6.1).
const ONE_HOP: [HeaderName; 9] = [
    CONNECTION,
    HeaderName::from_static("keep-alive"),
    PROXY_AUTHENTICATE,
    PROXY_AUTHORIZATION,
    HeaderName::from_static("proxy-connection"),
    TE,
    TRAILER,
    TRANSFER_ENCODING,
    UPGRADE,
];

/// What the edge tells the backend about every request.
pub(crate) struct Introduction {
    secret: HeaderValue,
    hosts: Vec<String>,
}

impl Introduction {
    /// `None` only if the secret cannot be written as header text, which its type excludes.
    pub(crate) fn new(secret: &[u8; 32], hosts: &[String]) -> Option<Self> {
        use std::fmt::Write as _;
        let mut hex = String::with_capacity(64);
        for byte in secret {
            write!(hex, "{byte:02x}").ok()?;
        }
        let mut secret = HeaderValue::from_str(&hex).ok()?;
        secret.set_sensitive(true);
        Some(Self {
            secret,
            hosts: hosts.iter().map(|host| plain_host(host)).collect(),
        })
    }

    /// Checks a request head; the error is the status of the refusal.
    pub(crate) fn vet(&self, head: &Parts) -> Result<(), StatusCode> {
        const METHODS: [Method; 7] = [
            Method::GET,
            Method::HEAD,
            Method::POST,
            Method::PUT,
            Method::PATCH,
            Method::DELETE,
            Method::OPTIONS,
        ];
        if !METHODS.contains(&head.method) {
            return Err(StatusCode::METHOD_NOT_ALLOWED);
        }
        if !head.uri.path().starts_with('/') {
            return Err(StatusCode::BAD_REQUEST);
        }
        // HTTP/1 parsing has already dropped a length sent beside chunked framing; HTTP/2 has no
        // Transfer-Encoding at all (RFC 9113 8.2.2).
        if head.version == Version::HTTP_2 && head.headers.contains_key(TRANSFER_ENCODING)
            || head.headers.get_all(CONTENT_LENGTH).iter().count() > 1
        {
            return Err(StatusCode::BAD_REQUEST);
        }
        let authority = named_authority(head).ok_or(StatusCode::BAD_REQUEST)?;
        let host = plain_host(authority.host());
        if self.hosts.contains(&host) {
            Ok(())
        } else {
            Err(StatusCode::MISDIRECTED_REQUEST)
        }
    }

    /// Turns a vetted head into the one for the backend: HTTP/1.1, origin form, one `Host`, no header of this
    /// hop, no header that only the edge may set.
    pub(crate) fn rewrite(&self, head: &mut Parts, client: IpAddr) -> Result<(), StatusCode> {
        let authority = named_authority(head).ok_or(StatusCode::BAD_REQUEST)?;
        let host =
            HeaderValue::from_str(authority.as_str()).map_err(|_| StatusCode::BAD_REQUEST)?;
        let path = head
            .uri
            .path_and_query()
            .cloned()
            .unwrap_or_else(|| PathAndQuery::from_static("/"));
        head.uri = Uri::from(path);
        head.version = Version::HTTP_11;
        let headers = &mut head.headers;
        strip_hop(headers);
        let ours: Vec<HeaderName> = headers.keys().filter(|n| only_ours(n)).cloned().collect();
        for name in ours {
            headers.remove(name);
        }
        headers.remove(EXPECT);
        join_cookies(headers)?;
        headers.insert(HOST, host);
        let address =
            HeaderValue::from_str(&client.to_string()).map_err(|_| StatusCode::BAD_REQUEST)?;
        headers.insert(REAL_ADDRESS, address);
        headers.insert(HeaderName::from_static(SECRET_HEADER), self.secret.clone());
        let method =
            HeaderValue::from_str(head.method.as_str()).map_err(|_| StatusCode::BAD_REQUEST)?;
        headers.insert(HeaderName::from_static(METHOD_HEADER), method);
        Ok(())
    }
}

/// Removes the headers of one hop, those listed by `Connection` included. Good for requests and
/// answers.
pub(crate) fn strip_hop(headers: &mut HeaderMap) {
    let listed: Vec<HeaderName> = headers
        .get_all(CONNECTION)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(','))
        .filter_map(|name| name.trim().parse().ok())
        .collect();
    for name in listed.iter().chain(&ONE_HOP) {
        headers.remove(name);
    }
}

fn only_ours(name: &HeaderName) -> bool {
    let text = name.as_str();
    text.starts_with("x-doublelock-")
        || text.starts_with("x-forwarded-")
        || *name == REAL_ADDRESS
        || *name == FORWARDED
}

/// The one authority the request names: its `Host`, its `:authority` or absolute target. Missing,
/// repeated, malformed or contradictory ones, and user information, give `None`.
fn named_authority(head: &Parts) -> Option<Authority> {
    let mut hosts = head.headers.get_all(HOST).iter();
    let header = match (hosts.next(), hosts.next()) {
        (Some(value), None) => Some(value.to_str().ok()?.parse::<Authority>().ok()?),
        (None, _) => None,
        (Some(_), Some(_)) => return None,
    };
    let target = head.uri.authority().cloned();
    let authority = match (header, target) {
        (Some(a), Some(b)) if !a.as_str().eq_ignore_ascii_case(b.as_str()) => return None,
        (Some(a), _) | (None, Some(a)) => a,
        (None, None) => return None,
    };
    let port = &authority.as_str()[authority.host().len().min(authority.as_str().len())..];
    let sound = !authority.as_str().contains('@')
        && !authority.host().is_empty()
        && (port.is_empty() || authority.port_u16().is_some());
    sound.then_some(authority)
}

fn plain_host(host: &str) -> String {
    host.trim_start_matches('[')
        .trim_end_matches(']')
        .to_ascii_lowercase()
}

/// How a request ended, as far as it tells something about the client.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Ending {
    Answered,
    TakenBack,
}

/// How often a connection took its requests back lately. A request that is asked and taken back
/// costs the client nothing and the appliance its whole work (CVE-2023-44487, "rapid reset").
/// Browsers do it too, when somebody goes on to another page before all pictures of the last came
/// or a search is typed letter by letter: some dozens in a minute, between answers that they take.
/// More than [`Habits::BORNE`] and more than half of all is no browser.
pub(crate) struct Habits {
    since: Instant,
    answered: u32,
    taken_back: u32,
}

impl Habits {
    /// Requests that anybody may take back in [`Habits::WINDOW`].
    pub(crate) const BORNE: u32 = 100;
    const WINDOW: Duration = Duration::from_mins(1);

    pub(crate) fn since(now: Instant) -> Self {
        Self {
            since: now,
            answered: 0,
            taken_back: 0,
        }
    }

    /// Counts an end; true if the connection must close.
    pub(crate) fn wasteful_after(&mut self, end: Ending, now: Instant) -> bool {
        if now.duration_since(self.since) >= Self::WINDOW {
            *self = Self::since(now);
        }
        match end {
            Ending::Answered => self.answered += 1,
            Ending::TakenBack => self.taken_back += 1,
        }
        self.taken_back > Self::BORNE && self.taken_back > self.answered
    }
}

/// HTTP/2 clients may send one cookie a line; HTTP/1.1 wants one line (RFC 9113 8.2.3).
fn join_cookies(headers: &mut HeaderMap) -> Result<(), StatusCode> {
    let crumbs: Vec<&[u8]> = headers
        .get_all(COOKIE)
        .iter()
        .map(HeaderValue::as_bytes)
        .collect();
    if crumbs.len() > 1 {
        let joined = HeaderValue::from_bytes(&crumbs.join(&b"; "[..]))
            .map_err(|_| StatusCode::BAD_REQUEST)?;
        headers.insert(COOKIE, joined);
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests")]

    use hyper::Request;

    use super::*;

    fn introduction() -> Introduction {
        let hosts = ["Doublelock.example".to_owned(), "::1".to_owned()];
        Introduction::new(&[0xab; 32], &hosts).unwrap()
    }

    fn head(target: &str, headers: &[(&str, &str)]) -> Parts {
        let mut request = Request::builder().uri(target);
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        request.body(()).unwrap().into_parts().0
    }

    #[test]
    fn only_the_appliance_own_names_are_answered() {
        let rules = introduction();
        for (target, host, verdict) in [
            ("/", Some("doublelock.example"), Ok(())),
            ("/", Some("DOUBLELOCK.EXAMPLE:8443"), Ok(())),
            ("/", Some("[::1]:8443"), Ok(())),
            (
                "/",
                Some("evil.example"),
                Err(StatusCode::MISDIRECTED_REQUEST),
            ),
            (
                "/",
                Some("doublelock.example.evil.example"),
                Err(StatusCode::MISDIRECTED_REQUEST),
            ),
            ("/", None, Err(StatusCode::BAD_REQUEST)),
            ("/", Some(""), Err(StatusCode::BAD_REQUEST)),
            (
                "/",
                Some("a@doublelock.example"),
                Err(StatusCode::BAD_REQUEST),
            ),
            (
                "/",
                Some("doublelock.example:no"),
                Err(StatusCode::BAD_REQUEST),
            ),
            ("https://doublelock.example/", None, Ok(())),
            (
                "https://evil.example/",
                None,
                Err(StatusCode::MISDIRECTED_REQUEST),
            ),
            (
                "https://evil.example/",
                Some("doublelock.example"),
                Err(StatusCode::BAD_REQUEST),
            ),
        ] {
            let headers: Vec<_> = host.iter().map(|host| ("host", *host)).collect();
            assert_eq!(
                rules.vet(&head(target, &headers)),
                verdict,
                "{target} {host:?}"
            );
        }
        let twice = head(
            "/",
            &[("host", "doublelock.example"), ("host", "evil.example")],
        );
        assert_eq!(rules.vet(&twice), Err(StatusCode::BAD_REQUEST));
    }

    #[test]
    fn what_only_the_edge_may_say_is_replaced() {
        let rules = introduction();
        let mut head = head(
            "https://doublelock.example/films?x=1",
            &[
                ("host", "doublelock.example"),
                ("X-Doublelock-Edge", "forged"),
                ("X-Doublelock-Other", "forged"),
                ("X-Real-IP", "203.0.113.9"),
                ("X-Forwarded-For", "203.0.113.9"),
                ("X-Forwarded-Proto", "http"),
                ("Forwarded", "for=203.0.113.9"),
                ("Connection", "close, X-Secret-Hop"),
                ("X-Secret-Hop", "1"),
                ("TE", "trailers"),
                ("Upgrade", "websocket"),
                ("Proxy-Authorization", "x"),
                ("Cookie", "a=1"),
                ("Cookie", "b=2"),
                ("Accept-Language", "fr-CA"),
            ],
        );
        rules
            .rewrite(&mut head, "192.0.2.7".parse().unwrap())
            .unwrap();
        assert_eq!(head.uri, "/films?x=1");
        let mut left: Vec<(&str, &str)> = head
            .headers
            .iter()
            .map(|(n, v)| (n.as_str(), v.to_str().unwrap()))
            .collect();
        left.sort_unstable();
        let secret = "ab".repeat(32);
        assert_eq!(
            left,
            [
                ("accept-language", "fr-CA"),
                ("cookie", "a=1; b=2"),
                ("host", "doublelock.example"),
                ("x-doublelock-edge", secret.as_str()),
                ("x-doublelock-method", "GET"),
                ("x-real-ip", "192.0.2.7"),
            ]
        );
    }

    #[test]
    fn connect_and_trace_are_refused() {
        for method in [
            Method::CONNECT,
            Method::TRACE,
            Method::from_bytes(b"TRACK").unwrap(),
        ] {
            let mut head = head("/", &[("host", "doublelock.example")]);
            head.method = method;
            assert_eq!(
                introduction().vet(&head),
                Err(StatusCode::METHOD_NOT_ALLOWED)
            );
        }
    }

    #[test]
    fn taking_back_most_of_many_requests_is_not_borne_and_what_browsers_do_is() {
        let start = Instant::now();
        let (mut reset, mut browser, mut slow) = (
            Habits::since(start),
            Habits::since(start),
            Habits::since(start),
        );
        for number in 1..=Habits::BORNE {
            assert!(!reset.wasteful_after(Ending::TakenBack, start), "{number}");
        }
        assert!(reset.wasteful_after(Ending::TakenBack, start));
        for _ in 0..1_000 {
            assert!(!browser.wasteful_after(Ending::Answered, start));
            assert!(!browser.wasteful_after(Ending::TakenBack, start));
        }
        for second in 0..1_000 {
            let at = start + Duration::from_secs(second);
            assert!(!slow.wasteful_after(Ending::TakenBack, at));
        }
    }
}
