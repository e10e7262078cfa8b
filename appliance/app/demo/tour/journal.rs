//! The journal: signed, exported, verified by a program that shares nothing with us.

use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use anyhow::{Context as _, ensure};

use super::answers::page_is;
use super::under_way::Tour;
use crate::clockwork::Job;
use crate::demo::browser::Browser;

/// Signs, exports, and has the stranger's program check; then once more with one byte changed.
pub(super) async fn verify(tour: &mut Tour<'_>, alex: &mut Browser) -> anyhow::Result<()> {
    tour.running
        .clockworks
        .run(Job::Checkpoint, tour.running.office.now())
        .await?;
    let page = alex.get("/journal").await?;
    page_is(&page, 200, "the journal")?;
    let form = page
        .form("/journal/export")
        .context("the journal cannot be exported")?;
    let bundle = alex.submit(&form, &[]).await?;
    page_is(&bundle, 200, "the exported journal")?;

    let scratch = tempfile::tempdir()?;
    let file = scratch.path().join("journal.jsonl");
    std::fs::write(&file, &bundle.body)?;
    let program = verifier()?;
    let good = run(&program, &file)?;
    ensure!(
        good.status.success(),
        "the journal does not verify: {}",
        String::from_utf8_lossy(&good.stdout)
    );
    ensure!(
        !bundle.text().contains("\"payload\""),
        "an auditor's journal holds what the acts say in full"
    );
    let lines = bundle.text().lines().count();
    tour.done(
        &format!("journal de {lines} lignes vérifié hors ligne par doublelock-verify"),
        &format!("journal of {lines} lines verified offline by doublelock-verify"),
    );

    let mut bytes = bundle.body.to_vec();
    let text = bundle.text();
    // Somewhere inside the first leaf, which is written in base64.
    let leaf = text.find("\"leaf\":\"").context("no leaf to alter")? + 48;
    let letter = bytes.get_mut(leaf).context("no leaf to alter")?;
    *letter = if *letter == b'A' { b'B' } else { b'A' };
    std::fs::write(&file, bytes)?;
    let bad = run(&program, &file)?;
    ensure!(!bad.status.success(), "an altered journal was called whole");

    let data = run(&program, &tour.centre.config.storage.data)?;
    ensure!(
        data.status.success(),
        "the data directory does not verify: {}",
        String::from_utf8_lossy(&data.stdout)
    );
    tour.done(
        "journal altéré d’un octet : refusé; répertoire vivant : intègre",
        "journal altered by one byte: refused; live data directory: whole",
    );
    Ok(())
}

/// `doublelock-verify`, beside this program.
fn verifier() -> anyhow::Result<PathBuf> {
    let program = std::env::current_exe()?.with_file_name("doublelock-verify");
    ensure!(
        program.exists(),
        "doublelock-verify is not beside this program: cargo build --workspace"
    );
    Ok(program)
}

fn run(program: &Path, on: &Path) -> anyhow::Result<Output> {
    Command::new(program)
        .arg(on)
        .env_clear()
        .output()
        .context("doublelock-verify did not start")
}
