//! What goes with every answer, error pages included, and what every request must bring.

use doublelock_domain::ids::hex;
use rocket::fairing::{Fairing, Info, Kind};
use rocket::http::uri::Origin;
use rocket::http::{Header, Method, Status};
use rocket::{Data, Request, Response};

use crate::web::guard::{NOWHERE, office, somebody_is_signed_in};
use crate::web::token::same;

/// Nothing but our own files, our own forms, no frames, no plug-ins.
const CONTENT_SECURITY_POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; \
    img-src 'self'; font-src 'self'; media-src 'self'; connect-src 'self'; form-action 'self'; \
    base-uri 'none'; frame-ancestors 'none'; object-src 'none'";

const HEADERS: &[(&str, &str)] = &[
    ("Content-Security-Policy", CONTENT_SECURITY_POLICY),
    ("Strict-Transport-Security", "max-age=63072000"),
    ("X-Content-Type-Options", "nosniff"),
    ("X-Frame-Options", "DENY"),
    ("Referrer-Policy", "no-referrer"),
    ("Cross-Origin-Opener-Policy", "same-origin"),
    ("Cross-Origin-Resource-Policy", "same-origin"),
];

/// Nothing of the machine is for a page; at a station the camera is, to read codes with.
const PERMISSIONS_POLICY: &str = "accelerometer=(), camera=(), display-capture=(), \
    geolocation=(), gyroscope=(), microphone=(), payment=(), usb=()";
const PERMISSIONS_POLICY_OF_STATIONS: &str = "accelerometer=(), camera=(self), \
    display-capture=(), geolocation=(), gyroscope=(), microphone=(), payment=(), usb=()";

/// Checks what comes from the edge; writes the headers of every answer.
pub struct Headers;

#[rocket::async_trait]
impl Fairing for Headers {
    fn info(&self) -> Info {
        Info {
            name: "headers",
            kind: Kind::Request | Kind::Response,
        }
    }

    async fn on_request(&self, request: &mut Request<'_>, _: &mut Data<'_>) {
        // Rocket listens on a loopback port that any local process can reach: only
        // the edge knows the secret of this boot.
        let given = |name| request.headers().get_one(name).unwrap_or_default();
        // Work begins only while its client waits for it; its place is taken until this request
        // is dropped, which Rocket does when it has answered.
        let handler = office(request).and_then(|office| {
            office
                .handlers
                .claim(given(doublelock_edge::HANDLER_HEADER))
        });
        let genuine = office(request).is_some_and(|office| {
            let expected = hex(&*office.edge_secret);
            let secret = given(doublelock_edge::SECRET_HEADER);
            same(secret.as_bytes(), expected.as_bytes())
        });
        // Before any fairing runs, Rocket lets a form that begins with `_method=` say another
        // method than the request. Here the method is the one that the edge saw.
        let method = given(doublelock_edge::METHOD_HEADER).parse::<Method>();
        match (method, handler) {
            (Ok(method), Some(handler)) if genuine => {
                request.set_method(method);
                request.local_cache(|| handler);
            }
            _ => {
                request.set_uri(Origin::const_new(NOWHERE, None));
                request.set_method(Method::Options);
            }
        }
    }

    async fn on_response<'r>(&self, request: &'r Request<'_>, response: &mut Response<'r>) {
        for (name, value) in HEADERS {
            response.set_header(Header::new(*name, *value));
        }
        let policy = if request.uri().path() == "/station" {
            PERMISSIONS_POLICY_OF_STATIONS
        } else {
            PERMISSIONS_POLICY
        };
        response.set_header(Header::new("Permissions-Policy", policy));
        if response.headers().get_one("Cache-Control").is_none() {
            response.set_header(Header::new("Cache-Control", "no-store"));
        }
        response.remove_header("Server");
        // For the edge alone, which takes it off.
        if somebody_signed_out(request, response) {
            response.set_header(Header::new(doublelock_edge::RECOGNISED_HEADER, "0"));
        } else if somebody_is_signed_in(request) {
            response.set_header(Header::new(doublelock_edge::RECOGNISED_HEADER, "1"));
        }
        if request.method() == Method::Options && response.status() != Status::NotFound {
            response.set_status(Status::NotFound);
        }
    }
}

/// The session that this request came with is over.
fn somebody_signed_out(request: &Request<'_>, response: &Response<'_>) -> bool {
    let is_sign_out = |route: &rocket::Route| route.uri.path() == "/sign-out";
    request.route().is_some_and(is_sign_out) && response.status() == Status::SeeOther
}
