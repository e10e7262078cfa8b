//! A parcel leaves; labels are replaced; what is late is marked.

use doublelock_domain::access::Relation;
use doublelock_domain::privacy::disclosure::AddressForm;
use doublelock_domain::privacy::regime::Regimes;
use doublelock_domain::privacy::request::NewRequestForm;

use super::*;
use crate::claims::LEASE;

#[test]
fn a_parcel_leaves_with_seal_and_waybill_and_the_recipient_confirms() {
    let centre = Centre::new();
    let labels = centre.received();
    let seals = centre.labels(LabelClass::Seal, 2);
    let items: Vec<_> = labels[..2]
        .iter()
        .map(|label| centre.item(*label))
        .collect();
    let to = DepartureForm {
        recipient: "Clinique radiologique du Fjord",
        address: "1, rue du Port\nChicoutimi (Québec)  G7H 1A1",
        carrier: "Express Boréal",
        by_courier: "original",
        signature: "signature",
        days: "1",
        back_by: "",
    };
    let to = to.check("2026-11-21".parse().unwrap()).unwrap();
    // Named twice, an article still is one line, or its parcel could never leave.
    let twice = [&items[..], &items[..1]].concat();
    let ready = centre
        .custody(|unit| unit.prepare_shipment(&twice, &to, ZONE))
        .unwrap();
    assert_eq!(centre.scan(ready.label).feedback.said, Said::ShipStarted);
    centre.scan(labels[0]);
    assert_eq!(centre.scan(seals[0]).feedback.said, Said::NotAllPacked);
    centre.scan(labels[1]);
    assert_eq!(centre.scan(seals[0]).feedback.said, Said::Sealed);
    assert_eq!(
        centre.scan("EB44710083").feedback.said,
        Said::WaybillOfBefore
    );
    assert_eq!(centre.scan("EB99887766").feedback.said, Said::Dispatched);
    assert_eq!(centre.scan(seals[0]).feedback.said, Said::AskCameBack);
    let story = centre.story(labels[0]);
    assert_eq!(story.line.holder.kind, HolderKind::Carrier);
    // What is with the carrier cannot be promised to somebody else.
    let again = centre.custody(|unit| unit.prepare_shipment(&items, &to, ZONE));
    assert!(matches!(
        again,
        Err(Error::Refused(Refusal::HeldElsewhere { .. }))
    ));
    let confirms = || {
        centre.custody(|unit| {
            let shipment = unit.open_shipment(&ready.id)?;
            unit.confirm_shipment(&shipment)
        })
    };
    confirms().unwrap();
    assert!(confirms().is_err(), "once");
    assert_eq!(
        centre.story(labels[1]).line.holder.kind,
        HolderKind::Recipient
    );
}

impl Centre {
    /// A request for a copy of the one case; its number.
    fn logs_a_request(&self) -> doublelock_domain::ids::Reference {
        let form = NewRequestForm {
            case: "2026-0001",
            channel: "mail",
            received_on: "2026-11-10",
            requester: "patient",
            identity: "enclosed_copy",
            carrier: "disc",
            address: AddressForm {
                street: "12, rue des Érables",
                locality: "Laval (Québec)",
                postal_code: "H7A 0G4",
                country: "CA",
            },
            ..NewRequestForm::default()
        };
        let new = form.check(self.clock.now().date_in(ZONE)).unwrap();
        let logged = self.as_(
            &self.nadia,
            Purpose::CopyRequest,
            |unit: &mut Unit<'_, Privacy>| unit.log_request(&new, &Regimes::quebec(), ZONE),
        );
        logged.unwrap().logged().unwrap().reference
    }
}

#[test]
fn a_disc_of_a_request_has_its_own_chain() {
    let centre = Centre::new();
    let number = centre.logs_a_request();
    let disc = centre
        .as_(
            &centre.nadia,
            Purpose::CopyRequest,
            |unit: &mut Unit<'_, Privacy>| {
                let (request, case) = unit.open_request(number)?;
                unit.register_disc_for_request(&case, &request, false)
            },
        )
        .unwrap();
    // It lies on the bench, and waits for nobody to put it away: the first page says what the list says.
    let (board, list) = centre
        .custody(|unit| Ok((unit.custody_board(5, false)?, unit.count_to_put_away()?)))
        .unwrap();
    assert_eq!((board.outside, list), (0, 0));
    let carrier = EnteredText::required("carrier", "EB", 10).unwrap();
    let ready = centre
        .as_(
            &centre.nadia,
            Purpose::CopyRequest,
            |unit: &mut Unit<'_, Privacy>| {
                let (request, case) = unit.open_request(number)?;
                unit.prepare_disc_shipment(&request, &case, disc.label, &carrier, ZONE)
            },
        )
        .unwrap();
    let seal = centre.labels(LabelClass::Seal, 1)[0];
    centre.scan(ready.label);
    centre.scan(disc.label);
    centre.scan(seal);
    // Another copy would make the sealed disc void, and nothing opens the parcel again.
    let now = centre.clock.now();
    let warrant: Warrant<Privacy> = centre.nadia.take_up(Purpose::CopyRequest, now).unwrap();
    let warrant = warrant.within(Relation::OfRequest(number));
    let built = centre.store.write(&warrant, |unit| {
        let (request, _) = unit.open_request(number)?;
        unit.start_build(&request, "here", LEASE)
    });
    assert!(
        matches!(built, Err(Error::Refused(Refusal::DiscSealed))),
        "{built:?}"
    );
    assert_eq!(centre.scan("EB99887766").feedback.said, Said::Dispatched);
    let discs = centre
        .as_(
            &centre.nadia,
            Purpose::CopyRequest,
            |unit: &mut Unit<'_, Privacy>| {
                let (request, _) = unit.open_request(number)?;
                unit.standing_of_discs(&request)
            },
        )
        .unwrap();
    let (_, _, state, left) = discs[0].shipment.clone().unwrap();
    assert_eq!(
        (state, left),
        (ShipmentState::InTransit, Some(centre.clock.now()))
    );
}

#[test]
fn a_worn_label_is_replaced_and_never_acts_again() {
    let centre = Centre::new();
    let labels = centre.received();
    let new = centre.labels(LabelClass::Item, 1)[0];
    centre.scan("DXREPRINT");
    centre.scan(labels[0]);
    assert_eq!(centre.scan(new).feedback.said, Said::Relabelled);
    let view = centre.scan(labels[0]);
    assert_eq!(view.feedback.said, Said::VoidLabel);
    assert_eq!(view.feedback.other, Some(new.grouped()));
    // Old paper still leads to the article.
    assert_eq!(centre.item(labels[0]), centre.item(new));
}

#[test]
fn a_parcel_that_does_not_come_is_marked_once_after_its_grace() {
    let centre = Centre::new();
    centre.announce("EB44710083", "2026-11-17", "1").unwrap();
    let appliance = centre.store.appliance().unwrap();
    let mark = || {
        centre
            .as_(
                &appliance,
                Purpose::Maintenance,
                |unit: &mut Unit<'_, Clockwork>| unit.mark_overdue_shipments(ZONE),
            )
            .unwrap()
    };
    centre.later(Span::hours(59)); // Wednesday, 23:00: the end of the grace is not over
    assert_eq!(mark(), 0);
    // The list and the first page say the same, with the mark and without.
    let is_late = || {
        let (list, board) = centre
            .custody(|unit| {
                let list = unit.shipments(ShipmentFilter::Expected, None, 10)?;
                Ok((list, unit.custody_board(10, false)?))
            })
            .unwrap();
        let said = [list[0].late, board.parcels[0].late, board.awaited.late == 1];
        assert!(said.iter().all(|one| *one == said[0]), "{said:?}");
        said[0]
    };
    assert!(!is_late());
    centre.later(Span::hours(2));
    assert!(is_late());
    assert_eq!((mark(), mark()), (1, 0));
    assert!(is_late());
}

#[test]
fn a_waybill_is_announced_once_and_labels_are_issued_within_bounds() {
    let centre = Centre::new();
    centre.announce("EB44710083", "2026-11-17", "1").unwrap();
    let again = centre.announce("eb 4471 0083", "2026-11-18", "1");
    assert!(matches!(
        again,
        Err(Error::Refused(Refusal::WaybillInUse { .. }))
    ));
    for (class, count) in [
        (LabelClass::Item, 0),
        (LabelClass::Item, 301),
        (LabelClass::Key, 5),
    ] {
        assert!(
            centre
                .custody(|unit| unit.issue_labels(class, count))
                .is_err()
        );
    }
    let batch = centre
        .custody(|unit| unit.issue_labels(LabelClass::Item, 30))
        .unwrap();
    let read = centre.custody(|unit| unit.label_batch(&batch.id)).unwrap();
    assert_eq!((read.labels, read.unused), (batch.labels, 30));
    assert_eq!(
        centre.custody(|unit| unit.label_batches(5)).unwrap().len(),
        1
    );
}
