//! The promise: what is printed can be read. The labels of a batch, as Chromium draws them
//! on the page and as the PDFs draw them on paper, are decoded by zbar, a reader that is
//! not ours, and are exactly the labels that were issued.

#![expect(clippy::unwrap_used, reason = "tests")]

use std::fs;
use std::path::Path;
use std::process::Command;

use doublelock_testkit::appliance;
use doublelock_testkit::chromium::{Chromium, ENTER, Screen, TAB, skip};
use doublelock_testkit::people::NADIA;

#[path = "browser/morning.rs"]
mod morning;
use morning::Morning;

/// Dots per inch of a picture of paper: half of what an office printer has.
const RESOLUTION: &str = "300";

/// Dots per CSS pixel of the screen: as on a telephone or a good display.
const DENSITY: u32 = 2;

fn here(program: &str) -> bool {
    let there = Command::new(program).arg("--help").output().is_ok();
    if !there {
        skip(&format!("{program} is not here"));
    }
    there
}

/// Every Code 128 on a picture, sorted.
fn read(picture: &Path) -> Vec<String> {
    let out = Command::new("zbarimg")
        .args([
            "--quiet",
            "--raw",
            "--nodbus",
            "-Sdisable",
            "-Scode128.enable",
        ])
        .arg(picture)
        .output()
        .unwrap();
    let text = String::from_utf8(out.stdout).unwrap();
    let mut codes: Vec<String> = text.lines().map(str::to_owned).collect();
    codes.sort();
    codes
}

/// Every Code 128 of a PDF, page for page, sorted.
fn read_paper(pdf: &[u8], folder: &Path) -> Vec<String> {
    let paper = folder.join("paper.pdf");
    fs::write(&paper, pdf).unwrap();
    let pages = tempfile::tempdir_in(folder).unwrap();
    let drawn = Command::new("pdftoppm")
        .args(["-r", RESOLUTION, "-gray", "-png"])
        .arg(&paper)
        .arg(pages.path().join("page"))
        .status()
        .unwrap();
    assert!(drawn.success());
    let drawn = fs::read_dir(pages.path())
        .unwrap()
        .map(|page| page.unwrap().path());
    let mut codes: Vec<String> = drawn.flat_map(|page| read(&page)).collect();
    codes.sort();
    codes
}

#[tokio::test(flavor = "multi_thread")]
async fn browser_draws_labels_that_another_reader_reads() {
    if !here("zbarimg") {
        return;
    }
    let Some(chromium) = Chromium::start().await else {
        return;
    };
    let app = appliance!();
    let morning = Morning::of(&app).await;
    let mut labels = morning.labels.clone();
    labels.sort();
    let origin = format!("https://localhost:{}", app.running.web[0].port());
    chromium.goto(&format!("{origin}/sign-in")).await;
    chromium
        .keys(&format!("{}{TAB}{}{ENTER}", NADIA.login, NADIA.password))
        .await;
    chromium
        .until("the first page", "return location.pathname === '/';")
        .await;
    chromium
        .screen(Screen {
            density: DENSITY,
            ..Screen::light(1280)
        })
        .await;
    chromium.goto(&format!("{origin}{}", morning.batch)).await;
    let drawn =
        "return [...document.images].every((image) => image.complete && image.naturalWidth > 0);";
    chromium.until("the labels", drawn).await;
    let picture = app.home().join("labels.png");
    fs::write(&picture, chromium.picture().await).unwrap();
    assert_eq!(read(&picture), labels);
    assert_eq!(chromium.complaints().await, [""; 0]);
    chromium.close().await;
    app.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn browser_downloads_paper_that_another_reader_reads() {
    if !here("zbarimg") || !here("pdftoppm") {
        return;
    }
    let app = appliance!();
    let morning = Morning::of(&app).await;
    let mut labels = morning.labels.clone();
    labels.sort();
    let mut nadia = app.signed_in(NADIA).await;
    for paper in ["roll.pdf", "sheets.pdf"] {
        let answer = nadia
            .get(&format!("{}/{paper}", morning.batch))
            .await
            .unwrap();
        assert_eq!(answer.headers["content-type"], "application/pdf");
        assert_eq!(read_paper(&answer.body, app.home()), labels, "{paper}");
    }
    let places = nadia.get("/labels/places.pdf").await.unwrap();
    let places = read_paper(&places.body, app.home());
    assert!(
        places.contains(&morning.quay) && places.contains(&morning.shelf),
        "{places:?}"
    );
    let issued = app
        .sql("SELECT label FROM location ORDER BY label")
        .unwrap();
    assert_eq!(places, issued.concat(), "every place, each once");
    let cards = nadia.get("/labels/cards.pdf").await.unwrap();
    let cards = read_paper(&cards.body, app.home());
    for card in ["DXDONE", "DXRECEIVE", "DXUNDOLAST"] {
        assert!(cards.iter().any(|code| code == card), "{card}: {cards:?}");
    }
    app.close().await;
}
