//! Choosing articles for one thing, a parcel or a visit to an archive: by reading labels one after the other, from a
//! case, from a place.

use std::collections::{BTreeMap, BTreeSet};

use diesel::prelude::*;
use doublelock_domain::access::Custody;
use doublelock_domain::custody::holder::{Holder, HolderKind};
use doublelock_domain::custody::leaving::Leaving;
use doublelock_domain::custody::places::Places;
use doublelock_domain::custody::scan::{Card, Scan, parse_scans};
use doublelock_domain::custody::shipment::LINE_LIMIT;
use doublelock_domain::custody::visit::{VisitPurpose, fits};
use doublelock_domain::fact::cases::ListName;
use doublelock_domain::ids::{ItemId, LocationId, Reference};
use doublelock_domain::label::Label;
use doublelock_domain::refusal::Refusal;

use super::code::Found;
use super::item::{self as article, ItemLine, ItemRow, in_hands};
use super::place;
use super::promised::{awaited_by, promised_among};
use super::shipment;
use crate::columns::{count, counted, maybe_stored};
use crate::error::{Error, Result};
use crate::schema::custody::item;
use crate::unit::Sight;

/// What articles are chosen for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum GatheredFor {
    /// To leave in a parcel.
    Parcel,
    /// To be moved in a visit to this archive.
    Visit {
        /// The archive.
        archive: LocationId,
        /// Which way.
        purpose: VisitPurpose,
    },
}

/// Where what can be chosen is offered from.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub enum OfferedFrom {
    /// What lies outside the archives, and what whoever looks has in hand; for a visit that takes out, what was put last
    /// into the archive.
    #[default]
    AtHand,
    /// What is here of a case.
    Case(Reference),
    /// What lies in a place, or in one within it.
    Place(LocationId),
    /// What a parcel waits for that is prepared: to take it out for that.
    Parcel(Reference),
}

/// What came of one reading.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Gathered {
    /// It was added.
    Added(Label),
    /// It was added; a parcel that is prepared waits for it.
    AddedAlthoughPromised(Label, Reference),
    /// It is chosen already.
    Already(Label),
    /// It does not go with the others, or not at all.
    Refused(Label, Refusal),
    /// The last one was taken out again.
    TakenOut(Label),
    /// Another case, place or parcel is shown.
    Shown,
    /// No more can be chosen.
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

impl Gathering {
    /// Chooses those offered that are `wanted`.
    pub fn choose(&mut self, wanted: impl Fn(&ItemLine) -> bool) {
        let (taken, left) = std::mem::take(&mut self.offered)
            .into_iter()
            .partition::<Vec<_>, _>(wanted);
        self.total = self.total.saturating_sub(count(taken.len()));
        self.chosen.extend(taken);
        self.offered = left;
    }
}

impl ItemRow {
    /// What decides whether it may leave in a parcel with others.
    pub(super) fn leaving(&self, promised: Option<Reference>) -> Result<Leaving> {
        Ok(Leaving {
            case: maybe_stored(self.case_id.as_deref())?,
            request: maybe_stored(self.request_id.as_deref())?,
            holder: self.state()?.holder,
            promised,
        })
    }
}

/// What is chosen while readings are taken in.
struct Taking<'w> {
    what: &'w GatheredFor,
    rows: Vec<ItemRow>,
    from: OfferedFrom,
}

impl Sight<'_, Custody> {
    /// Takes in what was read while articles are chosen for `what`, and shows what is chosen then, and at most `limit` that
    /// could be. Nothing is written but that it was shown. What is gone of the chosen is left out.
    pub fn gather(
        &mut self,
        what: &GatheredFor,
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
        let mut taking = Taking { what, rows, from };
        let mut said = Vec::new();
        for scan in parse_scans(read) {
            said.push(self.take_in(&scan, &mut taking)?);
        }
        let Taking { rows, from, .. } = taking;
        let places = place::all(self)?;
        let (offered, total) = self.offered(what, &from, &places, &rows, limit)?;
        let place = match &from {
            OfferedFrom::Place(which) => places.in_use(which).map(|place| place.path.join(" › ")),
            _ => None,
        };
        let all: Vec<ItemRow> = rows.iter().chain(&offered).cloned().collect();
        let mut lines = self.read_list(what.list(), &all)?;
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

    /// An archive in which something rests that a prepared parcel waits for.
    pub fn archive_of_parcel(&mut self, number: Reference) -> Result<Option<LocationId>> {
        let parcel = self.shipment_id(number)?;
        let places = place::all(self)?;
        let waits = awaited_by(self, &parcel)?;
        for (_, row) in article::by_ids(self, waits.into_iter())? {
            if let Holder::Location(place) = row.state()?.holder
                && let Some(archive) = places.archive_of(&place)
            {
                return Ok(Some(archive));
            }
        }
        Ok(None)
    }

    fn take_in(&mut self, scan: &Scan, taking: &mut Taking<'_>) -> Result<Gathered> {
        let code = match scan {
            Scan::Card(Card::UndoLast) => {
                return match taking.rows.pop() {
                    Some(row) => Ok(Gathered::TakenOut(row.label()?)),
                    None => Ok(Gathered::Shown),
                };
            }
            Scan::Label(label) => label.to_string(),
            Scan::Other(code) => code.clone(),
            _ => return Ok(Gathered::Unreadable),
        };
        let number = code.parse::<Reference>();
        let from = match (self.find_code(&code)?, number) {
            (Some(Found::Item(id)), _) => {
                let row = article::by_id(self, id.as_str())?;
                return self.add(row, taking);
            }
            (Some(Found::Place(place)), _) => OfferedFrom::Place(place),
            // A parcel and a case can have the same number: who types one means the case.
            (_, Ok(number)) if self.is_case(number)? => OfferedFrom::Case(number),
            (Some(Found::Shipment(parcel)), _) if taking.what.takes_out() => {
                OfferedFrom::Parcel(shipment::row(self, parcel.as_str())?.number()?)
            }
            _ => return Ok(Gathered::Unknown(code)),
        };
        taking.from = from;
        Ok(Gathered::Shown)
    }

    fn is_case(&mut self, number: Reference) -> Result<bool> {
        match self.case_id(number) {
            Ok(_) => Ok(true),
            Err(Error::NotFound) => Ok(false),
            Err(other) => Err(other),
        }
    }

    fn add(&mut self, row: ItemRow, taking: &mut Taking<'_>) -> Result<Gathered> {
        let label = row.label()?;
        if taking.rows.iter().any(|one| one.id == row.id) {
            return Ok(Gathered::Already(label));
        }
        if taking.rows.len() >= LINE_LIMIT {
            return Ok(Gathered::Full);
        }
        let promised = promised_among(self, [row.id.as_str()])?.remove(&row.id);
        let (goes, waits) = match taking.what {
            GatheredFor::Parcel => {
                let first = taking.rows.first();
                let with = first.map(|row| row.leaving(None)).transpose()?;
                (row.leaving(promised)?.may_leave(with.as_ref(), None), None)
            }
            GatheredFor::Visit { archive, purpose } => {
                let fact = article::fact(self, &row, false)?;
                let puts_away = *purpose == VisitPurpose::PutAway;
                (
                    fits(*purpose, archive, &fact),
                    promised.filter(|_| puts_away),
                )
            }
        };
        Ok(match (goes, waits) {
            (Err(refusal), _) => Gathered::Refused(label, refusal),
            (Ok(()), waits) => {
                taking.rows.push(row);
                match waits {
                    Some(parcel) => Gathered::AddedAlthoughPromised(label, parcel),
                    None => Gathered::Added(label),
                }
            }
        })
    }

    /// What can be chosen beside `rows`, at most `limit`, and how many there are in all. What a prepared parcel waits for is
    /// offered to be taken out for it, and for nothing else.
    fn offered(
        &mut self,
        what: &GatheredFor,
        from: &OfferedFrom,
        places: &Places,
        rows: &[ItemRow],
        limit: u32,
    ) -> Result<(Vec<ItemRow>, u32)> {
        let chosen: BTreeSet<&str> = rows.iter().map(|row| row.id.as_str()).collect();
        let offered = match (what, from) {
            (
                GatheredFor::Visit {
                    archive,
                    purpose: VisitPurpose::Retrieve,
                },
                OfferedFrom::AtHand,
            ) => return self.put_last_into(archive, places, &chosen, limit),
            (_, OfferedFrom::AtHand) => self.near_by()?,
            (_, OfferedFrom::Case(number)) => self.here_of_case(*number)?,
            (_, OfferedFrom::Place(which)) => self.lying_in(which, places)?,
            (_, OfferedFrom::Parcel(number)) => {
                let parcel = self.shipment_id(*number)?;
                let waits = awaited_by(self, &parcel)?;
                let mut known = article::by_ids(self, waits.iter().cloned())?;
                (waits.iter())
                    .filter_map(|item| known.remove(item))
                    .collect()
            }
        };
        let promised = if what.takes_out() {
            BTreeMap::new()
        } else {
            promised_among(self, offered.iter().map(|row| row.id.as_str()))?
        };
        let mut could = Vec::with_capacity(offered.len());
        for row in offered {
            let free = !chosen.contains(row.id.as_str()) && !promised.contains_key(&row.id);
            if free && what.may_offer(&row, places)? {
                could.push(row);
            }
        }
        let total = count(could.len());
        could.truncate(usize::try_from(limit).unwrap_or(usize::MAX));
        Ok((could, total))
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

    fn lying_in(&mut self, place: &LocationId, places: &Places) -> Result<Vec<ItemRow>> {
        let within = ids_of(places.contained_in(place));
        Ok(item::table
            .filter(item::holder_kind.eq(HolderKind::Location.as_str()))
            .filter(item::holder_id.eq_any(within))
            .filter(item::request_id.is_null())
            .order((item::case_id, item::label))
            .limit(MOST_OF_A_PLACE)
            .select(ItemRow::as_select())
            .load(self.conn())?)
    }

    /// What was seen last in an archive, and how many articles rest there beside the chosen.
    fn put_last_into(
        &mut self,
        archive: &LocationId,
        places: &Places,
        chosen: &BTreeSet<&str>,
        limit: u32,
    ) -> Result<(Vec<ItemRow>, u32)> {
        let within = ids_of(places.of_archive(archive));
        let resting = || {
            item::table
                .filter(item::holder_kind.eq(HolderKind::Location.as_str()))
                .filter(item::holder_id.eq_any(within.clone()))
                .filter(item::id.ne_all(chosen.iter().copied().map(str::to_owned)))
        };
        let total: i64 = resting().count().get_result(self.conn())?;
        let rows = resting()
            .order((item::seen_at.desc(), item::id.desc()))
            .limit(i64::from(limit))
            .select(ItemRow::as_select())
            .load(self.conn())?;
        Ok((rows, counted(total)?))
    }
}

impl GatheredFor {
    /// A visit that takes out.
    fn takes_out(&self) -> bool {
        matches!(
            self,
            Self::Visit {
                purpose: VisitPurpose::Retrieve,
                ..
            }
        )
    }

    /// The list that is read with it.
    fn list(&self) -> ListName {
        if self.takes_out() {
            ListName::Archived
        } else {
            ListName::ToPutAway
        }
    }

    /// An article that is here can be offered; whether it goes with the others is asked once it is chosen.
    fn may_offer(&self, row: &ItemRow, places: &Places) -> Result<bool> {
        let Self::Visit { archive, purpose } = self else {
            return Ok(true);
        };
        let rests_in = match row.state()?.holder {
            Holder::Location(place) => places.archive_of(&place),
            _ => None,
        };
        Ok(match purpose {
            VisitPurpose::Retrieve => rests_in.as_ref() == Some(archive),
            VisitPurpose::PutAway => rests_in.is_none() && !row.waits_for_a_case(),
        })
    }
}

fn ids_of(places: Vec<LocationId>) -> Vec<String> {
    places.iter().map(ToString::to_string).collect()
}

/// More articles than these lie in no place that somebody looks through for a parcel or a visit.
const MOST_OF_A_PLACE: i64 = 5000;
