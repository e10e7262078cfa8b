//! Choosing what is to leave in a parcel: by reading labels one after the other, from a case, from a place.

use diesel::prelude::*;
use doublelock_domain::access::Custody;
use doublelock_domain::custody::holder::HolderKind;
use doublelock_domain::custody::leaving::Leaving;
use doublelock_domain::custody::scan::{Card, Scan, parse_scans};
use doublelock_domain::custody::shipment::LINE_LIMIT;
use doublelock_domain::fact::cases::ListName;
use doublelock_domain::ids::{ItemId, LocationId, Reference};
use doublelock_domain::label::Label;
use doublelock_domain::refusal::Refusal;

use super::code::Found;
use super::item::{self as article, ItemLine, ItemRow, in_hands};
use super::place;
use crate::columns::{count, maybe_stored};
use crate::error::{Error, Result};
use crate::schema::custody::item;
use crate::unit::Sight;

/// Where what may leave is offered from.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub enum OfferedFrom {
    /// What lies outside the archives, and what whoever looks has in hand.
    #[default]
    Outside,
    /// What is here of a case, in the archives too.
    Case(Reference),
    /// What lies in a place, or in one within it.
    Place(LocationId),
}

/// What came of one reading.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Gathered {
    /// It was added.
    Added(Label),
    /// It is chosen already.
    Already(Label),
    /// It may not leave with the others, or not at all.
    Refused(Label, Refusal),
    /// The last one was taken out again.
    TakenOut(Label),
    /// Another case or place is shown.
    Shown,
    /// A parcel holds no more.
    Full,
    /// It is no article, place or case of ours.
    Unknown(String),
    /// A card that says nothing here, or nothing that could be read.
    Unreadable,
}

/// What is chosen, and what more could be.
#[derive(Debug, Clone)]
pub struct Gathering {
    /// Chosen, in the order in which they were.
    pub chosen: Vec<ItemLine>,
    /// Offered beside these.
    pub offered: Vec<ItemLine>,
    /// How many could be offered in all.
    pub total: u32,
    /// Where they are offered from.
    pub from: OfferedFrom,
    /// The name of that place, if it is one.
    pub place: Option<String>,
    /// What came of what was read.
    pub read: Vec<Gathered>,
}

impl ItemRow {
    /// What decides whether it may leave in a parcel with others.
    pub(super) fn leaving(&self) -> Result<Leaving> {
        Ok(Leaving {
            case: maybe_stored(self.case_id.as_deref())?,
            request: maybe_stored(self.request_id.as_deref())?,
            holder: self.state()?.holder,
        })
    }
}

impl Sight<'_, Custody> {
    /// Takes in what was read while a parcel is prepared, and shows what is chosen then, and at most `limit` that could be.
    /// Nothing is written but that it was shown. What is gone of the chosen is left out.
    pub fn gather(
        &mut self,
        chosen: &[ItemId],
        from: OfferedFrom,
        read: &str,
        limit: u32,
    ) -> Result<Gathering> {
        let ids = chosen.iter().map(ToString::to_string);
        let mut known = article::by_ids(self, ids)?;
        let mut rows: Vec<ItemRow> = Vec::new();
        for id in chosen.iter().take(LINE_LIMIT) {
            rows.extend(known.remove(id.as_str()));
        }
        let (mut from, mut said) = (from, Vec::new());
        for scan in parse_scans(read) {
            said.push(self.take_in(&scan, &mut rows, &mut from)?);
        }
        let places = place::all(self)?;
        let (offered, place) = match &from {
            OfferedFrom::Outside => (self.near_by()?, None),
            OfferedFrom::Case(number) => (self.here_of_case(*number)?, None),
            OfferedFrom::Place(which) => {
                let name = places.in_use(which).map(|place| place.path.join(" › "));
                (self.lying_in(which)?, name)
            }
        };
        let mut offered: Vec<ItemRow> = offered
            .into_iter()
            .filter(|row| rows.iter().all(|one| one.id != row.id))
            .collect();
        let total = count(offered.len());
        offered.truncate(usize::try_from(limit).unwrap_or(usize::MAX));
        let all: Vec<ItemRow> = rows.iter().chain(&offered).cloned().collect();
        let mut lines = self.read_list(ListName::ToPutAway, &all)?;
        let offered = lines.split_off(rows.len());
        Ok(Gathering {
            chosen: lines,
            offered,
            total,
            from,
            place,
            read: said,
        })
    }

    fn take_in(
        &mut self,
        scan: &Scan,
        rows: &mut Vec<ItemRow>,
        from: &mut OfferedFrom,
    ) -> Result<Gathered> {
        let code = match scan {
            Scan::Card(Card::UndoLast) => {
                return match rows.pop() {
                    Some(row) => Ok(Gathered::TakenOut(row.label()?)),
                    None => Ok(Gathered::Shown),
                };
            }
            Scan::Label(label) => label.to_string(),
            Scan::Other(code) => code.clone(),
            _ => return Ok(Gathered::Unreadable),
        };
        match self.find_code(&code)? {
            Some(Found::Item(id)) => {
                let row = article::by_id(self, id.as_str())?;
                add(row, rows)
            }
            Some(Found::Place(place)) => {
                *from = OfferedFrom::Place(place);
                Ok(Gathered::Shown)
            }
            // A parcel and a case can have the same number: of a parcel nothing can be chosen.
            Some(Found::Shipment(_)) | None => match code.parse::<Reference>() {
                Ok(number) if self.is_case(number)? => {
                    *from = OfferedFrom::Case(number);
                    Ok(Gathered::Shown)
                }
                _ => Ok(Gathered::Unknown(code)),
            },
        }
    }

    fn is_case(&mut self, number: Reference) -> Result<bool> {
        match self.case_id(number) {
            Ok(_) => Ok(true),
            Err(Error::NotFound) => Ok(false),
            Err(other) => Err(other),
        }
    }

    /// What whoever looks has in hand, then what lies outside the archives.
    fn near_by(&mut self) -> Result<Vec<ItemRow>> {
        let mut rows = in_hands(self)?;
        rows.retain(|row| row.request_id.is_none());
        rows.extend(self.outside_archives()?);
        Ok(rows)
    }

    fn here_of_case(&mut self, number: Reference) -> Result<Vec<ItemRow>> {
        let case = self.case_id(number)?;
        let me = self.actor().to_string();
        let in_my_hand = item::holder_kind
            .eq(HolderKind::Person.as_str())
            .and(item::holder_id.eq(me));
        let lies = item::holder_kind.eq(HolderKind::Location.as_str());
        Ok(item::table
            .filter(item::case_id.eq(case.to_string()))
            .filter(item::request_id.is_null())
            .filter(lies.or(in_my_hand))
            .order(item::label)
            .select(ItemRow::as_select())
            .load(self.conn())?)
    }

    fn lying_in(&mut self, place: &LocationId) -> Result<Vec<ItemRow>> {
        let within: Vec<String> = (place::all(self)?.contained_in(place).iter())
            .map(ToString::to_string)
            .collect();
        Ok(item::table
            .filter(item::holder_kind.eq(HolderKind::Location.as_str()))
            .filter(item::holder_id.eq_any(within))
            .filter(item::request_id.is_null())
            .order((item::case_id, item::label))
            .limit(MOST_OF_A_PLACE)
            .select(ItemRow::as_select())
            .load(self.conn())?)
    }
}

/// More articles than these lie in no place that somebody looks through for a parcel.
const MOST_OF_A_PLACE: i64 = 5000;

fn add(row: ItemRow, rows: &mut Vec<ItemRow>) -> Result<Gathered> {
    let label = row.label()?;
    if rows.iter().any(|one| one.id == row.id) {
        return Ok(Gathered::Already(label));
    }
    if rows.len() >= LINE_LIMIT {
        return Ok(Gathered::Full);
    }
    let with = rows.first().map(ItemRow::leaving).transpose()?;
    match row.leaving()?.may_leave(with.as_ref(), None) {
        Ok(()) => {
            rows.push(row);
            Ok(Gathered::Added(label))
        }
        Err(refusal) => Ok(Gathered::Refused(label, refusal)),
    }
}
