//! What is seen on an article: of which exam it is, of which part of the body.
//!
//! These are words about somebody. They are sealed under the article's own key, which hangs on that of the record that
//! the article belongs to, and is moved when it turns out to be another's: they are erased with the record that it is of
//! then, and no other keeps them.

use diesel::prelude::*;
use doublelock_domain::access::{Custody, Duty};
use doublelock_domain::custody::description::Description;
use doublelock_domain::custody::holder::HolderKind;
use doublelock_domain::custody::item::ItemKind;
use doublelock_domain::custody::shipment::Direction;
use doublelock_domain::fact::cases::RecordOpened;
use doublelock_domain::fact::custody::Happening;
use doublelock_domain::fact::{Reading, Sealed, Subject};
use doublelock_domain::ids::{CaseId, ItemId};
use doublelock_domain::label::Label;
use doublelock_domain::refusal::Refusal;

use super::event;
use super::item::{self as article, ItemLine, ItemRow, lines_of};
use super::names::Names;
use crate::columns::{maybe_stored, stored};
use crate::error::{Error, Result};
use crate::opened::Opened;
use crate::schema::custody::{item, shipment, shipment_line};
use crate::sections;
use crate::unit::{Sight, Unit};

/// An article that is described.
#[derive(Debug, Clone)]
pub struct Described {
    /// As in a list.
    pub line: ItemLine,
    /// What stands there, to say by it whether somebody changed it since.
    pub version: String,
    /// Other articles of the same case that came in the same parcel, by their labels; each with what stands there.
    pub beside: Vec<(ItemLine, String)>,
}

impl Described {
    /// The article of the same case and parcel to go on with when this one and those of `also` are described: the first
    /// after this one of which not enough is said, or the first of all.
    pub fn next(&self, also: &[Label]) -> Option<Label> {
        let lines = self.beside.iter().map(|(line, _)| line);
        let mut bare: Vec<Label> = lines
            .filter(|line| line.is_to_describe() && !also.contains(&line.label))
            .map(|line| line.label)
            .collect();
        bare.sort_by_key(|label| (*label < self.line.label, *label));
        bare.first().copied()
    }
}

impl ItemLine {
    /// Not enough is said of what is seen on it.
    pub fn is_to_describe(&self) -> bool {
        match &self.words {
            Reading::Open(words) => !Description::suffices(words.as_ref(), self.kind),
            Reading::Erased { .. } | Reading::Missing => false,
        }
    }
}

impl ItemRow {
    /// What it is said to be, what is seen on it, and whose it is.
    fn version(&self) -> String {
        let words = self.description.unwrap_or_default();
        let case = self.case_id.as_deref().unwrap_or("none");
        format!("{}-{words}-{case}", self.kind)
    }

    /// It was made for a request: what it is, that says.
    const fn is_made_here(&self) -> bool {
        self.request_id.is_some()
    }
}

/// Articles of the same case that came in the same parcel as this one, the last that it came in; by their labels.
fn beside<D: Duty>(unit: &mut Sight<'_, D>, row: &ItemRow) -> Result<Vec<ItemRow>> {
    let parcel: Option<String> = shipment_line::table
        .inner_join(shipment::table)
        .filter(shipment_line::item_id.eq(&row.id))
        .filter(shipment::direction.eq(Direction::Inbound.as_str()))
        .order((shipment::created_at.desc(), shipment::id.desc()))
        .select(shipment::id)
        .first(unit.conn())
        .optional()?;
    let Some(parcel) = parcel else {
        return Ok(Vec::new());
    };
    let gone = [HolderKind::Destroyed, HolderKind::Withdrawn].map(HolderKind::as_str);
    let mut others: Vec<ItemRow> = item::table
        .inner_join(shipment_line::table.on(shipment_line::item_id.eq(item::id.nullable())))
        .filter(shipment_line::shipment_id.eq(parcel))
        .filter(item::id.ne(&row.id))
        .filter(item::request_id.is_null())
        .filter(item::holder_kind.ne_all(gone))
        .order(item::label)
        .select(ItemRow::as_select())
        .load(unit.conn())?;
    // One form never says something of two people's.
    others.retain(|other| other.case_id == row.case_id);
    Ok(others)
}

impl<'a> Sight<'a, Custody> {
    /// Opens an article to say what it is; with it, those that came in the same parcel.
    pub fn open_to_describe(&mut self, label: Label) -> Result<Opened<'a, Described>> {
        let row = article::by_label(self, label)?.ok_or(Error::NotFound)?;
        if row.is_made_here() {
            return Err(Refusal::DiscOfRequest.into());
        }
        let others = beside(self, &row)?;
        let case: Option<CaseId> = maybe_stored(row.case_id.as_deref())?;
        let mut shown = Vec::new();
        for other in &others {
            shown.extend(other.subjects()?);
        }
        let opening = RecordOpened {
            record: (&stored::<ItemId>(&row.id)?).into(),
            of: case.iter().map(Into::into).collect(),
            shown,
        };
        let rows: Vec<ItemRow> = std::iter::once(row).chain(others).collect();
        let lines = lines_of(self, &mut Names::default(), &rows)?.into_iter();
        let mut lines = lines.zip(rows.iter().map(ItemRow::version));
        let (line, version) = lines.next().ok_or(Error::NotFound)?;
        // What is closed for ever, or does not open, is not written over.
        sections::present(line.words.clone())?;
        let beside = lines.filter(|(line, _)| matches!(line.words, Reading::Open(_)));
        let view = Described {
            version,
            beside: beside.collect(),
            line,
        };
        Opened::by(self, opening, view)
    }
}

impl<'a> Unit<'a, Custody> {
    /// Says what an article is and what is seen on it; and of those of `also`, which came in the same parcel, that they
    /// are of the same exam. Nothing is written of one of which just this stands there. Refused if something else stands
    /// there than `version`, or than each of `also` is named with; or if nothing would change at all.
    pub fn describe_item(
        &mut self,
        shown: &Opened<'a, Described>,
        version: &str,
        to: (ItemKind, &Description),
        also: &[(Label, String)],
    ) -> Result<()> {
        if shown.version != version {
            return Err(Refusal::ChangedMeanwhile.into());
        }
        let mut beside = Vec::new();
        for (label, seen) in also {
            let mut known = shown.beside.iter();
            let found = known.find(|(line, version)| line.label == *label && version == seen);
            beside.push(found.ok_or(Refusal::ChangedMeanwhile)?);
        }
        let mut changed = describe_unless_so(self, &shown.line, to)?;
        for (line, _) in beside {
            let seen = words_of(line).unwrap_or_default().of_exam_of(to.1);
            changed |= describe_unless_so(self, line, (line.kind, &seen))?;
        }
        if changed {
            Ok(())
        } else {
            Err(Refusal::NothingChanged.into())
        }
    }
}

/// What stands there of an article, unless it cannot be read.
fn words_of(line: &ItemLine) -> Option<Description> {
    match &line.words {
        Reading::Open(words) => Some(words.clone().unwrap_or_default()),
        Reading::Erased { .. } | Reading::Missing => None,
    }
}

/// Says it, unless just this stands there; whether it was said.
fn describe_unless_so<D: Duty>(
    unit: &mut Unit<'_, D>,
    line: &ItemLine,
    (kind, seen): (ItemKind, &Description),
) -> Result<bool> {
    if line.kind == kind && words_of(line).as_ref() == Some(seen) {
        return Ok(false);
    }
    let row = article::by_id(unit, line.id.as_str())?;
    describe(unit, &row, (kind, seen))?;
    Ok(true)
}

fn describe<D: Duty>(
    unit: &mut Unit<'_, D>,
    row: &ItemRow,
    (kind, seen): (ItemKind, &Description),
) -> Result<()> {
    let event = row.state()?.describe()?;
    let key: Subject = (&stored::<ItemId>(&row.id)?).into();
    let what = Happening::Described {
        case: maybe_stored(row.case_id.as_deref())?,
        item_kind: kind,
        words: (!seen.is_empty()).then(|| Sealed::new(key, seen.clone())),
    };
    event::append(unit, row, event, what)?;
    Ok(())
}
