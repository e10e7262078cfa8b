//! A small web server on loopback that serves sample pages as the appliance would: under
//! the headers of a real answer of it, with its own style sheets, icons and scripts.

use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::sync::Arc;

use doublelock::web::assets::{Assets, CACHE_CONTROL, MOUNT};
use doublelock::web::frame::Frame;
use doublelock::web::locale::Locale;
use doublelock::web::page::{Missing, Renderer};
use doublelock::web::pages;
use doublelock_testkit::TestAppliance;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};

/// Longest request head read.
const LONGEST_HEAD: usize = 64 << 10;
/// Stands for pictures that only a real study or label has.
const PICTURE: &str = "<svg xmlns='http://www.w3.org/2000/svg' width='400' height='100'>\
    <rect width='400' height='100' fill='#888'/></svg>";

/// One sample of one page in one language.
pub(crate) struct Sample {
    /// `fr/custody-station-2`: address below the root, and file name.
    pub(crate) name: String,
    /// The page.
    pub(crate) html: String,
}

/// Every sample of every page: as a coordinator sees it, and pages that anyone may read
/// also with nobody signed in.
pub(crate) fn samples() -> Vec<Sample> {
    let renderer = Renderer::embedded(Missing::Refuse).unwrap();
    let mut all = Vec::new();
    for locale in Locale::ALL {
        for page in pages::all() {
            let stem = page.file.trim_end_matches(".html").replace('/', "-");
            let frame = Frame::sample(locale);
            let mut made = (page.samples)(&renderer, &frame);
            let source = std::path::Path::new(env!("CARGO_MANIFEST_DIR"))
                .join("templates")
                .join(page.file);
            let source = std::fs::read_to_string(source).unwrap();
            if source.contains("{% extends \"front.html\" %}") {
                made.extend((page.samples)(&renderer, &frame.signed_out()));
            }
            assert!(!made.is_empty(), "{stem} has no samples");
            for (index, html) in made.into_iter().enumerate() {
                let name = format!("{}/{stem}-{index}", locale.code());
                let html =
                    html.unwrap_or_else(|error| panic!("{name}: {error}: see tests/templates.rs"));
                // Some pages are the same whether or not somebody is signed in.
                if all.iter().all(|known: &Sample| known.html != html) {
                    all.push(Sample { name, html });
                }
            }
        }
    }
    all
}

/// The headers that every page of the appliance carries, read off one.
pub(crate) async fn headers_of(appliance: &TestAppliance) -> Vec<(String, String)> {
    let answer = appliance.browser().get("/sign-in").await.unwrap();
    assert!(
        answer.headers["content-security-policy"].contains("default-src 'none'"),
        "{:?}",
        answer.headers
    );
    let each_message = [
        "content-length",
        "connection",
        "date",
        "set-cookie",
        "transfer-encoding",
    ];
    // Over plain HTTP a browser ignores it, and says so on the console.
    let only_tls = ["strict-transport-security", "cross-origin-opener-policy"];
    answer
        .headers
        .into_iter()
        .filter(|(name, _)| !each_message.contains(&name.as_str()))
        .filter(|(name, _)| !only_tls.contains(&name.as_str()) && name != "content-type")
        .collect()
}

/// The running server. It ends with the test's runtime.
pub(crate) struct Site {
    address: SocketAddr,
}

struct Content {
    pages: BTreeMap<String, String>,
    headers: Vec<(String, String)>,
    assets: Assets,
}

impl Site {
    /// Serves the pages under their names.
    pub(crate) async fn start<'a>(
        pages: impl IntoIterator<Item = (&'a str, &'a str)>,
        headers: Vec<(String, String)>,
    ) -> Self {
        let pages = pages
            .into_iter()
            .map(|(name, html)| (format!("/{name}"), html.to_owned()));
        let content = Arc::new(Content {
            pages: pages.collect(),
            headers,
            assets: Assets::embedded(),
        });
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        tokio::spawn(async move {
            loop {
                let (stream, _) = listener.accept().await.unwrap();
                let content = content.clone();
                tokio::spawn(async move { content.answer(stream).await });
            }
        });
        Self { address }
    }

    /// The address of a page.
    pub(crate) fn url(&self, name: &str) -> String {
        format!("http://{}/{name}", self.address)
    }
}

impl Content {
    async fn answer(&self, mut stream: TcpStream) -> Option<()> {
        let mut head = Vec::new();
        while !head.ends_with(b"\r\n\r\n") && head.len() < LONGEST_HEAD {
            if stream.read_buf(&mut head).await.ok()? == 0 {
                return None;
            }
        }
        let head = String::from_utf8(head).ok()?;
        let path = head.split(' ').nth(1)?.split('?').next()?;
        let (status, kind, body) = self.find(path);
        let mut out = format!("HTTP/1.1 {status}\r\nContent-Type: {kind}\r\n");
        for (name, value) in &self.headers {
            let value = if name == "cache-control" && path.starts_with(MOUNT) {
                CACHE_CONTROL
            } else {
                value
            };
            out.push_str(&format!("{name}: {value}\r\n"));
        }
        out.push_str(&format!(
            "Content-Length: {}\r\nConnection: close\r\n\r\n",
            body.len()
        ));
        stream.write_all(out.as_bytes()).await.ok()?;
        stream.write_all(&body).await.ok()?;
        stream.shutdown().await.ok()
    }

    fn find(&self, path: &str) -> (&'static str, &'static str, Vec<u8>) {
        let asset = path
            .strip_prefix(MOUNT)
            .and_then(|rest| rest.strip_prefix('/'));
        if let Some(asset) = asset {
            return match self.assets.get(asset) {
                Some(found) => ("200 OK", found.content_type, found.bytes.into_owned()),
                None => ("404 Not Found", "text/plain", Vec::new()),
            };
        }
        match self.pages.get(path) {
            Some(html) => (
                "200 OK",
                "text/html; charset=utf-8",
                html.clone().into_bytes(),
            ),
            None => ("200 OK", "image/svg+xml", PICTURE.as_bytes().to_vec()),
        }
    }
}
