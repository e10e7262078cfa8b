//! Birth dates as people and machines write them, against 29 February 1984 or against each other.

use super::*;
use crate::identity::date::near;

fn between(one: &str, other: &str) -> Vec<Reason> {
    BirthDate::received(one).compare(&BirthDate::received(other))
}

#[test]
fn each_way_to_write_a_date_is_read_for_what_it_says() {
    let same: &[Reason] = &[];
    let otherwise: &[Reason] = &[Reason::DateWrittenOtherwise];
    let partial: &[Reason] = &[Reason::DatePartial];
    let unreadable: &[Reason] = &[Reason::DateUnreadable];
    let placeholder: &[Reason] = &[Reason::DatePlaceholder];
    let other: &[Reason] = &[Reason::DateOther];
    let longest = format!("1984-02-29{}", ".".repeat(30));
    let too_long = format!("{longest}.");
    for (text, expected) in [
        ("19840229", same),
        ("\0 19840229 \0", same),
        // The whole date, in another order or with a time.
        ("1984-02-29", otherwise),
        ("1984/2/29", otherwise),
        ("29.2.1984", otherwise),
        ("2/29/1984", otherwise),
        ("29021984", otherwise),
        ("02291984", otherwise),
        ("19840229T1530", otherwise),
        ("19840229153000", otherwise),
        ("1984-02-29T15:30:00Z", otherwise),
        ("29/02/1984 15:30", otherwise),
        (&longest, otherwise),
        // A part of it.
        ("1984", partial),
        ("198402", partial),
        ("1984-02", partial),
        ("1984-2", partial),
        ("02/1984", partial),
        ("2.1984", partial),
        ("84-02-29", partial),
        ("29/02/84", partial),
        ("02/29/84", partial),
        ("840229", partial),
        ("19840200", partial),
        ("19840029", partial),
        ("19840000", partial),
        ("00000229", partial),
        // Parts of another one.
        ("1985", other),
        ("198403", other),
        ("1984-03", other),
        ("850229", other),
        ("84-03-29", other),
        // Nothing that could be one.
        ("1984022", unreadable),
        ("198", unreadable),
        ("29-2-84", unreadable),
        ("1984-02-29 A.D.", unreadable),
        ("29 février 1984", unreadable),
        ("?", unreadable),
        (&too_long, unreadable),
        // What machines write that have none.
        ("0", placeholder),
        ("0000-00-00", placeholder),
        ("1111-11-11", placeholder),
        ("01/01/1900", placeholder),
        ("18581117", placeholder),
        ("99991231", placeholder),
        ("12345678", placeholder),
        ("00010101", placeholder),
    ] {
        assert_eq!(date_reasons(text), expected, "{text:?}");
    }
}

#[test]
fn a_standard_date_is_of_four_centuries() {
    for (text, standard) in [
        ("18000102", true),
        ("21991231", true),
        ("17991231", false),
        ("22000101", false),
        ("19840230", false),
    ] {
        let found = between(text, text);
        let expected = if standard {
            Vec::new()
        } else {
            vec![Reason::DateWrittenOtherwise]
        };
        assert_eq!(found, expected, "{text}");
    }
    // Eight digits are turned around only if a year stands at their end.
    assert_eq!(
        between("31122199", "21991231"),
        [Reason::DateWrittenOtherwise]
    );
    assert_eq!(between("31122200", "22001231"), [Reason::DateOther]);
    assert_eq!(
        between("31121800", "18001231"),
        [Reason::DateWrittenOtherwise]
    );
    assert_eq!(between("31121799", "17991231"), [Reason::DateOther]);
    // Four digits and a month, or two of each.
    assert_eq!(between("198412", "19841231"), [Reason::DatePartial]);
    assert_eq!(between("180012", "18001231"), [Reason::DatePartial]);
    assert_eq!(between("200113", "19200113"), [Reason::DatePartial]);
    assert_eq!(between("179912", "20179912"), [Reason::DatePartial]);
    assert_eq!(between("220012", "19220012"), [Reason::DatePartial]);
}

#[test]
fn two_readings_of_one_writing_are_both_tried() {
    // 2 March or 3 February.
    for date in ["19840302", "19840203"] {
        let found = between("02/03/1984", date);
        assert_eq!(found, [Reason::DateWrittenOtherwise], "{date}");
        assert_eq!(between("02/03/84", date), [Reason::DatePartial], "{date}");
    }
    assert_eq!(between("02/03/1984", "19840204"), [Reason::DateOneDigit]);
    assert_eq!(between("02/03/84", "19840204"), [Reason::DateOther]);
}

#[test]
fn what_differs_between_two_dates_is_named() {
    for (one, other, reason) in [
        ("19840229", "19840228", Reason::DateOneDigit),
        ("19840229", "19840129", Reason::DateOneDigit),
        ("19840229", "18840229", Reason::DateOneDigit),
        ("19840203", "19840302", Reason::DateDayAndMonth),
        ("19840203", "19850302", Reason::DateOther),
        ("19840229", "19850228", Reason::DateOther),
        ("19840229", "1985", Reason::DateOther),
        ("19841101", "19840111", Reason::DateDayAndMonth),
    ] {
        assert_eq!(between(one, other), [reason], "{one} {other}");
        assert_eq!(between(other, one), [reason], "{other} {one}");
    }
    assert_eq!(
        between("", "00000000"),
        [Reason::DateMissing, Reason::DatePlaceholder]
    );
    assert_eq!(between("hier", "1984"), [Reason::DateUnreadable]);
}

/// The index looks where the comparison sees a slip of the pen: nowhere else, and everywhere there.
#[test]
fn near_a_date_are_exactly_those_that_a_slip_of_the_pen_makes_of_it() {
    for date in [day(1984, 3, 2), day(2000, 12, 31), day(1999, 11, 11)] {
        let found = near(date);
        assert!(found.is_sorted() && found.contains(&date));
        let known = BirthDate::known(date);
        for other in day(1974, 1, 1).iter_days().take(40 * 366) {
            let slip = matches!(
                known.compare(&BirthDate::known(other)).as_slice(),
                [] | [Reason::DateOneDigit | Reason::DateDayAndMonth]
            );
            assert_eq!(found.contains(&other), slip, "{date} {other}");
        }
        let mut once = found.clone();
        once.dedup();
        assert_eq!(once, found);
    }
}

#[test]
fn a_date_shows_for_debugging_what_kind_it_is_and_not_which() {
    for (text, shown) in [
        ("", "BirthDate(missing)"),
        ("00000000", "BirthDate(placeholder)"),
        ("hier", "BirthDate(unreadable)"),
        ("19840229", "BirthDate(…)"),
    ] {
        assert_eq!(format!("{:?}", BirthDate::received(text)), shown);
    }
    let date = day(1984, 2, 29);
    assert_eq!(BirthDate::from(date), BirthDate::received("19840229"));
}
