//! Places and the barriers in front of them.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::case::EnteredText;
use crate::custody::item::ARCHIVE_BARRIERS;
use crate::ids::LocationId;
use crate::label::{Label, LabelClass};
use crate::refusal::Refusal;
use crate::text_enum;

/// Most characters in the name of a place: more would not be read on its label.
pub const PLACE_NAME_LIMIT: usize = 60;

text_enum! {
    /// Kinds of places (glossary 2.4).
    pub enum LocationKind {
        /// The whole centre.
        Site = "site",
        /// A room.
        Room = "room",
        /// A cage in a room.
        Cage = "cage",
        /// A cabinet.
        Cabinet = "cabinet",
        /// A safe.
        Safe = "safe",
        /// A shelf.
        Shelf = "shelf",
        /// One position on a shelf.
        ShelfSlot = "shelf_slot",
        /// Receiving dock.
        Dock = "dock",
        /// Workbench.
        Bench = "bench",
        /// Where things wait for a second person's decision.
        Quarantine = "quarantine",
    }
}

impl LocationKind {
    /// Articles are laid on it directly; the others only hold other places.
    pub const fn holds_items(self) -> bool {
        matches!(
            self,
            Self::Safe
                | Self::Shelf
                | Self::ShelfSlot
                | Self::Dock
                | Self::Bench
                | Self::Quarantine
        )
    }

    /// An archive can begin here: something with a door of its own.
    pub const fn may_be_archive(self) -> bool {
        matches!(self, Self::Room | Self::Cage | Self::Cabinet | Self::Safe)
    }

    /// Such a place can be in a `parent`; without one, it stands in public space.
    pub const fn fits_in(self, parent: Option<Self>) -> bool {
        let Some(parent) = parent else {
            return !matches!(self, Self::ShelfSlot);
        };
        match self {
            Self::Site => false,
            Self::Room => matches!(parent, Self::Site),
            Self::Cage => matches!(parent, Self::Site | Self::Room),
            Self::Cabinet | Self::Dock | Self::Bench | Self::Quarantine => {
                matches!(parent, Self::Site | Self::Room | Self::Cage)
            }
            Self::Safe => {
                matches!(parent, Self::Site | Self::Room | Self::Cage | Self::Cabinet)
            }
            Self::Shelf => matches!(
                parent,
                Self::Site | Self::Room | Self::Cage | Self::Cabinet | Self::Safe
            ),
            Self::ShelfSlot => matches!(parent, Self::Shelf),
        }
    }
}

/// A place to be added, as its form was filled in.
#[derive(Debug, Clone, Copy, Default)]
pub struct NewPlaceForm<'a> {
    /// Its name.
    pub name: &'a str,
    /// What it is.
    pub kind: &'a str,
    /// Id of the place it is in; empty for none.
    pub parent: &'a str,
    /// Kind of the lock in front of it; empty for none.
    pub lock: &'a str,
    /// Label of the key that opens the lock; empty for a new key.
    pub key: &'a str,
    /// An archive begins here.
    pub archive: bool,
}

/// A place to be added.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewPlace {
    /// Its name.
    pub name: EnteredText,
    /// What it is.
    pub kind: LocationKind,
    /// The place it is in.
    pub parent: Option<LocationId>,
    /// The lock in front of it.
    pub lock: Option<BarrierKind>,
    /// The key that opens the lock, if it is not a new one.
    pub key: Option<Label>,
    /// An archive begins here.
    pub archive: bool,
}

/// The name of a place, from the field `name`.
pub fn place_name(text: &str) -> Result<EnteredText, Refusal> {
    EnteredText::required("name", text, PLACE_NAME_LIMIT)
}

impl NewPlaceForm<'_> {
    /// Checks every field; all faults at once.
    pub fn check(&self) -> Result<NewPlace, Vec<Refusal>> {
        let mut faults = Vec::new();
        let mut note = |refusal| faults.push(refusal);
        let name = place_name(self.name).map_err(&mut note).ok();
        let kind = chosen::<LocationKind>("kind", self.kind).map_err(&mut note);
        let parent = optional("parent", self.parent).map_err(&mut note);
        let lock = optional("lock", self.lock).map_err(&mut note);
        let key = optional("key", self.key)
            .and_then(|key: Option<Label>| match key {
                Some(key) if key.class() != LabelClass::Key => {
                    Err(Refusal::FieldChoice { field: "key" })
                }
                key => Ok(key),
            })
            .map_err(&mut note);
        match (name, kind, parent, lock, key) {
            (Some(name), Ok(kind), Ok(parent), Ok(lock), Ok(key)) => Ok(NewPlace {
                name,
                kind,
                parent,
                lock,
                key: key.filter(|_| lock.is_some()),
                archive: self.archive,
            }),
            _ => Err(faults),
        }
    }
}

fn chosen<T: std::str::FromStr>(field: &'static str, text: &str) -> Result<T, Refusal> {
    text.trim()
        .parse()
        .map_err(|_| Refusal::FieldChoice { field })
}

fn optional<T: std::str::FromStr>(field: &'static str, text: &str) -> Result<Option<T>, Refusal> {
    if text.trim().is_empty() {
        return Ok(None);
    }
    chosen(field, text).map(Some)
}

impl NewPlace {
    /// It can stand in `parent` (kind, and whether that is in an archive): a shelf is in
    /// no dock, and no archive begins within another.
    pub fn fits(&self, parent: Option<(LocationKind, bool)>) -> Result<(), Refusal> {
        if !self.kind.fits_in(parent.map(|(kind, _)| kind)) {
            return Err(Refusal::FieldChoice { field: "parent" });
        }
        let within = parent.is_some_and(|(_, archive)| archive);
        if self.archive && (within || !self.kind.may_be_archive()) {
            return Err(Refusal::FieldChoice { field: "archive" });
        }
        Ok(())
    }
}

/// A place may be given up once nothing lies in it, nothing stands in it, and no visit
/// to the archive it belongs to is open. It is never deleted.
pub const fn may_retire(places: u32, articles: u32, visit_open: bool) -> Result<(), Refusal> {
    if articles > 0 {
        Err(Refusal::PlaceHolds { n: articles })
    } else if places > 0 {
        Err(Refusal::PlaceContains { n: places })
    } else if visit_open {
        Err(Refusal::VisitUnreconciled)
    } else {
        Ok(())
    }
}

text_enum! {
    /// Kinds of barriers.
    pub enum BarrierKind {
        /// Lock of a door.
        DoorLock = "door_lock",
        /// Lock of a cabinet.
        CabinetLock = "cabinet_lock",
        /// Lock of a safe.
        SafeLock = "safe_lock",
        /// Reader of access cards that opens a door.
        BadgeReader = "badge_reader",
    }
}

/// Something between public space and a place that only its keys open.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Barrier {
    /// What it is.
    pub kind: BarrierKind,
    /// The keys that open it. None known: it does not count.
    pub keys: Vec<Label>,
}

/// A place as the rules see it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Place {
    /// Its id.
    pub id: LocationId,
    /// What it is.
    pub kind: LocationKind,
    /// Barriers on the way from its parent.
    pub barriers: Vec<Barrier>,
    /// It is, or begins, an archive: articles enter and leave it under double lock only.
    pub archive: bool,
}

/// Number of *independent* barriers on the path from public space to a place.
///
/// `path` goes from the outermost place to the place itself. Two locks with one key
/// count as one; so do three locks of which each shares a key with the next, because
/// who holds the shared keys passes them all (the lower figure is the safe one). A
/// lock without a registered key counts as none.
pub fn barrier_level<'a>(path: impl IntoIterator<Item = &'a Place>) -> u32 {
    let mut group_of_key: BTreeMap<Label, usize> = BTreeMap::new();
    let mut groups: Vec<bool> = Vec::new();
    for barrier in path.into_iter().flat_map(|place| &place.barriers) {
        if barrier.keys.is_empty() {
            continue;
        }
        let known: Vec<usize> = barrier
            .keys
            .iter()
            .filter_map(|key| group_of_key.get(key).copied())
            .collect();
        let group = known.first().copied().unwrap_or_else(|| {
            groups.push(true);
            groups.len() - 1
        });
        for other in known.into_iter().filter(|other| *other != group) {
            if let Some(alive) = groups.get_mut(other) {
                *alive = false;
            }
            for joined in group_of_key.values_mut().filter(|joined| **joined == other) {
                *joined = group;
            }
        }
        for key in &barrier.keys {
            group_of_key.insert(*key, group);
        }
    }
    u32::try_from(groups.into_iter().filter(|alive| *alive).count()).unwrap_or(u32::MAX)
}

/// What the station needs to know about a place.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PlaceFact {
    /// Its id.
    pub id: LocationId,
    /// Its label.
    pub label: Label,
    /// Its name, as staff gave it.
    pub name: String,
    /// What it is.
    pub kind: LocationKind,
    /// Independent barriers on the path to it.
    pub level: u32,
    /// The archive it belongs to, if it does.
    pub archive: Option<LocationId>,
}

impl PlaceFact {
    /// Articles may rest here for good: an archive place behind enough barriers.
    pub const fn is_archive_grade(&self) -> bool {
        self.archive.is_some() && self.level >= ARCHIVE_BARRIERS
    }
}

#[cfg(test)]
mod tests;
