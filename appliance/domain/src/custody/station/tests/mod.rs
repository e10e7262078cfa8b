//! The station against a small model of the records.
#![expect(clippy::unwrap_used, reason = "tests")]

mod asking;
mod coming_back;
mod inspecting;
mod lent;
mod receiving;
mod shipping;
mod starting;
mod visiting;
mod world;

use proptest::prelude::*;

use super::*;
use crate::custody::holder::Holder;
use crate::custody::scan::parse_scans;
use crate::custody::shipment::{LineOutcome, ShipmentState};
use crate::custody::visit::VisitPurpose;
use crate::time::Span;
use world::{World, label, seal};

fn words(world: &World) -> (Tone, Word, Said) {
    let last = world.last.as_ref().unwrap();
    (last.tone, last.word, last.said)
}

#[test]
fn five_films_are_received_in_seven_scans() {
    let mut world = World::new();
    world.scan("EB44710083");
    for n in 0..5 {
        world.scan_label(label(n));
        assert_eq!(
            words(&world),
            (Tone::Ok, Word::Received, Said::ItemReceived)
        );
        assert_eq!(world.last.as_ref().unwrap().done, n + 1);
    }
    world.scan(&World::quay());
    assert_eq!(world.scans, 7);
    assert_eq!(words(&world), (Tone::Ok, Word::Received, Said::ReceiveDone));
    assert_eq!(world.state, JobState::default());
    assert_eq!(world.shipment_state(1), ShipmentState::Received);
    for n in 0..5 {
        assert_eq!(world.holder(label(n)), Holder::Location(world::id(10)));
    }
}

#[test]
fn one_short_asks_for_the_film_or_the_missing_card() {
    let mut world = World::new();
    world.scan("EB44710083");
    (0..4).for_each(|n| world.scan_label(label(n)));
    world.scan(&World::quay());
    assert_eq!(words(&world), (Tone::Attention, Word::Short, Said::Short));
    assert_eq!(world.last.as_ref().unwrap().count, 1);
    world.scan("DXMISSING");
    assert_eq!(words(&world).2, Said::ReceiveDoneExceptions);
    assert_eq!(
        world.shipment_state(1),
        ShipmentState::ReceivedWithExceptions
    );
}

#[test]
fn a_film_that_was_given_up_and_turns_up_is_the_announced_one_and_no_extra() {
    let mut world = World::new();
    world.scan("EB44710083");
    (0..3).for_each(|n| world.scan_label(label(n)));
    world.scan("DXMISSING");
    assert_eq!(
        words(&world),
        (Tone::Attention, Word::Missing, Said::MarkedMissing)
    );
    (3..5).for_each(|n| {
        world.scan_label(label(n));
        assert_eq!(words(&world).2, Said::ItemReceived);
    });
    assert_eq!(world.last.as_ref().unwrap().done, 5);
    // Now everything that was announced is there.
    world.scan_label(label(5));
    assert_eq!(words(&world).2, Said::AllReceived);
    world.scan(&World::quay());
    assert_eq!(words(&world), (Tone::Ok, Word::Received, Said::ReceiveDone));
    assert_eq!(world.shipment_state(1), ShipmentState::Received);
}

#[test]
fn an_extra_film_needs_its_card_and_a_damaged_one_is_seen() {
    let mut world = World::new();
    world.scan("EB44710083");
    (0..5).for_each(|n| world.scan_label(label(n)));
    world.scan_label(label(5));
    assert_eq!(
        words(&world),
        (Tone::Refused, Word::Refused, Said::AllReceived)
    );
    world.scan("DXEXTRA");
    world.scan_label(label(5));
    assert_eq!(
        words(&world),
        (Tone::Attention, Word::Extra, Said::ItemExtra)
    );
    world.scan("DXDAMAGED");
    world.scan_label(label(2));
    assert_eq!(
        words(&world),
        (Tone::Attention, Word::Damaged, Said::ItemDamaged)
    );
    world.scan(&World::quay());
    assert_eq!(words(&world).2, Said::ReceiveDoneExceptions);
    assert_eq!(world.last.as_ref().unwrap().count, 2);
}

#[test]
fn what_is_taken_back_is_what_was_done_last_and_it_is_named() {
    let mut world = World::new();
    world.scan("EB44710083");
    world.scan_label(label(0));
    world.scan_label(label(1));
    world.scan("DXDAMAGED");
    world.scan_label(label(0));
    world.scan("DXMISSING");
    assert_eq!(words(&world).2, Said::MarkedMissing);
    // The other way round: first the rest is expected again, then the damage, then the second film.
    world.scan("DXUNDOLAST");
    assert_eq!(words(&world).2, Said::MissingUndone);
    assert_ne!(world.last.as_ref().unwrap().count, 0);
    world.scan("DXUNDOLAST");
    let told = world.last.clone().unwrap();
    assert_eq!(told.said, Said::DamageUndone);
    assert_eq!(told.code, Some(label(0).grouped()));
    world.scan("DXUNDOLAST");
    let told = world.last.clone().unwrap();
    assert_eq!(told.said, Said::ReceptionUndone);
    assert_eq!(told.code, Some(label(1).grouped()));
    assert_eq!(world.holder(label(1)), Holder::Withdrawn);
    assert_ne!(world.holder(label(0)), Holder::Withdrawn);
    // Said to be damaged twice, it is taken back once.
    for _ in 0..2 {
        world.scan("DXDAMAGED");
        world.scan_label(label(0));
        assert_eq!(words(&world).2, Said::ItemDamaged);
    }
    world.scan("DXUNDOLAST");
    assert_eq!(words(&world).2, Said::DamageUndone);
    // Nothing is missing or damaged any more: the parcel is short of what it was short of.
    world.scan(&World::quay());
    assert_eq!(words(&world).2, Said::Short);
}

#[test]
fn the_last_scan_can_be_taken_back_and_made_again() {
    let mut world = World::new();
    world.scan("EB44710083");
    world.scan_label(label(0));
    world.scan("DXUNDOLAST");
    assert_eq!(world.holder(label(0)), Holder::Withdrawn);
    world.scan("DXUNDOLAST");
    assert_eq!(words(&world).2, Said::NothingToUndo);
    world.scan_label(label(0));
    assert_eq!(words(&world).2, Said::ItemReceived);
    world.scan_label(label(0));
    assert_eq!(
        words(&world),
        (Tone::Attention, Word::Check, Said::ReadTwice)
    );
}

#[test]
fn another_hospitals_sticker_is_linked_by_card_only_and_found_again() {
    let mut world = World::new();
    world.scan("EB44710083");
    world.scan("DXLINK");
    assert_eq!(words(&world).2, Said::LinkNeedsItem);
    world.scan_label(label(0));
    world.scan("CRF-2026-118840");
    assert_eq!(
        words(&world),
        (Tone::Refused, Word::Refused, Said::UnknownCode)
    );
    world.scan("DXLINK");
    world.scan("CRF-2026-118840");
    assert_eq!(words(&world), (Tone::Ok, Word::Linked, Said::Linked));
    world.state = JobState::default();
    world.scan("crf-2026-118840");
    assert_eq!(words(&world).2, Said::ItemFound);
    assert_eq!(world.last.as_ref().unwrap().other, Some(label(0).grouped()));
}

#[test]
fn the_archive_takes_films_during_a_visit_only() {
    let mut world = World::new().with_films_on_the_quay();
    world.scan(&World::shelf());
    assert_eq!(
        words(&world),
        (Tone::Refused, Word::Refused, Said::ArchiveNeedsVisit)
    );
    world.open_visit();
    world.scan(&World::shelf());
    assert_eq!(words(&world).2, Said::ShelfSet);
    (0..5).for_each(|n| world.scan_label(label(n)));
    assert_eq!(words(&world).2, Said::ItemPutAway);
    world.scan_label(label(0));
    assert_eq!(words(&world).2, Said::AlreadyThere);
    world.scan("DXDONE");
    assert_eq!(world.state, JobState::default());
    assert_eq!(world.holder(label(4)), Holder::Location(world::id(12)));
}

#[test]
fn a_shelf_behind_one_lock_is_refused() {
    let mut world = World::new().with_films_on_the_quay();
    world.open_visit();
    world.scan(&World::weak_shelf());
    assert_eq!(words(&world).2, Said::BarriersTooFew);
    assert_eq!(world.last.as_ref().unwrap().count, 1);
    assert_eq!(world.state, JobState::default());
}

#[test]
fn when_the_time_is_over_nothing_more_is_accepted() {
    let mut world = World::new().with_films_on_the_quay();
    world.open_visit();
    world.scan(&World::shelf());
    world.now = world.now.plus(Span::minutes(30));
    world.scan_label(label(0));
    assert_eq!(
        words(&world),
        (Tone::Refused, Word::Refused, Said::VisitExpired)
    );
    assert_eq!(world.holder(label(0)), Holder::Location(world::id(10)));
}

#[test]
fn a_parcel_leaves_with_sheet_articles_seal_and_waybill() {
    let mut world = World::new().with_films_on_the_quay();
    world.scan(&World::sheet());
    world.scan("ZZ99887766");
    assert_eq!(words(&world).2, Said::SealFirst);
    world.scan_label(label(0));
    world.scan_label(seal(1));
    assert_eq!(
        words(&world),
        (Tone::Refused, Word::Refused, Said::NotAllPacked)
    );
    world.scan_label(label(3));
    assert_eq!(words(&world).2, Said::NotInList);
    world.scan_label(label(1));
    world.scan_label(seal(1));
    assert_eq!(words(&world), (Tone::Ok, Word::Sealed, Said::Sealed));
    world.scan("EB44710083");
    assert_eq!(words(&world).2, Said::WaybillOfBefore);
    world.scan("ZZ99887766");
    assert_eq!(
        words(&world),
        (Tone::Ok, Word::Dispatched, Said::Dispatched)
    );
    assert_eq!(world.holder(label(0)), Holder::Carrier(world::id(52)));
    // The same seal again is on its parcel, which came back, then.
    world.scan_label(seal(1));
    assert_eq!(words(&world).2, Said::AskCameBack);
}

#[test]
fn a_worn_label_is_replaced_and_then_points_to_the_new_one() {
    let mut world = World::new().with_films_on_the_quay();
    world.scan("DXREPRINT");
    world.scan_label(label(0));
    world.scan_label(label(7));
    assert_eq!(
        words(&world),
        (Tone::Ok, Word::Relabelled, Said::Relabelled)
    );
    world.scan_label(label(0));
    assert_eq!(
        words(&world),
        (Tone::Refused, Word::Refused, Said::VoidLabel)
    );
    assert_eq!(world.last.as_ref().unwrap().other, Some(label(7).grouped()));
}

#[test]
fn what_came_out_of_the_archive_is_laid_down_with_one_scan() {
    let mut world = World::new().with_films_on_the_quay();
    world.open_visit();
    world.scan(&World::shelf());
    world.scan_label(label(0));
    world.scan("DXRETRIEVE");
    world.scan_label(label(0));
    assert_eq!(
        words(&world),
        (
            Tone::Attention,
            Word::Retrieved,
            Said::ItemRetrievedUnplanned
        )
    );
    assert_eq!(world.holder(label(0)), Holder::Person(world::id(1)));
    world.scan("DXDONE");
    world.scan(&World::quay());
    assert_eq!(words(&world), (Tone::Ok, Word::SetDown, Said::SetDown));
    assert_eq!(world.holder(label(0)), Holder::Location(world::id(10)));
    world.scan(&World::quay());
    assert_eq!(words(&world).2, Said::PlaceFound);
}

/// Where it is, is all that a scan says, unless a visit is open to take out of the archive in which it rests.
#[test]
fn a_scan_takes_an_article_out_only_in_a_visit_for_that_to_its_archive() {
    let mut world = World::new().with_films_on_the_quay();
    world.open_visit();
    world.scan(&World::shelf());
    world.scan_label(label(0));
    world.scan("DXDONE");
    for (purpose, archive, said) in [
        (VisitPurpose::PutAway, 11, Said::ItemFound),
        (VisitPurpose::Retrieve, 99, Said::ItemFound),
        (VisitPurpose::Retrieve, 11, Said::ItemRetrieved),
    ] {
        let visit = world.visit.as_mut().unwrap();
        (visit.purpose, visit.archive) = (purpose, world::id(archive));
        world.scan_label(label(0));
        assert_eq!(words(&world).2, said, "{purpose} {archive}");
    }
}

#[test]
fn what_another_station_took_back_is_passed_over_when_the_last_scan_is_taken_back() {
    let mut world = World::new();
    world.scan("EB44710083");
    world.scan_label(label(0));
    world.scan_label(label(1));
    let JobState::Receive(job) = &mut world.state else {
        panic!("{:?}", world.state);
    };
    for line in &mut job.lines {
        if line.label == Some(label(1)) {
            (line.label, line.outcome) = (None, LineOutcome::Expected);
        }
    }
    world.scan("DXUNDOLAST");
    assert_eq!(words(&world).2, Said::ReceptionUndone);
    assert_eq!(world.last.as_ref().unwrap().code, Some(label(0).grouped()));
    assert_eq!(world.holder(label(0)), Holder::Withdrawn);
    assert_ne!(world.holder(label(1)), Holder::Withdrawn);
}

#[test]
fn where_is_it_takes_one_scan() {
    let mut world = World::new().with_films_on_the_quay();
    let before = world.scans;
    world.scan_label(label(3));
    assert_eq!(world.scans - before, 1);
    assert_eq!(words(&world), (Tone::Ready, Word::Found, Said::ItemFound));
}

#[test]
fn codes_that_are_not_ours_are_refused_with_the_reason() {
    let mut world = World::new();
    for (code, said) in [
        ("DXDESTROY", Said::UnknownCard),
        ("DXDONE", Said::CardNotHere),
        ("DXUNDOLAST", Said::NothingToUndo),
        ("DXPUTAWAY", Said::NoVisit),
        ("BONJOUR", Said::UnknownCode),
        ("<script>alert(1)</script>", Said::UnknownCode),
        ("é", Said::Unreadable),
        ("DXTEST àé", Said::LayoutWrong),
    ] {
        world.scan(code);
        assert_eq!(
            words(&world),
            (Tone::Refused, Word::Refused, said),
            "{code}"
        );
    }
    world.scan_label(label(999));
    assert_eq!(words(&world).2, Said::NeverIssued);
}

/// Codes of the model, by number; anything else is noise.
fn code(n: u8, noise: &str) -> String {
    match n {
        0..=8 => label(u32::from(n)).to_string(),
        9 | 10 => seal(u32::from(n) - 9).to_string(),
        11 => World::quay(),
        12 => World::shelf(),
        13 => World::weak_shelf(),
        14 => World::sheet(),
        15 => "EB44710083".into(),
        16 => "ZZ99887766".into(),
        17 => "CRF-2026-118840".into(),
        18 => label(999).to_string(),
        19..=41 => Card::ALL[usize::from(n) - 19].code(),
        42..=44 => (n - 41).to_string(),
        45 => "EB44710119".into(),
        46 => "2026-0001".into(),
        47 => World::slip(),
        _ => noise.to_owned(),
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    /// I18, I1, I2, I12: whatever is scanned, the machine answers; what it refuses
    /// changes nothing; what it does is legal in the model (which panics otherwise).
    #[test]
    fn any_scans_in_any_order_are_answered(
        scans in prop::collection::vec((0u8..52, ".{0,30}", 0i64..4), 1..80),
        visit_at in 0usize..80,
    ) {
        let mut world = World::new();
        for (turn, (n, noise, minutes)) in scans.into_iter().enumerate() {
            if turn == visit_at { world.open_visit(); }
            world.now = world.now.plus(Span::minutes(minutes));
            for scan in parse_scans(&code(n, &noise)) {
                let before = world.clone();
                world.apply(&scan);
                let last = world.last.as_ref().unwrap();
                prop_assert_eq!(last.next, world.state.next());
                if world.parcels() > before.parcels() {
                    prop_assert!(matches!(before.state, JobState::Ask(_)), "nobody was asked");
                }
                if last.tone == Tone::Refused {
                    prop_assert_eq!(&world.state, &before.state);
                    prop_assert_eq!(&world.items, &before.items);
                }
                for item in world.items.values().filter(|i| i.archive.is_some()) {
                    prop_assert!(world.visit.is_some(), "in the archive without a visit");
                    prop_assert!(world.level_of(&item.state.holder) >= 2);
                }
            }
        }
    }

    /// I23: receiving in any order gives the same state.
    #[test]
    fn films_are_received_in_any_order(order in Just((0u32..5).collect::<Vec<_>>()).prop_shuffle()) {
        let mut world = World::new();
        world.scan("EB44710083");
        for n in order { world.scan_label(label(n)); }
        world.scan(&World::quay());
        let mut straight = World::new();
        straight.scan("EB44710083");
        (0..5).for_each(|n| straight.scan_label(label(n)));
        straight.scan(&World::quay());
        prop_assert_eq!(&world.state, &straight.state);
        prop_assert_eq!(world.shipment_state(1), straight.shipment_state(1));
        let holders = |w: &World| {
            w.items.iter().map(|(l, i)| (*l, i.kind, i.state.clone())).collect::<Vec<_>>()
        };
        prop_assert_eq!(holders(&world), holders(&straight));
    }

    /// The state survives being written down between two scans.
    #[test]
    fn a_job_reads_back(scans in prop::collection::vec(0u8..52, 1..30)) {
        let mut world = World::new();
        world.open_visit();
        for n in scans { world.scan(&code(n, "?")); }
        let text = serde_json::to_string(&(&world.state, &world.last)).unwrap();
        let back: (JobState, Option<Feedback>) = serde_json::from_str(&text).unwrap();
        prop_assert_eq!((back.0, back.1), (world.state, world.last));
    }
}
