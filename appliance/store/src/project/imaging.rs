//! Studies and their images.

use diesel::prelude::*;
use doublelock_domain::fact::Subject;
use doublelock_domain::fact::imaging::{
    ImageKept, InstanceDescribed, InstanceHealed, StudyAttached,
};
use doublelock_domain::imaging::{Described, StudyState};
use doublelock_domain::object::ObjectKind;

use super::{Entry, objects};
use crate::conn::Conn;
use crate::error::Result;
use crate::schema::imaging::{instance, study};

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
                study::identifier_words.eq(entry.section(&fact.words)?),
                study::state.eq(StudyState::Unassigned.as_str()),
                study::calling_ae.eq(&fact.calling_ae),
                study::first_received_at.eq(at),
                study::last_received_at.eq(at),
            ))
            .execute(conn)?;
    }
    diesel::insert_into(instance::table)
        .values((
            instance::id.eq(fact.instance.as_str()),
            instance::study_id.eq(fact.study.as_str()),
            instance::object_id.eq(fact.object.id.as_str()),
            instance::words.eq(entry.section(&fact.words)?),
            instance::sop_class_uid.eq(&fact.sop_class_uid),
            instance::transfer_syntax.eq(&fact.transfer_syntax),
            instance::state.eq(fact.state.as_str()),
            instance::modality.eq(&fact.modality),
            instance::series_number.eq(fact.series_number),
            instance::instance_number.eq(fact.instance_number),
            instance::received_at.eq(at),
            instance::calling_ae.eq(&fact.calling_ae),
            instance::described.eq(Described::Waiting.as_str()),
            instance::has_thumbnail.eq(false),
        ))
        .execute(conn)?;
    let study = Subject::from(&fact.study).to_string();
    objects::stored(conn, entry, &fact.object, ObjectKind::Image, &study)
}

/// The image has another object; the one it had is condemned.
pub(super) fn healed(conn: &mut Conn, entry: &Entry<'_>, fact: &InstanceHealed) -> Result<()> {
    diesel::update(instance::table.find(fact.instance.as_str()))
        .set(instance::object_id.eq(fact.object.id.as_str()))
        .execute(conn)?;
    let study = Subject::from(&fact.study).to_string();
    objects::stored(conn, entry, &fact.object, ObjectKind::Image, &study)?;
    objects::condemned_one(conn, entry, &fact.replaces)
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
            study::words.eq(entry.section(words)?),
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
