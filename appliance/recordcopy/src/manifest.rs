//! The manifest: every file of the package with its size, its hash and where it came from.

use serde::{Deserialize, Serialize};

use crate::contents::{Contents, Withheld};

pub(crate) const FORMAT: &str = "doublelock-record-copy";
pub(crate) const VERSION: u32 = 1;
/// Most bytes of a manifest that a verifier reads.
pub(crate) const MAX_BYTES: u64 = 64 * 1024 * 1024;
/// Most files of a package.
pub(crate) const MAX_FILES: usize = 200_000;

/// What a file of the package is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Category {
    /// README, index, instructions.
    Guide,
    /// The DICOMDIR.
    FileSet,
    /// A DICOM object.
    Image,
    /// A small picture drawn from an image, or a page that shows some.
    Preview,
    /// A signed medical opinion.
    Opinion,
    /// Any other document.
    Document,
    /// The chain of custody.
    Custody,
    /// Accesses and communications.
    Disclosures,
    /// The journal extract.
    Journal,
    /// Hash list and certificates.
    Proof,
}

/// Why an image stands in the package but not in its DICOMDIR.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum NotIndexed {
    /// The bytes are not a DICOM Part 10 file.
    NotPart10,
    /// Another file of the package has the same SOP Instance UID.
    Duplicate,
    /// The data set and the head of the file give two different SOP Instance UIDs.
    Inconsistent,
    /// An attribute that a DICOMDIR cannot do without is missing.
    MissingAttribute,
    /// DICOMDIR has no place for this kind of object, or it cannot be read to its end.
    Unsupported,
}

/// One file of the package.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ManifestEntry {
    /// Path inside the package.
    pub path: String,
    /// Bytes.
    pub size: u64,
    /// SHA-256, lower-case hexadecimal.
    pub sha256: String,
    /// What it is.
    pub category: Category,
    /// Id of the source in the appliance, or `doublelock` for what the builder wrote.
    pub origin: String,
    /// Images only: whether the DICOMDIR refers to it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub indexed: Option<bool>,
    /// Images only: why not.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub not_indexed: Option<NotIndexed>,
    /// Images only: the DICOMDIR needed values that the object does not have (a number, an
    /// identifier); they stand in the DICOMDIR, never in the object.
    #[serde(default, skip_serializing_if = "is_false")]
    pub index_values_supplied: bool,
    /// Images only: transfer syntax UID. Images are never transcoded.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub transfer_syntax: Option<String>,
    /// Images only, when the preamble held something: SHA-256 of the object as stored, before the
    /// preamble was zeroed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub stored_sha256: Option<String>,
}

#[expect(
    clippy::trivially_copy_pass_by_ref,
    reason = "the shape serde asks for"
)]
fn is_false(value: &bool) -> bool {
    !value
}

/// One thing left out, as the manifest says it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct WithheldEntry {
    /// What it is, in French.
    pub what_fr: String,
    /// What it is, in English.
    pub what_en: String,
    /// The reason, in French.
    pub ground_fr: String,
    /// The reason, in English.
    pub ground_en: String,
    /// The provision, in French.
    pub provision_fr: String,
    /// The provision, in English.
    pub provision_en: String,
}

impl From<&Withheld> for WithheldEntry {
    fn from(withheld: &Withheld) -> Self {
        Self {
            what_fr: withheld.what.fr.clone(),
            what_en: withheld.what.en.clone(),
            ground_fr: withheld.ground.fr.clone(),
            ground_en: withheld.ground.en.clone(),
            provision_fr: withheld.provision.fr.clone(),
            provision_en: withheld.provision.en.clone(),
        }
    }
}

/// `MANIFEST/MANIFEST.JSN`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Manifest {
    /// Always `doublelock-record-copy`.
    pub format: String,
    /// Version of this layout.
    pub version: u32,
    /// Reference of the request.
    pub request: String,
    /// Case number.
    pub case: String,
    /// `fr` or `en`: the language the person chose.
    pub language: String,
    /// When, as printed.
    pub produced_at: String,
    /// When, in seconds since 1970-01-01 UTC.
    pub produced_at_epoch: i64,
    /// Who made the copy.
    pub organisation: String,
    /// SHA-256 fingerprint of the certificate that signs.
    pub signer_sha256: String,
    /// Every file but this one and its signature, in order of path.
    pub files: Vec<ManifestEntry>,
    /// What the copy does not hold.
    pub withheld: Vec<WithheldEntry>,
}

impl Manifest {
    pub(crate) fn new(
        contents: &Contents<'_>,
        signer_sha256: String,
        mut files: Vec<ManifestEntry>,
    ) -> Self {
        files.sort_by(|a, b| a.path.cmp(&b.path));
        Self {
            format: FORMAT.to_owned(),
            version: VERSION,
            request: contents.request.clone(),
            case: contents.case.clone(),
            language: contents.language.code().to_owned(),
            produced_at: contents.produced_at.text.clone(),
            produced_at_epoch: contents.produced_at.epoch_seconds,
            organisation: contents.organisation.clone(),
            signer_sha256,
            files,
            withheld: contents.withheld.iter().map(Into::into).collect(),
        }
    }

    /// Its text as it is signed; none if it is longer than a verifier reads.
    pub(crate) fn text(&self) -> Result<Option<Vec<u8>>, serde_json::Error> {
        self.text_of_at_most(MAX_BYTES)
    }

    fn text_of_at_most(&self, most: u64) -> Result<Option<Vec<u8>>, serde_json::Error> {
        let mut text = serde_json::to_vec_pretty(self)?;
        text.push(b'\n');
        Ok(Some(text).filter(|text| text.len() as u64 <= most))
    }

    /// Reads a manifest, within limits. `None` when it is not one of ours, when a path is not a
    /// plain name, or when a path stands twice.
    pub(crate) fn parse(bytes: &[u8]) -> Option<Self> {
        Self::parse_of_at_most(bytes, MAX_FILES)
    }

    fn parse_of_at_most(bytes: &[u8], most: usize) -> Option<Self> {
        let manifest: Self = serde_json::from_slice(bytes).ok()?;
        let mut paths = std::collections::BTreeSet::new();
        let plain = manifest.format == FORMAT
            && manifest.version == VERSION
            && manifest.files.len() <= most
            && manifest
                .files
                .iter()
                .all(|file| crate::names::is_path(&file.path) && paths.insert(&file.path));
        plain.then_some(manifest)
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests")]
    use super::*;

    fn file(path: String, origin: String) -> ManifestEntry {
        ManifestEntry {
            path,
            size: 0,
            sha256: String::new(),
            category: Category::Guide,
            origin,
            indexed: None,
            not_indexed: None,
            index_values_supplied: false,
            transfer_syntax: None,
            stored_sha256: None,
        }
    }

    fn manifest(files: Vec<ManifestEntry>) -> Manifest {
        Manifest {
            format: FORMAT.to_owned(),
            version: VERSION,
            request: String::new(),
            case: String::new(),
            language: "fr".to_owned(),
            produced_at: String::new(),
            produced_at_epoch: 0,
            organisation: String::new(),
            signer_sha256: String::new(),
            files,
            withheld: Vec::new(),
        }
    }

    #[test]
    fn a_manifest_is_written_up_to_the_last_byte_that_is_read() {
        let of = |length| manifest(vec![file("A".to_owned(), "x".repeat(length))]);
        let length = of(7).text().unwrap().unwrap().len();
        let most = u64::try_from(length).unwrap();
        assert!(of(7).text_of_at_most(most).unwrap().is_some());
        assert_eq!(of(8).text_of_at_most(most).unwrap(), None);
        assert_eq!(MAX_BYTES, 67_108_864);
    }

    #[test]
    fn a_manifest_names_so_many_files_each_once_by_a_plain_name() {
        let of = |paths: &[&str]| {
            let files = paths
                .iter()
                .map(|path| file((*path).to_owned(), String::new()));
            Manifest::parse(&manifest(files.collect()).text().unwrap().unwrap())
        };
        assert!(of(&["A", "B"]).is_some());
        assert!(of(&["A", "A"]).is_none());
        assert!(of(&["A", "../B"]).is_none());
        let two = [
            file("A".to_owned(), String::new()),
            file("B".to_owned(), String::new()),
        ];
        let two = manifest(two.into()).text().unwrap().unwrap();
        assert!(Manifest::parse_of_at_most(&two, 2).is_some());
        assert!(Manifest::parse_of_at_most(&two, 1).is_none());
        assert_eq!(MAX_FILES, 200_000);
    }

    #[test]
    fn what_the_index_supplied_is_said_of_an_image_and_of_no_other_file() {
        let mut supplied = file("B".to_owned(), String::new());
        supplied.index_values_supplied = true;
        let files = vec![file("A".to_owned(), String::new()), supplied];
        let text = manifest(files).text().unwrap().unwrap();
        let said: serde_json::Value = serde_json::from_slice(&text).unwrap();
        assert_eq!(said["files"][0].get("index_values_supplied"), None);
        assert_eq!(said["files"][1]["index_values_supplied"], true);
    }

    #[test]
    fn what_calls_itself_otherwise_is_none_of_ours() {
        for (format, version) in [(FORMAT, VERSION + 1), ("another", VERSION)] {
            let mut other = manifest(Vec::new());
            (other.format, other.version) = (format.to_owned(), version);
            assert!(Manifest::parse(&other.text().unwrap().unwrap()).is_none());
        }
    }
}
