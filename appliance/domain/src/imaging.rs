//! What became of received studies and objects, and whose they are.
//!
//! A person decides whose a study is; [`compare`] shows them its patient beside a case's.

use crate::identity::{
    self, BirthDate, CharacterSet, ComparedField, Comparison, FieldVerdict, FileNumber, Likeness,
    Person, PersonName,
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

/// How an image that arrives is known in its study.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum KnownAs {
    /// Its SOP Instance UID is new there.
    New,
    /// The same image is held; its object is whole, or damaged.
    Same {
        /// What lies in the vault is not what was stored.
        damaged: bool,
    },
    /// The UID is held with other bytes.
    OtherBytes,
}

/// What is done with it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Taken {
    /// Nothing: it is held already.
    Already,
    /// It takes the place of the damaged object.
    Heals,
    /// It is kept, in this state.
    Kept(InstanceState),
}

impl KnownAs {
    /// What is done with the image. `foreign`: its study has a case, and the image names another
    /// patient than those that a person compared.
    pub const fn taken(self, foreign: bool) -> Taken {
        match self {
            Self::Same { damaged: false } => Taken::Already,
            Self::Same { damaged: true } => Taken::Heals,
            Self::OtherBytes => Taken::Kept(InstanceState::Conflict),
            Self::New if foreign => Taken::Kept(InstanceState::OtherPatient),
            Self::New => Taken::Kept(InstanceState::Held),
        }
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

/// What keeps a study from being attached to a case.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Hold {
    /// It is attached already.
    Attached,
    /// Its words wait to be read.
    NotRead,
    /// Nothing of it could be read.
    Unreadable,
    /// Its images name more than one patient.
    SeveralPatients,
    /// Its patient is another: by these fields. A number that differs holds nothing.
    Differs(Vec<ComparedField>),
}

impl ReceivedStudy<'_> {
    /// How its patient compares with the person a case is about, and what holds it, if anything does.
    pub fn beside(&self, person: &Person) -> (Comparison, Option<Hold>) {
        let comparison = compare(person, self.patient);
        let hold = self.hold(&comparison);
        (comparison, hold)
    }

    fn hold(&self, comparison: &Comparison) -> Option<Hold> {
        if self.state == StudyState::Attached {
            return Some(Hold::Attached);
        }
        match self.described {
            Described::Done => {}
            Described::Waiting => return Some(Hold::NotRead),
            Described::Failed => return Some(Hold::Unreadable),
        }
        if self.several_patients {
            return Some(Hold::SeveralPatients);
        }
        let differs = |found: &&FieldVerdict| {
            found.field != ComparedField::HospitalNumber
                && found.likeness == Some(Likeness::Different)
        };
        (comparison.likeness == Likeness::Different).then(|| {
            let fields = comparison.fields.iter().filter(differs);
            Hold::Differs(fields.map(|found| found.field).collect())
        })
    }

    /// Whether it can be attached to a case about `person`, after a person compared the
    /// two while there were `compared` images: what arrived since is to be looked at too.
    pub fn attach(&self, person: &Person, compared: u32) -> Result<Concordance, Refusal> {
        let (comparison, hold) = self.beside(person);
        match hold {
            Some(Hold::Attached) => Err(Refusal::WrongState {
                state: self.state.as_str(),
            }),
            Some(Hold::NotRead | Hold::Unreadable) => Err(Refusal::StudyNotRead),
            _ if compared != self.images => Err(Refusal::StudyGrew),
            Some(Hold::SeveralPatients | Hold::Differs(_)) => Err(Refusal::PatientDiffers),
            None => Ok(comparison.likeness.into()),
        }
    }
}

/// Compares the person a case is about with the patient that a study names
/// ([`identity::compare`](crate::identity::compare)).
pub fn compare(person: &Person, study: &PatientInStudy) -> Comparison {
    identity::compare(person, &study.into())
}

#[cfg(test)]
mod tests;
