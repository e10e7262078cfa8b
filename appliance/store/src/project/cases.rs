//! Cases and patients.

use diesel::prelude::*;
use doublelock_domain::case::CaseState;
use doublelock_domain::fact::cases::CaseOpened;

use super::Entry;
use crate::conn::Conn;
use crate::error::Result;
use crate::schema::cases::{case_file, patient};

pub(super) fn opened(conn: &mut Conn, entry: &Entry<'_>, fact: &CaseOpened) -> Result<()> {
    let at = entry.at.micros();
    diesel::insert_into(patient::table)
        .values((
            patient::id.eq(fact.patient.as_str()),
            patient::words.eq(entry.section(&fact.words)?),
            patient::created_at.eq(at),
        ))
        .execute(conn)?;
    diesel::insert_into(case_file::table)
        .values((
            case_file::id.eq(fact.case.as_str()),
            case_file::reference.eq(fact.reference.to_string()),
            case_file::state.eq(CaseState::Collecting.as_str()),
            case_file::patient_id.eq(fact.patient.as_str()),
            case_file::question_words.eq(entry.maybe_section(fact.question.as_ref())?),
            case_file::opened_at.eq(at),
            case_file::opened_by.eq(entry.actor.as_str()),
        ))
        .execute(conn)?;
    Ok(())
}
