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
use crate::schema::cases::{case_file, patient};
use crate::schema::custody::item;
use crate::schema::imaging::{instance, study};

/// What the record of a case holds.
pub(super) fn holdings(conn: &mut Conn, case: &CaseId, communications: usize) -> Result<Holdings> {
    let studies: i64 = study::table
        .filter(study::case_id.eq(case.as_str()))
        .filter(study::state.eq(StudyState::Attached.as_str()))
        .count()
        .get_result(conn)?;
    let ids = ids_of(conn, &[case.as_str()])?
        .remove(case.as_str())
        .unwrap_or_default();
    Ok(Holdings {
        studies: unsigned(studies)?,
        images: ids.images.len() as u64,
        articles: ids.articles.len() as u64,
        communications: communications as u64,
        sha256: sha256(&ids),
    })
}

/// What a record holds: its images by their ids, its articles by their ids and kinds, each in their order, and the numbers of the sections that
/// say who it is about, what is asked, and what is seen on its articles.
#[derive(Default)]
struct Ids {
    images: Vec<String>,
    articles: Vec<String>,
    words: Vec<i64>,
}

/// By case: its images, its articles that were not made for a request, and its words.
fn ids_of(conn: &mut Conn, cases: &[&str]) -> Result<BTreeMap<String, Ids>> {
    let images: Vec<(Option<String>, String)> = instance::table
        .inner_join(study::table)
        .filter(study::case_id.eq_any(cases))
        .filter(study::state.eq(StudyState::Attached.as_str()))
        .filter(instance::state.eq(InstanceState::Held.as_str()))
        .order(instance::id)
        .select((study::case_id, instance::id))
        .load(conn)?;
    let articles: Vec<(Option<String>, String, String, Option<i64>)> = item::table
        .filter(item::case_id.eq_any(cases))
        .filter(item::request_id.is_null())
        .order(item::id)
        .select((item::case_id, item::id, item::kind, item::description))
        .load(conn)?;
    let words: Vec<(String, i64, Option<i64>)> = case_file::table
        .inner_join(patient::table)
        .filter(case_file::id.eq_any(cases))
        .select((case_file::id, patient::words, case_file::question_words))
        .load(conn)?;
    let mut all: BTreeMap<String, Ids> = BTreeMap::new();
    for (case, image) in images {
        let of = all.entry(case.unwrap_or_default()).or_default();
        of.images.push(image);
    }
    for (case, article, kind, description) in articles {
        let of = all.entry(case.unwrap_or_default()).or_default();
        // A copy says what each is.
        of.articles.push(format!("{article} {kind}"));
        of.words.extend(description);
    }
    for (case, patient, question) in words {
        let of = all.entry(case).or_default();
        of.words.extend(std::iter::once(patient).chain(question));
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
    let mut ids = ids_of(conn, cases)?;
    let each = cases.iter().map(|case| {
        let ids = ids.remove(*case).unwrap_or_default();
        ((*case).to_owned(), sha256(&ids))
    });
    Ok(each.collect())
}

fn sha256(ids: &Ids) -> String {
    let mut sha256 = Sha256::new();
    let words: Vec<String> = ids.words.iter().map(ToString::to_string).collect();
    for id in ids.images.iter().chain(&ids.articles).chain(&words) {
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
