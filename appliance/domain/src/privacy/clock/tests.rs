#![expect(clippy::unwrap_used, reason = "tests")]
use super::*;
use crate::time::Span;
use proptest::prelude::*;

const ZONE: SiteZone = SiteZone::MONTREAL;

fn date(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

fn only(law: RegimeId) -> Regimes {
    Regimes::new([law]).unwrap()
}

fn due(laws: &Regimes, received: &str) -> NaiveDate {
    due_date(laws, date(received), date(received), None).on
}

fn noon(text: &str) -> Timestamp {
    ZONE.start_of(date(text)).plus(Span::hours(12))
}

// ---- vectors of the design notes (mission 3.7), those of the laws held here ----

#[test]
fn quebec_received_on_2_march_is_due_on_1_april_and_cannot_be_extended() {
    for laws in [
        Regimes::quebec(),
        only(RegimeId::QuebecPrivate),
        only(RegimeId::QuebecHealth),
    ] {
        assert_eq!(due(&laws, "2026-03-02"), date("2026-04-01"));
        let refused = extend(
            &laws,
            date("2026-03-02"),
            None,
            10,
            date("2026-03-10"),
            date("2026-03-10"),
        );
        assert_eq!(refused.unwrap_err(), Refusal::ExtensionNotGiven);
    }
}

#[test]
fn quebec_on_2_april_is_deemed_refused() {
    let last = standing(
        date("2026-04-01"),
        ZONE,
        None,
        None,
        ZONE.end_of(date("2026-04-01")),
    );
    assert_eq!(
        last,
        Standing::Running {
            days_left: 0,
            urgency: Urgency::Red
        }
    );
    let next = standing(
        date("2026-04-01"),
        ZONE,
        None,
        None,
        ZONE.start_of(date("2026-04-02")),
    );
    assert_eq!(next, Standing::DeemedRefused { days_late: 1 });
}

#[test]
fn pipeda_takes_one_extension_whose_notice_left_within_the_first_thirty_days() {
    let laws = only(RegimeId::Pipeda);
    let received = date("2026-03-02");
    assert_eq!(due(&laws, "2026-03-02"), date("2026-04-01"));

    let today = date("2026-04-10");
    let late = extend(&laws, received, None, 30, date("2026-04-02"), today);
    assert_eq!(late.unwrap_err(), Refusal::ExtensionNoticeLate);

    let taken = extend(&laws, received, None, 30, date("2026-04-01"), today).unwrap();
    assert_eq!(
        due_date(&laws, received, received, Some(taken)).on,
        date("2026-05-01")
    );

    let again = extend(&laws, received, Some(taken), 5, date("2026-04-01"), today);
    assert_eq!(again.unwrap_err(), Refusal::ExtensionTaken);
    for days in [0, 31] {
        let wrong = extend(&laws, received, None, days, date("2026-04-01"), today);
        assert_eq!(wrong.unwrap_err().field(), Some("extension-days"));
    }
    for sent in ["2026-04-11", "2026-03-01"] {
        let wrong = extend(&laws, received, None, 30, date(sent), today);
        assert_eq!(wrong.unwrap_err().field(), Some("notice-sent-on"), "{sent}");
    }
}

#[test]
fn thirty_days_across_a_leap_day() {
    assert_eq!(due(&Regimes::quebec(), "2028-02-10"), date("2028-03-11"));
    assert_eq!(due(&Regimes::quebec(), "2027-02-10"), date("2027-03-12"));
    assert_eq!(due(&Regimes::quebec(), "2028-02-29"), date("2028-03-30"));
}

#[test]
fn the_nights_the_clocks_change_neither_give_nor_take_a_day() {
    // Received before each change in America/Toronto; due after it.
    for (received, due_on) in [("2026-02-20", "2026-03-22"), ("2026-10-15", "2026-11-14")] {
        let due_on = date(due_on);
        assert_eq!(due(&Regimes::quebec(), received), due_on);
        let end = ZONE.end_of(due_on);
        assert!(matches!(
            standing(due_on, ZONE, None, None, end),
            Standing::Running { days_left: 0, .. }
        ));
        let after = end.plus(Span::seconds(1));
        assert!(matches!(
            standing(due_on, ZONE, None, None, after),
            Standing::DeemedRefused { .. }
        ));
    }
    // Due on the very day that has 25 hours: its last hour still counts.
    let due_on = date("2026-11-01");
    let last_hour = ZONE.start_of(due_on).plus(Span::minutes(24 * 60 + 30));
    assert!(matches!(
        standing(due_on, ZONE, None, None, last_hour),
        Standing::Running { days_left: 0, .. }
    ));
}

#[test]
fn the_steps_say_which_law_rules_and_that_the_entry_day_does_not_count() {
    let due = due_date(
        &Regimes::quebec(),
        date("2026-10-26"),
        date("2026-10-27"),
        None,
    );
    assert_eq!(due.on, date("2026-11-25"));
    assert_eq!(due.law, RegimeId::QuebecPrivate);
    assert_eq!(
        due.steps,
        [
            Step::Received(date("2026-10-26")),
            Step::EntryIgnored(date("2026-10-27")),
            Step::LawGives {
                law: RegimeId::QuebecHealth,
                days: 30,
                until: date("2026-11-25")
            },
            Step::LawGives {
                law: RegimeId::QuebecPrivate,
                days: 30,
                until: date("2026-11-25")
            },
            Step::Strictest {
                law: RegimeId::QuebecPrivate,
                until: date("2026-11-25")
            },
        ]
    );
}

/// All the laws held here give thirty days; the rule between them holds for any.
#[test]
fn the_earlier_last_day_rules_and_between_equals_the_law_that_was_read() {
    let read = RegimeId::QuebecPrivate.rules();
    let unread = RegimeId::QuebecHealth.rules();
    let (day, later) = (date("2026-04-01"), date("2026-04-02"));
    for (one, best, rules) in [
        ((day, read), (later, read), true),
        ((day, unread), (later, read), true),
        ((later, read), (day, read), false),
        ((later, read), (day, unread), false),
        ((day, read), (day, unread), true),
        ((day, read), (day, read), false),
        ((day, unread), (day, read), false),
        ((day, unread), (day, unread), false),
    ] {
        assert_eq!(rules_over(one, best), rules, "{one:?} {best:?}");
    }
    for (laws, law) in [
        (
            [RegimeId::QuebecPrivate, RegimeId::Pipeda],
            RegimeId::QuebecPrivate,
        ),
        ([RegimeId::QuebecHealth, RegimeId::Pipeda], RegimeId::Pipeda),
    ] {
        let laws = Regimes::new(laws).unwrap();
        let received = date("2026-03-02");
        assert_eq!(due_date(&laws, received, received, None).law, law);
    }
}

#[test]
fn a_prolongation_is_a_step_of_its_own_and_one_law_alone_is_not_the_strictest() {
    let laws = only(RegimeId::Pipeda);
    let received = date("2026-03-02");
    let taken = Extension {
        days: 20,
        notice_sent_on: date("2026-03-10"),
    };
    let due = due_date(&laws, received, received, Some(taken));
    assert_eq!((due.on, due.days), (date("2026-04-21"), 50));
    assert_eq!(
        due.steps,
        [
            Step::Received(received),
            Step::LawGives {
                law: RegimeId::Pipeda,
                days: 30,
                until: date("2026-04-01")
            },
            Step::Extended {
                days: 20,
                notice_sent_on: date("2026-03-10"),
                until: date("2026-04-21")
            },
        ]
    );
}

#[test]
fn a_notice_leaves_between_the_receipt_and_today() {
    let laws = only(RegimeId::Pipeda);
    let (received, today) = (date("2026-03-02"), date("2026-03-10"));
    let ask = |days, sent| extend(&laws, received, None, days, date(sent), today);
    for (days, sent) in [(30, "2026-03-02"), (1, "2026-03-10")] {
        let notice_sent_on = date(sent);
        let taken = Extension {
            days,
            notice_sent_on,
        };
        assert_eq!(ask(days, sent), Ok(taken));
    }
    let field = "notice-sent-on";
    assert_eq!(ask(1, "2026-03-01"), Err(Refusal::DateTooOld { field }));
    assert_eq!(ask(1, "2026-03-11"), Err(Refusal::DateInFuture { field }));
}

#[test]
fn days_of_delay_are_counted_from_the_last_day() {
    let due_on = date("2026-04-01");
    let late = |day: &str| standing(due_on, ZONE, None, None, noon(day));
    for (day, days_late) in [("2026-04-02", 1), ("2026-04-03", 2), ("2026-05-01", 30)] {
        assert_eq!(late(day), Standing::DeemedRefused { days_late });
    }
    // Seen to be late, then the clock was set back: late it stays, and so does what is answered.
    let seen = Some(noon("2026-04-05"));
    let back = noon("2026-03-20");
    let standing_then = |answered| standing(due_on, ZONE, answered, seen, back);
    assert_eq!(
        standing_then(None),
        Standing::DeemedRefused { days_late: 1 }
    );
    assert_eq!(standing_then(Some(back)), Standing::AnsweredLate);
}

#[test]
fn a_last_day_on_a_weekend_stays_and_names_the_friday_to_aim_for() {
    let due = due_date(
        &Regimes::quebec(),
        date("2026-10-23"),
        date("2026-10-23"),
        None,
    );
    assert_eq!(due.on, date("2026-11-22"), "a Sunday");
    assert_eq!(
        due.steps.last(),
        Some(&Step::NotAWorkingDay {
            aim_for: date("2026-11-20")
        })
    );
}

#[test]
fn a_holiday_is_no_day_to_aim_for_and_is_named_itself() {
    for (received, due_on, aim) in [
        ("2026-11-27", "2026-12-27", "2026-12-24"),
        ("2026-05-25", "2026-06-24", "2026-06-23"),
    ] {
        let due = due_date(&Regimes::quebec(), date(received), date(received), None);
        assert_eq!(due.on, date(due_on));
        let aim_for = date(aim);
        assert_eq!(due.steps.last(), Some(&Step::NotAWorkingDay { aim_for }));
    }
}

#[test]
fn the_clock_turns_amber_then_red() {
    let due_on = date("2026-11-30");
    for (day, urgency) in [
        ("2026-11-22", Urgency::Calm),
        ("2026-11-23", Urgency::Amber),
        ("2026-11-27", Urgency::Amber),
        ("2026-11-28", Urgency::Red),
        ("2026-11-30", Urgency::Red),
    ] {
        let Standing::Running { urgency: found, .. } =
            standing(due_on, ZONE, None, None, noon(day))
        else {
            panic!("{day} is not late");
        };
        assert_eq!(found, urgency, "{day}");
    }
}

#[test]
fn an_answer_is_in_time_or_late_for_ever() {
    let due_on = date("2026-04-01");
    let much_later = noon("2030-01-01");
    let on_the_day = standing(due_on, ZONE, Some(ZONE.end_of(due_on)), None, much_later);
    assert_eq!(on_the_day, Standing::AnsweredInTime);
    let after = standing(due_on, ZONE, Some(noon("2026-04-02")), None, much_later);
    assert_eq!(after, Standing::AnsweredLate);
}

#[test]
fn dates_at_the_end_of_time_do_not_panic() {
    let due = due_date(&Regimes::quebec(), NaiveDate::MAX, NaiveDate::MIN, None);
    let _ = standing(due.on, ZONE, None, None, Timestamp::from_micros(i64::MIN));
    let _ = standing(
        NaiveDate::MIN,
        ZONE,
        None,
        None,
        Timestamp::from_micros(i64::MAX),
    );
    let _ = extend(
        &only(RegimeId::Pipeda),
        NaiveDate::MAX,
        None,
        1,
        NaiveDate::MAX,
        NaiveDate::MAX,
    );
}

fn any_laws() -> impl Strategy<Value = Regimes> {
    (1u8..8).prop_map(|bits| {
        let kept = RegimeId::ALL
            .iter()
            .enumerate()
            .filter(|(n, _)| bits & (1 << n) != 0);
        Regimes::new(kept.map(|(_, id)| *id)).unwrap()
    })
}

fn any_day() -> impl Strategy<Value = NaiveDate> {
    (0u64..40_000).prop_map(|n| days_after(NaiveDate::from_ymd_opt(1990, 1, 1).unwrap(), n))
}

proptest! {
    #[test]
    fn an_earlier_receipt_never_gives_a_later_due_date(laws in any_laws(), a in any_day(), b in any_day()) {
        let (early, late) = (a.min(b), a.max(b));
        let due = |day| due_date(&laws, day, late, None).on;
        prop_assert!(due(early) <= due(late));
    }

    #[test]
    fn another_law_never_gives_more_time(laws in any_laws(), law in 0..RegimeId::ALL.len(), day in any_day()) {
        let more = Regimes::new(laws.ids().chain([RegimeId::ALL[law]])).unwrap();
        prop_assert!(due_date(&more, day, day, None).on <= due_date(&laws, day, day, None).on);
    }

    #[test]
    fn the_day_of_entry_changes_nothing(laws in any_laws(), day in any_day(), a in any_day(), b in any_day()) {
        prop_assert_eq!(due_date(&laws, day, a, None).on, due_date(&laws, day, b, None).on);
    }

    #[test]
    fn a_clock_set_back_never_un_expires(due_on in any_day(), seen in 0i64..1_000, back in 0i64..100_000) {
        let late = ZONE.end_of(due_on).plus(Span::hours(seen)).plus(Span::seconds(1));
        let first = standing(due_on, ZONE, None, None, late);
        let refused = matches!(first, Standing::DeemedRefused { .. });
        prop_assert!(refused);
        // The mark stored at `late` holds whatever the machine says later.
        let set_back = Timestamp::from_micros(late.micros() - Span::hours(back).micros());
        let again = standing(due_on, ZONE, None, Some(late), set_back);
        let stays_refused = matches!(again, Standing::DeemedRefused { days_late } if days_late >= 1);
        prop_assert!(stays_refused);
    }

    #[test]
    fn days_left_fall_by_one_each_day(due_on in any_day(), before in 0u64..30) {
        let today = due_on - chrono::Days::new(before);
        let at = ZONE.start_of(today).plus(Span::hours(12));
        match standing(due_on, ZONE, None, None, at) {
            Standing::Running { days_left, .. } => prop_assert_eq!(days_left, i64::try_from(before).unwrap()),
            other => prop_assert!(false, "{other:?}"),
        }
    }
}
