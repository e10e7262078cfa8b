//! The extract of a journal that lies in a record copy, built from `docs/journal-format.md` as well.

use std::fs;
use std::path::{Path, PathBuf};

use openssl::sha::sha256;
use serde_json::{Value, json};

use super::{Journal, ORIGIN, hex, leaf_hash, tree_hash};

const CT: &str = "1.2.840.10008.5.1.4.1.1.2";
const EXPLICIT: &str = "1.2.840.10008.1.2.1";

/// The entries in which the images were received: the first is under the checkpoint, the other is not.
pub(crate) const RECEIVED: usize = 3;
pub(crate) const UNCOVERED: usize = 9;
/// Entries under the checkpoint of the extract.
const SIGNED: usize = 7;
/// Images received in each.
pub(crate) const IMAGES: usize = 5;

/// A journal in which images were received, and the images.
pub(crate) struct Scene {
    pub(crate) journal: Journal,
    folder: tempfile::TempDir,
}

/// The UID of an image.
fn uid(entry: usize, number: usize) -> String {
    format!("2.25.1{entry}{number}")
}

fn data_set(entry: usize, number: usize) -> Vec<u8> {
    format!("pixels {number} of {entry}").into_bytes()
}

fn receipt(entry: usize, number: usize, at: i64) -> String {
    let bytes = data_set(entry, number);
    json!({
        "bytes": bytes.len(),
        "instance": format!("I{entry}{number}"),
        "received_at": at,
        "sha256": hex(&sha256(&bytes)),
        "sop_instance_uid": uid(entry, number),
    })
    .to_string()
}

/// The audit path of RFC 6962 section 2.1.1, from the leaf up.
fn path(index: usize, leaves: &[[u8; 32]]) -> Vec<[u8; 32]> {
    if leaves.len() < 2 {
        return Vec::new();
    }
    let (left, right) = leaves.split_at(leaves.len().next_power_of_two() / 2);
    let (mut below, beside) = if index < left.len() {
        (path(index, left), tree_hash(right))
    } else {
        (path(index - left.len(), right), tree_hash(left))
    };
    below.push(beside);
    below
}

fn path_text(index: usize, leaves: &[[u8; 32]]) -> Vec<String> {
    path(index, leaves).iter().map(|hash| hex(hash)).collect()
}

impl Scene {
    pub(crate) fn new() -> Self {
        let mut journal = Journal::ordinary();
        for entry in [RECEIVED, UNCOVERED] {
            let at = journal.acts[entry].at;
            let receipts = Self::receipts(entry, at);
            let leaves: Vec<_> = receipts.iter().map(|r| leaf_hash(r.as_bytes())).collect();
            let images: Vec<Value> = (0..IMAGES)
                .map(|number| {
                    json!({ "instance": format!("I{entry}{number}"),
                        "transfer_syntax": EXPLICIT, "sop_class_uid": CT })
                })
                .collect();
            let act = &mut journal.acts[entry];
            "study.received".clone_into(&mut act.code);
            act.payload = json!({ "images": images, "root": hex(&tree_hash(&leaves)) }).to_string();
        }
        Self {
            journal,
            folder: tempfile::TempDir::new().unwrap(),
        }
    }

    fn receipts(entry: usize, at: i64) -> Vec<String> {
        (0..IMAGES).map(|n| receipt(entry, n, at)).collect()
    }

    /// The extract of these entries, with the receipts of the images in them.
    pub(crate) fn extract(&self, entries: &[usize]) -> Value {
        let leaves: Vec<_> = (0..SIGNED)
            .map(|i| leaf_hash(&self.journal.leaf(i)))
            .collect();
        let entry = |i: &usize| {
            let act = &self.journal.acts[*i];
            let sections: Vec<String> = act.sections.iter().map(|s| hex(&sha256(s))).collect();
            let inclusion = (*i < SIGNED).then(|| {
                json!({
                    "leaf_hash": hex(&leaves[*i]),
                    "path": path_text(*i, &leaves),
                    "checkpoint_size": SIGNED,
                    "checkpoint": self.journal.note(SIGNED),
                })
            });
            json!({
                "sequence": i,
                "leaf": String::from_utf8(self.journal.leaf(*i)).unwrap(),
                "salt": hex(&act.salt),
                "payload": act.payload,
                "sections": sections,
                "inclusion": inclusion,
            })
        };
        let images: Vec<Value> = entries
            .iter()
            .filter(|i| [RECEIVED, UNCOVERED].contains(i))
            .flat_map(|i| {
                let receipts = Self::receipts(*i, self.journal.acts[*i].at);
                let leaves: Vec<_> = receipts.iter().map(|r| leaf_hash(r.as_bytes())).collect();
                (0..IMAGES)
                    .map(|n| {
                        json!({ "entry": i, "index": n, "of": IMAGES,
                            "path": path_text(n, &leaves), "receipt": receipts[n] })
                    })
                    .collect::<Vec<_>>()
            })
            .collect();
        json!({
            "format": "doublelock-journal-extract",
            "version": 2,
            "origin": ORIGIN,
            "vkey": self.journal.key(),
            "entries": entries.iter().map(entry).collect::<Vec<_>>(),
            "images": images,
        })
    }

    /// Writes something beside the images.
    pub(crate) fn file(&self, name: &str, bytes: &[u8]) -> PathBuf {
        let path: &Path = self.folder.path();
        let path = path.join(name);
        fs::write(&path, bytes).unwrap();
        path
    }

    /// An image as it lies in a copy.
    pub(crate) fn image(&self, entry: usize, number: usize) -> PathBuf {
        let bytes = part10(&meta(entry, number), &data_set(entry, number));
        self.file(&format!("{entry}-{number}.dcm"), &bytes)
    }
}

/// An element of the file meta group with a text value.
pub(crate) fn element(number: u16, vr: [u8; 2], value: &str) -> Vec<u8> {
    let padding = if value.len() % 2 == 1 { "\0" } else { "" };
    let value = format!("{value}{padding}");
    let length = u16::try_from(value.len()).unwrap();
    [
        &[2, 0],
        &number.to_le_bytes()[..],
        &vr,
        &length.to_le_bytes(),
        value.as_bytes(),
    ]
    .concat()
}

/// (0002,0001), which has a longer length.
pub(crate) fn version() -> Vec<u8> {
    b"\x02\0\x01\0OB\0\0\x02\0\0\0\0\x01".to_vec()
}

/// The elements of an image's meta group, but for its length.
pub(crate) fn meta(entry: usize, number: usize) -> Vec<Vec<u8>> {
    vec![
        version(),
        element(0x0002, *b"UI", CT),
        element(0x0003, *b"UI", &uid(entry, number)),
        element(0x0010, *b"UI", EXPLICIT),
        element(0x0013, *b"SH", "SOMEBODY"),
    ]
}

/// A file of PS3.10.
pub(crate) fn part10(meta: &[Vec<u8>], data_set: &[u8]) -> Vec<u8> {
    let meta = meta.concat();
    let length = u32::try_from(meta.len()).unwrap();
    [
        &[0; 128],
        b"DICM\x02\0\0\0UL\x04\0".as_slice(),
        &length.to_le_bytes(),
        &meta,
        data_set,
    ]
    .concat()
}

/// The data set of an image.
pub(crate) fn pixels(entry: usize, number: usize) -> Vec<u8> {
    data_set(entry, number)
}
