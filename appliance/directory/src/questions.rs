//! What one server is asked, over connections of ours.
//!
//! Left out: which server, how often, and for how long.

use std::collections::BTreeSet;
use std::sync::atomic::{AtomicBool, Ordering};

use ldap3::controls::RawControl;
use ldap3::{Ldap, Scope, ldap_escape};
use openssl::ssl::SslConnector;

use crate::bind_answer::{PASSWORD_POLICY, bind_refusal};
use crate::config::{DirectoryConfig, GroupStrategy};
use crate::credentials::usable_login;
use crate::dn::NormalizedDn;
use crate::entry::Entry;
use crate::failure::{Failure, Misconfiguration, Silence};
use crate::groups::{Within, groups_of};
use crate::identity;
use crate::outcome::{SignedIn, Standing};
use crate::refusal::RefusalReason;
use crate::search::Search;
use crate::standing::age::{MAX_AGE, MaxAge};
use crate::standing::{account_refusal, policy_of, state_attributes};
use crate::wire::{Link, Target, connect};

/// Asks one server.
pub(crate) struct Questions {
    pub(crate) config: DirectoryConfig,
    tls: SslConnector,
    /// The log knows that a policy cannot be read.
    policy_told: AtomicBool,
}

/// What a server has found for a login, and the connections to go on with.
pub(crate) struct Found {
    pub(crate) service: Link,
    /// Not bound as anybody yet.
    pub(crate) person: Link,
    /// Nobody, one person, or more than one.
    pub(crate) entries: Vec<Entry>,
}

impl Questions {
    pub(crate) const fn new(config: DirectoryConfig, tls: SslConnector) -> Self {
        Self {
            config,
            tls,
            policy_told: AtomicBool::new(false),
        }
    }

    /// A connection that is bound as the service account.
    pub(crate) async fn service_link(&self, target: &Target) -> Result<Link, Failure> {
        let mut link = connect(target, &self.tls).await?;
        if let Some(account) = &self.config.service {
            let result = link
                .ldap
                .simple_bind(&account.dn, account.password.expose())
                .await?;
            match result.rc {
                0 => {}
                10 => return Err(Misconfiguration::Referral.into()),
                49 => return Err(Failure::ServicePassword),
                // 53 is no judgement of the password; the account may be closed on this server only.
                8 | 13 | 19 | 32 | 34 | 48 | 50 | 53 => {
                    return Err(Misconfiguration::ServiceAccount.into());
                }
                code => return Err(Silence::of(code).into()),
            }
        }
        Ok(link)
    }

    /// Whoever has this login.
    pub(crate) async fn look_up(&self, target: &Target, login: &str) -> Result<Found, Failure> {
        // Both connections are always opened, so that no answer is quicker for want of one.
        let (mut service, person) = tokio::try_join!(self.service_link(target), async {
            connect(target, &self.tls).await.map_err(Failure::from)
        })?;
        let filter = self
            .config
            .user_filter
            .replace("{login}", &ldap_escape(login));
        let entries = self.find(&mut service.ldap, &filter).await?;
        Ok(Found {
            service,
            person,
            entries,
        })
    }

    /// Binds as the person; `None` is a plain success. A failure is no judgement.
    pub(crate) async fn bind(
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
            code @ (1 | 2 | 3 | 51 | 52 | 80) => Err(Silence::of(code).into()),
            _ => Ok(bind_refusal(&result, self.config.flavour)),
        }
    }

    /// How the person with this identity stands.
    pub(crate) async fn standing(
        &self,
        target: &Target,
        filter: &str,
        now: i64,
    ) -> Result<Standing, Failure> {
        let mut service = self.service_link(target).await?;
        let found = self.find(&mut service.ldap, filter).await?;
        let Ok([entry]) = <[Entry; 1]>::try_from(found) else {
            return Ok(Standing::Gone);
        };
        if let Some(reason) = self.refusal(&mut service.ldap, &entry, now).await? {
            return Ok(Standing::Suspended(reason));
        }
        let groups = self.groups(&mut service.ldap, &entry).await?;
        Ok(Standing::Active { groups })
    }

    /// What stands against a person in what the directory keeps of them.
    pub(crate) async fn refusal(
        &self,
        ldap: &mut Ldap,
        entry: &Entry,
        now: i64,
    ) -> Result<Option<RefusalReason>, Failure> {
        let (flavour, default) = (self.config.flavour, self.config.default_policy.as_deref());
        let oldest = match policy_of(entry, flavour, default) {
            Some(policy) => self.max_age(ldap, &policy).await?,
            None => MaxAge::Any,
        };
        Ok(account_refusal(entry, oldest, flavour, now))
    }

    async fn max_age(&self, ldap: &mut Ldap, policy: &str) -> Result<MaxAge, Failure> {
        let search = Search {
            base: policy,
            scope: Scope::Base,
            filter: "(objectClass=*)",
            attributes: &[MAX_AGE],
            size_limit: 0,
            flavour: self.config.flavour,
            no_base: Misconfiguration::UserBase,
        };
        match search.ask(ldap).await {
            Ok(found) if !found.is_empty() => Ok(found.first().map_or(MaxAge::Any, MaxAge::of)),
            Err(failure @ (Failure::Silent(_) | Failure::ServicePassword)) => Err(failure),
            Ok(_) | Err(Failure::Misconfigured(_)) => {
                if !self.policy_told.swap(true, Ordering::Relaxed) {
                    tracing::warn!(
                        "a password policy cannot be read: the age of passwords is left to sign-in"
                    );
                }
                Ok(MaxAge::Any)
            }
        }
    }

    async fn find(&self, ldap: &mut Ldap, filter: &str) -> Result<Vec<Entry>, Failure> {
        let config = &self.config;
        let mut attributes = vec![
            identity::attribute(config.flavour),
            &config.attributes.login,
            &config.attributes.display_name,
            &config.attributes.language,
        ];
        attributes.extend(state_attributes(config.flavour));
        if config.groups == GroupStrategy::MemberOf {
            attributes.push("memberOf");
        }
        let search = Search {
            base: &config.user_base,
            scope: Scope::Subtree,
            filter,
            attributes: &attributes,
            size_limit: 2,
            flavour: config.flavour,
            no_base: Misconfiguration::UserBase,
        };
        search.ask(ldap).await
    }

    async fn groups(
        &self,
        ldap: &mut Ldap,
        entry: &Entry,
    ) -> Result<BTreeSet<NormalizedDn>, Failure> {
        let within = Within {
            base: &self.config.group_base,
            flavour: self.config.flavour,
        };
        groups_of(ldap, entry, &self.config.groups, &within).await
    }

    /// The person as the appliance keeps them.
    pub(crate) async fn person(&self, ldap: &mut Ldap, entry: Entry) -> Result<SignedIn, Failure> {
        let names = &self.config.attributes;
        let missing = Failure::from(Misconfiguration::NoIdentity);
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
            stable_id: self.identified(&entry)?,
            login: login.to_owned(),
            display_name: shown(&names.display_name).unwrap_or_else(|| login.to_owned()),
            language: shown(&names.language),
            groups: self.groups(ldap, &entry).await?,
            dn: entry.dn,
        })
    }

    /// The identity of an entry that was found; an entry without one is a fault of the settings.
    pub(crate) fn identified(&self, entry: &Entry) -> Result<String, Failure> {
        identity::stable_id(entry, self.config.flavour)
            .ok_or_else(|| Misconfiguration::NoIdentity.into())
    }
}
