//! What the tests of the directory share: a small certificate authority.

#![allow(
    dead_code,
    clippy::allow_attributes,
    reason = "each test binary uses its own part"
)]

use std::path::PathBuf;

use openssl::asn1::Asn1Time;
use openssl::bn::BigNum;
use openssl::ec::{EcGroup, EcKey};
use openssl::hash::MessageDigest;
use openssl::nid::Nid;
use openssl::pkey::{PKey, Private};
use openssl::x509::extension::{BasicConstraints, SubjectAlternativeName};
use openssl::x509::{X509, X509NameBuilder};

/// Signs the certificates of a test and keeps its own in a file.
pub(crate) struct Authority {
    key: PKey<Private>,
    certificate: X509,
    folder: tempfile::TempDir,
}

/// A certificate and its key, PEM.
pub(crate) struct Pair {
    pub(crate) certificate: Vec<u8>,
    pub(crate) key: Vec<u8>,
}

/// Seconds since 1970-01-01 UTC by OpenSSL's clock.
pub(crate) fn now() -> i64 {
    let since = Asn1Time::from_unix(0)
        .unwrap()
        .diff(&Asn1Time::days_from_now(0).unwrap());
    let since = since.unwrap();
    i64::from(since.days) * 86_400 + i64::from(since.secs)
}

fn new_key() -> PKey<Private> {
    let group = EcGroup::from_curve_name(Nid::X9_62_PRIME256V1).unwrap();
    PKey::from_ec_key(EcKey::generate(&group).unwrap()).unwrap()
}

impl Authority {
    pub(crate) fn new() -> Self {
        let key = new_key();
        let certificate = build("Test authority", &key, None, &[], (-1, 2));
        let folder = tempfile::tempdir().unwrap();
        std::fs::write(folder.path().join("ca.pem"), certificate.to_pem().unwrap()).unwrap();
        Self {
            key,
            certificate,
            folder,
        }
    }

    pub(crate) fn file(&self) -> PathBuf {
        self.folder.path().join("ca.pem")
    }

    /// A certificate for these names (addresses or DNS), valid these days from now.
    pub(crate) fn pair(&self, names: &[&str], days: (i64, i64)) -> Pair {
        let key = new_key();
        let certificate = build("directory", &key, Some(self), names, days);
        Pair {
            certificate: certificate.to_pem().unwrap(),
            key: key.private_key_to_pem_pkcs8().unwrap(),
        }
    }
}

fn build(
    common_name: &str,
    key: &PKey<Private>,
    issuer: Option<&Authority>,
    names: &[&str],
    days: (i64, i64),
) -> X509 {
    let mut name = X509NameBuilder::new().unwrap();
    name.append_entry_by_nid(Nid::COMMONNAME, common_name)
        .unwrap();
    let name = name.build();
    let mut builder = X509::builder().unwrap();
    builder.set_version(2).unwrap();
    let serial = if issuer.is_some() { 2 } else { 1 };
    let serial = BigNum::from_u32(serial).unwrap().to_asn1_integer().unwrap();
    builder.set_serial_number(&serial).unwrap();
    builder.set_subject_name(&name).unwrap();
    builder.set_pubkey(key).unwrap();
    let at = |days: i64| Asn1Time::from_unix(now() + days * 86_400).unwrap();
    builder.set_not_before(&at(days.0)).unwrap();
    builder.set_not_after(&at(days.1)).unwrap();
    if let Some(issuer) = issuer {
        builder
            .set_issuer_name(issuer.certificate.subject_name())
            .unwrap();
        let mut alternative = SubjectAlternativeName::new();
        for name in names {
            if name.parse::<std::net::IpAddr>().is_ok() {
                alternative.ip(name);
            } else {
                alternative.dns(name);
            }
        }
        let context = builder.x509v3_context(Some(&issuer.certificate), None);
        let extension = alternative.build(&context).unwrap();
        builder.append_extension(extension).unwrap();
        builder.sign(&issuer.key, MessageDigest::sha256()).unwrap();
    } else {
        builder.set_issuer_name(&name).unwrap();
        builder
            .append_extension(BasicConstraints::new().critical().ca().build().unwrap())
            .unwrap();
        builder.sign(key, MessageDigest::sha256()).unwrap();
    }
    builder.build()
}
