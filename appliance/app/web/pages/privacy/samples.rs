//! Fictitious people and requests that show every state of the desk's pages.

use super::communications::{CommunicationLine, Communications};
use super::new_request::TypedRequest;
use super::request::{
    Clock, Delivery, Disc, Download, ExtensionForm, Package, Part, Party, RequestPage, Step,
};
use super::requests::RequestLine;
use crate::web::i18n::{Arg, Phrase};
use crate::web::page::{FieldError, SAMPLE_NOW};

const DAY: i64 = 86_400_000_000;

fn law() -> Phrase {
    Phrase::new("law-section")
        .with("law", Phrase::new("law-qc_p39_1"))
        .with("section", "32")
}

fn day(text: &str) -> Arg {
    Arg::Day(text.into())
}

pub(super) fn lines() -> Vec<RequestLine> {
    let line =
        |no: &str, person: &str, due: &str, clock, clock_kind, state, state_kind| RequestLine {
            no: no.into(),
            kind: Phrase::new("request-kind-access_request"),
            case: "2026-0388".into(),
            person: person.into(),
            channel: Phrase::new("request-channel-mail"),
            received: "2026-10-26".into(),
            due: due.into(),
            clock,
            clock_kind,
            state: Phrase::new(state),
            state_kind,
        };
    let left = |n: i64| Phrase::new("request-days-left").with("n", n);
    let late = Phrase::new("request-deemed-refused-days").with("n", 3_i64);
    vec![
        line(
            "2026-0091",
            "Roy, Mathilde",
            "2026-11-16",
            late,
            "refused",
            "request-state-logged",
            "waiting",
        ),
        line(
            "2026-0095",
            "<b>Côté</b>, Anne",
            "2026-11-20",
            left(1),
            "refused",
            "request-state-ready",
            "done",
        ),
        line(
            "2026-0097",
            "Bergeron-Aubé, Luc",
            "2026-11-25",
            left(6),
            "attention",
            "request-state-building",
            "progress",
        ),
        line(
            "2026-0099",
            "Nguyen, Théo",
            "2026-12-10",
            left(21),
            "waiting",
            "request-state-logged",
            "waiting",
        ),
    ]
}

pub(super) fn typed() -> TypedRequest {
    TypedRequest {
        case: "2026-4121".into(),
        channel: "mail".into(),
        received_on: "2026-11-30".into(),
        requester: "representative".into(),
        street: "12, rue des Érables".into(),
        country: "CA".into(),
        ..TypedRequest::default()
    }
}

pub(super) fn entry_errors() -> Vec<FieldError> {
    vec![
        FieldError::new(
            "case",
            Phrase::new("request-case-unknown").with("case", Arg::Typed("2026-4121".into())),
        ),
        FieldError::new("received-on", Phrase::new("request-received-future")),
        FieldError::new(
            "representative-name",
            Phrase::new("request-needed-representative"),
        ),
        FieldError::new("capacity", Phrase::new("request-needed-capacity")),
        FieldError::new("authority-seen", Phrase::new("request-needed-authority")),
        FieldError::new("carrier", Phrase::new("request-needed-carrier")),
        FieldError::new("locality", Phrase::new("request-needed-locality")),
    ]
}

fn clock() -> Clock {
    Clock {
        kind: "attention",
        days: 6,
        words: Phrase::new("request-clock-left").with("n", 6_i64),
        counts: true,
        late: None,
        due: "2026-11-25".into(),
        answered: None,
        gone: 24,
        total: 30,
        received: "2026-10-26".into(),
        entered: "2026-10-27".into(),
        law: law(),
        sources: vec!["legisquebec P-39.1".into()],
        extension: Phrase::new("request-clock-extension-none"),
        recourse: Phrase::new("recourse-cai"),
        how: vec![
            Phrase::new("request-how-received").with("date", day("2026-10-26")),
            Phrase::new("request-how-entry").with("date", day("2026-10-27")),
            Phrase::new("request-how-law")
                .with("law", Phrase::new("law-qc_r22_1"))
                .with("days", 30_i64)
                .with("date", day("2026-11-25")),
            Phrase::new("request-how-law")
                .with("law", law())
                .with("days", 30_i64)
                .with("date", day("2026-11-25")),
            Phrase::new("request-how-strictest")
                .with("law", law())
                .with("date", day("2026-11-25")),
        ],
    }
}

fn parts(images_done: i64) -> Vec<Part> {
    let part = |title, sub: Phrase, done: i64, total: i64| {
        let (kind, state) = if done == total {
            ("done", Phrase::new("request-part-done"))
        } else if done > 0 {
            (
                "progress",
                Phrase::new("request-part-count")
                    .with("done", done)
                    .with("total", total),
            )
        } else {
            ("waiting", Phrase::new("request-part-waiting"))
        };
        Part {
            title: Phrase::new(title),
            sub: Some(sub),
            done,
            total,
            kind,
            state,
        }
    };
    let images = Phrase::new("request-part-images-studies")
        .with(
            "images",
            Phrase::new("request-part-images").with("n", 396_i64),
        )
        .with(
            "studies",
            Phrase::new("request-part-studies").with("n", 3_i64),
        );
    let finished = i64::from(images_done == 396);
    vec![
        part("package-part-images", images, images_done, 396),
        part(
            "package-part-custody_history",
            Phrase::new("request-part-articles").with("n", 11_i64),
            11,
            11,
        ),
        part(
            "package-part-communications",
            Phrase::new("request-part-entries").with("n", 0_i64),
            1,
            1,
        ),
        Part {
            sub: None,
            ..part(
                "package-part-disc_image",
                Phrase::new("request-preview-note"),
                finished,
                1,
            )
        },
    ]
}

fn steps(now: usize) -> Vec<Step> {
    let titles = [
        "request-step-received",
        "request-step-identity",
        "request-step-built",
        "request-step-sent",
        "request-step-closed",
    ];
    titles
        .iter()
        .enumerate()
        .map(|(place, title)| Step {
            state: match place.cmp(&now) {
                std::cmp::Ordering::Less => "done",
                std::cmp::Ordering::Equal => "now",
                std::cmp::Ordering::Greater => "todo",
            },
            title: Phrase::new(*title),
            note: (place == 3).then(|| Phrase::new("request-step-sent-how")),
        })
        .collect()
}

pub(super) fn requests() -> Vec<RequestPage> {
    let building = RequestPage {
        no: "2026-0097".into(),
        case: "2026-0388".into(),
        person: "Luc Bergeron-Aubé".into(),
        channel: Phrase::new("request-channel-mail"),
        state: Phrase::new("request-state-building"),
        state_kind: "progress",
        party: Party {
            representative: None,
            capacity: None,
            identity: Some(Phrase::new("request-identity-enclosed_copy")),
            identity_at: Some(SAMPLE_NOW - 22 * DAY),
            address: vec![
                "12, rue des Érables".into(),
                "Montréal (Québec)\u{a0}\u{a0}H3A 0G4".into(),
            ],
            carrier: Phrase::new("request-carrier-disc"),
        },
        clock: clock(),
        steps: steps(2),
        parts: parts(311),
        contents_note: Phrase::new("request-preview-note"),
        building: true,
        can_build: false,
        package: None,
        fault: None,
        delivery: None,
        can_confirm_receipt: false,
        can_confirm_identity: false,
        extension: None,
        notice: Some(Phrase::new("request-build-notice")),
        errors: Vec::new(),
    };
    let sent = RequestPage {
        state: Phrase::new("request-state-dispatched"),
        state_kind: "progress",
        package: ready(&building).package,
        building: false,
        can_confirm_receipt: true,
        steps: steps(4),
        notice: Some(Phrase::new("request-delivered-notice")),
        clock: Clock {
            kind: "done",
            words: Phrase::new("request-answered-in-time"),
            counts: false,
            answered: Some(SAMPLE_NOW),
            ..clock()
        },
        ..building.clone()
    };
    vec![
        ready(&building),
        late(&building),
        extendable(&building),
        sent,
        building,
    ]
}

fn discs() -> Vec<Disc> {
    let disc = |code: &str, shipment: Option<&str>| Disc {
        code: code.into(),
        label_href: format!("/requests/2026-0097/discs/{code}/label"),
        shipment: shipment.map(str::to_owned),
    };
    vec![
        disc("DI2041773197", None),
        disc("DI1234567812", Some("2026-0904")),
    ]
}

fn ready(page: &RequestPage) -> RequestPage {
    let download = |what: &str, icon, size: u64| Download {
        href: format!("/packages/2026-0097/{what}"),
        label: Phrase::new(format!("request-download-{what}")),
        note: Phrase::new(format!("request-download-{what}-note")).with("size", Arg::Bytes(size)),
        icon,
    };
    RequestPage {
        state: Phrase::new("request-state-ready"),
        state_kind: "done",
        parts: parts(396),
        contents_note: Phrase::new("request-contents-note")
            .with("files", 412_i64)
            .with("size", Arg::Bytes(3_100_000_000)),
        building: false,
        can_build: true,
        steps: steps(3),
        package: Some(Package {
            built_at: SAMPLE_NOW,
            downloads: vec![
                download("disc", "disc", 3_210_000_000),
                download("encrypted_file", "lock", 3_120_000_000),
                download("folder", "layers", 3_120_000_000),
            ],
            passphrase_shown_at: None,
            signer: "A7".repeat(32),
            manifest: "ef".repeat(32),
        }),
        delivery: Some(Delivery {
            blocked: false,
            discs: discs(),
        }),
        notice: None,
        ..page.clone()
    }
}

/// Late, by a representative, identity not seen, last build cut off.
fn late(page: &RequestPage) -> RequestPage {
    let ready = ready(page);
    RequestPage {
        party: Party {
            representative: Some("Marie <i>Tremblay</i>".into()),
            capacity: Some(Phrase::new("request-capacity-mandatary")),
            identity: None,
            identity_at: None,
            ..page.party.clone()
        },
        clock: Clock {
            kind: "refused",
            days: 3,
            words: Phrase::new("request-clock-late").with("n", 3_i64),
            late: Some(
                Phrase::new("request-late-text")
                    .with("recourse", Phrase::new("recourse-cai"))
                    .with("days", 30_i64),
            ),
            gone: 30,
            ..clock()
        },
        steps: steps(1),
        fault: Some(Phrase::new("package-fault-cut_off")),
        can_confirm_identity: true,
        package: ready.package.clone().map(|package| Package {
            passphrase_shown_at: Some(SAMPLE_NOW),
            ..package
        }),
        delivery: Some(Delivery {
            blocked: true,
            discs: Vec::new(),
        }),
        ..ready
    }
}

/// Under a law that gives an extension, with a refused form.
fn extendable(page: &RequestPage) -> RequestPage {
    let federal = Phrase::new("law-section")
        .with("law", Phrase::new("law-ca_pipeda"))
        .with("section", "8");
    RequestPage {
        clock: Clock {
            kind: "waiting",
            days: 20,
            words: Phrase::new("request-clock-left").with("n", 20_i64),
            gone: 10,
            law: federal,
            extension: Phrase::new("request-clock-extension-open").with("n", 30_i64),
            recourse: Phrase::new("recourse-privacy_commissioner"),
            ..clock()
        },
        state: Phrase::new("request-state-logged"),
        state_kind: "waiting",
        building: false,
        can_build: true,
        parts: parts(0),
        extension: Some(ExtensionForm {
            up_to: 30,
            within: 30,
            days: "45".into(),
            sent: "2026-11-19".into(),
        }),
        errors: vec![FieldError::new(
            "extension-days",
            Phrase::new("request-extension-days"),
        )],
        notice: None,
        ..page.clone()
    }
}

pub(super) fn communications() -> Vec<Communications> {
    let line = CommunicationLine {
        at: SAMPLE_NOW,
        class: Phrase::new("communications-class-record_copy"),
        request: "2026-0097".into(),
        recipient: "Luc Bergeron-Aubé".into(),
        address: vec![
            "12, rue des Érables".into(),
            "Montréal (Québec)\u{a0}\u{a0}H3A 0G4".into(),
            "CA".into(),
        ],
        files: Phrase::new("communications-files").with("n", 412_i64),
        package: "ef".repeat(32),
        purpose: Phrase::new("communications-purpose-copy_request"),
        authority: vec![
            Phrase::new("law-section")
                .with("law", Phrase::new("law-qc_r22_1"))
                .with("section", "17"),
            Phrase::new("law-section")
                .with("law", Phrase::new("law-qc_p39_1"))
                .with("section", "27"),
        ],
        method: Phrase::new("request-method-courier"),
        tracking: Some("MV-1234567".into()),
        altered: false,
        entry: 88_412,
    };
    let empty = Communications {
        no: "2026-0097".into(),
        person: "Luc Bergeron-Aubé".into(),
        lines: Vec::new(),
        altered: false,
        missing: 0,
    };
    let forged = CommunicationLine {
        altered: true,
        ..line.clone()
    };
    vec![
        Communications {
            lines: vec![line.clone()],
            ..empty.clone()
        },
        Communications {
            lines: vec![forged, line],
            altered: true,
            ..empty.clone()
        },
        empty,
    ]
}
