//! The page of a request in each of its states, to be looked at and measured.

use super::request::{
    Clock, Closing, Delivery, Disc, Download, ExtensionForm, Kept, Package, Part, Party,
    RequestPage, Step, Typed,
};
use crate::web::i18n::{Arg, Phrase};
use crate::web::page::{FieldError, Page, SAMPLE_NOW};
use crate::web::told::Told;

/// Microseconds of a day.
const DAY: i64 = 86_400_000_000;

impl Page for RequestPage {
    const FILE: &'static str = "privacy/request.html";
    const NAME: &'static str = "request-title";

    fn samples() -> Vec<Self> {
        requests()
    }
}

fn law() -> Phrase {
    Phrase::new("law-section")
        .with("law", Phrase::new("law-qc_p39_1"))
        .with("section", "32")
}

fn day(text: &str) -> Arg {
    Arg::Day(text.into())
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
            note: (place == 3).then(|| Phrase::new("request-step-sent-disc")),
        })
        .collect()
}

fn requests() -> Vec<RequestPage> {
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
        changed: None,
        left_changed: false,
        fault: None,
        delivery: None,
        can_confirm_receipt: false,
        can_confirm_identity: false,
        can_change: false,
        has_letter: true,
        closing: None,
        discs_left: Vec::new(),
        extension: None,
        typed: Typed::default(),
        record: "ab".repeat(32),
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
        changed(&building),
        sealed(&building),
        late(&building),
        extendable(&building),
        refused(&building),
        sent,
        building,
    ]
}

/// A study came after the copy was built.
fn changed(page: &RequestPage) -> RequestPage {
    let count = |key: &'static str, n: i64| Phrase::new(key).with("n", n);
    RequestPage {
        state: Phrase::new("request-state-outdated"),
        state_kind: "attention",
        changed: Some(
            Phrase::new("request-changed-text")
                .with("images", count("request-part-images", 396))
                .with("articles", count("request-part-articles", 11))
                .with("images-now", count("request-part-images", 408))
                .with("articles-now", count("request-part-articles", 11))
                .with("next", Phrase::new("request-changed-next")),
        ),
        ..ready(page)
    }
}

/// Access was refused.
fn refused(page: &RequestPage) -> RequestPage {
    RequestPage {
        state: Phrase::new("request-state-refused"),
        state_kind: "refused",
        building: false,
        closing: Some(Closing {
            how: "refused",
            why: Phrase::new("closing-ground-other_person"),
            words: vec![
                Told::Text("R-22.1, art. 22".into()),
                Told::Text("La page 3 parle d’une <b>autre</b> personne.".into()),
            ],
            sent: Some("2026-11-19".into()),
        }),
        discs_left: vec!["DI2041773197".into()],
        clock: Clock {
            kind: "done",
            words: Phrase::new("request-answered-in-time"),
            counts: false,
            answered: Some(SAMPLE_NOW),
            ..clock()
        },
        steps: steps(1),
        parts: parts(0),
        notice: Some(Phrase::new("request-refused-notice")),
        ..page.clone()
    }
}

/// The disc of it lies sealed in its parcel; other articles belong to the record since.
fn sealed(page: &RequestPage) -> RequestPage {
    let ready = ready(page);
    RequestPage {
        changed: Some(
            Phrase::new("request-changed-others")
                .with("next", Phrase::new("request-changed-sealed")),
        ),
        can_build: false,
        delivery: ready.delivery.clone().map(|delivery| Delivery {
            parcel: Some("sealed"),
            ..delivery
        }),
        ..ready
    }
}

fn discs() -> Vec<Disc> {
    let disc = |code: &str, shipment: Option<&str>| Disc {
        is_current: code != "DI2041773105",
        packed: false,
        spoiled: false,
        code: code.into(),
        label_href: format!("/requests/2026-0097/discs/{code}/label"),
        shipment: shipment.map(str::to_owned),
    };
    vec![
        disc("DI2041773105", None),
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
        can_change: true,
        steps: steps(3),
        package: Some(Package {
            built_at: SAMPLE_NOW,
            downloads: vec![
                download("disc", "disc", 3_210_000_000),
                download("encrypted_file", "lock", 3_120_000_000),
                download("folder", "layers", 3_120_000_000),
            ],
            taken_out: true,
            kept: Some(Kept {
                at: SAMPLE_NOW,
                reason: Told::Text("Le scanner de novembre n’est pas demandé.".into()),
            }),
            passphrase_shown_at: None,
            signer: "A7".repeat(32),
            manifest: "ef".repeat(32),
        }),
        delivery: Some(Delivery {
            blocked: false,
            parcel: None,
            to: "Luc Bergeron-Aubé".into(),
            disc_waits: true,
            in_hand: Some("DI2041773197".into()),
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
            parcel: None,
            to: "Marie <i>Tremblay</i>".into(),
            disc_waits: false,
            in_hand: None,
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
