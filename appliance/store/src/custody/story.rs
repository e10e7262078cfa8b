//! An article with its whole story, for reading. How its events are told and held against the
//! journal is in [`super::event`].

use std::collections::BTreeSet;

use diesel::prelude::*;
use doublelock_domain::access::Custody;
use doublelock_domain::custody::holder::Holder;
use doublelock_domain::custody::places::PlaceView;
use doublelock_domain::fact::Reading;
use doublelock_domain::fact::cases::RecordOpened;
use doublelock_domain::fact::custody::{ForeignLabel, Owner};
use doublelock_domain::ids::{CaseId, ExceptionId, ItemId, RequestId};

use super::event::{self, TimelineEntry, Told};
use super::exception::looked_for;
use super::item::{ItemLine, by_id, lines_of};
use super::names::Names;
use super::place;
use crate::columns::maybe_stored;
use crate::error::{Error, Result};
use crate::opened::Opened;
use crate::schema::custody::item_external_id;
use crate::sections;
use crate::unit::Sight;

/// An article with its whole story.
#[derive(Debug, Clone)]
pub struct ItemView {
    /// As in a list.
    pub line: ItemLine,
    /// Whose it is; none if it was made here.
    pub owner: Reading<Option<String>>,
    /// Id of its case.
    pub case_id: Option<CaseId>,
    /// The privacy request it was made for.
    pub request: Option<RequestId>,
    /// The place it lies in, with its barriers.
    pub place: Option<PlaceView>,
    /// Labels of other establishments.
    pub external: Vec<Reading<String>>,
    /// What says that it is not where it should be, while somebody looks for it.
    pub looked_for: Option<ExceptionId>,
    /// Its events, newest first.
    pub timeline: Vec<TimelineEntry>,
    /// Events that the journal has and the table has not.
    pub missing: u32,
    /// What is shown of the present is what the journal says.
    pub present_holds: bool,
}

impl<'a> Sight<'a, Custody> {
    /// Opens an article for reading.
    pub fn open_item(&mut self, item_id: &ItemId) -> Result<Opened<'a, ItemView>> {
        let row = by_id(self, item_id.as_str())?;
        let case: Option<CaseId> = maybe_stored(row.case_id.as_deref())?;
        let told = Told::of(self.conn(), item_id)?;
        let of: BTreeSet<&CaseId> = case.iter().chain(told.cases()).collect();
        let opening = RecordOpened {
            record: item_id.into(),
            of: of.into_iter().map(Into::into).collect(),
            shown: Vec::new(),
        };
        let mut names = Names::default();
        let looked_for = looked_for(self, item_id)?;
        let line = lines_of(self, &mut names, std::iter::once(&row))?.pop();
        let line = line.ok_or(Error::NotFound)?;
        let place = match row.state()?.holder {
            Holder::Location(place) => Some(place::view_of(names.places(self)?, &place)?),
            _ => None,
        };
        let external: Vec<i64> = item_external_id::table
            .filter(item_external_id::item_id.eq(row.id.clone()))
            .order((item_external_id::linked_at, item_external_id::words))
            .select(item_external_id::words)
            .load(self.conn())?;
        let keys = self.keys();
        let words = external.iter().copied().chain(row.words);
        let opened = sections::open_all(self.conn(), keys, words)?;
        let external = external
            .into_iter()
            .map(|words| (opened.words(words)).map(|label: ForeignLabel| label.code));
        let timeline = event::timeline(self, &row, &told)?;
        let view = ItemView {
            line,
            owner: row.words.map_or(Reading::Open(None), |words| {
                (opened.words(words)).map(|owner: Owner| owner.owner)
            }),
            case_id: case,
            request: maybe_stored(row.request_id.as_deref())?,
            place,
            external: external.collect(),
            looked_for,
            timeline: timeline.entries,
            missing: timeline.missing,
            present_holds: timeline.present_holds,
        };
        Opened::by(self, opening, view)
    }
}
