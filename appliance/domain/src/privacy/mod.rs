//! Requests for a copy of the record, and their statutory clocks.
//!
//! | module | what it rules |
//! |---|---|
//! | [`regime`] | the laws as data: days, extension, silence, the text that was read |
//! | [`clock`] | the due date with its derivation; where a request stands against it |
//! | [`request`] | logging a request; its states |
//! | [`package`] | the record-copy package: states, parts, carriers, faults |
//! | [`disclosure`] | the register of communications: who received what, why, how |

pub mod clock;
pub mod disclosure;
pub mod package;
pub mod regime;
pub mod request;
