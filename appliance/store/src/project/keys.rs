//! Keys of records: whose hangs on whose. Their bytes are no part of any fact.

use diesel::prelude::*;
use doublelock_domain::fact::erasure::{ErasureFinished, RecordErased};
use doublelock_domain::fact::{KeyStep, Subject};
use doublelock_domain::imaging::Described;

use super::{Entry, exams, objects};
use crate::columns::signed;
use crate::conn::{Conn, Run};
use crate::error::Result;
use crate::schema::imaging::instance;
use crate::schema::keys::{erasure, record_key};

/// Lets `record_key` follow one step of entry `sequence`. Taken twice, it is as taken once:
/// the live path takes it before the words of the fact are sealed, and again with the fact.
pub(crate) fn key_step(conn: &mut Conn, sequence: u64, step: &KeyStep) -> Result<()> {
    match step {
        KeyStep::Made { of, under } => {
            let of = of.to_string();
            // Made already: as it is.
            diesel::insert_into(record_key::table)
                .values((
                    record_key::subject.eq(of),
                    record_key::under.eq(under.as_ref().map(ToString::to_string)),
                    record_key::made_by.eq(signed(sequence)?),
                ))
                .on_conflict_do_nothing()
                .run(conn)?;
        }
        KeyStep::Destroyed { of } => {
            diesel::update(record_key::table.find(of.to_string()))
                .set(record_key::destroyed_by.eq(signed(sequence)?))
                .run(conn)?;
        }
        KeyStep::Moved { of, under } => {
            diesel::update(record_key::table.find(of.to_string()))
                .set(record_key::under.eq(under.as_ref().map(ToString::to_string)))
                .run(conn)?;
        }
    }
    Ok(())
}

/// An erasure that is to be carried to its end. Images of the record are read and drawn no
/// more: there is nothing to open them with.
pub(super) fn erased(conn: &mut Conn, entry: &Entry<'_>, fact: &RecordErased) -> Result<()> {
    for key in &fact.keys {
        objects::condemned(conn, entry, key)?;
        if let Subject::Case(case) = key {
            exams::erased(conn, case)?;
        }
        let Subject::Study(study) = key else {
            continue;
        };
        let images = instance::table.filter(instance::study_id.eq(study.as_str()));
        diesel::update(images.filter(instance::described.eq(Described::Waiting.as_str())))
            .set(instance::described.eq(Described::Failed.as_str()))
            .run(conn)?;
        diesel::update(images)
            .set(instance::has_thumbnail.eq(false))
            .run(conn)?;
    }
    diesel::insert_into(erasure::table)
        .values((
            erasure::entry.eq(signed(entry.sequence)?),
            erasure::record.eq(fact.record.to_string()),
        ))
        .run(conn)?;
    Ok(())
}

/// It was.
pub(super) fn finished(conn: &mut Conn, entry: &Entry<'_>, fact: &ErasureFinished) -> Result<()> {
    diesel::update(erasure::table.find(signed(fact.erasure)?))
        .set(erasure::finished_by.eq(signed(entry.sequence)?))
        .run(conn)?;
    Ok(())
}
