//! Keys of records: what seals the words about a person, and what one destroyed key forgets.
//!
//! ```text
//! master key ─▶ generation key ─▶ record key (a patient) ─▶ part key (a case) ─▶ part key (a study)
//! (site)        (keyring)          wraps in the database
//!                                        └─▶ section keys, derived: one for each sealed section
//! ```
//!
//! AES-256-GCM is not committing: for one ciphertext two keys can be made under which it opens
//! to two texts. So the derivation gives 64 bytes, of which the second half is written beside the
//! ciphertext and compared first: a section opens under the one key it was sealed with.

use std::fmt;

use openssl::hash::MessageDigest;
use openssl::memcmp;
use openssl::pkey::PKey;
use openssl::sign::Signer;
use zeroize::Zeroizing;

use crate::cipher::{Gcm, KEY, NONCE, Secret, TAG, draw, hkdf};
use crate::error::VaultError;

/// First byte of everything sealed here.
const FORMAT: u8 = 1;
/// Random bytes that make the key of each sealing its own.
const SALT: usize = 16;
/// Bytes before the ciphertext.
const HEAD: usize = 1 + SALT + KEY;
/// Bytes of a wrapped key.
pub(crate) const WRAPPED_KEY: usize = HEAD + KEY + TAG;
/// The key is fresh for each sealing, so the nonce need not be.
const FIXED_NONCE: [u8; NONCE] = [0; NONCE];

/// A 256-bit key of a record, of a part of one, or of a generation that wraps them. Wiped
/// from memory when dropped; shown as nothing.
#[derive(Clone)]
pub struct RecordKey(Secret);

impl RecordKey {
    /// Draws a new key.
    pub fn draw(entropy: &mut dyn FnMut(&mut [u8])) -> Result<Self, VaultError> {
        draw(entropy).map(Self).ok_or(VaultError::NoEntropy)
    }

    pub(crate) const fn from_secret(secret: Secret) -> Self {
        Self(secret)
    }

    pub(crate) const fn secret(&self) -> &Secret {
        &self.0
    }

    /// The private half of the pair that goes with a generation: what arrives is sealed to it
    /// until it is recorded. Destroyed with the generation.
    pub(crate) fn intake_private(&self) -> Secret {
        hkdf::<KEY>(&self.0[..], b"", b"doublelock intake pair v1")
    }

    /// Wraps another key. `name` is whose it is: it opens under no other name.
    pub fn wrap(
        &self,
        inner: &Self,
        name: &str,
        entropy: &mut dyn FnMut(&mut [u8]),
    ) -> Result<Vec<u8>, VaultError> {
        self.close("wrap", name.as_bytes(), &inner.0[..], entropy)
    }

    /// Unwraps the key of `name`; none if these bytes are not that key under this one.
    pub fn unwrap(&self, wrapped: &[u8], name: &str) -> Result<Option<Self>, VaultError> {
        let Some(plain) = self.disclose("wrap", name.as_bytes(), wrapped)? else {
            return Ok(None);
        };
        let key: Option<[u8; KEY]> = plain[..].try_into().ok();
        Ok(key.map(|key| Self(Zeroizing::new(key))))
    }

    /// Puts another layer around bytes that were wrapped already.
    pub fn enclose(
        &self,
        inner: &[u8],
        name: &str,
        entropy: &mut dyn FnMut(&mut [u8]),
    ) -> Result<Vec<u8>, VaultError> {
        self.close("layer", name.as_bytes(), inner, entropy)
    }

    /// Takes that layer off again; none if it is not of this key and this name.
    pub fn take_out(&self, enclosed: &[u8], name: &str) -> Result<Option<Vec<u8>>, VaultError> {
        let inner = self.disclose("layer", name.as_bytes(), enclosed)?;
        Ok(inner.map(|inner| inner.to_vec()))
    }

    /// Seals a text. `about` binds it to its place: it opens for no other.
    pub fn seal(
        &self,
        about: &[u8],
        plain: &[u8],
        entropy: &mut dyn FnMut(&mut [u8]),
    ) -> Result<Vec<u8>, VaultError> {
        self.close("section", about, plain, entropy)
    }

    /// Opens a text; none if it was altered, moved, or sealed under another key.
    pub fn open(
        &self,
        about: &[u8],
        sealed: &[u8],
    ) -> Result<Option<Zeroizing<Vec<u8>>>, VaultError> {
        self.disclose("section", about, sealed)
    }

    /// A keyed token of `value` in the index `index`: equal values have equal tokens, and
    /// whoever lacks the key can neither read one nor try a guess.
    pub fn token(&self, index: &str, value: &str) -> Result<[u8; KEY], VaultError> {
        let key = hkdf::<KEY>(
            &self.0[..],
            b"",
            format!("doublelock token {index}").as_bytes(),
        );
        let key = PKey::hmac(&key[..])?;
        let mut signer = Signer::new(MessageDigest::sha256(), &key)?;
        signer.update(value.as_bytes())?;
        let mut token = [0; KEY];
        signer.sign(&mut token)?;
        Ok(token)
    }

    fn close(
        &self,
        use_of: &str,
        about: &[u8],
        plain: &[u8],
        entropy: &mut dyn FnMut(&mut [u8]),
    ) -> Result<Vec<u8>, VaultError> {
        let salt = draw::<SALT>(entropy).ok_or(VaultError::NoEntropy)?;
        let (key, commitment) = self.derive(use_of, about, &salt[..]);
        let mut body = Vec::with_capacity(plain.len() + TAG);
        Gcm::sealing(&key)?.seal(&FIXED_NONCE, about, plain, &mut body)?;
        let mut sealed = Vec::with_capacity(HEAD + body.len());
        sealed.push(FORMAT);
        sealed.extend_from_slice(&salt[..]);
        sealed.extend_from_slice(&commitment[..]);
        sealed.extend_from_slice(&body);
        Ok(sealed)
    }

    fn disclose(
        &self,
        use_of: &str,
        about: &[u8],
        sealed: &[u8],
    ) -> Result<Option<Zeroizing<Vec<u8>>>, VaultError> {
        let Some((head, body)) = sealed.split_at_checked(HEAD) else {
            return Ok(None);
        };
        let (salt, commitment) = head[1..].split_at(SALT);
        let (key, expected) = self.derive(use_of, about, salt);
        if head[0] != FORMAT || !memcmp::eq(&expected[..], commitment) {
            return Ok(None);
        }
        let mut plain = Zeroizing::new(Vec::with_capacity(body.len()));
        Ok(Gcm::opening(&key)?
            .open(&FIXED_NONCE, about, body, &mut plain)?
            .then_some(plain))
    }

    /// The key of one sealing, and what commits to it.
    fn derive(&self, use_of: &str, about: &[u8], salt: &[u8]) -> (Secret, Secret) {
        let mut info = format!("doublelock {use_of} v1 ").into_bytes();
        info.extend_from_slice(about);
        let both = hkdf::<{ 2 * KEY }>(&self.0[..], salt, &info);
        let (mut key, mut commitment) = (Secret::default(), Secret::default());
        key.copy_from_slice(&both[..KEY]);
        commitment.copy_from_slice(&both[KEY..]);
        (key, commitment)
    }
}

impl fmt::Debug for RecordKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("RecordKey(…)")
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests")]
    use super::*;

    fn chance(seed: u8) -> impl FnMut(&mut [u8]) {
        let mut next = seed;
        move |bytes| {
            for byte in bytes {
                next = next.wrapping_mul(29).wrapping_add(7);
                *byte = next;
            }
        }
    }

    fn key(seed: u8) -> RecordKey {
        RecordKey::draw(&mut chance(seed)).unwrap()
    }

    #[test]
    fn a_section_opens_in_its_own_place_under_its_own_key() {
        let sealed = key(1).seal(b"here", b"Tremblay", &mut chance(9)).unwrap();
        let open = |key: RecordKey, about: &[u8], sealed: &[u8]| {
            key.open(about, sealed).unwrap().map(|plain| plain.to_vec())
        };
        assert_eq!(open(key(1), b"here", &sealed).unwrap(), b"Tremblay");
        assert!(open(key(1), b"there", &sealed).is_none());
        assert!(open(key(2), b"here", &sealed).is_none());
        for at in 0..sealed.len() {
            let mut altered = sealed.clone();
            altered[at] ^= 1;
            assert!(open(key(1), b"here", &altered).is_none(), "byte {at}");
            assert!(
                open(key(1), b"here", &sealed[..at]).is_none(),
                "cut at {at}"
            );
        }
    }

    #[test]
    fn the_same_text_is_sealed_differently_each_time() {
        let mut chance = chance(3);
        let one = key(1).seal(b"", b"Tremblay", &mut chance).unwrap();
        let two = key(1).seal(b"", b"Tremblay", &mut chance).unwrap();
        assert_ne!(one, two);
    }

    #[test]
    fn a_wrapped_key_is_of_its_name_and_is_no_section() {
        let wrapped = key(1).wrap(&key(2), "case:A", &mut chance(9)).unwrap();
        let inner = key(1).unwrap(&wrapped, "case:A").unwrap().unwrap();
        assert_eq!(inner.0[..], key(2).0[..]);
        assert!(key(1).unwrap(&wrapped, "case:B").unwrap().is_none());
        assert!(key(1).open(b"case:A", &wrapped).unwrap().is_none());
        assert!(!format!("{inner:?}").contains(char::is_numeric));
    }

    #[test]
    fn a_layer_comes_off_under_its_own_key_and_name_and_is_no_wrapped_key() {
        let enclosed = key(1).enclose(b"wrapped", "obj:A", &mut chance(9)).unwrap();
        let taken_out = |by: u8, name| key(by).take_out(&enclosed, name).unwrap();
        assert_eq!(taken_out(1, "obj:A").unwrap(), b"wrapped");
        assert!(taken_out(1, "obj:B").is_none());
        assert!(taken_out(2, "obj:A").is_none());
        assert!(!enclosed.windows(7).any(|part| part == b"wrapped"));
        let wrapped = key(1).wrap(&key(2), "obj:A", &mut chance(9)).unwrap();
        assert_eq!(wrapped.len(), WRAPPED_KEY);
        assert!(key(1).take_out(&wrapped, "obj:A").unwrap().is_none());
    }

    #[test]
    fn tokens_are_equal_for_equal_values_of_one_index_and_one_key() {
        let token = |seed: u8, index: &str, value: &str| key(seed).token(index, value).unwrap();
        assert_eq!(token(1, "waybill", "1Z9"), token(1, "waybill", "1Z9"));
        assert_ne!(token(1, "waybill", "1Z9"), token(1, "waybill", "1Z8"));
        assert_ne!(token(1, "waybill", "1Z9"), token(1, "label", "1Z9"));
        assert_ne!(token(1, "waybill", "1Z9"), token(2, "waybill", "1Z9"));
    }
}
