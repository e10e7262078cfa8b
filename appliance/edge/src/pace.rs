//! Bodies under limits: size, silence, pace and total time. Nothing is buffered; a slow side
//! holds the other back.

use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicU8, AtomicU64, AtomicUsize, Ordering};
use std::task::{Context, Poll};
use std::time::Duration;

use bytes::Bytes;
use hyper::body::{Body, Frame, Incoming, SizeHint};
use tokio::time::{Instant, Sleep, sleep_until};

/// Error type of bodies on their way.
pub(crate) type BoxError = Box<dyn std::error::Error + Send + Sync>;

/// What one connection is doing, for the watch that ends idle and stalled ones.
pub(crate) struct Activity {
    born: Instant,
    last: AtomicU64,
    under_way: AtomicUsize,
}

impl Activity {
    pub(crate) fn new() -> Arc<Self> {
        Arc::new(Self {
            born: Instant::now(),
            last: AtomicU64::new(0),
            under_way: AtomicUsize::new(0),
        })
    }

    pub(crate) fn touch(&self) {
        let now = u64::try_from(self.born.elapsed().as_millis()).unwrap_or(u64::MAX);
        self.last.store(now, Ordering::Relaxed);
    }

    /// Requests under way, and how long nothing has moved.
    pub(crate) fn quiet(&self) -> (usize, Duration) {
        let last = Duration::from_millis(self.last.load(Ordering::Relaxed));
        let quiet = self.born.elapsed().saturating_sub(last);
        (self.under_way.load(Ordering::Relaxed), quiet)
    }

    pub(crate) fn begin(self: &Arc<Self>) -> UnderWay {
        self.under_way.fetch_add(1, Ordering::Relaxed);
        self.touch();
        UnderWay(Arc::clone(self))
    }
}

/// A request under way; counted until dropped.
pub(crate) struct UnderWay(Arc<Activity>);

impl Drop for UnderWay {
    fn drop(&mut self) {
        self.0.under_way.fetch_sub(1, Ordering::Relaxed);
        self.0.touch();
    }
}

/// Why a request body was given up, shared with the task that answers.
#[derive(Default)]
pub(crate) struct Fault(AtomicU8);

#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub(crate) enum BodyFault {
    #[error("request body too large")]
    TooLarge,
    #[error("request body too slow")]
    TooSlow,
    #[error("request body broken off")]
    Broken,
}

impl Fault {
    fn set(&self, fault: BodyFault) -> BoxError {
        let code = match fault {
            BodyFault::TooLarge => 1,
            BodyFault::TooSlow => 2,
            BodyFault::Broken => 3,
        };
        self.0.store(code, Ordering::Release);
        Box::new(fault)
    }

    pub(crate) fn get(&self) -> Option<BodyFault> {
        match self.0.load(Ordering::Acquire) {
            1 => Some(BodyFault::TooLarge),
            2 => Some(BodyFault::TooSlow),
            3 => Some(BodyFault::Broken),
            _ => None,
        }
    }
}

/// Patience with a request body.
#[derive(Clone, Copy)]
pub(crate) struct Patience {
    pub(crate) idle: Duration,
    pub(crate) pace: u64,
}

impl Patience {
    /// Waiting time left before the client has been too slow, having waited `waited` in all for
    /// `received` bytes. Zero when it is used up.
    fn left(self, waited: Duration, received: u64) -> Duration {
        if self.pace == 0 {
            return self.idle;
        }
        let earned = Duration::from_millis(received.saturating_mul(1000) / self.pace);
        self.idle
            .min((self.idle.saturating_add(earned)).saturating_sub(waited))
    }
}

/// A request body that ends with an error when the client sends too much or too slowly. Time
/// spent waiting for the backend does not count against the client.
pub(crate) struct PacedBody {
    inner: Incoming,
    patience: Patience,
    remaining: u64,
    received: u64,
    waited: Duration,
    waiting: Option<(Instant, Pin<Box<Sleep>>)>,
    activity: Arc<Activity>,
    fault: Arc<Fault>,
}

impl PacedBody {
    pub(crate) fn new(
        inner: Incoming,
        patience: Patience,
        max: u64,
        activity: Arc<Activity>,
        fault: Arc<Fault>,
    ) -> Self {
        Self {
            inner,
            patience,
            remaining: max,
            received: 0,
            waited: Duration::ZERO,
            waiting: None,
            activity,
            fault,
        }
    }

    fn take(&mut self, data: Bytes) -> Result<Frame<Bytes>, BoxError> {
        let length = data.len() as u64;
        self.received += length;
        match self.remaining.checked_sub(length) {
            Some(remaining) => {
                self.remaining = remaining;
                self.activity.touch();
                Ok(Frame::data(data))
            }
            None => Err(self.fault.set(BodyFault::TooLarge)),
        }
    }

    fn keep_waiting(&mut self, cx: &mut Context<'_>) -> Poll<()> {
        let left = self.patience.left(self.waited, self.received);
        let (_, timer) = self.waiting.get_or_insert_with(|| {
            let now = Instant::now();
            (now, Box::pin(sleep_until(now + left)))
        });
        timer.as_mut().poll(cx)
    }
}

impl Body for PacedBody {
    type Data = Bytes;
    type Error = BoxError;

    fn poll_frame(
        self: Pin<&mut Self>,
        cx: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, BoxError>>> {
        let this = self.get_mut();
        loop {
            let frame = match Pin::new(&mut this.inner).poll_frame(cx) {
                Poll::Pending => {
                    return this
                        .keep_waiting(cx)
                        .map(|()| Some(Err(this.fault.set(BodyFault::TooSlow))));
                }
                Poll::Ready(frame) => frame,
            };
            if let Some((since, _)) = this.waiting.take() {
                this.waited += since.elapsed();
            }
            match frame {
                None => return Poll::Ready(None),
                Some(Err(_)) => {
                    return Poll::Ready(Some(Err(this.fault.set(BodyFault::Broken))));
                }
                // Trailers are dropped: the backend has no use for them.
                Some(Ok(frame)) => {
                    if let Ok(data) = frame.into_data() {
                        return Poll::Ready(Some(this.take(data)));
                    }
                }
            }
        }
    }

    fn is_end_stream(&self) -> bool {
        self.inner.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.inner.size_hint()
    }
}

/// An answer on its way to the client: counts as under way until its last byte, and is cut at
/// the deadline.
pub(crate) struct AnswerBody<B> {
    inner: B,
    deadline: Option<Pin<Box<Sleep>>>,
    under_way: UnderWay,
}

impl<B> AnswerBody<B> {
    pub(crate) fn new(inner: B, deadline: Option<Instant>, under_way: UnderWay) -> Self {
        Self {
            inner,
            deadline: deadline.map(|at| Box::pin(sleep_until(at))),
            under_way,
        }
    }
}

impl<B> Body for AnswerBody<B>
where
    B: Body<Data = Bytes> + Unpin,
    B::Error: Into<BoxError>,
{
    type Data = Bytes;
    type Error = BoxError;

    fn poll_frame(
        self: Pin<&mut Self>,
        cx: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, BoxError>>> {
        let this = self.get_mut();
        if let Some(deadline) = &mut this.deadline
            && deadline.as_mut().poll(cx).is_ready()
        {
            return Poll::Ready(Some(Err("answer too slow".into())));
        }
        let polled = Pin::new(&mut this.inner).poll_frame(cx);
        if polled.is_ready() {
            this.under_way.0.touch();
        }
        polled.map(|frame| frame.map(|frame| frame.map_err(Into::into)))
    }

    fn is_end_stream(&self) -> bool {
        self.inner.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.inner.size_hint()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_steady_client_earns_its_time_and_a_dripping_one_does_not() {
        let patience = Patience {
            idle: Duration::from_secs(30),
            pace: 1_000,
        };
        let seconds = Duration::from_secs;
        assert_eq!(patience.left(seconds(0), 0), seconds(30));
        assert_eq!(patience.left(seconds(100), 100_000), seconds(30));
        assert_eq!(patience.left(seconds(29), 29), Duration::from_millis(1_029));
        assert_eq!(patience.left(seconds(31), 31), Duration::ZERO);
    }
}
