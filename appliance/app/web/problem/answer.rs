//! How a problem is answered: with its page, in the frame of whoever asked, or with the way to the
//! sign-in page. What is a problem, and with which status, is said in [`super`].

use rocket::http::{Header, Method, Status};
use rocket::request::Request;
use rocket::response::{self, Responder, Response};

use super::{Problem, sentence};
use crate::office::Office;
use crate::web::form::FORM_LIMIT;
use crate::web::guard::{attempt_is_written_down, bears_an_ended_session, known_frame, office};
use crate::web::pages::problem::{Problem as ProblemPage, ProblemInside};
use crate::web::return_path::{is_local_path, return_path};

impl Problem {
    /// The page that says so.
    fn page(&self, request: &Request<'_>) -> ProblemPage {
        let phone = office(request)
            .map(|o| o.config.centre.phone.clone())
            .unwrap_or_default();
        let again = || {
            let path = request.uri().path().as_str();
            let safe = request.method() == Method::Get && is_local_path(path);
            safe.then(|| path.to_owned())
        };
        match self {
            Self::SignIn => ProblemPage::session_needed(),
            Self::NotFound => ProblemPage::not_found(&phone, attempt_is_written_down(request)),
            Self::Forged => ProblemPage::stale_form(again()),
            Self::Refused(refusal) => ProblemPage::refused(sentence(refusal), again()),
            Self::Malformed => ProblemPage::unreadable(again()),
            Self::TooLarge => ProblemPage::too_large(FORM_LIMIT, again()),
            Self::TooMany => ProblemPage::too_many(60, again()),
            Self::DirectoryDown => ProblemPage::directory_down(again()),
            Self::Unavailable => ProblemPage::busy(again()),
            Self::Full => ProblemPage::storage_full(),
            Self::Erased(by) => ProblemPage::erased(*by),
            Self::Altered => ProblemPage::altered(),
            Self::Broken(_) => ProblemPage::failed(again()),
        }
    }
}

#[rocket::async_trait]
impl<'r> Responder<'r, 'static> for Problem {
    fn respond_to(self, request: &'r Request<'_>) -> response::Result<'static> {
        if matches!(self, Self::SignIn) {
            let mut back = return_path(request);
            if bears_an_ended_session(request) {
                back.push_str(if back.is_empty() { "?" } else { "&" });
                back.push_str("said=expired");
            }
            return Response::build()
                .status(Status::SeeOther)
                .header(Header::new("Location", format!("/sign-in{back}")))
                .ok();
        }
        let status = self.status();
        let reference = (status.code >= 500).then(|| fresh_reference(request));
        if let (Self::Broken(cause), Some(reference)) = (&self, &reference) {
            tracing::error!(reference = %reference, cause = %cause, "a request failed");
        } else if let (Self::Altered, Some(reference)) = (&self, &reference) {
            tracing::error!(reference = %reference, "a record is not what the journal says");
        } else if let Some(reference) = &reference {
            tracing::warn!(reference = %reference, status = status.code, "a request could not be served");
        }
        let page = self.page(request);
        let html = problem_html(request, page, reference).ok_or(Status::InternalServerError)?;
        let mut response = rocket::response::content::RawHtml(html).respond_to(request)?;
        response.set_status(status);
        let later = [
            Status::ServiceUnavailable,
            Status::InsufficientStorage,
            Status::TooManyRequests,
        ];
        if later.contains(&status) {
            response.set_header(Header::new("Retry-After", "60"));
        }
        Ok(response)
    }
}

/// The page of a problem, in the frame of whoever asked.
fn problem_html(
    request: &Request<'_>,
    page: ProblemPage,
    reference: Option<String>,
) -> Option<String> {
    let office = office(request)?;
    let mut frame = known_frame(request)?;
    frame.reference = reference;
    let html = if frame.person.is_some() {
        let inside = ProblemInside { problem: page };
        office.renderer.html(&frame, &inside)
    } else {
        office.renderer.html(&frame, &page)
    };
    match html {
        Ok(html) => Some(html),
        Err(error) => {
            tracing::error!(%error, "the problem page itself could not be made");
            None
        }
    }
}

/// A number to read out over the phone: eight characters without look-alikes.
fn fresh_reference(request: &Request<'_>) -> String {
    const ALPHABET: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";
    let bytes: [u8; 8] = office(request).map(Office::random).unwrap_or_default();
    let letters: Vec<char> = bytes
        .iter()
        .map(|b| char::from(ALPHABET[usize::from(b & 31)]))
        .collect();
    let part = |range: std::ops::Range<usize>| {
        letters
            .get(range)
            .unwrap_or_default()
            .iter()
            .collect::<String>()
    };
    format!("{}-{}", part(0..4), part(4..8))
}
