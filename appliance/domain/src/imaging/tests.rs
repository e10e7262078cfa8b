#![expect(clippy::unwrap_used, reason = "tests")]
use super::*;

fn patient(name: &str, born: &str, number: &str) -> PatientInStudy {
    PatientInStudy {
        name: name.into(),
        birth_date: born.into(),
        sex: "F".into(),
        patient_id: number.into(),
        issuer: "Belvedere".into(),
        character_set: CharacterSet::Declared,
    }
}

fn received(patient: &PatientInStudy) -> ReceivedStudy<'_> {
    ReceivedStudy {
        state: StudyState::Unassigned,
        described: Described::Done,
        images: 3,
        several_patients: false,
        patient,
    }
}

#[test]
fn what_holds_a_study_is_named_and_nothing_held_is_attached() {
    let ours = patient("ROY^ELODIE", "19840229", "H-1");
    let person = Person::from(&ours);
    let study = received(&ours);
    assert_eq!(study.attach(&person, 3), Ok(Concordance::Match));
    assert_eq!(study.attach(&person, 2), Err(Refusal::StudyGrew));

    let attached = ReceivedStudy {
        state: StudyState::Attached,
        ..study.clone()
    };
    let not_read = ReceivedStudy {
        described: Described::Waiting,
        ..study.clone()
    };
    let unreadable = ReceivedStudy {
        described: Described::Failed,
        ..study.clone()
    };
    let several = ReceivedStudy {
        several_patients: true,
        ..study.clone()
    };
    for (study, hold, refusal) in [
        (attached, Hold::Attached, "wrong-state"),
        (not_read, Hold::NotRead, "study-not-read"),
        (unreadable, Hold::Unreadable, "study-not-read"),
        (several, Hold::SeveralPatients, "patient-differs"),
    ] {
        assert_eq!(study.beside(&person).1, Some(hold));
        assert_eq!(study.attach(&person, 3).unwrap_err().key(), refusal);
    }
}

#[test]
fn another_patient_holds_a_study_and_another_number_does_not() {
    let person = Person::from(&patient("ROY^ELODIE", "19840229", "H-1"));
    for (theirs, fields) in [
        (
            patient("ROY^MARIE", "19840229", "H-1"),
            vec![ComparedField::Name],
        ),
        (
            patient("ROY^ELODIE", "19840228", "H-1"),
            vec![ComparedField::BirthDate],
        ),
        (
            patient("GAGNON^LUC", "19580617", "H-2"),
            vec![ComparedField::Name, ComparedField::BirthDate],
        ),
    ] {
        let study = received(&theirs);
        assert_eq!(study.beside(&person).1, Some(Hold::Differs(fields)));
        assert_eq!(study.attach(&person, 3), Err(Refusal::PatientDiffers));
    }
    let number = patient("ROY^ELODIE", "19840229", "H-2");
    let study = received(&number);
    assert_eq!(study.beside(&person).1, None);
    assert_eq!(study.attach(&person, 3), Ok(Concordance::Check));
}

#[test]
fn an_image_is_held_healed_or_kept_apart_by_what_its_study_holds() {
    let kept = Taken::Kept;
    for (known, foreign, taken) in [
        (KnownAs::New, false, kept(InstanceState::Held)),
        (KnownAs::New, true, kept(InstanceState::OtherPatient)),
        (KnownAs::OtherBytes, false, kept(InstanceState::Conflict)),
        (KnownAs::Same { damaged: false }, false, Taken::Already),
        (KnownAs::Same { damaged: true }, false, Taken::Heals),
    ] {
        assert_eq!(known.taken(foreign), taken, "{known:?} {foreign}");
    }
}

#[test]
fn a_study_is_read_once_the_words_of_one_image_were() {
    for (read, waiting, described) in [
        (true, true, Described::Done),
        (true, false, Described::Done),
        (false, true, Described::Waiting),
        (false, false, Described::Failed),
    ] {
        assert_eq!(Described::of_study(read, waiting), described);
    }
}

#[test]
fn the_patient_of_a_study_is_read_as_it_was_sent() {
    let mut sent = patient("ROY^ELODIE", "19840229", "H-1");
    sent.sex = " F ".into();
    let person = Person::from(&sent);
    assert_eq!(person.sex, Some(identity::Sex::Female));
    assert_eq!(person.birth_date, BirthDate::received("19840229"));
    let name = PersonName::received("ROY^ELODIE", CharacterSet::Declared);
    assert_eq!((person.name, person.other_names), (name, vec![]));
    assert_eq!(person.number, FileNumber::received("H-1", "Belvedere"));
    sent.sex = "female".into();
    assert_eq!(Person::from(&sent).sex, None);
}

/// Images that came since are looked at before anything else is said of the patient.
#[test]
fn a_study_that_grew_is_compared_again_first() {
    let theirs = patient("GAGNON^LUC", "19580617", "H-2");
    let person = Person::from(&patient("ROY^ELODIE", "19840229", "H-1"));
    let several = ReceivedStudy {
        several_patients: true,
        ..received(&theirs)
    };
    for study in [several.clone(), received(&theirs)] {
        assert_eq!(study.attach(&person, 2), Err(Refusal::StudyGrew));
        assert_eq!(study.attach(&person, 3), Err(Refusal::PatientDiffers));
    }
    let unread = ReceivedStudy {
        described: Described::Waiting,
        ..several
    };
    assert_eq!(unread.attach(&person, 2), Err(Refusal::StudyNotRead));
}
