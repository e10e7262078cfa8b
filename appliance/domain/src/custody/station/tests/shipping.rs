//! Packing a parcel, scan by scan: what each one changes, and what it says.

use super::super::{ShipJob, ShipmentFact};
use super::world::{NOW, id, item_on_the_quay, label, scanned, seal};
use super::*;
use crate::custody::item::{Condition, ItemFact, ItemKind, ItemState};
use crate::custody::shipment::{Direction, Line, Waybill};
use crate::label::LabelClass;
use crate::time::Span;

fn waybill(code: &str) -> Waybill {
    Waybill::entered("waybill", code).unwrap()
}

fn line(n: u32, outcome: LineOutcome) -> Line {
    Line {
        kind: ItemKind::FilmSheet,
        label: Some(label(n)),
        awaits: None,
        outcome,
    }
}

/// A parcel for two films, as its sheet starts it.
fn two_films() -> ShipJob {
    ShipJob {
        shipment: id(52),
        reference: "2026-0002".into(),
        party: "Hôpital de la Rive".into(),
        lines: vec![
            line(0, LineOutcome::Expected),
            line(1, LineOutcome::Expected),
        ],
        seal: None,
        unseen: Vec::new(),
        bore: None,
        outgrown: false,
        told: false,
        waybill: None,
        asked: None,
        trail: Vec::new(),
    }
}

fn packed() -> ShipJob {
    ShipJob {
        lines: vec![line(0, LineOutcome::Packed), line(1, LineOutcome::Packed)],
        trail: vec![label(0), label(1)],
        ..two_films()
    }
}

fn sealed() -> ShipJob {
    ShipJob {
        seal: Some(seal(1)),
        ..packed()
    }
}

fn shipment(job: &ShipJob) -> ShipmentFact {
    ShipmentFact {
        id: job.shipment.clone(),
        reference: job.reference.clone(),
        party: job.party.clone(),
        direction: Direction::Outbound,
        state: ShipmentState::Draft,
        announced: true,
        case: None,
        lines: job.lines.clone(),
        missing: Vec::new(),
        packed: job.trail.clone(),
        seal: job.seal,
        unseen: job.unseen.clone(),
        bore: None,
        outgrown: job.outgrown,
        waybill: job.waybill.clone(),
        inspected: None,
        round_trip_of: None,
        partly_back: false,
    }
}

fn take(job: &ShipJob, scan: &Scan, known: Known) -> Step {
    scanned(&JobState::Ship(job.clone()), scan, known)
}

fn film(job: &ShipJob, item: ItemFact) -> Step {
    take(job, &Scan::Label(item.label), Known::Item(item))
}

fn card(job: &ShipJob, card: Card) -> Step {
    take(job, &Scan::Card(card), Known::Nothing)
}

fn said(step: &Step) -> (Tone, Word, Said) {
    let told = &step.feedback;
    (told.tone, told.word, told.said)
}

/// Nothing was recorded, and the parcel is what it was.
fn refused_with(job: &ShipJob, step: &Step, why: Said) {
    assert_eq!(said(step), (Tone::Refused, Word::Refused, why));
    assert_eq!(step.state, JobState::Ship(job.clone()), "{why}");
    assert_eq!(step.effect, Effect::Nothing, "{why}");
}

#[test]
fn a_film_of_the_list_is_packed_once() {
    let job = two_films();
    let step = film(&job, item_on_the_quay(1));
    assert_eq!(said(&step), (Tone::Ok, Word::Packed, Said::ItemPacked));
    assert_eq!(step.feedback.code, Some(label(1).grouped()));
    assert_eq!(step.feedback.item, Some(ItemKind::FilmSheet));
    assert_eq!((step.feedback.done, step.feedback.total), (1, 2));
    assert_eq!(step.feedback.next, Next::ItemToPack);
    let after = ShipJob {
        lines: vec![line(0, LineOutcome::Expected), line(1, LineOutcome::Packed)],
        trail: vec![label(1)],
        ..job
    };
    assert_eq!(step.state, JobState::Ship(after.clone()));
    let effect = Effect::Pack {
        shipment: id(52),
        label: label(1),
    };
    assert_eq!(step.effect, effect);
    let again = film(&after, item_on_the_quay(1));
    // The trigger was held.
    assert_eq!(
        said(&again),
        (Tone::Attention, Word::Check, Said::ReadTwice)
    );
    assert_eq!(
        (again.state, again.effect),
        (JobState::Ship(after.clone()), Effect::Nothing)
    );
    let last = film(&after, item_on_the_quay(0));
    assert_eq!(last.feedback.next, Next::Seal);
}

#[test]
fn what_is_not_packed_says_why() {
    let job = two_films();
    let with = |holder| ItemFact {
        state: ItemState {
            holder,
            seq: 2,
            condition: Condition::Intact,
        },
        ..item_on_the_quay(0)
    };
    let archived = ItemFact {
        archive: Some(id(11)),
        ..item_on_the_quay(0)
    };
    for (item, why) in [
        (item_on_the_quay(3), Said::NotInList),
        (archived, Said::ArchiveNeedsVisit),
        (with(Holder::Person(id(2))), Said::HeldElsewhere),
        (with(Holder::Carrier(id(51))), Said::HeldElsewhere),
    ] {
        let holder = item.state.holder.kind();
        let step = film(&job, item);
        refused_with(&job, &step, why);
        assert_eq!(step.feedback.holder, Some(holder), "{why}");
        assert_eq!(step.feedback.place.as_deref(), Some("here"), "{why}");
        assert_eq!(step.feedback.item, Some(ItemKind::FilmSheet), "{why}");
    }
    let mine = film(&job, with(Holder::Person(id(1))));
    assert_eq!(mine.feedback.said, Said::ItemPacked);
    let job = sealed();
    refused_with(&job, &film(&job, item_on_the_quay(0)), Said::AlreadySealed);
}

#[test]
fn undo_takes_out_what_was_packed_last_and_only_that() {
    let job = packed();
    let step = card(&job, Card::UndoLast);
    assert_eq!(said(&step), (Tone::Ok, Word::Undone, Said::PackingUndone));
    assert_eq!(step.feedback.code, Some(label(1).grouped()));
    assert_eq!((step.feedback.done, step.feedback.total), (1, 2));
    let after = ShipJob {
        lines: vec![line(0, LineOutcome::Packed), line(1, LineOutcome::Expected)],
        trail: vec![label(0)],
        ..job
    };
    assert_eq!(step.state, JobState::Ship(after));
    let effect = Effect::UndoPack {
        shipment: id(52),
        label: label(1),
    };
    assert_eq!(step.effect, effect);
    let job = two_films();
    let nothing = card(&job, Card::UndoLast);
    refused_with(&job, &nothing, Said::NothingToUndo);
    assert_eq!(nothing.feedback.code, Some(Card::UndoLast.code()));
}

/// The courier did not come: the seal goes first, the films stay in the box.
#[test]
fn undo_opens_a_sealed_parcel_first() {
    let step = card(&sealed(), Card::UndoLast);
    let told = (Tone::Attention, Word::Undone, Said::SealBroken);
    assert_eq!(said(&step), told);
    assert_eq!(step.feedback.code, Some(seal(1).grouped()));
    assert_eq!(step.feedback.next, Next::Seal);
    assert_eq!(step.state, JobState::Ship(packed()));
    let effect = Effect::BreakSeal {
        shipment: id(52),
        seal: seal(1),
    };
    assert_eq!(step.effect, effect);
}

#[test]
fn a_parcel_is_sealed_when_every_film_of_the_list_is_in_it() {
    let sealing = |job: &ShipJob| take(job, &Scan::Label(seal(1)), Known::Fresh);
    let step = sealing(&packed());
    assert_eq!(said(&step), (Tone::Ok, Word::Sealed, Said::Sealed));
    assert_eq!(step.feedback.code, Some(seal(1).grouped()));
    assert_eq!(step.feedback.next, Next::Waybill);
    assert_eq!(step.state, JobState::Ship(sealed()));
    let effect = Effect::Seal {
        shipment: id(52),
        seal: seal(1),
    };
    assert_eq!(step.effect, effect);

    let half = ShipJob {
        lines: vec![line(0, LineOutcome::Packed), line(1, LineOutcome::Expected)],
        ..two_films()
    };
    let empty = ShipJob {
        lines: Vec::new(),
        ..two_films()
    };
    for (job, open) in [(two_films(), 2), (half, 1)] {
        let step = sealing(&job);
        refused_with(&job, &step, Said::NotAllPacked);
        assert_eq!(step.feedback.count, open);
    }
    refused_with(&empty, &sealing(&empty), Said::NothingInside);
    let job = sealed();
    let another = take(&job, &Scan::Label(seal(0)), Known::Fresh);
    refused_with(&job, &another, Said::AlreadySealed);
    // A new label of an article is no seal.
    let job = packed();
    let label = take(&job, &Scan::Label(label(7)), Known::Fresh);
    refused_with(&job, &label, Said::UnusedLabel);
}

#[test]
fn a_sealed_parcel_leaves_under_its_own_waybill() {
    let scan = || Scan::Other("ZZ99887766".into());
    let prepared = ShipJob {
        waybill: Some(waybill("ZZ99887766")),
        ..sealed()
    };
    // A number that nobody knew, and the one it was prepared with.
    for (job, known) in [
        (sealed(), Known::Nothing),
        (prepared.clone(), Known::Nothing),
        (prepared.clone(), Known::Shipment(shipment(&prepared))),
    ] {
        let step = take(&job, &scan(), known);
        assert_eq!(said(&step), (Tone::Ok, Word::Dispatched, Said::Dispatched));
        assert_eq!(step.feedback.code.as_deref(), Some("ZZ99887766"));
        assert_eq!(step.feedback.place.as_deref(), Some("2026-0002"));
        assert_eq!((step.feedback.done, step.feedback.total), (2, 2));
        assert_eq!(step.state, JobState::default());
        let effect = Effect::Dispatch {
            shipment: id(52),
            waybill: waybill("ZZ99887766"),
        };
        assert_eq!(step.effect, effect);
    }
    let other = take(&prepared, &Scan::Other("ZZ11223344".into()), Known::Nothing);
    refused_with(&prepared, &other, Said::WaybillDiffers);
    assert_eq!(other.feedback.other.as_deref(), Some("ZZ99887766"));
    let open = packed();
    refused_with(
        &open,
        &take(&open, &scan(), Known::Nothing),
        Said::SealFirst,
    );
    let noise = take(&open, &Scan::Other("Z!".into()), Known::Nothing);
    refused_with(&open, &noise, Said::NotAWaybill);
}

#[test]
fn the_waybill_of_another_parcel_is_refused_by_its_number() {
    let job = sealed();
    let another = ShipmentFact {
        id: id(51),
        reference: "2026-0001".into(),
        ..shipment(&job)
    };
    let scan = Scan::Other("EB44710083".into());
    let step = take(&job, &scan, Known::Shipment(another.clone()));
    refused_with(&job, &step, Said::WaybillUsed);
    assert_eq!(step.feedback.place.as_deref(), Some("2026-0001"));
    // Its sheet: one parcel after the other.
    let sheet = Label::new(LabelClass::Shipment, 1).unwrap();
    let step = take(&job, &Scan::Label(sheet), Known::Shipment(another));
    refused_with(&job, &step, Said::FinishFirst);
}

#[test]
fn its_own_sheet_again_says_how_the_parcel_stands() {
    let job = two_films();
    let sheet = Label::new(LabelClass::Shipment, 2).unwrap();
    let step = take(&job, &Scan::Label(sheet), Known::Shipment(shipment(&job)));
    assert_eq!(said(&step), (Tone::Ready, Word::Ready, Said::ShipStarted));
    assert_eq!(step.feedback.code.as_deref(), Some("2026-0002"));
    assert_eq!(step.feedback.place.as_deref(), Some("Hôpital de la Rive"));
    assert_eq!(step.feedback.count, 2);
    assert_eq!(step.state, JobState::Ship(job.told()));
    assert_eq!(step.effect, Effect::Nothing);
}

/// The record behind a disc has changed, or another copy took its place: while it waits, while it is packed, and once
/// the parcel is sealed.
#[test]
fn a_disc_that_is_no_answer_any_more_is_said_and_the_parcel_can_leave_all_the_same() {
    let sheet = Label::new(LabelClass::Shipment, 2).unwrap();
    for (job, next) in [
        (two_films(), Next::SetAside),
        (packed(), Next::TakeOut),
        (sealed(), Next::Hold),
    ] {
        let job = ShipJob {
            outgrown: true,
            ..job
        };
        let step = take(&job, &Scan::Label(sheet), Known::Shipment(shipment(&job)));
        let told = (Tone::Attention, Word::Ready, Said::ShipOutgrown);
        assert_eq!(said(&step), told);
        assert_eq!(step.feedback.next, next);
        assert_eq!(job.standing().next, next, "for a page that is loaded again");
        assert_eq!(job.standing().total, 2);
        assert_eq!(step.effect, Effect::Nothing);
    }
    // Whoever was not told yet is told, and reads the waybill again.
    let job = ShipJob {
        outgrown: true,
        ..sealed()
    };
    let waybill = Scan::Other("ZZ99887766".into());
    let first = take(&job, &waybill, Known::Nothing);
    let told = (Tone::Attention, Word::Ready, Said::ShipOutgrown);
    assert_eq!(said(&first), told);
    assert_eq!(first.effect, Effect::Nothing);
    let JobState::Ship(job) = first.state else {
        panic!("it is packed still")
    };
    let step = take(&job, &waybill, Known::Nothing);
    let told = (Tone::Attention, Word::Dispatched, Said::DispatchedOutgrown);
    assert_eq!(said(&step), told);
    assert!(matches!(step.effect, Effect::Dispatch { .. }));
}

#[test]
fn a_parcel_that_is_packed_waits_for_its_seal_and_then_for_its_waybill() {
    let sheet = Label::new(LabelClass::Shipment, 2).unwrap();
    for (job, says, next) in [
        (packed(), Said::ShipPacked, Next::Seal),
        (sealed(), Said::ShipSealed, Next::Waybill),
    ] {
        let step = take(&job, &Scan::Label(sheet), Known::Shipment(shipment(&job)));
        assert_eq!(said(&step), (Tone::Ready, Word::Ready, says));
        assert_eq!(step.feedback.next, next);
    }
}

#[test]
fn a_place_has_no_part_in_packing() {
    let job = two_films();
    let dock = super::world::place(10, crate::custody::location::LocationKind::Dock, 0, None);
    let step = take(&job, &Scan::Label(dock.label), Known::Place(dock.clone()));
    refused_with(&job, &step, Said::PlaceNotHere);
    assert_eq!(step.feedback.code, Some(dock.label.grouped()));
}

#[test]
fn a_parcel_is_left_by_its_card_and_no_other_card_acts() {
    let job = packed();
    let step = card(&job, Card::Done);
    assert_eq!(said(&step), (Tone::Ready, Word::Done, Said::JobLeft));
    assert_eq!(step.state, JobState::default());
    assert_eq!(step.effect, Effect::Nothing);
    for other in Card::ALL {
        if !matches!(other, Card::Done | Card::UndoLast | Card::Help) {
            refused_with(&job, &card(&job, *other), Said::CardNotHere);
        }
    }
}

#[test]
fn a_postal_code_is_taken_for_a_waybill_only_when_it_is_read_again_after_a_moment() {
    let job = sealed();
    let read = |job: &ShipJob, code: &str, later: Span| {
        let facts = Facts {
            now: NOW.plus(later),
            actor: id(1),
            known: Known::Nothing,
            visit: None,
            in_hands: 0,
            leg: None,
        };
        step(
            &JobState::Ship(job.clone()),
            &Scan::Other(code.into()),
            &facts,
        )
    };
    let asked = |step: Step| match step.state {
        JobState::Ship(job) => job,
        other => panic!("{other:?}"),
    };
    let first = read(&job, "H2X 1Y4", Span::seconds(0));
    assert_eq!(
        said(&first),
        (Tone::Attention, Word::Check, Said::WaybillUnlike)
    );
    assert_eq!(first.feedback.code.as_deref(), Some("H2X 1Y4"));
    assert_eq!(
        (&first.effect, first.feedback.next),
        (&Effect::Nothing, Next::Waybill)
    );
    // A trigger that was held answers nothing; another code is asked about anew.
    let held = read(&asked(first), "H2X 1Y4", Span::seconds(1));
    assert_eq!(
        said(&held),
        (Tone::Attention, Word::Check, Said::WaybillUnlike)
    );
    let other = read(&asked(held.clone()), "H3A 0G4", Span::seconds(9));
    assert_eq!(other.feedback.said, Said::WaybillUnlike);
    let again = read(&asked(held), "H2X 1Y4", Span::seconds(2));
    assert_eq!(again.feedback.said, Said::Dispatched);
    // A carrier's number needs no question.
    let known = read(&job, "EB44710083", Span::seconds(0));
    assert_eq!(known.feedback.said, Said::Dispatched);
}
