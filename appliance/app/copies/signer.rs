//! The key that signs packages: RSA, made at the first start, sealed in the vault.
//!
//! RSA because its signature over the same list of files is always the same: a copy
//! can be built again and compared. The certificate is the key's own; whom it belongs
//! to is told by its fingerprint, through another channel than the package.

use std::fs;
use std::io::{self, Read};
use std::path::Path;

use doublelock_domain::access::{Privacy, Warrant};
use doublelock_domain::ids::{ObjectId, hex};
use doublelock_domain::object::ObjectKind;
use doublelock_domain::time::{Entropy, Timestamp};
use doublelock_recordcopy::Signer;
use openssl::asn1::Asn1Time;
use openssl::bn::BigNum;
use openssl::error::ErrorStack;
use openssl::hash::MessageDigest;
use openssl::nid::Nid;
use openssl::pkey::PKey;
use openssl::rsa::Rsa;
use openssl::x509::extension::{BasicConstraints, KeyUsage};
use openssl::x509::{X509, X509Name};

use crate::copies::desk::Desk;

/// Bits of the key.
const BITS: u32 = 3072;
/// How long the certificate says it is valid, in days. Nobody's clock decides over a
/// signature here; the fingerprint does.
const DAYS: i64 = 3650;
/// Most bytes of key and certificate.
const LIMIT: u64 = 64 * 1024;

/// Why there is no signing key.
#[derive(Debug, thiserror::Error)]
pub enum SignerFault {
    /// The vault refused to give or take it.
    #[error("the vault did not give or take the signing key")]
    Vault(#[from] doublelock_vault::VaultError),
    /// The records refused to say which it is.
    #[error("the signing key could not be recorded or found")]
    Store(#[from] doublelock_store::Error),
    /// It was recorded and cannot be found.
    #[error("the signing key was recorded and cannot be found")]
    Lost,
    /// What lies in the vault in its place is not what was recorded.
    #[error("the signing key in the vault is not the one that was recorded")]
    Replaced,
    /// OpenSSL could not make it.
    #[error("the signing key could not be made")]
    Openssl(#[from] ErrorStack),
    /// What the vault holds is no signing key.
    #[error("the signing key is not usable")]
    Unusable(#[from] doublelock_recordcopy::SignerError),
    /// The disk failed.
    #[error("the signing key could not be read or written")]
    Io(#[from] io::Error),
}

/// The signing key, made if there is none yet. Its certificate is also written to
/// `data/packages/signer.pem`, to be handed out.
pub fn load_or_make(
    data: &Path,
    desk: &Desk,
    warrant: &Warrant<Privacy>,
) -> Result<Signer, SignerFault> {
    let known = || {
        desk.store
            .write(warrant, |unit| unit.site_object(ObjectKind::Signer))
    };
    let (stored, key) = if let Some(found) = known()? {
        found
    } else {
        make_and_keep(desk, warrant)?;
        // Two first builds at once: the one that was recorded first is the one.
        known()?.ok_or(SignerFault::Lost)?
    };
    // What signs is what was recorded when it was made, or nothing is signed.
    let sound = desk.vaults.intake().is_sound(&stored)?;
    if !sound {
        return Err(SignerFault::Replaced);
    }
    let mut pem = Vec::new();
    let reader = desk.vaults.read(&stored.id, &key)?;
    reader.take(LIMIT).read_to_end(&mut pem)?;
    let signer = Signer::from_pem(&pem, &pem)?;
    let certificate = X509::from_pem(&pem)?.to_pem()?;
    let folder = data.join("packages");
    fs::create_dir_all(&folder)?;
    fs::write(folder.join("signer.pem"), certificate)?;
    Ok(signer)
}

fn make_and_keep(desk: &Desk, warrant: &Warrant<Privacy>) -> Result<(), SignerFault> {
    let (clock, entropy) = (desk.store.clock(), desk.store.entropy());
    let pem = make(&desk.organisation, &**entropy, clock.now())?;
    let certificate = X509::from_pem(&pem)?.digest(MessageDigest::sha256())?;
    let id = ObjectId::new(clock.now(), &**entropy);
    let mut sealing = desk.vaults.begin(&id)?;
    sealing.append(&pem)?;
    let settled = desk.vaults.intake().settle(sealing, &id)?;
    let object = settled.offer();
    let recorded = desk
        .store
        .write(warrant, |unit| unit.keep_signer(object, &hex(&certificate)));
    match recorded {
        Ok(true) => settled.place(),
        Ok(false) => settled.discard(),
        Err(error) => {
            settled.doubt(&desk.store, &desk.appliance);
            return Err(error.into());
        }
    }
    Ok(())
}

/// Certificate and private key, PEM, one after the other.
fn make(organisation: &str, entropy: &dyn Entropy, now: Timestamp) -> Result<Vec<u8>, ErrorStack> {
    let key = PKey::from_rsa(Rsa::generate(BITS)?)?;
    let mut serial = [0u8; 16];
    entropy.fill(&mut serial);
    // RFC 5280 4.1.2.2: positive, at most 20 bytes.
    serial[0] = serial[0] & 0x7F | 0x40;
    let mut name = X509Name::builder()?;
    // X.520 ub-organization-name: 64 characters.
    let organisation: String = organisation.chars().take(64).collect();
    name.append_entry_by_nid(Nid::ORGANIZATIONNAME, &organisation)?;
    name.append_entry_by_nid(Nid::COMMONNAME, "Doublelock, copies du dossier")?;
    let name = name.build();
    let mut certificate = X509::builder()?;
    certificate.set_version(2)?;
    let number = BigNum::from_slice(&serial)?.to_asn1_integer()?;
    certificate.set_serial_number(&number)?;
    certificate.set_subject_name(&name)?;
    certificate.set_issuer_name(&name)?;
    let (from, until) = (now.seconds(), now.seconds().saturating_add(DAYS * 86_400));
    let (from, until) = (Asn1Time::from_unix(from)?, Asn1Time::from_unix(until)?);
    certificate.set_not_before(&from)?;
    certificate.set_not_after(&until)?;
    certificate.set_pubkey(&key)?;
    certificate.append_extension(BasicConstraints::new().critical().build()?)?;
    certificate.append_extension(
        KeyUsage::new()
            .critical()
            .digital_signature()
            .non_repudiation()
            .build()?,
    )?;
    certificate.sign(&key, MessageDigest::sha256())?;
    let mut pem = certificate.build().to_pem()?;
    pem.extend(key.private_key_to_pem_pkcs8()?);
    Ok(pem)
}
