//! The two primitives that everything here is built from: AES-256-GCM (NIST SP 800-38D) through
//! OpenSSL, and HKDF-SHA256 (RFC 5869).
//!
//! Each section that is opened derives some keys, and a search opens many. OpenSSL 3 looks its
//! algorithms up by name each time: 12 µs for a derivation that takes 1 µs, and half the time of
//! opening a section. So the cipher is looked up once, and the derivation is that of the `hkdf`
//! crate.

use std::sync::LazyLock;

use hkdf::Hkdf;
use openssl::cipher::Cipher;
use openssl::cipher_ctx::CipherCtx;
use openssl::error::ErrorStack;
use sha2::Sha256;
use zeroize::Zeroizing;

pub(crate) const KEY: usize = 32;
pub(crate) const NONCE: usize = 12;
pub(crate) const TAG: usize = 16;

/// A 256-bit secret that is wiped when dropped.
pub(crate) type Secret = Zeroizing<[u8; KEY]>;

static AES_256_GCM: LazyLock<Result<Cipher, ErrorStack>> =
    LazyLock::new(|| Cipher::fetch(None, "AES-256-GCM", None));

fn aes_256_gcm() -> Result<&'static Cipher, ErrorStack> {
    AES_256_GCM.as_ref().map_err(Clone::clone)
}

/// AES-256-GCM under one key; the key schedule is kept between chunks.
pub(crate) struct Gcm {
    context: CipherCtx,
    seals: bool,
}

impl Gcm {
    pub(crate) fn sealing(key: &Secret) -> Result<Self, ErrorStack> {
        let mut context = CipherCtx::new()?;
        context.encrypt_init(Some(aes_256_gcm()?), Some(&key[..]), None)?;
        Ok(Self {
            context,
            seals: true,
        })
    }

    pub(crate) fn opening(key: &Secret) -> Result<Self, ErrorStack> {
        let mut context = CipherCtx::new()?;
        context.decrypt_init(Some(aes_256_gcm()?), Some(&key[..]), None)?;
        Ok(Self {
            context,
            seals: false,
        })
    }

    /// Seals `plain` into `out`: the ciphertext, then the tag.
    pub(crate) fn seal(
        &mut self,
        nonce: &[u8; NONCE],
        aad: &[u8],
        plain: &[u8],
        out: &mut Vec<u8>,
    ) -> Result<(), ErrorStack> {
        debug_assert!(self.seals, "an opening cipher was asked to seal");
        self.context.encrypt_init(None, None, Some(nonce))?;
        self.context.cipher_update(aad, None)?;
        out.clear();
        self.context.cipher_update_vec(plain, out)?;
        self.context.cipher_final_vec(out)?;
        let mut tag = [0; TAG];
        self.context.tag(&mut tag)?;
        out.extend_from_slice(&tag);
        Ok(())
    }

    /// Opens `sealed` (ciphertext then tag) into `out`. On any alteration `out` is emptied and the
    /// answer is false, so that no unverified byte can leave.
    pub(crate) fn open(
        &mut self,
        nonce: &[u8; NONCE],
        aad: &[u8],
        sealed: &[u8],
        out: &mut Vec<u8>,
    ) -> Result<bool, ErrorStack> {
        debug_assert!(!self.seals, "a sealing cipher was asked to open");
        out.clear();
        let Some((body, tag)) = sealed.split_last_chunk::<TAG>() else {
            return Ok(false);
        };
        self.context.decrypt_init(None, None, Some(nonce))?;
        self.context.cipher_update(aad, None)?;
        self.context.cipher_update_vec(body, out)?;
        self.context.set_tag(tag)?;
        if self.context.cipher_final_vec(out).is_err() {
            zeroize::Zeroize::zeroize(out);
            return Ok(false);
        }
        Ok(true)
    }
}

/// HKDF-SHA256, extract and expand.
pub(crate) fn hkdf<const N: usize>(secret: &[u8], salt: &[u8], info: &[u8]) -> Zeroizing<[u8; N]> {
    const { assert!(N <= 255 * 32, "RFC 5869, section 2.3") };
    let mut out = Zeroizing::new([0; N]);
    if Hkdf::<Sha256>::new(Some(salt), secret)
        .expand(info, &mut out[..])
        .is_err()
    {
        unreachable!("it fails for a length alone, which was checked above");
    }
    out
}

/// Fills a fresh buffer from the caller's randomness. A buffer left all zero means that the source
/// did nothing: `None`.
pub(crate) fn draw<const N: usize>(
    entropy: &mut dyn FnMut(&mut [u8]),
) -> Option<Zeroizing<[u8; N]>> {
    let mut buffer = Zeroizing::new([0; N]);
    entropy(&mut buffer[..]);
    buffer.iter().any(|&b| b != 0).then_some(buffer)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hkdf_agrees_with_rfc_5869_case_1() {
        let out = hkdf::<42>(
            &[0x0b; 22],
            &(0..=0x0c).collect::<Vec<u8>>(),
            &(0xf0..=0xf9).collect::<Vec<u8>>(),
        );
        assert_eq!(
            crate::hex::to_hex(&out[..]),
            "3cb25f25faacd57a90434f64d0362f2a2d2d0a90cf1a5a4c5db02d56ecc4c5bf34007208d5b887185865"
        );
    }

    #[test]
    fn a_source_of_randomness_that_does_nothing_is_noticed() {
        assert!(draw::<32>(&mut |_| ()).is_none());
        assert!(draw::<32>(&mut |b| b.fill(1)).is_some());
    }
}
