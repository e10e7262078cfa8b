//! Who knocks, and whose password it is, as marks that tell nothing.
//!
//! The rule is [`doublelock_domain::guessing`], the tries are kept by
//! [`doublelock_store::guessing`]: in the database, where every front end sees them. It gets no
//! name, no address and no id, but hashes under a key that is drawn from the master key.

use std::net::IpAddr;
use std::path::Path;

use doublelock_domain::guessing::{Knock, Limits, Mark, Meant, folded};
use doublelock_store::front_door::KnownPlace;
use doublelock_vault::KeyringError;
use openssl::error::ErrorStack;
use openssl::hash::MessageDigest;
use openssl::pkey::PKey;
use openssl::sha::sha256;
use openssl::sign::Signer;

/// Makes marks.
#[derive(Clone)]
pub struct Places {
    key: [u8; 32],
}

impl Places {
    /// With a key drawn from the appliance's master key: whoever has only the database
    /// cannot tell whose places it lists.
    pub fn new(master: &[u8]) -> Result<Self, ErrorStack> {
        Ok(Self {
            key: hmac(&sha256(master), b"doublelock places of sign-in v1")?,
        })
    }

    fn mark(&self, kind: &str, parts: &[&[u8]]) -> Result<Mark, ErrorStack> {
        let mut message = kind.as_bytes().to_vec();
        for part in parts {
            message.extend_from_slice(&(part.len() as u64).to_be_bytes());
            message.extend_from_slice(part);
        }
        hmac(&self.key, &message)
    }

    /// The place of an address: the IPv4 address itself, or the IPv6 /64, of which one
    /// subscriber has 2^64.
    pub fn place(&self, address: IpAddr) -> Result<[u8; 32], ErrorStack> {
        match address.to_canonical() {
            IpAddr::V4(four) => self.mark("place 4", &[&four.octets()]),
            IpAddr::V6(six) => self.mark("place 6", &[network(&six.octets())]),
        }
    }

    /// What the store keeps of a sign-in.
    pub fn known(&self, stable_id: &str, address: IpAddr) -> Result<KnownPlace, ErrorStack> {
        let place = self.place(address)?;
        Ok(KnownPlace {
            pair: self.pair(stable_id, &place)?,
            place,
        })
    }

    fn pair(&self, stable_id: &str, place: &Mark) -> Result<Mark, ErrorStack> {
        self.mark("person at", &[stable_id.as_bytes(), place])
    }
}

/// The first 64 bits.
fn network(address: &[u8; 16]) -> &[u8] {
    address.split_at(8).0
}

/// HMAC-SHA-256 (RFC 2104).
fn hmac(key: &[u8; 32], message: &[u8]) -> Result<[u8; 32], ErrorStack> {
    let key = PKey::hmac(key)?;
    let mut signer = Signer::new(MessageDigest::sha256(), &key)?;
    signer.update(message)?;
    let mut code = [0; 32];
    signer.sign(&mut code)?;
    Ok(code)
}

/// Marks of those who try to sign in, and the limits that hold for them.
pub struct Throttle {
    places: Places,
    limits: Limits,
}

impl Throttle {
    /// That of a site, whose master key lies in the file `master`: whoever has the database alone
    /// cannot tell who signs in where.
    pub fn of_site(master: &Path, limits: Limits) -> Result<Self, KeyringError> {
        let places = Places::new(&std::fs::read(master)?).map_err(KeyringError::Cipher)?;
        Ok(Self::new(places, limits))
    }

    /// With the limits of the configuration.
    pub const fn new(places: Places, limits: Limits) -> Self {
        Self { places, limits }
    }

    /// What stands for places in the store.
    pub const fn places(&self) -> &Places {
        &self.places
    }

    /// How often a password may be tried.
    pub const fn limits(&self) -> Limits {
        self.limits
    }

    /// Somebody typed a name at `address`; `known` are the marks of those who signed in from
    /// there before ([`KnownPlace::pair`]).
    pub fn knock(&self, login: &str, address: IpAddr, known: &[Mark]) -> Result<Knock, ErrorStack> {
        let place = self.places.place(address)?;
        let name = self.places.mark("name", &[folded(login).as_bytes()])?;
        Ok(Knock {
            place,
            name,
            name_here: self.at(&name, &place)?,
            known_place: !known.is_empty(),
        })
    }

    /// The person of this stable id, at the place where somebody knocked.
    pub fn meant(
        &self,
        stable_id: &str,
        knock: &Knock,
        known: &[Mark],
    ) -> Result<Meant, ErrorStack> {
        let person = self.places.mark("person", &[stable_id.as_bytes()])?;
        Ok(Meant {
            person,
            here: self.at(&person, &knock.place)?,
            home: self.places.mark("at home", &[&person])?,
            is_home: known.contains(&self.places.pair(stable_id, &knock.place)?),
        })
    }

    /// The same at the machine itself, where every person is at home and is counted by themselves.
    pub fn meant_at_the_machine(
        &self,
        stable_id: &str,
        knock: &Knock,
    ) -> Result<Meant, ErrorStack> {
        let meant = self.meant(stable_id, knock, &[])?;
        Ok(Meant {
            home: self.places.mark("at the machine", &[&meant.person])?,
            is_home: true,
            ..meant
        })
    }

    fn at(&self, whose: &Mark, place: &Mark) -> Result<Mark, ErrorStack> {
        self.places.mark("at", &[whose, place])
    }
}

#[cfg(test)]
mod tests;
