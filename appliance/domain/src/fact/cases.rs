//! Facts of cases, and of reading: which records were opened, which lists were read.

use serde::{Deserialize, Serialize};

use super::{About, KeyStep, Sealed, Section, Subject};
use crate::case::{EnteredText, PatientDetails};
use crate::ids::{CaseId, PatientId, Reference};
use crate::text_enum;

/// A case was opened: for a new patient, or for one on file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CaseOpened {
    /// The case.
    pub case: CaseId,
    /// The number people say.
    pub reference: Reference,
    /// Whom it is about.
    pub patient: PatientId,
    /// What names the patient, as it was entered for this case: under the key of the patient if
    /// they are new, of the case if they were on file.
    pub words: Sealed<PatientDetails>,
    /// Who on file was shown as likely the same, before somebody said who it is.
    pub likely: Vec<PatientId>,
    /// The question asked, if already known.
    pub question: Option<Sealed<EnteredText>>,
}

impl CaseOpened {
    /// True if the patient's record was made with this case.
    pub fn patient_is_new(&self) -> bool {
        *self.words.of() == Subject::from(&self.patient)
    }
}

impl About for CaseOpened {
    fn subjects(&self) -> Vec<Subject> {
        vec![(&self.case).into(), (&self.patient).into()]
    }

    fn mentions(&self) -> Vec<Subject> {
        self.likely.iter().map(Into::into).collect()
    }

    fn sections(&mut self) -> Vec<&mut dyn Section> {
        let mut all: Vec<&mut dyn Section> = vec![&mut self.words];
        if let Some(question) = &mut self.question {
            all.push(question);
        }
        all
    }

    fn keys(&self) -> Vec<KeyStep> {
        let mut all = if self.patient_is_new() {
            vec![KeyStep::alone(&self.patient)]
        } else {
            Vec::new()
        };
        all.push(KeyStep::part(&self.case, &self.patient));
        all
    }
}

/// What was entered for a case was wrong, and was set right: who it is about, what is asked.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CaseCorrected {
    /// The case.
    pub case: CaseId,
    /// Whom it is about.
    pub patient: PatientId,
    /// What names the patient, in their record.
    pub words: Sealed<PatientDetails>,
    /// The same as entered for this case, if the record was made for another.
    pub entered: Option<Sealed<PatientDetails>>,
    /// The question asked, if there is one.
    pub question: Option<Sealed<EnteredText>>,
}

impl About for CaseCorrected {
    fn subjects(&self) -> Vec<Subject> {
        vec![(&self.case).into(), (&self.patient).into()]
    }

    fn sections(&mut self) -> Vec<&mut dyn Section> {
        let mut all: Vec<&mut dyn Section> = vec![&mut self.words];
        if let Some(entered) = &mut self.entered {
            all.push(entered);
        }
        if let Some(question) = &mut self.question {
            all.push(question);
        }
        all
    }
}

/// A record was opened for reading.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RecordOpened {
    /// The record.
    pub record: Subject,
    /// Whose it is: the case and the patient behind it, if any.
    pub of: Vec<Subject>,
    /// Other records that its page names: articles of a parcel or of a visit, with their
    /// cases. In the content and in the index, not in the leaf.
    pub shown: Vec<Subject>,
}

impl About for RecordOpened {
    fn subjects(&self) -> Vec<Subject> {
        std::iter::once(&self.record)
            .chain(&self.of)
            .cloned()
            .collect()
    }

    fn mentions(&self) -> Vec<Subject> {
        self.shown.clone()
    }
}

text_enum! {
    /// The lists that name people.
    pub enum ListName {
        /// Cases.
        Cases = "cases",
        /// Exams that cases wait for.
        ExpectedExams = "expected_exams",
        /// Articles, those seen last first.
        Items = "items",
        /// Articles outside the archive.
        ToPutAway = "to_put_away",
        /// Articles of which nobody said yet whose they are.
        Unidentified = "unidentified",
        /// Articles in an archive.
        Archived = "archived",
        /// Shipments.
        Shipments = "shipments",
        /// What does not balance.
        Exceptions = "exceptions",
        /// Double-lock visits.
        Visits = "visits",
        /// The custody desk's first page.
        CustodyBoard = "custody_board",
        /// What a station showed of a shipment or a holder.
        Station = "station",
        /// Received studies.
        Studies = "studies",
        /// Requests.
        Requests = "requests",
        /// People on file whose name was searched.
        People = "people",
        /// People on file who are likely the same as a new patient.
        LikelyPatients = "likely_patients",
        /// Who is signed in.
        OpenSessions = "open_sessions",
    }
}

/// A list that names people was read. One entry names every record that was shown.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ListRead {
    /// Which list.
    pub list: ListName,
    /// What stood in it. In the content and in the index, not in the leaf: a list can be
    /// longer than a leaf.
    pub records: Vec<Subject>,
}

impl About for ListRead {
    fn subjects(&self) -> Vec<Subject> {
        Vec::new()
    }

    fn mentions(&self) -> Vec<Subject> {
        self.records.clone()
    }
}
