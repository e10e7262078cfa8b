#![expect(clippy::unwrap_used, reason = "tests")]
use proptest::prelude::*;

use super::*;
use crate::custody::location::{Barrier, NewPlaceForm};
use crate::label::LabelClass;

fn id(n: usize) -> LocationId {
    format!("01JCZ000000000000000000{n:03}").parse().unwrap()
}

fn label(class: LabelClass, n: u32) -> Label {
    Label::new(class, n).unwrap()
}

fn place(n: usize, kind: LocationKind, parent: Option<usize>) -> Registered {
    Registered {
        place: Place {
            id: id(n),
            kind,
            barriers: Vec::new(),
            archive: false,
        },
        label: label(LabelClass::Location, u32::try_from(n).unwrap()),
        name: format!("Place {n}"),
        parent: parent.map(id),
        retired: false,
    }
}

fn locked(mut place: Registered, key: u32, archive: bool) -> Registered {
    place.place.barriers.push(Barrier {
        kind: BarrierKind::DoorLock,
        keys: vec![label(LabelClass::Key, key)],
    });
    place.place.archive = archive;
    place
}

/// A site with a dock and a bench; a locked room that is an archive, with a locked cabinet and its
/// shelf, and a shelf in the open room.
fn house() -> Vec<Registered> {
    vec![
        place(0, LocationKind::Site, None),
        place(1, LocationKind::Dock, Some(0)),
        locked(place(2, LocationKind::Room, Some(0)), 1, true),
        place(3, LocationKind::Bench, Some(0)),
        locked(place(4, LocationKind::Cabinet, Some(2)), 2, false),
        place(5, LocationKind::Shelf, Some(4)),
        place(6, LocationKind::Shelf, Some(2)),
    ]
}

#[test]
fn a_house_is_told_from_outside_in_with_its_locks() {
    let places = Places::of(house());
    let order: Vec<LocationId> = places.listed().map(|view| view.fact.id).collect();
    assert_eq!(order, [0, 1, 2, 4, 5, 6, 3].map(id));
    let shelf = places.view(&id(5)).unwrap();
    assert_eq!(shelf.path, ["Place 0", "Place 2", "Place 4", "Place 5"]);
    assert_eq!(places.name(&id(5)), "Place 0 › Place 2 › Place 4 › Place 5");
    assert_eq!((shelf.depth, shelf.fact.level), (3, 2));
    let doors: Vec<&str> = shelf.barriers.iter().map(|(_, of)| of.as_str()).collect();
    assert_eq!(doors, ["Place 2", "Place 4"]);
    assert_eq!(shelf.fact.archive, Some(id(2)));
    assert_eq!(places.outside_archives(), [0, 1, 3].map(id));
    assert_eq!(places.of_archive(&id(2)), [2, 4, 5, 6].map(id));
    assert_eq!(places.archive_level(&id(2)), 2, "of its best shelf");
    let archives: Vec<LocationId> = places.archives().map(|view| view.fact.id).collect();
    assert_eq!(archives, [id(2)]);
}

#[test]
fn a_place_that_nobody_knows_has_neither_name_nor_view() {
    let places = Places::of(house());
    let (known, stranger) = (id(4), id(9));
    assert_eq!(places.own_name(&known), "Place 4");
    assert_eq!(places.own_name(&stranger), "");
    assert_eq!(places.name(&stranger), "");
    assert!(places.view(&stranger).is_none() && places.in_use(&stranger).is_none());
    assert_eq!(places.archive_of(&stranger), None);
    assert_eq!(places.archive_level(&stranger), 0);
    let cabinet = places.in_use(&known).unwrap();
    assert_eq!(cabinet.keys, [label(LabelClass::Key, 2)]);
    assert_eq!(cabinet.parent, Some(id(2)));
    assert_eq!(cabinet.fact.name, "Place 4");
    let by_label = places.by_label(label(LabelClass::Location, 4));
    assert_eq!(by_label, Some(&known));
}

/// Places that stand in each other in a ring are told as deep as any may be, and no deeper.
#[test]
fn a_ring_of_places_has_an_end() {
    let ring = (0..20).map(|n| place(n, LocationKind::Room, Some((n + 1) % 20)));
    let places = Places::of(ring);
    assert_eq!(places.view(&id(0)).unwrap().path.len(), DEPTH_LIMIT + 1);
    assert_eq!(places.listed().count(), 0, "nothing is outermost");
}

#[test]
fn what_the_desk_lacks_is_named() {
    assert_eq!(Places::default().missing(), ["dock", "bench", "archive"]);
    assert_eq!(Places::of(house()).missing(), [""; 0]);
    // One lock is not two; and a shelf that was given up is none.
    let mut one_lock = house();
    one_lock[4].place.barriers.clear();
    assert_eq!(Places::of(one_lock).missing(), ["archive"]);
    let mut given_up = house();
    given_up[5].retired = true;
    given_up[1].retired = true;
    assert_eq!(Places::of(given_up).missing(), ["dock", "archive"]);
    let mut no_bench = house();
    no_bench[3].retired = true;
    assert_eq!(Places::of(no_bench).missing(), ["bench"]);
}

#[test]
fn a_new_place_stands_where_it_fits_behind_a_key_of_the_house() {
    let places = Places::of(house());
    let added = |kind: &str, parent: &str, key: Option<u32>, archive: bool| {
        let key = key.map(|n| label(LabelClass::Key, n).to_string());
        let form = NewPlaceForm {
            name: "Neuve",
            kind,
            parent,
            lock: if key.is_some() { "door_lock" } else { "" },
            key: key.as_deref().unwrap_or_default(),
            archive,
        };
        let refused = places.may_add(&form.check().unwrap());
        refused.map_err(|refusal| refusal.field().unwrap())
    };
    let (site, room) = (id(0).to_string(), id(2).to_string());
    assert_eq!(added("cabinet", &room, Some(2), false), Ok(()));
    assert_eq!(added("cabinet", &room, Some(9), false), Err("key"));
    assert_eq!(added("room", &room, None, false), Err("parent"));
    assert_eq!(
        added("room", &id(7).to_string(), None, false),
        Err("parent")
    );
    assert_eq!(added("room", &site, None, true), Ok(()));
    assert_eq!(added("cabinet", &room, None, true), Err("archive"));
    let mut given_up = house();
    given_up[6].retired = true;
    let slot = NewPlaceForm {
        name: "Neuve",
        kind: "shelf_slot",
        parent: &id(6).to_string(),
        ..NewPlaceForm::default()
    };
    let slot = slot.check().unwrap();
    assert!(places.may_add(&slot).is_ok());
    assert!(Places::of(given_up).may_add(&slot).is_err());
}

#[test]
fn a_place_is_given_up_when_nothing_is_in_it() {
    let places = Places::of(house());
    assert_eq!(places.may_give_up(&id(5), 0, false), Ok(()));
    assert_eq!(
        places.may_give_up(&id(5), 3, false),
        Err(Refusal::PlaceHolds { n: 3 })
    );
    assert_eq!(
        places.may_give_up(&id(4), 0, false),
        Err(Refusal::PlaceContains { n: 1 })
    );
    assert_eq!(
        places.may_give_up(&id(5), 0, true),
        Err(Refusal::VisitUnreconciled)
    );
    let mut empty = house();
    empty[5].retired = true;
    let places = Places::of(empty);
    assert_eq!(
        places.may_give_up(&id(4), 0, false),
        Ok(()),
        "its shelf went"
    );
    assert!(places.in_use(&id(5)).is_none());
    assert_eq!(places.own_name(&id(5)), "Place 5", "its history has a name");
    assert_eq!(places.by_label(label(LabelClass::Location, 5)), None);
}

proptest! {
    /// However places hang on each other, even in a ring, each that can be reached is listed once,
    /// after what it is in.
    #[test]
    fn every_place_is_listed_once_after_its_parent(
        parents in proptest::collection::vec(proptest::option::of(0_usize..12), 1..12)
    ) {
        let all = parents.iter().enumerate();
        let places = Places::of(
            all.map(|(n, parent)| place(n, LocationKind::Room, *parent)),
        );
        let order: Vec<LocationId> = places.listed().map(|view| view.fact.id).collect();
        for (at, listed) in order.iter().enumerate() {
            prop_assert!(!order[..at].contains(listed));
            if let Some(parent) = places.view(listed).unwrap().parent {
                prop_assert!(order[..at].contains(&parent));
            }
        }
        for n in 0..parents.len() {
            prop_assert!(places.view(&id(n)).unwrap().path.len() <= DEPTH_LIMIT + 1);
        }
    }
}
