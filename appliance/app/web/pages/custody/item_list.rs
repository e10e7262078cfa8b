//! The list of articles.

use serde::Serialize;

use super::items::{ItemRow, lost_row, sample_row};
use super::offered::{View, WordChoice};
use crate::web::i18n::{Arg, Phrase};
use crate::web::page::{FieldError, Page};

/// `GET /items`, and `POST` with faults.
// keys: items-view-*, items-since-*, items-total-*
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ItemList {
    /// Where articles are, each with how many.
    pub views: Vec<View>,
    /// The address of the list as it is shown: what the form adds to.
    pub here: Here,
    /// Kinds that can be asked for.
    pub kinds: Vec<WordChoice>,
    /// For how long nobody saw them, in days.
    pub unseen: Vec<WordChoice>,
    /// What is asked for now, each with the address without it.
    pub chips: Vec<(String, Phrase)>,
    /// The list without any of that.
    pub clear: String,
    /// How many they are.
    pub total: Phrase,
    /// The other order.
    pub other_order: String,
    /// In the order that was asked for.
    pub lines: Vec<ItemRow>,
    /// Cases can be opened by whoever looks.
    pub opens_cases: bool,
    /// The first page; none when this is it.
    pub first: Option<String>,
    /// The next page, if there is one.
    pub next: Option<String>,
    /// What is wrong.
    pub errors: Vec<FieldError>,
}

/// What the list is asked for.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct Here {
    /// Where they are.
    pub view: String,
    /// The place they are in.
    pub place: String,
    /// Number of their case, as typed.
    pub case: String,
    /// What they are.
    pub kind: String,
    /// For how long nobody saw them, in days.
    pub since: String,
    /// Those seen longest ago first.
    pub oldest: bool,
}

impl Page for ItemList {
    const FILE: &'static str = "custody/item_list.html";
    const NAME: &'static str = "items-title";

    fn samples() -> Vec<Self> {
        let view = |tail: &str, n, urgent, current| View {
            href: format!("/items?view={tail}"),
            label: Phrase::new(format!("items-view-{tail}")),
            n,
            more: n == Some(1000),
            urgent,
            current,
        };
        let word = |value, key: &'static str| WordChoice {
            value,
            word: Phrase::new(key),
        };
        let some = Self {
            views: vec![
                view("all", None, false, false),
                view("to-put-away", Some(1000), false, true),
                view("looked-for", Some(1), true, false),
            ],
            here: Here {
                view: "to-put-away".into(),
                kind: "film_sheet".into(),
                since: "7".into(),
                oldest: true,
                ..Here::default()
            },
            kinds: vec![word("film_sheet", "item-kind-film_sheet")],
            unseen: vec![word("7", "items-since-7")],
            chips: vec![(
                "/items?view=to-put-away".into(),
                Phrase::new("items-in-place").with("name", Arg::Typed("Tablette <b>".into())),
            )],
            clear: "/items?view=to-put-away".into(),
            total: Phrase::new("items-total-more").with("n", 1000_u32),
            other_order: "/items".into(),
            lines: vec![sample_row(), lost_row()],
            opens_cases: true,
            first: Some("/items".into()),
            next: Some("/items?after=1-01ARZ3NDEKTSV4RRFFQ69G5FAV".into()),
            errors: Vec::new(),
        };
        let none = Self {
            lines: Vec::new(),
            chips: Vec::new(),
            total: Phrase::new("items-total").with("n", 0_u32),
            first: None,
            next: None,
            ..some.clone()
        };
        let not_so = Self {
            here: Here {
                case: "Lemieux <b>".into(),
                ..Here::default()
            },
            chips: some.chips.clone(),
            errors: vec![FieldError::new("case", Phrase::new("items-case-unread"))],
            ..none.clone()
        };
        let seen_since = Self {
            first: some.first.clone(),
            ..none.clone()
        };
        vec![some, none, not_so, seen_since]
    }
}
