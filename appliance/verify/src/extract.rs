//! The extract of the journal that lies in a record copy: some entries with their proofs, and
//! the receipts of its images. Whoever got the copy checks it with nothing else at hand.

use std::collections::BTreeMap;
use std::fs::File;
use std::io::{self, Read, Seek, SeekFrom};
use std::path::{Path, PathBuf};

use openssl::sha::Sha256;
use serde::Deserialize;

use crate::leaf::{Leaf, hash};
use crate::note::Key;
use crate::tree::{Hash, digest, leads_to};
use crate::{CannotRun, unreadable};

const FORMAT: &str = "doublelock-journal-extract";
/// Longest extract read, in bytes.
const LONGEST: u64 = 512 << 20;
/// Longest path: that of a tree of 2^64 leaves.
const PATH_MAX: usize = 64;
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
    /// Entries that are what their journal committed to.
    pub entries: usize,
    /// Those of them that no checkpoint covered yet when the extract was made.
    pub uncovered: usize,
    /// Images whose receipts lead to one of these entries.
    pub receipts: usize,
    /// Files that are what was received.
    pub files: usize,
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
}

/// What of a receipt is compared.
#[derive(Deserialize)]
struct Receipt {
    instance: String,
    sha256: String,
}

impl ExtractReport {
    /// True if all that was asked about holds.
    pub fn is_whole(&self) -> bool {
        self.faults.is_empty()
    }

    /// What to print, in French and English.
    pub fn lines(&self) -> Vec<String> {
        let mut lines = vec![format!(
            "Inscriptions\u{a0}: {entries}, dont {uncovered} sans point de contrôle; images\u{a0}: {receipts}; \
             fichiers\u{a0}: {files} / Entries: {entries}, {uncovered} of them without a checkpoint; \
             images: {receipts}; files: {files}",
            entries = self.entries,
            uncovered = self.uncovered,
            receipts = self.receipts,
            files = self.files,
        )];
        if self.key_unknown {
            lines.push(
                "La clé vient de l’extrait lui-même\u{a0}: comparez-la à une feuille de clôture (--key). / \
                 The key comes from the extract itself: compare it with a closing sheet (--key)."
                    .to_owned(),
            );
        }
        lines.extend(self.faults.iter().cloned());
        lines.push(if self.is_whole() {
            "Aucune altération. / No alteration.".to_owned()
        } else {
            "ALTÉRATION. / ALTERED.".to_owned()
        });
        lines
    }

    fn fault(&mut self, fr: &str, en: &str) {
        self.faults.push(format!("{fr} / {en}"));
    }
}

/// Checks an extract.
pub fn verify_extract(request: &ExtractRequest) -> Result<ExtractReport, CannotRun> {
    let path = &request.path;
    let file = File::open(path).map_err(|error| unreadable(path, &error))?;
    let mut bytes = Vec::new();
    file.take(LONGEST)
        .read_to_end(&mut bytes)
        .map_err(|error| unreadable(path, &error))?;
    let extract: Extract = serde_json::from_slice(&bytes)
        .ok()
        .filter(|extract: &Extract| extract.format == FORMAT && extract.version == 2)
        .ok_or_else(|| CannotRun::NotAJournal(path.clone()))?;
    let said = request.key.as_deref().map(str::trim);
    let key = Key::parse(said.unwrap_or(&extract.vkey)).ok_or(CannotRun::NotAKey)?;
    let mut report = ExtractReport {
        key_unknown: said.is_none(),
        ..ExtractReport::default()
    };
    if key.name != extract.origin || key.text != extract.vkey {
        report.fault(
            "L’extrait est d’un autre journal.",
            "The extract is of another journal.",
        );
    }
    let mut held: BTreeMap<u64, &EntryOf> = BTreeMap::new();
    for entry in &extract.entries {
        let n = entry.sequence;
        if !is_committed(entry) {
            report.fault(
                &format!("Inscription {n}\u{a0}: le contenu n’est pas celui qui fut scellé."),
                &format!("Entry {n}: the content is not what was committed to."),
            );
        } else if held.insert(n, entry).is_some() {
            report.fault(
                &format!("Inscription {n}\u{a0}: en double."),
                &format!("Entry {n}: twice."),
            );
        } else {
            report.entries += 1;
        }
        match &entry.inclusion {
            None => report.uncovered += 1,
            Some(inclusion) if is_covered(entry, inclusion, &key) => {}
            Some(_) => report.fault(
                &format!("Inscription {n}\u{a0}: la preuve ne mène pas au point de contrôle."),
                &format!("Entry {n}: the proof does not lead to the checkpoint."),
            ),
        }
    }
    let mut digests: BTreeMap<String, usize> = BTreeMap::new();
    for (place, image) in extract.images.iter().enumerate() {
        let proven = held
            .get(&image.entry)
            .and_then(|entry| is_received(entry, image));
        match proven {
            Some(receipt) => {
                report.receipts += 1;
                *digests.entry(receipt.sha256).or_default() += 1;
            }
            None => report.fault(
                &format!("Image {place}\u{a0}: le reçu ne mène pas à son inscription."),
                &format!("Image {place}: the receipt does not lead to its entry."),
            ),
        }
    }
    for file in &request.images {
        let digest = digest_of_file(file).map_err(|error| unreadable(file, &error))?;
        let name = file.display();
        match digest.map(|digest| hex(&digest)) {
            Some(digest) if digests.contains_key(&digest) => report.files += 1,
            _ => report.fault(
                &format!("{name}\u{a0}: aucun reçu de ces octets."),
                &format!("{name}: no receipt of these bytes."),
            ),
        }
    }
    Ok(report)
}

/// The leaf is canonical, carries the entry's number, and commits to the content.
fn is_committed(entry: &EntryOf) -> bool {
    let sections: Option<Vec<Hash>> = entry.sections.iter().map(|text| hash(text)).collect();
    let (Some(leaf), Some(salt), Some(sections)) = (
        Leaf::parse(entry.leaf.as_bytes()),
        hash(&entry.salt),
        sections,
    ) else {
        return false;
    };
    let content = [&salt[..], entry.payload.as_bytes(), &sections.concat()];
    leaf.sequence == entry.sequence && digest(&content) == leaf.commitment
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
fn is_received(entry: &EntryOf, image: &ImageOf) -> Option<Receipt> {
    let received: Received = serde_json::from_str(&entry.payload).ok()?;
    let receipt: Receipt = serde_json::from_str(&image.receipt).ok()?;
    let named = received.images.get(usize::try_from(image.index).ok()?)?;
    let leaf = digest(&[&[0], image.receipt.as_bytes()]);
    let path = path_of(&image.path)?;
    let holds = received.images.len() as u64 == image.of
        && named.instance == receipt.instance
        && leads_to(leaf, (image.index, image.of), &path, hash(&received.root)?);
    holds.then_some(receipt)
}

fn path_of(texts: &[String]) -> Option<Vec<Hash>> {
    if texts.len() > PATH_MAX {
        return None;
    }
    texts.iter().map(|text| hash(text)).collect()
}

/// SHA-256 of the data set of a DICOM file: of all that stands behind its file meta group. None
/// if it is no such file.
fn digest_of_file(path: &Path) -> io::Result<Option<Hash>> {
    let mut file = File::open(path)?;
    let mut head = [0; META_HEAD];
    if file.read_exact(&mut head).is_err() {
        return Ok(None);
    }
    let (_, head) = head.split_at(128);
    let Some(length) = head.strip_prefix(b"DICM\x02\0\0\0UL\x04\0") else {
        return Ok(None);
    };
    let Ok(length) = <[u8; 4]>::try_from(length) else {
        return Ok(None);
    };
    file.seek(SeekFrom::Current(i64::from(u32::from_le_bytes(length))))?;
    let mut hasher = Sha256::new();
    let mut buffer = vec![0; 64 * 1024];
    loop {
        let count = file.read(&mut buffer)?;
        if count == 0 {
            return Ok(Some(hasher.finish()));
        }
        hasher.update(&buffer[..count]);
    }
}

fn hex(bytes: &[u8]) -> String {
    use std::fmt::Write as _;
    bytes.iter().fold(String::new(), |mut text, byte| {
        // Writing to a String cannot fail.
        let _ = write!(text, "{byte:02x}");
        text
    })
}
