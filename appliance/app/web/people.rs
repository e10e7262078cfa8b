//! Open sessions: everybody's, which the operator can end, and one's own.
//!
//! Ending a session takes effect with the person's next request. It does not close their
//! account: that is done in the directory, which is asked again every few minutes.

use doublelock_domain::access::{Operator, Purpose};
use doublelock_domain::ids::PersonId;
use doublelock_store::signed_in::OpenSession as Stored;
use rocket::response::Redirect;
use rocket::{Route, get, post, routes};

use crate::web::form::{Confirmed, ProtectedForm};
use crate::web::guard::{On, SignedIn};
use crate::web::pages::people::{OpenSession, OwnSessions, People, Somebody, ended};
use crate::web::problem::Problem;
use crate::web::reply::Html;

/// The routes.
pub fn routes() -> Vec<Route> {
    routes![people, end_sessions, own_sessions, end_others]
}

#[get("/people?<done>")]
async fn people(on: On<Operator>, done: Option<u32>) -> Result<Html, Problem> {
    let limits = on.office().config.sessions;
    let found = on
        .witness(Purpose::Maintenance, move |unit| unit.open_sessions(limits))
        .await?;
    let who = on.signed_in();
    let mut people: Vec<Somebody> = Vec::new();
    for stored in found {
        let line = shown(&stored, who);
        let id = stored.person.to_string();
        match people.iter_mut().find(|known| known.id == id) {
            Some(known) => known.sessions.push(line),
            None => people.push(Somebody {
                own: stored.person == who.session.person_id,
                id,
                name: stored.name,
                sessions: vec![line],
            }),
        }
    }
    on.page(&People {
        done: done.map(ended),
        people,
    })
}

#[post("/people/<id>/end-sessions", data = "<_form>")]
async fn end_sessions(
    on: On<Operator>,
    id: &str,
    _form: ProtectedForm<Confirmed>,
) -> Result<Redirect, Problem> {
    let whose: PersonId = id.parse().map_err(|_| Problem::NotFound)?;
    let n = on
        .write(Purpose::Maintenance, move |unit| {
            unit.end_sessions_of(&whose)
        })
        .await?;
    Ok(Redirect::to(format!("/people?done={n}")))
}

#[get("/sessions?<done>")]
async fn own_sessions(who: SignedIn, done: Option<u32>) -> Result<Html, Problem> {
    let office = &who.office;
    let (whose, now) = (who.session.person_id.clone(), office.now());
    let limits = office.config.sessions;
    let found = office
        .read(office.front_door()?, move |unit| {
            unit.sessions_of(&whose, now, limits)
        })
        .await?;
    who.page(&OwnSessions {
        done: done.map(ended),
        sessions: found.iter().map(|stored| shown(stored, &who)).collect(),
    })
}

#[post("/sessions/end-others", data = "<_form>")]
async fn end_others(who: SignedIn, _form: ProtectedForm<Confirmed>) -> Result<Redirect, Problem> {
    let (whose, kept) = (who.session.person_id.clone(), who.session.id.clone());
    let n = who
        .office
        .write(who.office.front_door()?, move |unit| {
            unit.end_other_sessions(&whose, &kept)
        })
        .await?;
    Ok(Redirect::to(format!("/sessions?done={n}")))
}

fn shown(stored: &Stored, who: &SignedIn) -> OpenSession {
    OpenSession {
        opened: stored.opened.micros(),
        seen: stored.seen.micros(),
        address: stored.address.clone(),
        this_one: stored.id == who.session.id,
    }
}
