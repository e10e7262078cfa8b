//! One fact of each act, and of each kind of event.

use chrono::NaiveDate;

mod appliance;
mod delivery;
mod exams;
mod imaging;
mod objects;
mod patients;
mod privacy;

use super::super::cases::*;
use super::super::custody::*;
use super::super::people::*;
use super::super::{Fact, Sealed, Subject};
use crate::access::DutyName;
use crate::case::EnteredText;
use crate::custody::delivery::{Service, SignatureLevel};
use crate::custody::description::{Description, View};
use crate::custody::exception::{Concern, ExceptionExit, ExceptionKind, ExceptionStep};
use crate::custody::holder::Holder;
use crate::custody::item::{Condition, ItemKind};
use crate::custody::location::{BarrierKind, LocationKind};
use crate::custody::shipment::{ByCourier, LineOutcome, ReceivedLine, ShipmentState, Waybill};
use crate::custody::station::{Next, Said};
use crate::custody::visit::{Balance, Verdict, VisitPurpose, VisitState, VisitStep};
use crate::exam::{BodyPart, Modality, Side};
use crate::ids::Reference;
use crate::label::{Label, LabelClass};
use crate::object::StoredObject;
use crate::privacy::country::Country;
use crate::privacy::disclosure::PostalAddress;
use crate::session::EndReason;
use crate::time::Timestamp;

/// Ids of one kind end in the same digit: 1 people, 2 cases, 3 patients, 4 articles…
fn id<T: std::str::FromStr>(n: u16) -> T
where
    T::Err: std::fmt::Debug,
{
    format!("01JCZ000000000000000000{n:03}").parse().unwrap()
}

fn sealed<T>(of: Subject, words: T) -> Sealed<T> {
    Sealed::new(of, words)
}

fn text(words: &str) -> EnteredText {
    EnteredText::required("sample", words, 200).unwrap()
}

fn label(class: LabelClass, serial: u32) -> Label {
    Label::new(class, serial).unwrap()
}

fn day(y: i32, m: u32, d: u32) -> NaiveDate {
    NaiveDate::from_ymd_opt(y, m, d).unwrap()
}

const NUMBER: Reference = Reference {
    year: 2026,
    number: 42,
};
const AT: Timestamp = Timestamp::from_micros(1_795_273_200_000_000);

fn staff() -> Staff {
    Staff {
        person: id(1),
        stable_id: "entryUUID:1".into(),
        name: "Nadia Tremblay-Roy".into(),
        language: Some("fr-CA".into()),
    }
}

fn address() -> PostalAddress {
    PostalAddress {
        street: text("12, rue des Pins"),
        locality: text("Montréal (Québec)"),
        postal_code: Some(text("H3A 0G4")),
        country: Country::CANADA,
    }
}

fn event(from: Option<Holder>, to: Holder, what: Happening) -> Fact {
    CustodyEvent {
        item: id(4),
        label: label(LabelClass::Item, 7),
        seq: 3,
        from,
        to,
        condition: Condition::Intact,
        what,
    }
    .into()
}

fn article() -> NewArticle {
    NewArticle {
        kind: ItemKind::FilmSheet,
        words: Some(sealed(
            Subject::Case(id(2)),
            Owner {
                owner: Some("Clinique du Fjord".into()),
            },
        )),
        case: Some(id(2)),
        request: None,
    }
}

fn within() -> InVisit {
    InVisit {
        visit: id(7),
        witness: id(11),
        verdict: Some(Verdict::Scanned),
    }
}

fn concern() -> Concern {
    Concern {
        shipment: Some(id(6)),
        line: Some(1),
        visit: Some(id(7)),
        item: Some(id(4)),
    }
}

fn events() -> Vec<Fact> {
    let hers = || Holder::Person(id(1));
    let shelf = || Holder::Location(id(5));
    let parcel = || Holder::Parcel(id(6));
    let carrier = || Holder::Carrier(id(6));
    let line = ReceivedLine {
        line: 0,
        kind: ItemKind::FilmSheet,
        outcome: LineOutcome::Received,
        added: false,
    };
    vec![
        event(None, shelf(), Happening::Registered { article: article() }),
        event(
            Some(carrier()),
            hers(),
            Happening::Received {
                shipment: id(6),
                line,
                article: article(),
            },
        ),
        event(
            Some(hers()),
            shelf(),
            Happening::SetDown {
                shipment: Some(id(6)),
            },
        ),
        event(
            Some(hers()),
            shelf(),
            Happening::PutAway { within: within() },
        ),
        event(
            Some(shelf()),
            hers(),
            Happening::Retrieved { within: within() },
        ),
        event(
            Some(hers()),
            parcel(),
            Happening::Packed {
                shipment: id(6),
                lines: vec![0],
            },
        ),
        event(
            Some(parcel()),
            carrier(),
            Happening::Dispatched { shipment: id(6) },
        ),
        event(
            Some(carrier()),
            Holder::Recipient(id(6)),
            Happening::ReceiptConfirmed { shipment: id(6) },
        ),
        event(
            Some(carrier()),
            parcel(),
            Happening::CameBack {
                shipment: id(6),
                lines: vec![0],
            },
        ),
        event(
            Some(Holder::Recipient(id(6))),
            hers(),
            Happening::Returned {
                shipment: id(6),
                line,
            },
        ),
        event(
            Some(Holder::Recipient(id(6))),
            carrier(),
            Happening::ReceiptTakenBack { shipment: id(6) },
        ),
        event(
            Some(Holder::Location(id(5))),
            Holder::Requester(id(10)),
            Happening::HandedOver { request: id(10) },
        ),
        event(
            Some(Holder::Location(id(5))),
            Holder::Destroyed,
            Happening::Destroyed { request: id(10) },
        ),
    ]
}

/// What is noted of an article, and what is taken back.
fn described() -> Fact {
    let shelf = || Holder::Location(id(5));
    let seen = Description {
        modality: Some(Modality::Radiograph),
        part: Some(BodyPart::Hip),
        side: Some(Side::Right),
        view: Some(View::Lateral),
        taken: "2025-03-12".parse().ok(),
        sheets: Some(2),
        note: Some(text("35 × 43 cm")),
    };
    event(
        Some(shelf()),
        shelf(),
        Happening::Described {
            case: Some(id(2)),
            item_kind: ItemKind::FilmSet,
            words: Some(sealed(Subject::Item(id(4)), seen)),
        },
    )
}

fn notes_and_corrections() -> Vec<Fact> {
    let hers = || Holder::Person(id(1));
    let shelf = || Holder::Location(id(5));
    let parcel = || Holder::Parcel(id(6));
    vec![
        event(
            Some(hers()),
            hers(),
            Happening::ConditionReported {
                shipment: id(6),
                lines: vec![0],
                outcome: LineOutcome::Damaged,
            },
        ),
        event(
            Some(hers()),
            hers(),
            Happening::ExternalIdLinked {
                words: sealed(
                    Subject::Item(id(4)),
                    ForeignLabel {
                        code: "X-77".into(),
                    },
                ),
            },
        ),
        event(
            Some(shelf()),
            shelf(),
            Happening::Identified {
                case: id(2),
                item_kind: ItemKind::FilmSheet,
            },
        ),
        described(),
        event(
            Some(shelf()),
            hers(),
            Happening::Found { exception: id(18) },
        ),
        event(
            Some(hers()),
            hers(),
            Happening::Relabelled {
                new: label(LabelClass::Item, 8),
            },
        ),
        event(
            Some(hers()),
            Holder::Withdrawn,
            Happening::ReceptionTakenBack {
                shipment: id(6),
                expected_again: vec![0],
                removed: vec![4],
            },
        ),
        event(
            Some(shelf()),
            hers(),
            Happening::MovementTakenBack { within: within() },
        ),
        event(
            Some(parcel()),
            hers(),
            Happening::PackingTakenBack {
                shipment: id(6),
                lines: vec![0],
            },
        ),
    ]
}

fn people() -> Vec<Fact> {
    let duties = [DutyName::Coordination, DutyName::Custody];
    vec![
        ApplianceInstalled { appliance: staff() }.into(),
        SessionOpened {
            who: staff(),
            session: id(12),
            duties: duties.into(),
        }
        .into(),
        SignInRefused {
            reason: "wrong_password".into(),
            address: "192.0.2.7".into(),
        }
        .into(),
        PersonVouched {
            who: staff(),
            duties: duties.into(),
        }
        .into(),
        SessionClosed {
            session: id(12),
            person: id(1),
        }
        .into(),
        SessionEnded {
            session: id(12),
            person: id(1),
            reason: EndReason::Idle,
        }
        .into(),
        AccessRefused {
            person: Some(id(1)),
            route: "GET /requests".into(),
            subject: None,
            count: 1,
        }
        .into(),
    ]
}

fn cases() -> Vec<Fact> {
    vec![
        CaseOpened {
            case: id(2),
            reference: NUMBER,
            patient: id(3),
            words: sealed(Subject::Patient(id(3)), patients::elodie()),
            likely: vec![],
            question: Some(sealed(Subject::Case(id(2)), text("Nodule?"))),
        }
        .into(),
        CaseCorrected {
            case: id(2),
            patient: id(3),
            words: sealed(Subject::Patient(id(3)), patients::elodie()),
            entered: Some(sealed(Subject::Case(id(2)), patients::elodie())),
            question: Some(sealed(Subject::Case(id(2)), text("Nodule?"))),
        }
        .into(),
        RecordOpened {
            record: Subject::Case(id(2)),
            of: vec![Subject::Patient(id(3))],
            shown: vec![],
        }
        .into(),
        ListRead {
            list: ListName::Cases,
            records: vec![Subject::Case(id(2))],
        }
        .into(),
    ]
}

fn exceptions() -> Vec<Fact> {
    vec![
        ExceptionOpened {
            exception: id(18),
            kind: ExceptionKind::Missing,
            concern: concern(),
            owner: Some(id(1)),
            due: AT,
            lost_from: Some(AT),
        }
        .into(),
        ExceptionAssigned {
            exception: id(18),
            concern: concern(),
            owner: Some(id(11)),
        }
        .into(),
        ExceptionFollowed {
            exception: id(18),
            concern: concern(),
            step: ExceptionStep::Called,
            due: AT,
            words: sealed(Subject::Case(id(2)), text("la Clinique du Fjord cherche")),
        }
        .into(),
        ExceptionClosed {
            exception: id(18),
            concern: concern(),
            exit: ExceptionExit::Lost,
            words: Some(sealed(
                Subject::Case(id(2)),
                text("la Clinique du Fjord a cherché"),
            )),
        }
        .into(),
        ExceptionReopened {
            exception: id(18),
            concern: concern(),
            due: AT,
        }
        .into(),
    ]
}

fn set_right() -> Vec<Fact> {
    vec![
        ShipmentCancelled {
            shipment: id(6),
            request: Some(id(10)),
            words: Some(sealed(
                Subject::Case(id(2)),
                text("la Clinique du Fjord garde tout"),
            )),
        }
        .into(),
        corrected(),
        WaybillCorrected {
            shipment: id(6),
            words: sealed(
                Subject::Case(id(2)),
                WaybillWords {
                    waybill: Waybill::entered("waybill", "EB44710083").unwrap(),
                },
            ),
        }
        .into(),
    ]
}

fn arrived() -> Fact {
    ShipmentArrived {
        shipment: id(6),
        reference: NUMBER,
        words: sealed(
            Subject::Shipment(id(6)),
            ShipmentWords {
                party: None,
                address: None,
                carrier: None,
                waybill: Some(Waybill::entered("waybill", "EB44710083").unwrap()),
            },
        ),
    }
    .into()
}

fn corrected() -> Fact {
    ShipmentCorrected {
        shipment: id(6),
        words: sealed(
            Subject::Case(id(2)),
            ShipmentWords {
                party: Some(text("Clinique du Fjord")),
                address: None,
                carrier: Some(text("Express Boréal")),
                waybill: Some(Waybill::entered("waybill", "EB44710083").unwrap()),
            },
        ),
        eta: Some(day(2026, 11, 23)),
        late_from: Some(AT),
        by_courier: Some(ByCourier::Original),
        service: Some(Service {
            signature: SignatureLevel::Adult,
            days: 2,
        }),
        back_by: Some(day(2026, 12, 18)),
        lines: Some(vec![NewLine {
            kind: ItemKind::FilmSheet,
            item: Some(id(4)),
        }]),
    }
    .into()
}

fn shipments() -> Vec<Fact> {
    let lines = vec![NewLine {
        kind: ItemKind::FilmSheet,
        item: None,
    }];
    let waybill = Waybill::entered("waybill", "EB44710083").unwrap();
    vec![
        ShipmentAnnounced {
            shipment: id(6),
            reference: NUMBER,
            case: id(2),
            round_trip_of: Some(id(6)),
            words: sealed(
                Subject::Case(id(2)),
                ShipmentWords {
                    party: Some(text("Clinique du Fjord")),
                    address: None,
                    carrier: Some(text("Express Boréal")),
                    waybill: Some(waybill.clone()),
                },
            ),
            eta: day(2026, 11, 23),
            late_from: AT,
            lines: lines.clone(),
        }
        .into(),
        arrived(),
        ShipmentIdentified {
            shipment: id(6),
            case: Some(id(2)),
        }
        .into(),
        ShipmentShort {
            shipment: id(6),
            missing: vec![1, 2],
        }
        .into(),
        ShipmentShortTakenBack {
            shipment: id(6),
            expected: vec![1, 2],
        }
        .into(),
        ShipmentReconciled {
            shipment: id(6),
            state: ShipmentState::ReceivedWithExceptions,
            place: id(5),
            lines: vec![ReconciledLine {
                kind: ItemKind::FilmSheet,
                label: None,
                outcome: LineOutcome::Missing,
            }],
        }
        .into(),
        ShipmentOverdue {
            shipment: id(6),
            late_from: AT,
        }
        .into(),
        ShipmentPrepared {
            shipment: id(6),
            reference: NUMBER,
            label: label(LabelClass::Shipment, 1),
            slip: label(LabelClass::Shipment, 2),
            case: Some(id(2)),
            request: None,
            words: sealed(
                Subject::Shipment(id(6)),
                ShipmentWords {
                    party: Some(text("Élodie Bélanger-Roy")),
                    address: Some(text("12, rue des Pins")),
                    carrier: Some(text("Express Boréal")),
                    waybill: None,
                },
            ),
            by_courier: Some(ByCourier::CannotReceive),
            service: Service::USUAL,
            back_by: Some(day(2026, 12, 18)),
            lines,
        }
        .into(),
        SealApplied {
            shipment: id(6),
            seal: label(LabelClass::Seal, 1),
        }
        .into(),
        SealBroken {
            shipment: id(6),
            seal: label(LabelClass::Seal, 1),
        }
        .into(),
        ShipmentDispatched {
            shipment: id(6),
            words: sealed(Subject::Shipment(id(6)), WaybillWords { waybill }),
            eta: day(2026, 11, 23),
            late_from: AT,
        }
        .into(),
        ShipmentConfirmed { shipment: id(6) }.into(),
    ]
}

fn labels_and_places() -> Vec<Fact> {
    vec![
        LabelsIssued {
            batch: id(13),
            class: LabelClass::Item,
            labels: vec![label(LabelClass::Item, 7), label(LabelClass::Item, 8)],
        }
        .into(),
        LabelVoided {
            label: label(LabelClass::Item, 7),
            successor: label(LabelClass::Item, 8),
        }
        .into(),
        PlacesRegistered {
            places: vec![RegisteredPlace {
                place: id(5),
                label: label(LabelClass::Location, 1),
                parent: None,
                name: "Archives".into(),
                kind: LocationKind::Room,
                archive: true,
                position: 0,
                lock: Some(Lock {
                    kind: BarrierKind::DoorLock,
                    key: label(LabelClass::Key, 1),
                    key_is_new: true,
                }),
            }],
        }
        .into(),
        PlaceRenamed {
            place: id(5),
            before: "Archives".into(),
            after: "Archives 1".into(),
        }
        .into(),
        PlaceRetired {
            place: id(5),
            label: label(LabelClass::Location, 1),
            name: "Archives 1".into(),
        }
        .into(),
    ]
}

fn visits() -> Vec<Fact> {
    vec![
        VisitOpened {
            visit: id(7),
            reference: NUMBER,
            archive: id(5),
            first: id(1),
            second: id(11),
            purpose: VisitPurpose::PutAway,
            ends_at: AT,
            plan: vec![id(4)],
        }
        .into(),
        VisitExtended {
            visit: id(7),
            first: id(1),
            second: id(11),
            ends_at: AT,
            words: sealed(Subject::Visit(id(7)), text("beaucoup de films")),
        }
        .into(),
        VisitAccounted {
            visit: id(7),
            item: id(4),
            verdict: Verdict::Missing,
        }
        .into(),
        VisitClosed {
            visit: id(7),
            first: id(1),
            second: id(11),
            state: VisitState::ClosedWithDiscrepancy,
            locks_closed: 2,
            by_others: false,
            balance: Balance {
                planned: 1,
                scanned: 0,
                open: 0,
                left: vec![],
                missing: vec![id(4)],
                unplanned: vec![],
                against_purpose: vec![],
            },
        }
        .into(),
        VisitRefused {
            step: VisitStep::Open,
            about: Subject::Place(id(5)),
            reason: "same-person".into(),
        }
        .into(),
        ScanRefused {
            visit: Some(id(7)),
            label: Some(label(LabelClass::Item, 7)),
            said: Said::RuleRefused,
            rule: Some("already-there".into()),
            next: Next::Shelf,
        }
        .into(),
    ]
}

fn stored(n: u16) -> StoredObject {
    StoredObject {
        id: id(n),
        sealed_sha256: "5e".repeat(32),
    }
}

/// One fact of each act; of events, one of each kind. Written: their sections are closed.
pub(super) fn samples() -> Vec<Fact> {
    let mut facts = in_clear();
    for fact in &mut facts {
        for (number, section) in (0..).zip(fact.sections()) {
            section.close(number);
        }
    }
    facts
}

/// The same, before they are written.
pub(super) fn in_clear() -> Vec<Fact> {
    [
        people(),
        cases(),
        patients::facts(),
        exams::facts(),
        delivery::facts(),
        exceptions(),
        shipments(),
        set_right(),
        events(),
        notes_and_corrections(),
        labels_and_places(),
        visits(),
        imaging::facts(),
        privacy::requests(),
        privacy::endings(),
        privacy::packages(),
        privacy::communications(),
        objects::facts(),
        appliance::facts(),
    ]
    .concat()
}
