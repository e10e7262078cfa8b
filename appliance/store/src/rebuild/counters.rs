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
use crate::error::Result;
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
    for (name, least) in raised(folded)? {
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

/// What each counter must have reached.
fn raised(folded: &mut Conn) -> Result<BTreeMap<String, u32>> {
    let series: [(&str, Vec<String>); 4] = [
        (
            "case",
            case_file::table.select(case_file::reference).load(folded)?,
        ),
        (
            "shipment",
            shipment::table.select(shipment::reference).load(folded)?,
        ),
        (
            "visit",
            access_visit::table
                .select(access_visit::reference)
                .load(folded)?,
        ),
        (
            "request",
            privacy_request::table
                .select(privacy_request::reference)
                .load(folded)?,
        ),
    ];
    let mut raised: BTreeMap<String, u32> = BTreeMap::new();
    for (series, references) in series {
        for text in references {
            let reference: Reference = stored(&text)?;
            let least = raised
                .entry(format!("reference.{series}.{}", reference.year))
                .or_default();
            *least = reference.number.max(*least);
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
