//! What the record of a case holds at this moment, to be compared with what a copy of it holds.

use std::collections::BTreeMap;

use diesel::prelude::*;
use doublelock_domain::ids::{CaseId, hex};
use doublelock_domain::imaging::{InstanceState, StudyState};
use doublelock_domain::privacy::package::Holdings;
use openssl::sha::Sha256;

use crate::columns::{malformed, unsigned};
use crate::conn::Conn;
use crate::error::{Error, Result};
use crate::project::StoredHoldings;
use crate::schema::custody::item;
use crate::schema::imaging::{instance, study};

/// What the record of a case holds.
pub(super) fn holdings(conn: &mut Conn, case: &CaseId, communications: usize) -> Result<Holdings> {
    let studies: i64 = study::table
        .filter(study::case_id.eq(case.as_str()))
        .filter(study::state.eq(StudyState::Attached.as_str()))
        .count()
        .get_result(conn)?;
    let (images, articles) = ids_of(conn, &[case.as_str()])?
        .remove(case.as_str())
        .unwrap_or_default();
    Ok(Holdings {
        studies: unsigned(studies)?,
        images: images.len() as u64,
        articles: articles.len() as u64,
        communications: communications as u64,
        sha256: sha256(&images, &articles),
    })
}

/// Images and articles of a record, by their ids, each in their order.
type Ids = (Vec<String>, Vec<String>);

/// By case: its images, and its articles that were not made for a request. A case without any is left out.
fn ids_of(conn: &mut Conn, cases: &[&str]) -> Result<BTreeMap<String, Ids>> {
    let images: Vec<(Option<String>, String)> = instance::table
        .inner_join(study::table)
        .filter(study::case_id.eq_any(cases))
        .filter(study::state.eq(StudyState::Attached.as_str()))
        .filter(instance::state.eq(InstanceState::Held.as_str()))
        .order(instance::id)
        .select((study::case_id, instance::id))
        .load(conn)?;
    let articles: Vec<(Option<String>, String)> = item::table
        .filter(item::case_id.eq_any(cases))
        .filter(item::request_id.is_null())
        .order(item::id)
        .select((item::case_id, item::id))
        .load(conn)?;
    let mut all: BTreeMap<String, Ids> = BTreeMap::new();
    for (case, image) in images {
        all.entry(case.unwrap_or_default())
            .or_default()
            .0
            .push(image);
    }
    for (case, article) in articles {
        all.entry(case.unwrap_or_default())
            .or_default()
            .1
            .push(article);
    }
    Ok(all)
}

/// See [`Holdings::sha256`].
pub(super) fn sha256_of(conn: &mut Conn, case: &CaseId) -> Result<String> {
    Ok(sha256_of_each(conn, &[case.as_str()])?
        .remove(case.as_str())
        .unwrap_or_default())
}

/// The same of each of these cases.
pub(super) fn sha256_of_each(conn: &mut Conn, cases: &[&str]) -> Result<BTreeMap<String, String>> {
    let ids = ids_of(conn, cases)?;
    let each = cases.iter().map(|case| {
        let (images, articles) = ids.get(*case).cloned().unwrap_or_default();
        ((*case).to_owned(), sha256(&images, &articles))
    });
    Ok(each.collect())
}

fn sha256(images: &[String], articles: &[String]) -> String {
    let mut sha256 = Sha256::new();
    for id in images.iter().chain(articles) {
        sha256.update(id.as_bytes());
        sha256.update(b"\n");
    }
    hex(&sha256.finish())
}

/// What a copy holds, as its row keeps it.
pub(super) fn of_text(text: &str) -> Result<Holdings> {
    let stored: StoredHoldings =
        serde_json::from_str(text).map_err(|_| malformed::<StoredHoldings>())?;
    match stored.v {
        1 => Ok(stored.holds),
        _ => Err(Error::Corrupt("holdings are of another version")),
    }
}
