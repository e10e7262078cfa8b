//! What keys are called, in errors and in the keyring: nothing here opens anything.
//!
//! Left out: the keys themselves.

use std::fmt;

use openssl::sha::sha256;

use crate::cipher::KEY;
use crate::hex::to_hex;

/// Name of a vault key: the first 16 bytes of the SHA-256 of its public half, so that a name
/// cannot be given to another key.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct KeyId(pub(crate) [u8; 16]);

impl KeyId {
    pub(crate) fn of(public: &[u8; KEY]) -> Self {
        Self(first(&sha256(public)))
    }
}

impl fmt::Display for KeyId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&to_hex(&self.0))
    }
}

impl fmt::Debug for KeyId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&to_hex(&self.0))
    }
}

/// What tells one master key from another without revealing it: eight bytes, shown as four groups
/// of four hexadecimal digits so that it can be read out over the telephone.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct Fingerprint(pub(crate) [u8; 8]);

impl fmt::Display for Fingerprint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (n, pair) in self.0.chunks(2).enumerate() {
            if n > 0 {
                f.write_str("-")?;
            }
            f.write_str(&to_hex(pair))?;
        }
        Ok(())
    }
}

impl fmt::Debug for Fingerprint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

fn first<const N: usize>(bytes: &[u8; 32]) -> [u8; N] {
    let mut out = [0; N];
    out.copy_from_slice(&bytes[..N]);
    out
}
