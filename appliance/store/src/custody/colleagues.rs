//! Who works at the custody desk, as far as the appliance saw them.

use std::collections::BTreeMap;

use diesel::prelude::*;
use doublelock_domain::access::{Custody, DutyName};
use doublelock_domain::ids::PersonId;
use doublelock_domain::time::Span;

use crate::columns::stored;
use crate::error::Result;
use crate::schema::people::{person, session};
use crate::unit::Sight;

/// For how long somebody who did not sign in is still offered.
const SEEN_WITHIN: Span = Span::hours(24 * 30);

impl Sight<'_, Custody> {
    /// Those who signed in within thirty days and held this duty the last time, by name; whoever looks is not among them.
    /// Names colleagues, and no record: no entry.
    pub fn colleagues(&mut self) -> Result<Vec<(PersonId, String)>> {
        let me = self.actor().to_string();
        let since = self.now().micros().saturating_sub(SEEN_WITHIN.micros());
        let sessions: Vec<(String, String, String)> = session::table
            .inner_join(person::table)
            .filter(session::opened_at.ge(since))
            .filter(session::person_id.ne(me))
            .order(session::opened_at)
            .select((person::id, person::display_name, session::duties))
            .load(self.conn())?;
        let custody = DutyName::Custody.as_str();
        let mut latest: BTreeMap<String, (String, bool)> = BTreeMap::new();
        for (who, name, duties) in sessions {
            let holds = duties.split(' ').any(|duty| duty == custody);
            latest.insert(who, (name, holds));
        }
        let mut all = Vec::new();
        for (who, (name, holds)) in latest {
            if holds {
                all.push((stored(&who)?, name));
            }
        }
        all.sort_by(|one: &(PersonId, String), other| one.1.cmp(&other.1));
        Ok(all)
    }
}
