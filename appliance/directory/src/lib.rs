//! Staff directory over LDAP, and the fictitious one of the demonstration.
//!
//! [`Directory`] signs people in (search, then bind) and tells later whether they still stand
//! (the rule and its table are in module `standing`).
//! It never keeps a password, never falls back to an earlier answer, never follows a referral, never
//! shows a person's password to a second server and
//! never waits longer than its deadline. [`demo::DemoDirectory`] is a real LDAPS server inside the
//! process, for the demonstration and the tests; nothing starts it by itself.
//!
//! The LDAP protocol is ldap3's. The connection is ours (module `wire`): ldap3 parses whatever nesting
//! it is sent, so a frame check stands between the network and it.

mod ber;
mod bind_answer;
mod checks;
mod config;
mod contact;
mod credentials;
pub mod demo;
mod dn;
mod entry;
mod failure;
mod gate;
mod generalized_time;
mod groups;
mod identity;
mod outcome;
mod pace;
mod questions;
mod refusal;
mod search;
mod servers;
mod sign_in;
mod standing;
mod wire;

pub use config::{
    Attributes, ConfigFault, DirectoryConfig, Flavour, GroupStrategy, Named, Secret, ServiceAccount,
};
pub use contact::DirectoryStanding;
pub use credentials::Password;
pub use dn::{DnFault, NormalizedDn};
pub use failure::Misconfiguration;
pub use gate::{Gate, Passage};
pub use outcome::{RecheckError, SignInError, SignedIn, Standing, Unreachable};
pub use pace::{MachineWatch, Pace, Watch};
pub use refusal::RefusalReason;
pub use sign_in::Directory;
