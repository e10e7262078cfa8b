//! Forms that can only be read after their token was checked.

use doublelock_store::sent::SentForm;
use openssl::sha::Sha256;
use rocket::data::{Data, FromData, Outcome, ToByteUnit};
use rocket::form::{Form, FromForm};
use rocket::http::{RawStr, Status};
use rocket::request::{FromRequest, Request};
use rocket::tokio::io::{AsyncReadExt as _, copy, sink};

use crate::web::guard::{SignedIn, office};
use crate::web::problem::Problem;
use crate::web::token::same;

/// Largest form accepted, in bytes.
pub const FORM_LIMIT: u64 = 64 * 1024;

/// As much of a form that is too large is read to the end, in bytes: more than the edge
/// lets through.
const REST_LIMIT: u64 = 4 * 1024 * 1024;

/// A form that came from one of our own pages, in this session. The fields can be
/// had in no other way, so a route cannot forget the check.
#[derive(Debug)]
pub struct ProtectedForm<T> {
    fields: T,
    sent: SentForm,
}

/// A form without a session: sign-in. Checked by its origin.
#[derive(Debug)]
pub struct OpenForm<T>(T);

impl<T> ProtectedForm<T> {
    /// Which form this is: the same when it is sent again as it was.
    pub const fn sent(&self) -> SentForm {
        self.sent
    }

    /// The fields.
    pub fn into_inner(self) -> T {
        self.fields
    }
}

impl<T> OpenForm<T> {
    /// The fields.
    pub fn into_inner(self) -> T {
        self.0
    }
}

#[derive(FromForm)]
struct Token {
    csrf: String,
    /// Drawn for the page that the form was on.
    once: String,
}

/// A form that is nothing but a button.
#[derive(Debug, FromForm)]
pub struct Confirmed {
    #[field(name = "csrf")]
    _token: String,
}

#[rocket::async_trait]
impl<'r, T: for<'v> FromForm<'v> + Send + 'static> FromData<'r> for ProtectedForm<T> {
    type Error = Problem;

    async fn from_data(request: &'r Request<'_>, data: Data<'r>) -> Outcome<'r, Self> {
        let signed_in = match SignedIn::from_request(request).await {
            rocket::outcome::Outcome::Success(signed_in) => signed_in,
            rocket::outcome::Outcome::Error(error) => return Outcome::Error(error),
            rocket::outcome::Outcome::Forward(_) => {
                return Outcome::Error((Status::Unauthorized, Problem::SignIn));
            }
        };
        if !same_origin(request) {
            return Outcome::Error((Status::Forbidden, Problem::Forged));
        }
        let text = match read_text(request, data).await {
            Ok(text) => text,
            Err(problem) => return Outcome::Error((problem.status(), problem)),
        };
        let token = Form::<Token>::parse_encoded(RawStr::new(&text));
        let genuine = token.is_ok_and(|token: Token| {
            same(token.csrf.as_bytes(), signed_in.session.csrf.as_bytes()) && !token.once.is_empty()
        });
        if !genuine {
            return Outcome::Error((Status::Forbidden, Problem::Forged));
        }
        let sent = sent_form(request.uri().path().as_str(), &text);
        parse(&text).map_or_else(
            |problem| Outcome::Error((problem.status(), problem)),
            |fields| Outcome::Success(Self { fields, sent }),
        )
    }
}

#[rocket::async_trait]
impl<'r, T: for<'v> FromForm<'v> + Send + 'static> FromData<'r> for OpenForm<T> {
    type Error = Problem;

    async fn from_data(request: &'r Request<'_>, data: Data<'r>) -> Outcome<'r, Self> {
        if !same_origin(request) {
            return Outcome::Error((Status::Forbidden, Problem::Forged));
        }
        let parsed = match read_text(request, data).await {
            Ok(text) => parse(&text),
            Err(problem) => Err(problem),
        };
        parsed.map_or_else(
            |problem| Outcome::Error((problem.status(), problem)),
            |form| Outcome::Success(Self(form)),
        )
    }
}

/// All that was sent, and where to. It holds the session's token and the page's number, so nobody
/// else's form is the same.
fn sent_form(path: &str, text: &str) -> SentForm {
    let mut digest = Sha256::new();
    digest.update(path.as_bytes());
    digest.update(b"\n");
    digest.update(text.as_bytes());
    SentForm(digest.finish())
}

fn parse<T: for<'v> FromForm<'v> + 'static>(text: &str) -> Result<T, Problem> {
    Form::<T>::parse_encoded(RawStr::new(text)).map_err(|_| Problem::Malformed)
}

async fn read_text(request: &Request<'_>, data: Data<'_>) -> Result<String, Problem> {
    if !request.content_type().is_some_and(|kind| kind.is_form()) {
        return Err(Problem::Malformed);
    }
    let mut body = data.open(REST_LIMIT.bytes());
    let mut text = Vec::new();
    let read = (&mut body)
        .take(FORM_LIMIT + 1)
        .read_to_end(&mut text)
        .await;
    if read.is_err() {
        return Err(Problem::Malformed);
    }
    if text.len() as u64 > FORM_LIMIT {
        // An answer given while the other side still sends would be lost on the way: the
        // rest is read and thrown away first. If that breaks off, nobody waits any more.
        let _ = copy(&mut body, &mut sink()).await;
        return Err(Problem::TooLarge);
    }
    String::from_utf8(text).map_err(|_| Problem::Malformed)
}

/// The request was made by a page of this site: by `Origin` if the browser sends it
/// (all do on POST), else by `Sec-Fetch-Site`.
fn same_origin(request: &Request<'_>) -> bool {
    let headers = request.headers();
    if let Some(origin) = headers.get_one("origin") {
        let host = headers.get_one("host").unwrap_or_default();
        return origin
            .strip_prefix("https://")
            .is_some_and(|named| named.eq_ignore_ascii_case(host))
            && office(request).is_some();
    }
    headers.get_one("sec-fetch-site") == Some("same-origin")
}
