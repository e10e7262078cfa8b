//! Facts of imaging: what arrived, what was read of it, whose it is.

use serde::{Deserialize, Serialize};

use super::{About, KeyStep, Sealed, Section, Subject};
use crate::ids::{CaseId, InstanceId, ObjectId, PatientId, StudyId};
use crate::imaging::{Concordance, InstanceState};
use crate::object::StoredObject;

/// An image was received and stored: held, or kept apart.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ImageKept {
    /// The image.
    pub instance: InstanceId,
    /// Its study.
    pub study: StudyId,
    /// Its object in the vault.
    pub object: StoredObject,
    /// Held, or why it is kept apart.
    pub state: InstanceState,
    /// Who sent it.
    pub calling_ae: String,
    /// Transfer syntax as received.
    pub transfer_syntax: String,
    /// (0008,0016).
    pub sop_class_uid: String,
    /// (0008,0060).
    pub modality: Option<String>,
    /// (0020,0011).
    pub series_number: Option<i32>,
    /// (0020,0013).
    pub instance_number: Option<i32>,
    /// Identifiers that others gave.
    pub words: Sealed<ImageWords>,
}

/// Identifiers of an image that others gave, and what would tell a known file: its digests
/// and its length.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ImageWords {
    /// (0020,000D).
    pub study_uid: String,
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
}

impl About for ImageKept {
    fn subjects(&self) -> Vec<Subject> {
        vec![(&self.instance).into(), (&self.study).into()]
    }

    fn sections(&mut self) -> Vec<&mut dyn Section> {
        vec![&mut self.words]
    }

    fn keys(&self) -> Vec<KeyStep> {
        vec![KeyStep::alone(&self.study)]
    }
}

/// An image was received and is held.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct InstanceReceived(pub ImageKept);

impl About for InstanceReceived {
    fn subjects(&self) -> Vec<Subject> {
        self.0.subjects()
    }

    fn sections(&mut self) -> Vec<&mut dyn Section> {
        self.0.sections()
    }

    fn keys(&self) -> Vec<KeyStep> {
        self.0.keys()
    }
}

/// An image was received and is kept apart.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct InstanceConflict(pub ImageKept);

impl About for InstanceConflict {
    fn subjects(&self) -> Vec<Subject> {
        self.0.subjects()
    }

    fn sections(&mut self) -> Vec<&mut dyn Section> {
        self.0.sections()
    }

    fn keys(&self) -> Vec<KeyStep> {
        self.0.keys()
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

/// The words of an image were read, or could not be.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct InstanceDescribed {
    /// The image.
    pub instance: InstanceId,
    /// Its study.
    pub study: StudyId,
    /// Why they could not be read.
    pub failed: Option<String>,
    /// It has a picture that a thumbnail was drawn from.
    pub thumbnail: bool,
    /// The words, if the study takes its own from this image.
    pub words: Option<Sealed<StudyWords>>,
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

impl About for InstanceDescribed {
    fn subjects(&self) -> Vec<Subject> {
        vec![(&self.instance).into(), (&self.study).into()]
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
