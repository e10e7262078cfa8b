//! Shipments are announced, received and sent as staff would see it.

#![expect(clippy::unwrap_used, reason = "tests")]

use super::*;

fn date(y: i32, m: u32, d: u32) -> NaiveDate {
    NaiveDate::from_ymd_opt(y, m, d).unwrap()
}

fn filled() -> AnnouncementForm<'static> {
    AnnouncementForm {
        sender: "Clinique radiologique du Fjord",
        carrier: "Express Boréal",
        waybill: "eb 4471 0083",
        eta: "2026-11-23",
        asked: "",
        contents: vec![("film_sheet", "4"), ("optical_disc", "1"), ("usb", "")],
    }
}

#[test]
fn a_parcel_is_announced_with_what_it_should_hold() {
    let parcel = filled().check(date(2026, 11, 21)).unwrap();
    assert_eq!(parcel.waybill.unwrap().as_str(), "EB44710083");
    assert_eq!(parcel.kinds.len(), 5);
    assert_eq!(parcel.kinds[4], ItemKind::OpticalDisc);
}

#[test]
fn every_fault_is_named_at_once() {
    let form = AnnouncementForm {
        sender: " ",
        carrier: "x\u{7}",
        waybill: "<b>",
        eta: "2026-02-31",
        asked: "",
        contents: vec![("elephant", "1")],
    };
    let faults = form.check(date(2026, 11, 21)).unwrap_err();
    let fields: Vec<_> = faults.iter().filter_map(Refusal::field).collect();
    assert_eq!(fields, ["sender", "carrier", "waybill", "eta", "contents"]);
}

#[test]
fn too_many_articles_or_none_are_refused() {
    for (count, fault) in [
        ("201", Refusal::NumberOutOfRange { field: "contents" }),
        (
            "99999999999999999999",
            Refusal::NumberOutOfRange { field: "contents" },
        ),
        ("-1", Refusal::NumberOutOfRange { field: "contents" }),
        ("0", Refusal::FieldEmpty { field: "contents" }),
    ] {
        let form = AnnouncementForm {
            contents: vec![("film_sheet", count)],
            ..filled()
        };
        assert_eq!(form.check(date(2026, 11, 21)).unwrap_err(), vec![fault]);
    }
}

/// A parcel comes today at the earliest, and within a year and a day.
#[test]
fn an_arrival_in_the_past_or_in_years_is_refused() {
    let expected = |eta| {
        let form = AnnouncementForm { eta, ..filled() };
        form.check(date(2026, 11, 21)).map(|parcel| parcel.eta)
    };
    let field = "eta";
    assert_eq!(expected("2026-11-21"), Ok(date(2026, 11, 21)));
    assert_eq!(expected("2027-11-22"), Ok(date(2027, 11, 22)));
    let past = vec![Refusal::DateInPast { field }];
    assert_eq!(expected("2026-11-20"), Err(past));
    let far = vec![Refusal::DateTooFar { field }];
    assert_eq!(expected("2027-11-23"), Err(far));
}

#[test]
fn a_parcel_holds_two_hundred_articles_whatever_their_kinds() {
    let kinds = |contents| {
        let form = AnnouncementForm {
            contents,
            ..filled()
        };
        form.check(date(2026, 11, 21)).map(|parcel| parcel.kinds)
    };
    let full = kinds(vec![("film_sheet", "199"), ("usb", " 1 ")]).unwrap();
    assert_eq!(full.len(), LINE_LIMIT);
    assert_eq!(full.last(), Some(&ItemKind::Usb));
    let range = Err(vec![Refusal::NumberOutOfRange { field: "contents" }]);
    assert_eq!(kinds(vec![("film_sheet", "199"), ("usb", "2")]), range);
    // Of a kind of which there is none, the kind is not asked.
    assert_eq!(
        kinds(vec![("elephant", "0"), ("elephant", " "), ("usb", "1")]),
        Ok(vec![ItemKind::Usb])
    );
}

#[test]
fn an_address_may_be_typed_on_several_lines() {
    let form = DepartureForm {
        recipient: "Élodie Bélanger-Roy",
        address: "12, rue des Pins\r\nMontréal (Québec)  H3A 0G4\n",
        carrier: "Express Boréal",
        by_courier: "original",
        signature: "signature",
        days: "1",
        back_by: "",
    };
    assert_eq!(
        form.check(date(2026, 11, 21)).unwrap().address.as_str(),
        "12, rue des Pins, Montréal (Québec)  H3A 0G4"
    );
    assert_eq!(
        DepartureForm::default()
            .check(date(2026, 11, 21))
            .unwrap_err()
            .len(),
        6
    );
}

#[test]
fn whoever_sends_something_by_courier_says_why_it_does_not_go_electronically() {
    let of = |by_courier| {
        let form = DepartureForm {
            recipient: "Élodie Bélanger-Roy",
            address: "12, rue des Pins",
            carrier: "Express Boréal",
            by_courier,
            signature: "signature",
            days: "1",
            back_by: "",
        };
        form.check(date(2026, 11, 21)).map(|to| to.by_courier)
    };
    for why in ByCourier::ALL {
        assert_eq!(of(why.as_str()), Ok(Some(*why)));
    }
    let field = "by-courier";
    for unsaid in ["", "because"] {
        assert_eq!(of(unsaid), Err(vec![Refusal::FieldChoice { field }]));
    }
}

#[test]
fn a_number_that_no_carrier_writes_is_asked_about_once() {
    let odd = || Waybill::entered("waybill", "H2X 1Y4").unwrap();
    assert_eq!(odd().must_be_sure(""), Err(Refusal::WaybillUnlike));
    assert_eq!(odd().must_be_sure("K1A0B1"), Err(Refusal::WaybillUnlike));
    assert_eq!(odd().must_be_sure("H2X1Y4"), Ok(odd()));
    let form = AnnouncementForm {
        waybill: "H2X 1Y4",
        ..filled()
    };
    let today = date(2026, 11, 21);
    assert_eq!(form.check(today).unwrap_err(), [Refusal::WaybillUnlike]);
    let again = AnnouncementForm {
        asked: "H2X1Y4",
        ..form
    };
    assert!(again.check(today).is_ok());
}
