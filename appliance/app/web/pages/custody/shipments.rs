//! Shipments: the list, one with its lines, announcing one, preparing one.

use serde::Serialize;

use super::delivery::{Delivery, Leg};
use super::offered::View;
use crate::web::i18n::{Arg, Phrase};
use crate::web::page::{FieldError, Page, SAMPLE_NOW};
use crate::web::pages::custody::exceptions::{self, ExceptionCard};
use crate::web::told::Told;

/// `GET /shipments`.
// keys: shipment-state-*, shipment-direction-*, shipment-view-*
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ShipmentList {
    /// Views, each with how many.
    pub views: Vec<View>,
    /// How many this one holds.
    pub total: Phrase,
    /// The lines.
    pub lines: Vec<ShipmentRow>,
    /// Parcels can be announced by whoever looks.
    pub announce: bool,
    /// The first page; none when this is it.
    pub first: Option<String>,
    /// The next page, if there is one.
    pub next: Option<String>,
}

/// A shipment in a list.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ShipmentRow {
    /// Its number.
    pub no: String,
    /// In or out.
    pub direction: Phrase,
    /// Sender or recipient, as entered.
    pub party: Told,
    /// Who carries it, as entered.
    pub carrier: Told,
    /// Tracking number.
    pub waybill: Option<Told>,
    /// Number of its case.
    pub case: Option<String>,
    /// Expected on, `2026-11-25`.
    pub eta: Option<String>,
    /// Articles there, and in all.
    pub present: u32,
    /// Articles that it should hold.
    pub lines: u32,
    /// Articles beside them.
    pub extra: u32,
    /// Kind of its state.
    pub kind: &'static str,
    /// The word of its state.
    pub state: Phrase,
    /// Late since, microseconds UTC.
    pub late: Option<i64>,
}

/// `GET /shipments/<number>`.
// keys: outcome-*, shipment-step-*
#[derive(Debug, Clone, PartialEq, Serialize)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "each shows or hides one thing on the page"
)]
pub struct ShipmentPage {
    /// As in a list.
    pub head: ShipmentRow,
    /// Heading: « Envoi 2026-0902, reçu avec 2 écarts ».
    pub heading: Phrase,
    /// It goes from us.
    pub outbound: bool,
    /// Where it goes, as entered.
    pub address: Option<Told>,
    /// Why it goes by courier.
    pub by_courier: Option<Phrase>,
    /// The seal on it.
    pub seal: Option<String>,
    /// Label of its sheet.
    pub label: Option<String>,
    /// Who announced or prepared it.
    pub created_by: String,
    /// When, microseconds UTC.
    pub created: i64,
    /// Who received or dispatched it.
    pub closed_by: Option<String>,
    /// When, microseconds UTC.
    pub closed: Option<i64>,
    /// The way it goes.
    pub steps: Vec<Step>,
    /// Its lines.
    pub items: Vec<Line>,
    /// What does not balance and has no exit yet.
    pub open: u32,
    /// All that did not balance.
    pub exceptions: Vec<ExceptionCard>,
    /// A disc in it is no answer as it stands.
    pub outgrown: bool,
    /// What is ordered of its carrier and what came of it, if it leaves.
    pub delivery: Option<Delivery>,
    /// By when it is to be back, `2026-12-18`, if it is lent and has not left.
    pub back_by: Option<String>,
    /// What its sender's seal was like when it came, if somebody said it.
    // keys: shipment-inspected-*
    pub inspected: Option<Phrase>,
    /// The other way of what it took away or brings back.
    pub leg: Option<Leg>,
    /// The recipient has yet to confirm.
    pub may_confirm: bool,
    /// Something of it can be set right.
    pub may_correct: bool,
    /// It can be called off.
    pub may_cancel: bool,
    /// Why it does not take place, as entered.
    pub cancelled: Option<Told>,
    /// Nobody had announced it, and something is still to be said of it.
    pub unannounced: Option<Unannounced>,
    /// How many articles were said to be in it; none if nobody had said it.
    pub announced: Option<u32>,
    /// When the first thing is due of what does not balance, microseconds UTC.
    pub first_due: Option<i64>,
    /// What became of what was said to be in it.
    pub tally: Vec<Term>,
    /// What happened to it, newest first, day by day.
    pub days: Vec<ParcelDay>,
    /// Something that it waits for rests in an archive still.
    pub in_archive: bool,
    /// Something that just happened.
    pub notice: Option<Phrase>,
}

/// A term of the sum of a parcel.
// keys: tally-*
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Term {
    /// How many articles.
    pub n: u32,
    /// Kind of what became of them.
    pub kind: &'static str,
    /// The word of it.
    pub word: Phrase,
    /// They are beside what was announced.
    pub apart: bool,
}

/// A day on which something happened to a parcel.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ParcelDay {
    /// An instant of it, microseconds UTC.
    pub at: i64,
    /// What happened, newest first.
    pub events: Vec<ParcelEventRow>,
}

/// Something that happened to a parcel.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ParcelEventRow {
    /// When, microseconds UTC.
    pub at: i64,
    /// Icon.
    pub icon: &'static str,
    /// Kind of it.
    pub kind: &'static str,
    /// What.
    pub title: Phrase,
    /// By whom.
    pub by: String,
}

/// A step of the way.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Step {
    /// `done`, `now`, `todo`, `refused`.
    pub state: &'static str,
    /// Its words.
    pub title: Phrase,
    /// When, microseconds UTC.
    pub at: Option<i64>,
}

/// A line.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Line {
    /// The article's label, once known.
    pub code: Option<String>,
    /// What it is.
    pub what: Phrase,
    /// Kind of its outcome.
    pub kind: &'static str,
    /// The word of its outcome.
    pub outcome: Phrase,
    /// It is a disc that is no answer as it stands.
    pub outgrown: bool,
    /// When that was noted, microseconds UTC.
    pub at: Option<i64>,
    /// By whom.
    pub by: Option<String>,
    /// Who holds it now.
    pub held: Option<Phrase>,
    /// Nobody said yet whose it is.
    pub unidentified: bool,
    /// Where it is said what is seen on it, if nobody did.
    pub describe: Option<String>,
}

/// What is still to be said of a parcel that nobody had announced.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Unannounced {
    /// Its articles are still taken out of it.
    pub receiving: bool,
    /// Where it is said who sent it, if nobody did.
    pub sender: Option<String>,
    /// Of some of its articles nobody said whose they are.
    pub waits: bool,
    /// Where that is said, for those who may.
    pub whose: Option<String>,
}

/// `GET /shipments/announce`, and `POST` with faults.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct Announce {
    /// Number of the case, as typed.
    pub case: String,
    /// Sender, as typed.
    pub sender: String,
    /// Carrier, as typed.
    pub carrier: String,
    /// Tracking number, as typed.
    pub waybill: String,
    /// The number that is asked about.
    pub asked: String,
    /// Expected on, as typed.
    pub eta: String,
    /// Kinds that can be announced, with the number typed.
    pub contents: Vec<Content>,
    /// What is wrong.
    pub errors: Vec<FieldError>,
}

/// A kind and how many of it.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Content {
    /// Text form of the kind.
    pub kind: &'static str,
    /// Its words.
    pub what: Phrase,
    /// As typed.
    pub count: String,
}

/// An article that can be chosen.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Choice {
    /// Its id.
    pub id: String,
    /// Its label.
    pub code: String,
    /// What it is.
    pub what: Phrase,
    /// Number of its case.
    pub case: Option<String>,
    /// Nobody said yet whose it is.
    pub unidentified: bool,
    /// Where it is.
    pub held: Phrase,
    /// Chosen.
    pub chosen: bool,
}

fn sample(
    no: &str,
    direction: &'static str,
    kind: &'static str,
    state: &'static str,
) -> ShipmentRow {
    ShipmentRow {
        no: no.into(),
        direction: Phrase::new(format!("shipment-direction-{direction}")),
        party: "Hôpital régional <des Monts>".into(),
        carrier: "Express Boréal".into(),
        waybill: Some("EB44710052".into()),
        case: Some("2026-0409".into()),
        eta: Some("2026-11-20".into()),
        present: 4,
        lines: 5,
        extra: 1,
        kind,
        state: Phrase::new(format!("shipment-state-{state}")),
        late: None,
    }
}

impl Page for ShipmentList {
    const FILE: &'static str = "custody/shipments.html";
    const NAME: &'static str = "shipments-title";

    fn samples() -> Vec<Self> {
        let late = ShipmentRow {
            late: Some(SAMPLE_NOW - 86_400_000_000),
            ..sample("2026-0905", "inbound", "refused", "announced")
        };
        let view = |word: &str, n, urgent, current| View {
            href: format!("/shipments?view={word}"),
            label: Phrase::new(format!("shipment-view-{word}")),
            n,
            more: n == Some(1000),
            urgent,
            current,
        };
        let expected = Self {
            views: vec![
                view("expected", Some(2), false, true),
                view("unbalanced", Some(1000), true, false),
                view("all", None, false, false),
            ],
            total: Phrase::new("shipments-total").with("n", 2_u32),
            lines: vec![late, sample("2026-0911", "inbound", "waiting", "announced")],
            announce: true,
            first: None,
            next: None,
        };
        let state = "received_with_exceptions";
        let all = Self {
            total: Phrase::new("shipments-total-more").with("n", 1000_u32),
            lines: vec![
                sample("2026-0902", "inbound", "attention", state),
                sample("2026-0901", "outbound", "progress", "in_transit"),
            ],
            announce: false,
            first: Some("/shipments".into()),
            next: Some("/shipments?view=all&after=01JCZ0000000000000000000AA".into()),
            ..expected.clone()
        };
        let none = Self {
            total: Phrase::new("shipments-total").with("n", 0_u32),
            lines: Vec::new(),
            ..expected.clone()
        };
        vec![expected, all, none]
    }
}

fn sample_line(code: Option<&str>, kind: &'static str, outcome: &'static str) -> Line {
    Line {
        code: code.map(str::to_owned),
        what: Phrase::new("item-kind-film_sheet"),
        kind,
        outcome: Phrase::new(format!("outcome-{outcome}")),
        outgrown: false,
        at: code.map(|_| SAMPLE_NOW),
        by: code.map(|_| "Nadia Tremblay-Roy".into()),
        held: code.map(|_| {
            Phrase::new("held-location").with("name", Arg::Typed("Quai de réception".into()))
        }),
        unidentified: outcome == "extra",
        describe: code.map(|code| format!("/items/{code}/describe")),
    }
}

fn sample_tally() -> Vec<Term> {
    let term = |n: u32, kind, word: &str, apart| Term {
        n,
        kind,
        word: Phrase::new(format!("tally-{word}")).with("n", n),
        apart,
    };
    vec![
        term(4, "done", "received", false),
        term(1, "refused", "missing", false),
        term(1, "attention", "extra", true),
    ]
}

fn sample_story() -> Vec<ParcelDay> {
    let event = |icon, kind, title| ParcelEventRow {
        at: SAMPLE_NOW,
        icon,
        kind,
        title,
        by: "Nadia Tremblay-Roy".into(),
    };
    let received = Phrase::new("shipment-story-articles")
        .with("what", Phrase::new("event-received"))
        .with("n", 4_u32);
    vec![ParcelDay {
        at: SAMPLE_NOW,
        events: vec![
            event("flag", "attention", Phrase::new("act-exception-opened")),
            event("film", "", received),
            event("parcel", "", Phrase::new("act-shipment-announced")),
        ],
    }]
}

fn sample_step(state: &'static str, key: &'static str, at: Option<i64>) -> Step {
    Step {
        state,
        title: Phrase::new(key),
        at,
    }
}

impl Page for ShipmentPage {
    const FILE: &'static str = "custody/shipment.html";
    const NAME: &'static str = "shipment-title";

    fn samples() -> Vec<Self> {
        let step = sample_step;
        let received = Self {
            head: sample(
                "2026-0902",
                "inbound",
                "attention",
                "received_with_exceptions",
            ),
            heading: Phrase::new("shipment-heading-exceptions")
                .with("no", Arg::Ref("2026-0902".into()))
                .with("n", 3_u32),
            outbound: false,
            address: None,
            by_courier: None,
            seal: None,
            label: None,
            created_by: "Nadia Tremblay-Roy".into(),
            created: SAMPLE_NOW - 3 * 86_400_000_000,
            closed_by: Some("Nadia Tremblay-Roy".into()),
            closed: Some(SAMPLE_NOW),
            steps: vec![
                step(
                    "done",
                    "shipment-step-announced",
                    Some(SAMPLE_NOW - 3 * 86_400_000_000),
                ),
                step(
                    "refused",
                    "shipment-step-received-exceptions",
                    Some(SAMPLE_NOW),
                ),
            ],
            items: vec![
                sample_line(Some("DI2041773197"), "done", "received"),
                sample_line(Some("DI2041773294"), "attention", "damaged"),
                sample_line(None, "refused", "missing"),
                sample_line(Some("DI2041773391"), "attention", "extra"),
            ],
            open: 2,
            exceptions: vec![
                exceptions::sample("missing", "refused"),
                exceptions::sample("damaged", "attention"),
            ],
            outgrown: false,
            delivery: None,
            back_by: None,
            inspected: Some(Phrase::new("shipment-inspected-not_intact")),
            leg: Some(Leg::sample(false)),
            may_confirm: false,
            may_correct: true,
            may_cancel: true,
            cancelled: Some("annoncé <deux> fois".into()),
            announced: Some(5),
            first_due: Some(SAMPLE_NOW + 3_600_000_000),
            tally: sample_tally(),
            days: sample_story(),
            in_archive: false,
            unannounced: Some(Unannounced {
                receiving: false,
                sender: Some("/shipments/2026-0902/correct".into()),
                waits: true,
                whose: Some("/unidentified/DI2041773197".into()),
            }),
            notice: None,
        };
        let leaving = Self {
            head: sample("2026-0914", "outbound", "attention", "outgrown"),
            heading: Phrase::new("shipment-heading").with("no", Arg::Ref("2026-0914".into())),
            outbound: true,
            address: Some("1, rue du Port, Chicoutimi (Québec)  G7H 1A1".into()),
            by_courier: Some(Phrase::new("by-courier-original")),
            label: Some("DH0048021177".into()),
            seal: Some("DS0008304768".into()),
            closed_by: None,
            closed: None,
            steps: vec![
                step("done", "shipment-step-prepared", Some(SAMPLE_NOW)),
                step("now", "shipment-step-sealed", None),
                step("todo", "shipment-step-dispatched", None),
            ],
            items: vec![Line {
                outgrown: true,
                ..sample_line(Some("DI2041773197"), "attention", "packed")
            }],
            open: 0,
            exceptions: Vec::new(),
            outgrown: true,
            delivery: Some(Delivery::sample()),
            back_by: Some("2026-12-18".into()),
            inspected: None,
            leg: Some(Leg::sample(true)),
            may_confirm: false,
            may_correct: false,
            may_cancel: false,
            cancelled: None,
            in_archive: true,
            notice: Some(Phrase::new("shipment-prepared")),
            ..received.clone()
        };
        vec![received, leaving]
    }
}

impl Page for Announce {
    const FILE: &'static str = "custody/announce.html";
    const NAME: &'static str = "announce-title";

    fn samples() -> Vec<Self> {
        let content = |kind: &'static str, count: &str| Content {
            kind,
            what: Phrase::new(format!("item-kind-{kind}")),
            count: count.into(),
        };
        vec![
            Self {
                contents: vec![content("film_sheet", ""), content("optical_disc", "")],
                ..Self::default()
            },
            Self {
                case: "2026-0421".into(),
                sender: "Clinique <b>du Fjord</b>".into(),
                contents: vec![content("film_sheet", "5")],
                errors: vec![
                    FieldError::new("case", Phrase::new("announce-no-such-case")),
                    FieldError::new(
                        "waybill",
                        Phrase::new("refusal-waybill-in-use")
                            .with("no", Arg::Ref("2026-0902".into())),
                    ),
                    FieldError::new("contents", Phrase::new("announce-nothing")),
                ],
                ..Self::default()
            },
        ]
    }
}
