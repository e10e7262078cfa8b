//! Articles in somebody's hands: on their way from one place to another, and to be laid down.

use diesel::dsl::{count_star, min};
use diesel::prelude::*;
use doublelock_domain::access::Duty;
use doublelock_domain::custody::holder::HolderKind;
use doublelock_domain::time::Timestamp;

use crate::columns::counted;
use crate::error::Result;
use crate::schema::custody::item;
use crate::schema::people::person;
use crate::unit::Sight;

/// What somebody holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Hand {
    /// Name of who.
    pub who: String,
    /// It is whoever looks.
    pub mine: bool,
    /// Articles.
    pub articles: u32,
    /// Since when, the one held longest.
    pub since: Timestamp,
}

/// Everybody who holds something, whoever holds it longest first.
pub(super) fn hands<D: Duty>(unit: &mut Sight<'_, D>) -> Result<Vec<Hand>> {
    let rows: Vec<(String, i64, Option<i64>)> = item::table
        .filter(item::holder_kind.eq(HolderKind::Person.as_str()))
        .group_by(item::holder_id)
        .select((item::holder_id, count_star(), min(item::seen_at)))
        .load(unit.conn())?;
    let who: Vec<&str> = rows.iter().map(|row| row.0.as_str()).collect();
    let names: Vec<(String, String)> = person::table
        .filter(person::id.eq_any(who))
        .select((person::id, person::display_name))
        .load(unit.conn())?;
    let mut all = Vec::with_capacity(rows.len());
    for (id, articles, since) in rows {
        let name = names.iter().find(|(who, _)| *who == id);
        all.push(Hand {
            who: name.map(|(_, name)| name.clone()).unwrap_or_default(),
            mine: id == unit.actor().as_str(),
            articles: counted(articles)?,
            since: Timestamp::from_micros(since.unwrap_or_default()),
        });
    }
    all.sort_by_key(|hand| (hand.since, hand.who.clone()));
    Ok(all)
}
