//! The journal as a list: filtered, and with the numbers and labels that people say.
//!
//! Who acted and on what stands in the leaves, which are no columns: without a record to look for, entries
//! are read from the newest back and held against the filter, so many for one page and no more.

use std::collections::{BTreeMap, BTreeSet};

use diesel::prelude::*;
use doublelock_domain::access::Auditor;
use doublelock_domain::act::Act;
use doublelock_domain::fact::Subject;
use doublelock_domain::fact::appliance::JournalExported;
use doublelock_domain::ids::{PersonId, Reference};
use doublelock_domain::label::Label;
use doublelock_domain::time::Timestamp;
use serde::Deserialize;

use super::standing::size;
use super::{Entry, entry_of};
use crate::columns::{signed, unsigned};
use crate::conn::Conn;
use crate::error::Result;
use crate::schema::cases::case_file;
use crate::schema::custody::{access_visit, item, location, shipment};
use crate::schema::journal::ledger_entry;
use crate::schema::people::person;
use crate::schema::privacy::privacy_request;
use crate::schema::subjects::ledger_subject;
use crate::unit::{ReadUnit, Unit};

/// Entries read in one query.
const CHUNK: i64 = 500;
/// Most entries held against the filter for one page.
const LOOKED_AT: u64 = 20_000;
/// And for an export, which nobody turns the pages of.
const LOOKED_AT_FOR_EXPORT: u64 = 500_000;
/// Most entries of a list that is exported.
pub const EXPORTED: u32 = 10_000;
/// Most records of one number.
const MOST_RECORDS: usize = 16;

/// Which entries are wanted; all of them where nothing is said.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Wanted {
    /// Done by this person.
    pub actor: Option<PersonId>,
    /// This act.
    pub act: Option<Act>,
    /// About one of these records.
    pub records: Option<BTreeSet<Subject>>,
    /// Recorded at this instant or later.
    pub from: Option<Timestamp>,
    /// Recorded before this instant.
    pub until: Option<Timestamp>,
}

/// A page of the list.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Listed {
    /// Newest first.
    pub entries: Vec<Entry>,
    /// There may be more, before this number.
    pub more_before: Option<u64>,
}

/// What of a leaf the filter asks for.
#[derive(Deserialize)]
struct Leaf {
    act: String,
    actor: String,
}

impl Wanted {
    fn admits(&self, leaf: &[u8]) -> bool {
        if self.act.is_none() && self.actor.is_none() {
            return true;
        }
        // What cannot be read may be just what an auditor looks for, but is of no act and nobody's.
        let Ok(leaf) = serde_json::from_slice::<Leaf>(leaf) else {
            return false;
        };
        self.act.is_none_or(|act| leaf.act == act.as_str())
            && (self.actor.as_ref()).is_none_or(|actor| leaf.actor == actor.as_str())
    }
}

impl ReadUnit<'_, Auditor> {
    /// Entries that are wanted, those before `before` (or the newest), newest first, at most `limit`.
    /// At most 20,000 are looked at (500,000 for more than a page): then it ends, and says from where to go on.
    pub fn entries_wanted(
        &mut self,
        wanted: &Wanted,
        before: Option<u64>,
        limit: u32,
    ) -> Result<Listed> {
        let patience = if limit < EXPORTED {
            LOOKED_AT
        } else {
            LOOKED_AT_FOR_EXPORT
        };
        self.entries_wanted_among(wanted, before, limit, patience)
    }

    /// As [`Self::entries_wanted`]; at most so many are looked at, in whole chunks.
    pub fn entries_wanted_among(
        &mut self,
        wanted: &Wanted,
        before: Option<u64>,
        limit: u32,
        patience: u64,
    ) -> Result<Listed> {
        let total = size(self.conn())?;
        let end = match wanted.until {
            Some(until) => first_since(self.conn(), until, total)?,
            None => total,
        };
        let first = match wanted.from {
            Some(from) => first_since(self.conn(), from, total)?,
            None => 0,
        };
        let mut before = before.map_or(end, |before| before.min(end));
        let mut entries = Vec::new();
        let mut looked_at = 0;
        loop {
            let rows = chunk(self.conn(), wanted.records.as_ref(), first, before)?;
            let full = rows.len() as u64 == CHUNK.unsigned_abs();
            for (sequence, leaf) in rows {
                if entries.len() as u64 == u64::from(limit) {
                    return Ok(Listed {
                        entries,
                        more_before: Some(before),
                    });
                }
                before = sequence;
                looked_at += 1;
                if wanted.admits(&leaf) {
                    entries.push(entry_of(self.conn(), sequence, leaf)?);
                }
            }
            if !full || before <= first {
                return Ok(Listed {
                    entries,
                    more_before: None,
                });
            }
            if looked_at >= patience {
                return Ok(Listed {
                    entries,
                    more_before: Some(before),
                });
            }
        }
    }

    /// Everybody who ever acted, by name.
    pub fn actors(&mut self) -> Result<Vec<(PersonId, String)>> {
        let rows: Vec<(String, String)> = person::table
            .order((person::display_name, person::id))
            .select((person::id, person::display_name))
            .load(self.conn())?;
        rows.into_iter()
            .map(|(id, name)| Ok((crate::columns::stored(&id)?, name)))
            .collect()
    }

    /// The records that a number or a label means: a case, its requests and shipments of the same number.
    pub fn records_named(&mut self, text: &str) -> Result<BTreeSet<Subject>> {
        let text = text.trim();
        if let Ok(label) = text.parse::<Label>() {
            let mut found: BTreeSet<Subject> = [Subject::Label(label)].into();
            let items: Vec<String> = item::table
                .filter(item::label.eq(label.to_string()))
                .select(item::id)
                .limit(1)
                .load(self.conn())?;
            found.extend(self.labelled_before(label)?);
            let places: Vec<String> = location::table
                .filter(location::label.eq(label.to_string()))
                .select(location::id)
                .limit(1)
                .load(self.conn())?;
            found.extend(subjects("item", items));
            found.extend(subjects("place", places));
            return Ok(found);
        }
        let Ok(number) = text.parse::<Reference>() else {
            return Ok(BTreeSet::new());
        };
        let number = number.to_string();
        let cases: Vec<String> = case_file::table
            .filter(case_file::reference.eq(&number))
            .select(case_file::id)
            .load(self.conn())?;
        let requests: Vec<String> = privacy_request::table
            .filter(privacy_request::reference.eq(&number))
            .select(privacy_request::id)
            .load(self.conn())?;
        let shipments: Vec<String> = shipment::table
            .filter(shipment::reference.eq(&number))
            .select(shipment::id)
            .load(self.conn())?;
        let visits: Vec<String> = access_visit::table
            .filter(access_visit::reference.eq(&number))
            .select(access_visit::id)
            .load(self.conn())?;
        Ok(subjects("case", cases)
            .chain(subjects("request", requests))
            .chain(subjects("shipment", shipments))
            .chain(subjects("visit", visits))
            .take(MOST_RECORDS)
            .collect())
    }

    /// Articles that entries name beside this label: it may have been replaced by another since.
    fn labelled_before(&mut self, label: Label) -> Result<Vec<Subject>> {
        let entries: Vec<i64> = ledger_subject::table
            .filter(ledger_subject::subject.eq(Subject::Label(label).to_string()))
            .order(ledger_subject::sequence)
            .select(ledger_subject::sequence)
            .limit(CHUNK)
            .load(self.conn())?;
        let named: Vec<String> = ledger_subject::table
            .filter(ledger_subject::sequence.eq_any(entries))
            .filter(ledger_subject::subject.like("item:%"))
            .select(ledger_subject::subject)
            .distinct()
            .load(self.conn())?;
        Ok(named.iter().filter_map(|text| text.parse().ok()).collect())
    }

    /// What people say for these records: names of staff and places, numbers, labels. Nothing of a patient;
    /// a record that has no such word is left out. A query for each kind, however many there are.
    pub fn said(&mut self, records: &BTreeSet<Subject>) -> Result<BTreeMap<Subject, String>> {
        let of = |kind: &str| -> Vec<String> {
            let of_kind = records.iter().filter(|record| record.kind() == kind);
            of_kind.map(Subject::id).collect()
        };
        let conn = self.conn();
        let people: Vec<(String, String)> = person::table
            .filter(person::id.eq_any(of("person")))
            .select((person::id, person::display_name))
            .load(conn)?;
        let cases: Vec<(String, String)> = case_file::table
            .filter(case_file::id.eq_any(of("case")))
            .select((case_file::id, case_file::reference))
            .load(conn)?;
        let requests: Vec<(String, String)> = privacy_request::table
            .filter(privacy_request::id.eq_any(of("request")))
            .select((privacy_request::id, privacy_request::reference))
            .load(conn)?;
        let shipments: Vec<(String, String)> = shipment::table
            .filter(shipment::id.eq_any(of("shipment")))
            .select((shipment::id, shipment::reference))
            .load(conn)?;
        let visits: Vec<(String, String)> = access_visit::table
            .filter(access_visit::id.eq_any(of("visit")))
            .select((access_visit::id, access_visit::reference))
            .load(conn)?;
        let items: Vec<(String, String)> = item::table
            .filter(item::id.eq_any(of("item")))
            .select((item::id, item::label))
            .load(conn)?;
        let places: Vec<(String, String)> = location::table
            .filter(location::id.eq_any(of("place")))
            .select((location::id, location::name))
            .load(conn)?;
        let labels = of("label").into_iter().map(|label| (label.clone(), label));
        let named = [
            ("person", people),
            ("case", cases),
            ("request", requests),
            ("shipment", shipments),
            ("visit", visits),
            ("item", items),
            ("place", places),
            ("label", labels.collect()),
        ];
        Ok(named
            .into_iter()
            .flat_map(|(kind, rows)| {
                rows.into_iter().filter_map(move |(id, word)| {
                    Some((format!("{kind}:{id}").parse().ok()?, word))
                })
            })
            .collect())
    }
}

impl Unit<'_, Auditor> {
    /// Writes down that a list of the journal is about to be exported.
    pub fn note_list_export(&mut self) -> Result<u64> {
        let size = size(self.conn())?;
        self.enact(JournalExported {
            size,
            form: "list".to_owned(),
        })
    }
}

fn subjects(kind: &'static str, ids: Vec<String>) -> impl Iterator<Item = Subject> {
    ids.into_iter()
        .filter_map(move |id| format!("{kind}:{id}").parse().ok())
}

fn chunk(
    conn: &mut Conn,
    records: Option<&BTreeSet<Subject>>,
    first: u64,
    before: u64,
) -> Result<Vec<(u64, Vec<u8>)>> {
    let (first, before) = (signed(first)?, signed(before)?);
    let rows: Vec<(i64, Vec<u8>)> = match records {
        None => ledger_entry::table
            .filter(ledger_entry::sequence.ge(first))
            .filter(ledger_entry::sequence.lt(before))
            .order(ledger_entry::sequence.desc())
            .limit(CHUNK)
            .select((ledger_entry::sequence, ledger_entry::leaf))
            .load(conn)?,
        Some(records) => {
            let about: Vec<String> = records.iter().map(ToString::to_string).collect();
            let numbers: Vec<i64> = ledger_subject::table
                .filter(ledger_subject::subject.eq_any(about))
                .filter(ledger_subject::sequence.ge(first))
                .filter(ledger_subject::sequence.lt(before))
                .order(ledger_subject::sequence.desc())
                .distinct()
                .limit(CHUNK)
                .select(ledger_subject::sequence)
                .load(conn)?;
            ledger_entry::table
                .filter(ledger_entry::sequence.eq_any(numbers))
                .order(ledger_entry::sequence.desc())
                .select((ledger_entry::sequence, ledger_entry::leaf))
                .load(conn)?
        }
    };
    rows.into_iter()
        .map(|(sequence, leaf)| Ok((unsigned(sequence)?, leaf)))
        .collect()
}

/// The number of the first entry that was recorded at this instant or later: time does not go back along the
/// journal, so halves are taken.
fn first_since(conn: &mut Conn, at: Timestamp, total: u64) -> Result<u64> {
    let (mut low, mut high) = (0, total);
    while low < high {
        let middle = low.midpoint(high);
        let recorded: Option<i64> = ledger_entry::table
            .find(signed(middle)?)
            .select(ledger_entry::recorded_at)
            .first(conn)
            .optional()?;
        if recorded.is_none_or(|recorded| recorded < at.micros()) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    Ok(low)
}
