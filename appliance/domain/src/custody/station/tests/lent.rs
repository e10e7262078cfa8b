//! What was lent comes back: one scan of each article, whatever number its parcel bears, and no other article is it.

use super::super::start::receive_job;
use super::world::{id, item_on_the_quay, scanned};
use super::*;
use crate::custody::holder::HolderKind;
use crate::custody::item::{Condition, ItemFact, ItemState};

/// Two films, sealed and with the carrier, that are to come back.
fn two_films_lent() -> World {
    let mut world = World::new().with_films_on_the_quay();
    world.lent = true;
    world.two_films_leave();
    assert_eq!(world.shipment_state(9), ShipmentState::Announced);
    world
}

fn on_the_quay(world: &World, n: u32) -> bool {
    world.holder(label(n)).kind() == HolderKind::Location
}

#[test]
fn what_was_lent_is_received_with_one_scan_each_and_its_place() {
    let mut world = two_films_lent();
    world.scan(&World::slip());
    let before = world.scans;
    world.scan_label(label(0));
    assert_eq!(
        words(&world),
        (Tone::Ok, Word::Received, Said::ItemReturned)
    );
    assert!(matches!(world.state, JobState::Receive(_)));
    world.scan_label(label(1));
    world.scan(&World::quay());
    assert_eq!(words(&world).2, Said::ReceiveDone);
    assert_eq!(world.scans - before, 3);
    assert!(on_the_quay(&world, 0) && on_the_quay(&world, 1));
    assert_eq!(world.shipment_state(9), ShipmentState::Received);
}

#[test]
fn what_comes_back_had_arrived_and_its_parcel_is_not_taken_for_one_that_comes_back_unopened() {
    let mut world = two_films_lent();
    world.scan_label(label(0));
    world.scan("DXMISSING");
    world.scan(&World::quay());
    assert_eq!(words(&world).2, Said::ReceiveDoneExceptions);
    assert_eq!(world.shipment_state(2), ShipmentState::InTransit);
    world.scan(&World::sheet());
    assert_eq!(words(&world).2, Said::PartlyBack);
    assert_eq!(world.state, JobState::default());
    // Weeks later, the other.
    world.scan_label(label(1));
    assert_eq!(words(&world).2, Said::ItemReturned);
    world.scan(&World::quay());
    assert_eq!(words(&world).2, Said::FoundDone);
    assert!(on_the_quay(&world, 1));
}

#[test]
fn a_parcel_that_came_back_itself_is_not_taken_for_what_its_recipient_sends_back() {
    let mut world = two_films_lent();
    world.scan(&World::sheet());
    // Whoever opened it reads what is in it before they answer.
    world.scan_label(label(0));
    assert_eq!(words(&world).2, Said::AskCameBack);
    assert_eq!(world.holder(label(0)).kind(), HolderKind::Carrier);
    world.scan("2");
    assert_eq!(words(&world).2, Said::CameBackOpened);
    assert!(world.brought_back().is_empty());
}

#[test]
fn the_number_on_the_parcel_becomes_its_own_with_the_first_article_that_is_read() {
    let mut world = two_films_lent();
    world.scan("EB44710119");
    assert!(matches!(world.state, JobState::Ask(_)));
    world.scan_label(label(1));
    assert_eq!(words(&world).2, Said::ReturnNoted);
    assert_eq!(world.shipment_waybill(9).as_deref(), Some("EB44710119"));
    world.scan_label(label(1));
    assert_eq!(words(&world).2, Said::ItemReturned);
}

#[test]
fn a_reception_that_was_a_mistake_leaves_the_article_with_whoever_had_it() {
    let mut world = two_films_lent();
    world.scan(&World::slip());
    world.scan_label(label(0));
    world.scan("DXUNDOLAST");
    assert_eq!(words(&world).2, Said::ReceptionUndone);
    assert_eq!(world.holder(label(0)), Holder::Recipient(id(52)));
    // Nobody took anything out of it: it can be left.
    world.scan("DXDONE");
    assert_eq!(words(&world).2, Said::JobLeft);
    assert_eq!(world.shipment_state(9), ShipmentState::Announced);
}

#[test]
fn no_other_article_is_taken_for_one_that_was_lent() {
    let mut world = two_films_lent();
    world.scan_label(label(0));
    // A label that nothing bears yet: the film that is awaited has its own.
    world.scan_label(label(5));
    assert_eq!(
        words(&world),
        (Tone::Refused, Word::Refused, Said::AwaitsOurs)
    );
    world.scan("DXEXTRA");
    world.scan_label(label(5));
    assert_eq!(words(&world).2, Said::ItemExtra);
    // A card that says otherwise changes nothing: it is the one that is awaited.
    world.scan("DXEXTRA");
    world.scan_label(label(1));
    assert_eq!(words(&world).2, Said::ItemReturned);
    let lines = world.brought_back();
    let of_it = lines.iter().filter(|line| line.label == Some(label(1)));
    assert_eq!(of_it.count(), 1);
    world.scan(&World::quay());
    world.scan(&World::sheet());
    assert_eq!(words(&world).2, Said::PartlyBack);
}

#[test]
fn a_worn_label_that_is_being_replaced_is_not_forgotten_for_what_is_lent() {
    let mut world = two_films_lent();
    world.scan("DXREPRINT");
    world.scan_label(label(3));
    let replacing = world.state.clone();
    world.scan_label(label(0));
    assert_eq!(words(&world).2, Said::ItemAway);
    assert_eq!(world.state, replacing);
}

#[test]
fn what_is_awaited_in_another_parcel_is_said_to_be() {
    let mut world = two_films_lent();
    world.scan("ZZ99887766");
    world.scan("1");
    world.scan("DXFILMSHEET");
    world.scan_label(label(0));
    assert_eq!(words(&world).2, Said::AwaitedInAnother);
    let last = world.last.as_ref().unwrap();
    assert_eq!(last.place.as_deref(), Some("2026-0009"));
}

#[test]
fn what_had_left_for_good_comes_back_in_any_parcel_and_counts_in_it_only_if_it_is_of_its_case() {
    let mut world = World::new().with_films_on_the_quay();
    world.two_films_leave();
    // Out of one that nobody announced, it is what it was: no card says it.
    world.scan("ZZ99887766");
    world.scan("1");
    world.scan_label(label(0));
    assert_eq!(
        words(&world),
        (Tone::Ok, Word::Received, Said::ItemReturned)
    );
    let of = |case: Option<u8>, of_item: u8| {
        let mut job = receive_job(&World::new().parcel(1), None);
        job.case = case.map(id);
        let item = ItemFact {
            case: Some(id(of_item)),
            state: ItemState {
                holder: Holder::Recipient(id(52)),
                ..item_on_the_quay(3).state
            },
            ..item_on_the_quay(3)
        };
        let state = JobState::Receive(job);
        scanned(&state, &Scan::Label(label(3)), Known::Item(item))
    };
    assert_eq!(of(Some(7), 7).feedback.said, Said::ItemReturned);
    for other in [of(Some(8), 7), of(None, 7)] {
        assert_eq!(other.feedback.said, Said::LeftNotAnnounced);
        assert_eq!(other.effect, Effect::Nothing);
    }
}

#[test]
fn what_was_damaged_when_it_left_is_not_whole_for_having_come_back() {
    let torn = ItemFact {
        case: Some(id(7)),
        state: ItemState {
            holder: Holder::Recipient(id(52)),
            condition: Condition::Torn,
            ..item_on_the_quay(3).state
        },
        ..item_on_the_quay(3)
    };
    let of = |armed| {
        let mut job = receive_job(&World::new().parcel(1), None);
        (job.case, job.armed) = (Some(id(7)), armed);
        let known = Known::Item(torn.clone());
        let step = scanned(&JobState::Receive(job), &Scan::Label(label(3)), known);
        match step.effect {
            Effect::Receive {
                condition, outcome, ..
            } => (condition, outcome),
            other => panic!("{other:?}"),
        }
    };
    assert_eq!(of(None), (Condition::Torn, LineOutcome::Received));
    let worse = of(Some(Armed::Damaged));
    assert_eq!(worse, (Condition::Damaged, LineOutcome::Damaged));
}

#[test]
fn what_left_damaged_is_damaged_anew_once_somebody_says_so() {
    let mut world = two_films_lent();
    world.scan_label(label(0));
    world.scan("DXDAMAGED");
    world.scan_label(label(0));
    world.scan("DXUNDOLAST");
    assert_eq!(words(&world).2, Said::DamageUndone);
    let its_line = |world: &World| {
        let lines = world.brought_back();
        let of_it = lines.iter().find(|line| line.label == Some(label(0)));
        of_it.map(|line| line.outcome)
    };
    assert_eq!(its_line(&world), Some(LineOutcome::Received));
    // It left damaged: that says nothing of how it came back.
    world.scan("DXUNDOLAST");
    assert_eq!(world.holder(label(0)), Holder::Carrier(id(52)));
    world.damage(label(0));
    world.scan_label(label(0));
    assert_eq!(its_line(&world), Some(LineOutcome::Received));
    world.scan("DXDAMAGED");
    world.scan_label(label(0));
    assert_eq!(its_line(&world), Some(LineOutcome::Damaged));
    world.scan("DXUNDOLAST");
    assert_eq!(its_line(&world), Some(LineOutcome::Received));
}

#[test]
fn what_was_read_too_much_and_taken_back_leaves_what_is_missing_to_be_found() {
    let mut world = two_films_lent();
    world.scan_label(label(0));
    world.scan("DXMISSING");
    world.scan(&World::quay());
    world.scan("2026-0009");
    world.scan("DXEXTRA");
    world.scan_label(label(5));
    assert_eq!(words(&world).2, Said::ItemExtra);
    world.scan("DXUNDOLAST");
    world.scan_label(label(1));
    assert_eq!(words(&world).2, Said::ItemReturned);
}

#[test]
fn what_came_home_otherwise_and_left_again_is_not_what_the_first_return_still_awaits() {
    let mut world = two_films_lent();
    world.scan_label(label(0));
    world.scan("DXMISSING");
    world.scan(&World::quay());
    let job = |label_of: u32, left_in: u8| {
        let leg = world.shipment_fact(9);
        let job = receive_job(&leg, Some(leg.missing.clone()));
        let item = ItemFact {
            state: ItemState {
                holder: Holder::Recipient(id(left_in)),
                ..item_on_the_quay(label_of).state
            },
            ..item_on_the_quay(label_of)
        };
        let scan = Scan::Label(label(label_of));
        scanned(&JobState::Receive(job), &scan, Known::Item(item))
            .feedback
            .said
    };
    assert_eq!(job(1, 52), Said::ItemReturned);
    assert_eq!(job(1, 53), Said::LeftNotAnnounced);
}

proptest! {
    /// I1, I2, I7: whatever is read of what was lent, each film is with the carrier, with whoever has it, here, or in a
    /// parcel; a line of the parcel that brings it back is that film or none; and each move is legal in the model.
    #[test]
    fn any_scans_of_what_was_lent_are_answered(
        scans in prop::collection::vec((0u8..16, 0i64..4), 1..60),
    ) {
        let mut world = two_films_lent();
        for (n, minutes) in scans {
            world.now = world.now.plus(Span::minutes(minutes));
            let code = match n {
                0..=2 => label(u32::from(n)).to_string(),
                3 => label(5).to_string(),
                4 => World::sheet(),
                5 => World::slip(),
                6..=8 => (n - 5).to_string(),
                9 => "DXMISSING".into(),
                10 => "DXUNDOLAST".into(),
                11 => "DXDONE".into(),
                12 | 13 => World::quay(),
                14 => "DXEXTRA".into(),
                _ => "EB44710101".into(),
            };
            world.scan(&code);
            for line in world.brought_back() {
                let is_there = line.label.is_some();
                if let Some(awaited) = line.awaits {
                    prop_assert!(line.label.is_none_or(|label| label == awaited));
                    if is_there {
                        let kind = world.holder(awaited).kind();
                        prop_assert!(!matches!(kind, HolderKind::Carrier | HolderKind::Recipient));
                    }
                } else {
                    prop_assert_eq!(line.outcome, LineOutcome::Extra);
                }
            }
        }
    }
}
