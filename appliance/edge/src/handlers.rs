//! Requests in work, told to the backend of this process.
//!
//! A web framework may go on with a request whose connection has closed (Rocket 0.5 gives each
//! request a task of its own and does not end it), so a closed connection does not say that the
//! work has ended. The edge numbers what it forwards; the backend claims the number when it begins
//! and keeps the [`Handler`] until it is done. The place of the request is taken for as long.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, Weak};

use crate::turns::Place;

/// Register of the requests in work. Clones are the same register: one goes to
/// [`crate::serve`], another stays with the backend.
#[derive(Clone, Default)]
pub struct Handlers(Arc<Mutex<Register>>);

#[derive(Default)]
struct Register {
    last: u64,
    places: HashMap<u64, Weak<Place>>,
}

/// Work on a request. Its place stays taken until this is dropped.
#[must_use = "the place comes free when this is dropped"]
pub struct Handler(#[expect(dead_code, reason = "held for its drop")] Arc<Place>);

impl Handlers {
    /// Claims the request whose number stood in [`crate::HANDLER_HEADER`]. `None` if its client
    /// has gone or nothing was forwarded under that number: then no work may begin.
    pub fn claim(&self, number: &str) -> Option<Handler> {
        let number = number.parse().ok()?;
        let place = self.lock().places.get(&number)?.upgrade()?;
        Some(Handler(place))
    }

    /// Enters a request that is about to be forwarded.
    pub(crate) fn enter(&self, place: Place) -> Ticket {
        let place = Arc::new(place);
        let mut register = self.lock();
        register.last += 1;
        let number = register.last;
        register.places.insert(number, Arc::downgrade(&place));
        drop(register);
        Ticket {
            number,
            handlers: self.clone(),
            _place: place,
        }
    }

    fn lock(&self) -> MutexGuard<'_, Register> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The edge's side of a request in work. Once dropped, the number cannot be claimed any more.
pub(crate) struct Ticket {
    pub(crate) number: u64,
    handlers: Handlers,
    _place: Arc<Place>,
}

impl Drop for Ticket {
    fn drop(&mut self) {
        self.handlers.lock().places.remove(&self.number);
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests")]

    use super::*;
    use crate::caller::Caller;
    use crate::config::Limits;
    use crate::turns::{Asking, Turns};

    #[tokio::test]
    async fn a_place_is_taken_until_edge_and_backend_are_done_and_work_never_begins_late() {
        let limits = Limits {
            max_handlers: 1,
            wait: std::time::Duration::from_millis(1),
            ..Limits::default()
        };
        let (turns, handlers) = (Turns::new(limits.caps()), Handlers::default());
        let asking = Asking {
            caller: Caller::at([192, 0, 2, 1].into()),
            connection: 1,
            known: false,
        };
        let ticket = handlers.enter(turns.place(asking).await.ok().unwrap());
        let number = ticket.number.to_string();
        let handler = handlers.claim(&number).unwrap();
        drop(ticket);
        assert!(turns.place(asking).await.is_err(), "the backend is at work");
        assert!(handlers.claim(&number).is_none(), "its client has gone");
        drop(handler);
        assert!(turns.place(asking).await.is_ok());
        assert!(handlers.claim("").is_none() && handlers.claim("-1").is_none());
    }
}
