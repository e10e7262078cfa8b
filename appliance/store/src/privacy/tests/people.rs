//! The register is of a person, whichever case a copy was of; and goes with a case that turns out
//! to be another's.

use doublelock_domain::ids::{CaseId, PatientId};

use super::*;
use crate::case::Begun;

impl Desk {
    /// Another case of the person, under a name that is spelled otherwise.
    fn opens_another(&self) -> (CaseId, Reference) {
        let form = NewCaseForm {
            family_name: "Bergeron Aube",
            given_names: "Luc",
            birth_date: "1958-06-17",
            sex: "M",
            language: "fr",
            ..NewCaseForm::default()
        };
        let new = form.check(self.clock.now().date_in(ZONE)).unwrap();
        let warrant = self.warrant::<Coordination>(Purpose::CaseWork);
        let open = |answer: &Answer| {
            self.store
                .write(&warrant, |unit| unit.open_case(&new, answer, ZONE))
                .unwrap()
        };
        let Begun::Asks(likely) = open(&Answer::NotAsked) else {
            panic!("nobody asked");
        };
        let answer = Answer::OnFile(likely[0].patient.clone());
        open(&answer).opened().unwrap()
    }

    /// How many communications the register has, asked about this case.
    fn register_of(&self, case: Reference) -> usize {
        self.privacy(|unit| {
            let case = unit.open_case_by_reference(case)?;
            let register = unit.communications(&case)?;
            assert!(register.missing.is_empty(), "{:?}", register.missing);
            assert!(register.entries.iter().all(|entry| entry.borne_out));
            Ok(register.entries.len())
        })
        .unwrap()
    }
}

#[test]
fn the_register_is_of_the_person_and_follows_a_case_to_another() {
    let mut desk = Desk::new();
    let first = desk.case;
    let (second, number) = desk.opens_another();
    desk.case = number;
    let logged = desk.logs("2026-11-01");
    desk.has_a_copy(logged.reference);
    desk.hands_over(logged.reference, None).unwrap();
    assert_eq!((desk.register_of(first), desk.register_of(number)), (1, 1));

    let warrant = desk.warrant::<Coordination>(Purpose::CaseWork);
    let own: PatientId = desk
        .store
        .write(&warrant, |unit| {
            let case = unit.open(&second)?;
            unit.separate_cases(&case, std::slice::from_ref(&second))
        })
        .unwrap();
    assert_eq!((desk.register_of(first), desk.register_of(number)), (0, 1));

    // Linked, it is one person's register again.
    desk.store
        .write(&warrant, |unit| {
            let first = unit.case_id(first)?;
            let case = unit.open(&first)?;
            unit.link_patients(&case, &own)
        })
        .unwrap();
    assert_eq!((desk.register_of(first), desk.register_of(number)), (1, 1));
}
