//! Received studies.
//!
//! | module | what it holds |
//! |---|---|
//! | `reception` | what the DICOM receiver writes |
//! | `describing` | what the job writes that reads each image's words |
//! | `desk` | lists of studies |
//! | `study` | one study: what radiology reads and decides |
//! | `copy` | what a copy of the record takes along |
//! | `exams` | what it says of each study, with pictures |
//! | `receipts` | what proves that an image was received |

mod copy;
mod describing;
mod desk;
mod exams;
mod receipts;
mod received;
mod reception;
mod study;

pub use copy::CopiedInstance;
pub use describing::{DescriptionUnderWay, Finding, ToDescribe};
pub use desk::{StudyLine, WaitingStudy};
pub use exams::{CopiedSeries, CopiedStudy};
pub use receipts::ImageReceipt;
pub use reception::{Arrived, Delivery, Held, Kept, Known};
pub use study::{Arrival, Study, Thumbnail};
