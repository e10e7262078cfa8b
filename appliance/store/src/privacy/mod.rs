//! Requests for a copy of the record, packages, the register of communications.
//!
//! | module | what it holds |
//! |---|---|
//! | `logging` | logging a request, setting right what was typed of it |
//! | `request` | opening requests; identity; prolongation; overdue |
//! | `troubles` | what is in the way of copies, for the lists |
//! | `worklist` | the lists of requests, and the clocks that run |
//! | `closing` | withdrawals and refusals of access |
//! | `departures` | parcels that were prepared for an answer and do not leave |
//! | `package` | packages as they stand: states, counts, sealed forms |
//! | `build` | builds: start, counts, end |
//! | `ready_copy` | the copy that is ready: whether it may leave, what is taken out of it |
//! | `contents` | what goes into a copy |
//! | `holdings` | what the record holds now, beside what a copy of it holds |
//! | `disclosure` | the register: what was sent to whom, and for which patient |

mod build;
mod closing;
mod contents;
pub(crate) mod departures;
pub(crate) mod disclosure;
mod holdings;
mod logging;
mod package;
mod ready_copy;
mod request;
#[cfg(test)]
mod tests;
pub(crate) mod troubles;
mod worklist;

pub use build::{BuildUnderWay, Built, BuiltFile};
pub use closing::Closing;
pub use contents::{Contents, CustodyEntry, ProvenEntry};
pub use disclosure::{Disclosure, Dispatch, Register};
pub use logging::{Logging, NewlyLogged};
pub use package::Package;
pub use request::Request;
pub use troubles::CopyTrouble;
pub use worklist::{RequestLine, RunningClock, Worklist};
