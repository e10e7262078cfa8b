//! A custody clerk's days, against a database of its own.
#![expect(clippy::unwrap_used, reason = "tests")]

mod arriving;
mod double_lock;
mod leaving;
mod record;

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, AtomicU64, Ordering};

use diesel::connection::SimpleConnection;
use diesel::prelude::*;
use doublelock_domain::access::{
    Actor, Clockwork, Coordination, Custody, Duty, DutyName, FrontDoor, Privacy, Purpose, Warrant,
};
use doublelock_domain::case::EnteredText;
use doublelock_domain::case::NewCaseForm;
use doublelock_domain::custody::holder::HolderKind;
use doublelock_domain::custody::item::EventKind;
use doublelock_domain::custody::location::{BarrierKind, LocationKind};
use doublelock_domain::custody::parcel_forms::{AnnouncementForm, DepartureForm};
use doublelock_domain::custody::places::PlaceView;
use doublelock_domain::custody::shipment::{LineOutcome, ShipmentState};
use doublelock_domain::custody::station::{JobState, Said, Tone};
use doublelock_domain::custody::visit::{
    Closing, TwoPeople, Verdict, VisitPurpose, VisitState, VisitStep,
};
use doublelock_domain::fact::Reading;
use doublelock_domain::ids::{CaseId, ItemId, LocationId, ShipmentId, VisitId};
use doublelock_domain::label::{Label, LabelClass};
use doublelock_domain::patient::Answer;
use doublelock_domain::refusal::Refusal;
use doublelock_domain::time::{Clock, Entropy, SiteZone, Span, Timestamp};

use super::*;
use crate::error::{Error, Result};
use crate::front_door::SignedInPerson;
use crate::keys::TestKeys;
use crate::schema::journal::{ledger_entry, ledger_payload};
use crate::{DatabaseUrl, Store, Unit, conn};

const ZONE: SiteZone = SiteZone::MONTREAL;

struct Frozen(AtomicI64);
impl Clock for Frozen {
    fn now(&self) -> Timestamp {
        Timestamp::from_micros(self.0.load(Ordering::SeqCst))
    }
}

const fn place(name: &'static str, kind: LocationKind, parent: Option<usize>) -> PlannedPlace {
    PlannedPlace {
        name,
        kind,
        parent,
        barrier: None,
        archive: false,
    }
}

/// A dock, a workbench, and an archive whose cabinets have a lock each.
const PLACES: &[PlannedPlace] = &[
    place("Quai de réception", LocationKind::Dock, None),
    place("Table de travail", LocationKind::Bench, None),
    PlannedPlace {
        barrier: Some(BarrierKind::DoorLock),
        archive: true,
        ..place("Archives", LocationKind::Room, None)
    },
    PlannedPlace {
        barrier: Some(BarrierKind::CabinetLock),
        ..place("Armoire 1", LocationKind::Cabinet, Some(2))
    },
    place("Tablette 1-A", LocationKind::Shelf, Some(3)),
    place("Tablette 1-B", LocationKind::Shelf, Some(3)),
    PlannedPlace {
        barrier: Some(BarrierKind::CabinetLock),
        ..place("Armoire 2", LocationKind::Cabinet, Some(2))
    },
    place("Tablette 2-A", LocationKind::Shelf, Some(6)),
    place("Tablette 2-B", LocationKind::Shelf, Some(6)),
    // In the room, and not in a locked cabinet: one barrier only.
    place("Chariot des archives", LocationKind::Shelf, Some(2)),
];

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

/// A centre with its first places, one case, and two people; Monday 2026-11-16, noon.
struct Centre {
    store: Store,
    clock: Arc<Frozen>,
    nadia: Actor,
    karim: Actor,
    sophie: Actor,
    case: CaseId,
    readings: AtomicU64,
    _folder: tempfile::TempDir,
}

/// Words that opened.
fn open(words: &str) -> Reading<String> {
    Reading::Open(words.to_owned())
}

impl Centre {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let url = DatabaseUrl::Sqlite(folder.path().join("records.sqlite"));
        let noon = ZONE
            .start_of("2026-11-16".parse().unwrap())
            .plus(Span::hours(12));
        let clock = Arc::new(Frozen(AtomicI64::new(noon.micros())));
        let store = Store::new(
            &url,
            clock.clone(),
            Arc::new(Counted(AtomicU64::new(1))),
            Arc::new(TestKeys::new()),
        );
        store.migrate().unwrap();
        let door: Warrant<FrontDoor> = store
            .appliance()
            .unwrap()
            .take_up(Purpose::SignIn, clock.now())
            .unwrap();
        let clockwork: Warrant<Clockwork> = store
            .appliance()
            .unwrap()
            .take_up(Purpose::Maintenance, clock.now())
            .unwrap();
        assert!(
            store
                .write(&clockwork, |unit| unit.establish_places(PLACES))
                .unwrap()
        );
        assert!(
            !store
                .write(&clockwork, |unit| unit.establish_places(PLACES))
                .unwrap()
        );
        let admit = |name: &str, duties: &[DutyName]| {
            let who = SignedInPerson {
                stable_id: format!("uuid:{name}"),
                display_name: name.to_owned(),
                language: None,
                duties: duties.iter().copied().collect(),
            };
            store.write(&door, |unit| unit.vouch(&who)).unwrap()
        };
        let nadia = admit(
            "Nadia Tremblay-Roy",
            &[DutyName::Custody, DutyName::Coordination, DutyName::Privacy],
        );
        let karim = admit("Karim Benali", &[DutyName::Imaging, DutyName::Custody]);
        let sophie = admit("Sophie Lavigne", &[DutyName::Imaging, DutyName::Custody]);
        let new = NewCaseForm {
            family_name: "Bergeron-Aubé",
            given_names: "Luc",
            birth_date: "1961-05-04",
            sex: "M",
            language: "fr",
            ..NewCaseForm::default()
        };
        let new = new.check("2026-11-16".parse().unwrap()).unwrap();
        let desk: Warrant<Coordination> = nadia.take_up(Purpose::CaseWork, clock.now()).unwrap();
        let (case, _) = store
            .write(&desk, |unit| unit.open_case(&new, &Answer::NotAsked, ZONE))
            .unwrap()
            .opened()
            .unwrap();
        let readings = AtomicU64::new(0);
        Self {
            store,
            clock,
            nadia,
            karim,
            sophie,
            case,
            readings,
            _folder: folder,
        }
    }

    fn later(&self, span: Span) {
        self.clock.0.fetch_add(span.micros(), Ordering::SeqCst);
    }

    fn as_<D: Duty, T>(
        &self,
        who: &Actor,
        purpose: Purpose,
        work: impl FnMut(&mut Unit<'_, D>) -> Result<T>,
    ) -> Result<T> {
        let warrant: Warrant<D> = who.take_up(purpose, self.clock.now()).unwrap();
        self.store.write(&warrant, work)
    }

    fn custody<T>(&self, work: impl FnMut(&mut Unit<'_, Custody>) -> Result<T>) -> Result<T> {
        self.as_(&self.nadia, Purpose::Shipment, work)
    }

    fn announce(&self, waybill: &str, eta: &str, films: &str) -> Result<ShipmentId> {
        let form = AnnouncementForm {
            sender: "Clinique radiologique du Fjord",
            carrier: "Express Boréal",
            waybill,
            eta,
            asked: "",
            contents: vec![("film_sheet", films)],
        };
        let parcel = form.check("2026-11-16".parse().unwrap()).unwrap();
        self.as_(
            &self.nadia,
            Purpose::CaseWork,
            |unit: &mut Unit<'_, Coordination>| {
                let case = unit.open(&self.case)?;
                unit.announce_shipment(&case, &parcel, ZONE)
            },
        )
        .map(|(id, _)| id)
    }

    fn scan(&self, code: impl std::fmt::Display) -> StationView {
        self.scan_as(&self.nadia, code)
    }

    fn scan_as(&self, who: &Actor, code: impl std::fmt::Display) -> StationView {
        let nonce = format!(
            "reading-{:010}",
            self.readings.fetch_add(1, Ordering::SeqCst)
        );
        let code = code.to_string();
        self.as_(who, Purpose::Shipment, |unit: &mut Unit<'_, Custody>| {
            unit.scan(&Scanned::new(&code, &nonce), ZONE)
        })
        .unwrap()
    }

    fn labels(&self, class: LabelClass, count: u32) -> Vec<Label> {
        self.custody(|unit| unit.issue_labels(class, count))
            .unwrap()
            .labels
    }

    fn place(&self, name: &str) -> PlaceView {
        let places = self.custody(|unit| unit.places()).unwrap();
        places
            .into_iter()
            .find(|place| place.fact.name == name)
            .unwrap()
    }

    fn archive(&self) -> LocationId {
        self.place("Archives").fact.id
    }

    fn item(&self, label: Label) -> ItemId {
        match self
            .custody(|unit| unit.find_code(&label.to_string()))
            .unwrap()
        {
            Some(Found::Item(item)) => item,
            other => panic!("{other:?}"),
        }
    }

    fn story(&self, label: Label) -> ItemView {
        let item = self.item(label);
        self.custody(|unit| Ok(unit.open_item(&item)?.shown()))
            .unwrap()
    }

    /// Five films, received and lying on the dock.
    fn received(&self) -> Vec<Label> {
        self.announce("EB44710083", "2026-11-17", "5").unwrap();
        let labels = self.labels(LabelClass::Item, 5);
        self.scan("EB44710083");
        for label in &labels {
            self.scan(label);
        }
        let view = self.scan(self.place("Quai de réception").fact.label);
        assert_eq!(view.feedback.said, Said::ReceiveDone);
        labels
    }

    fn enter(&self, plan: &[ItemId]) -> Result<VisitId> {
        self.enter_to(VisitPurpose::PutAway, plan)
    }

    fn enter_to(&self, purpose: VisitPurpose, plan: &[ItemId]) -> Result<VisitId> {
        let (archive, people) = (self.archive(), self.both());
        self.as_(
            &self.nadia,
            Purpose::Archive,
            |unit: &mut Unit<'_, Custody>| {
                unit.open_visit(&archive, &people, purpose, plan, false, ZONE)
            },
        )
    }

    /// Nadia and Karim, who just proved who they are.
    fn both(&self) -> TwoPeople {
        self.two(&self.nadia, &self.karim)
    }

    fn two(&self, first: &Actor, second: &Actor) -> TwoPeople {
        let now = self.clock.now();
        TwoPeople::present((first, now), (second, now), now).unwrap()
    }

    fn closes(&self, visit: &VisitId, people: &TwoPeople, locks: u32) -> Result<Closing> {
        self.custody(|unit| unit.close_visit(visit, people, locks, ZONE))
    }

    /// Acts of the journal, oldest first, with the ids each is about.
    fn journal(&self) -> Vec<(String, Vec<String>, serde_json::Value)> {
        let conn = conn::take(self.store.writers()).unwrap();
        let mut conn = conn;
        let rows: Vec<(Vec<u8>, String)> = ledger_entry::table
            .inner_join(
                ledger_payload::table.on(ledger_payload::sequence.eq(ledger_entry::sequence)),
            )
            .order(ledger_entry::sequence)
            .select((ledger_entry::leaf, ledger_payload::payload))
            .load(&mut conn)
            .unwrap();
        rows.into_iter()
            .map(|(leaf, payload)| {
                let leaf: serde_json::Value = serde_json::from_slice(&leaf).unwrap();
                let subjects = leaf["subjects"].as_array().unwrap().iter();
                (
                    leaf["act"].as_str().unwrap().to_owned(),
                    // Ids and labels, without the word of their kind.
                    subjects
                        .map(|s| s.as_str().unwrap().split_once(':').unwrap().1.to_owned())
                        .collect(),
                    serde_json::from_str(&payload).unwrap(),
                )
            })
            .collect()
    }

    fn last(&self, act: &str) -> (Vec<String>, serde_json::Value) {
        let found = self.journal().into_iter().rfind(|entry| entry.0 == act);
        let (_, subjects, payload) = found.unwrap_or_else(|| panic!("no {act}"));
        (subjects, payload)
    }

    fn count(&self, act: &str) -> usize {
        self.journal().iter().filter(|entry| entry.0 == act).count()
    }
}
