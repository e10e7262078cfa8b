//! Discs of a copy, and when they may leave.

use super::*;

#[test]
fn a_disc_leaves_only_in_the_shipment_that_was_prepared_for_its_request() {
    let desk = Desk::new();
    let logged = desk.logs("2026-11-01");
    desk.builds(logged.reference);
    desk.privacy(|unit| {
        let (request, _) = unit.open_request(logged.reference)?;
        unit.bind_disc(&request, &item('A'))
    })
    .unwrap();
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
    desk.builds(logged.reference);
    desk.privacy(|unit| {
        let (request, _) = unit.open_request(logged.reference)?;
        unit.bind_disc(&request, &item('A'))
    })
    .unwrap();
    let warrant = desk.warrant::<Custody>(Purpose::Shipment);
    let packs = || {
        desk.store
            .write(&warrant, |unit| disc_is_current(unit, &item('A')))
    };
    assert_eq!(packs().unwrap().as_deref(), Some(logged.id.as_str()));
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
fn a_disc_of_before_an_article_came_is_not_packed_and_does_not_leave() {
    let desk = Desk::new();
    let logged = desk.logs("2026-11-01");
    desk.builds(logged.reference);
    desk.privacy(|unit| {
        let (request, _) = unit.open_request(logged.reference)?;
        unit.bind_disc(&request, &item('A'))
    })
    .unwrap();
    // What custody does when a film of this case comes out of a parcel.
    desk.privacy(|unit| {
        let (_, case) = unit.open_request(logged.reference)?;
        let row = format!(
            "INSERT INTO item (id, label, kind, case_id, holder_kind, holder_id, item_seq, condition,
             registered_at, seen_at) VALUES ('{}', 'DI1234567812', 'film_sheet', '{}', 'withdrawn', '', 1,
             'intact', 0, 0)",
            item('B'),
            case.id
        );
        diesel::sql_query(row).execute(unit.conn())?;
        Ok(())
    })
    .unwrap();
    let warrant = desk.warrant::<Custody>(Purpose::Shipment);
    let packs = desk
        .store
        .write(&warrant, |unit| disc_is_current(unit, &item('A')));
    assert!(matches!(packs, Err(Error::Refused(Refusal::RecordChanged))));
    assert!(matches!(
        desk.dispatches(&[item('A')], Some(&logged.id)),
        Err(Error::Refused(Refusal::RecordChanged))
    ));
    assert!(matches!(
        desk.privacy(|unit| {
            let (request, _) = unit.open_request(logged.reference)?;
            unit.bind_disc(&request, &item('C'))
        }),
        Err(Error::Refused(Refusal::RecordChanged))
    ));
    desk.builds(logged.reference);
    assert!(
        matches!(
            desk.dispatches(&[item('A')], Some(&logged.id)),
            Err(Error::Refused(Refusal::DiscOutOfDate))
        ),
        "the disc of the new copy leaves, not this one"
    );
    assert_eq!(desk.state(logged.reference), RequestState::Ready);
}
