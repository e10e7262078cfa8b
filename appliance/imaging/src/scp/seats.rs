//! Who has a seat: a cap on associations in all and per address, and a side room where those
//! without a seat are told so.

use std::collections::HashMap;
use std::net::{IpAddr, Ipv6Addr};
use std::sync::{Arc, Mutex, PoisonError};

use super::policy::Policy;

/// Connections at once in the side room, in all.
const SIDE_ROOM: usize = 64;
/// Connections at once in the side room, from one address.
const SIDE_ROOM_PER_PEER: usize = 8;

#[derive(Debug, Default)]
struct Taken {
    seats: HashMap<IpAddr, usize>,
    seats_in_all: usize,
    side: HashMap<IpAddr, usize>,
    side_in_all: usize,
    shed: u64,
}

/// The count of who sits where.
#[derive(Debug, Default)]
pub(super) struct Seats(Mutex<Taken>);

/// Where a new connection goes. Given back on drop.
#[derive(Debug)]
pub(super) enum Seat {
    /// A seat at the table: may associate.
    Table { _held: Held },
    /// The side room, because no seat is free.
    SideFull { _held: Held },
    /// The side room, because nobody may call from this address.
    SideUnknown { _held: Held },
    /// Nothing free: closed without an answer.
    None,
}

#[derive(Debug)]
pub(super) struct Held {
    seats: Arc<Seats>,
    address: IpAddr,
    table: bool,
}

impl Seats {
    pub(super) fn take(self: &Arc<Self>, address: IpAddr, policy: &Policy) -> Seat {
        let mut taken = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let known = policy.knows(address);
        let address = of_one_caller(address);
        let held = |table| Held {
            seats: Arc::clone(self),
            address,
            table,
        };
        let at_table = taken.seats.get(&address).copied().unwrap_or(0);
        if known && taken.seats_in_all < policy.max_associations && at_table < policy.max_per_peer {
            taken.seats_in_all += 1;
            *taken.seats.entry(address).or_default() += 1;
            return Seat::Table { _held: held(true) };
        }
        let aside = taken.side.get(&address).copied().unwrap_or(0);
        if taken.side_in_all >= SIDE_ROOM || aside >= SIDE_ROOM_PER_PEER {
            taken.shed += 1;
            return Seat::None;
        }
        taken.side_in_all += 1;
        *taken.side.entry(address).or_default() += 1;
        if known {
            Seat::SideFull { _held: held(false) }
        } else {
            Seat::SideUnknown { _held: held(false) }
        }
    }

    /// Connections closed without an answer since the last call.
    pub(super) fn shed(&self) -> u64 {
        std::mem::take(&mut self.0.lock().unwrap_or_else(PoisonError::into_inner).shed)
    }
}

/// What one caller commands: an IPv4 address, an IPv6 /64.
fn of_one_caller(address: IpAddr) -> IpAddr {
    match address.to_canonical() {
        IpAddr::V6(six) => {
            let [a, b, c, d, ..] = six.segments();
            IpAddr::V6(Ipv6Addr::new(a, b, c, d, 0, 0, 0, 0))
        }
        four @ IpAddr::V4(_) => four,
    }
}

impl Drop for Held {
    fn drop(&mut self) {
        let mut taken = self.seats.0.lock().unwrap_or_else(PoisonError::into_inner);
        let taken = &mut *taken;
        let (map, in_all) = if self.table {
            (&mut taken.seats, &mut taken.seats_in_all)
        } else {
            (&mut taken.side, &mut taken.side_in_all)
        };
        *in_all -= 1;
        if let Some(count) = map.get_mut(&self.address) {
            *count -= 1;
            if *count == 0 {
                map.remove(&self.address);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests")]
    use super::*;

    #[test]
    fn a_crowd_at_one_address_leaves_room_for_another_and_seats_come_back() {
        let mut policy = Policy::closed("DOUBLELOCK").unwrap();
        policy
            .allow("CT1", &["192.0.2.0/24".parse().unwrap()])
            .unwrap();
        let seats = Arc::new(Seats::default());
        let crowd: IpAddr = "192.0.2.1".parse().unwrap();
        let mut held: Vec<Seat> = (0..100).map(|_| seats.take(crowd, &policy)).collect();
        let count =
            |held: &[Seat], pick: fn(&Seat) -> bool| held.iter().filter(|seat| pick(seat)).count();
        assert_eq!(count(&held, |seat| matches!(seat, Seat::Table { .. })), 8);
        assert_eq!(
            count(&held, |seat| matches!(seat, Seat::SideFull { .. })),
            8
        );
        assert_eq!(count(&held, |seat| matches!(seat, Seat::None)), 84);
        assert_eq!((seats.shed(), seats.shed()), (84, 0));
        let other = seats.take("192.0.2.2".parse().unwrap(), &policy);
        assert!(matches!(other, Seat::Table { .. }));
        assert!(matches!(
            seats.take("198.51.100.1".parse().unwrap(), &policy),
            Seat::SideUnknown { .. }
        ));
        held.clear();
        assert!(matches!(seats.take(crowd, &policy), Seat::Table { .. }));
    }

    #[test]
    fn one_network_of_ipv6_is_one_caller_whichever_of_its_addresses_calls() {
        let mut policy = Policy::closed("DOUBLELOCK").unwrap();
        policy
            .allow("CT1", &["2001:db8::/32".parse().unwrap()])
            .unwrap();
        let seats = Arc::new(Seats::default());
        let at = |text: String| seats.take(text.parse().unwrap(), &policy);
        let held: Vec<Seat> = (0..12)
            .map(|host| at(format!("2001:db8::{host}")))
            .collect();
        let seated = held
            .iter()
            .filter(|seat| matches!(seat, Seat::Table { .. }));
        assert_eq!(seated.count(), 8);
        assert!(matches!(at("2001:db8:0:1::1".into()), Seat::Table { .. }));
    }

    #[test]
    fn the_cap_on_all_associations_holds_across_addresses() {
        let mut policy = Policy::closed("DOUBLELOCK").unwrap();
        policy
            .allow("CT1", &["192.0.2.0/24".parse().unwrap()])
            .unwrap();
        let seats = Arc::new(Seats::default());
        let held: Vec<Seat> = (0..40)
            .map(|host| seats.take(IpAddr::from([192, 0, 2, host]), &policy))
            .collect();
        assert_eq!(
            held.iter()
                .filter(|seat| matches!(seat, Seat::Table { .. }))
                .count(),
            32
        );
        assert!(
            held[32..]
                .iter()
                .all(|seat| matches!(seat, Seat::SideFull { .. }))
        );
    }
}
