//! Lays the package out as a folder.

use std::fs::{self, File};
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};
use std::time::{Duration, UNIX_EPOCH};

use openssl::sha::Sha256;

use crate::archive::ZIP_MAX_ENTRIES;
use crate::calendar::calendar;
use crate::contents::{Contents, Document, DocumentKind, Exam, ImageObject, Language};
use crate::error::BuildError;
use crate::exams::{self, Listed};
use crate::fileset::{self, ImageFile, Indexed};
use crate::hex::hex;
use crate::manifest::{Category, MAX_FILES, Manifest, ManifestEntry};
use crate::names::{self, extension};
use crate::package::Package;
use crate::pages::{self, Inventory, Paper};
use crate::part10::{self, PREAMBLE, PREFIX};
use crate::places::Places;
use crate::signature::Signer;
use crate::tool::Tools;

/// Origin of what the builder itself wrote.
const OURS: &str = "doublelock";
/// Files of a package beside images, documents and previews, at most.
const OTHERS: usize = 16;
/// Largest count that four digits of a name can hold.
const MAX_OPINIONS: usize = 9_999;

/// A package laid out as a folder.
#[derive(Debug, Clone)]
pub struct Built {
    /// The folder.
    pub folder: PathBuf,
    /// The signed manifest.
    pub manifest: Manifest,
    /// SHA-256 of `MANIFEST/MANIFEST.JSN`: names the whole package in the register of
    /// communications.
    pub manifest_sha256: [u8; 32],
    /// Bytes of all files.
    pub total_bytes: u64,
}

impl Built {
    /// The images that stand in the package but not in its DICOMDIR.
    pub fn not_indexed(&self) -> impl Iterator<Item = &ManifestEntry> {
        self.manifest
            .files
            .iter()
            .filter(|file| file.indexed == Some(false))
    }
}

/// Builds the package in `destination`, which must not exist yet. Blocking; starts `dcmmkdir` when
/// there are images. On any error nothing is left at the destination.
///
/// Images are written as they come, preamble zeroed, never transcoded; an image that a DICOMDIR
/// cannot hold stays in the package and the manifest says why it is not indexed.
pub fn build_folder(
    contents: Contents<'_>,
    signer: &Signer,
    tools: &Tools,
    destination: &Path,
) -> Result<Built, BuildError> {
    if fs::symlink_metadata(destination).is_ok() {
        return Err(BuildError::DestinationExists);
    }
    // Made beside the destination, so that moving it there is one rename; goes whatever happens.
    let beside = destination
        .parent()
        .filter(|path| !path.as_os_str().is_empty());
    let scratch = tempfile::Builder::new()
        .prefix(".copy-")
        .tempdir_in(beside.unwrap_or(Path::new(".")))?;
    let (part, work) = (scratch.path().join("copy"), scratch.path().join("work"));
    for folder in [&part, &work] {
        fs::create_dir(folder)?;
    }
    let built = Layout::new(&part, &contents)?.fill(contents, signer, tools, &work)?;
    fs::rename(&part, destination)?;
    Ok(Built {
        folder: destination.to_owned(),
        ..built
    })
}

struct Layout<'p> {
    root: &'p Path,
    modified: std::time::SystemTime,
    files: Vec<ManifestEntry>,
    /// Most files.
    most: usize,
}

impl<'p> Layout<'p> {
    fn new(root: &'p Path, contents: &Contents<'_>) -> Result<Self, BuildError> {
        let seconds = contents.produced_at.epoch_seconds;
        calendar(seconds)?;
        let seconds = u64::try_from(seconds).map_err(|_| BuildError::DateOutOfRange)?;
        Ok(Self {
            root,
            modified: UNIX_EPOCH + Duration::from_secs(seconds),
            files: Vec::new(),
            most: MAX_FILES,
        })
    }

    fn fill(
        mut self,
        mut contents: Contents<'_>,
        signer: &Signer,
        tools: &Tools,
        work: &Path,
    ) -> Result<Built, BuildError> {
        let images = std::mem::replace(&mut contents.images, Box::new(std::iter::empty()));
        let places = self.images(images)?;
        let not_indexed = self.file_set(&contents, tools, work)?;
        let papers = self.documents(std::mem::take(&mut contents.documents))?;
        let exams = std::mem::take(&mut contents.exams);
        let exams = self.previews(exams, &places, contents.language)?;
        let inventory = Inventory {
            exams,
            images: places.images(),
            not_indexed,
            papers,
            fingerprint: signer.fingerprint().to_string(),
        };
        self.guides(&contents, &inventory)?;
        self.seal(&contents, signer)
    }

    /// What the builder itself writes for whoever opens the package.
    fn guides(&mut self, contents: &Contents<'_>, inventory: &Inventory) -> Result<(), BuildError> {
        let first = contents.language;
        let lisezmoi = pages::readme(contents, inventory, Language::French);
        let readme = pages::readme(contents, inventory, Language::English);
        let index = pages::index(contents, inventory);
        let custody = pages::custody(&contents.articles, &contents.custody, first);
        let disclosures = pages::disclosures(&contents.disclosures, first);
        let how = pages::how_to_verify(&inventory.fingerprint);
        for (path, category, mut bytes) in [
            ("LISEZMOI.TXT", Category::Guide, lisezmoi.as_bytes()),
            ("README.TXT", Category::Guide, readme.as_bytes()),
            ("INDEX.HTM", Category::Guide, index.as_bytes()),
            ("DOCS/CHAINE.HTM", Category::Custody, custody.as_bytes()),
            (
                "DOCS/ACCES.HTM",
                Category::Disclosures,
                disclosures.as_bytes(),
            ),
            (
                "LEDGER/EXTRACT.JSN",
                Category::Journal,
                &contents.journal_extract,
            ),
            ("LEDGER/VERIFY.TXT", Category::Guide, how.as_bytes()),
        ] {
            self.put(path, category, OURS, &mut bytes)?;
        }
        Ok(())
    }

    /// Writes the pictures of each exam and the page that shows them.
    fn previews(
        &mut self,
        exams: Vec<Exam>,
        places: &Places,
        first: Language,
    ) -> Result<Vec<Listed>, BuildError> {
        // They never make a package larger than its smallest carrier takes.
        let room = ZIP_MAX_ENTRIES.saturating_sub(self.files.len() + OTHERS);
        let mut exams = exams::listed(exams, places, room);
        for exam in &mut exams {
            for picture in exam
                .series
                .iter_mut()
                .flat_map(|series| &mut series.pictures)
            {
                let png = std::mem::take(&mut picture.png);
                self.put(
                    &picture.path,
                    Category::Preview,
                    &picture.origin,
                    &mut &png[..],
                )?;
            }
            if let Some(page) = &exam.page {
                let text = pages::viewer(exam, first);
                self.put(page, Category::Preview, OURS, &mut text.as_bytes())?;
            }
        }
        Ok(exams)
    }

    /// Hash list, certificates, manifest, signature; then every date is set.
    fn seal(mut self, contents: &Contents<'_>, signer: &Signer) -> Result<Built, BuildError> {
        self.files.sort_by(|a, b| a.path.cmp(&b.path));
        let mut sums = String::new();
        for file in &self.files {
            sums.extend([&file.sha256, "  ", &file.path, "\n"]);
        }
        self.put(names::SUMS, Category::Proof, OURS, &mut sums.as_bytes())?;
        let chain = signer.chain_pem().map_err(BuildError::Signature)?;
        self.put(names::CERTIFICATES, Category::Proof, OURS, &mut &chain[..])?;

        let fingerprint = signer.fingerprint().to_string();
        let manifest = Manifest::new(contents, fingerprint, std::mem::take(&mut self.files));
        let text = manifest.text().map_err(io::Error::from)?;
        let text = text.ok_or(BuildError::TooManyFiles)?;
        let signature = signer.sign(&text).map_err(BuildError::Signature)?;
        fs::write(self.root.join(names::MANIFEST), &text)?;
        fs::write(self.root.join(names::SIGNATURE), &signature)?;
        self.date(self.root)?;
        let listed: u64 = manifest.files.iter().map(|file| file.size).sum();
        Ok(Built {
            folder: self.root.to_owned(),
            manifest_sha256: openssl::sha::sha256(&text),
            total_bytes: listed + (text.len() + signature.len()) as u64,
            manifest,
        })
    }

    /// Writes the images; answers where they are.
    fn images<'a>(
        &mut self,
        images: impl Iterator<Item = io::Result<ImageObject<'a>>>,
    ) -> Result<Places, BuildError> {
        let mut places = Places::default();
        for (image, number) in images.zip(1_u64..) {
            let failed = |error| BuildError::Image(number, error);
            let mut image = image.map_err(failed)?;
            let path = places.next(&image.study_uid, &image.series_uid, &image.origin);
            self.image(&path, &image.origin, &mut image.object)
                .map_err(|failure| failure.of(failed))?;
        }
        Ok(places)
    }

    /// Writes one image with its preamble zeroed (a preamble can make an image a program as well:
    /// CVE-2019-11687), and keeps the hash of what was stored.
    fn image(&mut self, path: &str, origin: &str, source: &mut dyn Read) -> Result<(), Failure> {
        let mut head = Vec::with_capacity(PREAMBLE + 4);
        (&mut *source)
            .take(PREAMBLE as u64 + 4)
            .read_to_end(&mut head)
            .map_err(Failure::Source)?;
        let mut stored = None;
        if head.get(PREAMBLE..) == Some(&PREFIX[..]) && head[..PREAMBLE].iter().any(|&b| b != 0) {
            let mut hash = Sha256::new();
            hash.update(&head);
            stored = Some(hash);
            head[..PREAMBLE].fill(0);
        }
        let mut source = Tee {
            source,
            also: stored,
        };
        let mut whole = head.as_slice().chain(&mut source);
        self.write(path, Category::Image, origin, &mut whole)?;
        let stored = source.also.map(|hash| hex(&hash.finish()));
        if let Some(entry) = self.files.last_mut() {
            entry.stored_sha256 = stored;
        }
        Ok(())
    }

    /// Makes the DICOMDIR and notes in each image's entry how it ended up; answers how many are
    /// not in it.
    fn file_set(
        &mut self,
        contents: &Contents<'_>,
        tools: &Tools,
        work: &Path,
    ) -> Result<usize, BuildError> {
        let mut images = Vec::with_capacity(self.files.len());
        let mut identity = Sha256::new();
        identity.update(contents.request.as_bytes());
        for file in &self.files {
            identity.update(file.sha256.as_bytes());
            let meta = part10::read_meta(&mut File::open(self.root.join(&file.path))?)?;
            images.push(ImageFile {
                path: file.path.clone(),
                meta,
            });
        }
        if images.is_empty() {
            return Ok(0);
        }
        // A UID made of a UUID's worth of bits (PS3.5, B.2), the same for the same images.
        let mut bits = [0; 16];
        bits.copy_from_slice(&identity.finish()[..16]);
        let uid = format!("2.25.{}", u128::from_be_bytes(bits));
        let fates = fileset::index(tools, self.root, work, &images, &uid)?;
        let mut aside = 0;
        for ((file, image), fate) in self.files.iter_mut().zip(images).zip(fates) {
            file.transfer_syntax = image.meta.map(|meta| meta.transfer_syntax);
            file.indexed = Some(matches!(fate, Indexed::Yes { .. }));
            match fate {
                Indexed::Yes { values_supplied } => file.index_values_supplied = values_supplied,
                Indexed::No(reason) => {
                    file.not_indexed = Some(reason);
                    aside += 1;
                }
            }
        }
        self.check_file_set()?;
        Ok(aside)
    }

    /// Takes the DICOMDIR into the manifest, after reading it back against the files.
    fn check_file_set(&mut self) -> Result<(), BuildError> {
        let path = self.root.join(names::DICOMDIR);
        let Ok(bytes) = fs::read(path) else {
            // Nothing could be indexed: the entries say why.
            return Ok(());
        };
        let mut package = Package::folder(self.root).map_err(|_| BuildError::FileSet)?;
        let check = crate::verify::check_file_set(&mut package, &self.files)
            .map_err(|_| BuildError::FileSet)?;
        if !check.is_sound() {
            return Err(BuildError::FileSet);
        }
        self.files
            .push(entry(names::DICOMDIR, Category::FileSet, OURS, &bytes));
        Ok(())
    }

    fn documents(&mut self, documents: Vec<Document<'_>>) -> Result<Vec<Paper>, BuildError> {
        let mut listed = Vec::new();
        let (mut opinions, mut pieces) = (0, 0);
        for (mut document, number) in documents.into_iter().zip(1..) {
            let extension = extension(&document.media_type);
            let (path, category) = match document.kind {
                DocumentKind::Opinion => {
                    opinions += 1;
                    let path = if opinions == 1 {
                        format!("DOCS/RAPPORT.{extension}")
                    } else {
                        format!("DOCS/RAPP{opinions:04}.{extension}")
                    };
                    (path, Category::Opinion)
                }
                DocumentKind::Piece => {
                    pieces += 1;
                    (
                        format!("DOCS/PIECES/P{pieces:07}.{extension}"),
                        Category::Document,
                    )
                }
            };
            if opinions > MAX_OPINIONS {
                return Err(BuildError::TooManyFiles);
            }
            let failed = |error| BuildError::Document(number, error);
            self.write(&path, category, &document.id, &mut document.body)
                .map_err(|failure| failure.of(failed))?;
            listed.push(Paper {
                title: document.title,
                path,
                size: self.files.last().map_or(0, |file| file.size),
            });
        }
        Ok(listed)
    }

    fn put(
        &mut self,
        path: &str,
        category: Category,
        origin: &str,
        source: &mut dyn Read,
    ) -> Result<(), BuildError> {
        self.write(path, category, origin, source)
            .map_err(|failure| failure.of(BuildError::from))
    }

    /// Writes one file and notes it.
    fn write(
        &mut self,
        path: &str,
        category: Category,
        origin: &str,
        source: &mut dyn Read,
    ) -> Result<(), Failure> {
        if self.files.len() >= self.most {
            return Err(Failure::TooMany);
        }
        let target = self.root.join(path);
        if let Some(folder) = target.parent() {
            fs::create_dir_all(folder).map_err(Failure::Disk)?;
        }
        let mut file = File::create_new(target).map_err(Failure::Disk)?;
        let mut hash = Sha256::new();
        let mut size = 0;
        let mut buffer = vec![0; 128 * 1024];
        loop {
            let count = match source.read(&mut buffer) {
                Ok(0) => break,
                Ok(count) => count,
                Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
                Err(error) => return Err(Failure::Source(error)),
            };
            hash.update(&buffer[..count]);
            file.write_all(&buffer[..count]).map_err(Failure::Disk)?;
            size += count as u64;
        }
        let mut noted = entry(path, category, origin, &[]);
        noted.size = size;
        noted.sha256 = hex(&hash.finish());
        self.files.push(noted);
        Ok(())
    }

    /// Sets every date in the tree to the production date.
    fn date(&self, folder: &Path) -> io::Result<()> {
        for found in fs::read_dir(folder)? {
            let path = found?.path();
            if path.is_dir() {
                self.date(&path)?;
            } else {
                File::options()
                    .write(true)
                    .open(&path)?
                    .set_modified(self.modified)?;
            }
        }
        File::open(folder)?.set_modified(self.modified)
    }
}

/// Whose fault a failed write is.
enum Failure {
    Source(io::Error),
    Disk(io::Error),
    /// Nobody's: the package is full.
    TooMany,
}

impl Failure {
    /// What the build says of it, and of what came from this source.
    fn of(self, source: impl FnOnce(io::Error) -> BuildError) -> BuildError {
        match self {
            Self::Source(error) => source(error),
            Self::Disk(error) => error.into(),
            Self::TooMany => BuildError::TooManyFiles,
        }
    }
}

/// Passes bytes on and hashes them as well.
struct Tee<'s> {
    source: &'s mut dyn Read,
    also: Option<Sha256>,
}

impl Read for Tee<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let count = self.source.read(buffer)?;
        if let Some(hash) = &mut self.also {
            hash.update(&buffer[..count]);
        }
        Ok(count)
    }
}

fn entry(path: &str, category: Category, origin: &str, bytes: &[u8]) -> ManifestEntry {
    ManifestEntry {
        path: path.to_owned(),
        size: bytes.len() as u64,
        sha256: hex(&openssl::sha::sha256(bytes)),
        category,
        origin: origin.to_owned(),
        indexed: None,
        not_indexed: None,
        index_values_supplied: false,
        transfer_syntax: None,
        stored_sha256: None,
    }
}

#[cfg(test)]
mod tests;
