//! In the archive, during a visit, scan by scan: what each one changes, and what it says.

use super::super::ArchiveJob;
use super::world::{NOW, id, item_on_the_quay, label, place, scanned_in};
use super::*;
use crate::custody::item::ItemFact;
use crate::custody::location::{LocationKind, PlaceFact};
use crate::refusal::Refusal;

fn visit() -> VisitFact {
    VisitFact {
        id: id(90),
        archive: id(11),
        purpose: VisitPurpose::PutAway,
        ends_at: NOW.plus(Span::minutes(30)),
        planned: 5,
        plans_it: true,
    }
}

fn shelf() -> PlaceFact {
    place(12, LocationKind::Shelf, 2, Some(id(11)))
}

fn putting_away() -> ArchiveJob {
    ArchiveJob {
        visit: id(90),
        archive: id(11),
        mode: VisitPurpose::PutAway,
        shelf: Some(shelf()),
        trail: vec![label(8)],
        planned: 5,
    }
}

fn taking_out() -> ArchiveJob {
    ArchiveJob {
        mode: VisitPurpose::Retrieve,
        ..putting_away()
    }
}

/// A film on the shelf of the archive.
fn on_the_shelf(n: u32) -> ItemFact {
    let mut film = item_on_the_quay(n);
    film.state.holder = Holder::Location(id(12));
    film.archive = Some(id(11));
    film
}

fn take(job: &ArchiveJob, scan: &Scan, known: Known) -> Step {
    let visit = VisitFact {
        purpose: job.mode,
        ..visit()
    };
    scanned_in(&JobState::Archive(job.clone()), scan, known, Some(visit))
}

fn film(job: &ArchiveJob, item: ItemFact) -> Step {
    take(job, &Scan::Label(item.label), Known::Item(item))
}

fn at(job: &ArchiveJob, place: &PlaceFact) -> Step {
    take(job, &Scan::Label(place.label), Known::Place(place.clone()))
}

fn card(job: &ArchiveJob, card: Card) -> Step {
    take(job, &Scan::Card(card), Known::Nothing)
}

fn said(step: &Step) -> (Tone, Word, Said) {
    let told = &step.feedback;
    (told.tone, told.word, told.said)
}

fn refused_with(job: &ArchiveJob, step: &Step, why: Said) {
    assert_eq!(said(step), (Tone::Refused, Word::Refused, why));
    assert_eq!(step.state, JobState::Archive(job.clone()), "{why}");
    assert_eq!(step.effect, Effect::Nothing, "{why}");
}

fn moved(job: &ArchiveJob, n: u32) -> JobState {
    let mut after = job.clone();
    after.trail.push(label(n));
    JobState::Archive(after)
}

#[test]
fn a_film_is_put_on_the_shelf_scanned_before_it() {
    let job = putting_away();
    let step = film(&job, item_on_the_quay(0));
    assert_eq!(said(&step), (Tone::Ok, Word::PutAway, Said::ItemPutAway));
    assert_eq!(step.feedback.code, Some(label(0).grouped()));
    assert_eq!(step.feedback.item, Some(item_on_the_quay(0).kind));
    assert_eq!(step.feedback.place.as_deref(), Some("place 12"));
    assert_eq!((step.feedback.done, step.feedback.total), (2, 5));
    assert_eq!(step.feedback.next, Next::ItemForShelf);
    let effect = Effect::PutAway {
        visit: id(90),
        label: label(0),
        place: id(12),
        barriers: 2,
    };
    assert_eq!(step.effect, effect);
    assert_eq!(step.state, moved(&job, 0));

    let no_shelf = ArchiveJob { shelf: None, ..job };
    let step = film(&no_shelf, item_on_the_quay(0));
    refused_with(&no_shelf, &step, Said::ShelfFirst);
    assert_eq!(step.feedback.next, Next::Shelf);
}

/// Not of the plan, or moved the other way than the visit was opened for: both are told at once, and it is written down.
#[test]
fn what_nobody_planned_is_moved_and_said_in_amber() {
    let way = |job: &ArchiveJob, item: ItemFact, purpose, plans_it| {
        let visit = VisitFact {
            purpose,
            plans_it,
            ..visit()
        };
        let state = JobState::Archive(job.clone());
        let scan = Scan::Label(item.label);
        scanned_in(&state, &scan, Known::Item(item), Some(visit))
    };
    for (purpose, plans_it) in [
        (VisitPurpose::PutAway, false),
        (VisitPurpose::Retrieve, true),
    ] {
        let step = way(&putting_away(), item_on_the_quay(0), purpose, plans_it);
        let told = (Tone::Attention, Word::PutAway, Said::ItemPutAwayUnplanned);
        assert_eq!(said(&step), told);
        assert!(matches!(step.effect, Effect::PutAway { .. }));
    }
    for (purpose, plans_it) in [
        (VisitPurpose::Retrieve, false),
        (VisitPurpose::PutAway, true),
    ] {
        let step = way(&taking_out(), on_the_shelf(0), purpose, plans_it);
        let told = (
            Tone::Attention,
            Word::Retrieved,
            Said::ItemRetrievedUnplanned,
        );
        assert_eq!(said(&step), told);
        assert!(matches!(step.effect, Effect::Retrieve { .. }));
    }
}

#[test]
fn what_is_not_put_away_says_why() {
    let job = putting_away();
    let mut elsewhere = on_the_shelf(0);
    elsewhere.archive = Some(id(20));
    elsewhere.state.holder = Holder::Location(id(21));
    let mut hers = item_on_the_quay(0);
    hers.state.holder = Holder::Person(id(2));
    for (item, why) in [
        (on_the_shelf(0), Said::AlreadyThere),
        (elsewhere, Said::HeldElsewhere),
        (hers, Said::HeldElsewhere),
    ] {
        let holder = item.state.holder.kind();
        let step = film(&job, item);
        refused_with(&job, &step, why);
        assert_eq!(step.feedback.holder, Some(holder));
    }
    let mut nobodys = item_on_the_quay(0);
    nobodys.unidentified = true;
    refused_with(&job, &film(&job, nobodys), Said::Unidentified);
    // From one shelf of the archive to another of it.
    let mut next_shelf = on_the_shelf(0);
    next_shelf.state.holder = Holder::Location(id(15));
    assert_eq!(said(&film(&job, next_shelf)).2, Said::ItemPutAway);
    // The shelf lost a lock since it was scanned.
    let weak = ArchiveJob {
        shelf: Some(place(13, LocationKind::Shelf, 1, Some(id(11)))),
        ..job
    };
    let step = film(&weak, item_on_the_quay(0));
    refused_with(&weak, &step, Said::BarriersTooFew);
    assert_eq!(step.feedback.place.as_deref(), Some("place 13"));
    assert_eq!(step.feedback.count, 1);
}

#[test]
fn a_film_is_taken_out_of_the_archive_that_the_visit_opened() {
    let job = taking_out();
    let step = film(&job, on_the_shelf(0));
    let told = (Tone::Ok, Word::Retrieved, Said::ItemRetrieved);
    assert_eq!(said(&step), told);
    assert_eq!(step.feedback.code, Some(label(0).grouped()));
    assert_eq!(step.feedback.item, Some(on_the_shelf(0).kind));
    assert_eq!(step.feedback.place.as_deref(), Some("here"));
    let effect = Effect::Retrieve {
        visit: id(90),
        label: label(0),
    };
    assert_eq!(step.effect, effect);
    assert_eq!(step.state, moved(&job, 0));
    let mut elsewhere = on_the_shelf(0);
    elsewhere.archive = Some(id(20));
    let mut in_hands = on_the_shelf(0);
    in_hands.state.holder = Holder::Person(id(1));
    for item in [item_on_the_quay(0), elsewhere, in_hands] {
        let step = film(&job, item);
        refused_with(&job, &step, Said::HeldElsewhere);
    }
}

#[test]
fn a_shelf_is_one_of_this_archive_behind_two_locks() {
    let job = ArchiveJob {
        shelf: None,
        ..putting_away()
    };
    let step = at(&job, &shelf());
    assert_eq!(said(&step), (Tone::Ok, Word::Shelf, Said::ShelfSet));
    assert_eq!(step.feedback.code, Some(shelf().label.grouped()));
    assert_eq!(step.feedback.place.as_deref(), Some("place 12"));
    assert_eq!(step.feedback.count, 2);
    assert_eq!(step.state, JobState::Archive(putting_away()));
    assert_eq!(step.effect, Effect::Nothing);
    for (place, why) in [
        (
            place(22, LocationKind::Shelf, 2, Some(id(20))),
            Said::NotThisArchive,
        ),
        (place(10, LocationKind::Dock, 0, None), Said::NotThisArchive),
        (
            place(11, LocationKind::Room, 2, Some(id(11))),
            Said::NotARestingPlace,
        ),
        (
            place(13, LocationKind::Shelf, 1, Some(id(11))),
            Said::BarriersTooFew,
        ),
    ] {
        let step = at(&job, &place);
        refused_with(&job, &step, why);
        assert_eq!(step.feedback.count, place.level);
        assert_eq!(step.feedback.place, Some(place.name));
    }
    let job = taking_out();
    refused_with(&job, &at(&job, &shelf()), Said::ShelfWhileRetrieving);
}

#[test]
fn nothing_is_scanned_but_done_outside_the_visit_and_its_time() {
    let job = putting_away();
    let state = JobState::Archive(job.clone());
    let over = VisitFact {
        ends_at: NOW,
        ..visit()
    };
    let last_moment = VisitFact {
        ends_at: NOW.plus(Span::micros_of(1)),
        ..visit()
    };
    let another = VisitFact {
        id: id(91),
        ..visit()
    };
    for (visit, why) in [
        (None, Said::NoVisit),
        (Some(another), Said::NoVisit),
        (Some(over), Said::VisitExpired),
    ] {
        let film = item_on_the_quay(0);
        let scan = Scan::Label(film.label);
        let step = scanned_in(&state, &scan, Known::Item(film), visit.clone());
        refused_with(&job, &step, why);
        let done = scanned_in(&state, &Scan::Card(Card::Done), Known::Nothing, visit);
        assert_eq!(said(&done), (Tone::Ready, Word::Done, Said::JobLeft));
        assert_eq!(done.state, JobState::default());
    }
    let film = item_on_the_quay(0);
    let scan = Scan::Label(film.label);
    let step = scanned_in(&state, &scan, Known::Item(film), Some(last_moment));
    assert_eq!(said(&step).2, Said::ItemPutAway);
}

#[test]
fn cards_turn_the_way_and_take_the_last_move_back() {
    let step = card(&putting_away(), Card::Retrieve);
    assert_eq!(said(&step), (Tone::Ready, Word::Ready, Said::RetrieveMode));
    assert_eq!(step.state, JobState::Archive(taking_out()));
    assert_eq!(step.feedback.next, Next::ItemToRetrieve);
    let step = card(&taking_out(), Card::PutAway);
    assert_eq!(said(&step), (Tone::Ready, Word::Ready, Said::PutAwayMode));
    assert_eq!(step.state, JobState::Archive(putting_away()));

    let step = card(&putting_away(), Card::UndoLast);
    assert_eq!(said(&step), (Tone::Ok, Word::Undone, Said::MoveUndone));
    assert_eq!(step.feedback.code, Some(label(8).grouped()));
    let effect = Effect::UndoMove {
        visit: id(90),
        label: label(8),
    };
    assert_eq!(step.effect, effect);
    let nothing = ArchiveJob {
        trail: Vec::new(),
        ..putting_away()
    };
    assert_eq!(step.state, JobState::Archive(nothing.clone()));
    refused_with(
        &nothing,
        &card(&nothing, Card::UndoLast),
        Said::NothingToUndo,
    );
    for other in Card::ALL {
        let known = [
            Card::PutAway,
            Card::Retrieve,
            Card::UndoLast,
            Card::Done,
            Card::Help,
        ];
        if !known.contains(other) {
            refused_with(&nothing, &card(&nothing, *other), Said::CardNotHere);
        }
    }
}

#[test]
fn five_hundred_moves_can_be_walked_back_and_the_oldest_is_let_go() {
    let job = ArchiveJob {
        trail: (0..499).map(label).collect(),
        ..putting_away()
    };
    let trail = |step: Step| match step.state {
        JobState::Archive(job) => job.trail,
        other => panic!("{other:?}"),
    };
    let all = trail(film(&job, item_on_the_quay(499)));
    assert_eq!(all.len(), 500);
    assert_eq!(all.first(), Some(&label(0)));
    let full = ArchiveJob { trail: all, ..job };
    let all = trail(film(&full, item_on_the_quay(500)));
    assert_eq!(all.len(), 500);
    assert_eq!(all.first(), Some(&label(1)));
    assert_eq!(all.last(), Some(&label(500)));
}

/// On the page of a visit, scans go on with its work; never with another visit's, nor with a parcel in hand.
#[test]
fn the_page_of_a_visit_goes_on_with_its_own_work() {
    let mine = JobState::Archive(putting_away());
    assert_eq!(in_visit(mine.clone(), &visit()), Ok(mine));
    let anew = JobState::Archive(ArchiveJob {
        shelf: None,
        trail: Vec::new(),
        ..putting_away()
    });
    let of_another = JobState::Archive(ArchiveJob {
        visit: id(91),
        ..putting_away()
    });
    for job in [JobState::default(), of_another] {
        assert_eq!(in_visit(job, &visit()), Ok(anew.clone()));
    }
    let mut world = World::new();
    for start in ["EB44710083", &World::sheet()] {
        world.state = JobState::default();
        world.scan(start);
        let busy = in_visit(world.state.clone(), &visit());
        assert_eq!(busy, Err(Refusal::StationBusy));
    }
}

/// Somebody else was faster: the sentence is the rule's, and the screen stays as it was.
#[test]
fn what_the_records_refuse_is_told_by_its_rule() {
    let state = JobState::Archive(putting_away());
    let told = refused_by_rule(&state, &Refusal::VisitExpired);
    assert_eq!(
        (told.tone, told.word, told.said),
        (Tone::Refused, Word::Refused, Said::RuleRefused)
    );
    assert_eq!(told.other.as_deref(), Some(Refusal::VisitExpired.key()));
    assert_eq!((told.done, told.total), (1, 5));
    assert_eq!(told.next, Next::ItemForShelf);
}
