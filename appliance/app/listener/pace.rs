//! How much of the journal a stranger may fill.

use std::collections::BTreeMap;
use std::net::{IpAddr, Ipv6Addr};

use doublelock_domain::time::{Span, Timestamp};

/// Entries that one address may cause in one window.
const PER_ADDRESS: u32 = 10;
/// Entries that all addresses together may cause in one window.
const IN_ALL: u32 = 60;
/// Length of a window.
const WINDOW: Span = Span::minutes(1);
/// Addresses told apart in one window; [`IN_ALL`] holds whatever their number.
const ADDRESSES: usize = 256;

/// Counts refusals per address and minute. What is over the share is counted, and the count
/// stands in the next entry that is written.
#[derive(Debug)]
pub(super) struct Refusals {
    began: Timestamp,
    written: u32,
    unwritten: u64,
    by_address: BTreeMap<IpAddr, u32>,
}

impl Default for Refusals {
    fn default() -> Self {
        Self {
            began: Timestamp::from_micros(i64::MIN),
            written: 0,
            unwritten: 0,
            by_address: BTreeMap::new(),
        }
    }
}

impl Refusals {
    /// Whether a refusal of `address` may be written at `now`; if so, how many were not
    /// written since the last that was.
    pub(super) fn share(&mut self, address: IpAddr, now: Timestamp) -> Option<u64> {
        let age = now.since(self.began);
        if age >= WINDOW || age < Span::seconds(0) {
            self.began = now;
            self.written = 0;
            self.by_address.clear();
        }
        if !self.admits(network(address)) {
            self.unwritten += 1;
            return None;
        }
        self.written += 1;
        Some(std::mem::take(&mut self.unwritten))
    }

    fn admits(&mut self, address: IpAddr) -> bool {
        if self.written >= IN_ALL {
            return false;
        }
        if !self.by_address.contains_key(&address) && self.by_address.len() >= ADDRESSES {
            return false;
        }
        let count = self.by_address.entry(address).or_default();
        *count += 1;
        *count <= PER_ADDRESS
    }
}

/// One caller of IPv6 commands at least 2^64 addresses: its network counts.
fn network(address: IpAddr) -> IpAddr {
    match address {
        IpAddr::V4(_) => address,
        IpAddr::V6(address) => {
            let [a, b, c, d, ..] = address.segments();
            IpAddr::V6(Ipv6Addr::new(a, b, c, d, 0, 0, 0, 0))
        }
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests")]
    use super::*;

    fn at(seconds: i64) -> Timestamp {
        Timestamp::from_micros(1_795_000_000_000_000).plus(Span::seconds(seconds))
    }

    fn address(text: &str) -> IpAddr {
        text.parse().unwrap()
    }

    #[test]
    fn an_address_has_its_share_and_the_rest_is_counted_in_the_next_entry() {
        let mut refusals = Refusals::default();
        let (noisy, quiet) = (address("192.0.2.7"), address("192.0.2.8"));
        let written = (0..100)
            .filter(|_| refusals.share(noisy, at(0)).is_some())
            .count();
        assert_eq!(written, 10);
        assert_eq!(refusals.share(quiet, at(1)), Some(90));
        assert_eq!(refusals.share(quiet, at(2)), Some(0));
        assert_eq!(refusals.share(noisy, at(59)), None);
        assert_eq!(refusals.share(noisy, at(60)), Some(1));
    }

    #[test]
    fn many_addresses_together_do_not_fill_the_journal_either() {
        let mut refusals = Refusals::default();
        let written = (0..=255_u8)
            .flat_map(|host| std::iter::repeat_n(IpAddr::from([198, 51, 100, host]), 3))
            .filter(|address| refusals.share(*address, at(0)).is_some())
            .count();
        assert_eq!(written, 60);
        assert_eq!(
            refusals.share(address("203.0.113.1"), at(61)),
            Some(768 - 60)
        );
    }

    #[test]
    fn the_addresses_of_one_ipv6_network_share() {
        let mut refusals = Refusals::default();
        let written = (0..50_u16)
            .filter(|host| {
                refusals
                    .share(address(&format!("2001:db8::{host:x}")), at(0))
                    .is_some()
            })
            .count();
        assert_eq!(written, 10);
    }

    #[test]
    fn a_clock_that_steps_back_silences_nobody() {
        let mut refusals = Refusals::default();
        for _ in 0..20 {
            refusals.share(address("192.0.2.7"), at(0));
        }
        assert_eq!(refusals.share(address("192.0.2.7"), at(-3600)), Some(10));
    }
}
