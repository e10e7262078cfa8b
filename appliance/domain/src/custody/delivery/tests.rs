#![expect(clippy::unwrap_used, reason = "tests")]

use super::*;

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

fn delivered<'a>(on: &'a str, obtained: &'a str) -> ClaimForm<'a> {
    ClaimForm {
        says: "delivered",
        on,
        obtained,
        signed_by: "",
    }
}

#[test]
fn a_parcel_is_expected_after_the_working_days_that_its_service_takes() {
    // Friday; Monday is the next working day.
    let usual = Service::USUAL.expected(day("2026-11-27"));
    assert_eq!(usual, day("2026-11-30"));
    let slow = Service::entered("adult", " 3 ").unwrap();
    assert_eq!(slow.signature, SignatureLevel::Adult);
    assert_eq!(slow.expected(day("2026-11-27")), day("2026-12-02"));
}

#[test]
fn a_service_is_one_of_the_levels_and_some_days() {
    for days in ["", "0", "21", "-1", "1.5", "two", "256"] {
        let refused = Err(vec![Refusal::NumberOutOfRange { field: "days" }]);
        assert_eq!(Service::entered("signature", days), refused, "{days}");
    }
    assert!(Service::entered("none", "20").is_ok());
    let both = Service::entered("by hand", "0").unwrap_err();
    assert_eq!(both.len(), 2, "{both:?}");
}

#[test]
fn a_claim_is_of_a_day_between_the_departure_and_today() {
    let (left, today) = (day("2026-11-25"), day("2026-11-27"));
    let check = |on| delivered(on, "signature").check(left, today);
    assert!(check("2026-11-25").is_ok());
    assert!(check("2026-11-27").is_ok());
    let early = vec![Refusal::DateInPast { field: "on" }];
    assert_eq!(check("2026-11-24"), Err(early));
    let late = vec![Refusal::DateInFuture { field: "on" }];
    assert_eq!(check("2026-11-28"), Err(late));
}

#[test]
fn how_it_was_handed_over_is_asked_of_what_was_handed_over_and_of_nothing_else() {
    let (left, today) = (day("2026-11-25"), day("2026-11-27"));
    let unsaid = delivered("2026-11-26", "").check(left, today);
    assert_eq!(
        unsaid,
        Err(vec![Refusal::FieldChoice { field: "obtained" }])
    );
    let refused = ClaimForm {
        says: "refused",
        ..delivered("2026-11-26", "signature")
    };
    assert_eq!(refused.check(left, today).unwrap().obtained, None);
    let nothing = ClaimForm::default().check(left, today).unwrap_err();
    assert_eq!(nothing.len(), 2, "{nothing:?}");
}
