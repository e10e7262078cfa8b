//! Facts of patients.

use super::super::super::patients::*;
use super::{NUMBER, day, id, sealed, text};
use crate::case::{IssuedIdentifier, Language, PatientDetails};
use crate::fact::cases::CaseOpened;
use crate::fact::{Fact, Subject};
use crate::identity::Likeness;
use crate::identity::Sex;

pub(super) fn elodie() -> PatientDetails {
    PatientDetails {
        family_name: text("Bélanger-Roy"),
        given_names: text("Élodie"),
        birth_date: day(1984, 2, 29),
        sex: Sex::Female,
        hospital_number: Some(IssuedIdentifier {
            value: text("H-4471"),
            issuer: text("Hôpital du Belvédère"),
        }),
        language: Language::French,
    }
}

pub(super) fn facts() -> Vec<Fact> {
    vec![
        CaseOpened {
            case: id(12),
            reference: NUMBER,
            patient: id(3),
            words: sealed(Subject::Case(id(12)), elodie()),
            likely: vec![id(3), id(33)],
            question: None,
        }
        .into(),
        PatientsSeparated {
            from: id(3),
            patient: id(13),
            words: sealed(Subject::Patient(id(13)), elodie()),
            cases: vec![id(12)],
        }
        .into(),
        PatientsLinked {
            patient: id(3),
            others: vec![id(13)],
            likeness: Likeness::NeedsALook,
        }
        .into(),
        PatientUnlinked {
            patient: id(13),
            from: id(3),
        }
        .into(),
    ]
}
