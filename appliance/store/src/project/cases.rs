//! Cases and patients.

use diesel::prelude::*;
use doublelock_domain::case::CaseState;
use doublelock_domain::fact::cases::{CaseCorrected, CaseOpened};
use doublelock_domain::fact::patients::{PatientUnlinked, PatientsLinked, PatientsSeparated};
use doublelock_domain::ids::PatientId;

use super::Entry;
use crate::conn::{Conn, Run};
use crate::error::Result;
use crate::schema::cases::{case_file, patient};

pub(super) fn opened(conn: &mut Conn, entry: &Entry<'_>, fact: &CaseOpened) -> Result<()> {
    let at = entry.at.micros();
    let words = entry.section(&fact.words)?;
    let entered = if fact.patient_is_new() {
        new_patient(conn, entry, &fact.patient, words)?;
        None
    } else {
        Some(words)
    };
    diesel::insert_into(case_file::table)
        .values((
            case_file::id.eq(fact.case.as_str()),
            case_file::reference.eq(fact.reference.to_string()),
            case_file::state.eq(CaseState::Collecting.as_str()),
            case_file::patient_id.eq(fact.patient.as_str()),
            case_file::patient_words.eq(entered),
            case_file::question_words.eq(entry.maybe_section(fact.question.as_ref())?),
            case_file::opened_at.eq(at),
            case_file::opened_by.eq(entry.actor.as_str()),
        ))
        .run(conn)?;
    Ok(())
}

pub(super) fn corrected(conn: &mut Conn, entry: &Entry<'_>, fact: &CaseCorrected) -> Result<()> {
    diesel::update(patient::table.find(fact.patient.as_str()))
        .set(patient::words.eq(entry.section(&fact.words)?))
        .run(conn)?;
    diesel::update(case_file::table.find(fact.case.as_str()))
        .set((
            case_file::patient_words.eq(entry.maybe_section(fact.entered.as_ref())?),
            case_file::question_words.eq(entry.maybe_section(fact.question.as_ref())?),
        ))
        .run(conn)?;
    Ok(())
}

fn new_patient(conn: &mut Conn, entry: &Entry<'_>, id: &PatientId, words: i64) -> Result<()> {
    diesel::insert_into(patient::table)
        .values((
            patient::id.eq(id.as_str()),
            patient::words.eq(words),
            patient::created_at.eq(entry.at.micros()),
        ))
        .run(conn)?;
    Ok(())
}

pub(super) fn patients_linked(conn: &mut Conn, fact: &PatientsLinked) -> Result<()> {
    let others = fact.others.iter().map(PatientId::as_str);
    diesel::update(patient::table.filter(patient::id.eq_any(others)))
        .set(patient::same_as.eq(fact.patient.as_str()))
        .run(conn)?;
    Ok(())
}

pub(super) fn patient_unlinked(conn: &mut Conn, fact: &PatientUnlinked) -> Result<()> {
    diesel::update(patient::table.find(fact.patient.as_str()))
        .set(patient::same_as.eq(None::<String>))
        .run(conn)?;
    Ok(())
}

/// Their requests and their communications are found through the cases.
pub(super) fn patients_separated(
    conn: &mut Conn,
    entry: &Entry<'_>,
    fact: &PatientsSeparated,
) -> Result<()> {
    new_patient(conn, entry, &fact.patient, entry.section(&fact.words)?)?;
    for case in &fact.cases {
        diesel::update(case_file::table.find(case.as_str()))
            .set(case_file::patient_id.eq(fact.patient.as_str()))
            .run(conn)?;
    }
    Ok(())
}
