//! What the seal of somebody else says, on a parcel that came.

use super::*;
use crate::custody::delivery::SealVerdict;

fn words(world: &World) -> (Tone, Said) {
    let last = world.last.as_ref().unwrap();
    (last.tone, last.said)
}

fn seal(world: &World) -> Option<SealVerdict> {
    world.inspected(1)
}

/// The announced parcel is on the table, closed.
fn on_the_table() -> World {
    let mut world = World::new();
    world.scan("EB44710083");
    assert!(matches!(world.state, JobState::Receive(_)));
    world
}

#[test]
fn what_a_seal_says_is_one_scan_before_the_first_article_and_needs_none_if_there_is_no_seal() {
    let mut world = on_the_table();
    world.scan("DXSEALINTACT");
    assert_eq!(words(&world), (Tone::Ok, Said::SealWasIntact));
    assert_eq!(seal(&world), Some(SealVerdict::Intact));
    world.scan_label(label(0));
    assert_eq!(words(&world), (Tone::Ok, Said::ItemReceived));

    let mut bare = on_the_table();
    bare.scan_label(label(0));
    assert_eq!(words(&bare), (Tone::Ok, Said::ItemReceived));
    assert_eq!(seal(&bare), None);
}

#[test]
fn that_a_seal_was_whole_is_not_said_once_the_parcel_is_open() {
    let mut world = on_the_table();
    world.scan_label(label(0));
    world.scan("DXSEALINTACT");
    assert_eq!(words(&world), (Tone::Refused, Said::SealAfterOpening));
    assert_eq!(seal(&world), None);
    // That it was not is better said late than never.
    world.scan("DXSEALBROKEN");
    assert_eq!(words(&world), (Tone::Attention, Said::SealWasNotIntact));
    assert_eq!(seal(&world), Some(SealVerdict::NotIntact));
    // Said again, it is said: nothing more is written down, or taken back.
    world.scan("DXSEALBROKEN");
    world.scan("DXUNDOLAST");
    assert_eq!(words(&world), (Tone::Ok, Said::SealUnsaid));
    assert_eq!(seal(&world), None);
    world.scan("DXUNDOLAST");
    assert_eq!(words(&world).1, Said::ReceptionUndone);
    // Nothing is out of it any more: it was not opened.
    world.scan("DXSEALINTACT");
    assert_eq!(words(&world), (Tone::Ok, Said::SealWasIntact));
}

#[test]
fn what_was_said_of_a_seal_is_taken_back_to_what_had_been_said_before() {
    let mut world = on_the_table();
    world.scan("DXSEALINTACT");
    world.scan("DXSEALBROKEN");
    assert_eq!(seal(&world), Some(SealVerdict::NotIntact));
    world.scan("DXUNDOLAST");
    assert_eq!(seal(&world), Some(SealVerdict::Intact));
    world.scan("DXUNDOLAST");
    assert_eq!(seal(&world), None);
    world.scan("DXDONE");
    assert_eq!(words(&world).1, Said::JobLeft);
}

#[test]
fn a_parcel_that_nobody_announced_has_a_seal_too_and_one_that_was_closed_has_none_any_more() {
    let mut world = World::new();
    world.scan("ZZ99887766");
    world.scan("1");
    world.scan("DXSEALBROKEN");
    assert_eq!(words(&world), (Tone::Attention, Said::SealWasNotIntact));

    let mut world = on_the_table();
    world.scan_label(label(0));
    world.scan("DXMISSING");
    world.scan(&World::quay());
    world.scan("EB44710083");
    assert_eq!(words(&world).1, Said::FoundStarted);
    world.scan("DXSEALBROKEN");
    assert_eq!(words(&world), (Tone::Refused, Said::CardNotHere));
}
