//! Numbers that are given no more since the journal went on from older records, and so how many
//! were given.

use diesel::prelude::*;
use doublelock_domain::fact::Fact;
use doublelock_domain::fact::appliance::Skipped;

use super::facts::fact_at;
use super::identity::continued_at;
use crate::columns::stored;
use crate::conn::Conn;
use crate::error::Result;
use crate::schema::journal::site_value;

/// Numbers that were skipped because they may have been given in what was lost, in the order of
/// time.
pub(crate) fn skipped(conn: &mut Conn) -> Result<Vec<Skipped>> {
    let mut all = Vec::new();
    for entry in continued_at(conn)? {
        if let Some(Fact::JournalContinued(fact)) = fact_at(conn, entry)?.map(|stored| stored.fact)
        {
            all.extend(fact.skipped);
        }
    }
    Ok(all)
}

/// How many numbers of a series were given: as far as its counters are, but for what was skipped.
pub(crate) fn given(conn: &mut Conn, series: &str) -> Result<u32> {
    let of_series = format!("reference.{series}.");
    let reached: Vec<String> = site_value::table
        .filter(site_value::name.like(format!("{of_series}%")))
        .select(site_value::value)
        .load(conn)?;
    let mut given = 0u32;
    for number in reached {
        given = given.saturating_add(stored(&number)?);
    }
    for one in skipped(conn)? {
        if one.counter.starts_with(&of_series) {
            given = given.saturating_sub(one.by);
        }
    }
    Ok(given)
}
