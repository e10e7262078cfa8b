//! What several pages of the desk say of a patient.

use doublelock_domain::case::Case;

use crate::web::i18n::Phrase;
use crate::web::pages::cases::Patient;
use crate::web::told::listed;

/// Who a case is about.
pub(super) fn patient(case: &Case) -> Patient {
    let who = &case.patient;
    Patient {
        name: listed(who),
        birth_date: who.birth_date.to_string(),
        sex: Phrase::new(format!("sex-{}", who.sex)),
        number: who.hospital_number.as_ref().map(|number| {
            (
                number.value.as_str().to_owned(),
                number.issuer.as_str().to_owned(),
            )
        }),
        language: Phrase::new(format!("written-{}", who.language)),
    }
}
