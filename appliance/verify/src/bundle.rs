//! Reads an exported bundle: JSON Lines, a header, the entries, the checkpoints.
//! Read twice: once for the checkpoints, then in order, so nothing is kept.

use std::fs::File;
use std::io::{BufRead, BufReader, Read};
use std::path::Path;

use serde::Deserialize;

use crate::examination::{Content, Entry, Examination};
use crate::note::{base64, claimed_size};
use crate::report::{Reason, Report};
use crate::{CannotRun, unreadable};

const FORMAT: &str = "doublelock-journal/1";
/// Longest line: a payload of 4 MiB with every byte escaped, and its leaf.
const LINE_MAX: usize = 26 << 20;
const LEAF_MAX: usize = 65_535;
const PAYLOAD_MAX: usize = 4 << 20;
/// How a checkpoint line begins.
const NOTE_LINE: &[u8] = b"{\"note\":";

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Header {
    format: String,
    origin: String,
    vkey: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct EntryLine {
    sequence: i64,
    leaf: String,
    salt: Option<String>,
    payload: Option<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct NoteLine {
    note: String,
}

pub(crate) fn verify(
    path: &Path,
    examination: impl FnOnce(Option<&str>, Option<&str>) -> Examination,
) -> Result<Report, CannotRun> {
    let failed = |e: std::io::Error| unreadable(path, &e);
    let mut lines = Lines::open(path).map_err(failed)?;
    let header = lines
        .next()
        .map_err(failed)?
        .and_then(|line| serde_json::from_slice::<Header>(line).ok());
    let header = header
        .filter(|h| h.format == FORMAT)
        .ok_or_else(|| CannotRun::NotAJournal(path.to_owned()))?;
    let mut examination = examination(Some(&header.origin), Some(&header.vkey));

    let mut size = 0;
    while let Some(line) = lines.next().map_err(failed)? {
        if line.starts_with(NOTE_LINE) {
            match serde_json::from_slice::<NoteLine>(line) {
                Ok(NoteLine { note }) => {
                    size = claimed_size(&note).unwrap_or(size);
                    examination.stored_checkpoint(&note, size);
                }
                Err(_) => examination.unreadable_checkpoint(size),
            }
        }
    }
    examination.begin();

    let mut lines = Lines::open(path).map_err(failed)?;
    lines.next().map_err(failed)?;
    let mut checkpoints = false;
    while let Some(line) = lines.next().map_err(failed)? {
        checkpoints |= line.starts_with(NOTE_LINE);
        if !checkpoints {
            entry(&mut examination, line);
        } else if !line.starts_with(NOTE_LINE) {
            examination.stop(Reason::Unreadable);
        }
        if examination.stopped() {
            break;
        }
    }
    if lines.overlong {
        examination.stop(Reason::Unreadable);
    }
    Ok(examination.finish())
}

fn entry(examination: &mut Examination, line: &[u8]) {
    let read = serde_json::from_slice::<EntryLine>(line).ok();
    let Some((line, leaf)) =
        read.and_then(|line| base64(&line.leaf, LEAF_MAX).map(|leaf| (line, leaf)))
    else {
        examination.stop(Reason::Unreadable);
        return;
    };
    let salt = line.salt.as_ref().map(|salt| base64(salt, 32));
    let content = match (&salt, &line.payload) {
        (Some(Some(salt)), Some(payload)) if payload.len() <= PAYLOAD_MAX => Content::Kept {
            salt,
            payload: payload.as_bytes(),
        },
        (Some(_), Some(_)) => Content::Foreign,
        (None, None) => Content::Erased,
        _ => Content::HalfErased,
    };
    examination.entry(&Entry {
        sequence: line.sequence,
        recorded_at: None,
        leaf: &leaf,
        leaf_hash: None,
        content,
    });
}

/// Lines of at most [`LINE_MAX`] bytes; reading ends at a longer one.
struct Lines {
    reader: BufReader<File>,
    line: Vec<u8>,
    overlong: bool,
}

impl Lines {
    fn open(path: &Path) -> std::io::Result<Self> {
        Ok(Self {
            reader: BufReader::new(File::open(path)?),
            line: Vec::new(),
            overlong: false,
        })
    }

    fn next(&mut self) -> std::io::Result<Option<&[u8]>> {
        self.line.clear();
        let mut bounded = (&mut self.reader).take(LINE_MAX as u64 + 1);
        bounded.read_until(b'\n', &mut self.line)?;
        self.overlong = self.line.len() > LINE_MAX;
        if self.line.is_empty() || self.overlong {
            Ok(None)
        } else {
            Ok(Some(&self.line))
        }
    }
}
