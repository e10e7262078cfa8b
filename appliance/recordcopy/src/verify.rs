//! Checks a package offline: every hash, the signature, the DICOMDIR.

use std::collections::BTreeMap;
use std::io::Read;
use std::path::Path;

use openssl::sha::Sha256;

use crate::dicomdir::{self, Dicomdir, Record};
use crate::error::VerifyError;
use crate::hex::hex;
use crate::manifest::{self, Category, Manifest, ManifestEntry};
use crate::names::{CERTIFICATES, DICOMDIR, MANIFEST, SIGNATURE, shown};
use crate::package::{Package, unless_damaged};
use crate::part::CarrierPart;
use crate::part10::{self, Meta};
use crate::passphrase::Passphrase;
use crate::report::{FileSetCheck, Pin, Report, SignatureCheck};
use crate::signature::{CertificateFingerprint, Chain};

const MAX_SIGNATURE: u64 = 1024 * 1024;

/// What the person checking knows from elsewhere.
#[derive(Debug, Clone, Default)]
pub struct VerifyOptions {
    /// For an encrypted zip.
    pub passphrase: Option<Passphrase>,
    /// The fingerprint told by another channel than the package.
    pub expected_signer: Option<CertificateFingerprint>,
}

/// Checks the folder, ISO 9660 image or zip at `path`. Reads every byte; writes nothing, starts no
/// program, needs no network. Findings are in the report; an error means that the package could
/// not be read as one, or breaks a rule that honest packages keep: an image that can be followed, a
/// zip of at most 20,000 files and 20 GiB without a byte that its writer does not write.
pub fn verify(path: &Path, options: &VerifyOptions) -> Result<Report, VerifyError> {
    let mut package = Package::at(path, options.passphrase.as_ref())?;
    if !package.sizes.contains_key(MANIFEST) {
        return Err(VerifyError::NoManifest);
    }
    let text = package
        .whole(MANIFEST, manifest::MAX_BYTES)?
        .ok_or(VerifyError::Hostile(
            "the manifest is larger than a manifest can be",
        ))?;
    let manifest = Manifest::parse(&text);
    let signature = check_signature(&mut package, &text, manifest.as_ref())?;
    let pin = match (options.expected_signer, signature) {
        (None, _) => Pin::NotGiven,
        (Some(expected), SignatureCheck::Valid(signer)) if signer == expected => Pin::Matches,
        (Some(_), _) => Pin::Differs,
    };
    let mut report = Report {
        carrier: package.kind,
        listed: 0,
        found: package.sizes.len() as u64,
        altered: Vec::new(),
        missing: Vec::new(),
        added: Vec::new(),
        odd: package.oddities.clone(),
        parts: package.parts.iter().cloned().collect(),
        signature,
        pin,
        file_set: None,
    };
    let Some(manifest) = manifest else {
        report.altered.push(MANIFEST.to_owned());
        return Ok(report);
    };
    if !package.is_dated(manifest.produced_at_epoch) {
        report.parts.push(CarrierPart::Dates);
    }
    let paths = manifest.files.iter().map(|file| file.path.as_str());
    report.odd.extend(package.folders_without(paths));
    report.listed = manifest.files.len() as u64;
    check_files(&mut package, &manifest, &mut report)?;
    let has_images = manifest.files.iter().any(|file| file.indexed == Some(true));
    if has_images || package.sizes.contains_key(DICOMDIR) {
        report.file_set = Some(check_file_set(&mut package, &manifest.files)?);
    }
    Ok(report)
}

fn check_signature(
    package: &mut Package,
    text: &[u8],
    manifest: Option<&Manifest>,
) -> Result<SignatureCheck, VerifyError> {
    let signature = package.whole(SIGNATURE, MAX_SIGNATURE)?;
    let chain = package.whole(CERTIFICATES, MAX_SIGNATURE)?;
    let (Some(signature), Some(chain)) = (signature, chain) else {
        return Ok(SignatureCheck::Missing);
    };
    let Some(chain) = Chain::from_pem(&chain) else {
        return Ok(SignatureCheck::Missing);
    };
    let print = chain.fingerprint;
    let named = manifest.is_none_or(|manifest| manifest.signer_sha256 == print.to_string());
    if named && chain.has_signed(&signature, text) {
        Ok(SignatureCheck::Valid(print))
    } else {
        Ok(SignatureCheck::Invalid)
    }
}

fn check_files(
    package: &mut Package,
    manifest: &Manifest,
    report: &mut Report,
) -> Result<(), VerifyError> {
    let mut unlisted: BTreeMap<String, u64> = package.sizes.clone();
    for ours in [MANIFEST, SIGNATURE] {
        unlisted.remove(ours);
    }
    for file in &manifest.files {
        match unlisted.remove(&file.path) {
            None => report.missing.push(file.path.clone()),
            Some(size) if size != file.size => report.altered.push(file.path.clone()),
            Some(_) => {
                let hash = unless_damaged(hash(package, &file.path))?;
                if hash.as_ref() != Some(&file.sha256) {
                    report.altered.push(file.path.clone());
                }
            }
        }
    }
    report.added.extend(unlisted.into_keys());
    Ok(())
}

/// SHA-256 of a file.
fn hash(package: &mut Package, path: &str) -> Result<String, VerifyError> {
    let mut source = package.open(path)?;
    let mut hash = Sha256::new();
    let mut buffer = vec![0; 128 * 1024];
    loop {
        match source.read(&mut buffer)? {
            0 => return Ok(hex(&hash.finish())),
            count => hash.update(&buffer[..count]),
        }
    }
}

/// Follows every reference of the DICOMDIR: into the package only, to a file with the same SOP
/// Instance UID, each image once, and exactly the images that the entries say are indexed.
pub(crate) fn check_file_set(
    package: &mut Package,
    files: &[ManifestEntry],
) -> Result<FileSetCheck, VerifyError> {
    let mut check = FileSetCheck::default();
    let bytes = package.whole(DICOMDIR, dicomdir::MAX_BYTES)?;
    // One for the patient, at most one image, series and study for each file.
    let most = 3 * package.sizes.len() + 1;
    let directory = bytes.and_then(|bytes| Dicomdir::parse(&bytes, most));
    let Some(directory) = directory else {
        check.unreadable = true;
        return Ok(check);
    };
    let mut times: BTreeMap<String, u64> = BTreeMap::new();
    for record in &directory.records {
        let Some(path) = record.file() else {
            continue;
        };
        check.references += 1;
        // A look-up in the listing: a reference that leads out of the package leads nowhere.
        if package.sizes.contains_key(&path) {
            let before = times.entry(path.clone()).or_default();
            *before += 1;
            // Whoever refers to a file again does not have it read again.
            if *before == 1 && !is_the_same(package, &path, record)? {
                check.mismatched.push(path);
            }
        } else {
            check.unresolved.push(shown(&path));
        }
    }
    for file in files.iter().filter(|file| file.category == Category::Image) {
        let referred = times.contains_key(&file.path);
        if file.indexed != Some(referred) {
            check.disagreeing.push(file.path.clone());
        }
    }
    check.repeated = times
        .into_iter()
        .filter(|(_, n)| *n > 1)
        .map(|(path, _)| path)
        .collect();
    Ok(check)
}

fn is_the_same(package: &mut Package, path: &str, record: &Record) -> Result<bool, VerifyError> {
    let meta = unless_damaged(meta(package, path))?.flatten();
    Ok(meta.is_some_and(|meta| meta.sop_instance_uid == record.sop_instance_uid()))
}

/// What the head of a file says; `None` when it is not a DICOM file.
fn meta(package: &mut Package, path: &str) -> Result<Option<Meta>, VerifyError> {
    Ok(part10::read_meta(&mut package.open(path)?)?)
}
