//! Places and their barriers.

use std::collections::BTreeMap;

use diesel::prelude::*;
use doublelock_domain::access::{Clockwork, Custody, Duty};
use doublelock_domain::act::Act;
use doublelock_domain::custody::location::{
    Barrier, BarrierKind, LocationKind, Place, PlaceFact, barrier_level,
};
use doublelock_domain::ids::{LocationId, RecordId};
use doublelock_domain::label::{Label, LabelClass};
use serde_json::json;

use super::label::issue_one;
use super::{id, position, word};
use crate::error::{Error, Result};
use crate::schema::custody::{barrier, location};
use crate::unit::Unit;

/// Deepest nesting of places.
const DEPTH_LIMIT: usize = 16;

/// A place to be registered.
#[derive(Debug, Clone, Copy)]
pub struct NewPlace {
    /// Its name.
    pub name: &'static str,
    /// What it is.
    pub kind: LocationKind,
    /// Index of its parent in the same list.
    pub parent: Option<usize>,
    /// The lock in front of it.
    pub barrier: Option<BarrierKind>,
    /// An archive begins here.
    pub archive: bool,
}

const fn place(name: &'static str, kind: LocationKind, parent: Option<usize>) -> NewPlace {
    NewPlace {
        name,
        kind,
        parent,
        barrier: None,
        archive: false,
    }
}

/// The places of a small centre: a dock, a workbench, and an archive room with two
/// cabinets, behind a door lock and a cabinet lock each with a key of its own.
pub const FIRST_PLACES: &[NewPlace] = &[
    place("Quai de réception", LocationKind::Dock, None),
    place("Table de travail", LocationKind::Bench, None),
    place("Quarantaine", LocationKind::Quarantine, None),
    NewPlace {
        barrier: Some(BarrierKind::DoorLock),
        archive: true,
        ..place("Archives", LocationKind::Room, None)
    },
    NewPlace {
        barrier: Some(BarrierKind::CabinetLock),
        ..place("Armoire 1", LocationKind::Cabinet, Some(3))
    },
    place("Tablette 1-A", LocationKind::Shelf, Some(4)),
    place("Tablette 1-B", LocationKind::Shelf, Some(4)),
    NewPlace {
        barrier: Some(BarrierKind::CabinetLock),
        ..place("Armoire 2", LocationKind::Cabinet, Some(3))
    },
    place("Tablette 2-A", LocationKind::Shelf, Some(7)),
    place("Tablette 2-B", LocationKind::Shelf, Some(7)),
    // In the room, and not in a locked cabinet: one barrier only.
    place("Chariot des archives", LocationKind::Shelf, Some(3)),
];

/// A place, for reading.
#[derive(Debug, Clone)]
pub struct PlaceView {
    /// What the rules know of it.
    pub fact: PlaceFact,
    /// Names from the outermost place to it.
    pub path: Vec<String>,
    /// Locks on the way, with the name of the place they open.
    pub barriers: Vec<(BarrierKind, String)>,
    /// Nesting, from 0.
    pub depth: u32,
}

struct Known {
    place: Place,
    label: Label,
    name: String,
    parent: Option<LocationId>,
}

/// All places, read once per unit.
pub(super) struct Places {
    known: BTreeMap<LocationId, Known>,
    order: Vec<LocationId>,
}

impl Places {
    pub(super) fn load<D: Duty>(unit: &mut Unit<'_, D>) -> Result<Self> {
        type Row = (String, String, Option<String>, String, String, bool);
        let rows: Vec<Row> = location::table
            .order(location::position)
            .select((
                location::id,
                location::label,
                location::parent_id,
                location::name,
                location::kind,
                location::archive,
            ))
            .load(unit.conn())?;
        let locks: Vec<(String, String, String)> = barrier::table
            .order(barrier::id)
            .select((barrier::location_id, barrier::kind, barrier::keys))
            .load(unit.conn())?;
        let mut places = Self {
            known: BTreeMap::new(),
            order: Vec::new(),
        };
        for (row, label, parent, name, kind, archive) in rows {
            let place_id: LocationId = id(&row)?;
            let place = Place {
                id: place_id.clone(),
                kind: word(&kind)?,
                barriers: Vec::new(),
                archive,
            };
            let parent = super::maybe_id(parent.as_ref())?;
            places.order.push(place_id.clone());
            places.known.insert(
                place_id,
                Known {
                    place,
                    label: id(&label)?,
                    name,
                    parent,
                },
            );
        }
        for (row, kind, keys) in locks {
            let keys = keys
                .split_whitespace()
                .map(id)
                .collect::<Result<Vec<Label>>>()?;
            if let Some(known) = places.known.get_mut(&id(&row)?) {
                known.place.barriers.push(Barrier {
                    kind: word(&kind)?,
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
            depth: super::count(path.len().saturating_sub(1)),
        })
    }

    pub(super) fn by_label(&self, label: Label) -> Option<&LocationId> {
        self.known
            .values()
            .find(|known| known.label == label)
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

impl Unit<'_, Clockwork> {
    /// Registers the places of a centre that has none yet; true if it did.
    pub fn establish_places(&mut self, plan: &[NewPlace]) -> Result<bool> {
        let some: Option<String> = location::table
            .select(location::id)
            .first(self.conn())
            .optional()?;
        if some.is_some() {
            return Ok(false);
        }
        let mut ids: Vec<LocationId> = Vec::new();
        let mut summary = Vec::new();
        for new in plan {
            let parent = new.parent.and_then(|at| ids.get(at).cloned());
            let (place_id, label) = insert(self, new, parent.as_ref(), ids.len())?;
            summary.push(
                json!({ "id": place_id, "label": label, "name": new.name, "kind": new.kind }),
            );
            ids.push(place_id);
        }
        self.record(Act::PlacesRegistered, &[], &summary)?;
        Ok(true)
    }
}

fn insert(
    unit: &mut Unit<'_, Clockwork>,
    new: &NewPlace,
    parent: Option<&LocationId>,
    at: usize,
) -> Result<(LocationId, Label)> {
    let now = unit.now();
    let place_id = LocationId::new(now, unit.entropy());
    let label = issue_one(unit, LabelClass::Location)?;
    diesel::insert_into(location::table)
        .values((
            location::id.eq(place_id.as_str()),
            location::label.eq(label.to_string()),
            location::parent_id.eq(parent.map(LocationId::as_str)),
            location::name.eq(new.name),
            location::kind.eq(new.kind.as_str()),
            location::archive.eq(new.archive),
            location::position.eq(position(at)),
        ))
        .execute(unit.conn())?;
    if let Some(kind) = new.barrier {
        let key = issue_one(unit, LabelClass::Key)?;
        let barrier_id = RecordId::new(now, unit.entropy());
        diesel::insert_into(barrier::table)
            .values((
                barrier::id.eq(barrier_id.as_str()),
                barrier::location_id.eq(place_id.as_str()),
                barrier::kind.eq(kind.as_str()),
                barrier::keys.eq(key.to_string()),
            ))
            .execute(unit.conn())?;
    }
    Ok((place_id, label))
}

impl Unit<'_, Custody> {
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

/// The place where things made here lie until they are sent: the first workbench.
pub(super) fn bench<D: Duty>(unit: &mut Unit<'_, D>) -> Result<LocationId> {
    let found: String = location::table
        .filter(location::kind.eq(LocationKind::Bench.as_str()))
        .order(location::position)
        .select(location::id)
        .first(unit.conn())?;
    id(&found)
}
