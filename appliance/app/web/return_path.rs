//! Where somebody goes back to who had to sign in first: a page of ours, or nowhere. Whether it is
//! open to them is asked again there.

use rocket::http::Method;
use rocket::request::Request;

/// `?back=…` for the sign-in page: only for a GET, only our own path, never a query
/// (it may hold what somebody typed).
pub fn return_path(request: &Request<'_>) -> String {
    let path = request.uri().path().as_str();
    if request.method() == Method::Get && path != "/" && is_local_path(path) {
        format!("?back={path}")
    } else {
        String::new()
    }
}

/// True for a path of this site that is safe to be redirected to.
pub fn is_local_path(path: &str) -> bool {
    path.starts_with('/')
        && !path.starts_with("//")
        && path.len() <= 200
        && path
            .bytes()
            .all(|b| b.is_ascii_alphanumeric() || b"/-_.".contains(&b))
}
