//! The demonstration: fictitious people on embedded defaults, nothing to set up.
//!
//! It is the real appliance ([`crate::running`]) around which this module puts what a
//! hospital would bring: a certificate authority, a staff directory over LDAPS, two weeks of
//! work. It says so on every page, and refuses a data directory that is not its own.

pub mod authority;
pub mod browser;
pub mod busy;
pub mod centre;
pub mod living;
pub mod people;
pub mod places;
pub mod tour;
mod worker;
