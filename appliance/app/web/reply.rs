//! What routes answer with: pages, fragments, files.

use rocket::http::{ContentType, Header, Status};
use rocket::request::Request;
use rocket::response::{self, Redirect, Responder, Response};

/// An HTML page.
#[derive(Debug)]
pub struct Html {
    text: String,
    status: Status,
    /// Seconds until it is worth asking again.
    retry_after: Option<i64>,
}

impl Html {
    /// A page that may hold personal data: never stored by a browser or a proxy.
    /// (Every page is sent so; see `web::headers`.)
    pub const fn private(text: String) -> Self {
        Self {
            text,
            status: Status::Ok,
            retry_after: None,
        }
    }

    /// The same page with another status (422 for a form with faults).
    #[must_use]
    pub const fn with_status(mut self, status: Status) -> Self {
        self.status = status;
        self
    }

    /// The same page, and when to ask again: in so many seconds (RFC 9110 10.2.3).
    #[must_use]
    pub const fn with_retry_after(mut self, seconds: Option<i64>) -> Self {
        self.retry_after = seconds;
        self
    }
}

impl<'r> Responder<'r, 'static> for Html {
    fn respond_to(self, request: &'r Request<'_>) -> response::Result<'static> {
        let mut response = rocket::response::content::RawHtml(self.text).respond_to(request)?;
        response.set_status(self.status);
        if let Some(seconds) = self.retry_after {
            response.set_header(Header::new("Retry-After", seconds.max(1).to_string()));
        }
        Ok(response)
    }
}

/// A page, or the way to another.
#[derive(Responder)]
#[expect(clippy::large_enum_variant, reason = "made once per request")]
pub enum Answer {
    /// The page.
    Page(Html),
    /// The way to another.
    Onward(Redirect),
}

/// Bytes with a type, to be kept by the person (`attachment`) or shown in a page.
#[derive(Debug)]
pub struct Bytes {
    body: Vec<u8>,
    content_type: ContentType,
    /// File name of ours; ASCII, no personal data.
    attachment: Option<String>,
}

impl Bytes {
    /// Shown inside a page.
    pub const fn inline(bytes: Vec<u8>, content_type: ContentType) -> Self {
        Self {
            body: bytes,
            content_type,
            attachment: None,
        }
    }

    /// Saved under `name`, which must be a plain ASCII file name of ours.
    pub const fn attachment(bytes: Vec<u8>, content_type: ContentType, name: String) -> Self {
        Self {
            body: bytes,
            content_type,
            attachment: Some(name),
        }
    }
}

impl<'r> Responder<'r, 'static> for Bytes {
    fn respond_to(self, request: &'r Request<'_>) -> response::Result<'static> {
        let mut response = Response::build_from(self.body.respond_to(request)?);
        response.header(self.content_type);
        if let Some(name) = self.attachment {
            response.header(Header::new(
                "Content-Disposition",
                format!("attachment; filename=\"{name}\""),
            ));
        }
        response.ok()
    }
}
