//! The privacy desk: requests, copies of the record, the register of communications.

pub mod closing;
pub mod communications;
pub mod letter;
pub mod new_request;
pub mod passphrase;
pub mod request;
mod request_samples;
pub mod requests;
