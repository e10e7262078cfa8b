//! A fictitious directory inside the process, for the demonstration and the tests: real LDAPS on
//! an ephemeral loopback port, people and groups in memory. Nothing starts it but a call to
//! [`DemoDirectory::start`]; the caller must never do so beside a configured real directory.

mod conduct;
mod filter;
mod names;
mod person;
mod server;
mod tree;

use std::io;
use std::path::PathBuf;
use std::sync::atomic::Ordering;
use std::sync::{Arc, PoisonError};
use std::time::Duration;

use openssl::error::ErrorStack;
use openssl::pkey::PKey;
use openssl::ssl::{SslAcceptor, SslMethod, SslVersion};
use openssl::x509::X509;
use tokio::net::TcpListener;
use tokio::task::AbortHandle;
use url::Url;

pub use conduct::Conduct;
pub use names::{BASE, group_dn};
pub use person::{AccountState, DemoPerson};

use crate::config::{Attributes, DirectoryConfig, Flavour, GroupStrategy, Secret, ServiceAccount};
use names::SERVICE_DN;
use server::Shared;
use tree::Tree;

/// The directory, until it is dropped.
pub struct DemoDirectory {
    shared: Arc<Shared>,
    port: u16,
    service_password: Secret,
    accepting: AbortHandle,
}

impl DemoDirectory {
    /// Starts on 127.0.0.1 and an ephemeral port, with a PEM certificate chain and key whose names
    /// should cover `127.0.0.1` or the host used in the URL. Must be called within a runtime.
    pub async fn start(
        chain_pem: &[u8],
        key_pem: &[u8],
        service_password: Secret,
        people: Vec<DemoPerson>,
    ) -> io::Result<Self> {
        let acceptor = acceptor(chain_pem, key_pem).map_err(io::Error::other)?;
        let listener = TcpListener::bind("127.0.0.1:0").await?;
        let port = listener.local_addr()?.port();
        let shared = Arc::new(Shared::new(Tree::new(people), service_password.clone()));
        let task = tokio::spawn(server::accept(listener, acceptor, Arc::clone(&shared)));
        Ok(Self {
            shared,
            port,
            service_password,
            accepting: task.abort_handle(),
        })
    }

    /// `ldaps://127.0.0.1:port`.
    pub fn url(&self) -> Option<Url> {
        Url::parse(&format!("ldaps://127.0.0.1:{}", self.port)).ok()
    }

    /// The loopback port.
    pub fn port(&self) -> u16 {
        self.port
    }

    /// Settings that fit this directory. `ca_file` certifies its certificate.
    pub fn config(&self, ca_file: PathBuf) -> DirectoryConfig {
        DirectoryConfig {
            urls: self.url().into_iter().collect(),
            start_tls: false,
            plain_on_loopback: false,
            ca_file: Some(ca_file),
            service: Some(ServiceAccount {
                dn: SERVICE_DN.to_owned(),
                password: self.service_password.clone(),
            }),
            flavour: Flavour::OpenLdap,
            user_base: format!("ou=staff,{BASE}"),
            user_filter: "(&(objectClass=inetOrgPerson)(uid={login}))".to_owned(),
            group_base: format!("ou=groups,{BASE}"),
            groups: GroupStrategy::Walk {
                member: "member".to_owned(),
                max_depth: 8,
            },
            attributes: Attributes::of(Flavour::OpenLdap),
            default_policy: None,
            deadline: Duration::from_secs(5),
        }
    }

    /// Changes the state of everyone with this login, from the next request on.
    pub fn set_state(&self, login: &str, state: AccountState) {
        self.change(|tree| tree.each(login, |person| person.state = state));
    }

    /// Replaces the groups of everyone with this login.
    pub fn set_groups(&self, login: &str, groups: &[&str]) {
        let groups: Vec<String> = groups.iter().map(|&group| group.to_owned()).collect();
        self.change(|tree| tree.each(login, |person| person.groups.clone_from(&groups)));
    }

    /// Makes the group `inner` a member of the group `outer`.
    pub fn nest(&self, inner: &str, outer: &str) {
        self.change(|tree| tree.nest(inner, outer));
    }

    /// Removes everyone with this login.
    pub fn remove(&self, login: &str) {
        self.change(|tree| tree.remove(login));
    }

    /// Changes how connections are treated, open ones included.
    pub fn conduct(&self, conduct: Conduct) {
        self.shared.conduct.send_replace(conduct);
    }

    /// Connections accepted so far.
    pub fn connections(&self) -> usize {
        self.shared.connections.load(Ordering::Relaxed)
    }

    /// Binds asked for so far, the service account's included.
    pub fn binds(&self) -> usize {
        self.shared.binds.load(Ordering::Relaxed)
    }

    /// Passwords tried on people who exist: what a real directory would count towards a lock-out.
    pub fn tries(&self) -> usize {
        self.shared.tries.load(Ordering::Relaxed)
    }

    fn change(&self, change: impl FnOnce(&mut Tree)) {
        change(
            &mut self
                .shared
                .tree
                .write()
                .unwrap_or_else(PoisonError::into_inner),
        );
    }
}

impl Drop for DemoDirectory {
    fn drop(&mut self) {
        self.accepting.abort();
        self.shared.conduct.send_replace(Conduct::Drop);
    }
}

fn acceptor(chain_pem: &[u8], key_pem: &[u8]) -> Result<SslAcceptor, ErrorStack> {
    let mut builder = SslAcceptor::mozilla_intermediate_v5(SslMethod::tls_server())?;
    builder.set_min_proto_version(Some(SslVersion::TLS1_2))?;
    for (at, certificate) in X509::stack_from_pem(chain_pem)?.into_iter().enumerate() {
        if at == 0 {
            builder.set_certificate(&certificate)?;
        } else {
            builder.add_extra_chain_cert(certificate)?;
        }
    }
    builder.set_private_key(&*PKey::private_key_from_pem(key_pem)?)?;
    builder.check_private_key()?;
    Ok(builder.build())
}
