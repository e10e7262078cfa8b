//! A browser for the tour and the tests: HTTPS, cookies, and the forms of the pages
//! themselves. It sends only what a page's own form holds plus what a person fills in,
//! so a form that lacks its token or a field fails here as it would for a person.

use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::pin::Pin;

use anyhow::{Context as _, bail};
use bytes::Bytes;
use doublelock_domain::ids::hex;
use http_body_util::{BodyExt as _, Full, Limited};
use hyper::client::conn::http1::{self, SendRequest};
use hyper::{Method, Request, StatusCode};
use hyper_util::rt::TokioIo;
use openssl::ssl::{SslConnector, SslMethod};
use openssl::x509::X509;
use tokio::net::TcpStream;
use tokio_openssl::SslStream;

use crate::web::guard::LANGUAGE_COOKIE;

/// Largest answer read, in bytes.
const LARGEST_ANSWER: usize = 512 << 20;
/// Redirects followed in a row.
const REDIRECTS: usize = 5;

/// A browser with a cookie jar.
#[derive(Clone)]
pub struct Browser {
    connector: SslConnector,
    address: SocketAddr,
    host: String,
    cookies: BTreeMap<String, String>,
    language: &'static str,
    kept: Option<Kept>,
}

/// The connection that is kept between requests. A copy of the browser has one of its own.
#[derive(Default)]
struct Kept(Option<SendRequest<Full<Bytes>>>);

impl Clone for Kept {
    fn clone(&self) -> Self {
        Self::default()
    }
}

/// What came back.
#[derive(Debug, Clone)]
pub struct Answer {
    /// Status of the last response.
    pub status: StatusCode,
    /// Path that answered, after redirects.
    pub path: String,
    /// Headers of the last response, names in lower case.
    pub headers: BTreeMap<String, String>,
    /// The body.
    pub body: Bytes,
}

/// A form as a page has it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PageForm {
    /// Where it goes.
    pub action: String,
    /// Fields with their values as the page fills them, in order.
    pub fields: Vec<(String, String)>,
}

impl Browser {
    /// A browser that trusts `authority` (PEM) and finds `localhost` at `address`.
    pub fn new(address: SocketAddr, authority: &[u8]) -> anyhow::Result<Self> {
        let mut connector = SslConnector::builder(SslMethod::tls_client())?;
        connector
            .cert_store_mut()
            .add_cert(X509::from_pem(authority)?)?;
        let host = format!("localhost:{}", address.port());
        Ok(Self {
            connector: connector.build(),
            address,
            host,
            cookies: BTreeMap::new(),
            language: "fr-CA",
            kept: None,
        })
    }

    /// The same on one connection that stays open, as at a desk all day. The other end may close it
    /// between two requests; one that it closes during a request is an error.
    #[must_use]
    pub fn staying_connected(mut self) -> Self {
        self.kept = Some(Kept::default());
        self
    }

    /// The same with another preferred language, chosen on the page too.
    #[must_use]
    pub fn speaking(mut self, language: &'static str) -> Self {
        self.language = language;
        let code = language.split('-').next().unwrap_or_default();
        self.set_cookie(LANGUAGE_COOKIE, code);
        self
    }

    /// The cookie of that name, if any.
    pub fn cookie(&self, name: &str) -> Option<&str> {
        self.cookies.get(name).map(String::as_str)
    }

    /// Replaces a cookie, as an attacker would.
    pub fn set_cookie(&mut self, name: &str, value: &str) {
        self.cookies.insert(name.to_owned(), value.to_owned());
    }

    /// Goes to a page; follows redirects.
    pub async fn get(&mut self, path: &str) -> anyhow::Result<Answer> {
        let answer = self.send(Method::GET, path, None, &[]).await?;
        self.follow(answer).await
    }

    /// Asks for an address with these extra headers; no redirect is followed.
    pub async fn get_with(
        &mut self,
        path: &str,
        headers: &[(&str, &str)],
    ) -> anyhow::Result<Answer> {
        self.send(Method::GET, path, None, headers).await
    }

    /// Sends a form with `filled` in place of, or besides, the page's own values.
    pub async fn submit(
        &mut self,
        form: &PageForm,
        filled: &[(&str, &str)],
    ) -> anyhow::Result<Answer> {
        let mut fields: Vec<(String, String)> = form.fields.clone();
        for (name, value) in filled {
            match fields.iter_mut().find(|(known, _)| known == name) {
                Some((_, old)) => (*value).clone_into(old),
                None => fields.push(((*name).to_owned(), (*value).to_owned())),
            }
        }
        let answer = self
            .post(
                &form.action,
                &fields,
                &[("origin", &format!("https://{}", self.host))],
            )
            .await?;
        self.follow(answer).await
    }

    /// Sends fields to an address with exactly these extra headers; no redirect is followed.
    pub async fn post(
        &mut self,
        path: &str,
        fields: &[(String, String)],
        headers: &[(&str, &str)],
    ) -> anyhow::Result<Answer> {
        let body = fields
            .iter()
            .map(|(k, v)| format!("{}={}", encode(k), encode(v)))
            .collect::<Vec<_>>()
            .join("&");
        self.send(Method::POST, path, Some(body), headers).await
    }

    /// Signs in through the sign-in page.
    pub async fn sign_in(&mut self, login: &str, password: &str) -> anyhow::Result<Answer> {
        let door = self.get("/sign-in").await?;
        let form = door
            .form("/sign-in")
            .context("the sign-in page has no form")?;
        self.submit(&form, &[("username", login), ("password", password)])
            .await
    }

    async fn follow(&mut self, mut answer: Answer) -> anyhow::Result<Answer> {
        for _ in 0..REDIRECTS {
            if !answer.status.is_redirection() {
                return Ok(answer);
            }
            let to = answer
                .headers
                .get("location")
                .context("a redirect without a place")?
                .clone();
            answer = self.send(Method::GET, &to, None, &[]).await?;
        }
        bail!("too many redirects")
    }

    async fn send(
        &mut self,
        method: Method,
        path: &str,
        form: Option<String>,
        headers: &[(&str, &str)],
    ) -> anyhow::Result<Answer> {
        let open = self.kept.as_mut().and_then(|kept| kept.0.take());
        let mut sender = match open.filter(|sender| !sender.is_closed()) {
            Some(sender) => sender,
            None => self.connect().await?,
        };
        sender.ready().await?;
        let mut request = Request::builder()
            .method(method)
            .uri(path)
            .header("host", &self.host)
            .header("accept-language", self.language);
        if self.kept.is_none() {
            request = request.header("connection", "close");
        }
        if !self.cookies.is_empty() {
            let jar: Vec<String> = self
                .cookies
                .iter()
                .map(|(k, v)| format!("{k}={v}"))
                .collect();
            request = request.header("cookie", jar.join("; "));
        }
        if form.is_some() {
            request = request.header("content-type", "application/x-www-form-urlencoded");
        }
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        let response = sender
            .send_request(request.body(Full::new(Bytes::from(form.unwrap_or_default())))?)
            .await?;
        let (parts, body) = response.into_parts();
        let body = Limited::new(body, LARGEST_ANSWER)
            .collect()
            .await
            .map_err(|error| anyhow::anyhow!("answer: {error}"))?
            .to_bytes();
        if let Some(kept) = &mut self.kept {
            kept.0 = Some(sender);
        }
        for set in parts.headers.get_all("set-cookie") {
            self.keep_cookie(set.to_str().unwrap_or_default());
        }
        let headers = parts
            .headers
            .iter()
            .map(|(name, value)| {
                (
                    name.to_string(),
                    value.to_str().unwrap_or_default().to_owned(),
                )
            })
            .collect();
        Ok(Answer {
            status: parts.status,
            path: path.to_owned(),
            headers,
            body,
        })
    }

    /// A connection of its own; it ends with its sender.
    async fn connect(&self) -> anyhow::Result<SendRequest<Full<Bytes>>> {
        let tcp = TcpStream::connect(self.address).await?;
        tcp.set_nodelay(true)?;
        let ssl = self.connector.configure()?.into_ssl("localhost")?;
        let mut stream = SslStream::new(ssl, tcp)?;
        Pin::new(&mut stream).connect().await.context("TLS")?;
        let (sender, connection) = http1::handshake(TokioIo::new(stream)).await?;
        tokio::spawn(connection);
        Ok(sender)
    }

    fn keep_cookie(&mut self, set: &str) {
        let Some((name, value)) = set.split(';').next().and_then(|pair| pair.split_once('='))
        else {
            return;
        };
        if set.to_ascii_lowercase().contains("max-age=0") {
            self.cookies.remove(name);
        } else {
            self.cookies.insert(name.to_owned(), value.to_owned());
        }
    }
}

impl Answer {
    /// The body as text.
    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }

    /// The text a person reads: tags gone, entities decoded, white space folded.
    pub fn words(&self) -> String {
        let mut out = String::new();
        let mut inside = false;
        for c in self.text().chars() {
            match c {
                '<' => {
                    inside = true;
                    out.push(' ');
                }
                '>' => inside = false,
                c if !inside => out.push(c),
                _ => {}
            }
        }
        decode_entities(&out)
            .split_whitespace()
            .collect::<Vec<_>>()
            .join(" ")
    }

    /// Addresses of the page's links that begin with `prefix`, in order, each once.
    pub fn links(&self, prefix: &str) -> Vec<String> {
        let html = self.text();
        let mut found: Vec<String> = Vec::new();
        for (place, _) in html.match_indices(" href=\"") {
            let rest = &html[place + 7..];
            let link = decode_entities(&rest[..rest.find('"').unwrap_or(0)]);
            if link.starts_with(prefix) && !found.contains(&link) {
                found.push(link);
            }
        }
        found
    }

    /// The first form of the page whose action is `action`.
    pub fn form(&self, action: &str) -> Option<PageForm> {
        self.forms().into_iter().find(|form| form.action == action)
    }

    /// Every POST form of the page.
    pub fn forms(&self) -> Vec<PageForm> {
        let html = self.text();
        let mut forms = Vec::new();
        let mut rest = html.as_str();
        while let Some(start) = rest.find("<form") {
            let after = &rest[start..];
            let end = after.find("</form>").unwrap_or(after.len());
            let (form, next) = after.split_at(end);
            rest = next;
            let head = &form[..form.find('>').unwrap_or(form.len())];
            if attribute(head, "method").is_some_and(|m| m.eq_ignore_ascii_case("post")) {
                forms.push(PageForm {
                    action: attribute(head, "action").unwrap_or_default(),
                    fields: fields(form),
                });
            }
        }
        forms
    }
}

/// Fields that a browser would send untouched: inputs with a value, checked boxes,
/// chosen options (the first, if none is chosen), text areas. Buttons are the person's
/// choice.
fn fields(form: &str) -> Vec<(String, String)> {
    let mut found = Vec::new();
    let mut select: Option<(String, Option<String>, bool)> = None;
    for (place, _) in form.match_indices('<') {
        let tag = &form[place..];
        let head = &tag[..tag.find('>').unwrap_or(tag.len())];
        let name = attribute(head, "name");
        if head.starts_with("<input") {
            let kind = attribute(head, "type").unwrap_or_default();
            let on = !matches!(kind.as_str(), "checkbox" | "radio") || head.contains(" checked");
            if let (Some(name), true, false) = (name, on, kind == "submit") {
                found.push((name, attribute(head, "value").unwrap_or_default()));
            }
        } else if head.starts_with("<textarea") {
            let body = &tag[head.len() + 1..tag.find("</textarea>").unwrap_or(tag.len())];
            if let Some(name) = name {
                found.push((name, decode_entities(body)));
            }
        } else if head.starts_with("<select") {
            select = name.map(|name| (name, None, false));
        } else if head.starts_with("<option") {
            if let Some((_, value, chosen)) = &mut select
                && (value.is_none() || (!*chosen && head.contains(" selected")))
            {
                *value = Some(attribute(head, "value").unwrap_or_default());
                *chosen = head.contains(" selected");
            }
        } else if head.starts_with("</select")
            && let Some((name, Some(value), _)) = select.take()
        {
            found.push((name, value));
        }
    }
    found
}

/// The value of an attribute in the head of a tag; quotes as our templates write them.
fn attribute(head: &str, name: &str) -> Option<String> {
    let start = head.find(&format!(" {name}=\""))? + name.len() + 3;
    let value = &head[start..];
    Some(decode_entities(&value[..value.find('"')?]))
}

fn decode_entities(text: &str) -> String {
    text.replace("&lt;", "<")
        .replace("&gt;", ">")
        .replace("&quot;", "\"")
        .replace("&#x27;", "'")
        .replace("&#39;", "'")
        .replace("&#x2F;", "/")
        .replace("&amp;", "&")
}

/// application/x-www-form-urlencoded.
fn encode(text: &str) -> String {
    let mut out = String::new();
    for byte in text.bytes() {
        match byte {
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'*' => {
                out.push(char::from(byte));
            }
            b' ' => out.push('+'),
            _ => {
                out.push('%');
                out.push_str(&hex(&[byte]).to_ascii_uppercase());
            }
        }
    }
    out
}
