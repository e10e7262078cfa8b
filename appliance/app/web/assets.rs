//! Style sheets, icons, scripts, the typeface: the files of `static/`, embedded in the program.
//!
//! Their addresses carry one hash of the whole set, `/static/<hash>/css/tokens.css`, so they can be
//! kept by the browser for a year, and the `url("../icons/…")` of a style sheet still finds its
//! icon under the same hash. A changed file changes every address; that costs one reload of less
//! than 350 kB after an update, and no rewriting of style sheets.

use std::borrow::Cow;

use doublelock_domain::ids::hex;
use openssl::sha::Sha256;
use rust_embed::RustEmbed;

#[derive(RustEmbed)]
#[folder = "static"]
struct Embedded;

/// The templates and catalogues, `templates/`, as [`super::page`] and [`super::i18n`] load them.
#[derive(RustEmbed)]
#[folder = "templates"]
pub(super) struct Sources;

impl Sources {
    /// The files with that ending: path under `templates/` and content.
    pub(super) fn ending(ending: &str) -> impl Iterator<Item = (String, Cow<'static, [u8]>)> {
        Self::iter()
            .filter(move |path| path.ends_with(ending))
            .filter_map(|path| {
                let file = Self::get(&path)?;
                Some((path.into_owned(), file.data))
            })
    }
}

/// Where the embedded files are mounted.
pub const MOUNT: &str = "/static";

/// The `Cache-Control` of an asset under its hashed address: a year, never asked for again.
pub const CACHE_CONTROL: &str = "public, max-age=31536000, immutable";

/// One embedded file, ready to be sent.
#[derive(Debug, Clone)]
pub struct Asset {
    /// The content.
    pub bytes: Cow<'static, [u8]>,
    /// The value of `Content-Type`.
    pub content_type: &'static str,
    /// A strong entity tag, quotes included.
    pub etag: String,
}

/// The embedded files and the hash of the set. Built once.
#[derive(Debug, Clone)]
pub struct Assets {
    hash: String,
}

impl Assets {
    /// Hashes the embedded set: paths and contents, in the order of the paths.
    pub fn embedded() -> Self {
        let mut paths: Vec<_> = Embedded::iter().collect();
        paths.sort();
        let mut set = Sha256::new();
        for path in &paths {
            if let Some(file) = Embedded::get(path) {
                set.update(path.as_bytes());
                set.update(&[0]);
                set.update(&file.metadata.sha256_hash());
            }
        }
        Self {
            hash: hex(&set.finish()[..8]),
        }
    }

    /// The hash that stands in every address of this set: 16 hexadecimal digits.
    pub fn hash(&self) -> &str {
        &self.hash
    }

    /// The address of a file of `static/`, or `None` when there is no such file.
    pub fn url(&self, path: &str) -> Option<String> {
        Embedded::get(path).map(|_| format!("{MOUNT}/{}/{path}", self.hash))
    }

    /// The file at an address below [`MOUNT`], `<hash>/css/tokens.css`. `None` for another hash, an
    /// unknown name, or a path that is not exactly one of ours.
    pub fn get(&self, path: &str) -> Option<Asset> {
        let (hash, name) = path.split_once('/')?;
        if hash != self.hash {
            return None;
        }
        let file = Embedded::get(name)?;
        Some(Asset {
            content_type: content_type(name)?,
            etag: format!("\"{}\"", hex(&file.metadata.sha256_hash()[..16])),
            bytes: file.data,
        })
    }

    /// The names of all embedded files, as `url` takes them.
    pub fn names() -> impl Iterator<Item = Cow<'static, str>> {
        Embedded::iter()
    }
}

fn content_type(name: &str) -> Option<&'static str> {
    match name.rsplit_once('.')?.1 {
        "css" => Some("text/css; charset=utf-8"),
        "js" => Some("text/javascript; charset=utf-8"),
        "svg" => Some("image/svg+xml"),
        "woff2" => Some("font/woff2"),
        "txt" => Some("text/plain; charset=utf-8"),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests")]

    use super::*;

    #[test]
    fn every_file_is_found_under_its_hashed_address_with_its_type() {
        let assets = Assets::embedded();
        for name in Assets::names() {
            let url = assets.url(&name).unwrap();
            let asset = assets.get(url.strip_prefix("/static/").unwrap()).unwrap();
            assert!(!asset.bytes.is_empty(), "{name} is empty");
            assert!(asset.etag.starts_with('"') && asset.etag.ends_with('"'));
        }
        let url = assets.url("css/tokens.css").unwrap();
        let css = assets.get(url.strip_prefix("/static/").unwrap()).unwrap();
        assert_eq!(css.content_type, "text/css; charset=utf-8");
    }

    #[test]
    fn other_hashes_and_other_paths_are_refused() {
        let assets = Assets::embedded();
        let hash = assets.hash().to_owned();
        assert!(assets.get("0000000000000000/css/tokens.css").is_none());
        assert!(assets.get(&format!("{hash}/../Cargo.toml")).is_none());
        assert!(
            assets
                .get(&format!("{hash}/css/../css/tokens.css"))
                .is_none()
        );
        assert!(assets.get(&format!("{hash}/")).is_none());
        assert!(assets.get("css/tokens.css").is_none());
        assert!(assets.get("").is_none());
        assert!(assets.url("css/none.css").is_none());
    }

    #[test]
    fn icons_named_in_style_sheets_exist_beside_them() {
        for name in Assets::names().filter(|name| name.ends_with(".css")) {
            let css = Embedded::get(&name).unwrap();
            let css = std::str::from_utf8(&css.data).unwrap();
            for reference in css.split("url(\"").skip(1) {
                let target = reference.split('"').next().unwrap();
                let path = target.strip_prefix("../").unwrap();
                assert!(Embedded::get(path).is_some(), "{name} names {target}");
            }
        }
    }
}
