//! The signature over the manifest: CMS (RFC 5652), detached, DER.
//!
//! There are no signed attributes: the content is always JSON, which starts with `{` and so can
//! never be taken for a set of attributes, and without a signing time (the manifest has its own)
//! the same manifest gives the same signature under an RSA key.

use std::fmt;

use openssl::cms::{CMSOptions, CmsContentInfo};
use openssl::error::ErrorStack;
use openssl::hash::MessageDigest;
use openssl::pkey::{Id, PKey, Private};
use openssl::stack::Stack;
use openssl::x509::{X509, X509Ref};

use crate::error::SignerError;

const MAX_CERTIFICATES: usize = 16;

/// SHA-256 of a certificate (DER): what a recipient compares with the fingerprint they were given
/// by another channel.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct CertificateFingerprint([u8; 32]);

impl CertificateFingerprint {
    /// Reads 64 hexadecimal digits, with or without colons, spaces or hyphens between them.
    pub fn parse(text: &str) -> Option<Self> {
        let mut bytes = [0; 32];
        let mut digits = text
            .chars()
            .filter(|c| !matches!(c, ':' | ' ' | '-'))
            .map(|c| c.to_digit(16).and_then(|d| u8::try_from(d).ok()));
        for byte in &mut bytes {
            *byte = digits.next()?? << 4 | digits.next()??;
        }
        digits.next().is_none().then_some(Self(bytes))
    }

    fn of(certificate: &X509Ref) -> Result<Self, ErrorStack> {
        let digest = certificate.digest(MessageDigest::sha256())?;
        let mut bytes = [0; 32];
        bytes.copy_from_slice(&digest);
        Ok(Self(bytes))
    }
}

impl fmt::Display for CertificateFingerprint {
    /// As `openssl x509 -fingerprint -sha256` prints it.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (n, byte) in self.0.iter().enumerate() {
            let colon = if n > 0 { ":" } else { "" };
            write!(f, "{colon}{byte:02X}")?;
        }
        Ok(())
    }
}

impl fmt::Debug for CertificateFingerprint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

/// The appliance's certificate chain and private key.
pub struct Signer {
    certificate: X509,
    others: Vec<X509>,
    key: PKey<Private>,
    fingerprint: CertificateFingerprint,
}

impl Signer {
    /// Takes a certificate chain (PEM, the signer's own first) and its private key (PEM). RSA keys
    /// of 2,048 bits or more and elliptic-curve keys; RSA makes builds reproducible.
    pub fn from_pem(chain: &[u8], key: &[u8]) -> Result<Self, SignerError> {
        let mut chain = X509::stack_from_pem(chain)?;
        if chain.is_empty() || chain.len() > MAX_CERTIFICATES {
            return Err(SignerError::NoCertificate);
        }
        let others = chain.split_off(1);
        let certificate = chain.pop().ok_or(SignerError::NoCertificate)?;
        let key = PKey::private_key_from_pem(key)?;
        match key.id() {
            Id::RSA if key.bits() >= 2048 => {}
            Id::EC => {}
            _ => return Err(SignerError::UnsupportedKey),
        }
        if !certificate.public_key()?.public_eq(&key) {
            return Err(SignerError::KeyMismatch);
        }
        Ok(Self {
            fingerprint: CertificateFingerprint::of(&certificate)?,
            certificate,
            others,
            key,
        })
    }

    /// Fingerprint of the signer's certificate, to be told to the recipient by another channel.
    pub fn fingerprint(&self) -> CertificateFingerprint {
        self.fingerprint
    }

    /// The certificate chain as PEM, the signer's own first.
    pub(crate) fn chain_pem(&self) -> Result<Vec<u8>, ErrorStack> {
        let mut pem = self.certificate.to_pem()?;
        for other in &self.others {
            pem.extend(other.to_pem()?);
        }
        Ok(pem)
    }

    /// A detached signature over `content`, DER.
    pub(crate) fn sign(&self, content: &[u8]) -> Result<Vec<u8>, ErrorStack> {
        let mut others = Stack::new()?;
        for other in &self.others {
            others.push(other.clone())?;
        }
        let flags = CMSOptions::DETACHED | CMSOptions::BINARY | CMSOptions::NOATTR;
        CmsContentInfo::sign(
            Some(&self.certificate),
            Some(&self.key),
            Some(&others),
            Some(content),
            flags,
        )?
        .to_der()
    }
}

impl fmt::Debug for Signer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Signer({})", self.fingerprint)
    }
}

/// A signer's chain, read from beside the signature.
pub(crate) struct Chain {
    certificates: Vec<X509>,
    pub(crate) fingerprint: CertificateFingerprint,
}

impl Chain {
    /// Reads a chain of PEM certificates, the signer's own first.
    pub(crate) fn from_pem(pem: &[u8]) -> Option<Self> {
        let certificates = X509::stack_from_pem(pem).ok()?;
        if certificates.len() > MAX_CERTIFICATES {
            return None;
        }
        let fingerprint = CertificateFingerprint::of(certificates.first()?).ok()?;
        Some(Self {
            certificates,
            fingerprint,
        })
    }

    /// Whether `signature` is what a builder writes for `content` with the key of exactly this
    /// chain's first certificate. Whether that certificate can be trusted is the recipient's
    /// decision, by its fingerprint.
    pub(crate) fn has_signed(&self, signature: &[u8], content: &[u8]) -> bool {
        self.check(signature, content).unwrap_or(false)
    }

    fn check(&self, signature: &[u8], content: &[u8]) -> Result<bool, ErrorStack> {
        let Some(signer) = self.certificates.first() else {
            return Ok(false);
        };
        // OpenSSL lets several fields of the structure differ without harm to the meaning; a
        // verifier that promises to find any altered byte cannot.
        if !self.is_our_structure(signer, signature)? {
            return Ok(false);
        }
        let mut signers = Stack::new()?;
        signers.push(signer.clone())?;
        let flags = CMSOptions::BINARY | CMSOptions::NOINTERN | CMSOptions::NO_SIGNER_CERT_VERIFY;
        let mut cms = CmsContentInfo::from_der(signature)?;
        cms.verify(Some(&signers), None, Some(content), None, flags)?;
        Ok(true)
    }

    /// Whether everything but the signature value itself is byte for byte what this chain gives.
    fn is_our_structure(&self, signer: &X509, signature: &[u8]) -> Result<bool, ErrorStack> {
        let key = signer.public_key()?;
        let (algorithm, lengths) = match key.id() {
            Id::RSA => (RSA_ENCRYPTION, key.size()..=key.size()),
            // An ECDSA value is as long as its two numbers happen to be.
            Id::EC => (ECDSA_WITH_SHA256, 8..=key.size()),
            _ => return Ok(false),
        };
        let frame = Frame::of(&self.certificates, signer, algorithm)?;
        Ok(lengths
            .filter_map(|length| {
                let start = signature.len().checked_sub(length)?;
                Some(frame.around(signature.get(start..)?))
            })
            .any(|expected| expected == signature))
    }
}

/// Object identifiers with their tag and length (RFC 5652, RFC 5754).
const SIGNED_DATA: &[u8] = b"\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x07\x02";
const DATA: &[u8] = b"\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x07\x01";
const SHA256: &[u8] = b"\x06\x09\x60\x86\x48\x01\x65\x03\x04\x02\x01";
/// With the NULL that RFC 3370 asks for.
const RSA_ENCRYPTION: &[u8] = b"\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x01\x01\x05\x00";
const ECDSA_WITH_SHA256: &[u8] = b"\x06\x08\x2a\x86\x48\xce\x3d\x04\x03\x02";
const VERSION_1: &[u8] = b"\x02\x01\x01";

const INTEGER: u8 = 0x02;
const OCTETS: u8 = 0x04;
const SEQUENCE: u8 = 0x30;
const SET: u8 = 0x31;
const CONTEXT_0: u8 = 0xA0;

/// The CMS structure around a signature value.
struct Frame {
    certificates: Vec<u8>,
    issuer_and_serial: Vec<u8>,
    algorithm: Vec<u8>,
}

impl Frame {
    fn of(chain: &[X509], signer: &X509, algorithm: &[u8]) -> Result<Self, ErrorStack> {
        let mut certificates: Vec<Vec<u8>> = chain
            .iter()
            .map(|certificate| certificate.to_der())
            .collect::<Result<_, _>>()?;
        // DER orders the members of a set.
        certificates.sort_unstable();
        let mut serial = signer.serial_number().to_bn()?.to_vec();
        if serial.first().is_none_or(|first| first & 0x80 != 0) {
            serial.insert(0, 0);
        }
        let issuer = signer.issuer_name().to_der()?;
        Ok(Self {
            certificates: wrap(CONTEXT_0, &certificates.concat()),
            issuer_and_serial: wrap(SEQUENCE, &[issuer, wrap(INTEGER, &serial)].concat()),
            algorithm: wrap(SEQUENCE, algorithm),
        })
    }

    fn around(&self, value: &[u8]) -> Vec<u8> {
        let digest = wrap(SEQUENCE, SHA256);
        let signer = [
            VERSION_1,
            &self.issuer_and_serial,
            &digest,
            &self.algorithm,
            &wrap(OCTETS, value),
        ]
        .concat();
        let body = [
            VERSION_1,
            &wrap(SET, &digest),
            &wrap(SEQUENCE, DATA),
            &self.certificates,
            &wrap(SET, &wrap(SEQUENCE, &signer)),
        ]
        .concat();
        let content = wrap(CONTEXT_0, &wrap(SEQUENCE, &body));
        wrap(SEQUENCE, &[SIGNED_DATA, &content].concat())
    }
}

/// One DER value: tag, length, content.
fn wrap(tag: u8, content: &[u8]) -> Vec<u8> {
    let mut out = vec![tag];
    let length = content.len().to_be_bytes();
    let digits = &length[length
        .iter()
        .take_while(|&&byte| byte == 0)
        .count()
        .min(length.len() - 1)..];
    match digits {
        [short @ 0..0x80] => out.push(*short),
        long => {
            // At most eight digits.
            out.push(0x80 | u8::try_from(long.len()).unwrap_or(u8::MAX));
            out.extend_from_slice(long);
        }
    }
    out.extend_from_slice(content);
    out
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests")]
    use openssl::asn1::Asn1Time;
    use openssl::bn::BigNum;
    use openssl::ec::{EcGroup, EcKey};
    use openssl::nid::Nid;
    use openssl::x509::X509NameBuilder;

    use super::*;

    fn curve_key() -> PKey<Private> {
        let group = EcGroup::from_curve_name(Nid::X9_62_PRIME256V1).unwrap();
        PKey::from_ec_key(EcKey::generate(&group).unwrap()).unwrap()
    }

    /// Certificates of one key with these serial numbers, PEM.
    fn chain(key: &PKey<Private>, serials: std::ops::RangeInclusive<u32>) -> Vec<u8> {
        let mut name = X509NameBuilder::new().unwrap();
        name.append_entry_by_text("CN", "essai").unwrap();
        let name = name.build();
        let mut pem = Vec::new();
        for serial in serials {
            let serial = BigNum::from_u32(serial).unwrap().to_asn1_integer().unwrap();
            let mut certificate = X509::builder().unwrap();
            certificate.set_version(2).unwrap();
            certificate.set_serial_number(&serial).unwrap();
            certificate.set_subject_name(&name).unwrap();
            certificate.set_issuer_name(&name).unwrap();
            certificate.set_pubkey(key).unwrap();
            let from = Asn1Time::from_unix(1_700_000_000).unwrap();
            certificate.set_not_before(&from).unwrap();
            certificate.set_not_after(&from).unwrap();
            certificate.sign(key, MessageDigest::sha256()).unwrap();
            pem.extend(certificate.build().to_pem().unwrap());
        }
        pem
    }

    #[test]
    fn a_chain_has_at_most_sixteen_certificates() {
        let key = curve_key();
        let key_pem = key.private_key_to_pem_pkcs8().unwrap();
        let most = chain(&key, 1..=16);
        let signer = Signer::from_pem(&most, &key_pem).unwrap();
        assert_eq!(signer.chain_pem().unwrap(), most);
        let signature = signer.sign(b"{}").unwrap();
        let read = Chain::from_pem(&most).unwrap();
        assert_eq!(read.fingerprint, signer.fingerprint());
        assert!(read.has_signed(&signature, b"{}"));
        assert!(!read.has_signed(&signature, b"{ }"));
        let more = chain(&key, 1..=17);
        let refused = Signer::from_pem(&more, &key_pem);
        assert!(matches!(refused, Err(SignerError::NoCertificate)));
        assert!(Chain::from_pem(&more).is_none());
        assert!(Chain::from_pem(b"").is_none());
    }

    #[test]
    fn a_signature_is_known_whatever_the_serial_number_of_the_certificate() {
        // A serial number whose first bit is set has a zero before it in DER.
        let key = curve_key();
        let key_pem = key.private_key_to_pem_pkcs8().unwrap();
        for serial in [0, 1, 0x7F, 0x80, 0xFF, 0x100, 0x7FFF, 0x8000, 0x8000_0000] {
            let pem = chain(&key, serial..=serial);
            let signature = Signer::from_pem(&pem, &key_pem).unwrap().sign(b"{}");
            let read = Chain::from_pem(&pem).unwrap();
            assert!(read.has_signed(&signature.unwrap(), b"{}"), "{serial}");
        }
    }

    #[test]
    fn a_signature_covers_line_ends_as_they_are() {
        let key = curve_key();
        let key_pem = key.private_key_to_pem_pkcs8().unwrap();
        let pem = chain(&key, 1..=1);
        let signature = Signer::from_pem(&pem, &key_pem).unwrap().sign(b"{\n}\n");
        let (signature, read) = (signature.unwrap(), Chain::from_pem(&pem).unwrap());
        assert!(read.has_signed(&signature, b"{\n}\n"));
        assert!(!read.has_signed(&signature, b"{\r\n}\r\n"));
    }

    #[test]
    fn lengths_are_written_as_short_as_der_asks_for() {
        let head = |length: usize| {
            let wrapped = wrap(OCTETS, &vec![7; length]);
            wrapped[..wrapped.len() - length].to_vec()
        };
        assert_eq!(head(0), [4, 0]);
        assert_eq!(head(1), [4, 1]);
        assert_eq!(head(127), [4, 127]);
        assert_eq!(head(128), [4, 0x81, 128]);
        assert_eq!(head(255), [4, 0x81, 255]);
        assert_eq!(head(256), [4, 0x82, 1, 0]);
        assert_eq!(head(65_536), [4, 0x83, 1, 0, 0]);
    }

    #[test]
    fn a_fingerprint_is_read_as_it_is_printed() {
        let print = CertificateFingerprint([0xA7; 32]);
        assert_eq!(print.to_string(), ["A7"; 32].join(":"));
        assert_eq!(
            CertificateFingerprint::parse(&print.to_string()),
            Some(print)
        );
        assert_eq!(CertificateFingerprint::parse(&"a7".repeat(32)), Some(print));
        for wrong in ["", "A7", &"a7".repeat(33), &"g7".repeat(32)] {
            assert_eq!(CertificateFingerprint::parse(wrong), None);
        }
    }
}
