//! Facts of the privacy desk.

use super::super::super::privacy::*;
use super::super::super::{Fact, Subject};
use super::{NUMBER, address, day, id, sealed, stored, text};
use crate::access::Purpose;
use crate::privacy::closing::{RefusalGround, RefusalWords, Withdrawal};
use crate::privacy::disclosure::{DeliveryMethod, DisclosureClass};
use crate::privacy::package::{BuildFault, Carrier, Holdings, RecordThen};
use crate::privacy::regime::Regimes;
use crate::privacy::request::{
    Capacity, Channel, IdentityEvidence, RequestKind, RequestState, Requester,
};
use crate::time::Timestamp;

fn of() -> OfRequest {
    OfRequest {
        request: id(10),
        case: id(2),
    }
}

pub(super) fn requests() -> Vec<Fact> {
    vec![
        RequestLogged {
            request: id(10),
            reference: NUMBER,
            kind: RequestKind::AccessRequest,
            case: id(2),
            patient: id(3),
            channel: Channel::Mail,
            received_on: day(2026, 11, 20),
            entered_on: day(2026, 11, 21),
            due_on: day(2026, 12, 20),
            late_from: Timestamp::from_micros(1_797_829_199_999_999),
            laws: Regimes::quebec(),
            rule_pack: "2026-11".into(),
            identity: None,
            carrier: Carrier::Disc,
            words: sealed(
                Subject::Request(id(10)),
                RequestWords {
                    requester: Requester::Representative {
                        name: text("Me Aubin"),
                        capacity: Capacity::Counsel,
                    },
                    address: address(),
                },
            ),
        }
        .into(),
        RequestIdentityConfirmed {
            of: of(),
            evidence: IdentityEvidence::PhotoDocument,
        }
        .into(),
        RequestExtended {
            of: of(),
            days: 10,
            notice_sent_on: day(2026, 12, 1),
            due_on: day(2026, 12, 30),
            late_from: Timestamp::from_micros(1_798_693_199_999_999),
        }
        .into(),
        RequestCorrected {
            of: of(),
            channel: Channel::Mail,
            received_on: day(2026, 11, 19),
            due_on: day(2026, 12, 19),
            late_from: Timestamp::from_micros(1_797_742_799_999_999),
            is_not_late: true,
            carrier: Carrier::Disc,
            identity_is_open: true,
            words: sealed(
                Subject::Request(id(10)),
                RequestWords {
                    requester: Requester::Patient,
                    address: address(),
                },
            ),
        }
        .into(),
    ]
}

/// How requests end, or pass their day.
pub(super) fn endings() -> Vec<Fact> {
    vec![
        RequestWithdrawn {
            of: of(),
            why: Withdrawal::Duplicate,
            duplicate_of: Some(id(110)),
            package: Some(id(14)),
        }
        .into(),
        RequestRefused {
            of: of(),
            notice_sent_on: day(2026, 12, 2),
            late: true,
            package: Some(id(14)),
            words: sealed(
                Subject::Request(id(10)),
                RefusalWords {
                    ground: RefusalGround::SeriousHarm,
                    provision: text("art. 17"),
                    reasons: text("Cela peinerait beaucoup Me Aubin."),
                },
            ),
        }
        .into(),
        RequestOverdue {
            request: id(10),
            due_on: day(2026, 12, 20),
        }
        .into(),
        RequestAnswered {
            of: of(),
            method: DeliveryMethod::Courier,
            state: RequestState::Dispatched,
            late: false,
        }
        .into(),
        RequestReceiptConfirmed {
            of: of(),
            state: RequestState::Answered,
        }
        .into(),
    ]
}

fn files() -> Vec<FileCount> {
    vec![FileCount {
        category: "image".into(),
        files: 3,
        bytes: 1_572_864,
    }]
}

pub(super) fn packages() -> Vec<Fact> {
    vec![
        PackageStarted {
            package: id(14),
            of: of(),
            build: 2,
        }
        .into(),
        PackageFailed {
            package: id(14),
            of: of(),
            build: 2,
            fault: BuildFault::DiskFull,
            state: RequestState::Ready,
        }
        .into(),
        PackageBuilt {
            package: id(14),
            of: of(),
            build: 2,
            manifest_sha256: "0a".repeat(32),
            signer_sha256: "0b".repeat(32),
            holds: Holdings {
                studies: 1,
                images: 12,
                articles: 3,
                communications: 0,
                sha256: "0d".repeat(32),
            },
            files: files(),
            forms: vec![SealedForm {
                carrier: Carrier::Disc,
                object: stored(99),
                bytes: 2_000_000,
                sha256: "0c".repeat(32),
            }],
            passphrase: stored(98),
            supersedes: Some(id(15)),
        }
        .into(),
        PackageKept {
            package: id(14),
            of: of(),
            record_sha256: "0d".repeat(32),
            words: sealed(
                Subject::Request(id(10)),
                KeptWords {
                    reason: text("Me Aubin ne demande pas le scanner de novembre."),
                },
            ),
        }
        .into(),
        PackageFetched {
            package: id(14),
            of: of(),
            carrier: Carrier::Disc,
            sha256: "0c".repeat(32),
        }
        .into(),
        PassphraseShown {
            package: id(14),
            of: of(),
        }
        .into(),
        DiscBound {
            item: id(4),
            package: id(14),
            of: of(),
        }
        .into(),
    ]
}

pub(super) fn communications() -> Vec<Fact> {
    vec![
        Disclosed {
            disclosure: id(16),
            of: of(),
            patient: id(3),
            package: id(14),
            package_sha256: "0a".repeat(32),
            class: DisclosureClass::RecordCopy,
            purpose: Purpose::CopyRequest,
            authority: Regimes::quebec(),
            method: DeliveryMethod::Courier,
            shipment: Some(id(6)),
            record_then: RecordThen::Same,
            files: files(),
            words: sealed(
                Subject::Request(id(10)),
                RecipientWords {
                    name: text("Me Aubin"),
                    address: address(),
                    tracking: Some("EB44710083".into()),
                    received_by: Some(text("Me Aubin")),
                },
            ),
        }
        .into(),
    ]
}
