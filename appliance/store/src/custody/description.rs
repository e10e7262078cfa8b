//! What is seen on an article: of which exam it is, of which part of the body.
//!
//! These are words about somebody: they are sealed with the record that the article belongs to, and follow it when it
//! turns out to be another's.

use diesel::prelude::*;
use doublelock_domain::access::{Custody, Duty};
use doublelock_domain::custody::description::Description;
use doublelock_domain::custody::item::ItemKind;
use doublelock_domain::custody::shipment::Direction;
use doublelock_domain::fact::cases::RecordOpened;
use doublelock_domain::fact::custody::Happening;
use doublelock_domain::fact::{Reading, Sealed};
use doublelock_domain::ids::{CaseId, ItemId};
use doublelock_domain::label::Label;
use doublelock_domain::refusal::Refusal;

use super::event;
use super::item::{self as article, ItemLine, ItemRow, lines_of};
use super::names::Names;
use super::seen::seen_on;
use crate::columns::{maybe_stored, stored};
use crate::error::{Error, Result};
use crate::opened::Opened;
use crate::schema::custody::{item, shipment, shipment_line};
use crate::unit::{Sight, Unit};

/// An article that is described.
#[derive(Debug, Clone)]
pub struct Described {
    /// As in a list.
    pub line: ItemLine,
    /// What stands there, to say by it whether somebody changed it since.
    pub version: String,
    /// Other articles that came in the same parcel, by their labels.
    pub beside: Vec<ItemLine>,
}

impl Described {
    /// The article of the same parcel to go on with when this one and those of `also` are described: the first after
    /// this one that nobody described, or the first of all.
    pub fn next(&self, also: &[Label]) -> Option<Label> {
        let bare = |line: &&ItemLine| {
            matches!(line.words, Reading::Open(None)) && !also.contains(&line.label)
        };
        let mut bare: Vec<Label> = (self.beside.iter().filter(bare))
            .map(|line| line.label)
            .collect();
        bare.sort_by_key(|label| (*label < self.line.label, *label));
        bare.first().copied()
    }
}

impl ItemRow {
    fn version(&self) -> String {
        format!("{}-{}", self.kind, self.description.unwrap_or_default())
    }

    /// It was made for a request: what it is, that says.
    const fn is_made_here(&self) -> bool {
        self.request_id.is_some()
    }
}

/// Articles that came in the same parcel as this one, the last that it came in; by their labels.
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
    let others: Vec<ItemRow> = item::table
        .inner_join(shipment_line::table.on(shipment_line::item_id.eq(item::id.nullable())))
        .filter(shipment_line::shipment_id.eq(parcel))
        .filter(item::id.ne(&row.id))
        .filter(item::request_id.is_null())
        .order(item::label)
        .select(ItemRow::as_select())
        .load(unit.conn())?;
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
        let version = row.version();
        let rows: Vec<ItemRow> = std::iter::once(row).chain(others).collect();
        let mut lines = lines_of(self, &mut Names::default(), &rows)?.into_iter();
        let line = lines.next().ok_or(Error::NotFound)?;
        let view = Described {
            line,
            version,
            beside: lines.collect(),
        };
        Opened::by(self, opening, view)
    }
}

impl<'a> Unit<'a, Custody> {
    /// Says what an article is and what is seen on it; and of those of `also`, which came in the same parcel, that they
    /// are of the same exam. Nothing is written of one of which just this stands there. Refused if something else stands
    /// there than `version`, or if nothing would change at all.
    pub fn describe_item(
        &mut self,
        shown: &Opened<'a, Described>,
        version: &str,
        to: (ItemKind, &Description),
        also: &[Label],
    ) -> Result<()> {
        if shown.version != version {
            return Err(Refusal::ChangedMeanwhile.into());
        }
        let known = |label: &Label| shown.beside.iter().any(|line| line.label == *label);
        if !also.iter().all(known) {
            return Err(Refusal::ChangedMeanwhile.into());
        }
        let beside = shown
            .beside
            .iter()
            .filter(|line| also.contains(&line.label));
        let mut changed = describe_unless_so(self, &shown.line, to)?;
        for line in beside {
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
    let key = row.key()?;
    let what = Happening::Described {
        case: maybe_stored(row.case_id.as_deref())?,
        item_kind: kind,
        words: (!seen.is_empty()).then(|| Sealed::new(key, seen.clone())),
    };
    event::append(unit, row, event, what)?;
    Ok(())
}

/// An article of which somebody said what is seen on it turned out to be another's: these words are sealed with the
/// record that it belongs to now. `before` is how it stood.
pub(super) fn follow<D: Duty>(unit: &mut Unit<'_, D>, before: &ItemRow) -> Result<()> {
    let only = std::iter::once((before.id.as_str(), before.description));
    let seen = seen_on(unit, only)?.remove(before.id.as_str());
    let Some(Reading::Open(Some(seen))) = seen else {
        return Ok(());
    };
    let row = article::by_id(unit, &before.id)?;
    describe(unit, &row, (stored(&row.kind)?, &seen))
}
