//! The tree of places: what is in what, behind which locks, and where a new one may stand.
//!
//! Places that were given up keep their names, for the history of what lay in them, and are in
//! no list.

use std::collections::BTreeMap;

use crate::custody::location::{
    BarrierKind, LocationKind, NewPlace, Place, PlaceFact, barrier_level, may_retire,
};
use crate::ids::LocationId;
use crate::label::Label;
use crate::refusal::Refusal;

/// Deepest nesting of places.
const DEPTH_LIMIT: usize = 16;

/// A place as it was registered.
#[derive(Debug, Clone)]
pub struct Registered {
    /// The place with the barriers in front of it.
    pub place: Place,
    /// Its label.
    pub label: Label,
    /// Its name, as staff gave it.
    pub name: String,
    /// The place it is in.
    pub parent: Option<LocationId>,
    /// It was given up.
    pub retired: bool,
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

/// All places of a centre.
#[derive(Debug, Clone, Default)]
pub struct Places {
    known: BTreeMap<LocationId, Registered>,
    /// Depth first; siblings as they were added.
    order: Vec<LocationId>,
}

impl Places {
    /// The tree of these places, in the order in which they were added.
    pub fn of(added: impl IntoIterator<Item = Registered>) -> Self {
        let mut known = BTreeMap::new();
        let mut listed = Vec::new();
        for one in added {
            if !one.retired {
                listed.push((one.parent.clone(), one.place.id.clone()));
            }
            known.insert(one.place.id.clone(), one);
        }
        Self {
            known,
            order: depth_first(listed),
        }
    }

    /// From the outermost place to this one; empty if there is no such place.
    fn path(&self, place: &LocationId) -> Vec<&Registered> {
        let mut path = Vec::new();
        let mut next = self.known.get(place);
        while let Some(known) = next {
            path.push(known);
            if path.len() > DEPTH_LIMIT {
                break;
            }
            let parent = known.parent.as_ref();
            next = parent.and_then(|parent| self.known.get(parent));
        }
        path.reverse();
        path
    }

    /// Those in use, in the order of the tree.
    pub fn listed(&self) -> impl Iterator<Item = PlaceView> {
        self.order.iter().filter_map(|place| self.view(place))
    }

    /// A place's own name; empty if there is no such place.
    pub fn own_name(&self, place: &LocationId) -> String {
        let known = self.known.get(place);
        known.map(|known| known.name.clone()).unwrap_or_default()
    }

    /// Names from the outermost place to this one, in one line.
    pub fn name(&self, place: &LocationId) -> String {
        let path = self.path(place);
        let names: Vec<&str> = path.iter().map(|known| known.name.as_str()).collect();
        names.join(" › ")
    }

    /// The archive that a place belongs to.
    pub fn archive_of(&self, place: &LocationId) -> Option<LocationId> {
        self.path(place)
            .iter()
            .find(|known| known.place.archive)
            .map(|known| known.place.id.clone())
    }

    /// A place, in use or given up; none if there is no such place.
    pub fn view(&self, place: &LocationId) -> Option<PlaceView> {
        let path = self.path(place);
        let last = path.last()?;
        let locks = |known: &&Registered| {
            let name = known.name.clone();
            let kinds: Vec<BarrierKind> = known.place.barriers.iter().map(|b| b.kind).collect();
            kinds.into_iter().map(move |kind| (kind, name.clone()))
        };
        let keys = last.place.barriers.iter().flat_map(|barrier| &barrier.keys);
        Some(PlaceView {
            fact: PlaceFact {
                id: last.place.id.clone(),
                label: last.label,
                name: last.name.clone(),
                kind: last.place.kind,
                level: barrier_level(path.iter().map(|known| &known.place)),
                archive: self.archive_of(place),
            },
            path: path.iter().map(|known| known.name.clone()).collect(),
            barriers: path.iter().flat_map(locks).collect(),
            keys: keys.copied().collect(),
            parent: last.parent.clone(),
            depth: u32::try_from(path.len().saturating_sub(1)).unwrap_or(u32::MAX),
        })
    }

    /// As [`Places::view`], of a place in use only.
    pub fn in_use(&self, place: &LocationId) -> Option<PlaceView> {
        self.known.get(place).filter(|known| !known.retired)?;
        self.view(place)
    }

    /// The place in use with this label.
    pub fn by_label(&self, label: Label) -> Option<&LocationId> {
        self.known
            .values()
            .find(|known| known.label == label && !known.retired)
            .map(|known| &known.place.id)
    }

    /// The archives: places that only a double-lock visit opens.
    pub fn archives(&self) -> impl Iterator<Item = PlaceView> {
        self.listed()
            .filter(|view| view.fact.archive.as_ref() == Some(&view.fact.id))
    }

    /// Places that no archive contains.
    pub fn outside_archives(&self) -> Vec<LocationId> {
        self.within(None)
    }

    /// Places that this archive contains, itself among them.
    pub fn of_archive(&self, archive: &LocationId) -> Vec<LocationId> {
        self.within(Some(archive))
    }

    /// This place and those in it, in use or given up.
    pub fn contained_in(&self, place: &LocationId) -> Vec<LocationId> {
        let within = |one: &&LocationId| self.path(one).iter().any(|at| at.place.id == *place);
        self.known.keys().filter(within).cloned().collect()
    }

    fn within(&self, archive: Option<&LocationId>) -> Vec<LocationId> {
        let within = |place: &&LocationId| self.archive_of(place).as_ref() == archive;
        self.order.iter().filter(within).cloned().collect()
    }

    /// Barriers in front of the best guarded shelf of an archive: what a visit opens.
    pub fn archive_level(&self, archive: &LocationId) -> u32 {
        self.of_archive(archive)
            .iter()
            .filter_map(|place| self.view(place))
            .map(|view| view.fact.level)
            .max()
            .unwrap_or(0)
    }

    /// What is lacking of a dock to receive at, a workbench, and a place behind two barriers
    /// (`dock`, `bench`, `archive`): with less, the desk's main work has nowhere to go.
    pub fn missing(&self) -> Vec<&'static str> {
        let any = |meets: fn(&PlaceFact) -> bool| self.listed().any(|view| meets(&view.fact));
        [
            ("dock", any(|place| place.kind == LocationKind::Dock)),
            ("bench", any(|place| place.kind == LocationKind::Bench)),
            (
                "archive",
                any(|place| place.kind.holds_items() && place.is_archive_grade()),
            ),
        ]
        .into_iter()
        .filter_map(|(need, met)| (!met).then_some(need))
        .collect()
    }

    /// A new place may be added: in a place in use that it fits in, and behind a lock that a key of
    /// this house opens.
    pub fn may_add(&self, new: &NewPlace) -> Result<(), Refusal> {
        let parent = match &new.parent {
            None => None,
            Some(parent) => {
                let unknown = Refusal::FieldChoice { field: "parent" };
                let fact = self.in_use(parent).ok_or(unknown)?.fact;
                Some((fact.kind, fact.archive.is_some()))
            }
        };
        new.fits(parent)?;
        match new.key {
            Some(key) if !self.knows_key(key) => Err(Refusal::FieldChoice { field: "key" }),
            _ => Ok(()),
        }
    }

    /// A lock of ours is opened by this key.
    fn knows_key(&self, key: Label) -> bool {
        self.known
            .values()
            .flat_map(|known| &known.place.barriers)
            .any(|barrier| barrier.keys.contains(&key))
    }

    /// A place may be given up ([`may_retire`]): `articles` lie in it, and a visit to its archive is
    /// open or not.
    pub fn may_give_up(
        &self,
        place: &LocationId,
        articles: u32,
        visit_open: bool,
    ) -> Result<(), Refusal> {
        let inside = self
            .order
            .iter()
            .filter_map(|other| self.known.get(other))
            .filter(|other| other.parent.as_ref() == Some(place))
            .count();
        let inside = u32::try_from(inside).unwrap_or(u32::MAX);
        may_retire(inside, articles, visit_open)
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

#[cfg(test)]
mod tests;
