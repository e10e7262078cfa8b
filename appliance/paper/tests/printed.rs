//! Promise: what we print can be read back. Labels, cards and sheets are rendered by programs
//! that owe us nothing (poppler, Chromium), decoded by zbar, and their text read by pdftotext.
//!
//! Where one of those programs is missing the test says so and does nothing, except under
//! `CI=true`, where that is a failure.

#![expect(clippy::unwrap_used, clippy::print_stderr, reason = "tests")]

use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};

use doublelock_paper::{
    Card, DiscStrip, Label, Line, LocationLabel, Slip, card_sheet, label_sheet, singles, svg,
};

fn line(text: &str) -> Line {
    Line::new(text).unwrap()
}

/// Identifiers spread over the whole range; the digits 0 to 9 at each place.
fn codes(count: u64) -> Vec<String> {
    (0..count)
        .map(|n| {
            let class = b"ICLSPKHX"[usize::try_from(n % 8).unwrap()];
            let digits = (n * 1_111_111_111 + n * n * 97_003) % 10_000_000_000;
            format!("D{}{digits:010}", char::from(class))
        })
        .collect()
}

fn label(code: &str) -> Label {
    Label::new(
        code,
        line("POCHETTE"),
        vec![line("12 feuilles"), line("Étagère B-14-02")],
        line("Trouvé? 514 555-0142 · If found"),
    )
    .unwrap()
}

/// Whether all the programs are here. Under `CI=true` a missing one fails the test.
fn have(programs: &[&str]) -> bool {
    for program in programs {
        let found = Command::new("sh")
            .args(["-c", "command -v \"$1\"", "sh", program])
            .stdout(Stdio::null())
            .status()
            .is_ok_and(|status| status.success());
        if !found {
            assert_ne!(
                std::env::var("CI").as_deref(),
                Ok("true"),
                "{program} is missing"
            );
            eprintln!("skipped: {program} is not installed");
            return false;
        }
    }
    true
}

fn run(program: &str, args: &[&str], dir: &Path) -> String {
    let out = Command::new(program)
        .args(args)
        .current_dir(dir)
        .output()
        .unwrap();
    assert!(
        out.status.success(),
        "{program} {args:?}: {}",
        String::from_utf8_lossy(&out.stderr)
    );
    String::from_utf8(out.stdout).unwrap()
}

/// Every symbol that zbar finds in the pictures, sorted; only Code 128 is looked for.
fn decode(pictures: &[String], dir: &Path) -> Vec<String> {
    let mut args = vec!["-q", "--raw", "-S*.disable", "-Scode128.enable"];
    args.extend(pictures.iter().map(String::as_str));
    let mut found: Vec<String> = run("zbarimg", &args, dir)
        .lines()
        .map(str::to_owned)
        .collect();
    found.sort();
    found
}

/// Renders a PDF at a resolution and decodes all its pages.
fn printed_and_decoded(pdf: &[u8], dpi: &str) -> Vec<String> {
    let dir = tempfile::tempdir().unwrap();
    fs::write(dir.path().join("out.pdf"), pdf).unwrap();
    run(
        "pdftoppm",
        &["-r", dpi, "-gray", "-png", "out.pdf", "page"],
        dir.path(),
    );
    let mut pages: Vec<String> = fs::read_dir(dir.path())
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .filter(|name| name.starts_with("page"))
        .collect();
    pages.sort();
    decode(&pages, dir.path())
}

fn text_of(pdf: &[u8]) -> String {
    let dir = tempfile::tempdir().unwrap();
    fs::write(dir.path().join("out.pdf"), pdf).unwrap();
    run(
        "pdftotext",
        &["-layout", "-enc", "UTF-8", "out.pdf", "-"],
        dir.path(),
    )
}

fn sorted(mut codes: Vec<String>) -> Vec<String> {
    codes.sort();
    codes
}

#[test]
fn two_sheets_of_fifty_labels_all_decode() {
    if !have(&["pdftoppm", "zbarimg"]) {
        return;
    }
    let codes = codes(50);
    let labels: Vec<Label> = codes.iter().map(|code| label(code)).collect();
    let pdf = label_sheet(&labels, 3, &line("Étiquettes")).unwrap();
    assert_eq!(printed_and_decoded(&pdf, "300"), sorted(codes));
}

#[test]
fn label_printer_pages_decode_at_the_printers_own_resolution() {
    if !have(&["pdftoppm", "zbarimg"]) {
        return;
    }
    // 203.2 dpi is 8 dots per millimetre: each module is exactly two pixels.
    let codes = codes(12);
    let labels: Vec<Label> = codes.iter().map(|code| label(code)).collect();
    let pdf = singles(&labels, &line("Étiquettes")).unwrap();
    assert_eq!(printed_and_decoded(&pdf, "203.2"), sorted(codes));

    let places = [LocationLabel::new("DL0000000008", line("B-14-02"), None).unwrap()];
    let pdf = singles(&places, &line("Étagères")).unwrap();
    assert_eq!(printed_and_decoded(&pdf, "203.2"), ["DL0000000008"]);
}

#[test]
fn cards_and_disc_strips_decode_as_an_office_printer_draws_them() {
    if !have(&["pdftoppm", "zbarimg"]) {
        return;
    }
    let codes = ["DXRECEIVE", "DXPUTAWAY", "DXDONE", "DXTEST0123456789AZQW"];
    let cards: Vec<Card> = codes
        .iter()
        .map(|code| {
            Card::new(
                code,
                line("RECEVOIR"),
                Some(line("RECEIVE")),
                Some(line("Scannez ensuite le bordereau")),
            )
            .unwrap()
        })
        .collect();
    let pdf = card_sheet(&cards, &line("Cartes de commande")).unwrap();
    let expected = sorted(codes.map(str::to_owned).to_vec());
    assert_eq!(printed_and_decoded(&pdf, "600"), expected);

    let strips: Vec<DiscStrip> = ["DI1234567812", "DI0000000001"]
        .iter()
        .map(|code| DiscStrip::new(code).unwrap())
        .collect();
    let pdf = singles(&strips, &line("Disques")).unwrap();
    assert_eq!(
        printed_and_decoded(&pdf, "600"),
        ["DI0000000001", "DI1234567812"]
    );
}

/// Signed with a pen, scanned in an office, folded: its bars are large, and its words are there to be read.
#[test]
fn a_slip_is_read_back_and_says_what_is_asked_in_order() {
    if !have(&["pdftoppm", "zbarimg", "pdftotext"]) {
        return;
    }
    let slip = Slip::new(
        "DH0048021274",
        line("Accusé de réception / Acknowledgement of receipt"),
        vec![
            line("Envoi / Shipment 2026-0914"),
            line("Le colis contient 3 articles."),
        ],
        vec![line("Nom / Name"), line("Signature / Signature")],
        line("Trouvé? 514 555-0142"),
    )
    .unwrap();
    let pdf = singles(&[slip], &line("Accusé de réception")).unwrap();
    for dpi in ["150", "600"] {
        assert_eq!(printed_and_decoded(&pdf, dpi), ["DH0048021274"], "{dpi}");
    }
    let text = text_of(&pdf);
    let lines: Vec<&str> = text
        .lines()
        .map(str::trim)
        .filter(|line| !line.is_empty())
        .collect();
    assert_eq!(
        lines,
        [
            "Accusé de réception / Acknowledgement of receipt",
            "Envoi / Shipment 2026-0914",
            "Le colis contient 3 articles.",
            "Nom / Name",
            "Signature / Signature",
            "DH 0048 0212 74",
            "Trouvé? 514 555-0142",
        ]
    );
    let many = |n| vec![line("a"); n];
    let slip = |words, blanks| Slip::new("DH0048021274", line("a"), words, blanks, line("a"));
    assert!(slip(many(Slip::MAX_WORDS), many(Slip::MAX_BLANKS)).is_ok());
    assert!(slip(many(Slip::MAX_WORDS + 1), Vec::new()).is_err());
    assert!(slip(Vec::new(), many(Slip::MAX_BLANKS + 1)).is_err());
}

#[test]
fn the_text_of_a_sheet_is_french_text_that_can_be_copied() {
    if !have(&["pdftotext"]) {
        return;
    }
    let label = Label::new(
        "DI2041773197",
        line("FILM"),
        vec![line("1 feuille · B-14-02")],
        line("Trouvé? Retourner à l’unité : « Cœur » 514 555-0142"),
    )
    .unwrap();
    let text = text_of(&label_sheet(&[label], 0, &line("Étiquettes")).unwrap());
    let lines: Vec<&str> = text
        .lines()
        .map(str::trim)
        .filter(|line| !line.is_empty())
        .collect();
    assert_eq!(lines.len(), 3, "{lines:?}");
    let kind: Vec<&str> = lines[0].split_whitespace().collect();
    assert_eq!(kind.join(" "), "FILM 1 feuille · B-14-02");
    assert_eq!(lines[1], "DI 2041 7731 97");
    assert_eq!(
        lines[2].replace('\u{A0}', " "),
        "Trouvé? Retourner à l’unité : « Cœur » 514 555-0142"
    );
}

#[test]
fn the_same_labels_give_the_same_bytes_and_a_reader_finds_pages_of_the_right_size() {
    let labels = [label("DI1234567812"), label("DI0000000001")];
    let title = line("Étiquettes");
    let pdf = singles(&labels, &title).unwrap();
    assert_eq!(pdf, singles(&labels, &title).unwrap());
    if !have(&["pdfinfo"]) {
        return;
    }
    let dir = tempfile::tempdir().unwrap();
    fs::write(dir.path().join("out.pdf"), &pdf).unwrap();
    let info = run("pdfinfo", &["-enc", "UTF-8", "out.pdf"], dir.path());
    let field = |name: &str| {
        info.lines()
            .find_map(|line| line.strip_prefix(name))
            .map(str::trim)
    };
    assert_eq!(field("Title:"), Some("Étiquettes"));
    assert_eq!(field("Pages:"), Some("2"));
    assert_eq!(field("Page size:"), Some("141.732 x 70.866 pts"));
    assert_eq!(field("CreationDate:"), None);
}

#[test]
fn labels_on_screen_decode_from_a_picture_of_the_page() {
    if !have(&["chromium", "zbarimg"]) {
        return;
    }
    let codes = codes(50);
    let mut page = String::from("<!DOCTYPE html><meta charset=utf-8><body bgcolor=#223>");
    for code in &codes {
        page.push_str(&svg(&label(code)));
        page.push('\n');
    }
    let dir = tempfile::tempdir().unwrap();
    fs::write(dir.path().join("page.html"), page).unwrap();
    let address = format!("file://{}/page.html", dir.path().display());
    let profile = format!("--user-data-dir={}/profile", dir.path().display());
    // 50 mm are 189 CSS pixels; at 3 pixels each a module of 0.25 mm is 2.8 pixels wide.
    run(
        "chromium",
        &[
            "--headless",
            "--no-sandbox",
            "--disable-gpu",
            "--no-first-run",
            "--disable-background-networking",
            "--disable-component-update",
            "--disable-sync",
            "--force-device-scale-factor=3",
            "--window-size=1000,1300",
            "--screenshot=page.png",
            &profile,
            &address,
        ],
        dir.path(),
    );
    assert_eq!(decode(&["page.png".into()], dir.path()), sorted(codes));
}
