//! What one connection is doing, for the watch that ends idle, stalled and wasteful ones.

use std::sync::atomic::{AtomicBool, AtomicU64, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError, Weak};
use std::time::Duration;

use tokio::sync::Notify;
use tokio::time::Instant;

use crate::rules::{Ending, Habits};

/// An answer that the client is taking.
pub(crate) trait Reading: Send + Sync {
    /// Gives the answer up if the client takes it too slowly, and lets go of all it holds.
    fn cut_if_late(&self, now: Instant);
}

pub(crate) struct Activity {
    born: Instant,
    last: AtomicU64,
    under_way: AtomicUsize,
    habits: Mutex<Habits>,
    readings: Mutex<Vec<Weak<dyn Reading>>>,
    unwelcome: AtomicBool,
    wasted: Notify,
}

impl Activity {
    pub(crate) fn new() -> Arc<Self> {
        let born = Instant::now();
        Arc::new(Self {
            born,
            last: AtomicU64::new(0),
            under_way: AtomicUsize::new(0),
            habits: Mutex::new(Habits::since(born)),
            readings: Mutex::default(),
            unwelcome: AtomicBool::new(false),
            wasted: Notify::new(),
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
        UnderWay {
            activity: Arc::clone(self),
            end: Some(Ending::TakenBack),
        }
    }

    /// Adds an answer to those that are looked at.
    pub(crate) fn watch(&self, reading: Weak<dyn Reading>) {
        let mut readings = self.readings.lock().unwrap_or_else(PoisonError::into_inner);
        readings.retain(|one| one.strong_count() > 0);
        readings.push(reading);
    }

    /// Looks at all answers on their way.
    pub(crate) fn cut_late_readers(&self, now: Instant) {
        let readings = self.readings.lock().unwrap_or_else(PoisonError::into_inner);
        let here: Vec<_> = readings.iter().filter_map(Weak::upgrade).collect();
        drop(readings);
        for reading in here {
            reading.cut_if_late(now);
        }
    }

    /// The connection has no place here: it ends once what it was told has left.
    pub(crate) fn unwelcome(&self) {
        self.unwelcome.store(true, Ordering::Relaxed);
    }

    pub(crate) fn is_unwelcome(&self) -> bool {
        self.unwelcome.load(Ordering::Relaxed)
    }

    /// Completes when the client has taken back too many requests.
    pub(crate) async fn wasted(&self) {
        self.wasted.notified().await;
    }

    fn ended(&self, end: Ending) {
        let mut habits = self.habits.lock().unwrap_or_else(PoisonError::into_inner);
        if habits.wasteful_after(end, Instant::now()) {
            self.wasted.notify_one();
        }
    }
}

/// A request under way; counted until dropped. Dropped before anything else was said, its client
/// took it back.
pub(crate) struct UnderWay {
    activity: Arc<Activity>,
    end: Option<Ending>,
}

impl UnderWay {
    /// The answer is complete, or the edge itself gave it up.
    pub(crate) fn answered(&mut self) {
        self.end = Some(Ending::Answered);
    }

    /// The edge refused the request: that says nothing about the client's habits.
    pub(crate) fn refused(&mut self) {
        self.end = None;
    }

    pub(crate) fn touch(&self) {
        self.activity.touch();
    }
}

impl Drop for UnderWay {
    fn drop(&mut self) {
        self.activity.under_way.fetch_sub(1, Ordering::Relaxed);
        self.activity.touch();
        if let Some(end) = self.end {
            self.activity.ended(end);
        }
    }
}
