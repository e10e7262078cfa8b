//! Independent verifier of the journal.
//!
//! Reads a data directory or an exported bundle and says whether any act was
//! altered, removed, moved or re-dated. It follows `docs/journal-format.md` and
//! shares no code with the writer, so that one mistake cannot hide in both.
//!
//! What it takes from outside is what it can prove against: a key printed on a
//! closing sheet (`--key`) and checkpoints kept on paper or elsewhere
//! (`--checkpoint`). Without them, whoever holds the disk and the signing key
//! could have rewritten everything; the report says so.

mod bundle;
mod cannot_run;
mod database;
mod entry;
mod examination;
mod extract;
mod leaf;
mod note;
mod report;
mod signers;
mod tree;

use std::fs::File;
use std::io::Read;
use std::path::{Path, PathBuf};

pub use cannot_run::CannotRun;
use cannot_run::unreadable;
use examination::Examination;
pub use extract::{ExtractReport, ExtractRequest, verify_extract};
use note::Key;
pub use report::{Finding, Notice, Reason, Report};
use signers::Said;

/// The journal's file in a data directory.
const DATABASE: &str = "doublelock.sqlite";

/// What to verify, and against what.
#[derive(Debug, Clone, Default)]
pub struct Request {
    /// A data directory, the SQLite file in it, or an exported bundle.
    pub path: PathBuf,
    /// Files that each hold one checkpoint kept outside the appliance.
    pub outside: Vec<PathBuf>,
    /// The journal's key as printed on the closing sheet (`name+hash+base64`).
    pub key: Option<String>,
}

/// Verifies the journal. Reads only. Memory does not grow with payloads; it
/// grows by some dozen bytes per erased entry and per checkpoint.
pub fn verify(request: &Request) -> Result<Report, CannotRun> {
    let pinned = match &request.key {
        Some(text) => Some(Key::parse(text.trim()).ok_or(CannotRun::NotAKey)?),
        None => None,
    };
    let mut outside = Vec::new();
    for path in &request.outside {
        let text = small_text(path)?;
        if !note::is_note(&text) {
            return Err(CannotRun::NotACheckpoint(path.clone()));
        }
        outside.push(text);
    }
    let examination = |said: &[Said]| Examination::new(said, pinned.as_ref(), &outside);
    let path = &request.path;
    if path.is_dir() {
        database::verify(&path.join(DATABASE), examination)
    } else if starts_like_sqlite(path)? {
        database::verify(path, examination)
    } else {
        bundle::verify(path, examination)
    }
}

fn starts_like_sqlite(path: &Path) -> Result<bool, CannotRun> {
    let mut start = Vec::new();
    let file = File::open(path).map_err(|e| unreadable(path, &e))?;
    file.take(16)
        .read_to_end(&mut start)
        .map_err(|e| unreadable(path, &e))?;
    Ok(start == b"SQLite format 3\0")
}

/// A file that must be text no longer than a note.
fn small_text(path: &Path) -> Result<String, CannotRun> {
    let mut bytes = Vec::new();
    let file = File::open(path).map_err(|e| unreadable(path, &e))?;
    file.take(note::NOTE_MAX as u64 + 1)
        .read_to_end(&mut bytes)
        .map_err(|e| unreadable(path, &e))?;
    String::from_utf8(bytes).map_err(|_| CannotRun::NotACheckpoint(path.to_owned()))
}
