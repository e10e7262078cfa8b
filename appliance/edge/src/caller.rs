//! Who counts as one caller.

use std::net::{IpAddr, Ipv6Addr};

/// One caller: an IPv4 address, or the 2^64 IPv6 addresses of one subscriber (a /64, RFC 4291
/// 2.5.1). An IPv4 address mapped into IPv6 (RFC 4291 2.5.5.2) is the IPv4 address.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) struct Caller(IpAddr);

impl Caller {
    /// The caller behind an address.
    pub(crate) fn at(address: IpAddr) -> Self {
        Self(match address.to_canonical() {
            IpAddr::V6(six) => {
                let network = six.to_bits() & !u128::from(u64::MAX);
                IpAddr::V6(Ipv6Addr::from_bits(network))
            }
            four @ IpAddr::V4(_) => four,
        })
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests")]

    use super::*;

    fn caller(address: &str) -> Caller {
        Caller::at(address.parse().unwrap())
    }

    #[test]
    fn a_subscriber_with_many_ipv6_addresses_is_one_caller() {
        assert_eq!(caller("2001:db8:0:7::1"), caller("2001:db8:0:7:ffff::9"));
        assert_ne!(caller("2001:db8:0:7::1"), caller("2001:db8:0:8::1"));
    }

    #[test]
    fn an_ipv4_address_is_one_caller_however_it_is_written() {
        assert_eq!(caller("::ffff:192.0.2.7"), caller("192.0.2.7"));
        assert_ne!(caller("::ffff:192.0.2.7"), caller("192.0.2.8"));
    }
}
