//! What is odd is asked about; what was typed is set right; a request ends without a copy; a copy that the
//! record outgrew leaves for a stated reason.

use doublelock_domain::privacy::closing::{
    AccessRefusalForm, NewAccessRefusal, NewWithdrawal, Withdrawal,
};
use doublelock_domain::privacy::request::{Doubt, Requester};

use super::*;
use crate::privacy::Closing;

impl Desk {
    fn withdraws(&self, request: Reference, why: Withdrawal) -> Result<()> {
        let new = NewWithdrawal {
            why,
            duplicate_of: None,
        };
        self.privacy(|unit| {
            let (request, case) = unit.open_request(request)?;
            unit.withdraw_request(&request, &case, &new)
        })
    }

    fn refuses(&self, request: Reference) -> Result<()> {
        let new = self.refusal();
        self.privacy(|unit| {
            let (request, _) = unit.open_request(request)?;
            unit.refuse_access(&request, &new)
        })
    }

    fn refusal(&self) -> NewAccessRefusal {
        let form = AccessRefusalForm {
            ground: "other_person",
            provision: "R-22.1, art. 22",
            reasons: "La page 3 parle d’une autre personne.",
            notice_sent_on: "2026-11-20",
        };
        form.check(self.clock.now().date_in(ZONE)).unwrap()
    }

    fn corrects(&self, request: Reference, new: &NewRequest) -> Result<()> {
        let doubts = self.privacy(|unit| {
            let (request, case) = unit.open_request(request)?;
            unit.correct_request(&request, &case, new, ZONE)
        })?;
        assert_eq!(doubts, [].into());
        Ok(())
    }

    fn shown(&self, request: Reference) -> Request {
        self.privacy(|unit| Ok(unit.open_request(request)?.0.shown()))
            .unwrap()
    }

    fn keeps(&self, request: Reference) -> Result<()> {
        self.keeps_because(request, "Les images de juin seulement.")
    }

    fn keeps_because(&self, request: Reference, reason: &str) -> Result<()> {
        let reason = EnteredText::required("reason", reason, reason.len()).unwrap();
        self.privacy(|unit| {
            let (request, case) = unit.open_request(request)?;
            let shown = unit.preview(&request, &case)?.sha256;
            unit.keep_copy(&request, &shown, reason.clone())
        })
    }
}

#[test]
fn a_second_request_that_waits_and_a_date_long_before_the_case_are_asked_about() {
    let desk = Desk::new();
    let first = desk.logs("2026-11-01").reference;
    let before = desk.entries();
    let mut new = desk.letter("1990-11-01");
    let ask = |new: &NewRequest| {
        let outcome = desk.privacy(|unit| unit.log_request(new, &Regimes::quebec(), ZONE));
        outcome.unwrap()
    };
    let doubts = [Doubt::AnotherWaits(first), Doubt::BeforeCase].into();
    assert_eq!(ask(&new), Logging::Asks(doubts));
    // Seeing one of them answers one of them.
    new.seen = [Doubt::BeforeCase].into();
    assert!(matches!(ask(&new), Logging::Asks(_)));
    // The case was looked at, and nothing was logged.
    let logged = || desk.privacy(|unit| unit.list_requests(Worklist::Open, None, ZONE, 50));
    assert_eq!(logged().unwrap().len(), 1);
    assert!(desk.entries() > before);
    new.seen = [Doubt::AnotherWaits(first), Doubt::BeforeCase].into();
    assert!(matches!(ask(&new), Logging::Logged(_)));
    assert_eq!(logged().unwrap().len(), 2);
    // Nobody waits for the first any more: there is nothing to ask.
    let other = Desk::new();
    let first = other.logs("2026-11-01").reference;
    other.withdraws(first, Withdrawal::ByRequester).unwrap();
    let again = other.letter("2026-11-02");
    let outcome = other.privacy(|unit| unit.log_request(&again, &Regimes::quebec(), ZONE));
    assert!(matches!(outcome.unwrap(), Logging::Logged(_)));
}

#[test]
fn a_date_that_was_wrong_is_set_right_and_the_mark_that_it_is_late_goes_with_it() {
    let desk = Desk::new();
    let logged = desk.logs("2026-10-01");
    assert!(logged.already_overdue);
    desk.corrects(logged.reference, &desk.letter("2026-11-10"))
        .unwrap();
    let request = desk.shown(logged.reference);
    assert_eq!(request.due_on.to_string(), "2026-12-10");
    assert_eq!(
        (request.overdue_at, request.due(ZONE).on),
        (None, request.due_on)
    );
    assert!(request.identity.is_some(), "the same person asks");
    // And the other way round.
    desk.corrects(logged.reference, &desk.letter("2026-10-01"))
        .unwrap();
    assert!(desk.shown(logged.reference).overdue_at.is_some());
}

#[test]
fn who_asks_after_all_is_yet_to_show_who_they_are() {
    let desk = Desk::new();
    let logged = desk.logs("2026-11-01");
    let mut new = desk.letter("2026-11-01");
    new.requester = Requester::Representative {
        name: EnteredText::required("name", "Me Aubin", 120).unwrap(),
        capacity: doublelock_domain::privacy::request::Capacity::Counsel,
    };
    desk.corrects(logged.reference, &new).unwrap();
    let request = desk.shown(logged.reference);
    assert_eq!((request.identity, request.requester), (None, new.requester));
    // What is being built, or has its answer, is not changed.
    desk.builds(logged.reference);
    desk.corrects(logged.reference, &desk.letter("2026-11-02"))
        .unwrap();
    desk.withdraws(logged.reference, Withdrawal::EnteredInError)
        .unwrap();
    assert!(matches!(
        desk.corrects(logged.reference, &desk.letter("2026-11-03")),
        Err(Error::Refused(Refusal::WrongState { .. }))
    ));
}

#[test]
fn a_request_that_nobody_waits_for_has_no_clock_and_no_copy() {
    let desk = Desk::new();
    let logged = desk.logs("2026-10-26");
    let package = desk.builds(logged.reference);
    let nobody: Reference = "2026-0999".parse().unwrap();
    for wrong in [nobody, logged.reference] {
        let new = NewWithdrawal {
            why: Withdrawal::Duplicate,
            duplicate_of: Some(wrong),
        };
        let refused = desk.privacy(|unit| {
            let (request, case) = unit.open_request(logged.reference)?;
            unit.withdraw_request(&request, &case, &new)
        });
        assert!(matches!(
            refused,
            Err(Error::Refused(Refusal::FieldChoice {
                field: "duplicate-of"
            }))
        ));
    }
    desk.withdraws(logged.reference, Withdrawal::ByRequester)
        .unwrap();
    let noon = desk.clock.0.load(Ordering::SeqCst);
    desk.clock
        .0
        .store(noon + Span::hours(24 * 60).micros(), Ordering::SeqCst);
    assert_eq!(
        desk.clockwork(|unit| unit.mark_overdue_requests()).unwrap(),
        0
    );
    let request = desk.shown(logged.reference);
    assert_eq!(
        request.standing(ZONE, desk.clock.now()),
        Standing::Withdrawn
    );
    let (packages, closing) = desk
        .privacy(|unit| {
            let (request, _) = unit.open_request(logged.reference)?;
            Ok((unit.packages(&request)?, unit.closing(&request)?))
        })
        .unwrap();
    assert_eq!(
        (&packages[0].id, packages[0].state),
        (&package, PackageState::Superseded)
    );
    assert!(packages[0].carriers.is_empty(), "its forms are gone");
    assert!(desk.takes_out(logged.reference).is_err());
    let why = Withdrawal::ByRequester;
    assert_eq!(
        closing,
        Some(Closing::Withdrawn {
            why,
            duplicate_of: None
        })
    );
    assert!(desk.withdraws(logged.reference, why).is_err(), "once");
    // It is among those that are over.
    let list = |which| desk.privacy(|unit| unit.list_requests(which, None, ZONE, 50));
    assert!(list(Worklist::Open).unwrap().is_empty());
    assert_eq!(
        list(Worklist::Closed).unwrap()[0].standing,
        Standing::Withdrawn
    );
}

#[test]
fn a_refusal_of_access_is_an_answer_and_keeps_its_reasons_sealed() {
    let desk = Desk::new();
    let logged = desk.logs("2026-11-01");
    desk.builds(logged.reference);
    desk.refuses(logged.reference).unwrap();
    let request = desk.shown(logged.reference);
    assert_eq!(request.state, RequestState::Refused);
    assert_eq!(
        request.standing(ZONE, desk.clock.now()),
        Standing::AnsweredInTime
    );
    let closing = desk
        .privacy(|unit| {
            let (request, _) = unit.open_request(logged.reference)?;
            unit.closing(&request)
        })
        .unwrap();
    let new = desk.refusal();
    assert_eq!(
        closing,
        Some(Closing::Refused {
            notice_sent_on: new.notice_sent_on,
            words: Reading::Open(new.words),
        })
    );
    assert!(desk.refuses(logged.reference).is_err() && desk.takes_out(logged.reference).is_err());
    // Late is late, also for a refusal.
    let late = Desk::new();
    let logged = late.logs("2026-10-01");
    late.refuses(logged.reference).unwrap();
    let standing = late
        .shown(logged.reference)
        .standing(ZONE, late.clock.now());
    assert_eq!(standing, Standing::AnsweredLate);
}

#[test]
fn a_copy_that_the_record_outgrew_leaves_for_a_stated_reason_until_it_grows_again() {
    let desk = Desk::new();
    let logged = desk.logs("2026-11-01");
    desk.builds(logged.reference);
    assert!(
        matches!(
            desk.keeps(logged.reference),
            Err(Error::Refused(Refusal::RecordUnchanged))
        ),
        "there is nothing to explain"
    );
    an_article_comes(&desk, logged.reference, 'B');
    let refused = |done: Result<()>| matches!(done, Err(Error::Refused(Refusal::RecordChanged)));
    assert!(refused(desk.takes_out(logged.reference)));
    desk.keeps(logged.reference).unwrap();
    desk.takes_out(logged.reference).unwrap();
    let kept = desk
        .privacy(|unit| {
            let (request, _) = unit.open_request(logged.reference)?;
            Ok(unit.packages(&request)?.remove(0).kept)
        })
        .unwrap()
        .unwrap();
    let reason = kept.reason.open().unwrap();
    assert_eq!(reason.as_str(), "Les images de juin seulement.");
    // What was said was said of what the record held then.
    an_article_comes(&desk, logged.reference, 'C');
    assert!(refused(desk.takes_out(logged.reference)));
    desk.keeps(logged.reference).unwrap();
    desk.hands_over(logged.reference, None).unwrap();
    let then = desk.record_then();
    assert_eq!(then, RecordThen::Kept, "and the register says so");
}

#[test]
fn words_that_are_longer_than_the_journal_can_hold_are_not_written() {
    let desk = Desk::new();
    let logged = desk.logs("2026-11-01");
    desk.builds(logged.reference);
    an_article_comes(&desk, logged.reference, 'B');
    let before = desk.entries();
    let longest = "x".repeat(4 << 20);
    let refused = desk.keeps_because(logged.reference, &longest);
    assert!(matches!(refused, Err(Error::Corrupt(_))), "{refused:?}");
    assert_eq!(desk.entries(), before);
    // What is sealed with them takes a little.
    let fits = &longest[1024..];
    desk.keeps_because(logged.reference, fits).unwrap();
}

#[test]
fn two_requests_do_not_double_each_other() {
    let desk = Desk::new();
    let (first, second) = (desk.logs("2026-11-01"), desk.logs("2026-11-02"));
    let double = |of: Reference, other: Reference| {
        let new = NewWithdrawal {
            why: Withdrawal::Duplicate,
            duplicate_of: Some(other),
        };
        desk.privacy(|unit| {
            let (request, case) = unit.open_request(of)?;
            unit.withdraw_request(&request, &case, &new)
        })
    };
    double(first.reference, second.reference).unwrap();
    assert!(matches!(
        double(second.reference, first.reference),
        Err(Error::Refused(Refusal::FieldChoice { .. }))
    ));
    assert_eq!(desk.state(second.reference), RequestState::Logged);
}

#[test]
fn a_date_of_receipt_long_before_the_case_is_asked_about_when_it_is_set_right_too() {
    let desk = Desk::new();
    let logged = desk.logs("2026-11-01");
    let mut new = desk.letter("1990-11-01");
    let correct = |new: &NewRequest| {
        desk.privacy(|unit| {
            let (request, case) = unit.open_request(logged.reference)?;
            unit.correct_request(&request, &case, new, ZONE)
        })
    };
    assert_eq!(correct(&new).unwrap(), [Doubt::BeforeCase].into());
    assert_eq!(
        desk.shown(logged.reference).received_on.to_string(),
        "2026-11-01"
    );
    new.seen = [Doubt::BeforeCase].into();
    assert_eq!(correct(&new).unwrap(), [].into());
    assert_eq!(
        desk.shown(logged.reference).received_on.to_string(),
        "1990-11-01"
    );
}

#[test]
fn another_address_does_not_make_a_late_request_young_again() {
    let desk = Desk::new();
    let new = desk.letter("2026-10-20");
    let federal = Regimes::new([RegimeId::Pipeda]).unwrap();
    let logged = desk.logs_all_the_same(new.clone(), &federal);
    assert!(logged.already_overdue);
    let sent = "2026-11-01".parse().unwrap();
    desk.privacy(|unit| {
        let (request, _) = unit.open_request(logged.reference)?;
        unit.extend_request(&request, 30, sent, ZONE)
    })
    .unwrap();
    let mut moved = new;
    moved.address.street = EnteredText::required("street", "1, rue Neuve", 120).unwrap();
    desk.corrects(logged.reference, &moved).unwrap();
    assert!(desk.shown(logged.reference).overdue_at.is_some());
}

#[test]
fn a_reason_counts_for_the_record_that_was_seen() {
    let desk = Desk::new();
    let logged = desk.logs("2026-11-01");
    desk.builds(logged.reference);
    an_article_comes(&desk, logged.reference, 'B');
    let seen = desk
        .privacy(|unit| {
            let (request, case) = unit.open_request(logged.reference)?;
            Ok(unit.preview(&request, &case)?.sha256)
        })
        .unwrap();
    an_article_comes(&desk, logged.reference, 'C');
    let reason = EnteredText::required("reason", "Un film suffit.", 200).unwrap();
    let kept = desk.privacy(|unit| {
        let (request, _) = unit.open_request(logged.reference)?;
        unit.keep_copy(&request, &seen, reason.clone())
    });
    assert!(matches!(kept, Err(Error::Refused(Refusal::RecordChanged))));
}
