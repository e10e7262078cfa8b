//! LDAPS sessions of the fictitious directory.

use std::pin::Pin;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, PoisonError, RwLock};
use std::time::Duration;

use ldap3_proto::LdapCodec;
use ldap3_proto::control::LdapControl;
use ldap3_proto::proto::{
    LdapBindCred, LdapBindRequest, LdapBindResponse, LdapMsg, LdapOp, LdapPartialAttribute,
    LdapResult, LdapResultCode, LdapSearchRequest, LdapSearchResultEntry, LdapSearchScope,
};
use openssl::ssl::{Ssl, SslAcceptor};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{Semaphore, watch};
use tokio::time::timeout;
use tokio_openssl::SslStream;
use tokio_util::bytes::BytesMut;
use tokio_util::codec::{Decoder as _, Encoder as _};

use super::conduct::Conduct;
use super::filter::accepts;
use super::names::{BASE, SERVICE_DN};
use super::person::AccountState;
use super::tree::{Node, Tree};
use crate::bind_answer::PASSWORD_POLICY;
use crate::config::Secret;
use crate::dn::NormalizedDn;

/// Sessions at once; the demonstration has one client.
const SESSIONS: usize = 64;
/// Longest silence of a client.
const IDLE: Duration = Duration::from_secs(30);

/// What sessions share with the owner of the directory.
pub(super) struct Shared {
    pub(super) tree: RwLock<Tree>,
    pub(super) conduct: watch::Sender<Conduct>,
    pub(super) connections: AtomicUsize,
    pub(super) binds: AtomicUsize,
    pub(super) tries: AtomicUsize,
    service_password: Secret,
}

impl Shared {
    pub(super) fn new(tree: Tree, service_password: Secret) -> Self {
        Self {
            tree: RwLock::new(tree),
            conduct: watch::Sender::new(Conduct::Serve),
            connections: AtomicUsize::new(0),
            binds: AtomicUsize::new(0),
            tries: AtomicUsize::new(0),
            service_password,
        }
    }
}

pub(super) async fn accept(listener: TcpListener, acceptor: SslAcceptor, shared: Arc<Shared>) {
    let sessions = Arc::new(Semaphore::new(SESSIONS));
    loop {
        let Ok(place) = Arc::clone(&sessions).acquire_owned().await else {
            return;
        };
        let Ok((stream, _)) = listener.accept().await else {
            tokio::time::sleep(Duration::from_millis(50)).await;
            continue;
        };
        shared.connections.fetch_add(1, Ordering::Relaxed);
        let (shared, ssl) = (Arc::clone(&shared), Ssl::new(acceptor.context()));
        tokio::spawn(async move {
            if let Ok(ssl) = ssl {
                obey(&shared, session(&shared, ssl, stream)).await;
            }
            drop(place);
        });
    }
}

/// Runs the session while the conduct is to serve; freezes or ends it otherwise.
async fn obey(shared: &Shared, session: impl Future<Output = ()>) {
    let mut session = std::pin::pin!(session);
    let mut conduct = shared.conduct.subscribe();
    loop {
        let now = *conduct.borrow_and_update();
        let changed = conduct.changed();
        match now {
            Conduct::Drop => return,
            Conduct::Hang => {
                if changed.await.is_err() {
                    return;
                }
            }
            Conduct::Serve | Conduct::Slow(_) => tokio::select! {
                biased;
                changed = changed => if changed.is_err() { return },
                () = session.as_mut() => return,
            },
        }
    }
}

async fn session(shared: &Shared, ssl: Ssl, stream: TcpStream) {
    let Ok(mut stream) = SslStream::new(ssl, stream) else {
        return;
    };
    if !matches!(
        timeout(IDLE, Pin::new(&mut stream).accept()).await,
        Ok(Ok(()))
    ) {
        return;
    }
    let mut codec = LdapCodec::default();
    let (mut received, mut answers) = (BytesMut::new(), BytesMut::new());
    let mut trusted = false;
    loop {
        let message = match codec.decode(&mut received) {
            Ok(Some(message)) => message,
            Ok(None) => match timeout(IDLE, stream.read_buf(&mut received)).await {
                Ok(Ok(1..)) => continue,
                _ => return,
            },
            Err(_) => return,
        };
        let id = message.msgid;
        let operations = match message.op {
            LdapOp::BindRequest(request) => {
                let policy = message
                    .ctrl
                    .iter()
                    .any(|control| matches!(control, LdapControl::PasswordPolicyRequest { .. }));
                let (answer, is_service) = bind(shared, &request);
                trusted = is_service;
                vec![answer.message(id, policy)]
            }
            LdapOp::SearchRequest(request) => search(shared, &request, trusted)
                .into_iter()
                .map(|operation| LdapMsg::new(id, operation))
                .collect(),
            // Unbind, and everything a staff directory need not do.
            _ => return,
        };
        let conduct = *shared.conduct.borrow();
        if let Conduct::Slow(time) = conduct {
            tokio::time::sleep(time).await;
        }
        for operation in operations {
            if codec.encode(operation, &mut answers).is_err() {
                return;
            }
        }
        if stream.write_all_buf(&mut answers).await.is_err() {
            return;
        }
    }
}

struct BindAnswer {
    code: LdapResultCode,
    /// Error of the password policy control, if the client asked for it.
    policy: Option<u8>,
}

impl BindAnswer {
    fn message(self, id: i32, policy_asked: bool) -> LdapMsg {
        let operation = LdapOp::BindResponse(LdapBindResponse {
            res: result(self.code),
            saslcreds: None,
        });
        let controls = self
            .policy
            .filter(|_| policy_asked)
            .map(|error| LdapControl::Unknown {
                oid: PASSWORD_POLICY.to_owned(),
                criticality: false,
                value: Some(vec![0x30, 3, 0x81, 1, error]),
            });
        LdapMsg::new_with_ctrls(id, operation, controls.into_iter().collect())
    }
}

fn result(code: LdapResultCode) -> LdapResult {
    LdapResult {
        code,
        matcheddn: String::new(),
        message: String::new(),
        referral: Vec::new(),
    }
}

/// Judges a bind; the second value says whether it is the service account's.
fn bind(shared: &Shared, request: &LdapBindRequest) -> (BindAnswer, bool) {
    shared.binds.fetch_add(1, Ordering::Relaxed);
    let plain = |code| BindAnswer { code, policy: None };
    let LdapBindCred::Simple(password) = &request.cred else {
        return (plain(LdapResultCode::AuthMethodNotSupported), false);
    };
    if password.is_empty() {
        return (plain(LdapResultCode::UnwillingToPerform), false);
    }
    let Ok(dn) = NormalizedDn::parse(&request.dn) else {
        return (plain(LdapResultCode::InvalidDNSyntax), false);
    };
    if dn.as_str() == SERVICE_DN {
        let right = same(password, shared.service_password.expose());
        let code = if right {
            LdapResultCode::Success
        } else {
            LdapResultCode::InvalidCredentials
        };
        return (plain(code), right);
    }
    let tree = shared.tree.read().unwrap_or_else(PoisonError::into_inner);
    let known = tree.person(&dn);
    if known.is_some() {
        shared.tries.fetch_add(1, Ordering::Relaxed);
    }
    let Some(person) = known.filter(|person| same(password, &person.password)) else {
        return (plain(LdapResultCode::InvalidCredentials), false);
    };
    let (code, policy) = match person.state {
        AccountState::Active | AccountState::Disabled | AccountState::Expired => {
            (LdapResultCode::Success, None)
        }
        AccountState::Locked => (LdapResultCode::InvalidCredentials, Some(1)),
        AccountState::MustChange => (LdapResultCode::Success, Some(2)),
    };
    (BindAnswer { code, policy }, false)
}

fn same(typed: &str, right: &str) -> bool {
    typed.len() == right.len() && openssl::memcmp::eq(typed.as_bytes(), right.as_bytes())
}

fn search(shared: &Shared, request: &LdapSearchRequest, trusted: bool) -> Vec<LdapOp> {
    let done = |code| LdapOp::SearchResultDone(result(code));
    if !trusted {
        return vec![done(LdapResultCode::InsufficentAccessRights)];
    }
    let Ok(base) = NormalizedDn::parse(&request.base) else {
        return vec![done(LdapResultCode::InvalidDNSyntax)];
    };
    if ["", "ou=staff,", "ou=groups,"]
        .iter()
        .all(|part| base.as_str() != format!("{part}{BASE}"))
    {
        return vec![done(LdapResultCode::NoSuchObject)];
    }
    let nodes = shared
        .tree
        .read()
        .unwrap_or_else(PoisonError::into_inner)
        .nodes();
    let limit = usize::try_from(request.sizelimit)
        .ok()
        .filter(|limit| *limit > 0);
    let mut found: Vec<LdapOp> = nodes
        .iter()
        .filter(|node| within(node, &base, &request.scope))
        .filter(|node| accepts(&request.filter, node, &nodes))
        .map(|node| LdapOp::SearchResultEntry(shown(node, &request.attrs)))
        .collect();
    let cut = limit.is_some_and(|limit| found.len() > limit);
    found.truncate(limit.unwrap_or(usize::MAX));
    let code = if cut {
        LdapResultCode::SizeLimitExceeded
    } else {
        LdapResultCode::Success
    };
    found.push(done(code));
    found
}

fn within(node: &Node, base: &NormalizedDn, scope: &LdapSearchScope) -> bool {
    let Ok(dn) = NormalizedDn::parse(&node.dn) else {
        return false;
    };
    let below = dn
        .as_str()
        .strip_suffix(base.as_str())
        .and_then(|rest| rest.strip_suffix(','));
    match scope {
        LdapSearchScope::Base => dn == *base,
        LdapSearchScope::OneLevel => below.is_some_and(|rest| !rest.contains(',')),
        LdapSearchScope::Subtree => dn == *base || below.is_some(),
        LdapSearchScope::Children => below.is_some(),
    }
}

fn shown(node: &Node, wanted: &[String]) -> LdapSearchResultEntry {
    let all = wanted.is_empty() || wanted.iter().any(|name| name == "*");
    let attributes = node
        .attributes
        .iter()
        .filter(|(name, _)| {
            all || wanted
                .iter()
                .any(|wanted| wanted.eq_ignore_ascii_case(name))
        })
        .map(|(name, values)| LdapPartialAttribute {
            atype: (*name).to_owned(),
            vals: values
                .iter()
                .map(|value| value.clone().into_bytes())
                .collect(),
        })
        .collect();
    LdapSearchResultEntry {
        dn: node.dn.clone(),
        attributes,
    }
}
