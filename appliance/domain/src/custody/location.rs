//! Places and the barriers in front of them.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::custody::item::ARCHIVE_BARRIERS;
use crate::ids::LocationId;
use crate::label::Label;
use crate::text_enum;

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
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests")]
    use proptest::prelude::*;

    use super::*;
    use crate::label::LabelClass;

    fn lock(keys: &[u32]) -> Barrier {
        let keys = keys
            .iter()
            .map(|n| Label::new(LabelClass::Key, *n).unwrap())
            .collect();
        Barrier {
            kind: BarrierKind::DoorLock,
            keys,
        }
    }

    fn place(barriers: Vec<Barrier>) -> Place {
        let id = "01JCZ0000000000000000000ND".parse().unwrap();
        Place {
            id,
            kind: LocationKind::Room,
            barriers,
            archive: false,
        }
    }

    #[test]
    fn a_room_and_a_cabinet_with_two_keys_are_two_barriers() {
        assert_eq!(
            barrier_level(&[place(vec![lock(&[1])]), place(vec![lock(&[2])])]),
            2
        );
    }

    #[test]
    fn two_locks_with_one_key_count_as_one() {
        assert_eq!(
            barrier_level(&[place(vec![lock(&[1])]), place(vec![lock(&[1])])]),
            1
        );
        assert_eq!(
            barrier_level(&[place(vec![lock(&[1, 2]), lock(&[2, 3]), lock(&[3])])]),
            1
        );
    }

    #[test]
    fn a_master_key_found_later_joins_what_looked_independent() {
        assert_eq!(barrier_level(&[place(vec![lock(&[1]), lock(&[2])])]), 2);
        assert_eq!(
            barrier_level(&[place(vec![lock(&[1]), lock(&[2]), lock(&[1, 2])])]),
            1
        );
    }

    #[test]
    fn a_lock_whose_keys_nobody_knows_does_not_count() {
        assert_eq!(barrier_level(&[place(vec![lock(&[]), lock(&[7])])]), 1);
        assert_eq!(barrier_level(&[place(vec![])]), 0);
    }

    proptest! {
        #[test]
        fn one_more_lock_never_lowers_the_level_unless_it_shares_a_key(
            locks in prop::collection::vec(prop::collection::vec(0u32..6, 0..3), 0..6)
        ) {
            let before = barrier_level(&[place(locks.iter().map(|k| lock(k)).collect())]);
            let mut more: Vec<_> = locks.iter().map(|k| lock(k)).collect();
            more.push(lock(&[99]));
            prop_assert_eq!(barrier_level(&[place(more)]), before + 1);
            prop_assert!(usize::try_from(before).unwrap() <= locks.len());
        }
    }
}
