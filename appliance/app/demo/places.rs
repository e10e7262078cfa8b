//! The places of the demonstration's centre.

use doublelock_domain::custody::location::{BarrierKind, LocationKind};
use doublelock_store::custody::PlannedPlace;

const fn place(name: &'static str, kind: LocationKind, parent: Option<usize>) -> PlannedPlace {
    PlannedPlace {
        name,
        kind,
        parent,
        barrier: None,
        archive: false,
    }
}

/// The places of a small centre: a dock, a workbench, and an archive room with two
/// cabinets, behind a door lock and a cabinet lock each with a key of its own.
pub const PLACES: &[PlannedPlace] = &[
    place("Quai de réception", LocationKind::Dock, None),
    place("Table de travail", LocationKind::Bench, None),
    place("Quarantaine", LocationKind::Quarantine, None),
    PlannedPlace {
        barrier: Some(BarrierKind::DoorLock),
        archive: true,
        ..place("Archives", LocationKind::Room, None)
    },
    PlannedPlace {
        barrier: Some(BarrierKind::CabinetLock),
        ..place("Armoire 1", LocationKind::Cabinet, Some(3))
    },
    place("Tablette 1-A", LocationKind::Shelf, Some(4)),
    place("Tablette 1-B", LocationKind::Shelf, Some(4)),
    PlannedPlace {
        barrier: Some(BarrierKind::CabinetLock),
        ..place("Armoire 2", LocationKind::Cabinet, Some(3))
    },
    place("Tablette 2-A", LocationKind::Shelf, Some(7)),
    place("Tablette 2-B", LocationKind::Shelf, Some(7)),
    // In the room, and not in a locked cabinet: one barrier only.
    place("Chariot des archives", LocationKind::Shelf, Some(3)),
];
