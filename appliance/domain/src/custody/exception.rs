//! Exceptions: what does not balance, with somebody who answers for it, a clock, and an exit (custody 3.6).
//!
//! One is opened by the act that finds it: a parcel that is reconciled, a visit that is closed, the clock that finds a
//! parcel late. It stays until it has its exit; nothing ends it in silence. Some exits are the scan itself (what was
//! missing is there), others are said by a person, who says why.

use serde::{Deserialize, Serialize};

use crate::custody::delivery::{CarrierSays, Claim, SignatureLevel};
use crate::custody::shipment::LineOutcome;
use crate::custody::visit::Balance;
use crate::ids::{ItemId, ShipmentId, VisitId};
use crate::privacy::holidays::working_days_after;
use crate::refusal::Refusal;
use crate::text_enum;
use crate::time::{SiteZone, Timestamp};

/// Longest word of a step or of an exit, in characters.
pub const WORDS_LIMIT: usize = 500;

/// Working days after which what is not found is to be treated as lost (custody 3.6).
pub const LOST_AFTER_DAYS: u32 = 5;

text_enum! {
    /// What does not balance.
    pub enum ExceptionKind {
        /// Announced, and not in the parcel.
        Missing = "missing",
        /// Received damaged.
        Damaged = "damaged",
        /// In the parcel, and announced by nobody: nobody knows whose it is.
        Extra = "extra",
        /// A parcel past its expected arrival and its grace.
        Late = "late",
        /// A parcel that came and that nobody had announced: who sent it and whose it is is to be said.
        Unannounced = "unannounced",
        /// A parcel that left, past the day on which it should be there and its grace, and nobody confirmed that it is.
        Unconfirmed = "unconfirmed",
        /// A parcel that left, and that its carrier says it did not hand over to whom it is for.
        Undelivered = "undelivered",
        /// A parcel that its carrier handed over with less of a signature than was ordered.
        SignatureShort = "signature_short",
        /// A parcel of ours that came back, and not under the seal that it left with.
        SealNotIntact = "seal_not_intact",
        /// In a parcel of ours that left and came back opened, and not in it any more.
        NotBack = "not_back",
        /// Planned for a visit to the archive, and not where it should be.
        NotFound = "not_found",
        /// Planned for a visit, and left where it was.
        Left = "left",
        /// Moved in the archive although nobody had planned it.
        Unplanned = "unplanned",
        /// Moved in the archive the other way than the visit was for.
        AgainstPurpose = "against_purpose",
    }
}

text_enum! {
    /// What was done about an exception that stays open.
    pub enum ExceptionStep {
        /// Somebody was called.
        Called = "called",
        /// The sender or the carrier was asked, in writing, to answer for it.
        Claimed = "claimed",
        /// It was looked for.
        Searched = "searched",
        /// Anything else worth keeping.
        Noted = "noted",
    }
}

text_enum! {
    /// How an exception ended.
    pub enum ExceptionExit {
        /// It was scanned.
        Found = "found",
        /// It was said whose it is.
        Identified = "identified",
        /// It left again, sent back.
        Returned = "returned",
        /// The parcel came.
        Arrived = "arrived",
        /// The recipient confirmed that they have it.
        Confirmed = "confirmed",
        /// It came back to us.
        CameBack = "came_back",
        /// The parcel does not come: it was called off.
        Cancelled = "cancelled",
        /// It had been said by mistake: the parcel was announced for a later day, the article is whole.
        Corrected = "corrected",
        /// The sender says that it was never in the parcel.
        NotSent = "not_sent",
        /// It is taken as it is.
        Accepted = "accepted",
        /// It happened for a reason that is written down.
        Explained = "explained",
        /// It is lost.
        Lost = "lost",
    }
}

text_enum! {
    /// What happened to an exception.
    pub enum ExceptionEventKind {
        /// It was opened.
        Opened = "opened",
        /// Somebody answers for it from then on.
        Assigned = "assigned",
        /// Something was done about it.
        Followed = "followed",
        /// It had its exit.
        Closed = "closed",
        /// Its exit had been said by mistake.
        Reopened = "reopened",
    }
}

impl ExceptionKind {
    /// What a line of a parcel that was reconciled opens.
    pub const fn of_line(outcome: LineOutcome) -> Option<Self> {
        match outcome {
            LineOutcome::Missing => Some(Self::Missing),
            LineOutcome::Damaged => Some(Self::Damaged),
            LineOutcome::Extra => Some(Self::Extra),
            LineOutcome::Expected | LineOutcome::Received | LineOutcome::Packed => None,
        }
    }

    /// What a claim of a carrier opens about a parcel for which `ordered` was ordered.
    pub fn of_claim(claim: &Claim, ordered: SignatureLevel) -> Option<Self> {
        match claim.says {
            CarrierSays::Delivered => {
                (claim.obtained < Some(ordered)).then_some(Self::SignatureShort)
            }
            CarrierSays::Refused
            | CarrierSays::Undeliverable
            | CarrierSays::Misdelivered
            | CarrierSays::Lost => Some(Self::Undelivered),
        }
    }

    /// Exits that a person says, with a reason. The others are acts of their own, which close it.
    pub const fn exits(self) -> &'static [ExceptionExit] {
        match self {
            Self::Missing => &[ExceptionExit::NotSent, ExceptionExit::Lost],
            Self::NotFound | Self::NotBack | Self::Unconfirmed | Self::Undelivered => {
                &[ExceptionExit::Lost]
            }
            Self::Damaged => &[ExceptionExit::Accepted],
            Self::Extra
            | Self::Unannounced
            | Self::SignatureShort
            | Self::SealNotIntact
            | Self::Left
            | Self::Unplanned
            | Self::AgainstPurpose => &[ExceptionExit::Explained],
            Self::Late => &[],
        }
    }

    /// What can be done about it while it is open.
    pub const fn steps(self) -> &'static [ExceptionStep] {
        match self {
            Self::Missing
            | Self::Extra
            | Self::Late
            | Self::Unannounced
            | Self::NotBack
            | Self::Unconfirmed
            | Self::Undelivered => &[
                ExceptionStep::Called,
                ExceptionStep::Claimed,
                ExceptionStep::Searched,
                ExceptionStep::Noted,
            ],
            Self::Damaged | Self::SignatureShort | Self::SealNotIntact => &[
                ExceptionStep::Called,
                ExceptionStep::Claimed,
                ExceptionStep::Noted,
            ],
            Self::NotFound => &[
                ExceptionStep::Searched,
                ExceptionStep::Called,
                ExceptionStep::Noted,
            ],
            Self::Left | Self::Unplanned | Self::AgainstPurpose => &[ExceptionStep::Noted],
        }
    }

    /// The article is out of sight: nobody can lay a hand on it.
    pub const fn is_out_of_sight(self) -> bool {
        matches!(
            self,
            Self::Missing
                | Self::NotFound
                | Self::NotBack
                | Self::Late
                | Self::Unconfirmed
                | Self::Undelivered
        )
    }

    /// Its article is to be found: by its label, wherever that is read.
    pub const fn is_found_by_label(self) -> bool {
        matches!(self, Self::NotFound | Self::NotBack)
    }

    /// It is about a parcel that left, on its way to its recipient.
    pub const fn is_of_departure(self) -> bool {
        matches!(
            self,
            Self::Unconfirmed | Self::Undelivered | Self::SignatureShort
        )
    }

    /// Working days that the first thing to do may wait.
    const fn grace(self) -> u32 {
        match self {
            Self::NotFound | Self::Extra | Self::Unannounced => 0,
            // Found late at night, it is called about the next morning.
            Self::Late
            | Self::Missing
            | Self::Damaged
            | Self::NotBack
            | Self::Unconfirmed
            | Self::Undelivered
            | Self::SignatureShort
            | Self::SealNotIntact => 1,
            Self::Left | Self::Unplanned | Self::AgainstPurpose => 3,
        }
    }

    /// The clock of one that is opened at `now`.
    pub fn clock(self, now: Timestamp, zone: SiteZone) -> ExceptionClock {
        let end = |days| zone.end_of(working_days_after(now.date_in(zone), days));
        ExceptionClock {
            due: end(self.grace()),
            lost_from: self.is_out_of_sight().then(|| end(LOST_AFTER_DAYS)),
        }
    }
}

/// Until when something must be done.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ExceptionClock {
    /// The next thing: the end of a working day.
    pub due: Timestamp,
    /// From when it is to be treated as lost, if it is out of sight.
    pub lost_from: Option<Timestamp>,
}

/// Until when the next thing must be done, after a step at `now`: the end of the next working day.
pub fn due_after_step(now: Timestamp, zone: SiteZone) -> Timestamp {
    zone.end_of(working_days_after(now.date_in(zone), 1))
}

/// What an exception is about: a line of a parcel, a parcel, or an article in a visit.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Concern {
    /// The parcel.
    pub shipment: Option<ShipmentId>,
    /// Its line, by position.
    pub line: Option<u32>,
    /// The visit.
    pub visit: Option<VisitId>,
    /// The article, if there is one.
    pub item: Option<ItemId>,
}

/// What a visit that is closed opens: each article by what weighs most, once.
pub fn of_balance(balance: &Balance) -> Vec<(ExceptionKind, ItemId)> {
    let mut found: Vec<(ExceptionKind, ItemId)> = Vec::new();
    for (kind, items) in [
        (ExceptionKind::NotFound, &balance.missing),
        (ExceptionKind::AgainstPurpose, &balance.against_purpose),
        (ExceptionKind::Unplanned, &balance.unplanned),
        (ExceptionKind::Left, &balance.left),
    ] {
        for item in items {
            if found.iter().all(|(_, known)| known != item) {
                found.push((kind, item.clone()));
            }
        }
    }
    found
}

/// An exception, as the rules see it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Exception {
    /// What does not balance.
    pub kind: ExceptionKind,
    /// How it ended, if it did.
    pub exit: Option<ExceptionExit>,
}

impl Exception {
    fn must_be_open(self) -> Result<(), Refusal> {
        match self.exit {
            None => Ok(()),
            Some(_) => Err(Refusal::ExceptionClosed),
        }
    }

    /// Somebody answers for it from now on.
    pub fn assign(self) -> Result<(), Refusal> {
        self.must_be_open()
    }

    /// Something was done about it; it stays open.
    pub fn follow(self, step: ExceptionStep) -> Result<(), Refusal> {
        self.must_be_open()?;
        if self.kind.steps().contains(&step) {
            Ok(())
        } else {
            Err(Refusal::FieldChoice { field: "step" })
        }
    }

    /// A person says how it ended.
    pub fn close(self, exit: ExceptionExit) -> Result<(), Refusal> {
        self.must_be_open()?;
        if self.kind.exits().contains(&exit) {
            Ok(())
        } else {
            Err(Refusal::FieldChoice { field: "exit" })
        }
    }

    /// What a person said of its end was a mistake. What a scan ended, a scan takes back.
    pub fn reopen(self) -> Result<(), Refusal> {
        match self.exit {
            Some(exit) if self.kind.exits().contains(&exit) => Ok(()),
            Some(_) => Err(Refusal::ExceptionEndedByScan),
            None => Err(Refusal::ExceptionOpen),
        }
    }

    /// Whether it ends when its article is scanned: an open one, and one of which somebody had said that nothing
    /// would come any more.
    pub const fn ends_when_found(self) -> bool {
        self.kind.is_out_of_sight()
            && matches!(
                self.exit,
                None | Some(ExceptionExit::Lost | ExceptionExit::NotSent)
            )
    }
}

#[cfg(test)]
mod tests;
