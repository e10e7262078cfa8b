//! A reader of ISO 9660 images (ECMA-119), enough to check a package where no tool is installed.
//!
//! It takes an image only as `xorriso` writes it for [`crate::write_iso`], and accounts for every
//! byte: each belongs to a file, or is compared with what has to stand there. So no program that
//! mounts the disc in another way (path tables, extended attributes, Rock Ridge, Joliet, UDF, HFS, a
//! partition, a start code, a zip at the end) can be shown another tree than the one checked. What
//! differs is reported as a [`CarrierPart`] or an odd name; what cannot be followed is refused.
//!
//! Free are the order in which the files lie, which shows in their records, and their bytes, which
//! the manifest knows. The date is held against the manifest by [`Image::is_dated`].
//!
//! It trusts nothing: every place is held against the length of the file, every folder is read once.

mod descriptors;
mod folder;
mod layout;
mod record;
#[cfg(test)]
mod tests;

use std::collections::{BTreeMap, BTreeSet};
use std::fs::File;
use std::io::{self, Read, Seek, SeekFrom};

use self::folder::Around;
use self::layout::{Extent, Folder, Layout};
use self::record::{Date, Place, Record};
use crate::manifest::MAX_FILES;
use crate::names::MAX_DEPTH;
use crate::part::CarrierPart;

const SECTOR: u64 = 2048;
const DESCRIPTORS: u64 = 16;
/// Where the root's record lies in the volume descriptor (ECMA-119, 8.4.18).
const ROOT_RECORD: std::ops::Range<usize> = 156..190;
/// Most bytes of one folder.
const MAX_FOLDER: u64 = 64 * 1024 * 1024;
/// Most folders: path tables number them in 16 bits.
const MAX_FOLDERS: usize = 65_535;

/// The files of an image.
pub(crate) struct Image<R = File> {
    source: R,
    length: u64,
    date: Date,
    folders: Vec<Folder>,
    files: BTreeMap<String, Extent>,
    /// Records met, odd ones among them.
    met: usize,
    /// Names that no package has.
    pub(crate) oddities: Vec<String>,
    /// Parts of the image that are not as they are written.
    pub(crate) parts: BTreeSet<CarrierPart>,
}

impl<R: Read + Seek> Image<R> {
    /// Whether the source has the mark of an ISO 9660 image.
    pub(crate) fn is_one(source: &mut R) -> io::Result<bool> {
        let mut mark = [0; 6];
        source.seek(SeekFrom::Start(DESCRIPTORS * SECTOR))?;
        Ok(source.read_exact(&mut mark).is_ok() && &mark[1..] == b"CD001")
    }

    /// Reads the tree and all that is around it. `None` when the structure cannot be followed.
    pub(crate) fn read(mut source: R) -> io::Result<Option<Self>> {
        let length = source.seek(SeekFrom::End(0))?;
        let primary = stretch(&mut source, DESCRIPTORS * SECTOR, SECTOR)?;
        let Some(root) = primary.get(ROOT_RECORD) else {
            return Ok(None);
        };
        let (Some(record), Some(date)) = (Record::read(root), root[18..].first_chunk()) else {
            return Ok(None);
        };
        let mut image = Self {
            source,
            length,
            date: Date(*date),
            folders: Vec::new(),
            files: BTreeMap::new(),
            met: 0,
            oddities: Vec::new(),
            parts: BTreeSet::new(),
        };
        if image.read_tree(record.place)?.is_none() {
            return Ok(None);
        }
        let Some(layout) = Layout::of(&image.folders, &image.files) else {
            return Ok(None);
        };
        image.check_descriptors(&layout, &primary)?;
        image.check_padding(&layout)?;
        Ok(Some(image))
    }

    /// Reads every folder, each before what it holds, in order of path.
    fn read_tree(&mut self, root: Place) -> io::Result<Option<()>> {
        let mut waiting = vec![Folder {
            path: String::new(),
            parent: 0,
            depth: 0,
            place: root,
        }];
        let mut seen = BTreeSet::from([root.sector]);
        let mut total: u64 = 0;
        while let Some(folder) = waiting.pop() {
            let Some(mut inside) = self.read_folder(folder)? else {
                return Ok(None);
            };
            // Folders or files that share their bytes could make a small image endless to read.
            let bytes = self.folders.last().map_or(0, |folder| folder.place.bytes);
            total = total.saturating_add(u64::from(bytes));
            let fresh = inside.iter().all(|folder| seen.insert(folder.place.sector));
            let deep = inside.iter().any(|folder| folder.depth >= MAX_DEPTH);
            if !fresh || deep || total > self.length || self.folders.len() > MAX_FOLDERS {
                return Ok(None);
            }
            inside.reverse();
            waiting.append(&mut inside);
        }
        let total = self
            .files
            .values()
            .try_fold(total, |sum, file| sum.checked_add(file.bytes));
        Ok(total.filter(|&total| total <= self.length).map(|_| ()))
    }

    /// Reads one folder, keeps its files and gives back its folders.
    fn read_folder(&mut self, folder: Folder) -> io::Result<Option<Vec<Folder>>> {
        let (start, size) = (
            u64::from(folder.place.sector) * SECTOR,
            u64::from(folder.place.bytes),
        );
        if size > MAX_FOLDER || start + size > self.length {
            return Ok(None);
        }
        let bytes = stretch(&mut self.source, start, size)?;
        let number = self.folders.len();
        let Some(listing) = folder::read(&bytes, &self.around(&folder)) else {
            return Ok(None);
        };
        let full = |name: &str| {
            if folder.path.is_empty() {
                name.to_owned()
            } else {
                format!("{}/{name}", folder.path)
            }
        };
        self.met += listing.entries.len() + listing.odd.len();
        if self.met > MAX_FILES {
            return Ok(None);
        }
        if !listing.is_exact && listing.odd.is_empty() {
            let path = format!("/{}", folder.path);
            self.parts.insert(CarrierPart::Directory(path));
        }
        self.oddities
            .extend(listing.odd.iter().map(|name| full(name)));
        let mut inside = Vec::new();
        for entry in listing.entries {
            let path = full(&entry.name);
            if entry.is_folder {
                let place = Place {
                    sector: entry.sector,
                    bytes: u32::try_from(entry.size).unwrap_or(u32::MAX),
                };
                inside.push(Folder {
                    path,
                    parent: number,
                    depth: folder.depth + 1,
                    place,
                });
                continue;
            }
            let extent = Extent {
                sector: entry.sector,
                bytes: entry.size,
            };
            if extent.end() > self.length {
                return Ok(None);
            }
            self.files.insert(path, extent);
        }
        self.folders.push(folder);
        Ok(Some(inside))
    }

    /// What stands around the next folder to be read.
    fn around(&self, folder: &Folder) -> Around {
        let is_root = self.folders.is_empty();
        let own = folder.place;
        let end = u64::from(own.sector) + u64::from(own.bytes) / SECTOR;
        Around {
            own,
            parent: self.folders.get(folder.parent).map_or(own, |up| up.place),
            date: self.date,
            extension: is_root.then(|| u32::try_from(end).unwrap_or(u32::MAX)),
        }
    }

    /// Compares descriptors, path tables and the continuation area with what the tree asks for.
    fn check_descriptors(&mut self, layout: &Layout, primary: &[u8]) -> io::Result<()> {
        let (little, big) = descriptors::path_tables(&self.folders);
        if primary != descriptors::primary(layout, &self.folders[0], self.date) {
            self.parts.insert(CarrierPart::VolumeDescriptor);
        }
        if !layout.is_kept {
            self.parts.insert(CarrierPart::Sectors);
        }
        if self.length != u64::from(layout.sectors) * SECTOR {
            self.parts.insert(CarrierPart::Length);
        }
        let behind = u32::try_from(DESCRIPTORS + 1).unwrap_or(u32::MAX);
        for (sector, expected, part) in [
            (
                behind,
                descriptors::terminator(),
                CarrierPart::OtherDescriptor,
            ),
            (
                layout.extension,
                descriptors::extension(),
                CarrierPart::Extension,
            ),
            (layout.table_little, little, CarrierPart::PathTables),
            (layout.table_big, big, CarrierPart::PathTables),
        ] {
            let start = u64::from(sector) * SECTOR;
            let found = stretch(&mut self.source, start, expected.len() as u64)?;
            if found != expected {
                self.parts.insert(part);
            }
        }
        Ok(())
    }

    /// Looks for bytes where there have to be none.
    fn check_padding(&mut self, layout: &Layout) -> io::Result<()> {
        for (from, to, part) in [
            (0, 16, CarrierPart::SystemArea),
            (layout.tables_end, layout.files, CarrierPart::Padding),
            (layout.files_end, layout.sectors, CarrierPart::Padding),
        ] {
            let start = u64::from(from) * SECTOR;
            let size = u64::from(to - from) * SECTOR;
            if !self.is_empty(start, size)? {
                self.parts.insert(part);
            }
        }
        let ends: Vec<(String, u64)> = self
            .files
            .iter()
            .map(|(path, file)| (path.clone(), file.end()))
            .collect();
        for (path, end) in ends {
            if !self.is_empty(end, end.next_multiple_of(SECTOR) - end)? {
                self.parts.insert(CarrierPart::Behind(path));
            }
        }
        Ok(())
    }

    /// Whether a short stretch is there and holds nothing but zeros.
    fn is_empty(&mut self, start: u64, size: u64) -> io::Result<bool> {
        if size == 0 {
            return Ok(true);
        }
        let found = stretch(&mut self.source, start, size)?;
        Ok(found.len() as u64 == size && found == vec![0; found.len()])
    }

    /// The files and their sizes.
    pub(crate) fn sizes(&self) -> BTreeMap<String, u64> {
        self.files
            .iter()
            .map(|(path, file)| (path.clone(), file.bytes))
            .collect()
    }

    /// All folders but the root.
    pub(crate) fn folders(&self) -> BTreeSet<String> {
        let below = self.folders.iter().skip(1);
        below.map(|folder| folder.path.clone()).collect()
    }

    /// Whether every date of the image is this one.
    pub(crate) fn is_dated(&self, epoch_seconds: i64) -> bool {
        Date::at(epoch_seconds) == Some(self.date)
    }

    /// Opens a file of the image.
    pub(crate) fn open(&mut self, path: &str) -> io::Result<io::Take<&mut R>> {
        let file = *self.files.get(path).ok_or(io::ErrorKind::NotFound)?;
        self.source.seek(SeekFrom::Start(file.start()))?;
        Ok((&mut self.source).take(file.bytes))
    }
}

/// The bytes from a place on, fewer where the source ends before.
fn stretch<R: Read + Seek>(source: &mut R, start: u64, size: u64) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    source.seek(SeekFrom::Start(start))?;
    source.take(size).read_to_end(&mut bytes)?;
    Ok(bytes)
}
