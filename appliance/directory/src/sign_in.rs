//! Signing in and checking again: which server is asked, for how long, and what is sent to it.

use std::sync::Arc;

use tokio::sync::Semaphore;
use tokio::time::{Instant, timeout_at};

use crate::checks::check;
use crate::config::{ConfigFault, DirectoryConfig};
use crate::contact::{Contact, DirectoryStanding};
use crate::credentials::{Password, usable_login};
use crate::entry::Entry;
use crate::failure::{Failure, Misconfiguration, Silence};
use crate::gate::{Gate, Passage};
use crate::identity;
use crate::outcome::{RecheckError, SignInError, SignedIn, Standing, Unreachable};
use crate::questions::{Found, Questions};
use crate::refusal::RefusalReason;
use crate::servers::Servers;
use crate::wire::{Link, Target};

/// Sign-ins under way at once; others wait within their deadline.
const SIGN_INS: usize = 8;
/// Rechecks and probes under way at once, so that a flood of sign-ins does not hold them up.
const RECHECKS: usize = 4;

/// The centre's staff directory. Cheap to clone; holds no connection between calls.
#[derive(Clone)]
pub struct Directory {
    inner: Arc<Inner>,
}

struct Inner {
    questions: Questions,
    servers: Servers,
    contact: Contact,
    sign_ins: Semaphore,
    rechecks: Semaphore,
}

impl Directory {
    /// Checks the settings and reads the authorities' file. Nothing is sent.
    pub fn new(config: DirectoryConfig) -> Result<Self, ConfigFault> {
        let checked = check(&config).map_err(|mut faults| faults.swap_remove(0))?;
        Ok(Self {
            inner: Arc::new(Inner {
                questions: Questions::new(config, checked.tls),
                servers: Servers::new(checked.targets),
                contact: Contact::default(),
                sign_ins: Semaphore::new(SIGN_INS),
                rechecks: Semaphore::new(RECHECKS),
            }),
        })
    }

    /// Every reason for which [`Directory::new`] would refuse these settings.
    pub fn faults(config: &DirectoryConfig) -> Vec<ConfigFault> {
        check(config).err().unwrap_or_default()
    }

    /// Looks the login up, binds as the one entry found, and reads its state and groups. Answers
    /// within [`DirectoryConfig::deadline`]. `now` is in seconds since 1970-01-01 UTC.
    ///
    /// Before a password is sent `gate` is told the [`SignedIn::stable_id`] of the one entry
    /// found, if there is one, and decides: whatever spelling was typed, it knows whose account
    /// a wrong password would count against.
    ///
    /// **Which server.** Up to that moment a server that hangs, is busy, answers garbage or points elsewhere
    /// is given up for the next one. Once the person's password was sent, no other server is asked,
    /// whatever comes back: the first may have counted it, and servers tell each other their counts.
    /// Nor is one asked after another that refused the service account's own password.
    ///
    /// **What is sent.** What was typed; and if the directory calls it wrong, and RFC 8265 would have it
    /// written otherwise, that too: a second attempt for the directory, and one more question to `gate`.
    ///
    /// An unknown or ambiguous login costs the same steps as a wrong password: a bind, to a name
    /// that cannot exist.
    pub async fn sign_in(
        &self,
        login: &str,
        password: &Password,
        now: i64,
        gate: &mut impl Gate,
    ) -> Result<SignedIn, SignInError> {
        if password.usable().is_none() || !usable_login(login) {
            return Err(SignInError::Refused(RefusalReason::Malformed));
        }
        let inner = &self.inner;
        let deadline = inner.deadline();
        let Ok(Ok(_place)) = timeout_at(deadline, inner.sign_ins.acquire()).await else {
            return Err(SignInError::Unreachable);
        };
        inner.sign_in(login, password, now, deadline, gate).await
    }

    /// Asks whether the person with this [`SignedIn::stable_id`] still stands, without a password.
    pub async fn recheck(&self, stable_id: &str, now: i64) -> Result<Standing, RecheckError> {
        let inner = &self.inner;
        let (questions, deadline) = (&inner.questions, inner.deadline());
        let config = &questions.config;
        let Some(filter) = identity::filter(stable_id, &config.user_filter, config.flavour) else {
            return Ok(Standing::Gone);
        };
        let Ok(Ok(_place)) = timeout_at(deadline, inner.rechecks.acquire()).await else {
            return Err(RecheckError::Unreachable);
        };
        let done = inner
            .ask(now, deadline, |target| {
                questions.standing(target, &filter, now)
            })
            .await;
        Ok(done.map(|(_, standing)| standing)?)
    }

    /// Connects and binds as the service account, for the state page.
    pub async fn reachable(&self, now: i64) -> Result<(), Unreachable> {
        let inner = &self.inner;
        let deadline = inner.deadline();
        let Ok(Ok(_place)) = timeout_at(deadline, inner.rechecks.acquire()).await else {
            return Err(RecheckError::Unreachable);
        };
        let done = inner
            .ask(now, deadline, |target| inner.questions.service_link(target))
            .await;
        Ok(done.map(drop)?)
    }

    /// How the directory stood when it was last asked anything; `None` if it never was.
    pub fn standing(&self) -> Option<DirectoryStanding> {
        self.inner.contact.last()
    }

    /// True once for each outage, to whoever asks first: it is to be written down.
    pub fn take_outage(&self) -> bool {
        self.inner.contact.take_outage()
    }
}

impl Inner {
    fn deadline(&self) -> Instant {
        Instant::now() + self.questions.config.deadline
    }

    /// Asks one server after the other until one answers; says which. What is left until the
    /// deadline is shared equally among those not yet asked, so that one that hangs does not use up
    /// the time of the next.
    async fn ask<'a, T, F>(
        &'a self,
        now: i64,
        deadline: Instant,
        question: impl Fn(&'a Target) -> F,
    ) -> Result<(usize, T), Failure>
    where
        F: Future<Output = Result<T, Failure>>,
    {
        let order = self.servers.order(Instant::now());
        let mut failure = Failure::from(Silence::NoConnection);
        for (asked, &at) in order.iter().enumerate() {
            let Some(target) = self.servers.target(at) else {
                continue;
            };
            let begun = Instant::now();
            let shares = u32::try_from(order.len() - asked).unwrap_or(u32::MAX);
            let share = deadline.saturating_duration_since(begun) / shares;
            let answer = timeout_at(begun + share, question(target)).await;
            failure = match answer {
                Ok(Ok(answer)) => {
                    self.servers.served(at);
                    self.contact.note(true, now);
                    return Ok((at, answer));
                }
                Ok(Err(failure)) => failure,
                Err(_) => Silence::Late.into(),
            };
            // Who waited long for a place has little time left: that is not the server's fault.
            let fair = self.questions.config.deadline / shares.saturating_mul(2);
            if share >= fair || failure != Silence::Late.into() {
                self.servers.failed(at, failure, Instant::now());
            }
            if !failure.another_may_serve() {
                break;
            }
        }
        self.contact.note(false, now);
        Err(failure)
    }

    async fn sign_in(
        &self,
        login: &str,
        password: &Password,
        now: i64,
        deadline: Instant,
        gate: &mut impl Gate,
    ) -> Result<SignedIn, SignInError> {
        let look_up = |target| self.questions.look_up(target, login);
        let (at, found) = self.ask(now, deadline, look_up).await?;
        let Found {
            mut service,
            person,
            entries,
        } = found;
        let (entry, missing) = match <[Entry; 1]>::try_from(entries) {
            Ok([entry]) => (Some(entry), RefusalReason::Unknown),
            Err(entries) if entries.is_empty() => (None, RefusalReason::Unknown),
            Err(_) => (None, RefusalReason::Ambiguous),
        };
        let whose = entry.as_ref().map(|entry| self.questions.identified(entry));
        let mut at_the_door = AtTheDoor {
            inner: self,
            at,
            link: person,
            now,
            deadline,
            whose: whose.transpose()?,
        };
        let (entry, missing) = match at_the_door.passage(gate).await? {
            Passage::Ask => (entry, missing),
            Passage::Pretend => (None, RefusalReason::NotAsked),
            Passage::Stop => return Err(SignInError::Stopped),
        };
        let refusal = at_the_door.judge(entry.as_ref(), password, gate).await?;
        let entry = entry.ok_or(SignInError::Refused(missing))?;
        if let Some(reason) = refusal {
            return Err(SignInError::Refused(reason));
        }
        let read = self.read(&mut service, entry, now);
        let read = timeout_at(deadline, read).await;
        let read = read.unwrap_or_else(|_| Err(Silence::Late.into()));
        read.map_err(|failure| self.failed(at, failure, now))?
            .map_err(SignInError::Refused)
    }

    /// What else counts of a person whose password was right.
    async fn read(
        &self,
        service: &mut Link,
        entry: Entry,
        now: i64,
    ) -> Result<Result<SignedIn, RefusalReason>, Failure> {
        let refusal = self.questions.refusal(&mut service.ldap, &entry, now);
        if let Some(reason) = refusal.await? {
            return Ok(Err(reason));
        }
        self.questions
            .person(&mut service.ldap, entry)
            .await
            .map(Ok)
    }

    /// A server that had served until then. What does not fit one person says nothing of it.
    fn failed(&self, at: usize, failure: Failure, now: i64) -> Failure {
        let of_the_server = matches!(
            failure,
            Failure::Silent(_) | Failure::Misconfigured(Misconfiguration::Referral)
        );
        if of_the_server {
            self.servers.failed(at, failure, Instant::now());
            self.contact.note(false, now);
        }
        failure
    }
}

/// Somebody whose login was looked up, and the one server that may be shown their password.
struct AtTheDoor<'a> {
    inner: &'a Inner,
    at: usize,
    link: Link,
    now: i64,
    deadline: Instant,
    whose: Option<String>,
}

impl AtTheDoor<'_> {
    /// Nobody waits for the gate beyond the deadline; nothing was sent then.
    async fn passage(&self, gate: &mut impl Gate) -> Result<Passage, SignInError> {
        let passage = gate.passage(self.whose.clone());
        let passage = timeout_at(self.deadline, passage).await;
        passage.map_err(|_| SignInError::Unreachable)
    }

    /// Has the password judged; `None` is a plain success. Without an entry the same is done with a
    /// name that cannot exist.
    async fn judge(
        &mut self,
        entry: Option<&Entry>,
        password: &Password,
        gate: &mut impl Gate,
    ) -> Result<Option<RefusalReason>, SignInError> {
        let refusal = self.send(entry, password).await?;
        let is_wrong = match refusal {
            Some(RefusalReason::WrongPassword) => true,
            // Where nobody is meant, all that is refused takes the steps of a wrong password.
            Some(_) => entry.is_none(),
            None => false,
        };
        let Some(prepared) = password.prepared().filter(|_| is_wrong) else {
            return Ok(refusal);
        };
        match self.passage(gate).await {
            Ok(Passage::Ask) => self.send(entry, &prepared).await,
            Ok(Passage::Pretend) => {
                self.send(None, &prepared).await?;
                Ok(refusal)
            }
            // What was judged was judged.
            Ok(Passage::Stop) | Err(_) => Ok(refusal),
        }
    }

    /// Sends a password. From here on no other server may be asked.
    async fn send(
        &mut self,
        entry: Option<&Entry>,
        password: &Password,
    ) -> Result<Option<RefusalReason>, SignInError> {
        let questions = &self.inner.questions;
        let nobody = format!("cn=doublelock-nobody,{}", questions.config.user_base);
        let dn = entry.map_or(nobody.as_str(), |entry| entry.dn.as_str());
        let password = password.usable().unwrap_or_default();
        let bind = questions.bind(&mut self.link.ldap, dn, password);
        let judged = timeout_at(self.deadline, bind).await;
        let judged = judged.unwrap_or_else(|_| Err(Silence::Late.into()));
        judged.map_err(|failure| {
            self.inner.failed(self.at, failure, self.now);
            SignInError::Unanswered
        })
    }
}
