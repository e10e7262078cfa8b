//! Signing in and checking again.

use std::collections::BTreeSet;
use std::sync::Arc;

use ldap3::controls::RawControl;
use ldap3::{Ldap, ldap_escape};
use openssl::ssl::SslConnector;
use tokio::sync::Semaphore;
use tokio::time::{Instant, timeout_at};

use crate::config::{ConfigFault, DirectoryConfig, Flavour, GroupStrategy};
use crate::credentials::{Password, usable_login};
use crate::dn::NormalizedDn;
use crate::entry::Entry;
use crate::failure::{Failure, Misconfiguration};
use crate::groups::{groups_of, search};
use crate::standing::{
    PASSWORD_POLICY, RefusalReason, account_refusal, bind_refusal, state_attributes,
};
use crate::wire::{Link, Target, connect};

/// Sign-ins under way at once; others wait within their deadline.
const SIGN_INS: usize = 8;
/// Rechecks and probes under way at once, so that a flood of sign-ins does not hold them up.
const RECHECKS: usize = 4;
/// Longest configured filter, in bytes.
const MAX_FILTER: usize = 2048;

/// The centre's staff directory. Cheap to clone; holds no connection between calls.
#[derive(Clone)]
pub struct Directory {
    inner: Arc<Inner>,
}

struct Inner {
    config: DirectoryConfig,
    targets: Vec<Target>,
    tls: SslConnector,
    sign_ins: Semaphore,
    rechecks: Semaphore,
}

/// A person whom the directory has just recognised.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SignedIn {
    /// `entryUUID` or `objectGUID` as 32 lower-case hexadecimal digits: the identity to keep,
    /// since names and logins change and are given again.
    pub stable_id: String,
    /// Distinguished name as the directory spells it.
    pub dn: String,
    /// Login as the directory spells it, never as it was typed.
    pub login: String,
    /// Name shown to colleagues; the login when the directory has none.
    pub display_name: String,
    /// Preferred language as the directory has it, such as `fr-CA`.
    pub language: Option<String>,
    /// Groups by full name.
    pub groups: BTreeSet<NormalizedDn>,
}

/// What may be done with a password, once the directory has said whose login was typed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Passage {
    /// The directory is asked whether it is right.
    Ask,
    /// The same steps are taken, but with a name that cannot exist: the person's account does not
    /// see the attempt, and the answer is a refusal.
    Pretend,
    /// Nothing more is asked.
    Stop,
}

/// What became of a person since sign-in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Standing {
    /// Still welcome, with these groups now.
    Active {
        /// Groups by full name.
        groups: BTreeSet<NormalizedDn>,
    },
    /// No entry any more, or none that the user filter accepts.
    Gone,
    /// The account is disabled, expired, locked for good or waits for a new password.
    Suspended(RefusalReason),
}

/// Why nobody was signed in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum SignInError {
    /// One answer for all: unknown, wrong password, ambiguous, disabled, expired, locked, must
    /// change. The reason is for the security log.
    #[error("sign-in refused")]
    Refused(RefusalReason),
    /// The caller said [`Passage::Stop`]; no password was sent.
    #[error("sign-in stopped")]
    Stopped,
    /// The directory did not answer in time, or not as a directory.
    #[error("the directory is not reachable")]
    Unreachable,
    /// The directory answers but the appliance's settings do not fit it.
    #[error("the directory settings do not fit the directory")]
    Misconfigured(#[source] Misconfiguration),
}

/// Why a person could not be checked again.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum RecheckError {
    /// The directory did not answer in time, or not as a directory.
    #[error("the directory is not reachable")]
    Unreachable,
    /// The directory answers but the appliance's settings do not fit it.
    #[error("the directory settings do not fit the directory")]
    Misconfigured(#[source] Misconfiguration),
}

/// The directory cannot be used now: the outcome of [`Directory::reachable`].
pub type Unreachable = RecheckError;

impl From<Failure> for SignInError {
    fn from(failure: Failure) -> Self {
        match failure {
            Failure::Unreachable => Self::Unreachable,
            Failure::Misconfigured(fault) => Self::Misconfigured(fault),
        }
    }
}

impl From<Failure> for RecheckError {
    fn from(failure: Failure) -> Self {
        match failure {
            Failure::Unreachable => Self::Unreachable,
            Failure::Misconfigured(fault) => Self::Misconfigured(fault),
        }
    }
}

impl Directory {
    /// Checks the settings and reads the authorities' file. Nothing is sent.
    pub fn new(config: DirectoryConfig) -> Result<Self, ConfigFault> {
        check(&config)?;
        let targets = config.urls.iter().map(|url| Target::of(url, &config));
        Ok(Self {
            inner: Arc::new(Inner {
                targets: targets.collect::<Result<_, _>>()?,
                tls: crate::wire::connector(config.ca_file.as_deref())?,
                sign_ins: Semaphore::new(SIGN_INS),
                rechecks: Semaphore::new(RECHECKS),
                config,
            }),
        })
    }

    /// Looks the login up, binds as the one entry found, and reads its state and groups. Answers
    /// within [`DirectoryConfig::deadline`]. `now` is in seconds since 1970-01-01 UTC.
    ///
    /// Between search and bind `passage` is told the [`SignedIn::stable_id`] of the one entry
    /// found, if there is one, and decides: whatever spelling was typed, it knows whose account
    /// a wrong password would count against.
    ///
    /// An unknown or ambiguous login costs the same steps as a wrong password: a bind, to a name
    /// that cannot exist.
    pub async fn sign_in<F: Future<Output = Passage> + Send>(
        &self,
        login: &str,
        password: &Password,
        now: i64,
        passage: impl FnOnce(Option<String>) -> F + Send,
    ) -> Result<SignedIn, SignInError> {
        let malformed = SignInError::Refused(RefusalReason::Malformed);
        let password = password.usable().ok_or(malformed)?;
        if !usable_login(login) {
            return Err(malformed);
        }
        let inner = &self.inner;
        let deadline = Instant::now() + inner.config.deadline;
        let work = async {
            let _place = inner
                .sign_ins
                .acquire()
                .await
                .map_err(|_| SignInError::Unreachable)?;
            inner.sign_in(login, password, now, deadline, passage).await
        };
        timeout_at(deadline, work)
            .await
            .unwrap_or(Err(SignInError::Unreachable))
    }

    /// Asks whether the person with this [`SignedIn::stable_id`] still stands, without a password.
    pub async fn recheck(&self, stable_id: &str, now: i64) -> Result<Standing, RecheckError> {
        let inner = &self.inner;
        let deadline = Instant::now() + inner.config.deadline;
        let Some(filter) = inner.identity_filter(stable_id) else {
            return Ok(Standing::Gone);
        };
        let work = async {
            let _place = inner
                .rechecks
                .acquire()
                .await
                .map_err(|_| Failure::Unreachable)?;
            inner.recheck(&filter, now, deadline).await
        };
        let done = timeout_at(deadline, work)
            .await
            .unwrap_or(Err(Failure::Unreachable));
        done.map_err(Into::into)
    }

    /// Connects and binds as the service account, for the state page.
    pub async fn reachable(&self) -> Result<(), Unreachable> {
        let inner = &self.inner;
        let deadline = Instant::now() + inner.config.deadline;
        let work = async {
            let _place = inner
                .rechecks
                .acquire()
                .await
                .map_err(|_| Failure::Unreachable)?;
            inner.service_link(deadline).await.map(drop)
        };
        let done = timeout_at(deadline, work)
            .await
            .unwrap_or(Err(Failure::Unreachable));
        done.map_err(Into::into)
    }
}

impl Inner {
    async fn service_link(&self, deadline: Instant) -> Result<Link, Failure> {
        let mut link = connect(&self.targets, &self.tls, deadline).await?;
        if let Some(account) = &self.config.service {
            let result = link
                .ldap
                .simple_bind(&account.dn, account.password.expose())
                .await?;
            match result.rc {
                0 => {}
                10 => return Err(Misconfiguration::Referral.into()),
                8 | 13 | 19 | 32 | 34 | 48 | 49 | 50 | 53 => {
                    return Err(Misconfiguration::ServiceAccount.into());
                }
                _ => return Err(Failure::Unreachable),
            }
        }
        Ok(link)
    }

    async fn sign_in<F: Future<Output = Passage> + Send>(
        &self,
        login: &str,
        password: &str,
        now: i64,
        deadline: Instant,
        passage: impl FnOnce(Option<String>) -> F + Send,
    ) -> Result<SignedIn, SignInError> {
        // Both connections are always opened, so that no answer is quicker for want of one.
        let (mut service, mut person) = tokio::try_join!(self.service_link(deadline), async {
            connect(&self.targets, &self.tls, deadline)
                .await
                .map_err(Failure::from)
        })?;
        let filter = self
            .config
            .user_filter
            .replace("{login}", &ldap_escape(login));
        let found = self.find(&mut service.ldap, &filter).await?;
        let (entry, missing) = match <[Entry; 1]>::try_from(found) {
            Ok([entry]) => (Some(entry), RefusalReason::Unknown),
            Err(entries) if entries.is_empty() => (None, RefusalReason::Unknown),
            Err(_) => (None, RefusalReason::Ambiguous),
        };
        let (entry, missing) = match passage(self.identified(entry.as_ref())?).await {
            Passage::Ask => (entry, missing),
            Passage::Pretend => (None, RefusalReason::NotAsked),
            Passage::Stop => return Err(SignInError::Stopped),
        };
        let nobody = format!("cn=doublelock-nobody,{}", self.config.user_base);
        let dn = entry
            .as_ref()
            .map_or(nobody.as_str(), |entry| entry.dn.as_str());
        let refusal = self.bind(&mut person.ldap, dn, password).await?;
        let entry = entry.ok_or(SignInError::Refused(missing))?;
        if let Some(reason) = refusal.or_else(|| account_refusal(&entry, self.config.flavour, now))
        {
            return Err(SignInError::Refused(reason));
        }
        Ok(self.read_person(&mut service.ldap, entry).await?)
    }

    /// Binds as the person; `None` is a plain success.
    async fn bind(
        &self,
        ldap: &mut Ldap,
        dn: &str,
        password: &str,
    ) -> Result<Option<RefusalReason>, Failure> {
        let policy = RawControl {
            ctype: PASSWORD_POLICY.to_owned(),
            crit: false,
            val: None,
        };
        let result = ldap.with_controls(policy).simple_bind(dn, password).await?;
        match result.rc {
            10 => Err(Misconfiguration::Referral.into()),
            // Busy, unavailable, internal error: not a judgement of the password.
            1 | 2 | 3 | 51 | 52 | 80 => Err(Failure::Unreachable),
            _ => Ok(bind_refusal(&result, self.config.flavour)),
        }
    }

    async fn recheck(
        &self,
        filter: &str,
        now: i64,
        deadline: Instant,
    ) -> Result<Standing, Failure> {
        let mut service = self.service_link(deadline).await?;
        let found = self.find(&mut service.ldap, filter).await?;
        let Ok([entry]) = <[Entry; 1]>::try_from(found) else {
            return Ok(Standing::Gone);
        };
        if let Some(reason) = account_refusal(&entry, self.config.flavour, now) {
            return Ok(Standing::Suspended(reason));
        }
        let groups = self.groups(&mut service.ldap, &entry).await?;
        Ok(Standing::Active { groups })
    }

    async fn find(&self, ldap: &mut Ldap, filter: &str) -> Result<Vec<Entry>, Failure> {
        let names = &self.config.attributes;
        let mut attributes = vec![
            self.identity_attribute(),
            &names.login,
            &names.display_name,
            &names.language,
        ];
        attributes.extend(state_attributes(self.config.flavour));
        if self.config.groups == GroupStrategy::MemberOf {
            attributes.push("memberOf");
        }
        let base = &self.config.user_base;
        search(
            ldap,
            base,
            filter,
            &attributes,
            2,
            Misconfiguration::UserBase,
        )
        .await
    }

    async fn groups(
        &self,
        ldap: &mut Ldap,
        entry: &Entry,
    ) -> Result<BTreeSet<NormalizedDn>, Failure> {
        groups_of(ldap, entry, &self.config.groups, &self.config.group_base).await
    }

    async fn read_person(&self, ldap: &mut Ldap, entry: Entry) -> Result<SignedIn, Failure> {
        let names = &self.config.attributes;
        let missing = Failure::from(Misconfiguration::NoIdentity);
        let stable_id = self.stable_id(&entry).ok_or(missing)?;
        let login = entry
            .text(&names.login)
            .filter(|l| usable_login(l))
            .ok_or(missing)?;
        let shown = |name: &str| {
            let text = entry.text(name)?.trim();
            let good = !text.is_empty() && text.len() <= 256 && !text.chars().any(char::is_control);
            good.then(|| text.to_owned())
        };
        Ok(SignedIn {
            stable_id,
            login: login.to_owned(),
            display_name: shown(&names.display_name).unwrap_or_else(|| login.to_owned()),
            language: shown(&names.language),
            groups: self.groups(ldap, &entry).await?,
            dn: entry.dn,
        })
    }

    fn identity_attribute(&self) -> &'static str {
        match self.config.flavour {
            Flavour::OpenLdap => "entryUUID",
            Flavour::ActiveDirectory => "objectGUID",
        }
    }

    /// The identity of an entry that was found; an entry without one is a fault of the settings.
    fn identified(&self, entry: Option<&Entry>) -> Result<Option<String>, Failure> {
        entry
            .map(|entry| {
                self.stable_id(entry)
                    .ok_or_else(|| Misconfiguration::NoIdentity.into())
            })
            .transpose()
    }

    fn stable_id(&self, entry: &Entry) -> Option<String> {
        let value = entry.bytes(self.identity_attribute())?;
        let id = match self.config.flavour {
            Flavour::OpenLdap => std::str::from_utf8(value)
                .ok()?
                .replace('-', "")
                .to_ascii_lowercase(),
            Flavour::ActiveDirectory => value
                .iter()
                .map(|byte| format!("{byte:02x}"))
                .collect::<Vec<_>>()
                .concat(),
        };
        is_stable_id(&id).then_some(id)
    }

    /// The user filter for whoever has this identifier; `None` if it cannot be one.
    fn identity_filter(&self, stable_id: &str) -> Option<String> {
        if !is_stable_id(stable_id) {
            return None;
        }
        let value = match self.config.flavour {
            Flavour::OpenLdap => {
                let parts = [0..8, 8..12, 12..16, 16..20, 20..32].map(|part| &stable_id[part]);
                parts.join("-")
            }
            Flavour::ActiveDirectory => {
                let byte = |at: usize| format!("\\{}", &stable_id[at * 2..at * 2 + 2]);
                (0..16).map(byte).collect::<Vec<_>>().concat()
            }
        };
        let anyone = self.config.user_filter.replace("{login}", "*");
        Some(format!(
            "(&({}={value}){anyone})",
            self.identity_attribute()
        ))
    }
}

fn is_stable_id(text: &str) -> bool {
    text.len() == 32
        && text
            .bytes()
            .all(|b| b.is_ascii_digit() || (b'a'..=b'f').contains(&b))
}

fn check(config: &DirectoryConfig) -> Result<(), ConfigFault> {
    if config.urls.is_empty() {
        return Err(ConfigFault::NoUrl);
    }
    let filter = &config.user_filter;
    let tried = ["x", "*"].map(|login| ldap3::parse_filter(filter.replace("{login}", login)));
    if !(filter.starts_with('(') && filter.contains("={login}"))
        || filter.len() > MAX_FILTER
        || tried.iter().any(Result::is_err)
    {
        return Err(ConfigFault::BadFilter);
    }
    let mut names = vec![&config.user_base, &config.group_base];
    if let Some(account) = &config.service {
        names.push(&account.dn);
        if account.password.expose().is_empty() {
            return Err(ConfigFault::NoServicePassword);
        }
    }
    if names.iter().any(|dn| NormalizedDn::parse(dn).is_err()) {
        return Err(ConfigFault::BadDn);
    }
    let read = &config.attributes;
    let mut attributes = vec![&read.login, &read.display_name, &read.language];
    if let GroupStrategy::Walk { member, .. } = &config.groups {
        attributes.push(member);
    }
    let plain = |name: &&String| {
        !name.is_empty() && name.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-')
    };
    if !attributes.iter().all(plain) {
        return Err(ConfigFault::BadAttribute);
    }
    let deadline = config.deadline.as_millis();
    if (1..=60_000).contains(&deadline) {
        Ok(())
    } else {
        Err(ConfigFault::BadDeadline)
    }
}
