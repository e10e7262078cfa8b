//! What became of received studies and objects, and whose they are.
//!
//! A person decides whose a study is; [`compare`] shows them its patient beside a case's.

use crate::identity::{
    self, BirthDate, CharacterSet, Comparison, FileNumber, Likeness, Person, PersonName,
};
use crate::refusal::Refusal;
use crate::text_enum;

text_enum! {
    /// Where a received study stands.
    pub enum StudyState {
        /// Received, nobody has said whose it is.
        Unassigned = "unassigned",
        /// Attached to a case.
        Attached = "attached",
    }
}

text_enum! {
    /// What images come in.
    pub enum IntakeKind {
        /// One DICOM association.
        Association = "association",
    }
}

text_enum! {
    /// What became of a received object.
    pub enum InstanceState {
        /// The one copy of its SOP Instance UID in its study.
        Held = "held",
        /// Same SOP Instance UID as one that its study holds, other bytes: kept apart, to be
        /// judged.
        Conflict = "conflict",
        /// Kept apart: it came after its study was attached to a case, and names another
        /// patient than the images that a person compared.
        OtherPatient = "other_patient",
    }
}

text_enum! {
    /// Whether an object's words and thumbnail have been read.
    pub enum Described {
        /// Not yet.
        Waiting = "waiting",
        /// Yes.
        Done = "done",
        /// The child that reads them refused it or died: no words, no thumbnail; the
        /// object itself is kept as received.
        Failed = "failed",
    }
}

impl Described {
    /// How far a study of several objects is: read once the words of one were, failed when
    /// none was and nothing waits any more.
    pub const fn of_study(any_read: bool, any_waiting: bool) -> Self {
        match (any_read, any_waiting) {
            (true, _) => Self::Done,
            (false, true) => Self::Waiting,
            (false, false) => Self::Failed,
        }
    }
}

text_enum! {
    /// Overall result (glossary: recon_green, recon_amber, recon_red).
    pub enum Concordance {
        /// All equal.
        Match = "match",
        /// Compatible; a person looks before saying yes.
        Check = "check",
        /// A person differs: the study stays where it is.
        Held = "held",
    }
}

impl From<Likeness> for Concordance {
    fn from(likeness: Likeness) -> Self {
        match likeness {
            Likeness::Same => Self::Match,
            Likeness::NeedsALook => Self::Check,
            Likeness::Different => Self::Held,
        }
    }
}

/// The patient as the received objects name them, already decoded to text.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct PatientInStudy {
    /// (0010,0010) as received, e.g. `BELANGER-ROY^ELODIE`.
    pub name: String,
    /// (0010,0030) `AAAAMMJJ`.
    pub birth_date: String,
    /// (0010,0040).
    pub sex: String,
    /// (0010,0020).
    pub patient_id: String,
    /// (0010,0021).
    pub issuer: String,
    /// Whether (0008,0005) was there.
    pub character_set: CharacterSet,
}

impl From<&PatientInStudy> for Person {
    fn from(patient: &PatientInStudy) -> Self {
        Self {
            name: PersonName::received(&patient.name, patient.character_set),
            other_names: Vec::new(),
            birth_date: BirthDate::received(&patient.birth_date),
            sex: patient.sex.trim().parse().ok(),
            number: FileNumber::received(&patient.patient_id, &patient.issuer),
        }
    }
}

/// A received study, as far as saying whose it is needs it.
#[derive(Debug, Clone)]
pub struct ReceivedStudy<'a> {
    /// Where it stands.
    pub state: StudyState,
    /// How far reading its words is.
    pub described: Described,
    /// Images held.
    pub images: u32,
    /// The images held name more than one patient.
    pub several_patients: bool,
    /// The patient as received.
    pub patient: &'a PatientInStudy,
}

impl ReceivedStudy<'_> {
    /// Whether it can be attached to a case about `person`, after a person compared the
    /// two while there were `compared` images: what arrived since is to be looked at too.
    pub fn attach(&self, person: &Person, compared: u32) -> Result<Concordance, Refusal> {
        if self.state == StudyState::Attached {
            return Err(Refusal::WrongState {
                state: self.state.as_str(),
            });
        }
        if self.described != Described::Done {
            return Err(Refusal::StudyNotRead);
        }
        if compared != self.images {
            return Err(Refusal::StudyGrew);
        }
        let concordance = Concordance::from(compare(person, self.patient).likeness);
        if self.several_patients || concordance == Concordance::Held {
            return Err(Refusal::PatientDiffers);
        }
        Ok(concordance)
    }
}

/// Compares the person a case is about with the patient that a study names
/// ([`identity::compare`](crate::identity::compare)).
pub fn compare(person: &Person, study: &PatientInStudy) -> Comparison {
    identity::compare(person, &study.into())
}
