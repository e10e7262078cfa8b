//! Routes of the auditor: the journal, one entry with its proof, the export.
//!
//! Leaves hold words of closed lists and opaque ids, so reading them is not an act. The
//! export holds leaves and checkpoints only: an auditor verifies what was done, and when,
//! without reading about anybody. That it left is an act.

use std::io::{BufWriter, Seek as _, Write as _};
use std::path::Path;

use doublelock_domain::access::{Auditor, DutyName, Purpose};
use doublelock_domain::act::Act;
use doublelock_domain::ids::hex;
use doublelock_ledger::BundleForm;
use doublelock_store::journal::{Entry as StoredEntry, Inclusion, Standing, StoredCheckpoint};
use doublelock_store::{Error as StoreError, ReadUnit};
use rocket::http::{ContentType, Header};
use rocket::request::Request;
use rocket::response::{self, Responder, Response};
use rocket::{Route, get, post, routes};
use serde::Deserialize;

use crate::web::form::{Confirmed, ProtectedForm};
use crate::web::guard::On;
use crate::web::i18n::{Arg, Phrase, act};
use crate::web::jobs::{on_the_journal, shown};
use crate::web::links;
use crate::web::pages::journal::{Checkpoint, Entry, Journal, Line, Proof, Says, Verification};
use crate::web::problem::Problem;
use crate::web::reply::Html;

/// Entries on one page.
const PAGE: u32 = 50;
/// Address of the export; its answer may take long.
pub const EXPORT: &str = "/journal/export";

/// The routes.
pub fn routes() -> Vec<Route> {
    routes![journal, entry, export]
}

#[get("/journal?<before>")]
async fn journal(on: On<Auditor>, before: Option<u64>) -> Result<Html, Problem> {
    let file = file_name(&on);
    let page = on
        .read(Purpose::Audit, move |unit| {
            read_journal(unit, before, &file)
        })
        .await?;
    on.page(&page)
}

#[get("/journal/<number>")]
async fn entry(on: On<Auditor>, number: &str) -> Result<Html, Problem> {
    let number: u64 = number.parse().map_err(|_| Problem::NotFound)?;
    let page = on
        .read(Purpose::Audit, move |unit| read_entry(unit, number))
        .await?;
    on.page(&page)
}

#[post("/journal/export", data = "<_form>")]
async fn export(on: On<Auditor>, _form: ProtectedForm<Confirmed>) -> Result<Bundle, Problem> {
    let (name, data) = (file_name(&on), on.office().config.storage.data.clone());
    on.write(Purpose::Audit, |unit| {
        unit.note_export(BundleForm::Leaves).map(drop)
    })
    .await?;
    let file = on
        .read(Purpose::Audit, move |unit| write_bundle(unit, &data))
        .await?;
    Ok(Bundle { name, file })
}

/// `journal-20261121.jsonl`: the day at the site, nothing else.
fn file_name(on: &On<Auditor>) -> String {
    let office = on.office();
    format!(
        "journal-{}.jsonl",
        office
            .now()
            .date_in(office.config.centre.zone)
            .format("%Y%m%d")
    )
}

fn read_journal(
    unit: &mut ReadUnit<'_, Auditor>,
    before: Option<u64>,
    file: &str,
) -> Result<Journal, StoreError> {
    let standing = unit.journal_standing()?;
    let key = unit.verifying_key()?;
    let entries = unit.entries(before, PAGE)?;
    let verification = on_the_journal(unit)?.map(|run| {
        let seen = shown(&run);
        Verification {
            at: run.ended_at.unwrap_or(run.started_at).micros(),
            kind: seen.run.kind,
            word: seen.run.state,
            found: seen.run.found,
            broken: seen.broken,
        }
    });
    let (newer, older) = neighbours(&entries, standing.size);
    Ok(Journal {
        entries: number(standing.size),
        verification,
        checkpoint: standing
            .checkpoint
            .as_ref()
            .map(|stored| checkpoint(stored, &standing)),
        command: format!("doublelock-verify {file} --key {key}"),
        key,
        lines: entries.iter().map(line).collect(),
        newer,
        older,
    })
}

/// Addresses of the pages with newer and older entries. Numbers have no gaps, so the
/// newer page is known without asking.
fn neighbours(entries: &[StoredEntry], size: u64) -> (Option<String>, Option<String>) {
    let (Some(first), Some(last)) = (entries.first(), entries.last()) else {
        return (None, None);
    };
    let newer = (first.sequence + 1 < size).then(|| {
        let before = first.sequence + 1 + u64::from(PAGE);
        if before >= size {
            "/journal".to_owned()
        } else {
            format!("/journal?before={before}")
        }
    });
    let older = (last.sequence > 0).then(|| format!("/journal?before={}", last.sequence));
    (newer, older)
}

fn read_entry(unit: &mut ReadUnit<'_, Auditor>, sequence: u64) -> Result<Entry, StoreError> {
    let entry = unit.entry(sequence)?;
    let standing = unit.journal_standing()?;
    let proof = unit.inclusion_of(sequence)?;
    Ok(Entry {
        no: number(sequence),
        says: says(&entry.leaf, entry.times),
        leaf: indented(&entry.leaf),
        proof: proof.map(|found| proof_of(&found, &standing)),
        before: sequence.checked_sub(1).map(address),
        after: sequence
            .checked_add(1)
            .filter(|next| *next < standing.size)
            .map(address),
    })
}

fn proof_of(found: &Inclusion, standing: &Standing) -> Proof {
    Proof {
        leaf_hash: hex(&found.leaf_hash),
        path: found.path.iter().map(|hash| hex(hash)).collect(),
        checkpoint: checkpoint(&found.checkpoint, standing),
    }
}

fn checkpoint(stored: &StoredCheckpoint, standing: &Standing) -> Checkpoint {
    Checkpoint {
        at: stored.issued_at.micros(),
        size: number(stored.size),
        since: number(standing.size.saturating_sub(stored.size)),
        note: stored.note.clone(),
    }
}

fn line(entry: &StoredEntry) -> Line {
    Line {
        no: number(entry.sequence),
        href: address(entry.sequence),
        says: says(&entry.leaf, entry.times),
    }
}

fn address(sequence: u64) -> String {
    links::entry(sequence)
}

fn number(count: u64) -> i64 {
    i64::try_from(count).unwrap_or(i64::MAX)
}

/// What is read of a leaf (docs/journal-format.md); the rest is shown as it stands.
#[derive(Deserialize)]
struct Leaf {
    act: String,
    actor: String,
    at: i64,
    duty: String,
    purpose: String,
    subjects: Vec<String>,
}

/// What a leaf says, in words; none if it is not a leaf of a form known here, which
/// may be just what an auditor looks for.
fn says(leaf: &[u8], times: Option<u32>) -> Option<Says> {
    let leaf: Leaf = serde_json::from_slice(leaf).ok()?;
    Some(Says {
        at: leaf.at,
        act: match leaf.act.parse::<Act>() {
            Ok(known) => act(known),
            Err(_) => other(leaf.act),
        },
        duty: match leaf.duty.parse::<DutyName>() {
            Ok(duty) => Phrase::new(format!("duty-{duty}")),
            Err(_) => other(leaf.duty),
        },
        purpose: match leaf.purpose.parse::<Purpose>() {
            Ok(purpose) => Phrase::new(format!("purpose-{purpose}")),
            Err(_) => other(leaf.purpose),
        },
        actor: leaf.actor,
        subjects: leaf.subjects,
        times,
    })
}

/// A word that this version does not know.
fn other(word: String) -> Phrase {
    Phrase::new("journal-word-other").with("word", Arg::Typed(word))
}

/// The leaf with line breaks for people; as it stands if it is not JSON.
fn indented(leaf: &[u8]) -> String {
    serde_json::from_slice::<serde_json::Value>(leaf)
        .and_then(|value| serde_json::to_string_pretty(&value))
        .unwrap_or_else(|_| String::from_utf8_lossy(leaf).into_owned())
}

/// An exported journal: a file without a name, gone with its last reader.
struct Bundle {
    name: String,
    file: std::fs::File,
}

/// The bundle lies in the data directory, unlinked, and never whole in memory.
fn write_bundle(
    unit: &mut ReadUnit<'_, Auditor>,
    data: &Path,
) -> Result<std::fs::File, StoreError> {
    let full = |_| StoreError::Full;
    let mut out = BufWriter::new(tempfile::tempfile_in(data).map_err(full)?);
    unit.export_leaves(&mut out)?;
    out.flush().map_err(full)?;
    let mut file = out.into_inner().map_err(|_| StoreError::Full)?;
    file.rewind().map_err(full)?;
    Ok(file)
}

impl<'r> Responder<'r, 'static> for Bundle {
    fn respond_to(self, _: &'r Request<'_>) -> response::Result<'static> {
        Response::build()
            .header(ContentType::new("application", "x-ndjson"))
            .header(Header::new(
                "Content-Disposition",
                format!("attachment; filename=\"{}\"", self.name),
            ))
            .sized_body(None, rocket::tokio::fs::File::from_std(self.file))
            .ok()
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests")]
    use super::*;
    use crate::web::i18n::Catalogues;
    use crate::web::locale::Locale;

    fn stored(numbers: std::ops::Range<u64>) -> Vec<StoredEntry> {
        numbers
            .rev()
            .map(|sequence| StoredEntry {
                sequence,
                leaf: Vec::new(),
                times: None,
            })
            .collect()
    }

    #[test]
    fn the_pager_walks_down_to_entry_zero_and_back_up() {
        assert_eq!(neighbours(&[], 0), (None, None));
        assert_eq!(neighbours(&stored(0..30), 30), (None, None));
        assert_eq!(
            neighbours(&stored(70..120), 120),
            (None, Some("/journal?before=70".into()))
        );
        assert_eq!(
            neighbours(&stored(20..70), 120),
            (Some("/journal".into()), Some("/journal?before=20".into()))
        );
        assert_eq!(
            neighbours(&stored(0..20), 120),
            (Some("/journal?before=70".into()), None)
        );
    }

    #[test]
    fn every_word_a_leaf_can_hold_is_in_both_catalogues() {
        let catalogues = Catalogues::embedded().unwrap();
        let acts = Act::ALL.iter().map(|known| act(*known).key().to_owned());
        let duties = DutyName::ALL.iter().map(|duty| format!("duty-{duty}"));
        let purposes = Purpose::ALL
            .iter()
            .map(|purpose| format!("purpose-{purpose}"));
        for key in acts.chain(duties).chain(purposes) {
            for locale in Locale::ALL {
                assert!(
                    catalogues.keys(locale).contains(&key),
                    "{key} in {}",
                    locale.tag()
                );
            }
        }
    }

    #[test]
    fn a_leaf_is_said_in_words_and_an_unknown_word_as_it_stands() {
        let leaf = br#"{"act":"case.opened","actor":"A","at":5,"commitment":"00","duty":"coordination","purpose":"audit_of_2031","sequence":7,"subjects":["B","C"],"v":1}"#;
        let said = says(leaf, Some(7)).unwrap();
        assert_eq!(
            (said.act.key(), said.duty.key(), said.purpose.key()),
            ("act-case-opened", "duty-coordination", "journal-word-other")
        );
        assert_eq!(
            (
                said.at,
                said.actor.as_str(),
                said.subjects.len(),
                said.times
            ),
            (5, "A", 2, Some(7))
        );
        assert!(indented(leaf).contains("\n  \"act\": \"case.opened\""));
    }

    #[test]
    fn a_leaf_that_is_none_is_still_shown() {
        for leaf in [&b""[..], b"{}", b"[1]", b"\xff\xfe", br#"{"act":1}"#] {
            assert!(says(leaf, None).is_none());
            let _ = indented(leaf);
        }
        assert_eq!(indented(b"not a leaf"), "not a leaf");
    }
}
