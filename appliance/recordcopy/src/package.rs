//! A package on any of its carriers, seen as paths and bytes. Nothing is unpacked: paths are looked
//! up in the listing that was made here, never handed to the file system.

use std::collections::{BTreeMap, BTreeSet};
use std::fs::{self, File};
use std::io::{self, Read};
use std::path::{Path, PathBuf};

use zip::ZipArchive;
use zip::result::ZipError;

use crate::archive::Walked;
use crate::error::VerifyError;
use crate::folder::Folder;
use crate::iso9660::Image;
use crate::part::CarrierPart;
use crate::passphrase::Passphrase;

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
    /// Folders, where the carrier has such.
    folders: BTreeSet<String>,
    /// What has no place in a package: other names, links, doubles.
    pub(crate) oddities: Vec<String>,
    /// Parts of the carrier that are not as they are written.
    pub(crate) parts: BTreeSet<CarrierPart>,
    source: Source,
}

enum Source {
    Folder(BTreeMap<String, PathBuf>),
    Iso(Image),
    Zip {
        walked: Walked,
        archive: ZipArchive<File>,
        places: BTreeMap<String, usize>,
        passphrase: Option<Passphrase>,
        /// The passphrase opened one of its files: another that it does not open is damaged.
        is_right: bool,
    },
}

impl Package {
    /// Finds out what `path` is and lists it.
    pub(crate) fn at(path: &Path, passphrase: Option<&Passphrase>) -> Result<Self, VerifyError> {
        let kind = fs::metadata(path)?;
        if kind.is_dir() {
            return Self::folder(path);
        }
        if !kind.is_file() {
            return Err(VerifyError::NotAPackage);
        }
        let mut file = File::open(path)?;
        let (zip, disc) = (Walked::is_one(&mut file)?, Image::is_one(&mut file)?);
        // The files of a zip stand in it as they are: an image may say `CD001` where a disc would. Nothing of a
        // zip is without its place, so one that is whole is no disc.
        if zip && (!disc || Walked::through(&mut file).is_ok()) {
            return Self::zip(file, passphrase);
        }
        if disc {
            return Self::iso(file);
        }
        Err(VerifyError::NotAPackage)
    }

    /// Lists a folder.
    pub(crate) fn folder(root: &Path) -> Result<Self, VerifyError> {
        let folder = Folder::list(root)?;
        Ok(Self {
            kind: CarrierKind::Folder,
            sizes: folder.sizes,
            folders: folder.folders,
            oddities: folder.oddities,
            parts: BTreeSet::new(),
            source: Source::Folder(folder.places),
        })
    }

    fn iso(file: File) -> Result<Self, VerifyError> {
        let image =
            Image::read(file)?.ok_or(VerifyError::Hostile("the disc image cannot be followed"))?;
        Ok(Self {
            kind: CarrierKind::Iso,
            sizes: image.sizes(),
            folders: image.folders(),
            oddities: image.oddities.clone(),
            parts: image.parts.clone(),
            source: Source::Iso(image),
        })
    }

    fn zip(mut file: File, passphrase: Option<&Passphrase>) -> Result<Self, VerifyError> {
        let walked = Walked::through(&mut file)?;
        let mut archive = ZipArchive::new(file).map_err(torn)?;
        let (mut sizes, mut places) = (BTreeMap::new(), BTreeMap::new());
        // What is checked has to be what is read.
        let differs = VerifyError::Hostile("the zip contradicts itself");
        if archive.len() != walked.heads.len() {
            return Err(differs);
        }
        for (n, head) in walked.heads.iter().enumerate() {
            let entry = archive.by_index_raw(n).map_err(torn)?;
            let found = (entry.name_raw(), entry.size(), entry.compressed_size());
            if found != (head.name.as_bytes(), head.size, head.packed) {
                return Err(differs);
            }
            sizes.insert(head.name.clone(), head.size);
            places.insert(head.name.clone(), n);
        }
        let is_right = passphrase.is_some_and(|words| opens_some(&mut archive, words));
        let source = Source::Zip {
            walked,
            archive,
            places,
            passphrase: passphrase.cloned(),
            is_right,
        };
        Ok(Self {
            kind: CarrierKind::Zip,
            sizes,
            folders: BTreeSet::new(),
            oddities: Vec::new(),
            parts: BTreeSet::new(),
            source,
        })
    }

    /// Whether the carrier has no other dates than its writer gives it for a package of this date.
    /// The dates of a folder are its system's.
    pub(crate) fn is_dated(&self, epoch_seconds: i64) -> bool {
        match &self.source {
            Source::Folder(_) => true,
            Source::Iso(image) => image.is_dated(epoch_seconds),
            Source::Zip { walked, .. } => walked.is_dated(epoch_seconds),
        }
    }

    /// Folders that hold no file, neither one found nor one of `paths`.
    pub(crate) fn folders_without<'p>(
        &'p self,
        paths: impl Iterator<Item = &'p str>,
    ) -> Vec<String> {
        let mut folders = self.folders.clone();
        for path in paths.chain(self.sizes.keys().map(String::as_str)) {
            for (end, _) in path.match_indices('/') {
                folders.remove(&path[..end]);
            }
        }
        folders.into_iter().collect()
    }

    /// Opens a listed file; it fails when it is not as long as it was listed.
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
                is_right,
                ..
            } => {
                let place = *places
                    .get(path)
                    .ok_or(io::Error::from(io::ErrorKind::NotFound))?;
                let opened = match passphrase {
                    Some(words) => archive.by_index_decrypt(place, words.as_str().as_bytes()),
                    None => archive.by_index(place),
                };
                Box::new(opened.map_err(|error| match error {
                    ZipError::InvalidPassword if *is_right => {
                        io::Error::from(io::ErrorKind::InvalidData).into()
                    }
                    other => torn(other),
                })?)
            }
        };
        Ok(Box::new(Exactly {
            source,
            left: size,
            is_over: false,
        }))
    }

    /// A whole file of at most `most` bytes; `None` when there is no such file or it is longer.
    pub(crate) fn whole(&mut self, path: &str, most: u64) -> Result<Option<Vec<u8>>, VerifyError> {
        match self.sizes.get(path) {
            Some(&size) if size <= most => {}
            _ => return Ok(None),
        }
        let mut source = self.open(path)?;
        let mut bytes = Vec::new();
        let read = source.read_to_end(&mut bytes).map_err(VerifyError::from);
        Ok(Some(unless_damaged(read)?.map_or_else(Vec::new, |_| bytes)))
    }
}

/// What was read; `None` when the read failed because of what the carrier holds. That is the report's
/// business; a disk that does not answer is not.
pub(crate) fn unless_damaged<T>(read: Result<T, VerifyError>) -> Result<Option<T>, VerifyError> {
    match read {
        Err(VerifyError::Io(error)) if is_damage(&error) => Ok(None),
        other => other.map(Some),
    }
}

fn is_damage(error: &io::Error) -> bool {
    matches!(
        error.kind(),
        io::ErrorKind::InvalidData
            | io::ErrorKind::InvalidInput
            | io::ErrorKind::UnexpectedEof
            | io::ErrorKind::Other
    )
}

/// Whether the passphrase opens the first file of a zip, the one in its middle, or the last. More are not tried: a wrong one is
/// taken for right by one file in 65,536, and each try costs as much as the passphrase was stretched.
fn opens_some(archive: &mut ZipArchive<File>, passphrase: &Passphrase) -> bool {
    let files = archive.len();
    [0, files / 2, files.saturating_sub(1)]
        .into_iter()
        .any(|place| {
            let opened = archive.by_index_decrypt(place, passphrase.as_str().as_bytes());
            opened.is_ok()
        })
}

fn torn(error: ZipError) -> VerifyError {
    match error {
        ZipError::InvalidPassword => VerifyError::WrongPassphrase,
        ZipError::UnsupportedArchive(ZipError::PASSWORD_REQUIRED) => VerifyError::PassphraseNeeded,
        ZipError::Io(error) => VerifyError::Io(error),
        other => VerifyError::Io(io::Error::new(io::ErrorKind::InvalidData, other)),
    }
}

/// Reads a file to its listed length, and looks for its end there: only at the end does a zip compare
/// what it gave with its own check, and an empty file has nothing but its end.
struct Exactly<R> {
    source: R,
    left: u64,
    is_over: bool,
}

impl<R: Read> Read for Exactly<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if buffer.is_empty() || self.is_over {
            return Ok(0);
        }
        if self.left == 0 {
            if self.source.read(&mut [0])? > 0 {
                return Err(io::ErrorKind::InvalidData.into());
            }
            self.is_over = true;
            return Ok(0);
        }
        let most = usize::try_from(self.left).map_or(buffer.len(), |left| left.min(buffer.len()));
        let count = self.source.read(&mut buffer[..most])?;
        if count == 0 {
            return Err(io::ErrorKind::UnexpectedEof.into());
        }
        self.left -= count as u64;
        Ok(count)
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests")]
    use super::*;

    /// A package in a folder, with files as they were listed: name, bytes then, where they are now.
    fn listed(files: &[(&str, u64, &Path)]) -> Package {
        let sizes = files
            .iter()
            .map(|(name, size, _)| ((*name).to_owned(), *size));
        let places = files
            .iter()
            .map(|(name, _, path)| ((*name).to_owned(), path.to_path_buf()));
        Package {
            kind: CarrierKind::Folder,
            sizes: sizes.collect(),
            folders: BTreeSet::new(),
            oddities: Vec::new(),
            parts: BTreeSet::new(),
            source: Source::Folder(places.collect()),
        }
    }

    #[test]
    fn a_file_that_changed_since_it_was_listed_is_damaged_and_a_disk_that_fails_is_told() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("five");
        fs::write(&file, b"12345").unwrap();
        let mut package = listed(&[
            ("WHOLE", 5, &file),
            ("SHORTER", 6, &file),
            ("LONGER", 4, &file),
            ("FOLDER", 5, folder.path()),
            ("GONE", 5, &folder.path().join("gone")),
        ]);
        let mut read = |name| package.whole(name, 100);
        assert_eq!(read("WHOLE").unwrap(), Some(b"12345".to_vec()));
        // There, and as good as nothing.
        assert_eq!(read("SHORTER").unwrap(), Some(Vec::new()));
        assert_eq!(read("LONGER").unwrap(), Some(Vec::new()));
        assert!(matches!(read("FOLDER"), Err(VerifyError::Io(_))));
        assert!(matches!(read("GONE"), Err(VerifyError::Io(_))));
    }

    #[test]
    fn a_file_is_read_up_to_the_length_it_may_have() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("five");
        fs::write(&file, b"12345").unwrap();
        let mut package = listed(&[("A", 5, &file)]);
        assert_eq!(package.whole("A", 5).unwrap(), Some(b"12345".to_vec()));
        assert_eq!(package.whole("A", 4).unwrap(), None);
        assert_eq!(package.whole("B", 5).unwrap(), None);
    }

    #[test]
    fn only_what_the_carrier_holds_is_damage() {
        let read = |kind: io::ErrorKind| unless_damaged::<()>(Err(io::Error::from(kind).into()));
        for kind in [
            io::ErrorKind::InvalidData,
            io::ErrorKind::InvalidInput,
            io::ErrorKind::UnexpectedEof,
            io::ErrorKind::Other,
        ] {
            assert!(matches!(read(kind), Ok(None)), "{kind}");
        }
        for kind in [
            io::ErrorKind::NotFound,
            io::ErrorKind::PermissionDenied,
            io::ErrorKind::TimedOut,
        ] {
            assert!(matches!(read(kind), Err(VerifyError::Io(_))), "{kind}");
        }
        let refused = unless_damaged::<()>(Err(VerifyError::WrongPassphrase));
        assert!(matches!(refused, Err(VerifyError::WrongPassphrase)));
        assert_eq!(unless_damaged(Ok(7)).unwrap(), Some(7));
    }

    /// Gives its bytes a few at a time, and may be asked for more behind its end only once.
    struct Slow {
        bytes: &'static [u8],
        asked_behind: usize,
    }

    impl Read for Slow {
        fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
            assert!(!buffer.is_empty(), "nothing was asked for");
            self.asked_behind += usize::from(self.bytes.is_empty());
            assert!(self.asked_behind <= 1, "asked again behind the end");
            let few = buffer.len().min(3);
            self.bytes.read(&mut buffer[..few])
        }
    }

    fn exactly(left: u64) -> Exactly<Slow> {
        Exactly {
            source: Slow {
                bytes: b"1234567",
                asked_behind: 0,
            },
            left,
            is_over: false,
        }
    }

    #[test]
    fn a_file_is_read_to_its_listed_length_and_to_its_end_once() {
        let mut bytes = Vec::new();
        let mut whole = exactly(7);
        assert_eq!(whole.read_to_end(&mut bytes).unwrap(), 7);
        assert_eq!(bytes, b"1234567");
        assert_eq!(whole.source.asked_behind, 1);
        assert_eq!(whole.read(&mut [0; 4]).unwrap(), 0);
        let error = |left| {
            exactly(left)
                .read_to_end(&mut Vec::new())
                .unwrap_err()
                .kind()
        };
        assert_eq!(error(6), io::ErrorKind::InvalidData);
        assert_eq!(error(0), io::ErrorKind::InvalidData);
        assert_eq!(error(8), io::ErrorKind::UnexpectedEof);
    }

    #[test]
    fn asking_for_nothing_is_not_the_end_of_a_file() {
        let mut file = exactly(7);
        assert_eq!(file.read(&mut []).unwrap(), 0);
        let mut bytes = Vec::new();
        assert_eq!(file.read_to_end(&mut bytes).unwrap(), 7);
    }
}
