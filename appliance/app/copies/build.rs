//! One build: from the record to the sealed forms.

use std::fs::{self, File};
use std::io::{self, BufReader, Read};
use std::path::Path;

use doublelock_domain::access::{Privacy, Relation, Warrant};
use doublelock_domain::case::Language;
use doublelock_domain::fact::privacy::SealedForm;
use doublelock_domain::ids::{ObjectId, PackageId, Reference, hex};
use doublelock_domain::object::StoredObject;
use doublelock_domain::privacy::package::{BuildFault, Carrier, PackagePart};
use doublelock_imaging::part10::{self, start_of_file};
use doublelock_recordcopy::{
    self as recordcopy, BuildError, Document, DocumentKind, ImageObject, Passphrase, ProducedAt,
};
use doublelock_store::Error as StoreError;
use doublelock_store::Unit;
use doublelock_store::claims::LEASE;
use doublelock_store::imaging::CopiedInstance;
use doublelock_store::privacy::{BuildUnderWay, Built, BuiltFile, Contents};
use doublelock_store::sent::{Done, SentForm};
use openssl::sha::Sha256;

use crate::copies::desk::Desk;
use crate::copies::pages_of_record::{Words, accesses, articles, journal_extract, person};
use crate::copies::signer::SignerFault;
use crate::copies::{Copies, Running, folder};
use crate::keeping::Keeping;
use crate::vaults::Settled;

/// Images between two notes of progress.
const NOTE_EVERY: u64 = 20;
/// Bytes moved at a time.
const BUFFER: usize = 256 * 1024;

/// A build that was started in the store and has not run yet.
pub struct Build {
    copies: Copies,
    desk: Desk,
    warrant: Warrant<Privacy>,
    under_way: BuildUnderWay,
    contents: Contents,
    /// From its start on: a large record takes time to be gathered.
    _keeping: Keeping,
    /// An orderly stop waits for it, before it has a thread of its own as well.
    _running: Running,
}

/// Why a build did not succeed.
#[derive(Debug, thiserror::Error)]
enum Failure {
    #[error("the package could not be laid out")]
    Package(#[from] BuildError),
    #[error("the vault refused")]
    Vault(#[from] doublelock_vault::VaultError),
    #[error("the store refused")]
    Store(#[from] StoreError),
    #[error("the disk failed")]
    Io(#[from] io::Error),
    #[error("the signing key cannot be had")]
    Signer(#[from] SignerFault),
    #[error("there is no randomness")]
    NoEntropy,
}

impl Failure {
    fn fault(&self) -> BuildFault {
        match self {
            Self::Package(error) => fault_of_package(error),
            Self::Vault(doublelock_vault::VaultError::Full) | Self::Store(StoreError::Full) => {
                BuildFault::DiskFull
            }
            Self::Vault(_) => BuildFault::ObjectDamaged,
            Self::Io(error) => fault_of_io(error),
            Self::Store(_) | Self::Signer(_) | Self::NoEntropy => BuildFault::Other,
        }
    }
}

fn fault_of_package(error: &BuildError) -> BuildFault {
    match error {
        BuildError::Image(_, error) if !is_full(error) => BuildFault::ObjectDamaged,
        BuildError::TooManyFiles | BuildError::TooLarge => BuildFault::TooLarge,
        BuildError::Tool { .. } | BuildError::FileSet => BuildFault::ToolFailed,
        BuildError::Image(_, error) | BuildError::Document(_, error) | BuildError::Io(error) => {
            fault_of_io(error)
        }
        _ => BuildFault::Other,
    }
}

fn fault_of_io(error: &io::Error) -> BuildFault {
    if is_full(error) {
        BuildFault::DiskFull
    } else {
        BuildFault::Other
    }
}

fn is_full(error: &io::Error) -> bool {
    matches!(
        error.kind(),
        io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded
    )
}

impl Build {
    /// Starts a build of the request's copy: its rows and its entry are written, then
    /// everything that goes into it is read in one snapshot, so that the copy
    /// shows one state of the record, and nobody waits meanwhile. [`Build::run`] does the work. From here
    /// on the warrant reaches this record and no other. Nothing is started by a form that was sent before.
    ///
    /// Blocking.
    pub fn start(
        copies: &Copies,
        desk: Desk,
        warrant: Warrant<Privacy>,
        request: Reference,
        form: SentForm,
        page: &str,
    ) -> Result<Option<Self>, StoreError> {
        let warrant = warrant.within(Relation::OfRequest(request));
        let done = desk.store.write(&warrant, |unit| {
            let start = |unit: &mut Unit<'_, Privacy>| {
                let (request, _) = unit.open_request(request)?;
                unit.start_build(&request, &desk.instance, LEASE)
            };
            unit.once(&form, start, |_| Some(page.to_owned()))
        })?;
        let (Done::Now(under_way, _) | Done::Nothing(under_way)) = done else {
            return Ok(None);
        };
        let running = copies.enter();
        let claims = vec![under_way.claim().clone()];
        let keeping = Keeping::start(&desk.store, &warrant, claims, LEASE);
        let gathered = desk.store.witness(&warrant, |sight| {
            let (request, case) = sight.open_request(request)?;
            sight.gather(&request, &case)
        });
        let contents = match gathered {
            Ok(contents) => contents,
            Err(error) => {
                let noted = desk.store.write(&warrant, |unit| {
                    unit.fail_build(&under_way, BuildFault::Other)
                });
                if let Err(error) = noted {
                    // Still "being built": it is set right when the claim is over.
                    tracing::error!(%error, "a failed build could not be written down");
                }
                return Err(error);
            }
        };
        Ok(Some(Self {
            copies: copies.clone(),
            desk,
            warrant,
            under_way,
            contents,
            _keeping: keeping,
            _running: running,
        }))
    }

    /// Builds, seals, and writes the outcome down. Blocking, and long: give it a thread
    /// of its own.
    pub fn run(self) {
        if let Err(failure) = self.work() {
            let fault = failure.fault();
            tracing::error!(package = %self.package(), fault = fault.as_str(), cause = %chain(&failure), "a copy could not be built");
            let noted = self.desk.store.write(&self.warrant, |unit| {
                unit.fail_build(&self.under_way, fault)
            });
            if let Err(error) = noted {
                // Still "being built": it is set right when the claim is over.
                tracing::error!(package = %self.package(), %error, "a failed build could not be written down");
            }
        }
    }

    const fn package(&self) -> &PackageId {
        self.under_way.package()
    }

    /// In a private folder of its own (mode 0700), which goes when this ends.
    fn work(&self) -> Result<(), Failure> {
        let folder = tempfile::Builder::new()
            .prefix("copy-")
            .tempdir_in(&self.copies.inner.work)?;
        let outcome = self.work_in(folder.path());
        if let Err(error) = folder.close() {
            // It goes at the next start.
            tracing::error!(package = %self.package(), kind = %error.kind(), "a build's folder could not be removed");
        }
        outcome
    }

    fn work_in(&self, folder: &Path) -> Result<(), Failure> {
        let inner = &self.copies.inner;
        let built = recordcopy::build_folder(
            self.package_contents(),
            self.copies.signer(&self.desk, &self.warrant)?,
            &inner.tools,
            &folder.join("package"),
        )?;
        self.note_contents_done(built.manifest.files.len() as u64);

        let phrase = Passphrase::draw(&mut |bytes| self.desk.store.entropy().fill(bytes))
            .ok_or(Failure::NoEntropy)?;
        let (mut carriers, mut settled) = (Vec::new(), Vec::new());
        let iso = folder.join("copy.iso");
        recordcopy::write_iso(&built, &inner.tools, &iso)?;
        carriers.push(self.seal(Carrier::Disc, &iso, &mut settled)?);
        self.note(PackagePart::DiscImage, 1, 1);
        let zip = folder.join("copy.zip");
        let entropy = self.desk.store.entropy().clone();
        recordcopy::write_zip(&built, &phrase, &mut |bytes| entropy.fill(bytes), &zip)?;
        carriers.push(self.seal(Carrier::EncryptedFile, &zip, &mut settled)?);
        let plain = folder.join("folder.zip");
        folder::write_plain_zip(&built.folder, &plain)?;
        carriers.push(self.seal(Carrier::Folder, &plain, &mut settled)?);
        let passphrase = self.seal_passphrase(&phrase, &mut settled)?;
        self.note(PackagePart::EncryptedFile, 1, 1);

        let files = built
            .manifest
            .files
            .iter()
            .map(|file| BuiltFile {
                path: file.path.clone(),
                category: category(file.category),
                bytes: file.size,
                sha256: file.sha256.clone(),
            })
            .collect();
        let outcome = Built {
            manifest_sha256: hex(&built.manifest_sha256),
            signer_sha256: built.manifest.signer_sha256.clone(),
            holds: self.contents.holds.clone(),
            files,
            carriers,
            passphrase,
            objects: settled.iter().map(|part| part.offer().clone()).collect(),
        };
        let recorded = self.desk.store.write(&self.warrant, |unit| {
            unit.finish_build(&self.under_way, &outcome)
        });
        for part in &settled {
            match recorded {
                Ok(()) => part.place(),
                Err(_) => part.doubt(&self.desk.store, &self.desk.appliance),
            }
        }
        Ok(recorded?)
    }

    fn package_contents(&self) -> recordcopy::Contents<'_> {
        let words = Words {
            catalogues: self.desk.words(),
            zone: self.desk.zone,
        };
        let now = self.desk.store.clock().now();
        let sheet = Document {
            id: self.contents.case.id.to_string(),
            title: words.sheet_title(),
            kind: DocumentKind::Piece,
            media_type: "text/plain".into(),
            body: Box::new(io::Cursor::new(words.sheet(&self.contents).into_bytes())),
        };
        recordcopy::Contents {
            request: self.contents.request.reference.to_string(),
            received_on: self.contents.request.received_on,
            case: self.contents.case.reference.to_string(),
            person: person(&self.contents),
            language: match self.contents.case.patient.language {
                Language::French => recordcopy::Language::French,
                Language::English => recordcopy::Language::English,
            },
            produced_at: ProducedAt {
                text: words.at(now),
                day: now.date_in(self.desk.zone),
                epoch_seconds: now.seconds(),
            },
            organisation: self.desk.organisation.clone(),
            phone: self.desk.phone.clone(),
            images: self.images(),
            exams: self
                .contents
                .studies
                .iter()
                .map(|study| words.exam(study))
                .collect(),
            documents: vec![sheet],
            articles: articles(&words, &self.contents),
            custody: self
                .contents
                .custody
                .iter()
                .map(|entry| words.custody(entry))
                .collect(),
            disclosures: accesses(&words, &self.contents),
            journal_extract: journal_extract(&self.contents),
            withheld: self
                .contents
                .apart
                .iter()
                .map(|(state, n)| words.apart(*state, *n))
                .collect(),
        }
    }

    /// The images, one after the other, with notes of progress.
    fn images(&self) -> Box<dyn Iterator<Item = io::Result<ImageObject<'_>>> + '_> {
        let total = self.contents.instances.len() as u64;
        self.note(PackagePart::Images, 0, total);
        let images = self.contents.instances.iter().enumerate();
        Box::new(images.map(move |(place, image)| {
            let done = place as u64;
            if done.is_multiple_of(NOTE_EVERY) {
                self.note(PackagePart::Images, done, total);
            }
            self.image(image)
        }))
    }

    /// The stored data set as a Part 10 file, byte for byte after its meta group. What
    /// is read is checked against the hash taken at reception.
    fn image(&self, image: &CopiedInstance) -> io::Result<ImageObject<'_>> {
        // The vault holds whole files; what is copied starts with a preamble of our own,
        // since the received one can hold anything (CVE-2019-11687).
        let stored = self
            .desk
            .vaults
            .read(&image.object, &image.key)
            .map_err(io::Error::other)?;
        let opened = part10::open(stored).map_err(io::Error::other)?;
        let head = start_of_file(&opened.meta).map_err(io::Error::other)?;
        let checked = Checked {
            inner: opened.data_set,
            hash: Sha256::new(),
            expected: image.sha256.clone(),
        };
        Ok(ImageObject {
            study_uid: image.study_uid.clone(),
            series_uid: image.series_uid.clone(),
            origin: image.id.to_string(),
            object: Box::new(io::Cursor::new(head).chain(checked)),
        })
    }

    fn note_contents_done(&self, files: u64) {
        let images = self.contents.instances.len() as u64;
        let custody = self.contents.custody.len() as u64;
        let told = self.contents.communications.len() as u64;
        self.note(PackagePart::Images, images, images);
        self.note(PackagePart::Documents, 1, 1);
        self.note(PackagePart::CustodyHistory, custody, custody);
        self.note(PackagePart::Communications, told, told);
        self.note(PackagePart::Signature, files, files);
        self.note(PackagePart::DiscImage, 0, 1);
        self.note(PackagePart::EncryptedFile, 0, 1);
    }

    /// Counts are for the page only: a build does not fail over them.
    fn note(&self, part: PackagePart, done: u64, total: u64) {
        let noted = self.desk.store.write(&self.warrant, |unit| {
            unit.note_progress(self.package(), part, done, total)
        });
        if let Err(error) = noted {
            tracing::warn!(package = %self.package(), %error, "progress could not be noted");
        }
    }

    fn fresh_object(&self) -> ObjectId {
        ObjectId::new(self.desk.store.clock().now(), &**self.desk.store.entropy())
    }

    /// Moves a file into the vault.
    fn seal(
        &self,
        carrier: Carrier,
        file: &Path,
        settled: &mut Vec<Settled>,
    ) -> Result<SealedForm, Failure> {
        let object = self.fresh_object();
        let mut sealing = self.desk.vaults.begin(&object)?;
        let source = BufReader::with_capacity(BUFFER, File::open(file)?);
        let mut source = Hashed {
            inner: source,
            hash: Sha256::new(),
        };
        io::copy(&mut source, &mut sealing)?;
        let part = self.desk.vaults.intake().settle(sealing, &object)?;
        fs::OpenOptions::new().write(true).open(file)?.set_len(0)?;
        let form = SealedForm {
            carrier,
            object: part.stored().clone(),
            bytes: part.length(),
            sha256: hex(&source.hash.finish()),
        };
        settled.push(part);
        Ok(form)
    }

    fn seal_passphrase(
        &self,
        phrase: &Passphrase,
        settled: &mut Vec<Settled>,
    ) -> Result<StoredObject, Failure> {
        let object = self.fresh_object();
        let mut sealing = self.desk.vaults.begin(&object)?;
        sealing.append(phrase.as_str().as_bytes())?;
        let part = self.desk.vaults.intake().settle(sealing, &object)?;
        let stored = part.stored().clone();
        settled.push(part);
        Ok(stored)
    }
}

/// Hashes what passes by.
struct Hashed<R> {
    inner: R,
    hash: Sha256,
}

impl<R: Read> Read for Hashed<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let count = self.inner.read(buffer)?;
        self.hash.update(&buffer[..count]);
        Ok(count)
    }
}

/// Refuses, at its end, bytes that are not those whose hash was recorded.
struct Checked<R> {
    inner: R,
    hash: Sha256,
    expected: String,
}

impl<R: Read> Read for Checked<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let count = self.inner.read(buffer)?;
        if let Some(bytes) = buffer.get(..count).filter(|bytes| !bytes.is_empty()) {
            self.hash.update(bytes);
        } else if !buffer.is_empty() && hex(&self.hash.clone().finish()) != self.expected {
            return Err(io::Error::new(
                io::ErrorKind::InvalidData,
                "not the object that was recorded",
            ));
        }
        Ok(count)
    }
}

/// The word of a category, as the manifest writes it.
fn category(category: recordcopy::Category) -> String {
    serde_json::to_value(category)
        .ok()
        .and_then(|value| value.as_str().map(str::to_owned))
        .unwrap_or_else(|| "other".to_owned())
}

fn chain(error: &dyn std::error::Error) -> String {
    let mut text = error.to_string();
    let mut next = error.source();
    while let Some(inner) = next {
        text.push_str(": ");
        text.push_str(&inner.to_string());
        next = inner.source();
    }
    text
}
