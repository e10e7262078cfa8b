//! What the disk refuses is said, and nothing is called done that is not.
#![expect(clippy::unwrap_used, reason = "tests")]

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use doublelock_vault::spool::{left_in, waiting_in};
use doublelock_vault::{Disk, Fate, Lying, ObjectId, Sealer, Shelves, Spools, Vault, VaultError};

const FILM: &str = "01K9ZQ4T7B8M2N3P5R6S7V8W9X";
const OTHER: &str = "01K9ZQ4T7B8M2N3P5R6S7V8W9Y";

fn id(text: &str) -> ObjectId {
    ObjectId::parse(text).unwrap()
}

fn sealer() -> Sealer {
    Sealer::from_public_key([9; 32]).unwrap()
}

/// Where an object lies.
fn place(root: &Path, name: &str) -> PathBuf {
    root.join("objects/K9/ZQ").join(name)
}

fn settle(shelves: &Disk, name: &str) {
    let mut part = shelves.begin(id(name)).unwrap();
    part.append(b"bytes").unwrap();
    part.settle().unwrap();
}

#[test]
fn shelves_with_something_else_in_the_place_of_their_own_are_not_opened() {
    for (name, is_folder) in [("incoming", false), ("objects", false), ("lock", true)] {
        let folder = tempfile::tempdir().unwrap();
        let lies = folder.path().join(name);
        if is_folder {
            fs::create_dir(&lies).unwrap();
        } else {
            fs::write(&lies, "?").unwrap();
        }
        assert!(Disk::open(folder.path()).is_err(), "{name}");
        assert!(lies.exists(), "{name}");
    }
}

#[test]
fn a_place_that_cannot_be_looked_at_is_a_fault_and_not_an_empty_one() {
    let folder = tempfile::tempdir().unwrap();
    let shelves = Disk::open(folder.path()).unwrap();
    settle(&shelves, FILM);
    fs::write(folder.path().join("objects/K9"), "no folder").unwrap();
    // The part of that id may be another's than what is in the place.
    let opened = shelves.open_at(&id(FILM), 0).map(|_| ());
    assert!(matches!(opened, Err(VaultError::Io(_))), "{opened:?}");
    assert!(shelves.place(&id(FILM)).is_err());
}

#[test]
fn what_cannot_be_removed_is_not_called_removed() {
    let folder = tempfile::tempdir().unwrap();
    let shelves = Disk::open(folder.path()).unwrap();
    let part = folder.path().join("incoming").join(format!("{FILM}.part"));
    for stays in [part, place(folder.path(), OTHER)] {
        fs::create_dir_all(stays).unwrap();
    }
    assert!(matches!(shelves.discard(&id(FILM)), Err(VaultError::Io(_))));
    assert!(matches!(shelves.remove(&id(FILM)), Err(VaultError::Io(_))));
    assert!(matches!(shelves.remove(&id(OTHER)), Err(VaultError::Io(_))));
}

#[test]
fn a_part_whose_name_is_not_durable_is_not_called_settled() {
    let folder = tempfile::tempdir().unwrap();
    let shelves = Disk::open(folder.path()).unwrap();
    let mut part = shelves.begin(id(FILM)).unwrap();
    part.append(b"bytes").unwrap();
    fs::rename(folder.path().join("incoming"), folder.path().join("moved")).unwrap();
    assert!(part.settle().is_err());
}

#[test]
fn folders_and_files_in_each_others_place_are_nobodys_and_stay() {
    let folder = tempfile::tempdir().unwrap();
    let vault = Vault::alone(folder.path(), sealer()).unwrap();
    let objects = folder.path().join("objects");
    let folders = [
        folder.path().join("incoming").join(format!("{FILM}.part")),
        place(folder.path(), FILM),
        objects.join("long"),
        objects.join("K9/long"),
    ];
    let files = [objects.join("ZZ"), objects.join("K9/ZZ")];
    for path in &folders {
        fs::create_dir_all(path).unwrap();
    }
    for path in &files {
        fs::write(path, "?").unwrap();
    }
    let swept = vault.sweep(|lying: Lying| panic!("{lying:?}")).unwrap();
    assert_eq!(swept.foreign, 6, "{swept:?}");
    assert!(folders.iter().chain(&files).all(|path| path.exists()));
    fs::rename(&objects, folder.path().join("moved")).unwrap();
    assert!(vault.sweep(|_| Fate::Keep).is_err());
}

#[test]
fn a_file_of_the_spool_that_stays_where_it_is_is_not_called_gone() {
    let folder = tempfile::tempdir().unwrap();
    let at = folder.path().join("spool");
    assert_eq!(left_in(&at).unwrap().len(), 0, "no such folder");
    let spools = Spools::at(&at, Arc::new(|| Ok(sealer()))).unwrap();
    let mut chance = |bytes: &mut [u8]| bytes.fill(3);
    drop(spools.begin(id(FILM), &mut chance).unwrap());
    // Neither is a folder one of its files, nor does a file take the place of one.
    for name in [format!("{FILM}.damaged"), format!("{OTHER}.spool")] {
        fs::create_dir(at.join(name)).unwrap();
    }
    assert_eq!(waiting_in(&at).unwrap().len(), 1);
    let aside = spools.set_aside(&id(FILM));
    assert!(matches!(aside, Err(VaultError::Io(_))), "{aside:?}");
    assert_eq!(waiting_in(&at).unwrap().len(), 1);
    for name in [FILM, OTHER] {
        let removed = spools.remove(&id(name));
        assert!(matches!(removed, Err(VaultError::Io(_))), "{removed:?}");
    }
    // What is no folder is not taken for an empty one.
    let file = folder.path().join("file");
    fs::write(&file, "?").unwrap();
    assert!(left_in(&file).is_err());
}
