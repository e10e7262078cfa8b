//! An article with its story.

use serde::Serialize;

use crate::web::i18n::{Arg, Phrase};
use crate::web::page::{Page, SAMPLE_NOW};
use crate::web::told::Told;

/// An article in a list.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ItemRow {
    /// Its label.
    pub code: String,
    /// What it is.
    pub what: Phrase,
    /// Number of its case.
    pub case: Option<String>,
    /// Nobody said yet whose it is.
    pub unidentified: bool,
    /// Who or what holds it.
    pub held: Phrase,
    /// Kind of its state.
    pub kind: &'static str,
    /// Condition when last looked at, if not intact.
    pub condition: Option<Phrase>,
    /// Last seen at, microseconds UTC.
    pub seen: i64,
}

/// `GET /items/<label>`.
// keys: event-*, tag-*, barrier-*, condition-*, item-kind-*, held-*
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ItemPage {
    /// As in a list.
    pub item: ItemRow,
    /// Where it stands, in a word or two.
    pub tag: Phrase,
    /// Whose it is, as entered; none for what was made here.
    pub owner: Option<Told>,
    /// Condition when last looked at.
    pub condition: Phrase,
    /// Labels of other establishments.
    pub external: Vec<Told>,
    /// Places and locks on the way to it, from outside in.
    pub way: Vec<WayStep>,
    /// Independent barriers in front of it; none if it lies in no place.
    pub barriers: Option<u32>,
    /// Its events by day, newest first.
    pub days: Vec<Day>,
    /// Events in all.
    pub events: usize,
    /// Events that a signed checkpoint covers.
    pub proven: usize,
    /// Something shown here is not what the journal says.
    pub altered: bool,
    /// Events that the journal has and this page has not.
    pub missing: u32,
    /// Where it is said whose it is, if nobody did and this person may.
    pub whose: Option<String>,
    /// Where it is said what it is, if that can be said.
    pub describe: Option<String>,
    /// What was just done.
    pub notice: Option<Phrase>,
    /// The page that says that it is not where it should be, while somebody looks for it.
    pub looked_for: Option<String>,
}

/// A place or a lock on the way to an article.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct WayStep {
    /// Name of the place.
    pub name: String,
    /// The lock in front of it.
    pub lock: Option<Phrase>,
    /// The last one: here it is.
    pub here: bool,
}

/// The events of one day.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Day {
    /// An instant of that day, microseconds UTC.
    pub at: i64,
    /// Newest first.
    pub events: Vec<Event>,
}

/// One event.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Event {
    /// When, microseconds UTC.
    pub at: i64,
    /// What happened.
    pub title: Phrase,
    /// Icon.
    pub icon: &'static str,
    /// Kind: "", done, attention, now.
    pub kind: &'static str,
    /// Who held it, who holds it.
    pub from: Option<Phrase>,
    /// Who holds it from then on.
    pub to: Phrase,
    /// Who did it, and with whom.
    pub actor: String,
    /// The second person.
    pub witness: Option<String>,
    /// Condition, when the event is about it.
    pub condition: Option<Phrase>,
    /// A code that the event speaks of.
    pub detail: Option<Told>,
    /// The parcel that it happened with.
    pub parcel: Option<String>,
    /// The visit that it happened in.
    pub visit: Option<String>,
    /// The case that it was filed in, if the event says that.
    pub case: Option<String>,
    /// What it is said to be, if the event says that.
    pub described: Option<Phrase>,
    /// A later event says that this was a mistake.
    pub corrected: bool,
    /// Number of its entry in the journal.
    pub sequence: u64,
    /// The journal does not hold this event: nothing proves it.
    pub altered: bool,
    /// Its proof; none until a checkpoint covers it.
    pub proof: Option<Proof>,
}

/// Proof of one entry.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Proof {
    /// Fingerprint of the entry, in groups of four.
    pub fingerprint: String,
    /// Fingerprints on the way to the checkpoint.
    pub path: usize,
    /// Entries that the checkpoint covers.
    pub size: u64,
    /// When it was signed, microseconds UTC.
    pub signed: i64,
}

pub(super) fn sample_row() -> ItemRow {
    ItemRow {
        code: "DI2041773391".into(),
        what: Phrase::new("item-kind-film_sheet"),
        case: Some("2026-0421".into()),
        unidentified: false,
        held: Phrase::new("held-location").with(
            "name",
            Arg::Typed("Archives › Armoire 1 › Tablette 1-A".into()),
        ),
        kind: "done",
        condition: None,
        seen: SAMPLE_NOW,
    }
}

pub(super) fn lost_row() -> ItemRow {
    ItemRow {
        code: "DI2041773682".into(),
        what: Phrase::new("item-kind-film_jacket"),
        case: None,
        unidentified: true,
        held: Phrase::new("held-carrier").with("name", Arg::Typed("Express Boréal".into())),
        kind: "progress",
        condition: Some(Phrase::new("condition-damaged")),
        seen: SAMPLE_NOW,
    }
}

impl Page for ItemPage {
    const FILE: &'static str = "custody/item.html";
    const NAME: &'static str = "item-title";

    fn samples() -> Vec<Self> {
        vec![archived(), travelling(), altered()]
    }
}

fn sample_event(kind: &'static str, minutes: i64, sequence: u64) -> Event {
    Event {
        at: SAMPLE_NOW - minutes * 60_000_000,
        title: Phrase::new(format!("event-{kind}")),
        icon: "lock",
        kind: "",
        from: Some(
            Phrase::new("held-person").with("name", Arg::Typed("Nadia Tremblay-Roy".into())),
        ),
        to: Phrase::new("held-location").with("name", Arg::Typed("Tablette 1-A".into())),
        actor: "Nadia Tremblay-Roy".into(),
        witness: None,
        condition: None,
        detail: None,
        parcel: (kind == "received").then(|| "/shipments/01JCZ0000000000000000000SA".into()),
        visit: (kind == "put_away").then(|| "/archive/visits/01JCZ0000000000000000000VA".into()),
        case: (kind == "identified").then(|| "2026-0421".into()),
        described: None,
        corrected: false,
        sequence,
        altered: false,
        proof: None,
    }
}

fn archived() -> ItemPage {
    let proof = Proof {
        fingerprint: "7c1f 09ab 44d2 e6b8 1d07 93fe 5a60 c28b".into(),
        path: 18,
        size: 184_233,
        signed: SAMPLE_NOW,
    };
    let step = |name: &str, lock: Option<&'static str>, here| WayStep {
        name: name.into(),
        lock: lock.map(Phrase::new),
        here,
    };
    ItemPage {
        item: sample_row(),
        tag: Phrase::new("tag-archive"),
        owner: Some("Clinique radiologique du Fjord".into()),
        condition: Phrase::new("condition-intact"),
        external: vec!["CRF-2026-118840".into()],
        way: vec![
            step("Archives", Some("barrier-door_lock"), false),
            step("Armoire 1", Some("barrier-cabinet_lock"), false),
            step("Tablette 1-A", None, true),
        ],
        barriers: Some(2),
        days: vec![
            Day {
                at: SAMPLE_NOW,
                events: vec![
                    Event {
                        kind: "now",
                        witness: Some("Karim Benali".into()),
                        ..sample_event("put_away", 0, 184_341)
                    },
                    Event {
                        kind: "done",
                        icon: "scan",
                        proof: Some(proof),
                        condition: Some(Phrase::new("condition-intact")),
                        ..sample_event("received", 10, 184_336)
                    },
                ],
            },
            Day {
                at: SAMPLE_NOW - 86_400_000_000,
                events: vec![
                    Event {
                        icon: "undo",
                        ..sample_event("corrected", 1440, 183_902)
                    },
                    Event {
                        icon: "pen",
                        described: Some(Phrase::new("item-kind-film_jacket")),
                        ..sample_event("described", 1445, 183_901)
                    },
                    Event {
                        corrected: true,
                        detail: Some("CRF-2026-118840".into()),
                        ..sample_event("external_id_linked", 1450, 183_900)
                    },
                ],
            },
        ],
        events: 5,
        proven: 1,
        altered: false,
        missing: 0,
        whose: None,
        describe: Some("/items/DI2041773391/describe".into()),
        notice: Some(Phrase::new("item-described")),
        looked_for: Some("/exceptions/01JCZ0000000000000000000AA".into()),
    }
}

/// Somebody changed the table behind the page.
fn altered() -> ItemPage {
    ItemPage {
        days: vec![Day {
            at: SAMPLE_NOW,
            events: vec![Event {
                altered: true,
                ..sample_event("put_away", 0, 184_341)
            }],
        }],
        events: 1,
        proven: 0,
        altered: true,
        missing: 2,
        whose: Some("/unidentified/DI2041773682".into()),
        looked_for: None,
        ..archived()
    }
}

fn travelling() -> ItemPage {
    ItemPage {
        item: lost_row(),
        tag: Phrase::new("tag-carrier"),
        owner: None,
        condition: Phrase::new("condition-damaged"),
        external: Vec::new(),
        way: Vec::new(),
        barriers: None,
        days: vec![Day {
            at: SAMPLE_NOW,
            events: vec![sample_event("dispatched", 0, 12)],
        }],
        events: 1,
        proven: 0,
        altered: false,
        missing: 0,
        whose: Some("/unidentified/DI2041773682".into()),
        describe: None,
        notice: None,
        looked_for: None,
    }
}
