//! The staff directory as the appliance uses it: people in, duties out.

use std::collections::BTreeSet;
use std::sync::Arc;

use doublelock_directory::{
    Directory, DirectoryStanding, Gate, NormalizedDn, Password, RecheckError, RefusalReason,
    SignInError, Standing,
};
use doublelock_domain::access::DutyName;
use doublelock_domain::time::Clock;
use doublelock_store::front_door::SignedInPerson;

use crate::config::{DirectoryFault, DirectorySettings};

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
    /// The directory does not answer, or not as configured. It called no password wrong.
    Unreachable,
    /// A password was sent, and the directory did not judge it: it may have counted it as wrong.
    Unanswered,
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

impl Staff {
    /// From the settings. Nothing is sent yet.
    pub fn new(
        settings: &DirectorySettings,
        clock: Arc<dyn Clock>,
    ) -> Result<Self, DirectoryFault> {
        Ok(Self {
            directory: Directory::new(settings.client()?)?,
            duties: Arc::new(settings.duty_groups()?),
            clock,
        })
    }

    /// Asks the directory who this is. `gate` is told whose login was typed (the stable id, if one
    /// person was found) before each password that is sent, and decides about it.
    pub async fn sign_in(
        &self,
        login: &str,
        password: String,
        gate: &mut impl Gate,
    ) -> Result<SignedInPerson, NotSignedIn> {
        let now = self.clock.now().seconds();
        match self
            .directory
            .sign_in(login, &Password::new(password), now, gate)
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
            Err(SignInError::Unanswered) => Err(NotSignedIn::Unanswered),
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
        let now = self.clock.now().seconds();
        self.directory.reachable(now).await.is_ok()
    }

    /// How the directory stood when it was last asked anything; nothing is sent.
    pub fn standing(&self) -> Option<DirectoryStanding> {
        self.directory.standing()
    }

    /// True once for each outage, to whoever asks first: it belongs in the journal.
    pub fn take_outage(&self) -> bool {
        self.directory.take_outage()
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
