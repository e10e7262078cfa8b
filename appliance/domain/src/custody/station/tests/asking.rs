//! A parcel that nobody announced: the question, its answers, and what comes out of it.

use super::super::AskJob;
use super::world::{NOW, id};
use super::*;
use crate::custody::item::ItemKind;
use crate::custody::shipment::Waybill;

/// The number on a parcel that nobody announced.
const UNKNOWN: &str = "EB44710119";

fn is_asked(world: &World) {
    assert_eq!(
        words(world),
        (Tone::Attention, Word::Unannounced, Said::NotAnnounced)
    );
    assert!(matches!(world.state, JobState::Ask(_)));
    assert_eq!(world.last.as_ref().unwrap().code.as_deref(), Some(UNKNOWN));
}

/// The question stands, and the parcels are as they were.
fn nothing_came(world: &World) {
    assert_eq!(world.parcels(), 2);
}

#[test]
fn two_films_that_nobody_announced_are_received_in_six_scans() {
    let mut world = World::new();
    world.scan(UNKNOWN);
    is_asked(&world);
    nothing_came(&world);
    world.scan("1");
    assert_eq!(
        words(&world),
        (Tone::Attention, Word::Started, Said::ArrivedUnannounced)
    );
    assert_eq!(world.last.as_ref().unwrap().next, Next::Kind);
    // What they are was not said: nothing is received as something that it may not be.
    world.scan_label(label(0));
    assert_eq!(words(&world).2, Said::KindFirst);
    world.scans = 2;
    world.scan("DXKINDFILM");
    assert_eq!(words(&world).2, Said::KindSet);
    for n in 0..2 {
        world.scan_label(label(n));
        assert_eq!(
            words(&world),
            (Tone::Ok, Word::Received, Said::ItemReceivedUnannounced)
        );
        assert_eq!(world.last.as_ref().unwrap().item, Some(ItemKind::FilmSheet));
    }
    world.scan(&World::quay());
    assert_eq!(world.scans, 6);
    assert_eq!(
        words(&world),
        (
            Tone::Attention,
            Word::Received,
            Said::ReceiveDoneUnannounced
        )
    );
    assert_eq!(world.last.as_ref().unwrap().count, 2);
    assert_eq!(world.last.as_ref().unwrap().total, 0);
    assert_eq!(
        world.shipment_state(3),
        ShipmentState::ReceivedWithExceptions
    );
    assert_eq!(world.holder(label(1)), Holder::Location(id(10)));
}

#[test]
fn its_articles_can_differ_be_damaged_and_be_taken_back() {
    let mut world = World::new();
    world.scan(UNKNOWN);
    world.scan("DXRECEIVE");
    world.scan("DXKINDFILM");
    world.scan_label(label(0));
    world.scan("DXKINDDISC");
    world.scan("DXDAMAGED");
    world.scan_label(label(1));
    assert_eq!(words(&world).2, Said::ItemDamaged);
    assert_eq!(
        world.last.as_ref().unwrap().item,
        Some(ItemKind::OpticalDisc)
    );
    // Nothing of it was announced, so nothing is extra, and nothing is missing.
    world.scan("DXEXTRA");
    assert_eq!(words(&world).2, Said::CardNotHere);
    world.scan("DXMISSING");
    assert_eq!(words(&world).2, Said::NothingMissing);
    world.scan("DXUNDOLAST");
    assert_eq!(words(&world).2, Said::ReceptionUndone);
    assert_eq!(world.holder(label(1)), Holder::Withdrawn);
    world.scan("DXUNDOLAST");
    // It is empty, and nobody waits for anything: it is not closed by a place.
    world.scan(&World::quay());
    assert_eq!(
        words(&world),
        (Tone::Refused, Word::Refused, Said::NothingTakenOut)
    );
    assert_eq!(world.shipment_state(3), ShipmentState::Arrived);
    world.scan("DXDONE");
    assert_eq!(words(&world).2, Said::JobLeft);
    // Its number is known by now: it is taken up again.
    world.scan(UNKNOWN);
    assert_eq!(words(&world).2, Said::ArrivedUnannounced);
    assert_eq!(world.parcels(), 3);
}

#[test]
fn an_announced_parcel_under_another_number_is_chosen_and_bears_it_from_then_on() {
    let mut world = World::new();
    world.scan(UNKNOWN);
    world.scan("2");
    assert_eq!(words(&world).2, Said::AskWhich);
    assert_eq!(world.last.as_ref().unwrap().next, Next::AnnouncedParcel);
    // One that leaves is not awaited.
    world.scan("2026-0002");
    assert_eq!(
        words(&world),
        (Tone::Refused, Word::Refused, Said::NotAwaited)
    );
    world.scan("2026-0001");
    assert_eq!(words(&world), (Tone::Ok, Word::Started, Said::WaybillNoted));
    assert_eq!(world.last.as_ref().unwrap().count, 5);
    nothing_came(&world);
    world.state = JobState::default();
    world.scan(UNKNOWN);
    assert_eq!(words(&world).2, Said::ReceiveStarted);
}

#[test]
fn what_is_no_waybill_is_put_aside() {
    for answer in ["3", "DXUNDOLAST"] {
        let mut world = World::new();
        world.scan(UNKNOWN);
        world.scan(answer);
        assert_eq!(
            words(&world),
            (Tone::Ready, Word::Undone, Said::ReadingDropped)
        );
        assert_eq!(world.state, JobState::default());
        nothing_came(&world);
    }
}

#[test]
fn another_scan_leaves_the_question_and_says_so() {
    let mut world = World::new();
    world.scan(UNKNOWN);
    // Once more is the same question; what is refused leaves it where it was.
    world.scan(UNKNOWN);
    is_asked(&world);
    assert_eq!(world.last.as_ref().unwrap().left, None);
    for refused in ["11", &label(0).to_string()] {
        world.scan(refused);
        assert_eq!(words(&world).0, Tone::Refused, "{refused}");
        assert!(matches!(world.state, JobState::Ask(_)), "{refused}");
    }
    // The other barcode of the same box is that of an announced parcel.
    world.scan("EB44710083");
    assert_eq!(words(&world).2, Said::ReceiveStarted);
    assert_eq!(world.last.as_ref().unwrap().left.as_deref(), Some(UNKNOWN));
    nothing_came(&world);
}

#[test]
fn a_parcel_without_a_number_is_received_by_the_card_that_asks_read_again_after_a_moment() {
    let mut world = World::new();
    world.scan("DXRECEIVE");
    assert_eq!(words(&world), (Tone::Ready, Word::Ready, Said::AskWaybill));
    // A trigger that was held answers nothing.
    world.scan("DXRECEIVE");
    assert_eq!(words(&world).2, Said::AskWaybill);
    nothing_came(&world);
    world.now = NOW.plus(Span::seconds(3));
    world.scan("DXRECEIVE");
    assert_eq!(words(&world).2, Said::ArrivedUnannounced);
    assert_eq!(world.parcels(), 3);
    // After the card, a known number starts its parcel as ever.
    let mut world = World::new();
    world.scan("DXRECEIVE");
    world.scan("EB44710083");
    assert_eq!(words(&world).2, Said::ReceiveStarted);
    assert_eq!(world.last.as_ref().unwrap().left, None);
}

#[test]
fn a_code_that_no_carrier_writes_is_asked_about_in_other_words_and_noise_is_refused() {
    let mut world = World::new();
    world.scan("G7H 1A1");
    assert_eq!(
        words(&world),
        (Tone::Attention, Word::Check, Said::NotAnnouncedUnlike)
    );
    let mut world = World::new();
    world.scan("BONJOUR");
    assert_eq!(
        words(&world),
        (Tone::Refused, Word::Refused, Said::UnknownCode)
    );
    assert_eq!(world.state, JobState::default());
}

#[test]
fn a_number_that_a_carrier_gives_again_is_another_parcel_when_somebody_says_so() {
    let mut world = World::new().with_films_on_the_quay();
    world.scan("EB44710083");
    assert_eq!(
        words(&world),
        (Tone::Attention, Word::Check, Said::NumberOfBefore)
    );
    assert_eq!(
        world.last.as_ref().unwrap().place.as_deref(),
        Some("2026-0001")
    );
    world.scan("1");
    assert_eq!(words(&world).2, Said::ArrivedUnannounced);
    assert_eq!(world.parcels(), 3);
    // Its own number is no waybill: it says how it stands, and asks nothing.
    let mut world = World::new().with_films_on_the_quay();
    world.scan("2026-0001");
    assert_eq!(words(&world).2, Said::ShipmentOver);
}

#[test]
fn what_is_extra_is_what_a_card_says_or_like_the_last_line() {
    let mut world = World::new();
    world.scan("EB44710083");
    world.scan("DXKINDDISC");
    assert_eq!(words(&world).2, Said::CardNotHere);
    world.scan("DXEXTRA");
    world.scan("DXKINDDISC");
    assert_eq!(words(&world).2, Said::KindSet);
    world.scan_label(label(0));
    assert_eq!(words(&world).2, Said::ItemExtra);
    assert_eq!(
        world.last.as_ref().unwrap().item,
        Some(ItemKind::OpticalDisc)
    );
    // It was said of this one only.
    world.scan_label(label(1));
    assert_eq!(world.last.as_ref().unwrap().item, Some(ItemKind::FilmSheet));
}

#[test]
fn a_question_leaves_the_station_free_for_a_visit_and_for_what_turns_up() {
    let asks = JobState::Ask(AskJob {
        waybill: None,
        before: None,
        choosing: false,
        at: NOW,
    });
    let visit = super::super::VisitFact {
        id: id(90),
        archive: id(11),
        purpose: VisitPurpose::PutAway,
        ends_at: NOW.plus(Span::minutes(30)),
        planned: 5,
        plans_it: true,
    };
    assert!(matches!(in_visit(asks, &visit), Ok(JobState::Archive(_))));
}

#[test]
fn a_number_or_a_label_of_ours_that_was_mistyped_is_no_waybill() {
    let mut world = World::new();
    for ours in ["2026-0099", "DI1234567899", "DH1234567899"] {
        world.scan(ours);
        assert_eq!(
            words(&world),
            (Tone::Refused, Word::Refused, Said::UnknownCode),
            "{ours}"
        );
    }
    // While a question stands, a number that is nobody's leaves it where it was.
    world.scan(UNKNOWN);
    world.scan("2");
    world.scan("2026-0099");
    assert_eq!(words(&world).2, Said::UnknownCode);
    world.scan("2026-0001");
    assert_eq!(words(&world).2, Said::WaybillNoted);
    let noted = world.shipment_waybill(1);
    assert_eq!(noted.as_deref(), Some(UNKNOWN));
}

#[test]
fn a_parcel_that_was_chosen_by_mistake_gets_back_its_number() {
    let mut world = World::new();
    world.scan(UNKNOWN);
    world.scan("2026-0001");
    world.scan("DXUNDOLAST");
    assert_eq!(words(&world).2, Said::NumberRestored);
    assert_eq!(world.state, JobState::default());
    let noted = world.shipment_waybill(1);
    assert_eq!(noted.as_deref(), Some("EB44710083"));
    world.scan(UNKNOWN);
    is_asked(&world);
}

#[test]
fn a_number_that_was_announced_while_the_question_stood_is_asked_about_no_more() {
    let mut world = World::new();
    world.scan(UNKNOWN);
    let announced = Waybill::entered("waybill", UNKNOWN).unwrap();
    world.announce(announced);
    world.scan(UNKNOWN);
    assert_eq!(words(&world).2, Said::ReceiveStarted);
}

#[test]
fn a_question_of_yesterday_is_not_answered_by_the_card_that_begins_the_day() {
    for asked in ["DXRECEIVE", UNKNOWN] {
        let mut world = World::new();
        world.scan(asked);
        world.now = NOW.plus(Span::hours(14));
        world.scan("DXRECEIVE");
        assert_eq!(words(&world).2, Said::AskWaybill, "{asked}");
        nothing_came(&world);
    }
}

#[test]
fn what_was_received_as_something_else_is_taken_back_and_received_as_what_it_is() {
    let mut world = World::new();
    world.scan(UNKNOWN);
    world.scan("1");
    world.scan("DXKINDFILM");
    world.scan_label(label(0));
    world.scan("DXUNDOLAST");
    world.scan("DXKINDDISC");
    world.scan_label(label(0));
    assert_eq!(
        world.last.as_ref().unwrap().item,
        Some(ItemKind::OpticalDisc)
    );
    // Of an announced parcel, the card counts for the one that is extra, or not at all.
    let mut world = World::new();
    world.scan("EB44710083");
    for card in ["DXEXTRA", "DXKINDDISC", "DXUNDOLAST", "DXEXTRA"] {
        world.scan(card);
    }
    world.scan_label(label(0));
    assert_eq!(world.last.as_ref().unwrap().item, Some(ItemKind::FilmSheet));
}

#[test]
fn an_answer_that_comes_twice_is_said_to_be_taken_and_records_nothing() {
    let mut world = World::new();
    world.scan(UNKNOWN);
    world.scan("1");
    world.scan("1");
    assert_eq!(
        words(&world),
        (Tone::Attention, Word::Check, Said::NoQuestion)
    );
    assert!(matches!(world.state, JobState::Receive(_)));
    assert_eq!(world.parcels(), 3);
}

#[test]
fn a_box_that_is_there_under_another_number_is_not_the_one_in_hand() {
    let mut world = World::new();
    world.scan(UNKNOWN);
    world.scan("1");
    world.scan("DXDONE");
    world.scan("EB44710200");
    world.scan("2026-0003");
    assert_eq!(words(&world).2, Said::NotAwaited);
    // One that was received without any number gets the one that turned up on it.
    let mut world = World::new();
    world.scan("DXRECEIVE");
    world.scan("1");
    world.scan("DXDONE");
    world.scan("EB44710200");
    world.scan("2026-0003");
    assert_eq!(words(&world).2, Said::ArrivedUnannounced);
    assert_eq!(world.shipment_waybill(3).as_deref(), Some("EB44710200"));
}
