//! Wraps of keys are kept, not made: the facts say which there must be, of keys of records and
//! of data keys of objects.
//!
//! A key that should be there and has no bytes is damage, never an erasure; one that was
//! destroyed and has bytes was put back.

use std::collections::BTreeMap;

use diesel::prelude::*;

use super::difference::{Amiss, Compared, Difference};
use crate::conn::Conn;
use crate::error::Result;
use crate::keys::OF_NO_RECORD;
use crate::schema::keys::{key_wrap, object_wrap, record_key, sealed_object};

/// Keys read at once.
const PAGE: i64 = 1000;

/// Whose key, and the entry that destroyed it.
type Key = (String, Option<i64>);

/// Which keys there must be after one name, as the fold made them.
type Must = fn(&mut Conn, &str) -> Result<Vec<Key>>;
/// Which wraps there are after one name, up to another: by name, the bytes.
type Are = fn(&mut Conn, &str, Option<&str>) -> Result<BTreeMap<String, Vec<u8>>>;

/// Compares the wraps of `live` with the keys that a fold made.
pub(super) fn compare(
    live: &mut Conn,
    folded: &mut Conn,
    found: &mut dyn FnMut(&Difference),
) -> Result<Compared> {
    let keys = of_one_table("key_wrap", (keys_after, key_wraps), (live, folded), found)?;
    let objects = of_one_table(
        "object_wrap",
        (objects_after, object_wraps),
        (live, folded),
        found,
    )?;
    Ok(keys.and(objects))
}

fn of_one_table(
    table: &'static str,
    (must, are): (Must, Are),
    (live, folded): (&mut Conn, &mut Conn),
    found: &mut dyn FnMut(&Difference),
) -> Result<Compared> {
    let mut compared = Compared::default();
    let mut tell = |compared: &mut Compared, row: String, amiss: Amiss| {
        compared.differing += 1;
        found(&Difference { table, row, amiss });
    };
    let mut after = String::new();
    loop {
        let keys = must(folded, &after)?;
        let last = keys.last().map(|(name, _)| name.clone());
        let mut wraps = are(live, &after, last.as_deref())?;
        for (name, destroyed) in keys {
            compared.rows += 1;
            let amiss = match wraps.remove(&name) {
                None => Some(Amiss::Missing),
                Some(wrapped) if destroyed.is_some() != wrapped.is_empty() => {
                    Some(Amiss::Columns(vec!["wrapped".to_owned()]))
                }
                Some(_) => None,
            };
            if let Some(amiss) = amiss {
                tell(&mut compared, name, amiss);
            }
        }
        for name in wraps
            .into_keys()
            .filter(|name| !OF_NO_RECORD.contains(&name.as_str()))
        {
            tell(&mut compared, name, Amiss::Unexplained);
        }
        match last {
            Some(last) => after = last,
            None => return Ok(compared),
        }
    }
}

fn keys_after(folded: &mut Conn, after: &str) -> Result<Vec<Key>> {
    Ok(record_key::table
        .filter(record_key::subject.gt(after))
        .order(record_key::subject)
        .limit(PAGE)
        .select((record_key::subject, record_key::destroyed_by))
        .load(folded)?)
}

fn objects_after(folded: &mut Conn, after: &str) -> Result<Vec<Key>> {
    Ok(sealed_object::table
        .filter(sealed_object::id.gt(after))
        .order(sealed_object::id)
        .limit(PAGE)
        .select((sealed_object::id, sealed_object::condemned_by))
        .load(folded)?)
}

fn key_wraps(
    live: &mut Conn,
    after: &str,
    last: Option<&str>,
) -> Result<BTreeMap<String, Vec<u8>>> {
    let mut query = key_wrap::table
        .filter(key_wrap::subject.gt(after.to_owned()))
        .select((key_wrap::subject, key_wrap::wrapped))
        .into_boxed();
    if let Some(last) = last {
        query = query.filter(key_wrap::subject.le(last.to_owned()));
    }
    let rows: Vec<(String, Vec<u8>)> = query.load(live)?;
    Ok(rows.into_iter().collect())
}

fn object_wraps(
    live: &mut Conn,
    after: &str,
    last: Option<&str>,
) -> Result<BTreeMap<String, Vec<u8>>> {
    let mut query = object_wrap::table
        .filter(object_wrap::id.gt(after.to_owned()))
        .select((object_wrap::id, object_wrap::wrapped))
        .into_boxed();
    if let Some(last) = last {
        query = query.filter(object_wrap::id.le(last.to_owned()));
    }
    let rows: Vec<(String, Vec<u8>)> = query.load(live)?;
    Ok(rows.into_iter().collect())
}
