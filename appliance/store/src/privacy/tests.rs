//! A privacy officer's days, against a database of its own.
#![expect(clippy::unwrap_used, reason = "tests")]
#![expect(
    clippy::redundant_closure_for_method_calls,
    reason = "a method of one lifetime is not general enough"
)]

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, AtomicU64, Ordering};

use diesel::prelude::*;
use doublelock_domain::access::{
    Actor, Clockwork, Coordination, Custody, Duty, DutyName, FrontDoor, Privacy, Purpose, Relation,
    Warrant,
};
use doublelock_domain::case::{EnteredText, NewCaseForm};
use doublelock_domain::fact::Reading;
use doublelock_domain::fact::privacy::SealedForm;
use doublelock_domain::ids::{ItemId, PackageId, Reference, RequestId, ShipmentId};
use doublelock_domain::label::Label;
use doublelock_domain::object::StoredObject;
use doublelock_domain::patient::Answer;
use doublelock_domain::privacy::clock::{Standing, Urgency};
use doublelock_domain::privacy::disclosure::{AddressForm, DeliveryMethod};
use doublelock_domain::privacy::package::{
    BuildFault, Carrier, Holdings, PackagePart, PackageState, RecordThen,
};
use doublelock_domain::privacy::regime::{RegimeId, Regimes};
use doublelock_domain::privacy::request::{
    IdentityEvidence, NewRequest, NewRequestForm, RequestState,
};
use doublelock_domain::refusal::Refusal;
use doublelock_domain::time::{Clock, Entropy, SiteZone, Span, Timestamp};
use doublelock_ledger::SigningKey;

use crate::claims::LEASE;
use crate::conn;
use crate::front_door::SignedInPerson;
use crate::keys::TestKeys;
use crate::objects::NewObject;
use crate::privacy::disclosure::{disc_is_current, disclose_dispatched};
use crate::privacy::{Built, BuiltFile, Dispatch, Logging, NewlyLogged, Request, Worklist};
use crate::{DatabaseUrl, Error, Result, Store, Unit};

const ZONE: SiteZone = SiteZone::MONTREAL;

struct Frozen(AtomicI64);
impl Clock for Frozen {
    fn now(&self) -> Timestamp {
        Timestamp::from_micros(self.0.load(Ordering::SeqCst))
    }
}

/// Different bytes at every call, the same in every run.
struct Counted(AtomicU64);
impl Entropy for Counted {
    fn fill(&self, bytes: &mut [u8]) {
        for chunk in bytes.chunks_mut(32) {
            let count = self.0.fetch_add(1, Ordering::SeqCst);
            let hash = openssl::sha::sha256(&count.to_be_bytes());
            chunk.copy_from_slice(&hash[..chunk.len()]);
        }
    }
}

mod bounded;
mod builds;
mod closing;
mod discs;
mod late;
mod people;

struct Desk {
    store: Store,
    clock: Arc<Frozen>,
    sophie: Actor,
    case: Reference,
    _folder: tempfile::TempDir,
}

impl Desk {
    /// A centre with one case, at noon of 2026-11-21.
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let url = DatabaseUrl::Sqlite(folder.path().join("records.sqlite"));
        let noon = ZONE
            .start_of("2026-11-21".parse().unwrap())
            .plus(Span::hours(12));
        let clock = Arc::new(Frozen(AtomicI64::new(noon.micros())));
        let store = Store::new(
            &url,
            clock.clone(),
            Arc::new(Counted(AtomicU64::new(1))),
            Arc::new(TestKeys::new()),
        );
        store.migrate().unwrap();
        let duties = [DutyName::Coordination, DutyName::Custody, DutyName::Privacy];
        let door: Warrant<FrontDoor> = store
            .appliance()
            .unwrap()
            .take_up(Purpose::SignIn, clock.now())
            .unwrap();
        let who = SignedInPerson {
            stable_id: "uuid:sophie".into(),
            display_name: "Sophie Lavigne".into(),
            language: None,
            duties: duties.into(),
        };
        let sophie = store.write(&door, |unit| unit.vouch(&who)).unwrap();
        let work = store
            .appliance()
            .unwrap()
            .take_up::<Clockwork>(Purpose::Maintenance, clock.now())
            .unwrap();
        let key = SigningKey::from_seed("clinic.example/journal", &[7; 32]).unwrap();
        store
            .write(&work, |unit| unit.establish_identity(&key.verifying_key()))
            .unwrap();
        let mut desk = Self {
            store,
            clock,
            sophie,
            case: "2026-0001".parse().unwrap(),
            _folder: folder,
        };
        desk.case = desk.open_case("Bergeron-Aubé", "Luc");
        desk
    }

    fn warrant<D: Duty>(&self, purpose: Purpose) -> Warrant<D> {
        self.sophie.take_up(purpose, self.clock.now()).unwrap()
    }

    fn open_case(&self, family_name: &str, given_names: &str) -> Reference {
        let form = NewCaseForm {
            family_name,
            given_names,
            birth_date: "1958-06-17",
            sex: "M",
            language: "fr",
            ..NewCaseForm::default()
        };
        let new = form.check(self.clock.now().date_in(ZONE)).unwrap();
        let warrant = self.warrant::<Coordination>(Purpose::CaseWork);
        self.store
            .write(&warrant, |unit| {
                unit.open_case(&new, &Answer::NotAsked, ZONE)
            })
            .unwrap()
            .opened()
            .unwrap()
            .1
    }

    fn privacy<T>(&self, work: impl FnMut(&mut Unit<'_, Privacy>) -> Result<T>) -> Result<T> {
        self.store.write(&self.warrant(Purpose::CopyRequest), work)
    }

    /// Under a warrant that reaches the record of one request.
    fn within<T>(
        &self,
        request: Reference,
        work: impl FnMut(&mut Unit<'_, Privacy>) -> Result<T>,
    ) -> Result<T> {
        let warrant = self.warrant::<Privacy>(Purpose::CopyRequest);
        self.store
            .write(&warrant.within(Relation::OfRequest(request)), work)
    }

    fn clockwork<T>(&self, work: impl FnMut(&mut Unit<'_, Clockwork>) -> Result<T>) -> Result<T> {
        let appliance = self.store.appliance().unwrap();
        let warrant = appliance
            .take_up(Purpose::Maintenance, self.clock.now())
            .unwrap();
        self.store.write(&warrant, work)
    }

    fn letter(&self, received_on: &str) -> NewRequest {
        let case = self.case.to_string();
        let form = NewRequestForm {
            case: &case,
            channel: "mail",
            received_on,
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
        form.check(self.clock.now().date_in(ZONE)).unwrap()
    }

    fn logs(&self, received_on: &str) -> NewlyLogged {
        self.logs_all_the_same(self.letter(received_on), &Regimes::quebec())
    }

    /// Whatever is odd about it: somebody looked.
    fn logs_all_the_same(&self, mut new: NewRequest, laws: &Regimes) -> NewlyLogged {
        let log = |new: &NewRequest| self.privacy(|unit| unit.log_request(new, laws, ZONE));
        match log(&new).unwrap() {
            Logging::Logged(logged) => logged,
            Logging::Asks(doubts) => {
                new.seen = doubts;
                log(&new).unwrap().logged().unwrap()
            }
        }
    }

    fn builds(&self, reference: Reference) -> PackageId {
        self.within(reference, |unit| {
            let (request, case) = unit.open_request(reference)?;
            let build = unit.start_build(&request, "here", LEASE)?;
            unit.note_progress(build.package(), PackagePart::Images, 3, 3)?;
            let copy = Built {
                holds: unit.preview(&request, &case)?,
                ..built(build.package())
            };
            unit.finish_build(&build, &copy)?;
            Ok(build.package().clone())
        })
        .unwrap()
    }

    /// Builds the copy and takes it out of the vault, to be burned.
    fn has_a_copy(&self, reference: Reference) {
        self.builds(reference);
        self.takes_out(reference).unwrap();
    }

    fn takes_out(&self, reference: Reference) -> Result<()> {
        self.privacy(|unit| {
            let (request, _) = unit.open_request(reference)?;
            unit.fetch_carrier(&request, Carrier::Disc, |_, _| Ok(Some(())))
                .map(drop)
        })
    }

    fn hands_over(&self, reference: Reference, disc: Option<Label>) -> Result<()> {
        self.privacy(|unit| {
            let (request, _) = unit.open_request(reference)?;
            unit.deliver(&request, DeliveryMethod::HandedOver, &him(), disc, false)
                .map(drop)
        })
    }

    /// How many entries the journal has.
    fn entries(&self) -> i64 {
        let mut conn = conn::take(self.store.readers()).unwrap();
        crate::schema::journal::ledger_entry::table
            .count()
            .get_result(&mut *conn)
            .unwrap()
    }

    fn state(&self, reference: Reference) -> RequestState {
        self.privacy(|unit| Ok(unit.open_request(reference)?.0.state))
            .unwrap()
    }

    fn dispatches(&self, items: &[ItemId], request: Option<&RequestId>) -> Result<u32> {
        let shipment: ShipmentId = "01JCZ0000000000000000000SH".parse().unwrap();
        let warrant = self.warrant::<Custody>(Purpose::Shipment);
        self.store.write(&warrant, |unit| {
            disclose_dispatched(
                unit,
                &Dispatch {
                    shipment: &shipment,
                    request,
                    tracking: Some("MV-1234567"),
                    items,
                },
            )
        })
    }

    fn acts(&self) -> u64 {
        let warrant = self.warrant::<Privacy>(Purpose::CopyRequest);
        self.store
            .read(&warrant, |unit| Ok(unit.journal_standing()?.size))
            .unwrap()
    }
}

fn built(package: &PackageId) -> Built {
    let file = |path: &str, category: &str| BuiltFile {
        path: path.into(),
        category: category.into(),
        bytes: 1000,
        sha256: "ab".repeat(32),
    };
    let stored = |digit: char| StoredObject {
        id: format!("{digit}{}", &package.as_str()[1..])
            .parse()
            .unwrap(),
        sealed_sha256: "5e".repeat(32),
    };
    let sealed = |carrier, digit| SealedForm {
        carrier,
        object: stored(digit),
        bytes: 5000,
        sha256: "cd".repeat(32),
    };
    Built {
        manifest_sha256: "ef".repeat(32),
        signer_sha256: "01".repeat(32),
        holds: Holdings {
            studies: 0,
            images: 0,
            articles: 0,
            communications: 0,
            sha256: "00".repeat(32),
        },
        files: vec![
            file("DICOM/A/1", "image"),
            file("DICOM/A/2", "image"),
            file("DOCS/CHAINE.HTM", "custody"),
        ],
        carriers: vec![
            sealed(Carrier::Disc, '1'),
            sealed(Carrier::EncryptedFile, '2'),
        ],
        passphrase: stored('3'),
        objects: ['1', '2', '3']
            .map(|digit| NewObject {
                stored: stored(digit),
                envelope: Vec::new(),
            })
            .into(),
    }
}

/// An article that ends so belongs to the record by now.
fn an_article_comes(desk: &Desk, request: Reference, last: char) {
    desk.privacy(|unit| {
        let (_, case) = unit.open_request(request)?;
        let row = format!(
            "INSERT INTO item (id, label, kind, case_id, holder_kind, holder_id, item_seq, condition,
             registered_at, seen_at) VALUES ('{}', 'DI123456781{last}', 'film_sheet', '{}', 'withdrawn', '', 1,
             'intact', 0, 0)",
            item(last),
            case.id
        );
        diesel::sql_query(row).execute(unit.conn())?;
        Ok(())
    })
    .unwrap();
}

/// Into whose hands it was given.
fn him() -> EnteredText {
    EnteredText::required("handed-to", "Luc Bergeron-Aubé", 120).unwrap()
}

fn item(last: char) -> ItemId {
    format!("01JCZ00000000000000000000{last}").parse().unwrap()
}

#[test]
fn a_letter_is_logged_with_the_day_it_came_and_its_clock() {
    let desk = Desk::new();
    let logged = desk.logs("2026-10-26");
    assert_eq!(logged.reference.to_string(), "2026-0001");
    assert!(!logged.already_overdue);

    let lines = desk
        .privacy(|unit| unit.list_requests(Worklist::Open, None, ZONE, 50))
        .unwrap();
    assert_eq!(lines.len(), 1);
    assert_eq!(
        lines[0].standing,
        Standing::Running {
            days_left: 4,
            urgency: Urgency::Amber
        }
    );
    let patient = lines[0].patient.clone().open().unwrap();
    assert_eq!(patient.family_name.as_str(), "Bergeron-Aubé");

    let before = desk.acts();
    let (entered, due) = desk
        .privacy(|unit| {
            let (request, _) = unit.open_request(logged.reference)?;
            Ok((
                request.entered_at.date_in(ZONE).to_string(),
                request.due(ZONE),
            ))
        })
        .unwrap();
    assert_eq!(
        entered, "2026-11-21",
        "the day it was entered is kept apart"
    );
    assert_eq!(
        (due.on.to_string().as_str(), due.law),
        ("2026-11-25", RegimeId::QuebecPrivate)
    );
    assert_eq!(
        desk.acts(),
        before + 2,
        "request and case: opening each is written down"
    );
}

#[test]
fn a_case_that_does_not_exist_is_a_fault_of_its_field_and_nothing_is_kept() {
    let desk = Desk::new();
    let mut new = desk.letter("2026-10-26");
    new.case = "2026-4121".parse().unwrap();
    let before = desk.acts();
    let error = desk
        .privacy(|unit| unit.log_request(&new, &Regimes::quebec(), ZONE))
        .unwrap_err();
    assert!(
        matches!(error, Error::Faults(faults) if faults == [Refusal::CaseUnknown { field: "case" }])
    );
    assert_eq!(desk.acts(), before);
    let unknown = desk.privacy(|unit| unit.open_request("2026-0042".parse().unwrap()).map(|_| ()));
    assert!(matches!(unknown, Err(Error::NotFound)));
}

#[test]
fn a_copy_handed_over_is_in_the_register_with_the_answer() {
    let desk = Desk::new();
    let logged = desk.logs("2026-11-01");
    desk.has_a_copy(logged.reference);
    desk.hands_over(logged.reference, None).unwrap();
    assert_eq!(desk.state(logged.reference), RequestState::Answered);
    let register = desk
        .privacy(|unit| {
            let (_, case) = unit.open_request(logged.reference)?;
            unit.communications(&case)
        })
        .unwrap();
    assert_eq!(register.entries.len(), 1);
    let entry = &register.entries[0];
    let recipient = entry.recipient.clone().open().unwrap();
    assert_eq!(recipient.name.as_str(), "Luc Bergeron-Aubé");
    let contents: Vec<(&str, u64)> = entry
        .contents
        .iter()
        .map(|count| (count.category.as_str(), count.files))
        .collect();
    assert_eq!(contents, [("custody", 1), ("image", 2)]);
    assert_eq!(entry.authority, Regimes::quebec());
    assert_eq!(entry.package_sha256, "ef".repeat(32));

    let again = desk.hands_over(logged.reference, None);
    assert!(
        matches!(again, Err(Error::Refused(Refusal::WrongState { .. }))),
        "one answer, one entry"
    );
}

#[test]
fn a_disc_that_leaves_by_courier_answers_its_request_in_the_same_act() {
    let desk = Desk::new();
    let logged = desk.logs("2026-11-01");
    desk.has_a_copy(logged.reference);
    desk.privacy(|unit| {
        let (request, _) = unit.open_request(logged.reference)?;
        unit.bind_disc(&request, &item('A'))
    })
    .unwrap();
    assert_eq!(
        desk.dispatches(&[item('Z'), item('A')], Some(&logged.id))
            .unwrap(),
        1,
        "other articles of the parcel do not matter"
    );
    assert_eq!(desk.state(logged.reference), RequestState::Dispatched);
    let register = desk
        .privacy(|unit| {
            let (_, case) = unit.open_request(logged.reference)?;
            unit.communications(&case)
        })
        .unwrap();
    assert_eq!(register.entries[0].method, DeliveryMethod::Courier);
    assert_eq!(
        register.entries[0]
            .tracking
            .clone()
            .open()
            .flatten()
            .as_deref(),
        Some("MV-1234567")
    );
    // It comes back under its seal and leaves once more: that is no second answer.
    assert_eq!(desk.dispatches(&[item('A')], Some(&logged.id)).unwrap(), 1);
    assert_eq!(desk.state(logged.reference), RequestState::Dispatched);
    let again = desk
        .privacy(|unit| {
            let (_, case) = unit.open_request(logged.reference)?;
            unit.communications(&case)
        })
        .unwrap();
    assert_eq!(again.entries.len(), 1);
    desk.privacy(|unit| {
        let (request, _) = unit.open_request(logged.reference)?;
        unit.confirm_receipt(&request)
    })
    .unwrap();
    assert_eq!(desk.state(logged.reference), RequestState::Answered);
}

#[test]
fn nothing_leaves_before_identity_is_confirmed() {
    let desk = Desk::new();
    let mut new = desk.letter("2026-11-01");
    new.identity = None;
    let logged = desk.logs_all_the_same(new, &Regimes::quebec());
    desk.builds(logged.reference);
    let deliver = |desk: &Desk| {
        desk.privacy(|unit| {
            let (request, _) = unit.open_request(logged.reference)?;
            unit.deliver(&request, DeliveryMethod::EncryptedFile, &him(), None, false)
        })
    };
    assert!(matches!(
        deliver(&desk),
        Err(Error::Refused(Refusal::IdentityNotConfirmed))
    ));
    desk.privacy(|unit| {
        let (request, _) = unit.open_request(logged.reference)?;
        unit.confirm_identity(&request, IdentityEvidence::CalledBack)
    })
    .unwrap();
    assert!(matches!(
        deliver(&desk),
        Err(Error::Refused(Refusal::CopyNotTakenOut))
    ));
    desk.takes_out(logged.reference).unwrap();
    assert!(
        matches!(
            deliver(&desk),
            Err(Error::Refused(Refusal::PassphraseNotShown))
        ),
        "a file that nobody can open is no answer"
    );
    desk.privacy(|unit| {
        let (request, _) = unit.open_request(logged.reference)?;
        unit.take_passphrase(&request)
    })
    .unwrap();
    deliver(&desk).unwrap();
}

#[test]
fn a_law_that_gives_an_extension_moves_the_last_day_and_quebec_gives_none() {
    let desk = Desk::new();
    let new = desk.letter("2026-11-01");
    let federal = Regimes::new([RegimeId::Pipeda]).unwrap();
    let logged = desk.logs_all_the_same(new, &federal);
    let sent = "2026-11-20".parse().unwrap();
    let due = desk
        .privacy(|unit| {
            let (request, _) = unit.open_request(logged.reference)?;
            unit.extend_request(&request, 30, sent, ZONE)
        })
        .unwrap();
    assert_eq!(due.on.to_string(), "2026-12-31");
    let quebec = desk.logs("2026-11-01");
    let refused = desk.privacy(|unit| {
        let (request, _) = unit.open_request(quebec.reference)?;
        unit.extend_request(&request, 30, sent, ZONE)
    });
    assert!(matches!(
        refused,
        Err(Error::Refused(Refusal::ExtensionNotGiven))
    ));
}

#[test]
fn the_register_refuses_changes_from_whoever_has_the_database() {
    let desk = Desk::new();
    let logged = desk.logs("2026-11-01");
    desk.has_a_copy(logged.reference);
    desk.hands_over(logged.reference, None).unwrap();
    for statement in ["UPDATE disclosure SET words = 0", "DELETE FROM disclosure"] {
        let mut conn = conn::take(desk.store.writers()).unwrap();
        let refused = diesel::sql_query(statement).execute(&mut *conn);
        let said = refused.unwrap_err().to_string();
        assert!(said.contains("append-only"), "{statement}: {said}");
    }
}

#[test]
fn a_copy_is_refused_while_a_recipient_in_the_register_cannot_be_read() {
    let desk = Desk::new();
    let answered = desk.logs("2026-11-01");
    desk.has_a_copy(answered.reference);
    desk.hands_over(answered.reference, None).unwrap();
    let next = desk.logs("2026-11-15");
    let gathered = || {
        desk.privacy(|unit| {
            let (request, case) = unit.open_request(next.reference)?;
            unit.gather(&request, &case)
        })
    };
    assert_eq!(gathered().unwrap().communications.len(), 1);
    let mut conn = conn::take(desk.store.writers()).unwrap();
    let lost = format!(
        "DELETE FROM key_wrap WHERE subject = 'request:{}'",
        answered.id
    );
    diesel::sql_query(lost).execute(&mut *conn).unwrap();
    drop(conn);
    assert!(matches!(gathered(), Err(Error::Corrupt(_))));
}
