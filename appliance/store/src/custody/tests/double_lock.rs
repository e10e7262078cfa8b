//! The archive under double lock.

use super::*;

#[test]
fn five_films_are_put_away_by_two_people_and_reconciled() {
    let centre = Centre::new();
    let labels = centre.received();
    let waiting = centre.custody(|unit| unit.items_to_put_away()).unwrap();
    assert_eq!(waiting.len(), 5);
    let plan: Vec<_> = waiting.iter().map(|line| line.id.clone()).collect();
    let shelf = centre.place("Tablette 1-A");
    assert_eq!((shelf.fact.level, shelf.barriers.len()), (2, 2));
    assert_eq!(
        centre.scan(shelf.fact.label).feedback.said,
        Said::ArchiveNeedsVisit
    );
    let visit = centre.enter(&plan).unwrap();
    assert_eq!(centre.scan(shelf.fact.label).feedback.said, Said::ShelfSet);
    for label in &labels[..4] {
        assert_eq!(centre.scan(label).feedback.said, Said::ItemPutAway);
    }
    let close = |locks| {
        centre.as_(
            &centre.karim,
            Purpose::Archive,
            |unit: &mut Unit<'_, Custody>| unit.close_visit(&visit, locks),
        )
    };
    let error = close(2).unwrap_err();
    assert!(
        matches!(error, Error::Refused(Refusal::NotAccountedFor { open: 1 })),
        "{error:?}"
    );
    centre.scan(labels[4]);
    assert_eq!(close(2).unwrap(), VisitState::Closed);
    let story = centre.story(labels[4]);
    assert_eq!(
        story.line.holder.name,
        "Archives › Armoire 1 › Tablette 1-A"
    );
    assert_eq!(story.timeline[0].witness.as_deref(), Some("Karim Benali"));
    assert_eq!(story.place.unwrap().fact.level, 2);
    assert!(
        centre
            .custody(|unit| unit.items_to_put_away())
            .unwrap()
            .is_empty()
    );
    // Nothing more after the close.
    assert_eq!(centre.scan("DXDONE").feedback.said, Said::JobLeft);
    assert_eq!(
        centre.scan(shelf.fact.label).feedback.said,
        Said::ArchiveNeedsVisit
    );
}

#[test]
fn the_double_lock_refuses_one_person_one_barrier_and_a_second_visit() {
    let centre = Centre::new();
    let labels = centre.received();
    let (archive, now) = (centre.archive(), centre.clock.now());
    let open = |second: &Actor, at: Timestamp| {
        centre.as_(
            &centre.nadia,
            Purpose::Archive,
            |unit: &mut Unit<'_, Custody>| {
                unit.open_visit(
                    &archive,
                    now,
                    second,
                    at,
                    VisitPurpose::PutAway,
                    Vec::new(),
                    ZONE,
                )
            },
        )
    };
    assert!(matches!(
        open(&centre.nadia, now),
        Err(Error::Refused(Refusal::SamePerson))
    ));
    let stale = now.plus(Span::minutes(-6));
    assert!(matches!(
        open(&centre.karim, stale),
        Err(Error::Refused(Refusal::AuthenticationStale))
    ));
    let operator = Actor::person(centre.karim.id().clone(), [DutyName::Operator]);
    assert!(matches!(
        open(&operator, now),
        Err(Error::Refused(Refusal::DutyNotHeld))
    ));
    let visit = open(&centre.karim, now).unwrap();
    assert!(matches!(
        open(&centre.karim, now),
        Err(Error::Refused(Refusal::VisitUnreconciled))
    ));
    let trolley = centre.place("Chariot des archives");
    assert_eq!(trolley.fact.level, 1);
    let view = centre.scan(trolley.fact.label);
    assert_eq!(
        (view.feedback.said, view.feedback.count),
        (Said::BarriersTooFew, 1)
    );
    centre.scan(centre.place("Tablette 2-B").fact.label);
    centre.later(Span::minutes(31));
    assert_eq!(centre.scan(labels[0]).feedback.said, Said::VisitExpired);
    let view = centre.custody(|unit| unit.visit(&visit)).unwrap();
    assert!(view.head.expired && view.mine);
    let extended = centre.custody(|unit| unit.extend_visit(&visit));
    assert!(matches!(
        extended,
        Err(Error::Refused(Refusal::VisitExpired))
    ));
    centre.custody(|unit| unit.close_visit(&visit, 2)).unwrap();
    assert_eq!(
        centre.story(labels[0]).timeline.len(),
        2,
        "the refused scan left no event"
    );
}

#[test]
fn what_was_planned_and_not_scanned_is_accounted_for() {
    let centre = Centre::new();
    let labels = centre.received();
    let plan = [centre.item(labels[0]), centre.item(labels[1])];
    let visit = centre.enter(&plan).unwrap();
    centre.scan(centre.place("Tablette 1-B").fact.label);
    centre.scan(labels[2]);
    centre
        .custody(|unit| unit.account_for(&visit, &plan[0], Verdict::Left))
        .unwrap();
    centre
        .custody(|unit| unit.account_for(&visit, &plan[1], Verdict::Missing))
        .unwrap();
    let view = centre.custody(|unit| unit.visit(&visit)).unwrap();
    assert_eq!(view.unplanned.len(), 1);
    let state = centre.custody(|unit| unit.close_visit(&visit, 2)).unwrap();
    assert_eq!(state, VisitState::ClosedWithDiscrepancy);
}
