//! Answers on their way to the client, under a deadline and a pace.
//!
//! A client need not be asked to be found slow: on HTTP/2 the body of a stream whose window is
//! shut is never polled, so the watch of the connection looks at every answer. One that is given
//! up lets go of the backend's connection and of its place at once, whatever the client does.

use std::pin::Pin;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, Weak};
use std::task::{Context, Poll, Waker};
use std::time::Duration;

use bytes::Bytes;
use http_body_util::Full;
use hyper::body::{Body, Frame, Incoming, SizeHint};
use tokio::time::Instant;

use crate::activity::{Reading, UnderWay};
use crate::handlers::Ticket;
use crate::notices::{Notice, Notices};
use crate::pace::{BoxError, Patience};
use crate::upstream::{Line, Upstream};

/// An answer of the backend on its way.
pub(crate) struct Delivery {
    shared: Arc<Shared>,
    under_way: UnderWay,
}

struct Shared {
    patience: Patience,
    deadline: Option<Instant>,
    upstream: Arc<Upstream>,
    notices: Arc<Notices>,
    course: Mutex<Course>,
}

struct Course {
    source: Option<Source>,
    /// Bytes that the client took, or that lie in the buffers before it.
    moved: u64,
    /// Time spent waiting for the client.
    waited: Duration,
    /// The client was given something and has not asked for more since.
    since: Option<Instant>,
    waker: Option<Waker>,
    late: bool,
}

/// What an answer holds; fields are dropped in this order.
struct Source {
    body: Incoming,
    line: Line,
    ticket: Ticket,
}

/// What the edge needs to know of an answer besides its body.
pub(crate) struct Terms {
    pub(crate) patience: Patience,
    pub(crate) deadline: Option<Instant>,
    pub(crate) upstream: Arc<Upstream>,
    pub(crate) notices: Arc<Notices>,
}

impl Delivery {
    /// `ticket` is given back with the last byte, or with the last interest.
    pub(crate) fn new(
        body: Incoming,
        line: Line,
        ticket: Ticket,
        terms: Terms,
        under_way: UnderWay,
    ) -> Self {
        let Terms {
            patience,
            deadline,
            upstream,
            notices,
        } = terms;
        let source = Source { body, line, ticket };
        let course = Course {
            source: Some(source),
            moved: 0,
            waited: Duration::ZERO,
            since: Some(Instant::now()),
            waker: None,
            late: false,
        };
        Self {
            shared: Arc::new(Shared {
                patience,
                deadline,
                upstream,
                notices,
                course: Mutex::new(course),
            }),
            under_way,
        }
    }

    /// For the watch of the connection.
    pub(crate) fn reading(&self) -> Weak<dyn Reading> {
        let shared: Arc<dyn Reading> = Arc::clone(&self.shared) as _;
        Arc::downgrade(&shared)
    }

    /// An answer without a body is complete with its head: nobody polls it.
    pub(crate) fn settle(&mut self) {
        let shared = Arc::clone(&self.shared);
        let mut course = shared.lock();
        let over = |source: &Source| source.body.is_end_stream();
        if course.source.as_ref().is_some_and(over) {
            self.complete(&mut course);
        }
    }

    fn complete(&mut self, course: &mut Course) {
        self.under_way.answered();
        if let Some(source) = course.source.take() {
            drop(source.body);
            self.shared.upstream.keep(source.line);
            // The place last: whoever gets it finds the line.
            drop(source.ticket);
        }
    }
}

impl Shared {
    fn lock(&self) -> MutexGuard<'_, Course> {
        self.course.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Reading for Shared {
    fn cut_if_late(&self, now: Instant) {
        let mut course = self.lock();
        let waiting = course
            .since
            .map_or(Duration::ZERO, |since| now.saturating_duration_since(since));
        let slow = course.since.is_some()
            && self
                .patience
                .left(course.waited, course.moved)
                .saturating_sub(waiting)
                .is_zero();
        let over = self.deadline.is_some_and(|deadline| now >= deadline);
        if course.source.is_some() && (slow || over) {
            course.late = true;
            let source = course.source.take();
            let waker = course.waker.take();
            drop(course);
            drop(source);
            self.notices.note(Notice::Reader);
            if let Some(waker) = waker {
                waker.wake();
            }
        }
    }
}

impl Body for Delivery {
    type Data = Bytes;
    type Error = BoxError;

    fn poll_frame(
        self: Pin<&mut Self>,
        cx: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, BoxError>>> {
        let this = self.get_mut();
        let shared = Arc::clone(&this.shared);
        let mut course = shared.lock();
        if let Some(since) = course.since.take() {
            course.waited += since.elapsed();
        }
        if course.late {
            this.under_way.answered();
            return Poll::Ready(Some(Err("answer too slow".into())));
        }
        let Some(source) = &mut course.source else {
            return Poll::Ready(None);
        };
        let mut polled = Pin::new(&mut source.body).poll_frame(cx);
        if polled.is_pending() {
            source.line.drive(cx);
            polled = Pin::new(&mut source.body).poll_frame(cx);
        }
        let over = source.body.is_end_stream();
        match polled {
            Poll::Pending => {
                course.waker = Some(cx.waker().clone());
                Poll::Pending
            }
            Poll::Ready(Some(Ok(frame))) => {
                this.under_way.touch();
                course.moved += frame.data_ref().map_or(0, |data| data.len() as u64);
                course.since = Some(Instant::now());
                if over {
                    this.complete(&mut course);
                }
                Poll::Ready(Some(Ok(frame)))
            }
            Poll::Ready(None) => {
                this.complete(&mut course);
                Poll::Ready(None)
            }
            Poll::Ready(Some(Err(error))) => {
                this.under_way.answered();
                course.source = None;
                Poll::Ready(Some(Err(error.into())))
            }
        }
    }

    fn is_end_stream(&self) -> bool {
        let course = self.shared.lock();
        !course.late
            && course
                .source
                .as_ref()
                .is_none_or(|s| s.body.is_end_stream())
    }

    fn size_hint(&self) -> SizeHint {
        self.shared
            .lock()
            .source
            .as_ref()
            .map_or_else(SizeHint::default, |source| source.body.size_hint())
    }
}

/// A page of the edge's own on its way.
pub(crate) struct OwnPage {
    page: Full<Bytes>,
    under_way: UnderWay,
}

impl OwnPage {
    pub(crate) fn new(page: Full<Bytes>, mut under_way: UnderWay) -> Self {
        under_way.refused();
        Self { page, under_way }
    }
}

impl Body for OwnPage {
    type Data = Bytes;
    type Error = BoxError;

    fn poll_frame(
        self: Pin<&mut Self>,
        cx: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, BoxError>>> {
        let this = self.get_mut();
        this.under_way.touch();
        Pin::new(&mut this.page)
            .poll_frame(cx)
            .map_err(|never| match never {})
    }

    fn is_end_stream(&self) -> bool {
        self.page.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.page.size_hint()
    }
}
