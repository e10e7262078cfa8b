//! Promise: names are searched in memory alone; each process reads them once, keeps up with the
//! journal, forgets whoever is erased, and says so while it is not done.

#![expect(clippy::unwrap_used, reason = "tests")]

use doublelock_domain::access::{
    Actor, Clockwork, Coordination, DutyName, FrontDoor, Privacy, Purpose, Warrant,
};
use doublelock_domain::case::{NewCase, NewCaseForm};
use doublelock_domain::erasure::{Authority, Erasers, Record};
use doublelock_domain::ids::{CaseId, PatientId};
use doublelock_domain::patient::Answer;
use doublelock_domain::refusal::Refusal;
use doublelock_domain::time::{Clock as _, SiteZone, Span};
use doublelock_store::case::Begun;
use doublelock_store::front_door::SignedInPerson;
use doublelock_store::patient::NamesRead;
use doublelock_store::{Error, Sight, Store, Unit};
use doublelock_testkit::TestArchive;

const ZONE: SiteZone = SiteZone::MONTREAL;

/// More than a search reads by itself.
const MANY: usize = 2100;

fn vouched(archive: &TestArchive, name: &str) -> Actor {
    let who = SignedInPerson {
        stable_id: format!("uuid:{name}"),
        display_name: name.into(),
        language: None,
        duties: [DutyName::Coordination, DutyName::Privacy].into(),
    };
    let door = archive.warrant::<FrontDoor>(Purpose::SignIn);
    archive.store.write(&door, |unit| unit.vouch(&who)).unwrap()
}

fn work(archive: &TestArchive, who: &Actor) -> Warrant<Coordination> {
    who.take_up(Purpose::CaseWork, archive.clock.now()).unwrap()
}

fn new(archive: &TestArchive, family_name: &str, given_names: &str) -> NewCase {
    born(archive, family_name, given_names, "1958-06-17")
}

fn born(archive: &TestArchive, family_name: &str, given_names: &str, on: &str) -> NewCase {
    let form = NewCaseForm {
        family_name,
        given_names,
        birth_date: on,
        sex: "M",
        language: "fr",
        ..NewCaseForm::default()
    };
    form.check(archive.clock.now().date_in(ZONE)).unwrap()
}

fn opens(archive: &TestArchive, who: &Actor, family: &str, given: &str) -> CaseId {
    let new = new(archive, family, given);
    let begun = archive.store.write(&work(archive, who), |unit| {
        unit.open_case(&new, &Answer::NotAsked, ZONE)
    });
    begun.unwrap().opened().unwrap().0
}

#[expect(
    clippy::redundant_closure_for_method_calls,
    reason = "the method itself is not general enough in the lifetime of the unit"
)]
fn reads_on(store: &Store, warrant: &Warrant<Clockwork>) -> NamesRead {
    store.witness(warrant, |sight| sight.read_names()).unwrap()
}

/// Names of whom a search shows.
fn found(store: &Store, warrant: &Warrant<Coordination>, text: &str) -> Vec<String> {
    let people = store
        .witness(warrant, |sight| sight.search_people(text))
        .unwrap();
    let names = people.lines.iter().map(|line| &line.details);
    names
        .map(|who| format!("{} {}", who.given_names.as_str(), who.family_name.as_str()))
        .collect()
}

#[test]
fn until_everybody_was_read_no_case_is_opened_and_a_search_says_so_and_finds_the_newest() {
    let archive = TestArchive::new();
    let nadia = vouched(&archive, "nadia");
    let desk = work(&archive, &nadia);
    // Nobody of them is like another.
    let names: Vec<NewCase> = (0..MANY)
        .map(|n| {
            let on = format!("{}-{:02}-{:02}", 1900 + n % 97, 1 + n % 12, 1 + n % 28);
            let family = letters(n);
            born(&archive, &family, &letters(n * 7), &on)
        })
        .collect();
    for some in names.chunks(40) {
        let opened = archive.store.write(&desk, |unit| {
            for new in some {
                unit.open_case(new, &Answer::NotAsked, ZONE)?;
            }
            Ok(())
        });
        opened.unwrap();
    }
    let started = archive.front_end_beside(Span::seconds(0));
    let searched = |who: usize| {
        let text = format!("{} {}", letters(who), letters(who * 7));
        let people = started.witness(&desk, |sight| sight.search_people(&text));
        let people = people.unwrap();
        (people.lines.len(), people.reading)
    };
    assert_eq!(searched(MANY - 1), (1, true));
    let beside = archive.front_end_beside(Span::seconds(0));
    let new = new(&archive, "Bergeron", "Luc");
    let open =
        |store: &Store| store.write(&desk, |unit| unit.open_case(&new, &Answer::NotAsked, ZONE));
    let refused = open(&beside);
    assert!(
        matches!(refused, Err(Error::Refused(Refusal::NamesNotRead))),
        "{refused:?}"
    );
    let mut read = reads_on(&beside, &archive.clockwork());
    while !read.whole {
        read = reads_on(&beside, &archive.clockwork());
    }
    assert_eq!(read.names, MANY);
    assert!(matches!(open(&beside), Ok(Begun::Opened(..))));
    while !reads_on(&started, &archive.clockwork()).whole {}
    for who in [0, MANY - 1] {
        assert_eq!(searched(who), (1, false), "each once");
    }
    archive.close();
}

fn letters(n: usize) -> String {
    let letter = |n: usize| char::from(b'a' + u8::try_from(n % 26).unwrap());
    [letter(n / 676), letter(n / 26), letter(n)]
        .iter()
        .collect()
}

#[test]
fn each_process_keeps_up_and_forgets_whoever_another_erased() {
    let archive = TestArchive::new();
    let (nadia, other) = (vouched(&archive, "nadia"), vouched(&archive, "other"));
    let desk = work(&archive, &nadia);
    let beside = archive.front_end_beside(Span::seconds(0));
    let case = opens(&archive, &nadia, "Bergeron", "Luc");
    assert_eq!(found(&beside, &desk, "berg"), ["Luc Bergeron"]);
    opens(&archive, &nadia, "Berg", "Anne");
    assert_eq!(found(&beside, &desk, "berg"), ["Anne Berg", "Luc Bergeron"]);
    assert_eq!(reads_on(&beside, &archive.clockwork()).names, 2);

    let patient = patient_of(&archive, &desk, &case);
    erases(&archive, [&nadia, &other], &patient);
    // Without a search: the reading in the background is enough.
    assert_eq!(reads_on(&beside, &archive.clockwork()).names, 1);
    assert_eq!(found(&beside, &desk, "berg"), ["Anne Berg"]);
    archive.close();
}

#[test]
fn a_name_that_was_set_right_is_forgotten_with_the_one_before() {
    let archive = TestArchive::new();
    let (nadia, other) = (vouched(&archive, "nadia"), vouched(&archive, "other"));
    let desk = work(&archive, &nadia);
    let case = opens(&archive, &nadia, "Bergeron", "Luc");
    assert_eq!(found(&archive.store, &desk, "berg"), ["Luc Bergeron"]);
    let right = new(&archive, "Lemieux", "Luc");
    let corrects = |unit: &mut Unit<'_, Coordination>| {
        let case = unit.open(&case)?;
        let revision = case.revision;
        unit.correct_case(&case, &right, revision)
    };
    archive.store.write(&desk, corrects).unwrap();
    assert_eq!(found(&archive.store, &desk, "lem"), ["Luc Lemieux"]);
    assert!(found(&archive.store, &desk, "berg").is_empty());
    // The name of before is still in memory, and goes with the other.
    assert_eq!(reads_on(&archive.store, &archive.clockwork()).names, 2);
    let patient = patient_of(&archive, &desk, &case);
    erases(&archive, [&nadia, &other], &patient);
    assert_eq!(reads_on(&archive.store, &archive.clockwork()).names, 0);
    archive.close();
}

fn patient_of(archive: &TestArchive, desk: &Warrant<Coordination>, case: &CaseId) -> PatientId {
    let look = |sight: &mut Sight<'_, Coordination>| Ok(sight.open(case)?.patient_id.clone());
    archive.store.witness(desk, look).unwrap()
}

fn erases(archive: &TestArchive, two: [&Actor; 2], patient: &PatientId) {
    erases_record(archive, two, &Record::Patient(patient.clone()));
}

fn erases_record(archive: &TestArchive, [one, other]: [&Actor; 2], record: &Record) {
    let warrant: Warrant<Privacy> = one.take_up(Purpose::Erasure, archive.clock.now()).unwrap();
    let authority: Authority = "retention:R-17".parse().unwrap();
    let people = Erasers::together(one, other).unwrap();
    let erased = archive
        .store
        .write(&warrant, |unit| unit.erase(record, &authority, &people));
    erased.unwrap();
}

#[test]
fn whoever_has_two_records_is_erased_with_both_whichever_is_named() {
    let archive = TestArchive::new();
    let (nadia, other) = (vouched(&archive, "nadia"), vouched(&archive, "other"));
    let desk = work(&archive, &nadia);
    let first = opens(&archive, &nadia, "Bergeron", "Luc");
    archive.clock.advance(Span::seconds(1));
    let second = opens(&archive, &nadia, "Aubé", "Lucien");
    let bystander = opens(&archive, &nadia, "Roy", "Anne");
    let younger = patient_of(&archive, &desk, &second);
    let linked = archive.store.write(&desk, |unit| {
        let case = unit.open(&first)?;
        unit.link_patients(&case, &younger)
    });
    linked.unwrap();
    let opens_as = |case: &CaseId| {
        let opened = archive.store.witness(&desk, |sight| {
            let case = sight.open(case)?;
            Ok((case.also_known.len(), case.others.len()))
        });
        opened.map_err(|error| matches!(error, Error::Erased(_)))
    };
    assert_eq!(opens_as(&first), Ok((1, 1)), "one person under two names");

    erases(&archive, [&nadia, &other], &younger);
    assert_eq!(
        (opens_as(&first), opens_as(&second)),
        (Err(true), Err(true))
    );
    assert_eq!(opens_as(&bystander), Ok((0, 0)));
    assert!(found(&archive.store, &desk, "bergeron").is_empty());
    let apart = archive.store.write(&desk, |unit| {
        let case = unit.open(&bystander)?;
        unit.link_patients(&case, &younger)
    });
    assert!(matches!(apart, Err(Error::Erased(_))), "{apart:?}");
    archive.close();
}

#[test]
fn what_a_unit_wrote_and_dropped_is_never_found_and_hides_nobody() {
    let archive = TestArchive::new();
    let nadia = vouched(&archive, "nadia");
    let desk = work(&archive, &nadia);
    let anne = new(&archive, "Bergeron", "Anne");
    let dropped: Result<(), Error> = archive.store.write(&desk, |unit| {
        unit.open_case(&anne, &Answer::NotAsked, ZONE)?;
        // Within the unit she is on file.
        let again = unit.open_case(&anne, &Answer::NotAsked, ZONE)?;
        assert!(matches!(again, Begun::Asks(likely) if likely.len() == 1));
        Err(Error::Busy)
    });
    assert!(dropped.is_err());
    assert!(found(&archive.store, &desk, "bergeron").is_empty());
    // The numbers of what was dropped are given to others.
    opens(&archive, &nadia, "Bergeron", "Luc");
    assert_eq!(found(&archive.store, &desk, "bergeron"), ["Luc Bergeron"]);
    archive.close();
}

#[test]
fn a_name_that_did_not_open_is_tried_again() {
    let archive = TestArchive::new();
    let nadia = vouched(&archive, "nadia");
    let desk = work(&archive, &nadia);
    let case = opens(&archive, &nadia, "Bergeron", "Luc");
    let patient = patient_of(&archive, &desk, &case);
    let wrapped_by = |generation: &str| {
        let change = format!(
            "UPDATE key_wrap SET wrapped_by = '{generation}' WHERE subject = 'patient:{patient}'"
        );
        archive.sql(&change).unwrap();
    };
    let beside = archive.front_end_beside(Span::seconds(0));
    // As where the generation was destroyed just before, and the new wrap is not seen yet.
    wrapped_by("gone");
    let read = reads_on(&beside, &archive.clockwork());
    assert_eq!((read.names, read.whole), (0, true));
    wrapped_by("test");
    assert_eq!(reads_on(&beside, &archive.clockwork()).names, 1);
    assert_eq!(found(&beside, &desk, "berg"), ["Luc Bergeron"]);
    archive.close();
}

#[test]
fn a_case_that_was_erased_keeps_no_other_from_being_separated() {
    let archive = TestArchive::new();
    let (nadia, other) = (vouched(&archive, "nadia"), vouched(&archive, "other"));
    let desk = work(&archive, &nadia);
    let first = opens(&archive, &nadia, "Bergeron", "Luc");
    let patient = patient_of(&archive, &desk, &first);
    let again = new(&archive, "Bergeron", "Luc");
    let cases: Vec<CaseId> = (0..2)
        .map(|_| {
            let answer = Answer::OnFile(patient.clone());
            let opened = archive
                .store
                .write(&desk, |unit| unit.open_case(&again, &answer, ZONE));
            opened.unwrap().opened().unwrap().0
        })
        .collect();
    erases_record(&archive, [&nadia, &other], &Record::Case(cases[0].clone()));
    let separate = |chosen: &CaseId| {
        archive.store.write(&desk, |unit| {
            let case = unit.open(&first)?;
            unit.separate_cases(&case, std::slice::from_ref(chosen))
        })
    };
    let erased = separate(&cases[0]);
    assert!(
        matches!(erased, Err(Error::Refused(Refusal::FirstCase))),
        "{erased:?}"
    );
    separate(&cases[1]).unwrap();
    archive.close();
}
