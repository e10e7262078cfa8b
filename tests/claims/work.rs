//! Builds of copies and descriptions of objects: each by whoever has it, once.

use doublelock_domain::access::{
    Actor, Coordination, Duty, DutyName, Privacy, Purpose, Relation, Warrant,
};
use doublelock_domain::case::NewCaseForm;
use doublelock_domain::fact::imaging::StudyWords;
use doublelock_domain::ids::Reference;
use doublelock_domain::object::StoredObject;
use doublelock_domain::patient::Answer;
use doublelock_domain::privacy::disclosure::AddressForm;
use doublelock_domain::privacy::package::{BuildFault, Holdings};
use doublelock_domain::privacy::regime::Regimes;
use doublelock_domain::privacy::request::NewRequestForm;
use doublelock_domain::time::{Clock as _, SiteZone};
use doublelock_store::front_door::SignedInPerson;
use doublelock_store::imaging::{DescriptionUnderWay, Finding};
use doublelock_store::objects::NewObject;
use doublelock_store::privacy::{BuildUnderWay, Built};

use doublelock_testkit::images::{association, image};

use super::*;

const ZONE: SiteZone = SiteZone::MONTREAL;

fn object(id: &str) -> NewObject {
    NewObject {
        stored: StoredObject {
            id: id.parse().unwrap(),
            sealed_sha256: "5e".repeat(32),
        },
        envelope: Vec::new(),
    }
}

/// Somebody who opens cases and answers requests.
struct Officer {
    actor: Actor,
}

impl Officer {
    fn of(archive: &TestArchive) -> Self {
        let who = SignedInPerson {
            stable_id: "uuid:marc".into(),
            display_name: "Marc Gagnon".into(),
            language: None,
            duties: [DutyName::Coordination, DutyName::Privacy].into(),
        };
        let door = archive.warrant(Purpose::SignIn);
        let vouched = archive.store.write(&door, |unit| unit.vouch(&who));
        Self {
            actor: vouched.unwrap(),
        }
    }

    fn warrant<D: Duty>(&self, archive: &TestArchive, purpose: Purpose) -> Warrant<D> {
        self.actor.take_up(purpose, archive.clock.now()).unwrap()
    }

    /// A request for a copy of a new case.
    fn logs(&self, archive: &TestArchive) -> Reference {
        let today = archive.clock.now().date_in(ZONE);
        let case = NewCaseForm {
            family_name: "Bergeron-Aubé",
            given_names: "Luc",
            birth_date: "1958-06-17",
            sex: "M",
            language: "fr",
            ..NewCaseForm::default()
        };
        let case = case.check(today).unwrap();
        let warrant = self.warrant::<Coordination>(archive, Purpose::CaseWork);
        let opened = archive.store.write(&warrant, |unit| {
            unit.open_case(&case, &Answer::NotAsked, ZONE)
        });
        let (_, number) = opened.unwrap().opened().unwrap();
        let number = number.to_string();
        let request = NewRequestForm {
            case: &number,
            channel: "mail",
            received_on: "2026-11-20",
            requester: "patient",
            identity: "enclosed_copy",
            carrier: "disc",
            address: AddressForm {
                street: "12, rue des Érables",
                locality: "Montréal (Québec)",
                postal_code: "H3A 0G4",
                country: "CA",
            },
            ..NewRequestForm::default()
        };
        let request = request.check(today).unwrap();
        let warrant = self.warrant::<Privacy>(archive, Purpose::CopyRequest);
        let logged = archive.store.write(&warrant, |unit| {
            unit.log_request(&request, &Regimes::quebec(), ZONE)
        });
        logged.unwrap().logged().unwrap().reference
    }

    fn starts(
        &self,
        archive: &TestArchive,
        store: &Store,
        request: Reference,
        lease: Span,
    ) -> Result<BuildUnderWay> {
        let warrant = self.warrant::<Privacy>(archive, Purpose::CopyRequest);
        let warrant = warrant.within(Relation::OfRequest(request));
        store.write(&warrant, |unit| {
            let (request, _) = unit.open_request(request)?;
            unit.start_build(&request, "any", lease)
        })
    }

    fn ends(&self, archive: &TestArchive, store: &Store, under_way: &BuildUnderWay) -> Result<()> {
        let built = Built {
            manifest_sha256: "ef".repeat(32),
            signer_sha256: "01".repeat(32),
            holds: Holdings {
                studies: 0,
                images: 0,
                articles: 0,
                communications: 0,
                sha256: "00".repeat(32),
            },
            files: Vec::new(),
            carriers: Vec::new(),
            passphrase: object("01JCZ0000000000000000000PP").stored,
            objects: vec![object("01JCZ0000000000000000000PP")],
        };
        let warrant = self.warrant::<Privacy>(archive, Purpose::CopyRequest);
        store.write(&warrant, |unit| unit.finish_build(under_way, &built))
    }
}

#[test]
fn a_build_that_fell_silent_is_given_up_by_another_and_its_end_changes_nothing() {
    let archive = TestArchive::new();
    let other = archive.front_end_beside(Span::hours(1));
    let officer = Officer::of(&archive);
    let request = officer.logs(&archive);
    let silent = officer
        .starts(&archive, &archive.store, request, SHORT)
        .unwrap();
    let give_up = || {
        other
            .write(&archive.clockwork(), |unit| {
                unit.mark_cut_off_runs()?;
                unit.fail_cut_off_builds()
            })
            .unwrap()
    };
    assert_eq!(give_up(), 0, "its lease lasts");
    sleep_past_a_short_lease();
    assert_eq!(give_up(), 1);

    // Built anew elsewhere; the first wakes before and after that one is done.
    let again = officer.starts(&archive, &other, request, LEASE).unwrap();
    let before = archive.entries().len();
    let warrant = officer.warrant::<Privacy>(&archive, Purpose::CopyRequest);
    let failed = archive.store.write(&warrant, |unit| {
        unit.fail_build(&silent, BuildFault::DiskFull)
    });
    assert!(matches!(failed, Err(Error::ClaimLost)));
    for _ in 0..2 {
        let late = officer.ends(&archive, &archive.store, &silent);
        assert!(matches!(late, Err(Error::ClaimLost)));
    }
    assert_eq!(archive.entries().len(), before);
    officer.ends(&archive, &other, &again).unwrap();
    for (store, build) in [(&archive.store, &silent), (&other, &again)] {
        let late = officer.ends(&archive, store, build);
        assert!(matches!(late, Err(Error::ClaimLost)));
    }
    assert_eq!(times(&archive, "package.built"), 1);
    assert_eq!(times(&archive, "package.failed"), 1);
    archive.close();
}

/// A lease that ran out and that nobody took up is still good.
#[test]
fn a_build_that_took_longer_than_its_lease_and_that_nobody_missed_is_done() {
    let archive = TestArchive::new();
    let officer = Officer::of(&archive);
    let request = officer.logs(&archive);
    let slow = officer
        .starts(&archive, &archive.store, request, SHORT)
        .unwrap();
    sleep_past_a_short_lease();
    officer.ends(&archive, &archive.store, &slow).unwrap();
    assert_eq!(times(&archive, "package.built"), 1);
    archive.close();
}

fn arrives(archive: &TestArchive) {
    let warrant = archive.warrant(Purpose::Import);
    archive
        .store
        .write(&warrant, |unit| {
            unit.receive(&association(1, "TEST"), &[image(1, 1)])
        })
        .unwrap();
}

/// How many descriptions came too late.
fn describes(archive: &TestArchive, store: &Store, object: &DescriptionUnderWay) -> usize {
    let found = [(object.clone(), Finding::Read(StudyWords::default(), None))];
    store
        .write(&archive.clockwork(), |unit| unit.described(&found))
        .unwrap()
}

#[test]
fn an_object_is_described_once_by_whoever_has_it() {
    let archive = TestArchive::new();
    let other = archive.front_end_beside(Span::hours(-1));
    arrives(&archive);
    let waiting = |store: &Store| {
        store
            .read(&archive.clockwork(), |unit| unit.instances_to_describe(9))
            .unwrap()
    };
    let what = waiting(&archive.store).remove(0);
    let claims = |store: &Store, lease| {
        store
            .write(&archive.clockwork(), |unit| {
                unit.claim_description(&what, "any", lease)
            })
            .unwrap()
    };
    let first = claims(&archive.store, SHORT).unwrap();
    assert!(waiting(&other).is_empty(), "somebody reads it");
    assert!(claims(&other, LEASE).is_none());
    sleep_past_a_short_lease();
    let again: Vec<_> = waiting(&other).into_iter().map(|one| one.id).collect();
    assert_eq!(again, std::slice::from_ref(&what.id));
    let second = claims(&other, LEASE).unwrap();

    assert_eq!(describes(&archive, &archive.store, &first), 1);
    assert_eq!(times(&archive, "study.described"), 0);
    assert_eq!(describes(&archive, &other, &second), 0);
    assert_eq!(times(&archive, "study.described"), 1);
    let before = archive.entries().len();
    let late = [(first, Finding::Failed("died".into()))];
    let lost = archive
        .store
        .write(&archive.clockwork(), |unit| unit.described(&late));
    assert_eq!(lost.unwrap(), 1);
    assert_eq!(archive.entries().len(), before);
    // Who had read the list before it was done does not begin again.
    assert!(claims(&archive.store, LEASE).is_none());
    archive.close();
}
