//! Received studies.
//!
//! | module | what it holds |
//! |---|---|
//! | [`reception`] | what the DICOM receiver and the describing job write |
//! | [`desk`] | what radiology reads and decides |
//! | [`copy`] | what a copy of the record takes along |

pub mod copy;
pub mod desk;
pub mod reception;

pub use copy::CopiedInstance;
pub use desk::{Study, StudyLine, Thumbnail, WaitingStudy};
pub use reception::{Arrived, DescriptionUnderWay, Held, Kept, ToDescribe};
