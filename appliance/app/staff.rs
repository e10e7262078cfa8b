//! The staff directory as the appliance uses it: people in, duties out.

use std::collections::BTreeSet;
use std::sync::Arc;

use doublelock_directory::{
    Attributes, ConfigFault, Directory, DirectoryConfig, Flavour, GroupStrategy, NormalizedDn,
    Passage, Password, RecheckError, RefusalReason, Secret, ServiceAccount, SignInError, Standing,
};
use doublelock_domain::access::DutyName;
use doublelock_domain::time::Clock;
use doublelock_store::front_door::SignedInPerson;

use crate::config::{DirectorySettings, GroupStrategy as Strategy};

/// Levels of nested groups that are followed.
const NESTING: u8 = 8;
/// Deadline of every question to the directory.
const DEADLINE: std::time::Duration = std::time::Duration::from_secs(5);

/// Signs people in and says what they may do.
#[derive(Clone)]
pub struct Staff {
    directory: Directory,
    duties: Arc<Vec<(DutyName, NormalizedDn)>>,
    clock: Arc<dyn Clock>,
}

/// Why nobody was signed in.
#[derive(Debug)]
pub enum NotSignedIn {
    /// The directory says no; the reason is a word for the security log.
    Refused(&'static str),
    /// The caller stopped it before a password was sent.
    Stopped,
    /// Recognised, but no group gives a duty here.
    NoDuty,
    /// The directory does not answer, or not as configured.
    Unreachable,
}

/// What the directory says of somebody who signed in earlier.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Recheck {
    /// Still welcome, with these duties (perhaps none).
    Standing(BTreeSet<DutyName>),
    /// No longer.
    Gone,
    /// No answer.
    Unreachable,
}

/// Why the directory's settings cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum StaffFault {
    /// The settings contradict each other.
    #[error("directory settings: {0}")]
    Settings(#[from] ConfigFault),
    /// A DN or URL is malformed.
    #[error("directory settings: {0} is malformed")]
    Malformed(&'static str),
    /// The password file cannot be read.
    #[error("the password file of the directory account cannot be read")]
    PasswordFile,
}

impl Staff {
    /// From the settings. Nothing is sent yet.
    pub fn new(settings: &DirectorySettings, clock: Arc<dyn Clock>) -> Result<Self, StaffFault> {
        let password = std::fs::read_to_string(&settings.bind_password)
            .map_err(|_| StaffFault::PasswordFile)?;
        let urls = settings
            .urls
            .iter()
            .map(|url| url.parse().map_err(|_| StaffFault::Malformed("a URL")));
        let flavour = match settings.groups {
            Strategy::ActiveDirectory => Flavour::ActiveDirectory,
            Strategy::Walk | Strategy::MemberOf => Flavour::OpenLdap,
        };
        let groups = match settings.groups {
            Strategy::ActiveDirectory => GroupStrategy::AdMatchingRule,
            Strategy::Walk => GroupStrategy::Walk {
                member: "member".into(),
                max_depth: NESTING,
            },
            Strategy::MemberOf => GroupStrategy::MemberOf,
        };
        let directory = Directory::new(DirectoryConfig {
            urls: urls.collect::<Result<_, _>>()?,
            start_tls: settings.start_tls,
            plain_on_loopback: false,
            ca_file: Some(settings.ca.clone()),
            service: Some(ServiceAccount {
                dn: settings.bind_dn.clone(),
                password: Secret::new(password.trim_end_matches(['\r', '\n'])),
            }),
            flavour,
            user_base: settings.user_base.clone(),
            user_filter: settings.user_filter.clone(),
            group_base: settings.group_base.clone(),
            groups,
            attributes: Attributes::of(flavour),
            deadline: DEADLINE,
        })?;
        let duties = settings
            .duties
            .iter()
            .map(|(duty, dn)| match NormalizedDn::parse(dn) {
                Ok(dn) => Ok((*duty, dn)),
                Err(_) => Err(StaffFault::Malformed("a group DN")),
            })
            .collect::<Result<Vec<_>, _>>()?;
        Ok(Self {
            directory,
            duties: Arc::new(duties),
            clock,
        })
    }

    /// Asks the directory who this is. `passage` is told whose login was typed (the stable
    /// id, if one person was found) before the password is sent, and decides about it.
    pub async fn sign_in<F: Future<Output = Passage> + Send>(
        &self,
        login: &str,
        password: String,
        passage: impl FnOnce(Option<String>) -> F + Send,
    ) -> Result<SignedInPerson, NotSignedIn> {
        let now = self.clock.now().seconds();
        match self
            .directory
            .sign_in(login, &Password::new(password), now, passage)
            .await
        {
            Ok(person) => {
                let duties = self.duties_of(&person.groups);
                if duties.is_empty() {
                    return Err(NotSignedIn::NoDuty);
                }
                Ok(SignedInPerson {
                    stable_id: person.stable_id,
                    display_name: person.display_name,
                    language: person.language,
                    duties,
                })
            }
            Err(SignInError::Refused(reason)) => Err(NotSignedIn::Refused(word(reason))),
            Err(SignInError::Stopped) => Err(NotSignedIn::Stopped),
            Err(SignInError::Unreachable) => Err(NotSignedIn::Unreachable),
            Err(SignInError::Misconfigured(fault)) => {
                tracing::error!(%fault, "the staff directory answers, but not as configured");
                Err(NotSignedIn::Unreachable)
            }
        }
    }

    /// Asks whether somebody who signed in earlier still stands.
    pub async fn recheck(&self, stable_id: &str) -> Recheck {
        match self
            .directory
            .recheck(stable_id, self.clock.now().seconds())
            .await
        {
            Ok(Standing::Active { groups }) => Recheck::Standing(self.duties_of(&groups)),
            Ok(Standing::Gone | Standing::Suspended(_)) => Recheck::Gone,
            Err(RecheckError::Unreachable) => Recheck::Unreachable,
            Err(RecheckError::Misconfigured(fault)) => {
                tracing::error!(%fault, "the staff directory answers, but not as configured");
                Recheck::Unreachable
            }
        }
    }

    /// True if the directory answers.
    pub async fn reachable(&self) -> bool {
        self.directory.reachable().await.is_ok()
    }

    /// Groups are compared by full name: another `cn=archives` elsewhere does not count.
    fn duties_of(&self, groups: &BTreeSet<NormalizedDn>) -> BTreeSet<DutyName> {
        self.duties
            .iter()
            .filter(|(_, dn)| groups.contains(dn))
            .map(|(duty, _)| *duty)
            .collect()
    }
}

/// The word of the security log.
const fn word(reason: RefusalReason) -> &'static str {
    match reason {
        RefusalReason::Malformed => "malformed",
        RefusalReason::Unknown => "unknown",
        RefusalReason::Ambiguous => "ambiguous",
        RefusalReason::WrongPassword => "wrong_password",
        RefusalReason::Disabled => "disabled",
        RefusalReason::AccountExpired => "account_expired",
        RefusalReason::Locked => "locked",
        RefusalReason::MustChangePassword => "must_change_password",
        RefusalReason::PasswordExpired => "password_expired",
        RefusalReason::Restricted => "restricted",
        RefusalReason::NotAsked => "not_asked",
        RefusalReason::Other => "other",
    }
}
