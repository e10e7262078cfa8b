//! What is in the way of a copy, for lists: asked of all requests of a list at once.

use std::collections::{BTreeMap, BTreeSet};

use diesel::prelude::*;
use doublelock_domain::privacy::package::{Leaving, PackageState};
use doublelock_domain::privacy::request::RequestState;

use crate::conn::Conn;
use crate::error::Result;
use crate::privacy::request::Row;
use crate::privacy::{holdings, package};
use crate::schema::privacy::{package_disc, privacy_request, record_package};

/// What is in the way of the copy of a request that is not answered.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CopyTrouble {
    /// It may not leave: the record holds something else by now, and nobody said that it is the answer all the
    /// same.
    Outgrown,
    /// The same of a copy whose disc is sealed in its parcel, and leaves as it is.
    OutgrownInParcel,
    /// There is none: its build failed, or was cut off.
    NotBuilt,
}

/// Of which request it is, what it holds, and what the record held when somebody said that it is the answer all the same.
type Held = (String, Option<String>, Option<String>);

/// Whether a ready copy may leave as it is. One whose holdings cannot be read is no answer either; the page of
/// its request says more.
fn may_leave((_, holds, kept): &Held, record_sha256: &str) -> bool {
    let holds = holds.as_deref().map(holdings::of_text);
    holds.is_some_and(|holds| {
        holds.is_ok_and(|holds| {
            let leaves = holds.may_leave(record_sha256, kept.as_deref(), Leaving::Now);
            leaves.is_ok()
        })
    })
}

/// By request; those without trouble are left out. As many queries for many as for one.
pub(super) fn of(conn: &mut Conn, rows: &[&Row]) -> Result<BTreeMap<String, CopyTrouble>> {
    let in_state = |state: RequestState| rows.iter().filter(move |row| row.state == state.as_str());
    let ready: Vec<&str> = in_state(RequestState::Ready).map(|row| &*row.id).collect();
    let cases: Vec<&str> = in_state(RequestState::Ready)
        .map(|row| &*row.case_id)
        .collect();
    let logged: Vec<&str> = in_state(RequestState::Logged).map(|row| &*row.id).collect();

    let copies: Vec<Held> = record_package::table
        .filter(record_package::request_id.eq_any(&ready))
        .filter(record_package::state.eq(PackageState::Ready.as_str()))
        .select((
            record_package::request_id,
            record_package::holds,
            record_package::kept_sha256,
        ))
        .load(conn)?;
    let copies: BTreeMap<&str, &Held> = copies.iter().map(|copy| (&*copy.0, copy)).collect();
    let now = holdings::sha256_of_each(conn, &cases)?;
    let sealed = package::sealed_among(conn, &ready)?;
    // A build that went well, or is under way, gives the request another state.
    let failed: BTreeSet<String> = record_package::table
        .filter(record_package::request_id.eq_any(&logged))
        .select(record_package::request_id)
        .load_iter::<String, _>(conn)?
        .collect::<QueryResult<_>>()?;

    let mut all: BTreeMap<String, CopyTrouble> = BTreeMap::new();
    for row in in_state(RequestState::Ready) {
        let record_sha256 = now.get(&row.case_id).map_or("", String::as_str);
        let copy = copies.get(&*row.id);
        if !copy.is_some_and(|copy| may_leave(copy, record_sha256)) {
            let trouble = if sealed.contains(&row.id) {
                CopyTrouble::OutgrownInParcel
            } else {
                CopyTrouble::Outgrown
            };
            all.insert(row.id.clone(), trouble);
        }
    }
    all.extend(failed.into_iter().map(|id| (id, CopyTrouble::NotBuilt)));
    Ok(all)
}

/// Those of the articles on which is a copy that may not leave as it is: the record holds something else by now, and
/// nobody said that it is the answer all the same; or another copy took its place, or is being built. For who packs it and hands it
/// to a carrier.
pub(crate) fn outgrown_discs(conn: &mut Conn, items: &[&str]) -> Result<BTreeSet<String>> {
    if items.is_empty() {
        return Ok(BTreeSet::new());
    }
    let discs: Vec<(String, String, String, String, Held)> = package_disc::table
        .inner_join(record_package::table.inner_join(privacy_request::table))
        .filter(package_disc::item_id.eq_any(items))
        .select((
            package_disc::item_id,
            record_package::state,
            privacy_request::state,
            privacy_request::case_id,
            (
                record_package::request_id,
                record_package::holds,
                record_package::kept_sha256,
            ),
        ))
        .load(conn)?;
    if discs.is_empty() {
        return Ok(BTreeSet::new());
    }
    let cases: Vec<&str> = discs.iter().map(|(_, _, _, case, _)| &**case).collect();
    let now = holdings::sha256_of_each(conn, &cases)?;
    let outgrown = discs.iter().filter(|(_, state, request, case, copy)| {
        let record_sha256 = now.get(case).map_or("", String::as_str);
        let awaited =
            state == PackageState::Ready.as_str() && request == RequestState::Ready.as_str();
        !awaited || !may_leave(copy, record_sha256)
    });
    Ok(outgrown.map(|(item, ..)| item.clone()).collect())
}
