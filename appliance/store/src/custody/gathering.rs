//! Choosing articles for one thing, a parcel or a visit to an archive: by reading labels one after the other, from a
//! case, from a place.

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
use doublelock_domain::imaging::{InstanceState, StudyState};
use doublelock_domain::label::Label;
use doublelock_domain::refusal::Refusal;

use super::code::Found;
use super::item::{self as article, ItemLine, ItemRow, in_hands};
use super::place;
use super::promised::{awaited_by, promised_among, promised_anywhere};
use super::shipment;
use crate::columns::{count, counted, maybe_stored};
use crate::conn::Conn;
use crate::error::{Error, Result};
use crate::schema::custody::item;
use crate::schema::imaging::{instance, study};
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
    /// What lies outside the archives, and what whoever looks has in hand; for a visit that takes out, what was seen last
    /// in the archive.
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
    /// It was chosen, and does not go any more: it is taken out.
    Dropped(Label, Refusal),
    /// A parcel, of which nothing is chosen here.
    OfParcel(Reference),
    /// Another case, place or parcel is shown.
    Shown,
    /// No more can be chosen.
    Full,
    /// It is no article, place or case of ours.
    Unknown(String),
    /// A card that says nothing here, or nothing that could be read.
    Unreadable,
}

/// What somebody did to what is chosen.
#[derive(Debug, Clone, Default)]
pub struct Gathers {
    /// Chosen before, in the order in which they were.
    pub chosen: Vec<ItemId>,
    /// To be chosen too.
    pub adds: Vec<ItemId>,
    /// Where more is offered from, unless what was read says otherwise.
    pub from: OfferedFrom,
    /// What was read: one code or several.
    pub read: String,
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
    /// Images that are attached to the case of what is chosen for a parcel: they may be what is wanted.
    pub images: u32,
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
            label: self.label()?,
            case: maybe_stored(self.case_id.as_deref())?,
            request: maybe_stored(self.request_id.as_deref())?,
            holder: self.state()?.holder,
            promised,
        })
    }
}

/// Images that are attached to a case. Names nobody.
fn images_of(conn: &mut Conn, case: &str) -> Result<u32> {
    let images: i64 = instance::table
        .inner_join(study::table)
        .filter(study::case_id.eq(case))
        .filter(study::state.eq(StudyState::Attached.as_str()))
        .filter(instance::state.eq(InstanceState::Held.as_str()))
        .count()
        .get_result(conn)?;
    counted(images)
}

/// What is chosen while readings are taken in.
struct Taking<'w> {
    what: &'w GatheredFor,
    places: Places,
    rows: Vec<ItemRow>,
    from: OfferedFrom,
    said: Vec<Gathered>,
}

impl Sight<'_, Custody> {
    /// Takes in what was read and pressed while articles are chosen for `what`, and shows what is chosen then, and at most
    /// `limit` that could be. Nothing is written but that it was shown. What is gone of the chosen is left out.
    pub fn gather(
        &mut self,
        what: &GatheredFor,
        gathers: &Gathers,
        limit: u32,
    ) -> Result<Gathering> {
        let ids = gathers.chosen.iter().chain(&gathers.adds);
        let mut known = article::by_ids(self, ids.map(ToString::to_string))?;
        let mut taking = Taking {
            what,
            places: place::all(self)?,
            rows: Vec::new(),
            from: gathers.from.clone(),
            said: Vec::new(),
        };
        let promised = promised_among(self, known.keys().map(String::as_str))?;
        // A colleague may have moved or promised what was chosen a while ago.
        for id in gathers.chosen.iter().take(LINE_LIMIT) {
            if let Some(row) = known.remove(id.as_str()) {
                let parcel = promised.get(id.as_str()).copied();
                if let Gathered::Refused(label, why) = taking.add(row, parcel)? {
                    taking.said.push(Gathered::Dropped(label, why));
                }
            }
        }
        for id in &gathers.adds {
            if let Some(row) = known.remove(id.as_str()) {
                let parcel = promised.get(id.as_str()).copied();
                let said = taking.add(row, parcel)?;
                taking.said.push(said);
            }
        }
        for scan in parse_scans(&gathers.read) {
            let said = self.take_in(&scan, &mut taking)?;
            taking.said.push(said);
        }
        let Taking {
            places,
            rows,
            from,
            said,
            ..
        } = taking;
        let (offered, total) = self.offered(what, &from, &places, &rows, limit)?;
        let place = match &from {
            OfferedFrom::Place(which) => places.in_use(which).map(|place| place.path.join(" › ")),
            _ => None,
        };
        let case = rows.first().and_then(|row| row.case_id.as_deref());
        let images = match (what, case) {
            (GatheredFor::Parcel, Some(case)) => images_of(self.conn(), case)?,
            _ => 0,
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
            images,
        })
    }

    /// An archive in which something rests that a prepared parcel waits for.
    pub fn archive_of_parcel(&mut self, number: Reference) -> Result<Option<LocationId>> {
        let parcel = self.shipment_id(number)?;
        let places = place::all(self)?;
        let waits = awaited_by(self, &parcel)?;
        for (_, row) in article::by_ids(self, waits)? {
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
                let promised = promised_among(self, [id.as_str()])?.remove(id.as_str());
                return taking.add(row, promised);
            }
            (Some(Found::Place(place)), _) => OfferedFrom::Place(place),
            // A parcel and a case can have the same number: who types one means the case.
            (_, Ok(number)) if self.is_case(number)? => OfferedFrom::Case(number),
            (Some(Found::Shipment(parcel)), _) if taking.what.takes_out() => {
                OfferedFrom::Parcel(shipment::row(self, parcel.as_str())?.number()?)
            }
            (Some(Found::Shipment(parcel)), _) => {
                let number = shipment::row(self, parcel.as_str())?.number()?;
                return Ok(Gathered::OfParcel(number));
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
        let mut offers = what.offers(rows, places);
        let mut in_hand = Vec::new();
        match from {
            OfferedFrom::AtHand if what.takes_out() => {}
            OfferedFrom::AtHand => {
                in_hand = in_hands(self)?;
                offers = offers.filter(item::holder_id.eq_any(ids_of(&places.outside_archives())));
            }
            OfferedFrom::Case(number) => {
                let case = self.case_id(*number)?.to_string();
                in_hand = in_hands(self)?;
                in_hand.retain(|row| row.case_id.as_ref() == Some(&case));
                offers = offers.filter(item::case_id.eq(case));
            }
            OfferedFrom::Place(which) => {
                offers = offers.filter(item::holder_id.eq_any(ids_of(&places.contained_in(which))));
            }
            OfferedFrom::Parcel(number) => {
                let parcel = self.shipment_id(*number)?;
                let waits = awaited_by(self, &parcel)?;
                offers = offers.filter(item::id.eq_any(waits));
            }
        }
        let in_hand = self.free_in_hand(what, in_hand, rows)?;
        let ids: Vec<String> = offers.select(item::id).load(self.conn())?;
        let total = count(in_hand.len()).saturating_add(count(ids.len()));
        let room = usize::try_from(limit).unwrap_or(usize::MAX);
        let mut shown: Vec<ItemRow> = in_hand.into_iter().take(room).collect();
        let first = ids.into_iter().take(room - shown.len());
        let first: Vec<String> = first.collect();
        let mut known = article::by_ids(self, first.iter().cloned())?;
        shown.extend(first.iter().filter_map(|id| known.remove(id)));
        Ok((shown, total))
    }

    /// What whoever looks has in hand of what could be chosen.
    fn free_in_hand(
        &mut self,
        what: &GatheredFor,
        mut in_hand: Vec<ItemRow>,
        rows: &[ItemRow],
    ) -> Result<Vec<ItemRow>> {
        if what.takes_out() {
            return Ok(Vec::new());
        }
        let promised = promised_among(self, in_hand.iter().map(|row| row.id.as_str()))?;
        let puts_away = *what != GatheredFor::Parcel;
        in_hand.retain(|row| {
            let free = row.request_id.is_none() && !promised.contains_key(&row.id);
            let chosen = rows.iter().any(|one| one.id == row.id);
            free && !chosen && !(puts_away && row.is_unidentified())
        });
        Ok(in_hand)
    }
}

impl Taking<'_> {
    fn add(&mut self, row: ItemRow, promised: Option<Reference>) -> Result<Gathered> {
        let label = row.label()?;
        if self.rows.iter().any(|one| one.id == row.id) {
            return Ok(Gathered::Already(label));
        }
        if self.rows.len() >= LINE_LIMIT {
            return Ok(Gathered::Full);
        }
        let goes = match self.what {
            GatheredFor::Parcel => {
                let first = self.rows.first();
                let with = first.map(|row| row.leaving(None)).transpose()?;
                row.leaving(promised)?.may_leave(with.as_ref(), None)
            }
            GatheredFor::Visit { archive, purpose } => {
                fits(*purpose, archive, &row.plannable(&self.places)?)
            }
        };
        if let Err(refusal) = goes {
            return Ok(Gathered::Refused(label, refusal));
        }
        self.rows.push(row);
        Ok(match promised {
            Some(parcel) if !self.what.takes_out() => {
                Gathered::AddedAlthoughPromised(label, parcel)
            }
            _ => Gathered::Added(label),
        })
    }
}

/// Articles that lie somewhere and are offered, in the order in which they are.
type Offers = item::BoxedQuery<'static, <Conn as Connection>::Backend>;

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

    /// What lies somewhere and can be offered beside `rows`, in its order; whether it goes with the others is asked once it
    /// is chosen.
    fn offers(&self, rows: &[ItemRow], places: &Places) -> Offers {
        let chosen: Vec<String> = rows.iter().map(|row| row.id.clone()).collect();
        let lying = item::table
            .filter(item::holder_kind.eq(HolderKind::Location.as_str()))
            .filter(item::id.ne_all(chosen))
            .into_boxed();
        let free = |lying: Offers| {
            lying
                .filter(item::request_id.is_null())
                .filter(item::id.ne_all(promised_anywhere()))
                .order((item::holder_id, item::label))
                .limit(MOST_OFFERED)
        };
        match self {
            Self::Parcel => free(lying),
            Self::Visit {
                purpose: VisitPurpose::PutAway,
                ..
            } => free(lying)
                .filter(item::case_id.is_not_null())
                .filter(item::holder_id.eq_any(ids_of(&places.outside_archives()))),
            Self::Visit {
                purpose: VisitPurpose::Retrieve,
                archive,
            } => lying
                .filter(item::holder_id.eq_any(ids_of(&places.of_archive(archive))))
                .order((item::seen_at.desc(), item::id.desc()))
                .limit(MOST_OFFERED),
        }
    }
}

fn ids_of(places: &[LocationId]) -> Vec<String> {
    places.iter().map(ToString::to_string).collect()
}

/// More than these are counted as these: nobody looks through so many, and all are a search away.
const MOST_OFFERED: i64 = 5000;
