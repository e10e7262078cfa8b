//! Who opened a record, from the journal: the answer to "who saw my file".

use std::collections::BTreeMap;

use diesel::prelude::*;
use doublelock_domain::access::{Coordination, Duty, DutyName, Purpose};
use doublelock_domain::act::Act;
use doublelock_domain::case::Case;
use doublelock_domain::fact::Subject;
use doublelock_domain::ids::CaseId;
use doublelock_domain::time::Timestamp;
use serde::Deserialize;

use crate::error::{Error, Result};
use crate::schema::journal::ledger_entry;
use crate::schema::people::person;
use crate::schema::subjects::ledger_subject;
use crate::store::Opened;
use crate::unit::{Unit, signed, unsigned};

/// Entries looked at in one query.
const PAGE: i64 = 500;

/// Acts that show a record to somebody, beside those that change it.
const SHOWS: [Act; 5] = [
    Act::RecordOpened,
    Act::ListRead,
    Act::StudyViewed,
    Act::PackageFetched,
    Act::PassphraseShown,
];

/// A record was opened, or stood in a list that was read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Opening {
    /// When.
    pub at: Timestamp,
    /// Name of who looked.
    pub who: String,
    /// Under which duty.
    pub duty: DutyName,
    /// Why.
    pub purpose: Purpose,
    /// What was done.
    pub act: Act,
    /// Number of its entry in the journal.
    pub sequence: u64,
}

/// What is read of a leaf (docs/journal-format.md).
#[derive(Deserialize)]
struct Leaf {
    act: Act,
    actor: String,
    duty: DutyName,
    purpose: Purpose,
}

impl Unit<'_, Coordination> {
    /// The latest openings of an opened case, newest first, at most `limit`; this one too.
    pub fn latest_openings(&mut self, case: &Opened<Case>, limit: usize) -> Result<Vec<Opening>> {
        before(self, &case.id, None, limit)
    }
}

/// Every opening of a case, oldest first.
pub(crate) fn all<D: Duty>(unit: &mut Unit<'_, D>, case: &CaseId) -> Result<Vec<Opening>> {
    let mut found = before(unit, case, None, usize::MAX)?;
    found.reverse();
    Ok(found)
}

fn before<D: Duty>(
    unit: &mut Unit<'_, D>,
    case: &CaseId,
    end: Option<u64>,
    limit: usize,
) -> Result<Vec<Opening>> {
    let subject = Subject::from(case).to_string();
    let mut end = end.map_or(Ok(i64::MAX), signed)?;
    let mut names: BTreeMap<String, String> = BTreeMap::new();
    let mut found = Vec::new();
    loop {
        let rows: Vec<(i64, i64, Vec<u8>)> = ledger_subject::table
            .inner_join(ledger_entry::table.on(ledger_entry::sequence.eq(ledger_subject::sequence)))
            .filter(ledger_subject::subject.eq(&subject))
            .filter(ledger_subject::sequence.lt(end))
            .order(ledger_subject::sequence.desc())
            .limit(PAGE)
            .select((
                ledger_entry::sequence,
                ledger_entry::recorded_at,
                ledger_entry::leaf,
            ))
            .load(unit.conn())?;
        let Some((last, ..)) = rows.last() else {
            return Ok(found);
        };
        end = *last;
        for (sequence, at, leaf) in rows {
            let sequence = unsigned(sequence)?;
            let leaf: Leaf =
                serde_json::from_slice(&leaf).map_err(|_| Error::LedgerBroken(sequence))?;
            if !SHOWS.contains(&leaf.act) {
                continue;
            }
            if found.len() == limit {
                return Ok(found);
            }
            let who = if let Some(name) = names.get(&leaf.actor) {
                name.clone()
            } else {
                let name: String = person::table
                    .find(&leaf.actor)
                    .select(person::display_name)
                    .first(unit.conn())?;
                names.entry(leaf.actor).or_insert(name).clone()
            };
            found.push(Opening {
                at: Timestamp::from_micros(at),
                who,
                duty: leaf.duty,
                purpose: leaf.purpose,
                act: leaf.act,
                sequence,
            });
        }
    }
}
