//! The statutory clock: a due date with the steps that led to it, and where a
//! request stands against it.
//!
//! Days are civil days at the site. The day of receipt is day 0; the last day runs
//! to its end. The day the request was entered never counts.

use chrono::NaiveDate;

use crate::privacy::holidays::{is_working_day, working_day_until};
use crate::privacy::regime::{Regime, RegimeId, Regimes};
use crate::refusal::Refusal;
use crate::time::{SiteZone, Timestamp, days_after};

/// From this many days left, the clock is amber.
pub const AMBER_DAYS: i64 = 7;
/// From this many days left, the clock is red.
pub const RED_DAYS: i64 = 2;

/// A prolongation that was taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Extension {
    /// Days added.
    pub days: u32,
    /// Day the notice was sent.
    pub notice_sent_on: NaiveDate,
}

/// One line of "how it was computed".
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Step {
    /// The request was received this day; counting starts here.
    Received(NaiveDate),
    /// It was entered later; that day does not count.
    EntryIgnored(NaiveDate),
    /// This law gives so many days.
    LawGives {
        /// The law.
        law: RegimeId,
        /// Days.
        days: u32,
        /// Last day under it.
        until: NaiveDate,
    },
    /// Of several laws, the strictest rules.
    Strictest {
        /// The law that rules.
        law: RegimeId,
        /// Last day.
        until: NaiveDate,
    },
    /// A prolongation was notified in time.
    Extended {
        /// Days added.
        days: u32,
        /// Day the notice was sent.
        notice_sent_on: NaiveDate,
        /// New last day.
        until: NaiveDate,
    },
    /// The last day is a Saturday, a Sunday or a holiday; no text that sets it moves it, so the working
    /// day before is the day to aim for.
    NotAWorkingDay {
        /// The working day before.
        aim_for: NaiveDate,
    },
}

/// The last day to answer, and why.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DueDate {
    /// Last day, to its end, at the site.
    pub on: NaiveDate,
    /// The law that rules.
    pub law: RegimeId,
    /// Days between receipt and the last day.
    pub days: u32,
    /// How it was computed, in order.
    pub steps: Vec<Step>,
}

/// Last day to answer a request received on `received_on`.
///
/// Where several laws apply, the earliest last day rules; between equals, the law
/// whose section was read, so that the page can name it.
pub fn due_date(
    laws: &Regimes,
    received_on: NaiveDate,
    entered_on: NaiveDate,
    extension: Option<Extension>,
) -> DueDate {
    let mut steps = vec![Step::Received(received_on)];
    if entered_on != received_on {
        steps.push(Step::EntryIgnored(entered_on));
    }
    let mut ruling: Option<(NaiveDate, &'static Regime)> = None;
    for regime in laws.rules() {
        let until = days_after(received_on, u64::from(regime.answer_days));
        steps.push(Step::LawGives {
            law: regime.id,
            days: regime.answer_days,
            until,
        });
        let stricter = ruling.is_none_or(|(best, law)| {
            until < best || (until == best && law.section.is_none() && regime.section.is_some())
        });
        if stricter {
            ruling = Some((until, regime));
        }
    }
    // `Regimes` is never empty; the fallback keeps this total.
    let (mut on, regime) = ruling.unwrap_or((received_on, RegimeId::QuebecPrivate.rules()));
    let mut days = regime.answer_days;
    if laws.ids().count() > 1 {
        steps.push(Step::Strictest {
            law: regime.id,
            until: on,
        });
    }
    if let Some(extension) = extension {
        on = days_after(on, u64::from(extension.days));
        days = days.saturating_add(extension.days);
        steps.push(Step::Extended {
            days: extension.days,
            notice_sent_on: extension.notice_sent_on,
            until: on,
        });
    }
    if !is_working_day(on) {
        steps.push(Step::NotAWorkingDay {
            aim_for: working_day_until(on),
        });
    }
    DueDate {
        on,
        law: regime.id,
        days,
        steps,
    }
}

/// Takes a prolongation, if every law that applies gives one and the notice was in time.
///
/// `notice_sent_on` must lie between receipt and today.
pub fn extend(
    laws: &Regimes,
    received_on: NaiveDate,
    taken: Option<Extension>,
    days: u32,
    notice_sent_on: NaiveDate,
    today: NaiveDate,
) -> Result<Extension, Refusal> {
    let rule = laws.extension().ok_or(Refusal::ExtensionNotGiven)?;
    if taken.is_some() {
        return Err(Refusal::ExtensionTaken);
    }
    if notice_sent_on > today {
        return Err(Refusal::DateInFuture {
            field: "notice-sent-on",
        });
    }
    if notice_sent_on < received_on {
        return Err(Refusal::DateTooOld {
            field: "notice-sent-on",
        });
    }
    if notice_sent_on
        >= days_after(
            received_on,
            u64::from(rule.notice_within_days).saturating_add(1),
        )
    {
        return Err(Refusal::ExtensionNoticeLate);
    }
    if days == 0 || days > rule.up_to_days {
        return Err(Refusal::NumberOutOfRange {
            field: "extension-days",
        });
    }
    Ok(Extension {
        days,
        notice_sent_on,
    })
}

/// How much a clock wants somebody's eye.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Urgency {
    /// More than a week.
    Calm,
    /// At most [`AMBER_DAYS`] days.
    Amber,
    /// At most [`RED_DAYS`] days.
    Red,
}

/// Where a request stands against its clock.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Standing {
    /// Not answered; the clock runs.
    Running {
        /// Days left: 0 on the last day.
        days_left: i64,
        /// Amber, red or neither.
        urgency: Urgency,
    },
    /// Not answered in time: deemed refused by the law.
    DeemedRefused {
        /// Days since the last day, at least 1.
        days_late: i64,
    },
    /// Answered on or before the last day.
    AnsweredInTime,
    /// Answered after the last day.
    AnsweredLate,
    /// Nobody waits for an answer.
    Withdrawn,
}

/// Whether an answer at `at` is late, where `late_from` is the last instant of the last day.
///
/// `overdue_at` is the mark that was stored when the request was first seen to be
/// late. A machine whose clock goes back therefore never makes it young again.
pub fn is_late(late_from: Timestamp, overdue_at: Option<Timestamp>, at: Timestamp) -> bool {
    overdue_at.is_some() || at > late_from
}

/// Where a request stands at `now`.
pub fn standing(
    due_on: NaiveDate,
    zone: SiteZone,
    answered_at: Option<Timestamp>,
    overdue_at: Option<Timestamp>,
    now: Timestamp,
) -> Standing {
    let last = zone.end_of(due_on);
    if let Some(answered_at) = answered_at {
        return if is_late(last, overdue_at, answered_at) {
            Standing::AnsweredLate
        } else {
            Standing::AnsweredInTime
        };
    }
    let days_left = (due_on - now.date_in(zone)).num_days();
    if is_late(last, overdue_at, now) {
        return Standing::DeemedRefused {
            days_late: (-days_left).max(1),
        };
    }
    let urgency = if days_left <= RED_DAYS {
        Urgency::Red
    } else if days_left <= AMBER_DAYS {
        Urgency::Amber
    } else {
        Urgency::Calm
    };
    Standing::Running { days_left, urgency }
}

#[cfg(test)]
mod tests {
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
}
