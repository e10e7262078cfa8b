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
        if ruling.is_none_or(|best| rules_over((until, regime), best)) {
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

/// The earlier last day rules; between equals, the law whose section was read.
fn rules_over(one: (NaiveDate, &Regime), best: (NaiveDate, &Regime)) -> bool {
    let read = |law: &Regime| law.section.is_some();
    one.0 < best.0 || (one.0 == best.0 && read(one.1) && !read(best.1))
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
mod tests;
