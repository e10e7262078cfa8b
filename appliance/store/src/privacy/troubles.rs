//! What is in the way of a copy, for lists: asked of all requests of a list at once.

use std::collections::{BTreeMap, BTreeSet};

use diesel::prelude::*;
use doublelock_domain::privacy::package::{Leaving, PackageState};
use doublelock_domain::privacy::request::RequestState;

use crate::conn::Conn;
use crate::error::Result;
use crate::privacy::request::Row;
use crate::privacy::{holdings, package};
use crate::schema::privacy::record_package;

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
        // What cannot be read is no answer either; the page of the request says more.
        let may_leave = copies.get(&*row.id).is_some_and(|(_, holds, kept)| {
            let holds = holds.as_deref().map(holdings::of_text);
            holds.is_some_and(|holds| {
                holds.is_ok_and(|holds| {
                    let now = now.get(&row.case_id).map_or("", String::as_str);
                    holds.may_leave(now, kept.as_deref(), Leaving::Now).is_ok()
                })
            })
        });
        if !may_leave {
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
