//! Studies and their images.

use diesel::prelude::*;
use doublelock_domain::fact::imaging::{ImageKept, InstanceDescribed, StudyAttached};
use doublelock_domain::ids::from_hex;
use doublelock_domain::imaging::{Described, StudyState};

use super::Entry;
use crate::conn::Conn;
use crate::error::{Error, Result};
use crate::schema::imaging::{instance, study};
use crate::unit::signed;

/// The first image of a study makes the study's row.
pub(super) fn kept(conn: &mut Conn, entry: &Entry<'_>, fact: &ImageKept) -> Result<()> {
    let at = entry.at.micros();
    let known = diesel::update(study::table.find(fact.study.as_str()))
        .set(study::last_received_at.eq(at))
        .execute(conn)?;
    if known == 0 {
        diesel::insert_into(study::table)
            .values((
                study::id.eq(fact.study.as_str()),
                study::study_uid.eq(&fact.words.study_uid),
                study::state.eq(StudyState::Unassigned.as_str()),
                study::calling_ae.eq(&fact.calling_ae),
                study::first_received_at.eq(at),
                study::last_received_at.eq(at),
            ))
            .execute(conn)?;
    }
    let digest = |text: &str| from_hex(text).ok_or(Error::Corrupt("a digest is malformed"));
    diesel::insert_into(instance::table)
        .values((
            instance::id.eq(fact.instance.as_str()),
            instance::study_id.eq(fact.study.as_str()),
            instance::series_uid.eq(&fact.words.series_uid),
            instance::sop_instance_uid.eq(&fact.words.sop_instance_uid),
            instance::sop_class_uid.eq(&fact.sop_class_uid),
            instance::transfer_syntax.eq(&fact.transfer_syntax),
            instance::state.eq(fact.state.as_str()),
            instance::sha256.eq(digest(&fact.words.sha256)?),
            instance::patient_print.eq(digest(&fact.words.patient_print)?),
            instance::bytes.eq(signed(fact.bytes)?),
            instance::modality.eq(&fact.modality),
            instance::series_number.eq(fact.series_number),
            instance::instance_number.eq(fact.instance_number),
            instance::received_at.eq(at),
            instance::calling_ae.eq(&fact.calling_ae),
            instance::described.eq(Described::Waiting.as_str()),
            instance::has_thumbnail.eq(false),
        ))
        .execute(conn)?;
    Ok(())
}

pub(super) fn described(
    conn: &mut Conn,
    entry: &Entry<'_>,
    fact: &InstanceDescribed,
) -> Result<()> {
    let outcome = match fact.failed {
        Some(_) => Described::Failed,
        None => Described::Done,
    };
    diesel::update(instance::table.find(fact.instance.as_str()))
        .set((
            instance::described.eq(outcome.as_str()),
            instance::has_thumbnail.eq(fact.thumbnail),
        ))
        .execute(conn)?;
    let Some(words) = &fact.words else {
        return Ok(());
    };
    diesel::update(study::table.find(fact.study.as_str()))
        .set((
            study::described_at.eq(entry.at.micros()),
            study::patient_name.eq(&words.patient_name),
            study::birth_date.eq(&words.birth_date),
            study::sex.eq(&words.sex),
            study::patient_number.eq(&words.patient_number),
            study::patient_issuer.eq(&words.patient_issuer),
            study::study_date.eq(&words.study_date),
            study::description.eq(&words.description),
            study::institution.eq(&words.institution),
        ))
        .execute(conn)?;
    Ok(())
}

pub(super) fn attached(conn: &mut Conn, entry: &Entry<'_>, fact: &StudyAttached) -> Result<()> {
    diesel::update(study::table.find(fact.study.as_str()))
        .set((
            study::state.eq(StudyState::Attached.as_str()),
            study::case_id.eq(fact.case.as_str()),
            study::attached_at.eq(entry.at.micros()),
            study::attached_by.eq(entry.actor.as_str()),
        ))
        .execute(conn)?;
    Ok(())
}
