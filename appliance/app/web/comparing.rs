//! A comparison of two people as pages show it. The rules are `doublelock_domain::identity`.

use doublelock_domain::case::PatientDetails;
use doublelock_domain::identity::{ComparedField, Comparison, FieldVerdict, Likeness};

use crate::web::i18n::Phrase;
use crate::web::pages::comparison::{ComparedRow, Side};
use crate::web::pages::received::Said;
use crate::web::told::listed;

/// Two people that were entered here, side by side.
pub(super) fn rows(
    comparison: &Comparison,
    one: &PatientDetails,
    other: &PatientDetails,
) -> Vec<ComparedRow> {
    comparison
        .fields
        .iter()
        .map(|verdict| {
            let field = verdict.field;
            row(verdict, side_of(field, one), side_of(field, other))
        })
        .collect()
}

/// One field, with what came out and why.
pub(super) fn row(verdict: &FieldVerdict, one: Side, other: Side) -> ComparedRow {
    ComparedRow {
        field: Phrase::new(format!("compare-{}", verdict.field)),
        one,
        other,
        kind: match verdict.likeness {
            Some(Likeness::Same) => "done",
            Some(Likeness::NeedsALook) => "attention",
            Some(Likeness::Different) => "refused",
            None => "info",
        },
        verdict: match verdict.likeness {
            Some(likeness) => Phrase::new(format!("compare-verdict-{likeness}")),
            None => Phrase::new("compare-verdict-not_counted"),
        },
        reasons: verdict
            .reasons
            .iter()
            .map(|reason| Phrase::new(format!("compare-reason-{reason}")))
            .collect(),
    }
}

/// What a patient's record says in one field.
pub(super) fn side_of(field: ComparedField, who: &PatientDetails) -> Side {
    let value = match field {
        ComparedField::Name => Said::text(&listed(who)),
        ComparedField::BirthDate => Said::text(&who.birth_date.to_string()),
        ComparedField::Sex => Said::word(format!("sex-{}", who.sex)),
        ComparedField::HospitalNumber => match &who.hospital_number {
            Some(number) => Said::text(number.value.as_str()),
            None => Said::word("compare-none-recorded"),
        },
    };
    let issuer = match (&who.hospital_number, field) {
        (Some(number), ComparedField::HospitalNumber) => Said::text(number.issuer.as_str()),
        _ => Said::default(),
    };
    Side {
        value,
        issuer,
        guess: None,
    }
}
