//! Access to an archive under double lock (custody 3.7; policy 001).
//!
//! Two different people, each by their own credentials, open one visit to one
//! archive for one purpose. It lasts 30 minutes and can be extended once by 15, by
//! both again and for a reason. When its time is over nothing more can be scanned: it
//! can only be reconciled and closed, and no other visit to that archive opens before
//! that (I12).
//!
//! It closes clean only if exactly what was planned was moved, and only the way its
//! purpose says ([`Balance`]). Both people of the visit attest the closing. Once its
//! time is over two others may close it (somebody fell ill): they attest what they
//! find, and such a closing is always a discrepancy.
//!
//! Software cannot see the door: who held which lock is attested by both, not sensed.

pub mod offers;

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use crate::access::{Actor, DutyName};
use crate::custody::holder::HolderKind;
use crate::custody::item::{ARCHIVE_BARRIERS, EventKind};
use crate::ids::{ItemId, LocationId, PersonId, VisitId};
use crate::label::Label;
use crate::refusal::Refusal;
use crate::text_enum;
use crate::time::{Span, Timestamp};

/// How long a visit lasts.
pub const DURATION: Span = Span::minutes(30);

/// By how much it can be extended, once.
pub const EXTENSION: Span = Span::minutes(15);

/// Longest reason of an extension, in characters.
pub const REASON_LIMIT: usize = 200;

/// How old the proof of a person's identity may be when both act.
pub const AUTHENTICATION_AGE: Span = Span::minutes(5);

text_enum! {
    /// Why the archive is entered; also the way that an article was moved.
    pub enum VisitPurpose {
        /// To put articles away.
        PutAway = "put_away",
        /// To take articles out.
        Retrieve = "retrieve",
    }
}

text_enum! {
    /// Where a visit stands. That its time is over follows from the clock.
    pub enum VisitState {
        /// Open: scans are accepted until its end.
        Open = "open",
        /// Reconciled, nothing amiss.
        Closed = "closed",
        /// Reconciled with something amiss: see [`Balance`] and [`Closing`].
        ClosedWithDiscrepancy = "closed_with_discrepancy",
    }
}

text_enum! {
    /// What became of a planned article.
    pub enum Verdict {
        /// Not accounted for yet.
        Open = "open",
        /// Scanned as planned.
        Scanned = "scanned",
        /// Left where it was, on purpose.
        Left = "left",
        /// Not found.
        Missing = "missing",
    }
}

text_enum! {
    /// What was refused of a visit.
    pub enum VisitStep {
        /// Its opening.
        Open = "open",
        /// Its extension.
        Extend = "extend",
        /// A verdict on a planned article.
        Account = "account",
        /// Its closing.
        Close = "close",
    }
}

/// May this person be one of the two? Everyone whose duties open records; the
/// operator's and the auditor's do not.
pub fn may_enter(person: &Actor) -> bool {
    [
        DutyName::Custody,
        DutyName::Coordination,
        DutyName::Imaging,
        DutyName::Privacy,
    ]
    .iter()
    .any(|duty| person.duties().contains(duty))
}

/// Two different people who both proved just now who they are, and whose duties
/// open the archive as the directory has them now (I11). There is no other way to
/// open, extend or close a visit than to hold one of these.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TwoPeople {
    first: PersonId,
    second: PersonId,
}

impl TwoPeople {
    /// Each with the instant of their proof, which may be [`AUTHENTICATION_AGE`] old.
    pub fn present(
        first: (&Actor, Timestamp),
        second: (&Actor, Timestamp),
        now: Timestamp,
    ) -> Result<Self, Refusal> {
        if first.0.id() == second.0.id() {
            return Err(Refusal::SamePerson);
        }
        for (person, at) in [first, second] {
            if !may_enter(person) {
                return Err(Refusal::DutyNotHeld);
            }
            let age = now.since(at);
            if age > AUTHENTICATION_AGE || age < Span::seconds(0) {
                return Err(Refusal::AuthenticationStale);
            }
        }
        Ok(Self {
            first: first.0.id().clone(),
            second: second.0.id().clone(),
        })
    }

    /// The first of them.
    pub const fn first(&self) -> &PersonId {
        &self.first
    }

    /// The second of them.
    pub const fn second(&self) -> &PersonId {
        &self.second
    }

    /// One of the two.
    pub fn includes(&self, person: &PersonId) -> bool {
        self.first == *person || self.second == *person
    }
}

/// A planned article.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Planned {
    /// Which.
    pub item: ItemId,
    /// What became of it.
    pub verdict: Verdict,
}

/// An article that a visit moved.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Movement {
    /// Which.
    pub item: ItemId,
    /// In, or out.
    pub way: VisitPurpose,
}

/// The movements of a visit that still stand, oldest first.
///
/// A correction takes a movement back only if nothing else happened in between: later the
/// article was out of sight, and that it is back does not make it not have happened.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Movements {
    standing: Vec<Movement>,
    /// What was moved last, if nothing was corrected since.
    latest: Option<ItemId>,
}

impl Movements {
    /// An article was moved.
    fn moved(&mut self, item: &ItemId, way: VisitPurpose) {
        self.latest = Some(item.clone());
        self.standing.push(Movement {
            item: item.clone(),
            way,
        });
    }

    /// An article was put back where it was; true if its movement no longer counts.
    fn taken_back(&mut self, item: &ItemId) -> bool {
        let at_once = self.latest.take().is_some_and(|moved| moved == *item);
        if at_once {
            self.standing.pop();
        }
        at_once
    }

    /// Each, oldest first.
    pub fn iter(&self) -> impl DoubleEndedIterator<Item = &Movement> {
        self.standing.iter()
    }
}

/// The movements of a visit that still stand, from its events in their order. Moving from
/// one shelf to another counts as putting away.
pub fn standing_movements(events: impl IntoIterator<Item = (ItemId, EventKind)>) -> Movements {
    let mut movements = Movements::default();
    for (item, kind) in events {
        match kind {
            EventKind::PutAway => movements.moved(&item, VisitPurpose::PutAway),
            EventKind::Retrieved => movements.moved(&item, VisitPurpose::Retrieve),
            EventKind::Corrected => {
                movements.taken_back(&item);
            }
            _ => {}
        }
    }
    movements
}

/// What was planned against what was done.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Balance {
    /// Planned articles.
    pub planned: u32,
    /// Of these, moved as planned.
    pub scanned: u32,
    /// Planned and not accounted for yet.
    pub open: u32,
    /// Planned and left where they were.
    pub left: Vec<ItemId>,
    /// Planned and not found.
    pub missing: Vec<ItemId>,
    /// Moved although nobody had planned it.
    pub unplanned: Vec<ItemId>,
    /// Moved the other way than the purpose says: taken out while putting away, put in
    /// while taking out. Planned or not.
    pub against_purpose: Vec<ItemId>,
}

impl Balance {
    /// Exactly what was planned was moved, and only as the purpose says.
    pub const fn is_clean(&self) -> bool {
        self.open == 0
            && self.left.is_empty()
            && self.missing.is_empty()
            && self.unplanned.is_empty()
            && self.against_purpose.is_empty()
    }

    /// Articles that do not balance, each counted once.
    pub fn discrepancies(&self) -> u32 {
        let amiss: BTreeSet<&ItemId> = [
            &self.left,
            &self.missing,
            &self.unplanned,
            &self.against_purpose,
        ]
        .into_iter()
        .flatten()
        .collect();
        count(amiss.len())
    }
}

/// How a visit was closed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Closing {
    /// Clean or not.
    pub state: VisitState,
    /// What did not balance, if anything.
    pub balance: Balance,
    /// Somebody attested it who is not one of the two people of the visit.
    pub by_others: bool,
}

/// A visit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Visit {
    /// Its id.
    pub id: VisitId,
    /// The archive it opens.
    pub archive: LocationId,
    /// First person: opens the outer barrier.
    pub first: PersonId,
    /// Second person: opens the inner barrier.
    pub second: PersonId,
    /// Why.
    pub purpose: VisitPurpose,
    /// Since when.
    pub opened_at: Timestamp,
    /// Until when scans are accepted.
    pub ends_at: Timestamp,
    /// Whether it was extended.
    pub extended: bool,
    /// What was planned, with what became of it.
    pub plan: Vec<Planned>,
    /// What was moved, oldest first: [`standing_movements`].
    pub movements: Movements,
    /// Where it stands.
    pub state: VisitState,
}

/// What is asked for when a visit opens.
#[derive(Debug, Clone)]
pub struct VisitRequest {
    /// Id of the new visit.
    pub id: VisitId,
    /// The archive to enter.
    pub archive: LocationId,
    /// Independent barriers in front of it.
    pub barriers: u32,
    /// An earlier visit to it that was not reconciled.
    pub unreconciled: Option<VisitId>,
    /// Who enters: the first opens the outer barrier.
    pub people: TwoPeople,
    /// Why.
    pub purpose: VisitPurpose,
    /// What is planned.
    pub plan: Vec<Plannable>,
    /// They enter without a list, and said so: to look for something, say. A list
    /// forgotten would turn all they move into discrepancies, so it is asked for; it
    /// is not forced, because a list made up for the form would be worse than none.
    pub without_plan: bool,
}

/// What decides whether an article can be planned for a visit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Plannable {
    /// Which.
    pub id: ItemId,
    /// Its label.
    pub label: Label,
    /// What kind of holder it has.
    pub holder: HolderKind,
    /// The archive it rests in, if it does.
    pub archive: Option<LocationId>,
    /// Nobody said yet whose it is.
    pub unidentified: bool,
}

/// A planned article must fit the purpose: what is taken out rests in that archive;
/// what is put away rests in none, is in the house, and somebody said whose it is.
pub fn fits(
    purpose: VisitPurpose,
    archive: &LocationId,
    article: &Plannable,
) -> Result<(), Refusal> {
    let label = article.label;
    match purpose {
        VisitPurpose::Retrieve if article.archive.as_ref() == Some(archive) => Ok(()),
        VisitPurpose::Retrieve => Err(Refusal::NotInThisArchive { label }),
        VisitPurpose::PutAway if article.archive.is_some() => {
            Err(Refusal::AlreadyArchived { label })
        }
        VisitPurpose::PutAway if article.unidentified => Err(Refusal::NotIdentified { label }),
        VisitPurpose::PutAway => match article.holder {
            HolderKind::Location | HolderKind::Person => Ok(()),
            _ => Err(Refusal::NotAtHand { label }),
        },
    }
}

impl Visit {
    /// Opens a visit (I11, I12).
    pub fn open(request: VisitRequest, now: Timestamp) -> Result<Self, Refusal> {
        let VisitRequest {
            id,
            archive,
            barriers,
            unreconciled,
            people,
            purpose,
            plan,
            without_plan,
        } = request;
        if barriers < ARCHIVE_BARRIERS {
            return Err(Refusal::BarriersTooFew { level: barriers });
        }
        if unreconciled.is_some() {
            return Err(Refusal::VisitUnreconciled);
        }
        if plan.is_empty() && !without_plan {
            return Err(Refusal::PlanEmpty);
        }
        let mut planned: Vec<Planned> = Vec::with_capacity(plan.len());
        for article in plan {
            fits(purpose, &archive, &article)?;
            if planned.iter().all(|known| known.item != article.id) {
                planned.push(Planned {
                    item: article.id,
                    verdict: Verdict::Open,
                });
            }
        }
        Ok(Self {
            id,
            archive,
            first: people.first,
            second: people.second,
            purpose,
            opened_at: now,
            ends_at: now.plus(DURATION),
            extended: false,
            plan: planned,
            movements: Movements::default(),
            state: VisitState::Open,
        })
    }

    /// Its time is over.
    pub fn has_expired(&self, now: Timestamp) -> bool {
        now >= self.ends_at
    }

    /// One of the two people.
    pub fn includes(&self, person: &PersonId) -> bool {
        self.first == *person || self.second == *person
    }

    /// These are the two people of the visit, in whichever order.
    pub fn is_of(&self, people: &TwoPeople) -> bool {
        people.includes(&self.first) && people.includes(&self.second)
    }

    fn must_be_open(&self) -> Result<(), Refusal> {
        match self.state {
            VisitState::Open => Ok(()),
            VisitState::Closed | VisitState::ClosedWithDiscrepancy => Err(Refusal::VisitClosed),
        }
    }

    /// A scan by `by` is accepted now.
    pub fn accepts_scan(&self, by: &PersonId, now: Timestamp) -> Result<(), Refusal> {
        self.must_be_open()?;
        if !self.includes(by) {
            return Err(Refusal::NotOfThisVisit);
        }
        if self.has_expired(now) {
            return Err(Refusal::VisitExpired);
        }
        Ok(())
    }

    /// 15 minutes more, once, before the end, by both people of the visit.
    pub fn extend(&mut self, people: &TwoPeople, now: Timestamp) -> Result<(), Refusal> {
        self.accepts_scan(people.first(), now)?;
        self.accepts_scan(people.second(), now)?;
        if self.extended {
            return Err(Refusal::AlreadyExtended);
        }
        self.extended = true;
        self.ends_at = self.ends_at.plus(EXTENSION);
        Ok(())
    }

    /// An article was moved. A planned one that moved as the purpose says is done; one
    /// that moved the other way is open again.
    pub fn moved(&mut self, item: &ItemId, way: VisitPurpose) {
        self.movements.moved(item, way);
        self.judge(item);
    }

    /// The latest movement of an article was a mistake and is taken back (see
    /// [`Movements`]). A planned article is to be accounted for again.
    pub fn taken_back(&mut self, item: &ItemId) {
        if self.movements.taken_back(item) {
            self.judge(item);
        } else if let Some(planned) = self.plan.iter_mut().find(|planned| planned.item == *item) {
            planned.verdict = Verdict::Open;
        }
    }

    fn judge(&mut self, item: &ItemId) {
        let last = self.movements.iter().rfind(|moved| moved.item == *item);
        let verdict = if last.is_some_and(|moved| moved.way == self.purpose) {
            Verdict::Scanned
        } else {
            Verdict::Open
        };
        if let Some(planned) = self.plan.iter_mut().find(|planned| planned.item == *item) {
            planned.verdict = verdict;
        }
    }

    /// What became of an article, if it was planned.
    pub fn verdict_of(&self, item: &ItemId) -> Option<Verdict> {
        let planned = self.plan.iter().find(|planned| planned.item == *item);
        planned.map(|planned| planned.verdict)
    }

    /// A planned article that was not scanned gets its verdict: left, or missing. By one
    /// of the two people; once the time is over, by whoever reconciles.
    pub fn account_for(
        &mut self,
        by: &PersonId,
        item: &ItemId,
        verdict: Verdict,
        now: Timestamp,
    ) -> Result<(), Refusal> {
        self.must_be_open()?;
        if !self.includes(by) && !self.has_expired(now) {
            return Err(Refusal::NotOfThisVisit);
        }
        let open = self
            .plan
            .iter_mut()
            .find(|planned| planned.item == *item && planned.verdict != Verdict::Scanned);
        match (open, verdict) {
            (Some(planned), Verdict::Left | Verdict::Missing) => {
                planned.verdict = verdict;
                Ok(())
            }
            _ => Err(Refusal::FieldChoice { field: "verdict" }),
        }
    }

    /// What was planned against what was done so far.
    pub fn balance(&self) -> Balance {
        let with = |wanted: Verdict| -> Vec<ItemId> {
            self.plan
                .iter()
                .filter(|planned| planned.verdict == wanted)
                .map(|planned| planned.item.clone())
                .collect()
        };
        let mut unplanned: Vec<ItemId> = Vec::new();
        let mut against_purpose: Vec<ItemId> = Vec::new();
        for moved in self.movements.iter() {
            if self.verdict_of(&moved.item).is_none() && !unplanned.contains(&moved.item) {
                unplanned.push(moved.item.clone());
            }
            if moved.way != self.purpose && !against_purpose.contains(&moved.item) {
                against_purpose.push(moved.item.clone());
            }
        }
        Balance {
            planned: count(self.plan.len()),
            scanned: count(with(Verdict::Scanned).len()),
            open: count(with(Verdict::Open).len()),
            left: with(Verdict::Left),
            missing: with(Verdict::Missing),
            unplanned,
            against_purpose,
        }
    }

    /// Closes the visit: every planned article is accounted for, and both people attest
    /// that both locks are closed. Possible after the end of its time too; it is all
    /// that is. Then two others may do it, which is always a discrepancy: nobody
    /// attests for somebody who is not there.
    pub fn close(
        &mut self,
        people: &TwoPeople,
        locks_closed: u32,
        now: Timestamp,
    ) -> Result<Closing, Refusal> {
        self.must_be_open()?;
        let by_others = !self.is_of(people);
        if by_others && !self.has_expired(now) {
            return Err(Refusal::NotOfThisVisit);
        }
        let balance = self.balance();
        if balance.open > 0 {
            return Err(Refusal::NotAccountedFor { open: balance.open });
        }
        if locks_closed < ARCHIVE_BARRIERS {
            return Err(Refusal::LocksOpen);
        }
        self.state = if balance.is_clean() && !by_others {
            VisitState::Closed
        } else {
            VisitState::ClosedWithDiscrepancy
        };
        Ok(Closing {
            state: self.state,
            balance,
            by_others,
        })
    }
}

fn count(number: usize) -> u32 {
    u32::try_from(number).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests;
