//! Who may associate, how many at once, and how long things may take.

use std::fmt;
use std::net::IpAddr;
use std::str::FromStr;
use std::time::Duration;

/// Rules of the provider. [`Policy::closed`] admits nobody.
#[derive(Debug, Clone)]
pub struct Policy {
    /// Our AE title, compared exactly (case too).
    pub called_ae: String,
    /// Who may call.
    pub callers: Vec<AllowedCaller>,
    /// Associations at once, all callers together.
    pub max_associations: usize,
    /// Associations at once from one address.
    pub max_per_peer: usize,
    /// Longest data set, in bytes.
    pub max_object_bytes: u64,
    /// Private storage SOP classes to take beside the standard ones.
    pub private_sop_classes: Vec<String>,
    /// How long things may take.
    pub timeouts: Timeouts,
}

/// Slowest pace of a data set, in bytes a second: a tenth of what an old 2 Mbit/s line carries.
pub(super) const SLOWEST: u64 = 24 * 1024;

impl Timeouts {
    /// Whether a data set of which so many bytes came in this time is dripped to keep the seat.
    pub(super) fn is_dripped(&self, taken: u64, since: Duration) -> bool {
        since > self.slow_start && taken < SLOWEST.saturating_mul(since.as_secs())
    }
}

/// Time limits of an association.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Timeouts {
    /// From the connection to a whole A-ASSOCIATE-RQ (the ARTIM timer of PS3.8 9.1.5).
    pub artim: Duration,
    /// Between two PDUs of an established association.
    pub idle: Duration,
    /// From the first byte of a PDU to its last.
    pub pdu: Duration,
    /// From the C-STORE request to the last byte of its data set.
    pub object: Duration,
    /// Without an image that was kept, outside of a data set: somebody who only asks whether we are there
    /// (C-ECHO) keeps a seat from others no longer than this.
    pub fruitless: Duration,
    /// From when on a data set must have come at [`SLOWEST`] on average.
    pub slow_start: Duration,
    /// Writing one PDU to a peer that does not read.
    pub write: Duration,
    /// After a stop: for the object in hand.
    pub stop_grace: Duration,
}

impl Default for Timeouts {
    fn default() -> Self {
        Self {
            artim: Duration::from_secs(30),
            idle: Duration::from_mins(1),
            pdu: Duration::from_secs(30),
            object: Duration::from_hours(1),
            fruitless: Duration::from_mins(10),
            slow_start: Duration::from_mins(1),
            write: Duration::from_secs(30),
            stop_grace: Duration::from_secs(20),
        }
    }
}

/// One entry of the allow-list: an AE title, and the addresses it may call from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AllowedCaller {
    /// The calling AE title, compared exactly (case too).
    pub ae_title: String,
    /// Where it may call from. Empty: from nowhere.
    pub addresses: Vec<Network>,
}

/// A policy that cannot be followed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum BadPolicy {
    /// An AE title that is empty, longer than 16 characters, or not printable ASCII (PS3.5 6.2).
    #[error("not an AE title")]
    AeTitle,
    /// Not an address, nor an address with a prefix length.
    #[error("not an address or network")]
    Network,
}

impl Policy {
    /// Our own title, nobody on the allow-list, 32 associations, 8 from one address, 4 GiB.
    pub fn closed(called_ae: &str) -> Result<Self, BadPolicy> {
        Ok(Self {
            called_ae: checked_ae(called_ae)?,
            callers: Vec::new(),
            max_associations: 32,
            max_per_peer: 8,
            max_object_bytes: 4 << 30,
            private_sop_classes: Vec::new(),
            timeouts: Timeouts::default(),
        })
    }

    /// Adds a caller.
    pub fn allow(&mut self, ae_title: &str, addresses: &[Network]) -> Result<(), BadPolicy> {
        let ae_title = checked_ae(ae_title)?;
        self.callers.push(AllowedCaller {
            ae_title,
            addresses: addresses.to_vec(),
        });
        Ok(())
    }

    /// Whether any caller may come from `address`.
    pub(super) fn knows(&self, address: IpAddr) -> bool {
        self.callers.iter().any(|caller| caller.admits(address))
    }

    /// Whether `ae_title` may call from `address`.
    pub(super) fn admits(&self, ae_title: &str, address: IpAddr) -> bool {
        self.callers
            .iter()
            .any(|caller| caller.ae_title == ae_title && caller.admits(address))
    }
}

impl AllowedCaller {
    fn admits(&self, address: IpAddr) -> bool {
        self.addresses.iter().any(|network| network.holds(address))
    }
}

/// Whether bytes may stand in an AE title (PS3.5 6.2: no control character, no backslash).
pub(super) fn is_ae_text(bytes: &[u8]) -> bool {
    bytes
        .iter()
        .all(|byte| (b' '..=b'~').contains(byte) && *byte != b'\\')
}

fn checked_ae(title: &str) -> Result<String, BadPolicy> {
    let title = title.trim_matches(' ');
    if title.is_empty() || title.len() > 16 || !is_ae_text(title.as_bytes()) {
        return Err(BadPolicy::AeTitle);
    }
    Ok(title.to_owned())
}

/// An address, or all addresses that share its first bits: `192.0.2.7`, `192.0.2.0/24`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Network {
    address: IpAddr,
    prefix: u8,
}

impl Network {
    /// Exactly this address.
    pub fn only(address: IpAddr) -> Self {
        let address = address.to_canonical();
        Self {
            address,
            prefix: width(address),
        }
    }

    /// Whether `address` belongs to it. An IPv4 address written as IPv6 counts as IPv4.
    pub fn holds(&self, address: IpAddr) -> bool {
        let shift = u32::from(width(self.address) - self.prefix);
        match (self.address, address.to_canonical()) {
            (IpAddr::V4(ours), IpAddr::V4(theirs)) => {
                (ours.to_bits() ^ theirs.to_bits())
                    .checked_shr(shift)
                    .unwrap_or(0)
                    == 0
            }
            (IpAddr::V6(ours), IpAddr::V6(theirs)) => {
                (ours.to_bits() ^ theirs.to_bits())
                    .checked_shr(shift)
                    .unwrap_or(0)
                    == 0
            }
            _ => false,
        }
    }
}

fn width(address: IpAddr) -> u8 {
    if address.is_ipv4() { 32 } else { 128 }
}

impl FromStr for Network {
    type Err = BadPolicy;

    fn from_str(text: &str) -> Result<Self, BadPolicy> {
        let (address, prefix) = match text.split_once('/') {
            Some((address, prefix)) => (address, Some(prefix)),
            None => (text, None),
        };
        let address: IpAddr = address.parse().map_err(|_| BadPolicy::Network)?;
        let prefix = match prefix {
            None => return Ok(Self::only(address)),
            Some(prefix) => prefix.parse().map_err(|_| BadPolicy::Network)?,
        };
        if prefix > width(address) {
            return Err(BadPolicy::Network);
        }
        Ok(Self { address, prefix })
    }
}

impl fmt::Display for Network {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.prefix == width(self.address) {
            write!(f, "{}", self.address)
        } else {
            write!(f, "{}/{}", self.address, self.prefix)
        }
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests")]
    use super::*;

    fn network(text: &str) -> Network {
        text.parse().unwrap()
    }

    #[test]
    fn a_network_holds_its_addresses_and_no_other() {
        let cases = [
            ("192.0.2.7", "192.0.2.7", true),
            ("192.0.2.7", "192.0.2.8", false),
            ("192.0.2.0/24", "192.0.2.255", true),
            ("192.0.2.0/24", "192.0.3.0", false),
            ("0.0.0.0/0", "198.51.100.1", true),
            ("0.0.0.0/0", "2001:db8::1", false),
            ("2001:db8::/32", "2001:db8:1::9", true),
            ("2001:db8::/32", "2001:db9::9", false),
            ("::/0", "2001:db9::9", true),
            ("192.0.2.7", "::ffff:192.0.2.7", true),
        ];
        for (net, address, expected) in cases {
            assert_eq!(
                network(net).holds(address.parse().unwrap()),
                expected,
                "{net} {address}"
            );
        }
    }

    #[test]
    fn words_that_are_no_network_are_refused() {
        for text in [
            "",
            "192.0.2.0/33",
            "192.0.2.0/-1",
            "192.0.2/24",
            "host",
            "::/129",
            "192.0.2.0/24/8",
        ] {
            assert_eq!(text.parse::<Network>(), Err(BadPolicy::Network), "{text}");
        }
    }

    #[test]
    fn a_closed_policy_admits_nobody_and_a_caller_without_addresses_neither() {
        let mut policy = Policy::closed("DOUBLELOCK").unwrap();
        let address = "192.0.2.7".parse().unwrap();
        assert!(!policy.knows(address));
        policy.allow("CT1", &[]).unwrap();
        assert!(!policy.admits("CT1", address));
        policy.allow("CT1", &[network("192.0.2.0/28")]).unwrap();
        assert!(policy.admits("CT1", address));
        assert!(!policy.admits("ct1", address));
        assert!(!policy.admits("CT1", "192.0.2.99".parse().unwrap()));
    }

    #[test]
    fn titles_that_are_no_ae_titles_are_refused() {
        for title in ["", "   ", "ABCDEFGHIJKLMNOPQ", "A\\B", "A\nB", "É"] {
            assert_eq!(
                Policy::closed(title).map(|_| ()),
                Err(BadPolicy::AeTitle),
                "{title:?}"
            );
        }
    }
}
