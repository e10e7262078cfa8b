//! A small reader of ISO 9660 images (ECMA-119), enough to check a package where no tool is
//! installed. It trusts nothing: every place is held against the length of the file, every folder
//! is read once, and what an honest builder never writes (other trees, links, renamed files) is
//! reported instead of read.

use std::collections::{BTreeMap, BTreeSet};
use std::fs::File;
use std::io::{self, Read, Seek, SeekFrom};

use crate::manifest::MAX_FILES;
use crate::names::{MAX_DEPTH, is_name, shown};

const SECTOR: u64 = 2048;
const SECTOR_BYTES: usize = 2048;
/// Volume descriptors looked at.
const MAX_DESCRIPTORS: u64 = 32;
/// Most bytes of one folder.
const MAX_FOLDER: u64 = 64 * 1024 * 1024;

/// One stretch of a file: where it starts, how long it is.
type Extent = (u64, u64);

/// Stands for a stretch that was announced and has not come yet.
const GOES_ON: Extent = (0, u64::MAX);

/// The files of an image.
pub(crate) struct Image {
    file: File,
    /// The stretches of each file, by path.
    pub(crate) files: BTreeMap<String, Vec<Extent>>,
    /// What an honest builder never writes.
    pub(crate) oddities: Vec<String>,
}

/// One record of a folder.
struct Entry {
    name: String,
    place: Extent,
    is_folder: bool,
    continues: bool,
    odd: bool,
}

impl Image {
    /// Whether the file has the mark of an ISO 9660 image.
    pub(crate) fn is_one(file: &mut File) -> io::Result<bool> {
        let mut mark = [0; 6];
        file.seek(SeekFrom::Start(16 * SECTOR))?;
        Ok(file.read_exact(&mut mark).is_ok() && &mark[1..] == b"CD001")
    }

    /// Reads the tree. `None` when the structure cannot be followed.
    pub(crate) fn read(file: File) -> io::Result<Option<Self>> {
        let length = file.metadata()?.len();
        let mut image = Self {
            file,
            files: BTreeMap::new(),
            oddities: Vec::new(),
        };
        let Some(root) = image.descriptors(length)? else {
            return Ok(None);
        };
        let mut waiting = vec![(String::new(), 0, root)];
        let mut seen = BTreeSet::from([root.0]);
        while let Some((path, depth, place)) = waiting.pop() {
            let Some(entries) = image.folder(place, length)? else {
                return Ok(None);
            };
            for entry in entries {
                let full = if path.is_empty() {
                    entry.name.clone()
                } else {
                    format!("{path}/{}", entry.name)
                };
                if entry.odd || !is_name(&entry.name) {
                    image.oddities.push(shown(&full));
                    continue;
                }
                if entry.is_folder {
                    if depth + 1 >= MAX_DEPTH || !seen.insert(entry.place.0) {
                        return Ok(None);
                    }
                    waiting.push((full, depth + 1, entry.place));
                } else if !image.add(&full, &entry) {
                    return Ok(None);
                }
            }
        }
        // Files that share their bytes could make a small image endless to read.
        let total = image.files.values().try_fold(0_u64, |sum, stretches| {
            sum.checked_add(Self::size(stretches))
        });
        Ok(total.is_some_and(|total| total <= length).then_some(image))
    }

    /// Finds the root folder; notes any second tree (Joliet and the like), which would show other
    /// readers something else than it shows us.
    fn descriptors(&mut self, length: u64) -> io::Result<Option<Extent>> {
        let mut root = None;
        for n in 0..MAX_DESCRIPTORS {
            let mut sector = [0; SECTOR_BYTES];
            self.file.seek(SeekFrom::Start((16 + n) * SECTOR))?;
            if self.file.read_exact(&mut sector).is_err() || &sector[1..6] != b"CD001" {
                return Ok(None);
            }
            match sector[0] {
                1 if root.is_none() => {
                    let Some(entry) = Entry::parse(&sector[156..190]) else {
                        return Ok(None);
                    };
                    root = Some(entry.place);
                }
                0..=3 => self
                    .oddities
                    .push(format!("volume descriptor {}", sector[0])),
                255 => return Ok(root.filter(|place| within(*place, length))),
                _ => {}
            }
        }
        Ok(None)
    }

    fn folder(&mut self, place: Extent, length: u64) -> io::Result<Option<Vec<Entry>>> {
        if !within(place, length) || place.1 > MAX_FOLDER {
            return Ok(None);
        }
        let mut bytes = Vec::new();
        self.file.seek(SeekFrom::Start(place.0))?;
        (&mut self.file).take(place.1).read_to_end(&mut bytes)?;
        let mut entries = Vec::new();
        for sector in bytes.chunks(SECTOR_BYTES) {
            let mut rest = sector;
            // A record never crosses a sector; a zero length fills the rest of it.
            while let Some(&size) = rest.first().filter(|&&size| size > 0) {
                let Some((record, after)) = rest.split_at_checked(usize::from(size)) else {
                    return Ok(None);
                };
                let Some(entry) = Entry::parse(record) else {
                    return Ok(None);
                };
                if !within(entry.place, length) || entries.len() > MAX_FILES {
                    return Ok(None);
                }
                // The folder itself and its parent are named 0 and 1.
                if !matches!(entry.name.as_str(), "\0" | "\u{1}") {
                    entries.push(entry);
                }
                rest = after;
            }
        }
        Ok(Some(entries))
    }

    /// Adds a stretch of a file; false when there are too many files.
    fn add(&mut self, path: &str, entry: &Entry) -> bool {
        let more = self.files.len() < MAX_FILES;
        // Files above 4 GiB come in several records, all but the last marked as going on. A name
        // that comes back after its end is a second file.
        let stretches = self.files.entry(path.to_owned()).or_default();
        match stretches.pop() {
            None | Some(GOES_ON) => {}
            Some(ended) => {
                stretches.push(ended);
                self.oddities.push(shown(path));
            }
        }
        stretches.push(entry.place);
        if entry.continues {
            stretches.push(GOES_ON);
        }
        more
    }

    /// Bytes of a file.
    pub(crate) fn size(stretches: &[Extent]) -> u64 {
        stretches
            .iter()
            .filter(|&&stretch| stretch != GOES_ON)
            .map(|stretch| stretch.1)
            .sum()
    }

    /// Opens a file of the image.
    pub(crate) fn open(&mut self, path: &str) -> io::Result<Stretches<'_>> {
        let stretches = self
            .files
            .get(path)
            .cloned()
            .ok_or(io::ErrorKind::NotFound)?;
        Ok(Stretches {
            file: &mut self.file,
            waiting: stretches,
            left: 0,
        })
    }
}

fn within(place: Extent, length: u64) -> bool {
    place
        .0
        .checked_add(place.1)
        .is_some_and(|end| end <= length)
}

impl Entry {
    /// Reads one directory record (ECMA-119, 9.1).
    fn parse(record: &[u8]) -> Option<Self> {
        let number = |at: usize| -> Option<u64> {
            let bytes = record.get(at..at + 4)?.first_chunk::<4>()?;
            Some(u64::from(u32::from_le_bytes(*bytes)))
        };
        let flags = *record.get(25)?;
        let name_length = usize::from(*record.get(32)?);
        let raw = record.get(33..33 + name_length)?;
        let text = String::from_utf8_lossy(raw).into_owned();
        let name = text.strip_suffix(";1").unwrap_or(&text);
        let name = name.strip_suffix('.').unwrap_or(name).to_owned();
        // Names of even length are followed by a padding byte, then what Rock Ridge adds.
        let system_use = record
            .get(33 + name_length + (1 - name_length % 2)..)
            .unwrap_or_default();
        // Hidden, associated and interleaved files are never ours.
        let odd =
            flags & 0b0000_0101 != 0 || record.get(26..28)? != [0, 0] || renames(system_use, &name);
        Some(Self {
            place: (number(2)? * SECTOR, number(10)?),
            is_folder: flags & 0b10 != 0,
            continues: flags & 0b1000_0000 != 0,
            odd,
            name,
        })
    }
}

/// Whether Rock Ridge gives the file another name than ISO 9660 does, makes it a link, moves it, or
/// continues where we do not look.
fn renames(mut system_use: &[u8], name: &str) -> bool {
    if matches!(name, "\0" | "\u{1}") {
        return false;
    }
    while let [a, b, size, _, ..] = *system_use {
        let Some((field, after)) = system_use.split_at_checked(usize::from(size)) else {
            return true;
        };
        match &[a, b] {
            b"NM" if field.get(4) != Some(&0) || field.get(5..) != Some(name.as_bytes()) => {
                return true;
            }
            b"SL" | b"CL" | b"PL" | b"RE" | b"CE" => return true,
            b"ST" => return false,
            _ if size < 4 => return false,
            _ => {}
        }
        system_use = after;
    }
    false
}

/// A file of the image, read stretch by stretch.
pub(crate) struct Stretches<'i> {
    file: &'i mut File,
    waiting: Vec<Extent>,
    left: u64,
}

impl Read for Stretches<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        while self.left == 0 {
            if self.waiting.is_empty() {
                return Ok(0);
            }
            let next = self.waiting.remove(0);
            if next == GOES_ON {
                return Err(io::ErrorKind::UnexpectedEof.into());
            }
            self.file.seek(SeekFrom::Start(next.0))?;
            self.left = next.1;
        }
        let most = usize::try_from(self.left).map_or(buffer.len(), |left| left.min(buffer.len()));
        let count = self.file.read(&mut buffer[..most])?;
        if count == 0 && most > 0 {
            return Err(io::ErrorKind::UnexpectedEof.into());
        }
        self.left -= count as u64;
        Ok(count)
    }
}
