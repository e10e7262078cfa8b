//! Images as `xorriso` makes them, read from memory: whole, changed byte by byte, and larger than any
//! disc of this machine.
#![expect(clippy::unwrap_used, reason = "tests")]

use std::io::{Cursor, Read, Seek, SeekFrom};
use std::path::Path;
use std::process::{Command, Stdio};
use std::{fs, io};

use doublelock_confine::Launcher;

use super::*;
use crate::builder::Built;
use crate::carriers::write_iso;
use crate::manifest::Manifest;
use crate::tool::Tools;

const EPOCH: i64 = 1_795_289_400;

/// The real programs. What is tested here is how an image is read; that they are confined while they write it,
/// `tests/copies` shows.
fn unconfined() -> Tools {
    let skip = "while [ \"$1\" != -- ]; do shift; done; shift; exec \"$@\"";
    Tools::of_debian(Launcher {
        path: "/bin/sh".into(),
        arguments: ["-c", skip, "sh"].map(Into::into).into(),
    })
}

/// An image of a folder, made as every copy is.
fn image_of(folder: &Path) -> Vec<u8> {
    let built = Built {
        folder: folder.to_owned(),
        manifest: Manifest {
            format: String::new(),
            version: 1,
            request: String::new(),
            case: String::new(),
            language: String::new(),
            produced_at: String::new(),
            produced_at_epoch: EPOCH,
            organisation: String::new(),
            signer_sha256: String::new(),
            files: Vec::new(),
            withheld: Vec::new(),
        },
        manifest_sha256: [0; 32],
        total_bytes: 0,
    };
    let scratch = tempfile::tempdir().unwrap();
    let iso = write_iso(&built, &unconfined(), &scratch.path().join("x.iso")).unwrap();
    fs::read(iso.path).unwrap()
}

fn small_tree(folder: &Path) {
    fs::create_dir_all(folder.join("A/B")).unwrap();
    fs::create_dir(folder.join("DOCS")).unwrap();
    fs::write(folder.join("EMPTY.TXT"), b"").unwrap();
    fs::write(folder.join("README"), b"bonjour").unwrap();
    fs::write(folder.join("A/B/IM000001"), [7; 2048]).unwrap();
    fs::write(folder.join("DOCS/X.PDF"), [7; 5000]).unwrap();
}

/// What a reader of this image would be told, if it is anything.
fn finds(bytes: &[u8]) -> bool {
    match Image::read(Cursor::new(bytes)).unwrap() {
        None => true,
        Some(image) => {
            !image.oddities.is_empty() || !image.parts.is_empty() || !image.is_dated(EPOCH)
        }
    }
}

#[test]
fn no_byte_outside_of_the_files_changes_unnoticed() {
    let folder = tempfile::tempdir().unwrap();
    small_tree(folder.path());
    let mut bytes = image_of(folder.path());
    assert!(!finds(&bytes));
    let image = Image::read(Cursor::new(bytes.clone())).unwrap().unwrap();
    let contents: Vec<(usize, usize)> = image
        .files
        .values()
        .map(|file| {
            let place = |at| usize::try_from(at).unwrap();
            (place(file.start()), place(file.end()))
        })
        .collect();
    let structure = 16 * 2048..34 * 2048;
    let mut unnoticed = Vec::new();
    for place in 0..bytes.len() {
        // Sectors that are empty throughout are looked at in samples.
        let is_looked_at = structure.contains(&place) || place % 251 == 0;
        let is_content = contents
            .iter()
            .any(|&(start, end)| (start..end).contains(&place));
        if !is_looked_at || is_content {
            continue;
        }
        let bit = 1 << (place % 8);
        bytes[place] ^= bit;
        if !finds(&bytes) {
            unnoticed.push(place);
        }
        bytes[place] ^= bit;
    }
    assert!(unnoticed.is_empty(), "{unnoticed:?}");
    assert!(!finds(&bytes), "and whole again");
}

#[test]
fn all_bytes_behind_a_file_are_there_and_empty() {
    let folder = tempfile::tempdir().unwrap();
    small_tree(folder.path());
    let whole = image_of(folder.path());
    let read = |bytes: Vec<u8>| Image::read(Cursor::new(bytes)).unwrap().unwrap();
    let ends = read(whole.clone()).files;
    for name in ["README", "DOCS/X.PDF"] {
        let end = usize::try_from(ends[name].end()).unwrap();
        let last = end.next_multiple_of(2048) - 1;
        for place in [end, end + 1, last] {
            let mut bytes = whole.clone();
            bytes[place] = 1;
            let parts = read(bytes).parts;
            assert_eq!(
                parts,
                BTreeSet::from([CarrierPart::Behind(name.to_owned())])
            );
        }
    }
    // The file that fills its sectors has nothing behind it.
    assert_eq!(ends["A/B/IM000001"].end() % 2048, 0);
    assert_eq!(read(whole.clone()).parts, BTreeSet::new());
    // Sectors that are not there are not empty ones.
    let mut cut = whole;
    cut.pop();
    let parts = read(cut).parts;
    assert_eq!(
        parts,
        BTreeSet::from([CarrierPart::Padding, CarrierPart::Length])
    );
}

#[test]
fn a_folder_is_read_over_its_sectors_however_its_records_fill_them() {
    let folder = tempfile::tempdir().unwrap();
    // Records of 120 bytes; the folder's own and its parent's are of 96. 56 bytes of a sector stay empty.
    fs::create_dir(folder.path().join("CROSSING")).unwrap();
    for n in 1..=40 {
        fs::write(folder.path().join(format!("CROSSING/IM{n:06}")), b"").unwrap();
    }
    // 8 of 120 bytes and 7 of 128: the first sector is full to its last byte.
    fs::create_dir(folder.path().join("FULL")).unwrap();
    for n in 1..=8 {
        fs::write(folder.path().join(format!("FULL/IM{n:06}")), b"").unwrap();
        fs::write(folder.path().join(format!("FULL/OM{n:06}.TXT")), b"").unwrap();
    }
    let bytes = image_of(folder.path());
    let image = Image::read(Cursor::new(&bytes)).unwrap().unwrap();
    assert_eq!((image.files.len(), image.folders.len()), (56, 3));
    assert_eq!(image.parts, BTreeSet::new());
    assert_eq!(image.oddities, [""; 0]);
    let full = image.folders[2].place;
    assert_eq!((image.folders[2].path.as_str(), full.bytes), ("FULL", 4096));
    let second = usize::try_from(full.sector + 1).unwrap() * 2048;
    // The last record ends with its Rock Ridge name and one zero, to be of even length.
    assert!(bytes[..second].ends_with(b"OM000007.TXT\0"));
}

#[test]
fn a_file_without_bytes_lies_where_nothing_is() {
    let folder = tempfile::tempdir().unwrap();
    small_tree(folder.path());
    let mut bytes = image_of(folder.path());
    let id = b"EMPTY.TXT;1";
    let record = bytes.windows(id.len()).position(|w| w == id).unwrap() - 33;
    let sector = u32::from_le_bytes(bytes[record + 2..record + 6].try_into().unwrap());
    bytes[record + 2..record + 10].copy_from_slice(&record::both(sector + 1));
    let image = Image::read(Cursor::new(bytes)).unwrap().unwrap();
    assert_eq!(image.parts, BTreeSet::from([CarrierPart::Sectors]));
}

#[test]
fn many_folders_and_files_are_read_as_they_were_written() {
    let folder = tempfile::tempdir().unwrap();
    let mut made = 0;
    for n in 0..60 {
        let deep = folder.path().join(format!("D{n:07}/S1/T2/U3/V4/W5/X6"));
        fs::create_dir_all(&deep).unwrap();
        for m in 0..24 {
            fs::write(deep.join(format!("IM{m:06}")), vec![1; m * 300]).unwrap();
        }
        for name in ["A", "A.T", "A.T0", "A_", "A0", "A1.X"] {
            fs::write(folder.path().join(format!("D{n:07}/{name}")), b"x").unwrap();
        }
        made += 30;
    }
    let bytes = image_of(folder.path());
    let table_bytes = u32::from_le_bytes(bytes[32_900..32_904].try_into().unwrap());
    assert!(table_bytes > 2 * 2048, "the path tables cross sectors");
    let image = Image::read(Cursor::new(bytes)).unwrap().unwrap();
    assert_eq!((image.files.len(), image.folders.len()), (made, 421));
    assert!(image.parts.is_empty(), "{:?}", image.parts);
    assert!(image.oddities.is_empty(), "{:?}", image.oddities);
}

/// The first bytes of an image, and nothing but zeros behind them.
struct Mostly {
    head: Vec<u8>,
    length: u64,
    at: u64,
}

impl Read for Mostly {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let left = usize::try_from(self.length.saturating_sub(self.at)).unwrap();
        let count = buffer.len().min(left);
        let from = usize::try_from(self.at).unwrap().min(self.head.len());
        let known = (self.head.len() - from).min(count);
        buffer[..known].copy_from_slice(&self.head[from..from + known]);
        buffer[known..count].fill(0);
        self.at += count as u64;
        Ok(count)
    }
}

impl Seek for Mostly {
    fn seek(&mut self, to: SeekFrom) -> io::Result<u64> {
        self.at = match to {
            SeekFrom::Start(at) => at,
            SeekFrom::End(0) => self.length,
            other => panic!("{other:?}"),
        };
        Ok(self.at)
    }
}

#[test]
fn files_above_four_gigabytes_are_read_in_their_sections() {
    const SIZE: u64 = 9_000_000_001;
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("A.TXT"), b"").unwrap();
    let big = fs::File::create(folder.path().join("BIG.DAT")).unwrap();
    big.set_len(SIZE).unwrap();
    // Only the first sectors are taken from xorriso; the file itself is zeros.
    let date = "2026112119300000";
    let mut child = Command::new("xorriso")
        .args(["-as", "mkisofs", "-quiet", "-iso-level", "3", "-r"])
        .args(["-V", "DOUBLELOCK", "-p", "DOUBLELOCK"])
        .args(["-file-mode", "0444", "-dir-mode", "0555"])
        .args(["--set_all_file_dates", date])
        .arg(format!("--modification-date={date}"))
        .args(["-o", "-"])
        .arg(folder.path())
        .env("SOURCE_DATE_EPOCH", EPOCH.to_string())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let mut head = vec![0; 40 * 2048];
    child.stdout.take().unwrap().read_exact(&mut head).unwrap();
    child.kill().unwrap();
    child.wait().unwrap();
    let sectors = u32::from_le_bytes(head[32_848..32_852].try_into().unwrap());
    let disc = |head: &[u8]| Mostly {
        head: head.to_vec(),
        length: u64::from(sectors) * 2048,
        at: 0,
    };
    let image = Image::read(disc(&head)).unwrap().unwrap();
    assert!(image.parts.is_empty(), "{:?}", image.parts);
    assert!(image.oddities.is_empty(), "{:?}", image.oddities);
    assert!(image.is_dated(EPOCH));
    assert_eq!(
        image.sizes().into_iter().collect::<Vec<_>>(),
        [("A.TXT".to_owned(), 0), ("BIG.DAT".to_owned(), SIZE)]
    );

    // The second section is said to be the last: what follows would be another file.
    let flags = head
        .windows(11)
        .enumerate()
        .filter(|(_, window)| *window == b"BIG.DAT;1PX")
        .map(|(at, _)| at - 8)
        .nth(1)
        .unwrap();
    assert_eq!(head[flags], 0x80);
    head[flags] = 0;
    let image = Image::read(disc(&head)).unwrap().unwrap();
    assert!(image.oddities.contains(&"BIG.DAT".to_owned()));
}

/// A disc of so many bytes with lists of records in some of its sectors, and zeros in all others.
fn disc(length: u64, lists: &[(u32, &[Record])]) -> Image<Mostly> {
    let date = Date::at(EPOCH).unwrap();
    let mut head = Vec::new();
    for (sector, records) in lists {
        head.resize(usize::try_from(*sector).unwrap() * 2048, 0);
        for record in *records {
            head.extend(record.written(date, None));
        }
    }
    Image {
        source: Mostly {
            head,
            length,
            at: 0,
        },
        length,
        date,
        folders: Vec::new(),
        files: BTreeMap::new(),
        met: 0,
        oddities: Vec::new(),
        parts: BTreeSet::new(),
    }
}

fn a_folder(name: &str, sector: u32, bytes: u32) -> Record {
    Record::of_folder(name.as_bytes(), Place { sector, bytes })
}

fn a_file(name: &str, sector: u32, bytes: u32) -> Record {
    Record {
        is_folder: false,
        ..a_folder(&format!("{name};1"), sector, bytes)
    }
}

/// Whether the tree under the root in sector 0 is followed to its end.
fn is_followed(mut image: Image<Mostly>) -> bool {
    let root = Place {
        sector: 0,
        bytes: 2048,
    };
    image.read_tree(root).unwrap().is_some()
}

#[test]
fn a_disc_holds_as_many_things_as_a_copy_may_and_not_one_more() {
    // Odd ones count too.
    let root = [a_file("A.", 1, 1), a_file("B.", 1, 1), a_file("odd", 1, 1)];
    for (before, is_taken) in [(199_997, true), (199_998, false)] {
        let image = Image {
            met: before,
            ..disc(20_480, &[(0, &root)])
        };
        assert_eq!(is_followed(image), is_taken, "{before}");
    }
    // They are counted over all folders together.
    let root = [a_folder("A", 1, 2048), a_file("B.", 2, 1)];
    let inside = [a_file("C.", 2, 1)];
    for (before, is_taken) in [(199_997, true), (199_998, false)] {
        let image = Image {
            met: before,
            ..disc(20_480, &[(0, &root), (1, &inside)])
        };
        assert_eq!(is_followed(image), is_taken, "{before}");
    }
}

#[test]
fn a_disc_has_as_many_folders_as_its_path_tables_can_number() {
    for (before, is_taken) in [(65_533, true), (65_534, false)] {
        let mut image = disc(20_480, &[(0, &[a_folder("A", 1, 2048)])]);
        image.folders.extend((0..before).map(|_| Folder {
            path: String::new(),
            parent: 0,
            depth: 0,
            place: Place {
                sector: 0,
                bytes: 2048,
            },
        }));
        assert_eq!(is_followed(image), is_taken, "{before} and two more");
    }
}

#[test]
fn folders_go_as_deep_as_a_copy_may_and_not_deeper() {
    for (depth, is_taken) in [(7, true), (8, false)] {
        let lists: Vec<[Record; 1]> = (1..=depth).map(|n| [a_folder("A", n, 2048)]).collect();
        let lists: Vec<(u32, &[Record])> = (0..).zip(lists.iter().map(|list| &list[..])).collect();
        assert_eq!(is_followed(disc(40_960, &lists)), is_taken, "{depth}");
    }
}

#[test]
fn a_folder_is_read_once() {
    let apart = [a_folder("A", 1, 2048), a_folder("B", 2, 2048)];
    assert!(is_followed(disc(20_480, &[(0, &apart)])));
    let same = [a_folder("A", 1, 2048), a_folder("B", 1, 2048)];
    assert!(!is_followed(disc(20_480, &[(0, &same)])));
    let root = [a_folder("A", 0, 2048)];
    assert!(!is_followed(disc(20_480, &[(0, &root)])));
}

#[test]
fn folders_and_files_end_within_the_disc() {
    let with_folder = |length| is_followed(disc(length, &[(0, &[a_folder("A", 3, 2048)])]));
    assert!(with_folder(8192));
    assert!(!with_folder(8191));
    let with_file = |length| is_followed(disc(length, &[(0, &[a_file("A.", 3, 100)])]));
    assert!(with_file(6244));
    assert!(!with_file(6243));
}

#[test]
fn what_a_disc_lists_is_not_more_than_the_disc() {
    // Folders and files that lie over each other: their bytes together are as many as the disc has, or
    // one more.
    let folders = |bytes| [a_folder("A", 1, 4096), a_folder("B", 2, bytes)];
    assert!(is_followed(disc(8192, &[(0, &folders(2048))])));
    assert!(!is_followed(disc(8192, &[(0, &folders(2049))])));
    let files = |bytes| [a_file("A.", 0, 4096), a_file("B.", 0, bytes)];
    assert!(is_followed(disc(8192, &[(0, &files(2048))])));
    assert!(!is_followed(disc(8192, &[(0, &files(2049))])));
}

#[test]
fn a_folder_has_at_most_64_mib() {
    const MOST: u32 = 67_108_864;
    for (bytes, is_taken) in [(MOST, true), (MOST + 1, false)] {
        let mut image = disc(1 << 32, &[]);
        let root = Place { sector: 0, bytes };
        assert_eq!(image.read_tree(root).unwrap().is_some(), is_taken);
    }
}
