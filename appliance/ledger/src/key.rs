//! The journal's Ed25519 key pair, named and identified as in C2SP signed-note.

use std::fmt;

use openssl::error::ErrorStack;
use openssl::pkey::{Id, PKey, Private, Public};
use openssl::sha::Sha256;
use openssl::sign::{Signer, Verifier};

use crate::base64::strict_base64;
use crate::origin::origin_is_valid;

/// The signature type byte of Ed25519 in C2SP signed-note.
const ED25519: u8 = 0x01;

/// Why a key could not be made or read. Never repeats key material.
#[derive(Debug, thiserror::Error)]
pub enum KeyError {
    /// The key name is empty, too long, or outside `[A-Za-z0-9._:/-]`.
    #[error("key name: 1 to 128 characters of A-Z a-z 0-9 . _ : / - are allowed")]
    Name,
    /// The text is not `name+hash+base64` of an Ed25519 key, or the hash is not the key's.
    #[error("not the text of an Ed25519 verifying key")]
    Text,
    /// OpenSSL refused the key (wrong kind, damaged PEM).
    #[error("the key could not be read")]
    Crypto(#[from] ErrorStack),
}

/// The private key that signs checkpoints. Its name is the journal's origin.
pub struct SigningKey {
    name: String,
    key: PKey<Private>,
    public: [u8; 32],
}

impl fmt::Debug for SigningKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SigningKey")
            .field("name", &self.name)
            .finish_non_exhaustive()
    }
}

impl SigningKey {
    /// The key whose RFC 8032 seed is `seed`: 32 bytes of fresh randomness.
    pub fn from_seed(name: &str, seed: &[u8; 32]) -> Result<Self, KeyError> {
        Self::of(name, PKey::private_key_from_raw_bytes(seed, Id::ED25519)?)
    }

    /// Reads an unencrypted PKCS#8 PEM. The name is not in the file; it is the journal's origin.
    pub fn from_pem(name: &str, pem: &[u8]) -> Result<Self, KeyError> {
        // An empty passphrase, or OpenSSL would ask for one on the terminal.
        Self::of(name, PKey::private_key_from_pem_callback(pem, |_| Ok(0))?)
    }

    fn of(name: &str, key: PKey<Private>) -> Result<Self, KeyError> {
        if !origin_is_valid(name) {
            return Err(KeyError::Name);
        }
        if key.id() != Id::ED25519 {
            return Err(KeyError::Text);
        }
        let public = key
            .raw_public_key()?
            .try_into()
            .map_err(|_| KeyError::Text)?;
        Ok(Self {
            name: name.to_owned(),
            key,
            public,
        })
    }

    /// The key as unencrypted PKCS#8 PEM: whoever reads it can sign for this journal.
    pub fn to_pem(&self) -> Result<String, KeyError> {
        let pem = self.key.private_key_to_pem_pkcs8()?;
        String::from_utf8(pem).map_err(|_| KeyError::Text)
    }

    /// The key's name, which is the origin it may sign for.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The public half, to be printed on the closing sheet.
    pub fn verifying_key(&self) -> VerifyingKey {
        VerifyingKey {
            name: self.name.clone(),
            public: self.public,
        }
    }

    pub(crate) fn signature(&self, text: &str) -> Result<Vec<u8>, ErrorStack> {
        Signer::new_without_digest(&self.key)?.sign_oneshot_to_vec(text.as_bytes())
    }
}

/// The public key of a journal. Its text form (`Display`, [`VerifyingKey::parse`])
/// is the "vkey" `name+hash+base64`: the key id in 8 lower-case hexadecimal
/// digits, then base64 of `0x01 || public key`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct VerifyingKey {
    name: String,
    public: [u8; 32],
}

impl VerifyingKey {
    /// Reads the text form; accepts exactly what `Display` writes.
    pub fn parse(text: &str) -> Result<Self, KeyError> {
        let mut parts = text.splitn(3, '+');
        let (Some(name), Some(id), Some(encoded)) = (parts.next(), parts.next(), parts.next())
        else {
            return Err(KeyError::Text);
        };
        if !origin_is_valid(name) {
            return Err(KeyError::Name);
        }
        let decoded = strict_base64(encoded, 33).ok_or(KeyError::Text)?;
        let Some((&ED25519, public)) = decoded.split_first() else {
            return Err(KeyError::Text);
        };
        let public = public.try_into().map_err(|_| KeyError::Text)?;
        let key = Self {
            name: name.to_owned(),
            public,
        };
        if id != format!("{:08x}", u32::from_be_bytes(key.id())) {
            return Err(KeyError::Text);
        }
        Ok(key)
    }

    /// The key's name, which is the origin of the journal it speaks for.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// `SHA-256(name || 0x0A || 0x01 || public key)[:4]`, C2SP signed-note.
    pub(crate) fn id(&self) -> [u8; 4] {
        let mut hasher = Sha256::new();
        hasher.update(self.name.as_bytes());
        hasher.update(&[b'\n', ED25519]);
        hasher.update(&self.public);
        let [a, b, c, d, ..] = hasher.finish();
        [a, b, c, d]
    }

    pub(crate) fn accepts(&self, text: &str, signature: &[u8]) -> Result<bool, ErrorStack> {
        let key: PKey<Public> = PKey::public_key_from_raw_bytes(&self.public, Id::ED25519)?;
        Verifier::new_without_digest(&key)?.verify_oneshot(signature, text.as_bytes())
    }
}

impl fmt::Display for VerifyingKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut typed = [ED25519; 33];
        typed[1..].copy_from_slice(&self.public);
        let id = u32::from_be_bytes(self.id());
        write!(
            f,
            "{}+{id:08x}+{}",
            self.name,
            openssl::base64::encode_block(&typed)
        )
    }
}
