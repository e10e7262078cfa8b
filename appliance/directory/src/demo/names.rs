//! What the entries of the fictitious directory are called.
//!
//! Left out: the full names of people, which the tree makes of their logins.

/// Root of the fictitious tree; people are under `ou=staff`, groups under `ou=groups`.
pub const BASE: &str = "dc=demo,dc=doublelock,dc=example";
pub(super) const SERVICE_DN: &str = "cn=doublelock,dc=demo,dc=doublelock,dc=example";

/// Full name of a demonstration group.
pub fn group_dn(name: &str) -> String {
    format!("cn={name},ou=groups,{BASE}")
}
