//! A parcel arrives: scans, refusals, exceptions.

use super::*;

#[test]
fn five_films_arrive_in_seven_scans_and_their_story_is_proven() {
    let centre = Centre::new();
    let shipment = centre.announce("EB 4471 0083", "2026-11-17", "5").unwrap();
    let labels = centre.labels(LabelClass::Item, 5);
    let view = centre.scan("eb44710083\r\n");
    assert_eq!(
        (view.feedback.said, view.lines.len()),
        (Said::ReceiveStarted, 5)
    );
    for (n, label) in (1u32..).zip(&labels) {
        let view = centre.scan(label);
        assert_eq!((view.feedback.tone, view.feedback.done), (Tone::Ok, n));
    }
    let view = centre.scan(centre.place("Quai de réception").fact.label);
    assert_eq!(view.feedback.said, Said::ReceiveDone);
    assert_eq!(centre.readings.load(Ordering::SeqCst), 7, "scans");
    let shipment = centre
        .custody(|unit| Ok(unit.open_shipment(&shipment)?.shown()))
        .unwrap();
    assert_eq!(shipment.head.state, ShipmentState::Received);
    assert_eq!((shipment.head.present, shipment.head.exceptions), (5, 0));
    assert!(
        shipment
            .lines
            .iter()
            .all(|line| line.outcome == LineOutcome::Received)
    );
    let story = centre.story(labels[4]);
    let kinds: Vec<_> = story.timeline.iter().map(|event| event.kind).collect();
    assert_eq!(kinds, [EventKind::SetDown, EventKind::Received]);
    assert_eq!(
        story.timeline[1].from.as_ref().unwrap().name,
        open("Express Boréal")
    );
    assert_eq!(story.line.holder.name, open("Quai de réception"));
    assert_eq!(
        story.owner.clone().open().flatten().as_deref(),
        Some("Clinique radiologique du Fjord")
    );
    let standing = centre.custody(|unit| unit.journal_standing()).unwrap();
    assert!(
        story
            .timeline
            .iter()
            .all(|event| event.sequence < standing.size)
    );
}

#[test]
fn posting_the_same_reading_twice_changes_nothing() {
    let centre = Centre::new();
    centre.announce("EB44710083", "2026-11-17", "2").unwrap();
    let labels = centre.labels(LabelClass::Item, 2);
    centre.scan("EB44710083");
    let code = labels[0].to_string();
    let nonce = "one-and-the-same-reading";
    let first = centre
        .custody(|unit| unit.scan(&Scanned::new(&code, nonce), ZONE))
        .unwrap();
    let again = centre
        .custody(|unit| unit.scan(&Scanned::new(&code, nonce), ZONE))
        .unwrap();
    assert_eq!(first.feedback, again.feedback);
    assert_eq!(first.job, again.job);
    assert_eq!(centre.story(labels[0]).timeline.len(), 1);
    for bad in ["", "short", "with spaces in it!!", &"x".repeat(65)] {
        assert!(
            centre
                .custody(|unit| unit.scan(&Scanned::new(&code, bad), ZONE))
                .is_err(),
            "{bad}"
        );
    }
}

#[test]
fn a_job_is_there_again_after_a_break() {
    let centre = Centre::new();
    centre.announce("EB44710083", "2026-11-17", "3").unwrap();
    let labels = centre.labels(LabelClass::Item, 3);
    centre.scan("EB44710083");
    centre.scan(labels[0]);
    let view = centre.custody(|unit| unit.station()).unwrap();
    assert_eq!(
        (view.feedback.said, view.feedback.done),
        (Said::ItemReceived, 1)
    );
    // A colleague helps with the same parcel at another station.
    centre.scan_as(&centre.karim, "EB44710083");
    let view = centre.scan_as(&centre.karim, labels[1]);
    assert_eq!(view.job.counts(), (2, 3));
    assert_eq!(
        centre.custody(|unit| unit.station()).unwrap().job.counts(),
        (2, 3)
    );
}

#[test]
fn all_codes_of_one_breath_are_taken_until_one_is_refused() {
    let centre = Centre::new();
    centre.announce("EB44710083", "2026-11-17", "5").unwrap();
    let labels = centre.labels(LabelClass::Item, 3);
    let breath = format!("EB44710083\r{}{}DXDONE{}", labels[0], labels[1], labels[2]);
    let view = centre.scan(breath);
    assert_eq!(view.feedback.said, Said::PlaceFirst);
    assert_eq!((view.feedback.unread, view.job.counts()), (1, (2, 5)));
}

#[test]
fn foreign_unknown_and_unprinted_codes_are_refused_and_leave_no_event() {
    let centre = Centre::new();
    centre.announce("EB44710083", "2026-11-17", "1").unwrap();
    let film = centre.labels(LabelClass::Item, 1)[0];
    let never = Label::new(LabelClass::Item, film.serial() ^ 1).unwrap();
    for (code, said) in [
        ("BONJOUR".to_owned(), Said::UnknownCode),
        ("<script>alert(1)</script>".to_owned(), Said::UnknownCode),
        (never.to_string(), Said::NeverIssued),
        ("DXNUKE".to_owned(), Said::UnknownCard),
        (film.to_string(), Said::UnusedLabel),
    ] {
        let view = centre.scan(&code);
        assert_eq!(
            (view.feedback.tone, view.feedback.said),
            (Tone::Refused, said),
            "{code}"
        );
        assert_eq!(view.job, JobState::default());
    }
    centre.scan("EB44710083");
    centre.scan(film);
    centre.scan("DXLINK");
    let view = centre.scan("crf-2026-118840");
    assert_eq!(view.feedback.said, Said::Linked);
    assert_eq!(centre.story(film).external, [open("CRF-2026-118840")]);
    let found = centre
        .custody(|unit| unit.find_code("CRF-2026-118840"))
        .unwrap();
    assert_eq!(found, Some(Found::Item(centre.item(film))));
    assert_eq!(
        centre.scan("CRF-2026-118840").feedback.said,
        Said::ForeignKnown
    );
}

#[test]
fn a_film_that_was_given_up_turns_up_on_its_line_and_no_extra_is_on_record() {
    let centre = Centre::new();
    let shipment = centre.announce("EB44710083", "2026-11-17", "2").unwrap();
    let labels = centre.labels(LabelClass::Item, 2);
    centre.scan("EB44710083");
    centre.scan(labels[0]);
    assert_eq!(centre.scan("DXMISSING").feedback.said, Said::MarkedMissing);
    let view = centre.scan(labels[1]);
    assert_eq!(view.feedback.said, Said::ItemReceived);
    let quay = centre.place("Quai de réception").fact.label;
    assert_eq!(centre.scan(quay).feedback.said, Said::ReceiveDone);
    let view = centre
        .custody(|unit| Ok(unit.open_shipment(&shipment)?.shown()))
        .unwrap();
    let outcomes = view.lines.iter().map(|line| line.outcome);
    assert!(outcomes.eq([LineOutcome::Received; 2]));
    assert!(view.lines.iter().all(|line| line.item.is_some()));
    assert_eq!(view.head.state, ShipmentState::Received);
}

#[test]
fn what_was_said_to_be_missing_or_damaged_by_mistake_is_taken_back() {
    let centre = Centre::new();
    let shipment = centre.announce("EB44710083", "2026-11-17", "2").unwrap();
    let labels = centre.labels(LabelClass::Item, 2);
    centre.scan("EB44710083");
    centre.scan(labels[0]);
    centre.scan("DXDAMAGED");
    centre.scan(labels[0]);
    centre.scan("DXMISSING");
    let outcomes = || {
        let view = centre
            .custody(|unit| Ok(unit.open_shipment(&shipment)?.shown()))
            .unwrap();
        view.lines
            .iter()
            .map(|line| line.outcome)
            .collect::<Vec<_>>()
    };
    assert_eq!(outcomes(), [LineOutcome::Damaged, LineOutcome::Missing]);
    assert_eq!(centre.scan("DXUNDOLAST").feedback.said, Said::MissingUndone);
    assert_eq!(outcomes(), [LineOutcome::Damaged, LineOutcome::Expected]);
    assert_eq!(centre.scan("DXUNDOLAST").feedback.said, Said::DamageUndone);
    assert_eq!(outcomes(), [LineOutcome::Received, LineOutcome::Expected]);
    centre.scan(labels[1]);
    let quay = centre.place("Quai de réception").fact.label;
    assert_eq!(centre.scan(quay).feedback.said, Said::ReceiveDone);
    assert_eq!(outcomes(), [LineOutcome::Received; 2]);
}

#[test]
fn a_short_and_an_extra_film_are_exceptions_of_the_shipment() {
    let centre = Centre::new();
    let shipment = centre.announce("EB44710083", "2026-11-17", "3").unwrap();
    let labels = centre.labels(LabelClass::Item, 4);
    centre.scan("EB44710083");
    centre.scan(labels[0]);
    centre.scan("DXEXTRA");
    centre.scan(labels[1]);
    centre.scan("DXUNDOLAST");
    centre.scan("DXEXTRA");
    centre.scan(labels[1]);
    centre.scan("DXDAMAGED");
    centre.scan(labels[2]);
    let quay = centre.place("Quai de réception").fact.label;
    assert_eq!(centre.scan(quay).feedback.said, Said::Short);
    assert_eq!(
        centre.scan("DXMISSING").feedback.said,
        Said::ReceiveDoneExceptions
    );
    let view = centre
        .custody(|unit| Ok(unit.open_shipment(&shipment)?.shown()))
        .unwrap();
    let outcomes: Vec<_> = view.lines.iter().map(|line| line.outcome).collect();
    assert_eq!(
        outcomes,
        [
            LineOutcome::Received,
            LineOutcome::Damaged,
            LineOutcome::Missing,
            LineOutcome::Extra
        ]
    );
    assert_eq!(view.head.state, ShipmentState::ReceivedWithExceptions);
    // The extra one was taken back once: its chain tells so.
    let story = centre.story(labels[1]);
    let kinds: Vec<_> = story
        .timeline
        .iter()
        .map(|event| (event.kind, event.corrected))
        .collect();
    assert_eq!(
        kinds,
        [
            (EventKind::SetDown, false),
            (EventKind::Received, false),
            (EventKind::Corrected, false),
            (EventKind::Received, true),
        ]
    );
}
