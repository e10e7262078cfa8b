//! Places and their barriers.

use std::collections::BTreeMap;

use diesel::prelude::*;
use doublelock_domain::access::{Clockwork, Custody, Duty};
use doublelock_domain::case::EnteredText;
use doublelock_domain::custody::holder::HolderKind;
use doublelock_domain::custody::location::{
    Barrier, BarrierKind, LocationKind, NewPlace, Place, PlaceFact, barrier_level, may_retire,
};
use doublelock_domain::custody::visit::VisitState;
use doublelock_domain::fact::custody::{
    Lock, PlaceRenamed, PlaceRetired, PlacesRegistered, RegisteredPlace,
};
use doublelock_domain::ids::LocationId;
use doublelock_domain::label::{Label, LabelClass};
use doublelock_domain::refusal::Refusal;

use crate::columns::{count, counted, maybe_stored, stored};
use crate::error::{Error, Result};
use crate::schema::custody::{access_visit, barrier, item, location};
use crate::unit::{Sight, Unit};

/// Deepest nesting of places.
const DEPTH_LIMIT: usize = 16;

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

/// A place, for reading.
#[derive(Debug, Clone)]
pub struct PlaceView {
    /// What the rules know of it.
    pub fact: PlaceFact,
    /// Names from the outermost place to it.
    pub path: Vec<String>,
    /// Locks on the way, with the name of the place they open.
    pub barriers: Vec<(BarrierKind, String)>,
    /// Keys that open a lock of this very place.
    pub keys: Vec<Label>,
    /// The place it is in.
    pub parent: Option<LocationId>,
    /// Nesting, from 0.
    pub depth: u32,
}

struct Known {
    place: Place,
    label: Label,
    name: String,
    parent: Option<LocationId>,
    retired: bool,
}

/// All places, read once per unit. Those that were given up keep their names, for the
/// history of what lay in them, and are in no list.
pub(super) struct Places {
    known: BTreeMap<LocationId, Known>,
    /// Depth first; siblings as they were added.
    order: Vec<LocationId>,
}

impl Places {
    pub(super) fn load<D: Duty>(unit: &mut Sight<'_, D>) -> Result<Self> {
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
        let locks: Vec<(String, String, String)> = barrier::table
            .order(barrier::location_id)
            .select((barrier::location_id, barrier::kind, barrier::keys))
            .load(unit.conn())?;
        let mut places = Self {
            known: BTreeMap::new(),
            order: Vec::new(),
        };
        let mut listed: Vec<(Option<LocationId>, LocationId)> = Vec::new();
        for (row, label, parent, name, kind, archive, retired_at) in rows {
            let place_id: LocationId = stored(&row)?;
            let place = Place {
                id: place_id.clone(),
                kind: stored(&kind)?,
                barriers: Vec::new(),
                archive,
            };
            let parent: Option<LocationId> = maybe_stored(parent.as_deref())?;
            if retired_at.is_none() {
                listed.push((parent.clone(), place_id.clone()));
            }
            places.known.insert(
                place_id,
                Known {
                    place,
                    label: stored(&label)?,
                    name,
                    parent,
                    retired: retired_at.is_some(),
                },
            );
        }
        places.order = depth_first(listed);
        for (row, kind, keys) in locks {
            let keys = keys
                .split_whitespace()
                .map(stored)
                .collect::<Result<Vec<Label>>>()?;
            if let Some(known) = places.known.get_mut(&stored(&row)?) {
                known.place.barriers.push(Barrier {
                    kind: stored(&kind)?,
                    keys,
                });
            }
        }
        Ok(places)
    }

    /// From the outermost place to this one.
    fn path(&self, place: &LocationId) -> Vec<&Known> {
        let mut path = Vec::new();
        let mut next = self.known.get(place);
        while let Some(known) = next {
            path.push(known);
            if path.len() > DEPTH_LIMIT {
                break;
            }
            next = known
                .parent
                .as_ref()
                .and_then(|parent| self.known.get(parent));
        }
        path.reverse();
        path
    }

    /// A place's own name; empty if there is no such place.
    pub(super) fn own_name(&self, place: &LocationId) -> String {
        let known = self.known.get(place);
        known.map(|known| known.name.clone()).unwrap_or_default()
    }

    /// Names from the outermost place to this one, in one line.
    pub(super) fn name(&self, place: &LocationId) -> String {
        let names: Vec<&str> = self
            .path(place)
            .iter()
            .map(|known| known.name.as_str())
            .collect();
        names.join(" › ")
    }

    /// The archive that a place belongs to.
    pub(super) fn archive_of(&self, place: &LocationId) -> Option<LocationId> {
        self.path(place)
            .iter()
            .find(|known| known.place.archive)
            .map(|known| known.place.id.clone())
    }

    pub(super) fn view(&self, place: &LocationId) -> Result<PlaceView> {
        let path = self.path(place);
        let last = path.last().ok_or(Error::NotFound)?;
        let level = barrier_level(path.iter().map(|known| &known.place));
        let barriers = path
            .iter()
            .flat_map(|known| {
                known
                    .place
                    .barriers
                    .iter()
                    .map(|b| (b.kind, known.name.clone()))
            })
            .collect();
        Ok(PlaceView {
            fact: PlaceFact {
                id: last.place.id.clone(),
                label: last.label,
                name: last.name.clone(),
                kind: last.place.kind,
                level,
                archive: self.archive_of(place),
            },
            path: path.iter().map(|known| known.name.clone()).collect(),
            barriers,
            keys: last
                .place
                .barriers
                .iter()
                .flat_map(|barrier| barrier.keys.iter().copied())
                .collect(),
            parent: last.parent.clone(),
            depth: count(path.len().saturating_sub(1)),
        })
    }

    /// As [`Places::view`], for a place in use only.
    fn listed(&self, place: &LocationId) -> Result<PlaceView> {
        if self.known.get(place).is_none_or(|known| known.retired) {
            return Err(Error::NotFound);
        }
        self.view(place)
    }

    /// A lock of ours is opened by this key.
    fn knows_key(&self, key: Label) -> bool {
        self.known
            .values()
            .flat_map(|known| &known.place.barriers)
            .any(|barrier| barrier.keys.contains(&key))
    }

    /// What is lacking of a dock to receive at, a workbench, and a place behind two
    /// barriers: with less, the desk's main work has nowhere to go.
    pub(super) fn missing(&self) -> Vec<&'static str> {
        let any = |kind| {
            self.order
                .iter()
                .any(|place| self.known[place].place.kind == kind)
        };
        let kept_for_good = |place: &LocationId| {
            self.view(place)
                .is_ok_and(|view| view.fact.kind.holds_items() && view.fact.is_archive_grade())
        };
        [
            ("dock", any(LocationKind::Dock)),
            ("bench", any(LocationKind::Bench)),
            ("archive", self.order.iter().any(kept_for_good)),
        ]
        .into_iter()
        .filter_map(|(need, met)| (!met).then_some(need))
        .collect()
    }

    pub(super) fn by_label(&self, label: Label) -> Option<&LocationId> {
        self.known
            .values()
            .find(|known| known.label == label && !known.retired)
            .map(|known| &known.place.id)
    }

    /// Places that no archive contains.
    pub(super) fn outside_archives(&self) -> Vec<LocationId> {
        self.order
            .iter()
            .filter(|place| self.archive_of(place).is_none())
            .cloned()
            .collect()
    }

    /// Places that this archive contains.
    pub(super) fn of_archive(&self, archive: &LocationId) -> Vec<LocationId> {
        self.order
            .iter()
            .filter(|place| self.archive_of(place).as_ref() == Some(archive))
            .cloned()
            .collect()
    }

    /// Barriers in front of the best guarded shelf of an archive: what a visit opens.
    pub(super) fn archive_level(&self, archive: &LocationId) -> u32 {
        self.of_archive(archive)
            .iter()
            .filter_map(|place| self.view(place).ok())
            .map(|view| view.fact.level)
            .max()
            .unwrap_or(0)
    }
}

/// Parents before what is in them, siblings in the order given.
fn depth_first(listed: Vec<(Option<LocationId>, LocationId)>) -> Vec<LocationId> {
    let mut order = Vec::with_capacity(listed.len());
    let mut inside: BTreeMap<Option<LocationId>, Vec<LocationId>> = BTreeMap::new();
    // The last sibling first: what lies ahead is taken from the end.
    for (parent, place) in listed.into_iter().rev() {
        inside.entry(parent).or_default().push(place);
    }
    let mut ahead = inside.remove(&None).unwrap_or_default();
    while let Some(place) = ahead.pop() {
        let parent = Some(place);
        ahead.extend(inside.remove(&parent).unwrap_or_default());
        order.extend(parent);
    }
    order
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
        Ok(Places::load(self)?.missing())
    }

    /// One place that is in use.
    pub fn place(&mut self, place: &LocationId) -> Result<PlaceView> {
        Places::load(self)?.listed(place)
    }

    /// Every place, in the order of the tree as it was registered. Names, locks and
    /// labels of the house's own rooms and shelves: nothing about a person, so reading
    /// them leaves no entry.
    pub fn places(&mut self) -> Result<Vec<PlaceView>> {
        let places = Places::load(self)?;
        places
            .order
            .iter()
            .map(|place| places.view(place))
            .collect()
    }

    /// The archives: places that only a double-lock visit opens. No entry, as for
    /// [`Self::places`].
    pub fn archives(&mut self) -> Result<Vec<PlaceView>> {
        let places = Places::load(self)?;
        places
            .order
            .iter()
            .filter(|place| places.archive_of(place).as_ref() == Some(*place))
            .map(|place| places.view(place))
            .collect()
    }
}

impl Unit<'_, Custody> {
    /// Adds a place of the centre; it gets its label at once, to be printed.
    pub fn add_place(&mut self, new: &NewPlace) -> Result<PlaceView> {
        let places = Places::load(self)?;
        let parent = match &new.parent {
            None => None,
            Some(parent) if places.order.contains(parent) => {
                let fact = places.view(parent)?.fact;
                Some((fact.kind, fact.archive.is_some()))
            }
            Some(_) => return Err(Refusal::FieldChoice { field: "parent" }.into()),
        };
        new.fits(parent)?;
        if let Some(key) = new.key
            && !places.knows_key(key)
        {
            return Err(Refusal::FieldChoice { field: "key" }.into());
        }
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
        Places::load(self)?.view(&place_id)
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
        let places = Places::load(self)?;
        let view = places.listed(place)?;
        let inside = places
            .order
            .iter()
            .filter(|other| places.known[*other].parent.as_ref() == Some(place))
            .count();
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
        may_retire(count(inside), counted(articles)?, visit_open)?;
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
