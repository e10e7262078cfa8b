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

/// A key that joins two locks joins these two: what it does not open stays for itself until another does.
#[test]
fn each_shared_key_joins_its_own_locks() {
    let level = |keys: &[&[u32]]| {
        let locks = keys.iter().map(|keys| lock(keys)).collect();
        barrier_level(&[place(locks)])
    };
    assert_eq!(level(&[&[1], &[2], &[3]]), 3);
    assert_eq!(level(&[&[1], &[2], &[3], &[1, 2]]), 2);
    assert_eq!(level(&[&[1], &[2], &[3], &[1, 2], &[3, 1]]), 1);
    assert_eq!(level(&[&[1], &[2], &[3], &[4], &[1, 2], &[3, 4]]), 2);
    assert_eq!(
        level(&[&[1], &[2], &[3], &[4], &[1, 2], &[3, 4], &[2, 4]]),
        1
    );
}

#[test]
fn a_lock_whose_keys_nobody_knows_does_not_count() {
    assert_eq!(barrier_level(&[place(vec![lock(&[]), lock(&[7])])]), 1);
    assert_eq!(barrier_level(&[place(vec![])]), 0);
}

/// What is what: where articles lie, what has a door, and in what it can stand.
#[test]
fn each_kind_of_place_has_its_use_and_its_place() {
    use LocationKind::{
        Bench, Cabinet, Cage, Dock, Quarantine, Room, Safe, Shelf, ShelfSlot, Site,
    };
    let table: [(LocationKind, bool, bool, bool, &[LocationKind]); 10] = [
        (Site, false, false, true, &[]),
        (Room, false, true, true, &[Site]),
        (Cage, false, true, true, &[Site, Room]),
        (Cabinet, false, true, true, &[Site, Room, Cage]),
        (Safe, true, true, true, &[Site, Room, Cage, Cabinet]),
        (Shelf, true, false, true, &[Site, Room, Cage, Cabinet, Safe]),
        (ShelfSlot, true, false, false, &[Shelf]),
        (Dock, true, false, true, &[Site, Room, Cage]),
        (Bench, true, false, true, &[Site, Room, Cage]),
        (Quarantine, true, false, true, &[Site, Room, Cage]),
    ];
    assert_eq!(table.len(), LocationKind::ALL.len());
    for (kind, holds, door, alone, parents) in table {
        assert_eq!(kind.holds_items(), holds, "{kind}");
        assert_eq!(kind.may_be_archive(), door, "{kind}");
        assert_eq!(kind.fits_in(None), alone, "{kind}");
        for parent in LocationKind::ALL {
            let fits = kind.fits_in(Some(*parent));
            assert_eq!(fits, parents.contains(parent), "{kind} in {parent}");
        }
    }
}

#[test]
fn articles_rest_for_good_in_an_archive_behind_two_locks() {
    let id: LocationId = "01JCZ0000000000000000000ND".parse().unwrap();
    for (archive, level, grade) in [
        (true, 1, false),
        (true, 2, true),
        (true, 3, true),
        (false, 2, false),
    ] {
        let place = PlaceFact {
            id: id.clone(),
            label: Label::new(LabelClass::Location, 7).unwrap(),
            name: "Archives".into(),
            kind: LocationKind::Shelf,
            level,
            archive: archive.then(|| id.clone()),
        };
        assert_eq!(place.is_archive_grade(), grade, "{archive} {level}");
    }
}

#[test]
fn a_place_whose_name_is_too_long_for_its_label_or_whose_key_is_none_is_refused() {
    let longest = "é".repeat(60);
    assert!(place_name(&longest).is_ok());
    let (field, limit) = ("name", 60);
    let too_long = place_name(&format!("{longest}é"));
    assert_eq!(too_long, Err(Refusal::FieldTooLong { field, limit }));
    let item = Label::new(LabelClass::Item, 7).unwrap().to_string();
    let form = NewPlaceForm {
        name: "Archives",
        kind: " room ",
        parent: " ",
        lock: "door_lock",
        key: &item,
        archive: false,
    };
    let field = "key";
    let refused = vec![Refusal::FieldChoice { field }];
    assert_eq!(form.check(), Err(refused));
    let new_key = NewPlaceForm { key: " ", ..form };
    let room = new_key.check().unwrap();
    assert_eq!((room.kind, room.parent), (LocationKind::Room, None));
    assert_eq!((room.lock, room.key), (Some(BarrierKind::DoorLock), None));
    assert!(!room.archive);
}

#[test]
fn no_archive_begins_within_another_and_other_places_stand_in_it() {
    let new = |kind, archive| NewPlace {
        name: place_name("Neuve").unwrap(),
        kind,
        parent: None,
        lock: None,
        key: None,
        archive,
    };
    let field = "archive";
    let refused = Err(Refusal::FieldChoice { field });
    for (kind, archive, within, may) in [
        (LocationKind::Cabinet, true, false, true),
        (LocationKind::Cabinet, true, true, false),
        (LocationKind::Cabinet, false, true, true),
        (LocationKind::Shelf, true, false, false),
        (LocationKind::Shelf, false, true, true),
    ] {
        let fits = new(kind, archive).fits(Some((LocationKind::Room, within)));
        let expected = if may { Ok(()) } else { refused.clone() };
        assert_eq!(fits, expected, "{kind} {archive} {within}");
    }
    let field = "parent";
    let slot = new(LocationKind::ShelfSlot, false);
    assert_eq!(slot.fits(None), Err(Refusal::FieldChoice { field }));
}

#[test]
fn a_place_is_added_with_every_fault_named_at_once() {
    let form = NewPlaceForm {
        name: " ",
        kind: "cellar",
        parent: "x",
        lock: "chain",
        key: "DI1234567812",
        archive: true,
    };
    let faults = form.check().unwrap_err();
    let fields: Vec<_> = faults.iter().filter_map(Refusal::field).collect();
    assert_eq!(fields, ["name", "kind", "parent", "lock", "key"]);

    let key = Label::new(LabelClass::Key, 7).unwrap();
    let form = NewPlaceForm {
        name: " Archives ",
        kind: "room",
        lock: "door_lock",
        key: &key.to_string(),
        archive: true,
        ..NewPlaceForm::default()
    };
    let room = form.check().unwrap();
    assert_eq!(room.name.as_str(), "Archives");
    assert_eq!(
        (room.lock, room.key),
        (Some(BarrierKind::DoorLock), Some(key))
    );
    let without = NewPlaceForm { lock: "", ..form };
    assert_eq!(without.check().unwrap().key, None, "no lock, no key");
    assert_eq!(room.fits(None), Ok(()));
    assert_eq!(
        room.fits(Some((LocationKind::Site, true))),
        Err(Refusal::FieldChoice { field: "archive" })
    );
}

#[test]
fn only_what_has_a_door_becomes_an_archive_and_only_what_is_empty_is_given_up() {
    let shelf = NewPlaceForm {
        name: "1-A",
        kind: "shelf",
        archive: true,
        ..NewPlaceForm::default()
    };
    assert_eq!(
        shelf
            .check()
            .unwrap()
            .fits(Some((LocationKind::Cabinet, false))),
        Err(Refusal::FieldChoice { field: "archive" })
    );
    assert_eq!(may_retire(0, 1, false), Err(Refusal::PlaceHolds { n: 1 }));
    assert_eq!(
        may_retire(1, 0, false),
        Err(Refusal::PlaceContains { n: 1 })
    );
    assert_eq!(may_retire(2, 1, true), Err(Refusal::PlaceHolds { n: 1 }));
    assert_eq!(may_retire(2, 0, true), Err(Refusal::PlaceContains { n: 2 }));
    assert_eq!(may_retire(0, 0, true), Err(Refusal::VisitUnreconciled));
    assert_eq!(may_retire(0, 0, false), Ok(()));
}

proptest! {
    #[test]
    fn places_never_stand_in_each_other_in_a_ring(
        kinds in prop::collection::vec(prop::sample::select(LocationKind::ALL), 1..20)
    ) {
        // However they are put into one another, it ends: nothing is nested deeply.
        let mut inside = None;
        let mut depth = 0;
        for kind in kinds {
            if kind.fits_in(inside) {
                inside = Some(kind);
                depth += 1;
            }
        }
        prop_assert!(depth <= 7);
    }

    #[test]
    fn no_text_makes_a_form_panic(text in ".{0,80}", other in "[a-z_0-9A-Z]{0,30}") {
        for (name, rest) in [(&text, &other), (&other, &text)] {
            let form = NewPlaceForm {
                name, kind: rest, parent: rest, lock: rest, key: rest, archive: false,
            };
            let _ = form.check();
        }
    }

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
