//! Facts of patients: two records are one person's, or cases are another person's.

use serde::{Deserialize, Serialize};

use super::{About, KeyStep, Sealed, Section, Subject};
use crate::case::PatientDetails;
use crate::identity::Likeness;
use crate::ids::{CaseId, PatientId};

/// Somebody said that two records are one person's. Both stay; the keys of the others hang on
/// that of the first, so that whatever closes it closes them too.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PatientsLinked {
    /// The record that the others hang on.
    pub patient: PatientId,
    /// Those that hang on it from now on.
    pub others: Vec<PatientId>,
    /// What the comparison of the two had said.
    pub likeness: Likeness,
}

impl About for PatientsLinked {
    fn subjects(&self) -> Vec<Subject> {
        std::iter::once(&self.patient)
            .chain(&self.others)
            .map(Into::into)
            .collect()
    }

    fn keys(&self) -> Vec<KeyStep> {
        let under: Subject = (&self.patient).into();
        self.others
            .iter()
            .map(|other| KeyStep::Moved {
                of: other.into(),
                under: Some(under.clone()),
            })
            .collect()
    }
}

/// Somebody said that a record is another person's than the one it hung on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PatientUnlinked {
    /// The record.
    pub patient: PatientId,
    /// The one that it hung on.
    pub from: PatientId,
}

impl About for PatientUnlinked {
    fn subjects(&self) -> Vec<Subject> {
        vec![(&self.patient).into(), (&self.from).into()]
    }

    fn keys(&self) -> Vec<KeyStep> {
        vec![KeyStep::Moved {
            of: (&self.patient).into(),
            under: None,
        }]
    }
}

/// Somebody said that cases are another person's: that person has a record of their own.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PatientsSeparated {
    /// Whose the cases were.
    pub from: PatientId,
    /// Whose they are.
    pub patient: PatientId,
    /// What names that person: as it was entered for the first of the cases.
    pub words: Sealed<PatientDetails>,
    /// The cases, in the order in which they were opened.
    pub cases: Vec<CaseId>,
}

impl About for PatientsSeparated {
    fn subjects(&self) -> Vec<Subject> {
        let people: [Subject; 2] = [(&self.from).into(), (&self.patient).into()];
        people
            .into_iter()
            .chain(self.cases.iter().map(Into::into))
            .collect()
    }

    fn sections(&mut self) -> Vec<&mut dyn Section> {
        vec![&mut self.words]
    }

    fn keys(&self) -> Vec<KeyStep> {
        let mut all = vec![KeyStep::alone(&self.patient)];
        all.extend(self.cases.iter().map(|case| KeyStep::Moved {
            of: case.into(),
            under: Some((&self.patient).into()),
        }));
        all
    }
}
