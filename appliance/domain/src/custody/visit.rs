//! Access to an archive under double lock (custody 3.7; policy 001).
//!
//! Two different people, each by their own credentials, open one visit to one
//! archive for one purpose. It lasts 30 minutes and can be extended once by 15. When
//! its time is over nothing more can be scanned: it can only be reconciled and
//! closed, and no other visit to that archive opens before that (I12).
//!
//! Software cannot see the door: who held which lock is attested by both, not sensed.

use serde::{Deserialize, Serialize};

use crate::access::{Actor, DutyName};
use crate::custody::item::ARCHIVE_BARRIERS;
use crate::ids::{ItemId, LocationId, PersonId, VisitId};
use crate::refusal::Refusal;
use crate::text_enum;
use crate::time::{Span, Timestamp};

/// How long a visit lasts.
pub const DURATION: Span = Span::minutes(30);

/// By how much it can be extended, once.
pub const EXTENSION: Span = Span::minutes(15);

/// How old the proof of a person's identity may be when the visit opens.
pub const AUTHENTICATION_AGE: Span = Span::minutes(5);

text_enum! {
    /// Why the archive is entered.
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
        /// Reconciled with something missing or left out.
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

/// A person who proved who they are with their own credentials.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Authenticated {
    /// Who.
    pub person: PersonId,
    /// When they proved it.
    pub at: Timestamp,
}

/// A planned article.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Planned {
    /// Which.
    pub item: ItemId,
    /// What became of it.
    pub verdict: Verdict,
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
    /// First person.
    pub first: Authenticated,
    /// Second person.
    pub second: Authenticated,
    /// Why.
    pub purpose: VisitPurpose,
    /// What is planned.
    pub plan: Vec<ItemId>,
}

impl Visit {
    /// Opens a visit (I11, I12).
    pub fn open(request: VisitRequest, now: Timestamp) -> Result<Self, Refusal> {
        let VisitRequest {
            id,
            archive,
            barriers,
            unreconciled,
            first,
            second,
            purpose,
            plan,
        } = request;
        if first.person == second.person {
            return Err(Refusal::SamePerson);
        }
        for person in [&first, &second] {
            let age = now.since(person.at);
            if age > AUTHENTICATION_AGE || age < Span::seconds(0) {
                return Err(Refusal::AuthenticationStale);
            }
        }
        if barriers < ARCHIVE_BARRIERS {
            return Err(Refusal::BarriersTooFew { level: barriers });
        }
        if unreconciled.is_some() {
            return Err(Refusal::VisitUnreconciled);
        }
        let mut planned: Vec<Planned> = Vec::with_capacity(plan.len());
        for item in plan {
            if planned.iter().all(|known| known.item != item) {
                planned.push(Planned {
                    item,
                    verdict: Verdict::Open,
                });
            }
        }
        Ok(Self {
            id,
            archive,
            first: first.person,
            second: second.person,
            purpose,
            opened_at: now,
            ends_at: now.plus(DURATION),
            extended: false,
            plan: planned,
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

    fn must_be_open(&self) -> Result<(), Refusal> {
        match self.state {
            VisitState::Open => Ok(()),
            state => Err(Refusal::WrongState {
                state: state.as_str(),
            }),
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

    /// 15 minutes more, once, before the end.
    pub fn extend(&mut self, by: &PersonId, now: Timestamp) -> Result<(), Refusal> {
        self.accepts_scan(by, now)?;
        if self.extended {
            return Err(Refusal::AlreadyExtended);
        }
        self.extended = true;
        self.ends_at = self.ends_at.plus(EXTENSION);
        Ok(())
    }

    /// An article was scanned; true if it was planned.
    pub fn scanned(&mut self, item: &ItemId) -> bool {
        self.set_verdict(item, Verdict::Scanned)
    }

    /// The scan of an article was taken back.
    pub fn unscanned(&mut self, item: &ItemId) {
        self.set_verdict(item, Verdict::Open);
    }

    fn set_verdict(&mut self, item: &ItemId, verdict: Verdict) -> bool {
        match self.plan.iter_mut().find(|planned| planned.item == *item) {
            Some(planned) => {
                planned.verdict = verdict;
                true
            }
            None => false,
        }
    }

    /// A planned article that was not scanned gets its verdict: left, or missing.
    pub fn account_for(
        &mut self,
        by: &PersonId,
        item: &ItemId,
        verdict: Verdict,
    ) -> Result<(), Refusal> {
        self.must_be_open()?;
        if !self.includes(by) {
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

    /// Planned articles without a verdict.
    pub fn open_lines(&self) -> u32 {
        let open = self
            .plan
            .iter()
            .filter(|planned| planned.verdict == Verdict::Open)
            .count();
        u32::try_from(open).unwrap_or(u32::MAX)
    }

    /// Closes the visit: every planned article is accounted for and both locks were
    /// found closed. Possible after the end of its time too; it is all that is.
    pub fn close(&mut self, by: &PersonId, locks_closed: u32) -> Result<VisitState, Refusal> {
        self.must_be_open()?;
        if !self.includes(by) {
            return Err(Refusal::NotOfThisVisit);
        }
        let open = self.open_lines();
        if open > 0 {
            return Err(Refusal::NotAccountedFor { open });
        }
        if locks_closed < ARCHIVE_BARRIERS {
            return Err(Refusal::LocksOpen);
        }
        let clean = self
            .plan
            .iter()
            .all(|planned| planned.verdict == Verdict::Scanned);
        self.state = if clean {
            VisitState::Closed
        } else {
            VisitState::ClosedWithDiscrepancy
        };
        Ok(self.state)
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests")]
    use proptest::prelude::*;

    use super::*;

    const NOW: Timestamp = Timestamp::from_micros(1_795_000_000_000_000);

    fn id<T: std::str::FromStr>(n: u8) -> T
    where
        T::Err: std::fmt::Debug,
    {
        format!("01JCZ000000000000000000{n:03}").parse().unwrap()
    }

    fn request(first: u8, second: u8) -> VisitRequest {
        VisitRequest {
            id: id(90),
            archive: id(10),
            barriers: 2,
            unreconciled: None,
            first: Authenticated {
                person: id(first),
                at: NOW,
            },
            second: Authenticated {
                person: id(second),
                at: NOW,
            },
            purpose: VisitPurpose::PutAway,
            plan: vec![id(30), id(31), id(30)],
        }
    }

    fn minutes(n: i64) -> Timestamp {
        NOW.plus(Span::minutes(n))
    }

    #[test]
    fn two_people_enter_scan_and_close() {
        let mut visit = Visit::open(request(1, 2), NOW).unwrap();
        assert_eq!(visit.plan.len(), 2, "an article is planned once");
        visit.accepts_scan(&id(2), minutes(29)).unwrap();
        assert!(visit.scanned(&id(30)) && visit.scanned(&id(31)) && !visit.scanned(&id(32)));
        assert_eq!(visit.close(&id(1), 2).unwrap(), VisitState::Closed);
        assert!(visit.accepts_scan(&id(1), NOW).is_err(), "closed is closed");
        assert!(visit.close(&id(1), 2).is_err());
    }

    #[test]
    fn the_same_person_twice_is_refused() {
        assert_eq!(
            Visit::open(request(1, 1), NOW).unwrap_err(),
            Refusal::SamePerson
        );
    }

    #[test]
    fn an_operator_does_not_enter_the_archive() {
        assert!(!may_enter(&Actor::person(
            id(1),
            [DutyName::Operator, DutyName::Auditor]
        )));
        assert!(may_enter(&Actor::person(id(1), [DutyName::Imaging])));
    }

    #[test]
    fn a_proof_of_identity_from_this_morning_is_refused() {
        assert_eq!(
            Visit::open(request(1, 2), minutes(6)).unwrap_err(),
            Refusal::AuthenticationStale
        );
        assert_eq!(
            Visit::open(request(1, 2), minutes(-1)).unwrap_err(),
            Refusal::AuthenticationStale
        );
    }

    #[test]
    fn one_barrier_is_not_a_double_lock() {
        let one = VisitRequest {
            barriers: 1,
            ..request(1, 2)
        };
        assert_eq!(
            Visit::open(one, NOW).unwrap_err(),
            Refusal::BarriersTooFew { level: 1 }
        );
    }

    #[test]
    fn an_unreconciled_visit_keeps_the_archive_shut() {
        let second = VisitRequest {
            unreconciled: Some(id(91)),
            ..request(1, 2)
        };
        assert_eq!(
            Visit::open(second, NOW).unwrap_err(),
            Refusal::VisitUnreconciled
        );
    }

    #[test]
    fn after_its_time_a_visit_can_only_be_closed() {
        let mut visit = Visit::open(request(1, 2), NOW).unwrap();
        assert_eq!(
            visit.accepts_scan(&id(1), minutes(30)).unwrap_err(),
            Refusal::VisitExpired
        );
        assert_eq!(
            visit.extend(&id(1), minutes(30)).unwrap_err(),
            Refusal::VisitExpired
        );
        assert_eq!(
            visit.close(&id(1), 2).unwrap_err(),
            Refusal::NotAccountedFor { open: 2 }
        );
        visit.account_for(&id(2), &id(30), Verdict::Left).unwrap();
        visit
            .account_for(&id(2), &id(31), Verdict::Missing)
            .unwrap();
        assert_eq!(visit.close(&id(2), 1).unwrap_err(), Refusal::LocksOpen);
        assert_eq!(
            visit.close(&id(2), 2).unwrap(),
            VisitState::ClosedWithDiscrepancy
        );
    }

    #[test]
    fn it_is_extended_once() {
        let mut visit = Visit::open(request(1, 2), NOW).unwrap();
        visit.extend(&id(1), minutes(29)).unwrap();
        visit.accepts_scan(&id(1), minutes(44)).unwrap();
        assert_eq!(
            visit.extend(&id(2), minutes(40)).unwrap_err(),
            Refusal::AlreadyExtended
        );
        assert_eq!(
            visit.accepts_scan(&id(1), minutes(45)).unwrap_err(),
            Refusal::VisitExpired
        );
    }

    #[test]
    fn a_third_person_can_neither_scan_nor_close() {
        let mut visit = Visit::open(request(1, 2), NOW).unwrap();
        assert_eq!(
            visit.accepts_scan(&id(3), NOW).unwrap_err(),
            Refusal::NotOfThisVisit
        );
        assert_eq!(visit.close(&id(3), 2).unwrap_err(), Refusal::NotOfThisVisit);
        assert_eq!(
            visit
                .account_for(&id(3), &id(30), Verdict::Left)
                .unwrap_err(),
            Refusal::NotOfThisVisit
        );
    }

    proptest! {
        /// I11 and I12 over random sequences: no scan is accepted outside the time, nor
        /// after the close; the time never exceeds 45 minutes; closing leaves no line open.
        #[test]
        fn a_visit_keeps_its_rules(
            acts in prop::collection::vec((0u8..6, 1u8..4, 29u8..33, 0i64..60), 0..40)
        ) {
            let mut visit = Visit::open(request(1, 2), NOW).unwrap();
            for (act, who, item, minute) in acts {
                let (by, item, now) = (id(who), id(item), minutes(minute));
                match act {
                    0 => {
                        let accepted = visit.accepts_scan(&by, now).is_ok();
                        prop_assert_eq!(
                            accepted,
                            who < 3 && now < visit.ends_at && visit.state == VisitState::Open
                        );
                        if accepted { visit.scanned(&item); }
                    }
                    1 => { let _ = visit.extend(&by, now); }
                    2 => { let _ = visit.account_for(&by, &item, Verdict::Left); }
                    3 => { let _ = visit.account_for(&by, &item, Verdict::Missing); }
                    4 => { let _ = visit.account_for(&by, &item, Verdict::Scanned); }
                    _ => {
                        if visit.close(&by, 2).is_ok() { prop_assert_eq!(visit.open_lines(), 0); }
                    }
                }
                prop_assert!(visit.ends_at <= minutes(45));
                prop_assert_ne!(&visit.first, &visit.second);
            }
        }
    }
}
