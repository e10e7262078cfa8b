//! Forms that can only be read after their token was checked.

use doublelock_domain::ids::PersonId;
use doublelock_store::kept::KeptForm;
use doublelock_store::sent::SentForm;
use openssl::sha::Sha256;
use rocket::data::{Data, FromData, Outcome, ToByteUnit};
use rocket::form::{Form, FromForm};
use rocket::http::{RawStr, Status};
use rocket::request::{FromRequest, Request};
use rocket::tokio::io::{AsyncReadExt as _, copy, sink};

use crate::web::guard::{SESSION_COOKIE, SignedIn, note_nowhere, office};
use crate::web::problem::Problem;
use crate::web::token::{same, token_hash};

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
            rocket::outcome::Outcome::Forward(status) => return Outcome::Forward((data, status)),
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

/// A form that was sent after its session had ended: from a page of ours, for whoever that session was.
pub struct LateForm {
    /// Who filled it in.
    pub person: PersonId,
    /// What is kept of it.
    pub form: KeptForm,
}

#[rocket::async_trait]
impl<'r> FromData<'r> for LateForm {
    type Error = Problem;

    async fn from_data(request: &'r Request<'_>, data: Data<'r>) -> Outcome<'r, Self> {
        match late_form(request, data).await {
            Ok(Some(late)) => Outcome::Success(late),
            Ok(None) => Outcome::Error((Status::Unauthorized, Problem::SignIn)),
            Err(problem) => Outcome::Error((problem.status(), problem)),
        }
    }
}

async fn late_form(request: &Request<'_>, data: Data<'_>) -> Result<Option<LateForm>, Problem> {
    // Whoever is signed in sent it to an address that no route has.
    if matches!(
        SignedIn::from_request(request).await,
        rocket::outcome::Outcome::Success(_)
    ) {
        note_nowhere(request).await;
        return Err(Problem::NotFound);
    }
    let cookie = request.cookies().get(SESSION_COOKIE);
    let hash = cookie.and_then(|cookie| token_hash(cookie.value()));
    let (Some(hash), Some(office)) = (hash, office(request)) else {
        return Ok(None);
    };
    let ended = office
        .write(office.front_door()?, move |unit| unit.ended_session(&hash))
        .await?;
    let Some(ended) = ended.filter(|_| same_origin(request)) else {
        return Ok(None);
    };
    let text = read_text(request, data).await?;
    let token = Form::<Token>::parse_encoded(RawStr::new(&text));
    if !token.is_ok_and(|token: Token| same(token.csrf.as_bytes(), ended.csrf.as_bytes())) {
        return Ok(None);
    }
    Ok(Some(LateForm {
        person: ended.person,
        form: KeptForm {
            path: request.uri().path().as_str().to_owned(),
            fields: fields_to_keep(&text),
        },
    }))
}

/// The fields of a form but for its tokens, and but for secrets, which are kept nowhere: whoever sends it again types them
/// again.
fn fields_to_keep(text: &str) -> Vec<(String, String)> {
    let mut all = Vec::new();
    for pair in text.split('&') {
        let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
        let plain = |part: &str| RawStr::new(part).url_decode_lossy().into_owned();
        let (name, value) = (plain(name), plain(value));
        let secret = name.contains("password") || name.contains("passphrase");
        if !secret && !matches!(name.as_str(), "" | "csrf" | "once") {
            all.push((name, value));
        }
    }
    all
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_typed_is_kept_in_its_order_and_no_secret_ever() {
        let text = "csrf=A&once=1&family-name=B%C3%A9langer+%26+fils&items=2&items=1&empty=";
        let kept = fields_to_keep(text);
        let pair = |name: &str, value: &str| (name.to_owned(), value.to_owned());
        assert_eq!(
            kept,
            [
                pair("family-name", "Bélanger & fils"),
                pair("items", "2"),
                pair("items", "1"),
                pair("empty", "")
            ]
        );
        let secrets = "second-password=x&a=1&passphrase=x&password=";
        assert_eq!(fields_to_keep(secrets), [pair("a", "1")]);
    }
}
