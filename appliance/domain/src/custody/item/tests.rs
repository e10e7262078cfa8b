#![expect(clippy::unwrap_used, reason = "tests")]

use proptest::prelude::*;

use super::*;
use crate::custody::holder::HolderKind;
use crate::fact::custody::Happening;

fn id<T: std::str::FromStr>(n: u8) -> T
where
    T::Err: std::fmt::Debug,
{
    format!("01JCZ000000000000000000{n:03}").parse().unwrap()
}

fn nadia() -> PersonId {
    id(1)
}

fn karim() -> PersonId {
    id(2)
}

impl Transition {
    /// The state after it, by way of the fact that is written down.
    pub(crate) fn outcome(&self) -> ItemState {
        let what = Happening::SetDown { shipment: None };
        let label = "DI1234567812".parse().unwrap();
        ItemState::apply(&self.clone().fact(id(9), label, what))
    }
}

impl ItemState {
    /// The state after `event`, which must continue this chain.
    pub(crate) fn then(&self, event: &Transition) -> Option<Self> {
        let what = Happening::SetDown { shipment: None };
        let label = "DI1234567812".parse().unwrap();
        let fact = event.clone().fact(id(9), label, what);
        self.continues(&fact).then(|| Self::apply(&fact))
    }
}

fn in_nadias_hands() -> ItemState {
    receive_new(id(50), nadia(), Condition::Intact).outcome()
}

#[test]
fn a_film_travels_from_the_parcel_to_the_archive_and_out_again() {
    let first = receive_new(id(50), nadia(), Condition::Intact);
    assert_eq!(first.from, Some(Holder::Carrier(id(50))));
    let held = first.outcome();
    let quay = held.set_down(&nadia(), id(10)).unwrap().outcome();
    let shelf = quay.put_away(&nadia(), id(11), 2).unwrap().outcome();
    let out = shelf.retrieve(&nadia()).unwrap().outcome();
    let packed = out.pack(&nadia(), id(60)).unwrap().outcome();
    let gone = packed.dispatch(&id(60)).unwrap().outcome();
    let over = gone.confirm_receipt(&id(60)).unwrap().outcome();
    assert_eq!(over.seq, 7);
    assert_eq!(over.holder, Holder::Recipient(id(60)));
}

#[test]
fn what_did_not_reach_its_recipient_is_in_its_parcel_again_and_a_receipt_can_be_taken_back() {
    let packed = in_nadias_hands().pack(&nadia(), id(60)).unwrap().outcome();
    assert!(packed.come_back(&id(60)).is_err(), "it never left");
    let gone = packed.dispatch(&id(60)).unwrap().outcome();
    assert!(gone.come_back(&id(61)).is_err(), "of another parcel");
    let back = gone.come_back(&id(60)).unwrap();
    assert_eq!(back.kind, EventKind::CameBack);
    assert_eq!(back.to, Holder::Parcel(id(60)));
    assert!(
        gone.turn_up(&nadia(), &id(61)).is_err(),
        "of another parcel"
    );
    let found = gone.turn_up(&nadia(), &id(60)).unwrap();
    assert_eq!(
        (found.kind, found.to),
        (EventKind::Found, Holder::Person(nadia()))
    );
    let over = gone.confirm_receipt(&id(60)).unwrap().outcome();
    assert!(
        over.turn_up(&nadia(), &id(60)).is_err(),
        "the recipient has it"
    );
    assert!(over.come_back(&id(60)).is_err(), "the recipient has it");
    assert!(
        over.take_back_receipt(&id(61)).is_err(),
        "of another parcel"
    );
    let not_yet = over.take_back_receipt(&id(60)).unwrap();
    assert_eq!(not_yet.kind, EventKind::Corrected);
    assert_eq!(not_yet.to, Holder::Carrier(id(60)));
    assert!(
        gone.take_back_receipt(&id(60)).is_err(),
        "nobody confirmed it"
    );
}

/// Who holds an article says what can be done with it: by Nadia, to whom it is in reach where it lies.
#[test]
fn each_holder_lets_some_things_be_done_and_no_others() {
    type Act = fn(&ItemState) -> Result<Transition, Refusal>;
    let acts: [(&str, Act); 14] = [
        ("receive_again", |it| {
            it.receive_again(nadia(), Condition::Intact)
        }),
        ("return_to", |it| it.return_to(nadia(), Condition::Intact)),
        ("set_down", |it| it.set_down(&nadia(), id(10))),
        ("put_away", |it| it.put_away(&nadia(), id(12), 2)),
        ("retrieve", |it| it.retrieve(&nadia())),
        ("pack", |it| it.pack(&nadia(), id(60))),
        ("dispatch", |it| it.dispatch(&id(60))),
        ("confirm_receipt", |it| it.confirm_receipt(&id(60))),
        ("hand_over", |it| it.hand_over(&nadia(), id(70))),
        ("report_condition", |it| {
            it.report_condition(Condition::Torn)
        }),
        ("link", ItemState::link_external_id),
        ("relabel", ItemState::relabel),
        ("identify", ItemState::identify),
        ("correct", |it| it.correct(Some(Holder::Location(id(10))))),
    ];
    let looked_at = ["report_condition", "link", "relabel", "correct"];
    let mut table = vec![
        (Holder::Withdrawn, vec!["receive_again"]),
        (
            Holder::Person(nadia()),
            vec!["set_down", "put_away", "pack", "hand_over"],
        ),
        (Holder::Person(karim()), vec![]),
        (
            Holder::Location(id(10)),
            vec!["put_away", "retrieve", "pack", "hand_over", "identify"],
        ),
        (Holder::Parcel(id(60)), vec!["dispatch", "link", "correct"]),
        (Holder::Parcel(id(61)), vec!["link", "correct"]),
        (
            Holder::Carrier(id(60)),
            vec!["confirm_receipt", "link", "return_to"],
        ),
        (Holder::Carrier(id(61)), vec!["link", "return_to"]),
        (Holder::Recipient(id(60)), vec!["return_to"]),
        (Holder::Requester(id(70)), vec![]),
    ];
    for (_, may) in &mut table[1..4] {
        may.extend(looked_at);
    }
    for (holder, may) in table {
        let state = ItemState {
            holder: holder.clone(),
            seq: 4,
            condition: Condition::Bent,
        };
        for (name, act) in acts {
            let kind = holder.kind();
            match act(&state) {
                Ok(event) => {
                    assert!(may.contains(&name), "{name} from {kind}");
                    assert_eq!((event.seq, event.from), (5, Some(holder.clone())));
                    let stays = ["report_condition", "link", "relabel", "identify"].contains(&name);
                    assert_eq!(
                        event.to == holder,
                        stays || name == "correct" && holder == Holder::Location(id(10)),
                        "{name} from {kind}"
                    );
                    let condition = match name {
                        "report_condition" => Condition::Torn,
                        "receive_again" | "return_to" => Condition::Intact,
                        _ => Condition::Bent,
                    };
                    assert_eq!(event.condition, condition, "{name} from {kind}");
                }
                Err(refusal) => {
                    assert!(!may.contains(&name), "{name} from {kind}");
                    let elsewhere = Refusal::HeldElsewhere { holder: kind };
                    assert_eq!(refusal, elsewhere, "{name} from {kind}");
                }
            }
        }
    }
}

#[test]
fn a_disc_made_here_lies_in_its_place_from_the_first_moment() {
    let made = register(id(10));
    assert_eq!((made.kind, made.seq), (EventKind::Registered, 1));
    assert_eq!((made.from, made.to), (None, Holder::Location(id(10))));
    assert_eq!(made.condition, Condition::Intact);
}

#[test]
fn what_lies_on_a_shelf_is_not_put_there_twice() {
    let quay = ItemState {
        holder: Holder::Location(id(12)),
        ..in_nadias_hands()
    };
    let again = quay.put_away(&nadia(), id(12), 2);
    assert_eq!(again, Err(Refusal::AlreadyThere));
    let other = quay.put_away(&nadia(), id(13), 2).unwrap();
    assert_eq!(other.to, Holder::Location(id(13)));
}

/// Registered or received by mistake, it is nobody's again; moved by mistake, it goes back.
#[test]
fn a_mistake_taken_back_leaves_the_article_where_it_was() {
    let held = in_nadias_hands();
    for (previous, to) in [
        (None, Holder::Withdrawn),
        (Some(Holder::Carrier(id(60))), Holder::Carrier(id(60))),
        (Some(Holder::Location(id(10))), Holder::Location(id(10))),
    ] {
        assert_eq!(held.correct(previous).unwrap().to, to);
    }
}

#[test]
fn what_is_given_at_the_counter_was_within_reach_and_has_left_the_house() {
    let held = in_nadias_hands();
    let refusal = Refusal::HeldElsewhere {
        holder: HolderKind::Person,
    };
    assert_eq!(held.hand_over(&karim(), id(70)).unwrap_err(), refusal);
    let packed = held.pack(&nadia(), id(60)).unwrap().outcome();
    assert!(packed.hand_over(&nadia(), id(70)).is_err());
    let quay = held.set_down(&nadia(), id(10)).unwrap().outcome();
    let given = quay.hand_over(&karim(), id(70)).unwrap().outcome();
    assert_eq!(given.holder, Holder::Requester(id(70)));
    assert!(given.holder.is_terminal());
    assert!(given.correct(Some(quay.holder)).is_err());
    assert!(given.link_external_id().is_err());
}

#[test]
fn what_a_colleague_packed_is_taken_out_into_ones_own_hands() {
    let quay = Holder::Location(id(10));
    let hers = Holder::Person(nadia());
    let packed = in_nadias_hands().pack(&nadia(), id(60)).unwrap().outcome();
    let parcel = Holder::Parcel(id(60));
    let chain = || {
        [past(
            EventKind::Packed,
            nadia(),
            Some(quay.clone()),
            parcel.clone(),
        )]
    };
    assert_eq!(
        packed.before_packing(chain(), &nadia()),
        Ok(Some(quay.clone()))
    );
    let karims = Holder::Person(karim());
    assert_eq!(packed.before_packing(chain(), &karim()), Ok(Some(karims)));
    let held = in_nadias_hands();
    let received = [past(EventKind::Received, nadia(), Some(quay), hers)];
    assert!(
        held.before_packing(received, &karim()).is_err(),
        "it is in no parcel"
    );
}

#[test]
fn what_was_destroyed_was_within_reach_and_is_gone() {
    let held = in_nadias_hands();
    assert!(held.destroy(&karim()).is_err());
    let gone = held.destroy(&nadia()).unwrap().outcome();
    assert_eq!(gone.holder, Holder::Destroyed);
    assert!(gone.correct(Some(held.holder)).is_err());
    assert!(gone.destroy(&nadia()).is_err());
}

#[test]
fn a_place_with_one_barrier_is_no_archive() {
    let refusal = in_nadias_hands().put_away(&nadia(), id(11), 1).unwrap_err();
    assert_eq!(refusal, Refusal::BarriersTooFew { level: 1 });
}

#[test]
fn what_another_person_holds_cannot_be_put_away_packed_or_laid_down() {
    let held = in_nadias_hands();
    let refusal = Refusal::HeldElsewhere {
        holder: HolderKind::Person,
    };
    assert_eq!(held.put_away(&karim(), id(11), 2).unwrap_err(), refusal);
    assert_eq!(held.pack(&karim(), id(60)).unwrap_err(), refusal);
    assert_eq!(held.set_down(&karim(), id(10)).unwrap_err(), refusal);
}

#[test]
fn a_parcel_of_another_shipment_is_not_dispatched() {
    let packed = in_nadias_hands().pack(&nadia(), id(60)).unwrap().outcome();
    assert!(packed.dispatch(&id(61)).is_err());
}

#[test]
fn nothing_comes_back_from_the_carrier_by_correction() {
    let packed = in_nadias_hands().pack(&nadia(), id(60)).unwrap().outcome();
    let gone = packed.dispatch(&id(60)).unwrap().outcome();
    assert!(gone.correct(Some(Holder::Parcel(id(60)))).is_err());
    // A packed one can be taken out again.
    let back = packed.correct(Some(Holder::Person(nadia()))).unwrap();
    assert_eq!(back.to, Holder::Person(nadia()));
}

#[test]
fn a_reception_taken_back_can_be_made_again_on_the_same_chain() {
    let held = in_nadias_hands();
    let nowhere = held.correct(None).unwrap().outcome();
    assert_eq!(nowhere.holder, Holder::Withdrawn);
    let again = nowhere
        .receive_again(nadia(), Condition::Damaged)
        .unwrap()
        .outcome();
    assert_eq!((again.seq, again.condition), (3, Condition::Damaged));
    assert!(again.receive_again(nadia(), Condition::Intact).is_err());
}

#[test]
fn an_event_that_does_not_continue_the_chain_is_refused() {
    let held = in_nadias_hands();
    let down = held.set_down(&nadia(), id(10)).unwrap();
    let quay = held.then(&down).unwrap();
    assert!(quay.then(&down).is_none(), "the same event twice");
    let skipped = Transition {
        seq: 4,
        ..quay.retrieve(&nadia()).unwrap()
    };
    assert!(quay.then(&skipped).is_none(), "a number left out");
    let elsewhere = Transition {
        from: Some(Holder::Location(id(12))),
        ..quay.retrieve(&nadia()).unwrap()
    };
    assert!(quay.then(&elsewhere).is_none(), "from somebody else");
}

fn attempt(state: &ItemState, verb: u8, who: u8, what: u8) -> Result<Transition, Refusal> {
    let by: PersonId = id(1 + who % 2);
    let shipment: ShipmentId = id(50 + what % 3);
    match verb % 15 {
        0 => state.set_down(&by, id(10 + what % 3)),
        1 => state.put_away(&by, id(10 + what % 3), u32::from(what % 4)),
        2 => state.retrieve(&by),
        3 => state.pack(&by, shipment),
        4 => state.dispatch(&shipment),
        5 => state.confirm_receipt(&shipment),
        6 => state.report_condition(Condition::ALL[usize::from(what) % Condition::ALL.len()]),
        7 => state.correct(Some(Holder::Person(by))),
        8 => state.hand_over(&by, id(70 + what % 3)),
        9 => state.destroy(&by),
        10 => state.come_back(&shipment),
        11 => state.take_back_receipt(&shipment),
        12 => state.turn_up(&by, &shipment),
        13 => state.return_to(by, Condition::Intact),
        _ => state.receive_again(by, Condition::Intact),
    }
}

proptest! {
    /// I1, I2 and I7 over random sequences, refused verbs included.
    #[test]
    fn the_chain_has_no_gap_and_one_holder(
        verbs in prop::collection::vec((any::<u8>(), any::<u8>(), any::<u8>()), 0..60)
    ) {
        let mut state = in_nadias_hands();
        for (verb, who, what) in verbs {
            let Ok(event) = attempt(&state, verb, who, what) else { continue };
            prop_assert!(!state.holder.is_terminal(), "an event after the end");
            prop_assert_eq!(event.from.as_ref(), Some(&state.holder));
            prop_assert_eq!(event.seq, state.seq + 1);
            if let Holder::Person(receiver) = &event.to {
                let by: PersonId = id(1 + who % 2);
                let unchanged = event.from.as_ref() == Some(&event.to);
                prop_assert!(*receiver == by || unchanged, "custody passed without the receiver's act");
            }
            state = state.then(&event).unwrap();
        }
    }

    #[test]
    fn holders_read_back(kind in 0..HolderKind::ALL.len(), n in any::<u8>()) {
        let kind = HolderKind::ALL[kind];
        let text = format!("01JCZ000000000000000000{n:03}");
        let holder = Holder::from_parts(kind, &text).unwrap();
        prop_assert_eq!(Holder::from_parts(holder.kind(), holder.reference()).unwrap(), holder);
    }
}

fn past(kind: EventKind, by: PersonId, from: Option<Holder>, to: Holder) -> PastEvent {
    PastEvent {
        kind,
        by,
        from,
        to,
        condition: Condition::Torn,
        at: Timestamp::from_micros(7),
    }
}

#[test]
fn a_move_is_taken_back_by_whoever_made_it_and_only_while_it_is_the_latest() {
    let quay = Holder::Location(id(10));
    let hers = Holder::Person(nadia());
    let held = in_nadias_hands();
    let received = past(
        EventKind::Received,
        nadia(),
        Some(quay.clone()),
        hers.clone(),
    );
    let looked_at = past(
        EventKind::ConditionReported,
        karim(),
        Some(hers.clone()),
        hers,
    );
    let chain = || [looked_at.clone(), received.clone()];
    let kinds = [EventKind::Received];
    assert_eq!(
        held.before_latest_move(chain(), &nadia(), &kinds),
        Ok(Before {
            holder: Some(quay),
            condition: None,
            moved_at: Timestamp::from_micros(7),
        }),
        "what was only looked at since has not moved"
    );
    let refusal = Err(Refusal::HeldElsewhere {
        holder: HolderKind::Person,
    });
    assert_eq!(held.before_latest_move(chain(), &karim(), &kinds), refusal);
    let others = [EventKind::Packed];
    assert_eq!(held.before_latest_move(chain(), &nadia(), &others), refusal);
    assert_eq!(held.before_latest_move([], &nadia(), &kinds), refusal);
}

#[test]
fn a_return_that_is_taken_back_takes_what_was_seen_with_it() {
    let lent = ItemState {
        holder: Holder::Recipient(id(60)),
        condition: Condition::Torn,
        ..in_nadias_hands()
    };
    let home = lent.return_to(nadia(), Condition::Damaged).unwrap();
    let returned = PastEvent {
        condition: Condition::Damaged,
        ..past(
            EventKind::Returned,
            nadia(),
            home.from.clone(),
            home.to.clone(),
        )
    };
    let confirmed = past(
        EventKind::ReceiptConfirmed,
        karim(),
        Some(Holder::Carrier(id(60))),
        lent.holder.clone(),
    );
    let here = home.outcome();
    let before = here
        .before_latest_move([returned, confirmed], &nadia(), &[EventKind::Returned])
        .unwrap();
    assert_eq!(before.holder, Some(lent.holder.clone()));
    let back = here.take_back_return(lent.holder.clone(), before.condition);
    assert_eq!(back.unwrap().outcome().condition, Condition::Torn);
    let never_left = in_nadias_hands().set_down(&nadia(), id(10)).unwrap();
    assert!(
        never_left
            .outcome()
            .return_to(nadia(), Condition::Intact)
            .is_err()
    );
}
