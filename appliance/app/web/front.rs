//! Routes open to anybody: sign-in and out, language, the privacy notice, files of ours,
//! and the answers to requests that reach no route.

use doublelock_domain::custody::scan::{Scan, parse_scans};
use doublelock_domain::session::EndReason;
use rocket::form::FromForm;
use rocket::http::{ContentType, Cookie, CookieJar, Header, SameSite, Status};
use rocket::request::Request;
use rocket::response::{self, Redirect, Responder, Response};
use rocket::{Catcher, Route, State, catch, catchers, get, post, routes};

use crate::office::Office;
use crate::proof::{NotProved, Proof, prove};
use crate::web::assets::{Asset, Assets, CACHE_CONTROL};
use crate::web::form::{Confirmed, OpenForm, ProtectedForm};
use crate::web::guard::{
    LANGUAGE_COOKIE, SESSION_COOKIE, SignedIn, Visitor, frame, note_nowhere, refused_by_guard,
};
use crate::web::i18n::Phrase;
use crate::web::locale::Locale;
use crate::web::pages::privacy_notice::PrivacyNotice;
use crate::web::pages::sign_in::SignIn;
use crate::web::problem::Problem;
use crate::web::reply::Html;
use crate::web::return_path::is_local_path;
use crate::web::token::{token_hash, token_text};

/// Date of the text of the privacy notice.
const NOTICE_VERSION: &str = "2026-11-29";

/// The routes.
pub fn routes() -> Vec<Route> {
    routes![
        sign_in_page,
        sign_in,
        sign_out,
        language,
        privacy_notice,
        file,
        alive
    ]
}

/// The catchers.
pub fn catchers() -> Vec<Catcher> {
    catchers![any]
}

#[expect(
    clippy::needless_pass_by_value,
    reason = "guards of a route come by value"
)]
#[get("/sign-in?<back>&<said>")]
fn sign_in_page(
    office: &State<Office>,
    visitor: Visitor,
    back: Option<&str>,
    said: Option<&str>,
) -> Result<Html, Problem> {
    let mut page = SignIn::first(false, directory(office));
    page.back = back.filter(|path| is_local_path(path)).map(str::to_owned);
    page.notice = match said {
        Some("out") => Some(Phrase::new(SignIn::SIGNED_OUT)),
        Some("expired") => Some(Phrase::new(SignIn::EXPIRED)),
        Some("kept") => Some(Phrase::new(SignIn::KEPT)),
        _ => None,
    };
    door(office, &visitor, &page)
}

/// What the page says of the directory: how it stood when it was last asked, by anybody.
fn directory(office: &Office) -> Phrase {
    let standing = office.staff.standing().map(|standing| {
        let age = office.now().seconds().saturating_sub(standing.at);
        (standing.reached, age)
    });
    SignIn::directory(standing)
}

fn door(office: &Office, visitor: &Visitor, page: &SignIn) -> Result<Html, Problem> {
    Ok(Html::private(
        office.renderer.html(&frame(office, visitor, None), page)?,
    ))
}

#[derive(FromForm)]
struct SignInForm {
    username: String,
    password: String,
    back: Option<String>,
}

/// Either in, or the page again with the reason.
#[derive(Responder)]
#[expect(clippy::large_enum_variant, reason = "made once per request")]
enum SignInAnswer {
    In(Redirect),
    Out(Html),
}

#[post("/sign-in", data = "<form>")]
async fn sign_in(
    office: &State<Office>,
    visitor: Visitor,
    cookies: &CookieJar<'_>,
    form: OpenForm<SignInForm>,
) -> Result<SignInAnswer, Problem> {
    let form = form.into_inner();
    if is_scanned(&form.username) {
        let nothing = SignInForm {
            username: String::new(),
            password: String::new(),
            back: form.back,
        };
        let page = refused(office, &visitor, &nothing, SignIn::scanned())?;
        return Ok(SignInAnswer::Out(
            page.with_status(Status::UnprocessableEntity),
        ));
    }
    let (why, status, wait) = match prove(
        &office.door(),
        &form.username,
        &form.password,
        visitor.address,
    )
    .await?
    {
        Ok(proof) => {
            open_session(office, cookies, &visitor, proof).await?;
            let back = form
                .back
                .filter(|path| is_local_path(path))
                .unwrap_or_else(|| "/".to_owned());
            return Ok(SignInAnswer::In(Redirect::to(back)));
        }
        Err(NotProved::Wait(seconds)) => (
            SignIn::too_many(seconds, &office.config.centre.phone),
            Status::TooManyRequests,
            Some(seconds),
        ),
        Err(NotProved::Unreachable) => (SignIn::directory_down(), Status::ServiceUnavailable, None),
        Err(NotProved::NoDuty) => (
            SignIn::no_duty(&office.config.centre.phone),
            Status::Forbidden,
            None,
        ),
        Err(NotProved::Refused) => (
            SignIn::wrong(office.config.sign_in.window.as_seconds()),
            Status::Unauthorized,
            None,
        ),
    };
    let page = refused(office, &visitor, &form, why)?
        .with_status(status)
        .with_retry_after(wait);
    Ok(SignInAnswer::Out(page))
}

/// A code of ours was read where a name belongs: the session had ended without being noticed. No password is tried.
fn is_scanned(username: &str) -> bool {
    // A name may begin like a card: only a whole one is meant.
    let scans = parse_scans(username);
    let ours = |scan: &Scan| matches!(scan, Scan::Label(_) | Scan::Card(_));
    !scans.is_empty() && scans.iter().all(ours)
}

fn refused(
    office: &Office,
    visitor: &Visitor,
    form: &SignInForm,
    why: Phrase,
) -> Result<Html, Problem> {
    let mut page = SignIn::first(false, directory(office));
    page.refusal = Some(why);
    page.username = form.username.chars().take(100).collect();
    page.back = form.back.clone().filter(|path| is_local_path(path));
    door(office, visitor, &page)
}

/// A new session for who proved it; the browser's earlier one, if any, ends.
async fn open_session(
    office: &Office,
    cookies: &CookieJar<'_>,
    visitor: &Visitor,
    Proof { person, place }: Proof,
) -> Result<(), Problem> {
    let earlier = cookies
        .get(SESSION_COOKIE)
        .and_then(|cookie| token_hash(cookie.value()));
    let token = token_text(&office.random());
    let csrf = token_text(&office.random());
    let hash = token_hash(&token)
        .ok_or_else(|| Problem::Broken("a fresh token has the wrong form".into()))?;
    let address = visitor.address.to_string();
    office
        .write(office.front_door()?, move |unit| {
            if let Some(earlier) = &earlier {
                unit.replace_session(earlier)?;
            }
            unit.open_session(&person, &hash, &csrf, &address, &place)
        })
        .await?;
    cookies.add(cookie(SESSION_COOKIE, token, true));
    Ok(())
}

fn cookie(name: &'static str, value: String, http_only: bool) -> Cookie<'static> {
    Cookie::build((name, value))
        .path("/")
        .secure(true)
        .http_only(http_only)
        .same_site(SameSite::Strict)
        .build()
}

#[post("/sign-out", data = "<_form>")]
async fn sign_out(
    who: SignedIn,
    cookies: &CookieJar<'_>,
    _form: ProtectedForm<Confirmed>,
) -> Result<Redirect, Problem> {
    let id = who.session.id.clone();
    let warrant = who.office.front_door()?;
    who.office
        .write(warrant, move |unit| {
            unit.end_session(&id, EndReason::SignedOut)
        })
        .await?;
    cookies.remove(cookie(SESSION_COOKIE, String::new(), true));
    Ok(Redirect::to("/sign-in?said=out"))
}

/// Chooses the language of this browser. A preference, not an act: no session, no entry.
#[get("/language/<code>?<back>")]
fn language(cookies: &CookieJar<'_>, code: &str, back: Option<&str>) -> Result<Redirect, Problem> {
    let locale = Locale::parse(code).ok_or(Problem::NotFound)?;
    let mut chosen = cookie(LANGUAGE_COOKIE, locale.code().to_owned(), true);
    chosen.make_permanent();
    cookies.add(chosen);
    let path =
        back.filter(|b| is_local_path(b.split('?').next().unwrap_or_default()) && is_plain(b));
    Ok(Redirect::to(path.unwrap_or("/").to_owned()))
}

/// A local address with a query of plain characters.
fn is_plain(address: &str) -> bool {
    address.len() <= 300
        && address
            .bytes()
            .all(|b| b.is_ascii_alphanumeric() || b"/-_.?=&".contains(&b))
}

#[expect(
    clippy::needless_pass_by_value,
    reason = "guards of a route come by value"
)]
#[get("/privacy-notice")]
fn privacy_notice(
    office: &State<Office>,
    visitor: Visitor,
    who: Result<SignedIn, Problem>,
) -> Result<Html, Problem> {
    let officer = &office.config.centre.privacy_officer;
    let page = PrivacyNotice {
        officer: officer.name.clone(),
        officer_contact: officer.email.clone(),
        version: NOTICE_VERSION.to_owned(),
        session_minutes: u32::try_from(office.config.sessions.idle.as_seconds() / 60)
            .unwrap_or(u32::MAX),
    };
    match who {
        Ok(who) => who.page(&page),
        Err(_) => Ok(Html::private(
            office
                .renderer
                .html(&frame(office, &visitor, None), &page)?,
        )),
    }
}

/// One of our own files; its address holds the hash of its content.
struct Served(Asset);

impl<'r> Responder<'r, 'static> for Served {
    fn respond_to(self, _: &'r Request<'_>) -> response::Result<'static> {
        let bytes = self.0.bytes.into_owned();
        Response::build()
            .header(ContentType::parse_flexible(self.0.content_type).unwrap_or(ContentType::Binary))
            .header(Header::new("Cache-Control", CACHE_CONTROL))
            .header(Header::new("ETag", self.0.etag))
            .sized_body(bytes.len(), std::io::Cursor::new(bytes))
            .ok()
    }
}

#[get("/static/<path..>")]
fn file(
    path: rocket::http::uri::Segments<'_, rocket::http::uri::fmt::Path>,
) -> Result<Served, Problem> {
    let path: Vec<&str> = path.collect();
    Assets::embedded()
        .get(&path.join("/"))
        .map(Served)
        .ok_or(Problem::NotFound)
}

/// For the machine that watches: the web pages answer. `GET /jobs` says whether the
/// work gets done.
#[get("/alive")]
const fn alive() -> &'static str {
    "alive\n"
}

/// Whatever reached no route, or was stopped by a guard.
#[catch(default)]
async fn any(status: Status, request: &Request<'_>) -> Problem {
    if status == Status::NotFound {
        // An address without a route had no guard: whoever is signed in gets the page of
        // a record that is not open, word for word, and is noted like there.
        note_nowhere(request).await;
    }
    refused_by_guard(request).unwrap_or_else(|| Problem::of_status(status))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_that_begins_like_a_card_is_a_name() {
        for code in ["DI1234567812", "]C0DI1234567812", "DXDONE", "dxreceive"] {
            assert!(is_scanned(code), "{code}");
        }
        for name in [
            "",
            "dxavier",
            "dxdonegan",
            "nadia",
            "di.1234567812",
            "azerty",
        ] {
            assert!(!is_scanned(name), "{name}");
        }
    }
}
