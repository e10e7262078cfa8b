//! Who knocks, and whose password it is, as marks that tell nothing.
//!
//! The rule is [`doublelock_domain::guessing`], the tries are kept by
//! [`doublelock_store::guessing`]: in the database, where every front end sees them. It gets no
//! name, no address and no id, but hashes under a key that is drawn from the master key.

use std::net::IpAddr;

use doublelock_domain::guessing::{Knock, Limits, Mark, Meant, folded, forgiven};
use doublelock_store::front_door::KnownPlace;
use openssl::sha::sha256;

/// Makes marks.
#[derive(Clone)]
pub struct Places {
    key: [u8; 32],
}

impl Places {
    /// With a key drawn from the appliance's master key: whoever has only the database
    /// cannot tell whose places it lists.
    pub fn new(master: &[u8]) -> Self {
        Self {
            key: hmac(&sha256(master), b"doublelock places of sign-in v1"),
        }
    }

    fn mark(&self, kind: &str, parts: &[&[u8]]) -> Mark {
        let mut message = kind.as_bytes().to_vec();
        for part in parts {
            message.extend_from_slice(&(part.len() as u64).to_be_bytes());
            message.extend_from_slice(part);
        }
        hmac(&self.key, &message)
    }

    /// The place of an address: the IPv4 address itself, or the IPv6 /64, of which one
    /// subscriber has 2^64.
    pub fn place(&self, address: IpAddr) -> [u8; 32] {
        match address.to_canonical() {
            IpAddr::V4(four) => self.mark("place 4", &[&four.octets()]),
            IpAddr::V6(six) => self.mark("place 6", &[network(&six.octets())]),
        }
    }

    /// What the store keeps of a sign-in.
    pub fn known(&self, stable_id: &str, address: IpAddr) -> KnownPlace {
        let place = self.place(address);
        KnownPlace {
            pair: self.pair(stable_id, &place),
            place,
        }
    }

    fn pair(&self, stable_id: &str, place: &Mark) -> Mark {
        self.mark("person at", &[stable_id.as_bytes(), place])
    }
}

/// The first 64 bits.
fn network(address: &[u8; 16]) -> &[u8] {
    address.split_at(8).0
}

/// HMAC-SHA256 (RFC 2104) under a key of 32 bytes.
fn hmac(key: &[u8; 32], message: &[u8]) -> [u8; 32] {
    let padded = |pad: u8| {
        let mut block = vec![pad; 64];
        for (byte, key) in block.iter_mut().zip(key) {
            *byte ^= key;
        }
        block
    };
    let inner = sha256(&[&padded(0x36), message].concat());
    sha256(&[&padded(0x5c)[..], &inner[..]].concat())
}

/// Marks of those who try to sign in, and the limits that hold for them.
pub struct Throttle {
    places: Places,
    limits: Limits,
}

impl Throttle {
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
    pub fn knock(&self, login: &str, address: IpAddr, known: &[Mark]) -> Knock {
        let place = self.places.place(address);
        let name = self.places.mark("name", &[folded(login).as_bytes()]);
        Knock {
            place,
            name,
            name_here: self.at(&name, &place),
            known_place: !known.is_empty(),
        }
    }

    /// The person of this stable id, at the place where somebody knocked.
    pub fn meant(&self, stable_id: &str, knock: &Knock, known: &[Mark]) -> Meant {
        let person = self.places.mark("person", &[stable_id.as_bytes()]);
        Meant {
            person,
            here: self.at(&person, &knock.place),
            home: self.places.mark("at home", &[&person]),
            is_home: known.contains(&self.places.pair(stable_id, &knock.place)),
        }
    }

    /// What no longer counts now that the person's password was right.
    pub fn forgiven(&self, stable_id: &str, knock: &Knock) -> [Mark; 3] {
        forgiven(knock, &self.meant(stable_id, knock, &[]))
    }

    fn at(&self, whose: &Mark, place: &Mark) -> Mark {
        self.places.mark("at", &[whose, place])
    }
}

#[cfg(test)]
mod tests;
