//! The register of labels: printed in batches, in use once, void once replaced.

use std::collections::BTreeMap;

use diesel::dsl::count_star;
use diesel::prelude::*;
use doublelock_domain::access::{Custody, Duty};
use doublelock_domain::custody::label_register::{BATCH_LIMIT, LabelState};
use doublelock_domain::fact::custody::LabelsIssued;
use doublelock_domain::ids::LabelBatchId;
use doublelock_domain::label::{Label, LabelClass};
use doublelock_domain::refusal::Refusal;
use doublelock_domain::time::Timestamp;

use crate::columns::{count, counted, stored};
use crate::error::Result;
use crate::schema::custody::{label, label_batch};
use crate::unit::{Sight, Unit};

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

impl Sight<'_, Custody> {
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
            .map(|(code, _)| stored(code))
            .collect::<Result<_>>()?;
        let unused = rows
            .iter()
            .filter(|(_, state)| state == LabelState::Issued.as_str())
            .count();
        Ok(LabelBatch {
            id: batch.clone(),
            class: stored(&class)?,
            issued_at: Timestamp::from_micros(at),
            count: count(labels.len()),
            unused: count(unused),
            labels,
        })
    }

    /// The register knows this label.
    pub fn label_exists(&mut self, code: Label) -> Result<bool> {
        Ok(find(self, code)?.is_some())
    }

    /// The latest batches, newest first, at most `limit`.
    pub fn label_batches(&mut self, limit: u32) -> Result<Vec<LabelBatch>> {
        let rows: Vec<(String, String, i64)> = label_batch::table
            .order((label_batch::issued_at.desc(), label_batch::id.desc()))
            .limit(i64::from(limit))
            .select((label_batch::id, label_batch::class, label_batch::issued_at))
            .load(self.conn())?;
        let ids: Vec<&str> = rows.iter().map(|(batch, ..)| batch.as_str()).collect();
        let counts: Vec<(String, String, i64)> = label::table
            .filter(label::batch_id.eq_any(ids))
            .group_by((label::batch_id, label::state))
            .select((
                label::batch_id.assume_not_null(),
                label::state,
                count_star(),
            ))
            .load(self.conn())?;
        let mut all: BTreeMap<&str, (i64, i64)> = BTreeMap::new();
        for (batch, state, n) in &counts {
            let (count, unused) = all.entry(batch).or_default();
            *count += n;
            if state == LabelState::Issued.as_str() {
                *unused += n;
            }
        }
        rows.iter()
            .map(|(batch, class, at)| {
                let (count, unused) = all.get(batch.as_str()).copied().unwrap_or_default();
                Ok(LabelBatch {
                    id: stored(batch)?,
                    class: stored(class)?,
                    issued_at: Timestamp::from_micros(*at),
                    count: counted(count)?,
                    unused: counted(unused)?,
                    labels: Vec::new(),
                })
            })
            .collect()
    }
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
        let labels = (0..count)
            .map(|_| self.next_label(class))
            .collect::<Result<Vec<_>>>()?;
        self.enact(LabelsIssued {
            batch: batch.clone(),
            class,
            labels: labels.clone(),
        })?;
        Ok(LabelBatch {
            id: batch,
            class,
            issued_at: now,
            count,
            unused: count,
            labels,
        })
    }
}

/// The register's row of a label.
pub(super) fn find<D: Duty>(unit: &mut Sight<'_, D>, code: Label) -> Result<Option<LabelRow>> {
    Ok(label::table
        .find(code.to_string())
        .select(LabelRow::as_select())
        .first(unit.conn())
        .optional()?)
}

/// Refuses a label that cannot be stuck on something now: used before, void, or not one
/// that was printed.
pub(super) fn may_be_used<D: Duty>(unit: &mut Sight<'_, D>, code: Label) -> Result<()> {
    let known = find(unit, code)?
        .map(|row| stored::<LabelState>(&row.state))
        .transpose()?;
    Ok(LabelState::may_be_used(known, code)?)
}
