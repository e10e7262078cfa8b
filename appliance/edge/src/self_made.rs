//! A certificate without an authority, for the demonstration and for the hours before a centre
//! installs its own.

use std::net::IpAddr;

use openssl::asn1::Asn1Time;
use openssl::bn::BigNum;
use openssl::ec::{Asn1Flag, EcGroup, EcKey};
use openssl::error::ErrorStack;
use openssl::hash::MessageDigest;
use openssl::nid::Nid;
use openssl::pkey::PKey;
use openssl::x509::extension::{
    BasicConstraints, ExtendedKeyUsage, KeyUsage, SubjectAlternativeName,
};
use openssl::x509::{X509, X509NameBuilder};

/// A self-signed certificate and its unencrypted key, both PEM. The certificate is also what a
/// client must be given to trust it.
pub struct SelfMade {
    /// The certificate.
    pub certificate: Vec<u8>,
    /// The key; keep it as any secret.
    pub key: Vec<u8>,
}

/// Makes a P-256 certificate for these DNS names and addresses, valid between two moments in
/// seconds since 1970-01-01 UTC. `serial` should be random; its first bit is ignored.
pub fn self_made(
    names: &[&str],
    serial: [u8; 16],
    not_before: i64,
    not_after: i64,
) -> Result<SelfMade, ErrorStack> {
    let mut group = EcGroup::from_curve_name(Nid::X9_62_PRIME256V1)?;
    group.set_asn1_flag(Asn1Flag::NAMED_CURVE);
    let key = PKey::from_ec_key(EcKey::generate(&group)?)?;

    let mut subject = X509NameBuilder::new()?;
    subject.append_entry_by_nid(Nid::COMMONNAME, "Doublelock, self-signed")?;
    let subject = subject.build();
    let mut builder = X509::builder()?;
    builder.set_version(2)?;
    // Positive and not zero (RFC 5280 4.1.2.2).
    let mut serial = serial;
    serial[0] = serial[0] & 0x7f | 0x01;
    let serial = BigNum::from_slice(&serial)?.to_asn1_integer()?;
    builder.set_serial_number(&serial)?;
    builder.set_subject_name(&subject)?;
    builder.set_issuer_name(&subject)?;
    builder.set_pubkey(&key)?;
    let (from, to) = (
        Asn1Time::from_unix(not_before)?,
        Asn1Time::from_unix(not_after)?,
    );
    builder.set_not_before(&from)?;
    builder.set_not_after(&to)?;

    let mut alternative = SubjectAlternativeName::new();
    for name in names {
        if name.parse::<IpAddr>().is_ok() {
            alternative.ip(name);
        } else {
            alternative.dns(name);
        }
    }
    let alternative = alternative.build(&builder.x509v3_context(None, None))?;
    builder.append_extension(alternative)?;
    builder.append_extension(BasicConstraints::new().critical().build()?)?;
    let usage = KeyUsage::new().critical().digital_signature().build()?;
    builder.append_extension(usage)?;
    builder.append_extension(ExtendedKeyUsage::new().server_auth().build()?)?;
    builder.sign(&key, MessageDigest::sha256())?;
    Ok(SelfMade {
        certificate: builder.build().to_pem()?,
        key: key.private_key_to_pem_pkcs8()?,
    })
}
