//! A disk that forgets what was not synced, and that can be full: `disk.c`, preloaded into the
//! program, and what is left of its files after a cut.

use std::collections::BTreeMap;
use std::ffi::OsString;
use std::fmt::Write as _;
use std::fs::{self, DirBuilder, File, OpenOptions};
use std::io::Write as _;
use std::os::unix::fs::{DirBuilderExt as _, FileExt as _, MetadataExt as _, OpenOptionsExt as _};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::UNIX_EPOCH;

/// A turn of a dial that never comes to its end.
const NEVER: i64 = -1;

/// What a disk does that others do not.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    /// Nothing: it is that of this machine.
    Plain,
    /// It forgets what was not synced.
    Forgets,
    /// It can be full.
    Fills,
}

/// The disk of a machine: everything below one folder.
pub(crate) struct Disk {
    /// That folder.
    pub(crate) root: PathBuf,
    /// What a cut would leave, and what the program is told by.
    beside: PathBuf,
    dials: File,
}

impl Disk {
    /// One with nothing on it; `beside` is a folder for what belongs to it.
    pub(crate) fn new(root: &Path, beside: &Path) -> Self {
        let source = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/durability/disk.c");
        for folder in [root, beside, &beside.join("kept")] {
            folder_at(folder);
        }
        let built = Command::new("cc")
            .args(["-Wall", "-Wextra", "-Werror", "-O2", "-shared", "-fPIC"])
            .args([source, "-o"])
            .arg(beside.join("disk.so"))
            .status()
            .unwrap();
        assert!(built.success(), "the library of the disk was not built");
        let dials = OpenOptions::new()
            .write(true)
            .create_new(true)
            .open(beside.join("dials"))
            .unwrap();
        let disk = Self {
            root: root.canonicalize().unwrap(),
            beside: beside.to_owned(),
            dials,
        };
        disk.turn(0, NEVER);
        disk.turn(1, NEVER);
        disk.turn(2, 1);
        disk
    }

    /// With what a program finds this disk.
    pub(crate) fn environment(&self, kind: Kind) -> Vec<(&'static str, OsString)> {
        if kind == Kind::Plain {
            return Vec::new();
        }
        let mut all = vec![
            ("LD_PRELOAD", self.beside.join("disk.so").into()),
            ("DISK_ROOT", self.root.clone().into()),
            ("DISK_DIALS", self.beside.join("dials").into()),
        ];
        if kind == Kind::Forgets {
            all.push(("DISK_KEPT", self.kept().into()));
        }
        if let Some(deaf) = std::env::var_os("DOUBLELOCK_DEAF") {
            all.push(("DISK_DEAF", deaf));
        }
        all
    }

    fn kept(&self) -> PathBuf {
        self.beside.join("kept")
    }

    fn turn(&self, dial: u64, to: i64) {
        self.dials
            .write_all_at(&to.to_ne_bytes(), dial * 8)
            .unwrap();
    }

    /// From now on so many bytes can be written.
    pub(crate) fn has_room_for(&self, bytes: u32) {
        self.turn(0, bytes.into());
    }

    /// There is room again.
    pub(crate) fn has_room(&self) {
        self.turn(0, NEVER);
    }

    /// The power goes once so many syncs more were made.
    pub(crate) fn goes_off_after(&self, syncs: u32) {
        self.turn(1, syncs.into());
    }

    /// What the disk holds when the power comes back: of each folder the names that were synced, of
    /// each file the content that was. A file that was moved is where it was seen last, and nowhere
    /// else: a rename is one step. Nobody may be at work on it.
    pub(crate) fn comes_back(&self) {
        self.turn(1, NEVER);
        let aside = tempfile::tempdir_in(&self.beside).unwrap();
        let (kept, before) = (aside.path().join("kept"), aside.path().join("root"));
        fs::rename(self.kept(), &kept).unwrap();
        folder_at(&self.kept());
        let mark = mark_of(&self.root);
        fs::rename(&self.root, before).unwrap();
        let mut left = Left {
            kept: &kept,
            last: BTreeMap::new(),
        };
        left.look_through(&mark);
        left.put_together(&mark, &self.root);
        self.has_all_of(&self.root);
    }

    /// What was put there by others: all of it is durable from now on.
    pub(crate) fn has_all(&self) {
        self.has_all_of(&self.root);
    }

    fn has_all_of(&self, folder: &Path) {
        let mut list = String::from("0\n");
        for entry in fs::read_dir(folder).unwrap() {
            let entry = entry.unwrap();
            let place = entry.path();
            let mark = mark_of(&place);
            if place.is_dir() {
                self.has_all_of(&place);
            } else {
                fs::copy(&place, self.kept().join(&mark)).unwrap();
            }
            writeln!(list, "{mark} {}", entry.file_name().to_str().unwrap()).unwrap();
        }
        fs::write(self.kept().join(mark_of(folder)), list).unwrap();
    }
}

/// What was kept of a disk.
struct Left<'a> {
    kept: &'a Path,
    /// In which list a file was seen last.
    last: BTreeMap<String, u64>,
}

impl Left<'_> {
    /// The number of a folder's list, and what is on it.
    fn names_in(&self, mark: &str) -> (u64, Vec<(String, String)>) {
        let list = fs::read_to_string(self.kept.join(mark)).unwrap_or_default();
        let mut lines = list.lines();
        let number = lines.next().map_or(0, |number| number.parse().unwrap());
        let names = lines.map(|line| {
            let (mark, name) = line.split_once(' ').unwrap();
            (mark.to_owned(), name.to_owned())
        });
        (number, names.collect())
    }

    fn put_together(&self, mark: &str, folder: &Path) {
        folder_at(folder);
        let (number, names) = self.names_in(mark);
        for (mark, name) in names {
            let place = folder.join(name);
            if mark.starts_with('d') {
                self.put_together(&mark, &place);
            } else if self.last[&mark] == number {
                // One whose content was never synced is there, and empty.
                let content = fs::read(self.kept.join(mark)).unwrap_or_default();
                let mut options = OpenOptions::new();
                options.write(true).create_new(true).mode(0o600);
                options.open(&place).unwrap().write_all(&content).unwrap();
            }
        }
    }

    fn look_through(&mut self, mark: &str) {
        let (number, names) = self.names_in(mark);
        for (mark, _) in names {
            if mark.starts_with('d') {
                self.look_through(&mark);
            } else {
                let last = self.last.entry(mark).or_default();
                *last = number.max(*last);
            }
        }
    }
}

fn folder_at(path: &Path) {
    DirBuilder::new().mode(0o700).create(path).unwrap();
}

/// What tells a file from every other, as `disk.c` writes it.
fn mark_of(path: &Path) -> String {
    let facts = fs::symlink_metadata(path).unwrap();
    let made = facts.created().unwrap();
    let made = made.duration_since(UNIX_EPOCH).unwrap();
    let kind = if facts.is_dir() { 'd' } else { 'f' };
    let (ino, seconds, nanos) = (facts.ino(), made.as_secs(), made.subsec_nanos());
    format!("{kind}{ino}-{seconds}{nanos:09}")
}
