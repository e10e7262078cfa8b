//! A package on any of its carriers, seen as paths and bytes. Nothing is unpacked: paths are looked
//! up in the listing that was made here, never handed to the file system.

use std::collections::BTreeMap;
use std::fs::{self, File};
use std::io::{self, Read, Seek, SeekFrom};
use std::path::{Path, PathBuf};

use zip::ZipArchive;
use zip::result::ZipError;

use crate::error::VerifyError;
use crate::iso9660::Image;
use crate::manifest::MAX_FILES;
use crate::names::{MAX_DEPTH, is_path, shown};
use crate::passphrase::Passphrase;

/// Most files of a zip, written or read.
pub const ZIP_MAX_ENTRIES: usize = 20_000;
/// Most bytes in a zip, unpacked: 20 GiB.
pub const ZIP_MAX_BYTES: u64 = 20 * 1024 * 1024 * 1024;
/// Largest ratio of unpacked to packed bytes in a zip.
const ZIP_MAX_RATIO: u64 = 100;
/// Most bytes of a zip's list of contents.
const ZIP_MAX_LISTING: u32 = 64 * 1024 * 1024;

/// Which carrier a package came on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CarrierKind {
    /// A folder, a stick, a mounted disc.
    Folder,
    /// An ISO 9660 image.
    Iso,
    /// A zip, encrypted or not.
    Zip,
}

/// A package that can be listed and read.
pub(crate) struct Package {
    pub(crate) kind: CarrierKind,
    /// Bytes of every file with a plain name.
    pub(crate) sizes: BTreeMap<String, u64>,
    /// What has no place in a package: other names, links, doubles.
    pub(crate) oddities: Vec<String>,
    source: Source,
}

enum Source {
    Folder(BTreeMap<String, PathBuf>),
    Iso(Image),
    Zip {
        archive: ZipArchive<File>,
        places: BTreeMap<String, usize>,
        passphrase: Option<Passphrase>,
    },
}

impl Package {
    /// Finds out what `path` is and lists it.
    pub(crate) fn at(path: &Path, passphrase: Option<&Passphrase>) -> Result<Self, VerifyError> {
        if fs::metadata(path)?.is_dir() {
            return Self::folder(path);
        }
        let mut file = File::open(path)?;
        if Image::is_one(&mut file)? {
            return Self::iso(file);
        }
        let mut mark = [0; 4];
        file.seek(SeekFrom::Start(0))?;
        if file.read_exact(&mut mark).is_ok() && &mark[..2] == b"PK" {
            return Self::zip(file, passphrase);
        }
        Err(VerifyError::NotAPackage)
    }

    /// Lists a folder. Links are not followed. Names are compared in capitals, because systems show
    /// the names of a disc in small letters.
    pub(crate) fn folder(root: &Path) -> Result<Self, VerifyError> {
        let mut package = Self::empty(CarrierKind::Folder, Source::Folder(BTreeMap::new()));
        let mut paths = BTreeMap::new();
        let mut waiting = vec![(root.to_owned(), String::new(), 0)];
        while let Some((folder, prefix, depth)) = waiting.pop() {
            for found in fs::read_dir(&folder)? {
                let found = found?;
                let name = found.file_name().to_string_lossy().to_ascii_uppercase();
                let full = if prefix.is_empty() {
                    name
                } else {
                    format!("{prefix}/{name}")
                };
                let kind = found.file_type()?;
                if package.sizes.len() + package.oddities.len() > MAX_FILES {
                    return Err(VerifyError::Hostile("too many files"));
                }
                if kind.is_dir() && is_path(&full) && depth + 1 < MAX_DEPTH {
                    waiting.push((found.path(), full, depth + 1));
                } else if kind.is_file() && is_path(&full) && !package.sizes.contains_key(&full) {
                    package.sizes.insert(full.clone(), found.metadata()?.len());
                    paths.insert(full, found.path());
                } else {
                    package.oddities.push(shown(&full));
                }
            }
        }
        package.source = Source::Folder(paths);
        Ok(package)
    }

    fn iso(file: File) -> Result<Self, VerifyError> {
        let image =
            Image::read(file)?.ok_or(VerifyError::Hostile("the disc image cannot be followed"))?;
        let sizes = image
            .files
            .iter()
            .map(|(path, stretches)| (path.clone(), Image::size(stretches)))
            .collect();
        let oddities = image.oddities.clone();
        Ok(Self {
            kind: CarrierKind::Iso,
            sizes,
            oddities,
            source: Source::Iso(image),
        })
    }

    fn zip(mut file: File, passphrase: Option<&Passphrase>) -> Result<Self, VerifyError> {
        listing_is_bounded(&mut file)?;
        let mut archive = ZipArchive::new(file).map_err(torn)?;
        if archive.len() > ZIP_MAX_ENTRIES {
            return Err(VerifyError::Hostile("too many files in the zip"));
        }
        if archive.has_duplicate_names() || archive.has_overlapping_files().map_err(torn)? {
            return Err(VerifyError::Hostile(
                "files in the zip overlap or share a name",
            ));
        }
        // A name that differs between the list and the file's own head shows each program another.
        if archive.validate_header_consistency().is_err() {
            return Err(VerifyError::Hostile("the zip contradicts itself"));
        }
        let (mut sizes, mut oddities, mut places) = (BTreeMap::new(), Vec::new(), BTreeMap::new());
        let mut total: u64 = 0;
        for n in 0..archive.len() {
            let entry = archive.by_index_raw(n).map_err(torn)?;
            let name = String::from_utf8_lossy(entry.name_raw()).into_owned();
            total = total.saturating_add(entry.size());
            if entry.size() > entry.compressed_size().saturating_mul(ZIP_MAX_RATIO) {
                return Err(VerifyError::Hostile(
                    "a file in the zip unpacks to more than 100 times its size",
                ));
            }
            if total > ZIP_MAX_BYTES {
                return Err(VerifyError::Hostile("the zip unpacks to more than 20 GiB"));
            }
            if name.split(['/', '\\']).any(|part| part == "..") || name.starts_with('/') {
                return Err(VerifyError::Hostile("a name in the zip leads out of it"));
            }
            if entry.is_symlink() {
                return Err(VerifyError::Hostile("the zip holds a link"));
            }
            if entry.is_file() && is_path(&name) {
                sizes.insert(name.clone(), entry.size());
                places.insert(name, n);
            } else if !entry.is_dir() {
                oddities.push(shown(&name));
            }
        }
        let source = Source::Zip {
            archive,
            places,
            passphrase: passphrase.cloned(),
        };
        Ok(Self {
            kind: CarrierKind::Zip,
            sizes,
            oddities,
            source,
        })
    }

    fn empty(kind: CarrierKind, source: Source) -> Self {
        Self {
            kind,
            sizes: BTreeMap::new(),
            oddities: Vec::new(),
            source,
        }
    }

    /// Opens a listed file; never gives more bytes than were listed for it.
    pub(crate) fn open(&mut self, path: &str) -> Result<Box<dyn Read + '_>, VerifyError> {
        let size = *self
            .sizes
            .get(path)
            .ok_or(io::Error::from(io::ErrorKind::NotFound))?;
        let source: Box<dyn Read> = match &mut self.source {
            Source::Folder(paths) => {
                let path = paths
                    .get(path)
                    .ok_or(io::Error::from(io::ErrorKind::NotFound))?;
                Box::new(File::open(path)?)
            }
            Source::Iso(image) => Box::new(image.open(path)?),
            Source::Zip {
                archive,
                places,
                passphrase,
            } => {
                let place = *places
                    .get(path)
                    .ok_or(io::Error::from(io::ErrorKind::NotFound))?;
                let opened = match passphrase {
                    Some(words) => archive.by_index_decrypt(place, words.as_str().as_bytes()),
                    None => archive.by_index(place),
                };
                Box::new(opened.map_err(torn)?)
            }
        };
        Ok(Box::new(source.take(size)))
    }

    /// A whole file of at most `most` bytes; `None` when there is no such file or it is longer.
    pub(crate) fn whole(&mut self, path: &str, most: u64) -> Result<Option<Vec<u8>>, VerifyError> {
        match self.sizes.get(path) {
            Some(&size) if size <= most => {}
            _ => return Ok(None),
        }
        let mut bytes = Vec::new();
        match self.open(path)?.read_to_end(&mut bytes) {
            Ok(_) => Ok(Some(bytes)),
            // A damaged file is the report's business, a failing disk is not.
            Err(error) if is_damage(&error) => Ok(Some(Vec::new())),
            Err(error) => Err(error.into()),
        }
    }
}

/// Whether a read failed because of what the carrier holds, not because the disk does not answer.
pub(crate) fn is_damage(error: &io::Error) -> bool {
    matches!(
        error.kind(),
        io::ErrorKind::InvalidData
            | io::ErrorKind::InvalidInput
            | io::ErrorKind::UnexpectedEof
            | io::ErrorKind::Other
    )
}

/// Looks at the end of a zip before the zip library does: how many files it claims, and how long
/// its list of them is. 64-bit zips are refused here: a package of 20,000 files never needs one.
fn listing_is_bounded(file: &mut File) -> Result<(), VerifyError> {
    const END: usize = 22;
    let length = file.metadata()?.len();
    let tail_length = length.min(END as u64 + u64::from(u16::MAX));
    let mut tail = Vec::new();
    file.seek(SeekFrom::Start(length - tail_length))?;
    (&mut *file).take(tail_length).read_to_end(&mut tail)?;
    let end = tail
        .windows(END)
        .rposition(|window| window.starts_with(b"PK\x05\x06"))
        .and_then(|at| tail.get(at..)?.first_chunk::<END>())
        .ok_or(VerifyError::NotAPackage)?;
    let files = u16::from_le_bytes([end[10], end[11]]);
    let listing = u32::from_le_bytes([end[12], end[13], end[14], end[15]]);
    if usize::from(files) > ZIP_MAX_ENTRIES || listing > ZIP_MAX_LISTING {
        return Err(VerifyError::Hostile("too many files in the zip"));
    }
    file.seek(SeekFrom::Start(0))?;
    Ok(())
}

fn torn(error: ZipError) -> VerifyError {
    match error {
        ZipError::InvalidPassword => VerifyError::WrongPassphrase,
        ZipError::UnsupportedArchive(ZipError::PASSWORD_REQUIRED) => VerifyError::PassphraseNeeded,
        ZipError::Io(error) => VerifyError::Io(error),
        other => VerifyError::Io(io::Error::new(io::ErrorKind::InvalidData, other)),
    }
}
