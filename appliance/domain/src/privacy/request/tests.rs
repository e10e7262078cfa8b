#![expect(clippy::unwrap_used, reason = "tests")]
use super::*;
use proptest::prelude::*;

fn today() -> NaiveDate {
    NaiveDate::from_ymd_opt(2026, 11, 21).unwrap()
}

fn letter() -> NewRequestForm<'static> {
    NewRequestForm {
        case: "2026-0388",
        channel: "mail",
        received_on: "2026-10-26",
        requester: "patient",
        carrier: "disc",
        address: AddressForm {
            street: "12, rue des Érables",
            locality: "Montréal (Québec)",
            postal_code: "H3A 0G4",
            country: "CA",
        },
        ..NewRequestForm::default()
    }
}

fn fields(form: NewRequestForm<'_>) -> Vec<(&'static str, &'static str)> {
    let faults = form.check(today()).unwrap_err();
    faults
        .iter()
        .map(|fault| (fault.field().unwrap_or("-"), fault.key()))
        .collect()
}

#[test]
fn a_letter_becomes_a_request() {
    let request = letter().check(today()).unwrap();
    assert_eq!(request.received_on.to_string(), "2026-10-26");
    assert_eq!(request.requester, Requester::Patient);
    assert_eq!(request.identity, None);
}

#[test]
fn every_fault_of_an_empty_form_is_named_at_once() {
    let found: Vec<_> = fields(NewRequestForm::default())
        .into_iter()
        .map(|(field, _)| field)
        .collect();
    assert_eq!(
        found,
        [
            "case",
            "channel",
            "received-on",
            "requester",
            "carrier",
            "street",
            "locality",
            "country"
        ]
    );
}

#[test]
fn dates_of_receipt_that_cannot_be_are_refused() {
    for (received_on, key) in [
        ("2026-11-22", "date-in-future"),
        ("1989-12-31", "date-too-old"),
        ("2026-02-29", "not-a-date"),
        ("21/11/2026", "not-a-date"),
    ] {
        assert_eq!(
            fields(NewRequestForm {
                received_on,
                ..letter()
            }),
            [("received-on", key)]
        );
    }
    assert!(
        NewRequestForm {
            received_on: "2026-11-21",
            ..letter()
        }
        .check(today())
        .is_ok()
    );
    assert!(
        NewRequestForm {
            received_on: "1990-01-01",
            ..letter()
        }
        .check(today())
        .is_ok()
    );
}

#[test]
fn text_that_is_no_reference_is_a_case_that_does_not_exist() {
    for case in ["4121", "2026-41a", "DI 1234 5678 12"] {
        assert_eq!(
            fields(NewRequestForm { case, ..letter() }),
            [("case", "case-unknown")]
        );
    }
}

#[test]
fn a_representative_is_named_with_a_capacity_and_a_paper_that_was_seen() {
    let form = NewRequestForm {
        requester: "representative",
        ..letter()
    };
    let found: Vec<_> = fields(form).into_iter().map(|(field, _)| field).collect();
    assert_eq!(found, ["representative-name", "capacity", "authority-seen"]);
    let full = NewRequestForm {
        representative_name: "Marie Tremblay",
        capacity: "mandatary",
        authority_seen: "yes",
        ..form
    };
    assert_eq!(
        full.check(today()).unwrap().requester.kind(),
        RequesterKind::Representative
    );
}

#[test]
fn a_plain_folder_is_not_something_to_ask_for() {
    assert_eq!(
        fields(NewRequestForm {
            carrier: "folder",
            ..letter()
        }),
        [("carrier", "field-choice")]
    );
}

/// Every step from every state: what is not in this list is refused, and the refusal names the state.
#[test]
fn a_request_goes_from_state_to_state_and_no_other_way() {
    use RequestState::{Answered, Building, Dispatched, Logged, Ready, Refused, Withdrawn};
    let leaves = |method, passphrase_shown| Step::Delivered {
        method,
        identity_confirmed: true,
        taken_out: true,
        passphrase_shown,
    };
    let failed = |had_package| Step::BuildFailed { had_package };
    let by_courier = leaves(DeliveryMethod::Courier, false);
    let by_hand = leaves(DeliveryMethod::HandedOver, false);
    let as_a_file = leaves(DeliveryMethod::EncryptedFile, true);
    let ways = [
        (Logged, Step::BuildStarted, Building),
        (Ready, Step::BuildStarted, Building),
        (Building, Step::BuildDone, Ready),
        (Building, failed(true), Ready),
        (Building, failed(false), Logged),
        (Ready, by_courier, Dispatched),
        (Ready, by_hand, Answered),
        (Ready, as_a_file, Answered),
        (Dispatched, Step::ReceiptConfirmed, Answered),
        (Logged, Step::Corrected, Logged),
        (Ready, Step::Corrected, Ready),
        (Logged, Step::Refused, Refused),
        (Ready, Step::Refused, Refused),
        (Logged, Step::Withdrawn, Withdrawn),
        (Ready, Step::Withdrawn, Withdrawn),
    ];
    let mut steps: Vec<Step> = ways.iter().map(|(_, step, _)| *step).collect();
    steps.dedup();
    for state in RequestState::ALL {
        for step in &steps {
            let way = ways
                .iter()
                .find(|(from, by, _)| from == state && by == step);
            let wrong = Refusal::WrongState {
                state: state.as_str(),
            };
            let expected = way.map(|(_, _, to)| *to).ok_or(wrong);
            assert_eq!(state.after(*step), expected, "{state} {step:?}");
        }
        let owed = matches!(state, Logged | Building | Ready);
        assert_eq!(state.is_open(), owed, "{state}");
        let wrong = Err(Refusal::WrongState {
            state: state.as_str(),
        });
        let open = if owed { Ok(()) } else { wrong };
        assert_eq!(state.must_be_open(), open, "{state}");
        assert_eq!(state.may_confirm_identity(None), open, "{state}");
        let at = Timestamp::from_micros(7);
        let twice = state.may_confirm_identity(Some(at));
        assert_eq!(twice, Err(Refusal::AlreadyDone { at }), "{state}");
        let disc = if *state == Ready {
            Ok(())
        } else {
            Err(Refusal::DiscNotAwaited)
        };
        assert_eq!(state.must_await_its_disc(), disc, "{state}");
        let stands = if *state == Withdrawn {
            Standing::Withdrawn
        } else {
            Standing::AnsweredLate
        };
        assert_eq!(state.stands(Standing::AnsweredLate), stands, "{state}");
    }
}

#[test]
fn an_answer_is_addressed_to_whoever_asked() {
    let text = |text: &str| EnteredText::required("x", text, NAME_LIMIT).unwrap();
    let patient = PatientDetails {
        family_name: text("Bélanger-Roy"),
        given_names: text("Élodie"),
        birth_date: today(),
        sex: crate::identity::Sex::Female,
        hospital_number: None,
        language: crate::case::Language::French,
    };
    let mother = Requester::Representative {
        name: text("Marie Tremblay"),
        capacity: Capacity::Parent,
    };
    for (requester, kind, name) in [
        (
            Requester::Patient,
            RequesterKind::Patient,
            "Élodie Bélanger-Roy",
        ),
        (mother, RequesterKind::Representative, "Marie Tremblay"),
    ] {
        assert_eq!(requester.kind(), kind);
        assert_eq!(requester.recipient(&patient), Ok(text(name)));
    }
    let longest = PatientDetails {
        family_name: text(&"é".repeat(NAME_LIMIT)),
        given_names: text(&"é".repeat(NAME_LIMIT)),
        ..patient
    };
    let name = Requester::Patient.recipient(&longest).unwrap();
    assert_eq!(name.as_str().chars().count(), 2 * NAME_LIMIT + 1);
}

#[test]
fn what_was_seen_of_a_person_is_one_of_the_list_or_not_yet_anything() {
    let seen = |identity| {
        NewRequestForm {
            identity,
            ..letter()
        }
        .check(today())
    };
    assert_eq!(seen(" ").unwrap().identity, None);
    let card = seen(" health_card ").unwrap().identity;
    assert_eq!(card, Some(IdentityEvidence::HealthCard));
    let field = "identity";
    let refused = vec![Refusal::FieldChoice { field }];
    assert_eq!(seen("a friend").unwrap_err(), refused);
    assert_eq!(IdentityEvidence::required(card), Ok(card.unwrap()));
    let nothing = IdentityEvidence::required(None::<IdentityEvidence>);
    assert_eq!(nothing, Err(Refusal::IdentityNotConfirmed));
}

#[test]
fn nothing_that_a_representative_lacks_is_overlooked() {
    let full = NewRequestForm {
        requester: "representative",
        representative_name: "Marie Tremblay",
        capacity: "mandatary",
        authority_seen: "yes",
        ..letter()
    };
    let request = full.check(today()).unwrap();
    let named = Requester::Representative {
        name: EnteredText::required("x", "Marie Tremblay", NAME_LIMIT).unwrap(),
        capacity: Capacity::Mandatary,
    };
    assert_eq!(request.requester, named);
    for (form, lacks) in [
        (
            NewRequestForm {
                representative_name: " ",
                ..full
            },
            ("representative-name", "field-empty"),
        ),
        (
            NewRequestForm {
                capacity: "friend",
                ..full
            },
            ("capacity", "field-choice"),
        ),
        (
            NewRequestForm {
                authority_seen: " ",
                ..full
            },
            ("authority-seen", "field-empty"),
        ),
    ] {
        assert_eq!(fields(form), [lacks]);
    }
}

#[test]
fn what_a_form_carries_of_doubts_comes_with_the_request() {
    let form = NewRequestForm {
        carrier: " encrypted_file ",
        channel: "phone",
        seen: "2026-0007 before-case",
        ..letter()
    };
    let request = form.check(today()).unwrap();
    let number: Reference = "2026-0007".parse().unwrap();
    let doubts = [Doubt::AnotherWaits(number), Doubt::BeforeCase];
    assert_eq!(request.seen, doubts.into());
    assert_eq!(request.carrier, Carrier::EncryptedFile);
    assert_eq!(request.channel, Channel::Phone);
    assert_eq!(request.case.to_string(), "2026-0388");
    // A form holds a hundred at the most.
    let many = format!("{}before-case", "banane ".repeat(99));
    assert_eq!(Doubt::read_all(&many), [Doubt::BeforeCase].into());
    assert!(Doubt::read_all(&format!("banane {many}")).is_empty());
}

#[test]
fn a_copy_by_courier_is_sent_then_answered() {
    let sent = Step::Delivered {
        method: DeliveryMethod::Courier,
        identity_confirmed: true,
        taken_out: true,
        passphrase_shown: false,
    };
    let state = RequestState::Logged.after(Step::BuildStarted).unwrap();
    let state = state.after(Step::BuildDone).unwrap();
    let state = state.after(sent).unwrap();
    assert_eq!(state, RequestState::Dispatched);
    assert_eq!(
        state.after(Step::ReceiptConfirmed).unwrap(),
        RequestState::Answered
    );
}

#[test]
fn nothing_leaves_before_identity_is_confirmed() {
    let step = Step::Delivered {
        method: DeliveryMethod::HandedOver,
        identity_confirmed: false,
        taken_out: true,
        passphrase_shown: true,
    };
    assert_eq!(
        RequestState::Ready.after(step).unwrap_err(),
        Refusal::IdentityNotConfirmed
    );
}

#[test]
fn what_lies_in_the_vault_was_given_to_nobody() {
    for method in DeliveryMethod::ALL {
        let step = Step::Delivered {
            method: *method,
            identity_confirmed: true,
            taken_out: false,
            passphrase_shown: true,
        };
        assert_eq!(
            RequestState::Ready.after(step).unwrap_err(),
            Refusal::CopyNotTakenOut
        );
    }
}

#[test]
fn an_encrypted_file_whose_passphrase_nobody_has_is_no_answer() {
    let sent = |passphrase_shown| {
        RequestState::Ready.after(Step::Delivered {
            method: DeliveryMethod::EncryptedFile,
            identity_confirmed: true,
            taken_out: true,
            passphrase_shown,
        })
    };
    assert_eq!(sent(false).unwrap_err(), Refusal::PassphraseNotShown);
    assert_eq!(sent(true).unwrap(), RequestState::Answered);
}

#[test]
fn a_cut_off_build_falls_back_to_where_it_started() {
    let back = |had_package| {
        RequestState::Building
            .after(Step::BuildFailed { had_package })
            .unwrap()
    };
    assert_eq!(back(false), RequestState::Logged);
    assert_eq!(back(true), RequestState::Ready);
}

fn any_step() -> impl Strategy<Value = Step> {
    prop_oneof![
        Just(Step::BuildStarted),
        Just(Step::BuildDone),
        any::<bool>().prop_map(|had_package| Step::BuildFailed { had_package }),
        (0..DeliveryMethod::ALL.len(), any::<[bool; 3]>()).prop_map(
            |(n, [identity_confirmed, taken_out, passphrase_shown])| Step::Delivered {
                method: DeliveryMethod::ALL[n],
                identity_confirmed,
                taken_out,
                passphrase_shown,
            }
        ),
        Just(Step::ReceiptConfirmed),
    ]
}

proptest! {
    #[test]
    fn nothing_ever_leaves_that_was_not_built_for_a_confirmed_person(
        steps in proptest::collection::vec(any_step(), 0..40)
    ) {
        let (mut state, mut built, mut left) = (RequestState::Logged, false, false);
        for step in steps {
            // The store knows from its rows whether a package stands.
            let step = match step {
                Step::BuildFailed { .. } => Step::BuildFailed { had_package: built },
                other => other,
            };
            let Ok(next) = state.after(step) else { continue };
            built |= step == Step::BuildDone;
            if let Step::Delivered { identity_confirmed, taken_out, .. } = step {
                prop_assert!(identity_confirmed && taken_out && built && !left);
                left = true;
            }
            // Once it has left, it is never open again.
            prop_assert!(!left || !next.is_open());
            state = next;
        }
    }
}

#[test]
fn what_can_be_done_is_what_the_next_step_allows() {
    for state in RequestState::ALL {
        for known in [false, true] {
            let offers = state.offers(known, false);
            assert_eq!(offers.build, state.after(Step::BuildStarted).is_ok());
            let receipt = state.after(Step::ReceiptConfirmed).is_ok();
            assert_eq!(offers.confirm_receipt, receipt);
            let handed_over = state.after(Step::Delivered {
                method: DeliveryMethod::HandedOver,
                identity_confirmed: known,
                taken_out: true,
                passphrase_shown: true,
            });
            assert_eq!(offers.deliver && known, handed_over.is_ok(), "{state}");
            let since = known.then_some(Timestamp::from_micros(1));
            let identity = state.may_confirm_identity(since).is_ok();
            assert_eq!(offers.confirm_identity, identity, "{state}");
            assert_eq!(offers.extend, state.must_be_open().is_ok());
            for step in [Step::Corrected, Step::Refused, Step::Withdrawn] {
                assert_eq!(offers.change, state.after(step).is_ok(), "{state}");
            }
            assert!(!state.offers(known, true).change, "{state}");
            let sealed = state.offers(known, true);
            assert!(!sealed.build, "{state}");
            assert_eq!(sealed.deliver, offers.deliver, "{state}");
        }
    }
}

#[test]
fn what_ended_without_a_copy_is_over() {
    for state in RequestState::ALL {
        for (step, ended) in [
            (Step::Refused, RequestState::Refused),
            (Step::Withdrawn, RequestState::Withdrawn),
        ] {
            let after = state.after(step);
            let may = matches!(state, RequestState::Logged | RequestState::Ready);
            assert_eq!(after.is_ok(), may, "{state}");
            assert!(after.is_err() || after == Ok(ended));
            assert!(!ended.is_open() && ended.after(Step::BuildStarted).is_err());
            assert!(ended.after(step).is_err());
        }
        // Being set right moves nothing.
        if let Ok(corrected) = state.after(Step::Corrected) {
            assert_eq!(corrected, *state);
        }
    }
}

#[test]
fn what_is_odd_is_asked_about_and_read_back() {
    let day = |text: &str| -> NaiveDate { text.parse().unwrap() };
    let number: Reference = "2026-0007".parse().unwrap();
    let opened = day("2026-11-01");
    let doubts =
        |received, waiting: Option<Reference>| Doubt::about(day(received), opened, waiting);
    assert!(doubts("2026-08-03", None).is_empty());
    assert!(doubts("2026-11-20", None).is_empty());
    assert_eq!(doubts("2026-08-02", None), [Doubt::BeforeCase].into());
    let both = doubts("1990-11-01", Some(number));
    assert_eq!(
        both,
        [Doubt::AnotherWaits(number), Doubt::BeforeCase].into()
    );
    let words: Vec<_> = both.iter().map(ToString::to_string).collect();
    assert_eq!(Doubt::read_all(&words.join(" ")), both);
    assert!(Doubt::read_all(" banane 12 ").is_empty());
}
