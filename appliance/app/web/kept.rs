//! A form whose session had ended when it was sent: kept sealed for the same person, who signs in and sends it again.

use std::path::PathBuf;

use rocket::response::Redirect;
use rocket::{Route, get, post, routes};

use crate::office::Office;
use crate::web::form::{Confirmed, LateForm, ProtectedForm};
use crate::web::guard::SignedIn;
use crate::web::pages::kept::Kept;
use crate::web::problem::Problem;
use crate::web::reply::Html;

/// The routes.
pub(super) fn routes() -> Vec<Route> {
    routes![late, kept, leave]
}

/// Whatever no route took: a form whose session has ended, and nothing else. Comes last of all.
#[post("/<_path..>", data = "<late>", rank = 100)]
async fn late(
    office: &rocket::State<Office>,
    _path: PathBuf,
    late: Result<LateForm, Problem>,
) -> Result<Redirect, Problem> {
    let LateForm { person, form } = late?;
    office
        .write(office.front_door()?, move |unit| {
            unit.keep_form(&person, &form)
        })
        .await?;
    Ok(Redirect::to("/sign-in?back=/kept&said=kept"))
}

/// What was kept, to be sent again; or the first page.
#[get("/kept")]
async fn kept(who: SignedIn) -> Result<Result<Html, Redirect>, Problem> {
    let person = who.session.person_id.clone();
    let found = who
        .office
        .write(who.office.front_door()?, move |unit| {
            unit.kept_form(&person)
        })
        .await?;
    let Some((form, since)) = found else {
        return Ok(Err(Redirect::to("/")));
    };
    let page = Kept {
        typed: Kept::typed(&form.fields),
        action: form.path,
        fields: form.fields,
        since: since.micros(),
    };
    Ok(Ok(who.page(&page)?))
}

/// It is not needed any more.
#[post("/kept/leave", data = "<_form>")]
async fn leave(who: SignedIn, _form: ProtectedForm<Confirmed>) -> Result<Redirect, Problem> {
    let person = who.session.person_id.clone();
    who.office
        .write(who.office.front_door()?, move |unit| {
            unit.drop_kept_form(&person)
        })
        .await?;
    Ok(Redirect::to("/"))
}
