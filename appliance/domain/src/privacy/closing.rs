//! How a request ends without a copy: it is withdrawn, or access is refused.
//!
//! A refusal is an answer, and has three parts that no letter may lack (P-39.1 s. 34): the reason, the
//! provision of the law, the recourse. The first two are typed by whoever refuses; the recourse is the
//! law's ([`super::regime::Recourse`]). A withdrawal answers nothing: nobody waits any more.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use crate::case::{EnteredText, NAME_LIMIT, entered_date};
use crate::ids::Reference;
use crate::privacy::request::choice;
use crate::refusal::Refusal;
use crate::text_enum;

/// Most characters of the reasons of a refusal, and of why a copy is sent that the record outgrew.
pub const REASONS_LIMIT: usize = 1000;

text_enum! {
    /// Why nobody waits for an answer any more.
    pub enum Withdrawal {
        /// Whoever asked takes it back.
        ByRequester = "by_requester",
        /// It is logged under another number too.
        Duplicate = "duplicate",
        /// It was logged by mistake: another case, no request at all.
        EnteredInError = "entered_in_error",
    }
}

text_enum! {
    /// Why access is refused; the provision that says so is typed beside it.
    pub enum RefusalGround {
        /// What is asked for is not held here.
        NotHeld = "not_held",
        /// It would reveal something of somebody else that cannot be left out.
        OtherPerson = "other_person",
        /// For the time being it would seriously harm the person's health.
        SeriousHarm = "serious_harm",
        /// Whoever asks did not show who they are, or that they may act for the person.
        NotEntitled = "not_entitled",
        /// It would affect judicial proceedings.
        Proceedings = "proceedings",
    }
}

/// A withdrawal as typed.
#[derive(Debug, Clone, Copy, Default)]
pub struct WithdrawalForm<'a> {
    /// A [`Withdrawal`].
    pub why: &'a str,
    /// Number of the request that it doubles.
    pub duplicate_of: &'a str,
}

/// A withdrawal that passed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct NewWithdrawal {
    /// Why.
    pub why: Withdrawal,
    /// The request that it doubles; that it exists is the store's word.
    pub duplicate_of: Option<Reference>,
}

impl WithdrawalForm<'_> {
    /// Checks it. Which request is doubled is asked for if one is, and for nothing else.
    pub fn check(&self) -> Result<NewWithdrawal, Vec<Refusal>> {
        let why = choice("why", self.why).map_err(|fault| vec![fault])?;
        let duplicate_of = match why {
            Withdrawal::Duplicate => {
                let field = "duplicate-of";
                let number: Result<Reference, _> = choice(field, self.duplicate_of);
                Some(number.map_err(|fault| vec![fault])?)
            }
            Withdrawal::ByRequester | Withdrawal::EnteredInError => None,
        };
        Ok(NewWithdrawal { why, duplicate_of })
    }
}

/// A refusal of access as typed.
#[derive(Debug, Clone, Copy, Default)]
pub struct AccessRefusalForm<'a> {
    /// A [`RefusalGround`].
    pub ground: &'a str,
    /// Law and section.
    pub provision: &'a str,
    /// In words that the person understands.
    pub reasons: &'a str,
    /// `AAAA-MM-JJ`: the day on which the letter leaves.
    pub notice_sent_on: &'a str,
}

/// A refusal of access that passed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewAccessRefusal {
    /// What the letter says.
    pub words: RefusalWords,
    /// The day on which the letter leaves.
    pub notice_sent_on: NaiveDate,
}

/// What the letter of a refusal says of its reasons. All of it is about a person.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RefusalWords {
    /// Why.
    pub ground: RefusalGround,
    /// Law and section.
    pub provision: EnteredText,
    /// In words that the person understands.
    pub reasons: EnteredText,
}

impl AccessRefusalForm<'_> {
    /// Checks every field and returns every fault at once.
    pub fn check(&self, today: NaiveDate) -> Result<NewAccessRefusal, Vec<Refusal>> {
        let mut faults = Vec::new();
        let mut keep = |fault: Refusal| faults.push(fault);
        let ground = choice("ground", self.ground).map_err(&mut keep).ok();
        let provision = EnteredText::required("provision", self.provision, NAME_LIMIT)
            .map_err(&mut keep)
            .ok();
        let reasons = EnteredText::required("reasons", self.reasons, REASONS_LIMIT)
            .map_err(&mut keep)
            .ok();
        let field = "notice-sent-on";
        let sent = match entered_date(field, self.notice_sent_on) {
            Ok(date) if date > today => Err(Refusal::DateInFuture { field }),
            other => other,
        };
        let sent = sent.map_err(&mut keep).ok();
        match (ground, provision, reasons, sent) {
            (Some(ground), Some(provision), Some(reasons), Some(notice_sent_on)) => {
                let words = RefusalWords {
                    ground,
                    provision,
                    reasons,
                };
                Ok(NewAccessRefusal {
                    words,
                    notice_sent_on,
                })
            }
            _ => Err(faults),
        }
    }
}

impl NewAccessRefusal {
    /// A letter is not older than its request, and says nothing of a record to somebody who has not shown who
    /// they are.
    pub fn may_be_sent(
        &self,
        received_on: NaiveDate,
        identity_confirmed: bool,
    ) -> Result<(), Refusal> {
        if self.notice_sent_on < received_on {
            return Err(Refusal::DateTooOld {
                field: "notice-sent-on",
            });
        }
        if !identity_confirmed && self.words.ground != RefusalGround::NotEntitled {
            return Err(Refusal::IdentityNotConfirmed);
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests")]
    use super::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    #[test]
    fn only_a_duplicate_names_another_request() {
        let form = |why, duplicate_of| WithdrawalForm { why, duplicate_of }.check();
        for why in [Withdrawal::ByRequester, Withdrawal::EnteredInError] {
            let taken_back = NewWithdrawal {
                why,
                duplicate_of: None,
            };
            assert_eq!(form(why.as_str(), "2026-0001"), Ok(taken_back));
        }
        let number = form("duplicate", " 2026-0001 ").unwrap().duplicate_of;
        assert_eq!(number.unwrap().to_string(), "2026-0001");
        for (why, number, field) in [
            ("", "", "why"),
            ("later", "", "why"),
            ("duplicate", "", "duplicate-of"),
            ("duplicate", "banane", "duplicate-of"),
        ] {
            assert_eq!(form(why, number).unwrap_err()[0].field(), Some(field));
        }
    }

    #[test]
    fn a_refusal_lacks_neither_reason_nor_provision_nor_day() {
        let (received, today) = (day("2026-11-02"), day("2026-11-20"));
        let empty = AccessRefusalForm::default().check(today);
        let fields: Vec<_> = empty
            .unwrap_err()
            .iter()
            .filter_map(Refusal::field)
            .collect();
        assert_eq!(fields, ["ground", "provision", "reasons", "notice-sent-on"]);
        let form = |notice_sent_on| AccessRefusalForm {
            ground: "not_held",
            provision: "art. 27",
            reasons: "Rien à ce nom.",
            notice_sent_on,
        };
        let field = "notice-sent-on";
        for (wrong, fault) in [
            ("2026-11-21", Refusal::DateInFuture { field }),
            ("hier", Refusal::NotADate { field }),
        ] {
            assert_eq!(form(wrong).check(today), Err(vec![fault]), "{wrong}");
        }
        for (date, may) in [
            ("2026-11-01", false),
            ("2026-11-02", true),
            ("2026-11-20", true),
        ] {
            let refusal = form(date).check(today).unwrap();
            assert_eq!(refusal.notice_sent_on, day(date));
            let too_old = Err(Refusal::DateTooOld { field });
            let expected = if may { Ok(()) } else { too_old };
            assert_eq!(refusal.may_be_sent(received, true), expected, "{date}");
        }
    }

    #[test]
    fn whoever_has_not_shown_who_they_are_learns_nothing_of_a_record() {
        for ground in RefusalGround::ALL {
            let form = AccessRefusalForm {
                ground: ground.as_str(),
                provision: "art. 27",
                reasons: "Voir la lettre.",
                notice_sent_on: "2026-11-20",
            };
            let refusal = form.check(day("2026-11-20")).unwrap();
            let expected = if *ground == RefusalGround::NotEntitled {
                Ok(())
            } else {
                Err(Refusal::IdentityNotConfirmed)
            };
            let received = day("2026-11-02");
            assert_eq!(refusal.may_be_sent(received, false), expected, "{ground}");
            assert_eq!(refusal.may_be_sent(received, true), Ok(()), "{ground}");
        }
    }
}
