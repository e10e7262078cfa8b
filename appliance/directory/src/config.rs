//! What must be known of the centre's directory, and the refusal of unsafe settings.

use std::path::PathBuf;
use std::time::Duration;

use url::Url;

/// How to reach and read the directory.
#[derive(Debug, Clone)]
pub struct DirectoryConfig {
    /// `ldaps://host[:port]`, or `ldap://host[:port]` with [`DirectoryConfig::start_tls`]. Asked
    /// in order until one serves; one that did not serve is asked last for a minute. After a
    /// person's password was sent to one, no other is asked.
    pub urls: Vec<Url>,
    /// Turns `ldap://` connections into TLS before anything else is said (RFC 4511 4.14).
    pub start_tls: bool,
    /// Accepts `ldap://` without TLS, and only to a literal loopback address.
    pub plain_on_loopback: bool,
    /// PEM file of the only authorities that may certify the directory; without it, those of the
    /// operating system.
    pub ca_file: Option<PathBuf>,
    /// Account that searches; without it, searches are anonymous.
    pub service: Option<ServiceAccount>,
    /// Which product's account states apply.
    pub flavour: Flavour,
    /// Where people are.
    pub user_base: String,
    /// Filter with `{login}` where the escaped login goes, such as
    /// `(&(objectClass=inetOrgPerson)(uid={login}))`.
    pub user_filter: String,
    /// Where groups are.
    pub group_base: String,
    /// How groups of a person are found.
    pub groups: GroupStrategy,
    /// Attributes read of a person.
    pub attributes: Attributes,
    /// Password policy that holds where an entry names none: OpenLDAP's `ppolicy_default`, which cannot
    /// be asked for. Without it, an old password ends a session only where the entry names its policy.
    pub default_policy: Option<String>,
    /// Longest time of one sign-in, recheck or probe, waiting for a free place included. What is
    /// left of it is shared equally among the servers not yet asked.
    pub deadline: Duration,
}

/// The account that searches the directory.
#[derive(Debug, Clone)]
pub struct ServiceAccount {
    /// Its distinguished name.
    pub dn: String,
    /// Its password.
    pub password: Secret,
}

/// A password of a service. Never printed.
#[derive(Clone)]
pub struct Secret(String);

impl Secret {
    /// Wraps the secret, without one trailing end of line, as files tend to have.
    pub fn new(text: &str) -> Self {
        let line = text.strip_suffix('\n').unwrap_or(text);
        Self(line.strip_suffix('\r').unwrap_or(line).to_owned())
    }

    pub(crate) fn expose(&self) -> &str {
        &self.0
    }
}

impl std::fmt::Debug for Secret {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Secret(…)")
    }
}

/// The kind of directory.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Flavour {
    /// `entryUUID` (RFC 4530); password policy by control; states by the attributes of the
    /// password policy, shadow accounts and shells.
    OpenLdap,
    /// `objectGUID`; sub-codes of result 49; states by `userAccountControl` and its kin.
    ActiveDirectory,
}

/// How groups of a person are found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum GroupStrategy {
    /// One search with the transitive rule 1.2.840.113556.1.4.1941. The primary group is not
    /// found this way.
    AdMatchingRule,
    /// Search by member, then by the groups found, and so on.
    Walk {
        /// Attribute that holds the members' distinguished names.
        member: String,
        /// Levels of nesting followed; memberships deeper than this do not count.
        max_depth: u8,
    },
    /// The `memberOf` attribute as the directory keeps it, without nesting.
    MemberOf,
}

/// Attributes read of a person.
#[derive(Debug, Clone)]
pub struct Attributes {
    /// Login as the directory spells it.
    pub login: String,
    /// Name shown to colleagues.
    pub display_name: String,
    /// Preferred language (RFC 2798 2.7).
    pub language: String,
}

impl Attributes {
    /// The usual names of a product.
    pub fn of(flavour: Flavour) -> Self {
        let (login, display_name) = match flavour {
            Flavour::OpenLdap => ("uid", "cn"),
            Flavour::ActiveDirectory => ("sAMAccountName", "displayName"),
        };
        Self {
            login: login.to_owned(),
            display_name: display_name.to_owned(),
            language: "preferredLanguage".to_owned(),
        }
    }
}

/// Why a configuration is refused.
#[derive(Debug, thiserror::Error)]
pub enum ConfigFault {
    /// No URL.
    #[error("no directory URL is configured")]
    NoUrl,
    /// Neither `ldaps` nor `ldap`, without host, or with a path, user or query.
    #[error("a directory URL must be ldaps://host:port or ldap://host:port")]
    BadUrl,
    /// Passwords would travel in clear.
    #[error(
        "ldap:// without StartTLS is refused, except to a loopback address when allowed by name"
    )]
    ClearText,
    /// The filter has no `{login}`, is too long or is not a filter.
    #[error("the user filter is not an LDAP filter with {{login}}")]
    BadFilter,
    /// This is not a distinguished name.
    #[error("{0} is not a distinguished name")]
    BadDn(Named),
    /// An attribute name holds something else than letters, digits and hyphens.
    #[error("an attribute name is malformed")]
    BadAttribute,
    /// The service account has an empty password, which would bind anonymously.
    #[error("the service account has no password")]
    NoServicePassword,
    /// Zero, or longer than a minute.
    #[error("the deadline must be between 1 ms and 60 s")]
    BadDeadline,
    /// The authorities cannot be read.
    #[error("the authorities' file cannot be read")]
    CaUnreadable(#[source] std::io::Error),
    /// The authorities' file holds a private key and no certificate.
    #[error("the authorities' file holds a private key, not certificates")]
    CaIsKey,
    /// The authorities' file holds no certificate, or OpenSSL refuses it.
    #[error("the authorities' file holds no usable certificate")]
    CaUnusable(#[source] openssl::error::ErrorStack),
}

/// What must be a distinguished name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Named {
    /// [`DirectoryConfig::user_base`].
    #[error("the base of people")]
    UserBase,
    /// [`DirectoryConfig::group_base`].
    #[error("the base of groups")]
    GroupBase,
    /// [`ServiceAccount::dn`].
    #[error("the service account")]
    ServiceAccount,
    /// [`DirectoryConfig::default_policy`].
    #[error("the default password policy")]
    DefaultPolicy,
}
