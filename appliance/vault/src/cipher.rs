//! The two primitives that everything here is built from: AES-256-GCM (NIST SP 800-38D) and
//! HKDF-SHA256 (RFC 5869), both through OpenSSL.

use openssl::cipher::Cipher;
use openssl::cipher_ctx::CipherCtx;
use openssl::error::ErrorStack;
use openssl::md::Md;
use openssl::pkey::Id;
use openssl::pkey_ctx::PkeyCtx;
use zeroize::Zeroizing;

pub(crate) const KEY: usize = 32;
pub(crate) const NONCE: usize = 12;
pub(crate) const TAG: usize = 16;

/// A 256-bit secret that is wiped when dropped.
pub(crate) type Secret = Zeroizing<[u8; KEY]>;

/// AES-256-GCM under one key; the key schedule is kept between chunks.
pub(crate) struct Gcm {
    context: CipherCtx,
    seals: bool,
}

impl Gcm {
    pub(crate) fn sealing(key: &Secret) -> Result<Self, ErrorStack> {
        let mut context = CipherCtx::new()?;
        context.encrypt_init(Some(Cipher::aes_256_gcm()), Some(&key[..]), None)?;
        Ok(Self {
            context,
            seals: true,
        })
    }

    pub(crate) fn opening(key: &Secret) -> Result<Self, ErrorStack> {
        let mut context = CipherCtx::new()?;
        context.decrypt_init(Some(Cipher::aes_256_gcm()), Some(&key[..]), None)?;
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
pub(crate) fn hkdf<const N: usize>(
    secret: &[u8],
    salt: &[u8],
    info: &[u8],
) -> Result<Zeroizing<[u8; N]>, ErrorStack> {
    let mut context = PkeyCtx::new_id(Id::HKDF)?;
    context.derive_init()?;
    context.set_hkdf_md(Md::sha256())?;
    context.set_hkdf_salt(salt)?;
    context.set_hkdf_key(secret)?;
    context.add_hkdf_info(info)?;
    let mut out = Zeroizing::new([0; N]);
    context.derive(Some(&mut out[..]))?;
    Ok(out)
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
    #![expect(clippy::unwrap_used, reason = "tests")]
    use super::*;

    #[test]
    fn hkdf_agrees_with_rfc_5869_case_1() {
        let out = hkdf::<42>(
            &[0x0b; 22],
            &(0..=0x0c).collect::<Vec<u8>>(),
            &(0xf0..=0xf9).collect::<Vec<u8>>(),
        )
        .unwrap();
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
