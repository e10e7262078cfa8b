//! Builds a journal from `docs/journal-format.md` alone: neither the writer's
//! crate nor the verifier's code has a part in it.
#![expect(clippy::unwrap_used, reason = "tests")]
#![expect(dead_code, reason = "each test file uses its part")]

pub(crate) mod extract;
pub(crate) mod scene;

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use openssl::base64::encode_block;
use openssl::pkey::{Id, PKey};
use openssl::sha::sha256;
use openssl::sign::Signer;
use rusqlite::{Connection, params};

pub(crate) const ORIGIN: &str = "clinic.example/journal";
pub(crate) const SIZE: usize = 40;
/// The entry whose payload was erased, and the one that says so.
pub(crate) const ERASED: usize = 12;
pub(crate) const ERASURE: usize = 30;
/// Sizes with a stored checkpoint.
pub(crate) const CHECKPOINTS: [usize; 3] = [10, 20, 40];

/// One entry before it is hashed.
#[derive(Clone)]
pub(crate) struct Act {
    pub(crate) at: i64,
    pub(crate) code: String,
    pub(crate) subjects: String,
    pub(crate) salt: [u8; 32],
    pub(crate) payload: String,
    /// Sealed words: every fourth entry has two sections.
    pub(crate) sections: Vec<Vec<u8>>,
    pub(crate) kept: bool,
}

/// A journal to be written: acts, checkpoint sizes, and the key that signs.
#[derive(Clone)]
pub(crate) struct Journal {
    pub(crate) acts: Vec<Act>,
    pub(crate) checkpoints: Vec<usize>,
    pub(crate) seed: [u8; 32],
}

impl Journal {
    /// A working week: films received and put away, one content erased.
    pub(crate) fn ordinary() -> Self {
        Self::of(SIZE)
    }

    /// Its first entries only, under one checkpoint.
    pub(crate) fn short(size: usize) -> Self {
        let mut journal = Self::ordinary();
        journal.acts.truncate(size);
        journal.checkpoints = vec![size];
        journal
    }

    /// The same with `size` entries, at least [`SIZE`] of them.
    pub(crate) fn of(size: usize) -> Self {
        let act = |i: usize| Act {
            at: 1_795_262_400_000_000 + 60_000_000 * i64::try_from(i).unwrap(),
            code: if i == ERASURE {
                "payload_erased".into()
            } else {
                "custody:received".into()
            },
            subjects: if i == ERASURE {
                format!("\"entry:{ERASED}\"")
            } else {
                format!("\"case:{}\",\"item:DI{i:08}\"", i / 3)
            },
            salt: sha256(format!("salt {i}").as_bytes()),
            payload: format!("{{\"films\":{i},\"remarque\":\"reçu intact\"}}"),
            sections: if i % 4 == 1 {
                vec![format!("case:{i} a 1\nsealed").into_bytes(), vec![0xff; 40]]
            } else {
                Vec::new()
            },
            kept: i != ERASED,
        };
        Self {
            acts: (0..size).map(act).collect(),
            checkpoints: CHECKPOINTS.to_vec(),
            seed: [7; 32],
        }
    }

    pub(crate) fn leaf(&self, sequence: usize) -> Vec<u8> {
        let Act {
            at,
            code,
            subjects,
            salt,
            payload,
            ..
        } = &self.acts[sequence];
        let sections = self.digests(sequence);
        let commitment = hex(&sha256(&[salt, payload.as_bytes(), &sections].concat()));
        format!(
            "{{\"act\":\"{code}\",\"actor\":\"u-0007\",\"at\":{at},\"commitment\":\"{commitment}\",\"duty\":\"coordinator\",\
             \"purpose\":\"shipment\",\"sequence\":{sequence},\"subjects\":[{subjects}],\"v\":1}}"
        )
        .into_bytes()
    }

    /// The digests of an entry's sections, one after the other.
    fn digests(&self, sequence: usize) -> Vec<u8> {
        let sections = &self.acts[sequence].sections;
        sections
            .iter()
            .map(|sealed| sha256(sealed))
            .collect::<Vec<_>>()
            .concat()
    }

    pub(crate) fn key(&self) -> String {
        key_of(ORIGIN, self.seed)
    }

    /// The signed checkpoint of the first `size` entries.
    pub(crate) fn note(&self, size: usize) -> String {
        self.note_by(ORIGIN, self.seed, size)
    }

    /// The same, signed by another key.
    pub(crate) fn note_by(&self, origin: &str, seed: [u8; 32], size: usize) -> String {
        let leaves: Vec<_> = (0..size).map(|i| leaf_hash(&self.leaf(i))).collect();
        let text = format!("{origin}\n{size}\n{}\n", encode_block(&tree_hash(&leaves)));
        signed(&text, origin, seed)
    }

    /// The roots of the full tiles.
    pub(crate) fn tiles(&self) -> BTreeMap<(i64, i64), [u8; 32]> {
        let leaves: Vec<_> = (0..self.acts.len())
            .map(|i| leaf_hash(&self.leaf(i)))
            .collect();
        let mut tiles = BTreeMap::new();
        for level in 0..3 {
            let full = leaves.chunks_exact(256_usize.pow(level + 1)).map(tree_hash);
            tiles.extend(
                (0..)
                    .zip(full)
                    .map(|(index, root)| ((level.into(), index), root)),
            );
        }
        tiles
    }

    /// Writes the data directory and returns a connection to tamper with it.
    pub(crate) fn write(&self, directory: &Path) -> Connection {
        self.write_keyed(directory, "INTEGER PRIMARY KEY")
    }

    /// The same with entries whose numbers are declared as `key`. Whoever has the file can
    /// declare what they like.
    pub(crate) fn write_keyed(&self, directory: &Path, key: &str) -> Connection {
        let database = Connection::open(directory.join("doublelock.sqlite")).unwrap();
        let schema = format!("PRAGMA journal_mode = MEMORY; PRAGMA synchronous = OFF;
            CREATE TABLE ledger_entry (sequence {key}, recorded_at BIGINT NOT NULL, leaf BLOB NOT NULL, leaf_hash BLOB NOT NULL);
            CREATE TABLE ledger_payload (sequence INTEGER PRIMARY KEY, salt BLOB, payload TEXT, sections BLOB);
            CREATE TABLE ledger_section (section INTEGER PRIMARY KEY, sealed BLOB);
            CREATE TABLE ledger_tile (level INTEGER NOT NULL, tile_index BIGINT NOT NULL, root BLOB NOT NULL, PRIMARY KEY (level, tile_index));
            CREATE TABLE ledger_checkpoint (size INTEGER PRIMARY KEY, issued_at BIGINT NOT NULL, note TEXT NOT NULL);
            CREATE TABLE ledger_identity (origin TEXT NOT NULL, verifying_key TEXT NOT NULL, begins_at BIGINT NOT NULL);
            BEGIN;");
        database.execute_batch(&schema).unwrap();
        self.fill(&database);
        database.execute_batch("COMMIT").unwrap();
        database
    }

    fn fill(&self, database: &Connection) {
        let identity = "INSERT INTO ledger_identity VALUES (?, ?, 0)";
        database
            .execute(identity, params![ORIGIN, self.key()])
            .unwrap();
        for (i, act) in self.acts.iter().enumerate() {
            let (leaf, sequence) = (self.leaf(i), i64::try_from(i).unwrap());
            let entry = "INSERT INTO ledger_entry VALUES (?, ?, ?, ?)";
            database
                .execute(entry, params![sequence, act.at, leaf, leaf_hash(&leaf)])
                .unwrap();
            if act.kept {
                let payload = "INSERT INTO ledger_payload VALUES (?, ?, ?, ?)";
                let sections = self.digests(i);
                database
                    .execute(payload, params![sequence, act.salt, act.payload, sections])
                    .unwrap();
                for (place, sealed) in (0..).zip(&act.sections) {
                    let section = "INSERT INTO ledger_section VALUES (?, ?)";
                    database
                        .execute(section, params![16 * sequence + place, sealed])
                        .unwrap();
                }
            }
        }
        for ((level, index), root) in self.tiles() {
            database
                .execute(
                    "INSERT INTO ledger_tile VALUES (?, ?, ?)",
                    params![level, index, root],
                )
                .unwrap();
        }
        for size in &self.checkpoints {
            let checkpoint = "INSERT INTO ledger_checkpoint VALUES (?, 0, ?)";
            database
                .execute(
                    checkpoint,
                    params![i64::try_from(*size).unwrap(), self.note(*size)],
                )
                .unwrap();
        }
    }

    /// The lines of the exported bundle.
    pub(crate) fn bundle(&self) -> Vec<String> {
        let line = |value: serde_json::Value| value.to_string();
        let header = serde_json::json!({ "format": "doublelock-journal/1", "origin": ORIGIN, "vkey": self.key() });
        let mut lines = vec![line(header)];
        for (i, act) in self.acts.iter().enumerate() {
            let sections = act.sections.iter().map(|sealed| encode_block(sealed));
            let (salt, payload, sections) = (
                act.kept.then(|| encode_block(&act.salt)),
                act.kept.then_some(&act.payload),
                act.kept.then(|| sections.collect::<Vec<_>>()),
            );
            let leaf = encode_block(&self.leaf(i));
            lines.push(line(serde_json::json!({ "sequence": i, "leaf": leaf, "salt": salt, "payload": payload, "sections": sections })));
        }
        lines.extend(
            self.checkpoints
                .iter()
                .map(|size| line(serde_json::json!({ "note": self.note(*size) }))),
        );
        lines
    }

    /// The lines of the bundle that leaves contents out.
    pub(crate) fn leaves(&self) -> Vec<String> {
        let mut lines = self.bundle();
        lines[0] = lines[0].replace("doublelock-journal/1", "doublelock-journal-leaves/1");
        for line in &mut lines[1..=self.acts.len()] {
            let mut entry: serde_json::Value = serde_json::from_str(line).unwrap();
            let entry = entry.as_object_mut().unwrap();
            entry.remove("salt");
            entry.remove("payload");
            entry.remove("sections");
            *line = serde_json::to_string(entry).unwrap();
        }
        lines
    }

    /// The checkpoint of `size`, kept on paper.
    pub(crate) fn paper(&self, directory: &Path, size: usize) -> PathBuf {
        let path = directory.join(format!("paper-{size}.txt"));
        fs::write(&path, self.note(size)).unwrap();
        path
    }
}

fn public_half(seed: [u8; 32]) -> Vec<u8> {
    let key = PKey::private_key_from_raw_bytes(&seed, Id::ED25519).unwrap();
    key.raw_public_key().unwrap()
}

pub(crate) fn key_id(origin: &str, seed: [u8; 32]) -> Vec<u8> {
    let public = public_half(seed);
    sha256(&[origin.as_bytes(), b"\n\x01", &public].concat())[..4].to_vec()
}

/// The note of this text: signed by a key, whatever it says.
pub(crate) fn signed(text: &str, name: &str, seed: [u8; 32]) -> String {
    let key = PKey::private_key_from_raw_bytes(&seed, Id::ED25519).unwrap();
    let signature = Signer::new_without_digest(&key)
        .unwrap()
        .sign_oneshot_to_vec(text.as_bytes())
        .unwrap();
    let line = signature_line(name, &[key_id(name, seed), signature].concat());
    format!("{text}\n{line}")
}

/// A line under a note: key id and signature.
pub(crate) fn signature_line(name: &str, bytes: &[u8]) -> String {
    format!("— {name} {}\n", encode_block(bytes))
}

/// A key as it is printed.
pub(crate) fn key_of(origin: &str, seed: [u8; 32]) -> String {
    let typed = [&[1], public_half(seed).as_slice()].concat();
    let id = hex(&key_id(origin, seed));
    format!("{origin}+{id}+{}", encode_block(&typed))
}

pub(crate) fn leaf_hash(leaf: &[u8]) -> [u8; 32] {
    sha256(&[&[0], leaf].concat())
}

/// MTH as RFC 6962 section 2.1 writes it.
pub(crate) fn tree_hash(leaves: &[[u8; 32]]) -> [u8; 32] {
    match leaves {
        [] => sha256(b""),
        [leaf] => *leaf,
        _ => {
            let (left, right) = leaves.split_at(leaves.len().next_power_of_two() / 2);
            sha256(&[&[1], tree_hash(left).as_slice(), &tree_hash(right)].concat())
        }
    }
}

fn hex(bytes: &[u8]) -> String {
    bytes
        .iter()
        .fold(String::new(), |hex, b| hex + &format!("{b:02x}"))
}
