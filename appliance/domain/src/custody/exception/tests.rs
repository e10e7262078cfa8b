#![expect(clippy::unwrap_used, reason = "tests")]

use chrono::NaiveDate;
use proptest::prelude::*;

use super::*;
use crate::privacy::holidays::is_working_day;

const ZONE: SiteZone = SiteZone::MONTREAL;

/// Noon of a day of November 2026: the 16th is a Monday.
fn noon(day: u32) -> Timestamp {
    let date = NaiveDate::from_ymd_opt(2026, 11, day).unwrap();
    Timestamp::from_micros(ZONE.end_of(date).micros() - 12 * 3_600_000_000)
}

fn day(at: Timestamp) -> String {
    at.date_in(ZONE).to_string()
}

#[test]
fn what_is_out_of_sight_presses_most_and_five_working_days_later_it_counts_as_lost() {
    // Friday the 20th.
    let clock = |kind: ExceptionKind| kind.clock(noon(20), ZONE);
    assert_eq!(day(clock(ExceptionKind::NotFound).due), "2026-11-20");
    assert_eq!(day(clock(ExceptionKind::Missing).due), "2026-11-23");
    assert_eq!(day(clock(ExceptionKind::Late).due), "2026-11-23");
    assert_eq!(day(clock(ExceptionKind::Unplanned).due), "2026-11-25");
    for kind in [
        ExceptionKind::Missing,
        ExceptionKind::NotFound,
        ExceptionKind::Late,
        ExceptionKind::Unconfirmed,
        ExceptionKind::Undelivered,
    ] {
        assert_eq!(day(clock(kind).lost_from.unwrap()), "2026-11-27");
    }
    for kind in [
        ExceptionKind::Damaged,
        ExceptionKind::Extra,
        ExceptionKind::Left,
        ExceptionKind::SignatureShort,
        ExceptionKind::SealNotIntact,
    ] {
        assert_eq!(clock(kind).lost_from, None);
    }
    // Opened on a Saturday, it waits for Monday.
    assert_eq!(
        day(ExceptionKind::Extra.clock(noon(21), ZONE).due),
        "2026-11-23"
    );
    assert_eq!(day(due_after_step(noon(20), ZONE)), "2026-11-23");
}

#[test]
fn each_kind_ends_only_as_its_own_exits_say() {
    for &kind in ExceptionKind::ALL {
        for &exit in ExceptionExit::ALL {
            let open = Exception { kind, exit: None };
            assert_eq!(open.close(exit).is_ok(), kind.exits().contains(&exit));
            let ended = Exception {
                kind,
                exit: Some(exit),
            };
            assert_eq!(ended.close(exit), Err(Refusal::ExceptionClosed));
            assert_eq!(ended.assign(), Err(Refusal::ExceptionClosed));
            assert_eq!(ended.reopen().is_ok(), kind.exits().contains(&exit));
            assert_eq!(open.reopen(), Err(Refusal::ExceptionOpen));
        }
        for &step in ExceptionStep::ALL {
            let open = Exception { kind, exit: None };
            assert_eq!(open.follow(step).is_ok(), kind.steps().contains(&step));
        }
        // Nothing is a dead end: what nobody can close, an act closes that says so.
        assert_eq!(kind.exits().is_empty(), kind == ExceptionKind::Late);
    }
}

#[test]
fn what_was_given_up_ends_otherwise_when_it_is_found() {
    let missing = |exit| Exception {
        kind: ExceptionKind::Missing,
        exit,
    };
    assert!(missing(None).ends_when_found());
    assert!(missing(Some(ExceptionExit::Lost)).ends_when_found());
    assert!(missing(Some(ExceptionExit::NotSent)).ends_when_found());
    assert!(!missing(Some(ExceptionExit::Found)).ends_when_found());
    let damaged = Exception {
        kind: ExceptionKind::Damaged,
        exit: None,
    };
    assert!(!damaged.ends_when_found());
}

#[test]
fn a_visit_opens_one_exception_for_each_article_by_what_weighs_most() {
    let id = |n: u32| -> ItemId { format!("{n:026}").parse().unwrap() };
    let balance = Balance {
        planned: 3,
        scanned: 0,
        open: 0,
        left: vec![id(1)],
        missing: vec![id(2)],
        unplanned: vec![id(3), id(4)],
        against_purpose: vec![id(4), id(5)],
    };
    let found = of_balance(&balance);
    let kinds: Vec<(ExceptionKind, ItemId)> = vec![
        (ExceptionKind::NotFound, id(2)),
        (ExceptionKind::AgainstPurpose, id(4)),
        (ExceptionKind::AgainstPurpose, id(5)),
        (ExceptionKind::Unplanned, id(3)),
        (ExceptionKind::Left, id(1)),
    ];
    assert_eq!(found, kinds);
    assert_eq!(
        found.len(),
        usize::try_from(balance.discrepancies()).unwrap()
    );
}

#[test]
fn less_than_was_ordered_does_not_balance_and_neither_does_what_was_not_delivered() {
    let claim = |says, obtained| Claim {
        says,
        on: "2026-11-26".parse().unwrap(),
        obtained,
        signed_by: None,
    };
    for (at, &ordered) in SignatureLevel::ALL.iter().enumerate() {
        for (level, &obtained) in SignatureLevel::ALL.iter().enumerate() {
            let opened =
                ExceptionKind::of_claim(&claim(CarrierSays::Delivered, Some(obtained)), ordered);
            let short = (level < at).then_some(ExceptionKind::SignatureShort);
            assert_eq!(opened, short, "{ordered} ordered, {obtained} obtained");
        }
    }
    for &says in CarrierSays::ALL {
        if says != CarrierSays::Delivered {
            let opened = ExceptionKind::of_claim(&claim(says, None), SignatureLevel::None);
            assert_eq!(opened, Some(ExceptionKind::Undelivered), "{says}");
        }
    }
}

proptest! {
    #[test]
    fn every_clock_ends_on_a_working_day_and_what_is_to_be_done_comes_before_the_loss(
        micros in 0_i64..4_000_000_000_000_000,
        kind in proptest::sample::select(ExceptionKind::ALL),
    ) {
        let now = Timestamp::from_micros(micros);
        let clock = kind.clock(now, ZONE);
        prop_assert!(clock.due >= now);
        prop_assert!(is_working_day(clock.due.date_in(ZONE)));
        if let Some(lost) = clock.lost_from {
            prop_assert!(lost > clock.due);
            prop_assert!(is_working_day(lost.date_in(ZONE)));
        }
    }
}
