//! The list of articles: where they are, of which case, of which kind, how long nobody saw them.
//!
//! An address of the list holds ids, numbers and words of closed lists only. What is typed is sent in the body, because
//! people type names and an address stays in a browser's history.

use doublelock_domain::access::{Custody, DutyName, Purpose};
use doublelock_domain::custody::item::ItemKind;
use doublelock_domain::ids::{ItemId, LocationId, Reference};
use doublelock_domain::label::Label;
use doublelock_domain::time::{Span, Timestamp};
use doublelock_domain::typed::plain;
use doublelock_store::Error as StoreError;
use doublelock_store::custody::{ItemFilter, ItemLine, Whereabouts};
use doublelock_store::listed::Counted;
use rocket::form::FromForm;
use rocket::http::Status;
use rocket::response::Redirect;
use rocket::{Route, get, post, routes};

use super::items::row;
use super::words::counted;
use crate::web::form::ProtectedForm;
use crate::web::guard::On;
use crate::web::i18n::{Arg, Phrase};
use crate::web::links;
use crate::web::page::FieldError;
use crate::web::pages::custody::item_list::{Here, ItemList};
use crate::web::pages::custody::offered::{View, WordChoice};
use crate::web::problem::Problem;
use crate::web::reply::{Answer, Html};

/// Articles on one page of the list.
const PAGE: u32 = 60;

/// Days after which an article that nobody saw can be asked for.
const UNSEEN: [&str; 4] = ["1", "7", "30", "90"];

/// Where articles are, as an address says it; and whether somebody should do something about them.
const VIEWS: [(&str, Whereabouts, bool); 6] = [
    ("all", Whereabouts::Anywhere, false),
    ("hands", Whereabouts::InHands, false),
    ("to-put-away", Whereabouts::ToPutAway, false),
    ("under-way", Whereabouts::UnderWay, false),
    ("unidentified", Whereabouts::Unidentified, true),
    ("looked-for", Whereabouts::LookedFor, true),
];

pub(super) fn routes() -> Vec<Route> {
    routes![list, ask]
}

#[derive(Clone, Default, FromForm)]
struct Asked {
    view: Option<String>,
    place: Option<String>,
    case: Option<String>,
    kind: Option<String>,
    since: Option<String>,
    order: Option<String>,
    after: Option<String>,
}

/// Which articles an address asks for. What it says that is none of this is not asked for.
#[derive(Clone)]
struct Address {
    view: usize,
    place: Option<LocationId>,
    case: Option<Reference>,
    kind: Option<ItemKind>,
    since: Option<&'static str>,
    oldest: bool,
}

impl Address {
    fn of(asked: &Asked) -> Self {
        let place: Option<LocationId> = read(asked.place.as_ref());
        // A place says where they are, as a view does.
        let view = VIEWS
            .iter()
            .position(|(word, ..)| asked.view.as_deref() == Some(*word))
            .filter(|_| place.is_none());
        Self {
            view: view.unwrap_or_default(),
            place,
            case: read(asked.case.as_ref()),
            kind: read(asked.kind.as_ref()),
            since: UNSEEN
                .into_iter()
                .find(|days| asked.since.as_deref() == Some(*days)),
            oldest: asked.order.as_deref() == Some("oldest"),
        }
    }

    fn href(&self) -> String {
        let view = VIEWS.get(self.view).filter(|_| self.view > 0);
        let said = [
            view.map(|(word, ..)| format!("view={word}")),
            self.place.as_ref().map(|place| format!("place={place}")),
            self.case.map(|case| format!("case={case}")),
            self.kind.map(|kind| format!("kind={kind}")),
            self.since.map(|days| format!("since={days}")),
            self.oldest.then(|| "order=oldest".to_owned()),
        ];
        let said: Vec<String> = said.into_iter().flatten().collect();
        if said.is_empty() {
            "/items".to_owned()
        } else {
            format!("/items?{}", said.join("&"))
        }
    }

    /// The same page of the list, from the article after `last` on.
    fn after(&self, last: &ItemLine) -> String {
        let here = self.href();
        let joint = if here.contains('?') { '&' } else { '?' };
        format!("{here}{joint}after={}", links::end(last.seen_at, &last.id))
    }

    fn filter(&self, now: Timestamp) -> ItemFilter {
        let view = VIEWS.get(self.view).map(|(_, of, _)| of.clone());
        let days = self.since.and_then(|days| days.parse().ok());
        ItemFilter {
            whereabouts: match &self.place {
                Some(place) => Whereabouts::In(place.clone()),
                None => view.unwrap_or(Whereabouts::Anywhere),
            },
            kind: self.kind,
            case: self.case,
            unseen_since: days.map(|days: i64| now.plus(Span::hours(-24 * days))),
            oldest_first: self.oldest,
        }
    }

    /// The same of another view.
    fn of_view(&self, view: usize) -> Self {
        Self {
            view,
            place: None,
            ..self.clone()
        }
    }

    fn here(&self) -> Here {
        let text = |of: Option<String>| of.unwrap_or_default();
        Here {
            view: text((VIEWS.get(self.view)).map(|(word, ..)| (*word).to_owned())),
            place: text(self.place.as_ref().map(ToString::to_string)),
            case: text(self.case.map(|case| case.to_string())),
            kind: text(self.kind.map(|kind| kind.to_string())),
            since: text(self.since.map(str::to_owned)),
            oldest: self.oldest,
        }
    }

    /// What is asked for, each with the address without it. `place` is the name of its place.
    fn chips(&self, place: Option<String>) -> Vec<(String, Phrase)> {
        let mut chips = Vec::new();
        let mut chip = |without: Self, word: Phrase| chips.push((without.href(), word));
        if let Some(name) = place {
            let word = Phrase::new("items-in-place").with("name", Arg::Typed(name));
            let without = Self {
                place: None,
                ..self.clone()
            };
            chip(without, word);
        }
        if let Some(case) = self.case {
            let word = Phrase::new("item-case").with("no", Arg::Ref(case.to_string()));
            let without = Self {
                case: None,
                ..self.clone()
            };
            chip(without, word);
        }
        if let Some(kind) = self.kind {
            let without = Self {
                kind: None,
                ..self.clone()
            };
            chip(without, Phrase::new(format!("item-kind-{kind}")));
        }
        if let Some(days) = self.since {
            let without = Self {
                since: None,
                ..self.clone()
            };
            chip(without, Phrase::new(format!("items-since-{days}")));
        }
        chips
    }
}

fn read<T: std::str::FromStr>(text: Option<&String>) -> Option<T> {
    text.and_then(|text| text.parse().ok())
}

/// What the list is made of.
struct Found {
    lines: Vec<ItemLine>,
    total: Counted,
    counts: Vec<Counted>,
    place: Option<String>,
}

async fn find(
    on: &On<Custody>,
    address: &Address,
    from: Option<(Timestamp, ItemId)>,
) -> Result<Found, Problem> {
    let now = on.office().now();
    let (filter, place) = (address.filter(now), address.place.clone());
    let views = (1..VIEWS.len()).map(|view| address.of_view(view).filter(now));
    let views: Vec<ItemFilter> = views.collect();
    on.witness(Purpose::Shipment, move |unit| {
        let place = place.as_ref().map(|place| unit.place(place)).transpose()?;
        let counts = views.iter().map(|view| unit.count_items(view));
        Ok(Found {
            counts: counts.collect::<Result<_, _>>()?,
            total: unit.count_items(&filter)?,
            // One more than is shown: it says whether there is a next page.
            lines: unit.items(&filter, from.as_ref(), PAGE + 1)?,
            place: place.map(|place| place.path.join(" › ")),
        })
    })
    .await
    .map_err(Into::into)
}

#[get("/items?<asked..>")]
async fn list(on: On<Custody>, asked: Asked) -> Result<Html, Problem> {
    let address = Address::of(&asked);
    let from = asked.after.as_deref().and_then(links::read_end);
    let first_page = from.is_none();
    let found = find(&on, &address, from).await?;
    let opens_cases = on.signed_in().holds(DutyName::Coordination);
    on.page(&ItemList {
        first: (!first_page).then(|| address.href()),
        opens_cases,
        ..page_of(&address, found)
    })
}

fn page_of(address: &Address, mut found: Found) -> ItemList {
    let more = found.lines.len() > PAGE as usize;
    found.lines.truncate(PAGE as usize);
    let clear = Address {
        view: address.view,
        ..Address::of(&<Asked as Default>::default())
    };
    let word = |value, word| WordChoice {
        value,
        word: Phrase::new(word),
    };
    ItemList {
        views: views(address, &found.counts),
        here: address.here(),
        kinds: (ItemKind::ALL.iter())
            .map(|kind| word(kind.as_str(), format!("item-kind-{kind}")))
            .collect(),
        unseen: UNSEEN
            .map(|days| word(days, format!("items-since-{days}")))
            .to_vec(),
        chips: address.chips(found.place),
        clear: clear.href(),
        total: counted("items-total", found.total),
        other_order: Address {
            oldest: !address.oldest,
            ..address.clone()
        }
        .href(),
        next: (found.lines.last())
            .filter(|_| more)
            .map(|last| address.after(last)),
        lines: found.lines.iter().map(row).collect(),
        opens_cases: false,
        first: None,
        errors: Vec::new(),
    }
}

fn views(address: &Address, counts: &[Counted]) -> Vec<View> {
    let counts = std::iter::once(None).chain(counts.iter().map(Some));
    (VIEWS.iter().enumerate().zip(counts))
        .map(|((place, (word, _, urgent)), counted)| View {
            href: address.of_view(place).href(),
            label: Phrase::new(format!("items-view-{word}")),
            n: counted.map(|counted| counted.n),
            more: counted.is_some_and(|counted| counted.more),
            urgent: *urgent && counted.is_some_and(|counted| counted.n > 0),
            current: place == address.view && address.place.is_none(),
        })
        .collect()
}

/// What was typed and chosen, read: the way to the list of it, or to the one article whose label was typed.
#[post("/items", data = "<form>")]
async fn ask(on: On<Custody>, form: ProtectedForm<Asked>) -> Result<Answer, Problem> {
    let asked = form.into_inner();
    let typed = plain(asked.case.as_deref().unwrap_or_default());
    let typed = typed.trim();
    let address = Address::of(&Asked {
        case: Some(typed.to_owned()),
        ..asked
    });
    if let Ok(label) = typed.parse::<Label>() {
        return Ok(Answer::Onward(Redirect::to(links::item_labelled(label))));
    }
    let known = match address.case {
        Some(case) => {
            on.witness(Purpose::Shipment, move |unit| match unit.case_id(case) {
                Ok(_) => Ok(true),
                Err(StoreError::NotFound) => Ok(false),
                Err(other) => Err(other),
            })
            .await?
        }
        None => true,
    };
    let fault = match address.case {
        None if !typed.is_empty() => "items-case-unread",
        Some(_) if !known => "items-case-unknown",
        _ => return Ok(Answer::Onward(Redirect::to(address.href()))),
    };
    let shown = Address {
        case: None,
        ..address
    };
    let found = find(&on, &shown, None).await?;
    let page = page_of(&shown, found);
    let page = ItemList {
        here: Here {
            case: typed.to_owned(),
            ..page.here
        },
        errors: vec![FieldError::new("case", Phrase::new(fault))],
        opens_cases: on.signed_in().holds(DutyName::Coordination),
        ..page
    };
    Ok(Answer::Page(
        on.page(&page)?.with_status(Status::UnprocessableEntity),
    ))
}
