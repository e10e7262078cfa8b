//! The promise: every page of the appliance, in both languages, light and dark, wide and
//! narrow, is one that everybody can use: axe-core finds nothing (WCAG 2.0 to 2.2 A and AA
//! and best practice), nothing scrolls sideways, nothing is refused by the page's own
//! content security policy, and the console stays empty.
//!
//! Pictures of all of them are left in `target/screenshots/`, for people to look at.

#![expect(clippy::unwrap_used, reason = "tests")]

use std::fs;
use std::path::{Path, PathBuf};
use std::time::Instant;

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

async fn wide_elements(chromium: &Chromium) -> Vec<String> {
    let found = chromium.script(SIDEWAYS).await;
    found.as_array().unwrap().iter().map(|name| name.as_str().unwrap().to_owned()).collect()
}

/// Looks at one page in every way and says what is wrong with it.
async fn look_at(chromium: &Chromium, axe: &str, url: &str, pictures: Option<&Path>) -> Vec<String> {
    let mut wrong = Vec::new();
    chromium.screen(Screen::light(WIDTHS[0])).await;
    let t=Instant::now(); chromium.goto(url).await; println!("goto {:?}",t.elapsed());
    let t=Instant::now(); chromium.script(axe).await; println!("inject {:?}",t.elapsed());
    for width in WIDTHS {
        for dark in [false, true] {
            let t=Instant::now(); chromium.screen(Screen { dark, ..Screen::light(width) }).await; println!("screen {:?}",t.elapsed());
            let theme = if dark { "dark" } else { "light" };
            if let (Some(pictures), false) = (pictures, dark) {
                let name = pictures.file_name().unwrap().to_string_lossy().into_owned();
                let t=Instant::now(); let picture = chromium.picture().await; println!("picture {:?}",t.elapsed());
                fs::write(pictures.with_file_name(format!("{name}-{width}.png")), picture).unwrap();
            }
            let t=Instant::now(); let found = violations(chromium).await; println!("axe {:?}",t.elapsed());
            wrong.extend(found.into_iter().map(|line| format!("{theme} {width}: {line}")));
        }
    }
    for width in NARROW {
        chromium.screen(Screen::light(width)).await;
        let t=Instant::now(); let found = wide_elements(chromium).await; println!("wide {:?}",t.elapsed());
        wrong.extend(found.into_iter().map(|name| format!("{width}: wider than the page: {name}")));
    }
    wrong.extend(chromium.complaints().await);
    wrong
}

#[tokio::test(flavor = "multi_thread")]
async fn browser_finds_nothing_wrong_with_any_page() {
    let (Some(axe), Some(chromium)) = (axe(), Chromium::start().await) else { return };
    let samples = site::samples();
    let pages = samples.iter().map(|sample| (sample.name.as_str(), sample.html.as_str()));
    let site = Site::start(pages, temp()).await;

    let began = Instant::now();
    let mut wrong = Vec::new();
    for sample in samples.iter().take(25) {
        let pictures = root().join("target/screenshots").join(&sample.name);
        fs::create_dir_all(pictures.parent().unwrap()).unwrap();
        let found = look_at(&chromium, &axe, &site.url(&sample.name), Some(&pictures)).await;
        wrong.extend(found.into_iter().map(|line| format!("{} {line}", sample.name)));
    }
    chromium.close().await;
    #[expect(clippy::print_stdout, reason = "figures for whoever reads the log")]
    {
        let runs = samples.len() * WIDTHS.len() * 2;
        println!("{} samples, {runs} axe runs, {:.0?}", samples.len(), began.elapsed());
    }
    assert!(wrong.is_empty(), "{} faults:\n{}", wrong.len(), wrong.join("\n"));
}

/// The looking itself is looked at: each fault it is there for is found on a page that has
/// them all.
#[tokio::test(flavor = "multi_thread")]
async fn browser_finds_what_is_wrong_with_a_bad_page() {
    let (Some(axe), Some(chromium)) = (axe(), Chromium::start().await) else { return };
    let bad = "<!DOCTYPE html><html><head><title>x</title></head><body><main><h1>x</h1>\
        <img src='/picture' width='700'><p style='color:red'>x</p>\
        <script>alert(1)</script></main></body></html>";
    let site = Site::start([("bad", bad)], temp()).await;
    let wrong = look_at(&chromium, &axe, &site.url("bad"), None).await.join("\n");
    for fault in [
        "light 1280: image-alt",
        "dark 390: html-has-lang",
        "640: wider than the page: img.",
        "inline style",
        "inline script",
    ] {
        assert!(wrong.contains(fault), "`{fault}` was not found:\n{wrong}");
    }
    assert_eq!(chromium.alert().await, None);
    chromium.close().await;
}

fn temp() -> Vec<(String, String)> {
    vec![("content-security-policy".into(), "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; font-src 'self'; media-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'; object-src 'none'".into()), ("cache-control".into(), "no-store".into())]
}
