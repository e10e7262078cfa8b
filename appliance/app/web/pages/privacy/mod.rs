//! The privacy desk: requests, copies of the record, the register of communications.

pub mod communications;
pub mod letter;
pub mod new_request;
pub mod passphrase;
pub mod request;
pub mod requests;
mod samples;

pub use communications::Communications;
pub use letter::AcknowledgementLetter;
pub use new_request::NewRequestPage;
pub use passphrase::PassphrasePage;
pub use request::RequestPage;
pub use requests::RequestList;
