//! The archive under double lock.

use super::*;
use crate::custody::{GatheredFor, Gathers, OfferedFrom};

fn refusal<T: std::fmt::Debug>(outcome: Result<T>) -> Refusal {
    match outcome {
        Err(Error::Refused(refusal)) => refusal,
        other => panic!("not refused: {other:?}"),
    }
}

#[test]
fn five_films_are_put_away_by_two_people_and_reconciled() {
    let centre = Centre::new();
    let labels = centre.received();
    assert_eq!(centre.custody(|unit| unit.count_to_put_away()).unwrap(), 5);
    let archive = centre.archive();
    let puts_away = GatheredFor::Visit {
        archive: archive.clone(),
        purpose: VisitPurpose::PutAway,
    };
    let waiting = centre
        .custody(|unit| unit.gather(&puts_away, &Gathers::default(), 9))
        .unwrap()
        .offered;
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
    assert_eq!(
        refusal(centre.closes(&visit, &centre.both(), 2)),
        Refusal::NotAccountedFor { open: 1 }
    );
    centre.scan(labels[4]);
    let closing = centre.closes(&visit, &centre.both(), 2).unwrap();
    assert_eq!(closing.state, VisitState::Closed);
    let story = centre.story(labels[4]);
    assert_eq!(
        story.line.holder.name,
        open("Archives › Armoire 1 › Tablette 1-A")
    );
    assert_eq!(story.timeline[0].witness.as_deref(), Some("Karim Benali"));
    assert_eq!(story.place.unwrap().fact.level, 2);
    assert_eq!(centre.custody(|unit| unit.count_to_put_away()).unwrap(), 0);
    // Both attested it, by ids; the close ends the job at the station too.
    let (subjects, payload) = centre.last("visit.closed");
    let both = [centre.nadia.id().as_str(), centre.karim.id().as_str()];
    assert_eq!(subjects, [visit.as_str(), both[0], both[1]]);
    assert_eq!(payload["by_others"], false);
    assert!(!payload.to_string().contains("Benali"));
    let view = centre.custody(|unit| unit.station()).unwrap();
    assert_eq!(view.job, JobState::default());
    assert_eq!(
        centre.scan(shelf.fact.label).feedback.said,
        Said::ArchiveNeedsVisit
    );
    let seen = centre
        .custody(|unit| Ok(unit.visit(&visit)?.shown()))
        .unwrap();
    let closing = seen.closing.as_ref().unwrap();
    assert_eq!(
        (closing.by.as_str(), closing.with.as_str()),
        ("Nadia Tremblay-Roy", "Karim Benali")
    );
}

#[test]
fn the_double_lock_refuses_one_barrier_a_second_visit_and_a_forgotten_list() {
    let centre = Centre::new();
    let labels = centre.received();
    let (archive, both) = (centre.archive(), centre.both());
    let open = |people: &TwoPeople, without_plan: bool| {
        centre.as_(
            &centre.nadia,
            Purpose::Archive,
            |unit: &mut Unit<'_, Custody>| {
                unit.open_visit(
                    &archive,
                    people,
                    VisitPurpose::PutAway,
                    &[],
                    without_plan,
                    ZONE,
                )
            },
        )
    };
    assert_eq!(refusal(open(&both, false)), Refusal::PlanEmpty);
    let without_me = centre.two(&centre.karim, &centre.sophie);
    assert_eq!(refusal(open(&without_me, true)), Refusal::NotOfThisVisit);
    let visit = open(&both, true).unwrap();
    assert_eq!(refusal(open(&both, true)), Refusal::VisitUnreconciled);
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
    let view = centre
        .custody(|unit| Ok(unit.visit(&visit)?.shown()))
        .unwrap();
    assert!(view.head.expired && view.mine);
    let (both, reason) = (centre.both(), reason("un chariot coincé"));
    let extended = centre.custody(|unit| unit.extend_visit(&visit, &both, &reason));
    assert_eq!(refusal(extended), Refusal::VisitExpired);
    let closing = centre.closes(&visit, &both, 2).unwrap();
    assert_eq!(closing.state, VisitState::Closed, "nothing was moved");
    assert_eq!(
        centre.story(labels[0]).timeline.len(),
        2,
        "the refused scan left no event"
    );
}

fn reason(text: &str) -> EnteredText {
    EnteredText::required("reason", text, 200).unwrap()
}

#[test]
fn what_was_planned_and_not_scanned_is_accounted_for() {
    let centre = Centre::new();
    let labels = centre.received();
    let plan = [centre.item(labels[0]), centre.item(labels[1])];
    let visit = centre.enter(&plan).unwrap();
    centre.scan(centre.place("Tablette 1-B").fact.label);
    centre.scan(labels[2]);
    for (item, verdict) in [(&plan[0], Verdict::Left), (&plan[1], Verdict::Missing)] {
        centre
            .custody(|unit| unit.account_for(&visit, item, verdict))
            .unwrap();
    }
    let view = centre
        .custody(|unit| Ok(unit.visit(&visit)?.shown()))
        .unwrap();
    assert_eq!(view.unplanned.len(), 1);
    let closing = centre.closes(&visit, &centre.both(), 2).unwrap();
    assert_eq!(closing.state, VisitState::ClosedWithDiscrepancy);
    assert_eq!(closing.balance.discrepancies(), 3);
}

#[test]
fn a_film_slipped_out_while_putting_away_is_a_discrepancy_and_so_is_one_nobody_planned() {
    let centre = Centre::new();
    let labels = centre.received();
    let shelf = centre.place("Tablette 1-A").fact.label;
    let visit = centre.enter(&[centre.item(labels[0])]).unwrap();
    centre.scan(shelf);
    centre.scan(labels[0]);
    centre.scan(labels[1]);
    let closing = centre.closes(&visit, &centre.both(), 2).unwrap();
    assert_eq!(closing.state, VisitState::ClosedWithDiscrepancy);
    assert_eq!(closing.balance.unplanned, [centre.item(labels[1])]);
    // The next one: planned and put away, and another taken out on the way.
    let visit = centre.enter(&[centre.item(labels[2])]).unwrap();
    centre.scan(shelf);
    centre.scan(labels[2]);
    centre.scan("DXRETRIEVE");
    assert_eq!(
        centre.scan(labels[0]).feedback.said,
        Said::ItemRetrievedUnplanned
    );
    let closing = centre.closes(&visit, &centre.both(), 2).unwrap();
    assert_eq!(closing.state, VisitState::ClosedWithDiscrepancy);
    assert_eq!(closing.balance.against_purpose, [centre.item(labels[0])]);
    // A mistake that was taken back at once is none.
    let visit = centre.enter(&[centre.item(labels[3])]).unwrap();
    centre.scan(shelf);
    centre.scan(labels[4]);
    assert_eq!(centre.scan("DXUNDOLAST").feedback.said, Said::MoveUndone);
    centre.scan(labels[3]);
    let closing = centre.closes(&visit, &centre.both(), 2).unwrap();
    assert_eq!(closing.state, VisitState::Closed, "{:?}", closing.balance);
}

#[test]
fn what_rests_in_the_archive_is_offered_planned_and_taken_out() {
    let centre = Centre::new();
    let labels = centre.received();
    let archive = centre.archive();
    let outside = centre.item(labels[4]);
    assert_eq!(
        refusal(centre.enter_to(VisitPurpose::Retrieve, std::slice::from_ref(&outside))),
        Refusal::NotInThisArchive { label: labels[4] }
    );
    let plan: Vec<_> = labels[..3].iter().map(|l| centre.item(*l)).collect();
    let visit = centre.enter(&plan).unwrap();
    centre.scan(centre.place("Tablette 2-A").fact.label);
    labels[..3].iter().for_each(|label| {
        centre.scan(label);
    });
    centre.closes(&visit, &centre.both(), 2).unwrap();
    assert_eq!(
        refusal(centre.enter(&plan[..1])),
        Refusal::AlreadyArchived { label: labels[0] }
    );
    let takes_out = GatheredFor::Visit {
        archive: archive.clone(),
        purpose: VisitPurpose::Retrieve,
    };
    let find = |from: OfferedFrom, limit| {
        centre
            .custody(|unit| {
                let gathers = Gathers {
                    from: from.clone(),
                    ..Gathers::default()
                };
                unit.gather(&takes_out, &gathers, limit)
            })
            .unwrap()
    };
    let all = find(OfferedFrom::AtHand, 2);
    assert_eq!((all.offered.len(), all.total), (2, 3));
    let mut taken = all.clone();
    taken.choose(|_| true);
    assert_eq!(
        (taken.chosen.len(), taken.offered.len(), taken.total),
        (2, 0, 1),
        "one more is there, and it is said"
    );
    let case = all.offered[0].case.unwrap();
    let of_case = find(OfferedFrom::Case(case), 9);
    assert_eq!(of_case.total, 3, "what lies outside is not offered");
    let elsewhere = find(
        OfferedFrom::Place(centre.place("Tablette 1-A").fact.id.clone()),
        9,
    );
    assert_eq!(elsewhere.total, 0);
    assert_eq!(centre.last("list.read").1["list"], "archived");

    let visit = centre.enter_to(VisitPurpose::Retrieve, &plan[..2]).unwrap();
    centre.scan("DXRETRIEVE");
    for label in &labels[..2] {
        assert_eq!(centre.scan(label).feedback.said, Said::ItemRetrieved);
    }
    let closing = centre.closes(&visit, &centre.both(), 2).unwrap();
    assert_eq!(closing.state, VisitState::Closed);
}

#[test]
fn it_takes_both_again_to_extend_and_the_reason_is_kept_out_of_the_leaf() {
    let centre = Centre::new();
    let labels = centre.received();
    let visit = centre.enter(&[centre.item(labels[0])]).unwrap();
    let why = reason("Mme <Roy> attend son film");
    let others = centre.two(&centre.nadia, &centre.sophie);
    let extended = centre.custody(|unit| unit.extend_visit(&visit, &others, &why));
    assert_eq!(refusal(extended), Refusal::NotOfThisVisit);
    let both = centre.both();
    centre
        .custody(|unit| unit.extend_visit(&visit, &both, &why))
        .unwrap();
    let (subjects, payload) = centre.last("visit.extended");
    let ids = [centre.nadia.id().as_str(), centre.karim.id().as_str()];
    assert_eq!(subjects, [visit.as_str(), ids[0], ids[1]]);
    assert!(!payload.to_string().contains("Roy"), "{payload}");
    let view = centre
        .custody(|unit| Ok(unit.visit(&visit)?.shown()))
        .unwrap();
    assert_eq!(view.extension.as_ref().unwrap().reason, open(why.as_str()));
    centre.later(Span::minutes(44));
    let shelf = centre.place("Tablette 1-A").fact.label;
    assert_eq!(centre.scan(shelf).feedback.said, Said::ShelfSet);
}

#[test]
fn somebody_left_and_two_others_reconcile_what_has_expired() {
    let centre = Centre::new();
    let labels = centre.received();
    let item = centre.item(labels[0]);
    let visit = centre.enter(std::slice::from_ref(&item)).unwrap();
    let left = |who: &Actor| {
        centre.as_(who, Purpose::Archive, |unit: &mut Unit<'_, Custody>| {
            unit.account_for(&visit, &item, Verdict::Left)
        })
    };
    assert_eq!(refusal(left(&centre.sophie)), Refusal::NotOfThisVisit);
    let others = centre.two(&centre.nadia, &centre.sophie);
    assert_eq!(
        refusal(centre.closes(&visit, &others, 2)),
        Refusal::NotOfThisVisit
    );
    centre.later(Span::minutes(31));
    left(&centre.sophie).unwrap();
    let others = centre.two(&centre.nadia, &centre.sophie);
    let closing = centre.closes(&visit, &others, 2).unwrap();
    assert!(closing.by_others);
    assert_eq!(closing.state, VisitState::ClosedWithDiscrepancy);
    let (subjects, _) = centre.last("visit.closed");
    assert!(subjects.contains(&centre.sophie.id().to_string()));
    assert!(!subjects.contains(&centre.karim.id().to_string()));
    let view = centre
        .custody(|unit| Ok(unit.visit(&visit)?.shown()))
        .unwrap();
    assert!(view.closing.as_ref().unwrap().by_others);
}

#[test]
fn a_scan_on_the_page_of_a_visit_is_for_that_visit() {
    let centre = Centre::new();
    let labels = centre.received();
    let shelf = centre.place("Tablette 1-A").fact.label.to_string();
    let visit = centre.enter(&[centre.item(labels[0])]).unwrap();
    let scan = |who: &Actor, visit: &VisitId, nonce: &str| {
        centre.as_(who, Purpose::Archive, |unit: &mut Unit<'_, Custody>| {
            unit.scan_in_visit(visit, &Scanned::new(&shelf, nonce), ZONE)
        })
    };
    // Sophie is not one of the two.
    assert_eq!(
        scan(&centre.sophie, &visit, "0000000000000001")
            .unwrap()
            .refused,
        Some(Refusal::NotOfThisVisit)
    );
    let other: VisitId = "01JCZ0000000000000000000AA".parse().unwrap();
    assert!(matches!(
        scan(&centre.nadia, &other, "0000000000000002"),
        Err(Error::NotFound)
    ));
    let view = scan(&centre.nadia, &visit, "0000000000000003").unwrap();
    assert_eq!(view.feedback.said, Said::ShelfSet);
    centre.later(Span::minutes(31));
    assert_eq!(
        scan(&centre.nadia, &visit, "0000000000000004")
            .unwrap()
            .refused,
        Some(Refusal::VisitExpired)
    );
    let item = centre.item(labels[0]);
    centre
        .custody(|unit| unit.account_for(&visit, &item, Verdict::Left))
        .unwrap();
    centre.closes(&visit, &centre.both(), 2).unwrap();
    assert_eq!(
        scan(&centre.nadia, &visit, "0000000000000005")
            .unwrap()
            .refused,
        Some(Refusal::VisitClosed)
    );
    // A parcel half received at the station is not mixed with a visit.
    let visit = centre.enter(&[centre.item(labels[0])]).unwrap();
    centre.announce("EB99999999", "2026-11-17", "1").unwrap();
    centre.scan("EB99999999");
    assert_eq!(
        scan(&centre.nadia, &visit, "0000000000000006")
            .unwrap()
            .refused,
        Some(Refusal::StationBusy)
    );
}

#[test]
fn refused_scans_and_visits_are_written_down_without_what_was_read() {
    let centre = Centre::new();
    let labels = centre.received();
    let before = centre.count("scan.refused");
    let foreign = "ROY-ELODIE";
    centre.scan(foreign);
    centre.scan("DXDONE");
    centre.scan("DI1234567812");
    assert_eq!(centre.count("scan.refused"), before + 3);
    for (_, subjects, payload) in centre.journal().iter().rev().take(3) {
        let text = format!("{subjects:?}{payload}");
        assert!(
            !text.contains("ELODIE") && !text.contains("1234567812"),
            "{text}"
        );
    }
    // A label of ours is named; the visit too.
    let visit = centre.enter(&[centre.item(labels[0])]).unwrap();
    centre.scan(centre.place("Tablette 1-A").fact.label);
    centre.later(Span::minutes(31));
    centre.scan(labels[0]);
    let (subjects, payload) = centre.last("scan.refused");
    assert_eq!(subjects, [visit.to_string(), labels[0].to_string()]);
    assert_eq!(payload["said"], "visit-expired");
    // On the page of the visit the rules say no before the machine does. One row, one entry; the
    // same reading again is neither.
    let entries = centre.journal().len();
    let again = || {
        let code = labels[0].to_string();
        centre
            .custody(|unit| {
                unit.scan_in_visit(&visit, &Scanned::new(&code, "0000000000000009"), ZONE)
            })
            .unwrap()
    };
    let told = again();
    assert_eq!(told.refused, Some(Refusal::VisitExpired));
    assert_eq!(told.feedback.said, Said::RuleRefused);
    assert_eq!(again().refused, None);
    assert_eq!(centre.journal().len(), entries + 1);
    assert_eq!(centre.last("scan.refused").1["rule"], "visit-expired");
    centre
        .custody(|unit| unit.note_visit_refused(VisitStep::Close, &(&visit).into(), "locks-open"))
        .unwrap();
    let (subjects, payload) = centre.last("visit.refused");
    assert_eq!(subjects, [visit.as_str()]);
    assert_eq!(
        (payload["step"].as_str(), payload["reason"].as_str()),
        (Some("close"), Some("locks-open"))
    );
}

#[test]
fn lists_that_say_who_entered_or_which_case_leave_an_entry_and_places_none() {
    let centre = Centre::new();
    centre.received();
    let reads = |work: &dyn Fn(&mut Unit<'_, Custody>) -> Result<()>| {
        let before = centre.count("list.read");
        centre.custody(|unit| work(unit)).unwrap();
        centre.count("list.read") - before
    };
    assert_eq!(reads(&|unit| unit.visits(5).map(|_| ())), 1);
    assert_eq!(
        reads(&|unit| unit
            .items(&crate::custody::ItemFilter::default(), None, 5)
            .map(|_| ())),
        1
    );
    assert_eq!(
        reads(&|unit| unit
            .gather(&GatheredFor::Parcel, &Gathers::default(), 5)
            .map(|_| ())),
        1
    );
    assert_eq!(reads(&|unit| unit.custody_board(5, false).map(|_| ())), 1);
    assert_eq!(reads(&|unit| unit.places().map(|_| ())), 0);
    assert_eq!(reads(&|unit| unit.count_to_put_away().map(|_| ())), 0);
    assert_eq!(reads(&|unit| unit.station().map(|_| ())), 0, "names nobody");
}
