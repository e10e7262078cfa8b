//! Lists of articles: by where they are, by what they are. What a visit or a parcel can take is in [`super::gathering`].

use diesel::prelude::*;
use doublelock_domain::access::Custody;
use doublelock_domain::custody::holder::HolderKind;
use doublelock_domain::custody::item::ItemKind;
use doublelock_domain::fact::cases::ListName;
use doublelock_domain::ids::{ItemId, LocationId, Reference};
use doublelock_domain::time::Timestamp;

use super::board::to_put_away;
use super::exception::looked_for_anywhere;
use super::hands::{Hand, hands};
use super::holder::HERE;
use super::item::{ItemLine, ItemRow, lines_of};
use super::names::Names;
use super::place;
use super::promised::promised_anywhere;
use crate::columns::count;
use crate::conn::Conn;
use crate::error::{Error, Result};
use crate::listed::{Counted, MOST_COUNTED};
use crate::schema::custody::item;
use crate::unit::Sight;

/// Where the articles of a list are.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub enum Whereabouts {
    /// Anywhere, those that left too; but for what was registered by mistake.
    #[default]
    Anywhere,
    /// In somebody's hands.
    InHands,
    /// In a place outside the archives, to be put away: not the discs made for requests, nor what a prepared parcel
    /// waits for, which are on their way out, nor what nobody said yet whose it is.
    ToPutAway,
    /// In a parcel, here or with the carrier.
    UnderWay,
    /// Not where they should be: somebody looks for them, or gave them up.
    LookedFor,
    /// Here, and nobody said yet whose they are.
    Unidentified,
    /// In this place, or in one within it.
    In(LocationId),
}

/// Which articles a list holds, and in which order.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ItemFilter {
    /// Where they are.
    pub whereabouts: Whereabouts,
    /// What they are.
    pub kind: Option<ItemKind>,
    /// Of this case.
    pub case: Option<Reference>,
    /// Here, and not seen since then.
    pub unseen_since: Option<Timestamp>,
    /// Those seen longest ago first; those seen last, otherwise.
    pub oldest_first: bool,
}

/// Articles that a list holds, before they are ordered.
type Listed = item::BoxedQuery<'static, <Conn as Connection>::Backend>;

impl Sight<'_, Custody> {
    /// Articles of a list, at most `limit`; from the one after `after` on. Says in whose hands they are, so the reading
    /// itself is written down.
    pub fn items(
        &mut self,
        filter: &ItemFilter,
        after: Option<&(Timestamp, ItemId)>,
        limit: u32,
    ) -> Result<Vec<ItemLine>> {
        let Some(mut listed) = self.listed(filter)? else {
            return Ok(Vec::new());
        };
        // A whole parcel can have been seen at one moment.
        if let Some((at, id)) = after {
            let (at, id) = (at.micros(), id.to_string());
            // The first of each pair is what an index is walked by.
            listed = if filter.oldest_first {
                listed
                    .filter(item::seen_at.ge(at))
                    .filter(item::seen_at.ne(at).or(item::id.gt(id)))
            } else {
                listed
                    .filter(item::seen_at.le(at))
                    .filter(item::seen_at.ne(at).or(item::id.lt(id)))
            };
        }
        let listed = if filter.oldest_first {
            listed.order((item::seen_at.asc(), item::id.asc()))
        } else {
            listed.order((item::seen_at.desc(), item::id.desc()))
        };
        let rows: Vec<ItemRow> = listed
            .limit(i64::from(limit))
            .select(ItemRow::as_select())
            .load(self.conn())?;
        self.read_list(ListName::Items, &rows)
    }

    /// How many articles such a list holds. Names nobody.
    pub fn count_items(&mut self, filter: &ItemFilter) -> Result<Counted> {
        let Some(listed) = self.listed(filter)? else {
            return Ok(Counted { n: 0, more: false });
        };
        let ids: Vec<String> = listed
            .limit(i64::from(MOST_COUNTED) + 1)
            .select(item::id)
            .load(self.conn())?;
        Ok(Counted::of(count(ids.len())))
    }

    /// None if its case does not exist.
    fn listed(&mut self, filter: &ItemFilter) -> Result<Option<Listed>> {
        let mut listed = item::table.into_boxed();
        let lies = || item::holder_kind.eq(HolderKind::Location.as_str());
        let ids = |places: Vec<LocationId>| places.iter().map(ToString::to_string).collect();
        listed = match &filter.whereabouts {
            // What was withdrawn never was an article.
            Whereabouts::Anywhere => {
                listed.filter(item::holder_kind.ne(HolderKind::Withdrawn.as_str()))
            }
            Whereabouts::InHands => {
                listed.filter(item::holder_kind.eq(HolderKind::Person.as_str()))
            }
            Whereabouts::ToPutAway => {
                let outside: Vec<String> = ids(place::all(self)?.outside_archives());
                listed
                    .filter(lies())
                    .filter(item::holder_id.eq_any(outside))
                    .filter(item::request_id.is_null())
                    .filter(item::case_id.is_not_null())
                    .filter(item::id.ne_all(promised_anywhere()))
            }
            Whereabouts::UnderWay => {
                let under_way = [HolderKind::Parcel, HolderKind::Carrier].map(HolderKind::as_str);
                listed.filter(item::holder_kind.eq_any(under_way))
            }
            Whereabouts::LookedFor => listed.filter(item::id.eq_any(looked_for_anywhere())),
            Whereabouts::Unidentified => listed
                .filter(item::case_id.is_null())
                .filter(item::request_id.is_null())
                .filter(item::holder_kind.eq_any(HERE.map(HolderKind::as_str))),
            Whereabouts::In(place) => {
                let within: Vec<String> = ids(place::all(self)?.contained_in(place));
                listed.filter(lies()).filter(item::holder_id.eq_any(within))
            }
        };
        if let Some(kind) = filter.kind {
            listed = listed.filter(item::kind.eq(kind.as_str()));
        }
        if let Some(since) = filter.unseen_since {
            // What left is seen by nobody here.
            listed = listed
                .filter(item::seen_at.lt(since.micros()))
                .filter(item::holder_kind.eq_any(HERE.map(HolderKind::as_str)));
        }
        if let Some(number) = filter.case {
            let case = match self.case_id(number) {
                Ok(case) => case,
                Err(Error::NotFound) => return Ok(None),
                Err(other) => return Err(other),
            };
            listed = listed.filter(item::case_id.eq(case.to_string()));
        }
        Ok(Some(listed))
    }

    /// What people hold in their hands.
    pub fn hands(&mut self) -> Result<Vec<Hand>> {
        hands(self)
    }

    /// How many articles wait to be put away ([`Whereabouts::ToPutAway`]). Names nobody: no entry.
    pub fn count_to_put_away(&mut self) -> Result<u32> {
        let outside: Vec<String> = (place::all(self)?.outside_archives().iter())
            .map(ToString::to_string)
            .collect();
        to_put_away(self.conn(), &outside).map(|(waiting, _)| waiting)
    }

    /// Lines of a list, and the entry that says that it was read.
    pub(super) fn read_list(&mut self, list: ListName, rows: &[ItemRow]) -> Result<Vec<ItemLine>> {
        let mut records = Vec::new();
        for row in rows {
            records.extend(row.subjects()?);
        }
        self.note_list(list, records);
        self.lines(rows)
    }

    fn lines(&mut self, rows: &[ItemRow]) -> Result<Vec<ItemLine>> {
        lines_of(self, &mut Names::default(), rows)
    }
}
