//! Counters are kept, not made: they say how many the facts have.
//!
//! A unit that failed gives its number back, so a counter says exactly how many there are;
//! one that says less would give a number out twice.

use std::collections::BTreeMap;

use diesel::prelude::*;
use doublelock_domain::ids::Reference;

use super::difference::{Amiss, Compared, Difference};
use crate::columns::{counted, stored};
use crate::conn::Conn;
use crate::counters::is_counter;
use crate::error::Result;
use crate::journal::skipped::skipped;
use crate::schema::cases::case_file;
use crate::schema::custody::{access_visit, label, shipment};
use crate::schema::journal::site_value;
use crate::schema::privacy::privacy_request;

/// Compares the counters of `live` with the records that a fold made.
pub(super) fn compare(
    live: &mut Conn,
    folded: &mut Conn,
    found: &mut dyn FnMut(&Difference),
) -> Result<Compared> {
    let mut compared = Compared::default();
    let mut raised = raised(folded)?;
    for one in skipped(live)? {
        let least = raised.entry(one.counter.clone()).or_default();
        *least = if one.counter.starts_with("label.") {
            least.saturating_add(one.by)
        } else {
            one.after.saturating_add(one.by).max(*least)
        };
    }
    let counters: Vec<String> = site_value::table
        .filter(is_counter())
        .order(site_value::name)
        .select(site_value::name)
        .load(live)?;
    for name in counters
        .into_iter()
        .filter(|name| !raised.contains_key(name))
    {
        compared.differing += 1;
        found(&Difference {
            table: "site_value",
            row: name,
            amiss: Amiss::Unexplained,
        });
    }
    for (name, least) in raised {
        compared.rows += 1;
        let says: Option<String> = site_value::table
            .find(&name)
            .select(site_value::value)
            .first(live)
            .optional()?;
        let amiss = match says.map(|text| text.parse::<u32>()) {
            None => Amiss::Missing,
            Some(Ok(says)) if says == least => continue,
            Some(_) => Amiss::Columns(vec!["value".to_owned()]),
        };
        compared.differing += 1;
        found(&Difference {
            table: "site_value",
            row: name,
            amiss,
        });
    }
    Ok(compared)
}

/// References read at once: a centre has a million cases after ten years.
const PAGE: i64 = 5_000;

/// Some references of a table, each after its id, from after one id on, in their order.
macro_rules! references {
    ($table:ident) => {
        |conn: &mut Conn, after: &str| -> Result<Vec<(String, String)>> {
            Ok($table::table
                .filter($table::id.gt(after))
                .order($table::id)
                .limit(PAGE)
                .select(($table::id, $table::reference))
                .load(conn)?)
        }
    };
}

type References = fn(&mut Conn, &str) -> Result<Vec<(String, String)>>;

const SERIES: [(&str, References); 4] = [
    ("case", references!(case_file)),
    ("shipment", references!(shipment)),
    ("visit", references!(access_visit)),
    ("request", references!(privacy_request)),
];

/// What each counter must have reached.
fn raised(folded: &mut Conn) -> Result<BTreeMap<String, u32>> {
    let mut raised: BTreeMap<String, u32> = BTreeMap::new();
    for (series, some) in SERIES {
        let mut after = String::new();
        loop {
            let page = some(folded, &after)?;
            for (_, text) in &page {
                let reference: Reference = stored(text)?;
                let least = raised
                    .entry(format!("reference.{series}.{}", reference.year))
                    .or_default();
                *least = reference.number.max(*least);
            }
            match page.into_iter().next_back() {
                Some((last, _)) => after = last,
                None => break,
            }
        }
    }
    let labels: Vec<(String, i64)> = label::table
        .group_by(label::class)
        .select((label::class, diesel::dsl::count_star()))
        .load(folded)?;
    for (class, count) in labels {
        raised.insert(format!("label.{class}"), counted(count)?);
    }
    Ok(raised)
}
