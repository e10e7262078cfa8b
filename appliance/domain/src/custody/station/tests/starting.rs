//! No job open: a code says where its thing is, or starts a job.

use super::super::{ArchiveJob, Facts, ReceiveJob, Replacing, ShipJob, ShipmentFact};
use super::world::{NOW, id, item_on_the_quay, label, place, scanned, scanned_in, seal};
use super::*;
use crate::custody::holder::HolderKind;
use crate::custody::item::{ItemFact, ItemKind};
use crate::custody::location::{LocationKind, PlaceFact};
use crate::custody::shipment::{Direction, Line, Waybill};

fn ready() -> JobState {
    JobState::default()
}

fn replacing(step: Replacing) -> JobState {
    JobState::Ready {
        replacing: Some(step),
    }
}

fn said(step: &Step) -> (Tone, Word, Said) {
    let told = &step.feedback;
    (told.tone, told.word, told.said)
}

/// Nothing changes, whatever was said.
fn calm_with(state: &JobState, step: &Step, told: (Tone, Word, Said)) {
    assert_eq!(said(step), told);
    assert_eq!(step.state, *state, "{told:?}");
    assert_eq!(step.effect, Effect::Nothing, "{told:?}");
}

fn refused_with(state: &JobState, step: &Step, why: Said) {
    calm_with(state, step, (Tone::Refused, Word::Refused, why));
}

fn film(state: &JobState, item: ItemFact) -> Step {
    scanned(state, &Scan::Label(item.label), Known::Item(item))
}

fn visit(purpose: VisitPurpose) -> VisitFact {
    VisitFact {
        id: id(90),
        archive: id(11),
        purpose,
        ends_at: NOW.plus(Span::minutes(30)),
        planned: 5,
        plans_it: true,
    }
}

fn visiting(mode: VisitPurpose) -> ArchiveJob {
    ArchiveJob {
        visit: id(90),
        archive: id(11),
        mode,
        shelf: None,
        trail: Vec::new(),
        planned: 5,
    }
}

fn shipment(direction: Direction, state: ShipmentState) -> ShipmentFact {
    let line = |outcome| Line {
        kind: ItemKind::FilmSheet,
        label: None,
        awaits: None,
        outcome,
    };
    ShipmentFact {
        id: id(52),
        reference: "2026-0002".into(),
        party: "Hôpital de la Rive".into(),
        direction,
        state,
        announced: true,
        case: None,
        lines: vec![
            line(LineOutcome::Received),
            line(LineOutcome::Expected),
            line(LineOutcome::Expected),
        ],
        missing: Vec::new(),
        packed: vec![label(1)],
        seal: Some(seal(1)),
        unseen: Vec::new(),
        bore: None,
        outgrown: false,
        waybill: Some(Waybill::entered("waybill", "ZZ99887766").unwrap()),
        inspected: None,
        round_trip_of: None,
        partly_back: false,
    }
}

fn sheet(shipment: &ShipmentFact) -> Step {
    let scan = Scan::Other("ZZ99887766".into());
    scanned(&ready(), &scan, Known::Shipment(shipment.clone()))
}

#[test]
fn where_an_article_is_and_who_has_it_is_one_scan() {
    let state = ready();
    let step = film(&state, item_on_the_quay(3));
    calm_with(&state, &step, (Tone::Ready, Word::Found, Said::ItemFound));
    assert_eq!(step.feedback.code, Some(label(3).grouped()));
    assert_eq!(step.feedback.item, Some(ItemKind::FilmSheet));
    assert_eq!(step.feedback.place.as_deref(), Some("here"));
    assert_eq!(step.feedback.holder, Some(HolderKind::Location));
    assert_eq!(step.feedback.other, None);
    assert_eq!(step.feedback.next, Next::Anything);
    let foreign = ItemFact {
        by_external: true,
        ..item_on_the_quay(3)
    };
    let scan = Scan::Other("CRF-2026-118840".into());
    let step = scanned(&state, &scan, Known::Item(foreign));
    assert_eq!(step.feedback.code.as_deref(), Some("CRF-2026-118840"));
    assert_eq!(step.feedback.other, Some(label(3).grouped()));
}

#[test]
fn what_is_in_hand_is_laid_down_where_articles_can_lie() {
    let at = |place: &PlaceFact, in_hands| {
        let facts = Facts {
            now: NOW,
            actor: id(1),
            known: Known::Place(place.clone()),
            visit: None,
            in_hands,
            leg: None,
        };
        step(&ready(), &Scan::Label(place.label), &facts)
    };
    let dock = place(10, LocationKind::Dock, 1, None);
    let laid_down = at(&dock, 3);
    assert_eq!(said(&laid_down), (Tone::Ok, Word::SetDown, Said::SetDown));
    assert_eq!(laid_down.feedback.code, Some(dock.label.grouped()));
    assert_eq!(laid_down.feedback.place.as_deref(), Some("place 10"));
    assert_eq!(laid_down.feedback.count, 3);
    assert_eq!(laid_down.effect, Effect::SetDown { place: id(10) });
    assert_eq!(laid_down.state, ready());
    let room = place(14, LocationKind::Room, 1, None);
    for (place, in_hands) in [(&dock, 0), (&room, 3)] {
        let step = at(place, in_hands);
        let told = (Tone::Ready, Word::Found, Said::PlaceFound);
        calm_with(&ready(), &step, told);
        assert_eq!(step.feedback.count, 1, "its locks");
        assert_eq!(step.feedback.code, Some(place.label.grouped()));
        assert_eq!(step.feedback.place, Some(place.name.clone()));
    }
}

#[test]
fn a_shelf_of_the_archive_starts_the_work_of_a_visit() {
    let shelf = place(12, LocationKind::Shelf, 2, Some(id(11)));
    let at = |visit| {
        let scan = Scan::Label(shelf.label);
        scanned_in(&ready(), &scan, Known::Place(shelf.clone()), visit)
    };
    let step = at(None);
    refused_with(&ready(), &step, Said::ArchiveNeedsVisit);
    assert_eq!(step.feedback.place.as_deref(), Some("place 12"));
    let step = at(Some(visit(VisitPurpose::PutAway)));
    assert_eq!(said(&step).2, Said::ShelfSet);
    let begun = ArchiveJob {
        shelf: Some(shelf.clone()),
        ..visiting(VisitPurpose::PutAway)
    };
    assert_eq!(step.state, JobState::Archive(begun));
    // What that work refuses leaves the station where it was.
    let step = at(Some(visit(VisitPurpose::Retrieve)));
    refused_with(&ready(), &step, Said::ShelfWhileRetrieving);
    assert_eq!(step.feedback.next, Next::Anything);
    assert_eq!(step.feedback.total, 0);
}

#[test]
fn cards_ask_for_the_next_code_or_open_the_visits_work() {
    let state = ready();
    let card = |card, visit| scanned_in(&state, &Scan::Card(card), Known::Nothing, visit);
    let told = (Tone::Ready, Word::Ready, Said::AskSheet);
    calm_with(&state, &card(Card::Ship, None), told);
    for (one, other, mode) in [
        (Card::PutAway, VisitPurpose::Retrieve, VisitPurpose::PutAway),
        (
            Card::Retrieve,
            VisitPurpose::PutAway,
            VisitPurpose::Retrieve,
        ),
    ] {
        refused_with(&state, &card(one, None), Said::NoVisit);
        let over = VisitFact {
            ends_at: NOW,
            ..visit(mode)
        };
        refused_with(&state, &card(one, Some(over)), Said::VisitExpired);
        let step = card(one, Some(visit(other)));
        let told = (Tone::Ok, Word::Started, Said::ArchiveStarted);
        assert_eq!(said(&step), told);
        assert_eq!(step.state, JobState::Archive(visiting(mode)));
        assert_eq!(step.effect, Effect::Nothing);
    }
    for (one, why) in [
        (Card::UndoLast, Said::NothingToUndo),
        (Card::Done, Said::CardNotHere),
        (Card::Missing, Said::CardNotHere),
        (Card::Extra, Said::CardNotHere),
        (Card::Damaged, Said::CardNotHere),
        (Card::Link, Said::CardNotHere),
    ] {
        refused_with(&state, &card(one, None), why);
    }
}

#[test]
fn a_worn_label_is_asked_for_then_the_new_one() {
    let asked = scanned(&ready(), &Scan::Card(Card::Reprint), Known::Nothing);
    assert_eq!(said(&asked), (Tone::Ready, Word::Ready, Said::AskWorn));
    assert_eq!(asked.feedback.next, Next::WornLabel);
    let waits = replacing(Replacing::Asked);
    assert_eq!(asked.state, waits);

    let worn = film(&waits, item_on_the_quay(0));
    assert_eq!(said(&worn), (Tone::Attention, Word::Check, Said::AskNew));
    assert_eq!(worn.feedback.code, Some(label(0).grouped()));
    assert_eq!(worn.feedback.item, Some(ItemKind::FilmSheet));
    assert_eq!(worn.feedback.next, Next::NewLabel);
    let old = replacing(Replacing::Old(label(0)));
    assert_eq!(worn.state, old);

    let step = scanned(&old, &Scan::Label(label(7)), Known::Fresh);
    let told = (Tone::Ok, Word::Relabelled, Said::Relabelled);
    assert_eq!(said(&step), told);
    assert_eq!(step.feedback.code, Some(label(7).grouped()));
    assert_eq!(step.feedback.other, Some(label(0).grouped()));
    let effect = Effect::Relabel {
        old: label(0),
        new: label(7),
    };
    assert_eq!(step.effect, effect);
    assert_eq!(step.state, ready());
    // No seal on an article, and no label before the worn one was read.
    let step = scanned(&old, &Scan::Label(seal(0)), Known::Fresh);
    refused_with(&old, &step, Said::UnusedLabel);
    for state in [ready(), waits.clone()] {
        let step = scanned(&state, &Scan::Label(label(7)), Known::Fresh);
        refused_with(&state, &step, Said::UnusedLabel);
    }
    for card in [Card::Done, Card::UndoLast] {
        let step = scanned(&old, &Scan::Card(card), Known::Nothing);
        assert_eq!(said(&step), (Tone::Ready, Word::Ready, Said::JobLeft));
        assert_eq!(step.state, ready());
        assert_eq!(step.effect, Effect::Nothing);
    }

    let mut archived = item_on_the_quay(0);
    archived.archive = Some(id(11));
    let mut gone = item_on_the_quay(0);
    gone.state.holder = Holder::Carrier(id(52));
    for (item, why) in [
        (archived, Said::ArchiveNeedsVisit),
        (gone, Said::HeldElsewhere),
    ] {
        let step = film(&waits, item);
        refused_with(&waits, &step, why);
        assert_eq!(step.feedback.next, Next::WornLabel);
    }
}

#[test]
fn an_announced_parcel_is_received() {
    let parcel = shipment(Direction::Inbound, ShipmentState::Announced);
    let step = sheet(&parcel);
    let told = (Tone::Ok, Word::Started, Said::ReceiveStarted);
    assert_eq!(said(&step), told);
    assert_eq!(step.feedback.code.as_deref(), Some("2026-0002"));
    assert_eq!(step.feedback.place.as_deref(), Some("Hôpital de la Rive"));
    assert_eq!(step.feedback.count, 2, "still expected");
    assert_eq!((step.feedback.done, step.feedback.total), (1, 3));
    assert_eq!(step.effect, Effect::Nothing);
    let job = ReceiveJob {
        shipment: id(52),
        reference: "2026-0002".into(),
        party: "Hôpital de la Rive".into(),
        lines: parcel.lines,
        announced: true,
        case: None,
        round_trip_of: None,
        seal: None,
        kind: None,
        armed: None,
        again: false,
        order: Vec::new(),
        named: false,
        place: None,
        trail: Vec::new(),
    };
    assert_eq!(step.state, JobState::Receive(job));
    for over in [
        ShipmentState::Received,
        ShipmentState::ReceivedWithExceptions,
    ] {
        let ended = shipment(Direction::Inbound, over);
        let by_its_number = Scan::Other(ended.reference.clone());
        let step = scanned(&ready(), &by_its_number, Known::Shipment(ended));
        refused_with(&ready(), &step, Said::ShipmentOver);
        assert_eq!(step.feedback.place.as_deref(), Some("2026-0002"));
    }
    // Something of it is missing: it may be there now.
    let mut short = shipment(Direction::Inbound, ShipmentState::ReceivedWithExceptions);
    short.lines[1].outcome = LineOutcome::Missing;
    short.missing = vec![1];
    let step = sheet(&short);
    assert_eq!(
        said(&step),
        (Tone::Ready, Word::Started, Said::FoundStarted)
    );
    assert_eq!(step.feedback.count, 1);
    assert!(matches!(step.state, JobState::Receive(job) if job.again));
}

#[test]
fn a_parcel_being_packed_or_sealed_is_taken_up_as_it_stands() {
    let cases = [
        (ShipmentState::Draft, false, Tone::Ok, Said::ShipStarted),
        (ShipmentState::Sealed, false, Tone::Ok, Said::ShipSealed),
        (
            ShipmentState::Draft,
            true,
            Tone::Attention,
            Said::ShipOutgrown,
        ),
        (
            ShipmentState::Sealed,
            true,
            Tone::Attention,
            Said::ShipOutgrown,
        ),
    ];
    for (state, outgrown, tone, says) in cases {
        let parcel = ShipmentFact {
            seal: (state == ShipmentState::Sealed).then(|| seal(1)),
            outgrown,
            ..shipment(Direction::Outbound, state)
        };
        let step = sheet(&parcel);
        assert_eq!(said(&step), (tone, Word::Started, says));
        assert_eq!(step.feedback.code.as_deref(), Some("2026-0002"));
        assert_eq!(step.feedback.count, 2, "yet to be packed");
        assert_eq!(step.effect, Effect::Nothing);
        let job = ShipJob {
            shipment: id(52),
            reference: "2026-0002".into(),
            party: "Hôpital de la Rive".into(),
            lines: parcel.lines,
            seal: parcel.seal,
            unseen: Vec::new(),
            bore: None,
            outgrown,
            told: outgrown,
            asked: None,
            waybill: parcel.waybill,
            trail: vec![label(1)],
        };
        assert_eq!(step.state, JobState::Ship(job));
    }
    {
        let there = ShipmentState::ReceiptConfirmed;
        let step = sheet(&shipment(Direction::Outbound, there));
        let told = (Tone::Ready, Word::Found, Said::ReceiptAlreadyConfirmed);
        calm_with(&ready(), &step, told);
        assert_eq!(step.feedback.code.as_deref(), Some("2026-0002"));
        assert_eq!(step.feedback.place.as_deref(), Some("Hôpital de la Rive"));
    }
    let step = sheet(&shipment(Direction::Outbound, ShipmentState::Cancelled));
    refused_with(&ready(), &step, Said::ShipmentCancelled);
    assert_eq!(step.feedback.place.as_deref(), Some("2026-0002"));
}

/// The same in every job: what a code is that can never act.
#[test]
fn a_code_that_never_acts_says_what_it_is() {
    let since = NOW.plus(Span::hours(-24));
    let void = |current| Known::Void { current, since };
    let scan = || Scan::Label(label(0));
    for state in [ready(), JobState::Archive(visiting(VisitPurpose::PutAway))] {
        for (known, why, other) in [
            (Known::NeverIssued, Said::NeverIssued, None),
            (Known::Elsewhere, Said::LabelOfNoUse, None),
            (
                void(Some(label(7))),
                Said::VoidLabel,
                Some(label(7).grouped()),
            ),
            (void(None), Said::RetiredLabel, None),
        ] {
            let at = matches!(known, Known::Void { .. }).then_some(since);
            let step = scanned(&state, &scan(), known);
            refused_with(&state, &step, why);
            assert_eq!(step.feedback.other, other);
            assert_eq!(step.feedback.at, at);
            assert_eq!(step.feedback.code, Some(label(0).grouped()));
        }
        let help = scanned(&state, &Scan::Card(Card::Help), Known::Nothing);
        calm_with(&state, &help, (Tone::Ready, Word::Help, Said::Help));
        let right = scanned(&state, &Scan::SelfTest, Known::Nothing);
        calm_with(&state, &right, (Tone::Ok, Word::Ready, Said::LayoutRight));
        for (scan, why) in [
            (Scan::WrongLayout, Said::LayoutWrong),
            (Scan::Unreadable, Said::Unreadable),
        ] {
            let step = scanned(&state, &scan, Known::Nothing);
            refused_with(&state, &step, why);
            assert_eq!(step.feedback.code, None);
        }
        let scan = Scan::UnknownCard("DXDESTROY".into());
        let step = scanned(&state, &scan, Known::Nothing);
        refused_with(&state, &step, Said::UnknownCard);
        assert_eq!(step.feedback.code.as_deref(), Some("DXDESTROY"));
    }
    let used = Known::UsedSeal {
        shipment: "2026-0002".into(),
    };
    let step = scanned(&ready(), &Scan::Label(seal(1)), used);
    refused_with(&ready(), &step, Said::SealUsed);
    assert_eq!(step.feedback.place.as_deref(), Some("2026-0002"));
    let step = scanned(&ready(), &Scan::Other("BONJOUR".into()), Known::Nothing);
    refused_with(&ready(), &step, Said::UnknownCode);
}

#[test]
fn before_the_first_scan_the_screen_welcomes() {
    let told = Feedback::welcome();
    assert_eq!(
        (told.tone, told.word, told.said),
        (Tone::Ready, Word::Ready, Said::Welcome)
    );
    assert_eq!(told.next, Next::Anything);
}
