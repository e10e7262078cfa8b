//! What the record of a case holds at this moment, to be compared with what a copy of it holds.

use diesel::prelude::*;
use doublelock_domain::ids::{CaseId, hex};
use doublelock_domain::imaging::{InstanceState, StudyState};
use doublelock_domain::privacy::package::Holdings;
use openssl::sha::Sha256;

use crate::columns::unsigned;
use crate::conn::Conn;
use crate::error::Result;
use crate::schema::custody::item;
use crate::schema::imaging::{instance, study};

/// What the record of a case holds.
pub(super) fn holdings(conn: &mut Conn, case: &CaseId, communications: usize) -> Result<Holdings> {
    let studies: i64 = study::table
        .filter(study::case_id.eq(case.as_str()))
        .filter(study::state.eq(StudyState::Attached.as_str()))
        .count()
        .get_result(conn)?;
    let (images, articles) = (images_of(conn, case)?, articles_of(conn, case)?);
    Ok(Holdings {
        studies: unsigned(studies)?,
        images: images.len() as u64,
        articles: articles.len() as u64,
        communications: communications as u64,
        sha256: sha256(&images, &articles),
    })
}

/// Images of the record, by their ids, in their order.
fn images_of(conn: &mut Conn, case: &CaseId) -> Result<Vec<String>> {
    Ok(instance::table
        .inner_join(study::table)
        .filter(study::case_id.eq(case.as_str()))
        .filter(study::state.eq(StudyState::Attached.as_str()))
        .filter(instance::state.eq(InstanceState::Held.as_str()))
        .order(instance::id)
        .select(instance::id)
        .load(conn)?)
}

/// Articles of the record that were not made for a request, by their ids, in their order.
fn articles_of(conn: &mut Conn, case: &CaseId) -> Result<Vec<String>> {
    Ok(item::table
        .filter(item::case_id.eq(case.as_str()))
        .filter(item::request_id.is_null())
        .order(item::id)
        .select(item::id)
        .load(conn)?)
}

/// See [`Holdings::sha256`].
pub(super) fn sha256_of(conn: &mut Conn, case: &CaseId) -> Result<String> {
    Ok(sha256(&images_of(conn, case)?, &articles_of(conn, case)?))
}

fn sha256(images: &[String], articles: &[String]) -> String {
    let mut sha256 = Sha256::new();
    for id in images.iter().chain(articles) {
        sha256.update(id.as_bytes());
        sha256.update(b"\n");
    }
    hex(&sha256.finish())
}
