//! Which cookies the backend has recognised.
//!
//! The edge cannot tell a session from a lie, but the backend can, and says so with its answer. A
//! request that brings the same cookies again goes before those of strangers. Nobody is let in by
//! this: it decides who waits.

use std::collections::HashMap;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use hyper::header::{COOKIE, HeaderMap, HeaderValue};
use openssl::sha::sha256;
use tokio::time::Instant;

/// How long a cookie is remembered after it was last recognised; longer than any session is idle.
const LIFE: Duration = Duration::from_hours(1);
/// Cookies remembered at once.
const MOST: usize = 4_096;

/// Digests of the cookies by which somebody was recognised.
#[derive(Default)]
pub(crate) struct Recognised(Mutex<HashMap<[u8; 32], Instant>>);

/// What stands for the cookies of a request; `None` if it brings none. HTTP/2 may send them on
/// several lines (RFC 9113 8.2.3).
pub(crate) fn cookies(headers: &HeaderMap) -> Option<[u8; 32]> {
    let lines: Vec<&[u8]> = headers
        .get_all(COOKIE)
        .iter()
        .map(HeaderValue::as_bytes)
        .collect();
    (!lines.is_empty()).then(|| sha256(&lines.join(&b"; "[..])))
}

impl Recognised {
    pub(crate) fn is(&self, cookie: &[u8; 32], now: Instant) -> bool {
        self.lock()
            .get(cookie)
            .is_some_and(|seen| now.duration_since(*seen) < LIFE)
    }

    /// The backend recognised somebody by this cookie, or looked and found nobody.
    pub(crate) fn note(&self, cookie: [u8; 32], known: bool, now: Instant) {
        let mut seen = self.lock();
        if !known {
            seen.remove(&cookie);
            return;
        }
        if seen.len() >= MOST && !seen.contains_key(&cookie) {
            seen.retain(|_, at| now.duration_since(*at) < LIFE);
            if seen.len() >= MOST
                && let Some(oldest) = seen.iter().min_by_key(|(_, at)| **at).map(|(c, _)| *c)
            {
                seen.remove(&oldest);
            }
        }
        seen.insert(cookie, now);
    }

    fn lock(&self) -> MutexGuard<'_, HashMap<[u8; 32], Instant>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cookie_is_recognised_until_the_backend_says_otherwise_or_an_hour_has_passed() {
        let (recognised, now) = (Recognised::default(), Instant::now());
        let (one, other) = (sha256(b"session=1"), sha256(b"session=2"));
        recognised.note(one, true, now);
        assert!(recognised.is(&one, now) && !recognised.is(&other, now));
        assert!(!recognised.is(&one, now + LIFE));
        recognised.note(one, false, now);
        assert!(!recognised.is(&one, now));
    }

    #[test]
    fn no_more_cookies_are_remembered_than_there_is_room_and_the_oldest_goes() {
        let (recognised, now) = (Recognised::default(), Instant::now());
        for number in 0..=MOST {
            let at = now + Duration::from_millis(number as u64);
            recognised.note(sha256(&number.to_be_bytes()), true, at);
        }
        assert_eq!(recognised.lock().len(), MOST);
        assert!(!recognised.is(&sha256(&0usize.to_be_bytes()), now));
        assert!(recognised.is(&sha256(&MOST.to_be_bytes()), now));
    }
}
