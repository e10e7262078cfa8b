//! The exams that cases wait for, and what came of them.
//!
//! | file | what it holds |
//! |---|---|
//! | `record` | an exam as it is stored, with what came |
//! | `arriving` | what comes is ticked off, by whichever desk takes it in |
//! | `desk` | what coordination says and does |
//! | `list` | what is missing, of all cases |

pub(crate) mod arriving;
mod desk;
mod list;
pub(crate) mod record;

pub use desk::{ExamEvent, ExamView};
pub use list::{AwaitedExam, AwaitedExams};
pub use record::{Arrival, Exam};
