//! Pages of the auditor: the journal, and one entry of it.
//!
//! No patient is named here: leaves hold words of closed lists and opaque ids, for which the list says the
//! numbers and labels that people say, and the names of staff.

use serde::Serialize;

use crate::web::i18n::{Arg, Phrase};
use crate::web::page::{FieldError, Page, SAMPLE_NOW};

/// `GET /journal`.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Journal {
    /// Entries in all.
    pub entries: i64,
    /// What the appliance's last own verification found.
    pub verification: Option<Verification>,
    /// The latest checkpoint.
    pub checkpoint: Option<Checkpoint>,
    /// The key under which checkpoints are signed.
    pub key: String,
    /// What a stranger types, with the name of the exported file.
    pub command: String,
    /// Newest first.
    pub lines: Vec<Line>,
    /// What is asked for.
    pub filter: Filter,
    /// What of it cannot be followed.
    pub errors: Vec<FieldError>,
    /// Address of the first page, from another.
    pub newest: Option<String>,
    /// Address of the page with older entries, if there may be some.
    pub older: Option<String>,
}

/// What of the journal is asked for, as its form has it.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct Filter {
    /// Something is asked for.
    pub on: bool,
    /// Id of whoever acted.
    pub who: String,
    /// The act.
    pub act: String,
    /// A number or a label.
    pub about: String,
    /// The record that a link asked for.
    pub record: Option<About>,
    /// Where this page of the list begins, if it is not the first.
    pub before: Option<String>,
    /// First day.
    pub from: String,
    /// Last day.
    pub until: String,
    /// Everybody who ever acted.
    pub people: Vec<Named>,
    /// Every act, with its words.
    pub acts: Vec<(String, Phrase)>,
}

/// Somebody who can be chosen.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Named {
    /// Their id.
    pub value: String,
    /// Their name.
    pub name: String,
}

/// How the appliance's last own verification ended.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Verification {
    /// Ended at, microseconds UTC.
    pub at: i64,
    /// Kind of state: done, refused, progress, attention.
    pub kind: &'static str,
    /// Its word.
    pub word: Phrase,
    /// What it found.
    pub found: Option<Phrase>,
    /// It found an alteration.
    pub broken: bool,
}

/// A signed checkpoint.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Checkpoint {
    /// Signed at, microseconds UTC.
    pub at: i64,
    /// Entries it covers.
    pub size: i64,
    /// Entries since.
    pub since: i64,
    /// The signed note, as it can be printed and kept elsewhere.
    pub note: String,
}

/// One entry of the list.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Line {
    /// Its number, from 0.
    pub no: i64,
    /// Its page.
    pub href: String,
    /// What its leaf says; none if this version cannot read the leaf.
    pub says: Option<Says>,
}

/// What a leaf says, in words.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Says {
    /// Recorded at, microseconds UTC.
    pub at: i64,
    /// What was done.
    // keys: act-*
    pub act: Phrase,
    /// In which duty.
    pub duty: Phrase,
    /// Why.
    // keys: purpose-*
    pub purpose: Phrase,
    /// Who acted.
    pub actor: Actor,
    /// What was acted on.
    pub subjects: Vec<About>,
    /// How many refusals the entry stands for, if more than one.
    pub times: Option<u32>,
}

/// Who acted.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Actor {
    /// Opaque id.
    pub id: String,
    /// Name, if it is known.
    pub name: Option<String>,
}

/// What was acted on.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct About {
    /// What it is.
    // keys: subject-*
    pub kind: Phrase,
    /// What people say for it, if there is a word.
    pub word: Option<String>,
    /// Opaque id or label.
    pub id: String,
    /// The record, as the list takes it; none if this version does not know what it is.
    pub record: Option<String>,
}

/// `GET /journal/<number>`.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Entry {
    /// Its number, from 0.
    pub no: i64,
    /// What its leaf says; none if this version cannot read the leaf.
    pub says: Option<Says>,
    /// The leaf, indented for people.
    pub leaf: String,
    /// Proof that the latest checkpoint covers it.
    pub proof: Option<Proof>,
    /// The entry before, if any.
    pub before: Option<String>,
    /// The entry after, if any.
    pub after: Option<String>,
}

/// An inclusion proof (RFC 6962, section 2.1.1). Hashes in hexadecimal.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Proof {
    /// Hash of the leaf.
    pub leaf_hash: String,
    /// Sibling hashes, from the leaf to the root.
    pub path: Vec<String>,
    /// The checkpoint they lead to.
    pub checkpoint: Checkpoint,
}

impl Page for Journal {
    const FILE: &'static str = "journal/journal.html";
    const NAME: &'static str = "journal-title";

    fn samples() -> Vec<Self> {
        let full = Self {
            entries: 184_345,
            verification: Some(verification(false)),
            checkpoint: Some(checkpoint()),
            key: KEY.into(),
            command: format!("doublelock-verify journal-20261119.jsonl --key {KEY}"),
            lines: lines(),
            filter: sample_filter(),
            errors: Vec::new(),
            newest: None,
            older: Some("/journal?before=184340".into()),
        };
        let filtered = Self {
            filter: Filter {
                on: true,
                who: "01JD2Q8V6T0000000000000NTR".into(),
                act: "visit.opened".into(),
                about: "DI 0000 <b>".into(),
                from: "hier".into(),
                ..sample_filter()
            },
            errors: vec![
                FieldError::new("about", Phrase::new("journal-wrong-about")),
                FieldError::new("from", Phrase::new("journal-wrong-date")),
            ],
            lines: Vec::new(),
            newest: Some("/journal".into()),
            older: None,
            ..full.clone()
        };
        let broken = Self {
            verification: Some(verification(true)),
            newest: Some("/journal".into()),
            filter: Filter {
                on: true,
                record: Some(about("01JD2Q8V6T0000000000000KBN")),
                before: Some("184345".into()),
                ..sample_filter()
            },
            ..full.clone()
        };
        let fresh = Self {
            entries: 0,
            verification: None,
            checkpoint: None,
            lines: Vec::new(),
            older: None,
            ..full.clone()
        };
        vec![full, broken, filtered, fresh]
    }
}

impl Page for Entry {
    const FILE: &'static str = "journal/entry.html";
    const NAME: &'static str = "journal-entry-title";

    fn samples() -> Vec<Self> {
        let leaf = "{\n  \"act\": \"visit.opened\",\n  \"actor\": \"01JD2Q8V6T0000000000000NTR\",\n  \
                    \"at\": 1795101180000000,\n  \"v\": 1\n}";
        let covered = Self {
            no: 184_341,
            says: lines().into_iter().next().and_then(|line| line.says),
            leaf: leaf.into(),
            proof: Some(Proof {
                leaf_hash: "9b2f".repeat(16),
                path: vec!["5c0e".repeat(16), "e41d".repeat(16), "07aa".repeat(16)],
                checkpoint: checkpoint(),
            }),
            before: Some("/journal/184340".into()),
            after: Some("/journal/184342".into()),
        };
        let newest = Self {
            no: 0,
            proof: None,
            before: None,
            after: None,
            ..covered.clone()
        };
        let foreign = Self {
            says: None,
            ..newest.clone()
        };
        vec![covered, newest, foreign]
    }
}

const KEY: &str = "belvedere.example/journal+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW";

fn checkpoint() -> Checkpoint {
    Checkpoint {
        at: SAMPLE_NOW - 4 * 3_600_000_000,
        size: 184_233,
        since: 112,
        note: "belvedere.example/journal\n184233\n6Nqz1xJ8yT8cVhUuYvGk2yqGmE0s5uJ0o8QW2mJ4c2k=\n\n\
               — belvedere.example/journal x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=\n"
            .into(),
    }
}

fn verification(broken: bool) -> Verification {
    let (kind, word, found) = if broken {
        (
            "refused",
            "run-failed",
            Phrase::new("run-broken").with("at", 88_412_i64),
        )
    } else {
        (
            "done",
            "run-done",
            Phrase::new("run-verified").with("n", 184_233_i64),
        )
    };
    Verification {
        at: SAMPLE_NOW - 3 * 3_600_000_000,
        kind,
        word: Phrase::new(word),
        found: Some(found),
        broken,
    }
}

fn sample_filter() -> Filter {
    Filter {
        people: vec![Named {
            value: "01JD2Q8V6T0000000000000NTR".into(),
            name: "Nadia <i>Tremblay-Roy</i>".into(),
        }],
        acts: vec![("visit.opened".into(), Phrase::new("act-visit-opened"))],
        ..Filter::default()
    }
}

fn about(id: &str) -> About {
    let (kind, word) = match id {
        "01JD2Q9AZT000000000000V117" => ("subject-visit", Some("2026-0117")),
        "01JD2Q9AZT00000000000ITEM1" => ("subject-item", Some("DI1234567812")),
        "01JD2Q9AZT0000000000000RUN" => ("subject-run", None),
        _ => ("subject-person", Some("Karim <b>Benali</b>")),
    };
    About {
        kind: Phrase::new(kind),
        word: word.map(str::to_owned),
        id: id.into(),
        record: Some(format!("visit:{id}")),
    }
}

fn lines() -> Vec<Line> {
    let line = |no: i64, minutes: i64, act, duty, purpose, subjects: &[&str]| Line {
        no,
        href: format!("/journal/{no}"),
        says: Some(Says {
            at: SAMPLE_NOW - minutes * 60_000_000,
            act: Phrase::new(act),
            duty: Phrase::new(duty),
            purpose: Phrase::new(purpose),
            actor: Actor {
                id: "01JD2Q8V6T0000000000000NTR".into(),
                name: Some("Nadia Tremblay-Roy".into()),
            },
            subjects: subjects.iter().map(|id| about(id)).collect(),
            times: None,
        }),
    };
    let unknown = Phrase::new("journal-word-other").with("word", Arg::Typed("loan.opened".into()));
    vec![
        line(
            184_344,
            2,
            "act-visit-opened",
            "duty-custody",
            "purpose-archive",
            &[
                "01JD2Q9AZT000000000000V117",
                "01JD2Q8V6T0000000000000NTR",
                "01JD2Q8V6T0000000000000KBE",
            ],
        ),
        line(
            184_343,
            3,
            "act-list-read",
            "duty-custody",
            "purpose-shipment",
            &[],
        ),
        line(
            184_342,
            7,
            "act-custody-event",
            "duty-custody",
            "purpose-shipment",
            &["01JD2Q9AZT00000000000ITEM1"],
        ),
        line(
            184_341,
            9,
            "act-job-ran",
            "duty-clockwork",
            "purpose-maintenance",
            &["01JD2Q9AZT0000000000000RUN"],
        ),
        Line {
            says: line(
                0,
                12,
                "act-list-read",
                "duty-imaging",
                "purpose-import",
                &["DI2041773197"],
            )
            .says
            .map(|says| Says {
                act: unknown,
                ..says
            }),
            ..line(
                184_340,
                12,
                "act-list-read",
                "duty-imaging",
                "purpose-import",
                &[],
            )
        },
        Line {
            says: None,
            ..line(
                184_339,
                12,
                "act-list-read",
                "duty-imaging",
                "purpose-import",
                &[],
            )
        },
        refusals(line(
            184_338,
            13,
            "act-access-refused",
            "duty-front_door",
            "purpose-sign_in",
            &["01JD2Q8V6T0000000000000NTR"],
        )),
    ]
}

/// Counted, and written as one entry.
fn refusals(line: Line) -> Line {
    Line {
        says: line.says.map(|says| Says {
            times: Some(1_840),
            ..says
        }),
        ..line
    }
}
