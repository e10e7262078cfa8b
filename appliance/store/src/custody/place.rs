//! Places and their barriers.

use std::collections::BTreeMap;

use diesel::prelude::*;
use doublelock_domain::access::{Clockwork, Custody, Duty};
use doublelock_domain::case::EnteredText;
use doublelock_domain::custody::holder::HolderKind;
use doublelock_domain::custody::location::{Barrier, BarrierKind, LocationKind, NewPlace, Place};
use doublelock_domain::custody::places::{PlaceView, Places, Registered};
use doublelock_domain::custody::visit::VisitState;
use doublelock_domain::fact::custody::{
    Lock, PlaceRenamed, PlaceRetired, PlacesRegistered, RegisteredPlace,
};
use doublelock_domain::ids::LocationId;
use doublelock_domain::label::{Label, LabelClass};
use doublelock_domain::refusal::Refusal;

use crate::columns::{counted, maybe_stored, stored};
use crate::error::{Error, Result};
use crate::schema::custody::{access_visit, barrier, item, location};
use crate::unit::{Sight, Unit};

/// A place of a plan that is registered in one go.
#[derive(Debug, Clone, Copy)]
pub struct PlannedPlace {
    /// Its name.
    pub name: &'static str,
    /// What it is.
    pub kind: LocationKind,
    /// Index of its parent in the same list.
    pub parent: Option<usize>,
    /// The lock in front of it, with a key of its own.
    pub barrier: Option<BarrierKind>,
    /// An archive begins here.
    pub archive: bool,
}

/// All places, those that were given up among them.
pub(super) fn all<D: Duty>(unit: &mut Sight<'_, D>) -> Result<Places> {
    type Row = (
        String,
        String,
        Option<String>,
        String,
        String,
        bool,
        Option<i64>,
    );
    let rows: Vec<Row> = location::table
        .order(location::position)
        .select((
            location::id,
            location::label,
            location::parent_id,
            location::name,
            location::kind,
            location::archive,
            location::retired_at,
        ))
        .load(unit.conn())?;
    let rows_of_locks: Vec<(String, String, String)> = barrier::table
        .order(barrier::location_id)
        .select((barrier::location_id, barrier::kind, barrier::keys))
        .load(unit.conn())?;
    let mut locks: BTreeMap<String, Vec<Barrier>> = BTreeMap::new();
    for (place, kind, keys) in rows_of_locks {
        let keys = keys
            .split_whitespace()
            .map(stored)
            .collect::<Result<Vec<Label>>>()?;
        let kind = stored(&kind)?;
        let of = locks.entry(place).or_default();
        of.push(Barrier { kind, keys });
    }
    let added = rows
        .into_iter()
        .map(|(id, label, parent, name, kind, archive, retired_at)| {
            Ok(Registered {
                place: Place {
                    id: stored(&id)?,
                    kind: stored(&kind)?,
                    barriers: locks.remove(&id).unwrap_or_default(),
                    archive,
                },
                label: stored(&label)?,
                name,
                parent: maybe_stored(parent.as_deref())?,
                retired: retired_at.is_some(),
            })
        })
        .collect::<Result<Vec<_>>>()?;
    Ok(Places::of(added))
}

/// One of them, in use or given up.
pub(super) fn view_of(places: &Places, place: &LocationId) -> Result<PlaceView> {
    places.view(place).ok_or(Error::NotFound)
}

/// What a new place is to be.
struct Wanted<'a> {
    name: &'a str,
    kind: LocationKind,
    parent: Option<&'a LocationId>,
    lock: Option<BarrierKind>,
    /// The key of the lock; none for a new one.
    key: Option<Label>,
    archive: bool,
}

impl Unit<'_, Clockwork> {
    /// Registers the places of a centre that has none yet; true if it did.
    pub fn establish_places(&mut self, plan: &[PlannedPlace]) -> Result<bool> {
        if how_many(self)? > 0 {
            return Ok(false);
        }
        let mut places: Vec<RegisteredPlace> = Vec::new();
        for (position, new) in (0u32..).zip(plan) {
            let parent = new.parent.and_then(|at| places.get(at));
            let parent = parent.map(|place| place.place.clone());
            let wanted = Wanted {
                name: new.name,
                kind: new.kind,
                parent: parent.as_ref(),
                lock: new.barrier,
                key: None,
                archive: new.archive,
            };
            places.push(registered(self, &wanted, position)?);
        }
        self.enact(PlacesRegistered { places })?;
        Ok(true)
    }
}

fn how_many<D: Duty>(unit: &mut Unit<'_, D>) -> Result<u32> {
    let places: i64 = location::table.count().get_result(unit.conn())?;
    counted(places)
}

/// The place with its id, its label and the key of its lock.
fn registered<D: Duty>(
    unit: &mut Unit<'_, D>,
    new: &Wanted<'_>,
    position: u32,
) -> Result<RegisteredPlace> {
    let place = LocationId::new(unit.now(), unit.entropy());
    let label = unit.next_label(LabelClass::Location)?;
    let lock = match (new.lock, new.key) {
        (None, _) => None,
        (Some(kind), Some(key)) => Some(Lock {
            kind,
            key,
            key_is_new: false,
        }),
        (Some(kind), None) => Some(Lock {
            kind,
            key: unit.next_label(LabelClass::Key)?,
            key_is_new: true,
        }),
    };
    Ok(RegisteredPlace {
        place,
        label,
        parent: new.parent.cloned(),
        name: new.name.to_owned(),
        kind: new.kind,
        archive: new.archive,
        position,
        lock,
    })
}

impl Sight<'_, Custody> {
    /// What the desk's main work needs and the centre does not have yet: `dock`, `bench`,
    /// `archive`.
    pub fn places_missing(&mut self) -> Result<Vec<&'static str>> {
        Ok(all(self)?.missing())
    }

    /// One place that is in use.
    pub fn place(&mut self, place: &LocationId) -> Result<PlaceView> {
        all(self)?.in_use(place).ok_or(Error::NotFound)
    }

    /// Every place, in the order of the tree as it was registered. Names, locks and
    /// labels of the house's own rooms and shelves: nothing about a person, so reading
    /// them leaves no entry.
    pub fn places(&mut self) -> Result<Vec<PlaceView>> {
        Ok(all(self)?.listed().collect())
    }

    /// The archives: places that only a double-lock visit opens. No entry, as for
    /// [`Self::places`].
    pub fn archives(&mut self) -> Result<Vec<PlaceView>> {
        Ok(all(self)?.archives().collect())
    }
}

impl Unit<'_, Custody> {
    /// Adds a place of the centre; it gets its label at once, to be printed.
    pub fn add_place(&mut self, new: &NewPlace) -> Result<PlaceView> {
        all(self)?.may_add(new)?;
        let wanted = Wanted {
            name: new.name.as_str(),
            kind: new.kind,
            parent: new.parent.as_ref(),
            lock: new.lock,
            key: new.key,
            archive: new.archive,
        };
        let position = how_many(self)?;
        let place = registered(self, &wanted, position)?;
        let place_id = place.place.clone();
        self.enact(PlacesRegistered {
            places: vec![place],
        })?;
        self.place(&place_id)
    }

    /// Gives a place another name. Its label says the new one from its next print on.
    pub fn rename_place(&mut self, place: &LocationId, name: &EnteredText) -> Result<()> {
        let before = self.place(place)?.fact.name;
        if before == name.as_str() {
            return Ok(());
        }
        self.enact(PlaceRenamed {
            place: place.clone(),
            before,
            after: name.as_str().to_owned(),
        })?;
        Ok(())
    }

    /// Gives a place up: its label never acts again, its row and its history stay.
    pub fn retire_place(&mut self, place: &LocationId) -> Result<()> {
        let places = all(self)?;
        let view = places.in_use(place).ok_or(Error::NotFound)?;
        let articles: i64 = item::table
            .filter(item::holder_kind.eq(HolderKind::Location.as_str()))
            .filter(item::holder_id.eq(place.as_str().to_owned()))
            .count()
            .get_result(self.conn())?;
        let visit_open = match &view.fact.archive {
            None => false,
            Some(archive) => {
                access_visit::table
                    .filter(access_visit::location_id.eq(archive.as_str()))
                    .filter(access_visit::state.eq(VisitState::Open.as_str()))
                    .count()
                    .get_result::<i64>(self.conn())?
                    > 0
            }
        };
        places.may_give_up(place, counted(articles)?, visit_open)?;
        self.enact(PlaceRetired {
            place: place.clone(),
            label: view.fact.label,
            name: view.fact.name,
        })?;
        Ok(())
    }
}

/// The place where things made here lie until they are sent: the first workbench.
pub(super) fn bench<D: Duty>(unit: &mut Sight<'_, D>) -> Result<LocationId> {
    let found: Option<String> = location::table
        .filter(location::kind.eq(LocationKind::Bench.as_str()))
        .filter(location::retired_at.is_null())
        .order(location::position)
        .select(location::id)
        .first(unit.conn())
        .optional()?;
    stored(&found.ok_or(Refusal::NoWorkbench)?)
}
