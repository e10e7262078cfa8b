#![expect(clippy::unwrap_used, reason = "tests")]

use doublelock_domain::time::Span;

use super::*;

fn address(last: u8) -> IpAddr {
    format!("192.0.2.{last}").parse().unwrap()
}

fn throttle(master: &[u8]) -> Throttle {
    let limits = Limits {
        window: Span::minutes(15),
        per_account: 5,
        per_pair: 4,
        per_address: 30,
    };
    Throttle::new(Places::new(master).unwrap(), limits)
}

#[test]
fn an_ipv6_network_is_one_place_and_its_neighbour_another() {
    let throttle = throttle(b"a master key");
    let place = |text: &str| {
        throttle
            .knock("v", text.parse().unwrap(), &[])
            .unwrap()
            .place
    };
    assert_eq!(place("2001:db8::1"), place("2001:db8::ffff:0:1"));
    assert_ne!(place("2001:db8::1"), place("2001:db8:0:1::1"));
    assert_eq!(place("::ffff:192.0.2.1"), place("192.0.2.1"));
    assert_ne!(place("192.0.2.2"), place("192.0.2.1"));
}

#[test]
fn spellings_of_a_name_are_one_mark_and_nothing_of_it_can_be_read() {
    let ours = throttle(b"a master key");
    let knock = |login: &str| ours.knock(login, address(1), &[]).unwrap();
    for spelling in ["DR.ROY", " dr.roy ", "ｄｒ.ｒｏｙ", "dr\u{ad}.roy"] {
        assert_eq!(knock(spelling).name, knock("dr.roy").name, "{spelling:?}");
        assert_eq!(knock(spelling).name_here, knock("dr.roy").name_here);
    }
    assert_ne!(knock("dr.roi").name, knock("dr.roy").name);
    let theirs = throttle(b"another")
        .knock("dr.roy", address(1), &[])
        .unwrap();
    assert_ne!(theirs.name, knock("dr.roy").name);
}

#[test]
fn a_person_is_at_home_where_they_signed_in_before() {
    let throttle = throttle(b"a master key");
    let known = [throttle.places().known("R", address(1)).unwrap().pair];
    let at = |last, who| {
        let knock = throttle.knock("dr.roy", address(last), &known).unwrap();
        throttle.meant(who, &knock, &known).unwrap()
    };
    assert!(at(1, "R").is_home);
    assert!(!at(2, "R").is_home);
    assert!(!at(1, "S").is_home);
    // Every mark is another: what is counted under one counts under no other.
    let knock = throttle.knock("R", address(1), &known).unwrap();
    let meant = at(1, "R");
    let mut marks = vec![knock.place, knock.name, knock.name_here];
    marks.extend([meant.person, meant.here, meant.home, at(2, "R").here]);
    marks.sort_unstable();
    let all = marks.len();
    marks.dedup();
    assert_eq!(marks.len(), all);
}

#[test]
fn the_marks_are_hmac_sha256() {
    // RFC 4231 4.2; zeros at its end do not change a key.
    let mut key = [0; 32];
    key[..20].fill(0x0b);
    let hex: String = hmac(&key, b"Hi There")
        .unwrap()
        .iter()
        .map(|byte| format!("{byte:02x}"))
        .collect();
    assert_eq!(
        hex,
        "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7"
    );
    let (ours, theirs) = (
        Places::new(b"one").unwrap(),
        Places::new(b"another").unwrap(),
    );
    assert_ne!(
        ours.place(address(1)).unwrap(),
        theirs.place(address(1)).unwrap()
    );
    assert_ne!(
        ours.known("R", address(1)).unwrap().pair,
        ours.known("S", address(1)).unwrap().pair
    );
}
