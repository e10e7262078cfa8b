//! A certificate authority for one machine: the demonstration's and the tests'.

use openssl::asn1::{Asn1Integer, Asn1Time};
use openssl::bn::BigNum;
use openssl::ec::{EcGroup, EcKey};
use openssl::error::ErrorStack;
use openssl::hash::MessageDigest;
use openssl::nid::Nid;
use openssl::pkey::{PKey, Private};
use openssl::x509::extension::{
    BasicConstraints, ExtendedKeyUsage, KeyUsage, SubjectAlternativeName, SubjectKeyIdentifier,
};
use openssl::x509::{X509, X509Builder, X509NameBuilder};

use doublelock_domain::time::{Entropy, Timestamp};

/// Seconds of a certificate's life: 90 days.
const LIFE: i64 = 90 * 86_400;

/// A certificate and its key, PEM.
#[derive(Clone)]
pub struct Identity {
    /// Certificate, then its authority's.
    pub chain: Vec<u8>,
    /// Private key, PKCS#8.
    pub key: Vec<u8>,
}

/// The authority.
pub struct Authority {
    certificate: X509,
    key: PKey<Private>,
}

impl Authority {
    /// A fresh authority.
    pub fn new(now: Timestamp, entropy: &dyn Entropy) -> Result<Self, ErrorStack> {
        let key = new_key()?;
        let name = name_of("Doublelock demonstration authority")?;
        let mut builder = begin(&key, now, entropy)?;
        builder.set_subject_name(&name)?;
        builder.set_issuer_name(&name)?;
        builder.append_extension(BasicConstraints::new().critical().ca().pathlen(0).build()?)?;
        builder.append_extension(
            KeyUsage::new()
                .critical()
                .key_cert_sign()
                .crl_sign()
                .build()?,
        )?;
        let identifier = SubjectKeyIdentifier::new().build(&builder.x509v3_context(None, None))?;
        builder.append_extension(identifier)?;
        builder.sign(&key, MessageDigest::sha256())?;
        Ok(Self {
            certificate: builder.build(),
            key,
        })
    }

    /// The authority's certificate, PEM.
    pub fn pem(&self) -> Result<Vec<u8>, ErrorStack> {
        self.certificate.to_pem()
    }

    /// A certificate for a server with these DNS names, and 127.0.0.1.
    pub fn server(
        &self,
        names: &[&str],
        now: Timestamp,
        entropy: &dyn Entropy,
    ) -> Result<Identity, ErrorStack> {
        let key = new_key()?;
        let mut builder = begin(&key, now, entropy)?;
        builder.set_subject_name(&*name_of(names.first().copied().unwrap_or("localhost"))?)?;
        builder.set_issuer_name(self.certificate.subject_name())?;
        builder.append_extension(BasicConstraints::new().critical().build()?)?;
        builder.append_extension(KeyUsage::new().critical().digital_signature().build()?)?;
        builder.append_extension(ExtendedKeyUsage::new().server_auth().build()?)?;
        let mut alternatives = SubjectAlternativeName::new();
        for name in names {
            alternatives.dns(name);
        }
        alternatives.ip("127.0.0.1");
        let alternatives =
            alternatives.build(&builder.x509v3_context(Some(&self.certificate), None))?;
        builder.append_extension(alternatives)?;
        builder.sign(&self.key, MessageDigest::sha256())?;
        self.identity(&builder.build(), &key)
    }

    fn identity(&self, certificate: &X509, key: &PKey<Private>) -> Result<Identity, ErrorStack> {
        let mut chain = certificate.to_pem()?;
        chain.extend(self.certificate.to_pem()?);
        Ok(Identity {
            chain,
            key: key.private_key_to_pem_pkcs8()?,
        })
    }
}

fn new_key() -> Result<PKey<Private>, ErrorStack> {
    let group = EcGroup::from_curve_name(Nid::X9_62_PRIME256V1)?;
    PKey::from_ec_key(EcKey::generate(&group)?)
}

fn name_of(common_name: &str) -> Result<openssl::x509::X509Name, ErrorStack> {
    let mut name = X509NameBuilder::new()?;
    name.append_entry_by_nid(Nid::COMMONNAME, common_name)?;
    Ok(name.build())
}

fn begin(
    key: &PKey<Private>,
    now: Timestamp,
    entropy: &dyn Entropy,
) -> Result<X509Builder, ErrorStack> {
    let mut serial = [0u8; 16];
    entropy.fill(&mut serial);
    serial[0] &= 0x7F;
    let serial: Asn1Integer = BigNum::from_slice(&serial)?.to_asn1_integer()?;
    let mut builder = X509::builder()?;
    builder.set_version(2)?;
    builder.set_serial_number(&serial)?;
    builder.set_pubkey(key)?;
    // An hour back: browsers on the same machine read the clock a moment earlier.
    let before = Asn1Time::from_unix(now.seconds() - 3_600)?;
    let after = Asn1Time::from_unix(now.seconds() + LIFE)?;
    builder.set_not_before(&before)?;
    builder.set_not_after(&after)?;
    Ok(builder)
}
