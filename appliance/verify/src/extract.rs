//! The extract of the journal that lies in a record copy: some entries with their proofs, and
//! the receipts of its images. Whoever got the copy checks it with nothing else at hand.

use std::collections::{BTreeMap, BTreeSet};
use std::fs::File;
use std::io::{self, BufReader, Read};
use std::path::{Path, PathBuf};

use openssl::sha::Sha256;
use serde::Deserialize;

use crate::cannot_run::{CannotRun, unreadable};
use crate::examination::is_object;
use crate::leaf::{Leaf, hash};
use crate::note::Key;
use crate::tree::{Hash, digest, leads_to};

const FORMAT: &str = "doublelock-journal-extract";
/// Longest extract read, in bytes.
const LONGEST: u64 = 512 << 20;
/// Longest file meta group read, in bytes.
const LONGEST_META: u64 = 1 << 20;
/// How the leaf of an entry of received images begins.
const RECEIVED: &str = "{\"act\":\"study.received\",";
/// Preamble, `DICM`, and the head of (0002,0000) with its value (PS3.10 section 7.1).
const META_HEAD: usize = 128 + 4 + 12;

/// What to check.
#[derive(Debug, Clone, Default)]
pub struct ExtractRequest {
    /// The extract.
    pub path: PathBuf,
    /// The journal's key as printed (`name+hash+base64`); without it the extract names its own.
    pub key: Option<String>,
    /// DICOM files whose receipts are to be in it.
    pub images: Vec<PathBuf>,
}

/// What an extract says that holds, and what does not.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ExtractReport {
    /// Entries that are what they were committed to and that a checkpoint covers.
    pub entries: usize,
    /// Entries that no checkpoint covered yet when the extract was made: whoever made it could
    /// have invented them.
    pub uncovered: usize,
    /// Images whose receipts lead to an entry that a checkpoint covers.
    pub receipts: usize,
    /// Images whose receipts lead to an uncovered entry.
    pub unproven: usize,
    /// Files that are what was received, by a receipt of the first kind.
    pub files: usize,
    /// Files that are, by a receipt of the second kind.
    pub files_unproven: usize,
    /// What does not hold, in French and English.
    pub faults: Vec<String>,
    /// The key came from the extract itself.
    pub key_unknown: bool,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Extract {
    format: String,
    version: u32,
    origin: String,
    vkey: String,
    entries: Vec<EntryOf>,
    images: Vec<ImageOf>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct EntryOf {
    sequence: u64,
    leaf: String,
    salt: String,
    payload: String,
    sections: Vec<String>,
    inclusion: Option<InclusionOf>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct InclusionOf {
    leaf_hash: String,
    path: Vec<String>,
    checkpoint_size: u64,
    checkpoint: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ImageOf {
    entry: u64,
    index: u64,
    of: u64,
    path: Vec<String>,
    receipt: String,
}

/// What of an entry's content the receipts are held against.
#[derive(Deserialize)]
struct Received {
    root: String,
    images: Vec<Named>,
}

#[derive(Deserialize)]
struct Named {
    instance: String,
    transfer_syntax: String,
    sop_class_uid: String,
}

/// What of a receipt is compared.
#[derive(Deserialize)]
struct Receipt {
    bytes: u64,
    instance: String,
    received_at: u64,
    sha256: String,
    sop_instance_uid: String,
}

/// A receipt that leads to its entry.
struct Proven {
    receipt: Receipt,
    transfer_syntax: String,
    sop_class_uid: String,
    covered: bool,
}

impl ExtractReport {
    /// True if nothing was altered.
    pub fn is_whole(&self) -> bool {
        self.faults.is_empty()
    }

    /// True if nothing was altered, a checkpoint covers every entry that something rests on, and
    /// its key is known from elsewhere.
    pub fn is_proven(&self) -> bool {
        self.is_whole() && self.uncovered == 0 && !self.key_unknown
    }

    /// What to print, in French and English.
    pub fn lines(&self) -> Vec<String> {
        let mut lines = vec![
            format!(
                "Sous un point de contr\u{f4}le\u{a0}: {entries} inscriptions, {receipts} images, {files} fichiers / \
                 Under a checkpoint: {entries} entries, {receipts} images, {files} files",
                entries = self.entries,
                receipts = self.receipts,
                files = self.files,
            ),
            format!(
                "Pas encore\u{a0}: {entries} inscriptions, {receipts} images, {files} fichiers / \
                 Not yet: {entries} entries, {receipts} images, {files} files",
                entries = self.uncovered,
                receipts = self.unproven,
                files = self.files_unproven,
            ),
        ];
        if self.key_unknown {
            lines.push(
                "La clé vient de l’extrait lui-même\u{a0}: comparez-la à une feuille de clôture (--key). / \
                 The key comes from the extract itself: compare it with a closing sheet (--key)."
                    .to_owned(),
            );
        }
        lines.extend(self.faults.iter().cloned());
        lines.push(
            if !self.is_whole() {
                "ALTÉRATION. / ALTERED."
            } else if self.is_proven() {
                "Aucune altération. / No alteration."
            } else {
                "Aucune altération, mais tout n’est pas prouvé\u{a0}: il faut la clé d’une feuille de clôture, \
                 et une copie faite après la signature du journal. / No alteration, but not all of it is \
                 proven: it takes the key of a closing sheet, and a copy made after the journal was signed."
            }
            .to_owned(),
        );
        lines
    }

    fn fault(&mut self, fr: &str, en: &str) {
        self.faults.push(format!("{fr} / {en}"));
    }
}

/// Checks an extract.
pub fn verify_extract(request: &ExtractRequest) -> Result<ExtractReport, CannotRun> {
    let extract = read(&request.path)?;
    let said = request.key.as_deref().map(str::trim);
    let key = Key::parse(said.unwrap_or(&extract.vkey)).ok_or(CannotRun::NotAKey)?;
    let mut report = ExtractReport {
        key_unknown: said.is_none(),
        ..ExtractReport::default()
    };
    if key.name != extract.origin || key.text != extract.vkey {
        report.fault(
            "L’extrait est d’un autre journal, ou signé par une autre clé.",
            "The extract is of another journal, or signed by another key.",
        );
    }
    let held = entries(&extract, &key, &mut report);
    let proven = receipts(&extract, &held, &mut report);
    for file in &request.images {
        let found = examine(file).map_err(|error| unreadable(file, &error))?;
        let of = found.and_then(|found| {
            let fitting = proven.get(&found.sha256)?.iter().filter(|p| found.is(p));
            fitting.max_by_key(|proven| proven.covered)
        });
        match of {
            Some(proven) if proven.covered => report.files += 1,
            Some(_) => report.files_unproven += 1,
            None => {
                let name = file.display();
                report.fault(
                    &format!("{name}\u{a0}: aucun reçu de ce fichier."),
                    &format!("{name}: no receipt of this file."),
                );
            }
        }
    }
    Ok(report)
}

fn read(path: &Path) -> Result<Extract, CannotRun> {
    let file = File::open(path).map_err(|error| unreadable(path, &error))?;
    let mut bytes = Vec::new();
    file.take(LONGEST)
        .read_to_end(&mut bytes)
        .map_err(|error| unreadable(path, &error))?;
    serde_json::from_slice(&bytes)
        .ok()
        .filter(|extract: &Extract| extract.format == FORMAT && extract.version == 2)
        .ok_or_else(|| CannotRun::NotAJournal(path.to_owned()))
}

/// An entry that is what it was committed to.
struct Held<'e> {
    entry: &'e EntryOf,
    at: u64,
    covered: bool,
}

fn entries<'e>(
    extract: &'e Extract,
    key: &Key,
    report: &mut ExtractReport,
) -> BTreeMap<u64, Held<'e>> {
    let mut held: BTreeMap<u64, Held<'e>> = BTreeMap::new();
    for entry in &extract.entries {
        let n = entry.sequence;
        let covered = match &entry.inclusion {
            None => false,
            Some(inclusion) if is_covered(entry, inclusion, key) => true,
            Some(_) => {
                report.fault(
                    &format!("Inscription {n}\u{a0}: la preuve ne mène pas au point de contrôle."),
                    &format!("Entry {n}: the proof does not lead to the checkpoint."),
                );
                continue;
            }
        };
        let Some(at) = committed_at(entry) else {
            report.fault(
                &format!("Inscription {n}\u{a0}: le contenu n’est pas celui qui fut scellé."),
                &format!("Entry {n}: the content is not what was committed to."),
            );
            continue;
        };
        if held.contains_key(&n) {
            report.fault(
                &format!("Inscription {n}\u{a0}: en double."),
                &format!("Entry {n}: twice."),
            );
            continue;
        }
        if covered {
            report.entries += 1;
        } else {
            report.uncovered += 1;
        }
        held.insert(n, Held { entry, at, covered });
    }
    held
}

/// The receipts that lead to their entries, by the digest of what was received.
fn receipts(
    extract: &Extract,
    held: &BTreeMap<u64, Held<'_>>,
    report: &mut ExtractReport,
) -> BTreeMap<String, Vec<Proven>> {
    let mut proven: BTreeMap<String, Vec<Proven>> = BTreeMap::new();
    let mut seen = BTreeSet::new();
    for (place, image) in extract.images.iter().enumerate() {
        let found = held
            .get(&image.entry)
            .and_then(|held| is_received(held, image))
            .filter(|found| seen.insert(found.receipt.instance.clone()));
        let Some(found) = found else {
            report.fault(
                &format!(
                    "Image {place}\u{a0}: le reçu ne mène pas à son inscription, ou est en double."
                ),
                &format!(
                    "Image {place}: the receipt does not lead to its entry, or is there twice."
                ),
            );
            continue;
        };
        if found.covered {
            report.receipts += 1;
        } else {
            report.unproven += 1;
        }
        let same = proven.entry(found.receipt.sha256.clone()).or_default();
        same.push(found);
    }
    proven
}

/// When an entry was written, if its leaf is canonical, carries its number, and commits to its
/// content.
fn committed_at(entry: &EntryOf) -> Option<u64> {
    let sections: Option<Vec<Hash>> = entry.sections.iter().map(|text| hash(text)).collect();
    let leaf = Leaf::parse(entry.leaf.as_bytes())?;
    let content = [
        &hash(&entry.salt)?[..],
        entry.payload.as_bytes(),
        &sections?.concat(),
    ];
    let holds = leaf.sequence == entry.sequence
        && is_object(entry.payload.as_bytes())
        && digest(&content) == leaf.commitment;
    holds.then_some(leaf.at)
}

fn is_covered(entry: &EntryOf, inclusion: &InclusionOf, key: &Key) -> bool {
    let leaf = digest(&[&[0], entry.leaf.as_bytes()]);
    let Ok(checkpoint) = key.open(&inclusion.checkpoint) else {
        return false;
    };
    hash(&inclusion.leaf_hash) == Some(leaf)
        && checkpoint.size == inclusion.checkpoint_size
        && path_of(&inclusion.path).is_some_and(|path| {
            leads_to(
                leaf,
                (entry.sequence, checkpoint.size),
                &path,
                checkpoint.root,
            )
        })
}

/// The receipt, if it leads to the root in its entry and is of the image that stands there.
fn is_received(held: &Held<'_>, image: &ImageOf) -> Option<Proven> {
    if !held.entry.leaf.starts_with(RECEIVED) {
        return None;
    }
    let received: Received = serde_json::from_str(&held.entry.payload).ok()?;
    let receipt: Receipt = serde_json::from_str(&image.receipt).ok()?;
    let of = received.images.len() as u64;
    let root = hash(&received.root)?;
    let named = received
        .images
        .into_iter()
        .nth(usize::try_from(image.index).ok()?)?;
    let leaf = digest(&[&[0], image.receipt.as_bytes()]);
    let holds = of == image.of
        && named.instance == receipt.instance
        && receipt.received_at <= held.at
        && leads_to(leaf, (image.index, of), &path_of(&image.path)?, root);
    holds.then_some(Proven {
        receipt,
        transfer_syntax: named.transfer_syntax,
        sop_class_uid: named.sop_class_uid,
        covered: held.covered,
    })
}

fn path_of(texts: &[String]) -> Option<Vec<Hash>> {
    texts.iter().map(|text| hash(text)).collect()
}

/// A DICOM file, as far as it is held against a receipt.
struct Examined {
    sha256: String,
    bytes: u64,
    transfer_syntax: String,
    sop_class_uid: String,
    sop_instance_uid: String,
}

impl Examined {
    fn is(&self, proven: &Proven) -> bool {
        self.bytes == proven.receipt.bytes
            && self.sop_instance_uid == proven.receipt.sop_instance_uid
            && self.transfer_syntax == proven.transfer_syntax
            && self.sop_class_uid == proven.sop_class_uid
    }
}

/// Reads a DICOM file (PS3.10 section 7.1): its data set is what stands behind its file meta
/// group, and that must end exactly where its length says, or another reader sees another data
/// set. None if it is no such file.
fn examine(path: &Path) -> io::Result<Option<Examined>> {
    let mut file = BufReader::new(File::open(path)?);
    let mut head = [0; META_HEAD];
    if file.read_exact(&mut head).is_err() {
        return Ok(None);
    }
    // A preamble in use is another kind of file to other readers.
    let (preamble, head) = head.split_at(128);
    if preamble.iter().any(|byte| *byte != 0) {
        return Ok(None);
    }
    let length = head.strip_prefix(b"DICM\x02\0\0\0UL\x04\0");
    let Some(length) = length.and_then(|length| <[u8; 4]>::try_from(length).ok()) else {
        return Ok(None);
    };
    let mut meta = Vec::new();
    let length = u64::from(u32::from_le_bytes(length));
    if length > LONGEST_META {
        return Ok(None);
    }
    (&mut file).take(length).read_to_end(&mut meta)?;
    let Some(meta) = elements(&meta).filter(|_| meta.len() as u64 == length) else {
        return Ok(None);
    };
    let (mut hasher, mut bytes) = (Sha256::new(), 0);
    let mut buffer = vec![0; 64 * 1024];
    loop {
        let count = file.read(&mut buffer)?;
        if count == 0 {
            break;
        }
        hasher.update(&buffer[..count]);
        bytes += count as u64;
    }
    let text = |element: u16| meta.get(&element).cloned().unwrap_or_default();
    Ok(Some(Examined {
        sha256: hex(&hasher.finish()),
        bytes,
        transfer_syntax: text(0x0010),
        sop_class_uid: text(0x0002),
        sop_instance_uid: text(0x0003),
    }))
}

/// The elements of a file meta group, Explicit VR Little Endian, by their number; none if they
/// are not elements of group 2, in order, to the last byte.
fn elements(mut bytes: &[u8]) -> Option<BTreeMap<u16, String>> {
    let mut found = BTreeMap::new();
    while !bytes.is_empty() {
        let (head, rest) = bytes.split_first_chunk::<8>()?;
        let element = u16::from_le_bytes([head[2], head[3]]);
        let follows = found
            .last_key_value()
            .is_none_or(|(last, _)| *last < element);
        if head[..2] != [2, 0] || !follows {
            return None;
        }
        // Each element has one representation (PS3.10 table 7.1-1): with another, another reader
        // takes another length.
        let (length, rest) = match (element, &head[4..6]) {
            (0x0001 | 0x0102, b"OB") if head[6..] == [0, 0] => {
                let (length, rest) = rest.split_first_chunk::<4>()?;
                (usize::try_from(u32::from_le_bytes(*length)).ok()?, rest)
            }
            (0x0002 | 0x0003 | 0x0010 | 0x0012 | 0x0100, b"UI")
            | (0x0013, b"SH")
            | (0x0016..=0x0018, b"AE") => {
                (usize::from(u16::from_le_bytes([head[6], head[7]])), rest)
            }
            _ => return None,
        };
        let (value, rest) = rest.split_at_checked(length)?;
        let value = String::from_utf8_lossy(value);
        found.insert(element, value.trim_end_matches(['\0', ' ']).to_owned());
        bytes = rest;
    }
    Some(found)
}

fn hex(bytes: &[u8]) -> String {
    use std::fmt::Write as _;
    bytes.iter().fold(String::new(), |mut text, byte| {
        // Writing to a String cannot fail.
        let _ = write!(text, "{byte:02x}");
        text
    })
}
