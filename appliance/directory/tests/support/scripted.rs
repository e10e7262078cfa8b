//! A directory that does what a test tells it to: real LDAP over real TLS, one person, no rules.

use std::pin::Pin;
use std::sync::{Arc, Mutex};

use ldap3_proto::LdapCodec;
use ldap3_proto::proto::{
    LdapBindCred, LdapBindRequest, LdapBindResponse, LdapMsg, LdapOp, LdapPartialAttribute,
    LdapResult, LdapResultCode, LdapSearchRequest, LdapSearchResultEntry,
    LdapSearchResultReference,
};
use openssl::pkey::PKey;
use openssl::ssl::{Ssl, SslAcceptor, SslMethod};
use openssl::x509::X509;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};
use tokio_openssl::SslStream;
use tokio_util::bytes::BytesMut;
use tokio_util::codec::{Decoder as _, Encoder as _};
use url::Url;

use crate::support::Pair;

const PERSON: &str = "uid=coord1,ou=staff,dc=demo,dc=doublelock,dc=example";

/// A request, by what it is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Asked {
    ServiceBind,
    People,
    PersonBind,
    Groups,
}

/// What the directory does with a request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Does {
    /// What a sound directory would.
    Serve,
    /// Nothing, ever.
    Hang,
    Close,
    /// Sends these bytes.
    Send(&'static [u8]),
    /// Ends the answer with this code.
    Code(LdapResultCode),
    /// A sound answer, and before its end a reference to this address.
    Refer(&'static str),
    /// The same, without what a sound answer holds.
    ReferOnly(&'static str),
}

type Script = Arc<dyn Fn(Asked) -> Does + Send + Sync>;

pub(crate) struct Scripted {
    port: u16,
    asked: Arc<Mutex<Vec<Asked>>>,
}

impl Scripted {
    pub(crate) async fn start(
        pair: &Pair,
        script: impl Fn(Asked) -> Does + Send + Sync + 'static,
    ) -> Self {
        let mut acceptor = SslAcceptor::mozilla_intermediate_v5(SslMethod::tls_server()).unwrap();
        let certificate = X509::from_pem(&pair.certificate).unwrap();
        acceptor.set_certificate(&certificate).unwrap();
        let key = PKey::private_key_from_pem(&pair.key).unwrap();
        acceptor.set_private_key(&key).unwrap();
        let acceptor = acceptor.build();
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let port = listener.local_addr().unwrap().port();
        let asked = Arc::new(Mutex::new(Vec::new()));
        let (script, heard): (Script, _) = (Arc::new(script), Arc::clone(&asked));
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                let ssl = Ssl::new(acceptor.context()).unwrap();
                tokio::spawn(session(
                    ssl,
                    stream,
                    Arc::clone(&script),
                    Arc::clone(&heard),
                ));
            }
        });
        Self { port, asked }
    }

    pub(crate) fn url(&self) -> Url {
        Url::parse(&format!("ldaps://127.0.0.1:{}", self.port)).unwrap()
    }

    /// How often it was asked that.
    pub(crate) fn times(&self, what: Asked) -> usize {
        let asked = self.asked.lock().unwrap();
        asked.iter().filter(|asked| **asked == what).count()
    }
}

async fn session(ssl: Ssl, stream: TcpStream, script: Script, heard: Arc<Mutex<Vec<Asked>>>) {
    let mut stream = SslStream::new(ssl, stream).unwrap();
    if Pin::new(&mut stream).accept().await.is_err() {
        return;
    }
    let mut codec = LdapCodec::default();
    let (mut received, mut answers) = (BytesMut::new(), BytesMut::new());
    loop {
        let message = match codec.decode(&mut received) {
            Ok(Some(message)) => message,
            Ok(None) => match stream.read_buf(&mut received).await {
                Ok(1..) => continue,
                _ => return,
            },
            Err(_) => return,
        };
        let (what, sound) = match &message.op {
            LdapOp::BindRequest(request) => bind(request),
            LdapOp::SearchRequest(request) => search(request),
            _ => return,
        };
        heard.lock().unwrap().push(what);
        let operations = match script(what) {
            Does::Serve => sound,
            Does::Hang => std::future::pending().await,
            Does::Close => return,
            Does::Send(bytes) => {
                let _ = stream.write_all(bytes).await;
                std::future::pending().await
            }
            Does::Code(code) => vec![end_of(what, code)],
            Does::Refer(address) => with_reference(sound, address),
            Does::ReferOnly(address) => {
                with_reference(vec![end_of(what, LdapResultCode::Success)], address)
            }
        };
        for operation in operations {
            let message = LdapMsg::new(message.msgid, operation);
            codec.encode(message, &mut answers).unwrap();
        }
        if stream.write_all_buf(&mut answers).await.is_err() {
            return;
        }
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

fn end_of(what: Asked, code: LdapResultCode) -> LdapOp {
    match what {
        Asked::People | Asked::Groups => LdapOp::SearchResultDone(result(code)),
        Asked::ServiceBind | Asked::PersonBind => LdapOp::BindResponse(LdapBindResponse {
            res: result(code),
            saslcreds: None,
        }),
    }
}

/// A reference goes before the end of the answer.
fn with_reference(mut operations: Vec<LdapOp>, address: &str) -> Vec<LdapOp> {
    let reference = LdapOp::SearchResultReference(LdapSearchResultReference {
        uris: vec![address.to_owned()],
    });
    operations.insert(operations.len() - 1, reference);
    operations
}

fn bind(request: &LdapBindRequest) -> (Asked, Vec<LdapOp>) {
    let what = if request.dn.starts_with("cn=doublelock,") {
        Asked::ServiceBind
    } else {
        Asked::PersonBind
    };
    let wrong =
        matches!(&request.cred, LdapBindCred::Simple(password) if password.contains("wrong"));
    let code = if wrong || request.dn.starts_with("cn=doublelock-nobody") {
        LdapResultCode::InvalidCredentials
    } else {
        LdapResultCode::Success
    };
    (what, vec![end_of(what, code)])
}

fn search(request: &LdapSearchRequest) -> (Asked, Vec<LdapOp>) {
    let end = |what| end_of(what, LdapResultCode::Success);
    if !request.base.starts_with("ou=staff,") {
        return (Asked::Groups, vec![end(Asked::Groups)]);
    }
    let attributes: [(&str, &[u8]); 6] = [
        ("uid", b"coord1"),
        ("sAMAccountName", b"coord1"),
        ("entryUUID", b"00112233-4455-6677-8899-aabbccddeeff"),
        (
            "objectGUID",
            b"\x00\x11\x22\x33\x44\x55\x66\x77\x88\x99\xaa\xbb\xcc\xdd\xee\xff",
        ),
        ("userAccountControl", b"512"),
        ("cn", b"Personne coord1"),
    ];
    let entry = LdapSearchResultEntry {
        dn: PERSON.to_owned(),
        attributes: attributes
            .into_iter()
            .map(|(name, value)| LdapPartialAttribute {
                atype: name.to_owned(),
                vals: vec![value.to_vec()],
            })
            .collect(),
    };
    let entry = LdapOp::SearchResultEntry(entry);
    (Asked::People, vec![entry, end(Asked::People)])
}
