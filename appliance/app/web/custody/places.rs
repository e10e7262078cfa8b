//! The places of the centre: added, renamed, given up. Never deleted.

use doublelock_domain::access::{Custody, Purpose};
use doublelock_domain::custody::location::{
    BarrierKind, LocationKind, NewPlace, NewPlaceForm, place_name,
};
use doublelock_domain::custody::places::PlaceView;
use doublelock_domain::ids::LocationId;
use doublelock_domain::refusal::Refusal;
use doublelock_paper as paper;
use doublelock_store::custody::{ItemFilter, Whereabouts};
use doublelock_store::{Error as StoreError, Unit};
use rocket::form::FromForm;
use rocket::http::Status;
use rocket::{Route, get, post, routes};

use super::items::row;
use super::words::{counted, fault};
use crate::web::form::{Confirmed, ProtectedForm};
use crate::web::guard::On;
use crate::web::i18n::{Arg, Phrase};
use crate::web::links;
use crate::web::page::FieldError;
use crate::web::pages::custody::offered::WordChoice;
use crate::web::pages::custody::places::{
    KeyChoice, PlaceLine, PlacePage, PlaceValues, PlacesPage,
};
use crate::web::problem::{Problem, sentence};
use crate::web::reply::{Answer, Html};

/// Articles on the page of a place; the rest is in the list of articles.
const CONTENTS: u32 = 60;

pub(super) fn routes() -> Vec<Route> {
    routes![places, add, place, rename, retire]
}

/// The list. `done` says what was just done: it chooses a sentence, no more.
#[get("/places?<done>")]
async fn places(on: On<Custody>, done: Option<&str>) -> Result<Html, Problem> {
    let notice = match done {
        Some("added") => Some(Phrase::new("place-added")),
        Some("renamed") => Some(Phrase::new("place-renamed")),
        Some("retired") => Some(Phrase::new("place-retired")),
        _ => None,
    };
    let page = list(&on, PlaceValues::default(), Vec::new()).await?;
    on.page(&PlacesPage { notice, ..page })
}

async fn list(
    on: &On<Custody>,
    values: PlaceValues,
    errors: Vec<FieldError>,
) -> Result<PlacesPage, Problem> {
    let (places, missing) = on
        .witness(Purpose::Archive, |unit| {
            Ok((unit.places()?, unit.places_missing()?))
        })
        .await?;
    Ok(PlacesPage {
        notice: None,
        missing: missing
            .iter()
            .map(|need| Phrase::new(format!("place-need-{need}")))
            .collect(),
        kinds: LocationKind::ALL
            .iter()
            .map(|kind| WordChoice {
                value: kind.as_str(),
                word: Phrase::new(format!("location-kind-{kind}")),
            })
            .collect(),
        locks: BarrierKind::ALL
            .iter()
            .map(|kind| WordChoice {
                value: kind.as_str(),
                word: Phrase::new(format!("barrier-{kind}")),
            })
            .collect(),
        keys: keys(&places),
        places: places.iter().map(line).collect(),
        values,
        errors,
    })
}

/// Every key that opens a lock, with the places it opens.
fn keys(places: &[PlaceView]) -> Vec<KeyChoice> {
    let mut found: Vec<KeyChoice> = Vec::new();
    for place in places {
        for key in &place.keys {
            let (code, name) = (key.to_string(), place.path.join(" › "));
            match found.iter_mut().find(|known| known.code == code) {
                Some(known) => known.opens = format!("{}, {name}", known.opens),
                None => found.push(KeyChoice { code, opens: name }),
            }
        }
    }
    found
}

fn line(place: &PlaceView) -> PlaceLine {
    PlaceLine {
        href: links::place(&place.fact.id),
        id: place.fact.id.to_string(),
        code: place.fact.label.to_string(),
        path: place.path.join(" › "),
        what: Phrase::new(format!("location-kind-{}", place.fact.kind)),
        barriers: place
            .barriers
            .iter()
            .map(|(kind, name)| {
                Phrase::new("place-barrier-of")
                    .with("lock", Phrase::new(format!("barrier-{kind}")))
                    .with("name", Arg::Typed(name.clone()))
            })
            .collect(),
        level: place.fact.level,
        archive_grade: place.fact.is_archive_grade(),
        archive: place.fact.archive.is_some() && place.fact.kind.holds_items(),
        within: place.fact.archive.is_some(),
        begins: place.fact.archive.as_ref() == Some(&place.fact.id),
    }
}

#[derive(FromForm)]
struct PlaceFields {
    #[field(default = String::new())]
    name: String,
    #[field(default = String::new())]
    kind: String,
    #[field(default = String::new())]
    parent: String,
    #[field(default = String::new())]
    lock: String,
    #[field(default = String::new())]
    key: String,
    #[field(default = String::new())]
    archive: String,
}

#[post("/places", data = "<form>")]
async fn add(on: On<Custody>, form: ProtectedForm<PlaceFields>) -> Result<Answer, Problem> {
    let sent = form.sent();
    let fields = form.into_inner();
    let faults = match read(&fields) {
        Ok(new) => {
            let add = move |unit: &mut Unit<'_, Custody>| unit.add_place(&new);
            match on
                .act(Purpose::Archive, sent, add, list_after("added"))
                .await
            {
                Ok(way) => return Ok(Answer::Onward(way)),
                Err(StoreError::Refused(refusal)) => vec![refusal],
                Err(other) => return Err(other.into()),
            }
        }
        Err(faults) => faults,
    };
    let values = PlaceValues {
        name: fields.name,
        kind: fields.kind,
        parent: fields.parent,
        lock: fields.lock,
        key: fields.key,
        archive: !fields.archive.is_empty(),
    };
    let page = list(&on, values, faults.iter().map(of_field).collect()).await?;
    Ok(Answer::Page(
        on.page(&page)?.with_status(Status::UnprocessableEntity),
    ))
}

fn read(fields: &PlaceFields) -> Result<NewPlace, Vec<Refusal>> {
    let form = NewPlaceForm {
        name: &fields.name,
        kind: &fields.kind,
        parent: &fields.parent,
        lock: &fields.lock,
        key: &fields.key,
        archive: !fields.archive.is_empty(),
    };
    let checked = form.check();
    let unprintable = printable(&fields.name).err();
    match (checked, unprintable) {
        (Ok(new), None) => Ok(new),
        (Ok(_), Some(refusal)) => Err(vec![refusal]),
        (Err(mut faults), unprintable) => {
            let named = faults.iter().any(|fault| fault.field() == Some("name"));
            faults.extend(unprintable.filter(|_| !named));
            Err(faults)
        }
    }
}

/// A name goes onto a label: what no label can show is refused here.
fn printable(name: &str) -> Result<(), Refusal> {
    match paper::Line::new(name) {
        Ok(_) => Ok(()),
        Err(_) => Err(Refusal::FieldCharacters { field: "name" }),
    }
}

/// What a choice got wrong is said by its field; the rest has its sentence.
fn of_field(refusal: &Refusal) -> FieldError {
    match refusal {
        Refusal::FieldChoice { field } | Refusal::FieldEmpty { field } => {
            FieldError::new(field, Phrase::new(format!("place-wrong-{field}")))
        }
        Refusal::FieldCharacters { field } => {
            FieldError::new(field, Phrase::new("place-name-characters"))
        }
        other => fault(other, "name"),
    }
}

/// The list of places, saying what was done.
fn list_after<T>(done: &'static str) -> impl Fn(&T) -> String + Send + 'static {
    move |_| format!("/places?done={done}")
}

fn parsed(id: &str) -> Result<LocationId, Problem> {
    id.parse().map_err(|_| Problem::NotFound)
}

async fn page_of(
    on: &On<Custody>,
    id: LocationId,
    name: Option<String>,
    errors: Vec<FieldError>,
    refused: Option<Phrase>,
) -> Result<PlacePage, Problem> {
    let here = ItemFilter {
        whereabouts: Whereabouts::In(id.clone()),
        ..ItemFilter::default()
    };
    let (place, all, mut lines) = on
        .witness(Purpose::Archive, move |unit| {
            let place = unit.place(&id)?;
            let all = unit.count_items(&here)?;
            Ok((place, all, unit.items(&here, None, CONTENTS + 1)?))
        })
        .await?;
    let more = lines.len() > CONTENTS as usize;
    lines.truncate(CONTENTS as usize);
    Ok(PlacePage {
        contents: lines.iter().map(row).collect(),
        total: counted("items-total", all),
        all: more.then(|| links::items_in(&place.fact.id)),
        name: name.unwrap_or_else(|| place.fact.name.clone()),
        place: line(&place),
        keys: place.keys.iter().map(ToString::to_string).collect(),
        refused,
        errors,
    })
}

#[get("/places/<id>")]
async fn place(on: On<Custody>, id: &str) -> Result<Html, Problem> {
    let page = page_of(&on, parsed(id)?, None, Vec::new(), None).await?;
    on.page(&page)
}

#[derive(FromForm)]
struct NameFields {
    #[field(default = String::new())]
    name: String,
}

#[post("/places/<id>/name", data = "<form>")]
async fn rename(
    on: On<Custody>,
    id: &str,
    form: ProtectedForm<NameFields>,
) -> Result<Answer, Problem> {
    let sent = form.sent();
    let (id, fields) = (parsed(id)?, form.into_inner());
    let checked = place_name(&fields.name).and_then(|name| printable(&fields.name).map(|()| name));
    match checked {
        Ok(name) => {
            let rename = move |unit: &mut Unit<'_, Custody>| unit.rename_place(&id, &name);
            let done = list_after("renamed");
            Ok(Answer::Onward(
                on.act(Purpose::Archive, sent, rename, done).await?,
            ))
        }
        Err(refusal) => {
            let errors = vec![of_field(&refusal)];
            let page = page_of(&on, id, Some(fields.name), errors, None).await?;
            Ok(Answer::Page(
                on.page(&page)?.with_status(Status::UnprocessableEntity),
            ))
        }
    }
}

#[post("/places/<id>/retire", data = "<form>")]
async fn retire(
    on: On<Custody>,
    id: &str,
    form: ProtectedForm<Confirmed>,
) -> Result<Answer, Problem> {
    let id = parsed(id)?;
    let place = id.clone();
    let retire = move |unit: &mut Unit<'_, Custody>| unit.retire_place(&place);
    let done = list_after("retired");
    match on.act(Purpose::Archive, form.sent(), retire, done).await {
        Ok(way) => Ok(Answer::Onward(way)),
        Err(StoreError::Refused(refusal)) => {
            let page = page_of(&on, id, None, Vec::new(), Some(sentence(&refusal))).await?;
            Ok(Answer::Page(on.page(&page)?.with_status(Status::Conflict)))
        }
        Err(other) => Err(other.into()),
    }
}
