//! A copy of the record: requested by mail, built, verified, sent on a disc.

use std::io::Write as _;
use std::time::Duration;

use anyhow::{Context as _, ensure};
use doublelock_domain::label::Label;
use doublelock_recordcopy::{CertificateFingerprint, Passphrase, VerifyOptions, verify};

use super::answers::{page_is, reference_in, references};
use super::imaging;
use super::under_way::Tour;
use crate::demo::browser::{Answer, Browser};
use crate::web::format::date_text;
use crate::web::locale::Locale;

/// Time given to building a copy.
const BUILT_WITHIN: Duration = Duration::from_mins(5);

/// A disc about to leave.
pub(super) struct Disc {
    /// Label of the disc.
    pub(super) label: String,
    /// Number of its shipment.
    pub(super) shipment: String,
}

/// A request that came by mail three days ago.
pub(super) async fn log(
    tour: &mut Tour<'_>,
    marc: &mut Browser,
    case: &str,
) -> anyhow::Result<String> {
    let zone = tour.centre.config.centre.zone;
    let today = tour.running.office.now().date_in(zone);
    let received = today - chrono::Days::new(3);
    let page = marc.get("/requests/new").await?;
    let form = page.form("/requests").context("no form for a request")?;
    let received_text = received.to_string();
    let fields = [
        ("case", case),
        ("channel", "mail"),
        ("received-on", &received_text),
        ("requester", "patient"),
        ("identity", "photo_document"),
        ("carrier", "disc"),
        ("street", "12, rue des Érables"),
        ("locality", "Montréal (Québec)"),
        ("postal-code", "H2X 1Y4"),
        ("country", "CA"),
    ];
    let answer = marc.submit(&form, &fields).await?;
    page_is(&answer, 200, "the logged request")?;
    let due = received + chrono::Days::new(30);
    let words = answer.words();
    ensure!(
        words.contains(&date_text(Locale::FrCa, due).replace('\u{a0}', " ")),
        "the due date {due} is not shown: {}",
        words.chars().take(800).collect::<String>()
    );
    let reference = answer
        .path
        .trim_start_matches("/requests/")
        .split('?')
        .next()
        .map(str::to_owned)
        .or_else(|| reference_in(&answer))
        .context("the request has no number")?;
    tour.done(
        &format!(
            "demande {reference} reçue par la poste le {received}, échéance le {due} (30 jours)"
        ),
        &format!("request {reference} received by mail on {received}, due on {due} (30 days)"),
    );
    Ok(reference)
}

/// Builds the copy, checks each form of it offline, and labels a disc.
pub(super) async fn build(
    tour: &mut Tour<'_>,
    marc: &mut Browser,
    request: &str,
    objects: &imaging::Objects,
) -> anyhow::Result<Disc> {
    let address = format!("/requests/{request}");
    let page = marc.get(&address).await?;
    let form = page
        .form(&format!("{address}/build"))
        .context("the copy cannot be built")?;
    page_is(&marc.submit(&form, &[]).await?, 200, "the build")?;
    let page = built(marc, &address, request).await?;

    let scratch = tempfile::tempdir()?;
    let iso = fetch(
        marc,
        &format!("/packages/{request}/disc"),
        &scratch.path().join("copy.iso"),
    )
    .await?;
    let images: usize = objects.studies.values().sum();
    let report = verify(&scratch.path().join("copy.iso"), &VerifyOptions::default())?;
    ensure!(
        report.is_sound(),
        "the disc image does not verify: {report:?}"
    );
    let set = report
        .file_set
        .as_ref()
        .context("the disc image has no File-set")?;
    ensure!(
        set.references == images as u64,
        "{} images in the DICOMDIR instead of {images}",
        set.references
    );
    let fingerprint = fingerprint_of(&report)?;
    tour.done(
        &format!("copie bâtie : image de disque de {iso} octets, {images} images dans le DICOMDIR, signature vérifiée"),
        &format!("copy built: disc image of {iso} bytes, {images} images in the DICOMDIR, signature verified"),
    );
    altered(&scratch.path().join("copy.iso"), fingerprint)?;
    tour.done(
        "un octet changé dans la copie est nommé par le vérificateur",
        "one byte changed in the copy is named by the verifier",
    );

    let zip = fetch(
        marc,
        &format!("/packages/{request}/encrypted_file"),
        &scratch.path().join("copy.zip"),
    )
    .await?;
    let form = page
        .form(&format!("{address}/passphrase"))
        .context("no passphrase is offered")?;
    let phrase = passphrase(&marc.submit(&form, &[]).await?)?;
    let options = VerifyOptions {
        passphrase: Some(Passphrase::typed(&phrase)),
        expected_signer: Some(fingerprint),
    };
    let report = verify(&scratch.path().join("copy.zip"), &options)?;
    ensure!(
        report.is_sound(),
        "the encrypted file does not verify: {report:?}"
    );
    tour.done(
        &format!("fichier chiffré de {zip} octets ouvert avec la phrase secrète et vérifié"),
        &format!("encrypted file of {zip} bytes opened with the passphrase and verified"),
    );
    disc(tour, marc, &address).await
}

/// Waits until the copy is built.
async fn built(marc: &mut Browser, address: &str, request: &str) -> anyhow::Result<Answer> {
    let deadline = tokio::time::Instant::now() + BUILT_WITHIN;
    loop {
        let page = marc.get(address).await?;
        page_is(&page, 200, "the request")?;
        if !page.links(&format!("/packages/{request}/")).is_empty() {
            return Ok(page);
        }
        ensure!(
            tokio::time::Instant::now() < deadline,
            "the copy was not built in time: {}",
            page.words()
        );
        tokio::time::sleep(Duration::from_millis(400)).await;
    }
}

async fn fetch(marc: &mut Browser, address: &str, to: &std::path::Path) -> anyhow::Result<usize> {
    let answer = marc.get(address).await?;
    page_is(&answer, 200, "a download")?;
    std::fs::File::create(to)?.write_all(&answer.body)?;
    Ok(answer.body.len())
}

fn fingerprint_of(
    report: &doublelock_recordcopy::Report,
) -> anyhow::Result<CertificateFingerprint> {
    match &report.signature {
        doublelock_recordcopy::SignatureCheck::Valid(fingerprint) => Ok(*fingerprint),
        other => anyhow::bail!("the signature is {other:?}"),
    }
}

/// Flips one byte in the middle of an image: the verifier must name a file.
fn altered(iso: &std::path::Path, fingerprint: CertificateFingerprint) -> anyhow::Result<()> {
    let mut bytes = std::fs::read(iso)?;
    let marker = bytes
        .windows(4)
        .rposition(|w| w == b"DICM")
        .context("no image in the disc image")?;
    let place = marker + 2000;
    *bytes.get_mut(place).context("the image is too short")? ^= 1;
    let other = iso.with_extension("altered");
    std::fs::write(&other, bytes)?;
    let options = VerifyOptions {
        passphrase: None,
        expected_signer: Some(fingerprint),
    };
    let report = verify(&other, &options)?;
    ensure!(
        !report.is_sound() && !report.altered.is_empty(),
        "a changed byte was not found"
    );
    Ok(())
}

/// The passphrase as the page shows it, once.
fn passphrase(answer: &Answer) -> anyhow::Result<String> {
    page_is(answer, 200, "the passphrase")?;
    let digits: Vec<String> = answer
        .words()
        .split(|c: char| !c.is_ascii_digit())
        .filter(|group| group.len() == 5)
        .map(str::to_owned)
        .collect();
    ensure!(digits.len() >= 5, "the passphrase is not on the page");
    Ok(digits[..5].join("-"))
}

/// A label for the disc and a shipment for its parcel.
async fn disc(tour: &mut Tour<'_>, marc: &mut Browser, address: &str) -> anyhow::Result<Disc> {
    let page = marc.get(address).await?;
    let form = page
        .form(&format!("{address}/disc"))
        .context("no disc can be labelled")?;
    let page = marc.submit(&form, &[]).await?;
    page_is(&page, 200, "the labelled disc")?;
    let form = page
        .form(&format!("{address}/shipment"))
        .context("no shipment can be prepared")?;
    let label = form
        .fields
        .iter()
        .find(|(name, _)| name == "disc")
        .map(|(_, value)| value.clone())
        .context("the shipment names no disc")?;
    let page = marc.submit(&form, &[("courier", "Express Boréal")]).await?;
    page_is(&page, 200, "the prepared shipment")?;
    // The number of the shipment stands right after the disc's label.
    let words = page.words();
    let grouped = label
        .parse::<Label>()
        .context("the disc has no label")?
        .grouped();
    let after = words
        .find(&grouped)
        .map_or("", |place| &words[place + grouped.len()..]);
    let shipment = references(after)
        .next()
        .map(str::to_owned)
        .context("the page shows no shipment")?;
    tour.done(
        "disque étiqueté, envoi préparé",
        "disc labelled, shipment prepared",
    );
    Ok(Disc { label, shipment })
}

/// The courier's departure is in the register of communications.
pub(super) async fn accounted(
    tour: &mut Tour<'_>,
    marc: &mut Browser,
    request: &str,
) -> anyhow::Result<()> {
    let page = marc
        .get(&format!("/requests/{request}/communications"))
        .await?;
    page_is(&page, 200, "the register")?;
    ensure!(
        page.words().contains("rue des Érables"),
        "the communication is not in the register: {}",
        page.words()
    );
    tour.done(
        "communication inscrite au registre, avec son destinataire",
        "communication accounted for, with its recipient",
    );
    Ok(())
}
