//! The journal as tests read it.

use doublelock_domain::access::{Clockwork, Warrant};
use doublelock_store::Store;
use serde_json::Value;

/// One entry with its content.
#[derive(Debug, Clone, PartialEq)]
pub struct Entry {
    /// Its number.
    pub sequence: u64,
    /// The leaf, byte for byte.
    pub leaf: String,
    /// What was done, such as `session.opened`.
    pub act: String,
    /// Under which duty.
    pub duty: String,
    /// For which purpose.
    pub purpose: String,
    /// Who.
    pub actor: String,
    /// When, in microseconds.
    pub at: i64,
    /// What it is about: ids and labels, without the word of their kind.
    pub subjects: Vec<String>,
    /// What was done, in full.
    pub payload: Value,
}

/// Every entry, from the first.
pub(crate) fn read(store: &Store, warrant: &Warrant<Clockwork>) -> Vec<Entry> {
    let mut bundle = Vec::new();
    store
        .read(warrant, |unit| unit.export_journal(&mut bundle))
        .unwrap();
    let text = String::from_utf8(bundle).unwrap();
    text.lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .filter_map(|line: Value| entry(&line))
        .collect()
}

fn entry(line: &Value) -> Option<Entry> {
    let leaf = openssl::base64::decode_block(line.get("leaf")?.as_str()?).unwrap();
    let leaf = String::from_utf8(leaf).unwrap();
    let parts: Value = serde_json::from_str(&leaf).unwrap();
    let text = |name: &str| parts[name].as_str().unwrap().to_owned();
    Some(Entry {
        sequence: line["sequence"].as_u64().unwrap(),
        act: text("act"),
        duty: text("duty"),
        purpose: text("purpose"),
        actor: text("actor"),
        at: parts["at"].as_i64().unwrap(),
        subjects: parts["subjects"]
            .as_array()
            .unwrap()
            .iter()
            .map(|subject| {
                subject
                    .as_str()
                    .unwrap()
                    .split_once(':')
                    .unwrap()
                    .1
                    .to_owned()
            })
            .collect(),
        payload: serde_json::from_str(line["payload"].as_str().unwrap()).unwrap(),
        leaf,
    })
}
