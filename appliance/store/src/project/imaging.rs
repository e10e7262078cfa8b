//! Studies, their series and their images, and what these came in.

use diesel::prelude::*;
use doublelock_domain::fact::Subject;
use doublelock_domain::fact::imaging::{
    InstanceHealed, StudyAttached, StudyDescribed, StudyReceived,
};
use doublelock_domain::imaging::{Described, StudyState};
use doublelock_domain::object::ObjectKind;

use super::{Entry, objects};
use crate::conn::{Conn, Run};
use crate::error::{Error, Result};
use crate::schema::imaging::{instance, intake, series, study};

/// The first images of an intake, of a study and of a series make its row.
pub(super) fn received(conn: &mut Conn, entry: &Entry<'_>, fact: &StudyReceived) -> Result<()> {
    of_intake(conn, fact)?;
    of_study(conn, entry, fact)?;
    for new in &fact.series {
        let known: i64 = series::table
            .find(new.id.as_str())
            .count()
            .get_result(conn)?;
        if known == 0 {
            diesel::insert_into(series::table)
                .values((
                    series::id.eq(new.id.as_str()),
                    series::study_id.eq(fact.study.as_str()),
                    series::modality.eq(&new.modality),
                    series::number.eq(new.number),
                ))
                .run(conn)?;
        }
    }
    let record = Subject::from(&fact.study).to_string();
    for (place, image) in (0i32..).zip(&fact.images) {
        diesel::insert_into(instance::table)
            .values((
                instance::id.eq(image.instance.as_str()),
                instance::study_id.eq(fact.study.as_str()),
                instance::series_id.eq(image.series.as_str()),
                instance::intake_id.eq(fact.intake.id.as_str()),
                instance::object_id.eq(image.object.id.as_str()),
                instance::words.eq(entry.section(&fact.words)?),
                instance::place.eq(place),
                instance::sop_class_uid.eq(&image.sop_class_uid),
                instance::transfer_syntax.eq(&image.transfer_syntax),
                instance::state.eq(image.state.as_str()),
                instance::number.eq(image.number),
                instance::received_at.eq(image.received_at.micros()),
                instance::described.eq(Described::Waiting.as_str()),
                instance::has_thumbnail.eq(false),
            ))
            .run(conn)?;
        objects::stored(conn, entry, &image.object, ObjectKind::Image, &record)?;
    }
    Ok(())
}

/// When the first and the last of these images arrived.
fn arrivals(fact: &StudyReceived) -> Result<(i64, i64)> {
    let times = || fact.images.iter().map(|image| image.received_at.micros());
    match (times().min(), times().max()) {
        (Some(first), Some(last)) => Ok((first, last)),
        _ => Err(Error::Corrupt("an entry of received images has none")),
    }
}

fn of_intake(conn: &mut Conn, fact: &StudyReceived) -> Result<()> {
    let (first, last) = arrivals(fact)?;
    let row = intake::table.find(fact.intake.id.as_str());
    let known: Option<(i64, i64)> = row
        .select((intake::first_received_at, intake::last_received_at))
        .first(conn)
        .optional()?;
    if let Some((known_first, known_last)) = known {
        diesel::update(row)
            .set((
                intake::first_received_at.eq(known_first.min(first)),
                intake::last_received_at.eq(known_last.max(last)),
            ))
            .run(conn)?;
        return Ok(());
    }
    diesel::insert_into(intake::table)
        .values((
            intake::id.eq(fact.intake.id.as_str()),
            intake::kind.eq(fact.intake.kind.as_str()),
            intake::calling_ae.eq(&fact.intake.calling_ae),
            intake::first_received_at.eq(first),
            intake::last_received_at.eq(last),
        ))
        .run(conn)?;
    Ok(())
}

fn of_study(conn: &mut Conn, entry: &Entry<'_>, fact: &StudyReceived) -> Result<()> {
    let (first, last) = arrivals(fact)?;
    let row = study::table.find(fact.study.as_str());
    let known: Option<(i64, i64)> = row
        .select((study::first_received_at, study::last_received_at))
        .first(conn)
        .optional()?;
    if let Some((known_first, known_last)) = known {
        diesel::update(row)
            .set((
                study::first_received_at.eq(known_first.min(first)),
                study::last_received_at.eq(known_last.max(last)),
            ))
            .run(conn)?;
        return Ok(());
    }
    diesel::insert_into(study::table)
        .values((
            study::id.eq(fact.study.as_str()),
            study::identifier_words.eq(entry.section(&fact.words)?),
            study::state.eq(StudyState::Unassigned.as_str()),
            study::calling_ae.eq(&fact.intake.calling_ae),
            study::first_received_at.eq(first),
            study::last_received_at.eq(last),
        ))
        .run(conn)?;
    Ok(())
}

/// The image has another object; the one it had is condemned.
pub(super) fn healed(conn: &mut Conn, entry: &Entry<'_>, fact: &InstanceHealed) -> Result<()> {
    diesel::update(instance::table.find(fact.instance.as_str()))
        .set(instance::object_id.eq(fact.object.id.as_str()))
        .run(conn)?;
    let study = Subject::from(&fact.study).to_string();
    objects::stored(conn, entry, &fact.object, ObjectKind::Image, &study)?;
    objects::condemned_one(conn, entry, &fact.replaces)
}

pub(super) fn described(conn: &mut Conn, entry: &Entry<'_>, fact: &StudyDescribed) -> Result<()> {
    for image in &fact.images {
        let outcome = match image.failed {
            Some(_) => Described::Failed,
            None => Described::Done,
        };
        diesel::update(instance::table.find(image.instance.as_str()))
            .set((
                instance::described.eq(outcome.as_str()),
                instance::has_thumbnail.eq(image.thumbnail),
            ))
            .run(conn)?;
    }
    let Some(words) = &fact.words else {
        return Ok(());
    };
    diesel::update(study::table.find(fact.study.as_str()))
        .set((
            study::described_at.eq(entry.at.micros()),
            study::words.eq(entry.section(words)?),
        ))
        .run(conn)?;
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
        .run(conn)?;
    Ok(())
}
