//! Labels: printed, in use, void. What they are stuck on is written where that is.

use diesel::prelude::*;
use doublelock_domain::custody::label_register::LabelState;
use doublelock_domain::fact::custody::{LabelVoided, LabelsIssued};
use doublelock_domain::label::Label;
use doublelock_domain::time::Timestamp;

use super::Entry;
use crate::columns::position;
use crate::conn::{Conn, Run};
use crate::error::Result;
use crate::schema::custody::{label, label_batch};

pub(super) fn issued(conn: &mut Conn, entry: &Entry<'_>, fact: &LabelsIssued) -> Result<()> {
    diesel::insert_into(label_batch::table)
        .values((
            label_batch::id.eq(fact.batch.as_str()),
            label_batch::class.eq(fact.class.as_str()),
            label_batch::label_count.eq(position(fact.labels.len())),
            label_batch::issued_at.eq(entry.at.micros()),
            label_batch::issued_by.eq(entry.actor.as_str()),
        ))
        .run(conn)?;
    for (at, code) in fact.labels.iter().enumerate() {
        diesel::insert_into(label::table)
            .values((
                label::code.eq(code.to_string()),
                label::class.eq(code.class().as_str()),
                label::batch_id.eq(fact.batch.as_str()),
                label::position.eq(position(at)),
                label::state.eq(LabelState::Issued.as_str()),
            ))
            .run(conn)?;
    }
    Ok(())
}

pub(super) fn voided(conn: &mut Conn, entry: &Entry<'_>, fact: &LabelVoided) -> Result<()> {
    activate(conn, fact.successor, entry.at)?;
    void(conn, fact.label, Some(fact.successor), entry.at)
}

/// A label that was never printed before is in use from the start.
pub(super) fn insert_active(conn: &mut Conn, code: Label, at: Timestamp) -> Result<()> {
    diesel::insert_into(label::table)
        .values((
            label::code.eq(code.to_string()),
            label::class.eq(code.class().as_str()),
            label::position.eq(0),
            label::state.eq(LabelState::Active.as_str()),
            label::active_at.eq(at.micros()),
        ))
        .run(conn)?;
    Ok(())
}

/// A printed label is stuck on something.
pub(super) fn activate(conn: &mut Conn, code: Label, at: Timestamp) -> Result<()> {
    diesel::update(label::table.find(code.to_string()))
        .set((
            label::state.eq(LabelState::Active.as_str()),
            label::active_at.eq(at.micros()),
        ))
        .run(conn)?;
    Ok(())
}

pub(super) fn void(
    conn: &mut Conn,
    code: Label,
    successor: Option<Label>,
    at: Timestamp,
) -> Result<()> {
    diesel::update(label::table.find(code.to_string()))
        .set((
            label::state.eq(LabelState::Void.as_str()),
            label::void_at.eq(at.micros()),
            label::successor.eq(successor.map(|label| label.to_string())),
        ))
        .run(conn)?;
    Ok(())
}
