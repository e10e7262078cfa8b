//! What was missing of a parcel that was reconciled is there.

use super::*;

/// The parcel was reconciled; its disc was missing, and lies in front of somebody now.
fn taken_up_again() -> ReceiveJob {
    ReceiveJob {
        again: true,
        order: vec![1],
        trail: Vec::new(),
        ..with(
            (Some(0), LineOutcome::Received),
            (None, LineOutcome::Missing),
        )
    }
}

#[test]
fn what_was_missing_is_received_after_the_parcel_was_reconciled_and_laid_down() {
    let job = taken_up_again();
    assert_eq!(JobState::Receive(job.clone()).next(), Next::FoundItem);
    // Nothing is in hand yet: a place says nothing, and the job can be left.
    refused_with(&job, &lay_down(&job, &dock()), Said::FoundFirst);
    refused_with(&job, &card(&job, Card::Missing), Said::CardNotHere);
    assert_eq!(card(&job, Card::Done).feedback.said, Said::JobLeft);

    let step = fresh(&job, 1);
    assert_eq!(said(&step), (Tone::Ok, Word::Received, Said::ItemTurnedUp));
    let effect = received(1, Some(1), ItemKind::OpticalDisc, WHOLE);
    assert_eq!(step.effect, effect);
    let JobState::Receive(held) = step.state else {
        panic!("{:?}", step.state)
    };
    assert_eq!(JobState::Receive(held.clone()).next(), Next::Place);
    refused_with(&held, &card(&held, Card::Done), Said::PlaceFirst);
    // Taken back it is missing as before, and is what is read next.
    let undone = card(&held, Card::UndoLast);
    let named = ReceiveJob { named: true, ..job };
    assert_eq!(undone.state, JobState::Receive(named));
    let step = lay_down(&held, &dock());
    assert_eq!(said(&step), (Tone::Ok, Word::SetDown, Said::FoundDone));
    let effect = Effect::LayDownFound {
        shipment: id(51),
        place: dock().id,
    };
    assert_eq!((step.effect, step.state), (effect, JobState::default()));
}

#[test]
fn its_own_waybill_again_says_what_still_waits() {
    let job = film_received();
    let shipment = |n: u8| ShipmentFact {
        id: id(n),
        reference: "2026-0001".into(),
        party: "Clinique du Fjord".into(),
        direction: Direction::Inbound,
        state: ShipmentState::Announced,
        announced: true,
        case: None,
        lines: Vec::new(),
        missing: Vec::new(),
        packed: Vec::new(),
        seal: None,
        unseen: Vec::new(),
        bore: None,
        outgrown: false,
        waybill: None,
        inspected: None,
        round_trip_of: None,
        partly_back: false,
    };
    let scan = || Scan::Other("EB44710083".into());
    let step = take(&job, &scan(), Known::Shipment(shipment(51)));
    let told = (Tone::Ready, Word::Ready, Said::ReceiveStarted);
    assert_eq!(said(&step), told);
    assert_eq!(step.feedback.code.as_deref(), Some("2026-0001"));
    assert_eq!(step.feedback.place.as_deref(), Some("Clinique du Fjord"));
    assert_eq!(step.feedback.count, 1);
    assert_eq!(step.state, JobState::Receive(job.clone()));
    let again = take(&taken_up_again(), &scan(), Known::Shipment(shipment(51)));
    let told = (Said::FoundStarted, 1);
    assert_eq!((again.feedback.said, again.feedback.count), told);
    let another = take(&job, &scan(), Known::Shipment(shipment(53)));
    refused_with(&job, &another, Said::FinishFirst);
}

#[test]
fn which_of_several_missing_articles_turned_up_is_what_was_named_and_is_never_guessed() {
    let both = ReceiveJob {
        again: true,
        order: vec![0, 1],
        ..with((None, LineOutcome::Missing), (None, LineOutcome::Missing))
    };
    // A film and a disc are missing, and the waybill alone does not say which is there.
    refused_with(&both, &fresh(&both, 5), Said::WhichMissing);
    let named = ReceiveJob {
        order: vec![1, 0],
        named: true,
        ..both.clone()
    };
    let step = fresh(&named, 5);
    assert_eq!(
        step.effect,
        received(5, Some(1), ItemKind::OpticalDisc, WHOLE)
    );
    // A colleague had the disc meanwhile: what is read is not the film for that.
    let had = ReceiveJob {
        order: vec![1, 0],
        named: true,
        lines: vec![
            line(ItemKind::FilmSheet, None, LineOutcome::Missing),
            line(ItemKind::OpticalDisc, Some(9), LineOutcome::Received),
        ],
        ..both.clone()
    };
    refused_with(&had, &fresh(&had, 5), Said::NotMissing);
    // The one that is left is the film.
    let JobState::Receive(one_left) = step.state else {
        panic!("{:?}", step.state)
    };
    let step = fresh(&one_left, 6);
    assert_eq!(
        step.effect,
        received(6, Some(0), ItemKind::FilmSheet, WHOLE)
    );
    // Two that are alike: the first that is still looked for, though another was given up before.
    let films = ReceiveJob {
        lines: vec![line(ItemKind::FilmSheet, None, LineOutcome::Missing); 2],
        order: vec![1, 0],
        ..both
    };
    let step = fresh(&films, 5);
    assert_eq!(
        step.effect,
        received(5, Some(1), ItemKind::FilmSheet, WHOLE)
    );
}

#[test]
fn a_parcel_is_taken_up_for_what_is_missing_only_where_nothing_else_is_in_hand() {
    let shipment = ShipmentFact {
        id: id(51),
        reference: "2026-0001".into(),
        party: "Clinique du Fjord".into(),
        direction: Direction::Inbound,
        state: ShipmentState::ReceivedWithExceptions,
        announced: true,
        case: None,
        lines: taken_up_again().lines,
        missing: vec![1],
        packed: Vec::new(),
        seal: None,
        unseen: Vec::new(),
        bore: None,
        outgrown: false,
        waybill: None,
        inspected: None,
        round_trip_of: None,
        partly_back: false,
    };
    let step = take_up(&JobState::default(), &shipment, 1);
    let JobState::Receive(job) = step.state else {
        panic!("{:?}", step.state)
    };
    assert!(job.again && job.named && job.order == [1]);
    let free = JobState::Receive(taken_up_again());
    assert_eq!(
        take_up(&free, &shipment, 1).feedback.said,
        Said::FoundStarted
    );
    // Another parcel, something in hand, a line that is not missing.
    let held = ReceiveJob {
        trail: vec![Done::Received(label(1))],
        ..taken_up_again()
    };
    for (state, line, why) in [
        (JobState::Receive(announced()), 1, Said::FinishFirst),
        (JobState::Receive(held), 1, Said::FinishFirst),
        (JobState::default(), 0, Said::NotMissing),
    ] {
        let step = take_up(&state, &shipment, line);
        assert_eq!(
            (step.feedback.tone, step.feedback.said),
            (Tone::Refused, why)
        );
        assert_eq!(step.state, state);
    }
}
