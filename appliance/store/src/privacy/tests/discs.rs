//! Discs of a copy, and when they may leave.

use super::*;

#[test]
fn a_disc_leaves_only_in_the_shipment_that_was_prepared_for_its_request() {
    let desk = Desk::new();
    let logged = desk.logs("2026-11-01");
    desk.has_a_copy(logged.reference);
    desk.labels_a_disc(logged.reference, 'A').unwrap();
    let other: RequestId = "01JCZ0000000000000000000RQ".parse().unwrap();
    for prepared_for in [None, Some(&other)] {
        assert!(matches!(
            desk.dispatches(&[item('A')], prepared_for),
            Err(Error::Refused(Refusal::DiscOfRequest))
        ));
    }
    assert_eq!(desk.state(logged.reference), RequestState::Ready);
}

#[test]
fn a_disc_of_a_package_that_was_built_anew_does_not_leave() {
    let desk = Desk::new();
    let logged = desk.logs("2026-11-01");
    desk.has_a_copy(logged.reference);
    desk.labels_a_disc(logged.reference, 'A').unwrap();
    let warrant = desk.warrant::<Custody>(Purpose::Shipment);
    let packs = || {
        desk.store
            .write(&warrant, |unit| disc_is_current(unit, &item('A')))
    };
    packs().unwrap();
    desk.builds(logged.reference);
    let before = desk.acts();
    assert!(
        matches!(packs(), Err(Error::Refused(Refusal::DiscOutOfDate))),
        "refused when it is packed, not at the driver's elbow"
    );
    assert!(matches!(
        desk.dispatches(&[item('A')], Some(&logged.id)),
        Err(Error::Refused(Refusal::DiscOutOfDate))
    ));
    assert_eq!(desk.acts(), before, "nothing of the parcel was kept");
    assert_eq!(desk.state(logged.reference), RequestState::Ready);
}

#[test]
fn what_lies_in_the_vault_is_neither_handed_over_nor_on_a_disc() {
    let desk = Desk::new();
    let logged = desk.logs("2026-11-01");
    let is_inside =
        |done: Result<()>| matches!(done, Err(Error::Refused(Refusal::CopyNotTakenOut)));
    desk.has_a_copy(logged.reference);
    // Built anew, it is another copy, and nobody has it.
    desk.builds(logged.reference);
    assert!(is_inside(desk.hands_over(logged.reference, None)));
    assert!(is_inside(
        desk.labels_a_disc(logged.reference, 'A').map(drop)
    ));
    assert_eq!(desk.state(logged.reference), RequestState::Ready);
    desk.takes_out(logged.reference).unwrap();
    desk.labels_a_disc(logged.reference, 'A').unwrap();
    desk.hands_over(logged.reference, None).unwrap();
}

/// What custody does when a film of this case comes out of a parcel.
#[test]
fn a_disc_of_before_an_article_came_is_neither_packed_nor_labelled_and_a_sealed_one_leaves() {
    let desk = Desk::new();
    let logged = desk.logs("2026-11-01");
    desk.has_a_copy(logged.reference);
    desk.labels_a_disc(logged.reference, 'A').unwrap();
    an_article_comes(&desk, logged.reference, 'B');
    let warrant = desk.warrant::<Custody>(Purpose::Shipment);
    let packs = desk
        .store
        .write(&warrant, |unit| disc_is_current(unit, &item('A')));
    assert!(matches!(packs, Err(Error::Refused(Refusal::RecordChanged))));
    assert!(matches!(
        desk.labels_a_disc(logged.reference, 'C'),
        Err(Error::Refused(Refusal::RecordChanged))
    ));
    // Sealed before the article came, it leaves as it is, and the journal says so.
    assert_eq!(desk.dispatches(&[item('A')], Some(&logged.id)).unwrap(), 1);
    assert_eq!(desk.state(logged.reference), RequestState::Dispatched);
    assert_eq!(desk.record_then(), RecordThen::Changed);
}

#[test]
fn a_disc_is_not_sealed_while_its_copy_is_built_anew_or_once_its_request_is_answered() {
    let desk = Desk::new();
    let warrant = desk.warrant::<Custody>(Purpose::Shipment);
    let seals = || {
        desk.store
            .write(&warrant, |unit| disc_is_current(unit, &item('A')))
    };
    let logged = desk.logs("2026-11-01");
    desk.has_a_copy(logged.reference);
    desk.labels_a_disc(logged.reference, 'A').unwrap();
    seals().unwrap();
    let build = desk
        .within(logged.reference, |unit| {
            let (request, _) = unit.open_request(logged.reference)?;
            unit.start_build(&request, "here", LEASE)
        })
        .unwrap();
    assert!(matches!(
        seals(),
        Err(Error::Refused(Refusal::DiscNotAwaited))
    ));
    desk.privacy(|unit| unit.fail_build(&build, BuildFault::DiskFull))
        .unwrap();
    seals().unwrap();
    desk.hands_over(logged.reference, None).unwrap();
    assert!(matches!(
        seals(),
        Err(Error::Refused(Refusal::DiscNotAwaited))
    ));
    // In a parcel that had been sealed before, it is told to the station, and nothing is recorded.
    assert!(matches!(
        desk.dispatches(&[item('A')], Some(&logged.id)),
        Err(Error::Refused(Refusal::DiscNotAwaited))
    ));
    assert_eq!(desk.state(logged.reference), RequestState::Answered);
}

#[test]
fn what_left_before_the_record_changed_is_written_down_if_it_had_been_taken_out() {
    let desk = Desk::new();
    let logged = desk.logs("2026-11-01");
    desk.builds(logged.reference);
    let deliver = |earlier: bool| {
        desk.privacy(|unit| {
            let (request, _) = unit.open_request(logged.reference)?;
            unit.deliver(&request, DeliveryMethod::HandedOver, &him(), None, earlier)
        })
    };
    let take = || desk.takes_out(logged.reference);
    let is_refused = |done: Result<()>| matches!(done, Err(Error::Refused(Refusal::RecordChanged)));
    let before_it_was_taken = Desk::new();
    let other = before_it_was_taken.logs("2026-11-01");
    before_it_was_taken.builds(other.reference);
    an_article_comes(&before_it_was_taken, other.reference, 'B');
    let said = before_it_was_taken.privacy(|unit| {
        let (request, _) = unit.open_request(other.reference)?;
        unit.deliver(&request, DeliveryMethod::HandedOver, &him(), None, true)
    });
    assert!(
        matches!(said, Err(Error::Refused(Refusal::CopyNotTakenOut))),
        "it never left the vault"
    );

    take().unwrap();
    an_article_comes(&desk, logged.reference, 'B');
    assert!(is_refused(take()), "nor is it taken away any more");
    let passphrase = desk.privacy(|unit| {
        let (request, _) = unit.open_request(logged.reference)?;
        unit.take_passphrase(&request).map(drop)
    });
    assert!(is_refused(passphrase));
    assert!(is_refused(deliver(false).map(drop)));
    deliver(true).unwrap();
    assert_eq!(desk.state(logged.reference), RequestState::Answered);
    take().unwrap(); // What was sent can be looked at afterwards.
    assert_eq!(desk.record_then(), RecordThen::Since);
    // Answered is answered, whatever the record holds: the refusal says that, and not to build again.
    assert!(matches!(
        deliver(false),
        Err(Error::Refused(Refusal::WrongState { .. }))
    ));
}

impl Desk {
    pub(super) fn labels_a_disc(&self, request: Reference, last: char) -> Result<PackageId> {
        self.privacy(|unit| {
            let (request, _) = unit.open_request(request)?;
            unit.bind_disc(&request, &item(last))
        })
    }

    /// What the entry of the latest communication says of the record.
    pub(super) fn record_then(&self) -> RecordThen {
        let mut conn = conn::take(self.store.readers()).unwrap();
        let payload: String = crate::schema::journal::ledger_payload::table
            .filter(crate::schema::journal::ledger_payload::payload.like("%\"record_then\":%"))
            .order(crate::schema::journal::ledger_payload::sequence.desc())
            .select(crate::schema::journal::ledger_payload::payload)
            .first(&mut *conn)
            .unwrap();
        let says = |then: &&RecordThen| payload.contains(&format!("\"record_then\":\"{then}\""));
        *RecordThen::ALL.iter().find(says).unwrap()
    }
}
