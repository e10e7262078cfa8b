//! The people of the fictitious directory.
//!
//! Left out: the entries that they are shown as.

/// A fictitious person.
#[derive(Debug, Clone)]
pub struct DemoPerson {
    /// Login (`uid`). Two people may be given the same one, to show that nobody gets in by it.
    pub login: String,
    /// Name shown (`cn`).
    pub display_name: String,
    /// Password, in clear: it is fictitious and shown on the demonstration's page.
    pub password: String,
    /// Plain names of groups, such as `dl-imaging`; see [`group_dn`](super::group_dn).
    pub groups: Vec<String>,
    /// `preferredLanguage`, such as `fr-CA`.
    pub language: Option<String>,
    /// State of the account.
    pub state: AccountState,
}

/// State of a fictitious account, shown the way real directories show it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AccountState {
    /// May sign in.
    Active,
    /// The password is accepted, but the shell says no login.
    Disabled,
    /// Refused with the "account locked" control, and locked for good in the entry.
    Locked,
    /// Result 0 with the "change after reset" control.
    MustChange,
    /// The password is accepted, but the account's end date has passed.
    Expired,
}
