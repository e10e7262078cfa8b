#![expect(clippy::unwrap_used, reason = "tests")]

use proptest::prelude::*;

use super::*;
use crate::label::{Label, LabelClass};

const NOW: Timestamp = Timestamp::from_micros(1_795_000_000_000_000);

fn id<T: std::str::FromStr>(n: u8) -> T
where
    T::Err: std::fmt::Debug,
{
    format!("01JCZ000000000000000000{n:03}").parse().unwrap()
}

fn person(n: u8) -> Actor {
    Actor::person(id(n), [DutyName::Custody])
}

fn minutes(n: i64) -> Timestamp {
    NOW.plus(Span::minutes(n))
}

fn two(first: u8, second: u8) -> TwoPeople {
    TwoPeople::present((&person(first), NOW), (&person(second), NOW), NOW).unwrap()
}

fn label(n: u8) -> Label {
    Label::new(LabelClass::Item, u32::from(n)).unwrap()
}

/// An article on the quay (10), or on a shelf (12) of the archive.
fn article(n: u8, archive: Option<u8>) -> Plannable {
    Plannable {
        id: id(n),
        label: label(n),
        holder: HolderKind::Location,
        archive: archive.map(id),
        unidentified: false,
    }
}

fn request(plan: Vec<Plannable>) -> VisitRequest {
    VisitRequest {
        id: id(90),
        archive: id(11),
        barriers: 2,
        unreconciled: None,
        people: two(1, 2),
        purpose: VisitPurpose::PutAway,
        plan,
        without_plan: false,
    }
}

fn putting_away() -> Visit {
    let plan = vec![article(30, None), article(31, None), article(30, None)];
    Visit::open(request(plan), NOW).unwrap()
}

fn taking_out() -> Visit {
    let request = VisitRequest {
        purpose: VisitPurpose::Retrieve,
        ..request(vec![article(30, Some(11)), article(31, Some(11))])
    };
    Visit::open(request, NOW).unwrap()
}

#[test]
fn two_people_enter_scan_and_close() {
    let mut visit = putting_away();
    assert_eq!(visit.plan.len(), 2, "an article is planned once");
    visit.accepts_scan(&id(2), minutes(29)).unwrap();
    visit.moved(&id(30), VisitPurpose::PutAway);
    visit.moved(&id(31), VisitPurpose::PutAway);
    let closing = visit.close(&two(2, 1), 2, NOW).unwrap();
    assert_eq!(closing.state, VisitState::Closed);
    assert!(!closing.by_others && closing.balance.is_clean());
    assert_eq!(
        visit.accepts_scan(&id(1), NOW).unwrap_err(),
        Refusal::VisitClosed
    );
    assert_eq!(
        visit.close(&two(1, 2), 2, NOW).unwrap_err(),
        Refusal::VisitClosed
    );
}

#[test]
fn two_different_people_prove_it_now_and_hold_a_duty() {
    let at = |first: &Actor, second: &Actor, then: Timestamp| {
        TwoPeople::present((first, NOW), (second, then), NOW).unwrap_err()
    };
    let (nadia, karim) = (person(1), person(2));
    assert_eq!(at(&nadia, &nadia, NOW), Refusal::SamePerson);
    assert_eq!(
        at(&nadia, &karim, minutes(-6)),
        Refusal::AuthenticationStale
    );
    assert_eq!(at(&nadia, &karim, minutes(1)), Refusal::AuthenticationStale);
    let operator = Actor::person(id(2), [DutyName::Operator, DutyName::Auditor]);
    assert_eq!(at(&nadia, &operator, NOW), Refusal::DutyNotHeld);
    assert_eq!(at(&operator, &nadia, NOW), Refusal::DutyNotHeld);
    assert!(may_enter(&Actor::person(id(1), [DutyName::Imaging])));
}

#[test]
fn a_proof_counts_for_five_minutes_whoever_gave_it() {
    let (nadia, karim) = (person(1), person(2));
    let limit = AUTHENTICATION_AGE.micros();
    let ago = |micros: i64| Timestamp::from_micros(NOW.micros() - micros);
    for (age, holds) in [(0, true), (limit, true), (limit + 1, false), (-1, false)] {
        let stale = Err(Refusal::AuthenticationStale);
        let expected = if holds { Ok(two(1, 2)) } else { stale };
        let at = ago(age);
        let second = TwoPeople::present((&nadia, NOW), (&karim, at), NOW);
        assert_eq!(second, expected, "{age}");
        let first = TwoPeople::present((&nadia, at), (&karim, NOW), NOW);
        assert_eq!(first, expected, "{age}");
    }
    let both = two(1, 2);
    assert_eq!((both.first(), both.second()), (&id(1), &id(2)));
    assert!(both.includes(&id(1)) && both.includes(&id(2)));
    assert!(!both.includes(&id(3)));
}

#[test]
fn the_archive_is_for_those_whose_duties_open_records() {
    for (duty, may) in [
        (DutyName::Custody, true),
        (DutyName::Coordination, true),
        (DutyName::Imaging, true),
        (DutyName::Privacy, true),
        (DutyName::Operator, false),
        (DutyName::Auditor, false),
    ] {
        assert_eq!(may_enter(&Actor::person(id(1), [duty])), may, "{duty}");
    }
    assert!(!may_enter(&Actor::appliance(id(1))));
}

#[test]
fn a_planned_article_is_left_or_missing_and_nothing_else_is_said_of_it() {
    let mut visit = putting_away();
    let refused = Err(Refusal::FieldChoice { field: "verdict" });
    let mut say = |n: u8, verdict| {
        let said = visit.account_for(&id(1), &id(n), verdict, NOW);
        (said, visit.verdict_of(&id(n)))
    };
    let open = Some(Verdict::Open);
    assert_eq!(say(30, Verdict::Scanned), (refused.clone(), open));
    assert_eq!(say(30, Verdict::Open), (refused.clone(), open));
    assert_eq!(say(32, Verdict::Left), (refused.clone(), None));
    for verdict in [Verdict::Left, Verdict::Missing] {
        assert_eq!(say(30, verdict), (Ok(()), Some(verdict)));
    }
    // What was scanned lies where it was scanned.
    visit.moved(&id(31), VisitPurpose::PutAway);
    let said = visit.account_for(&id(1), &id(31), Verdict::Missing, NOW);
    assert_eq!(said, refused);
    let balance = visit.balance();
    assert_eq!((balance.planned, balance.scanned, balance.open), (2, 1, 0));
    assert_eq!((balance.left, balance.missing), (vec![], vec![id(30)]));
    visit.close(&two(1, 2), 2, NOW).unwrap();
    let late = visit.account_for(&id(1), &id(30), Verdict::Left, NOW);
    assert_eq!(late, Err(Refusal::VisitClosed));
}

type Part = fn(&mut Balance) -> &mut Vec<ItemId>;

/// Each way in which a visit does not balance, one at a time.
#[test]
fn one_article_amiss_is_enough_for_a_visit_not_to_be_clean() {
    let clean = Balance {
        planned: 1,
        scanned: 1,
        open: 0,
        left: vec![],
        missing: vec![],
        unplanned: vec![],
        against_purpose: vec![],
    };
    assert!(clean.is_clean());
    assert_eq!(clean.discrepancies(), 0);
    let open = Balance {
        open: 1,
        ..clean.clone()
    };
    assert!(!open.is_clean());
    let parts: [Part; 4] = [
        |balance| &mut balance.left,
        |balance| &mut balance.missing,
        |balance| &mut balance.unplanned,
        |balance| &mut balance.against_purpose,
    ];
    for part in parts {
        let mut amiss = clean.clone();
        *part(&mut amiss) = vec![id(30), id(31)];
        assert!(!amiss.is_clean());
        assert_eq!(amiss.discrepancies(), 2);
    }
    // Moved against its purpose and unplanned: one article, once.
    let twice = Balance {
        unplanned: vec![id(40)],
        against_purpose: vec![id(40)],
        ..clean
    };
    assert_eq!(twice.discrepancies(), 1);
}

/// Noticed too late, the movement stands: it is the article that is to be accounted for again, and only it.
#[test]
fn what_is_taken_back_late_opens_its_own_line() {
    let mut visit = putting_away();
    visit.moved(&id(30), VisitPurpose::PutAway);
    visit.moved(&id(31), VisitPurpose::PutAway);
    visit.taken_back(&id(30));
    assert_eq!(visit.verdict_of(&id(30)), Some(Verdict::Open));
    assert_eq!(visit.verdict_of(&id(31)), Some(Verdict::Scanned));
    assert_eq!(visit.movements.iter().count(), 2);
    visit.taken_back(&id(40));
    assert_eq!(visit.verdict_of(&id(31)), Some(Verdict::Scanned));
}

#[test]
fn an_article_moved_many_times_is_named_once() {
    let mut visit = putting_away();
    for _ in 0..2 {
        visit.moved(&id(40), VisitPurpose::PutAway);
        visit.moved(&id(40), VisitPurpose::Retrieve);
        visit.moved(&id(41), VisitPurpose::Retrieve);
    }
    let balance = visit.balance();
    assert_eq!(balance.unplanned, [id(40), id(41)]);
    assert_eq!(balance.against_purpose, [id(40), id(41)]);
    let first = visit.movements.iter().next();
    assert_eq!(first.map(|moved| &moved.item), Some(&id(40)));
    assert_eq!(visit.movements.iter().count(), 6);
}

#[test]
fn one_barrier_is_not_a_double_lock_and_an_unreconciled_visit_keeps_it_shut() {
    let plan = vec![article(30, None)];
    let one = VisitRequest {
        barriers: 1,
        ..request(plan.clone())
    };
    assert_eq!(
        Visit::open(one, NOW).unwrap_err(),
        Refusal::BarriersTooFew { level: 1 }
    );
    let second = VisitRequest {
        unreconciled: Some(id(91)),
        ..request(plan)
    };
    assert_eq!(
        Visit::open(second, NOW).unwrap_err(),
        Refusal::VisitUnreconciled
    );
}

#[test]
fn a_list_that_was_forgotten_is_asked_for_and_none_can_be_meant() {
    assert_eq!(
        Visit::open(request(Vec::new()), NOW).unwrap_err(),
        Refusal::PlanEmpty
    );
    let meant = VisitRequest {
        without_plan: true,
        ..request(Vec::new())
    };
    let mut visit = Visit::open(meant.clone(), NOW).unwrap();
    let closing = visit.close(&two(1, 2), 2, NOW).unwrap();
    assert_eq!(closing.state, VisitState::Closed, "nothing was moved");
    let mut visit = Visit::open(meant, NOW).unwrap();
    visit.moved(&id(30), VisitPurpose::PutAway);
    let closing = visit.close(&two(1, 2), 2, NOW).unwrap();
    assert_eq!(closing.state, VisitState::ClosedWithDiscrepancy);
    assert_eq!(closing.balance.unplanned, [id(30)]);
}

#[test]
fn what_is_planned_fits_the_purpose() {
    let with = |purpose, article| {
        let request = VisitRequest {
            purpose,
            ..request(vec![article])
        };
        Visit::open(request, NOW).map(|_| ())
    };
    let label = label(30);
    let retrieve = VisitPurpose::Retrieve;
    with(retrieve, article(30, Some(11))).unwrap();
    with(VisitPurpose::PutAway, article(30, None)).unwrap();
    assert_eq!(
        with(retrieve, article(30, None)).unwrap_err(),
        Refusal::NotInThisArchive { label }
    );
    assert_eq!(
        with(retrieve, article(30, Some(20))).unwrap_err(),
        Refusal::NotInThisArchive { label },
        "in another archive"
    );
    assert_eq!(
        with(VisitPurpose::PutAway, article(30, Some(11))).unwrap_err(),
        Refusal::AlreadyArchived { label }
    );
    let nobodys = Plannable {
        unidentified: true,
        ..article(30, None)
    };
    assert_eq!(
        with(VisitPurpose::PutAway, nobodys).unwrap_err(),
        Refusal::NotIdentified { label }
    );
    let mut gone = article(30, None);
    gone.holder = HolderKind::Carrier;
    assert_eq!(
        with(VisitPurpose::PutAway, gone).unwrap_err(),
        Refusal::NotAtHand { label }
    );
}

#[test]
fn what_nobody_planned_makes_it_a_discrepancy() {
    let mut visit = putting_away();
    for n in [30, 31, 32] {
        visit.moved(&id(n), VisitPurpose::PutAway);
    }
    let closing = visit.close(&two(1, 2), 2, NOW).unwrap();
    assert_eq!(closing.state, VisitState::ClosedWithDiscrepancy);
    assert_eq!(closing.balance.unplanned, [id(32)]);
    assert_eq!(closing.balance.discrepancies(), 1);
}

#[test]
fn what_moves_against_the_purpose_makes_it_a_discrepancy() {
    // Put away as planned, then taken out again: it is not done, and it is amiss.
    let mut visit = putting_away();
    visit.moved(&id(30), VisitPurpose::PutAway);
    visit.moved(&id(31), VisitPurpose::PutAway);
    visit.moved(&id(31), VisitPurpose::Retrieve);
    assert_eq!(visit.verdict_of(&id(31)), Some(Verdict::Open));
    assert_eq!(
        visit.close(&two(1, 2), 2, NOW).unwrap_err(),
        Refusal::NotAccountedFor { open: 1 }
    );
    visit.moved(&id(31), VisitPurpose::PutAway);
    let closing = visit.close(&two(1, 2), 2, NOW).unwrap();
    assert_eq!(closing.state, VisitState::ClosedWithDiscrepancy);
    assert_eq!(closing.balance.against_purpose, [id(31)]);
    assert!(closing.balance.unplanned.is_empty());
    // Something put in while taking out.
    let mut visit = taking_out();
    visit.moved(&id(30), VisitPurpose::Retrieve);
    visit.moved(&id(31), VisitPurpose::Retrieve);
    visit.moved(&id(40), VisitPurpose::PutAway);
    let closing = visit.close(&two(1, 2), 2, NOW).unwrap();
    assert_eq!(closing.state, VisitState::ClosedWithDiscrepancy);
    assert_eq!(closing.balance.discrepancies(), 1, "one article, once");
}

#[test]
fn a_mistake_taken_back_is_no_movement() {
    let mut visit = putting_away();
    visit.moved(&id(32), VisitPurpose::PutAway);
    visit.taken_back(&id(32));
    visit.moved(&id(30), VisitPurpose::PutAway);
    visit.taken_back(&id(30));
    assert_eq!(visit.verdict_of(&id(30)), Some(Verdict::Open));
    visit.moved(&id(30), VisitPurpose::PutAway);
    visit.moved(&id(31), VisitPurpose::PutAway);
    let closing = visit.close(&two(1, 2), 2, NOW).unwrap();
    assert_eq!(closing.state, VisitState::Closed);
}

#[test]
fn after_its_time_a_visit_can_only_be_closed() {
    let mut visit = putting_away();
    assert_eq!(
        visit.accepts_scan(&id(1), minutes(30)).unwrap_err(),
        Refusal::VisitExpired
    );
    assert_eq!(
        visit.extend(&two(1, 2), minutes(30)).unwrap_err(),
        Refusal::VisitExpired
    );
    assert_eq!(
        visit.close(&two(1, 2), 2, minutes(30)).unwrap_err(),
        Refusal::NotAccountedFor { open: 2 }
    );
    for (n, verdict) in [(30, Verdict::Left), (31, Verdict::Missing)] {
        visit
            .account_for(&id(2), &id(n), verdict, minutes(30))
            .unwrap();
    }
    assert_eq!(
        visit.close(&two(1, 2), 1, minutes(30)).unwrap_err(),
        Refusal::LocksOpen
    );
    let closing = visit.close(&two(1, 2), 2, minutes(30)).unwrap();
    assert_eq!(closing.state, VisitState::ClosedWithDiscrepancy);
    assert!(!closing.by_others);
}

#[test]
fn an_article_that_was_out_of_sight_was_moved_even_if_it_is_back() {
    let mut visit = taking_out();
    // A mistake noticed at once.
    visit.moved(&id(40), VisitPurpose::Retrieve);
    visit.taken_back(&id(40));
    // Another one, noticed after the next two.
    visit.moved(&id(41), VisitPurpose::Retrieve);
    for n in [30, 31] {
        visit.moved(&id(n), VisitPurpose::Retrieve);
    }
    for n in [31, 30, 41] {
        visit.taken_back(&id(n));
    }
    assert!(
        visit.plan.iter().all(|line| line.verdict == Verdict::Open),
        "what is back is to be taken again"
    );
    for n in [30, 31] {
        visit.moved(&id(n), VisitPurpose::Retrieve);
    }
    let closing = visit.close(&two(1, 2), 2, NOW).unwrap();
    assert_eq!(closing.balance.unplanned, [id(41)]);
    assert_eq!(closing.state, VisitState::ClosedWithDiscrepancy);
}

#[test]
fn it_is_extended_once_by_both() {
    let mut visit = putting_away();
    for strangers in [two(1, 3), two(3, 2), two(3, 4)] {
        assert_eq!(
            visit.extend(&strangers, NOW).unwrap_err(),
            Refusal::NotOfThisVisit
        );
    }
    visit.extend(&two(2, 1), minutes(29)).unwrap();
    visit.accepts_scan(&id(1), minutes(44)).unwrap();
    assert_eq!(
        visit.extend(&two(1, 2), minutes(40)).unwrap_err(),
        Refusal::AlreadyExtended
    );
    assert_eq!(
        visit.accepts_scan(&id(1), minutes(45)).unwrap_err(),
        Refusal::VisitExpired
    );
}

#[test]
fn a_third_person_neither_scans_nor_closes_before_the_time_is_over() {
    let mut visit = putting_away();
    assert_eq!(
        visit.accepts_scan(&id(3), NOW).unwrap_err(),
        Refusal::NotOfThisVisit
    );
    assert_eq!(
        visit
            .account_for(&id(3), &id(30), Verdict::Left, NOW)
            .unwrap_err(),
        Refusal::NotOfThisVisit
    );
    visit.moved(&id(30), VisitPurpose::PutAway);
    visit.moved(&id(31), VisitPurpose::PutAway);
    assert_eq!(
        visit.close(&two(1, 3), 2, NOW).unwrap_err(),
        Refusal::NotOfThisVisit
    );
}

#[test]
fn somebody_who_fell_ill_is_not_made_to_attest() {
    let mut visit = putting_away();
    visit.moved(&id(30), VisitPurpose::PutAway);
    visit
        .account_for(&id(3), &id(31), Verdict::Left, minutes(31))
        .unwrap();
    visit.moved(&id(31), VisitPurpose::PutAway);
    let closing = visit.close(&two(1, 3), 2, minutes(31)).unwrap();
    assert!(closing.by_others && closing.balance.is_clean());
    assert_eq!(closing.state, VisitState::ClosedWithDiscrepancy);
}

proptest! {
    /// I11 and I12 over random sequences: no scan is accepted outside the time, nor
    /// after the close; the time never exceeds 45 minutes; closing leaves no line open.
    /// It closes clean if and only if both people of the visit attest it and what
    /// still stands of the movements is exactly the plan, all of it one way.
    #[test]
    fn a_visit_keeps_its_rules(
        retrieving in any::<bool>(),
        acts in prop::collection::vec((0u8..9, 1u8..4, 1u8..4, 29u8..33, 0i64..60), 0..40)
    ) {
        let mut visit = if retrieving { taking_out() } else { putting_away() };
        // The model: every movement not taken back, as the journal would tell it.
        let mut told: Vec<(ItemId, EventKind)> = Vec::new();
        for (act, who, other, n, minute) in acts {
            let (by, item, now): (PersonId, ItemId, _) = (id(who), id(n), minutes(minute));
            let people = (who != other).then(|| two(who, other));
            match act {
                0..=2 => {
                    let accepted = visit.accepts_scan(&by, now).is_ok();
                    prop_assert_eq!(
                        accepted,
                        who < 3 && now < visit.ends_at && visit.state == VisitState::Open
                    );
                    if accepted {
                        let way = if act == 0 { VisitPurpose::PutAway } else { VisitPurpose::Retrieve };
                        let kind = if act == 0 { EventKind::PutAway } else { EventKind::Retrieved };
                        visit.moved(&item, way);
                        told.push((item, kind));
                    }
                }
                3 => {
                    if visit.accepts_scan(&by, now).is_ok() {
                        visit.taken_back(&item);
                        told.push((item, EventKind::Corrected));
                    }
                }
                4 => if let Some(people) = &people { let _ = visit.extend(people, now); },
                5 => { let _ = visit.account_for(&by, &item, Verdict::Left, now); }
                6 => { let _ = visit.account_for(&by, &item, Verdict::Missing, now); }
                7 => { let _ = visit.account_for(&by, &item, Verdict::Scanned, now); }
                _ => if let Some(people) = &people {
                    let was = visit.clone();
                    if let Ok(closing) = visit.close(people, 2, now) {
                        prop_assert_eq!(was.state, VisitState::Open);
                        prop_assert_eq!(closing.balance.open, 0);
                        prop_assert_eq!(closing.by_others, who == 3 || other == 3);
                        prop_assert!(!closing.by_others || now >= was.ends_at);
                        let stands = standing_movements(told.iter().cloned());
                        let moved: BTreeSet<&ItemId> = stands.iter().map(|m| &m.item).collect();
                        let plan: BTreeSet<&ItemId> = was.plan.iter().map(|p| &p.item).collect();
                        let exact = moved == plan
                            && stands.iter().all(|m| m.way == was.purpose)
                            && was.plan.iter().all(|p| p.verdict == Verdict::Scanned);
                        prop_assert_eq!(
                            closing.state == VisitState::Closed,
                            exact && !closing.by_others
                        );
                    }
                }
            }
            prop_assert_eq!(&visit.movements, &standing_movements(told.iter().cloned()));
            prop_assert!(visit.ends_at <= minutes(45));
            prop_assert_ne!(&visit.first, &visit.second);
        }
    }

    /// Whatever was moved and taken back before, when all that is planned is done in the
    /// end and both close: clean if and only if what stands is exactly the plan, one way.
    #[test]
    fn it_closes_clean_if_and_only_if_exactly_the_plan_was_moved(
        retrieving in any::<bool>(),
        acts in prop::collection::vec((0u8..4, 29u8..33), 0..8)
    ) {
        let mut visit = if retrieving { taking_out() } else { putting_away() };
        let mut told: Vec<(ItemId, EventKind)> = Vec::new();
        let put = |way| if way == VisitPurpose::PutAway {
            EventKind::PutAway
        } else {
            EventKind::Retrieved
        };
        let against = if retrieving { VisitPurpose::PutAway } else { VisitPurpose::Retrieve };
        for (act, n) in acts {
            let item: ItemId = id(n);
            match act {
                0 => {
                    visit.moved(&item, visit.purpose);
                    told.push((item, put(visit.purpose)));
                }
                1 => {
                    visit.moved(&item, against);
                    told.push((item, put(against)));
                }
                _ => {
                    visit.taken_back(&item);
                    told.push((item, EventKind::Corrected));
                }
            }
        }
        for planned in visit.plan.clone() {
            if planned.verdict == Verdict::Open {
                visit.moved(&planned.item, visit.purpose);
                told.push((planned.item, put(visit.purpose)));
            }
        }
        let closing = visit.close(&two(1, 2), 2, NOW).unwrap();
        let stands = standing_movements(told);
        let moved: BTreeSet<&ItemId> = stands.iter().map(|m| &m.item).collect();
        let plan: BTreeSet<&ItemId> = visit.plan.iter().map(|p| &p.item).collect();
        let exact = moved == plan && stands.iter().all(|m| m.way == visit.purpose);
        prop_assert_eq!(closing.state == VisitState::Closed, exact);
    }
}
