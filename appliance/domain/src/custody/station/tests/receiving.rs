//! Taking articles out of a parcel, scan by scan: what each one changes, and what it says.

mod turned_up;

use super::super::job::Done;
use super::super::{Armed, ReceiveJob, ShipmentFact};
use super::world::{facts_of, id, item_on_the_quay, label, place, scanned, seal};
use super::*;
use crate::custody::item::{Condition, ItemFact, ItemKind, ItemState};
use crate::custody::location::{LocationKind, PlaceFact};
use crate::custody::shipment::{Direction, LINE_LIMIT, Line};

fn line(kind: ItemKind, n: Option<u32>, outcome: LineOutcome) -> Line {
    Line {
        kind,
        label: n.map(label),
        awaits: None,
        outcome,
    }
}

/// A film and a disc were announced; nothing was taken out yet.
fn announced() -> ReceiveJob {
    ReceiveJob {
        shipment: id(51),
        reference: "2026-0001".into(),
        party: "Clinique du Fjord".into(),
        announced: true,
        case: None,
        round_trip_of: None,
        seal: None,
        kind: None,
        lines: vec![
            line(ItemKind::FilmSheet, None, LineOutcome::Expected),
            line(ItemKind::OpticalDisc, None, LineOutcome::Expected),
        ],
        armed: None,
        again: false,
        order: Vec::new(),
        named: false,
        place: None,
        trail: Vec::new(),
    }
}

fn with(film: (Option<u32>, LineOutcome), disc: (Option<u32>, LineOutcome)) -> ReceiveJob {
    ReceiveJob {
        lines: vec![
            line(ItemKind::FilmSheet, film.0, film.1),
            line(ItemKind::OpticalDisc, disc.0, disc.1),
        ],
        ..announced()
    }
}

/// The film is there.
fn film_received() -> ReceiveJob {
    ReceiveJob {
        trail: vec![Done::Received(label(0))],
        ..with(
            (Some(0), LineOutcome::Received),
            (None, LineOutcome::Expected),
        )
    }
}

fn armed(job: ReceiveJob, card: Armed) -> ReceiveJob {
    ReceiveJob {
        armed: Some(card),
        ..job
    }
}

fn dock() -> PlaceFact {
    place(10, LocationKind::Dock, 0, None)
}

/// What the records know of the film once it was received, in the hands of person 1.
fn known(n: u32, condition: Condition) -> ItemFact {
    ItemFact {
        state: ItemState {
            holder: Holder::Person(id(1)),
            seq: 1,
            condition,
        },
        ..item_on_the_quay(n)
    }
}

fn take(job: &ReceiveJob, scan: &Scan, known: Known) -> Step {
    scanned(&JobState::Receive(job.clone()), scan, known)
}

fn fresh(job: &ReceiveJob, n: u32) -> Step {
    take(job, &Scan::Label(label(n)), Known::Fresh)
}

fn article(job: &ReceiveJob, item: ItemFact) -> Step {
    take(job, &Scan::Label(item.label), Known::Item(item))
}

fn card(job: &ReceiveJob, card: Card) -> Step {
    take(job, &Scan::Card(card), Known::Nothing)
}

fn lay_down(job: &ReceiveJob, place: &PlaceFact) -> Step {
    take(job, &Scan::Label(place.label), Known::Place(place.clone()))
}

fn said(step: &Step) -> (Tone, Word, Said) {
    let told = &step.feedback;
    (told.tone, told.word, told.said)
}

fn refused_with(job: &ReceiveJob, step: &Step, why: Said) {
    assert_eq!(said(step), (Tone::Refused, Word::Refused, why));
    assert_eq!(step.state, JobState::Receive(job.clone()), "{why}");
    assert_eq!(step.effect, Effect::Nothing, "{why}");
}

fn received(n: u32, line: Option<usize>, kind: ItemKind, seen: (Condition, LineOutcome)) -> Effect {
    Effect::Receive {
        shipment: id(51),
        label: label(n),
        line,
        kind,
        condition: seen.0,
        outcome: seen.1,
    }
}

const WHOLE: (Condition, LineOutcome) = (Condition::Intact, LineOutcome::Received);
const BROKEN: (Condition, LineOutcome) = (Condition::Damaged, LineOutcome::Damaged);

#[test]
fn articles_fill_the_lines_in_the_order_of_the_list() {
    let step = fresh(&announced(), 0);
    assert_eq!(said(&step), (Tone::Ok, Word::Received, Said::ItemReceived));
    assert_eq!(step.feedback.code, Some(label(0).grouped()));
    assert_eq!(step.feedback.item, Some(ItemKind::FilmSheet));
    assert_eq!((step.feedback.done, step.feedback.total), (1, 2));
    assert_eq!(step.feedback.next, Next::NextItem);
    assert_eq!(step.state, JobState::Receive(film_received()));
    assert_eq!(
        step.effect,
        received(0, Some(0), ItemKind::FilmSheet, WHOLE)
    );
    let step = fresh(&film_received(), 1);
    assert_eq!(step.feedback.item, Some(ItemKind::OpticalDisc));
    assert_eq!(step.feedback.next, Next::Place);
    let disc = received(1, Some(1), ItemKind::OpticalDisc, WHOLE);
    assert_eq!(step.effect, disc);
    // A seal is no article, however new.
    let job = announced();
    let step = take(&job, &Scan::Label(seal(0)), Known::Fresh);
    refused_with(&job, &step, Said::UnusedLabel);
}

#[test]
fn a_damaged_article_is_received_as_such() {
    let step = fresh(&armed(announced(), Armed::Damaged), 0);
    let told = (Tone::Attention, Word::Damaged, Said::ItemDamaged);
    assert_eq!(said(&step), told);
    assert_eq!(
        step.effect,
        received(0, Some(0), ItemKind::FilmSheet, BROKEN)
    );
    let after = ReceiveJob {
        trail: vec![Done::Received(label(0))],
        ..with(
            (Some(0), LineOutcome::Damaged),
            (None, LineOutcome::Expected),
        )
    };
    assert_eq!(step.state, JobState::Receive(after));
}

/// What an extra one is, nobody announced: what it is known as, else like the last line, else anything.
#[test]
fn an_extra_article_is_a_line_more() {
    let nothing_announced = ReceiveJob {
        lines: Vec::new(),
        ..announced()
    };
    let seen = (Condition::Intact, LineOutcome::Extra);
    for (job, kind) in [
        (announced(), ItemKind::OpticalDisc),
        (nothing_announced, ItemKind::Other),
    ] {
        let step = fresh(&armed(job.clone(), Armed::Extra), 5);
        let told = (Tone::Attention, Word::Extra, Said::ItemExtra);
        assert_eq!(said(&step), told);
        assert_eq!(step.feedback.item, Some(kind));
        assert_eq!(step.effect, received(5, None, kind, seen));
        let mut after = job;
        after.lines.push(line(kind, Some(5), LineOutcome::Extra));
        after.trail.push(Done::Received(label(5)));
        assert_eq!(step.state, JobState::Receive(after));
    }
    let mut withdrawn = item_on_the_quay(5);
    withdrawn.kind = ItemKind::Usb;
    withdrawn.state.holder = Holder::Withdrawn;
    let step = article(&armed(announced(), Armed::Extra), withdrawn);
    assert_eq!(step.effect, received(5, None, ItemKind::Usb, seen));
}

#[test]
fn a_parcel_holds_no_more_lines_than_a_shipment_can() {
    let of = |n| ReceiveJob {
        lines: vec![line(ItemKind::FilmSheet, None, LineOutcome::Expected); n],
        ..announced()
    };
    let full = armed(of(LINE_LIMIT), Armed::Extra);
    refused_with(&full, &fresh(&full, 5), Said::AllReceived);
    let one_more = fresh(&armed(of(LINE_LIMIT - 1), Armed::Extra), 5);
    assert_eq!(one_more.feedback.said, Said::ItemExtra);
}

#[test]
fn what_was_given_up_takes_its_line_only_when_nothing_else_waits() {
    let job = with((None, LineOutcome::Missing), (None, LineOutcome::Expected));
    let waiting_first = received(0, Some(1), ItemKind::OpticalDisc, WHOLE);
    assert_eq!(fresh(&job, 0).effect, waiting_first);
    let job = with(
        (None, LineOutcome::Missing),
        (Some(1), LineOutcome::Received),
    );
    let turned_up = received(0, Some(0), ItemKind::FilmSheet, WHOLE);
    assert_eq!(fresh(&job, 0).effect, turned_up);
    let all = with(
        (Some(0), LineOutcome::Received),
        (Some(1), LineOutcome::Received),
    );
    refused_with(&all, &fresh(&all, 2), Said::AllReceived);
}

#[test]
fn an_article_of_the_house_says_why_it_does_not_come_out_of_the_parcel() {
    let job = film_received();
    let earlier = ReceiveJob {
        trail: vec![Done::Received(label(0)), Done::Received(label(5))],
        ..job.clone()
    };
    for (job, item, why) in [
        (&earlier, known(0, Condition::Intact), Said::AlreadyScanned),
        (&job, item_on_the_quay(7), Said::HeldElsewhere),
    ] {
        let step = article(job, item);
        refused_with(job, &step, why);
        assert_eq!(step.feedback.item, Some(ItemKind::FilmSheet));
        assert_eq!(step.feedback.place.as_deref(), Some("here"));
    }
    // The one that was scanned last, read by a trigger that was held: no alarm, and nothing is recorded.
    let step = article(&job, known(0, Condition::Intact));
    assert_eq!(said(&step), (Tone::Attention, Word::Check, Said::ReadTwice));
    assert_eq!(
        (step.state, step.effect),
        (JobState::Receive(job.clone()), Effect::Nothing)
    );
    // Its reception was taken back: it comes out of the parcel again.
    let mut withdrawn = item_on_the_quay(7);
    withdrawn.state.holder = Holder::Withdrawn;
    let step = article(&job, withdrawn);
    let again = received(7, Some(1), ItemKind::OpticalDisc, WHOLE);
    assert_eq!(step.effect, again);
    // Neither a label nor another site's: no such code is known of an article, and none acts on one.
    let step = take(&job, &Scan::Unreadable, Known::Nothing);
    refused_with(&job, &step, Said::Unreadable);
    let odd = Scan::Other("7".into());
    let step = take(&job, &odd, Known::Item(item_on_the_quay(7)));
    refused_with(&job, &step, Said::ItemNotHere);
    // Another site's label, which is on an article already.
    let foreign = ItemFact {
        by_external: true,
        ..item_on_the_quay(7)
    };
    let scan = Scan::Other("CRF-2026-118840".into());
    let step = take(&job, &scan, Known::Item(foreign));
    refused_with(&job, &step, Said::ForeignKnown);
    assert_eq!(step.feedback.other, Some(label(7).grouped()));
    assert_eq!(step.feedback.code.as_deref(), Some("CRF-2026-118840"));
}

#[test]
fn a_damage_seen_late_is_written_down_once() {
    let job = armed(film_received(), Armed::Damaged);
    let step = article(&job, known(0, Condition::Scratched));
    let told = (Tone::Attention, Word::Damaged, Said::ItemDamaged);
    assert_eq!(said(&step), told);
    assert_eq!(step.feedback.code, Some(label(0).grouped()));
    assert_eq!(step.feedback.item, Some(ItemKind::FilmSheet));
    let effect = Effect::ReportCondition {
        shipment: id(51),
        label: label(0),
        condition: Condition::Damaged,
        outcome: LineOutcome::Damaged,
    };
    assert_eq!(step.effect, effect);
    let after = ReceiveJob {
        trail: vec![
            Done::Received(label(0)),
            Done::Damaged(label(0), Condition::Scratched),
        ],
        ..with(
            (Some(0), LineOutcome::Damaged),
            (None, LineOutcome::Expected),
        )
    };
    assert_eq!(step.state, JobState::Receive(after.clone()));
    // Said at another station: it is said, and there is nothing to write.
    let elsewhere = ReceiveJob {
        trail: film_received().trail,
        ..after
    };
    let step = article(
        &armed(elsewhere.clone(), Armed::Damaged),
        known(0, Condition::Damaged),
    );
    assert_eq!(said(&step), told);
    assert_eq!(step.effect, Effect::Nothing);
    assert_eq!(step.state, JobState::Receive(elsewhere));
    // What was extra stays extra.
    let extra = with((Some(0), LineOutcome::Extra), (None, LineOutcome::Expected));
    let step = article(
        &armed(extra.clone(), Armed::Damaged),
        known(0, Condition::Intact),
    );
    let JobState::Receive(after) = step.state else {
        panic!("{:?}", step.state);
    };
    assert_eq!(after.lines, extra.lines);
}

#[test]
fn another_sites_label_goes_on_the_article_scanned_last() {
    let code = || Scan::Other("CRF-2026-118840".into());
    let two = ReceiveJob {
        trail: vec![
            Done::Received(label(0)),
            Done::Damaged(label(1), Condition::Intact),
            Done::Short,
        ],
        ..film_received()
    };
    for (job, last) in [(film_received(), 0), (two, 1)] {
        let asked = card(&job, Card::Link);
        assert_eq!(said(&asked), (Tone::Ready, Word::Ready, Said::LinkArmed));
        assert_eq!(asked.feedback.next, Next::ForeignLabel);
        let waiting = armed(job.clone(), Armed::Link);
        assert_eq!(asked.state, JobState::Receive(waiting.clone()));
        let step = take(&waiting, &code(), Known::Nothing);
        assert_eq!(said(&step), (Tone::Ok, Word::Linked, Said::Linked));
        assert_eq!(step.feedback.code.as_deref(), Some("CRF-2026-118840"));
        assert_eq!(step.feedback.other, Some(label(last).grouped()));
        assert_eq!(step.state, JobState::Receive(job.clone()));
        let effect = Effect::LinkExternal {
            label: label(last),
            code: "CRF-2026-118840".into(),
        };
        assert_eq!(step.effect, effect);
        // Without the card it is a code that nobody knows.
        let step = take(&job, &code(), Known::Nothing);
        refused_with(&job, &step, Said::UnknownCode);
    }
    let job = announced();
    refused_with(&job, &card(&job, Card::Link), Said::LinkNeedsItem);
    let job = armed(announced(), Armed::Link);
    let step = take(&job, &code(), Known::Nothing);
    refused_with(&job, &step, Said::LinkNeedsItem);
}

#[test]
fn a_card_announces_the_next_scan_and_undo_takes_that_back_first() {
    for (one, wanted, told, next) in [
        (
            Card::Damaged,
            Armed::Damaged,
            Said::DamagedArmed,
            Next::DamagedItem,
        ),
        (Card::Extra, Armed::Extra, Said::ExtraArmed, Next::ExtraItem),
    ] {
        let step = card(&film_received(), one);
        assert_eq!(said(&step), (Tone::Ready, Word::Ready, told));
        assert_eq!(step.feedback.next, next);
        assert_eq!(step.effect, Effect::Nothing);
        let waiting = armed(film_received(), wanted);
        assert_eq!(step.state, JobState::Receive(waiting.clone()));
        let step = card(&waiting, Card::UndoLast);
        assert_eq!(said(&step), (Tone::Ok, Word::Undone, Said::Undone));
        assert_eq!(step.effect, Effect::Nothing);
        assert_eq!(step.state, JobState::Receive(film_received()));
    }
}

#[test]
fn the_rest_is_missing_with_or_without_a_place_to_lay_down_at() {
    // Whatever a card announced before: there is no next article.
    let step = card(&armed(film_received(), Armed::Damaged), Card::Missing);
    let told = (Tone::Attention, Word::Missing, Said::MarkedMissing);
    assert_eq!(said(&step), told);
    assert_eq!(step.feedback.count, 1);
    assert_eq!(step.effect, Effect::MarkMissing { shipment: id(51) });
    let given_up = ReceiveJob {
        trail: vec![Done::Received(label(0)), Done::Short],
        ..with(
            (Some(0), LineOutcome::Received),
            (None, LineOutcome::Missing),
        )
    };
    assert_eq!(step.state, JobState::Receive(given_up.clone()));
    refused_with(
        &given_up,
        &card(&given_up, Card::Missing),
        Said::NothingMissing,
    );

    let short = ReceiveJob {
        place: Some(dock()),
        ..film_received()
    };
    let step = card(&short, Card::Missing);
    let told = (Tone::Attention, Word::Received, Said::ReceiveDoneExceptions);
    assert_eq!(said(&step), told);
    assert_eq!(step.feedback.place.as_deref(), Some("place 10"));
    assert_eq!(step.feedback.count, 1);
    assert_eq!((step.feedback.done, step.feedback.total), (1, 2));
    let effect = Effect::FinishReceiving {
        shipment: id(51),
        place: id(10),
        missing: true,
    };
    assert_eq!(step.effect, effect);
    assert_eq!(step.state, JobState::default());

    let back = card(&given_up, Card::UndoLast);
    assert_eq!(said(&back), (Tone::Ok, Word::Undone, Said::MissingUndone));
    assert_eq!(back.feedback.count, 1);
    assert_eq!(back.effect, Effect::UndoMissing { shipment: id(51) });
    assert_eq!(back.state, JobState::Receive(film_received()));
}

#[test]
fn the_parcel_is_laid_down_where_articles_can_lie() {
    let all = with(
        (Some(0), LineOutcome::Received),
        (Some(1), LineOutcome::Received),
    );
    let step = lay_down(&all, &dock());
    assert_eq!(said(&step), (Tone::Ok, Word::Received, Said::ReceiveDone));
    assert_eq!(step.feedback.code.as_deref(), Some("2026-0001"));
    assert_eq!(step.feedback.place.as_deref(), Some("place 10"));
    assert_eq!(step.feedback.count, 0);
    assert_eq!((step.feedback.done, step.feedback.total), (2, 2));
    let effect = Effect::FinishReceiving {
        shipment: id(51),
        place: id(10),
        missing: false,
    };
    assert_eq!(step.effect, effect);

    let job = film_received();
    let step = lay_down(&armed(job.clone(), Armed::Extra), &dock());
    assert_eq!(said(&step), (Tone::Attention, Word::Short, Said::Short));
    assert_eq!(step.feedback.code, Some(dock().label.grouped()));
    assert_eq!(step.feedback.place.as_deref(), Some("place 10"));
    assert_eq!(step.feedback.count, 1);
    assert_eq!(step.feedback.next, Next::ShortOrMissing);
    assert_eq!(step.effect, Effect::Nothing);
    let short = ReceiveJob {
        place: Some(dock()),
        ..job
    };
    assert_eq!(step.state, JobState::Receive(short));

    for (place, why) in [
        (
            place(12, LocationKind::Shelf, 2, Some(id(11))),
            Said::ArchiveNeedsVisit,
        ),
        (
            place(14, LocationKind::Room, 0, None),
            Said::NotARestingPlace,
        ),
    ] {
        let step = lay_down(&all, &place);
        refused_with(&all, &step, why);
        assert_eq!(step.feedback.place, Some(place.name));
    }
}

#[test]
fn whoever_did_not_see_it_is_told_what_would_be_taken_back() {
    let unseen = |job: &ReceiveJob| {
        let facts = facts_of(Known::Nothing, None);
        not_seen(&JobState::Receive(job.clone()), &facts)
    };
    let step = unseen(&film_received());
    assert_eq!(said(&step), (Tone::Attention, Word::Check, Said::NotSeen));
    assert_eq!(
        step.feedback.code,
        Some(label(0).grouped()),
        "what the card would take back"
    );
    assert_eq!(step.state, JobState::Receive(film_received()));
    assert_eq!(step.effect, Effect::Nothing);
    // What was declared missing has no label.
    let short = ReceiveJob {
        trail: vec![Done::Short],
        ..with(
            (Some(0), LineOutcome::Received),
            (None, LineOutcome::Missing),
        )
    };
    let step = unseen(&short);
    let told = (Tone::Attention, Word::Check, Said::NotSeenOther);
    assert_eq!((said(&step), step.feedback.code), (told, None));
    // Where nothing of the records would be taken back there is nothing to ask.
    let job = announced();
    refused_with(&job, &unseen(&job), Said::NothingToUndo);
    let armed = ReceiveJob {
        armed: Some(Armed::Damaged),
        ..film_received()
    };
    let step = unseen(&armed);
    assert_eq!(said(&step), (Tone::Ok, Word::Undone, Said::Undone));
    assert_eq!(step.state, JobState::Receive(film_received()));
}

#[test]
fn undo_walks_back_what_was_done_and_names_it() {
    // A film that came as it had left, whole or torn, then seen to be damaged.
    let torn = ReceiveJob {
        place: Some(dock()),
        trail: vec![
            Done::Received(label(0)),
            Done::Damaged(label(0), Condition::Torn),
        ],
        ..with(
            (Some(0), LineOutcome::Damaged),
            (Some(1), LineOutcome::Damaged),
        )
    };
    for was in [Condition::Torn, Condition::Damaged, Condition::Intact] {
        let job = ReceiveJob {
            trail: vec![Done::Received(label(0)), Done::Damaged(label(0), was)],
            ..torn.clone()
        };
        let step = card(&job, Card::UndoLast);
        assert_eq!(said(&step), (Tone::Ok, Word::Undone, Said::DamageUndone));
        assert_eq!(step.feedback.code, Some(label(0).grouped()));
        let effect = Effect::ReportCondition {
            shipment: id(51),
            label: label(0),
            condition: was,
            outcome: LineOutcome::Received,
        };
        assert_eq!(step.effect, effect);
        let after = ReceiveJob {
            trail: vec![Done::Received(label(0))],
            ..with(
                (Some(0), LineOutcome::Received),
                (Some(1), LineOutcome::Damaged),
            )
        };
        assert_eq!(step.state, JobState::Receive(after));
    }
    // What was extra and is said not to be damaged stays extra.
    let extra = ReceiveJob {
        trail: vec![Done::Damaged(label(0), Condition::Intact)],
        ..with(
            (Some(0), LineOutcome::Extra),
            (Some(1), LineOutcome::Received),
        )
    };
    let JobState::Receive(after) = card(&extra, Card::UndoLast).state else {
        panic!("left");
    };
    assert_eq!(after.lines, extra.lines);

    let step = card(&film_received(), Card::UndoLast);
    let told = (Tone::Ok, Word::Undone, Said::ReceptionUndone);
    assert_eq!(said(&step), told);
    assert_eq!(step.state, JobState::Receive(announced()));
    let effect = Effect::UndoReceive {
        shipment: id(51),
        label: label(0),
    };
    assert_eq!(step.effect, effect);
    // An extra line goes with its article; the announced ones stay.
    let mut job = film_received();
    job.lines
        .push(line(ItemKind::Usb, Some(5), LineOutcome::Extra));
    let more = ReceiveJob {
        trail: vec![Done::Received(label(0)), Done::Received(label(5))],
        ..job
    };
    let step = card(&more, Card::UndoLast);
    assert_eq!(step.state, JobState::Receive(film_received()));
    let job = announced();
    refused_with(&job, &card(&job, Card::UndoLast), Said::NothingToUndo);
    // Declared missing, and all of it turned up since: nothing of that stands.
    let turned_up = ReceiveJob {
        trail: vec![Done::Short],
        ..film_received()
    };
    let step = card(&turned_up, Card::UndoLast);
    refused_with(&turned_up, &step, Said::NothingToUndo);
}

#[test]
fn a_parcel_is_left_before_anything_is_taken_out_of_it_or_once_it_is_laid_down() {
    let step = card(&announced(), Card::Done);
    assert_eq!(said(&step), (Tone::Ready, Word::Done, Said::JobLeft));
    assert_eq!(step.state, JobState::default());
    assert_eq!(step.effect, Effect::Nothing);
    let job = film_received();
    refused_with(&job, &card(&job, Card::Done), Said::PlaceFirst);
    for other in [
        Card::Receive,
        Card::PutAway,
        Card::Retrieve,
        Card::Ship,
        Card::Reprint,
    ] {
        refused_with(&job, &card(&job, other), Said::CardNotHere);
    }
}
