//! The comparison is held to inputs, to its reasons and to what must hold for every input.

#![expect(clippy::unwrap_used, reason = "tests")]

mod cases;
mod dates;
mod properties;
mod reasons;

use chrono::NaiveDate;

use super::*;
use crate::case::{EnteredText, IssuedIdentifier, Language, PatientDetails};

fn text(value: &str) -> EnteredText {
    EnteredText::required("x", value, 120).unwrap()
}

fn day(year: i32, month: u32, day: u32) -> NaiveDate {
    NaiveDate::from_ymd_opt(year, month, day).unwrap()
}

/// A person as a case has them.
fn entered(family: &str, given: &str) -> Person {
    Person::from(&PatientDetails {
        family_name: text(family),
        given_names: text(given),
        birth_date: day(1984, 2, 29),
        sex: Sex::Female,
        hospital_number: Some(IssuedIdentifier {
            value: text("H-4471"),
            issuer: text("Hôpital du Belvédère"),
        }),
        language: Language::French,
    })
}

/// Somebody as a study has them, in a declared character set.
fn received(name: &str) -> Person {
    Person {
        name: PersonName::received(name, CharacterSet::Declared),
        other_names: Vec::new(),
        birth_date: BirthDate::received("19840229"),
        sex: Some(Sex::Female),
        number: None,
    }
}

fn born(text: &str) -> Person {
    Person {
        birth_date: BirthDate::received(text),
        ..received("Roy^Élodie")
    }
}

fn verdict(one: &Person, other: &Person, field: ComparedField) -> FieldVerdict {
    compare(one, other)
        .fields
        .into_iter()
        .find(|verdict| verdict.field == field)
        .unwrap()
}

fn name_reasons(family: &str, given: &str, name: &str) -> Vec<Reason> {
    verdict(
        &entered(family, given),
        &received(name),
        ComparedField::Name,
    )
    .reasons
}

fn date_reasons(date: &str) -> Vec<Reason> {
    verdict(
        &entered("Roy", "Élodie"),
        &born(date),
        ComparedField::BirthDate,
    )
    .reasons
}
