//! The promise: every page of the appliance, in both languages, light and dark, wide and
//! narrow, is one that everybody can use: axe-core finds nothing (WCAG 2.0 to 2.2 A and AA
//! and best practice), nothing scrolls sideways, nothing is refused by the page's own
//! content security policy, and the console stays empty.
//!
//! Pictures of all of them are left in `target/screenshots/`, for people to look at.

#![expect(clippy::unwrap_used, reason = "tests")]

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Instant;

use doublelock_testkit::appliance;
use doublelock_testkit::chromium::{Chromium, Screen, skip};
use serde_json::Value;

#[path = "browser/site.rs"]
mod site;
use site::Site;

/// Desk and telephone.
const WIDTHS: [u32; 2] = [1280, 390];
/// Widths at which nothing may scroll sideways: 320 is 1280 at 400 %, 640 is 1280 at 200 %.
const NARROW: [u32; 3] = [320, 390, 640];

const AXE_CHECK: &str = include_str!("browser/axe-check.js");
const SIDEWAYS: &str = include_str!("browser/sideways.js");
const OUTSIDE_CARDS: &str = include_str!("browser/outside-cards.js");

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

/// The text of axe-core, as `tests/run` installs it.
fn axe() -> Option<String> {
    let installed = root().join("target/test-node/node_modules/axe-core/axe.min.js");
    let path = std::env::var_os("DOUBLELOCK_AXE").map_or(installed, PathBuf::from);
    let text = fs::read_to_string(path).ok();
    if text.is_none() {
        skip("axe-core is not here");
    }
    text
}

/// What axe-core has against the page as it stands, a line each.
async fn violations(chromium: &Chromium) -> Vec<String> {
    let found = chromium.script_later(AXE_CHECK).await;
    let text = |finding: &Value, name: &str| finding[name].as_str().unwrap().to_owned();
    found
        .as_array()
        .unwrap()
        .iter()
        .map(|finding| {
            let rule = text(finding, "rule");
            format!("{rule}: {} {}", text(finding, "help"), finding["targets"])
        })
        .collect()
}

/// The elements that a script of ours finds fault with, each after `what`.
async fn elements(chromium: &Chromium, script: &str, what: &str) -> Vec<String> {
    let found = chromium.script(script).await;
    found
        .as_array()
        .unwrap()
        .iter()
        .map(|name| format!("{what}: {}", name.as_str().unwrap()))
        .collect()
}

/// Looks at one page in every way and says what is wrong with it.
///
/// axe-core looks three times: light at both widths, and dark at one of them, because
/// colours do not depend on the width; `dark_at` takes turns.
async fn look_at(
    chromium: &Chromium,
    url: &str,
    dark_at: u32,
    pictures: Option<&Path>,
) -> Vec<String> {
    let mut wrong = Vec::new();
    chromium.screen(Screen::light(WIDTHS[0])).await;
    chromium.goto(url).await;
    for width in WIDTHS {
        chromium.screen(Screen::light(width)).await;
        if let Some(pictures) = pictures {
            let name = pictures.file_name().unwrap().to_string_lossy().into_owned();
            let picture = chromium.picture().await;
            fs::write(
                pictures.with_file_name(format!("{name}-{width}.png")),
                picture,
            )
            .unwrap();
        }
        let found = violations(chromium).await;
        wrong.extend(
            found
                .into_iter()
                .map(|line| format!("light {width}: {line}")),
        );
        let what = format!("{width}: outside its card");
        wrong.extend(elements(chromium, OUTSIDE_CARDS, &what).await);
        if width == dark_at {
            chromium
                .screen(Screen {
                    dark: true,
                    ..Screen::light(width)
                })
                .await;
            let found = violations(chromium).await;
            wrong.extend(
                found
                    .into_iter()
                    .map(|line| format!("dark {width}: {line}")),
            );
        }
    }
    for width in NARROW {
        chromium.screen(Screen::light(width)).await;
        let what = format!("{width}: wider than the page");
        wrong.extend(elements(chromium, SIDEWAYS, &what).await);
    }
    wrong.extend(chromium.complaints().await);
    wrong
}

/// Looks at all pages of one language in a browser of its own.
async fn look_at_all(
    axe: String,
    site: Arc<Site>,
    samples: Vec<String>,
    dark_at: u32,
) -> Vec<String> {
    let Some(chromium) = Chromium::start().await else {
        return Vec::new();
    };
    chromium.on_every_page(&axe).await;
    let mut wrong = Vec::new();
    for name in samples {
        let pictures = root().join("target/screenshots").join(&name);
        fs::create_dir_all(pictures.parent().unwrap()).unwrap();
        let found = look_at(&chromium, &site.url(&name), dark_at, Some(&pictures)).await;
        wrong.extend(found.into_iter().map(|line| format!("{name} {line}")));
    }
    chromium.close().await;
    wrong
}

#[tokio::test(flavor = "multi_thread")]
async fn browser_finds_nothing_wrong_with_any_page() {
    let Some(axe) = axe() else { return };
    let appliance = appliance!();
    let samples = site::samples();
    let pages = samples
        .iter()
        .map(|sample| (sample.name.as_str(), sample.html.as_str()));
    let site = Arc::new(Site::start(pages, site::headers_of(&appliance).await).await);
    appliance.close().await;

    let began = Instant::now();
    let names = |language: &str| -> Vec<String> {
        let all = samples.iter().map(|sample| sample.name.clone());
        all.filter(|name| name.starts_with(language)).collect()
    };
    let (french, english) = (names("fr/"), names("en/"));
    assert_eq!(french.len(), english.len());
    let french = tokio::spawn(look_at_all(axe.clone(), site.clone(), french, WIDTHS[0]));
    let english = tokio::spawn(look_at_all(axe, site, english, WIDTHS[1]));
    let mut wrong = french.await.unwrap();
    wrong.extend(english.await.unwrap());
    #[expect(clippy::print_stdout, reason = "figures for whoever reads the log")]
    {
        let runs = samples.len() * 3;
        println!(
            "{} samples, {runs} axe runs, {:.0?}",
            samples.len(),
            began.elapsed()
        );
    }
    assert!(
        wrong.is_empty(),
        "{} faults:\n{}",
        wrong.len(),
        wrong.join("\n")
    );
}

/// The looking itself is looked at: each fault it is there for is found on a page that has
/// them all.
#[tokio::test(flavor = "multi_thread")]
async fn browser_finds_what_is_wrong_with_a_bad_page() {
    let (Some(axe), Some(chromium)) = (axe(), Chromium::start().await) else {
        return;
    };
    let appliance = appliance!();
    let bad = "<!DOCTYPE html><html><head><title>x</title></head><body><main><h1>x</h1>\
        <img src='/picture' width='700'><p style='color:red'>x</p>\
        <section class='card'><h2 id='c'>x</h2><img src='/picture' width='2000'></section>\
        <script>alert(1)</script></main></body></html>";
    let site = Site::start([("bad", bad)], site::headers_of(&appliance).await).await;
    appliance.close().await;
    chromium.on_every_page(&axe).await;
    let wrong = look_at(&chromium, &site.url("bad"), WIDTHS[1], None)
        .await
        .join("\n");
    for fault in [
        "light 1280: image-alt",
        "dark 390: html-has-lang",
        "640: wider than the page: img.",
        "1280: outside its card: img. in #c",
        "inline style",
        "inline script",
    ] {
        assert!(wrong.contains(fault), "`{fault}` was not found:\n{wrong}");
    }
    assert_eq!(chromium.alert().await, None);
    chromium.close().await;
}
