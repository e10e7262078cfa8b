//! Received studies.
//!
//! | module | what it holds |
//! |---|---|
//! | [`reception`] | what the DICOM receiver writes |
//! | [`describing`] | what the job writes that reads each image's words |
//! | [`desk`] | lists of studies |
//! | [`study`] | one study: what radiology reads and decides |
//! | [`copy`] | what a copy of the record takes along |
//! | [`receipts`] | what proves that an image was received |

pub mod copy;
pub mod describing;
pub mod desk;
pub mod receipts;
mod received;
pub mod reception;
pub mod study;

pub use copy::CopiedInstance;
pub use describing::{DescriptionUnderWay, Finding, ToDescribe};
pub use desk::{StudyLine, WaitingStudy};
pub use receipts::ImageReceipt;
pub use reception::{Arrived, Delivery, Kept, Known};
pub use study::{Arrival, Study, Thumbnail};
