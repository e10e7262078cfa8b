//! Facts of imaging: what arrived, what was read of it, whose it is.

use serde::{Deserialize, Serialize};

use super::{About, KeyStep, Sealed, Section, Subject};
use crate::ids::{CaseId, InstanceId, IntakeId, ObjectId, PatientId, SeriesId, StudyId};
use crate::imaging::{Concordance, InstanceState, IntakeKind};
use crate::object::StoredObject;
use crate::time::Timestamp;

/// Images of one study that came in one intake and are stored: all of them, or those of one
/// stretch of a long one. The study's words are in one section, so the entry is of one person.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct StudyReceived {
    /// The study.
    pub study: StudyId,
    /// What they came in.
    pub intake: Intake,
    /// The series that these images are in, in the order of their first image.
    pub series: Vec<SeriesOf>,
    /// The images, in the order in which they arrived; at most [`StudyReceived::MOST`].
    pub images: Vec<ImageKept>,
    /// The root, in hexadecimal, of the tree whose leaves are their [receipts](Receipt).
    pub root: String,
    /// Identifiers that others gave, image by image.
    pub words: Sealed<ReceivedWords>,
}

impl StudyReceived {
    /// Images in one entry, at most.
    pub const MOST: usize = 256;

    /// What is committed to of each image, in their order; none while the words are closed.
    pub fn receipts(&self) -> Option<Vec<Receipt<'_>>> {
        let words = self.words.clear()?;
        let pairs = self.images.iter().zip(&words.images);
        Some(
            pairs
                .map(|(image, of)| Receipt::new(&self.study, image, words, of))
                .collect(),
        )
    }
}

impl About for StudyReceived {
    fn subjects(&self) -> Vec<Subject> {
        vec![(&self.study).into(), (&self.intake.id).into()]
    }

    fn sections(&mut self) -> Vec<&mut dyn Section> {
        vec![&mut self.words]
    }

    fn keys(&self) -> Vec<KeyStep> {
        vec![KeyStep::alone(&self.study)]
    }
}

/// What images came in: who sent them, over one association. From where stands in the words: an
/// entry goes along with a copy of the record, and the hospital's network is nobody's business.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Intake {
    /// Its id.
    pub id: IntakeId,
    /// What it was.
    pub kind: IntakeKind,
    /// Who sent it.
    pub calling_ae: String,
}

/// A series of a study, as its first image has it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SeriesOf {
    /// Its id.
    pub id: SeriesId,
    /// (0008,0060).
    pub modality: Option<String>,
    /// (0020,0011).
    pub number: Option<i32>,
}

/// One image: held, or kept apart.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ImageKept {
    /// The image.
    pub instance: InstanceId,
    /// Its series.
    pub series: SeriesId,
    /// Its object in the vault.
    pub object: StoredObject,
    /// Held, or why it is kept apart.
    pub state: InstanceState,
    /// When it was durable here, and its sender told so.
    pub received_at: Timestamp,
    /// Transfer syntax as received.
    pub transfer_syntax: String,
    /// (0008,0016).
    pub sop_class_uid: String,
    /// (0020,0013).
    pub number: Option<i32>,
}

/// Identifiers of a study and of its images that others gave.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ReceivedWords {
    /// From where the images were sent.
    pub address: String,
    /// (0020,000D).
    pub study_uid: String,
    /// One for each image of the entry, in their order.
    pub images: Vec<ImageWords>,
}

/// Identifiers of an image that others gave, and what would tell a known file: its digests
/// and its length.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ImageWords {
    /// (0020,000E).
    pub series_uid: String,
    /// (0008,0018).
    pub sop_instance_uid: String,
    /// SHA-256 of the data set as received, in hexadecimal.
    pub sha256: String,
    /// SHA-256 over the patient's attributes as received, in hexadecimal.
    pub patient_print: String,
    /// Length of the data set.
    pub bytes: u64,
    /// 32 drawn bytes, in hexadecimal: whoever has the receipts of other images can guess
    /// nothing of this one.
    pub salt: String,
}

/// What an entry commits to of one image: a leaf of the tree whose root stands in the entry.
/// Shown with its path, it proves that these very bytes were received then, and tells nothing of
/// the images beside it (docs/journal-format.md, section 8).
#[derive(Clone, PartialEq, Eq, Serialize)]
pub struct Receipt<'a> {
    bytes: u64,
    instance: &'a InstanceId,
    received_at: Timestamp,
    salt: &'a str,
    sealed_sha256: &'a str,
    series_uid: &'a str,
    sha256: &'a str,
    sop_instance_uid: &'a str,
    study: &'a StudyId,
    study_uid: &'a str,
}

impl<'a> Receipt<'a> {
    fn new(
        study: &'a StudyId,
        image: &'a ImageKept,
        words: &'a ReceivedWords,
        of: &'a ImageWords,
    ) -> Self {
        Self {
            bytes: of.bytes,
            instance: &image.instance,
            received_at: image.received_at,
            salt: &of.salt,
            sealed_sha256: &image.object.sealed_sha256,
            series_uid: &of.series_uid,
            sha256: &of.sha256,
            sop_instance_uid: &of.sop_instance_uid,
            study,
            study_uid: &words.study_uid,
        }
    }

    /// Which image it is of.
    pub const fn instance(&self) -> &InstanceId {
        self.instance
    }

    /// The leaf: JSON, keys in the order of the alphabet, no white space.
    pub fn text(&self) -> Result<String, serde_json::Error> {
        serde_json::to_string(self)
    }
}

/// An image came again whose object in the vault was damaged or gone: what came has taken its
/// place.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct InstanceHealed {
    /// The image.
    pub instance: InstanceId,
    /// Its study.
    pub study: StudyId,
    /// Its object from now on.
    pub object: StoredObject,
    /// The object it had, which is condemned.
    pub replaces: ObjectId,
    /// Who sent it.
    pub calling_ae: String,
}

impl About for InstanceHealed {
    fn subjects(&self) -> Vec<Subject> {
        vec![(&self.instance).into(), (&self.study).into()]
    }
}

/// Images of a study were read, or could not be.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct StudyDescribed {
    /// The study.
    pub study: StudyId,
    /// The images, in the order in which they were read.
    pub images: Vec<ImageDescribed>,
    /// The words, if the study takes its own from one of these images.
    pub words: Option<Sealed<StudyWords>>,
}

/// What reading one image gave.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ImageDescribed {
    /// The image.
    pub instance: InstanceId,
    /// Why its words could not be read.
    pub failed: Option<String>,
    /// It has a picture that a thumbnail was drawn from.
    pub thumbnail: bool,
}

/// The words of a study that a person compares, as received.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct StudyWords {
    /// (0010,0010).
    pub patient_name: Option<String>,
    /// (0010,0030).
    pub birth_date: Option<String>,
    /// (0010,0040).
    pub sex: Option<String>,
    /// (0010,0020).
    pub patient_number: Option<String>,
    /// (0010,0021).
    pub patient_issuer: Option<String>,
    /// (0008,0020).
    pub study_date: Option<String>,
    /// (0008,1030).
    pub description: Option<String>,
    /// (0008,0080).
    pub institution: Option<String>,
}

impl About for StudyDescribed {
    fn subjects(&self) -> Vec<Subject> {
        vec![(&self.study).into()]
    }

    fn sections(&mut self) -> Vec<&mut dyn Section> {
        self.words
            .iter_mut()
            .map(|words| words as &mut dyn Section)
            .collect()
    }
}

/// An object or an association was refused.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct IntakeRefused {
    /// Who called.
    pub calling_ae: String,
    /// From where.
    pub address: String,
    /// A word of ours.
    pub reason: String,
}

impl About for IntakeRefused {
    fn subjects(&self) -> Vec<Subject> {
        Vec::new()
    }
}

/// A study was attached to a case, after a person compared the two.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct StudyAttached {
    /// The study.
    pub study: StudyId,
    /// The case.
    pub case: CaseId,
    /// Whose case it is.
    pub patient: PatientId,
    /// What the comparison said.
    pub concordance: Concordance,
    /// Images there were when they compared.
    pub instances: u32,
}

impl About for StudyAttached {
    fn subjects(&self) -> Vec<Subject> {
        vec![
            (&self.study).into(),
            (&self.case).into(),
            (&self.patient).into(),
        ]
    }

    fn keys(&self) -> Vec<KeyStep> {
        vec![KeyStep::Moved {
            of: (&self.study).into(),
            under: Some((&self.case).into()),
        }]
    }
}

/// An image of a study was shown.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct StudyViewed {
    /// The study.
    pub study: StudyId,
    /// The image.
    pub instance: InstanceId,
    /// The case it is attached to.
    pub case: Option<CaseId>,
}

impl About for StudyViewed {
    fn subjects(&self) -> Vec<Subject> {
        let image: [Subject; 2] = [(&self.study).into(), (&self.instance).into()];
        image
            .into_iter()
            .chain(self.case.iter().map(Into::into))
            .collect()
    }
}
