//! Requests for a copy of the record, and their statutory clocks.
//!
//! | module | what it rules |
//! |---|---|
//! | [`regime`] | the laws as data: days, extension, silence, the text that was read |
//! | [`clock`] | the due date with its derivation; where a request stands against it |
//! | [`holidays`] | the days on which nobody is at work |
//! | [`request`] | logging a request; its states |
//! | [`closing`] | how a request ends without a copy: withdrawn, or access refused |
//! | [`package`] | the record-copy package: states, parts, carriers, faults |
//! | [`disclosure`] | the register of communications: who received what, why, how |
//! | [`country`] | countries and how their postal codes are written |

pub mod clock;
pub mod closing;
pub mod country;
pub mod disclosure;
pub mod holidays;
pub mod package;
pub mod regime;
pub mod request;
