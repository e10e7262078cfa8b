//! Who opened a record, from the journal: the answer to "who saw my file".

use std::collections::BTreeMap;

use diesel::prelude::*;
use doublelock_domain::access::{Coordination, Duty, DutyName, Purpose};
use doublelock_domain::act::Act;
use doublelock_domain::case::Case;
use doublelock_domain::fact::Subject;
use doublelock_domain::ids::CaseId;
use doublelock_domain::time::Timestamp;

use crate::error::Result;
use crate::journal::facts::facts_before;
use crate::opened::Opened;
use crate::schema::people::person;
use crate::unit::Sight;

/// Entries looked at in one query.
const PAGE: i64 = 500;

/// Whether an act shows a record to somebody. What of it is taken away is noted beside.
fn shows(act: Act) -> bool {
    act.only_shows() || matches!(act, Act::PassphraseShown | Act::PackageFetched)
}

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
    /// Number of its entry in the journal; none of one that is about to be written.
    pub sequence: Option<u64>,
}

impl<'a> Sight<'a, Coordination> {
    /// The latest openings of an opened case, newest first, at most `limit`; this one too.
    pub fn latest_openings(
        &mut self,
        case: &Opened<'a, Case>,
        limit: usize,
    ) -> Result<Vec<Opening>> {
        let subject = Subject::from(&case.id);
        let mut names = BTreeMap::new();
        let mut found = Vec::new();
        for act in self.shows(&subject) {
            found.push(Opening {
                at: self.now(),
                who: name_of(self, &mut names, &self.actor().to_string())?,
                duty: self.warrant().duty(),
                purpose: self.warrant().purpose(),
                act,
                sequence: None,
            });
        }
        found.extend(before(
            self,
            &case.id,
            None,
            limit.saturating_sub(found.len()),
        )?);
        Ok(found)
    }
}

/// Every opening of a case, oldest first.
pub(crate) fn all<D: Duty>(unit: &mut Sight<'_, D>, case: &CaseId) -> Result<Vec<Opening>> {
    let mut found = before(unit, case, None, usize::MAX)?;
    found.reverse();
    Ok(found)
}

fn before<D: Duty>(
    unit: &mut Sight<'_, D>,
    case: &CaseId,
    mut end: Option<u64>,
    limit: usize,
) -> Result<Vec<Opening>> {
    let subject = Subject::from(case);
    let mut names: BTreeMap<String, String> = BTreeMap::new();
    let mut found = Vec::new();
    loop {
        let (facts, last) = facts_before(unit.conn(), &subject, end, PAGE)?;
        // Rows that somebody put into the index tell nothing, and cut nothing off.
        if last.is_none() {
            return Ok(found);
        }
        end = last;
        for stored in facts {
            let act = stored.fact.act();
            if !shows(act) {
                continue;
            }
            if found.len() == limit {
                return Ok(found);
            }
            found.push(Opening {
                at: stored.at,
                who: name_of(unit, &mut names, stored.actor.as_str())?,
                duty: stored.duty,
                purpose: stored.purpose,
                act,
                sequence: Some(stored.sequence),
            });
        }
    }
}

/// A person's name, looked up once; their id if their row is gone.
fn name_of<D: Duty>(
    unit: &mut Sight<'_, D>,
    names: &mut BTreeMap<String, String>,
    who: &str,
) -> Result<String> {
    if let Some(name) = names.get(who) {
        return Ok(name.clone());
    }
    let name: Option<String> = person::table
        .find(who)
        .select(person::display_name)
        .first(unit.conn())
        .optional()?;
    let name = name.unwrap_or_else(|| who.to_owned());
    names.insert(who.to_owned(), name.clone());
    Ok(name)
}
