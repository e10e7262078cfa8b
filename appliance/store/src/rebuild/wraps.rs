//! Wraps of keys are kept, not made: the facts say which there must be.
//!
//! A key that should be there and has no bytes is damage, never an erasure; one that was
//! destroyed and has bytes was put back.

use std::collections::BTreeMap;

use diesel::prelude::*;

use super::{Amiss, Compared, Difference};
use crate::conn::Conn;
use crate::error::Result;
use crate::keys::OF_THE_SITE;
use crate::schema::keys::{key_wrap, record_key};

/// Keys read at once.
const PAGE: i64 = 1000;

type Key = (String, Option<i64>);

/// Compares the wraps of `live` with the keys that a fold made.
pub(super) fn compare(
    live: &mut Conn,
    folded: &mut Conn,
    found: &mut dyn FnMut(&Difference),
) -> Result<Compared> {
    let mut compared = Compared::default();
    let mut tell = |compared: &mut Compared, row: String, amiss: Amiss| {
        compared.differing += 1;
        found(&Difference {
            table: "key_wrap",
            row,
            amiss,
        });
    };
    let mut after = String::new();
    loop {
        let keys: Vec<Key> = record_key::table
            .filter(record_key::subject.gt(&after))
            .order(record_key::subject)
            .limit(PAGE)
            .select((record_key::subject, record_key::destroyed_by))
            .load(folded)?;
        let Some((last, ..)) = keys.last() else {
            break;
        };
        let last = last.clone();
        let mut wraps = between(live, &after, Some(&last))?;
        for (subject, destroyed) in keys {
            compared.rows += 1;
            let amiss = match wraps.remove(&subject) {
                None => Some(Amiss::Missing),
                Some((_, wrapped)) if destroyed.is_some() != wrapped.is_empty() => {
                    Some(Amiss::Columns(vec!["wrapped".to_owned()]))
                }
                Some(_) => None,
            };
            if let Some(amiss) = amiss {
                tell(&mut compared, subject, amiss);
            }
        }
        for subject in wraps.into_keys().filter(|subject| subject != OF_THE_SITE) {
            tell(&mut compared, subject, Amiss::Unexplained);
        }
        after = last;
    }
    let beyond = between(live, &after, None)?;
    for subject in beyond.into_keys().filter(|subject| subject != OF_THE_SITE) {
        tell(&mut compared, subject, Amiss::Unexplained);
    }
    Ok(compared)
}

/// Wraps after one subject, up to another, by subject.
fn between(
    live: &mut Conn,
    after: &str,
    last: Option<&str>,
) -> Result<BTreeMap<String, (String, Vec<u8>)>> {
    let mut query = key_wrap::table
        .filter(key_wrap::subject.gt(after.to_owned()))
        .into_boxed();
    if let Some(last) = last {
        query = query.filter(key_wrap::subject.le(last.to_owned()));
    }
    let rows: Vec<(String, String, Vec<u8>)> = query.load(live)?;
    Ok(rows
        .into_iter()
        .map(|(subject, by, wrapped)| (subject, (by, wrapped)))
        .collect())
}
