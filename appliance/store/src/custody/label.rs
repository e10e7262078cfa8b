//! The register of labels: printed in batches, in use once, void once replaced.

use diesel::prelude::*;
use doublelock_domain::access::{Custody, Duty};
use doublelock_domain::act::Act;
use doublelock_domain::ids::LabelBatchId;
use doublelock_domain::label::{Label, LabelClass, LabelState};
use doublelock_domain::refusal::Refusal;
use doublelock_domain::time::Timestamp;
use serde_json::json;

use super::{id, position, word};
use crate::error::{Error, Result};
use crate::schema::custody::{label, label_batch};
use crate::unit::Unit;

/// Most labels printed at once: ten sheets of thirty.
const BATCH_LIMIT: u32 = 300;

/// Labels printed together.
#[derive(Debug, Clone)]
pub struct LabelBatch {
    /// Its id.
    pub id: LabelBatchId,
    /// What they are for.
    pub class: LabelClass,
    /// When they were issued.
    pub issued_at: Timestamp,
    /// How many.
    pub count: u32,
    /// How many of them are not in use yet.
    pub unused: u32,
    /// The labels, in printing order; empty in lists of batches.
    pub labels: Vec<Label>,
}

#[derive(Queryable, Selectable)]
#[diesel(table_name = label)]
pub(super) struct LabelRow {
    pub(super) state: String,
    pub(super) void_at: Option<i64>,
    pub(super) successor: Option<String>,
}

impl Unit<'_, Custody> {
    /// Issues `count` labels for articles or seals, to be printed on a roll or sheets.
    pub fn issue_labels(&mut self, class: LabelClass, count: u32) -> Result<LabelBatch> {
        if !matches!(class, LabelClass::Item | LabelClass::Seal) {
            return Err(Refusal::FieldChoice { field: "class" }.into());
        }
        if count == 0 || count > BATCH_LIMIT {
            return Err(Refusal::NumberOutOfRange { field: "count" }.into());
        }
        let now = self.now();
        let batch = LabelBatchId::new(now, self.entropy());
        let actor = self.actor().to_string();
        diesel::insert_into(label_batch::table)
            .values((
                label_batch::id.eq(batch.as_str()),
                label_batch::class.eq(class.as_str()),
                label_batch::label_count.eq(i32::try_from(count).unwrap_or(0)),
                label_batch::issued_at.eq(now.micros()),
                label_batch::issued_by.eq(actor),
            ))
            .execute(self.conn())?;
        let mut labels = Vec::new();
        for _ in 0..count {
            let fresh = self.next_label(class)?;
            insert(self, fresh, Some(&batch), labels.len(), LabelState::Issued)?;
            labels.push(fresh);
        }
        let payload = json!({ "class": class, "labels": labels });
        self.record(Act::LabelsIssued, &[batch.as_str()], &payload)?;
        Ok(LabelBatch {
            id: batch,
            class,
            issued_at: now,
            count,
            unused: count,
            labels,
        })
    }

    /// A batch with its labels, to print it (again).
    pub fn label_batch(&mut self, batch: &LabelBatchId) -> Result<LabelBatch> {
        let (_, class, _, at, _): (String, String, i32, i64, String) =
            label_batch::table.find(batch.as_str()).first(self.conn())?;
        let rows: Vec<(String, String)> = label::table
            .filter(label::batch_id.eq(batch.as_str()))
            .order(label::position)
            .select((label::code, label::state))
            .load(self.conn())?;
        let labels: Vec<Label> = rows
            .iter()
            .map(|(code, _)| id(code))
            .collect::<Result<_>>()?;
        let unused = rows
            .iter()
            .filter(|(_, state)| state == LabelState::Issued.as_str())
            .count();
        Ok(LabelBatch {
            id: batch.clone(),
            class: word(&class)?,
            issued_at: Timestamp::from_micros(at),
            count: super::count(labels.len()),
            unused: super::count(unused),
            labels,
        })
    }

    /// The register knows this label.
    pub fn label_exists(&mut self, code: Label) -> Result<bool> {
        Ok(find(self, code)?.is_some())
    }

    /// The latest batches, newest first, at most `limit`.
    pub fn label_batches(&mut self, limit: u32) -> Result<Vec<LabelBatch>> {
        let ids: Vec<String> = label_batch::table
            .order(label_batch::issued_at.desc())
            .limit(i64::from(limit))
            .select(label_batch::id)
            .load(self.conn())?;
        ids.iter()
            .map(|batch| {
                let batch = self.label_batch(&id(batch)?)?;
                Ok(LabelBatch {
                    labels: Vec::new(),
                    ..batch
                })
            })
            .collect()
    }
}

/// A label that was never printed before, in use from the start.
pub(super) fn issue_one<D: Duty>(unit: &mut Unit<'_, D>, class: LabelClass) -> Result<Label> {
    let fresh = unit.next_label(class)?;
    insert(unit, fresh, None, 0, LabelState::Active)?;
    Ok(fresh)
}

fn insert<D: Duty>(
    unit: &mut Unit<'_, D>,
    code: Label,
    batch: Option<&LabelBatchId>,
    place: usize,
    state: LabelState,
) -> Result<()> {
    let active_at = (state == LabelState::Active).then(|| unit.now().micros());
    diesel::insert_into(label::table)
        .values((
            label::code.eq(code.to_string()),
            label::class.eq(code.class().as_str()),
            label::batch_id.eq(batch.map(LabelBatchId::as_str)),
            label::position.eq(position(place)),
            label::state.eq(state.as_str()),
            label::active_at.eq(active_at),
        ))
        .execute(unit.conn())?;
    Ok(())
}

/// The register's row of a label.
pub(super) fn find<D: Duty>(unit: &mut Unit<'_, D>, code: Label) -> Result<Option<LabelRow>> {
    Ok(label::table
        .find(code.to_string())
        .select(LabelRow::as_select())
        .first(unit.conn())
        .optional()?)
}

/// A printed label is stuck on something. One that was used before is refused.
pub(super) fn put_in_use<D: Duty>(unit: &mut Unit<'_, D>, code: Label) -> Result<()> {
    let now = unit.now().micros();
    let changed = diesel::update(
        label::table
            .find(code.to_string())
            .filter(label::state.eq(LabelState::Issued.as_str())),
    )
    .set((
        label::state.eq(LabelState::Active.as_str()),
        label::active_at.eq(now),
    ))
    .execute(unit.conn())?;
    if changed == 1 {
        Ok(())
    } else {
        Err(Refusal::LabelInUse { label: code }.into())
    }
}

/// A label never acts again, and nothing takes its place.
pub(super) fn void<D: Duty>(unit: &mut Unit<'_, D>, code: Label) -> Result<()> {
    let now = unit.now().micros();
    diesel::update(label::table.find(code.to_string()))
        .set((
            label::state.eq(LabelState::Void.as_str()),
            label::void_at.eq(now),
        ))
        .execute(unit.conn())?;
    Ok(())
}

/// `old` never acts again; `new` counts.
pub(super) fn replace<D: Duty>(unit: &mut Unit<'_, D>, old: Label, new: Label) -> Result<()> {
    put_in_use(unit, new)?;
    let now = unit.now().micros();
    let changed = diesel::update(label::table.find(old.to_string()))
        .set((
            label::state.eq(LabelState::Void.as_str()),
            label::void_at.eq(now),
            label::successor.eq(new.to_string()),
        ))
        .execute(unit.conn())?;
    if changed != 1 {
        return Err(Error::NotFound);
    }
    let payload = json!({ "void": old, "successor": new });
    unit.record(
        Act::LabelVoided,
        &[&old.to_string(), &new.to_string()],
        &payload,
    )?;
    Ok(())
}
