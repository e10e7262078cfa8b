//! A custody clerk's days, against a database of its own.
#![expect(clippy::unwrap_used, reason = "tests")]
#![expect(
    clippy::redundant_closure_for_method_calls,
    reason = "a bare method is not general over the unit's lifetime"
)]

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, AtomicU64, Ordering};

use diesel::connection::SimpleConnection;
use doublelock_domain::access::{
    Actor, Clockwork, Coordination, Custody, Duty, DutyName, FrontDoor, Privacy, Purpose, Warrant,
};
use doublelock_domain::case::NewCaseForm;
use doublelock_domain::custody::item::{EventKind, HolderKind};
use doublelock_domain::custody::location::LocationKind;
use doublelock_domain::custody::shipment::{
    AnnouncementForm, DepartureForm, LineOutcome, ShipmentState,
};
use doublelock_domain::custody::station::{JobState, Said, Tone};
use doublelock_domain::custody::visit::{Verdict, VisitPurpose, VisitState};
use doublelock_domain::ids::{CaseId, ItemId, LocationId, ShipmentId, VisitId};
use doublelock_domain::label::{Label, LabelClass};
use doublelock_domain::refusal::Refusal;
use doublelock_domain::time::{Clock, Entropy, SiteZone, Span, Timestamp};

use super::*;
use crate::front_door::SignedInPerson;
use crate::{DatabaseUrl, Store, Unit, conn};

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

/// A centre with its first places, one case, and two people; Monday 2026-11-16, noon.
struct Centre {
    store: Store,
    clock: Arc<Frozen>,
    nadia: Actor,
    karim: Actor,
    case: CaseId,
    readings: AtomicU64,
    _folder: tempfile::TempDir,
}

impl Centre {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let url = DatabaseUrl::Sqlite(folder.path().join("records.sqlite"));
        let noon = ZONE
            .start_of("2026-11-16".parse().unwrap())
            .plus(Span::hours(12));
        let clock = Arc::new(Frozen(AtomicI64::new(noon.micros())));
        let store = Store::new(&url, clock.clone(), Arc::new(Counted(AtomicU64::new(1))));
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
                .write(&clockwork, |unit| unit.establish_places(FIRST_PLACES))
                .unwrap()
        );
        assert!(
            !store
                .write(&clockwork, |unit| unit.establish_places(FIRST_PLACES))
                .unwrap()
        );
        let admit = |name: &str, duties: &[DutyName]| {
            let who = SignedInPerson {
                stable_id: format!("uuid:{name}"),
                display_name: name.to_owned(),
                language: None,
                duties: duties.iter().copied().collect(),
            };
            let id = store.write(&door, |unit| unit.admit(&who)).unwrap();
            Actor::person(id, duties.iter().copied())
        };
        let nadia = admit(
            "Nadia Tremblay-Roy",
            &[DutyName::Custody, DutyName::Coordination, DutyName::Privacy],
        );
        let karim = admit("Karim Benali", &[DutyName::Imaging, DutyName::Custody]);
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
            .write(&desk, |unit| unit.open_case(&new, ZONE))
            .unwrap();
        let readings = AtomicU64::new(0);
        Self {
            store,
            clock,
            nadia,
            karim,
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
            unit.scan(&code, &nonce)
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
        let opened = self.custody(|unit| unit.open_item(&item)).unwrap();
        (*opened).clone()
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
        let (archive, now) = (self.archive(), self.clock.now());
        self.as_(
            &self.nadia,
            Purpose::Archive,
            |unit: &mut Unit<'_, Custody>| {
                unit.open_visit(
                    &archive,
                    now,
                    &self.karim,
                    now,
                    VisitPurpose::PutAway,
                    plan.to_vec(),
                    ZONE,
                )
            },
        )
    }
}

#[test]
fn five_films_arrive_in_seven_scans_and_their_story_is_proven() {
    let centre = Centre::new();
    let shipment = centre.announce("EB 4471 0083", "2026-11-17", "5").unwrap();
    let labels = centre.labels(LabelClass::Item, 5);
    let view = centre.scan("eb44710083\r\n");
    assert_eq!(
        (view.feedback.said, view.lines.len()),
        (Said::ReceiveStarted, 5)
    );
    for (n, label) in (1u32..).zip(&labels) {
        let view = centre.scan(label);
        assert_eq!((view.feedback.tone, view.feedback.done), (Tone::Ok, n));
    }
    let view = centre.scan(centre.place("Quai de réception").fact.label);
    assert_eq!(view.feedback.said, Said::ReceiveDone);
    assert_eq!(centre.readings.load(Ordering::SeqCst), 7, "scans");
    let shipment = centre
        .custody(|unit| unit.open_shipment(&shipment))
        .unwrap();
    assert_eq!(shipment.head.state, ShipmentState::Received);
    assert_eq!((shipment.head.present, shipment.head.exceptions), (5, 0));
    assert!(
        shipment
            .lines
            .iter()
            .all(|line| line.outcome == LineOutcome::Received)
    );
    let story = centre.story(labels[4]);
    let kinds: Vec<_> = story.timeline.iter().map(|event| event.kind).collect();
    assert_eq!(kinds, [EventKind::SetDown, EventKind::Received]);
    assert_eq!(
        story.timeline[1].from.as_ref().unwrap().name,
        "Express Boréal"
    );
    assert_eq!(story.line.holder.name, "Quai de réception");
    assert_eq!(story.owner, "Clinique radiologique du Fjord");
    let standing = centre.custody(|unit| unit.journal_standing()).unwrap();
    assert!(
        story
            .timeline
            .iter()
            .all(|event| event.sequence < standing.size)
    );
}

#[test]
fn posting_the_same_reading_twice_changes_nothing() {
    let centre = Centre::new();
    centre.announce("EB44710083", "2026-11-17", "2").unwrap();
    let labels = centre.labels(LabelClass::Item, 2);
    centre.scan("EB44710083");
    let code = labels[0].to_string();
    let nonce = "one-and-the-same-reading";
    let first = centre.custody(|unit| unit.scan(&code, nonce)).unwrap();
    let again = centre.custody(|unit| unit.scan(&code, nonce)).unwrap();
    assert_eq!(first.feedback, again.feedback);
    assert_eq!(first.job, again.job);
    assert_eq!(centre.story(labels[0]).timeline.len(), 1);
    for bad in ["", "short", "with spaces in it!!", &"x".repeat(65)] {
        assert!(
            centre.custody(|unit| unit.scan(&code, bad)).is_err(),
            "{bad}"
        );
    }
}

#[test]
fn a_job_is_there_again_after_a_break() {
    let centre = Centre::new();
    centre.announce("EB44710083", "2026-11-17", "3").unwrap();
    let labels = centre.labels(LabelClass::Item, 3);
    centre.scan("EB44710083");
    centre.scan(labels[0]);
    let view = centre.custody(|unit| unit.station()).unwrap();
    assert_eq!(
        (view.feedback.said, view.feedback.done),
        (Said::ItemReceived, 1)
    );
    centre.custody(|unit| unit.leave_station()).unwrap();
    let view = centre.custody(|unit| unit.station()).unwrap();
    assert_eq!(
        (view.feedback.said, view.job.counts()),
        (Said::Welcome, (1, 3))
    );
    // A colleague helps with the same parcel at another station.
    centre.scan_as(&centre.karim, "EB44710083");
    let view = centre.scan_as(&centre.karim, labels[1]);
    assert_eq!(view.job.counts(), (2, 3));
    assert_eq!(
        centre.custody(|unit| unit.station()).unwrap().job.counts(),
        (2, 3)
    );
}

#[test]
fn all_codes_of_one_breath_are_taken_until_one_is_refused() {
    let centre = Centre::new();
    centre.announce("EB44710083", "2026-11-17", "5").unwrap();
    let labels = centre.labels(LabelClass::Item, 3);
    let breath = format!("EB44710083\r{}{}DXDONE{}", labels[0], labels[1], labels[2]);
    let view = centre.scan(breath);
    assert_eq!(view.feedback.said, Said::PlaceFirst);
    assert_eq!((view.feedback.unread, view.job.counts()), (1, (2, 5)));
}

#[test]
fn foreign_unknown_and_unprinted_codes_are_refused_and_leave_no_event() {
    let centre = Centre::new();
    centre.announce("EB44710083", "2026-11-17", "1").unwrap();
    let film = centre.labels(LabelClass::Item, 1)[0];
    let never = Label::new(LabelClass::Item, film.serial() ^ 1).unwrap();
    for (code, said) in [
        ("CRF-2026-118840".to_owned(), Said::UnknownCode),
        ("<script>alert(1)</script>".to_owned(), Said::UnknownCode),
        (never.to_string(), Said::NeverIssued),
        ("DXNUKE".to_owned(), Said::UnknownCard),
        (film.to_string(), Said::UnusedLabel),
    ] {
        let view = centre.scan(&code);
        assert_eq!(
            (view.feedback.tone, view.feedback.said),
            (Tone::Refused, said),
            "{code}"
        );
        assert_eq!(view.job, JobState::default());
    }
    centre.scan("EB44710083");
    centre.scan(film);
    centre.scan("DXLINK");
    let view = centre.scan("crf-2026-118840");
    assert_eq!(view.feedback.said, Said::Linked);
    assert_eq!(centre.story(film).external, ["CRF-2026-118840"]);
    let found = centre
        .custody(|unit| unit.find_code("CRF-2026-118840"))
        .unwrap();
    assert_eq!(found, Some(Found::Item(centre.item(film))));
    assert_eq!(
        centre.scan("CRF-2026-118840").feedback.said,
        Said::ForeignKnown
    );
}

#[test]
fn a_short_and_an_extra_film_are_exceptions_of_the_shipment() {
    let centre = Centre::new();
    let shipment = centre.announce("EB44710083", "2026-11-17", "3").unwrap();
    let labels = centre.labels(LabelClass::Item, 4);
    centre.scan("EB44710083");
    centre.scan(labels[0]);
    centre.scan("DXEXTRA");
    centre.scan(labels[1]);
    centre.scan("DXUNDOLAST");
    centre.scan("DXEXTRA");
    centre.scan(labels[1]);
    centre.scan("DXDAMAGED");
    centre.scan(labels[2]);
    let quay = centre.place("Quai de réception").fact.label;
    assert_eq!(centre.scan(quay).feedback.said, Said::Short);
    assert_eq!(
        centre.scan("DXMISSING").feedback.said,
        Said::ReceiveDoneExceptions
    );
    let view = centre
        .custody(|unit| unit.open_shipment(&shipment))
        .unwrap();
    let outcomes: Vec<_> = view.lines.iter().map(|line| line.outcome).collect();
    assert_eq!(
        outcomes,
        [
            LineOutcome::Received,
            LineOutcome::Damaged,
            LineOutcome::Missing,
            LineOutcome::Extra
        ]
    );
    assert_eq!(view.head.state, ShipmentState::ReceivedWithExceptions);
    // The extra one was taken back once: its chain tells so.
    let story = centre.story(labels[1]);
    let kinds: Vec<_> = story
        .timeline
        .iter()
        .map(|event| (event.kind, event.corrected))
        .collect();
    assert_eq!(
        kinds,
        [
            (EventKind::SetDown, false),
            (EventKind::Received, false),
            (EventKind::Corrected, false),
            (EventKind::Received, true),
        ]
    );
}

#[test]
fn five_films_are_put_away_by_two_people_and_reconciled() {
    let centre = Centre::new();
    let labels = centre.received();
    let waiting = centre.custody(|unit| unit.items_to_put_away()).unwrap();
    assert_eq!(waiting.len(), 5);
    let plan: Vec<_> = waiting.iter().map(|line| line.id.clone()).collect();
    let shelf = centre.place("Tablette 1-A");
    assert_eq!((shelf.fact.level, shelf.barriers.len()), (2, 2));
    assert_eq!(
        centre.scan(shelf.fact.label).feedback.said,
        Said::ArchiveNeedsVisit
    );
    let visit = centre.enter(&plan).unwrap();
    assert_eq!(centre.scan(shelf.fact.label).feedback.said, Said::ShelfSet);
    for label in &labels[..4] {
        assert_eq!(centre.scan(label).feedback.said, Said::ItemPutAway);
    }
    let close = |locks| {
        centre.as_(
            &centre.karim,
            Purpose::Archive,
            |unit: &mut Unit<'_, Custody>| unit.close_visit(&visit, locks),
        )
    };
    let error = close(2).unwrap_err();
    assert!(
        matches!(error, Error::Refused(Refusal::NotAccountedFor { open: 1 })),
        "{error:?}"
    );
    centre.scan(labels[4]);
    assert_eq!(close(2).unwrap(), VisitState::Closed);
    let story = centre.story(labels[4]);
    assert_eq!(
        story.line.holder.name,
        "Archives › Armoire 1 › Tablette 1-A"
    );
    assert_eq!(story.timeline[0].witness.as_deref(), Some("Karim Benali"));
    assert_eq!(story.place.unwrap().fact.level, 2);
    assert!(
        centre
            .custody(|unit| unit.items_to_put_away())
            .unwrap()
            .is_empty()
    );
    // Nothing more after the close.
    assert_eq!(centre.scan("DXDONE").feedback.said, Said::JobLeft);
    assert_eq!(
        centre.scan(shelf.fact.label).feedback.said,
        Said::ArchiveNeedsVisit
    );
}

#[test]
fn the_double_lock_refuses_one_person_one_barrier_and_a_second_visit() {
    let centre = Centre::new();
    let labels = centre.received();
    let (archive, now) = (centre.archive(), centre.clock.now());
    let open = |second: &Actor, at: Timestamp| {
        centre.as_(
            &centre.nadia,
            Purpose::Archive,
            |unit: &mut Unit<'_, Custody>| {
                unit.open_visit(
                    &archive,
                    now,
                    second,
                    at,
                    VisitPurpose::PutAway,
                    Vec::new(),
                    ZONE,
                )
            },
        )
    };
    assert!(matches!(
        open(&centre.nadia, now),
        Err(Error::Refused(Refusal::SamePerson))
    ));
    let stale = now.plus(Span::minutes(-6));
    assert!(matches!(
        open(&centre.karim, stale),
        Err(Error::Refused(Refusal::AuthenticationStale))
    ));
    let operator = Actor::person(centre.karim.id().clone(), [DutyName::Operator]);
    assert!(matches!(
        open(&operator, now),
        Err(Error::Refused(Refusal::DutyNotHeld))
    ));
    let visit = open(&centre.karim, now).unwrap();
    assert!(matches!(
        open(&centre.karim, now),
        Err(Error::Refused(Refusal::VisitUnreconciled))
    ));
    let trolley = centre.place("Chariot des archives");
    assert_eq!(trolley.fact.level, 1);
    let view = centre.scan(trolley.fact.label);
    assert_eq!(
        (view.feedback.said, view.feedback.count),
        (Said::BarriersTooFew, 1)
    );
    centre.scan(centre.place("Tablette 2-B").fact.label);
    centre.later(Span::minutes(31));
    assert_eq!(centre.scan(labels[0]).feedback.said, Said::VisitExpired);
    let view = centre.custody(|unit| unit.visit(&visit)).unwrap();
    assert!(view.head.expired && view.mine);
    let extended = centre.custody(|unit| unit.extend_visit(&visit));
    assert!(matches!(
        extended,
        Err(Error::Refused(Refusal::VisitExpired))
    ));
    centre.custody(|unit| unit.close_visit(&visit, 2)).unwrap();
    assert_eq!(
        centre.story(labels[0]).timeline.len(),
        2,
        "the refused scan left no event"
    );
}

#[test]
fn what_was_planned_and_not_scanned_is_accounted_for() {
    let centre = Centre::new();
    let labels = centre.received();
    let plan = [centre.item(labels[0]), centre.item(labels[1])];
    let visit = centre.enter(&plan).unwrap();
    centre.scan(centre.place("Tablette 1-B").fact.label);
    centre.scan(labels[2]);
    centre
        .custody(|unit| unit.account_for(&visit, &plan[0], Verdict::Left))
        .unwrap();
    centre
        .custody(|unit| unit.account_for(&visit, &plan[1], Verdict::Missing))
        .unwrap();
    let view = centre.custody(|unit| unit.visit(&visit)).unwrap();
    assert_eq!(view.unplanned.len(), 1);
    let state = centre.custody(|unit| unit.close_visit(&visit, 2)).unwrap();
    assert_eq!(state, VisitState::ClosedWithDiscrepancy);
}

#[test]
fn a_parcel_leaves_with_seal_and_waybill_and_the_recipient_confirms() {
    let centre = Centre::new();
    let labels = centre.received();
    let seals = centre.labels(LabelClass::Seal, 2);
    let items: Vec<_> = labels[..2]
        .iter()
        .map(|label| centre.item(*label))
        .collect();
    let to = DepartureForm {
        recipient: "Clinique radiologique du Fjord",
        address: "1, rue du Port\nChicoutimi (Québec)  G7H 1A1",
        carrier: "Express Boréal",
    };
    let to = to.check().unwrap();
    let ready = centre
        .custody(|unit| unit.prepare_shipment(&items, &to, ZONE))
        .unwrap();
    assert_eq!(centre.scan(ready.label).feedback.said, Said::ShipStarted);
    centre.scan(labels[0]);
    assert_eq!(centre.scan(seals[0]).feedback.said, Said::NotAllPacked);
    centre.scan(labels[1]);
    assert_eq!(centre.scan(seals[0]).feedback.said, Said::Sealed);
    assert_eq!(centre.scan("EB44710083").feedback.said, Said::WaybillUsed);
    assert_eq!(centre.scan("EB99887766").feedback.said, Said::Dispatched);
    assert_eq!(centre.scan(seals[0]).feedback.said, Said::SealUsed);
    let story = centre.story(labels[0]);
    assert_eq!(story.line.holder.kind, HolderKind::Carrier);
    // What is with the carrier cannot be promised to somebody else.
    let again = centre.custody(|unit| unit.prepare_shipment(&items, &to, ZONE));
    assert!(matches!(
        again,
        Err(Error::Refused(Refusal::HeldElsewhere { .. }))
    ));
    let shipment = centre
        .custody(|unit| unit.open_shipment(&ready.id))
        .unwrap();
    centre
        .custody(|unit| unit.confirm_shipment(&shipment))
        .unwrap();
    assert!(
        centre
            .custody(|unit| unit.confirm_shipment(&shipment))
            .is_err(),
        "once"
    );
    assert_eq!(
        centre.story(labels[1]).line.holder.kind,
        HolderKind::Recipient
    );
}

#[test]
fn a_disc_of_a_request_has_its_own_chain() {
    let centre = Centre::new();
    let request = "01JCZ0000000000000000000RQ".parse().unwrap();
    let disc = centre
        .as_(
            &centre.nadia,
            Purpose::CopyRequest,
            |unit: &mut Unit<'_, Privacy>| {
                let case = unit.open_case_by_reference("2026-0001".parse().unwrap())?;
                unit.register_disc_for_request(&case, &request)
            },
        )
        .unwrap();
    let to = DepartureForm {
        recipient: "Luc Bergeron-Aubé",
        address: "Laval",
        carrier: "EB",
    };
    let to = to.check().unwrap();
    let ready = centre
        .as_(
            &centre.nadia,
            Purpose::CopyRequest,
            |unit: &mut Unit<'_, Privacy>| {
                unit.prepare_disc_shipment(&request, &disc.item, &to, ZONE)
            },
        )
        .unwrap();
    let seal = centre.labels(LabelClass::Seal, 1)[0];
    centre.scan(ready.label);
    centre.scan(disc.label);
    centre.scan(seal);
    assert_eq!(centre.scan("EB99887766").feedback.said, Said::Dispatched);
    let discs = centre
        .as_(
            &centre.nadia,
            Purpose::CopyRequest,
            |unit: &mut Unit<'_, Privacy>| unit.discs_of_request(&request),
        )
        .unwrap();
    let (_, _, state, left) = discs[0].shipment.clone().unwrap();
    assert_eq!(
        (state, left),
        (ShipmentState::InTransit, Some(centre.clock.now()))
    );
}

#[test]
fn a_worn_label_is_replaced_and_never_acts_again() {
    let centre = Centre::new();
    let labels = centre.received();
    let new = centre.labels(LabelClass::Item, 1)[0];
    centre.scan("DXREPRINT");
    centre.scan(labels[0]);
    assert_eq!(centre.scan(new).feedback.said, Said::Relabelled);
    let view = centre.scan(labels[0]);
    assert_eq!(view.feedback.said, Said::VoidLabel);
    assert_eq!(view.feedback.other, Some(new.grouped()));
    // Old paper still leads to the article.
    assert_eq!(centre.item(labels[0]), centre.item(new));
}

#[test]
fn a_parcel_that_does_not_come_is_marked_once_after_its_grace() {
    let centre = Centre::new();
    centre.announce("EB44710083", "2026-11-17", "1").unwrap();
    let appliance = centre.store.appliance().unwrap();
    let mark = || {
        centre
            .as_(
                &appliance,
                Purpose::Maintenance,
                |unit: &mut Unit<'_, Clockwork>| unit.mark_overdue_shipments(),
            )
            .unwrap()
    };
    centre.later(Span::hours(59)); // Wednesday, 23:00: the end of the grace is not over
    assert_eq!(mark(), 0);
    centre.later(Span::hours(2));
    assert_eq!((mark(), mark()), (1, 0));
    let late = centre
        .custody(|unit| unit.shipments(ShipmentFilter::Expected, 10))
        .unwrap();
    assert!(late[0].overdue_at.is_some());
}

#[test]
fn a_waybill_is_announced_once_and_labels_are_issued_within_bounds() {
    let centre = Centre::new();
    centre.announce("EB44710083", "2026-11-17", "1").unwrap();
    let again = centre.announce("eb 4471 0083", "2026-11-18", "1");
    assert!(matches!(again, Err(Error::Refused(Refusal::WaybillInUse))));
    for (class, count) in [
        (LabelClass::Item, 0),
        (LabelClass::Item, 301),
        (LabelClass::Key, 5),
    ] {
        assert!(
            centre
                .custody(|unit| unit.issue_labels(class, count))
                .is_err()
        );
    }
    let batch = centre
        .custody(|unit| unit.issue_labels(LabelClass::Item, 30))
        .unwrap();
    let read = centre.custody(|unit| unit.label_batch(&batch.id)).unwrap();
    assert_eq!((read.labels, read.unused), (batch.labels, 30));
    assert_eq!(
        centre.custody(|unit| unit.label_batches(5)).unwrap().len(),
        1
    );
}

#[test]
fn events_can_neither_be_changed_nor_deleted() {
    let centre = Centre::new();
    centre.received();
    let mut conn = conn::take(centre.store.writers()).unwrap();
    for change in [
        "UPDATE custody_event SET to_id = 'x'",
        "DELETE FROM custody_event",
    ] {
        assert!(conn.batch_execute(change).is_err(), "{change}");
    }
}

/// I6: the present follows from the events alone.
#[test]
fn the_present_is_the_fold_of_the_events() {
    use crate::schema::custody::{custody_event, item};
    use diesel::prelude::*;
    let centre = Centre::new();
    let labels = centre.received();
    centre.enter(&[]).unwrap();
    centre.scan(centre.place("Tablette 1-B").fact.label);
    centre.scan(labels[2]);
    centre.scan(labels[3]);
    centre.scan("DXUNDOLAST");
    let mut conn = conn::take(centre.store.writers()).unwrap();
    let items: Vec<(String, String, String, i32)> = item::table
        .select((item::id, item::holder_kind, item::holder_id, item::item_seq))
        .load(&mut conn)
        .unwrap();
    assert_eq!(items.len(), 5);
    for (id, kind, holder, seq) in items {
        type Row = (i32, Option<String>, Option<String>, String, String);
        let chain: Vec<Row> = custody_event::table
            .filter(custody_event::item_id.eq(&id))
            .order(custody_event::item_seq)
            .select((
                custody_event::item_seq,
                custody_event::from_kind,
                custody_event::from_id,
                custody_event::to_kind,
                custody_event::to_id,
            ))
            .load(&mut conn)
            .unwrap();
        for (n, pair) in (1..).zip(chain.windows(2)) {
            assert_eq!(pair[0].0, n);
            let from = (pair[1].1.clone().unwrap(), pair[1].2.clone().unwrap());
            assert_eq!(from, (pair[0].3.clone(), pair[0].4.clone()), "no gap");
        }
        let last = chain.last().unwrap();
        assert_eq!((last.0, &last.3, &last.4), (seq, &kind, &holder));
    }
}

#[test]
fn the_first_places_are_two_archives_deep() {
    let centre = Centre::new();
    let archives = centre.custody(|unit| unit.archives()).unwrap();
    assert_eq!(archives.len(), 1);
    let places = centre.custody(|unit| unit.places()).unwrap();
    assert_eq!(places.len(), FIRST_PLACES.len());
    let shelves = places.iter().filter(|p| p.fact.is_archive_grade());
    assert_eq!(
        shelves
            .filter(|p| p.fact.kind == LocationKind::Shelf)
            .count(),
        4
    );
}
