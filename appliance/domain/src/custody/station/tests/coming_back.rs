//! A parcel that left is heard of again: its recipient's slip comes back, or it does itself.

use super::*;

/// Two films, packed, sealed, and with the carrier.
fn two_films_gone() -> World {
    let mut world = World::new().with_films_on_the_quay();
    world.two_films_leave();
    assert_eq!(world.shipment_state(2), ShipmentState::InTransit);
    world
}

fn with_the_carrier(world: &World, n: u32) -> bool {
    matches!(world.holder(label(n)), Holder::Carrier(_))
}

fn in_the_parcel(world: &World, n: u32) -> bool {
    matches!(world.holder(label(n)), Holder::Parcel(_))
}

#[test]
fn a_slip_that_comes_back_signed_says_in_one_scan_that_the_recipient_has_it() {
    let mut world = two_films_gone();
    let before = world.scans;
    world.scan(&World::slip());
    assert_eq!(world.scans - before, 1);
    let ok = (Tone::Ok, Word::Confirmed, Said::ReceiptConfirmed);
    assert_eq!(words(&world), ok);
    assert_eq!(world.shipment_state(2), ShipmentState::ReceiptConfirmed);
    assert!(matches!(world.holder(label(0)), Holder::Recipient(_)));
    // Twice is once.
    world.scan(&World::slip());
    assert_eq!(words(&world).2, Said::ReceiptAlreadyConfirmed);
    assert_eq!(words(&world).0, Tone::Ready);
}

#[test]
fn the_slip_of_a_parcel_that_came_back_is_no_receipt() {
    let mut world = two_films_gone();
    for code in [World::sheet(), "1".into(), "DXDONE".into(), World::slip()] {
        world.scan(&code);
    }
    assert_eq!(words(&world).2, Said::SlipOfOneThatCameBack);
    assert!(in_the_parcel(&world, 0));
}

#[test]
fn the_slip_of_a_parcel_that_did_not_leave_says_so_and_waits_while_another_job_is_open() {
    let mut world = World::new().with_films_on_the_quay();
    world.scan(&World::slip());
    let early = (Tone::Refused, Word::Refused, Said::SlipTooEarly);
    assert_eq!(words(&world), early);
    let mut world = two_films_gone();
    world.scan("ZZ99887766");
    world.scan("1");
    assert!(matches!(world.state, JobState::Receive(_)));
    world.scan(&World::slip());
    assert_eq!(words(&world).2, Said::FinishFirst);
    assert_eq!(world.shipment_state(2), ShipmentState::InTransit);
}

#[test]
fn a_parcel_that_comes_back_sealed_is_here_in_two_scans_with_all_that_is_in_it() {
    for read in [World::sheet(), seal(0).to_string(), "EB44710099".to_owned()] {
        for answer in ["1", "DXSEALINTACT"] {
            let mut world = two_films_gone();
            let before = world.scans;
            world.scan(&read);
            let asks = (Tone::Attention, Word::Check, Said::AskCameBack);
            assert_eq!(words(&world), asks, "{read}");
            // The trigger was held.
            world.scan(&read);
            assert_eq!(words(&world), asks, "{read}");
            assert!(with_the_carrier(&world, 0), "nothing moves by a question");
            world.scan(answer);
            assert_eq!(world.scans - before, 3);
            let back = (Tone::Attention, Word::CameBack, Said::CameBack);
            assert_eq!(words(&world), back);
            assert_eq!(world.shipment_state(2), ShipmentState::Sealed);
            assert!(in_the_parcel(&world, 0) && in_the_parcel(&world, 1));
        }
    }
}

#[test]
fn what_came_back_sealed_leaves_again_under_another_number_or_is_opened() {
    let mut world = two_films_gone();
    for code in [World::sheet(), "1".into(), "EB44710101".into()] {
        world.scan(&code);
    }
    assert_eq!(words(&world).2, Said::Dispatched);
    assert!(with_the_carrier(&world, 0));
    // Its old number is read once more, out of habit: whether it is the new one is asked.
    let mut world = two_films_gone();
    for code in [World::sheet(), "1".into(), "EB44710099".into()] {
        world.scan(&code);
    }
    assert_eq!(words(&world).2, Said::WaybillCameBack);
    assert_eq!(world.shipment_state(2), ShipmentState::Sealed);
    world.now = world.now.plus(Span::minutes(1));
    world.scan("EB44710099");
    assert_eq!(words(&world).2, Said::Dispatched, "it is meant");
    let mut world = two_films_gone();
    for code in [World::sheet(), "1".into(), "DXUNDOLAST".into()] {
        world.scan(&code);
    }
    assert_eq!(words(&world).2, Said::SealBroken);
    world.scan("DXUNDOLAST");
    assert!(matches!(world.holder(label(1)), Holder::Person(_)));
}

#[test]
fn of_a_parcel_whose_seal_is_broken_each_film_is_looked_for_and_what_is_not_there_is_said() {
    for answer in ["2", "DXSEALBROKEN"] {
        let mut world = two_films_gone();
        world.scan(&World::sheet());
        world.scan(answer);
        let opened = (Tone::Attention, Word::CameBack, Said::CameBackOpened);
        assert_eq!(words(&world), opened);
        assert_eq!(world.last.as_ref().unwrap().count, 2);
        // Nobody saw them yet: the carrier answers for them.
        assert!(with_the_carrier(&world, 0) && with_the_carrier(&world, 1));
        world.scan(&seal(1).to_string());
        assert_eq!(words(&world).2, Said::NotAllPacked);
        world.scan_label(label(0));
        assert_eq!(
            words(&world),
            (Tone::Ok, Word::Found, Said::ItemFoundInside)
        );
        assert!(in_the_parcel(&world, 0));
        world.scan("DXMISSING");
        assert_eq!(
            words(&world),
            (Tone::Attention, Word::Missing, Said::MarkedNotBack)
        );
        assert!(with_the_carrier(&world, 1), "what is missing moves nowhere");
        // Said too early: it lay under the other.
        world.scan_label(label(1));
        assert_eq!(words(&world).2, Said::ItemFoundInside);
        assert!(in_the_parcel(&world, 1));
        world.scan(&seal(1).to_string());
        assert_eq!(words(&world).2, Said::Sealed);
    }
}

#[test]
fn a_parcel_of_which_nothing_is_left_gets_no_seal_and_what_is_missing_does_not_leave_again() {
    let mut world = two_films_gone();
    for code in [World::sheet(), "2".into(), "DXMISSING".into()] {
        world.scan(&code);
    }
    world.scan(&seal(1).to_string());
    assert_eq!(words(&world).2, Said::NothingInside);
    let mut world = two_films_gone();
    for code in [
        World::sheet(),
        "2".into(),
        label(0).to_string(),
        "DXMISSING".into(),
        seal(1).to_string(),
        "EB44710101".into(),
    ] {
        world.scan(&code);
    }
    assert_eq!(words(&world).2, Said::Dispatched);
    world.scan(&World::slip());
    assert!(matches!(world.holder(label(0)), Holder::Recipient(_)));
    assert!(
        with_the_carrier(&world, 1),
        "the recipient never got this one"
    );
}

/// What is missing of a parcel of ours is found from its discrepancy: the station takes up none that leaves.
#[test]
fn a_parcel_that_leaves_is_not_taken_up_to_be_received() {
    let mut world = two_films_gone();
    for code in [World::sheet(), "2".into(), "DXMISSING".into()] {
        world.scan(&code);
    }
    let parcel = ShipmentFact {
        missing: vec![0, 1],
        ..world.parcel(2)
    };
    let step = take_up(&JobState::default(), &parcel, 0);
    assert_eq!(step.feedback.said, Said::NotMissing);
    assert_eq!(step.state, JobState::default());
}

#[test]
fn whoever_only_wants_to_know_how_it_stands_leaves_the_question_with_any_other_scan() {
    for leaves in ["3", "DXUNDOLAST", "DXDONE"] {
        let mut world = two_films_gone();
        world.scan(&World::sheet());
        world.scan(leaves);
        assert_eq!(words(&world).2, Said::JobLeft);
        assert_eq!(world.state, JobState::default());
        assert!(with_the_carrier(&world, 0));
    }
    let mut world = two_films_gone();
    world.scan(&World::sheet());
    // Its slip lies in it.
    world.scan(&World::slip());
    assert_eq!(words(&world).2, Said::AskCameBack);
    assert_eq!(world.shipment_state(2), ShipmentState::InTransit);
    world.scan("DXDAMAGED");
    assert_eq!(words(&world).0, Tone::Refused);
    assert!(
        matches!(world.state, JobState::Back(_)),
        "the question stands"
    );
    world.scan_label(label(3));
    assert_eq!(words(&world).2, Said::ItemFound);
    assert_eq!(world.state, JobState::default());
    world.scan("DXSEALINTACT");
    assert_eq!(words(&world).2, Said::CardNotHere);
}

proptest! {
    /// I1, I7, I9: whatever is read of a parcel that left, no article of it is anywhere but with the carrier, in the
    /// parcel, in the hands of whoever took it out, on the quay or with the recipient, and each move is legal.
    #[test]
    fn any_scans_after_a_departure_are_answered(
        scans in prop::collection::vec((0u8..16, 0i64..4), 1..60),
    ) {
        let mut world = two_films_gone();
        let gone = |holder: &Holder| {
            matches!(holder, Holder::Carrier(_) | Holder::Recipient(_))
        };
        for (n, minutes) in scans {
            world.now = world.now.plus(Span::minutes(minutes));
            let code = match n {
                0 | 1 => label(u32::from(n)).to_string(),
                2 | 3 => seal(u32::from(n) - 2).to_string(),
                4 | 5 => World::sheet(),
                6 => World::slip(),
                7..=9 => (n - 6).to_string(),
                10 => "DXMISSING".into(),
                11 | 12 => "DXUNDOLAST".into(),
                13 => "DXDONE".into(),
                14 => World::quay(),
                _ => "EB44710101".into(),
            };
            let before = world.shipment_state(2);
            world.scan(&code);
            let after = world.shipment_state(2);
            if before == ShipmentState::ReceiptConfirmed {
                prop_assert_eq!(before, after, "what its recipient has does not come back by a scan");
            }
            for film in [0, 1] {
                let outcome = world.outcome_of(2, label(film));
                let holder = world.holder(label(film));
                // With the carrier or its recipient while the parcel is; after that, only what nobody saw in it.
                let left = matches!(after, ShipmentState::InTransit | ShipmentState::ReceiptConfirmed);
                let packed = outcome == LineOutcome::Packed;
                // Unless it came out of another parcel since.
                if world.came_home(label(film)) { continue; }
                prop_assert_eq!(gone(&holder), (left && packed) || world.is_unseen(2, label(film)) || outcome == LineOutcome::Missing);
                prop_assert_eq!(packed && !left, matches!(holder, Holder::Parcel(_)));
            }
            if after == ShipmentState::Sealed || after == ShipmentState::InTransit {
                prop_assert!(world.seal_is_on(2));
            }
        }
    }
}
