//! The scan station.

use serde::Serialize;

use crate::web::i18n::{Arg, Phrase};
use crate::web::page::{Page, SAMPLE_NOW};
use crate::web::told::Told;

/// `GET /station`, and the answer to each scan.
// keys: station-job-*, station-word-*, station-said-*, station-stands-*, station-next-*, station-counted-*, outcome-*, planned-*
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct StationPage {
    /// Name of the job.
    pub job: Phrase,
    /// What the job is about: shipment and sender.
    pub facts: Option<Phrase>,
    /// `ready`, `ok`, `attention`, `refused`.
    pub state: &'static str,
    /// The big word.
    pub word: Phrase,
    /// What was read.
    pub what: Phrase,
    /// Why, and what was recorded or not.
    pub note: Phrase,
    /// Articles done, and in all if that is known; none when nothing is counted.
    pub counter: Option<(u32, Option<u32>)>,
    /// Under the counter.
    pub counted: Phrase,
    /// This is the answer to a scan just made.
    pub fresh: bool,
    /// What to do now.
    pub next: Phrase,
    /// A second line about it.
    pub next_help: Phrase,
    /// Id of the next reading: posting it twice records once.
    pub nonce: String,
    /// Id of the reading that this shows the answer to; empty before the first.
    pub seen: String,
    /// The list of the job.
    pub lines: Vec<Slot>,
    /// What the articles of a parcel can be that nobody announced, as cards.
    pub kinds: Vec<Card>,
    /// What the question that stands can be answered with.
    pub answers: Vec<Answer>,
    /// Parcels that are expected, when no job is open; each can be chosen.
    pub expected: Vec<Parcel>,
    /// Command cards as buttons.
    pub cards: Vec<Card>,
    /// The page that says more: address and its words.
    pub more: Option<(String, Phrase)>,
}

/// An answer to a question of the station: by key, card or finger.
// keys: answer-*
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Answer {
    /// The key that says it.
    pub key: &'static str,
    /// What it says.
    pub title: Phrase,
    /// What it does.
    pub text: Phrase,
    /// Another way to say it.
    pub hint: Phrase,
}

impl Answer {
    /// The one that key `key` says, of the words under `name`; `n` parcels are awaited.
    pub fn new(key: &'static str, name: &str, n: u32) -> Self {
        let words = |tail: &str| Phrase::new(format!("answer-{name}{tail}")).with("n", n);
        Self {
            key,
            title: words(""),
            text: words("-text"),
            hint: words("-hint"),
        }
    }
}

/// A line of the job.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Slot {
    /// Label, once known.
    pub code: Option<String>,
    /// What it is.
    pub what: Phrase,
    /// Where it is, as entered.
    pub place: Option<String>,
    /// When it was scanned, microseconds UTC.
    pub at: Option<i64>,
    /// The word of its state.
    pub word: Phrase,
    /// Kind of the slot: "", done, attention, refused, now.
    pub kind: &'static str,
}

/// A parcel that is expected.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Parcel {
    /// Who sends it, as entered.
    pub party: Told,
    /// Its number.
    pub no: String,
    /// Articles announced.
    pub lines: u32,
    /// Expected on, `2026-11-25`.
    pub eta: Option<String>,
    /// The word of its state.
    pub word: Phrase,
    /// Kind of the slot.
    pub kind: &'static str,
}

/// A command card as a button.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Card {
    /// What the barcode holds.
    pub code: String,
    /// Catalogue key of its word.
    // keys: card-*
    pub key: String,
    /// Icon.
    pub icon: &'static str,
    /// What it said holds now.
    pub chosen: bool,
}

impl Card {
    /// The button of a card, with the icon of what it does.
    pub fn new(word: &str) -> Self {
        let icon = match word {
            "RECEIVE" | "KINDUSB" | "KINDOTHER" => "parcel",
            "SHIP" => "truck",
            "PUTAWAY" => "archive",
            "RETRIEVE" => "move",
            "REPRINT" => "print",
            "SEALINTACT" | "SEALBROKEN" => "seal",
            "UNDOLAST" => "undo",
            "DAMAGED" => "flag",
            "MISSING" => "search",
            "EXTRA" => "plus",
            "LINK" => "globe",
            "DONE" => "out",
            "KINDFILM" | "KINDFILMSET" => "film",
            "KINDJACKET" => "case",
            "KINDDISC" => "disc",
            "KINDPAPER" => "doc",
            "KINDSLIDE" | "KINDBLOCK" => "layers",
            _ => "help",
        };
        Self {
            code: format!("DX{word}"),
            key: format!("card-{word}"),
            icon,
            chosen: false,
        }
    }
}

impl Page for StationPage {
    const FILE: &'static str = "custody/station.html";
    const NAME: &'static str = "station-title";

    fn samples() -> Vec<Self> {
        vec![ready(), received(), extra(), void(), asked(), unannounced()]
    }
}

/// The arguments that every sentence of the station may use.
pub fn with_all(phrase: Phrase, said: &SaidArgs) -> Phrase {
    phrase
        .with("code", said.code.clone())
        .with("other", said.other.clone())
        .with("item", said.item.clone())
        .with("held", said.held.clone())
        .with("place", Arg::Typed(said.place.clone()))
        .with("done", said.done)
        .with("total", said.total)
        .with("count", said.count)
        .with("unread", said.unread)
        .with(
            "at",
            said.at
                .map_or_else(|| Arg::Text(String::new()), Arg::Instant),
        )
}

/// See [`with_all`].
#[derive(Debug, Clone)]
pub struct SaidArgs {
    /// The code that was read.
    pub code: Arg,
    /// Another code.
    pub other: Arg,
    /// What the article is.
    pub item: Phrase,
    /// Who holds it.
    pub held: Phrase,
    /// A place or a person, as entered.
    pub place: String,
    /// Articles done.
    pub done: u32,
    /// Articles in all.
    pub total: u32,
    /// A count.
    pub count: u32,
    /// Codes left unread.
    pub unread: u32,
    /// An instant.
    pub at: Option<i64>,
}

fn sample_args(code: &str) -> SaidArgs {
    SaidArgs {
        code: Arg::Code(code.into()),
        other: Arg::Code("DI2345678950".into()),
        item: Phrase::new("item-kind-film_sheet"),
        held: Phrase::new("held-location").with("name", Arg::Typed("Quai de réception".into())),
        place: "Quai de réception".into(),
        done: 3,
        total: 5,
        count: 2,
        unread: 1,
        at: Some(SAMPLE_NOW),
    }
}

fn said(state: &'static str, word: &'static str, key: &str, code: &str) -> StationPage {
    let args = sample_args(code);
    let all = |key: String| with_all(Phrase::new(key), &args);
    StationPage {
        job: Phrase::new("station-job-receive"),
        facts: Some(
            Phrase::new("station-facts-shipment")
                .with("no", Arg::Ref("2026-0911".into()))
                .with("party", Arg::Typed("Clinique radiologique du Fjord".into())),
        ),
        state,
        word: Phrase::new(format!("station-word-{word}")),
        what: all(format!("station-said-{key}")),
        note: all(format!("station-said-{key}-note")),
        counter: Some((3, Some(5))),
        counted: Phrase::new("station-counted-receive").with("n", 3_u32),
        fresh: true,
        next: all("station-next-next-item".into()),
        next_help: all("station-next-next-item-help".into()),
        nonce: "0123456789abcdef".into(),
        seen: "fedcba9876543210".into(),
        lines: sample_lines(),
        kinds: Vec::new(),
        answers: Vec::new(),
        expected: Vec::new(),
        cards: ["UNDOLAST", "DAMAGED", "MISSING", "EXTRA", "LINK", "HELP"]
            .into_iter()
            .map(Card::new)
            .collect(),
        more: None,
    }
}

fn sample_lines() -> Vec<Slot> {
    let slot = |code: Option<&str>, word: &'static str, kind| Slot {
        code: code.map(str::to_owned),
        what: Phrase::new("item-kind-film_sheet"),
        place: None,
        at: code.map(|_| SAMPLE_NOW),
        word: Phrase::new(format!("outcome-{word}")),
        kind,
    };
    vec![
        slot(Some("DI2041773197"), "received", "done"),
        slot(Some("DI2041773294"), "damaged", "attention"),
        slot(Some("DI2041773391"), "received", "done"),
        slot(None, "next", "now"),
        slot(None, "expected", ""),
    ]
}

fn ready() -> StationPage {
    let parcel = |party: &str, no: &str, late: bool| Parcel {
        party: party.into(),
        no: no.into(),
        lines: 5,
        eta: Some("2026-11-20".into()),
        word: Phrase::new(if late {
            "shipment-late"
        } else {
            "shipment-state-announced"
        }),
        kind: if late { "attention" } else { "" },
    };
    StationPage {
        job: Phrase::new("station-job-ready"),
        facts: None,
        counter: None,
        fresh: false,
        lines: Vec::new(),
        expected: vec![
            parcel("Clinique radiologique du Fjord", "2026-0911", false),
            parcel("Centre hospitalier <des Aulnaies>", "2026-0905", true),
        ],
        next: Phrase::new("station-next-anything"),
        next_help: Phrase::new("station-next-anything-help"),
        ..said("ready", "ready", "welcome", "")
    }
}

fn received() -> StationPage {
    said("ok", "received", "item-received", "DI2041773391")
}

fn extra() -> StationPage {
    said("attention", "extra", "item-extra", "DI2042011817")
}

fn void() -> StationPage {
    StationPage {
        more: Some((
            "/items/DI2345678950".into(),
            Phrase::new("station-more-item"),
        )),
        ..said("refused", "refused", "void-label", "DI2041773391")
    }
}

fn asked() -> StationPage {
    StationPage {
        job: Phrase::new("station-job-ask"),
        facts: None,
        counter: None,
        lines: Vec::new(),
        answers: ["1", "2", "3"]
            .into_iter()
            .zip(["receive", "announced", "drop"])
            .map(|(key, name)| Answer::new(key, name, 2))
            .collect(),
        expected: ready().expected,
        cards: vec![Card::new("HELP")],
        next: Phrase::new("station-next-answer"),
        next_help: Phrase::new("station-next-answer-help"),
        ..said("attention", "unannounced", "not-announced", "EB44710119")
    }
}

fn unannounced() -> StationPage {
    StationPage {
        counter: Some((3, None)),
        kinds: vec![
            Card {
                chosen: true,
                ..Card::new("KINDFILM")
            },
            Card::new("KINDDISC"),
        ],
        ..said(
            "ok",
            "received",
            "item-received-unannounced",
            "DI2041773391",
        )
    }
}
