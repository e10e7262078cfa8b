//! The certificate that the appliance shows, and its replacement without a restart.

use std::path::{Path, PathBuf};
use std::sync::{Arc, PoisonError, RwLock};

use openssl::asn1::{Asn1Time, Asn1TimeRef};
use openssl::error::ErrorStack;
use openssl::hash::MessageDigest;
use openssl::pkey::{Id, PKey, Private};
use openssl::ssl::{
    AlpnError, SslAcceptor, SslMethod, SslOptions, SslSessionCacheMode, SslVersion,
    select_next_proto,
};
use openssl::x509::X509;

/// TLS 1.2 suites: forward secrecy and authenticated encryption only (BCP 195, RFC 9325 4.2).
const TLS12_CIPHERS: &str = "ECDHE-ECDSA-AES128-GCM-SHA256:ECDHE-RSA-AES128-GCM-SHA256:\
    ECDHE-ECDSA-AES256-GCM-SHA384:ECDHE-RSA-AES256-GCM-SHA384:\
    ECDHE-ECDSA-CHACHA20-POLY1305:ECDHE-RSA-CHACHA20-POLY1305";
/// TLS 1.3 suites (RFC 8446 B.4), without the short-tag CCM ones.
const TLS13_CIPHERS: &str =
    "TLS_AES_128_GCM_SHA256:TLS_AES_256_GCM_SHA384:TLS_CHACHA20_POLY1305_SHA256";
/// Largest PEM file read, in bytes.
const MAX_PEM: u64 = 256 * 1024;

/// Why a certificate and key cannot be used. No text of the files is repeated.
#[derive(Debug, thiserror::Error)]
pub enum CertificateError {
    /// A file cannot be read or is larger than 256 KiB.
    #[error("the certificate or key file cannot be read")]
    Unreadable(#[source] std::io::Error),
    /// The store was built from bytes, so there is no file to read again.
    #[error("the certificate did not come from files")]
    NoFiles,
    /// The chain holds no certificate or is not PEM.
    #[error("the certificate chain is not PEM or is empty")]
    BadChain,
    /// The key is not PEM, or is protected by a passphrase.
    #[error("the private key is not an unencrypted PEM key")]
    BadKey,
    /// The key does not belong to the first certificate of the chain.
    #[error("the private key does not belong to the certificate")]
    Mismatch,
    /// RSA below 2048 bits, or neither RSA nor elliptic-curve.
    #[error("the key is too weak or of an unsupported kind")]
    WeakKey,
    /// The new certificate is not valid at the moment of the swap.
    #[error("the new certificate is expired or not yet valid")]
    OutOfDate,
    /// OpenSSL refused for another reason.
    #[error("OpenSSL refused the certificate")]
    OpenSsl(#[from] ErrorStack),
}

/// What an operator may see of the certificate in use.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CertificateFacts {
    /// SHA-256 of the DER form of the first certificate.
    pub sha256: [u8; 32],
    /// Start of validity, seconds since 1970-01-01 UTC.
    pub not_before: i64,
    /// End of validity, seconds since 1970-01-01 UTC.
    pub not_after: i64,
    /// DNS names and addresses of the subject alternative name.
    pub names: Vec<String>,
}

struct Current {
    acceptor: Arc<SslAcceptor>,
    facts: CertificateFacts,
}

/// The certificate chain and key in use. A swap applies to the next handshake; connections
/// already open keep the session they have.
pub struct CertificateStore {
    current: RwLock<Current>,
    files: Option<(PathBuf, PathBuf)>,
}

impl CertificateStore {
    /// Reads a PEM chain (leaf first) and a PEM key from files. An expired certificate is
    /// accepted here, because starting with a warning beats not starting; see
    /// [`CertificateStore::facts`].
    pub fn load(chain: &Path, key: &Path) -> Result<Self, CertificateError> {
        let current = build(&read(chain)?, &read(key)?)?;
        Ok(Self {
            current: RwLock::new(current),
            files: Some((chain.to_owned(), key.to_owned())),
        })
    }

    /// As [`CertificateStore::load`], from bytes.
    pub fn from_pem(chain: &[u8], key: &[u8]) -> Result<Self, CertificateError> {
        Ok(Self {
            current: RwLock::new(build(chain, key)?),
            files: None,
        })
    }

    /// Puts another pair in use. `now` is in seconds since 1970-01-01 UTC. On any error the pair
    /// in use stays.
    pub fn swap(
        &self,
        chain: &[u8],
        key: &[u8],
        now: i64,
    ) -> Result<CertificateFacts, CertificateError> {
        let fresh = build(chain, key)?;
        if now < fresh.facts.not_before || now >= fresh.facts.not_after {
            return Err(CertificateError::OutOfDate);
        }
        let facts = fresh.facts.clone();
        *self.current.write().unwrap_or_else(PoisonError::into_inner) = fresh;
        Ok(facts)
    }

    /// Reads the files again and swaps. On any error the pair in use stays.
    pub fn reload(&self, now: i64) -> Result<CertificateFacts, CertificateError> {
        let (chain, key) = self.files.as_ref().ok_or(CertificateError::NoFiles)?;
        self.swap(&read(chain)?, &read(key)?, now)
    }

    /// Facts about the certificate in use.
    pub fn facts(&self) -> CertificateFacts {
        let current = self.current.read().unwrap_or_else(PoisonError::into_inner);
        current.facts.clone()
    }

    pub(crate) fn acceptor(&self) -> Arc<SslAcceptor> {
        let current = self.current.read().unwrap_or_else(PoisonError::into_inner);
        Arc::clone(&current.acceptor)
    }
}

fn read(path: &Path) -> Result<Vec<u8>, CertificateError> {
    use std::io::Read as _;
    let file = std::fs::File::open(path).map_err(CertificateError::Unreadable)?;
    let mut bytes = Vec::new();
    file.take(MAX_PEM + 1)
        .read_to_end(&mut bytes)
        .map_err(CertificateError::Unreadable)?;
    if bytes.len() as u64 > MAX_PEM {
        let error = std::io::Error::from(std::io::ErrorKind::FileTooLarge);
        return Err(CertificateError::Unreadable(error));
    }
    Ok(bytes)
}

fn build(chain_pem: &[u8], key_pem: &[u8]) -> Result<Current, CertificateError> {
    let chain = X509::stack_from_pem(chain_pem).map_err(|_| CertificateError::BadChain)?;
    let (leaf, intermediates) = chain.split_first().ok_or(CertificateError::BadChain)?;
    // The callback answers "no passphrase": without it OpenSSL would ask on the terminal.
    let key = PKey::private_key_from_pem_callback(key_pem, |_| Ok(0))
        .map_err(|_| CertificateError::BadKey)?;
    refuse_weak(&key)?;

    let mut builder = SslAcceptor::mozilla_intermediate_v5(SslMethod::tls_server())?;
    builder.set_min_proto_version(Some(SslVersion::TLS1_2))?;
    builder.set_cipher_list(TLS12_CIPHERS)?;
    builder.set_ciphersuites(TLS13_CIPHERS)?;
    builder.set_options(
        SslOptions::NO_RENEGOTIATION
            | SslOptions::NO_COMPRESSION
            | SslOptions::CIPHER_SERVER_PREFERENCE,
    );
    builder.set_session_cache_mode(SslSessionCacheMode::OFF);
    builder.set_alpn_select_callback(|_, offered| {
        // A client that names protocols but none of ours is refused, so that another service's
        // traffic cannot be turned against this certificate (RFC 7301 3.2).
        select_next_proto(b"\x02h2\x08http/1.1", offered).ok_or(AlpnError::ALERT_FATAL)
    });
    builder.set_certificate(leaf)?;
    for certificate in intermediates {
        builder.add_extra_chain_cert(certificate.clone())?;
    }
    builder
        .set_private_key(&key)
        .map_err(|_| CertificateError::Mismatch)?;
    builder
        .check_private_key()
        .map_err(|_| CertificateError::Mismatch)?;
    Ok(Current {
        acceptor: Arc::new(builder.build()),
        facts: facts_of(leaf)?,
    })
}

fn refuse_weak(key: &PKey<Private>) -> Result<(), CertificateError> {
    let strong = match key.id() {
        Id::RSA => key.bits() >= 2048,
        Id::EC => key.bits() >= 256,
        _ => false,
    };
    if strong {
        Ok(())
    } else {
        Err(CertificateError::WeakKey)
    }
}

fn facts_of(leaf: &X509) -> Result<CertificateFacts, CertificateError> {
    let digest = leaf.digest(MessageDigest::sha256())?;
    let mut sha256 = [0; 32];
    sha256.copy_from_slice(digest.get(..32).ok_or(CertificateError::BadChain)?);
    let mut names = Vec::new();
    for name in leaf.subject_alt_names().into_iter().flatten() {
        if let Some(dns) = name.dnsname() {
            names.push(dns.to_owned());
        } else if let Some(bytes) = name.ipaddress() {
            if let Ok(four) = <[u8; 4]>::try_from(bytes) {
                names.push(std::net::Ipv4Addr::from(four).to_string());
            } else if let Ok(sixteen) = <[u8; 16]>::try_from(bytes) {
                names.push(std::net::Ipv6Addr::from(sixteen).to_string());
            }
        }
    }
    Ok(CertificateFacts {
        sha256,
        not_before: unix_seconds(leaf.not_before())?,
        not_after: unix_seconds(leaf.not_after())?,
        names,
    })
}

fn unix_seconds(time: &Asn1TimeRef) -> Result<i64, ErrorStack> {
    let since = Asn1Time::from_unix(0)?.diff(time)?;
    Ok(i64::from(since.days) * 86_400 + i64::from(since.secs))
}
