//! Cases and patients.

use diesel::prelude::*;
use doublelock_domain::case::{CaseState, EnteredText};
use doublelock_domain::fact::cases::CaseOpened;

use super::Entry;
use crate::conn::Conn;
use crate::error::Result;
use crate::schema::cases::{case_file, patient};

pub(super) fn opened(conn: &mut Conn, entry: &Entry<'_>, fact: &CaseOpened) -> Result<()> {
    let at = entry.at.micros();
    let who = &fact.words.patient;
    let number = who.hospital_number.as_ref();
    diesel::insert_into(patient::table)
        .values((
            patient::id.eq(fact.patient.as_str()),
            patient::family_name.eq(who.family_name.as_str()),
            patient::given_names.eq(who.given_names.as_str()),
            patient::birth_date.eq(who.birth_date.to_string()),
            patient::sex.eq(who.sex.as_str()),
            patient::hospital_number.eq(number.map(|number| number.value.as_str())),
            patient::hospital_issuer.eq(number.map(|number| number.issuer.as_str())),
            patient::language.eq(who.language.as_str()),
            patient::created_at.eq(at),
        ))
        .execute(conn)?;
    diesel::insert_into(case_file::table)
        .values((
            case_file::id.eq(fact.case.as_str()),
            case_file::reference.eq(fact.reference.to_string()),
            case_file::state.eq(CaseState::Collecting.as_str()),
            case_file::patient_id.eq(fact.patient.as_str()),
            case_file::question.eq(fact.words.question.as_ref().map(EnteredText::as_str)),
            case_file::opened_at.eq(at),
            case_file::opened_by.eq(entry.actor.as_str()),
        ))
        .execute(conn)?;
    Ok(())
}
