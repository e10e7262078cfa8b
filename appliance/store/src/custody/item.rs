//! Articles: as stored, in lists, and as stations see them. Opening one is in [`super::story`].

use std::collections::BTreeMap;

use diesel::prelude::*;
use doublelock_domain::access::{Coordination, Duty};
use doublelock_domain::case::Case;
use doublelock_domain::custody::holder::{Holder, HolderKind};
use doublelock_domain::custody::item::{Condition, EventKind, ItemFact, ItemKind, ItemState};
use doublelock_domain::custody::places::Places;
use doublelock_domain::custody::visit::Plannable;
use doublelock_domain::fact::custody::{CustodyEvent, Happening, NewArticle};
use doublelock_domain::fact::{Reading, Subject};
use doublelock_domain::ids::{CaseId, ItemId, Reference};
use doublelock_domain::label::Label;
use doublelock_domain::refusal::Refusal;
use doublelock_domain::time::Timestamp;

use super::exception::{is_looked_for, looked_for_among};
use super::holder::{self, HERE, HolderView};
use super::names::Names;
use super::seen::{Seen, seen_on};
use crate::columns::{counted, maybe_stored, number, stored};
use crate::error::{Error, Result};
use crate::opened::Opened;
use crate::project::Entry;
use crate::schema::custody::{custody_event, item, item_external_id};
use crate::tokens::{self, Index};
use crate::unit::Sight;

/// An article in a list.
#[derive(Debug, Clone)]
pub struct ItemLine {
    /// Its id.
    pub id: ItemId,
    /// Its label.
    pub label: Label,
    /// What it is.
    pub kind: ItemKind,
    /// What is seen on it.
    pub words: Seen,
    /// Number of its case.
    pub case: Option<Reference>,
    /// Nobody knows yet whose it is.
    pub unidentified: bool,
    /// It came to us: it was neither made here for a request, nor received by mistake.
    pub came: bool,
    /// It was not where it should be, and somebody looks for it.
    pub looked_for: bool,
    /// Who holds it.
    pub holder: HolderView,
    /// Condition when last looked at.
    pub condition: Condition,
    /// When it was last seen.
    pub seen_at: Timestamp,
}

#[derive(Queryable, Selectable, Clone, PartialEq, Eq)]
#[diesel(table_name = item)]
pub(super) struct ItemRow {
    pub(super) id: String,
    pub(super) label: String,
    pub(super) kind: String,
    pub(super) words: Option<i64>,
    pub(super) description: Option<i64>,
    pub(super) case_id: Option<String>,
    pub(super) request_id: Option<String>,
    pub(super) holder_kind: String,
    pub(super) holder_id: String,
    item_seq: i32,
    pub(super) condition: String,
    pub(super) seen_at: i64,
}

impl ItemRow {
    /// The row after an event that was written down, as `project` leaves it.
    pub(super) fn after(
        before: Option<Self>,
        entry: &Entry<'_>,
        event: &CustodyEvent,
    ) -> Result<Option<Self>> {
        let of = match (event.what.article(), before) {
            (Some(new), _) => Self {
                id: event.item.to_string(),
                label: event.label.to_string(),
                kind: new.kind.to_string(),
                words: entry.maybe_section(new.words.as_ref())?,
                description: None,
                case_id: new.case.as_ref().map(ToString::to_string),
                request_id: new.request.as_ref().map(ToString::to_string),
                holder_kind: String::new(),
                holder_id: String::new(),
                item_seq: 0,
                condition: String::new(),
                seen_at: 0,
            },
            (None, Some(before)) => before,
            // A chain that begins in its middle is nothing.
            (None, None) => return Ok(None),
        };
        let label = match &event.what {
            Happening::Relabelled { new } => new,
            _ => &event.label,
        };
        let case_id = match &event.what {
            Happening::Identified { case, .. } => Some(case.to_string()),
            _ => of.case_id,
        };
        let (kind, description) = match &event.what {
            Happening::Described {
                item_kind, words, ..
            } => (item_kind.to_string(), entry.maybe_section(words.as_ref())?),
            _ => (of.kind, of.description),
        };
        let seen_at = if event.what.sees_it() {
            entry.at.micros()
        } else {
            of.seen_at
        };
        Ok(Some(Self {
            label: label.to_string(),
            kind,
            description,
            case_id,
            holder_kind: event.to.kind().to_string(),
            holder_id: event.to.reference().to_owned(),
            item_seq: number(event.seq),
            condition: event.condition.to_string(),
            seen_at,
            ..of
        }))
    }

    pub(super) fn state(&self) -> Result<ItemState> {
        Ok(ItemState {
            holder: holder::read(&self.holder_kind, &self.holder_id)?,
            seq: counted(self.item_seq).unwrap_or(0),
            condition: stored(&self.condition)?,
        })
    }

    pub(super) fn label(&self) -> Result<Label> {
        stored(&self.label)
    }

    /// It came out of a parcel and nobody said yet whose it is.
    pub(super) const fn is_unidentified(&self) -> bool {
        self.case_id.is_none() && self.request_id.is_none()
    }

    /// The same, and it is here: somebody is to say it.
    pub(super) fn waits_for_a_case(&self) -> bool {
        let here = HERE.iter().any(|kind| self.holder_kind == kind.as_str());
        self.is_unidentified() && here
    }

    /// Whose key its words are sealed under.
    pub(super) fn key(&self) -> Result<Subject> {
        let case: Option<CaseId> = maybe_stored(self.case_id.as_deref())?;
        match &case {
            Some(case) => Ok(case.into()),
            None => Ok((&stored::<ItemId>(&self.id)?).into()),
        }
    }

    /// The article and its case, as a list that shows both names them.
    pub(super) fn subjects(&self) -> Result<Vec<Subject>> {
        let article: ItemId = stored(&self.id)?;
        let case: Option<CaseId> = maybe_stored(self.case_id.as_deref())?;
        Ok(std::iter::once((&article).into())
            .chain(case.as_ref().map(Into::into))
            .collect())
    }
}

pub(super) fn by_label<D: Duty>(unit: &mut Sight<'_, D>, label: Label) -> Result<Option<ItemRow>> {
    Ok(item::table
        .filter(item::label.eq(label.to_string()))
        .select(ItemRow::as_select())
        .first(unit.conn())
        .optional()?)
}

/// Refused if an article that is received again would go to another record, and labels of others were noted for it in
/// the first, or somebody said what is seen on it: those words stay sealed there.
pub(super) fn may_change_case<D: Duty>(
    unit: &mut Sight<'_, D>,
    row: &ItemRow,
    new: Option<&NewArticle>,
) -> Result<()> {
    let case = new.and_then(|new| new.case.as_ref()).map(CaseId::as_str);
    if case == row.case_id.as_deref() {
        return Ok(());
    }
    let linked: i64 = item_external_id::table
        .filter(item_external_id::item_id.eq(&row.id))
        .count()
        .get_result(unit.conn())?;
    let described: i64 = custody_event::table
        .filter(custody_event::item_id.eq(&row.id))
        .filter(custody_event::kind.eq(EventKind::Described.as_str()))
        .count()
        .get_result(unit.conn())?;
    if linked + described > 0 {
        return Err(Refusal::LabelOfAnotherRecord.into());
    }
    Ok(())
}

/// Some articles, by their ids.
pub(super) fn by_ids<D: Duty>(
    unit: &mut Sight<'_, D>,
    ids: impl IntoIterator<Item = String>,
) -> Result<BTreeMap<String, ItemRow>> {
    let ids: Vec<String> = ids.into_iter().collect();
    let rows: Vec<ItemRow> = item::table
        .filter(item::id.eq_any(ids))
        .select(ItemRow::as_select())
        .load(unit.conn())?;
    Ok(rows.into_iter().map(|row| (row.id.clone(), row)).collect())
}

/// One of them, which a record names.
pub(super) fn among<'a>(rows: &'a BTreeMap<String, ItemRow>, id: &str) -> Result<&'a ItemRow> {
    rows.get(id).ok_or(Error::Corrupt(
        "an article that a record names is not there",
    ))
}

pub(super) fn by_id<D: Duty>(unit: &mut Sight<'_, D>, item_id: &str) -> Result<ItemRow> {
    Ok(item::table
        .find(item_id.to_owned())
        .select(ItemRow::as_select())
        .first(unit.conn())?)
}

/// Articles in the hands of the person of this unit.
pub(super) fn in_hands<D: Duty>(unit: &mut Sight<'_, D>) -> Result<Vec<ItemRow>> {
    let who = unit.actor().to_string();
    Ok(item::table
        .filter(item::holder_kind.eq(HolderKind::Person.as_str()))
        .filter(item::holder_id.eq(who))
        .order(item::id)
        .limit(1000)
        .select(ItemRow::as_select())
        .load(unit.conn())?)
}

/// How many there are.
pub(super) fn count_in_hands<D: Duty>(unit: &mut Sight<'_, D>) -> Result<u32> {
    let who = unit.actor().to_string();
    let found: i64 = item::table
        .filter(item::holder_kind.eq(HolderKind::Person.as_str()))
        .filter(item::holder_id.eq(who))
        .count()
        .get_result(unit.conn())?;
    counted(found)
}

/// The article that another establishment's label is on.
pub(super) fn by_external<D: Duty>(unit: &mut Sight<'_, D>, code: &str) -> Result<Option<ItemRow>> {
    let keys = unit.keys();
    let found = tokens::find(unit.conn(), keys, Index::ForeignLabel, code)?;
    (found.first())
        .map(|item_id| by_id(unit, item_id))
        .transpose()
}

/// What the station needs to know about an article.
pub(super) fn fact<D: Duty>(
    unit: &mut Sight<'_, D>,
    row: &ItemRow,
    external: bool,
) -> Result<ItemFact> {
    let mut names = Names::default();
    let state = row.state()?;
    let archive = match &state.holder {
        Holder::Location(place) => names.places(unit)?.archive_of(place),
        _ => None,
    };
    Ok(ItemFact {
        id: stored(&row.id)?,
        label: row.label()?,
        kind: stored(&row.kind)?,
        whereabouts: (names.view(unit, &state.holder)?.name)
            .open()
            .unwrap_or_default(),
        state,
        case: maybe_stored(row.case_id.as_deref())?,
        unidentified: row.waits_for_a_case(),
        looked_for: is_looked_for(unit, &stored(&row.id)?)?,
        archive,
        by_external: external,
    })
}

impl ItemRow {
    /// What decides whether it can be planned for a visit.
    pub(super) fn plannable(&self, places: &Places) -> Result<Plannable> {
        let holder = self.state()?.holder;
        let archive = match &holder {
            Holder::Location(place) => places.archive_of(place),
            _ => None,
        };
        Ok(Plannable {
            id: stored(&self.id)?,
            label: self.label()?,
            holder: holder.kind(),
            archive,
            unidentified: self.waits_for_a_case(),
        })
    }
}

/// Lines of a list, with as many queries for many as for few.
pub(super) fn lines_of<'r, D: Duty>(
    unit: &mut Sight<'_, D>,
    names: &mut Names,
    rows: impl IntoIterator<Item = &'r ItemRow> + Clone,
) -> Result<Vec<ItemLine>> {
    let mut holders = Vec::new();
    for row in rows.clone() {
        holders.push(row.state()?.holder);
    }
    let cases = rows
        .clone()
        .into_iter()
        .filter_map(|row| row.case_id.as_deref());
    names.learn_cases(unit, cases)?;
    names.learn(unit, &holders, [])?;
    let ids: Vec<&str> = rows
        .clone()
        .into_iter()
        .map(|row| row.id.as_str())
        .collect();
    let looked_for = looked_for_among(unit, &ids)?;
    let described = (rows.clone().into_iter()).map(|row| (row.id.as_str(), row.description));
    let described: Vec<_> = described.collect();
    let mut seen = seen_on(unit, described.into_iter())?;
    rows.into_iter()
        .map(|row| {
            let words = seen.remove(row.id.as_str()).unwrap_or(Reading::Missing);
            line_of(unit, names, row, (words, looked_for.contains(&row.id)))
        })
        .collect()
}

fn line_of<D: Duty>(
    unit: &mut Sight<'_, D>,
    names: &mut Names,
    row: &ItemRow,
    (words, looked_for): (Seen, bool),
) -> Result<ItemLine> {
    let case: Option<CaseId> = maybe_stored(row.case_id.as_deref())?;
    Ok(ItemLine {
        id: stored(&row.id)?,
        label: row.label()?,
        kind: stored(&row.kind)?,
        words,
        case: match case {
            Some(case) => Some(names.case(unit, &case)?),
            None => None,
        },
        unidentified: row.waits_for_a_case(),
        came: row.request_id.is_none() && row.holder_kind != HolderKind::Withdrawn.as_str(),
        looked_for,
        holder: names.view(unit, &row.state()?.holder)?,
        condition: stored(&row.condition)?,
        seen_at: Timestamp::from_micros(row.seen_at),
    })
}

impl<'a> Sight<'a, Coordination> {
    /// Articles of an opened case, latest seen first.
    pub fn items_of(&mut self, case: &Opened<'a, Case>) -> Result<Vec<ItemLine>> {
        let rows: Vec<ItemRow> = item::table
            .filter(item::case_id.eq(case.id.as_str().to_owned()))
            .order((item::seen_at.desc(), item::id.desc()))
            .limit(500)
            .select(ItemRow::as_select())
            .load(self.conn())?;
        lines_of(self, &mut Names::default(), &rows)
    }
}
