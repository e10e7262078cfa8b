//! Reads an exported bundle: JSON Lines, a header, the entries, the checkpoints.
//! Read twice: once for the checkpoints, then in order, so nothing is kept.

use std::fs::File;
use std::io::{BufRead, BufReader, Read};
use std::path::Path;

use serde::Deserialize;

use crate::cannot_run::{CannotRun, unreadable};
use crate::entry::{Content, Entry};
use crate::examination::{Examination, look};
use crate::note::{base64, claimed_size};
use crate::report::{Notice, Reason, Report};
use crate::signers::Said;
use crate::tree::{Hash, digest};

/// Leaf, salt and payload of each entry.
const WHOLE: &str = "doublelock-journal/1";
/// The leaf alone.
const LEAVES: &str = "doublelock-journal-leaves/1";
/// Longest line: a payload of 4 MiB with every byte escaped, and its leaf.
const LINE_MAX: usize = 26 << 20;
const LEAF_MAX: usize = 65_535;
const PAYLOAD_MAX: usize = 4 << 20;
/// A sealed section; the writer keeps those of an entry within it together.
const SECTIONS_MAX: usize = 4 << 20;
/// How a checkpoint line begins.
const NOTE_LINE: &[u8] = b"{\"note\":";

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Header {
    format: String,
    origin: String,
    vkey: String,
    /// Keys before it, the first one first.
    #[serde(default)]
    earlier: Vec<EarlierKey>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct EarlierKey {
    origin: String,
    vkey: String,
    /// The first entry of the next.
    ends_at: u64,
}

impl Header {
    fn said(self) -> Vec<Said> {
        let mut begins_at = 0;
        let mut all = Vec::new();
        for key in self.earlier {
            all.push(Said {
                origin: Some(key.origin),
                key: Some(key.vkey),
                begins_at: Some(begins_at),
            });
            begins_at = key.ends_at;
        }
        all.push(Said {
            origin: Some(self.origin),
            key: Some(self.vkey),
            begins_at: Some(begins_at),
        });
        all
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct EntryLine {
    sequence: i64,
    leaf: String,
    salt: Option<String>,
    payload: Option<String>,
    sections: Option<Vec<String>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct LeafLine {
    sequence: i64,
    leaf: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct NoteLine {
    note: String,
}

pub(crate) fn verify(
    path: &Path,
    examination: impl FnOnce(&[Said]) -> Examination,
) -> Result<Report, CannotRun> {
    let failed = |e: std::io::Error| unreadable(path, &e);
    let mut lines = Lines::open(path).map_err(failed)?;
    let header = lines
        .next()
        .map_err(failed)?
        .and_then(|line| serde_json::from_slice::<Header>(line).ok());
    let (header, read_entry): (Header, ReadEntry) = match header {
        Some(header) if header.format == WHOLE => (header, whole_entry),
        Some(header) if header.format == LEAVES => (header, leaf_entry),
        _ => return Err(CannotRun::NotAJournal(path.to_owned())),
    };
    let withheld = header.format == LEAVES;
    let mut examination = examination(&header.said());
    if withheld {
        examination.notice(Notice::ContentWithheld);
    }

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
            if read_entry(&mut examination, line).is_none() {
                examination.stop(Reason::Unreadable);
            }
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

/// Examines one entry line; none if it cannot be read.
type ReadEntry = fn(&mut Examination, &[u8]) -> Option<()>;

fn whole_entry(examination: &mut Examination, line: &[u8]) -> Option<()> {
    let line: EntryLine = serde_json::from_slice(line).ok()?;
    let leaf = base64(&line.leaf, LEAF_MAX)?;
    let salt = line.salt.as_ref().map(|salt| base64(salt, 32));
    let sealed = line.sections.as_ref().map(|sections| digests(sections));
    // A bundle says the digests by holding what they are of.
    let said = sealed
        .iter()
        .flatten()
        .flatten()
        .copied()
        .collect::<Vec<_>>()
        .concat();
    let content = match (&salt, &line.payload, &sealed) {
        (Some(Some(salt)), Some(payload), Some(Some(sealed))) if payload.len() <= PAYLOAD_MAX => {
            Content::Kept {
                salt,
                payload: payload.as_bytes(),
                sections: &said,
                sealed,
            }
        }
        (Some(_), Some(_), Some(_)) => Content::Foreign,
        (None, None, None) => Content::Erased,
        _ => Content::HalfErased,
    };
    examine(examination, line.sequence, &leaf, content);
    Some(())
}

/// The digests of sealed sections; none if they are not what an entry can have.
fn digests(sections: &[String]) -> Option<Vec<Hash>> {
    sections
        .iter()
        .map(|sealed| Some(digest(&[&base64(sealed, SECTIONS_MAX)?])))
        .collect()
}

fn leaf_entry(examination: &mut Examination, line: &[u8]) -> Option<()> {
    let line: LeafLine = serde_json::from_slice(line).ok()?;
    let leaf = base64(&line.leaf, LEAF_MAX)?;
    examine(examination, line.sequence, &leaf, Content::Withheld);
    Some(())
}

fn examine(examination: &mut Examination, sequence: i64, leaf: &[u8], content: Content<'_>) {
    examination.entry(&look(&Entry {
        sequence,
        recorded_at: None,
        leaf,
        leaf_hash: None,
        content,
    }));
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
