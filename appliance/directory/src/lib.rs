//! Staff directory over LDAP, and the fictitious one of the demonstration.
//!
//! [`Directory`] signs people in (search, then bind) and tells later whether they still stand.
//! It never keeps a password, never falls back to an earlier answer, never follows a referral and
//! never waits longer than its deadline. [`demo::DemoDirectory`] is a real LDAPS server inside the
//! process, for the demonstration and the tests; nothing starts it by itself.
//!
//! The LDAP protocol is ldap3's. The connection is ours (module `wire`): ldap3 parses whatever nesting
//! it is sent, so a frame check stands between the network and it.

mod ber;
mod config;
mod credentials;
pub mod demo;
mod dn;
mod entry;
mod failure;
mod groups;
mod sign_in;
mod standing;
mod wire;

pub use config::{
    Attributes, ConfigFault, DirectoryConfig, Flavour, GroupStrategy, Secret, ServiceAccount,
};
pub use credentials::Password;
pub use dn::{DnFault, NormalizedDn};
pub use failure::Misconfiguration;
pub use sign_in::{Directory, Passage, RecheckError, SignInError, SignedIn, Standing, Unreachable};
pub use standing::RefusalReason;
