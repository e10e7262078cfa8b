//! The exams that a case waits for, and what came of them.
//!
//! A specialist answers from pictures. Which ones are asked for is written down when a case is opened: how the exam was
//! made, of what, when, by whom, and on what it is to come. Films, discs and studies that arrive are ticked off; what is
//! missing is asked for again by a day.

mod expected;
mod words;

pub use expected::{
    Amount, Balance, Came, DISC_LIMIT, ExamEventKind, ExamExit, ExamForm, ExamRecord, ExamSeen,
    ExamState, ExpectedExam, NOTE_LIMIT, NewExam, WAITING_DAYS, wanted, wanted_by,
};
pub(crate) use words::chosen;
pub use words::{BodyPart, ExamDay, Modality, NotAnExamDay, SHEET_LIMIT, Side};

/// The only one of these; none if there is none, or another.
pub fn the_only<T>(mut these: impl Iterator<Item = T>) -> Option<T> {
    let only = these.next()?;
    these.next().is_none().then_some(only)
}

#[cfg(test)]
mod tests;
