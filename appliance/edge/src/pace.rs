//! Bodies of requests under limits: size, silence and pace. Nothing is buffered; a slow backend
//! holds the client back.

use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicU8, Ordering};
use std::task::{Context, Poll};
use std::time::Duration;

use bytes::Bytes;
use hyper::body::{Body, Frame, Incoming, SizeHint};
use tokio::time::{Instant, Sleep, sleep_until};

use crate::activity::Activity;

/// Error type of bodies on their way.
pub(crate) type BoxError = Box<dyn std::error::Error + Send + Sync>;

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

/// Patience with one who sends a body, or takes one.
#[derive(Clone, Copy)]
pub(crate) struct Patience {
    pub(crate) idle: Duration,
    pub(crate) pace: u64,
}

impl Patience {
    /// Waiting time left before the client has been too slow, having waited `waited` in all for
    /// `moved` bytes. Zero when it is used up.
    pub(crate) fn left(self, waited: Duration, moved: u64) -> Duration {
        if self.pace == 0 {
            return self.idle;
        }
        let earned = Duration::from_millis(moved.saturating_mul(1000) / self.pace);
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
