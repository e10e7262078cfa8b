//! Shipments are announced, received and sent as staff would see it.

#![expect(clippy::unwrap_used, reason = "tests")]

use super::*;
use crate::ids::Reference;

fn date(y: i32, m: u32, d: u32) -> NaiveDate {
    NaiveDate::from_ymd_opt(y, m, d).unwrap()
}

#[test]
fn a_waybill_is_a_carriers_number_and_none_of_ours() {
    let read = |text: &str| {
        let waybill = Waybill::entered("waybill", text);
        waybill.map(|waybill| waybill.as_str().to_owned())
    };
    let field = "waybill";
    let longest = "1".repeat(40);
    for (text, code) in [
        ("eb 4471\t0083 ", "EB44710083"),
        ("a-b1", "A-B1"),
        ("1234", "1234"),
        (&longest, &longest),
    ] {
        assert_eq!(read(text), Ok(code.to_owned()), "{text}");
    }
    let shapeless = Refusal::FieldCharacters { field };
    let ours = Label::new(crate::label::LabelClass::Item, 7).unwrap();
    for (text, refusal) in [
        ("  ", Refusal::FieldEmpty { field }),
        (&"1".repeat(41), Refusal::FieldTooLong { field, limit: 40 }),
        ("123", shapeless.clone()),
        ("EXPRESS", shapeless.clone()),
        ("EB_4471", shapeless.clone()),
        ("EBÉ4471", shapeless),
        (&ours.grouped(), Refusal::WaybillIsOurs),
    ] {
        assert_eq!(read(text), Err(refusal), "{text}");
    }
}

#[test]
fn an_announced_parcel_is_late_past_its_grace_and_stays_so() {
    let at = Timestamp::from_micros;
    let announced = ShipmentState::Announced;
    for (state, from, mark, now, late) in [
        (announced, Some(at(10)), None, at(10), false),
        (announced, Some(at(10)), None, at(11), true),
        (announced, None, None, at(11), false),
        // Seen to be late before the clock was set back.
        (announced, Some(at(10)), Some(at(11)), at(3), true),
        (announced, None, Some(at(11)), at(3), true),
        (ShipmentState::Received, Some(at(10)), None, at(11), false),
        (
            ShipmentState::Received,
            Some(at(10)),
            Some(at(11)),
            at(12),
            false,
        ),
    ] {
        let found = is_late(state, from, mark, now);
        assert_eq!(found, late, "{state} {from:?} {mark:?} {now:?}");
    }
}

#[test]
fn what_a_line_came_to_says_whether_it_is_here_and_whether_somebody_looks() {
    for (outcome, present, exception) in [
        (LineOutcome::Expected, false, false),
        (LineOutcome::Received, true, false),
        (LineOutcome::Damaged, true, true),
        (LineOutcome::Missing, false, true),
        (LineOutcome::Extra, true, true),
        (LineOutcome::Packed, true, false),
    ] {
        assert_eq!(outcome.is_present(), present, "{outcome}");
        assert_eq!(outcome.is_exception(), exception, "{outcome}");
    }
}

#[test]
fn a_parcel_expected_on_friday_is_late_after_monday() {
    let zone = SiteZone::MONTREAL;
    assert_eq!(
        late_from(date(2026, 11, 20), zone),
        zone.end_of(date(2026, 11, 23))
    );
    assert_eq!(
        late_from(date(2026, 11, 17), zone),
        zone.end_of(date(2026, 11, 18))
    );
}

#[test]
fn the_last_day_that_there_is_is_late_by_its_own_end() {
    let zone = SiteZone::MONTREAL;
    for eta in [NaiveDate::MAX, NaiveDate::MAX - chrono::Days::new(3)] {
        assert_eq!(late_from(eta, zone), zone.end_of(NaiveDate::MAX));
    }
}

#[test]
fn a_shipment_is_reconciled_only_when_every_line_has_its_outcome() {
    let line = |outcome| Line {
        awaits: None,
        kind: ItemKind::FilmSheet,
        label: None,
        outcome,
    };
    let both = |a, b| reconcile(ShipmentState::Announced, &[line(a), line(b)]);
    assert_eq!(
        both(LineOutcome::Received, LineOutcome::Expected).unwrap_err(),
        Refusal::NotAccountedFor { open: 1 }
    );
    assert_eq!(
        both(LineOutcome::Received, LineOutcome::Received).unwrap(),
        ShipmentState::Received
    );
    for exception in [
        LineOutcome::Missing,
        LineOutcome::Extra,
        LineOutcome::Damaged,
    ] {
        assert_eq!(
            both(LineOutcome::Received, exception).unwrap(),
            ShipmentState::ReceivedWithExceptions
        );
    }
    // Of one that nobody had announced something is to be said, whatever is in it.
    let whole = [line(LineOutcome::Received)];
    assert_eq!(
        reconcile(ShipmentState::Arrived, &whole).unwrap(),
        ShipmentState::ReceivedWithExceptions
    );
}

fn parcel(outcomes: &[(u32, Option<u8>, LineOutcome)]) -> Shipment {
    let lines = outcomes.iter().map(|(position, item, outcome)| PlacedLine {
        position: *position,
        awaits: None,
        kind: ItemKind::FilmSheet,
        item: item.map(|n| format!("01JCZ000000000000000000{n:03}").parse().unwrap()),
        outcome: *outcome,
    });
    Shipment {
        state: ShipmentState::Announced,
        lines: lines.collect(),
    }
}

#[test]
fn a_line_that_was_taken_back_never_lends_its_place_to_another() {
    // Two extras came after one announced film; the first of them was taken back.
    let shipment = parcel(&[
        (0, Some(1), LineOutcome::Received),
        (2, Some(3), LineOutcome::Extra),
    ]);
    let added = shipment
        .receive(None, ItemKind::Usb, LineOutcome::Extra)
        .unwrap();
    assert_eq!((added.line, added.added), (3, true));
    assert_eq!(
        (added.kind, added.outcome),
        (ItemKind::Usb, LineOutcome::Extra)
    );
    let known = shipment.receive(Some(1), ItemKind::Usb, LineOutcome::Received);
    assert_eq!(known.map(|line| (line.line, line.added)), Some((2, false)));
    assert_eq!(
        shipment.receive(Some(2), ItemKind::Usb, LineOutcome::Received),
        None
    );
    let empty = parcel(&[]).receive(None, ItemKind::Usb, LineOutcome::Extra);
    assert_eq!(empty.map(|line| line.line), Some(0));
}

#[test]
fn a_reception_taken_back_frees_what_was_announced_and_removes_what_was_not() {
    let shipment = parcel(&[
        (0, Some(1), LineOutcome::Damaged),
        (1, Some(2), LineOutcome::Received),
        (2, Some(1), LineOutcome::Extra),
        (3, None, LineOutcome::Expected),
    ]);
    let of = |n: u8| format!("01JCZ000000000000000000{n:03}").parse().unwrap();
    assert_eq!(shipment.take_back(&of(1)), (vec![0], vec![2]));
    assert_eq!(shipment.take_back(&of(2)), (vec![1], vec![]));
    assert_eq!(shipment.of(&of(1)), [0, 2]);
    assert_eq!(shipment.received_whole(&of(1)), [0u32; 0]);
    assert_eq!(shipment.received_whole(&of(2)), [1]);
    assert_eq!(shipment.waiting(), [3]);
    assert_eq!(shipment.received_damaged(&of(1)), [0]);
    assert_eq!(shipment.received_damaged(&of(2)), [0u32; 0]);
    assert_eq!(shipment.missing(), [0u32; 0]);
    let given_up = parcel(&[
        (0, None, LineOutcome::Missing),
        (1, None, LineOutcome::Expected),
    ]);
    assert_eq!(given_up.missing(), [0]);
    let two = parcel(&[
        (0, Some(1), LineOutcome::Received),
        (1, None, LineOutcome::Expected),
        (2, Some(2), LineOutcome::Extra),
    ]);
    assert_eq!(two.items().collect::<Vec<_>>(), [&of(1), &of(2)]);
}

#[test]
fn a_refusal_names_where_the_shipment_stands_not_where_it_should_go() {
    let refusal = parcel(&[]).must_be(ShipmentState::Sealed);
    assert_eq!(refusal, Err(Refusal::WrongState { state: "announced" }));
    assert_eq!(parcel(&[]).must_be(ShipmentState::Announced), Ok(()));
}

#[test]
fn a_number_copied_from_our_pages_is_read_like_one_that_is_typed() {
    for number in [
        "2026\u{2011}0042",
        "2026\u{2010}0042",
        "2026\u{2013}0042",
        " 2026-0042\u{a0}",
    ] {
        let read: Reference = number.parse().unwrap();
        assert_eq!(read.to_string(), "2026-0042", "{number:?}");
    }
    for label in ["DI\u{a0}1234\u{202f}5678\u{2009}12", "DI\u{2060}1234567812"] {
        assert!(
            label.parse::<Label>() == "DI1234567812".parse(),
            "{label:?}"
        );
    }
    let date = crate::case::entered_date("eta", "2026\u{2011}11\u{2011}23").unwrap();
    assert_eq!(date.to_string(), "2026-11-23");
    let waybill = Waybill::entered("waybill", "EB\u{202f}4471\u{a0}0083").unwrap();
    assert_eq!(waybill.as_str(), "EB44710083");
}

#[test]
fn of_a_couriers_long_label_the_number_counts_that_people_announce() {
    let waybill = |code: &str| Waybill::entered("waybill", code).unwrap();
    let read = waybill("1071804952390002087800920000001234");
    assert_eq!(read, waybill("920000001234"));
    // Of another length, or with letters, it is what it is.
    for code in [
        "107180495239000208780092000000123",
        "A071804952390002087800920000001234",
    ] {
        assert_eq!(waybill(code).as_str(), code);
    }
}

#[test]
fn a_postal_code_is_not_like_a_carriers_number() {
    let like = |code: &str| {
        Waybill::entered("waybill", code)
            .unwrap()
            .is_like_a_carriers()
    };
    for code in [
        "920000001234",
        "1234 5678 9012 345",
        "7023210039414604",
        "RR123456785CA",
        "PIN123456789",
        "1Z999AA10123456784",
        "JD014600003828392837",
        "EB44710083",
        "1234567890",
    ] {
        assert!(like(code), "{code}");
    }
    for code in [
        "H2X 1Y4",
        "12345",
        "514-555-0123",
        "CHUM118840",
        "1Z999",
        "MTL-118840-7",
    ] {
        assert!(!like(code), "{code}");
    }
}

#[test]
fn a_parcel_that_came_back_without_an_article_can_be_given_up_and_one_that_came_short_cannot() {
    let line = |outcome| PlacedLine {
        position: 0,
        awaits: None,
        kind: ItemKind::FilmSheet,
        item: "01JCZ000000000000000000004".parse().ok(),
        outcome,
    };
    let with = |state, outcome| Shipment {
        state,
        lines: vec![line(outcome)],
    };
    let begun = Err(Refusal::ShipmentBegun);
    for (state, outcome, may) in [
        (ShipmentState::Draft, LineOutcome::Expected, Ok(())),
        (ShipmentState::Draft, LineOutcome::Missing, Ok(())),
        (ShipmentState::Draft, LineOutcome::Packed, begun.clone()),
        (ShipmentState::Announced, LineOutcome::Expected, Ok(())),
        (
            ShipmentState::Announced,
            LineOutcome::Missing,
            begun.clone(),
        ),
        (ShipmentState::Announced, LineOutcome::Received, begun),
    ] {
        assert_eq!(
            with(state, outcome).may_be_cancelled(),
            may,
            "{state} {outcome}"
        );
    }
    let left = with(ShipmentState::InTransit, LineOutcome::Packed);
    assert!(matches!(
        left.may_be_cancelled(),
        Err(Refusal::WrongState { .. })
    ));
}
