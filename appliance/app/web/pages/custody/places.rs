//! The places of the centre: the list with its form, and one place.

use serde::Serialize;

use super::items::{ItemRow, sample_row};
use super::offered::WordChoice;
use crate::web::i18n::{Arg, Phrase};
use crate::web::page::{FieldError, Page};

/// `GET /places`, and `POST` with faults.
// keys: location-kind-*, barrier-*, place-need-*, place-wrong-*
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct PlacesPage {
    /// What was just done.
    pub notice: Option<Phrase>,
    /// What the centre cannot work without and does not have yet.
    pub missing: Vec<Phrase>,
    /// Every place in use, in the order of the tree.
    pub places: Vec<PlaceLine>,
    /// Kinds of places.
    pub kinds: Vec<WordChoice>,
    /// Kinds of locks.
    pub locks: Vec<WordChoice>,
    /// Keys that open a lock already.
    pub keys: Vec<KeyChoice>,
    /// As typed.
    pub values: PlaceValues,
    /// What is wrong.
    pub errors: Vec<FieldError>,
}

/// A key that can be chosen.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct KeyChoice {
    /// Its label.
    pub code: String,
    /// Paths of the places it opens, as entered.
    pub opens: String,
}

/// A new place as its form was filled in.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct PlaceValues {
    /// Its name.
    pub name: String,
    /// What it is.
    pub kind: String,
    /// Id of the place it is in.
    pub parent: String,
    /// Kind of its lock.
    pub lock: String,
    /// Label of the key.
    pub key: String,
    /// An archive begins here.
    pub archive: bool,
}

/// A place in the list.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "each chooses one word on the page"
)]
pub struct PlaceLine {
    /// Its page.
    pub href: String,
    /// Its id.
    pub id: String,
    /// Its label.
    pub code: String,
    /// Path of names, as entered.
    pub path: String,
    /// What it is.
    pub what: Phrase,
    /// Locks on the way to it.
    pub barriers: Vec<Phrase>,
    /// How many of them are independent.
    pub level: u32,
    /// Articles can be kept there for good.
    pub archive_grade: bool,
    /// Articles are laid on it, and it belongs to an archive.
    pub archive: bool,
    /// It belongs to an archive.
    pub within: bool,
    /// An archive begins here.
    pub begins: bool,
}

/// `GET /places/<id>`, and `POST` that was refused.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct PlacePage {
    /// As in the list.
    pub place: PlaceLine,
    /// Labels of the keys that open its own lock.
    pub keys: Vec<String>,
    /// Articles that lie there or in what it contains, those seen last first.
    pub contents: Vec<ItemRow>,
    /// How many.
    pub total: Phrase,
    /// All of them, if these are not all.
    pub all: Option<String>,
    /// Its name, as typed.
    pub name: String,
    /// Why it was not given up.
    pub refused: Option<Phrase>,
    /// What is wrong.
    pub errors: Vec<FieldError>,
}

fn lock(kind: &'static str, name: &str) -> Phrase {
    Phrase::new("place-barrier-of")
        .with("lock", Phrase::new(kind))
        .with("name", Arg::Typed(name.into()))
}

fn sample(code: &str, path: &str, kind: &'static str, barriers: Vec<Phrase>) -> PlaceLine {
    let level = u32::try_from(barriers.len()).unwrap_or(0);
    PlaceLine {
        href: "/places/01JCZ0000000000000000000LA".into(),
        id: "01JCZ0000000000000000000LA".into(),
        code: code.into(),
        path: path.into(),
        what: Phrase::new(kind),
        barriers,
        level,
        archive_grade: level > 1,
        archive: level > 0 && kind == "location-kind-shelf",
        within: level > 0,
        begins: level == 1 && kind == "location-kind-room",
    }
}

fn lines() -> Vec<PlaceLine> {
    let door = || lock("barrier-door_lock", "Archives");
    let cabinet = || lock("barrier-cabinet_lock", "Armoire 1");
    vec![
        sample(
            "DL0000000171",
            "Quai de réception",
            "location-kind-dock",
            vec![],
        ),
        sample(
            "DL0000000268",
            "Table de travail",
            "location-kind-bench",
            vec![],
        ),
        sample(
            "DL0000000365",
            "Archives",
            "location-kind-room",
            vec![door()],
        ),
        sample(
            "DL0000000462",
            "Archives › Armoire 1",
            "location-kind-cabinet",
            vec![door(), cabinet()],
        ),
        sample(
            "DL0000000559",
            "Archives › Armoire 1 › Tablette 1-A",
            "location-kind-shelf",
            vec![door(), cabinet()],
        ),
        sample(
            "DL0000000656",
            "Archives › Chariot des archives",
            "location-kind-shelf",
            vec![door()],
        ),
    ]
}

fn words(list: &[(&'static str, &'static str)]) -> Vec<WordChoice> {
    list.iter()
        .map(|(value, key)| WordChoice {
            value,
            word: Phrase::new(*key),
        })
        .collect()
}

impl Page for PlacesPage {
    const FILE: &'static str = "custody/places.html";
    const NAME: &'static str = "places-title";

    fn samples() -> Vec<Self> {
        let whole = Self {
            notice: Some(Phrase::new("place-added")),
            missing: Vec::new(),
            places: lines(),
            kinds: words(&[
                ("room", "location-kind-room"),
                ("cabinet", "location-kind-cabinet"),
                ("shelf", "location-kind-shelf"),
            ]),
            locks: words(&[
                ("door_lock", "barrier-door_lock"),
                ("cabinet_lock", "barrier-cabinet_lock"),
            ]),
            keys: vec![KeyChoice {
                code: "DK0000000171".into(),
                opens: "Archives".into(),
            }],
            values: PlaceValues::default(),
            errors: Vec::new(),
        };
        let fresh = Self {
            notice: None,
            missing: ["dock", "bench", "archive"]
                .map(|need| Phrase::new(format!("place-need-{need}")))
                .to_vec(),
            places: Vec::new(),
            keys: Vec::new(),
            ..whole.clone()
        };
        let faulty = Self {
            notice: None,
            values: PlaceValues {
                name: "Tablette 中".into(),
                kind: "shelf".into(),
                archive: true,
                ..PlaceValues::default()
            },
            errors: vec![
                FieldError::new("name", Phrase::new("place-name-characters")),
                FieldError::new("archive", Phrase::new("place-wrong-archive")),
            ],
            ..whole.clone()
        };
        vec![whole, fresh, faulty]
    }
}

impl Page for PlacePage {
    const FILE: &'static str = "custody/place.html";
    const NAME: &'static str = "place-title";

    fn samples() -> Vec<Self> {
        let door = lock("barrier-door_lock", "Archives");
        let cabinet = lock("barrier-cabinet_lock", "Armoire 1");
        let calm = Self {
            place: sample(
                "DL0000000462",
                "Archives › Armoire 1",
                "location-kind-cabinet",
                vec![door, cabinet],
            ),
            keys: vec!["DK0000000171".into()],
            contents: vec![sample_row()],
            total: Phrase::new("items-total").with("n", 1_u32),
            all: Some("/items?place=01JCZ0000000000000000000LA".into()),
            name: "Armoire 1".into(),
            refused: None,
            errors: Vec::new(),
        };
        let refused = Self {
            refused: Some(Phrase::new("refusal-place-contains").with("n", 2_i64)),
            ..calm.clone()
        };
        let dock = Self {
            place: sample("DL0000000171", "Quai", "location-kind-dock", vec![]),
            keys: Vec::new(),
            contents: Vec::new(),
            total: Phrase::new("items-total").with("n", 0_u32),
            all: None,
            name: String::new(),
            errors: vec![FieldError::new("name", Phrase::new("place-wrong-name"))],
            refused: Some(Phrase::new("refusal-place-holds").with("n", 1_i64)),
        };
        vec![calm, refused, dock]
    }
}
