//! Answers that the edge makes itself, without the backend.

use bytes::Bytes;
use http_body_util::Full;
use hyper::header::{
    CACHE_CONTROL, CONNECTION, CONTENT_SECURITY_POLICY, CONTENT_TYPE, HeaderName, HeaderValue,
    REFERRER_POLICY, RETRY_AFTER, STRICT_TRANSPORT_SECURITY, X_CONTENT_TYPE_OPTIONS,
};
use hyper::{Response, StatusCode, Version};

/// HTML pages of the edge's own answers, complete documents in UTF-8, French and English, with no
/// script, style or image (their policy is `default-src 'none'`).
#[derive(Debug, Clone)]
pub struct Pages {
    /// Backend down, too slow, or too many connections: 502, 503 and 504.
    pub unavailable: Bytes,
    /// The request broke a rule of the edge: 4xx.
    pub refused: Bytes,
}

impl Pages {
    /// Builds the answer with this status. `version` is the request's: a refusal also ends an
    /// HTTP/1.1 connection, because the rest of its body has not been read.
    pub(crate) fn answer(&self, status: StatusCode, version: Version) -> Response<Full<Bytes>> {
        let page = if status.is_server_error() {
            &self.unavailable
        } else {
            &self.refused
        };
        let mut answer = Response::new(Full::new(page.clone()));
        *answer.status_mut() = status;
        let headers = answer.headers_mut();
        headers.insert(
            CONTENT_TYPE,
            HeaderValue::from_static("text/html; charset=utf-8"),
        );
        headers.insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
        headers.insert(X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
        headers.insert(
            STRICT_TRANSPORT_SECURITY,
            HeaderValue::from_static("max-age=63072000"),
        );
        headers.insert(REFERRER_POLICY, HeaderValue::from_static("no-referrer"));
        headers.insert(
            HeaderName::from_static("permissions-policy"),
            HeaderValue::from_static("camera=(), geolocation=(), microphone=()"),
        );
        headers.insert(
            CONTENT_SECURITY_POLICY,
            HeaderValue::from_static("default-src 'none'; frame-ancestors 'none'"),
        );
        if status == StatusCode::SERVICE_UNAVAILABLE {
            headers.insert(RETRY_AFTER, HeaderValue::from_static("10"));
        }
        if version < Version::HTTP_2 {
            headers.insert(CONNECTION, HeaderValue::from_static("close"));
        }
        answer
    }
}
