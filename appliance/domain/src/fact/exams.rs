//! Facts of the exams that a case waits for.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::{About, Sealed, Section, Subject};
use crate::case::EnteredText;
use crate::exam::{Amount, Came, ExamExit, ExamState, ExpectedExam};
use crate::ids::{CaseId, ExamId};

/// A case waits for an exam.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ExamExpected {
    /// The case.
    pub case: CaseId,
    /// The exam.
    pub exam: ExamId,
    /// What it is.
    pub words: Sealed<ExpectedExam>,
    /// How much of it is to come.
    pub amount: Amount,
    /// Until when before it is asked for again.
    pub wanted: NaiveDate,
}

impl About for ExamExpected {
    fn subjects(&self) -> Vec<Subject> {
        vec![(&self.case).into()]
    }

    fn sections(&mut self) -> Vec<&mut dyn Section> {
        vec![&mut self.words]
    }
}

/// What was said of an exam was set right; from then on it is waited for, whatever was said of its end.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ExamCorrected {
    /// The case.
    pub case: CaseId,
    /// The exam.
    pub exam: ExamId,
    /// What it is.
    pub words: Sealed<ExpectedExam>,
    /// How much of it is to come.
    pub amount: Amount,
    /// Until when before it is asked for again.
    pub wanted: NaiveDate,
    /// Where it stands, with what came of it.
    pub state: ExamState,
}

impl About for ExamCorrected {
    fn subjects(&self) -> Vec<Subject> {
        vec![(&self.case).into()]
    }

    fn sections(&mut self) -> Vec<&mut dyn Section> {
        vec![&mut self.words]
    }
}

/// Something that came is of this exam; said again, it counts for as much as it is said to last.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ExamCame {
    /// The case.
    pub case: CaseId,
    /// The exam.
    pub exam: ExamId,
    /// The article or the study.
    pub arrival: Subject,
    /// For how much it counts.
    pub came: Came,
    /// Somebody said it; else it was found by what is seen of it.
    pub by_hand: bool,
    /// Where the exam stands, with it.
    pub state: ExamState,
}

impl About for ExamCame {
    fn subjects(&self) -> Vec<Subject> {
        vec![(&self.case).into(), self.arrival.clone()]
    }
}

/// Something that was said to be of this exam is not, or belongs to another case.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ExamCameTakenBack {
    /// The case.
    pub case: CaseId,
    /// The exam.
    pub exam: ExamId,
    /// The article or the study.
    pub arrival: Subject,
    /// Somebody said it: it is not ticked again by itself.
    pub said: bool,
    /// Where the exam stands, without it.
    pub state: ExamState,
}

impl About for ExamCameTakenBack {
    fn subjects(&self) -> Vec<Subject> {
        vec![(&self.case).into(), self.arrival.clone()]
    }
}

/// An exam was asked for again.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ExamFollowed {
    /// The case.
    pub case: CaseId,
    /// The exam.
    pub exam: ExamId,
    /// Whom, how, with which answer; as entered.
    pub words: Sealed<EnteredText>,
    /// Until when before it is asked for once more.
    pub wanted: NaiveDate,
}

impl About for ExamFollowed {
    fn subjects(&self) -> Vec<Subject> {
        vec![(&self.case).into()]
    }

    fn sections(&mut self) -> Vec<&mut dyn Section> {
        vec![&mut self.words]
    }
}

/// An exam is waited for no longer, although something of it did not come.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ExamClosed {
    /// The case.
    pub case: CaseId,
    /// The exam.
    pub exam: ExamId,
    /// How the waiting ended.
    pub exit: ExamExit,
    /// Why; as entered.
    pub words: Sealed<EnteredText>,
}

impl About for ExamClosed {
    fn subjects(&self) -> Vec<Subject> {
        vec![(&self.case).into()]
    }

    fn sections(&mut self) -> Vec<&mut dyn Section> {
        vec![&mut self.words]
    }
}
