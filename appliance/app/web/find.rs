//! The scan-or-find field of every page: a label, a number or a tracking number leads
//! to where the thing is, as far as the person's duties open it. Coordination finds people by name.
//!
//! What was typed is looked up, shown back on the page, and nowhere else: it comes in the
//! body, because people type names and an address stays in a browser's history; it is not
//! logged, and no address made here holds more than ids and numbers of ours. Each duty
//! looks only for its own kind of record, so the answer tells nothing about others.

use doublelock_domain::access::{Coordination, Custody, Duty, DutyName, Privacy, Purpose, Warrant};
use doublelock_domain::ids::Reference;
use doublelock_store::custody::Found;
use doublelock_store::patient::{People, PersonLine};
use rocket::form::FromForm;
use rocket::response::{Redirect, Responder};
use rocket::{Route, get, post, routes};

use crate::web::form::ProtectedForm;
use crate::web::guard::SignedIn;
use crate::web::i18n::{Arg, Phrase};
use crate::web::links;
use crate::web::pages::find::{Choice, Find, PersonFound};
use crate::web::problem::Problem;
use crate::web::reply::Html;
use crate::web::told::listed;

/// Longest text looked up, in bytes. The field takes 120 characters.
const LONGEST: usize = 240;

/// The routes.
pub fn routes() -> Vec<Route> {
    routes![how, find]
}

/// Straight there, or a page that says what happened.
#[derive(Responder)]
#[expect(clippy::large_enum_variant, reason = "made once per request")]
enum Answer {
    There(Redirect),
    Here(Html),
}

#[derive(FromForm)]
struct Typed {
    #[field(default = String::new())]
    q: String,
}

/// What the field understands.
#[get("/find")]
#[expect(
    clippy::needless_pass_by_value,
    reason = "Rocket passes guards by value"
)]
fn how(who: SignedIn) -> Result<Html, Problem> {
    who.page(&Find::default())
}

#[post("/find", data = "<form>")]
async fn find(who: SignedIn, form: ProtectedForm<Typed>) -> Result<Answer, Problem> {
    let form = form.into_inner();
    let typed = form.q.trim();
    let mut page = Find::default();
    if typed.len() > LONGEST {
        page.answer = Some(Phrase::new("find-too-long"));
    } else if !typed.is_empty() {
        page.choices = look_up(&who, typed).await?;
        if let [only] = page.choices.as_slice() {
            return Ok(Answer::There(Redirect::to(only.href.clone())));
        }
        let found = if page.choices.is_empty() {
            people(&who, typed).await?
        } else {
            People::default()
        };
        let key = match &found {
            _ if !page.choices.is_empty() => "find-several",
            People { lines, .. } if lines.is_empty() && found.reading => "refusal-names-not-read",
            People { lines, .. } if lines.is_empty() => "find-nothing",
            _ if found.reading => "find-people-reading",
            _ if found.more => "find-people-more",
            _ => "find-people",
        };
        page.people = found.lines.iter().map(person).collect();
        page.answer = Some(Phrase::new(key).with("typed", Arg::Typed(typed.to_owned())));
    }
    Ok(Answer::Here(who.page(&page)?))
}

/// People of this name, for those who may search them.
async fn people(who: &SignedIn, typed: &str) -> Result<People, Problem> {
    if !who.holds(DutyName::Coordination) {
        return Ok(People::default());
    }
    let warrant: Warrant<Coordination> = take_up(who, Purpose::CaseWork)?;
    let text = typed.to_owned();
    Ok(who
        .office
        .witness(warrant, move |sight| sight.search_people(&text))
        .await?)
}

fn person(line: &PersonLine) -> PersonFound {
    let who = &line.details;
    PersonFound {
        name: listed(who),
        birth_date: who.birth_date.to_string(),
        cases: (line.cases.iter())
            .map(|(id, number)| (number.to_string(), links::case(id)))
            .collect(),
    }
}

/// What the text can mean to this person.
async fn look_up(who: &SignedIn, typed: &str) -> Result<Vec<Choice>, Problem> {
    let number = typed.parse::<Reference>().ok();
    let mut choices = Vec::new();
    if let Some(number) = number.filter(|_| who.holds(DutyName::Coordination)) {
        let warrant: Warrant<Coordination> = take_up(who, Purpose::CaseWork)?;
        if let Some(id) = who
            .office
            .read(warrant, move |unit| unit.case_numbered(number))
            .await?
        {
            choices.push(choice(
                "find-kind-case",
                links::case(&id),
                number.to_string(),
            ));
        }
    }
    if who.holds(DutyName::Custody) {
        choices.extend(in_custody(who, typed).await?);
    }
    if let Some(number) = number.filter(|_| who.holds(DutyName::Privacy)) {
        let warrant: Warrant<Privacy> = take_up(who, Purpose::CopyRequest)?;
        if who
            .office
            .read(warrant, move |unit| unit.request_numbered(number))
            .await?
        {
            choices.push(choice(
                "find-kind-request",
                links::request(number),
                number.to_string(),
            ));
        }
    }
    Ok(choices)
}

async fn in_custody(who: &SignedIn, typed: &str) -> Result<Option<Choice>, Problem> {
    let warrant: Warrant<Custody> = take_up(who, Purpose::Shipment)?;
    let code = typed.to_owned();
    let found = who
        .office
        .write(warrant, move |unit| unit.find_code(&code))
        .await?;
    Ok(found.map(|found| {
        let (what, href) = match found {
            Found::Item(id) => ("find-kind-item", links::item(&id)),
            Found::Shipment(id) => ("find-kind-shipment", links::shipment(&id)),
            Found::Place(_) => ("find-kind-place", "/archive".to_owned()),
        };
        choice(what, href, typed.to_owned())
    }))
}

fn take_up<D: Duty>(who: &SignedIn, purpose: Purpose) -> Result<Warrant<D>, Problem> {
    Ok(who.session.actor().take_up(purpose, who.office.now())?)
}

fn choice(what: &'static str, href: String, no: String) -> Choice {
    Choice {
        href,
        what: Phrase::new(what),
        no,
    }
}
