//! The two other carriers of a built folder: an ISO 9660 image and an encrypted zip.

use std::fs::{self, File};
use std::io::{self, BufReader, BufWriter, Read, Write};
use std::path::{Path, PathBuf};

use chrono::{DateTime, Datelike, Timelike, Utc};
use openssl::sha::Sha256;
use zip::result::ZipError;
use zip::write::SimpleFileOptions;
use zip::{AesSalt, CompressionMethod, ZipWriter};

use crate::archive::{LARGE, SEALING_BYTES, Walked, ZIP_MAX_BYTES, ZIP_MAX_ENTRIES};
use crate::builder::Built;
use crate::calendar::calendar;
use crate::error::{BuildError, ToolFailure};
use crate::iso9660::Image;
use crate::names;
use crate::passphrase::Passphrase;
use crate::tool::{Task, Tools, run};

/// A carrier, written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Carrier {
    /// Where it is.
    pub path: PathBuf,
    /// Bytes.
    pub size: u64,
    /// SHA-256, for the register of communications.
    pub sha256: [u8; 32],
}

/// Writes an ISO 9660 image (8.3 names, with Rock Ridge) with `xorriso`. Every date in it is the
/// production date: the same folder gives the same image. The image is read again as a verifier
/// reads it: a program that lays it out in another way fails here, not at the person who checks.
pub fn write_iso(built: &Built, tools: &Tools, destination: &Path) -> Result<Carrier, BuildError> {
    let scratch = Scratch::beside(destination)?;
    let absolute = |path: &Path| -> Result<String, BuildError> {
        let path = std::path::absolute(path)?.into_os_string();
        path.into_string()
            .map_err(|_| BuildError::Io(io::ErrorKind::InvalidFilename.into()))
    };
    let (folder, output) = (absolute(&built.folder)?, absolute(&scratch.file)?);
    let epoch = built.manifest.produced_at_epoch;
    // xorriso takes hundredths of a second.
    let date = calendar(epoch)?.format("%Y%m%d%H%M%S00").to_string();
    // Level 3 allows files above 4 GiB; the names are 8.3 because the builder makes no others. Who
    // prepared it would name the version of xorriso; modes would follow the disk that it was built on.
    let arguments = [
        "-as",
        "mkisofs",
        "-quiet",
        "-iso-level",
        "3",
        "-r",
        "-V",
        "DOUBLELOCK",
        "-p",
        "DOUBLELOCK",
        "-file-mode",
        "0444",
        "-dir-mode",
        "0555",
        "--set_all_file_dates",
        &date,
        &format!("--modification-date={date}"),
        "-o",
        &output,
        &folder,
    ];
    let environment = [("SOURCE_DATE_EPOCH", epoch.to_string())];
    let environment = environment
        .each_ref()
        .map(|(name, value)| (*name, value.as_str()));
    let failed = |failure| BuildError::Tool {
        program: "xorriso",
        failure,
    };
    let task = Task {
        program: &tools.xorriso,
        arguments: &arguments,
        environment: &environment,
        package: &built.folder,
        output: scratch.folder.path(),
        largest: largest_image(built),
        // One reads, one writes.
        threads: true,
    };
    let ended = run(tools, &task);
    if !ended.map_err(failed)?.success {
        return Err(failed(ToolFailure::Refused));
    }
    if !is_read_as_meant(&scratch.file, epoch)? {
        return Err(failed(ToolFailure::Unexpected));
    }
    scratch.keep_as(destination)
}

/// Bytes that an image of the package cannot need: its files, for each of them its last sector and
/// its names (twice, with Rock Ridge), and what surrounds them.
fn largest_image(built: &Built) -> u64 {
    let files = built.manifest.files.len() as u64;
    let around = files.saturating_mul(8 << 10).saturating_add(64 << 20);
    built.total_bytes.saturating_add(around)
}

fn is_read_as_meant(image: &Path, epoch: i64) -> io::Result<bool> {
    let image = Image::read(File::open(image)?)?;
    Ok(image.is_some_and(|image| {
        image.oddities.is_empty() && image.parts.is_empty() && image.is_dated(epoch)
    }))
}

/// Writes a zip, each file encrypted with AES-256 (WinZip AE-1, below 20 bytes AE-2; 7-Zip, WinZip and macOS tools open
/// it). The names inside are not encrypted: they are numbers. Files are stored, not compressed: an
/// image that is mostly black compresses so well that careful readers take it for a bomb.
///
/// `entropy` fills the salts.
pub fn write_zip(
    built: &Built,
    passphrase: &Passphrase,
    entropy: &mut dyn FnMut(&mut [u8]),
    destination: &Path,
) -> Result<Carrier, BuildError> {
    let mut paths: Vec<&str> = built
        .manifest
        .files
        .iter()
        .map(|file| file.path.as_str())
        .collect();
    paths.extend([names::MANIFEST, names::SIGNATURE]);
    paths.sort_unstable();
    if paths.len() > ZIP_MAX_ENTRIES || built.total_bytes > ZIP_MAX_BYTES {
        return Err(BuildError::TooLarge);
    }
    let date = zip_date(&calendar(built.manifest.produced_at_epoch)?)?;
    let scratch = Scratch::beside(destination)?;
    let mut zip = ZipWriter::new(BufWriter::new(File::create_new(&scratch.file)?));
    for path in paths {
        let file = File::open(built.folder.join(path))?;
        let mut salt = [0; 16];
        entropy(&mut salt);
        if salt == [0; 16] {
            return Err(BuildError::NoEntropy);
        }
        let options = SimpleFileOptions::default()
            .compression_method(CompressionMethod::Stored)
            .last_modified_time(date)
            .unix_permissions(0o644)
            .large_file(is_large(file.metadata()?.len()))
            .with_aes_encryption_and_salt(passphrase.as_str().as_bytes(), AesSalt::Aes256(salt));
        zip.start_file(path, options).map_err(BuildError::Zip)?;
        io::copy(&mut BufReader::new(file), &mut zip)?;
    }
    let mut written = zip.finish().map_err(BuildError::Zip)?;
    written.flush()?;
    drop(written);
    // Read again as a verifier reads it, for the day when the library writes it in another way.
    let walked = Walked::through(&mut File::open(&scratch.file)?);
    if !walked.is_ok_and(|walked| walked.is_dated(built.manifest.produced_at_epoch)) {
        let unlike = ZipError::InvalidArchive("it is not as a verifier accepts it".into());
        return Err(BuildError::Zip(unlike));
    }
    scratch.keep_as(destination)
}

/// Whether a file, sealed, is too long for the four bytes that a zip has for it at first.
const fn is_large(size: u64) -> bool {
    size + SEALING_BYTES >= LARGE
}

fn zip_date(date: &DateTime<Utc>) -> Result<zip::DateTime, BuildError> {
    let small = |n: u32| u8::try_from(n).map_err(|_| BuildError::DateOutOfRange);
    let year = u16::try_from(date.year()).map_err(|_| BuildError::DateOutOfRange)?;
    zip::DateTime::from_date_and_time(
        year,
        small(date.month())?,
        small(date.day())?,
        small(date.hour())?,
        small(date.minute())?,
        small(date.second())?,
    )
    .map_err(|_| BuildError::DateOutOfRange)
}

/// The folder that a file is put into.
fn folder_of(destination: &Path) -> &Path {
    let folder = destination
        .parent()
        .filter(|path| !path.as_os_str().is_empty());
    folder.unwrap_or(Path::new("."))
}

/// A file being written in a folder beside its destination; goes when it is not kept.
struct Scratch {
    file: PathBuf,
    folder: tempfile::TempDir,
}

impl Scratch {
    fn beside(destination: &Path) -> Result<Self, BuildError> {
        if fs::symlink_metadata(destination).is_ok() {
            return Err(BuildError::DestinationExists);
        }
        let folder = tempfile::Builder::new()
            .prefix(".carrier-")
            .tempdir_in(folder_of(destination))?;
        Ok(Self {
            file: folder.path().join("carrier"),
            folder,
        })
    }

    /// Makes the file durable, moves it to its place and says what it is.
    fn keep_as(self, destination: &Path) -> Result<Carrier, BuildError> {
        let file = File::open(&self.file)?;
        file.sync_all()?;
        let mut reader = BufReader::with_capacity(128 * 1024, file);
        let mut hash = Sha256::new();
        let mut size = 0;
        let mut buffer = vec![0; 128 * 1024];
        loop {
            let count = reader.read(&mut buffer)?;
            if count == 0 {
                break;
            }
            hash.update(&buffer[..count]);
            size += count as u64;
        }
        fs::rename(&self.file, destination)?;
        Ok(Carrier {
            path: destination.to_owned(),
            size,
            sha256: hash.finish(),
        })
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests")]

    use super::*;
    use crate::manifest::{Category, Manifest, ManifestEntry};

    /// Nothing of it exists.
    fn built(files: usize, total_bytes: u64) -> Built {
        let file = ManifestEntry {
            path: "README.TXT".to_owned(),
            size: 0,
            sha256: String::new(),
            category: Category::Guide,
            origin: "doublelock".to_owned(),
            indexed: None,
            not_indexed: None,
            index_values_supplied: false,
            transfer_syntax: None,
            stored_sha256: None,
        };
        Built {
            folder: "/nowhere".into(),
            manifest: Manifest {
                format: String::new(),
                version: 1,
                request: String::new(),
                case: String::new(),
                language: "fr".to_owned(),
                produced_at: String::new(),
                // No carrier has this date.
                produced_at_epoch: 0,
                organisation: String::new(),
                signer_sha256: String::new(),
                files: vec![file; files],
                withheld: Vec::new(),
            },
            manifest_sha256: [0; 32],
            total_bytes,
        }
    }

    #[test]
    fn a_zip_takes_20_000_files_of_20_gibibytes_and_no_more() {
        let fits = |files, total_bytes| {
            let words = Passphrase::typed("11111-11111-11111-11111-11111");
            let built = built(files, total_bytes);
            match write_zip(&built, &words, &mut |_| (), Path::new("/nowhere/a.zip")) {
                // Asked after its size.
                Err(BuildError::DateOutOfRange) => true,
                Err(BuildError::TooLarge) => false,
                other => panic!("{other:?}"),
            }
        };
        // The manifest and its signature are two more.
        assert!(fits(19_998, 0) && !fits(19_999, 0));
        assert!(fits(1, 21_474_836_480) && !fits(1, 21_474_836_481));
    }

    #[test]
    fn a_file_whose_sealed_length_needs_more_than_four_bytes_is_told_beforehand() {
        // Salt, check and sum are 28 bytes; the longest of four bytes means: see further on.
        assert!(!is_large(4_294_967_266));
        assert!(is_large(4_294_967_267));
        assert!(!is_large(1_000_000_000) && !is_large(0));
    }

    #[test]
    fn an_image_may_be_larger_than_its_files_by_what_lies_around_each() {
        assert_eq!(largest_image(&built(0, 5)), 67_108_869);
        assert_eq!(largest_image(&built(1_000, 5)), 75_300_869);
        assert_eq!(largest_image(&built(1, u64::MAX)), u64::MAX);
    }

    #[test]
    fn a_carrier_is_written_beside_its_place_and_what_is_there_is_left() {
        let folder = tempfile::tempdir().unwrap();
        let place = folder.path().join("copy.iso");
        let scratch = Scratch::beside(&place).unwrap();
        assert_eq!(scratch.folder.path().parent(), Some(folder.path()));
        drop(scratch);
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 0);
        // A name alone is one in the folder where the program works.
        assert_eq!(folder_of(Path::new("copy.iso")), Path::new("."));
        fs::write(&place, "of before").unwrap();
        assert!(matches!(
            Scratch::beside(&place),
            Err(BuildError::DestinationExists)
        ));
        assert_eq!(fs::read(&place).unwrap(), b"of before");
    }

    #[test]
    fn a_carrier_is_told_by_its_bytes_and_their_sum() {
        let folder = tempfile::tempdir().unwrap();
        let place = folder.path().join("copy.iso");
        let scratch = Scratch::beside(&place).unwrap();
        // More than is read at once.
        let bytes: Vec<u8> = (0..=255).cycle().take(300_000).collect();
        fs::write(&scratch.file, &bytes).unwrap();
        let carrier = scratch.keep_as(&place).unwrap();
        assert_eq!(carrier.path, place);
        assert_eq!(carrier.size, 300_000);
        assert_eq!(carrier.sha256, openssl::sha::sha256(&bytes));
        assert!(fs::read(&place).unwrap() == bytes);
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1);
    }
}
