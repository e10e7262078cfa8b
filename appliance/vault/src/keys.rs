//! Keys: the master key of the site, the vault's key pairs, and the two halves of a pair.

use std::collections::BTreeMap;
use std::fmt;
use std::io::Read;
use std::os::unix::fs::{OpenOptionsExt, PermissionsExt};
use std::path::Path;

use openssl::derive::Deriver;
use openssl::error::ErrorStack;
use openssl::pkey::{Id, PKey, Private, Public};
use zeroize::Zeroizing;

use crate::cipher::{Gcm, KEY, NONCE, Secret, TAG, draw, hkdf};
use crate::error::{Damage, KeyringError, VaultError};
use crate::hex::from_hex;
use crate::key_name::{Fingerprint, KeyId};

/// Length of a wrapped data key: the key and the tag.
pub(crate) const WRAPPED: usize = KEY + TAG;

/// The 256-bit key that wraps the vault's private keys. It lives outside the data directory: a file
/// named by the configuration, or a systemd credential. Wiped from memory when dropped.
pub struct MasterKey(pub(crate) Secret);

impl MasterKey {
    /// Takes 32 random bytes.
    pub fn from_bytes(bytes: [u8; 32]) -> Self {
        Self(Zeroizing::new(bytes))
    }

    /// Reads the key from a file that holds 32 bytes, or 64 hexadecimal digits and at most one line
    /// end. A file open to every user of the machine is refused.
    pub fn read(path: &Path) -> Result<Self, KeyringError> {
        let file = std::fs::File::open(path)?;
        if file.metadata()?.permissions().mode() & 0o006 != 0 {
            return Err(KeyringError::ExposedMasterKey);
        }
        let mut bytes = Zeroizing::new(Vec::with_capacity(80));
        file.take(80).read_to_end(&mut bytes)?;
        let key = if let Ok(raw) = <[u8; KEY]>::try_from(&bytes[..]) {
            raw
        } else {
            let text = std::str::from_utf8(&bytes).map_err(|_| KeyringError::MalformedMasterKey)?;
            let text = text.strip_suffix('\n').unwrap_or(text);
            from_hex(text).ok_or(KeyringError::MalformedMasterKey)?
        };
        if key == [0; KEY] {
            return Err(KeyringError::MalformedMasterKey);
        }
        Ok(Self::from_bytes(key))
    }

    /// Draws a new key and writes it to a new file that only its owner can read. An existing file
    /// is never overwritten.
    pub fn create(path: &Path, entropy: &mut dyn FnMut(&mut [u8])) -> Result<Self, KeyringError> {
        let key = Self(draw(entropy).ok_or(KeyringError::NoEntropy)?);
        let mut file = std::fs::OpenOptions::new()
            .write(true)
            .create_new(true)
            .mode(0o600)
            .open(path)?;
        std::io::Write::write_all(&mut file, &key.0[..])?;
        file.sync_all()?;
        Ok(key)
    }

    /// What tells this key from another.
    pub fn fingerprint(&self) -> Fingerprint {
        let derived = hkdf::<8>(&self.0[..], b"", b"doublelock master key fingerprint v1");
        Fingerprint(*derived)
    }
}

impl fmt::Debug for MasterKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("MasterKey(…)")
    }
}

/// The public half of a vault key: seals data keys and can open none.
#[derive(Clone)]
pub struct Sealer {
    id: KeyId,
    bytes: [u8; KEY],
    key: PKey<Public>,
}

impl Sealer {
    /// Takes a raw X25519 public key.
    pub fn from_public_key(bytes: [u8; 32]) -> Result<Self, VaultError> {
        Ok(Self {
            id: KeyId::of(&bytes),
            bytes,
            key: PKey::public_key_from_raw_bytes(&bytes, Id::X25519)?,
        })
    }

    /// Which vault key this is.
    pub fn key_id(&self) -> KeyId {
        self.id
    }

    /// The raw public key, to be handed to a process that may only write.
    pub fn public_key(&self) -> [u8; 32] {
        self.bytes
    }

    /// The public half of the one-time key that `seed` stands for.
    pub(crate) fn once_public(seed: &Secret) -> Result<[u8; KEY], VaultError> {
        let once = PKey::private_key_from_raw_bytes(&seed[..], Id::X25519)?;
        Ok(raw32(&once.raw_public_key()?)?)
    }

    /// Wraps a data key for this public key. `seed` is the one-time X25519 private key, never used
    /// again and kept nowhere.
    pub(crate) fn wrap(
        &self,
        data_key: &Secret,
        seed: &Secret,
        aad: &[u8],
    ) -> Result<[u8; WRAPPED], VaultError> {
        let once = PKey::private_key_from_raw_bytes(&seed[..], Id::X25519)?;
        let once_public = raw32(&once.raw_public_key()?)?;
        let mut deriver = Deriver::new(&once)?;
        deriver.set_peer(&self.key)?;
        let shared = Zeroizing::new(deriver.derive_to_vec()?);
        let (key, nonce) = wrapping_key(&shared, &once_public, &self.bytes);
        let mut wrapped = Vec::with_capacity(WRAPPED);
        Gcm::sealing(&key)?.seal(&nonce, aad, &data_key[..], &mut wrapped)?;
        wrapped
            .try_into()
            .map_err(|_| VaultError::Cipher(ErrorStack::get()))
    }
}

impl fmt::Debug for Sealer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Sealer({})", self.id)
    }
}

/// The private halves of all vault keys: opens whatever was sealed to any of them.
pub struct Opener {
    keys: BTreeMap<KeyId, (PKey<Private>, [u8; KEY])>,
}

impl Opener {
    pub(crate) fn empty() -> Self {
        Self {
            keys: BTreeMap::new(),
        }
    }

    /// Takes in one private key; answers the id that its public half has.
    pub(crate) fn hold(&mut self, private: &Secret) -> Result<KeyId, ErrorStack> {
        let key = PKey::private_key_from_raw_bytes(&private[..], Id::X25519)?;
        let public = raw32(&key.raw_public_key()?)?;
        let id = KeyId::of(&public);
        self.keys.insert(id, (key, public));
        Ok(id)
    }

    /// Unwraps a data key that was wrapped for one of the held keys.
    pub(crate) fn unwrap_key(
        &self,
        id: KeyId,
        once_public: &[u8; KEY],
        wrapped: &[u8; WRAPPED],
        aad: &[u8],
    ) -> Result<Secret, VaultError> {
        let (private, public) = self.keys.get(&id).ok_or(VaultError::UnknownKey(id))?;
        let refused = VaultError::Damaged(Damage::DataKey);
        let Ok(once) = PKey::public_key_from_raw_bytes(once_public, Id::X25519) else {
            return Err(refused);
        };
        let mut deriver = Deriver::new(private)?;
        deriver.set_peer(&once)?;
        // OpenSSL refuses points of small order here (RFC 7748, section 6.1).
        let Ok(shared) = deriver.derive_to_vec().map(Zeroizing::new) else {
            return Err(refused);
        };
        let (key, nonce) = wrapping_key(&shared, once_public, public);
        let mut opened = Zeroizing::new(Vec::with_capacity(KEY));
        if !Gcm::opening(&key)?.open(&nonce, aad, wrapped, &mut opened)? {
            return Err(refused);
        }
        let bytes: [u8; KEY] = opened[..].try_into().map_err(|_| refused)?;
        Ok(Zeroizing::new(bytes))
    }
}

impl fmt::Debug for Opener {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_set().entries(self.keys.keys()).finish()
    }
}

/// Key and nonce that wrap one data key. Both public keys go into the salt, so that the result is
/// bound to this pair; the shared secret is used once, so a derived nonce is safe.
fn wrapping_key(
    shared: &[u8],
    once_public: &[u8; KEY],
    public: &[u8; KEY],
) -> (Secret, [u8; NONCE]) {
    let mut salt = [0; 2 * KEY];
    salt[..KEY].copy_from_slice(once_public);
    salt[KEY..].copy_from_slice(public);
    let both = hkdf::<{ KEY + NONCE }>(shared, &salt, b"doublelock data key wrap v1");
    let mut key = Zeroizing::new([0; KEY]);
    key.copy_from_slice(&both[..KEY]);
    let mut nonce = [0; NONCE];
    nonce.copy_from_slice(&both[KEY..]);
    (key, nonce)
}

fn raw32(bytes: &[u8]) -> Result<[u8; KEY], ErrorStack> {
    bytes.try_into().map_err(|_| ErrorStack::get())
}
